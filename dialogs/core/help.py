"""The help and the greeting: what this person can do here, from the routes, by theme, role and season."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pydantic import Field

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.exchange import CardPart, Message, Pressed, Reply, notes, told, words
from dialogs.core.next_steps import next_steps
from dialogs.core.route import SEVERAL, HelpLine, Route, Theme, permitted
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action
from knowledge.base import KnowledgeBase, days_left
from knowledge.call import Call, types_of
from knowledge.conversation import Season, season_at
from knowledge.french import NBSP, capitalised, counted, long_date
from knowledge.people import Role

# --- Buttons that ask a question of the call.


def known_questions(base: KnowledgeBase, topics: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the first three of ``topics`` that the call answers, or leaves open in so many words, each with its question."""
    asked = {topic: base.facts[topic].question for topic in topics if topic in base.facts}
    asked |= {topic: base.silent[topic].button for topic in topics if topic in base.silent}
    return tuple((topic, asked[topic]) for topic in topics if topic in asked)[:3]


@lru_cache(maxsize=256)
def question_button(entry: str, question: str) -> Action:
    """Return the button that asks for what the call says of ``entry``."""
    return el.asks(question, "question.ask", {"entry": entry})


# What a newcomer wants to know first, by type, where the call's file proposes nothing else.
_FIRST_QUESTIONS = ("fonctions", "indemnite", "comment_candidater")


def first_topics(call: Call) -> list[tuple[str, str]]:
    """Return the entries to begin with, each with its question: those that the call's file proposes, or the usual ones."""
    owners = {type_: fact.id for fact in call.fact for type_ in (fact.id, *types_of(fact))}
    asked = {fact.id: fact.question for fact in call.fact} | {point.id: point.button for point in call.silent}
    wanted = call.greeting or [owners[type_] for type_ in _FIRST_QUESTIONS if type_ in owners]
    return [(topic, asked[topic]) for topic in wanted if topic in asked][:3]


def first_questions(base: KnowledgeBase) -> list[Action]:
    """Return the buttons of the questions to begin with."""
    return [question_button(topic, question) for topic, question in first_topics(base.call)]


# --- The help.


class ThemePress(Pressed):
    """The theme that a button shows; none: the themes themselves. ``rest``: those that found no place at first.

    ``skip``: how many lines of the theme were shown before.
    """

    theme: Theme | None = None
    rest: bool = False
    skip: int = Field(0, ge=0, le=1000)


# What a school asks before it lets somebody see its screen.
_OF_SERVICE = ("ecran", "lecteurs", "delai")
_FIRST = 5  # Themes as buttons at first: Teams folds more than six away.
# What a member or an expert does each day comes before what everyone may do.
_ORDER = tuple(
    sorted(Theme, key=lambda theme: theme in (Theme.QUESTIONS, Theme.APPLICATION, Theme.ASSISTANCE, Theme.REST))
)


async def show_help(turn: Turn) -> Reply:
    """Show the themes of what this person can do here; in a group, all of the little there is. What was spoken of is left."""
    shown = turn.remembered.query_now(turn.now)
    turn.remember(turn.remembered.cleared(turn.now))
    reply = await show_theme(turn, ThemePress())
    steps = next_steps(turn, shown) if shown else []
    if not steps:
        return reply
    (themes,) = reply.messages
    return Reply.of(told(texts.NEXT_OF_SHOWN, actions=steps), themes)


async def show_theme(turn: Turn, pressed: ThemePress) -> Reply:
    """Show one theme, or the themes to choose from."""
    by_theme = usages_by_theme(turn)
    if not turn.personal:
        return Reply.of(_in_group(turn, by_theme))
    if pressed.theme and pressed.theme in by_theme:
        return Reply.of(_theme(turn, pressed.theme, pressed.skip))
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


