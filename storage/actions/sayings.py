"""What is said about a request or an application once it was sent: messages that reach the other side, notes, urgency.

It stands in the journal with the file, and goes with it; it is taken back at once or never. No state and no version
changes, so that no card grows old.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from knowledge.application_cycle import application_relations
from knowledge.cases import PreparedAnswer
from knowledge.files import MAX_IN_REQUEST, Attached, AttachmentRefused, Fault
from knowledge.french import DomainError
from knowledge.incident import IncidentRefused, IncidentState
from knowledge.lifecycle import Relation, next_due
from knowledge.people import Person, PersonKey, Role
from knowledge.request import FINAL, RequestNotice, RequestStatus, WaitingFor
from knowledge.request_cycle import REQUEST_CYCLE, request_relations
from knowledge.time.delays import Delays, paris_day
from storage.actions.applications import UnknownApplication
from storage.actions.drafts import Draft, Place, consume
from storage.actions.incidents import event_of, locked, staff_of
from storage.actions.notices import (
    APPLICATION_MAIL_REFUSED,
    APPLICATION_MESSAGE,
    INCIDENT_TOLD,
    MAIL_REFUSED,
    MESSAGE,
    NOTED,
    redrawn,
)
from storage.actions.requests import UnknownRequest, reply_token, resume
from storage.engine import Storage
from storage.notice_data import ApplicationData, IncidentData, MoveData, NoticeData, to_json
from storage.outbox import Notice, NoticeState, notify
from storage.queries import applications
from storage.queries.accesses import count
from storage.queries.applications import SAYINGS, ApplicationFile, writable
from storage.queries.incidents import their_requests
from storage.queries.requests import RequestFile, by_reference, read
from storage.queries.team import reachable
from storage.tables import (
    application,
    attached,
    event,
    incident,
    incident_joined,
    is_person,
    outbox,
    request,
    solved_case,
)
from storage.transaction import Event, Repeated, Shown, Transaction, transaction

SAID, NOTE = SAYINGS
MADE_URGENT = "make_urgent"
_BY_MAIL = {"by_mail": True}  # What the journal keeps of a message that came so.
_MOST_TOLD = 10  # Answers by mail about one file within an hour that are told; the rest is kept with it.
_WITHIN = timedelta(hours=1)
_TAKEN_BACK = timedelta(minutes=15)  # So long what was taken for a message may be taken back.
_WRITERS = frozenset({Relation.REQUESTER, Relation.HOLDER, Relation.SA_EPLE})
_NOTERS = frozenset({Relation.EXPERT, Relation.SA_EPLE})

_File = RequestFile | ApplicationFile
_To = tuple[PersonKey | None, str | None]  # Somebody to tell: in Teams, else by mail.


class Unsaid(StrEnum):
    """Why nothing can be written about a file."""

    ENDED = "ended"  # It is over.
    OWN = "own"  # Nobody takes notes on their own.
    NOT_THEIRS = "not_theirs"


class SayingRefused(DomainError):
    """Nothing can be written about the file (any more), or not by this person."""

    def __init__(self, why: Unsaid) -> None:
        super().__init__("saying refused")
        self.why = why


class MailOutcome(StrEnum):
    """What became of an answer by mail."""

    TAKEN = "taken"
    UNKNOWN = "unknown"  # No such token, or it is not the contact who writes.
    ENDED = "ended"  # The file is over.


@dataclass(frozen=True, slots=True)
class Saying:
    """What was said, stored as the event ``number``. ``reaches``: somebody is told of it now; ``files``: how many came with it."""

    number: int
    reaches: bool
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is told. ``by_mail``: it came so, ``last``: what comes so after it within the hour is not told."""

    text: str
    by: PersonKey | None
    note: bool = False
    files: int = 0
    by_mail: bool = False
    last: bool = False
    shared: bool = False  # Told of several requests at once.


def refusal(file: _File, person: Person, *, note: bool = False) -> Unsaid | None:
    """Return why this person may not write about the file, or not any more; None where they may."""
    if isinstance(file, RequestFile):
        if file.request.status in FINAL and not note:
            return Unsaid.ENDED
        theirs = request_relations(file.request, person) & (_NOTERS if note else _WRITERS)
        return None if theirs else Unsaid.NOT_THEIRS
    own = file.candidature.candidate == person.key
    if own and note:
        return Unsaid.OWN
    if not writable(file.candidature) and not note:
        return Unsaid.ENDED
    return None if own or person.has(Role.SA_EPLE) else Unsaid.NOT_THEIRS


