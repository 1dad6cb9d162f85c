"""Questions about the call: from a decision to what is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest

from pydantic import Field

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Reply, StrictlyPressed, filled
from dialogs.core.help import known_questions, question_button
from dialogs.questions import texts
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, AdaptiveCard, CardElement
from knowledge.base import KnowledgeBase, TaughtAnswer
from knowledge.call import Fact, SilentPoint
from knowledge.french import NBSP, PARIS, long_date, quoted, shortened
from knowledge.identities import without_identity
from knowledge.people import Role
from knowledge.understanding.asked import answers_what_is_named, said_of
from knowledge.understanding.intent.segments import Joints
from knowledge.understanding.intent.topics import Decision, Verdict
from storage.queries.questions import LoggedQuestion

# A question longer than this is cut before it is passed on: a card carries it back and forth.
PASSED_CHARACTERS = 2_000
CANDIDATURE = "candidature"
_OFFERS = {
    CANDIDATURE: (general.BUTTON_START_APPLICATION, "candidature.start"),
    "assistance": (general.BUTTON_ASK_ASSISTANCE, "assistance.start"),
}
# What a summary says, in this order.
_GIST = ("objectif", "fonctions", "missions", "reconnaissance", "comment_candidater")
_LONGEST_TITLE = 40  # Characters of a button.
_LONGEST_PASSAGE = 320  # Characters of the call's own words.
_BUTTONS = 2  # Under an answer: more is read by nobody.


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One piece of an answer: a line that opens it (may be empty), its text, and where it comes from."""

    title: str
    text: str
    parts: tuple[str, ...] = ()  # The ids of the parts of the call that say it.


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one question, before it takes the shape of a card, of a terminal line or of JSON."""

    decision: str  # answer, choose, silent, unknown
    title: str
    parts: tuple[AnswerPart, ...]
    source: str = ""
    entry: str | None = None
    related: tuple[tuple[str, str], ...] = ()  # (fact's id, its question), as buttons
    offers: str = ""  # «candidature» or «assistance», where it can be begun here and now.
    may_pass_on: bool = False
    score: int = 0
    hints: tuple[str, ...] = field(default=())  # Further sentences, of lesser importance.

    @property
    def text(self) -> str:
        """Return the whole answer in plain sentences."""
        lines = [f"{part.title}{NBSP}: {part.text}" if part.title else part.text for part in self.parts]
        return "\n".join([*lines, *self.hints, *([self.source] if self.source else [])])


def compose(
    base: KnowledgeBase,
    decision: Decision,
    now: datetime,
    *,
    personal: bool = True,
    roles: frozenset[Role] = frozenset(),
    asked: str = "",
    assistance: bool = True,
) -> Answer:
    """Return what is said about ``decision``, ``now`` (aware) telling what the closing date means today.

    ``asked``: what was typed, whose form opens the answer («Oui», «Non»). Only in the ``personal`` chat is the question offered to be passed on, or something begun;
    ``assistance``: requests for it too.
    """
    decision = _by_what_is_named(base, decision, asked, now)
    if decision.verdict is Verdict.CHOOSE and len({*decision.topics}) == 1:  # One thing is no choice.
        verdict = Verdict.SILENT if decision.topics[0] in base.silent else Verdict.ANSWER
        decision = replace(decision, verdict=verdict, topics=decision.topics[:1])
    match decision.verdict:
        case Verdict.ANSWER | Verdict.SILENT if len(decision.topics) > 1:
            return _both(base, decision, now, asked)
        case Verdict.ANSWER if decision.topics[0] in base.taught:
            return _taught(base, base.taught[decision.topics[0]], decision)
        case Verdict.ANSWER:
            answer = _fact(base, base.fact(decision.topics[0], now), decision, asked, now)
        case Verdict.SILENT:
            answer = _silent(base, base.point(decision.topics[0], now), decision, now, personal)
        case Verdict.CHOOSE:
            return _choose(base, decision, now)
        case _:
            return _unknown(base, decision, personal, roles, assistance=assistance)
    return answer if personal and _begins(base, answer.offers, now, roles) else replace(answer, offers="")


_FIGURE = re.compile(r"\d")


def _by_what_is_named(base: KnowledgeBase, decision: Decision, asked: str, now: datetime) -> Decision:
    """Return the decision, a fact in its place where one alone answers what is named and nothing else is said.

    «Je peux déposer samedi 3 février ?», «les agents comptables sont concernés ?»: whatever was spoken of before.
    """
    several = decision.verdict in (Verdict.SILENT, Verdict.ANSWER) and len(decision.topics) > 1
    # A sure answer gives way to a day or a sum alone: most questions have no figure, and need not be looked through.
    sure = decision.verdict is Verdict.ANSWER and not _FIGURE.search(asked)
    # Nothing but a day or a sum brings another matter back to the call: «le 5 mars à 11 h, c'est bon ?»
    elsewhere = decision.elsewhere and not _FIGURE.search(asked)
    if not asked or several or sure or elsewhere or decision.is_written:
        return decision
    question = base.taken_apart(asked, now)
    facts = (
        [id_ for id_ in base.facts if answers_what_is_named(base.fact(id_, now), question, base.call)]
        if question.things
        else []
    )
    return replace(decision, verdict=Verdict.ANSWER, topics=(facts[0],)) if len(facts) == 1 else decision


def _begins(base: KnowledgeBase, offers: str, now: datetime, roles: frozenset[Role]) -> bool:
    """Tell whether what an answer offers can be begun: an application while they are taken; neither by those who handle them."""
    if roles:
        return False
    return offers != CANDIDATURE or (base.call.application is not None and base.call.call.takes(now))


def source_of(base: KnowledgeBase, parts: Sequence[str]) -> str:
    """Return the line that names where an answer stands in the call."""
    if not parts:
        return texts.SOURCES.format(source=base.call.source)
    return texts.SOURCE.format(source=base.call.source, parts=base.call.named_parts(parts))


def _fact(base: KnowledgeBase, fact: Fact, decision: Decision, asked: str, now: datetime) -> Answer:
    return Answer(
        decision="answer",
        title=fact.title,
        parts=(AnswerPart("", _told(base, fact, asked, now), fact.parts),),
        source=source_of(base, fact.parts),
        entry=fact.id,
        related=known_questions(base, fact.related),
        offers=fact.offers,
        score=decision.score,
        hints=tuple(filter(None, (_with_me(base, fact, now), fact.open))),
    )


def _with_me(base: KnowledgeBase, fact: Fact, now: datetime) -> str:
    """Return what the assistant does of a fact; before the opening, of one that offers to apply, from when on one may."""
    heading = base.call.call
    if fact.offers == CANDIDATURE and now < heading.opens_at:
        return general.NOT_YET.format(opens=heading.opening)
    return fact.with_me


def _told(base: KnowledgeBase, fact: Fact, asked: str, now: datetime) -> str:
    """Return a fact's answer, opened as it is asked for."""
    if not asked or not fact.asked:
        return fact.answer
    return said_of(fact, base.taken_apart(asked, now), base.call)


