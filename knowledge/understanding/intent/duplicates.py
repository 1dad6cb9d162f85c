"""Wordings of two topics that are nearly the same: whoever says so will be misread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from knowledge.understanding.intent.features import Ids, Space, Values
from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.reading import Reader
from knowledge.understanding.intent.topics import CallTopic

_NEARLY = 0.85  # Likeness, 0 to 1, by the words that two texts share.


def near_duplicates(
    topics: Sequence[CallTopic], lexicon: Lexicon, others: Sequence[CallTopic] = ()
) -> Iterator[tuple[str, str, str, str]]:
    """Yield (topic, wording, other topic, other wording) for wordings of two topics that are nearly the same.

    ``others``: topics that are compared with ``topics``, and not with each other.
    """
    reader = Reader(lexicon, {})
    told = [(topic.id, text, reader.typed(text)) for topic in topics for text in topic.taught]
    known = {word for _, _, words in told for word in words}
    beside = ((topic.id, text, reader.typed(text)) for topic in others for text in topic.taught)
    # What says mostly other words is not alike: of thirty thousand, few need be looked at.
    told = [*(one for one in beside if 2 * len(known.intersection(one[2])) >= len(set(one[2]))), *told]
    texts, read = [(id_, text) for id_, text, _ in told], [words for _, _, words in told]
    own = {topic.id for topic in topics}
    space, _ = Space.of(read, lexicon.synonyms)
    vectors = [space.whole(words) for words in read]
    rows: dict[int, list[int]] = {}
    for number, (ids, values) in enumerate(vectors):
        found = {row for feature in _telling(ids, values) for row in rows.get(feature, ())}
        for row in sorted(found):
            if texts[row][0] == texts[number][0] or own.isdisjoint((texts[row][0], texts[number][0])):
                continue
            if _likeness(vectors[row], (ids, values)) >= _NEARLY:
                yield *texts[row], *texts[number]
        for feature in ids.tolist():
            rows.setdefault(feature, []).append(number)


def _telling(ids: Ids, values: Values) -> list[int]:
    """Return the heaviest features: without any of them, two texts cannot be alike enough, whatever else they share."""
    order = np.argsort(-values, kind="stable")
    rest = 1 - np.cumsum(values[order] ** 2)
    return [int(ids[place]) for place in order[: int((rest >= _NEARLY**2).sum()) + 1]]


def _likeness(one: tuple[Ids, Values], other: tuple[Ids, Values]) -> float:
    _, mine, theirs = np.intersect1d(one[0], other[0], return_indices=True)
    return float(one[1][mine] @ other[1][theirs])
