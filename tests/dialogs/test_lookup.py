"""The app's search box: requests by number, school, subject and state, each seeing what they may."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.core import texts as general
from dialogs.core.exchange import Happening, Scope
from dialogs.steering import texts
from knowledge.request import RequestStatus
from storage.tables import request, solved_case
from tests.dialogs.asking import LOGGED, OWN, ask, log
from tests.knowledge.test_schools import DUPIN, REGISTER, RIVIERE
from tests.lint.cards import lint
from tests.scene import scene
from tests.talk import Office, Talk, worded, words

pytestmark = pytest.mark.both

FIND = "requests.lookup"


async def finds(talk: Talk, text: str, skip: int = 0) -> list[str]:
    """Return the titles of what is found, or the sentence said instead."""
    incoming = talk.incoming(Happening.LOOKUP, text=text, verb=FIND, skip=skip)
    talk.reply = await talk.office.router.answer(incoming)
    for one in talk.reply.previews:
        assert one.card.card is not None
        assert lint(one.card.card, one.card.text) == []
    return [one.title.split(",")[0] for one in talk.reply.previews] or [talk.reply.messages[0].text]


@scene
async def three(office: Office) -> None:
    office.register = REGISTER
    await ask(office.talk(), DUPIN.uai, *OWN[1:])
    await log(office.talk("expert"), RIVIERE.uai, *LOGGED[1:], send="enregistrer et prendre en charge")
    await log(office.talk("expert"), RIVIERE.uai, "BOURSES", *LOGGED[2:])


TYPED: tuple[tuple[str, set[str]], ...] = (
    ("", {"DA-2024-0001", "DA-2024-0002", "DA-2024-0003"}),
    ("DA-2024-0002", {"DA-2024-0002"}),
    ("da 2", {"DA-2024-0002"}),
    ("rivi", {"DA-2024-0002", "DA-2024-0003"}),
    ("RIVIÈRE bourses", {"DA-2024-0003"}),
    (DUPIN.uai.lower(), {"DA-2024-0001"}),
    ("demandes de Dupin", {"DA-2024-0001"}),
    ("prise", {"DA-2024-0002"}),
    ("nouvelle", {"DA-2024-0001", "DA-2024-0003"}),
    ("urgente rapproch", {"DA-2024-0002"}),
    ("marseille", {"DA-2024-0001"}),
    ("dupin bourses", {texts.LOOKUP_NONE}),
    ("Blanc", {texts.LOOKUP_NONE}),
    ("' OR 1=1 --", {texts.LOOKUP_NONE}),
    ("%", {texts.LOOKUP_NONE}),
    ("x" * 8_000, {texts.LOOKUP_NONE}),
)


async def test_every_word_must_be_of_the_request(offices: Office) -> None:
    await three(offices)
    talk = offices.talk("expert", Scope.WINDOW)
    found = {typed: set(await finds(talk, typed)) for typed, _ in TYPED}
    assert found == dict(TYPED)


async def test_what_is_put_into_a_conversation_names_nobody(office: Office) -> None:
    await three(office)
    talk = office.talk("saeple", Scope.WINDOW)
    await finds(talk, "DA-2")
    (found,) = talk.reply.previews
    assert found.card.card is not None
    shown = "\n".join([found.title, found.text, found.card.text, *words(found.card.card["body"])])  # type: ignore[index]
    assert "Lycée professionnel Jean-Marie Rivière, Arles" in shown
    assert "prise en charge" in shown
    for private in ("Blanc", "04 42 91", "Rapprochement bloqué", office.talk("expert").name):
        assert private not in shown


async def test_it_is_for_experts_and_the_sa_eple_alone(offices: Office) -> None:
    await three(offices)
    for typed in ("", "DA-2024-0001", "DA-2024-0099"):
        assert await finds(offices.talk("agent", Scope.WINDOW), typed) == [worded(worded(general.NOT_STAFF))]
    assert len(await finds(offices.talk("saeple", Scope.WINDOW), "")) == 3


async def test_closed_requests_are_found_when_asked_for(office: Office) -> None:
    await three(office)
    async with office.storage.writing() as connection:
        ended = sa.update(request).where(request.c.reference == "DA-2024-0003")
        await connection.execute(ended.values(status=RequestStatus.CANCELLED.value))
        await connection.commit()
    talk = office.talk("expert", Scope.WINDOW)
    assert await finds(talk, "annulée") == ["DA-2024-0003"]
    assert "DA-2024-0003" not in await finds(talk, "")
    assert "DA-2024-0003" in await finds(talk, "rivière")


# Solved cases

CASES = {
    "La reconstitution de l'avance du régisseur est refusée.": ("REGIE", "published"),
    "Le fichier de virements est vide.": ("TRESO", "published"),
    "La régie temporaire n'ouvre pas.": ("REGIE", "proposed"),
    "La régie est close à tort.": ("REGIE", "withdrawn"),
}


async def solved(office: Office) -> None:
    row = {
        "reference": "",
        "solution": "Rattacher les justificatifs.",
        "since": office.clock.now(),
        "helped": 0,
        "version": 1,
    }
    async with office.storage.writing() as connection:
        values = [{**row, "problem": text, "topic": topic, "state": state} for text, (topic, state) in CASES.items()]
        await connection.execute(sa.insert(solved_case), values)
        await connection.commit()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cas", ["Cas résolu n° 1", "Cas résolu n° 2"]),
        ("cas régie", ["Cas résolu n° 1"]),
        ("justificat virements", ["Cas résolu n° 2"]),
        ("tréso", ["Cas résolu n° 2", "DA-2024-0002"]),
        ("DA-2024-0002", ["DA-2024-0002"]),
        ("cas 2", ["Cas résolu n° 2"]),
        ("cas temporaire", [texts.LOOKUP_NONE]),
        ("cas DA-2024-0002", [texts.LOOKUP_NONE]),
        ("régie", ["Cas résolu n° 1"]),
    ],
)
async def test_published_cases_are_found_by_their_words_before_requests(
    offices: Office, typed: str, found: list[str]
) -> None:
    await three(offices)
    await solved(offices)
    for seat in ("expert", "saeple"):
        titles = await finds(offices.talk(seat, Scope.WINDOW), typed)
        assert [one.replace("\u00a0", " ") for one in titles] == [one.replace("\u00a0", " ") for one in found]
    assert await finds(offices.talk("agent", Scope.WINDOW), typed) == [worded(worded(general.NOT_STAFF))]


async def test_a_case_that_is_put_into_a_conversation_shows_its_solution_and_nobody(office: Office) -> None:
    await three(office)
    await solved(office)
    talk = office.talk("expert", Scope.WINDOW)
    await finds(talk, "cas régie")
    (found,) = talk.reply.previews
    shown = "\n".join([found.title, found.text, found.card.text, *words(found.card.card["body"])])  # type: ignore[index]
    assert "Rattacher les justificatifs." in shown
    for private in ("DA-2024", "Blanc", talk.name):
        assert private not in shown


async def test_pages_go_on_through_cases_and_requests(office: Office) -> None:
    await three(office)
    await solved(office)
    talk = office.talk("expert", Scope.WINDOW)
    every = await finds(talk, "tréso")
    assert await finds(talk, "tréso", skip=1) == every[1:]
    assert await finds(talk, "tréso", skip=2) == [texts.LOOKUP_NO_MORE]
    assert await finds(talk, "cas", skip=1) == ["Cas résolu n°\u00a02"]


async def test_the_next_page_goes_on_and_ends(office: Office) -> None:
    await three(office)
    talk = office.talk("expert", Scope.WINDOW)
    assert len(await finds(talk, "", skip=1)) == 2
    assert await finds(talk, "", skip=3) == [texts.LOOKUP_NO_MORE]
    assert await finds(talk, "", skip=10_000) == [texts.LOOKUP_NO_MORE]
