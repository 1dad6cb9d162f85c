"""What a card fills a field in with: calendars, check boxes, a list of schools that is searched while one types."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.core.exchange import Happening
from dialogs.core.fields import LISTED, offered, school_field
from dialogs.core.form import Choice, Field, Picker, free_text, one_of
from dialogs.core.form_cards import input_of
from tests.knowledge.test_schools import DUPIN, REGISTER
from tests.talk import Office

DAY = Field("at", "Rendez-vous", "Quand ?", free_text, picker=Picker.DAY)
MOMENT = replace(DAY, picker=Picker.MOMENT)
SCHOOL = school_field("school", "Établissement", "Lequel ?")


@pytest.mark.parametrize(
    ("field", "inputs", "answer"),
    [
        (DAY, {"at": "2024-01-26"}, "26/01/2024"),
        (DAY, {"at": "demain"}, "demain"),
        (MOMENT, {"at": "2024-01-26", "at_hour": "14:00"}, "26/01/2024 14:00"),
        (MOMENT, {"at": "demain 14 h"}, "demain 14 h"),
        (MOMENT, {}, ""),
        (SCHOOL, {"school": "0130040Y", "school_written": "autre"}, "0130040Y"),
        (SCHOOL, {"school": "", "school_written": "lycée privé"}, "lycée privé"),
        (SCHOOL, {"school": "lycée Thiers"}, "lycée Thiers"),
    ],
)
def test_the_inputs_of_a_field_are_one_answer(field: Field, inputs: dict[str, str], answer: str) -> None:
    assert field.answered(inputs) == answer


@pytest.mark.parametrize(
    ("field", "value", "kinds"),
    [
        (DAY, "2024-01-26", [("Input.Date", "2024-01-26")]),
        (DAY, "demain", [("Input.Date", None)]),
        (MOMENT, "2024-01-26T13:00:00+00:00", [("Input.Date", "2024-01-26"), ("Input.Time", "14:00")]),
        (SCHOOL, "lycée privé", [("Input.ChoiceSet", None), ("Input.Text", "lycée privé")]),
        (Field("yes", "Accord", "D’accord ?", one_of((Choice("yes", "Je confirme"),)), choices=(Choice("yes", "Je confirme"),)),
         "", [("Input.Toggle", None)]),
    ],
)  # fmt: skip
def test_what_was_given_is_in_the_inputs(field: Field, value: str, kinds: list[tuple[str, str | None]]) -> None:
    assert [(one["type"], one.get("value")) for one in input_of(field, value)] == kinds  # type: ignore[index,attr-defined]


def test_every_word_of_a_school_may_be_unfinished() -> None:
    assert [one.value for one in offered(REGISTER, "dup mars")] == [DUPIN.uai]
    assert offered(REGISTER, DUPIN.uai)[0].value == DUPIN.uai
    assert len(offered(REGISTER, "lyc")) <= LISTED
    assert offered(REGISTER, "  ") == []


async def test_a_list_is_searched_by_its_name_and_nothing_else_is(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk()
    for verb, found in (("schools", True), ("people", False)):
        reply = await office.router.answer(talk.incoming(Happening.SEARCH, text="dup", verb=verb))
        assert ("Aurore Dupin" in str(reply.found), reply.messages) == (found, ())
