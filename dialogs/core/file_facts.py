"""What is asked of one file («qui l'a annulée ?»), answered in a sentence by what its card says anyway.

A head of the arbiter tells which fact is asked for (the names of ``Facts``); each kind of file has a table of the rows of
its card, or the lines of its journal, that say it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from dialogs.core.context import Turn
from knowledge.french import capitalised, shortened
from knowledge.understanding.references import is_reference
from storage.queries.journal import JournalLine

_SURE = 0.5  # The chance from which a fact is answered: the card stands below, and says the rest.
_LONGEST = 300  # Characters of one answer.
_LINES = 3  # Of the journal, where what happened is asked for.


@dataclass(frozen=True, slots=True)
class FileFact:
    """Where a fact stands.

    ``rows``: the labels of the card's rows that say it; ``moves``: the last line of the journal of one of these says it,
    rather than the rows; ``reasoned``: it is the reason that is asked for. ``none``: what is said where nothing says it.
    """

    rows: tuple[str, ...] = ()
    moves: Collection[str] = ()
    reasoned: bool = False
    lines: int = 1
    none: str = ""


Facts = Mapping[str, FileFact]


def answer(
    turn: Turn,
    facts: Facts,
    rows: Sequence[tuple[str, str]],
    journal: Sequence[JournalLine],
    told: Callable[[JournalLine], str],
) -> str:
    """Return what answers the fact that the message asks for; "" where it asks for none. ``told``: a line of the journal in words."""
    fact = facts.get(_asked(turn))
    if fact is None:
        return ""
    made = [line for line in journal if line.move in fact.moves]
    last = made[-fact.lines :]
    said = [f"{label} : {shortened(value, _LONGEST)}" for label, value in rows if label in fact.rows and value]
    if fact.reasoned and not (last and last[-1].reason):
        # The last step says no reason: a row may, else an earlier one.
        last = [] if said else [line for line in made if line.reason][-1:]
    return "\n".join(map(_sentence, [told(line) for line in last] or said)) or fact.none


def _asked(turn: Turn) -> str:
    """Return the fact that the message surely asks for; a number alone asks for none."""
    weighed = turn.understood.weighed if turn.understood else None
    if weighed is None or weighed.fact.chance < _SURE or is_reference(turn.incoming.text):
        return ""
    return weighed.fact.best


def _sentence(text: str) -> str:
    said = capitalised(text.strip())
    return said if said.endswith((".", "!", "?", "…", ":")) else f"{said}."


def last_lines(moves: Collection[str]) -> FileFact:
    """Return the fact that the last lines of the journal tell."""
    return FileFact(moves=moves, lines=_LINES)
