"""What is done with requests: each move is one transaction, with its event, its notices and its measures."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from knowledge.french import DomainError
from knowledge.lifecycle import Changed, GuardRefused, apply, due_moves, next_due
from knowledge.people import Person, PersonKey
from knowledge.request import (
    HELD,
    OPEN,
    AssistanceRequest,
    CancelReason,
    JournalStep,
    RequestFacts,
    RequestGiven,
    RequestMove,
    RequestRefusal,
    RequestStatus,
    SchoolContact,
    Topic,
    measure,
)
from knowledge.request_cycle import REQUEST_CYCLE
from knowledge.time.delays import Delays, paris_day
from storage.actions import incidents
from storage.actions import notices as backlog
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import note_call, notices_of_request
from storage.engine import Storage
from storage.outbox import notify
from storage.queries.requests import RequestFile, by_reference, file_of, made_with, open_for, read, row_of, selected
from storage.queries.team import away
from storage.tables import event, is_person, request
from storage.transaction import Event, Repeated, Shown, Transaction, allot, insert, transaction

# --- The measures of a request: counted anew from the journal at each move, and once after an upgrade.

_BATCH = 400  # Requests in one transaction: others who write wait for no longer than that takes.


def precedence(status: str, *, urgent: bool) -> int:
    """Return the place of a request in lists: what is open comes first, of that what is urgent, and last what is solved."""
    if status not in OPEN:
        return 3
    return 2 if status == RequestStatus.RESOLVED else int(not urgent)


def department(uai: str) -> str:
    """Return the two digits of a school's code that name its department."""
    return uai[1:3]


async def measure_missing(storage: Storage, delays: Delays, now: datetime) -> int:
    """Measure the requests that were changed without it, by an earlier version; return how many there were."""
    done = 0
    while True:
        async with transaction(storage, now) as tx:
            asked = sa.select(request.c.reference).where(request.c.measured != request.c.version).limit(_BATCH)
            references = list((await tx.connection.execute(asked)).scalars())
            await _measure(tx, references, delays)
            await tx.commit()
        done += len(references)
        if len(references) < _BATCH:
            return done


async def _measure(tx: Transaction, references: Sequence[str], delays: Delays) -> None:
    if not references:
        return
    moments = await tx.connection.execute(
        sa.select(
            request.c.reference,
            request.c.uai,
            request.c.logged_at,
            request.c.status_since,
            request.c.slot,
            request.c.status,
            request.c.urgent,
        ).where(request.c.reference.in_(references))
    )
    begun = {row.reference: row for row in moments}
    found = await tx.connection.execute(
        sa.select(event.c.reference, event.c.at, event.c.move, event.c.to_state)
        .where(event.c.subject == "request", event.c.reference.in_(references))
        .order_by(event.c.reference, event.c.id)
    )
    steps = {
        reference: [JournalStep(row.at, row.move, row.to_state or "") for row in rows]
        for reference, rows in groupby(found, itemgetter(0))
    }
    values = []
    for reference, row in begun.items():
        taken = measure(row.logged_at, steps.get(reference, ()), delays)
        values.append({
            "of": reference, "department": department(row.uai), "logged_on": paris_day(row.logged_at), "since_on": paris_day(row.status_since),
            "slot_on": row.slot and paris_day(row.slot), "precedence": precedence(row.status, urgent=row.urgent),
            "taken_minutes": taken.taken, "solved_minutes": taken.solved,
            "waited_minutes": taken.waited, "reopened": taken.reopened, "refused": taken.refused,
        })  # fmt: skip
    if values:
        names = [name for name in values[0] if name != "of"]
        changes: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        await tx.connection.execute(
            sa.update(request).where(request.c.reference == sa.bindparam("of")).values(**changes, measured=request.c.version),
            [{"of": one["of"], **{f"new_{name}": one[name] for name in names}} for one in values],
        )  # fmt: skip


# --- The moves.

SERIES = "DA"


class UnknownRequest(DomainError):
    """No request has this number."""


class NothingToTell(DomainError):
    """The notice that was named is not to be told by phone: not any more, not about this request, or by somebody else."""


class AlreadyOpen(GuardRefused):
    """A request of this school and topic is ``open``: it is proposed instead."""

    def __init__(self, reference: str, move: RequestMove, found: RequestFile) -> None:
        super().__init__(REQUEST_CYCLE.name, reference, move, RequestRefusal.ALREADY_OPEN)
        self.open = found


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """What is logged. ``school``: its name and town as shown, or as typed where the register does not know it.

    ``requester``: who answers for the school in Teams (the author for themselves); None: not known there.
    """

    uai: str
    school: str
    contact: SchoolContact
    topic: Topic
    details: str = ""
    urgent: bool = False
    wished_slots: str = ""
    ticket: str = ""
    requester: PersonKey | None = None
    linked_to: str = ""  # The closed request that this one continues.
    more: Mapping[str, str] = field(default_factory=dict)  # By field of the form: what has no attribute here.


@dataclass(frozen=True, slots=True)
class RequestResult:
    """A move was made; ``file`` as it is now. ``again``: by an earlier press or delivery of the same activity."""

    file: RequestFile
    move: RequestMove
    again: bool = False


