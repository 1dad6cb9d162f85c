"""What every card is made of: its elements, as plain JSON, and the words and buttons that they hold.

The types are microsoft-teams-cards', under which our code is checked. The library makes a validated model of each of the
three hundred elements that exist: 11 MiB, a tenth of the start, and more of a turn than composing the answer, to check
nothing (unknown keys pass). Here an element is the dictionary that is sent. That the library reads the same from it is
tested on every card that the assistant can show.

All functions take plain text: nothing is to be escaped. Only headings and the lines of rows are TextBlocks, whose text
clients read as markdown, each in its own way; everything else is runs of a RichTextBlock, which none of them reads so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from knowledge.french import NBSP

if TYPE_CHECKING:
    from microsoft_teams.cards.core import (
        Action,
        ActionSet,
        AdaptiveCard,
        Badge,
        CardElement,
        Choice,
        ChoiceSetInput,
        Column,
        ColumnDefinition,
        ColumnSet,
        Container,
        DateInput,
        DonutChart,
        DonutChartData,
        ExecuteAction,
        LineChart,
        LineChartData,
        LineChartValue,
        OpenUrlAction,
        ProgressBar,
        QueryData,
        RefreshDefinition,
        RichTextBlock,
        SubmitAction,
        Table,
        TableCell,
        TableRow,
        TextBlock,
        TextInput,
        TextRun,
        TimeInput,
        ToggleInput,
        ToggleVisibilityAction,
        VerticalBarChart,
        VerticalBarChartDataValue,
    )
else:

    class _Part(dict):
        """A part of a card: what it is given, under the names that JSON has for it; None is left out."""

        __slots__ = ()
        TYPE = ""

        def __init__(self, **given: Any) -> None:
            if self.TYPE:
                self["type"] = self.TYPE
            for name, value in given.items():
                if value is not None:
                    self[_ALIASES.get(name) or _camel(name)] = value

    _ALIASES: dict[str, str] = {}

    def _camel(name: str) -> str:
        first, *rest = name.split("_")
        return _ALIASES.setdefault(name, first + "".join(map(str.capitalize, rest)))

    def _part(name: str, kind: str = "") -> type[_Part]:
        return type(name, (_Part,), {"__slots__": (), "TYPE": kind, "__module__": __name__})

    _ALIASES["choices_data"] = "choices.data"
    Action = CardElement = _Part
    AdaptiveCard = _part("AdaptiveCard", "AdaptiveCard")
    ActionSet = _part("ActionSet", "ActionSet")
    Badge = _part("Badge", "Badge")
    Choice = _part("Choice")
    ChoiceSetInput = _part("ChoiceSetInput", "Input.ChoiceSet")
    Column = _part("Column", "Column")
    ColumnDefinition = _part("ColumnDefinition")
    ColumnSet = _part("ColumnSet", "ColumnSet")
    Container = _part("Container", "Container")
    DateInput = _part("DateInput", "Input.Date")
    DonutChart = _part("DonutChart", "Chart.Donut")
    DonutChartData = _part("DonutChartData")
    ExecuteAction = _part("ExecuteAction", "Action.Execute")
    LineChart = _part("LineChart", "Chart.Line")
    LineChartData = _part("LineChartData")
    LineChartValue = _part("LineChartValue")
    OpenUrlAction = _part("OpenUrlAction", "Action.OpenUrl")
    RefreshDefinition = _part("RefreshDefinition")
    ProgressBar = _part("ProgressBar", "ProgressBar")
    QueryData = _part("QueryData", "Data.Query")
    RichTextBlock = _part("RichTextBlock", "RichTextBlock")
    SubmitAction = _part("SubmitAction", "Action.Submit")
    Table = _part("Table", "Table")
    TableCell = _part("TableCell", "TableCell")
    TableRow = _part("TableRow", "TableRow")
    TextBlock = _part("TextBlock", "TextBlock")
    TextInput = _part("TextInput", "Input.Text")
    TextRun = _part("TextRun", "TextRun")
    ToggleVisibilityAction = _part("ToggleVisibilityAction", "Action.ToggleVisibility")
    TimeInput = _part("TimeInput", "Input.Time")
    ToggleInput = _part("ToggleInput", "Input.Toggle")
    VerticalBarChart = _part("VerticalBarChart", "Chart.VerticalBar")
    VerticalBarChartDataValue = _part("VerticalBarChartDataValue")

# The types are given on: modules that make cards import all from here.
__all__ = [
    "Action",
    "ActionSet",
    "AdaptiveCard",
    "Badge",
    "CardElement",
    "Choice",
    "ChoiceSetInput",
    "Column",
    "ColumnDefinition",
    "ColumnSet",
    "Container",
    "DateInput",
    "DonutChart",
    "DonutChartData",
    "ExecuteAction",
    "LineChart",
    "LineChartData",
    "LineChartValue",
    "OpenUrlAction",
    "ProgressBar",
    "QueryData",
    "RefreshDefinition",
    "RichTextBlock",
    "SubmitAction",
    "Table",
    "TableCell",
    "TableRow",
    "TextBlock",
    "TextInput",
    "TextRun",
    "TimeInput",
    "ToggleInput",
    "ToggleVisibilityAction",
    "VerticalBarChart",
    "VerticalBarChartDataValue",
]


def as_json(card: AdaptiveCard) -> dict[str, Any]:
    """Return ``card`` as JSON: its own dictionary, whose parts it may share with other cards."""
    return cast("dict[str, Any]", card)


# What markdown reads in a heading, with what looks like it and means nothing.
_LOOKALIKES = str.maketrans(
    {"*": "∗", "_": "＿", "[": "［", "]": "］", "`": "‘", "~": "∼", "\\": "＼", "<": "‹", ">": "›", "\n": " "}
)
_OPENS_BLOCK = re.compile(r"^\s*(?:([-+#])|(\d+)([.)])(?=\s))")
_FULL = {"-": "–", "+": "＋", "#": "＃"}


def card(
    *body: CardElement | None, actions: Sequence[Action] = (), refresh: ExecuteAction | None = None
) -> AdaptiveCard:
    """Return a card in French; None elements are left out. ``refresh``: asks for what it is when somebody looks at it."""
    return AdaptiveCard(
        version="1.5",
        lang="fr",
        refresh=RefreshDefinition(action=refresh) if refresh else None,
        body=[element for element in body if element is not None],
        actions=list(actions) or None,
    )


def heading(text: str) -> TextBlock:
    """Return the card's title, announced as a heading."""
    return TextBlock(text=unmarked(text), style="heading", size="Medium", weight="Bolder", wrap=True)


