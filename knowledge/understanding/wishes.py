"""What is wanted beside the answers: a file, a subscription, what is said of the team. The words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from knowledge.people import Role
from knowledge.understanding.fields import What
from knowledge.understanding.measures import measure_of
from knowledge.understanding.situation import Situation
from knowledge.understanding.steering import StatusEar
from knowledge.understanding.subscribing import SubscriptionWish, read_subscription
from knowledge.understanding.teaming import TeamWish, read_team
from knowledge.understanding.words import FlatText, plain_words

_LIKELY = 0.5  # The least chance of a status question in what is left of the message.

_LEAD = (
    r"(?:(?:bonjour|bonsoir|salut|ok|et|alors|svp|stp|merci de|s il (?:te|vous) plait|est ce qu(?:e|il)|(?:tu|vous|on|je) (?:peux|peut|pouvez|pourrais|"
    r"pourriez)|(?:peux|pouvez|pourrais|pourriez|puis|peut) (?:tu|vous|je|on)|(?:je|j) (?:veux|voudrais|souhaite|souhaiterais|aimerais|dois)|"
    r"il (?:me|nous) (?:faut|faudrait)|il faut|m|me|nous) )*"
)
_EXPORT = (
    r"(?:export\w*|telecharg(?:er|e|ez|es)|extraire|extrais|extrayez|extraction|l export|un export)(?: (?:moi|nous))?"
)
_GIVE = (
    r"(?:donne\w*|envoie|envoyer|envoyez|sors|sortir|sortez|mets|mettre|mettez|fais|faire|faites|affiche\w*|montre\w*|prepare\w*|enregistre\w*|"
    r"avoir|recuperer|ouvrir|passe\w*|convert\w*|transform\w*)(?: (?:moi|nous))?"
)
_SHEET = r"(?:excel|xlsx?|csv|tableur|libreoffice|calc)"
_FORMAT = re.compile(
    rf"\b(?:(?:en|au|sous|dans|sur|vers|pour|avec|sous forme de) )?(?:(?:le|un|une|mon) )?(?:(?:format|fichier|tableau|feuille|version|classeur) )*{_SHEET}\b"
)
_BEGINS = re.compile(rf"^{_LEAD}{_EXPORT}\b")
_GIVES = re.compile(rf"^{_LEAD}(?:{_GIVE}\b)?")
# Somebody cannot get at a file: a trouble to be helped with, not a file to be made.
_CANNOT = re.compile(
    r"\b(?:(?:arriv\w+|peu[tx]|peuvent|pouv\w+|parvien\w+|parven\w+|reussi\w*|sait|sais|savent) (?:pas|plus|jamais)|impossible|(?:pas|plus) moyen)"
    rf"(?: (?:a|d|de|pour|me|nous|m|l|le|la|les|lui))* (?:{_EXPORT}|{_GIVE}|generer|obtenir|importer|lire)\b"
    r"|\b(?:marche|ouvre|passe)\w* (?:plus|pas)\b"
)
_CSV = re.compile(r"\bcsv\b")
_OPENS = re.compile(r"^(?:(?:des|les|de|la|le|toutes|tous|l['’]|d['’]) ?\b)+ *", re.IGNORECASE)
# What stands for what is on the screen.
_SHOWN = frozenset(
    (
        "ca", "cela", "ceci", "la", "le", "les", "liste", "tableau", "ce", "cette", "tout", "toute", "toutes", "tous", "resultat",
        "resultats", "moi", "svp", "stp", "merci", "s", "il", "te", "vous", "plait", "fichier", "un", "en", "format", "donnees",
        "de", "du", "celles", "ci", "meme", "chose", "aussi", "lignes", "ecran", "l", "qui", "est", "a", "affiche", "j", "ai",
    )
)  # fmt: skip
_FEW = 4  # Words of what narrows without a noun: «exporter le 84».


@dataclass(frozen=True, slots=True)
class ExportWish:
    """A file is wanted. ``rest``: what of, in the words of the message; empty: what is on the screen.

    ``form``: «xlsx» or «csv» where one is said, else empty. ``says_so``: a word of exporting is said, not only a kind of file.
    """

    command: ClassVar[str] = "exporter"
    rest: str
    form: str
    says_so: bool = True

    @property
    def named(self) -> str:
        """Return what is wanted without the articles before it."""
        return _OPENS.sub("", self.rest)

    @property
    def readings(self) -> Sequence[str]:
        """Return what may be read as the status question, in the order in which it is tried."""
        short = len(plain_words(self.rest).split()) <= _FEW and self.says_so
        return [self.rest, *([f"demandes {self.rest}"] if short else [])]


@dataclass(frozen=True, slots=True)
class MeasureWish:
    """A measure is asked for."""

    command: ClassVar[str] = "délais"


Wish = ExportWish | SubscriptionWish | TeamWish | MeasureWish


def wished(text: str, situation: Situation, ear: StatusEar) -> Wish | None:
    """Return what somebody with a role says of the team, or wants done with an answer; None where neither is said.

    What is to be done with an answer counts where the rest of the message asks something.
    """
    if not situation.roles:
        return None
    team = read_team(text, situation) if situation.personal else None
    if team:
        return team
    wish = read_subscription(text) or read_export(text)
    if isinstance(wish, SubscriptionWish) and wish.whole_day:
        return wish
    alone = replace(situation, query=None)
    if wish is None:
        return MeasureWish() if Role.SA_EPLE in situation.roles and _measures(text, alone, ear) else None
    if not wish.rest or measure_of(wish.named):
        return wish
    reads = (ear.read(one, alone) for one in wish.readings)
    return wish if any(read and read.reading and read.chance >= _LIKELY for read in reads) else None


def _measures(text: str, alone: Situation, ear: StatusEar) -> bool:
    """Tell whether a message asks for a measure and says nothing besides what narrows it."""
    asked = measure_of(text, alone=False)
    if asked is None or not asked[1]:
        return asked is not None
    read = ear.read(f"demandes {asked[1]}", alone)
    return bool(read and read.query and read.query.what is What.REQUESTS and not read.leftover)


def read_export(text: str) -> ExportWish | None:
    """Return the file that a message asks for; None for one that has no word of a file."""
    said = FlatText(text)
    flat = said.flat
    begins, form = _BEGINS.search(flat), _FORMAT.search(flat)
    if not begins and (not form or _CANNOT.search(flat)):
        return None
    parts = [found.span() for found in (begins or _GIVES.search(flat), form) if found and found[0]]
    rest = said.without(parts)
    shown = set(plain_words(rest).split()) <= _SHOWN
    kind = "" if form is None else "csv" if _CSV.search(form[0]) else "xlsx"
    return ExportWish("" if shown else rest, kind, says_so=begins is not None)
