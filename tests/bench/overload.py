"""What becomes of more turns than the program can take: ``python -m tests.bench.overload [--times 3] [--seconds 25]``.

First the greatest rate of this machine is taken, with eight people who talk in turn. Then turns begin at so many times
that rate, each on a connection that is free or a new one, whatever has become of those before. Told are the seconds from
the request to the answer of what was accepted, and how what was not accepted was refused. One JSON object a line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from dataclasses import replace

from tests.bench.held import database, running
from tests.bench.kinds import KINDS
from tests.bench.load import Load, Result, Speaking

_CONNECTIONS = 4_000  # At once, at most: a turn that finds none is counted as not sent.
_PEOPLE = 3 * _CONNECTIONS  # Nobody speaks again before they are answered.
_PATIENCE = 40.0  # Seconds: what has no answer then has none.
_GREATEST = 5.0  # Seconds for which the greatest rate is taken.


async def flood(load: Load, rate: float, seconds: float) -> dict[str, object]:
    """Begin turns at ``rate`` for so long, and tell what became of them."""
    free: list[Speaking] = []
    became: Counter[str] = Counter()
    accepted: list[float] = []
    refused: list[float] = []
    opened = 0

    async def one() -> None:
        nonlocal opened
        began = time.perf_counter()
        try:
            if free:
                user = free.pop()
            elif opened < _CONNECTIONS:
                opened += 1
                user = await load.connect(_PATIENCE)
            else:
                became["not sent"] += 1
                return
            took = await load.turn(user, _PATIENCE)
        except TimeoutError:
            became["no connection"] += 1
            return
        if took is not None:
            accepted.append(time.perf_counter() - began)
        elif user.status:
            became[f"{user.status}{' with' if user.comes_back else ' without'} Retry-After"] += 1
            refused.append(time.perf_counter() - began)
        else:
            became["no answer"] += 1
            opened -= 1
            return  # Its connection has been cut, or may still be answered.
        free.append(user)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as begun:
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            begun.create_task(one())
    return {"rate": round(rate, 1), "accepted": _told(accepted), "refused": _told(refused), **became}


def _told(seconds: list[float]) -> dict[str, float]:
    parts = Result(sorted(seconds), 1.0)
    return {
        "count": len(seconds),
        **{f"p{share}": round(parts.part(share / 100), 2) for share in (50, 95, 99) if seconds},
    }


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=25.0)
    parser.add_argument("--kind", choices=KINDS, default="all")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    kind = replace(KINDS[given.kind], people=_PEOPLE)
    async with (
        database(given.on) as url,
        running(url, given.kind) as program,
        Load(program.url, kind, 10 * _PEOPLE) as load,
    ):
        greatest = await load.run(8, _GREATEST)
        rate = len(greatest.milliseconds) / greatest.seconds
        print(json.dumps({"greatest rate": greatest.summary()}), flush=True)
        print(json.dumps(await flood(load, given.times * rate, min(given.seconds, 30.0))), flush=True)
        print(json.dumps({"afterwards": (await load.run(8, 3.0)).summary()}))


if __name__ == "__main__":
    asyncio.run(main())
