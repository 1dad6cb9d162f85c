"""An act said in words: which move, on which request or application, who, when, and the words that go with it.

The move is learnt; references, people and moments are computed. Nothing is invented: what is not said is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

from knowledge.application import ApplicationMove
from knowledge.french import PARIS, capitalised
from knowledge.request import RequestMove
from knowledge.time.moments import SaidMoment, moments
from knowledge.understanding.answer_fit import is_second_thought
from knowledge.understanding.references import is_of_opale, references
from knowledge.understanding.words import IN_LETTERS, evened, letters, number_of

_R, _A = RequestMove, ApplicationMove
NO_ACT = "none"  # The label of what is said of a file without asking for anything: «la 8 est urgente».
ABANDON = "abandon"  # The person throws their draft away: no move of the cycle.
WITHDRAW_APPLICATION = "withdraw_application"  # The label of «withdraw» where it is an application's.
OF_APPLICATIONS = frozenset(
    (_A.START, _A.DEPOSIT, _A.MODIFY, _A.ASK_COMPLEMENT, _A.COMPLETE, _A.EXAMINE, _A.ACCEPT, _A.REJECT, _A.DROP, _A.ANNOUNCE,
     _A.REVIEW_AGAIN, _A.APPOINT, ABANDON, _A.RECORD, _A.STAND_DOWN)
)  # fmt: skip
_NAMES_SOMEBODY = frozenset(
    (_R.ASSIGN, _R.REASSIGN, _A.ACCEPT, _A.REJECT, _A.DROP, _A.APPOINT, _A.ASK_COMPLEMENT, _A.EXAMINE, _A.REVIEW_AGAIN,
     _A.RECORD, _A.STAND_DOWN, _A.ANNOUNCE)
)  # fmt: skip
_TO_SOMEBODY = frozenset((_R.ASSIGN, _R.REASSIGN))
_HAS_MOMENT = frozenset(
    (_R.PLAN, _R.MOVE_SLOT, _R.CHOOSE_SLOT, _R.ASK_OTHER_SLOT, _R.PUT_ON_HOLD, _A.ASK_COMPLEMENT, _A.RECORD)
)  # fmt: skip
_DAY_ONLY = frozenset((_R.PUT_ON_HOLD, _A.ASK_COMPLEMENT, _A.RECORD))
_HAS_TEXT = frozenset(
    (_R.RELEASE, _R.REASSIGN, _R.CANCEL, _R.CANCEL_SLOT, _R.MOVE_SLOT, _R.ASK_OTHER_SLOT, _R.TAKE_BACK, _R.PUT_ON_HOLD,
     _R.RESUME, _R.REPLY, _R.RESOLVE, _R.VISIT_HELD, _R.REFUSE_SOLUTION, _R.REOPEN, _R.WITHDRAW, _R.LOG, _R.LOG_AND_TAKE, _A.ASK_COMPLEMENT,
     _A.COMPLETE, _A.ACCEPT, _A.REJECT, _A.DROP, _A.REVIEW_AGAIN, _A.STAND_DOWN, WITHDRAW_APPLICATION)
)  # fmt: skip

_FILE = re.compile(
    r"\b(?P<kind>da|ca|[a-z]{2}(?=-20\d\d-\d))\s*[-/]?\s*(?:n\s?°\s*)?(?:(?P<year>20\d\d)\s*[-/ ]\s*)?(?P<number>\d{1,6})\b(?!\s?h\b)",
    re.IGNORECASE,
)
FULL_REFERENCE = re.compile(r"\bDA\s*-?\s*(?:n°\s*)?(?:\d{4}\s*[-/ ]\s*)?\d{1,6}\b", re.IGNORECASE)
_NUMBER = rf"(?P<digits>\d{{1,4}})(?!\d|[:/.,]\d|\s?(?:h\b|heures?|%|€|euros?|min\b|minutes?|mn\b|jours?|j\b|ans?\b|mois|semaines?|eleves?|lignes?|e\b|er\b|eme|/\d))|(?P<words>{letters()})\b(?!\s(?:heures?|minutes?|jours?|ans?|mois|euros?))"
_NAMED = re.compile(
    rf"(?:\b|(?=#))(?:(?P<kind>demandes?|da|dossier|candidature|candidat|candidate|ca|ticket|numero|num)\s?(?:n\s?°|no|numero|num|d'assistance|:)?\s*|n\s?°\s?|n°|n(?=\d)|#\s?|no\s|la\s|de\sla\s|celle\s)(?:{_NUMBER})"
)
_BARE = re.compile(
    rf"(?:^|(?<=[\s:>→=(]))(?<!\d\d\s)(?!\d+\s\d\d\d?\b(?!\s?h))(?:{_NUMBER})(?=\s*(?:$|[,;:.!?=→>-]|\s))"
)
_BEGINS = re.compile(r"(?:^|\b(?:sur|pour|de|du|en|a|go|top depart|degele|ma|voila|defavorable|decision)\s|[:→>]\s?)$")
# What a second reference is told for: «doublon de la 9», «même souci que la 22».
_COMPARED = re.compile(
    r"(?:doublon|double|copie|pareil|meme\s\w+|identique|comme|deja\s\w+|redite|suite|lie\w*|avec)\s(?:a|de|que|dans|du|avec)?\s?(?:la|celle|l')?\s?$"
    r"|\b(?:doublonne|comme|meme que|fait double emploi avec|remplacee? par|avec|et non)\s(?:la\s)?$"
)
_NOT_A_FILE = re.compile(
    r"(?:vague|wave|entre|entre \d{1,2}(?: ?h)? et|le|les|du|au|jeudi|lundi|mardi|mercredi|vendredi|vers|a|avant|jusqu'au|leur|leurs|ces|vos|bureau|poste|salle|en|plus de|deux|trois|ou)\s$"
)
# Groups of figures in a row are a telephone or an account, and what follows «14 h» are minutes.
_RUN = re.compile(r"\d+(?:[ .-]\d+){3,}")
_MINUTES = re.compile(r"\d\s?h\s$")
_MINE = re.compile(
    r"\b(?:ma|mon|notre|mes|nos)\s(?:\w+\s)?(?:demande|candidature|dossier|brouillon|ticket|rdv|rendez[- ]vous|seance|session|creneau|visio|fiche|saisie)"
    r"|\b(?:la mienne|le mien|la notre)\b|\bje me (?:desiste|retire)|\bjme (?:desiste|retire)"
)
_TITLE = r"(?:m\.|mr\.?|mme\.?|mlle|monsieur|madame|mademoiselle)"
_TITLED = re.compile(rf"\b{_TITLE}\s+((?:(?:de|du|des|da|di|la|le|el|ben)\s+)*[^\W\d_][\w'’-]*)", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’][A-ZÀ-Þa-zà-ÿ]+)*(?:\s(?:[dD]e\s)?[A-ZÀ-Þ][\w'’-]+)*")
_WORD = re.compile(r"(?<![\w'-])[a-z][a-z-]{2,}(?![\w'])")
_TO = re.compile(
    r"(?:\b(?:a|à|pour|par|vers|chez|mets|met|mettez|mettre|donne\w*|c'est|c|confie\w*|expert|designe\w*|:)\s*|[→>]\s*|-\s?>\s*)$"
)
_FROM = re.compile(r"\b(?:enleve\w* a|retire\w* a|reprends? (?:la \w+ )?a|de|plutot qu'a|pas|au lieu de|d')\s?$")
_INSTEAD = re.compile(
    r"(?:\b(?:au lieu|a la place|plutot qu|et non|pas|initialement|prevue? (?:a|le)?)\s?(?:d'|de|du|le|a|qu'a)?\s?)$"
)
_SPLIT = re.compile(
    r"\s*(?:[,;!…]+|:(?!\d|//)|(?<!\bM)(?<!\bMme)(?<!\bMlle)\.(?=\s|$)|\?\s|\s[-–—]\s|\n|\s\b(?:car|parce que?|pcq|motif|puisqu[e']|vu qu[e']|d'autant qu[e']|donc)\b)\s*",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\s*(?:car|parce|pcq|motif|puisqu|vu qu|d'autant)", re.IGNORECASE)  # What opens a reason.
_LINK = re.compile(r"(?:(?:voici |envoie |et )*(?:le |ce )?lien ?:? ?)?https?://\S+")
_COLON = re.compile(r"(?<=[\w)»”])\s?:\s(?=\S)")
# What says something of a file, and tells nothing that was done: «la 4 est urgente».
_SAYS_OF_IT = re.compile(
    r"^(?:est|sont|c'est|c est|a|ont|etait|sera|devient|reste|semble|concerne|attend|vient|ne|n')\b"
)
_LEADING = re.compile(
    r"^(?:car|parce qu[e'’]|motif|puisqu[e'’]|et|mais|alors|donc|stp|svp|merci|non|oui|bof|bah|ben)\b[\s,:]*",
    re.IGNORECASE,
)
_SCORE = re.compile(r"(?<!\d)([1-5])(?:\s?/\s?5|\s?(?:sur|etoiles?|\*)\b|(?!\d))")
_SCORES = {"un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5"}
_NO_NAMES = frozenset(
    ("op", "opale", "teams", "chorus", "alpes", "hautes-alpes", "vaucluse", "marseille", "aix", "gap", "digne", "avignon",
     "nice", "excel", "sa", "da", "ca")
)  # fmt: skip
_POLITE = frozenset(("stp", "svp", "merci", "s'il te plait", "s'il vous plait", "bonjour", "d'accord", "ok"))
# Words that open a sentence, or close one, and tell nothing.
_FILLERS = frozenset(
    ("bon", "ben", "bah", "bien", "alors", "donc", "hop", "voila", "allez", "euh", "hein", "parfait", "super", "tiens", "ah",
     "oui", "non", "ok", "merci", "stp", "zut", "mince", "oups", "pardon", "attends", "desole", "desolee", "dommage", "svp", "ca", "y", "est", "c'est", "fait", "enfin", "finalement", "du", "coup", "m", "mme")
)  # fmt: skip


# Things of the assistant that are no file, though the verbs of files are said of them: «supprime l'annonce».
_THING = (
    r"(?:tickets?(?: officiels?)?|annonces?|pannes?|difficultes? (?:commune|n|numero)|formations?|reunions?|comites?|rappels?|abonnements?|propositions?|actions?|lettres?"
    r"|ordres? de mission|notes?|absences?|permanences?|filtres?|inscriptions?)"
)
_OF_A_THING = re.compile(
    rf"\b[a-z]{{3,}}(?:e|es|er|ez|ons|s|t|is|ir|dre|re)(?:-(?:moi|nous))? (?:bien )?(?:le |la |l'|les |mon |ma |mes |ce |cette |cet |son |sa |du |un |une |leur )?{_THING}\b"
    rf"|^(?:la |l'|le |cette )?{_THING} (?:\S+ )?(?:est|sont|peut etre|a ete)\b"
)
_TAKES_AWAY = frozenset(
    (_R.CANCEL, _R.WITHDRAW, _R.RELEASE, _R.RESOLVE, _R.REOPEN, _A.DROP, _A.REJECT, _A.ACCEPT, _A.EXAMINE, _A.APPOINT,
     _A.STAND_DOWN, WITHDRAW_APPLICATION, ABANDON)
)  # fmt: skip
_VISIT = re.compile(r"\b(?:visites?|deplacements?|seances?|rendez-vous|rdv|creneaux?)\b")
_AGAIN = re.compile(
    r"^\s*(?:on|je|j'|nous|il faut|faut|a) (?:\S+ ){0,2}\S+\s*$"
)  # A part that says the act again: «on clôture».
_SAYS_IT = 0.7  # The chance from which one part of a message alone says the act.


# The verbs by which a candidate is kept or refused, before what gives the reason: «retiens la 2 avec le motif …» keeps.
_REASON = re.compile(r"\b(?:motifs?|raisons?|car|parce que|puisque)\b|:")
_KEEPS = re.compile(r"\b(?:retien\w*|reten(?:ir|ez|ons|ue?s?)|accept\w+|admet\w*|favorables?)\b")
_REFUSES = re.compile(r"\b(?:refus\w*|rejet\w*|ecart\w*|defavorables?)\b")
_DENIES = re.compile(r"\b(?:ne|n|pas|non|jamais|plus|sans)\b")
_NOT_KEPT = re.compile(
    r"\b(?:retien\w*|reten(?:ez|ons)) pas\b(?! (?:encore|tout de suite|forcement))|\b(?:ne )?pas (?:la |le |les )?retenir\b"
)
KEEP, REFUSE = _A.ACCEPT.value, _A.REJECT.value


def verdict_said(text: str) -> str:
    """Return which decision a sentence says in its own verb, «accept» or «reject»; "" where none does, or it is denied."""
    said = _REASON.split(evened(text).replace("'", " "), maxsplit=1)[0]
    if _NOT_KEPT.search(said):
        return REFUSE
    keeps, refuses = _KEEPS.search(said), _REFUSES.search(said)
    if _DENIES.search(said) or bool(keeps) is bool(refuses):
        return ""
    return KEEP if keeps else REFUSE


def names_file(text: str) -> bool:
    """Tell whether a request or an application is named by its full reference: «DA-2024-0012», «CA 3»."""
    return _FILE.search(text) is not None


def is_of_a_thing(text: str, label: str) -> bool:
    """Tell whether what the act ``label`` would do to a file is said of something else: «supprime l'annonce»."""
    return label in _TAKES_AWAY and _OF_A_THING.search(evened(text)) is not None


