"""What a call is (title, dates, service, addresses), its typed values, the questions of every call, its académie."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from knowledge.call_form import CALL_SHAPE, CallData, Id, Text
from knowledge.french import PARIS, bare_date, both_days, clock, days_between, euros, long_date, quoted, typeset

# How a call's file says that it closes at the end of its last day; TOML has no hour for it.
MIDNIGHT = "minuit"
_ENDS_THE_DAY = frozenset((MIDNIGHT, "24:00", "24:00:00", "24h", "24h00"))
_BEGINS_THE_DAY = typeset(
    "00:00:00 est le début de ce jour, qui serait perdu : pour la fin du jour, écrivez « minuit » entre guillemets ; si rien "
    "n'est pris ce jour-là, donnez la veille"
)


class Contact(CallData):
    """Who follows the file; by mail or by telephone at least, whichever the call gives."""

    name: Text
    mail: Annotated[str, StringConstraints(strip_whitespace=True)] = ""
    phones: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _reachable(self) -> Contact:
        if not self.ways:
            raise ValueError("une adresse (mail) ou un téléphone (phones) est attendu")
        return self

    @property
    def phone(self) -> str:
        """Return the numbers: «04 42 91 00 00 ou 04 42 91 00 01»; "" for none."""
        return " ou ".join(self.phones)

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the address, then the numbers: those there are."""
        return tuple(filter(None, (self.mail, self.phone)))


class SubjectContact(Contact):
    """Who answers on some subjects. ``about``: these, after «sur»: «l’indemnité»; ``on``: the entries, or types, that are."""

    about: Text
    on: Annotated[tuple[Id, ...], Field(min_length=1)]


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

    The ways to deposit: ``deposit_here`` (with the assistant), ``deposit_mail``, ``deposit_platform``, ``deposit_post`` (an
    address), one at least where applications are taken.
    """

    id: Annotated[str, StringConstraints(pattern=CALL_SHAPE)]
    title: Text
    reference: Annotated[str, StringConstraints(strip_whitespace=True)] = ""  # Many calls have none.
    issued: date
    opens: date | None = None  # From when on applications are taken; None: from the day it was issued.
    opens_hour: time | None = None  # From which hour of that day, in Paris; None: from midnight.
    closes: date  # The last day: whole, unless there is an hour.
    closes_hour: time | Literal["minuit"] | None = None  # When it closes on that day, in Paris; «minuit» ends that day.
    results: date | None = None  # By when the answers are known, where the call says it.
    academy: str = ""  # The file that describes it, by its name without «.toml».
    authority: Text
    service: Text
    service_article: Literal["le", "la", "l’", "les"] = "le"
    role: Text = "volontaire"  # What those whom it looks for are called: «expert».
    names: tuple[Text, ...] = ()  # What else people call it, once another call is in force.
    contact: Contact
    deposit_here: bool = False
    deposit_mail: str = ""
    deposit_platform: Platform | None = None
    deposit_post: str = ""
    copies: tuple[Copy, ...] = ()

    @field_validator("closes_hour", mode="before")
    @classmethod
    def _hour(cls, value: object) -> object:
        if value == time(0):
            raise ValueError(_BEGINS_THE_DAY)
        if value is None or isinstance(value, time):
            return value
        if isinstance(value, str) and "".join(value.split()).lower() in _ENDS_THE_DAY:
            return MIDNIGHT
        raise ValueError(f"une heure sans guillemets est attendue (17:30:00), ou {quoted(MIDNIGHT)} entre guillemets")

    @cached_property  # Each answer asks for it.
    def closes_at(self) -> datetime:
        """Return the instant from which nothing is taken: the hour given, or the end of the last day in Paris."""
        if isinstance(self.closes_hour, time):
            return datetime.combine(self.closes, self.closes_hour, PARIS).astimezone(UTC)
        return datetime.combine(self.closes + timedelta(days=1), time(0), PARIS).astimezone(UTC)

    @property
    def opens_on(self) -> date:
        """Return the first day on which applications are taken: that of the call, where it gives no other."""
        return self.opens or self.issued

    @cached_property
    def opens_at(self) -> datetime:
        """Return the instant from which applications are taken."""
        return datetime.combine(self.opens_on, self.opens_hour or time(0), PARIS).astimezone(UTC)

    def takes(self, now: datetime) -> bool:
        """Tell whether applications are taken ``now`` (aware)."""
        return self.opens_at <= now < self.closes_at

    @property
    def issued_on(self) -> str:
        """Return the call's date as letters write it: «22 janvier 2024»."""
        return bare_date(self.issued)

    @property
    def known_as(self) -> str:
        """Return what tells this call from others, after «l’appel»: its reference, «du 30 mars 2026» where it has none."""
        return self.reference or f"du {self.issued_on}"

    @property
    def cited(self) -> str:
        """Return how letters cite it, after «l’appel»: «SAEPL/24-995-42 du 22 janvier 2024», «du 30 mars 2026»."""
        return f"{self.reference} du {self.issued_on}".lstrip()

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
        return clock(self.closes_hour) if isinstance(self.closes_hour, time) else MIDNIGHT

    @property
    def opening(self) -> str:
        """Return the first day, with its hour where the call gives one: «lundi 15 mars 2027 à 9 h»."""
        day = long_date(self.opens_on)
        return f"{day} à {clock(self.opens_hour)}" if self.opens_hour else day

    @property
    def closing(self) -> str:
        """Return the last day, with its hour where the call gives one: «vendredi 24 avril 2026 à midi»."""
        day = long_date(self.closes)
        return f"{day} à {self.until}" if self.closes_hour else day


