"""From what was typed to plain words: one writing for each letter, nothing invisible, no markup; and how words sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MAX_CHARS = 2_000  # What is considered of one message; the asking sentence of a longer one stands before this.

_MARKUP = re.compile(
    r"<\s*[/!?|a-zA-Z][^>]*>|<!|\{\{|\$\{|\$\(|<\||\]\]>|\]\(\s*javascript:|\.\./\.\./|^\s*=\s*[A-Z]+\("
    r"|\b(?:union\s+(?:all\s+)?select|drop\s+table|select\s.+\sfrom\s|insert\s+into)\b|[\"']\s*(?:or|and)\s*[\"']?1[\"']?\s*="
    r"|\"\s*:\s*\"|--\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ODD = re.compile("[^ -~\u00a1-\u017f\u2013-\u201f\u2026\u20ac]")  # Whatever is not plainly typed is looked at closely.
_LETTERS = str.maketrans(
    {
        **{char: unicodedata.normalize("NFD", char)[0] for char in map(chr, range(0xC0, 0x180))},
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "@": "a",
        "€": " euros ",
        "’": "'",
        "‘": "'",
    }
)
_REPEATED = re.compile(r"([a-z])\1{2,}")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f.](?=\d{3}(?!\d))")
_WORD = re.compile(r"[a-z0-9]+|\?")
_SYMBOLS = {"+": " plus ", "=": " egal ", "%": " pourcent "}


def visible(text: str) -> str:
    """Return ``text`` in compatibility form, without control, format or private characters; "" when it is markup.

    Tags, queries and templates are never questions of people: nothing is read out of them.
    """
    shown = unicodedata.normalize("NFKC", text[: 2 * MAX_CHARS])
    if _ODD.search(shown):
        shown = "".join(
            " " if category == "Cc" else char
            for char in shown
            if (category := unicodedata.category(char)) not in ("Cf", "Co", "Cs", "Cn")
        )
    shown = shown[:MAX_CHARS]
    return "" if _MARKUP.search(shown) else shown.strip()


@lru_cache(maxsize=128)  # One message is folded to be read, and to be compared.
def folded(text: str) -> str:
    """Return ``text`` in lower case without accents: «Où dépose-t-on ?» gives «ou depose-t-on ?»."""
    lowered = text.lower().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    return "".join(char for char in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(char))


_EVEN = str.maketrans(
    {
        **{char: unicodedata.normalize("NFD", char)[0].lower() for char in map(chr, range(0xC0, 0x180))},
        "œ": "o", "æ": "a", "Œ": "o", "Æ": "a", "ø": "o", "Ø": "o", "ł": "l", "’": "'", "‘": "'", "ʼ": "'", "´": "'",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "–": "-", "—": "-", "‑": "-", "\t": " ",
        **{chr(capital): chr(capital + 32) for capital in range(ord("A"), ord("Z") + 1)},
    }
)  # fmt: skip


@lru_cache(maxsize=256)  # Forty patterns look at one message, and at its parts.
def evened(text: str) -> str:
    """Return ``text`` in lower case without accents, character for character: a place found in it is a place in ``text``."""
    return text.translate(_EVEN)


def words(text: str) -> list[str]:
    """Return the words of a visible ``text``, folded; «?» counts as a word, elisions are cut («l'appel»: l, appel)."""
    return list(_words(text))


@lru_cache(maxsize=128)  # The call's recogniser and the heads cut the same message.
def _words(text: str) -> Sequence[str]:
    plain = _THOUSANDS.sub("", folded(text))
    for symbol, name in _SYMBOLS.items():
        if symbol in plain:
            plain = plain.replace(symbol, name)
    return _WORD.findall(_REPEATED.sub(r"\1\1", plain))


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"qu|ck|q|c(?=[aoulrtkbdfgmnpsvz]|$)", "k"),
        (r"c(?=[eiy])|sc(?=[eiy])|ss|x$", "s"),
        (r"t(?=i(?:on|el|al))", "s"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"eaux?|au|ho", "o"),
        (r"ai[st]?|ei|er$|ez$|ees?$|es?$", "e"),
        (r"[ae]n(?=[^aeiouyn]|$)|[ae]m(?=[bp])", "an"),
        (r"h", ""),
        (r"(?<=.)(?:[stxdp]|ent)$", ""),
        (r"y", "i"),
        (r"([a-z])\1", r"\1"),
        (r"e+$", ""),
    )
)


def heard(word: str) -> str:
    """Return how ``word`` sounds, roughly: «candidater», «kandidaté» and «candidatez» sound alike."""
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return word


sound = lru_cache(maxsize=16_384)(heard)  # Each word that nothing explains is compared with the words of the time.
