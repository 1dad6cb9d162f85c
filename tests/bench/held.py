"""Figures that are held to a must, each beside it: ``python -m tests.bench.held [NAME…] [--memory-turns 100000]``.

pace      the wait at half of the greatest rate, 200 conversations: p95 and p99 in times of p50
token     a turn whose token is verified, beside one without: processor time (the must is of turns per second)
form      a step of a form (one committed write), beside a question and a bare committed write: processor time, both databases
replicas  turns per second of processor of two replicas on one PostgreSQL, beside one, and beside two that share no database
memory    resident memory at rest, and after many turns: as many as are taken in a minute and a half

A row that has not ended after two minutes and a half says so, and gives way to the next.
Processor time is the program's own, PostgreSQL's not included: it changes little with what else the machine does.
What a status question costs beside its SQL is told by ``tests.bench.steering``, long messages by
``tests.bench.bench_understanding``, the rest by ``tests.bench.turn`` and ``tests.bench.profile``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from statistics import median

import asyncpg
import psutil
import sqlalchemy as sa

from storage.engine import Storage
from storage.schema import migrate
from tests.bench.kinds import KINDS, PEOPLE
from tests.bench.load import Load, Result
from tests.bench.profile import POSTGRES, used
from tests.bench.turn import environment, free_port
from tests.keyserver import APP_ID, TENANT, KeyServer

_PAIRS, _TURNS = 3, 1_000
_WRITES = 300
_REST = 2.2  # Seconds: what is written behind is written.
_ROW, _MEMORY, _STOPS = 150, 90, 15  # Seconds: of a row at most, of load for the memory, for a program to stop.
Sign = Callable[[str], str]


class Program:
    """A program that runs on the loopback, and what it has used."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, sign: Sign | None) -> None:
        self.pid = process.pid
        self.url = f"http://127.0.0.1:{port}/api/messages"
        self._sign = sign
        self._first = 1
        self.refused: Counter[int] = Counter()

    async def load(self, kind: str, users: int, turns: int = 0, *, rate: float = 0.0) -> Result:
        """Put it under load: so many turns one after the other by each user, or at a steady ``rate``."""
        async with Load(self.url, kind, self._first, self._sign) as load:
            self._first += turns + PEOPLE
            self.refused = load.refused
            if rate:
                return await load.paced(rate, turns, users)
            return await load.run(users, 110, turns)

    async def cost(self, kind: str, turns: int, users: int = 8) -> float:
        """Return the milliseconds of processor time that a turn takes. Raises RuntimeError where some went wrong."""
        before = sum(used(self.pid))
        done = await self.load(kind, users, turns)
        await asyncio.sleep(_REST)
        if done.errors:
            raise RuntimeError(f"{done.errors} turns went wrong, refused by status: {dict(self.refused)}")
        return (sum(used(self.pid)) - before) / 1e6 / len(done.milliseconds)


@contextlib.asynccontextmanager
async def database(engine: str) -> AsyncIterator[str]:
    """Give an empty database with today's schema."""
    with tempfile.TemporaryDirectory() as folder:
        name = f"held_{os.getpid()}_{time.monotonic_ns()}"
        url = f"sqlite+aiosqlite:///{folder}/held.db" if engine == "sqlite" else POSTGRES + name
        if engine != "sqlite":
            await _order(f"CREATE DATABASE {name}")
        try:
            storage = Storage.open(url)
            await migrate(storage)
            await storage.close()
            yield url
        finally:
            if engine != "sqlite":
                await _order(f"DROP DATABASE {name} WITH (FORCE)")


async def _order(statement: str) -> None:
    connection = await asyncpg.connect(POSTGRES.replace("+asyncpg", "") + "postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def running(
    url: str, kind: str = "plain", more: Mapping[str, str] | None = None, sign: Sign | None = None, warm: int = PEOPLE
) -> AsyncIterator[Program]:
    """Start the program on a database, let everybody say something once, and stop it at the end."""
    port = free_port()
    env = {
        **environment("", port), "DATABASE_URL": url, "ASSISTANT_NOW": "2024-01-25T10:00+01:00", "PERSON_TURNS": "1000000",
        **KINDS[kind].settings, **(more or {}),
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=env, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        program = Program(process, port, sign)
        await _listens(program, process)
        await program.load(kind, 8, warm)
        await asyncio.sleep(_REST)
        yield program
    finally:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOPS)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _listens(program: Program, process: asyncio.subprocess.Process) -> None:
    """Return once the program listens. Raises RuntimeError where it has ended instead."""
    async with Load(program.url) as load:
        waiting = {asyncio.create_task(load.connect(180)), asyncio.create_task(process.wait())}
        done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for one in left:
            one.cancel()
        await asyncio.gather(*done)
    if process.returncode is not None:
        raise RuntimeError(f"the program has ended with {process.returncode}")


async def pace(_given: argparse.Namespace) -> None:
    """Tell how long people wait at half of the greatest rate."""
    async with database("sqlite") as url, running(url, "chats") as program:
        most = await program.load("chats", 8, _TURNS)
        rate = len(most.milliseconds) / most.seconds / 2
        done = await program.load("chats", 200, int(10 * rate), rate=rate)
    p50 = done.part(0.5)
    _tell("p95/p50 at half of the greatest rate, 200 conversations", done.part(0.95) / p50, "3, aim 2")
    _tell("p99/p50", done.part(0.99) / p50, f"5, aim 3; p50 {p50:.1f} ms at {rate:.0f} a second, {done.errors} errors")


