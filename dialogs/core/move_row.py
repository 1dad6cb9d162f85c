"""A move of a life cycle as people meet it: what the rows of requests and of applications have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

MoveT = TypeVar("MoveT", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow(Generic[MoveT]):
    """One move. A row without buttons is never offered on a card: a form of its own makes it, or the program.

    ``journal``: how the history names it, ``journal_of_program``: where the program made it, if that differs.
    ``button``: on the card of those who handle the file; ``own_button``: on that of the person whose file it is.
    ``done``: what is said to whoever made the move.
    """

    move: MoveT
    journal: str = ""
    journal_of_program: str = ""
    button: str = ""
    own_button: str = ""
    done: str = ""


def offered(rows: Iterable[MoveRow[MoveT]]) -> tuple[MoveT, ...]:
    """Return the moves that have a button for those who handle the file, in the order of their buttons."""
    return tuple(row.move for row in rows if row.button)


def journal_of(rows: Sequence[MoveRow[MoveT]], move: str, *, by_program: bool = False) -> str:
    """Return how the history names a move; as it is stored where it has no name."""
    row = next((row for row in rows if row.move == move), None)
    if row is None:
        return move
    return (by_program and row.journal_of_program) or row.journal or move
