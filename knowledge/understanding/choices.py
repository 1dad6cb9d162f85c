"""Which answers of a list a text names («un fondé de pouvoir», «la vague 3»), and words that add nothing to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.call import Call, Fact, ThingNamed, types_of
from knowledge.call_form import FieldKind, FormField, Option
from knowledge.understanding.words import evened, letters, number_of, words

_WORD = re.compile(r"[a-z0-9]+")
# An answer made of these alone names nothing: «Une autre fonction», «oui».
_NO_NAMES = frozenset((
    "autre", "autres", "aucun", "aucune", "oui", "non", "un", "une", "la", "le", "les", "de", "des", "du", "l", "d", "pas",
    "ne", "sais", "je", "fonction", "fonctions", "statut", "situation", "cas", "metier", "deux", "plusieurs",
))  # fmt: skip
_JOINS = frozenset(("ou", "et", "ni", "comme", "aussi"))
# Short words of which others are made: of «professeur» and «professeur documentaliste», «prof documentaliste» is the second.
_SHORT_FOR = {"prof": "professeur", "doc": "documentaliste", "instit": "instituteur"}
_SHORT = 3  # Letters of a word whose end is no ending.


@dataclass(frozen=True, slots=True)
class OptionNamed:
    """An option that is named, and from which word to which (excluded)."""

    option: Option
    start: int
    end: int


def named_options(field: FormField, words: Sequence[str]) -> Iterator[OptionNamed]:
    """Yield the options of a list that evened ``words`` name, the longest first; no word names two of them."""
    stems = tuple(map(stem, words))
    standing: dict[str, list[int]] = {}
    for at, word in enumerate(stems):
        standing.setdefault(word, []).append(at)
    label = stem(_WORD.findall(evened(field.label))[0]) if field.label else ""  # «vague», before a bare number.
    held: set[int] = set()
    for phrase, option in _phrases(field.options):
        if phrase[0] not in standing:  # Nearly all: asking so costs no call.
            continue
        for first in standing[phrase[0]]:
            end = first + len(phrase)
            bare = len(phrase) == 1 and phrase[0].isdigit()
            led = bare and first > 0 and stems[first - 1] == label
            if stems[first:end] != phrase or not held.isdisjoint(range(first, end)) or (bare and not led):
                continue
            held.update(range(first, end))
            yield OptionNamed(option, first - led, end)


def chosen(field: FormField, text: str) -> str:
    """Return the option of a list that an evened ``text`` names; "" for none, or where the call addresses some and not others.

    Of one person, «un certifié stagiaire», what the call excludes is said, whatever else is; of two, «les certifiés ou les
    stagiaires», nothing is.
    """
    words = _WORD.findall(text)
    every = _ranked(field, words)
    named = [one for one in every if not _denied(words[: one.start])]
    if every and not named:  # «Je ne suis pas titulaire»: what is left, where one answer is.
        denied = {one.option.id for one in every}
        left = [one for one in field.options if one.id not in denied]
        return left[0].id if len(left) == 1 and {one.id for one in field.addressed} == denied else ""
    found = [one.option for one in named]
    excluded = [one.id for one in found if one.excluded]
    if excluded and _JOINS.isdisjoint(words[named[0].end : named[-1].start]):
        return excluded[0]
    return found[0].id if found and len({one.addressed for one in found}) == 1 else ""


def _ranked(field: FormField, words: Sequence[str]) -> Sequence[OptionNamed]:
    """Return the options that words name and do not contradict, in the order of the sentence."""
    fitting = (one for one in named_options(field, words) if not _contradicts(words, one.option))
    return sorted(fitting, key=lambda one: one.start)


_CONTRARY = {"cdd": "cdi", "cdi": "cdd"}


def _contradicts(words: Sequence[str], option: Option) -> bool:
    """Tell whether words say the contrary of an option's title: «contractuelle en CDD», where it is «Contractuel en CDI»."""
    title = {*_WORD.findall(evened(option.title))}
    return any((own := _CONTRARY.get(word)) in title and own not in words for word in words)


_DENIES = frozenset(("non", "pas", "ni", "sauf", "hors", "sans", "jamais"))
_BETWEEN = frozenset(("de", "d", "un", "une", "en", "etre", "encore", "vraiment", "du", "tout"))


def _denied(before: Sequence[str]) -> bool:
    """Tell whether what comes after these words is said not to be so: «non titulaire», «je ne suis pas encore CPE»."""
    said = [one for one in before if one not in _BETWEEN]
    return bool(said) and said[-1] in _DENIES and said[-2:-1] != ["pourquoi"]


