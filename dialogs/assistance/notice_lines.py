"""What the notices about requests say of a request: their titles, and the lines after the first sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dialogs.assistance import notice_shapes as shapes
from dialogs.assistance import notice_texts as texts
from dialogs.assistance.moves import REPLY_CHARACTERS
from dialogs.assistance.notice_view import RequestView
from dialogs.core import texts as general
from dialogs.core.saying_texts import MANY_MAILS, REFUSALS_OF_MAIL
from knowledge.french import counted, shortened
from knowledge.request import RequestMove, RequestStatus
from storage.actions.request_messages import MADE_URGENT

_REPORT_CHARACTERS = 1_500
_S = RequestStatus


def reason(label: str = texts.WITH_REASON) -> Callable[[RequestView], Sequence[str]]:
    """Return the line of the reason that was given, under ``label``; none if it was not."""

    def line(view: RequestView) -> Sequence[str]:
        reason = view.data.reason
        return [label.format(reason=shortened(reason, REPLY_CHARACTERS))] if reason else []

    return line


def written(view: RequestView) -> Sequence[str]:
    """Return what was written, and that no more of what comes by mail will be told for an hour."""
    return [*reason(texts.WRITTEN)(view), *([MANY_MAILS] if view.data.last_told else [])]


def meeting(view: RequestView) -> list[str]:
    """Return the link of the meeting, which a card has as a button, and the agreement that is still needed."""
    if view.spoken:
        return []
    link = [texts.LINK.format(link=view.request.link)] if view.request.link and view.by_mail else []
    return link if view.request.consent else [*link, texts.CONSENT_ASKED]


def reason_and_meeting(view: RequestView) -> Sequence[str]:
    """Return the line of the reason, then those of the meeting."""
    return [*reason()(view), *meeting(view)]


def fixed(view: RequestView) -> str:
    """Return the news of an appointment for its expert: the requester chose it, or it was fixed."""
    chosen = view.data.move == RequestMove.CHOOSE_SLOT and not view.to_owner
    return view.fill(texts.SLOT_CHOSEN if chosen else texts.SLOT_FIXED)


def asks_other(view: RequestView) -> str:
    """Return what is asked for: another appointment than the one that stands, or than those proposed."""
    return view.fill(texts.OTHER_THAN_SLOT if view.status_in(_S.PLANNED) else texts.OTHER_THAN_PROPOSED)


def how_to_choose(view: RequestView) -> Sequence[str]:
    """Return how one of the proposed appointments is chosen: by a press or words, or by telling who reads or rings."""
    return [texts.CHOOSE_TELL if view.by_mail or view.spoken else texts.CHOOSE_PRESS]


def solution(view: RequestView) -> Sequence[str]:
    """Return the report, and what happens without an answer."""
    days = counted(view.services.delays.confirm_days, "jour ouvré", "jours ouvrés")
    may_press = view.request.requester is not None and not view.by_mail
    following = texts.RESOLVED_NEXT if may_press else texts.RESOLVED_NEXT_MAIL
    return [shortened(view.request.report, _REPORT_CHARACTERS), following.format(days=days)]


def privacy_lines(view: RequestView) -> Sequence[str]:
    """Return what is kept of the person and who answers for it: the first mail says it, Teams has a command for it."""
    if not view.by_mail:
        return []
    notice = view.services.notice
    days = counted(notice.request_days, "jour")
    controller = [general.CONTROLLER.format(controller=notice.controller)] if notice.controller else []
    officer = [general.DPO.format(dpo=notice.dpo)] if notice.dpo else []
    return [texts.MAIL_KEPT.format(days=days), texts.MAIL_RIGHTS, *controller, *officer]


def how_to_reach(view: RequestView) -> Sequence[str]:
    """Return how the contact is reached, for whoever handles the request."""
    contact = view.request.contact
    return [line for line in (contact.function, contact.phone, contact.mail) if line]


def why_refused(view: RequestView) -> Sequence[str]:
    """Return why an answer by mail was not taken."""
    why = REFUSALS_OF_MAIL.get(view.data.reason)
    return [why] if why else []


def also_by_phone(view: RequestView) -> Sequence[str]:
    """Return that the requester is to be reminded by phone too, where nothing else reaches them."""
    out_of_reach = view.request.requester is None and not view.request.contact.mail
    return [texts.ALSO_BY_PHONE] if out_of_reach else []


def unreached_lines(view: RequestView) -> Sequence[str]:
    """Return who could not be reached about the request."""
    return shapes.unreached_lines(view.file.reference, view.unreached)


def news(view: RequestView) -> str:
    """Return the news of a request; who is on call reads why they are told first."""
    return view.fill(texts.NEWS_ON_CALL if view.data.on_call else texts.NEWS)


def nudge(view: RequestView) -> str:
    """Return the title of what the SA EPLE sends to ask how a request stands."""
    return texts.NUDGE_UNTAKEN if view.status_in(_S.NEW) else texts.NUDGE


def nudge_line(view: RequestView) -> Sequence[str]:
    """Return what is expected of the recipient."""
    return [texts.NUDGE_UNTAKEN_LINE if view.status_in(_S.NEW) else texts.NUDGE_LINE]


def writes(view: RequestView) -> str:
    """Return who writes: the expert by name, the SA EPLE, or the school's person."""
    if view.data.move == MADE_URGENT:
        return texts.NOW_URGENT
    by = view.data.by
    if by == view.request.requester:  # Nobody known in Teams: who answers by mail is the contact.
        return view.fill(texts.CONTACT_WRITES)
    return view.fill(texts.HOLDER_WRITES if by == view.request.holder else texts.SERVICE_WRITES)
