"""What is told about applications later, in Teams or by mail, from their present state."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from dialogs.application import cards, documents, texts
from dialogs.application import steering_texts as staff
from dialogs.application.cards import Receipt
from dialogs.core import application_texts, mail_texts, person_texts
from dialogs.core import texts as general
from dialogs.core.application_line import list_line
from dialogs.core.context import Services
from dialogs.core.notice import FeatureNotices
from dialogs.core.plain import filled, plain_message
from dialogs.core.turn import Letter, Mailbox, Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.application import DECIDED, ApplicationMove, ApplicationNotice, ApplicationStatus
from knowledge.call import Call
from knowledge.french import counted, instant, long_date
from knowledge.people import PersonKey
from knowledge.time.delays import paris_day
from storage.actions.applications import CHANGES_LOST, DIGEST
from storage.outbox import Medium, Notice, Row
from storage.queries import applications as queries
from storage.queries.applications import OFFICIAL_MAIL, File, Line
from storage.transaction import Transaction

PHONE = "application_phone"
ROLE_GIVEN, ROLE_TAKEN = "role_given", "role_taken"
# Each of these may be sent twice: a mail that comes twice has the same Message-ID.
KINDS = frozenset({*ApplicationNotice, OFFICIAL_MAIL, DIGEST, CHANGES_LOST, PHONE, ROLE_GIVEN, ROLE_TAKEN})
# What the candidate must hear of even out of reach: whoever did it is asked to phone.
TO_BE_PHONED = MappingProxyType(
    {
        ApplicationNotice.COMPLEMENT_ASKED.value: texts.COMPLEMENT_TITLE,
        ApplicationNotice.DECISION.value: texts.DECISION_KIND,
        ApplicationNotice.REVIEWED_AGAIN.value: texts.REVIEWED_AGAIN_TITLE,
        ApplicationNotice.UNDER_REVIEW.value: texts.UNDER_REVIEW_TITLE,
        ApplicationNotice.WELCOME.value: texts.WELCOME_TITLE,
    }
)
_DIGEST_LINES = 10
_N, _S = ApplicationNotice, ApplicationStatus


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice before it takes the shape of a card or of a mail."""

    title: str
    lines: Sequence[str]
    actions: Sequence[Action] = field(default=())


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true."""
    notice = row.notice
    if notice.kind in (ROLE_GIVEN, ROLE_TAKEN):
        return _shaped(_role(services, row), row, None)
    if notice.kind == DIGEST:
        return _shaped(await _digest(services, row), row, None)
    if notice.kind == _N.DRAFT_REMINDER:
        return _shaped(await _reminder(services, row), row, None)
    file = await queries.get(services.storage, int(notice.data.get("id", 0)))
    if file is None:
        return None
    history = await queries.history(services.storage, file.candidature.reference) if file.candidature.reference else []
    if notice.kind in (_N.RECEIPT, OFFICIAL_MAIL):
        return await _letter(services, row, file, history)
    own = notice.kind != PHONE and (notice.to is None or notice.to == file.candidature.candidate)
    told = _to_candidate(services, row, file, history) if own else _to_staff(row, file, history)
    return _shaped(told, row, file)


def _shaped(told: _Told | None, row: Row, file: File | None) -> Message | Letter | None:
    if told is None:
        return None
    if row.medium is Medium.TEAMS:
        return plain_message(told.title, told.lines, told.actions)
    reference = file.candidature.reference if file else ""
    template = texts.MAIL_SUBJECT if reference else texts.MAIL_SUBJECT_PLAIN
    text = "\n\n".join([mail_texts.HELLO, *told.lines, mail_texts.REGARDS, mail_texts.SIGNATURE]) + "\n"
    name = file.candidature.name if file else ""
    return Letter(row.notice.mail or "", template.format(title=told.title, reference=reference), text, name)


async def _letter(services: Services, row: Row, file: File, history: Sequence[Line]) -> Letter | None:
    """Return the receipt or the call's mail of the present version; an older one is left to the newer."""
    call, terms, candidature = services.knowledge().call, services.terms, file.candidature
    if row.notice.data.get("edition") != candidature.edition or candidature.status is _S.WITHDRAWN:
        return None
    at = cards.edition_at(history, candidature) or row.created_at
    if row.notice.kind == OFFICIAL_MAIL:
        candidate = Mailbox(file.mail, candidature.name)
        copy_to = (Mailbox(services.post.copy_to, call.call.copy_to),) if services.post.copy_to else ()
        return Letter(
            to=row.notice.mail or "",
            subject=documents.subject(call, candidature),
            text=documents.body(call, candidature, at=at, copied=bool(copy_to)),
            name=call.call.service,
            cc=(*copy_to, candidate),
            reply_to=(candidate,),
            enclosed=(await asyncio.to_thread(documents.enclosed, call, candidature, at=at),),
        )
    moves = [line.move for line in history if line.at == at]
    move = ApplicationMove(moves[-1]) if moves else ApplicationMove.DEPOSIT
    receipt = Receipt(file, move, at, row.created_at >= terms.closes_at, terms.server, terms.copied)
    lines = cards.receipt_lines(call, receipt)
    rows = [f"{label} : {value}" for label, value in cards.content(call, candidature)]
    motivation = str(candidature.answers.get("motivation", ""))
    parts = [
        mail_texts.HELLO,
        *lines,
        "\n".join(rows),
        f"{texts.MOTIVATION} :\n{motivation}",
        mail_texts.REGARDS,
        mail_texts.SIGNATURE,
    ]
    title = texts.RECEIPT_TITLE.format(reference=candidature.reference)
    return Letter(file.mail, texts.MAIL_SUBJECT_PLAIN.format(title=title), "\n\n".join(parts) + "\n", candidature.name)


