"""Words that come with files: they are heard whatever becomes of the files, and it is said which file is not kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from dialogs.assistance import card_texts as texts
from dialogs.core.exchange import SentFile
from dialogs.core.form_texts import FAULTS
from knowledge.files import MAX_IN_MESSAGE, MAX_IN_REQUEST, Fault
from storage.tables import draft, event
from tests.dialogs.applying import deposit
from tests.dialogs.asking import FIRST, ask
from tests.dialogs.test_attachments import Shelf, kept, sends, shelved, taken
from tests.knowledge.test_attached import HOSTILE, png
from tests.talk import Office

ANOTHER = ("0130001F", "BUDGET", "DBM bloquée.", "oui", "SG", "04 42 91 70 00", "non", "passer")
WORDS = "le flux 4512 est rejeté depuis lundi"


async def written(office: Office) -> list[tuple[str, str, str]]:
    """Return what the journals keep of people's words: of what, message or note, words."""
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.reference, event.c.move, event.c.reason)
            .where(event.c.move.in_(("message", "note")))
            .order_by(event.c.id)
        )
        return [tuple(row) for row in found]


async def drafted(office: Office) -> list[dict[str, str]]:
    async with office.storage.reading() as connection:
        return list((await connection.execute(sa.select(draft.c.answers).order_by(draft.c.id))).scalars())


# One file of each fault that a file has by itself, by its fault.
REFUSED = {fault: {name: content} for name, content, fault in HOSTILE.values()} | {Fault.UNREACHED: {}}


@pytest.mark.parametrize("fault", REFUSED)
async def test_they_are_kept_with_the_request_where_the_file_is_not(office: Office, fault: Fault) -> None:
    agent, _ = await taken(office)
    shelf = REFUSED[fault]
    name = next(iter(shelf), "ailleurs.png")
    office.services = replace(office.services, downloads=Shelf(shelf))
    office.router = type(office.router)(office.services, office.registry)
    said = await sends(agent, name, text=f"message pour {FIRST} : {WORDS}")
    assert await written(office) == [(FIRST, "message", WORDS)]
    assert "Transmis à" in said
    assert FAULTS[fault] in said
    assert await kept(office) == []


async def test_they_are_kept_with_the_files_that_are(offices: Office) -> None:
    agent, _ = await taken(offices)
    said = await sends(agent, "capture.png", "ailleurs.png", *["releve.pdf"] * MAX_IN_MESSAGE, text=WORDS)
    ((_, _, words),) = await written(offices)
    assert words.startswith(WORDS)
    assert FAULTS[Fault.UNREACHED] in said
    assert FAULTS[Fault.TOO_MANY] in said


