"""The few elements every card is made of, so that all of them read well, without colour, in a screen reader too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.ui.kit import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Container,
    ExecuteAction,
    Fact,
    FactSet,
    RefreshDefinition,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextRun,
    ToggleVisibilityAction,
)

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-!~|<>@])")


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
    return TextBlock(text=escaped(text), style="heading", size="Medium", weight="Bolder", wrap=True)


def paragraph(text: str) -> TextBlock:
    """Return a paragraph of our own words."""
    return TextBlock(text=text, wrap=True)


def strong(text: str) -> TextBlock:
    """Return a line that opens a part of the card."""
    return TextBlock(text=text, weight="Bolder", wrap=True, spacing="Medium")


def subtle(text: str) -> TextBlock:
    """Return a line of lesser importance."""
    return TextBlock(text=text, wrap=True, is_subtle=True, size="Small", spacing="Small")


def said(text: str) -> RichTextBlock:
    """Return what a person wrote: drawn as it is, never as markdown."""
    return RichTextBlock(inlines=[TextRun(text=text)])


def quote(text: str) -> Container:
    """Return what a person wrote earlier, set apart from what answers it."""
    return Container(style="emphasis", items=[said(text)])


def buttons(*actions: Action) -> ActionSet:
    """Return a row of buttons within the card, apart from those at its end."""
    return ActionSet(actions=list(actions))


def folded(name: str, *elements: CardElement | None) -> Container:
    """Return a part of the card that is shown when :func:`unfolds` is pressed."""
    return Container(id=name, is_visible=False, items=[element for element in elements if element is not None])


def unfolds(title: str, *names: str) -> ToggleVisibilityAction:
    """Return a button that shows the parts of these names in place, and folds them again."""
    return ToggleVisibilityAction(title=title, target_elements=list(names))


def facts(rows: Sequence[tuple[str, str]]) -> FactSet:
    """Return labelled values. Values are escaped: they may come from people."""
    return FactSet(facts=[Fact(title=title, value=escaped(value)) for title, value in rows])


def escaped(text: str) -> str:
    """Return ``text`` so that a TextBlock shows it literally."""
    return _MARKDOWN.sub(r"\\\1", text)


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
