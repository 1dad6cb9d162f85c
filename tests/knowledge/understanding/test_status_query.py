"""A query says its meaning, whatever the expression; a follow-up takes the place of what is of the same family."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.understanding.query import Compare, Condition, Family, Moment, Not, Op, Or, Period, Query, What


@pytest.mark.parametrize(
    ("where", "filters"),
    [
        (Compare("state", ("close",)), {"state": ["close"]}),
        (Not(Compare("state", ("close", "annulée"))), {"state": ["ouvertes"]}),
        (Not(Compare("state", ("ouvertes",))), {"state": ["close", "annulée"]}),
        (Not(Compare("department", ("13",))), {"department": ["04", "05", "84"]}),
        (Compare("age", (3, 0)), {"older_than_days": 3}),
        (Compare("age", (0, 2)), {"older_than_hours": 2}),
        (Compare("slot", (False,)), {"slot": False}),
        (
            Or((Compare("urgent", (True,)), Compare("state", ("en retard",)))),
            {"any": [{"urgent": True}, {"state": ["en retard"]}]},
        ),
    ],
)
def test_conditions_are_said_as_plain_values(where: Condition, filters: dict[str, Any]) -> None:
    assert Query(What.REQUESTS, Op.LIST, (where,)).meaning() == {"what": "demandes", "op": "list", "filters": filters}


def test_a_condition_takes_the_place_of_its_family() -> None:
    query = Query(What.REQUESTS, Op.COUNT, (Compare("place", ("Gap",)), Compare("urgent", (True,))))
    moved = query.with_condition(Compare("department", ("84",)))
    assert moved.where == (Compare("urgent", (True,)), Compare("department", ("84",)))


def test_a_family_is_taken_off_with_its_days() -> None:
    period = Period(Moment.CREATED, date(2024, 1, 1))
    query = Query(What.REQUESTS, Op.LIST, (Compare("state", ("close",)),), period)
    assert query.without(Family.WHEN) == Query(What.REQUESTS, Op.LIST, (Compare("state", ("close",)),))
    assert query.without(Family.STATE) == Query(What.REQUESTS, Op.LIST, (), period)
