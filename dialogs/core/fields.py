"""Fields that several forms have: a school, a day, a person, a free text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from dialogs.core import form_texts as texts
from dialogs.core.dispatch import BadAddress, checked
from dialogs.core.form import AnswerRefused, Choice, Field, Picker, of_another_kind
from dialogs.core.request_line import shown, title
from dialogs.core.texts import SECRETS
from knowledge.french import counted, long_date, quoted, shortened, typeset
from knowledge.schools.register import Register, School
from knowledge.sensitive import concerns
from knowledge.understanding.answer_fit import is_name, is_place, kind_of, without_lead
from knowledge.understanding.contact import phones
from knowledge.understanding.words import words

LISTED = 15  # Teams shows no more.
_TYPED = 120  # Characters read of what is typed into such a list.
OFFERED = 12  # Schools in a list to choose from; beyond, the town is asked for.
_NAMED = 6  # Schools named in the sentence.
_WORDS = 15  # Of a school's name and town.
_AS_WRITTEN = "="  # Before an answer that is kept as it is, though the register does not have it.
_KEEP = re.compile(rf"(?:{_AS_WRITTEN}|garder\b)\s*(?:«\s*)?(.+?)(?:\s*»)?$", re.IGNORECASE)


def school_field(
    id_: str, label: str, ask: str, *, hint: str = texts.HINT, optional: bool = False, strict: bool = False,
    named: bool = False, kept: str = "",
) -> Field:  # fmt: skip
    """Return a field whose value is a UAI, or the school as it was written.

    ``strict``: only a UAI will do, what the register does not have is asked again. ``named``: the value is the
    school's name with its town and code, for what is read as it stands. ``kept``: see Field.
    """

    def bound(field: Field, register: Register) -> Field:
        def parse(answer: str) -> str:
            return _read(register, answer, strict=strict, named=named)

        def show(value: str) -> str:
            return shown(register, value)

        told = texts.CODE_HINT if strict and not len(register) and field.hint == texts.HINT else field.hint
        return replace(field, parse=parse, show=show, hint=told)

    return bound(
        Field(
            id_,
            label,
            ask,
            str.strip,
            hint=hint,
            optional=optional,
            free=not strict,
            within=bound,
            kept=kept,
            picker=Picker.SCHOOL,
        ),
        Register(),
    )


def offered(register: Register, typed: str) -> list[Choice]:
    """Return the schools that what is being typed may name, as a list shows them; every word may be unfinished."""
    wanted = words(typed)
    if not wanted:
        return []
    begun = [one for one in register if _begins(wanted, one)]
    found = register.search(" ".join(typed.split())[:_TYPED])
    ordered = dict.fromkeys([*([found.taken] if found.taken else []), *begun, *found.schools, *found.near])
    return list(_choices(tuple(ordered))[:LISTED])


def _begins(wanted: Sequence[str], school: School) -> bool:
    known = words(f"{school.name} {school.place} {school.uai}")
    return all(any(one.startswith(said) for one in known) for said in wanted)


def called(register: Register, uai: str) -> str:
    """Return «Collège Thiers, Marseille 1er», the code itself where the register never had it."""
    school = register.get(uai)
    return typeset(f"{school.name}, {school.place}") if school else uai


def several(schools: tuple[School, ...]) -> AnswerRefused:
    """Return the refusal that offers homonyms to choose from."""
    return AnswerRefused(_which(schools), _choices(schools[:OFFERED]))


def _read(register: Register, answer: str, *, strict: bool, named: bool) -> str:
    """Return the value of an answer. Raises AnswerRefused, with the schools to choose from where there are any."""
    written = " ".join(without_lead(answer).split())
    asked_to_keep = _KEEP.match(written)
    if asked_to_keep and not strict:
        return asked_to_keep[1]
    found = register.search(written)
    if found.taken:
        return title(found.taken) if named else found.taken.uai
    if found.outside:
        return found.outside
    if found.wrong_key:
        raise AnswerRefused(texts.KEY, _choices(found.near))
    if found.schools:
        raise several(found.schools)
    kind = kind_of(written)
    if kind and not found.near:
        raise of_another_kind(written, kind)
    if not strict and not found.near:
        if "?" in written or len(written.split()) > _WORDS or not is_place(written):
            raise AnswerRefused(texts.NO_SCHOOL)
        if not len(register):
            return written
    if strict and not len(register):
        raise AnswerRefused(texts.ONLY_CODE)
    kept = (
        () if strict or kind else (Choice(_AS_WRITTEN + written, texts.AS_WRITTEN.format(text=shortened(written, 60))),)
    )
    raise not_found(written, found.near, kept)


def not_found(written: str, near: tuple[School, ...], more: tuple[Choice, ...] = ()) -> AnswerRefused:
    """Return the refusal of a school that is not in the register, with those that it may be."""
    sentence = texts.NEAR if near else texts.UNKNOWN_KEPT if more else texts.UNKNOWN
    return AnswerRefused(sentence.format(text=quoted(shortened(written, 60))), (*_choices(near), *more))


def _which(schools: tuple[School, ...]) -> str:
    """Return the question between homonyms; too many to be listed: their number, and what to add."""
    if len(schools) > OFFERED:
        return texts.MANY.format(count=counted(len(schools), "établissement"))
    names = " ; ".join(title(school) for school in schools[:_NAMED])
    more = texts.MORE if len(schools) > _NAMED else ""
    return texts.WHICH.format(names=names + more)


def _choices(schools: tuple[School, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(school.uai, title(school)) for school in schools)


# --- A day: typed in French, kept as ISO.

SLASHED = ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d")  # «15/03/2024», and what a card's date picker gives.
WRITTEN = (*SLASHED, "%d-%m-%Y", "%d.%m.%Y")


def parse_day(answer: str, refused: str, written: Sequence[str] = WRITTEN) -> str:
    """Return a day as ISO, in one of the ways it may be ``written``. Raises AnswerRefused, which says ``refused``."""
    for pattern in written:
        try:
            return datetime.strptime(answer.strip(), pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone.
        except ValueError:
            continue
    raise AnswerRefused(refused)


def shown_day(value: str) -> str:
    """Return how a kept day reads."""
    return long_date(date.fromisoformat(value))


# --- A free text about a request or an application: refused where it holds a secret.

CHARACTERS = 1_000  # Of a message or a note.


def parse_details(answer: str) -> str:
    """Return what somebody writes in their own words. Raises AnswerRefused where a secret is in it, beyond doubt."""
    secret = secret_in(answer)
    if secret:
        raise AnswerRefused(secret)
    return answer.strip()


def secret_in(text: str) -> str:
    """Return what is said of a secret that is in ``text`` beyond doubt; empty if there is none."""
    found = next((concern for concern in concerns(text) if concern.sure), None)
    return SECRETS[found.kind] if found else ""


# --- People: a name, a mail address, a phone number.

_FRANCE = "+33"
_NAME_WORDS, _WITH_FIGURES = 8, 4  # Of a name; of one that has figures.


def parse_name(answer: str) -> str:
    """Return a name on one line. Raises AnswerRefused."""
    name = " ".join(without_lead(answer, name=True).split())
    # «le 5 mars à 11 h c'est bon» is none; «ROUX Camille 2», as a directory tells homonyms apart, is.
    most = _WITH_FIGURES if any(map(str.isdigit, name)) else _NAME_WORDS
    says_more = "?" in name or len(name.split()) > most
    if sum(char.isalpha() for char in name) < 3 or " " not in name or says_more or not is_name(name):
        raise AnswerRefused(texts.NAME_BAD)
    return name


def parse_mail(answer: str) -> str:
    """Return a mail address as every server takes it; no network is asked. Raises AnswerRefused."""
    try:
        return checked(without_lead(answer).removeprefix("mailto:"))
    except BadAddress as error:
        raise AnswerRefused(texts.MAIL_BAD) from error


def parse_phone(answer: str) -> str:
    """Return a French number in pairs. Raises AnswerRefused."""
    found = phones(answer)
    if len(found) != 1 or not found[0].value.startswith(_FRANCE):
        raise AnswerRefused(texts.PHONE_BAD)
    digits = f"0{found[0].value.removeprefix(_FRANCE)}"
    return " ".join(digits[start : start + 2] for start in range(0, 10, 2))
