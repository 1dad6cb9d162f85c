"""``make chaos``: people fill forms in while the program is killed with -9, a hundred times on each database.

Operators work beside it all the while (``tests/chaos/operators.py``).

    python -m tests.chaos.run [--kills N] [--on sqlite|postgresql|both] [--seed S] [--people N] [--replicas N] [--forks] [--minutes N]

With ``--forks`` each start is a fork of a process that has imported the program, which makes a thousand kills possible
(``tests/chaos/nursery.py``). Prints counts, and ends with 1 when one of the invariants of ``tests/chaos/checks.py`` is violated.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa

from knowledge.time.delays import DEFAULT_DELAYS, office_moment
from storage import tables
from storage.engine import Storage
from storage.outbox import OPEN, PROBLEMS
from tests.chaos.applying import Applicant
from tests.chaos.channel import Channel
from tests.chaos.checks import Findings, check
from tests.chaos.helping import Helper, Requester
from tests.chaos.nursery import Nursery
from tests.chaos.operators import Acknowledged, Operator
from tests.chaos.people import Asker, Lost, Member, Person
from tests.chaos.program import Clock, Program, gone_files

POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
MEMBERS, HELPERS = 3, 3
# A Thursday, at nine in Paris: with all the jumps of the clock of a thousand kills, the week-end is not reached.
MORNING = datetime(2024, 1, 25, 8, 0, tzinfo=UTC)
# A row in hand of a killed process is taken over when its lease (120 s) has run out, so while the program is down its
# clock goes on by more than that: what a kill leaves behind is met right at the next start, each time.
DOWN = 125.0
_WORK = (
    1.2  # Seconds: most that a process is left to work once it is up, or as long as its start took where that is more.
)
_EARLY = 0.2  # Chance that it is killed while it starts.
_AIMED = 0.35  # Chance that it is killed right after a press or message that may change something.
_WIND_UP = (
    120.0  # Seconds in which somebody has to finish something once the faults have ended, or all is told as it stands.
)
_BUSY = 0.4  # The few members hurry so much more than the many askers, or most questions would be left to the end.
_DRAIN = 90.0  # Seconds without a notice told, after which what is left is said. One conversation takes two a second.
_TOLD = 50  # Kills, after so many of which it is said how far a run is.


# Versions of applications are stored; violations: anything acknowledged that is not there, or there twice, among them.
# Lost: notices that ended as dead, uncertain or to be told by phone, all listed to the SA EPLE. Repeated: those that arrived
# again. The delay is the program's clock's, which jumps at each kill of a single replica.
HEAD = (
    f"{'database':<12}{'kills':>7}{'acknowl.':>12}{'stored':>10}{'requests':>10}{'written':>10}{'versions':>10}{'violated':>10}{'notices':>9}{'lost':>9}"
    f"{'repeated':>10}{'late (p95)':>11}"
)


@dataclass(repr=False)
class Result:
    """What a run has shown."""

    database: str
    seconds: float
    kills: int
    early: int
    start_seconds: list[float]
    channel: Channel
    people: list[Person]
    findings: Findings
    operator: Operator
    lost: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        return [*self.lost, *self.operator.violations, *self.findings.violations]

    def row(self) -> str:
        """Return what is acknowledged and told, in one row of :data:`HEAD`."""
        counts = self.findings.counts
        doubled = sum(count for name, count in counts.items() if name.startswith("doubled: "))
        lost = sum(counts.get(f"notices: {state}", 0) for state in PROBLEMS)
        wrong = len(self.violations)
        return (
            f"{self.database:<12}{self.kills:>7}{counts['questions: acknowledged']:>12}{counts['questions: stored']:>10}"
            f"{counts['requests: stored']:>10}{counts['requests: written, stored']:>10}"
            f"{counts['applications: versions']:>10}{wrong:>10}{counts['notices: all']:>9}{lost:>9}{doubled:>10}"
            f"{counts['notices: p95 of the delay (s)']:>11.1f}"
        )

    def table(self) -> str:
        done = sum((person.counts for person in self.people), Counter[str]())
        rows: dict[str, Any] = {
            "time (s)": f"{self.seconds:.0f}",
            "kills": self.kills,
            "  of them while starting": self.early,
            "start-up (s, median, longest)": f"{statistics.median(self.start_seconds):.1f}, {max(self.start_seconds):.1f}",
            **{f"people: {name}": count for name, count in sorted(done.items())},
            **{f"channel: {name}": count for name, count in sorted(self.channel.counts.items())},
            **{f"fault: {name}": count for name, count in sorted(self.channel.faults.items())},
            **{f"operator: {name}": count for name, count in sorted(self.operator.counts.items())},
            **self.findings.counts,
            "violations": len(self.violations),
        }
        width = max(map(len, rows))
        lines = [f"{self.database}", *(f"  {name:<{width}}  {value}" for name, value in rows.items())]
        return "\n".join([*lines, *(f"  VIOLATED: {line}" for line in self.violations[:40])])


class Run:
    """One database, its program, its people."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        kills: int,
        seed: int,
        people: int,
        replicas: int,
        haste: float,
        nursery: Nursery | None,
        minutes: float,
    ) -> None:
        self._dice = random.Random(f"{seed} {url.partition(':')[0]}")
        self._kills, self._minutes = kills, minutes
        self._jumps = replicas == 1  # Replicas that work side by side must agree on the time.
        self.clock = Clock(MORNING)
        self.killed: list[float] = []
        self.early = 0
        self.channel = Channel(self._dice, before_post=self._aim)
        self.members = [
            Member(self.channel, 90 + n, random.Random(f"{seed} m{n}"), haste * _BUSY) for n in range(MEMBERS)
        ]
        self.askers = [
            Asker(self.channel, n, random.Random(f"{seed} a{n}"), haste, blocks=n % 6 == 0)
            for n in range(1, people + 1)
        ]
        self.applicants = [
            Applicant(self.channel, 200 + n, random.Random(f"{seed} c{n}"), haste) for n in range(max(1, people // 5))
        ]
        self.requesters = [
            Requester(self.channel, 300 + n, random.Random(f"{seed} d{n}"), haste) for n in range(max(1, people // 5))
        ]
        self.helpers = [
            Helper(self.channel, 400 + n, random.Random(f"{seed} h{n}"), haste * _BUSY) for n in range(HELPERS)
        ]
        environ = {
            "ALLOW_ANONYMOUS": "true",
            "DATABASE_URL": url,
            "SAEPLE_MEMBERS": ",".join(member.oid for member in self.members),
            "EXPERTS": ",".join(helper.oid for helper in self.helpers),
            "LOG_LEVEL": "warning",
            "QUIET_START": "23:59",  # Many kills go far into the evening, where notices would wait for the morning.
            "QUIET_END": "00:00",
            "PERSON_TURNS": "100000",  # They are as fast as no person is.
        }
        doors = (self.channel.opened, self.channel.closed)
        self.programs = [Program(folder, environ, self.clock, *doors, nursery=nursery) for _ in range(replicas)]
        joins = Program(folder, environ, self.clock, *doors, nursery=nursery) if replicas > 1 else None
        self.operator = Operator(
            url, folder, random.Random(f"{seed} operator"), self.programs[0], acknowledged=self._acknowledged,
            database=lambda kind: database(kind, folder), spare=joins,
        )  # fmt: skip
        self._logs = [program.log for program in (*self.programs, *([joins] if joins else []))]
        self._gone: set[str] = set()  # Files of the database that the program wrote to although they were removed.
        self._storage = Storage.open(url)
        self._trigger = asyncio.Event()
        self._aiming = False

    async def run(self) -> Result:
        """Do all of it."""
        began = time.monotonic()
        migrating = await self.programs[0].run("migrate")
        if await migrating.wait():
            raise RuntimeError(self.programs[0].tail())
        asked, answered = asyncio.Event(), asyncio.Event()
        lost: list[str] = []
        async with self.channel:
            lives: list[asyncio.Task[None]] = []
            try:
                for program in self.programs:
                    await program.start()
                for program in self.programs:
                    await program.wait_ready()
                await asyncio.gather(*(member.installs() for member in self.members))
                asking = {asyncio.create_task(self._live(one, asked, lost)): one for one in self._asking}
                answering = {
                    asyncio.create_task(self._live(one, answered, lost)): one for one in (*self.members, *self.helpers)
                }
                leaving = asyncio.Event()
                operating = asyncio.create_task(self.operator.work(leaving))
                lives = [*asking, *answering, operating]
                await self._storm()
                for program in self.programs:
                    if not program.ready:
                        await program.wait_ready()
                await self.channel.calm()
                for person in (*self._asking, *self.members, *self.helpers):
                    person.haste *= 0.3
                groups: tuple[tuple[asyncio.Event, Mapping[asyncio.Task[None], Person]], ...]
                groups = (asked, asking), (answered, answering)
                for stop, some in groups:
                    stop.set()
                    late = await self._wound_up(some)
                    lost += [f"not come to an end: {some[one].trail(some[one].oid[-4:])}" for one in late]
                leaving.set()
                await operating
                lost += await self._drain()
            finally:
                for life in lives:
                    life.cancel()
                await asyncio.gather(*lives, return_exceptions=True)
                codes = [await program.stop() for program in self.programs]
            lost += [f"the program ended with {code}" for code in codes if code]
            lost += [*self._errors(), *(f"written to although removed: {name}" for name in self._gone)]
            kills = sorted([*self.killed, *self.operator.killed])
            findings = await check(self._storage, self.channel, self.askers, self.members, kills, self.applicants,
                                   (*self.requesters, *self.helpers))  # fmt: skip
        await self._storage.close()
        started = [seconds for program in self.programs for seconds in program.start_seconds]
        return Result(self._storage.engine.dialect.name, time.monotonic() - began, len(self.killed), self.early, started,
                      self.channel, [*self._asking, *self.members, *self.helpers], findings, self.operator, lost)  # fmt: skip

    async def _wound_up(self, some: Iterable[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Wait for people to finish; return those who have not, once nobody brings a form to its end any more."""
        late = set(some)
        while late:
            before = self._ended
            _, late = await asyncio.wait(late, timeout=_WIND_UP)
            if self._ended == before:
                break
        return late

    @property
    def _ended(self) -> int:
        everybody = (*self._asking, *self.members)
        return sum(a.number is not None or a.gone or a.concluded for one in everybody for a in one.attempts)

    @property
    def _asking(self) -> list[Person]:
        return [*self.askers, *self.applicants, *self.requesters]

    @staticmethod
    async def _live(person: Person, stopping: asyncio.Event, lost: list[str]) -> None:
        try:
            await person.live(stopping)
        except Lost as error:
            lost.append(f"sent round in circles: {error}")
        except Exception as error:
            lost.append(f"the harness failed: {error!r}")
            raise

    async def _storm(self) -> None:
        until, name = time.monotonic() + 60 * self._minutes, self._storage.engine.dialect.name
        while len(self.killed) < self._kills and time.monotonic() < until:
            if len(self.killed) % _TOLD == 0:
                print(f"{name}: {len(self.killed)} kills, {self.channel.counts['activities']} activities", flush=True)
            program = self._dice.choice(self.programs)
            if not program.ready and self._dice.random() < _EARLY:
                typical = program.start_seconds[-1] if program.start_seconds else 1.0
                await asyncio.sleep(self._dice.uniform(0, typical))
                self.early += 1
            else:
                if not program.ready:
                    await program.wait_ready()
                await self._moment(max(_WORK, program.start_seconds[-1]))
            self._gone.update(gone_files(program.pid))
            await program.kill()
            self.killed.append(time.monotonic())
            if self._jumps:
                self.clock.jump(DOWN)
            await program.start()

    def _acknowledged(self) -> Acknowledged:
        return Acknowledged.of(self.askers, self.applicants, self.members, (*self.requesters, *self.helpers))

    async def _moment(self, most: float) -> None:
        """Wait for the moment to kill: any within ``most`` seconds, or just when something may be changed."""
        await asyncio.sleep(self._dice.uniform(0.1, most))
        if self._dice.random() < _AIMED:
            self._trigger.clear()
            self._aiming = True
            try:
                await asyncio.wait_for(self._trigger.wait(), 0.5)
                await asyncio.sleep(self._dice.uniform(0, 0.06))
            except TimeoutError:
                pass
            self._aiming = False

    def _aim(self, activity: dict[str, Any]) -> None:
        if self._aiming and ("form.send" in str(activity.get("value")) or activity.get("text") in ("envoyer", "Oui")):
            self._trigger.set()

    async def _drain(self) -> list[str]:
        """Let what is left be told; a stop and a start with a later clock brings on what was put off."""
        until = time.monotonic() + _DRAIN
        last, since = -1, time.monotonic()
        while time.monotonic() < until:
            left = await self._open()
            if not left:
                return []
            if left != last:
                last, since = left, time.monotonic()
                until = since + _DRAIN
            elif time.monotonic() - since > 4:
                for program in self.programs:
                    if await program.stop():
                        return ["the program did not stop as told"]
                # Reminders wait for the office: after a thousand kills it may be a Friday evening.
                now = self.clock.now()
                self.clock.jump(max(1200.0, (office_moment(now, DEFAULT_DELAYS) - now).total_seconds()))
                for program in self.programs:
                    await program.start()
                for program in self.programs:
                    await program.wait_ready()
                since = time.monotonic()
            await asyncio.sleep(0.3)
        return []  # The checks say which rows have not ended.

    async def _open(self) -> int:
        async with self._storage.reading() as connection:
            asked = sa.select(sa.func.count()).select_from(tables.outbox).where(tables.outbox.c.state.in_(OPEN))
            return int((await connection.execute(asked)).scalar_one())

    def _errors(self) -> list[str]:
        """Return what the program has logged as an error: each is a bug, whatever its effect."""
        errors: Counter[str] = Counter()
        for log in self._logs:
            for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
                if " ERROR " in line or "Traceback" in line:
                    errors[re.sub(r"^\S+|INC-\w+|\d+", "", line)[:600]] += 1
        return [f"logged {count} times:{line}" for line, count in errors.items()]


@asynccontextmanager
async def database(kind: str, folder: Path) -> AsyncIterator[str]:
    """Give the URL of a database that does not exist yet (SQLite) or is empty (PostgreSQL, dropped at the end)."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'chaos.db'}"
        return
    name = f"assistant_chaos_{os.getpid()}_{time.time_ns()}"
    admin = await asyncpg.connect(POSTGRES)
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        yield POSTGRES.replace("postgresql://", "postgresql+asyncpg://").rsplit("/", 1)[0] + f"/{name}"
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


async def chaos(
    kind: str,
    *,
    kills: int,
    seed: int,
    people: int = 50,
    replicas: int = 1,
    haste: float = 1.0,
    forks: bool = False,
    minutes: float = 600,
) -> Result:
    """Run on one kind of database, in a folder and a database of its own; kill for so many minutes at most."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        url = await stack.enter_async_context(database(kind, folder))
        nursery = await stack.enter_async_context(Nursery()) if forks else None
        run = Run(url, folder, kills=kills, seed=seed, people=people, replicas=replicas, haste=haste, nursery=nursery,
                  minutes=minutes)  # fmt: skip
        return await run.run()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.run")
    parser.add_argument("--kills", type=int, default=100, help="on each database")
    parser.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--replicas", type=int, default=1, help="on PostgreSQL")
    parser.add_argument("--forks", action="store_true", help="start by forks")
    parser.add_argument("--minutes", type=float, default=600, help="kill no longer than that")
    given = parser.parse_args()
    kinds = ("sqlite", "postgresql") if given.on == "both" else (given.on,)

    async def all_of_them() -> list[Result]:
        return await asyncio.gather(
            *(chaos(kind, kills=given.kills, seed=given.seed, people=given.people,
                    replicas=1 if kind == "sqlite" else given.replicas, forks=given.forks, minutes=given.minutes) for kind in kinds)
        )  # fmt: skip

    results = asyncio.run(all_of_them())
    for result in results:
        print(result.table())
    print("\n".join([HEAD, *(result.row() for result in results)]))
    return 1 if any(result.violations for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
