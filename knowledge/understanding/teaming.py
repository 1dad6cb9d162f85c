"""What is said of the experts as a team: «je suis absente la semaine prochaine», «qui est libre et connaît la régie ?».

The sentences are few and short, and what they change is said back: they are ruled, not learnt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from knowledge.people import Role
from knowledge.team import Stretch, TeamAct
from knowledge.time.delays import next_working_day, paris_day
from knowledge.time.moments import moments
from knowledge.understanding.references import references
from knowledge.understanding.times import Said, times_in
from knowledge.understanding.words import COUNTS, number_of, plain_words, visible

_LONGEST = 30  # Words: what is longer tells a story.


class Speaker(Protocol):
    """What is looked at of the situation in which a message is typed, see ``meaning.Situation``."""

    @property
    def now(self) -> datetime:
        """When it is typed, aware."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of who types it."""

    @property
    def experts(self) -> tuple[str, ...]:
        """The names of those in office."""


@dataclass(frozen=True, slots=True)
class TeamWish:
    """What is said of the team. ``who``: an expert, by the words of the name; "": who types, or nobody.

    ``days``: as said, empty where no day is; ``cover``: the words of who stands in; ``rest``: what the subjects are in.
    ``halves``: a part of a day was said.
    """

    act: TeamAct
    who: str = ""
    days: tuple[Stretch, ...] = ()
    cover: str = ""
    rest: str = ""
    halves: bool = False

    @property
    def command(self) -> str:
        """Return the words of the command that does it."""
        return self.act.value


_HELLO = r"(?:(?:bonjour|bonsoir|salut|coucou|hello|ok|alors|et|pour info|a noter|note[rz]?(?: bien)? que?|merci de noter que?|sache[z]? que?) )*"
_AWAY = (
    r"(?:absente?s?|absents?|en (?:conges?|vacances|arret(?: maladie| de travail)?|formation|stage|rtt|deplacement|conge (?:maladie|maternite|paternite))"
    r"|indisponibles?|malades?|pas (?:la|dispo|disponibles?|presente?s?|au bureau)|plus (?:la|dispo|disponibles?))"
)
_CALL = r"(?:permanences?|astreintes?|(?<=de )garde|d astreinte)"
_BE = r"(?:est|sera|serait|etait|sont|seront|va etre)"
_SELF = r"(?:je (?:ne )?(?:suis|serai|serais|vais etre|pars|prends|pose)|j (?:ai|aurai)|moi je suis)"
_OFF = r"(?:des |mes |un |(?:\w+ )?(?:jours?|semaines?) (?:de |d )?)?(?:conges?|vacances|rtt|jours? de conge|arret(?: maladie)?)"

