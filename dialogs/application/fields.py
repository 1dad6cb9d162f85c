"""What an application says: one row a field.

The form, the form of the SA EPLE, the summary, the receipt, the cards, the call's mail and its document are made of these
rows; «mes données» and the notice on personal data are made of the form (``dialogs.core.form.Field``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dialogs.application import steering_texts, texts
from dialogs.core import person_texts
from dialogs.core.form import AnswerRefused, Choice, Field, free_text, one_of
from dialogs.core.person_fields import parse_mail, parse_name, parse_phone
from dialogs.core.school_field import school_field, title
from knowledge.application import Candidature
from knowledge.call import ApplicationForm, Call, Option
from knowledge.eligibility import flags_of, option
from knowledge.french import listed, long_date
from knowledge.french import typeset as _
from knowledge.schools.register import Register
from knowledge.schools.uai import WrongKey, read_uai
from knowledge.understanding.entities.candidate import OTHER, Candidate, read_candidate

MOTIVATION, CONFIRMATION = "motivation", "confirmation"
MOTIVATION_CHARACTERS = 3_000
_SHORT = 80  # Characters of a motivation that somebody may have meant to write further.
_CODE = re.compile(r"\s\([0-9]{7}[A-Z]\)$")
_DISTRICT = re.compile(r" \d+er?$")


@dataclass(frozen=True, slots=True)
class OtherWords:
    """How the SA EPLE is asked for a field, where it records what somebody sent by mail. ``hint`` None: the usual one."""

    ask: str
    hint: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationField:
    """One thing that an application says.

    ``kept``: its name in the notice on personal data. ``options``: the call's list that it is chosen from. ``apart``: a
    text of several lines, shown below the rest. ``signs``: it stands below the name that signs the mail. ``other``: the
    words for the SA EPLE; None: they do not record it. ``in_mail``: its label in the call's mail, where it is not ``label``.
    ``heard``: the option among what a sentence says of its writer, where the answer names none («je suis SG de collège»).
    """

    id: str
    label: str
    ask: str
    kept: str
    hint: str = ""
    other: OtherWords | None = None
    parse: Callable[[str], str] = free_text
    options: Callable[[ApplicationForm], Sequence[Option]] | None = None
    heard: Callable[[Candidate], str] | None = None
    school: bool = False
    optional: bool = False
    free: bool = False
    longest: int = 200
    apart: bool = False
    signs: bool = False
    in_mail: str = ""

    def value(self, call: Call, candidature: Candidature) -> str:
        """Return what an application says here, as people read it; empty where it says nothing."""
        if self.id == "name":
            return candidature.name  # A pseudonym once the person is erased.
        given = str(candidature.answers.get(self.id, "") or "")
        found = self._chosen(call, given)
        return found.title if found else given

    def in_letter(self, call: Call, candidature: Candidature) -> str:
        """Return what a letter says of it: no menu's words, and nothing that the person does not know."""
        found = self._chosen(call, str(candidature.answers.get(self.id, "") or ""))
        told = found.in_letter if found else None
        return self.value(call, candidature) if told is None else told

    def _chosen(self, call: Call, given: str) -> Option | None:
        return option(self.options(call.application), given) if self.options and call.application else None

    def form_field(self, form: ApplicationForm, *, other: OtherWords | None = None) -> Field:
        """Return the field of a form; ``other``: where somebody else fills it in."""
        ask, hint = (other.ask, self.hint if other.hint is None else other.hint) if other else (self.ask, self.hint)
        optional = other.optional if other else self.optional
        if self.school:
            return school_field(self.id, self.label, ask, hint=hint, optional=optional, kept=self.kept)
        choices = _choices(self.options(form)) if self.options else ()
        parse = one_of(choices) if choices else self.parse
        if self.heard:
            parse = _or_heard(parse, form, self.heard)
        return Field(
            self.id, self.label, ask, parse, hint=hint, optional=optional, multiline=self.apart, longest=self.longest,
            choices=choices, free=self.free, questions=bool(other) and self.apart, kept=self.kept,
        )  # fmt: skip


