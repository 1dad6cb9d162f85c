"""What the SA EPLE can do with several at once, the table where they are decided one by one, and what was done."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from dialogs.batches import cards, hear, texts
from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Turn, past_calls
from dialogs.core.exchange import CardPart, PagePress, Pressed, Reply
from dialogs.core.request_line import APPLICATION_REFERENCE, listed_answers
from dialogs.core.request_line import shown as school_shown
from dialogs.core.route import SA_EPLE, SEVERAL, HelpLine, Route, Taking, Theme
from dialogs.core.texts import OF_PAST_CALL
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, Choice, ChoiceSetInput, TextInput
from knowledge.application import ApplicationStatus
from knowledge.batch import MOST, BatchAct, BatchGiven, BatchLine, BatchState, LineState
from knowledge.french import shortened, typeset
from knowledge.lifecycle import NotAllowed
from storage.actions import batches as actions
from storage.queries import applications
from storage.queries import batches as queries
from storage.queries.applications import ApplicationFile, Filters

_ROWS = 8
_CHOSEN = re.compile(rf"^choice_({APPLICATION_REFERENCE})$")


async def show(turn: Turn, asked: PagePress) -> Reply:
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


class BatchPress(Pressed):
    """The batch of a button, and how much was shown before."""

    nonce: str = Field(min_length=16, max_length=64)
    skip: int = Field(0, ge=0, le=1_000)
    first: int = Field(0, ge=0, le=1_000)


class Answers(BatchPress):
    """Also what was missing."""

    why: str = Field("", max_length=20)
    duplicate: str = Field("", max_length=40)
    reason: str = Field("", max_length=cards.REASON_CHARACTERS * 2)
    target: str = Field("", max_length=64)


Press = TypeVar("Press", bound=BatchPress)


def _refusing(run: Callable[[Turn, Press], Awaitable[Reply]]) -> Callable[[Turn, Press], Awaitable[Reply]]:
    """Return a handler that says so where the person has just lost the role: the transaction reads it anew."""

    async def guarded(turn: Turn, pressed: Press) -> Reply:
        try:
            return await run(turn, pressed)
        except NotAllowed:
            return Reply.text(turn.worded(general.NOT_YOURS))

    return guarded


async def _confirm(turn: Turn, pressed: BatchPress) -> Reply:
    """Begin what was prepared, once; another press says how it stands."""
    one = await hear.own(turn, pressed.nonce)
    if one is None or one.batch.state is BatchState.GIVEN_UP:
        return Reply.text(texts.GONE)
    if one.batch.state is not BatchState.PREPARED:
        return await hear.show_report(turn, pressed.nonce, note=texts.BEGUN_ALREADY)
    if hear.missing_of(one):
        return Reply.text(texts.INCOMPLETE)
    return await hear.carry_out(turn, one)


async def _give_up(turn: Turn, pressed: BatchPress) -> Reply:
    one = await hear.own(turn, pressed.nonce)
    if one is None:
        return Reply.text(texts.GONE)
    if one.batch.state in (BatchState.RUNNING, BatchState.DONE):
        return await hear.show_report(turn, pressed.nonce, note=texts.BEGUN_ALREADY)
    await actions.give_up(turn.storage, pressed.nonce, turn.person.key, turn.now)
    return Reply.text(texts.GIVEN_UP)


async def _waiting(turn: Turn, pressed: BatchPress) -> cards.Prepared | Reply:
    """Return what was prepared; what has become of it where it has begun."""
    one = await hear.own(turn, pressed.nonce)
    if one is None or one.batch.state is BatchState.GIVEN_UP:
        return Reply.text(texts.GONE)
    if one.batch.state is not BatchState.PREPARED:
        return await hear.show_report(turn, pressed.nonce, note=texts.BEGUN_ALREADY)
    return one


async def _messages(turn: Turn, pressed: BatchPress) -> Reply:
    one = await _waiting(turn, pressed)
    return one if isinstance(one, Reply) else Reply.of(cards.messages(turn, one, pressed.skip))


async def _only(turn: Turn, pressed: BatchPress) -> Reply:
    """Prepare anew what the screen shows of a longer list."""
    one = await _waiting(turn, pressed)
    if isinstance(one, Reply):
        return one
    kept = [line for line in one.lines if line.state is LineState.PENDING][: pressed.first or None]
    await actions.give_up(turn.storage, pressed.nonce, turn.person.key, turn.now)
    return await hear.prepare(turn, hear.Wanted(kept, one.batch.given))


async def _complete(turn: Turn, pressed: Answers) -> Reply:
    one = await _waiting(turn, pressed)
    return one if isinstance(one, Reply) else await hear.complete(turn, one, pressed.model_dump())


async def _report(turn: Turn, pressed: BatchPress) -> Reply:
    return await hear.show_report(turn, pressed.nonce, skip=pressed.skip)


async def _last_report(turn: Turn) -> Reply:
    """Say what has become of what was done last on several."""
    last = await queries.last_of(turn.storage, turn.person.key)
    return await hear.show_report(turn, last.nonce) if last else Reply.text(turn.worded(texts.NO_REPORT))


def _line(title: str, usage: str, theme: Theme = Theme.SA_EPLE_REQUESTS) -> HelpLine:
    return HelpLine(theme, typeset(usage), title=typeset(title), listed=False)


ROUTES = (
    Route(
        "agir sur plusieurs",
        hear.hear,
        intent=SEVERAL,
        needs=SA_EPLE,
        help=(
            _line("attribue-les à …", "donner à un expert la liste affichée, ou « la 3, la 5 et la 9 »"),
            _line("relance-les", "relancer les experts de la liste, ou « des demandes en retard »"),
            _line("clos-les …", "clore la liste affichée : « clos ces trois, doublons de la 12 »"),
            _line(
                "message aux experts : réunion jeudi",
                "écrire aux experts, « aux candidats retenus », « aux établissements de la vague 3 »",
            ),
            _line(
                "retiens-les …",
                "sous une liste de candidatures : « retiens la 3 et la 5, refuse les autres avec le motif … »",
                Theme.SA_EPLE_APPLICATIONS,
            ),
        ),
    ),
    Route(
        "message aux experts",
        hear.write_to_experts,
        says=("message aux experts", "ecrire aux experts"),
        takes=True,
        needs=SA_EPLE,
    ),
    Route(
        "rapport",
        _last_report,
        says=(
            "rapport",
            "rapport d envoi",
            "rapport de remise",
            "ou en est l envoi",
            "ou en sont les envois",
            "ou en est mon envoi",
        ),
        needs=SA_EPLE,
        help=(_line("rapport", "voir ce qui est fait sur plusieurs, et qui a reçu son message"),),
    ),
    Route(
        "décider",
        Taking(PagePress, show),
        says=(
            "decider",
            "decider les candidatures",
            "decider des candidatures",
            "tableau des candidatures",
            "decisions",
        ),
        verbs=("batch.table",),
        needs=SA_EPLE,
        help=(
            _line(
                "décider",
                "décider de plusieurs candidatures sur un tableau, chaque message relu avant",
                Theme.SA_EPLE_APPLICATIONS,
            ),
        ),
    ),
    Route.by_button("batch.decide", Choices, decide, needs=SA_EPLE),
    Route.by_button("batch.confirm", BatchPress, _refusing(_confirm), needs=SA_EPLE),
    Route.by_button("batch.give_up", BatchPress, _refusing(_give_up), needs=SA_EPLE),
    Route.by_button("batch.messages", BatchPress, _messages, needs=SA_EPLE),
    Route.by_button("batch.only", BatchPress, _refusing(_only), needs=SA_EPLE),
    Route.by_button("batch.complete", Answers, _refusing(_complete), needs=SA_EPLE),
    Route("batch.report", Taking(BatchPress, _report), verbs=("batch.report", "batch.people"), needs=SA_EPLE),
)
