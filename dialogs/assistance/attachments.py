"""Files on a request: a screenshot or a document that is sent is kept with it, and given to who may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.assistance import attachment_texts as texts
from dialogs.assistance import handling_texts, messages
from dialogs.assistance.handling import RequestPress, seen
from dialogs.core.context import Turn
from dialogs.core.fetching import fetched
from dialogs.core.file_texts import FAULTS
from dialogs.core.files import Maker, offered
from dialogs.core.plain import plain_message
from dialogs.core.pressed import PRESSED
from dialogs.core.request_line import opening
from dialogs.core.turn import Enclosed, Message, Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import CardElement
from knowledge.attached import AttachmentRefused
from knowledge.french import brief_instant, listed, shortened, sized
from knowledge.people import Role
from knowledge.request import FINAL
from storage.queries import attached, requests
from storage.queries.attached import FileLine
from storage.queries.requests import RequestFile

KIND = "request.file"
_LONGEST_NAME = 18  # Characters, on a button.
_SHOWN = 10  # Files that one card lists.


class FilePress(BaseModel):
    """One file of a request."""

    model_config = PRESSED

    reference: str = Field_(pattern=r"^DA-\d{4}-\d{4,6}$")
    number: int = Field_(ge=1, le=2**53)


# Receiving


async def received(turn: Turn) -> Reply:
    """Keep the files of a message with the request that they are for; what is refused is said, each with its reason."""
    if not turn.personal:
        return Reply.text(texts.NOT_HERE)
    file = await _meant(turn)
    if isinstance(file, Reply):
        return file
    refusal = messages.refusal(turn, file)
    if refusal:
        return refusal
    found = await fetched(turn)
    if not found.kept:
        return Reply.of(plain_message(texts.NONE_KEPT, found.reasons, [opening(file)]))
    typed = messages.without_lead(turn.incoming.text)
    names = listed([texts.NAMED.format(name=one.name, size=sized(one.size)) for one in found.kept])
    said = texts.SAID_WITH.format(text=typed, files=names) if typed else names
    try:
        reply = await messages.send(turn, file.reference, said, files=found.kept)
    except AttachmentRefused as refused:
        return Reply.of(plain_message(texts.NONE_KEPT, [FAULTS[refused.fault]], [opening(file)]))
    if not found.refused:
        return reply
    return Reply((*reply.messages, Message("\n".join(found.reasons))), reply.error)


async def _meant(turn: Turn) -> RequestFile | Reply:
    """Return the request that files are for: named, of the notice right above, or the only one; else what is asked."""
    named = messages.named_request(turn)
    reference = named or (turn.under.reference if turn.under else None)
    if reference:
        file = await seen(turn, reference)
        if file or named:
            return file or Reply.text(handling_texts.NO_SUCH)
    own = [one for one in await requests.made_by(turn.storage, turn.person) if one.request.status not in FINAL]
    held = await requests.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    theirs = {one.reference: one for one in (*held, *own)}
    if len(theirs) == 1:
        return next(iter(theirs.values()))
    if theirs:
        return Reply.text(texts.WHICH)
    return Reply.of(
        plain_message(texts.NO_REQUEST, [texts.NO_REQUEST_LINE], [el.asks(texts.BUTTON_ASK, "assistance.start")])
    )


# Giving


async def press_list(turn: Turn, pressed: RequestPress) -> Reply:
    """Show the files of a request, each with the button that gives it; the only one is given at once."""
    if await seen(turn, pressed.reference) is None:
        return Reply.text(handling_texts.NO_SUCH)
    files = await attached.files_of(turn.storage, pressed.reference)
    if len(files) == 1:
        return await _offer(turn, files[0])
    if not files:
        return Reply.text(texts.NO_FILE.format(reference=pressed.reference))
    return Reply.of(files_message(pressed.reference, files, turn))


def files_message(reference: str, files: Sequence[FileLine], turn: Turn) -> Message:
    """Return the list of a request's last files."""
    title = texts.LIST_TITLE.format(reference=reference)
    lines: list[str] = []
    body: list[CardElement | None] = []
    for one in files[-_SHOWN:]:
        line = texts.LIST_LINE.format(
            name=one.name, size=sized(one.size), by=one.by or texts.SOMEBODY, when=brief_instant(one.at, turn.now)
        )
        get = texts.BUTTON_GET.format(name=shortened(one.name, _LONGEST_NAME))
        lines.append(line)
        body += [
            el.paragraph(line),
            el.buttons(el.asks(get, "file.send", {"reference": reference, "number": one.number})),
        ]
    return Message("\n".join([title, *lines]), el.card(el.heading(title), *body))


async def press_send(turn: Turn, pressed: FilePress) -> Reply:
    """Offer one file of a request; who may not see the request learns nothing."""
    found = await _file(turn, pressed.reference, pressed.number)
    return await _offer(turn, found[0]) if found else Reply.text(texts.GONE)


async def _offer(turn: Turn, line: FileLine) -> Reply:
    found = await _file(turn, line.reference, line.number)
    if found is None:
        return Reply.text(texts.GONE)
    _, content = found
    about = texts.OFFER.format(name=line.name, reference=line.reference)
    return Reply.of(offered(Enclosed(line.name, line.type, content), KIND, f"{line.reference}/{line.number}", about))


async def _file(turn: Turn, reference: str, number: int) -> tuple[FileLine, bytes] | None:
    if await seen(turn, reference) is None:
        return None
    return await attached.file_of(turn.storage, reference, number)


async def made(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file that was accepted, if this person may still see its request."""
    of, _, number = reference.partition("/")
    found = await _file(turn, of, int(number)) if number.isdecimal() else None
    return Enclosed(found[0].name, found[0].type, found[1]) if found else None


FILES: Mapping[str, Maker] = MappingProxyType({KIND: made})
