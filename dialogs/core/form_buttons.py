"""What the buttons of forms do. A button names its draft, and the name is checked in one place, before anything is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import Field as Field_

from dialogs.core import form_cards as cards
from dialogs.core import form_steps as steps
from dialogs.core import form_texts as texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Pressed, Reply
from dialogs.core.form import AnswerRefused, Field, Form, Picker, read_screen
from dialogs.core.form_steps import Forms, place
from knowledge.french import listed
from storage.actions import drafts
from storage.actions.drafts import Draft, DraftChanged, DraftGone


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


async def _press_skip(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await steps.skip(turn, form, draft, _field(form, value))


async def _press_back(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await steps.go_back(turn, form, draft, _field(form, value).id)


async def _press_change(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await steps.look_at(turn, form, draft, _field(form, value).id)


async def _press_screen(_turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return steps.show_whole(form, draft)


async def _press_cancel(turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return await steps.leave(turn, form, draft)


async def _press_resume(turn: Turn, form: Form, draft: Draft, _value: Mapping[str, Any]) -> Reply:
    return await steps.take_up(turn, form, draft)


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


async def _press_send(turn: Turn, form: Form, draft: Draft, value: Mapping[str, Any]) -> Reply:
    return await steps.send(turn, form, draft, way=_ButtonData.model_validate(value).way)


# What each button does, given the form, the draft as it is now, and the button's data.
_PRESSED: Mapping[str, Callable[[Turn, Form, Draft, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {
        "form.answer": _press_answer,
        "form.fill": _press_fill,
        "form.skip": _press_skip,
        "form.back": _press_back,
        "form.change": _press_change,
        "form.screen": _press_screen,
        "form.cancel": _press_cancel,
        "form.resume": _press_resume,
        "form.discard": _press_discard,
        "form.is_answer": _press_is_answer,
        "form.send": _press_send,
    }
)
_NO_ANSWER = "form.is_question"
VERBS = frozenset({*_PRESSED, _NO_ANSWER})
# What a button of an older version of the draft does instead: these act on all of it, so the person must have seen it.
_OUTDATED: Mapping[str, Callable[[Form, Draft], Reply]] = MappingProxyType(
    {"form.send": steps.show_not_sent, "form.discard": steps.show_not_discarded}
)