_YEARS = frozenset(("an", "anne", "anciennet", "exercic", "experienc", "servic"))  # As stems.
_A_NUMBER = rf"(?:\d{{1,3}}|{letters()})"
_LASTED = re.compile(
    rf"\b(?:depuis|il y a|ca fait|justifi\w* (?:de|d')|avec) (?:plus de |environ )?(?P<since>{_A_NUMBER}) (?:ans?|annees?)\b"
    rf"|\b(?P<of>{_A_NUMBER}) (?:ans?|annees?) (?:de|d'|en|dans|comme|sur)\b"
)
_AGED = re.compile(rf"\b(?:j'ai|a|age\w* de) (?P<aged>{_A_NUMBER}) ans\b(?! (?:de|d'|en|dans|comme|sur)\b)")
_SINCE = re.compile(r"\bdepuis (?:(?P<month>[a-z]+) )?(?P<year>(?:19|20)\d\d)\b")
_DAY = re.compile(r"\b(?P<day>\d{1,2})(?:/|er |er/| )(?P<month>\d{1,2}|[a-z]+)(?:/| )(?P<year>(?:19|20)\d\d)\b")
_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aou", "sept", "oct", "nov", "dec")


def measured(field: FormField, text: str, today: date | None = None) -> str:
    """Return the number, or the day, that an evened ``text`` gives for a field that asks for one; "" where it gives none.

    «J'ai 4 ans d'ancienneté», «titulaire depuis 2019»: years that pass are counted until ``today``; where a year alone may
    be on either side of what the call asks, nothing is said.
    """
    about = {stem(word) for word in words(evened(f"{field.label} {field.ask}")) if word not in PLAIN}
    if field.kind is FieldKind.NUMBER:
        return _counted(field, text, about, today)
    if field.kind is not FieldKind.DATE or about.isdisjoint(map(stem, words(text))):
        return ""
    said = _DAY.search(text) or _SINCE.search(text)
    month = _month(said["month"]) if said else 0
    if said is None or (said.re is _DAY and not month):
        return ""
    year = int(said["year"])
    first, last = (date(year, month or 1, 1), date(year, month or _DECEMBER, 28))
    try:
        first, last = (date(year, month, int(said["day"])),) * 2 if said.re is _DAY else (first, last)
    except ValueError:
        return ""
    return first.isoformat() if field.addresses(first.isoformat()) is field.addresses(last.isoformat()) else ""


_DECEMBER = 12


def _month(said: str | None) -> int:
    if said and said.isdigit():
        return int(said) if 1 <= int(said) <= _DECEMBER else 0
    return next((number for number, name in enumerate(_MONTHS, 1) if (said or "").startswith(name)), 0)


def _counted(field: FormField, text: str, about: set[str], today: date | None) -> str:
    """Return the number that a text gives: an age, years that lasted, or what stands beside a word of the field."""
    if "age" in about:
        return str(number_of(found["aged"])) if (found := _AGED.search(text)) else ""
    if not _YEARS.isdisjoint(about):
        if found := _LASTED.search(text):
            return str(number_of(found["since"] or found["of"]))
        since = _SINCE.search(text)
        years = today.year - int(since["year"]) if since and today else -1
        return (
            str(years) if years >= 0 and field.addresses(str(years)) is field.addresses(str(max(0, years - 1))) else ""
        )
    said = _WORD.findall(text)
    for at, word in enumerate(said):
        near = {stem(one) for one in said[max(0, at - 3) : at + 4]}
        if word.isdecimal() and not about.isdisjoint(near):
            return str(int(word))
    return ""


def alike(options: Sequence[Option]) -> dict[str, list[int]]:
    """Return what is said of several options of a list, in its title or in what people type, with their places (from 1)."""
    places: dict[str, list[int]] = {}
    for number, option in enumerate(options, 1):
        for said in {" ".join(_WORD.findall(evened(title))) for title in (option.title, *option.says)}:
            places.setdefault(said, []).append(number)
    return {said: found for said, found in places.items() if len(found) > 1}


@lru_cache(maxsize=32)
def _phrases(options: tuple[Option, ...]) -> tuple[tuple[tuple[str, ...], Option], ...]:
    """Return the words by which each answer of a list is named, the longest first."""
    said = [(_WORD.findall(evened(words)), option) for option in options for words in (option.title, *option.says)]
    named = [(tuple(map(stem, words)), option) for words, option in said if not _NO_NAMES.issuperset(words)]
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=2048)
def stem(word: str) -> str:
    """Return a word without what makes it feminine or plural, or written out: «infirmières», «techniciennes», «prof»."""
    word = word.rstrip("s") or word
    word = _SHORT_FOR.get(word, word)
    if len(word) <= _SHORT or not word.endswith("e"):
        return word
    bare = word.removesuffix("e")
    return bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "aeiou" else bare


