"""Which states and functions that a question says can be meant together, and the days that several times make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from knowledge.understanding.query import single_states

_EXCLUSIVE = (
    ("ouvertes", "close"), ("ouvertes", "résolue"), ("ouvertes", "annulée"), ("en attente", "non prises"),
    ("attribuée", "non prises"), ("retenue", "non retenue"), ("brouillon", "expirée"), ("déposée", "brouillon"),
    ("brouillon", "en instruction"), ("brouillon", "à compléter"),
)  # fmt: skip
_SG, _SGAC = "secrétaire général", "secrétaire général agent comptable"
_SAYS_SG = ("secretaire", "sg")


def less(kept: tuple[str, ...], gone: Sequence[str]) -> tuple[str, ...]:
    """Return states without those left out: «ouvertes» without «planifiée» is all the others that are open."""
    out = {state for name in gone for state in single_states(name)}
    if not out & {state for name in kept for state in single_states(name)}:
        return kept
    return tuple(state for name in kept for state in single_states(name) if state not in out) or kept


def agreed(states: Sequence[str], chances: Mapping[str, float]) -> list[str]:
    """Return the states that can be meant together: «pas réglées» is «ouvertes», not «ouvertes» and «résolue»."""
    kept = list(states)
    for one, other in _EXCLUSIVE:
        if one in kept and other in kept:
            kept.remove(one if chances[one] < chances[other] else other)
    if len(kept) > 1 and "ouvertes" in kept:
        kept.remove("ouvertes")  # The other one tells more.
    return kept


def functions_said(functions: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the functions that are said; «secrétaire général agent comptable» names one, unless its first half stands twice."""
    if not {_SG, _SGAC} <= set(functions):
        return list(functions)
    twice = sum(word.startswith(_SAYS_SG) for word in words) > 1
    return [one for one in functions if one != _SG or twice]


def stretch(days: Sequence[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """Return the days from the first of all to the last of all; an end that one leaves open is open."""
    starts, ends = [first for first, _ in days if first], [last for _, last in days if last]
    return min(starts) if len(starts) == len(days) else None, max(ends) if len(ends) == len(days) else None
