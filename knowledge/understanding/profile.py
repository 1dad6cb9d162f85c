"""What somebody says of themselves to know whether a call addresses them: function, wave, académie, and what clouds these.

The functions and waves are those of the call's own form; the rest is how people name what the form does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.call_form import ApplicationForm, FormField
from knowledge.call_heading import Academy
from knowledge.understanding.choices import chosen, measured
from knowledge.understanding.contact import AGENT_COMPTABLE, FONDE_DE_POUVOIR, GESTIONNAIRE, SG, mentions
from knowledge.understanding.directory import sounds
from knowledge.understanding.towns import department, departments
from knowledge.understanding.words import ORDINALS, evened, letters, number_of

OTHER = "other"
UNSETTLED = "votre situation"  # What is left to be appreciated where no words name it.
# The functions that sentences name, and the form's option of each.
_OPTIONS = {SG: "sg", GESTIONNAIRE: "sg", AGENT_COMPTABLE: "sgac", FONDE_DE_POUVOIR: "fonde"}
_FONDE = re.compile(r"\bfond\w* (?:d\w* )?(?:pouv\w*|pvr)|\bfd?p\b|\bfondee?s?(?= (?:a |en |vag|v\d|\d))")
_SG = re.compile(
    r"\bsg ?eple\b|\bintendante?s?\b|\b(?:gere|tiens|tient|assure|m'occupe de|dirige) (?:l'|la )(?:intendance|gestion)\b|\badjointe? (?:en |a l'|d')intendance\b|\bsecr?(?:et\w*|\.)? ge(?:n\w*)?\b|\bgestion (?:et|&) (?!l'agence|agence)\w+"
)
_SGAC = re.compile(
    r"\b(?:s\.?g\.?a\.?c|secretaires? general\w*[ -](?:et )?agents? comptables?|agents? comptables? et (?:sg|secretaires? general\w*|gestionnaires?)|a\.?c|gestion et (?:l'|d'une )?agence comptable)\b"
)
_OTHERS = re.compile(
    r"\b(?:profs?\b|professeure?s?|enseignant\w*|documentalistes?|aesh|aed\b|assistante? d'education|cpe\b|infirmi\w+|psy\w*|atrf\w*|atss\b|atee?\b|itrf\b|technicien\w*"
    r"|informaticien\w*|parents? d'eleves?|cuisini\w+|chef de cuisine|agent (?:d'accueil|d'entretien|technique|de maintenance|administratif)|secretaires?(?! gen)(?: de direction| de scolarite| d'intendance)?"
    r"|rectorat|dsden|service (?:des|de la|du|academique)|services academiques|chef de service|conseil\w+|inspect\w+|apprenti\w*|etudiant\w*|retraitee?s?\b|personnel de labo\w*|labo\b|bibliothec\w+|formateur greta|a la diepat|territorial\w*|adjoint administratif|adjaenes|magasinier"
    r"|assistante? (?:de|en|du) (?:gestion|comptabilite|direction|service|comptable)|assistantes?\b|comptable du prive|contrat aide|cui\b|service civique|coordonnat\w+|directeur\w* de (?:cio|segpa|greta)|ddfpt|chefs? de travaux|principale?s?(?! adjoint)|principale? adjointe?"
    r"|proviseure?s?(?: adjointe?s?)?|chefs? d'etablissement|perdir|regisseu\w+|ordonnateur|stagiaire bts|vacataire|ecole primaire|directrice d'ecole|mairie|collectivite|departement\b(?! du)|region\b)"
)
# What the call does not settle, whatever function and wave are said.
_CLOUDED = re.compile(
    r"\b(?:faisant fonction|fais fonction|faisant office|fait fonction|interim\w*|remplacante?s?|suppleante?s?|stagiaires?|contractuel\w*|cdd\b|cdi\b|greta|cfa\b|agricoles?|en conge|conge (?:parental|maternite|formation)|disponibilite|detache\w*"
    r"|plus (?:sg|secretaire general\w*|gestionnaire|intendant\w*|agente? comptable|fonde\w*)|apres avoir ete|charge\w* de mission|nouveau poste|ancien poste|adjaenes faisant|sur poste de|agent comptable adjoint|adjointe? (?:de|a) l'agent"
    r"|debute|niveau requis|deux postes|a cheval|rattaches|je sais (?:pas|plus)|ne sait pas|utilisateurs|l'encourager|arret)"
)
# Clouds that the call asks nothing about: a function that is exercised is the one cited, whoever is new to it or on leave.
_SETTLED = re.compile(r"^(?:debute|niveau requis|en conge|conge (?:parental|maternite|formation))$")
_ACTING = re.compile(r"^(?:faisant fonction|fais fonction|faisant office|fait fonction|adjaenes faisant)$")
_CORPS = re.compile(r"\b(?:saenes|attache\w*|aae)\b")  # Settles nothing where no function is said.
_FUNCTIONS = ((_SGAC, "sgac"), (_FONDE, "fonde"), (_SG, "sg"), (_OTHERS, OTHER))
# What comes just before the function of who asks, and before somebody else's.
_OF_ONESELF = re.compile(
    r"\b(?:(?:je|j'|ch|chu|me) ?(?:suis|ui)|suis|en tant que|j'exerce|moi(?: c'est)?),?\s*(?:(?:un|une|le|la|les fonctions de|aussi|bien|toujours|encore|simple|juste|actuellement)\s|l')*$"
)
_SOMEBODY_S = re.compile(
    r"\b(?:(?:mon|ma|mes|son|sa|notre|nos|votre|leurs?|du|de la|des|d'une?|que les?|que la)\s|(?:de|que) l')$"
)
_WAVE = re.compile(
    rf"\b(?:vagues?|vag|wave|fournee|salve|v)\s?(?:numero |num |no |(?:c'est|est|:|=) (?:la )?)?(?:[:n=]?\s?°?\s?)?(?P<number>\d{{1,2}}|{letters()}|(?P<roman>i{{1,3}}|iv|v|vi{{1,3}}|ix|x))\b"
    r"|\b(?P<nth>\d{1,2})\s?(?:e|er|ere|eme|nde)\s(?:vague|vag)\b"
    r"|\b(?P<ordinal>premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme)\s(?:vague|fournee|salve)\b"
)
# Said without the words of a wave or a cloud; the heads are not told of these.
_WITHOUT = re.compile(
    r"\btoujou\w* (?:sur |sous |en |avec |a )?gfc\b|\bpas? enc\w* (?:sur |sous |dans |d'|de )?op(?:@|a)le\b|\b(?:c'est|c|on est|ns c) (?:encore )?gfc\b"
)
_RETIRED = re.compile(r"\bretraitee?s?\b|\b(?:a|en) la? ?retraite depuis\b")
_NOT_SG = re.compile(
    r"\b(?:pas|sans) (?:(?:de|les?|la|un|poste|etre|aussi|non plus|fonctions?) )*(?:sg\b|secretaires? gener\w*)|\btout court\b"
    r"|\b(?:seulement|uniquement|juste|que|rien qu')(?: l'| une?)? ?agente? comptable\b"
)
# The words that tell a function or a wave, as they are misspelt: the longer they are, the more letters may be wrong.
_KEYS = (
    "vague", "gestionnaire", "intendante", "intendant", "secretaire", "generale", "comptable", "pouvoir",
    "contractuel",
)  # fmt: skip
_RIGHT = frozenset(
    ("intendance", "gestionnaires", "general", "generaux", "generales", "comptables", "comptabilite", "pouvoirs")
)
# Before a function or a wave that somebody says not to be of: «ni SG, ni en vague 2», «je ne suis plus SG».
_DENIED = re.compile(
    r"\b(?:ni|pas|plus|non|jamais|sans etre|sauf|hors)\s(?:(?:encore|en|dans|de|la|les?|une?|l'un|poste|etre|vague)\s|d'|l')*$"
)
_NOR = re.compile(rf"\bni (?:(?:en|de|dans|la|vague) )*(?P<number>\d{{1,2}}|{letters()})\b")
# A wave that comes after the one that is named: «une vague postérieure à la quatrième», «au-delà de la vague 4».
_LATER = re.compile(
    rf"\b(?:posterieure?s? a|ulterieure?s? a|au[- ]dela de|superieure?s? a|apres) (?:la )?(?:vague )?(?:(?P<number>\d{{1,2}}|{letters()})\b(?! ?(?:ans|mois|h\b))|(?P<ordinal>{'|'.join(ORDINALS)})\b)"
)
_OR_WAVE = re.compile(rf"\bvague (?:\d{{1,2}}|{letters()}) ?(?:ou|/) ?(?:la )?(\d{{1,2}})\b(?! ans)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NOT_YET = re.compile(
    r"\b(?:encore (?:(?:sur|sous|avec|en) )?gfc|pas encore (?:bascul\w+|sur op|quitte gfc)|bascul\w+ (?:prevue|prochain\w*|a venir|l'an prochain|seulement|a la rentree|dans (?:un|deux|trois|six|\d|quelques|l'annee)|l'annee prochaine|en (?:fin|cours) d)"
    r"|toujours (?:sur|sous) gfc|sous gfc|jamais (?:utilise|ouvert) op)"
)
# The heads were trained on sentences to the académie that this leaves out; another one's own places are taken out first.
_ELSEWHERE = re.compile(
    r"\b(?:academie (?:de |d' ?)(?!aix|marseille)\w+|autre academie|hors academie|hors de l'academie"
    r"|a l'etranger|aefe|boite privee)\b"
)
# The same of a call whose form does not ask about it.
_PRIVATE = re.compile(r"\b(?:enseignement prive|(?:etablissement|lycee|college) prive|du prive|sous contrat)\b")
# What is still to come says nothing of what somebody is: «je pars en retraite l'an prochain».
_LEAVES = re.compile(
    r"\b(?:par[st]|partir\w*|prend\w*|sera\w*|passe\w*|bientot|avant|d'ici)\b[^,.;?!]{0,12}? (?:a|en|ma|la) ?(?:la |ma )?retraite\b"
)
_NUMBERED = re.compile(r"\bdans le (?P<number>0[1-9]|[1-8]\d|9[0-5]|2[ab])\b(?! [a-z]*(?:eme|e)\b)")
_SWITCH = re.compile(
    r"\b(?:bascul\w*|pilotes?|pass\w* (?:a|sur|sous|en) (?:op|l[ea] (?:logiciel|nouve\w+|outil))|(?:sur|sous|avec) op\w+|op\w* depuis|demarr\w*|migr\w*)"
)
_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aou", "sept", "oct", "nov", "dec")
_YEAR = re.compile(rf"\b(?:(?P<month>{'|'.join(_MONTHS)})\w*\.? (?:de )?)?(?P<year>20[12]\d)\b")
# Words from which on somebody says what they are today: what comes before is what they were.
_TODAY = re.compile(
    r"\b(?:desormais|maintenant|a present|aujourd'hui|(?:mais|puis) (?:depuis|muter?|mutee?|passee?)|mutee? (?:de [\w' -]{3,30}? )?(?:a|au|dans|en|sur)|detachee? (?:a|au|aux|chez)|reconverti\w*)\b"
)
# Where somebody lives is not where they work: «j'habite le Gard, je suis SG à Avignon».
_LIVES = re.compile(
    r"\b(?:habit\w+|domicilie\w*|vi[st] |reside?\w*|loge\w*)(?: (?:a|au|en|dans|le|la|les|l'|du|de|sur))* ?[\w'-]+"
)
_STOPS = re.compile(r"[,;:.?!()]")
_OWN = re.compile(r"\b(?:l'academie\b|votre academie)")
_SEVERAL_WAVES = "plusieurs vagues"
_WHOLE = 5  # Names of fewer letters are looked for as whole words: «gap», «aix».


class Opening(StrEnum):
    """How the answer begins."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


