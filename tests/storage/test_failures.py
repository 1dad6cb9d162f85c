"""What errors of the database mean, asked of real ones: is it done, may it be tried again, what is the matter?"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import certifi
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.engine import Failure, Storage, StorageUnavailable, Trouble, judge, of_database, unavailable
from tests.bot.test_mail import certificate  # noqa: F401 - a fixture.
from tests.database import READ_ONLY, REFUSALS, account

NOT_DONE, PERHAPS_DONE, FOR_GOOD = Failure

# Codes of PostgreSQL; those that are not listed mean «not now».
CODES = {
    "08006": (PERHAPS_DONE, Trouble.AWAY),
    "08001": (NOT_DONE, Trouble.AWAY),
    "22001": (FOR_GOOD, Trouble.OTHER),
    "23505": (FOR_GOOD, Trouble.OTHER),
    "25006": (NOT_DONE, Trouble.READ_ONLY),
    "28P01": (NOT_DONE, Trouble.LOGIN),
    "3D000": (NOT_DONE, Trouble.NO_DATABASE),
    "40001": (NOT_DONE, Trouble.OTHER),
    "40003": (PERHAPS_DONE, Trouble.OTHER),
    "40P01": (NOT_DONE, Trouble.OTHER),
    "42501": (NOT_DONE, Trouble.RIGHTS),
    "42601": (FOR_GOOD, Trouble.OTHER),
    "42P01": (NOT_DONE, Trouble.OTHER_SCHEMA),
    "53100": (NOT_DONE, Trouble.FULL),
    "53300": (NOT_DONE, Trouble.CROWDED),
    "55P03": (NOT_DONE, Trouble.LOCKED),
    "57014": (NOT_DONE, Trouble.OTHER),
    "57P01": (PERHAPS_DONE, Trouble.STARTING),
    "57P03": (NOT_DONE, Trouble.STARTING),
    "58030": (PERHAPS_DONE, Trouble.FULL),
    "72000": (NOT_DONE, Trouble.OTHER),
    "F0000": (NOT_DONE, Trouble.OTHER),
    "XX000": (NOT_DONE, Trouble.OTHER),
    "XX002": (NOT_DONE, Trouble.DAMAGED),
}


async def nothing() -> None:
    """Happen between the statement and its commit."""


async def meant(
    storage: Storage, statement: str, before_commit: Callable[[], Awaitable[None]] = nothing
) -> tuple[Failure, Trouble, str]:
    """Return what the failure of a statement means; «for good» has no trouble that an operator could mend."""
    try:
        async with storage.writing() as connection:
            await connection.execute(sa.text(statement))
            await before_commit()
            await connection.commit()
    except StorageUnavailable as error:
        return judge(error), error.trouble, error.code
    except DBAPIError as error:
        return judge(error), Trouble.OTHER, ""
    raise AssertionError("it did not fail")


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("code", CODES)
async def test_a_code_of_postgresql_means(storage: Storage, code: str) -> None:
    failure, trouble, shown = await meant(storage, f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
    assert (failure, trouble) == CODES[code]
    assert shown == ("" if failure is FOR_GOOD else code)


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_a_postgresql_that_refuses_means_not_done(storage: Storage, postgres_url: str) -> None:
    troubles = {"53300": Trouble.CROWDED, "28000": Trouble.LOGIN, "55000": Trouble.CLOSED}
    async with account(postgres_url) as own:
        its = Storage.open(own.url)
        for code, how in REFUSALS.items():
            async with own.refused(how):
                assert await meant(its, "SELECT 1") == (NOT_DONE, troubles[code], code)
        async with own.refused(READ_ONLY):
            assert await meant(its, "DELETE FROM focus") == (NOT_DONE, Trouble.READ_ONLY, "25006")
        await its.close()


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_a_connection_lost_means_perhaps_done(storage: Storage, postgres_url: str) -> None:
    async with account(postgres_url) as own:
        its = Storage.open(own.url)
        assert (await meant(its, "SELECT 1", own.cut))[:2] == (PERHAPS_DONE, Trouble.AWAY)
        await its.close()


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_a_value_that_the_driver_cannot_write_is_a_fault_of_the_program(storage: Storage) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with storage.reading() as connection:
            await connection.execute(sa.text("SELECT CAST(:number AS integer)"), {"number": 2**70})
    assert (judge(caught.value), of_database(caught.value)) == (FOR_GOOD, True)


@pytest.mark.parametrize(("host", "code"), [("127.0.0.1:1", "ECONNREFUSED"), ("nowhere.invalid", "EAI")])
async def test_a_server_that_is_not_there_means_not_done(host: str, code: str) -> None:
    storage = Storage.open(f"postgresql+asyncpg://somebody@{host}/base")
    assert await meant(storage, "SELECT 1") == (NOT_DONE, Trouble.AWAY, code)
    await storage.close()


@pytest.mark.parametrize("asked", ["ssl=verify-full", "ssl=verify-ca", "ssl=sometimes"])
async def test_a_certificate_that_is_not_believed_is_said_to_be_one(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],  # noqa: F811
    asked: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A server that answers the request for TLS as PostgreSQL does, with a certificate of nobody known."""
    theirs, _ = certificate

    async def door(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)
        writer.write(b"S")
        with contextlib.suppress(OSError, ssl.SSLError):
            await writer.start_tls(theirs)
            await reader.read(1)
        writer.close()

    server = await asyncio.start_server(door, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(Path, "home", lambda: tmp_path)  # Where an authority is looked for when none is given.
    for known in (certifi.where(), ""):  # Other authorities; none at all.
        monkeypatch.setenv("PGSSLROOTCERT", known) if known else monkeypatch.delenv("PGSSLROOTCERT")
        storage = Storage.open(f"postgresql+asyncpg://somebody@localhost:{port}/base?{asked}")
        assert await meant(storage, "SELECT 1") == (NOT_DONE, Trouble.TRUST, "TLS")
        await storage.close()
    server.close()


async def test_what_sqlite_cannot_do(sqlite: Storage) -> None:
    async def pragma(statement: str) -> None:
        async with sqlite.reading() as connection:  # The pool has this one connection.
            await connection.exec_driver_sql(f"PRAGMA {statement}")

    delete = "DELETE FROM timer_done"
    insert = "INSERT INTO timer_done SELECT 'duty', hex(randomblob(500000)), '2024-01-25 09:00:00'"
    assert await meant(sqlite, "INSERT INTO role (tenant) VALUES ('t')") == (FOR_GOOD, Trouble.OTHER, "")
    await pragma("max_page_count = 1")  # As many as there are.
    assert await meant(sqlite, insert) == (NOT_DONE, Trouble.FULL, "SQLITE_FULL")
    await pragma("query_only = ON")
    assert await meant(sqlite, delete) == (NOT_DONE, Trouble.READ_ONLY, "SQLITE_READONLY")
    await pragma("query_only = OFF")
    await pragma("busy_timeout = 10")
    assert sqlite.path
    with contextlib.closing(sqlite3.connect(sqlite.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await meant(sqlite, delete) == (NOT_DONE, Trouble.LOCKED, "SQLITE_BUSY")


@pytest.mark.parametrize(
    ("name", "trouble"), [("SQLITE_IOERR_WRITE", Trouble.FULL), ("SQLITE_IOERR_SHORT_READ", Trouble.OTHER)]
)
def test_only_what_cannot_be_written_is_a_full_disk(name: str, trouble: Trouble) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    assert (unavailable(error).trouble, judge(error)) == (trouble, PERHAPS_DONE)


def test_what_is_none_of_the_databases_is_a_fault_for_good() -> None:
    for error in (KeyError("x"), ValueError("x"), RuntimeError("x")):
        assert (judge(error), of_database(error)) == (FOR_GOOD, False)
