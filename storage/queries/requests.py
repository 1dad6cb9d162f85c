"""What is known of requests, of visits and of solved cases: one, lists, counts, history, what falls due.

Nothing here looks at rights, except where a person is asked for: ``knowledge.rights`` does, with what is found.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.cases import CaseState, CaseText, SolvedCase
from knowledge.meeting import MeetingKind
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    OPEN,
    AssistanceRequest,
    CancelReason,
    Consent,
    RequestFacts,
    RequestMove,
    RequestStatus,
    SchoolContact,
    Topic,
    WaitingFor,
)
from knowledge.rights import may_see_request
from knowledge.time.delays import Delays
from storage.engine import Source, Storage, fetch
from storage.queries.journal import JournalLine, lines_of
from storage.tables import (
    event,
    is_person,
    is_same_person,
    mandate,
    meeting,
    meeting_person,
    person,
    request,
    role,
    solved_case,
)

# The form of one's own request; the forms of those who log one for a school ask the same.
REQUEST_FORM = "assistance"
_OPEN = [status.value for status in OPEN]
_HOLDER, _AUTHOR, _REQUESTER = person.alias("holder"), person.alias("author"), person.alias("requester")


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A request as it is kept, with what lists and cards name.

    ``school``: its name and town, as shown when the request was logged, or as typed. Names of people are empty when
    there is nobody, or when they are not known. ``holder_active``: the holder still is an expert (True without one).
    ``reply_token``: what a mail that answers about it carries; "" where it has none.
    """

    number: int
    request: AssistanceRequest
    school: str
    logged_at: datetime
    holder_name: str = ""
    author_name: str = ""
    requester_name: str = ""
    holder_active: bool = True
    holder_trained: bool = True
    reply_token: str = ""

    @property
    def reference(self) -> str:
        """Return the number that people quote."""
        return self.request.reference

    @property
    def version(self) -> int:
        """Return what cards carry and compare."""
        return self.request.version

    @property
    def mail(self) -> str:
        """Return the mail address of the contact."""
        return self.request.contact.mail

    @property
    def asker(self) -> str:
        """Return the name of who asked: in Teams as it is there, else that of the contact."""
        return (self.request.requester and self.requester_name) or self.request.contact.name

    def facts(self, delays: Delays) -> RequestFacts:
        """Return what the rules want to know beyond the request."""
        return RequestFacts(delays=delays, holder_active=self.holder_active, holder_trained=self.holder_trained)


# How the row of a request holds what it says, where that is not a column of the same name, as it is.
_WORDS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "status": RequestStatus,
        "topic": Topic,
        "consent": Consent,
        "waiting_for": WaitingFor,
        "cancelled_as": CancelReason,
    }
)
_PEOPLE = ("author", "requester", "holder")
_APART = frozenset({*_WORDS, *_PEOPLE, "contact", "proposed", "more"})
_PLAIN = tuple(one.name for one in fields(AssistanceRequest) if one.name not in _APART)
# What rows of earlier versions stand for.
_BEFORE: Mapping[str, Any] = MappingProxyType({"ticket": "", "on_site": False, "visits": 0})
_OF_CONTACT = tuple(one.name for one in fields(SchoolContact))


def row_of(subject: AssistanceRequest) -> dict[str, Any]:
    """Return what the row of a request holds of it, as :func:`file_of` reads it."""
    people: dict[str, PersonKey | None] = {who: getattr(subject, who) for who in _PEOPLE}
    words: dict[str, StrEnum | None] = {name: getattr(subject, name) for name in _WORDS}
    return {
        **{name: getattr(subject, name) for name in _PLAIN},
        **{name: word and word.value for name, word in words.items()},
        **{f"contact_{name}": getattr(subject.contact, name) for name in _OF_CONTACT},
        **{f"{who}_tenant": key and key.tenant for who, key in people.items()},
        **{f"{who}_oid": key and key.oid for who, key in people.items()},
        "proposed": [one.isoformat() for one in subject.proposed] or None,
        "more": dict(subject.more) or None,
    }


