"""Handling a request: taking it, planning, agreeing to a session, solving, confirming; one press or one short form each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import AwareDatetime, Field

from dialogs.assistance import card as cards
from dialogs.assistance import case_cards, request_facts, texts
from dialogs.assistance.card_texts import TITLE
from dialogs.assistance.fields import ON_SITE, REASON_CHARACTERS, taken_over
from dialogs.assistance.move_forms import REFUSED_FIELD, answer_to_move, form_name, given_by, move_forms, rating_message
from dialogs.assistance.moves import OFFERED, ROWS
from dialogs.assistance.service_texts import SHARE_HINT
from dialogs.core import file_facts, form_texts
from dialogs.core import texts as general
from dialogs.core.context import NotShown, Services, Turn
from dialogs.core.exchange import Happening, Message, Pressed, Reply, plain_message
from dialogs.core.fields import secret_in
from dialogs.core.filling import accepted, place, start
from dialogs.core.form import FieldRefused, Form
from dialogs.core.request_line import opening, request_in, school_of, state_of, topic_of
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.cases import may_share
from knowledge.french import PARIS, instant, quoted, shortened
from knowledge.lifecycle import (
    GuardRefused,
    MoveRefused,
    NotAllowed,
    OwnFile,
    ReasonMissing,
    StaleVersion,
    apply,
    moves_for,
)
from knowledge.people import Role
from knowledge.request import FINAL, HELD, RequestGiven, RequestMove, RequestRefusal
from knowledge.request_cycle import REQUEST_CYCLE
from knowledge.request_effects import session_minutes
from knowledge.rights import may_see_request
from knowledge.time.delays import paris_day
from knowledge.understanding.references import APPLICATION, REQUEST, references
from knowledge.understanding.words import evened
from storage import rooms as shown_cards
from storage.actions import drafts
from storage.actions import requests as actions
from storage.actions.drafts import Draft
from storage.queries import requests as queries
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile

_M = RequestMove
NOTHING_SAID: Mapping[str, str] = MappingProxyType({})
TITLE_CHARACTERS = 40  # Of a button.
_SEVERAL = 4  # Requests to choose from that a card shows.


def forms(services: Services) -> tuple[Form, ...]:
    """Return the forms of those who handle requests, and of those who asked."""
    return tuple(move_forms(services.now, _send, _show_present).values())


# Looking


async def seen(turn: Turn, reference: str) -> RequestFile | None:
    """Return a request if this person may know that it exists."""
    file = await queries.by_reference(turn.storage, reference)
    return file if file and may_see_request(turn.person, file.request) else None


async def open_request(turn: Turn, reference: str, note: str = "") -> Reply:
    """Show a request with what this person may do with it now; who may not see it learns nothing."""
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    history = await queries.timeline(turn.storage, file.reference, seen_by=turn.person)
    return Reply.of(_drawn(turn, file, history, note or _asked_of(turn, file, history)))


def _asked_of(turn: Turn, file: RequestFile, journal: Sequence[JournalLine]) -> str:
    """Return what answers a question on one fact of a request; "" where the message asks for none."""
    if not turn.understood:
        return ""
    written = cards.rows_and_texts(file, turn.person, turn.now, journal)
    rows = [*written, *request_facts.delays_rows(file, journal, turn.services.delays)]
    return file_facts.answer(turn, request_facts.FACTS, rows, journal, cards.history_line)


async def message(
    turn: Turn, file: RequestFile, note: str = "", available: Collection[RequestMove] = OFFERED
) -> Message:
    """Return a request as this person sees it now, with the buttons of the moves that are ``available``."""
    history = await queries.timeline(turn.storage, file.reference, seen_by=turn.person)
    return _drawn(turn, file, history, note, available)


def _drawn(
    turn: Turn,
    file: RequestFile,
    history: Sequence[JournalLine],
    note: str,
    available: Collection[RequestMove] = OFFERED,
) -> Message:
    return cards.request_card(
        file, turn.person, turn.now, turn.services.delays, note=note, history=history, available=available
    )


async def answer(
    turn: Turn,
    file: RequestFile,
    said: str,
    available: Collection[RequestMove] = OFFERED,
    more: Sequence[Action] = (),
) -> Message:
    """Return what is ``said`` of a request, on its card where that was pressed or where the person has none.

    Who has the card elsewhere reads a line: that card is redrawn, and a further copy would say nothing more.
    """
    incoming = turn.incoming
    card = await shown_cards.find_card(turn.storage, turn.person.key, file.reference)
    pressed = incoming.happening is Happening.EXECUTE and card is not None and incoming.reply_to == card.activity
    if card is None or pressed:
        return await message(turn, file, said, available)
    title = TITLE.format(reference=file.reference)
    return Message(said, el.card(el.heading(title), el.paragraph(said), actions=[*more, opening(file)]))


def moves(turn: Turn, file: RequestFile) -> Sequence[StrEnum]:
    """Return what this person may do with a request now."""
    return moves_for(REQUEST_CYCLE, file.request, turn.person, turn.now, facts=file.facts(turn.services.delays))


async def told_of(turn: Turn, move: RequestMove) -> list[RequestFile]:
    """Return the requests that notices spoke of, with which this person may do that now; the newest first."""
    files = [await seen(turn, reference) for reference in turn.told]
    return [file for file in files if file and move in moves(turn, file)]


async def theirs(turn: Turn) -> list[RequestFile]:
    """Return the requests that this person holds, then those that they have made."""
    held = await queries.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    made = await queries.made_by(turn.storage, turn.person)
    return list({file.reference: file for file in (*held, *made)}.values())


async def own_open(turn: Turn) -> list[RequestFile]:
    """Return the open requests of which this person is the requester."""
    made = await queries.made_by(turn.storage, turn.person)
    return [one for one in made if one.request.requester == turn.person.key and one.request.status not in FINAL]


def named_in(turn: Turn) -> str | None:
    """Return the request that is named, in full or as «la 12»; None where an application is, or nothing."""
    year = paris_day(turn.now).year
    return next((one.whole(year) for one in references(turn.incoming.text) if one.kind != APPLICATION), None)


def viewed(turn: Turn) -> str:
    """Return the request that is being spoken of, as it was shown or acted on last; "" where it is none."""
    reference = turn.remembered.file_now(turn.now)
    return reference if reference.startswith(REQUEST) else ""


def choose(
    files: Sequence[RequestFile],
    button: Callable[[str, RequestFile], Action],
    title: str,
    line: str,
) -> Reply:
    """Ask which request is meant: a press of the ``button`` that is made of each, with its title, says it."""
    titles = [
        texts.ONE.format(reference=file.reference, about=topic_of(file.request) or school_of(file)) for file in files
    ]
    buttons = [button(shortened(one, TITLE_CHARACTERS), file) for one, file in zip(titles, files, strict=True)]
    return Reply.of(plain_message(title, [line], buttons[:_SEVERAL]))


# Pressing


class RequestPress(Pressed):
    """The request that a button is about, and the version shown; 0, where a button carries none, is stale for any move."""

    reference: str = Field(pattern=r"^DA-\d{4}-\d{4,6}$")
    version: int = Field(0, ge=0, le=2**31 - 1)
    said: dict[str, str] = Field({}, max_length=8)  # What was typed with the act, by the field that it answers.


class PhonedPress(RequestPress):
    """Also the notice that could not reach the requester."""

    row: int = Field(ge=1, le=2**53)


class MorePress(RequestPress):
    """Also how much was shown before."""

    skip: int = Field(0, ge=0, le=2**31 - 1)


class TargetPress(RequestPress):
    """Also the expert who shall have it, and why; empty where nothing is chosen."""

    oid: str = Field("", max_length=64)
    reason: str = Field("", max_length=REASON_CHARACTERS * 2)
    anyway: bool = False  # Although the expert is away.


class SlotPress(RequestPress):
    """Also the appointment that is chosen."""

    slot: AwareDatetime | None = None


class RatingPress(RequestPress):
    """Also the opinion; an empty score asks for it."""

    score: str = Field("", max_length=2)
    comment: str = Field("", max_length=REASON_CHARACTERS * 2)


async def press_open(turn: Turn, pressed: RequestPress) -> Reply:
    """Show the request."""
    return await open_request(turn, pressed.reference)


async def press_history(turn: Turn, pressed: MorePress) -> Reply:
    """Show a page of what has happened to the request."""
    file = await seen(turn, pressed.reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    return Reply.of(
        cards.history_message(
            file, await queries.timeline(turn.storage, file.reference, seen_by=turn.person), pressed.skip
        )
    )


async def press_refresh(turn: Turn, pressed: RequestPress) -> Reply:
    """Bring a card up to date, for whoever looks at it; a refusal leaves it as it is."""
    file = await seen(turn, pressed.reference)
    return Reply.of(await message(turn, file)) if file else Reply(error=texts.NO_SUCH)


async def press_move(move: RequestMove, turn: Turn, pressed: RequestPress) -> Reply:
    """Make a move by its button."""
    return await make(turn, move, pressed.reference, pressed.version)


async def start_untrained(turn: Turn, pressed: RequestPress) -> Reply:
    """Start a session in which the expert, who is not trained, takes no control."""
    given = RequestGiven(anyway=True)
    return await make(turn, _M.START_SESSION, pressed.reference, pressed.version, given=given)


async def press_slot(turn: Turn, pressed: SlotPress) -> Reply:
    """Make an appointment at the moment that the requester chose; without one, show the request, where they are."""
    if pressed.slot is None:
        return await refusal_of(turn, pressed, _M.CHOOSE_SLOT) or await open_request(turn, pressed.reference)
    given = RequestGiven(slot=pressed.slot.astimezone(PARIS))
    return await make(turn, _M.CHOOSE_SLOT, pressed.reference, pressed.version, given=given)


async def press_phoned(turn: Turn, pressed: PhonedPress) -> Reply:
    """Note that the requester was told by phone, which ends the notice that could not reach them.

    The notice is about no version of the request: what guards it is that it still waits to be told.
    """
    try:
        return await make(turn, _M.TELL_BY_PHONE, pressed.reference, None, phoned=pressed.row)
    except actions.NothingToTell:
        file = await seen(turn, pressed.reference)
        return Reply.of(await answer(turn, file, general.TOLD_ALREADY)) if file else Reply.text(texts.NO_SUCH)


async def press_form(move: RequestMove, turn: Turn, pressed: RequestPress) -> Reply:
    """Open the form of a move by its button, where the move is possible."""
    form = turn.forms.named(form_name(move))
    answers = accepted(turn, form_name(move), pressed.said)
    words = form is not None and any(one.free and answers.get(one.id) for one in form.fields)
    if form and answers and not form.missing(answers) and turn.agreed and not (words or ROWS[move].final):
        given = given_by(answers, await _proposed(turn, pressed.reference, move))
        return await make(turn, move, pressed.reference, pressed.version, given=given)
    refused = await refusal_of(turn, pressed, move)
    if refused:
        return refused
    return await start(
        turn,
        form_name(move),
        subject=pressed.reference,
        subject_version=pressed.version,
        proposals=await _proposed(turn, pressed.reference, move),
        answers=answers,
        note=await _lost(turn, pressed.reference, move),
    )


async def _lost(turn: Turn, reference: str, move: RequestMove) -> str:
    """Say which appointment a move takes away that does not say so itself; "" where none is."""
    file = await seen(turn, reference) if move is _M.PUT_ON_HOLD else None
    slot = file.request.slot if file else None
    return texts.SLOT_GOES.format(slot=instant(slot)) if slot else ""


async def _proposed(turn: Turn, reference: str, move: RequestMove) -> dict[str, str]:
    """Return what the form of a move holds at first: a meeting that is moved keeps its link, a session was timed."""
    file = await seen(turn, reference) if move in (_M.MOVE_SLOT, _M.RESOLVE, _M.CHANGE_CONTACT) else None
    if file is None:
        return {}
    if move is _M.CHANGE_CONTACT:
        taken = taken_over(file.request)
        return {id_: taken[id_] for id_ in ("name", "reach", "function") if taken[id_]}
    if move is _M.MOVE_SLOT:
        where = {"where": ON_SITE} if file.request.on_site else {}
        return {**where, **({"link": file.request.link} if file.request.link else {})}
    minutes = session_minutes(file.request, turn.now)
    return {"minutes": str(minutes)} if minutes else {}


async def refusal_of(turn: Turn, pressed: RequestPress, move: RequestMove) -> Reply | None:
    """Say why a move is not possible now; the transaction that makes it asks again."""
    file = await seen(turn, pressed.reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if move not in moves(turn, file):
        return await _explain_refusal(turn, file.reference, move, _why_not(turn, file, move))
    if pressed.version != file.request.version:
        return Reply.of(await answer(turn, file, texts.REFUSED_STALE.format(reference=file.reference)))
    return None


def _why_not(turn: Turn, file: RequestFile, move: RequestMove) -> Exception | None:
    """Return the refusal of a move that is not offered, as the transaction would give it."""
    facts = file.facts(turn.services.delays)
    try:
        apply(REQUEST_CYCLE, file.request, move, by=turn.person, now=turn.now, facts=facts)
    except MoveRefused as refused:
        return refused
    return None


async def _send(turn: Turn, move: RequestMove, draft: Draft) -> Reply:
    return await make(
        turn,
        move,
        draft.subject,
        draft.subject_version,
        given=given_by(draft.answers, draft.proposals),
        draft=draft,
    )


async def _show_present(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press from the present state."""
    file = await seen(turn, subject)
    return Reply.of(await message(turn, file)) if file else None


