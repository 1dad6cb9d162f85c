"""The mandates of the experts in office."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from knowledge.mandate import Mandate
from knowledge.people import PersonKey, Role
from knowledge.request import HELD
from knowledge.time.delays import paris_day
from storage.engine import Source, Storage, fetch
from storage.tables import is_person, is_same_person, mandate, person, request, role


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
