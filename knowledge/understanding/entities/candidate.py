"""What somebody says of themselves to know whether a call addresses them: function, wave, académie, and what clouds these.

The functions and waves are those of the call's own form; the rest is how people name what the form does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.call import ApplicationForm
from knowledge.eligibility import option
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
_ELSEWHERE = re.compile(
    r"\b(?:academie (?:de|d') ?(?!aix|marseille)\w+|creteil|versailles|toulon|nice|var\b|corse|ajaccio|bastia|montpellier|nimes|gard|herault|lyon|grenoble|paris(?! ?\d)|lille|bordeaux|toulouse|nantes|rennes|strasbourg"
    r"|la reunion|reunion\b|guadeloupe|martinique|guyane|mayotte|rouen|caen|dijon|besancon|reims|nancy|metz|amiens|orleans|tours|poitiers|limoges|clermont|drome|ardeche|isere|savoie|autre academie|hors academie|hors de l'academie"
    r"|polynesie|nouvelle[- ]caledonie|a l'etranger|aefe|enseignement prive|(?:etablissement|lycee|college) prive|du prive|sous contrat|agricole)\b"
)
_HERE = re.compile(
    r"\b(?:aix[- ]marseille|aix\b|marseille|avignon|gap\b|digne|arles|vaucluse|bouches[- ]du[- ]rhone|hautes[- ]alpes|alpes[- ]de[- ]haute[- ]provence|alpes de haute"
    r"|(?:dans|du|en|de) (?:le )?(?:04|05|13|84)\b|l'academie\b|votre academie)"
)


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

    @property
    def says_something(self) -> bool:
        """Tell whether anything of it was said."""
        return bool(self.function or self.wave or self.here is not None or self.clouded)

    def verdict(self, form: ApplicationForm) -> Opening:
        """Return how the answer begins: no where one thing is outside of the call, yes where all that matters is inside."""
        function, wave = option(form.functions, self.function), option(form.waves, self.wave)
        outside = (function and not function.addressed) or (wave and not wave.addressed and wave.id != "unknown")
        if self.here is False or (outside and not (self.clouded and wave is None)):
            return Opening.NO
        if self.clouded or function is None or wave is None or wave.id == "unknown":
            return Opening.DEPENDS
        return Opening.YES


def read_candidate(text: str, form: ApplicationForm, towns: Iterable[str] = ()) -> Candidate:
    """Return what ``text`` says; ``towns``: evened names of the académie's towns."""
    plain = evened(text).replace("’", "'")
    clouded = _CLOUDED.search(plain)
    found = _function(plain)
    number, waves = _wave(plain)
    wave = ""
    if len(set(waves)) > 1:
        wave = ""
    elif number is not None:
        wave = f"v{number}" if option(form.waves, f"v{number}") else OTHER
    elif _NOT_YET.search(plain):
        wave = OTHER
    here: bool | None = None
    if _ELSEWHERE.search(plain):
        here = False
    elif _HERE.search(plain) or any(re.search(rf"\b{re.escape(town)}\b", plain) for town in towns if town in plain):
        here = True
    several = "plusieurs vagues" if len(set(waves)) > 1 else ""
    return Candidate(found, wave, number, here, clouded[0] if clouded else several)


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
