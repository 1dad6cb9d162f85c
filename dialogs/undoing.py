"""What somebody has just done for themselves is taken back in a word, or done again at another moment.

«Stop, finalement non» right after a reminder, an absence or a subscription presses the button that takes it off;
«finalement, je préférerais le mardi» takes it off, and has the sentence that asked for it said again with the new day.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.core.context import Agreed, Turn
from dialogs.core.exchange import Reply
from dialogs.core.form_words import CANCEL
from dialogs.core.route import follow
from dialogs.core.shown import buttons
from knowledge.conversation import Offered
from knowledge.time.moments import moments
from knowledge.understanding.answer_fit import is_second_thought
from knowledge.understanding.plain_act import left_over
from knowledge.understanding.short import says_no, says_yes
from knowledge.understanding.utterance import corrected
from knowledge.understanding.words import plain_words

_OFF = frozenset(("reminder.off", "subscription.stop", "team.cancel_absence"))  # They take off what was just done.
_OFFERED = _OFF | {"subscription.make"}  # What a sentence asked for is done, or offered first.
# Words of who thinks better of it, around what is to be instead.
_RATHER = frozenset((
    "finalement", "plutot", "prefere", "prefererais", "pardon", "oups", "mieux", "fait", "non", "ah", "euh", "bon",
    "mets", "mettez", "mettre", "change", "changez", "voulais", "dire", "serait", "sera", "c'est", "c'etait",
    "trompe", "trompee",
))  # fmt: skip


def order(turn: Turn, reply: Reply, before: str) -> str:
    """Return the sentence that asked for what the reply does or offers, and which may be said anew; "" where none did."""
    text = turn.incoming.text
    offered = {one.verb for message in reply.messages if message.card for one in buttons(message)}
    if not offered & _OFFERED:
        return ""
    return before if not text or says_yes(text) else text


async def taken_back(turn: Turn, order: str) -> tuple[Reply | None, Turn]:
    """Return what is said where the last thing done is taken off, and the turn that asks for it anew; None, and the turn as it was."""
    undo, text = _undo(turn), turn.incoming.text
    anew = _said_anew(turn, order) if turn.personal else ""
    again = replace(turn, incoming=replace(turn.incoming, text=anew)) if anew else turn
    if undo is None or not turn.personal:
        return None, again if _only_offered(turn) else turn
    if not anew and not (is_second_thought(text) or says_no(text) or plain_words(text) in CANCEL):
        return None, turn
    route = turn.registry.routes.pressed(undo.verb)
    if route is None:
        return None, turn
    pressed = replace(turn.incoming, value=dict(undo.value), verb=undo.verb)
    reply = await follow(route, replace(turn, incoming=pressed, agreed=Agreed.YES))
    return reply, again


def _only_offered(turn: Turn) -> bool:
    """Tell whether what the last sentence asked for waits for a yes: said anew, it is offered anew."""
    listed = turn.remembered.listed_now(turn.now) if turn.remembered.listed_last else ()
    return any(one.verb in _OFFERED - _OFF for one in listed)


def _undo(turn: Turn) -> Offered | None:
    """Return the one button of the card shown last that takes off what was just done."""
    listed = turn.remembered.listed_now(turn.now) if turn.remembered.listed_last else ()
    found = [one for one in listed if one.verb in _OFF]
    return found[0] if len(found) == 1 else None


def _said_anew(turn: Turn, order: str) -> str:
    """Return the sentence that asked for it with what is said now in the place of what it said; "" where nothing is changed."""
    text = turn.incoming.text
    found = moments(text, turn.now)
    words = {word for word in left_over(text, turn.now) if word not in _RATHER}
    if not order or len(found) != 1 or words:
        return ""
    said = text[found[0].start : found[0].end]
    anew = corrected(f"{order.rstrip(' .!')}, non pardon, {said}")
    return anew if anew != order and "pardon" not in anew else ""
