"""What is said, and no longer shown, where the assistant takes no requests for assistance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, cast

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.route import Routes
from dialogs.core.turn import Happening, Message, Reply
from dialogs.ui.kit import AdaptiveCard, as_json


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
