"""A call for applications as data: its facts, the points it leaves open, its dates and amounts.

It is read from its file by :func:`knowledge.call_file.read_call`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from knowledge.call_form import ApplicationForm, CallData, Id, Text, ValueName, Wordings
from knowledge.call_heading import Academy, Contact, Heading, Places, SubjectContact, Value, last_day_of, value_said
from knowledge.french import PARIS, capitalised, listed, shortened, typeset
from knowledge.understanding.words import evened

_OF_ACADEMY = re.compile(r"^(?:l')?academie (?:de |d')")


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


@lru_cache(maxsize=256)  # Each answer cites its paragraph.
def _as_listed(names: tuple[str, ...]) -> str:
    return typeset(listed(names))


def tense_at(heading: Heading, now: datetime) -> Tense:
    """Return the tense of ``now`` (aware); without an hour, the last day counts whole."""
    if now >= heading.closes_at:
        return Tense.AFTER
    return Tense.BEFORE if now.astimezone(PARIS).date() < heading.closes else Tense.LAST_DAY


BUTTON = 40  # Characters of a button that asks for an entry.
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
    these, those of ``besides``, and words that change nothing. ``tenses``: when it holds, always unless said; ``until`` a
    day of the call's, that day included; once that of ``past`` is over.
    """

    form: QuestionForm = QuestionForm.YES_NO
    says: Wordings = ()
    unless: Wordings = ()  # Words with which it does not hold.
    besides: Wordings = ()  # What else may be said, word by word.
    named: ThingNamed | None = None
    of: str = ""  # Of which field of the application, where it is one of its answers.
    years: bool = False  # A number of years is said.
    begins: SentenceText | Literal[""] = ""
    answer: AnswerText | Literal[""] = ""
    tenses: tuple[Tense, ...] = ()
    until: str = ""
    past: str = ""

    @field_validator("says", "unless", "besides", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        """Take one text for a list: its words, or phrases, between commas."""
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

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

    def holds(self, came: Collection[str]) -> bool:
        """Tell whether it holds when these have come (:meth:`Call.came`)."""
        if self.tenses and not set(self.tenses) & set(came):
            return False
        return (not self.past or past(self.past) in came) and (not self.until or past(self.until) not in came)


class FactThen(CallData):
    """What a fact says from another time on; a text left out stays as it was before, an empty one is not said."""

    answer: AnswerText | None = None
    short: SentenceText | None = None
    open: AsideText | None = None
    with_me: AsideText | None = None


class Fact(Entry):
    """One thing that the call says, in the tense before the closing.

    ``answer`` begins with the answer; ``short`` is one sentence for double answers and choices. ``parts`` names where in
    the call it stands (see :attr:`Call.parts`). ``past``: by name of a day of the call's, what changes once it is over.
    """

    answer: AnswerText
    short: SentenceText
    open: AsideText = ""  # What the call leaves open about it.
    with_me: AsideText = ""  # What the assistant itself does about it.
    parts: Annotated[tuple[Id, ...], Field(min_length=1)]
    question: Annotated[Text, StringConstraints(max_length=BUTTON)]  # As a button asks it.
    related: tuple[Id, ...] = ()
    offers: Literal["", "candidature", "assistance"] = ""  # What a button begins, while it can be begun.
    asked: tuple[WayAsked, ...] = ()
    last_day: FactThen | None = None
    after: FactThen | None = None
    past: Mapping[ValueName, FactThen] = Field(default_factory=dict)

    def at(self, *came: str) -> Fact:
        """Return the fact as it is said when these have come, in order of time (:meth:`Call.came`): the last one prevails."""
        held = tuple(one for one in self.asked if one.holds(came))
        then = _then(self, came)
        if self.short == self.answer == then.short:  # Left out: it is the answer, in every tense.
            then = then.model_copy(update={"short": then.answer})
        return then if held == self.asked else then.model_copy(update={"asked": held})


class SilentThen(CallData):
    """What a point that the call leaves open says from another time on."""

    sentence: SentenceText | None = None
    near: AsideText | None = None
    with_me: AsideText | None = None


class SilentPoint(Entry):
    """One thing that people ask and the call does not say.

    ``closest``: the fact that is nearest in meaning; it is told below where ``tells_closest``.
    """

    question: Annotated[str, StringConstraints(max_length=BUTTON)] = (
        ""  # As a button asks it; empty: its type's, or the title.
    )
    of_type: str = ""  # The question of its type, which its file leaves out.
    related: tuple[Id, ...] = ()
    sentence: SentenceText
    near: AsideText = ""  # What the call does say that is nearest, where no fact of its own says it.
    with_me: AsideText = ""
    closest: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{1,47})?$")] = ""
    tells_closest: bool = False
    offers: Literal["", "candidature", "assistance"] = ""
    by_itself: bool = False  # Nobody wrote it: the call's file names no such type.
    last_day: SilentThen | None = None
    after: SilentThen | None = None
    past: Mapping[ValueName, SilentThen] = Field(default_factory=dict)

    @property
    def button(self) -> str:
        """Return the words of the button that asks for it."""
        return self.question or self.of_type or shortened(self.title, BUTTON)

    def at(self, *came: str) -> SilentPoint:
        """Return the point as it is said when these have come, in order of time (:meth:`Call.came`)."""
        return _then(self, came)


