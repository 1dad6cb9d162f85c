"""What cards show more than words with: pills, rows, figures, tables, bars, what is folded. ``make catalogue`` has pictures.

Nothing is said by colour alone, and everything reads in a client that draws Adaptive Cards 1.5 and nothing of Teams'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, cast

from dialogs.ui.elements import (
    Action,
    Badge,
    CardElement,
    Column,
    ColumnDefinition,
    ColumnSet,
    Container,
    DonutChart,
    DonutChartData,
    LineChart,
    LineChartData,
    LineChartValue,
    ProgressBar,
    RichTextBlock,
    Table,
    TableCell,
    TableRow,
    TextRun,
    ToggleVisibilityAction,
    VerticalBarChart,
    VerticalBarChartDataValue,
    asks,
    below,
    buttons,
    line,
    paragraph,
)
from knowledge.french import NBSP, agreed, number
from knowledge.time.moments import axis_names

BARS = 15
FIRST = 7  # Lines of a long table that are seen at once.
COLUMNS = 8  # That have room for their names on a phone.
SHOW_REST = "Voir les {count} autres"
SHOW_FIGURES = "Voir les nombres"
_DOT = " · "


class Tone(StrEnum):
    """What a colour adds to a word: the names are those of Adaptive Cards' styles."""

    PLAIN = "Default"  # Over, or of no concern.
    NEWS = "Accent"  # New, on its way.
    GOOD = "Good"
    WAITS = "Warning"  # Somebody is waited for.
    ALERT = "Attention"  # Urgent, late, refused.


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in its colour: a state, «urgente», «en retard»."""

    word: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class ListRow:
    """Something in a list: where or who (``title``) and its ``number``, its ``state``, ``marks`` («urgente»), then what, when, who.

    ``action`` is what a press on the whole row does; its title is read aloud in the row's place, so it says all of it.
    ``does``: the word that says so, where a press does more than open it.
    """

    title: str
    details: Sequence[str] = ()
    state: Mark | None = None
    marks: Sequence[Mark] = ()
    action: Action | None = None
    does: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A large number and what it counts; ``tone`` colours the words of one that asks for attention.

    ``trend``: how it moved («+3»), below; ``action``: what a press does, its title saying what is not seen.
    """

    value: str
    label: str
    tone: Tone = Tone.PLAIN
    action: Action | None = None
    trend: str = ""

    @property
    def words(self) -> str:
        """What is counted, as it reads after the number: «1 séance», «12 séances»."""
        return agreed(self.value, self.label)


def pill(mark: Mark) -> Badge:
    """Return a state as a coloured pill with its word; where there are no pills, the word in bold and its colour."""
    return Badge(
        text=mark.word,
        style=mark.tone.value,
        appearance="Tint",
        shape="Circular",
        fallback=RichTextBlock(inlines=[_coloured(mark)]),
    )


def pills(*marks: Mark) -> ColumnSet:
    """Return pills side by side: below a card's title, or what a colour means."""
    return ColumnSet(
        spacing="Small", columns=[Column(width="auto", items=[pill(mark)], spacing="Small") for mark in marks]
    )


def links(actions: Sequence[Action]) -> ColumnSet:
    """Return what is pressed less than what stands below: words side by side, lighter than buttons and than rows."""
    titled = [(action, str(cast("dict[str, Any]", action)["title"])) for action in actions]
    return ColumnSet(
        spacing="Small",
        columns=[
            Column(width="auto", items=[_link(title)], select_action=action, spacing="Medium")
            for action, title in titled
        ],
    )


def _link(text: str) -> RichTextBlock:
    return RichTextBlock(inlines=[TextRun(text=text, size="Small", color=Tone.NEWS.value)])


def example(said: str, usage: str, action: Action | None) -> Container:
    """Return what to type, and what it does, below; a press says it, where there is an ``action``."""
    words = TextRun(text=f"«{NBSP}{said}{NBSP}»", weight="Bolder", color=Tone.NEWS.value if action else None)
    return Container(
        items=[
            RichTextBlock(inlines=[words]),
            below(usage),
        ],
        select_action=action,
        spacing="Small",
    )


