"""Handling a request: each move by those who may, and by those who may not; the race for one; sessions and consent."""

from __future__ import annotations

import asyncio

import pytest

from dialogs.assistance import texts as handling
from dialogs.assistance.fields import parse_link, parse_minutes, parse_reference
from dialogs.assistance.moves import ROWS
from dialogs.core import form_texts as forms
from dialogs.core.exchange import Happening
from dialogs.core.form import AnswerRefused
from dialogs.core.request_line import request_in
from knowledge.people import Role
from storage.actions import people
from storage.transaction import ActivityKey
from tests.dialogs.asking import FIRST, appointed, ask, does, log, moves, press, rows, trained, verbs
from tests.talk import Office, Talk, buttons

pytestmark = pytest.mark.both

LATER = "jeudi 1er février à 14 h 30"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("où en est DA-2024-0012 ?", "DA-2024-0012"),
        ("da 2024 12", "DA-2024-0012"),
        ("DA n° 12", "DA-2024-0012"),
        ("da12", "DA-2024-0012"),
        ("statut CA-2024-0001", None),
        ("rien", None),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, reference: str | None) -> None:
    assert request_in(text, 2024) == reference


def test_links_minutes_and_numbers_are_checked() -> None:
    assert parse_link("https://teams.microsoft.com/l/meetup-join/x") == "https://teams.microsoft.com/l/meetup-join/x"
    assert parse_minutes("45 min") == "45"
    assert parse_reference("da 2024 3") == "DA-2024-0003"
    for parse, answer in (
        (parse_link, "http://teams.microsoft.com/x"),
        (parse_link, "https://teams.microsoft.com.example.org/x"),
        (parse_link, "https://teams.microsoft.com@example.org/x"),
        (parse_link, "demain"),
        (parse_minutes, "longtemps"),
        (parse_minutes, "999"),
        (parse_minutes, "0"),
        (parse_reference, "le double"),
    ):
        with pytest.raises(AnswerRefused):
            parse(answer)


# Taking


async def test_twenty_experts_press_at_once_and_one_holds_it(offices: Office) -> None:
    await ask(offices.talk())
    experts = await appointed(offices, 20)
    for expert in experts:
        assert "request.take" in await verbs(expert)
    said = await asyncio.gather(*(press(expert, "request.take") for expert in experts))
    (row,) = await rows(offices)
    holder = next(expert for expert in experts if expert.key.oid == row["holder_oid"])
    lines = dict(zip((expert.key.oid for expert in experts), said, strict=True))
    assert ROWS["take"].done.format(reference=FIRST) in lines.pop(holder.key.oid)
    assert len(lines) == 19
    for line in lines.values():
        assert f"{holder.name} la suit" in line
    assert (await moves(offices)).count("take") == 1


async def test_an_expert_takes_by_words_and_a_second_time_is_told_so(offices: Office) -> None:
    await ask(offices.talk())
    expert = offices.talk("expert")
    assert ROWS["take"].done.format(reference=FIRST) in await expert.says("prendre DA-2024-0001")
    assert handling.ALREADY_YOURS.format(reference=FIRST) in await expert.says("je prends DA-2024-0001")
    assert (await moves(offices)).count("take") == 1


async def test_who_is_no_expert_takes_nothing(offices: Office) -> None:
    agent = offices.talk()
    await ask(agent)
    for talk in (agent, offices.talk("saeple")):
        assert "request.take" not in await verbs(talk)
    expert = offices.talk("expert")
    await verbs(expert)
    taking = next(seen for seen in reversed(expert.seen) if seen.card)
    button = next(action for action in buttons(taking.card) if action.get("verb") == "request.take")
    for talk, said in ((agent, handling.REFUSED_RIGHT), (offices.talk("saeple"), handling.REFUSED_RIGHT),
                       (offices.stranger("77777777-7777-4777-8777-777777777777"), handling.NO_SUCH)):  # fmt: skip
        assert said in await talk.sends(button)
    assert (await moves(offices)).count("take") == 0


async def test_a_role_lost_meanwhile_is_a_right_lost(offices: Office) -> None:
    await ask(offices.talk())
    expert, member = offices.talk("expert"), offices.talk("saeple")
    await verbs(expert)
    await people.take(offices.storage, expert.key, Role.EXPERT, by=member.key, now=offices.clock.now(),
                     activity=_key(member))  # fmt: skip
    assert handling.NO_SUCH in await press(expert, "request.take")


