"""What is asked before a move of a request that needs more than a press: a reason, a moment, a report.

A draft keeps the version of the request that was looked at, so that what somebody else has done meanwhile is not undone
unseen.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from types import MappingProxyType
from urllib.parse import urlsplit

from dialogs.assistance import handling_texts as texts
from dialogs.assistance.asking_cards import REASON_CHARACTERS, REPLY_CHARACTERS
from dialogs.assistance.fields import parse_details
from dialogs.core.context import Services, Turn
from dialogs.core.form import AnswerRefused, Choice, Field, Form, one_of
from dialogs.core.turn import Reply
from knowledge.french import PARIS, instant, long_date
from knowledge.request import CancelReason, RequestGiven, RequestMove, RequestRefusal, WaitingFor
from knowledge.time.moments import moments
from storage.actions.drafts import Draft

REPORT_CHARACTERS = 2_000
LONGEST_SESSION = 600  # Minutes.
_MEETINGS = ("teams.microsoft.com", "teams.live.com", "teams.microsoft.us")
_REFERENCE = re.compile(r"\s*(?:DA)?\s*-?\s*(\d{4})\s*[-/ ]\s*(\d{1,6})\s*", re.IGNORECASE)
_M = RequestMove
# What a day alone means: the start of working time.
MORNING = time(8, 0)


def form_name(move: RequestMove) -> str:
    """Return the name of the form of a move."""
    return f"handle_{move.value}"


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
    found = [one.instant for one in moments(answer, now) if one.instant]
    if len(found) != 1:
        raise AnswerRefused(texts.SLOT_BAD)
    return found[0]


def day_at(answer: str, now: datetime) -> datetime:
    """Return the start of working time of the day that ``answer`` gives, or its hour. Raises AnswerRefused."""
    found = [one for one in moments(answer, now) if one.day]
    if len(found) != 1 or found[0].day is None:
        raise AnswerRefused(texts.RESUME_BAD)
    return datetime.combine(found[0].day, found[0].hour or MORNING, PARIS)


def shown_instant(value: str) -> str:
    """Return how a kept instant reads."""
    return instant(datetime.fromisoformat(value))


def shown_day(value: str) -> str:
    """Return how a kept day reads."""
    return long_date(datetime.fromisoformat(value).astimezone(PARIS).date())


def _reason(move: RequestMove, *, ask: str = "", label: str = texts.REASON, optional: bool = False) -> Field:
    return Field("reason", label, ask or texts.ASK_REASON[move], parse_details, hint=texts.REASON_HINT, optional=optional,
                 multiline=True, longest=REASON_CHARACTERS, free=True, questions=True)  # fmt: skip


_WAITING = tuple(Choice(who.value, title) for who, title in texts.WAITING_FOR.items())
_CANCELLED = tuple(
    Choice(why.value, texts.CANCEL_REASONS[why], says)
    for why, says in ((CancelReason.DUPLICATE, ("double", "doublon")), (CancelReason.OUT_OF_SCOPE, ("hors perimetre",)))
)


def _fields(services: Services) -> Mapping[RequestMove, tuple[Field, ...]]:
    """Return what each move asks; moments are read from what the clock says then."""
    slot = Field("slot", texts.SLOT, texts.ASK_SLOT, lambda answer: slot_at(answer, services.now()).isoformat(),
                 hint=texts.SLOT_HINT, longest=100, show=shown_instant)  # fmt: skip
    link = Field("link", texts.LINK, texts.ASK_LINK, parse_link, hint=texts.LINK_HINT, optional=True, longest=1_000)
    return {
        _M.RELEASE: (_reason(_M.RELEASE),),
        _M.PLAN: (slot, link),
        _M.MOVE_SLOT: (slot, _reason(_M.MOVE_SLOT), link),
        _M.CANCEL_SLOT: (_reason(_M.CANCEL_SLOT),),
        _M.ASK_OTHER_SLOT: (_reason(_M.ASK_OTHER_SLOT),),
        _M.PUT_ON_HOLD: (
            Field("waiting", texts.WAITING, texts.ASK_WAITING, one_of(_WAITING), choices=_WAITING),
            Field("resume", texts.RESUME_AT, texts.ASK_RESUME, lambda answer: day_at(answer, services.now()).isoformat(),
                  hint=texts.RESUME_HINT, longest=100, show=shown_day),
            _reason(_M.PUT_ON_HOLD, ask=texts.ASK_HOLD_NOTE, label=texts.HOLD_NOTE),
        ),
        _M.REPLY: (replace(_reason(_M.REPLY, label=texts.REPLY_LABEL), longest=REPLY_CHARACTERS),),
        _M.RESOLVE: (
            Field("report", texts.REPORT, texts.ASK_REPORT, parse_details, hint=texts.REASON_HINT, multiline=True,
                  longest=REPORT_CHARACTERS, free=True, questions=True),
            Field("minutes", texts.MINUTES, texts.ASK_MINUTES, parse_minutes, hint=texts.MINUTES_HINT, optional=True,
                  longest=20),
        ),
        _M.REFUSE_SOLUTION: (_reason(_M.REFUSE_SOLUTION),),
        _M.REOPEN: (_reason(_M.REOPEN),),
        _M.WITHDRAW: (_reason(_M.WITHDRAW, ask=texts.ASK_WITHDRAW, label=texts.WITHDRAW_REASON, optional=True),),
        _M.CANCEL: (
            Field("cancel_as", texts.CANCEL_AS, texts.ASK_CANCEL, one_of(_CANCELLED), choices=_CANCELLED),
            Field("duplicate", texts.DUPLICATE, texts.ASK_DUPLICATE, parse_reference, hint=texts.DUPLICATE_HINT,
                  optional=True, longest=30, when=lambda answers: answers.get("cancel_as") == CancelReason.DUPLICATE),
            _reason(_M.CANCEL, ask=texts.ASK_CANCEL_WORD, label=texts.CANCEL_WORD, optional=True),
        ),
    }  # fmt: skip


# The field to be asked again when the rules refuse what it gave.
REFUSED_FIELD: Mapping[RequestRefusal, str] = MappingProxyType(
    {
        RequestRefusal.SLOT_NOT_FUTURE: "slot",
        RequestRefusal.RESUME_NOT_FUTURE: "resume",
        RequestRefusal.REPORT_MISSING: "report",
        RequestRefusal.DUPLICATE_MISSING: "duplicate",
    }
)


def given_by(draft: Draft) -> RequestGiven:
    """Return what a filled form gives to its move."""
    answers = draft.answers
    slot, resume, minutes = answers.get("slot"), answers.get("resume"), answers.get("minutes")
    waiting, cancelled = answers.get("waiting"), answers.get("cancel_as")
    doubled = cancelled == CancelReason.DUPLICATE  # On one screen a number may be left behind.
    return RequestGiven(
        reason=answers.get("reason", ""),
        slot=datetime.fromisoformat(slot) if slot else None,
        link=answers.get("link", ""),
        waiting_for=WaitingFor(waiting) if waiting else None,
        resume_at=datetime.fromisoformat(resume) if resume else None,
        report=answers.get("report", ""),
        minutes=int(minutes) if minutes else None,
        cancel_as=CancelReason(cancelled) if cancelled else None,
        duplicate_of=answers.get("duplicate", "") if doubled else "",
    )


Send = Callable[[Turn, RequestMove, Draft], Awaitable[Reply]]
Again = Callable[[Turn, str, str], Awaitable[Reply | None]]


def move_forms(services: Services, send: Send, again: Again) -> Mapping[RequestMove, Form]:
    """Return the forms of the moves that ask something; ``send`` makes the move of a filled one."""
    return {move: _form(move, fields, send, again) for move, fields in _fields(services).items()}


def _form(move: RequestMove, fields: tuple[Field, ...], send: Send, again: Again) -> Form:
    async def sent(turn: Turn, draft: Draft) -> Reply:
        return await send(turn, move, draft)

    return Form(
        name=form_name(move),
        title=texts.FORM_NAMES[move],
        about=lambda draft: texts.FORM_TITLES[move].format(reference=draft.subject),
        fields=fields,
        send=sent,
        again=again,
        send_title=texts.FORM_SEND[move],
        review=texts.FORM_REVIEW,
        aside=texts.FORM_ASIDE,
    )