def rows(listed: Sequence[ListRow]) -> Container:
    """Return a list that is read at a glance, two lines a row, and opened by a press on any of its rows."""
    return Container(spacing="Small", items=[_row(row, first=number == 0) for number, row in enumerate(listed)])


def figures(shown: Sequence[Figure]) -> ColumnSet:
    """Return up to four large numbers side by side."""
    return ColumnSet(
        columns=[
            Column(
                width="stretch",
                items=[
                    RichTextBlock(inlines=[TextRun(text=one.value, size="ExtraLarge", weight="Bolder")]),
                    RichTextBlock(inlines=[_coloured(Mark(one.words, one.tone), plain_weight=True)], spacing="None"),
                    *(
                        [RichTextBlock(inlines=[TextRun(text=one.trend, size="Small")], spacing="None")]
                        if one.trend
                        else []
                    ),
                ],
                select_action=_named_as_seen(one),
            )
            for one in shown
        ]
    )


def _named_as_seen(one: Figure) -> Action | None:
    """Return a figure's action, named by the words that are seen first, as who speaks to a screen says them."""
    if not one.action:
        return None
    drawn = cast("dict[str, Any]", one.action)  # What is built is plain JSON.
    seen = " ".join(filter(None, (one.value, one.words, one.trend)))
    return cast("Action", {**drawn, "title": f"{seen}{NBSP}: {drawn['title']}"})


def table(
    head: Sequence[str], lines: Sequence[Sequence[str]], *, right: Sequence[int] = (), widths: Sequence[int] = ()
) -> Table:
    """Return lines aligned under their heads, ``right`` the columns of numbers; in old clients, a line of text each."""
    columns = [
        ColumnDefinition(
            width=widths[place] if widths else (1 if place in right else 2),
            horizontal_cell_content_alignment="Right" if place in right else "Left",
        )
        for place in range(len(head))
    ]
    return Table(
        first_row_as_headers=True,
        show_grid_lines=False,
        columns=columns,
        rows=[_line([_small(cell, place in right) for place, cell in enumerate(head)])]
        + [_line([_cell(cell, place in right) for place, cell in enumerate(line)]) for line in lines],
        fallback=paragraph("\n".join(_DOT.join(line) for line in lines)),
    )


_DRAWN = 3  # The least number of the longest bar.


def bars(head: tuple[str, str], counts: Sequence[tuple[str, int]]) -> list[CardElement]:
    """Return counted things, each with its number and a bar in proportion to the largest; ``head`` says what they are.

    Clients that have no such bars show the numbers. A lone one, more than BARS of them, or none above two, are no picture:
    a table, of which a phone shows FIRST lines and a press the rest.
    """
    most = max((count for _, count in counts), default=0)
    if not 1 < len(counts) <= BARS or most < _DRAWN:
        lines = [(name, number(count)) for name, count in counts]
        cut = FIRST if len(lines) > FIRST + 2 else len(lines)
        first = table(head, lines[:cut], right=(1,), widths=(3, 1))
        if cut == len(lines):
            return [first]
        rest = table(head, lines[cut:], right=(1,), widths=(3, 1))
        return [first, *folded("rest", SHOW_REST.format(count=len(lines) - cut), rest, light=True)]
    items: list[CardElement] = [_bar_line(_small(head[0]), _small(head[1], right=True), None)]
    items += [
        _bar_line(_cell(name), _cell(number(count), right=True), round(100 * count / most)) for name, count in counts
    ]
    return [Container(spacing="Small", items=items)]


