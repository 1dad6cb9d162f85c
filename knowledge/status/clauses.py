"""The sentences of a message, and what follows a comma: the asking part, without what only tells why it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.status.tokens import Token

_PREAMBLE = 3  # Tokens that a part before a comma has at least to be left out; «urgentes, du 13» is one question.


def clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the parts that may be what is asked: whole sentences, last first; then what stands behind a comma or colon.

    What follows a comma always belongs to the question: only a beginning is left out.
    """
    sentences = _cut(tokens, ".?!\n")
    if len(sentences) > 1:
        yield from reversed(sentences)
    for sentence in reversed(sentences):
        for place, token in enumerate(sentence):
            if token.kind == "sign" and token.text in ",;:" and place >= _PREAMBLE and place + 1 < len(sentence):
                yield sentence[place + 1 :]


def _cut(tokens: Sequence[Token], signs: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        parts[-1].append(token)
        if token.kind == "sign" and token.text in signs:
            parts.append([])
    return [part for part in parts if any(token.kind != "sign" for token in part)]
