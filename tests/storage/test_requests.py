"""The store of requests for assistance: one transaction per move, who is told, on both databases."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.lifecycle import ForbiddenTransition, GuardRefused, NotAllowed, StaleVersion
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    CancelReason,
    RequestGiven,
    RequestMove,
    RequestNotice,
    RequestRefusal,
    RequestStatus,
    SchoolContact,
    Topic,
    WaitingFor,
)
from knowledge.time.delays import DEFAULT_DELAYS
from storage import rooms
from storage.actions import people
from storage.actions import requests as actions
from storage.actions.drafts import DraftChanged, DraftGone, Place, begin, get
from storage.actions.erasures import Retention, purge
from storage.actions.notices import FREE_AGAIN, REDRAW, REQUEST_PHONE, UNREACHED, to_phone
from storage.actions.people import keep_contacts, seed_roles
from storage.actions.requests import AlreadyOpen, NewRequest, RequestResult, UnknownRequest
from storage.engine import Storage
from storage.outbox import OPEN, NoticeState, Row, claim
from storage.queries import requests as queries
from storage.queries.erasures import dossier
from storage.queries.outgoing import get as get_row
from storage.queries.people import PersonalChat, PersonContact
from storage.rooms import ShownCard
from storage.tables import draft, event, inbox, mandate, outbox, request
from storage.transaction import ActivityKey, transaction

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
AGENT, EXPERT, OTHER, MEMBER = (PersonKey("t", name) for name in ("agent", "expert", "other", "member"))
M, S, N = RequestMove, RequestStatus, RequestNotice
WANTED = NewRequest(
    uai="0130001F",
    school="Collège Alphonse Daudet, Istres",
    contact=SchoolContact(name="Ève Martin", function="SG", phone="04 42 00 00 00"),
    topic=Topic.BOURSES,
    details="Le rapprochement est bloqué.",
)
OWN = replace(WANTED, requester=AGENT)


def activity(name: str) -> ActivityKey:
    return ActivityKey("t", "chat", name)


def chat(key: PersonKey) -> PersonContact:
    return PersonContact(
        key, key.oid.title(), NOW, PersonalChat("msteams", "https://x", f"c-{key.oid}", "28:b", "29:x")
    )


@pytest.fixture
async def staffed(storage: Storage) -> Storage:
    """Give a database with two experts and a member of the SA EPLE, who have all opened a chat, as has the agent."""
    await seed_roles(storage, [(EXPERT, Role.EXPERT), (OTHER, Role.EXPERT), (MEMBER, Role.SA_EPLE)], NOW)
    await keep_contacts(storage, [chat(key) for key in (AGENT, EXPERT, OTHER, MEMBER)], NOW)
    day = NOW.date()
    async with storage.writing() as connection:
        row = {**EXPERT._asdict(), "reference": "", "begins_on": day, "trained_on": day, "since": NOW}
        await connection.execute(sa.insert(mandate).values(**row))
        await connection.commit()
    return storage


async def log(
    storage: Storage, wanted: NewRequest = OWN, by: PersonKey = AGENT, name: str = "log", **more: Any
) -> RequestResult:
    return await actions.log(
        storage, wanted, DEFAULT_DELAYS, by=by, now=more.pop("now", NOW), activity=activity(name), **more
    )


async def make(
    storage: Storage, move: RequestMove, by: PersonKey = EXPERT, name: str = "", **more: Any
) -> RequestResult:
    given = more.pop("given", None)
    reference = more.pop("reference", "DA-2024-0001")
    now = more.pop("now", NOW)
    name = name or f"{move}-{reference}-{by.oid}-{now}"
    return await actions.make(
        storage, reference, move, DEFAULT_DELAYS, by=by, now=now, activity=activity(name), given=given, **more
    )


async def count(storage: Storage, table: sa.Table) -> int:
    async with storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def told(storage: Storage, version: int, reference: str = "DA-2024-0001") -> set[tuple[str, str]]:
    """Return the kinds of notices left by a version, and to whom each goes."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(outbox.c.kind, outbox.c.oid, outbox.c.mail).where(
                outbox.c.reference == reference, outbox.c.version == version
            )
        )
        return {(row.kind, row.oid or row.mail or "phone") for row in rows}