class Profile(StrEnum):
    """What somebody is for a call."""

    ADDRESSED = "addressed"
    OTHER = "other"
    UNCLEAR = (
        "unclear"  # Left to be appreciated: no function that decides is said, or one that the call does not settle.
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was said. ``function``, ``wave``: options of the form, "" when not said; ``here``: in the académie or not, None when not said.

    ``number``: the wave's number as said; ``clouded``: the words of what the call does not settle, "" when none;
    ``early``: the date told for the school's switch is that of a wave that the call addresses; ``uai``: the school named.
    """

    function: str = ""
    wave: str = ""
    number: int | None = None
    here: bool | None = None
    clouded: str = ""
    early: bool = False
    others: Mapping[str, str] = field(default_factory=dict)  # By field that is not read as function or wave.
    uai: str = ""

    def at(self, uai: str) -> Candidate:
        """Return it once the school named is known, or that it is one of several (``uai`` is ""): all known are the académie's."""
        return replace(self, uai=uai, here=True if self.here is None else self.here)

    @property
    def says_something(self) -> bool:
        """Tell whether anything of it was said."""
        said = self.function or self.wave or self.here is not None or self.clouded or self.early or self.others
        return bool(said)

    def verdict(self, form: ApplicationForm) -> Opening:
        """Return how the answer begins: no where one thing is outside of the call, yes where all that matters is inside."""
        if self._is_outside(form):
            return Opening.NO
        told = self.judged(form)
        open_ = [one for one, answer, meant in told if meant is None and (one.decides or not answer)]
        needed = [one for one in open_ if not (self.early and one.heard == "wave")]
        return Opening.DEPENDS if self.clouded or needed or self._unsure(form) else Opening.YES

    def _unsure(self, form: ApplicationForm) -> list[FormField]:
        """Return the fields of which the person says not to know."""
        told = [(field, field.option(answer)) for field, answer, _ in self.judged(form)]
        return [field for field, option in told if option and option.is_unsure]

    def _is_outside(self, form: ApplicationForm) -> bool:
        """Tell whether something that was said is surely outside of the call."""
        told, unsure = self.judged(form), self._unsure(form)
        options = [(field, field.option(answer)) for field, answer, _ in told]
        if self.here is False or any(option and option.excluded for _, option in options):
            return True  # In so many words, whatever else is said.
        by_wave = any(field.heard == "wave" for field, option in options if option)
        outside = any(meant is False and field not in unsure for field, _, meant in told)
        return outside and not (self.clouded and not by_wave)

    def answer(self, field: FormField) -> str:
        """Return what was said for a field of the form: a value of its own, "" where nothing was."""
        if field.heard:
            return self.function if field.heard == "function" else self.wave
        return self.others.get(field.id, "")

    def told(self, form: ApplicationForm) -> list[tuple[FormField, str]]:
        """Return the fields by which the call chooses, each with what was said for it."""
        return [(field, answer) for field, answer, _ in self.judged(form)]

    def judged(self, form: ApplicationForm) -> list[tuple[FormField, str, bool | None]]:
        """Return the same, each as it holds besides what else was said, with whether the call addresses that."""
        return form.judged({field.id: self.answer(field) for field in form.deciding})


def read_candidate(
    text: str,
    form: ApplicationForm,
    towns: Iterable[str] = (),
    academy: Academy | None = None,
    today: date | None = None,
) -> Candidate:
    """Return what ``text`` says; ``towns``: evened names of the académie's towns; ``today``: from which years are counted."""
    plain = _mended(evened(text).replace("’", "'"))
    turned = _TODAY.search(plain)
    if turned is None:
        return _read(plain, form, towns, academy, today)
    before, now = (
        _read(part, form, towns, academy, today) for part in (plain[: turned.start()], plain[turned.end() :])
    )
    here = before.here if now.here is None else now.here
    wave, number = (now.wave, now.number) if now.wave else (before.wave, before.number)
    clouded, early = now.clouded or before.clouded, now.early or before.early
    # The call does not say whether the wave that was known before counts.
    if now.wave == OTHER and before.wave not in ("", OTHER):
        wave, number, clouded = "", None, clouded or _SEVERAL_WAVES
    others = {**before.others, **now.others}
    return Candidate(now.function or before.function, wave, number, here, clouded, early, others)


def _mended(plain: str) -> str:
    """Return a text with the words that tell a function or a wave spelt right: «gestionaire vage 2»."""
    return re.sub(r"[a-z]{4,}", lambda found: _key(found[0]), plain)


@lru_cache(maxsize=2_048)
def _key(word: str) -> str:
    """Return the word that ``word`` is a misspelling of; itself where it is none."""
    if word in _RIGHT:
        return word
    for key in _KEYS:
        slips = 1 if len(key) < 8 else 2 if len(key) < 11 else 3
        if word[:1] == key[:1] and len(key) > 7 and sounds(word) == sounds(key):
            return key
        if word[:2] == key[:2] and OSA.distance(word.removesuffix("s"), key, score_cutoff=slips) <= slips:
            return key
    return word


def _read(
    plain: str, form: ApplicationForm, towns: Iterable[str], academy: Academy | None, today: date | None
) -> Candidate:
    """Return what a text says, or a part of it, that speaks of one time alone."""
    heard = {one.heard: one for one in form.field if one.heard}
    stays = _LEAVES.sub(" ", plain)
    function, clouded = _said_function(stays) if "function" in heard else ("", None)
    wave = _said_wave(plain, form, heard.get("wave"))
    leaving = None if function else _LEAVES.search(plain)  # What somebody does until then was not said.
    private = None if _asks_if_private(form) else _PRIVATE.search(plain)
    unsettled = next(filter(None, (clouded, private, leaving)), None)
    unclear = unsettled[0] if unsettled else _SEVERAL_WAVES if wave.several else ""
    others = {
        one.id: said
        for one in form.deciding
        if not one.heard
        for said in [chosen(one, stays) or measured(one, stays, today)]
        if said
    }
    here = _here(plain, towns, academy)
    return Candidate(function, wave.option, wave.number, here, unclear, wave.early, others)


@dataclass(frozen=True, slots=True)
class _SaidWave:
    """The wave of a school as it was said; ``early``: by a date that is one of the waves addressed."""

    option: str = ""
    number: int | None = None
    several: bool = False
    early: bool = False


def _said_wave(plain: str, form: ApplicationForm, of: FormField | None) -> _SaidWave:
    """Return the wave that is said; ``of``: the field that asks for it, None where the form has none."""
    if of is None:
        return _SaidWave()
    beside = _wave_beside(plain, of)
    if beside is not None:
        return beside
    waves = _waves(plain)
    number = waves[0] if waves else None
    waves += [int(found[1]) for found in _OR_WAVE.finditer(plain)]
    inside = [one for one in waves if of.addresses(f"v{one}")]
    if len(set(waves)) > 1 and 0 < len(inside) < len(waves):
        return _SaidWave(number=number, several=True)
    option = _wave_option(plain, of, number)
    if option or waves:  # Of several, all are meant, or none: it is no matter which.
        return _SaidWave(option, number)
    before, switched = form.switched_before, _switched(plain)
    if before is None or switched is None:
        return _SaidWave()
    return _SaidWave(OTHER) if switched >= before else _SaidWave(early=True)


def _wave_beside(plain: str, of: FormField) -> _SaidWave | None:
    """Return the wave that is told by another: «après la vague 4», «ni vague 1 ni vague 2»; None where none is told so."""
    if "vague" not in plain:
        return None
    later = _LATER.search(plain)
    if later:
        after = (ORDINALS[later["ordinal"]] if later["ordinal"] else number_of(later["number"])) + 1
        return _SaidWave(_wave_option(plain, of, after), after)
    nor = {f"v{number_of(found['number'])}" for found in _NOR.finditer(plain)}
    return _SaidWave(OTHER) if nor and nor.issuperset(one.id for one in of.options if one.addressed) else None


def _wave_option(plain: str, of: FormField, number: int | None) -> str:
    """Return the form's option of a wave's number, or of «pas encore»; "" where neither is said."""
    if number is not None:
        return f"v{number}" if of.option(f"v{number}") else OTHER
    return OTHER if _NOT_YET.search(plain) or _WITHOUT.search(plain) else ""


def _switched(plain: str) -> date | None:
    """Return the first day of the month in which somebody says that their school began; of the year where no month is said."""
    said = _YEAR.search(plain) if _SWITCH.search(plain) else None
    if said is None:
        return None
    return date(int(said["year"]), _MONTHS.index(said["month"]) + 1 if said["month"] else 1, 1)


def _asks_if_private(form: ApplicationForm) -> bool:
    """Tell whether the form itself asks if somebody teaches in a private school: that is then its answer's to say."""
    options = (option for field in form.deciding for option in field.options)
    return any("prive" in evened(said) for option in options for said in (option.title, *option.says))


def _here(plain: str, towns: Iterable[str], academy: Academy | None) -> bool | None:
    """Tell whether the place that is named is in the académie; None where none is. Of several, the first counts."""
    plain = _LIVES.sub("", plain)
    home = _places(academy.places.here) if academy and academy.places.here else None
    away = home.sub("-", plain) if home else plain  # A blank would make «académie d' depuis» of it.
    if _ELSEWHERE.search(away):
        return False
    numbers = departments(re.findall(r"\w+", plain)) or [
        number for part in _STOPS.split(plain) if (number := department(re.findall(r"\w+", part)))
    ]
    if numbered := _NUMBERED.search(plain):
        numbers.append(numbered["number"].upper().zfill(3))
    if numbers and academy and academy.departments:
        return numbers[0] in academy.departments
    if any(one and one.search(plain) for one in (home, _OWN)) or _named(plain, towns):
        return True
    return None


@lru_cache(maxsize=8)
def _places(here: tuple[str, ...]) -> re.Pattern[str]:
    """Return what names the places of an académie."""
    named = (rf"{re.escape(one)}\b" if len(one) < _WHOLE else rf"{re.escape(one)}\w*" for one in here)
    return re.compile(rf"\b(?:{'|'.join(named)})")


def _named(plain: str, towns: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(town)}\b", plain) for town in towns if town in plain)


def _said_function(plain: str) -> tuple[str, re.Match[str] | None]:
    """Return the function of who asks, with the words that make it unclear."""
    function = _function(plain)
    clouds = (one for one in _CLOUDED.finditer(plain) if not (function and _SETTLED.match(one[0])))
    clouded = next(clouds, None) or (None if function else _CORPS.search(plain))
    if clouded and _ACTING.match(clouded[0]):  # «principal adjoint, je fais fonction de gestionnaire»
        function = _function(plain[clouded.end() :]) or function
    return function, clouded or _RETIRED.search(plain) or (_NOT_SG.search(plain) if function == "sgac" else None)


@lru_cache(maxsize=64)  # The heads are told of it, and who asks whether they may apply is judged by it.
def _function(plain: str) -> str:
    """Return the function of who asks: the one said of oneself, else the first that is nobody else's («mon SG»)."""
    said = sorted(_functions(plain))
    own = [one for one in said if _OF_ONESELF.search(plain, 0, one[0])]
    free = [one for one in said if not _SOMEBODY_S.search(plain, 0, one[0])]
    return next((option_ for _, _, option_ in (*own, *free, *said)), "")


def _functions(plain: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each function is said, how short its words are (the longest first), and the form's option of it."""
    found = {(one.start, one.end): _OPTIONS.get(one.role, OTHER) for one in mentions(plain)}
    found |= {one.span(): option_ for pattern, option_ in reversed(_FUNCTIONS) for one in pattern.finditer(plain)}
    for (start, end), option_ in found.items():
        within = any((a <= start and end <= b and b - a > end - start) for a, b in found)
        if not (within or _DENIED.search(plain, 0, start)):
            yield start, start - end, option_


def _waves(plain: str) -> list[int]:
    """Return the numbers of the waves that are said, in order."""
    return [_wave_number(found) for found in _WAVE.finditer(plain)]


def _wave_number(found: re.Match[str]) -> int:
    if found["ordinal"]:
        return ORDINALS[found["ordinal"]]
    if found["roman"]:
        return _ROMAN.index(found["roman"]) + 1
    return number_of(found["number"] or found["nth"])


_APPLIES = re.compile(
    r"\b(?:(?:j|je )?p(?:eu[xt]?|uis|ourrai\w*|euvent|ouvoir|e)\b|possible|eligib\w*|recevable|ouvert\w*|concern\w*|droit|candidat\w*|postul\w*|vise\w*|accept\w*|admis\w*|prets?|ca passe|ca marche|c'est mort|c mort|rape|dedans"
    r"|clous|criteres|qualite pour|bienvenue?|voulez|tenter|jouable|carte a jouer|bon ou pas|c bon|oui ou non|oui/non|porter volontaires?|volontaires? pour|regardee?s? quand meme|prise? en compte|go\b|compte\b|s'applique|s'adresse|prendr\w*|prend\b|expert)"
)
_SOMEBODY = re.compile(
    r"\b(?:je|j'|j[a-z]{2,}|moi|mon|ma|chui|suis|nous|on|ma collegue|mon adjointe?|collegue|un collegue|me|m'|ai-je)\b|^\W*(?:et )?(?:un |une |pour un )?(?:sg|s\.g|sgac|ac|fp|fdp|fond\w*|gest\w*|intendant\w*|secretaire\w*|agent\w*|v\d|vague|assistant\w*|prof\w*|chef|principal\w*|documentaliste|retraite|adjaenes|aesh|cpe)\b"
)


def signs_of(text: str) -> list[str]:
    """Return what ``text`` tells of a candidate as extras for the heads: it names a function, a wave, another académie."""
    plain = evened(text).replace("’", "'")
    function, waves = _function(plain), _waves(plain)
    found = [f"function:{function}"] if function else []
    if waves:
        found += ["wave", "waves"] if len(set(waves)) > 1 else ["wave"]
    signs = (
        ("not yet", _NOT_YET),
        ("clouded", _CLOUDED),
        ("today", _TODAY),
        ("applies", _APPLIES),
        ("somebody", _SOMEBODY),
    )
    found += [name for name, pattern in signs if pattern.search(plain)]
    found += ["elsewhere"] if _ELSEWHERE.search(plain) or _PRIVATE.search(plain) else []
    if (function or waves) and "somebody" in found:
        found += ["somebody named", *(["asks for somebody named"] if "applies" in found else [])]
    return [f"who:{one}" for one in found]


def judged(said: Candidate, profile: Profile, words: str) -> Candidate:
    """Return ``said`` as the head sees who asks: what it is sure of wins over the words that are known.

    ``words``: those to show where the call does not settle the case.
    """
    # What is outside of the call was said, and need not be the function.
    told = said.here is False or said.wave == OTHER
    beside = _ACTING.match(said.clouded) or _LEAVES.search(said.clouded) or _PRIVATE.search(said.clouded)
    if profile is Profile.OTHER and not beside and not told:
        return replace(said, function=OTHER, clouded="")
    if profile is Profile.UNCLEAR:
        function = "" if said.function == OTHER else said.function
        return replace(said, function=function, clouded=said.clouded or words)
    if said.function in ("", OTHER):
        return said
    if _NOT_SG.search(said.clouded):  # Whoever is an «agent comptable» and nothing else is not cited as such.
        return said
    return replace(said, clouded="")


def asks_to_apply(text: str) -> bool:
    """Tell whether ``text`` asks if somebody may apply."""
    return _APPLIES.search(evened(text)) is not None


_SOMEBODY_ELSE = re.compile(
    r"\b(?:ma|mon|mes|notre|nos|une?|le|la) (?:\w+ )?(?:collegues?|cheffe?|adjointe?s?|amie?s?|voisine?s?|conjointe?|femme|mari|gestionnaires?|intendante?s?|proviseure?s?|principale?s?|comptable|secretaire|stagiaire|fondee?)\b"
    r"|\b(?:elle|il) (?:aurait|pourrait|peut|veut|voudrait|serait|est)\b"
)
_ONESELF = re.compile(
    r"\b(?:je (?:suis|peux|pourrais|puis|exerce|travaille|voudrais)|j'(?:ai|exerce|aimerais)|puis-je|suis-je|moi)\b"
)


def speaks_of_another(text: str) -> bool:
    """Tell whether ``text`` asks for somebody else than who types: «ma collègue SGAC», «elle aurait une chance ?»."""
    plain = evened(text)
    return _SOMEBODY_ELSE.search(plain) is not None and _ONESELF.search(plain) is None


def speaks_of_somebody(text: str) -> bool:
    """Tell whether ``text`` is said of a person: oneself, a colleague, or «SG, vague 3 ?»."""
    return _SOMEBODY.search(evened(text)) is not None
