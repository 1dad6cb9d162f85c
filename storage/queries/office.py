"""What the office has set itself, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.engine import Source, Storage, fetch
from storage.tables import event, is_same_person, office_setting, person

SUBJECT = "setting"


async def changed_rules(source: Source) -> Mapping[str, Any]:
    """Return what the office has put in the place of settings and texts, by name."""
    rows = await fetch(source, sa.select(office_setting.c.name, office_setting.c.value).order_by(office_setting.c.name))
    return {row.name: row.value for row in rows}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One change. ``former``, ``value``: as they are kept; None where the setting, or the program's own text, held or holds."""

    name: str
    at: datetime
    by: str
    former: Any = None
    value: Any = None


async def rule_changes(storage: Storage, limit: int) -> list[RuleChange]:
    """Return the last changes, the newest first."""
    rows = await fetch(
        storage,
        sa.select(event.c.reference, event.c.at, event.c.data, person.c.name)
        .outerjoin(person, is_same_person(person, event))
        .where(event.c.subject == SUBJECT)
        .order_by(event.c.id.desc())
        .limit(limit),
    )
    return [RuleChange(row.reference, row.at, row.name or "", row.data.get("from"), row.data.get("to")) for row in rows]