_ABSENCE_SELF = re.compile(
    rf"^{_HELLO}(?:{_SELF} (?:.{{0,25}} )?{_AWAY}|{_AWAY}|je (?:pars|serai parti\w*|suis parti\w*) en {_OFF}|(?:je (?:pose|prends|suis en)|en) {_OFF}"
    r"|mon absence|absence)\b"
)
_ABSENCE_OF = re.compile(rf"^{_HELLO}(?:absence de )?(?P<who>.{{2,40}}?) (?:{_BE} |n {_BE} |ne {_BE} )?{_AWAY}\b")
_ABSENCE_NAMED = re.compile(rf"^{_HELLO}absences? (?:de |d )(?P<who>.{{2,40}})$")
# Who was not at a meeting is not away.
_OF_AN_EVENT = re.compile(
    r"\b(?:au|aux|a la|a l|du|de la|lors) (?:dernier |derniere )?(?:comite|copil|reunion|formation|session|seance|rendez vous)\b"
)
_BACK = re.compile(
    rf"^{_HELLO}me re?voi(?:la|ci)\b|^{_HELLO}(?:je suis|c est bon je suis|ca y est je suis|moi je suis)?(?: bien)? ?(?:de retour|rentree?|revenue?|la a nouveau|a nouveau (?:la|disponible))\b"
    rf"|^{_HELLO}(?:fin de mon absence|mon absence est finie|je ne suis plus (?:absente?|en conges?|malade|en vacances)|je reprends aujourd hui)\b"
)
_BACK_OF = re.compile(
    rf"^{_HELLO}(?P<who>.{{2,40}}?) (?:{_BE} )?(?:de retour|rentree?|revenue?|n est plus (?:absente?|en conges?|malade))\b"
)
_CANCEL = re.compile(
    rf"^{_HELLO}(?:annul\w+|supprim\w+|retir\w+|j annule|enlev\w+) (?:mon|mes|l|les|cette|toutes mes) ?absences?\b"
    rf"|^{_HELLO}(?:finalement )?je ne (?:serai|suis) (?:finalement )?(?:pas|plus) absente?\b"
)
_REPLACES = re.compile(
    r"(?P<who>[a-z][a-z ]{1,40}?) (?:me|m|le|la|l) (?:remplacera?|remplace|supplee|suppleera|couvre|couvrira)\b"
    r"|(?:remplacee?|suppleee?|couverte?) par (?P<who_>[a-z][a-z ]{1,40})"
    r"|mon (?:remplacante?|suppleante?)(?: sera| est|,)? (?P<who__>[a-z][a-z ]{1,40})"
)
_WHO_AWAY = re.compile(
    rf"^{_HELLO}(?:est ce que quelqu un|y a t il quelqu un|qui|lesquels|quels? experts?|quel(?:s|les)? collegues?|les experts?|experts?|quelqu un) (?:qui )?(?:{_BE} |n {_BE} |ne {_BE} |manque)?"
    rf"(?:{_AWAY}|presente?s?|la|manquant\w*|disponibles?)?\b(?P<rest>.*)$"
)
_LIST_AWAY = re.compile(
    rf"^{_HELLO}(?:(?:voir|affiche\w*|montre\w*|donne\w*(?: moi)?|liste\w*|quelles sont|planning|calendrier) )*(?:de |des |du |les |la |mes |l )*(?:absences|absents|presences|presents)\b"
    rf"|^{_HELLO}(?:voir )?(?:mon absence|mes absences)$"
)
_WHO_CALL = re.compile(
    rf"^{_HELLO}(?:qui|quel expert|lequel|c est qui)\b.*\b{_CALL}\b"
    rf"|^{_HELLO}(?:(?:voir|affiche\w*|montre\w*|donne\w*(?: moi)?|liste\w*|quelles sont|planning|calendrier|tableau) )*(?:de |des |d |du |les |la |mes |l )*(?:permanences?|astreintes?)(?: de la semaine| du mois| a venir| prevues?| cette semaine| la semaine prochaine| demain| aujourd hui)?$"
    rf"|^{_HELLO}(?:suis je|est ce que je suis|quand suis je)\b.*\b{_CALL}\b"
)
_ON_CALL = re.compile(
    rf"^{_HELLO}(?:mets |mettre |mettez |inscri\w+ |note[rz]? |je mets )?(?P<who>.{{2,40}}?) (?:{_BE} |prend(?:ra)? |assure(?:ra)? |tient |tiendra |fait |fera |a |aura )?"
    rf"(?:de |d |la |l |en )*{_CALL}\b"
    rf"|^{_HELLO}(?:mets |mettre |note[rz]? |noter )?(?:la |l |une |en )?{_CALL} (?:de |d |pour |a |assuree par |tenue par )?(?P<who_>.{{2,60}})$"
)
_OFF_CALL = re.compile(
    rf"^{_HELLO}(?P<who>.{{2,40}}?) (?:n {_BE} plus|ne {_BE} plus|n {_BE} pas) (?:de |d |la |l |en )*{_CALL}\b"
    rf"|^{_HELLO}(?:retir\w+|enlev\w+|annul\w+|supprim\w+) (?P<who_>.{{2,40}}?)(?: de)? (?:la |l |sa |d |de )*{_CALL}\b"
    rf"|^{_HELLO}(?:retir\w+|enlev\w+|annul\w+|supprim\w+) (?:la |l |sa |les )*{_CALL} (?:de |d )?(?P<who__>.{{2,40}})$"
)
_KNOWS = r"(?:connait|connaissent|connaisse|sait|savent|maitrise(?:nt)?|s y connait|est (?:bon|bonne|calee?|a l aise)|peut (?:aider|traiter|prendre|s occuper|suivre)|pourrait (?:prendre|aider|traiter|suivre))"
_WHO_KNOWS = re.compile(
    rf"^{_HELLO}(?:qui|quel(?:s|le|les)? (?:expert|collegue)s?|y a t il (?:quelqu un|un expert)(?: qui| de)?|un expert|a quel expert)\b.*\b(?:libres?|dispo|disponibles?|{_KNOWS})\b(?! (?:quand|si|ou|comment|pourquoi|ce qu|combien|quel|qui))(?P<rest>.*)$"
    rf"|^{_HELLO}a qui (?:puis je |je peux |peut on |on peut |dois je |devrais je )?(?:donner|confier|attribuer|passer|affecter)\b(?P<rest_>.*)$"
)
_FREE_WORDS = re.compile(r"\b(?:libres?|dispo|disponibles?)\b")
_KNOWN = re.compile(
    rf"^{_HELLO}(?:je (?:connais|maitrise|sais (?:faire|traiter|gerer)|m y connais(?: en)?|suis (?:a l aise|calee?|bon|bonne)(?: en| sur| avec)?|peux (?:aider|prendre|traiter))(?: bien)?"
    r"|mes (?:sujets|specialites|domaines)(?: sont| :)?|(?:ma|mon) (?:specialite|domaine)(?: est| c est)?) (?P<rest>.+)$"
)
_KNOWN_OF = re.compile(
    rf"^{_HELLO}(?P<who>(?:(?!\b(?:parce|car|puisque|comme|qu|si|il|elle)\b).){{2,40}}?) (?:connait|maitrise|sait (?:faire|traiter))(?: bien)? (?P<rest>.+)$"
)
_NOT_KNOWN = re.compile(rf"^{_HELLO}je (?:ne )?(?:connais|maitrise)(?: pas| plus)(?: bien)? (?P<rest>.+)$")
_OWN_SUBJECTS = re.compile(
    rf"^{_HELLO}(?:(?:voir|quels sont|affiche\w*) )?mes (?:sujets|specialites|domaines)(?: connus)?$"
)
_HALF = re.compile(r"\b(?:matin(?:ee)?|apres midi|aprem|soir(?:ee)?|demi journee|midi|\d{1,2} ?h(?:eures?)?)\b")
_LASTS = re.compile(
    rf"\b(?:pendant|pour|durant|encore)? ?(?P<count>\d{{1,3}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))}) (?P<unit>jours?|semaines?)\b"
)
_NO_DAY = re.compile(r"(?:pour )?(?:le|du|au) 0[45]|du matin", re.IGNORECASE)  # A department, a part of a day.
_OPEN_ENDED = re.compile(
    r"\b(?:jusqu a (?:nouvel ordre|mon retour|nouvel avis)|pour une duree indeterminee|sans date de retour|je ne sais pas jusqu)"
)
# How a message begins that asks about others, and is no statement on the team.
_NOTES = re.compile(r"\b(?:not(?:e|er|ez)|mets|mettre|enregistre\w*|inscri\w+)\b")
_ASKS = ("qui", "quel", "quels", "est ce", "y a t il", "a qui", "combien", "pourquoi", "comment", "quand", "ou ")