def of_its_meeting(text: str, label: str) -> str:
    """Return the act on a request's meeting where a sentence takes that away, and not the request: «annule la visite de la 9»."""
    return _R.CANCEL_SLOT.value if label == _R.CANCEL and _VISIT.search(evened(text)) else label


@dataclass(frozen=True, slots=True)
class SaidAct:
    """What is to be done. ``act``: a move's value; ``of_application``: of an application, else of a request.

    ``reference``: «DA-2024-0012»; ``mine``: the person's own, without a number; ``who``: a name as typed; ``when``: an
    instant in Paris, at midnight with ``day_only``; ``text``: reason, answer, report or score; ``chance``: 0–1, that an act
    is meant; ``surely``: 0–1, that it is this very one; ``beside``: words that speak for something else than it.
    """

    act: str
    of_application: bool = False
    reference: str | None = None
    mine: bool = False
    who: str | None = None
    when: datetime | None = None
    day_only: bool = False
    text: str | None = None
    chance: float = 0.0
    surely: float = 0.0
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    reference: str
    start: int
    end: int
    certain: bool
    exact: bool = False  # «DA» or «CA» was said.


def read_act(
    said: str,
    label: str,
    now: datetime,
    *,
    asked: str | None = None,
    usual: Collection[str] = frozenset(),
    weigh: Callable[[str], float] | None = None,
    chance: float = 0.0,
) -> SaidAct:
    """Return the act ``label`` with what ``said`` tells of it. ``now`` is aware.

    ``usual``: words that are no names; ``weigh``: the chance that a part of the message says this act, by which the part
    that says it is told from the part that says why.
    """
    of_application = label in OF_APPLICATIONS or label == WITHDRAW_APPLICATION
    plain = evened(said)
    kind, year = "CA" if of_application else "DA", now.astimezone(PARIS).year
    place = _reference(plain, kind, year, numbers=label != _R.RATE, bare=asked is None)
    who = _somebody(said, plain, usual, to=label in _TO_SOMEBODY) if label in _NAMES_SOMEBODY else None
    when, day_only = _when(said, plain, now, label, place) if label in _HAS_MOMENT else (None, False)
    if label == _R.RATE:
        text = _score(plain)
    elif label in _HAS_TEXT:
        text = _text(said, place, label, asked, weigh)
        text = None if who and text and evened(who) in evened(text) else text  # Whom it is given to is no reason.
    else:
        text = None
    return SaidAct(
        act="withdraw" if label == WITHDRAW_APPLICATION else label,
        of_application=of_application or (place is not None and not place.reference.startswith("DA")),
        reference=place.reference if place else None,
        mine=place is None and _MINE.search(plain) is not None,
        who=who,
        when=when,
        day_only=day_only,
        text=text,
        chance=chance,
    )


