"""What an application says: one row a field, made of the call's file.

The form, the form of those who record a mail, the summary, the receipt, the cards, the call's mail and its document are
made of these rows; «mes données» and the notice on personal data are made of the form (``dialogs.core.form.Field``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dialogs.application import steering_texts, texts
from dialogs.application.texts import KINDS
from dialogs.core.exchange import filled, of_file
from dialogs.core.fields import parse_day, parse_mail, parse_name, parse_phone, school_field, shown_day
from dialogs.core.form import AnswerRefused, Choice, Field, Picker, free_text, one_of
from dialogs.core.request_line import title
from knowledge.application import ELSEWHERE, UNCHECKED, Candidature, flags_of
from knowledge.call import Call
from knowledge.call_form import ApplicationForm, FieldKind, FormField, Option
from knowledge.files import named_by, number_of
from knowledge.french import NBSP, listed, long_date, quoted, typeset
from knowledge.schools.register import Register
from knowledge.schools.words import WrongKey, read_uai
from knowledge.understanding.answer_fit import EVERY, WORDS
from knowledge.understanding.matter import ANYTHING
from knowledge.understanding.profile import OTHER, read_candidate

CONFIRMATION = "confirmation"
_MOTIVATION = "motivation"  # What a field of that id holds; of a call's other texts nothing is known that tells answers from asides.
_SHORT = 80  # Characters of a letter that somebody may have meant to write further.
_CODE = re.compile(r"\s\([0-9]{7}[A-Z]\)$")
_DISTRICT = re.compile(r" \d+er?$")


@dataclass(frozen=True, slots=True)
class ApplicationField:
    """One thing that an application says, with the words of its kind where the call gives none."""

    of: FormField

    @property
    def id(self) -> str:
        """Return the name under which the answer is kept."""
        return self.of.id

    @property
    def label(self) -> str:
        """Return its label on cards."""
        return typeset(self.of.label) or KINDS[self.of.kind].label

    @property
    def ask(self) -> str:
        """Return what the candidate is asked."""
        return typeset(self.of.ask) or KINDS[self.of.kind].ask.format(label=self.label)

    @property
    def hint(self) -> str:
        """Return what is said below the question."""
        return KINDS[self.of.kind].hint if self.of.hint is None else typeset(self.of.hint)

    @property
    def in_mail(self) -> str:
        """Return its label in the call's mail."""
        return typeset(self.of.in_mail) or KINDS[self.of.kind].in_mail or self.label

    @property
    def kept(self) -> str:
        """Return its name in the notice on personal data."""
        return typeset(self.of.kept) or KINDS[self.of.kind].kept or self.label.lower()

    @property
    def apart(self) -> bool:
        """Tell whether it is a text of several lines, shown below the rest."""
        return self.of.lines

    @property
    def signs(self) -> bool:
        """Tell whether it stands below the name that signs the mail."""
        return KINDS[self.of.kind].signs if self.of.signs is None else self.of.signs

    def value(self, candidature: Candidature) -> str:
        """Return what an application says here, as people read it; empty where it says nothing."""
        if self.of.kind is FieldKind.NAME:
            return candidature.name  # A pseudonym once the person is erased.
        given = str(candidature.answers.get(self.id, "") or "")
        found = self.of.option(given)
        return typeset(found.title) if found else self.shown(given)

    def shown(self, given: str) -> str:
        """Return how a kept value reads."""
        shows = _SHOWN.get(self.of.kind)
        return shows(given) if shows and given else given

    def in_letter(self, candidature: Candidature) -> str:
        """Return what a letter says of it: no menu's words, and nothing that the person does not know."""
        found = self.of.option(str(candidature.answers.get(self.id, "") or ""))
        told = found.in_letter if found else None
        return self.value(candidature) if told is None else typeset(told)

    def form_field(self, call: Call, *, staff: bool = False) -> Field:
        """Return the field of a form; ``staff``: where somebody else fills it in."""
        of, words = self.of, KINDS[self.of.kind]
        ask, hint, optional = self._asked_of_staff() if staff else (self.ask, self.hint, of.optional)
        later = call.application.pieces_until if call.application and of.kind is FieldKind.FILE else None
        if later:  # What is not there yet need not keep anybody from depositing.
            optional, hint = True, " ".join(filter(None, (hint, texts.PIECE_LATER.format(day=long_date(later)))))
        ask, hint, kept = (of_file(call, text) for text in (ask, hint, self.kept))
        if of.kind is FieldKind.SCHOOL:
            return school_field(self.id, self.label, ask, hint=hint, optional=optional, kept=kept)
        choices = choices_of(of.options)
        parse = one_of(choices) if choices else _PARSERS[of.kind]
        if of.heard and call.application:
            parse = _or_heard(parse, call.application, of)
        return Field(
            self.id, self.label, ask, parse, hint=hint, optional=optional, multiline=self.apart,
            longest=of.longest or words.longest, choices=choices, free=of.kind in _FREE,
            alone=WORDS if of.lines or of.kind is FieldKind.NAME else EVERY,
            tells=ANYTHING if staff and self.apart else frozenset(),
            holds=_MOTIVATION if self.id == _MOTIVATION and not staff else "",
            when=partial(_is_asked, of.when) if of.when else None,
            kept=kept, show=self.shown if of.kind in _SHOWN else None, picker=_PICKERS.get(of.kind, Picker.NONE),
        )  # fmt: skip

    def _asked_of_staff(self) -> tuple[str, str, bool]:
        """Return the question, its hint and whether it may be passed over, where somebody else answers."""
        of, kind = self.of, KINDS[self.of.kind]
        ask = (kind.staff_ask or texts.STAFF_ASK).format(label=self.label)
        hint = self.hint if kind.staff_hint is None or of.hint is not None else kind.staff_hint
        if of.staff is None:
            return ask, hint, of.optional
        return typeset(of.staff.ask), hint if of.staff.hint is None else typeset(of.staff.hint), of.staff.optional


