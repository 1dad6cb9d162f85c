"""Messages that leave words out («et après ?», «sur quoi ?»): they are read with the last topic of the conversation."""

from __future__ import annotations

import re

ALONE = 0.8  # What the message alone counts,
CONTEXT = 0.8  # and what it counts read together with the last topic's title.
STAYS = 0.3  # What is added to the last topic's score,
MOVES = 0.15  # and to that of the topics related to it.
# The first and the third, for a message that means nothing by itself («et après ?»).
EMPTY_ALONE, EMPTY_STAYS = 0.2, 0.4
STRAYS = 0.1  # What is taken from other matters and small talk: a few words after an answer rarely leave the subject.

_MOST_WORDS = 9  # A longer message says all it means.
_CORRECTS = re.compile(
    r"^\s*(?:mais\s+)?(?:non|nan|nn)\b[\s,.!:;]*"
    r"(?:(?:pas (?:ça|ca|celle-là|celui-là)|je (?:parlais|parle|veux parler) d[eu]s?|je (?:voulais|veux) dire|plutôt)\b[\s,.!:;]*)*",
    re.IGNORECASE,
)


def follows_on(text: str) -> bool:
    """Tell whether ``text`` may need what was said before."""
    return len(text.split()) <= _MOST_WORDS


def corrected(text: str) -> str:
    """Return what a correction asks for: «la date» of «non pas ça, la date». "" when the message corrects nothing."""
    cue = _CORRECTS.match(text)
    return text[cue.end() :].strip() if cue else ""
