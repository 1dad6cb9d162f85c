"""The greeting: what this person can do now, by role and by season, first the daily work; on one screen of a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, Field

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.parts import notes, told, words
from dialogs.core.pressed import PRESSED
from dialogs.core.question_buttons import first_questions
from dialogs.core.route import follow
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.base import days_left
from knowledge.french import counted, long_date
from knowledge.people import Role
from knowledge.season import Season, season_at
from knowledge.understanding.understand import Listener
from storage.calls import arbiter, status_reader, subjects


class RouteNamed(BaseModel):
    """The route that a button follows, as if its words were typed."""

    model_config = PRESSED

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
    actions = [*_actions(turn), el.asks(texts.BUTTON_HELP, "help.show")]
    return told(turn.worded(title), words(*_lines(turn)), notes(*more), actions=actions)


def _lines(turn: Turn) -> list[str]:
    if turn.person.has(Role.SA_EPLE):
        return [turn.worded(texts.GREET_SA_EPLE)]
    if turn.person.has(Role.EXPERT):
        return [texts.GREET_EXPERT]
    season, assist = season_line(turn), turn.worded(texts.GREET_ASSIST)
    return [season, assist] if _season(turn) in _PRESSING else [assist, season]


# What is offered first is the call: few days are left.
_PRESSING = frozenset({Season.LAST_DAYS, Season.LAST_DAY})
_TAKEN = frozenset({Season.OPEN, *_PRESSING})
_MOST = 3  # Buttons before «Aide»: questions take the places that are left.


def _season(turn: Turn) -> Season:
    return season_at(turn.base.call.call, turn.now)


def season_line(turn: Turn) -> str:
    """Return what the call allows today, in one sentence."""
    call, season = turn.base.call, _season(turn)
    by_mail = season in _TAKEN and call.application is None
    template = texts.SEASON_BY_MAIL if by_mail else texts.SEASONS[season]
    if season is Season.EXAMINED and call.call.results:
        template = texts.SEASON_AWAITED
    return turn.worded(
        template,
        left=counted(days_left(call.call.closes, turn.now), "jour"),
        results=long_date(call.call.results) if call.call.results else "",
    )


def _actions(turn: Turn) -> Sequence[Action]:
    if turn.person.has(Role.SA_EPLE):
        return [
            *([_follows(texts.BUTTON_STATUS, "statut")] if turn.services.assistance else []),
            _follows(texts.BUTTON_QUESTIONS, "questions"),
            _follows(texts.BUTTON_APPLICATIONS, "statut candidatures"),
        ]
    if turn.person.has(Role.EXPERT):
        return [
            el.asks(texts.BUTTON_MY_REQUESTS, "assistance.mine"),
            _follows(texts.BUTTON_STATUS, "statut"),
            el.asks(texts.BUTTON_LOG_REQUEST, "assistance.log"),
        ]
    return _offered(turn)


def _offered(turn: Turn) -> Sequence[Action]:
    """Return what an agent is offered, what the season calls for first."""
    season, taken = _season(turn), turn.base.call.application is not None
    assistance = [el.asks(texts.BUTTON_ASK_ASSISTANCE, "assistance.start")] if turn.services.assistance else []
    if season is Season.BEFORE or season in _TAKEN:
        start = [el.asks(texts.BUTTON_START_APPLICATION, "candidature.start")] if taken and season in _TAKEN else []
        first = [*start, *assistance] if season in _PRESSING else [*assistance, *start]
        return [*first, *first_questions(turn.base)][:_MOST]
    mine = el.asks(texts.BUTTON_MY_APPLICATION, "candidature.show")
    return [mine, *assistance] if season is Season.RESULTS else [*assistance, mine]


def _follows(title: str, route: str) -> Action:
    return el.asks(title, "help.follow", {"name": route})
