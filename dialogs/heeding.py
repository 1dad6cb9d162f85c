"""Notices, rendered from the present state: an answer typed under one does what its button does.

Nothing is kept for it: a notice that was sent is rendered anew, and says what holds now, or nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.core import shown, texts
from dialogs.core.context import Services, Turn, Under
from dialogs.core.exchange import Letter, Message, Reply, plain_message
from dialogs.core.form_texts import BUTTON_OPEN
from dialogs.features import NOTICES, notices
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.conversation import NOTHING, Offered, Remembered
from knowledge.french import counted
from knowledge.understanding import short
from knowledge.understanding.references import pointed
from storage.actions.notices import APPLICATION_MESSAGE, MESSAGE
from storage.outbox import Row
from storage.queries import outgoing

# --- A line of the list just shown is named: «je prends la dernière» becomes «je prends DA-2024-0007».


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


# --- The kinds of notices, each rendered when it is sent.

_DIGEST_LINES = 12
_DIGEST_BUTTONS = 4

# Kinds of which a send whose outcome is unknown is tried again: they may arrive twice.
MAY_REPEAT = frozenset(kind for kind, feature in NOTICES.items() if feature.specs[kind].may_repeat)

# What comes of itself: it leaves in office hours only, and what is due together comes as one message.
REMINDERS = frozenset(kind for kind, feature in NOTICES.items() if feature.specs[kind].reminder)
# What redraws a message where it is.
SILENT = frozenset(kind for kind, feature in NOTICES.items() if feature.specs[kind].silent)
# What costs a question to say anew.
SUMMARIES = frozenset(kind for kind, feature in NOTICES.items() if feature.specs[kind].summary)


async def render(services: Services, row: Row) -> Message | Letter | None:
    """Return what a notice says now; None when it is no longer true, or has nothing to say by that medium."""
    return (await render_all(services, [row]))[0]


async def render_all(services: Services, rows: Sequence[Row]) -> list[Message | Letter | None]:
    """Return what each of several notices says now; those of one feature are read together."""
    said: list[Message | Letter | None] = [None] * len(rows)
    of: dict[int, list[int]] = {}
    told = notices(assistance=services.assistance)
    for place, row in enumerate(rows):
        if row.notice.kind in told:
            of.setdefault(id(told[row.notice.kind]), []).append(place)
    for places in of.values():
        feature = told[rows[places[0]].notice.kind]
        for place, message in zip(places, await feature.render(services, [rows[at] for at in places]), strict=True):
            said[place] = message
    return said


def digest(reminders: Sequence[tuple[Row, Message]]) -> Message:
    """Return one message of several reminders to one person: a line of each, and a way to open what they are about."""
    lines = [message.text.partition("\n")[0] for _, message in reminders]
    shown = lines[:_DIGEST_LINES]
    if len(lines) > len(shown):
        shown.append(texts.DIGEST_MORE.format(count=counted(len(lines) - len(shown), "autre")))
    verbs = {row.notice.reference: NOTICES[row.notice.kind].opens for row, _ in reminders}
    actions: list[Action] = [
        el.asks(BUTTON_OPEN.format(reference=reference), verb, {"reference": reference})
        for reference, verb in verbs.items()
        if reference and verb
    ]
    return plain_message(texts.DIGEST_TITLE.format(count=len(lines)), shown, actions[:_DIGEST_BUTTONS])


# --- Answers to notices.

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
    rows = await outgoing.sent_to(turn.storage, turn.person.key, but=SILENT, since=now - STANDS, until=now, most=_MOST)
    last = 0 if rows and (before is None or _came(rows[0]) > before) else None
    rows = [row for place, row in enumerate(rows) if row.notice.kind not in SUMMARIES or place == last]
    for row, message in zip(rows, await render_all(turn.services, rows), strict=True):
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
