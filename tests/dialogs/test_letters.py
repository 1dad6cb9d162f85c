"""Documents of an application: its dossier, the letter of mission, the request for a travel order; from models of an office too."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from docx import Document

from bot.call_check import CheckOptions, check_file
from bot.call_new import model_faults, write_models
from dialogs.application import steering_texts as staff
from dialogs.core import texts as general
from dialogs.ui.word import TemplateFault, faults, fields_of, fill
from knowledge.people import Role
from storage.actions.people import seed_roles
from storage.calls import Templates, find
from storage.tables import event
from tests.dialogs.applying import decide, deposit, take_in
from tests.scene import scene
from tests.talk import Office, Talk, worded

FIRST = "CA-2024-0001"
OTHER_CALLS = Path(__file__).parents[1] / "calls"


def text_of(content: bytes) -> str:
    """Return all that a document says, its tables, headers and footers too."""
    with ZipFile(BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
    document = Document(BytesIO(content))
    parts = [
        document.element.body,
        *(section.footer._element for section in document.sections),
        *(section.header._element for section in document.sections),
    ]
    paragraphs = [
        p for part in parts for p in part.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    ]
    return "\n".join("".join(t.text or "" for t in p.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))
                     for p in paragraphs)  # fmt: skip


async def taken(talk: Talk, words: str) -> str:
    """Ask for a document, accept it, and return what it says."""
    await talk.says(words)
    await talk.accepts()
    assert talk.reply.file, talk.reply
    return text_of(talk.reply.file.content)


@scene
async def accepted(office: Office, *answers: str) -> tuple[Talk, Talk]:
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await deposit(agent, *answers)
    await take_in(chief)
    await decide(chief, "accept", "passer")
    return agent, chief


async def accesses(office: Office) -> list[tuple[str, dict[str, object]]]:
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.move, event.c.data).where(event.c.subject == "access").order_by(event.c.id)
        )
        return [(row.move, dict(row.data or {})) for row in found if row.move != "open"]


async def test_the_appointment_offers_the_letter_and_the_order(offices: Office) -> None:
    _, chief = await accepted(offices)
    assert staff.NOT_APPOINTED.format(reference=FIRST) in await chief.says(f"lettre de mission {FIRST}")
    await chief.says(f"nommer {FIRST}")
    await chief.presses(staff.APPOINT_CONFIRM)
    offered = [message.offers.name for message in chief.reply.messages if message.offers]
    assert offered == [f"lettre-de-mission-{FIRST}.docx", f"ordre-de-mission-{FIRST}.docx"]
    letter = await taken(chief, f"lettre de mission {FIRST}")
    for said in ("ROUX Camille", "expert Op@le", "25 janvier 2024", "31 décembre 2025", "31 décembre 2027", FIRST):
        assert said in letter
    assert "{{" not in letter
    order = await taken(chief, f"ordre de mission permanent {FIRST}")
    assert "Bouches-du-Rhône" in order
    assert "{{" not in order
    assert await accesses(offices) == [
        ("letter", {"letter": "mission_letter"}), ("letter", {"letter": "travel_order"}),
    ]  # fmt: skip


async def test_the_dossier_has_all_but_the_notes_unless_they_are_asked_for(offices: Office) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await deposit(agent)
    await chief.says(f"message pour {FIRST} : êtes-vous libre le 15 ?")
    await chief.says("oui")
    await agent.says("message pour ma candidature : oui, le 15 me va bien")
    await agent.says("oui")
    await chief.says(f"note sur {FIRST} : a déjà formé trois collègues")
    await chief.says("oui")
    plain = await taken(chief, f"dossier word {FIRST}")
    for said in (
        "ROUX Camille",
        "Trois ans d’Op@le.",
        "Candidature déposée",
        "êtes-vous libre le 15 ?",
        "oui, le 15 me va bien",
    ):
        assert said in plain
    assert "trois collègues" not in plain
    noted = await taken(chief, f"dossier word {FIRST} avec les notes")
    assert "a déjà formé trois collègues" in noted
    assert "trois collègues" not in await taken(chief, f"dossier word {FIRST} sans les notes")
    assert await accesses(offices) == [
        ("dossier", {"notes": False}), ("dossier", {"notes": True}), ("dossier", {"notes": False}),
    ]  # fmt: skip


@pytest.mark.parametrize("words", [f"dossier word {FIRST}", f"dossier word {FIRST} avec les notes"])
async def test_others_get_no_dossier(office: Office, words: str) -> None:
    agent = office.talk()
    await deposit(agent)
    for talk in (agent, office.talk("expert")):
        said = await talk.says(words)
        assert said.startswith(worded(general.NOT_YOURS))
        assert not any(message.offers for message in talk.reply.messages)


async def test_a_member_gets_no_notes_on_their_own_file(office: Office) -> None:
    chief = office.talk("saeple")
    await deposit(chief)
    other = office.stranger("44444444-4444-4444-8444-444444444444", "Claude Petit")
    await seed_roles(office.storage, [(other.key, Role.SA_EPLE)], office.clock.now())
    await other.says(f"note sur {FIRST} : à voir avec le directeur")
    await other.says("oui")
    assert "directeur" in await taken(other, f"dossier word {FIRST} avec les notes")
    assert "directeur" not in await taken(chief, f"dossier word {FIRST} avec les notes")


async def test_a_question_about_the_letter_is_still_one_about_the_call(office: Office) -> None:
    for words in ("lettre de mission", "lettre de mission ?", "ordre de mission permanent"):
        assert worded(worded(general.NOT_YOURS)) not in await office.talk().says(words)


async def test_what_people_typed_names_no_field_and_does_nothing(office: Office, tmp_path: Path) -> None:
    list(write_models(tmp_path))
    office.services = replace(office.services, templates=Templates(tmp_path))
    office.router._services = replace(office.router._services, templates=Templates(tmp_path))
    nasty = "=cmd() {{ debut }} <w:p/> &amp; ROUX"
    from tests.dialogs.applying import ANSWERS, FIELDS

    answers = [nasty if row.id == "name" else given for row, given in zip(FIELDS, ANSWERS, strict=False)]
    _, chief = await accepted(office, *answers, "oui")
    await chief.says(f"nommer {FIRST}")
    await chief.presses(staff.APPOINT_CONFIRM)
    assert staff.OWN_MODEL in "\n".join(message.text for message in chief.reply.messages)
    letter = await taken(chief, f"lettre de mission {FIRST}")
    assert "{{ debut }}" in letter, "it is text, and is not filled in"
    assert "<w:p/> &amp; ROUX" in letter


# Models


def model(*lines: str, cut: bool = False) -> bytes:
    """Return a model; ``cut``: with each letter in a piece of its own, as Word may leave it."""
    document = Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for piece in line if cut else [line]:
            paragraph.add_run(piece)
    document.sections[0].header.paragraphs[0].text = "{{ service }}"
    document.add_table(1, 1).cell(0, 0).text = "{{ nom }}"
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("cut", [False, True])
def test_fields_are_filled_in_wherever_they_stand(*, cut: bool) -> None:
    made = fill(
        model("Pour {{ nom }}, le {{date}}.", "{{ vide }} {{ autre }}", cut=cut),
        {"nom": "Ada\nLovelace", "date": "5 mai", "service": "SAEPLE", "vide": ""},
        blank="[à compléter]",
    )
    said = text_of(made.content)
    assert "Pour AdaLovelace, le 5 mai." in said
    assert "[à compléter] {{ autre }}" in said
    assert "SAEPLE" in said
    assert made.unknown == ("{{ autre }}",)
    assert b"<w:br/>" in ZipFile(BytesIO(made.content)).read("word/document.xml")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Pour {{ nomm }}", "vouliez-vous dire «\u00a0{{ nom }}\u00a0»"),
        ("Pour {{ nom", "accolades ouvertes sans être fermées"),
        ("Pour nom }}", "accolades ouvertes sans être fermées"),
        ("Pour {{ zzz }}", "ce champ n’existe pas"),
    ],
)
def test_faults_of_a_model_are_said_in_french(line: str, fault: str) -> None:
    (found,) = faults(model(line), {"nom", "service"})
    assert fault in found
    assert found.startswith("paragraphe 1")


def test_a_model_that_fetches_or_runs_something_is_refused() -> None:
    sound = model("{{ nom }}")
    file = BytesIO()
    with ZipFile(BytesIO(sound)) as read, ZipFile(file, "w") as write:
        for name in read.namelist():
            content = read.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(
                    b"</Relationships>",
                    b'<Relationship Id="r99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                    b'attachedTemplate" Target="https://example.org/x.dotm" TargetMode="External"/></Relationships>',
                )
            write.writestr(name, content)
    for bad in (file.getvalue(), b"", b"PK\x03\x04rubbish", b"%PDF-1.4 %%EOF"):
        assert faults(bad, {"nom"}), bad[:20]
        with pytest.raises(TemplateFault):
            fill(bad, {}, blank="")


def test_the_models_of_a_call_are_checked(tmp_path: Path) -> None:
    call = find("2024-experts-opale").read()
    list(write_models(tmp_path))
    again = list(write_models(tmp_path))
    assert sum("existe déjà" in line for line in again) == 2
    assert "nom" in fields_of((tmp_path / "lettre-de-mission.docx").read_bytes())
    assert model_faults(call, tmp_path) == []
    own = tmp_path / "2024-experts-opale"
    own.mkdir()
    (own / "lettre-de-mission.docx").write_bytes(model("{{ nom }} {{ fonctoin }}"))
    (tmp_path / "lettre.docx").write_bytes(model("x"))
    found = "\n".join(model_faults(call, tmp_path))
    assert "modèle «\u00a0lettre-de-mission.docx\u00a0», paragraphe" in found
    assert "ce champ n’existe pas" in found
    assert "«\u00a0lettre.docx\u00a0»" in found
    assert model_faults(call, tmp_path / "nulle-part")


def test_call_check_says_them_with_the_faults_of_the_file(tmp_path: Path) -> None:
    """On a file of a few lines: each check reads all wordings."""
    (tmp_path / "academies").mkdir()
    file = tmp_path / "2025-referents-bassin.toml"
    for name in ("2025-referents-bassin.toml", "academies/lyon.toml"):
        (tmp_path / name).write_text((OTHER_CALLS / name).read_text("utf-8"), "utf-8")
    (tmp_path / "modeles").mkdir()
    (tmp_path / "modeles" / "ordre-de-mission.docx").write_bytes(model("{{ nom"))
    faulty, report = check_file(file, CheckOptions(tmp_path / "modeles"))
    assert faulty
    assert "modèle «\u00a0ordre-de-mission.docx\u00a0», paragraphe 1" in report
