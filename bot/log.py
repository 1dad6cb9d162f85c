"""Logs that name things, never people: references, outcomes and places in the code.

What an exception says may quote a message, a name or a row, so a trace is printed without it: kinds and places only.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from bot.settings import LogFormat

OURS = ("bot", "dialogs", "storage", "knowledge")
_ROOT = Path(__file__).resolve().parent.parent
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # Nothing that is misread aloud: no 0/O, 1/I/L.
_SECRETS = re.compile(
    r"(?i)(\bauthorization['\"]?\s*[:=]\s*['\"]?)(?:[a-z]+ +)?[^\s'\",}]+"  # A header, as text or in a dict.
    r"|(\bbearer\s+)[\w.~+/=-]+"
    r"|(://[^/\s:@]*:)[^@\s/]+(?=@)"  # A password in an address.
)


def new_incident() -> str:
    """Return a reference that ties an apology to its log line: «INC-7Q4M2XBD»."""
    return "INC-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def trace(error: BaseException | None) -> str:
    """Return the kinds of an error and its causes, each with its places, innermost last; never what they say."""
    parts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        parts.append(f"{type(error).__module__}.{type(error).__qualname__} at {_places(error.__traceback__)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " from ".join(parts)


def _places(step: TracebackType | None) -> str:
    places: list[str] = []
    while step is not None:
        code = step.tb_frame.f_code
        path = Path(code.co_filename)
        name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
        places.append(f"{name}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return " > ".join(places) or "-"


def redact(line: str) -> str:
    """Return the line without tokens, other credentials and passwords in addresses."""
    return _SECRETS.sub(lambda found: (found[1] or found[2] or found[3]) + "***", line)


class TextFormatter(logging.Formatter):
    """One line per record, whatever it contains: «instant LEVEL logger incident message | trace»."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line."""
        parts = [_instant(record), record.levelname, record.name]
        if incident := getattr(record, "incident", ""):
            parts.append(str(incident))
        parts.append(record.getMessage())
        if record.exc_info and record.exc_info[1]:
            parts.append(f"| {trace(record.exc_info[1])}")
        return redact(" ".join(parts)).replace("\r", "\\r").replace("\n", "\\n")


class JsonFormatter(logging.Formatter):
    """The same as a JSON object: ``time``, ``level``, ``logger``, ``message``, ``incident``, ``trace``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line."""
        line: dict[str, Any] = {
            "time": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if incident := getattr(record, "incident", ""):
            line["incident"] = str(incident)
        if record.exc_info and record.exc_info[1]:
            line["trace"] = trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def configure(level: str, style: LogFormat, stream: TextIO | None = None) -> None:
    """Send all logs to ``stream`` (standard error): ours from ``level`` on, the libraries' warnings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if style is LogFormat.JSON else TextFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what a task or callback left unhandled; asyncio's own way prints the error's text and the task's."""
    error = context.get("exception")
    logging.getLogger("bot").error(
        "unhandled in the event loop: %s", str(context.get("message", "")).split("\n")[0], exc_info=error
    )
