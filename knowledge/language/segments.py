"""Cutting a message: its sentences, the one that asks, and the two halves of a double question."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
_ASKS = re.compile(
    r"\?|\b(?:qu[ie]|quoi|quel(?:le)?s?|comment|combien|pourquoi|quand|lequel|laquelle|est[- ]ce|savoir|demande"
    r"|how|what|when|who|where|which|is|are|do|does|can|will)\b|\b\w+-t?-?(?:je|tu|il|elle|on|nous|vous|ils|elles)\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"\s*(?:,?\s+(?:et|puis|ainsi que|and|plus|ou bien|mais aussi|sinon)\s+(?:aussi\s+|sinon\s+|also\s+)?|[?;/]\s*|,\s+|\s\+\s|\s&\s|\n)",
    re.IGNORECASE,
)
_MOST_CUTS = 8


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``, in order, none empty."""
    return [found for match in _SENTENCE.finditer(text) if (found := match[0].strip(" \n\t-–—")) and len(found) > 1]


def asks(sentence: str) -> bool:
    """Tell whether ``sentence`` looks like a question."""
    return bool(_ASKS.search(sentence))


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways of cutting ``text`` in two at a joint («et», «,», «?»), both sides holding a few letters."""
    for number, joint in enumerate(_JOINTS.finditer(text)):
        if number == _MOST_CUTS:
            return
        left, right = text[: joint.start()].strip(), text[joint.end() :].strip()
        if len(left) > 3 and len(right) > 3:
            yield left, right
