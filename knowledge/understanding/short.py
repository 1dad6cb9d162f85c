"""Short messages that lean on what was just shown: yes, no, a place in a list, a word of one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.understanding.words import plain_words

YES = frozenset(
    (
        "oui", "ouais", "oui oui", "ouep", "yes", "ok", "okay", "d accord", "ok d accord", "oui d accord", "c est ca", "oui c est ca",
        "exact", "exactement", "tout a fait", "absolument", "bien sur", "oui bien sur", "vas y", "oui vas y", "ok vas y", "allez y",
        "allez", "go", "volontiers", "avec plaisir", "parfait", "c est bon", "oui c est bon", "ok c est bon", "c est exact",
        "affirmatif", "je confirme", "oui je confirme", "confirmer", "je veux bien", "oui je veux bien", "c est cela", "oui voila", "voila",
        "ca marche", "ok pour moi", "j accepte", "oui j accepte", "je suis d accord", "oui je suis d accord", "c est bon pour moi", "oui ca me va", "ca me va", "c est note", "entendu",
    )
)  # fmt: skip
NO = frozenset(
    (
        "non", "nan", "non non", "no", "pas du tout", "non pas du tout", "pas ca", "ce n est pas ca", "c est pas ca", "non ce n est pas ca",
        "non c est pas ca", "surtout pas", "pas la peine", "non pas la peine", "non pas encore", "pas encore", "pas maintenant",
        "non pas maintenant", "plus tard", "negatif", "jamais", "non jamais", "ce n est pas ma question", "pas d accord",
        "ca ne va pas", "ca va pas", "rien a voir", "non rien a voir", "inutile", "laisse tomber", "non laisse tomber", "annuler", "annule",
        "tant pis", "aucun", "aucune", "rien", "non rien",
    )
)  # fmt: skip
_POLITE = re.compile(
    r"\b(?:merci(?: beaucoup| bien| d avance)?|s il (?:te|vous) plait|svp|stp|bonjour|bonsoir|monsieur|madame|cordialement)\b"
)
_PLACES = {
    "premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "1re": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3,
    "quatrieme": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
    "dernier": -1, "derniere": -1, "avant dernier": -2, "avant derniere": -2, "un": 1, "une": 1, "deux": 2, "trois": 3,
}  # fmt: skip
_LEAD = re.compile(
    r"^(?:(?:ouvre|ouvrir|ouvrez|montre|montrez|affiche|affichez|voir|je veux|je voudrais|je prefere|je choisis|plutot|alors|c est|choix|"
    r"option|numero|n|no|ligne|la ligne|le numero|oui|donc|pour|avec)\s+(?:moi\s+)?)*"
)
_POINTS = re.compile(
    r"^(?:le|la|l|celui|celle|ce|cet|cette)\s+(?:(?:demande|seance|candidature|dossier|ligne|rdv)\s+)?"
    r"(?:de\s+(?:la\s+|l\s+)?|du\s+|des\s+|d\s+|a\s+|au\s+|sur\s+(?:les?\s+|la\s+)?|qui est a\s+)?"
)
_NUMBERED = re.compile(r"^(\d{1,2})(?:e|eme|er|ere|nd|nde)?$")
_LITTLE = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en", "un", "une", "svp"))
_MOST_WORDS = 6


@lru_cache(maxsize=256)  # A turn asks for it nearly twenty times, of one message.
def bare(text: str) -> str:
    """Return the plain words of a message without what is only polite."""
    return " ".join(_POLITE.sub(" ", plain_words(text)).split())


def says_yes(text: str) -> bool:
    """Tell whether a message says yes, and nothing else."""
    return bare(text) in YES


def says_no(text: str) -> bool:
    """Tell whether a message says no, and nothing else."""
    return bare(text) in NO


def place(text: str) -> int | None:
    """Return the place in a list that a message names, from 1; -1 for the last; None where it names none."""
    said = _LEAD.sub("", bare(text))
    alone = _POINTS.sub("", said)
    if alone in _PLACES and (alone != said or alone not in ("un", "une", "deux", "trois") or said == alone):
        return _PLACES[alone]
    numbered = _NUMBERED.match(alone)
    return int(numbered[1]) if numbered else None


def chosen(text: str, lines: Sequence[str], *, pointed: bool = True) -> int | None:
    """Return which line a message means by its place or by words of that line alone; None where it is none, or several.

    ``pointed``: words must begin with what points at one («le lycée», «celle de Gap»): else any words may choose.
    """
    at = place(text)
    if at is not None:
        at = at - 1 if at > 0 else len(lines) + at
        return at if 0 <= at < len(lines) else None
    said = _LEAD.sub("", bare(text))
    rest = _POINTS.sub("", said)
    if (pointed and rest == said) or len(said.split()) > _MOST_WORDS:
        return None
    words = [word for word in rest.split() if word not in _LITTLE]
    if not words:
        return None
    fits = [number for number, line in enumerate(lines) if _holds(plain_words(line).split(), words)]
    if len(fits) > 1:  # «le lycée» among «Lycée Thiers» and «Collège du Lycée»: what begins with it.
        fits = [number for number in fits if plain_words(lines[number]).split()[: len(words)] == words]
    return fits[0] if len(fits) == 1 else None


def _holds(line: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one == word or (len(word) > 3 and one.startswith(word)) for one in line) for word in words)