# --- Words that add nothing to a name: those of asking, and those that go with the thing.

_N = ThingNamed

# Words that change nothing of any question.
PLAIN = frozenset((
    "a", "academique", "academiques", "agent", "agents", "ai", "allez", "allons", "alors", "appel", "as", "au", "aura",
    "aurai", "auraient", "aurait", "aurez", "auriez", "aurons", "auront", "aux", "avec", "avoir", "bel", "bien", "bjr",
    "bon", "bonjour", "c", "ca", "candidat", "candidate", "candidates", "candidats", "ce", "ceci", "cela", "celle",
    "celui", "ces", "cet", "cette", "ceux", "chez", "comme", "confirmer", "confirmez", "d", "dans", "de", "demande",
    "demander", "des", "devra", "devrai", "devrons", "dire", "dis", "dites", "dois", "doit", "doivent", "donc", "donne",
    "donnez", "du", "elle", "elles", "en", "entre", "es", "est", "et", "etait", "etes", "etre", "eu", "eux", "exact",
    "exactement", "existe", "expert", "experts", "faire", "fait", "faudra", "faudrait", "faut", "fera", "ferai", "gens",
    "grace", "hein", "il", "ils", "info", "information", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m",
    "ma", "madame", "mais", "me", "merci", "mes", "mission", "missions", "mme", "moi", "mon", "monsieur", "mr", "n",
    "nos", "notre", "nous", "on", "ont", "op", "opale", "oui", "par", "personnes", "peut", "peuvent", "peux", "plait",
    "possible", "pour", "pourra", "pourrai", "pourrais", "pourrait", "pourrons", "pourront", "pouvez", "pr", "prevu",
    "prevue", "prevus", "puis", "qu", "que", "question", "qui", "renseignement", "retenu", "retenue", "retenues",
    "retenus", "s", "sa", "savoir", "se", "sera", "serai", "seraient", "serait", "serons", "seront", "ses", "soient",
    "soit", "sommes", "son", "sont", "stp", "suis", "svp", "t", "ta", "tant", "te", "tes", "ton", "tous", "tout",
    "toute", "toutes", "tu", "un", "une", "va", "vais", "veut", "veux", "voila", "voir", "vont", "vos", "votre",
    "voudrais", "vous", "vraiment", "y", "ya",
))  # fmt: skip

# What asks whether something has to be so, where a yes would say that it may.
OBLIGES = frozenset((
    "faut", "faudra", "faudrait", "dois", "doit", "doivent", "devra", "devrai", "devrons", "devrait", "falloir",
    "obligatoire", "obligatoirement",
))  # fmt: skip
NOT = frozenset(("ne", "n", "pas", "sans", "jamais", "aucun", "aucune", "rien", "non", "ni", "sauf", "moins"))
# What asks of a day whether it is past the last one: what is yes of the day is then no.
TOO_LATE = ("trop tard", "tard", "hors delai", "hors delais", "mort", "cuit", "foutu", "fichu", "rape")

_SENDING = (
    "envoy*", "envoi*", "depos*", "depot*", "candidat*", "postul*", "transm*", "remet*", "remis*", "rendre", "inscri*",
    "accept*", "recevable*", "passe", "marche", "ok", "encore", "temps", "jouable", "valable", "jusqu*",
)  # fmt: skip
_CARRIED = (
    "dossier*", "candidature*", "courriel*", "mail*", "lettre*", "motivation", "piece*", "formulaire*", "fiche*",
)  # fmt: skip
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "soir", "matin", "midi", "minuit", "inclus", "compris", "si")  # fmt: skip
_LAST = ("date*", "limite*", "cloture*", "echeance*", "deadline", "delai*", "dernier*", "jour", "fin", "ferme*", "clos*", "termine*", "arrete*", "reception")  # fmt: skip
_MONEY = (
    "euro*", "somme*", "montant*", "indemni*", "prime*", "remuner*", "paye*", "touche*", "gagne*", "percoi*", "percev*",
    "recoi*", "recev*", "verse*", "argent", "gratification*", "forfait*", "compensation*", "bourse*", "subvention*",
)  # fmt: skip
# The unit of a sum: it changes nothing where the answer says it too.
_UNITS = frozenset((
    "an", "ans", "annee", "annees", "annuel", "annuelle", "annuels", "annuelles", "mois", "mensuel", "mensuelle", "heure",
    "heures", "horaire", "trimestre", "semaine", "jour", "seance", "brut", "bruts", "brute", "net", "nets", "nette",
))  # fmt: skip
_SAY_MORE = _UNITS | OBLIGES | NOT  # Never neutral for standing in a title.
_APPLYING = (
    "candidat*", "depos*", "postul*", "eligible*", "recevable*", "concerne*", "ouvert*", "droit", "accept*", "admis*", "inscri*",
    "particip*", "present*", "devenir", "deven*", "vise*", "compt*", "cite*", "ok", "marche", "passe", "aussi",
    "egalement", "place", "profil", "dossier*", "inclus*",
)  # fmt: skip
_WORKING = (
    "travaill*", "exerc*", "boss*", "enseign*", "poste", "affecte*", "nomme*", "academie*", "etablissement*", "lycee*",
    "college*", "ecole*", "collegue*",
)  # fmt: skip
_MAILS = ("adresse*", "boite*", "ecri*", "destinataire*", "bonne", "envoie", "a")

