"""What is kept no longer than said: one transaction removes it, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from knowledge.application import FINAL, ApplicationStatus
from knowledge.cases import CaseState
from knowledge.erasure import ErasureStatus
from knowledge.request import FINAL as ENDED
from storage import outbox, timers
from storage import tables as t
from storage.actions.notices import ERASURE_DECIDED
from storage.attaching import without_draft
from storage.outbox import OPEN
from storage.queries.applications import ACCESS
from storage.queries.team import in_office
from storage.tables import is_same_person
from storage.transaction import Event, Transaction


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of data is kept."""

    inbox: int = 7
    conversations: int = 7
    notices: int = 90
    drafts: int = 90
    questions: int = 365  # After the answer, or after they were asked where none came.
    log: int = 365
    people: int = 365
    applications: int = 365  # After their end.
    requests: int = 730  # After their end.
    accesses: int = 365  # Who opened an application; with the application, if that goes before.
    erasures: int = 365  # After the decision.
    mails: int = 90  # Kept as files; removed from the folder, not here.
    marks: int = 730  # Of timed work done: far longer than any duty looks back, or it would be done again.


async def purge(tx: Transaction, keep: Retention) -> int:
    """Remove what is older than ``keep`` says; return how many rows. An event tells how many, never of whom."""
    now = tx.now

    def before(days: int) -> sa.ColumnElement[object]:
        return sa.literal(now - timedelta(days=days), type_=t.inbox.c.at.type)

    def day_before(days: int) -> date:
        return (now - timedelta(days=days)).date()

    over = sa.select(t.request.c.reference).where(
        t.request.c.status.in_([status.value for status in ENDED]), t.request.c.status_since < before(keep.requests)
    )
    # The file of an expert in office stays; of an application that ended, the journal keeps the number and the moves.
    done_with = sa.and_(
        t.application.c.status.in_([status.value for status in FINAL]),
        t.application.c.status_since < before(keep.applications),
        sa.or_(t.application.c.status != ApplicationStatus.ACCEPTED.value, ~in_office(t.application)),
    )
    applied_over = sa.select(t.application.c.reference).where(done_with, t.application.c.reference.is_not(None))
    # Whoever was erased is known for as long as it takes to tell them so.
    told_last = sa.and_(
        t.outbox.c.kind == ERASURE_DECIDED,
        ~_has(t.person, t.outbox),
        sa.or_(t.outbox.c.state.not_in(OPEN), t.outbox.c.created_at < before(keep.notices)),
    )
    needed = sa.or_(
        _has(t.role, t.person, t.role.c.active),
        _has(t.question, t.person),
        _has(t.application, t.person),
        *(
            sa.exists().where(is_same_person(t.person, t.request, f"{who}_"))
            for who in ("requester", "author", "holder")
        ),
        _has(t.erasure, t.person, t.erasure.c.status == ErasureStatus.WAITING.value),
    )
    statements = (
        sa.delete(t.inbox).where(t.inbox.c.at < before(keep.inbox)),
        # What a process still had in hand of somebody may come after they were erased.
        sa.delete(t.conversation).where(
            sa.or_(t.conversation.c.at < before(keep.conversations), ~_has(t.person, t.conversation))
        ),
        sa.delete(t.draft).where(t.draft.c.updated_at < before(keep.drafts)),
        sa.delete(t.focus).where(t.focus.c.at < before(keep.drafts)),
        # Who waited that long for an answer waits no more; kept without end, the question would keep its asker too.
        sa.delete(t.question).where(
            sa.func.coalesce(t.question.c.answered_at, t.question.c.asked_at) < before(keep.questions)
        ),
        sa.delete(t.application).where(
            t.application.c.status == ApplicationStatus.EXPIRED.value,
            t.application.c.status_since < before(keep.drafts),
        ),
        # People may be known by their address alone: what could not be told to them goes with the request or the
        # application, and so do the reasons, which people wrote. The journal keeps the number and the moves.
        sa.delete(t.outbox).where(sa.or_(t.outbox.c.reference.in_(over), t.outbox.c.reference.in_(applied_over))),
        *(
            sa.update(t.event)
            .where(t.event.c.subject == subject, t.event.c.reason != "", t.event.c.reference.in_(references))
            .values(reason="")
            for subject, references in (("request", over), ("application", applied_over))
        ),
        sa.delete(t.event).where(
            t.event.c.subject == ACCESS,
            sa.or_(t.event.c.at < before(keep.accesses), t.event.c.reference.in_(applied_over)),
        ),
        sa.delete(t.attached).where(t.attached.c.reference.in_(applied_over)),
        sa.delete(t.application).where(done_with),
        sa.delete(t.batch).where(
            sa.func.coalesce(t.batch.c.ended_at, t.batch.c.confirmed_at, t.batch.c.made_at) < before(keep.notices),
            ~sa.exists().where(t.outbox.c.batch == t.batch.c.id, t.outbox.c.state.in_(OPEN)),
        ),
        sa.delete(t.plan_action).where(t.plan_action.c.ended_on < day_before(keep.requests)),
        # A published case stays as long as it is; who proposed it, and who said that it helped, do not.
        sa.delete(t.solved_case).where(
            t.solved_case.c.state != CaseState.PUBLISHED.value, t.solved_case.c.since < before(keep.requests)
        ),
        sa.update(t.solved_case)
        .where(t.solved_case.c.oid.is_not(None), t.solved_case.c.since < before(keep.requests))
        .values(tenant=None, oid=None),
        sa.delete(t.case_helped).where(t.case_helped.c.at < before(keep.people)),
        sa.delete(t.batch_line).where(~sa.exists().where(t.batch.c.id == t.batch_line.c.batch)),
        sa.delete(t.erasure).where(t.erasure.c.decided_at < before(keep.erasures)),
        sa.delete(t.outbox).where(told_last),
        sa.delete(t.card).where(t.card.c.reference.in_(over)),
        sa.delete(t.attached).where(sa.or_(t.attached.c.reference.in_(over), without_draft())),
        sa.delete(t.reminder).where(t.reminder.c.reference.in_(over)),
        sa.delete(t.request).where(t.request.c.reference.in_(over)),
        sa.delete(t.question_log).where(t.question_log.c.day < day_before(keep.log)),
        sa.delete(t.person).where(t.person.c.last_seen < before(keep.people), ~needed),
        sa.delete(t.address).where(~_has(t.person, t.address), ~_has(t.outbox, t.address, t.outbox.c.state.in_(OPEN))),
        # Nothing is told to who holds no role.
        sa.delete(t.subscription).where(~_has(t.role, t.subscription, t.role.c.active)),
        sa.delete(t.mandate).where(~in_office(t.mandate), t.mandate.c.ended_on < day_before(keep.applications)),
        *(sa.delete(table).where(~in_office(table)) for table in (t.absence, t.on_call, t.known_topic)),
        *(sa.delete(table).where(table.c.last_day < day_before(keep.notices)) for table in (t.absence, t.on_call)),
    )
    removed = await outbox.forget(tx, now - timedelta(days=keep.notices))
    removed += await timers.forget(tx, now - timedelta(days=keep.marks))
    for statement in statements:
        removed += (await tx.connection.execute(statement)).rowcount
    if removed:
        tx.erased = True
        await tx.record(Event("retention", now.date().isoformat(), "purge", data={"rows": removed}))
    return removed


def _has(table: sa.Table, of: sa.Table, *more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell of each row of ``of`` whether ``table`` has one of the same person, of which ``more`` holds."""
    return sa.exists().where(is_same_person(table, of), *more)
