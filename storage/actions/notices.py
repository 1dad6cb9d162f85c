"""Who is told what: the notices that a move leaves in the outbox, and who phones when one cannot be delivered.

Of a request: where no channel of experts is declared, «channel» is each expert who has opened a chat. What needs somebody
(a new request, one that is free again, one that nobody takes) is a message to each of them, else a line in the channel. Experts who cannot be told
are named to the SA EPLE. Whoever has the request's card, whatever they are to it, has it redrawn at each event.

A notice is owned by those who answer for what it is about: one about a request by its holder, by whoever was asked to
phone, and by the SA EPLE; any other one by the SA EPLE alone. Its row number gives no right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.application import ApplicationNotice, Candidature, Terms
from knowledge.call import Dispatch
from knowledge.lifecycle import Changed, NoticeDue, Recipient
from knowledge.people import Person, PersonKey, Role
from knowledge.request import AssistanceRequest, RequestMove, RequestNotice, RequestStatus
from knowledge.time.delays import Delays, add_working_days, paris_day
from storage import outbox, rooms
from storage.engine import Storage
from storage.notice_data import (
    AnswerData,
    ApplicationData,
    MoveData,
    OfficialMailData,
    QuestionCallData,
    UnreachedData,
    from_json,
    to_json,
)
from storage.outbox import Notice, Row
from storage.queries.applications import OFFICIAL_MAIL, ApplicationFile
from storage.queries.requests import RequestFile, read
from storage.queries.team import away, in_chat, on_call_now, reachable
from storage.rooms import ExpertsRoom
from storage.tables import is_person, person
from storage.transaction import Transaction, transaction

# Kinds that no line of a life cycle names.
QUESTION_ASKED, QUESTION_ANSWERED, QUESTION_PHONE = "question_asked", "question_answered", "phone"
ROLE_GIVEN, ROLE_TAKEN = "role_given", "role_taken"
ERASURE_ASKED, ERASURE_DUE, ERASURE_DECIDED = "erasure_asked", "erasure_due", "erasure_decided"
BADLY_ANSWERED = "badly_answered"  # To the SA EPLE, each month: which answers were found beside the point.
UNREACHED = "request_unreached"  # To the SA EPLE: experts who have not been told of a request.
FREE_AGAIN = "request_free"  # To the experts who have the card: nobody has the request any more.
REDRAW = "request_redraw"  # The card that somebody has is redrawn; they are told nothing.
MESSAGE, NOTED = "request_message", "request_note"  # What was said about a request, and noted by those who handle it.
ANNOUNCEMENT = "announcement"  # A message of the SA EPLE to several people.
BACKLOG = "request_backlog"  # How many requests are late, in place of an alert of each (``storage.actions.notices``).
CALENDAR = "request_calendar"  # The appointment as a calendar file, by mail.
REQUEST_PHONE = "request_phone"  # The requester is to be phoned.
DIGEST = "application_digest"
CHANGES_LOST = "application_changes_lost"
APPLICATION_MAIL_REFUSED = "application_mail_refused"  # What a candidate answered by mail was not taken.
APPLICATION_MESSAGE = "application_message"  # What candidate and SA EPLE write to each other.
APPLICATION_PHONE = "application_phone"  # The candidate is to be phoned.
# Of the team: an absence to the SA EPLE, to who is away or stands in, on its eve, when it begins; who is on call.
ABSENCE, ABSENCE_NOTED, ABSENCE_EVE, ABSENCE_BEGINS = "team_absence", "team_absence_noted", "team_eve", "team_begins"
ON_CALL_GIVEN, ON_CALL_DAY = "team_on_call", "team_on_call_day"
SLOT_AWAY = "request_slot_away"  # To the requester: the session falls on days on which the expert is away.
# Of an expert's mandate: its end comes, it was renewed, a training was noted.
MANDATE_ENDS, MANDATE_RENEWED, MANDATE_TRAINED = "mandate_ends", "mandate_renewed", "mandate_trained"
# A meeting is called, cancelled, or tomorrow; a proposal for the committee was decided on.
MEETING_CALLED, MEETING_CANCELLED, MEETING_EVE = "meeting_called", "meeting_cancelled", "meeting_eve"
PROPOSAL, PROPOSAL_DECIDED = "proposal", "proposal_decided"
PAPERS_DUE = "papers_due"  # The letters and orders of a new year are to be made.
CASE_PROPOSED, CASE_DECIDED = "case_proposed", "case_decided"
INCIDENT, INCIDENT_TOLD = "incident", "incident_told"  # A trouble of several schools: to the staff, to who joined.
SUBSCRIPTION = "subscription"  # A status question that somebody wants answered of itself.
MAIL_REFUSED = "request_mail_refused"  # What somebody answered by mail was not taken.
REMINDER = "request_own_reminder"  # What somebody has asked to be reminded of.
_N = RequestNotice
# What the requester must hear of: somebody phones where there is no other way. Of the rest the holder hears anyway.
REQUEST_BY_PHONE = frozenset(
    {_N.TAKEN, _N.REASSIGNED, _N.RELEASED, _N.PLANNED, _N.SLOTS_OFFERED, _N.SLOT_MOVED, _N.SLOT_CANCELLED, _N.REPLY_AWAITED, _N.RESOLVED,
     _N.REOPENED, _N.CANCELLED, SLOT_AWAY}
)  # fmt: skip
# What the candidate must hear of: whoever decided phones where there is no other way.
APPLICATION_BY_PHONE = frozenset(
    {ApplicationNotice.COMPLEMENT_ASKED, ApplicationNotice.DECISION, ApplicationNotice.REVIEWED_AGAIN,
     ApplicationNotice.UNDER_REVIEW, ApplicationNotice.WELCOME, APPLICATION_MESSAGE}
)  # fmt: skip
# The notices of an appointment: each has a calendar file.
OF_THE_SLOT = frozenset({_N.PLANNED, _N.SLOT_MOVED, _N.SLOT_CANCELLED})
# Kinds of the life cycles that leave no row: the card is redrawn, the day's digest counts.
LIVING = (_N.CARD, REDRAW)  # What shows the request's card as it is when it is sent.
NEVER_STORED = frozenset({_N.THREAD_LINE, ApplicationNotice.NEW_FOR_REVIEW})


# Requests


async def notices_of_request(
    tx: Transaction,
    changed: Changed[AssistanceRequest],
    before: AssistanceRequest,
    file: RequestFile,
    by: PersonKey | None,
    *,
    apart: bool = False,
) -> list[Notice]:
    """Return the notices of a move. What answers the one who acts is said in the turn itself.

    ``apart``: the turn is not in their chat, where a receipt shows them the request's card.
    """
    facts = MoveData(move=changed.event.move, by=by, reason=changed.event.reason, at=changed.event.at, slot=before.slot)
    about: dict[str, Any] = {
        "reference": file.reference, "version": changed.subject.version, "data": to_json(facts),
    }  # fmt: skip
    channel = await rooms.find(tx.connection, file.request.author.tenant)
    found: list[Notice] = []
    if channel:
        found.append(
            rooms.board(tx, channel.place, f"{file.reference} v{changed.subject.version} {tx.now.isoformat()}")
        )
        found += _lines(changed, channel, about)
    for told in changed.notices:
        if told.to is Recipient.CHANNEL:
            found += await _cards(tx, changed, file, by, about, channel=channel)
        elif told.to is Recipient.THREAD and not channel:
            # A line under the card: it is redrawn, or was posted anew.
            if told.kind not in NEVER_STORED:
                experts, _ = await in_chat(tx.connection, Role.EXPERT)
                experts, _ = await _on_duty(tx, experts, urgent=False)
                found += [Notice(told.kind, to=expert, **about) for expert in experts]
        elif told.to is Recipient.SA_EPLE:
            members = await reachable(tx.connection, Role.SA_EPLE)
            found += [Notice(told.kind, to=member, **about) for member in members if member != by]
        elif told.to is Recipient.REQUESTER:
            found += _to_requester(told, file, by, about)
        elif not told.answer and told.person:
            found.append(Notice(told.kind, to=told.person, urgent=told.kind is _N.RECEIPT, **about))
    if apart and by:
        found.append(Notice(_N.RECEIPT, to=by, urgent=True, **about))
    found += _to_contacts(changed, before, found, about)
    found += await _redraws(tx, file, about, {one.to for one in found if one.kind == _N.CARD})
    return [*found, *(await _calendars(tx, changed, file, facts))]


def _to_contacts(
    changed: Changed[AssistanceRequest], before: AssistanceRequest, told: Sequence[Notice], about: dict[str, Any]
) -> list[Notice]:
    """Return the mails to who was the contact and to who is it now, where an address is known and nobody else has it."""
    if changed.event.move != RequestMove.CHANGE_CONTACT:
        return []
    reached = {one.mail.lower() for one in told if one.mail and one.to is None}
    mails = {one.contact.mail.lower(): one.contact.mail for one in (before, changed.subject) if one.contact.mail}
    return [Notice(_N.CONTACT_CHANGED, mail=mail, **about) for plain, mail in mails.items() if plain not in reached]


def _to_requester(told: NoticeDue, file: RequestFile, by: PersonKey | None, about: dict[str, Any]) -> Iterable[Notice]:
    """Return the notice to who asked: in Teams, else by mail, else to be told by phone where it matters.

    The opinion is asked apart from the reply to who confirms: at once all the same.
    """
    if told.answer and told.kind is not _N.SATISFACTION:
        return
    mail = file.request.contact.mail or None
    on_the_phone = by is not None and by == file.request.author and file.request.version == 1
    if told.person or mail or (told.kind in REQUEST_BY_PHONE and not on_the_phone):
        urgent = told.answer or told.kind is _N.RECEIPT
        yield Notice(told.kind, to=told.person, mail=mail, urgent=urgent, **about)


def _lines(changed: Changed[AssistanceRequest], channel: ExpertsRoom, about: dict[str, Any]) -> list[Notice]:
    """Return the line of a move in the channel: what the table tells in the thread, and what needs somebody."""
    told = any(one.to is Recipient.THREAD for one in changed.notices)
    if not (told or _needs_somebody(changed)):
        return []
    return [Notice(rooms.LINE, room=channel.place, **about)]


async def _cards(
    tx: Transaction,
    changed: Changed[AssistanceRequest],
    file: RequestFile,
    by: PersonKey | None,
    about: dict[str, Any],
    *,
    channel: ExpertsRoom | None,
) -> list[Notice]:
    """Return the request's card for each expert: posted where somebody is needed, else redrawn where it is.

    Where the experts have a channel, it is told there; who is on call reads of what is urgent in their own chat too.
    """
    if not _needs_somebody(changed):
        return []
    experts, unreached = await in_chat(tx.connection, Role.EXPERT)
    experts, first = await _on_duty(tx, experts, urgent=file.request.urgent)
    shown = await rooms.shown_to(tx.connection, file.reference)
    waiting, _ = await rooms.on_their_way(tx, file.reference, LIVING)
    anew = {**about, "data": {**about["data"], "anew": True}}
    # Whoever is told that they no longer hold the request hears of it by that very notice.
    released = {one.person for one in changed.notices if one.kind is _N.RELEASED}
    told = [expert for expert in experts if expert != by and expert not in released]
    first &= set(told)
    if channel:
        return [_posted(tx, expert, anew, first) for expert in told if expert in first - shown - waiting]
    found = [_posted(tx, expert, anew, first) for expert in told if expert not in shown | waiting]
    found += [Notice(FREE_AGAIN, to=expert, **about) for expert in told if expert in shown]
    return found + await _unreached(tx, file, unreached, nobody=not experts)


# Who is on call hears of what is urgent so much sooner than the others.
FIRST_CALL = timedelta(minutes=15)


async def _on_duty(
    tx: Transaction, experts: list[PersonKey], *, urgent: bool
) -> tuple[list[PersonKey], set[PersonKey]]:
    """Return the experts not absent today (all, if everyone is), and those on call, for an urgent request."""
    today = paris_day(tx.now)
    gone = await away(tx.connection, today)
    there = [one for one in experts if one not in gone] or experts
    first = set(await on_call_now(tx.connection, today)) & set(there) if urgent else set()
    return there, first


def _posted(tx: Transaction, expert: PersonKey, anew: dict[str, Any], first: Collection[PersonKey]) -> Notice:
    """Return the card for an expert: at once to who is on call and where nobody is, else somewhat later."""
    if expert in first:
        return Notice(_N.CARD, to=expert, **{**anew, "data": {**anew["data"], "on_call": True}})
    return Notice(_N.CARD, to=expert, not_before=tx.now + FIRST_CALL if first else None, **anew)


async def _redraws(
    tx: Transaction, file: RequestFile, about: dict[str, Any], shown_by_this: Collection[PersonKey | None]
) -> list[Notice]:
    """Return one redraw for each who has the card, or is perhaps just being shown it as it was.

    Who has one that waits to be sent needs no other: it shows the present state when it is.
    """
    waiting, in_hand = await rooms.on_their_way(tx, file.reference, LIVING)
    concerned = (await rooms.shown_to(tx.connection, file.reference)) | in_hand
    return [Notice(REDRAW, to=person, **about) for person in sorted(concerned - waiting - set(shown_by_this))]


async def redrawn(tx: Transaction, file: RequestFile, facts: MoveData) -> list[Notice]:
    """Return the redraws of a request's cards after something else than a move."""
    about = {"reference": file.reference, "version": file.request.version, "data": to_json(facts)}
    return await _redraws(tx, file, about, ())


