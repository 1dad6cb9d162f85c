"""What each value is called, said alone: the lexicon of ``lexicon.toml`` as lines that teach the heads of several labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.training.lines import Line

_BY = ("par", "selon le", "/", "pour chaque", "by", "per")
_WEIGHT = 0.5


def phrases(lexicon: Mapping[str, Any], subjects: Mapping[str, Any]) -> list[Line]:
    """Return a line for each phrase; ``subjects``: the wordings and cues of ``subjects.toml``."""
    return [
        Line(text, group="phrase", labels={head: frozenset(labels)}, weight=weight)
        for head, labels, text, weight in _said(lexicon, subjects)
    ]


def _said(lexicon: Mapping[str, Any], subjects: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], str, float]]:
    for states in lexicon["state"].values():
        for state, forms in states.items():
            labels = ("résolue", "close") if state == "fini" else (state,)
            yield from (("state", labels, text, _WEIGHT) for texts in forms.values() for text in texts)
    for head in ("subject", "function", "urgent"):
        for value, texts in lexicon[head].items():
            yield from ((head, (value,), text, _WEIGHT) for text in texts)
    for value, texts in lexicon["group"].items():
        yield from (("group", (value,), f"{by} {text}", _WEIGHT / 2) for text in texts for by in _BY)
    for head in ("sort", "superlative"):
        for value, texts in lexicon[head].items():
            before = "" if head == "sort" else "les "
            yield from (("sort", (f"created {value}",), before + text, _WEIGHT) for text in texts)
    yield from (("ask", ("yes",), text, _WEIGHT) for text in lexicon["unkept"]["things"])
    for code, told in subjects["topics"].items():
        texts = (*told.get("wordings", ()), *told.get("cues", ()))
        yield from (("subject", (code,), text, _WEIGHT) for text in texts)
