"""Phone numbers and mail addresses in a text, as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.numbers import dictated

# Those of France begin with 0 or 33; others are told by their «+».
_FRENCH = re.compile(
    r"(?<![\w+])(?<!\d[.,])(?:(?:\+|00)[ ]?33[ .-]?(?:\(0\)[ .-]?)?|0)[1-9](?:[ ./-]{0,2}\d){8}(?!\w)", re.ASCII
)
# «tel : six trente-neuf …»: the first zero goes without saying.
_DICTATED = re.compile(r"(?<=\btel )[1-9]\d{8}(?!\w)|(?<=\btel: )[1-9]\d{8}(?!\w)|(?<=\bau )[1-9]\d{8}(?!\w)", re.ASCII)
_FOREIGN = re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ ./()-]{0,2}\d){6,12}(?!\w)", re.ASCII)
_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?(?:@|[ ]?[(\[](?:at|arobase)[)\]][ ]?)"
    r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?){1,4}"
)
# What is said of a number or an address that is not to be used.
_OTHER = re.compile(
    r"\b(?:fax|ancien(?:ne)? (?:numero|num|tel|mail|adresse)|plus (?:joignable )?(?:au|le|sur)|pas (?:au|le|sur)|et non (?:au|le|pas)|"
    r"mon (?:numero|num|tel|portable|mail|mel|adresse)|a la place de|siret|siren|compte n|facture n|commande n|dossier n|ticket n)[^,;.!?\n\d@]{0,20}$"
)
_CORRECTED = re.compile(r"\b(?:non|pardon|plutot|erreur|correction|oups|rectif\w*|finalement|euh)\b")
_REACH = 40


@dataclass(frozen=True, slots=True)
class ReachFound:
    """``value`` as it is kept, said from ``start`` to ``end`` of the text."""

    value: str
    start: int
    end: int


def phones(text: str) -> list[ReachFound]:
    """Return the phone numbers of ``text`` in E.164 («+33465710000»), in order."""
    said = dictated(text)
    plain = evened(said.text)
    found = [
        ReachFound(number, *said.span(*match.span())) for match in _numbers(plain) if (number := phone_of(match[0]))
    ]
    return sorted(found, key=lambda one: one.start)


def _numbers(plain: str) -> Iterator[re.Match[str]]:
    yield from _FRENCH.finditer(plain)
    yield from _DICTATED.finditer(plain)
    yield from (match for match in _FOREIGN.finditer(plain) if not match[0].startswith("+33"))


def phone_of(typed: str) -> str | None:
    """Return a number typed in France as E.164, None when no such number can exist."""
    import phonenumbers  # noqa: PLC0415 — its tables are read only where a number is typed.

    try:
        number = phonenumbers.parse(typed.replace("(0)", ""), "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mails(text: str) -> list[ReachFound]:
    """Return the mail addresses of ``text``, in lower case, in order."""
    plain = evened(text)
    return [
        ReachFound(re.sub(r"[ ]?[(\[](?:at|arobase)[)\]][ ]?", "@", match[0]), match.start(), match.end())
        for match in _MAIL.finditer(plain)
    ]


def chosen(text: str, found: list[ReachFound]) -> ReachFound | None:
    """Return the one of several that is meant: the first, but the last after «non», «pardon»; never a fax or one's own."""
    plain = evened(text)
    meant = [one for one in found if not _OTHER.search(plain[max(0, one.start - _REACH) : one.start])]
    if not meant:
        return None
    best = meant[0]
    for one in meant[1:]:
        if _CORRECTED.search(plain, best.end, one.start):
            best = one
    return best
