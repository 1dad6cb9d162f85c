"""Whom a call addresses: what is certain of an answer, and what the SA EPLE is to appreciate. Nothing blocks anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from knowledge.call import ApplicationForm, Option
from knowledge.schools.uai import WrongKey, department_of, read_uai


class Flag(StrEnum):
    """What is to be appreciated in an application."""

    FUNCTION = "function"  # Not among those that the call names.
    WAVE = "wave"
    WAVE_UNKNOWN = "wave_unknown"
    SCHOOL_UNCHECKED = "school_unchecked"  # Given as free text.
    SCHOOL_ELSEWHERE = "school_elsewhere"  # Its UAI is of another académie.


def option(options: Sequence[Option], id_: str) -> Option | None:
    """Return the option of that id."""
    return next((one for one in options if one.id == id_), None)


def flags_of(form: ApplicationForm, answers: Mapping[str, str]) -> tuple[Flag, ...]:
    """Return what the answers leave to be appreciated, in the form's order; unanswered fields leave nothing."""
    found: list[Flag] = []
    if (function := option(form.functions, answers.get("function", ""))) and not function.addressed:
        found.append(Flag.FUNCTION)
    if school := answers.get("school"):
        uai = _uai(school)
        if uai is None:
            found.append(Flag.SCHOOL_UNCHECKED)
        elif department_of(uai) not in form.departments:
            found.append(Flag.SCHOOL_ELSEWHERE)
    if (wave := option(form.waves, answers.get("wave", ""))) and not wave.addressed:
        found.append(Flag.WAVE_UNKNOWN if wave.id == "unknown" else Flag.WAVE)
    return tuple(found)


def _uai(school: str) -> str | None:
    try:
        return read_uai(school)
    except WrongKey:
        return None
