"""What a status question names and asks, as it was learnt: what it names, the closed choices, and what is left out.

Every stretch of words that may be something is a candidate; learnt scores tell which are meant, and the set of stretches
that do not overlap with the best sum wins. Labels of choices are the values of a query's meaning; «same» is what a
follow-up leaves as it was, «none» what is not said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from knowledge.request import Topic
from knowledge.understanding.candidates import TITLES, Span, candidates, tokens_of
from knowledge.understanding.directory import KINDS, PARTICLES, Directory, Spelling, sounds
from knowledge.understanding.heads import DENIED, Chances, Head, Heads, root
from knowledge.understanding.intent.features import stem
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
from knowledge.understanding.words import ARTICLES, Word, evened, letters

# What is left out after «sauf», «hors», «sans» or «ni» is told by ``chances_out``.
DENIERS = frozenset(("pas", "non", "jamais", "pa", "aucun", "aucune", "not", "sans", "ni"))
_PASSED_OVER = frozenset((
    "encore", "toujours", "tjs", "tjrs", "deja", "les", "la", "le", "l", "des", "de", "d", "du", "un", "une", "celles", "celle", "ceux", "qui",
    "que", "sont", "est", "ont", "a", "ete", "etre", "en", "vraiment", "tout", "toutes", "tous", "ce", "dans", "pour", "au", "aux", "mes",
    "nos", "cette", "ces", "the",
))  # fmt: skip
_REACH = 7  # Words behind a denial among which the denied one is.
# Times a word stands in the lines to be no slip; letters of a word that may be one, and of one that is heard right.
_KNOWN, _SHORTEST, _HEARD_FROM = 3, 5, 4
_SURELY_KNOWN, _TIMES = 60, 25  # Times from which a word is none; how many times more the right word stands there.
# Small words as they are shortened or written by ear.
_WRITTEN_OUT = {
    "san": "sans", "ss": "sans", "ke": "que", "ki": "qui", "ds": "dans", "ts": "tous", "tt": "tout", "tte": "toute", "ttes": "toutes",
    "cb": "combien", "kan": "quand", "koi": "quoi", "pr": "pour", "e": "et", "vir": "vire",
}  # fmt: skip
_LEAST, _LEAST_MARKED = 0.12, 0.02  # The chances from which a candidate competes; with a mark that speaks for it.
# What is meant nearly whatever stands around: «DA 9», «rdv perrot», «celle d'avant»; the least chance of each.
_SERIES, _NUMBERED, _NAMED, _BESIDE = frozenset(("lead:da", "lead:ca")), 0.5, 0.6, 0.4
_YEAR = re.compile(r"20[12]\d")
# An expert in office who is named is meant, «collège …» is a school, «8 et 19 janvier» a time, «vague 2 et 3» two waves.
_SURELY = {"known1": 2.5, "kinded": 1.6, "dated": 2.0, "joined": 4.0}
# What can be named is meant unless something speaks against it: such words are said for nothing else.
_MEANT = {
    "time": 1.0, "age": 1.2, "place": 1.0, "school": 0.6, "dept": 0.6, "ref": 0.8, "limit": 0.5, "wave": 0.6,
    "expert": 0.3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpanReading:
    """A message's words with what they name. ``words``: what heads read, each named stretch as one word («<place>»)."""

    tokens: tuple[Word, ...]
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    at: tuple[tuple[int, int], ...]  # The tokens of each of ``words``.
    margin: float = 1.0  # The chance of the least sure decision on a span.
    chances: Mapping[Span, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words as heads read them, with one space between."""
        return " ".join(self.words)


def features(span: Span, tokens: Sequence[Word], usual: Collection[str]) -> list[str]:
    """Return what tells whether a stretch is meant: itself and the words around."""

    def root(at: int) -> str:
        if not 0 <= at < len(tokens):
            return "^" if at < 0 else "$"
        token = tokens[at]
        if token.kind == "number" and _YEAR.fullmatch(token.word):
            return "year"
        return token.kind if token.kind in ("number", "day", "iso", "uai") else stem(token.word)

    kind, given = span.kind, span.marks
    if kind in ("school", "expert", "place", "dept"):  # Words of the language name nobody by themselves.
        inside = [
            token.word
            for token in tokens[span.start : span.end]
            if token.word not in KINDS and token.word not in PARTICLES and token.word not in TITLES
        ]
        given = (*given, f"strange{min(sum(word not in usual for word in inside), 2)}of{min(len(inside), 3)}")
    out = [kind, *(f"{kind}|{mark}" for mark in given)]
    before, before2, after, after2 = root(span.start - 1), root(span.start - 2), root(span.end), root(span.end + 1)
    out += [
        f"{kind}<{before}",
        f"{kind}<<{before2} {before}",
        f"{kind}>{after}",
        f"{kind}>>{after} {after2}",
        f"{kind}<>{before} {after}",
    ]
    out += [f"{kind}|{mark}<{before}" for mark in given]
    out += [f"{kind}|{mark}>{after}" for mark in given]
    out += [f"{kind}={root(at)}" for at in range(span.start, span.end)]
    out.append(f"{kind}#{min(span.end - span.start, 4)}")
    out.append(f"{kind}@{span.start == 0}{span.end == len(tokens)}")
    if len(tokens) == span.end - span.start:
        out.append(f"{kind}@all")
    out += [f"{kind}|{one}&{other}" for one in given for other in given if one < other]
    return out


def is_plausible(span: Span, tokens: Sequence[Word], usual: Mapping[str, int]) -> bool:
    """Tell whether a stretch may be a name at all: words of the language are no slips of names, and name nobody."""
    if span.kind not in ("expert", "place", "school") or "titledTrue" in span.marks or "kinded" in span.marks:
        return True
    slips = "known0" in span.marks or "nobody" in span.marks if span.kind == "expert" else "slip" in span.marks
    if not slips:
        return True
    held = [token for token in tokens[span.start : span.end] if token.word not in PARTICLES]
    return not all(usual.get(token.word, 0) >= _KNOWN for token in held)


def least_chance(span: Span, tokens: Sequence[Word], usual: Collection[str]) -> float:
    """Return the chance that a stretch has whatever stands around it: a file's number with its series, an expert's own name."""
    if span.kind == "ref" and _SERIES.intersection(span.marks):
        return _NUMBERED
    if span.kind == "time" and span.end - span.start > 1 and span.value.relative:
        return _BESIDE
    if span.kind == "expert" and "known1" in span.marks and "townFalse" in span.marks:
        said = [token.word for token in tokens[span.start : span.end] if token.word not in TITLES]
        return _NAMED if all(word not in usual for word in said) else 0.0
    return 0.0


class Spotter:
    """Tells which candidates are meant. ``heads``: one head, «right», with the labels «no» and «yes»."""

    def __init__(self, heads: Heads, usual: Mapping[str, int]) -> None:
        self._heads = heads
        self._usual = usual
        self._mender = Mender(usual)

    def read(self, text: str, directory: Directory, today: date) -> SpanReading:
        """Return the words of ``text`` with what they name."""
        tokens = tokens_of(text)
        found = [one for one in candidates(tokens, directory, today) if is_plausible(one, tokens, self._usual)]
        chances = self._heads.weigh_signs([features(span, tokens, self._usual) for span in found]) if found else ()
        scored = [
            (span, max(float(chance[1]), least_chance(span, tokens, self._usual)))
            for span, chance in zip(found, chances, strict=True)
        ]
        return settled(tokens, scored, self._mender)


class Mender:
    """Puts right the slips of what names nothing, against the words of the language; the most usual one wins."""

    def __init__(self, usual: Mapping[str, int]) -> None:
        self._usual = usual
        self._spelling = Spelling(word for word, count in usual.items() if count >= _KNOWN)

    def mended(self, word: str) -> str:
        """Return the word that a folded ``word`` may be a slip of, else itself."""
        if word in _WRITTEN_OUT:
            return _WRITTEN_OUT[word]
        count = self._usual.get(word, 0)
        if len(word) < _HEARD_FROM or not word.isalpha() or count >= _SURELY_KNOWN:
            return word
        said = sounds(word)
        near = [
            one
            for one in self._spelling.likes(word)
            if not said_apart(said, one)
            or (len(word) > _SHORTEST and one[0] == word[0] and OSA.distance(one, word) == 1)
        ]
        best = max(near, key=lambda one: (self._usual[one], one), default=word)
        # A slip that was made a few times in the lines is one all the same.
        return word if count >= _KNOWN and self._usual.get(best, 0) < _TIMES * count else best


def said_apart(said: Sequence[str], word: str) -> bool:
    """Tell whether ``word`` is never said in one of the ways ``said``."""
    return set(said).isdisjoint(sounds(word))


def settled(tokens: Sequence[Word], scored: Sequence[tuple[Span, float]], mender: Mender | None = None) -> SpanReading:
    """Return the reading in which the candidates that do not overlap have the best sum of log odds."""
    likely = sorted((one for one in scored if one[1] > _least(one[0])), key=lambda one: one[0].end)
    best: list[tuple[float, tuple[Span, ...]]] = [(0.0, ())] * (len(tokens) + 1)
    at = 0
    for end in range(1, len(tokens) + 1):
        best[end] = best[end - 1]
        while at < len(likely) and likely[at][0].end == end:
            span, chance = likely[at]
            # A longer stretch explains more words: each counts a little.
            odds = (
                float(np.log(chance / max(1 - chance, 1e-4)))
                + 0.15 * (span.end - span.start)
                + next((_SURELY[mark] for mark in span.marks if mark in _SURELY), _MEANT.get(span.kind, 0.0))
            )
            total = best[span.start][0] + odds
            if odds > 0 and total > best[end][0]:
                best[end] = (total, (*best[span.start][1], span))
            at += 1
    chosen = best[-1][1]
    chances = {span: chance for span, chance in scored if span in chosen}
    margin = 1.0
    for span, chance in scored:
        if span in chosen:
            margin = min(margin, chance)
        elif not any(span.overlaps(one) for one in chosen):
            margin = min(margin, 1 - chance)
    words, places = _masked(tokens, chosen, mender)
    words = denied(words)
    return SpanReading(tuple(tokens), chosen, words, places, margin, chances)


def _least(span: Span) -> float:
    return _LEAST_MARKED if _SURELY.keys() & set(span.marks) else _LEAST


def denied(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words with the one that each «pas», «ni», «sauf» or «sans» denies marked."""
    out = list(words)
    for at, word in enumerate(words):
        if word not in DENIERS:
            continue
        for place in range(at + 1, min(at + _REACH, len(words))):
            if words[place] in _PASSED_OVER:
                continue
            if words[place][:1].isalpha() or words[place][:1] == "<":
                out[place] = DENIED + words[place]
            break
    return tuple(out)


def _masked(
    tokens: Sequence[Word], spans: Sequence[Span], mender: Mender | None
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    words: list[str] = []
    places: list[tuple[int, int]] = []
    by_start = {span.start: span for span in spans}
    at = 0
    while at < len(tokens):
        span = by_start.get(at)
        if span:
            words.append(f"<{span.kind}>")
            places.append((at, span.end))
            at = span.end
        else:
            words.append(mender.mended(tokens[at].word) if mender and tokens[at].kind == "word" else tokens[at].word)
            places.append((at, at + 1))
            at += 1
    return tuple(words), tuple(places)


# --- The closed choices.

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


# What «sans», «pas de», «aucun» say the lack of: that is a condition by itself, which denies nothing that follows.
_LACKED = frozenset(
    ("expert", "experts", "rendez", "rdv", "rv", "creneau", "seance", "date", "avis", "reponse", "retour", "suite")
)
_LACKS = frozenset(("sans", "aucun", "aucune", "pas"))


def _lacks_something_else(plain: Sequence[str], start: int) -> bool:
    """Tell whether the word that denies is about something before the thing at ``start``: «sans expert à Marseille»."""
    if plain[start] == "perimetre":
        return True  # «Hors périmètre» is a reason.
    last = max((at for at in range(start) if plain[at] in _LACKS), default=None)
    if last is None:
        return False
    after = [word for word in plain[last + 1 : start] if word not in ("de", "d", "encore", "un", "une")]
    return after[:1] != [] and after[0] in _LACKED and (len(after) > 1 or plain[start] not in _LACKED)


def _told(words: Sequence[str], start: int, end: int, learnt: float) -> float:
    """Return the chance that a thing is left out, as the words beside it say plainly; else the one that was ``learnt``."""
    if not may_deny(words):
        return 0.0
    plain = [word.lstrip(DENIED) for word in words]
    if _lacks_something_else(plain, start):
        return 0.0
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
_NEGATIVE_STATES = frozenset(("nouvelle", "non prises", "en retard", "en attente", "sans suite", "non retenue", "ouvertes", "brouillon", "annulée", "close"))  # fmt: skip


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
