"""The UAI, the code of a school: seven digits (three of the department, four of rank) and a key letter."""

from __future__ import annotations

import re

from knowledge.errors import DomainError

_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters: without I, O and Q, which look like digits.
_DIGITS = 7
# Spreadsheets drop leading zeros: «40001E» is 0040001E.
_SHAPE = re.compile(r"(\d{5,7})([A-Za-z])")
_BETWEEN = re.compile(r"[\s.\u00a0-]+")


class WrongKey(DomainError):
    """It looks like a UAI, but its letter does not go with its digits: one of them is mistyped."""


def key_of(digits: str) -> str:
    """Return the key letter that goes with seven digits."""
    return _KEYS[int(digits) % len(_KEYS)]


def read_uai(text: str) -> str | None:
    """Return the UAI that ``text`` is, None when it is something else. Raises WrongKey."""
    found = _SHAPE.fullmatch(_BETWEEN.sub("", text))
    if not found:
        return None
    digits, letter = found[1].zfill(_DIGITS), found[2].upper()
    if key_of(digits) != letter:
        raise WrongKey(digits)
    return digits + letter


def department_of(uai: str) -> str:
    """Return the first three digits, which tell the department: «013»."""
    return uai[:3]
