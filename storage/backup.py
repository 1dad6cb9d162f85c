"""A backup that both databases write and read: lines of JSON, all of one instant, table by table.

The file says the schema that it was taken at. It is read back into an empty database of either kind: the tables are made
as they were then, filled, and brought up to date by the migrations, all in one transaction. Nothing but this program is
needed, neither ``pg_dump`` nor ``sqlite3``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from knowledge.french import DomainError
from storage.engine import Storage, translated
from storage.schema import SchemaOutdated, current, head, lock, refuse_unknown, upgrade
from storage.tables import metadata

FORMAT = "assistant-opale"
EDITION = 1  # Of the file's form, apart from the schema of what it holds.
_BATCH = 500  # Rows written at a time.
_VERSIONS = "alembic_version"


class NotEmpty(DomainError):
    """The database holds data already; ``args``: a table that does."""


class NewerBackup(DomainError):
    """The backup was taken by a later version of the program; ``args``: its schema."""


class DamagedBackup(DomainError):
    """The file is no backup, or not a whole one."""


@dataclass(frozen=True, slots=True)
class BackupContent:
    """What a backup holds."""

    schema: str
    rows: int


async def dump(storage: Storage, write: Callable[[str], object], now: datetime) -> BackupContent:
    """Write all that the database holds now, line by line; changes made meanwhile are not in it.

    Raises SchemaOutdated for a database without our tables, SchemaNewer, StorageUnavailable.
    """
    level = {} if storage.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    engine = storage.engine.execution_options(write=False, **level)
    async with translated(), engine.connect() as connection:
        return await connection.run_sync(_dump, write, now)


async def load(storage: Storage, lines: Iterable[str]) -> BackupContent:
    """Fill an empty database with a backup and bring it to the current schema; all of it, or nothing.

    Raises NotEmpty, NewerBackup, SchemaTooOld, DamagedBackup, StorageUnavailable.
    """
    async with translated(), storage.engine.begin() as connection:
        return await connection.run_sync(_load, iter(lines))


def _dump(connection: sa.Connection, write: Callable[[str], object], now: datetime) -> BackupContent:
    schema = current(connection)
    if schema is None:
        raise SchemaOutdated("no tables")
    refuse_unknown(schema)  # It has tables that are not known here: they would be left out.
    count = 0

    def put(line: Any) -> None:
        write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")

    put({"format": FORMAT, "edition": EDITION, "schema": schema, "at": now.astimezone(UTC).isoformat()})
    tables = _tables(connection)
    for table in tables:
        put({"table": table.name, "columns": [column.name for column in table.columns]})
        asked = sa.select(*(sa.cast(c, sa.Text).label(c.name) if _is_json(c) else c for c in table.columns))
        for row in connection.execution_options(yield_per=_BATCH).execute(asked):
            put([_plain(value) for value in row])
            count += 1
    put({"numbers": {table.name: number for table in tables if (number := _last_number(connection, table))}})
    put({"end": count})
    return BackupContent(schema, count)


def _load(connection: sa.Connection, lines: Iterator[str]) -> BackupContent:
    first = _read(next(lines, ""))
    if not isinstance(first, dict) or first.get("format") != FORMAT or first.get("edition") != EDITION:
        raise DamagedBackup("no backup of this program")
    schema = str(first["schema"])
    if schema > head():
        raise NewerBackup(schema)
    refuse_unknown(schema)
    lock(connection)
    _clear(connection)
    upgrade(connection, schema)
    tables = {table.name: table for table in _tables(connection)}
    into: tuple[sa.Table, list[str]] | None = None
    waiting: list[list[Any]] = []
    count = 0
    for line in lines:
        read = _read(line)
        if isinstance(read, list) and into:
            waiting.append(read)
            count += 1
            if len(waiting) < _BATCH:
                continue
        if into and waiting:
            _insert(connection, *into, waiting)
            waiting = []
        match read:
            case {"table": name, "columns": columns} if name in tables and {*columns} <= {*tables[name].columns.keys()}:
                into = tables[name], columns
            case {"numbers": numbers}:
                _set_numbers(connection, tables, numbers)
            case {"end": end} if end == count:
                upgrade(connection)
                return BackupContent(schema, count)
            case list() if into:
                pass
            case _:
                raise DamagedBackup("a line that is not understood")
    raise DamagedBackup("the end is missing")


def _read(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise DamagedBackup("a line that is not JSON") from error


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """Return our tables as they are in the database, those that others refer to first."""
    names = {*metadata.tables} & {*sa.inspect(connection).get_table_names()}
    found = sa.MetaData()
    found.reflect(connection, only=sorted(names))
    return found.sorted_tables


def _clear(connection: sa.Connection) -> None:
    """Make room: our tables are dropped if none holds a row. Raises NotEmpty."""
    tables = _tables(connection)
    for table in tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise NotEmpty(table.name)
    for table in reversed(tables):
        table.drop(connection)
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {_VERSIONS}"))


def _is_json(column: sa.Column[Any]) -> bool:
    """Tell whether a column holds JSON: its text is kept as it is, since a JSON «null» is not the absence of a value."""
    return isinstance(column.type, sa.JSON)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; instants in UTC."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _insert(connection: sa.Connection, table: sa.Table, columns: list[str], rows: list[list[Any]]) -> None:
    postgresql = connection.dialect.name == "postgresql"
    places: dict[str, Any] = {}
    for name in columns:
        column = table.columns[name]
        if _is_json(column):
            text = sa.bindparam(name, type_=sa.Text)
            places[name] = sa.cast(text, column.type) if postgresql else text
        else:
            places[name] = sa.bindparam(name, type_=column.type)
    read = [_reader(table.columns[name], naive=not postgresql) for name in columns]
    try:
        values = [
            {name: None if value is None else back(value) for name, back, value in zip(columns, read, row, strict=True)}
            for row in rows
        ]
    except (TypeError, ValueError) as error:
        raise DamagedBackup("a row that its table cannot hold") from error
    try:
        connection.execute(sa.insert(table).values(places), values)
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise DamagedBackup("a row that its table cannot hold") from error


def _reader(column: sa.Column[Any], *, naive: bool) -> Callable[[Any], Any]:
    """Return what makes a column's value of what JSON holds. ``naive``: instants are kept in UTC without saying so."""
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode
    if isinstance(column.type, sa.DateTime):
        return _naive if naive else datetime.fromisoformat
    if isinstance(column.type, sa.Date):
        return date.fromisoformat
    return lambda value: value