def _taught(base: KnowledgeBase, lesson: TaughtAnswer, decision: Decision) -> Answer:
    """Give the office's own answer, as theirs: it is no part of the call."""
    return Answer(
        decision="answer",
        title=shortened(lesson.wording, 60),
        parts=(AnswerPart("", lesson.answer or ""),),
        source=filled(base.call, texts.LEARNING_SOURCE, date=long_date(lesson.at.astimezone(PARIS).date())),
        entry=lesson.id,
        score=decision.score,
    )


def _silent(base: KnowledgeBase, point: SilentPoint, decision: Decision, now: datetime, personal: bool) -> Answer:
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
            hints=tuple(
                filter(
                    None,
                    (
                        point.with_me,
                        filled(base.call, texts.SILENT_DOUBT if personal else texts.SILENT_DOUBT_GROUP),
                    ),
                )
            ),
        )
    closest = base.fact(point.closest, now) if point.tells_closest else None
    parts = [AnswerPart("", point.sentence)]
    if point.near:
        parts.append(AnswerPart("", point.near))
    if closest:
        parts.append(AnswerPart("", closest.short, closest.parts))
    contact = base.call.contact_on(point)
    ask = texts.ASK_CONTACT.format(name=contact.name, way=contact.ways[0])
    told = point.with_me or (closest and contact.ways[0] in closest.short)
    return Answer(
        decision="silent",
        title=point.title,
        parts=tuple(parts),
        source=source_of(base, closest.parts if closest else ()),
        entry=point.id,
        related=known_questions(base, (*([closest.id] if closest else []), *point.related)),
        offers=point.offers,
        may_pass_on=True,
        score=decision.score,
        hints=tuple(filter(None, (point.with_me, "" if told else ask))),
    )


