"""Drafts: begun, answered field by field, put aside, taken up again, thrown away; and the files kept with them. What sends one is elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from knowledge.files import Attached, kept_as, number_of
from knowledge.french import DomainError
from knowledge.people import PersonKey
from storage.engine import Storage, fetch
from storage.tables import attached, draft, focus, inbox, is_person
from storage.transaction import STEP, ActivityKey, Transaction, insert, insert_into, transaction

# The focus of a draft whose fields are all answered: its summary.
REVIEW = "review"
NOTHING: Mapping[str, Any] = MappingProxyType({})

# Statements of every step are made once. A draft is asked for by its nonce, which buttons carry: row numbers can be
# guessed, and must name nobody's draft.
_OF_PERSON = [draft.c[name] == sa.bindparam(name, type_=sa.String()) for name in ("tenant", "oid")]
_OWN = sa.select(draft).where(draft.c.nonce == sa.bindparam("nonce"), *_OF_PERSON)
_OWN_LOCKED = _OWN.with_for_update()
_TAKEN = sa.and_(
    inbox.c.tenant == focus.c.tenant,
    inbox.c.conversation == focus.c.conversation,
    inbox.c.activity == sa.bindparam("activity"),
)
_FOCUSED = (
    sa.select(draft, focus.c.field, focus.c.since, inbox.c.activity.label("taken"), inbox.c.answer.label("kept"))
    .select_from(draft.join(focus, focus.c.draft == draft.c.id).outerjoin(inbox, _TAKEN))
    .where(
        *(focus.c[name] == sa.bindparam(name, type_=sa.String()) for name in ("tenant", "oid")),
        focus.c.conversation == sa.bindparam("place"),
        *_OF_PERSON,
    )
)


class DraftGone(DomainError):
    """The draft was sent or thrown away meanwhile, or is another person's."""


class DraftChanged(DomainError):
    """The draft has been changed since the summary was shown."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is kept.

    ``nonce`` names it, in buttons and wherever a draft is asked for; it can neither be guessed nor come again.
    ``subject``: what it is about, a reference or a call, as it was in its ``subject_version`` (0: it has no versions).
    ``answers``: by field, an empty string for one that was skipped. ``proposals``: by field, what the person has yet to
    confirm. ``listed``: by field, the values last listed to choose from. ``pending``: a message of which was asked
    whether it is an answer; empty when none waits.
    """

    id: int
    form: str
    subject: str
    answers: Mapping[str, str]
    version: int
    nonce: str
    updated_at: datetime
    subject_version: int = 0
    proposals: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pending: str = ""

    def proposed(self, name: str) -> str:
        """Return what is proposed for a field that has no answer yet, empty if nothing is."""
        return "" if name in self.answers else self.proposals.get(name, "")


