"""A database as large as years of work, for measuring: ``python -m tests.bench.seeding URL --requests 50000``.

Requests with their whole journal, written in batches, the same for the same numbers; no notices, nobody is told.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.people import PersonKey, Role
from knowledge.request import Topic
from knowledge.schools.register import Register
from knowledge.time.delays import DEFAULT_DELAYS, add_working_hours
from storage.actions.people import keep_contacts, seed_roles
from storage.actions.requests import measure_missing
from storage.actions.schools import import_schools
from storage.engine import Storage
from storage.queries.people import PersonContact
from storage.schema import migrate
from storage.tables import event, request

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
_BATCH = 2_000
_DAYS = 3 * 365
_LIVES: Sequence[tuple[str, int]] = (
    ("closed", 800), ("cancelled", 60), ("resolved", 40), ("waiting", 30), ("planned", 25), ("assigned", 30), ("new", 15),
)  # fmt: skip


def expert(number: int) -> PersonKey:
    """Return the key of the expert of that number."""
    return PersonKey("local", f"77777777-7777-4777-8777-{number:012}")


_SYLLABLES = ("bel", "car", "dor", "fal", "gar", "lan", "mar", "nor", "per", "ros", "sal", "tar", "val", "ver", "zan")


def expert_name(number: int) -> str:
    """Return a name that is nobody's, another for each of 225 experts: «Camille Belcar»."""
    first, second = divmod(number % len(_SYLLABLES) ** 2, len(_SYLLABLES))
    return f"Camille {_SYLLABLES[first].capitalize()}{_SYLLABLES[second]}"


async def seed(
    storage: Storage, schools: Register, requests: int, *, experts: int = 200, now: datetime = NOW
) -> None:  # fmt: skip
    """Write so many requests of ``schools``, held by so many experts, over the three years before ``now``."""
    await import_schools(storage, list(schools), now)
    people = [expert(number) for number in range(experts)]
    await seed_roles(storage, [(key, Role.EXPERT) for key in people], now)
    names = [PersonContact(key, expert_name(number), now, None) for number, key in enumerate(people)]
    await keep_contacts(storage, names, now)
    chance = random.Random(requests)
    made = _made(schools, requests, people, now, chance)
    left = requests
    while left:
        rows: list[dict[str, Any]] = []
        moves: list[dict[str, Any]] = []
        for _ in range(min(left, _BATCH)):
            row, steps = next(made)
            rows.append(row)
            moves += steps
        async with storage.writing() as connection:
            await connection.execute(sa.insert(request), rows)
            await connection.execute(sa.insert(event), moves)
            await connection.commit()
        left -= len(rows)
    await measure_missing(storage, DEFAULT_DELAYS, now)
    async with storage.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.exec_driver_sql("ANALYZE" if storage.is_sqlite else "VACUUM ANALYZE")


def _made(
    schools: Register, count: int, people: Sequence[PersonKey], now: datetime, chance: random.Random
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    listed, topics = list(schools), list(Topic)
    states, weights = zip(*_LIVES, strict=True)
    for number in range(1, count + 1):
        state = chance.choices(states, weights)[0]
        young = 25 if state in ("new", "assigned", "planned") else _DAYS
        logged = now - timedelta(days=chance.random() * young)
        school, holder = chance.choice(listed), chance.choice(people)
        steps: list[tuple[str, str, datetime]] = [("log", "new", logged)]
        at = logged
        for move, reached in _path(state, chance):
            at = add_working_hours(at, chance.expovariate(1 / 5))
            steps.append((move, reached, at))
        steps = [(move, reached, min(at, now)) for move, reached, at in steps]
        reference = f"DA-{logged.year}-{number:06}"
        held = state not in ("new", "cancelled")
        done = state in ("closed", "resolved")
        yield (
            {
                "reference": reference, "uai": school.uai, "school": school.label, "contact_name": "Claire Petit",
                "topic": chance.choice(topics).value, "details": "Le rapprochement reste bloqué. " * 4,
                "urgent": chance.random() < 0.1, "author_tenant": "local", "author_oid": holder.oid,
                "holder_tenant": holder.tenant if held else None, "holder_oid": holder.oid if held else None,
                "status": state, "status_since": steps[-1][2], "logged_at": logged, "touched_at": steps[-1][2],
                "version": len(steps), "slot": now + timedelta(hours=chance.uniform(-200, 200)) if state == "planned" else None,
                "session_minutes": chance.randrange(10, 90) if done and chance.random() < 0.5 else None,
                "score": chance.choice((3, 4, 4, 5, 5, 5)) if state == "closed" and chance.random() < 0.3 else None,
            },
            [
                {"at": at, "subject": "request", "reference": reference, "move": move, "to_state": reached, "data": {}}
                for move, reached, at in steps
            ],
        )  # fmt: skip


def _path(state: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    if state in ("new", "cancelled"):
        yield from [("cancel", "cancelled")] * (state == "cancelled")
        return
    yield "take", "assigned"
    if state == "planned" or chance.random() < 0.3:
        yield "plan", "planned"
    if state == "waiting" or (state != "planned" and chance.random() < 0.2):
        yield "put_on_hold", "waiting"
        if state != "waiting":
            yield "resume", "assigned"
    if state not in ("closed", "resolved"):
        return
    yield "resolve", "resolved"
    if chance.random() < 0.07:
        yield "refuse_solution", "assigned"
        yield "resolve", "resolved"
    if state == "closed":
        yield "confirm", "closed"
        if chance.random() < 0.05:
            yield "reopen", "assigned"
            yield "resolve", "resolved"
            yield "confirm", "closed"


def bench_register() -> Register:
    """Return the académie's schools, or as many made up ones, each of one of six waves."""
    from tests.bench.bench_schools import made_up
    from tests.understanding.schools import register

    schools = register() or made_up(314, random.Random(8))
    return Register(tuple(replace(one, wave=str(at % 6 + 1)) for at, one in enumerate(schools)))


async def _main(url: str, requests: int) -> None:
    storage = Storage.open(url)
    await migrate(storage)
    await seed(storage, bench_register(), requests)
    await storage.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--requests", type=int, default=50_000)
    given = parser.parse_args()
    asyncio.run(_main(given.url, given.requests))
