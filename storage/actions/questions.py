"""Questions passed on to the SA EPLE, and the log of what was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage
from storage.tables import question, question_log
from storage.transaction import ActivityKey, Event, Repeated, insert, transaction


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A question was passed on. ``again``: it had been already, by an earlier press."""

    number: int
    again: bool = False


async def pass_on(
    storage: Storage,
    key: PersonKey,
    *,
    name: str,
    text: str,
    entry: str | None,
    nonce: str,
    now: datetime,
    activity: ActivityKey | None,
) -> PassedOn:
    """Store a question for the SA EPLE, with the person. The ``nonce`` of the card makes a second press harmless."""
    try:
        async with transaction(storage, now, activity) as tx:
            written = await tx.connection.execute(
                insert(tx.connection, question)
                .values(
                    **key._asdict(), name=name, text=text, school="", entry=entry, state="waiting", asked_at=now,
                    nonce=nonce, version=1,
                )
                .on_conflict_do_nothing(index_elements=["nonce"])
                .returning(question.c.id)
            )  # fmt: skip
            number = written.scalar()
            again = number is None
            if again:
                number = (
                    await tx.connection.execute(
                        sa.select(question.c.id).where(
                            question.c.nonce == nonce, question.c.tenant == key.tenant, question.c.oid == key.oid
                        )
                    )
                ).scalar()
            else:
                await tx.record(Event("question", str(number), "pass_on", by=key, to_state="waiting"))
            await tx.commit({"number": number})
            return PassedOn(int(number or 0), again)
    except Repeated as repeated:
        return PassedOn(int(repeated.answer["number"]), again=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the log keeps it: no identity, the text only where it helps to improve the answers."""

    day: date
    call: str
    decision: str
    entry: str | None
    score: int
    text: str | None


async def log_questions(storage: Storage, asked: Iterable[Asked], now: datetime) -> None:
    """Add a batch to the log."""
    rows = [
        {"day": a.day, "call": a.call, "decision": a.decision, "entry": a.entry, "score": a.score, "text": a.text}
        for a in asked
    ]
    async with transaction(storage, now) as tx:
        await tx.connection.execute(sa.insert(question_log), rows)
        await tx.commit()
