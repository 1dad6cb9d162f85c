"""A card, and the words that say the same where there are none, made of one list of parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import Action, CardElement, ExecuteAction
from dialogs.ui.patterns import Figure, ListRow
from knowledge.french import NBSP


@dataclass(frozen=True, slots=True)
class CardPart:
    """What a card shows, and the lines that say it."""

    shown: Sequence[CardElement | None] = ()
    said: Sequence[str] = ()


def told(head: str, *parts: CardPart, actions: Sequence[Action] = (), refresh: ExecuteAction | None = None) -> Message:
    """Return the parts under their title, as a card and as words."""
    lines = [head, *(line for one in parts for line in one.said)]
    body = (element for one in parts for element in one.shown)
    return Message("\n".join(lines), el.card(el.heading(head), *body, actions=actions, refresh=refresh))


def words(*lines: str) -> CardPart:
    """Return paragraphs; what is empty is left out."""
    return CardPart([el.paragraph(line) for line in lines if line], [line for line in lines if line])


def offered(line: str, action: Action) -> CardPart:
    """Return a line with its button below it."""
    return CardPart([el.paragraph(line), el.buttons(action)], [line])


def notes(*lines: str) -> CardPart:
    """Return paragraphs of lesser importance."""
    return CardPart([el.subtle(line) for line in lines], lines)


def titled(title: str, *parts: CardPart) -> CardPart:
    """Return parts under a title of their own; nothing without title nor parts."""
    heading = [el.strong(title)] if title else []
    return joined([CardPart(heading, [title] if title else []), *parts])


def joined(parts: Iterable[CardPart]) -> CardPart:
    """Return several parts as one."""
    every = list(parts)
    return CardPart([one for part in every for one in part.shown], [line for part in every for line in part.said])


def facts(rows: Sequence[tuple[str, str]]) -> CardPart:
    """Return what is known, each under its label."""
    return CardPart([el.facts(rows)], [f"{label}{NBSP}: {value}" for label, value in rows])


def figures(shown: Sequence[Figure]) -> CardPart:
    """Return large numbers side by side."""
    return CardPart([pt.figures(shown)], [f"{one.label}{NBSP}: {one.value}" for one in shown])


def table(
    heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int] = (), *, dash: str = ""
) -> CardPart:
    """Return lines under their heads, nothing where there are none; ``dash``: what stands for nothing, and is not said."""
    said = [", ".join(cell for cell in line if not dash or cell != dash) for line in lines]
    return CardPart([pt.table(heads, lines, widths=widths)], said) if lines else CardPart()


def rows(listed: Sequence[ListRow], said: Sequence[str] | None = None) -> CardPart:
    """Return a list, nothing of an empty one; ``said``: its lines, where they are not those of the rows."""
    if not listed:
        return CardPart()
    return CardPart([pt.rows(listed)], [pt.spoken(row) for row in listed] if said is None else said)
