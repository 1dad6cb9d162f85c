"""Writing about a file once it was sent: the forms of a message and of a note, and how what is typed in them is stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.fields import CHARACTERS, parse_details
from dialogs.core.filling import place
from dialogs.core.form import Field, Form
from knowledge.cases import PreparedAnswer
from knowledge.files import Attached
from knowledge.understanding.answer_fit import EVERY
from knowledge.understanding.matter import REASONS, Matter
from storage.actions import sayings
from storage.actions.drafts import Draft
from storage.actions.sayings import Saying


class Asking(NamedTuple):
    """A form of a kind of file: its name, its title with the file's number, what it asks; ``note``: as a note."""

    name: str
    title: str
    ask: str
    note: bool = False


Said = Callable[[Turn, Draft, bool], Awaitable[Reply]]
Shown = Callable[[Turn, str], Awaitable[Reply]]


def forms(*asked: Asking, hint: str, send: Said, show: Shown) -> Iterator[Form]:
    """Return the forms of a message and of a note; ``send``: stores what is filled in, ``show``: the file, for a second press."""
    return (_form(one, hint, send, show) for one in asked)


def _form(asked: Asking, hint: str, send: Said, show: Shown) -> Form:
    label = texts.NOTE_LABEL if asked.note else texts.WRITE_LABEL

    async def sent(turn: Turn, draft: Draft) -> Reply:
        return await send(turn, draft, asked.note)

    async def again(turn: Turn, _nonce: str, subject: str) -> Reply | None:
        return await show(turn, subject)

    field = Field("reason", label, asked.ask, parse_details, hint=hint, multiline=True, longest=CHARACTERS, free=True,
                  tells=REASONS | {Matter.QUESTION}, alone=EVERY, holds="note" if asked.note else "message")  # fmt: skip
    return Form(
        name=asked.name,
        title=label,
        about=lambda draft: asked.title.format(reference=draft.subject),
        fields=(field,),
        send=sent,
        again=again,
        send_title=texts.NOTE_SEND if asked.note else texts.WRITE_SEND,
        direct=True,
        forgets=True,
    )


async def say(
    turn: Turn,
    reference: str,
    text: str,
    *,
    note: bool,
    draft: Draft | None = None,
    files: Sequence[Attached] = (),
    prepared: PreparedAnswer | None = None,
) -> Saying:
    """Store what was written about a file, and tell the other side. Raises as ``sayings.send`` does."""
    return await sayings.send(
        turn.storage,
        reference,
        text.strip()[:CHARACTERS],
        turn.services.delays,
        by=turn.person.key,
        now=turn.now,
        activity=turn.shown,
        note=note,
        form=(place(turn), draft) if draft else None,
        files=files,
        prepared=prepared,
    )
