"""One change, one transaction: the state, its event and the activity that caused it are stored together."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.french import DomainError
from knowledge.lifecycle import MoveEvent
from knowledge.people import Person, PersonKey, Role
from knowledge.time.delays import paris_day
from storage.engine import Storage, fetch
from storage.tables import event, inbox, is_person, numbering, role, timer_done

# Where other replicas hear of changes (storage/schema.py).
CHANNEL = "assistant"
# Names the draft in what is kept of an activity that only changed one.
STEP = "draft"
# What they hear when the knowledge was changed; else it is a person's key.
KNOWLEDGE = "knowledge"


# Rows that are made and written at once, so that a batch holds the loop for no longer than a turn does.
_PORTION = 50


async def execute_in_portions(
    connection: AsyncConnection, statement: sa.Executable, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Execute ``statement`` for each of ``rows``, a portion at a time; turns are served in between."""
    left = iter(rows)
    while portion := list(islice(left, _PORTION)):
        await connection.execute(statement, portion)


class ActivityKey(NamedTuple):
    """What names an activity: the channel may deliver the same one several times."""

    tenant: str
    conversation: str
    activity: str


class Shown(ActivityKey):
    """An activity by which a person agreed to a change that others are told of, or that stays on record.

    Every action that makes such a change needs one, so that a sentence which was only likely to mean it cannot make it.
    A conversation makes one of a press, of a yes to the question that was shown last, and of a plain act
    (``dialogs.core.context.Turn.shown``); a program that acts by itself (a batch that was confirmed, a mail) makes its own.
    """

    __slots__ = ()


_BATCH = "batch:"


def batch_key(tenant: str, batch: int, place: int) -> Shown:
    """Return what names a line of acts on several at once: carried out twice, it has one effect."""
    return Shown(tenant, f"{_BATCH}{batch}", str(place))


class Repeated(DomainError):
    """This activity's effect is already stored; ``answer`` is what was kept of it."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__("repeated activity")
        self.answer = answer


class RepeatedStep(DomainError):
    """This activity has changed a draft already, and nothing else: it must not send one now, nor change another."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__("repeated step")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal: who did what to which subject, and why."""

    subject: str
    reference: str
    move: str
    by: PersonKey | None = None  # None: the program itself.
    role: str = ""
    from_state: str | None = None
    to_state: str | None = None
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, made: MoveEvent) -> Event:
        """Return the line of a move; the transaction knows when it is."""
        told = (made.move, made.by, made.role, made.from_state, made.to_state, made.reason, made.data)
        return cls(made.subject, made.reference, *told)


