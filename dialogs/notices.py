"""What people are told later: each kind of notice, rendered from the present state when it is sent."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.core.context import Services
from dialogs.core.turn import Letter, Message
from dialogs.features import NOTICES
from storage.outbox import Notice, Row
from storage.transaction import Transaction

# Kinds of notices that may be sent twice: a send whose outcome is unknown is tried again.
HARMLESS = tuple(sorted(NOTICES))


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true, or has nothing to say by that medium."""
    feature = NOTICES.get(row.notice.kind)
    return await feature.render(services, row) if feature else None


async def in_charge(tx: Transaction, row: Row) -> Iterable[Notice]:
    """Return who shall phone the person that a notice could not reach: whoever answered, decided or asked."""
    feature = NOTICES.get(row.notice.kind)
    return await feature.in_charge(tx, row) if feature else ()
