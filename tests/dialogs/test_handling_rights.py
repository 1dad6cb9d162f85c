"""Every move of a request, in every state, by everyone: who may has the button and it works, who may not changes nothing.

What is expected is read from the life cycle's table, what happens is seen in the chat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.duties import Requests
from bot.timers import Timers
from dialogs.assistance import texts as handling
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from knowledge.lifecycle import Relation, Transition, moves_for
from knowledge.people import Person, PersonKey, Role
from knowledge.request import CancelReason, RequestGiven, RequestMove, RequestStatus, SchoolContact, Topic, WaitingFor
from knowledge.request_cycle import REQUEST_CYCLE, REQUEST_TABLE
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import people
from storage.actions import requests as actions
from storage.queries import requests as queries
from storage.transaction import ActivityKey
from tests.dialogs.asking import FIRST, SCHOOL, appointed, does, moves, press, rows, trained, verbs
from tests.scene import scene
from tests.talk import Office, Talk

M, S, R = RequestMove, RequestStatus, Relation
PEOPLE: Mapping[str, frozenset[Relation]] = {
    "requester": frozenset({R.REQUESTER}),
    "staff": frozenset(),
    "holder": frozenset({R.EXPERT, R.HOLDER}),
    "expert": frozenset({R.EXPERT}),
    "saeple": frozenset({R.SA_EPLE}),
}
BEGIN = frozenset({M.LOG, M.LOG_AND_TAKE})
# The program's own, and what is done with several at once; of a phone call, the button is on the notice that asks for it.
NO_BUTTON = frozenset({M.NUDGE, M.ALERT_UNTAKEN, M.ALERT_IDLE, M.REMIND_SLOT, M.REMIND_WAITING, M.ASK_OUTCOME})
ON_THE_CARD = frozenset(M) - BEGIN - NO_BUTTON - {M.TELL_BY_PHONE}
LATER = "jeudi 1er février à 14 h 30"
# What each move's form is answered with; None: nothing is asked.
ANSWERS: Mapping[RequestMove, Sequence[str]] = {
    M.RELEASE: ("Absente demain",),
    M.PLAN: (LATER,),
    M.MOVE_SLOT: ("vendredi 2 février à 9 h", "Conseil de classe"),
    M.CANCEL_SLOT: ("Panne",),
    M.OFFER_SLOTS: ("lundi 10 h ou mardi 14 h",),
    M.ASK_OTHER_SLOT: ("Plutôt vendredi",),
    M.PUT_ON_HOLD: (handling.WAITING_FOR[WaitingFor.SCHOOL], "lundi 29", "Le relevé"),
    M.REPLY: ("Voici le relevé.",),
    M.RESOLVE: ("Le flux est renvoyé.",),
    M.REFUSE_SOLUTION: ("Toujours rejeté",),
    M.REOPEN: ("Cela revient",),
    M.WITHDRAW: ("passer",),
    M.CANCEL: (handling.CANCEL_REASONS[CancelReason.OUT_OF_SCOPE],),
    M.CHANGE_CONTACT: ("Mme Blanc", "04 42 91 70 09"),
    M.NOTE_TICKET: ("INC0045123",),
    M.VISIT_HELD: ("Le fonds social est à revoir.",),
}


def lines(state: RequestStatus, who: str, move: RequestMove) -> list[Transition[Any, Any, Any]]:
    """Return the table's lines of a move that these people may make from a state, as long as the expert is one."""
    found = PEOPLE[who] - ({R.HOLDER} if state is S.NEW else set())
    return [
        line
        for line in REQUEST_TABLE
        if line.move is move and state in line.sources and found & set(line.who) and not found & line.never
    ]


ALLOWED = [
    (state, who, move) for state, who, move in product(S, PEOPLE, M) if move in ON_THE_CARD and lines(state, who, move)
]
ONCE = {move: (state, who, move) for state, who, move in reversed(ALLOWED)}
ONCE[M.ASK_OTHER_SLOT] = (S.PLANNED, "requester", M.ASK_OTHER_SLOT)


