"""Words as they are compared: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata


def plain_words(text: str) -> str:
    """Return ``text`` in lower case, without accents and punctuation: «Mes données !» gives «mes donnees»."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", letters)) or letters.strip()
