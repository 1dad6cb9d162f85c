"""The fields of a request for assistance, one row each, and those of the forms of its moves.

The forms, what a sentence fills in, what a following request takes over, and the card are made of these rows; «mes
données» and the notice on personal data are made of the form. A field without a column of its own is kept in ``more``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time
from types import MappingProxyType
from urllib.parse import urlsplit

from dialogs.assistance import card_texts, texts
from dialogs.core import form_texts
from dialogs.core.fields import parse_details, parse_mail, parse_phone, school_field
from dialogs.core.form import AnswerRefused, Choice, Field, Picker, free_text, one_of
from dialogs.core.form_texts import FUNCTIONS, TOPICS
from dialogs.core.request_line import named, school_of, topic_of
from knowledge.french import PARIS, instant, listed, long_date, quoted, shortened, typeset
from knowledge.request import MOST_SLOTS, NO_TICKET, AssistanceRequest, CancelReason, SchoolContact
from knowledge.time.moments import moments
from knowledge.understanding.answer_fit import EVERY, WORDS, Kind, is_name, without_lead
from knowledge.understanding.contact import chosen, phones
from knowledge.understanding.matter import REASONS, Matter
from knowledge.understanding.proposing import slots_in
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.tickets import ticket_in
from knowledge.understanding.words import plain_words
from storage.calls import subjects
from storage.queries.requests import RequestFile

DETAILS_CHARACTERS = 2_000
_MAIL = re.compile(r"(?<![^\s,;<>()])[^\s,;<>()]+@[^\s,;<>()]+")
_BETWEEN = " ; "
REACH_HINT = typeset("Un numéro de téléphone, une adresse de courriel, ou les deux.")
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
_FUNCTIONS = tuple(Choice(title, title, _ALSO.get(title, ())) for title in FUNCTIONS)
_URGENT = (
    Choice("yes", texts.URGENT_YES, ("oui", "urgent", "c'est urgent", "bloquant", "oui c'est bloquant")),
    Choice("no", texts.URGENT_NO, ("non", "pas urgent", "non pas bloquant", "pas bloquant")),
)


def topic_choices() -> tuple[Choice, ...]:
    """Return the subjects to choose from, as the office names them now; what stands between commas is said for them too."""
    return tuple(Choice(topic.value, title, tuple(title.split(", "))) for topic, title in TOPICS.items())


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
    choices = topic_choices()
    try:
        return one_of(choices)(answer)
    except AnswerRefused:
        said = set(plain_words(answer).split())
    named = [choice for choice in choices if said <= set(plain_words(choice.title).split())]
    if said and len(named) == 1:
        return named[0].value
    # What the words make likely is offered, never taken: any sentence makes something likely.
    likely = tuple(choice for choice in choices if choice.value in subjects().found(answer))
    titles = listed([quoted(choice.title) for choice in likely], "ou")
    meant = texts.TOPIC_LIKELY if len(likely) == 1 else texts.TOPICS_LIKELY
    why = meant.format(titles=titles) if likely else texts.TOPIC_BAD
    raise AnswerRefused(why, (*likely, *(choice for choice in choices if choice not in likely)), likely)


def parse_contact(answer: str) -> str:
    """Return a name on one line. Raises AnswerRefused."""
    name = " ".join(without_lead(answer, name=True).split())
    if sum(char.isalpha() for char in name) < 2 or not is_name(name):
        raise AnswerRefused(texts.NAME_BAD)
    return name


_NO_NUMBER = frozenset(
    ("aucun", "aucun ticket", "pas de ticket", "enlever", "retirer", "l enlever", "le retirer", "rien")
)


def parse_ticket(answer: str) -> str:
    """Return the number of an official ticket, in capitals; ``NO_TICKET`` for «aucun». Raises AnswerRefused."""
    if plain_words(answer) in _NO_NUMBER:
        return NO_TICKET
    number = ticket_in(answer, alone=True)
    if not number:
        raise AnswerRefused(texts.TICKET_BAD)
    return number


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
        id="school", label=typeset("Établissement"), ask=typeset("Quel est l'établissement ?"), kept=typeset("établissement"), school=True,
        own=OwnAsking(typeset("Quel est votre établissement ?")),
        said=lambda said: said.uai[0] if len(said.uai) == 1 else "",
        again=lambda request: request.uai,
        rows=(CardRow(typeset("Établissement"), school_of, private=False),), column=True,
    ),
    RequestField(
        id="topic", label=typeset("Objet"), ask=typeset("Sur quoi porte la demande ?"), kept=typeset("objet"),
        hint=typeset("Choisissez ce qui s'en approche le plus, ou dites-le avec vos mots."), parse=parse_topic, choices=topic_choices(),
        said=lambda said: said.subject.value if said.subject else "",
        again=lambda request: request.topic.value if request.topic else "",
        rows=(CardRow(typeset("Objet"), lambda file: topic_of(file.request), private=False),), column=True,
    ),
    RequestField(
        id="details", label=typeset("Description"), ask=typeset("Que se passe-t-il ?"), kept=typeset("précisions"),
        hint=typeset(
            "L'écran, le message d'erreur, ce que vous avez essayé. Ni mot de passe, ni RIB, ni nom d'élève."
        ),
        parse=parse_details, apart=True, longest=DETAILS_CHARACTERS, free=True, alone=WORDS, tells=REASONS, holds="description",
        said=lambda said: said.details,
        rows=(CardRow(typeset("Description"), lambda file: file.request.details, private=False),), column=True,
    ),
    RequestField(
        id="name", label=typeset("Personne à rappeler"), ask=typeset("Qui faut-il rappeler ?"), kept=typeset("nom"),
        hint=typeset("Prénom et nom, ou au moins un nom."), parse=parse_contact, longest=120, free=True, alone=WORDS,
        own=OwnAsking(form_texts.ASK_NAME, form_texts.NAME),
        said=lambda said: said.contact_name or "",
        again=lambda request: request.contact.name,
        rows=(CardRow(typeset("Contact"), _contact_of),), column=True,
    ),
    RequestField(
        id="function", label=typeset("Fonction"), ask=typeset("Quelle est la fonction de cette personne ?"), kept=typeset("fonction"),
        own=OwnAsking(typeset("Quelle est votre fonction ?")), choices=_FUNCTIONS, optional=True,
        said=lambda said: typeset(said.contact_role or ""),
        again=lambda request: request.contact.function, column=True,
    ),
    RequestField(
        id="reach", label=typeset("Téléphone ou courriel"), ask=typeset("Comment joindre cette personne ?"),
        kept=typeset("courriel ou téléphone du contact"), hint=REACH_HINT, parse=parse_reach, longest=300,
        own=OwnAsking(
            typeset("À quel numéro ou à quelle adresse peut-on vous joindre ?"),
            hint=f"{REACH_HINT} {typeset('À défaut, l’expert vous écrira ici, dans Teams.')}", optional=True,
        ),
        said=_said_reach,
        again=lambda request: joined_reach([part for part in (request.contact.phone, request.contact.mail) if part]),
        rows=(
            CardRow(form_texts.PHONE, lambda file: file.request.contact.phone),
            CardRow(typeset("Courriel"), lambda file: file.request.contact.mail),
        ), column=True,
    ),
    RequestField(
        id="urgent", label=typeset("Urgence"), ask=typeset("Est-ce urgent ?"), kept=typeset("urgence"),
        hint=typeset("Oui, si un paiement, des bourses ou une échéance légale en dépendent d'ici à demain."), choices=_URGENT,
        said=lambda said: "yes" if said.urgent else "no",
        rows=(CardRow(typeset("Urgence"), lambda file: card_texts.URGENT if file.request.urgent else card_texts.NOT_URGENT, private=False),),
        column=True,
    ),
    RequestField(
        id="slots", label=typeset("Rendez-vous souhaité"), ask=typeset("Quand un partage d'écran est-il possible ?"),
        kept=typeset("rendez-vous souhaité"), hint=typeset("Par exemple « jeudi 25 à 14 h ou vendredi matin »."),
        parse=parse_details, optional=True, free=True, alone=frozenset({Kind.DATE}),
        said=lambda said: instant(said.slot) if said.slot else typeset(said.wished),
        rows=(CardRow(typeset("Rendez-vous souhaité"), lambda file: shortened(file.request.wished_slots, 200), private=False),),
        column=True,
    ),
    RequestField(
        id="colleague", label=typeset("Contact dans Teams"), ask=typeset("Cette personne utilise-t-elle cet assistant ?"),
        kept=typeset("contact dans Teams"),
        hint=typeset("Si oui, écrivez son nom tel qu'il est dans Teams : elle suivra sa demande ici. Sinon, passez."),
        of_others=True, optional=True, longest=120, free=True, alone=EVERY - {Kind.NUMBER, Kind.PHONE, Kind.DATE, Kind.MARKS}, column=True,
    ),
)  # fmt: skip


def request_fields(*, own: bool) -> tuple[Field, ...]:
    """Return the fields of a request: one's ``own``, or one that is logged for a school."""
    fields = (row.form_field(own=own) for row in FIELDS if not (own and row.of_others))
    return tuple(replace(one, choices=topic_choices()) if one.id == "topic" else one for one in fields)


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


