"""Is it alive, is it ready, and how is it doing: what the orchestrator and the metrics collector ask."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import generate_latest

from knowledge.errors import DomainError

LOG = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
"""Returns when all is well, raises anything when not."""

_CHECK_SECONDS = 3.0


class Health:
    """The state of the process: checks that were handed in, turns in hand, and whether it is stopping."""

    def __init__(self, checks: Mapping[str, Check] | None = None) -> None:
        self._checks = dict(checks or {})
        self.stopping = False
        self.turns = 0  # In hand right now.
        self._idle = asyncio.Event()

    async def failing(self) -> list[str]:
        """Return the names of the checks that fail, in order; empty when ready."""
        if self.stopping:
            return ["stopping"]
        names = []
        for name, check in self._checks.items():
            try:
                await asyncio.wait_for(check(), _CHECK_SECONDS)
            except DomainError as error:
                LOG.warning("check %s fails: %s", name, error)
                names.append(name)
            except Exception as error:  # Whatever it raises, it is not ready.
                LOG.warning("check %s fails", name, exc_info=error)
                names.append(name)
        return names

    def begin(self) -> None:
        """Count a turn in."""
        self.turns += 1

    def end(self) -> None:
        """Count a turn out."""
        self.turns -= 1
        if not self.turns:
            self._idle.set()

    async def idle(self, seconds: float) -> bool:
        """Wait until no turn is in hand, at most so long; tell whether that is so."""
        if self.turns:
            self._idle.clear()
            try:
                await asyncio.wait_for(self._idle.wait(), seconds)
            except TimeoutError:
                return False
        return True


def _tasks() -> int:
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:  # Read outside of the loop.
        return 0


class Metrics:
    """Counts without persons: what happened, how it ended, how long it took (seconds)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.turns = Counter("assistant_turns", "Turns, by happening and outcome", ("happening", "outcome"),
                             registry=self.registry)  # fmt: skip
        self.seconds = Histogram("assistant_turn_seconds", "From the request to its answer", registry=self.registry,
                                 buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15))  # fmt: skip
        self.sends = Counter("assistant_sends", "Calls to the connector, by method and fate", ("method", "fate"),
                             registry=self.registry)  # fmt: skip
        self.refusals = Counter("assistant_refusals", "Requests refused, by status and reason", ("status", "reason"),
                                registry=self.registry)  # fmt: skip
        self.tasks = Gauge("assistant_tasks", "Tasks of the event loop", registry=self.registry)
        self.tasks.set_function(_tasks)
        self.in_hand = Gauge("assistant_turns_in_hand", "Turns in hand", registry=self.registry)

    def text(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self.registry)