async def test_a_request_is_one_row_one_event_and_its_notices(staffed: Storage) -> None:
    done = await log(staffed)
    assert done.file.request.reference == "DA-2024-0001"
    assert [await count(staffed, table) for table in (request, event)] == [1, 1 + 3]  # With the roles seeded.
    # The receipt is the reply itself; each expert who has opened a chat gets the card.
    assert await told(staffed, 1) == {(N.CARD, "expert"), (N.CARD, "other")}
    found = await queries.by_reference(staffed, "DA-2024-0001")
    assert found == done.file
    assert (found.school, found.requester_name) == (WANTED.school, "Agent")


async def test_twenty_experts_take_one_request_at_once(staffed: Storage) -> None:
    experts = [PersonKey("t", f"expert{number:02}") for number in range(20)]
    await seed_roles(staffed, [(key, Role.EXPERT) for key in experts], NOW)
    await log(staffed)

    async def press(key: PersonKey) -> str:
        try:
            done = await make(staffed, M.TAKE, key, version=1)
        except ForbiddenTransition as refused:
            return f"refused, {refused.holder and refused.holder.oid} has it"
        assert done.file.request.holder == key
        return "taken"

    said = await asyncio.gather(*(press(key) for key in experts))
    file = await queries.by_reference(staffed, "DA-2024-0001")
    assert file is not None
    assert file.request.holder is not None
    holder = file.request.holder.oid
    assert sorted(said) == [f"refused, {holder} has it"] * 19 + ["taken"]
    assert [line.move for line in await queries.timeline(staffed, "DA-2024-0001")] == ["log", "take"]
    assert (N.TAKEN, "agent") in await told(staffed, 2)


async def drafted(storage: Storage) -> tuple[Place, Any]:
    place = Place(AGENT, "chat")
    kept, _ = await begin(storage, place, form="assistance", subject="", answers={"name": "x"}, first="name", now=NOW)
    return place, kept


async def test_a_form_is_consumed_with_its_request_and_stays_when_it_is_refused(staffed: Storage) -> None:
    place, kept = await drafted(staffed)
    with pytest.raises(DraftChanged):
        await log(staffed, form=(place, replace(kept, version=9)))
    with pytest.raises(GuardRefused) as refused:
        await log(staffed, replace(OWN, contact=SchoolContact()), form=(place, kept), name="b")
    assert refused.value.code is RequestRefusal.CONTACT_MISSING
    assert (await get(staffed, AGENT, kept.nonce)).answers == {"name": "x"}
    assert [await count(staffed, table) for table in (request, outbox, draft)] == [0, 0, 1]
    done = await log(staffed, form=(place, kept), name="c")
    assert (done.file.reference, await count(staffed, draft)) == ("DA-2024-0001", 0)  # No number was lost.
    again = await log(staffed, form=(place, kept), name="c")
    assert (again.again, again.file) == (True, done.file)
    with pytest.raises(DraftGone):
        await log(staffed, form=(place, kept), name="d")


async def test_what_is_open_for_the_school_and_topic_is_proposed_to_those_who_may_see_it(staffed: Storage) -> None:
    await log(staffed)
    for by in (AGENT, EXPERT, MEMBER):
        with pytest.raises(AlreadyOpen) as refused:
            await log(staffed, replace(OWN, requester=AGENT if by == AGENT else None), by, name=f"again {by.oid}")
        assert refused.value.open.reference == "DA-2024-0001"
    # Another topic, another school, somebody who must not learn of it, or on purpose.
    stranger = PersonKey("t", "stranger")
    await log(staffed, replace(OWN, topic=Topic.BUDGET), name="topic")
    await log(staffed, replace(OWN, uai="0130002G"), name="school")
    await log(staffed, replace(OWN, requester=stranger), stranger, name="stranger")
    assert (await log(staffed, name="anyway", anyway=True)).file.reference == "DA-2024-0005"
    person = Person(EXPERT, roles=frozenset({Role.EXPERT}))
    async with staffed.reading() as connection:
        found = await queries.open_for(connection, OWN.uai, OWN.topic, person)
        unseen = await queries.open_for(connection, OWN.uai, OWN.topic, Person(PersonKey("t", "nobody")))
    assert found is not None
    assert found.reference == "DA-2024-0001"
    assert unseen is None