async def make(
    turn: Turn,
    move: RequestMove,
    reference: str,
    version: int | None,
    *,
    given: RequestGiven | None = None,
    draft: Draft | None = None,
    phoned: int | None = None,
) -> Reply:
    """Make a move and show the request as it has become; refused, say why and show it as it is.

    What was typed and is not plain is shown first, with the button that does it. ``version``: of the request, as it was shown; None for the two moves that are guarded otherwise.
    """
    if turn.agreed is None:
        if move not in OFFERED:  # No button does it: the sentence itself is said back.
            raise NotShown
        file = await seen(turn, reference)
        if file is None:
            return Reply.text(texts.NO_SUCH)
        if move not in moves(turn, file):  # What is not possible now is refused, and not proposed.
            return await _explain_refusal(turn, reference, move, _why_not(turn, file, move))
        return say_back(turn, move, file)
    try:
        made = await actions.make(
            turn.storage,
            reference,
            move,
            turn.services.delays,
            by=turn.person.key,
            now=turn.now,
            activity=turn.shown,
            given=given,
            version=version,
            form=(place(turn), draft) if draft else None,
            phoned=phoned,
        )
    except (MoveRefused, actions.UnknownRequest) as refused:
        code = (
            RequestRefusal(refused.code)
            if isinstance(refused, GuardRefused) and refused.code in REFUSED_FIELD
            else None
        )
        if draft and code:
            raise FieldRefused(REFUSED_FIELD[code], texts.REFUSALS[code]) from refused
        if draft:
            await drafts.discard(turn.storage, place(turn), draft.nonce, turn.now)
        return await _explain_refusal(turn, reference, move, refused)
    return await _show_made(turn, made.file, move)


