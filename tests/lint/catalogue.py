"""The catalogue of every card that the program can emit, each with the worst data it may meet.

One module per subject stands under ``tests/lint/emitted/`` and says::

    @emits("request.card", request_card)
    def _() -> AdaptiveCard:
        return request_card(replace(REQUEST, contact=worst.LONG_NAME), viewer=EXPERT)

The name is unique; after it come the card functions that the entry shows, so that none of the dialogs' card modules is left
out unnoticed. An entry returns the card, or the message that carries it with its text equivalent.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import tests.lint.emitted
from bot.teams.render import card as rendered
from dialogs.core.exchange import Message
from dialogs.ui.elements import AdaptiveCard
from tests.lint import modules

Emitter = Callable[[], AdaptiveCard | Message]
CARDS: dict[str, Emitter] = {}
SHOWN: set[str] = set()  # «module.function» of the card functions that the entries show.


def emits(name: str, *shown: Callable[..., Any]) -> Callable[[Emitter], Emitter]:
    """Register an entry of the catalogue."""

    def register(emitter: Emitter) -> Emitter:
        if name in CARDS:
            raise ValueError(f"two cards are called {name!r}")
        CARDS[name] = emitter
        SHOWN.update(f"{function.__module__}.{function.__name__}" for function in shown)
        return emitter

    return register


def as_sent(name: str) -> dict[str, Any]:
    """Return a card of the catalogue as Teams receives it."""
    emitted = CARDS[name]()
    if isinstance(emitted, Message):
        if emitted.card is None:
            raise ValueError(f"{name!r} emits no card")
        return rendered(emitted.card, emitted.text)
    return rendered(emitted, "")


@functools.cache
def drawn() -> dict[str, dict[str, Any]]:
    """Return every card as Teams receives it, by name; nothing changes them."""
    return {name: as_sent(name) for name in sorted(CARDS)}


def load() -> None:
    """Import every module that registers cards."""
    for module in pkgutil.iter_modules(tests.lint.emitted.__path__):
        importlib.import_module(f"{tests.lint.emitted.__name__}.{module.name}")


def card_functions() -> Iterator[str]:
    """Yield «module.function» of the public functions of card modules that return a card or a message."""
    for loaded in modules.cards():
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            returned = function.__annotations__.get("return")
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and returned in ("AdaptiveCard", "Message", AdaptiveCard, Message):
                yield f"{loaded.__name__}.{name}"


load()
