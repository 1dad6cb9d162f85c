"""Learning from use: opinions on an answer, questions without one, and what the SA EPLE teaches and corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from pydantic import Field as Field_

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import (
    CardPart,
    Message,
    NumberPress,
    PagePress,
    Reply,
    StrictlyPressed,
    notes,
    plain_message,
    titled,
    told,
    words,
)
from dialogs.core.filling import place, start
from dialogs.core.form import Choice, Field, FieldRefused, Form, free_text, one_of
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one, plain_letter
from dialogs.questions import texts as question_texts
from dialogs.questions.answers import pass_title
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.base import KnowledgeBase
from knowledge.call import Call
from knowledge.cases import LikeGroup, groups
from knowledge.french import PARIS, brief_instant, counted, quoted, shortened, typeset
from knowledge.identities import KEPT_CHARACTERS, without_identity
from knowledge.people import Role
from knowledge.understanding.intent.topics import Verdict
from knowledge.understanding.matter import ANYTHING
from storage.actions import questions
from storage.actions.drafts import Draft
from storage.actions.notices import BADLY_ANSWERED
from storage.actions.questions import LessonChanged, RoleMissing, TaughtAlready
from storage.notice_data import MonthData, from_json
from storage.outbox import Row
from storage.queries import questions as queries
from storage.queries.questions import JudgedAnswer, LessonLine, LoggedQuestion

DAYS = 90
PAGE = 5
_MONTH = 30  # Days.
_LONGEST = 2_000  # Characters of a question that a button carries.
_SURELY = 80  # Percent.
_EXAMPLE = 160  # Characters of an example, so that a page fits a card.


class AnswerJudged(StrictlyPressed):
    """The entry of an answer that a button is about, and what had been asked."""

    entry: str = Field_("", max_length=48)
    text: str = Field_("", max_length=_LONGEST)


async def said_good(turn: Turn, judged: AnswerJudged) -> Reply:
    """Count an answer as useful: the button's, or, typed, the last one."""
    if not judged.entry:
        if not turn.topic:
            return Reply.text(question_texts.NOTHING_RATED)
        judged = AnswerJudged(entry=turn.topic)
    if not _first(turn, "good", judged.entry):
        return Reply.text(question_texts.NOTED_ALREADY)
    _note(turn, "good", judged.entry, "")
    if not turn.personal:
        return Reply.text(question_texts.THANKS)
    shown = el.card(el.heading(question_texts.THANKS), actions=[_say_why(judged.entry)])
    return Reply.of(Message(question_texts.THANKS, shown))


async def said_not_that(turn: Turn) -> Reply:
    """Take «ce n'est pas ça» for a judgement of the last answer; apologise where there was none."""
    if not turn.topic:
        return Reply.text(general.NOT_THAT)
    asked = turn.services.acquaintances.last_asked(turn.person.key, turn.incoming.address.conversation)
    return await said_bad(turn, AnswerJudged(entry=turn.topic, text=asked[:_LONGEST]))


async def said_bad(turn: Turn, judged: AnswerJudged) -> Reply:
    """Count an answer as beside the point, keep the question without identity, and offer to pass it on."""
    entry, asked = judged.entry, judged.text
    if not _first(turn, "bad", entry):
        return Reply.text(question_texts.NOTED_ALREADY)
    _note(turn, "bad", entry, asked)
    if not turn.personal:
        return Reply.text(question_texts.SORRY_GROUP)
    buttons = [_say_why(entry), el.asks(question_texts.BUTTON_HUMAN, "contact.show")]
    if asked:
        buttons.insert(0, el.asks(pass_title(turn), "question.pass", {"text": asked, "entry": entry}))
    shown = el.card(el.heading(question_texts.BAD), el.paragraph(question_texts.SORRY), actions=buttons)
    return Reply.of(Message(question_texts.SORRY, shown))


def _say_why(entry: str) -> Action:
    return el.asks(question_texts.SAY_WHY, "feedback.comment", {"entry": entry})


