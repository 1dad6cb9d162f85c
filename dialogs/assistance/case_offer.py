"""A solved case that is offered to who tells of a difficulty, before a request is made of it."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.assistance import case_texts as texts
from dialogs.assistance.case_cards import case_message
from dialogs.core.case_line import case_part, topic_of_case
from dialogs.core.context import Turn
from dialogs.core.parts import CardPart, notes, told, words
from dialogs.core.pressed import PRESSED
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.case_search import nearest
from knowledge.cases import CaseRefused, SolvedCase, may_read
from knowledge.french import shortened
from knowledge.request import Topic
from storage.actions import cases as actions
from storage.actions.drafts import Draft
from storage.calls import subjects
from storage.queries import cases as queries

SEEN = "case"  # Among what a draft of a request proposes: the case that was offered before, and did not help.
CARRIED = 2_000  # Characters of the message that the buttons carry: the reader takes no more.
_NOTED = 240  # Characters of a solution in a line.


class CaseHelped(BaseModel):
    """The case that helped. ``text``: the difficulty that it was offered for; ``beside``: a request was being written."""

    model_config = PRESSED

    case: int = Field_(ge=1, le=2**53)
    text: str = Field_("", max_length=2 * CARRIED)
    topic: str = Field_("", max_length=24)
    beside: bool = False


async def near(turn: Turn, text: str, topics: Collection[Topic]) -> SolvedCase | None:
    """Return the published case that is like a difficulty, None where none is near enough. Schools named count for nothing."""
    if not topics or not text.strip():
        return None
    published = await queries.published(turn.storage, topics)
    if not published:
        return None
    found = nearest(turn.register.spot(text).cut_from(text), topics, published, subjects())
    return found[0] if found else None


async def offer(turn: Turn, text: str, topics: Collection[Topic]) -> Reply | None:
    """Offer the case that is like a difficulty; None where there is none."""
    case = await near(turn, text, topics)
    return Reply.of(offer_message(case, text)) if case else None


def offer_message(case: SolvedCase, text: str, *, note: str = "") -> Message:
    """Return the case with both ways on: it helped, or a request is made of what was typed."""
    carried = {"case": case.number, "text": text[:CARRIED], "topic": case.text.topic.value}
    helped: list[Action] = [el.acts(texts.BUTTON_HELPED, "case.helped", carried)]
    lines = [note] if note else [texts.OFFER_ASK, texts.OFFER_KEPT]
    source = CardPart([el.subtle(_source(case))])
    actions_ = [*([] if note else helped), el.asks(texts.BUTTON_ASSIST, "case.assist", carried)]
    below = (words(*lines[:1]), notes(*lines[1:]), source)
    return told(texts.OFFER_TITLE, case_part(case), *below, actions=actions_)


def _source(case: SolvedCase) -> str:
    return texts.OFFER_SOURCE.format(number=case.number, topic=topic_of_case(case))


async def beside(turn: Turn, draft: Draft) -> Message | None:
    """Return the case that is like the request about to be sent, shown under its summary; None where there is none."""
    topic = draft.answers.get("topic", "")
    topics = [Topic(topic)] if topic in Topic.__members__ else []
    case = await near(turn, draft.answers.get("details", ""), topics)
    if case is None or draft.proposals.get(SEEN) == str(case.number):
        return None
    helped = el.acts(texts.BUTTON_HELPED, "case.helped", {"case": case.number, "beside": True})
    return told(texts.BESIDE_TITLE, case_part(case), words(texts.BESIDE), actions=[helped])


async def noted(turn: Turn, text: str, topics: Collection[Topic]) -> str:
    """Return the line that tells who logs a request for a school of the case that is like it; empty without one."""
    case = await near(turn, text, topics)
    if case is None:
        return ""
    problem, solution = shortened(case.text.problem, _NOTED), shortened(case.text.solution, _NOTED)
    return texts.NOTE.format(number=case.number, problem=problem, solution=solution)


async def press_helped(turn: Turn, pressed: CaseHelped) -> Reply:
    """Count that a case helped, once for each person, and say that nothing was opened."""
    try:
        first = await actions.say_helped(turn.storage, pressed.case, by=turn.person.key, now=turn.now)
    except CaseRefused:
        return Reply.text(texts.GONE)
    case = await queries.get(turn.storage, pressed.case)
    if case is None or not may_read(turn.person, case):
        return Reply.text(texts.GONE)
    if pressed.beside:
        return Reply.text(texts.BESIDE_HELPED)
    if pressed.text:
        note = texts.HELPED_NOTED if first else texts.HELPED_AGAIN
        return Reply.of(offer_message(case, pressed.text, note=note))
    return Reply.of(case_message(case, turn.person, note=texts.HELPED_READ if first else texts.HELPED_READ_AGAIN))
