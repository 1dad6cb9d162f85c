"""A call for applications as data: its facts, the points it leaves open, its dates and amounts.

A call is one TOML file, readable and written by people who do not program (``docs/appel.md`` tells how). Longer lists
of ways of asking may stand beside it in ``NAME.wordings.toml``: one array of strings per entry's id, and tables
``[suite.ID]`` of what is asked just after the answer on that entry. Texts of files are handed to :func:`read_call`;
nothing is opened here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from knowledge.academy import Academy
from knowledge.call_form import ApplicationForm, CallData, Id, Text, Wordings
from knowledge.call_types import CallTypes, complete
from knowledge.errors import DomainError
from knowledge.french import NBSP, PARIS, clock, euros, listed, long_date, quoted, typeset

NO_TYPES = CallTypes()
NO_ACADEMIES: Mapping[str, Academy] = MappingProxyType({})


class Contact(CallData):
    """Who follows the file."""

    name: Text
    mail: Text
    phones: tuple[Text, ...] = ()


class Copy(CallData):
    """Who gets a copy of the mail. ``name`` with its article: «la DIEPAT»; ``mail`` empty: the call does not give it."""

    name: Text
    mail: str = ""

    @property
    def bare(self) -> str:
        """Return the name without its article: «DIEPAT»."""
        first, _, rest = self.name.partition(" ")
        return rest if first in ("le", "la", "les") and rest else self.name.removeprefix("l’")


class Platform(CallData):
    """A site where applications are deposited."""

    name: Text
    link: str = ""


class Heading(CallData):
    """What the call is: the part that every answer may refer to.

    The ways to deposit: ``deposit_mail``, ``deposit_platform``, ``deposit_post`` (an address), one at least where
    applications are taken.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")]
    title: Text
    reference: Text
    issued: date
    opens: date | None = None  # From when on applications are taken; None: from the day it was issued.
    closes: date  # The last day: whole, unless there is an hour.
    closes_hour: time | None = None  # When it closes on that day, in Paris.
    results: date | None = None  # By when the answers are known, where the call says it.
    academy: str = ""  # The file that describes it, by its name without «.toml».
    authority: Text
    service: Text
    service_article: Literal["le", "la", "l’", "les"] = "le"
    role: Text = "volontaire"  # What those whom it looks for are called: «expert».
    names: tuple[Text, ...] = ()  # What else people call it, where several calls are in force.
    contact: Contact
    deposit_mail: str = ""
    deposit_platform: Platform | None = None
    deposit_post: str = ""
    copies: tuple[Copy, ...] = ()

    @cached_property  # Each answer asks for it.
    def closes_at(self) -> datetime:
        """Return the instant from which nothing is taken: the hour given, or the end of the last day in Paris."""
        if self.closes_hour is None:
            return datetime.combine(self.closes + timedelta(days=1), time(0), PARIS).astimezone(UTC)
        return datetime.combine(self.closes, self.closes_hour, PARIS).astimezone(UTC)

    @property
    def opens_at(self) -> datetime:
        """Return the instant from which applications are taken."""
        return datetime.combine(self.opens or self.issued, time(0), PARIS).astimezone(UTC)

    @property
    def of_service(self) -> str:
        """Return «du SA EPLE», «de la DRANE», «de l’IEN»."""
        return _contracted(self.service_article, "de", {"le": "du", "les": "des"}) + self.service

    @property
    def the_service(self) -> str:
        """Return «le SA EPLE», «la DRANE», «l’IEN»."""
        return _contracted(self.service_article, "", {}) + self.service

    @property
    def to_service(self) -> str:
        """Return «au SA EPLE», «à la DRANE», «à l’IEN»."""
        return _contracted(self.service_article, "à", {"le": "au", "les": "aux"}) + self.service

    @property
    def until(self) -> str:
        """Return until when deposits are taken on the last day: «minuit», «midi», «17 h», «17 h 30»."""
        return clock(self.closes_hour or time(0))


def _contracted(article: str, before: str, contracted: Mapping[str, str]) -> str:
    """Return what stands before a name: «du », «de la », «de l’», «la »."""
    if article in contracted:
        return f"{contracted[article]} "
    return f"{before} {article}".lstrip() + ("" if article.endswith("’") else " ")


class Entry(CallData):
    """What a fact and an open point share: an identifier, a title, the ways of asking."""

    id: Id
    title: Annotated[Text, StringConstraints(max_length=60)]
    type: Id | None = None  # The question asked of every call that this is; its wordings are among ``asks``.
    also: tuple[Id, ...] = ()  # Further types that the same answer answers.
    asks: Wordings = ()