def _key(talk: Talk) -> ActivityKey:
    incoming = talk.incoming(Happening.MESSAGE)
    return ActivityKey(talk.key.tenant, incoming.address.conversation, incoming.activity_id)


# Giving


async def test_the_sa_eple_assigns_and_reassigns_with_a_reason(offices: Office) -> None:
    await ask(offices.talk())
    first, second = await appointed(offices, 2)
    member = offices.talk("saeple")
    await does(member, "assign")
    assert handling.TARGET_NEEDED in await press(member, "request.assign_to", {})
    said = await press(member, "request.assign_to", {"oid": first.key.oid})
    assert ROWS["assign"].done.format(reference=FIRST, holder=first.name) in said
    await does(member, "reassign")
    assert ROWS["reassign"].experts.ask_reason in await press(member, "request.reassign_to", {"oid": second.key.oid})
    said = await press(member, "request.reassign_to", {"oid": second.key.oid, "reason": "Congé"})
    assert ROWS["reassign"].done.format(reference=FIRST, holder=second.name) in said
    (row,) = await rows(offices)
    assert row["holder_oid"] == second.key.oid


async def test_the_sa_eple_assigns_by_words(office: Office) -> None:
    await ask(office.talk())
    experts = await appointed(office, 2)
    member = office.talk("saeple")
    await member.says("attribuer DA-2024-0001 à Nadège1")
    (row,) = await rows(office)
    assert row["holder_oid"] == experts[1].key.oid


