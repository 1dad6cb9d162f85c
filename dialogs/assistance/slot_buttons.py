"""The buttons of the appointments that are proposed to a requester."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.french import brief_instant, capitalised
from knowledge.request import RequestMove
from storage.queries.requests import RequestFile


def choices_of_slots(file: RequestFile, now: datetime) -> list[Action]:
    """Return a button for each appointment that is proposed; of several none is the one to say yes to."""
    to_come = file.request.slots_to_choose(now)
    data = {"reference": file.reference, "version": file.request.version}
    style = "positive" if len(to_come) == 1 else None
    return [
        el.acts(slot_title(one), f"request.{RequestMove.CHOOSE_SLOT}", {**data, "slot": one.isoformat()}, style=style)
        for one in to_come
    ]


def slot_title(slot: datetime) -> str:
    """Return «Lundi 29 janvier à 10 h»: whenever it is read, it is the same day."""
    return capitalised(brief_instant(slot, slot - timedelta(days=9)).removeprefix("le "))
