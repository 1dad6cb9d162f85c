"""Measures and exports in the chat: what is said, to whom, and what the file holds."""

from __future__ import annotations

import csv
import io

import pytest

from dialogs.steering import figure_texts as texts
from dialogs.steering.export import safe
from dialogs.steering.figures import duration
from tests.dialogs.steering import fill
from tests.talk import Office


async def test_a_measure_is_said_with_its_period_its_groups_and_the_period_before(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    said = await pilot.says("délais par département en janvier 2024")
    assert "Délai de prise en charge" in said
    assert "par département" in said
    assert "Bouches-du-Rhône (13)" in said
    assert texts.WORKING in said
    assert "Sur la période d’avant" in said or "Rien à comparer" in said
    assert texts.LAST_DAYS.format(days=90) not in said
    assert texts.LAST_DAYS.format(days=90) in await pilot.says("délai médian de prise en charge")
    assert "En cours" in await pilot.says("charge par expert")


async def test_opinions_never_rank_persons(office: Office) -> None:
    await fill(office)
    said = await office.talk("saeple").says("satisfaction par expert")
    assert texts.NOT_BY_PERSON.format(measure="Satisfaction") in said
    assert "Nadia" not in said


@pytest.mark.parametrize("asked", ["délais", "satisfaction par mois", "exporter", "exporter les demandes du 13"])
@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_figures_and_exports_are_the_sa_eples_alone(office: Office, seat: str, asked: str) -> None:
    await fill(office)
    talk = office.talk(seat)
    said = await talk.says(asked)
    assert "médiane" not in said
    assert not any(seen.message.offers for seen in talk.seen)


async def test_what_is_on_the_screen_is_exported_as_excel_reads_it_in_french(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    assert texts.EXPORT_WHAT in await pilot.says("exporter")
    await pilot.says("demandes du 13")
    said = await pilot.says("exporter")
    assert "Demandes du 13" in said
    await pilot.accepts()
    file = pilot.reply.file
    assert file is not None
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(texts.EXPORT_HEADS)
    assert rows[1:]
    assert {row[3] for row in rows[1:]} == {"13"}
    assert f"{len(rows) - 1} lignes" in said
    assert not any("Claire Petit" in cell for row in rows for cell in row)


async def test_an_export_that_is_named_or_impossible_is_never_dropped(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says("demandes du 13")
    assert "Demandes du 84" in await pilot.says("exporter les demandes du 84")
    assert texts.EXPORT_REQUESTS_ONLY in await pilot.says("exporter les candidatures")


async def test_who_is_no_longer_a_member_gets_no_file_and_a_forged_question_none(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says("demandes du 13")
    await pilot.says("exporter")
    context = next(seen.message.offers for seen in reversed(pilot.seen) if seen.message.offers).context
    agent = office.talk("agent")
    await agent.consents(context)
    assert agent.reply.file is None
    for forged in ("", "[]", '{"query": {"what": "x"}, "schools": []}', '{"query": 1, "schools": 2}'):
        await pilot.consents({**context, "query": forged})
        assert pilot.reply.file is None


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@x", "\tx", "\rx"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (65, "1 h 05"), (1500, "25 h")]
)
def test_minutes_are_said_as_people_say_them(minutes: int, said: str) -> None:
    assert duration(minutes).replace("\u00a0", " ").replace("\u202f", " ") == said
