"""Cards of forms: one step, the whole screen, the summary. Pure functions of a form and its draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from dialogs.core import form_texts as texts
from dialogs.core.form import HOUR, SCHOOLS, WRITTEN, Field, Form, Picker
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import (
    Action,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    QueryData,
    TextInput,
    TimeInput,
    ToggleInput,
)
from knowledge.french import PARIS, unbroken
from knowledge.understanding.matter import Matter
from storage.actions.drafts import Draft


def input_of(field: Field, value: str) -> list[CardElement]:
    """Return the inputs of a field, with ``value`` in them."""
    needed = f"{texts.NEEDED} {field.hint}".strip()
    if len(field.choices) == 1 and not field.optional:
        (only,) = field.choices
        held = value if value == only.value else None
        return [ToggleInput(id=field.id, label=field.label, title=only.title, value=held, value_on=only.value,
                            value_off="", is_required=True, error_message=needed, wrap=True)]  # fmt: skip
    if field.choices:
        chosen = value if any(choice.value == value for choice in field.choices) else None
        return [
            ChoiceSetInput(
                id=field.id,
                label=field.label,
                choices=[Choice(title=choice.title, value=choice.value) for choice in field.choices],
                value=chosen,
                placeholder=texts.CHOOSE,
                style="compact",
                is_required=not field.optional and field.when is None,
                error_message=needed,
            )
        ]
    inputs = _PICKERS.get(field.picker)
    if inputs:
        return inputs(field, value, needed)
    text = TextInput(
        id=field.id,
        label=field.label,
        value=value or None,
        is_multiline=field.multiline,
        # A little more than allowed: what is too long is explained, not cut off in silence.
        max_length=field.longest * 2,
        is_required=not field.optional and field.when is None,
        error_message=needed,
    )
    return [text]


def _day(field: Field, value: str, needed: str) -> list[CardElement]:
    day, _ = _instant(value)
    return [DateInput(id=field.id, label=field.label, value=day, is_required=not field.optional, error_message=needed)]


def _moment(field: Field, value: str, needed: str) -> list[CardElement]:
    day, hour = _instant(value)
    asked = {"is_required": not field.optional, "error_message": needed}
    return [
        DateInput(id=field.id, label=texts.DAY.format(label=field.label), value=day, **asked),
        TimeInput(id=field.id + HOUR, label=texts.HOUR.format(label=field.label), value=hour, **asked),
    ]


def _instant(value: str) -> tuple[str | None, str | None]:
    """Return day and hour as such inputs take them, of an instant that a draft keeps; None for anything else."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None, None
    local = at.astimezone(PARIS) if at.tzinfo else at  # A day alone has no zone.
    return local.date().isoformat(), f"{local:%H:%M}"


def _school(field: Field, value: str, _needed: str) -> list[CardElement]:
    """Return a list that is searched in, and a box for what it does not have and for clients that cannot search.

    The box is folded until something stands in it.
    """
    known = [Choice(title=field.shown(value), value=value)] if value and field.shown(value) != value else []
    searched = ChoiceSetInput(
        id=field.id,
        label=field.label,
        choices=known,
        value=value if known else None,
        placeholder=texts.SEARCH_SCHOOL,
        style="filtered",
        choices_data=QueryData(dataset=SCHOOLS),
    )
    written = None if known else value or None
    box = TextInput(id=field.id + WRITTEN, label=texts.WRITE_SCHOOL, value=written, max_length=field.longest * 2)
    return [searched, *([box] if written else pt.folded(f"{field.id}-unlisted", texts.NOT_LISTED, box, light=True))]


def _file(field: Field, value: str, _needed: str) -> list[CardElement]:
    """Return what stands where an input would: cards take no files."""
    said = texts.FILE_THERE.format(name=field.shown(value)) if value else texts.FILE_TO_SEND
    return [el.strong(field.label), el.paragraph(said)]


_PICKERS: Mapping[Picker, Callable[[Field, str, str], list[CardElement]]] = MappingProxyType(
    {Picker.DAY: _day, Picker.MOMENT: _moment, Picker.SCHOOL: _school, Picker.FILE: _file}
)


def _held(field: Field, draft: Draft, typed: str | None) -> str:
    """Return what a field's input holds: what was ``typed`` and refused, else the kept value, in a box as a person writes it."""
    if typed is not None:
        return typed
    value = field.filled(draft)
    return field.shown(value) if value and not field.choices and field.picker is Picker.NONE else value


