"""The appointment of a request as a calendar file (iCalendar, RFC 5545), in Paris time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dialogs.assistance import card_texts as texts
from dialogs.assistance.card import holder_of
from dialogs.core.exchange import Enclosed
from dialogs.core.request_line import topic_of
from knowledge.french import PARIS
from storage.queries.requests import RequestFile

if TYPE_CHECKING:
    from icalendar import Timezone

_LASTS = timedelta(hours=1)
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
    event.add("dtend", (slot + _LASTS).astimezone(PARIS))
    event.add("summary", texts.MEETING_SUBJECT.format(reference=file.reference, school=file.school or request.uai))
    told = texts.CALENDAR_TEXT.format(reference=file.reference, topic=topic_of(request), holder=holder_of(file))
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
    return Enclosed(texts.CALENDAR_NAME.format(reference=file.reference), "text/calendar", calendar.to_ical())


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
