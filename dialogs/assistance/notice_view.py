"""What a notice about a request knows: the request as it stands, what the move left, and how it looks, as a card or a mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from dialogs.assistance import card_texts, one_page, slots
from dialogs.assistance.card import holder_of, offered_to, request_card
from dialogs.assistance.card_texts import CANCELLED, DUPLICATE_OF
from dialogs.assistance.move_forms import answer_to_move, rating_message
from dialogs.assistance.moves import REPLY_CHARACTERS, ROWS
from dialogs.core import texts as general
from dialogs.core.context import Services
from dialogs.core.exchange import Enclosed, Letter, Mailbox, Message, filled, plain_message
from dialogs.core.notice import NoticeText, NoticeView, rights_lines
from dialogs.core.request_line import named, opening, school_of, topic_of
from dialogs.core.texts import MANY_MAILS, REFUSALS_OF_MAIL
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.french import PARIS, brief_instant, capitalised, counted, instant, listed, long_date, shortened
from knowledge.lifecycle import Recipient
from knowledge.people import Person
from knowledge.request import FINAL, HELD, AssistanceRequest, CancelReason, RequestMove, RequestNotice, RequestStatus
from knowledge.rights import may_see_request
from knowledge.time.delays import paris_day
from storage import rooms
from storage.actions.notices import CALENDAR, LIVING, MESSAGE, OF_THE_SLOT, REDRAW, REQUEST_PHONE, SLOT_AWAY, UNREACHED
from storage.actions.sayings import MADE_URGENT
from storage.notice_data import MoveData, UnreachedData, from_json
from storage.outbox import Medium, Row
from storage.queries import people, team
from storage.queries import requests as queries
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile
from storage.rooms import ShownCard

_N, _S = RequestNotice, RequestStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView(NoticeView):
    """A request as it stands, for the notice in ``row``.

    ``person``: the recipient, with the roles held now; None: a contact who is not known in Teams. ``card``: the message in which
    they have the request's card, None if there is none yet. ``history``: for that card.
    ``unreached``: the names of the experts who were not told. ``spoken``: it is read out on the phone. ``holder_away``: on
    the day of the appointment, where a notice is about that.
    """

    file: RequestFile
    person: Person | None
    data: MoveData
    history: Sequence[JournalLine] = ()
    card: ShownCard | None = None
    unreached: Sequence[str] = ()
    spoken: bool = False
    holder_away: bool = False

    @property
    def request(self) -> AssistanceRequest:
        """Return the request as the rules know it."""
        return self.file.request

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the requester."""
        if self.row.notice.kind == CALENDAR:
            return self.data.to == Recipient.REQUESTER
        if self.row.notice.kind in (UNREACHED, REQUEST_PHONE):
            return False
        return self.person is None or self.person.key == self.request.requester

    @property
    def by_mail(self) -> bool:
        """Tell whether it travels by mail."""
        return self.row.medium is Medium.MAIL

    @property
    def kind(self) -> str:
        """Return the kind whose words it says: that of a call or of a calendar file is the notice that it goes with."""
        return self.data.kind or self.row.notice.kind

    @property
    def redraws(self) -> bool:
        """Tell whether it redraws the card that the person has, and says nothing besides; its own card is no such."""
        kind, elsewhere = self.row.notice.kind, self.card is not None and self.card.activity != self.row.activity
        return kind == REDRAW or (kind == _N.CARD and elsewhere)

    @property
    def held_by_recipient(self) -> bool:
        """Tell whether the recipient holds the request now."""
        return self.row.notice.to is not None and self.row.notice.to == self.request.holder

    def status_in(self, *states: RequestStatus) -> bool:
        """Tell whether the request is in one of these states now."""
        return self.request.status in states

    @property
    def values(self) -> Mapping[str, object]:
        """Return what the request says of itself, by the name that templates give it."""
        request = self.request
        reason = request.cancelled_as or CancelReason.OUT_OF_SCOPE
        to_choose = request.slots_to_choose(self.services.now())
        doubled = reason is CancelReason.DUPLICATE and request.duplicate_of
        return {
            "reference": self.file.reference,
            "school": school_of(self.file),
            "topic": topic_of(request),
            "contact": named(self.file.asker if self._by_requester else request.contact.name),
            "reached": named(request.contact.name),
            "holder": holder_of(self.file),
            "logged": instant(self.file.logged_at),
            "since": instant(request.status_since or self.file.logged_at),
            "touched": instant(request.touched_at or self.file.logged_at),
            "slot": instant(request.slot) if request.slot else "",
            "former_slot": instant(self.data.slot) if self.data.slot else "",
            "proposed": listed([instant(one) for one in to_choose], "ou"),
            "proposed_brief": listed([self._brief(one) for one in to_choose], "ou"),
            "where": card_texts.ON_SITE if request.on_site else "",
            "slot_brief": self._brief(request.slot),
            "former_brief": self._brief(self.data.slot),
            "since_brief": self._brief(request.status_since or self.file.logged_at),
            "touched_brief": self._brief(request.touched_at or self.file.logged_at),
            "urgent": card_texts.NOTICE_URGENT if request.urgent else "",
            "resume": long_date(request.resume_at.astimezone(PARIS).date()) if request.resume_at else "",
            "cancelled": DUPLICATE_OF.format(reference=request.duplicate_of) if doubled else CANCELLED[reason],
        }

    @property
    def _by_requester(self) -> bool:
        """Tell whether who asked did what is told of: their contact may be somebody else."""
        return self.data.by is not None and self.data.by == self.request.requester

    def _brief(self, moment: datetime | None) -> str:
        """Return a moment as a line says it: a letter may be read another day, so it names the date."""
        if moment is None:
            return ""
        return (
            card_texts.ON_DATE.format(when=instant(moment))
            if self.by_mail
            else brief_instant(moment, self.services.now())
        )


