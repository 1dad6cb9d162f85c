"""What a status question asks, apart from what it names: the closed choices, learnt together, and what is left out.

Labels are the values of a query's meaning; «same» is what a follow-up leaves as it was, «none» what is not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from knowledge.request import Topic
from knowledge.understanding.heads import DENIED, Chances, Head, Heads, root
from knowledge.understanding.query import (
    APPLICATION_STATES,
    FUNCTIONS,
    REQUEST_STATES,
    TRACES,
    Compare,
    Group,
    Not,
    Or,
    Query,
)
from knowledge.understanding.short import manner
from knowledge.understanding.spans import DENIERS, SpanReading
from knowledge.understanding.words import ARTICLES, evened, letters

GROUPS = ("state", "department", "expert", "subject", "week", "school", "month")
FIELDS = ("created", "deposited", "planned", "closed")
HEADS = (
    Head("gate", ("status", "other")),
    Head("what", ("demandes", "candidatures", "experts", "sessions", "tout", "same")),
    Head("op", ("list", "count", "one", "summary", "top", "who", "same")),
    Head("what near", ("demandes", "candidatures", "experts", "sessions", "tout", "same"), several=True),
    Head("op near", ("list", "count", "one", "summary", "top", "who", "same"), several=True),
    Head("group", GROUPS, several=True),
    Head("state", (*REQUEST_STATES, *APPLICATION_STATES), several=True),
    Head("subject", tuple(Topic), several=True),
    Head("function", FUNCTIONS, several=True),
    Head("urgent", ("yes", "no"), several=True),
    Head("field", FIELDS),
    Head("tense", ("past", "future")),
    Head("age", ("older", "since")),
    Head("sort", ("created asc", "created desc", "planned asc"), several=True),
    Head("single", ("yes",), several=True),
    Head("more", ("mine", *TRACES), several=True),
    Head("ask", ("yes",), several=True),
    Head("continues", ("no", "yes")),
    Head("edit", ("change", "add", "drop")),
    Head("drop", ("place", "time", "state", "expert", "subject", "urgent", "all"), several=True),
)


_TWICE = ("what", "op")  # Heads that look at the whole message and, as «… near», at a few words at a time.
_NEAR = 0.4  # How much what a few words say counts beside the whole.


def twice(labels: Mapping[str, Any]) -> dict[str, Any]:
    """Return labels with those that the heads of a few words are taught."""
    return {**labels, **{f"{name} near": frozenset({labels[name]}) for name in _TWICE if name in labels}}


def blended(choices: Mapping[str, Chances]) -> dict[str, Chances]:
    """Return choices, each of those made twice as one: long messages hide in the whole what a few words say plainly."""
    out = dict(choices)
    for name in _TWICE:
        near = np.clip(choices[f"{name} near"].chances, 1e-3, 1 - 1e-3)
        weighed = choices[name].chances * (near / (1 - near)) ** _NEAR
        out[name] = Chances(choices[name].labels, np.asarray(weighed / weighed.sum(), np.float32))
    return out


def extras(reading: SpanReading, role: str, before: Mapping[str, Any] | None) -> list[str]:
    """Return what is known besides the words: who asks, what was asked before, which kinds of things are named."""
    out = [f"role:{role}", *(f"has:{kind}" for kind in sorted({span.kind for span in reading.spans}))]
    out.append(f"words:{min(len(reading.words), 6)}")
    if before is None:
        return [*out, "before:none"]
    filters = before.get("filters", {})
    text = " ".join(token.raw for token in reading.tokens)
    return [
        *out,
        "before:yes",
        *(f"before:{sign}" for sign in manner(text)),
        f"before:{before['what']}",
        f"before:{before['op']}",
        *(f"before:{key}" for key in filters),
    ]


# --- Negations: what is named to be left out («sauf Gap», «ni closes ni annulées»), and words that turn a question round.
# Each thing that a message names or says is judged by the words around it; the judge is learnt from lines of both kinds.

TURNED = ("no", "yes")
_BEFORE, _AFTER = 7, 4  # Words looked at on either side.
_NEAREST = 4
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
        out += [f"b{min(away, _NEAREST)}:{word}", f"b:{word}"]
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


# --- Words that turn a status question round, and that the query must reflect: a negation, a threshold, a comparison.

_COUNT = rf"(?:\d+|{letters(1, 10)}|plusieurs)"
_NEGATION = re.compile(
    r"\b(?:jamais|aucune?s?|rien|personne|ni|hormis|excepte|except|a part|en dehors|sauf|hors|sans|(?:n'|ne )[a-z' ]{1,24}?\b(?:pas|plus|jamais|rien|aucune?)|pas|plus (?:de|d'|aucune?)|non)\b"
)
# Where a negation is no denial of what is asked.
_NO_NEGATION = re.compile(
    r"\b(?:pourquoi pas|n'est[- ]ce pas|pas mal|si possible|sinon|non\s*\?|ou non|ou pas|pas (?:de |d')?(?:souci|probleme)|plus de \d+|sans (?:doute|faute|detail|details)|hors[- ]sujet|(?:le|la|les) plus (?:de|d)|non confirm\w*|sans suite|non retenues?"
    r"|ne .{1,20} que|n'.{1,20} que)\b"
)
_THRESHOLD = re.compile(
    rf"\b(?:au moins|au plus|plus d'|plus de|moins de|moins d'|superieur\w* a|inferieur\w* a|a partir de|jusqu'a|minimum|maximum|entre) ?{_COUNT}\b"
    rf"|\b{_COUNT} (?:fois|demandes?|candidatures?|seances?) (?:ou|et) (?:plus|moins)\b|\bplus d'une\b|\bplusieurs (?:fois|demandes?)\b|\b(?:deux|trois|\d+) fois\b"
)
_COMPARISON = re.compile(
    r"\b(?:compar\w+|par rapport (?:a|au|aux)|vs|versus|contre (?:le|la|les) (?:mois|semaine|annee)|evolu\w+|(?:plus|moins|autant) [a-z]{0,12} ?qu(?:e|'|en|au)\b|difference|ecart entre|augment\w+|baiss\w+|progress\w+"
    r"|d'un (?:mois|an) (?:a|sur) l'autre|en hausse|en baisse|proportion|pourcentage|taux|part des?)\b"
)
_NEGATIVE_STATES = frozenset(("nouvelle", "non prises", "en retard", "en attente", "sans suite", "non retenue", "ouvertes", "à compléter", "brouillon", "annulée", "close"))  # fmt: skip


def unmet(text: str, query: Query) -> Iterator[str]:
    """Yield the words of ``text`` that turn what is asked round, and that ``query`` does not hold."""
    plain = evened(text)
    denied = _NEGATION.search(_NO_NEGATION.sub(lambda found: " " * len(found[0]), plain))
    if denied and not _holds_negation(query):
        yield text[denied.start() : denied.end()]
    bound = _THRESHOLD.search(plain)
    if bound and not (query.values("age") or query.limit or query.period):
        yield text[bound.start() : bound.end()]
    compared = _COMPARISON.search(plain)
    if compared and query.group_by not in (Group.WEEK, Group.MONTH):
        yield text[compared.start() : compared.end()]


def _holds_negation(query: Query) -> bool:
    """Tell whether something in the query is denied, or is the lack of something."""
    for one in query.where:
        if isinstance(one, Not | Or):
            return True
        if isinstance(one, Compare) and (
            False in one.values or not _NEGATIVE_STATES.isdisjoint(one.values) or len(one.values) > 1
        ):
            return True
    return query.measure is not None