async def begin_comment(turn: Turn, judged: AnswerJudged) -> Reply:
    """Ask what should be changed about an answer that was judged."""
    return await start(turn, _OPINION.name, subject=judged.entry)


async def _send_comment(turn: Turn, draft: Draft) -> Reply:
    text = without_identity(draft.answers["comment"])
    day = turn.now.astimezone(PARIS).date()
    entry = LoggedQuestion(day, turn.base.call.id, "comment", draft.subject or None, 0, text)
    await questions.comment(turn.storage, place(turn), draft, entry, now=turn.now, activity=turn.activity)
    return Reply.text(turn.worded(question_texts.OPINION_NOTED))


async def _comment_twice(_turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return Reply.text(question_texts.OPINION_TWICE)


_OPINION = Form(
    name="opinion",
    title=question_texts.OPINION_TITLE,
    fields=(
        Field("comment", question_texts.OPINION, question_texts.ASK_OPINION, free_text, hint=question_texts.OPINION_HINT,
              multiline=True, longest=KEPT_CHARACTERS, free=True, tells=ANYTHING),
    ),
    send=_send_comment,
    again=_comment_twice,
    send_title=question_texts.OPINION_SEND,
)  # fmt: skip


def _first(turn: Turn, decision: str, entry: str) -> bool:
    """Tell whether this is the first press on that button since the answer was given."""
    return turn.services.acquaintances.judges(turn.person.key, turn.incoming.address.conversation, decision, entry)


def _note(turn: Turn, decision: str, entry: str, asked: str) -> None:
    text = without_identity(asked) if asked else None
    day = turn.now.astimezone(PARIS).date()
    turn.services.notebook.asked(LoggedQuestion(day, turn.base.call.id, decision, entry or None, 0, text))
    if text:
        turn.services.acquaintances.doubt(turn.person.key, turn.incoming.address.conversation, text, turn.now)


async def show_unanswered(turn: Turn) -> Reply:
    """Show the SA EPLE what found no sure answer, alike together, with a button to teach each."""
    since = (turn.now - timedelta(days=DAYS)).astimezone(PARIS).date()
    asked = await queries.unanswered(turn.storage, turn.base.call.id, since)
    found = await queries.reformulated(turn.storage, turn.base.call.id, since)
    return Reply.of(unanswered_message(groups(asked), found, turn.base))


def unanswered_message(held: list[LikeGroup], found: dict[str, str], base: KnowledgeBase) -> Message:
    """Return the first groups, with the answer that somebody found by saying it otherwise."""
    if not held:
        none = question_texts.NONE.format(days=DAYS)
        return Message(none, el.card(el.heading(question_texts.LEARNING_TITLE), el.paragraph(none)))
    total = counted(sum(group.count for group in held), "question")
    shown, buttons = [words(question_texts.COUNT.format(count=total, days=DAYS))], []
    for number, group in enumerate(held[:PAGE], 1):
        example = shortened(group.example, _EXAMPLE)
        head = question_texts.GROUP.format(number=number, example=example, times=counted(group.count, "fois", "fois"))
        others = [shortened(text, _EXAMPLE) for text in group.texts if text != group.example][:2]
        entry = next((found[text] for text in group.texts if text in found), "")
        title = base.facts[entry].title if entry in base.facts else ""
        like = [question_texts.LIKE.format(others=" · ".join(others))] if others else []
        shown.append(titled(head, notes(*like, *([question_texts.SUGGESTED.format(title=title)] if title else []))))
        data = {"text": group.example[:KEPT_CHARACTERS], "entry": entry if title else ""}
        buttons.append(el.asks(question_texts.TEACH_BUTTON.format(number=number), "learning.teach", data))
    if len(held) > PAGE:
        shown.append(notes(question_texts.MORE.format(count=counted(len(held) - PAGE, "groupe"))))
    buttons.append(el.asks(question_texts.BUTTON_LESSONS, "lesson.list", {"skip": 0}))
    return told(question_texts.LEARNING_TITLE, *shown, actions=buttons)


async def begin_teaching(turn: Turn, judged: AnswerJudged) -> Reply:
    """Begin to teach a question, with what somebody found for it as the entry proposed.

    Each question has a draft of its own, so that one begun does not swallow another.
    """
    answers = {"wording": judged.text} if judged.text else {}
    if judged.entry in turn.base.facts:
        answers["entry"] = judged.entry
    own = -(crc32(judged.text.encode()) & 0x7FFF_FFFF)  # Above 0 stand the lessons that are corrected.
    return await start(turn, "teach", subject=turn.base.call.id, subject_version=own, answers=answers)


def forms(call: Call) -> tuple[Form, ...]:
    """Return the forms of this module while ``call`` is in force."""
    return (_form(call), _OPINION)


def _form(call: Call) -> Form:
    choices = tuple(Choice(fact.id, fact.title) for fact in call.fact)
    return Form(
        name="teach",
        of_call=call.id,
        title=question_texts.TEACH_TITLE,
        intro=question_texts.TEACH_INTRO,
        fields=(
            Field("wording", question_texts.WORDING, question_texts.ASK_WORDING, free_text, hint=question_texts.WORDING_HINT,
                  longest=KEPT_CHARACTERS, free=True, tells=ANYTHING),
            Field("entry", question_texts.ENTRY, question_texts.ASK_ENTRY, one_of(choices), hint=question_texts.ENTRY_HINT, optional=True,
                  choices=choices),
            Field("answer", question_texts.ANSWER, question_texts.LEARNING_ASK_ANSWER, free_text, hint=question_texts.LEARNING_ANSWER_HINT, optional=True,
                  multiline=True, longest=600, free=True, tells=ANYTHING),
        ),
        send=_send,
        again=_answer_second_press,
        send_title=question_texts.LEARNING_SEND,
        notes=_notes,
    )  # fmt: skip


def _teaches(draft: Draft) -> bool:
    return bool(draft.answers.get("entry") or draft.answers.get("answer"))


def _notes(draft: Draft) -> tuple[str, ...]:
    if draft.answers.get("entry") and draft.answers.get("answer") and draft.subject_version <= 0:
        return (question_texts.ANSWER_WINS,)
    return () if _teaches(draft) else (question_texts.NOTHING_TAUGHT,)


def _does_something(turn: Turn, wording: str) -> bool:
    """Tell whether a wording is a command, or a greeting: taught as a question, it would do nothing any more."""
    if turn.registry.routes.words.exact(wording):
        return True
    decision = turn.base.decide(wording)
    return decision.verdict is Verdict.ACTION and decision.score >= _SURELY


async def _send(turn: Turn, draft: Draft) -> Reply:
    if not _teaches(draft):
        raise FieldRefused("entry", question_texts.NOTHING_TAUGHT)
    if _does_something(turn, draft.answers["wording"]):
        raise FieldRefused(
            "wording", question_texts.IS_COMMAND.format(text=shortened(draft.answers["wording"], _EXAMPLE))
        )
    try:
        await questions.teach(turn.storage, place(turn), draft, call=draft.subject, now=turn.now, activity=turn.shown)
    except RoleMissing:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except TaughtAlready as other:
        raise FieldRefused("wording", question_texts.ANSWERED_BY.format(number=other.number)) from other
    except LessonChanged as changed:
        raise FieldRefused("wording", question_texts.CHANGED_MEANWHILE.format(number=changed)) from changed
    shown = el.card(
        el.heading(question_texts.TEACH_TITLE), el.paragraph(question_texts.TAUGHT), el.said(draft.answers["wording"])
    )
    return Reply.of(Message(question_texts.TAUGHT, shown))


async def _answer_second_press(turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return Reply.text(question_texts.TAUGHT_ALREADY) if turn.person.has(Role.SA_EPLE) else None


# --- What was badly answered: the last month, or another one in a notice of its own.


async def show_judged(turn: Turn) -> Reply:
    """Show the SA EPLE which answers were found beside the point in the last month, with what people added."""
    last = turn.now.astimezone(PARIS).date()
    found = await queries.judged(turn.storage, turn.base.call.id, last - timedelta(days=_MONTH), last)
    return Reply.of(judged_message(found, turn.base, question_texts.JUDGED_SINCE))


def judged_message(found: Sequence[JudgedAnswer], base: KnowledgeBase, when: str) -> Message:
    """Return the worst answers, each with what was asked, what was added, and a button to teach a better one."""
    if not found:
        return plain_message(question_texts.JUDGED_TITLE, [question_texts.JUDGED_NONE.format(when=when)])
    above = question_texts.JUDGED_COUNTS if len(found) > 1 else question_texts.JUDGED_COUNT
    shown, buttons = [words(above.format(count=counted(len(found), "réponse"), when=when))], []
    titles = {one.id: one.title for one in base.call.entries} | {id_: one.wording for id_, one in base.taught.items()}
    for number, one in enumerate(found[:PAGE], 1):
        title = titles.get(one.entry, question_texts.JUDGED_OF_NONE)
        head = question_texts.JUDGED_LINE.format(
            number=number, title=shortened(title, _WORDING), bad=counted(one.bad, "fois", "fois"),
            good=counted(one.good, "fois", "fois"),
        )  # fmt: skip
        lines = [
            template.format(texts=" · ".join(quoted(shortened(text, _EXAMPLE)) for text in dict.fromkeys(texts)))
            for template, texts in ((question_texts.JUDGED_ASKED, one.asked[:2]), (question_texts.JUDGED_SAID, one.comments[:3]))
            if texts
        ]  # fmt: skip
        shown.append(titled(head, notes(*lines)))
        if one.asked:
            data = {"text": one.asked[0][:KEPT_CHARACTERS], "entry": ""}
            buttons.append(el.asks(question_texts.TEACH_BUTTON.format(number=number), "learning.teach", data))
    if len(found) > PAGE:
        shown.append(notes(question_texts.JUDGED_MORE.format(count=counted(len(found) - PAGE, "autre"))))
    return told(question_texts.JUDGED_TITLE, *shown, actions=buttons)


@dataclass(frozen=True, slots=True)
class MonthView(NoticeView):
    """The answers of a month that were found beside the point, as they are counted now."""

    found: Sequence[JudgedAnswer]

    @property
    def to_owner(self) -> bool:
        """Tell that it goes to the SA EPLE."""
        return False

    @property
    def values(self) -> Mapping[str, object]:
        """Return how many answers are to be looked at."""
        return {"count": counted(len(self.found), "réponse")}


async def _month(services: Services, row: Row) -> MonthView:
    month = from_json(MonthData, row.notice.data)
    call = services.knowledge().call.id
    return MonthView(services, row, await queries.judged(services.storage, call, month.first, month.last))


NOTICES: NoticeFeature[MonthView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=BADLY_ANSWERED,
            reminder=True,
            label=typeset("ce qui a été mal répondu le mois dernier"),
            still_true=lambda view: bool(view.found),
            staff=Wording(question_texts.JUDGED_MONTH),
            message=lambda view, text: replace(
                judged_message(view.found, view.services.knowledge(), question_texts.JUDGED_LAST_MONTH),
                text=text.first_line,
            ),
        ),
    ),
    views=one_by_one(_month),
    letter=lambda view, text: plain_letter(view, text.first_line, [question_texts.JUDGED_HOW]),
)


