"""The function of the person to call back: of all those a sentence names, the one who asks or who is to be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.understanding.intent.normalise import evened

SG = "SG"
GESTIONNAIRE = "gestionnaire"
AGENT_COMPTABLE = "agent comptable"
FONDE_DE_POUVOIR = "fondé de pouvoir"
CHEF = "chef d'établissement"
CHEF_ADJOINT = "chef d'établissement adjoint"
ASSISTANT_GESTION = "assistant de gestion"
ASSISTANT_COMPTABILITE = "assistant de comptabilité"
REGISSEUR = "régisseur"

_CHIEF = r"(?:chef+e?s?\s(?:d'\s?|d\s|de\sl'\s?)?etab\w*|proviseure?|princip(?:ale?|aux)|pp?ale?|prov|direct(?:eur|rice)|cde)"
# The longest first: an «assistante de gestion» is no «gestionnaire», a «mandataire du comptable» no «comptable».
_ROLES = (
    (CHEF_ADJOINT, rf"{_CHIEF}\.?[\s-]adj(?:ointe?)?\b|adj(?:ointe?)?\s(?:du|de\sla|au|a\sla)\s{_CHIEF}\b|perdir\sadj\w*|adj\s(?:princ\w*|prov\w*)"),
    (ASSISTANT_GESTION, r"as+(?:ist(?:ante?s?)?)?\.?\s(?:de\s|en\s)?gest(?:ion(?:naire)?|\.)?\b|as+ist\.?gest\w*"),
    (ASSISTANT_COMPTABILITE, r"as+(?:ist(?:ante?s?)?)?\.?\s(?:de\s|en\s)?compt\w*|aide[- ]comptable"),
    (FONDE_DE_POUVOIR, r"fonde?e?s?\sd[eu]s?\spouvoirs?|fdp|f\.d\.p\.?|fond\.?\sde\spouv\w*|mandataires?\s(?:du|de\sl'agente?)\s?compt\w*|mandataire(?!\sdu\sreg)"),
    (GESTIONNAIRE, r"adj(?:ointe?|\.)?[\s-]gest\w*|gestion+air\w*|gest(?=[\s.,:/;)(]|$)|gestio|intendante?s?|econome"),
    (SG, r"sg|s\.g\.?|secretaires?\sgen(?:erale?s?|\.)?(?:\sd'eple)?|sec\.?\sgen\w*|sga?c"),
    (AGENT_COMPTABLE, r"agente?s?[\s.-]co?m?p?t?p?able|agents?\scompt\b\.?|ag\.?\scompt\w*|ac(?!\s(?:l'|le\s|la\s|les\s|un\s|une\s|mme\b|mr?\b|son\s|sa\s))|a\.c\.?|(?<=la\s)comptable|(?<=le\s)comptable|(?<=leur\s)comptable|(?<=du\s)comptable|(?<=au\s)comptable|(?<=mme\s)comptable|(?<=[,/:(]\s)comptable"),
    (CHEF, rf"{_CHIEF}|ordonnat(?:eur|rice)|chef(?=\s(?:au|au|0|joignable|veut|demande|souhaite)\b)"),
    (REGISSEUR, r"regis+eu(?:rs?|ses?)"),
)  # fmt: skip
# What must not stand before is looked at once for all of them: asked by each, it took 24 µs of a message, now 4.
_NAMED = "|".join(f"(?P<r{number}>{pattern})" for number, (_, pattern) in enumerate(_ROLES))
_ANY = re.compile(rf"(?<![\w@.-])(?:{_NAMED})(?![\w@])")

_CALL = (
    r"(?:r?appell?(?:er|e|es|ez|ons)?|joindre|contact(?:er|s)?|ecrire|voir(?:\savec)?|tel|mail|mel|courriel|numero|portable|demander|s'adresser|repondre"
    r"|interlocut(?:eur|rice)|recontacter|prevenir|correspondant)"
)
_BEFORE = (
    (re.compile(rf"\b{_CALL}\b\.?\s?:?\s?(?:a|au|avec|de|du|pour)?\s?(?:la|le|l'|son|sa|leur|mme|mr|m\.|madame|monsieur)?\s?(?:\w+\s)?$"), 3),
    (re.compile(r"\b(?:appel|mail|demande|message|coup de fil|visite|question)\s(?:de|du)\s(?:la\s|l'|mme la\s|le\s)?$"), 3),
    (re.compile(r"\b(?:avec|c'est|via|cote|meme|vu avec)\s(?:la|le|l'|leur|son|sa)?\s?$"), 2),
    (re.compile(r"\bau telephone\s(?:la|le|l'|avec)?\s?(?:la\s|le\s|l')?$"), 3),
    (re.compile(r"\b(?:(?:l'|d')?ancien(?:ne)?|ex|ex-|plus de|pas de|sans|remplac\w+ (?:de )?(?:la|le|l')|entre|futur\w?|deux|trois|plusieurs|des|les)\s?$"), -4),
    (re.compile(r"\b(?:habilit\w+|accredit\w+|delegations?|signature|nomm\w+|droits?|profil\w*|acces|depart|arrivee|changement|conge|role|passation|creer|declarer|valid\w+|spermis)\s(?:\w+\s)?(?:de\s|du\s|d')?(?:la\s|l'|le\s|un\s|une\s|nouve\w+\s)*$"), -4),
    (re.compile(r"\b(?:mme|mr|m\.|madame|monsieur)\s[\w' -]{2,24},?\s(?:la |le |l')?$"), 3),
    (re.compile(r"\b(?:demande\w*|signale\w*|propose\w*|souhaite\w*|appelee?|transmis\w*) par\s?(?:la |le |l')?$"), 6),
    (re.compile(r"\b(?:pas moyen d\w*|impossible d\w*|arrive\w* pas a|pas pu|pas reussi a|peu[tx] pas)\s?(?:joindre|contacter|appeler|voir)\s(?:la |le |l')?$"), -8),
    (re.compile(r"\b(?:par|adjointe? d[eu]|collegue d[eu]|fils d[eu]|cote)\s?(?:la |le |l')?$"), -4),
    (re.compile(r"\b(?:nouve(?:au|l|lle)|nvelle|nvx|nveau)\s$"), -1),
    (re.compile(r"\b(?:agence|bureau|service|poste|compte)\s(?:de\s|du\s)(?:la\s|l')?$"), -4),
    (re.compile(r"\b(?:pas|non)\s(?:le|la|l'|au|a la)\s?$"), -4),
)  # fmt: skip
_AFTER = (
    (re.compile(r"[^.;!?\n]{0,24}?\b(?:qu'il faut|a|est la personne a|est celui a|est celle a) (?:r?appeler|joindre|contacter|voir|recontacter)\b"), 5),
    (re.compile(r"[^.;!?\n]{0,12}?\b(?:le|la) bon(?:ne)? (?:interlocut\w+|personne)\b"), 5),
    (re.compile(r"[\s,:(/.-]*(?:au|par mail|tel\.?|sur)?[\s,:(/.-]*(?:mme|m\.|mr|madame|monsieur)?[\s\w]{0,18}[\s,:(/.-]*[\x01\x02]"), 3),
    (re.compile(
        r"[^.;!?\n]{0,26}?\b(?:veut|voudrait|demandeu?r?|demande|souhait\w+|attend\w*|aimerait|prefere|dispo\w*|signale|me dit|dit que|appelle|a appele|joignable|confirme|propose"
        r"|cherche|s'inquiete|s'impatiente|panique|pleure|est perdue?|n'arrive|arrive pas|ne trouve|trouve pas|ne retrouve|ne peut|ne sait|sait pas|est bloquee?|bloquee?|coincee?|comprend"
        r"|rappelle|insiste|en visio|suit)\b"), 2),
    (re.compile(r"\s(?:est\s)?(?:absente?|en conge|malade|parti|partie|s'en va|part(?:\b)|en arret|pas la|injoignable|muter?|mutee?|quitte)"), -4),
    (re.compile(r"\s(?:(?:d\w+\s\w+\s)?(?:doit etre|est|sont|)\s?a (?:habiliter|accreditar|accrediter|nommer|declarer|creer|remplacer))"), -5),
)  # fmt: skip
_ADJECTIVE = re.compile(
    r"\b(?:souci|problemes?|pb|compte|tarif|raison|objet|etablissement|budget|logement|site|entree|service|point|fournisseur|menu|cause|residence|plan|exercice|ecart|document|anomalie|agence|lettre|piece|ecriture|balance)s?\s$"
)
_ACCOUNTING = re.compile(
    r"\b(?:compte|controle|rejet|visa|ecart|plan|exercice|piece|ecriture|inventaire|agence|sphere|anomalie|cote|lot|reference|document|logiciel|refus)s?\s$"
)
_REACH = 48
_MOST = 24  # Functions that are weighed in one text; nobody names as many.


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A function named from ``start`` to ``end``; ``worth``: how much speaks for its being the one to call back."""

    role: str
    start: int
    end: int
    worth: int