async def log(
    storage: Storage,
    wanted: NewRequest,
    delays: Delays,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    form: tuple[Place, Draft] | None = None,
    nonce: str | None = None,
    apart: bool = False,
    take: bool = False,
    anyway: bool = False,
) -> RequestResult:
    """Store a request, and give it a number; ``take``: its author holds it at once.

    ``form``: the draft that gave it, consumed with it; ``nonce``: where there is none, what the card that gave it
    carries, which makes one request however often it is sent. ``apart``: what the turn says is not said in the author's
    chat, where a notice says it as well. ``anyway``: although one of the same school and topic is open.
    Raises AlreadyOpen, the life cycle's refusals, and with a form DraftGone and DraftChanged; the draft stays then.
    """
    move = RequestMove.LOG_AND_TAKE if take else RequestMove.LOG
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            person = await tx.person(by, keep=take)
            # Others who log meanwhile wait for the number: of two that are the same, the second sees the first.
            reference = await allot(tx, SERIES)
            made = await made_with(tx.connection, nonce) if nonce and not form else None
            if made:
                return _made_before(made, by, move)
            same = await open_for(tx.connection, wanted.uai, wanted.topic, person)
            begun = AssistanceRequest(
                reference=reference,
                uai=wanted.uai,
                contact=wanted.contact,
                topic=wanted.topic,
                details=wanted.details,
                urgent=wanted.urgent,
                wished_slots=wanted.wished_slots,
                ticket=wanted.ticket,
                more=wanted.more,
                author=by,
                requester=wanted.requester,
                linked_to=wanted.linked_to,
            )
            facts = RequestFacts(delays=delays, same_open=same.reference if same else "")
            try:
                changed = apply(
                    REQUEST_CYCLE, begun, move, by=person, now=now, facts=facts, given=RequestGiven(anyway=anyway)
                )
            except GuardRefused as refused:
                if same and refused.code is RequestRefusal.ALREADY_OPEN:
                    raise AlreadyOpen(reference, move, same) from refused
                raise
            await tx.connection.execute(
                insert(tx.connection, request).values(
                    **_columns(changed.subject),
                    school=wanted.school,
                    reply_token=reply_token(),
                    nonce=form[1].nonce if form else nonce,
                    logged_at=now,
                    department=department(wanted.uai),
                    logged_on=paris_day(now),
                    due_at=next_due(REQUEST_CYCLE, changed.subject, facts=facts),
                )
            )
            file = await _record_and_notify(tx, changed, begun, person, delays, apart=apart)
            await incidents.notice(tx, changed.subject)
            for one in (by, wanted.requester or by):
                tx.changed(one)  # They have a request now: what they type may be about it.
            await tx.commit({"reference": reference, "move": move.value})
            return RequestResult(file, move)
    except Repeated as repeated:
        return await _repeat(storage, repeated)


