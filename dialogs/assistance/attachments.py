"""Files on a request: a screenshot or a document that is sent is kept with it, and given to who may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pydantic import Field

from dialogs.assistance import card_texts as texts
from dialogs.assistance import messages
from dialogs.assistance import texts as handling_texts
from dialogs.assistance.handling import RequestPress, seen, theirs
from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import Enclosed, Message, Reply, plain_message
from dialogs.core.files import Maker, enclosed, fetched, kept_file, offered
from dialogs.core.filling import place, repeated
from dialogs.core.form_steps import Command
from dialogs.core.form_texts import FAULTS
from dialogs.core.request_line import application_in, opening
from dialogs.ui import elements as el
from knowledge.files import AttachmentRefused
from knowledge.french import brief_instant, listed, shortened, sized
from knowledge.request import FINAL
from knowledge.time.delays import paris_day
from storage.actions import drafts
from storage.actions.drafts import Draft
from storage.actions.notices import APPLICATION_MESSAGE
from storage.queries import accesses
from storage.queries.accesses import FileLine
from storage.queries.requests import RequestFile
from storage.transaction import repeated as kept_of

KIND = "request.file"
_LONGEST_NAME = 18  # Characters, on a button.
_SHOWN = 10  # Files that one card lists.
_ASK = el.asks(texts.BUTTON_ASK, "assistance.start")


class FilePress(RequestPress):
    """One file of a request."""

    number: int = Field(ge=1, le=2**53)


# Receiving


async def received(turn: Turn, hear: Command) -> Reply:
    """Keep the files of a message with the request that they are for, and what is typed with them.

    What is refused is said, each with its reason. ``hear`` answers the words where the files go nowhere.
    """
    if not turn.personal:
        return await apart(turn, hear, Message(texts.NOT_HERE))
    kept = await kept_of(turn.storage, turn.activity)
    # It has sent a form before: which request it was for is in no message any more.
    if kept is not None and "form" in kept:
        return await repeated(turn, turn.forms, kept)
    focused = await drafts.focused(turn.storage, place(turn)) if turn.focused else None
    draft = focused.draft if focused and focused.takes(turn.incoming.sent) else None
    why = _nowhere(turn, draft)
    if why:
        return await apart(turn, hear, Message(why))
    writes = draft if draft and draft.form == messages.WRITE else None
    file = await _meant(turn, writes.subject if writes else None)
    if file is None:
        return await apart(turn, hear, plain_message(texts.NO_REQUEST, [texts.NO_REQUEST_LINE], [_ASK]))
    if isinstance(file, Reply):
        return file
    return await _with_request(turn, file, writes if writes and writes.subject == file.reference else None)


async def apart(turn: Turn, hear: Command, why: Message) -> Reply:
    """Hear what is typed as if it had come alone, then say why no file is kept."""
    if not turn.incoming.text.strip():
        return Reply.of(why)
    reply = await hear(replace(turn, incoming=replace(turn.incoming, files=())))
    return replace(reply, messages=(*reply.messages, why))


def _nowhere(turn: Turn, draft: Draft | None) -> str:
    """Return why files do not go with the words: these answer a form, or are for where no file goes; empty elsewhere."""
    text = turn.incoming.text
    named = messages.named_request(turn)
    if draft is not None and draft.form != messages.WRITE and not named and text.strip():
        return texts.FORM_TAKES_NONE
    words = turn.registry.routes.words.meant(text, turn.person.roles)
    command = words.name if words else ""
    under = turn.under.kind if turn.under and not named else ""
    of_application = application_in(text, paris_day(turn.now).year) or command == messages.TO_APPLICATION
    if of_application or under == APPLICATION_MESSAGE:
        return texts.NOT_WITH_APPLICATION
    return texts.NOT_WITH_NOTE if named and command == messages.NOTED_BY else ""


async def _with_request(turn: Turn, file: RequestFile, draft: Draft | None) -> Reply:
    """Keep files and words with a request; the words alone where no file can be kept. ``draft``: the form they answer."""
    refusal = messages.refusal(turn, file)
    if refusal:
        return refusal
    found = await fetched(turn)
    typed = messages.without_lead(turn.incoming.text)
    reasons = found.reasons
    if found.kept:
        names = listed([texts.NAMED.format(name=one.name, size=sized(one.size)) for one in found.kept])
        said = texts.SAID_WITH.format(text=typed, files=names) if typed else names
        try:
            return await messages.send(
                turn, file.reference, said, files=found.kept, refused=reasons, draft=draft if typed else None
            )
        except AttachmentRefused as refused:
            reasons = [*reasons, FAULTS[refused.fault]]
    if not typed:
        return Reply.of(plain_message(texts.NONE_KEPT, reasons, [opening(file)]))
    return await messages.send(turn, file.reference, typed, refused=[texts.NONE_KEPT, *reasons], draft=draft)


async def _meant(turn: Turn, written_on: str | None) -> RequestFile | Reply | None:
    """Return the request that files are for: named, of the form or the notice right above, or the only one.

    Else what is asked; None where the person has none.
    """
    named = messages.named_request(turn)
    reference = named or written_on or (turn.under.reference if turn.under else None)
    if reference:
        file = await seen(turn, reference)
        if file or named:
            return file or Reply.text(handling_texts.NO_SUCH)
    open_ = [one for one in await theirs(turn) if one.request.status not in FINAL]
    if len(open_) > 1:
        return Reply.text(texts.WHICH if turn.incoming.text.strip() else texts.WHICH_FILE)
    return next(iter(open_), None)


# Giving


async def press_list(turn: Turn, pressed: RequestPress) -> Reply:
    """Show the files of a request, each with the button that gives it; the only one is given at once."""
    if await seen(turn, pressed.reference) is None:
        return Reply.text(handling_texts.NO_SUCH)
    files = await accesses.files_of(turn.storage, pressed.reference)
    if len(files) == 1:
        return await _offer(turn, pressed.reference, files[0].number)
    if not files:
        return Reply.text(texts.NO_FILE.format(reference=pressed.reference))
    return Reply.of(files_message(pressed.reference, files, turn))


def files_message(reference: str, files: Sequence[FileLine], turn: Turn) -> Message:
    """Return the list of a request's last files."""
    shown = []
    for one in files[-_SHOWN:]:
        line = texts.LIST_LINE.format(
            name=one.name, size=sized(one.size), by=one.by or texts.SOMEBODY, when=brief_instant(one.at, turn.now)
        )
        get = texts.BUTTON_GET.format(name=shortened(one.name, _LONGEST_NAME))
        shown.append(exchange.offered(line, el.asks(get, "file.send", {"reference": reference, "number": one.number})))
    return exchange.told(texts.LIST_TITLE.format(reference=reference), *shown)


async def press_send(turn: Turn, pressed: FilePress) -> Reply:
    """Offer one file of a request; who may not see the request learns nothing."""
    return await _offer(turn, pressed.reference, pressed.number)


async def _offer(turn: Turn, reference: str, number: int) -> Reply:
    found = await made(turn, f"{reference}/{number}")
    if found is None:
        return Reply.text(texts.GONE)
    about = texts.OFFER.format(name=found.name, reference=reference)
    return Reply.of(offered(found, KIND, f"{reference}/{number}", about))


async def made(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file that was accepted, if this person may still see its request."""
    of, number = kept_file(reference)
    return await enclosed(turn.storage, of, number) if await seen(turn, of) else None


FILES: Mapping[str, Maker] = MappingProxyType({KIND: made})
