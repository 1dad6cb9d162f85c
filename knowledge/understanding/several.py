"""What is to be done with several at once, as it is said: «attribue-les à Ferrand», «retiens la 3 et la 5, refuse les autres».

A sentence is cut at its verbs; each part says an act and what it is about: the list on the screen, numbers, a question
(«les demandes en retard»), names. Reasons and messages are taken as typed. One file alone is no matter of several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.batch import OF_APPLICATIONS, Audience, BatchAct
from knowledge.request import CancelReason
from knowledge.understanding.references import references
from knowledge.understanding.words import evened, letters, number_of

_A = BatchAct
# The words of each act, without accents; the longer ones first where one begins like another.
_VERBS: Mapping[BatchAct, str] = MappingProxyType(
    {
        _A.REJECT: r"ne (?:retiens|retenez|retenir|retient) pas|refuse[rz]?|rejette|rejete[rz]|ecarte[rz]?",
        _A.ACCEPT: r"retiens|retenir|retenez|accepte[rz]?",
        _A.DROP: r"classe[rz]?(?=.*\bsans suite\b)",
        _A.EXAMINE: r"instruis|instruire|instruisez|(?:prends?|prendre|prenez|mets|mettre|mettez|passe[rz]?)(?=.*\ben instruction\b)",
        _A.APPOINT: r"nomme[rz]?",
        _A.REMIND: r"relance[rz]?",
        _A.ASSIGN: r"(?:re)?attribue[rz]?|affecte[rz]?|confie[rz]?|assigne[rz]?|donne[rz]?(?=[ -](?:les|ces|la \d|toutes)\b.* a )",
        _A.CLOSE: r"clos|clore|clot|cloture[rz]?|ferme[rz]?|annule[rz]?",
    }
)
_VERB = "|".join(f"(?P<{act.name}>{words})" for act, words in _VERBS.items())
_LEAD = (
    r"^\s*(?:(?:bonjour|ok|alors|bon|maintenant|stp|svp|merci de|merci d'|il faut|on|je veux|je vais|peux[- ]tu|tu peux|"
    r"pouvez[- ]vous|veuillez|merci de bien vouloir|je|j')[\s,]*)*"
)
_FIRST = re.compile(rf"{_LEAD}(?:{_VERB})\b")
_NEXT = re.compile(rf"(?:[,;.]\s*(?:et\s+|puis\s+|je\s+)?|\s(?:et|puis)\s+(?:je\s+)?)(?:{_VERB})\b")
_WRITE = re.compile(
    rf"{_LEAD}(?:(?:envoie[rz]?|envoyer|adresse[rz]?|fais|faire)\s+)?(?:(?:une?|ce|le|l')\s*)?"
    r"(?:message|annonce[rz]?|ecris|ecrire|ecrivez|previens|prevenir|prevenez|informe[rz]?|diffuse[rz]?|dis|dites)\s+"
    r"(?:a tou(?:s|tes)\s+les|aux|les|a l'ensemble des)\s+(?P<whom>[^:«\"]{3,80}?)\s*(?:[:«\"][:«\"\s]*|\bque\b\s*)"
    r"(?P<text>.+?)\s*[»\"]?\s*$",
    re.DOTALL,
)
_WRITE_ONE = re.compile(
    rf"{_LEAD}(?:ecris|ecrire|ecrivez|dis|dites|previens|prevenir|prevenez|avertis(?:sez)?|avertir|informe[rz]?|reponds|repondez|demande[rz]?|(?:envoie|envoyez|envoyer|laisse[rz]?|passe[rz]?) (?:un |le |ce )?(?:petit )?(?:mot|message|mail))(?P<whom>[- ](?:(?:lui|leur|a|au|aux|le|la|l'|mme|mr?)\b[^:]*?|[a-z][a-z0-9-]{{2,}}))"
    r"(?:\s*:\s*|,?\s+que\s+|,?\s+qu'|\s+(?=(?:quel\w*|combien|comment|pourquoi|quand)\s))(?P<text>\S.*)$",
    re.DOTALL,
)
_HAS_FIGURE = re.compile(r"\d")
_AUDIENCES: Mapping[Audience, re.Pattern[str]] = MappingProxyType(
    {
        Audience.EXPERTS: re.compile(r"^experts?\b"),
        Audience.CANDIDATES: re.compile(r"^candidat(?:e?s|ures)?\b"),
        Audience.SCHOOLS: re.compile(r"^(?:etablissements?|eple|colleges?|lycees?)\b"),
    }
)
_REASON = re.compile(
    r"[\s,;(]*(?:\b(?:avec|pour|au|sous)?\s*(?:le\s+)?motifs?\s*(?:que|de|suivant)?\s*(?::|(?=[\s«\"]))|\b(?:car|parce qu[e']|pcq|puisqu[e'])\s|:|(?=«))"
    r"\s*[«\"]?\s*(?P<words>.+?)\s*[»\"]?[\s.)]*$",
    re.DOTALL,
)
_MOTIF = re.compile(r"\bmotifs?\b")
_DUPLICATES = re.compile(
    r"[\s,;(:]*\b(?:(?:ce sont|comme|en|pour)\s+(?:des\s+)?)?(?:doublons?|en double)\b(?:\s+(?:de|avec)\s+(?:la\s+)?(?:n°\s*)?(?P<of>(?:da\s*-?\s*(?:20\d\d\s*-\s*)?)?\d{1,6}))?"
)
_OUT_OF_SCOPE = re.compile(r"[\s,;(:]*\b(?:ce n'est pas (?:op@le|opale)|hors[- ](?:perimetre|sujet|champ))\b")
_TO = re.compile(r"[\s-]+a\s+(?=\D)(?!completer\b|l'etat\b|gap\b|aix\b|marseille\b)(?P<who>[^,;]+?)\s*[.!]*$")
_OTHERS = re.compile(r"^(?:tou(?:s|tes)\s+)?(?:les|le)\s+(?:autres?|reste|suivante?s)\b")
_COUNT = rf"\d{{1,3}}|{letters(2, 20)}"
_SCREEN = re.compile(
    r"^(?:les|tout|tou(?:s|tes)(?:\s+les\s+(?:demandes|candidatures|dossiers))?|celles?[- ](?:ci|la)|ceux[- ](?:ci|la)|"
    rf"l'ensemble|les\s+tou(?:s|tes)|(?P<experts>(?:les\s+)?experts?)|(?:de\s+)?c(?:es|ette liste)(?:\s+(?P<count>{_COUNT}))?"
    r"(?:\s+(?:demandes|candidatures|dossiers|lignes))?(?:[- ](?:ci|la))?)$"
)
_SOME = re.compile(
    rf"^les\s+(?P<count>{_COUNT})\s*(?P<end>premiers|premieres|derniers|dernieres)?"
    r"(?:\s+(?:demandes|candidatures|lignes))?$"
)
_ONE = r"(?:(?:la|le|les|n°|numeros?|demandes?|candidatures?|dossiers?|celles?)\s*)*(?:(?P<kind{0}>da|ca)[\s-]*(?:(?P<year{0}>20\d\d)[\s-]+)?)?(?P<number{0}>\d{{1,6}})"
_NUMBER = re.compile(_ONE.format(""))
_RANGE = re.compile(rf"(?:de\s+)?{_ONE.format('1')}\s+(?:a|jusqu'a)\s+{_ONE.format('2')}")
_BETWEEN = re.compile(r"[\s,;&+]*(?:\bet\b|\bpuis\b|\bainsi que\b)?[\s,;]*")
_BUT = re.compile(r"[\s,(]*\b(?:sauf|excepte|hormis|a part|mais pas)\s+(?P<rest>.+?)\)?$")
_ABOUT = re.compile(
    r"^(?!(?:la|ma|le|mon|une?|cette|cet|celle|l'|sa|son|notre|votre)\b).*\b(?:demandes|candidatures|candidate?s|dossiers|seances|urgentes|"
    r"non prises|en retard|resolues|retenue?s|deposee?s|vagues?|departement|nouvelles|doublons)\b"
)
_STRIPPED = re.compile(r"\b(?:sans suite|en instruction)\b")


class How(StrEnum):
    """How what an act is about is said."""

    SCREEN = "screen"  # The list that was shown, or its first or last lines.
    OTHERS = "others"  # What is left of it.
    NUMBERS = "numbers"
    QUERY = "query"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Picked:
    """What an act is about. ``numbers``: references, or bare numbers as typed; ``but``: those left out.

    ``count``: so many, from the end where it is negative; 0: all. ``words``: of a question, or names, as typed.
    """

    how: How
    numbers: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    count: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class SaidPart:
    """One act with what it is about, and the reason said with it."""

    act: BatchAct
    picked: Picked
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SaidSeveral:
    """What is to be done. ``who``: who gets the requests; ``whom``: who is written to, in words; ``unclear``: two reasons in one part."""

    parts: tuple[SaidPart, ...] = ()
    who: str = ""
    cancel_as: CancelReason | None = None
    duplicate_of: str = ""
    audience: Audience | None = None
    whom: str = ""
    text: str = ""
    unclear: bool = False


# Several people named first, and what is done with them after: «Benali et Garcin on les passe en instruction».
_NAMED_FIRST = re.compile(
    r"^(?P<who>[^,:?.!]+ et [^,:?.!]+?),? (?:on|je|tu|vous|nous|il faut) (?:les|tou(?:te)?s les deux) (?P<does>[\w-]+)(?P<rest>.*)$",
    re.DOTALL,
)


def read_several(said: str) -> SaidSeveral | None:
    """Return what a message asks to be done with several; None where it asks for nothing of the kind."""
    first_named = _NAMED_FIRST.match(said)
    if first_named:
        said = f"{first_named['does']} {first_named['who']}{first_named['rest']}"
    plain = evened(said).replace("’", "'")
    written = _WRITE.match(plain)
    if written:
        return _message(said, written)
    first = _FIRST.match(plain)
    if first is None or _asks(plain):
        return None
    quiet = _without_quotes(plain)
    begins = [first, *(found for found in _NEXT.finditer(quiet, first.end()))]
    ends = [*(found.start() for found in begins[1:]), len(said)]
    read = [_part(said, plain, found, end) for found, end in zip(begins, ends, strict=True)]
    found_all = [one for one in read if one is not None]
    parts, unclear = tuple(part for part, _, _ in found_all), any(unclear for _, _, unclear in found_all)
    if len(found_all) < len(read) or not (unclear or _plural(parts)):
        return None
    aside = _first_said([more for _, more, _ in found_all])
    return SaidSeveral(
        parts,
        who=aside.get("who", ""),
        cancel_as=CancelReason(aside["cancel_as"]) if "cancel_as" in aside else None,
        duplicate_of=aside.get("of", ""),
        unclear=unclear,
    )


def names_one(several: SaidSeveral) -> bool:
    """Tell whether what was read as an act on several names people, and no more than one: «… de Mme Benali, merci»."""
    return all(part.picked.how is How.NAMES and " et " not in part.picked.words for part in several.parts)


def written_to_one(said: str) -> str:
    """Return what is to be written about the one request that is named: «dites au lycée pour la 11 que…»; "" for anything else."""
    written = _WRITE_ONE.match(evened(said).replace("’", "'")) if _HAS_FIGURE.search(said) else None
    if written is None or len(references(written["whom"])) != 1:
        return ""
    text = said[written.start("text") :].strip()
    return text[:1].upper() + text[1:]


def told_to(said: str) -> str:
    """Return what stands before the words that are to be written to somebody: «préviens le lycée de Gap que »; "" for none."""
    written = _WRITE_ONE.match(evened(said).replace("’", "'"))
    return said[: written.start("text")] if written else ""


def is_named(said: str, names: Iterable[str]) -> bool:
    """Tell whether one of the people of these ``names`` is named in ``said``."""
    words = set(re.findall(r"[a-z-]+", evened(said)))
    return any(words & set(evened(name).split()) for name in names)


def is_written_to(said: str, names: Iterable[str]) -> bool:
    """Tell whether something is to be written to one of the people of these ``names``: «dis à Perrot que…», «écris à Élise : …»."""
    written = _WRITE_ONE.match(evened(said).replace("’", "'"))
    return written is not None and is_named(written["whom"], names)


# What stands before the words that are to be written or noted: a colon, else the verb with its «que».
_TOLD = re.compile(
    r"[^:]{2,60}?\s?:\s(?P<text>.+)|(?:demande[rz]?|redemande[rz]?)\s.{2,60}?\s(?P<asked>(?:quel\w*|combien|comment|pourquoi|quand)\s.+)"
    r"|.{2,80}?\b(?:comme\squoi\s|que\s|ke\s|qu'|d'avoir\s)(?P<said>.+)",
    re.DOTALL | re.IGNORECASE,
)


def told_after(said: str) -> str:
    """Return the words that a sentence has written or noted: «notez : rappeler lundi», «note que le RIB est faux»; "" for none."""
    found = _TOLD.match(said.replace("’", "'"))
    text = said[found.start(found.lastgroup or "text") :].strip() if found else ""
    return text[:1].upper() + text[1:]


def _first_said(every: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return what is said beside the acts, of each kind what came first."""
    found: dict[str, str] = {}
    for one in every:
        found = {**{kind: value for kind, value in one.items() if value}, **found}
    return found


