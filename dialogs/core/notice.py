"""Notices of a feature: its kinds, what each says when it is sent, who phones whom a notice cannot reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from dialogs.core.context import Services
from dialogs.core.turn import Letter, Message
from storage.outbox import Notice, Row
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FeatureNotices:
    """What a feature tells people later, each notice rendered from the present state when it is sent."""

    kinds: frozenset[str]
    # Returns what a notice says now; None when it is no longer true, or has nothing to say by that medium.
    render: Callable[[Services, Row], Awaitable[Message | Letter | None]]
    # Returns the notices to those who shall phone the person that a notice could not reach.
    in_charge: Callable[[Transaction, Row], Awaitable[Iterable[Notice]]]
