"""Choose the models of calls without weights of their own, and show what they are worth: ``python -m tests.calls.fit [--keep]``.

Each call is judged by models that were fitted on the other ones, with no, five and fifteen wordings an entry: the curve that is printed
is of first sight. ``--measure`` shows what the program then answers at its own door. ``--keep`` writes the models fitted on all of them, with the bars below, beside the lexicon.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from knowledge.call import types_of
from knowledge.understanding.intent.evidence import Models, first_of, of_domains, read_models
from knowledge.understanding.utterance import utterance
from knowledge.understanding.words import visible
from storage.calls import LEXICON, arbiter, read_base
from tests.calls.measure import CALLS, files_with, report, sets

WORDINGS = (0, 5, 15)
BAR, GATE = 0.7, 0.85
_HEAD = "# Choisi sur les appels de « tests/calls » par « python -m tests.calls.fit --keep »."
_STEPS, _RATE, _KEEP = 250, 0.05, 1e-3
Floats = npt.NDArray[np.float64]


@dataclass
class Line:
    """One line of a call's sets: its signs, and which entries answer it; ``kind``: question, open, off or act."""

    call: str
    wordings: int
    kind: str
    rows: Floats
    whole: Floats
    right: npt.NDArray[np.bool_]
    facts: npt.NDArray[np.bool_]

    def scores(self, rank: Floats) -> Floats:
        """Return the score of each entry."""
        return np.asarray(self.rows @ rank)

    def first(self, rank: Floats) -> Floats:
        """Return the signs of the likeliest entry, then those of the message."""
        return np.concatenate([first_of(self.rows, self.scores(rank)), self.whole])


def lines(name: str, wordings: int) -> Iterator[Line]:
    """Yield the lines of a call's sets, read with so many wordings an entry."""
    told: Mapping[str, Any] = sets(name)
    with tempfile.TemporaryDirectory() as folder:
        base = read_base(files_with(name, wordings, Path(folder)))
    recogniser, weigher = base.recogniser, base.recogniser.weigher
    assert weigher is not None
    also = {type_: entry.id for entry in base.call.entries for type_ in types_of(entry)}
    facts = np.array([id_ in base.facts for id_ in weigher.ids])

    def line(kind: str, text: str, label: str = "") -> Line:
        cut = utterance(text)
        shown = visible(cut.asks if cut.is_mail else cut.said)
        scores = recogniser._scores(shown)
        rows, _, whole = weigher.signs(shown, recogniser.shares(scores))
        weighed = arbiter().weigh(cut.asks, base.decide(cut.said), frozenset())
        whole = np.concatenate([whole, of_domains(weighed.chances.__getitem__)])
        meant = set(told.get("entries", {}).get(label, [also.get(label, label)])) if label else set()
        right = np.array([id_ in meant for id_ in weigher.ids]) if label else ~facts & (kind == "open")
        return Line(name, wordings, kind, rows.astype(np.float64), whole, right, facts)

    yield from (line("question", text, label) for label, text in told["questions"])
    yield from (line("open", text) for text in told["silent"])
    yield from (line("off", text) for text in told["off_topic"])
    yield from (line("act", text, label) for label, text in told.get("actions", ()))


def ranked(learnt: Sequence[Line]) -> Floats:
    """Return the weights by which the entry meant comes first the likeliest (softmax, Adam)."""
    weights, mean, square = np.eye(learnt[0].rows.shape[1])[0], 0.0, 0.0
    known = [one for one in learnt if one.right.any() and one.kind in ("question", "open")]
    for step in range(1, _STEPS + 1):
        gain = -_KEEP * weights
        for one in known:
            chances = np.exp((scores := one.scores(weights)) - scores.max())
            chances /= chances.sum()
            wanted = chances * one.right
            gain = gain + one.rows.T @ (wanted / max(wanted.sum(), 1e-12) - chances) / len(known)
        mean, square = 0.9 * mean + 0.1 * gain, 0.99 * square + 0.01 * gain**2
        weights = weights + _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return np.asarray(weights)


