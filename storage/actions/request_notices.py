"""Who is told what of a request: the rows that a move leaves in the outbox, facts only.

No channel of experts is declared: «channel» is each expert who has opened a chat. What needs somebody (a new request,
one that is free again, one that nobody takes) is a message to each of them; what is no news to them redraws the card
they have. Whoever cannot be told so is named to the SA EPLE.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from knowledge.lifecycle import Changed, Recipient, ToTell
from knowledge.people import PersonKey, Role
from knowledge.request import AssistanceRequest, RequestMove, RequestNotice, RequestStatus
from knowledge.time.delays import paris_day
from storage.outbox import Notice, Row
from storage.queries.people import in_chat, reachable
from storage.queries.requests import File, read
from storage.tables import outbox, person
from storage.transaction import Transaction

UNREACHED = "request_unreached"  # To the SA EPLE: experts who have not been told of a request.
CALENDAR = "request_calendar"  # The appointment as a calendar file, by mail.
PHONE = "request_phone"  # To the holder: the requester is to be phoned.
_N = RequestNotice
# What the requester must hear of, by phone if there is no other way. Of the rest the holder hears anyway.
TO_BE_PHONED = frozenset(
    {_N.TAKEN, _N.REASSIGNED, _N.RELEASED, _N.PLANNED, _N.SLOT_MOVED, _N.SLOT_CANCELLED, _N.REPLY_AWAITED, _N.RESOLVED,
     _N.REOPENED, _N.CANCELLED}
)  # fmt: skip
_OF_THE_SLOT = frozenset({_N.PLANNED, _N.SLOT_MOVED, _N.SLOT_CANCELLED})


async def notices_of(
    tx: Transaction, changed: Changed[AssistanceRequest], before: AssistanceRequest, file: File, by: PersonKey | None
) -> list[Notice]:
    """Return the notices of a move. What answers the one who acts is said in the turn itself."""
    facts: dict[str, Any] = {"move": changed.event.move}
    if by:
        facts["by"] = list(by)
    if changed.event.reason:
        facts["reason"] = changed.event.reason
    if before.slot:
        facts["slot"] = before.slot.isoformat()  # As it was: what is lost is named.
    about: dict[str, Any] = {"reference": file.reference, "version": changed.subject.version, "data": facts}
    found: list[Notice] = []
    for told in changed.notices:
        if told.to is Recipient.CHANNEL:
            found += await _cards(tx, changed, file, by, about)
        elif told.to is Recipient.THREAD:
            # A line under the card: it is redrawn, or was posted anew.
            if told.kind is not _N.THREAD_LINE:
                experts, _ = await in_chat(tx.connection, Role.EXPERT)
                found += [Notice(told.kind, to=expert, **about) for expert in experts]
        elif told.to is Recipient.SA_EPLE:
            members = await reachable(tx.connection, Role.SA_EPLE)
            found += [Notice(told.kind, to=member, **about) for member in members if member != by]
        elif told.to is Recipient.REQUESTER:
            found += _to_requester(told, file, by, about)
        elif not told.answer and told.person:
            found.append(Notice(told.kind, to=told.person, urgent=told.kind is _N.RECEIPT, **about))
    return [*found, *(await _calendars(tx, changed, file, about))]


def _to_requester(told: ToTell, file: File, by: PersonKey | None, about: dict[str, Any]) -> Iterable[Notice]:
    """Return the notice to who asked: in Teams, else by mail, else to be told by phone where it matters.

    The opinion is asked apart from the reply to who confirms: at once all the same.
    """
    if told.answer and told.kind is not _N.SATISFACTION:
        return
    mail = file.request.contact.mail or None
    on_the_phone = by is not None and by == file.request.author and file.request.version == 1
    if told.person or mail or (told.kind in TO_BE_PHONED and not on_the_phone):
        urgent = told.answer or told.kind is _N.RECEIPT
        yield Notice(told.kind, to=told.person, mail=mail, urgent=urgent, **about)


async def _cards(
    tx: Transaction, changed: Changed[AssistanceRequest], file: File, by: PersonKey | None, about: dict[str, Any]
) -> list[Notice]:
    """Return the request's card for each expert: posted where somebody is needed, else redrawn where it is."""
    rows = await tx.connection.execute(
        sa.select(outbox.c.tenant, outbox.c.oid)
        .where(outbox.c.reference == file.reference, outbox.c.kind == _N.CARD, outbox.c.oid.is_not(None))
        .distinct()
    )
    shown = {PersonKey(row.tenant, row.oid) for row in rows}
    if not _needs_somebody(changed):
        return [Notice(_N.CARD, to=expert, **about) for expert in sorted(shown)]
    experts, unreached = await in_chat(tx.connection, Role.EXPERT)
    anew = {**about, "data": {**about["data"], "anew": True}}
    # Who is told that they no longer have it has the card with that.
    released = {one.person for one in changed.notices if one.kind is _N.RELEASED}
    told = [expert for expert in experts if expert != by and expert not in released]
    found = [Notice(_N.CARD, to=expert, **anew) for expert in told]
    found += [Notice(_N.CARD, to=expert, **about) for expert in sorted(shown - set(told))]
    return found + await _unreached(tx, file, unreached, nobody=not experts)


