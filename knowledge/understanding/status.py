"""Reading a status question: what it names, what it asks, how sure that is, what is left over; and what is wanted beside it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from knowledge.french import PARIS
from knowledge.people import Role
from knowledge.schools.register import Register
from knowledge.understanding.answer_fit import GIVEN_NAMES
from knowledge.understanding.candidates import Schools
from knowledge.understanding.compose import SaidThing, compose
from knowledge.understanding.directory import Directory
from knowledge.understanding.follow_up import Past, takes_off
from knowledge.understanding.frames import SpanReading, Spotter, blended, chances_out, extras, unmet
from knowledge.understanding.heads import DENIED, Array, Chances, Heads
from knowledge.understanding.meaning import Situation
from knowledge.understanding.measures import measure_of
from knowledge.understanding.query import (
    DEPARTMENTS,
    AskBack,
    Compare,
    Condition,
    Group,
    Not,
    Or,
    Query,
    Reading,
    Refusal,
    What,
    Zone,
    allowed,
    compared,
)
from knowledge.understanding.short import leads, leans, names_its_thing, points_back
from knowledge.understanding.teaming import read_team
from knowledge.understanding.tickets import as_filter
from knowledge.understanding.utterance import corrected, without_wisher
from knowledge.understanding.wishes import MeasureWish, SubscriptionWish, Wish, read_export, read_subscription
from knowledge.understanding.words import ARTICLES, JOINTS
from knowledge.understanding.words import words as words_of

# The chances from which a message goes on: as any, and where it begins like what goes on and names nothing of its own.
_LIKELY, _GOES_ON = 0.5, 0.15
_LEANS = 0.5  # The least chance that a message that begins anew is a status question at all.
_PEOPLE = (What.APPLICATIONS, What.EXPERTS)
_SAID = 0.5  # The least chance of a subject or a state that is said.
_JOINED = 0.1  # The least one of what stands beside another of its kind: «trésorerie et recettes».
_JOINTS = JOINTS | {"ni", "puis"}
_BETWEEN = _JOINTS | ARTICLES | {"en", "sur", "pour"}
SPAN_FIELDS: Mapping[str, str] = MappingProxyType(
    {"dept": "department", "place": "place", "school": "school", "expert": "expert"}
)
RUN_FROM, SAY_BACK_FROM = 0.8, 0.3  # Chances from which a reading is run, or said back to be confirmed.


@dataclass(frozen=True, slots=True)
class StatusReading:
    """What a message asks. ``chance``: that it is a status question and read whole (0–1)."""

    query: Query | None
    ask_back: AskBack | None
    refusal: Refusal | None
    gate: float
    chance: float
    zone: Zone
    leftover: tuple[str, ...]
    reading: SpanReading
    signs: Mapping[str, float]  # What the chance was made of.


# What stands in the place of a filter by tickets while a question is read: another that is said in the same way.
_WITH_SLOT = (" avec rendez-vous ", " sans rendez-vous ")


def _of_tickets(query: Query, *, held: bool) -> Query:
    """Return the question with tickets in the place of the appointments that stood for them; ``held``: there is one."""
    kept = [one for one in query.where if "slot" not in [part.field for part in compared(one)]]
    what = What.REQUESTS if query.what is What.SESSIONS else query.what
    return replace(query, what=what, where=(*kept, Compare("ticket", (held,))))


class StatusReader:
    """Reads status questions."""

    def __init__(
        self,
        spans: Heads,
        frames: Heads,
        polarity: Heads,
        usual: Mapping[str, int],
        trust: Mapping[str, float] | None = None,
    ) -> None:
        """``usual``: words of the language with their counts; ``trust``: what each sign adds to the log odds of being right."""
        self._spotter = Spotter(spans, usual)
        self._frames = frames
        self._polarity = polarity
        self._usual = usual
        self._trust = trust or {}

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> StatusReader:
        """Return the reader that a file of weights holds, see ``knowledge.training.reader``."""
        spans, frames, polarity = (
            Heads({key.partition(".")[2]: value for key, value in arrays.items() if key.startswith(part)})
            for part in ("spans.", "frames.", "polarity.")
        )
        words = arrays["usual.words"].tobytes().decode().split("\n")
        usual = dict(zip(words, arrays["usual.counts"].tolist(), strict=True))
        return cls(spans, frames, polarity, usual, json.loads(arrays["trust"].tobytes()))

    def read(
        self,
        text: str,
        today: date,
        directory: Directory,
        before: Query | None = None,
        roles: Iterable[Role] = (Role.SA_EPLE,),
    ) -> StatusReading:
        """Return what ``text`` asks; ``before``: the query asked just before in the same chat."""
        held, text = frozenset(roles), without_wisher(corrected(text))
        ticketed = as_filter(text, _WITH_SLOT) if held else ""
        if ticketed and "rendez-vous" not in text:
            found = self._read(ticketed, today, directory, before, held)
            query = _of_tickets(found.query, held=_WITH_SLOT[0] in ticketed) if found.query else None
            return replace(found, query=query)
        plain = self._read(text, today, directory, before, held)
        said = wave_said(text, before) if held else None
        # «vague 3» alone is of candidates, unless it goes on from a question about requests.
        goes_on = before is not None and before.what not in _PEOPLE and leans(text)
        of_people = plain.query is not None and plain.query.what in _PEOPLE and not goes_on
        if said is None or (said.grouped is None and (of_people or (plain.gate < _LEANS and before is None))):
            return plain
        anew = self._read(said.text, today, directory, before, held)
        query = with_waves(anew.query, said) if anew.query else None
        return replace(anew, query=query) if query else plain if anew.refusal is None else anew

    def _read(
        self, text: str, today: date, directory: Directory, before: Query | None, held: frozenset[Role]
    ) -> StatusReading:
        """Return what ``text`` asks as the weights read it."""
        role = "saeple" if Role.SA_EPLE in held else "expert" if Role.EXPERT in held else "agent"
        reading = self._spotter.read(text, directory, today)
        choices = self._choices(reading, role, before)
        past = Past(before, directory.experts, directory.askers, all_known=not self._leftover(reading))
        if before and not _goes_on(choices, before, text, reading):
            # It is read as if nothing had been asked before.
            before, choices = None, self._choices(reading, role, None)
        composed = compose(reading, choices, before, today, self._mentions(reading, choices), past=past)
        gate = choices["gate"].of("status")
        strangers = unnamed(reading)
        turned = tuple(unmet(text, composed.found)) if isinstance(composed.found, Query) else ()
        leftover = tuple(dict.fromkeys((*self._leftover(reading), *strangers, *composed.ignored, *turned)))
        told = signs(composed.found, composed.certainties, gate, reading, leftover)
        chance = chance_of(told, self._trust)
        found, plain = allowed(composed.found, held), not (composed.ignored or told["figures"] or strangers)
        return StatusReading(
            query=found if isinstance(found, Query) else None,
            ask_back=found if isinstance(found, AskBack) else None,
            refusal=found if isinstance(found, Refusal) else None,
            gate=gate,
            chance=chance,
            zone=Zone.ASK if composed.doubtful or turned else zone_of(chance, plain=plain),
            leftover=leftover,
            reading=reading,
            signs=told,
        )

    def _choices(self, reading: SpanReading, role: str, before: Query | None) -> Mapping[str, Chances]:
        told = extras(reading, role, before.meaning() if before else None)
        choices = blended(self._frames.weigh(reading.words, told))
        return choices | {head: self._joined(reading.words, head, choices[head]) for head in ("state", "subject")}

    def _joined(self, words: Sequence[str], head: str, choice: Chances) -> Chances:
        """Return ``choice`` with what is joined to something that is said, said too."""
        sure = choice.above(_SAID)
        perhaps = [label for label in choice.above(_JOINED) if label not in sure] if sure else []
        if not perhaps:
            return choice
        places = [self._frames.strongest(words, head, label) for label in sure]
        chances = choice.chances.copy()
        for label in perhaps:
            at = self._frames.strongest(words, head, label)
            if any(_are_joined(words, at, place) for place in places):
                chances[choice.labels.index(label)] = _SAID
        return replace(choice, chances=chances)

    def _mentions(self, reading: SpanReading, choices: Mapping[str, Chances]) -> dict[tuple[str, Any], SaidThing]:
        """Return where each thing is said, and the chance that it is meant to be left out («sauf Gap»)."""
        said: dict[tuple[str, Any], tuple[int, str]] = {}
        places = {start: at for at, (start, _) in enumerate(reading.at)}
        for span in reading.spans:
            name = SPAN_FIELDS.get(span.kind)
            if name:
                value = span.value.name_of if isinstance(span.value, Schools) else span.value
                for one in value.split() if name == "department" else (value,):
                    said[name, one] = places[span.start], name
        for head in ("subject", "state"):
            for label in choices[head].above(_SAID):
                said[head, label] = self._frames.strongest(reading.words, head, label), f"{head}:{label}"
        chances = chances_out(self._polarity, [(reading.words, at, at + 1, kind) for at, kind in said.values()])
        out = {
            thing: SaidThing(at, 1.0 if _is_denied(reading, at, thing) else chance)
            for (thing, (at, _)), chance in zip(said.items(), chances, strict=True)
        }
        if choices["urgent"].of("yes") >= _SAID:
            out["urgent", True] = SaidThing(self._frames.strongest(reading.words, "urgent", "yes"), 0.0)
        return out

    def _leftover(self, reading: SpanReading) -> tuple[str, ...]:
        """Return the words that nothing explains: figures that are no value, and words that no line has taught."""
        out = []
        for word, (start, _) in zip(reading.words, reading.at, strict=True):
            plain, token = word.lstrip(DENIED), reading.tokens[start]
            if plain[:1] == "<" or token.kind == "sign":
                continue
            if token.kind != "word" or (len(plain) > 2 and plain not in self._usual):
                out.append(token.raw)
        return tuple(out)


def _is_denied(reading: SpanReading, at: int, thing: tuple[str, Any]) -> bool:
    """Tell whether a state is denied in its own word: «pas à compléter», while «pas complet» is its other name."""
    field, value = thing
    typed = reading.tokens[reading.at[at][0]].word
    named = words_of(str(value))
    negative = named[0] in ("non", "sans")  # «Pas prises» is «non prises».
    return field == "state" and not negative and reading.words[at][:1] == DENIED and typed in named


def _goes_on(choices: Mapping[str, Chances], before: Query, text: str, reading: SpanReading) -> bool:
    """Tell whether a message goes on from ``before``, as it was learnt, and as its words plainly say."""
    if points_back(text) or takes_off(" ".join(word for word in reading.words if word.isalpha())):
        return True
    names, begins_so = names_its_thing(reading.text), leads(text)
    if names and not begins_so and choices["what"].best not in ("same", before.what.value):
        return False  # It names something else than what was asked about.
    least = _GOES_ON if begins_so and not names else _LIKELY
    return choices["continues"].of("yes") >= least


def unnamed(reading: SpanReading) -> tuple[str, ...]:
    """Return the given names that were typed and name nobody who is known: they may narrow what is asked."""
    held = {at for span in reading.spans for at in range(span.start, span.end)}
    return tuple(
        token.raw
        for at, token in enumerate(reading.tokens)
        if at not in held and token.capital and token.word in GIVEN_NAMES
    )


def _are_joined(words: Sequence[str], one: int, other: int) -> bool:
    """Tell whether nothing but «et», «ou» and the like stands between two words."""
    between = [word.lstrip(DENIED) for word in words[min(one, other) + 1 : max(one, other)]]
    return not _JOINTS.isdisjoint(between) and _BETWEEN.issuperset(between)


def chance_of(told: Mapping[str, float], trust: Mapping[str, float]) -> float:
    """Return the chance that a reading with these signs is right; without trust learnt, that of its choices together."""
    if not trust:
        return math.exp(-sum(value for sign, value in told.items() if sign.startswith("doubt:")))
    odds = trust.get("", 0.0) + sum(trust.get(sign, 0.0) * value for sign, value in told.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def zone_of(chance: float, *, plain: bool = True) -> Zone:
    """Return what is to be done with a reading of that chance; ``plain``: no figure and nothing that narrows is left over."""
    return Zone.RUN if chance >= RUN_FROM and plain else Zone.SAY_BACK if chance >= SAY_BACK_FROM else Zone.ASK


def signs(
    found: Query | AskBack, certainties: Mapping[str, float], gate: float, reading: SpanReading, leftover: Sequence[str]
) -> dict[str, float]:
    """Return what speaks for or against a reading as numbers: how doubtful each choice was, what is left over."""
    out = {f"doubt:{name}": -math.log(max(chance, 1e-3)) for name, chance in certainties.items()}
    out["doubt:gate"] = -math.log(max(gate, 1e-3))
    out["doubt:spans"] = -math.log(max(reading.margin, 1e-3))
    out["leftover"] = min(len(leftover), 4)
    out["figures"] = sum(any(char.isdigit() for char in word) for word in leftover)
    out["length"] = math.log(1 + len(reading.words))
    out["asks back"] = float(isinstance(found, AskBack))
    out["bare"] = float(isinstance(found, Query) and not found.where and found.period is None)
    return out


# --- Waves of deployment in a question about requests: «demandes de la vague 3», «délais par vague»; and «par fonction».
# The reader was taught waves of candidates alone, and no grouping by them nor by function. A wave is said in few ways, so
# that it is found by its words, and the rest is read as if a department had been said, which is asked in the same ways.

_RANKS = ("premi", "deuxi", "troisi", "quatri", "cinqui", "sixi", "septi", "huiti", "neuvi", "dixi", "onzi", "douzi")
_NUMBER = r"(?:n\s?°\s?)?(?:1[0-2]|[1-9])\b"
_RANK = rf"(?:(?:1[0-2]|[1-9])\s?(?:re|[èe]re|e|[èe]me|nde)|(?:{'|'.join(_RANKS)})[èe]\w+|seconde)"
_WAVES_JOINED = rf"(?:\s*(?:,|et|ou|/)\s*(?:de\s+|à\s+)?(?:la\s+)?(?:vagues?\s+|v\s?)?{_NUMBER})*"
_SCHOOLS = r"(?:d(?:es|'|’)\s?|les\s+)?(?:[ée]tablissements?|eple)\s+"
_LEAD = r"(?:(?:de|des|dans|pour|en|sur|à|aux)\s+)?(?:l[ae]s?\s+|cette\s+)?"
_WAVES_SAID = re.compile(
    rf"(?:{_SCHOOLS})?{_LEAD}\b(?:(?:vagues?\s+|v){_NUMBER}{_WAVES_JOINED}|{_RANK}\s+vague)\b", re.IGNORECASE
)
_EACH = r"\b(?:par|selon|suivant|entre|(?:pour|dans|de|à) chaque)\s+(?:l[ae]s?\s+)?"
_KIND = r"(?:types?|genres?|cat[ée]gories?|sortes?) (?:d['’]|de )?(?:[ée]tablissements?|eple|structures?)\b"
_BY: Mapping[Group, re.Pattern[str]] = MappingProxyType(
    {
        Group.WAVE: re.compile(
            rf"\bvague par vague\b|{_EACH}vagues?\b(?:\s+de (?:d[ée]ploiement|bascule))?", re.IGNORECASE
        ),
        Group.FUNCTION: re.compile(rf"\bfonction par fonction\b|{_EACH}fonctions?\b", re.IGNORECASE),
        Group.KIND: re.compile(
            rf"(?:{_EACH}|\b(?:de |dans )?quels? ){_KIND}|\bplut[oô]t (?:d?[ela]?s? )?(?:coll[èe]ges?|lyc[ée]es?) ou (?:d?[ela]?s? )?"
            r"(?:coll[èe]ges?|lyc[ée]es?)\b",
            re.IGNORECASE,
        ),
    }
)
_WHICH = re.compile(r"\bquelles?\s+vagues?\b(?!\s+que\b)", re.IGNORECASE)
_FIGURES = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])(?!\d)")
_OR = re.compile(r"\bou\b", re.IGNORECASE)
# How the department is said, after what comes before it: «sauf celles du 84», «le 84 ou le 13».
_LEADS = (
    (re.compile(r"\b(?:sauf|sans|hors|hormis|except[ée])\s*$", re.IGNORECASE), "celles du"),
    (re.compile(r"(?:^|\bou)\s*$", re.IGNORECASE), "le"),
)


@dataclass(frozen=True, slots=True)
class WaveSaid:
    """What is said of waves. ``text``: the message with departments in their place; ``stand_in``: that of ``numbers``."""

    text: str
    numbers: tuple[int, ...]
    stand_in: str
    grouped: Group | None = None


def wave_said(text: str, before: Query | None) -> WaveSaid | None:
    """Return what ``text`` says of waves; None where it says nothing. ``before``: the question that it may go on from."""
    group = next((one for one, pattern in _BY.items() if pattern.search(text)), None)
    by = _WHICH.sub("quel département", _BY[group].sub("par département", text) if group else text)
    if group is None and by != text:
        group = Group.WAVE
    used = {number for part in before.where for number in _departments(part)} if before else set()
    stand_in = next((one for one in reversed(DEPARTMENTS) if one not in used and one not in by), "")
    numbers: list[int] = []

    def put(found: re.Match[str]) -> str:
        numbers.extend(_numbers(found[0]))
        lead = next((lead for after, lead in _LEADS if after.search(by[: found.start()])), "du")
        return f"{lead} {stand_in}"

    said = _WAVES_SAID.sub(put, by) if stand_in else by
    return WaveSaid(said, tuple(dict.fromkeys(numbers)), stand_in, group) if said != text else None


def waves_in(text: str) -> tuple[int, ...]:
    """Return the waves that ``text`` names: (3, 4) for «les établissements des vagues 3 et 4»."""
    return tuple(dict.fromkeys(number for found in _WAVES_SAID.finditer(text) for number in _numbers(found[0])))


def _numbers(said: str) -> Iterator[int]:
    found = [int(one) for one in _FIGURES.findall(said)]
    yield from found
    if not found:
        plain = said.casefold()
        yield next((at for at, rank in enumerate(_RANKS, 1) if rank in plain), 2)


def _departments(condition: Condition) -> Iterator[str]:
    parts = condition.any if isinstance(condition, Or) else (condition,)
    for one in (part.of if isinstance(part, Not) else part for part in parts):
        if one.field == "department":
            yield from one.values


def with_waves(query: Query, said: WaveSaid) -> Query | None:
    """Return the question that was read of ``said.text`` with the waves put back; None where they were not read so."""
    if said.grouped and query.group_by is not Group.DEPARTMENT:
        return None
    if said.grouped:
        what = query.what
        if said.grouped is Group.FUNCTION and what is not What.APPLICATIONS:
            if names_its_thing(said.text):
                return None  # Who asks for help has no function that is kept.
            what = What.APPLICATIONS
        query = replace(query, what=what, group_by=said.grouped)
    if not said.numbers:
        return query
    kept = tuple(one for one in query.where if not (isinstance(one, Compare | Not) and _field(one) == "wave"))
    where = tuple(part for one in kept for part in _put_back(one, said))
    found = any(said.numbers == one.values for part in where for one in _compares(part))
    return replace(query, where=where) if found else None


def _field(condition: Compare | Not) -> str:
    return condition.field if isinstance(condition, Compare) else condition.of.field


def _compares(condition: Condition) -> Iterator[Compare]:
    for one in condition.any if isinstance(condition, Or) else (condition,):
        yield one.of if isinstance(one, Not) else one


def _put_back(condition: Condition, said: WaveSaid) -> tuple[Condition, ...]:
    """Return a condition with the wave where its stand-in is; departments said beside it stay a condition of their own."""
    if isinstance(condition, Or):
        return (Or(tuple(part for one in condition.any for part in _put_back(one, said) if not isinstance(part, Or))),)
    compare = condition.of if isinstance(condition, Not) else condition
    if compare.field != "department" or said.stand_in not in compare.values:
        return (condition,)
    others = tuple(one for one in compare.values if one != said.stand_in)
    compared = (Compare("wave", said.numbers), *([Compare("department", others)] if others else []))
    parts = tuple(Not(one) if isinstance(condition, Not) else one for one in compared)
    return (Or(parts),) if len(parts) > 1 and _OR.search(said.text) else parts


# --- Status questions for the one way in: with the names and the day of a situation; and what is wanted beside an answer.

_MOST_CHARACTERS = 600  # Longer messages tell a story: they are no status questions.
_EMPTY = Directory()


@dataclass(frozen=True, slots=True)
class Steering:
    """A message read as a status question.

    ``chance``: that it is one (0–1); ``reading``: what is to be run, asked back or refused; ``zone``: whether it is run, run
    and said back, or asked about first; ``leftover``: words that nothing explains.
    """

    chance: float
    reading: Reading
    zone: Zone
    leftover: tuple[str, ...]

    @property
    def query(self) -> Query | None:
        """What is to be run; None where nothing is."""
        return self.reading if isinstance(self.reading, Query) else None


@lru_cache(maxsize=8)
def directory_of(register: Register, experts: tuple[str, ...], askers: tuple[str, ...] = ()) -> Directory:
    """Return the names that a message may hold. Building it takes a twentieth of a second; a register is never changed."""
    return Directory(list(register), experts, askers)


class StatusEar:
    """Reads status questions in a situation."""

    def __init__(self, reader: Callable[[], StatusReader]) -> None:
        """``reader`` is called when it is needed: building it takes a tenth of a second, once."""
        self._reader = reader

    def read(self, text: str, situation: Situation) -> Steering | None:
        """Return what ``text`` asks; None for a message that is too long to be a status question."""
        if not text.strip() or len(text) > _MOST_CHARACTERS:
            return None
        # Names are nothing to somebody who is refused: looking for them would only cost.
        names = directory_of(situation.register, situation.experts, situation.askers) if situation.roles else _EMPTY
        today = situation.now.astimezone(PARIS).date()
        read = self._reader().read(text, today, names, situation.query, situation.roles)
        if situation.fruitless and situation.query and read.query and _only_narrows(situation.query, read.query):
            read = self._reader().read(text, today, names, None, situation.roles)
        found: Reading = read.query or read.refusal or read.ask_back
        if isinstance(found, AskBack) and not found.words:
            found = AskBack(found.why, " ".join(read.leftover), found.schools)
        return Steering(read.gate, found, read.zone, read.leftover)


def _only_narrows(before: Query, found: Query) -> bool:
    """Tell whether a question is the one before, which found nothing, with a condition more: it would find nothing either."""
    same = before.what is found.what and set(before.where) <= set(found.where) and before.period in (None, found.period)
    return same and (len(found.where) > len(before.where) or before.period != found.period)


_ASKS_SOMETHING = 0.5  # The least chance of a status question in what is left of the message.


def wished(text: str, situation: Situation, ear: StatusEar) -> Wish | None:
    """Return what somebody with a role says of the team, or wants done with an answer; None where neither is said.

    What is to be done with an answer counts where the rest of the message asks something.
    """
    if not situation.roles:
        return None
    team = read_team(text, situation) if situation.personal else None
    if team:
        return team
    wish = read_subscription(text) or read_export(text)
    if isinstance(wish, SubscriptionWish) and wish.whole_day:
        return wish
    alone = replace(situation, query=None)
    if wish is None:
        return MeasureWish() if Role.SA_EPLE in situation.roles and _measures(text, situation, ear) else None
    if not wish.rest or measure_of(wish.named):
        return wish
    reads = (ear.read(one, alone) for one in wish.readings)
    return wish if any(read and read.reading and read.chance >= _ASKS_SOMETHING for read in reads) else None


def _measures(text: str, situation: Situation, ear: StatusEar) -> bool:
    """Tell whether a message asks for a measure and says nothing besides what narrows it."""
    asked, alone = measure_of(text, situation.query, alone=False), replace(situation, query=None)
    if asked is None or not asked[1]:
        return asked is not None
    read = ear.read(f"demandes {asked[1]}", alone)
    return bool(read and read.query and read.query.what is What.REQUESTS and not read.leftover)