def step_card(
    form: Form, draft: Draft, field: Field, *, error: str = "", typed: str | None = None, note: str = ""
) -> AdaptiveCard:
    """Return the card that asks one field; ``typed`` keeps what was refused."""
    steps = [one.id for one in form.asked(draft.answers)]
    number = steps.index(field.id) + 1 if field.id in steps else len(steps)
    value, as_proposed = _held(field, draft, typed), typed is None and field.filled(draft) == draft.proposed(field.id)
    data = {**naming(draft), "field": field.id}
    recalled = form.recalled(draft, field.id)
    body: list[CardElement | None] = [
        el.heading(form.titled(draft)),
        el.paragraph(note) if note else None,
        el.paragraph(form.intro) if number == 1 and form.intro else None,
        el.quote(recalled) if recalled else None,
        el.subtle((texts.STEP if number > 1 else texts.STEP_FIRST).format(number=number, total=len(steps))),
        *_asked_alone(field, value),
        el.warning(error) if error else None,
        el.subtle(field.hint)
        if field.hint and field.picker is not Picker.SCHOOL and not (value and as_proposed)
        else None,
        el.subtle(texts.OPTIONAL) if field.optional else None,
    ]
    actions: list[Action] = [el.acts(texts.NEXT, "form.answer", data, style="positive")]
    if field.optional:
        actions.append(el.acts(texts.SKIP, "form.skip", data, inputs=False))
    if number > 1:
        actions.append(el.acts(texts.BACK, "form.back", data, inputs=False))
    aside: list[Action] = [el.acts(texts.WHOLE, "form.screen", data, inputs=False)] if len(form.fields) > 1 else []
    aside.append(el.acts(texts.CANCEL, "form.cancel", data, inputs=False))
    return el.card(*body, el.buttons(*actions), pt.links(aside))


def _asked_alone(field: Field, value: str) -> list[CardElement]:
    """Return the inputs of the one field of a step: the question is their label, but for a date with its hour, and a file."""
    apart = field.picker in (Picker.MOMENT, Picker.FILE)
    shown: list[CardElement] = [el.strong(field.ask)] if apart else []
    return [*shown, *input_of(field if apart else replace(field, label=field.ask), value)]