async def read_views(services: Services, rows: Sequence[Row]) -> list[RequestView | None]:
    """Return what notices about requests speak of, for one person or several; None of a request no longer kept."""
    storage = services.storage
    files = await queries.by_references(storage, sorted({row.notice.reference for row in rows}))
    views: list[RequestView | None] = [None] * len(rows)
    for key in dict.fromkeys(row.notice.to for row in rows):
        person = Person(key, roles=await people.roles_of(storage, key)) if key else None
        told = [(place, row) for place, row in enumerate(rows) if row.notice.to == key]
        shown = {row.notice.reference for _, row in told if _shows_card(row)} & files.keys()
        there = await rooms.find_all(storage, key, shown) if key and shown else {}
        # Who has the card is shown it again where it is redrawn, and no other.
        redrawn = {row.notice.reference for _, row in told if row.notice.kind in LIVING}
        handed = {row.notice.reference for _, row in told if row.notice.kind == _N.ASSIGNED_TO_YOU} & files.keys()
        wanted = (shown - (there.keys() - redrawn)) | handed
        histories = await queries.timelines(storage, wanted, seen_by=person) if key else {}
        for place, row in told:
            file = files.get(row.notice.reference)
            if file:
                view = await _view(services, row, file, person)
                card = there.get(file.reference) if _shows_card(row) else None
                views[place] = replace(view, history=histories.get(file.reference, ()), card=card)
    return views


def _shows_card(row: Row) -> bool:
    """Tell whether a notice may come with the request's card."""
    return row.medium is Medium.TEAMS and row.notice.kind != UNREACHED


async def _view(services: Services, row: Row, file: RequestFile, person: Person | None) -> RequestView:
    view = RequestView(services=services, row=row, file=file, person=person, data=from_json(MoveData, row.notice.data))
    if row.notice.kind == UNREACHED:
        return replace(view, unreached=await _names(services, from_json(UnreachedData, row.notice.data)))
    if row.notice.kind == SLOT_AWAY:
        return replace(view, holder_away=await _away(services, file))
    return view


async def _away(services: Services, file: RequestFile) -> bool:
    """Tell whether the session still stands, on a day on which its expert is away."""
    slot, planned = file.request.slot, file.request.status is RequestStatus.PLANNED
    return planned and slot is not None and file.request.holder in await team.away(services.storage, paris_day(slot))


async def _names(services: Services, data: UnreachedData) -> list[str]:
    found = [await people.someone(services.storage, key) for key in (() if data.nobody else data.experts)]
    return [one.name or card_texts.NOTICE_SOMEONE.format(oid=one.key.oid) for one in found]


