"""Traces time turns and notices, and hold nothing of what people say."""

import sys
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.health import Traces, open_traces
from bot.settings import SettingsError, load_settings
from bot.teams.connector import Fate, Outcome
from dialogs.core.exchange import Address, Happening, Incoming, Message, Reply, Scope
from knowledge.people import PersonKey
from tests.bot.test_settings import LOCAL
from tests.conftest import NOW

SAID = Incoming(
    Happening.MESSAGE,
    PersonKey("tenant", "oid"),
    Address("msteams", "https://x", "a:1", "28:bot", "29:1", Scope.PERSONAL),
    "1",
    NOW,
)


def incoming(text: str) -> Incoming:
    return replace(SAID, text=text)


SECRET = "mot planté 0612345678"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traces(spans: InMemorySpanExporter) -> Traces:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return Traces(provider.get_tracer("test"))


async def test_a_turn_is_timed_without_its_words(traces: Traces, spans: InMemorySpanExporter) -> None:
    async def handle(_incoming: Incoming) -> Reply:
        return Reply.text(SECRET)

    reply = await traces.handler(handle)(incoming(SECRET))
    assert reply.messages[0].text == SECRET
    (span,) = spans.get_finished_spans()
    assert (span.name, dict(span.attributes)) == ("turn", {"happening": Happening.MESSAGE.value, "scope": "personal"})


async def test_a_failure_is_named_by_its_class_alone(traces: Traces, spans: InMemorySpanExporter) -> None:
    async def handle(_incoming: Incoming) -> Reply:
        raise ValueError(SECRET)

    with pytest.raises(ValueError, match=SECRET):
        await traces.handler(handle)(incoming("x"))
    (span,) = spans.get_finished_spans()
    assert span.attributes["error.type"] == "ValueError"
    assert SECRET not in span.to_json()


async def test_a_notice_is_timed_with_its_fate(traces: Traces, spans: InMemorySpanExporter) -> None:
    class Sender:
        async def send(self, address: Address, message: Message) -> Outcome:
            return Outcome(Fate.OK, "1", status=201)

    outcome = await traces.sender(Sender()).send(incoming("x").address, Message(SECRET))
    assert outcome.ok
    (span,) = spans.get_finished_spans()
    assert (span.name, span.attributes["fate"]) == ("notice", str(Fate.OK))
    assert SECRET not in span.to_json()


async def test_off_unless_asked_for() -> None:
    async def handle(_incoming: Incoming) -> Reply:
        return Reply()

    async with open_traces(load_settings(LOCAL)) as traces:
        assert traces.handler(handle) is handle


def test_the_missing_extra_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match="tracing"):
        load_settings({**LOCAL, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})
