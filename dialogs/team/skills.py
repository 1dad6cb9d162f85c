"""What each expert knows and holds («qui est libre et connaît la régie ?»; nobody is ranked), and who is on call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import Field

from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Pressed, Reply, plain_message
from dialogs.core.form_texts import TOPICS
from dialogs.core.request_line import topic_of
from dialogs.team import texts
from dialogs.team.absences import wish_of
from dialogs.team.names import (
    UnknownExpert,
    all_said,
    brief_topic,
    button_name,
    expert_named,
    experts_named,
    name_of,
    said,
    topics_in,
    topics_said,
)
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from dialogs.ui.patterns import ListRow, Mark, Tone
from knowledge.french import counted, listed
from knowledge.lifecycle import moves_for
from knowledge.people import PersonKey, Role
from knowledge.request import RequestMove, Topic
from knowledge.request_cycle import REQUEST_CYCLE
from knowledge.rights import may_see_request
from knowledge.team import Absence, NotOfTheTeam, OnCall, PastDays, Stretch, TeamAct
from knowledge.time.delays import paris_day
from knowledge.time.moments import brief_day
from knowledge.understanding.references import APPLICATION, references
from knowledge.understanding.teaming import TeamWish
from knowledge.understanding.words import evened
from storage.actions import team as actions
from storage.queries import requests
from storage.queries import team as queries
from storage.queries.requests import RequestFile
from storage.queries.team import TeamExpert
from storage.transaction import Repeated

_PRESSED = 4  # Experts who have a button.
_FORGOTTEN = 6
_GIVING = (RequestMove.ASSIGN, RequestMove.REASSIGN)


# What one says to know


async def know(turn: Turn) -> Reply:
    """Note the subjects that the sentence names; without any, show one's own."""
    wish = wish_of(turn, TeamAct.KNOWN)
    if not wish.rest:
        return await _own(turn, turn.person.key)
    topics = topics_in(wish.rest)
    if not topics:
        return Reply.text(texts.KNOWN_WHICH.format(topics=topics_said(frozenset(TOPICS))))
    try:
        other = await expert_named(turn, wish.who) if wish.who else None
        of = other.key if other else turn.person.key
        await actions.know(turn.storage, of, topics, by=turn.person.key, now=turn.now, activity=turn.activity)
    except UnknownExpert as unknown:
        return Reply.text(unknown.why)
    except NotOfTheTeam:
        return Reply.text(texts.NOT_EXPERT)
    except Repeated:
        pass
    if other:
        head = texts.KNOWN_OF_DONE.format(name=name_of(other.name), topics=topics_said(topics))
        return Reply.of(Message(head, el.card(el.heading(head))))
    return await _own(turn, of, texts.KNOWN_DONE.format(topics=topics_said(topics)))


async def _own(turn: Turn, key: PersonKey, head: str = "") -> Reply:
    topics = await queries.topics_of(turn.storage, key)
    if not topics:
        return Reply.text(head or texts.KNOWN_NONE)
    lines = [topics_said(topics), texts.KNOWN_HELP]
    buttons = [
        el.acts(texts.BUTTON_FORGET.format(topic=brief_topic(one)), "team.forget_topic", {"topic": one.value})
        for one in TOPICS
        if one in topics
    ]
    return Reply.of(plain_message(head or texts.KNOWN_TITLE, lines, buttons[:_FORGOTTEN]))


async def unknow(turn: Turn) -> Reply:
    """Take out the subjects that the sentence names."""
    return await _forget(turn, topics_in(wish_of(turn, TeamAct.NOT_KNOWN).rest))


class TopicPress(Pressed):
    """The subject of a button."""

    topic: Topic = Field()


async def forget(turn: Turn, pressed: TopicPress) -> Reply:
    """Take one subject out."""
    return await _forget(turn, frozenset({pressed.topic}))


async def _forget(turn: Turn, topics: frozenset[Topic]) -> Reply:
    if not topics:
        return Reply.text(texts.KNOWN_WHICH.format(topics=topics_said(frozenset(TOPICS))))
    key = turn.person.key
    try:
        await actions.know(turn.storage, key, topics, by=key, now=turn.now, activity=turn.activity, known=False)
    except NotOfTheTeam:
        return Reply.text(texts.NOT_EXPERT)
    except Repeated:
        pass
    return await _own(turn, key, texts.FORGOTTEN.format(topics=topics_said(topics)))


# Who knows