Then = FactThen | SilentThen


def past(name: str) -> str:
    """Return the key of what an entry says once the day of that name is over."""
    return f"past.{name}"


def tables_of(entry: Entry) -> dict[str, Then]:
    """Return what an entry says at other times than before the closing, by key: «last_day», «after», «past.reunion»."""
    told = {tense: getattr(entry, tense, None) for tense in (Tense.LAST_DAY, Tense.AFTER)}
    of_days: Mapping[str, Then] = getattr(entry, "past", {})
    return {
        **{str(tense): then for tense, then in told.items() if then},
        **{past(name): then for name, then in of_days.items()},
    }


def _then(entry: E, came: Iterable[str]) -> E:
    tables, said = tables_of(entry), dict[str, object]()
    for one in came:
        if one in tables:
            said |= tables[one].model_dump(exclude_none=True)
    return entry.model_copy(update=said) if said else entry


SAID = ("answer", "short", "open", "sentence", "near", "with_me")


def texts_of(entry: Entry) -> dict[str, str]:
    """Return what an entry says, by key of its file: «answer», «after.answer»; without what it does not say."""
    found = {}
    for time, part in {"": entry, **tables_of(entry)}.items():
        for key in SAID:
            text = getattr(part, key, None)
            if text:
                found[f"{time}.{key}" if time else key] = text
    for number, one in enumerate(entry.asked if isinstance(entry, Fact) else (), 1):
        found[f"asked.{number}"] = one.begins or one.answer
    return found


def types_of(entry: Entry) -> tuple[str, ...]:
    """Return the types of questions that ``entry`` answers."""
    return (*((entry.type,) if entry.type else ()), *entry.also)


