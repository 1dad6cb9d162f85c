"""Results held back and announced together, by the SA EPLE: what waits, what each will read, what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from dialogs.application import steering_texts as texts
from dialogs.application.cards import decision_reason
from dialogs.application.notices import decision_lines
from dialogs.core import application_texts
from dialogs.core import texts as general
from dialogs.core.application_line import state_mark
from dialogs.core.context import Turn
from dialogs.core.plain import filled
from dialogs.core.pressed import PRESSED
from dialogs.core.turn import Message, Reply
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import CardElement
from dialogs.ui.patterns import Figure, ListRow, opened_by
from knowledge.application import ApplicationStatus
from knowledge.call import Call
from knowledge.french import counted, number, shortened
from knowledge.lifecycle import NotAllowed
from storage.actions.applications import ResultsChanged, announce_all
from storage.outbox import OPEN, NoticeState
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile

SHOWN = 8  # Applications named in one card; the others are counted.
_REASON, _NAME = 200, 80  # Characters, so that a page fits a card: the whole reason is in the application.


async def show_held(turn: Turn, note: str = "") -> Reply:
    """Show the results that are held back with what each person will read, and a button that announces them.

    Those of the call in force come first; where it has none, those of another call.
    """
    turn = await _with_results(turn)
    call = turn.call
    held = await queries.held_back(turn.storage, call.id, but=turn.person.key)
    reasons = {
        file.number: decision_reason(await queries.history(turn.storage, file.candidature.reference))
        for file in held[:SHOWN]
    }
    told = await queries.told_decisions(turn.storage, call.id)
    return Reply.of(held_message(call, held, reasons, told, note))


async def _with_results(turn: Turn) -> Turn:
    """Return the turn that deals with the call whose results wait."""
    calls = await queries.calls_held_back(turn.storage, but=turn.person.key)
    return turn if turn.call.id in calls or not calls else turn.on(calls[0])


def held_message(
    call: Call,
    held: Sequence[ApplicationFile],
    reasons: Mapping[int, str],
    told: Mapping[NoticeState, int],
    note: str = "",
) -> Message:
    """Return the preview: the results by state, then the words of each; and what became of those announced."""
    states = Counter(file.candidature.status for file in held)
    counts = [
        (texts.STATES_MANY[state] if many > 1 else application_texts.STATES[state], many, state_mark(state).tone)
        for state, many in ((state, states[state]) for state in ApplicationStatus)
        if many
    ]
    above = [
        filled(call, texts.HELD, count=counted(len(held), "résultat")) if held else texts.HELD_NONE,
        *_told_lines(told),
    ]
    counted_lines = [texts.COUNTS_LINE.format(state=state, count=count) for state, count, _tone in counts]
    lines = [*([note] if note else []), *counted_lines, *above]
    body: list[CardElement] = [el.heading(texts.HELD_TITLE), *([el.paragraph(note)] if note else [])]
    if counts:
        body.append(pt.figures([Figure(number(count), label, tone) for label, count, tone in counts]))
    body += map(el.paragraph, above)
    for file in held[:SHOWN]:
        candidature = file.candidature
        name = texts.HELD_NAME.format(reference=candidature.reference, name=shortened(candidature.name, _NAME))
        reason = shortened(reasons.get(file.number, ""), _REASON)
        said = decision_lines(call, candidature.reference, candidature.status, reason)
        row = ListRow(shortened(candidature.name, _NAME), state=state_mark(candidature.status))
        title = application_texts.BUTTON_OPEN.format(reference=candidature.reference)
        body += [
            pt.rows([opened_by(row, title, "application.open", reference=candidature.reference)]),
            *(el.subtle(line) for line in said[:-1]),
        ]
        lines += [name, *said[:-1]]
    if len(held) > SHOWN:
        lines.append(texts.HELD_MORE.format(count=len(held) - SHOWN))
        body.append(el.subtle(lines[-1]))
    actions = []
    if held:
        data = {"seen": queries.seen(held), "call": call.id}
        actions.append(el.acts(texts.ANNOUNCE.format(count=len(held)), "application.announce_all", data))
    # What is on its way changes by itself: the card asks for it when somebody looks, and by a button.
    coming = any(told.get(state, 0) for state in OPEN)
    update = el.acts(texts.UPDATE, "application.held", {"call": call.id}) if coming else None
    if update:
        actions.append(update)
    return Message("\n".join([texts.HELD_TITLE, *lines]), el.card(*body, actions=actions, refresh=update))


def _told_lines(told: Mapping[NoticeState, int]) -> list[str]:
    """Return how many of the messages have left, how many are on their way, how many have failed."""
    if not sum(told.values()):
        return []
    sent = told.get(NoticeState.SENT, 0)
    coming = sum(told.get(state, 0) for state in OPEN)
    failed = sum(told.values()) - sent - coming - told.get(NoticeState.DROPPED, 0)
    return [texts.ANNOUNCED_SENT.format(sent=sent, coming=coming, failed=failed)]


class ResultsSeen(BaseModel):
    """The results that somebody has read before announcing them: none has changed since."""

    model_config = PRESSED

    seen: str = Field(pattern="^[0-9a-f]{64}$")


async def announce(turn: Turn, pressed: ResultsSeen) -> Reply:
    """Announce the results that were read, all together."""
    turn = await _with_results(turn)
    try:
        done = await announce_all(
            turn.storage, turn.services.terms, pressed.seen, by=turn.person.key, now=turn.now, activity=turn.shown
        )
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except ResultsChanged:
        return await show_held(turn, texts.HELD_CHANGED)
    note = texts.ANNOUNCED.format(count=counted(done, "résultat annoncé", "résultats annoncés"))
    return await show_held(turn, note)