def _both(base: KnowledgeBase, decision: Decision, now: datetime, asked: str) -> Answer:
    """Answer the two or three questions of one message, each in its own part; where the call is silent, with the closest fact."""
    parts, related = [], []
    pieces = next(Joints(asked).pairs(), ()) if len(decision.topics) == 2 else ()
    for topic, piece in zip_longest(decision.topics, pieces, fillvalue=""):
        if topic in base.facts:
            fact = base.fact(topic, now)
            parts.append(AnswerPart(fact.title, _told(base, fact, piece, now), fact.parts))
            related += [one for one in fact.related if one not in decision.topics and one not in related]
        elif topic in base.silent:
            parts.append(_silent_part(base, base.point(topic, now), decision, now))
        elif topic in base.taught:
            lesson = base.taught[topic]
            parts.append(AnswerPart(shortened(lesson.wording, 60), lesson.answer or ""))
    parts = _each_once(parts)
    silent = [topic in base.silent for topic in decision.topics]
    return Answer(
        decision="silent" if all(silent) else "answer",
        title=texts.BOTH_TITLE if len(decision.topics) == 2 else texts.THREE_TITLE,
        parts=tuple(parts),
        source=source_of(base, [one for part in parts for one in part.parts]),
        entry=decision.topics[0],
        related=known_questions(base, related[:3]),
        may_pass_on=any(silent),
        score=decision.score,
    )


_BETWEEN = re.compile(r"(?<=[.!?…])\s+")


def _each_once(parts: Sequence[AnswerPart]) -> list[AnswerPart]:
    """Return the parts of one answer without the sentences that an earlier one says."""
    told: set[str] = set()
    kept = []
    for part in parts:
        sentences = _BETWEEN.split(part.text)
        new = [one for one in sentences if one not in told]
        told.update(sentences)
        kept.append(replace(part, text=" ".join(new or sentences)))
    return kept


def _silent_part(base: KnowledgeBase, point: SilentPoint, decision: Decision, now: datetime) -> AnswerPart:
    """Return an open point among other answers: what the assistant does of it, else the closest fact if it is not told."""
    if point.with_me:
        return AnswerPart(point.title, f"{point.sentence} {point.with_me}")
    if not point.tells_closest or point.closest in decision.topics:
        return AnswerPart(point.title, f"{point.sentence} {point.near}".rstrip())
    closest = base.fact(point.closest, now)
    return AnswerPart(point.title, f"{point.sentence} {closest.short}", closest.parts)


