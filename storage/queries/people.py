"""What is known of people, of the mandates of experts, and of the register of schools."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from knowledge.conversation import NOTHING, Remembered, read
from knowledge.people import Mandate, PersonKey, Role
from knowledge.request import HELD
from knowledge.schools.register import School
from knowledge.time.delays import paris_day
from storage.engine import Source, Storage, fetch
from storage.outbox import ARRIVED, lane_of
from storage.tables import (
    conversation,
    draft,
    expert_paper,
    focus,
    is_person,
    is_same_person,
    mandate,
    outbox,
    person,
    request,
    role,
    school,
)


@dataclass(frozen=True, slots=True)
class PersonalChat:
    """Where a person can be told something later."""

    channel: str
    service_url: str
    conversation: str
    bot_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class PersonContact:
    """One contact with a person: what is renewed at each of them."""

    key: PersonKey
    name: str
    at: datetime
    chat: PersonalChat | None = None  # None outside the personal chat.
    noticed: bool = False  # The notice on personal data was shown.


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as the assistant knows them: roles, whether the notice was shown, what is remembered of this conversation."""

    roles: frozenset[Role]
    noticed: bool
    remembered: Remembered = NOTHING
    focused: bool = False  # A form waits for what is typed here.
    involved: bool = True  # Has asked for help once, or was told something: a message may answer that.
    drafted: bool = True  # Has begun something that is not sent: a message may be about that.


async def known(storage: Storage, key: PersonKey, place: str) -> KnownPerson:
    """Return what a first turn needs to know of a person in the conversation ``place``; nobody is unknown, only new."""
    found = await fetch(storage, _known(), {**key._asdict(), "place": place, "lane": lane_of(key)})
    rows = [dict(row) for row in found.mappings()]
    first = rows[0]
    return KnownPerson(
        roles=frozenset(Role(row["role"]) for row in rows if row["role"]),
        noticed=first["noticed_at"] is not None,
        remembered=read(first),
        focused=first["draft"] is not None,
        involved=bool(first["involved"]),
        drafted=bool(first["drafted"]),
    )


@cache
def _known() -> sa.Select[Any]:
    """Return what is asked of somebody, made once and in one statement, which has a row for each of their roles."""
    nobody = sa.select(sa.literal(1).label("one")).subquery()

    def of(table: sa.Table) -> list[sa.ColumnElement[bool]]:
        names = (("tenant", "tenant"), ("oid", "oid"), ("conversation", "place"))
        return [table.c[name] == sa.bindparam(given, type_=sa.String()) for name, given in names if name in table.c]

    return sa.select(
        role.c.role,
        person.c.noticed_at,
        focus.c.draft,
        _involved().label("involved"),
        sa.exists().where(*of(draft)).label("drafted"),
        *(conversation.c[each.name] for each in fields(Remembered)),
    ).select_from(
        nobody.outerjoin(role, sa.and_(*of(role), role.c.active))
        .outerjoin(person, sa.and_(*of(person)))
        .outerjoin(focus, sa.and_(*of(focus)))
        .outerjoin(conversation, sa.and_(*of(conversation)))
    )


