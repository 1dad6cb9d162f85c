"""The notices about applications, one row a kind: whom it addresses, what it says, when it still holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.application import call_mail, cards, texts
from dialogs.application import steering_texts as staff
from dialogs.application.cards import Receipt, decision_lines, opening
from dialogs.application.fields import readable, said_apart, said_rows
from dialogs.application.moves import ROWS
from dialogs.core import texts as general
from dialogs.core.context import Services
from dialogs.core.exchange import Enclosed, Letter, Mailbox
from dialogs.core.notice import (
    NoticeFeature,
    NoticeSpec,
    NoticeText,
    NoticeView,
    Wording,
    by_kind,
    one_by_one,
    rights_lines,
    usual_letter,
)
from dialogs.core.request_line import list_line
from dialogs.core.texts import MANY_MAILS, REFUSALS_OF_MAIL
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.application import DECIDED, ApplicationMove, ApplicationNotice, ApplicationStatus, Candidature
from knowledge.call import Call, Dispatch
from knowledge.french import counted, instant, long_date
from knowledge.french import typeset as _
from knowledge.time.delays import paris_day
from storage.actions.notices import (
    APPLICATION_MAIL_REFUSED,
    APPLICATION_MESSAGE,
    APPLICATION_PHONE,
    CHANGES_LOST,
    DIGEST,
)
from storage.notice_data import (
    ApplicationData,
    DigestData,
    DraftData,
    from_json,
)
from storage.outbox import Medium, Row
from storage.queries import applications as queries
from storage.queries.applications import OFFICIAL_MAIL, ApplicationFile
from storage.queries.journal import JournalLine

_N, _S = ApplicationNotice, ApplicationStatus
_BY_MAIL = frozenset({Medium.MAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView(NoticeView):
    """An application as it stands, for the notice in ``row``. ``enclosed``: the file that goes with the call's mail."""

    file: ApplicationFile
    history: Sequence[JournalLine]
    enclosed: tuple[Enclosed, ...] = ()

    @property
    def data(self) -> ApplicationData:
        """Return what the notice carries."""
        return from_json(ApplicationData, self.row.notice.data)

    @property
    def call(self) -> Call:
        """Return the call of the application, which need not be in force any more."""
        return self.services.call

    @property
    def candidature(self) -> Candidature:
        """Return the application as the rules know it."""
        return self.file.candidature

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the candidate, or leaves in the candidate's name."""
        notice = self.row.notice
        return notice.kind != APPLICATION_PHONE and (notice.to is None or notice.to == self.candidature.candidate)

    @property
    def at(self) -> datetime:
        """Return when the present version was deposited."""
        return cards.edition_at(self.history, self.candidature) or self.row.created_at

    def status_in(self, *states: ApplicationStatus) -> bool:
        """Tell whether the application is in one of these states now."""
        return self.candidature.status in states

    @property
    def values(self) -> Mapping[str, object]:
        """Return what the application says of itself."""
        kept = self.candidature
        return {
            "name": kept.name,
            "reference": kept.reference,
            "edition": kept.edition,
            "state": general.STATES[kept.status],
            "mailed": long_date(kept.mailed_on) if kept.mailed_on else "",
        }


async def _view(services: Services, row: Row) -> ApplicationView | None:
    file = await queries.get(services.storage, from_json(ApplicationData, row.notice.data).id)
    if file is None:
        return None
    services = services.on(file.candidature.call)
    file = replace(file, candidature=readable(services.call, file.candidature, services.register()))
    reference = file.candidature.reference
    history = await queries.history(services.storage, reference) if reference else []
    view = ApplicationView(services=services, row=row, file=file, history=history)
    with_letter = row.notice.kind == OFFICIAL_MAIL or (
        row.notice.kind == _N.RECEIPT and view.call.dispatch is not Dispatch.SENT
    )
    if not with_letter or not _is_of_this_edition(view):
        return view
    written = await asyncio.to_thread(call_mail.enclosed, view.call, file.candidature, at=view.at)
    if row.notice.kind == OFFICIAL_MAIL:
        written += await call_mail.pieces_enclosed(services.storage, view.call, file.candidature)
    return replace(view, enclosed=written)


# When a notice still holds


def _is_of_this_edition(view: ApplicationView) -> bool:
    """Return False for an earlier edition: the receipt or the mail of the present one is sent instead."""
    edition = view.data.edition
    return edition == view.candidature.edition and not view.status_in(_S.WITHDRAWN)


def _status(*states: ApplicationStatus) -> Callable[[ApplicationView], bool]:
    return lambda view: view.status_in(*states)


# Lines after the first sentence


