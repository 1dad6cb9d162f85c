"""Requests of erasure, what stands in the way of one, and everything that is kept about a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.application import ACTIVE, DECIDED, ApplicationStatus
from knowledge.batch import ErasureStatus
from knowledge.people import PersonKey, Role
from knowledge.request import FINAL, RequestMove
from storage import tables as t
from storage.engine import Source, Storage, fetch
from storage.queries.applications import ACCESS, file_of
from storage.tables import application, erasure, event, is_person, is_same_person, person, request, role


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A request of erasure. ``by`` is a pseudonym, and ``name`` empty, once it is carried out."""

    number: int
    by: PersonKey
    name: str
    asked_at: datetime
    status: ErasureStatus
    reason: str
    decided_at: datetime | None
    decided_by: PersonKey | None
    version: int


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What a person is still part of, and must have ended before their data are erased: references and roles."""

    applications: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.applications or self.requests or self.roles)


async def get(storage: Storage, number: int) -> ErasureRequest | None:
    """Return one request of erasure; None if there is none of that number."""
    return next(iter(await _read_requests(storage, _selected().where(erasure.c.id == number))), None)


async def latest_of(storage: Storage, key: PersonKey) -> ErasureRequest | None:
    """Return the person's last request of erasure that is still kept under their own key."""
    own = _selected().where(is_person(erasure, key)).order_by(erasure.c.id.desc()).limit(1)
    return next(iter(await _read_requests(storage, own)), None)


async def waiting(storage: Storage) -> Sequence[ErasureRequest]:
    """Return what waits for a decision, the oldest first."""
    asked = _selected().where(erasure.c.status == ErasureStatus.WAITING.value)
    return await _read_requests(storage, asked.order_by(erasure.c.asked_at, erasure.c.id))


async def in_the_way(source: Source, key: PersonKey) -> InTheWay:
    """Return what the person is still part of."""
    active = [status.value for status in ACTIVE - {ApplicationStatus.DRAFT}]
    ended = [status.value for status in FINAL]
    held_back = sa.and_(application.c.status.in_([status.value for status in DECIDED]), ~application.c.announced)
    applied = sa.select(application.c.reference).where(
        is_person(application, key), sa.or_(application.c.status.in_(active), held_back)
    )
    asked = sa.select(request.c.reference).where(
        request.c.reference.in_(about_person(key, await mails_of(source, key))), request.c.status.not_in(ended)
    )
    held = sa.select(role.c.role).where(is_person(role, key), role.c.active)
    return InTheWay(
        tuple((await fetch(source, applied.order_by(application.c.id))).scalars()),
        tuple((await fetch(source, asked.order_by(request.c.id))).scalars()),
        tuple(Role(value) for value in (await fetch(source, held.order_by(role.c.role))).scalars()),
    )


async def mails_of(source: Source, key: PersonKey) -> list[str]:
    """Return the mail addresses that the person gave, in lower case: to be known, in an application, in a request."""
    given = (
        sa.select(person.c.mail).where(is_person(person, key)),
        sa.select(application.c.answers["mail"].as_string()).where(is_person(application, key)),
        sa.select(request.c.contact_mail).where(is_person(request, key, "requester_"), own_contact()),
    )
    found = [mail for asked in given for mail in (await fetch(source, asked)).scalars()]
    return sorted({mail.lower() for mail in found if mail})


def own_contact() -> sa.ColumnElement[bool]:
    """Return what holds of the requests whose contact was never changed: that of the others may be somebody else."""
    changed = sa.select(event.c.reference).where(
        event.c.subject == "request", event.c.move == RequestMove.CHANGE_CONTACT.value
    )
    return request.c.reference.not_in(changed)


def about_person(key: PersonKey, mails: Sequence[str]) -> sa.Select[Any]:
    """Select the numbers of the requests whose contact is the person, known by key or by mail address alone."""
    return sa.select(request.c.reference).where(
        sa.or_(is_person(request, key, "requester_"), sa.func.lower(request.c.contact_mail).in_(list(mails)))
    )


