"""Words that turn a status question round, and that a query must answer for: a negation, a threshold, a comparison.

Where one of them stands in the words and nothing in the query holds it, the figure would be that of another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.numbers import letters
from knowledge.understanding.query import Compare, Group, Not, Or, Query

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
