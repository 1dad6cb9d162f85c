"""A school's sheet with as much as it may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import cast

from dialogs.core.context import Turn
from dialogs.core.exchange import Message
from dialogs.steering.school_sheets import _facts, _message
from knowledge.request import RequestStatus, Topic
from knowledge.schools.register import Register, School
from storage.queries.measures import RULES, SchoolAsker, SchoolFigures, SchoolToCall
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.requests import file_in

_NOW = datetime(2024, 1, 29, 9, 0, tzinfo=UTC)
_SCHOOL = School(
    "0130001F", worst.LONG_NAME[:200], "Lycée", worst.LONG_WORD[:200], "13", wave="12", accounting_group=worst.LONG_NAME[:200],
    switched_on=date(2023, 9, 1),
)  # fmt: skip


@emits("school.sheet")
def _sheet() -> Message:
    turn = cast("Turn", SimpleNamespace(register=Register((_SCHOOL,)), now=_NOW))
    file = file_in(RequestStatus.ASSIGNED)
    figures = SchoolFigures(
        total=100_000, open=10_000, urgent=1_000, reopened=1_000, refused=1_000, sessions=10_000, minutes=10**6,
        states=[(state.value, 100_000) for state in RequestStatus], subjects=[(topic.value, 10_000) for topic in Topic],
        askers=[SchoolAsker(f"{number} {worst.LONG_NAME}", worst.LONG_WORD[:128], 1_000, _NOW) for number in range(5)],
        latest=[
            replace(file, request=replace(file.request, reference=f"DA-2024-{number:06}"), number=number) for number in range(5)
        ],
        heard=datetime(2023, 1, 29, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    calls = [SchoolToCall("0130001F", tuple((name, 1_000) for name in RULES if name not in ("silent", "old")))]
    return _message(turn, "0130001F", figures, _facts(turn, _SCHOOL, figures, ("100 h", "100 h")), calls)
