"""What the forms of requests for assistance ask, and what their fields accept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dialogs.assistance import texts
from dialogs.core import person_texts
from dialogs.core.form import AnswerRefused, Choice, Field, free_text, one_of
from dialogs.core.person_fields import parse_mail, parse_phone
from dialogs.core.school_field import school_field
from dialogs.core.topic_texts import FUNCTIONS, TOPICS
from knowledge.french import listed, quoted
from knowledge.sensitive import concerns
from knowledge.understanding.entities.reach import chosen, phones
from knowledge.understanding.words import plain_words
from storage.calls import subjects

DETAILS_CHARACTERS = 2_000
_MAIL = re.compile(r"(?<![^\s,;<>()])[^\s,;<>()]+@[^\s,;<>()]+")
_BETWEEN = " ; "
# What people type for a function, besides its title.
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SG": ("secrétaire général", "secrétaire générale", "SG d'EPLE"),
        "gestionnaire": ("intendant", "intendante", "gest", "adjoint gestionnaire", "adjointe gestionnaire"),
        "agent comptable": ("AC", "agente comptable", "comptable", "SGAC"),
        "fondé de pouvoir": ("fondée de pouvoir", "FdP", "mandataire"),
        "chef d’établissement": ("principal", "principale", "proviseur", "proviseure", "directeur", "directrice"),
        "chef d’établissement adjoint": ("principal adjoint", "principale adjointe", "proviseur adjoint"),
        "assistant de gestion": ("assistante de gestion", "secrétaire"),
        "assistant de comptabilité": ("assistante de comptabilité",),
        "régisseur": ("régisseuse",),
    }
)
_TOPICS = tuple(Choice(topic.value, title, tuple(title.split(", "))) for topic, title in TOPICS.items())
_FUNCTIONS = tuple(Choice(title, title, _ALSO.get(title, ())) for title in FUNCTIONS)
_URGENT = (
    Choice("yes", texts.URGENT_YES, ("oui", "urgent", "c'est urgent", "bloquant", "oui c'est bloquant")),
    Choice("no", texts.URGENT_NO, ("non", "pas urgent", "non pas bloquant", "pas bloquant")),
)


def parse_reach(answer: str) -> str:
    """Return the phone number, the mail address, or both, set apart by «;». Raises AnswerRefused."""
    mail = _MAIL.search(answer)
    number = chosen(answer, phones(answer))
    found = [parse_phone(answer[number.start : number.end])] if number else []
    if mail:
        found.append(parse_mail(mail[0].strip(".")))
    if not found:
        raise AnswerRefused(texts.REACH_BAD)
    return joined_reach(found)


def joined_reach(parts: Sequence[str]) -> str:
    """Return a number and an address as they are kept."""
    return _BETWEEN.join(parts)


def phone_and_mail(reach: str) -> tuple[str, str]:
    """Return what :func:`parse_reach` has kept: the number and the address, empty where there is none."""
    parts = reach.split(_BETWEEN) if reach else []
    return next((part for part in parts if "@" not in part), ""), next((part for part in parts if "@" in part), "")


def parse_topic(answer: str) -> str:
    """Return what a request is about, chosen or named. Raises AnswerRefused, with what it may be first."""
    try:
        return one_of(_TOPICS)(answer)
    except AnswerRefused:
        said = set(plain_words(answer).split())
    named = [choice for choice in _TOPICS if said <= set(plain_words(choice.title).split())]
    if said and len(named) == 1:
        return named[0].value
    # What the words make likely is offered, never taken: any sentence makes something likely.
    likely = [choice for choice in _TOPICS if choice.value in subjects().found(answer)]
    titles = listed([quoted(choice.title) for choice in likely], "ou")
    why = texts.TOPIC_LIKELY.format(titles=titles) if likely else texts.TOPIC_BAD
    raise AnswerRefused(why, (*likely, *(choice for choice in _TOPICS if choice not in likely)))


def parse_contact(answer: str) -> str:
    """Return a name on one line. Raises AnswerRefused."""
    name = " ".join(answer.split())
    if sum(char.isalpha() for char in name) < 2:
        raise AnswerRefused(texts.NAME_BAD)
    return name


def parse_details(answer: str) -> str:
    """Return what somebody writes in their own words. Raises AnswerRefused where a secret is in it, beyond doubt."""
    secret = secret_in(answer)
    if secret:
        raise AnswerRefused(secret)
    return answer.strip()


def secret_in(text: str) -> str:
    """Return what is said of a secret that is in ``text`` beyond doubt; empty if there is none."""
    found = next((concern for concern in concerns(text) if concern.sure), None)
    return texts.SECRETS[found.kind] if found else ""


def request_fields(*, own: bool) -> tuple[Field, ...]:
    """Return the fields of a request: one's ``own``, or one that is logged for a school."""
    return (
        school_field("school", texts.SCHOOL, texts.ASK_SCHOOL if own else texts.ASK_SCHOOL_LOG, strict=True),
        Field("topic", texts.TOPIC, texts.ASK_TOPIC, parse_topic, hint=texts.TOPIC_HINT, choices=_TOPICS),
        Field("details", texts.DETAILS, texts.ASK_DETAILS, parse_details, hint=texts.DETAILS_HINT, multiline=True,
              longest=DETAILS_CHARACTERS, free=True, questions=True),
        Field("name", person_texts.NAME if own else texts.NAME, person_texts.ASK_NAME if own else texts.ASK_NAME,
              parse_contact, hint=texts.NAME_HINT, longest=120, free=True),
        Field("function", texts.FUNCTION, texts.ASK_OWN_FUNCTION if own else texts.ASK_FUNCTION, one_of(_FUNCTIONS),
              choices=_FUNCTIONS, optional=True),
        Field("reach", texts.REACH, texts.ASK_OWN_REACH if own else texts.ASK_REACH, parse_reach,
              hint=f"{texts.REACH_HINT} {texts.REACH_OWN_HINT}" if own else texts.REACH_HINT, optional=own, longest=300),
        Field("urgent", texts.URGENT, texts.ASK_URGENT, one_of(_URGENT), hint=texts.URGENT_HINT, choices=_URGENT),
        Field("slots", texts.SLOTS, texts.ASK_SLOTS, parse_details, hint=texts.SLOTS_HINT, optional=True, longest=200, free=True),
        *(() if own else (
            Field("colleague", texts.COLLEAGUE, texts.ASK_COLLEAGUE, free_text, hint=texts.COLLEAGUE_HINT, optional=True,
                  longest=120, free=True),
        )),
    )  # fmt: skip
