"""The fields of an application, and what its summary points to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from dialogs.application import steering_texts, texts
from dialogs.core.form import AnswerRefused, Choice, Field, one_of
from dialogs.core.person_fields import mail_field, name_field
from dialogs.core.school_field import school_field
from knowledge.call import ApplicationForm, Option
from knowledge.eligibility import flags_of
from knowledge.french import listed, long_date

MOTIVATION_CHARACTERS = 3_000


def choices(options: tuple[Option, ...]) -> tuple[Choice, ...]:
    """Return the call's options as a field's choices."""
    return tuple(Choice(one.id, one.title, one.says) for one in options)


def person_fields(form: ApplicationForm) -> tuple[Field, ...]:
    """Return the fields that say who applies."""
    functions, waves = choices(form.functions), choices(form.waves)
    return (
        name_field(),
        mail_field(),
        Field("function", texts.FUNCTION, texts.ASK_FUNCTION, one_of(functions), hint=texts.FUNCTION_HINT,
              choices=functions),
        school_field("school", texts.SCHOOL, texts.ASK_SCHOOL, hint=texts.SCHOOL_HINT),
        Field("wave", texts.WAVE, texts.ASK_WAVE, one_of(waves), hint=texts.WAVE_HINT, choices=waves),
    )  # fmt: skip


def judged(form: ApplicationForm, answers: Mapping[str, str]) -> list[str]:
    """Return the warnings of a summary: what the SA EPLE will have to appreciate."""
    flags = [texts.FLAGS[flag] for flag in flags_of(form, answers)]
    return [texts.NOTE_JUDGED.format(flags=listed(flags))] if flags else []


def parse_day(answer: str) -> str:
    """Return a day as ISO. Raises AnswerRefused."""
    for pattern in ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(answer.strip(), pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone.
        except ValueError:
            continue
    raise AnswerRefused(steering_texts.DATE_BAD)


def shown_day(value: str) -> str:
    """Return how a kept day reads."""
    return long_date(date.fromisoformat(value))
