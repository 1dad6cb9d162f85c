"""A request or an application pointed at in the list just shown is named: «je prends la dernière» is «je prends DA-2024-0007».

Done once, before a message is read: acts, notes, reminders and commands then know it as any other.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.core.context import Turn
from knowledge.understanding.pointing import pointed


def named(turn: Turn) -> Turn:
    """Return the turn with the reference in place of the words that point at a line; as it is where none do.

    Words that do nothing but point open that line, as a press does.
    """
    held = turn.remembered
    if not (turn.personal and held.listed_last):
        return turn
    lines = [one for one in held.listed_now(turn.now) if one.entry and one.value.get("reference")]
    text = turn.incoming.text
    found = pointed(text, [one.title for one in lines]) if lines else None
    if found is None or not (text[: found.start] + text[found.end :]).strip(" .!,"):
        return turn
    reference = str(lines[found.at].value["reference"])
    said = f"{text[: found.start]}{reference}{text[found.end :]}"
    return replace(turn, incoming=replace(turn.incoming, text=said))