async def who(turn: Turn) -> Reply:
    """Show the experts with what they hold and know; where a request is spoken of, offer to give it to one of them."""
    wish, today = wish_of(turn, TeamAct.WHO_KNOWS), paris_day(turn.now)
    day = wish.days[0].first if wish.days else today
    file = await _spoken_of(turn)
    topics = _topics_meant(turn, wish, file)
    every = await queries.members(turn.storage, day)
    if not every:
        return Reply.text(texts.NO_EXPERTS)
    calls = {one.key for one in await queries.on_calls(turn.storage, day, day)}
    there = [one for one in every if one.away is None]
    know_it = [one for one in there if topics and one.knows(topics)]
    others = texts.WHO_OTHERS if topics else texts.WHO_PRESENT
    every_ = [
        (texts.WHO_KNOW, know_it),
        (others, [one for one in there if one not in know_it]),
        (texts.WHO_AWAY, [one for one in every if one.away]),
    ]
    title = texts.WHO_TITLE.format(topics=topics_said(topics)) if topics else texts.WHO_FREE_TITLE
    notes = exchange.words(*_notes(file, nobody=bool(topics and not know_it)))
    totals = turn.person.has(Role.SA_EPLE)  # Experts see no totals by expert.
    shown = [
        exchange.titled(name, exchange.rows([_row(one, on_call=one.key in calls, totals=totals) for one in found]))
        for name, found in every_
        if found
    ]
    actions = _assigns(turn, file, know_it or there)
    return Reply.of(exchange.told(title, notes, *shown, exchange.notes(texts.WHO_ORDER), actions=actions))


def _topics_meant(turn: Turn, wish: TeamWish, file: RequestFile | None) -> frozenset[Topic]:
    """Return the subjects that are asked of: those said, or that of the request where it is named or no subject is."""
    said = topics_in(wish.rest)
    of_file = file.request.topic if file else None
    meant = of_file and of_file is not Topic.ORIENTER and (references(turn.incoming.text) or not said)
    return frozenset({of_file}) if of_file and meant else said


def _notes(file: RequestFile | None, *, nobody: bool) -> list[str]:
    """Return what is said below the title: for which request somebody is sought, and that ``nobody`` says they know."""
    notes = [texts.WHO_FOR.format(reference=file.reference, topics=topic_of(file.request))] if file else []
    return [*notes, texts.WHO_NOBODY] if nobody else notes


def _row(one: TeamExpert, *, on_call: bool, totals: bool) -> ListRow:
    details = [counted(one.load, *texts.LOAD)] if totals else []
    details += [texts.SAYS_KNOWS.format(topics=topics_said(one.known))] if one.known else []
    solved = one.solved - one.known
    details += [texts.HAS_SOLVED.format(topics=topics_said(solved))] if solved else []
    details += [texts.AWAY_UNTIL.format(days=said(one.away.days))] if one.away else []
    return ListRow(name_of(one.name), details, marks=[Mark(texts.ON_CALL_MARK, Tone.NEWS)] if on_call else [])


async def _spoken_of(turn: Turn) -> RequestFile | None:
    """Return the request that the message names, or that the notice right above it is about."""
    named = next((one for one in references(turn.incoming.text) if one.kind != APPLICATION), None)
    above = turn.under.reference if turn.under else ""
    reference = named.whole(paris_day(turn.now).year) if named else above
    file = await requests.by_reference(turn.storage, reference) if reference else None
    return file if file and may_see_request(turn.person, file.request) else None


def _assigns(turn: Turn, file: RequestFile | None, experts: Sequence[TeamExpert]) -> list[Action]:
    """Return the buttons that give the request to an expert; none where the person may not."""
    if file is None:
        return []
    facts = file.facts(turn.services.delays)
    made = moves_for(REQUEST_CYCLE, file.request, turn.person, turn.now, facts=facts, available=_GIVING)
    move = next((one for one in _GIVING if one in made), None)
    if move is None:
        return []
    data = {"reference": file.reference, "version": file.request.version}
    why = {"reason": texts.REASON_KNOWS} if move is RequestMove.REASSIGN else {}
    buttons: list[Action] = [
        el.asks(
            texts.BUTTON_ASSIGN.format(name=button_name(one.name)),
            f"request.{move}_to",
            {**data, "oid": one.key.oid, **why},
        )
        for one in experts
        if one.key != file.request.holder
    ]
    return buttons[:_PRESSED]


# --- Who is on call: noted by the SA EPLE in a sentence, seen by all who handle requests.

_SHOWN, _ON_CALL_BUTTONS = 20, 4
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
    shown = exchange.table(heads, table, (3, 4, 3), dash=texts.DASH)
    actions = _offs(found, today) if turn.person.has(Role.SA_EPLE) else []
    return exchange.told(texts.ON_CALL_TITLE, exchange.words(*lines), shown, exchange.notes(*helps), actions=actions)


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
        for one in found[:_ON_CALL_BUTTONS]
    ]


_WHEN = re.compile(r"\?\s*$|\b(?:quand|qd|quels? jours?)\b")


async def note(turn: Turn) -> Reply:
    """Put the experts named on call; the SA EPLE alone does."""
    wish, today = wish_of(turn, TeamAct.ON_CALL), paris_day(turn.now)
    if not wish.days and _WHEN.search(evened(turn.incoming.text)):
        return await show(turn)
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


class CallPress(Pressed):
    """The stretch on call of a button."""

    call: int = Field(ge=1, le=2**53)


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
