"""What is named and meant to be left out: «sauf Gap», «hors bourses et régie», «ni closes ni annulées».

Each thing that a message names or says is judged by the words around it; the judge is learnt from lines of both kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.understanding.heads import DENIED, Heads, root
from knowledge.understanding.spans import DENIERS
from knowledge.understanding.utterance import ARTICLES

TURNED = ("no", "yes")
_BEFORE, _AFTER = 7, 4  # Words looked at on either side.
_NEAR = 4
_BREAKS = frozenset(",;.:!?()\n")
# Words that leave out what follows them, and what stands before them; without any word of denial nothing is left out.
_BUT = frozenset((
    "sauf", "hors", "hormis", "excepte", "excluant", "exclure", "exclus", "vire", "virez", "enleve", "enlevez", "ote", "otez",
    "exclusion", "exception", "abstraction faite", "exception faite",
))  # fmt: skip
_EXCEPTED = frozenset(("excepte", "exceptee", "exceptes", "exceptees", "exclu", "exclue", "exclus", "exclues"))
_PASSED = ARTICLES | {"celle", "celui", "aussi", "egalement"}  # What may stand between such a word and the thing.
_MAY_DENY = frozenset((
    *_BUT, "abstraction", *_EXCEPTED, *DENIERS, "ne", "n", "part", "autre", "autres", "ailleurs", "retire",
    "retirez", "retirer", "enlever", "virer", "oter", "moins", "sinon", "excepter", "ecarte", "ecartez", "ignore", "ignorez",
    "oublie", "oubliez", "attend", "attendent", "manque", "reste", "restent", "faut", "but", "except", "without", "saufs", "horsmis", "pr",
    "dehors", "plutot", "hor",
))  # fmt: skip


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
    things = list(found)
    every = [signs(*one) for one in things]
    learnt = heads.weigh_signs(every) if every else ()
    return [_told(words, start, end, float(row[1])) for (words, start, end, _), row in zip(things, learnt, strict=True)]


def may_deny(words: Sequence[str]) -> bool:
    """Tell whether a message has a word that denies or leaves out anything."""
    return not _MAY_DENY.isdisjoint(word.lstrip(DENIED) for word in words)


def _told(words: Sequence[str], start: int, end: int, learnt: float) -> float:
    """Return the chance that a thing is left out, as the words beside it say plainly; else the one that was ``learnt``."""
    if not may_deny(words):
        return 0.0
    plain = [word.lstrip(DENIED) for word in words]
    before = start - 1
    while before >= 0 and plain[before] in _PASSED:
        before -= 1
    said = " ".join(plain[max(before - 1, 0) : before + 1])
    if (before >= 0 and not _BUT.isdisjoint((plain[before], said))) or (end < len(plain) and plain[end] in _EXCEPTED):
        return 1.0
    return learnt
