"""Subscriptions: what is confirmed, what is listed."""

from __future__ import annotations

from datetime import UTC, datetime, time

from dialogs.core.exchange import Message
from dialogs.steering import subscriptions
from knowledge.people import PersonKey
from knowledge.subscription import MOST, LastingQuery, Schedule
from knowledge.understanding.wishes import SubscriptionWish
from storage.queries.status import Subscription
from tests.lint.catalogue import emits
from tests.lint.emitted.status import QUERY

_NOW = datetime(2024, 1, 29, 9, 0, tzinfo=UTC)
_LASTING = LastingQuery(QUERY)
_EVERY = Schedule(frozenset(range(7)), time(17, 30), closed=True)


@emits("subscription.ask", subscriptions.confirmation)
def _ask() -> Message:
    return subscriptions.confirmation(_NOW, _LASTING, SubscriptionWish("", _EVERY))


@emits("subscription.ask.above", subscriptions.confirmation)
def _ask_above() -> Message:
    return subscriptions.confirmation(_NOW, _LASTING, SubscriptionWish("", above=10_000))


@emits("subscription.list", subscriptions.listed_message)
def _list() -> Message:
    own = [
        Subscription(
            number, PersonKey("t", "o"), _LASTING, _EVERY if number % 2 else None, 10_000, True, _NOW, passed=True
        )
        for number in range(1, MOST + 1)
    ]
    return subscriptions.listed_message(_NOW, "Vos abonnements", own)
