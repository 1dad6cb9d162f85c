"""The experts' channel: declared by «ici», its card of what waits, taking a request from it.

All who are in the channel read it: a request shows its school, subject and state there, never a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dialogs.assistance import channel_texts as texts
from dialogs.assistance.handling import RequestPress
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.references import request_in
from dialogs.core.request_line import request_row
from dialogs.core.turn import Message, Reply, Scope
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import Action, as_json
from knowledge.french import counted, listed
from knowledge.lifecycle import MoveRefused
from knowledge.request import RequestMove, RequestStatus
from knowledge.team import NotOfTheTeam
from knowledge.time.delays import paris_day
from storage import rooms
from storage.actions import requests as actions
from storage.outbox import Room
from storage.queries import requests as queries
from storage.queries.requests import RequestFile
from storage.rooms import ExpertsRoom
from storage.transaction import Repeated

_SHOWN, _PRESSED = 10, 4


async def declare(turn: Turn) -> Reply:
    """Make this channel the experts'."""
    address = turn.incoming.address
    if address.scope is not Scope.CHANNEL:
        return Reply.text(texts.NOT_HERE)
    place = Room(turn.person.key.tenant, address.conversation.partition(";messageid=")[0])
    wanted = ExpertsRoom(place, address.channel, address.service_url, address.bot_id)
    try:
        await rooms.declare(turn.storage, wanted, by=turn.person.key, now=turn.now, activity=turn.shown)
    except NotOfTheTeam:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except Repeated:
        pass
    return Reply.text(texts.DECLARED)


async def give_up(turn: Turn) -> Reply:
    """Have no channel of experts any more."""
    key = turn.person.key
    try:
        done = await rooms.give_up(turn.storage, key.tenant, by=key, now=turn.now, activity=turn.shown)
    except NotOfTheTeam:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except Repeated:
        done = True
    return Reply.text(texts.GIVEN_UP if done else texts.NONE)


def board_message(
    waiting: Sequence[RequestFile], counts: Mapping[RequestStatus, int], now: datetime, *, replaces: str = ""
) -> Message:
    """Return the card of the channel: what nobody has taken, with a button each, and how many are in hand."""
    title = texts.TITLE.format(requests=counted(len(waiting), "demande")) if waiting else texts.TITLE_NONE
    rows = [replace(request_row(file, now, own=True), action=None, state=None) for file in waiting[:_SHOWN]]
    left = len(waiting) - _SHOWN
    more = [texts.MORE.format(count=counted(left, "autre"))] if left > 0 else []
    states = [counted(counts[state], *words) for state, words in texts.IN_STATE.items() if counts.get(state)]
    below = [*more, texts.STATES.format(states=listed(states)) if states else texts.STATES_NONE, texts.HELP]
    takes: list[Action] = [
        el.acts(
            texts.BUTTON_TAKE.format(reference=file.reference),
            "channel.take",
            {"reference": file.reference, "version": file.request.version},
        )
        for file in waiting[:_PRESSED]
    ]
    shown = el.card(el.heading(title), pt.rows(rows) if rows else None, *map(el.subtle, below), actions=takes)
    hashed = hashlib.sha256(json.dumps(as_json(shown)).encode()).hexdigest()[:16]
    return Message("\n".join([title, *map(pt.spoken, rows), *below]), shown, replaces=replaces, board=hashed)


async def press_take(turn: Turn, pressed: RequestPress) -> Reply:
    """Take a request from the channel's card, which is redrawn for all."""
    return await _take(turn, pressed.reference, pressed.version)


async def take_said(turn: Turn) -> Reply:
    """Take a request by words, in the channel."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    return await _take(turn, reference, None) if reference else Reply.text(texts.USAGE)


async def _take(turn: Turn, reference: str, version: int | None) -> Reply:
    """Make the move; in the channel, nobody's name and nothing of what was written is said."""
    try:
        await actions.make(
            turn.storage, reference, RequestMove.TAKE, turn.services.delays, by=turn.person.key, now=turn.now,
            activity=turn.shown, version=version,
        )  # fmt: skip
    except (MoveRefused, actions.UnknownRequest):
        return Reply.text(texts.TAKEN_ALREADY.format(reference=reference))
    said = texts.TAKEN.format(reference=reference)
    waiting, counts = await queries.waiting_in(turn.storage, turn.person.key.tenant)
    board = board_message(waiting, counts, turn.now)
    card = el.below_heading(board.card, said) if board.card else None
    return Reply.of(Message(f"{said}\n{board.text}", card) if turn.incoming.verb else Message(said))
