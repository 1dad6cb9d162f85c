"""Requests said in one sentence, field by field: what is read of them against what is right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.schools.register import Register, read_file
from knowledge.understanding.request_phrase import RequestDraft, read_request
from storage.calls import subjects
from tests.conftest import NOW
from tests.understanding import data

SET = "demande_phrase"
FIELDS = ("uai", "subject", "urgent", "phone", "email", "contact_role", "slot")
MISSING = "missing"


@cache
def register() -> Register:
    """Return the public register, read once: the sets are about real schools."""
    return Register(read_file(data.REGISTER.read_text("utf-8")).schools)


def told(draft: RequestDraft) -> dict[str, Any]:
    """Return a draft with the fields of the sets; absent ones are None."""
    return {
        "uai": draft.uai[0] if len(draft.uai) == 1 else sorted(draft.uai) or None,
        "subject": draft.subject,
        "urgent": draft.urgent,
        "phone": draft.phone,
        "email": draft.email,
        "contact_role": draft.contact_role,
        "slot": draft.slot.strftime("%Y-%m-%dT%H:%M") if draft.slot else None,
        MISSING: list(draft.missing),
    }


def right(field: str, got: Any, expected: Mapping[str, Any]) -> bool:
    """Tell whether a field is right: of several subjects either is, of several schools all must be there."""
    wanted = expected.get(field)
    if field == "subject" and isinstance(wanted, list):
        return got in wanted
    if field == "uai" and isinstance(wanted, list):
        return bool(got == sorted(wanted))
    return bool(got == (wanted or [])) if field == MISSING else bool(got == wanted)


def measure(folder: Path, schools: Register, now: datetime = NOW) -> tuple[dict[str, list[bool]], list[str]]:
    """Return right or wrong by field, and what was missed."""
    fields: dict[str, list[bool]] = {}
    missed: list[str] = []
    every: list[bool] = []
    for line in data.lines(folder / f"{SET}.jsonl"):
        got = told(read_request(line["q"], schools, now, subjects()))
        for field in (*FIELDS, MISSING):
            good = right(field, got[field], line["expect"])
            fields.setdefault(field, []).append(good)
            if field in FIELDS:
                every.append(good)
            if not good:
                missed.append(f"{SET}.{field}: {line['q']} — attendu {line['expect'].get(field)}, lu {got[field]}")
    return ({f"{SET} (par champ)": every, **fields} if every else {}), missed