async def to_phone(tx: Transaction, row: Row) -> list[Notice]:
    """Return who shall phone the requester, whom a notice could not reach: the holder, else who made the move.

    Of what the program did, a member of the SA EPLE is told. Notices to others need no phone call: the lists show all.
    """
    file = await read(tx.connection, row.notice.reference)
    if file is None or row.notice.kind not in TO_BE_PHONED or row.notice.to not in (None, file.request.requester):
        return []
    by = row.notice.data.get("by")
    found = file.request.holder if file.holder_active else None
    found = found or (PersonKey(*by) if by and PersonKey(*by) != file.request.requester else None)
    if found is None:
        found = next(iter(await reachable(tx.connection, Role.SA_EPLE)), None)
    data = {**row.notice.data, "row": row.id, "kind": row.notice.kind}
    return [Notice(PHONE, to=found, reference=file.reference, version=row.notice.version, data=data)] if found else []


def _needs_somebody(changed: Changed[AssistanceRequest]) -> bool:
    return changed.subject.status is RequestStatus.NEW and changed.event.move != RequestMove.ALERT_UNTAKEN


async def _unreached(tx: Transaction, file: File, experts: list[PersonKey], *, nobody: bool) -> list[Notice]:
    """Name the experts who were not told, once a day; each time if nobody was told at all."""
    if not experts and not nobody:
        return []
    oids = sorted(expert.oid for expert in experts)
    fact = file.reference if nobody else hashlib.sha256(" ".join(oids).encode()).hexdigest()[:16]
    data = {"experts": [list(expert) for expert in experts], "nobody": nobody}
    return [
        Notice(
            UNREACHED,
            to=member,
            reference=file.reference,
            version=file.request.version,
            data=data,
            dedupe=f"{UNREACHED}:{member.tenant}/{member.oid}:{paris_day(tx.now)}:{fact}",
        )
        for member in await reachable(tx.connection, Role.SA_EPLE)
    ]


async def _calendars(
    tx: Transaction, changed: Changed[AssistanceRequest], file: File, about: dict[str, Any]
) -> list[Notice]:
    """Return the calendar file by mail for those who hear of the slot in Teams and have a mail address."""
    kind = next((told.kind for told in changed.notices if told.kind in _OF_THE_SLOT), None)
    if kind is None:
        return []
    data = {**about["data"], "kind": kind.value}
    found = []
    contact = file.request.contact
    if file.request.requester and contact.mail:
        found.append(Notice(CALENDAR, mail=contact.mail, **{**about, "data": {**data, "to": "requester"}}))
    if file.request.holder:
        key = file.request.holder
        row = await tx.connection.execute(
            sa.select(person.c.mail).where(person.c.tenant == key.tenant, person.c.oid == key.oid)
        )
        mail = row.scalar()
        if mail:
            found.append(Notice(CALENDAR, mail=mail, **{**about, "data": {**data, "to": "holder"}}))
    return found