def _reference(plain: str, kind: str, year: int, *, numbers: bool, bare: bool) -> _Place | None:
    """Return the file that is meant: of several, the first that nothing is compared with.

    ``numbers``: a number may be that of a file; ``bare``: even without a word that says so.
    """
    found = [one for one in _places(plain, kind, year, bare=bare and numbers) if numbers or one.exact]
    for sure in (True, False):
        for place in found:
            if place.certain == sure and not _COMPARED.search(plain[: place.start]):
                return place
    return found[0] if found else None


def _places(plain: str, kind: str, year: int, *, bare: bool) -> Iterator[_Place]:
    taken = bytearray(len(plain))  # 1 where a place is: of hundreds of them, comparing each with each would cost.
    for found in _FILE.finditer(plain):
        taken[found.start() : found.end()] = b"\1" * len(found[0])
        of = found["kind"].upper()
        yield _Place(
            f"{of}-{found['year'] or year}-{int(found['number']):04}", found.start(), found.end(), True, exact=True
        )
    for pattern, certain in ((_NAMED, True), *(((_BARE, False),) if bare else ())):
        for found in pattern.finditer(plain):
            if 1 in taken[found.start() : found.end()]:
                continue
            if is_of_opale(_until_number(plain, found)):
                continue
            if not certain and not _may_be_bare(plain, found):
                continue
            number = number_of(found["digits"] or found["words"])
            if not 0 < number < 2000 or found["words"] in ("un", "une"):
                continue
            taken[found.start() : found.end()] = b"\1" * len(found[0])
            yield _Place(f"{kind}-{year}-{number:04}", found.start(), found.end(), certain)


