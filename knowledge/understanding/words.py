"""Words as they are compared: cut, without case, accents, punctuation or punctuation said aloud; and numbers in letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_WORD_READ = re.compile(r"[a-z0-9]+|\?")
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
    return _WORD_READ.findall(_REPEATED.sub(r"\1\1", plain))


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


_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORDS = re.compile(r"[^\W_]+")
MARKS = " ,;:.!?'’-"


@lru_cache(maxsize=1_024)  # A turn asks for the words of one message several times, and of each button it may press.
def plain_words(text: str) -> str:
    """Return ``text`` in lower case, without accents and punctuation: «Mes données !» gives «mes donnees».

    What has no word at all («?») is returned as it is.
    """
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORDS.findall(letters)) or letters.strip()


class FlatText:
    """A message beside its plain words: what a rule finds in ``flat`` can be cut out of the message as it was typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = [(found.start(), found.end(), plain_words(found[0])) for found in _WORDS.finditer(text)]
        self.flat = " ".join(word for _, _, word in self._tokens)

    def without(self, parts: Sequence[tuple[int, int]]) -> str:
        """Return the message without the words that begin within ``parts`` of ``flat``."""
        pieces, last, at = [], 0, 0
        for start, end, word in self._tokens:
            if any(first <= at < after for first, after in parts):
                pieces.append(self.text[last:start])
                last = end
            at += len(word) + 1
        return " ".join(" ".join([*pieces, self.text[last:]]).split()).strip(MARKS)


# --- Punctuation said aloud to a telephone: «combien d'urgentes point d'interrogation».

# A sign that is named, and the sign; «la virgule», «retour à la ligne», «faire le point» speak of it and stay.
_SAID = (
    (re.compile(r"\s?\bpoints? d['’ ]?interrogation\b", re.IGNORECASE), " ?"),
    (re.compile(r"\s?\bpoints? d['’ ]?exclamation\b", re.IGNORECASE), " !"),
    (re.compile(r"\s?\bpoints? de suspension\b", re.IGNORECASE), "…"),
    (re.compile(r"(?<!\bla)(?<!\bune)(?<!\bde)(?<!\bpoint)(?<!\bdes)(?<!\bles)\svirgule\b", re.IGNORECASE), ","),
    (re.compile(r"(?<!\bretour)(?<!\bpasser)(?<!\baller)(?<!\bva)\s[àa] la ligne\s{0,4}$", re.IGNORECASE), ""),
    (
        re.compile(
            r"(?<!\ble)(?<!\bun)(?<!\bce)(?<!\bau)(?<!\bdu)(?<!\bmon)(?<!\bde)(?<!\bfaire)(?<!\bfais)(?<!\bfaites)(?<!\bfait)(?<!\bpetit)(?<!\bcourt)"
            r"(?<=\w)\spoint(?: final)?\s{0,4}$",
            re.IGNORECASE,
        ),
        ".",
    ),
)


def undictated(text: str) -> str:
    """Return ``text`` with the signs that it names in their place; a short message, a mere «point», stays as it is."""
    for pattern, sign in _SAID:
        text = pattern.sub(sign, text)
    return text


# --- A message cut into words, each with its place: one tokeniser for every reader.

# Abbreviations of which the full stop ends no sentence.
_ABBREVIATED = "sems?|janv|fevr?|avr|juil|sept|oct|nov|dec|dep|dpts?|depts?|nb|cands?|dems?|coll|lyc|clg|ref|num|sts?|stes?|m|mr|mme|etab|exp|urg"
_TOKEN = re.compile(
    r"(?P<uai>\b\d{7}[a-z]\b)"
    r"|(?P<iso>\b20\d\d-\d\d-\d\d\b)"
    r"|(?P<day>\b\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?\b|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b|\b\d{1,2}-\d{1,2}-20\d\d\b)"
    r"|(?P<ordinal>\b\d{1,2}(?:ers?|eres?|emes?|es?|nde?s?)\b)"
    r"|(?P<sms>\b(?:2main|2m1|dem1|dm1)\b)"
    r"|(?P<number>\d+)"
    rf"|(?P<short>\b(?:{_ABBREVIATED})\.)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[<>]=|[<>≤≥→+?,;:.!=/\n()])"
)


