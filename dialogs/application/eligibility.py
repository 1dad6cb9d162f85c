"""«Suis-je éligible ?»: a short guided check that stores nothing and blocks nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.application import texts
from dialogs.application.fields import ApplicationField
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Reply, filled, of_file
from dialogs.core.form import AnswerRefused
from dialogs.core.help import known_questions, question_button
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, CardElement, Choice, ChoiceSetInput, DateInput, TextInput
from knowledge.call import Call
from knowledge.call_form import ApplicationForm, FieldKind, FormField
from knowledge.french import listed, typeset
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.profile import UNSETTLED, Candidate, Opening, speaks_of_another

# --- Cards that say whether a call addresses somebody: its questions, and what it says of the answers.

AUTHORITY = "authority"
_NEEDED = 2  # Fields not told that are said in full; of more, the names alone.
HERE_OR_NOT = ("yes", "no")


def check_message(call: Call, form: ApplicationForm, *, shut: str = "") -> Message:
    """Return the guided check: on one card, what the call chooses by, and the académie; ``shut``: why one cannot apply now."""
    shown = el.card(
        el.heading(texts.CHECK_TITLE),
        el.paragraph(shut) if shut else None,
        el.paragraph(filled(call, texts.CHECK_INTRO)),
        *(_input(call, field) for field in form.deciding),
        _list(
            AUTHORITY,
            filled(call, texts.CHECK_AUTHORITY),
            list(zip(HERE_OR_NOT, (texts.CHECK_YES, texts.CHECK_NO), strict=True)),
        ),
        actions=[el.acts(texts.CHECK_BUTTON, "eligibility.check", style="positive"), *_start(shut=shut)],
    )
    return Message(f"{texts.CHECK_TITLE} {check_text(call)}", shown)


def addressed_message(call: Call, *, shut: str = "", beside: Sequence[Action] = ()) -> Message:
    """Return whom the call addresses, to somebody who asks it and tells nothing of themselves; ``beside``: further buttons."""
    lines = [shut] if shut else []
    lines.append(check_text(call))
    shown = el.card(
        el.heading(texts.ADDRESSED_TITLE),
        *map(el.paragraph, lines),
        el.subtle(texts.RESULT_SOURCE.format(source=call.source)),
        actions=[*_start(shut=shut), el.acts(texts.CHECK_TITLE, "eligibility.show"), *beside],
    )
    return Message("\n".join((texts.ADDRESSED_TITLE, *lines)), shown)


def _start(*, shut: str, said: Mapping[str, str] | None = None) -> list[Action]:
    """Return the button that begins an application while that is possible, whatever the inputs beside it hold.

    ``said``: what the person told that its form asks, by field.
    """
    data = {"said": dict(said)} if said else None
    return [] if shut else [el.asks(texts.BUTTON_START, "candidature.start", data, inputs=False)]


def check_text(call: Call) -> str:
    """Return whom the call addresses, in one sentence."""
    form = call.application
    cited = {field.id: typeset(field.cited) for field in form.deciding} if form else {}
    if form and form.addresses:
        return of_file(call, form.addresses, **cited)
    fields = [field for field in form.deciding if cited[field.id]] if form else []
    said = " ; ".join(f"{_label(call, field).lower()} : {cited[field.id]}" for field in fields)
    return filled(call, texts.ADDRESSES if said else texts.ADDRESSES_ALL, said=typeset(said))


def result_message(call: Call, form: ApplicationForm, answers: Mapping[str, str], *, shut: str = "") -> Message:
    """Return what the call says of these answers: the answer first, then why."""
    judged = [(field, answer, meant) for field, answer, meant in form.judged(answers) if field.decides]
    unknown = [field for field, answer, _ in judged if _is_unknown(field, answer)]
    lines = [_said_of(call, field, answer) for field, answer, _ in judged]
    here = answers.get(AUTHORITY) == "yes"
    lines.append(filled(call, texts.RESULT_AUTHORITY_YES if here else texts.RESULT_AUTHORITY_NO))
    within = here and all(meant for *_, meant in judged)
    depends = here and all(meant or field in unknown for field, _, meant in judged)
    lead = texts.RESULT_MEANT if within else texts.RESULT_PARTLY if depends else texts.RESULT_JUDGED
    return _result(call, [filled(call, lead), *lines], certain=within, shut=shut, again=texts.CHECK_AGAIN)


def _result(
    call: Call,
    lines: Sequence[str],
    *,
    certain: bool,
    shut: str,
    again: str,
    begins: bool = True,
    told: Mapping[str, str] | None = None,
    beside: Sequence[Action] = (),
) -> Message:
    """Return an answer on eligibility: its first line is the title; who can tell more where it is no plain yes.

    ``again``: the title of the button to the points to answer; ``begins``: an application is offered, which the call is not
    against; ``told``: what its form asks and was told; ``beside``: further buttons.
    """
    said = list(lines)
    if shut:  # Whatever the answer, it is too late, or too early.
        said = [shut, said[0].replace(*texts.WAS_ADDRESSED), *said[1:]]
    if not certain or shut:
        said.append(filled(call, texts.RESULT_CONTACT))
    shown = el.card(
        el.heading(said[0]),
        *map(el.paragraph, said[1:]),
        el.subtle(texts.RESULT_SOURCE.format(source=call.source)),
        actions=[*(_start(shut=shut, said=told) if begins else ()), el.acts(again, "eligibility.show"), *beside],
    )
    return Message("\n".join(said), shown)


def _of_another(line: str) -> str:
    """Return a line as it is said of somebody else than its reader."""
    for own, theirs in texts.OF_ANOTHER:
        line = line.replace(own, theirs)
    return line


def _depends(
    call: Call,
    form: ApplicationForm,
    said: Candidate,
    *,
    early: Sequence[FormField],
    reasons: Sequence[str],
    told: Sequence[str],
) -> tuple[str, list[str]]:
    """Return how an answer begins that depends on what was not said, and the lines that ask for it."""
    left = [field for field, answer in said.told(form) if not field.takes(answer) and field not in early]
    provided = _provided(call, said, left) if reasons and not told else ""
    if provided:
        return provided, []
    missing = _missing(call, said, left, alone=not told)
    sure = missing and reasons and not (told or early or _unsure(form, said))
    return texts.LEAD_IF_THE_REST if sure else texts.LEADS[Opening.DEPENDS], missing


def candidate_message(
    call: Call,
    form: ApplicationForm,
    said: Candidate,
    told: Sequence[str],
    *,
    shut: str = "",
    beside: Sequence[Action] = (),
    of_another: bool = False,
) -> Message:
    """Return what the call says to somebody who told something of themselves; ``told``: what it says of that.

    ``beside``: further buttons; ``of_another``: it was asked for somebody else.
    """
    early = [field for field, answer in said.told(form) if said.early and field.heard == "wave" and not answer]
    reasons = _settled(call, form, said, early)
    verdict = said.verdict(form)
    lead, missing = texts.LEADS[verdict], list[str]()
    if verdict is Opening.DEPENDS:
        lead, missing = _depends(call, form, said, early=early, reasons=reasons, told=told)
    elif verdict is Opening.YES and said.here is None:
        lead = filled(call, texts.LEAD_YES_IF)
    lines = [lead, *reasons, *missing, *told]
    lines = [_of_another(line) for line in lines] if of_another else lines
    begins = verdict is not Opening.NO
    return _result(
        call,
        lines,
        certain=verdict is Opening.YES,
        shut=shut,
        again=texts.CHECK_POINTS,
        begins=begins,
        told=_of_form(form, said),
        beside=beside,
    )


def _unsure(form: ApplicationForm, said: Candidate) -> bool:
    """Tell whether something that was told is for the service to appreciate."""
    options = (field.option(answer) for field, answer in said.told(form))
    return bool(said.clouded) or any(option and option.is_unsure for option in options)


def _of_form(form: ApplicationForm, said: Candidate) -> dict[str, str]:
    """Return what was told of oneself that the form asks too, by field."""
    told = {field.id: answer for field, answer in said.told(form) if field.takes(answer) and not field.check_only}
    schools = {field.id: said.uai for field in form.field if field.kind is FieldKind.SCHOOL and said.uai}
    return {**told, **schools}


def _settled(call: Call, form: ApplicationForm, said: Candidate, early: Sequence[FormField]) -> list[str]:
    """Return what the call says of each thing that was told; ``early``: fields of which only a date was."""
    reasons = [filled(call, texts.SAID_ELSEWHERE)] if said.here is False else []
    reasons += [
        _said_of(call, field, answer, told=True)
        for field, answer, meant in said.judged(form)
        if field.takes(answer) and field.decides and meant is not None
    ]
    return reasons + [_with_words(call, field, field.check.early) for field in early if field.check.early]


def _missing(call: Call, said: Candidate, left: Sequence[FormField], *, alone: bool) -> list[str]:
    """Return what the answer still hangs on: the fields ``left``, and what the call does not settle where that stands ``alone``."""
    missing = [_needs(call, field) for field in left] if len(left) <= _NEEDED else [_rest(left)]
    unsettled = said.clouded == UNSETTLED
    if said.clouded and alone and not (missing and unsettled):
        view = texts.NEEDS_VIEW_PLAIN if unsettled else texts.NEEDS_VIEW
        missing.append(filled(call, view, words=said.clouded))
    return missing


def _rest(left: Sequence[FormField]) -> str:
    """Return the names of the fields that the answer still hangs on: one line, which the button below goes through."""
    return texts.NEEDS_REST.format(
        labels=typeset(listed([one.label[:1].lower() + one.label[1:] for one in left], "et"))
    )


def _provided(call: Call, said: Candidate, left: Sequence[FormField]) -> str:
    """Return the answer «Oui, si…» where one thing alone was not told and the rest is what the call asks; else ""."""
    if said.clouded not in ("", UNSETTLED) or len(left) != 1 or not left[0].check.provided:
        return ""
    return texts.LEAD_IF.format(provided=_with_words(call, left[0], left[0].check.provided))


def _is_unknown(field: FormField, answer: str) -> bool:
    """Tell whether the answer is that the person does not know."""
    option = field.option(answer)
    return bool(option and option.is_unsure and not option.addressed)


def _said_of(call: Call, field: FormField, answer: str, *, told: bool = False) -> str:
    """Return what the call says of one answer; ``told``: it was told in a sentence."""
    words, bound, option = field.check, field.kind is not FieldKind.CHOICE, field.option(answer)
    usual_yes, usual_no = (texts.FIELD_SAID_YES, texts.FIELD_SAID_NO) if told else (texts.FIELD_YES, texts.FIELD_NO)
    if field.addresses(answer):
        usual = texts.FIELD_YES_BOUND if bound else usual_yes
        said = (words.said_yes if told else "") or words.yes or usual
    elif option and option.excluded:
        said = texts.FIELD_EXCLUDED
    elif _is_unknown(field, answer) and not told:
        said = words.unknown or words.needs or texts.FIELD_NEEDS
    else:
        said = words.no or (
            texts.FIELD_NO_BOUND_SAID if bound and answer else texts.FIELD_NO_BOUND if bound else usual_no
        )
    return _with_words(call, field, said, answer=typeset(option.cited or option.title) if option else "")


def _needs(call: Call, field: FormField) -> str:
    usual = texts.FIELD_NEEDS if field.kind is FieldKind.CHOICE else texts.FIELD_NO_BOUND
    return _with_words(call, field, field.check.needs or usual)


def _with_words(call: Call, field: FormField, template: str, *, answer: str = "") -> str:
    words = {"label": typeset(field.label), "addressed": typeset(field.cited), "answer": answer}
    return of_file(call, template, **words)


def _label(call: Call, field: FormField) -> str:
    return of_file(call, field.check.ask) if field.check.ask else typeset(field.label)


def _input(call: Call, field: FormField) -> CardElement:
    if field.kind is FieldKind.CHOICE:
        return _list(field.id, _label(call, field), [(one.id, typeset(one.title)) for one in field.options])
    if field.kind is FieldKind.DATE:
        return DateInput(id=field.id, label=_label(call, field), is_required=True, error_message=texts.CHECK_FILL)
    return TextInput(
        id=field.id, label=_label(call, field), max_length=9, is_required=True, error_message=texts.CHECK_FILL
    )


def _list(id_: str, label: str, options: Sequence[tuple[str, str]]) -> ChoiceSetInput:
    return ChoiceSetInput(
        id=id_,
        label=label,
        choices=[Choice(title=title, value=value) for value, title in options],
        style="compact",
        placeholder=texts.CHECK_PICK,
        is_required=True,
        error_message=texts.CHECK_NEEDED,
    )


# --- «Suis-je éligible ?»: a short guided check that stores nothing and blocks nobody.

_SURELY = 70  # In percent.
_LONGEST = 48  # Characters of an answer that the card may give.


async def show(turn: Turn) -> Reply:
    """Ask what the call chooses by; without its form, say whom it addresses."""
    call = turn.base.call
    if call.application is None or not turn.personal:
        return Reply.text(check_text(call))
    return Reply.of(check_message(call, call.application, shut=_shut(turn)))


def _shut(turn: Turn) -> str:
    """Return why one cannot apply today, "" while one can."""
    heading = turn.base.call.call
    if heading.takes(turn.now):
        return ""
    return filled(turn.base.call, general.NOT_YET if turn.now < heading.opens_at else texts.RESULT_CLOSED)


async def check(turn: Turn) -> Reply:
    """Say what the call says of the answers."""
    call = turn.base.call
    if call.application is None:
        return Reply.text(general.UNKNOWN_BUTTON)
    answers = _answers(turn)
    if answers is None:
        return await show(turn)
    return Reply.of(result_message(call, call.application, answers, shut=_shut(turn)))


def _answers(turn: Turn) -> dict[str, str] | None:
    """Return what the card's inputs hold, by field; None where something is missing or cannot be read."""
    answers = {AUTHORITY: str(turn.incoming.value.get(AUTHORITY, ""))[:_LONGEST]}
    form = turn.base.call.application
    for row in map(ApplicationField, form.deciding if form else ()):
        if row.id != AUTHORITY:
            field = row.form_field(turn.base.call)
            given = field.answered(turn.incoming.value)[:_LONGEST]
            try:
                answers[row.id] = given if row.of.option(given) else field.taken(given)
            except AnswerRefused:
                return None
    return answers if all(answers.values()) and answers[AUTHORITY] in HERE_OR_NOT else None