def _asks(plain: str) -> bool:
    """Tell whether it is a question and no polite order."""
    return plain.rstrip().endswith("?") and not re.match(r"\s*(?:peux[- ]tu|tu peux|pouvez[- ]vous)", plain)


def _message(said: str, written: re.Match[str]) -> SaidSeveral | None:
    whom = said[written.start("whom") : written.end("whom")].strip()
    plain = evened(whom)
    audience = next((one for one, words in _AUDIENCES.items() if words.match(plain)), None)
    if audience is None:
        return None
    text = said[written.start("text") : written.end("text")].strip()
    return SaidSeveral(audience=audience, whom=whom, text=text[:1].upper() + text[1:])


def _without_quotes(plain: str) -> str:
    """Return ``plain`` with what stands in quotes blanked: a verb there begins nothing."""
    return re.sub(r"«[^»]*»|\"[^\"]*\"", lambda found: "x" * len(found[0]), plain)


def _part(said: str, plain: str, verb: re.Match[str], end: int) -> tuple[SaidPart, dict[str, str], bool] | None:
    act = next(one for one in _VERBS if verb.groupdict()[one.name])
    at, about = verb.end(), plain[verb.end() : end]
    reason, about = _reason_of(said, about, at)
    unclear = len(_MOTIF.findall(reason.lower())) > 0
    more: dict[str, str] = {}
    if act is _A.CLOSE:
        reason, about = _why_closed(said, plain[verb.end() : end], at, more) or (reason, about)
    if act is _A.ASSIGN:
        to = _TO.search(about)
        if to:
            more["who"] = said[at + to.start("who") : at + to.end("who")].strip()
            about = about[: to.start()]
    left_out = _BUT.search(about)
    but = _numbers(left_out["rest"]) if left_out else ()
    if left_out and not but:
        return None
    about = about[: left_out.start()] if left_out else about
    words = said[at : at + len(about)]
    if act in (_A.DROP, _A.EXAMINE):
        about, words = _STRIPPED.sub(" ", about), _STRIPPED.sub(" ", words)
    picked = _picked(about, words, act, but or ())
    return None if picked is None else (SaidPart(act, picked, reason), more, unclear)