async def test_they_are_kept_where_the_request_takes_no_more_files(office: Office) -> None:
    agent, _ = await taken(office)
    for _ in range(MAX_IN_REQUEST // MAX_IN_MESSAGE):
        await sends(agent, *["capture.png"] * MAX_IN_MESSAGE)
    said = await sends(agent, "releve.pdf", text=WORDS)
    assert (await written(office))[-1] == (FIRST, "message", WORDS)
    assert "Transmis à" in said
    assert FAULTS[Fault.TOO_MANY] in said
    assert len(await kept(office)) == MAX_IN_REQUEST


async def test_an_activity_delivered_again_keeps_them_once(offices: Office) -> None:
    agent, _ = await taken(offices)
    for _ in range(2):
        await agent.says(WORDS, files=(SentFile("ailleurs.png", "ailleurs.png"),), activity="same")
    assert await written(offices) == [(FIRST, "message", WORDS)]


@pytest.mark.parametrize(("name", "held"), [("capture.png", ["capture.png"]), ("ailleurs.png", [])])
async def test_the_form_of_a_message_takes_both(offices: Office, name: str, held: list[str]) -> None:
    agent, _ = await taken(offices)
    await ask(agent, *ANOTHER)
    await agent.says(f"message pour {FIRST}")
    said = await sends(agent, name, text=WORDS)
    ((of, move, words),) = await written(offices)
    assert (of, move) == (FIRST, "message")
    assert words.startswith(WORDS)
    assert (FAULTS[Fault.UNREACHED] in said) is (not held)
    assert await kept(offices) == held
    assert await drafted(offices) == [], "the form is sent with them"


async def test_the_form_of_a_message_is_sent_once_however_often_it_is_delivered(offices: Office) -> None:
    agent, _ = await taken(offices)
    await ask(agent, *ANOTHER)
    await agent.says(f"message pour {FIRST}")
    for _ in range(2):
        said = await agent.says(WORDS, files=(SentFile("capture.png", "capture.png"),), activity="same")
        assert FIRST in said
        assert texts.WHICH not in said
    assert len(await written(offices)) == 1
    assert await kept(offices) == ["capture.png"]


async def test_the_form_of_a_request_takes_the_words(offices: Office) -> None:
    agent, _ = await taken(offices)
    await agent.says("demander une assistance")
    for answer in ("0130001F", "BUDGET"):
        await agent.says(answer)
    said = await sends(agent, "capture.png", text="La DBM 12 reste bloquée.")
    assert texts.FORM_TAKES_NONE in said
    ((answers),) = await drafted(offices)
    assert answers["details"] == "La DBM 12 reste bloquée."
    assert await written(offices) == [], "nothing of it went to the request that is open"
    assert await kept(offices) == []


async def test_a_note_stays_with_those_who_handle_the_request(offices: Office) -> None:
    _, expert = await taken(offices)
    said = await sends(expert, "capture.png", text=f"note sur {FIRST} : la gestionnaire débute")
    assert await written(offices) == [(FIRST, "note", "la gestionnaire débute")]
    assert texts.NOT_WITH_NOTE in said
    assert await kept(offices) == []


async def test_the_form_of_a_note_takes_the_words(offices: Office) -> None:
    _, expert = await taken(offices)
    await expert.says(f"note sur {FIRST}")
    said = await sends(expert, "capture.png", text="la gestionnaire débute dans le métier")
    assert await written(offices) == [(FIRST, "note", "la gestionnaire débute dans le métier")]
    assert texts.FORM_TAKES_NONE in said


async def test_what_is_said_of_an_application_goes_there_and_nowhere_else(offices: Office) -> None:
    agent, _ = await taken(offices)  # With a request, to which it does not belong.
    await deposit(agent)
    said = await sends(agent, "capture.png", text="message pour ma candidature : voici mon attestation")
    assert await written(offices) == [("CA-2024-0001", "message", "voici mon attestation")]
    assert texts.NOT_WITH_APPLICATION in said
    chief = offices.talk("saeple")
    said = await sends(chief, "capture.png", text="note sur CA-2024-0001 : à rappeler")
    assert (await written(offices))[-1] == ("CA-2024-0001", "note", "à rappeler")
    assert texts.NOT_WITH_APPLICATION in said
    await agent.says("message pour ma candidature")
    said = await sends(agent, "capture.png", text="Quand aurai-je la réponse ?")
    for answer in ("ma réponse", "oui"):  # A question may be one to the assistant: it is asked back, then shown.
        await agent.says(answer)
    assert (await written(offices))[-1] == ("CA-2024-0001", "message", "Quand aurai-je la réponse ?")
    assert texts.FORM_TAKES_NONE in said
    assert await kept(offices) == []


async def test_without_a_request_they_are_answered_as_if_alone(office: Office) -> None:
    agent = office.talk()
    shelved(office, capture_png=png())
    said = await sends(agent, "capture.png", text="Quelle est la date limite pour candidater ?")
    assert "5 février" in said
    assert texts.NO_REQUEST_LINE in said


async def test_which_request_is_asked_with_what_to_do_again(office: Office) -> None:
    agent, _ = await taken(office)
    await ask(agent, *ANOTHER)
    said = await sends(agent, "ailleurs.png", text="voici ce que je vois")
    assert said.split("\n")[0] == texts.WHICH
    assert "Ni le message ni le fichier n’ont été gardés." in said
    assert await written(office) == []