def _contracted(article: str, before: str, contracted: Mapping[str, str]) -> str:
    """Return what stands before a name: «du », «de la », «de l’», «la »."""
    if article in contracted:
        return f"{contracted[article]} "
    return f"{before} {article}".lstrip() + ("" if article.endswith("’") else " ")


# --- The values in answers: sums, days, ranges of days, texts, printed as French writes them.

_DAY = timedelta(days=1)


def _in_order(days: tuple[date, date]) -> tuple[date, date]:
    if days[0] >= days[1]:
        raise ValueError("the first day comes first")
    return days


Value = int | Decimal | date | Annotated[tuple[date, date], AfterValidator(_in_order)] | str


def value_said(value: Value) -> str:
    """Return a value as it is written: «1 800 €», «42,50 €», «mardi 15 juin 2027», «du 22 au 26 juin 2026».

    Two days in a row are «les lundi 22 et mardi 23 juin 2026».
    """
    if isinstance(value, tuple):
        first, last = value
        return both_days(first, last) if first + _DAY == last else days_between(first, last)
    if isinstance(value, date):
        return long_date(value)
    return value if isinstance(value, str) else euros(value)


def last_day_of(value: Value) -> date | None:
    """Return the day, or the last of the two; None for what is no day."""
    if isinstance(value, tuple):
        return value[1]
    return value if isinstance(value, date) else None


def sums_of(values: Iterable[Value]) -> tuple[int | Decimal, ...]:
    """Return the sums among values."""
    return tuple(value for value in values if isinstance(value, int | Decimal))


# --- The questions of every call: their types, wordings, and the sentence where the call is silent.

Wordings = tuple[str, ...]

_ROLE = re.compile(
    r"\b(?P<elided>[Dd]e l|[ÀAàa] l|[Ll]|[Dd]|[Qq]u|[Jj]|[Cc])(?P<mark>['’])\{role(?P<many>s?)\}|\{role(?P<plain>s?)\}"
)
# What stands before a name that does not begin with a vowel.
_UNELIDED = {"l": "le", "d": "de", "de l": "du", "à l": "au", "a l": "au", "qu": "que", "j": "je", "c": "ce"}
_VOWELS = "aeiouyhàâéèêëîïôöù"


@dataclass(frozen=True, slots=True)
class CallType:
    """One question asked of every call: its card's title, its button, what is said where a call does not answer it.

    ``closest``: the type whose answer is nearest in meaning, "" for none; ``apart``: it is offered as a button and not told,
    for it says nothing of what is asked. ``theme``: under which it is listed.
    """

    id: str
    title: str
    question: str
    sentence: str
    closest: str = ""
    theme: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class CallTypes:
    """The types by id; ``asks``: type → ways of asking, with {role}; ``suite``: type answered → type asked → ways."""

    types: Mapping[str, CallType] = field(default_factory=dict)
    asks: Mapping[str, Wordings] = field(default_factory=dict)
    suite: Mapping[str, Mapping[str, Wordings]] = field(default_factory=dict)

    def by_theme(self) -> Mapping[str, tuple[CallType, ...]]:
        """Return the types by theme, in the order in which they stand."""
        found: dict[str, list[CallType]] = {}
        for one in self.types.values():
            found.setdefault(one.theme, []).append(one)
        return {theme: tuple(held) for theme, held in found.items()}

    def joined(self, others: CallTypes) -> CallTypes:
        """Return the same types with the ways of asking of ``others`` behind their own."""
        return replace(self, asks={id_: (*texts, *others.asks.get(id_, ())) for id_, texts in self.asks.items()})

    def first(self, count: int) -> CallTypes:
        """Return the same types with the first ``count`` of their ways of asking, and none of those that follow others."""
        return replace(self, asks={id_: texts[:count] for id_, texts in self.asks.items()}, suite={})

    def said_of(self, role: str) -> CallTypes:
        """Return the same types with the wordings of a call that looks for a ``role``."""
        return replace(
            self,
            asks={id_: tuple(named(text, role) for text in texts) for id_, texts in self.asks.items()},
            suite={
                after: {asked: tuple(named(text, role) for text in texts) for asked, texts in every.items()}
                for after, every in self.suite.items()
            },
        )


