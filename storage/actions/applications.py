"""What is done with applications: each move is one transaction, made by the life cycle and told through the outbox."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from knowledge.application import (
    ApplicationGiven,
    ApplicationMove,
    ApplicationStatus,
    Candidature,
    Consequence,
    Terms,
    flags_of,
)
from knowledge.application_cycle import APPLICATION_CYCLE, draft_reminders
from knowledge.call import Dispatch
from knowledge.call_form import MandateTerms
from knowledge.french import DomainError
from knowledge.lifecycle import Changed, NotAllowed, apply, due_moves
from knowledge.people import Person, PersonKey, Role
from storage.actions import people
from storage.actions.drafts import Draft, Place, consume, drop_of_draft, give_to_application, unfocus_draft
from storage.actions.notices import CHANGES_LOST, DIGEST, notices_of_application, receipts
from storage.engine import Storage
from storage.notice_data import ApplicationData, DigestData, DraftData, to_json
from storage.outbox import Notice, notify
from storage.queries import applications as queries
from storage.queries.applications import (
    ACCESS,
    FORM,
    OFFICIAL_MAIL,
    ApplicationFile,
    active_of,
    held_in,
    locked,
    row_of,
)
from storage.queries.team import reachable
from storage.tables import application, draft
from storage.transaction import Event, Repeated, Shown, Transaction, allot, insert, transaction

SERIES = "CA"
TermsOf = Callable[[str], Terms]
"""Gives what holds for a call, by its id. Raises UnknownCall."""


def series_of(terms: Terms) -> str:
    """Return the letters that the numbers of a call's applications begin with."""
    return terms.call.application.prefix if terms.call.application else SERIES


class OtherCall(DomainError):
    """The terms given are not those of the application's call: a fault of the caller, with which nothing is done."""


class UnknownApplication(DomainError):
    """No application has this number."""


@dataclass(frozen=True, slots=True)
class ApplicationResult:
    """A move was made. ``again``: by an earlier press or delivery of the same activity."""

    file: ApplicationFile
    move: ApplicationMove
    again: bool = False


async def send(
    storage: Storage, place: Place, kept: Draft, terms: Terms, *, now: datetime, activity: Shown
) -> ApplicationResult:
    """Deposit a draft, or change or complete what the person has deposited already.

    Raises DraftGone, DraftChanged, and the life cycle's refusals; the draft stays then.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            sent = await consume(tx, place, kept.nonce, kept.version)
            person = await tx.person(place.key)
            answers = sent.answers
            if sent.subject != terms.call.id:
                raise OtherCall(f"{sent.subject}, not {terms.call.id}")
            given = ApplicationGiven(
                answers=answers, flags=flags_of(terms.call, answers), confirmed=answers.get("confirmation") == "yes"
            )
            file = await active_of(tx.connection, terms.call.id, place.key)
            if file is None:
                move = ApplicationMove.DEPOSIT
                given = replace(given, reference=await allot(tx, series_of(terms)))
                begun = Candidature(
                    version=1, call=terms.call.id, candidate=place.key, name=answers.get("name", ""), touched_at=now
                )
                done = await _begin(tx, begun, move, person, terms, given=given)
            else:
                pending = file.candidature.status is ApplicationStatus.INCOMPLETE
                move = ApplicationMove.COMPLETE if pending else ApplicationMove.MODIFY
                done = await _change(tx, file, move, person, terms, given=given)
            await give_to_application(tx, sent.id, done.candidature.reference, done.candidature.answers)
            await tx.commit({"number": done.number, "move": move.value})
            return ApplicationResult(done, move)
    except Repeated as repeated:
        return await _repeat(storage, repeated)


async def record(
    storage: Storage,
    place: Place,
    kept: Draft,
    terms: Terms,
    *,
    candidate: PersonKey | None,
    recorded: Collection[str],
    mailed_on: date,
    now: datetime,
    activity: Shown,
) -> ApplicationResult:
    """Store an application that came by mail; ``recorded``: the answers that are its own. Raises as :func:`send` does."""
    try:
        async with transaction(storage, now, activity) as tx:
            sent = await consume(tx, place, kept.nonce, kept.version)
            answers = sent.answers
            person = await tx.person(place.key)
            active = await active_of(tx.connection, terms.call.id, candidate) if candidate else None
            given = ApplicationGiven(
                answers={name: value for name, value in answers.items() if name in recorded},
                flags=flags_of(terms.call, answers),
                reference=await allot(tx, series_of(terms)),
            )
            begun = Candidature(
                call=terms.call.id, candidate=candidate, name=answers.get("name", ""), mailed_on=mailed_on
            )
            done = await _begin(
                tx, begun, ApplicationMove.RECORD, person, terms, given=given, other_active=active is not None
            )
            await tx.commit({"number": done.number, "move": ApplicationMove.RECORD.value})
            return ApplicationResult(done, ApplicationMove.RECORD)
    except Repeated as repeated:
        return await _repeat(storage, repeated)


async def make(
    storage: Storage,
    reference: str,
    move: ApplicationMove,
    terms_of: TermsOf,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    given: ApplicationGiven | None = None,
    version: int | None = None,
    form: tuple[Place, Draft] | None = None,
) -> ApplicationResult:
    """Make a move by what holds for the application's call; ``form``: the draft that gave what it needs, consumed with it.

    Raises UnknownApplication, the life cycle's refusals, and with a form DraftGone and DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            sent = await consume(tx, form[0], form[1].nonce, form[1].version) if form else None
            person = await tx.person(by)
            file = await locked(tx.connection, application.c.reference == reference)
            if file is None and not person.has(Role.SA_EPLE):
                # As if it were another's: the SA EPLE alone may know whether a number exists.
                raise NotAllowed(APPLICATION_CYCLE.name, reference, move)
            if file is None:
                raise UnknownApplication(reference)
            terms = terms_of(file.candidature.call)
            done = await _change(tx, file, move, person, terms, given=given, version=version)
            if sent and move is ApplicationMove.ADD_PIECES:
                await give_to_application(tx, sent.id, reference, done.candidature.answers)
            await tx.commit({"number": done.number, "move": move.value})
            return ApplicationResult(done, move)
    except Repeated as repeated:
        return await _repeat(storage, repeated)


