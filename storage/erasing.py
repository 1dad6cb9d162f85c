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

from knowledge.batch import ERASED_NAME
from knowledge.cases import CaseState
from knowledge.identities import KnownNames, name_parts, without_names
from knowledge.people import PersonKey
from storage import tables as t
from storage.actions.notices import QUESTION_ANSWERED, QUESTION_ASKED, QUESTION_PHONE
from storage.queries.erasures import about_person, mails_of, own_contact
from storage.tables import is_person, metadata
from storage.transaction import Transaction

# Of an application: what is counted, and names nobody.
COUNTED = ("function", "wave")
# Of a request: what its contact, or who helped them, has written.
WRITTEN = (
    "contact_function",
    "contact_mail",
    "contact_phone",
    "details",
    "wished_slots",
    "ticket",
    "link",
    "report",
    "comment",
)
# A row that cannot be without its person goes with them; the address of their chat does so once they are answered.
THEIRS = [one for one in metadata.sorted_tables if "oid" in one.c and not one.c.oid.nullable and one is not t.address]
# Where it can, a pseudonym takes their place: «answered by», «held by».
NAMED = [
    (column.table, column.name.removesuffix("oid"))
    for one in metadata.sorted_tables
    for column in one.c
    if column.name.endswith("oid") and column.nullable
]


def _marked(mark: str) -> tuple[sa.Column[Any], ...]:
    return tuple(column for one in metadata.sorted_tables for column in one.c if column.info.get(mark))


# Texts that others have written and that may name the person: there their names are masked, however they are written.
WRITTEN_BY_OTHERS = _marked("masked")
# Of these, few texts and about people of the service: each single word of the names is masked too, where it has a capital.
OF_THE_SERVICE = _marked("service")
# Names that others have given; those of somebody else of the same family stay.
GIVEN_BY_OTHERS = _marked("given")
# Within JSON, what is no text: whose key it is, and how somebody else is called and reached.
_NO_TEXT = frozenset({"tenant", "oid", "name", "mail", "phone"})
# Columns of JSON that may hold a person's key.
KEYS_WITHIN = ((t.event, "data"), (t.outbox, "data"), (t.application, "complement"), (t.batch, "given"))


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
    stands_in = sa.update(t.absence).where(is_person(t.absence, key, "cover_"))
    await tx.connection.execute(stands_in.values(cover_tenant=None, cover_oid=None))
    for table, prefix in NAMED:
        await tx.connection.execute(
            sa.update(table).where(is_person(table, key, prefix)).values({f"{prefix}oid": pseudonym.oid})
        )
    await tx.connection.execute(
        sa.update(t.event).where(t.event.c.reference == key.oid).values(reference=pseudonym.oid)
    )
    await _within(tx, key, pseudonym)
    await _conversations(tx)
    for table in THEIRS:
        await tx.connection.execute(sa.delete(table).where(is_person(table, key)))
    tx.erased = True
    tx.changed(key)
    return mails


async def _about(tx: Transaction, key: PersonKey) -> _About:
    async def column(asked: sa.Select[Any]) -> list[str]:
        return [str(value) for value in (await tx.connection.execute(asked)).scalars() if value]

    mails = await mails_of(tx.connection, key)
    names = [
        *await column(sa.select(t.person.c.name).where(is_person(t.person, key))),
        *await column(sa.select(t.application.c.name).where(is_person(t.application, key))),
        *await column(sa.select(t.question.c.name).where(is_person(t.question, key))),
        *await column(
            sa.select(t.request.c.contact_name).where(is_person(t.request, key, "requester_"), own_contact())
        ),
    ]
    return _About(
        key,
        mails,
        names,
        await column(about_person(key, mails)),
        await column(sa.select(t.application.c.reference).where(is_person(t.application, key))),
        await column(sa.select(sa.cast(t.question.c.id, sa.String)).where(is_person(t.question, key))),
    )


