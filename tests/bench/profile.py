"""Where the processor time of a turn goes, and whether a change saves any.

    python -m tests.bench.profile [--kinds question,first,status,form] [--on sqlite,postgresql] [--turns 3000]
    python -m tests.bench.profile --against DIRECTORY [--pairs 6]
    python -m tests.bench.profile --flames DIRECTORY

The first prints a table: microseconds of processor time a turn, by part of the program. The second runs this tree and
another (a work tree of an earlier commit) one after the other, in pairs, and prints their times and the ratio: the
machine's mood changes while one measures, so read the ratios. PostgreSQL is the one of the tests (``TEST_POSTGRES``);
its own processes are not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from tests.bench.flame import flame
from tests.bench.kinds import KINDS
from tests.bench.load import Load, Result
from tests.bench.parts import PARTS, part_of
from tests.bench.turn import environment, first_answer, free_port

ROOT = Path(__file__).resolve().parents[2]
_KINDS = ("question", "first", "status", "form")
_REST = 2.0  # Seconds: what the start has left to do is done.
_BEHIND = 2.2  # Seconds: what is written behind is written.
_REQUESTS = 2_000  # Rows, where what is asked counts them.
POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1:5432/")


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. ``loop``, ``others``: microseconds a turn of the event loop's thread, and of all others; ``stacks``: its."""

    loop: float
    others: float
    p50: float
    errors: int
    stacks: Mapping[str, int] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        """Return the microseconds of processor time a turn."""
        return self.loop + self.others


class Server:
    """A program that runs, and can be put under load again and again."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, kind: str, users: int) -> None:
        self._process = process
        self._url = f"http://127.0.0.1:{port}/api/messages"
        self._kind = kind
        self._users = users
        self._first = 1  # The number of the next turn.

    def warm_up(self, turns: int) -> None:
        """Wait until it answers, and let it take some turns that are not measured."""
        asyncio.run(first_answer(self._url, self._process))
        asyncio.run(self._load(turns))
        time.sleep(_REST)

    def measure(self, turns: int, stacks: Path | None = None) -> Measured:
        """Put it under load; ``stacks``: where a sampled program is to write what it does meanwhile."""
        if stacks:
            self._process.send_signal(signal.SIGUSR1)
        before = used(self._process.pid)
        done = asyncio.run(self._load(turns))
        time.sleep(_BEHIND)
        after = used(self._process.pid)
        if stacks:
            self._process.send_signal(signal.SIGUSR2)
            while not stacks.exists():
                time.sleep(0.1)
        taken = len(done.milliseconds)
        loop, others = (1e-3 * (then - now) / taken for then, now in zip(after, before, strict=True))
        return Measured(loop, others, done.part(0.5), done.errors, _read(stacks) if stacks else {})

    async def _load(self, turns: int) -> Result:
        async with Load(self._url, self._kind, self._first) as load:
            self._first += turns + 1_000
            return await load.run(self._users, 110, turns)


class Bench:
    """Runs trees' programs, each on a database of its own."""

    def __init__(self, folder: Path, given: argparse.Namespace) -> None:
        self.folder = folder
        self._given = given
        self._number = 0

    @contextlib.contextmanager
    def running(self, tree: Path, kind: str, engine: str, stacks: Path | None = None) -> Iterator[Server]:
        """Start ``tree``'s program, let it warm up, and stop it at the end."""
        self._number += 1
        port = free_port()
        with self._database(tree, kind, engine) as url:
            env = {
                **environment(str(self.folder), port),
                "DATABASE_URL": url,
                "ASSISTANT_NOW": "2024-01-25T10:00+01:00",
                "PERSON_TURNS": "1000000",
                **KINDS[kind].settings,
            }
            command = ["-m", "tests.bench.sampled", str(stacks)] if stacks else ["-m", "bot"]
            process = subprocess.Popen(
                [sys.executable, *command, "serve"], env=env, cwd=tree, stdout=subprocess.DEVNULL
            )
            try:
                server = Server(process, port, kind, self._given.users)
                server.warm_up(self._given.warm)
                yield server
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:  # Called off while it was sampled, it does not hear that.
                    process.kill()
                    process.wait()

    @contextlib.contextmanager
    def _database(self, tree: Path, kind: str, engine: str) -> Iterator[str]:
        if engine == "sqlite":
            url = f"sqlite+aiosqlite:///{self.folder}/{self._number}.db"
            self._prepare(tree, kind, url)
            yield url
            return
        name = f"bench_{os.getpid()}_{self._number}"
        asyncio.run(_order(f"CREATE DATABASE {name}"))
        try:
            self._prepare(tree, kind, POSTGRES + name)
            yield POSTGRES + name
        finally:
            asyncio.run(_order(f"DROP DATABASE {name} WITH (FORCE)"))

    def _prepare(self, tree: Path, kind: str, url: str) -> None:
        if kind == "status":
            command = ["-m", "tests.bench.seeding", url, "--requests", str(_REQUESTS)]
        else:
            command = ["-m", "bot", "migrate"]
        env = {**os.environ, "DATABASE_URL": url, "ALLOW_ANONYMOUS": "true"}
        subprocess.run([sys.executable, *command], env=env, cwd=tree, check=True, stdout=subprocess.DEVNULL)