async def mail_now(storage: Storage, number: int, terms: Terms, *, by: PersonKey, now: datetime) -> bool:
    """Send the call's mail of the present version by the server that there was not at the deposit, once.

    False when ``by`` is not the candidate, there is no server, or it is sent already.
    """
    async with transaction(storage, now) as tx:
        file = await locked(tx.connection, application.c.id == number)
        if file is None or file.candidature.candidate != by or not terms.server:
            return False
        if terms.call.dispatch is not Dispatch.SENT:
            return False
        official = receipts(file, terms, ApplicationData(id=file.number, edition=file.candidature.edition, by=by))[-1]
        name = f"{OFFICIAL_MAIL} {file.number} {file.candidature.edition} by server"
        new = await notify(tx, replace(official, dedupe=name))
        await tx.commit()
        return bool(new)


class ResultsChanged(DomainError):
    """The results held back are no longer those that were shown."""


async def announce_all(
    storage: Storage, terms: Terms, seen: str, *, by: PersonKey, now: datetime, activity: Shown
) -> int:
    """Announce all results that are held back, together, but one's own; return how many.

    ``seen`` names those that were shown (:func:`storage.queries.applications.seen`). Raises NotAllowed, ResultsChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            person = await tx.person(by)
            if not person.has(Role.SA_EPLE):
                raise NotAllowed(SERIES, "", ApplicationMove.ANNOUNCE)
            held = await held_in(tx.connection, terms.call.id, but=by)
            if queries.seen(held) != seen:
                raise ResultsChanged(terms.call.id)
            for file in held:
                await _change(tx, file, ApplicationMove.ANNOUNCE, person, terms)
            await tx.commit({"announced": len(held)})
            return len(held)
    except Repeated as repeated:
        return int(repeated.answer["announced"])


async def note_taken(
    storage: Storage, reference: str, what: str, by: PersonKey, now: datetime, *, data: Mapping[str, Any]
) -> None:
    """Note in the journal that a member of the SA EPLE was given a file about an application, each time."""
    async with transaction(storage, now) as tx:
        await tx.record(Event(ACCESS, reference, what, by=by, role=Role.SA_EPLE, data=dict(data)))
        await tx.commit()


async def note_opened(storage: Storage, number: int, reference: str, by: PersonKey, now: datetime) -> None:
    """Note that a member of the SA EPLE has looked at an application: from then on it is told of changes.

    The journal keeps who opened which one, once a day each.
    """
    if await queries.opened_today(storage, reference, by, now):
        return
    async with transaction(storage, now) as tx:
        await tx.record(Event(ACCESS, reference, "open", by=by, role=Role.SA_EPLE))
        await tx.connection.execute(
            sa.update(application)
            .where(application.c.id == number, application.c.opened_at.is_(None))
            .values(opened_at=now)
        )
        await tx.commit()


# What the program does by itself, each in the transaction of a timer.


async def pass_time(tx: Transaction, number: int, terms_of: TermsOf) -> None:
    """Make the moves that the program owes an application now, by what holds for its call."""
    file = await locked(tx.connection, application.c.id == number)
    while file:
        terms = terms_of(file.candidature.call)
        owed = due_moves(APPLICATION_CYCLE, file.candidature, tx.now, facts=terms.facts(opened=file.opened))
        if not owed:
            return
        file = await _change(tx, file, ApplicationMove(owed[0]), None, terms)


def reminders(terms: Terms) -> list[datetime]:
    """Return when those who hold a draft are reminded, in order."""
    return draft_reminders(terms.call.call.closes, terms.delays)


async def remind_draft(tx: Transaction, number: int, reminder: int, terms_of: TermsOf) -> None:
    """Remind the holder of a draft, unless they have deposited meanwhile; ``reminder`` counts from 0."""
    row = await _draft(tx, number)
    if not row or await active_of(tx.connection, row["subject"], PersonKey(row["tenant"], row["oid"])):
        return
    terms = terms_of(row["subject"])
    begun = replace(_candidature_of(row, terms), draft_reminded=reminder)
    changed = apply(APPLICATION_CYCLE, begun, ApplicationMove.REMIND_DRAFT, by=None, now=tx.now, facts=terms.facts())
    await tx.record(replace(Event.of(changed.event), reference=f"draft-{number}"))
    mail = row["answers"].get("mail") or None
    await notify(
        tx,
        *(Notice(told.kind, to=told.person, mail=mail, data=to_json(DraftData(draft=number, reminder=reminder)))
          for told in changed.notices),
    )  # fmt: skip


async def expire_draft(tx: Transaction, number: int, terms_of: TermsOf) -> None:
    """End a draft at closing: what was written is kept, unnumbered, for the person alone.

    Changes begun of what is deposited are dropped and the person is told; those that answer a complement stay.
    """
    row = await _draft(tx, number)
    if not row:
        return
    terms = terms_of(row["subject"])
    key = PersonKey(row["tenant"], row["oid"])
    active = await active_of(tx.connection, terms.call.id, key)
    if active and active.candidature.status is ApplicationStatus.INCOMPLETE:
        return
    await tx.connection.execute(sa.delete(draft).where(draft.c.id == number))
    await drop_of_draft(tx, number)
    await unfocus_draft(tx, key, number)
    if active:
        lost = Notice(CHANGES_LOST, to=key, mail=active.mail or None, reference=active.candidature.reference,
                      version=active.candidature.version, data=to_json(ApplicationData(id=active.number)))  # fmt: skip
        await notify(tx, lost)
        return
    changed = apply(
        APPLICATION_CYCLE, _candidature_of(row, terms), ApplicationMove.EXPIRE, by=None, now=tx.now, facts=terms.facts()
    )
    file = await _insert(tx, changed.subject)
    await tx.record(replace(Event.of(changed.event), reference=f"draft-{number}"))
    await notify(tx, *(await notices_of_application(tx, changed, file, None, terms)))


async def digest(tx: Transaction, since: datetime, until: datetime) -> None:
    """Tell the SA EPLE of what was deposited meanwhile, call by call, if anything was."""
    found = await tx.connection.execute(
        sa.select(application.c.call)
        .distinct()
        .where(application.c.deposited_at > since, application.c.deposited_at <= until)
        .order_by(application.c.call)
    )
    calls = list(found.scalars())
    members = await reachable(tx.connection, Role.SA_EPLE) if calls else []
    for call in calls:
        data = to_json(DigestData(since=since, until=until, call=call))
        await notify(tx, *(Notice(DIGEST, to=member, data=data) for member in members))


def _candidature_of(row: sa.RowMapping, terms: Terms) -> Candidature:
    """Return a draft as the rules know it."""
    answers = row["answers"]
    return Candidature(
        version=1,
        status_since=row["created_at"],
        call=terms.call.id,
        candidate=PersonKey(row["tenant"], row["oid"]),
        name=answers.get("name", ""),
        answers=answers,
    )


async def _draft(tx: Transaction, number: int) -> sa.RowMapping | None:
    found = await tx.connection.execute(
        sa.select(draft).where(draft.c.id == number, draft.c.form == FORM).with_for_update()
    )
    return found.mappings().first()


async def _begin(
    tx: Transaction,
    subject: Candidature,
    move: ApplicationMove,
    by: Person,
    terms: Terms,
    *,
    given: ApplicationGiven,
    other_active: bool = False,
) -> ApplicationFile:
    """Store what begins its life as a row."""
    facts = terms.facts(other_active=other_active)
    changed = apply(APPLICATION_CYCLE, subject, move, by=by, now=tx.now, facts=facts, given=given)
    file = await _insert(tx, changed.subject)
    await tx.record(Event.of(changed.event))
    await notify(tx, *(await notices_of_application(tx, changed, file, by.key, terms)))
    return file


async def _change(
    tx: Transaction,
    file: ApplicationFile,
    move: ApplicationMove,
    by: Person | None,
    terms: Terms,
    *,
    given: ApplicationGiven | None = None,
    version: int | None = None,
) -> ApplicationFile:
    """Make a move on a row that this transaction holds locked."""
    before = file.candidature
    if terms.call.id != before.call:
        raise OtherCall(f"{before.reference}: {terms.call.id}, not {before.call}")
    changed = apply(
        APPLICATION_CYCLE,
        before,
        move,
        by=by,
        now=tx.now,
        facts=terms.facts(opened=file.opened),
        given=given,
        version=version,
    )
    after = replace(changed.subject, name=str(changed.subject.answers.get("name") or before.name))
    await tx.connection.execute(sa.update(application).where(application.c.id == file.number).values(**row_of(after)))
    await tx.record(Event.of(changed.event))
    file = replace(file, candidature=after)
    await _follow(tx, changed, before, by, terms)
    await notify(tx, *(await notices_of_application(tx, changed, file, by.key if by else None, terms)))
    return file


async def _follow(
    tx: Transaction, changed: Changed[Candidature], before: Candidature, by: Person | None, terms: Terms
) -> None:
    """Do what else the move asks for: the expert's role goes with the appointment that gave it."""
    candidate = before.candidate
    if candidate is None:
        return
    key = by.key if by else None
    if Consequence.GIVE_EXPERT_ROLE in changed.consequences:
        await people.give_in(tx, candidate, Role.EXPERT, key, reason=before.reference)
        lasts = terms.call.application.mandate if terms.call.application else MandateTerms()
        await people.begin_mandate(
            tx, candidate, ends=lasts.ends, may_reach=lasts.may_reach, reference=before.reference
        )
    if Consequence.REMOVE_EXPERT_ROLE in changed.consequences and before.appointed:
        await people.take_in(tx, candidate, Role.EXPERT, key, reason=before.reference)


async def _insert(tx: Transaction, subject: Candidature) -> ApplicationFile:
    written = await tx.connection.execute(
        insert(tx.connection, application).values(**row_of(subject)).returning(application.c.id)
    )
    return ApplicationFile(written.scalar_one(), subject)


async def _repeat(storage: Storage, repeated: Repeated) -> ApplicationResult:
    if "move" not in repeated.answer:
        raise repeated
    file = await queries.get(storage, repeated.answer["number"])
    if file is None:
        raise UnknownApplication(str(repeated.answer["number"])) from repeated
    return ApplicationResult(file, ApplicationMove(repeated.answer["move"]), again=True)
