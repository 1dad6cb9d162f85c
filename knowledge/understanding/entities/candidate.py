"""What somebody says of themselves to know whether a call addresses them: function, wave, académie, and what clouds these.

The functions and waves are those of the call's own form; the rest is how people name what the form does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from knowledge.academy import Academy
from knowledge.call_form import ApplicationForm, FormField
from knowledge.understanding.entities.roles import (
    AGENT_COMPTABLE,
    FONDE_DE_POUVOIR,
    GESTIONNAIRE,
    SG,
    mentions,
)
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.signs import SPOKEN

OTHER = "other"
UNSETTLED = "votre situation"  # What is left to be appreciated where no words name it.
# The functions that sentences name, and the form's option of each.
_OPTIONS = {SG: "sg", GESTIONNAIRE: "sg", AGENT_COMPTABLE: "sgac", FONDE_DE_POUVOIR: "fonde"}
_FONDE = re.compile(r"\bfond\w* d\w* pouv\w*|\bfdp\b")
_SG = re.compile(r"\bsg ?eple\b|\bintendan\w+")
_SGAC = re.compile(r"\b(?:s\.?g\.?a\.?c|secretaires? general\w*[ -]agents? comptables?|a\.?c)\b")
_OTHERS = re.compile(
    r"\b(?:profs?\b|professeure?s?|enseignant\w*|documentalistes?|aesh|aed\b|assistante? d'education|cpe\b|infirmi\w+|psy\w*|atrf\w*|atss\b|atee?\b|itrf\b|technicien\w*"
    r"|informaticien\w*|parents? d'eleves?|cuisini\w+|chef de cuisine|agent (?:d'accueil|d'entretien|technique|de maintenance|administratif)|secretaires?(?! gen)(?: de direction| de scolarite| d'intendance)?"
    r"|rectorat|dsden|service (?:des|de la|du|academique)|services academiques|chef de service|conseil\w+|inspect\w+|apprenti\w*|etudiant\w*|(?:suis|agent|deja) retraite\b|personnel de labo\w*|labo\b|bibliothec\w+|formateur greta|a la diepat|territorial\w*|adjoint administratif|adjaenes|magasinier"
    r"|assistante? (?:de|en|du) (?:gestion|comptabilite|direction|service|comptable)|assistantes?\b|comptable du prive|contrat aide|cui\b|service civique|coordonnat\w+|directeur\w* de (?:cio|segpa|greta)|ddfpt|principale?s?(?! adjoint)|principale? adjointe?"
    r"|proviseure?s?(?: adjointe?s?)?|chefs? d'etablissement|perdir|regisseu\w+|ordonnateur|stagiaire bts|vacataire|ecole primaire|directrice d'ecole|mairie|collectivite|departement\b(?! du)|region\b)"
)
# What the call does not settle, whatever function and wave are said.
_CLOUDED = re.compile(
    r"\b(?:faisant fonction|fais fonction|faisant office|fait fonction|interim\w*|stagiaires?|contractuel\w*|cdd\b|cdi\b|titulaire|greta|cfa\b|en conge|conge (?:parental|maternite|formation)|disponibilite|detache\w*"
    r"|retraite en|a la retraite|plus sg|apres avoir ete|charge\w* de mission|mute\w*|nouveau poste|ancien poste|saenes|attache\w*|aae\b|adjaenes faisant|sur poste de|agent comptable adjoint|adjointe? (?:de|a) l'agent"
    r"|debute|niveau requis|deux postes|a cheval|rattaches|je sais (?:pas|plus)|ne sait pas|utilisateurs|l'encourager|arret)"
)
_WAVE = re.compile(
    rf"\b(?:vagues?|vag|wave|v)\s?(?:[:n=]?\s?°?\s?)?(?P<number>\d{{1,2}}|{SPOKEN.pattern.pattern}|(?P<roman>i{{1,3}}|iv|v|vi{{1,3}}|ix|x))\b"
    r"|\b(?P<nth>\d{1,2})\s?(?:e|er|ere|eme|nde)\s(?:vague|vag)\b"
    r"|\b(?P<ordinal>premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme)\svague\b"
)
_ORDINALS = (
    "premiere",
    "deuxieme",
    "troisieme",
    "quatrieme",
    "cinquieme",
    "sixieme",
    "septieme",
    "huitieme",
    "neuvieme",
    "dixieme",
)
_NEAR = 12  # Characters between who asks and the service or person they work for.
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NOT_YET = re.compile(
    r"\b(?:encore (?:(?:sur|sous|avec|en) )?gfc|pas encore (?:bascul\w+|sur op)|bascul\w+ (?:en|l'an|seulement|a la rentree|dans|l'annee prochaine)|toujours (?:sur|sous) gfc|sous gfc|jamais (?:utilise|ouvert) op)"
)
# The heads were trained on sentences to the académie that this leaves out; another one's own places are taken out first.
_ELSEWHERE = re.compile(
    r"\b(?:academie (?:de|d') ?(?!aix|marseille)\w+|creteil|versailles|toulon|nice|var\b|corse|ajaccio|bastia|montpellier|nimes|gard|herault|lyon|grenoble|paris(?! ?\d)|lille|bordeaux|toulouse|nantes|rennes|strasbourg"
    r"|la reunion|reunion\b|guadeloupe|martinique|guyane|mayotte|rouen|caen|dijon|besancon|reims|nancy|metz|amiens|orleans|tours|poitiers|limoges|clermont|drome|ardeche|isere|savoie|autre academie|hors academie|hors de l'academie"
    r"|polynesie|nouvelle[- ]caledonie|a l'etranger|aefe|enseignement prive|(?:etablissement|lycee|college) prive|du prive|sous contrat|agricole)\b"
)
_OWN = re.compile(r"\b(?:l'academie\b|votre academie)")
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

    ``number``: the wave's number as said; ``clouded``: the words of what the call does not settle, "" when none.
    """

    function: str = ""
    wave: str = ""
    number: int | None = None
    here: bool | None = None
    clouded: str = ""
    others: Mapping[str, str] = field(default_factory=dict)  # By field that is not read as function or wave.

    @property
    def says_something(self) -> bool:
        """Tell whether anything of it was said."""
        return bool(self.function or self.wave or self.here is not None or self.clouded or self.others)

    def verdict(self, form: ApplicationForm) -> Opening:
        """Return how the answer begins: no where one thing is outside of the call, yes where all that matters is inside."""
        told = [(field, field.option(answer), field.addresses(answer)) for field, answer in self.told(form)]
        unsure = [field for field, option, _ in told if option and option.flag]
        outside = any(meant is False and field not in unsure for field, _, meant in told)
        by_wave = any(field.heard == "wave" for field, option, _ in told if option)
        if self.here is False or (outside and not (self.clouded and not by_wave)):
            return Opening.NO
        if self.clouded or unsure or any(meant is None for _, _, meant in told):
            return Opening.DEPENDS
        return Opening.YES

    def answer(self, field: FormField) -> str:
        """Return what was said for a field of the form: a value of its own, "" where nothing was."""
        if field.heard:
            return self.function if field.heard == "function" else self.wave
        return self.others.get(field.id, "")

    def told(self, form: ApplicationForm) -> list[tuple[FormField, str]]:
        """Return the fields by which the call chooses, each with what was said for it."""
        return [(field, self.answer(field)) for field in form.deciding]