def strong(text: str) -> TextBlock:
    """Return the title of a part of the card, a heading too: who does not see it jumps there."""
    return TextBlock(text=unmarked(text), style="heading", size="Default", weight="Bolder", wrap=True, spacing="Medium")


def paragraph(text: str) -> RichTextBlock:
    """Return a paragraph."""
    return RichTextBlock(inlines=[text])


def line(text: str, *, cut: bool = True) -> TextBlock | RichTextBlock:
    """Return a line in bold, that opens no part of the card. ``cut``: with an ellipsis where the screen is narrow, for the row's button says all of it."""
    if cut:
        return TextBlock(text=unmarked(text), weight="Bolder", wrap=False)
    return RichTextBlock(inlines=[TextRun(text=text, weight="Bolder")])


def below_heading(card: AdaptiveCard, text: str) -> AdaptiveCard:
    """Return a card with one more paragraph, right below its heading."""
    drawn = cast("dict[str, Any]", card)  # What is built is plain JSON.
    head, *rest = drawn["body"]
    return cast("AdaptiveCard", {**drawn, "body": [head, paragraph(text), *rest]})


def subtle(text: str) -> RichTextBlock:
    """Return a line of lesser importance."""
    return RichTextBlock(inlines=[TextRun(text=text, is_subtle=True, size="Small")], spacing="Small")


def lines(*texts: str) -> Container:
    """Return lines of lesser importance that belong together; empty ones are left out."""
    return Container(spacing="Small", items=[below(text) for text in texts if text])