_BOTH = re.compile(r"\d(?: (?:pour|a|chez) [\w-]+)?,? (?:et|puis) (?:la |le |da )?\d")  # «Je prends la 17 et la 15.»


def say_back(
    turn: Turn,
    move: RequestMove,
    file: RequestFile,
    said: Mapping[str, str] = NOTHING_SAID,
    *,
    verb: str = "",
    value: Mapping[str, Any] = NOTHING_SAID,
    lines: Sequence[str] = (),
) -> Reply:
    """Say what would be done, with the button that does it.

    ``said``: what was typed with it, by field of its form; ``verb``, ``value``: of another button than the move's own;
    ``lines``: what it would say to whom.
    """
    asked = texts.CONFIRM.format(move=ROWS[move].said, reference=file.reference)
    line = texts.CONFIRM_LINE.format(school=school_of(file), topic=topic_of(file.request), press=texts.ONE_PRESS)
    title = shortened(texts.CONFIRM_BUTTON.format(move=ROWS[move].said), TITLE_CHARACTERS)
    own = {"reference": file.reference, "version": file.request.version, **({"said": dict(said)} if said else {})}
    button = el.acts(title, verb or f"request.{move}", {**own, **value}, style="positive")
    form = turn.forms.named(form_name(move))
    titles = {(field.id, one.value): one.title for field in form.fields for one in field.choices} if form else {}
    read = [titles.get(answer, answer[1]) for answer in said.items()]
    told = [texts.SAID_WITH.format(said=shortened(value, TITLE_CHARACTERS)) for value in read]
    both = references(turn.incoming.text) if _BOTH.search(evened(turn.incoming.text)) else ()
    others = [one.whole(paris_day(turn.now).year) for one in both]
    told += [texts.ONE_BY_ONE.format(reference=one) for one in others if one != file.reference]
    return Reply.of(plain_message(asked, [*lines, *told, line], [button]))


