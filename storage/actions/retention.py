"""What is kept no longer than said: one transaction removes it, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from knowledge.application import FINAL, ApplicationStatus
from knowledge.request import FINAL as ENDED
from storage import outbox, timers
from storage.tables import (
    address,
    application,
    draft,
    event,
    focus,
    inbox,
    person,
    question,
    question_log,
    request,
    role,
)
from storage.tables import outbox as outbox_table
from storage.transaction import Event, Transaction


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of data is kept."""

    inbox: int = 7
    notices: int = 90
    drafts: int = 90
    questions: int = 365
    log: int = 365
    people: int = 365
    applications: int = 365  # After their end.
    requests: int = 730  # After their end.
    marks: int = 730  # Of timed work done: far longer than any duty looks back, or it would be done again.


async def purge(tx: Transaction, keep: Retention) -> int:
    """Remove what is older than ``keep`` says; return how many rows. An event tells how many, never of whom."""
    now = tx.now

    def before(days: int) -> sa.ColumnElement[object]:
        return sa.literal(now - timedelta(days=days), type_=inbox.c.at.type)

    seen = before(keep.people)
    holds_a_role = sa.exists().where(role.c.tenant == person.c.tenant, role.c.oid == person.c.oid, role.c.active)
    asked = sa.exists().where(question.c.tenant == person.c.tenant, question.c.oid == person.c.oid)
    applied = sa.exists().where(application.c.tenant == person.c.tenant, application.c.oid == person.c.oid)
    in_a_request = sa.exists().where(
        sa.or_(
            *(
                sa.and_(request.c[f"{who}_tenant"] == person.c.tenant, request.c[f"{who}_oid"] == person.c.oid)
                for who in ("requester", "author", "holder")
            )
        )
    )
    keeps_something = sa.or_(asked, applied, in_a_request)
    over = sa.select(request.c.reference).where(
        request.c.status.in_([status.value for status in ENDED]), request.c.status_since < before(keep.requests)
    )
    # The file of an expert in office stays; of an application that ended, the journal keeps the number and the moves.
    in_office = sa.exists().where(
        role.c.tenant == application.c.tenant, role.c.oid == application.c.oid, role.c.role == "expert", role.c.active
    )
    ended = application.c.status.in_([status.value for status in FINAL])
    known = sa.exists().where(person.c.tenant == address.c.tenant, person.c.oid == address.c.oid)
    statements = (
        sa.delete(inbox).where(inbox.c.at < before(keep.inbox)),
        sa.delete(draft).where(draft.c.updated_at < before(keep.drafts)),
        sa.delete(focus).where(focus.c.at < before(keep.drafts)),
        sa.delete(question).where(question.c.state != "waiting", question.c.answered_at < before(keep.questions)),
        sa.delete(application).where(
            application.c.status == ApplicationStatus.EXPIRED.value, application.c.status_since < before(keep.drafts)
        ),
        sa.delete(application).where(
            ended,
            application.c.status_since < before(keep.applications),
            sa.or_(application.c.status != ApplicationStatus.ACCEPTED.value, ~in_office),
        ),
        # Contacts may be known by their address alone: what could not be told to them goes with the request, and so do
        # the reasons, which people wrote. The journal keeps the number and the moves.
        sa.delete(outbox_table).where(outbox_table.c.reference.in_(over)),
        sa.update(event)
        .where(event.c.subject == "request", event.c.reason != "", event.c.reference.in_(over))
        .values(reason=""),
        sa.delete(request).where(request.c.reference.in_(over)),
        sa.delete(question_log).where(question_log.c.day < (now - timedelta(days=keep.log)).date()),
        sa.delete(person).where(person.c.last_seen < seen, ~holds_a_role, ~keeps_something),
        sa.delete(address).where(~known),
    )
    removed = await outbox.forget(tx, now - timedelta(days=keep.notices))
    removed += await timers.forget(tx, now - timedelta(days=keep.marks))
    for statement in statements:
        removed += (await tx.connection.execute(statement)).rowcount
    if removed:
        await tx.record(Event("retention", now.date().isoformat(), "purge", data={"rows": removed}))
    return removed
