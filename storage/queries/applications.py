"""What is known of applications, and of what was sent about them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.application import (
    ACTIVE,
    DECIDED,
    ApplicationNotice,
    ApplicationStatus,
    Candidature,
    Complement,
    Lack,
)
from knowledge.people import PersonKey
from knowledge.time.delays import at_paris, paris_day
from storage.engine import Storage, fetch
from storage.outbox import BY_SERVER, OPEN, NoticeState
from storage.queries.journal import JournalLine, lines_of
from storage.tables import application, draft, event, is_person, outbox

# The form whose drafts are applications begun and not deposited; the draft's subject is the call.
FORM = "candidature"
# What is said about a file once it was sent, in the journal: to the other side, and among those who handle it.
SAYINGS = ("message", "note")
# The kind of the mail that the call itself asks for.
OFFICIAL_MAIL = "application_mail"
# The subject of the journal's lines that tell who opened an application.
ACCESS = "access"
_OPEN = [status.value for status in ACTIVE - {ApplicationStatus.DRAFT}]


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """An application as it is kept. ``opened``: the SA EPLE has looked at it.

    ``reply_token``: what a mail that answers about it carries; "" where it has none.
    """

    number: int
    candidature: Candidature
    opened: bool = False
    reply_token: str = ""

    @property
    def reference(self) -> str:
        """Return the number that people quote; "" before it is deposited."""
        return self.candidature.reference

    @property
    def version(self) -> int:
        """Return what cards carry and compare."""
        return self.candidature.version

    @property
    def mail(self) -> str:
        """Return the mail address that goes with it."""
        return str(self.candidature.answers.get("mail", ""))


_PLAIN = (
    "version", "status_since", "touched_at", "call", "name", "answers", "edition", "deposited_at", "mailed_on", "announced", "appointed",
)  # fmt: skip


def row_of(subject: Candidature) -> dict[str, Any]:
    """Return what the row of an application holds of it, as :func:`file_of` reads it."""
    asked, candidate = subject.complement, subject.candidate
    complement = asked and {**asdict(asked), "due": asked.due.isoformat(), "asked_by": list(asked.asked_by)}
    return {
        **{name: getattr(subject, name) for name in _PLAIN},
        "touched_at": subject.touched_at or subject.status_since,
        "reference": subject.reference or None,
        "status": subject.status.value,
        "flags": list(subject.flags),
        "answers": dict(subject.answers),
        "tenant": candidate and candidate.tenant,
        "oid": candidate and candidate.oid,
        "complement": complement,
    }


def file_of(row: sa.RowMapping) -> ApplicationFile:
    """Return a row as the rules know it."""
    asked = row["complement"]
    complement = asked and Complement(
        **{
            **asked,
            "lack": Lack(asked["lack"]),
            "due": datetime.fromisoformat(asked["due"]),
            "asked_by": PersonKey(*asked["asked_by"]),
            "back_to": ApplicationStatus(asked["back_to"]),
        }
    )
    candidature = Candidature(
        **{name: row[name] for name in _PLAIN},
        reference=row["reference"] or "",
        status=ApplicationStatus(row["status"]),
        candidate=PersonKey(row["tenant"], row["oid"]) if row["oid"] else None,
        flags=tuple(row["flags"]),
        complement=complement or None,
    )
    return ApplicationFile(row["id"], candidature, row["opened_at"] is not None, row["reply_token"] or "")


async def get(storage: Storage, number: int) -> ApplicationFile | None:
    """Return one application by its row."""
    return await _first(storage, sa.select(application).where(application.c.id == number))


async def by_reference(storage: Storage, reference: str) -> ApplicationFile | None:
    """Return one application by its number."""
    return await _first(storage, sa.select(application).where(application.c.reference == reference))


async def by_references(storage: Storage, references: Sequence[str]) -> Mapping[str, ApplicationFile]:
    """Return the applications of these numbers, by number; those that do not exist are left out."""
    if not references:
        return {}
    files = await _files(storage, sa.select(application).where(application.c.reference.in_(list(references))))
    return {file.reference: file for file in files}


async def latest_of(storage: Storage, call: str, key: PersonKey) -> ApplicationFile | None:
    """Return the person's application to a call: the active one, else the last."""
    return await _first(
        storage,
        sa.select(application)
        .where(application.c.call == call, is_person(application, key))
        .order_by(application.c.status.in_(_OPEN).desc(), application.c.id.desc()),
    )


