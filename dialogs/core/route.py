"""What a person can do: one :class:`Route` for each thing, registered beside its handler.

The router, the help, the buttons, what may be asked for within a form and the commands that Teams shows are derived
from the routes. Nothing else decides who may do something and where: :func:`follow` asks :func:`permitted` before the
handler is called, so that a handler never looks anything up for somebody who may not know of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import wraps
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel

from dialogs.core import texts
from dialogs.core.context import NotShown, Turn
from dialogs.core.exchange import Happening, Message, Reply, Scope
from dialogs.ui.elements import AdaptiveCard, as_json
from knowledge.french import typeset
from knowledge.people import Person, Role
from knowledge.understanding.commands import CommandList, CommandWords
from knowledge.understanding.meaning import Sense, Understanding

Handler = Callable[[Turn], Awaitable[Reply]]
Value = TypeVar("Value", bound=BaseModel)

PRIVATE = frozenset({Scope.PERSONAL})
ANYWHERE = PRIVATE | {Scope.GROUP, Scope.CHANNEL}
IN_CHANNEL = PRIVATE | {Scope.CHANNEL}
WINDOW = frozenset({Scope.WINDOW})

EVERYONE: frozenset[Role] = frozenset()
EXPERTS = frozenset({Role.EXPERT})
SA_EPLE = frozenset({Role.SA_EPLE})
STAFF = EXPERTS | SA_EPLE


SEVERAL = "agir_sur_plusieurs"  # The intent of acts on several at once.


class Theme(StrEnum):
    """What a line of the help is about, in the order of the help; what is for a role alone comes last."""

    QUESTIONS = "questions"
    APPLICATION = "application"
    ASSISTANCE = "assistance"
    REST = "rest"
    EXPERT = "expert"
    SA_EPLE_QUESTIONS = "saeple_questions"
    SA_EPLE_REQUESTS = "saeple_requests"
    SA_EPLE_APPLICATIONS = "saeple_applications"
    SA_EPLE_PEOPLE = "saeple_people"
    SA_EPLE_SERVICE = "saeple"


# What the help says of requests for assistance, and nothing else.
OF_REQUESTS = frozenset({Theme.ASSISTANCE, Theme.EXPERT, Theme.SA_EPLE_REQUESTS})


@dataclass(frozen=True, slots=True)
class HelpLine:
    """How the help shows a route: ``title`` is what to type (the route's name when empty), ``usage`` what it does.

    ``role``: the line is for people with this role; None: for everyone who may follow the route.
    """

    theme: Theme
    usage: str
    title: str = ""
    role: Role | None = None
    where: frozenset[Scope] = PRIVATE
    listed: bool = True  # Teams shows it among the commands, of which it takes ten.


def helps(
    theme: Theme,
    usage: str,
    title: str = "",
    *,
    role: Role | None = None,
    where: frozenset[Scope] = PRIVATE,
    listed: bool = True,
) -> tuple[HelpLine]:
    """Return the one line of a route in the help, as :class:`HelpLine` has it."""
    return (HelpLine(theme, typeset(usage), title, role, where, listed),)


def helps_staff(usage: str, title: str = "", *, listed: bool = True) -> tuple[HelpLine, ...]:
    """Return the same line for experts and for the SA EPLE."""
    themes = ((Role.EXPERT, Theme.EXPERT), (Role.SA_EPLE, Theme.SA_EPLE_REQUESTS))
    return tuple(HelpLine(theme, typeset(usage), title, role, PRIVATE, listed) for role, theme in themes)


@dataclass(frozen=True, slots=True)
class Extension:
    """How Teams shows a route among the commands of its message extension, of which the manifest lists ten at most.

    On a message it opens a window; with a ``box`` (its label, and what may be typed there) it is a search.
    """

    title: str  # At most 32 characters.
    description: str  # At most 128 characters.
    box: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Taking(Generic[Value]):
    """A handler that is given the button's data, once checked; for a typed message, their defaults.

    Calling it raises pydantic's ValidationError for data that no card of ours sends.
    """

    value: type[Value]
    run: Callable[[Turn, Value], Awaitable[Reply]]

    def __call__(self, turn: Turn) -> Awaitable[Reply]:
        """Call the handler with what came with the button."""
        return self.run(turn, self.value.model_validate(dict(turn.incoming.value)))


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that a person can do, and how they ask for it: by words, by other wordings of an intent, by a button."""

    name: str
    run: Handler
    says: tuple[str, ...] = ()  # Plain words that mean it: without case, accents and punctuation.
    takes: bool = False  # More words may follow ``says``: a reference, a name.
    numbered: bool = False  # What follows begins with a number: «cas 3», and not «cas de force majeure».
    yields: bool = False  # Said by somebody whom it is not for, its words mean something else.
    intent: str = ""  # The label under which the recogniser knows its other wordings.
    hears: bool = True  # Those other wordings come here; False: they go to the route of the same intent that hears.
    verbs: tuple[str, ...] = ()  # Of its buttons: «subject.verb».
    needs: frozenset[Role] = EVERYONE  # One of these roles is needed; empty: none.
    where: frozenset[Scope] = PRIVATE
    alone: bool = False  # Its button is answered without the database.
    in_form: bool = False  # Its intent may be asked for while a form waits for an answer.
    applies: bool = False  # The help shows it while the call takes applications.
    help: tuple[HelpLine, ...] = ()
    extension: Extension | None = None  # Teams offers it on messages or in its search; its first verb names it there.
    assists: bool = False  # It is there only where requests for assistance are taken.
    instead: str = ""  # The route of the same matter for those who lack the role: what is one's own.
    withdrawn: bool = False  # None are taken here: it says so, and nothing shows its button.

    @classmethod
    def by_button(
        cls,
        verb: str,
        value: type[Value],
        run: Callable[[Turn, Value], Awaitable[Reply]],
        *,
        needs: frozenset[Role] = EVERYONE,
        where: frozenset[Scope] = PRIVATE,
        alone: bool = False,
        assists: bool = False,
    ) -> Route:
        """Return what a button alone asks for: ``run`` is given its data, as a ``value``."""
        taken = Taking(value, run)
        return cls(verb, taken, verbs=(verb,), needs=needs, where=where, alone=alone, assists=assists)

    @property
    def words(self) -> CommandWords:
        """Return what the route is understood by; it is meant for those whom its help is for."""
        theirs = [line.role for line in self.help if line.role]
        roles = frozenset(theirs) if theirs and len(theirs) == len(self.help) else self.needs
        return CommandWords(self.name, self.intent, self.says, roles, self.takes, self.yields, self.numbered)


def assisting(*routes: Route) -> tuple[Route, ...]:
    """Return routes that are there only where requests for assistance are taken."""
    return tuple(replace(route, assists=True) for route in routes)


def withdrawn(routes: Iterable[Route], run: Handler) -> tuple[Route, ...]:
    """Return the routes of a deployment that takes no requests for assistance.

    What is of requests alone is shown nowhere, and commands that only their handlers know are plain words again; a button
    of an old card, or a message that means one, is answered by ``run``, whoever it is from.
    """
    return tuple(_withdrawn(route, run) if route.assists else _without_requests(route) for route in routes)


def _withdrawn(route: Route, run: Handler) -> Route:
    where = ANYWHERE | (route.where & WINDOW)
    says = route.says if route.intent and not route.needs else ()
    return replace(
        route,
        run=run,
        says=says,
        takes=False,
        needs=EVERYONE,
        where=where,
        help=(),
        extension=None,
        withdrawn=True,
    )


def _without_requests(route: Route) -> Route:
    return replace(route, help=tuple(line for line in route.help if line.theme not in OF_REQUESTS))


def permits(route: Route, person: Person) -> bool:
    """Tell whether the person has a role that the route needs."""
    return not route.needs or any(person.has(role) for role in route.needs)


def permitted(route: Route, turn: Turn) -> bool:
    """Tell whether the person may follow the route here. Nothing is looked up."""
    return permits(route, turn.person) and turn.incoming.address.scope in route.where


def reserved(turn: Turn, needs: frozenset[Role]) -> str:
    """Return what is said to somebody who has none of these roles."""
    return turn.worded(texts.RESERVED[needs])


async def follow(route: Route, turn: Turn) -> Reply:
    """Do what the route is for, or say why it cannot be done by this person or in this conversation."""
    if permitted(route, turn):
        try:
            return await route.run(turn)
        except NotShown as unseen:
            raise NotShown(unseen.what or _in_words(route, turn.person)) from None
    if not permits(route, turn.person):
        own = turn.registry.routes.named(route.instead) if route.instead else None
        if own and permitted(own, turn):
            return await own.run(turn)
        return Reply.text(reserved(turn, route.needs))
    # No card of ours has a window's button in a conversation, or the other way round.
    forged = (turn.incoming.address.scope is Scope.WINDOW) is not (Scope.WINDOW in route.where)
    return Reply.text(texts.UNKNOWN_BUTTON if forged else texts.PERSONAL_ONLY)


def _in_words(route: Route, person: Person) -> str:
    """Return what a command does as the help of this person says it, else as it is typed."""
    usages = (line.usage.partition(" : ")[0] for line in route.help if line.role in person.roles)
    return next(usages, route.name if route.says else "")


async def open_by_name(turn: Turn, name: str, **value: object) -> Reply:
    """Follow the route of that name with these data, as a button of another feature would."""
    route = turn.registry.routes.named(name)
    return await follow(route, replace(turn, incoming=replace(turn.incoming, value=value)))


class Routes:
    """All routes, found by name, words, intent and button. Raises ValueError when two claim the same."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.all = tuple(routes)
        self.withdrawn = any(route.withdrawn for route in self.all)
        self._names = _unique("name", ((route.name, route) for route in self.all))
        _unique("words", ((words, route) for route in self.all for words in route.says))
        self._verbs = _unique("verb", ((verb, route) for route in self.all for verb in route.verbs))
        self._intents = _unique("intent", ((one.intent, one) for one in self.all if one.intent and one.hears))
        self.words = CommandList(route.words for route in self.all if route.says)

    def named(self, name: str) -> Route:
        """Return the route of that name. Raises KeyError where there is none, which is a bug."""
        return self._names[name]

    def pressed(self, verb: str) -> Route | None:
        """Return the route of a button's verb."""
        return self._verbs.get(verb)

    def hearing(self, intent: str | None) -> Route | None:
        """Return the route that hears an intent."""
        return self._intents.get(intent or "")

    def exact(self, text: str) -> Route | None:
        """Return the route whose words are all that ``text`` says."""
        said = self.words.exact(text)
        return self.named(said.name) if said else None

    def asked(self, meant: Understanding) -> Route | None:
        """Return the route that a message asks for, in its own words or in others; None where it asks for none."""
        if meant.sense is Sense.COMMAND and meant.command:
            return self.named(meant.command.name)
        if meant.sense is Sense.SEVERAL:
            return self.hearing(SEVERAL)
        return self.hearing(meant.decision.intent) if meant.sense is Sense.ACTION and meant.decision else None

    def within_forms(self) -> Mapping[str, Handler]:
        """Return what may be asked for while a form waits for an answer, by intent."""
        return {intent: _following(route) for intent, route in self._intents.items() if route.in_form}


def _following(route: Route) -> Handler:
    async def run(turn: Turn) -> Reply:
        return await follow(route, turn)

    return run


def _unique(what: str, found: Iterable[tuple[str, Route]]) -> dict[str, Route]:
    """Return what was found by its key. Raises ValueError for a key that two routes have."""
    by_key: dict[str, Route] = {}
    for key, route in found:
        if key in by_key:
            raise ValueError(f"{what} «{key}»: {by_key[key].name} and {route.name}")
        by_key[key] = route
    return by_key


@dataclass(frozen=True, slots=True)
class TeamsCommand:
    """A command as a Teams app's manifest lists it: ``title`` is typed for the person who chooses it."""

    title: str  # At most 32 characters.
    description: str  # At most 128 characters.


def commands_for(routes: Routes, scope: Scope) -> tuple[TeamsCommand, ...]:
    """Return the commands that Teams shows to everyone in a conversation of that scope, ten at most."""
    return tuple(
        TeamsCommand(line.title or route.name, line.usage)
        for route in routes.all
        for line in route.help
        if line.role is None and line.listed and not route.needs and scope in line.where
    )


async def not_offered(turn: Turn) -> Reply:
    """Say to who asks for help what the assistant is for, and promise none; to who presses an old button, that it is over."""
    if turn.incoming.happening is Happening.EXECUTE:
        return Reply(error=texts.NO_LONGER_OFFERED)
    if turn.incoming.happening is not Happening.MESSAGE:
        return Reply.text(texts.NO_LONGER_OFFERED)
    return Reply.text(texts.NO_ASSISTANCE.format(title=turn.base.call.call.title))


def of_requests(run: Callable[..., Awaitable[Reply]]) -> Callable[..., Awaitable[Reply]]:
    """Return what answers as ``run``, where requests for assistance are taken; elsewhere it says that none are."""

    @wraps(run)
    async def offered(turn: Turn, *more: Any) -> Reply:
        return await (run(turn, *more) if turn.services.assistance else not_offered(turn))

    return offered


def without_buttons(routes: Routes, messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return the messages without the buttons that nothing but a request would come of, where none are taken."""
    if not routes.withdrawn:
        return tuple(messages)
    return tuple(
        replace(one, card=cast("AdaptiveCard", _shown(as_json(one.card), routes))) if one.card else one
        for one in messages
    )


def _shown(part: dict[str, Any], routes: Routes) -> dict[str, Any]:
    """Return a part of a card with what may be pressed; a row of buttons that has none left is gone."""
    out = dict(part)
    if "actions" in part:
        out["actions"] = [one for one in part["actions"] if _offered(one, routes)]
        if not out["actions"]:
            del out["actions"]
    if "selectAction" in part and not _offered(part["selectAction"], routes):
        del out["selectAction"]
    for within in ("body", "items", "columns", "rows", "cells"):
        if within in part:
            inner = [_shown(one, routes) if isinstance(one, dict) else one for one in part[within]]
            out[within] = [one for one in inner if not _is_empty_row(one)]
    return out


def _is_empty_row(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "ActionSet" and "actions" not in part


def _offered(action: dict[str, Any], routes: Routes) -> bool:
    route = routes.pressed(str(action.get("verb") or (action.get("data") or {}).get("verb", "")))
    return route is None or not route.withdrawn