def _is_asked(when: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    return all(answers.get(field) == answer for field, answer in when.items())


def _or_heard(parse: Callable[[str], str], form: ApplicationForm, field: FormField) -> Callable[[str], str]:
    """Return ``parse`` that also takes what a sentence plainly says; what the call does not settle is left to the list."""

    def taken(answer: str) -> str:
        try:
            return parse(answer)
        except AnswerRefused as refused:
            if refused.choices:  # It means several of the list.
                raise
            said = read_candidate(answer, form)
            if said.clouded or said.answer(field) in ("", OTHER):
                raise
            return said.answer(field)

    return taken


def parse_number(answer: str) -> str:
    """Return a whole number as figures. Raises AnswerRefused."""
    found = re.findall(r"\d+", re.sub(rf"(?<=\d)[\s{NBSP}](?=\d{{3}}\b)", "", answer))
    if len(found) != 1:
        raise AnswerRefused(texts.NUMBER_BAD)
    return str(int(found[0]))


def read_day(answer: str) -> str:
    """Return a day as ISO. Raises AnswerRefused."""
    return parse_day(answer, steering_texts.DATE_BAD)


def parse_file(_answer: str) -> str:
    """Refuse what is typed or sent by a card: a file alone answers. Raises AnswerRefused."""
    raise AnswerRefused(texts.FILE_BAD)


_SHOWN: Mapping[FieldKind, Callable[[str], str]] = {FieldKind.DATE: shown_day, FieldKind.FILE: named_by}
_PICKERS: Mapping[FieldKind, Picker] = {FieldKind.DATE: Picker.DAY, FieldKind.FILE: Picker.FILE}
_FREE = frozenset({FieldKind.NAME, FieldKind.TEXT})
_PARSERS: Mapping[FieldKind, Callable[[str], str]] = {
    FieldKind.NAME: parse_name,
    FieldKind.MAIL: parse_mail,
    FieldKind.PHONE: parse_phone,
    FieldKind.TEXT: free_text,
    FieldKind.CHOICE: free_text,
    FieldKind.DATE: read_day,
    FieldKind.NUMBER: parse_number,
    FieldKind.SCHOOL: free_text,
    FieldKind.FILE: parse_file,
}


def rows_of_call(call: Call) -> tuple[ApplicationField, ...]:
    """Return the rows of a call's application, in the order in which they are asked; none where it takes none."""
    return tuple(map(ApplicationField, call.application.asked)) if call.application else ()


def choices_of(options: Sequence[Option]) -> tuple[Choice, ...]:
    """Return the options of a list as a form offers them."""
    return tuple(Choice(one.id, typeset(one.title), one.says) for one in options)


def own_fields(call: Call) -> tuple[Field, ...]:
    """Return the fields of those who apply, the confirmation last."""
    confirm = (Choice("yes", texts.CONFIRM_YES, ("oui", "ok", "confirmer", "je confirme tout", "lu et approuvé")),)
    stated = of_file(call, call.application.conditions) if call.application else ""
    conditions = texts.ASK_CONFIRMATION.format(conditions=stated)
    return (
        *(row.form_field(call) for row in rows_of_call(call)),
        Field(CONFIRMATION, texts.CONFIRMATION, conditions, one_of(confirm), hint=texts.CONFIRMATION_HINT,
              choices=confirm),
    )  # fmt: skip


def file_fields(call: Call) -> tuple[Field, ...]:
    """Return the fields that take a file, none of which has to be answered."""
    files = [row.form_field(call) for row in rows_of_call(call) if row.of.kind is FieldKind.FILE]
    return tuple(replace(one, optional=True) for one in files)


def other_fields(call: Call) -> dict[str, Field]:
    """Return the fields of an application that came by mail, as those who record it are asked, by id in their order."""
    return {row.id: row.form_field(call, staff=True) for row in rows_of_call(call) if _recorded(row)}


def recorded_ids(call: Call) -> frozenset[str]:
    """Return the fields that are recorded of a mail; the rest of that form is not the application's."""
    return frozenset(row.id for row in rows_of_call(call) if _recorded(row))


def _recorded(row: ApplicationField) -> bool:
    """Tell whether those who record a mail are asked it; its files stay in the mailbox."""
    return row.of.recorded and row.of.kind is not FieldKind.FILE


def files_held(call: Call, candidature: Candidature) -> list[tuple[FormField, int]]:
    """Return the fields of an application that hold a file, each with the file's number."""
    fields = call.application.files if call.application else ()
    found = [(one, number_of(str(candidature.answers.get(one.id, "") or ""))) for one in fields]
    return [(one, number) for one, number in found if number is not None]


def said_rows(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return what an application says, labelled, but for the texts that stand apart."""
    return [(row.label, value) for row, value in _said(call, candidature) if not row.apart]


def said_apart(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return the texts of several lines that an application holds, labelled."""
    return [(row.label, value) for row, value in _said(call, candidature) if row.apart]


def mail_rows(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return who applies, as the call's mail labels it; the name first."""
    said = [(row, row.in_letter(candidature)) for row in rows_of_call(call) if not row.apart]
    return [(row.in_mail, value) for row, value in said if value]


def mail_texts(call: Call, candidature: Candidature, *, but: str = "") -> list[tuple[str, str]]:
    """Return the texts of several lines, as the call's mail labels them; ``but``: without that field's."""
    return [(row.in_mail, value) for row, value in _said(call, candidature) if row.apart and row.id != but]


def signature(call: Call, candidature: Candidature) -> list[str]:
    """Return the lines below the mail, without the name."""
    said = [without_code(row.in_letter(candidature)) for row in rows_of_call(call) if row.signs]
    return [value for value in said if value]


def readable(call: Call, candidature: Candidature, register: Register) -> Candidature:
    """Return the application with the names of its schools in place of their codes, where the register has them."""
    schools = [row.id for row in rows_of_call(call) if row.of.kind is FieldKind.SCHOOL]
    named = {id_: _named(str(candidature.answers.get(id_, "") or ""), register) for id_ in schools}
    return replace(candidature, answers={**candidature.answers, **{id_: name for id_, name in named.items() if name}})


def _named(given: str, register: Register) -> str:
    try:
        school = register.get(read_uai(given) or "")
    except WrongKey:
        school = None
    return title(school) if school else given


def without_code(school: str) -> str:
    """Return a school's name and town, without its code in brackets."""
    return _CODE.sub("", school)


def town_of(call: Call, candidature: Candidature) -> str:
    """Return the town of the school, without its district; empty where only a code or a name is known, or no school."""
    school = next((row.value(candidature) for row in rows_of_call(call) if row.of.kind is FieldKind.SCHOOL), "")
    named = without_code(school)
    return _DISTRICT.sub("", named.rpartition(", ")[2]) if named != school else ""


def _said(call: Call, candidature: Candidature) -> Iterator[tuple[ApplicationField, str]]:
    for row in rows_of_call(call):
        value = row.value(candidature)
        if value:
            yield row, value


def flag_words(call: Call, flag: str) -> str:
    """Return what is to be appreciated in an application, by the flag that is kept of it."""
    for row in rows_of_call(call):
        if flag == row.id:
            return of_file(call, row.of.flag) or texts.FLAG.format(label=row.label)
        option = _option_of(row.of, flag)
        if option and (option.flag or option.excluded):
            excluded = texts.FLAG_EXCLUDED.format(answer=typeset(option.title))
            return of_file(call, option.flag) or excluded
        for suffix, words in ((UNCHECKED, texts.FLAG_UNCHECKED), (ELSEWHERE, texts.FLAG_ELSEWHERE)):
            if flag == row.id + suffix:
                return words
    return flag


def _option_of(field: FormField, flag: str) -> Option | None:
    """Return the answer of a field that a flag is of; None where it is of the whole field, or of another one."""
    return field.option(flag.removeprefix(f"{field.id}_"))


def _excluded(call: Call, flag: str) -> Option | None:
    """Return the answer that the call excludes, where a flag is of one."""
    found = (_option_of(row.of, flag) for row in rows_of_call(call))
    return next((option for option in found if option and option.excluded), None)


def judged(call: Call, answers: Mapping[str, str]) -> list[str]:
    """Return the warnings of a summary: what the service will have to appreciate."""
    excluded: list[str] = []
    others: list[str] = []
    for flag in flags_of(call, answers):
        option = _excluded(call, flag)
        if option:
            excluded.append(quoted(typeset(option.title)))
        else:
            others.append(flag_words(call, flag))
    notes = [
        filled(call, template, flags=listed(said))
        for template, said in ((texts.NOTE_EXCLUDED, excluded), (texts.NOTE_JUDGED, others))
        if said
    ]
    letter = call.application.letter if call.application else None
    written = answers.get(letter.id, "") if letter else ""
    return [*notes, texts.NOTE_SHORT] if 0 < len(written) < _SHORT else notes