def _until_number(plain: str, found: re.Match[str]) -> str:
    return plain[: found.start("digits") if found["digits"] else found.start("words")]


def _may_be_bare(plain: str, found: re.Match[str]) -> bool:
    """Tell whether a number without a word for a file may be one: figures nearly anywhere, words where a name would be."""
    before = plain[: found.start()]
    if found["words"]:
        return found["words"] not in ("un", "une", "cent") and _BEGINS.search(before) is not None
    in_run = any(run.start() <= found.start() < run.end() for run in _RUN.finditer(plain))
    return not (in_run or _NOT_A_FILE.search(before) or _MINUTES.search(before))


_Name = tuple[int, int, str]  # Where a name begins and ends, and the name.


def _somebody(said: str, plain: str, usual: Collection[str], *, to: bool) -> str | None:
    """Return the name said: with a title, else with a capital, else a word that is none of the language."""
    names = _titled(said) or _with_capital(said, usual) or _strange(said, plain, usual)
    if to and names:
        aimed = [one for one in names if _TO.search(plain[: one[0]]) and not _FROM.search(plain[: one[0]])]
        names = aimed[-1:] or [one for one in names if not _FROM.search(plain[: one[0]])] or names
    return names[0][2] if names else None


def _titled(said: str) -> list[_Name]:
    """Return the names with a title: «Mme Durand»."""
    names = []
    for found in _TITLED.finditer(said):
        rest = _CAPITAL.match(said, found.start(1))
        end = rest.end() if rest else found.end()
        names.append((found.start(), end, said[found.start() : end]))
    return names


