"""Reminders that people ask of themselves about a request: «rappelle-moi la 12 demain 9h», listed, taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from dialogs.assistance import fields, handling, texts
from dialogs.assistance.handling import RequestPress
from dialogs.core import exchange
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Message, NumberPress, Reply, offered, plain_message
from dialogs.core.fields import parse_details, secret_in
from dialogs.core.filling import place, start
from dialogs.core.form import AnswerRefused, Field, FieldRefused, Form, Picker
from dialogs.core.request_line import application_in, opening
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.french import PARIS, brief_instant, shortened
from knowledge.request import FINAL, RequestRefusal
from knowledge.time.delays import office_moment, paris_day
from knowledge.time.moments import moments
from knowledge.understanding.meaning import Sense
from knowledge.understanding.proposing import MORNING, formal, read_reminder
from knowledge.understanding.references import REQUEST
from knowledge.understanding.words import words as words_of
from storage.actions import plan as actions
from storage.actions.drafts import Draft
from storage.actions.plan import MOST, TooManyReminders
from storage.actions.requests import UnknownRequest
from storage.queries import team as queries
from storage.queries.requests import RequestFile
from storage.queries.team import Reminder

FORM = "reminder"
_CHARACTERS = 300  # Of what to be reminded of.
_NUMBER = re.compile(r"\d{1,9}")
_ALL = re.compile(r"\b(?:tous|toutes|tout)\b")
_EXACT = "T"  # A kept moment with an hour has it; a day alone has not.


# In words


async def told(turn: Turn) -> Reply | None:
    """Keep the reminder that is asked for; None where none is, or the message asks for something else.

    «Rappelez-moi lundi», said by somebody who handles no requests, is for the expert.
    """
    meant = turn.understood
    if not turn.personal or (meant and meant.sense in (Sense.COMMAND, Sense.SEVERAL)):
        return None
    wish = read_reminder(turn.incoming.text, turn.now)
    if wish is None or (formal(turn.incoming.text) and not turn.person.roles):
        return None
    named = handling.named_in(turn)
    if wish.at is None and named is None:
        return None
    said = {"when": _kept(wish.at, exact=wish.exact) if wish.at else "", "reason": shortened(wish.text, _CHARACTERS)}
    said = {id_: value for id_, value in said.items() if value}
    if named:
        file = await handling.seen(turn, named)
        return await _begin(turn, file, said) if file else Reply.text(texts.NO_SUCH)
    files = [] if application_in(turn.incoming.text, paris_day(turn.now).year) else await _meant(turn)
    if len(files) == 1:
        return await _begin(turn, files[0], said)
    return _choose(files, said) if files else None


async def asked(turn: Turn) -> Reply:
    """Remind of a request, as it was asked in other words than those of ``told``: when, as far as that is said."""
    said_so = await told(replace(turn, understood=None))
    if said_so is not None:
        return said_so
    moment = next((one for one in moments(turn.incoming.text, turn.now) if one.day or one.hour), None)
    said = {}
    if moment:
        at = datetime.combine(moment.day or paris_day(turn.now), moment.hour or MORNING, PARIS)
        said = {"when": _kept(at, exact=moment.hour is not None)}
        left = " ".join(f"{turn.incoming.text[: moment.start]} {turn.incoming.text[moment.end :]}".split())
        lead = _LEAD.match(left)
        reason = left.partition(" : ")[2] or (left[lead.end() :] if lead else "")
        said |= {"reason": shortened(reason, _CHARACTERS)} if reason else {}
    named = handling.named_in(turn)
    if named:
        file = await handling.seen(turn, named)
        return await _begin(turn, file, said) if file else Reply.text(texts.NO_SUCH)
    files = [] if application_in(turn.incoming.text, paris_day(turn.now).year) else await _meant(turn)
    if len(files) == 1:
        return await _begin(turn, files[0], said)
    return _choose(files, said) if files else Reply.text(texts.REMINDER_WHICH)


_LEAD = re.compile(
    r"^.{0,40}?\b(?:rappell?e[rz]?|faites|fais|previen[st]|prevenez)[- ]?(?:le[- ])?(?:moi|le)\b[ ,]*(?:y )?(?:penser |savoir )?(?:[aà] |vers |de |d['’]|que |qu['’])*[ ,:]*",
    re.IGNORECASE,
)


def _choose(files: list[RequestFile], said: Mapping[str, str]) -> Reply:
    return handling.choose(
        files,
        lambda title, file: el.acts(title, "reminder.ask", {"reference": file.reference, "said": dict(said)}),
        texts.REMINDER_CHOOSE,
        texts.REMINDER_CHOOSE_LINE,
    )


async def _meant(turn: Turn) -> list[RequestFile]:
    """Return the requests that may be meant: that of the notice right above, or which is being spoken of, else any of theirs.

    Where the contact of just one of theirs is named, that one is meant.
    """
    theirs = [file for file in await handling.theirs(turn) if file.request.status not in FINAL]
    said = set(words_of(turn.incoming.text))
    whose = [file for file in theirs if {*words_of(file.request.contact.name)[-1:]} & said]
    if len(whose) == 1:
        return whose
    asked = turn.remembered.asked
    above = [turn.under.reference] if turn.under else []
    if asked and asked.subject.startswith(REQUEST):
        above.append(asked.subject)
    for reference in filter(None, (*above, handling.viewed(turn))):
        file = await handling.seen(turn, reference)
        if file:
            return [file]
    return theirs


# By a card


async def press_ask(turn: Turn, pressed: RequestPress) -> Reply:
    """Ask when to remind of the request; at once where it was said."""
    file = await handling.seen(turn, pressed.reference)
    return await _begin(turn, file, pressed.said) if file else Reply.text(texts.NO_SUCH)


async def _begin(turn: Turn, file: RequestFile, said: dict[str, str]) -> Reply:
    secret = secret_in(said.get("reason", ""))
    if secret:
        return Reply.text(secret)
    try:
        at, exact = _moment(turn.services, said.get("when", ""))
    except ValueError:
        return await start(turn, FORM, subject=file.reference, answers={k: v for k, v in said.items() if k == "reason"})
    if at <= turn.now:
        return Reply.text(texts.PAST.format(when=brief_instant(at, turn.now)))
    return await _keep(turn, file.reference, at, said.get("reason", ""), exact=exact)


def _kept(at: datetime, *, exact: bool) -> str:
    return at.isoformat() if exact else at.date().isoformat() + (f"#{at:%H}" if at.time() != MORNING else "")


def _moment(services: Services, kept: str) -> tuple[datetime, bool]:
    """Return when to remind, and whether the hour was said. Raises ValueError. A day alone is one on which people work."""
    if _EXACT in kept:
        return datetime.fromisoformat(kept), True
    day, _, hour = kept.partition("#")
    at = datetime.fromisoformat(day).replace(hour=int(hour or MORNING.hour), tzinfo=PARIS)
    return office_moment(at, services.delays), False


def forms(services: Services) -> Iterator[Form]:
    """Return the form of a reminder."""

    def when(answer: str) -> str:
        try:
            return fields.slot_at(answer, services.now()).isoformat()
        except AnswerRefused:
            return fields.day_at(answer, services.now()).date().isoformat()

    def shown(value: str) -> str:
        at, _ = _moment(services, value)
        return brief_instant(at, services.now())

    async def sent(turn: Turn, draft: Draft) -> Reply:
        at, exact = _moment(turn.services, draft.answers["when"])
        if at <= turn.now:
            raise FieldRefused("when", texts.REFUSALS[RequestRefusal.RESUME_NOT_FUTURE])
        return await _keep(turn, draft.subject, at, draft.answers.get("reason", ""), exact=exact, draft=draft)

    async def again(turn: Turn, _nonce: str, _subject: str) -> Reply | None:
        return await show(turn)

    yield Form(
        name=FORM,
        title=texts.LABEL,
        about=lambda draft: texts.REMINDER_TITLE.format(reference=draft.subject),
        fields=(
            Field("when", texts.WHEN, texts.ASK_WHEN, when, hint=texts.WHEN_HINT, longest=100, show=shown,
                  picker=Picker.MOMENT),
            Field("reason", texts.WHAT, texts.ASK_WHAT, parse_details, hint=texts.WHAT_HINT, optional=True,
                  longest=_CHARACTERS, free=True),
        ),
        send=sent,
        again=again,
        send_title=texts.SEND,
        direct=True,
    )  # fmt: skip


async def _keep(
    turn: Turn, reference: str, at: datetime, text: str, *, exact: bool, draft: Draft | None = None
) -> Reply:
    form = (place(turn), draft) if draft else None
    by, now = turn.person.key, turn.now
    try:
        number = await actions.remind(
            turn.storage, reference, at, text, by=by, now=now, activity=turn.activity, exact=exact, form=form
        )
    except UnknownRequest:
        return Reply.text(texts.NO_SUCH)
    except TooManyReminders:
        return Reply.text(texts.TOO_MANY.format(most=MOST))
    file = await handling.seen(turn, reference)
    said = texts.KEPT.format(reference=reference, when=brief_instant(at, turn.now))
    off = el.acts(texts.BUTTON_OFF, "reminder.off", {"number": number})
    return Reply.of(
        plain_message(said, [texts.OF.format(text=text)] if text else [], [off, *([opening(file)] if file else [])])
    )


# The list


async def show(turn: Turn) -> Reply:
    """List the person's reminders, each with its button to take it off."""
    own = await queries.of_person(turn.storage, turn.person.key)
    return Reply.of(_listed(turn.now, texts.LIST, own)) if own else Reply.text(texts.NONE)


