"""What a database held before an update is there after it, in its new shape, and comes back by the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import command

from storage.engine import Storage
from storage.schema import config, migrate
from storage.tables import Instant, metadata

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


async def to(storage: Storage, revision: str, *, back: bool = False) -> None:
    """Bring a database to a revision."""

    def run(connection: sa.Connection) -> None:
        settings = config()
        settings.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(settings, revision)

    async with storage.engine.begin() as connection:
        await connection.run_sync(run)


async def reflected(storage: Storage, name: str) -> sa.Table:
    """Return a table as it is in the database now, with the types that the program reads it by."""

    def reflect(connection: sa.Connection) -> sa.Table:
        typed = metadata.tables[name].c
        columns = [column["name"] for column in sa.inspect(connection).get_columns(name) if column["name"] in typed]
        return sa.Table(name, sa.MetaData(), *(sa.Column(one, typed[one].type) for one in columns))

    async with storage.engine.connect() as connection:
        return await connection.run_sync(reflect)


async def put(storage: Storage, name: str, *values: Mapping[str, Any]) -> None:
    table = await reflected(storage, name)
    async with storage.engine.begin() as connection:
        await connection.execute(sa.insert(table), list(values))


async def held(storage: Storage, name: str) -> list[dict[str, Any]]:
    table = await reflected(storage, name)
    async with storage.engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(sa.select(table).order_by(table.c.id))).mappings()]


async def indexes(storage: Storage) -> dict[str, Sequence[tuple[Any, ...]]]:
    """Return the indexes and unique constraints of every table."""

    def look(connection: sa.Connection) -> dict[str, Sequence[tuple[Any, ...]]]:
        inspector = sa.inspect(connection)
        return {
            table: sorted((one["name"], tuple(one["column_names"]), bool(one["unique"]), where(one))
                          for one in inspector.get_indexes(table))
            for table in metadata.tables
        }  # fmt: skip

    def where(index: Any) -> list[str]:
        return [str(value) for name, value in index.get("dialect_options", {}).items() if name.endswith("_where")]

    async with storage.engine.connect() as connection:
        return await connection.run_sync(look)


def a_draft(number: int, form: str, subject: str, answers: Mapping[str, str]) -> dict[str, Any]:
    return {"id": number, "tenant": "t", "oid": f"o{number}", "form": form, "subject": subject, "answers": dict(answers),
            "version": number, "nonce": f"n{number}", "created_at": NOW, "updated_at": NOW}  # fmt: skip


IN_FLIGHT = [
    a_draft(3, "candidature", "2024-call", {"name?": "ROUX Camille", "mail": "c@example.org", "phone": ""}),
    a_draft(
        4, "assistance", "a" * 32, {"topic": "TRESO", "school#?": "0130001F\n0840015K", "?": "Quel est le montant ?"}
    ),
    a_draft(7, "handle_plan", "DA-2024-0001@3", {"slot": "2024-02-01T09:00:00+01:00", "link?": "https://x"}),
    a_draft(8, "examine_reject", "CA-2024-0002@12", {"reason": "Dossier @ revoir ?"}),
    a_draft(9, "question", "indemnite", {}),
]
NAMED = [
    {"subject": "2024-call", "subject_version": 0, "answers": {"mail": "c@example.org", "phone": ""},
     "proposals": {"name": "ROUX Camille"}, "listed": {}, "pending": ""},
    {"subject": "a" * 32, "subject_version": 0, "answers": {"topic": "TRESO"}, "proposals": {},
     "listed": {"school": ["0130001F", "0840015K"]}, "pending": "Quel est le montant ?"},
    {"subject": "DA-2024-0001", "subject_version": 3, "answers": {"slot": "2024-02-01T09:00:00+01:00"},
     "proposals": {"link": "https://x"}, "listed": {}, "pending": ""},
    {"subject": "CA-2024-0002", "subject_version": 12, "answers": {"reason": "Dossier @ revoir ?"}, "proposals": {},
     "listed": {}, "pending": ""},
    {"subject": "indemnite", "subject_version": 0, "answers": {}, "proposals": {}, "listed": {}, "pending": ""},
]  # fmt: skip


async def test_drafts_in_flight_are_kept_in_named_fields_and_come_back(storage: Storage) -> None:
    try:
        await to(storage, "0009", back=True)
        await put(storage, "draft", *IN_FLIGHT)
        await migrate(storage)
        after = await held(storage, "draft")
        assert [{name: row[name] for name in NAMED[0]} for row in after] == NAMED
        same = ("id", "tenant", "oid", "form", "version", "nonce", "created_at", "updated_at")
        assert [[row[name] for name in same] for row in after] == [[row[name] for name in same] for row in IN_FLIGHT]
        await to(storage, "0009", back=True)
        assert await held(storage, "draft") == IN_FLIGHT
    finally:
        await migrate(storage)


async def test_rebuilt_tables_keep_their_rows_and_indexes(storage: Storage) -> None:
    event = {"id": 5, "at": NOW, "subject": "question", "reference": "1", "move": "pass_on", "role": "", "reason": "Motif",
             "data": {"a": [1]}, "tenant": "t", "oid": "o", "from_state": None, "to_state": "waiting"}  # fmt: skip
    question = {"id": 9, "tenant": "t", "oid": "o", "name": "N", "text": "T", "school": "", "entry": None, "answer": None,
                "state": "waiting", "asked_at": NOW, "answered_at": None, "nonce": "n", "version": 1,
                "answered_by_tenant": None, "answered_by_oid": None}  # fmt: skip
    before = await indexes(storage)
    try:
        await to(storage, "0009", back=True)
        await put(storage, "event", event)
        await put(storage, "question", question)
        await migrate(storage)
        kept = {**question, "call": None}  # A column of later.
        assert (await held(storage, "event"), await held(storage, "question")) == ([event], [kept])
        assert await indexes(storage) == before
        assert "uq_application_active" in {one[0] for one in before["application"]}
    finally:
        await migrate(storage)


async def test_changed_tables_go_on_with_the_numbers_of_rows_that_are_gone(sqlite: Storage) -> None:
    async def last() -> dict[str, int]:
        async with sqlite.engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
            return {row.name: row.seq for row in found}

    async def rising() -> set[str]:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        async with sqlite.engine.connect() as connection:
            return set((await connection.exec_driver_sql(asked)).scalars())

    every = await rising()
    assert every == {table.name for table in metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]}
    await to(sqlite, "0010", back=True)
    old = await rising()
    assert old >= {"application", "draft", "event", "outbox", "question", "request"}
    given = dict.fromkeys(old, 40)
    async with sqlite.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM sqlite_sequence")
        for name in old:
            await connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, 40)", (name,))
    await migrate(sqlite)
    assert (await rising(), {name: number for name, number in (await last()).items() if name in old}) == (every, given)
    await to(sqlite, "0010", back=True)
    assert (await rising(), await last()) == (old, given)


async def test_requests_of_erasure_in_flight_get_a_row_of_their_own_and_come_back(storage: Storage) -> None:
    asked = sa.text("UPDATE person SET erasure_asked_at = :at WHERE oid = 'asks'")
    try:
        await to(storage, "0012", back=True)
        for oid in ("asks", "does not"):
            await put(storage, "person", {"tenant": "t", "oid": oid, "name": "N", "first_seen": NOW, "last_seen": NOW,
                                          "mail": None, "noticed_at": None})  # fmt: skip
        async with storage.engine.begin() as connection:
            await connection.execute(asked.bindparams(sa.bindparam("at", NOW, Instant)))
        await migrate(storage)
        kept = {"id": 1, "tenant": "t", "oid": "asks", "asked_at": NOW, "status": "waiting", "reason": "", "decided_at": None,
                "decided_by_tenant": None, "decided_by_oid": None, "mails": [], "version": 1}  # fmt: skip
        assert await held(storage, "erasure") == [kept]
        await to(storage, "0012", back=True)
        back = sa.text("SELECT oid, erasure_asked_at FROM person ORDER BY oid").columns(erasure_asked_at=Instant)
        async with storage.engine.connect() as connection:
            assert [tuple(row) for row in await connection.execute(back)] == [("asks", NOW), ("does not", None)]
    finally:
        await migrate(storage)