def _reason_of(said: str, about: str, at: int) -> tuple[str, str]:
    found = _REASON.search(about)
    if found is None:
        return "", about
    return said[at + found.start("words") : at + found.end("words")].strip(), about[: found.start()]


def _why_closed(said: str, about: str, at: int, more: dict[str, str]) -> tuple[str, str] | None:
    """Note in ``more`` why requests are cancelled; return the words that go with it, and what they are about."""
    for why, words in ((CancelReason.DUPLICATE, _DUPLICATES), (CancelReason.OUT_OF_SCOPE, _OUT_OF_SCOPE)):
        found = words.search(about)
        if found:
            more["cancel_as"] = why.value
            if why is CancelReason.DUPLICATE and found["of"]:
                more["of"] = found["of"]
            rest = said[at + found.end() : at + len(about)].strip(' ,;:.()«»"')
            return rest, about[: found.start()]
    return None


def _picked(about: str, said: str, act: BatchAct, but: Sequence[str]) -> Picked | None:
    """Return what an act is about; None where that is one alone, or nothing that is understood."""
    plain = " ".join(about.strip(" -,;:.!").split())
    left = tuple(but)
    if _OTHERS.match(plain):
        return Picked(How.OTHERS, but=left)
    screen = _SCREEN.match(plain)
    if screen and (act is _A.REMIND or not screen["experts"]):
        return Picked(How.SCREEN, but=left, count=_count(screen["count"]))
    some = _SOME.match(plain)
    if some:
        count = _count(some["count"])
        return Picked(How.SCREEN, but=left, count=-count if (some["end"] or "").startswith("dern") else count)
    numbers = _numbers(plain)
    if numbers:
        return Picked(How.NUMBERS, numbers=numbers, but=left)
    words = " ".join(said.strip(" -,;:.!").split())
    if _ABOUT.search(plain):
        return Picked(How.QUERY, but=left, words=words)
    # Several people by name are appointed one by one, as their role is given.
    if act in OF_APPLICATIONS and act is not _A.APPOINT and re.search(r"\bet\b|,", plain):
        return Picked(How.NAMES, but=left, words=words)
    return None


