"""While a form waits, another matter is heard or both are offered, whatever the field; what is an answer stays one.

A table: kinds of fields × kinds of messages. Nothing typed is swallowed as an answer that it is not, and the form is kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from storage.actions import drafts
from tests.dialogs import applying, asking
from tests.dialogs.steering import REGISTER
from tests.scene import scene
from tests.talk import Office, Talk

TROUBLE = "je n'arrive plus à me connecter avec ma clé OTP au lycée Thiers"
CHORUS = "la facture Chorus Pro est rejetée et je suis bloquée"
STATUS = "où en est ma demande DA-2024-0001 ?"
STAFF_STATUS = "combien de demandes sont en retard ?"
ACT = "annule ma demande DA-2024-0001"
STAFF_ACT = "je prends en charge la DA-2024-0009"
QUESTION = "jusqu'à quand peut-on candidater ?"
THANKS = "merci beaucoup pour votre aide"
SOLVED = "oui c'est réglé merci"


@dataclass(frozen=True)
class Place:
    """A form, open at a field: how to come there, and an answer that the field takes."""

    form: str
    field: str
    answers: tuple[str, ...]
    good: str
    seat: str = "agent"


def _application(count: int, field: str, good: str) -> Place:
    return Place("application", field, applying.ANSWERS[:count], good)


def _request(count: int, field: str, good: str) -> Place:
    return Place("assistance", field, asking.OWN[:count], good)


APPLICATION = tuple(_application(at, row.id, applying.ANSWERS[at]) for at, row in enumerate(applying.ASKED))
REQUEST = tuple(_request(at, row, asking.OWN[at]) for at, row in enumerate(asking.ASK_OWN) if row != "colleague")
HANDLING = (
    Place("release", "reason", (), "Je pars en congé vendredi et ne pourrai pas la suivre.", "expert"),
    Place("resolve", "report", (), "Le tiers était bloqué : débloqué ensemble, le rejet ne revient plus.", "expert"),
    Place("plan", "slot", (), "vendredi 26 janvier à 14 h", "expert"),
    Place("put_on_hold", "waiting", (), "de l'établissement", "expert"),
)
TELLS_TROUBLE = {("assistance", "details"), ("release", "reason"), ("resolve", "report")}


@scene
async def opened(office: Office, place: Place) -> Talk:
    """Come to the field of the form."""
    office.register = REGISTER
    if place.form in ("release", "resolve", "plan", "put_on_hold"):
        await asking.ask(office.talk("agent"))
        expert = office.talk("expert")
        await expert.says(f"prendre {asking.FIRST}")
        await asking.press(expert, f"request.{place.form}")
        return expert
    talk = office.talk(place.seat)
    await talk.says("candidater" if place.form == "application" else "demander une assistance")
    for answer in place.answers:
        await talk.says(answer)
    return talk


async def draft_of(office: Office, talk: Talk, form: str = "") -> drafts.Draft | None:
    """Return the draft that was begun first; None once it is gone."""
    found = await drafts.drafts_of(office.storage, talk.key)
    return min(found, key=lambda one: one.id, default=None)


def _ids(place: Place) -> str:
    return f"{place.form}-{place.field}"


Check = Callable[[Office, Talk, Place, str], Awaitable[None]]


async def heard(office: Office, talk: Talk, place: Place, text: str) -> None:
    """Type the message: it is no answer, the draft has all that it had, and the person is told that it waits or asked."""
    before = await draft_of(office, talk)
    assert before
    said = await talk.says(text)
    after = await draft_of(office, talk)
    assert after, said
    assert text not in [
        value for name, value in after.answers.items() if (place.form, name) != ("assistance", "details")
    ]
    assert {**before.answers, **after.answers} == dict(after.answers), said
    asked = after.pending == text and "Est-ce votre réponse à" in said
    waits = "» attend" in said or "est gardée" in said or "C’est noté dans" in said
    taken = set(after.answers) - set(before.answers)  # In a request, a trouble is told of that very request.
    assert asked or waits or (place.form == "assistance" and "details" in taken), said


@pytest.mark.parametrize("place", [*APPLICATION, *REQUEST, *HANDLING], ids=_ids)
@pytest.mark.parametrize("text", [TROUBLE, CHORUS])
async def test_a_trouble_is_heard(office: Office, place: Place, text: str) -> None:
    talk = await opened(office, place)
    if (place.form, place.field) in TELLS_TROUBLE:
        await talk.says(text)
        kept = await draft_of(office, talk)
        assert kept is None or kept.answers.get(place.field) == text
        return
    if (place.form, place.field) == ("assistance", "topic"):
        assert await talk.says(text)  # What it is about is offered to choose from.
        return
    await heard(office, talk, place, text)


@pytest.mark.parametrize("place", [*APPLICATION, *REQUEST, *HANDLING], ids=_ids)
@pytest.mark.parametrize("text", [STATUS, QUESTION, ACT])
async def test_a_question_or_an_act_is_heard(office: Office, place: Place, text: str) -> None:
    if place.seat == "expert":
        text = {STATUS: STAFF_STATUS, ACT: STAFF_ACT}.get(text, text)
    await heard(office, await opened(office, place), place, text)


@pytest.mark.parametrize("place", [*APPLICATION, *REQUEST, *HANDLING], ids=_ids)
async def test_what_is_settled_elsewhere_gets_no_fact_of_the_call(office: Office, place: Place) -> None:
    talk = await opened(office, place)
    said = await talk.says(SOLVED)
    assert "Source : appel" not in said
    assert "SAEPL/24-995-42" not in said


@pytest.mark.parametrize("place", [*APPLICATION, *REQUEST, *HANDLING], ids=_ids)
async def test_an_answer_is_taken(office: Office, place: Place) -> None:
    talk = await opened(office, place)
    said = await talk.says(place.good)
    kept = await draft_of(office, talk)
    assert kept is None or place.field in kept.answers, said
    assert kept is None or not kept.pending


async def test_a_reason_that_reads_as_an_absence_is_asked_about_and_notes_none(office: Office) -> None:
    talk = await opened(office, next(one for one in HANDLING if one.form == "release"))
    said = await talk.says("je suis absent toute la semaine")
    assert "Est-ce votre réponse à" in said
    assert "Absence notée" not in said
    await talk.presses("C’est ma réponse")
    assert await asking.moves(office) == ["log", "take", "release"]


@pytest.mark.parametrize(
    "text",
    [
        "J'ai accompagné la bascule de mon établissement et je souhaite partager mon expérience des paiements et du "
        "rapprochement bancaire avec d'autres collègues.",
        "Aider les collègues en difficulté sur la dépense, comme on m'a aidée lors de notre bascule en vague 2, et continuer "
        "d'apprendre en résolvant leurs blocages.",
    ],
)
async def test_a_motivation_that_speaks_of_troubles_is_a_motivation(office: Office, text: str) -> None:
    talk = office.talk()
    at = next(number for number, row in enumerate(applying.ASKED) if row.id == "motivation")
    await talk.says("candidater")
    for answer in applying.ANSWERS[:at]:
        await talk.says(answer)
    await talk.says(text)
    kept = await draft_of(office, talk)
    assert kept
    assert kept.answers["motivation"] == text


async def test_the_trouble_typed_at_the_school_begins_a_request_and_the_application_is_kept(
    office: Office,
) -> None:
    place = next(one for one in APPLICATION if one.field == "school")
    talk = await opened(office, place)
    assert "Est-ce votre réponse à" in await talk.says(TROUBLE)
    assert "C’est ma réponse" in talk.seen[-1].buttons
    said = await talk.presses("Demander une assistance")
    assert "est gardée" in said
    request, application = await drafts.drafts_of(office.storage, talk.key)
    assert request.answers["details"] == TROUBLE
    assert application.answers.keys() == set(list(applying.GIVEN)[: len(place.answers)])


async def test_a_yes_to_one_of_two_is_asked_which(office: Office) -> None:
    talk = await opened(office, next(one for one in APPLICATION if one.field == "school"))
    await talk.says(TROUBLE)
    assert "Oui à quoi" in await talk.says("oui")
    kept = await draft_of(office, talk)
    assert kept
    assert kept.pending == TROUBLE
    await talk.presses("Demander une assistance")
    request, _ = await drafts.drafts_of(office.storage, talk.key)
    assert request.answers["details"] == TROUBLE


async def test_what_is_taken_up_says_what_is_there_and_what_is_asked(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    at = next(number for number, row in enumerate(applying.ASKED) if row.id == "motivation")
    for answer in applying.ANSWERS[:at]:
        await talk.says(answer)
    said = await talk.says("candidater")
    assert "Déjà noté" in said
    assert applying.GIVEN["name"] in said
    again = await talk.says(applying.GIVEN["name"])
    assert "est déjà noté" in again
    kept = await draft_of(office, talk)
    assert kept
    assert "motivation" not in kept.answers
