"""The words and buttons that every card is made of. All of them take plain text: nothing is to be escaped.

Only headings and the lines of rows are TextBlocks, whose text clients read as markdown, each in its own way; everything
else is runs of a RichTextBlock, which none of them reads so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from dialogs.ui.kit import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Container,
    ExecuteAction,
    RefreshDefinition,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextRun,
    ToggleVisibilityAction,
)
from knowledge.french import NBSP

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


def line(text: str, *, bold: bool = False, cut: bool = True) -> TextBlock | RichTextBlock:
    """Return a line of a row. ``cut``: with an ellipsis where the screen is narrow, for the row's button says all of it."""
    if bold and not cut:
        return RichTextBlock(inlines=[TextRun(text=text, weight="Bolder")])  # A row's name opens no part of the card.
    if bold:
        return TextBlock(text=unmarked(text), weight="Bolder", wrap=False)
    return TextBlock(text=unmarked(text), is_subtle=True, size="Small", wrap=not cut, spacing="None")


def below_heading(card: AdaptiveCard, text: str) -> AdaptiveCard:
    """Return a card with one more paragraph, right below its heading."""
    drawn = cast("dict[str, Any]", card)  # What is built is plain JSON.
    head, *rest = drawn["body"]
    return cast("AdaptiveCard", {**drawn, "body": [head, paragraph(text), *rest]})


def subtle(text: str) -> RichTextBlock:
    """Return a line of lesser importance."""
    return RichTextBlock(inlines=[TextRun(text=text, is_subtle=True, size="Small")], spacing="Small")


def pressed(text: str, action: Action) -> Container:
    """Return a line of lesser importance that can be pressed."""
    return Container(items=[subtle(text)], select_action=action, spacing="Small")


def said(text: str) -> RichTextBlock:
    """Return what a person wrote, as it is."""
    return paragraph(text)


def quote(text: str) -> Container:
    """Return what a person wrote earlier, set apart from what answers it."""
    return Container(style="emphasis", items=[said(text)])


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


def acts(
    title: str, verb: str, data: Mapping[str, Any] | None = None, *, style: str | None = None, inputs: bool = True
) -> ExecuteAction:
    """Return a button whose answer takes the card's place; without ``inputs``, what is filled in stays behind.

    Clients that know no such button press its fallback, whose data carry the verb where the envelope looks for it.
    """
    held, waiting = dict(data or {}), None if inputs else "none"
    submit = SubmitAction(title=title, data={**held, "verb": verb}, style=style, associated_inputs=waiting)
    return ExecuteAction(title=title, verb=verb, data=held, style=style, associated_inputs=waiting, fallback=submit)
