"""How French words sound, so that names typed by ear are found: «araoziau» is Arausio, «rené cayé» René Caillié.

The rules are for names: they tell nasal vowels apart, and hear «s» and «z» alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

# In order, over a folded word. «1»: in, «2»: an, «3»: on; «S»: ch, «N»: gn.
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^h|(?<![cspt])h", ""),
        (r"ph", "f"),
        (r"th", "t"),
        (r"s?ch(?=[aeiouy]|$)|sh", "S"),
        (r"ch", "k"),
        (r"gn|ni(?=[aou])", "N"),
        (r"(?<=[gj])e(?=[ao])", ""),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"g(?=[eiy])|j", "J"),
        (r"gu(?=[eiy])", "g"),
        (r"qu|cqu|ck|q|c", "k"),
        (r"eau|au", "o"),
        (r"oeu|oe", "e"),
        (r"(?:[ae]ill|[ae]y)(?=[aeiouy])", "eY"),
        (r"(?<=[^aeiouy])ill(?=[aeou])", "iY"),
        (r"(?:eil|eille)s?$", "eY"),
        (r"(?:ail|aille)s?$", "aY"),
        (r"ingts?$", "1"),
        (r"(?:ai|ei|y)(?:n|m)(?=[^aeiouynm]|$)|[iu](?:n|m)(?=[^aeiouynm]|$)", "1"),
        (r"ien(?=[^aeiouynm]|$)", "i1"),
        (r"[ae](?:n|m)(?=[^aeiouynm]|$)", "2"),
        (r"o(?:n|m)(?=[^aeiouynm]|$)", "3"),
        (r"ai|ei|[ae]y", "e"),
        (r"Y|y", "i"),
        (r"ou", "w"),
        (r"w", "w"),
        (r"x$|z", "s"),
        (r"x", "ks"),
        (r"(?<=.)(?:es|ent|ez|et|ee|ees|e)$", "e"),
        (r"(?<=[^e])(?:[stpd]+)$", ""),
        (r"([a-zA-Z])\1+", r"\1"),
        (r"(?<=..)e$", ""),
        (r"(?<=[^e])(?:[stpd]+)$", ""),
        (r"(?<=[aeiouw123][^aeiouw123])e(?=[^aeiouw123][aeiouw123])", ""),
    )
)


@lru_cache(maxsize=8_192)
def sounds(word: str) -> tuple[str, ...]:
    """Return how a folded ``word`` may sound: twice where its last «r» may be silent («Périer» and «Perié»)."""
    return (_sound(word), _sound(f"{word[:-2]}e")) if word.endswith("er") and len(word) > 4 else (_sound(word),)


def _sound(word: str) -> str:
    for pattern, by in _RULES:
        word = pattern.sub(by, word)
    return word
