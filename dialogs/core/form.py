"""Forms: fields as data, filled in by messages or cards alike. The draft is the state (``storage.actions.drafts``).

A form asks step by step; one screen shows all of it as a card; both write the same draft. Whatever is typed while a
form has the focus is, in this order: a control word, an exact command, an answer that the field accepts, a question
(answered, then the form goes on).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from dialogs.core import form_texts as texts
from dialogs.core.exchange import Message, Reply
from knowledge.french import DomainError, counted, listed, quoted, shortened
from knowledge.schools.register import Register
from knowledge.understanding.answer_fit import EVERY, Kind, kind_of
from knowledge.understanding.words import plain_words
from storage.actions.drafts import REVIEW, Draft

if TYPE_CHECKING:  # A turn knows the forms.
    from dialogs.core.context import Turn
    from knowledge.understanding.matter import Matter


SCHOOLS = "schools"  # The list that cards search in, by its name on the wire.


class AnswerRefused(DomainError):
    """A field cannot take this answer; ``why`` is the sentence to say, with the expected format.

    ``choices``: what may have been meant, to choose from; ``likely``: those of them that are named, where not all are.
    """

    def __init__(self, why: str, choices: tuple[Choice, ...] = (), likely: tuple[Choice, ...] = ()) -> None:
        super().__init__("answer refused")
        self.why = why
        self.choices = choices
        self.likely = likely


def of_another_kind(answer: str, kind: Kind) -> AnswerRefused:
    """Return the refusal of a value that is plainly no answer: what it was taken for is said."""
    said = quoted(shortened(answer.strip(), _SAID))
    return AnswerRefused(
        (texts.OTHER_KIND if kind in texts.KINDS else texts.NO_WORDS).format(said=said, kind=texts.KINDS.get(kind, ""))
    )


class FieldRefused(DomainError):
    """What was sent cannot be, because of one field; ``why`` is the sentence to say."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__("field refused")
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a field accepts."""

    value: str
    title: str
    says: tuple[str, ...] = ()  # What people type for it, besides its title.


class Picker(StrEnum):
    """What a card offers to fill in a field with, besides a box or a list."""

    NONE = ""
    DAY = "day"  # A calendar.
    MOMENT = "moment"  # A calendar and a clock.
    SCHOOL = "school"  # A list that is searched while it is typed in.
    FILE = "file"  # No input: a file is sent in the conversation.


SENT_BEFORE = "sent_before"  # Among what a draft proposes: it changes what was sent before.
# The second input of a field that has two, by what follows the field's id.
HOUR, WRITTEN = "_hour", "_written"
_SAID = 60  # Characters of a refused answer that are said again.
_PICKED_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")  # As a calendar sends it.


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks. ``parse`` gives the value to keep, or raises AnswerRefused."""

    id: str
    label: str
    ask: str
    parse: Callable[[str], str]
    hint: str = ""
    optional: bool = False
    multiline: bool = False
    longest: int = 200
    choices: tuple[Choice, ...] = ()
    free: bool = False  # Any text is an answer, unless it is exactly a command.
    alone: frozenset[Kind] = EVERY  # The kinds of values that answer it by themselves: a phone number is no motivation.
    holds: str = (
        ""  # What kind of words answer it («reason», «report»…), for who tells answers from asides; empty: not asked.
    )
    tells: frozenset[Matter] = frozenset()  # What its answers may tell of: no message is another matter for that.
    show: Callable[[str], str] | None = None  # How a kept value reads, where it is not as it was typed.
    when: Callable[[Mapping[str, str]], bool] | None = None  # With these answers it is asked; None: always.
    kept: str = ""  # Its name in the notice on personal data, where what the form makes keeps it.
    within: Callable[[Field, Register], Field] | None = None  # The field as it is with the register in force.
    picker: Picker = Picker.NONE  # How a card asks for it; typed, it is asked as any other.

    @property
    def takes_bare(self) -> bool:
        """Tell whether what is said to somebody is asked for: «non» alone may be the answer to a question of theirs."""
        return self.free and bool(self.tells) and self.alone == EVERY

    def shown(self, value: str) -> str:
        """Return a kept value as a person reads it."""
        if not value:
            return texts.EMPTY_VALUE
        if self.show:
            return self.show(value)
        return next((choice.title for choice in self.choices if choice.value == value), value)

    def answered(self, inputs: Mapping[str, object]) -> str:
        """Return the answer that a card's inputs give: day and hour are one, what is written counts where nothing is chosen.

        Inputs send text; anything else is none.
        """
        sent = (inputs.get(self.id + part) for part in ("", HOUR, WRITTEN))
        given, hour, written = (value.strip() if isinstance(value, str) else "" for value in sent)
        picked = _PICKED_DAY.fullmatch(given) if self.picker in (Picker.DAY, Picker.MOMENT) else None
        given = f"{picked[3]}/{picked[2]}/{picked[1]}" if picked else given
        if self.picker is Picker.MOMENT:
            return f"{given} {hour}".strip()
        return given or written

    def asked(self, answers: Mapping[str, str]) -> bool:
        """Tell whether it is to be asked, given the other answers."""
        return self.when is None or self.when(answers)

    def filled(self, draft: Draft) -> str:
        """Return what the field's input holds at first: its answer, else what is proposed."""
        return draft.answers.get(self.id, draft.proposed(self.id))

    def taken(self, answer: str) -> str:
        """Return the value of an answer, typed or chosen. Raises AnswerRefused."""
        answer = answer.strip()
        if not answer:
            if self.optional:
                return ""
            raise AnswerRefused(texts.NEEDED)
        kind = kind_of(answer)
        if kind and kind not in self.alone:
            raise of_another_kind(answer, kind)
        # A sentence where a number is asked for is none, however long it may be.
        value = answer if self.free else self.parse(answer)
        if len(value) > self.longest:
            raise AnswerRefused(
                texts.TOO_LONG.format(count=counted(len(value), "caractère"), most=counted(self.longest, "caractère"))
            )
        return self.parse(answer) if self.free else value

    def asks_for(self, answer: str) -> bool:
        """Tell whether ``answer`` is of the very kind that is asked for; a field of any words asks for none."""
        try:
            return not self.free and bool(self.taken(answer))
        except AnswerRefused:
            return False