def file_of(row: sa.RowMapping) -> RequestFile:
    """Return a row of :func:`selected` as the rules know it."""
    kept: dict[str, Any] = {name: _BEFORE.get(name) if row[name] is None else row[name] for name in _PLAIN}
    kept |= {name: kind(row[name]) if row[name] else None for name, kind in _WORDS.items()}
    kept |= {who: PersonKey(row[f"{who}_tenant"], row[f"{who}_oid"]) if row[f"{who}_oid"] else None for who in _PEOPLE}
    held = AssistanceRequest(
        **kept,
        contact=SchoolContact(**{name: row[f"contact_{name}"] for name in _OF_CONTACT}),
        proposed=tuple(map(datetime.fromisoformat, row["proposed"] or ())),
        more=row["more"] or {},
    )
    return RequestFile(
        number=row["id"],
        request=held,
        school=row["school"],
        logged_at=row["logged_at"],
        holder_name=row["holder_name"] or "",
        author_name=row["author_name"] or "",
        requester_name=row["requester_name"] or "",
        holder_active=held.holder is None or bool(row["holder_active"]),
        holder_trained=held.holder is None or bool(row["holder_trained"]),
        reply_token=row["reply_token"] or "",
    )


def selected() -> sa.Select[Any]:
    """Return the SELECT that :func:`file_of` reads: requests with the names of their people."""
    active = sa.exists().where(
        is_same_person(role, request, "holder_"), role.c.role == Role.EXPERT.value, role.c.active
    )
    trained = sa.exists().where(
        is_same_person(mandate, request, "holder_"), mandate.c.trained_on.is_not(None), mandate.c.ended_on.is_(None)
    )
    joined: sa.FromClause = request
    for alias in (_HOLDER, _AUTHOR, _REQUESTER):
        joined = joined.outerjoin(alias, is_same_person(alias, request, f"{alias.name}_"))
    return sa.select(
        request,
        _HOLDER.c.name.label("holder_name"),
        _AUTHOR.c.name.label("author_name"),
        _REQUESTER.c.name.label("requester_name"),
        active.label("holder_active"),
        trained.label("holder_trained"),
    ).select_from(joined)


async def by_reference(storage: Storage, reference: str) -> RequestFile | None:
    """Return one request by its number, None if there is none."""
    async with storage.reading() as connection:
        return await read(connection, reference)


async def by_references(storage: Storage, references: Sequence[str]) -> Mapping[str, RequestFile]:
    """Return the requests of these numbers, by number; those that do not exist are left out."""
    files = await _files(storage, selected().where(request.c.reference.in_(list(references)))) if references else []
    return {file.reference: file for file in files}


async def by_ticket(storage: Storage, ticket: str, seen_by: Person) -> list[RequestFile]:
    """Return the requests with that number of an official ticket that ``seen_by`` may know of, the newest first."""
    files = await _files(storage, selected().where(request.c.ticket == ticket).order_by(request.c.id.desc()))
    return [file for file in files if may_see_request(seen_by, file.request)]


async def made_with(source: Source, nonce: str) -> RequestFile | None:
    """Return the request that a draft of this nonce has become, None if there is none."""
    row = (await fetch(source, selected().where(request.c.nonce == nonce))).mappings().first()
    return file_of(row) if row else None


async def read(connection: AsyncConnection, reference: str, *, lock: bool = False) -> RequestFile | None:
    """Return one request; ``lock``: until the transaction ends."""
    asked = selected().where(request.c.reference == reference)
    if lock:
        asked = asked.with_for_update(of=request)
    row = (await connection.execute(asked)).mappings().first()
    return file_of(row) if row else None


