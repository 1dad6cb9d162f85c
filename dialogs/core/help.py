"""The help: what this person can do here, by theme, from the routes."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.question_buttons import first_questions
from dialogs.core.route import HelpLine, Route, Theme, permitted
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import CardElement


async def show_help(turn: Turn) -> Reply:
    """Say what the assistant does for this person, here; what was spoken of before is left."""
    turn.remember(turn.remembered.cleared(turn.now))
    lines = [texts.HELP_QUESTIONS] if turn.personal else [texts.HELP_IN_GROUP, texts.HELP_GROUP]
    tickets = turn.services.notice.tickets_url
    body: list[CardElement] = [el.heading(texts.HELP_TITLE), *map(el.paragraph, lines)]
    by_theme = usages_by_theme(turn)
    if by_theme:
        body.append(el.paragraph(texts.HELP_COMMANDS))
        lines.append(texts.HELP_COMMANDS)
    for theme, usages in by_theme.items():
        title = texts.HELP_THEMES[theme]
        body += [el.strong(title), *(el.paragraph(f"- {usage}") for usage in usages)]
        lines += [title, *usages]
    if tickets:
        body.append(el.paragraph(texts.HELP_TICKETS.format(url=tickets)))
        lines.append(texts.HELP_TICKETS.format(url=tickets))
    plain = "\n".join([texts.HELP_TITLE, *lines])
    return Reply.of(Message(plain, el.card(*body, actions=first_questions(turn.base))))


def usages_by_theme(turn: Turn) -> dict[Theme, list[str]]:
    """Return what can be typed here and what it does, by theme; a theme without any line is left out."""
    found: dict[Theme, list[str]] = {theme: [] for theme in Theme}
    for route, line in _offered(turn):
        found[line.theme].append(f"{line.title or route.name} — {line.usage}")
    return {theme: usages for theme, usages in found.items() if usages}


def _offered(turn: Turn) -> Iterator[tuple[Route, HelpLine]]:
    for route in turn.registry.routes.all:
        if not permitted(route, turn):
            continue
        for line in route.help:
            held = line.role is None or turn.person.has(line.role)
            if held and turn.incoming.address.scope in line.where:
                yield route, line