E = TypeVar("E", bound=Entry)


class Tense(StrEnum):
    """When something is said, with regard to the call's last day."""

    BEFORE = "before"
    LAST_DAY = "last_day"
    AFTER = "after"


@lru_cache(maxsize=256)  # Each answer names where it stands.
def _as_listed(names: tuple[str, ...]) -> str:
    return typeset(listed(names))


def tense_at(heading: Heading, now: datetime) -> Tense:
    """Return the tense of ``now`` (aware); without an hour, the last day counts whole."""
    if now >= heading.closes_at:
        return Tense.AFTER
    return Tense.BEFORE if now.astimezone(PARIS).date() < heading.closes else Tense.LAST_DAY


AnswerText = Annotated[Text, StringConstraints(max_length=300)]
SentenceText = Annotated[Text, StringConstraints(max_length=260)]
AsideText = Annotated[str, StringConstraints(max_length=160)]


class FactThen(CallData):
    """What a fact says in another tense; a text left out stays as it is before the closing, an empty one is not said."""

    answer: AnswerText | None = None
    short: SentenceText | None = None
    open: AsideText | None = None
    with_me: AsideText | None = None


class Fact(Entry):
    """One thing that the call says, in the tense before the closing.

    ``answer`` begins with the answer; ``short`` is one sentence for double answers and choices. ``parts`` names where in
    the call it stands (see :attr:`Call.parts`).
    """

    answer: AnswerText
    short: SentenceText
    open: AsideText = ""  # What the call leaves open about it.
    with_me: AsideText = ""  # What the assistant itself does about it.
    parts: Annotated[tuple[Id, ...], Field(min_length=1)]
    question: Annotated[Text, StringConstraints(max_length=40)]  # As a button asks it.
    related: tuple[Id, ...] = ()
    offers: Literal["", "candidature", "assistance"] = ""  # What a button begins, while it can be begun.
    last_day: FactThen | None = None
    after: FactThen | None = None

    def at(self, tense: Tense) -> Fact:
        """Return the fact as it is said in ``tense``; the last day says what holds before, unless it has its own words."""
        return _then(self, {Tense.LAST_DAY: self.last_day, Tense.AFTER: self.after}.get(tense))


class SilentThen(CallData):
    """What a point that the call leaves open says in another tense."""

    sentence: SentenceText | None = None
    with_me: AsideText | None = None


class SilentPoint(Entry):
    """One thing that people ask and the call does not say.

    ``closest``: the fact that is nearest in meaning; it is told below where ``tells_closest``.
    """

    sentence: SentenceText
    with_me: AsideText = ""
    closest: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{1,47})?$")] = ""
    tells_closest: bool = False
    offers: Literal["", "candidature", "assistance"] = ""
    by_itself: bool = False  # Nobody wrote it: the call's file names no such type.
    last_day: SilentThen | None = None
    after: SilentThen | None = None

    def at(self, tense: Tense) -> SilentPoint:
        """Return the point as it is said in ``tense``."""
        return _then(self, {Tense.LAST_DAY: self.last_day, Tense.AFTER: self.after}.get(tense))


def _then(entry: E, then: FactThen | SilentThen | None) -> E:
    return entry.model_copy(update=then.model_dump(exclude_none=True)) if then else entry


SAID = ("answer", "short", "open", "sentence", "with_me")


def texts_of(entry: Entry) -> dict[str, str]:
    """Return what an entry says, by key of its file: «answer», «after.answer»; without what it does not say."""
    found = {}
    for tense in ("", Tense.LAST_DAY, Tense.AFTER):
        part = getattr(entry, tense, None) if tense else entry
        for key in SAID:
            text = getattr(part, key, None)
            if text:
                found[f"{tense}.{key}" if tense else key] = text
    return found


class Dispatch(StrEnum):
    """How an application reaches the service: the mail that the assistant sends, or the candidate, or another way."""

    SENT = "sent"
    BY_HAND = "by_hand"  # Documents are to be enclosed, which the assistant does not have.
    ELSEWHERE = "elsewhere"  # On a site or by post.


