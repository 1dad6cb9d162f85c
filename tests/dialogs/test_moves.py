"""One row per move of a request and of an application: nothing that the life cycle allows is without what people need for it."""

from __future__ import annotations

from datetime import UTC, datetime
from string import Formatter

import pytest

from dialogs import features
from dialogs.application import moves as application
from dialogs.assistance import handling, move_forms
from dialogs.assistance.moves import MOVES, OFFERED, ROWS, RequestMoveRow
from knowledge.application import ApplicationMove, ApplicationStatus
from knowledge.application_cycle import APPLICATION_TABLE
from knowledge.batch import BatchAct, request_move
from knowledge.lifecycle import Relation
from knowledge.request import RequestMove, RequestStatus
from knowledge.request_cycle import REQUEST_TABLE

BY_PEOPLE = {line.move for line in REQUEST_TABLE if line.sources and set(line.who) - {Relation.SYSTEM}}
NEED_A_REASON = {line.move for line in REQUEST_TABLE if line.needs_reason}
OF_A_NOTICE = {RequestMove.TELL_BY_PHONE}  # Its button stands on the notice that asks for the call.
# Asked for of several at once («relancer»): the batch has a preview and a report of its own, which say what was done.
OF_A_BATCH = {RequestMove.NUDGE}
SAID = {"reference", "holder", "slot", "proposed", "resume", "contact", "ticket"}  # What ``done`` may name.


def test_every_move_has_one_row() -> None:
    assert sorted(row.move for row in MOVES) == sorted(RequestMove)
    assert [move for move in RequestMove if not ROWS[move].journal or not ROWS[move].said] == []


def test_what_people_do_has_a_button_and_a_handler_for_it() -> None:
    assert set(OFFERED) == BY_PEOPLE - OF_A_NOTICE - OF_A_BATCH
    assert {request_move(BatchAct.REMIND, status) for status in RequestStatus} == OF_A_BATCH
    assert [move for move in BY_PEOPLE - OF_A_BATCH if features.ROUTES.pressed(f"request.{move}") is None] == []


@pytest.mark.parametrize("move", sorted(BY_PEOPLE - OF_A_BATCH))
def test_what_people_do_is_answered(move: RequestMove) -> None:
    named = {name for _, name, _, _ in Formatter().parse(ROWS[move].done) if name}
    assert ROWS[move].done
    assert named <= SAID


def _asks_why(row: RequestMoveRow) -> bool:
    if row.experts:
        return bool(row.experts.ask_reason)
    form = move_forms.move_forms(lambda: datetime(2024, 1, 25, tzinfo=UTC), handling._send, handling._show_present).get(
        row.move
    )
    return form is not None and any(field.id == "reason" and not field.optional for field in form.fields)


@pytest.mark.parametrize("move", sorted(NEED_A_REASON))
def test_a_move_that_needs_a_reason_asks_for_it(move: RequestMove) -> None:
    assert _asks_why(ROWS[move])


def test_a_form_names_its_request_and_two_buttons_never_read_the_same() -> None:
    forms = [row.form for row in MOVES if row.form]
    assert [form.title for form in forms if "{reference}" not in form.title] == []
    titles = [row.button for row in MOVES if row.button] + [row.own_button for row in MOVES if row.own_button]
    assert len(set(titles)) == len(titles)


# Applications

BY_A_FORM_OF_ITS_OWN = {ApplicationMove.ANSWER, ApplicationMove.DEPOSIT}  # The application's own form.
STAFF = {Relation.SA_EPLE, Relation.DECIDER}


def test_every_move_of_an_application_has_one_row_and_buttons_for_those_who_make_it() -> None:
    assert sorted(row.move for row in application.MOVES) == sorted(ApplicationMove)
    by_staff = {line.move for line in APPLICATION_TABLE if line.sources and STAFF & set(line.who)}
    by_candidate = {line.move for line in APPLICATION_TABLE if line.sources and Relation.CANDIDATE in line.who}
    assert set(application.OFFERED) == by_staff
    assert set(application.OWN) == by_candidate - BY_A_FORM_OF_ITS_OWN
    assert [move for move in by_staff if features.ROUTES.pressed(f"application.{move}") is None] == []
    assert [move for move in application.OWN if features.ROUTES.pressed(f"candidature.{move}") is None] == []


@pytest.mark.parametrize("move", sorted(application.OFFERED))
def test_what_the_saeple_does_with_an_application_is_answered_and_asks_for_its_reason(move: ApplicationMove) -> None:
    row = application.ROWS[move]
    assert "{reference}" in row.done
    needed = any(line.needs_reason for line in APPLICATION_TABLE if line.move is move)
    asked = [field for field in row.form.fields if field.id in ("reason", "text")] if row.form else []
    assert [field.optional for field in asked] == ([False] if needed else [True] if asked else [])


def test_what_happens_to_a_deposited_application_has_a_line_in_its_history() -> None:
    drafts = {line.move for line in APPLICATION_TABLE if line.sources == {ApplicationStatus.DRAFT}} - {
        ApplicationMove.DEPOSIT
    }
    assert {row.move for row in application.MOVES if not row.journal} == drafts | {ApplicationMove.START}
