"""«Suis-je éligible ?»: a short guided check that stores nothing and blocks nobody."""

from __future__ import annotations

from dialogs.application import cards
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.turn import Reply


async def show(turn: Turn) -> Reply:
    """Ask function, wave and académie; without the call's form, say whom the call addresses."""
    call = turn.base.call
    if call.application is None or not turn.personal:
        return Reply.text(cards.check_text(call))
    return Reply.of(cards.check_message(call, call.application))


async def check(turn: Turn, function: str, wave: str, authority: str) -> Reply:
    """Say what the call says of the three answers."""
    call = turn.base.call
    if call.application is None:
        return Reply.text(general.UNKNOWN_BUTTON)
    if not (function and wave and authority):
        return await show(turn)
    return Reply.of(cards.result_message(call, call.application, function=function, wave=wave, authority=authority))