def _needs_somebody(changed: Changed[AssistanceRequest]) -> bool:
    return changed.subject.status is RequestStatus.NEW and changed.event.move != RequestMove.ALERT_UNTAKEN


async def _unreached(tx: Transaction, file: RequestFile, experts: list[PersonKey], *, nobody: bool) -> list[Notice]:
    """Name the experts who were not told, once a day; each time if nobody was told at all."""
    if not experts and not nobody:
        return []
    oids = sorted(expert.oid for expert in experts)
    fact = file.reference if nobody else hashlib.sha256(" ".join(oids).encode()).hexdigest()[:16]
    data = to_json(UnreachedData(experts=tuple(experts), nobody=nobody))
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
    tx: Transaction, changed: Changed[AssistanceRequest], file: RequestFile, facts: MoveData
) -> list[Notice]:
    """Return the calendar file by mail for those who hear of the slot in Teams and have a mail address."""
    kind = next((told.kind for told in changed.notices if told.kind in OF_THE_SLOT), None)
    if kind is None:
        return []
    mails: list[tuple[Recipient, str | None]] = []
    if file.request.requester:
        mails.append((Recipient.REQUESTER, file.request.contact.mail))
    if file.request.holder:
        key = file.request.holder
        found = await tx.connection.execute(sa.select(person.c.mail).where(is_person(person, key)))
        mails.append((Recipient.HOLDER, found.scalar()))
    return [
        Notice(
            CALENDAR,
            mail=mail,
            reference=file.reference,
            version=changed.subject.version,
            data=to_json(replace(facts, kind=kind.value, to=to.value)),
        )
        for to, mail in mails
        if mail
    ]