# --- Whether a notice still holds, by the present state of the request.


def held(view: RequestView) -> bool:
    """Tell whether an expert has the request in hand."""
    return view.request.status in HELD


def held_by_recipient(view: RequestView) -> bool:
    """Tell whether the recipient has the request in hand."""
    return view.held_by_recipient and held(view)


def in_status(*states: RequestStatus) -> Callable[[RequestView], bool]:
    """Return the condition that the request is in one of these states."""
    return lambda view: view.status_in(*states)


def awaits_slots(view: RequestView) -> bool:
    """Tell whether another appointment is still to be found: nothing else was planned or proposed since."""
    planned_since = view.status_in(_S.PLANNED) and view.request.slot != view.data.slot
    return held_by_recipient(view) and not planned_since and not view.request.proposed


def is_idle(view: RequestView) -> bool:
    """Tell whether the request stands still: taken and no more, or planned for a moment that is over."""
    slot = view.request.slot
    over = view.status_in(_S.PLANNED) and slot is not None and slot < view.services.now()
    return view.status_in(_S.ASSIGNED) or over


def is_urgent_news(view: RequestView) -> bool:
    """Tell whether the SA EPLE should still hear of an urgent request: nobody has it, or its author took it at once.

    When somebody takes it afterwards, the SA EPLE has no more to do.
    """
    if view.data.move == MADE_URGENT:
        return view.request.urgent and (held(view) or view.status_in(_S.NEW))
    return view.status_in(_S.NEW) or (view.data.move == RequestMove.LOG_AND_TAKE and held(view))


def has_another_holder(view: RequestView) -> bool:
    """Tell whether somebody else than the former holder, who is the recipient, holds the request."""
    return view.request.holder is not None and (view.to_owner or not view.held_by_recipient)


def is_released(view: RequestView) -> bool:
    """Tell whether the request is as it was released: without an expert for its owner, not taken again by the recipient."""
    return view.status_in(_S.NEW) if view.to_owner else not view.held_by_recipient


def is_to_come(view: RequestView) -> bool:
    """Tell whether the session is planned and still to come."""
    slot = view.request.slot
    return view.status_in(_S.PLANNED) and slot is not None and slot > view.services.now()


def may_be_rated(view: RequestView) -> bool:
    """Tell whether an opinion may still be given."""
    return view.status_in(_S.CLOSED) and view.request.score is None


_SCHOOL = 60  # Characters of a school's name in the first line.
_NAMES = 20  # Experts named in one sentence; the list of experts has all.


def line_of(view: RequestView, text: NoticeText) -> str:
    """Return the first line: what has happened and who did it, then which request; Teams says when."""
    file = view.file
    what = topic_of(file.request) if view.to_owner else shortened(file.school, _SCHOOL) or file.request.uai
    values = {
        "news": capitalised(text.first_line),
        "about": card_texts.ABOUT.format(reference=file.reference, what=what),
    }
    return card_texts.NOTICE_LINE.format(**values)


def usual_message(view: RequestView, text: NoticeText) -> Message | None:
    """Return the news: with the request's card for who has none yet, else as a few lines, since the card is redrawn."""
    file, person, services = view.file, view.person, view.services
    line = line_of(view, text)
    if person is None or not may_see_request(person, file.request):
        return plain_message(line, text.below)
    if view.card is None:
        return request_card(
            file, person, services.now(), services.delays, note=line, more=text.below, history=view.history
        )
    offered = offered_to(file, person, services.now(), services.delays, first=_ANSWERS.get(view.row.notice.kind, ()))
    said = _said(view) if view.row.notice.kind == MESSAGE and view.data.move != MADE_URGENT else offered.first
    return plain_message(line, text.below, [*said, opening(file)])


def _said(view: RequestView) -> list[Action]:
    """Return what is done with a message: an answer, and the files that came with it."""
    data = {"reference": view.file.reference}
    sent = view.data.files
    files = [el.asks(card_texts.BUTTON_FILES.format(count=sent), "file.list", data)] if sent else []
    return [el.asks(card_texts.BUTTON_ANSWER, "message.write", data), *files]


