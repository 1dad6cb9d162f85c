"""Which request or application is meant: by its number («la 12», «DA douze»), by its place, or as a line just shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.short import chosen
from knowledge.understanding.words import NAMES, evened, value_at

REQUEST, APPLICATION = "DA", "CA"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference said from ``start`` to ``end`` of the text.

    ``kind``: REQUEST, APPLICATION or the letters of another call's applications, or "" where only a number is said; ``year``: None where it is not said.
    """

    start: int
    end: int
    kind: str
    number: int
    year: int | None = None

    def whole(self, year: int, kind: str = REQUEST) -> str:
        """Return «DA-2024-0012», with the ``year`` and the ``kind`` where they were not said."""
        return f"{self.kind or kind}-{self.year or year}-{self.number:04}"


_WORDS = rf"(?:{'|'.join(sorted(NAMES, key=len, reverse=True))})"
_SPOKEN = rf"{_WORDS}(?:[ -](?:et )?{_WORDS})*"
_BETWEEN = r"[\s_/–—.-]*(?:tirets?|moins|slash|numero|num|no|n ?°|n)?[\s:_/–—-]*"
_LETTERS = (
    r"(?P<request>\b(?:d ?a|d\.a\.?|des a|de a|dea|des as|d'a|demande(?: d'assistance)?(?= ?(?:n ?°|numero|num|no ?\d|\d)))(?![a-z]))"
    r"|(?P<application>\b(?:c ?a|c\.a\.?|ces a|ses a|c'est a|sea|cea|candidature(?= ?(?:n ?°|numero|num|no ?\d|\d)))(?![a-z]))"
)
_YEAR = (
    r"(?:(?P<year>20[0-3]\d)|(?P<spoken_year>deux mille vingt[ -](?:et un|deux|trois|quatre|cinq|six|sept|huit|neuf)))"
)
_LETTERED = re.compile(
    rf"(?:{_LETTERS}){_BETWEEN}(?:{_YEAR}{_BETWEEN}(?P<after>[\do]{{1,6}}|{_SPOKEN})|(?P<number>\d{{1,6}}|{_SPOKEN}))(?![\w/]|[.,]\d| ?(?:h\b|%|€|euros?\b))"
)
_AFTER = (
    r"(?!\w|[.,/:]\d|\s?(?:h\b|heures?|jours?|semaines?|mois|ans?\b|min\b|minutes?|%|€|euros?|demandes?|candidatures?|choses?|fois|questions?|personnes?|er\b|eme\b"
    r"|[-/]\s?\d|janv\w*|fevr?\w*|mars|avril|mai|juin|juillet|aout|sept\w*|oct\w*|nov\w*|dec\w*))"
)
# The number of an application whose call's file gives other letters than «CA»: it is written whole.
OF_OTHER_LETTERS = r"(?<![\w-])(?!da|ca)[a-z]{2}-20[0-3]\d-\d{1,6}(?![\w-])"
_WRITTEN = re.compile(OF_OTHER_LETTERS)
_WRITTEN_ANYHOW = re.compile(OF_OTHER_LETTERS, re.IGNORECASE)
# A number alone: «la 12», «n° 12», «#12», «le dossier 12». What follows must not make it a quantity or a date.
_ALONE = re.compile(
    r"(?:\b(?:la|celle|mienne|l'urgente,? la)\s(?:n ?°\s?|numero\s)?|(?:\bn ?°|#|\bnumero|\bnum\.?|\bticket|\bdossier|\btiret"
    r"|\bdemande|\bseance|\brdv|\brendez-vous|\bvisio|(?P<application>\bcandidat(?:e|ure)?))\s?)"
    rf"(?:(?P<year>20[0-3]\d)\s?[-/ ]\s?)?(?P<number>\d{{1,4}}|{_SPOKEN})"
    rf"{_AFTER}"
)
_BARE = re.compile(
    rf"(?<![\w/.,:-])(?P<application>(?!))?(?P<year>(?!))?(?P<number>\d{{1,4}}|(?:^|(?<=sur )|(?<=pour )|(?<=depart )){_SPOKEN}){_AFTER}"
)
# Letters as a telephone writes them down: without «tiret» or the like they are words.
_HEARD = frozenset(("dea", "d'a", "desas", "c'esta", "sea", "cea"))
_IT = re.compile(r"\b(?:le|un|du|au|fait|et|que|pour) $|^$")
_LOOKED_BACK = 32  # Characters: the longest word that tells something, and what stands around it.
# Nouns whose numbers are Op@le's, a school's or an office's, or of something else here, and never those of a file.
_NUMBERED = (
    "vague|wave|semaine|sem|v|telephone|tel|compte|classe|article|facture|commande|siret|siren|poste|dbm|decision modificative|bordereau|titre|mandat|regie|marche"
    "|ligne|erreur|code|ecriture|piece|journal|bon|engagement|liquidation|ordre|op|or|ob|dp|demande de paiement|lot|service|domaine|activite|budget|exercice|version"
    "|page|ecran|etape|chapitre|convention|contrat|devis|cheque|virement|prelevement|rejet|fournisseur|client|tiers|eleve|classe|salle|bureau|batiment|rue|annexe"
    "|trimestre|bourse|voyage|sortie|immobilisation|immo|bien|inventaire|balance|operation|mouvement|avoir|recette|depense|creance|relance|acte|deliberation|numero de|question|proposition|visite|annonce|difficulte|panne|action|formation|reunion|comite|abonnement|rappel"
)
_COUNTED = re.compile(rf"\b(?:{_NUMBERED})s?\s?(?:n\s?°|numero|num\.?|no|nr|#|:)?\s?\d+\b")
_BEFORE_ALONE = re.compile(rf"\b(?:{_NUMBERED})s?\s?(?:n\s?°|numero|num\.?|no|nr|#|:)?\s?$")


