"""Said of a request after it was sent: whom to reach («c'est Mme Blanc qu'il faut appeler»), the official ticket's number.

The number said of a request is noted there; asked for, it finds the request that has it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogs.assistance import handling, service_texts, texts
from dialogs.assistance.fields import joined_reach, taken_over
from dialogs.assistance.handling import RequestPress, seen
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.request_line import opening
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.request import NO_TICKET, RequestMove, RequestStatus
from knowledge.understanding.meaning import Sense
from knowledge.understanding.references import references
from knowledge.understanding.request_phrase import RequestDraft, read_request
from knowledge.understanding.tickets import (
    cut_from,
    figured,
    is_given,
    is_noted,
    is_removed,
    is_ticket,
    looks_for,
    names_long_number,
    says_ticket,
)
from knowledge.understanding.words import evened
from storage.calls import subjects
from storage.queries.requests import RequestFile, by_ticket

_CALL = r"(?:r?appeler|joindre|contacter|prevenir|voir)"
# What says that somebody else is to be reached, or the same person elsewhere.
_ANOTHER = re.compile(
    rf"\bc'est (?:plutot |maintenant |desormais |en fait )?.{{2,60}} (?:qu'il (?:faut|faudra)|qu'il faudrait|a) {_CALL}\b"
    rf"|\b(?:il )?(?:faut|faudra|faudrait|vaut mieux|merci de|veuillez|pensez a) (?:plutot |desormais |maintenant )?{_CALL} (?:plutot|desormais|maintenant)\b"
    rf"|\b(?:il )?(?:faut|faudra|faudrait|vaut mieux) (?:plutot|desormais|maintenant) {_CALL}\b"
    r"|\br?appelez (?:plutot|desormais|maintenant) (?!dans\b|demain\b|lundi\b|mardi\b|mercredi\b|jeudi\b|vendredi\b)"
    r"|\b(?:le|mon|notre|la|un|de) (?:nouveau |nouvelle |bon |bonne )?(?:contact|interlocuteur|interlocutrice|personne a (?:r?appeler|joindre|contacter))"
    r" (?:est|sera|devient|c'est|a change|change|pour)\b"
    r"|\bchang\w+ (?:le |de |du |la )?(?:contact|personne a (?:r?appeler|joindre|contacter)|interlocut\w+)\b"
    r"|\bnouveau contact\b"
)
_OTHER_NUMBER = re.compile(
    r"\b(?:mon|notre|le|son|ma|leur|sa|l') ?(?:nouveau |nouvelle |bon |bonne )?(?:numero|num|tel|telephone|portable|ligne directe|adresse|mail|mel|courriel)\b"
    r"[^?\n]{0,40}\b(?:a change|change|est (?:maintenant|desormais|plutot)|c'est (?:maintenant|desormais|plutot)|devient)\b"
    r"|\b(?:mon|notre) (?:nouveau|nouvelle) (?:numero|num|tel|telephone|portable|adresse|mail|mel)\b"
    r"|\br?appele[zr] ?-?moi (?:plutot|desormais|maintenant) (?:au|sur)\b|\b(?:je suis|on est) (?:maintenant |desormais )?joignable (?:plutot |maintenant |desormais )?(?:au|sur)\b"
)
_NAME = r"[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,2}"
_NAMED = re.compile(
    rf"(?:[Cc]['’]est|[Cc]ontact|[Ii]nterlocut(?:eur|rice)|\best|\bsera|\bdevient|[Pp]lutôt|[Pp]lutot|[Dd]ésormais|[Jj]oindre|[Aa]ppele[rz]|[Cc]ontacter)\s*:?\s+(?:désormais\s|maintenant\s|plutôt\s)?({_NAME})"
)
_PARTS, _REACH = re.compile(r"(?<!\bm)[,;.!:\n]+(?=\s|$)"), re.compile(r"@|\d[\d .-]{7,}\d")
_FEW = 3  # Words beside whom to reach that tell nothing of their own.
_MOVE = RequestMove.CHANGE_CONTACT
_ELSEWHERE = (Sense.COMMAND, Sense.SEVERAL, Sense.STATUS)


async def told(turn: Turn) -> Reply | None:
    """Change the contact of the request that is meant; None where nobody says so, or none of theirs could have it."""
    text, meant = turn.incoming.text, turn.understood
    if not turn.personal or (meant and meant.sense in _ELSEWHERE) or text.rstrip().endswith("?"):
        return None
    plain = evened(text)
    another = _ANOTHER.search(plain) is not None
    if not another and not _OTHER_NUMBER.search(plain):
        return None
    read = read_request(text, turn.register, turn.now, subjects())
    files = await _meant(turn, read)
    if files is None:
        return None
    if not files:
        return Reply.text(texts.NO_SUCH)
    if len(files) > 1:
        return handling.choose(
            files,
            lambda title, file: el.asks(
                title, f"request.{_MOVE}", _pressed(file, read, text, another=another).model_dump()
            ),
            texts.CHOOSE,
            texts.CHOOSE_LINE,
        )
    (file,) = files
    return await handling.press_form(_MOVE, turn, _pressed(file, read, text, another=another))


async def _meant(turn: Turn, read: RequestDraft) -> list[RequestFile] | None:
    """Return the requests that may be meant: the one that is named, told of right above, or any of theirs.

    Empty: one is named that they may not see. None: what is told is rather a request of its own, or they have none.
    """
    named = handling.named_in(turn)
    if named:
        file = await handling.seen(turn, named)
        return [file] if file else []
    if _tells_more(turn.incoming.text):
        return None
    if turn.under:
        above = await handling.seen(turn, turn.under.reference)
        if above and _MOVE in handling.moves(turn, above):
            return [above]
    found = [file for file in await handling.theirs(turn) if _MOVE in handling.moves(turn, file)]
    return [one for one in found if not read.uai or one.request.uai in read.uai] or None


def _tells_more(text: str) -> bool:
    """Tell whether something else is told besides whom to reach: a difficulty, with its contact, is a request."""
    parts = _PARTS.split(evened(text))
    return any(
        len(part.split()) > _FEW and not (_ANOTHER.search(part) or _OTHER_NUMBER.search(part) or _REACH.search(part))
        for part in parts
    )


def said(turn: Turn, file: RequestFile) -> dict[str, str]:
    """Return what a message known to change the contact of ``file`` says of it, by field of the form."""
    text = turn.incoming.text
    read = read_request(text, turn.register, turn.now, subjects())
    return _said(file, read, text, another=_OTHER_NUMBER.search(evened(text)) is None)


def _pressed(file: RequestFile, read: RequestDraft, text: str, *, another: bool) -> RequestPress:
    return RequestPress(
        reference=file.reference, version=file.request.version, said=_said(file, read, text, another=another)
    )


def _said(file: RequestFile, read: RequestDraft, text: str, *, another: bool) -> dict[str, str]:
    """Return what was said of the contact, by field; of the same person, what was not said stays."""
    name = (read.contact_name or _name_in(text)) if another else ""
    reach = joined_reach([part for part in (read.phone, read.email) if part])
    if name:
        given = {"name": name, "reach": reach, "function": read.contact_role or ""}
    elif another:
        given = {"function": read.contact_role or "", "reach": reach}
    else:
        contact = file.request.contact
        kept = [read.phone or contact.phone, read.email or contact.mail]
        given = {**taken_over(file.request), "reach": joined_reach([part for part in kept if part]) if reach else ""}
    return {id_: given[id_] for id_ in ("name", "reach", "function") if given.get(id_)}


def _name_in(text: str) -> str:
    found = _NAMED.search(text)
    return found[1] if found else ""


# What is told of a trouble begins a request, which notes its ticket.
_TROUBLE = frozenset((Sense.REQUEST, Sense.OFFER))
_PAIR = 3  # Words beside a ticket's number that give a request's own: «12 => INC0048877».
_FEW_OF_TROUBLE = 9  # Words of a message that may tell a trouble, and is about its ticket all the same.


async def told_ticket(turn: Turn) -> Reply | None:
    """Note the ticket that is said of a request, or show the request that has it; None where no number is said."""
    found = _ticket_said(turn)
    if found is None:
        return None
    ticket, rest, asks = found
    text = turn.incoming.text
    if is_removed(text):
        return await _take_away(turn, ticket)
    if not ticket:
        return await _say(turn)
    named = handling.named_in(replace(turn, incoming=replace(turn.incoming, text=rest)))
    lone = references(rest, bare=True) if named is None and len(rest.split()) <= _PAIR else ()
    named = lone[0].whole(turn.now.year) if len(lone) == 1 else named
    meant = turn.understood
    if (
        named is None
        and not turn.person.roles
        and meant
        and meant.sense in _TROUBLE
        and len(text.split()) > _FEW_OF_TROUBLE
    ):
        return None
    held = await by_ticket(turn.storage, ticket, turn.person) if named is None or asks else []
    if held:
        return await _show(turn, ticket, held)
    if asks:
        return Reply.text(service_texts.TICKET_NONE.format(ticket=ticket))
    return await _note(turn, ticket, named)


def _ticket_said(turn: Turn) -> tuple[str, str, bool] | None:
    """Return the number of the ticket that is spoken of, the text without it, and whether a request is looked for by it.

    The number is "" where none is said; None where no ticket is spoken of.
    """
    spoken = figured(turn.incoming.text)
    text = spoken or turn.incoming.text
    bare, given = _is_bare(turn, text), is_given(text)
    if not turn.personal or not (bare or given or (spoken and says_ticket(text))):
        return None
    ticket, rest = cut_from(text, alone=bare or given)
    return ticket, rest, (looks_for(text) or bare) and not is_noted(text)


async def _take_away(turn: Turn, ticket: str) -> Reply | None:
    """Take the ticket from the request that is named, else from the one that has it; None where there is none."""
    found = await by_ticket(turn.storage, ticket, turn.person) if ticket else []
    named = handling.named_in(turn) or (found[0].reference if len(found) == 1 else handling.viewed(turn))
    file = await seen(turn, named) if named else None
    if file is None:
        return None
    if not file.request.ticket:
        return await handling.open_request(turn, file.reference, service_texts.TICKET_OF_NONE)
    return await handling.press_form(RequestMove.NOTE_TICKET, turn, _noting(file, NO_TICKET))


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
    note = service_texts.TICKET_IS.format(ticket=held) if held else service_texts.TICKET_OF_NONE
    return await handling.open_request(turn, file.reference, note)


async def _show(turn: Turn, ticket: str, found: list[RequestFile]) -> Reply:
    if len(found) == 1:
        return await handling.open_request(turn, found[0].reference, service_texts.TICKET_FOUND.format(ticket=ticket))
    return handling.choose(
        found, lambda _title, file: opening(file), service_texts.TICKET_SEVERAL.format(ticket=ticket), ""
    )


async def _note(turn: Turn, ticket: str, named: str | None) -> Reply:
    """Note the ticket on the request that is named, or spoken of; else on the only one that it may be of."""
    reference = named or handling.viewed(turn)
    files = [await seen(turn, reference)] if reference else [*await handling.theirs(turn)]
    if reference and files == [None]:
        return Reply.text(texts.NO_SUCH)
    may = [file for file in files if file and RequestMove.NOTE_TICKET in handling.moves(turn, file)]
    if len(may) > 1:
        title = service_texts.TICKET_CHOOSE.format(ticket=ticket)
        return handling.choose(
            may, lambda said, file: _button(said, file, ticket), title, service_texts.TICKET_CHOOSE_LINE
        )
    if not may and reference and files[0] and files[0].request.status is RequestStatus.NEW and turn.person.roles:
        return await handling.open_request(turn, reference, service_texts.TICKET_TAKE_FIRST.format(ticket=ticket))
    if not may and reference:
        return await handling.press_form(RequestMove.NOTE_TICKET, turn, RequestPress(reference=reference))
    if not may:
        return Reply.text(service_texts.TICKET_WHICH.format(ticket=ticket))
    return await handling.press_form(RequestMove.NOTE_TICKET, turn, _noting(may[0], ticket))


def _noting(file: RequestFile, ticket: str) -> RequestPress:
    return RequestPress(reference=file.reference, version=file.request.version, said={"ticket": ticket})


def _button(title: str, file: RequestFile, ticket: str) -> Action:
    return el.asks(title, f"request.{RequestMove.NOTE_TICKET}", _noting(file, ticket).model_dump())
