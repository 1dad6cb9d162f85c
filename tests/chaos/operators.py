"""What operators do beside the serving program, as docs/exploitation.md and docs/installation.md tell them to.

Commands are drawn at random, and some are killed with -9 in the middle. Each backup is restored elsewhere at once: it must hold
all that people had been told was done before it was begun.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from storage.actions.questions import ANSWERED
from storage.engine import Storage
from tests.chaos.checks import ALSO, WRITTEN, Rows, read_tables, told_numbers
from tests.chaos.helping import Act, Actor, marked
from tests.chaos.people import Person
from tests.chaos.program import Program

_PAUSE = 2.0  # Seconds at most between two things that an operator does.
_KILLED = 0.15  # Chance that a command is killed before it ends.
_KILLED_WITHIN = 3.0  # Seconds.
_CODES = {"backup": (0,), "restore": (0,), "migrate": (0, 1), "doctor": (0, 1)}  # «migrate» may find the file locked.

OpenDatabase = Callable[[str], AbstractAsyncContextManager[str]]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What people have been told is done, at one moment."""

    markers: frozenset[str]  # Of questions and requests.
    answered: frozenset[int]  # Numbers of questions.
    editions: Mapping[str, int]  # Of applications, by the candidate.
    acts: tuple[Act, ...]

    @classmethod
    def of(
        cls, asking: Iterable[Person], applicants: Iterable[Person], members: Iterable[Person], actors: Iterable[Actor]
    ) -> Acknowledged:
        actors = [*actors]
        return cls(
            frozenset(a.marker for one in (*asking, *actors) for a in one.attempts if a.number is not None),
            frozenset(number for one in members for number in told_numbers(one)),
            {one.oid: max(told_numbers(one), default=0) for one in applicants},
            tuple(act for one in actors for act in one.acts if act.done),
        )

    def __len__(self) -> int:
        return len(self.markers) + len(self.answered) + sum(self.editions.values()) + len(self.acts)

    def lacking(self, rows: Mapping[str, Rows]) -> list[str]:
        """Return what the tables lack, or have twice."""
        texts = Counter(row["text"].partition(" ")[0] for row in rows["question"])
        texts.update(row["details"].partition(" ")[0] for row in rows["request"])
        found = [f"{marker} is there {texts[marker]} times" for marker in self.markers if texts[marker] != 1]
        answered = {row["id"] for row in rows["question"] if row["state"] == ANSWERED}
        found += [f"the answer to {number} is not there" for number in self.answered - answered]
        editions = {row["oid"]: row["edition"] for row in rows["application"]}
        found += [
            f"the application of {oid[-4:]} has version {editions.get(oid, 0)}, not {told}"
            for oid, told in self.editions.items()
            if editions.get(oid, 0) < told
        ]
        moves = {(event["reference"], event["oid"], event["move"]) for event in rows["event"]}
        written = Counter(marked(event["reason"]) for event in rows["event"])
        for act in self.acts:
            there = any((act.reference, act.by, move) in moves for move in (act.move, *ALSO.get(act.move, ())))
            if not there or (act.move in WRITTEN and written[act.marker] != 1):
                found.append(f"{act} is not there once")
        return found


