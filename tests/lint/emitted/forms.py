"""Every step, screen and summary of every form, filled as badly as can be."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from dialogs.assistance import messages
from dialogs.core.exchange import Message
from dialogs.core.form import Field, Form
from dialogs.core.form_cards import aside_card, direct_card, review_card, screen_card, step_card, which_card
from dialogs.questions.handover import ANSWER, PASS_ON
from dialogs.ui.elements import AdaptiveCard
from knowledge.understanding.matter import Matter
from storage.actions.drafts import Draft
from tests.lint import worst
from tests.lint.catalogue import emits


def _draft(form: Form, value: str) -> Draft:
    answers = {field.id: (value * field.longest)[: field.longest] for field in form.fields}
    return Draft(
        id=2**60, form=form.name, subject="s" * 48, answers=answers, pending=worst.MARKDOWN, version=2**30,
        nonce="n" * 64, updated_at=datetime(2024, 1, 25, 9, 0, tzinfo=UTC),
    )  # fmt: skip


def _beside(card: AdaptiveCard, form: Form) -> Message:
    return Message(form.title, card)


def _step(form: Form, field: Field, value: str, *, refused: bool) -> None:
    # What is refused for its length is kept in the input.
    typed = value * (field.longest * 2) if refused else None
    name = f"form.{form.name}.{field.id}.{'refused' if refused else 'blank' if not value else 'full'}"

    @emits(name, step_card)
    def _() -> Message:
        error = worst.LONG_TEXT[:300] if refused else ""
        typed_cut = typed[: field.longest * 2] if typed else typed
        return _beside(step_card(form, _draft(form, value), field, error=error, typed=typed_cut, note=error), form)


def _whole(form: Form, value: str) -> None:
    how = "full" if value else "blank"

    @emits(f"form.{form.name}.screen.{how}", screen_card)
    def _() -> Message:
        errors = {field.id: worst.LONG_TEXT[:200] for field in form.fields} if value else {}
        return _beside(screen_card(form, _draft(form, value), errors=errors), form)

    @emits(f"form.{form.name}.review.{how}", review_card)
    def _() -> Message:
        return _beside(review_card(form, _draft(form, value), worst.LONG_TEXT[:200] if value else ""), form)

    @emits(f"form.{form.name}.aside.{how}", aside_card)
    def _() -> Message:
        return _beside(aside_card(form, _draft(form, value)), form)

    if form.direct:
        _direct(form, value)

    for field, matter in itertools.product(form.fields, Matter):

        @emits(f"form.{form.name}.{field.id}.{matter}.which.{how}", which_card)
        def _(field: Field = field, matter: Matter = matter) -> Message:
            return _beside(which_card(form, _draft(form, value), field, matter), form)


def _direct(form: Form, value: str) -> None:
    @emits(f"form.{form.name}.direct.{'full' if value else 'blank'}", direct_card)
    def _() -> Message:
        errors = {field.id: worst.LONG_TEXT[:200] for field in form.fields} if value else {}
        return _beside(direct_card(form, _draft(form, value), form.fields[0].id, errors=errors), form)


for _form in (PASS_ON, ANSWER, *messages.forms()):
    for _value in ("", "*é "):
        _whole(_form, _value)
        for _field in _form.fields:
            _step(_form, _field, _value, refused=False)
    for _field in _form.fields:
        _step(_form, _field, "*é ", refused=True)
