"""The greeting: what this person can do now, by role and by season, first the daily work; on one screen of a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.plain import filled
from dialogs.core.question_buttons import first_questions
from dialogs.core.route import follow
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.base import days_left
from knowledge.french import counted
from knowledge.people import Role
from knowledge.understanding.understand import Listener
from storage.calls import arbiter, status_reader, subjects

LAST_DAYS = 3  # So many days before the closing, and on the last, the greeting counts them.


class RouteNamed(BaseModel):
    """The route that a button follows, as if its words were typed."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(max_length=48)


async def follow_named(turn: Turn, pressed: RouteNamed) -> Reply:
    """Do what the words of a route do; rights are those of the route."""
    routes = turn.registry.routes
    route = next((one for one in routes.all if one.name == pressed.name and one.says), None)
    if route is None:
        return Reply.text(texts.UNKNOWN_BUTTON)
    listener = Listener(turn.base, routes.words, subjects, arbiter, status_reader)
    meant = listener.understand(route.says[0], turn.situation)
    said = replace(turn.incoming, text=route.says[0])
    return await follow(route, replace(turn, incoming=said, understood=meant))


async def say_hello(turn: Turn) -> Reply:
    """Greet whoever says hello; in a group, in one line."""
    return Reply.of(greeting(turn, texts.HELLO_TITLE)) if turn.personal else Reply.text(texts.HELLO_GROUP)


def greeting(turn: Turn, title: str, *more: str) -> Message:
    """Return the greeting under ``title``; ``more``: lines of lesser importance at its end."""
    lines = _lines(turn)
    shown = el.card(
        el.heading(title),
        *map(el.paragraph, lines),
        *map(el.subtle, more),
        actions=[*_actions(turn), el.asks(texts.BUTTON_HELP, "help.show")],
    )
    return Message("\n".join([title, *lines, *more]), shown)


def _lines(turn: Turn) -> list[str]:
    if turn.person.has(Role.SA_EPLE):
        return [texts.GREET_SA_EPLE]
    if turn.person.has(Role.EXPERT):
        return [texts.GREET_EXPERT]
    return [texts.GREET_ASSIST, season(turn)]


def season(turn: Turn) -> str:
    """Return what the call allows today, in one sentence."""
    call = turn.base.call
    left = days_left(call.call.closes, turn.now)
    if turn.now >= call.call.closes_at:
        template = texts.SEASON_CLOSED
    elif call.application is None:
        template = texts.SEASON_BY_MAIL
    elif left == 0:
        template = texts.SEASON_LAST_DAY
    else:
        template = texts.SEASON_LAST_DAYS if left <= LAST_DAYS else texts.SEASON_OPEN
    return filled(call, template, title=call.call.title, left=counted(left, "jour"))


def _actions(turn: Turn) -> Sequence[Action]:
    if turn.person.has(Role.SA_EPLE):
        return [
            _follows(texts.BUTTON_STATUS, "statut"),
            _follows(texts.BUTTON_QUESTIONS, "questions"),
            _follows(texts.BUTTON_APPLICATIONS, "statut candidatures"),
        ]
    if turn.person.has(Role.EXPERT):
        return [
            el.asks(texts.BUTTON_MY_REQUESTS, "assistance.mine"),
            _follows(texts.BUTTON_STATUS, "statut"),
            el.asks(texts.BUTTON_LOG_REQUEST, "assistance.log"),
        ]
    closed = turn.now >= turn.services.terms.closes_at or turn.base.call.application is None
    apply = (
        el.asks(texts.BUTTON_MY_APPLICATION, "candidature.show")
        if closed
        else el.asks(texts.BUTTON_START_APPLICATION, "candidature.start")
    )
    return [
        el.asks(texts.BUTTON_ASK_ASSISTANCE, "assistance.start"),
        apply,
        *first_questions(turn.base)[: 0 if closed else 1],
    ]


def _follows(title: str, route: str) -> Action:
    return el.asks(title, "help.follow", {"name": route})
