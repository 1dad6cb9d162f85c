"""The filters of a status question, each with a button that takes it off: what narrows an answer is seen, and can go."""

from __future__ import annotations

from dataclasses import replace

from dialogs.steering import texts
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, ActionSet
from knowledge.french import shortened
from knowledge.understanding.fields import Family
from knowledge.understanding.query import Op, Query

_MOST = 2  # Filters with a button of their own; all of them go with the last one.
_FEW = 5  # Of more filters none has a button of its own: each carries all the others.
_LONGEST = 26  # Characters of a filter on a button.


def taken_off(query: Query) -> list[tuple[str, Query]]:
    """Return each filter in force as it is said, with the query without it; [] where nothing narrows."""
    if query.value("reference"):
        return []
    alone = Query(query.what, Op.LIST)
    found = []
    for one in query.where:
        without = replace(query, where=tuple(other for other in query.where if other is not one), limit=None)
        schools = () if Family.WHERE in one.families else query.schools
        found.append((texts.filter_said(replace(alone, where=(one,))), replace(without, schools=schools)))
    if query.period:
        found.append((texts.filter_said(replace(alone, period=query.period)), replace(query, period=None, limit=None)))
    return found


def everything(query: Query) -> Query:
    """Return the query without any filter."""
    return Query(query.what, query.op, group_by=query.group_by, sort=query.sort, measure=query.measure)


def chips(query: Query) -> ActionSet | None:
    """Return the row of buttons that take filters off one by one, or all; None where nothing narrows."""
    filters = taken_off(query)
    if not filters:
        return None
    few = len(filters) <= _FEW
    row: list[Action] = [
        _asks(texts.WITHOUT_FILTER.format(filter=shortened(name, _LONGEST)), without)
        for name, without in filters[: _MOST if few else 0]
    ]
    if len(filters) > 1:
        row.append(_asks(texts.WITHOUT_FILTERS, everything(query)))
    return el.buttons(*row)


def _asks(title: str, query: Query) -> Action:
    data = {"query": query.meaning(), **({"schools": list(query.schools)} if query.schools else {})}
    return el.asks(title, "status.show", data)
