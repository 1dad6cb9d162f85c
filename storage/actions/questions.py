"""Questions passed on to the SA EPLE, the log of questions, what is taught or set by the office, and the calls that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from knowledge.french import DomainError
from knowledge.identities import may_name, name_parts, without_names
from knowledge.people import PersonKey, Role
from knowledge.understanding.words import plain_words
from storage.actions.drafts import Draft, DraftGone, Place, consume
from storage.actions.notices import BADLY_ANSWERED, QUESTION_ANSWERED, QUESTION_ASKED
from storage.engine import Storage, fetch
from storage.notice_data import AnswerData, MonthData, to_json
from storage.outbox import Notice, notify
from storage.queries.questions import SETTING, KeptCall, LoggedQuestion, changed_rules, judged
from storage.queries.team import reachable
from storage.tables import (
    application,
    call,
    is_person,
    office_setting,
    outbox,
    person,
    question,
    question_log,
    request,
    taught,
)
from storage.transaction import (
    ActivityKey,
    Event,
    Repeated,
    Shown,
    Transaction,
    execute_in_portions,
    insert,
    transaction,
)

WAITING, ANSWERED = "waiting", "answered"


class RoleMissing(DomainError):
    """The person does not hold the role that this needs, at the moment it is done."""


class AlreadyAnswered(DomainError):
    """A colleague has answered meanwhile."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A question was passed on. ``again``: by an earlier press. ``heard``: a member of the SA EPLE could be told."""

    number: int
    text: str
    again: bool = False
    heard: bool = True


async def pass_on(
    storage: Storage,
    place: Place,
    draft: Draft,
    *,
    name: str,
    entry: str | None,
    call: str,
    now: datetime,
    activity: Shown,
) -> PassedOn:
    """Store a question about a ``call`` for the SA EPLE and tell its members; the draft becomes the question, once.

    Raises DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            sent = await consume(tx, place, draft.nonce, draft.version)
            number: int = (
                await tx.connection.execute(
                    insert(tx.connection, question)
                    .values(
                        **place.key._asdict(), name=name, text=sent.answers["question"],
                        school=sent.answers.get("school", ""), call=call, entry=entry, state=WAITING, asked_at=now,
                        nonce=sent.nonce, version=1,
                    )
                    .returning(question.c.id)
                )
            ).scalar_one()  # fmt: skip
            await tx.record(Event("question", str(number), "pass_on", by=place.key, to_state=WAITING))
            members = await reachable(tx.connection, Role.SA_EPLE)
            await notify(tx, *(Notice(QUESTION_ASKED, to=one, reference=str(number), version=1) for one in members))
            await tx.commit({"number": number, "heard": bool(members)})
            return PassedOn(number, sent.answers["question"], heard=bool(members))
    except Repeated as repeated:
        kept = repeated.answer
        return PassedOn(int(kept["number"]), draft.answers["question"], again=True, heard=bool(kept["heard"]))


async def passed_on(storage: Storage, key: PersonKey, nonce: str) -> PassedOn | None:
    """Return what the card of that nonce has passed on already; None when nothing."""
    async with storage.reading() as connection:
        found = await connection.execute(
            sa.select(question.c.id, question.c.text).where(question.c.nonce == nonce, is_person(question, key))
        )
        row = found.first()
        if row is None:
            return None
        told = await connection.execute(
            sa.select(outbox.c.id).where(outbox.c.kind == QUESTION_ASKED, outbox.c.reference == str(row.id)).limit(1)
        )
        return PassedOn(row.id, row.text, again=True, heard=told.first() is not None)


async def answer(storage: Storage, place: Place, draft: Draft, *, call: str, now: datetime, activity: Shown) -> int:
    """Store the SA EPLE's answer and tell the person who asked; return the question's number.

    Where the draft says how the question is put for all, the answer joins what the assistant knows of the call that it
    is about; ``call``: that of a question which names none.

    Raises RoleMissing, AlreadyAnswered (the draft is then gone), DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("answer")
            sent = await consume(tx, place, draft.nonce, draft.version)
            number = int(draft.subject)
            written = await tx.connection.execute(
                sa.update(question)
                .where(question.c.id == number, question.c.state == WAITING)
                .values(
                    state=ANSWERED, answer=sent.answers["answer"], answered_at=now,
                    answered_by_tenant=place.key.tenant, answered_by_oid=place.key.oid,
                    version=question.c.version + 1,
                )
                .returning(question.c.tenant, question.c.oid, question.c.version, question.c.call)
            )  # fmt: skip
            row = written.first()
            if row is None:
                await tx.commit({})
                raise AlreadyAnswered(str(number))
            await tx.record(
                Event("question", str(number), "answer", by=place.key, role=Role.SA_EPLE, from_state=WAITING,
                      to_state=ANSWERED)
            )  # fmt: skip
            if sent.answers.get("share"):
                lesson = Lesson(row.call or call, sent.answers["share"], answer=sent.answers["answer"])
                await keep(tx, lesson, by=place.key, nonce=sent.nonce)
            asker = PersonKey(row.tenant, row.oid)
            await notify(
                tx,
                Notice(QUESTION_ANSWERED, to=asker, reference=str(number), version=row.version,
                       data=to_json(AnswerData(by=place.key))),
            )  # fmt: skip
            await tx.commit({"number": number})
            return number
    except Repeated as repeated:
        if "number" not in repeated.answer:
            raise AlreadyAnswered(draft.subject) from repeated
        return int(repeated.answer["number"])
    except DraftGone:
        # A second press of the same card: the first one has answered.
        done = await fetch(
            storage,
            sa.select(question.c.answered_by_tenant, question.c.answered_by_oid).where(
                question.c.id == int(draft.subject or 0), question.c.state == ANSWERED
            ),
        )
        by = done.first()
        if by is None:
            raise
        if PersonKey(*by) != place.key:
            raise AlreadyAnswered(draft.subject) from None
        return int(draft.subject)


