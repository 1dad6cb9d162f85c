"""A status filter is one row: every field has its words and is looked for, wherever it may be asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
import sqlalchemy as sa

from dialogs.steering import texts
from knowledge.people import Role
from knowledge.understanding import query as queries
from knowledge.understanding.query import (
    FIELDS,
    TRACES,
    Compare,
    Condition,
    Family,
    FilterField,
    Not,
    Op,
    Or,
    Query,
    What,
    allowed,
    read_query,
)
from storage.engine import Storage
from storage.queries import application_status, status
from storage.queries.status import CONDITIONS, BoundQuery
from storage.tables import event, request
from tests.conftest import NOW
from tests.dialogs.asking import rows
from tests.dialogs.steering import EXPERTS, fill
from tests.talk import Office

pytestmark = pytest.mark.both

# A value of each field whose values are not listed.
SAMPLES: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "age": (10, 0),
        "school": ("Thiers",),
        "place": ("Gap",),
        "expert": ("Dupont",),
        "person": ("Nadia Benali",),
        "reference": ("DA-2024-0003",),
        "wave": (2,),
    }
)
NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "uais": {("school", "Thiers"): ["0130040Y"], ("place", "Gap"): ["0050008G"]},
        "holders": {"Dupont": [EXPERTS["dupont"][0]]},
    }
)


def conditions(field: FilterField) -> Iterator[Compare]:
    """Yield each value of a field alone."""
    if field.name in SAMPLES:
        yield Compare(field.name, SAMPLES[field.name])
    else:
        yield from (Compare(field.name, (value,)) for value in field.values)


def unanswered(table: Mapping[str, FilterField]) -> list[str]:
    """Return where a field cannot be looked for, or has no words."""
    wrong = []
    for name, field in table.items():
        for what in field.of:
            looked_for = application_status.CONDITIONS if what in (What.APPLICATIONS, What.EXPERTS) else CONDITIONS
            wrong += [] if name in looked_for else [f"{name}: {what} cannot be narrowed by it"]
        for one in conditions(field):
            told = texts.said(Query(min(field.of), Op.LIST, (one,)))
            raw = isinstance(one.values[0], bool) or (field.values and str(one.values[0]) in told.split())
            unsaid = raw and field.said == "{}" and one.values[0] not in field.words
            wrong += [f"{name}: {one.values[0]} has no words"] if unsaid or "{}" in told else []
        wrong += [] if field.name in SAMPLES or field.values else [f"{name}: it has neither values nor a sample here"]
    return wrong


def test_every_field_can_be_looked_for_and_said() -> None:
    assert unanswered(FIELDS) == []
    assert set(CONDITIONS) | set(application_status.CONDITIONS) <= set(FIELDS)


def unheard(table: Mapping[str, FilterField]) -> list[str]:
    """Return the values of traces that no label of the reader's choice «more» stands for."""
    heard = set(TRACES.values()) | {("ticket", True), ("ticket", False)}  # Tickets are read as appointments are.
    traces = [field for field in table.values() if field.family is Family.TRACE]
    return [f"{field.name}: {one}" for field in traces for one in field.values if (field.name, one) not in heard]


def test_every_trace_can_be_heard() -> None:
    assert unheard(FIELDS) == []
    assert {name for name, _ in TRACES.values()} <= set(FIELDS)


def test_a_made_up_field_is_missed_wherever_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = FilterField("phoned", Family.TRACE, frozenset((What.REQUESTS, What.APPLICATIONS)), (True,))
    table = {**FIELDS, "phoned": made_up}
    monkeypatch.setattr(queries, "FIELDS", table)
    monkeypatch.setattr(texts, "FIELDS", table)
    assert unheard(table) == ["phoned: True"]
    assert sorted(unanswered(table)) == [
        "phoned: True has no words",
        "phoned: candidatures cannot be narrowed by it",
        "phoned: demandes cannot be narrowed by it",
    ]


