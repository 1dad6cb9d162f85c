"""Files that a call asks for: sent in the conversation, kept with the application, read by the SA EPLE, journaled, erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.offline import accesses
from dialogs.application import texts
from dialogs.core import form_texts
from dialogs.core.context import Fetching
from dialogs.core.exchange import Letter, SentFile
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from storage.actions.erasures import Retention, erase, purge
from storage.calls import find, read_base
from storage.engine import Storage
from storage.queries.erasures import dossier
from storage.tables import attached, draft
from storage.transaction import transaction
from tests.calls.test_two_calls import LETTER
from tests.dialogs.applying import pass_time, rows, sent
from tests.knowledge.test_attached import pdf, png
from tests.talk import Office, Talk

HERE = Path(__file__).parent
NOW = datetime(2025, 5, 4, 10, tzinfo=PARIS)
FIRST = (
    "ROUX Camille",
    "camille.roux@ac-nantes.fr",
    "certifiée",
    "Histoire-géographie",
    "0440001M",
    "Musée du Mans",
    LETTER,
)
FIELDS = """
[[application.field]]
id = "cv"
kind = "file"
label = "Curriculum vitae"

[[application.field]]
id = "avis"
kind = "file"
label = "Avis du chef d’établissement"
optional = true

"""


@pytest.fixture(scope="session")
def with_pieces(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return a call that takes its documents here, and numbers its applications in its own letters."""
    folder = tmp_path_factory.mktemp("pieces")
    (folder / "academies").mkdir()
    for file in (*HERE.glob("2026-professeurs-relais*.toml"), *HERE.glob("academies/*.toml")):
        text = file.read_text("utf-8").replace("2026", "2025")
        if file.name == "2026-professeurs-relais.toml":
            text = text.replace('documents = ["curriculum vitae", "avis du chef d’établissement"]\n', 'prefix = "PR"\n')
            text = text.replace("[values]", FIELDS + "[values]", 1)
        place = folder / "academies" if file.parent != HERE else folder
        (place / file.name.replace("2026", "2025")).write_text(text, "utf-8")
    return read_base(find("2025-professeurs-relais", folder))


class Cloud(Fetching):
    """What people send, by name."""

    def __init__(self) -> None:
        self.held = {"cv.pdf": pdf(), "nouveau.pdf": pdf(), "avis.png": png(), "virus.exe": b"MZ\x90\x00"}

    async def fetch(self, file: SentFile) -> bytes:
        return self.held[file.name]


@pytest.fixture
async def office(storage: Storage, with_pieces: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, with_pieces, NOW) as opened:
        opened.services = replace(opened.services, downloads=Cloud())
        opened.router = Router(opened.services)
        yield opened


async def sends(talk: Talk, *names: str, text: str = "") -> str:
    return await talk.says(text, files=tuple(SentFile(name, f"https://example.org/{name}") for name in names))


async def begun(talk: Talk) -> str:
    said = await talk.says("candidater")
    for answer in FIRST:
        said = await talk.says(answer)
    return said


async def deposit(talk: Talk) -> str:
    await begun(talk)
    await sends(talk, "cv.pdf", "avis.png")
    await talk.says("oui")
    return await talk.says("envoyer")


async def held(office: Office) -> list[tuple[str, str]]:
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(attached.c.reference, attached.c.name).order_by(attached.c.id))
        return [tuple(row) for row in found]


async def test_files_are_sent_in_the_conversation_and_go_with_the_mail(office: Office) -> None:
    talk = office.talk()
    asked = await begun(talk)
    assert "Envoyez-moi le fichier «\u00a0Curriculum vitae\u00a0»" in asked
    assert "C’est un fichier qui est attendu" in await talk.says("le voici")
    assert "n’est pas gardé" in await sends(talk, "virus.exe")
    said = await sends(talk, "cv.pdf", text="mon CV")
    assert "Reçu\u00a0: cv.pdf." in said
    assert "Avis du chef d’établissement" in said
    assert await held(office) == [("draft-1", "cv.pdf")]
    await talk.says("passer")
    recap = await talk.says("oui")
    assert "cv.pdf" in recap
    receipt = await talk.says("envoyer")
    assert "PR-2025-0001" in receipt
    assert await held(office) == [("PR-2025-0001", "cv.pdf")]
    letters = [letter for _, letter in await sent(office) if isinstance(letter, Letter)]
    official = next(letter for letter in letters if letter.to == "daac@ac-nantes.fr")
    assert [one.name for one in official.enclosed] == ["projet-PR-2025-0001.docx", "cv.pdf"]
    assert official.enclosed[1].content == pdf()


async def test_a_file_is_replaced_before_and_after_the_deposit(office: Office) -> None:
    talk = office.talk()
    await begun(talk)
    await sends(talk, "cv.pdf", "avis.png")
    await talk.says("oui")
    await talk.says("modifier cv")
    assert "Reçu\u00a0: nouveau.pdf." in await sends(talk, "nouveau.pdf")
    assert await held(office) == [("draft-1", "avis.png"), ("draft-1", "nouveau.pdf")]
    await talk.says("envoyer")
    await talk.says("modifier ma candidature")
    await talk.says("modifier cv")
    await sends(talk, "cv.pdf")
    names = [name for reference, name in await held(office) if reference == "PR-2025-0001"]
    assert names == ["avis.png", "nouveau.pdf"]  # Nothing has changed of what is deposited.
    await talk.says("envoyer")
    assert await held(office) == [("PR-2025-0001", "avis.png"), ("PR-2025-0001", "cv.pdf")]


