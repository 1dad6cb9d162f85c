"""What an expert who is away holds, offered for handing over: one press for each, or one for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.core import parts
from dialogs.core.context import Turn
from dialogs.core.plain import plain_message
from dialogs.core.pressed import PRESSED
from dialogs.core.request_line import request_row
from dialogs.core.turn import Message, Reply
from dialogs.team import texts
from dialogs.team.names import button_name, name_by_key, said
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.french import brief_instant, counted
from knowledge.lifecycle import MoveRefused
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestGiven, RequestMove
from knowledge.team import Absence
from storage.actions import requests
from storage.queries import team as queries
from storage.queries.requests import RequestFile
from storage.transaction import Shown

_SHOWN = 6  # Requests of one card.
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
    more = [texts.HELD_MORE.format(count=counted(len(held) - _SHOWN, "autre"))] if len(held) > _SHOWN else []
    below = [*more, *([texts.SESSIONS_TOLD] if within and told else [])]
    rows = [request_row(file, now, own=True) for file in ordered[:_SHOWN]]
    hints = [_hint(file, now) for file in within[:_SHOWN]]
    gives = [el.buttons(*(_give(one, file) for file in ordered[:_PRESSED]))] if held else []
    shown = [
        parts.titled(part, parts.rows(rows)) if held else parts.words(part),
        parts.CardPart([*map(el.warning, hints), *gives], hints),
    ]
    actions = _actions(one, held, undo=undo)
    return parts.told(head, parts.words(*lines), *shown, parts.notes(*below), actions=actions)


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


class HandingPress(BaseModel):
    """The absence whose requests are handed over, and to whom; without ``oid``, they are free again."""

    model_config = PRESSED

    absence: int = Field_(ge=1, le=2**53)
    oid: str = Field_("", max_length=64)


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
        lines.append(texts.HANDED.format(count=counted(done, *texts.HANDED_GIVEN), name=name))
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
