"""What the SA EPLE can do with several at once, and look at afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, Field

from dialogs.batches import cards, hear, table, texts
from dialogs.batches.table import Choices, TablePage
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import PRESSED, Reply
from dialogs.core.route import SA_EPLE, SEVERAL, HelpLine, Route, Taking, Theme
from knowledge.batch import BatchState, LineState
from knowledge.french import typeset
from knowledge.lifecycle import NotAllowed
from storage.actions import batches as actions
from storage.queries import batches as queries


class BatchPress(BaseModel):
    """The batch of a button, and how much was shown before."""

    model_config = PRESSED

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
        Taking(TablePage, table.show),
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
    Route("batch.decide", Taking(Choices, table.decide), verbs=("batch.decide",), needs=SA_EPLE),
    Route("batch.confirm", Taking(BatchPress, _refusing(_confirm)), verbs=("batch.confirm",), needs=SA_EPLE),
    Route("batch.give_up", Taking(BatchPress, _refusing(_give_up)), verbs=("batch.give_up",), needs=SA_EPLE),
    Route("batch.messages", Taking(BatchPress, _messages), verbs=("batch.messages",), needs=SA_EPLE),
    Route("batch.only", Taking(BatchPress, _refusing(_only)), verbs=("batch.only",), needs=SA_EPLE),
    Route("batch.complete", Taking(Answers, _refusing(_complete)), verbs=("batch.complete",), needs=SA_EPLE),
    Route("batch.report", Taking(BatchPress, _report), verbs=("batch.report", "batch.people"), needs=SA_EPLE),
)
