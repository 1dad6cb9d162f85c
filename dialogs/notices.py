"""What people are told later: each kind of notice, rendered from the present state when it is sent."""

from __future__ import annotations

from dialogs.core.context import Services
from dialogs.core.turn import Letter, Message
from dialogs.features import NOTICES
from storage.outbox import Row

# Kinds of which a send whose outcome is unknown is tried again: they may arrive twice.
MAY_REPEAT = frozenset(kind for kind, feature in NOTICES.items() if feature.specs[kind].may_repeat)


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true, or has nothing to say by that medium."""
    feature = NOTICES.get(row.notice.kind)
    return await feature.render(services, row) if feature else None
