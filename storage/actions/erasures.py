"""Requests of erasure, from asking to carrying out, and the deletion of what has been kept long enough.

What others need stays: the numbers, the moves and their dates, the school and the subject of a request, the function and
the wave of an application. Whoever did several of these things keeps one pseudonym, which leads back to nobody.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.application import FINAL, ApplicationStatus
from knowledge.batch import ERASED_NAME, ErasureStatus
from knowledge.cases import CaseState
from knowledge.french import DomainError
from knowledge.identities import KnownNames, name_parts, without_names
from knowledge.people import PersonKey, Role
from knowledge.request import FINAL as ENDED
from storage import outbox
from storage import tables as t
from storage.actions.drafts import Draft, Place, consume, without_draft
from storage.actions.notices import (
    ERASURE_ASKED,
    ERASURE_DECIDED,
    ERASURE_DUE,
    QUESTION_ANSWERED,
    QUESTION_ASKED,
    QUESTION_PHONE,
)
from storage.engine import Storage, fetch
from storage.outbox import OPEN, Notice, notify
from storage.queries.applications import ACCESS
from storage.queries.erasures import InTheWay, about_person, in_the_way, mails_of, own_contact
from storage.queries.team import in_office, reachable
from storage.tables import erasure, is_person, is_same_person, metadata, person
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


# Of an application: what is counted, and names nobody.
COUNTED = ("function", "wave")
# Of a request: what its contact, or who helped them, has written.
WRITTEN = (
    "contact_function",
    "contact_mail",
    "contact_phone",
    "details",
    "wished_slots",
    "ticket",
    "link",
    "report",
    "comment",
)
# A row that cannot be without its person goes with them; the address of their chat does so once they are answered.
THEIRS = [one for one in metadata.sorted_tables if "oid" in one.c and not one.c.oid.nullable and one is not t.address]
# Where it can, a pseudonym takes their place: «answered by», «held by».
NAMED = [
    (column.table, column.name.removesuffix("oid"))
    for one in metadata.sorted_tables
    for column in one.c
    if column.name.endswith("oid") and column.nullable
]


def _marked(mark: str) -> tuple[sa.Column[Any], ...]:
    return tuple(column for one in metadata.sorted_tables for column in one.c if column.info.get(mark))


# Texts that others have written and that may name the person: there their names are masked, however they are written.
WRITTEN_BY_OTHERS = _marked("masked")
# Of these, few texts and about people of the service: each single word of the names is masked too, where it has a capital.
OF_THE_SERVICE = _marked("service")
# Names that others have given; those of somebody else of the same family stay.
GIVEN_BY_OTHERS = _marked("given")
# Within JSON, what is no text: whose key it is, and how somebody else is called and reached.
_NO_TEXT = frozenset({"tenant", "oid", "name", "mail", "phone"})
# Columns of JSON that may hold a person's key.
KEYS_WITHIN = ((t.event, "data"), (t.outbox, "data"), (t.application, "complement"), (t.batch, "given"))


@dataclass(frozen=True, slots=True)
class _About:
    """What is to be erased: whose key, the addresses and names that they gave, and the numbers of what is theirs."""

    key: PersonKey
    mails: Sequence[str]
    names: Sequence[str]
    requests: Sequence[str]
    applications: Sequence[str]
    questions: Sequence[str]

    @property
    def references(self) -> list[str]:
        return [*self.requests, *self.applications]


async def erase(tx: Transaction, key: PersonKey) -> list[int]:
    """Erase a person in ``tx``; return the rows of the outbox whose mails, kept as files, are to be removed.

    The address of their chat stays until they are answered: the next purge removes it.
    """
    about = await _about(tx, key)
    pseudonym = PersonKey(key.tenant, f"efface-{uuid.uuid4()}")
    await _drafts(tx, about)
    mails = await _notices(tx, about)
    await _records(tx, about)
    await _cases(tx, about)
    await _texts(tx, about)
    stands_in = sa.update(t.absence).where(is_person(t.absence, key, "cover_"))
    await tx.connection.execute(stands_in.values(cover_tenant=None, cover_oid=None))
    for table, prefix in NAMED:
        await tx.connection.execute(
            sa.update(table).where(is_person(table, key, prefix)).values({f"{prefix}oid": pseudonym.oid})
        )
    await tx.connection.execute(
        sa.update(t.event).where(t.event.c.reference == key.oid).values(reference=pseudonym.oid)
    )
    await _within(tx, key, pseudonym)
    await _conversations(tx)
    for table in THEIRS:
        await tx.connection.execute(sa.delete(table).where(is_person(table, key)))
    tx.erased = True
    tx.changed(key)
    return mails


async def _about(tx: Transaction, key: PersonKey) -> _About:
    async def column(asked: sa.Select[Any]) -> list[str]:
        return [str(value) for value in (await tx.connection.execute(asked)).scalars() if value]

    mails = await mails_of(tx.connection, key)
    names = [
        *await column(sa.select(t.person.c.name).where(is_person(t.person, key))),
        *await column(sa.select(t.application.c.name).where(is_person(t.application, key))),
        *await column(sa.select(t.question.c.name).where(is_person(t.question, key))),
        *await column(
            sa.select(t.request.c.contact_name).where(is_person(t.request, key, "requester_"), own_contact())
        ),
    ]
    return _About(
        key,
        mails,
        names,
        await column(about_person(key, mails)),
        await column(sa.select(t.application.c.reference).where(is_person(t.application, key))),
        await column(sa.select(sa.cast(t.question.c.id, sa.String)).where(is_person(t.question, key))),
    )


async def _drafts(tx: Transaction, about: _About) -> None:
    """Remove what the person began, what others began about what is theirs, and where their chats stand."""
    of_theirs = sa.or_(
        t.draft.c.subject.in_(about.references),
        sa.and_(t.draft.c.form == "answer", t.draft.c.subject.in_(about.questions)),
    )
    gone = sa.select(t.draft.c.id).where(sa.or_(is_person(t.draft, about.key), of_theirs))
    places = sa.union(
        sa.select(t.address.c.conversation).where(is_person(t.address, about.key)),
        sa.select(t.focus.c.conversation).where(is_person(t.focus, about.key)),
    )
    for statement in (
        sa.delete(t.inbox).where(t.inbox.c.tenant == about.key.tenant, t.inbox.c.conversation.in_(places)),
        sa.delete(t.focus).where(sa.or_(is_person(t.focus, about.key), t.focus.c.draft.in_(gone))),
        sa.delete(t.draft).where(t.draft.c.id.in_(gone)),
        sa.delete(t.card).where(sa.or_(is_person(t.card, about.key), t.card.c.reference.in_(about.requests))),
        sa.delete(t.attached).where(
            sa.or_(is_person(t.attached, about.key, "by_"), t.attached.c.reference.in_(about.references))
        ),
    ):
        await tx.connection.execute(statement)


async def _notices(tx: Transaction, about: _About) -> list[int]:
    """Remove what was or is to be told to the person, or about what is theirs; return the rows."""
    of_questions = (QUESTION_ASKED, QUESTION_ANSWERED, QUESTION_PHONE)
    removed = await tx.connection.execute(
        sa.delete(t.outbox)
        .where(
            sa.or_(
                is_person(t.outbox, about.key),
                sa.func.lower(t.outbox.c.mail).in_(list(about.mails)),
                t.outbox.c.reference.in_(about.references),
                sa.and_(t.outbox.c.kind.in_(of_questions), t.outbox.c.reference.in_(about.questions)),
            )
        )
        .returning(t.outbox.c.id)
    )
    return sorted(removed.scalars())


async def _records(tx: Transaction, about: _About) -> None:
    """Remove the questions, and leave of applications, requests and the journal what names nobody."""
    kept = sa.select(t.application.c.id, t.application.c.answers).where(is_person(t.application, about.key))
    for row in (await tx.connection.execute(kept)).all():
        counted = {name: row.answers[name] for name in COUNTED if name in row.answers}
        await tx.connection.execute(
            sa.update(t.application)
            .where(t.application.c.id == row.id)
            .values(name=ERASED_NAME, answers=counted, complement=sa.null(), reply_token=sa.null())
        )
    for statement in (
        sa.delete(t.question).where(is_person(t.question, about.key)),
        sa.delete(t.application).where(is_person(t.application, about.key), t.application.c.reference.is_(None)),
        sa.update(t.request)
        .where(t.request.c.reference.in_(about.requests))
        .values(contact_name=ERASED_NAME, more=sa.null(), reply_token=sa.null(), **dict.fromkeys(WRITTEN, "")),
        sa.update(t.event)
        .where(t.event.c.subject.in_(("request", "application")), t.event.c.reference.in_(about.references))
        .values(reason=""),
        sa.update(t.erasure).where(is_person(t.erasure, about.key)).values(reason=""),
        sa.update(t.reminder).where(t.reminder.c.reference.in_(about.requests)).values(text=""),
        sa.update(t.batch_line).where(t.batch_line.c.reference.in_(about.references)).values(reason=""),
    ):
        await tx.connection.execute(statement)


async def _conversations(tx: Transaction) -> None:
    """Forget what the chats of all have shown: it may name the person."""
    forgotten = {"query": sa.null(), "asked": sa.null(), "listed": sa.null(), "at": tx.now}
    others = await tx.connection.execute(
        sa.update(t.conversation)
        .where(sa.or_(*(t.conversation.c[name].is_not(None) for name in forgotten if name != "at")))
        .values(**forgotten)
        .returning(t.conversation.c.tenant, t.conversation.c.oid)
    )
    for row in others.all():
        tx.changed(PersonKey(row.tenant, row.oid))


async def _texts(tx: Transaction, about: _About) -> None:
    """Mask the person's names in what others have written. Texts are read one by one: no database compares without accents."""
    known, parts = KnownNames(about.names), name_parts(about.names)

    def masked(text: str, column: sa.Column[Any]) -> str:
        text = known.without(text)
        if column is t.question_log.c.text:  # It is kept to name nobody.
            return without_names(text, parts, capitals=False)
        return without_names(text, parts) if column in OF_THE_SERVICE else text

    def named_anew(name: str, _column: sa.Column[Any]) -> str:
        return ERASED_NAME if known.found(name) and name_parts([name]) <= parts else name

    for column in WRITTEN_BY_OTHERS if parts else ():
        await _rewrite(tx, column, masked)
    for column in GIVEN_BY_OTHERS if parts else ():
        await _rewrite(tx, column, named_anew)


