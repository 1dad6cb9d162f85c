"""The applications under examination as one table, where several are decided at once."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dialogs.batches import cards, hear, texts
from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import PRESSED, CardPart, Reply
from dialogs.core.fields import shown as school_shown
from dialogs.core.past_calls import past_calls
from dialogs.core.persons import APPLICATION_REFERENCE
from dialogs.core.request_line import listed_answers
from dialogs.core.texts import OF_PAST_CALL
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, Choice, ChoiceSetInput, TextInput
from knowledge.application import ApplicationStatus
from knowledge.batch import MOST, BatchAct, BatchGiven, BatchLine
from knowledge.french import shortened
from storage.queries import applications
from storage.queries.applications import ApplicationFile, Filters

_ROWS = 8
_CHOSEN = re.compile(rf"^choice_({APPLICATION_REFERENCE})$")


class TablePage(BaseModel):
    """From which application on the table is shown."""

    model_config = PRESSED

    skip: int = Field(0, ge=0, le=100_000)


async def show(turn: Turn, asked: TablePage) -> Reply:
    """Show the applications that may be decided, each with a choice; nobody sees their own there."""
    wanted = Filters((ApplicationStatus.UNDER_REVIEW,))
    turn = await _with_undecided(turn)
    total, files = await applications.listed(turn.storage, turn.call.id, wanted, skip=asked.skip, limit=_ROWS)
    files = [file for file in files if file.candidature.candidate != turn.person.key]
    if not files:
        return Reply.text(texts.TABLE_NONE)
    lead = [texts.TABLE_LEAD]
    if turn.services.spoken:
        lead.append(OF_PAST_CALL.format(title=turn.call.call.title))
    shown = [exchange.words(*lead)]
    for file in files:
        about = _about(turn, file)
        shown.append(CardPart([_choice(file), el.subtle(about)], [f"{_name(file)} · {about}"]))
    reasons = [
        TextInput(id="reject_reason", label=texts.REJECT_REASON, is_multiline=True, max_length=cards.REASON_CHARACTERS),
        TextInput(id="drop_reason", label=texts.DROP_REASON, is_multiline=True, max_length=cards.REASON_CHARACTERS),
        el.buttons(el.unfolds(texts.OWN_REASONS, "own_reasons")),
        el.folded("own_reasons", *(_own_reason(file) for file in files)),
    ]
    actions: list[Action] = [el.asks(texts.TABLE_PREVIEW, "batch.decide", {}, style="positive")]
    if asked.skip + _ROWS < total:
        data = {"skip": asked.skip + _ROWS, "call": turn.call.id}
        actions.append(el.asks(texts.TABLE_NEXT, "batch.table", data, inputs=False))
    return Reply.of(exchange.told(texts.TABLE_TITLE, *shown, CardPart(reasons), actions=actions))


async def _with_undecided(turn: Turn) -> Turn:
    """Return the turn that deals with a call of which some are to be decided: that which is dealt with, else a past one."""
    left = {
        file.candidature.call
        for file in await applications.open_files(turn.storage)
        if file.candidature.status is ApplicationStatus.UNDER_REVIEW and file.candidature.candidate != turn.person.key
    }
    past = next((call for call in await past_calls(turn) if call.id in left), None)
    return turn if turn.call.id in left or past is None else turn.on(past.id)


def _name(file: ApplicationFile) -> str:
    kept = file.candidature
    return texts.TABLE_LINE.format(reference=kept.reference, name=shortened(kept.name, 60))


def _about(turn: Turn, file: ApplicationFile) -> str:
    kept, call = file.candidature, turn.call
    school = school_shown(turn.register, str(kept.answers.get("school", "") or ""))
    parts = [*listed_answers(call, kept), shortened(school, 80)]
    return " · ".join(filter(None, parts))


def _choice(file: ApplicationFile) -> ChoiceSetInput:
    choices = [Choice(title=texts.LATER, value="")]
    choices += [Choice(title=words, value=act.value) for act, words in texts.CHOICES.items()]
    reference = file.candidature.reference
    return ChoiceSetInput(id=f"choice_{reference}", label=_name(file), style="compact", value="", choices=choices)


def _own_reason(file: ApplicationFile) -> TextInput:
    reference = file.candidature.reference
    return TextInput(
        id=f"reason_{reference}", label=texts.OWN_REASON.format(reference=reference), max_length=cards.REASON_CHARACTERS
    )


class Choices(BaseModel):
    """What was chosen, one input for each application, and the reasons."""

    model_config = ConfigDict(extra="allow")

    reject_reason: str = Field("", max_length=cards.REASON_CHARACTERS * 2)
    drop_reason: str = Field("", max_length=cards.REASON_CHARACTERS * 2)

    def lines(self) -> list[BatchLine]:
        """Return a line for each application that something was chosen for."""
        told: dict[str, Any] = self.model_extra or {}
        shared = {BatchAct.REJECT: self.reject_reason, BatchAct.DROP: self.drop_reason}
        found = []
        for name, value in sorted(told.items()):
            named = _CHOSEN.match(name)
            if named is None or value not in {act.value for act in texts.CHOICES}:
                continue
            act = BatchAct(value)
            reason = str(told.get(f"reason_{named[1]}", "") or "").strip() or shared.get(act, "").strip()
            found.append(BatchLine(place=0, act=act, reference=named[1], reason=reason[: cards.REASON_CHARACTERS]))
        return found


async def decide(turn: Turn, chosen: Choices) -> Reply:
    """Prepare what was chosen: each message can be read before one confirmation."""
    lines = chosen.lines()
    if not lines:
        return Reply.text(texts.NONE_CHOSEN)
    return await hear.prepare(turn, hear.Wanted(lines[:MOST], BatchGiven()))
