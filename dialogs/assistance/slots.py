"""Appointments proposed and chosen in words («propose lundi 10h ou mardi 14h pour la 12»), and their calendar file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from dialogs.assistance import card_texts, handling, texts
from dialogs.assistance.card import has_appointment, holder_of
from dialogs.assistance.handling import RequestPress, seen
from dialogs.core import form_texts
from dialogs.core.context import Agreed, Turn, Under
from dialogs.core.exchange import Enclosed, Reply
from dialogs.core.files import Maker, offered
from dialogs.core.request_line import topic_of
from dialogs.ui import elements as el
from knowledge.french import PARIS, instant
from knowledge.people import Role
from knowledge.request import SESSION_LASTS, RequestGiven, RequestMove, RequestNotice
from knowledge.understanding.plain_act import left_over, says_more
from knowledge.understanding.proposing import SlotAnswer, read_choice, read_proposal, said_when, without_references
from knowledge.understanding.short import says_no, says_yes
from storage.queries import requests
from storage.queries.requests import RequestFile

if TYPE_CHECKING:
    from icalendar import Timezone

_M = RequestMove
_LONGEST = 14  # Words of an answer; what is longer is said to the expert.
_PROPOSES = ("propose proposes proposer proposez ou",)  # The words of a proposal that say nothing else.


async def told(turn: Turn) -> Reply | None:
    """Propose the appointments that an expert names; None where none are, or for somebody else."""
    if not (turn.personal and turn.person.has(Role.EXPERT)):
        return None
    wish = read_proposal(turn.incoming.text, turn.now)
    if wish is None:
        return None
    given = _given(wish.when)
    said = turn.incoming.text
    if not (says_more(said) or left_over(said, turn.now, _PROPOSES) or turn.restated):
        turn = replace(turn, agreed=turn.agreed or Agreed.PLAIN)
    named = handling.named_in(turn)
    if named:
        file = await handling.seen(turn, named)
        return await _propose(turn, file, given) if file else Reply.text(texts.NO_SUCH)
    return await _proposed_of_mine(turn, given)


async def _proposed_of_mine(turn: Turn, given: dict[str, str]) -> Reply | None:
    """Propose the appointments for the one request that the expert holds, or speaks of; ask which of several."""
    held = await requests.held_by(turn.storage, turn.person.key)
    files = [file for file in held if _M.OFFER_SLOTS in handling.moves(turn, file)]
    above = [file for file in files if turn.under and file.reference == turn.under.reference]
    if len(above or files) == 1:
        return await _propose(turn, (above or files)[0], given)
    spoken_of = next((file for file in files if file.reference == turn.remembered.file_now(turn.now)), None)
    if spoken_of:  # It is only leant on: what is proposed is shown first.
        return await _propose(replace(turn, agreed=None), spoken_of, given)
    if not files:
        return None
    return handling.choose(  # A press proposes them there.
        files,
        lambda title, file: el.asks(title, f"request.{_M.OFFER_SLOTS}", _pressed(file, given).model_dump()),
        texts.SLOTS_FOR_WHICH,
        texts.SLOTS_FOR_WHICH_LINE,
    )


def said(turn: Turn) -> dict[str, str]:
    """Return the moments of a message known to propose some, by field of the form."""
    return _given(said_when(turn.incoming.text, turn.now))


def _given(when: str) -> dict[str, str]:
    return {"slots": when} if when else {}


async def _propose(turn: Turn, file: RequestFile, said: dict[str, str]) -> Reply:
    return await handling.press_form(_M.OFFER_SLOTS, turn, _pressed(file, said))


def _pressed(file: RequestFile, said: dict[str, str]) -> RequestPress:
    return RequestPress(reference=file.reference, version=file.request.version, said=said)


async def answered(turn: Turn, right_above: Callable[[], Awaitable[Under | None]]) -> Reply | None:
    """Take the appointment that a requester's words choose, or ask for another; None where they are about something else.

    ``right_above`` gives the notice above what is typed.
    """
    text = turn.incoming.text
    if not (turn.personal and turn.involved) or len(text.split()) > _LONGEST:
        return None
    named, made = handling.named_in(turn), await requests.made_by(turn.storage, turn.person)
    for file in made:
        slots = file.request.slots_to_choose(turn.now)
        if not slots or file.request.requester != turn.person.key or (named and file.reference != named):
            continue
        under = await right_above()
        above = under is not None and (under.kind, under.reference) == (RequestNotice.SLOTS_OFFERED, file.reference)
        chosen = _read(text, slots, turn.now, above=above)
        if chosen is not None:
            return await _do(turn, file, chosen)
    return None


def _read(text: str, slots: Sequence[datetime], now: datetime, *, above: bool) -> datetime | SlotAnswer | None:
    if above and says_yes(text):
        return slots[0] if len(slots) == 1 else SlotAnswer.WHICH
    if above and says_no(text):
        return SlotAnswer.OTHER
    return read_choice(without_references(text), slots, now, above=above)


async def _do(turn: Turn, file: RequestFile, chosen: datetime | SlotAnswer) -> Reply:
    if not says_more(turn.incoming.text, _M.CHOOSE_SLOT):  # It answers what was asked.
        turn = replace(turn, agreed=turn.agreed or Agreed.YES)
    if chosen is SlotAnswer.WHICH:
        return await handling.open_request(turn, file.reference, texts.SLOTS_WHICH)
    if isinstance(chosen, datetime):
        given = RequestGiven(slot=chosen)
        return await handling.make(turn, _M.CHOOSE_SLOT, file.reference, file.request.version, given=given)
    said = {} if says_no(turn.incoming.text) else {"reason": turn.incoming.text}
    return await handling.press_form(_M.ASK_OTHER_SLOT, turn, _pressed(file, said))


# --- The calendar file of an appointment: offered, then made anew when accepted.

APPOINTMENT_FILE = "appointment.ics"


async def offer(turn: Turn, pressed: RequestPress) -> Reply:
    """Offer the appointment of a request as a file for the calendar."""
    reference = pressed.reference
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    slot = file.request.slot
    made = await _make_file(turn, reference)
    if made is None or slot is None:
        return Reply.text(form_texts.NO_APPOINTMENT.format(reference=reference))
    return Reply.of(
        offered(
            made,
            APPOINTMENT_FILE,
            reference,
            form_texts.APPOINTMENT.format(reference=reference, when=instant(slot)),
        )
    )


async def _make_file(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file, for who asked and who holds the request, while the appointment stands."""
    file = await seen(turn, reference)
    if file is None or file.request.slot is None or not has_appointment(file, turn.person):
        return None
    return enclosed(file, file.request.slot, stamped=turn.now)