def read_types(text: str, wordings: str = "") -> CallTypes:
    """Return the types that ``text`` (TOML) describes, with their ``wordings`` (TOML), which may be left unread."""
    said: dict[str, Any] = tomllib.loads(wordings)
    suite = said.pop("suite", {})
    return CallTypes(
        {id_: CallType(id_, **told) for id_, told in tomllib.loads(text).items()},
        {id_: tuple(texts) for id_, texts in said.items()},
        {after: {asked: tuple(texts) for asked, texts in every.items()} for after, every in suite.items()},
    )


def named(text: str, role: str) -> str:
    """Return ``text`` with {role} and {roles} replaced by a name of those whom a call looks for, its elisions set right."""
    many = role if role[-1:] in "sxz" else f"{role}s"

    def name(found: re.Match[str]) -> str:
        said = many if found["many"] or found["plain"] == "s" else role
        if found["elided"] is None:
            return said
        before = found["elided"]
        if said[:1].lower() in _VOWELS:
            return f"{before}{found['mark']}{said}"
        full = _UNELIDED[before.lower()]
        return f"{full.capitalize() if before[0].isupper() else full} {said}"

    return _ROLE.sub(name, text)


def complete(data: Mapping[str, Any], types: CallTypes) -> dict[str, Any]:
    """Return a call's ``data`` as its file gives it, with what its types add.

    An entry of a type may leave out its id, title, question or sentence; any fact, its ``short``, which is then its answer. Types that no entry
    has, nor answers ``also``, become points that the call leaves open, behind the others.
    """
    facts = [_entry(one, types) for one in _tables(data, "fact")]
    silent = [_entry(one, types) for one in _tables(data, "silent")]
    entries = [one for one in (*facts, *silent) if isinstance(one, dict)]
    if not types.types:
        return {**data, "fact": facts, "silent": silent}
    taken = {type_ for one in entries for type_ in _types_of(one)} | {one.get("id") for one in entries}
    owners = {type_: one.get("id") for one in facts if isinstance(one, dict) for type_ in _types_of(one)}
    silent.extend(
        {
            "id": type_.id,
            "type": type_.id,
            "title": type_.title,
            "sentence": type_.sentence,
            "of_type": type_.question,
            "closest": owners.get(type_.closest) or "",
            "tells_closest": type_.closest in owners and not type_.apart,
            "related": [owners[type_.closest]] if type_.apart and type_.closest in owners else [],
            "by_itself": True,
        }
        for type_ in types.types.values()
        if type_.id not in taken
    )
    return {**data, "fact": facts, "silent": silent}


def _tables(data: Mapping[str, Any], name: str) -> Iterable[Any]:
    found = data.get(name, ())
    return found if isinstance(found, list | tuple) else (found,)


def _types_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    also = entry.get("also", ())
    return (str(entry.get("type", "")), *(also if isinstance(also, list | tuple) else ()))


def _entry(entry: Any, types: CallTypes) -> Any:
    """Return an entry with what its type gives it; one whose id is a type's is of that type."""
    if not isinstance(entry, dict):
        return entry
    type_ = types.types.get(str(entry.get("type") or entry.get("id", "")))
    short = {"short": entry["answer"]} if "answer" in entry else {}
    if type_ is None:
        return {**short, **entry}
    given = {"id": type_.id, "type": type_.id, "title": type_.title}
    if "sentence" in entry or "answer" not in entry:
        return {**given, "sentence": type_.sentence, "of_type": type_.question, **entry}
    return {**given, **short, "question": type_.question, **entry}


# --- An académie: its name, departments, service, and how people name its places.

DepartmentCode = Annotated[str, StringConstraints(pattern=r"^(?:[0-9]{3}|02[AB])$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Places(_Data):
    """``here``: how people name the places of an académie, in small letters without accents."""

    here: tuple[Text, ...] = ()


class Academy(_Data):
    """An académie. ``departments``: how the UAI of its schools begin, and the department's name."""

    name: Text
    service: str = ""  # The service that follows applications, where a call names no other.
    service_article: str = "le"
    mail_example: str = "prenom.nom@ac-exemple.fr"
    departments: Mapping[DepartmentCode, Text] = Field(default_factory=dict)
    places: Places = Places()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the departments as people number them: «04», «13», «2A»."""
        return tuple(code.removeprefix("0") if code.startswith("0") else code for code in self.departments)


def read_academy(text: str) -> Academy:
    """Return the académie that ``text`` (TOML) describes. Raises pydantic's ValidationError, TOMLDecodeError."""
    return Academy.model_validate(tomllib.loads(text))
