"""What a batch's lines are about, read together: the requests and applications, who is written to, what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.core.application_line import application_row
from dialogs.core.context import Turn
from dialogs.core.references import is_application
from dialogs.core.request_line import place_of, request_row, topic_of
from dialogs.ui.patterns import ListRow
from knowledge.application import ApplicationGiven
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.batch import (
    OF_APPLICATIONS,
    OF_REQUESTS,
    Audience,
    BatchGiven,
    BatchLine,
    LineRefusal,
    application_move,
    request_move,
)
from knowledge.french import shortened
from knowledge.lifecycle import MoveRefused, apply
from knowledge.people import Person, PersonKey, Role
from knowledge.request import CancelReason, RequestGiven, RequestMove
from knowledge.request_cycle import REQUEST_CYCLE
from storage.actions.batches import code_of
from storage.queries import applications, batches, requests
from storage.queries.applications import ApplicationFile
from storage.queries.requests import RequestFile

_NAME = 60
_SOMEBODY = PersonKey("", "")  # Whoever will get them, until that is said.


@dataclass(frozen=True, slots=True)
class BatchSubjects:
    """The files and the names of a batch, by reference and by key."""

    requests: Mapping[str, RequestFile] = field(default_factory=dict)
    applications: Mapping[str, ApplicationFile] = field(default_factory=dict)
    names: Mapping[PersonKey, str] = field(default_factory=dict)


async def read(turn: Turn, lines: Sequence[BatchLine], given: BatchGiven) -> BatchSubjects:
    """Return what the lines are about."""
    keys = [line.person for line in lines if line.person]
    named = [line.reference for line in lines if line.reference]
    return BatchSubjects(
        await requests.by_references(turn.storage, [one for one in named if one.startswith("DA-")]),
        await applications.by_references(turn.storage, [one for one in named if is_application(one)]),
        await batches.names_of(turn.storage, [*keys, *([given.target] if given.target else [])]),
    )


def label(turn: Turn, line: BatchLine, about: BatchSubjects) -> str:
    """Return how a line is named: «DA-2024-0003, Lycée Zola, Trésorerie», «CA-2024-0003, GARCIN Thomas», a name, a school."""
    if line.person:
        return about.names.get(line.person, "") or line.person.oid[:8]
    request, application = about.requests.get(line.reference), about.applications.get(line.reference)
    if request:
        return ", ".join(filter(None, [line.reference, place_of(request), topic_of(request.request)]))
    if application:
        return f"{line.reference}, {shortened(application.candidature.name, _NAME)}"
    school = turn.register.get(line.reference)
    return school.label if school else line.reference


def row(turn: Turn, line: BatchLine, about: BatchSubjects) -> ListRow:
    """Return a line as a row, opened by a press where it is a file."""
    request, application = about.requests.get(line.reference), about.applications.get(line.reference)
    if request:
        return request_row(request, turn.now)
    if application:
        return application_row(
            turn.services.call_of(application.candidature.call), application, turn.register, turn.now
        )
    return ListRow(label(turn, line, about))


def obstacle(turn: Turn, line: BatchLine, given: BatchGiven, about: BatchSubjects) -> str:
    """Return why a line cannot be carried out as things stand, "" where nothing stands against it.

    What is still to be said (a reason, a kept request) is no obstacle yet.
    """
    if line.act in OF_REQUESTS:
        return _of_request(turn, line, given, about)
    file = about.applications.get(line.reference)
    if line.act in OF_APPLICATIONS:
        return _of_application(turn, line, file)
    if given.audience is Audience.CANDIDATES and file and file.candidature.held_back:
        return LineRefusal.HELD_BACK
    if given.audience is Audience.SCHOOLS:
        school = turn.register.get(line.reference)
        return "" if school and school.mail else LineRefusal.NO_ADDRESS
    return ""


def _of_request(turn: Turn, line: BatchLine, given: BatchGiven, about: BatchSubjects) -> str:
    file = about.requests.get(line.reference)
    if file is None:
        return LineRefusal.GONE
    move = request_move(line.act, file.request.status)
    told = RequestGiven(
        reason=line.reason or "…",
        target=Person(given.target or _SOMEBODY, "", frozenset({Role.EXPERT})),
        cancel_as=(given.cancel_as or CancelReason.OUT_OF_SCOPE) if move is RequestMove.CANCEL else None,
        duplicate_of=given.duplicate_of or "…",
    )
    facts = file.facts(turn.services.delays)
    try:
        apply(REQUEST_CYCLE, file.request, move, by=turn.person, now=turn.now, facts=facts, given=told)
    except MoveRefused as refused:
        return code_of(refused)
    return ""


def _of_application(turn: Turn, line: BatchLine, file: ApplicationFile | None) -> str:
    if file is None:
        return LineRefusal.GONE
    facts = turn.services.terms_of(file.candidature.call).facts(opened=file.opened)
    told = ApplicationGiven(reason=line.reason or "…")
    try:
        apply(
            APPLICATION_CYCLE, file.candidature, application_move(line.act), by=turn.person, now=turn.now, facts=facts,
            given=told,
        )  # fmt: skip
    except MoveRefused as refused:
        return code_of(refused)
    return ""
