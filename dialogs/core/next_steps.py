"""What is likeliest to be asked next of what was just shown, as buttons that say it; the help offers the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.people import Role
from knowledge.understanding.query import ME, Group, Op, Query, What, compared

MOST = 6  # Buttons of a card: clients fold what is beyond.
_QUESTIONS = 2

_Said = tuple[str, str]  # The button, and the words that it says.


def _is_narrowed_by(query: Query, field: str) -> bool:
    return any(one.field == field for part in query.where for one in compared(part))


# The questions that fit, the likeliest first: what they follow on, and what they say.
_NEXT: Sequence[tuple[Callable[[Query], bool], _Said]] = (
    (lambda query: query.group_by is Group.DEPARTMENT, texts.NEXT_BY_SUBJECT),
    (lambda query: query.group_by is not Group.DEPARTMENT, texts.NEXT_BY_DEPARTMENT),
    (lambda query: not (query.group_by or query.measure or _is_narrowed_by(query, "urgent")), texts.NEXT_URGENT),
    (lambda query: query.measure is not None and query.group_by is not Group.MONTH, texts.NEXT_BY_MONTH),
    (lambda query: query.measure is None, texts.NEXT_DELAYS),
    (lambda _query: True, texts.NEXT_BY_MONTH),
)
_OTHERS = MappingProxyType(
    {
        What.APPLICATIONS: (texts.NEXT_WAVES, texts.NEXT_FUNCTIONS),
        What.SESSIONS: (texts.NEXT_WEEK, texts.NEXT_UNTAKEN),
        What.EXPERTS: (texts.NEXT_LOAD, texts.NEXT_AWAY),
    }
)


def next_steps(turn: Turn, query: Query) -> list[Action]:
    """Return the buttons that go on from what ``query`` has shown: two questions, then what is done with the answer."""
    if query.value("reference") or not turn.personal:
        return []
    whole = turn.person.has(Role.SA_EPLE)
    of_requests = query.what in (What.REQUESTS, What.ALL)
    asked = [said for fits, said in _NEXT if fits(query)] if of_requests else list(_OTHERS[query.what])
    if not whole:  # Experts are told no totals.
        urgent = [] if _is_narrowed_by(query, "urgent") else [texts.NEXT_URGENT]
        asked = [*urgent, texts.NEXT_UNTAKEN] if of_requests else []
    done = [texts.DO_EXPORT] if whole or query.values("expert") == (ME,) else []
    done += [texts.DO_SUBSCRIBE] if query.what is not What.EXPERTS else []
    if whole and "non prises" in query.values("state") and query.op is Op.LIST and not query.group_by:
        done.append(texts.DO_ASSIGN)
    carried = {"query": query.meaning(), **({"schools": list(query.schools)} if query.schools else {})}
    return [el.says(title, text, carried) for title, text in [*asked[:_QUESTIONS], *done]]


def going_on(turn: Turn, query: Query, reply: Reply) -> Reply:
    """Return the reply with such buttons at the end of its last card."""
    *before, last = reply.messages
    if last.card is None:
        return reply
    drawn = cast("dict[str, Any]", last.card)  # What is built is plain JSON.
    held = drawn.get("actions") or []
    actions = [*held, *next_steps(turn, query)][:MOST]
    card = {**drawn, "actions": actions} if actions else drawn
    return replace(reply, messages=(*before, replace(last, card=cast("el.AdaptiveCard", card))))