async def make(
    storage: Storage,
    reference: str,
    move: RequestMove,
    delays: Delays,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    given: RequestGiven | None = None,
    version: int | None = None,
    form: tuple[Place, Draft] | None = None,
    phoned: int | None = None,
) -> RequestResult:
    """Make a move; the roles of ``given.target`` are read again. ``version``: what the card shows.

    ``form``: the draft that gave what the move needs, consumed with it. ``phoned``: the notice that TELL_BY_PHONE ends.
    Raises UnknownRequest, the life cycle's refusals, with ``phoned`` NothingToTell, with a form DraftGone and
    DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            # Roles before the request, as who takes a role away does: nobody becomes the holder and loses the role at once.
            person = await tx.person(by, keep=True)
            if given and given.target:
                given = replace(given, target=await tx.person(given.target.key, given.target.name, keep=True))
            file = await read(tx.connection, reference, lock=True)
            if file is None:
                raise UnknownRequest(reference)
            if given and given.cancel_as is CancelReason.DUPLICATE and not await _exists(tx, given.duplicate_of):
                given = replace(given, duplicate_of="")
            target_away = (
                given is not None
                and given.target is not None
                and given.target.key in await away(tx.connection, paris_day(now))
            )
            file = await _change(tx, file, move, person, delays, given=given, version=version, target_away=target_away)
            if move is RequestMove.CHANGE_CONTACT:  # Whoever was the contact answers no more.
                file = replace(file, reply_token=reply_token())
                renewed = sa.update(request).where(request.c.id == file.number).values(reply_token=file.reply_token)
                await tx.connection.execute(renewed)
            if phoned is not None and not await note_call(tx, phoned, reference, person):
                raise NothingToTell(reference)
            await tx.commit({"reference": reference, "move": move.value})
            return RequestResult(file, move)
    except Repeated as repeated:
        return await _repeat(storage, repeated)


# What the program does by itself, each in the transaction of what brings it about.


async def pass_time(tx: Transaction, reference: str, delays: Delays) -> None:
    """Make the moves that the program owes a request now, and note when the next one falls due."""
    file = await read(tx.connection, reference, lock=True)
    while file:
        facts = file.facts(delays)
        owed = due_moves(REQUEST_CYCLE, file.request, tx.now, facts=facts)
        due = next_due(REQUEST_CYCLE, file.request, facts=facts)
        if not owed:
            await _note_due(tx, file, due)
            return
        late = backlog.is_late(due, tx.now, delays)
        file = await _change(tx, file, RequestMove(owed[0]), None, delays, late=late)


async def resume(tx: Transaction, file: RequestFile, delays: Delays) -> RequestFile:
    """Go on with a request whose awaited answer has come; the row is locked in ``tx``."""
    return await _change(tx, file, RequestMove.RESUME, None, delays)


async def release_all(tx: Transaction, of: PersonKey) -> int:
    """Release what an expert holds, whose role was taken away in ``tx``; return how many requests that were."""
    rows = await tx.connection.execute(
        selected()
        .where(is_person(request, of, "holder_"), request.c.status.in_([status.value for status in HELD]))
        .order_by(request.c.id)
        .with_for_update(of=request)
    )
    files = [file_of(row) for row in rows.mappings()]
    for file in files:
        # The delays are not known here: due at once, the timers then compute when it really is.
        await _change(tx, file, RequestMove.RELEASE, None, None)
    return len(files)


async def renew_due(storage: Storage, delays: Delays, now: datetime) -> int:
    """Compute anew when the open and resolved requests fall due: the delays may have been changed; return how many did."""
    renewed = 0
    async with transaction(storage, now) as tx:
        rows = await tx.connection.execute(
            selected().add_columns(request.c.due_at).where(request.c.status.in_([status.value for status in OPEN]))
        )
        for row in rows.mappings().all():
            file = file_of(row)
            at = next_due(REQUEST_CYCLE, file.request, facts=file.facts(delays))
            if at != row["due_at"]:
                await _note_due(tx, file, at)
                renewed += 1
        await tx.commit()
    return renewed


async def _change(
    tx: Transaction,
    file: RequestFile,
    move: RequestMove,
    by: Person | None,
    delays: Delays | None,
    *,
    given: RequestGiven | None = None,
    version: int | None = None,
    target_away: bool = False,
    late: bool = False,
) -> RequestFile:
    """Make a move on a row that this transaction holds locked; return what has become of it. ``late``: long after it was due."""
    facts = file.facts(delays) if delays else RequestFacts(holder_active=file.holder_active)
    facts = replace(facts, target_away=target_away)
    changed = apply(REQUEST_CYCLE, file.request, move, by=by, now=tx.now, facts=facts, given=given, version=version)
    due = next_due(REQUEST_CYCLE, changed.subject, facts=facts) if delays else tx.now
    await tx.connection.execute(
        sa.update(request).where(request.c.id == file.number).values(**_columns(changed.subject), due_at=due)
    )
    return await _record_and_notify(tx, changed, file.request, by, delays, late=late)


async def _record_and_notify(
    tx: Transaction,
    changed: Changed[AssistanceRequest],
    before: AssistanceRequest,
    by: Person | None,
    delays: Delays | None,
    *,
    apart: bool = False,
    late: bool = False,
) -> RequestFile:
    """Record the event and leave the notices of a move that is stored; return the request as it is now."""
    await tx.record(Event.of(changed.event))
    if delays:
        await _measure(tx, [changed.subject.reference], delays)
    file = await read(tx.connection, changed.subject.reference)
    if file is None:
        raise UnknownRequest(changed.subject.reference)
    notices = await notices_of_request(tx, changed, before, file, by.key if by else None, apart=apart)
    await notify(tx, *(backlog.folded(notices, tx.now) if late else notices))
    return file


def reply_token() -> str:
    """Return a new token that nobody can guess."""
    return secrets.token_hex(12)


def _columns(subject: AssistanceRequest) -> dict[str, Any]:
    """Return what the row holds of a request, and what is counted of it."""
    return {
        **row_of(subject),
        "since_on": subject.status_since and paris_day(subject.status_since),
        "slot_on": subject.slot and paris_day(subject.slot),
        "precedence": precedence(subject.status, urgent=subject.urgent),
    }


async def _note_due(tx: Transaction, file: RequestFile, at: datetime | None) -> None:
    await tx.connection.execute(sa.update(request).where(request.c.id == file.number).values(due_at=at))


async def _exists(tx: Transaction, reference: str) -> bool:
    found = await tx.connection.execute(sa.select(request.c.id).where(request.c.reference == reference))
    return found.first() is not None


def _made_before(made: RequestFile, by: PersonKey, move: RequestMove) -> RequestResult:
    """Return the request that the same card has made. Raises UnknownRequest where it was another person's card."""
    if made.request.author != by:
        raise UnknownRequest(made.reference)
    return RequestResult(made, move, again=True)


async def _repeat(storage: Storage, repeated: Repeated) -> RequestResult:
    if "reference" not in repeated.answer or "move" not in repeated.answer:
        raise repeated
    file = await by_reference(storage, repeated.answer["reference"])
    if file is None:
        raise UnknownRequest(repeated.answer["reference"]) from repeated
    return RequestResult(file, RequestMove(repeated.answer["move"]), again=True)
