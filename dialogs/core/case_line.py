"""A solved case as it reads: on a card, in a list, in words. It names nobody, so it may be shown to everybody."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core import case_texts as texts
from dialogs.core.parts import CardPart
from dialogs.core.topic_texts import TOPICS
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.patterns import ListRow, Mark
from knowledge.cases import SolvedCase
from knowledge.french import shortened

_LONGEST_IN_ROW = 90


def title_of(case: SolvedCase) -> str:
    """Return «Cas résolu n° 3»."""
    return texts.TITLE.format(number=case.number)


def topic_of_case(case: SolvedCase) -> str:
    """Return what it is about, in words."""
    return TOPICS[case.text.topic]


def case_part(case: SolvedCase) -> CardPart:
    """Return its difficulty and its solution, as a card shows and says them."""
    shown = [
        el.strong(texts.PROBLEM), el.said(case.text.problem), el.strong(texts.SOLUTION), el.said(case.text.solution),
    ]  # fmt: skip
    return CardPart(shown, case_lines(case))


def case_lines(case: SolvedCase) -> list[str]:
    """Return the same in words."""
    return [f"{texts.PROBLEM}\u00a0: {case.text.problem}", f"{texts.SOLUTION}\u00a0: {case.text.solution}"]


def case_row(case: SolvedCase, details: Sequence[str] = (), state: Mark | None = None) -> ListRow:
    """Return a case in a list: its difficulty, its subject, what else is to be said; a press opens it."""
    row = ListRow(
        shortened(case.text.problem, _LONGEST_IN_ROW), [topic_of_case(case), *details, f"n°\u00a0{case.number}"], state
    )
    return pt.opened_by(row, texts.OPEN_ONE.format(number=case.number), "case.open", case=case.number)