async def open_for(connection: AsyncConnection, uai: str, topic: Topic, seen_by: Person) -> RequestFile | None:
    """Return the oldest open request of a school and topic that ``seen_by`` may know of, None if there is none."""
    rows = await connection.execute(
        selected()
        .where(request.c.uai == uai, request.c.topic == topic.value, request.c.status.in_(_OPEN))
        .order_by(request.c.id)
    )
    return next((file for file in map(file_of, rows.mappings()) if may_see_request(seen_by, file.request)), None)


async def open_at(storage: Storage, tenant: str, uais: Sequence[str]) -> list[RequestFile]:
    """Return the open requests of some schools, the oldest first."""
    of = sa.and_(request.c.author_tenant == tenant, request.c.uai.in_(uais), request.c.status.in_(_OPEN))
    return await _files(storage, selected().where(of).order_by(request.c.id))


async def waiting_in(storage: Storage, tenant: str) -> tuple[list[RequestFile], Mapping[RequestStatus, int]]:
    """Return the requests of a tenant that nobody has taken, urgent ones first, then the oldest; and all open by state."""
    of = sa.and_(request.c.author_tenant == tenant, request.c.status.in_(_OPEN))
    new = selected().where(of, request.c.status == RequestStatus.NEW.value)
    async with storage.reading() as connection:
        rows = await connection.execute(new.order_by(request.c.urgent.desc(), request.c.id))
        counts = await connection.execute(
            sa.select(request.c.status, sa.func.count()).where(of).group_by(request.c.status)
        )
        return [file_of(row) for row in rows.mappings()], {RequestStatus(state): count for state, count in counts}


async def sessions_on(storage: Storage, tenant: str, day: date) -> list[RequestFile]:
    """Return the appointments of a tenant on a day of Paris, in the order of their hours."""
    of = sa.and_(request.c.author_tenant == tenant, request.c.slot_on == day)
    planned = selected().where(of, request.c.status == RequestStatus.PLANNED.value)
    return await _files(storage, planned.order_by(request.c.slot, request.c.id))


async def counted_open(storage: Storage) -> int:
    """Return how many requests are open, whoever has them."""
    async with storage.reading() as connection:
        count = sa.select(sa.func.count()).select_from(request).where(request.c.status.in_(_OPEN))
        return int(await connection.scalar(count) or 0)


async def held_by(storage: Storage, key: PersonKey) -> list[RequestFile]:
    """Return the open requests that a person holds, urgent ones first, then the oldest, solved ones last."""
    return await _files(
        storage,
        selected()
        .where(is_person(request, key, "holder_"), request.c.status.in_(_OPEN))
        .order_by(request.c.precedence, request.c.id),
    )


_MADE = 50  # Requests of one person that are looked at.


async def made_by(storage: Storage, by: Person) -> list[RequestFile]:
    """Return what a person has asked, or typed for somebody, as far as they may still see it; open first, then newest."""
    files = await _files(storage, _made_by(), {**by.key._asdict(), "most": _MADE})
    return [file for file in files if may_see_request(by, file.request)]


@cache
def _made_by() -> sa.Select[Any]:
    """Return what is asked of a person's own requests, made once: every message of a few words asks it."""
    own = [
        sa.and_(*(request.c[f"{who}_{name}"] == sa.bindparam(name, type_=sa.String()) for name in ("tenant", "oid")))
        for who in ("requester", "author")
    ]
    order = (request.c.status.in_(_OPEN).desc(), request.c.id.desc())
    return selected().where(sa.or_(*own)).order_by(*order).limit(sa.bindparam("most", type_=sa.Integer()))


async def timeline(storage: Storage, reference: str, *, seen_by: Person | None = None) -> list[JournalLine]:
    """Return the history of a request, oldest first; empty if there is none of this number.

    Notes are for those who handle requests: without such a role, ``seen_by`` is shown none.
    """
    return (await timelines(storage, [reference], seen_by=seen_by)).get(reference, [])


