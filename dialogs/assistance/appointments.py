"""The appointment of a request as a file for the calendar, for those who meet: offered, then made anew when accepted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel, Field

from dialogs.assistance import calendar_file as appointment
from dialogs.assistance import handling_texts as handling
from dialogs.assistance.card import has_appointment
from dialogs.assistance.handling import seen
from dialogs.core import file_texts as texts
from dialogs.core.context import Turn
from dialogs.core.files import Maker, offered
from dialogs.core.pressed import PRESSED
from dialogs.core.turn import Enclosed, Reply
from knowledge.french import instant

APPOINTMENT_FILE = "appointment.ics"


class AppointmentPress(BaseModel):
    """The request whose appointment is wanted as a file."""

    model_config = PRESSED

    reference: str = Field(pattern=r"^DA-\d{4}-\d{4,6}$")


async def offer(turn: Turn, pressed: AppointmentPress) -> Reply:
    """Offer the appointment of a request as a file for the calendar."""
    reference = pressed.reference
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(handling.NO_SUCH)
    slot = file.request.slot
    made = await _make_file(turn, reference)
    if made is None or slot is None:
        return Reply.text(texts.NO_APPOINTMENT.format(reference=reference))
    return Reply.of(
        offered(made, APPOINTMENT_FILE, reference, texts.APPOINTMENT.format(reference=reference, when=instant(slot)))
    )


async def _make_file(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file, for who asked and who holds the request, while the appointment stands."""
    file = await seen(turn, reference)
    if file is None or file.request.slot is None or not has_appointment(file, turn.person):
        return None
    return appointment.enclosed(file, file.request.slot, stamped=turn.now)


FILES: Mapping[str, Maker] = MappingProxyType({APPOINTMENT_FILE: _make_file})