# Applications


async def notices_of_application(
    tx: Transaction, changed: Changed[Candidature], file: ApplicationFile, by: PersonKey | None, terms: Terms
) -> list[Notice]:
    """Return the notices of a move. What answers the one who acts is said in the turn itself; receipts go by mail too."""
    found: list[Notice] = []
    candidature = file.candidature
    facts = ApplicationData(id=file.number, edition=candidature.edition, by=by)
    data = to_json(facts)
    about: dict[str, Any] = {"reference": candidature.reference, "version": candidature.version}
    for told in changed.notices:
        if told.kind in NEVER_STORED:
            continue
        if told.kind is ApplicationNotice.RECEIPT:
            found += receipts(file, terms, facts)
        elif told.to is Recipient.SA_EPLE:
            members = await reachable(tx.connection, Role.SA_EPLE)
            others = [member for member in members if member not in (by, candidature.candidate)]
            found += [Notice(told.kind, to=member, data=data, **about) for member in others]
        elif not told.answer and (told.person or (told.to is Recipient.CANDIDATE and file.mail)):
            mail = file.mail or None if told.to is Recipient.CANDIDATE else None
            found.append(Notice(told.kind, to=told.person, mail=mail, data=data, **about))
    return found


def receipts(file: ApplicationFile, terms: Terms, facts: ApplicationData) -> Sequence[Notice]:
    """Return the receipt by mail, and the mail that the call asks for where the assistant sends it."""
    about: dict[str, Any] = {
        "reference": file.candidature.reference,
        "version": file.candidature.version,
        "urgent": True,
    }
    official = OfficialMailData(
        id=facts.id, edition=facts.edition, by=facts.by, server=terms.server, copied=terms.copied
    )
    receipt = Notice(ApplicationNotice.RECEIPT, mail=file.mail, data=to_json(facts), **about)
    if terms.call.dispatch is not Dispatch.SENT:
        return (receipt,)  # The candidate has more to do than a mail that the assistant can send.
    return (
        receipt,
        Notice(OFFICIAL_MAIL, mail=terms.call.call.deposit_mail, data=to_json(official), **about),
    )


