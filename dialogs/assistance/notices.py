"""What is told about requests for assistance later, in Teams or by mail, from their present state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.assistance import calendar_file as appointment
from dialogs.assistance import notice_texts as texts
from dialogs.assistance.asking_cards import REPLY_CHARACTERS, rating_message
from dialogs.assistance.card import actions_of, holder_of, request_card
from dialogs.assistance.card_texts import CANCELLED, DUPLICATE_OF
from dialogs.assistance.handling_texts import DONE
from dialogs.assistance.told import done
from dialogs.core import mail_texts
from dialogs.core import texts as general
from dialogs.core.context import Services
from dialogs.core.notice import FeatureNotices
from dialogs.core.plain import filled, plain_message
from dialogs.core.request_line import named, opening, school_of, topic_of
from dialogs.core.turn import Enclosed, Letter, Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.french import PARIS, counted, instant, listed, long_date, shortened
from knowledge.people import Person, PersonKey
from knowledge.request import HELD, CancelReason, RequestMove, RequestNotice, RequestStatus
from storage import outbox
from storage.actions.request_notices import CALENDAR, PHONE, UNREACHED, to_phone
from storage.outbox import Medium, Row
from storage.queries import people
from storage.queries import requests as queries
from storage.queries.requests import File, Line

# Each of these may be sent twice: a mail that comes twice has the same Message-ID.
KINDS = frozenset({*RequestNotice, UNREACHED, CALENDAR, PHONE})
_NAMES = 20  # In one sentence; the list of experts has all.
_N, _S = RequestNotice, RequestStatus
# How a reason is announced where it is none.
_LABELS = {
    _N.REPLIED: texts.WITH_REPLY, _N.REPLY_AWAITED: texts.WHAT_IS_AWAITED, _N.SOLUTION_REFUSED: texts.SAYS,
    _N.OTHER_SLOT_ASKED: texts.SAYS,
}  # fmt: skip
_OF_THE_SLOT = frozenset({_N.PLANNED.value, _N.SLOT_MOVED.value, _N.SLOT_CANCELLED.value})


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice before it takes the shape of a card or of a mail."""

    title: str
    lines: Sequence[str]
    actions: Sequence[Action] = ()
    enclosed: tuple[Enclosed, ...] = ()


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true."""
    notice = row.notice
    file = await queries.by_reference(services.storage, notice.reference)
    if file is None:
        return None
    if notice.kind == UNREACHED:
        return await _unreached(services, row, file)
    if notice.kind == CALENDAR:
        return _calendar(services, row, file)
    if notice.kind == PHONE:
        return _phone(services, row, file)
    if not still_true(row, file, services.now()):
        return None
    person = Person(notice.to, roles=await people.roles_of(services.storage, notice.to)) if notice.to else None
    history = await queries.timeline(services.storage, file.reference) if _redraws(row) else ()
    shown = shown_to(services, row, file, person, history)
    return await _in_place(services, row, shown) if _redraws(row) else shown


def shown_to(
    services: Services, row: Row, file: File, person: Person | None, history: Sequence[Line] = ()
) -> Message | Letter | None:
    """Return a notice as ``person`` gets it, with the roles held now; None: a contact who is not known in Teams.

    ``history``: for a card that is redrawn where it is.
    """
    if person is None or person.key == file.request.requester:
        return _to_requester(services, row, file)
    return _to_staff(services, row, file, person, history)


def _redraws(row: Row) -> bool:
    return row.notice.kind == _N.CARD and not row.notice.data.get("anew")


async def _in_place(services: Services, row: Row, shown: Message | Letter | None) -> Message | None:
    """Return the card as a redrawing of the one that the expert has; None when there is none."""
    if not isinstance(shown, Message):
        return None
    cards = await outbox.posted(services.storage, row.notice.reference, [_N.CARD])
    posted = [one.activity for one in cards if one.notice.to == row.notice.to]
    return Message(shown.text, shown.card, replaces=posted[-1]) if posted else None


def still_true(row: Row, file: File, now: datetime) -> bool:
    """Tell whether what a notice says still holds."""
    request, kind, to = file.request, row.notice.kind, row.notice.to
    mine = to is not None and to == request.holder
    own = to is None or to == request.requester
    taken_at_once = row.notice.data.get("move") == RequestMove.LOG_AND_TAKE
    truths = {
        _N.RECEIPT: request.status is not _S.CANCELLED,
        _N.CARD: not row.notice.data.get("anew") or request.status is _S.NEW,
        # Logged and taken at once, it is as urgent, and the SA EPLE has heard nothing of it.
        _N.URGENT: request.status is _S.NEW or (taken_at_once and request.status in HELD),
        _N.UNTAKEN: request.status is _S.NEW,
        _N.IDLE: request.status is _S.ASSIGNED,
        _N.TAKEN: request.status in HELD,
        _N.ASSIGNED_TO_YOU: mine and request.status in HELD,
        _N.REASSIGNED: request.holder is not None and (own or not mine),
        _N.RELEASED: request.status is _S.NEW if own else not mine,
        _N.PLANNED: request.status is _S.PLANNED,
        _N.SLOT_MOVED: request.status is _S.PLANNED,
        _N.OTHER_SLOT_ASKED: mine and request.status is _S.PLANNED,
        _N.SLOT_REMINDER: request.status is _S.PLANNED and request.slot is not None and request.slot > now,
        _N.AGREED: request.consent is not None,
        _N.TAKEN_BACK: request.consent is None,
        _N.REPLY_AWAITED: request.status is _S.WAITING,
        _N.WAITING_REMINDER: request.status is _S.WAITING,
        _N.RESUMED: mine,
        _N.REPLIED: mine and request.status in HELD,
        _N.RESOLVED: request.status is _S.RESOLVED,
        _N.SATISFACTION: request.status is _S.CLOSED and request.score is None,
        _N.SOLUTION_REFUSED: mine and request.status in HELD,
        _N.REOPENED: request.status in HELD or request.status is _S.NEW,
        _N.CANCELLED: request.status is _S.CANCELLED,
    }
    return truths.get(_N(kind), True)


def _values(row: Row, file: File) -> dict[str, str]:
    request = file.request
    reason = request.cancelled_as or CancelReason.OUT_OF_SCOPE
    doubled = reason is CancelReason.DUPLICATE and request.duplicate_of
    former = row.notice.data.get("slot")
    return {
        "reference": file.reference,
        "school": school_of(file),
        "topic": topic_of(request),
        "contact": named(request.contact.name),
        "holder": holder_of(file),
        "logged": instant(file.logged_at),
        "since": instant(request.status_since or file.logged_at),
        "touched": instant(request.touched_at or file.logged_at),
        "slot": instant(request.slot) if request.slot else "",
        "former_slot": instant(datetime.fromisoformat(former)) if former else "",
        "resume": long_date(request.resume_at.astimezone(PARIS).date()) if request.resume_at else "",
        "cancelled": DUPLICATE_OF.format(reference=request.duplicate_of) if doubled else CANCELLED[reason],
    }


def _reason(row: Row) -> list[str]:
    """Return the reason that was given, where those who are told may know it."""
    reason = str(row.notice.data.get("reason", ""))
    template = _LABELS.get(row.notice.data.get("kind", row.notice.kind), texts.WITH_REASON)
    return [template.format(reason=shortened(reason, REPLY_CHARACTERS))] if reason else []


# To who asked


def _to_requester(services: Services, row: Row, file: File) -> Message | Letter | None:
    kind, request = row.notice.kind, file.request
    if kind not in texts.TO_REQUESTER:
        return None
    title = texts.TO_REQUESTER[kind][0]
    values = _values(row, file)
    by_mail = row.medium is Medium.MAIL
    lines = _said_to_requester(services, row, file, kind)
    if kind in (_N.PLANNED, _N.SLOT_MOVED, _N.SLOT_REMINDER):
        lines += [texts.LINK.format(link=request.link)] if request.link and by_mail else []
        lines += [] if request.consent else [texts.CONSENT_ASKED]
    if kind == _N.SATISFACTION:
        return None if by_mail else _rating(file)
    if by_mail:
        if kind == _N.RECEIPT:
            kept = counted(services.notice.request_days, "jour")
            lines += [texts.MAIL_KEPT.format(days=kept), texts.MAIL_RIGHTS, *_controllers(services)]
        return _letter(services, row, file, _Told(title, lines, (), _ics(services, row, file)), own=True)
    person = Person(row.notice.to) if row.notice.to else None
    actions = actions_of(file, person, services.now(), services.delays)[:4] if person else []
    shown = texts.ABOUT_YOURS.format(title=title, **values)
    return plain_message(shown, [_about(values), *lines], [*actions, opening(file)])


def _said_to_requester(services: Services, row: Row, file: File, kind: str) -> list[str]:
    """Return what a notice says to who asked, whatever the way: it may have to be read out on the phone."""
    lines = [texts.TO_REQUESTER[kind][1].format(**_values(row, file))]
    if kind in (
        _N.REASSIGNED,
        _N.RELEASED,
        _N.SLOT_MOVED,
        _N.SLOT_CANCELLED,
        _N.REOPENED,
        _N.CANCELLED,
        _N.REPLY_AWAITED,
    ):
        lines += _reason(row)
    if kind == _N.RESOLVED:
        days = counted(services.delays.confirm_days, "jour ouvré", "jours ouvrés")
        in_teams = file.request.requester is not None and row.medium is Medium.TEAMS
        following = texts.RESOLVED_NEXT if in_teams else texts.RESOLVED_NEXT_MAIL
        lines += [shortened(file.request.report, 1500), following.format(days=days)]
    return lines


def _about(values: dict[str, str]) -> str:
    return f"{values['school']} – {values['topic']}"


def _controllers(services: Services) -> list[str]:
    notice = services.notice
    found = [general.CONTROLLER.format(controller=notice.controller)] if notice.controller else []
    return [*found, general.DPO.format(dpo=notice.dpo)] if notice.dpo else found


def _rating(file: File) -> Message:
    """Return the card that asks for an opinion: a score of 1 to 5, and a comment if one is wished."""
    title, said = texts.TO_REQUESTER[_N.SATISFACTION]
    head = texts.ABOUT_YOURS.format(reference=file.reference, title=title)
    return rating_message(file.reference, head, said, opening(file))


# To experts and the SA EPLE


def _to_staff(
    services: Services, row: Row, file: File, person: Person, history: Sequence[Line]
) -> Message | Letter | None:
    kind, values = row.notice.kind, _values(row, file)
    if kind not in texts.TO_STAFF:
        return None
    title, template = texts.TO_STAFF[kind]
    lines = [template.format(**values)]
    if kind in (_N.REASSIGNED, _N.RELEASED, _N.SLOT_CANCELLED, _N.OTHER_SLOT_ASKED, _N.SOLUTION_REFUSED, _N.REOPENED,
                _N.CANCELLED, _N.SLOT_MOVED, _N.REPLIED):  # fmt: skip
        lines += _reason(row)
    if kind == _N.SLOT_REMINDER and file.request.requester is None and not file.request.contact.mail:
        lines.append(texts.ALSO_BY_PHONE)
    if row.medium is Medium.MAIL:
        return _letter(services, row, file, _Told(title, lines, (), _ics(services, row, file)), own=False)
    if not person.roles:
        return plain_message(texts.ABOUT_STAFF.format(title=title, **values), [_about(values), *lines])
    note = _own_doing(services, row, file, person) if _redraws(row) else " ".join(lines)
    return request_card(file, person, services.now(), services.delays, note=note, history=history)


def _own_doing(services: Services, row: Row, file: File, person: Person) -> str:
    """Return what was answered to who made the move: their card, redrawn just after, must go on saying it."""
    data = row.notice.data
    if data.get("by") != list(person.key) or row.notice.version != file.request.version:
        return ""
    move = RequestMove(data["move"])
    return done(file, move, person.key, services.delays) if move in DONE else ""


async def _unreached(services: Services, row: Row, file: File) -> Message | Letter | None:
    names = []
    for key in () if row.notice.data.get("nobody") else row.notice.data["experts"]:
        one = await people.someone(services.storage, PersonKey(*key))
        names.append(one.name or texts.SOMEONE.format(oid=one.key.oid))
    if row.medium is Medium.MAIL:
        told = _Told(texts.UNREACHED_TITLE, _unreached_lines(file.reference, names))
        return _letter(services, row, file, told, own=False)
    return unreached_message(file, names)


def unreached_message(file: File, names: Sequence[str]) -> Message:
    """Name the experts who were not told of a request; without ``names``, nobody was."""
    return plain_message(texts.UNREACHED_TITLE, _unreached_lines(file.reference, names), [opening(file)])


def _unreached_lines(reference: str, names: Sequence[str]) -> list[str]:
    shown = [named(name) for name in names[:_NAMES]]
    if len(names) > _NAMES:
        shown.append(counted(len(names) - _NAMES, "autre"))
    said = (
        texts.UNREACHED.format(reference=reference, names=listed(shown))
        if names
        else texts.UNREACHED_NOBODY.format(reference=reference)
    )
    return [said, texts.UNREACHED_HOW]


def _phone(services: Services, row: Row, file: File) -> Message | None:
    """Return the notice to whom it falls to phone, with a button to say that it is done."""
    if row.medium is Medium.MAIL or row.notice.data["kind"] not in texts.TO_REQUESTER:
        return None
    contact, data = file.request.contact, row.notice.data
    lines = [texts.PHONE.format(contact=named(contact.name)), *_said_to_requester(services, row, file, data["kind"])]
    if contact.phone:
        lines.append(texts.PHONE_NUMBER.format(phone=contact.phone))
    holds = row.notice.to == file.request.holder and file.request.status in HELD | {_S.RESOLVED}
    verb = "request.tell_by_phone" if holds else "notice.told"
    values = {"reference": file.reference, "row": data["row"]} if holds else {"row": data["row"]}
    told = el.acts(general.BUTTON_TOLD, verb, values)
    head = texts.ABOUT_STAFF.format(reference=file.reference, title=texts.PHONE_TITLE.lower())
    return plain_message(head, lines, [told, opening(file)])


# Mails


def _calendar(services: Services, row: Row, file: File) -> Letter | None:
    """Return the appointment by mail, beside what is said in Teams."""
    enclosed = _ics(services, row, file)
    if not enclosed:
        return None
    own = row.notice.data["to"] == "requester"
    said = texts.TO_REQUESTER if own else texts.TO_STAFF
    title, template = said[row.notice.data["kind"]]
    return _letter(services, row, file, _Told(title, [template.format(**_values(row, file))], (), enclosed), own=own)


def _ics(services: Services, row: Row, file: File) -> tuple[Enclosed, ...]:
    kind = str(row.notice.data.get("kind", row.notice.kind))
    if kind not in _OF_THE_SLOT:
        return ()
    former = row.notice.data.get("slot")
    planned = file.request.slot if file.request.status is _S.PLANNED else None
    if kind == _N.SLOT_CANCELLED:
        # A new appointment meanwhile has taken its place in the calendar: it must not be cancelled.
        if planned or not former:
            return ()
        return (appointment.enclosed(file, datetime.fromisoformat(former), stamped=services.now(), cancelled=True),)
    return (appointment.enclosed(file, planned, stamped=services.now()),) if planned else ()


def _letter(services: Services, row: Row, file: File, told: _Told, *, own: bool) -> Letter:
    values = _values(row, file)
    head = (texts.MAIL_HEAD if own else texts.MAIL_HEAD_STAFF).format(**values)
    cancelled = row.notice.kind == _N.SLOT_CANCELLED or row.notice.data.get("kind") == _N.SLOT_CANCELLED
    joined = [texts.NOT_INVITATION if cancelled else texts.INVITATION] if told.enclosed else []
    ends = filled(services.knowledge().call, texts.MAIL_ANSWER) if own else texts.MAIL_STAFF_HOW.format(**values)
    parts = [mail_texts.HELLO, head, *told.lines, *joined, ends, mail_texts.REGARDS, mail_texts.SIGNATURE]
    subject = texts.MAIL_SUBJECT.format(reference=file.reference, title=told.title)
    name = file.request.contact.name if own else ""
    return Letter(row.notice.mail or "", subject, "\n\n".join(parts) + "\n", name, enclosed=told.enclosed)


NOTICES = FeatureNotices(KINDS, render, to_phone)
