"""Visits to schools, to come and made, and the training sessions that somebody followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.meeting import MeetingKind
from knowledge.people import PersonKey
from knowledge.request import RequestMove, RequestStatus
from storage.engine import Source, fetch
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import event, is_person, is_same_person, meeting, meeting_person, person, request


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