def below(text: str) -> RichTextBlock:
    """Return a line of lesser importance that goes on from the one above it."""
    return RichTextBlock(inlines=[TextRun(text=text, is_subtle=True, size="Small")], spacing="None")


def pressed(text: str, action: Action) -> Container:
    """Return a line of lesser importance that can be pressed."""
    return Container(items=[subtle(text)], select_action=action, spacing="Small")


def said(text: str) -> RichTextBlock:
    """Return what a person wrote, as it is."""
    return paragraph(text)


def quote(*texts: str) -> Container:
    """Return what a person wrote earlier, or will read, set apart from what is said of it."""
    return Container(style="emphasis", items=[said(text) for text in texts])


def warning(text: str) -> RichTextBlock:
    """Return a sentence on what is wrong or late: red, and its words say so."""
    return RichTextBlock(inlines=[TextRun(text=text, color="Attention", weight="Bolder")])


def facts(rows: Sequence[tuple[str, str]]) -> Container:
    """Return labelled values, one a line: «Expert : Dominique Ferrand»."""
    return Container(
        spacing="Small",
        items=[
            RichTextBlock(
                inlines=[TextRun(text=f"{title}{NBSP}: ", is_subtle=True), TextRun(text=value or "–")],
                spacing="Small",
            )
            for title, value in rows
        ],
    )


def unmarked(text: str) -> str:
    """Return ``text`` so that a heading shows it: what markdown would read is replaced by what looks like it."""
    plain = text.translate(_LOOKALIKES)
    opening = _OPENS_BLOCK.match(plain)
    if opening and opening[1]:
        return plain.replace(opening[1], _FULL[opening[1]], 1)
    return plain.replace(opening[3], "․" if opening[3] == "." else "❩", 1) if opening else plain


def buttons(*actions: Action) -> ActionSet:
    """Return a row of buttons within the card, apart from those at its end."""
    return ActionSet(actions=list(actions))


def folded(name: str, *elements: CardElement | None) -> Container:
    """Return a part of the card that is shown when :func:`unfolds` is pressed."""
    return Container(id=name, is_visible=False, items=[element for element in elements if element is not None])


def unfolds(title: str, *names: str) -> ToggleVisibilityAction:
    """Return a button that shows the parts of these names in place, and folds them again."""
    return ToggleVisibilityAction(title=title, target_elements=list(names))


def asks(
    title: str, verb: str, data: Mapping[str, Any] | None = None, *, style: str | None = None, inputs: bool = True
) -> SubmitAction:
    """Return a button whose press is answered by a new message; without ``inputs``, what is filled in stays behind."""
    waiting = None if inputs else "none"
    return SubmitAction(title=title, data={**(data or {}), "verb": verb}, style=style, associated_inputs=waiting)


def verb_of(action: Action) -> str:
    """Return what a button asks the assistant for; empty where it opens an address."""
    drawn = cast("dict[str, Any]", action)  # What is built is plain JSON.
    return str(drawn.get("verb") or (drawn.get("data") or {}).get("verb", ""))


SAYS = "help.say"  # Of a button that says something in the person's place, as if it had been typed.


def says(title: str, text: str, about: Mapping[str, Any] | None = None) -> SubmitAction:
    """Return the button that says ``text``; ``about``: the status question that it goes on from."""
    return asks(title, SAYS, {"text": text, **(about or {})})


def acts(
    title: str, verb: str, data: Mapping[str, Any] | None = None, *, style: str | None = None, inputs: bool = True
) -> ExecuteAction:
    """Return a button whose answer takes the card's place; without ``inputs``, what is filled in stays behind.

    Clients that know no such button press its fallback, whose data carry the verb where the envelope looks for it.
    """
    held, waiting = dict(data or {}), None if inputs else "none"
    submit = SubmitAction(title=title, data={**held, "verb": verb}, style=style, associated_inputs=waiting)
    return ExecuteAction(title=title, verb=verb, data=held, style=style, associated_inputs=waiting, fallback=submit)