def _listed(now: datetime, head: str, own: list[Reminder]) -> Message:
    return exchange.told(head, *(offered(_line(now, one), _off(one)) for one in own))


def _off(one: Reminder) -> Action:
    return el.acts(texts.BUTTON_OFF_NUMBERED.format(number=one.number), "reminder.off", {"number": one.number})


def _line(now: datetime, one: Reminder) -> str:
    line = texts.LINE.format(number=one.number, reference=one.reference, when=brief_instant(one.at, now))
    return texts.LINE_OF.format(line=line, text=one.text) if one.text else line


async def press_off(turn: Turn, pressed: NumberPress) -> Reply:
    """Take a reminder off."""
    gone = await actions.take_off(turn.storage, pressed.number, by=turn.person.key, now=turn.now)
    return Reply.text((texts.OFF if gone else texts.NOT_THERE).format(number=pressed.number))


async def off_said(turn: Turn) -> Reply:
    """Take off the one that is named, the only one, or all where that is said; else ask which."""
    own = await queries.of_person(turn.storage, turn.person.key)
    text = turn.incoming.text.casefold()
    numbered = _NUMBER.search(text)
    if not own:
        return Reply.text(texts.NONE)
    if _ALL.search(text):
        for one in own:
            await actions.take_off(turn.storage, one.number, by=turn.person.key, now=turn.now)
        return Reply.text(texts.ALL_OFF.format(count=len(own)))
    if numbered:
        return await press_off(turn, NumberPress(number=max(int(numbered[0]), 1)))
    if len(own) == 1:
        return await press_off(turn, NumberPress(number=own[0].number))
    return Reply.of(_listed(turn.now, texts.WHICH, own))