@dataclass(frozen=True, slots=True)
class Screen:
    """What a card with all the fields of a form was sent with, by field.

    ``accepted``: the values; of what is refused, ``errors`` says why, ``written`` keeps it, and ``offered`` lists what
    may have been meant.
    """

    accepted: Mapping[str, str]
    errors: Mapping[str, str]
    written: Mapping[str, str]
    offered: Mapping[str, tuple[Choice, ...]]


def read_screen(fields: Sequence[Field], inputs: Mapping[str, object]) -> Screen:
    """Read a card with all of these fields."""
    accepted: dict[str, str] = {}
    errors: dict[str, str] = {}
    written: dict[str, str] = {}
    offered: dict[str, tuple[Choice, ...]] = {}
    for field in fields:
        if field.picker is Picker.FILE:
            continue  # Sent in the conversation: what there is stays.
        if not field.asked(accepted):
            accepted[field.id] = ""
            continue
        answer = field.answered(inputs)
        try:
            accepted[field.id] = field.taken(answer)
        except AnswerRefused as refused:
            errors[field.id], offered[field.id] = refused.why, refused.choices
            written[field.id] = "" if refused.choices else answer[: field.longest * 2]
    return Screen(accepted, errors, written, offered)


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to send a form, besides the usual one. Without a title it has no button in the summary."""

    name: str
    send: Callable[[Turn, Draft], Awaitable[Reply]]
    title: str = ""
    says: tuple[str, ...] = ()  # What people type for it, as plain words.


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what it is called, its fields in order, and what sends it."""

    name: str
    title: str
    fields: tuple[Field, ...]
    send: Callable[[Turn, Draft], Awaitable[Reply]]  # Raises DraftGone, DraftChanged.
    again: Callable[
        [Turn, str, str], Awaitable[Reply | None]
    ]  # Answers a second press: given the nonce and the subject of the draft that was sent.
    send_title: str
    intro: str = ""
    about: Callable[[Draft], str] | None = None  # The title of one draft, where it says what that one is about.
    review: str = texts.REVIEW
    # The same, and the button, where the draft changes what was sent before (SENT_BEFORE is among its proposals).
    review_changes: str = ""
    send_changes: str = ""
    aside: str = texts.ASIDE
    discarded: str = texts.DISCARDED
    notes: Callable[[Draft], Sequence[str]] = lambda _draft: ()  # What the summary says besides the answers.
    shows: Callable[[Draft], Sequence[str]] = lambda _draft: ()  # What somebody else will read, before the buttons.
    ways: tuple[Way, ...] = ()
    begun_by: frozenset[str] = frozenset()  # The actions that begin it: asked for again within it, it goes on.
    of_call: str = ""  # The call that it is of, where the subject of its drafts is one.
    direct: bool = False  # Short: one card, sent as soon as what it needs is there, without a summary.
    beside: Callable[[Turn, Draft], Awaitable[Message | None]] | None = None  # What is shown under the first summary.
    more: Callable[[Turn, Draft, str], Mapping[str, str]] | None = (
        None  # The answers that a trouble told meanwhile adds; raises AnswerRefused.
    )
    # What a sentence plainly says, as it would be typed, of the fields that the answers given leave open.
    says: Callable[[Turn, Mapping[str, str], str], Mapping[str, str]] | None = None
    forgets: bool = False  # Left, its draft is thrown away: what was to be told of a file then may not be true later.
    recalls: str = ""  # What every step shows again: an answer, or the proposal of that name.

    def reviewing(self, draft: Draft) -> str:
        """Return what the summary of a draft asks."""
        return self.review_changes if self.review_changes and SENT_BEFORE in draft.proposals else self.review

    def sending(self, draft: Draft) -> str:
        """Return the title of the button that sends a draft."""
        return self.send_changes if self.send_changes and SENT_BEFORE in draft.proposals else self.send_title

    def recalled(self, draft: Draft, field: str) -> str:
        """Return what the step of ``field`` shows again, which may be empty."""
        if not self.recalls or field == self.recalls:
            return ""
        return draft.answers.get(self.recalls) or draft.proposals.get(self.recalls, "")

    def within(self, register: Register) -> Form:
        """Return the form as it is with the register of schools in force."""
        fields = tuple(field.within(field, register) if field.within else field for field in self.fields)
        return replace(self, fields=fields)

    def offering(self, choices: Mapping[str, tuple[Choice, ...]]) -> Form:
        """Return the form with lists to choose from, by field, where an answer was not sure."""
        fields = tuple(
            replace(field, choices=choices[field.id]) if choices.get(field.id) else field for field in self.fields
        )
        return replace(self, fields=fields)

    def titled(self, draft: Draft) -> str:
        """Return the title of this very draft: what it is about is part of it."""
        return self.about(draft) if self.about else self.title

    def way(self, name: str) -> Callable[[Turn, Draft], Awaitable[Reply]] | None:
        """Return what sends the form in this way, the usual one when it has no name."""
        return next((way.send for way in self.ways if way.name == name), None) if name else self.send

    def field(self, id_: str) -> Field | None:
        """Return the field of that id."""
        return next((field for field in self.fields if field.id == id_), None)

    def next(self, answers: Mapping[str, str]) -> str:
        """Return the first field without an answer, or the summary; a direct form asks only for what it needs."""
        left = self.missing(answers) if self.direct else [one for one in self.asked(answers) if one.id not in answers]
        return left[0].id if left else REVIEW

    def asked(self, answers: Mapping[str, str]) -> list[Field]:
        """Return the fields that are asked, given the answers so far."""
        return [field for field in self.fields if field.asked(answers)]

    def before(self, id_: str, answers: Mapping[str, str]) -> str | None:
        """Return the field before ``id_``; None before the first. Before the summary comes the last field."""
        ids = [field.id for field in self.fields if field.id == id_ or field.asked(answers)]
        at = len(ids) if id_ == REVIEW else ids.index(id_)
        return ids[at - 1] if at else None

    def missing(self, answers: Mapping[str, str]) -> list[Field]:
        """Return the fields that still need an answer."""
        return [field for field in self.asked(answers) if not field.optional and not answers.get(field.id)]

    def meant(self, text: str) -> Field | None:
        """Return the field whose label or id ``text`` names."""
        said = _without_article(plain_words(text))
        return next(
            (field for field in self.fields if said and said in (plain_words(field.label), plain_words(field.id))), None
        )

    def named_in(self, words: str) -> Field | None:
        """Return the one field of which a telling word stands among ``words``; None where it is none, or several.

        Of several, the one that is named first.
        """
        said = [word.rstrip("s") for word in words.split()]
        places = [
            (min((said.index(word) for word in _telling(field) if word in said), default=-1), field)
            for field in self.fields
        ]
        found = sorted(((at, field) for at, field in places if at >= 0), key=lambda one: one[0])
        several = len(found) > 1 and found[0][0] == found[1][0]
        return found[0][1] if found and not several else None


