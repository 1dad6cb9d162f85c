"""Questions passed on to the SA EPLE: sent by a form, listed, answered by another form, and their notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field as Field_

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Letter, Message, NumberPress, Reply, StrictlyPressed
from dialogs.core.fields import school_field
from dialogs.core.filling import place, start
from dialogs.core.form import Field, Form, free_text
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, NoticeView, Wording, by_kind, one_by_one
from dialogs.questions import texts as question_texts
from dialogs.ui import elements as el
from dialogs.ui.elements import CardElement
from knowledge.french import PARIS, counted, long_date, shortened
from knowledge.french import typeset as _
from knowledge.people import Role
from knowledge.understanding.answer_fit import WORDS
from knowledge.understanding.matter import ANYTHING
from storage.actions import questions as actions
from storage.actions.drafts import Draft
from storage.actions.notices import QUESTION_ANSWERED, QUESTION_ASKED, QUESTION_PHONE
from storage.actions.questions import ANSWERED, WAITING, AlreadyAnswered, PassedOn, RoleMissing
from storage.calls import UnknownCall
from storage.notice_data import QuestionCallData, from_json
from storage.outbox import Medium, Row
from storage.queries import questions as queries
from storage.queries.questions import PassedQuestion

LONGEST = 2_000
_HAD_SAID = 220  # Characters of the assistant's own answer beside a question.


async def _send(turn: Turn, draft: Draft) -> Reply:
    passed = await actions.pass_on(
        turn.storage,
        place(turn),
        draft,
        name=turn.person.name,
        entry=draft.subject or None,
        call=turn.base.call.id,
        now=turn.now,
        activity=turn.shown,
    )
    return _passed(turn, passed)


async def _answer_second_press(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    passed = await actions.passed_on(turn.storage, turn.person.key, nonce)
    return _passed(turn, passed) if passed else None


def _passed(turn: Turn, passed: PassedOn) -> Reply:
    """Confirm, in the same words however often it is asked."""
    lines = [turn.worded(question_texts.PASSED, number=passed.number)]
    if not passed.heard:
        lines.append(turn.worded(question_texts.NOT_HEARD))
    urgent = turn.worded(question_texts.PASSED_URGENT)
    shown = el.card(
        el.heading(question_texts.PASSED_TITLE),
        *map(el.paragraph, lines),
        el.quote(passed.text),
        el.subtle(urgent),
    )
    return Reply.of(Message("\n".join([*lines, urgent]), shown))


PASS_ON = Form(
    name="question",
    begun_by=frozenset({"transmettre_question"}),
    title=question_texts.TITLE,
    intro=question_texts.INTRO,
    fields=(
        Field("question", question_texts.QUESTION, question_texts.ASK_QUESTION, free_text, hint=question_texts.QUESTION_HINT, multiline=True,
              longest=LONGEST, free=True, alone=WORDS, tells=ANYTHING),
        school_field("school", question_texts.SCHOOL, question_texts.ASK_SCHOOL, optional=True, named=True),
    ),
    recalls="question",
    send=_send,
    again=_answer_second_press,
    send_title=question_texts.SEND,
)  # fmt: skip


class QuestionToPass(StrictlyPressed):
    """What a button passes on: the question as it was asked, and the entry that had been understood; both may be empty."""

    text: str = Field_("", max_length=LONGEST)
    entry: str = Field_("", max_length=48)


async def pass_on(turn: Turn, asked: QuestionToPass) -> Reply:
    """Begin to pass a question on; a button's question answers the first field.

    Each entry has a draft of its own, so that one question begun does not swallow another.
    """
    answers = {"question": asked.text.strip()[:LONGEST]} if asked.text.strip() else {}
    return await start(turn, PASS_ON.name, subject=asked.entry, answers=answers)


async def _send_answer(turn: Turn, draft: Draft) -> Reply:
    try:
        number = await actions.answer(
            turn.storage, place(turn), draft, call=turn.base.call.id, now=turn.now, activity=turn.shown
        )
    except RoleMissing:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except AlreadyAnswered:
        return Reply.text(question_texts.ANSWERED_ALREADY.format(number=draft.subject))
    return _confirmed(number)


def _confirmed(number: int) -> Reply:
    said = question_texts.ANSWERED.format(number=number)
    shown = el.card(el.heading(question_texts.ANSWER_TITLE.format(number=number)), el.paragraph(said))
    return Reply.of(Message(said, shown))


async def _answered(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Say that the question has its answer, whoever gave it."""
    if not subject.isdecimal() or not turn.person.has(Role.SA_EPLE):
        return None
    found = await queries.get(turn.storage, int(subject[:15]))
    if not found or found.state == actions.WAITING:
        return None
    own = found.answered_by == turn.person.key
    return _confirmed(found.number) if own else Reply.text(question_texts.ANSWERED_ALREADY.format(number=found.number))


