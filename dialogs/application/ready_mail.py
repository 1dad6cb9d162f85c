"""The call's mail, ready for the candidate to send where the assistant has not sent it in full: as a text, as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from dialogs.application import cards, documents, pieces, texts
from dialogs.application.fields import readable
from dialogs.application.own import mine, nothing_deposited
from dialogs.core import file_texts
from dialogs.core.context import Turn
from dialogs.core.files import Maker, offered
from dialogs.core.plain import filled
from dialogs.core.turn import Enclosed, Reply
from dialogs.core.ways import enclosures, one_file_of, sending_of
from knowledge.call import Dispatch
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile

_KIND, _LETTER = "candidature.eml", "candidature.letter"


async def show(turn: Turn) -> Reply:
    """Show the call's mail as a text to be copied."""
    turn, file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    call = turn.call
    if call.dispatch is Dispatch.ELSEWHERE:
        return await offer_letter(turn)
    documents_asked = enclosures(call, letter=call.dispatch is Dispatch.BY_HAND)
    lines = [
        texts.READY_TITLE,
        filled(call, texts.READY_TO),
        *([filled(call, texts.READY_CC)] if call.call.copies else []),
        *([texts.READY_DOCUMENTS.format(documents=documents_asked)] if documents_asked else []),
        *([sending_of(call)] if sending_of(call) else []),
        texts.READY_SUBJECT.format(subject=documents.subject(call, file.candidature)),
        "",
        documents.body(
            call, file.candidature, at=await _deposited_at(turn, file), copied=True, by_hand=True, encloses=False
        ),
    ]
    return Reply.text("\n".join(lines).rstrip())


async def offer(turn: Turn) -> Reply:
    """Offer the call's mail as a file that a mail program opens."""
    turn, file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    draft = await _draft(turn, file)
    if draft is None:
        return Reply.text(file_texts.NOT_NEEDED)
    call = turn.call
    copied = [file_texts.DRAFT_COPIED if turn.services.terms.copied else file_texts.DRAFT_NOT_COPIED]
    ready = file_texts.DRAFT_ONE_FILE if one_file_of(call) else file_texts.DRAFT
    said = " ".join(
        filled(call, text, kind=one_file_of(call)) for text in (ready, *(copied if call.call.copies else []))
    )
    return Reply.of(offered(draft, _KIND, file.candidature.reference, said))


async def offer_letter(turn: Turn) -> Reply:
    """Offer the letter as a document, where the candidate deposits it elsewhere."""
    turn, file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    letter = await _letter(turn, file)
    if letter is None:
        return Reply.text(texts.TEXT_NONE)
    return Reply.of(offered(letter, _LETTER, file.candidature.reference, filled(turn.call, file_texts.LETTER)))


async def _make_file(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file, for the candidate alone and while there is something to send."""
    turn, file = await _own(turn, reference)
    return await _draft(turn, file) if file else None


async def _make_letter(turn: Turn, reference: str) -> Enclosed | None:
    """Return the letter, for the candidate alone."""
    turn, file = await _own(turn, reference)
    return await _letter(turn, file) if file else None


async def _letter(turn: Turn, file: ApplicationFile) -> Enclosed | None:
    at = await _deposited_at(turn, file)
    written = await asyncio.to_thread(documents.enclosed, turn.call, file.candidature, at=at)
    return next(iter(written), None)


async def _draft(turn: Turn, file: ApplicationFile) -> Enclosed | None:
    terms, candidature = turn.services.terms, file.candidature
    sent = await queries.official_mail(turn.storage, candidature.reference, server=terms.server)
    if not cards.to_be_sent_by_hand(turn.call, file, sent):
        return None
    at = await _deposited_at(turn, file)
    copies = turn.services.copies(turn.call)
    held = await pieces.enclosed(turn.storage, turn.call, candidature)
    return await asyncio.to_thread(documents.draft, turn.call, candidature, at=at, copies=copies, pieces=held)


async def _deposited(turn: Turn) -> tuple[Turn, ApplicationFile | None]:
    """Return the person's application that is meant, readable, and the turn that deals with its call."""
    turn, file = await mine(turn)
    if file is None or not file.candidature.edition:
        return turn, None
    return turn, replace(file, candidature=readable(turn.call, file.candidature, turn.register))


async def _own(turn: Turn, reference: str) -> tuple[Turn, ApplicationFile | None]:
    """Return the person's application of that number, and the turn that deals with its call."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None or file.candidature.candidate != turn.person.key:
        return turn, None
    turn = turn.on(file.candidature.call)
    return turn, replace(file, candidature=readable(turn.call, file.candidature, turn.register))


async def _deposited_at(turn: Turn, file: ApplicationFile) -> datetime:
    history = await queries.history(turn.storage, file.candidature.reference)
    return cards.edition_at(history, file.candidature) or turn.now


FILES: Mapping[str, Maker] = MappingProxyType({_KIND: _make_file, _LETTER: _make_letter})
