"""Absences: noted in a sentence, said back, undone by a press; what is held is offered for handing over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.core import parts
from dialogs.core.context import Turn
from dialogs.core.plain import plain_message
from dialogs.core.pressed import PRESSED
from dialogs.core.turn import Message, Reply
from dialogs.team import texts
from dialogs.team.handing import handing_message
from dialogs.team.names import UnknownExpert, all_said, expert_named, name_by_key, name_of, said
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.people import Role
from knowledge.team import Absence, NotOfTheTeam, PastDays, Stretch
from knowledge.time.delays import paris_day
from knowledge.understanding.teaming import TeamAct, TeamWish, read_team
from storage.actions import team as actions
from storage.queries import team as queries
from storage.transaction import Repeated

_SHOWN = 30  # Absences in one list.
_AHEAD = timedelta(days=30)  # What is looked at where no day is said.


def wish_of(turn: Turn, act: TeamAct) -> TeamWish:
    """Return what was said of the team; the bare words of the command where nothing else is."""
    wish = turn.understood.wish if turn.understood else None
    if not isinstance(wish, TeamWish):
        wish = read_team(turn.incoming.text, turn.situation)
    return wish if wish and wish.act is act else TeamWish(act)


async def note(turn: Turn) -> Reply:
    """Note the absence that the sentence says; one's own, or for the SA EPLE another expert's."""
    wish, today = wish_of(turn, TeamAct.ABSENCE), paris_day(turn.now)
    try:
        of = (await expert_named(turn, wish.who)).key if wish.who else turn.person.key
        cover = (await expert_named(turn, wish.cover)).key if wish.cover else None
    except UnknownExpert as unknown:
        return Reply.text(unknown.why)
    if cover == of:
        return Reply.text(texts.SELF_COVER)
    days = wish.days or (Stretch(today, today),)
    try:
        coming = await actions.note_absence(
            turn.storage, of, days, cover, by=turn.person.key, now=turn.now, activity=turn.shown
        )
    except PastDays:
        return Reply.text(texts.PAST)
    except NotOfTheTeam:
        return Reply.text(texts.ONLY_SA_EPLE if wish.who else texts.NOT_EXPERT)
    wanted = [one for one in coming if any(one.days.meets(each.first, each.last or each.first) for each in days)]
    return Reply.of(*[await _noted(turn, one, wish) for one in wanted or coming[:1]])


async def _noted(turn: Turn, one: Absence, wish: TeamWish) -> Message:
    own = one.key == turn.person.key
    title = texts.ABSENCE_TITLE if own else texts.ABSENCE_TITLE_OF
    lines = [*([] if wish.days else [texts.ABSENCE_TODAY]), *([texts.ABSENCE_WHOLE] if wish.halves else [])]
    if one.days.last is None:
        lines.append(texts.ABSENCE_UNTIL_BACK)
    lines += await _about(turn, one)
    if own:
        lines += [texts.ABSENCE_TOLD, texts.ABSENCE_EFFECT]
    held = await queries.held_by(turn.storage, one.key)
    head = title.format(name=name_of(one.name), days=said(one.days))
    return handing_message(head, lines, one, held, turn.now, undo=True, told=True)


async def _about(turn: Turn, one: Absence) -> list[str]:
    """Return who stands in, and what speaks against it."""
    if one.cover is None:
        lines = [texts.NO_COVER] if one.key == turn.person.key else []
    else:
        lines = [texts.COVER_LINE.format(name=name_of(one.cover_name))]
        last = one.days.last or one.days.first
        away = [
            each
            for each in await queries.own_absences(turn.storage, one.cover, one.days.first)
            if each.days.meets(one.days.first, last)
        ]
        lines += [texts.COVER_AWAY.format(name=name_of(one.cover_name), days=said(each.days)) for each in away]
    calls = await queries.on_calls(turn.storage, one.days.first, *([one.days.last] if one.days.last else []))
    own_calls = [each.days for each in calls if each.key == one.key]
    return [*lines, *([texts.ON_CALL_TOO.format(days=all_said(own_calls))] if own_calls else [])]


class AbsencePress(BaseModel):
    """The absence of a button."""

    model_config = PRESSED

    absence: int = Field_(ge=1, le=2**53)


async def cancel(turn: Turn, pressed: AbsencePress) -> Reply:
    """Take an absence out."""
    return await _cancel(turn, pressed.absence)


async def _cancel(turn: Turn, number: int) -> Reply:
    try:
        done = await actions.cancel_absence(turn.storage, number, by=turn.person.key, now=turn.now, activity=turn.shown)
    except NotOfTheTeam:
        return Reply.text(texts.ONLY_SA_EPLE)
    except Repeated:
        done = True
    return _line(texts.CANCELLED if done else texts.CANCELLED_ALREADY)


async def cancel_said(turn: Turn) -> Reply:
    """Take out the one absence of who says so, or ask which."""
    own = await queries.own_absences(turn.storage, turn.person.key, paris_day(turn.now))
    if len(own) == 1:
        return await _cancel(turn, own[0].number)
    if not own:
        return Reply.text(texts.NONE_COMING)
    buttons = [el.asks(said(one.days).capitalize(), "team.cancel_absence", {"absence": one.number}) for one in own[:6]]
    return Reply.of(plain_message(texts.WHICH_ABSENCE, [], buttons))


def _line(text: str) -> Reply:
    return Reply.of(parts.told(text))


async def back(turn: Turn) -> Reply:
    """Note that somebody is back."""
    wish = wish_of(turn, TeamAct.BACK)
    try:
        of = (await expert_named(turn, wish.who)).key if wish.who else turn.person.key
        ended = await actions.end_absence(turn.storage, of, by=turn.person.key, now=turn.now, activity=turn.shown)
    except UnknownExpert as unknown:
        return Reply.text(unknown.why)
    except NotOfTheTeam:
        return Reply.text(texts.ONLY_SA_EPLE if wish.who else texts.NOT_EXPERT)
    except Repeated:
        ended = [Absence(0, turn.person.key, Stretch(paris_day(turn.now)))]
    if not ended:
        return Reply.text(texts.BACK_NONE)
    return _line(texts.BACK if of == turn.person.key else texts.BACK_OF.format(name=await name_by_key(turn, of)))


async def cover(turn: Turn) -> Reply:
    """Say who stands in on the days that are noted."""
    wish = wish_of(turn, TeamAct.COVER)
    try:
        other = await expert_named(turn, wish.cover)
        found = await actions.name_cover(
            turn.storage, turn.person.key, other.key, by=turn.person.key, now=turn.now, activity=turn.shown
        )
    except UnknownExpert as unknown:
        return Reply.text(unknown.why)
    except NotOfTheTeam:
        return Reply.text(texts.SELF_COVER if other.key == turn.person.key else texts.NOT_EXPERT)
    except Repeated:
        found = await queries.own_absences(turn.storage, turn.person.key, paris_day(turn.now))
    if not found:
        return Reply.text(texts.COVER_NO_ABSENCE)
    head = texts.COVER_DONE.format(name=name_of(other.name), days=all_said([one.days for one in found]))
    held = await queries.held_by(turn.storage, turn.person.key)
    return Reply.of(handing_message(head, [], found[0], held, turn.now))


# Looking


async def show_away(turn: Turn) -> Reply:
    """Show who is away on the days asked for; without any, from today on for a month."""
    wish, today = wish_of(turn, TeamAct.WHO_IS_AWAY), paris_day(turn.now)
    asked = wish.days[0] if wish.days else Stretch(today, today + _AHEAD)
    asked = replace(asked, last=asked.last or asked.first + _AHEAD)
    found = await queries.absences(turn.storage, asked.first, asked.last or asked.first)
    title = texts.AWAY_TITLE.format(days=said(asked))
    helps = texts.AWAY_HELP if turn.person.has(Role.SA_EPLE) else texts.AWAY_HELP_EXPERT
    if not found:
        return Reply.of(plain_message(title, [texts.AWAY_NONE, *await _next(turn, asked), helps]))
    table = [_row(one) for one in found[:_SHOWN]]
    own = [one for one in found if one.key == turn.person.key][:3]
    undo: list[Action] = [
        el.asks(texts.BUTTON_CANCEL, "team.cancel_absence", {"absence": one.number}) for one in own[:1]
    ]
    heads = (texts.HEAD_NAME, texts.HEAD_DAYS, texts.HEAD_COVER)
    shown = parts.table(heads, table, (3, 4, 3), dash=texts.DASH)
    return Reply.of(parts.told(title, shown, parts.notes(helps), actions=undo))


async def _next(turn: Turn, asked: Stretch) -> Sequence[str]:
    after = [
        one for one in await queries.absences(turn.storage, asked.first) if asked.last and one.days.first > asked.last
    ]
    return [texts.AWAY_NEXT.format(name=name_of(one.name), days=said(one.days)) for one in after[:1]]


def _row(one: Absence) -> tuple[str, str, str]:
    days = said(one.days) if one.days.last else texts.NO_RETURN.format(days=said(one.days))
    return (name_of(one.name), days, name_of(one.cover_name) if one.cover else texts.DASH)