async def send(
    storage: Storage,
    reference: str,
    text: str,
    delays: Delays,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    note: bool = False,
    form: tuple[Place, Draft] | None = None,
    files: Sequence[Attached] = (),
    prepared: PreparedAnswer | None = None,
) -> Saying:
    """Store what is said of a file and tell the other side; a ``note`` is for those who handle it alone.

    ``form``: the draft that gave it, consumed with it; ``files``: what comes with it; ``prepared``: the case that it was made of, which counts it. Raises UnknownRequest or
    UnknownApplication, and SayingRefused, the draft stays then; AttachmentRefused where there would be too many files.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            person = await tx.person(by, keep=True)
            file = await _locked(tx, reference, person)
            why = refusal(file, person, note=note)
            if why:
                raise SayingRefused(why)
            data: dict[str, Any] = {"files": len(files)} if files else {}
            if prepared:
                data |= {"case": prepared.case, "kept": prepared.kept}
                await _count_use(tx, prepared)
            move, role = NOTE if note else SAID, _role(file, person)
            number = await _journal(tx, Event(_subject(file), reference, move, by, role, reason=text, data=data))
            await _attach(tx, reference, number, by, files)
            said = _Said(text=text, by=by, note=note, files=len(files))
            if isinstance(file, RequestFile) and not note:
                await _touch(tx, file, delays)
            if isinstance(file, ApplicationFile) and role is Relation.SA_EPLE and not note and not file.reply_token:
                given = sa.update(application).where(application.c.id == file.number).values(reply_token=reply_token())
                await tx.connection.execute(given)
            told = await _told(tx, file, number, said)
            await notify(tx, *told, *(await _redrawn(tx, file)))
            await tx.commit({"reference": reference, "said": number, "reaches": bool(told), "files": len(files)})
            return Saying(number, bool(told), len(files))
    except Repeated as repeated:
        kept = repeated.answer
        if "said" not in kept:  # Another act.
            raise
        return Saying(int(kept["said"]), bool(kept["reaches"]), int(kept.get("files", 0)))


async def _count_use(tx: Transaction, prepared: PreparedAnswer) -> None:
    counted = {"used": 1, "kept": prepared.kept}
    values = {name: sa.func.coalesce(solved_case.c[name], 0) + more for name, more in counted.items()}
    await tx.connection.execute(sa.update(solved_case).where(solved_case.c.id == prepared.case).values(values))


async def say_to_all(tx: Transaction, files: Sequence[RequestFile], text: str, by: Person, delays: Delays) -> int:
    """Store one message with each of these requests, locked in ``tx``, and tell its people; return of how many some are told."""
    reached = 0
    for file in files:
        number = await _journal(tx, Event("request", file.reference, SAID, by.key, _role(file, by), reason=text))
        await _touch(tx, file, delays)
        told = await _told(tx, file, number, _Said(text=text, by=by.key, shared=True))
        await notify(tx, *told, *(await _redrawn(tx, file)))
        reached += bool(told)
    return reached


async def answered_by_mail(
    storage: Storage, token: str, sender: str, text: str, delays: Delays, *, key: str, now: datetime
) -> MailOutcome:
    """Store what the contact of a request, or a candidate, answers by mail, and tell its expert, or the SA EPLE.

    A request that waits for it goes on. ``token``: of the file; ``key``: what names the mail, taken once however often it
    is fetched.
    """
    try:
        async with transaction(storage, now, Shown("", "mail", key)) as tx:
            file = await _by_token(tx, token, sender)
            if file is None:
                return MailOutcome.UNKNOWN
            if isinstance(file, RequestFile):
                by, role, over = file.request.requester, Relation.REQUESTER, file.request.status in FINAL
            else:
                by, role, over = file.candidature.candidate, Relation.CANDIDATE, not writable(file.candidature)
            if over:
                return MailOutcome.ENDED
            number = await _journal(
                tx, Event(_subject(file), file.reference, SAID, by, role, reason=text, data=_BY_MAIL)
            )
            if isinstance(file, RequestFile) and file.request.waiting_for is WaitingFor.SCHOOL:
                file = await resume(tx, file, delays)
            elif isinstance(file, RequestFile):
                await _touch(tx, file, delays)
            kept = await _mails_kept(tx, file)
            said = _Said(text=text, by=by, by_mail=True, last=kept == _MOST_TOLD)
            told = await _told(tx, file, number, said) if kept <= _MOST_TOLD else []
            await notify(tx, *told, *(await _redrawn(tx, file)))
            await tx.commit({"reference": file.reference})
            return MailOutcome.TAKEN
    except Repeated:
        return MailOutcome.TAKEN


async def refuse_mail(storage: Storage, token: str, sender: str, why: str, *, key: str, now: datetime) -> bool:
    """Leave word for who answered by mail that it was not taken, so often within an hour at most; False for anybody else."""
    async with transaction(storage, now) as tx:
        file = await _by_token(tx, token, sender)
        if file is None:
            return False
        data: NoticeData
        if isinstance(file, RequestFile):
            kind, data = MAIL_REFUSED, MoveData(reason=why, at=now)
        else:
            edition = file.candidature.edition
            kind, data = (
                APPLICATION_MAIL_REFUSED,
                ApplicationData(id=file.number, edition=edition, text=why, at=now),
            )
        found = await tx.connection.execute(
            sa.select(sa.func.count()).where(
                outbox.c.kind == kind,
                outbox.c.reference == file.reference,
                outbox.c.created_at > sa.literal(now - _WITHIN, type_=outbox.c.created_at.type),
            )
        )
        if found.scalar_one() < _MOST_TOLD:
            about: dict[str, Any] = {"reference": file.reference, "data": to_json(data), "dedupe": f"{kind}:{key}"}
            await notify(tx, Notice(kind, mail=file.mail, **about))
            await tx.commit()
        return True


async def take_back(storage: Storage, number: int, *, by: PersonKey, now: datetime) -> bool:
    """Remove what was said, and its notices that have not left.

    Return False, with nothing removed, when it is not theirs, is older than a quarter of an hour, or is gone.
    """
    async with transaction(storage, now) as tx:
        found = await tx.connection.execute(
            sa.delete(event)
            .where(
                event.c.id == number,
                event.c.subject.in_(("request", "application")),
                event.c.move.in_((SAID, NOTE)),
                is_person(event, by),
                event.c.at > sa.literal(now - _TAKEN_BACK, type_=event.c.at.type),
            )
            .returning(event.c.reference)
        )
        reference = found.scalar()
        if reference is None:
            return False
        await tx.connection.execute(
            sa.delete(attached).where(attached.c.said == number, attached.c.reference == reference)
        )
        await tx.connection.execute(
            sa.delete(outbox).where(
                outbox.c.dedupe.startswith(_dedupe_of(number), autoescape=True),
                outbox.c.state == NoticeState.PENDING.value,
            )
        )
        file = await read(tx.connection, reference)  # None where it is an application: no card of it is redrawn.
        if file:
            await notify(tx, *(await _redrawn(tx, file)))
        tx.erased = True
        await tx.commit()
        return True


async def make_urgent(
    storage: Storage, reference: str, delays: Delays, *, by: PersonKey, now: datetime, activity: Shown
) -> tuple[RequestFile, bool]:
    """Make an open request urgent; return it, and whether it was not before. Raises UnknownRequest, SayingRefused."""
    try:
        async with transaction(storage, now, activity) as tx:
            person = await tx.person(by, keep=True)
            file = await _locked(tx, reference, person)
            if not isinstance(file, RequestFile):
                raise UnknownRequest(reference)
            over = file.request.status in FINAL | {RequestStatus.RESOLVED}
            if over or not request_relations(file.request, person) & _WRITERS:
                raise SayingRefused(Unsaid.ENDED if over else Unsaid.NOT_THEIRS)
            if file.request.urgent:
                return file, False
            await tx.connection.execute(sa.update(request).where(request.c.id == file.number).values(urgent=True))
            file = await read(tx.connection, reference) or file
            number = await _journal(tx, Event("request", reference, MADE_URGENT, by, _role(file, person)))
            await _touch(tx, file, delays)
            holder = [file.request.holder] if file.request.holder not in (None, by) else []
            members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one != by]
            data = MoveData(move=MADE_URGENT, by=by, at=now)
            told = [
                *_notices(MESSAGE, [(one, None) for one in holder if one not in members], number, file, data),
                *_notices(RequestNotice.URGENT, [(one, None) for one in members], number, file, data),
            ]
            await notify(tx, *told, *(await _redrawn(tx, file, MADE_URGENT)))
            await tx.commit({"reference": reference})
            return file, True
    except Repeated as repeated:
        kept = await by_reference(storage, str(repeated.answer.get("reference", "")))
        if kept is None:
            raise
        return kept, True


def _subject(file: _File) -> str:
    return "request" if isinstance(file, RequestFile) else "application"


def _role(file: _File, person: Person) -> Relation:
    if isinstance(file, RequestFile):
        return min(request_relations(file.request, person))
    return Relation.CANDIDATE if file.candidature.candidate == person.key else Relation.SA_EPLE


async def _locked(tx: Transaction, reference: str, person: Person) -> _File:
    """Return the file of a number, locked. Raises UnknownRequest or UnknownApplication for whom it is no business of."""
    asked = await read(tx.connection, reference, lock=True)
    if asked and request_relations(asked.request, person):
        return asked
    file = await applications.locked(tx.connection, application.c.reference == reference)
    if file and application_relations(file.candidature, person):
        return file
    raise UnknownApplication(reference) if file else UnknownRequest(reference)


async def _by_token(tx: Transaction, token: str, sender: str) -> _File | None:
    """Return the file of a token, locked, if it is its contact or its candidate who writes."""
    found = await tx.connection.execute(sa.select(request.c.reference).where(request.c.reply_token == token))
    file: _File | None = await read(tx.connection, found.scalar() or "", lock=True)
    file = file or await applications.locked(tx.connection, application.c.reply_token == token)
    return file if file and sender and file.mail.lower() == sender else None


async def _mails_kept(tx: Transaction, file: _File) -> int:
    """Return how many answers by mail about a file were kept in the last hour."""
    found = await tx.connection.execute(
        sa.select(event.c.data).where(
            event.c.subject == _subject(file),
            event.c.reference == file.reference,
            event.c.move == SAID,
            event.c.at > sa.literal(tx.now - _WITHIN, type_=event.c.at.type),
        )
    )
    return sum(data == _BY_MAIL for data in found.scalars())


async def _journal(tx: Transaction, said: Event) -> int:
    """Keep what was said; return the number of its event."""
    await tx.record(said)
    this = sa.and_(event.c.subject == said.subject, event.c.reference == said.reference)
    return int((await tx.connection.execute(sa.select(sa.func.max(event.c.id)).where(this))).scalar_one())


async def _attach(tx: Transaction, reference: str, said: int, by: PersonKey, files: Sequence[Attached]) -> None:
    if not files:
        return
    if await count(tx.connection, reference) + len(files) > MAX_IN_REQUEST:
        raise AttachmentRefused(Fault.TOO_MANY)
    about = {"reference": reference, "said": said, "by_tenant": by.tenant, "by_oid": by.oid, "at": tx.now}
    await tx.connection.execute(
        sa.insert(attached),
        [{**about, "name": one.name, "type": one.type, "size": one.size, "content": one.content} for one in files],
    )


async def _touch(tx: Transaction, file: RequestFile, delays: Delays) -> None:
    """Count what was said as activity: nobody is reminded of a request on which people write."""
    await tx.connection.execute(
        sa.update(request).where(request.c.id == file.number).values(touched_at=tx.now, alerts=0)
    )
    fresh = await read(tx.connection, file.reference)
    if fresh:
        due = next_due(REQUEST_CYCLE, fresh.request, facts=fresh.facts(delays))
        await tx.connection.execute(sa.update(request).where(request.c.id == file.number).values(due_at=due))


async def _redrawn(tx: Transaction, file: _File, move: str = SAID) -> list[Notice]:
    """Return the redraws of a request's cards; an application has none that is kept up to date."""
    return await redrawn(tx, file, MoveData(move=move, at=tx.now)) if isinstance(file, RequestFile) else []