def _telling(field: Field) -> set[str]:
    """Return the words by which a field is named: those of its label that say something."""
    return {word.rstrip("s") for word in plain_words(field.label).split() if len(word) > 3 and word not in _PLAIN}


_PLAIN = frozenset(("dans", "pour", "votre", "personne", "souhaite", "avec"))


def _without_article(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first in ("le", "la", "l", "les", "mon", "ma", "mes", "votre", "son") and rest else words


def values_of(choices: Sequence[Choice]) -> list[str]:
    """Return the values of a list as a draft keeps them."""
    return [choice.value for choice in choices]


def free_text(answer: str) -> str:
    """Accept any text, its ends trimmed."""
    return answer.strip()


_LINKS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "et", "ou", "a", "non", "oui"))


def one_of(choices: Sequence[Choice]) -> Callable[[str], str]:
    """Return a parser that accepts a choice by value, title, what people type for it, number (from 1) or words of its title.

    Of several that are meant alike, it asks which.
    """

    def parse(answer: str) -> str:
        meant = next(filter(None, _meant(choices, plain_words(answer))), [])
        if len(meant) == 1:
            return meant[0].value
        titles = listed([choice.title for choice in meant or choices], "ou")
        raise AnswerRefused(texts.CHOOSE_ONE.format(choices=titles), tuple(meant))

    return parse


def _meant(choices: Sequence[Choice], said: str) -> Iterator[list[Choice]]:
    """Yield the choices that plain words mean, from the surest way of naming one to the least."""
    yield [one for one in choices if said in (plain_words(one.value), plain_words(one.title))]
    yield [one for one in choices if said in map(plain_words, one.says)]
    yield [one for number, one in enumerate(choices, 1) if said == str(number)]
    words = set(said.split()) - _LINKS
    yield [one for one in choices if words and words <= set(plain_words(one.title).split())]