async def _known_names(tx: Transaction) -> frozenset[str]:
    """Return the words that the names of all people in the database are made of."""
    names = sa.union(
        sa.select(person.c.name),
        sa.select(application.c.name),
        sa.select(question.c.name),
        sa.select(request.c.contact_name),
    )
    return name_parts((await tx.connection.execute(names)).scalars())


async def comment(
    storage: Storage, place: Place, draft: Draft, said: LoggedQuestion, *, now: datetime, activity: ActivityKey
) -> None:
    """Add what a person says of an answer to the log, without who, the names of people whom the database knows masked.

    Raises DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, draft.nonce, draft.version)
            text = without_names(said.text or "", await _known_names(tx))
            values = {"day": said.day, "call": said.call, "decision": said.decision, "entry": said.entry, "score": 0}
            await tx.connection.execute(sa.insert(question_log).values(**values, text=text))
            await tx.commit({})
    except Repeated:
        return


async def tell_month(tx: Transaction, call: str, first: date, last: date) -> None:
    """Tell the SA EPLE which answers of a month were found beside the point; nobody where none was."""
    if await judged(tx.connection, call, first, last):
        data = to_json(MonthData(first=first, last=last))
        members = await reachable(tx.connection, Role.SA_EPLE)
        await notify(tx, *(Notice(BADLY_ANSWERED, to=one, reference=first.isoformat(), data=data) for one in members))


async def log_questions(storage: Storage, asked: Iterable[LoggedQuestion], now: datetime) -> None:
    """Add a batch to the log, the names of people whom the database knows masked."""
    noted = list(asked)
    async with transaction(storage, now) as tx:
        naming = any(one.text and may_name(one.text) for one in noted)
        known = await _known_names(tx) if naming else frozenset()
        rows = (
            {"day": one.day, "call": one.call, "decision": one.decision, "entry": one.entry, "score": one.score,
             "text": without_names(one.text, known) if one.text and known else one.text}
            for one in noted
        )  # fmt: skip
        await execute_in_portions(tx.connection, sa.insert(question_log), rows)
        await tx.commit()


# --- What the SA EPLE teaches: a wording of an entry, or an answer for all who ask the same.


async def teach(storage: Storage, place: Place, draft: Draft, *, call: str, now: datetime, activity: Shown) -> None:
    """Store what a draft (wording, entry or answer) teaches, in the place of the lesson that it corrects, if any.

    Raises RoleMissing, DraftGone, DraftChanged; TaughtAlready for words that another lesson answers; LessonChanged for a
    correction that comes too late.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("teach")
            sent = await consume(tx, place, draft.nonce, draft.version)
            answers = sent.answers
            answer, entry = answers.get("answer") or None, answers.get("entry") or None
            # What is typed wins over what was chosen ahead; left as the lesson had it, it was not typed now.
            if answer and entry:
                former = sa.select(taught.c.answer).where(taught.c.id == sent.subject_version)
                typed = (await tx.connection.execute(former)).scalar() != answer
                answer, entry = (answer, None) if typed else (None, entry)
            lesson = Lesson(call, answers["wording"], entry, answer)
            if sent.subject_version > 0 and not await switch(tx, sent.subject_version, active=False, by=place.key):
                raise LessonChanged(str(sent.subject_version))
            await _refuse_another(tx, call, lesson.wording)
            await keep(tx, lesson, by=place.key, nonce=sent.nonce)
            await tx.commit({})
    except Repeated:
        return


