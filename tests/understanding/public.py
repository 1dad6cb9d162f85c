"""The engine on questions that no one here wrote: ``python -m tests.understanding.public FILE``.

French questions of the Dialogue COVID-19 FAQ, by intent: five wordings of each are known, the rest is asked; mean of ten
draws. Beside it, in the same draws: rapidfuzz' token_set_ratio, and TF-IDF with logistic regression.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.topics import CallTopic, TopicKind
from knowledge.understanding.words import visible
from tests.understanding import data

KNOWN, DRAWS = 5, 10
Known = Mapping[str, Sequence[str]]
Guess = Callable[[Sequence[str]], list[str]]


def engine(known: Known) -> Guess:
    """Return our own guesses: the topic with the highest score."""
    topics = tuple(CallTopic(id_, TopicKind.FACT, id_, tuple(wordings)) for id_, wordings in known.items())
    recogniser = Recogniser(topics, data.lexicon())
    return lambda asked: [topics[int(np.argmax(recogniser._scores(visible(one))))].id for one in asked]


def fuzzy(known: Known) -> Guess:
    """Return the guesses of the best token_set_ratio."""
    owners = [(text.lower(), id_) for id_, wordings in known.items() for text in wordings]
    texts = [text for text, _ in owners]

    def guess(asked: Sequence[str]) -> list[str]:
        found = [process.extractOne(one.lower(), texts, scorer=fuzz.token_set_ratio) for one in asked]
        return [owners[one[2]][1] for one in found]

    return guess


def regression(known: Known) -> Guess:
    """Return the guesses of TF-IDF (words, character n-grams) with logistic regression."""
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=20, max_iter=300),
    )
    model.fit(
        [text for wordings in known.values() for text in wordings], [id_ for id_, many in known.items() for _ in many]
    )
    return lambda asked: list(model.predict(asked))


def main() -> None:
    """Print the share of right first choices, in percent."""
    intents: dict[str, list[str]] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    right: dict[str, list[float]] = {}
    for draw in range(DRAWS):
        chance = random.Random(draw)
        shuffled = {id_: chance.sample(wordings, len(wordings)) for id_, wordings in intents.items()}
        known = {id_: wordings[:KNOWN] for id_, wordings in shuffled.items()}
        asked = [(text, id_) for id_, wordings in shuffled.items() for text in wordings[KNOWN:]]
        for name, build in (("ce moteur", engine), ("token_set_ratio", fuzzy), ("TF-IDF + régression", regression)):
            found = build(known)([text for text, _ in asked])
            right.setdefault(name, []).append(
                float(np.mean([one == id_ for one, (_, id_) in zip(found, asked, strict=True)]))
            )
    print(f"FAQ publique, {len(intents)} intentions, {KNOWN} formulations connues, moyenne de {DRAWS} tirages")
    for name, shares in right.items():
        print(f"  {name:22} {100 * np.mean(shares):5.1f} %  (écart-type {100 * np.std(shares):.1f})")


if __name__ == "__main__":
    main()
