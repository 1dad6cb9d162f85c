"""Questions about the call: from a decision to what is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.question_buttons import known_questions, question_button
from dialogs.core.turn import Message, Reply
from dialogs.questions import learning_texts, texts
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, AdaptiveCard, CardElement
from knowledge.anonymous import without_identity
from knowledge.base import KnowledgeBase, Lesson, days_left
from knowledge.call import Fact, SilentPoint
from knowledge.french import NBSP, PARIS, counted, long_date, shortened
from knowledge.people import Role
from knowledge.understanding.intent.topics import Decision, Verdict
from storage.actions.questions import LoggedQuestion

# A question longer than this is cut before it is passed on: a card carries it back and forth.
PASSED_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One piece of an answer: a bold line (may be empty), its text, and where it comes from."""

    title: str
    text: str
    paragraph: str = ""
    today: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one question, before it takes the shape of a card, of a terminal line or of JSON."""

    decision: str  # answer, choose, silent, unknown
    title: str
    parts: tuple[AnswerPart, ...]
    source: str = ""
    entry: str | None = None
    related: tuple[tuple[str, str], ...] = ()  # (fact's id, its question), as buttons
    may_pass_on: bool = False
    score: int = 0
    hints: tuple[str, ...] = field(default=())  # Further sentences, of lesser importance.

    @property
    def text(self) -> str:
        """Return the whole answer in plain sentences."""
        lines = []
        for part in self.parts:
            lines.append(f"{part.title}{NBSP}: {part.text}" if part.title else part.text)
            if part.today:
                lines.append(part.today)
        return "\n".join([*lines, *self.hints, *([self.source] if self.source else [])])


def compose(
    base: KnowledgeBase,
    decision: Decision,
    now: datetime,
    *,
    personal: bool = True,
    roles: frozenset[Role] = frozenset(),
) -> Answer:
    """Return what is said about ``decision``, ``now`` (aware) telling what the closing date means today.

    Only in the ``personal`` chat is the question offered to be passed on.
    """
    match decision.verdict:
        case Verdict.ANSWER | Verdict.SILENT if len(decision.topics) > 1:
            return _both(base, decision, now)
        case Verdict.ANSWER if decision.topics[0] in base.taught:
            return _taught(base.taught[decision.topics[0]], decision)
        case Verdict.ANSWER:
            return _fact(base, base.facts[decision.topics[0]], decision, now)
        case Verdict.SILENT:
            return _silent(base, base.silent[decision.topics[0]], decision, personal)
        case Verdict.CHOOSE:
            return _choose(base, decision)
        case _:
            return _unknown(base, decision, personal, roles)


def _fact(base: KnowledgeBase, fact: Fact, decision: Decision, now: datetime) -> Answer:
    return Answer(
        decision="answer",
        title=fact.title,
        parts=(AnswerPart("", fact.answer, fact.paragraph, _today(base, fact, now)),),
        source=texts.SOURCE.format(source=base.call.source, paragraph=fact.paragraph),
        entry=fact.id,
        related=known_questions(base, fact.related),
        score=decision.score,
        hints=(fact.open,) if fact.open else (),
    )


def _taught(lesson: Lesson, decision: Decision) -> Answer:
    """Give the SA EPLE's own answer, as theirs: it is no part of the call."""
    return Answer(
        decision="answer",
        title=shortened(lesson.wording, 60),
        parts=(AnswerPart("", lesson.answer or ""),),
        source=learning_texts.SOURCE.format(date=long_date(lesson.at.astimezone(PARIS).date())),
        entry=lesson.id,
        score=decision.score,
    )


def _silent(base: KnowledgeBase, point: SilentPoint, decision: Decision, personal: bool) -> Answer:
    closest = base.facts[point.closest]
    if decision.doubtful:
        return Answer(
            decision="silent",
            title=point.title,
            parts=(
                AnswerPart("", point.sentence),
            ),  # Not even the call's number and date: they would be facts besides.
            entry=point.id,
            may_pass_on=True,
            score=decision.score,
            hints=(texts.SILENT_DOUBT if personal else texts.SILENT_DOUBT_GROUP,),
        )
    return Answer(
        decision="silent",
        title=point.title,
        parts=(AnswerPart("", point.sentence), AnswerPart(texts.CLOSEST, closest.short, closest.paragraph)),
        source=texts.SOURCE.format(source=base.call.source, paragraph=closest.paragraph),
        entry=point.id,
        related=known_questions(base, (closest.id,)),
        may_pass_on=True,
        score=decision.score,
        hints=(base.call.filled(texts.ASK_CONTACT if personal else texts.ASK_CONTACT_GROUP),),
    )