async def test_a_request_cannot_be_given_to_someone_who_is_no_expert(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    await appointed(office, 1)
    member = office.talk("saeple")
    await does(member, "assign")
    assert handling.REFUSALS["target_not_expert"] in await press(member, "request.assign_to", {"oid": agent.key.oid})


async def test_a_held_request_is_released_with_a_reason_and_is_free_again(offices: Office) -> None:
    await ask(offices.talk())
    expert, other = offices.talk("expert"), (await appointed(offices, 1))[0]
    await does(expert, "take")
    assert "request.release" not in await verbs(other)
    assert ROWS["release"].done.format(reference=FIRST) in await does(expert, "release", "Absente demain")
    assert ROWS["take"].done.format(reference=FIRST) in await does(other, "take")


# A session


async def test_from_the_call_to_the_rating(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await trained(offices, expert)
    await ask(agent)
    await does(expert, "take")
    said = await does(expert, "plan", LATER)
    assert "jeudi 1er février 2024 à 14\u00a0h\u00a030" in said
    # No session without an agreement, which is asked for with what it means.
    assert "request.start_session" not in await verbs(expert)
    said = await does(agent, "agree")
    assert handling.AGREE_LINES[1] in said
    assert ROWS["agree"].done in await press(agent, "request.agreed")
    offices.clock.forward(days=7, hours=5)
    assert ROWS["start_session"].done in await does(expert, "start_session")
    offices.clock.forward(minutes=40)
    assert ROWS["end_session"].done in await does(expert, "end_session")
    said = await does(expert, "resolve", "Le flux est renvoyé.")
    assert ROWS["resolve"].done.format(reference=FIRST) in said
    (row,) = await rows(offices)
    assert row["session_minutes"] == 40
    assert "request.confirm" not in await verbs(expert)
    assert ROWS["confirm"].done.format(reference=FIRST) in await does(agent, "confirm")
    assert ROWS["rate"].done in await does(agent, "rate", inputs={"score": "5", "comment": "Merci !"})
    (row,) = await rows(offices)
    assert (row["status"], row["score"], row["comment"]) == ("closed", 5, "Merci !")
    assert await moves(offices) == [
        "log", "take", "plan", "agree", "start_session", "end_session", "resolve", "confirm", "rate",
    ]  # fmt: skip


async def test_an_agreement_is_taken_back_at_will_and_ends_the_session(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await trained(offices, expert)
    await ask(agent)
    await does(expert, "take")
    await does(agent, "agree")
    await press(agent, "request.agreed")
    await does(expert, "start_session")
    assert ROWS["take_back"].done in await does(agent, "take_back")
    (row,) = await rows(offices)
    assert (row["session_started_at"], row["consent"]) == (None, None)
    assert "request.start_session" not in await verbs(expert)


async def test_an_oral_agreement_is_marked_so(office: Office) -> None:
    expert = office.talk("expert")
    await log(expert, send="enregistrer et prendre")
    assert handling.AGREE_ORAL_LINES[0] in await does(expert, "agree")
    await press(expert, "request.agreed")
    (row,) = await rows(office)
    assert row["consent"] == "oral"


async def test_a_slot_is_moved_cancelled_and_another_asked_for(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "plan")
    link = "https://teams.microsoft.com/l/meetup-join/x"
    await press(expert, "form.fill", {"slot": "2024-02-01", "slot_hour": "14:30", "link": link})
    assert ROWS["ask_other_slot"].done in await does(agent, "ask_other_slot", "Plutôt vendredi, conseil de classe")
    said = await does(expert, "move_slot", "vendredi 2 février à 9h", "À votre demande")
    assert "vendredi 2 février 2024" in said
    (row,) = await rows(offices)
    assert row["link"] == "https://teams.microsoft.com/l/meetup-join/x", "the meeting's link is proposed again"
    assert ROWS["cancel_slot"].done in await does(expert, "cancel_slot", "Panne")
    (row,) = await rows(offices)
    assert (row["status"], row["slot"]) == ("assigned", None)


async def test_a_moment_that_is_past_or_not_said_is_asked_again(office: Office) -> None:
    await ask(office.talk())
    expert = office.talk("expert")
    await does(expert, "take")
    await verbs(expert)
    await press(expert, "request.plan")
    assert handling.SLOT_BAD in await expert.says("bientôt")
    assert handling.REFUSALS["slot_not_future"] in await expert.says("le 2 janvier à 9h")
    assert "2024 à 9" in await expert.says("le 10 mars à 9h")


async def test_waiting_for_the_school_and_going_on(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    said = await does(expert, "put_on_hold", handling.WAITING_FOR["school"], "lundi 29", "Le numéro de flux")
    assert "lundi 29 janvier 2024" in said
    assert "request.resume" not in await verbs(agent)
    assert ROWS["resume"].done.format(reference=FIRST) in await does(expert, "resume")


# The end


async def test_a_solution_is_refused_with_a_comment_and_comes_back_to_the_expert(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "resolve", "Renvoyé.")
    said = await does(agent, "refuse_solution", "Toujours rejeté")
    assert ROWS["refuse_solution"].done.format(reference=FIRST) in said
    (row,) = await rows(offices)
    assert (row["status"], row["holder_oid"]) == ("assigned", expert.key.oid)


async def test_the_requester_withdraws_and_others_cancel_with_a_reason(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await ask(agent)
    assert ROWS["withdraw"].done.format(reference=FIRST) in await does(agent, "withdraw", "passer")
    second = "DA-2024-0002"
    await ask(agent)
    await verbs(member, second)
    await press(member, "request.cancel")
    assert handling.ASK_DUPLICATE in await member.says(handling.CANCEL_REASONS["duplicate"])
    assert handling.REFUSALS["duplicate_missing"] in await member.says(second)
    assert ROWS["cancel"].done.format(reference=second) in await member.says(FIRST)
    assert [row["status"] for row in await rows(offices)] == ["cancelled", "cancelled"]


async def test_a_closed_request_is_reopened(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "resolve", "Renvoyé.")
    await does(agent, "confirm")
    assert ROWS["reopen"].done.format(reference=FIRST) in await does(agent, "reopen", "Cela revient")
    (row,) = await rows(offices)
    assert row["status"] == "assigned"


# Old cards, second presses


async def test_an_old_card_is_answered_with_how_things_stand(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    other = (await appointed(offices, 1))[0]
    await verbs(other)
    await does(expert, "take")
    await offices.behind.flush()
    said = await press(other, "request.take")
    assert f"{expert.name} la suit" in said
    assert (await moves(offices)).count("take") == 1


async def test_a_form_of_a_request_that_has_changed_meanwhile_changes_nothing(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await verbs(expert)
    await press(expert, "request.release")
    await does(agent, "withdraw", "passer")
    await expert.says("Absente")
    said = await expert.says("oui")
    assert "annulée" in said
    assert forms.GONE not in said
    assert (await moves(offices)).count("release") == 0