def read_candidate(
    text: str, form: ApplicationForm, towns: Iterable[str] = (), academy: Academy | None = None
) -> Candidate:
    """Return what ``text`` says; ``towns``: evened names of the académie's towns."""
    plain = evened(text).replace("’", "'")
    heard = {one.heard: one for one in form.field if one.heard}
    clouded = _CLOUDED.search(plain) if "function" in heard else None
    found = _function(plain) if "function" in heard else ""
    number, waves = _wave(plain) if "wave" in heard else (None, [])
    wave = ""
    if len(set(waves)) > 1:
        wave = ""
    elif number is not None:
        wave = f"v{number}" if heard["wave"].option(f"v{number}") else OTHER
    elif "wave" in heard and _NOT_YET.search(plain):
        wave = OTHER
    here: bool | None = None
    home = _places(academy.places.here) if academy and academy.places.here else None
    numbered = _numbers(academy.numbers) if academy else None
    if _ELSEWHERE.search(home.sub("", plain) if home else plain):
        here = False
    elif any(one and one.search(plain) for one in (home, numbered, _OWN)) or _named(plain, towns):
        here = True
    several = "plusieurs vagues" if len(set(waves)) > 1 else ""
    others = {one.id: said for one in form.deciding if not one.heard for said in [_chosen(one, plain)] if said}
    return Candidate(found, wave, number, here, clouded[0] if clouded else several, others)


@lru_cache(maxsize=8)
def _places(here: tuple[str, ...]) -> re.Pattern[str]:
    """Return what names the places of an académie."""
    named = (rf"{re.escape(one)}\b" if len(one) < _WHOLE else rf"{re.escape(one)}\w*" for one in here)
    return re.compile(rf"\b(?:{'|'.join(named)})")


