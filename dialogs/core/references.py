"""Numbers of requests and applications, as people type them."""

from __future__ import annotations

import re

_REQUEST = re.compile(r"\bDA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)
_APPLICATION = re.compile(r"\bCA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)


def request_in(text: str, year: int) -> str | None:
    """Return the number of the request that ``text`` gives; without a year, it is one of ``year``."""
    found = _REQUEST.search(text)
    return f"DA-{found[1] or year}-{int(found[2]):04}" if found else None


def is_request(text: str) -> bool:
    """Tell whether ``text`` is the number of a request and nothing else."""
    return _REQUEST.fullmatch(text) is not None


def without_request(text: str) -> str:
    """Return ``text`` without the numbers of requests."""
    return _REQUEST.sub(" ", text)


def application_in(text: str, year: int) -> str | None:
    """Return the number of the application that ``text`` gives; without a year, it is one of ``year``."""
    found = _APPLICATION.search(text)
    return f"CA-{found[1] or year}-{int(found[2]):04}" if found else None