def _selected() -> sa.Select[Any]:
    return sa.select(erasure, person.c.name).outerjoin(person, is_same_person(person, erasure))


async def _read_requests(storage: Storage, asked: sa.Select[Any]) -> list[ErasureRequest]:
    return [_request(row) for row in (await fetch(storage, asked)).mappings()]


def _request(row: sa.RowMapping) -> ErasureRequest:
    return ErasureRequest(
        number=row["id"],
        by=PersonKey(row["tenant"], row["oid"]),
        name=row["name"] or "",
        asked_at=row["asked_at"],
        status=ErasureStatus(row["status"]),
        reason=row["reason"],
        decided_at=row["decided_at"],
        decided_by=PersonKey(row["decided_by_tenant"], row["decided_by_oid"]) if row["decided_by_oid"] else None,
        version=row["version"],
    )


# --- Everything kept about one person, table by table: what they may see, and take with them.

Record = dict[str, Any]
Dossier = Mapping[str, Sequence[Record]]

# What the machinery needs and says nothing of anybody; keys of people, the person's own being said once.
_LEFT_OUT = frozenset(
    {"nonce", "lane", "dedupe", "content", "said", "owner", "leased_until", "begun_at", "not_before", "attempts", "doubts", "urgent", "error",
     "activity", "shown", "bot_id", "mails", "slot_reminded", "outcome_asked", "waiting_reminded", "alerts", "due_at", "draft",
     # What is counted of a request, from its other columns and its journal.
     "department", "logged_on", "since_on", "slot_on", "precedence", "taken_minutes", "solved_minutes", "waited_minutes", "reopened", "refused",
     "measured", "reply_token",
     # Of acts on several: rows and codes; of a subscription: where it stands.
     "batch", "place", "passed", "crossings"}
)  # fmt: skip
# Within JSON: keys of other people, and rows.
_KEY = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OTHERS = frozenset({"by", "experts", "asked_by", "row", "id"})
# Of a request of somebody else: not what that person has said.
_OF_OTHERS = {
    "held": ("reference", "school", "topic", "status", "logged_at", "report"),
    "logged": ("reference", "school", "topic", "status", "logged_at", "details"),
}


@dataclass(frozen=True, slots=True)
class _Own:
    """Where a person's rows are: whose key, and the numbers of what is theirs."""

    key: PersonKey
    requests: sa.Select[Any]
    applications: sa.Select[Any]
    questions: sa.Select[Any]


async def dossier(storage: Storage, key: PersonKey) -> Dossier:
    """Return all that is kept about a person by the name of its section, each oldest first; sections may be empty.

    A decision that is held back is left out: they do not know of it yet.
    """
    own = _Own(
        key,
        sa.select(t.request.c.reference).where(is_person(t.request, key, "requester_")),
        sa.select(t.application.c.reference).where(
            is_person(t.application, key), t.application.c.reference.is_not(None)
        ),
        sa.select(sa.cast(t.question.c.id, sa.String)).where(is_person(t.question, key)),
    )
    async with storage.reading() as connection:
        found: dict[str, list[Record]] = {}
        for name, (table, condition) in _sections(own).items():
            asked = sa.select(table).where(condition).order_by(*table.primary_key.columns)
            found[name] = [_record(table, row, key) for row in (await connection.execute(asked)).mappings()]
        for part, names in _OF_OTHERS.items():
            found[part] = [{name: record[name] for name in names} for record in found[part]]
        await _hold_back(connection, own, found)
    if found["person"]:
        found["person"][0] = {"oid": key.oid, **found["person"][0]}
    return found


