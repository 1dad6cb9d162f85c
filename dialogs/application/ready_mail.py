"""The call's mail, ready for the candidate to send where the assistant has not sent it in full: as a text, as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from dialogs.application import cards, documents, texts
from dialogs.application.fields import readable
from dialogs.application.own import nothing_deposited
from dialogs.core import file_texts
from dialogs.core.context import Turn
from dialogs.core.files import Maker, offered
from dialogs.core.plain import filled
from dialogs.core.turn import Enclosed, Reply
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile

_KIND = "candidature.eml"


async def show(turn: Turn) -> Reply:
    """Show the call's mail as a text to be copied."""
    file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    call = turn.base.call
    lines = [
        texts.READY_TITLE,
        filled(call, texts.READY_TO),
        filled(call, texts.READY_CC),
        texts.READY_SUBJECT.format(subject=documents.subject(call, file.candidature)),
        "",
        documents.body(
            call, file.candidature, at=await _deposited_at(turn, file), copied=True, by_hand=True, encloses=False
        ),
    ]
    return Reply.text("\n".join(lines).rstrip())


async def offer(turn: Turn) -> Reply:
    """Offer the call's mail as a file that a mail program opens."""
    file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    draft = await _draft(turn, file)
    if draft is None:
        return Reply.text(file_texts.NOT_NEEDED)
    copied = file_texts.DRAFT_COPIED if turn.services.post.copy_to else file_texts.DRAFT_NOT_COPIED
    said = " ".join(filled(turn.base.call, text) for text in (file_texts.DRAFT, copied))
    return Reply.of(offered(draft, _KIND, file.candidature.reference, said))


async def _make_file(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file, for the candidate alone and while there is something to send."""
    file = await _deposited(turn)
    return await _draft(turn, file) if file and file.candidature.reference == reference else None


async def _draft(turn: Turn, file: ApplicationFile) -> Enclosed | None:
    terms, candidature = turn.services.terms, file.candidature
    sent = await queries.official_mail(turn.storage, candidature.reference, server=terms.server)
    if not cards.to_be_sent_by_hand(file, sent):
        return None
    at = await _deposited_at(turn, file)
    copy_to = turn.services.post.copy_to
    return await asyncio.to_thread(documents.draft, turn.base.call, candidature, at=at, copy_to=copy_to)


async def _deposited(turn: Turn) -> ApplicationFile | None:
    file = await queries.latest_of(turn.storage, turn.base.call.id, turn.person.key)
    if file is None or not file.candidature.edition:
        return None
    return replace(file, candidature=readable(file.candidature, turn.register))


async def _deposited_at(turn: Turn, file: ApplicationFile) -> datetime:
    history = await queries.history(turn.storage, file.candidature.reference)
    return cards.edition_at(history, file.candidature) or turn.now


FILES: Mapping[str, Maker] = MappingProxyType({_KIND: _make_file})