class Call(CallData):
    """A whole call. ``values`` holds dates and amounts that answers name as ``{indemnite}``."""

    call: Heading
    academy: Academy | None = None  # That of the heading, where its file is known.
    greeting: tuple[Id, ...] = ()  # The questions that a greeting proposes.
    values: Mapping[str, int | date | str] = Field(default_factory=dict)
    parts: Mapping[Id, Text] = Field(default_factory=dict)  # The parts of the text, as a reader finds them.
    application: ApplicationForm | None = None  # Without it, applications go by mail alone.
    fact: tuple[Fact, ...] = ()
    silent: tuple[SilentPoint, ...] = ()
    # What is typed just after an answer, leaving out what it is about: entry answered → entry asked → ways of asking.
    suite: Mapping[Id, Mapping[Id, Wordings]] = Field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the call's identifier, which is its file's name."""
        return self.call.id

    @cached_property
    def source(self) -> str:
        """Return how an answer names its source, without the part."""
        issued = self.call.issued
        return f"appel {self.call.reference} du {issued:%d/%m/%Y}"

    def named_parts(self, parts: Iterable[str]) -> str:
        """Return the parts of the call of these ids as a source names them, each once."""
        return _as_listed(tuple(self.parts[one] for one in dict.fromkeys(parts)))

    @property
    def dispatch(self) -> Dispatch:
        """Return how an application reaches the service."""
        if not self.call.deposit_mail:
            return Dispatch.ELSEWHERE
        return Dispatch.BY_HAND if self.application and self.application.documents else Dispatch.SENT

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the facts, then the open points, in the file's order."""
        return (*self.fact, *self.silent)

    def facts(self) -> dict[str, Fact]:
        """Return the facts by id, in the file's order."""
        return {fact.id: fact for fact in self.fact}

    def silent_points(self) -> dict[str, SilentPoint]:
        """Return the open points by id, in the file's order."""
        return {point.id: point for point in self.silent}

    def filled(self, template: str) -> str:
        """Return ``template`` with its {names} replaced by the call's values, as French writes them; {left} stays."""
        return _PLACEHOLDER.sub(lambda match: self._value(match[1]), template)

    def _value(self, name: str) -> str:
        if name == LEFT:
            return f"{{{name}}}"
        value = self._named(name)
        if isinstance(value, date):
            return long_date(value)
        if isinstance(value, int):
            return euros(value)
        return value

    def _named(self, name: str) -> int | date | str:
        if name in self.values:
            return self.values[name]
        heading = self.call
        known: dict[str, int | date | str] = {
            "closes": heading.closes,
            "until": heading.until,
            "issued": heading.issued,
            "reference": heading.reference,
            "authority": heading.authority,
            "service": heading.service,
            "deposit_mail": heading.deposit_mail,
            "deposit_post": heading.deposit_post,
            "deposit_platform": heading.deposit_platform.name if heading.deposit_platform else "",
            "copies": listed([one.name for one in heading.copies]),
            "contact_name": heading.contact.name,
            "contact_mail": heading.contact.mail,
            "contact_phones": " ou ".join(heading.contact.phones),
        }
        return known[name]

    def names(self, template: str) -> Iterator[str]:
        """Yield the names used in ``template`` that this call does not know."""
        for name in _PLACEHOLDER.findall(template):
            if name == LEFT:
                continue
            try:
                self._named(name)
            except KeyError:
                yield name


_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LEFT = "left"  # The name of how many days are left, which depends on the day; nothing is left after the closing.


class CallFault(DomainError):
    """A call's file cannot be used; ``faults`` says why, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_call(
    text: str, wordings: str = "", types: CallTypes = NO_TYPES, academies: Mapping[str, Academy] = NO_ACADEMIES
) -> Call:
    """Return the call that ``text`` (TOML) describes, with the further ``wordings`` (TOML) and what ``types`` add.

    ``academies``: those whose files are known, by name. Raises CallFault.
    """
    data = complete(_parsed(text, "le fichier de l’appel"), types)
    academy = _academy(data, academies)
    data = _with_academy(data, academy)
    more = _parsed(wordings, "le fichier des formulations")
    suites = more.pop("suite", {})
    try:
        call = Call.model_validate(
            _tuples(data if not suites else {**data, "suite": {**data.get("suite", {}), **suites}})
        )
    except ValidationError as error:
        raise CallFault([_fault(text, data, one) for one in error.errors()]) from error
    known = {*call.facts(), *call.silent_points()}
    unknown = [
        f"formulations{NBSP}: {quoted(id_)} n’est l’identifiant d’aucune entrée"
        for id_ in dict.fromkeys((*more, *call.suite, *(asked for entries in call.suite.values() for asked in entries)))
        if id_ not in known
    ]
    if unknown:
        raise CallFault(unknown)

    said = types.said_of(call.call.role)

    def asks(entry: Entry) -> dict[str, Wordings]:
        of_types = (text for type_ in types_of(entry) for text in said.asks.get(type_, ()))
        return {"asks": (*entry.asks, *more.get(entry.id, ()), *of_types)}

    return call.model_copy(
        update={
            "academy": academy,
            "fact": tuple(fact.model_copy(update=asks(fact)) for fact in call.fact),
            "silent": tuple(point.model_copy(update=asks(point)) for point in call.silent),
            "suite": _suite(call, said),
        }
    )


def _academy(data: Mapping[str, Any], academies: Mapping[str, Academy]) -> Academy | None:
    """Return the académie that a call names. Raises CallFault where no file describes it."""
    heading = data.get("call")
    named = heading.get("academy", "") if isinstance(heading, dict) else ""
    if not named or not academies:
        return None
    if named not in academies:
        known = listed([quoted(one) for one in sorted(academies)], "ou")
        raise CallFault([f"call, clé « academy »{NBSP}: {quoted(str(named))} n’a pas de fichier ; {known} est attendu"])
    return academies[named]


def _with_academy(data: dict[str, Any], academy: Academy | None) -> dict[str, Any]:
    """Return a call's data with what its académie says, where the call itself says nothing else."""
    heading = data.get("call")
    if academy is None or not isinstance(heading, dict):
        return data
    given: dict[str, str] = {"authority": academy.name}
    if academy.service and "service" not in heading:
        given |= {"service": academy.service, "service_article": academy.service_article}
    return {**data, "call": {**given, **heading}}