async def answer(turn: Turn) -> Reply:
    """Answer «Je suis SG, vague 3, puis-je candidater ?»: first yes, no or that it depends, then why."""
    meant, call = turn.understood, turn.base.call
    if meant is None or meant.candidate is None or call.application is None:
        return await show(turn)
    beside = _beside(turn, meant.decision)
    if not meant.candidate.says_something:
        return Reply.of(addressed_message(call, shut=_shut(turn), beside=beside))
    decision = meant.decision
    topics = decision.topics if decision and decision.verdict is not Verdict.CHOOSE else ()
    # What function and wave make of it is said anyway.
    told = [
        turn.base.fact(one, turn.now).short
        for one in topics
        if one in turn.base.facts and one not in turn.base.on_eligibility
    ]
    # What is said of a point that is nobody's to be eligible by is a second question, where it is sure enough.
    sure = decision is not None and decision.score >= _SURELY
    points = [one for one in topics if one in turn.base.silent and (sure or one in turn.base.on_eligibility)]
    told += [turn.base.point(one, turn.now).sentence for one in points]
    spoken = next((one for one in ("fonctions", "vagues") if one in turn.base.facts), None)
    if spoken:  # «et en vague 6 ?» goes on from here.
        turn.remember(turn.remembered.about(spoken, turn.now))
    another = speaks_of_another(turn.incoming.text)
    shown = candidate_message(
        call, call.application, meant.candidate, told, shut=_shut(turn), beside=beside, of_another=another
    )
    return Reply.of(shown)


def _beside(turn: Turn, decision: Decision | None) -> list[Action]:
    """Return the buttons of what else may be asked, where the call's reader was not sure of one thing."""
    if decision is None or decision.verdict is not Verdict.CHOOSE:
        return []
    others = [one for one in decision.topics if one not in turn.base.on_eligibility]
    return [question_button(id_, question) for id_, question in known_questions(turn.base, others)]
