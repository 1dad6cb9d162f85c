"""What the fields that say who somebody is accept."""

from __future__ import annotations

from dialogs.core import person_texts as texts
from dialogs.core.form import AnswerRefused
from dialogs.core.mail import BadAddress, checked
from knowledge.understanding.answer_fit import is_name, without_lead
from knowledge.understanding.entities.reach import phones

_FRANCE = "+33"
_WORDS, _WITH_FIGURES = 8, 4  # Of a name; of one that has figures.


def parse_name(answer: str) -> str:
    """Return a name on one line. Raises AnswerRefused."""
    name = " ".join(without_lead(answer, name=True).split())
    # «le 5 mars à 11 h c'est bon» is none; «ROUX Camille 2», as a directory tells homonyms apart, is.
    most = _WITH_FIGURES if any(map(str.isdigit, name)) else _WORDS
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
