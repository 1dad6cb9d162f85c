"""Giving a request to an expert, by the button or in words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence

from dialogs.assistance import asking_cards, texts
from dialogs.assistance.handling import (
    RequestPress,
    TargetPress,
    answer,
    make,
    moves,
    refusal_of,
    seen,
    where_it_stands,
)
from dialogs.assistance.moves import ROWS
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.fields import secret_in
from dialogs.core.persons import request_in, without_request
from knowledge.french import counted, days_said
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestGiven, RequestMove
from knowledge.time.delays import paris_day
from storage.queries import people, team
from storage.queries.people import Someone
from storage.queries.requests import RequestFile

_M = RequestMove


def ask_target(move: RequestMove) -> Callable[[Turn, RequestPress], Awaitable[Reply]]:
    """Return the button that asks which expert shall have the request."""

    async def press(turn: Turn, pressed: RequestPress) -> Reply:
        refused = await refusal_of(turn, pressed, move)
        return refused or await _show_experts(turn, pressed.reference, pressed.version, move)

    return press


async def _show_experts(turn: Turn, reference: str, version: int, move: RequestMove, said: str = "") -> Reply:
    file = await seen(turn, reference)
    holder = file.request.holder if file else None
    experts = [one for one in await people.with_role(turn.storage, Role.EXPERT) if one.key != holder]
    if not experts:
        return Reply.text(texts.NO_EXPERT)
    notes = await _notes(turn, file) if file else {}
    return Reply.of(asking_cards.target_message(reference, version, move, experts, said, notes=notes))


async def _notes(turn: Turn, file: RequestFile) -> dict[PersonKey, str]:
    """Return what helps to choose an expert: away, knows the subject and, for the SA EPLE, how many requests are held."""
    topics = frozenset({file.request.topic} if file.request.topic else ())
    totals, notes = turn.person.has(Role.SA_EPLE), {}
    for one in await team.members(turn.storage, paris_day(turn.now)):
        away = [texts.NOTE_AWAY.format(days=days_said(one.away.days.first, one.away.days.last))] if one.away else []
        knows = [texts.NOTE_KNOWS] if one.knows(topics) else []
        load = [counted(one.load, *texts.NOTE_LOAD)] if totals and one.load else []
        notes[one.key] = ", ".join([*away, *knows, *load])
    return notes


def give_to(move: RequestMove) -> Callable[[Turn, TargetPress], Awaitable[Reply]]:
    """Return the button that gives the request to the expert who was chosen."""

    async def press(turn: Turn, meant: TargetPress) -> Reply:
        secret = secret_in(meant.reason)
        if secret:
            return await _show_experts(turn, meant.reference, meant.version, move, secret)
        choice = ROWS[move].experts
        if not meant.oid:
            return await _show_experts(turn, meant.reference, meant.version, move, texts.TARGET_NEEDED)
        if choice and choice.ask_reason and not meant.reason.strip():
            return await _show_experts(turn, meant.reference, meant.version, move, choice.ask_reason)
        target = PersonKey(turn.person.key.tenant, meant.oid)
        return await give(turn, move, meant, target, meant.reason, anyway=meant.anyway)

    return press


async def give(
    turn: Turn, move: RequestMove, of: RequestPress, target: PersonKey, reason: str = "", *, anyway: bool = False
) -> Reply:
    """Give a request to an expert, ``anyway`` to one who is away; the transaction reads roles and absences of both."""
    away = None if anyway else (await team.away(turn.storage, paris_day(turn.now))).get(target)
    file = await seen(turn, of.reference) if away else None
    if away and file and move in moves(turn, file):
        return Reply.of(asking_cards.away_message(file, move, away, reason))
    given = RequestGiven(target=Person(target), reason=reason, anyway=anyway)
    return await make(turn, move, of.reference, of.version, given=given)


async def assign(turn: Turn) -> Reply:
    """Assign by words: «attribuer DA-2024-0003 à Durand»."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    file = await seen(turn, reference) if reference else None
    if file is None:
        return Reply.text(texts.NO_SUCH if reference else texts.ASSIGN_USAGE)
    move = _M.ASSIGN if _M.ASSIGN in moves(turn, file) else _M.REASSIGN
    if move not in moves(turn, file):
        return Reply.of(await answer(turn, file, where_it_stands(turn, file)))
    words = set(re.findall(r"\w{2,}", without_request(turn.incoming.text).casefold())) - {"attribuer", "confier"}
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = _find_experts(experts, words)
    if move is _M.ASSIGN and len(found) == 1:
        shown = RequestPress(reference=file.reference, version=file.request.version)
        return await give(turn, move, shown, found[0].key)
    return await _show_experts(turn, file.reference, file.request.version, move)


def _find_experts(experts: Sequence[Someone], words: set[str]) -> list[Someone]:
    return [one for one in experts if words and words <= set(re.findall(r"\w{2,}", one.name.casefold()))]
