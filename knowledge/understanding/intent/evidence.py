"""Which entry of a call without weights of its own is meant, how surely, and whether the call is what is asked about.

Three small models read what the recogniser makes of a message and what the message shares with the call's own texts: the
wordings and answers of each entry, and the passages of the published text that its answer resembles. Their numbers were
chosen on calls that are left out (``python -m tests.calls.fit``), never on the call that they judge.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.passages import Passage, TextIndex
from knowledge.understanding.intent.topics import Domain

Floats = npt.NDArray[np.float32]
_LEAST = 1e-4  # Chances below are all alike.
_LITTLE = 1e-3
_OFFERED = 3
_COMES_NEAR = 0.5  # What a passage shares with a message, from which it is shown.
_LIKE, _NEARLY = 0.2, 0.8  # The likeness from which a passage is one that an entry says, and of the likest one to it.
# Signs of an entry: what the recogniser gives it, then what its answer, wordings and passages share, twice each.
_TEXTS = 7


@dataclass(frozen=True, slots=True)
class EntryTexts:
    """What stands in a call for one entry: the ways of asking it, and what it answers; a fact, or an open point, ``left`` out or written."""

    id: str
    asks: tuple[str, ...]
    said: str
    is_fact: bool
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Models:
    """The weights: ``rank`` of an entry's signs; ``sure`` and ``about``, a constant first; the bars of both, and of a likely answer."""

    rank: Floats
    sure: Floats
    about: Floats
    bar: float
    gate: float


