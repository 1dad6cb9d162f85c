"""What a status question asks, apart from what it names: the closed choices, learnt together.

Labels are the values of a query's meaning; «same» is what a follow-up leaves as it was, «none» what is not said.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from knowledge.request import Topic
from knowledge.understanding.heads import Chances, Head
from knowledge.understanding.short import manner
from knowledge.understanding.spans import Reading

REQUEST_STATES = (  # A new request is one that nobody took: «non prises».
    "attribuée",
    "planifiée",
    "en attente",
    "résolue",
    "close",
    "annulée",
    "ouvertes",
    "non prises",
    "en retard",
)
APPLICATION_STATES = (
    "brouillon",
    "déposée",
    "à compléter",
    "en instruction",
    "retenue",
    "non retenue",
    "sans suite",
    "retirée",
    "expirée",
)
FUNCTIONS = ("secrétaire général", "secrétaire général agent comptable", "fondé de pouvoir")
GROUPS = ("state", "department", "expert", "subject", "week", "school", "month")
# What else a question may say of requests: each label of the choice «more», the field that it narrows by, its value.
TRACES: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "without slot": ("slot", False),
        "with slot": ("slot", True),
        "reopened": ("reopened", True),
        "escalated": ("escalated", True),
        "by expert": ("by_expert", True),
    }
)
FIELDS = ("created", "deposited", "planned", "closed")
HEADS = (
    Head("gate", ("status", "other")),
    Head("what", ("demandes", "candidatures", "experts", "sessions", "tout", "same")),
    Head("op", ("list", "count", "one", "summary", "top", "who", "same")),
    Head("what near", ("demandes", "candidatures", "experts", "sessions", "tout", "same"), several=True),
    Head("op near", ("list", "count", "one", "summary", "top", "who", "same"), several=True),
    Head("group", GROUPS, several=True),
    Head("state", (*REQUEST_STATES, *APPLICATION_STATES), several=True),
    Head("subject", tuple(Topic), several=True),
    Head("function", FUNCTIONS, several=True),
    Head("urgent", ("yes", "no"), several=True),
    Head("field", FIELDS),
    Head("tense", ("past", "future")),
    Head("age", ("older", "since")),
    Head("sort", ("created asc", "created desc", "planned asc"), several=True),
    Head("single", ("yes",), several=True),
    Head("more", ("mine", *TRACES), several=True),
    Head("ask", ("yes",), several=True),
    Head("continues", ("no", "yes")),
    Head("edit", ("change", "add", "drop")),
    Head("drop", ("place", "time", "state", "expert", "subject", "urgent", "all"), several=True),
)


_TWICE = ("what", "op")  # Heads that look at the whole message and, as «… near», at a few words at a time.
_NEAR = 0.4  # How much what a few words say counts beside the whole.


def twice(labels: Mapping[str, Any]) -> dict[str, Any]:
    """Return labels with those that the heads of a few words are taught."""
    return {**labels, **{f"{name} near": frozenset({labels[name]}) for name in _TWICE if name in labels}}


def blended(choices: Mapping[str, Chances]) -> dict[str, Chances]:
    """Return choices, each of those made twice as one: long messages hide in the whole what a few words say plainly."""
    out = dict(choices)
    for name in _TWICE:
        near = np.clip(choices[f"{name} near"].chances, 1e-3, 1 - 1e-3)
        weighed = choices[name].chances * (near / (1 - near)) ** _NEAR
        out[name] = Chances(choices[name].labels, np.asarray(weighed / weighed.sum(), np.float32))
    return out


def extras(reading: Reading, role: str, before: Mapping[str, Any] | None) -> list[str]:
    """Return what is known besides the words: who asks, what was asked before, which kinds of things are named."""
    out = [f"role:{role}", *(f"has:{kind}" for kind in sorted({span.kind for span in reading.spans}))]
    out.append(f"words:{min(len(reading.words), 6)}")
    if before is None:
        return [*out, "before:none"]
    filters = before.get("filters", {})
    text = " ".join(token.raw for token in reading.tokens)
    return [
        *out,
        "before:yes",
        *(f"before:{sign}" for sign in manner(text)),
        f"before:{before['what']}",
        f"before:{before['op']}",
        *(f"before:{key}" for key in filters),
    ]