def is_of_opale(before: str) -> bool:
    """Tell whether a number behind these words (evened) counts something of Op@le: «la DBM n° », «le titre »; no file here."""
    return _BEFORE_ALONE.search(before[-_LOOKED_BACK:]) is not None


def counts_opale(text: str) -> bool:
    """Tell whether ``text`` gives a number to something of Op@le's: «le bordereau 11»."""
    return _COUNTED.search(evened(text)) is not None


def references(text: str, *, bare: bool = False) -> tuple[Reference, ...]:
    """Return the references said in ``text``, in its order; those with letters first where two overlap.

    ``bare``: where something is known to be done to a request, a number without any word is one too («46 réglé»);
    what is a date, an hour or a quantity there, the caller has to know.
    """
    plain = evened(text)
    found: list[Reference] = []
    taken = bytearray(len(plain))  # 1 where a reference is: of hundreds of them, comparing each with each would cost.
    for one in (*_lettered(plain), *_written(plain), *_alone(plain, _ALONE), *(_alone(plain, _BARE) if bare else ())):
        if 1 not in taken[one.start : one.end]:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def in_usual_letters(text: str) -> str:
    """Return ``text`` with «CA» in the numbers of applications to calls that give other letters: commands know no others."""
    return _WRITTEN_ANYHOW.sub(lambda found: f"CA{found[0][2:]}", text)


def only_one(text: str, kind: str, year: int) -> str | None:
    """Return the one file of ``kind`` that ``text`` names, as of ``year`` where none is said; None where it names none, or several."""
    told = {one.whole(year) for one in references(text) if one.kind == kind}
    return told.pop() if len(told) == 1 else None


def is_reference(text: str) -> bool:
    """Tell whether a message is a reference with its letters, and nothing else: «DA-2024-0012», «CA 3»."""
    plain = evened(text).strip(" .!")
    return any(one.start == 0 and one.end == len(plain) for one in (*_lettered(plain), *_written(plain)))


def _lettered(plain: str) -> Iterator[Reference]:
    for match in _LETTERED.finditer(plain):
        number = _number(match["after"] or match["number"])
        kind = REQUEST if match["request"] else APPLICATION
        if number is not None and _is_meant(plain, match):
            yield Reference(match.start(), match.end(), kind, number, _year(match))


def _written(plain: str) -> Iterator[Reference]:
    """Yield the numbers of applications to calls that give other letters, which are written whole."""
    for match in _WRITTEN.finditer(plain):
        letters, year, number = match[0].split("-")
        yield Reference(match.start(), match.end(), letters.upper(), int(number), int(year))


def _is_meant(plain: str, match: re.Match[str]) -> bool:
    """Tell whether the letters are those of a reference: «ça fait 12», «le CA 2024», «de a 12» are none."""
    letters = re.sub(r"[ .]", "", match["request"] or match["application"])
    written = bool(re.search(r"[-_–—°]|tiret|numero", match[0][len(letters) :])) or bool(_year(match))
    if letters in _HEARD:
        return written
    if letters == "ca" and not written:
        year = (match["number"] or "").startswith("20") and len(match["number"]) == 4
        return not year and not _IT.search(_before(plain, match))
    return True


def _alone(plain: str, pattern: re.Pattern[str]) -> Iterator[Reference]:
    for match in pattern.finditer(plain):
        number = _number(match["number"])
        if number and match["number"] not in ("un", "une") and not is_of_opale(_number_before(plain, match)):
            kind = APPLICATION if match["application"] else ""
            yield Reference(match.start(), match.end(), kind, number, int(match["year"]) if match["year"] else None)


def _before(plain: str, match: re.Match[str]) -> str:
    """Return the words that stand right before a match."""
    return plain[max(0, match.start() - _LOOKED_BACK) : match.start()]


def _number_before(plain: str, match: re.Match[str]) -> str:
    """Return the words before the number of a match; «la» and «le dossier» in it are no noun of Op@le's."""
    return plain[: match.start("number")] if match[0].startswith(("n", "#")) else _before(plain, match)