def _with_capital(said: str, usual: Collection[str]) -> list[_Name]:
    """Return the names with a capital that begins no sentence; else the one that begins the message, where it is no usual word."""
    every = [(found.start(), found.end(), found[0]) for found in _CAPITAL.finditer(said)]
    within = [
        (start, end, name)
        for start, end, name in every
        if start and evened(name).split()[0] not in _NO_NAMES and not _after_stop(said, start)
    ]
    return within or [
        (start, end, name) for start, end, name in every if not start and (" " in name or evened(name) not in usual)
    ]


def _strange(said: str, plain: str, usual: Collection[str]) -> list[_Name]:
    """Return the words that are none of the language: those behind «à», else two that stand together."""
    strange = [
        found
        for found in _WORD.finditer(plain)
        if found[0] not in usual and found[0].replace("-", " ") not in IN_LETTERS
    ]
    aimed = [_find_name(said, one.start(), one.end()) for one in strange if _TO.search(plain[: one.start()])]
    return aimed or [
        _find_name(said, one.start(), other.end()) for one, other in pairwise(strange) if other.start() == one.end() + 1
    ]


def _find_name(said: str, start: int, end: int) -> _Name:
    return start, end, said[start:end].title()


def _after_stop(said: str, at: int) -> bool:
    """Tell whether a capital at ``at`` only begins a sentence."""
    return said[:at].rstrip()[-1:] in (".", "!", "?")


