"""Names as a line of a list shows them, on a phone: «LP Paul Héraud, Gap», «D. Ferrand»."""

from __future__ import annotations

import re

_QUALIFIED = r"(?: (?:polyvalent|régional|technologique|général|hôtelier|et|d['’]altitude -))+"
# What a school is, in the letters that everybody there says; what its name was before is left out.
_SCHOOLS = (
    (re.compile(r"\s*\([^)]*\)"), ""),
    (re.compile(r"^[ÉE]tablissement régional d['’]enseignement adapté(?: de)?"), "EREA"),
    (re.compile(rf"^Lycée professionnel(?:{_QUALIFIED})?"), "LP"),
    (re.compile(rf"^Lycée{_QUALIFIED}"), "Lycée"),
    (re.compile(r"^CLG\b"), "Collège"),
)


def brief_school(name: str) -> str:
    """Return «LP Paul Héraud, Gap» of «Lycée professionnel Paul Héraud, Gap (0050008G)»."""
    for pattern, brief in _SCHOOLS:
        name = pattern.sub(brief, name)
    return name.strip()


def brief_person(name: str) -> str:
    """Return «D. Ferrand», «J.-P. Martin»: only of a first name before a name, both written as names are."""
    first, _, rest = name.partition(" ")
    parts = first.split("-")
    if not rest or not rest[0].isupper() or not all(part.istitle() and part.isalpha() for part in parts):
        return name
    return f"{'-'.join(f'{part[0]}.' for part in parts)} {rest}"