def screen_card(
    form: Form, draft: Draft, *, errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> AdaptiveCard:
    """Return the card that shows all fields at once; ``typed`` keeps what was refused, ``errors`` says why.

    What may be left out is folded, unless something was written there or refused.
    """
    errors, typed = errors or {}, typed or {}
    recalled = form.recalled(draft, form.fields[0].id)
    body: list[CardElement | None] = [
        el.heading(form.titled(draft)),
        el.quote(recalled) if recalled else None,
        el.paragraph(texts.SCREEN),
    ]
    folded: list[CardElement] = []
    for field in form.fields:
        value = _held(field, draft, typed.get(field.id))
        hidden = field.optional and not value and field.id not in errors
        (folded if hidden else body).extend(_asked_on_screen(field, value, errors.get(field.id, "")))
    if folded:
        body += pt.folded("optional", texts.OPTIONAL_PART, *folded)
    data = naming(draft)
    return el.card(
        *body,
        actions=[
            el.acts(texts.SAVE, "form.fill", data, style="positive"),
            el.acts(texts.CANCEL, "form.cancel", data, inputs=False),
        ],
    )


def _asked_on_screen(field: Field, value: str, error: str) -> list[CardElement]:
    """Return a field among others; its hint where something is to be written, for a list and a search say what they take."""
    lone = len(field.choices) == 1  # Its question says what is confirmed.
    shown = input_of(replace(field, label=field.ask) if lone else field, value)
    if error:
        shown.append(el.warning(error))
    if field.hint and (error or not value) and not field.choices and field.picker is not Picker.SCHOOL:
        shown.append(el.subtle(field.hint))
    return shown


def direct_card(
    form: Form,
    draft: Draft,
    at: str,
    *,
    note: str = "",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> AdaptiveCard:
    """Return the one card of a direct form: what is asked now, every input, and the button that sends them.

    ``at``: the field that a typed message answers, or REVIEW where only a yes is missing.
    """
    errors, typed = errors or {}, typed or {}
    asked = form.field(at)
    body: list[CardElement | None] = [
        el.heading(form.titled(draft)),
        el.paragraph(note) if note else None,
        el.paragraph(asked.ask if asked else form.reviewing(draft)),
    ]
    for field in form.fields:
        body += input_of(field, _held(field, draft, typed.get(field.id)))
        if field.id in errors:
            body.append(el.warning(errors[field.id]))
        if field.hint and field is asked:
            body.append(el.subtle(field.hint))
    data = sending(draft)
    return el.card(
        *body,
        actions=[
            el.acts(form.sending(draft), "form.fill", data, style="positive"),
            el.acts(texts.CANCEL, "form.cancel", data, inputs=False),
        ],
    )


_PHONE = re.compile(r"[\d +.]{8,20}")
_CODE = re.compile(r" \(\d{7}[A-Z]\)$")  # A school's, which the request itself shows.


def review_card(form: Form, draft: Draft, note: str = "") -> AdaptiveCard:
    """Return the summary: the buttons that send, then every answer, each corrected by a press; what is empty is folded."""
    data = sending(draft)
    row: list[Action] = [
        el.acts(form.sending(draft), "form.send", data, style="positive", inputs=False),
        el.acts(texts.CANCEL_REVIEW, "form.cancel", naming(draft), inputs=False),
        *(el.acts(way.title, "form.send", {**data, "way": way.name}, inputs=False) for way in form.ways if way.title),
    ]
    answered, empty = [], []
    for field in form.asked(draft.answers):
        value = draft.answers.get(field.id, "")
        press = partial(el.acts, verb="form.change", data={**naming(draft), "field": field.id}, inputs=False)
        if not value:
            empty.append(pt.answered(field.label, "", texts.FILL_IN, press))
        elif len(field.choices) != 1:  # A lone choice was confirmed: nothing else could be said.
            said = _CODE.sub("", field.shown(value))
            said = unbroken(said) if _PHONE.fullmatch(said) else said
            answered.append(pt.answered(field.label, said, texts.CHANGE, press))
    return el.card(
        el.heading(form.titled(draft)),
        el.paragraph(f"{note} {form.reviewing(draft)}".strip()),
        *map(el.subtle, form.notes(draft)),
        *(el.paragraph(line) for said in form.shows(draft) for line in said.splitlines() if line.strip()),
        el.buttons(*row),
        *answered,
        *(pt.folded("empty", texts.COMPLETE, *empty) if empty else []),
    )


def naming(draft: Draft) -> dict[str, str | int]:
    """Return what every button of a draft carries to name it: the nonce, and the form and version that it belongs to."""
    return {"draft": draft.nonce, "form": draft.form, "version": draft.version}


def sending(draft: Draft) -> dict[str, str | int]:
    """Return the data of a button that sends a draft; ``subject`` finds what an earlier press has made of it."""
    return {**naming(draft), "subject": draft.subject}


# What is asked of a message that may be no answer, and the button that says so, by what it is then.
_WHICH: Mapping[Matter, tuple[str, str]] = MappingProxyType(
    {
        Matter.TROUBLE: (texts.TROUBLE_OR_ANSWER, texts.IS_TROUBLE),
        Matter.STATUS: (texts.QUESTION_OR_ANSWER, texts.IS_QUESTION),
        Matter.QUESTION: (texts.QUESTION_OR_ANSWER, texts.IS_QUESTION),
        Matter.ACT: (texts.DEMAND_OR_ANSWER, texts.IS_DEMAND),
        Matter.TALK: (texts.TALK_OR_ANSWER, texts.IS_TALK),
        Matter.LEAVE: (texts.TALK_OR_ANSWER, texts.IS_TALK),
    }
)


def which(field: Field, matter: Matter) -> str:
    """Return the question whether a message is the answer to ``field``."""
    return _WHICH[matter][0].format(label=field.label)


def which_card(
    form: Form, draft: Draft, field: Field, matter: Matter = Matter.QUESTION, *, note: str = ""
) -> AdaptiveCard:
    """Ask whether a message that looks like another matter is the answer; ``note`` is said in place of the question."""
    data = {**naming(draft), "field": field.id}
    return el.card(
        el.heading(form.titled(draft)),
        el.paragraph(note or which(field, matter)),
        el.said(draft.pending),
        actions=[
            el.acts(texts.IS_ANSWER, "form.is_answer", data),
            el.acts(_WHICH[matter][1], "form.is_question", data),
        ],
    )


def aside_card(form: Form, draft: Draft, said: str = "") -> AdaptiveCard:
    """Offer to take a draft up again or to throw it away; ``said``: something else than that it was put aside."""
    data = naming(draft)
    return el.card(
        el.heading(form.titled(draft)),
        el.paragraph(said or form.aside.format(title=form.title)),
        actions=[el.acts(texts.RESUME, "form.resume", data), el.acts(texts.DISCARD, "form.discard", data)],
    )