def _year(match: re.Match[str]) -> int | None:
    if match["year"]:
        return int(match["year"])
    if match["spoken_year"]:
        read = value_at(match["spoken_year"].replace("-", " ").split()[2:], 0)
        return 2000 + read[0] if read else None
    return None


def _number(text: str) -> int | None:
    """Return a number in figures (an «o» is a zero) or letters, zeros before it left out; None when it is none."""
    figures = text.replace("o", "0")
    if figures.isdecimal():
        return int(figures)
    words = text.replace("-", " ").split()
    at, digits, values = 0, "", []
    while at < len(words):
        read = value_at(words, at)
        if read is None:
            at += 1
            continue
        values.append(read[0])
        digits += str(read[0])
        at += read[1]
    if not values:
        return None
    return values[0] if len(values) == 1 else int(digits)


# --- By place among several requests: «la dernière», «la plus ancienne», «l'urgente».


class Rank(StrEnum):
    """A place among requests."""

    NEWEST = "newest"
    OLDEST = "oldest"
    URGENT = "urgent"


_RANKS: Mapping[Rank, re.Pattern[str]] = MappingProxyType(
    {
        Rank.URGENT: re.compile(
            r"\b(?:l'urgente|la (?:plus )?urgente|celle qui (?:est urgente|presse)|la plus pressee)\b"
        ),
        Rank.OLDEST: re.compile(
            r"\b(?:la plus (?:ancienne|vieille)|la premiere|celle qui (?:attend|traine) (?:depuis )?le plus(?: longtemps)?)\b"
        ),
        Rank.NEWEST: re.compile(
            r"\b(?:la (?:toute )?derniere(?: (?:arrivee|recue|demande|venue))?|la plus recente|celle qui vient (?:d'arriver|de tomber)"
            r"|la nouvelle(?: demande)?|la petite derniere)\b(?! (?:fois|semaine|version|mise|seance))"
        ),
    }
)


def rank_in(text: str) -> Rank | None:
    """Return the place that ``text`` names a request by; None where it names none."""
    plain = evened(text)
    return next((rank for rank, words in _RANKS.items() if words.search(plain)), None)


def rank_words(text: str) -> str:
    """Return the words by which ``text`` names a request by its place; "" where it names none so."""
    found = next(filter(None, (words.search(evened(text)) for words in _RANKS.values())), None)
    return found[0] if found else ""


# --- By line of the list just shown: «je prends la dernière», «passe celle de Mignet à Durand».

_PLACE = (
    r"(?:avant[- ])?derniere?s?|premiere?|1(?:ere|re|er)|deuxieme|2(?:e|eme|nde?)|seconde?|troisieme|3(?:e|eme)|quatrieme|4(?:e|eme)|cinquieme|5(?:e|eme)"
    r"|sixieme|septieme|huitieme|neuvieme|dixieme"
)
# What may follow it: nothing more of what is pointed at, else «la première fois», «la dernière facture» would be lines.
_AFTER_PLACE = (
    r"(?=\s*(?:$|[,;:.!?]|(?:a|au|aux|pour|en|et|car|puis|parce|des|demain|lundi|mardi|mercredi|jeudi|vendredi|stp|svp|merci|s'il|qui|que|il|elle|est|n'est|"
    r"de (?:la|cette|ta|votre) liste|dans|sur|avec|jusqu\w*|hors|doublon|urgent\w*)\b))"
)
_AT = re.compile(
    rf"\b(?:la|le|cette|ce)\s(?:demande\s)?(?:{_PLACE})(?:\s(?:demande|ligne))?(?:\sde (?:la|cette|ta|votre) liste)?\b{_AFTER_PLACE}"
)
_OF = re.compile(
    r"\b(?:celle|celui|la demande) (?:de |du |des |d')(?:la |l'|les? )?[\w'-]+(?: [\w'-]+){0,3}?(?=\s*(?:$|[,;:.!?]|(?:a|au|pour|en|et|car|est|n'est|jusqu\w*|demain|stp|svp)\b))"
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words from ``start`` to ``end`` of a text that point at the line ``at``."""

    start: int
    end: int
    at: int


def pointed(text: str, lines: Sequence[str]) -> Pointed | None:
    """Return where ``text`` points at one of ``lines``; None where it does not, or at several."""
    plain = evened(text)
    for pattern in (_AT, _OF):
        found = list(pattern.finditer(plain))
        if len(found) != 1:
            continue
        words = re.sub(r"\b(?:demande|ligne)\b|\bde (?:la|cette|ta|votre) liste$", " ", found[0][0]).strip()
        words = words if pattern is _AT else found[0][0].replace("la demande", "celle")
        at = chosen(words, lines)
        if at is not None:
            return Pointed(found[0].start(), found[0].end(), at)
    return None
