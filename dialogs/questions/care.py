"""What is answered first of all: a secret written here, danger, harassment, exhaustion. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.core.context import Turn
from dialogs.core.plain import plain_message
from dialogs.core.turn import Reply
from dialogs.questions import care_texts as texts
from dialogs.questions import heard
from dialogs.ui import elements as el
from knowledge.sensitive import concerns
from knowledge.understanding.care import Care, care_for, disappointed
from knowledge.understanding.meaning import Sense, Understanding

# Requests look for secrets by themselves, and say what they kept of the rest.
_ASKING = frozenset({Sense.REQUEST, Sense.OFFER})
# What a word of thanks may be taken for, and what was not understood.
_KIND = frozenset({Sense.HEARD, Sense.ACTION, Sense.CALL})
_SAID: Mapping[Care, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Care.DANGER: (texts.DANGER_TITLE, (texts.DANGER, texts.DANGER_MORE)),
        Care.HARASSMENT: (texts.HARASSMENT_TITLE, (texts.HARASSMENT, texts.NOT_KEPT)),
        Care.EXHAUSTION: (texts.EXHAUSTION_TITLE, (texts.EXHAUSTION,)),
    }
)


def _unheard(meant: Understanding) -> bool:
    """Tell whether a complaint was not read as one already: «ce n'est pas ma question» judges the last answer."""
    intent = meant.decision.intent if meant.decision else None
    return intent not in ("negatif", "reproche")


def answer(turn: Turn) -> Reply | None:
    """Return what is said with care or as a caution; None where the message calls for neither."""
    text, meant = turn.incoming.text, turn.understood
    asking = meant is not None and meant.sense in _ASKING
    secret = next((one.kind for one in concerns(text) if one.sure), None)
    if secret and not asking:
        return Reply.of(plain_message(texts.SECRET_TITLE, [texts.SECRETS[secret], texts.SECRET_NEXT]))
    care = care_for(text)
    if care is None or (care is Care.EXHAUSTION and (asking or "?" in text)):  # A question is answered.
        return None
    title, lines = _SAID[care]
    buttons = [el.asks(texts.BUTTON_HUMAN, "contact.show")]
    if care is Care.EXHAUSTION and turn.personal:
        buttons.insert(0, el.asks(texts.BUTTON_ASK, "assistance.start"))
    return Reply.of(plain_message(title, [turn.worded(line) for line in lines], buttons))


def disappointment(turn: Turn) -> Reply | None:
    """Return what is said to who was not helped, whatever thanks are around it; None for any other message."""
    meant = turn.understood
    if meant is not None and meant.sense in _KIND and _unheard(meant) and disappointed(turn.incoming.text):
        return heard.complaint(turn)
    return None
