"""What people are told later: each kind of notice, rendered from the present state when it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core import texts
from dialogs.core.context import Services
from dialogs.core.plain import plain_message
from dialogs.core.topic_texts import BUTTON_OPEN
from dialogs.core.turn import Letter, Message
from dialogs.features import NOTICES, notices
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.french import counted
from storage.outbox import Row

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