def _to_candidate(services: Services, row: Row, file: File, history: Sequence[Line]) -> _Told | None:
    """Return what the candidate is told."""
    call, candidature, kind = services.knowledge().call, file.candidature, row.notice.kind
    reference, status = candidature.reference, candidature.status
    show = (el.asks(texts.BUTTON_SHOW, "candidature.show"),)
    contact = filled(call, texts.DECISION_CONTACT)
    told: _Told | None = None
    if kind == _N.UNDER_REVIEW and status is _S.UNDER_REVIEW:
        told = _Told(texts.UNDER_REVIEW_TITLE, [texts.UNDER_REVIEW.format(reference=reference), contact], show)
    elif kind in (_N.COMPLEMENT_ASKED, _N.COMPLEMENT_REMINDER) and status is _S.INCOMPLETE:
        title = texts.COMPLEMENT_TITLE if kind == _N.COMPLEMENT_ASKED else texts.COMPLEMENT_REMINDER_TITLE
        button = (el.asks(texts.BUTTON_COMPLETE, "candidature.complete"),)
        told = _Told(title, [cards.complement_line(candidature), texts.COMPLEMENT_HOW, contact], button)
    elif kind == _N.DECISION and status in DECIDED and candidature.announced:
        lines = decision_lines(call, reference, status, cards.decision_reason(history))
        told = _Told(texts.DECISION_TITLES[status], lines, show)
    elif kind == _N.REVIEWED_AGAIN and status is _S.UNDER_REVIEW:
        lines = [texts.REVIEWED_AGAIN.format(reference=reference), *_reason_lines(history), contact]
        told = _Told(texts.REVIEWED_AGAIN_TITLE, lines, show)
    elif kind == _N.RECORDED and candidature.mailed_on:
        said = texts.RECORDED.format(reference=reference, mailed=long_date(candidature.mailed_on))
        told = _Told(texts.RECORDED_TITLE, [said, contact], show)
    elif kind == _N.STOOD_DOWN:
        lines = [texts.STOOD_DOWN_BY_STAFF.format(reference=reference), *_reason_lines(history), contact]
        told = _Told(texts.STOOD_DOWN_TITLE, lines, show)
    elif kind == _N.WELCOME and candidature.appointed:
        told = _Told(texts.WELCOME_TITLE, [texts.WELCOME.format(reference=reference)])
    elif kind == _N.EXPIRED:
        lines = [filled(call, texts.EXPIRED), filled(call, texts.EXPIRED_HOW)]
        told = _Told(texts.EXPIRED_TITLE, lines, show)
    elif kind == CHANGES_LOST:
        said = filled(call, texts.LOST, reference=reference, edition=candidature.edition)
        told = _Told(texts.LOST_TITLE, [said], show)
    return told


def decision_lines(call: Call, reference: str, status: str, reason: str) -> list[str]:
    """Return what a decision says to the candidate: the same words in the preview and when it is sent."""
    lines = [texts.DECISIONS[status].format(reference=reference)]
    if reason:
        lines.append(texts.DECISION_REASON.format(reason=reason))
    if status == _S.ACCEPTED:
        lines.append(texts.DECISION_NEXT)
    return [*lines, filled(call, texts.DECISION_CONTACT)]


