"""What a sentence says of a contact: phone number, mail address, function, urgency, and the slot to meet at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from knowledge.french import PARIS, listed, long_date, quoted
from knowledge.time.moments import Bound, SaidMoment, moments
from knowledge.understanding.words import dictated, evened

# Those of France begin with 0 or 33; others are told by their «+».
_FRENCH = re.compile(
    r"(?<![\w+])(?<!\d[.,])(?:(?:\+|00)[ ]?33[ .-]?(?:\(0\)[ .-]?)?|0)[1-9](?:[ ./-]{0,2}\d){8}(?!\w)", re.ASCII
)
# «tel : six trente-neuf …»: the first zero goes without saying.
_DICTATED = re.compile(r"(?<=\btel )[1-9]\d{8}(?!\w)|(?<=\btel: )[1-9]\d{8}(?!\w)|(?<=\bau )[1-9]\d{8}(?!\w)", re.ASCII)
_FOREIGN = re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ ./()-]{0,2}\d){6,12}(?!\w)", re.ASCII)
_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_+-])?(?:@|[ ]?[(\[](?:at|arobase)[)\]][ ]?)"
    r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?){1,4}"
)
# What is said of a number or an address that is not to be used.
_OTHER = re.compile(
    r"\b(?:fax|ancien(?:ne)? (?:numero|num|tel|mail|adresse)|plus (?:joignable )?(?:au|le|sur)|pas (?:au|le|sur)|et non (?:au|le|pas)|"
    r"a la place de|siret|siren|compte n|facture n|commande n|dossier n|ticket n)[^,;.!?\n\d@]{0,20}$"
)
_OWN = re.compile(r"\bmon (?:numero|num|tel|telephone|portable|mail|mel|adresse)[^,;.!?\n\d@]{0,20}$")
_CORRECTED = re.compile(r"\b(?:non|pardon|plutot|erreur|correction|oups|rectif\w*|finalement|euh)\b")
_REACH = 40


@dataclass(frozen=True, slots=True)
class ReachFound:
    """``value`` as it is kept, said from ``start`` to ``end`` of the text."""

    value: str
    start: int
    end: int


def phones(text: str) -> list[ReachFound]:
    """Return the phone numbers of ``text`` in E.164 («+33465710000»), in order."""
    said = dictated(text)
    plain = evened(said.text)
    found = [
        ReachFound(number, *said.span(*match.span())) for match in _numbers(plain) if (number := phone_of(match[0]))
    ]
    return sorted(found, key=lambda one: one.start)


def _numbers(plain: str) -> Iterator[re.Match[str]]:
    yield from _FRENCH.finditer(plain)
    yield from _DICTATED.finditer(plain)
    yield from (match for match in _FOREIGN.finditer(plain) if not match[0].startswith("+33"))


def phone_of(typed: str) -> str | None:
    """Return a number typed in France as E.164, None when no such number can exist."""
    import phonenumbers  # noqa: PLC0415 — its tables are read only where a number is typed.

    try:
        number = phonenumbers.parse(typed.replace("(0)", ""), "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mails(text: str) -> list[ReachFound]:
    """Return the mail addresses of ``text``, in lower case, in order."""
    plain = evened(text)
    return [
        ReachFound(re.sub(r"[ ]?[(\[](?:at|arobase)[)\]][ ]?", "@", match[0]), match.start(), match.end())
        for match in _MAIL.finditer(plain)
    ]


def chosen(text: str, found: list[ReachFound], *, own: bool = False) -> ReachFound | None:
    """Return the one of several that is meant: the first, but the last after «non», «pardon»; never a fax.

    Nor one's own, unless it is asked for too (``own``): «mon numéro» in a pasted mail is that of who wrote it.
    """
    plain = evened(text)
    before = [(one, plain[max(0, one.start - _REACH) : one.start]) for one in found]
    meant = [one for one, said in before if not _OTHER.search(said) and (own or not _OWN.search(said))]
    if not meant:
        return None
    best = meant[0]
    for one in meant[1:]:
        if _CORRECTED.search(plain, best.end, one.start):
            best = one
    return best


# --- The function of the person to call back: the one who asks, or who is to be reached.

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
    # Who is both is the agent comptable, as in the form's list.
    (AGENT_COMPTABLE, r"sga?c|s\.?g\.?[\s/-]{1,3}(?:et\s)?(?:a\.?c\b\.?|agente?\s?compt\w*)|secretaires?\sgen(?:erale?s?|\.)?[\s,/-]{1,3}(?:et\s)?(?:agente?s?\scompt\w*|ac\b)"),
    (CHEF_ADJOINT, rf"{_CHIEF}\.?[\s-]adj(?:ointe?)?\b|adj(?:ointe?)?\s(?:du|de\sla|au|a\sla)\s{_CHIEF}\b|perdir\sadj\w*|adj\s(?:princ\w*|prov\w*)"),
    (ASSISTANT_GESTION, r"as+(?:ist(?:ante?s?)?)?\.?\s(?:de\s|en\s)?gest(?:ion(?:naire)?|\.)?\b|as+ist\.?gest\w*"),
    (ASSISTANT_COMPTABILITE, r"as+(?:ist(?:ante?s?)?)?\.?\s(?:de\s|en\s)?compt\w*|aide[- ]comptable"),
    (FONDE_DE_POUVOIR, r"fonde?e?s?\sd[eu]s?\spouvoirs?|fdp|f\.d\.p\.?|fond\.?\sde\spouv\w*|mandataires?\s(?:du|de\sl'agente?)\s?compt\w*|mandataire(?!\sdu\sreg)"),
    (GESTIONNAIRE, r"adj(?:ointe?|\.)?[\s-]gest\w*|gestion+air\w*|gest(?=[\s.,:/;)(]|$)|gestio|intendante?s?|econome"),
    (SG, r"sg|s\.g\.?|secretaires?\sgen(?:erale?s?|\.)?(?:\sd'eple)?|sec\.?\sgen\w*"),
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
    (re.compile(r"\b(?:(?:l'|d')?ancien(?:ne)?|ex|ex-|plus de|pas de|sans|remplac\w+ (?:de )?(?:la|le|l')|entre|futur\w?|deux|trois|plusieurs|des|les)\s?$"), -4),
    (re.compile(r"\b(?:habilit\w+|accredit\w+|delegations?|signature|nomm\w+|droits?|profil\w*|acces|depart|arrivee|changement|conge|role|passation|creer|declarer|valid\w+|spermis)\s(?:\w+\s)?(?:de\s|du\s|d')?(?:la\s|l'|le\s|un\s|une\s|nouve\w+\s)*$"), -4),
    (re.compile(r"\b(?:mme|mr|m\.|madame|monsieur)\s[\w' -]{2,24},?\s(?:la |le |l')?$"), 3),
    (re.compile(r"\b(?:demande\w*|signale\w*|propose\w*|souhaite\w*|appelee?|transmis\w*) par\s?(?:la |le |l')?$"), 6),
    (re.compile(r"\b(?:pas moyen d\w*|impossible d\w*|arrive\w* pas a|pas pu|pas reussi a|peu[tx] pas)\s?(?:joindre|contacter|appeler|voir)\s(?:la |le |l')?$"), -8),
    (re.compile(r"\b(?:par|adjointe? d[eu]|collegue d[eu]|fils d[eu]|cote)\s?(?:la |le |l')?$"), -4),
    (re.compile(r"\b(?:nouve(?:au|l|lle)|nvelle|nvx|nveau)\s$"), -1),
    (re.compile(r"\b(?:mon|ma|notre|nos|votre)\s(?:\w+\s)?$"), -2),
    (re.compile(r"\b(?:agence|bureau|service|poste|compte)\s(?:de\s|du\s)(?:la\s|l')?$"), -4),
    (re.compile(r"\b(?:pas|non)\s(?:le|la|l'|au|a la)\s?$"), -4),
)  # fmt: skip
_AFTER = (
    (re.compile(r"[^.;!?\n]{0,24}?\b(?:qu'il faut|a|est la personne a|est celui a|est celle a) (?:r?appeler|joindre|contacter|voir|recontacter)\b"), 5),
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
_ROLE_REACH = 48
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
        before, after = (
            plain[max(0, found.start() - _ROLE_REACH) : found.start()],
            plain[found.end() : found.end() + _ROLE_REACH],
        )
        if role is CHEF and _ADJECTIVE.search(before):
            continue
        worth = 1 if place == 0 else 0
        worth += sum(points for pattern, points in _BEFORE if pattern.search(before))
        worth += sum(points for pattern, points in _AFTER if pattern.match(after))
        yield RoleMention(role, found.start(), found.end(), worth)


def to_call_back(found: Sequence[RoleMention]) -> RoleMention | None:
    """Return the mention of the person to call back, None when nobody is named for it."""
    best = max(found, key=lambda one: one.worth, default=None)
    return best if best and best.worth >= 0 else None


# --- Urgency: «bloquant», «faites vite», but not «rien d'urgent», «quand vous pourrez».

_URGENT = re.compile(
    r"\b(?:"
    r"h?urgent(?:e|s|es|issime)?|urgt?\b|urgen(?:t|ce)s?|urgament|urgemment|en urgence|ca urge|(?:ca|sa|cela) bloque (?:le|la|les|tout)|"
    r"bloquants?|bloquantes?|blocage (?:complet|total|general)|tout(?: l'\w+| l[ae] \w+)? est bloquee?|(?:tou(?:s|tes)|tout le monde) (?:est |sont )?bloquee?s?|totalement bloquee?s?|completement bloquee?s?|"
    r"priorite (?:absolue|haute|maximale|1|une|numero 1)|en priorite|(?:ultra |hyper |tres )?prioritaires?|prio (?:haute|1|max\w*|absolue)|top prio(?:rite)?|"
    r"(?:faites|fais|faire|aller?|agir|r?appel\w*|interven\w*|repond\w*|aide[rz]?) (?:tres |au plus |le plus )?vite|au plus vite|tres vite|le plus vite possible|vite svp|vite stp|"
    r"au plus (?:tot|presse)|des que possible|aussi vite que possible|le plus rapidement possible|tres rapidement|asap|sans (?:delai|attendre|tarder|faute)|toutes affaires cessantes|(?:(?:ca|cela) (?:ne )?|ne )(?:peu[tx]|pourra) pas attendre|vite vite|"
    r"tout de suite|immediatement|sur[- ]le[- ]champ|imperatif|imperativement|critique|catastrophe|la cata|c'est cata|"
    r"(?:ca|c'est|tres|super|hyper) presse|ca presse|on est presses|sos|help|au secours|a l'aide|"
    r"il (?:me |leur |nous )?faut (?:quelqu'un|un expert|une solution|une reponse) (?:aujourd'hui|ce matin|cet aprem|cet apres[- ]midi|ce soir|maintenant)|"
    r"(?:faut|doit) (?:absolument )?(?:que (?:ca|ce|cela|tout) )?\w+ (?:avant ce soir|aujourd'hui|ce matin|maintenant|ce soir|dans la journee|dans l'heure)|"
    r"(?:a|doit etre) (?:traiter|regler|resoudre|faire) (?:aujourd'hui|ce jour|dans la journee|maintenant)|"
    r"(?:payer|verser|partir|parte|part|passe|passer|rendre|faire|valider|paiements?) (?:\w+ ){0,3}avant (?:midi|ce soir|1[2-8] ?h)|plus rien (?:valider|payer|faire|saisir|signer)"
    r")\b"
)
# «rien de très urgent»: the negation, and what may stand between it and the word.
_DENIED = re.compile(
    r"(?:\b(?:pas|non|rien|aucune?|sans|jamais|ni|peu|moins|nullement|guere)\b|\bn'est\b)"
    r"(?:[ '-]*(?:d'|de|du tout|tres|super|hyper|ultra|vraiment|particulierement|forcement|specialement|trop|si|encore|une|un|caractere|notion|absolument|plus|la|le|mettre|la peine|necessaire|"
    r"en|a (?:traiter|faire|regler)|besoin|etre|c'est|pour|considere comme|gravite ni))*[ '-]*$"
)
_DENIED_AFTER = re.compile(r"\s*(?::|\?|=)?\s*(?:non|pas du tout|no)\b(?!\s+(?:resolu|regle|traite))")
# The names of things.
_URGENT_NAMES = re.compile(
    r"(?:\b(?:aides?|fonds|numeros?|procedures?|secours|hebergements?|commissions?|moyens?|travaux)\s+(?:social\s+)?d'?\s*)$"
    # What Op@le calls so: «contrôle bloquant» is the name of a message.
    r"|\b(?:controles?|anomalies?|erreurs?|messages?|alertes?|points?|statuts?)(?:\s+(?:d'erreur|de controle|est|sont|dits?))?[\s«\"']*$"
)
_URGENCY_REACH = 44


def is_urgent(text: str) -> bool:
    """Tell whether ``text`` says that it cannot wait; what is not said is not urgent."""
    plain = evened(text)
    for found in _URGENT.finditer(plain):
        before = plain[max(0, found.start() - _URGENCY_REACH) : found.start()]
        if _DENIED.search(before) or _URGENT_NAMES.search(before) or _DENIED_AFTER.match(plain, found.end()):
            continue
        return True
    return False


def is_not_urgent(text: str) -> bool:
    """Tell whether ``text`` says, in so many words, that it can wait: «pas la peine de mettre urgent»."""
    plain = evened(text)
    denied = (
        _DENIED.search(plain[max(0, one.start() - _URGENCY_REACH) : one.start()]) for one in _URGENT.finditer(plain)
    )
    return any(denied) and not is_urgent(text)


_DISTRESSED = re.compile(
    r"\b(?:(?:j'|je )?(?:n')?en peux plus|a bout\b|je craque|je n'y arrive plus|je ne dors plus|dors plus|j'en pleure|je pleure|en larmes|burn[- ]?out|epuisee?|depassee?|au secours"
    r"|je vais (?:craquer|tout lacher|demissionner)|desespere\w*|panique|je suis perdue?|plus la force|ras le bol|on me laisse seule?|personne ne (?:repond|m'aide)|aidez[- ]moi|pitie)\b"
)


def is_distressed(text: str) -> bool:
    """Tell whether somebody is at the end of their tether: they get a person to talk to first."""
    return _DISTRESSED.search(evened(text)) is not None


# --- The slot to meet at, of all moments in the sentence.


@dataclass(frozen=True, slots=True)
class Slot:
    """``start``: Paris time, None when none was said; ``spans``: the places of all dates and hours of the text.

    ``wished``: a moment that is not one hour, its day told in full: «vendredi 26 janvier 2024, « demain matin »».
    """

    start: datetime | None
    spans: tuple[tuple[int, int], ...]
    wished: str = ""


# Moments of other things than the session: an event, a term, when somebody is away or has called.
_OTHER_MOMENT = re.compile(
    r"\b(?:(?:le ca|conseil d'administration|ca (?:est|a lieu|prevu|fixe)|echeance|date limite|butoir|absente?s?|en conge|conges?|sauf|pas dispo\w*|indispo\w*|fermee?s?|ferme|part|partent"
    r"|occupee?|injoignable|pas joignable|appelee?s?\b|a appele|ai eu|recu|eu au tel\w*|hier|depuis|date|datee?|facture|titre|emis|emise|signe|bascule\w*|commence|reunion a|formation a|quitte"
    r"|prend son poste|arrive|ouvre|livraison|preleve\w*|prelevement|verse\w*|payee?|pas avant)\b[^;.!?\n]{0,14}$"
    r"|(?:panne|plante|bloquee?s?|erreur)\b[^,;.!?\n]{0,14}$)"  # «bloqué depuis lundi», but «bloqué, demain 11h».
)
# What a session is asked for with: nearer to the moment than what else it may be of.
_MEETING = re.compile(
    r"\b(?:rdv|rv|rendez[- ]vous|creneau|visio|session|seance|r?appeler|rappelle[rz]?|(?<!pas )(?<!in)dispo\w*)\b[^;.!?\n]{0,14}$"
)
_WISHES = 3  # Moments that are told as wished, at most.
_COUNCIL = re.compile(r"\bCA\b[^;.!?\n]{0,14}$")  # The «conseil d'administration», not «ça».
# Words that make an hour without a day one of today.
_TODAY = re.compile(
    r"(?:\b(?:a|vers|rdv|rv|creneau|visio|session|pour|rappeler|rappel|appel|dispo\w*|entre|de)|[,:/.(-])\s*$"
)
_CHANGED = re.compile(
    r"\b(?:non|pardon|plutot|finalement|enfin|oups|erreur|deplace|decale|reporte|repousse|changement)\b"
)


def slot_of(text: str, now: datetime) -> Slot:
    """Return the slot said in ``text``: the first moment to come that has an hour; the last after «non, plutôt»."""
    plain = evened(text)
    said = moments(text, now)
    spans = tuple((one.start, one.end) for one in said)
    best: SaidMoment | None = None
    start: datetime | None = None
    for one in said:
        council = _COUNCIL.search(text[max(0, one.start - _REACH) : one.start])
        moment = None if council else _start(one, plain, now)
        if moment is None:
            continue
        if best is None or start is None or _CHANGED.search(plain, best.end, one.start):
            best, start = one, moment
    wished = [] if start else [one for one in said if _is_wished(one, plain, text, now)]
    return Slot(start, spans, listed([_in_full(one, text) for one in wished[:_WISHES]], "ou") if wished else "")


def _is_wished(one: SaidMoment, plain: str, text: str, now: datetime) -> bool:
    """Tell whether somebody would be met then, though not at one hour: «demain matin», «mercredi après 14 h»."""
    before = plain[max(0, one.start - _REACH) : one.start]
    if one.day is None or one.day < now.astimezone(PARIS).date() or one.bound is Bound.SINCE:
        return False
    if _COUNCIL.search(text[max(0, one.start - _REACH) : one.start]):
        return False
    if _MEETING.search(before):
        return True
    vague = one.part or (one.hour and one.bound is not Bound.AT)
    return bool(vague) and one.day > now.astimezone(PARIS).date() and not _OTHER_MOMENT.search(before)


def _in_full(one: SaidMoment, text: str) -> str:
    """Return a moment as it was said, with its day: who reads it tomorrow must not take «demain» for the day after."""
    said = " ".join(text[one.start : one.end].split()).strip(" ,;.")
    return f"{long_date(one.day)} ({quoted(said)})" if one.day else said


def _start(one: SaidMoment, plain: str, now: datetime) -> datetime | None:
    """Return when a session at that moment would begin, None when it is no moment for one."""
    before = plain[max(0, one.start - _REACH) : one.start]
    if one.hour is None or one.bound is not Bound.AT:
        return None
    if _OTHER_MOMENT.search(before) and not _MEETING.search(before):
        return None
    if one.day is None:
        moment = datetime.combine(now.astimezone(PARIS).date(), one.hour, PARIS)
        return moment if moment > now and _TODAY.search(before) else None
    return one.instant if one.instant and one.instant > now else None