def test_no_two_conditions_are_said_alike_and_each_is_carried_by_a_button() -> None:
    said: dict[str, Condition] = {}
    for field in FIELDS.values():
        for one in conditions(field):
            for condition in (one, Not(one), Or((one, Compare("urgent", (True,))))):
                query = Query(What.REQUESTS, Op.LIST, (condition,))
                sentence = texts.said(query)
                assert said.setdefault(sentence, condition) == condition, sentence
                if field.name not in ("state", "department") or not isinstance(condition, Not):
                    assert read_query(query.meaning()) == query, sentence


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ((Not(Compare("department", ("13",))),), "Demandes sauf celles du 13"),
        ((Compare("slot", (False,)), Compare("state", ("ouvertes",))), "Demandes ouvertes sans rendez-vous"),
        ((Or((Compare("urgent", (True,)), Compare("state", ("en retard",)))),), "Demandes urgentes ou en retard"),
        ((Compare("age", (3, 0)), Compare("state", ("non prises",))), "Demandes non prises depuis plus de 3 jours"),
        ((Compare("wave", (3,)), Compare("department", ("13",))), "Demandes du 13 de la vague 3"),
        ((Not(Compare("wave", (3, 4))),), "Demandes sauf celles des vagues 3 ou 4"),
        ((Compare("age", (0, 4)),), "Demandes vieilles de plus de 4 heures"),
        ((Compare("expert", ("moi",)),), "Demandes que vous suivez"),
        ((Not(Compare("expert", ("moi",))),), "Demandes sauf celles que vous suivez"),
        ((Compare("escalated", (True,)),), "Demandes signalées au SA EPLE"),
        ((Not(Compare("place", ("Gap", "Digne"))),), "Demandes sauf celles à Gap ou Digne"),
    ],
)
def test_conditions_are_said_back(where: tuple[Condition, ...], sentence: str) -> None:
    assert texts.said(Query(What.REQUESTS, Op.LIST, where)).replace("\u00a0", " ") == sentence


async def found(storage: Storage, *where: Condition) -> set[str]:
    """Return the numbers of the requests that meet the conditions."""
    query = Query(What.REQUESTS, Op.LIST, where)
    count, files = await status.listed(storage, BoundQuery(query, NOW, **NAMES), limit=99)
    assert count == len(files)
    return {file.reference for file in files}


async def test_each_condition_and_its_contrary_share_the_table_out(offices: Office) -> None:
    await fill(offices)
    storage = offices.storage
    everything = await found(storage)
    empty = []
    for field in FIELDS.values():
        for one in conditions(field) if What.REQUESTS in field.of else ():
            meets, others = await found(storage, one), await found(storage, Not(one))
            assert (meets | others, meets & others) == (everything, set()), one
            empty += [] if meets or others == everything else [one]
            urgent = await found(storage, Compare("urgent", (True,)))
            assert await found(storage, Or((one, Compare("urgent", (True,))))) == meets | urgent, one
            assert await found(storage, one, Compare("urgent", (True,))) == meets & urgent, one
    assert empty == []


async def test_traces_are_those_of_the_rows_and_of_the_journal(offices: Office) -> None:
    await fill(offices)
    storage, kept = offices.storage, await rows(offices)
    number = kept[0]["reference"]
    async with storage.engine.begin() as connection:
        await connection.execute(sa.update(request).where(request.c.reference == number).values(alerts=2, reopened=1))
        await connection.execute(
            sa.insert(event).values(at=NOW, subject="request", reference=number, move="reopen", role="", reason="", data={})
        )  # fmt: skip
    experts = {key.oid for key, _ in EXPERTS.values()}
    assert await found(storage, Compare("escalated", (True,))) == {number}
    assert await found(storage, Compare("reopened", (True,))) == {number}
    assert await found(storage, Compare("by_expert", (True,))) == {
        row["reference"] for row in kept if row["author_oid"] in experts
    }
    assert await found(storage, Compare("slot", (False,))) == {row["reference"] for row in kept if row["slot"] is None}


def test_experts_are_allowed_lists_and_strangers_nothing() -> None:
    late = Query(What.REQUESTS, Op.LIST, (Not(Compare("state", ("en retard",))),))
    assert allowed(late, frozenset({Role.EXPERT})) == late
    for asked in (Query(What.REQUESTS, Op.COUNT), Query(What.APPLICATIONS, Op.LIST), Query(What.EXPERTS, Op.LIST)):
        assert allowed(asked, frozenset({Role.EXPERT})) != asked
        assert allowed(asked, frozenset({Role.SA_EPLE})) == asked
        assert allowed(asked, frozenset()) != asked