ANSWER = Form(
    name="answer",
    title=question_texts.ANSWER_FORM,
    about=lambda draft: question_texts.ANSWER_TITLE.format(number=draft.subject),
    recalls="question",
    fields=(
        Field("answer", question_texts.ANSWER, question_texts.ASK_ANSWER, free_text, hint=question_texts.ANSWER_HINT, multiline=True,
              longest=LONGEST, free=True, tells=ANYTHING),
        Field("share", question_texts.SHARE, question_texts.ASK_SHARE, free_text, hint=question_texts.SHARE_HINT,
              optional=True, longest=300, free=True, tells=ANYTHING),
    ),
    send=_send_answer,
    again=_answered,
    send_title=question_texts.SEND_ANSWER,
)  # fmt: skip


async def answer(turn: Turn, asked: NumberPress) -> Reply:
    """Begin to answer a question that waits."""
    number = asked.number
    found = await queries.get(turn.storage, number)
    if not found:
        return Reply.text(question_texts.NO_SUCH)
    if found.state != actions.WAITING:
        own = found.answered_by == turn.person.key
        return Reply.text((question_texts.ANSWERED if own else question_texts.ANSWERED_ALREADY).format(number=number))
    return await start(turn, ANSWER.name, subject=str(number), proposals={"question": found.text})


# --- The questions that wait for an answer of the SA EPLE.

PAGE = 5


async def show_waiting(turn: Turn) -> Reply:
    """List the questions that wait for the SA EPLE."""
    total, page = await queries.waiting(turn.storage, limit=PAGE)
    return Reply.of(waiting_message(turn.services, total, page))


def waiting_message(services: Services, total: int, page: list[queries.PassedQuestion]) -> Message:
    """Return the first page of the questions that wait, oldest first, with a button to answer each."""
    heading = el.heading(services.worded(question_texts.WAITING_TITLE))
    if not total:
        shown = el.card(heading, el.paragraph(question_texts.WAITING_NONE))
        return Message(question_texts.WAITING_NONE, shown)
    waiting = counted(total, "question attend", "questions attendent")
    lines = [question_texts.WAITING_COUNT.format(count=waiting)]
    body: list[CardElement] = [heading, el.paragraph(lines[0])]
    for question in page:
        head = question_texts.WAITING_BY.format(
            number=question.number,
            date=long_date(question.asked_at.astimezone(PARIS).date()),
            name=question.name or question_texts.NO_NAME,
        )
        school = question_texts.ASKED_SCHOOL.format(school=question.school) if question.school else ""
        had = _had_said(services, question)
        body += [el.strong(head), el.said(question.text)]
        body += [el.subtle(line) for line in (school, had) if line]
        lines.append(" ".join((f"{head} : {question.text}", *filter(None, (school, had)))))
    if total > len(page):
        lines.append(question_texts.WAITING_MORE.format(count=total - len(page)))
        body.append(el.subtle(lines[-1]))
    answers = [
        el.asks(
            question_texts.BUTTON_ANSWER.format(number=question.number), "answer.write", {"number": question.number}
        )
        for question in page
    ]
    return Message("\n".join(lines), el.card(*body, actions=answers))


def _had_said(services: Services, question: PassedQuestion) -> str:
    """Return what the assistant had answered to a question that was passed on, in a line."""
    services = _of_call(services, question.call)
    base = services.knowledge()
    lesson = base.taught.get(question.entry)
    entry = next((one for one in services.call.entries if one.id == question.entry), None)
    if lesson is not None:
        title, said = lesson.wording, lesson.answer or ""
    elif entry is not None and base.call.id == services.call.id:
        title = entry.title
        said = (
            base.fact(entry.id, services.now()).answer
            if entry.id in base.facts
            else base.point(entry.id, services.now()).sentence
        )
    else:
        return services.worded(question_texts.HAD_NONE) if not question.entry else ""
    return services.worded(question_texts.HAD_SAID, title=shortened(title, 60), answer=_(shortened(said, _HAD_SAID)))


