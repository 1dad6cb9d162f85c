"""What notices asked a person and still stands: an answer typed under one does what its button does.

Nothing is kept for it: a notice that was sent is rendered anew, and says what holds now, or nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs import notices
from dialogs.core import shown
from dialogs.core.context import Turn, Under
from dialogs.core.turn import Message, Reply
from knowledge.conversation import NOTHING, Offered, Remembered
from knowledge.understanding import short
from storage.actions.notices import APPLICATION_MESSAGE, MESSAGE
from storage.outbox import Row
from storage.queries import outgoing

STANDS = timedelta(days=14)  # What was told longer ago is opened anew before it is answered.
_MOST = 4  # Notices looked at, the newest first.
_WRITTEN = frozenset((MESSAGE, APPLICATION_MESSAGE))  # Kinds that say what a person wrote.
_PLAINLY = re.compile(r"^(?:oui|ouais|je confirme|confirmer)\b")  # «ok» or «entendu» may only say that it was read.


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice that still holds: what it is about, when it came, what its card asks and lets be pressed.

    ``asks``: a person asks something in it.
    """

    kind: str
    reference: str
    at: datetime
    card: Remembered
    asks: bool = False


async def standing(turn: Turn) -> list[Standing]:
    """Return the notices sent to the person which still hold and have buttons, the newest first.

    A summary is read anew where it is the last thing said: a SA EPLE that gets some every morning would wait for them at
    each message.
    """
    if not turn.involved:
        return []
    async with turn.storage.together():
        return await _standing(turn)


async def _standing(turn: Turn) -> list[Standing]:
    found: list[Standing] = []
    before, now = turn.remembered.at, turn.now
    # What another clock says is still to come stands above nothing: a replica may be ahead, a demonstration begun anew.
    rows = await outgoing.sent_to(
        turn.storage, turn.person.key, but=notices.SILENT, since=now - STANDS, until=now, most=_MOST
    )
    last = 0 if rows and (before is None or _came(rows[0]) > before) else None
    rows = [row for place, row in enumerate(rows) if row.notice.kind not in notices.SUMMARIES or place == last]
    for row, message in zip(rows, await notices.render_all(turn.services, rows), strict=True):
        if isinstance(message, Message) and message.card and not message.replaces:
            card = shown.after(Reply.of(message), NOTHING, turn.now)
            written = str(row.notice.data.get("reason") or row.notice.data.get("text", ""))
            asks = row.notice.kind in _WRITTEN and "?" in written
            found.append(Standing(row.notice.kind, row.notice.reference, _came(row), card, asks))
    return found


def _came(row: Row) -> datetime:
    return row.ended_at or row.created_at


def right_above(told: Sequence[Standing], before: Remembered) -> Standing | None:
    """Return the notice that came after all that was said and shown in the chat."""
    return told[0] if told and (before.at is None or told[0].at > before.at) else None


def titled(turn: Turn, told: Sequence[Standing]) -> Offered | None:
    """Return the button of a notice whose title the message is."""
    found = (shown.titled(turn.incoming.text, one.card.listed) for one in told)
    return next(filter(None, found), None)


def meant(turn: Turn, told: Sequence[Standing]) -> Offered | Reply | None:
    """Return the button of a notice that the message presses: by its title, or by what is said right under the last one."""
    text = turn.incoming.text
    named = titled(turn, told)
    if named:
        return named
    last = right_above(told, turn.remembered)
    if last is None:
        return None
    asked = last.card.asked
    if short.says_yes(text) and not (asked and (asked.asks or _PLAINLY.match(short.bare(text)))):
        return None
    return shown.meant(text, turn.now, last.card)


def about(told: Sequence[Standing], before: Remembered) -> tuple[str, ...]:
    """Return the references that an act without one may be about: of the notice right above, else of all that stand."""
    last = right_above(told, before)
    return tuple(dict.fromkeys(one.reference for one in ([last] if last else told) if one.reference))


def under(told: Sequence[Standing], before: Remembered) -> Under | None:
    """Return the notice right above what is typed."""
    last = right_above(told, before)
    return Under(last.kind, last.reference, last.asks) if last and last.reference else None


def heard(before: Remembered, now: datetime) -> Remembered:
    """Return what is remembered once a notice was answered: it is no longer the last thing said."""
    return replace(before, asked=None, asked_at=None, at=now)
