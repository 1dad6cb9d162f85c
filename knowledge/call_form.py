"""What an application to a call asks, as the call's file says it: its fields, whom it addresses, its mail and its letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator, model_validator

from knowledge.french import listed, long_date, quoted

# How names are formed; :mod:`knowledge.call_file` says each in French.
ID_SHAPE = r"^[a-z][a-z0-9_]{1,47}$"
VALUE_SHAPE = r"^[a-z][a-z0-9_]*$"  # As braces name them.
FILE_SHAPE = r"^[A-Za-z0-9_-]*$"
PREFIX_SHAPE = r"^([A-CE-Z][A-Z]|D[B-Z])$"
CALL_SHAPE = r"^[a-z0-9][a-z0-9-]{1,63}$"

Id = Annotated[str, StringConstraints(pattern=ID_SHAPE)]
ValueName = Annotated[str, StringConstraints(pattern=VALUE_SHAPE)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Wordings = tuple[Text, ...]
Said = Annotated[str, StringConstraints(max_length=300)]


class CallData(BaseModel):
    """A part of a call's file: nothing in it is unknown, nothing is guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=False)


class Option(CallData):
    """One answer that a field offers. ``addressed``: the call is meant for those who give it; ``excluded``: it says that it is not."""

    id: Id
    title: Annotated[Text, StringConstraints(max_length=60)]
    says: Wordings = ()  # What people type for it, besides its title.
    cited: str = ""  # How a sentence names it among those that the call addresses; empty: its title.
    in_letter: str | None = (
        None  # How a letter says it, the person being a woman or a man; empty: it does not; None: its title.
    )
    brief: Annotated[str, StringConstraints(max_length=24)] = ""  # How a line of a list says it; empty: its title.
    addressed: bool = False
    excluded: bool = False
    flag: str = ""  # What is to be appreciated with this very answer, where the field's own words do not fit.

    @model_validator(mode="after")
    def _one_of_both(self) -> Option:
        if self.addressed and self.excluded:
            raise ValueError("un choix est concerné (addressed) ou exclu (excluded), non les deux")
        return self

    @property
    def is_unsure(self) -> bool:
        """Tell whether it says that the person does not know, or what the call does not settle."""
        return bool(self.flag) and not self.excluded


class FieldKind(StrEnum):
    """What a field takes."""

    NAME = "name"
    MAIL = "mail"
    PHONE = "phone"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    SCHOOL = "school"
    FILE = "file"  # One file, sent in the conversation.


# Kinds that a field's id may name: what they ask is the same in every call.
_NAMED_KINDS = frozenset({FieldKind.NAME, FieldKind.MAIL, FieldKind.PHONE, FieldKind.SCHOOL})


class StaffWords(CallData):
    """How a field is asked where somebody else fills it in, from a mail. ``hint`` None: the usual one."""

    ask: Text
    hint: str | None = None
    optional: bool = False


class EligibilityWords(CallData):
    """What is said of one's answer to whoever asks if the call addresses them. {addressed} names the answers it addresses.

    {answer}, in ``said_yes``: the answer that was told.
    """

    ask: str = ""  # Above its list; empty: the field's label.
    between: Literal["ou", "et"] = "ou"  # Before the last of {addressed}.
    yes: Said = ""
    no: Said = ""
    unknown: Said = ""  # For an answer that is an option with a flag of its own: the person does not know.
    said_yes: Said = ""  # The same as ``yes``, to somebody who told it in a sentence.
    provided: Said = ""  # What is left to be so where the rest is: «Oui, si…».
    needs: Said = ""  # Where a sentence does not tell it.
    early: Said = ""  # Where a sentence tells a day before the form's ``switched_before`` instead.