def _both(base: KnowledgeBase, decision: Decision, now: datetime) -> Answer:
    """Answer the two or three questions of one message, each in its own part; where the call is silent, with the closest fact."""
    parts, paragraphs, related = [], [], []
    for topic in decision.topics:
        if topic in base.facts:
            fact = base.facts[topic]
            parts.append(AnswerPart(fact.title, fact.answer, fact.paragraph, _today(base, fact, now)))
            paragraphs.append(fact.paragraph)
            related += [one for one in fact.related if one not in decision.topics and one not in related]
        elif topic in base.silent:
            point = base.silent[topic]
            closest = base.facts[point.closest]
            told = "" if closest.id in decision.topics else f" {closest.short}"
            parts.append(AnswerPart(point.title, f"{point.sentence}{told}", closest.paragraph if told else ""))
            paragraphs += [closest.paragraph] if told else []
        elif topic in base.taught:
            lesson = base.taught[topic]
            parts.append(AnswerPart(shortened(lesson.wording, 60), lesson.answer or ""))
    silent = [topic in base.silent for topic in decision.topics]
    return Answer(
        decision="silent" if all(silent) else "answer",
        title=texts.BOTH_TITLE if len(decision.topics) == 2 else texts.THREE_TITLE,
        parts=tuple(parts),
        source=texts.SOURCE.format(source=base.call.source, paragraph=", ".join(dict.fromkeys(paragraphs)))
        if paragraphs
        else texts.SOURCES.format(source=base.call.source),
        entry=decision.topics[0],
        related=known_questions(base, related[:3]),
        may_pass_on=any(silent),
        score=decision.score,
    )


def _choose(base: KnowledgeBase, decision: Decision) -> Answer:
    """Offer two or three readings with what the call says of each: one glance instead of one more press."""
    parts = []
    for topic in decision.topics:
        if topic in base.facts:
            fact = base.facts[topic]
            parts.append(AnswerPart(fact.title, fact.short, fact.paragraph))
        elif topic in base.silent:
            parts.append(AnswerPart(base.silent[topic].title, base.silent[topic].sentence))
        elif topic in base.taught:
            lesson = base.taught[topic]
            parts.append(AnswerPart(shortened(lesson.wording, 60), lesson.answer or ""))
    return Answer(
        decision="choose",
        title=texts.CHOOSE_TITLE,
        parts=(AnswerPart("", texts.CHOOSE), *parts),
        source=texts.SOURCES.format(source=base.call.source),
        related=tuple(
            (topic, base.facts[topic].question if topic in base.facts else shortened(base.silent[topic].title, 40))
            for topic in decision.topics
            if topic in base.facts or topic in base.silent
        ),
        may_pass_on=True,
        score=decision.score,
    )


def _unknown(base: KnowledgeBase, decision: Decision, personal: bool, roles: frozenset[Role]) -> Answer:
    if decision.elsewhere:
        more = _more_for(roles) if personal else ""
        return Answer(
            decision="unknown",
            title=texts.ELSEWHERE_TITLE,
            parts=(AnswerPart("", texts.ELSEWHERE.format(title=base.call.call.title, more=more)),),
            hints=(texts.ELSEWHERE_HELP,),
            score=decision.score,
        )
    return Answer(
        decision="unknown",
        title=texts.UNKNOWN_TITLE,
        parts=(AnswerPart("", texts.UNKNOWN),),
        hints=(texts.UNKNOWN_NEXT if personal else texts.UNKNOWN_NEXT_GROUP,),
        may_pass_on=True,
        score=decision.score,
    )


def _more_for(roles: frozenset[Role]) -> str:
    """Return what else than the call people of these roles are helped with."""
    if Role.SA_EPLE in roles:
        return texts.ELSEWHERE_SA_EPLE
    return texts.ELSEWHERE_EXPERT if Role.EXPERT in roles else texts.ELSEWHERE_AGENT


def _today(base: KnowledgeBase, fact: Fact, now: datetime) -> str:
    """Say what the closing date means on this day, where the fact asks for it."""
    if not fact.today:
        return ""
    left = days_left(base.call.call.closes, now)
    today = long_date(now.astimezone(PARIS).date())
    if left > 0:
        return texts.TODAY_DAYS.format(today=today, days=counted(left, "jour"))
    if left == 0:
        return texts.TODAY_LAST.format(today=today)
    return base.call.filled(texts.TODAY_OVER.replace("{today}", today))


