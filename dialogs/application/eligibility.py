"""«Suis-je éligible ?»: a short guided check that stores nothing and blocks nobody."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from dialogs.application import cards
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.turn import Reply
from knowledge.understanding.intent.topics import Verdict


async def show(turn: Turn) -> Reply:
    """Ask function, wave and académie; without the call's form, say whom the call addresses."""
    call = turn.base.call
    if call.application is None or not turn.personal:
        return Reply.text(cards.check_text(call))
    return Reply.of(cards.check_message(call, call.application, closed=_closed(turn)))


def _closed(turn: Turn) -> bool:
    return turn.now >= turn.services.terms.closes_at


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
        cards.result_message(
            call,
            call.application,
            function=said.function,
            wave=said.wave,
            authority=said.authority,
            closed=_closed(turn),
        )
    )


async def answer(turn: Turn) -> Reply:
    """Answer «Je suis SG, vague 3, puis-je candidater ?»: first yes, no or that it depends, then why."""
    meant, call = turn.understood, turn.base.call
    if meant is None or meant.candidate is None or call.application is None:
        return await show(turn)
    decision = meant.decision
    topics = decision.topics if decision and decision.verdict is not Verdict.CHOOSE else ()
    # What function and wave make of it is said anyway.
    told = [
        turn.base.fact(one, turn.now).short
        for one in topics
        if one in turn.base.facts and one not in turn.base.on_eligibility
    ]
    told += [turn.base.point(one, turn.now).sentence for one in topics if one in turn.base.silent]
    spoken = next((one for one in ("fonctions", "vagues") if one in turn.base.facts), None)
    if spoken:  # «et en vague 6 ?» goes on from here.
        turn.remember(turn.remembered.about(spoken, turn.now))
    return Reply.of(cards.candidate_message(call, call.application, meant.candidate, told, closed=_closed(turn)))