def read_team(text: str, situation: Speaker) -> TeamWish | None:
    """Return what a message says of the team; None for one that says nothing of it."""
    flat = plain_words(text)
    if not flat or len(flat.split()) > _LONGEST:
        return None
    for read in (_asking, _of_on_call, _of_absence, _of_knowledge):
        found = read(text, flat, situation)
        if found:
            return found
    return None


def _asking(text: str, flat: str, situation: Speaker) -> TeamWish | None:
    if _WHO_CALL.search(flat):
        return TeamWish(TeamAct.WHO_IS_ON_CALL, days=_days(text, situation.now))
    if _LIST_AWAY.search(flat) and not _named_in(flat, situation.experts):
        return TeamWish(TeamAct.WHO_IS_AWAY, days=_days(text, situation.now))
    knows = _WHO_KNOWS.search(flat)
    if knows and not _about_requests(flat):
        return TeamWish(
            TeamAct.WHO_KNOWS, days=_days(text, situation.now), rest=_FREE_WORDS.sub("", _group(knows, "rest"))
        )
    away = _WHO_AWAY.search(flat)
    if away and re.search(rf"\b(?:{_AWAY}|presente?s?|manque|manquant\w*|disponibles?|est la|sera la|sont la)\b", flat):
        return TeamWish(TeamAct.WHO_IS_AWAY, days=_days(text, situation.now))
    return None


