"""Requests of erasure, from asking to carrying out, and the deletion of what has been kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from knowledge.application import FINAL, ApplicationStatus
from knowledge.batch import ErasureStatus
from knowledge.cases import CaseState
from knowledge.french import DomainError
from knowledge.people import PersonKey, Role
from knowledge.request import FINAL as ENDED
from storage import outbox
from storage import tables as t
from storage.actions.drafts import Draft, Place, consume, without_draft
from storage.actions.notices import ERASURE_ASKED, ERASURE_DECIDED, ERASURE_DUE
from storage.engine import Storage, fetch
from storage.erasing import erase
from storage.outbox import OPEN, Notice, notify
from storage.queries.applications import ACCESS
from storage.queries.erasures import InTheWay, in_the_way
from storage.queries.team import in_office, reachable
from storage.tables import erasure, is_person, is_same_person, person
from storage.transaction import Event, Repeated, Shown, Transaction, forget_marks, insert, transaction

# What the journal keeps as long as, and for as many steps as, the files that it is about.
OF_FILES = ("request", "application", ACCESS)


class NotTheirs(DomainError):
    """The decision needs a member of the SA EPLE, and another than the person whose data it is about."""


class DecidedAlready(DomainError):
    """A colleague has decided meanwhile."""


class StillInTheWay(DomainError):
    """The person is still part of something: ``what`` is to be ended first."""

    def __init__(self, what: InTheWay) -> None:
        super().__init__("still in the way")
        self.what = what


async def ask(
    storage: Storage, key: PersonKey, name: str, now: datetime, activity: Shown, *, controller: str = ""
) -> tuple[int, datetime]:
    """Store that the person asks for their data to be erased, and tell the SA EPLE; return the number and since when.

    ``controller``: the mail address of who answers for the data, if known. Asked again while it waits, it is the same.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            # The person's row also keeps two presses at once apart.
            met = insert(tx.connection, person).values(**key._asdict(), name=name, first_seen=now, last_seen=now)
            await tx.connection.execute(
                met.on_conflict_do_update(index_elements=["tenant", "oid"], set_={"last_seen": now})
            )
            found = await tx.connection.execute(
                sa.select(erasure.c.id, erasure.c.asked_at).where(
                    is_person(erasure, key), erasure.c.status == ErasureStatus.WAITING.value
                )
            )
            row = found.first()
            number, asked = (row.id, row.asked_at) if row else (await _store_request(tx, key, controller), now)
            await tx.commit({"erasure": number, "asked": asked.isoformat()})
            return number, asked
    except Repeated as repeated:
        return int(repeated.answer["erasure"]), datetime.fromisoformat(repeated.answer["asked"])


async def _store_request(tx: Transaction, key: PersonKey, controller: str) -> int:
    made = await tx.connection.execute(
        insert(tx.connection, erasure)
        .values(**key._asdict(), asked_at=tx.now, status=ErasureStatus.WAITING.value, reason="", mails=[], version=1)
        .returning(erasure.c.id)
    )
    number: int = made.scalar_one()
    await tx.record(Event("erasure", str(number), "ask", by=key, to_state=ErasureStatus.WAITING))
    await _tell(tx, ERASURE_ASKED, number, key, controller, version=1)
    return number


async def _tell(tx: Transaction, kind: str, number: int, key: PersonKey, controller: str, *, version: int) -> None:
    """Leave a notice to each member of the SA EPLE but the person, and a mail to who answers for the data."""
    members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one != key]
    notices = [Notice(kind, to=member, reference=str(number), version=version) for member in members]
    if controller:
        notices.append(Notice(kind, mail=controller, reference=str(number), version=version))
    await notify(tx, *notices)


async def remind(tx: Transaction, number: int, occurrence: int, controller: str) -> None:
    """Tell the SA EPLE again of a request of erasure that still waits; ``occurrence`` counts from 1."""
    found = await tx.connection.execute(
        sa.select(erasure.c.tenant, erasure.c.oid).where(
            erasure.c.id == number, erasure.c.status == ErasureStatus.WAITING.value
        )
    )
    row = found.first()
    if row:
        await _tell(tx, ERASURE_DUE, number, PersonKey(row.tenant, row.oid), controller, version=occurrence)


