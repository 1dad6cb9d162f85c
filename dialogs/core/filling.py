"""Filling in a form: beginning it, taking it up again, and the door for what is typed or pressed while one is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from pydantic import Field as Field_

from dialogs.core import form_cards as cards
from dialogs.core import form_steps as steps
from dialogs.core import form_texts as texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Happening, Message, Pressed, Reply
from dialogs.core.form import AnswerRefused, Field, Form, Picker, read_screen, values_of
from dialogs.core.form_readers import Typed, read
from dialogs.core.form_steps import Besides, Forms, OtherMatter, Respond, leave, place
from dialogs.core.form_words import BACK, CANCEL, RESUME, SEND, SKIP, instead_of
from knowledge.french import listed
from knowledge.understanding.arbiter import PendingWord
from knowledge.understanding.references import is_reference, references
from knowledge.understanding.short import says_no
from knowledge.understanding.words import plain_words
from storage.actions import drafts
from storage.actions.drafts import REVIEW, Draft, DraftChanged, DraftGone, Focused
from storage.transaction import STEP
from storage.transaction import repeated as repeated_activity

__all__ = [
    "RESUME",
    "VERBS",
    "Besides",
    "Doubt",
    "Forms",
    "OtherMatter",
    "Respond",
    "controls",
    "instead_of",
    "leave",
    "place",
    "press",
    "repeated",
    "resume",
    "start",
    "typed",
]

# A second press of the same button comes within this time; later, the card is asked for again.
_JUST_NOW = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a field could not be given, though something was said of it: ``refused`` may offer choices."""

    field: str
    refused: AnswerRefused

    @property
    def listed(self) -> dict[str, list[str]]:
        """Return the values to choose from, by field."""
        return {self.field: values_of(self.refused.choices)} if self.refused.choices else {}


async def start(
    turn: Turn,
    name: str,
    *,
    subject: str = "",
    subject_version: int = 0,
    answers: Mapping[str, str] | None = None,
    proposals: Mapping[str, str] | None = None,
    note: str = "",
    doubt: Doubt | None = None,
) -> Reply:
    """Begin the form of that name, or take up the draft that is there.

    ``proposals``: answers to be confirmed, by field. ``note`` is said first; ``doubt`` where it is the next field.
    """
    form = turn.forms.named(name)
    if form is None:  # The call in force does not ask for it.
        return Reply.text(texts.GONE)
    answers = answers or {}
    first = _first(form, answers)
    typed_by_staff = bool(turn.person.roles) and turn.incoming.happening is Happening.MESSAGE
    if is_reference(subject) and typed_by_staff and not form.missing(answers):
        first = REVIEW  # What was asked for in words needs nothing more: nothing is asked that may be left out.
    before = await drafts.focused(turn.storage, place(turn)) if turn.focused else None
    draft, made = await drafts.begin(
        turn.storage,
        place(turn),
        form=form.name,
        subject=subject,
        subject_version=subject_version,
        answers=answers,
        proposals=proposals or {},
        listed=doubt.listed if doubt else {},
        first=first,
        now=turn.now,
    )
    if made:
        reply = _ask_first(form, draft, first, note, doubt)
        return steps.keeps(reply, turn.forms, before.draft if before else None)
    if answers and is_reference(subject):  # What is said now of the same file is what is meant.
        first = _first(form, {**draft.answers, **answers})
        draft = await drafts.answer(turn.storage, place(turn), draft.nonce, answers=answers, field=first, now=turn.now)
        return steps.ask(form, draft, first, note=note)
    if await _is_open(turn, draft):
        return Reply.text(texts.ALREADY_OPEN.format(title=form.titled(draft)))
    return await steps.take_up(turn, form, draft)


def _first(form: Form, answers: Mapping[str, str]) -> str:
    """Return the field that is asked first, or REVIEW."""
    first = form.next(answers)
    if not form.direct or first != REVIEW:
        return first
    if answers:
        return REVIEW  # All that is needed was said: it is shown, and a yes sends it.
    # What may be left out is asked all the same: a yes is still needed.
    return next((field.id for field in form.asked(answers) if field.id not in answers), REVIEW)


def _ask_first(form: Form, draft: Draft, first: str, note: str, doubt: Doubt | None) -> Reply:
    """Ask the first field; where what was said could not be taken for it, say why."""
    asked = form.field(first)
    if asked and doubt and doubt.field == first:
        return steps.refuse(form, draft, asked, doubt.refused, "", note=note)
    return steps.ask(form, draft, first, note=note)


