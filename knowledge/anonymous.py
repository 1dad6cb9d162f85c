"""Text kept to improve the answers, without what could name somebody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from knowledge.sensitive import concerns
from knowledge.understanding.words import plain_words

# Kept questions are short; what is longer is a story, and stories name people.
KEPT_CHARACTERS = 300
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){5,}")
_TITLED = re.compile(r"\b((?i:m\.|mr|mme|mlle|monsieur|madame|mademoiselle))\s+(?:[A-ZÀ-Þ][\w’'-]*\s*){1,3}")
_NAMED = re.compile(r"\b((?i:je m[’']appelle|je suis|mon nom est))\s+(?:[A-ZÀ-Þ][\w’'-]+\s*){1,3}")
_FIGURE = re.compile(r"\d")
_UAI = re.compile(r"\b\d{6,7}[A-Za-z]\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# «Zéphirine Quatrebarbes», «QUATREBARBES Zéphirine»: capitalised words side by side.
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?:\s+[A-ZÀ-Þ][\w’'-]+)+")
# What a sentence begins with, and what is written with capitals and is nobody's name.
_NO_NAMES_SAID = (
    "le la les l un une des du de d mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces quel quelle "
    "quels quelles qui que quoi ou comment combien pourquoi quand est sont puis peut peux pouvez faut dois doit ai a avez avons "
    "je j tu il elle on nous vous ils elles bonjour bonsoir merci madame monsieur pour dans si et mais avec sans par sur en y "
    "oui non stp svp supprimer effacer donner montrer envoyer college lycee ecole cite erea legt lpo lp clg lyc opale op chorus "
    "pro sa eple diepat dgfip rectorat academie aix marseille avignon nice paris provence alpes bouches rhone vaucluse education "
    "nationale dsden cpe drh rgpd cnil teams microsoft word excel outlook ent pronote siecle janvier fevrier mars avril mai juin "
    "juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche noel etat gfc gfe sgac "
    "tic faq pdf urgent"
)
NO_NAMES = frozenset(_NO_NAMES_SAID.split())
_NEVER_NAMES = NO_NAMES | frozenset(
    {"de", "du", "des", "la", "le", "les", "van", "von", "el", "al", "mme", "madame", "monsieur"}
)


def without_identity(text: str) -> str:
    """Return ``text`` cut short, with mail addresses, numbers, UAI, secrets and what looks like a name masked by «…»."""
    text = text[:KEPT_CHARACTERS]
    for found in reversed(concerns(text)):
        text = f"{text[: found.start]}…{text[found.end :]}"
    masked = _MAIL.sub("…", text) if "@" in text else text
    if _FIGURE.search(masked):
        masked = _NUMBER.sub("…", _UAI.sub("…", masked))
    masked = _TITLED.sub(r"\1 … ", masked)
    masked = _NAMED.sub(r"\1 … ", masked)
    return " ".join(_CAPITALISED.sub(_without_pair, masked).split())


def _without_pair(found: re.Match[str]) -> str:
    """Return capitalised words with those masked that stand two by two and are no words of a sentence or of the field."""
    words = list(_WORD.finditer(found[0]))
    nobody = [NO_NAMES.issuperset(plain_words(word[0]).split()) for word in words]
    named = [
        not nobody[at] and ((at > 0 and not nobody[at - 1]) or (at + 1 < len(words) and not nobody[at + 1]))
        for at in range(len(words))
    ]
    return _masked(found[0], [word for word, is_named in zip(words, named, strict=True) if is_named])


def name_parts(names: Iterable[str]) -> frozenset[str]:
    """Return the words that people's names are made of, as plain words; short ones and particles are no names."""
    words = (word for name in names for word in plain_words(name).split())
    return frozenset(word for word in words if len(word) > 2 and word not in _NEVER_NAMES)


def may_name(text: str) -> bool:
    """Tell whether ``text`` has a word written as names are: with a capital, after the first word."""
    return any(_is_written_as_name(word) for word in _WORD.finditer(text))


def _is_written_as_name(word: re.Match[str]) -> bool:
    return word.start() > 0 and word[0][:1].isupper()


def without_names(text: str, parts: Collection[str], *, capitals: bool = True) -> str:
    """Return ``text`` with the words of ``parts`` masked. ``capitals``: only where they are written as names are.

    «petit» is a word; «Petit», after the first word, is a colleague.
    """
    found = [
        word
        for word in _WORD.finditer(text)
        if (not capitals or _is_written_as_name(word)) and any(part in parts for part in plain_words(word[0]).split())
    ]
    return _masked(text, found) if found else text


def _masked(text: str, words: Iterable[re.Match[str]]) -> str:
    for word in reversed(list(words)):
        text = f"{text[: word.start()]}…{text[word.end() :]}"
    return re.sub(r"…(?:\s+…)+", "…", text)