async def test_of_two_experts_who_log_the_same_at_once_one_is_shown_the_others(staffed: Storage) -> None:
    async def press(key: PersonKey) -> str:
        try:
            return (await log(staffed, WANTED, key, name=key.oid)).file.reference
        except AlreadyOpen as refused:
            return f"see {refused.open.reference}"

    assert sorted(await asyncio.gather(press(EXPERT), press(OTHER))) == ["DA-2024-0001", "see DA-2024-0001"]


async def test_only_experts_take_what_they_log_and_nobody_asks_for_others(staffed: Storage) -> None:
    for by, wanted, take in ((AGENT, OWN, True), (MEMBER, WANTED, True), (AGENT, WANTED, False)):
        with pytest.raises(NotAllowed):
            await log(staffed, wanted, by, name=f"{by.oid}{take}", take=take)
    done = await log(staffed, WANTED, EXPERT, take=True, name="taken")
    held = done.file.request
    assert (held.status, held.holder, held.requester) == (S.ASSIGNED, EXPERT, None)
    # Nobody is called to what is taken already, and who is on the phone needs no call.
    assert await told(staffed, 1) == set()
    assert done.file.request.requester != done.file.request.author


SLOT = NOW + timedelta(days=2)
TARGET = Person(OTHER)
# A life with every move that people make: by whom, what is given, the state it leads to, and who is told.
LIFE: tuple[tuple[RequestMove, PersonKey, RequestGiven, RequestStatus, set[tuple[str, str]]], ...] = (
    (M.ASSIGN, MEMBER, RequestGiven(target=Person(EXPERT)), S.ASSIGNED,
     {(N.ASSIGNED_TO_YOU, "expert"), (N.TAKEN, "agent")}),
    (M.PLAN, EXPERT, RequestGiven(slot=SLOT, link="https://example.org/x"), S.PLANNED,
     {(N.PLANNED, "agent")}),
    (M.OFFER_SLOTS, EXPERT, RequestGiven(slots=(SLOT, SLOT + timedelta(hours=1))), S.PLANNED, {(N.SLOTS_OFFERED, "agent")}),
    (M.CHOOSE_SLOT, AGENT, RequestGiven(slot=SLOT + timedelta(hours=1)), S.PLANNED, {(N.PLANNED, "expert")}),
    (M.ASK_OTHER_SLOT, AGENT, RequestGiven(reason="Absence"), S.PLANNED, {(N.OTHER_SLOT_ASKED, "expert")}),
    (M.MOVE_SLOT, EXPERT, RequestGiven(slot=SLOT + timedelta(days=1), reason="Absence"), S.PLANNED,
     {(N.SLOT_MOVED, "agent")}),
    (M.AGREE, AGENT, RequestGiven(), S.PLANNED, {(N.AGREED, "expert")}),
    (M.TAKE_BACK, AGENT, RequestGiven(), S.PLANNED, {(N.TAKEN_BACK, "expert")}),
    (M.CANCEL_SLOT, MEMBER, RequestGiven(reason="Panne"), S.ASSIGNED,
     {(N.SLOT_CANCELLED, "agent"), (N.SLOT_CANCELLED, "expert")}),
    (M.AGREE, EXPERT, RequestGiven(), S.ASSIGNED, {(N.AGREED, "agent")}),
    (M.START_SESSION, EXPERT, RequestGiven(), S.ASSIGNED, set()),
    (M.END_SESSION, EXPERT, RequestGiven(), S.ASSIGNED, set()),
    (M.TELL_BY_PHONE, EXPERT, RequestGiven(), S.ASSIGNED, set()),
    (M.PUT_ON_HOLD, EXPERT, RequestGiven(waiting_for=WaitingFor.SCHOOL, resume_at=SLOT), S.WAITING,
     {(N.REPLY_AWAITED, "agent")}),
    (M.RESUME, EXPERT, RequestGiven(), S.ASSIGNED, set()),
    (M.PUT_ON_HOLD, EXPERT, RequestGiven(waiting_for=WaitingFor.SCHOOL, resume_at=SLOT), S.WAITING,
     {(N.REPLY_AWAITED, "agent")}),
    (M.REPLY, AGENT, RequestGiven(reason="Le flux 4512."), S.ASSIGNED,
     {(N.REPLIED, "expert")}),
    (M.REASSIGN, EXPERT, RequestGiven(target=TARGET, reason="Congés"), S.ASSIGNED,
     {(N.ASSIGNED_TO_YOU, "other"), (N.REASSIGNED, "agent")}),
    (M.RELEASE, OTHER, RequestGiven(reason="Congés"), S.NEW, {(N.RELEASED, "agent"), (FREE_AGAIN, "expert")}),
    (M.TAKE, EXPERT, RequestGiven(), S.ASSIGNED, {(N.TAKEN, "agent")}),
    (M.RESOLVE, EXPERT, RequestGiven(report="Fait.", minutes=25), S.RESOLVED,
     {(N.RESOLVED, "agent")}),
    (M.REFUSE_SOLUTION, AGENT, RequestGiven(reason="Non."), S.ASSIGNED,
     {(N.SOLUTION_REFUSED, "expert")}),
    (M.RESOLVE, EXPERT, RequestGiven(report="Fait, cette fois."), S.RESOLVED,
     {(N.RESOLVED, "agent")}),
    (M.CONFIRM, MEMBER, RequestGiven(), S.CLOSED, {(N.SATISFACTION, "agent")}),
    (M.RATE, AGENT, RequestGiven(score=5, comment="Merci."), S.CLOSED, set()),
    (M.REOPEN, MEMBER, RequestGiven(reason="Encore."), S.ASSIGNED,
     {(N.REOPENED, "agent"), (N.REOPENED, "expert")}),
    (M.PLAN, EXPERT, RequestGiven(slot=SLOT), S.PLANNED, {(N.PLANNED, "agent")}),
    (M.SLOT_HELD, EXPERT, RequestGiven(), S.ASSIGNED, set()),
    (M.PLAN, EXPERT, RequestGiven(slot=SLOT + timedelta(days=10)), S.PLANNED, {(N.PLANNED, "agent")}),
    (M.SLOT_MISSED, EXPERT, RequestGiven(), S.ASSIGNED, {(N.SLOT_MISSED, "agent")}),
    (M.CHANGE_CONTACT, EXPERT, RequestGiven(contact=SchoolContact(name="M. Roux", mail="roux@example.org")), S.ASSIGNED,
     {(N.CONTACT_CHANGED, "agent"), (N.CONTACT_CHANGED, "roux@example.org")}),
    (M.NOTE_TICKET, MEMBER, RequestGiven(ticket="INC0045123"), S.ASSIGNED, set()),
    (M.PLAN, EXPERT, RequestGiven(slot=SLOT + timedelta(days=20), on_site=True), S.PLANNED,
     {(N.PLANNED, "agent"), ("request_calendar", "roux@example.org")}),
    (M.VISIT_HELD, EXPERT, RequestGiven(reason="Vu."), S.ASSIGNED, set()),
    (M.CANCEL, EXPERT, RequestGiven(cancel_as=CancelReason.OUT_OF_SCOPE), S.CANCELLED,
     {(N.CANCELLED, "agent")}),
)  # fmt: skip
ONCE_OVER = {
    M.SLOT_HELD: SLOT + timedelta(hours=2),
    M.SLOT_MISSED: SLOT + timedelta(days=11),
    M.VISIT_HELD: SLOT + timedelta(days=21),
}
# Whoever has the card has it redrawn at each of them.
REDRAWN = {(REDRAW, "agent"), (REDRAW, "expert"), (REDRAW, "other")}


