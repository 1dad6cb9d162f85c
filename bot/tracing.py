"""Traces for operators: one span a turn, one a notice sent. Off unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set.

What people type, their names and their references are in no span, and neither is an exception's message: its class is.
OpenTelemetry is an extra of the project (``tracing``); it is imported only where it is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from bot.senders import Sender
from bot.settings import Settings
from bot.teams.connector import Outcome
from bot.teams.turn import Handler
from bot.version import VERSION
from dialogs.core.turn import Address, Incoming, Message, Reply

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

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