# What goes with each kind of thing. A question for the last day itself («la date limite est le 30 mai ?») is no question
# whether something may be sent that day, and the other way round.
_WITH: Mapping[ThingNamed, tuple[str, ...]] = {
    _N.IN_TIME: (*_SENDING, *_CARRIED, *_DAYS),
    _N.LATE: (*_SENDING, *_CARRIED, *_DAYS, "date*", "limite*", "echeance*", "delai*"),
    _N.LAST_DAY: (*_SENDING, *_CARRIED, *_DAYS, *_LAST),
    _N.OTHER_DAY: ("candidature*", "dossier*", *_DAYS, *_LAST),
    _N.SUM: _MONEY,
    _N.OTHER_SUM: _MONEY,
    _N.HERE: (*_APPLYING, *_WORKING),
    _N.ELSEWHERE: (*_APPLYING, *_WORKING),
    _N.ADDRESSED: (*_APPLYING, "collegue*"),
    _N.NOT_ADDRESSED: (*_APPLYING, "collegue*"),
    _N.MAIL: (*_SENDING, *_CARRIED, *_MAILS),
    _N.OTHER_MAIL: (*_SENDING, *_CARRIED, *_MAILS),
}
# Which kinds say that something may be so: what asks whether it has to be, or is so of nothing else, is not answered.
ALLOWS = frozenset((_N.IN_TIME, _N.LATE, _N.LAST_DAY, _N.HERE, _N.ELSEWHERE, _N.ADDRESSED, _N.NOT_ADDRESSED))
_SAME_AS_SENDING = frozenset((_N.IN_TIME, _N.OTHER_DAY))  # Their fact's own title is of the last day, or of sending.
MAY = frozenset(("peut", "peux", "peuvent", "puis", "pourra", "pourrai", "pourrais", "pourrait", "possible", "bon"))


def goes_with(named: ThingNamed) -> tuple[str, ...]:
    """Return the words, «*» for any ending, that change nothing of what is asked of such a thing."""
    return _WITH[named]


def sends() -> tuple[str, ...]:
    """Return the words of sending, of which one makes «le 20 mai» a day on which something is sent."""
    return _SENDING


def of_entry(fact: Fact | None, call: Call, named: ThingNamed) -> frozenset[str]:
    """Return the stems of the words that change nothing either: of what the call looks for, and of the fact's own question.

    The units of a sum too, where the answer says them.
    """
    whom = (call.call.title, *_whom(call))
    if fact is None:
        return _stems(whom, (), "")
    own = () if named in _SAME_AS_SENDING else (fact.title, fact.question, *types_of(fact))
    return _stems(whom, own, fact.answer if named in _MONEY_NAMED else "")


def whom_of(call: Call) -> frozenset[str]:
    """Return the stems of the words for those whom the call looks for: they change nothing of any question."""
    return _stems(_whom(call), (), "")


def _whom(call: Call) -> tuple[str, ...]:
    mission = call.application.mission if call.application else ""
    return (call.call.role, mission, *call.call.names)


_MONEY_NAMED = frozenset((_N.SUM, _N.OTHER_SUM))


@lru_cache(maxsize=512)
def _stems(whom: tuple[str, ...], own: tuple[str, ...], answer: str) -> frozenset[str]:
    said = _words(whom) | _words(one.replace("_", " ") for one in own)
    return frozenset(stem(word) for word in (said - _SAY_MORE) | (_words((answer,)) & _UNITS))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text)}