@dataclass(frozen=True, slots=True)
class Focused:
    """The draft that a typed message answers, and the field it answers (or ``REVIEW``)."""

    draft: Draft
    field: str
    since: datetime | None = None  # When the message that turned to this draft was sent, if the channel says so.
    kept: Mapping[str, Any] | None = None  # What was kept of this very activity, where it has had its effect before.

    def takes(self, sent: datetime | None) -> bool:
        """Tell whether a message of that time can be meant for the draft: one sent before it was turned to cannot."""
        return self.since is None or sent is None or sent >= self.since


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person fills a form in: their focus is per conversation.

    With the id of the ``activity`` that is answered, it changes drafts once, however often it is delivered: what
    changes them raises RepeatedStep (or Repeated) then.
    """

    key: PersonKey
    conversation: str
    activity: str = ""
    sent: datetime | None = None  # By the channel's clock, which is compared with itself alone.

    @property
    def once(self) -> ActivityKey | None:
        """Return what names the activity."""
        return ActivityKey(self.key.tenant, self.conversation, self.activity) if self.activity else None


async def begin(
    storage: Storage,
    place: Place,
    *,
    form: str,
    subject: str,
    subject_version: int = 0,
    answers: Mapping[str, str],
    proposals: Mapping[str, str] = NOTHING,
    listed: Mapping[str, Sequence[str]] = NOTHING,
    first: str,
    now: datetime,
) -> tuple[Draft, bool]:
    """Return the person's draft of this form and subject, made with what is given if there was none, and whether so.

    A draft that was there keeps its answers; the focus is left for the caller to set (:func:`look_at`) in that case.
    """
    async with transaction(storage, now) as tx:
        written = await tx.connection.execute(
            insert(tx.connection, draft)
            .values(
                **place.key._asdict(), form=form, subject=subject, subject_version=subject_version,
                answers=dict(answers), proposals=dict(proposals), listed=_lists(listed), pending="", version=1, nonce=secrets.token_urlsafe(16), created_at=now, updated_at=now,
            )
            .on_conflict_do_nothing(index_elements=["tenant", "oid", "form", "subject", "subject_version"])
            .returning(draft.c.id)
        )  # fmt: skip
        made = written.scalar()
        found = (
            (
                await tx.connection.execute(
                    sa.select(draft).where(
                        is_person(draft, place.key), draft.c.form == form,
                        draft.c.subject == subject, draft.c.subject_version == subject_version,
                    )
                )
            )
            .mappings()
            .one()
        )  # fmt: skip
        if made is not None:
            if place.once:
                await tx.once(place.once)
            await _focus(tx, place, _draft(found), first)
        await tx.commit({STEP: found["nonce"]})
        return _draft(found), made is not None


async def answer(
    storage: Storage,
    place: Place,
    nonce: str,
    *,
    answers: Mapping[str, str] = NOTHING,
    listed: Mapping[str, Sequence[str]] = NOTHING,
    files: Mapping[str, Attached] = NOTHING,
    pending: str = "",
    field: str,
    now: datetime,
) -> Draft:
    """Store ``answers``, ``files`` by field and what is ``listed`` now, and look at ``field`` next. Raises DraftGone.

    What was listed for a field goes with its answer; a message that waited gives way to ``pending``, or to nothing.
    """
    async with transaction(storage, now, place.once) as tx:
        found = await _own(tx, place.key, nonce)
        answers = {**answers, **await keep_with_draft(tx, found.id, place.key, files, found.answers)}
        lists = {name: values for name, values in found.listed.items() if name not in answers}
        changed: dict[str, Any] = {
            "answers": {**found.answers, **answers}, "listed": _lists({**lists, **listed}), "pending": pending,
        }  # fmt: skip
        if changed != {name: getattr(found, name) for name in changed}:
            found = replace(found, **changed, version=found.version + 1, updated_at=now)
            await tx.connection.execute(
                sa.update(draft).where(draft.c.id == found.id).values(**changed, version=found.version, updated_at=now)
            )
        await _focus(tx, place, found, field)
        await tx.commit({STEP: nonce})
        return found


async def look_at(storage: Storage, place: Place, nonce: str, *, field: str, now: datetime) -> Draft:
    """Make ``field`` of a draft what the next message answers; a message that waited is let go. Raises DraftGone."""
    return await answer(storage, place, nonce, field=field, now=now)


async def note(storage: Storage, place: Place, nonce: str, now: datetime) -> None:
    """Note that an activity was taken by the form, also when it changed nothing: it must not when it comes again."""
    if place.once and place.once not in storage.stored:  # What has changed something is noted with the change.
        async with transaction(storage, now) as tx:
            kept = {**place.once._asdict(), "at": now, "answer": {STEP: nonce}}
            await tx.connection.execute(insert(tx.connection, inbox).values(**kept).on_conflict_do_nothing())
            await tx.commit()


async def put_aside(storage: Storage, place: Place, nonce: str, now: datetime) -> None:
    """Let typed messages answer nothing any more; the draft stays."""
    async with transaction(storage, now, place.once) as tx:
        await _unfocus(tx, place)
        await tx.commit({STEP: nonce})


async def discard(storage: Storage, place: Place, nonce: str, now: datetime, *, version: int | None = None) -> None:
    """Throw a draft away; with a ``version``, that one alone. Raises DraftGone, DraftChanged."""
    async with transaction(storage, now, place.once) as tx:
        found = await _own(tx, place.key, nonce)
        if version is not None and found.version != version:
            raise DraftChanged(nonce)
        await tx.connection.execute(sa.delete(draft).where(draft.c.id == found.id))
        await drop_of_draft(tx, found.id)
        await unfocus_draft(tx, place.key, found.id)
        await tx.commit({STEP: nonce})


async def consume(tx: Transaction, place: Place, nonce: str, version: int) -> Draft:
    """Take a draft out, in the transaction that sends it. Raises DraftGone, DraftChanged."""
    found = await _own(tx, place.key, nonce)
    if found.version != version:
        raise DraftChanged(nonce)
    await tx.connection.execute(sa.delete(draft).where(draft.c.id == found.id))
    await unfocus_draft(tx, place.key, found.id)
    # A repetition of the activity asks the form what it has made.
    tx.kept |= {"form": found.form, "nonce": found.nonce, "subject": found.subject}
    return found


async def focused(storage: Storage, place: Place) -> Focused | None:
    """Return what a typed message answers; None when no form is being filled in here."""
    asked = {**place.key._asdict(), "place": place.conversation, "activity": place.activity}
    found = (await fetch(storage, _FOCUSED, asked)).mappings().first()
    if not found:
        return None
    kept = None if found["taken"] is None else found["kept"] or {}
    return Focused(_draft(found), found["field"], found["since"], kept)


async def get(storage: Storage, key: PersonKey, nonce: str) -> Draft:
    """Return the person's draft of that nonce. Raises DraftGone."""
    row = (await fetch(storage, _OWN, {**key._asdict(), "nonce": nonce})).mappings().first()
    if not row:
        raise DraftGone(nonce)
    return _draft(row)


async def drafts_of(storage: Storage, key: PersonKey) -> list[Draft]:
    """Return the drafts of a person, the one last worked on first."""
    rows = await fetch(
        storage, sa.select(draft).where(is_person(draft, key)).order_by(draft.c.updated_at.desc(), draft.c.id.desc())
    )
    return [_draft(row) for row in rows.mappings()]


