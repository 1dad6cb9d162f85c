"""A linter over one offered file: what Teams shows of it, and what its context may say."""

from __future__ import annotations

import re

from bot.teams.files import MAX_PLACED
from dialogs.core.exchange import Message

MAX_TEXT = 400  # Characters: Teams' own card is small.
# What people send keeps the name that they gave it, as far as that means nothing to any system.
_NAME = re.compile(r"\w[\w ’'(),.-]*\.(?:eml|ics|zip|docx|html|csv|xlsx|txt|json|png|jpg|gif|webp|pdf)")
_REFERENCE = re.compile(r"[A-Z]{2}-\d{4}-\d{4,6}(?:/\d+)?|me")


def offer_faults(message: Message) -> list[str]:
    """Return the faults of a message that offers a file. Its context names a kind, a reference or the person themselves, and perhaps a question."""
    offered = message.offers
    if offered is None:
        return ["offer: none"]
    faults = []
    if message.card is not None:
        faults.append("card: a file and a card in one message")
    if not message.text.strip() or len(message.text) > MAX_TEXT:
        faults.append(f"text: {len(message.text)} characters")
    if not _NAME.fullmatch(offered.name):
        faults.append(f"name: {offered.name!r}")
    if not 0 < offered.size <= MAX_PLACED:
        faults.append(f"size: {offered.size}")
    if set(offered.context) - {"query"} != {"file", "reference"} or not _REFERENCE.fullmatch(
        offered.context.get("reference", "")
    ):
        faults.append(f"context: {dict(offered.context)!r}")
    return faults
