"""What is said about a request once it was sent: messages that reach the other side, notes for those who handle it, urgency.

They stand in the journal with the request, and go with it: no state and no version changes, so that no card grows old.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from knowledge.files import MAX_IN_REQUEST, Attached, AttachmentRefused, Fault
from knowledge.french import DomainError
from knowledge.lifecycle import Relation, next_due
from knowledge.people import Person, PersonKey, Role
from knowledge.request import FINAL, RequestNotice, RequestStatus, WaitingFor
from knowledge.request_cycle import REQUEST_CYCLE, request_relations
from knowledge.time.delays import Delays
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import MAIL_REFUSED, MESSAGE, NOTED, redrawn
from storage.actions.requests import UnknownRequest, resume
from storage.actions.sayings import (
    BY_MAIL,
    MOST_TOLD,
    NOTE,
    SAID,
    MailOutcome,
    Saying,
    dedupe_of,
    journal,
    mails_told,
    notices_of,
    said_before,
    tell_refusal,
)
from storage.engine import Storage
from storage.notice_data import MoveData, to_json
from storage.outbox import Notice, notify
from storage.queries.accesses import count
from storage.queries.requests import RequestFile, by_reference, read
from storage.queries.team import reachable
from storage.tables import attached, request
from storage.transaction import Event, Repeated, Shown, Transaction, transaction

MADE_URGENT = "make_urgent"
_WRITERS = frozenset({Relation.REQUESTER, Relation.HOLDER, Relation.SA_EPLE})
_NOTERS = frozenset({Relation.EXPERT, Relation.SA_EPLE})


class MessageRefused(DomainError):
    """Nothing can be said of the request any more, or not by this person. ``ended``: the request is over."""

    def __init__(self, file: RequestFile, *, ended: bool) -> None:
        super().__init__("message refused")
        self.file = file
        self.ended = ended


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
) -> Saying[RequestFile]:
    """Store what is said of a request and tell the other side; a ``note`` is for those who handle it alone.

    ``form``: the draft that gave it, consumed with it; ``files``: what comes with it. Raises UnknownRequest and
    MessageRefused, the draft stays then; AttachmentRefused where the request would have too many files.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            person, file = await _of(tx, reference, by)
            may_say(file, person, note=note)
            number = await _journal(tx, file, NOTE if note else SAID, person, text, files=len(files))
            await _attach(tx, reference, number, by, files)
            if not note:
                await _touch(tx, file, delays)
            facts = MoveData(move=NOTE if note else SAID, by=by, reason=text, at=now, files=len(files))
            told = notices_of(NOTED if note else MESSAGE, _addressees(file, person, note=note), number,
                              reference=reference, version=file.request.version, data=to_json(facts))  # fmt: skip
            await notify(tx, *told, *(await redrawn(tx, file, MoveData(move=SAID, at=now))))
            saying = Saying(file, number, bool(told), len(files))
            await tx.commit(saying.answer(reference))
            return saying
    except Repeated as repeated:
        return await said_before(repeated, partial(by_reference, storage))


async def answered_by_mail(
    storage: Storage, token: str, sender: str, text: str, delays: Delays, *, key: str, now: datetime
) -> MailOutcome:
    """Store what the contact of a request answers by mail, and tell its expert; a request that waits for it goes on.

    ``token``: of the request; ``key``: what names the mail, taken once however often it is fetched.
    """
    try:
        async with transaction(storage, now, Shown("", "mail", key)) as tx:
            file = await _by_token(tx, token, sender)
            if file is None:
                return MailOutcome.UNKNOWN
            if file.request.status in FINAL:
                return MailOutcome.ENDED
            by, role = file.request.requester, Relation.REQUESTER
            number = await journal(tx, Event("request", file.reference, SAID, by, role, reason=text, data=BY_MAIL))
            if file.request.waiting_for is WaitingFor.SCHOOL:
                file = await resume(tx, file, delays)
            else:
                await _touch(tx, file, delays)
            count = await mails_told(tx, "request", file.reference)
            facts = MoveData(move=SAID, by=file.request.requester, reason=text, at=now, last_told=count == MOST_TOLD)
            if file.request.holder and file.holder_active and count <= MOST_TOLD:
                told = notices_of(MESSAGE, [(file.request.holder, None)], number,
                                  reference=file.reference, version=file.request.version, data=to_json(facts))  # fmt: skip
                await notify(tx, *told)
            await notify(tx, *(await redrawn(tx, file, MoveData(move=SAID, at=now))))
            await tx.commit({"reference": file.reference})
            return MailOutcome.TAKEN
    except Repeated:
        return MailOutcome.TAKEN


