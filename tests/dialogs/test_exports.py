"""«exporter»: what is offered, to whom, and what the file holds, cell by cell."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from dialogs.steering import document_texts as texts
from dialogs.steering.sheets import ExportTable, Share, as_csv, as_xlsx, safe
from knowledge.understanding.wishes import read_export
from tests.dialogs.applying import deposit
from tests.dialogs.steering import fill
from tests.talk import Office, Talk, worded
from tests.workbook import ReadCell, ReadSheet, read_workbook

EXCEL, CSV = texts.BUTTONS["xlsx"], texts.BUTTONS["csv"]


async def _lines(talk: Talk) -> tuple[ReadSheet, ReadSheet]:
    """Accept the file offered; return its summary and its lines."""
    await talk.accepts()
    file = talk.reply.file
    assert file is not None
    assert file.name.endswith(".xlsx")
    summary, lines = read_workbook(file.content).values()
    return summary, lines


async def test_of_two_things_asked_for_at_once_each_has_its_button(office: Office) -> None:
    pilot = office.talk("saeple")
    await pilot.opens()
    assert texts.EXPORT_BOTH in await pilot.says("exporte les demandes et les candidatures")
    assert pilot.buttons == ["Exporter les demandes", "Exporter les candidatures"]
    await deposit(office.talk())
    await pilot.presses("Exporter les candidatures")
    assert pilot.buttons == [EXCEL, CSV]


async def test_what_is_on_the_screen_is_exported_as_a_workbook(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    shown = await pilot.says("demandes du 13")
    offered = await pilot.says("exporter")
    assert "«\u00a0Demandes du 13\u00a0»" in offered
    assert pilot.buttons == [EXCEL, CSV]
    await pilot.presses(EXCEL)
    summary, lines = await _lines(pilot)
    assert lines.texts()[0] == list(texts.REQUEST_HEADS)
    assert f"{len(lines.rows) - 1}\u00a0lignes" in offered
    assert f"{len(lines.rows) - 1} demandes" in shown.replace("\u00a0", " ")
    assert {row[3].value for row in lines.rows[1:] if row[3]} == {"13"}
    assert lines.frozen == "1,1,frozen"
    assert lines.filters == f"A1:P{len(lines.rows)}"
    assert summary.texts()[0] == [texts.QUESTION, "Demandes du 13"]
    assert summary.rows[2][1] == ReadCell(float(len(lines.rows) - 1), "#,##0")
    assert [texts.BY.format(what=texts.STATE), texts.COUNTED] in summary.texts()
    assert ["Bouches-du-Rhône (13)", f"{len(lines.rows) - 1}.0"] in summary.texts()
    assert not any("Claire Petit" in cell for row in lines.texts() for cell in row)


async def test_columns_have_types_dates_are_dates_and_delays_are_durations(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says("exporter les demandes closes en excel")
    _, lines = await _lines(pilot)
    heads = lines.texts()[0]
    for row in lines.rows[1:]:
        cells = dict(zip(heads, row, strict=False))
        logged, since = cells["Créée le"], cells["Depuis le"]
        assert logged is not None
        assert since is not None
        assert isinstance(logged.value, float)
        assert logged.shown == "dd/mm/yyyy hh:mm"
        assert isinstance(since.value, float)
        assert since.shown == "dd/mm/yyyy"
        assert since.value >= int(logged.value)
        taken, again = cells["Délai de prise en charge"], cells["Réouvertures"]
        assert taken is not None
        assert "[h]" in taken.shown
        assert isinstance(taken.value, float)
        assert again is not None
        assert again.value == 0.0
        assert isinstance((cells["Numéro"] or logged).value, str)


async def test_the_same_lines_are_text_that_excel_reads_in_french(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says("demandes du 13")
    await pilot.says("exporter")
    await pilot.presses(CSV)
    await pilot.accepts()
    file = pilot.reply.file
    assert file is not None
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(texts.REQUEST_HEADS)
    assert {row[3] for row in rows[1:]} == {"13"}


@pytest.mark.parametrize(
    ("asked", "heads"),
    [
        ("demandes par mois", ("Mois", texts.COUNTED)),
        ("demandes closes par département", ("Département", texts.COUNTED)),
        ("séances de la semaine prochaine", texts.REQUEST_HEADS),
        ("délais par département en janvier 2024", ("Département", "Médiane", "9 sur 10 en moins de", "Demandes")),
        ("taux de réouverture par sujet", ("Objet", "Part", "Demandes")),
        ("statut", texts.REQUEST_HEADS),
        ("experts", texts.EXPERT_HEADS),
    ],
)
async def test_every_answer_can_be_exported(office: Office, asked: str, heads: tuple[str, ...]) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says(asked)
    await pilot.says("tu peux m'exporter ça en excel ?")
    _, lines = await _lines(pilot)
    assert lines.texts()[0] == list(heads)
    assert lines.rows[1:]
    if asked == "demandes par mois":
        assert all(row[0] and row[0].shown == "dd/mm/yyyy" for row in lines.rows[1:])


async def test_applications_are_exported_with_their_state_and_their_day(office: Office) -> None:
    await deposit(office.talk("agent"))
    pilot = office.talk("saeple")
    for asked in ("exporter les candidatures", "candidatures déposées", "les candidatures en excel"):
        said = await pilot.says(asked)
        if asked == "candidatures déposées":
            said = await pilot.says("exporter")
        if "excel" not in asked:
            assert texts.NAMES in said
            await pilot.presses(EXCEL)
        summary, lines = await _lines(pilot)
        assert lines.texts()[0] == [
            *texts.APPLICATION_HEADS,
            "Fonction",
            "Vague de déploiement",
            *texts.APPLICATION_HEADS_AFTER,
        ]
        (row,) = lines.rows[1:]
        assert row[0]
        assert str(row[0].value).startswith("CA-2024-")
        assert row[8]
        assert row[8].shown == "dd/mm/yyyy hh:mm"
        assert ["déposée", "1.0"] in summary.texts()


async def test_nothing_is_dropped_in_silence(office: Office) -> None:
    pilot = office.talk("saeple")
    assert texts.WHAT[True] in await pilot.says("exporter")
    assert texts.WHAT[True] in await pilot.says("en excel")
    await fill(office)
    assert "Demandes ouvertes du 84" in await pilot.says("exporter les demandes ouvertes du 84")
    assert "rien à exporter" in await pilot.says("exporter les demandes du 13 créées en 2019")
    assert "Je ne connais pas d’expert" in await pilot.says("exporter les demandes de Zébulon") or not pilot.reply.file


async def test_an_expert_exports_what_they_follow_and_nothing_else(office: Office) -> None:
    await fill(office)
    expert = office.stranger("77777777-7777-4777-8777-777777777771", "Anne Dupont")
    for asked in ("exporter mes demandes en excel", "exporter en excel", "exporter les demandes du 13 en excel"):
        await expert.says(asked)
        _, lines = await _lines(expert)
        assert {row[9].value for row in lines.rows[1:] if row[9]} == {"Anne Dupont"}
    assert texts.OWN in await expert.says("exporter les demandes du 13")
    for asked in ("exporter les candidatures", "exporter la liste des experts"):
        await expert.says(asked)
        assert expert.seen[-1].message.offers is None
        assert expert.buttons != [EXCEL, CSV]


@pytest.mark.parametrize("asked", ["exporter", "exporter les demandes du 13 en excel", "demandes du 13 en csv"])
async def test_others_are_offered_nothing(office: Office, asked: str) -> None:
    await fill(office)
    talk = office.talk("agent")
    await talk.says(asked)
    assert not any(seen.message.offers for seen in talk.seen)
    assert EXCEL not in talk.buttons


async def test_in_a_channel_it_is_refused_with_the_reason(office: Office) -> None:
    await fill(office)
    assert texts.NOT_IN_CHANNEL in await office.talk("saeple", Scope.CHANNEL).says("exporter les demandes du 13")
    assert worded(worded(general.NOT_STAFF)) not in await office.talk("saeple", Scope.GROUP).says("exporter")


async def test_who_is_no_longer_a_member_gets_no_file_and_a_forged_question_none(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says("demandes du 13 en excel")
    context = next(seen.message.offers for seen in reversed(pilot.seen) if seen.message.offers).context
    agent = office.talk("agent")
    await agent.consents(context)
    assert agent.reply.file is None
    forged = ("", "[]", '{"query": {"what": "x"}, "schools": [], "form": "xlsx"}', '{"query": 1, "schools": 2}',
              context["query"].replace("xlsx", "exe"), context["query"].replace("department", "measure"))  # fmt: skip
    for query in forged:
        await pilot.consents({**context, "query": query})
        assert pilot.reply.file is None


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@x", "\tx", "\rx"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    tallies = [("Par état", [(cell, 1)])]
    table = ExportTable("x", "Lignes", cell, datetime(2024, 1, 25, tzinfo=UTC), ["Nom"], [[cell]], tallies)
    for sheet in read_workbook(as_xlsx(table).content).values():
        assert sheet.formulas == 0
        held = [
            one for row in sheet.rows for one in row if one and str(one.value).endswith(cell.strip()) and one.quoted
        ]
        assert len(held) == (2 if sheet.texts()[0][0] == texts.QUESTION else 1)


def test_each_type_keeps_itself() -> None:
    made = datetime(2024, 7, 1, 22, 30, tzinfo=UTC)
    row = ["0130040Y", 3, 4.5, Share(0.125), made, date(2024, 2, 29), timedelta(hours=30, minutes=5), None]
    table = ExportTable("x", "Lignes", "Demandes", made, [str(place) for place in range(8)], [row])
    written = as_csv(table).content.decode("utf-8-sig").splitlines()[1]
    assert written == "0130040Y;3;4,50;12,5 %;02/07/2024 00:30;29/02/2024;30:05;"
    cells = read_workbook(as_xlsx(table).content)["Lignes"].rows[1]
    assert cells[:4] == [
        ReadCell("0130040Y", "0"),
        ReadCell(3.0, "#,##0"),
        ReadCell(4.5, "0.0"),
        ReadCell(0.125, "0.0%"),
    ]
    assert [cell and (cell.value, cell.shown) for cell in cells[4:]] == [
        (pytest.approx(45475.0208333), "dd/mm/yyyy hh:mm"),
        (45351.0, "dd/mm/yyyy"),
        (pytest.approx(1.2534722), '[h]" h "mm'),
    ]


@pytest.mark.parametrize(
    ("text", "rest", "form"),
    [
        ("exporter", "", ""),
        ("tu peux m'exporter ça en excel ?", "", "xlsx"),
        ("les demandes de janvier en csv", "les demandes de janvier", "csv"),
        ("je voudrais un fichier excel des demandes urgentes", "des demandes urgentes", "xlsx"),
        ("mets ça dans un tableau excel", "", "xlsx"),
        ("exporte-moi tout", "", ""),
        ("candidatures en csv", "candidatures", "csv"),
        ("Exporter le 84", "le 84", ""),
        ("télécharger la liste au format xlsx", "", "xlsx"),
        ("donne moi la liste des experts sous excel", "la liste des experts", "xlsx"),
        ("les demandes que personne n'a pu prendre, en csv", "les demandes que personne n'a pu prendre", "csv"),
        ("les demandes bloquées en excel", "les demandes bloquées", "xlsx"),
        ("exporter les demandes d'Élise Perrot", "les demandes d'Élise Perrot", ""),
    ],
)
def test_what_an_export_is_of_and_as_what(text: str, rest: str, form: str) -> None:
    wish = read_export(text)
    assert wish is not None
    assert (wish.rest, wish.form) == (rest, form)


@pytest.mark.parametrize(
    "text",
    [
        "je n'arrive pas à exporter depuis op@le",
        "le lycée Thiers n'arrive plus à exporter sa balance en csv",
        "ils ne peuvent pas ouvrir le fichier excel de la DBM",
        "pas moyen d'obtenir le compte financier au format xlsx",
        "le collège Mignet a perdu un fichier",
        "demandes du 84",
        "bonjour",
    ],
)
def test_no_export_is_heard_where_none_is_asked_for(text: str) -> None:
    assert read_export(text) is None


async def test_a_trouble_with_a_file_is_still_a_trouble(office: Office) -> None:
    await fill(office)
    expert = office.talk("expert")
    for told in ("le lycée Thiers n'arrive plus à exporter son compte financier en csv",
                 "lycée Thiers : impossible d'ouvrir le fichier excel de la DBM"):  # fmt: skip
        said = await expert.says(told)
        assert said.startswith("Nouvelle demande d’un établissement")
        assert "export" not in said.casefold().replace("exporter son compte", "")
        assert EXCEL not in expert.buttons
        await expert.says("annuler")
