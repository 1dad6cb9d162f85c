"""Absences: noted in a sentence, said back, undone by a press; what an absent expert holds is offered to others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import Field

from dialogs.core import exchange
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Letter, Message, Pressed, Reply, plain_message
from dialogs.core.notice import (
    NoticeFeature,
    NoticeSpec,
    NoticeText,
    NoticeView,
    Wording,
    by_kind,
    one_by_one,
    plain_letter,
    usual_message,
)
from dialogs.core.request_line import request_row
from dialogs.team import texts
from dialogs.team.names import UnknownExpert, all_said, button_name, expert_named, name_by_key, name_of, said
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.french import brief_instant, counted
from knowledge.french import typeset as _
from knowledge.lifecycle import MoveRefused
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestGiven, RequestMove
from knowledge.team import Absence, NotOfTheTeam, OnCall, PastDays, Stretch, TeamAct
from knowledge.time.delays import paris_day
from knowledge.understanding.teaming import TeamWish, read_team
from storage.actions import requests
from storage.actions import team as actions
from storage.actions.notices import ABSENCE, ABSENCE_BEGINS, ABSENCE_EVE, ABSENCE_NOTED, ON_CALL_DAY, ON_CALL_GIVEN
from storage.notice_data import TeamData, from_json
from storage.outbox import Row
from storage.queries import team as queries
from storage.queries.requests import RequestFile
from storage.transaction import Repeated, Shown

# --- Handing over the requests of an expert who is away: one press for each, or one for all.

_REQUESTS_SHOWN = 6  # Requests of one card.
_PRESSED = 4  # Of which so many have a button of their own.


def handing_message(
    head: str,
    lines: Sequence[str],
    one: Absence,
    held: Sequence[RequestFile],
    now: datetime,
    *,
    undo: bool = False,
    told: bool = False,
) -> Message:
    """Return an absence with what is held meanwhile; ``undo``: it can be taken out, ``told``: schools will be told."""
    within = queries.sessions_within(held, one.days)
    ordered = [*within, *(file for file in held if file not in within)]
    part = texts.HELD.format(count=counted(len(held), "demande")) if held else texts.HELD_NONE
    more = (
        [texts.HELD_MORE.format(count=counted(len(held) - _REQUESTS_SHOWN, "autre"))]
        if len(held) > _REQUESTS_SHOWN
        else []
    )
    below = [*more, *([texts.SESSIONS_TOLD] if within and told else [])]
    rows = [request_row(file, now, own=True) for file in ordered[:_REQUESTS_SHOWN]]
    hints = [_hint(file, now) for file in within[:_REQUESTS_SHOWN]]
    gives = [el.buttons(*(_give(one, file) for file in ordered[:_PRESSED]))] if held else []
    shown = [
        exchange.titled(part, exchange.rows(rows)) if held else exchange.words(part),
        exchange.CardPart([*map(el.warning, hints), *gives], hints),
    ]
    actions = _actions(one, held, undo=undo)
    return exchange.told(head, exchange.words(*lines), *shown, exchange.notes(*below), actions=actions)


def _hint(file: RequestFile, now: datetime) -> str:
    when = brief_instant(file.request.slot, now) if file.request.slot else ""
    return f"{file.reference}\u00a0: {texts.HELD_SESSION.format(when=when)}"


def _actions(one: Absence, held: Sequence[RequestFile], *, undo: bool) -> list[Action]:
    """Return the buttons for all of the requests, and the one that takes the absence out."""
    found: list[Action] = []
    if held:
        whole = {"absence": one.number}
        if one.cover:
            title = texts.BUTTON_GIVE_ALL.format(name=button_name(one.cover_name))
            found.append(el.acts(title, "team.hand_all", {**whole, "oid": one.cover.oid}, style="positive"))
        else:
            found.append(el.acts(texts.BUTTON_FREE_ALL, "team.hand_all", whole))
    if undo:
        found.append(el.acts(texts.BUTTON_CANCEL, "team.cancel_absence", {"absence": one.number}))
    return found


def _give(one: Absence, file: RequestFile) -> Action:
    """Return the button that hands one request over: to who stands in, else to whoever is chosen then."""
    data = {"reference": file.reference, "version": file.request.version}
    title = texts.BUTTON_GIVE.format(reference=file.reference)
    if one.cover is None:
        return el.asks(title, "request.reassign", data)
    why = texts.REASON_AWAY.format(days=said(one.days))
    return el.asks(title, "request.reassign_to", {**data, "oid": one.cover.oid, "reason": why})


class HandingPress(Pressed):
    """The absence whose requests are handed over, and to whom; without ``oid``, they are free again."""

    absence: int = Field(ge=1, le=2**53)
    oid: str = Field("", max_length=64)


async def hand_all(turn: Turn, pressed: HandingPress) -> Reply:
    """Hand over all that is held by who is away, each request by the move that its own button makes."""
    one = await queries.absence_by_number(turn.storage, pressed.absence)
    if one is None or not (one.key == turn.person.key or turn.person.has(Role.SA_EPLE)):
        return Reply.text(texts.CANCELLED_ALREADY if one is None else texts.ONLY_SA_EPLE)
    target = PersonKey(turn.person.key.tenant, pressed.oid) if pressed.oid else None
    reason = texts.REASON_AWAY.format(days=said(one.days))
    done, left = await hand_over(turn, one.key, target, reason)
    lines = [texts.HANDED_NOTHING] if not done and not left else []
    if done and target:
        name = await name_by_key(turn, target)
        lines.append(texts.HANDED.format(count=counted(done, *texts.REQUESTS_GIVEN), name=name))
    elif done:
        lines.append(texts.FREED.format(count=counted(done, *texts.HANDED_FREED)))
    if left:
        lines.append(texts.HANDED_NOT.format(count=counted(left, "demande")))
    return Reply.of(plain_message(lines[0], lines[1:]))


async def hand_over(turn: Turn, of: PersonKey, target: PersonKey | None, reason: str) -> tuple[int, int]:
    """Hand over all that an expert holds, to ``target`` or to nobody; return how many requests were, and were not."""
    given = RequestGiven(reason=reason, target=Person(target) if target else None, anyway=True)
    move = RequestMove.REASSIGN if target else RequestMove.RELEASE
    done = left = 0
    for file in await queries.held_by(turn.storage, of):
        activity = Shown(*turn.shown[:2], f"{turn.shown.activity}/{file.reference}"[-256:])
        try:
            await requests.make(
                turn.storage, file.reference, move, turn.services.delays, by=turn.person.key, now=turn.now,
                activity=activity, given=given, version=file.request.version,
            )  # fmt: skip
            done += 1
        except MoveRefused:
            left += 1
    return done, left


# --- Absences.

# Who says so without a day is away from now on.
_TODAY = re.compile(r"\b(?:malades?|souffrante?s?|maintenant|d[eè]s [aà] pr[eé]sent|tout de suite)\b", re.IGNORECASE)
_SHOWN = 30  # Absences in one list.
_AHEAD = timedelta(days=30)  # What is looked at where no day is said.


def wish_of(turn: Turn, act: TeamAct) -> TeamWish:
    """Return what was said of the team; the bare words of the command where nothing else is."""
    wish = turn.understood.wish if turn.understood else None
    if not isinstance(wish, TeamWish):
        wish = read_team(turn.incoming.text, turn.situation)
    return wish if wish and wish.act is act else TeamWish(act)


def _which_days(who: str) -> Reply:
    asked = texts.WHICH_DAYS_OF.format(name=who) if who else texts.WHICH_DAYS
    return Reply.text(asked, *(one.format(name=who) for one in (texts.AWAY_OF if who else texts.AWAY)))


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
    if not wish.days and not _TODAY.search(turn.incoming.text):
        return _which_days(await name_by_key(turn, of) if wish.who else "")
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


class AbsencePress(Pressed):
    """The absence of a button."""

    absence: int = Field(ge=1, le=2**53)


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
    return Reply.of(exchange.told(text))


async def back(turn: Turn) -> Reply:
    """Note that somebody is back."""
    wish = wish_of(turn, TeamAct.BACK)
    try:
        of = (await expert_named(turn, wish.who)).key if wish.who else turn.person.key
        if any(one.first > paris_day(turn.now) for one in wish.days):  # «Ferrand rentre mardi»: no absence ends today.
            return _which_days(await name_by_key(turn, of) if wish.who else "")
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
    shown = exchange.table(heads, table, (3, 4, 3), dash=texts.DASH)
    return Reply.of(exchange.told(title, shown, exchange.notes(helps), actions=undo))


async def _next(turn: Turn, asked: Stretch) -> Sequence[str]:
    after = [
        one for one in await queries.absences(turn.storage, asked.first) if asked.last and one.days.first > asked.last
    ]
    return [texts.AWAY_NEXT.format(name=name_of(one.name), days=said(one.days)) for one in after[:1]]


def _row(one: Absence) -> tuple[str, str, str]:
    days = said(one.days) if one.days.last else texts.NO_RETURN.format(days=said(one.days))
    return (name_of(one.name), days, name_of(one.cover_name) if one.cover else texts.DASH)


# --- Notices: absences, with what is to be handed over, and who is on call.

_OF_CALLS = frozenset({ON_CALL_GIVEN, ON_CALL_DAY})


@dataclass(frozen=True, slots=True)
class TeamView(NoticeView):
    """An absence or a stretch on call as it is noted now; ``held``: what who is away holds, ``calls``: on these days."""

    one: Absence | OnCall
    held: Sequence[RequestFile] = field(default_factory=tuple)
    calls: Sequence[OnCall] = field(default_factory=tuple)

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the expert whose absence or turn it is."""
        return self.row.notice.to == self.one.key

    @property
    def absence(self) -> Absence | None:
        """Return the absence; None for a stretch on call."""
        return self.one if isinstance(self.one, Absence) else None

    @property
    def values(self) -> Mapping[str, object]:
        """Return what is noted."""
        return {"name": name_of(self.one.name), "days": said(self.one.days)}