def _or_heard(
    parse: Callable[[str], str], form: ApplicationForm, heard: Callable[[Candidate], str]
) -> Callable[[str], str]:
    """Return ``parse`` that also takes what a sentence plainly says; what the call does not settle is left to the list."""

    def taken(answer: str) -> str:
        try:
            return parse(answer)
        except AnswerRefused:
            said = read_candidate(answer, form)
            if said.clouded or heard(said) in ("", OTHER):
                raise
            return heard(said)

    return taken


FIELDS: tuple[ApplicationField, ...] = (
    ApplicationField(
        id="name", label=person_texts.NAME, ask=person_texts.ASK_NAME, hint=person_texts.NAME_HINT, kept=_("nom"),
        parse=parse_name, longest=120, free=True,
        other=OtherWords(_("Quels sont les nom et prénom de la personne ?")),
    ),
    ApplicationField(
        id="mail", label=_("Courriel professionnel"), in_mail=_("Courriel"), kept=_("courriel"),
        ask=_("À quelle adresse de courriel le SA EPLE peut-il vous répondre ?"),
        hint=_("De préférence l'adresse académique ; l'accusé de réception y arrive."),
        parse=parse_mail, longest=254, signs=True,
        other=OtherWords(_("De quelle adresse le courriel est-il venu ?"), _("La personne est prévenue à cette adresse.")),
    ),
    ApplicationField(
        id="function", label=_("Fonction"), ask=_("Quelle est votre fonction ?"), kept=_("fonction"),
        hint=_("Choisissez dans la liste, ou tapez par exemple « SGAC »."),
        options=lambda form: form.functions, heard=lambda said: said.function,
        other=OtherWords(_("Quelle est sa fonction ?"), ""),
    ),
    ApplicationField(
        id="school", label=_("Établissement"), ask=_("Dans quel établissement travaillez-vous ?"), kept=_("établissement"),
        hint=_("De préférence son UAI (7 chiffres et une lettre) ; sinon son nom et sa commune."),
        school=True, signs=True,
        other=OtherWords(_("Dans quel établissement travaille-t-elle ?")),
    ),
    ApplicationField(
        id="wave", label=_("Vague de déploiement"), in_mail=_("Vague de déploiement d'Op@le"), kept=_("vague"),
        ask=_("De quelle vague de déploiement d'Op@le relève votre établissement ?"),
        hint=_("Par exemple « 2 » ou « V2 ». Si vous ne la connaissez pas, choisissez « Je ne sais pas »."),
        options=lambda form: form.waves, heard=lambda said: said.wave,
        other=OtherWords(_("De quelle vague relève l'établissement ?")),
    ),
    ApplicationField(
        id=MOTIVATION, label=_("Motivation"), in_mail=_("Présentation succincte de ma motivation"), kept=_("motivation"),
        ask=_("Présentez votre motivation pour cette mission."),
        hint=_(
            "En bref, 3 000 caractères au plus : votre expérience d'Op@le, ce que vous apporteriez. Ni coordonnées bancaires, ni "
            "nom d'élève."
        ),
        apart=True, longest=MOTIVATION_CHARACTERS, free=True,
        other=OtherWords(
            _("Quelle est la motivation présentée ? Copiez-la ici."), _("3 000 caractères au plus."), optional=True
        ),
    ),
    ApplicationField(
        id="phone", label=person_texts.PHONE, ask=_("À quel numéro peut-on vous joindre ?"),
        kept=_("téléphone si vous le donnez"),
        hint=_("Un numéro français à dix chiffres, par exemple 04 42 91 70 00."),
        parse=parse_phone, optional=True, longest=40, signs=True,
    ),
)  # fmt: skip