async def settle(storage: Storage) -> None:
    """Let all notices have left."""
    async with storage.writing() as connection:
        await connection.execute(sa.update(outbox).values(state=NoticeState.SENT.value))
        await connection.commit()


async def test_every_move_of_people_is_stored_with_its_event_and_its_notices(staffed: Storage) -> None:
    await log(staffed)
    await rooms.keep(staffed, [ShownCard(key, "DA-2024-0001", f"m-{key.oid}") for key in (AGENT, EXPERT, OTHER)], NOW)
    for number, (move, by, given, state, expected) in enumerate(LIFE):
        await settle(staffed)
        version = number + 1
        now = ONCE_OVER.get(move, NOW + timedelta(minutes=10 * version))
        with pytest.raises(StaleVersion):
            await make(staffed, move, by, name=f"stale{number}", version=99, given=given, now=now)
        done = await make(staffed, move, by, name=f"n{number}", version=version, given=given, now=now)
        assert (move, done.file.request.status) == (move, state)
        assert (move, await told(staffed, version + 1)) == (move, expected | REDRAWN)
        # What is stored is what the rules made, and a repetition says the same without doing anything.
        assert await queries.by_reference(staffed, "DA-2024-0001") == done.file
        again = await make(staffed, move, by, name=f"n{number}", version=version, given=given, now=now)
        assert (again.again, again.file) == (True, done.file)
    lines = await queries.timeline(staffed, "DA-2024-0001")
    assert [line.move for line in lines] == [M.LOG, *(move for move, *_ in LIFE)]
    assert [line.to_state for line in lines[1:]] == [state for _, _, _, state, _ in LIFE]
    assert (lines[1].by, lines[1].holder, lines[18].reason) == ("Member", "Expert", "Congés")
    session = next(line for line in lines if line.move == M.END_SESSION)
    assert session.data["session_minutes"] == 10
    # A nudge leaves the version as it is: tests/dialogs/test_batches.py makes it.
    assert {M(line.move) for line in lines} | {M.WITHDRAW, M.LOG_AND_TAKE, M.NUDGE} == set(M) - {
        M.ALERT_UNTAKEN, M.ALERT_IDLE, M.REMIND_SLOT, M.REMIND_WAITING, M.ASK_OUTCOME,
    }  # fmt: skip


