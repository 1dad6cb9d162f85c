"""Learning from use: what people think of an answer, what found none, and what the SA EPLE teaches."""

from __future__ import annotations

from datetime import timedelta
from zlib import crc32

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.filling import place, start
from dialogs.core.form import Choice, Field, FieldRefused, Form, free_text, one_of
from dialogs.core.parts import notes, titled, told, words
from dialogs.core.pressed import PRESSED_STRICTLY
from dialogs.core.turn import Message, Reply
from dialogs.questions import learning_texts as texts
from dialogs.questions import texts as question_texts
from dialogs.questions.answers import pass_title
from dialogs.ui import elements as el
from knowledge.anonymous import KEPT_CHARACTERS, without_identity
from knowledge.base import KnowledgeBase
from knowledge.call import Call
from knowledge.french import PARIS, counted, shortened
from knowledge.likeness import LikeGroup, groups
from knowledge.people import Role
from knowledge.understanding.intent.topics import Verdict
from knowledge.understanding.matter import ANYTHING
from storage.actions import teaching
from storage.actions.drafts import Draft
from storage.actions.questions import LoggedQuestion, RoleMissing
from storage.lessons import LessonChanged, TaughtAlready
from storage.queries import teaching as queries

DAYS = 90
PAGE = 5
_LONGEST = 2_000  # Characters of a question that a button carries.
_SURELY = 80  # Percent.
_EXAMPLE = 160  # Characters of an example, so that a page fits a card.


class AnswerJudged(BaseModel):
    """The entry of an answer that a button is about, and what had been asked."""

    model_config = PRESSED_STRICTLY

    entry: str = Field_("", max_length=48)
    text: str = Field_("", max_length=_LONGEST)


async def said_good(turn: Turn, judged: AnswerJudged) -> Reply:
    """Count an answer as useful: the button's, or, typed, the last one."""
    if not judged.entry:
        if not turn.topic:
            return Reply.text(texts.NOTHING_RATED)
        judged = AnswerJudged(entry=turn.topic)
    if not _first(turn, "good", judged.entry):
        return Reply.text(texts.NOTED_ALREADY)
    _note(turn, "good", judged.entry, "")
    return Reply.text(texts.THANKS)


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
        return Reply.text(texts.NOTED_ALREADY)
    _note(turn, "bad", entry, asked)
    if not turn.personal:
        return Reply.text(texts.SORRY_GROUP)
    buttons = [el.asks(question_texts.BUTTON_HUMAN, "contact.show")]
    if asked:
        buttons.insert(0, el.asks(pass_title(turn), "question.pass", {"text": asked, "entry": entry}))
    shown = el.card(el.heading(texts.BAD), el.paragraph(texts.SORRY), actions=buttons)
    return Reply.of(Message(texts.SORRY, shown))


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
        none = texts.NONE.format(days=DAYS)
        return Message(none, el.card(el.heading(texts.TITLE), el.paragraph(none)))
    total = counted(sum(group.count for group in held), "question")
    shown, buttons = [words(texts.COUNT.format(count=total, days=DAYS))], []
    for number, group in enumerate(held[:PAGE], 1):
        example = shortened(group.example, _EXAMPLE)
        head = texts.GROUP.format(number=number, example=example, times=counted(group.count, "fois", "fois"))
        others = [shortened(text, _EXAMPLE) for text in group.texts if text != group.example][:2]
        entry = next((found[text] for text in group.texts if text in found), "")
        title = base.facts[entry].title if entry in base.facts else ""
        like = [texts.LIKE.format(others=" · ".join(others))] if others else []
        shown.append(titled(head, notes(*like, *([texts.SUGGESTED.format(title=title)] if title else []))))
        data = {"text": group.example[:KEPT_CHARACTERS], "entry": entry if title else ""}
        buttons.append(el.asks(texts.TEACH_BUTTON.format(number=number), "learning.teach", data))
    if len(held) > PAGE:
        shown.append(notes(texts.MORE.format(count=counted(len(held) - PAGE, "groupe"))))
    buttons.append(el.asks(texts.BUTTON_LESSONS, "lesson.list", {"skip": 0}))
    return told(texts.TITLE, *shown, actions=buttons)


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
    return (_form(call),)


def _form(call: Call) -> Form:
    choices = tuple(Choice(fact.id, fact.title) for fact in call.fact)
    return Form(
        name="teach",
        of_call=call.id,
        title=texts.TEACH_TITLE,
        intro=texts.TEACH_INTRO,
        fields=(
            Field("wording", texts.WORDING, texts.ASK_WORDING, free_text, hint=texts.WORDING_HINT,
                  longest=KEPT_CHARACTERS, free=True, tells=ANYTHING),
            Field("entry", texts.ENTRY, texts.ASK_ENTRY, one_of(choices), hint=texts.ENTRY_HINT, optional=True,
                  choices=choices),
            Field("answer", texts.ANSWER, texts.ASK_ANSWER, free_text, hint=texts.ANSWER_HINT, optional=True,
                  multiline=True, longest=600, free=True, tells=ANYTHING),
        ),
        send=_send,
        again=_answer_second_press,
        send_title=texts.SEND,
        notes=lambda draft: () if _teaches(draft) else (texts.NOTHING_TAUGHT,),
    )  # fmt: skip


def _teaches(draft: Draft) -> bool:
    return bool(draft.answers.get("entry") or draft.answers.get("answer"))


def _does_something(turn: Turn, wording: str) -> bool:
    """Tell whether a wording is a command, or a greeting: taught as a question, it would do nothing any more."""
    if turn.registry.routes.words.exact(wording):
        return True
    decision = turn.base.decide(wording)
    return decision.verdict is Verdict.ACTION and decision.score >= _SURELY


async def _send(turn: Turn, draft: Draft) -> Reply:
    if not _teaches(draft):
        raise FieldRefused("entry", texts.NOTHING_TAUGHT)
    if _does_something(turn, draft.answers["wording"]):
        raise FieldRefused("wording", texts.IS_COMMAND.format(text=shortened(draft.answers["wording"], _EXAMPLE)))
    try:
        await teaching.teach(turn.storage, place(turn), draft, call=draft.subject, now=turn.now, activity=turn.shown)
    except RoleMissing:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except TaughtAlready as other:
        raise FieldRefused("wording", texts.ANSWERED_BY.format(number=other.number)) from other
    except LessonChanged as changed:
        raise FieldRefused("wording", texts.CHANGED_MEANWHILE.format(number=changed)) from changed
    shown = el.card(el.heading(texts.TEACH_TITLE), el.paragraph(texts.TAUGHT), el.said(draft.answers["wording"]))
    return Reply.of(Message(texts.TAUGHT, shown))


async def _answer_second_press(turn: Turn, _nonce: str, _subject: str) -> Reply | None:
    return Reply.text(texts.TAUGHT_ALREADY) if turn.person.has(Role.SA_EPLE) else None
