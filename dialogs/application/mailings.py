"""The notices that are about no single application: the day's digest, the reminder of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.application import steering_texts as staff
from dialogs.application import texts
from dialogs.application.notices import body, opening
from dialogs.core import mail_texts
from dialogs.core.application_line import list_line
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from dialogs.ui import elements as el
from knowledge.application import ApplicationNotice
from knowledge.call import Call
from knowledge.french import counted, instant
from knowledge.french import typeset as _
from knowledge.time.delays import paris_day
from storage.actions.notices import DIGEST
from storage.notice_data import DigestData, DraftData, from_json
from storage.outbox import Row
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile

_DIGEST_LINES = 10
_DIGEST_BUTTONS = 4
_N = ApplicationNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingView:
    """A call. ``deposited``: the first of the ``count`` that a digest counts, ``since`` when; ``days``: left to deposit."""

    services: Services  # Dealing with it.
    row: Row
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

    def fill(self, template: str) -> str:
        """Return ``template`` with the call's names and the counts."""
        return self.services.worded(
            template,
            count=counted(self.count, "candidature"),
            since=instant(self.since) if self.since else "",
            days=counted(self.days, "jour"),
        )


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


def _mailing_message(_view: MailingView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, text.actions)


def _mailing_letter(view: MailingView, text: NoticeText) -> Letter:
    return Letter(
        view.row.notice.mail or "",
        view.services.worded(mail_texts.SUBJECT, title=text.first_line),
        body(view.services, text),
    )


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
    message=_mailing_message,
    letter=_mailing_letter,
)