def _when(said: str, plain: str, now: datetime, label: str, place: _Place | None) -> tuple[datetime | None, bool]:
    if place:  # «La 7 à 16h» is no stretch from 7 to 16.
        said = f"{said[: place.start]}{' ' * (place.end - place.start)}{said[place.end :]}"
    found = [one for one in moments(said, now) if not _INSTEAD.search(plain[: one.start])]
    rather = plain.rfind("plutot")
    found = [one for one in found if one.start > rather >= 0] or found  # «À 11 h 30 je ne peux pas, plutôt 13 h».
    if not found:
        return None, False
    day = next((one.day for one in found if one.day), None)
    hour = next((one.hour for one in found if one.hour), None)
    if day is None:
        if hour is None or label in _DAY_ONLY:
            return None, False
        day = now.astimezone(PARIS).date()
    if hour is None or label in _DAY_ONLY:
        return datetime.combine(day, time(0), PARIS), True
    whole: SaidMoment | None = next((one for one in found if one.instant), None)
    return (whole.instant if whole else datetime.combine(day, hour, PARIS)), False


def _score(plain: str) -> str | None:
    without = _FILE.sub(" ", plain)
    found = _SCORE.search(without)
    if found:
        return found[1]
    return next((_SCORES[word] for word in re.findall(r"[a-z]+", without) if word in _SCORES), None)


# What a candidate is asked for: «demande-lui de préciser ses disponibilités, pour lundi».
_ASKS_FOR = re.compile(
    r"\bdemand\w*[ -](?:lui|leur|[àa] [^,.]{2,40}?) (?:de |d['’])(?P<text>.+?)(?:[ ,.]+(?:pour|avant|d['’]ici)(?: le)? [\w ]{3,24})?[ .!]*$",
    re.IGNORECASE | re.DOTALL,
)


