"""Solved cases in the chat: proposed by who solved them, reviewed by the SA EPLE one at a time, read and looked for by everybody.

The nearest prepares an answer for an expert to correct before it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pydantic import Field as Field_

from dialogs.assistance import case_cards, messages, service_texts, texts
from dialogs.assistance import case_cards as cards
from dialogs.assistance.fields import parse_topic, topic_choices
from dialogs.assistance.handling import RequestPress, open_request, seen
from dialogs.assistance.messages import named_request, spoken_of
from dialogs.assistance.texts import MESSAGE_WHICH, NO_SUCH, REASON_HINT
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Pressed, Reply, plain_message
from dialogs.core.fields import CHARACTERS, parse_details
from dialogs.core.filling import place, start
from dialogs.core.form import Field, Form
from dialogs.core.persons import rest_of
from dialogs.core.request_line import named, opening
from dialogs.core.texts import CASE_SUBJECT, PROBLEM, SOLUTION, WRITE_LABEL, WRITE_SEND
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.cases import (
    LONGEST_PROBLEM,
    LONGEST_SOLUTION,
    SHAREABLE,
    CaseMove,
    CaseRefused,
    CaseState,
    PreparedAnswer,
    SolvedCase,
    kept_of,
    may_correct,
    may_read,
)
from knowledge.cases import found as cases_found
from knowledge.french import counted, shortened
from knowledge.identities import NEVER_PUBLISHED, Identity, identities, without_identities
from knowledge.lifecycle import NotAllowed
from knowledge.people import Role
from knowledge.understanding.answer_fit import EVERY, WORDS
from knowledge.understanding.matter import ANYTHING
from knowledge.understanding.references import references
from knowledge.understanding.words import MARKS, plain_words
from storage.actions import cases as actions
from storage.actions.drafts import Draft
from storage.calls import subjects
from storage.queries import people
from storage.queries import requests as queries
from storage.queries.requests import RequestFile

PROPOSE, CORRECT = "case_propose", "case_correct"
LIST = ("cas resolus", "les cas resolus", "liste des cas resolus", "cas publies", "les cas publies")
SEARCH = (
    "chercher un cas", "cherche un cas", "cherchez un cas", "chercher un cas resolu", "cherche un cas resolu", "trouver un cas",
    "trouve un cas", "un cas resolu sur", "un cas sur", "y a t il un cas", "cas resolus sur", "cas resolu sur",
)  # fmt: skip
_NUMBER = re.compile(r"\d{1,9}")
_ABOUT = re.compile(
    r"^(?:résolus?|resolus?|sur|pour|de|du|des|concernant|à propos de|au sujet de|d['’])\s*", re.IGNORECASE
)
_LONGEST_SAID = 200
# Words by which a case is looked for, and which tell nothing of it.
_LOOKING = re.compile(
    r"(?:(?:re)?cherch\w+|trouv\w+|montre|donne|moi|exist\w+|[a-z]|ya|on|ai|avait|aurai[st]|as|avez|ne|pas|jamais|deja|eu|vu|une?|des?|du"
    r"|les?|la|dans|ds|parmi|cet?|cette|qu[ie]|concern\w+|sur|pou?r|au|sujet|propos|avec|cas|resolu\w*|solutions?|connu\w*|semblables?"
    r"|similaires?|proches?|pareil\w*|comment|regle\w*|fait|ont|autres|ils|quelqu\w*|chose|problemes?|soucis?|est|s[tv]p|merci|bonjour"
    r"|je|voudrais|tu|vous)"
)


class CasePress(Pressed):
    """The case of a button, as it was shown; 0 where it is typed."""

    case: int = Field_(0, ge=0, le=2**53)
    version: int = Field_(0, ge=0, le=2**31 - 1)


class CasePage(Pressed):
    """From which case on a list is shown; ``said``: what is looked for."""

    skip: int = Field_(0, ge=0, le=100_000)
    said: str = Field_("", max_length=2 * _LONGEST_SAID)


# Proposed, corrected


def _fields() -> tuple[Field, ...]:
    return (
        Field("problem", PROBLEM, texts.ASK_PROBLEM, parse_details, hint=texts.PROBLEM_HINT, multiline=True,
              longest=LONGEST_PROBLEM, free=True, alone=WORDS, tells=ANYTHING),
        Field("solution", SOLUTION, texts.ASK_SOLUTION, parse_details, hint=texts.SOLUTION_HINT, multiline=True,
              longest=LONGEST_SOLUTION, free=True, alone=WORDS, tells=ANYTHING),
        Field("topic", CASE_SUBJECT, texts.ASK_TOPIC, parse_topic, choices=topic_choices()),
    )  # fmt: skip


def forms() -> Iterator[Form]:
    """Return the forms that propose a case and correct one, each a single card."""
    yield Form(
        name=PROPOSE, title=texts.SHARE_FORM, about=lambda draft: texts.SHARE_TITLE.format(reference=draft.subject),
        fields=_fields(), send=_send_proposal, again=_proposed_before, send_title=texts.SHARE_SEND, review=texts.CASE_REVIEW,
        direct=True,
    )  # fmt: skip
    yield Form(
        name=CORRECT, title=texts.CORRECT_FORM, about=lambda draft: texts.CORRECT_TITLE.format(number=draft.subject),
        fields=_fields(), send=_send_correction, again=_corrected_before, send_title=texts.CORRECT_SEND,
        review=texts.CASE_REVIEW, direct=True,
    )  # fmt: skip


async def propose(turn: Turn, pressed: RequestPress) -> Reply:
    """Begin to propose what solved a request, filled in with what the request says, its names masked."""
    file = await seen(turn, pressed.reference)
    if file is None:
        return Reply.text(texts.NO_REQUEST)
    if file.request.status not in SHAREABLE:
        return Reply.text(texts.NOT_SHAREABLE.format(reference=file.reference))
    there = await queries.of_request(turn.storage, file.reference)
    if there:
        return await _there(turn, there)
    request, names = file.request, await _names(turn, file)
    answers = {
        "problem": shortened(without_identities(request.details, turn.register, names), LONGEST_PROBLEM),
        "solution": shortened(without_identities(request.report, turn.register, names), LONGEST_SOLUTION),
        "topic": request.topic.value if request.topic else "",
    }
    filled = {name: value for name, value in answers.items() if value}
    return await start(turn, PROPOSE, subject=file.reference, answers=filled)


async def propose_typed(turn: Turn) -> Reply:
    """Begin to propose the request that is named: «partager la 12»."""
    reference = named_request(turn)
    if not reference and turn.under:
        reference = turn.under.reference
    if not reference:
        return Reply.text(texts.WHICH_TO_SHARE)
    return await propose(turn, RequestPress(reference=reference))


async def _there(turn: Turn, case: SolvedCase) -> Reply:
    said = texts.PROPOSED_ALREADY.format(reference=case.reference, number=case.number, state=texts.STATES[case.state])
    return await show(turn, case.number, said) if may_read(turn.person, case) else Reply.text(said)


async def _send_proposal(turn: Turn, draft: Draft) -> Reply:
    try:
        number = await actions.propose(turn.storage, place(turn), draft, now=turn.now, activity=turn.shown)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except CaseRefused:
        return Reply.text(texts.NOT_SHAREABLE.format(reference=draft.subject))
    return await show(turn, number, texts.PROPOSED.format(number=number))


async def _proposed_before(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press with the case that the request has."""
    case = await queries.of_request(turn.storage, subject)
    return await _there(turn, case) if case else None


