"""How the questions of the steering bench grow with the table, on SQLite: ``python -m tests.bench.growth [picture.svg]``.

From 5,000 requests to 500,000: the reads of each question, by the instructions of SQLite's machine, which are the same on
every computer, and by processor time. The larger tables are copies of the smallest, row by row; plans are made anew.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from math import log10
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from knowledge.french import number
from storage.engine import Storage, teach
from tests.bench.steering import fill, statements

SIZES = (5_000, 50_000, 200_000, 500_000)
_TICK = 100  # Instructions between two looks.
_WIDE, _HIGH, _EDGE = 640, 320, 48
Reads = Mapping[str, Sequence[tuple[str, Any]]]


async def prepared(path: Path) -> Reads:
    """Fill a database with the smallest table; return the reads of each question."""
    storage = Storage.open(f"sqlite+aiosqlite:///{path}")
    await fill(storage, SIZES[0], 200, 200)
    reads = await statements(storage)
    await storage.close()
    return reads


def enlarge(connection: sqlite3.Connection, count: int) -> None:
    """Copy the requests until there are ``count`` of them, each copy under a reference of its own.

    The indexes are made anew behind the rows, and nothing is kept safe: half a million rows take some seconds then.
    """
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    names = [
        row[1] for row in connection.execute("PRAGMA table_info(request)") if row[1] not in ("id", "reference", "nonce", "reply_token")
    ]  # fmt: skip
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'request' AND sql IS NOT NULL"
    ).fetchall()
    kept = ", ".join(names)
    (there,) = connection.execute("SELECT count(*) FROM request").fetchone()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for copy in range(count // there - 1):
        connection.execute(
            f"INSERT INTO request (reference, {kept}) SELECT 'C{there}-{copy}-' || id, {kept} FROM request ORDER BY id LIMIT {there}"
        )
    if count % there:
        connection.execute(
            f"INSERT INTO request (reference, {kept}) SELECT 'C{there}-rest-' || id, {kept} FROM request ORDER BY id LIMIT {count % there}"
        )
    for _, made in indexes:
        connection.execute(made)
    connection.execute("ANALYZE")
    connection.commit()


def taken(connection: sqlite3.Connection, reads: Sequence[tuple[str, Any]]) -> tuple[int, float]:
    """Return how many instructions and how many milliseconds of processor time these reads take."""
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        return 0

    spent = []
    for counting in (True, False, False):
        connection.set_progress_handler(tick if counting else None, _TICK)
        begun = time.thread_time()
        for statement, parameters in reads:
            connection.execute(statement, [str(one) if isinstance(one, str) else one for one in parameters]).fetchall()
        spent.append(1000 * (time.thread_time() - begun))
    return ticks * _TICK, min(spent[1:])


def drawn(found: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """Return the growth as a picture: a line for each question, both axes by powers of ten, the median in bold."""
    most = max(log10(max(steps, 1)) for line in found.values() for steps, _ in line)
    low, high = 2.0, max(most, 3.0)

    def place(at: int, steps: float) -> str:
        x = _EDGE + (_WIDE - 2 * _EDGE) * log10(SIZES[at] / SIZES[0]) / log10(SIZES[-1] / SIZES[0])
        y = _HIGH - _EDGE - (_HIGH - 2 * _EDGE) * max(0.0, log10(max(steps, 1)) - low) / (high - low)
        return f"{x:.0f},{y:.1f}"

    lines = [" ".join(place(n, steps) for n, (steps, _) in enumerate(line)) for line in found.values()]
    middle = " ".join(place(n, median(line[n][0] for line in found.values())) for n in range(len(SIZES)))
    marks = [
        f'<text x="{place(n, 10).partition(",")[0]}" y="{_HIGH - 16}" text-anchor="middle">{number(size)}</text>'
        for n, size in enumerate(SIZES)
    ]
    marks += [
        f'<text x="8" y="{float(place(0, 10**power).partition(",")[2]) + 4:.1f}">10<tspan dy="-4" font-size="8">{power}</tspan></text>'
        for power in range(int(low), int(high) + 1)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="Arial, sans-serif" font-size="11" role="img">'
        "<title>Instructions de SQLite par question, selon le nombre de demandes</title>"
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>'
        + "".join(f'<polyline points="{line}" fill="none" stroke="#9aa" stroke-width="1"/>' for line in lines)
        + f'<polyline points="{middle}" fill="none" stroke="#0b5394" stroke-width="3"/>'
        + "".join(marks)
        + '<text x="8" y="16">instructions, selon le nombre de demandes</text>'
        + "</svg>\n"
    )


def told(found: Mapping[str, Sequence[tuple[int, float]]]) -> list[str]:
    """Return the growth in Markdown: the median and the 95th of a hundred of all questions, then each, the dearest first."""
    lines = [
        "| demandes | instructions, médiane | 95ᵉ sur 100 | processeur, médiane | 95ᵉ sur 100 |",
        "|---:|---:|---:|---:|---:|",
    ]
    for n, size in enumerate(SIZES):
        steps, spent = ([line[n][part] for line in found.values()] for part in (0, 1))
        high, slow = (quantiles(some, n=20)[-1] for some in (steps, spent))
        cells = [
            number(size),
            f"{number(round(median(steps) / 1000))} k",
            f"{number(round(high / 1000))} k",
            f"{median(spent):.1f} ms",
            f"{slow:.1f} ms",
        ]
        lines.append(_row(cells))
    heads = ["question, en milliers d’instructions", *map(number, SIZES), f"processeur à {number(SIZES[-1])}"]
    lines += ["", _row(heads), "|---|" + "---:|" * (len(SIZES) + 1)]
    for text, line in sorted(found.items(), key=lambda one: one[1][-1], reverse=True):
        lines.append(_row([text, *(f"{steps / 1000:.1f}" for steps, _ in line), f"{line[-1][1]:.1f} ms"]))
    return [line.replace(".", ",") for line in lines]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _main(picture: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "growth.db"
        reads = asyncio.run(prepared(path))
        connection = sqlite3.connect(path)
        teach(connection)
        found: dict[str, list[tuple[int, float]]] = {text: [] for text in reads}
        for size in SIZES:
            enlarge(connection, size)
            for text, some in reads.items():
                found[text].append(taken(connection, some))
        connection.close()
    print("\n".join(told(found)))
    if picture:
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text(drawn(found), "utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