async def _show_made(turn: Turn, file: RequestFile, move: RequestMove) -> Reply:
    """Show a request after a move. Who may no longer see it is told what was done."""
    note = answer_to_move(file, move, turn.person.key, turn.services.delays)
    if not may_see_request(turn.person, file.request):
        return Reply.text(note)
    if move is _M.CONFIRM and _M.RATE in moves(turn, file):
        # The opinion is asked in a message of its own, at once: not by a button of this card too.
        own = texts.CONFIRMED_OWN.format(reference=file.reference)
        return Reply.of(await answer(turn, file, own, [one for one in OFFERED if one is not _M.RATE]))
    if move is _M.RESOLVE and may_share(turn.person) and not await _known_case(turn, file):
        data = {"reference": file.reference}
        share = [el.asks(texts.BUTTON_SHARE, "case.propose", data)]
        return Reply.of(await answer(turn, file, f"{note} {SHARE_HINT}", more=share))
    return Reply.of(await answer(turn, file, note))


async def _known_case(turn: Turn, file: RequestFile) -> bool:
    """Tell whether a solved case says already what solved a request: its own, or one that is near."""
    request = file.request
    topics = [request.topic] if request.topic else []
    own = await queries.of_request(turn.storage, file.reference)
    return own is not None or await case_cards.near(turn, request.details, topics) is not None


