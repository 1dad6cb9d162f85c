"""Help offered where a difficulty is likely meant, and not surely; a human first for who is at the end of their tether."""

from __future__ import annotations

from dialogs.assistance import case_offer
from dialogs.assistance import offer_texts as texts
from dialogs.assistance.case_offer import CARRIED
from dialogs.assistance.new_request import HelpOffered, begin_with
from dialogs.core.context import Turn
from dialogs.core.plain import filled, plain_message
from dialogs.core.topic_texts import TOPICS
from dialogs.core.turn import Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.anonymous import without_identity
from knowledge.french import shortened
from knowledge.request import Topic
from knowledge.time.delays import paris_day
from knowledge.understanding.entities.urgency import is_distressed
from knowledge.understanding.intent.topics import Verdict
from storage.actions.questions import LoggedQuestion

_TITLE = 24  # Characters of a subject on a button.
_SUBJECTS = 2  # Subjects that are offered.


async def offer(turn: Turn) -> Reply:
    """Offer a solved case that is near, else a request for assistance, its subject said in words; what was not understood is noted, without identity."""
    _note(turn)
    said = turn.understood.request if turn.understood else None
    subjects = (said.subjects if said else ())[:_SUBJECTS]
    text = turn.incoming.text[:CARRIED]
    solved = None if is_distressed(text) else await case_offer.offer(turn, text, said.subjects if said else ())
    if solved:
        return solved
    lines = []
    if is_distressed(turn.incoming.text):
        lines.append(filled(turn.base.call, texts.DISTRESSED))
    elif said and said.urgent:
        lines.append(filled(turn.base.call, texts.URGENT))
    if subjects and subjects[0] is Topic.ORIENTER:
        lines.append(texts.ELSEWHERE)
    elif subjects:
        lines.append(texts.OFFER.format(topic=TOPICS[subjects[0]]))
    else:
        lines.append(texts.OFFER_PLAIN)
    buttons: list[Action] = [
        el.asks(
            texts.BUTTON.format(topic=shortened(TOPICS[one], _TITLE)),
            "assistance.offered",
            {"text": text, "topic": one.value},
        )
        for one in subjects
    ] or [el.asks(texts.BUTTON_PLAIN, "assistance.offered", {"text": text, "topic": ""})]
    buttons.append(el.asks(texts.BUTTON_HUMAN, "contact.show"))
    return Reply.of(plain_message(texts.TITLE, lines, buttons))


def _note(turn: Turn) -> None:
    decision = turn.understood.decision if turn.understood else None
    if decision and decision.verdict is Verdict.UNKNOWN:
        text, day = without_identity(turn.incoming.text), paris_day(turn.now)
        turn.services.notebook.asked(LoggedQuestion(day, turn.base.call.id, "unknown", None, decision.score, text))
        where = turn.incoming.address.conversation
        turn.services.acquaintances.doubt(turn.person.key, where, text, turn.now)


async def begin_offered(turn: Turn, pressed: HelpOffered) -> Reply:
    """Begin the request that was offered, with what the message had said."""
    return await begin_with(turn, pressed.text, pressed.about, seen=pressed.case)
