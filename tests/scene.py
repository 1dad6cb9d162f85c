"""Scenes that many tests begin with: played once a process, by the real conversation, then found again as they ended.

Most tests of requests and applications type the same form first, which is half of their time. What a scene leads to depends
on what is there before alone: the rows, what the process remembers, the clock and the services. Where all that is the same,
what the scene left is put back: rows, memory, and what people saw. At night (``make night``) every scene is played. A test
that patches what a scene goes through plays it by ``ask.__wrapped__``.
"""

from __future__ import annotations

import functools
import io
import os
import pickle
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from dialogs.core.acquaintances import NameList
from knowledge.schools.register import Register
from tests.talk import Office, Talk

P, R = ParamSpec("P"), TypeVar("R")
Rows = Mapping[str, list[Any]]

_ALWAYS = os.environ.get("TESTS_AT") == "night"
_BEHIND = ("_contacts", "_asked", "_spoken", "_shown")


@dataclass
class _Left:
    """What a scene led to. ``held``: what its key names by identity, so that it stays alive."""

    rows: Rows
    rest: bytes
    register: Register
    time: datetime
    held: object


_PLAYED: dict[bytes, _Left] = {}


def scene(play: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Play a scene, or put back what it led to. Its people are among what it is given; one scene at a time."""

    @functools.wraps(play)
    async def played(*given: P.args, **more: P.kwargs) -> R:
        office = next(getattr(one, "office", one) for one in given if isinstance(one, (Office, Talk)))
        path = office.storage.path
        if _ALWAYS or path is None or office.in_scene:
            return await play(*given, **more)
        talks = [one for one in given if isinstance(one, Talk)]
        before, held = _rows(path), _named(office)
        said = [
            (one.key, one.name, one.scope) if isinstance(one, Talk) else "" if one is office else one for one in given
        ]
        services = office.services
        kept = (
            _of_process(office),
            office.clock.time,
            services.delays,
            services.notice,
            services.post,
            [*map(id, held)],
        )
        key = blake2b(repr((play.__module__, play.__qualname__, said, more, kept, before)).encode()).digest()
        if key in _PLAYED:
            left = _PLAYED[key]
            _put(path, left.rows)
            office.register, office.clock.time = left.register, left.time
            return _resumed(office, talks, left.rest)
        seen = [len(talk.seen) for talk in talks]
        office.in_scene = True
        try:
            result = await play(*given, **more)
        finally:
            office.in_scene = False
        if office.services is services:
            changed = {table: rows for table, rows in _rows(path).items() if rows != before[table]}
            shown = [(talk.seen[count:], talk.reply) for talk, count in zip(talks, seen, strict=True)]
            rest = _Pickler.dump_of(office, talks, (result, shown, _of_process(office)))
            _PLAYED[key] = _Left(changed, rest, office.register, office.clock.time, held)
        return result

    return played


def _named(office: Office) -> list[object]:
    """Return what a conversation depends on and no test changes in place."""
    services = office.services
    return [
        office.base, office.register, office.registry, services.roster, services.downloads, services.inspect,
        services.templates, services.calls, services.spoken, services.assistance,
        *office.storage.bells, *office.storage.learners,
    ]  # fmt: skip


def _of_process(office: Office) -> dict[str, Any]:
    """Return what the process remembers."""
    known = office.services.acquaintances
    return {
        "known": {name: value for name, value in vars(known).items() if not isinstance(value, NameList)},
        "names": {name: vars(value) for name, value in vars(known).items() if isinstance(value, NameList)},
        "behind": {name: getattr(office.behind, name) for name in _BEHIND},
        "stored": list(office.storage.stored),
        "count": office.count,
    }


def _resumed(office: Office, talks: list[Talk], left: bytes) -> Any:
    """Have the process remember, and the people see, what a scene left; return its result."""
    result, shown, process = _Unpickler.load_of(office, talks, left)
    known = office.services.acquaintances
    vars(known).update(process["known"])
    for name, left_there in process["names"].items():
        vars(getattr(known, name)).update(left_there)
    vars(office.behind).update(process["behind"])
    office.storage.stored.clear()
    office.storage.stored.extend(process["stored"])
    office.count = process["count"]
    for talk, (seen, reply) in zip(talks, shown, strict=True):
        talk.seen += seen
        talk.reply = reply
    return result


def _rows(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as beside:
        tables = [name for (name,) in beside.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: beside.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}


def _put(path: Path, changed: Rows) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as beside:
        beside.execute("PRAGMA synchronous = OFF")
        beside.execute("BEGIN IMMEDIATE")
        for table, rows in changed.items():
            beside.execute(f'DELETE FROM "{table}"')
            if rows:
                beside.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        beside.execute("COMMIT")


class _Pickler(pickle.Pickler):
    """Writes the office and the people who were there before as such, not what they are made of."""

    @classmethod
    def dump_of(cls, office: Office, talks: list[Talk], what: object) -> bytes:
        out = io.BytesIO()
        pickler = cls(out)
        pickler.there = [office, *talks]
        pickler.dump(what)
        return out.getvalue()

    def persistent_id(self, one: object) -> int | None:
        return next((number for number, other in enumerate(self.there) if other is one), None)


class _Unpickler(pickle.Unpickler):
    @classmethod
    def load_of(cls, office: Office, talks: list[Talk], left: bytes) -> Any:
        unpickler = cls(io.BytesIO(left))
        unpickler.there = [office, *talks]
        return unpickler.load()

    def persistent_load(self, number: int) -> object:
        return self.there[number]