async def _told(tx: Transaction, file: _File, number: int, said: _Said) -> list[Notice]:
    """Return the notices to the other side; of a note, to the holder of a request alone."""
    if isinstance(file, RequestFile):
        move = NOTE if said.note else SAID
        facts = MoveData(
            move=move,
            by=said.by,
            reason=said.text,
            at=tx.now,
            files=said.files,
            last_told=said.last,
            shared=said.shared,
        )
        return _notices(NOTED if said.note else MESSAGE, _about_request(file, said), number, file, facts)
    edition = file.candidature.edition
    data = ApplicationData(id=file.number, edition=edition, by=said.by, text=said.text, at=tx.now, last_told=said.last)
    return _notices(APPLICATION_MESSAGE, await _about_application(tx, file, said), number, file, data)


def _about_request(file: RequestFile, said: _Said) -> list[_To]:
    """Return who is told: whoever asked (in Teams, else by mail) and the holder, but not who writes."""
    asked, holder = file.request, file.request.holder
    found: list[_To] = []
    if holder and file.holder_active and (said.by_mail or holder != said.by):
        found.append((holder, None))
    if not (said.note or said.by_mail) and asked.requester != said.by and (asked.requester or file.mail):
        found.append((asked.requester, file.mail or None))
    return found


async def _about_application(tx: Transaction, file: ApplicationFile, said: _Said) -> list[_To]:
    """Return who is told: each member of the SA EPLE, or the candidate, in Teams or else by mail; of a note, nobody."""
    candidate = file.candidature.candidate
    if said.note:
        return []
    if said.by_mail or candidate == said.by:
        return [(member, None) for member in await reachable(tx.connection, Role.SA_EPLE) if member != said.by]
    return [(candidate, file.mail or None)] if candidate or file.mail else []


