"""Lines made from templates crossed with what each value is called, with noise: slips, SMS, dictation.

``templates.toml`` holds sentences as pieces: {W} the noun looked for; {adj}, {rel}, {verb} a state; {mods} any narrowing;
«<G:sujets>» a mark as in ``lines.py``; every other name is a list of fillers. ``lexicon.toml`` holds the words of values.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from knowledge.training.fillers import Fillers, Noise, Piece, WrittenLine, contracted
from knowledge.training.lines import KINDS, Line, group_label, group_of, states_of
from knowledge.understanding.directory import Directory

_HEADS_OF = {"S": "state", "T": "subject"}
_WEIGHT = 0.5


class Generator:
    """Makes lines. The same seed gives the same lines."""

    def __init__(
        self, templates: Mapping[str, Any], lexicon: Mapping[str, Any], directory: Directory, seed: int = 1
    ) -> None:
        self._random = random.Random(seed)
        self._fillers = Fillers(self._random, templates, lexicon, directory)
        self._noise = Noise(self._random, templates["noise"])
        self._around = templates["filler"]
        self._frames = templates["frame"]
        self._weights = [frame["weight"] * (0.5 + len(frame["t"]) ** 0.5 / 6) for frame in self._frames]

    def lines(self, count: int) -> list[Line]:
        """Return ``count`` lines."""
        return [self._line(self._random.choices(self._frames, self._weights)[0]) for _ in range(count)]

    def _line(self, frame: Mapping[str, Any]) -> Line:
        follows = bool(frame.get("cont"))
        self._fillers.what, self._fillers.said = self._looked_for(frame, follows=follows), set()
        written = self._noise.written(contracted(self._sentence(frame, follows=follows)))
        spans = [(KINDS[mark], start, end) for mark, _, start, end in written.marks if mark in KINDS]
        before = None
        if follows:
            op = self._random.choice(("list", "list", "count", "summary"))
            before = {"what": self._fillers.what, "op": op, "filters": {}}
        gate = frame.get("gate", "status")
        if gate in ("own", "action"):
            return Line(written.text, group="made", other=True, weight=_WEIGHT)
        if gate == "unkept":
            labels: dict[str, Any] = {"gate": "status", "ask": frozenset({"yes"})}
            return Line(written.text, before=before, group="made", labels=labels, marks=spans, weight=_WEIGHT)
        return Line(
            written.text,
            before=before,
            group="made",
            labels=_labels(frame, written, self._fillers.what, follows=follows),
            marks=spans,
            weight=_WEIGHT,
            left_out=frozenset(written.gone),
            marked_words=[
                (_HEADS_OF[mark], value, start, end) for mark, value, start, end in written.marks if mark in _HEADS_OF
            ],
        )

    def _looked_for(self, frame: Mapping[str, Any], *, follows: bool) -> str:
        """Return what the line looks for; of a follow-up, what the question before looked for."""
        chance = self._random
        what: str = {"-": "demandes", "ref": "demandes", "tout": "demandes"}.get(frame["what"], frame["what"])
        if frame["what"] == "-" and not follows and frame["op"] in ("list", "count") and chance.random() < 0.22:
            what = "candidatures"
        if follows and chance.random() < 0.3:
            what = chance.choice(("candidatures", "sessions", "experts"))
        return what

    def _sentence(self, frame: Mapping[str, Any], *, follows: bool) -> list[Piece]:
        """Return a template filled, with what people write before, between and behind."""
        chance, around = self._random, self._around
        pieces = self._expanded(chance.choice(frame["t"]))
        if chance.random() < (0.08 if follows else 0.2):
            pieces.insert(0, Piece(chance.choice(around["intro"])))
        if not follows and chance.random() < 0.08:
            pieces.insert(chance.choice([0, len(pieces)]), Piece(chance.choice(around["story"])))
        if chance.random() < (0.08 if follows else 0.2):
            pieces.append(Piece(chance.choice(around["outro"])))
        return pieces

    def _expanded(self, template: str) -> list[Piece]:
        out: list[Piece] = []
        for part in filter(None, re.split(r"(\{[^}]+\}|<[A-Z]:(?:[^>{}]|\{[^}]+\})*>)", template)):
            if part[0] == "{":
                out += self._fillers.named(part[1:-1])
            elif part[0] == "<":
                text = re.sub(
                    r"\{([^}]+)\}",
                    lambda found: "".join(piece.text for piece in self._fillers.named(found[1])),
                    part[3:-1],
                )
                value = ("asc" if "anc" in text or "viei" in text else "desc") if part[1] == "Z" else ""
                out.append(Piece(text, part[1], value))
            else:
                out.append(Piece(part))
        return out


def _labels(frame: Mapping[str, Any], written: WrittenLine, looked_for: str, *, follows: bool) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for mark, value, start, end in written.marks:
        values.setdefault(mark, []).append(value or (group_of(written.text[start:end]) if mark == "G" else ""))
    op = frame["op"] if frame["op"] != "-" else "same" if follows else "list"
    narrow = bool(set(values) - {"P", "D"})
    labels: dict[str, Any] = {
        "gate": "status",
        "ask": frozenset(),
        "continues": "yes" if follows else "no",
        "op": op,
        "state": frozenset(one for value in values.get("S", ()) for one in states_of(value.partition(":")[2])),
        "subject": frozenset(values.get("T", ())),
        "function": frozenset(values.get("F", ())),
        "urgent": frozenset(values.get("U", ())[:1]),
        "sort": frozenset(f"created {one}" for one in values.get("Z", ())[:1]),
        **group_label(values.get("G", []), op),
    }
    if frame["what"] == "-":
        labels["what"] = "same" if follows else "tout" if op == "summary" and not narrow else looked_for
    elif frame["what"] != "ref":
        labels["what"] = frame["what"]
    if follows:
        labels["edit"] = "drop" if "K" in values else "change"
    return labels