async def test_strangers_and_wrong_numbers_are_refused_without_a_trace(staffed: Storage) -> None:
    await log(staffed)
    before = await count(staffed, event)
    for by, move in ((PersonKey("t", "stranger"), M.TAKE), (AGENT, M.TAKE), (MEMBER, M.TAKE), (EXPERT, M.WITHDRAW)):
        with pytest.raises(NotAllowed):
            await make(staffed, move, by)
    with pytest.raises(UnknownRequest):
        await make(staffed, M.TAKE, reference="DA-2024-0999")
    await make(staffed, M.TAKE, EXPERT)
    with pytest.raises(ForbiddenTransition) as refused:
        await make(staffed, M.TAKE, OTHER)
    assert refused.value.holder == EXPERT
    assert await count(staffed, event) == before + 1
    # A refused activity was not used up: it may still do what it can.
    await make(staffed, M.RELEASE, EXPERT, given=RequestGiven(reason="x"))
    await make(staffed, M.TAKE, OTHER)


async def test_a_target_is_an_expert_now_and_a_duplicate_is_of_something(staffed: Storage) -> None:
    await log(staffed)
    for given, move in (
        (RequestGiven(target=Person(AGENT, roles=frozenset({Role.EXPERT}))), M.ASSIGN),
        (RequestGiven(cancel_as=CancelReason.DUPLICATE, duplicate_of="DA-2024-0777"), M.CANCEL),
    ):
        with pytest.raises(GuardRefused):
            await make(staffed, move, MEMBER, given=given)
    await log(staffed, anyway=True, name="second")
    given = RequestGiven(cancel_as=CancelReason.DUPLICATE, duplicate_of="DA-2024-0001")
    done = await make(staffed, M.CANCEL, MEMBER, given=given, reference="DA-2024-0002", name="duplicate")
    assert (done.file.request.status, done.file.request.duplicate_of) == (S.CANCELLED, "DA-2024-0001")


async def test_what_an_expert_holds_is_free_when_the_role_is_taken_away(staffed: Storage) -> None:
    for number in range(3):
        await log(staffed, replace(OWN, uai=f"013000{number}A"), name=f"log{number}")
        await make(staffed, M.TAKE, EXPERT, reference=f"DA-2024-000{number + 1}")
    given = RequestGiven(slot=SLOT)
    await make(staffed, M.PLAN, EXPERT, reference="DA-2024-0002", given=given)
    await make(staffed, M.RESOLVE, EXPERT, reference="DA-2024-0003", given=RequestGiven(report="Fait."))
    await people.take(staffed, EXPERT, Role.EXPERT, by=MEMBER, now=NOW, activity=activity("take"))
    found = [await queries.by_reference(staffed, f"DA-2024-000{number}") for number in (1, 2, 3)]
    assert [(file.request.status, file.request.holder) for file in found] == [
        (S.NEW, None), (S.NEW, None), (S.RESOLVED, EXPERT),
    ]  # fmt: skip
    assert not found[2].holder_active
    assert (N.SLOT_CANCELLED, "agent") in await told(staffed, 4, "DA-2024-0002")
    # The card that waits to be sent since the request was logged shows it as it is now: another would say it twice.
    assert (N.CARD, "other") not in await told(staffed, 3, "DA-2024-0001")
    assert (N.CARD, "other") in await told(staffed, 1, "DA-2024-0001")
    # Refused, the solution leads to a request without an expert.
    refused = RequestGiven(reason="Non.")
    done = await make(staffed, M.REFUSE_SOLUTION, AGENT, reference="DA-2024-0003", given=refused)
    assert done.file.request.status is S.NEW


