"""The official ticket's number: said of a request it is noted there, asked for it finds the request that has it."""

from __future__ import annotations

from dataclasses import replace

from dialogs.assistance import handling
from dialogs.assistance import service_texts as texts
from dialogs.assistance.handling import RequestPress, seen
from dialogs.assistance.texts import NO_SUCH
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.request_line import opening
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.request import RequestMove, RequestStatus
from knowledge.understanding.meaning import Sense
from knowledge.understanding.references import references
from knowledge.understanding.tickets import cut_from, is_ticket, looks_for, names_long_number, says_ticket
from storage.queries.requests import RequestFile, by_ticket

_MOVE = RequestMove.NOTE_TICKET
# What is told of a trouble begins a request, which notes its ticket.
_TROUBLE = frozenset((Sense.REQUEST, Sense.OFFER))
_PAIR = 3  # Words beside a ticket's number that give a request's own: «12 => INC0048877».
_FEW = 9  # Words of a message that may tell a trouble, and is about its ticket all the same.


async def told(turn: Turn) -> Reply | None:
    """Note the ticket that is said of a request, or show the request that has it; None where no number is said."""
    text = turn.incoming.text
    bare = _is_bare(turn, text)
    if not turn.personal or not (bare or says_ticket(text)):
        return None
    ticket, rest = cut_from(text, alone=bare)
    if not ticket:
        return await _say(turn)
    named = handling.named_in(replace(turn, incoming=replace(turn.incoming, text=rest)))
    lone = references(rest, bare=True) if named is None and len(rest.split()) <= _PAIR else ()
    named = lone[0].whole(turn.now.year) if len(lone) == 1 else named
    meant = turn.understood
    if named is None and not turn.person.roles and meant and meant.sense in _TROUBLE and len(text.split()) > _FEW:
        return None
    asks = looks_for(text) or bare
    found = await by_ticket(turn.storage, ticket, turn.person) if named is None or asks else []
    if found:
        return await _show(turn, ticket, found)
    if asks:
        return Reply.text(texts.TICKET_NONE.format(ticket=ticket))
    return await _note(turn, ticket, named)


def _is_bare(turn: Turn, text: str) -> bool:
    """Tell whether a ticket's number stands by itself: with its letters, or a long one that one of the staff looks for."""
    looked_for = bool(turn.person.roles) and looks_for(text) and names_long_number(text)
    return is_ticket(text) or (looked_for and not says_ticket(text))


async def _say(turn: Turn) -> Reply | None:
    """Say which ticket a request has, where a question names both; None for any other message."""
    named = handling.named_in(turn) if turn.incoming.text.rstrip().endswith("?") else None
    file = await seen(turn, named) if named else None
    if file is None:
        return None
    held = file.request.ticket
    note = texts.TICKET_IS.format(ticket=held) if held else texts.TICKET_OF_NONE
    return await handling.open_request(turn, file.reference, note)


async def _show(turn: Turn, ticket: str, found: list[RequestFile]) -> Reply:
    if len(found) == 1:
        return await handling.open_request(turn, found[0].reference, texts.TICKET_FOUND.format(ticket=ticket))
    return handling.choose(found, lambda _title, file: opening(file), texts.TICKET_SEVERAL.format(ticket=ticket), "")


async def _note(turn: Turn, ticket: str, named: str | None) -> Reply:
    """Note the ticket on the request that is named, or spoken of; else on the only one that it may be of."""
    reference = named or handling.viewed(turn)
    files = [await seen(turn, reference)] if reference else [*await handling.theirs(turn)]
    if reference and files == [None]:
        return Reply.text(NO_SUCH)
    may = [file for file in files if file and _MOVE in handling.moves(turn, file)]
    if len(may) > 1:
        title = texts.TICKET_CHOOSE.format(ticket=ticket)
        return handling.choose(may, lambda said, file: _button(said, file, ticket), title, texts.TICKET_CHOOSE_LINE)
    if not may and reference and files[0] and files[0].request.status is RequestStatus.NEW and turn.person.roles:
        return await handling.open_request(turn, reference, texts.TICKET_TAKE_FIRST.format(ticket=ticket))
    if not may and reference:
        return await handling.press_form(_MOVE, turn, RequestPress(reference=reference))
    if not may:
        return Reply.text(texts.TICKET_WHICH.format(ticket=ticket))
    return await handling.press_form(_MOVE, turn, _pressed(may[0], ticket))


def _pressed(file: RequestFile, ticket: str) -> RequestPress:
    return RequestPress(reference=file.reference, version=file.request.version, said={"ticket": ticket})


def _button(title: str, file: RequestFile, ticket: str) -> Action:
    return el.asks(title, f"request.{_MOVE}", _pressed(file, ticket).model_dump())
