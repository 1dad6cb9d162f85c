"""A call for applications as data: its facts, the points it leaves open, its dates and amounts.

It is read from its file by :func:`knowledge.call_file.read_call`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from knowledge.academy import Academy
from knowledge.call_form import ApplicationForm, CallData, Id, Text, ValueName, Wordings
from knowledge.call_heading import Heading
from knowledge.call_values import Value, last_day_of, value_said
from knowledge.french import PARIS, capitalised, listed, typeset


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


class QuestionForm(StrEnum):
    """What a question asks for."""

    YES_NO = "yes_no"
    HOW_MUCH = "how_much"
    WHEN = "when"
    WHO = "who"
    WHERE = "where"
    WHY = "why"
    HOW = "how"
    WHAT = "what"
    WORDS = "words"  # Nothing in so many words: «le téléphone de Mme Rafoni».


class ThingNamed(StrEnum):
    """What a thing that a question names is to the call."""

    IN_TIME = "in_time"  # A day up to the last one.
    LATE = "late"
    LAST_DAY = "last_day"
    OTHER_DAY = "other_day"
    SUM = "sum"  # Euros, one of the call's values.
    OTHER_SUM = "other_sum"
    HERE = "here"  # A town of the académie.
    ELSEWHERE = "elsewhere"
    ADDRESSED = "addressed"  # An answer of the application's lists that the call addresses.
    NOT_ADDRESSED = "not_addressed"
    MAIL = "mail"  # The address of deposit.
    OTHER_MAIL = "other_mail"


class WayAsked(CallData):
    """How a fact answers one way of asking: the form, words of which one is said («*» for any ending), a thing named.

    ``begins`` stands before the answer, ``answer`` in its place; {named} is what was named, {monthly} the call's sum by
    twelve, {in_years} the same over the {years} that were said. A yes or no is only given where no other word is said than
    these, those of ``besides``, and words that change nothing. ``tenses``: when it holds, always unless said.
    """

    form: QuestionForm = QuestionForm.YES_NO
    says: Wordings = ()
    unless: Wordings = ()  # Words with which it does not hold.
    besides: str = ""
    named: ThingNamed | None = None
    of: str = ""  # Of which field of the application, where it is one of its answers.
    years: bool = False  # A number of years is said.
    begins: SentenceText | Literal[""] = ""
    answer: AnswerText | Literal[""] = ""
    tenses: tuple[Tense, ...] = ()

    @field_validator("form", "named", mode="before")
    @classmethod
    def _known(cls, value: object, info: ValidationInfo) -> object:
        kind: type[StrEnum] = QuestionForm if info.field_name == "form" else ThingNamed
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        if value is None:
            return None
        raise ValueError(f"une de ces valeurs est attendue : {', '.join(kind)}")

    @field_validator("tenses", mode="before")
    @classmethod
    def _tenses(cls, value: object) -> object:
        if isinstance(value, tuple) and set(value) <= set(Tense):
            return tuple(map(Tense, value))
        raise ValueError(f"de ces temps sont attendus : {', '.join(Tense)}")

    @model_validator(mode="after")
    def _whole(self) -> WayAsked:
        if bool(self.begins) is bool(self.answer):
            raise ValueError("« begins » ou « answer » est attendu, et non les deux")
        asks = self.form not in (QuestionForm.YES_NO, QuestionForm.WORDS)
        if not (asks or self.says or self.named or self.years):
            raise ValueError("des mots (says) ou une chose nommée (named) sont attendus")
        return self


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
    asked: tuple[WayAsked, ...] = ()
    last_day: FactThen | None = None
    after: FactThen | None = None

    def at(self, tense: Tense) -> Fact:
        """Return the fact as it is said in ``tense``; the last day says what holds before, unless it has its own words."""
        held = tuple(one for one in self.asked if not one.tenses or tense in one.tenses)
        then = _then(self, {Tense.LAST_DAY: self.last_day, Tense.AFTER: self.after}.get(tense))
        return then if held == self.asked else then.model_copy(update={"asked": held})


class SilentThen(CallData):
    """What a point that the call leaves open says in another tense."""

    sentence: SentenceText | None = None
    near: AsideText | None = None
    with_me: AsideText | None = None


class SilentPoint(Entry):
    """One thing that people ask and the call does not say.

    ``closest``: the fact that is nearest in meaning; it is told below where ``tells_closest``.
    """

    sentence: SentenceText
    near: AsideText = ""  # What the call does say that is nearest, where no fact of its own says it.
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


SAID = ("answer", "short", "open", "sentence", "near", "with_me")


def texts_of(entry: Entry) -> dict[str, str]:
    """Return what an entry says, by key of its file: «answer», «after.answer»; without what it does not say."""
    found = {}
    for tense in ("", Tense.LAST_DAY, Tense.AFTER):
        part = getattr(entry, tense, None) if tense else entry
        for key in SAID:
            text = getattr(part, key, None)
            if text:
                found[f"{tense}.{key}" if tense else key] = text
    for number, one in enumerate(entry.asked if isinstance(entry, Fact) else (), 1):
        found[f"asked.{number}"] = one.begins or one.answer
    return found


def types_of(entry: Entry) -> tuple[str, ...]:
    """Return the types of questions that ``entry`` answers."""
    return (*((entry.type,) if entry.type else ()), *entry.also)


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
    values: Mapping[ValueName, Value] = Field(default_factory=dict)
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
        heading = self.call
        dated = f" du {heading.issued:%d/%m/%Y}" if heading.reference else ""
        return f"appel {heading.known_as}{dated}"

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
        """Return ``template`` with its {names} replaced by the call's values, as French writes them; {left} stays.

        A day that begins a sentence has a capital: «Du 22 au 26 juin 2026, au rectorat.»
        """
        return _PLACEHOLDER.sub(self._put, template)

    def _put(self, found: re.Match[str]) -> str:
        name = found[1]
        if name == LEFT or name in OF_THE_QUESTION:
            return found[0]
        begins = not (before := found.string[: found.start()].rstrip()) or before[-1] in ".!?…"
        is_day = name == "closing" or last_day_of(self._named(name)) is not None
        return capitalised(self.value(name)) if begins and is_day else self.value(name)

    def value(self, name: str) -> str:
        """Return a value as French writes it within a sentence. Raises KeyError for a name that the call does not know."""
        return value_said(self._named(name))

    def _named(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        heading = self.call
        known: dict[str, Value] = {
            "closes": heading.closes,
            "closing": heading.closing,
            "until": heading.until,
            "issued": heading.issued,
            "authority": heading.authority,
            "service": heading.service,
            "deposit_mail": heading.deposit_mail,
            "deposit_post": heading.deposit_post,
            "deposit_platform": heading.deposit_platform.name if heading.deposit_platform else "",
            "copies": listed([one.name for one in heading.copies]),
            "contact_name": heading.contact.name,
            **{
                name: value
                for name, value in (
                    ("opens", heading.opens),
                    ("results", heading.results),
                    ("reference", heading.reference),
                    ("contact_mail", heading.contact.mail),
                    ("contact_phones", heading.contact.phone),
                )
                if value
            },
        }
        return known[name]

    def names(self, template: str) -> Iterator[str]:
        """Yield the names used in ``template`` that this call does not know."""
        for name in _PLACEHOLDER.findall(template):
            if name == LEFT or name in OF_THE_QUESTION:
                continue
            try:
                self._named(name)
            except KeyError:
                yield name


_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
OF_THE_QUESTION = frozenset(("named", "monthly", "in_years", "years"))  # Names whose values a question gives.
LEFT = "left"  # The name of how many days are left, which depends on the day; nothing is left after the closing.
