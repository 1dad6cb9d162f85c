"""What must never be written in a request: passwords, one-time codes, bank accounts, pupils' names.

A pattern that is sure (an account whose key is right, «mot de passe : …») is refused; what only looks so is warned of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.understanding.answer_fit import GIVEN_NAMES
from knowledge.understanding.words import evened


class Secret(StrEnum):
    """What was found."""

    PASSWORD = "password"  # noqa: S105 — a kind, not one.
    CODE = "code"
    ACCOUNT = "account"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that should not be there, from ``start`` to ``end`` of the text; ``sure``: refused, else warned of."""

    kind: Secret
    sure: bool
    start: int
    end: int


_LENGTHS = {
    "ad": 24, "at": 20, "be": 16, "ch": 21, "de": 22, "dk": 18, "es": 24, "fi": 18, "fr": 27, "gb": 22, "gr": 27,
    "ie": 22, "it": 27, "lu": 20, "ma": 28, "mc": 27, "nl": 18, "no": 15, "pl": 28, "pt": 25, "ro": 24, "se": 24,
    "tn": 24,
}  # fmt: skip
_IBAN = re.compile(r"(?<![a-z0-9])([a-z]{2})[ .-]?\d{2}(?:[ .-]{0,2}[a-z0-9]){11,30}")
_RIB = re.compile(r"(?<![a-z0-9])\d{5}[ .-]?\d{5}[ .-]?[a-z0-9]{11}[ .-]?\d{2}(?![a-z0-9])")
_SEPARATORS = re.compile(r"[ .-]")
# The letters of a French account count as digits: a and j are 1, b, k and s are 2…
_RIB_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "12345678912345678923456789")

_PASSWORD = re.compile(
    r"\b(?:mots? de passes?|mdp|passwords?|pwd|code pin|pin)\b(?: (?:d'opale|op@le|opale|de la session|provisoire|temporaire|actuel|du compte|de connexion))?"
    r"\s{0,2}(:|=|\best\b|\bc'est\b|->)\s{0,2}[«\"'( ]{0,2}([^\s,;«»\"']{3,64})"
)
_LOST = re.compile(
    r"(?:pas|plus|perdue?|oubliee?|expiree?|bloquee?|incorrecte?|invalide|erronee?|faux|refusee?|rejetee?|ko|hs|inconnue?|a|toujours|impossible|aucun|le|la|les|un|non|en|trop|bien|pour|deja"
    r"|reinitialis\w*|renouvel\w*|chang\w*|modifi\w*|verrouill\w*|perim\w*|desactiv\w*|obsolete|demande|rien|probleme|erreur|manquant|absent|connu|correct|valide|bon)[.!?]*"
)
_CODE = re.compile(
    r"\b(?:otp|code (?:otp|sms|unique|de (?:connexion|verification|validation|securite|confirmation))|jeton|code (?!nature|postal|activite|domaine|compta|service|analyt|uai|rne|siret)(?:[\w']+ ){0,4}?(?:recu|envoye|genere|affiche))\b"
    r"(?: (?:recu|genere|affiche|actuel))?(?: (?:par|sur|au) (?:mon |le |un )?(?:sms|telephone|portable|mail|courriel|message))?"
    r"\s{0,2}(?::|=|est|c'est)?\s{0,2}(\d{3}[ -]?\d{3}(?:[ -]?\d{2})?)(?!\d|[ .-]\d)"
)
_PUPIL = re.compile(
    r"\b(?:[ÉEée]l[èe]ves?|[Ee]nfant|(?:son|sa|leur) (?:fils|fille)|[Bb]oursi(?:er|ère)|[Ff]amille|[Pp]arents? de|(?:père|mère|papa|maman) de|[Jj]eune)"
    r"\s(?:(?:de|du|nommée?|dénommée?|M\.|Mme)\s)?((?!Op@le|Marseille|Aix|Avignon|Arles|Gap)[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,2})"
)
# Written small, a given name alone tells a pupil from «élève absent».
_PUPIL_SMALL = re.compile(
    r"\b(?:eleve|enfant|(?:son|sa|leur) (?:fils|fille)|boursi(?:er|ere)|jeune) (?:(?:nommee?|denommee?|m\.|mme) )?"
    r"(([a-z]+)(?:-[a-z]+)?(?: [a-z][a-z'-]+)?)"
)
_NATIONAL = re.compile(r"(?<![\w.])(?:\d{9}[A-Za-z]{2}|\d{10}[A-HJKLMNPRTUVWXYZ])(?!\w)")
_FIGURE = re.compile(r"\d")
_SHOUTED = 0.6  # Share of capitals from which they tell nothing.


