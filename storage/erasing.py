"""Carrying a request of erasure out: what is removed, what stays under a pseudonym, table by table.

What others need stays: the numbers, the moves and their dates, the school and the subject of a request, the function and
the wave of an application. Whoever did several of these things keeps one pseudonym, which leads back to nobody.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from knowledge.anonymous import name_parts, without_names
from knowledge.cases import CaseState
from knowledge.erasure import ERASED_NAME
from knowledge.known_names import KnownNames
from knowledge.people import PersonKey
from storage.actions.notices import QUESTION_ANSWERED, QUESTION_ASKED, QUESTION_PHONE
from storage.queries.erasures import about_person, mails_of, own_contact
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
    outbox,
    person,
    plan_action,
    question,
    question_log,
    reminder,
    request,
    role,
    room,
    solved_case,
    subscription,
    taught,
)
from storage.transaction import Transaction

# Of an application: what is counted, and names nobody.
COUNTED = ("function", "wave")
# Of a request: what its contact, or who helped them, has written.
WRITTEN = ("contact_function", "contact_mail", "contact_phone", "details", "wished_slots", "link", "report", "comment")
# Where a person is named besides as the one whom a row is about: «answered by», «held by».
NAMED_BESIDES = ((question, "answered_by_"), (request, "author_"), (request, "requester_"), (request, "holder_"),
                 (taught, "by_"), (erasure, "decided_by_"), (event, ""), (application, ""), (erasure, ""),
                 (batch, ""), (batch_line, ""), (plan_action, ""), (absence, "by_"), (on_call, "by_"),
                 (known_topic, "by_"), (room, "by_"), (solved_case, ""))  # fmt: skip
# Texts that others have written and that may name the person: there their names are masked, however they are written.
WRITTEN_BY_OTHERS = (
    request.c.contact_function, request.c.details, request.c.wished_slots, request.c.report, request.c.comment, request.c.more,
    event.c.reason, event.c.data, outbox.c.data, application.c.answers, application.c.complement, question.c.text,
    question.c.answer, question_log.c.text, taught.c.wording, taught.c.answer, reminder.c.text, draft.c.answers,
    draft.c.proposals, draft.c.listed, draft.c.pending, attached.c.name, erasure.c.reason, plan_action.c.text,
    batch_line.c.reason, batch.c.given, solved_case.c.problem, solved_case.c.solution,
)  # fmt: skip
# Of these, few texts and about people of the service: each single word of the names is masked too, where it has a capital.
OF_THE_SERVICE = (plan_action.c.text, batch_line.c.reason, batch.c.given, solved_case.c.problem, solved_case.c.solution)
# Names that others have given; those of somebody else of the same family stay.
GIVEN_BY_OTHERS = (request.c.contact_name, plan_action.c.owner)
# Within JSON, what is no text: whose key it is, and how somebody else is called and reached.
_NO_TEXT = frozenset({"tenant", "oid", "name", "mail", "phone"})
# Columns of JSON that may hold a person's key.
KEYS_WITHIN = ((event, "data"), (outbox, "data"), (application, "complement"), (batch, "given"))


@dataclass(frozen=True, slots=True)
class _About:
    """What is to be erased: whose key, the addresses and names that they gave, and the numbers of what is theirs."""

    key: PersonKey
    mails: Sequence[str]
    names: Sequence[str]
    requests: Sequence[str]
    applications: Sequence[str]
    questions: Sequence[str]

    @property
    def references(self) -> list[str]:
        return [*self.requests, *self.applications]


async def erase(tx: Transaction, key: PersonKey) -> list[int]:
    """Erase a person in ``tx``; return the rows of the outbox whose mails, kept as files, are to be removed.

    The address of their chat stays until they are answered: the next purge removes it.
    """
    about = await _about(tx, key)
    pseudonym = PersonKey(key.tenant, f"efface-{uuid.uuid4()}")
    await _drafts(tx, about)
    mails = await _notices(tx, about)
    await _records(tx, about)
    await _cases(tx, about)
    await _texts(tx, about)
    for table, prefix in NAMED_BESIDES:
        await tx.connection.execute(
            sa.update(table).where(_is(table, key, prefix)).values({f"{prefix}oid": pseudonym.oid})
        )
    await tx.connection.execute(sa.update(event).where(event.c.reference == key.oid).values(reference=pseudonym.oid))
    await _within(tx, key, pseudonym)
    await _conversations(tx, key)
    stands_in = sa.update(absence).where(_is(absence, key, "cover_"))
    await tx.connection.execute(stands_in.values(cover_tenant=None, cover_oid=None))
    for table in (role, subscription, reminder, absence, on_call, known_topic, mandate, case_helped, person):
        await tx.connection.execute(sa.delete(table).where(_is(table, key)))
    tx.erased = True
    tx.changed(key)
    return mails


async def _about(tx: Transaction, key: PersonKey) -> _About:
    async def column(asked: sa.Select[Any]) -> list[str]:
        return [str(value) for value in (await tx.connection.execute(asked)).scalars() if value]

    mails = await mails_of(tx.connection, key)
    names = [
        *await column(sa.select(person.c.name).where(_is(person, key))),
        *await column(sa.select(application.c.name).where(_is(application, key))),
        *await column(sa.select(question.c.name).where(_is(question, key))),
        *await column(sa.select(request.c.contact_name).where(_is(request, key, "requester_"), own_contact())),
    ]
    return _About(
        key,
        mails,
        names,
        await column(about_person(key, mails)),
        await column(sa.select(application.c.reference).where(_is(application, key))),
        await column(sa.select(sa.cast(question.c.id, sa.String)).where(_is(question, key))),
    )


async def _drafts(tx: Transaction, about: _About) -> None:
    """Remove what the person began, what others began about what is theirs, and where their chats stand."""
    of_theirs = sa.or_(
        draft.c.subject.in_(about.references), sa.and_(draft.c.form == "answer", draft.c.subject.in_(about.questions))
    )
    gone = sa.select(draft.c.id).where(sa.or_(_is(draft, about.key), of_theirs))
    places = sa.union(
        sa.select(address.c.conversation).where(_is(address, about.key)),
        sa.select(focus.c.conversation).where(_is(focus, about.key)),
    )
    for statement in (
        sa.delete(inbox).where(inbox.c.tenant == about.key.tenant, inbox.c.conversation.in_(places)),
        sa.delete(focus).where(sa.or_(_is(focus, about.key), focus.c.draft.in_(gone))),
        sa.delete(draft).where(draft.c.id.in_(gone)),
        sa.delete(card).where(sa.or_(_is(card, about.key), card.c.reference.in_(about.requests))),
        sa.delete(attached).where(sa.or_(_is(attached, about.key, "by_"), attached.c.reference.in_(about.references))),
    ):
        await tx.connection.execute(statement)


async def _notices(tx: Transaction, about: _About) -> list[int]:
    """Remove what was or is to be told to the person, or about what is theirs; return the rows."""
    of_questions = (QUESTION_ASKED, QUESTION_ANSWERED, QUESTION_PHONE)
    removed = await tx.connection.execute(
        sa.delete(outbox)
        .where(
            sa.or_(
                _is(outbox, about.key),
                sa.func.lower(outbox.c.mail).in_(list(about.mails)),
                outbox.c.reference.in_(about.references),
                sa.and_(outbox.c.kind.in_(of_questions), outbox.c.reference.in_(about.questions)),
            )
        )
        .returning(outbox.c.id)
    )
    return sorted(removed.scalars())


async def _records(tx: Transaction, about: _About) -> None:
    """Remove the questions, and leave of applications, requests and the journal what names nobody."""
    kept = sa.select(application.c.id, application.c.answers).where(_is(application, about.key))
    for row in (await tx.connection.execute(kept)).all():
        counted = {name: row.answers[name] for name in COUNTED if name in row.answers}
        await tx.connection.execute(
            sa.update(application)
            .where(application.c.id == row.id)
            .values(name=ERASED_NAME, answers=counted, complement=sa.null(), reply_token=sa.null())
        )
    for statement in (
        sa.delete(question).where(_is(question, about.key)),
        sa.delete(application).where(_is(application, about.key), application.c.reference.is_(None)),
        sa.update(request)
        .where(request.c.reference.in_(about.requests))
        .values(contact_name=ERASED_NAME, more=sa.null(), reply_token=sa.null(), **dict.fromkeys(WRITTEN, "")),
        sa.update(event)
        .where(event.c.subject.in_(("request", "application")), event.c.reference.in_(about.references))
        .values(reason=""),
        sa.update(erasure).where(_is(erasure, about.key)).values(reason=""),
        sa.update(reminder).where(reminder.c.reference.in_(about.requests)).values(text=""),
        sa.update(batch_line).where(batch_line.c.reference.in_(about.references)).values(reason=""),
    ):
        await tx.connection.execute(statement)


async def _conversations(tx: Transaction, key: PersonKey) -> None:
    """Remove what is remembered of the person's chats, and what those of others have shown: it may name the person."""
    await tx.connection.execute(sa.delete(conversation).where(_is(conversation, key)))
    forgotten = {"query": sa.null(), "asked": sa.null(), "listed": sa.null(), "at": tx.now}
    others = await tx.connection.execute(
        sa.update(conversation)
        .where(sa.or_(*(conversation.c[name].is_not(None) for name in forgotten if name != "at")))
        .values(**forgotten)
        .returning(conversation.c.tenant, conversation.c.oid)
    )
    for row in others.all():
        tx.changed(PersonKey(row.tenant, row.oid))