def own_fields(form: ApplicationForm) -> tuple[Field, ...]:
    """Return the fields of those who apply, the confirmation last."""
    confirm = (Choice("yes", texts.CONFIRM_YES, ("oui", "ok", "confirmer", "je confirme tout", "lu et approuvé")),)
    conditions = texts.ASK_CONFIRMATION.format(conditions=form.conditions)
    return (
        *(row.form_field(form) for row in FIELDS),
        Field(CONFIRMATION, texts.CONFIRMATION, conditions, one_of(confirm), hint=texts.CONFIRMATION_HINT,
              choices=confirm),
    )  # fmt: skip


def other_fields(form: ApplicationForm) -> dict[str, Field]:
    """Return the fields of an application that came by mail, as the SA EPLE is asked for them, by id in their order."""
    return {row.id: row.form_field(form, other=row.other) for row in FIELDS if row.other}


def recorded_ids() -> frozenset[str]:
    """Return the fields that the SA EPLE records; the rest of its form is not the application's."""
    return frozenset(row.id for row in FIELDS if row.other)


def said_rows(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return what an application says, labelled, but for the texts that stand apart."""
    return [(row.label, value) for row, value in _said(call, candidature) if not row.apart]


def said_apart(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return the texts of several lines that an application holds, labelled."""
    return [(row.label, value) for row, value in _said(call, candidature) if row.apart]


def mail_rows(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return who applies, as the call's mail labels it; the name first."""
    said = [(row, row.in_letter(call, candidature)) for row in FIELDS if not row.apart]
    return [(row.in_mail or row.label, value) for row, value in said if value]


def mail_texts(call: Call, candidature: Candidature, *, but: str = "") -> list[tuple[str, str]]:
    """Return the texts of several lines, as the call's mail labels them; ``but``: without that field's."""
    said = [(row, value) for row, value in _said(call, candidature) if row.apart and row.id != but]
    return [(row.in_mail or row.label, value) for row, value in said]


def signature(call: Call, candidature: Candidature) -> list[str]:
    """Return the lines below the mail, without the name."""
    said = [without_code(row.in_letter(call, candidature)) for row in FIELDS if row.signs]
    return [value for value in said if value]


def readable(candidature: Candidature, register: Register) -> Candidature:
    """Return the application with the names of its schools in place of their codes, where the register has them."""
    named = {row.id: _named(str(candidature.answers.get(row.id, "") or ""), register) for row in FIELDS if row.school}
    return replace(candidature, answers={**candidature.answers, **{id_: name for id_, name in named.items() if name}})


def _named(given: str, register: Register) -> str:
    try:
        school = register.get(read_uai(given) or "")
    except WrongKey:
        school = None
    return title(school) if school else given


def without_code(school: str) -> str:
    """Return «Collège Thiers, Marseille 1er» of «Collège Thiers, Marseille 1er (0131931D)»."""
    return _CODE.sub("", school)


def town_of(call: Call, candidature: Candidature) -> str:
    """Return the town of the school, empty where only a code or a name is known: «Marseille» of «…, Marseille 1er (…)»."""
    school = next(row.value(call, candidature) for row in FIELDS if row.school)
    named = without_code(school)
    return _DISTRICT.sub("", named.rpartition(", ")[2]) if named != school else ""


def _said(call: Call, candidature: Candidature) -> Iterator[tuple[ApplicationField, str]]:
    for row in FIELDS:
        value = row.value(call, candidature)
        if value:
            yield row, value


def _choices(options: Sequence[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, one.title, one.says) for one in options)


def judged(form: ApplicationForm, answers: Mapping[str, str]) -> list[str]:
    """Return the warnings of a summary: what the SA EPLE will have to appreciate."""
    flags = [texts.FLAGS[flag] for flag in flags_of(form, answers)]
    notes = [texts.NOTE_JUDGED.format(flags=listed(flags))] if flags else []
    motivation = answers.get(MOTIVATION, "")
    return [*notes, texts.NOTE_SHORT] if 0 < len(motivation) < _SHORT else notes


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
