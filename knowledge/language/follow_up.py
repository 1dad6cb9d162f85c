"""Messages that leave words out («et après ?», «sur quoi ?»): they are read with the last topic of the conversation."""

from __future__ import annotations

import re

CONTEXT = 0.3  # What the message read together with the last topic's title counts, besides the message alone.
STAYS = 0.25  # What is added to the last topic's score,
MOVES = 0.1  # and to that of the topics related to it.

_MOST_WORDS = 9  # A longer message says all it means.
_CORRECTS = re.compile(r"^\s*(?:mais\s+)?non\b|\bpas ça\b|\bplutôt\b|\bje parlais\b|\bje voulais dire\b", re.IGNORECASE)


def follows_on(text: str) -> bool:
    """Tell whether ``text`` may need what was said before; one that corrects («non, pas ça…») turns away from it."""
    return len(text.split()) <= _MOST_WORDS and not _CORRECTS.search(text)