# Who phones


async def to_phone(tx: Transaction, row: Row) -> list[Notice]:
    """Return the notice to whoever shall phone the person that ``row`` could not reach; none if nobody needs to."""
    kind = row.notice.kind
    if kind in REQUEST_BY_PHONE:
        return await _to_phone_requester(tx, row)
    if kind == QUESTION_ANSWERED:
        answerer = from_json(AnswerData, row.notice.data).by
        asked = QuestionCallData(row=row.id)
        return [Notice(QUESTION_PHONE, to=answerer, reference=row.notice.reference, data=to_json(asked))]
    if kind not in APPLICATION_BY_PHONE:
        return []
    about = from_json(ApplicationData, row.notice.data)
    if about.by is None:
        return []
    call = ApplicationData(id=about.id, kind=kind, row=row.id)
    return [Notice(APPLICATION_PHONE, to=about.by, reference=row.notice.reference, data=to_json(call))]


async def _to_phone_requester(tx: Transaction, row: Row) -> list[Notice]:
    """Return the call to the requester of a request: the holder makes it, else who made the move.

    Of what the program did, a member of the SA EPLE is told. Notices to others need no phone call: the lists show all.
    """
    file = await read(tx.connection, row.notice.reference)
    if file is None or row.notice.to not in (None, file.request.requester):
        return []
    facts = from_json(MoveData, row.notice.data)
    caller = file.request.holder if file.holder_active else None
    if caller is None and facts.by != file.request.requester:
        caller = facts.by
    if caller is None:
        caller = next(iter(await reachable(tx.connection, Role.SA_EPLE)), None)
    if caller is None:
        return []
    data = replace(facts, kind=row.notice.kind, row=row.id)
    return [Notice(REQUEST_PHONE, to=caller, reference=file.reference, version=row.notice.version, data=to_json(data))]


