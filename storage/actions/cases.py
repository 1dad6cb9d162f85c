"""What is done with solved cases: proposed, corrected, published, withdrawn, said to have helped; each one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from knowledge.cases import (
    SHAREABLE,
    CaseMove,
    CaseRefused,
    CaseState,
    CaseText,
    SolvedCase,
    may_correct,
    may_share,
    moved,
)
from knowledge.lifecycle import NotAllowed
from knowledge.people import Person, PersonKey, Role
from knowledge.request import Topic
from knowledge.rights import may_see_request
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import CASE_DECIDED, CASE_PROPOSED
from storage.engine import Storage, fetch
from storage.outbox import Notice, notify
from storage.queries import requests
from storage.queries.requests import case_of, selected_cases
from storage.queries.team import reachable
from storage.tables import case_helped, solved_case
from storage.transaction import Event, Repeated, Shown, Transaction, insert, transaction

SUBJECT = "case"


async def propose(storage: Storage, place: Place, kept: Draft, *, now: datetime, activity: Shown) -> int:
    """Propose a case from its draft, which is consumed with it and whose subject is the request; return its number.

    Of a request that has one already, that one's number. Raises NotAllowed, CaseRefused, DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            sent = await consume(tx, place, kept.nonce, kept.version)
            person = await tx.person(place.key)
            file = await requests.read(tx.connection, sent.subject, lock=True)  # Two who propose at once wait here.
            if not may_share(person) or file is None or not may_see_request(person, file.request):
                raise NotAllowed(SUBJECT, sent.subject, CaseMove.PROPOSE)
            if file.request.status not in SHAREABLE:
                raise CaseRefused(f"{sent.subject}: {file.request.status}")
            found = await tx.connection.execute(
                sa.select(solved_case.c.id).where(solved_case.c.reference == file.reference)
            )
            number = found.scalar()
            if number is None:
                number = await _add(tx, file.reference, text_of(kept.answers), place.key)
                await tx.record(
                    Event(
                        SUBJECT,
                        str(number),
                        CaseMove.PROPOSE.value,
                        by=place.key,
                        role=_role(person),
                        to_state=CaseState.PROPOSED,
                    )
                )
                members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one != place.key]
                await notify(tx, *(Notice(CASE_PROPOSED, to=one, reference=str(number), version=1) for one in members))
            await tx.commit({"number": number})
            return int(number)
    except Repeated as repeated:
        return int(repeated.answer["number"])


def text_of(answers: Mapping[str, str]) -> CaseText:
    """Return what the answers of a form say."""
    return CaseText(topic=Topic(answers["topic"]), problem=answers["problem"], solution=answers["solution"])


async def _add(tx: Transaction, reference: str, text: CaseText, by: PersonKey) -> int:
    made = await tx.connection.execute(
        sa.insert(solved_case)
        .values(
            reference=reference, **_columns(text), state=CaseState.PROPOSED.value, since=tx.now, tenant=by.tenant,
            oid=by.oid, helped=0, version=1,
        )
        .returning(solved_case.c.id)
    )  # fmt: skip
    return int(made.scalar_one())


def _columns(text: CaseText) -> dict[str, str]:
    return {"topic": text.topic.value, "problem": text.problem, "solution": text.solution}


async def move(
    storage: Storage,
    number: int,
    what: CaseMove,
    version: int,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown | None = None,
    form: tuple[Place, Draft] | None = None,
) -> SolvedCase:
    """Make a move, as a member of the SA EPLE, or a correction of one's own; return the case as it is then.

    ``form``: the draft with what it says, consumed with it. Its author is told when it is published or set aside.
    Raises NotAllowed, CaseRefused, and with a form DraftGone and DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            text = text_of(form[1].answers) if form else None
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            person = await tx.person(by)
            before = await _locked(tx, number)
            allowed = may_correct(person, before) if what is CaseMove.CORRECT else person.has(Role.SA_EPLE)
            if not allowed:
                raise NotAllowed(SUBJECT, str(number), what)
            after = moved(before, what, version, now, text)
            await tx.connection.execute(
                sa.update(solved_case)
                .where(solved_case.c.id == number)
                .values(state=after.state.value, since=after.since, version=after.version, **_columns(after.text))
            )
            await tx.record(
                Event(
                    SUBJECT, str(number), what.value, by=by, role=_role(person), from_state=before.state,
                    to_state=after.state,
                )
            )  # fmt: skip
            if before.state is CaseState.PROPOSED and after.state is not before.state and _tells(before, by):
                await notify(tx, Notice(CASE_DECIDED, to=before.author, reference=str(number), version=after.version))
            await tx.commit({"number": number})
            return after
    except Repeated as repeated:
        found = await _read(storage, int(repeated.answer["number"]))
        if found is None:
            raise CaseRefused(f"case {number}: gone") from repeated
        return found


def _role(person: Person) -> Role:
    return Role.SA_EPLE if person.has(Role.SA_EPLE) else Role.EXPERT


def _tells(case: SolvedCase, by: PersonKey) -> bool:
    return case.author is not None and case.author != by


async def say_helped(storage: Storage, number: int, *, by: PersonKey, now: datetime) -> bool:
    """Count that a published case helped somebody, once for each person; False when it was counted before.

    Raises CaseRefused where it is not published (any more).
    """
    async with transaction(storage, now) as tx:
        if (await _locked(tx, number)).state is not CaseState.PUBLISHED:
            raise CaseRefused(f"case {number}: not published")
        written = await tx.connection.execute(
            insert(tx.connection, case_helped)
            .values(number=number, **by._asdict(), at=now)
            .on_conflict_do_nothing()
            .returning(case_helped.c.number)
        )
        if written.first() is None:
            return False
        await tx.connection.execute(
            sa.update(solved_case).where(solved_case.c.id == number).values(helped=solved_case.c.helped + 1)
        )
        await tx.commit()
        return True


async def _locked(tx: Transaction, number: int) -> SolvedCase:
    found = await tx.connection.execute(
        selected_cases().where(solved_case.c.id == number).with_for_update(of=solved_case)
    )
    row = found.mappings().first()
    if row is None:
        raise CaseRefused(f"case {number}: gone")
    return case_of(row)


async def _read(storage: Storage, number: int) -> SolvedCase | None:
    row = (await fetch(storage, selected_cases().where(solved_case.c.id == number))).mappings().first()
    return case_of(row) if row else None
