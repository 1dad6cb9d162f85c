"""What a request for assistance says: one row a field.

The forms, what a sentence fills in, what a following request takes over, and the card are made of these rows; «mes
données» and the notice on personal data are made of the form. A field without a column of its own is kept in ``more``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dialogs.assistance import card_texts, texts
from dialogs.core import person_texts
from dialogs.core.form import AnswerRefused, Choice, Field, free_text, one_of
from dialogs.core.person_fields import parse_mail, parse_phone
from dialogs.core.request_line import named, school_of, topic_of
from dialogs.core.saying import parse_details
from dialogs.core.school_field import school_field
from dialogs.core.topic_texts import FUNCTIONS, TOPICS
from knowledge.french import instant, listed, quoted, shortened, typeset
from knowledge.french import typeset as _
from knowledge.request import AssistanceRequest, SchoolContact
from knowledge.understanding.answer_fit import is_name, without_lead
from knowledge.understanding.entities.reach import chosen, phones
from knowledge.understanding.kinds import EVERY, WORDS, Kind
from knowledge.understanding.matter import REASONS, Matter
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.words import plain_words
from storage.calls import subjects
from storage.queries.requests import RequestFile

DETAILS_CHARACTERS = 2_000
_MAIL = re.compile(r"(?<![^\s,;<>()])[^\s,;<>()]+@[^\s,;<>()]+")
_BETWEEN = " ; "
REACH_HINT = _("Un numéro de téléphone, une adresse de courriel, ou les deux.")
# What people type for a function, besides its title.
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SG": ("secrétaire général", "secrétaire générale", "SG d’EPLE"),
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
TOPIC_CHOICES = tuple(Choice(topic.value, title, tuple(title.split(", "))) for topic, title in TOPICS.items())
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
        return one_of(TOPIC_CHOICES)(answer)
    except AnswerRefused:
        said = set(plain_words(answer).split())
    named = [choice for choice in TOPIC_CHOICES if said <= set(plain_words(choice.title).split())]
    if said and len(named) == 1:
        return named[0].value
    # What the words make likely is offered, never taken: any sentence makes something likely.
    likely = tuple(choice for choice in TOPIC_CHOICES if choice.value in subjects().found(answer))
    titles = listed([quoted(choice.title) for choice in likely], "ou")
    meant = texts.TOPIC_LIKELY if len(likely) == 1 else texts.TOPICS_LIKELY
    why = meant.format(titles=titles) if likely else texts.TOPIC_BAD
    raise AnswerRefused(why, (*likely, *(choice for choice in TOPIC_CHOICES if choice not in likely)), likely)


def parse_contact(answer: str) -> str:
    """Return a name on one line. Raises AnswerRefused."""
    name = " ".join(without_lead(answer, name=True).split())
    if sum(char.isalpha() for char in name) < 2 or not is_name(name):
        raise AnswerRefused(texts.NAME_BAD)
    return name


@dataclass(frozen=True, slots=True)
class OwnAsking:
    """How a field is asked for in one's own request, where that differs."""

    ask: str
    label: str = ""
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CardRow:
    """A labelled line of the card. ``private``: for those alone whose business the request is."""

    label: str
    value: Callable[[RequestFile], str]
    private: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """One thing that a request says.

    ``kept``: its name in the notice on personal data. ``own``: the words for one's own request, where they differ;
    ``of_others``: it is asked for in a school's request alone. ``said``: what a sentence says of it; ``again``: what a
    request that follows takes over. ``rows``: what the card shows of it; ``apart``: it is shown as a text below them.
    ``column``: it has columns of its own; else it is kept in ``more``, and the card shows it under its label.
    """

    id: str
    label: str
    ask: str
    kept: str
    hint: str = ""
    own: OwnAsking | None = None
    of_others: bool = False
    parse: Callable[[str], str] = free_text
    choices: tuple[Choice, ...] = ()
    school: bool = False
    optional: bool = False
    free: bool = False
    alone: frozenset[Kind] = EVERY
    tells: frozenset[Matter] = frozenset()
    holds: str = ""
    longest: int = 200
    said: Callable[[RequestDraft], str] | None = None
    again: Callable[[AssistanceRequest], str] | None = None
    rows: tuple[CardRow, ...] = ()
    apart: bool = False
    column: bool = False

    def form_field(self, *, own: bool) -> Field:
        """Return the field of a form: of one's ``own`` request, or of one that is logged for a school."""
        words = self.own if own and self.own else OwnAsking(self.ask, optional=self.optional)
        label, hint = words.label or self.label, words.hint or self.hint
        optional = words.optional or self.optional
        if self.school:
            return school_field(self.id, label, words.ask, optional=optional, strict=True, kept=self.kept)
        parse = one_of(self.choices) if self.choices and self.parse is free_text else self.parse
        return Field(
            self.id, label, words.ask, parse, hint=hint, optional=optional, multiline=self.apart, longest=self.longest,
            choices=self.choices, free=self.free, alone=self.alone, tells=self.tells, holds=self.holds, kept=self.kept,
        )  # fmt: skip

    def card_rows(self) -> tuple[CardRow, ...]:
        """Return the labelled lines of the card."""
        return self.rows if self.column else (CardRow(self.label, self.kept_value),)

    def kept_value(self, file: RequestFile) -> str:
        """Return what is kept of a field that has no column; empty where nothing was said."""
        kept = file.request.more.get(self.id, "")
        return next((choice.title for choice in self.choices if choice.value == kept), kept)


