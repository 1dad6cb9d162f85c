"""What a turn costs: the assistant beside the stock echo bot and the bare handler, in the same run.

    python -m tests.bench.turn [--rounds 3] [--seconds 4] [--users 8]
    python -m tests.bench.turn --prepare "" --server "some other program"

Each bot runs in a process of its own, the load in another. Absolute figures follow the machine's mood: read the
ratios, each taken within a round. «wire» is our server with a handler that repeats; «assistant» is the program itself,
told by its environment where to listen, asked plain questions, then in all the ways people ask, then what nobody has
asked before, each time with a slip of the fingers. Its modules are compiled first, as the image's are and those of
the SDK: the time from its start to its first answer is held against what ``import botbuilder.core`` takes by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.kinds import PEOPLE
from tests.bench.load import Load


@dataclass(frozen=True, slots=True)
class Bot:
    """A program under test; «PORT» in its command stands for the port, which its environment names too."""

    name: str
    command: tuple[str, ...]
    asked: str = "plain"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one bot did in one round. Milliseconds, seconds, MiB."""

    per_second: float
    p50: float
    p99: float
    cpu: float  # Milliseconds of processor per turn.
    first: float  # Seconds from the start of the process to its first reply.
    idle: float  # Resident memory once that first reply is said and the program is at rest.
    loaded: float
    errors: int


# What the assistant is held to: times the stock echo, processor in times the bare handler, MiB, times ``import botbuilder.core``.
_TIMES_STOCK, _TIMES_BARE, _IDLE, _TIMES_IMPORT = 18, 2.2, 140, 3.5
_REST = 2.0  # Seconds.
_PACKAGES = ("bot", "dialogs", "knowledge", "storage")
_HARD = "assistant, all ways of asking"
_UNSEEN = "assistant, no message twice"


