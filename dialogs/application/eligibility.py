"""«Suis-je éligible ?»: a short guided check that stores nothing and blocks nobody."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

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


class EligibilityAnswers(BaseModel):
    """The three answers of the check; empty where nothing is chosen."""

    model_config = ConfigDict(extra="ignore")

    function: str = Field("", max_length=48)
    wave: str = Field("", max_length=48)
    authority: str = Field("", max_length=48)


async def check(turn: Turn, said: EligibilityAnswers) -> Reply:
    """Say what the call says of the three answers."""
    call = turn.base.call
    if call.application is None:
        return Reply.text(general.UNKNOWN_BUTTON)
    if not (said.function and said.wave and said.authority):
        return await show(turn)
    return Reply.of(
        cards.result_message(call, call.application, function=said.function, wave=said.wave, authority=said.authority)
    )
