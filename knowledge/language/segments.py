"""Cutting a message: the sentences that ask in a long one, the parts of a double question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

_LONG = 110  # Characters from which a message of several sentences is searched for the one that asks.
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
_ASKS = re.compile(
    r"\b(?:qui|quoi|quel(?:le)?s?|comment|combien|pourquoi|quand|lequel|laquelle|est[- ]ce|savoir|demander?"
    r"|how|what|when|who|where|which)\b|\b\w+-t?-?(?:je|tu|il|elle|on|nous|vous|ils|elles)\b",
    re.IGNORECASE,
)
_INTERROGATIVE = (
    r"(?:(?:jusqu|d)['’ ]?\s?)?(?:à|a|au|avant|pour|de|depuis|vers|par|sur|en)?\s*(?:qui|quand|quoi|comment|combien|où|ou|pourquoi"
    r"|quel(?:le)?s?|how|what|when|who|where|which|why)"
)
_JOINTS = re.compile(
    r",?\s+(?:et|puis|ainsi que|and|plus|mais aussi|sinon|ni|sachant qu[e’'])\s*(?:\b(?:aussi|sinon|also|puis|enfin|d[’']autre part,?)\s+)?(?<=\s)"
    r"|[?;/]+\s*|\s[+&]\s|\n|[.!…]+\s+|(?:(?<=\s)|^)(?:[1-4a-c]\s?[).°]|[1-4]\s?[:-])\s+"
    r"|,\s+",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"^[^:?]*\b(?:deux|trois|2|3|plusieurs|quelques)\b[^:?]{0,50}:\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*[1-4a-c]\s?[).°]\s+", re.IGNORECASE)
_STOPS = re.compile(r"[.!…\n]")
_CUED = re.compile(
    r"question|précise|indique|confirm|dire\b|dites|dis[- ]moi|connaître|savoir|voudrais|souhait|aimerais|cherche|besoin|\?",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:qui|que|quoi|quel(?:le)?s?|quand|comment|combien|où|ou|pourquoi|à|a|au|avant|jusqu|sur|pour|ça|sa|on|il|est"
    r"|how|what|when|who|where|which)\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:{_INTERROGATIVE}\b[\s,]*)+\??", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:{_INTERROGATIVE}\b\s*)+", re.IGNORECASE)
_MOST_JOINTS = 5
_LISTED = 4  # Words of a piece in a list: «durée, prime, trajets».
_FEW_WORDS = 6  # A piece that short needs no word that asks: «date limite».
_LONGEST_DOUBLE = 260  # Characters: longer ones tell a story, and their joints join no questions.


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``, in order, none empty."""
    return [found for match in _SENTENCE.finditer(text) if len(found := match[0].strip(" \n\t-–—")) > 1]


def asking(text: str) -> list[str]:
    """Return the sentences of a long ``text`` that ask: those with «?», else the last that looks so; [] for a short one."""
    if len(text) < _LONG:
        return []
    parts = sentences(text)
    if len(parts) < 2:
        return []
    questions = [part for part in parts if part.endswith("?")] or [part for part in parts if _ASKS.search(part)][-1:]
    return questions or parts[-1:]


def cuts(text: str, most: int = 3) -> Iterator[tuple[str, ...]]:
    """Yield the ways of cutting ``text`` into two, then up to ``most``, questions at its joints («et», «?», a comma, «2)»).

    Each piece holds a few letters; at a full stop, a colon or a comma both sides must ask, or be short. A piece that is
    only an interrogative takes the rest of its neighbour: «où et quand postuler».
    """
    if len(text) > _LONGEST_DOUBLE:
        return
    text = _ANNOUNCES.sub("", text)
    joints = [(one.start(), one.end()) for one in _JOINTS.finditer(text)][:_MOST_JOINTS]
    for parts in range(2, most + 1):
        for chosen in combinations(joints, parts - 1):
            starts = (0, *(end for _, end in chosen))
            ends = (*(start for start, _ in chosen), len(text))
            pieces = tuple(_NUMBER.sub("", text[start:end]).strip() for start, end in zip(starts, ends, strict=True))
            if all(map(_says, pieces)) and all(
                _joins(text[start:end], left, right)
                for (start, end), (left, right) in zip(chosen, pairwise(pieces), strict=True)
            ):
                yield completed(pieces)


def _says(piece: str) -> bool:
    return len(piece) > 3 or _BARE.fullmatch(piece) is not None


def _joins(joint: str, left: str, right: str) -> bool:
    """Tell whether a stop or a comma may stand between two questions; other joints always may."""
    if joint.startswith(",") and not joint[1:].strip():
        return _STARTS.match(right) is not None or max(len(left.split()), len(right.split())) <= _LISTED
    if not _STOPS.match(joint):
        return True
    return (_brief(left) or _CUED.search(left) is not None) and (
        _brief(right) or _CUED.search(right) is not None or _ASKS.search(right) is not None
    )


def _brief(piece: str) -> bool:
    return len(piece.split()) <= _FEW_WORDS


def completed(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``pieces``, those that are only an interrogative having the rest of the neighbour that says more."""
    found = list(pieces)
    for place, piece in enumerate(pieces):
        if not _BARE.fullmatch(piece):
            continue
        for other in (place + 1, place - 1):
            if 0 <= other < len(pieces) and not _BARE.fullmatch(pieces[other]):
                if rest := _LEADING.sub("", pieces[other]).strip():
                    found[place] = f"{piece.rstrip(' ?')} {rest}"
                break
    return tuple(found)
