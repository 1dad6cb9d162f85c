"""A card that answers a message by asking the very same again says, before anything else, that it was not understood."""

from __future__ import annotations

from dataclasses import replace

from dialogs.core import form_words, shown, texts
from dialogs.core.context import Turn
from dialogs.core.turn import Happening, Reply
from dialogs.ui import elements as el
from knowledge.french import shortened
from knowledge.understanding.short import says_no, says_yes
from knowledge.understanding.words import plain_words

_LONGEST = 80  # Characters of what was typed, as it is said back.
# Words that steer a form: they do what they say, though the same may be asked afterwards.
_STEERS = form_words.ALL | form_words.BACK | form_words.SKIP | form_words.HELP | form_words.RESUME


def admitted(turn: Turn, reply: Reply) -> Reply:
    """Return the reply, with a word on what was not understood where its card is the one that was shown last.

    What asks to see a card again is understood: a command, a request by its number, a card that asks nothing.
    """
    before, card = _last(turn), _asking(reply)
    _keep(turn, card or "\\n".join(one.text for one in reply.messages))
    if turn.incoming.happening is not Happening.MESSAGE or not card or card != before or _steers(turn):
        return reply
    (message,) = reply.messages
    said = texts.SAME_AGAIN.format(text=shortened(" ".join(turn.incoming.text.split()), _LONGEST))
    again = replace(message, text=f"{said} {message.text}", card=message.card and el.below_heading(message.card, said))
    return replace(reply, messages=(again,))


def _asking(reply: Reply) -> str:
    """Return the words of the reply's one card, where it asks for something; "" for any other reply."""
    if len(reply.messages) != 1 or reply.error:
        return ""
    (message,) = reply.messages
    asks = shown.asks_for_something(message)
    return message.text if message.card is not None and message.living is None and asks else ""


def _steers(turn: Turn) -> bool:
    text = turn.incoming.text
    if plain_words(text) in _STEERS or turn.registry.routes.words.exact(text):
        return True
    return not turn.focused and (says_yes(text) or says_no(text))


def _last(turn: Turn) -> str:
    found = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
    return found.card if found else ""


def _keep(turn: Turn, card: str) -> None:
    found = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
    if found:
        found.card = card