# What is offered first where the notice asks for something else than the next step.
_ANSWERS: Mapping[str, tuple[RequestMove, ...]] = MappingProxyType(
    {
        _N.OTHER_SLOT_ASKED: (RequestMove.OFFER_SLOTS, RequestMove.MOVE_SLOT, RequestMove.PLAN),
        _N.OUTCOME: (RequestMove.VISIT_HELD, RequestMove.SLOT_HELD, RequestMove.SLOT_MISSED, RequestMove.MOVE_SLOT),
    }
)


def living_card(view: RequestView, text: NoticeText) -> Message | None:
    """Return the card of the request for who has none, while it is news; else in the place of the one that they have.

    None where it would say what the card says already.
    """
    if not view.redraws:
        return usual_message(view, text)
    file, person, services = view.file, view.person, view.services
    if view.card is None or person is None or not may_see_request(person, file.request):
        return None
    note = _own_doing(view)
    shown = request_card(file, person, services.now(), services.delays, note=note, history=view.history)
    if shown.living and shown.living.shown == view.card.shown:
        return None
    return replace(shown, replaces=view.card.activity)


def _own_doing(view: RequestView) -> str:
    """Return what was answered to who made the move: their card, redrawn just after, must go on saying it."""
    by, move = view.data.by, view.data.move
    if view.person is None or by != view.person.key or view.row.notice.version != view.request.version:
        return ""
    made = ROWS[RequestMove(move)]
    return answer_to_move(view.file, made.move, view.person.key, view.services.delays) if made.done else ""


def rating_card(view: RequestView, text: NoticeText) -> Message:
    """Return the card that asks for an opinion: a score of 1 to 5, and a comment if one is wished."""
    head = line_of(view, text)
    return rating_message(view.file.reference, head, text.lines[0], opening(view.file, inputs=False))


def call_card(view: RequestView, text: NoticeText) -> Message:
    """Return the notice to whom it falls to phone, with a button to say that it is done."""
    file = view.file
    holds = view.held_by_recipient and file.request.status in HELD | {_S.RESOLVED}
    verb = "request.tell_by_phone" if holds else "notice.told"
    values = {"reference": file.reference, "row": view.data.row}
    done = el.acts(general.BUTTON_TOLD, verb, values)
    head = line_of(view, text)
    return plain_message(head, text.lines, [done, opening(file)])


# Mails


def _calendar(view: RequestView) -> tuple[Enclosed, ...]:
    """Return the calendar file of a notice about an appointment; none for the others."""
    if view.kind not in OF_THE_SLOT:
        return ()
    former, stamped = view.data.slot, view.services.now()
    planned = view.request.slot if view.status_in(_S.PLANNED) else None
    if view.kind == _N.SLOT_CANCELLED:
        # A new appointment meanwhile has taken its place in the calendar: it must not be cancelled.
        if planned or not former:
            return ()
        return (slots.enclosed(view.file, former, stamped=stamped, cancelled=True),)
    return (slots.enclosed(view.file, planned, stamped=stamped),) if planned else ()


def letter(view: RequestView, text: NoticeText) -> Letter | None:
    """Return the notice as a mail; None for a calendar file when there is no appointment any more."""
    own, enclosed = view.to_owner, _calendar(view)
    if view.row.notice.kind == CALENDAR and not enclosed:
        return None
    head = view.fill(card_texts.MAIL_HEAD if own else card_texts.MAIL_HEAD_STAFF)
    cancelled = view.kind == _N.SLOT_CANCELLED
    joined = [card_texts.NOT_INVITATION if cancelled else card_texts.INVITATION] if enclosed else []
    answers = view.services.post.reply_address(view.file.reply_token) if own and _may_answer(view) else ""
    how = card_texts.MAIL_REPLY if answers else filled(view.services.knowledge().call, card_texts.MAIL_ANSWER)
    signed = view.services.worded(general.SIGNATURE)
    ends = how if own else view.fill(card_texts.MAIL_STAFF_HOW)
    parts = [general.HELLO, head, *text.lines, *joined, ends, general.REGARDS, signed]
    subject = card_texts.MAIL_SUBJECT.format(reference=view.file.reference, title=text.first_line)
    # Whoever was the contact before reads it too, under their own address.
    name = view.request.contact.name if own and view.row.notice.mail == view.request.contact.mail else ""
    reply_to = (Mailbox(answers, signed),) if answers else ()
    return Letter(
        view.row.notice.mail or "", subject, "\n\n".join(parts) + "\n", name, reply_to=reply_to, enclosed=enclosed
    )