def _contact(view: ApplicationView) -> Sequence[str]:
    return [view.fill(texts.DECISION_CONTACT)]


def _recorded(view: ApplicationView) -> Sequence[str]:
    """Return what is kept of somebody whose application came by mail: they were told of nothing before (RGPD, article 14)."""
    notice = view.services.notice
    kept = view.services.worded(texts.RECORDED_KEPT, days=counted(notice.application_days, "jour"))
    return [kept, *rights_lines(notice), *_contact(view)]


def _reason(view: ApplicationView) -> Sequence[str]:
    """Return the reason of the last move; none if it had none."""
    reason = view.history[-1].reason if view.history else ""
    return [staff.WITH_REASON.format(reason=reason)] if reason else []


def _reason_and_contact(view: ApplicationView) -> Sequence[str]:
    return [*_reason(view), *_contact(view)]


def _complement(view: ApplicationView) -> Sequence[str]:
    return [cards.complement_line(view.call, view.candidature), texts.COMPLEMENT_HOW, *_contact(view)]


def _decision(view: ApplicationView) -> Sequence[str]:
    reason = cards.decision_reason(view.history)
    return decision_lines(view.call, view.candidature.reference, view.candidature.status, reason)


def _to_say(view: ApplicationView) -> Sequence[str]:
    """Return about what the candidate is to be phoned, and at which number."""
    missed = SPECS.get(view.data.kind)
    kept = view.candidature
    lines = [staff.PHONE.format(what=missed.subject if missed else "", name=kept.name, reference=kept.reference)]
    phone = kept.answers.get("phone")
    return [*lines, staff.PHONE_NUMBER.format(phone=phone)] if phone else lines


def _said(view: ApplicationView) -> Sequence[str]:
    """Return what was written, and how it is answered."""
    how = texts.HOW_MAIL if _answers(view) else texts.HOW
    data = view.data
    return [data.text, *([MANY_MAILS] if data.last_told else []), view.fill(how)]


def _answers(view: ApplicationView) -> str:
    """Return the address that answers a message by mail; "" where none is read, and in Teams."""
    return view.services.post.reply_address(view.file.reply_token) if view.row.medium is Medium.MAIL else ""


def _not_taken(view: ApplicationView) -> Sequence[str]:
    """Return why an answer by mail was not taken."""
    why = REFUSALS_OF_MAIL.get(view.data.text)
    return [why] if why else []


# Buttons


def _answer(view: ApplicationView) -> Sequence[Action]:
    data = {"reference": view.candidature.reference}
    return (el.asks(texts.BUTTON_ANSWER, "application.message", data), opening(view.candidature.reference))


def _open(view: ApplicationView) -> Sequence[Action]:
    return (opening(view.candidature.reference),)


def _show(view: ApplicationView) -> Sequence[Action]:
    return (cards.shows(view.candidature),)


def _complete(view: ApplicationView) -> Sequence[Action]:
    data = {"reference": view.candidature.reference}
    return (el.asks(ROWS[ApplicationMove.COMPLETE].own_button, "candidature.complete", data),)


def _phone_and_open(view: ApplicationView) -> Sequence[Action]:
    row = view.data.row
    data = {"reference": view.candidature.reference, "row": row}
    return (el.acts(general.BUTTON_TOLD, "notice.told", data), *_open(view))


# Shapes


def _letter(view: ApplicationView, text: NoticeText) -> Letter:
    made, kept = usual_letter(view, text), view.candidature
    subject = f"{made.subject} ({kept.reference})" if kept.reference else made.subject
    return replace(made, subject=subject, name=kept.name)


def _message_letter(view: ApplicationView, text: NoticeText) -> Letter:
    """Return a message by mail, which is answered by mail where such answers are read."""
    address = _answers(view)
    signed = view.services.worded(general.SIGNATURE)
    return replace(_letter(view, text), reply_to=(Mailbox(address, signed),) if address else ())


def _official_mail(view: ApplicationView, _text: NoticeText) -> Letter:
    """Return the mail that the call asks for, written in the candidate's name."""
    call, kept = view.call, view.candidature
    candidate = Mailbox(view.file.mail, kept.name)
    copy_to = view.services.copies(call)
    return Letter(
        to=view.row.notice.mail or "",
        subject=call_mail.subject(call, kept),
        text=call_mail.body(call, kept, at=view.at, copied=bool(copy_to)),
        name=call.call.service,
        cc=(*copy_to, candidate),
        reply_to=(candidate,),
        enclosed=view.enclosed,
    )


def _receipt(view: ApplicationView, text: NoticeText) -> Letter:
    made = usual_letter(view, text)
    return replace(made, to=view.file.mail, name=view.candidature.name, enclosed=view.enclosed)