async def test_the_service_reads_them_and_the_journal_says_who(office: Office) -> None:
    talk, member, other = office.talk(), office.talk("saeple"), office.talk("expert")
    await deposit(talk)
    card = await member.says("statut PR-2025-0001")
    assert "cv.pdf" in card
    listed = await member.presses(texts.BUTTON_PIECES.format(count=2))
    assert "Curriculum vitae\u00a0: cv.pdf" in listed
    assert "Avis du chef d’établissement\u00a0: avis.png" in listed
    await member.presses("Recevoir Curriculum vitae")
    await member.accepts()
    assert member.reply.file is not None
    assert member.reply.file.content == pdf()
    url = office.storage.engine.url.render_as_string(hide_password=False)
    lines = (await accesses(url, office.clock.now())).splitlines()[1:]
    assert [line.split("\t")[2:3] + line.split("\t")[5:] for line in lines] == [
        ["PR-2025-0001", "dossier"], ["PR-2025-0001", "pièce"],
    ]  # fmt: skip
    context = {"file": "application.file", "reference": "PR-2025-0001/1"}
    assert "n’est plus proposé" in await other.consents(context)  # An expert is none of those who may see it.
    assert other.reply.file is None
    own = await talk.says("ma candidature")
    assert "cv.pdf" in own
    await talk.presses(texts.BUTTON_PIECES.format(count=2))
    await talk.presses("Recevoir Curriculum vitae")
    await talk.accepts()
    assert talk.reply.file is not None
    assert len((await accesses(url, office.clock.now())).splitlines()) == 3  # One's own leaves no line.


async def test_files_go_with_the_draft_the_application_and_the_person(office: Office) -> None:
    talk = office.talk()
    await begun(talk)
    await sends(talk, "cv.pdf")
    await talk.says("annuler")
    await talk.presses(form_texts.DISCARD)
    assert await held(office) == []
    await begun(talk)
    await sends(talk, "cv.pdf")
    office.clock.time = datetime(2025, 5, 23, 0, 1, tzinfo=PARIS)
    await pass_time(office)
    assert await held(office) == []  # The draft has ended at the closing.
    office.clock.time = NOW
    second = office.stranger("44444444-4444-4444-8444-444444444444", "Autre Personne")
    await deposit(second)
    reference = next(row["reference"] for row in await rows(office) if row["reference"])
    kept = await dossier(office.storage, second.key)
    assert [record["name"] for record in kept["files"]] == ["cv.pdf", "avis.png"]
    async with transaction(office.storage, office.clock.now()) as tx:
        await erase(tx, second.key)
        await tx.commit()
    assert await held(office) == []
    third = office.stranger("44444444-4444-4444-8444-444444444445", "Troisième Personne")
    await deposit(third)
    await third.says("retirer ma candidature")
    await third.says("passer")
    await third.says("envoyer")
    assert len(await held(office)) == 2
    office.clock.forward(days=366)
    async with transaction(office.storage, office.clock.now()) as tx:
        await purge(tx, Retention())
        await tx.commit()
    assert (reference, await held(office)) == ("PR-2025-0001", [])


async def test_two_files_for_two_fields_in_one_message_and_one_too_many(office: Office) -> None:
    talk = office.talk()
    await begun(talk)
    said = await sends(talk, "cv.pdf", "avis.png", "nouveau.pdf")
    assert "Je n’attends pas d’autre fichier\u00a0: nouveau.pdf n’a pas été gardé." in said
    assert [name for _, name in await held(office)] == ["cv.pdf", "avis.png"]
    assert "tapez à la relecture «\u00a0modifier\u00a0» et son nom" in await sends(talk, "nouveau.pdf")


async def drafted(office: Office, talk: Talk) -> dict[str, str]:
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(draft.c.answers).where(draft.c.oid == talk.key.oid))
        return dict(found.scalar_one())


@pytest.mark.parametrize(("name", "held_then"), [("cv.pdf", [("draft-1", "cv.pdf")]), ("virus.exe", [])])
async def test_what_is_typed_with_a_file_answers_what_was_asked(
    office: Office, name: str, held_then: list[tuple[str, str]]
) -> None:
    talk = office.talk()
    await talk.says("candidater")
    for answer in FIRST[:-1]:
        await talk.says(answer)
    said = await sends(talk, name, text=LETTER)
    assert LETTER in (await drafted(office, talk)).values()
    assert await held(office) == held_then
    assert ("n’est pas gardé" in said) is (not held_then)


async def test_words_that_answer_nothing_are_said_not_to_be_kept(office: Office) -> None:
    talk = office.talk()
    await begun(talk)
    assert form_texts.WORDS_BESIDE in await sends(talk, "cv.pdf", text="le voici, avec mes excuses pour le retard")
    other = office.stranger("88888888-8888-4888-8888-000000000001")
    await other.says("candidater")
    await other.says(FIRST[0])
    said = await sends(other, "cv.pdf", text="pas une adresse")
    assert "n’a pas été gardé" in said
    assert "pas une adresse" not in (await drafted(office, other)).values()
