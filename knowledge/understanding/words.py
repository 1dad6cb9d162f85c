"""Words as they are compared: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1_024)  # A turn asks for the words of one message several times, and of each button it may press.
def plain_words(text: str) -> str:
    """Return ``text`` in lower case, without accents and punctuation: «Mes données !» gives «mes donnees».

    What has no word at all («?») is returned as it is.
    """
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORDS.findall(letters)) or letters.strip()