def types_of(entry: Entry) -> tuple[str, ...]:
    """Return the types of questions that ``entry`` answers."""
    return (*((entry.type,) if entry.type else ()), *entry.also)


def _suite(call: Call, types: CallTypes) -> dict[str, dict[str, Wordings]]:
    """Return what is typed after an answer, the call's own wordings before those of the types."""
    suite = {after: dict(every) for after, every in call.suite.items()}
    owners = {type_: entry.id for entry in call.entries for type_ in types_of(entry)}
    for after, every in types.suite.items():
        for asked, texts in every.items():
            if after in owners and asked in owners:
                held = suite.setdefault(owners[after], {})
                held[owners[asked]] = (*held.get(owners[asked], ()), *texts)
    return suite


def _parsed(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CallFault([f"{what} n’est pas du TOML lisible{NBSP}: {error}"]) from error


def _tuples(value: Any) -> Any:
    """Strict models want tuples where TOML has arrays."""
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


_MESSAGES = {
    "missing": "clé obligatoire absente",
    "extra_forbidden": "clé inconnue",
    "string_pattern_mismatch": "identifiant mal formé (minuscules, chiffres et _)",
    "string_too_long": "texte trop long (maximum {max_length} caractères)",
    "string_too_short": "texte vide",
    "string_type": "un texte entre guillemets est attendu",
    "date_type": "une date sans guillemets est attendue (2024-02-05)",
    "int_type": "un nombre entier est attendu",
    "bool_type": "true ou false est attendu",
    "tuple_type": "une liste entre crochets est attendue",
    "too_short": "liste vide",
    "literal_error": "valeur inconnue, {expected} est attendu",
    "value_error": "{error}",
}


def _fault(text: str, data: Mapping[str, Any], error: Any) -> str:
    """Return one fault as «ligne 12, fait «indemnite», clé «title» : …»."""
    path = list(error["loc"])
    message = _MESSAGES.get(error["type"], error["msg"]).format(**error.get("ctx", {}))
    where, line = str(path[0]) if path else "fichier", 0
    if len(path) >= 2 and path[0] in ("fact", "silent") and isinstance(path[1], int):
        entry = data[path[0]][path[1]]
        name = entry.get("id", f"n° {path[1] + 1}") if isinstance(entry, dict) else f"n° {path[1] + 1}"
        where = f"{'fait' if path[0] == 'fact' else 'point non précisé'} {quoted(name)}"
        line = entry_line(text, path[0], path[1])
        path = path[2:]
    elif path[:2] == ["application", "field"] and path[2:] and isinstance(path[2], int):
        field = data["application"]["field"][path[2]]
        name = field.get("id", f"n° {path[2] + 1}") if isinstance(field, dict) else f"n° {path[2] + 1}"
        where, path = f"champ {quoted(name)}", path[3:]
        line = entry_line(text, "application.field", int(error["loc"][2]))
    else:
        path = path[1:]
    key = ".".join(str(part) for part in path)
    if key:
        where += f", clé {quoted(key)}"
    if line:
        where = f"ligne {line}, {where}"
    return f"{where}{NBSP}: {message}"


def entry_line(text: str, table: str, index: int) -> int:
    """Return the line (from 1) where the ``index``-th ``[[table]]`` begins, 0 when it is not found."""
    heads = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(f"[[{table}]]")]
    return heads[index] if index < len(heads) else 0
