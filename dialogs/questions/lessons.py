"""What the SA EPLE has taught: seen, corrected, withdrawn and put back, with who did it and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.filling import start
from dialogs.core.parts import CardPart, notes, titled, told, words
from dialogs.core.pressed import PRESSED, PRESSED_STRICTLY
from dialogs.core.turn import Message, Reply
from dialogs.questions import learning_texts as texts
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.french import brief_instant, counted, shortened
from storage.actions import teaching
from storage.actions.questions import RoleMissing
from storage.lessons import TaughtAlready
from storage.queries import teaching as queries
from storage.queries.teaching import LessonLine

PAGE = 5
_WORDING, _ANSWER = 120, 160  # Characters, so that a page fits a card.


class LessonsPage(BaseModel):
    """From which lesson on the list is shown."""

    model_config = PRESSED

    skip: int = Field_(0, ge=0, le=100_000)


class LessonPress(BaseModel):
    """The lesson that a button is about."""

    model_config = PRESSED_STRICTLY

    number: int = Field_(ge=1, le=2**53)


async def show(turn: Turn, page: LessonsPage) -> Reply:
    """List what is taught about the call, the last first; what was withdrawn stays in the list, marked."""
    total, lines = await queries.all_lessons(turn.storage, turn.base.call.id, skip=page.skip, limit=PAGE)
    titles = {one.id: one.title for one in turn.base.call.entries}
    return Reply.of(lessons_message(lines, total, page.skip, titles, turn.now))


def lessons_message(
    lines: Sequence[LessonLine], total: int, skip: int, titles: Mapping[str, str], now: datetime
) -> Message:
    """Return a page of lessons, each with what may be done with it; ``titles``: of the call's entries, by id."""
    if not lines:
        return Message(texts.NO_LESSONS, el.card(el.heading(texts.LESSONS), el.paragraph(texts.NO_LESSONS)))
    above = texts.LESSONS_COUNT.format(count=counted(total, "leçon"))
    shown = [words(above)]
    for one in lines:
        head = texts.LESSON.format(number=one.number, wording=shortened(one.wording, _WORDING))
        answer = texts.LESSON_ANSWER.format(answer=_answer(titles, one))
        by = texts.LESSON_BY.format(by=one.by or texts.SOMEBODY, when=brief_instant(one.at, now))
        state = [] if one.active else [texts.WITHDRAWN.format(when=brief_instant(one.changed_at or one.at, now))]
        data = {"number": one.number}
        buttons = (
            [
                el.asks(texts.BUTTON_CORRECT.format(number=one.number), "lesson.correct", data),
                el.asks(texts.BUTTON_WITHDRAW.format(number=one.number), "lesson.withdraw", data),
            ]
            if one.active
            else [el.asks(texts.BUTTON_PUT_BACK.format(number=one.number), "lesson.put_back", data)]
        )
        shown.append(titled(head, words(answer), notes(by, *state), CardPart([el.buttons(*buttons)])))
    last = skip + len(lines)
    actions = [el.asks(texts.BUTTON_MORE, "lesson.list", {"skip": last})] if last < total else []
    return told(texts.LESSONS, *shown, actions=actions)


def _answer(titles: Mapping[str, str], one: LessonLine) -> str:
    return shortened(one.answer or "", _ANSWER) if one.entry is None else titles.get(one.entry, texts.ENTRY_GONE)


async def withdraw(turn: Turn, pressed: LessonPress) -> Reply:
    """Take a lesson out of use, on every replica."""
    return await _set(turn, pressed, active=False)


async def put_back(turn: Turn, pressed: LessonPress) -> Reply:
    """Put a lesson that was withdrawn to use again."""
    return await _set(turn, pressed, active=True)


async def _set(turn: Turn, pressed: LessonPress, *, active: bool) -> Reply:
    try:
        done = await teaching.set_active(turn.storage, pressed.number, active=active, by=turn.person.key, now=turn.now)
    except RoleMissing:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except TaughtAlready as other:
        line = texts.ANSWERED_BY.format(number=other.number)
        return Reply.of(Message(line, el.card(el.heading(texts.LESSONS), el.paragraph(line), actions=[_all()])))
    template = (texts.PUT_BACK if active else texts.TAKEN_OUT) if done else texts.ALREADY_SO
    line = template.format(number=pressed.number)
    verb, title = ("lesson.withdraw", texts.BUTTON_WITHDRAW) if active else ("lesson.put_back", texts.BUTTON_PUT_BACK)
    undo = el.asks(title.format(number=pressed.number), verb, {"number": pressed.number})
    shown = el.card(el.heading(texts.LESSONS), el.paragraph(line), actions=[undo, _all()])
    return Reply.of(Message(line, shown))


async def correct(turn: Turn, pressed: LessonPress) -> Reply:
    """Begin to teach a lesson anew: what is sent takes its place."""
    one = await queries.lesson(turn.storage, pressed.number)
    if one is None or not one.active:
        line = texts.CHANGED_MEANWHILE.format(number=pressed.number)
        return Reply.of(Message(line, el.card(el.heading(texts.LESSONS), el.paragraph(line), actions=[_all()])))
    turn = turn.on(one.call)
    answers = {"wording": one.wording, **({"entry": one.entry} if one.entry in turn.base.facts else {})}
    if one.answer:
        answers |= {"entry": "", "answer": one.answer}
    return await start(turn, "teach", subject=one.call, subject_version=one.number, answers=answers)


def _all() -> Action:
    return el.asks(texts.BUTTON_LESSONS, "lesson.list", {"skip": 0})