class Where(CallData):
    """What the call requires otherwise of those who answer otherwise: five years of a contractual agent, three of others.

    ``given``: the options, by field, from which on these bounds hold instead of the field's own; ``addressed``: of a list.
    """

    given: Annotated[Mapping[Id, tuple[Id, ...]], Field(min_length=1)]
    at_least: int | None = None
    at_most: int | None = None
    since: date | None = None
    until: date | None = None
    addressed: tuple[Id, ...] = ()

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Tell whether these are the bounds of whoever gives these ``answers``."""
        return all(answers.get(id_) in options for id_, options in self.given.items())


class FormField(CallData):
    """One thing that an application asks. A word left out is the usual one of its kind.

    ``kept``: its name in the notice on personal data. ``lines``: a text of several lines. ``letter``: that text is also
    written as the document that goes with the mail. ``signs``: it stands below the name that signs the mail.
    ``in_mail``: its label in the mail. ``listed``: it stands in lists, which can be narrowed by it. ``heard``: a sentence
    about oneself is read for it («je suis SG de collège»). ``staff``: how those who record a mail are asked for it.
    ``check_only``: it is asked by who wants to know whether the call addresses them, and not of those who apply.
    """

    id: Id
    kind: FieldKind = FieldKind.TEXT
    label: Annotated[str, StringConstraints(max_length=60)] = ""
    ask: Annotated[str, StringConstraints(max_length=200)] = ""
    hint: Said | None = None
    kept: str = ""
    optional: bool = False
    lines: bool = False
    letter: bool = False
    signs: bool | None = None
    longest: Annotated[int, Field(ge=1, le=10_000)] | None = None
    in_mail: str = ""
    listed: bool = False
    recorded: bool = True
    staff: StaffWords | None = None
    options: tuple[Option, ...] = ()
    heard: Literal["", "function", "wave"] = ""
    when: dict[Id, Id] = {}  # It is asked where the field of that name has that answer; empty: always.
    # What the call requires of a number, and of a date (the days named included).
    at_least: int | None = None
    at_most: int | None = None
    since: date | None = None
    until: date | None = None
    flag: str = ""  # What is to be appreciated where the answer is none that the call addresses.
    check: EligibilityWords = EligibilityWords()
    check_only: bool = False
    where: tuple[Where, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _of_its_name(cls, data: object) -> object:
        """Give a field that leaves its kind out the one that its id names: a «school» is no text."""
        if isinstance(data, dict) and "kind" not in data and str(data.get("id")) in _NAMED_KINDS:
            return {**data, "kind": data["id"]}
        return data

    @field_validator("kind", mode="before")
    @classmethod
    def _kind(cls, value: object) -> object:
        if not isinstance(value, str) or value not in set(FieldKind):
            raise ValueError(f"une de ces sortes est attendue : {', '.join(FieldKind)}")
        return FieldKind(value)

    @model_validator(mode="after")
    def _whole(self) -> FormField:
        if self.kind is FieldKind.CHOICE and not self.options:
            raise ValueError("une liste de réponses est attendue (options)")
        if any(one.excluded for one in self.options) and not self.addressed:
            raise ValueError("un choix exclu (excluded) demande qu’un autre soit concerné (addressed)")
        if self.kind is not FieldKind.CHOICE and self.options:
            raise ValueError('des réponses à choisir (options) demandent kind = "choice"')
        if not self.label and self.kind in _NAMELESS:
            raise ValueError("un intitulé est attendu (label)")
        if self.kind is FieldKind.FILE and (self.lines or self.letter or self.listed):
            raise ValueError(
                "une pièce n’est ni un texte, ni une lettre, ni une colonne de liste (lines, letter, listed)"
            )
        return self

    def option(self, id_: str) -> Option | None:
        """Return the option of that id."""
        return next((one for one in self.options if one.id == id_), None)

    @property
    def addressed(self) -> tuple[Option, ...]:
        """Return the options that the call addresses; none where it does not choose by this field."""
        return tuple(one for one in self.options if one.addressed)

    @property
    def cited(self) -> str:
        """Return the answers that the call addresses as a sentence names them; "" where it does not choose by this field."""
        if self.kind is FieldKind.CHOICE:
            return listed([one.cited or quoted(one.title) for one in self.addressed], self.check.between)
        bounds = (
            ("au moins {}", self.at_least), ("au plus {}", self.at_most), ("à partir du {}", self.since),
            ("jusqu’au {}", self.until),
        )  # fmt: skip
        said = [
            words.format(long_date(bound) if isinstance(bound, date) else bound)
            for words, bound in bounds
            if bound is not None
        ]
        return listed(said)

    @property
    def decides(self) -> bool:
        """Tell whether the call chooses by what is answered here."""
        return bool(self.addressed or self.where) or any(
            bound is not None for bound in (self.at_least, self.at_most, self.since, self.until)
        )

    def under(self, answers: Mapping[str, str]) -> FormField:
        """Return the field with the bounds that hold for whoever gives these ``answers``."""
        where = next((one for one in self.where if one.holds(answers)), None)
        if where is None:
            return self
        bounds = {name: getattr(where, name) for name in ("at_least", "at_most", "since", "until")}
        options = (
            one.model_copy(update={"addressed": one.id in where.addressed, "excluded": False}) for one in self.options
        )
        return self.model_copy(update={**bounds, "options": tuple(options) if where.addressed else self.options})

    def meant(self, answer: str, answers: Mapping[str, str]) -> bool | None:
        """Tell whether the call addresses those who answer so besides their other ``answers``; None where that depends on what is not known."""
        open_ = [
            one
            for one in self.where
            if any(not answers.get(id_) for id_ in one.given)
            and all(answers.get(id_, "") in ("", *options) for id_, options in one.given.items())
        ]
        ways = {one.addresses(answer) for one in (self.under(answers), *(self.under(dict(_first(of))) for of in open_))}
        return ways.pop() if len(ways) == 1 else None

    def takes(self, answer: str) -> bool:
        """Tell whether that is an answer to it: an option of its list, or anything said where it has none."""
        return bool(answer) and (self.kind is not FieldKind.CHOICE or self.option(answer) is not None)

    def addresses(self, answer: str) -> bool | None:
        """Tell whether the call addresses those who answer so; None where it does not choose by it, or nothing is answered."""
        if not self.decides or not answer:
            return None
        if self.kind is FieldKind.CHOICE:
            found = self.option(answer)
            return found.addressed if found else None
        if self.kind is FieldKind.NUMBER:
            number = int(answer)
            return (self.at_least is None or number >= self.at_least) and (
                self.at_most is None or number <= self.at_most
            )
        day = date.fromisoformat(answer)
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def _first(where: Where) -> Iterator[tuple[str, str]]:
    """Yield answers of which those bounds hold."""
    return ((id_, options[0]) for id_, options in where.given.items())


_NAMELESS = frozenset({FieldKind.TEXT, FieldKind.CHOICE, FieldKind.DATE, FieldKind.NUMBER, FieldKind.FILE})


class MailWords(CallData):
    """The wording of the mail and of the letter; an empty one is the usual one.

    They may name {reference}, {issued}, {mission} and {title}; the subject, {name} and {school} too.
    """

    subject: str = ""
    opening: Said = ""
    salutation: str = ""
    polite: Said = ""
    letter_title: str = ""
    letter_heading: str = ""
    letter_name: Annotated[str, StringConstraints(pattern=FILE_SHAPE)] = ""  # Of the file, before the number.


class MandateTerms(CallData):
    """How long those who are appointed are so. ``ends``: the last day; ``may_reach``: how far the call lets it be renewed.

    ``yearly``: letters and orders are made for one year at a time; ``content``: what the call says that a letter confides.
    """

    ends: date | None = None
    may_reach: date | None = None
    yearly: bool = False
    content: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> MandateTerms:
        if self.may_reach and (self.ends is None or self.may_reach < self.ends):
            raise ValueError("la prolongation (may_reach) vient après la fin (ends)")
        return self


class ApplicationForm(CallData):
    """What an application to this call asks, and what is said of it.

    ``mission``: what one applies for, as it stands after «candidature» and «mission»: «d’expert Op@le». ``addresses``:
    whom the call is meant for, in one sentence. ``appoints``: the role that an accepted candidate may be given here.
    ``examples``: lists that those who examine may ask for, as they would type them. ``switched_before``: schools of the
    waves that the call addresses began with the software before this day.
    """

    field: Annotated[tuple[FormField, ...], Field(min_length=1)]
    conditions: Annotated[Text, StringConstraints(max_length=240)]  # What the candidate confirms.
    title: str = ""
    mission: str = ""
    addresses: Annotated[str, StringConstraints(max_length=400)] = ""
    documents: Wordings = ()  # What the call asks to enclose besides the letter, which the assistant does not take.
    sending: Annotated[Said, StringConstraints(max_length=300)] = (
        ""  # What else the call asks of the sending, in a sentence.
    )
    one_file: Annotated[str, StringConstraints(max_length=24)] = (
        ""  # The kind of the one file that all of it has to be: «PDF».
    )
    appoints: Literal["", "expert"] = ""
    next: Said = ""  # What is said to an accepted candidate of what comes next.
    prefix: Annotated[str, StringConstraints(pattern=PREFIX_SHAPE)] = "CA"  # Of the numbers given at deposit.
    examples: Wordings = ()
    switched_before: date | None = None
    pieces_until: date | None = None  # Until when files that were left out may still be added, after the closing.
    mandate: MandateTerms = MandateTerms()
    mail: MailWords = MailWords()

    @field_validator("field")
    @classmethod
    def _fields(cls, fields: tuple[FormField, ...], _info: ValidationInfo) -> tuple[FormField, ...]:
        """Put the name and the address first where the file leaves them out: every application has them."""
        kinds = {one.kind for one in fields}
        missing = [kind for kind in (FieldKind.NAME, FieldKind.MAIL) if kind not in kinds]
        whole = (*(FormField(id=kind.value, kind=kind) for kind in missing), *fields)
        twice = {one.id for one in whole if sum(other.id == one.id for other in whole) > 1}
        if twice:
            raise ValueError(f"deux champs portent le même nom : {', '.join(sorted(twice))}")
        known = {(one.id, option.id) for one in whole for option in one.options}
        for one in whole:
            given = {(id_, option) for where in one.where for id_, options in where.given.items() for option in options}
            if missing_ := sorted(".".join(pair) for pair in given - known):
                raise ValueError(
                    f"« where » de {quoted(one.id)} nomme un choix qui n’existe pas : {', '.join(missing_)}"
                )
        return whole

    @model_validator(mode="after")
    def _one_file(self) -> ApplicationForm:
        if self.one_file and self.files:
            raise ValueError(
                'les pièces prises ici (kind = "file") partent chacune à part : avec one_file, nommez-les dans documents'
            )
        if self.pieces_until and not self.files:
            raise ValueError('pieces_until demande une pièce prise ici (kind = "file")')
        return self

    @property
    def files(self) -> tuple[FormField, ...]:
        """Return the fields that take a file."""
        return tuple(one for one in self.field if one.kind is FieldKind.FILE)

    def named(self, id_: str) -> FormField | None:
        """Return the field of that id."""
        return next((one for one in self.field if one.id == id_), None)

    def option(self, field: str, answer: str) -> Option | None:
        """Return the option that an answer to a field is."""
        found = self.named(field)
        return found.option(answer) if found else None

    @property
    def deciding(self) -> tuple[FormField, ...]:
        """Return the fields by which the call chooses, and those on which that depends, in the form's order."""
        named = {id_ for one in self.field for where in one.where for id_ in where.given}
        return tuple(one for one in self.field if one.decides or one.id in named)

    def judged(self, answers: Mapping[str, str]) -> list[tuple[FormField, str, bool | None]]:
        """Return these fields as they hold for whoever gives these ``answers``, each with its answer and whether it is meant."""
        told = ((one, answers.get(one.id, "")) for one in self.deciding)
        return [(one.under(answers), answer, one.meant(answer, answers)) for one, answer in told]

    @property
    def asked(self) -> tuple[FormField, ...]:
        """Return the fields that those who apply fill in."""
        return tuple(one for one in self.field if not one.check_only)

    @property
    def listed(self) -> tuple[FormField, ...]:
        """Return the fields that lists show and are narrowed by."""
        return tuple(one for one in self.field if one.listed)

    @property
    def letter(self) -> FormField | None:
        """Return the field whose text is the letter; None where the call wants none."""
        return next((one for one in self.field if one.letter), None)

    @property
    def school(self) -> FormField | None:
        """Return the field that says where somebody works; None where the call does not ask."""
        return next((one for one in self.field if one.kind is FieldKind.SCHOOL), None)