def _about_requests(flat: str) -> bool:
    """Tell whether what is free is a request: «quelles demandes sont libres»."""
    return bool(re.search(r"\b(?:demandes?|rendez vous|creneaux?|seances?)\b (?:est|sont|libres?|dispo)", flat))


def _of_on_call(text: str, flat: str, situation: Speaker) -> TeamWish | None:
    if not re.search(rf"\b{_CALL}\b", flat) or flat.startswith(_ASKS):
        return None
    off, on = _OFF_CALL.search(flat), _ON_CALL.search(flat)
    act, found = (TeamAct.OFF_CALL, off) if off else (TeamAct.ON_CALL, on)
    if found is None:
        return None
    said = _group(found, "who")
    if re.search(r"\b(?:idee|proposition|question|sujet|point|comite|copil|reunion)s?\b", flat):
        return None  # It is spoken of: «l'idée de Julien, la permanence du vendredi».
    own = bool(re.match(r"(?:je|moi|j)\b", said))
    who = "" if own else _named_in(said, situation.experts) or _named_in(flat, situation.experts)
    if not own and not who:
        who = _unknown_name(said)
    return TeamWish(act, who=who or ("moi" if own else ""), days=_days(text, situation.now))


def _of_absence(text: str, flat: str, situation: Speaker) -> TeamWish | None:
    if _CANCEL.search(flat):
        return TeamWish(TeamAct.CANCEL_ABSENCE)
    if _BACK.search(flat):
        return TeamWish(TeamAct.BACK, days=_days(text, situation.now))
    if references(text) or flat.startswith(_ASKS) or _OF_AN_EVENT.search(flat):
        return None
    cover = _cover(flat, situation.experts)
    days, halves = _days(text, situation.now), bool(_HALF.search(flat))
    bare = _without_days(text, situation.now)
    if (_ABSENCE_SELF.search(flat) or _ABSENCE_SELF.search(bare)) and not _ABSENCE_NAMED.search(flat):
        return TeamWish(TeamAct.ABSENCE, days=days, cover=cover, halves=halves)
    back = _BACK_OF.search(flat)
    who = _named_in(back["who"], situation.experts) if back else ""
    if who:
        return TeamWish(TeamAct.BACK, who=who, days=days)
    named = _ABSENCE_NAMED.search(flat) or _ABSENCE_OF.search(flat) or _ABSENCE_OF.search(bare)
    who = _named_in(named["who"], situation.experts) if named else ""
    if who and text.rstrip().endswith("?") and not _NOTES.search(flat):  # «Perrot est absente lundi ?» notes nothing.
        return TeamWish(TeamAct.WHO_IS_AWAY, days=days)
    if who:
        return TeamWish(TeamAct.ABSENCE, who=who, days=days, cover=cover, halves=halves)
    return TeamWish(TeamAct.COVER, cover=cover) if cover and _REPLACES.match(flat) else None


