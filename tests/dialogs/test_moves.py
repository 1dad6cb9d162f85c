"""One row per move of a request: nothing that the life cycle allows is without what people need for it."""

from __future__ import annotations

from datetime import UTC, datetime
from string import Formatter

import pytest

from dialogs import features
from dialogs.assistance import handling, move_forms
from dialogs.assistance.moves import MOVES, OFFERED, ROWS, MoveRow
from knowledge.lifecycle import Relation
from knowledge.request import RequestMove
from knowledge.request_cycle import REQUEST_TABLE

BY_PEOPLE = {line.move for line in REQUEST_TABLE if line.sources and set(line.who) - {Relation.SYSTEM}}
NEED_A_REASON = {line.move for line in REQUEST_TABLE if line.needs_reason}
OF_A_NOTICE = {RequestMove.TELL_BY_PHONE}  # Its button stands on the notice that asks for the call.
SAID = {"reference", "holder", "slot", "resume"}  # What ``done`` may name.


def test_every_move_has_one_row() -> None:
    assert sorted(row.move for row in MOVES) == sorted(RequestMove)
    assert [move for move in RequestMove if not ROWS[move].journal] == []


def test_what_people_do_has_a_button_and_a_handler_for_it() -> None:
    assert set(OFFERED) == BY_PEOPLE - OF_A_NOTICE
    assert [move for move in BY_PEOPLE if features.ROUTES.pressed(f"request.{move}") is None] == []


@pytest.mark.parametrize("move", sorted(BY_PEOPLE))
def test_what_people_do_is_answered(move: RequestMove) -> None:
    named = {name for _, name, _, _ in Formatter().parse(ROWS[move].done) if name}
    assert ROWS[move].done
    assert named <= SAID


def _asks_why(row: MoveRow) -> bool:
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