async def _view(services: Services, row: Row) -> TeamView | None:
    number = from_json(TeamData, row.notice.data).number
    if row.notice.kind in _OF_CALLS:
        call = await queries.on_call_by_number(services.storage, number)
        return TeamView(services, row, call) if call else None
    away = await queries.absence_by_number(services.storage, number)
    if away is None:
        return None
    held = await queries.held_by(services.storage, away.key)
    ends = [away.days.last] if away.days.last else []
    calls = [one for one in await queries.on_calls(services.storage, away.days.first, *ends) if one.key == away.key]
    return TeamView(services, row, away, held, calls)


def _absence_lines(view: TeamView) -> list[str]:
    away = view.absence
    if away is None:
        return []
    within = queries.sessions_within(view.held, away.days)
    cover = texts.NOTICE_COVERED_BY.format(cover=name_of(away.cover_name)) if away.cover else texts.NOTICE_NO_COVER
    calls = [texts.NOTICE_ON_CALL.format(calls=all_said([one.days for one in view.calls]))] if view.calls else []
    return [texts.NOTICE_ABSENCE_LINE.format(held=len(view.held), sessions=len(within)), cover, *calls]


def _is_cover(view: TeamView) -> bool:
    return view.to_owner or (view.absence is not None and view.absence.cover == view.row.notice.to)