FILES: Mapping[str, Maker] = MappingProxyType({APPOINTMENT_FILE: _make_file})


# --- The appointment of a request as a calendar file (iCalendar, RFC 5545), in Paris time.

_DOMAIN = "demandes.op-le"  # Makes the identifier unlike any other program's; no host.


def enclosed(file: RequestFile, slot: datetime, *, stamped: datetime, cancelled: bool = False) -> Enclosed:
    """Return the file: a later one of the same request takes the earlier one's place in the calendar."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow to import, rarely used

    request = file.request
    event = Event()
    event.add("uid", f"{file.reference}@{_DOMAIN}")
    event.add("sequence", request.version)
    event.add("dtstamp", stamped)
    event.add("dtstart", slot.astimezone(PARIS))
    event.add("dtend", (slot + SESSION_LASTS).astimezone(PARIS))
    event.add("summary", card_texts.MEETING_SUBJECT.format(reference=file.reference, school=file.school or request.uai))
    told = card_texts.CALENDAR_TEXT.format(reference=file.reference, topic=topic_of(request), holder=holder_of(file))
    event.add("description", told)
    if request.link:
        event.add("url", request.link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Assistant Op@le//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_paris())
    calendar.add_component(event)
    return Enclosed(card_texts.CALENDAR_NAME.format(reference=file.reference), "text/calendar", calendar.to_ical())


def _paris() -> Timezone:
    """Return the rules of Europe/Paris, as they have been since 1996: without them, some calendars read UTC."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur  # noqa: PLC0415

    zone = Timezone()
    zone.add("tzid", "Europe/Paris")
    for part, name, month, before, after in (
        (TimezoneStandard(), "CET", 10, 2, 1),
        (TimezoneDaylight(), "CEST", 3, 1, 2),
    ):
        part.add("tzname", name)
        part.add("dtstart", datetime(1996, month, 27 if month == 10 else 31, 3 if month == 10 else 2))  # noqa: DTZ001 - wall clock.
        part.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