@pytest.mark.parametrize("_round", range(5))
async def test_nobody_takes_a_request_while_losing_the_role(staffed: Storage, _round: int) -> None:
    await log(staffed)

    async def press() -> None:
        with contextlib.suppress(NotAllowed):
            await make(staffed, M.TAKE, EXPERT)

    await asyncio.gather(
        press(), people.take(staffed, EXPERT, Role.EXPERT, by=MEMBER, now=NOW, activity=activity("take"))
    )
    file = await queries.by_reference(staffed, "DA-2024-0001")
    assert file is not None
    assert (file.request.status, file.request.holder) == (S.NEW, None)


async def test_a_contact_outside_teams_is_told_by_mail_or_by_phone(staffed: Storage) -> None:
    await log(staffed, WANTED, EXPERT)
    # Without an address: the receipt is said on the phone by who logs; being taken is news.
    assert await told(staffed, 1) == {(N.CARD, "other")}
    await make(staffed, M.TAKE, OTHER)
    assert (N.TAKEN, "phone") in await told(staffed, 2)
    mailed = replace(WANTED, topic=Topic.BUDGET, contact=replace(WANTED.contact, mail="eve@example.org"))
    await log(staffed, mailed, EXPERT, name="mailed")
    assert (N.RECEIPT, "eve@example.org") in await told(staffed, 1, "DA-2024-0002")


async def test_who_is_told_by_phone_is_ticked_with_the_move(staffed: Storage) -> None:
    await log(staffed, WANTED, EXPERT)
    await make(staffed, M.TAKE, OTHER)
    async with staffed.engine.begin() as connection:
        await connection.execute(sa.update(outbox).where(outbox.c.kind == N.TAKEN).values(state=NoticeState.BLOCKED))
        row = (await connection.execute(sa.select(outbox.c.id).where(outbox.c.kind == N.TAKEN))).scalar_one()
    async with transaction(staffed, NOW) as tx:
        kept = await outbox_row(staffed, row)
        [notice] = await to_phone(tx, kept)
    assert (notice.kind, notice.to, notice.data["row"], notice.data["kind"]) == (REQUEST_PHONE, OTHER, row, N.TAKEN)
    await make(staffed, M.TELL_BY_PHONE, OTHER, phoned=row)
    assert (await outbox_row(staffed, row)).state is NoticeState.TOLD


async def outbox_row(storage: Storage, number: int) -> Row:
    row = await get_row(storage, number)
    assert row is not None
    return row


async def test_experts_who_are_not_reached_are_named_to_the_saeple_once_a_day(staffed: Storage) -> None:
    silent = PersonKey("t", "silent")
    await seed_roles(staffed, [(silent, Role.EXPERT)], NOW)
    await log(staffed)
    assert (UNREACHED, "member") in await told(staffed, 1)
    await log(staffed, replace(OWN, topic=Topic.BUDGET), name="second")
    assert (UNREACHED, "member") not in await told(staffed, 1, "DA-2024-0002")
    await log(staffed, replace(OWN, topic=Topic.REGIE), name="third", now=NOW + timedelta(days=1))
    assert (UNREACHED, "member") in await told(staffed, 1, "DA-2024-0003")


async def test_urgent_ones_go_to_the_saeple_too(staffed: Storage) -> None:
    await log(staffed, replace(OWN, urgent=True))
    assert (N.URGENT, "member") in await told(staffed, 1)


