"""Cutting a message: the sentences that ask in a long one, the two halves of a double question."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONG = 110  # Characters from which a message of several sentences is searched for the one that asks.
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
_ASKS = re.compile(
    r"\b(?:qui|quoi|quel(?:le)?s?|comment|combien|pourquoi|quand|lequel|laquelle|est[- ]ce|savoir|demander?"
    r"|how|what|when|who|where|which)\b|\b\w+-t?-?(?:je|tu|il|elle|on|nous|vous|ils|elles)\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r",?\s+(?:et|puis|ainsi que|and|plus|mais aussi|sinon)\s+(?:aussi\s+|sinon\s+|also\s+|puis\s+)?|[?;/]+\s*|\s[+&]\s|\n|[.!…]+\s+"
    r"|,\s+(?=(?:qui|que|quoi|quel(?:le)?s?|quand|comment|combien|où|ou|pourquoi|à|a|au|avant|jusqu|sur|pour|ça|sa|on|il|est"
    r"|how|what|when|who|where|which)\b)",
    re.IGNORECASE,
)
_MOST_CUTS = 6
_LONGEST_DOUBLE = 260  # Characters: longer ones tell a story, and their joints join no questions.


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``, in order, none empty."""
    return [found for match in _SENTENCE.finditer(text) if len(found := match[0].strip(" \n\t-–—")) > 1]


def asking(text: str) -> list[str]:
    """Return the sentences of a long ``text`` that ask: those with «?», else the last that looks so; [] for a short one."""
    if len(text) < _LONG:
        return []
    parts = sentences(text)
    if len(parts) < 2:
        return []
    questions = [part for part in parts if part.endswith("?")] or [part for part in parts if _ASKS.search(part)][-1:]
    return questions or parts[-1:]


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways of cutting ``text`` in two at a joint («et», «?», a comma before a question), both sides holding a few letters."""
    if len(text) > _LONGEST_DOUBLE:
        return
    cuts = 0
    for joint in _JOINTS.finditer(text):
        left, right = text[: joint.start()].strip(), text[joint.end() :].strip()
        if len(left) > 3 and len(right) > 3:
            yield left, right
            cuts += 1
            if cuts == _MOST_CUTS:
                return
