"""What a telephone writes of punctuation that is said aloud: «combien d'urgentes point d'interrogation»."""

from __future__ import annotations

import re

# A sign that is named, and the sign; «la virgule», «retour à la ligne», «faire le point» speak of it and stay.
_SAID = (
    (re.compile(r"\s?\bpoints? d['’ ]?interrogation\b", re.IGNORECASE), " ?"),
    (re.compile(r"\s?\bpoints? d['’ ]?exclamation\b", re.IGNORECASE), " !"),
    (re.compile(r"\s?\bpoints? de suspension\b", re.IGNORECASE), "…"),
    (re.compile(r"(?<!\bla)(?<!\bune)(?<!\bde)(?<!\bpoint)(?<!\bdes)(?<!\bles)\svirgule\b", re.IGNORECASE), ","),
    (re.compile(r"(?<!\bretour)(?<!\bpasser)(?<!\baller)(?<!\bva)\s[àa] la ligne\s{0,4}$", re.IGNORECASE), ""),
    (
        re.compile(
            r"(?<!\ble)(?<!\bun)(?<!\bce)(?<!\bau)(?<!\bdu)(?<!\bmon)(?<!\bde)(?<!\bfaire)(?<!\bfais)(?<!\bfaites)(?<!\bfait)(?<!\bpetit)(?<!\bcourt)"
            r"(?<=\w)\spoint(?: final)?\s{0,4}$",
            re.IGNORECASE,
        ),
        ".",
    ),
)


def undictated(text: str) -> str:
    """Return ``text`` with the signs that it names in their place; a short message, a mere «point», stays as it is."""
    for pattern, sign in _SAID:
        text = pattern.sub(sign, text)
    return text
