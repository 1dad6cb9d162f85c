"""Cross-validation: the engine trained on four fifths of the wordings, asked the fifth it has not seen."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.training.call import SEED, arrays_of, learn
from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.scoring import read_weights
from knowledge.understanding.intent.topics import CallTopic

FOLDS = 5


def folds(topics: Sequence[CallTopic]) -> list[list[tuple[str, str]]]:
    """Return (wording, topic's id) in FOLDS parts, each topic spread evenly; a sentence stays with the text it is cut from."""
    parts: list[list[tuple[str, str]]] = [[] for _ in range(FOLDS)]
    chance = random.Random(SEED)
    for topic in topics:
        wordings = list(topic.wordings)
        chance.shuffle(wordings)
        place = {text: number % FOLDS for number, text in enumerate(wordings)}
        longs = [text for text in wordings if len(text) > 120]
        for text in wordings:
            core = text.strip(" .?!")[:60]
            if len(core) > 25:
                place[text] = next((place[long] for long in longs if long != text and core in long), place[text])
        for text in wordings:
            parts[place[text]].append((text, topic.id))
    return parts


def held_out(topics: Sequence[CallTopic], lexicon: Lexicon) -> Iterator[tuple[Recogniser, list[tuple[str, str]]]]:
    """Yield, for each part, a recogniser that has not seen it, and the part."""
    for part in folds(topics):
        hidden = set(part)
        known = [
            replace(topic, wordings=tuple(text for text in topic.wordings if (text, topic.id) not in hidden))
            for topic in topics
        ]
        yield Recogniser(known, lexicon, read_weights(*arrays_of(learn(known, lexicon)))), part