def _holds(view: TeamView) -> bool:
    return bool(view.held)


def _as_handing(view: TeamView, text: NoticeText) -> Message:
    """Return the absence with what is held, to be handed over by a press."""
    away = view.absence
    if away is None:
        return usual_message(view, text)
    return handing_message(text.first_line, text.lines, away, view.held, view.services.now())


def _letter(view: TeamView, text: NoticeText) -> Letter:
    lines = [f"{text.first_line}.", *text.lines, *_held_lines(view)]
    return plain_letter(view, text.first_line, lines)


def _held_lines(view: TeamView) -> list[str]:
    held = [file.reference for file in view.held]
    return [f"{texts.HELD.format(count=counted(len(held), 'demande'))}\u00a0: {', '.join(held)}."] if held else []


SPECS = by_kind(
    NoticeSpec(
        kind=ABSENCE,
        label=_("absence d'un expert"),
        staff=Wording(texts.NOTICE_ABSENCE, more=_absence_lines),
        message=_as_handing,
    ),
    NoticeSpec(
        kind=ABSENCE_NOTED,
        owner=Wording(texts.NOTICE_YOURS),
        staff=Wording(texts.NOTICE_COVERS, texts.NOTICE_COVERS_LINE),
        still_true=_is_cover,
    ),
    NoticeSpec(
        kind=ABSENCE_EVE, reminder=True, still_true=_holds, owner=Wording(texts.NOTICE_EVE), message=_as_handing
    ),
    NoticeSpec(
        kind=ABSENCE_BEGINS,
        reminder=True,
        still_true=_holds,
        staff=Wording(texts.NOTICE_BEGINS, more=_absence_lines),
        message=_as_handing,
    ),
    NoticeSpec(kind=ON_CALL_GIVEN, owner=Wording(texts.NOTICE_ON_CALL_GIVEN, texts.NOTICE_ON_CALL_EFFECT)),
    NoticeSpec(kind=ON_CALL_DAY, reminder=True, owner=Wording(texts.NOTICE_ON_CALL_TODAY, texts.NOTICE_ON_CALL_EFFECT)),
)
NOTICES: NoticeFeature[TeamView] = NoticeFeature(specs=SPECS, views=one_by_one(_view), letter=_letter)