async def _rewrite(tx: Transaction, column: sa.Column[Any], write: Callable[[str, sa.Column[Any]], str]) -> None:
    """Put what ``write`` makes of a text in its place, in each row where that is something else."""
    key = list(column.table.primary_key)
    rows = await tx.connection.execute(sa.select(column, *key).where(column.is_not(None)))
    for row in rows.all():
        written = _each_text(row[0], lambda text: write(text, column))
        if written != row[0]:
            this = sa.and_(*(one == value for one, value in zip(key, row[1:], strict=True)))
            await tx.connection.execute(sa.update(column.table).where(this).values({column.name: written}))


def _each_text(held: Any, write: Callable[[str], str]) -> Any:
    """Return a text, or what JSON holds, with each text written anew."""
    if isinstance(held, dict):
        return {name: one if name in _NO_TEXT else _each_text(one, write) for name, one in held.items()}
    if isinstance(held, list):
        return [_each_text(one, write) for one in held]
    return write(held) if isinstance(held, str) else held


async def _cases(tx: Transaction, about: _About) -> None:
    """Remove the cases of the person's requests that are not published; those that are were read again to name nobody."""
    await tx.connection.execute(
        sa.delete(t.solved_case).where(
            t.solved_case.c.reference.in_(about.requests), t.solved_case.c.state != CaseState.PUBLISHED.value
        )
    )


async def _within(tx: Transaction, key: PersonKey, pseudonym: PersonKey) -> None:
    """Put the pseudonym where JSON holds the person's key."""
    for table, name in KEYS_WITHIN:
        held = table.c[name]
        rows = await tx.connection.execute(
            sa.select(table.c.id, held).where(sa.cast(held, sa.Text).contains(key.oid, autoescape=True))
        )
        for row in rows.all():
            value = json.loads(json.dumps(row[1]).replace(key.oid, pseudonym.oid))
            await tx.connection.execute(sa.update(table).where(table.c.id == row.id).values({name: value}))