# --- The fields of the forms of moves, and what they accept.

REASON_CHARACTERS = 500
REPORT_CHARACTERS = 2_000
LONGEST_SESSION = 600  # Minutes.
MORNING = time(8, 0)  # The hour of a day that is given alone: when working time starts.
_ADDRESS = re.compile(r"https://\S+")
_MEETINGS = ("teams.microsoft.com", "teams.live.com", "teams.microsoft.us")
_REFERENCE = re.compile(r"\s*(?:DA)?\s*-?\s*(\d{4})\s*[-/ ]\s*(\d{1,6})\s*", re.IGNORECASE)

Now = Callable[[], datetime]


def parse_link(answer: str) -> str:
    """Return the link of a Teams meeting. Raises AnswerRefused."""
    link = urlsplit(answer.strip().strip("<>"))
    if link.scheme != "https" or link.hostname not in _MEETINGS or link.username:
        raise AnswerRefused(texts.LINK_BAD)
    return link.geturl()


def link_in(text: str) -> str:
    """Return the first link of a Teams meeting that stands in a text; "" where there is none."""
    for found in _ADDRESS.findall(text):
        with suppress(AnswerRefused):
            return parse_link(found)
    return ""


def parse_minutes(answer: str) -> str:
    """Return a number of minutes. Raises AnswerRefused."""
    found = re.fullmatch(r"\s*(\d{1,3})\s*(?:min(?:utes?)?|mn|')?\s*", answer)
    if not found or not 1 <= int(found[1]) <= LONGEST_SESSION:
        raise AnswerRefused(texts.MINUTES_BAD)
    return str(int(found[1]))


