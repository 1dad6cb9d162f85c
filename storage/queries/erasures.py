"""Requests of erasure: those that wait, one, and what stands in the way of carrying one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from knowledge.application import ACTIVE, DECIDED, ApplicationStatus
from knowledge.erasure import ErasureStatus
from knowledge.people import PersonKey, Role
from knowledge.request import FINAL, RequestMove
from storage.engine import Source, Storage, fetch
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