def plotted(title: str, things: str, points: Sequence[tuple[str, float]], days: Sequence[str] = ()) -> CardElement:
    """Return numbers over time as columns, or beyond COLUMNS as a line; a table and a sentence beside it say the same.

    ``things``: what the numbers are; ``days``: the first day of each, as ISO, for the axis.
    """
    if len(points) <= COLUMNS:
        names = axis_names([date.fromisoformat(day) for day in days]) if days else [name for name, _ in points]
        columns = [VerticalBarChartDataValue(x=name, y=value) for name, (_, value) in zip(names, points, strict=True)]
        return VerticalBarChart(
            title=title, show_bar_values=True, color="categoricalBlue", data=columns, fallback="drop"
        )
    places = days or [name for name, _ in points]
    values = [LineChartValue(x=place, y=value) for place, (_, value) in zip(places, points, strict=True)]
    lines = [LineChartData(legend=things, values=values)]
    return LineChart(title=title, color="categoricalBlue", data=lines, y_min=0, fallback="drop")


def trend(
    title: str, head: tuple[str, str], counts: Sequence[tuple[str, int]], days: Sequence[str] = ()
) -> list[CardElement]:
    """Return counts over time as a chart (see :func:`plotted`), and the table that says the same, folded where it is long."""
    figures_ = table(head, [(name, number(count)) for name, count in counts], right=(1,))
    return [plotted(title, head[1], counts, days), *below_chart(figures_, len(counts))]


def below_chart(figures_: CardElement, lines: int) -> list[CardElement]:
    """Return the table of a chart; of more than BARS lines a press shows it."""
    return [figures_] if lines <= BARS else folded("figures", SHOW_FIGURES, figures_)


def donut(title: str, head: tuple[str, str], counts: Sequence[tuple[str, int]]) -> list[CardElement]:
    """Return the parts of a whole as a ring around their sum, and the table that says the same."""
    figures_ = table(head, [(name, number(count)) for name, count in counts], right=(1,))
    drawn = DonutChart(
        title=title,
        value=number(sum(count for _, count in counts)),
        data=[DonutChartData(legend=name, value=count) for name, count in counts],
        fallback="drop",
    )
    return [drawn, figures_]


def folded(
    id_: str, title: str, *items: CardElement, light: bool = False, beside: Sequence[Action] = ()
) -> list[CardElement]:
    """Return what is shown once ``title`` is pressed, and hidden by a second press; ``id_``: once in the card.

    ``light``: the title is a word to press, not a button; ``beside``: the buttons before it.
    """
    toggle = ToggleVisibilityAction(title=title, target_elements=[id_])
    return [
        links([toggle]) if light else buttons(*beside, toggle),
        Container(id=id_, is_visible=False, spacing="Small", items=list(items)),
    ]


_ROW = 4  # Buttons beside one another: clients draw no more than five.


def choices(
    first: Sequence[Action], others: Sequence[Action], title: str, known: tuple[str, Sequence[CardElement]] = ("", ())
) -> list[CardElement]:
    """Return the end of a card: its ``first`` buttons, then words that unfold the ``others`` and what is ``known``, each by its title.

    Another button that is alone needs no unfolding.
    """
    if len(others) == 1:
        first, others = [*first, *others], []
    rows_ = [buttons(*others[at : at + _ROW]) for at in range(0, len(others), _ROW)]
    parts = [(id_, name, items) for id_, (name, items) in (("more", (title, rows_)), ("details", known)) if items]
    toggles: list[Action] = [ToggleVisibilityAction(title=name, target_elements=[id_]) for id_, name, _ in parts]
    return [
        *([buttons(*first)] if first else []),
        *([links(toggles)] if toggles else []),
        *(Container(id=id_, is_visible=False, spacing="Small", items=list(items)) for id_, _, items in parts),
    ]


def spoken(row: ListRow) -> str:
    """Return a row in one sentence, for the title of its action and for clients without cards."""
    marks = [
        mark.word for mark in (*row.marks, *([row.state] if row.state else []))
    ]  # In the order in which it is seen.
    return ", ".join(filter(None, [row.title, row.does or row.number, *marks, *row.details]))