async def _order(statement: str) -> None:
    connection = await asyncpg.connect(POSTGRES.replace("+asyncpg", "") + "postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def used(pid: int) -> tuple[int, int]:
    """Return the nanoseconds of processor time that the main thread and the others have used so far."""
    used = {
        int(one.name): int((one / "schedstat").read_text().split()[0]) for one in Path(f"/proc/{pid}/task").iterdir()
    }
    main = used.pop(pid)
    return main, sum(used.values())


def _read(file: Path) -> dict[str, int]:
    lines = (line.rpartition(" ") for line in file.read_text("utf-8").splitlines())
    return {stack: int(used) for stack, _, used in lines}


def shares(one: Measured) -> dict[str, float]:
    """Return the microseconds a turn of each part; what was sampled is scaled to what the thread has used."""
    found: Counter[str] = Counter()
    for stack, used in one.stacks.items():
        found[part_of(stack.split(";"))] += used
    whole = sum(found.values()) or 1
    return {part: one.loop * used / whole for part, used in found.items()} | {"the database's thread": one.others}


def profile(bench: Bench, kinds: list[str], engines: list[str], turns: int, flames: Path | None) -> str:
    """Return the table: a column for each kind of turn and engine, a row for each part."""
    columns: dict[str, dict[str, float]] = {}
    for engine in engines:
        for kind in kinds:
            stacks = bench.folder / f"{kind}-{engine}.folded"
            with bench.running(ROOT, kind, engine, stacks) as server:
                one = server.measure(turns, stacks)
            columns[f"{kind}, {engine}"] = shares(one)
            if one.errors:
                print(f"{kind}, {engine}: {one.errors} turns went wrong", file=sys.stderr)
            if flames:
                flames.mkdir(parents=True, exist_ok=True)
                (flames / f"{kind}-{engine}.svg").write_text(flame(one.stacks), "utf-8")
    lines = ["| µs a turn | " + " | ".join(columns) + " |", "| --- " + "| ---: " * len(columns) + "|"]
    lines += [
        f"| {part} | " + " | ".join(f"{one.get(part, 0):.0f}" for one in columns.values()) + " |"
        for part in (*PARTS, "the database's thread")
    ]
    lines.append("| **all** | " + " | ".join(f"**{sum(one.values()):.0f}**" for one in columns.values()) + " |")
    return "\n".join(lines)


def compare(bench: Bench, other: Path, kinds: list[str], engines: list[str], turns: int, pairs: int) -> str:
    """Return the table of this tree against another, in pairs that begin with each in turn."""
    lines = [
        "| turn | before, µs | after, µs | after / before | of the pairs | p50 |",
        "| --- | ---: | ---: | ---: | --- | ---: |",
    ]
    for engine in engines:
        for kind in kinds:
            done: list[tuple[Measured, Measured]] = []
            with bench.running(other, kind, engine) as old, bench.running(ROOT, kind, engine) as new:
                for number in range(pairs):
                    order = (old, new) if number % 2 == 0 else (new, old)
                    runs = {server: server.measure(turns) for server in order}
                    done.append((runs[old], runs[new]))
            ratios = sorted(after.cpu / before.cpu for before, after in done)
            middle = statistics.median
            lines.append(
                f"| {kind}, {engine} | {middle(one.cpu for one, _ in done):.0f} | {middle(one.cpu for _, one in done):.0f} "
                f"| **{middle(ratios):.3f}** | {ratios[0]:.2f}–{ratios[-1]:.2f} "
                f"| {middle(after.p50 / before.p50 for before, after in done):.2f} |"
            )
            print(lines[-1], file=sys.stderr)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--kinds", default=",".join(_KINDS))
    parser.add_argument("--on", default="sqlite,postgresql")
    parser.add_argument("--turns", type=int, default=1500, help="measured in each run")
    parser.add_argument("--warm", type=int, default=500, help="not measured, before")
    parser.add_argument("--users", type=int, default=8, help="who speak at once")
    parser.add_argument("--against", type=Path, help="a work tree to compare this one with")
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--flames", type=Path, help="where to draw flame graphs")
    given = parser.parse_args()
    kinds, engines = given.kinds.split(","), given.on.split(",")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given)
        if given.against:
            print(compare(bench, given.against.resolve(), kinds, engines, given.turns, given.pairs))
        else:
            print(profile(bench, kinds, engines, given.turns, given.flames))


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
