"""What a message is where it is a value and nothing else: a number, a phone number, an address, a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.intent.normalise import evened


class Kind(StrEnum):
    """A kind of value that can stand alone."""

    NUMBER = "number"
    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    DATE = "date"
    CODE = "code"  # Of a school: seven figures and a letter.
    MARKS = "marks"  # No letter and no figure.


EVERY = frozenset(Kind)
WORDS: frozenset[Kind] = frozenset()  # None of them: words are asked for.
_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS = r"janv\w*|fev\w*|mars|avril|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*"
_HOUR = r"(?: ?(?:a|vers|,)? ?\d{1,2} ?(?:h|heures?|:) ?\d{0,2})?"
# What stands before a value and says no more than what it is: «c'est le», «mon numéro :».
_LEAD = re.compile(
    r"^(?:(?:c'est|voici|mon|ma|le|la|au|a|tel|telephone|portable|fixe|numero|n ?°|mail|courriel|e-mail|adresse|uai|code)\b[ :.]*|n ?° ?)+"
)
_PATTERNS: Mapping[Kind, re.Pattern[str]] = MappingProxyType(
    {
        Kind.MARKS: re.compile(r"[^a-z0-9]*"),
        Kind.PHONE: re.compile(r"(?:(?:\+|00) ?33 ?(?:\(0\) ?)?|0)[1-9](?:[ ./-]?\d){8}"),
        Kind.DATE: re.compile(
            rf"(?:(?:{_DAYS}),? )?(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?|\d{{1,2}}(?:er)? (?:{_MONTHS})(?: \d{{4}})?){_HOUR}"
        ),
        Kind.NUMBER: re.compile(r"\d[\d .,]*(?: ?(?:%|€|euros?))?"),
        Kind.MAIL: re.compile(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?"),
        Kind.LINK: re.compile(r"<?(?:https?://|www\.)\S+>?"),
        Kind.CODE: re.compile(r"\d{7} ?[a-z]"),
    }
)


def kind_of(text: str) -> Kind | None:
    """Return the kind of value that ``text`` is as a whole; None where it says anything more."""
    said = evened(text).strip(' .,;:!?()«»"')
    said = said if not said else _LEAD.sub("", said) or said
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)