def opened_by(row: ListRow, title: str, verb: str, **about: object) -> ListRow:
    """Return the row with the button that its press is: «Ouvrir DA-2024-0001 : » and all that the row says."""
    return replace(row, action=asks(f"{title}{NBSP}: {spoken(row)}", verb, about))


_OPENS = "›"  # At the end of a row that a press opens.
_WHOLE = 120  # Characters of an answer that is pressed with its label.


def answered(label: str, value: str, word: str, press: Callable[[str], Action]) -> Container:
    """Return an answer of a form after its label, and beside it the ``word`` that says what a press on it does.

    A very long one stands below, and is no part of what is pressed, whose name says all that is seen.
    """
    beside = value if len(value) <= _WHOLE else ""
    named = TextRun(text=f"{label}{NBSP}: " if value else label, size="Small", is_subtle=True)
    cells = [
        Column(width="stretch", items=[RichTextBlock(inlines=[named, *([beside] if beside else [])])]),
        Column(width="auto", items=[_link(word)]),
    ]
    action = press(f"{label}{NBSP}: {f'{beside}, ' * bool(beside)}{word}")
    row = Container(items=[ColumnSet(columns=cells)], select_action=action, spacing="Small")
    if beside or not value:
        return row
    return Container(items=[row, RichTextBlock(inlines=[value], spacing="None")], spacing="Small")


def _row(row: ListRow, *, first: bool) -> Container:
    title: CardElement = line(row.title, cut=bool(row.action and row.number))
    details = _DOT.join(detail for detail in row.details if detail.strip())
    number = " ".join(filter(None, (row.number, _OPENS if row.action else "")))
    beside = _link(row.does) if row.does else below(number) if number else None
    items = [_beside(title, beside) if beside else title]
    runs = [_coloured(mark) for mark in (*row.marks, *([row.state] if row.state else []))]
    runs += [TextRun(text=details, size="Small", is_subtle=True)] if details else []
    if runs:
        between = [run for one in runs for run in (TextRun(text=_DOT, size="Small", is_subtle=True), one)]
        items.append(RichTextBlock(inlines=[*between[1:]], spacing="None"))
    return Container(
        items=items, select_action=row.action, separator=None if first else True, spacing="None" if first else "Small"
    )


def _beside(title: CardElement, short: CardElement) -> ColumnSet:
    """Return a row's title, and something short at the end of its line."""
    columns = [Column(width="stretch", items=[title]), Column(width="auto", items=[short], spacing="Small")]
    return ColumnSet(spacing="None", columns=columns)


def _coloured(mark: Mark, *, plain_weight: bool = False) -> TextRun:
    if mark.tone is Tone.PLAIN:
        return TextRun(text=mark.word, size="Small", is_subtle=True, weight=None if plain_weight else "Bolder")
    return TextRun(text=mark.word, size="Small", color=mark.tone.value, weight="Bolder")


def _line(cells: Sequence[CardElement]) -> TableRow:
    return TableRow(cells=[TableCell(items=[cell]) for cell in cells])


def _cell(text: str, right: bool = False) -> RichTextBlock:
    return RichTextBlock(inlines=[text.strip() or "–"], horizontal_alignment="Right" if right else None)


def _small(text: str, right: bool = False) -> RichTextBlock:
    return RichTextBlock(
        inlines=[TextRun(text=text, is_subtle=True, size="Small")], horizontal_alignment="Right" if right else None
    )


def _bar_line(name: CardElement, count: CardElement, share: int | None) -> ColumnSet:
    """Return name, bar and number; ``share``: of the largest, in hundredths, None in the line of heads."""
    bar: list[CardElement] = (
        [] if share is None else [ProgressBar(value=share, max=100, color="Accent", fallback="drop")]
    )
    return ColumnSet(
        spacing="Small",
        columns=[
            Column(width=6, items=[name]),
            Column(width=4, items=bar, vertical_content_alignment="Center"),
            Column(width="72px", items=[count]),
        ],
    )