def _receipt_lines(view: ApplicationView) -> Sequence[str]:
    call, kept = view.call, view.candidature
    terms = view.services.terms_of(call.id)
    moves = [line.move for line in view.history if line.at == view.at]
    move = ApplicationMove(moves[-1]) if moves else ApplicationMove.DEPOSIT
    closed = view.row.created_at >= terms.closes_at
    receipt = Receipt(view.file, move, view.at, closed, terms.server, terms.copied)
    rows = [f"{label} : {value}" for label, value in said_rows(call, kept)]
    apart = [f"{label} :\n{text}" for label, text in said_apart(call, kept)]
    return [*cards.receipt_lines(call, receipt), "\n".join(rows), *apart]


# The kinds

SPECS: Mapping[str, NoticeSpec[ApplicationView]] = by_kind(
    NoticeSpec(
        kind=_N.RECEIPT,
        label=_("accusé de réception d'une candidature"),
        still_true=_is_of_this_edition,
        owner=Wording(texts.RECEIPT_TITLE, more=_receipt_lines),
        media=_BY_MAIL,
        letter=_receipt,
    ),
    NoticeSpec(
        kind=OFFICIAL_MAIL,
        label=_("courriel demandé par l'appel"),
        still_true=_is_of_this_edition,
        owner=Wording(""),
        media=_BY_MAIL,
        letter=_official_mail,
    ),
    NoticeSpec(
        kind=_N.UNDER_REVIEW,
        subject=texts.UNDER_REVIEW_TITLE,
        still_true=_status(_S.UNDER_REVIEW),
        owner=Wording(texts.UNDER_REVIEW_TITLE, texts.UNDER_REVIEW, more=_contact, actions=_show),
    ),
    NoticeSpec(
        kind=_N.COMPLEMENT_ASKED,
        label=_("demande de complément"),
        subject=texts.COMPLEMENT_TITLE,
        still_true=_status(_S.INCOMPLETE),
        owner=Wording(texts.COMPLEMENT_TITLE, more=_complement, actions=_complete),
    ),
    NoticeSpec(
        kind=_N.COMPLEMENT_REMINDER,
        reminder=True,
        still_true=_status(_S.INCOMPLETE),
        owner=Wording(texts.COMPLEMENT_REMINDER_TITLE, more=_complement, actions=_complete),
    ),
    NoticeSpec(
        kind=_N.DECISION,
        label=_("décision sur une candidature"),
        subject=texts.DECISION_KIND,
        still_true=lambda view: view.candidature.status in DECIDED and view.candidature.announced,
        owner=Wording(lambda view: texts.DECISION_TITLES[view.candidature.status], more=_decision, actions=_show),
    ),
    NoticeSpec(
        kind=_N.REVIEWED_AGAIN,
        subject=texts.REVIEWED_AGAIN_TITLE,
        still_true=_status(_S.UNDER_REVIEW),
        owner=Wording(texts.REVIEWED_AGAIN_TITLE, texts.REVIEWED_AGAIN, more=_reason_and_contact, actions=_show),
    ),
    NoticeSpec(
        kind=_N.RECORDED,
        still_true=lambda view: view.candidature.mailed_on is not None,
        owner=Wording(texts.RECORDED_TITLE, texts.RECORDED, more=_recorded, actions=_show),
    ),
    NoticeSpec(
        kind=_N.STOOD_DOWN,
        owner=Wording(texts.STOOD_DOWN_TITLE, texts.STOOD_DOWN_BY_STAFF, more=_reason_and_contact, actions=_show),
        staff=Wording(staff.STOOD_DOWN_TITLE, staff.STOOD_DOWN, more=_reason, actions=_open),
    ),
    NoticeSpec(
        kind=_N.WELCOME,
        subject=texts.WELCOME_TITLE,
        still_true=lambda view: view.candidature.appointed,
        owner=Wording(texts.WELCOME_TITLE, texts.WELCOME),
    ),
    NoticeSpec(
        kind=_N.EXPIRED,
        reminder=True,
        owner=Wording(
            texts.EXPIRED_TITLE, texts.EXPIRED, more=lambda view: [view.fill(texts.EXPIRED_HOW)], actions=_show
        ),
    ),
    NoticeSpec(kind=CHANGES_LOST, owner=Wording(texts.LOST_TITLE, texts.LOST, actions=_show)),
    NoticeSpec(kind=_N.MODIFIED, staff=Wording(staff.MODIFIED_TITLE, staff.MODIFIED, actions=_open)),
    NoticeSpec(kind=_N.COMPLETED, staff=Wording(staff.COMPLETED_TITLE, staff.COMPLETED, actions=_open)),
    NoticeSpec(
        kind=_N.NOT_ANSWERED, reminder=True, staff=Wording(staff.NOT_ANSWERED_TITLE, staff.NOT_ANSWERED, actions=_open)
    ),
    NoticeSpec(
        kind=_N.DECIDED,
        still_true=_status(*DECIDED),
        staff=Wording(staff.DECIDED_TITLE, staff.DECIDED, more=_reason, actions=_open),
    ),
    NoticeSpec(kind=_N.WITHDRAWN, staff=Wording(staff.WITHDRAWN_TITLE, staff.WITHDRAWN, more=_reason, actions=_open)),
    NoticeSpec(
        kind=APPLICATION_MESSAGE,
        label=texts.LABEL,
        subject=texts.LABEL,
        owner=Wording(texts.OWNER_TITLE, more=_said, actions=_answer),
        staff=Wording(texts.STAFF_TITLE, more=_said, actions=_answer),
        letter=_message_letter,
    ),
    NoticeSpec(
        kind=APPLICATION_MAIL_REFUSED,
        owner=Wording(texts.NOT_TAKEN, more=_not_taken),
        media=_BY_MAIL,
    ),
    NoticeSpec(
        kind=APPLICATION_PHONE,
        label=_("personne à prévenir par téléphone"),
        staff=Wording(staff.PHONE_TITLE, more=_to_say, actions=_phone_and_open),
    ),
)
NOTICES: NoticeFeature[ApplicationView] = NoticeFeature(
    specs=SPECS, views=one_by_one(_view), letter=_letter, opens="application.open"
)


