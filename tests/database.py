"""A PostgreSQL that refuses: an account of its own whose connections can be cut and kept out, and a door before it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import make_url

# How to make the server refuse, by the code it then gives, and how to make it serve again.
REFUSALS = {
    "53300": ("ALTER ROLE {role} CONNECTION LIMIT 0", "ALTER ROLE {role} CONNECTION LIMIT -1"),
    "28000": ("ALTER ROLE {role} NOLOGIN", "ALTER ROLE {role} LOGIN"),
    "55000": ("ALTER DATABASE {base} ALLOW_CONNECTIONS false", "ALTER DATABASE {base} ALLOW_CONNECTIONS true"),
}
READ_ONLY = (
    "ALTER ROLE {role} SET default_transaction_read_only = on",
    "ALTER ROLE {role} RESET default_transaction_read_only",
)


@dataclass(frozen=True, slots=True)
class Account:
    """An ordinary account on the tests' database; ``url`` is what the program is given."""

    url: str
    admin: str
    role: str
    base: str

    async def order(self, *statements: str) -> None:
        """Have the administrator do something, from another database."""
        connection = await asyncpg.connect(self.admin)
        try:
            for statement in statements:
                await connection.execute(statement.format(role=self.role, base=self.base))
        finally:
            await connection.close()

    async def cut(self) -> None:
        """End all connections of the account."""
        await self.order("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'")

    @contextlib.asynccontextmanager
    async def refused(self, how: tuple[str, str]) -> AsyncIterator[None]:
        """Cut the account off while the block lasts."""
        refuse, serve = how
        await self.order(refuse)
        try:
            await self.cut()
            yield
        finally:
            await self.order(serve)
            await self.cut()  # Settings of a role hold for new connections alone.


@contextlib.asynccontextmanager
async def account(url: str) -> AsyncIterator[Account]:
    """Give an account on the database at ``url``, whose owner may do all."""
    parsed = make_url(url)
    role = f"refused_{os.getpid()}"
    owner = parsed.set(drivername="postgresql")
    admin = owner.set(database="postgres").render_as_string(hide_password=False)
    own = parsed.set(username=role, password=None).render_as_string(hide_password=False)
    made = Account(own, admin, role, parsed.database or "")
    connection = await asyncpg.connect(owner.render_as_string(hide_password=False))
    try:
        await connection.execute(f"CREATE ROLE {role} LOGIN")
        await connection.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
        await connection.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
        yield made
    finally:
        await made.cut()
        await connection.execute(f"DROP OWNED BY {role}")
        await connection.execute(f"DROP ROLE {role}")
        await connection.close()


@dataclass(slots=True)
class Door:
    """Listens in the place of a server that is starting: says so with 57P03 until ``opened``, then lets through."""

    port: int = 0
    opened: bool = False
    turned_away: int = 0


_Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def door(host: str, port: int) -> AsyncIterator[Door]:
    """Open a door before the server at that address."""
    made = Door()
    server = await asyncio.start_server(_behind(made, host, port), "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def _behind(made: Door, host: str, port: int) -> _Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if made.opened:
                there, away = await asyncio.open_connection(host, port)
                await asyncio.gather(_pipe(reader, away), _pipe(there, writer))
                return
            await _packet(reader)  # Does the server speak TLS?
            writer.write(b"N")
            await _packet(reader)
            fields = (b"SFATAL", b"VFATAL", b"C57P03", b"Mthe database system is starting up")
            body = b"".join(field + b"\0" for field in fields) + b"\0"
            writer.write(b"E" + (len(body) + 4).to_bytes(4, "big") + body)
            made.turned_away += 1
            await writer.drain()
        writer.close()

    return serve


async def _packet(reader: asyncio.StreamReader) -> bytes:
    length = int.from_bytes(await reader.readexactly(4), "big")
    return await reader.readexactly(length - 4)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
