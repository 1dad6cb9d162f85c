"""The cards of solved cases (one to be read, one to be reviewed, lists), the offer of one, and their notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from dialogs.assistance import service_texts, texts
from dialogs.core import exchange
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import CardPart, Letter, Message, Pressed, Reply, notes, told, words
from dialogs.core.form_texts import BUTTON_OPEN
from dialogs.core.notice import (
    NoticeFeature,
    NoticeSpec,
    NoticeText,
    NoticeView,
    Wording,
    by_kind,
    one_by_one,
    plain_letter,
)
from dialogs.core.request_line import case_lines, case_part, case_row, title_of, topic_of_case
from dialogs.core.texts import CASE_SUBJECT, OPEN_ONE
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from dialogs.ui.patterns import Mark, Tone
from knowledge.cases import CaseMove, CaseRefused, CaseState, SolvedCase, may_read, moves_of, nearest
from knowledge.french import counted, listed, shortened
from knowledge.french import typeset as _
from knowledge.identities import NEVER_PUBLISHED, Identity
from knowledge.people import Person, Role
from knowledge.request import Topic
from storage.actions import cases as actions
from storage.actions.drafts import Draft
from storage.actions.notices import CASE_DECIDED, CASE_PROPOSED
from storage.calls import subjects
from storage.outbox import Row
from storage.queries import requests as queries

PAGE = 8
_NAMED = 6  # Of what a text seems to name, that a warning says.
_TONES = {CaseState.PROPOSED: Tone.WAITS, CaseState.PUBLISHED: Tone.GOOD, CaseState.WITHDRAWN: Tone.PLAIN}


def warning_of(found: Sequence[Identity]) -> str:
    """Return the sentence that says what is to be taken out of a text, else what it seems to name; empty where it names nobody."""
    never = [one for one in found if one.kind in NEVER_PUBLISHED]
    said = [texts.NAMED[one.kind].format(said=shortened(one.said, 60)) for one in (never or found)[:_NAMED]]
    return (texts.TAKE_OUT if never else texts.NAMES).format(what=listed(said)) if said else ""


def people_helped(case: SolvedCase) -> str:
    """Return how many people it helped."""
    return counted(case.helped, "personne") if case.helped else texts.HELPED_NOBODY


def case_message(case: SolvedCase, person: Person, found: Sequence[Identity] = (), *, note: str = "") -> Message:
    """Return a case as the person may see it: to be read, and for the SA EPLE with what may be done with it.

    ``found``: what it seems to name; ``note``: what was just done.
    """
    member = person.has(Role.SA_EPLE)
    rows = [(CASE_SUBJECT, topic_of_case(case))]
    if member or case.author == person.key:
        rows.append((texts.STATE, texts.STATES[case.state]))
    if member:
        rows += [
            (texts.AUTHOR, case.author_name),
            (texts.FROM, case.reference),
            (texts.HELPED, people_helped(case)),
            (service_texts.USED, _used(case)),
        ]
    rows = [row for row in rows if row[1]]
    warned = "" if case.state is CaseState.PUBLISHED and not member else warning_of(found)
    refused = any(one.kind in NEVER_PUBLISHED for one in found)
    actions = _moves(case, warned=bool(warned), refused=refused) if member else _of_reader(case, person)
    if member and case.reference:
        actions.append(
            el.asks(BUTTON_OPEN.format(reference=case.reference), "request.open", {"reference": case.reference})
        )
    shown = el.card(
        el.heading(title_of(case)),
        el.paragraph(note) if note else None,
        el.warning(warned) if warned else None,
        *case_part(case).shown,
        el.facts(rows),
        actions=actions,
    )
    said = [title_of(case), note, warned, *case_lines(case), *(f"{label}\u00a0: {value}" for label, value in rows)]
    return Message("\n".join(filter(None, [note, *said] if note else said)), shown)


def _moves(case: SolvedCase, *, warned: bool, refused: bool) -> list[Action]:
    """Return the buttons of the SA EPLE; a text that seems to name somebody is published all the same, in so many words.

    ``refused``: it says what is never published.
    """
    data = {"case": case.number, "version": case.version}
    buttons: list[Action] = []
    for move in moves_of(case):
        if refused and move is CaseMove.PUBLISH:
            continue
        title = texts.PUBLISH_ANYWAY if warned and move is CaseMove.PUBLISH else texts.BUTTONS[move]
        make = el.asks if move is CaseMove.CORRECT else el.acts
        first = move is CaseMove.PUBLISH and not warned
        buttons.append(make(title, f"case.{move}", data, style="positive" if first else None))
    return buttons


def _of_reader(case: SolvedCase, person: Person) -> list[Action]:
    if case.state is CaseState.PUBLISHED:
        return [el.acts(texts.BUTTON_HELPED, "case.helped", {"case": case.number})]
    if case.state is CaseState.PROPOSED and case.author == person.key:
        return [
            el.asks(texts.BUTTONS[CaseMove.CORRECT], "case.correct", {"case": case.number, "version": case.version})
        ]
    return []


def _used(case: SolvedCase) -> str:
    times = counted(case.used, *service_texts.TIMES)
    return service_texts.USED_TIMES.format(times=times, kept=round(case.kept / case.used)) if case.used else ""


def list_message(
    title: str, line: str, page: Sequence[SolvedCase], actions: Sequence[Action], *, counts: bool = False
) -> Message:
    """Return cases in a list; ``counts``: with how many people each has helped."""
    rows = [
        case_row(
            one,
            [people_helped(one)] if counts and one.state is CaseState.PUBLISHED else [],
            Mark(texts.STATES[one.state], _TONES[one.state]) if one.state is not CaseState.PUBLISHED else None,
        )
        for one in page
    ]
    return exchange.told(title, exchange.words(line), exchange.rows(rows), actions=actions)


# --- A solved case offered to a person who describes a difficulty, before they make a request.

SEEN = "case"  # Among what a draft of a request proposes: the case that was offered before, and did not help.
CARRIED = 2_000  # Characters of the message that the buttons carry: the reader takes no more.
_NOTED = 240  # Characters of a solution in a line.


class CaseHelped(Pressed):
    """The case that helped. ``text``: the difficulty that it was offered for; ``beside``: a request was being written."""

    case: int = Field(ge=1, le=2**53)
    text: str = Field("", max_length=2 * CARRIED)
    topic: str = Field("", max_length=24)
    beside: bool = False


async def near(turn: Turn, text: str, topics: Collection[Topic]) -> SolvedCase | None:
    """Return the published case that is like a difficulty, None where none is near enough. Schools named count for nothing."""
    if not topics or not text.strip():
        return None
    published = await queries.published(turn.storage, topics)
    if not published:
        return None
    found = nearest(turn.register.spot(text).cut_from(text), topics, published, subjects())
    return found[0] if found else None


async def offer(turn: Turn, text: str, topics: Collection[Topic]) -> Reply | None:
    """Offer the case that is like a difficulty; None where there is none."""
    case = await near(turn, text, topics)
    return Reply.of(offer_message(case, text)) if case else None


def offer_message(case: SolvedCase, text: str, *, note: str = "") -> Message:
    """Return the case with both ways on: it helped, or a request is made of what was typed."""
    carried = {"case": case.number, "text": text[:CARRIED], "topic": case.text.topic.value}
    helped: list[Action] = [el.acts(texts.BUTTON_HELPED, "case.helped", carried)]
    lines = [note] if note else [texts.OFFER_ASK, texts.OFFER_KEPT]
    source = CardPart([el.subtle(texts.OFFER_SOURCE.format(number=case.number, topic=topic_of_case(case)))])
    actions_ = [*([] if note else helped), el.asks(texts.BUTTON_ASSIST, "case.assist", carried)]
    below = (words(*lines[:1]), notes(*lines[1:]), source)
    return told(texts.OFFER_TITLE, case_part(case), *below, actions=actions_)


async def beside(turn: Turn, draft: Draft) -> Message | None:
    """Return the case that is like the request about to be sent, shown under its summary; None where there is none."""
    topic = draft.answers.get("topic", "")
    topics = [Topic(topic)] if topic in Topic.__members__ else []
    case = await near(turn, draft.answers.get("details", ""), topics)
    if case is None or draft.proposals.get(SEEN) == str(case.number):
        return None
    helped = el.acts(texts.BUTTON_HELPED, "case.helped", {"case": case.number, "beside": True})
    return told(texts.BESIDE_TITLE, case_part(case), words(texts.BESIDE), actions=[helped])


async def noted(turn: Turn, text: str, topics: Collection[Topic]) -> str:
    """Return the line that tells who logs a request for a school of the case that is like it; empty without one."""
    case = await near(turn, text, topics)
    if case is None:
        return ""
    problem, solution = shortened(case.text.problem, _NOTED), shortened(case.text.solution, _NOTED)
    return texts.NOTE.format(number=case.number, problem=problem, solution=solution)


async def press_helped(turn: Turn, pressed: CaseHelped) -> Reply:
    """Count that a case helped, once for each person, and say that nothing was opened."""
    try:
        first = await actions.say_helped(turn.storage, pressed.case, by=turn.person.key, now=turn.now)
    except CaseRefused:
        return Reply.text(texts.GONE)
    case = await queries.get(turn.storage, pressed.case)
    if case is None or not may_read(turn.person, case):
        return Reply.text(texts.GONE)
    if pressed.beside:
        return Reply.text(texts.BESIDE_HELPED)
    if pressed.text:
        note = texts.HELPED_NOTED if first else texts.HELPED_AGAIN
        return Reply.of(offer_message(case, pressed.text, note=note))
    return Reply.of(case_message(case, turn.person, note=texts.HELPED_READ if first else texts.HELPED_READ_AGAIN))


# --- Notices: a case waits for the SA EPLE, one was published or not.

_SHOWN = 200  # Characters of the difficulty.


@dataclass(frozen=True, slots=True)
class CaseView(NoticeView):
    """A case as it stands, for the notice in ``row``."""

    case: SolvedCase

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to who proposed it."""
        return self.row.notice.kind == CASE_DECIDED

    @property
    def values(self) -> Mapping[str, object]:
        """Return the case's number."""
        return {"number": self.case.number}