async def timelines(
    storage: Storage, references: Collection[str], *, seen_by: Person | None = None
) -> Mapping[str, list[JournalLine]]:
    """Return the histories of several requests, as :func:`timeline` gives each, by number."""
    hidden = () if seen_by and seen_by.handles_requests else ("note",)
    if not references:
        return {}
    async with storage.reading() as connection:
        found = await lines_of(connection, "request", references, event.c.move.not_in(hidden))
        oids = {line.data["holder"] for lines in found.values() for line in lines if line.data.get("holder")}
        names = await _names(connection, sorted(references), oids)
    return {
        reference: [replace(line, holder=names.get((reference, line.data.get("holder") or ""), "")) for line in lines]
        for reference, lines in found.items()
    }


async def _names(
    connection: AsyncConnection, references: Sequence[str], oids: set[str]
) -> Mapping[tuple[str, str], str]:
    """Return the names of those who have held requests, by number and id: they are of its tenant."""
    if not oids:
        return {}
    asked = (
        sa.select(request.c.reference, person.c.oid, person.c.name)
        .join(person, person.c.tenant == request.c.author_tenant)
        .where(request.c.reference.in_(references), person.c.oid.in_(sorted(oids)))
    )
    return {(row.reference, row.oid): row.name for row in await connection.execute(asked)}


@dataclass(frozen=True, slots=True)
class Due:
    """A request that the program owes a move from ``at`` on."""

    reference: str
    version: int
    at: datetime


async def due(storage: Storage, until: datetime) -> Sequence[Due]:
    """Return what falls due until then, and the next one after it, in order."""
    columns = (request.c.reference, request.c.version, request.c.due_at)
    async with storage.reading() as connection:
        found = await connection.execute(
            sa.select(*columns).where(request.c.due_at <= until).order_by(request.c.due_at)
        )
        coming = await connection.execute(
            sa.select(*columns).where(request.c.due_at > until).order_by(request.c.due_at).limit(1)
        )
        return [Due(row.reference, row.version, row.due_at) for row in (*found, *coming)]


async def _files(storage: Storage, asked: sa.Select[Any], given: Mapping[str, Any] | None = None) -> list[RequestFile]:
    return [file_of(row) for row in (await fetch(storage, asked, given)).mappings()]


# --- Solved cases. Rights are looked at by ``knowledge.cases``.


def selected_cases() -> sa.Select[Any]:
    """Return the SELECT that :func:`case_of` reads: cases with the name of who proposed them."""
    author = is_same_person(person, solved_case)
    return sa.select(solved_case, person.c.name.label("author_name")).select_from(solved_case.outerjoin(person, author))


def case_of(row: sa.RowMapping) -> SolvedCase:
    """Return a row as the rules know it."""
    return SolvedCase(
        number=row["id"],
        text=CaseText(topic=Topic(row["topic"]), problem=row["problem"], solution=row["solution"]),
        state=CaseState(row["state"]),
        since=row["since"],
        reference=row["reference"],
        author=PersonKey(row["tenant"], row["oid"]) if row["oid"] else None,
        author_name=row["author_name"] or "",
        helped=row["helped"],
        used=row["used"] or 0,
        kept=row["kept"] or 0,
        version=row["version"],
    )


async def get(storage: Storage, number: int) -> SolvedCase | None:
    """Return one case, None if there is none of that number."""
    found = await _found(storage, solved_case.c.id == number)
    return found[0] if found else None


async def of_request(storage: Storage, reference: str) -> SolvedCase | None:
    """Return the case that was made of a request, None if there is none."""
    found = await _found(storage, solved_case.c.reference == reference)
    return found[0] if found else None


async def in_state(storage: Storage, state: CaseState) -> list[SolvedCase]:
    """Return the cases in a state: those that wait, the oldest first; the others, those that helped most first."""
    order = [solved_case.c.since] if state is CaseState.PROPOSED else [solved_case.c.helped.desc()]
    return await _found(storage, solved_case.c.state == state.value, *order)