async def _texts(tx: Transaction, about: _About) -> None:
    """Mask the person's names in what others have written. Texts are read one by one: no database compares without accents."""
    known, parts = KnownNames(about.names), name_parts(about.names)

    def masked(text: str, column: sa.Column[Any]) -> str:
        text = known.without(text)
        if column is question_log.c.text:  # It is kept to name nobody.
            return without_names(text, parts, capitals=False)
        return without_names(text, parts) if column in OF_THE_SERVICE else text

    def named_anew(name: str, _column: sa.Column[Any]) -> str:
        return ERASED_NAME if known.found(name) and name_parts([name]) <= parts else name

    for column in WRITTEN_BY_OTHERS if parts else ():
        await _rewrite(tx, column, masked)
    for column in GIVEN_BY_OTHERS if parts else ():
        await _rewrite(tx, column, named_anew)


async def _rewrite(tx: Transaction, column: sa.Column[Any], write: Callable[[str, sa.Column[Any]], str]) -> None:
    """Put what ``write`` makes of a text in its place, in each row where that is something else."""
    key = list(column.table.primary_key)
    rows = await tx.connection.execute(sa.select(column, *key).where(column.is_not(None)))
    for row in rows.all():
        written = _each_text(row[0], lambda text: write(text, column))
        if written != row[0]:
            this = sa.and_(*(one == value for one, value in zip(key, row[1:], strict=True)))
            await tx.connection.execute(sa.update(column.table).where(this).values({column.name: written}))


