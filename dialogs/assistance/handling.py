"""Handling a request: taking it, planning, agreeing to a session, solving, confirming; one press or one short form each."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Field_

from dialogs.application.cards import plain_message
from dialogs.assistance import asking_cards
from dialogs.assistance import card as cards
from dialogs.assistance import handling_texts as texts
from dialogs.assistance.fields import secret_in
from dialogs.assistance.move_answers import answer_to_move
from dialogs.assistance.move_fields import REASON_CHARACTERS
from dialogs.assistance.move_forms import REFUSED_FIELD, given_by, move_forms, subject_of
from dialogs.assistance.moves import OFFERED, ROWS, MoveRow
from dialogs.core import form_texts
from dialogs.core.context import Services, Turn
from dialogs.core.filling import place, start
from dialogs.core.form import FieldRefused, Form, proposal
from dialogs.core.topic_texts import STATES
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el
from knowledge.french import instant
from knowledge.lifecycle import (
    GuardRefused,
    NotAllowed,
    OwnFile,
    ReasonMissing,
    Refused,
    StaleVersion,
    apply,
    moves_for,
)
from knowledge.people import Person, PersonKey, Role
from knowledge.request import HELD, RequestGiven, RequestMove, RequestRefusal
from knowledge.request_cycle import REQUEST_CYCLE
from knowledge.rights import may_see_request
from knowledge.time.delays import paris_day
from storage.actions import drafts
from storage.actions import requests as actions
from storage.actions.drafts import Draft
from storage.queries import people
from storage.queries import requests as queries
from storage.queries.people import Someone
from storage.queries.requests import RequestFile

_M = RequestMove
PressHandler = Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]
REFERENCE = re.compile(r"\bDA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)


def reference_in(text: str, year: int) -> str | None:
    """Return the request's number that ``text`` gives; without a year, it is one of ``year``."""
    found = REFERENCE.search(text)
    return f"DA-{found[1] or year}-{int(found[2]):04}" if found else None


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
    return Reply.of(await message(turn, file, note))


async def message(
    turn: Turn, file: RequestFile, note: str = "", available: Collection[RequestMove] = OFFERED
) -> Message:
    """Return a request as this person sees it now, with the buttons of the moves that are ``available``."""
    history = await queries.timeline(turn.storage, file.reference)
    return cards.request_card(
        file, turn.person, turn.now, turn.services.delays, note=note, history=history, available=available
    )


def moves(turn: Turn, file: RequestFile) -> Sequence[StrEnum]:
    """Return what this person may do with a request now."""
    return moves_for(REQUEST_CYCLE, file.request, turn.person, turn.now, facts=file.facts(turn.services.delays))


# Pressing


class _Pressed(BaseModel):
    model_config = ConfigDict(extra="ignore")

    reference: str = Field_(pattern=r"^DA-\d{4}-\d{4,6}$")
    version: int = Field_(0, ge=0, le=2**31 - 1)


class _Phoned(_Pressed):
    row: int = Field_(ge=1, le=2**53)


class _More(_Pressed):
    skip: int = Field_(0, ge=0, le=2**31 - 1)


class _Target(_Pressed):
    oid: str = Field_("", max_length=64)
    reason: str = Field_("", max_length=REASON_CHARACTERS * 2)


class _Rating(_Pressed):
    score: str = Field_("", max_length=2)
    comment: str = Field_("", max_length=REASON_CHARACTERS * 2)