class Dispatch(StrEnum):
    """How an application reaches the service: the mail that the assistant sends, or the candidate, or another way."""

    HERE = "here"  # What is deposited with the assistant is deposited.
    SENT = "sent"
    BY_HAND = "by_hand"  # Documents are to be enclosed, which the assistant does not have.
    ELSEWHERE = "elsewhere"  # On a site or by post.

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to the candidate once they have deposited with the assistant."""
        return self in (Dispatch.HERE, Dispatch.SENT)


NO_FORM = "no_form"  # The same of a call whose application is not filled in here.


class Call(CallData):
    """A whole call. ``values`` holds dates and amounts that answers name as ``{indemnite}``."""

    call: Heading
    academy: Academy | None = None  # That of the heading, where its file is known.
    greeting: tuple[Id, ...] = ()  # The questions that a greeting proposes.
    values: Mapping[ValueName, Value] = Field(default_factory=dict)
    parts: Mapping[Id, Text] = Field(default_factory=dict)  # The parts of the text, as a reader finds them.
    contact: tuple[SubjectContact, ...] = ()  # Who answers instead of the heading's, on some subjects.
    application: ApplicationForm | None = None  # Without it, applications go by mail alone.
    fact: tuple[Fact, ...] = ()
    silent: tuple[SilentPoint, ...] = ()
    # What is typed just after an answer, leaving out what it is about: entry answered → entry asked → ways of asking.
    suite: Mapping[Id, Mapping[Id, Wordings]] = Field(default_factory=dict)
    seen: Wordings = ()  # The advice of the check that its writer has read and leaves: a kind, or «kind:entry».

    @model_validator(mode="after")
    def _deposited(self) -> Call:
        heading, form = self.call, self.application
        if form and not (
            heading.deposit_here or heading.deposit_mail or heading.deposit_platform or heading.deposit_post
        ):
            raise ValueError(
                "[call] ne dit pas comment déposer : deposit_here, deposit_mail, deposit_platform ou deposit_post"
            )
        if form and heading.deposit_here and (form.documents or form.one_file):
            raise ValueError(
                'déposée ici (deposit_here), une candidature ne compte que ce qu’elle prend : un champ kind = "file" par pièce, '
                "ni documents ni one_file"
            )
        return self

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

    def contact_on(self, entry: Entry) -> Contact:
        """Return who answers on the subject of an entry."""
        named = {entry.id, *types_of(entry)}
        return next((one for one in self.contact if not named.isdisjoint(one.on)), self.call.contact)

    def named_parts(self, parts: Iterable[str]) -> str:
        """Return the parts of the call of these ids as a source names them, each once."""
        return _as_listed(tuple(self.parts[one] for one in dict.fromkeys(parts)))

    @property
    def dispatch(self) -> Dispatch:
        """Return how an application reaches the service."""
        if self.call.deposit_here:
            return Dispatch.HERE
        if not self.call.deposit_mail:
            return Dispatch.ELSEWHERE
        form = self.application
        return Dispatch.BY_HAND if form and (form.documents or form.one_file) else Dispatch.SENT

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the facts, then the open points, in the file's order."""
        return (*self.fact, *self.silent)

    @cached_property
    def usual_words(self) -> frozenset[str]:
        """Return the words that its own texts write in lower case: none of them is a name."""
        texts = (text for entry in self.entries for text in (entry.title, *texts_of(entry).values()))
        return frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())

    @property
    def home(self) -> Academy:
        """Return the académie whose staff the call addresses; one without a file is known by its name alone."""
        if self.academy:
            return self.academy
        name = _OF_ACADEMY.sub("", evened(self.call.authority).replace("’", "'"))
        return Academy(name=self.call.authority, places=Places(here=(name,) if name else ()))

    def facts(self) -> dict[str, Fact]:
        """Return the facts by id, in the file's order."""
        return {fact.id: fact for fact in self.fact}

    def silent_points(self) -> dict[str, SilentPoint]:
        """Return the open points by id, in the file's order."""
        return {point.id: point for point in self.silent}

    @cached_property
    def days(self) -> Mapping[str, date]:
        """Return the days that an entry may change after, by name: of two days, the last."""
        heading = self.call
        own = {"issued": heading.issued, "opens": heading.opens, "results": heading.results}
        named = {name: last_day_of(value) for name, value in self.values.items()}
        return {name: day for name, day in (own | named).items() if day}

    def came(self, now: datetime) -> tuple[str, ...]:
        """Return what has come by ``now`` (aware), in order of time: the tense, and the days that are over («past.reunion»).

        A day is over when the next one begins in Paris.
        """
        today = now.astimezone(PARIS).date()
        over = sorted((day, past(name)) for name, day in self.days.items() if day < today)
        # The closing comes behind the days before it, and before the end of its own: it may be at noon.
        before = [name for day, name in over if day < self.call.closes]
        behind = [name for day, name in over if day >= self.call.closes]
        return (*before, tense_at(self.call, now), *behind)

    def undated(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """Yield the days that an entry names and the call does not give: the key of its file, the name."""
        for name in getattr(entry, "past", {}):
            if name not in self.days:
                yield past(name), name
        for number, one in enumerate(entry.asked if isinstance(entry, Fact) else (), 1):
            for key, name in (("until", one.until), ("past", one.past)):
                if name and name not in self.days:
                    yield f"asked.{number}.{key}", name

    def filled(self, template: str, others: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return ``template`` with its {names} replaced by the call's values, as French writes them; {left} stays.

        ``others``: what further names stand for. A day that begins a sentence has a capital: «Du 22 au 26 juin 2026, au
        rectorat.» Raises KeyError for a name that nothing knows.
        """
        return _PLACEHOLDER.sub(lambda found: self._put(found, others), template)

    def _put(self, found: re.Match[str], others: Mapping[str, str]) -> str:
        name = found[1]
        if name in others:
            return others[name]
        if name == LEFT or name in OF_THE_QUESTION:
            return found[0]
        begins = not (before := found.string[: found.start()].rstrip()) or before[-1] in ".!?…"
        is_day = name == "closing" or last_day_of(self._named(name)) is not None
        return capitalised(self.value(name)) if begins and is_day else self.value(name)

    def value(self, name: str) -> str:
        """Return a value as French writes it within a sentence. Raises KeyError for a name that the call does not know."""
        return value_said(self._named(name))

    def _named(self, name: str) -> Value:
        return self.values[name] if name in self.values else self._of_heading()[name]

    def _of_heading(self) -> dict[str, Value]:
        """Return what [call] gives by name."""
        heading = self.call
        return {
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

    @property
    def named(self) -> frozenset[str]:
        """Return the names of its values and of what [call] gives."""
        return frozenset((*self.values, *self._of_heading()))

    def names(self, template: str) -> Iterator[str]:
        """Yield the names used in ``template`` that this call does not know."""
        known = self.named | {LEFT, *OF_THE_QUESTION}
        yield from (name for name in _PLACEHOLDER.findall(template) if name not in known)


_PLACEHOLDER = re.compile(r"\{([a-zA-Z][a-z0-9_]*)\}")
_WORD = re.compile(r"[^\W\d_]+")
OF_THE_QUESTION = frozenset(("named", "monthly", "in_years", "years"))  # Names whose values a question gives.
LEFT = "left"  # The name of how many days are left, which depends on the day; nothing is left after the closing.