async def _view(services: Services, row: Row) -> CaseView | None:
    case = await queries.get(services.storage, int(row.notice.reference or 0))
    return CaseView(services, row, case) if case else None


def _published(view: CaseView) -> bool:
    return view.case.state is CaseState.PUBLISHED


def _message(view: CaseView, text: NoticeText) -> Message:
    case = view.case
    lines = [title_of(case), *text.below]
    problem = shortened(case.text.problem, _SHOWN)
    shown = el.card(
        el.heading(text.first_line),
        *map(el.paragraph, lines),
        el.quote(problem),
        actions=[el.asks(OPEN_ONE.format(number=case.number), "case.open", {"case": case.number})],
    )
    return Message("\n".join([text.first_line, *lines, problem]), shown)


def _letter(view: CaseView, text: NoticeText) -> Letter:
    said = [text.first_line, *text.lines, *case_lines(view.case)]
    return plain_letter(view, text.first_line, said)


NOTICES: NoticeFeature[CaseView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=CASE_PROPOSED,
            label=_("cas résolu à relire"),
            still_true=lambda view: view.case.state is CaseState.PROPOSED,
            staff=Wording(texts.PROPOSED_NOTICE),
        ),
        NoticeSpec(
            kind=CASE_DECIDED,
            label=_("suite donnée à un cas proposé"),
            owner=Wording(
                lambda view: texts.PUBLISHED_NOTICE if _published(view) else texts.SET_ASIDE_NOTICE,
                more=lambda view: [texts.PUBLISHED_TEXT if _published(view) else texts.SET_ASIDE_TEXT],
            ),
        ),
    ),
    views=one_by_one(_view),
    message=_message,
    letter=_letter,
)