def _said_reach(said: RequestDraft) -> str:
    reach = []
    for value, parse in ((said.phone, parse_phone), (said.email, parse_mail)):
        try:
            reach += [parse(value)] if value else []
        except AnswerRefused:
            continue  # A number from abroad: it stands in the description, and the form asks.
    return joined_reach(reach)


def _contact_of(file: RequestFile) -> str:
    contact = file.request.contact
    return f"{named(contact.name)}, {contact.function}" if contact.function else named(contact.name)


FIELDS: tuple[RequestField, ...] = (
    RequestField(
        id="school", label=_("Établissement"), ask=_("Quel est l'établissement ?"), kept=_("établissement"), school=True,
        own=OwnAsking(_("Quel est votre établissement ?")),
        said=lambda said: said.uai[0] if len(said.uai) == 1 else "",
        again=lambda request: request.uai,
        rows=(CardRow(_("Établissement"), school_of, private=False),), column=True,
    ),
    RequestField(
        id="topic", label=_("Objet"), ask=_("Sur quoi porte la demande ?"), kept=_("objet"),
        hint=_("Choisissez ce qui s'en approche le plus, ou dites-le avec vos mots."), parse=parse_topic, choices=TOPIC_CHOICES,
        said=lambda said: said.subject.value if said.subject else "",
        again=lambda request: request.topic.value if request.topic else "",
        rows=(CardRow(_("Objet"), lambda file: topic_of(file.request), private=False),), column=True,
    ),
    RequestField(
        id="details", label=_("Description"), ask=_("Que se passe-t-il ?"), kept=_("précisions"),
        hint=_(
            "L'écran, le message d'erreur, ce que vous avez essayé. Ni mot de passe, ni RIB, ni nom d'élève."
        ),
        parse=parse_details, apart=True, longest=DETAILS_CHARACTERS, free=True, alone=WORDS, tells=REASONS, holds="description",
        said=lambda said: said.details,
        rows=(CardRow(_("Description"), lambda file: file.request.details, private=False),), column=True,
    ),
    RequestField(
        id="name", label=_("Nom de la personne à rappeler"), ask=_("Qui faut-il rappeler ?"), kept=_("nom"),
        hint=_("Prénom et nom, ou au moins un nom."), parse=parse_contact, longest=120, free=True, alone=WORDS,
        own=OwnAsking(person_texts.ASK_NAME, person_texts.NAME),
        said=lambda said: said.contact_name or "",
        again=lambda request: request.contact.name,
        rows=(CardRow(_("Contact"), _contact_of),), column=True,
    ),
    RequestField(
        id="function", label=_("Fonction"), ask=_("Quelle est la fonction de cette personne ?"), kept=_("fonction"),
        own=OwnAsking(_("Quelle est votre fonction ?")), choices=_FUNCTIONS, optional=True,
        said=lambda said: typeset(said.contact_role or ""),
        again=lambda request: request.contact.function, column=True,
    ),
    RequestField(
        id="reach", label=_("Téléphone ou courriel"), ask=_("Comment joindre cette personne ?"),
        kept=_("courriel ou téléphone du contact"), hint=REACH_HINT, parse=parse_reach, longest=300,
        own=OwnAsking(
            _("À quel numéro ou à quelle adresse peut-on vous joindre ?"),
            hint=f"{REACH_HINT} {_('À défaut, l’expert vous écrira ici, dans Teams.')}", optional=True,
        ),
        said=_said_reach,
        again=lambda request: joined_reach([part for part in (request.contact.phone, request.contact.mail) if part]),
        rows=(
            CardRow(person_texts.PHONE, lambda file: file.request.contact.phone),
            CardRow(_("Courriel"), lambda file: file.request.contact.mail),
        ), column=True,
    ),
    RequestField(
        id="urgent", label=_("Urgence"), ask=_("Est-ce urgent ?"), kept=_("urgence"),
        hint=_("Oui, si un paiement, des bourses ou une échéance légale en dépendent d'ici à demain."), choices=_URGENT,
        said=lambda said: "yes" if said.urgent else "no",
        rows=(CardRow(_("Urgence"), lambda file: card_texts.URGENT if file.request.urgent else card_texts.NOT_URGENT, private=False),),
        column=True,
    ),
    RequestField(
        id="slots", label=_("Rendez-vous souhaité"), ask=_("Quand un partage d'écran est-il possible ?"),
        kept=_("rendez-vous souhaité"), hint=_("Par exemple « jeudi 25 à 14 h ou vendredi matin »."),
        parse=parse_details, optional=True, free=True, alone=frozenset({Kind.DATE}),
        said=lambda said: instant(said.slot) if said.slot else "",
        rows=(CardRow(_("Rendez-vous souhaité"), lambda file: shortened(file.request.wished_slots, 200), private=False),),
        column=True,
    ),
    RequestField(
        id="colleague", label=_("Contact dans Teams"), ask=_("Cette personne utilise-t-elle cet assistant ?"),
        kept=_("contact dans Teams"),
        hint=_("Si oui, écrivez son nom tel qu'il est dans Teams : elle suivra sa demande ici. Sinon, passez."),
        of_others=True, optional=True, longest=120, free=True, alone=EVERY - {Kind.NUMBER, Kind.PHONE, Kind.DATE, Kind.MARKS}, column=True,
    ),
)  # fmt: skip