@scene
async def in_state(office: Office, state: RequestStatus, move: RequestMove | None = None) -> dict[str, Talk]:
    """Bring a request of the agent's into a state, ready for ``move``; return the people's chats."""
    talks = {
        "requester": office.talk(), "staff": office.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre"),
        "holder": office.talk("expert"), "expert": (await appointed(office, 1))[0], "saeple": office.talk("saeple"),
    }  # fmt: skip
    requester, holder = talks["requester"].key, talks["holder"].key
    await trained(office, talks["holder"])
    wanted = actions.NewRequest(
        uai=SCHOOL, school="Collège d’essai", topic=Topic.DEPENSE, requester=requester,
        contact=SchoolContact(name="Camille Roux", phone="04 42 91 70 00"),
    )  # fmt: skip
    await actions.log(
        office.storage, wanted, DEFAULT_DELAYS, by=requester, now=office.clock.now(), activity=_key("log")
    )
    slot = office.clock.now() + timedelta(days=5)
    path: list[tuple[RequestMove, PersonKey, RequestGiven]] = []
    if state not in (S.NEW, S.CANCELLED):
        path.append((M.TAKE, holder, RequestGiven()))
    if state is S.PLANNED:
        path.append((M.PLAN, holder, RequestGiven(slot=slot, on_site=move is M.VISIT_HELD)))
    if state is S.WAITING:
        path.append((M.PUT_ON_HOLD, holder, RequestGiven(waiting_for=WaitingFor.SCHOOL, resume_at=slot)))
    if state in (S.RESOLVED, S.CLOSED):
        path.append((M.RESOLVE, holder, RequestGiven(report="Fait.")))
    if state is S.CLOSED:
        path.append((M.CONFIRM, requester, RequestGiven()))
    if state is S.CANCELLED:
        path.append((M.WITHDRAW, requester, RequestGiven()))
    if move is M.CHOOSE_SLOT or (move is M.ASK_OTHER_SLOT and state is not S.PLANNED):
        path.append((M.OFFER_SLOTS, holder, RequestGiven(slots=(slot, slot + timedelta(days=1)))))
    if move in (M.TAKE_BACK, M.START_SESSION, M.END_SESSION):
        path.append((M.AGREE, requester, RequestGiven()))
    if move is M.END_SESSION:
        path.append((M.START_SESSION, holder, RequestGiven()))
    for number, (made, by, given) in enumerate(path):
        await actions.make(office.storage, FIRST, made, DEFAULT_DELAYS, by=by, now=office.clock.now(),
                           activity=_key(f"step-{number}"), given=given)  # fmt: skip
    if move in (M.SLOT_HELD, M.SLOT_MISSED, M.VISIT_HELD):
        office.clock.forward(days=6)
    return talks


def _key(name: str) -> ActivityKey:
    return ActivityKey("local", "made", name)


async def expected(office: Office, talk: Talk, roles_held: frozenset[Role]) -> set[str]:
    """Return the verbs of the moves that the life cycle would accept from this person now."""
    file = await queries.by_reference(office.storage, FIRST)
    assert file
    person = Person(talk.key, roles=roles_held)
    made = moves_for(REQUEST_CYCLE, file.request, person, office.clock.now(), facts=file.facts(DEFAULT_DELAYS))
    return {f"request.{move}" for move in made if move in ON_THE_CARD}


ROLES = {"holder": frozenset({Role.EXPERT}), "expert": frozenset({Role.EXPERT}), "saeple": frozenset({Role.SA_EPLE})}
SAID = (
    handling.NO_SUCH, handling.REFUSED_RIGHT, handling.REFUSED_OWN, handling.ALREADY_YOURS.format(reference=FIRST),
    *handling.REFUSALS.values(), "n’a lieu qu’à une autre étape", "la suit. Rien n’a été modifié",
)  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", S)
async def test_buttons_are_those_of_the_table_and_a_forged_press_changes_nothing(
    office: Office, state: RequestStatus, who: str
) -> None:
    talks = await in_state(office, state)
    talk = talks[who]
    offered = await verbs(talk)
    assert {verb for verb in offered if verb.startswith("request.")} == await expected(
        office, talk, ROLES.get(who, frozenset())
    )
    before, journal = await rows(office), await moves(office)
    version = before[0]["version"]
    for move in sorted(ON_THE_CARD | {M.TELL_BY_PHONE}):
        if f"request.{move}" in offered or (move is M.TELL_BY_PHONE and lines(state, who, move)):
            continue
        for data in forged(move, talks["expert"].key, version):
            said = await talk.sends(data)
            assert said, (move, data)
            assert any(sentence in said for sentence in SAID), (move, said)
            if who == "staff":
                assert said == handling.NO_SUCH, "who may not see it learns nothing"
            # No form was begun: the next message is no answer to one.
            assert forms.STEP_FIRST.partition("{")[0] not in said
    for move in NO_BUTTON | BEGIN:
        assert general.UNKNOWN_BUTTON in await talk.sends(
            {"type": "Action.Execute", "verb": f"request.{move}", "data": {"reference": FIRST, "version": version}}
        )
    assert await rows(office) == before
    assert await moves(office) == journal


