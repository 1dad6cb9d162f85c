"""What a notice about a request knows: the request as it stands, what the move left, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.assistance import card_texts as texts
from dialogs.assistance.card import holder_of
from dialogs.assistance.card_texts import CANCELLED, DUPLICATE_OF
from dialogs.core.context import Services
from dialogs.core.notice import NoticeView
from dialogs.core.request_line import named, school_of, topic_of
from knowledge.french import PARIS, brief_instant, instant, listed, long_date
from knowledge.lifecycle import Recipient
from knowledge.people import Person
from knowledge.request import HELD, AssistanceRequest, CancelReason, RequestMove, RequestNotice, RequestStatus
from knowledge.time.delays import paris_day
from storage import rooms
from storage.actions.notices import CALENDAR, LIVING, REDRAW, REQUEST_PHONE, SLOT_AWAY, UNREACHED
from storage.actions.sayings import MADE_URGENT
from storage.notice_data import MoveData, UnreachedData, from_json
from storage.outbox import Medium, Row
from storage.queries import people, team
from storage.queries import requests as queries
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile
from storage.rooms import ShownCard

_N = RequestNotice


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
            "where": texts.ON_SITE if request.on_site else "",
            "slot_brief": self._brief(request.slot),
            "former_brief": self._brief(self.data.slot),
            "since_brief": self._brief(request.status_since or self.file.logged_at),
            "touched_brief": self._brief(request.touched_at or self.file.logged_at),
            "urgent": texts.NOTICE_URGENT if request.urgent else "",
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
            texts.ON_DATE.format(when=instant(moment)) if self.by_mail else brief_instant(moment, self.services.now())
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
    return [one.name or texts.NOTICE_SOMEONE.format(oid=one.key.oid) for one in found]


# --- Whether a notice still holds, by the present state of the request.

_S = RequestStatus


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