async def _press_open(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await open_request(turn, _Pressed.model_validate(value).reference)


async def _press_history(turn: Turn, value: Mapping[str, Any]) -> Reply:
    pressed = _More.model_validate(value)
    file = await seen(turn, pressed.reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    return Reply.of(cards.history_message(file, await queries.timeline(turn.storage, file.reference), pressed.skip))


async def _press_more(turn: Turn, value: Mapping[str, Any]) -> Reply:
    pressed = _More.model_validate(value)
    file = await seen(turn, pressed.reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    return Reply.of(cards.request_card(file, turn.person, turn.now, turn.services.delays, skip=pressed.skip))


def _at_once(move: RequestMove) -> PressHandler:
    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        pressed = _Pressed.model_validate(value)
        return await _make(turn, move, pressed.reference, pressed.version)

    return press


async def _press_phoned(turn: Turn, value: Mapping[str, Any]) -> Reply:
    """Note that the requester was told by phone, which ends the notice that could not reach them."""
    pressed = _Phoned.model_validate(value)
    return await _make(turn, _M.TELL_BY_PHONE, pressed.reference, 0, phoned=pressed.row)


def _by_form(move: RequestMove) -> PressHandler:
    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        pressed = _Pressed.model_validate(value)
        refused = await _impossible(turn, pressed, move)
        if refused:
            return refused
        form = move_forms(turn.services.now, _send, _show_present)[move]
        file = await seen(turn, pressed.reference) if move is _M.MOVE_SLOT else None
        # A meeting that is moved keeps its link: it is proposed again.
        answers = {proposal("link"): file.request.link} if file and file.request.link else {}
        return await start(turn, form, subject=f"{pressed.reference}@{pressed.version}", answers=answers)

    return press


async def _impossible(turn: Turn, pressed: _Pressed, move: RequestMove) -> Reply | None:
    """Say why a move is not possible now; the transaction that makes it asks again."""
    file = await seen(turn, pressed.reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if move not in moves(turn, file):
        return await _explain_refusal(turn, file.reference, move, _why_not(turn, file, move))
    if pressed.version and pressed.version != file.request.version:
        return Reply.of(await message(turn, file, texts.REFUSED_STALE.format(reference=file.reference)))
    return None


def _why_not(turn: Turn, file: RequestFile, move: RequestMove) -> Exception | None:
    """Return the refusal of a move that is not offered, as the transaction would give it."""
    facts = file.facts(turn.services.delays)
    try:
        apply(REQUEST_CYCLE, file.request, move, by=turn.person, now=turn.now, facts=facts)
    except Refused as refused:
        return refused
    return None


async def _send(turn: Turn, move: RequestMove, draft: Draft) -> Reply:
    reference, version = subject_of(draft)
    return await _make(turn, move, reference, version, given=given_by(draft), draft=draft)


async def _show_present(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press from the present state."""
    file = await seen(turn, subject.partition("@")[0])
    return Reply.of(await message(turn, file)) if file else None


async def _make(
    turn: Turn,
    move: RequestMove,
    reference: str,
    version: int,
    *,
    given: RequestGiven | None = None,
    draft: Draft | None = None,
    phoned: int | None = None,
) -> Reply:
    """Make a move and show the request as it has become; refused, say why and show it as it is."""
    try:
        made = await actions.make(
            turn.storage,
            reference,
            move,
            turn.services.delays,
            by=turn.person.key,
            now=turn.now,
            activity=turn.activity,
            given=given,
            version=version or None,
            form=(place(turn), draft) if draft else None,
            phoned=phoned,
        )
    except (Refused, actions.UnknownRequest) as refused:
        code = (
            RequestRefusal(refused.code)
            if isinstance(refused, GuardRefused) and refused.code in REFUSED_FIELD
            else None
        )
        if draft and code:
            raise FieldRefused(REFUSED_FIELD[code], texts.REFUSALS[code]) from refused
        if draft:
            await drafts.discard(turn.storage, place(turn), draft.id, turn.now)
        return await _explain_refusal(turn, reference, move, refused)
    return await _show_made(turn, made.file, move)


async def _show_made(turn: Turn, file: RequestFile, move: RequestMove) -> Reply:
    """Show a request after a move. Who may no longer see it is told what was done."""
    note = answer_to_move(file, move, turn.person.key, turn.services.delays)
    if not may_see_request(turn.person, file.request):
        return Reply.text(note)
    if move is _M.CONFIRM and _M.RATE in moves(turn, file):
        # The opinion is asked in a message of its own, at once: not by a button of this card too.
        own = texts.CONFIRMED_OWN.format(reference=file.reference)
        return Reply.of(await message(turn, file, own, [one for one in OFFERED if one is not _M.RATE]))
    return Reply.of(await message(turn, file, note))


async def _explain_refusal(turn: Turn, reference: str, move: RequestMove, refused: Exception | None) -> Reply:
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if move is _M.TAKE and file.request.holder == turn.person.key:
        said = texts.ALREADY_YOURS.format(reference=reference)
    elif isinstance(refused, OwnFile):
        said = texts.REFUSED_OWN
    elif isinstance(refused, StaleVersion):
        said = _state(file) if file.request.holder else texts.REFUSED_STALE.format(reference=reference)
    elif isinstance(refused, GuardRefused) and refused.code in texts.REFUSALS:
        said = texts.REFUSALS[RequestRefusal(refused.code)]
    elif isinstance(refused, ReasonMissing):
        said = form_texts.NEEDED
    elif isinstance(refused, NotAllowed):
        said = texts.REFUSED_RIGHT
    else:
        said = _state(file)
    return Reply.of(await message(turn, file, said))


def _state(file: RequestFile) -> str:
    """Say where a request stands, and who holds it since when."""
    request = file.request
    values = {"reference": file.reference, "state": STATES[request.status]}
    if request.status not in HELD or not request.status_since:
        return texts.REFUSED_STATE.format(**values)
    return texts.REFUSED_HELD.format(
        **values, holder=file.holder_name or texts.SOMEBODY, since=instant(request.status_since)
    )


async def take(turn: Turn) -> Reply:
    """Take by words: «prendre DA-2024-0003»."""
    reference = reference_in(turn.incoming.text, paris_day(turn.now).year)
    if not reference:
        return Reply.text(texts.TAKE_USAGE)
    return await _make(turn, _M.TAKE, reference, 0)


# Giving to an expert


def _ask_target(move: RequestMove) -> PressHandler:
    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        pressed = _Pressed.model_validate(value)
        refused = await _impossible(turn, pressed, move)
        return refused or await _show_experts(turn, pressed.reference, pressed.version, move)

    return press


async def _show_experts(turn: Turn, reference: str, version: int, move: RequestMove, said: str = "") -> Reply:
    file = await seen(turn, reference)
    holder = file.request.holder if file else None
    experts = [one for one in await people.with_role(turn.storage, Role.EXPERT) if one.key != holder]
    if not experts:
        return Reply.text(texts.NO_EXPERT)
    return Reply.of(asking_cards.target_message(reference, version, move, experts, said))


def _give(move: RequestMove) -> PressHandler:
    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        meant = _Target.model_validate(value)
        secret = secret_in(meant.reason)
        if secret:
            return await _show_experts(turn, meant.reference, meant.version, move, secret)
        choice = ROWS[move].experts
        if not meant.oid:
            return await _show_experts(turn, meant.reference, meant.version, move, texts.TARGET_NEEDED)
        if choice and choice.ask_reason and not meant.reason.strip():
            return await _show_experts(turn, meant.reference, meant.version, move, choice.ask_reason)
        target = PersonKey(turn.person.key.tenant, meant.oid)
        return await give(turn, move, meant, target, meant.reason)

    return press


async def give(turn: Turn, move: RequestMove, of: _Pressed, target: PersonKey, reason: str = "") -> Reply:
    """Give a request to an expert; the transaction reads the roles of both."""
    given = RequestGiven(target=Person(target), reason=reason)
    return await _make(turn, move, of.reference, of.version, given=given)


async def assign(turn: Turn) -> Reply:
    """Assign by words: «attribuer DA-2024-0003 à Durand»."""
    reference = reference_in(turn.incoming.text, paris_day(turn.now).year)
    file = await seen(turn, reference) if reference else None
    if file is None:
        return Reply.text(texts.NO_SUCH if reference else texts.ASSIGN_USAGE)
    move = _M.ASSIGN if _M.ASSIGN in moves(turn, file) else _M.REASSIGN
    if move not in moves(turn, file):
        return Reply.of(await message(turn, file, _state(file)))
    words = set(re.findall(r"\w{2,}", REFERENCE.sub(" ", turn.incoming.text).casefold())) - {"attribuer", "confier"}
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = _named(experts, words)
    if move is _M.ASSIGN and len(found) == 1:
        shown = _Pressed(reference=file.reference, version=file.request.version)
        return await give(turn, move, shown, found[0].key)
    return await _show_experts(turn, file.reference, file.request.version, move)


def _named(experts: Sequence[Someone], words: set[str]) -> list[Someone]:
    return [one for one in experts if words and words <= set(re.findall(r"\w{2,}", one.name.casefold()))]


# Agreeing


async def _ask_agreement(turn: Turn, value: Mapping[str, Any]) -> Reply:
    """Say what is agreed to before it is; an oral agreement is noted by the expert, and marked so."""
    pressed = _Pressed.model_validate(value)
    refused = await _impossible(turn, pressed, _M.AGREE)
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


async def _rate(turn: Turn, value: Mapping[str, Any]) -> Reply:
    """Take a rating; without one yet, ask for it."""
    rating = _Rating.model_validate(value)
    if not rating.score:
        file = await seen(turn, rating.reference)
        if file is None or _M.RATE not in moves(turn, file):
            return Reply.text(texts.NO_SUCH) if file is None else Reply.of(await message(turn, file, _state(file)))
        return Reply.of(asking_cards.rating_message(rating.reference))
    secret = secret_in(rating.comment)
    if secret:
        return Reply.of(asking_cards.rating_message(rating.reference, said=secret))
    score = int(rating.score) if rating.score.isdigit() else None
    given = RequestGiven(score=score, comment=rating.comment[:REASON_CHARACTERS])
    return await _make(turn, _M.RATE, rating.reference, 0, given=given)


# The moves whose press is not made at once, nor asked for by a form or by the choice of an expert.
_OWN_PRESSES: Mapping[RequestMove, PressHandler] = MappingProxyType(
    {_M.AGREE: _ask_agreement, _M.RATE: _rate, _M.TELL_BY_PHONE: _press_phoned}
)


def _press_of(row: MoveRow) -> PressHandler:
    """Return what the button of a move does."""
    if row.move in _OWN_PRESSES:
        return _OWN_PRESSES[row.move]
    if row.form:
        return _by_form(row.move)
    return _ask_target(row.move) if row.experts else _at_once(row.move)


BUTTONS: Mapping[str, PressHandler] = MappingProxyType(
    {
        "request.open": _press_open,
        "request.more": _press_more,
        "request.history": _press_history,
        "request.agreed": _at_once(_M.AGREE),
        **{f"request.{row.move}": _press_of(row) for row in ROWS.values() if row.button or row.move in _OWN_PRESSES},
        **{f"request.{row.move}_to": _give(row.move) for row in ROWS.values() if row.experts},
    }
)