def _to_staff(row: Row, file: File, history: Sequence[Line]) -> _Told | None:
    """Return what a member of the SA EPLE is told."""
    candidature, kind = file.candidature, row.notice.kind
    values = {
        "name": candidature.name,
        "reference": candidature.reference,
        "edition": candidature.edition,
        "state": application_texts.STATES[candidature.status],
    }
    said = {
        _N.MODIFIED: (staff.MODIFIED_TITLE, staff.MODIFIED),
        _N.COMPLETED: (staff.COMPLETED_TITLE, staff.COMPLETED),
        _N.NOT_ANSWERED: (staff.NOT_ANSWERED_TITLE, staff.NOT_ANSWERED),
        _N.DECIDED: (staff.DECIDED_TITLE, staff.DECIDED),
        _N.WITHDRAWN: (staff.WITHDRAWN_TITLE, staff.WITHDRAWN),
        _N.STOOD_DOWN: (staff.STOOD_DOWN_TITLE, staff.STOOD_DOWN),
    }
    button = opening(candidature.reference)
    if kind == PHONE:
        lines = [staff.PHONE.format(what=row.notice.data.get("what", ""), **values)]
        if candidature.answers.get("phone"):
            lines.append(staff.PHONE_NUMBER.format(phone=candidature.answers["phone"]))
        done = el.acts(general.BUTTON_TOLD, "notice.told", {"row": row.notice.data.get("row", 0)})
        return _Told(staff.PHONE_TITLE, lines, (done, button))
    if kind not in said or (kind == _N.DECIDED and candidature.status not in DECIDED):
        return None
    title, template = said[_N(kind)]
    reasons = _reason_lines(history) if kind in (_N.WITHDRAWN, _N.STOOD_DOWN, _N.DECIDED) else []
    return _Told(title, [template.format(**values), *reasons], (button,))


def opening(reference: str) -> Action:
    """Return the button that opens an application."""
    return el.asks(staff.BUTTON_OPEN.format(reference=reference), "application.open", {"reference": reference})


def _reason_lines(history: Sequence[Line]) -> list[str]:
    return [staff.WITH_REASON.format(reason=history[-1].reason)] if history and history[-1].reason else []


async def _digest(services: Services, row: Row) -> _Told | None:
    since, until = (datetime.fromisoformat(row.notice.data[name]) for name in ("since", "until"))
    call = services.knowledge().call
    files = await queries.deposited_between(services.storage, call.id, since, until)
    if not files:
        return None
    lines = [staff.DIGEST.format(count=counted(len(files), "candidature"), since=instant(since))]
    lines += [list_line(call, file) for file in files[:_DIGEST_LINES]]
    if len(files) > _DIGEST_LINES:
        lines.append(staff.DIGEST_MORE)
    return _Told(staff.DIGEST_TITLE, lines, [opening(file.candidature.reference) for file in files[:4]])


async def _reminder(services: Services, row: Row) -> _Told | None:
    if not await queries.has_draft(services.storage, int(row.notice.data["draft"])):
        return None
    call = services.knowledge().call
    now = services.now()
    if now >= services.terms.closes_at:
        return None
    days = (call.call.closes - paris_day(now)).days
    template = texts.REMINDER_DAYS if days else texts.REMINDER_LAST
    lines = [filled(call, template, days=counted(days, "jour")), texts.REMINDER_HOW]
    return _Told(texts.REMINDER_TITLE, lines, (el.asks(texts.BUTTON_RESUME, "candidature.resume"),))


def _role(services: Services, row: Row) -> _Told:
    role = person_texts.ROLES[row.notice.data["role"]]
    if row.notice.kind == ROLE_GIVEN:
        return _Told(person_texts.ROLE_GIVEN_TITLE, [person_texts.ROLE_GIVEN.format(role=role)])
    return _Told(person_texts.ROLE_TAKEN_TITLE, [filled(services.knowledge().call, person_texts.ROLE_TAKEN, role=role)])


async def _in_charge(_tx: Transaction, row: Row) -> Iterable[Notice]:
    """Return a notice to who decided or asked: they phone the candidate who could not be reached."""
    by = row.notice.data.get("by")
    what = TO_BE_PHONED.get(row.notice.kind)
    if what is None or not isinstance(by, list):
        return ()
    data = {"row": row.id, "id": row.notice.data["id"], "what": what}
    return (Notice(PHONE, to=PersonKey(*by), reference=row.notice.reference, data=data),)


NOTICES = FeatureNotices(KINDS, render, _in_charge)