# What joins two things that are said, and the small words that stand between, folded.
JOINTS = frozenset(("et", "ou", ",", "&", "+", "/"))
ARTICLES = frozenset(("le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "celles", "ceux"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign. ``word``: folded; ``raw``: as typed, at ``start`` to ``end`` of the visible text."""

    kind: str  # «word», «number», «ordinal», «day», «iso», «uai», «sign».
    word: str
    raw: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it was typed with a capital."""
        return self.raw[:1].isupper()


@lru_cache(maxsize=256)
def cut(text: str) -> tuple[Word, ...]:
    """Return the words of ``text``; elisions are cut («l'appel»: l, appel), «15j» and «v2» too."""
    shown = visible(text)
    plain = evened(shown)
    words = []
    for found in _TOKEN.finditer(plain):
        kind, end = found.lastgroup or "sign", found.end()
        if kind == "sms":
            kind = "word"
        if kind == "short":
            kind, end = "word", end - 1
        words.append(Word(kind, plain[found.start() : end], shown[found.start() : end], found.start(), end))
    return tuple(words)


# --- Numbers in letters: «trente-neuf», «deux mille vingt-quatre», and figures dictated one group after the other.

_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
SMALL = {name: value for value, name in enumerate(_UNITS)} | {"une": 1}
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "octante": 80, "huitante": 80, "nonante": 90,
}  # fmt: skip


def _combined() -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield every way of saying a number under a hundred, as the words cut at spaces and hyphens."""
    late = {unit: value for unit, value in SMALL.items() if 7 <= value <= 9}  # «dix-sept» to «dix-neuf».
    yield from (((unit,), value) for unit, value in SMALL.items())
    yield from (((tens,), value) for tens, value in _TENS.items())
    yield from ((("dix", unit), 10 + value) for unit, value in late.items())
    eighty = [("quatre", score) for score in ("vingt", "vingts")]
    for words, value in [*(((tens,), value) for tens, value in _TENS.items()), *((words, 80) for words in eighty)]:
        by_score = words in eighty or value == 60  # Goes on to nineteen: «soixante-dix», «quatre-vingt-onze».
        yield words, value
        for unit, more in SMALL.items():
            if 0 < more < (17 if by_score else 10):
                yield (*words, unit), value + more
                if unit in ("un", "une", "onze") and words not in eighty:
                    yield (*words, "et", unit), value + more
        if by_score:
            yield from (((*words, "dix", unit), value + 10 + more) for unit, more in late.items())


_UNDER_HUNDRED = dict(_combined())
_MOST_WORDS = max(map(len, _UNDER_HUNDRED))
# Ranks as they are said, by their number.
ORDINALS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5,
    "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
}  # fmt: skip
NAMES = frozenset(SMALL) | frozenset(_TENS) | {"cent", "cents", "mille"}
_IN_LETTERS = {" ".join(words): value for words, value in _UNDER_HUNDRED.items()}
# Numbers up to 199 as they are said, hyphens as spaces; and those that count in lots: «une quinzaine».
IN_LETTERS = _IN_LETTERS | {"cent": 100} | {f"cent {name}": 100 + value for name, value in _IN_LETTERS.items() if value}
COUNTS = {name: value for name, value in IN_LETTERS.items() if value and " " not in name} | {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
}  # fmt: skip


def letters(least: int = 1, most: int = 199) -> str:
    """Return an alternation of the numbers in letters from ``least`` to ``most``, the longest first, for evened text."""
    names = (name for name, value in IN_LETTERS.items() if least <= value <= most)
    return "|".join(name.replace(" ", "[ -]") for name in sorted(names, key=lambda name: (-len(name), name)))


def number_of(said: str) -> int:
    """Return a number in figures or in letters: «12», «trente-neuf», «quinzaine»; 1 where it is neither."""
    if said.isdecimal():
        return int(said)
    return IN_LETTERS.get(said.replace("-", " "), COUNTS.get(said, 1))


_WORD = re.compile(r"[a-z]+|\d+")
_BETWEEN = re.compile(r"[\s,.'-]{1,3}")
_SHORTEST = 4  # Groups that make a dictated number: a phone has five, a UAI four at least.

_ALONE = 9  # The same where each group is one figure: «0 6 3 9 9 8 …».
# «sept» is September too, «neuf» new: numbers only beside others or a unit.
_ALSO_WORDS = frozenset(("sept", "neuf", "six"))
_LONGEST_NUMBER = 16  # Words of a number at most, zeros said one by one among them.
_COUNTED = (
    "jour", "j", "sem", "mois", "an", "ans", "heure", "h", "dern", "proch", "plus", "demande", "dossier", "premier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dictated:
    """A text whose dictated numbers are in figures. ``places``: of each of its characters, the place in the text."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text as it was typed of what stands from ``start`` to ``end`` here."""
        return self.places[start], self.places[end - 1] + 1


def value_at(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """Return the number under a thousand that begins at ``start`` and how many words say it, None when none does."""
    word = words[start] if start < len(words) else ""
    if word in ("cent", "cents"):
        rest = value_at(words, start + 1)
        return (100 + rest[0], 1 + rest[1]) if rest and rest[0] < 100 else (100, 1)
    small = _under_hundred(words, start)
    if small is None:
        return None
    value, size = small
    if 1 < value < 10 and words[start + size : start + size + 1] in (["cent"], ["cents"]):
        rest = _under_hundred(words, start + size + 1)
        return (100 * value + rest[0], size + 1 + rest[1]) if rest else (100 * value, size + 1)
    return small


def _under_hundred(words: Sequence[str], start: int) -> tuple[int, int] | None:
    for size in range(min(_MOST_WORDS, len(words) - start), 0, -1):
        value = _UNDER_HUNDRED.get(tuple(words[start : start + size]))
        if value is not None:
            return value, size
    return None


def dictated(text: str) -> Dictated:
    """Return ``text`` with numbers that were dictated group by group in figures: «zéro six trente-neuf …» is «0639…»."""
    plain = evened(text)
    found = list(_WORD.finditer(plain))
    words = [one[0] for one in found]
    made: list[str] = []
    places: list[int] = []
    at = begin = 0
    while at < len(found):
        end, figures = _run(plain, found, words, at)
        if not figures:
            at = max(at + 1, end)
            continue
        start, stop = found[at].start(), found[end - 1].end()
        made += [text[begin:start], figures]
        places += [*range(begin, start), *([start] * (len(figures) - 1)), stop - 1]
        begin, at = stop, end
    made.append(text[begin:])
    places += range(begin, len(text))
    return Dictated("".join(made), tuple(places))


def _run(plain: str, found: Sequence[re.Match[str]], words: Sequence[str], at: int) -> tuple[int, str]:
    """Return the end of the groups dictated from word ``at`` on and their figures, "" when they are too few."""
    figures: list[str] = []
    spoken = 0
    place = at
    while place < len(found):
        if place > at and not _BETWEEN.fullmatch(plain, found[place - 1].end(), found[place].start()):
            break
        if words[place].isdigit():
            figures.append(words[place])
            place += 1
            continue
        read = _under_hundred(words, place)
        if read is None:
            break
        figures.append(str(read[0]))
        place += read[1]
        spoken += 1
    alone = len(figures) >= _ALONE and all(len(one) == 1 for one in figures)
    many = len(figures) >= _SHORTEST and (spoken >= 2 or alone)
    return place, "".join(figures) if many else ""


def _parsed(words: Sequence[Word], start: int) -> tuple[int, str]:
    """Return the place behind the number said from ``start`` on, and its digits; (start, "") where none is said."""
    said = [word.word for word in words[start : start + _LONGEST_NUMBER]]
    zeros = next((at for at, word in enumerate(said) if word != "zero"), len(said))
    rest = said[zeros:]
    value, size = _thousands(rest) if rest[:1] not in (["un"], ["une"]) else (0, 0)
    return start + zeros + size, "0" * zeros + (str(value) if size else "")


def _thousands(said: Sequence[str]) -> tuple[int, int]:
    """Return the number that words begin with, and how many say it; (0, 0) where none is said."""
    value, size = value_at(said, 0) or (0, 0)
    if said[size : size + 1] != ["mille"]:
        return value, size
    more, after = value_at(said, size + 1) or (0, 0)
    return max(value, 1) * 1000 + more, size + 1 + after


def numbered(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return ``words`` with each number said in words as one word of figures, at the place of all its words."""
    out: list[Word] = []
    at = 0
    while at < len(words):
        end, digits = _parsed(words, at) if words[at].kind == "word" else (at, "")
        if end == at or not digits:
            out.append(words[at])
            at += 1
            continue
        first, last = words[at], words[end - 1]
        after = words[end].word if end < len(words) else ""
        if end - at == 1 and first.word in _ALSO_WORDS and not after.startswith(_COUNTED):
            out.append(first)
        else:
            raw = first.raw if first is last else f"{first.raw} {last.raw}"
            out.append(Word("number", digits, raw, first.start, last.end))
        at = end
    return tuple(out)