_EXAMPLES = 5  # On one screen of a phone.
# What is done most comes first: the titles of lines, in order.
_DAILY = (
    "statut",
    "demandes …",
    "nouvelle demande",
    "mes demandes",
    "ma journée",
    "délais …",
    "exporter",
    "questions",
    "candidatures",
)
_BEYOND = re.compile(r"\s*[:;(]\s")  # What a usage says more than its first words.
_OWN = re.compile(r"\d|:")  # In an example: it names a file, or holds words of the person's own.
_QUOTED = re.compile(r"«\s([^«»…]+?)\s»")


def _theme(turn: Turn, theme: Theme, skip: int) -> Message:
    """Return some lines of a theme, those that a press says first, and the button that shows those after them."""
    lines = [(route, line, _example(turn, route, line)) for route, line in _offered(turn) if line.theme is theme]
    ordered = sorted(lines, key=lambda one: (not one[2], _rank(one[1].title or one[0].name)))
    title, shown = turn.worded(texts.HELP_THEMES[theme]), ordered[skip : skip + _EXAMPLES]
    drawn, told_ = [], []
    for route, line, said in shown:
        words_, usage = said or line.title or route.name, turn.worded(line.usage)
        brief = capitalised(_BEYOND.split(usage, maxsplit=1)[0])
        press = el.says(f"{brief} «{NBSP}{words_}{NBSP}»", said) if said else None
        drawn.append(pt.example(words_, brief, press))
        told_.append(texts.HELP_LINE.format(words=words_, usage=usage))
    actions = first_questions(turn.base)[:2] if theme is Theme.QUESTIONS and not skip else []
    if theme is Theme.REST and not skip:
        entries = turn.services.entries
        shown_first = [entry for entry in _OF_SERVICE if entry in entries]
        actions = [el.asks(entries[entry].title, "about.show", {"entry": entry}) for entry in shown_first]
    if len(ordered) > skip + _EXAMPLES:
        actions.append(el.asks(texts.BUTTON_MORE_HELP, "help.theme", {"theme": theme.value, "skip": skip + _EXAMPLES}))
    return told(title, CardPart(drawn, told_), actions=[*actions, el.asks(texts.BUTTON_HELP, "help.show")])


def _rank(title: str) -> int:
    return _DAILY.index(title) if title in _DAILY else len(_DAILY)


def _example(turn: Turn, route: Route, line: HelpLine) -> str:
    """Return the words of a line that a press may say; empty where they name somebody or something of the person's own."""
    title = line.title or route.name
    if route.intent == SEVERAL or ":" in title:
        return ""
    if "…" not in title:
        return title
    quoted_ = _QUOTED.search(turn.worded(line.usage)) if title.endswith(" …") else None
    return quoted_[1] if quoted_ and not _OWN.search(quoted_[1]) else ""


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


# --- The greeting: the daily work first, on one screen of a phone.


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
            *([el.says(texts.BUTTON_STATUS, "statut")] if turn.services.assistance else []),
            el.says(texts.BUTTON_QUESTIONS, "questions"),
            el.says(texts.BUTTON_APPLICATIONS, "statut candidatures"),
        ]
    if turn.person.has(Role.EXPERT):
        return [
            el.asks(texts.BUTTON_MY_REQUESTS, "assistance.mine"),
            el.says(texts.BUTTON_STATUS, "statut"),
            el.asks(texts.BUTTON_LOG_REQUEST, "assistance.log"),
        ]
    return _greeted_with(turn)


def _greeted_with(turn: Turn) -> Sequence[Action]:
    """Return what an agent is offered, what the season calls for first."""
    season, taken = _season(turn), turn.base.call.application is not None
    assistance = [el.asks(texts.BUTTON_ASK_ASSISTANCE, "assistance.start")] if turn.services.assistance else []
    if season is Season.BEFORE or season in _TAKEN:
        start = [el.asks(texts.BUTTON_START_APPLICATION, "candidature.start")] if taken and season in _TAKEN else []
        first = [*start, *assistance] if season in _PRESSING else [*assistance, *start]
        return [*first, *first_questions(turn.base)][:_MOST]
    mine = el.asks(texts.BUTTON_MY_APPLICATION, "candidature.show")
    return [mine, *assistance] if season is Season.RESULTS else [*assistance, mine]