async def set_active(storage: Storage, number: int, *, active: bool, by: PersonKey, now: datetime) -> bool:
    """Withdraw a lesson, or put it back; False where it is so already.

    Raises RoleMissing, and TaughtAlready for one to put back whose words another lesson answers by now.
    """
    async with transaction(storage, now) as tx:
        if not (await tx.person(by)).has(Role.SA_EPLE):
            raise RoleMissing("teach")
        if active:
            asked = sa.select(taught.c.call, taught.c.wording).where(taught.c.id == number, taught.c.active.is_(False))
            for row in (await tx.connection.execute(asked)).all():
                await _refuse_another(tx, row.call, row.wording)
        done = await switch(tx, number, active=active, by=by)
        await tx.commit()
        return done


async def _refuse_another(tx: Transaction, call: str, wording: str) -> None:
    for number in await alike(tx, call, wording):
        raise TaughtAlready(number)


# --- Calls: the text of each that comes into force, so that its applications can be dealt with to their end.


async def keep_call(storage: Storage, kept: KeptCall, now: datetime) -> None:
    """Keep the text of a call that is in force; one that is kept as it is costs no write."""
    found = await fetch(storage, sa.select(call.c.text, call.c.academy).where(call.c.name == kept.id))
    if found.first() == (kept.text, kept.academy):
        return
    async with transaction(storage, now) as tx:
        values = {"text": kept.text, "academy": kept.academy, "at": now}
        await tx.connection.execute(
            insert(tx.connection, call)
            .values(name=kept.id, **values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
        )
        await tx.commit()


class TaughtAlready(DomainError):
    """A lesson in use answers these very words; ``number``: which."""

    def __init__(self, number: int) -> None:
        super().__init__("taught already")
        self.number = number


class LessonChanged(DomainError):
    """The lesson was corrected or withdrawn meanwhile."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A wording of a call's ``entry``, or one that has an ``answer`` of its own."""

    call: str
    wording: str
    entry: str | None = None
    answer: str | None = None


async def keep(tx: Transaction, lesson: Lesson, *, by: PersonKey, nonce: str) -> None:
    """Store a lesson in ``tx``, once per ``nonce``, and have every replica learn it after the commit.

    It takes the place of one with the same words: a question has one answer.
    """
    for number in await alike(tx, lesson.call, lesson.wording):
        await switch(tx, number, active=False, by=by)
    written = await tx.connection.execute(
        insert(tx.connection, taught)
        .values(call=lesson.call, wording=lesson.wording, entry=lesson.entry,
                answer=None if lesson.entry else lesson.answer, active=True, at=tx.now, by_tenant=by.tenant,
                by_oid=by.oid, nonce=nonce)
        .on_conflict_do_nothing(index_elements=["nonce"])
        .returning(taught.c.id)
    )  # fmt: skip
    number = written.scalar()
    if number is not None:
        what = lesson.entry or "answer"
        await tx.record(Event("taught", str(number), "teach", by=by, role=Role.SA_EPLE, to_state=what))
        tx.taught = True


async def alike(tx: Transaction, call: str, wording: str) -> list[int]:
    """Return the numbers of the lessons in use, about a call, that have the very words of ``wording``."""
    asked = sa.select(taught.c.id, taught.c.wording).where(taught.c.call == call, taught.c.active)
    words = plain_words(wording)
    return [row.id for row in await tx.connection.execute(asked) if plain_words(row.wording) == words]


async def switch(tx: Transaction, number: int, *, active: bool, by: PersonKey) -> bool:
    """Take a lesson out of use or put it back in ``tx``, on every replica after the commit; False where it is so already."""
    changed = await tx.connection.execute(
        sa.update(taught).where(taught.c.id == number, taught.c.active.is_(not active)).values(active=active)
    )
    if not changed.rowcount:
        return False
    move = "put_back" if active else "withdraw"
    await tx.record(Event("taught", str(number), move, by=by, role=Role.SA_EPLE))
    tx.taught = True
    return True


async def set_rule(
    storage: Storage, place: Place, draft: Draft, name: str, value: Any, *, now: datetime, activity: Shown
) -> None:
    """Put ``value`` in the place of what ``name`` is; None gives it back to the settings. Raises RoleMissing, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("set")
            await consume(tx, place, draft.nonce, draft.version)
            former = (await changed_rules(tx.connection)).get(name)
            if value is None:
                await tx.connection.execute(sa.delete(office_setting).where(office_setting.c.name == name))
            else:
                kept = {"value": value, "at": now, "by_tenant": place.key.tenant, "by_oid": place.key.oid}
                await tx.connection.execute(
                    insert(tx.connection, office_setting)
                    .values(name=name, **kept)
                    .on_conflict_do_update(index_elements=["name"], set_=kept)
                )
            said = {"from": former, "to": value}
            await tx.record(Event(SETTING, name, "change", by=place.key, role=Role.SA_EPLE, data=said))
            tx.taught = True
            await tx.commit({})
    except Repeated:
        return
