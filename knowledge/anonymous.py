"""Text kept to improve the answers, without what could name somebody."""

from __future__ import annotations

import re

from knowledge.sensitive import concerns

# Kept questions are short; what is longer is a story, and stories name people.
KEPT_CHARACTERS = 300
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){5,}")
_TITLED = re.compile(r"\b((?i:m\.|mr|mme|mlle|monsieur|madame|mademoiselle))\s+(?:[A-ZÀ-Þ][\w’'-]*\s*){1,3}")
_NAMED = re.compile(r"\b((?i:je m[’']appelle|je suis|mon nom est))\s+(?:[A-ZÀ-Þ][\w’'-]+\s*){1,3}")
_UAI = re.compile(r"\b\d{6,7}[A-Za-z]\b")


def without_identity(text: str) -> str:
    """Return ``text`` cut short, with mail addresses, numbers, UAI, secrets and announced names masked by «…»."""
    text = text[:KEPT_CHARACTERS]
    for found in reversed(concerns(text)):
        text = f"{text[: found.start]}…{text[found.end :]}"
    masked = _MAIL.sub("…", text)
    masked = _UAI.sub("…", masked)
    masked = _NUMBER.sub("…", masked)
    masked = _TITLED.sub(r"\1 … ", masked)
    return " ".join(_NAMED.sub(r"\1 … ", masked).split())