def _text(
    said: str, place: _Place | None, label: str, asked: str | None, weigh: Callable[[str], float] | None
) -> str | None:
    """Return the words that go with the act: what is left of the message without the part that says it."""
    if label == _R.REPLY and asked:
        return said.strip()
    said = _LINK.sub("", said)  # An address is no reason.
    colon = _COLON.search(said)
    if colon and (told := said[colon.end() :].strip()):
        return told  # What stands after a colon is told whole, as it stands.
    wanted = _ASKS_FOR.search(said) if label == ApplicationMove.ASK_COMPLEMENT else None
    if wanted:
        return capitalised(wanted["text"])
    parts, reasons = _parts(said)
    if len(parts) < 2:
        return _place_behind(said, place)
    weights = [weigh(part) if weigh else -number / len(parts) for number, part in enumerate(parts)]
    rest = _telling(parts, weights, reasons, label)
    told = _LEADING.sub("", ", ".join(rest)).strip(" ,;:.!?")
    return told or None


def _telling(parts: Sequence[str], weights: Sequence[float], reasons: Sequence[int], label: str) -> list[str]:
    """Return the parts that tell something beside the act: those of the ``reasons``, where there are any, and what follows."""
    at = _says_act(parts, weights)
    begins = min(reasons, default=0)
    if not reasons and label in OF_APPLICATIONS:
        begins = at  # A candidate reads it: what stands before the decision opens the sentence.
    again = [number for number, part in enumerate(parts) if _AGAIN.match(evened(part)) and weights[number] >= _SAYS_IT]
    rest = [
        part
        for number, part in enumerate(parts)
        if number >= begins and number != at and number not in again and _tells_something(part) and not hands_on(part)
    ]
    return [part for part in rest if not references(part)] or rest  # What names the file says what is to be done.


_GIVES_IT = re.compile(
    r"^(?:(?:et|donc|alors|du coup|bon)\s+)*(?:re)?(?:confi|donn|pass|attribu|refil|transmet)\w*[- ](?:l[ea]|les|ca|cela|lui|moi)\b"
)


def hands_on(part: str) -> bool:
    """Tell whether a part of a message says to whom its file is to be given: «confie-la à Élise» is no reason."""
    return _GIVES_IT.match(evened(part).strip()) is not None


def _parts(said: str) -> tuple[list[str], list[int]]:
    """Return the parts of a message, and which of them a word like «car» or «motif» opens as its reason."""
    parts: list[str] = []
    reasons: list[int] = []
    start, opened = 0, False
    for found in [*_SPLIT.finditer(said), None]:
        part = said[start : found.start() if found else len(said)]
        if part.strip():
            reasons += [len(parts)] if opened else []
            parts.append(part)
            opened = False
        if found:
            start, opened = found.end(), opened or _WHY.match(found[0]) is not None
    return parts, reasons


def _says_act(parts: Sequence[str], weights: Sequence[float]) -> int:
    """Return which part of a message says the act itself: it alone sounds like it, else it names the file or sounds most so."""
    alone = [number for number, weight in enumerate(weights) if weight >= _SAYS_IT]
    if len(alone) == 1:  # «Je ne peux plus suivre la 10, je la rends»: the part that names the file says why.
        return alone[0]
    return max(range(len(parts)), key=lambda number: bool(references(parts[number])) + weights[number])


def _tells_something(part: str) -> bool:
    """Tell whether a part may be a reason: «merci», «bon» are none, nor is «finalement non, remets-la»."""
    plain = evened(part).strip()
    return plain not in _POLITE and not set(plain.split()) <= _FILLERS and not is_second_thought(part)


def _place_behind(said: str, place: _Place | None) -> str | None:
    """Return what follows the reference, when it tells something: «je libère la 12 trop chargé»."""
    if place is None:
        return None
    told = said[place.end :].strip(" ,;:.!?")
    return told if len(told.split()) > 1 and not _SAYS_OF_IT.match(evened(told)) else None


def told_beside(said: str, label: str) -> str | None:
    """Return the words that go with an act, where it was read as another one that has none: «…à Perrot, elle connaît les titres»."""
    return _text(said, None, label, None, None) if label in _HAS_TEXT else None
