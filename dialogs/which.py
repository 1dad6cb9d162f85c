"""Which call a turn is about, where several are in force: named, pressed, spoken of before, or known by one alone; else asked.

A turn on which no call is settled deals with the first one, which is right for all that is about no call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.past_calls import past_calls
from dialogs.core.plain import plain_message
from dialogs.core.pressed import PRESSED
from dialogs.core.route import ANYWHERE, OfCall, Route, Taking, permitted
from dialogs.core.turn import Happening, Message, Reply
from dialogs.ui import elements as el
from knowledge.base import KnowledgeBase
from knowledge.call import Call, Tense, types_of
from knowledge.call_heading import Heading
from knowledge.french import shortened
from knowledge.people import Role
from knowledge.understanding.fields import What
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.naming import may_name
from knowledge.understanding.query import Query
from storage.actions.drafts import drafts_of
from storage.calls import UnknownCall
from storage.queries import applications
from storage.queries.applications import FORM

CHOOSE = "call.choose"
_LONGEST, _LONGEST_ID, _TITLE = 2_000, 64, 40
_TOLD = (Verdict.ANSWER, Verdict.SILENT)
_PRESSED = (Happening.SUBMIT, Happening.EXECUTE)


class CallChosen(BaseModel):
    """The call that a button chooses, and what was asked before: a text, or the verb of another button."""

    model_config = PRESSED

    call: str = Field("", max_length=64)
    text: str = Field("", max_length=_LONGEST)
    then: str = Field("", max_length=48)


async def choose(turn: Turn, chosen: CallChosen) -> Reply:
    """Take note of the call that is meant, where nothing had been asked that can be answered now."""
    known = next((base.call for base in turn.services.bases if base.call.id == chosen.call), None)
    return Reply.text(texts.CALL_NOTED.format(title=known.call.title) if known else texts.UNKNOWN_BUTTON)


ROUTE = Route(CHOOSE, Taking(CallChosen, choose), verbs=(CHOOSE,), where=ANYWHERE, alone=True)


def replayed(turn: Turn) -> Turn:
    """Return the turn that a choice of the call takes up again; as it is where it chooses none or nothing was asked."""
    chosen = CallChosen.model_validate(dict(turn.incoming.value))
    if chosen.call not in _ids(turn) or not (chosen.text or chosen.then):
        return turn
    turn = settled(turn, chosen.call)
    if chosen.then:
        value = {name: held for name, held in turn.incoming.value.items() if name not in ("then", "verb")}
        return replace(turn, incoming=replace(turn.incoming, value=value, verb=chosen.then))
    said = replace(turn.incoming, happening=Happening.MESSAGE, text=chosen.text, value={}, verb="")
    return replace(turn, incoming=said)


# What settles it without asking


def settled(turn: Turn, call: str) -> Turn:
    """Return the turn that deals with a call in force, which is spoken of from now on."""
    before, turn = turn.base, turn.on(call)
    held = turn.remembered
    topic = held.topic
    if topic and (held.call or before.call.id) != call:
        base = next((one for one in turn.services.bases if one.call.id == held.call), before)
        topic = _same(base, turn.base, topic)
    turn.remember(held.on_call(call, turn.now, topic))
    return turn


def _same(before: KnowledgeBase, now: KnowledgeBase, topic: str) -> str | None:
    """Return the entry of a call that is asked in the same words as ``topic`` of another; None where there is none."""
    entry = before.facts.get(topic) or before.silent.get(topic)
    asked = {topic, *(types_of(entry) if entry else ())}
    return next((one.id for one in now.call.entries if {one.id, *types_of(one)} & asked), None)


def pressed(turn: Turn) -> Turn:
    """Return the turn with the call that a button is of; else with that which is spoken of."""
    named, ids = str(turn.incoming.value.get("call", "")), _ids(turn)
    past = None if named in ids else _pressed_of_past(turn, named)
    if past or not turn.services.several:
        return past or turn
    if named in ids:
        return settled(turn, named)
    entry = str(turn.incoming.value.get("entry", ""))
    holding = [base.call.id for base in turn.services.bases if entry in base.facts or entry in base.silent]
    return settled(turn, holding[0]) if entry and len(holding) == 1 else spoken_of(turn)


def typed(turn: Turn) -> Turn:
    """Return the turn with the call that a message names, which need not be understood further; else that spoken of."""
    if not turn.services.several:
        return turn
    text = turn.incoming.text
    naming = turn.registry.naming(_calls(turn))
    named = naming.named(text)
    if named is None:
        return spoken_of(turn)
    if naming.only(text, named):
        return _only_named(turn, named)
    return settled(replace(turn, incoming=replace(turn.incoming, text=naming.without(text))), named)


def unnamed(turn: Turn) -> str:
    """Return what is typed without «de l’appel X», which says nothing more where a command is for that call."""
    text = turn.incoming.text
    return turn.registry.naming(_calls(turn)).without(text) if turn.services.several else text


def _only_named(turn: Turn, named: str) -> Turn:
    """Return what a message asks that only names a call: what was to be answered of it, or what was answered of another."""
    asked = next(
        (one for one in turn.remembered.listed_now(turn.now) if one.verb == CHOOSE and one.value.get("call") == named),
        None,
    )
    if asked:
        incoming = replace(turn.incoming, happening=Happening.SUBMIT, value=asked.value, verb=CHOOSE)
        return replayed(replace(turn, incoming=incoming))
    turn = settled(turn, named)
    topic = turn.remembered.topic_now(turn.now)
    verb, value = ("question.ask", {"entry": topic}) if topic else (CHOOSE, {"call": named})
    return replace(turn, incoming=replace(turn.incoming, happening=Happening.SUBMIT, value=value, verb=verb))


def spoken_of(turn: Turn) -> Turn:
    """Return the turn with the call that is being spoken of; unsettled where several are in force and none is."""
    if not turn.services.several:
        return turn
    call = turn.remembered.call_now(turn.now)
    return settled(turn, call) if call in _ids(turn) and call else replace(turn, unsettled=True)


def _ids(turn: Turn) -> list[str]:
    return [call.id for call in _calls(turn)]


def _calls(turn: Turn) -> list[Call]:
    return [base.call for base in turn.services.bases]


async def of_past(turn: Turn) -> Turn | None:
    """Return the turn that deals with the past call that who handles applications names; None where none is named."""
    text = turn.incoming.text
    if not (turn.personal and turn.person.has(Role.SA_EPLE) and may_name(text)):
        return None
    past = await past_calls(turn)
    naming = turn.registry.naming([*_calls(turn), *past])
    named = naming.called(text)
    if named is None or not past:
        return None
    if named in _ids(turn):  # What was asked of another call is left.
        turn.remember(turn.remembered.of_no_call())
        if turn.services.several:
            return None
    return replace(turn.on(named), incoming=replace(turn.incoming, text=naming.without(text)))


def _pressed_of_past(turn: Turn, named: str) -> Turn | None:
    """Return the turn that deals with the past call that a button is of; None where it is of none."""
    if not named or not turn.person.has(Role.SA_EPLE):
        return None
    try:
        return turn.on(named[:_LONGEST_ID])
    except UnknownCall:
        return None


# What is found by understanding, or asked


async def meant(turn: Turn, route: Route | None) -> Turn | Reply:
    """Return the turn with the call that it must be about; as it is where it is about none; else the question which.

    ``route``: what is asked for, or the button that was pressed.
    """
    if turn.understood and turn.understood.sense is Sense.CALL and route is None and turn.services.spoken:
        return Reply.text(texts.CALL_PAST.format(title=turn.call.call.title))
    of = _concerns(turn, route) if turn.unsettled else None
    if of is None:
        return turn
    if turn.understood and turn.understood.sense is Sense.CALL and route is None:
        found = _knowing(turn)
    else:
        found = await _possible(turn, of)
    if not found:
        return turn
    if len(found) > 1:
        return Reply.of(_question(turn, found))
    turn = settled(turn, found[0])
    return turn if turn.understood is None else replace(turn, understood=_understood(turn, found[0]))


def _concerns(turn: Turn, route: Route | None) -> OfCall | None:
    """Return which calls may be meant; None where the turn is about no call, or may not be followed at all."""
    if route:
        return route.of_call if permitted(route, turn) else None
    said = turn.understood
    if said is None:
        return None
    if said.sense is Sense.CALL:
        return OfCall.ANY if said.decision is None or said.decision.verdict is not Verdict.ACTION else None
    if said.sense is Sense.ELIGIBILITY:
        return OfCall.OPEN
    if said.sense is Sense.STATUS and isinstance(said.reading, Query):
        asks = said.reading.what is What.APPLICATIONS and not said.reading.value("reference")
        return OfCall.ANY if asks else None
    return None


def _understood(turn: Turn, call: str) -> Understanding:
    there = turn.on(call)
    return there.registry.listener(there.base).understand(there.incoming.text, there.situation)


def _knowing(turn: Turn) -> Sequence[str]:
    """Return the calls that have an answer to a question; of those which may have one, where none surely has."""
    return knowing([(base, _understood(turn, base.call.id)) for base in turn.services.bases], turn.now)


def knowing(said: Sequence[tuple[KnowledgeBase, Understanding]], now: datetime) -> Sequence[str]:
    """Return the calls that answer a question, given what it means for each; where several do, the one that is not over."""
    surely, perhaps = [], []
    for base, one in said:
        decision = one.decision if one.sense is Sense.CALL else None
        if decision and decision.verdict in _TOLD:
            surely.append((base, decision))
        elif decision and decision.verdict is Verdict.CHOOSE:
            perhaps.append(base.call.id)
    answers = [
        base.call.id
        for base, decision in surely
        if decision.verdict is Verdict.ANSWER or not _by_itself(base, decision)
    ]
    calls = answers or [base.call.id for base, _ in surely] or perhaps
    present = [base.call.id for base, _ in said if base.call.id in calls and base.tense(now) is not Tense.AFTER]
    return present if len(present) == 1 else calls


def _by_itself(base: KnowledgeBase, decision: Decision) -> bool:
    """Tell whether the point that a call leaves open was written by nobody: it is what every call may be asked."""
    return all(topic in base.silent and base.silent[topic].by_itself for topic in decision.topics)


async def _possible(turn: Turn, of: OfCall) -> Sequence[str]:
    ids = _ids(turn)
    if of is OfCall.OWN:
        files = await applications.all_of(turn.storage, turn.person.key)
        begun = [one.subject for one in await drafts_of(turn.storage, turn.person.key) if one.form == FORM]
        held = {*begun, *(file.candidature.call for file in files)}
        return [id_ for id_ in ids if id_ in held]
    if of is OfCall.OPEN:
        opened = [base.call.id for base in turn.services.bases if base.call.call.takes(turn.now)]
        coming = [base.call.id for base in turn.services.bases if base.tense(turn.now) is not Tense.AFTER]
        return opened or coming or ids[:1]
    return ids


def _question(turn: Turn, calls: Sequence[str]) -> Message:
    """Return the question which call is meant; what was asked goes with the answer."""
    asked: Mapping[str, Any] = {"text": turn.incoming.text[:_LONGEST]}
    if turn.incoming.happening in _PRESSED:
        verb = turn.incoming.verb or str(turn.incoming.value.get("verb", ""))
        asked = {**turn.incoming.value, "then": verb}
    headings = [base.call.call for base in turn.services.bases if base.call.id in calls]
    return which_message(headings, asked, turn.now)


def which_message(headings: Sequence[Heading], asked: Mapping[str, Any], now: datetime) -> Message:
    """Return the question which of these calls is meant, each with when it closes; ``asked`` goes with the answer."""
    lines, buttons = [], []
    for one in headings:
        early = texts.CALL_EARLY if now < one.opens_at else texts.CALL_OPEN
        template = texts.CALL_OVER if now >= one.closes_at else early
        lines.append(template.format(title=one.title, opens=one.opening, closing=one.closing))
        buttons.append(el.asks(shortened(one.title, _TITLE), CHOOSE, {**asked, "call": one.id}))
    return plain_message(texts.WHICH_CALL, lines, buttons)


# What goes with an answer


def marked(turn: Turn, reply: Reply) -> Reply:
    """Return the reply with the call that was just spoken of on each of its buttons, so that a later press means the same."""
    held = turn.remembered
    if not turn.services.several or not held.call or held.call_at != turn.now:
        return reply
    return replace(reply, messages=tuple(with_call(one, held.call) for one in reply.messages))


def with_call(message: Message, call: str) -> Message:
    """Return a message whose buttons carry the call that it is about, but for those that carry one."""
    if message.card is None or message.living:
        return message
    return replace(message, card=_with(message.card, call))


def _with(part: Any, call: str) -> Any:
    if isinstance(part, list):
        return [_with(one, call) for one in part]
    if not isinstance(part, dict):
        return part
    out = type(part)()
    for name, held in part.items():
        out[name] = _with(held, call) if name != "data" else held
    if part.get("type") in ("Action.Submit", "Action.Execute") and isinstance(part.get("data"), dict):
        out["data"] = {"call": call, **part["data"]}
    return out