def _choose(base: KnowledgeBase, decision: Decision, now: datetime) -> Answer:
    """Offer two or three readings with what the call says of each: one glance instead of one more press."""
    parts = []
    for topic in decision.topics:
        if topic in base.facts:
            fact = base.fact(topic, now)
            parts.append(AnswerPart(fact.title, fact.short, fact.parts))
        elif topic in base.silent:
            parts.append(AnswerPart(base.silent[topic].title, base.point(topic, now).sentence))
        elif topic in base.taught:
            lesson = base.taught[topic]
            parts.append(AnswerPart(shortened(lesson.wording, 60), lesson.answer or ""))
    return Answer(
        decision="choose",
        title=texts.CHOOSE_TITLE,
        parts=(*parts, *_said_by_the_call(base, decision)),
        source=source_of(base, ()),
        related=tuple(
            (topic, base.facts[topic].question if topic in base.facts else base.silent[topic].button)
            for topic in decision.topics
            if topic in base.facts or topic in base.silent
        ),
        may_pass_on=True,
        score=decision.score,
    )


def _said_by_the_call(base: KnowledgeBase, decision: Decision) -> Sequence[AnswerPart]:
    """Return the passage of the published text that comes near a message which nothing surely answers, word for word.

    It is shown as the call's own words, below what is offered: it may not be what is asked.
    """
    near = decision.evidence.passages[:1] if decision.evidence else ()
    found = [base.passages[number] for number in near]
    return [AnswerPart(texts.CALL_SAYS, quoted(shortened(one.text, _LONGEST_PASSAGE))) for one in found]


def _gist(base: KnowledgeBase, now: datetime) -> Answer:
    """Return what the call says in five sentences."""
    facts = [base.fact(one, now) for one in _GIST if one in base.facts]
    return Answer(
        decision="answer",
        title=texts.GIST_TITLE,
        parts=tuple(AnswerPart("", fact.short, fact.parts) for fact in facts),
        source=source_of(base, ()),
        related=known_questions(base, ("duree",)),
        offers=CANDIDATURE,
        score=100,
    )


async def tell_gist(turn: Turn) -> Reply:
    """Say the call in brief."""
    answer = _gist(turn.base, turn.now)
    begins = turn.personal and _begins(turn.base, answer.offers, turn.now, turn.person.roles)
    return Reply.of(_message(turn, answer if begins else replace(answer, offers=""), ""))


def _unknown(
    base: KnowledgeBase,
    decision: Decision,
    personal: bool,
    roles: frozenset[Role],
    *,
    assistance: bool,
) -> Answer:
    if decision.elsewhere:
        more = _more_for(roles, assistance=assistance) if personal else ""
        return Answer(
            decision="unknown",
            title=texts.ELSEWHERE_TITLE,
            parts=(AnswerPart("", texts.ELSEWHERE.format(title=base.call.call.title, more=more)),),
            hints=(filled(base.call, texts.ELSEWHERE_HELP if personal else texts.ELSEWHERE_HELP_GROUP),),
            offers="assistance" if personal and not roles else "",
            may_pass_on=True,
            score=decision.score,
        )
    return Answer(
        decision="unknown",
        title=texts.UNKNOWN_TITLE,
        parts=(AnswerPart("", texts.UNKNOWN), *_said_by_the_call(base, decision)),
        hints=(filled(base.call, texts.UNKNOWN_NEXT if personal else texts.UNKNOWN_NEXT_GROUP),),
        may_pass_on=True,
        score=decision.score,
    )


def _more_for(roles: frozenset[Role], *, assistance: bool) -> str:
    """Return what else than the call people of these roles are helped with."""
    if Role.SA_EPLE in roles:
        return texts.ELSEWHERE_SA_EPLE[assistance]
    return texts.ELSEWHERE_EXPERT if Role.EXPERT in roles else texts.ELSEWHERE_AGENT[assistance]


@lru_cache(maxsize=256)  # Building the elements costs more than drawing them.
def _body(title: str, parts: tuple[AnswerPart, ...], hints: tuple[str, ...], source: str) -> tuple[CardElement, ...]:
    """Return what the card of an answer shows whoever asks."""
    body: list[CardElement] = [el.heading(title)]
    for part in parts:
        if part.title:
            body.append(el.strong(part.title))
        body.append(el.paragraph(part.text))
    body += [el.paragraph(hint) for hint in hints]
    if source:
        body.append(el.subtle(source))
    return tuple(body)


