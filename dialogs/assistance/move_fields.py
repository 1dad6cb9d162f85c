"""The fields of the forms that moves of a request need, and what these fields accept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from urllib.parse import urlsplit

from dialogs.assistance import handling_texts as texts
from dialogs.assistance.fields import contact_field
from dialogs.core.form import AnswerRefused, Choice, Field, Picker, one_of
from dialogs.core.saying import parse_details
from knowledge.french import PARIS, instant, listed, long_date
from knowledge.request import MOST_SLOTS, CancelReason
from knowledge.time.moments import moments
from knowledge.understanding.kinds import WORDS, Kind
from knowledge.understanding.matter import REASONS, Matter
from knowledge.understanding.proposing import slots_in

REASON_CHARACTERS = 500
REPORT_CHARACTERS = 2_000
LONGEST_SESSION = 600  # Minutes.
MORNING = time(8, 0)  # The hour of a day that is given alone: when working time starts.
_MEETINGS = ("teams.microsoft.com", "teams.live.com", "teams.microsoft.us")
_REFERENCE = re.compile(r"\s*(?:DA)?\s*-?\s*(\d{4})\s*[-/ ]\s*(\d{1,6})\s*", re.IGNORECASE)

Now = Callable[[], datetime]


def parse_link(answer: str) -> str:
    """Return the link of a Teams meeting. Raises AnswerRefused."""
    link = urlsplit(answer.strip().strip("<>"))
    if link.scheme != "https" or link.hostname not in _MEETINGS or link.username:
        raise AnswerRefused(texts.LINK_BAD)
    return link.geturl()


def parse_minutes(answer: str) -> str:
    """Return a number of minutes. Raises AnswerRefused."""
    found = re.fullmatch(r"\s*(\d{1,3})\s*(?:min(?:utes?)?|mn|')?\s*", answer)
    if not found or not 1 <= int(found[1]) <= LONGEST_SESSION:
        raise AnswerRefused(texts.MINUTES_BAD)
    return str(int(found[1]))


def parse_reference(answer: str) -> str:
    """Return the number of a request. Raises AnswerRefused."""
    found = _REFERENCE.fullmatch(answer)
    if not found:
        raise AnswerRefused(texts.DUPLICATE_BAD)
    return f"DA-{found[1]}-{int(found[2]):04}"


def slot_at(answer: str, now: datetime) -> datetime:
    """Return the day and hour that ``answer`` gives, in Paris. Raises AnswerRefused."""
    every = moments(answer, now)
    found = [one.instant for one in every if one.instant]
    if not found and len(every) == 1 and every[0].hour and not every[0].day:  # An hour alone is today's.
        found = [datetime.combine(now.astimezone(PARIS).date(), every[0].hour, PARIS)]
    if len(found) != 1:
        raise AnswerRefused(texts.SLOT_BAD)
    return found[0]


def slots_at(answer: str, now: datetime) -> list[datetime]:
    """Return the days and hours that ``answer`` gives, at most three, the earliest first. Raises AnswerRefused."""
    found = slots_in(answer, now)
    if not 1 <= len(found) <= MOST_SLOTS:
        raise AnswerRefused(texts.SLOTS_BAD)
    return found


def day_at(answer: str, now: datetime) -> datetime:
    """Return the start of working time of the day that ``answer`` gives, or its hour. Raises AnswerRefused."""
    found = [one for one in moments(answer, now) if one.day]
    if len(found) != 1 or found[0].day is None:
        raise AnswerRefused(texts.RESUME_BAD)
    return datetime.combine(found[0].day, found[0].hour or MORNING, PARIS)


def shown_instant(value: str) -> str:
    """Return how an instant reads that a draft keeps."""
    return instant(datetime.fromisoformat(value))


def shown_slots(value: str) -> str:
    """Return how the instants read that a draft keeps."""
    return listed([shown_instant(one) for one in value.split()], "ou")


def shown_day(value: str) -> str:
    """Return how a day reads that a draft keeps."""
    return long_date(datetime.fromisoformat(value).astimezone(PARIS).date())


def reason(
    ask: str,
    *,
    label: str = texts.REASON,
    optional: bool = False,
    longest: int = REASON_CHARACTERS,
    tells: frozenset[Matter] = REASONS,
    alone: frozenset[Kind] = WORDS,
    holds: str = "reason",
) -> Field:
    """Return the field that asks why, or what to say, in the person's own words."""
    return Field("reason", label, ask, parse_details, hint=texts.REASON_HINT, optional=optional, multiline=True,
                 longest=longest, free=True, holds=holds, tells=tells, alone=alone)  # fmt: skip


def slot(now: Now) -> Field:
    """Return the field that asks for the moment of an appointment, read from what the clock says then."""
    return Field("slot", texts.SLOT, texts.ASK_SLOT, lambda answer: slot_at(answer, now()).isoformat(),
                 hint=texts.SLOT_HINT, longest=100, show=shown_instant, picker=Picker.MOMENT)  # fmt: skip


def slots(now: Now) -> Field:
    """Return the field that asks for the appointments to choose from."""
    return Field("slots", texts.SLOTS, texts.ASK_SLOTS,
                 lambda answer: " ".join(one.isoformat() for one in slots_at(answer, now())),
                 hint=texts.SLOTS_HINT, longest=200, show=shown_slots)  # fmt: skip


def resume(now: Now) -> Field:
    """Return the field that asks for the day on which to come back to a request, read from what the clock says then."""
    return Field("resume", texts.RESUME_AT, texts.ASK_RESUME, lambda answer: day_at(answer, now()).isoformat(),
                 hint=texts.RESUME_HINT, longest=100, show=shown_day, picker=Picker.DAY)  # fmt: skip


_WAITING = tuple(Choice(who.value, title) for who, title in texts.WAITING_FOR.items())
_CANCELLED = tuple(
    Choice(why.value, texts.CANCEL_REASONS[why], says)
    for why, says in ((CancelReason.DUPLICATE, ("double", "doublon")), (CancelReason.OUT_OF_SCOPE, ("hors perimetre",)))
)
LINK = Field("link", texts.LINK, texts.ASK_LINK, parse_link, hint=texts.LINK_HINT, optional=True, longest=1_000)
CONTACT_NAME, CONTACT_REACH, CONTACT_FUNCTION = map(contact_field, ("name", "reach", "function"))
WAITING = Field("waiting", texts.WAITING, texts.ASK_WAITING, one_of(_WAITING), choices=_WAITING)
REPORT = Field("report", texts.REPORT, texts.ASK_REPORT, parse_details, hint=texts.REASON_HINT, multiline=True,
               longest=REPORT_CHARACTERS, free=True, holds="report", tells=REASONS, alone=WORDS)  # fmt: skip
MINUTES = Field(
    "minutes", texts.MINUTES, texts.ASK_MINUTES, parse_minutes, hint=texts.MINUTES_HINT, optional=True, longest=20
)
CANCEL_AS = Field("cancel_as", texts.CANCEL_AS, texts.ASK_CANCEL, one_of(_CANCELLED), choices=_CANCELLED)
DUPLICATE = Field("duplicate", texts.DUPLICATE, texts.ASK_DUPLICATE, parse_reference, hint=texts.DUPLICATE_HINT,
                  longest=30, when=lambda answers: answers.get("cancel_as") == CancelReason.DUPLICATE)  # fmt: skip