async def test_time_passes(staffed: Storage) -> None:
    await log(staffed)

    async def passes(now: datetime) -> RequestStatus:
        for one in await queries.due(staffed, now):
            if one.at <= now:
                async with transaction(staffed, now) as tx:
                    await actions.pass_time(tx, one.reference, DEFAULT_DELAYS)
                    await tx.commit()
        file = await queries.by_reference(staffed, "DA-2024-0001")
        assert file is not None
        return file.request.status

    [coming] = await queries.due(staffed, NOW)
    assert coming.at == NOW + timedelta(hours=4)
    await passes(coming.at)
    experts = {(N.UNTAKEN, "expert"), (N.UNTAKEN, "other")}
    assert await told(staffed, 1) & {(N.UNTAKEN, "expert"), (N.UNTAKEN, "other"), (N.UNTAKEN, "member")} == experts
    [coming] = await queries.due(staffed, coming.at)
    await passes(coming.at)
    assert await told(staffed, 1) >= experts | {(N.UNTAKEN, "member")}
    assert await queries.due(staffed, NOW + timedelta(days=60)) == []  # Nothing more is owed.
    await make(staffed, M.TAKE, EXPERT, now=NOW + timedelta(days=1))
    for _ in range(2):
        [coming] = await queries.due(staffed, NOW + timedelta(days=1))
        await passes(coming.at)
    assert await told(staffed, 2) >= {(N.IDLE, "expert"), (N.IDLE, "member")}
    slot = NOW + timedelta(days=14)
    await make(staffed, M.PLAN, EXPERT, given=RequestGiven(slot=slot), now=NOW + timedelta(days=12))
    await passes(slot - timedelta(hours=24))
    assert await told(staffed, 3) >= {(N.SLOT_REMINDER, "agent"), (N.SLOT_REMINDER, "expert")}
    hold = RequestGiven(waiting_for=WaitingFor.SCHOOL, resume_at=slot + timedelta(days=1))
    await make(staffed, M.PUT_ON_HOLD, EXPERT, given=hold, now=slot)
    await passes(slot + timedelta(days=1))
    assert await told(staffed, 4) >= {(N.WAITING_REMINDER, "agent"), (N.WAITING_REMINDER, "expert")}
    resolved = slot + timedelta(days=1)
    await make(staffed, M.RESOLVE, EXPERT, given=RequestGiven(report="Fait."), now=resolved)
    assert await passes(resolved + timedelta(days=4)) is S.RESOLVED
    assert await passes(resolved + timedelta(days=10)) is S.CLOSED
    assert await queries.due(staffed, resolved + timedelta(days=99)) == []


async def test_changed_delays_hold_for_what_is_open(staffed: Storage) -> None:
    await log(staffed)
    assert await actions.renew_due(staffed, DEFAULT_DELAYS, NOW) == 0
    assert await actions.renew_due(staffed, replace(DEFAULT_DELAYS, take_hours=2), NOW) == 1
    assert [one.at for one in await queries.due(staffed, NOW)] == [NOW + timedelta(hours=2)]


async def test_people_find_what_they_hold_and_what_they_have_made(staffed: Storage) -> None:
    topics = list(Topic)
    for number in range(6):
        wanted = replace(OWN, topic=topics[number], uai="0130001F" if number % 2 else "0840001C", urgent=number == 4)
        await log(staffed, wanted, name=f"log{number}", now=NOW + timedelta(hours=number))
    await make(staffed, M.TAKE, EXPERT, reference="DA-2024-0002")
    await make(staffed, M.PLAN, EXPERT, reference="DA-2024-0002", given=RequestGiven(slot=SLOT))
    await make(staffed, M.WITHDRAW, AGENT, reference="DA-2024-0003")

    assert [file.reference[-1] for file in await queries.held_by(staffed, EXPERT)] == ["2"]
    assert [file.reference[-1] for file in await queries.made_by(staffed, Person(AGENT))] == list("654213")
    assert await queries.made_by(staffed, Person(OTHER)) == []
    assert await queries.timeline(staffed, "DA-2024-0999") == []


async def test_what_was_logged_for_a_school_is_no_longer_seen_without_the_role(staffed: Storage) -> None:
    await log(staffed, WANTED, EXPERT)
    assert len(await queries.made_by(staffed, Person(EXPERT, roles=frozenset({Role.EXPERT})))) == 1
    assert await queries.made_by(staffed, Person(EXPERT)) == []


