"""The files of an application: given to its candidate and to the SA EPLE, who leaves a line in the journal each time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.application import texts
from dialogs.application.fields import files_held
from dialogs.core import parts
from dialogs.core.context import Turn
from dialogs.core.files import Maker, offered
from dialogs.core.pressed import PRESSED
from dialogs.core.references import APPLICATION_REFERENCE
from dialogs.core.turn import Enclosed, Reply
from dialogs.ui import elements as el
from knowledge.application import Candidature
from knowledge.call import Call
from knowledge.french import sized
from knowledge.people import Role
from knowledge.rights import may_see_application
from storage.actions.applications import note_taken
from storage.engine import Storage
from storage.queries import applications, attached

KIND = "application.file"
_LONGEST_NAME = 28  # Characters, on a button.


class PiecesPress(BaseModel):
    """The application whose files a button shows."""

    model_config = PRESSED

    reference: str = Field_(pattern=rf"^{APPLICATION_REFERENCE}$")


class PiecePress(PiecesPress):
    """One of its files."""

    number: int = Field_(ge=1, le=2**53)


async def show(turn: Turn, pressed: PiecesPress) -> Reply:
    """Show the files of an application, each with the button that gives it."""
    file = await applications.by_reference(turn.storage, pressed.reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return Reply.text(texts.PIECE_GONE)
    call, kept = turn.services.call_of(file.candidature.call), file.candidature
    held = {one.number: one for one in await attached.files_of(turn.storage, pressed.reference)}
    shown = []
    for field, number in files_held(call, kept):
        found = held.get(number)
        if found is None:
            continue
        line = texts.PIECE_LINE.format(label=field.label, name=found.name, size=sized(found.size))
        get = texts.BUTTON_PIECE.format(label=field.label[:_LONGEST_NAME])
        data = {"reference": pressed.reference, "number": found.number}
        shown.append(parts.offered(line, el.asks(get, KIND, data)))
    if not shown:
        return Reply.text(texts.PIECES_NONE.format(reference=pressed.reference))
    return Reply.of(parts.told(texts.PIECES_TITLE.format(reference=pressed.reference), *shown))


async def offer(turn: Turn, pressed: PiecePress) -> Reply:
    """Offer one file of an application; who may not see it learns nothing."""
    found = await _given(turn, pressed.reference, pressed.number)
    if found is None:
        return Reply.text(texts.PIECE_GONE)
    about = texts.PIECE_OFFER.format(name=found.name, reference=pressed.reference)
    return Reply.of(offered(found, KIND, f"{pressed.reference}/{pressed.number}", about))


async def made(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file that was accepted, if this person may still see its application; the journal keeps who."""
    of, _, number = reference.partition("/")
    found = await _given(turn, of, int(number)) if number.isdecimal() else None
    if found and not await _is_own(turn, of):
        await note_taken(turn.storage, of, "file", turn.person.key, turn.now, data={"file": int(number)})
    return found


async def _given(turn: Turn, reference: str, number: int) -> Enclosed | None:
    file = await applications.by_reference(turn.storage, reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return None
    found = await attached.file_of(turn.storage, reference, number)
    return Enclosed(found[0].name, found[0].type, found[1]) if found else None


async def _is_own(turn: Turn, reference: str) -> bool:
    file = await applications.by_reference(turn.storage, reference)
    return not turn.person.has(Role.SA_EPLE) or (file is not None and file.candidature.candidate == turn.person.key)


async def enclosed(storage: Storage, call: Call, candidature: Candidature) -> tuple[Enclosed, ...]:
    """Return the files that go with the call's mail, in the order of the form."""
    found = [
        await attached.file_of(storage, candidature.reference, number) for _, number in files_held(call, candidature)
    ]
    return tuple(Enclosed(one[0].name, one[0].type, one[1]) for one in found if one)


FILES: Mapping[str, Maker] = MappingProxyType({KIND: made})
