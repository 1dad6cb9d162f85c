"""Acts on several at once: what is missing, previews, messages, reports, each as long as it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

from dialogs.batches import cards
from dialogs.batches.cards import BatchSubjects, Prepared, Report
from dialogs.core.context import Turn
from dialogs.core.exchange import Message
from knowledge.application import ApplicationStatus
from knowledge.batch import Batch, BatchAct, BatchGiven, BatchLine, BatchState, LineState
from knowledge.people import PersonKey
from knowledge.request import CancelReason, RequestStatus
from knowledge.schools.register import EMPTY
from storage.outbox import NoticeState
from storage.queries.batches import MessageFate
from storage.queries.people import Someone
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.candidature import CALL, application_in
from tests.lint.emitted.requests import file_in

_NOW = datetime(2024, 1, 29, 9, 0, tzinfo=UTC)
_SERVICES = SimpleNamespace(call_of=lambda _id: CALL)
_TURN = cast("Turn", SimpleNamespace(register=EMPTY, now=_NOW, base=SimpleNamespace(call=CALL), services=_SERVICES))
_KEY = PersonKey("local", "33333333-3333-4333-8333-333333333333")
_MANY = 200


def _batch(state: BatchState = BatchState.PREPARED, **given: object) -> Batch:
    return Batch(id=1, nonce="n" * 24, by=_KEY, given=BatchGiven(**given), state=state, made_at=_NOW, confirmed_at=_NOW)  # type: ignore[arg-type]


def _requests(act: BatchAct, *, refused: int = 0, state: BatchState = BatchState.PREPARED, **given: object) -> Prepared:
    files = {f"DA-2024-{number:06}": file_in(RequestStatus.ASSIGNED) for number in range(_MANY)}
    files = {
        name: replace(file, request=replace(file.request, reference=name), number=number)
        for number, (name, file) in enumerate(files.items())
    }
    lines = [
        BatchLine(
            place=number, act=act, reference=name, reason=worst.LONG_TEXT[:1000],
            state=LineState.REFUSED if number < refused else LineState.PENDING, error="stale" if number < refused else "",
        )
        for number, name in enumerate(files)
    ]  # fmt: skip
    about = BatchSubjects(files, {}, {_KEY: worst.LONG_NAME})
    return Prepared(_batch(state, target=_KEY, **given), lines, about, worst.LONG_NAME[:200], 10)


def _applications() -> Prepared:
    names = [f"CA-2024-{number:06}" for number in range(_MANY)]
    worst_one = application_in(ApplicationStatus.UNDER_REVIEW)
    files = {name: replace(worst_one, candidature=replace(worst_one.candidature, reference=name)) for name in names}
    acts = (BatchAct.ACCEPT, BatchAct.REJECT, BatchAct.DROP)
    lines = [
        BatchLine(place=number, act=acts[number % 3], reference=name, reason=f"{number % 5} {worst.LONG_TEXT[:900]}")
        for number, name in enumerate(names)
    ]
    return Prepared(_batch(), lines, BatchSubjects({}, files, {}))


for _act in (BatchAct.ASSIGN, BatchAct.REMIND, BatchAct.CLOSE):

    @emits(f"batch.preview.{_act}", cards.preview)
    def _(act: BatchAct = _act) -> Message:
        given = {"cancel_as": CancelReason.DUPLICATE, "duplicate_of": "DA-2024-000001"} if act is BatchAct.CLOSE else {}
        return cards.preview(_TURN, _requests(act, refused=30, **given))


@emits("batch.preview.decide", cards.preview)
def _decide() -> Message:
    return cards.preview(_TURN, _applications())


@emits("batch.messages", cards.messages)
def _messages() -> Message:
    return cards.messages(_TURN, _applications(), 0)


@emits("batch.none", cards.none_possible)
def _none() -> Message:
    return cards.none_possible(_TURN, _requests(BatchAct.CLOSE, refused=_MANY))


@emits("batch.asks", cards.asks_more)
def _asks() -> Message:
    experts = [Someone(PersonKey("local", f"e{number}"), f"{number} {worst.LONG_NAME[:100]}") for number in range(60)]
    missing = ["target", "reason", "why", "duplicate"]
    return cards.asks_more(_requests(BatchAct.CLOSE), missing, experts)


for _state in (BatchState.RUNNING, BatchState.DONE):

    @emits(f"batch.report.{_state}", cards.report)
    def _(state: BatchState = _state) -> Message:
        fates = dict.fromkeys(NoticeState, 1_000)
        people = [
            MessageFate(number, f"{number} {worst.LONG_NAME[:200]}", "DA-2024-000001", list(NoticeState)[number % 8])
            for number in range(cards.PEOPLE)
        ]
        told = Report({LineState.DONE: 170, LineState.REFUSED: 30}, fates, people)
        return cards.report(_TURN, _requests(BatchAct.ASSIGN, refused=30, state=state), told, worst.LONG_NAME)