async def _drafts(tx: Transaction, about: _About) -> None:
    """Remove what the person began, what others began about what is theirs, and where their chats stand."""
    of_theirs = sa.or_(
        t.draft.c.subject.in_(about.references),
        sa.and_(t.draft.c.form == "answer", t.draft.c.subject.in_(about.questions)),
    )
    gone = sa.select(t.draft.c.id).where(sa.or_(is_person(t.draft, about.key), of_theirs))
    places = sa.union(
        sa.select(t.address.c.conversation).where(is_person(t.address, about.key)),
        sa.select(t.focus.c.conversation).where(is_person(t.focus, about.key)),
    )
    for statement in (
        sa.delete(t.inbox).where(t.inbox.c.tenant == about.key.tenant, t.inbox.c.conversation.in_(places)),
        sa.delete(t.focus).where(sa.or_(is_person(t.focus, about.key), t.focus.c.draft.in_(gone))),
        sa.delete(t.draft).where(t.draft.c.id.in_(gone)),
        sa.delete(t.card).where(sa.or_(is_person(t.card, about.key), t.card.c.reference.in_(about.requests))),
        sa.delete(t.attached).where(
            sa.or_(is_person(t.attached, about.key, "by_"), t.attached.c.reference.in_(about.references))
        ),
    ):
        await tx.connection.execute(statement)


async def _notices(tx: Transaction, about: _About) -> list[int]:
    """Remove what was or is to be told to the person, or about what is theirs; return the rows."""
    of_questions = (QUESTION_ASKED, QUESTION_ANSWERED, QUESTION_PHONE)
    removed = await tx.connection.execute(
        sa.delete(t.outbox)
        .where(
            sa.or_(
                is_person(t.outbox, about.key),
                sa.func.lower(t.outbox.c.mail).in_(list(about.mails)),
                t.outbox.c.reference.in_(about.references),
                sa.and_(t.outbox.c.kind.in_(of_questions), t.outbox.c.reference.in_(about.questions)),
            )
        )
        .returning(t.outbox.c.id)
    )
    return sorted(removed.scalars())


async def _records(tx: Transaction, about: _About) -> None:
    """Remove the questions, and leave of applications, requests and the journal what names nobody."""
    kept = sa.select(t.application.c.id, t.application.c.answers).where(is_person(t.application, about.key))
    for row in (await tx.connection.execute(kept)).all():
        counted = {name: row.answers[name] for name in COUNTED if name in row.answers}
        await tx.connection.execute(
            sa.update(t.application)
            .where(t.application.c.id == row.id)
            .values(name=ERASED_NAME, answers=counted, complement=sa.null(), reply_token=sa.null())
        )
    for statement in (
        sa.delete(t.question).where(is_person(t.question, about.key)),
        sa.delete(t.application).where(is_person(t.application, about.key), t.application.c.reference.is_(None)),
        sa.update(t.request)
        .where(t.request.c.reference.in_(about.requests))
        .values(contact_name=ERASED_NAME, more=sa.null(), reply_token=sa.null(), **dict.fromkeys(WRITTEN, "")),
        sa.update(t.event)
        .where(t.event.c.subject.in_(("request", "application")), t.event.c.reference.in_(about.references))
        .values(reason=""),
        sa.update(t.erasure).where(is_person(t.erasure, about.key)).values(reason=""),
        sa.update(t.reminder).where(t.reminder.c.reference.in_(about.requests)).values(text=""),
        sa.update(t.batch_line).where(t.batch_line.c.reference.in_(about.references)).values(reason=""),
    ):
        await tx.connection.execute(statement)


async def _conversations(tx: Transaction) -> None:
    """Forget what the chats of all have shown: it may name the person."""
    forgotten = {"query": sa.null(), "asked": sa.null(), "listed": sa.null(), "at": tx.now}
    others = await tx.connection.execute(
        sa.update(t.conversation)
        .where(sa.or_(*(t.conversation.c[name].is_not(None) for name in forgotten if name != "at")))
        .values(**forgotten)
        .returning(t.conversation.c.tenant, t.conversation.c.oid)
    )
    for row in others.all():
        tx.changed(PersonKey(row.tenant, row.oid))


async def _texts(tx: Transaction, about: _About) -> None:
    """Mask the person's names in what others have written. Texts are read one by one: no database compares without accents."""
    known, parts = KnownNames(about.names), name_parts(about.names)

    def masked(text: str, column: sa.Column[Any]) -> str:
        text = known.without(text)
        if column is t.question_log.c.text:  # It is kept to name nobody.
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
        sa.delete(t.solved_case).where(
            t.solved_case.c.reference.in_(about.requests), t.solved_case.c.state != CaseState.PUBLISHED.value
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