async def decide(
    storage: Storage, place: Place, draft: Draft, *, accept: bool, reason: str, now: datetime, activity: Shown
) -> None:
    """Decide on the request of erasure that the draft is about; accepted, it is carried out. The person is told.

    Raises NotTheirs, DecidedAlready (the draft is then gone), StillInTheWay, DraftGone, DraftChanged.
    """
    number = int(draft.subject)
    async with transaction(storage, now, activity) as tx:
        await consume(tx, place, draft.nonce, draft.version)
        found = await tx.connection.execute(sa.select(erasure).where(erasure.c.id == number).with_for_update())
        row = found.mappings().first()
        if row is None or row["status"] != ErasureStatus.WAITING.value:
            await tx.commit({})
            raise DecidedAlready(draft.subject)
        key = PersonKey(row["tenant"], row["oid"])
        if not (await tx.person(place.key)).has(Role.SA_EPLE) or key == place.key:
            raise NotTheirs(draft.subject)
        mail = (await tx.connection.execute(sa.select(person.c.mail).where(is_person(person, key)))).scalar()
        mails: Sequence[int] = ()
        if accept:
            standing = await in_the_way(tx.connection, key)
            if standing:
                raise StillInTheWay(standing)
            mails = await erase(tx, key)
        status = ErasureStatus.ACCEPTED if accept else ErasureStatus.REFUSED
        version = row["version"] + 1
        await tx.connection.execute(
            sa.update(erasure)
            .where(erasure.c.id == number)
            .values(status=status.value, reason=reason, decided_at=now, decided_by_tenant=place.key.tenant,
                    decided_by_oid=place.key.oid, mails=list(mails), version=version)
        )  # fmt: skip
        await tx.record(
            Event("erasure", str(number), "decide", by=place.key, role=Role.SA_EPLE,
                  from_state=ErasureStatus.WAITING, to_state=status)
        )  # fmt: skip
        await notify(tx, Notice(ERASURE_DECIDED, to=key, mail=mail, reference=str(number), version=version))
        await tx.commit({"erasure": number})


@dataclass(frozen=True, slots=True)
class MailsLeft:
    """The rows of the outbox whose mails, kept as files, an erasure has still to remove."""

    number: int
    decided_at: datetime
    rows: Sequence[int]


async def mails_left(storage: Storage) -> list[MailsLeft]:
    """Return the erasures whose mails are still in the folder of mails."""
    accepted = sa.select(erasure).where(erasure.c.status == ErasureStatus.ACCEPTED.value)
    rows = await fetch(storage, accepted)
    return [MailsLeft(row.id, row.decided_at, tuple(row.mails)) for row in rows if row.mails]


async def mails_removed(tx: Transaction, number: int) -> None:
    """Note that the mails of an erasure are gone from the folder."""
    await tx.connection.execute(sa.update(erasure).where(erasure.c.id == number).values(mails=[]))


