"""Numbers of requests and applications, as people type them."""

from __future__ import annotations

import re

# An application's number: two letters that its call's file gives, which are never those of requests.
APPLICATION_REFERENCE = r"([A-CE-Z][A-Z]|D[B-Z])-\d{4}-\d{4,6}"
_WRITTEN = re.compile(r"(?<!\w)((?!da)[a-z]{2})\s*-\s*(\d{4})\s*-\s*(\d{1,6})\b", re.IGNORECASE)
_REQUEST = re.compile(r"\bDA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)
_APPLICATION = re.compile(r"\bCA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)
_IS_APPLICATION = re.compile(APPLICATION_REFERENCE)


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
    """Return the number of the application that ``text`` gives; without a year, it is one of ``year``.

    Letters that another call gives are read where the number is written whole: «RN-2025-0012».
    """
    found = _APPLICATION.search(text)
    if found:
        return f"CA-{found[1] or year}-{int(found[2]):04}"
    whole = _WRITTEN.search(text)
    return f"{whole[1].upper()}-{whole[2]}-{int(whole[3]):04}" if whole else None


def is_application(reference: str) -> bool:
    """Tell whether a number is that of an application."""
    return _IS_APPLICATION.fullmatch(reference) is not None