class Operator:
    """Works beside one program until told to stop."""

    def __init__(
        self,
        url: str,
        folder: Path,
        dice: random.Random,
        program: Program,
        *,
        acknowledged: Callable[[], Acknowledged],
        database: OpenDatabase,
        spare: Program | None,
    ) -> None:
        """Run the commands as ``program`` does. ``spare``: a replica more, which comes and goes."""
        self._url = url
        self._folder = folder
        self._dice = dice
        self._program = program
        self._acknowledged = acknowledged
        self._database = database
        self._spare = spare
        self._files = 0
        self.killed: list[float] = []  # When the spare replica was.
        self.counts: Counter[str] = Counter()
        self.violations: list[str] = []

    async def work(self, stopping: asyncio.Event) -> None:
        """Do one thing after the other; a backup at the end in any case."""
        ways = [self.keep, self.keep, self._doctor, self._migrate, self._look, self._look]
        if self._spare:
            ways += [self._join, self._join]
        while not stopping.is_set():
            await self._dice.choice(ways)()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), self._dice.uniform(0, _PAUSE))
        await self.keep(spared=True)

    async def keep(self, *, spared: bool = False) -> None:
        """Back up, restore into another database, and hold that against what was acknowledged before."""
        self._files += 1
        file, promised = self._folder / f"{self._files}.gz", self._acknowledged()
        done = await self._command("backup", str(file), spared=spared) == 0
        if not file.exists():
            self.violations += ["a backup that was said to be written is not there"] if done else []
            return  # What has the name is whole, also where the command was killed right after.
        kind = self._dice.choice(("sqlite", "sqlite", "postgresql")) if self._url.startswith("postgresql") else "sqlite"
        async with self._elsewhere(kind) as url:
            if await self._command("restore", str(file), spared=spared, DATABASE_URL=url) == 0:
                await self._hold(promised, url)
        file.unlink()

    async def _hold(self, promised: Acknowledged, url: str) -> None:
        storage = Storage.open(url)
        try:
            lacking = promised.lacking(await read_tables(storage))
            if storage.is_sqlite:
                async with storage.reading() as connection:
                    said = (await connection.exec_driver_sql("PRAGMA integrity_check")).scalars().all()
                lacking += [] if said == ["ok"] else [f"integrity: {said[:3]}"]
        finally:
            await storage.close()
        self.counts["backups restored"] += 1
        self.counts["things held against a backup"] += len(promised)
        self.violations += [f"backup {self._files}: {one}" for one in lacking[:5]]

    @contextlib.asynccontextmanager
    async def _elsewhere(self, kind: str) -> AsyncIterator[str]:
        """Give an empty database, gone at the end."""
        if kind == "postgresql":
            async with self._database(kind) as url:
                yield url
            return
        file = self._folder / f"elsewhere-{self._files}.db"
        try:
            yield f"sqlite+aiosqlite:///{file}"
        finally:
            for one in self._folder.glob(f"{file.name}*"):
                one.unlink()

    async def _doctor(self) -> None:
        await self._command("doctor")

    async def _migrate(self) -> None:
        await self._command("migrate")

    async def _command(self, *arguments: str, spared: bool = False, **environ: str) -> int:
        """Run a command of the program; return its code, below zero when it was killed, unless it is to be ``spared``."""
        name = arguments[0]
        process = await self._program.run(*arguments, **environ)
        self.counts[name] += 1
        if not spared and self._dice.random() < _KILLED:
            try:
                return await asyncio.wait_for(process.wait(), self._dice.uniform(0, _KILLED_WITHIN))
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(signal.SIGKILL)
                self.counts[f"{name}: killed"] += 1
                await process.wait()
                return -signal.SIGKILL
        code = await process.wait()
        if code:
            self.counts[f"{name}: ended with {code}"] += 1
        if code not in _CODES[name]:
            self.violations.append(f"{name} ended with {code}: {self._program.tail()[-300:]}")
        return code

    async def _look(self) -> None:
        """Read as ``sqlite3`` or ``psql`` does, and leave; now and then the reading lasts."""
        self.counts["looks by another client"] += 1
        lasts = self._dice.choice((0.0, 0.0, 0.5))
        if self._url.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(self._url.partition("///")[2], isolation_level=None)) as other:
                other.execute("BEGIN")
                other.execute("SELECT count(*) FROM event").fetchone()
                await asyncio.sleep(lasts)
            return
        other = await asyncpg.connect(self._url.replace("+asyncpg", ""))
        try:
            async with other.transaction():
                await other.fetchval("SELECT count(*) FROM event")
                await asyncio.sleep(lasts)
        finally:
            await other.close()

    async def _join(self) -> None:
        """Start a replica more, let it work for a while, and stop it, or kill it."""
        assert self._spare
        self.counts["replicas that joined"] += 1
        await self._spare.start()
        await self._spare.wait_ready()
        await asyncio.sleep(self._dice.uniform(0.2, 3))
        if self._dice.random() < 0.5:
            await self._spare.kill()
            self.killed.append(time.monotonic())
        elif code := await self._spare.stop():
            self.violations.append(f"a replica that was stopped ended with {code}")
