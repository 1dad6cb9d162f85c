"""What may be meant by a message besides what its words ask for, in the one order in which it is looked for.

Each ear hears one thing and returns None for any other message; the first that answers is followed. They come after a form
that waits and after the words that press what is shown, and before the commands, answers and acts that were understood.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from dialogs.application import messages as threads
from dialogs.assistance import contact, leaning, messages, reminders, slots
from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.turn import Reply
from dialogs.questions import care
from knowledge.understanding.answer_fit import is_second_thought
from knowledge.understanding.short import says_no


@dataclass(frozen=True, slots=True)
class Ear:
    """One thing that is listened for. ``assists``: only where requests for assistance are taken."""

    name: str
    hears: Callable[[Turn], Awaitable[Reply | None]]
    assists: bool = True


async def _care(turn: Turn) -> Reply | None:
    return care.answer(turn)


async def _disappointment(turn: Turn) -> Reply | None:
    return care.disappointment(turn)


async def _second_thought(turn: Turn) -> Reply | None:
    meant, text = turn.understood, turn.incoming.text
    nothing = meant is not None and meant.act is None and not turn.asked and not says_no(text)
    return Reply.text(texts.NOTHING_PENDING) if nothing and is_second_thought(text) else None


EARS: tuple[Ear, ...] = (
    Ear("second thought", _second_thought, assists=False),  # «Finalement non», and nothing is open.
    Ear("contact", contact.told),  # «C'est Mme Blanc qu'il faut appeler.»
    Ear("reminder", reminders.told),  # «Rappelle-moi la 12 demain 9 h.»
    Ear("slots", slots.told),  # «Propose lundi 10 h ou mardi 14 h pour la 12.»
    Ear("care", _care, assists=False),  # A password, danger, exhaustion.
    Ear("urgent", messages.urgent),  # «La 12 devient urgente.»
    Ear("of it", leaning.asked),  # «C'est pour quand ?»
    Ear("below", threads.below, assists=False),  # Under the office's message on one's application.
    Ear("implied", messages.implied),  # What adds to one's only request.
    Ear("disappointment", _disappointment, assists=False),  # «Cela ne m'aide pas.»
    Ear("unclear", leaning.unclear),  # Not understood, right under a notice.
)


async def first_heard(turn: Turn) -> Reply | None:
    """Return what the first ear answers that hears something, with its name; None where none does."""
    for ear in EARS:
        if ear.assists and not turn.services.assistance:
            continue
        reply = await ear.hears(turn)
        if reply is not None:
            return replace(reply, by=ear.name)
    return None