def parse_reference(answer: str) -> str:
    """Return the number of a request. Raises AnswerRefused."""
    found = _REFERENCE.fullmatch(answer)
    if not found:
        raise AnswerRefused(texts.DUPLICATE_BAD)
    return f"DA-{found[1]}-{int(found[2]):04}"


def slot_at(answer: str, now: datetime) -> datetime:
    """Return the day and hour that ``answer`` gives, in Paris. Raises AnswerRefused."""
    every = moments(answer, now)
    found = [one.instant for one in every if one.instant]
    if not found and len(every) == 1 and every[0].hour and not every[0].day:  # An hour alone is today's.
        found = [datetime.combine(now.astimezone(PARIS).date(), every[0].hour, PARIS)]
    if len(found) != 1:
        raise AnswerRefused(texts.SLOT_BAD)
    return found[0]


def slots_at(answer: str, now: datetime) -> list[datetime]:
    """Return the days and hours that ``answer`` gives, at most three, the earliest first. Raises AnswerRefused."""
    found = slots_in(answer, now)
    if not 1 <= len(found) <= MOST_SLOTS:
        raise AnswerRefused(texts.SLOTS_BAD)
    return found


def day_at(answer: str, now: datetime) -> datetime:
    """Return the start of working time of the day that ``answer`` gives, or its hour. Raises AnswerRefused."""
    found = [one for one in moments(answer, now) if one.day]
    if len(found) != 1 or found[0].day is None:
        raise AnswerRefused(texts.RESUME_BAD)
    return datetime.combine(found[0].day, found[0].hour or MORNING, PARIS)


def shown_instant(value: str) -> str:
    """Return how an instant reads that a draft keeps."""
    return instant(datetime.fromisoformat(value))


def shown_slots(value: str) -> str:
    """Return how the instants read that a draft keeps."""
    return listed([shown_instant(one) for one in value.split()], "ou")