async def test_requests_are_kept_as_long_as_said_and_then_go_with_what_was_left_of_them(staffed: Storage) -> None:
    wanted = replace(WANTED, contact=replace(WANTED.contact, mail="eve@example.org"))
    await log(staffed, wanted, EXPERT)
    await log(staffed, name="open")
    given = RequestGiven(cancel_as=CancelReason.OUT_OF_SCOPE, reason="Ève s’est trompée")
    await make(staffed, M.CANCEL, MEMBER, given=given)
    kept = (await dossier(staffed, AGENT))["requests"]
    assert [one["reference"] for one in kept] == ["DA-2024-0002"]
    contact = [kept[0][f"contact_{name}"] for name in ("name", "function", "phone", "mail")]
    assert contact == ["Ève Martin", "SG", "04 42 00 00 00", ""]
    for days, left in ((730, 2), (731, 1)):
        async with transaction(staffed, NOW + timedelta(days=days, seconds=-1 if days == 730 else 0)) as tx:
            await purge(tx, Retention())
            await tx.commit()
        assert await count(staffed, request) == left
    assert await queries.by_reference(staffed, "DA-2024-0001") is None
    async with staffed.reading() as connection:
        mails = await connection.execute(sa.select(outbox.c.id).where(outbox.c.reference == "DA-2024-0001"))
        assert mails.all() == []
    assert [line.reason for line in await queries.timeline(staffed, "DA-2024-0001")] == ["", ""]
    assert (await dossier(staffed, AGENT))["person"]  # Who still has an open request stays known.


async def test_a_move_that_fails_on_its_way_leaves_nothing(staffed: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    await log(staffed)
    before = [await count(staffed, table) for table in (event, outbox, inbox)]

    async def fails(*_: object, **__: object) -> list[object]:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "notices_of_request", fails)
        with pytest.raises(RuntimeError):
            await make(staffed, M.TAKE)
    assert [await count(staffed, table) for table in (event, outbox, inbox)] == before
    assert (await make(staffed, M.TAKE)).file.request.holder == EXPERT


async def test_however_many_events_one_redraw_of_each_card_waits(staffed: Storage) -> None:
    await log(staffed)
    await settle(staffed)
    await rooms.keep(staffed, [ShownCard(key, "DA-2024-0001", f"m-{key.oid}") for key in (AGENT, EXPERT, OTHER)], NOW)
    await make(staffed, M.TAKE)
    for number in range(10):
        await make(staffed, M.AGREE, name=f"yes-{number}")
        await make(staffed, M.TAKE_BACK, name=f"no-{number}")
    assert await redraws(staffed) == ["agent", "expert", "other"]
    # One that is being sent may show what was before: then another follows it.
    rows = await claim(staffed, "me", NOW, limit=50, lease=timedelta(minutes=1))
    await make(staffed, M.AGREE, name="meanwhile")
    await make(staffed, M.START_SESSION, name="meanwhile-too")
    in_hand = sorted(row.notice.to.oid for row in rows if row.notice.kind == REDRAW and row.notice.to)
    assert await redraws(staffed) == sorted(["agent", "expert", "other", *in_hand])


async def redraws(storage: Storage) -> list[str]:
    async with storage.reading() as connection:
        open_ = outbox.c.state.in_([state.value for state in OPEN])
        found = await connection.execute(sa.select(outbox.c.oid).where(outbox.c.kind == REDRAW, open_))
        return sorted(found.scalars())


async def test_a_card_is_where_it_was_posted_last_until_it_is_gone(staffed: Storage) -> None:
    async def lose(activity_id: str) -> None:
        async with transaction(staffed, NOW) as tx:
            await rooms.forget_card(tx, rooms.lane_of(AGENT), "DA-2024-0001", activity_id)
            await tx.commit()

    assert await rooms.find_card(staffed, AGENT, "DA-2024-0001") is None
    for activity_id in ("m1", "m2"):
        await rooms.keep(staffed, [ShownCard(AGENT, "DA-2024-0001", activity_id, "abc")], NOW)
    await lose("m1")
    assert await rooms.find_card(staffed, AGENT, "DA-2024-0001") == ShownCard(AGENT, "DA-2024-0001", "m2", "abc")
    await lose("m2")
    assert await rooms.find_card(staffed, AGENT, "DA-2024-0001") is None
