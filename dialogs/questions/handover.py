"""Questions passed on to the SA EPLE by a form, and answered from its list by another."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.filling import place, start
from dialogs.core.form import Field, Form, free_text
from dialogs.core.pressed import PRESSED_STRICTLY
from dialogs.core.school_field import school_field
from dialogs.core.turn import Message, Reply
from dialogs.questions import handover_texts as texts
from dialogs.questions import learning_texts
from dialogs.questions import texts as question_texts
from dialogs.ui import elements as el
from knowledge.people import Role
from knowledge.understanding.kinds import WORDS
from knowledge.understanding.matter import ANYTHING
from storage.actions import questions as actions
from storage.actions.drafts import Draft
from storage.actions.questions import AlreadyAnswered, PassedOn, RoleMissing
from storage.queries import questions as queries

LONGEST = 2_000


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
        lines.append(turn.worded(texts.NOT_HEARD))
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
    title=texts.TITLE,
    intro=texts.INTRO,
    fields=(
        Field("question", texts.QUESTION, texts.ASK_QUESTION, free_text, hint=texts.QUESTION_HINT, multiline=True,
              longest=LONGEST, free=True, alone=WORDS, tells=ANYTHING),
        school_field("school", texts.SCHOOL, texts.ASK_SCHOOL, optional=True, named=True),
    ),
    recalls="question",
    send=_send,
    again=_answer_second_press,
    send_title=texts.SEND,
)  # fmt: skip


class QuestionToPass(BaseModel):
    """What a button passes on: the question as it was asked, and the entry that had been understood; both may be empty."""

    model_config = PRESSED_STRICTLY

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
        return Reply.text(texts.ANSWERED_ALREADY.format(number=draft.subject))
    return _confirmed(number)


def _confirmed(number: int) -> Reply:
    said = texts.ANSWERED.format(number=number)
    shown = el.card(el.heading(texts.ANSWER_TITLE.format(number=number)), el.paragraph(said))
    return Reply.of(Message(said, shown))


async def _answered(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Say that the question has its answer, whoever gave it."""
    if not subject.isdecimal() or not turn.person.has(Role.SA_EPLE):
        return None
    found = await queries.get(turn.storage, int(subject[:15]))
    if not found or found.state == actions.WAITING:
        return None
    own = found.answered_by == turn.person.key
    return _confirmed(found.number) if own else Reply.text(texts.ANSWERED_ALREADY.format(number=found.number))


ANSWER = Form(
    name="answer",
    title=texts.ANSWER_FORM,
    about=lambda draft: texts.ANSWER_TITLE.format(number=draft.subject),
    recalls="question",
    fields=(
        Field("answer", texts.ANSWER, texts.ASK_ANSWER, free_text, hint=texts.ANSWER_HINT, multiline=True,
              longest=LONGEST, free=True, tells=ANYTHING),
        Field("share", learning_texts.SHARE, learning_texts.ASK_SHARE, free_text, hint=learning_texts.SHARE_HINT,
              optional=True, longest=300, free=True, tells=ANYTHING),
    ),
    send=_send_answer,
    again=_answered,
    send_title=texts.SEND_ANSWER,
)  # fmt: skip


class QuestionNumber(BaseModel):
    """The question that a button answers."""

    model_config = PRESSED_STRICTLY

    number: int = Field_(ge=1, le=2**53)


async def answer(turn: Turn, asked: QuestionNumber) -> Reply:
    """Begin to answer a question that waits."""
    number = asked.number
    found = await queries.get(turn.storage, number)
    if not found:
        return Reply.text(texts.NO_SUCH)
    if found.state != actions.WAITING:
        own = found.answered_by == turn.person.key
        return Reply.text((texts.ANSWERED if own else texts.ANSWERED_ALREADY).format(number=number))
    return await start(turn, ANSWER.name, subject=str(number), proposals={"question": found.text})