@lru_cache(maxsize=64)  # A turn looks for secrets first of all, and again where it keeps what was asked.
def concerns(text: str) -> tuple[Concern, ...]:
    """Return what should not be in ``text``, in its order."""
    plain = evened(text)
    if not _FIGURE.search(plain):  # Most messages hold none, and are read in a third of the time.
        found = [*_passwords(plain), *_pupils(text, plain)]
    else:
        found = [*_accounts(plain), *_passwords(plain), *_codes(plain), *_national(text), *_pupils(text, plain)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _accounts(plain: str) -> Iterator[Concern]:
    for found in _IBAN.finditer(plain):
        length = _LENGTHS.get(found[1])
        if length is None:
            continue
        code, end = _first(plain, found.start(), found.end(), length)
        if len(code) == length and sum(char.isdigit() for char in code) >= length // 2:
            yield Concern(Secret.ACCOUNT, _right_iban(code), found.start(), end)
    for found in _RIB.finditer(plain):
        digits = _SEPARATORS.sub("", found[0]).translate(_RIB_LETTERS)
        bank, branch, account, key = int(digits[:5]), int(digits[5:10]), int(digits[10:21]), int(digits[21:])
        if key == 97 - (89 * bank + 15 * branch + 3 * account) % 97:
            yield Concern(Secret.ACCOUNT, True, found.start(), found.end())


def _first(plain: str, start: int, end: int, length: int) -> tuple[str, int]:
    """Return the first ``length`` letters and digits from ``start`` on, and where they end."""
    held: list[str] = []
    for place in range(start, end):
        if plain[place].isalnum():
            held.append(plain[place])
            if len(held) == length:
                return "".join(held), place + 1
    return "".join(held), end


def _right_iban(code: str) -> bool:
    turned = code[4:] + code[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _passwords(plain: str) -> Iterator[Concern]:
    for found in _PASSWORD.finditer(plain):
        if _LOST.fullmatch(found[2]):
            continue
        written = found[1] in (":", "=", "->")
        coded = any(char.isdigit() for char in found[2]) or any(char in "!@#$%&*_+?-" for char in found[2][:-1])
        if written or coded:
            yield Concern(Secret.PASSWORD, True, found.start(), found.end())


def _codes(plain: str) -> Iterator[Concern]:
    yield from (Concern(Secret.CODE, True, found.start(), found.end()) for found in _CODE.finditer(plain))


def _national(text: str) -> Iterator[Concern]:
    for found in _NATIONAL.finditer(text):
        yield Concern(Secret.PUPIL, False, found.start(), found.end())


def _pupils(text: str, plain: str) -> Iterator[Concern]:
    for small in _PUPIL_SMALL.finditer(plain):
        if small[2] in GIVEN_NAMES and text[small.start(1)].islower():
            yield Concern(Secret.PUPIL, False, small.start(1), small.end(1))
    named = list(_PUPIL.finditer(text))
    letters = [char for char in text if char.isalpha()] if named else []
    if sum(char.isupper() for char in letters) <= _SHOUTED * len(letters):
        yield from (Concern(Secret.PUPIL, False, found.start(1), found.end(1)) for found in named)