class Transaction:
    """A write transaction; nothing of it stays unless ``commit()`` is called."""

    def __init__(
        self, connection: AsyncConnection, now: datetime, activity: ActivityKey | None, hooks: Storage
    ) -> None:
        """``hooks``: whose bells, forgetters and learners are called after the commit."""
        self.connection = connection
        self.now = now
        self.taught = False  # Set when the knowledge was changed: every replica then reads it again.
        self.notified = False  # Set when the outbox was written to: the commit then rings the bells.
        self.erased = False  # Set when personal data were removed: the commit then has them written over on the disk.
        # The acts on several at once that this is a line of; what is told of it is found by that number.
        named = activity.conversation if activity else ""
        self.batch = int(named.removeprefix(_BATCH)) if named.startswith(_BATCH) else None
        self.kept: dict[str, Any] = {}  # Kept with the activity, besides what ``commit`` is given.
        self._activity = activity
        self._hooks = hooks
        self._changed: dict[PersonKey, dict[str, bool]] = {}  # With where a form now waits, or does not any more.
        self._told: set[PersonKey] = set()

    def changed(self, key: PersonKey) -> None:
        """Have every replica forget what it remembers of a person, once this is stored."""
        self._changed.setdefault(key, {})

    def turned(self, key: PersonKey, conversation: str, *, to_form: bool) -> None:
        """Do as ``changed``, and have this replica know whether a form waits for what is typed in that conversation."""
        self._changed.setdefault(key, {})[conversation] = to_form

    def told(self, key: PersonKey) -> None:
        """Have the other replicas forget what they remember of a person, once this is stored: this one knows it."""
        self._told.add(key)

    async def once(self, activity: ActivityKey) -> None:
        """Make this transaction the effect of ``activity``, for those that know it late. Raises RepeatedStep."""
        await _claim(self.connection, activity, self.now)
        self._activity = activity

    async def person(self, key: PersonKey, name: str = "", *, keep: bool = False) -> Person:
        """Return the person with the roles held now: rights are decided on these, never on a cache.

        ``keep``: none of them is taken away before this transaction has ended.
        """
        asked = sa.select(role.c.role).where(is_person(role, key), role.c.active)
        rows = await self.connection.execute(asked.with_for_update(read=True) if keep else asked)
        return Person(key, name, frozenset(Role(value) for value in rows.scalars()))

    async def record(self, what: Event) -> None:
        """Add an event to the journal."""
        await self.connection.execute(
            _RECORD,
            {
                "at": self.now,
                "subject": what.subject,
                "reference": what.reference,
                "move": what.move,
                "tenant": what.by.tenant if what.by else None,
                "oid": what.by.oid if what.by else None,
                "role": what.role,
                "from_state": what.from_state,
                "to_state": what.to_state,
                "reason": what.reason,
                "data": dict(what.data),
            },
        )

    async def commit(self, answer: Mapping[str, Any] | None = None) -> None:
        """Store all of it, with what a repetition of the activity shall be answered from."""
        if self._activity:
            kept = {**self.kept, **(answer or {})}
            await self.connection.execute(_KEEP, {**_named(self._activity), "kept": kept})
        if self.connection.dialect.name == "postgresql":
            await self._notify()
        await self.connection.commit()
        if self._activity:
            self._hooks.stored.append(self._activity)
        if self.erased:
            await self._hooks.write_over()
        if self.taught:
            for learn in self._hooks.learners:
                learn()
        for key, turned in self._changed.items():
            for forget in self._hooks.forgetters:
                forget(key, turned)
        if self.notified:
            for ring in self._hooks.bells:
                ring()

    async def _notify(self) -> None:
        """Tell the other replicas, with the commit, what they have to read again."""
        heard: list[object] = [list(key) for key in self._changed]
        # Their own process knows it already: it would read at each turn what it has just written.
        heard += [[*key, self._hooks.origin] for key in self._told - self._changed.keys()]
        heard += [KNOWLEDGE] if self.taught else []
        if heard:
            await self.connection.execute(_TELL, {"channel": CHANNEL, "heard": [json.dumps(what) for what in heard]})


@asynccontextmanager
async def transaction(
    storage: Storage, now: datetime, activity: ActivityKey | None = None
) -> AsyncIterator[Transaction]:
    """Open a write transaction. Raises StorageUnavailable; Repeated or RepeatedStep when ``activity`` had its effect."""
    async with storage.writing() as connection:
        if activity:
            await _claim(connection, activity, now)
        yield Transaction(connection, now, activity, storage)


async def repeated(storage: Storage, activity: ActivityKey) -> Mapping[str, Any] | None:
    """Return what was kept of an activity that has had its effect; None when it has had none."""
    row = (await fetch(storage, _KEPT, _named(activity))).first()
    return None if row is None else row.answer or {}


async def made_by(storage: Storage, tenant: str, conversation: str, nonce: str) -> Mapping[str, Any] | None:
    """Return what was kept of the activity of a conversation that sent the draft of that nonce; None without one."""
    kept = await fetch(
        storage,
        sa.select(inbox.c.answer)
        .where(inbox.c.tenant == tenant, inbox.c.conversation == conversation, inbox.c.answer.is_not(None))
        .order_by(inbox.c.at.desc()),
    )
    return next((answer for answer in kept.scalars() if (answer or {}).get("nonce") == nonce), None)


async def _claim(connection: AsyncConnection, activity: ActivityKey, now: datetime) -> None:
    """Write the inbox row; a concurrent delivery of the same activity waits here for the first to end."""
    values = {**activity._asdict(), "at": now, "answer": None}
    written = await connection.execute(_claiming(connection.dialect.name), values)
    if written.first() is None:
        answer = (await connection.execute(_KEPT, _named(activity))).scalar() or {}
        raise (RepeatedStep if STEP in answer else Repeated)(answer)