async def published(storage: Storage, topics: Collection[Topic]) -> list[SolvedCase]:
    """Return the published cases of these subjects."""
    of_topics = solved_case.c.topic.in_([topic.value for topic in topics])
    return await _found(storage, sa.and_(solved_case.c.state == CaseState.PUBLISHED.value, of_topics))


async def count_waiting(storage: Storage) -> int:
    """Return how many cases wait for the SA EPLE."""
    asked = sa.select(sa.func.count()).select_from(solved_case).where(solved_case.c.state == CaseState.PROPOSED.value)
    return int((await fetch(storage, asked)).scalar_one())


async def _found(storage: Storage, where: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]) -> list[SolvedCase]:
    rows = await fetch(storage, selected_cases().where(where).order_by(*order, solved_case.c.id))
    return [case_of(row) for row in rows.mappings()]


_ASKERS, _NAMES = 2_000, 500  # Requests, the newest, whose contacts and requesters may be named; names at most.


async def askers(storage: Storage) -> list[str]:
    """Return the names of those who asked for help of late, and of their contacts, in alphabetical order."""
    wanted = (request.c.contact_name, request.c.requester_tenant, request.c.requester_oid)
    newest = sa.select(sa.func.max(request.c.id)).scalar_subquery()
    latest = sa.select(*wanted).where(request.c.id > newest - _ASKERS).subquery()
    named = sa.select(latest.c.contact_name, person.c.name).distinct().limit(_NAMES)
    rows = await fetch(storage, named.outerjoin(person, is_same_person(person, latest, "requester_")))
    return sorted({name for row in rows for name in row if name})


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that took place: when it was noted, where, by whom, and the line of its report."""

    at: datetime
    uai: str
    school: str
    by: str
    report: str


def _visits(first: datetime, last: datetime, of: PersonKey | None) -> sa.ColumnElement[bool]:
    during = event.c.at.between(first, last)
    held = sa.and_(event.c.subject == "request", event.c.move == RequestMove.VISIT_HELD.value, during)
    return sa.and_(held, is_person(event, of)) if of else held


async def visits(source: Source, first: datetime, last: datetime, of: PersonKey | None = None) -> list[Visit]:
    """Return the visits that were noted between two moments, the latest first; ``of``: of one expert alone."""
    asked = (
        sa.select(event.c.at, event.c.reason, request.c.uai, request.c.school, person.c.name)
        .join(request, request.c.reference == event.c.reference)
        .outerjoin(person, is_same_person(person, event))
        .where(_visits(first, last, of))
        .order_by(event.c.id.desc())
    )
    return [Visit(row.at, row.uai, row.school, row.name or "", row.reason) for row in await fetch(source, asked)]


async def visits_to_come(source: Source, of: PersonKey | None = None) -> list[RequestFile]:
    """Return the requests whose appointment is at the school, the next first; ``of``: of one expert alone."""
    planned = sa.and_(request.c.status == RequestStatus.PLANNED.value, request.c.on_site)
    where = sa.and_(planned, is_person(request, of, "holder_")) if of else planned
    rows = await fetch(source, selected().where(where).order_by(request.c.slot, request.c.id))
    return [file_of(row) for row in rows.mappings()]


async def trainings_of(source: Source, key: PersonKey, first: datetime, last: datetime) -> int:
    """Return at how many training sessions somebody was, between two moments."""
    at = meeting.c.at.between(first, last)
    asked = (
        sa.select(sa.func.count())
        .select_from(meeting.join(meeting_person, meeting_person.c.number == meeting.c.id))
        .where(
            meeting.c.kind == MeetingKind.TRAINING.value, meeting_person.c.present, at, is_person(meeting_person, key)
        )
    )
    return int((await fetch(source, asked)).scalar_one())