async def _own(tx: Transaction, key: PersonKey, nonce: str) -> Draft:
    """Return the person's draft of that nonce, locked until the transaction ends. Raises DraftGone."""
    found = (await tx.connection.execute(_OWN_LOCKED, {**key._asdict(), "nonce": nonce})).mappings().first()
    if not found:
        raise DraftGone(nonce)
    return _draft(found)


async def _focus(tx: Transaction, place: Place, on: Draft, field: str) -> None:
    values = {"form": on.form, "draft": on.id, "field": field, "at": tx.now, "since": place.sent}
    await tx.connection.execute(
        _focusing(tx.connection.dialect.name), {**place.key._asdict(), "conversation": place.conversation, **values}
    )
    tx.turned(place.key, place.conversation, to_form=True)


@cache
def _focusing(dialect: str) -> sqlite.Insert:
    """Return what turns to a draft; one that was turned to already keeps the moment at which it was."""
    written = insert_into(dialect, focus)
    same = focus.c.draft == written.excluded.draft
    return written.on_conflict_do_update(
        index_elements=["tenant", "oid", "conversation"],
        set_={
            **{name: written.excluded[name] for name in ("form", "draft", "field", "at")},
            "since": sa.case((same, focus.c.since), else_=written.excluded.since),
        },
    )


async def _unfocus(tx: Transaction, place: Place) -> None:
    await tx.connection.execute(
        sa.update(focus)
        .where(is_person(focus, place.key), focus.c.conversation == place.conversation)
        .values(form=None, draft=None, field=None)
    )
    tx.turned(place.key, place.conversation, to_form=False)


async def unfocus_draft(tx: Transaction, key: PersonKey, number: int) -> None:
    """Have no typed message answer a draft of that person any more, wherever it was being filled in."""
    tx.changed(key)
    left = await tx.connection.execute(
        sa.update(focus)
        .where(focus.c.draft == number)
        .values(form=None, draft=None, field=None)
        .returning(focus.c.conversation)
    )
    for conversation in left.scalars():
        tx.turned(key, conversation, to_form=False)


def _draft(row: sa.RowMapping) -> Draft:
    return Draft(
        id=row["id"],
        form=row["form"],
        subject=row["subject"],
        answers=row["answers"],
        version=row["version"],
        nonce=row["nonce"],
        updated_at=row["updated_at"],
        subject_version=row["subject_version"],
        proposals=row["proposals"],
        listed=row["listed"],
        pending=row["pending"],
    )


def _lists(listed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return lists to choose from as JSON keeps them."""
    return {name: list(values) for name, values in listed.items()}


_DRAFT = "draft-"


def of_draft(number: int) -> str:
    """Return the reference under which the files of a draft are kept."""
    return f"{_DRAFT}{number}"


async def keep_with_draft(
    tx: Transaction, number: int, by: PersonKey, files: Mapping[str, Attached], before: Mapping[str, Any]
) -> dict[str, str]:
    """Keep ``files``, by field, with a draft; return the answers that name them. What they replace in the draft goes."""
    answers = {}
    for name, file in files.items():
        gone = number_of(str(before.get(name, "")))
        if gone is not None:  # One that an application holds stays until the draft is sent.
            await tx.connection.execute(
                sa.delete(attached).where(attached.c.id == gone, attached.c.reference == of_draft(number))
            )
        written = await tx.connection.execute(
            insert(tx.connection, attached)
            .values(
                reference=of_draft(number), said=0, name=file.name, type=file.type, size=file.size,
                content=file.content, by_tenant=by.tenant, by_oid=by.oid, at=tx.now,
            )
            .returning(attached.c.id)
        )  # fmt: skip
        answers[name] = kept_as(written.scalar_one(), file.name)
    return answers


async def give_to_application(tx: Transaction, number: int, reference: str, answers: Mapping[str, Any]) -> None:
    """Make the files of a draft those of the application, with those that it had and that ``answers`` still name."""
    named = [found for found in (number_of(str(value)) for value in answers.values()) if found is not None]
    await tx.connection.execute(
        sa.update(attached)
        .where(attached.c.reference == of_draft(number), attached.c.id.in_(named))
        .values(reference=reference)
    )
    await drop_of_draft(tx, number)
    await tx.connection.execute(
        sa.delete(attached).where(attached.c.reference == reference, attached.c.id.not_in(named))
    )


async def drop_of_draft(tx: Transaction, number: int) -> None:
    """Remove the files of a draft that is gone."""
    await tx.connection.execute(sa.delete(attached).where(attached.c.reference == of_draft(number)))


def without_draft() -> sa.ColumnElement[bool]:
    """Return what holds of files whose draft is there no more."""
    named = sa.literal(_DRAFT) + sa.cast(draft.c.id, sa.String)
    return sa.and_(attached.c.reference.startswith(_DRAFT), ~sa.exists().where(named == attached.c.reference))