# What people do about a notice that did not arrive


async def retry(storage: Storage, number: int, by: PersonKey, now: datetime) -> bool:
    """Send a notice again; False when it needs nobody any more, or ``by`` is not of the SA EPLE."""
    async with transaction(storage, now) as tx:
        done = (await tx.person(by)).has(Role.SA_EPLE) and await outbox.retry(tx, number, by, Role.SA_EPLE)
        await tx.commit()
    return done


async def mark_told(storage: Storage, number: int, reference: str, *, by: PersonKey, now: datetime) -> bool:
    """Note that the person of a notice about ``reference`` was phoned. Returns False as :func:`note_call` does."""
    async with transaction(storage, now) as tx:
        done = await note_call(tx, number, reference, await tx.person(by))
        await tx.commit()
    return done


async def note_call(tx: Transaction, number: int, reference: str, by: Person) -> bool:
    """Note in ``tx`` that the person of a notice was phoned.

    Return False, with nothing written, when nobody is to be phoned (any more), when the notice is about something else
    than ``reference``, or when it is not ``by`` who owns it.
    """
    row = await outbox.locked(tx, number)
    if row is None or row.notice.reference != reference or not await _owns(tx, by, row):
        return False
    return await outbox.mark_told(tx, number, by.key, min(by.roles))


async def _owns(tx: Transaction, person: Person, row: Row) -> bool:
    """Tell whether a person, with the roles held now, owns a notice. Nobody owns one that is addressed to them."""
    if not person.roles or row.notice.to == person.key:
        return False
    if person.has(Role.SA_EPLE):
        return True
    file = await read(tx.connection, row.notice.reference)
    if file is None:
        return False  # It is about a question or an application.
    return file.request.holder == person.key or await outbox.was_asked_to_phone(tx, row, person.key)


# --- Late alerts: after a long stop or an import, one notice to each person stands for all.

_ALERTS = frozenset((RequestNotice.UNTAKEN, RequestNotice.IDLE))
_LATE_DAYS = 1  # Working days after which an alert is no news of its own any more.


def is_late(due: datetime | None, now: datetime, delays: Delays) -> bool:
    """Tell whether what was due then comes so late that it is told with all that is."""
    return due is not None and add_working_days(due, _LATE_DAYS, delays) <= now


def folded(notices: Iterable[Notice], now: datetime) -> Iterator[Notice]:
    """Give the notices of a late move: its alerts are one notice for each person and day, and no line of the channel.

    The board of the channel says what is open, whatever the moment.
    """
    for one in notices:
        if one.kind in _ALERTS and one.to:
            yield Notice(BACKLOG, to=one.to, dedupe=f"{BACKLOG}:{one.to.tenant}/{one.to.oid}:{paris_day(now)}")
        elif one.kind != rooms.LINE:
            yield one
