"""What all tables are made with: the types of their columns, the columns that name a person, the one ``metadata``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from knowledge.people import PersonKey


class Instant(sa.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC (SQLite has no zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive datetimes: their zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(sa.TypeDecorator[Any]):
    """JSON as the database keeps it best."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """Return PostgreSQL's binary JSON there, text elsewhere."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON())
        from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415 - 2 MiB that SQLite needs not.

        return dialect.type_descriptor(JSONB())


# SQLite gives rising row ids to INTEGER keys only. Each table that has such a key says ``sqlite_autoincrement``: without
# it SQLite gives the number of the last row again once that row is deleted, and people quote these numbers.
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def is_person(table: sa.FromClause, key: PersonKey, prefix: str = "") -> sa.ColumnElement[bool]:
    """Tell of each row whether those of its two columns that begin with ``prefix`` name this person."""
    return sa.and_(table.c[f"{prefix}tenant"] == key.tenant, table.c[f"{prefix}oid"] == key.oid)


def is_same_person(one: sa.FromClause, other: sa.FromClause, prefix: str = "") -> sa.ColumnElement[bool]:
    """Tell whether a row of ``one`` is of the person whom ``other`` names in its columns that begin with ``prefix``."""
    return sa.and_(one.c.tenant == other.c[f"{prefix}tenant"], one.c.oid == other.c[f"{prefix}oid"])


def key() -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return the two columns that name a person, whose row goes when they are erased (``storage.erasing``)."""
    return sa.Column("tenant", sa.String(64), primary_key=True), sa.Column("oid", sa.String(64), primary_key=True)


def who(prefix: str = "") -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return two plain columns that point at a person; once they are erased, at a pseudonym (``storage.erasing``)."""
    return sa.Column(f"{prefix}tenant", sa.String(64)), sa.Column(f"{prefix}oid", sa.String(64))