def _dedupe_of(number: int) -> str:
    """Return how the notices of what was said as that event are named."""
    return f"{MESSAGE}:{number}:"


def _notices(kind: str, to: Iterable[_To], number: int, file: _File, facts: NoticeData) -> list[Notice]:
    """Return a notice of what was said as that event to each of ``to``."""
    about: dict[str, Any] = {"reference": file.reference, "version": file.version, "data": to_json(facts)}
    return [
        Notice(kind, to=key, mail=mail, dedupe=f"{_dedupe_of(number)}{key.oid if key else 'mail'}", **about)
        for key, mail in to
    ]


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """Whom an answer to all went to: the ``requests`` it is written on, of which so many people are told here, and ``others``."""

    requests: int
    reached: int
    others: int


async def answer_incident(
    storage: Storage,
    place: Place,
    kept: Draft,
    text: str,
    delays: Delays,
    *,
    ends: bool,
    now: datetime,
    activity: Shown,
) -> AnswerTold:
    """Tell all whose trouble it is, from its draft, whose subject is its number; ``ends``: it is over.

    Raises NotAllowed, IncidentRefused, DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            person = await staff_of(tx, place.key)
            found = await locked(tx, int(kept.subject), person.key.tenant)
            if found.state is not IncidentState.OPEN or found.version != kept.subject_version:
                raise IncidentRefused(found.number)
            files = await their_requests(tx.connection, person.key.tenant, found, lock=True)
            open_ones = [one for one in files if one.request.status not in FINAL]
            reached = await say_to_all(tx, open_ones, text, person, delays)
            rows = await tx.connection.execute(
                sa.select(incident_joined.c.tenant, incident_joined.c.oid)
                .where(incident_joined.c.number == found.number)
                .order_by(incident_joined.c.at, incident_joined.c.oid)
            )
            asked = {one.request.requester for one in files}
            others = [key for key in (PersonKey(*row) for row in rows) if key not in asked]
            version, data = found.version + 1, to_json(IncidentData(text=text, ends=ends, at=now))
            number = str(found.number)
            await notify(
                tx, *(Notice(INCIDENT_TOLD, to=one, reference=number, version=version, data=data) for one in others)
            )
            values = {"state": IncidentState.ENDED.value, "ended_on": paris_day(now)} if ends else {}
            await tx.connection.execute(
                sa.update(incident).where(incident.c.id == found.number).values(answer=text, version=version, **values)
            )
            await tx.record(event_of(found.number, "end" if ends else "answer", person))
            told = AnswerTold(len(open_ones), reached, len(others))
            await tx.commit(asdict(told))
            return told
    except Repeated as repeated:
        return AnswerTold(**{name: int(repeated.answer[name]) for name in AnswerTold.__slots__})