# --- Notices about no single application: the digest of the day, the reminder of a draft.

_DIGEST_LINES = 10
_DIGEST_BUTTONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingView(NoticeView):
    """A call. ``deposited``: the first of the ``count`` that a digest counts, ``since`` when; ``days``: left to deposit."""

    deposited: Sequence[ApplicationFile] = ()
    count: int = 0
    since: datetime | None = None
    days: int = 0

    @property
    def call(self) -> Call:
        """Return the call."""
        return self.services.call

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to a person who has begun an application."""
        return self.row.notice.kind == _N.DRAFT_REMINDER

    @property
    def values(self) -> Mapping[str, object]:
        """Return the counts."""
        return {
            "count": counted(self.count, "candidature"),
            "since": instant(self.since) if self.since else "",
            "days": counted(self.days, "jour"),
        }


async def _digest_view(services: Services, row: Row) -> MailingView | None:
    data = from_json(DigestData, row.notice.data)
    call = services.call_of(data.call) if data.call else services.knowledge().call
    count, files = await queries.deposited_between(
        services.storage, call.id, data.since, data.until, limit=_DIGEST_LINES
    )
    return (
        MailingView(services=services.on(call.id), row=row, deposited=files, count=count, since=data.since)
        if count
        else None
    )


async def _reminder_view(services: Services, row: Row) -> MailingView | None:
    of_call = await queries.call_of_draft(services.storage, from_json(DraftData, row.notice.data).draft)
    if of_call is None:
        return None
    call, now = services.call_of(of_call), services.now()
    if now >= call.call.closes_at:
        return None
    return MailingView(services=services.on(call.id), row=row, days=(call.call.closes - paris_day(now)).days)


async def _mailing_view(services: Services, row: Row) -> MailingView | None:
    read = _digest_view if row.notice.kind == DIGEST else _reminder_view
    return await read(services, row)


def _list(view: MailingView) -> Sequence[str]:
    lines = [list_line(view.call, file) for file in view.deposited]
    return [*lines, staff.DIGEST_MORE] if view.count > len(lines) else lines


def _time_left(view: MailingView) -> Sequence[str]:
    return [view.fill(texts.REMINDER_DAYS if view.days else texts.REMINDER_LAST), texts.REMINDER_HOW]


MAILINGS: NoticeFeature[MailingView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=DIGEST,
            reminder=True,
            summary=True,
            label=_("relevé des candidatures reçues"),
            staff=Wording(
                staff.DIGEST_TITLE,
                staff.DIGEST,
                more=_list,
                actions=lambda view: [opening(file.candidature.reference) for file in view.deposited[:_DIGEST_BUTTONS]],
            ),
        ),
        NoticeSpec(
            kind=_N.DRAFT_REMINDER,
            reminder=True,
            owner=Wording(
                texts.REMINDER_TITLE,
                more=_time_left,
                actions=lambda view: [el.asks(texts.BUTTON_RESUME, "candidature.resume", {"call": view.call.id})],
            ),
        ),
    ),
    views=one_by_one(_mailing_view),
)
