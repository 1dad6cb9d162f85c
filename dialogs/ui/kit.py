"""Adaptive Cards: the types are microsoft-teams-cards', under which our code is checked; what is built is plain JSON.

The library makes a validated model of each of the three hundred elements that exist: 11 MiB, a tenth of the start, and
more of a turn than composing the answer, to check nothing (unknown keys pass). Here an element is the dictionary that
is sent. That the library reads the same from it is tested on every card that the assistant can show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

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
    "as_json",
]


def as_json(card: AdaptiveCard) -> dict[str, Any]:
    """Return ``card`` as JSON: its own dictionary, whose parts it may share with other cards."""
    return cast("dict[str, Any]", card)
