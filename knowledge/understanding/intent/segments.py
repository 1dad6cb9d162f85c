"""Cutting a message into the sentences that ask and the parts of a double question, and completing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, dropwhile

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
    r"(?=[\s,?;/.!…+&1-4a-c(])(?:"  # Most letters begin no joint: they are passed over at once.
    r",?\s+\(?(?:et|é|puis|ainsi que|de même que|idem pour|tout comme|and|plus|mais aussi|sinon|ni|sachant qu[e’'])\s*(?:\b(?:aussi|sinon|also|puis|enfin|d[’']autre part,?)\s+)?(?<=\s)"
    r"|[?;/]+\s*|\s[+&]\s|\n|[.!…]+\s+|(?:(?<=\s)|^)(?:[1-4a-c]\s?[).°]|[1-4]\s?[:-])\s+"
    r"|,\s+)",
    re.IGNORECASE,
)
# What every joint holds: most messages have none, and looking closely costs ten times as much.
_MAY_JOIN = re.compile(
    r"[?;/.!…\n,]\s*\S|\s[+&]\s|[).°:-]\s|\s\(?(?:et|é|puis|ainsi|de même|idem|tout comme|and|plus|mais|sinon|ni|sachant)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"^[^:?]*\b(?:deux|trois|2|3|plusieurs|quelques)\b[^:?]{0,50}:\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*[1-4a-c]\s?[).°]\s+", re.IGNORECASE)
_STOPS = re.compile(r"[.!…\n]")
_CUED = re.compile(
    r"question|précise|indique|confirm|dire\b|dites|dis[- ]moi|connaître|savoir|voudrais|souhait|aimerais|cherche|besoin"
    r"|ignore|saisis|compren|\?",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:qui|que|quoi|quel(?:le)?s?|quand|comment|combien|où|ou|pourquoi|à|a|au|avant|jusqu|sur|pour|ça|sa|on|est"
    r"|how|what|when|who|where|which)\b",
    re.IGNORECASE,
)
# «Les frais, ils sont pris en charge ?» asks one thing.
_TAKEN_UP = re.compile(r"(?:il|ils|elle|elles)\b", re.IGNORECASE)
_BARE = re.compile(rf"(?:{_INTERROGATIVE}\b[\s,]*)+\??", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:{_INTERROGATIVE}\b\s*)+", re.IGNORECASE)
_MOST_CUTS = 6
_LISTED = 5  # Words of a piece in a list: «durée, prime, trajets».
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


def without_story(text: str) -> str:
    """Return ``text``, a long one without the sentences that only lead up to what it asks («J'ai lu la note.»)."""
    if len(text) < _LONG or "?" not in text:
        return text
    return " ".join(dropwhile(lambda part: not (_CUED.search(part) or ":" in part), sentences(text)))


class Joints:
    """Where ``text`` may be cut into questions («et», «?», a comma, «2)»).

    At a full stop or a comma both sides must ask, or be short. Each part holds a few letters; one that is only an
    interrogative takes the rest of its neighbour: «où et quand postuler».
    """

    __slots__ = ("_joints", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._joints: list[tuple[int, int]] = []  # Where the left part ends, where the right one starts.
        if len(text) > _LONGEST_DOUBLE or not _MAY_JOIN.search(text):
            return
        self._text = text = _ANNOUNCES.sub("", text)
        # The mark stays with what it ends.
        spans = [(joint.start() + (joint[0][0] == "?"), joint.end(), joint[0]) for joint in _JOINTS.finditer(text)]
        starts, ends = [0, *(start for _, start, _ in spans)], [*(end for end, _, _ in spans), len(text)]
        for number, (end, start, joint) in enumerate(spans):
            # What stands between this joint and its neighbours: in a list, each piece is short.
            beside = text[starts[number] : end], text[start : ends[number + 1]]
            if len(self._joints) < _MOST_CUTS and _joins(joint, _piece(text[:end]), _piece(text[start:]), beside):
                self._joints.append((end, start))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the ways of cutting it into two questions, at question marks first."""
        for end, start in sorted(self._joints, key=lambda joint: self._text[joint[0] - 1] != "?"):
            left, right = _piece(self._text[:end]), _piece(self._text[start:])
            if _says(left) and _says(right):
                yield completed(left, right)

    def threes(self) -> Iterator[tuple[str, str, str]]:
        """Yield the ways of cutting it into three questions."""
        for (end, start), (next_end, next_start) in combinations(self._joints, 2):
            left, middle = _piece(self._text[:end]), _piece(self._text[start:next_end])
            right = _piece(self._text[next_start:])
            if _says(left) and _says(middle) and _says(right):
                left, middle = completed(left, middle)
                yield left, *completed(middle, right)


def _piece(text: str) -> str:
    return _NUMBER.sub("", text).strip()


def versions(piece: str) -> tuple[str, ...]:
    """Return the ways of reading ``piece``: what a colon sets apart may only lead up to the question, or comment on it."""
    lead, colon, rest = piece.partition(":")
    return (piece, *(one for side in (rest, lead) if _says(one := side.strip()))) if colon else (piece,)


def _says(piece: str) -> bool:
    return len(piece) > 3 or _BARE.fullmatch(piece) is not None


def _joins(joint: str, left: str, right: str, beside: tuple[str, str]) -> bool:
    """Tell whether a stop or a comma may stand between two questions; other joints always may."""
    if joint.startswith(",") and not joint[1:].strip():
        if _TAKEN_UP.match(right):
            return False
        return _STARTS.match(right) is not None or all(_is_list(piece) for piece in beside)
    if not _STOPS.match(joint):
        return True
    return (_brief(left) or _CUED.search(left) is not None or _LEADING.match(left) is not None) and (
        _brief(right) or _CUED.search(right) is not None or _ASKS.search(right) is not None
    )


def _is_list(piece: str) -> bool:
    return any(len(side.split()) <= _LISTED for side in (piece, *piece.split(":")) if side.strip())


def _brief(piece: str) -> bool:
    return len(piece.split()) <= _FEW_WORDS


def completed(left: str, right: str) -> tuple[str, str]:
    """Return both parts, the one that is only an interrogative having the rest of the other."""
    alone, other = _BARE.fullmatch(left), _BARE.fullmatch(right)
    if alone and not other and (rest := _LEADING.sub("", right).strip()):
        return f"{left} {rest}", right
    if other and not alone and (rest := _LEADING.sub("", left).strip()):
        return left, f"{right.rstrip(' ?')} {rest}"
    return left, right


# --- Messages that leave words out («et après ?», «sur quoi ?»): they are read with the last topic of the conversation.

ALONE = 0.8  # What the message alone counts,
CONTEXT = 0.8  # and what it counts read together with the last topic's title.
STAYS = 0.3  # What is added to the last topic's score,
MOVES = 0.15  # and to that of the topics related to it.
# The first and the third, for a message that means nothing by itself («et après ?»).
EMPTY_ALONE, EMPTY_STAYS = 0.2, 0.4
STRAYS = 0.1  # Taken off the scores of other matters and small talk: a short follow-up rarely changes the subject.

_MOST_WORDS = 9  # A longer message says all it means.
_CORRECTS = re.compile(
    r"^\s*(?:mais\s+)?(?:non|nan|nn)\b[\s,.!:;]*"
    r"(?:(?:pas (?:ça|ca|celle-là|celui-là)|je (?:parlais|parle|veux parler) d[eu]s?|je (?:voulais|veux) dire|plutôt)\b[\s,.!:;]*)*",
    re.IGNORECASE,
)


def follows_on(text: str) -> bool:
    """Tell whether ``text`` may need what was said before."""
    return len(text.split()) <= _MOST_WORDS


def corrected(text: str) -> str:
    """Return what a correction asks for: «la date» of «non pas ça, la date». "" when the message corrects nothing."""
    cue = _CORRECTS.match(text)
    return text[cue.end() :].strip() if cue else ""