def _of_knowledge(text: str, flat: str, situation: Speaker) -> TeamWish | None:
    if _OWN_SUBJECTS.search(flat):
        return TeamWish(TeamAct.KNOWN)
    not_known, known = _NOT_KNOWN.search(flat), _KNOWN.search(flat)
    if references(text) or text.rstrip().endswith("?"):
        return None
    if not_known:
        return TeamWish(TeamAct.NOT_KNOWN, rest=not_known["rest"])
    if known:
        return TeamWish(TeamAct.KNOWN, rest=known["rest"])
    of = _KNOWN_OF.search(flat)
    who = _named_in(of["who"], situation.experts) if of and Role.SA_EPLE in situation.roles else ""
    return TeamWish(TeamAct.KNOWN, who=who, rest=of["rest"]) if of and who else None


def _cover(flat: str, experts: Sequence[str]) -> str:
    """Return the words of who stands in: an expert's where one is named, else as they are said."""
    found = _REPLACES.search(flat)
    said = _group(found, "who") if found else ""
    return _named_in(said, experts) or _unknown_name(said)


def _unknown_name(said: str) -> str:
    """Return the last words of what is perhaps a name: what comes before belongs to the sentence."""
    return " ".join(said.split()[-2:])


def _named_in(said: str, experts: Iterable[str]) -> str:
    """Return the words of ``said`` that are of an expert's name; "" where there are none."""
    known = {word for name in experts for word in plain_words(name).split() if len(word) > 2}
    return " ".join(word for word in said.split() if word in known)


def _group(found: re.Match[str], name: str) -> str:
    """Return the group of that name: alternatives have it with «_» behind."""
    return next((said for key, said in found.groupdict().items() if key.rstrip("_") == name and said), "")


def _without_days(text: str, now: datetime) -> str:
    """Return the plain words without those that say when: «du 5 au 9 je serai absent»."""
    text = visible(text)
    days = [(start, end) for start, end, _ in times_in(text, paris_day(now))]
    hours = [(one.start, one.end) for one in moments(text, now) if one.hour]
    for start, end in days + hours:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return plain_words(text)


def _days(text: str, now: datetime) -> tuple[Stretch, ...]:
    """Return the days that are said, as those to come; () where none is."""
    today, flat, text = paris_day(now), plain_words(text), visible(text)
    said = [
        value
        for start, end, value in times_in(text, today)
        if isinstance(value, Said)
        and not _NO_DAY.fullmatch(text, start, end)
        and not _LASTS.search(plain_words(text[start:end]))
    ]
    found = list(_stretches(said, today))
    lasts = _LASTS.search(flat)
    if lasts and not any(one.last and one.last != one.first for one in found):
        first = found[0].first if found else today
        return (Stretch(first, _after(first, lasts)),)
    if _OPEN_ENDED.search(flat):
        return (Stretch(found[0].first if found else today),)
    return tuple(found)


def _after(first: date, lasts: re.Match[str]) -> date:
    """Return the last of so many working days, or of so many weeks, from ``first`` on."""
    count = number_of(lasts["count"])
    if lasts["unit"].startswith("s"):
        return first + timedelta(days=7 * count - 1)
    day = first
    for _ in range(max(count - 1, 0)):
        day = next_working_day(day)
    return day


def _stretches(said: Sequence[Said], today: date) -> Iterator[Stretch]:
    """Yield the stretches said; a beginning and an end said apart are one."""
    since = next((one for one in said if one.since or one.coming[1] is None), None)
    until = next((one for one in said if one.until), None)
    if until and until.coming[1]:
        first = since.coming[0] if since else next((one.coming[0] for one in said if one is not until), None)
        yield Stretch(first or today, until.coming[1])
        return
    for one in (part for whole in said for part in whole.apart or (whole,)):
        first, last = one.coming[0] or today, one.coming[1]
        if one.coming != (None, None) and (last is None or first <= last):
            yield Stretch(first, last)
