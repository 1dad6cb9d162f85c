"""The file that a message is about without giving its number: by the name of who applied, or because it is being spoken of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from knowledge.request import RequestMove
from knowledge.understanding.words import evened, words

# One thing that was spoken of, as what is asked about («il l'a déposé quand ?», «son dossier»), and as what something is to
# be done with («passez-le», «je la retiens»). «Il reste», «il y a», «il faut» speak of nothing.
_IT = re.compile(
    r"(?<!-)\b(?:il|elle)\b(?! (?:y|reste|restera|faut|faudra\w*|s'agit|semble|parait)\b)"
    r"|(?<!-)\b(?!reste|faut|agit|semble|parait)(?:(?<!y )(?<!y-)a|[a-z]{2,})-(?:t-)?(?:il|elle)\b"
    r"|\bl'(?:a|as|ont|avait|avez|avaient)\b|\b(?:lui|celui-ci|celle-ci|son|sa|ce dossier|cette (?:candidature|demande))\b"
)
_DONE_WITH = re.compile(
    r"-(?:le|la|lui)\b|\b(?:je|j'|on|tu|vous|nous|me|se) ?(?:l'|la |le |lui )|\bil lui\b|\bm'(?:en|y)\b|\bpour moi\b"
    # As it is typed without a hyphen: «remets le en instruction», «instruis la plutôt».
    r"|^(?:(?:oui|ok|bon|alors|et|donc) )*[a-z]{3,} (?:le|la|lui)(?= (?:en|stp|svp|plutot|aussi|donc|sans|aujourd'hui)\b|[ .!]*$)"
)
# A message that says the last act again of another file, or corrects its file: «et la 14 à Ferrand», «non, la 12».
_SAME = re.compile(r"^(?:(?:et|aussi|idem|pareil|meme chose|non|pardon|plutot|oups|euh|je voulais dire)\b[ ,.]*)+")
_REQUESTS = re.compile(r"\b(?:demandes|a demande|ont demande|tickets?|assistance|da|seances?|rdv|rendez-vous)\b")
_OF_SOMEBODY = re.compile(
    r"\b(?:dossier|candidature|celle|celui) (?:de |d')(?:m(?:me|lle|onsieur|adame|r)?\.? )?([\w-]+)|\b(?:mme|mlle|monsieur|madame) ([\w-]+)"
)
_WORD, _TITLE = re.compile(r"[^\W\d_]+"), re.compile(r"\b(?:mme|mlle|mr?|monsieur|madame)\.?\s*$", re.IGNORECASE)
_ALONE = 2  # Words of a message that is a name.
_SHORTEST = 4  # Letters of a name that is told from other words.


def candidate_named(
    text: str, candidates: tuple[tuple[str, str], ...], others: Iterable[str], usual: Collection[str]
) -> str:
    """Return the application of the one candidate whom ``text`` names by surname; "" where it names none, or several.

    ``candidates``: names with references; ``others``: people who may be meant as well, who are no candidates' namesakes;
    ``usual``: words that are no names unless they are written as one.
    """
    said = set(words(text))
    names = said.difference(usual) | said.intersection(_as_names(text))
    names.difference_update(word for name in others for word in words(name))
    people = _people(candidates)
    found = {reference: len(said & whole) for surname, whole, reference in people if surname <= names}
    most = [reference for reference, count in found.items() if count == max(found.values())]
    return most[0] if len(most) == 1 else ""


def with_reference(text: str, reference: str, candidates: tuple[tuple[str, str], ...]) -> str:
    """Return ``text`` with the reference of an application in the place of its candidate's name, which tells no act from another."""
    whole = next((whole for _surname, whole, one in _people(candidates) if one == reference), frozenset[str]())
    spans = [found.span() for found in _WORD.finditer(text) if set(words(found[0])) & whole]
    if not spans:
        return text
    title = _TITLE.search(text[: spans[0][0]])
    return f"{text[: title.start() if title else spans[0][0]]}{reference}{text[spans[-1][1] :]}"


def _as_names(text: str) -> set[str]:
    """Return the words that are written as names: with a capital, or after what is somebody's."""
    parts = text.split()
    begun = parts if len(parts) <= _ALONE else parts[1:]
    written = [part for part in begun if part[:1].isupper()]
    written += [found[1] or found[2] for found in _OF_SOMEBODY.finditer(evened(text))]
    return set(words(" ".join(written)))


@lru_cache(maxsize=8)  # The same for many messages, each of which would cut some hundred names again.
def _people(candidates: tuple[tuple[str, str], ...]) -> Sequence[tuple[frozenset[str], frozenset[str], str]]:
    """Return the words of each surname that may be told from other words, those of the whole name, and the reference.

    The surname is what is written in capitals, else the last word.
    """
    cut = [(words(name), words(" ".join(filter(str.isupper, name.split()))), one) for name, one in candidates]
    read = [(frozenset(surname or whole[-1:]), frozenset(whole), one) for whole, surname, one in cut]
    return [person for person in read if max(map(len, person[0]), default=0) >= _SHORTEST]


def asks_of_one(text: str) -> bool:
    """Tell whether ``text`` speaks of one thing without naming it."""
    return _IT.search(evened(text)) is not None


def points_at_one(text: str) -> bool:
    """Tell whether ``text`` speaks of one thing, or has something done with it, by a word that stands for it."""
    return asks_of_one(text) or _DONE_WITH.search(evened(text).strip()) is not None


def leans_on_one(text: str) -> bool:
    """Tell whether ``text`` speaks of one thing without naming it; a lone verb does."""
    return points_at_one(text) or len(text.split()) == 1


def asks_of_requests(text: str) -> bool:
    """Tell whether ``text`` is about requests for assistance, and not about an application."""
    return _REQUESTS.search(evened(text)) is not None


def same_again(text: str) -> str:
    """Return what is left of a message that says the last act again, or corrects its file; "" for any other."""
    said = _SAME.match(evened(text).strip())
    return text.strip()[said.end() :] if said else ""


_LITTLE = frozenset(("a", "pour", "chez", "au", "le", "la", "stp", "svp", "merci"))
# Acts that give a request to an expert, after which another may be named.
ASSIGNS = frozenset((RequestMove.ASSIGN, RequestMove.REASSIGN))


def given_to_another(text: str, reference: str, experts: Iterable[str]) -> str:
    """Return an assignment said again with the expert who takes the first one's place: «non, mets plutôt Dominique».

    ``reference``: the request that was just given, or offered, to the first one. "" for any other message.
    """
    _, rather, tail = evened(text).partition("plutot")
    if not reference or not rather:
        return ""
    said = set(words(tail)) - _LITTLE
    named = [one for one in experts if said and said <= set(words(one))]
    return f"attribue {reference} à {named[0]}" if len(named) == 1 else ""
