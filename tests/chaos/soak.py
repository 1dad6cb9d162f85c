"""``make soak``: the program under a day's load, shortened: what it holds must not grow, and notices must not be late.

    python -m tests.chaos.soak [TURNS] [--database sqlite|postgresql] [--users N]

People ask questions, as many an hour as a day has it, while others have questions passed on and members of the SA EPLE
answer them. Memory, asyncio tasks, sockets, files and threads of the process are looked at all along; the delay of each
notice is read in the database. Ends with 1 when something has grown or notices were late.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import aiohttp
import psutil
import sqlalchemy as sa

from storage import tables
from storage.engine import Storage
from storage.outbox import NoticeState
from tests.bench.load import Load
from tests.chaos.channel import Channel
from tests.chaos.people import Asker, Member
from tests.chaos.program import Clock, Program
from tests.chaos.run import MORNING, database

TURNS = 100_000
# How many of a day's turns fall into each hour, from eight in the morning to six in the evening.
HOURS = (4, 11, 15, 13, 6, 5, 12, 15, 12, 7)
_LOOKS = 4  # In each hour.
_ASKERS, _MEMBERS = 8, 3
_EASE = 10.0  # How much slower than in the storm they act: a chat takes a notice a second at most.
_PER_HOUR = 6  # Seconds at least that an hour lasts.
GROWTH = 1.05  # Of memory, from the second quarter of the day to the last.
LEEWAY = 6  # Tasks, sockets, files, threads that may be there by chance.
LATE = 5.0  # Seconds within which 95 of 100 notices have to leave.


class Look(NamedTuple):
    """What the process holds at one moment."""

    memory: float  # MiB, resident.
    tasks: int
    sockets: int
    files: int
    threads: int


@dataclass
class Soaked:
    """What a soak has shown."""

    turns: int = 0
    errors: int = 0
    seconds: float = 0.0
    looks: list[Look] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)  # Of notices that were sent, in seconds.
    unsent: int = 0

    @property
    def faults(self) -> list[str]:
        """Return what is not as it should be, one line each."""
        found = [f"{self.errors} tours sans réponse"] if self.errors else []
        quarter = max(1, len(self.looks) // 4)
        before, after = (self._medians(part) for part in (self.looks[quarter : 2 * quarter], self.looks[-quarter:]))
        for name in Look._fields:
            then, now = getattr(before, name), getattr(after, name)
            if now > (then * GROWTH if name == "memory" else then + LEEWAY):
                found.append(f"{name} : {then:.0f} → {now:.0f}")
        if self.delays and self.part(0.95) > LATE:
            found.append(f"p95 des notifications : {self.part(0.95):.1f} s")
        return found

    @staticmethod
    def _medians(looks: Sequence[Look]) -> Look:
        return Look(*(statistics.median(values) for values in zip(*looks, strict=True)))

    def part(self, share: float) -> float:
        """Return the delay that ``share`` (0 to 1) of the notices stayed within."""
        ordered = sorted(self.delays)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]

    def table(self) -> str:
        """Return the figures, hour by hour."""
        lines = [f"{self.turns} tours en {self.seconds:.0f} s ({self.turns / self.seconds:.0f}/s), {self.errors} sans réponse",
                 "heure  mémoire Mio  tâches  prises  fichiers  fils"]  # fmt: skip
        for hour in range(len(HOURS)):
            of_hour = self.looks[hour * _LOOKS : (hour + 1) * _LOOKS]
            if of_hour:
                look = self._medians(of_hour)
                lines.append(
                    f"{8 + hour:3} h   {look.memory:9.1f}   {look.tasks:5.0f}   {look.sockets:5.0f}    {look.files:5.0f}   {look.threads:3.0f}"
                )
        if self.delays:
            told = ", ".join(f"p{round(100 * share)} {self.part(share):.2f} s" for share in (0.5, 0.95, 0.99))
            lines.append(f"{len(self.delays)} notifications parties, {self.unsent} non parties : {told}")
        return "\n".join([*lines, *(f"  DÉFAUT {fault}" for fault in self.faults)])


async def soak(kind: str, turns: int, users: int) -> Soaked:
    """Run the program in its own process under so many turns; return what was seen."""
    made = Soaked()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        url = await stack.enter_async_context(database(kind, folder))
        channel = Channel(random.Random(1), stormy=False)
        members = [Member(channel, 90 + number, random.Random(f"m{number}")) for number in range(_MEMBERS)]
        askers = [Asker(channel, number, random.Random(f"a{number}"), _EASE) for number in range(1, _ASKERS + 1)]
        environ = {"ALLOW_ANONYMOUS": "true", "DATABASE_URL": url, "LOG_LEVEL": "warning", "PERSON_TURNS": "100000",
                   "SAEPLE_MEMBERS": ",".join(one.oid for one in members)}  # fmt: skip
        program = Program(folder, environ, Clock(MORNING), channel.opened, channel.closed)
        if await (await program.run("migrate")).wait():
            raise RuntimeError(program.tail())
        await stack.enter_async_context(channel)
        await program.start()
        stack.push_async_callback(program.stop)
        await program.wait_ready()
        load = await stack.enter_async_context(Load(f"{program.url}/api/messages"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await asyncio.gather(*(one.installs() for one in members))
        ended = asyncio.Event()
        lives = [asyncio.create_task(one.live(ended)) for one in (*members, *askers)]
        began = time.monotonic()
        try:
            for share in HOURS:
                await _hour(made, program, session, load, turns * share // sum(HOURS), users)
        finally:
            ended.set()
            await asyncio.wait(lives, timeout=60)
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)
        made.seconds = time.monotonic() - began
        await asyncio.sleep(LATE)
        made.delays, made.unsent = await _notices(url)
    return made


async def _hour(
    made: Soaked, program: Program, session: aiohttp.ClientSession, load: Load, turns: int, users: int
) -> None:
    """Take the turns of one hour, in as many parts as the process is looked at."""
    for _ in range(_LOOKS):
        until = time.monotonic() + _PER_HOUR / _LOOKS
        left = turns // _LOOKS

        async def talk() -> None:
            nonlocal left
            user = await load.connect()
            while left > 0:
                left -= 1
                took = await load.turn(user)
                made.turns += 1
                made.errors += took is None
            assert user.transport is not None
            user.transport.close()

        await asyncio.gather(*(talk() for _ in range(users)))
        await asyncio.sleep(max(0.1, until - time.monotonic()))
        made.looks.append(await _look(program, session))


async def _look(program: Program, session: aiohttp.ClientSession) -> Look:
    process = psutil.Process(program.pid)
    async with session.get(f"{program.url}/metrics") as response:
        tasks = re.search(r"^assistant_tasks (\S+)", await response.text(), re.MULTILINE)
    assert tasks
    with process.oneshot():
        return Look(
            process.memory_info().rss / 2**20,
            int(float(tasks[1])),
            len(process.net_connections()),
            process.num_fds(),
            process.num_threads(),
        )


async def _notices(url: str) -> tuple[list[float], int]:
    """Return the delays of the notices that were sent, and how many were not."""
    storage = Storage.open(url)
    try:
        async with storage.reading() as connection:
            c = tables.outbox.c
            rows = (await connection.execute(sa.select(c.state, c.created_at, c.not_before, c.ended_at))).all()
    finally:
        await storage.close()
    sent = [row for row in rows if row.state == NoticeState.SENT]
    return [(row.ended_at - max(row.created_at, row.not_before)).total_seconds() for row in sent], len(rows) - len(sent)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak")
    parser.add_argument("turns", type=int, nargs="?", default=TURNS)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--users", type=int, default=4, help="who ask at once")
    given = parser.parse_args()
    made = asyncio.run(soak(given.database, given.turns, given.users))
    print(made.table())
    return 1 if made.faults else 0


if __name__ == "__main__":
    sys.exit(main())
