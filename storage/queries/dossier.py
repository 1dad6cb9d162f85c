"""Everything that is kept about one person, table by table: what they may see, and take with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.application import ACTIVE, DECIDED
from knowledge.people import PersonKey
from storage.engine import Storage
from storage.queries.applications import ACCESS, file_of
from storage.tables import (
    absence,
    address,
    application,
    attached,
    batch,
    batch_line,
    card,
    case_helped,
    conversation,
    draft,
    erasure,
    event,
    focus,
    known_topic,
    mandate,
    on_call,
    outbox,
    person,
    plan_action,
    question,
    reminder,
    request,
    role,
    room,
    solved_case,
    subscription,
    taught,
)

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
        sa.select(request.c.reference).where(_is(request, key, "requester_")),
        sa.select(application.c.reference).where(_is(application, key), application.c.reference.is_not(None)),
        sa.select(sa.cast(question.c.id, sa.String)).where(_is(question, key)),
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
        _is(event, key),
        # What experts note among themselves is theirs.
        sa.and_(event.c.subject == "request", event.c.reference.in_(own.requests), event.c.move != "note"),
        sa.and_(event.c.subject == "application", event.c.reference.in_(own.applications)),
        sa.and_(event.c.subject == "question", event.c.reference.in_(own.questions)),
        sa.and_(event.c.subject.in_(("role", "person", "team", "mandate")), event.c.reference == key.oid),
    )
    opened = sa.and_(event.c.subject == ACCESS, event.c.reference.in_(own.applications))
    return {
        "person": (person, _is(person, key)),
        "chat": (address, _is(address, key)),
        "roles": (role, _is(role, key)),
        "conversations": (conversation, _is(conversation, key)),
        "focus": (focus, sa.and_(_is(focus, key), focus.c.draft.is_not(None))),
        "questions": (question, _is(question, key)),
        "applications": (application, _is(application, key)),
        "requests": (request, request.c.reference.in_(own.requests)),
        "logged": (request, sa.and_(_is(request, key, "author_"), request.c.reference.not_in(own.requests))),
        "held": (request, _is(request, key, "holder_")),
        "files": (
            attached,
            sa.or_(
                _is(attached, key, "by_"),
                attached.c.reference.in_(own.requests),
                attached.c.reference.in_(own.applications),
            ),
        ),
        "drafts": (draft, _is(draft, key)),
        "subscriptions": (subscription, _is(subscription, key)),
        "reminders": (reminder, _is(reminder, key)),
        "absences": (absence, _is(absence, key)),
        "covers": (absence, _is(absence, key, "cover_")),
        "on_call": (on_call, _is(on_call, key)),
        "known": (known_topic, _is(known_topic, key)),
        "mandate": (mandate, _is(mandate, key)),
        "room": (room, _is(room, key, "by_")),
        "answered": (question, _is(question, key, "answered_by_")),
        "taught": (taught, _is(taught, key, "by_")),
        "events": (event, theirs),
        "openings": (event, sa.and_(opened, sa.not_(_is(event, key)))),
        "notices": (outbox, _is(outbox, key)),
        "cards": (card, _is(card, key)),
        "batches": (batch, _is(batch, key)),
        "plan": (plan_action, _is(plan_action, key)),
        "cases": (solved_case, _is(solved_case, key)),
        "helped": (case_helped, _is(case_helped, key)),
        "addressed": (batch_line, _is(batch_line, key)),
        "erasures": (erasure, _is(erasure, key)),
    }


async def _hold_back(connection: AsyncConnection, own: _Own, found: dict[str, list[Record]]) -> None:
    """Show an application whose decision its candidate does not know of as one under review."""
    rows = await connection.execute(sa.select(application).where(_is(application, own.key)))
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
        if name not in _OTHERS and (one == key.oid or not _is_key(one))
    }


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _is(table: sa.Table, key: PersonKey, prefix: str = "") -> sa.ColumnElement[bool]:
    return sa.and_(table.c[f"{prefix}tenant"] == key.tenant, table.c[f"{prefix}oid"] == key.oid)