@lru_cache(maxsize=8)
def _numbers(numbers: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what says that somebody works in one of the departments of these numbers; None without any."""
    said = "|".join(map(re.escape, numbers))
    return re.compile(rf"\b(?:dans|du|en|de) (?:le )?(?:{said})\b") if numbers else None


def _named(plain: str, towns: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(town)}\b", plain) for town in towns if town in plain)


def _chosen(field: FormField, plain: str) -> str:
    """Return the option of a list whose words stand in ``plain``, the longest first; "" for none."""
    words = {evened(said).replace("’", "'"): one.id for one in field.options for said in (one.title, *one.says)}
    for said in sorted(words, key=len, reverse=True):
        if re.search(rf"\b{re.escape(said)}(?:e?s)?\b", plain):
            return words[said]
    return ""


def _function(plain: str) -> str:
    other = _OTHERS.search(plain)
    for pattern, option_ in ((_SGAC, "sgac"), (_FONDE, "fonde"), (_SG, "sg")):
        found = pattern.search(plain)
        if found:  # «adjaenes en intendance»: who is said first is who asks.
            return OTHER if other and 0 <= found.start() - other.end() < _NEAR else option_
    named = mentions(plain)
    known = [one for one in named if one.role in _OPTIONS]
    if known and not (other and other.start() < plain.find("comptable") < other.end()):
        # «assistante du SG»: who is said first is who asks.
        first = known[0].start
        outside = other and other.start() < first and first - other.end() < _NEAR and other.end() <= first
        return OTHER if outside else _OPTIONS[known[0].role]
    return OTHER if other or named else ""


def _wave(plain: str) -> tuple[int | None, list[int]]:
    waves = []
    for found in _WAVE.finditer(plain):
        if found["ordinal"]:
            waves.append(2 if found["ordinal"] == "seconde" else _ORDINALS.index(found["ordinal"]) + 1)
        else:
            said = found["number"] or found["nth"]
            if found["roman"]:
                waves.append(_ROMAN.index(said) + 1)
                continue
            waves.append(int(said) if said.isdigit() else SPOKEN.numbers[said.replace("-", " ")])
    return (waves[0] if waves else None), waves


_APPLIES = re.compile(
    r"\b(?:(?:j|je )?p(?:eu[xt]?|uis|ourrai\w*|euvent|ouvoir|e)\b|possible|eligib\w*|recevable|ouvert\w*|concern\w*|droit|candidat\w*|postul\w*|vise\w*|accept\w*|admis\w*|prets?|ca passe|ca marche|c'est mort|c mort|rape|dedans"
    r"|clous|criteres|qualite pour|bienvenue?|voulez|tenter|jouable|carte a jouer|bon ou pas|c bon|oui ou non|oui/non|go\b|compte\b|s'applique|s'adresse|prendr\w*|prend\b|expert)"
)
_SOMEBODY = re.compile(
    r"\b(?:je|j'|j[a-z]{2,}|moi|mon|ma|chui|suis|nous|on|ma collegue|mon adjointe?|collegue|un collegue|me|m'|ai-je)\b|^\W*(?:et )?(?:un |une |pour un )?(?:sg|s\.g|sgac|ac|fp|fdp|fond\w*|gest\w*|intendant\w*|secretaire\w*|agent\w*|v\d|vague|assistant\w*|prof\w*|chef|principal\w*|documentaliste|retraite|adjaenes|aesh|cpe)\b"
)


def signs_of(text: str) -> list[str]:
    """Return what ``text`` tells of a candidate as extras for the heads: it names a function, a wave, another académie."""
    plain = evened(text).replace("’", "'")
    function, (_, waves) = _function(plain), _wave(plain)
    found = [f"function:{function}"] if function else []
    if waves:
        found += ["wave", "waves"] if len(set(waves)) > 1 else ["wave"]
    signs = (
        ("not yet", _NOT_YET),
        ("clouded", _CLOUDED),
        ("elsewhere", _ELSEWHERE),
        ("applies", _APPLIES),
        ("somebody", _SOMEBODY),
    )
    found += [name for name, pattern in signs if pattern.search(plain)]
    if (function or waves) and "somebody" in found:
        found += ["somebody named", *(["asks for somebody named"] if "applies" in found else [])]
    return [f"who:{one}" for one in found]


def judged(said: Candidate, profile: Profile, words: str) -> Candidate:
    """Return ``said`` as the head sees who asks: what it is sure of wins over the words that are known.

    ``words``: those to show where the call does not settle the case.
    """
    if profile is Profile.OTHER:
        return replace(said, function=OTHER, clouded="")
    if profile is Profile.UNCLEAR:
        function = "" if said.function == OTHER else said.function
        return replace(said, function=function, clouded=said.clouded or words)
    if said.function in ("", OTHER):
        return said
    return replace(said, clouded="")


def asks_to_apply(text: str) -> bool:
    """Tell whether ``text`` asks if somebody may apply."""
    return _APPLIES.search(evened(text)) is not None


def speaks_of_somebody(text: str) -> bool:
    """Tell whether ``text`` is said of a person: oneself, a colleague, or «SG, vague 3 ?»."""
    return _SOMEBODY.search(evened(text)) is not None