def _count(said: str | None) -> int:
    return number_of(said) if said else 0


def _numbers(plain: str) -> tuple[str, ...]:
    """Return the numbers that are listed, in order; () where anything else is said."""
    found: dict[str, None] = {}
    at = 0
    for one, start, end in _listed(plain):
        if not _BETWEEN.fullmatch(plain[at:start]):
            return ()
        found |= dict.fromkeys(one)
        at = end
    return tuple(found) if found and _BETWEEN.fullmatch(plain[at:].rstrip(" .!")) else ()


def _listed(plain: str) -> Iterator[tuple[list[str], int, int]]:
    at = 0
    while at < len(plain):
        reach = _RANGE.match(plain, at)
        found = reach or _NUMBER.match(plain, at)
        if found is None:
            at += 1
            continue
        if reach:
            first, last = int(reach["number1"]), int(reach["number2"])
            if not 0 <= last - first < 200:
                return
            kind, year = reach["kind1"] or reach["kind2"], reach["year1"] or reach["year2"]
            yield [_written(kind, year, number) for number in range(first, last + 1)], reach.start(), reach.end()
        else:
            yield [_written(found["kind"], found["year"], int(found["number"]))], found.start(), found.end()
        at = found.end()


def _written(kind: str | None, year: str | None, number: int) -> str:
    if kind and year:
        return f"{kind.upper()}-{year}-{number:04}"
    return f"{kind.upper()}-{number}" if kind else str(number)


def _plural(parts: Sequence[SaidPart]) -> bool:
    """Tell whether more than one is meant: one alone is an act like any other."""
    singles = [one for one in parts if one.picked.how is How.NUMBERS and len(one.picked.numbers) == 1]
    return len(parts) > 1 or not singles
