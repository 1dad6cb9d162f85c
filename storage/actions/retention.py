"""What is kept no longer than said: one transaction removes it, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from knowledge.application import FINAL, ApplicationStatus
from knowledge.cases import CaseState
from knowledge.erasure import ErasureStatus
from knowledge.request import FINAL as ENDED
from storage import outbox, timers
from storage.actions.notices import ERASURE_DECIDED
from storage.attaching import without_draft
from storage.outbox import OPEN
from storage.queries.applications import ACCESS
from storage.tables import (
    absence,
    address,
    application,
    attached,
    batch,
    batch_line,
    card,
    case_helped,
    conversation,
    draft,
    erasure,
    event,
    focus,
    inbox,
    known_topic,
    mandate,
    on_call,
    person,
    plan_action,
    question,
    question_log,
    reminder,
    request,
    role,
    solved_case,
    subscription,
)
from storage.tables import outbox as outbox_table
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
    wants_erasure = sa.exists().where(
        erasure.c.tenant == person.c.tenant,
        erasure.c.oid == person.c.oid,
        erasure.c.status == ErasureStatus.WAITING.value,
    )
    keeps_something = sa.or_(asked, applied, in_a_request, wants_erasure)
    over = sa.select(request.c.reference).where(
        request.c.status.in_([status.value for status in ENDED]), request.c.status_since < before(keep.requests)
    )
    # The file of an expert in office stays; of an application that ended, the journal keeps the number and the moves.
    in_office = sa.exists().where(
        role.c.tenant == application.c.tenant, role.c.oid == application.c.oid, role.c.role == "expert", role.c.active
    )
    ended = application.c.status.in_([status.value for status in FINAL])
    done_with = sa.and_(
        ended,
        application.c.status_since < before(keep.applications),
        sa.or_(application.c.status != ApplicationStatus.ACCEPTED.value, ~in_office),
    )
    applied_over = sa.select(application.c.reference).where(done_with, application.c.reference.is_not(None))
    known = sa.exists().where(person.c.tenant == address.c.tenant, person.c.oid == address.c.oid)
    speaks = sa.exists().where(person.c.tenant == conversation.c.tenant, person.c.oid == conversation.c.oid)
    subscribes = sa.exists().where(
        role.c.tenant == subscription.c.tenant, role.c.oid == subscription.c.oid, role.c.active
    )

    def is_expert(table: sa.Table) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            role.c.tenant == table.c.tenant, role.c.oid == table.c.oid, role.c.role == "expert", role.c.active
        )

    to_be_told = sa.exists().where(
        outbox_table.c.tenant == address.c.tenant,
        outbox_table.c.oid == address.c.oid,
        outbox_table.c.state.in_(OPEN),
    )
    # Whoever was erased is known for as long as it takes to tell them so.
    told_last = sa.and_(
        outbox_table.c.kind == ERASURE_DECIDED,
        ~sa.exists().where(person.c.tenant == outbox_table.c.tenant, person.c.oid == outbox_table.c.oid),
        sa.or_(outbox_table.c.state.not_in(OPEN), outbox_table.c.created_at < before(keep.notices)),
    )
    statements = (
        sa.delete(inbox).where(inbox.c.at < before(keep.inbox)),
        # What a process still had in hand of somebody may come after they were erased.
        sa.delete(conversation).where(sa.or_(conversation.c.at < before(keep.conversations), ~speaks)),
        sa.delete(draft).where(draft.c.updated_at < before(keep.drafts)),
        sa.delete(focus).where(focus.c.at < before(keep.drafts)),
        # Who waited that long for an answer waits no more; kept without end, the question would keep its asker too.
        sa.delete(question).where(
            sa.func.coalesce(question.c.answered_at, question.c.asked_at) < before(keep.questions)
        ),
        sa.delete(application).where(
            application.c.status == ApplicationStatus.EXPIRED.value, application.c.status_since < before(keep.drafts)
        ),
        # People may be known by their address alone: what could not be told to them goes with the request or the
        # application, and so do the reasons, which people wrote. The journal keeps the number and the moves.
        sa.delete(outbox_table).where(
            sa.or_(outbox_table.c.reference.in_(over), outbox_table.c.reference.in_(applied_over))
        ),
        *(
            sa.update(event)
            .where(event.c.subject == subject, event.c.reason != "", event.c.reference.in_(references))
            .values(reason="")
            for subject, references in (("request", over), ("application", applied_over))
        ),
        sa.delete(event).where(
            event.c.subject == ACCESS, sa.or_(event.c.at < before(keep.accesses), event.c.reference.in_(applied_over))
        ),
        sa.delete(attached).where(attached.c.reference.in_(applied_over)),
        sa.delete(application).where(done_with),
        sa.delete(batch).where(
            sa.func.coalesce(batch.c.ended_at, batch.c.confirmed_at, batch.c.made_at) < before(keep.notices),
            ~sa.exists().where(outbox_table.c.batch == batch.c.id, outbox_table.c.state.in_(OPEN)),
        ),
        sa.delete(plan_action).where(plan_action.c.ended_on < (now - timedelta(days=keep.requests)).date()),
        # A published case stays as long as it is; who proposed it, and who said that it helped, do not.
        sa.delete(solved_case).where(
            solved_case.c.state != CaseState.PUBLISHED.value, solved_case.c.since < before(keep.requests)
        ),
        sa.update(solved_case)
        .where(solved_case.c.oid.is_not(None), solved_case.c.since < before(keep.requests))
        .values(tenant=None, oid=None),
        sa.delete(case_helped).where(case_helped.c.at < before(keep.people)),
        sa.delete(batch_line).where(~sa.exists().where(batch.c.id == batch_line.c.batch)),
        sa.delete(erasure).where(erasure.c.decided_at < before(keep.erasures)),
        sa.delete(outbox_table).where(told_last),
        sa.delete(card).where(card.c.reference.in_(over)),
        sa.delete(attached).where(sa.or_(attached.c.reference.in_(over), without_draft())),
        sa.delete(reminder).where(reminder.c.reference.in_(over)),
        sa.delete(request).where(request.c.reference.in_(over)),
        sa.delete(question_log).where(question_log.c.day < (now - timedelta(days=keep.log)).date()),
        sa.delete(person).where(person.c.last_seen < seen, ~holds_a_role, ~keeps_something),
        sa.delete(address).where(~known, ~to_be_told),
        sa.delete(subscription).where(~subscribes),  # Nothing is told to who holds no role.
        sa.delete(mandate).where(
            ~is_expert(mandate), mandate.c.ended_on < (now - timedelta(days=keep.applications)).date()
        ),
        *(sa.delete(table).where(~is_expert(table)) for table in (absence, on_call, known_topic)),
        *(
            sa.delete(table).where(table.c.last_day < (now - timedelta(days=keep.notices)).date())
            for table in (absence, on_call)
        ),
    )
    removed = await outbox.forget(tx, now - timedelta(days=keep.notices))
    removed += await timers.forget(tx, now - timedelta(days=keep.marks))
    for statement in statements:
        removed += (await tx.connection.execute(statement)).rowcount
    if removed:
        tx.erased = True
        await tx.record(Event("retention", now.date().isoformat(), "purge", data={"rows": removed}))
    return removed