# --- What the SA EPLE has taught: seen, corrected, withdrawn and put back, with who did it and when.

_WORDING, _ANSWER = 120, 160  # Characters, so that a page fits a card.


async def show(turn: Turn, page: PagePress) -> Reply:
    """List what is taught about the call, the last first; what was withdrawn stays in the list, marked."""
    total, lines = await queries.all_lessons(turn.storage, turn.base.call.id, skip=page.skip, limit=PAGE)
    titles = {one.id: one.title for one in turn.base.call.entries}
    return Reply.of(lessons_message(lines, total, page.skip, titles, turn.now))


def lessons_message(
    lines: Sequence[LessonLine], total: int, skip: int, titles: Mapping[str, str], now: datetime
) -> Message:
    """Return a page of lessons, each with what may be done with it; ``titles``: of the call's entries, by id."""
    if not lines:
        return Message(
            question_texts.NO_LESSONS,
            el.card(el.heading(question_texts.LESSONS), el.paragraph(question_texts.NO_LESSONS)),
        )
    above = question_texts.LESSONS_COUNT.format(count=counted(total, "leçon"))
    shown = [words(above)]
    for one in lines:
        head = question_texts.LESSON.format(number=one.number, wording=shortened(one.wording, _WORDING))
        answer = question_texts.LESSON_ANSWER.format(answer=_answer(titles, one))
        by = question_texts.LESSON_BY.format(by=one.by or question_texts.SOMEBODY, when=brief_instant(one.at, now))
        state = (
            [] if one.active else [question_texts.WITHDRAWN.format(when=brief_instant(one.changed_at or one.at, now))]
        )
        data = {"number": one.number}
        buttons = (
            [
                el.asks(question_texts.BUTTON_CORRECT.format(number=one.number), "lesson.correct", data),
                el.asks(question_texts.BUTTON_WITHDRAW.format(number=one.number), "lesson.withdraw", data),
            ]
            if one.active
            else [el.asks(question_texts.BUTTON_PUT_BACK.format(number=one.number), "lesson.put_back", data)]
        )
        shown.append(titled(head, words(answer), notes(by, *state), CardPart([el.buttons(*buttons)])))
    last = skip + len(lines)
    actions = [el.asks(question_texts.BUTTON_MORE, "lesson.list", {"skip": last})] if last < total else []
    return told(question_texts.LESSONS, *shown, actions=actions)