def floor(name: str) -> Bot:
    return Bot(name, (sys.executable, "-m", f"tests.bench.floor.{name}", "PORT"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(folder: str, port: int) -> dict[str, str]:
    """What the program is told: local, anonymous, a database of its own, no log of each turn; the rest as the image."""
    return {
        **os.environ,
        "MALLOC_ARENA_MAX": "1",
        "PYTHONOPTIMIZE": "2",
        "ALLOW_ANONYMOUS": "true",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db",
        "LOG_LEVEL": "warning",
    }


async def first_answer(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait for a reply. Raises ``SystemExit`` when the server ends instead."""

    async def answer() -> None:
        async with Load(url) as load:
            user = await load.connect(180)
            while await load.turn(user) is None:  # noqa: ASYNC110 - it listens before it can answer.
                await asyncio.sleep(0.01)

    waiting = asyncio.create_task(answer())
    while not waiting.done():
        if server.poll() is not None:
            waiting.cancel()
            raise SystemExit(f"{shlex.join(map(str, server.args))}: ended with {server.returncode}")  # type: ignore[arg-type]
        await asyncio.wait({waiting}, timeout=0.1)
    await waiting


def measure(bot: Bot, given: argparse.Namespace) -> Figures:
    """Start the bot, wait for its first answer, put it under load, stop it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/api/messages"
    with tempfile.TemporaryDirectory() as folder:
        env = environment(folder, port)
        if given.prepare and bot.name.startswith("assistant"):
            subprocess.run(shlex.split(given.prepare), env=env, check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        command = [str(port) if part == "PORT" else part for part in bot.command]
        server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
        try:
            asyncio.run(first_answer(url, server))
            first = time.perf_counter() - started
            process = psutil.Process(server.pid)
            time.sleep(_REST)  # Timers and delivery have had their first round, and loaded what they need.
            idle = process.memory_info().rss
            # Caches and connections warm up, and everybody has spoken once: a first contact costs more, and is measured apart.
            known = PEOPLE if bot.name.startswith("assistant") else 0
            load(url, given.users, 60 if known else min(1.0, given.seconds), bot.asked, turns=known)
            before = sum(process.cpu_times()[:2])
            result = load(url, given.users, given.seconds, bot.asked, first=known + 1)
            cpu = sum(process.cpu_times()[:2]) - before
            loaded = process.memory_info().rss
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    return Figures(
        result["per_second"],
        result["p50"],
        result["p99"],
        1000 * cpu / max(result["turns"], 1),
        first,
        idle / 2**20,
        loaded / 2**20,
        int(result["errors"]),
    )


def load(url: str, users: int, seconds: float, asked: str, *, turns: int = 0, first: int = 1) -> dict[str, float]:
    """Put a bot under load from another process; ``turns``: end after so many, ``first``: the number of the first one."""
    command = [sys.executable, "-m", "tests.bench.load", url, "--users", str(users), "--seconds", str(seconds)]
    command += ["--kind", asked, "--turns", str(turns), "--from", str(first)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=seconds + 60)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def importing() -> float:
    """Return the seconds that a process takes to start and import the SDK's core, and nothing else."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import botbuilder.core"], check=True)
    return time.perf_counter() - started


def summary(rounds: list[dict[str, Figures]], imports: list[float]) -> str:
    """Return the assistant's three figures that have a limit, each beside it."""
    ours = [one["assistant"] for one in rounds]
    times = statistics.median(one["assistant"].per_second / one["stock"].per_second for one in rounds)
    unseen = statistics.median(one[_UNSEEN].per_second / one["stock"].per_second for one in rounds)
    unseen_cpu = statistics.median(one[_UNSEEN].cpu / one["bare"].cpu for one in rounds)
    hard = statistics.median(one[_HARD].per_second / one["stock"].per_second for one in rounds)
    cpu = statistics.median(one["assistant"].cpu / one["bare"].cpu for one in rounds)
    first = statistics.median(one.first for one in ours)
    idle = statistics.median(one.idle for one in ours)
    core = statistics.median(imports)
    of_import = statistics.median(one.first / alone for one, alone in zip(ours, imports, strict=True))
    return (
        f"a question turn: {times:.1f} × stock (at least {_TIMES_STOCK}), processor {cpu:.1f} × bare (at most {_TIMES_BARE}); of all ways of asking, a third of them several"
        f" sentences or two questions: {hard:.1f} ×; where no message comes twice: {unseen:.1f} ×, processor {unseen_cpu:.1f} ×\n"
        f"idle memory: {idle:.0f} MiB (at most {_IDLE})\n"
        f"start to first answer: {first:.2f} s, {of_import:.1f} × import botbuilder.core, {core:.2f} s"
        f" (at most {_TIMES_IMPORT})"
    )


def table(bots: list[Bot], rounds: list[dict[str, Figures]]) -> str:
    """Return the medians of all rounds, and the medians of the ratios within each round."""

    def middle(name: str, what: str) -> float:
        return statistics.median(float(getattr(one[name], what)) for one in rounds)

    def ratio(name: str, to: str, what: str) -> float:
        return statistics.median(float(getattr(one[name], what) / getattr(one[to], what)) for one in rounds)

    lines = [
        "| bot | turns/s | p50 ms | p99 ms | CPU ms/turn | × stock | × bare | CPU × bare "
        "| first answer s | idle → loaded MiB | errors |",
        "| --- " * 11 + "|",
    ]
    for bot in bots:
        n = bot.name
        lines.append(
            f"| {n} | {middle(n, 'per_second'):.0f} | {middle(n, 'p50'):.2f} | {middle(n, 'p99'):.2f} "
            f"| {middle(n, 'cpu'):.3f} | {ratio(n, 'stock', 'per_second'):.1f} | {ratio(n, 'bare', 'per_second'):.2f} "
            f"| {ratio(n, 'bare', 'cpu'):.2f} | {middle(n, 'first'):.2f} "
            f"| {middle(n, 'idle'):.0f} → {middle(n, 'loaded'):.0f} | {sum(one[n].errors for one in rounds)} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of load, per bot and round")
    parser.add_argument("--users", type=int, default=8, help="who speak at once")
    program = f"{shlex.quote(sys.executable)} -m bot"
    parser.add_argument("--server", default=f"{program} serve", help="the program's command line, or nothing")
    parser.add_argument("--prepare", default=f"{program} migrate", help="run before it, with the same environment")
    given = parser.parse_args()
    bots = [floor("stock"), floor("bare"), floor("wire")]
    if given.server:
        command = tuple(shlex.split(given.server))
        bots += [Bot("assistant", command), Bot(_HARD, command, "all"), Bot(_UNSEEN, command, "unseen")]
    compiled = [*_PACKAGES, sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")]
    # Some files of tests are no Python on purpose.
    compiling = [sys.executable, "-OO", "-m", "compileall", "-qq", "-j", "0", "-x", "/tests?/", *compiled]
    subprocess.run(compiling, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rounds: list[dict[str, Figures]] = []
    imports: list[float] = []
    for number in range(given.rounds):
        imports.append(importing())
        # Every second round the other way round: the machine's mood changes while one measures.
        order = bots if number % 2 == 0 else bots[::-1]
        rounds.append({bot.name: measure(bot, given) for bot in order})
    print(f"{given.rounds} rounds of {given.seconds:g} s, {given.users} users, {os.cpu_count()} cores, "
          f"Python {sys.version.split()[0]}, load average {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    print(table(bots, rounds))
    if given.server:
        print(f"\n{summary(rounds, imports)}")


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent.parent)
    main()
