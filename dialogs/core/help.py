"""The help: what this person can do here, by theme, from the routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.parts import CardPart, told, words
from dialogs.core.pressed import PRESSED
from dialogs.core.question_buttons import first_questions
from dialogs.core.route import HelpLine, Route, Theme, permitted
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el


class ThemePress(BaseModel):
    """The theme that a button shows; none: the themes themselves. ``rest``: those that found no place at first."""

    model_config = PRESSED

    theme: Theme | None = None
    rest: bool = False


# What a school asks before it lets somebody see its screen.
_OF_SERVICE = ("ecran", "lecteurs", "delai")
_FIRST = 5  # Themes as buttons at first: Teams folds more than six away.
# What a member or an expert does each day comes before what everyone may do.
_ORDER = tuple(
    sorted(Theme, key=lambda theme: theme in (Theme.QUESTIONS, Theme.APPLICATION, Theme.ASSISTANCE, Theme.REST))
)


async def show_help(turn: Turn) -> Reply:
    """Show the themes of what this person can do here; in a group, all of the little there is. What was spoken of is left."""
    turn.remember(turn.remembered.cleared(turn.now))
    return await show_theme(turn, ThemePress())


async def show_theme(turn: Turn, pressed: ThemePress) -> Reply:
    """Show one theme, or the themes to choose from."""
    by_theme = usages_by_theme(turn)
    if not turn.personal:
        return Reply.of(_in_group(turn, by_theme))
    if pressed.theme and pressed.theme in by_theme:
        return Reply.of(_theme(turn, pressed.theme, by_theme[pressed.theme]))
    order = [theme for theme in _ORDER if theme in by_theme]
    order = order[_FIRST:] if pressed.rest else order
    lines = [turn.worded(texts.HELP_ASK_STAFF if turn.person.roles else texts.HELP_ASK)]
    tickets = turn.services.notice.tickets_url
    if tickets and not turn.person.roles:
        lines.append(texts.HELP_TICKETS.format(url=tickets))
    actions = [
        el.asks(turn.worded(texts.HELP_THEMES[theme]), "help.theme", {"theme": theme.value}) for theme in order[:_FIRST]
    ]
    if len(order) > _FIRST:
        actions.append(el.asks(texts.BUTTON_THEMES, "help.theme", {"rest": True}))
    named = [turn.worded(texts.HELP_THEMES[theme]) for theme in order]
    return Reply.of(told(texts.HELP_TITLE, words(*lines), CardPart(said=named), actions=actions))


def _theme(turn: Turn, theme: Theme, usages: Sequence[tuple[str, str]]) -> Message:
    title = turn.worded(texts.HELP_THEMES[theme])
    lines = [texts.HELP_LINE.format(words=said, usage=usage) for said, usage in usages]
    actions = first_questions(turn.base)[:2] if theme is Theme.QUESTIONS else []
    if theme is Theme.REST:
        entries = turn.services.entries
        shown_first = [entry for entry in _OF_SERVICE if entry in entries]
        actions = [el.asks(entries[entry].title, "about.show", {"entry": entry}) for entry in shown_first]
    return told(title, words(texts.HELP_TYPE, *lines), actions=[*actions, el.asks(texts.BUTTON_HELP, "help.show")])


def _in_group(turn: Turn, by_theme: Mapping[Theme, Sequence[tuple[str, str]]]) -> Message:
    lines = [texts.HELP_IN_GROUP, texts.HELP_GROUP]
    usages = [texts.HELP_LINE.format(words=words, usage=usage) for some in by_theme.values() for words, usage in some]
    return told(texts.HELP_TITLE, words(*lines, *usages), actions=first_questions(turn.base)[:2])


def usages_by_theme(turn: Turn) -> dict[Theme, list[tuple[str, str]]]:
    """Return what can be typed here and what it does, by theme; a theme without any line is left out."""
    found: dict[Theme, list[tuple[str, str]]] = {theme: [] for theme in Theme}
    for route, line in _offered(turn):
        found[line.theme].append((line.title or route.name, turn.worded(line.usage)))
    return {theme: usages for theme, usages in found.items() if usages}


def _offered(turn: Turn) -> Iterator[tuple[Route, HelpLine]]:
    taken = turn.base.call.call.takes(turn.now)
    for route in turn.registry.routes.all:
        if not permitted(route, turn) or (route.applies and not taken):
            continue
        for line in route.help:
            held = line.role is None or turn.person.has(line.role)
            if held and turn.incoming.address.scope in line.where:
                yield route, line