async def all_of(storage: Storage, key: PersonKey) -> list[ApplicationFile]:
    """Return the person's applications to whatever call, the active ones first, then the last."""
    order = (application.c.status.in_(_OPEN).desc(), application.c.id.desc())
    return await _files(storage, sa.select(application).where(is_person(application, key)).order_by(*order))


async def to_appoint(storage: Storage, key: PersonKey) -> ApplicationFile | None:
    """Return the person's last application that was accepted and by which they are not appointed yet."""
    every = await all_of(storage, key)
    accepted = (one for one in every if one.candidature.status is ApplicationStatus.ACCEPTED)
    return next((one for one in accepted if not one.candidature.appointed), None)


async def active_of(connection: AsyncConnection, call: str, key: PersonKey) -> ApplicationFile | None:
    """Return the person's active application to a call, locked until the transaction ends."""
    active = application.c.status.in_(_OPEN)
    return await locked(connection, sa.and_(application.c.call == call, is_person(application, key), active))


async def locked(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> ApplicationFile | None:
    """Return one application, locked until the transaction ends; None if there is none."""
    row = (await connection.execute(sa.select(application).where(which).with_for_update())).mappings().first()
    return file_of(row) if row else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to, by state and by chosen answers; empty: everything that was deposited."""

    states: tuple[ApplicationStatus, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


async def listed(
    storage: Storage, call: str, filters: Filters, *, skip: int, limit: int
) -> tuple[int, list[ApplicationFile]]:
    """Return how many applications were deposited and pass the filters, and a page of them, oldest first."""
    wanted = [application.c.call == call, application.c.edition > 0]
    if filters.states:
        wanted.append(application.c.status.in_([state.value for state in filters.states]))
    for id_, value in filters.answers.items():
        wanted.append(application.c.answers[id_].as_string() == value)
    return await _page(storage, wanted, sa.select(application).order_by(application.c.id).offset(skip).limit(limit))


async def _page(
    storage: Storage, wanted: Sequence[sa.ColumnElement[bool]], page: sa.Select[Any]
) -> tuple[int, list[ApplicationFile]]:
    """Return how many applications are ``wanted``, and a ``page`` of them."""
    async with storage.reading() as connection:
        total = await connection.execute(sa.select(sa.func.count()).select_from(application).where(*wanted))
        rows = await connection.execute(page.where(*wanted))
        return total.scalar_one(), [file_of(row) for row in rows.mappings()]


async def deposited(
    storage: Storage,
    call: str,
    *,
    states: Collection[ApplicationStatus] = (),
) -> list[ApplicationFile]:
    """Return the applications that were deposited to a call, oldest first: some thousands at most.

    ``states``: only those in one of these states; empty: in any.
    """
    wanted = [application.c.call == call, application.c.edition > 0]
    if states:
        wanted.append(application.c.status.in_([state.value for state in states]))
    return await _files(
        storage, sa.select(application).where(*wanted).order_by(application.c.deposited_at, application.c.id)
    )


async def counts(storage: Storage, call: str) -> Mapping[ApplicationStatus, int]:
    """Count a call's applications by state, drafts that expired included."""
    rows = await fetch(
        storage,
        sa.select(application.c.status, sa.func.count())
        .where(application.c.call == call)
        .group_by(application.c.status),
    )
    return {ApplicationStatus(status): count for status, count in rows}


async def deposited_between(
    storage: Storage, call: str, since: datetime, until: datetime, *, limit: int
) -> tuple[int, list[ApplicationFile]]:
    """Return how many were deposited after ``since`` and not after ``until``, and the first of them, oldest first."""
    deposited_at = application.c.deposited_at
    wanted = (application.c.call == call, deposited_at > since, deposited_at <= until)
    return await _page(storage, wanted, sa.select(application).order_by(deposited_at, application.c.id).limit(limit))


async def calls_applied_to(storage: Storage) -> list[str]:
    """Return the calls to which applications were deposited that are still kept, by their ids."""
    rows = await fetch(
        storage, sa.select(application.c.call).distinct().where(application.c.edition > 0).order_by(application.c.call)
    )
    return list(rows.scalars())


async def names(storage: Storage) -> list[tuple[str, str]]:
    """Return the names of all who have applied, each with the application's reference; erased ones have no name."""
    rows = await fetch(
        storage,
        sa.select(application.c.name, application.c.reference)
        .where(application.c.edition > 0, application.c.name != "")
        .order_by(application.c.id),
    )
    return [(name, reference) for name, reference in rows.all()]


async def open_files(storage: Storage) -> list[ApplicationFile]:
    """Return the applications, to whatever call, that are neither decided nor withdrawn."""
    return await _files(storage, sa.select(application).where(application.c.status.in_(_OPEN)))


async def history(storage: Storage, reference: str) -> list[JournalLine]:
    """Return the moves of an application, oldest first."""
    return await _lines(storage, reference, event.c.move.not_in(SAYINGS))


async def thread(storage: Storage, reference: str, *, notes: bool) -> list[JournalLine]:
    """Return what candidate and SA EPLE wrote to each other, oldest first; ``notes``: with those of the SA EPLE."""
    return await _lines(storage, reference, event.c.move.in_(SAYINGS if notes else SAYINGS[:1]))


async def _lines(storage: Storage, reference: str, which: sa.ColumnElement[bool]) -> list[JournalLine]:
    async with storage.reading() as connection:
        return (await lines_of(connection, "application", [reference], which)).get(reference, [])


async def opened_today(storage: Storage, reference: str, by: PersonKey, now: datetime) -> bool:
    """Tell whether the journal has it already that this person opened an application today."""
    noted = await fetch(storage,
        sa.select(event.c.id).where(
            event.c.subject == ACCESS, event.c.reference == reference, is_person(event, by), event.c.at >= at_paris(paris_day(now), time()),
        )
    )  # fmt: skip
    return noted.first() is not None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the mail that the call asks for.

    ``server``: one has sent it, or will; else it was only kept as a file. ``copied``: all its copies have an address.
    """

    state: NoticeState
    edition: int
    at: datetime | None
    server: bool
    copied: bool


async def official_mail(storage: Storage, reference: str, *, server: bool) -> Sent | None:
    """Return the last mail of the call about an application; None when there was none, or it is no longer kept.

    ``server``: mails leave by one now, whatever was so at the deposit.
    """
    found = await fetch(
        storage,
        sa.select(outbox.c.state, outbox.c.data, outbox.c.ended_at, outbox.c.activity)
        .where(outbox.c.reference == reference, outbox.c.kind == OFFICIAL_MAIL, outbox.c.state != NoticeState.DROPPED)
        .order_by(outbox.c.id.desc())
        .limit(1),
    )
    row = found.first()
    if row is None:
        return None
    state, data = NoticeState(row.state), row.data
    by_server = row.activity == BY_SERVER or (not row.activity and data["server"])
    left = by_server if state is NoticeState.SENT else server if state in OPEN else True
    return Sent(state, data["edition"], row.ended_at, left, data["copied"])


async def held_back(storage: Storage, call: str, *, but: PersonKey) -> list[ApplicationFile]:
    """Return the applications whose decision their candidates do not know of yet, in the order of their numbers.

    That of the one who looks (``but``) is left out: they do not know of it either.
    """
    return await _files(storage, _select_held(call, but))


async def calls_held_back(storage: Storage, *, but: PersonKey) -> list[str]:
    """Return the calls of which decisions are held back, that of ``but`` left out."""
    rows = await fetch(
        storage, sa.select(application.c.call).distinct().where(*_held(but)).order_by(application.c.call)
    )
    return list(rows.scalars())


async def held_in(connection: AsyncConnection, call: str, *, but: PersonKey) -> list[ApplicationFile]:
    """Return the same, locked until the transaction ends."""
    rows = await connection.execute(_select_held(call, but).with_for_update())
    return [file_of(row) for row in rows.mappings()]


def _select_held(call: str, but: PersonKey) -> sa.Select[Any]:
    return sa.select(application).where(application.c.call == call, *_held(but)).order_by(application.c.id)


def _held(but: PersonKey) -> tuple[sa.ColumnElement[bool], ...]:
    decided = [status.value for status in DECIDED]
    return (
        application.c.status.in_(decided),
        ~application.c.announced,
        sa.or_(application.c.oid.is_(None), application.c.oid != but.oid, application.c.tenant != but.tenant),
    )


def seen(files: Sequence[ApplicationFile]) -> str:
    """Return what names these applications in these versions: 64 hexadecimal digits."""
    named = ",".join(f"{file.number}:{file.candidature.version}" for file in files)
    return hashlib.sha256(named.encode()).hexdigest()


async def told_decisions(storage: Storage, call: str) -> dict[NoticeState, int]:
    """Count the messages that tell candidates of decisions on applications to a call, by what became of them."""
    references = sa.select(application.c.reference).where(
        application.c.call == call, application.c.reference.is_not(None)
    )
    rows = await fetch(
        storage,
        sa.select(outbox.c.state, sa.func.count())
        .where(outbox.c.kind == ApplicationNotice.DECISION.value, outbox.c.reference.in_(references))
        .group_by(outbox.c.state),
    )
    return {NoticeState(state): count for state, count in rows}


@dataclass(frozen=True, slots=True)
class Begun:
    """An application begun and not deposited."""

    draft: int
    key: PersonKey
    since: datetime
    call: str


async def all_begun(storage: Storage) -> Sequence[Begun]:
    """Return the drafts of applications to whatever call."""
    return await _begun(storage, draft.c.form == FORM)


async def drafts_of_call(storage: Storage, call: str) -> Sequence[Begun]:
    """Return the drafts of applications to a call."""
    return await _begun(storage, sa.and_(draft.c.form == FORM, draft.c.subject == call))


async def _begun(storage: Storage, which: sa.ColumnElement[bool]) -> Sequence[Begun]:
    rows = await fetch(
        storage, sa.select(draft.c.id, draft.c.tenant, draft.c.oid, draft.c.created_at, draft.c.subject).where(which)
    )
    return [Begun(row.id, PersonKey(row.tenant, row.oid), row.created_at, row.subject) for row in rows]


async def call_of_draft(storage: Storage, number: int) -> str | None:
    """Return the call that a draft of an application is to; None for one that is no longer there."""
    found = await fetch(storage, sa.select(draft.c.subject).where(draft.c.id == number, draft.c.form == FORM))
    return found.scalar()


async def _files(storage: Storage, asked: sa.Select[Any]) -> list[ApplicationFile]:
    return [file_of(row) for row in (await fetch(storage, asked)).mappings()]


async def _first(storage: Storage, asked: sa.Select[Any]) -> ApplicationFile | None:
    return next(iter(await _files(storage, asked.limit(1))), None)


# Of these, nobody has anything more to say to the other side.
SILENT_STATES = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED})


def writable(candidature: Candidature) -> bool:
    """Tell whether anything may still be written to the other side."""
    return candidature.status not in SILENT_STATES
