"""Whom a call addresses: what is certain of an answer, and what its service is to appreciate. Nothing blocks anybody.

A flag is an id: that of the field whose answer is none that the call addresses, with «_» and the option's where that one
has words of its own; with ``_unchecked`` and ``_elsewhere`` for a school.
"""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.call import Call
from knowledge.call_form import FieldKind, FormField
from knowledge.schools.words import WrongKey, department_of, read_uai

UNCHECKED, ELSEWHERE = "_unchecked", "_elsewhere"


def flags_of(call: Call, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the answers leave to be appreciated, in the form's order; unanswered fields leave nothing."""
    fields = call.application.field if call.application else ()
    found = (_flag(call, field, answers.get(field.id, "")) for field in fields)
    return tuple(flag for flag in found if flag)


def _flag(call: Call, field: FormField, answer: str) -> str:
    if field.kind is FieldKind.SCHOOL:
        return _school_flag(call, field, answer) if answer else ""
    if field.addresses(answer) is not False:
        return ""
    option = field.option(answer)
    return f"{field.id}_{option.id}" if option and (option.flag or option.excluded) else field.id


def _school_flag(call: Call, field: FormField, school: str) -> str:
    uai = _uai(school)
    if uai is None:
        return field.id + UNCHECKED
    here = call.academy.departments if call.academy else {}
    return field.id + ELSEWHERE if here and department_of(uai) not in here else ""


def _uai(school: str) -> str | None:
    try:
        return read_uai(school)
    except WrongKey:
        return None
