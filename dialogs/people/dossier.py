"""What is kept about a person, to read and to take away: as lines of a card, as a text, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from dialogs.core.context import Turn
from dialogs.core.files import ONESELF, Maker, offered
from dialogs.core.form import Form
from dialogs.core.form_steps import Forms
from dialogs.core.school_field import shown as school_shown
from dialogs.core.turn import Enclosed, Reply
from dialogs.people import dossier_texts as texts
from knowledge.french import PARIS, instant, long_date
from knowledge.schools.register import EMPTY
from storage.queries.applications import FORM
from storage.queries.dossier import Dossier, Record, dossier
from storage.queries.requests import REQUEST_FORM

# By column of a part: the form whose fields name what is within; "" where the row itself names it.
_ANSWERS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("applications", "answers"): FORM,
        ("requests", "more"): REQUEST_FORM,
        **dict.fromkeys((("drafts", name) for name in ("answers", "proposals", "listed")), ""),
    }
)


def lines_of(part: str, record: Record, forms: Forms) -> Iterator[tuple[str, str]]:
    """Yield what a record of ``part`` holds as labels and values; what is empty is left out.

    Answers are labelled, and their values said, by the fields of the form that asked for them: that of its call.
    """
    call = str(record.get("call" if part == "applications" else "subject") or "")
    for name, value in record.items():
        named = _ANSWERS.get((part, name))
        of = named or str(record.get("form"))
        form = forms.named(of, call if of == FORM else "") if named is not None else None
        yield from _lines(name, value, form)


def _lines(name: str, value: Any, form: Form | None) -> Iterator[tuple[str, str]]:
    if value is None or value in ("", {}, []):
        return
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from _lines(inner, one, form)
        return
    field = form.field(name) if form else None
    if field:
        yield field.label, ", ".join(field.shown(str(one)) for one in (value if isinstance(value, list) else [value]))
    else:
        yield texts.COLUMNS.get(name, name), _shown(name, value)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return texts.YES if value else texts.NO
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, list):
        return ", ".join(_shown(name, one) for one in value)
    if name == "school":
        return school_shown(EMPTY, str(value))  # A code is said to be one.
    return texts.VALUES.get(name, {}).get(str(value), str(value))


def as_text(kept: Dossier, now: datetime, forms: Forms) -> str:
    """Return all of it as a text to be read, part by part."""
    lines = [texts.TEXT_TITLE, texts.TEXT_MADE.format(when=instant(now))]
    for part, records in kept.items():
        lines += ["", texts.PARTS[part]]
        if not records:
            lines.append(f"- {texts.EMPTY_PART}")
        for record in records:
            said = [texts.FIELD.format(label=label, value=value) for label, value in lines_of(part, record, forms)]
            lines += [f"{'- ' if not at else '  '}{line}" for at, line in enumerate(said)]
    return "\n".join(lines) + "\n"


def as_json(kept: Dossier, now: datetime) -> str:
    """Return all of it as JSON, with the names that the tables have."""
    return json.dumps({"made_at": now, **kept}, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    return value.astimezone(PARIS).isoformat() if isinstance(value, datetime) else str(value)


async def _text_file(turn: Turn, _reference: str) -> Enclosed:
    kept = await dossier(turn.storage, turn.person.key)
    # The byte order mark tells every editor that it is UTF-8.
    return Enclosed(texts.TEXT_NAME, "text/plain", as_text(kept, turn.now, turn.forms).encode("utf-8-sig"))


async def _json_file(turn: Turn, _reference: str) -> Enclosed:
    kept = await dossier(turn.storage, turn.person.key)
    return Enclosed(texts.JSON_NAME, "application/json", as_json(kept, turn.now).encode())


async def offer_files(turn: Turn) -> Reply:
    """Offer everything that is kept about the person as two files, made anew when they are accepted."""
    return Reply.of(
        offered(await _text_file(turn, ONESELF), texts.TEXT_NAME, ONESELF, texts.TEXT_OFFER),
        offered(await _json_file(turn, ONESELF), texts.JSON_NAME, ONESELF, texts.JSON_OFFER),
    )


FILES: Mapping[str, Maker] = MappingProxyType({texts.TEXT_NAME: _text_file, texts.JSON_NAME: _json_file})
