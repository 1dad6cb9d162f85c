"""The parts of the program that a turn's time is told by: a stack belongs to the first row that is found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

# By part: beginnings of «module:function». The order is that of the search: what is written behind is that part,
# whatever it calls; what nobody claims is the loop.
_FOUND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "logging": ("logging/", "bot/log:"),
        "writes behind": ("bot/behind:Behind._run", "bot/behind:Behind.flush"),
        "timers, delivery": ("bot/timers", "bot/delivery", "bot/duties", "storage/changes"),
        "who it is": ("dialogs/router:Router._meet",),
        "deciding": ("knowledge/understanding/understand:Listener.", "dialogs/core/shown:meant"),
        "the database, on the loop": ("storage/", "sqlalchemy/", "aiosqlite/", "asyncpg/"),
        "what is said": ("dialogs/",),
        "rendering": ("bot/teams/render:", "bot/teams/connector:_written"),
        "sending": ("bot/teams/connector:", "aiohttp/client", "aiohttp/connector"),
        "reading": ("bot/teams/envelope:", "bot/teams/adapter:_body"),
        "our handling": ("bot/teams/", "bot/"),
        "the SDK": ("botbuilder/", "botframework/"),
        "HTTP server": ("aiohttp/web", "aiohttp/"),
        "the loop": ("",),
    }
)
PARTS = tuple(_FOUND)


def part_of(stack: Sequence[str]) -> str:
    """Return the part of a stack, whose functions stand outermost first."""
    for part, beginnings in _OUTER.items():
        if any(one.startswith(beginnings) for one in stack):
            return part
    return next(
        (part for one in reversed(stack) for part, found in _INNER.items() if one.startswith(found)), "the loop"
    )


# What a part calls is that part's; elsewhere the innermost function that belongs to one tells.
_OUTER = {part: _FOUND[part] for part in ("logging", "writes behind", "timers, delivery", "who it is", "deciding")}
_INNER = {part: found for part, found in _FOUND.items() if part not in _OUTER and found != ("",)}
