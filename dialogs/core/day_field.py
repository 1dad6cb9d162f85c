"""A day as it is typed into a form, kept as ISO, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from dialogs.core.form import AnswerRefused
from knowledge.french import long_date

SLASHED = ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d")  # «15/03/2024», and what a card's date picker gives.
WRITTEN = (*SLASHED, "%d-%m-%Y", "%d.%m.%Y")


def parse_day(answer: str, refused: str, written: Sequence[str] = WRITTEN) -> str:
    """Return a day as ISO, in one of the ways it may be ``written``. Raises AnswerRefused, which says ``refused``."""
    for pattern in written:
        try:
            return datetime.strptime(answer.strip(), pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone.
        except ValueError:
            continue
    raise AnswerRefused(refused)


def shown_day(value: str) -> str:
    """Return how a kept day reads."""
    return long_date(date.fromisoformat(value))
