"""Liveness, readiness and metrics for the orchestrator, and traces for operators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import generate_latest

from bot.leaving import Sender
from bot.settings import VERSION, Settings
from bot.teams.connector import Outcome
from bot.teams.envelope import Handler
from dialogs.core.exchange import Address, Incoming, Message, Reply
from knowledge.french import DomainError

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

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
        self.saved = Gauge("assistant_backup_timestamp_seconds", "When a backup last came back whole (Unix time); 0: never",
                           registry=self.registry)  # fmt: skip
        self.looks: list[Callable[[], Awaitable[None]]] = []  # What sets a value that is stored, before it is read.

    async def text(self) -> bytes:
        """Return all metrics in Prometheus's text format; what cannot be read now stays as it was."""
        for look in self.looks:
            with suppress(DomainError):
                await look()
        return generate_latest(self.registry)


# --- Traces: one span a turn, one a notice sent. Off unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set.

_SERVICE = "assistant-opale"


class Traces:
    """Wraps what is to be timed; a program without a tracer is served as it is."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer

    def handler(self, handle: Handler) -> Handler:
        """Return ``handle`` with a span «turn» round each call."""
        tracer = self._tracer
        if tracer is None:
            return handle

        async def traced(incoming: Incoming) -> Reply:
            with _span(tracer, "turn", happening=incoming.happening.value, scope=incoming.address.scope.value):
                return await handle(incoming)

        return traced

    def sender(self, sender: Sender) -> Sender:
        """Return ``sender`` with a span «notice» round each sending."""
        return _TracedSender(self._tracer, sender) if self._tracer is not None else sender


class _TracedSender:
    def __init__(self, tracer: Tracer, sender: Sender) -> None:
        self._tracer = tracer
        self._sender = sender

    async def send(self, address: Address, message: Message) -> Outcome:
        with _span(self._tracer, "notice", scope=address.scope.value, redrawn=str(bool(message.replaces))) as span:
            outcome = await self._sender.send(address, message)
            span.set_attributes({"fate": str(outcome.fate), "http.response.status_code": outcome.status})
            return outcome


@contextmanager
def _span(tracer: Tracer, name: str, **attributes: str) -> Iterator[Span]:
    """Time a block. The SDK would copy an exception's message, where a person's words may stand: only its class is kept."""
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            raise


@asynccontextmanager
async def open_traces(settings: Settings) -> AsyncIterator[Traces]:
    """Yield the traces that the settings ask for, and send what is left at the end."""
    if not settings.traces_url:
        yield Traces()
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource({"service.name": _SERVICE, "service.version": VERSION}))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{settings.traces_url.rstrip('/')}/v1/traces"))
    )
    try:
        yield Traces(provider.get_tracer(_SERVICE, VERSION))
    finally:
        await asyncio.to_thread(provider.shutdown)  # What is left is sent: a call over the network.
