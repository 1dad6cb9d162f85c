"""Who is on call: noted by the SA EPLE in a sentence, seen by all who handle requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.core import parts
from dialogs.core.context import Turn
from dialogs.core.plain import plain_message
from dialogs.core.pressed import PRESSED
from dialogs.core.turn import Message, Reply
from dialogs.team import texts
from dialogs.team.absences import wish_of
from dialogs.team.names import UnknownExpert, all_said, button_name, experts_named, name_of, said
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.french import listed
from knowledge.people import Role
from knowledge.team import Absence, NotOfTheTeam, OnCall, PastDays, Stretch
from knowledge.time.brief import brief_day
from knowledge.time.delays import paris_day
from knowledge.understanding.teaming import TeamAct
from storage.actions import team as actions
from storage.queries import team as queries
from storage.transaction import Repeated

_SHOWN, _PRESSED = 20, 4
_AHEAD = timedelta(days=60)


async def show(turn: Turn) -> Reply:
    """Show who is on call today and on the days to come."""
    wish, today = wish_of(turn, TeamAct.WHO_IS_ON_CALL), paris_day(turn.now)
    asked = wish.days[0] if wish.days else Stretch(today, today + _AHEAD)
    return Reply.of(await _listed(turn, asked, []))


async def _listed(turn: Turn, asked: Stretch, notes: Sequence[str]) -> Message:
    last = asked.last or asked.first + _AHEAD
    found = await queries.on_calls(turn.storage, asked.first, last)
    away = await queries.absences(turn.storage, asked.first, last)
    today = paris_day(turn.now)
    now = [one for one in found if one.days.covers(today)]
    lines = list(notes)
    if asked.covers(today):
        names = listed([_named(one, away) for one in now])
        lines.append(texts.ON_CALL_NOW.format(names=names) if now else texts.ON_CALL_NOBODY_NOW)
    if not found:
        lines.append(texts.ON_CALL_NONE)
    helps = [texts.ON_CALL_HELP] if turn.person.has(Role.SA_EPLE) else []
    table = [(name_of(one.name), said(one.days), _gap(one, away)) for one in found[:_SHOWN]]
    heads = (texts.HEAD_NAME, texts.ON_CALL_TITLE, texts.HEAD_DAYS)
    shown = parts.table(heads, table, (3, 4, 3), dash=texts.DASH)
    actions = _offs(found, today) if turn.person.has(Role.SA_EPLE) else []
    return parts.told(texts.ON_CALL_TITLE, parts.words(*lines), shown, parts.notes(*helps), actions=actions)


def _gap(one: OnCall, away: Sequence[Absence]) -> str:
    """Return on which of these days the expert is away."""
    last = one.days.last or one.days.first
    days = [each.days for each in away if each.key == one.key and each.days.meets(one.days.first, last)]
    return all_said(days) if days else texts.DASH


def _named(one: OnCall, away: Sequence[Absence]) -> str:
    gap = _gap(one, away) != texts.DASH
    return f"{name_of(one.name)} ({texts.ON_CALL_AWAY_MARK})" if gap else name_of(one.name)


def _offs(found: Sequence[OnCall], today: date) -> list[Action]:
    return [
        el.asks(
            texts.BUTTON_OFF.format(name=button_name(one.name), day=brief_day(one.days.first, today)),
            "team.off_call",
            {"call": one.number},
        )
        for one in found[:_PRESSED]
    ]


async def note(turn: Turn) -> Reply:
    """Put the experts named on call; the SA EPLE alone does."""
    wish, today = wish_of(turn, TeamAct.ON_CALL), paris_day(turn.now)
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(texts.ONLY_SA_EPLE)
    if not wish.who or wish.who == "moi":
        return Reply.text(texts.ON_CALL_WHO)
    try:
        experts = await experts_named(turn, wish.who)
    except UnknownExpert as unknown:
        return Reply.text(unknown.why)
    if not wish.days:
        return Reply.text(texts.ON_CALL_DAYS)
    try:
        await actions.put_on_call(
            turn.storage, [one.key for one in experts], wish.days, by=turn.person.key, now=turn.now, activity=turn.shown
        )  # fmt: skip
    except PastDays:
        return Reply.text(texts.PAST)
    except NotOfTheTeam:
        return Reply.text(texts.ONLY_SA_EPLE)
    names = listed([name_of(one.name) for one in experts])
    notes = [texts.ON_CALL_DONE.format(names=names, days=all_said(wish.days)), texts.ON_CALL_EFFECT]
    last = max(one.last or one.first for one in wish.days)
    keys = {one.key for one in experts}
    notes += [
        texts.ON_CALL_AWAY.format(name=name_of(one.name), days=said(one.days))
        for one in await queries.absences(turn.storage, wish.days[0].first, last)
        if one.key in keys and any(one.days.meets(each.first, each.last or each.first) for each in wish.days)
    ]
    return Reply.of(await _listed(turn, Stretch(today, max(last, today + _AHEAD)), notes))


class CallPress(BaseModel):
    """The stretch on call of a button."""

    model_config = PRESSED

    call: int = Field_(ge=1, le=2**53)


async def off(turn: Turn, pressed: CallPress) -> Reply:
    """Take somebody off call."""
    one = await queries.on_call_by_number(turn.storage, pressed.call)
    return await _off(turn, one) if one else Reply.text(texts.OFF_ALREADY)


async def _off(turn: Turn, one: OnCall) -> Reply:
    try:
        done = await actions.take_off_call(
            turn.storage, one.number, by=turn.person.key, now=turn.now, activity=turn.shown
        )
    except NotOfTheTeam:
        return Reply.text(texts.ONLY_SA_EPLE)
    except Repeated:
        done = True
    head = texts.OFF_DONE.format(name=name_of(one.name), days=said(one.days)) if done else texts.OFF_ALREADY
    return Reply.of(Message(head, el.card(el.heading(head))))


async def off_said(turn: Turn) -> Reply:
    """Take off call whom the sentence names, on the days that it says, or ask which."""
    wish, today = wish_of(turn, TeamAct.OFF_CALL), paris_day(turn.now)
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(texts.ONLY_SA_EPLE)
    try:
        keys = {one.key for one in await experts_named(turn, wish.who)} if wish.who else None
    except UnknownExpert as unknown:
        return Reply.text(unknown.why)
    found = [
        one
        for one in await queries.on_calls(turn.storage, today)
        if (keys is None or one.key in keys)
        and (not wish.days or any(one.days.meets(each.first, each.last or each.first) for each in wish.days))
    ]
    if len(found) == 1:
        return await _off(turn, found[0])
    if not found:
        return Reply.text(texts.ON_CALL_NONE)
    return Reply.of(plain_message(texts.OFF_WHICH, [], _offs(found, today)))
