"""Teach which entry on the assistant a message asks for, or none: ``python -m tests.understanding.teach_entries``.

Beside it, what a message does to what waits to be sent (``attend.jsonl``). Both apart from what decides which domain a message
is about: another wording moves nothing but these choices. It reads ``service.toml``, ``service.wordings.toml`` and, for what
asks none of them, some of the lines of the arbiter.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.training.heads import Example, Learning, fit
from knowledge.understanding.arbiter import ENTRY, NO_ENTRY, PENDING, PendingWord, tokens
from knowledge.understanding.heads import Array, Head
from knowledge.understanding.intent.topics import Domain
from storage.calls import ENTRIES, SERVICE, SERVICE_WORDINGS, WAITING, general
from tests.understanding import data, taught, teach

_INTENTS = ("identite", "parler_humain", "mes_donnees")  # Those whose wordings are of nothing but themselves.
_OF_INTENT = 120
_NEAR = "r3"  # Who wrote what comes near the entries and asks for none: all of it is learnt.
_OTHERS = 6_000  # Lines that ask for no entry; with more of them, entries are recognised less often.
_SOME = 4  # Of these, one in so many for what does nothing to what waits.
LEARNING = Learning(rarest=2, most=24_000, c=30.0, apart=True)


def asked() -> Iterator[tuple[str, str]]:
    """Yield (question, entry) of all that is asked of the assistant; a wording that both files have counts as the second says."""
    found = {text: id_ for id_, one in _read(SERVICE).items() for text in one.get("asks", ())}
    found |= {text: id_ for id_, texts in _read(SERVICE_WORDINGS).items() for text in texts}
    yield from found.items()
    for topic in general():
        if topic.id in _INTENTS:
            yield from ((text, topic.id) for text in topic.wordings[:_OF_INTENT])


def others(own: Iterable[teach.Sample]) -> list[str]:
    """Return some of what asks for no entry, in the proportions in which it is said."""
    every = [*own, *teach.wordings(), *teach.acts_said(), *teach.troubles_said(), *teach.fragments()]
    apart = [one for one in every if one.domain is not Domain.ASSISTANT and not one.whole]
    texts, near = (sorted({one.q for one in apart if (one.hand == _NEAR) is said}) for said in (False, True))
    return [*near, *random.Random(teach.SEED).sample(texts, min(_OTHERS, len(texts)))]


def entries_of(wordings: Sequence[tuple[str, str]], none: Sequence[str]) -> dict[str, Array]:
    """Return the arrays of the one head."""
    known = {text for text, _ in wordings}
    labels = (*sorted({id_ for _, id_ in wordings}), NO_ENTRY)
    examples = [Example(tokens(text), {ENTRY: id_}, text=text) for text, id_ in wordings]
    examples += [Example(tokens(text), {ENTRY: NO_ENTRY}, text=text) for text in none if text not in known]
    return fit((Head(ENTRY, labels),), examples, LEARNING)


def pending_of(none: Sequence[str]) -> dict[str, Array]:
    """Return the arrays of what tells what a message does to what waits to be sent."""
    words = [(one["q"], one["label"], one["hand"]) for one in data.lines(taught.PENDING[0])]
    examples = [Example(tokens(text), {PENDING: label}, text=text, group=hand) for text, label, hand in words]
    examples += [Example(tokens(text), {PENDING: NO_ENTRY}, text=text) for text in none[::_SOME]]
    return fit((Head(PENDING, tuple(PendingWord)),), examples, LEARNING)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def main() -> None:
    """Write the arrays of both; of the second alone with the word «attend»."""
    none = others(teach.lines())
    if sys.argv[1:] != ["attend"]:
        taught.save(ENTRIES, entries_of(list(asked()), none), taught.ENTRIES)
    taught.save(WAITING, pending_of(none), taught.PENDING)


if __name__ == "__main__":
    main()