def _answer(titles: Mapping[str, str], one: LessonLine) -> str:
    return (
        shortened(one.answer or "", _ANSWER) if one.entry is None else titles.get(one.entry, question_texts.ENTRY_GONE)
    )


async def use(turn: Turn, pressed: NumberPress, *, active: bool) -> Reply:
    """Take a lesson out of use, on every replica; ``active``: put one that was withdrawn to use again."""
    try:
        done = await questions.set_active(turn.storage, pressed.number, active=active, by=turn.person.key, now=turn.now)
    except RoleMissing:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except TaughtAlready as other:
        line = question_texts.ANSWERED_BY.format(number=other.number)
        return Reply.of(
            Message(line, el.card(el.heading(question_texts.LESSONS), el.paragraph(line), actions=[_all()]))
        )
    template = (question_texts.PUT_BACK if active else question_texts.TAKEN_OUT) if done else question_texts.ALREADY_SO
    line = template.format(number=pressed.number)
    verb, title = (
        ("lesson.withdraw", question_texts.BUTTON_WITHDRAW)
        if active
        else ("lesson.put_back", question_texts.BUTTON_PUT_BACK)
    )
    undo = el.asks(title.format(number=pressed.number), verb, {"number": pressed.number})
    shown = el.card(el.heading(question_texts.LESSONS), el.paragraph(line), actions=[undo, _all()])
    return Reply.of(Message(line, shown))


async def correct(turn: Turn, pressed: NumberPress) -> Reply:
    """Begin to teach a lesson anew: what is sent takes its place."""
    one = await queries.lesson(turn.storage, pressed.number)
    if one is None or not one.active:
        line = question_texts.CHANGED_MEANWHILE.format(number=pressed.number)
        return Reply.of(
            Message(line, el.card(el.heading(question_texts.LESSONS), el.paragraph(line), actions=[_all()]))
        )
    turn = turn.on(one.call)
    answers = {"wording": one.wording, **({"entry": one.entry} if one.entry in turn.base.facts else {})}
    if one.answer:
        answers |= {"entry": "", "answer": one.answer}
    return await start(turn, "teach", subject=one.call, subject_version=one.number, answers=answers)


def _all() -> Action:
    return el.asks(question_texts.BUTTON_LESSONS, "lesson.list", {"skip": 0})