async def _explain_refusal(turn: Turn, reference: str, move: RequestMove, refused: Exception | None) -> Reply:
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if move is _M.TAKE and file.request.holder == turn.person.key:
        said = texts.ALREADY_YOURS.format(reference=reference)
    elif isinstance(refused, OwnFile):
        said = texts.REFUSED_OWN
    elif isinstance(refused, GuardRefused) and refused.code is RequestRefusal.HOLDER_UNTRAINED:
        data = {"reference": reference, "version": file.request.version}
        button = el.acts(texts.UNTRAINED_START, "request.start_untrained", data)
        return Reply.of(plain_message(texts.UNTRAINED_TITLE, [texts.UNTRAINED], [button, opening(file)]))
    elif isinstance(refused, StaleVersion):
        said = (
            where_it_stands(turn, file, move)
            if file.request.holder
            else texts.REFUSED_STALE.format(reference=reference)
        )
    elif isinstance(refused, GuardRefused) and refused.code in texts.REFUSALS:
        said = texts.REFUSALS[RequestRefusal(refused.code)]
    elif isinstance(refused, ReasonMissing):
        said = form_texts.NEEDED
    elif isinstance(refused, NotAllowed):
        said = texts.REFUSED_RIGHT
    else:
        said = where_it_stands(turn, file, move)
    return Reply.of(await answer(turn, file, said))


def where_it_stands(turn: Turn, file: RequestFile, move: RequestMove) -> str:
    """Say where a request stands, and who holds it since when: why ``move`` is not made now."""
    request = file.request
    values = {"reference": file.reference, "state": state_of(request, turn.now).word}
    if request.status not in HELD or not request.status_since:
        return texts.REFUSED_STATE.format(
            **values, move=quoted(ROWS[move].button) if ROWS[move].button else texts.THIS_MOVE
        )
    return texts.REFUSED_HELD.format(
        **values, holder=file.holder_name or texts.SOMEBODY, since=instant(request.status_since)
    )


async def take(turn: Turn) -> Reply:
    """Take by words: «prendre DA-2024-0003»; the number may be left out where one request waits."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    if not reference:
        waiting = await told_of(turn, _M.TAKE)
        if len(waiting) == 1:
            return await make(turn, _M.TAKE, waiting[0].reference, waiting[0].request.version)
        buttons = [opening(file) for file in waiting]
        return Reply.of(plain_message(texts.TAKE_USAGE, (), buttons)) if waiting else Reply.text(texts.TAKE_USAGE)
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    return await make(turn, _M.TAKE, reference, file.request.version)


# Agreeing


async def ask_agreement(turn: Turn, pressed: RequestPress) -> Reply:
    """Say what is agreed to before it is; an oral agreement is noted by the expert, and marked so."""
    refused = await refusal_of(turn, pressed, _M.AGREE)
    file = None if refused else await seen(turn, pressed.reference)
    if file is None:
        return refused or Reply.text(texts.NO_SUCH)
    own = file.request.requester == turn.person.key
    title = texts.AGREE_TITLE.format(reference=file.reference)
    lines = texts.AGREE_LINES if own else texts.AGREE_ORAL_LINES
    data = {"reference": file.reference, "version": file.request.version}
    confirm = el.acts(
        texts.AGREE_CONFIRM if own else texts.AGREE_ORAL_CONFIRM, "request.agreed", data, style="positive"
    )
    return Reply.of(plain_message(title, list(lines), [confirm]))


# Satisfaction


async def rate(turn: Turn, rating: RatingPress) -> Reply:
    """Take a rating; without one yet, ask for it."""
    if not rating.score:
        file = await seen(turn, rating.reference)
        if file is None:
            return Reply.text(texts.NO_SUCH)
        if _M.RATE not in moves(turn, file):
            return Reply.of(await answer(turn, file, where_it_stands(turn, file, _M.TAKE)))
        said = texts.RATE_NEEDED if turn.understood else ""
        return Reply.of(rating_message(rating.reference, said=said))
    secret = secret_in(rating.comment)
    if secret:
        return Reply.of(rating_message(rating.reference, said=secret))
    score = int(rating.score) if rating.score.isdigit() else None
    given = RequestGiven(score=score, comment=rating.comment[:REASON_CHARACTERS])
    # Asked for in a message that stays: the opinion is about the request, whatever its version, and given once.
    return await make(turn, _M.RATE, rating.reference, None, given=given)