def _involved() -> sa.ColumnElement[bool]:
    """Return whether somebody has a request, or was sent a notice in Teams."""
    tenant, oid = (sa.bindparam(name, type_=sa.String()) for name in ("tenant", "oid"))
    asked = [
        sa.exists().where(request.c[f"{who}_tenant"] == tenant, request.c[f"{who}_oid"] == oid)
        for who in ("requester", "author")
    ]
    told = sa.exists().where(outbox.c.lane == sa.bindparam("lane", type_=sa.String()), outbox.c.state.in_(ARRIVED))
    return sa.or_(*asked, told)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person among others: ``name`` empty when they never wrote; ``since``: from when on they hold the role asked for."""

    key: PersonKey
    name: str
    since: datetime | None = None


async def with_role(storage: Storage, what: Role) -> list[Someone]:
    """Return who holds a role, the longest first."""
    rows = await fetch(
        storage,
        sa.select(role.c.tenant, role.c.oid, role.c.since, person.c.name)
        .outerjoin(person, is_same_person(person, role))
        .where(role.c.role == what.value, role.c.active)
        .order_by(role.c.since, role.c.oid),
    )
    return [Someone(PersonKey(row.tenant, row.oid), row.name or "", row.since) for row in rows]


async def all_known(storage: Storage, tenant: str) -> list[Someone]:
    """Return the people of a tenant who have written and whose name is known."""
    rows = await fetch(
        storage,
        sa.select(person.c.tenant, person.c.oid, person.c.name).where(person.c.tenant == tenant, person.c.name != ""),
    )
    return [Someone(PersonKey(row.tenant, row.oid), row.name) for row in rows]


async def roles_of(storage: Storage, key: PersonKey) -> frozenset[Role]:
    """Return the roles that a person holds now."""
    rows = await fetch(storage, sa.select(role.c.role).where(is_person(role, key), role.c.active))
    return frozenset(Role(value) for value in rows.scalars())


async def someone(storage: Storage, key: PersonKey) -> Someone:
    """Return a person by their key; without a name when they never wrote."""
    found = await fetch(storage, sa.select(person.c.name).where(is_person(person, key)))
    return Someone(key, found.scalar() or "")


async def school_of(storage: Storage, key: PersonKey) -> str:
    """Return the code of the school that a person has said is theirs; "" where they have not."""
    return (await fetch(storage, sa.select(person.c.uai).where(is_person(person, key)))).scalar() or ""


# --- The mandates of the experts in office.


def _mandates() -> sa.Select[Any]:
    """Select the experts in office; one who was named by the settings has a mandate without dates, from when on they are it."""
    same = sa.and_(is_same_person(mandate, role), mandate.c.ended_on.is_(None))
    named = is_same_person(person, role)
    held = (
        sa.select(sa.func.count())
        .where(
            request.c.holder_tenant == role.c.tenant, request.c.holder_oid == role.c.oid,
            request.c.status.in_([one.value for one in HELD]),
        )
        .scalar_subquery()
    )  # fmt: skip
    columns = (mandate.c.begins_on, mandate.c.ends_on, mandate.c.may_reach, mandate.c.trained_on, mandate.c.reference)
    return (
        sa.select(role.c.tenant, role.c.oid, role.c.since, person.c.name, held.label("held"), *columns)
        .select_from(role.outerjoin(mandate, same).outerjoin(person, named))
        .where(role.c.role == Role.EXPERT.value, role.c.active)
        .order_by(sa.func.coalesce(mandate.c.ends_on, date(9999, 12, 31)), person.c.name, role.c.oid)
    )


def _read(row: sa.RowMapping) -> Mandate:
    return Mandate(
        PersonKey(row["tenant"], row["oid"]), row["name"] or "", row["begins_on"] or paris_day(row["since"]),
        row["ends_on"], row["may_reach"], row["trained_on"], row["reference"] or "", row["held"],
    )  # fmt: skip


async def mandates(storage: Storage) -> list[Mandate]:
    """Return the mandates in force, the first to end first."""
    return [_read(row) for row in (await fetch(storage, _mandates())).mappings()]


async def mandate_of(source: Source, key: PersonKey) -> Mandate | None:
    """Return the mandate of an expert in office; None for anybody else."""
    found = await fetch(source, _mandates().where(is_person(role, key)))
    row = found.mappings().first()
    return _read(row) if row else None


async def papers_of(source: Source, year: int) -> dict[tuple[PersonKey, str], date]:
    """Return the papers of a year that were made, by expert and kind, with the day."""
    rows = await fetch(source, sa.select(expert_paper).where(expert_paper.c.year == year))
    return {(PersonKey(row.tenant, row.oid), row.kind): paris_day(row.made_at) for row in rows}


# --- The register of schools.


async def all_schools(source: Source) -> tuple[School, ...]:
    """Return every school ever imported, by UAI; empty before the first import."""
    columns = (column for column in school.c if column.name != "since")
    rows = (await fetch(source, sa.select(*columns).order_by(school.c.uai))).mappings()
    return tuple(School(**{**row, "former": tuple(row["former"])}) for row in rows)
