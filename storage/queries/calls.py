"""The calls that have been in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from storage.engine import Storage, fetch
from storage.tables import call


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call's text and that of its académie, as TOML; ``academy`` empty: the call names none."""

    id: str
    text: str
    academy: str = ""


async def kept_calls(storage: Storage) -> Sequence[KeptCall]:
    """Return the calls that are kept, the last first."""
    rows = await fetch(storage, sa.select(call.c.name, call.c.text, call.c.academy).order_by(call.c.at.desc()))
    return [KeptCall(*row) for row in rows]