@lru_cache(maxsize=256)  # Many ask the same, and building the elements costs more than drawing them.
def _body(title: str, parts: tuple[AnswerPart, ...], hints: tuple[str, ...], source: str) -> tuple[CardElement, ...]:
    """Return what the card of an answer shows whoever asks."""
    body: list[CardElement] = [el.heading(title)]
    for part in parts:
        if part.title:
            body.append(el.strong(part.title))
        body.append(el.paragraph(part.text))
        if part.today:
            body.append(el.paragraph(part.today))
    body += [el.paragraph(hint) for hint in hints]
    if source:
        body.append(el.subtle(source))
    return tuple(body)


@lru_cache(maxsize=256)
def _useful_button(entry: str) -> Action:
    return el.asks(learning_texts.GOOD, "feedback.good", {"entry": entry})


def answer_card(answer: Answer, *, asked: str = "", help_button: bool = False) -> AdaptiveCard:
    """Return the card of an answer: title, answer, source, then buttons. ``asked`` goes with «Transmettre»."""
    body = _body(answer.title, answer.parts, answer.hints, answer.source)
    # Teams folds what is beyond five buttons away.
    related = answer.related[: 2 if answer.may_pass_on and answer.entry else 3]
    buttons = [question_button(id_, question) for id_, question in related]
    if answer.may_pass_on and asked:
        data = {"text": asked[:PASSED_CHARACTERS], "entry": answer.entry or ""}
        buttons.append(el.asks(texts.BUTTON_PASS, "question.pass", data))
    if answer.entry:
        said = {"entry": answer.entry, "text": asked[:PASSED_CHARACTERS]}
        # Apart from what leads on, so that a press on them is meant.
        return el.card(
            *body,
            el.buttons(*buttons) if buttons else None,
            el.subtle(learning_texts.RATE),
            actions=[
                _useful_button(answer.entry),
                el.asks(learning_texts.BAD, "feedback.bad", said),
            ],
        )
    if help_button:
        buttons.append(el.asks(general.BUTTON_HELP, "help.show"))
    elif answer.decision == "unknown":
        buttons.append(el.asks(texts.BUTTON_HUMAN, "contact.show"))
    return el.card(*body, actions=buttons)


async def respond(turn: Turn, text: str, decision: Decision) -> Reply:
    """Answer a typed question, note it behind, and remember what was spoken of."""
    answer = compose(turn.base, decision, turn.now, personal=turn.personal, roles=turn.person.roles)
    _note(turn, text, answer)
    return Reply.of(_message(turn, answer, text, elsewhere=decision.elsewhere))


class EntryAsked(BaseModel):
    """The entry that a button asks for."""

    model_config = ConfigDict(extra="ignore", strict=True)

    entry: str = Field(max_length=48)


async def ask(turn: Turn, asked: EntryAsked) -> Reply:
    """Answer the press of a question's button; the entry may be gone since."""
    entry = asked.entry
    if entry in turn.base.facts or entry in turn.base.taught:
        decision = Decision(Verdict.ANSWER, (entry,), 100)
    elif entry in turn.base.silent:
        decision = Decision(Verdict.SILENT, (entry,), 100)
    else:
        return Reply.text(general.UNKNOWN_BUTTON)
    answer = compose(turn.base, decision, turn.now, personal=turn.personal, roles=turn.person.roles)
    _note(turn, "", answer)
    return Reply.of(_message(turn, answer, ""))


def _message(turn: Turn, answer: Answer, asked: str, *, elsewhere: bool = False) -> Message:
    # In a channel the question would be passed on in front of everyone: only the private chat offers it.
    kept = asked if turn.personal else ""
    return Message(answer.text, answer_card(answer, asked=kept, help_button=elsewhere))


def _note(turn: Turn, text: str, answer: Answer) -> None:
    services, incoming = turn.services, turn.incoming
    improves = answer.decision in ("unknown", "choose") and bool(text)
    services.notebook.asked(
        LoggedQuestion(
            day=turn.now.astimezone(PARIS).date(),
            call=turn.base.call.id,
            decision=answer.decision,
            entry=answer.entry,
            score=answer.score,
            text=without_identity(text) if improves else None,
        )
    )
    if improves:
        services.acquaintances.doubt(turn.person.key, incoming.address.conversation, without_identity(text), turn.now)
    elif answer.decision == "answer" and answer.entry:
        doubt = services.acquaintances.settled(turn.person.key, incoming.address.conversation, turn.now)
        if doubt:
            day = turn.now.astimezone(PARIS).date()
            services.notebook.asked(LoggedQuestion(day, turn.base.call.id, "reformulated", answer.entry, 0, doubt))
    # What was offered first was likely meant: «et par quel document ?» still follows on it.
    spoken = answer.entry or (answer.related[0][0] if answer.decision == "choose" and answer.related else None)
    if spoken:
        services.acquaintances.topic(turn.person.key, incoming.address.conversation, spoken, turn.now)
        services.notebook.topic(incoming, spoken, turn.now)
