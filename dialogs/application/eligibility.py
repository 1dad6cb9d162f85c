"""«Suis-je éligible ?»: a short guided check that stores nothing and blocks nobody."""

from __future__ import annotations

from dialogs.application import eligibility_cards as cards
from dialogs.application import texts
from dialogs.application.fields import rows_of_call
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.form import AnswerRefused
from dialogs.core.plain import filled
from dialogs.core.question_buttons import known_questions, question_button
from dialogs.core.turn import Reply
from dialogs.ui.kit import Action
from knowledge.understanding.intent.topics import Decision, Verdict

_SURELY = 70  # In percent.
_LONGEST = 48  # Characters of an answer that the card may give.


async def show(turn: Turn) -> Reply:
    """Ask what the call chooses by; without its form, say whom it addresses."""
    call = turn.base.call
    if call.application is None or not turn.personal:
        return Reply.text(cards.check_text(call))
    return Reply.of(cards.check_message(call, call.application, shut=_shut(turn)))


def _shut(turn: Turn) -> str:
    """Return why one cannot apply today, "" while one can."""
    heading = turn.base.call.call
    if heading.takes(turn.now):
        return ""
    return filled(turn.base.call, general.NOT_YET if turn.now < heading.opens_at else texts.RESULT_CLOSED)


async def check(turn: Turn) -> Reply:
    """Say what the call says of the answers."""
    call = turn.base.call
    if call.application is None:
        return Reply.text(general.UNKNOWN_BUTTON)
    answers = _answers(turn)
    if answers is None:
        return await show(turn)
    return Reply.of(cards.result_message(call, call.application, answers, shut=_shut(turn)))


def _answers(turn: Turn) -> dict[str, str] | None:
    """Return what the card's inputs hold, by field; None where something is missing or cannot be read."""
    answers = {cards.AUTHORITY: str(turn.incoming.value.get(cards.AUTHORITY, ""))[:_LONGEST]}
    for row in rows_of_call(turn.base.call):
        if row.of.decides:
            field = row.form_field(turn.base.call)
            given = field.answered(turn.incoming.value)[:_LONGEST]
            try:
                answers[row.id] = given if row.of.option(given) else field.taken(given)
            except AnswerRefused:
                return None
    return answers if all(answers.values()) and answers[cards.AUTHORITY] in cards.HERE_OR_NOT else None


async def answer(turn: Turn) -> Reply:
    """Answer «Je suis SG, vague 3, puis-je candidater ?»: first yes, no or that it depends, then why."""
    meant, call = turn.understood, turn.base.call
    if meant is None or meant.candidate is None or call.application is None:
        return await show(turn)
    beside = _beside(turn, meant.decision)
    if not meant.candidate.says_something:
        return Reply.of(cards.addressed_message(call, shut=_shut(turn), beside=beside))
    decision = meant.decision
    topics = decision.topics if decision and decision.verdict is not Verdict.CHOOSE else ()
    # What function and wave make of it is said anyway.
    told = [
        turn.base.fact(one, turn.now).short
        for one in topics
        if one in turn.base.facts and one not in turn.base.on_eligibility
    ]
    # What is said of a point that is nobody's to be eligible by is a second question, where it is sure enough.
    sure = decision is not None and decision.score >= _SURELY
    points = [one for one in topics if one in turn.base.silent and (sure or one in turn.base.on_eligibility)]
    told += [turn.base.point(one, turn.now).sentence for one in points]
    spoken = next((one for one in ("fonctions", "vagues") if one in turn.base.facts), None)
    if spoken:  # «et en vague 6 ?» goes on from here.
        turn.remember(turn.remembered.about(spoken, turn.now))
    return Reply.of(
        cards.candidate_message(call, call.application, meant.candidate, told, shut=_shut(turn), beside=beside)
    )


def _beside(turn: Turn, decision: Decision | None) -> list[Action]:
    """Return the buttons of what else may be asked, where the call's reader was not sure of one thing."""
    if decision is None or decision.verdict is not Verdict.CHOOSE:
        return []
    others = [one for one in decision.topics if one not in turn.base.on_eligibility]
    return [question_button(id_, question) for id_, question in known_questions(turn.base, others)]
