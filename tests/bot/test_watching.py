"""Alert rules and the dashboard name only what the program measures."""

import asyncio
import json
import re
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import Delivery
from bot.health import Metrics
from bot.replies import Replies
from bot.timers import Timers
from storage.outbox import NoticeState

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = (DEPLOY / "prometheus" / "alertes.yml").read_text()
BOARD = json.loads((DEPLOY / "grafana" / "assistant.json").read_text())
EXPRESSIONS = [
    *re.findall(r"^ +expr: (.+)$", RULES, re.MULTILINE),
    *(target["expr"] for panel in BOARD["panels"] for target in panel["targets"]),
]


def measured() -> dict[str, set[str]]:
    """Return the names that the program exposes (those of a histogram's parts too), each with its labels."""
    metrics = Metrics()
    nothing: Any = None
    parts = [name for name, one in signature(Delivery).parameters.items() if one.default is Parameter.empty]
    Delivery(**dict.fromkeys(parts), registry=metrics.registry)
    Timers(nothing, (), nothing, registry=metrics.registry)
    Replies(nothing, nothing, "", nothing, nothing, registry=metrics.registry)
    names: dict[str, set[str]] = {"up": {"job"}}
    for collector in metrics.registry._collector_to_names:
        labels = {*getattr(collector, "_labelnames", ())}
        for name in metrics.registry._collector_to_names[collector]:
            names[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    text = asyncio.run(metrics.text()).decode()  # What the process tells of itself is described nowhere else.
    return names | {name: set() for name in re.findall(r"^# TYPE (process_\w+)", text, re.MULTILINE)}


NAMES = measured()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_watched_is_measured(expression: str) -> None:
    plain = re.sub(r'"[^"]*"', '""', expression)
    used = set(re.findall(r"\b(assistant_\w+|process_\w+|up)\b", plain))
    assert used
    assert used <= NAMES.keys(), used - NAMES.keys()
    labels = {one for part in re.findall(r"\{([^}]*)\}", plain) for one in re.findall(r"(\w+)[!=~]", part)}
    labels |= {one.strip() for part in re.findall(r"by \(([^)]*)\)", plain) for one in part.split(",")}
    assert labels <= set().union(*(NAMES[name] for name in used)), labels


def test_outcomes_watched_exist() -> None:
    asked = set(re.findall(r'assistant_notices_total\{outcome="(\w+)"', " ".join(EXPRESSIONS)))
    assert asked
    assert asked <= {state.value for state in NoticeState}


def test_every_expression_is_read() -> None:
    assert len(re.findall(r"- alert: ", RULES)) == len(re.findall(r"^ +expr: ", RULES, re.MULTILINE)) >= 8
    assert len(BOARD["panels"]) >= 14
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