async def refuse_mail(storage: Storage, token: str, sender: str, why: str, *, key: str, now: datetime) -> bool:
    """Leave word for the contact of a request that what they answered by mail was not taken; False for anybody else."""
    async with transaction(storage, now) as tx:
        file = await _by_token(tx, token, sender)
        if file is None:
            return False
        data, dedupe = to_json(MoveData(reason=why, at=now)), f"{MAIL_REFUSED}:{key}"
        mail = file.request.contact.mail
        await tell_refusal(tx, Notice(MAIL_REFUSED, mail=mail, reference=file.reference, data=data, dedupe=dedupe))
        return True


async def _by_token(tx: Transaction, token: str, sender: str) -> RequestFile | None:
    """Return the request of a token, if it is its contact who writes."""
    found = await tx.connection.execute(sa.select(request.c.reference).where(request.c.reply_token == token))
    file = await read(tx.connection, found.scalar() or "", lock=True)
    return file if file and sender and file.request.contact.mail.lower() == sender else None


def may_say(file: RequestFile, person: Person, *, note: bool) -> None:
    """Raise MessageRefused where this person may not write about the request, or not any more."""
    ended = file.request.status in FINAL and not note
    if ended or not request_relations(file.request, person) & (_NOTERS if note else _WRITERS):
        raise MessageRefused(file, ended=ended)


async def make_urgent(
    storage: Storage, reference: str, delays: Delays, *, by: PersonKey, now: datetime, activity: Shown
) -> tuple[RequestFile, bool]:
    """Make an open request urgent; return it, and whether it was not before. Raises UnknownRequest, MessageRefused."""
    try:
        async with transaction(storage, now, activity) as tx:
            person, file = await _of(tx, reference, by)
            over = file.request.status in FINAL | {RequestStatus.RESOLVED}
            if over or not request_relations(file.request, person) & _WRITERS:
                raise MessageRefused(file, ended=over)
            if file.request.urgent:
                return file, False
            await tx.connection.execute(sa.update(request).where(request.c.id == file.number).values(urgent=True))
            file = await read(tx.connection, reference) or file
            number = await _journal(tx, file, MADE_URGENT, person, "")
            await _touch(tx, file, delays)
            facts = MoveData(move=MADE_URGENT, by=by, at=now)
            holder = [file.request.holder] if file.request.holder not in (None, by) else []
            members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one != by]
            told = [
                Notice(
                    RequestNotice.URGENT if to in members else MESSAGE,
                    to=to,
                    reference=reference,
                    version=file.request.version,
                    data=to_json(facts),
                    dedupe=f"{dedupe_of(number)}{to.oid if to else ''}",
                )
                for to in (*holder, *members)
            ]
            await notify(tx, *told, *(await redrawn(tx, file, MoveData(move=MADE_URGENT, at=now))))
            await tx.commit({"reference": reference})
            return file, True
    except Repeated as repeated:
        kept = await by_reference(storage, str(repeated.answer.get("reference", "")))
        if kept is None:
            raise
        return kept, True


async def _of(tx: Transaction, reference: str, by: PersonKey) -> tuple[Person, RequestFile]:
    person = await tx.person(by, keep=True)
    file = await read(tx.connection, reference, lock=True)
    if file is None or not request_relations(file.request, person):
        raise UnknownRequest(reference)
    return person, file


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


async def _journal(tx: Transaction, file: RequestFile, move: str, person: Person, text: str, *, files: int = 0) -> int:
    role = min(request_relations(file.request, person))
    data = {"files": files} if files else {}
    return await journal(tx, Event("request", file.reference, move, person.key, role, reason=text, data=data))


async def _touch(tx: Transaction, file: RequestFile, delays: Delays) -> None:
    """Count what was said as activity: nobody is reminded of a request on which people write."""
    await tx.connection.execute(
        sa.update(request).where(request.c.id == file.number).values(touched_at=tx.now, alerts=0)
    )
    fresh = await read(tx.connection, file.reference)
    if fresh:
        due = next_due(REQUEST_CYCLE, fresh.request, facts=fresh.facts(delays))
        await tx.connection.execute(sa.update(request).where(request.c.id == file.number).values(due_at=due))


def _addressees(file: RequestFile, by: Person, *, note: bool) -> list[tuple[PersonKey | None, str | None]]:
    """Return who is told: whoever asked (in Teams, else by mail) and the holder, but not who writes."""
    asked, holder = file.request, file.request.holder
    found: list[tuple[PersonKey | None, str | None]] = []
    if holder and holder != by.key and file.holder_active:
        found.append((holder, None))
    mail = asked.contact.mail or None
    if not note and asked.requester != by.key and (asked.requester or mail):
        found.append((asked.requester, mail))
    return found
