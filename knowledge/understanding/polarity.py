"""What is named and meant to be left out: «sauf Gap», «hors bourses et régie», «ni closes ni annulées».

Each thing that a message names or says is judged by the words around it; the judge is learnt from lines of both kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.understanding.heads import DENIED, Heads, root

TURNED = ("no", "yes")
_BEFORE, _AFTER = 7, 4  # Words looked at on either side.
_NEAR = 4
_BREAKS = frozenset(",;.:!?()\n")


def signs(words: Sequence[str], start: int, end: int, kind: str) -> list[str]:
    """Return what tells whether the thing said by the ``words`` from ``start`` to ``end`` is left out.

    ``kind``: its field, with its value where there are few: «state:non prises».
    """
    family = kind.partition(":")[0]
    out = [kind, family, f"begins{start == 0}", f"denied{words[start][:1] == DENIED}"]
    broken = 0
    for away, at in enumerate(range(start - 1, max(start - 1 - _BEFORE, -1), -1), 1):
        word = root(words[at].lstrip(DENIED))
        broken += words[at] in _BREAKS
        out += [f"b{min(away, _NEAR)}:{word}", f"b:{word}"]
        if not broken:
            out += [f"u:{word}", f"{family}|u:{word}", f"{kind}|u:{word}"]
    if start > 1:
        out.append(f"bb:{root(words[start - 2].lstrip(DENIED))} {root(words[start - 1].lstrip(DENIED))}")
    for away, at in enumerate(range(end, min(end + _AFTER, len(words)))):
        word = root(words[at].lstrip(DENIED))
        out += [f"a:{word}"] + ([f"a0:{word}"] if not away else [])
    out += [f"in:{root(word.lstrip(DENIED))}" for word in words[start:end]]
    return out


def chances_out(heads: Heads, found: Iterable[tuple[Sequence[str], int, int, str]]) -> list[float]:
    """Return the chance of each thing said that it is left out; none where nothing is said."""
    every = [signs(*one) for one in found]
    return [float(row[1]) for row in heads.weigh_signs(every)] if every else []