def _each_text(held: Any, write: Callable[[str], str]) -> Any:
    """Return a text, or what JSON holds, with each text written anew."""
    if isinstance(held, dict):
        return {name: one if name in _NO_TEXT else _each_text(one, write) for name, one in held.items()}
    if isinstance(held, list):
        return [_each_text(one, write) for one in held]
    return write(held) if isinstance(held, str) else held


async def _cases(tx: Transaction, about: _About) -> None:
    """Remove the cases of the person's requests that are not published; those that are were read again to name nobody."""
    await tx.connection.execute(
        sa.delete(solved_case).where(
            solved_case.c.reference.in_(about.requests), solved_case.c.state != CaseState.PUBLISHED.value
        )
    )


async def _within(tx: Transaction, key: PersonKey, pseudonym: PersonKey) -> None:
    """Put the pseudonym where JSON holds the person's key."""
    for table, name in KEYS_WITHIN:
        held = table.c[name]
        rows = await tx.connection.execute(
            sa.select(table.c.id, held).where(sa.cast(held, sa.Text).contains(key.oid, autoescape=True))
        )
        for row in rows.all():
            value = json.loads(json.dumps(row[1]).replace(key.oid, pseudonym.oid))
            await tx.connection.execute(sa.update(table).where(table.c.id == row.id).values({name: value}))


def _is(table: sa.Table, key: PersonKey, prefix: str = "") -> sa.ColumnElement[bool]:
    return sa.and_(table.c[f"{prefix}tenant"] == key.tenant, table.c[f"{prefix}oid"] == key.oid)