def forged(move: RequestMove, expert: PersonKey, version: int) -> Iterator[dict[str, Any]]:
    """Return the presses that somebody could make up for a move: the button, and what follows it."""
    data = {"reference": FIRST, "version": version, "oid": expert.oid, "reason": "Forcé", "score": "5", "row": 1,
            "slot": "2024-01-30T10:00:00+01:00"}  # fmt: skip
    names = {M.ASSIGN: ("assign", "assign_to"), M.REASSIGN: ("reassign", "reassign_to"), M.AGREE: ("agree", "agreed")}
    for name in names.get(move, (move,)):
        yield {"type": "Action.Execute", "verb": f"request.{name}", "data": data}


async def make(talk: Talk, move: RequestMove, target: PersonKey) -> None:
    """Make a move as people do: open the request, press, answer what is asked, send."""
    await does(talk, move, *ANSWERS.get(move, ()), inputs={"score": "4", "comment": "Bien"} if move is M.RATE else None)
    if move is M.AGREE:
        await press(talk, "request.agreed")
    if move in (M.ASSIGN, M.REASSIGN):
        await press(talk, f"request.{move}_to", {"oid": target.oid, "reason": "Congé"})


async def check(office: Office, state: RequestStatus, who: str, move: RequestMove) -> None:
    """Make an allowed move, and see that it is stored and has led where the table says."""
    talks = await in_state(office, state, move)
    journal = await moves(office)
    await make(talks[who], move, talks["expert"].key)
    line = next(line for line in lines(state, who, move) if not line.when or line.target is S.ASSIGNED)
    (row,) = await rows(office)
    assert await moves(office) == [*journal, move]
    assert row["status"] == (state if line.target is None else line.target)


@pytest.mark.parametrize(("state", "who", "move"), [one for one in ALLOWED if one not in ONCE.values()])
async def test_who_may_presses_and_it_is_done(
    office: Office, state: RequestStatus, who: str, move: RequestMove
) -> None:
    await check(office, state, who, move)


@pytest.mark.both
@pytest.mark.parametrize(("state", "who", "move"), list(ONCE.values()))
async def test_each_move_once_on_both_databases(
    offices: Office, state: RequestStatus, who: str, move: RequestMove
) -> None:
    await check(offices, state, who, move)


def test_every_move_that_has_a_button_is_made_by_somebody() -> None:
    assert set(ONCE) == ON_THE_CARD


# The program

SYSTEM = [
    (state, line.move)
    for line in REQUEST_TABLE
    if R.SYSTEM in line.who and line.due is not None
    for state in sorted(line.sources)
]


@pytest.mark.parametrize(("state", "move"), SYSTEM)
async def test_the_program_makes_what_is_due_and_not_before(
    offices: Office, state: RequestStatus, move: RequestMove
) -> None:
    await in_state(offices, state)
    timers = Timers(offices.storage, [Requests(offices.services)], offices.clock.now)
    await timers.look()
    assert move not in await moves(offices)
    offices.clock.forward(days=4 if move is M.REMIND_SLOT else 20)
    await timers.look()
    assert move in await moves(offices)


async def test_the_program_releases_what_is_held_by_who_is_no_expert_any_more(offices: Office) -> None:
    for_state = await in_state(offices, S.PLANNED)
    holder, member = for_state["holder"].key, for_state["saeple"].key
    await people.take(offices.storage, holder, Role.EXPERT, by=member, now=offices.clock.now(), activity=_key("lost"))
    (row,) = await rows(offices)
    assert (row["status"], row["holder_oid"], row["slot"]) == ("new", None, None)
    assert (await moves(offices))[-1] == M.RELEASE