def _naive(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=None)


def _serial(connection: sa.Connection, table: sa.Table) -> str | None:
    """Return the sequence that numbers a table's rows on PostgreSQL; on SQLite, the table's name; None without one."""
    keys = [*table.primary_key]
    if len(keys) != 1 or not isinstance(keys[0].type, sa.Integer):
        return None
    if connection.dialect.name == "sqlite":
        return table.name
    asked = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
    name = connection.execute(asked, {"table": f'"{table.name}"', "column": keys[0].name}).scalar()
    return str(name) if name else None


def _last_number(connection: sa.Connection, table: sa.Table) -> int:
    """Return the last number that was given to a row, which may be gone; 0 for none."""
    serial = _serial(connection, table)
    if serial is None:
        return 0
    if connection.dialect.name == "sqlite":
        asked = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(connection.execute(asked, {"name": serial}).scalar() or 0)
    # The name comes from the database itself, quoted where it must be.
    found = connection.execute(sa.text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {serial}"))  # noqa: S608
    return int(found.scalar_one())


def _set_numbers(connection: sa.Connection, tables: Mapping[str, sa.Table], numbers: Mapping[str, int]) -> None:
    """Have the next row of each table numbered after the last that was ever given."""
    for name, number in numbers.items():
        serial = _serial(connection, tables[name]) if name in tables else None
        if serial is None:
            raise DamagedBackup(f"no numbers in {name}")
        if connection.dialect.name == "sqlite":
            connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": serial})
            place = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)")
        else:
            place = sa.text("SELECT setval(CAST(:name AS regclass), :number)")
        connection.execute(place, {"name": serial, "number": number})