def _sections(own: _Own) -> Mapping[str, tuple[sa.Table, sa.ColumnElement[bool]]]:
    key = own.key
    theirs = sa.or_(
        is_person(t.event, key),
        # What experts note among themselves is theirs.
        sa.and_(t.event.c.subject == "request", t.event.c.reference.in_(own.requests), t.event.c.move != "note"),
        sa.and_(t.event.c.subject == "application", t.event.c.reference.in_(own.applications)),
        sa.and_(t.event.c.subject == "question", t.event.c.reference.in_(own.questions)),
        sa.and_(t.event.c.subject.in_(("role", "person", "team", "mandate")), t.event.c.reference == key.oid),
    )
    opened = sa.and_(t.event.c.subject == ACCESS, t.event.c.reference.in_(own.applications))

    def of(table: sa.Table, prefix: str = "") -> tuple[sa.Table, sa.ColumnElement[bool]]:
        return table, is_person(table, key, prefix)

    return {
        "person": of(t.person),
        "chat": of(t.address),
        "roles": of(t.role),
        "conversations": of(t.conversation),
        "focus": (t.focus, sa.and_(is_person(t.focus, key), t.focus.c.draft.is_not(None))),
        "questions": of(t.question),
        "applications": of(t.application),
        "requests": (t.request, t.request.c.reference.in_(own.requests)),
        "logged": (
            t.request,
            sa.and_(is_person(t.request, key, "author_"), t.request.c.reference.not_in(own.requests)),
        ),
        "held": of(t.request, "holder_"),
        "settings": of(t.office_setting, "by_"),
        "files": (
            t.attached,
            sa.or_(
                is_person(t.attached, key, "by_"),
                t.attached.c.reference.in_(own.requests),
                t.attached.c.reference.in_(own.applications),
            ),
        ),
        "drafts": of(t.draft),
        "subscriptions": of(t.subscription),
        "reminders": of(t.reminder),
        "absences": of(t.absence),
        "covers": of(t.absence, "cover_"),
        "on_call": of(t.on_call),
        "known": of(t.known_topic),
        "mandate": of(t.mandate),
        "papers": of(t.expert_paper),
        "room": of(t.room, "by_"),
        "answered": of(t.question, "answered_by_"),
        "taught": of(t.taught, "by_"),
        "events": (t.event, theirs),
        "openings": (t.event, sa.and_(opened, sa.not_(is_person(t.event, key)))),
        "notices": of(t.outbox),
        "cards": of(t.card),
        "batches": of(t.batch),
        "plan": of(t.plan_action),
        "cases": of(t.solved_case),
        "helped": of(t.case_helped),
        "meetings": of(t.meeting),
        "called": of(t.meeting_person),
        "incidents": of(t.incident, "by_"),
        "joined": of(t.incident_joined),
        "addressed": of(t.batch_line),
        "erasures": of(t.erasure),
    }


async def _hold_back(connection: AsyncConnection, own: _Own, found: dict[str, list[Record]]) -> None:
    """Show an application whose decision its candidate does not know of as one under review."""
    rows = await connection.execute(sa.select(t.application).where(is_person(t.application, own.key)))
    decided = {status.value for status in DECIDED}
    for row in rows.mappings():
        candidature = file_of(row).candidature
        if candidature.status in ACTIVE or candidature.held_back:
            # What the SA EPLE notes is about the person, and theirs to read: once their application is answered.
            found["events"] = [
                one
                for one in found["events"]
                if (one["subject"], one["reference"], one["move"]) != ("application", row["reference"], "note")
            ]
        if not candidature.held_back:
            continue
        shown = next(one for one in found["applications"] if one["id"] == row["id"])
        shown["status"] = candidature.status_for_candidate.value
        for name in ("status_since", "touched_at", "version", "announced"):
            shown.pop(name)
        found["events"] = [
            one
            for one in found["events"]
            if (one["subject"], one["reference"]) != ("application", row["reference"])
            or one["to_state"] not in decided
            or one["at"] < row["status_since"]
        ]


def _record(table: sa.Table, row: sa.RowMapping, key: PersonKey) -> Record:
    return {
        column.name: _without_others(row[column.name], key)
        for column in table.c
        if column.name not in _LEFT_OUT and not column.name.endswith(("tenant", "oid"))
    }


def _without_others(value: Any, key: PersonKey) -> Any:
    """Return a value without what names other people within JSON, and without rows."""
    if not isinstance(value, dict):
        return value
    return {
        name: _without_others(one, key)
        for name, one in value.items()
        if name not in _OTHERS and (one == key.oid or not (isinstance(one, str) and _KEY.fullmatch(one) is not None))
    }