async def correct(turn: Turn, pressed: CasePress) -> Reply:
    """Begin to correct a case, filled in with what it says."""
    case = await _meant(turn, pressed)
    if case is None or not may_correct(turn.person, case):
        return _no_such(turn, pressed)
    text = case.text
    return await start(
        turn, CORRECT, subject=str(case.number), subject_version=case.version,
        answers={"problem": text.problem, "solution": text.solution, "topic": text.topic.value},
    )  # fmt: skip


async def _send_correction(turn: Turn, draft: Draft) -> Reply:
    number = int(draft.subject)
    case = await queries.get(turn.storage, number)
    if case and case.state is CaseState.PUBLISHED:
        never = _never_published(await _named(turn, replace(case, text=actions.text_of(draft.answers))))
        if never:
            return Reply.text(cards.warning_of(never))
    try:
        await actions.move(
            turn.storage, number, CaseMove.CORRECT, draft.subject_version, by=turn.person.key, now=turn.now,
            activity=turn.shown, form=(place(turn), draft),
        )  # fmt: skip
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except CaseRefused:
        return await show(turn, number, texts.REFUSED.format(number=number))
    return await show(turn, number, texts.CORRECTED.format(number=number))


async def _corrected_before(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    return await show(turn, int(subject)) if subject.isdecimal() else None


async def _names(turn: Turn, file: RequestFile | None) -> list[str]:
    """Return the names of people that a case may name by mistake: of the request, experts, members of the SA EPLE."""
    known = [one.name for role in Role for one in await people.with_role(turn.storage, role)]
    if file:
        known += [file.request.contact.name, file.requester_name, file.author_name, file.holder_name]
    return [name for name in known if name]


async def _named(turn: Turn, case: SolvedCase) -> tuple[Identity, ...]:
    """Return what a case seems to name."""
    file = await seen(turn, case.reference) if case.reference else None
    text = f"{case.text.problem}\n{case.text.solution}"
    return identities(text, turn.register, await _names(turn, file))


def _never_published(found: Iterable[Identity]) -> list[Identity]:
    return [one for one in found if one.kind in NEVER_PUBLISHED]


# Reviewed


async def press_move(move: CaseMove, turn: Turn, pressed: CasePress) -> Reply:
    """Do what a member of the SA EPLE wants done with a case, by a button or in words; then show the next that waits."""
    typed = not pressed.case
    case = await _meant(turn, pressed)
    if case is None:
        return _no_such(turn, pressed)
    found = await _named(turn, case) if move is CaseMove.PUBLISH else ()
    if _never_published(found) or (found and typed):  # Of other names, a press is enough, in so many words.
        return Reply.of(cards.case_message(case, turn.person, found))
    try:
        version = case.version if typed else pressed.version
        await actions.move(turn.storage, case.number, move, version, by=turn.person.key, now=turn.now)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except CaseRefused:
        return await show(turn, case.number, texts.REFUSED.format(number=case.number))
    done = await show(turn, case.number, texts.CASE_DONE[move].format(number=case.number))
    following = await queries.in_state(turn.storage, CaseState.PROPOSED) if case.state is CaseState.PROPOSED else []
    return Reply((*done.messages, *(await show(turn, following[0].number)).messages)) if following else done


async def review(turn: Turn, asked: CasePage) -> Reply:
    """Show what waits to be reviewed."""
    waiting = await queries.in_state(turn.storage, CaseState.PROPOSED)
    count = counted(len(waiting), "cas", "cas")
    line = texts.CASE_WAITING.format(count=count) if waiting else texts.WAITING_NONE
    return _page(turn, waiting, asked, title=texts.WAITING_TITLE, line=line, verb="case.review")


async def withdrawn(turn: Turn, asked: CasePage) -> Reply:
    """Show what was withdrawn, or never published."""
    kept = await queries.in_state(turn.storage, CaseState.WITHDRAWN)
    line = (
        texts.WITHDRAWN.format(count=counted(len(kept), "cas retiré", "cas retirés")) if kept else texts.WITHDRAWN_NONE
    )
    return _page(turn, kept, asked, title=texts.WITHDRAWN_TITLE, line=line, verb="case.withdrawn")


# Read


async def open_one(turn: Turn, pressed: CasePress) -> Reply:
    """Show one case."""
    case = await _meant(turn, pressed)
    return await show(turn, case.number) if case else _no_such(turn, pressed)


async def show(turn: Turn, number: int, note: str = "") -> Reply:
    """Show a case as this person may see it; who may not read it learns nothing."""
    case = await queries.get(turn.storage, number)
    if case is None or not may_read(turn.person, case):
        return Reply.text(texts.CASE_NO_SUCH.format(number=number))
    found = await _named(turn, case) if may_correct(turn.person, case) else ()
    return Reply.of(cards.case_message(case, turn.person, found, note=note))


async def _meant(turn: Turn, pressed: CasePress) -> SolvedCase | None:
    """Return the case of a button, or the one whose number is typed, if this person may read it."""
    typed = _NUMBER.search(turn.incoming.text) if not pressed.case else None
    case = await queries.get(turn.storage, int(typed[0]) if typed else pressed.case)
    return case if case and may_read(turn.person, case) else None


def _no_such(turn: Turn, pressed: CasePress) -> Reply:
    typed = _NUMBER.search(turn.incoming.text) if not pressed.case else None
    return Reply.text(texts.CASE_NO_SUCH.format(number=typed[0] if typed else pressed.case))


async def show_all(turn: Turn, asked: CasePage) -> Reply:
    """Show the published cases; typed with more words, those that are about it. The SA EPLE sees what helps most, and what waits."""
    said = rest_of(turn.incoming.text, LIST) if turn.incoming.text else ""
    if said:
        return await search(turn, CasePage(said=_about(said)))
    kept = await queries.in_state(turn.storage, CaseState.PUBLISHED)
    count = counted(len(kept), "cas publié", "cas publiés")
    actions_: list[Action] = []
    line = texts.CASE_LIST.format(count=count) if kept else texts.LIST_NONE
    member = turn.person.has(Role.SA_EPLE)
    if member:
        waiting = await queries.count_waiting(turn.storage)
        helped = sum(one.helped for one in kept)
        line = texts.LIST_COUNTED.format(count=count, helped=helped, waiting=waiting) if kept or waiting else line
        if waiting:
            actions_.append(el.asks(texts.BUTTON_REVIEW.format(count=waiting), "case.review", style="positive"))
        actions_.append(el.asks(texts.BUTTON_WITHDRAWN, "case.withdrawn"))
    return _page(turn, kept, asked, title=texts.LIST_TITLE, line=line, verb="case.list", more=actions_, counts=member)


async def search(turn: Turn, asked: CasePage) -> Reply:
    """Show the published cases that are about what is said, the nearest first."""
    said = (asked.said or await _looked_for(turn))[:_LONGEST_SAID]
    if not said:
        return Reply.text(texts.WHAT_TO_FIND)
    kept = await queries.in_state(turn.storage, CaseState.PUBLISHED)
    near = cases_found(said, kept, subjects())
    shown = shortened(said, 60)
    if not near:
        helps = el.asks(texts.BUTTON_ASSIST, "assistance.offered", {"text": said, "topic": ""})
        return Reply.of(plain_message(texts.FOUND_NONE.format(said=shown), [], [] if turn.person.roles else [helps]))
    several = texts.FOUND.format(count=counted(len(near), "cas proche", "cas proches"))
    line = several if len(near) > 1 else texts.FOUND_ONE
    more = [el.asks(texts.BUTTON_ALL, "case.list")]
    title, page = texts.FOUND_TITLE.format(said=shown), CasePage(skip=asked.skip, said=said)
    return _page(turn, near, page, title=title, line=line, verb="case.search", more=more)


async def _looked_for(turn: Turn) -> str:
    """Return what a message looks for: what the request that it names is about, else its words without those of a search."""
    text = turn.incoming.text
    named = next((one.whole(turn.now.year) for one in references(text)), "")
    file = await seen(turn, named) if named else None
    if file is not None:
        return file.request.details
    told = _about(rest_of(text, SEARCH))
    left = [word for word in text.split() if not all(map(_LOOKING.fullmatch, plain_words(word).split()))]
    return told or " ".join(left).strip(MARKS)


def _about(said: str) -> str:
    """Return what is looked for without what leads to it: «sur la régie» gives «la régie»."""
    said = said.strip(" :?!.–-")
    while (cut := _ABOUT.sub("", said, count=1)) != said:
        said = cut
    return said


def _page(
    turn: Turn,
    kept: Sequence[SolvedCase],
    asked: CasePage,
    *,
    title: str,
    line: str,
    verb: str,
    more: Sequence[Action] = (),
    counts: bool = False,
) -> Reply:
    """Return a page of ``kept``; ``verb``: of the button that shows the next."""
    page, following = kept[asked.skip : asked.skip + cards.PAGE], asked.skip + cards.PAGE
    buttons = list(more)
    if following < len(kept):
        buttons.append(el.asks(texts.BUTTON_MORE, verb, {"skip": following, "said": asked.said}))
    counts = counts and turn.person.has(Role.SA_EPLE)
    return Reply.of(cards.list_message(title, line, page, buttons, counts=counts))


PREPARED_FORM = "request_prepared"
PREPARE_WORDS = (
    "preparer une reponse", "prepare une reponse", "preparez une reponse", "prepare moi une reponse", "reponse preparee",
    "brouillon de reponse", "projet de reponse",
)  # fmt: skip
_CASE, _TEXT = "case", "prepared"  # Among what a draft proposes: whence it comes, and as it was prepared.


async def prepare(turn: Turn) -> Reply:
    """Prepare an answer for the request that is named, or spoken of; else for the one that the expert holds."""
    reference = spoken_of(turn)
    if not reference and turn.person.has(Role.EXPERT):
        held = await queries.held_by(turn.storage, turn.person.key)
        reference = held[0].reference if len(held) == 1 else ""
    return await _begin(turn, reference) if reference else Reply.text(MESSAGE_WHICH)


async def press(turn: Turn, pressed: RequestPress) -> Reply:
    """Prepare an answer for the request of a button."""
    return await _begin(turn, pressed.reference)


async def _begin(turn: Turn, reference: str) -> Reply:
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(NO_SUCH)
    refused = messages.refusal(turn, file)
    if refused:
        return refused
    request = file.request
    case = await case_cards.near(turn, request.details, [request.topic] if request.topic else [])
    if case is None:
        buttons = [
            el.asks(service_texts.BUTTON_WRITE_ONESELF, "message.write", {"reference": reference}),
            opening(file),
        ]
        return Reply.of(
            plain_message(
                service_texts.PREPARED_NONE.format(reference=reference), [service_texts.PREPARED_NONE_LINE], buttons
            )
        )
    contact = named(file.asker if request.requester else request.contact.name)
    text = shortened(service_texts.PREPARED_TEXT.format(contact=contact, solution=case.text.solution), CHARACTERS)
    return await start(
        turn, PREPARED_FORM, subject=reference, answers={"reason": text}, proposals={_CASE: str(case.number), _TEXT: text},
        note=service_texts.PREPARED_FROM.format(number=case.number, problem=shortened(case.text.problem, 120)),
    )  # fmt: skip


def prepared_forms() -> Iterator[Form]:
    """Return the form in which what was prepared is corrected, and sent."""
    field = Field("reason", WRITE_LABEL, service_texts.PREPARED_ASK, parse_details, hint=REASON_HINT, multiline=True, longest=CHARACTERS,
                  free=True, tells=ANYTHING, alone=EVERY, holds="message")  # fmt: skip
    yield Form(
        name=PREPARED_FORM, title=service_texts.PREPARED_TITLE, about=lambda draft: service_texts.PREPARED_TITLE_OF.format(reference=draft.subject),
        fields=(field,), send=_send, again=lambda turn, _nonce, subject: open_request(turn, subject), send_title=WRITE_SEND, direct=True, forgets=True,
    )  # fmt: skip


async def _send(turn: Turn, draft: Draft) -> Reply:
    text, number = draft.answers["reason"], draft.proposals.get(_CASE, "")
    kept = PreparedAnswer(int(number), kept_of(draft.proposals.get(_TEXT, ""), text)) if number.isdecimal() else None
    return await messages.send(turn, draft.subject, text, draft=draft, prepared=kept)