def shown_day(value: str) -> str:
    """Return how a day reads that a draft keeps."""
    return long_date(datetime.fromisoformat(value).astimezone(PARIS).date())


def reason(
    ask: str,
    *,
    label: str = texts.REASON,
    optional: bool = False,
    longest: int = REASON_CHARACTERS,
    tells: frozenset[Matter] = REASONS,
    alone: frozenset[Kind] = WORDS,
    holds: str = "reason",
) -> Field:
    """Return the field that asks why, or what to say, in the person's own words."""
    return Field("reason", label, ask, parse_details, hint=texts.REASON_HINT, optional=optional, multiline=True,
                 longest=longest, free=True, holds=holds, tells=tells, alone=alone)  # fmt: skip


def slot(now: Now) -> Field:
    """Return the field that asks for the moment of an appointment, read from what the clock says then."""
    return Field("slot", texts.SLOT, texts.ASK_SLOT, lambda answer: slot_at(answer, now()).isoformat(),
                 hint=texts.SLOT_HINT, longest=100, show=shown_instant, picker=Picker.MOMENT)  # fmt: skip


def slots(now: Now) -> Field:
    """Return the field that asks for the appointments to choose from."""
    return Field("slots", texts.SLOTS, texts.ASK_SLOTS,
                 lambda answer: " ".join(one.isoformat() for one in slots_at(answer, now())),
                 hint=texts.SLOTS_HINT, longest=200, show=shown_slots)  # fmt: skip


def resume(now: Now) -> Field:
    """Return the field that asks for the day on which to come back to a request, read from what the clock says then."""
    return Field("resume", texts.RESUME_AT, texts.ASK_RESUME, lambda answer: day_at(answer, now()).isoformat(),
                 hint=texts.RESUME_HINT, longest=100, show=shown_day, picker=Picker.DAY)  # fmt: skip


_WAITING = tuple(Choice(who.value, title) for who, title in texts.WAITING_FOR.items())
_CANCELLED = tuple(
    Choice(why.value, texts.CANCEL_REASONS[why], says)
    for why, says in ((CancelReason.DUPLICATE, ("double", "doublon")), (CancelReason.OUT_OF_SCOPE, ("hors perimetre",)))
)
LINK = Field("link", texts.LINK, texts.ASK_LINK, parse_link, hint=texts.LINK_HINT, optional=True, longest=1_000)
ON_SITE, AT_DISTANCE = "on_site", "at_distance"
_WHERE = (
    Choice(AT_DISTANCE, texts.AT_DISTANCE, ("a distance", "en visio", "sur teams", "par teams", "a l ecran")),
    Choice(ON_SITE, texts.ON_SITE, ("sur site", "dans l etablissement", "en presentiel", "la bas")),
)
WHERE = Field("where", texts.WHERE, texts.ASK_WHERE, one_of(_WHERE), choices=_WHERE, optional=True)
CONTACT_NAME, CONTACT_REACH, CONTACT_FUNCTION = map(contact_field, ("name", "reach", "function"))
WAITING = Field("waiting", texts.WAITING, texts.ASK_WAITING, one_of(_WAITING), choices=_WAITING)
REPORT = Field("report", texts.REPORT, texts.ASK_REPORT, parse_details, hint=texts.REASON_HINT, multiline=True,
               longest=REPORT_CHARACTERS, free=True, holds="report", tells=REASONS, alone=WORDS)  # fmt: skip
MINUTES = Field(
    "minutes", texts.MINUTES, texts.ASK_MINUTES, parse_minutes, hint=texts.MINUTES_HINT, optional=True, longest=20
)
CANCEL_AS = Field("cancel_as", texts.CANCEL_AS, texts.ASK_CANCEL, one_of(_CANCELLED), choices=_CANCELLED)
TICKET = Field("ticket", texts.TICKET, texts.ASK_TICKET, parse_ticket, hint=texts.TICKET_HINT, longest=40)
DUPLICATE = Field("duplicate", texts.DUPLICATE, texts.ASK_DUPLICATE, parse_reference, hint=texts.DUPLICATE_HINT,
                  longest=30, when=lambda answers: answers.get("cancel_as") == CancelReason.DUPLICATE)  # fmt: skip