def accepted(turn: Turn, name: str, said: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that ``said`` gives to the form of that name, by field; what a field refuses is asked."""
    form, taken = turn.forms.named(name), {}
    for id_, text in said.items():
        field = form.field(id_) if form else None
        try:
            if field:
                taken[id_] = field.taken(text)
        except AnswerRefused:
            continue
    return taken


async def _is_open(turn: Turn, draft: Draft) -> bool:
    """Tell whether the draft's card has just been shown here: a second press would make a second living card of it.

    An activity delivered again may have had no answer: it gets the card.
    """
    pressed_now = turn.incoming.happening is not Happening.MESSAGE and turn.now - draft.updated_at < _JUST_NOW
    if not pressed_now or await repeated_activity(turn.storage, turn.activity) is not None:
        return False
    focused = await drafts.focused(turn.storage, place(turn))
    return focused is not None and focused.draft.nonce == draft.nonce


async def resume(turn: Turn, forms: Forms) -> Reply:
    """Take up the draft last worked on."""
    found = await _last(turn, forms)
    return await steps.take_up(turn, *found) if found else Reply.text(texts.NOTHING_TO_RESUME)


async def _last(turn: Turn, forms: Forms) -> tuple[Form, Draft] | None:
    """Return the draft last worked on, with its form; None where there is none whose form still exists."""
    for draft in await drafts.drafts_of(turn.storage, turn.person.key):
        with suppress(DraftGone):
            return forms.of(draft), draft
    return None


_SURE = 0.7  # How surely a message is about what waits: of 100 lines of another hand so read 97 are.


def word_of(turn: Turn) -> PendingWord:
    """Return what a message says of what waits to be sent; NONE where it is not sure, names a file, or is a bare «non»."""
    if references(turn.incoming.text) or says_no(turn.incoming.text):
        return PendingWord.NONE
    word, chance = turn.registry.listener(turn.base).word_on_pending(turn.incoming.text)
    return word if chance >= _SURE else PendingWord.NONE


async def about_waiting(turn: Turn, forms: Forms) -> Reply | None:
    """Show the draft last worked on where the message is about it: «c'est parti ou pas ?», «envoie»; None for any other message.

    What is given up is only put aside: its card throws it away.
    """
    word = PendingWord.SEND if sends(turn.incoming.text) else word_of(turn)
    found = await _last(turn, forms) if word is not PendingWord.NONE else None
    if found is None:
        return None
    if word in (PendingWord.STOP, PendingWord.LATER):
        return steps.show_aside(*found)
    return await steps.take_up(turn, *found)


def controls(text: str) -> bool:
    """Tell whether ``text`` is a word by which a form may end: where none has the focus, it may be a repetition."""
    return plain_words(text) in SEND | CANCEL


def sends(text: str) -> bool:
    """Tell whether ``text`` only says that something is to be sent."""
    return plain_words(text) in SEND


def steers(text: str) -> bool:
    """Tell whether ``text`` is a word that steers a form: where none is open, it is about nothing else."""
    return controls(text) or plain_words(text) in BACK | SKIP


async def typed(turn: Turn, forms: Forms, focused: Focused, besides: Besides) -> Reply:
    """Answer a typed message while a form has the focus. Raises DraftGone."""
    return await read(Typed(turn, forms, focused, besides))


async def repeated(turn: Turn, forms: Forms, kept: Mapping[str, Any]) -> Reply:
    """Answer an activity that has had its effect, of which ``kept`` was kept: say how things stand, change nothing."""
    form = forms.named(str(kept.get("form", "")))
    made = await form.again(turn, str(kept["nonce"]), str(kept["subject"])) if form and "nonce" in kept else None
    if made:
        return made
    focused = await drafts.focused(turn.storage, place(turn))
    try:
        if focused:
            return steps.ask(forms.of(focused.draft), focused.draft, focused.field)
        draft = await drafts.get(turn.storage, turn.person.key, str(kept.get(STEP, "")))
        return steps.show_aside(forms.of(draft), draft)
    except DraftGone:
        return Reply.text(texts.GONE)


class _ButtonData(Pressed):
    """A form button's data; the inputs that come with them are read by the fields."""

    draft: str = Field_(min_length=1, max_length=64)  # Its nonce.
    form: str = Field_(min_length=1, max_length=32)
    version: int = Field_(ge=1, le=2**31 - 1)
    field: str = Field_("", max_length=48)
    subject: str = Field_("", max_length=64)
    way: str = Field_("", max_length=16)


async def press(turn: Turn, forms: Forms, verb: str, value: Mapping[str, Any]) -> Reply:
    """Do what a form's button says. Raises pydantic's ValidationError for data that are not ours."""
    data = _ButtonData.model_validate(value)
    try:
        form, draft = await _named(turn, forms, data)
        if verb in _OUTDATED and data.version != draft.version:
            return _OUTDATED[verb](form, draft)
        if verb == _NO_ANSWER:
            return await _press_no_answer(turn, forms, draft, data)
        return await _PRESSED[verb](turn, form, draft, value)
    except DraftGone:
        form_sent = forms.named(data.form)
        sends = verb == "form.send" or (verb == "form.fill" and form_sent is not None and form_sent.direct)
        made = await form_sent.again(turn, data.draft, data.subject) if sends and form_sent else None
        return made or Reply.text(texts.GONE)


async def _named(turn: Turn, forms: Forms, data: _ButtonData) -> tuple[Form, Draft]:
    """Return the draft that a button names, if it is this person's and of the button's form. Raises DraftGone.

    Buttons stay in the chat for ever: that of a draft which was sent or thrown away must name no other one.
    """
    draft = await drafts.get(turn.storage, turn.person.key, data.draft)
    if draft.form != data.form:
        raise DraftGone(data.draft)
    return forms.of(draft), draft


def _field(form: Form, value: Mapping[str, Any]) -> Field:
    field = form.field(str(value.get("field", "")))
    if field is None:
        raise DraftGone("field")
    return field


async def _press_answer(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    field = _field(form, value)
    if field.picker is Picker.FILE and draft.answers.get(field.id):
        return await steps.keep(turn, form, draft, {})
    answer = field.answered(value)
    try:
        return await steps.keep(turn, form, draft, {field.id: field.taken(answer)})
    except AnswerRefused as refused:
        return steps.refuse(form, draft, field, refused, answer)


async def _press_fill(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    """Take a whole screen: what is accepted is kept even when something else is refused."""
    read = read_screen(form.fields, value)
    if not read.errors:
        return await steps.keep(turn, form, draft, read.accepted)
    first = next(iter(read.errors))
    draft = await drafts.answer(
        turn.storage, place(turn), draft.nonce, answers=read.accepted, field=first, now=turn.now
    )
    labels = [field.label for field in form.fields if field.id in read.errors]
    said = f"{listed(labels)} : {' '.join(read.errors.values())}"
    shown = form.offering(read.offered)
    if form.direct:
        direct = cards.direct_card(shown, draft, first, errors=read.errors, typed=read.written)
        return Reply.of(Message(said, direct))
    return Reply.of(Message(said, cards.screen_card(shown, draft, errors=read.errors, typed=read.written)))


async def _press_screen(_turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return steps.show_whole(form, draft)


async def _press_discard(turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    try:
        await drafts.discard(turn.storage, place(turn), draft.nonce, turn.now, version=draft.version)
    except DraftChanged:
        return steps.show_not_discarded(form, await drafts.get(turn.storage, turn.person.key, draft.nonce))
    return Reply.text(form.discarded.format(title=form.title))


async def _press_is_answer(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    if not draft.pending:
        return steps.ask(form, draft, form.next(draft.answers))
    return await steps.take_pending(turn, form, draft, _field(form, value).id)


async def _press_no_answer(turn: Turn, forms: Forms, draft: Draft, data: _ButtonData) -> Reply:
    form = forms.of(draft)
    if not draft.pending:
        return steps.ask(form, draft, form.next(draft.answers))
    return await steps.answer_pending(turn, forms, draft, _field(form, {"field": data.field}).id)


# What each button does, given the form, the draft as it is now, and the button's data.
_PRESSED: Mapping[str, Callable[[Turn, Form, Draft, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {
        "form.answer": _press_answer,
        "form.fill": _press_fill,
        "form.skip": lambda turn, form, draft, value: steps.skip(turn, form, draft, _field(form, value)),
        "form.back": lambda turn, form, draft, value: steps.go_back(turn, form, draft, _field(form, value).id),
        "form.change": lambda turn, form, draft, value: steps.look_at(turn, form, draft, _field(form, value).id),
        "form.screen": _press_screen,
        "form.cancel": lambda turn, form, draft, _value: steps.leave(turn, form, draft),
        "form.resume": lambda turn, form, draft, _value: steps.take_up(turn, form, draft),
        "form.discard": _press_discard,
        "form.is_answer": _press_is_answer,
        "form.send": lambda turn, form, draft, value: steps.send(
            turn, form, draft, way=_ButtonData.model_validate(value).way
        ),
    }
)
_NO_ANSWER = "form.is_question"
VERBS = frozenset({*_PRESSED, _NO_ANSWER})
# What a button of an older version of the draft does instead: these act on all of it, so the person must have seen it.
_OUTDATED: Mapping[str, Callable[[Form, Draft], Reply]] = MappingProxyType(
    {"form.send": steps.show_not_sent, "form.discard": steps.show_not_discarded}
)