# --- Notices: asked of the SA EPLE, answered by it, to be told by phone.


@dataclass(frozen=True, slots=True)
class QuestionView(NoticeView):
    """A question as it stands; the services deal with its call, where that is known."""

    question: PassedQuestion

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the person who asked."""
        return self.row.notice.kind == QUESTION_ANSWERED

    @property
    def values(self) -> Mapping[str, object]:
        """Return the question's values."""
        question = self.question
        return {
            "number": question.number,
            "name": question.name or question_texts.NO_NAME,
            "date": long_date(question.asked_at.astimezone(PARIS).date()),
        }


async def _view(services: Services, row: Row) -> QuestionView | None:
    question = await queries.get(services.storage, int(row.notice.reference or 0))
    return QuestionView(_of_call(services, question.call), row, question) if question else None


def _of_call(services: Services, call: str) -> Services:
    try:
        return services.on(call)
    except UnknownCall:
        return services


def _school(view: QuestionView) -> str:
    return question_texts.ASKED_SCHOOL.format(school=view.question.school) if view.question.school else ""


def _show_question(view: QuestionView, text: NoticeText) -> Message:
    question, school, had = view.question, _school(view), _had_said(view.services, view.question)
    shown = el.card(
        el.heading(text.first_line),
        el.said(question.text),
        el.paragraph(school) if school else None,
        el.subtle(had) if had else None,
        actions=[
            el.asks(
                question_texts.BUTTON_ANSWER.format(number=question.number), "answer.write", {"number": question.number}
            )
        ],
    )
    return Message("\n".join(filter(None, (text.first_line, question.text, school, had))), shown)


def _show_answer(view: QuestionView, text: NoticeText) -> Message:
    question, yours, answer = view.question, view.fill(question_texts.ANSWERED_YOURS), view.question.answer or ""
    replies = view.fill(question_texts.ANSWERED_REPLY)
    shown = el.card(
        el.heading(text.first_line),
        el.subtle(yours),
        el.quote(question.text),
        el.strong(replies),
        el.said(answer),
    )
    return Message("\n".join((text.first_line, yours, question.text, replies, answer)), shown)


def _show_call(view: QuestionView, text: NoticeText) -> Message:
    said = text.lines[0]
    row = from_json(QuestionCallData, view.row.notice.data).row
    shown = el.card(
        el.heading(text.first_line),
        el.paragraph(said),
        el.said(view.question.answer or ""),
        actions=[el.acts(general.BUTTON_TOLD, "notice.told", {"reference": str(view.question.number), "row": row})],
    )
    return Message(f"{text.first_line} : {said}", shown)


def _letter(view: QuestionView, _text: NoticeText) -> Letter:
    question, to = view.question, view.row.notice.mail or ""
    if view.to_owner:
        said = view.services.worded(
            question_texts.MAIL_TEXT, date=view.fill("{date}"), question=question.text, answer=question.answer or ""
        )
        return Letter(to, view.fill(question_texts.MAIL_SUBJECT), said, question.name)
    name = question.name or question_texts.NO_NAME
    said = view.services.worded(question_texts.ASKED_MAIL, name=name, question=question.text, school=_school(view))
    return Letter(to, view.fill(question_texts.ASKED_MAIL_SUBJECT), said)


NOTICES: NoticeFeature[QuestionView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=QUESTION_ASKED,
            label=_("question transmise"),
            still_true=lambda view: view.question.state == WAITING,
            staff=Wording(question_texts.ASKED_NOTICE),
            message=_show_question,
        ),
        NoticeSpec(
            kind=QUESTION_ANSWERED,
            label=_("réponse à une question"),
            still_true=lambda view: view.question.state == ANSWERED,
            owner=Wording(question_texts.ANSWERED_NOTICE),
            message=_show_answer,
        ),
        NoticeSpec(
            kind=QUESTION_PHONE,
            label=_("personne à prévenir par téléphone"),
            staff=Wording(question_texts.PHONE_NOTICE, question_texts.PHONE),
            media=frozenset({Medium.TEAMS}),
            message=_show_call,
        ),
    ),
    views=one_by_one(_view),
    message=_show_call,
    letter=_letter,
)
