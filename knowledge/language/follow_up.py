"""Messages that leave words out («et après ?», «sur quoi ?»): they are read with the last topic of the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

CONTEXT = 0.3  # What the message read together with the last topic's title counts, besides the message alone.
STAYS = 0.25  # What is added to the last topic's score,
MOVES = 0.1  # and to that of the topics related to it.

_MOST_WORDS = 9  # A longer message says all it means.
_CORRECTS = re.compile(r"^\s*(?:mais\s+)?non\b|\bpas ça\b|\bplutôt\b|\bje parlais\b|\bje voulais dire\b", re.IGNORECASE)
_EMPTY = frozenset(
    "a alors apres au aux avec c ca ce ces cette combien comment d dans de des donc du elle elles en ensuite est et faire il ils"
    " je l la le les lequel lui mais moi nous on ou par plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi"
    " s sa se ses si son sont sur t tout un une va vous y ? and then what how when who on about for".split()
)


def follows_on(text: str) -> bool:
    """Tell whether ``text`` may need what was said before; one that corrects («non, pas ça…») turns away from it."""
    return len(text.split()) <= _MOST_WORDS and not _CORRECTS.search(text)


def empty(words: Sequence[str]) -> bool:
    """Tell whether no word has a meaning of its own."""
    return all(word in _EMPTY for word in words)