def read_models(text: str) -> Models:
    """Return the models that ``text`` (TOML) holds."""
    told = tomllib.loads(text)
    arrays = {name: np.array(told[name], np.float32) for name in ("rank", "sure", "about")}
    return Models(**arrays, bar=told["bar"], gate=told["gate"])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found of one message. ``entries``: the likeliest, best first, of all that are ``known``.

    ``passages``: those that come near it and that none of these entries says, best first. ``first``: the signs of the likeliest entry; ``whole``: those of the message.
    """

    entries: tuple[str, ...]
    known: tuple[str, ...]
    passages: tuple[int, ...]
    first: Floats
    whole: Floats
    models: Models

    def sure(self, chance: Callable[[Domain], float]) -> float:
        """Return the chance that the first entry is what is meant; ``chance``: that of each domain, by the arbiter."""
        return _logistic(self.models.sure, (*self.first, *self.whole, *of_domains(chance)))

    def about(self, chance: Callable[[Domain], float]) -> float:
        """Return the chance that the call is what is asked about."""
        return _logistic(self.models.about, (*self.whole, *of_domains(chance)))


def of_domains(chance: Callable[[Domain], float]) -> tuple[float, ...]:
    """Return what the arbiter makes of a message, as the models read it."""
    call = chance(Domain.CALL) + chance(Domain.ELIGIBILITY)
    acts = chance(Domain.ACT) + chance(Domain.OWN) + chance(Domain.DIFFICULTY)
    talks = chance(Domain.ASSISTANT) + chance(Domain.TALK)
    return (
        math.log((call + _LITTLE) / (chance(Domain.ELSEWHERE) + _LITTLE)),
        math.log((call + _LITTLE) / (1 - call + _LITTLE)),
        math.log((acts + 10 * _LITTLE) / (call + 10 * _LITTLE)),
        math.log((talks + 10 * _LITTLE) / (call + 10 * _LITTLE)),
    )


def _logistic(weights: Floats, signs: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-float(weights[0] + weights[1:] @ np.array(signs, np.float32))))


class Weigher:
    """Weighs the entries of one call. ``numbers``: the places of its entries among the recogniser's topics."""

    __slots__ = ("_asks", "_facts", "_index", "_left", "_models", "_owners", "_passages", "_said", "_size", "ids")

    def __init__(self, entries: Sequence[EntryTexts], passages: Sequence[Passage], models: Models) -> None:
        self.ids = tuple(one.id for one in entries)
        self._models, self._size = models, len(entries)
        asks = [text for one in entries for text in one.asks]
        self._owners = np.repeat(np.arange(self._size), [len(one.asks) for one in entries])
        self._index = TextIndex(
            [*(one.said for one in entries), *asks, *(f"{one.heading} {one.text}" for one in passages)]
        )
        self._asks = slice(self._size, self._size + len(asks))
        self._passages = slice(self._asks.stop, self._asks.stop + len(passages))
        self._facts = np.array([one.is_fact for one in entries], np.float32)
        self._left = np.array([one.by_itself for one in entries], np.float32)
        self._said = self._linked([one.said if one.is_fact else "" for one in entries])

    def _linked(self, said: Sequence[str]) -> Floats:
        """Return how much each entry's answer says each passage; 0 for what it resembles less than another."""
        found = np.zeros((self._size, self._passages.stop - self._passages.start), np.float32)
        for row, text in enumerate(said):
            if text and found.shape[1]:
                like = self._index.pieces(text)[self._passages]
                found[row] = np.where(like >= max(_LIKE, _NEARLY * float(like.max())), like, 0)
        return found

    def signs(self, text: str, chances: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the signs of each entry (a row each), how near each passage is, and the signs of the whole message.

        ``chances``: of each entry; then of other matters, and of what is to be done or said.
        """
        told, elsewhere, acts = chances[: self._size], float(chances[-2]), float(chances[-1])
        about = float(told.sum())
        pieces, roots = self._index.pieces(text), self._index.roots(text)
        near = []
        for found in (pieces, roots):
            asked = np.zeros(self._size, np.float32)
            np.maximum.at(asked, self._owners, found[self._asks])
            links = self._said * found[self._passages]
            near.append((found[: self._size] * self._facts, asked, links.max(axis=1) if links.shape[1] else 0 * asked))
        columns = [np.log(told / max(about, _LEAST) + _LEAST), *(one[part] for part in range(3) for one in near)]
        rows = np.stack([*columns, self._facts, self._left], axis=1).astype(np.float32)
        passages = pieces[self._passages] + roots[self._passages]
        whole = np.array(
            [
                math.log((about + _LITTLE) / (elsewhere + _LITTLE)),
                math.log((about + _LITTLE) / (acts + _LITTLE)),
                math.log(1 + len(text.split())),
                *rows[:, 1:_TEXTS].max(axis=0),
            ],
            np.float32,
        )
        return rows, passages, whole

    def weigh(self, text: str, chances: Floats) -> Evidence:
        """Return what is found of a message; see :meth:`signs`."""
        rows, passages, whole = self.signs(text, chances)
        scores = rows @ self._models.rank
        order = np.argsort(-scores, kind="stable")[:_OFFERED]
        near = (passages >= _COMES_NEAR) & (self._said[order].max(axis=0) == 0)
        nearest = [number for number in np.argsort(-passages, kind="stable")[:_OFFERED].tolist() if near[number]]
        first = first_of(rows, scores)
        return Evidence(
            tuple(self.ids[number] for number in order), self.ids, tuple(nearest), first, whole, self._models
        )


def first_of(rows: Floats, scores: Floats) -> Floats:
    """Return the signs of the likeliest entry: its chance, how far it is ahead, and what its texts share, more than the others'."""
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    order = np.argsort(-scores, kind="stable")
    best, second = int(order[0]), float(chances[order[1]]) if order.size > 1 else _LEAST
    others = np.delete(rows[:, 1:_TEXTS], best, axis=0).max(axis=0) if order.size > 1 else np.zeros(_TEXTS - 1)
    ahead = math.log((float(chances[best]) + _LEAST) / (second + _LEAST))
    shares = [
        math.log(float(chances[best])),
        ahead,
        math.log(1 - float(chances[best]) + 100 * _LEAST),
        float(rows[best, 0]),
    ]
    return np.array([*shares, *rows[best, 1:], *(rows[best, 1:_TEXTS] - others)], np.float32)


def texts_of_entry(id_: str, asks: Sequence[str], said: Sequence[str], *, is_fact: bool, by_itself: bool) -> EntryTexts:
    """Return what stands for one entry, each text once."""
    return EntryTexts(id_, tuple(dict.fromkeys(filter(None, asks))), " ".join(dict.fromkeys(said)), is_fact, by_itself)