def logistic(signs: Floats, right: npt.NDArray[np.bool_]) -> Floats:
    """Return the weights of a logistic model of unscaled signs, the constant first."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3)).fit(signs, right)
    scaled = model[-1].coef_[0] / model[0].scale_
    return np.concatenate([[model[-1].intercept_[0] - scaled @ model[0].mean_], scaled])


@dataclass
class Fitted:
    """The three models, as the program has them."""

    rank: Floats
    sure: Floats
    about: Floats

    def program(self) -> Models:
        """Return them as the program reads them."""
        return read_models(self.text())

    def text(self) -> str:
        """Return the file that holds them."""
        told = [
            f"{name} = [{', '.join(f'{one:.4f}' for one in getattr(self, name))}]" for name in ("rank", "sure", "about")
        ]
        return "\n".join([_HEAD, *told, f"bar = {BAR}", f"gate = {GATE}", ""])

    @classmethod
    def on(cls, learnt: Sequence[Line]) -> Fitted:
        """Return the models fitted on these lines."""
        rank = ranked(learnt)
        firsts = np.array([one.first(rank) for one in learnt])
        right = np.array([bool(one.right[int(np.argmax(one.scores(rank)))]) for one in learnt])
        ours = np.array([one.kind in ("question", "open") for one in learnt])
        return cls(rank, logistic(firsts, right), logistic(np.array([one.whole for one in learnt]), ours))


def judged(line: Line, models: Fitted) -> tuple[float, float, list[int]]:
    """Return how sure a line's first entry is, how likely the call is asked about, and the three first entries."""
    first = line.first(models.rank)
    sure, about = (
        1 / (1 + np.exp(-(weights[0] + weights[1:] @ signs)))
        for weights, signs in ((models.sure, first), (models.about, line.whole))
    )
    return float(sure), float(about), np.argsort(-line.scores(models.rank), kind="stable")[:3].tolist()


def shown(found: Sequence[tuple[Line, float, float, list[int]]], bar: float, gate: float) -> str:
    """Return what the bars give, as a row of a table."""
    shares: dict[str, list[bool]] = {name: [] for name in ("right", "offered", "wrong", "open", "fact", "off")}
    for line, sure, about, entries in found:
        told, hit = sure >= bar, bool(line.right[entries[0]])
        if line.kind == "question":
            shares["right"].append(told and hit)
            shares["wrong"].append(told and not hit)
            shares["offered"].append(hit if told else about >= gate and bool(line.right[entries].any()))
        elif line.kind == "open":
            shares["open"].append(hit if told else about >= gate and bool(line.right[entries].any()))
            shares["fact"].append(told and not hit)
        elif line.kind == "off":
            shares["off"].append(not (told or about >= gate))
    return f"| {bar:.2f} | {gate:.2f} | " + " | ".join(f"{100 * np.mean(one):.1f}" for one in shares.values()) + " |"


def main() -> None:
    """Fit, print the curve of calls left out, and keep the models where asked."""
    every = [line for name in CALLS for wordings in WORDINGS for line in lines(name, wordings)]
    found: list[tuple[Line, float, float, list[int]]] = []
    for name in CALLS:
        models = Fitted.on([one for one in every if one.call != name])
        found += [(one, *judged(one, models)) for one in every if one.call == name]
        if "--measure" in sys.argv:
            with patch("storage.calls.models", models.program):
                report(name, WORDINGS)
    for wordings in WORDINGS:
        print(
            f"{wordings} wordings: | bar | gate | right | or offered | wrong and sure | open: said or offered | open: a fact told | off topic refused |"
        )
        here = [one for one in found if one[0].wordings == wordings]
        for bar in (0.4, 0.5, 0.6, 0.65, 0.7, 0.8):
            for gate in (0.7, 0.8, 0.9):
                print("  ", shown(here, bar, gate))
    if "--keep" in sys.argv:
        (LEXICON / "evidence.toml").write_text(Fitted.on(every).text(), "utf-8")


if __name__ == "__main__":
    main()