@lru_cache(maxsize=256)
def _useful_button(entry: str) -> Action:
    return el.asks(texts.GOOD, "feedback.good", {"entry": entry})


def _leads(answer: Answer, asked: str, passes: str) -> list[Action]:
    """Return what leads on from an answer: two buttons, or the readings to choose from."""
    first, last = [], []
    if answer.offers:
        title, verb = _OFFERS[answer.offers]
        first.append(el.asks(title, verb))
    if answer.may_pass_on and asked:
        data = {"text": asked[:PASSED_CHARACTERS], "entry": answer.entry or ""}
        last.append(el.asks(passes, "question.pass", data))
    room = len(answer.related) if answer.decision == "choose" else max(0, _BUTTONS - len(first) - len(last))
    return [*first, *(question_button(id_, question) for id_, question in answer.related[:room]), *last]


def answer_card(
    answer: Answer, *, asked: str = "", passes: str = "", help_button: bool = False, rates: bool = False
) -> AdaptiveCard:
    """Return the card of an answer: title, answer, source, buttons.

    ``asked`` goes with the button that passes it on, which ``passes`` names; ``rates``: ask whether it helps.
    """
    body = _body(answer.title, answer.parts, answer.hints, answer.source)
    buttons = _leads(answer, asked, passes)
    if answer.entry and rates:
        said = {"entry": answer.entry, "text": asked[:PASSED_CHARACTERS]}
        # Apart from what leads on, so that a press on them is meant.
        return el.card(
            *body,
            el.buttons(*buttons) if buttons else None,
            el.subtle(texts.RATE),
            actions=[
                _useful_button(answer.entry),
                el.asks(texts.BAD, "feedback.bad", said),
            ],
        )
    if help_button:
        buttons.append(el.asks(general.BUTTON_HELP, "help.show"))
    elif answer.decision == "unknown":
        buttons.append(el.asks(texts.BUTTON_HUMAN, "contact.show"))
    return el.card(*body, actions=buttons)


async def respond(turn: Turn, text: str, decision: Decision) -> Reply:
    """Answer a typed question, note it behind, and remember what was spoken of."""
    answer = compose(
        turn.base, decision, turn.now, personal=turn.personal, roles=turn.person.roles, asked=text,
        assistance=turn.services.assistance,
    )  # fmt: skip
    _note(turn, text, answer)
    return Reply.of(_message(turn, answer, text, elsewhere=decision.elsewhere))


class EntryAsked(StrictlyPressed):
    """The entry that a button asks for."""

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
    rates = bool(answer.entry) and turn.services.acquaintances.answered(
        turn.person.key, turn.incoming.address.conversation, answer.entry or "", without_identity(asked)
    )
    thumbs = bool(answer.entry) and turn.incoming.address.channel == "msteams"
    if rates or answer.may_pass_on:
        shown = _shown(answer, kept, pass_title(turn), elsewhere, rates and not thumbs)
    else:
        shown = _shown_to_all(answer, elsewhere)
    return replace(shown, rated=(answer.entry or "", asked[:PASSED_CHARACTERS])) if thumbs else shown


def _shown(answer: Answer, asked: str, passes: str, elsewhere: bool, rates: bool) -> Message:
    return Message(answer.text, answer_card(answer, asked=asked, passes=passes, help_button=elsewhere, rates=rates))


def pass_title(turn: Turn) -> str:
    """Return the title of the button that passes a question on to the call's office."""
    return shortened(filled(turn.base.call, texts.BUTTON_PASS), _LONGEST_TITLE)


@lru_cache(maxsize=256)
def _shown_to_all(answer: Answer, elsewhere: bool) -> Message:
    """Return the message of an answer whose card holds nothing of the question.

    It is the same object for all who ask the same, so that ``dialogs.core.shown`` also reads it only once.
    """
    return _shown(answer, "", "", elsewhere, rates=False)


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
        turn.remember(turn.remembered.about(spoken, turn.now))