def request_fields(*, own: bool) -> tuple[Field, ...]:
    """Return the fields of a request: one's ``own``, or one that is logged for a school."""
    return tuple(row.form_field(own=own) for row in FIELDS if not (own and row.of_others))


def contact_field(id_: str) -> Field:
    """Return a field of the contact as it is asked for once the request is sent."""
    return replace(next(row for row in FIELDS if row.id == id_).form_field(own=False), kept="")


def answers_of(said: RequestDraft, *, own: bool) -> dict[str, str]:
    """Return the form's answers that a sentence gives. What is not said and may stay empty is not asked either."""
    given = {row.id: row.said(said) if row.said else "" for row in FIELDS}
    return {field.id: given[field.id] for field in request_fields(own=own) if given[field.id] or field.optional}


def taken_over(request: AssistanceRequest) -> dict[str, str]:
    """Return the answers of a request that its follower begins with."""
    return {row.id: row.again(request) for row in FIELDS if row.again}


def contact_in(answers: Mapping[str, str]) -> SchoolContact:
    """Return whom to reach, from a form's answers."""
    phone, mail = phone_and_mail(answers.get("reach", ""))
    return SchoolContact(name=answers["name"], function=answers.get("function", ""), mail=mail, phone=phone)


def more_in(answers: Mapping[str, str]) -> dict[str, str]:
    """Return a form's answers to the fields that have no column of their own."""
    return {row.id: answers[row.id] for row in FIELDS if not row.column and answers.get(row.id)}


def said_rows(file: RequestFile, *, private: bool, apart: bool = False) -> list[tuple[str, str]]:
    """Return what a request says, labelled; a value may be empty.

    ``private``: what is for those alone whose business it is too. ``apart``: the texts of several lines, else the rest.
    """
    rows = (row for field in FIELDS if field.apart is apart for row in field.card_rows())
    return [(row.label, row.value(file)) for row in rows if private or not row.private]
