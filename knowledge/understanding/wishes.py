"""What a message wants beside an answer: a file, a subscription, a note about the team; and the words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from knowledge.subscription import Schedule
from knowledge.time.points import WEEKDAYS, clocks
from knowledge.understanding.teaming import TeamWish
from knowledge.understanding.words import COUNTS, MARKS, FlatText, number_of, plain_words

# --- Subscriptions: «chaque lundi à 8 h les demandes en retard», «préviens-moi au-delà de 5 non prises».

_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})s?"
_HABIT = re.compile(
    rf"\b(?:(?:tous|toutes)(?: les)?|chaques?|le|les)(?: (?:jours?|matins?|midis?|soirs?|semaines?|ouvres?|ouvrables?|travailles?|{_WEEKDAY}|et|ou|le|les))+\b"
    rf"|\b(?:quotidiennement|hebdomadairement|quotidien(?:ne)?|hebdomadaire)\b"
)
_TIME_OF = re.compile(rf"\b(?:jours?|matins?|midis?|soirs?|semaines?|quotidien\w*|hebdo\w*|{_WEEKDAY})\b")
_CLOSED = re.compile(
    r"\b(?:(?:meme|y compris|aussi|et) )?(?:les? |le |des )?(?:jours? (?:feries?|fermes?|non ouvres?)|week ?ends?|week end|vacances)"
    r"(?: (?:y )?compris)?\b|\b7 jours? sur 7\b|\b7j 7\b"
)
_COUNT = rf"(?:\d{{1,4}}|{'|'.join(COUNTS)})"
_TELL = r"(?:previens|prevenez|prevenir|alerte\w*|avertis\w*|notifie\w*|signale\w*|dis|dites)(?: (?:moi|nous))?"
_ABOVE = re.compile(
    rf"\b(?:(?:des|lors|quand|lorsque|si|s) )?(?:qu(?:e|il|and)? )?(?:il )?(?:y )?(?:en )?(?:a |aura )?(?:j ai |on a |nous avons )?"
    rf"(?P<how>au dela de|plus de|a partir de|au moins|depasse\w*|superieur\w* a|atteint|atteignent)(?: les?)? (?P<count>{_COUNT})\b(?! ?h(?:eures?)?\b)"
)
_TELLS = re.compile(rf"\b{_TELL}\b")
_ORDER = re.compile(
    rf"\b(?:(?:{_TELL}|(?:r?envo(?:ie|y)|garde|mets?|mettez)\w*|donne\w*|rappelle\w*|montre\w*|affiche\w*|recevoir|avoir|abonne\w*)(?: (?:moi|nous|m|me))?|"
    r"(?:je|j) (?:veux|voudrais|souhaite|aimerais)|(?:peux|pourrais|pouvez|pourriez) (?:tu|vous)|(?:tu|vous) (?:peux|pouvez)|svp|stp|merci(?: de)?|"
    r"s il (?:te|vous) plait|un abonnement (?:a|aux|sur|de|des)?|bonjour)\b"
)
_OPENING = re.compile(
    r"^(?:(?:a|aux|de|des|du|d|que|qu|quand|si|les?|la|l|et|un|une|il|y|en|est ce)(?: |$))+", re.IGNORECASE
)
_LITTLE = frozenset(
    ("a", "aux", "de", "des", "d", "que", "qu", "quand", "si", "et", "il", "y", "en", "dont", "sont", "moi", "m", "-")
)
# What the day holds for who asks, in their words.
DAY_WORDS = (
    "ma journee", "mon programme", "mon programme du jour", "ma journee de travail", "mon agenda du jour", "le programme du jour",
    "que dois je faire aujourd hui", "qu ai je aujourd hui", "mes taches du jour", "ma liste du jour",
)  # fmt: skip
_MORNING, _NOON, _EVENING = time(8), time(12), time(17, 30)
_AT_LEAST = ("a partir", "au moins", "atteint", "atteignent")


@dataclass(frozen=True, slots=True)
class SubscriptionWish:
    """An answer is wanted of itself: at the times of ``schedule``, or when there are more than ``above``.

    ``rest``: the words of the question; empty: what is on the screen. ``closed``: also on days when work rests.
    """

    command: ClassVar[str] = "m abonner"
    rest: str
    schedule: Schedule | None = None
    above: int | None = None
    closed: bool = False

    @property
    def whole_day(self) -> bool:
        """Tell whether it is all that the day holds."""
        return plain_words(self.named) in DAY_WORDS and self.schedule is not None

    @property
    def named(self) -> str:
        """Return the question without the words that only lead to it."""
        return _OPENING.sub("", self.rest)

    @property
    def readings(self) -> Sequence[str]:
        """Return what may be read as the status question, in the order in which it is tried."""
        return [self.rest, f"demandes {self.named}"] if self.rest else []


def read_subscription(text: str) -> SubscriptionWish | None:
    """Return what a message wants to be told of itself; None for one that wants nothing of the kind."""
    typed = FlatText(text)
    flat = typed.flat
    above = _ABOVE.search(flat) if _TELLS.search(flat) else None
    habit = next((one for one in _HABIT.finditer(flat) if _is_habit(one[0])), None)
    if not above and not habit:
        return None
    closed = _CLOSED.search(flat)
    hour = next((one for one in clocks(flat) if one.distance is None), None) if habit else None
    parts = [found.span() for found in (above, habit, closed) if found]
    if hour:
        parts.append((hour.start - (2 if flat[: hour.start].endswith(" a ") else 0), hour.end))
    parts += [found.span() for found in _ORDER.finditer(flat)]
    rest = _named(_trimmed(typed.without(parts)))
    if above:
        number = number_of(above["count"])
        least = above["how"].startswith(_AT_LEAST)
        return SubscriptionWish(rest, above=max(number - 1, 0) if least else number, closed=bool(closed))
    said = habit[0] if habit else ""
    return SubscriptionWish(rest, _schedule(said, hour.of(_part(said)) if hour else None, closed=bool(closed)))


def _is_habit(said: str) -> bool:
    """Tell whether the words are of every week or day, not of one: «le lundi 5» and «le matin» alone are not."""
    if not _TIME_OF.search(said):
        return False
    return bool(re.match(r"(?:tous|toutes|chaque|quotidien|hebdo)", said)) or bool(
        re.search(rf"\bles? {_WEEKDAY}s\b", said)
    )


def _part(said: str) -> str:
    return "soir" if "soir" in said else ""


def _schedule(said: str, at: time | None, *, closed: bool) -> Schedule:
    days = frozenset(number for number, name in enumerate(WEEKDAYS) if re.search(rf"\b{name}s?\b", said))
    if not days and re.search(r"semaine|hebdo", said):
        days = frozenset({0})
    usual = _EVENING if "soir" in said else _NOON if "midi" in said else _MORNING
    # A day of rest that is named is asked for.
    return Schedule(days, at or usual, closed=closed or bool(days & {5, 6}))


def _trimmed(rest: str) -> str:
    """Return what is left without the words at its ends that only joined it to what was cut out."""
    words = rest.split()
    while words and plain_words(words[-1]) in _LITTLE:
        words.pop()
    while words and plain_words(words[0]) in _LITTLE:
        words.pop(0)
    return " ".join(words).strip(MARKS)


# --- Wishes.


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
        "de", "du", "celles", "ci", "meme", "chose", "aussi", "lignes", "ecran", "l", "qui", "est", "a", "affiche", "j", "ai", "automatique", "automatiquement",
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


def read_export(text: str) -> ExportWish | None:
    """Return the file that a message asks for; None for one that has no word of a file."""
    said = FlatText(text)
    flat = said.flat
    begins, form = _BEGINS.search(flat), _FORMAT.search(flat)
    if not begins and (not form or _CANNOT.search(flat)):
        return None
    parts = [found.span() for found in (begins or _GIVES.search(flat), form) if found and found[0]]
    rest = _named(said.without(parts))
    kind = "" if form is None else "csv" if _CSV.search(form[0]) else "xlsx"
    return ExportWish(rest, kind, says_so=begins is not None)


def _named(rest: str) -> str:
    """Return the words that say what is wanted; "" where they only point at what is on the screen."""
    return "" if set(plain_words(rest).split()) <= _SHOWN else rest