def _may_answer(view: RequestView) -> bool:
    """Tell whether an answer to this mail would be taken: from the present contact, while the request is open."""
    contact = view.request.contact.mail.lower()
    return bool(contact) and (view.row.notice.mail or "").lower() == contact and view.request.status not in FINAL


def unreached(view: RequestView) -> list[str]:
    """Return which experts were not told of the request; without names, nobody was."""
    reference, names = view.file.reference, view.unreached
    shown = [named(name) for name in names[:_NAMES]]
    if len(names) > _NAMES:
        shown.append(counted(len(names) - _NAMES, "autre"))
    template = card_texts.UNREACHED if names else card_texts.UNREACHED_NOBODY
    return [template.format(reference=reference, names=listed(shown)), card_texts.UNREACHED_HOW]


# --- Titles of notices, and the lines after their first sentence.

_REPORT_CHARACTERS = 1_500


def reason(label: str = card_texts.WITH_REASON) -> Callable[[RequestView], Sequence[str]]:
    """Return the line of the reason that was given, under ``label``; none if it was not."""

    def line(view: RequestView) -> Sequence[str]:
        reason = view.data.reason
        return [label.format(reason=shortened(reason, REPLY_CHARACTERS))] if reason else []

    return line


def written(view: RequestView) -> Sequence[str]:
    """Return what was written, and that no more of what comes by mail will be told for an hour."""
    return [*reason(card_texts.WRITTEN)(view), *([MANY_MAILS] if view.data.last_told else [])]


def meeting(view: RequestView) -> list[str]:
    """Return the link of the meeting, which a card has as a button, and the agreement that is still needed."""
    if view.spoken or view.request.on_site:
        return []
    link = [card_texts.LINK.format(link=view.request.link)] if view.request.link and view.by_mail else []
    return link if view.request.consent else [*link, card_texts.CONSENT_ASKED]


def fixed(view: RequestView) -> str:
    """Return the news of an appointment for its expert: the requester chose it, or it was fixed."""
    chosen = view.data.move == RequestMove.CHOOSE_SLOT and not view.to_owner
    return view.fill(card_texts.SLOT_CHOSEN if chosen else card_texts.SLOT_FIXED)


def solution(view: RequestView) -> Sequence[str]:
    """Return the report, and what happens without an answer."""
    days = counted(view.services.delays.confirm_days, "jour ouvré", "jours ouvrés")
    may_press = view.request.requester is not None and not view.by_mail
    following = card_texts.RESOLVED_NEXT if may_press else card_texts.RESOLVED_NEXT_MAIL
    return [shortened(view.request.report, _REPORT_CHARACTERS), following.format(days=days)]


def privacy_lines(view: RequestView) -> Sequence[str]:
    """Return what is kept of the person and who answers for it: the first mail says it, Teams has a command for it."""
    if not view.by_mail:
        return []
    notice = view.services.notice
    days = counted(notice.request_days, "jour")
    return [card_texts.MAIL_KEPT.format(days=days), *rights_lines(notice)]


def handed_over(view: RequestView) -> Sequence[str]:
    """Return the request on a page, for who gets it from another expert."""
    if view.data.move != RequestMove.REASSIGN:
        return []
    return one_page.brief(view.file, view.history, view.services.now())


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
    return [card_texts.ALSO_BY_PHONE] if out_of_reach else []


def writes(view: RequestView) -> str:
    """Return who writes: the expert by name, the SA EPLE, or the school's person."""
    if view.data.move == MADE_URGENT:
        return card_texts.NOW_URGENT
    by = view.data.by
    if view.data.shared:
        return card_texts.ALL_TOLD
    if by == view.request.requester:  # Nobody known in Teams: who answers by mail is the contact.
        return view.fill(card_texts.CONTACT_WRITES)
    return view.fill(card_texts.HOLDER_WRITES if by == view.request.holder else card_texts.SERVICE_WRITES)