async def token(_given: argparse.Namespace) -> None:
    """Tell what it costs to know who calls."""
    async with KeyServer() as keys, database("sqlite") as bare, database("sqlite") as checked:
        told = {
            "ASSISTANT_NOW": "", "ALLOW_ANONYMOUS": "false", "MicrosoftAppType": "SingleTenant", "MicrosoftAppId": APP_ID, "MicrosoftAppPassword": "secret",
            "MicrosoftAppTenantId": TENANT, "OPENID_METADATA_URL": keys.metadata_url, "LOGIN_URL": keys.url,
        }  # fmt: skip
        async with (
            running(bare, more={"ASSISTANT_NOW": ""}) as without,
            running(checked, more=told, sign=keys.token) as verified,
        ):
            pairs = [(await without.cost("plain", _TURNS), await verified.cost("plain", _TURNS)) for _ in range(_PAIRS)]
    _tell("token not verified / verified", median(one / other for one, other in pairs), "0.9, aim 0.97 (at least)")


async def form(_given: argparse.Namespace) -> None:
    """Tell what a step of a form costs beside what it cannot do without."""
    for engine in ("sqlite", "postgresql"):
        async with database(engine) as url:
            async with running(url) as program:
                asked = median([await program.cost("plain", _TURNS) for _ in range(_PAIRS)])
            async with running(url, "form", warm=200) as program:
                stepped = median([await program.cost("form", _TURNS // 3) for _ in range(_PAIRS)])
            written = await _bare_write(url)
        _tell(
            f"step of a form / question and bare write, {engine}",
            stepped / (asked + written),
            f"2.5, aim 1.5; {stepped:.2f}, {asked:.2f} and {written:.2f} ms",
        )


async def _bare_write(url: str) -> float:
    """Return the milliseconds of processor time that one committed row takes, by the storage's own way."""
    storage = Storage.open(url)
    async with storage.writing() as connection:
        await connection.execute(sa.text("CREATE TABLE bench (id INTEGER PRIMARY KEY, said TEXT)"))
        await connection.commit()
    statement = sa.text("INSERT INTO bench VALUES (:id, :said)")
    for number in range(2 * _WRITES):
        if number == _WRITES:  # The first half warms up.
            before = time.process_time()
        async with storage.writing() as connection:
            await connection.execute(statement, {"id": number, "said": "x" * 200})
            await connection.commit()
    spent = 1000 * (time.process_time() - before) / _WRITES
    await storage.close()
    return spent


async def replicas(_given: argparse.Namespace) -> None:
    """Tell what a second replica costs the first, and what a second program does that shares nothing but the processors."""

    async def beside(second: Program) -> float:
        costs = [
            cost
            for _ in range(_PAIRS)
            for cost in await asyncio.gather(*(one.cost("plain", _TURNS, users=4) for one in (first, second)))
        ]
        return sum(costs) / len(costs)

    async with database("postgresql") as url, running(url) as first:
        alone = median([await first.cost("plain", _TURNS) for _ in range(_PAIRS)])
        async with database("postgresql") as own, running(own) as stranger:
            apart = await beside(stranger)
        async with running(url) as second:
            both = await beside(second)
    told = f"{alone:.2f}, {apart:.2f} and {both:.2f} ms"
    _tell("turns per second of processor, two replicas / one", alone / both, "0.9, aim 0.97 (at least)")
    _tell("  / two programs that share no database", apart / both, f"for comparison; {told}")


async def memory(given: argparse.Namespace) -> None:
    """Tell what the program holds at rest and after many turns."""
    async with database("sqlite") as url, running(url, warm=1) as program:
        process = psutil.Process(program.pid)
        held = {0: process.memory_info().rss / 2**20}
        done, until = 0, time.monotonic() + _MEMORY
        while done < given.memory_turns and time.monotonic() < until:
            turns = min(5_000, given.memory_turns - done)
            done += len((await program.load("plain", 8, turns)).milliseconds)
            held[done] = process.memory_info().rss / 2**20
    _tell("memory at rest, MiB", held[0], "140, aim 115")
    _tell(
        f"memory after {done} turns, MiB",
        held[done],
        f"150, aim 120; {', '.join(f'{one:.0f}' for one in held.values())}",
    )


def _tell(what: str, found: float, must: str) -> None:
    print(f"{what:62}{found:8.2f}   must {must}", flush=True)


FIGURES: Mapping[str, Callable[[argparse.Namespace], Awaitable[None]]] = {
    "pace": pace, "token": token, "form": form, "replicas": replicas, "memory": memory,
}  # fmt: skip


async def _main(given: argparse.Namespace) -> None:
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    for name in given.names or FIGURES:
        try:
            async with asyncio.timeout(_ROW):
                await FIGURES[name](given)
        except TimeoutError:
            print(f"{name:62}not ended after {_ROW} seconds", flush=True)
        except RuntimeError as error:
            print(f"{name:62}{error}", flush=True)


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[2])
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*FIGURES, []], help="which figures; all by default")
    parser.add_argument("--memory-turns", type=int, default=100_000)
    asyncio.run(_main(parser.parse_args()))