def mentions(text: str, reached: Sequence[tuple[int, int]] = ()) -> list[RoleMention]:
    """Return the functions named in ``text``; ``reached``: the places of phone numbers and mail addresses in it."""
    plain = list(evened(text))
    for start, end in reached:
        plain[start:end] = "\x01" * (end - start)
    return list(_mentions("".join(plain)))


def _mentions(plain: str) -> Iterator[RoleMention]:
    for place, found in enumerate(islice(_ANY.finditer(plain), _MOST)):
        role = _ROLES[int((found.lastgroup or "r0")[1:])][0]
        before, after = plain[max(0, found.start() - _REACH) : found.start()], plain[found.end() : found.end() + _REACH]
        if (role is CHEF and _ADJECTIVE.search(before)) or (role is AGENT_COMPTABLE and _ACCOUNTING.search(before)):
            continue
        worth = 1 if place == 0 else 0
        worth += sum(points for pattern, points in _BEFORE if pattern.search(before))
        worth += sum(points for pattern, points in _AFTER if pattern.match(after))
        yield RoleMention(role, found.start(), found.end(), worth)


def to_call_back(found: Sequence[RoleMention]) -> RoleMention | None:
    """Return the mention of the person to call back, None when nobody is named for it."""
    best = max(found, key=lambda one: one.worth, default=None)
    return best if best and best.worth >= 0 else None