@cache
def _claiming(dialect: str) -> sa.Executable:
    return insert_into(dialect, inbox).on_conflict_do_nothing().returning(inbox.c.activity)


def _named(activity: ActivityKey) -> dict[str, str]:
    return {f"of_{name}": value for name, value in activity._asdict().items()}


# Statements of every turn are made once: making one, and finding what was compiled for it, costs more than running it.
_IS_ACTIVITY = [inbox.c[name] == sa.bindparam(f"of_{name}") for name in ActivityKey._fields]
_KEPT = sa.select(inbox.c.answer).where(*_IS_ACTIVITY)
_KEEP = sa.update(inbox).where(*_IS_ACTIVITY).values(answer=sa.bindparam("kept"))
_RECORD = sa.insert(event)
_TELL = sa.text("SELECT pg_notify(:channel, what) FROM unnest(CAST(:heard AS text[])) AS what")


def insert(connection: AsyncConnection, table: sa.Table) -> sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, in the connection's dialect."""
    return insert_into(connection.dialect.name, table)


def insert_into(dialect: str, table: sa.Table) -> sqlite.Insert:
    """Return the same in the dialect of that name."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 2 MiB that SQLite needs not.

    # The two classes have the same methods; SQLAlchemy gives them no common type.
    return postgresql.insert(table)  # type: ignore[return-value]


# --- Numbers that people quote: one series per kind and year, rising, never given twice.


async def allot(tx: Transaction, kind: str) -> str:
    """Return the next reference of a kind («CA» gives «CA-2024-0001»), the year being the one in Paris.

    Others who ask meanwhile wait for this transaction to end: what is rolled back leaves no gap.
    """
    series = f"{kind}-{paris_day(tx.now).year}"
    given = await tx.connection.execute(
        insert(tx.connection, numbering)
        .values(series=series, last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": numbering.c.last + 1})
        .returning(numbering.c.last)
    )
    return f"{series}-{given.scalar_one():04}"


# --- Timed work, done once whatever the number of replicas.

# SQLite takes a bounded number of parameters in one statement.
_CHUNK = 500


async def undone(storage: Storage, duty: str, occurrences: Collection[str]) -> set[str]:
    """Return those ``occurrences`` of a duty that are not marked as done."""
    left = set(occurrences)
    keys = sorted(left)
    for start in range(0, len(keys), _CHUNK):
        found = await fetch(
            storage,
            sa.select(timer_done.c.occurrence).where(
                timer_done.c.duty == duty, timer_done.c.occurrence.in_(keys[start : start + _CHUNK])
            ),
        )
        left.difference_update(found.scalars())
    return left


async def once(
    storage: Storage, duty: str, occurrence: str, now: datetime, work: Callable[[Transaction], Awaitable[None]]
) -> bool:
    """Do ``work`` in a transaction that also marks the occurrence; return False, nothing done, if it was before.

    A replica that comes second waits for the first to end: it goes on only if the first has failed. What ``work``
    raises is raised, and nothing of it stays, the mark included. ``work`` must not commit.
    """
    async with transaction(storage, now) as tx:
        marked = await tx.connection.execute(
            insert(tx.connection, timer_done)
            .values(duty=duty, occurrence=occurrence, at=now)
            .on_conflict_do_nothing()
            .returning(timer_done.c.occurrence)
        )
        if marked.first() is None:
            return False
        await work(tx)
        await tx.commit()
    return True


async def last_done(storage: Storage, duty: str) -> datetime | None:
    """Return when a duty was last done; None where no mark of it is kept."""
    found: datetime | None = (
        await fetch(storage, sa.select(sa.func.max(timer_done.c.at)).where(timer_done.c.duty == duty))
    ).scalar_one()
    return found


async def forget_marks(tx: Transaction, before: datetime) -> int:
    """Remove marks older than ``before`` and return how many.

    An occurrence that its duty still calls due would be done again: keep marks longer than any duty looks back.
    """
    return (await tx.connection.execute(sa.delete(timer_done).where(timer_done.c.at < before))).rowcount