# --- Deletion after the time that is promised: one transaction, table by table.


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of data is kept."""

    inbox: int = 7
    conversations: int = 7
    notices: int = 90
    drafts: int = 90
    questions: int = 365  # After the answer, or after they were asked where none came.
    log: int = 365
    people: int = 365
    applications: int = 365  # After their end.
    requests: int = 730  # After their end.
    accesses: int = 365  # Who opened an application; with the application, if that goes before.
    erasures: int = 365  # After the decision.
    mails: int = 90  # Kept as files; removed from the folder, not here.
    marks: int = 730  # Of timed work done: far longer than any duty looks back, or it would be done again.


async def purge(tx: Transaction, keep: Retention) -> int:
    """Remove what is older than ``keep`` says; return how many rows. An event tells how many, never of whom."""
    now = tx.now

    def before(days: int) -> sa.ColumnElement[object]:
        return sa.literal(now - timedelta(days=days), type_=t.inbox.c.at.type)

    def day_before(days: int) -> date:
        return (now - timedelta(days=days)).date()

    over = sa.select(t.request.c.reference).where(
        t.request.c.status.in_([status.value for status in ENDED]), t.request.c.status_since < before(keep.requests)
    )
    # The file of an expert in office stays; of an application that ended, the journal keeps the number and the moves.
    done_with = sa.and_(
        t.application.c.status.in_([status.value for status in FINAL]),
        t.application.c.status_since < before(keep.applications),
        sa.or_(t.application.c.status != ApplicationStatus.ACCEPTED.value, ~in_office(t.application)),
    )
    applied_over = sa.select(t.application.c.reference).where(done_with, t.application.c.reference.is_not(None))
    # Whoever was erased is known for as long as it takes to tell them so.
    told_last = sa.and_(
        t.outbox.c.kind == ERASURE_DECIDED,
        ~_has(t.person, t.outbox),
        sa.or_(t.outbox.c.state.not_in(OPEN), t.outbox.c.created_at < before(keep.notices)),
    )
    needed = sa.or_(
        _has(t.role, t.person, t.role.c.active),
        _has(t.question, t.person),
        _has(t.application, t.person),
        *(
            sa.exists().where(is_same_person(t.person, t.request, f"{who}_"))
            for who in ("requester", "author", "holder")
        ),
        _has(t.erasure, t.person, t.erasure.c.status == ErasureStatus.WAITING.value),
    )
    statements = (
        sa.delete(t.inbox).where(t.inbox.c.at < before(keep.inbox)),
        # What a process still had in hand of somebody may come after they were erased.
        sa.delete(t.conversation).where(
            sa.or_(t.conversation.c.at < before(keep.conversations), ~_has(t.person, t.conversation))
        ),
        sa.delete(t.draft).where(t.draft.c.updated_at < before(keep.drafts)),
        sa.delete(t.focus).where(t.focus.c.at < before(keep.drafts)),
        # Who waited that long for an answer waits no more; kept without end, the question would keep its asker too.
        sa.delete(t.question).where(
            sa.func.coalesce(t.question.c.answered_at, t.question.c.asked_at) < before(keep.questions)
        ),
        sa.delete(t.application).where(
            t.application.c.status == ApplicationStatus.EXPIRED.value,
            t.application.c.status_since < before(keep.drafts),
        ),
        # People may be known by their address alone: what could not be told to them goes with the request or the
        # application. The journal keeps the number, the moves and their dates: neither who, nor what people wrote.
        sa.delete(t.outbox).where(sa.or_(t.outbox.c.reference.in_(over), t.outbox.c.reference.in_(applied_over))),
        *(
            sa.update(t.event)
            .where(
                t.event.c.subject == subject,
                t.event.c.oid.is_not(None) | (t.event.c.reason != ""),
                t.event.c.reference.in_(references),
            )
            .values(tenant=None, oid=None, reason="", data={})
            for subject, references in (("request", over), ("application", applied_over))
        ),
        sa.delete(t.event).where(t.event.c.subject.not_in(OF_FILES), t.event.c.at < before(keep.requests)),
        sa.update(t.taught)
        .where(t.taught.c.at < before(keep.requests), t.taught.c.by_oid.is_not(None))
        .values(by_tenant=None, by_oid=None),
        sa.delete(t.event).where(
            t.event.c.subject == ACCESS,
            sa.or_(t.event.c.at < before(keep.accesses), t.event.c.reference.in_(applied_over)),
        ),
        sa.delete(t.attached).where(t.attached.c.reference.in_(applied_over)),
        sa.delete(t.application).where(done_with),
        sa.delete(t.batch).where(
            sa.func.coalesce(t.batch.c.ended_at, t.batch.c.confirmed_at, t.batch.c.made_at) < before(keep.notices),
            ~sa.exists().where(t.outbox.c.batch == t.batch.c.id, t.outbox.c.state.in_(OPEN)),
        ),
        sa.delete(t.plan_action).where(t.plan_action.c.ended_on < day_before(keep.requests)),
        sa.delete(t.meeting).where(t.meeting.c.at < before(keep.requests)),
        sa.delete(t.meeting_person).where(~sa.exists().where(t.meeting.c.id == t.meeting_person.c.number)),
        sa.delete(t.incident).where(t.incident.c.since < day_before(keep.notices)),
        sa.delete(t.incident_joined).where(~sa.exists().where(t.incident.c.id == t.incident_joined.c.number)),
        # A published case stays as long as it is; who proposed it, and who said that it helped, do not.
        sa.delete(t.solved_case).where(
            t.solved_case.c.state != CaseState.PUBLISHED.value, t.solved_case.c.since < before(keep.requests)
        ),
        sa.update(t.solved_case)
        .where(t.solved_case.c.oid.is_not(None), t.solved_case.c.since < before(keep.requests))
        .values(tenant=None, oid=None),
        sa.delete(t.case_helped).where(t.case_helped.c.at < before(keep.people)),
        sa.delete(t.batch_line).where(~sa.exists().where(t.batch.c.id == t.batch_line.c.batch)),
        sa.delete(t.erasure).where(t.erasure.c.decided_at < before(keep.erasures)),
        sa.delete(t.outbox).where(told_last),
        sa.delete(t.card).where(t.card.c.reference.in_(over)),
        sa.delete(t.attached).where(sa.or_(t.attached.c.reference.in_(over), without_draft())),
        sa.delete(t.reminder).where(t.reminder.c.reference.in_(over)),
        sa.delete(t.request).where(t.request.c.reference.in_(over)),
        sa.delete(t.question_log).where(t.question_log.c.day < day_before(keep.log)),
        sa.delete(t.person).where(t.person.c.last_seen < before(keep.people), ~needed),
        sa.delete(t.address).where(~_has(t.person, t.address), ~_has(t.outbox, t.address, t.outbox.c.state.in_(OPEN))),
        # Nothing is told to who holds no role.
        sa.delete(t.subscription).where(~_has(t.role, t.subscription, t.role.c.active)),
        sa.delete(t.mandate).where(~in_office(t.mandate), t.mandate.c.ended_on < day_before(keep.applications)),
        *(sa.delete(table).where(~in_office(table)) for table in (t.absence, t.on_call, t.known_topic, t.expert_paper)),
        *(sa.delete(table).where(table.c.last_day < day_before(keep.notices)) for table in (t.absence, t.on_call)),
    )
    removed = await outbox.forget(tx, now - timedelta(days=keep.notices))
    removed += await forget_marks(tx, now - timedelta(days=keep.marks))
    for statement in statements:
        removed += (await tx.connection.execute(statement)).rowcount
    if removed:
        tx.erased = True
        await tx.record(Event("retention", now.date().isoformat(), "purge", data={"rows": removed}))
    return removed


def _has(table: sa.Table, of: sa.Table, *more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell of each row of ``of`` whether ``table`` has one of the same person, of which ``more`` holds."""
    return sa.exists().where(is_same_person(table, of), *more)
