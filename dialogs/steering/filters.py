"""The filters of a status question, each with a button that takes it off: what narrows an answer is seen, and can go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogs.steering import texts
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, ActionSet
from knowledge.french import shortened
from knowledge.status.query import Op, Query

_MOST = 2  # Filters with a button of their own; all of them go with the last one.
_LONGEST = 26  # Characters of a filter on a button.


def taken_off(query: Query) -> list[tuple[str, Query]]:
    """Return each filter in force as it is said, with the query without it; [] where nothing narrows."""
    return [(name, replace(without, limit=None)) for name, without in _each(query)]


def _each(query: Query) -> Iterator[tuple[str, Query]]:
    if query.reference:
        return
    if query.states:
        yield texts.filter_said(Query(what=query.what, op=Op.LIST, states=query.states)), replace(query, states=())
    if query.urgent is not None:
        yield texts.filter_said(Query(what=query.what, op=Op.LIST, urgent=query.urgent)), replace(query, urgent=None)
    if query.subjects:
        yield (
            texts.filter_said(Query(what=query.what, op=Op.LIST, subjects=query.subjects)),
            replace(query, subjects=()),
        )
    if query.school:
        alone = Query(what=query.what, op=Op.LIST, school=query.school)
        yield texts.filter_said(alone), replace(query, school="", uai="")
    if query.places:
        yield texts.filter_said(Query(what=query.what, op=Op.LIST, places=query.places)), replace(query, places=())
    if query.departments:
        alone = Query(what=query.what, op=Op.LIST, departments=query.departments)
        yield texts.filter_said(alone), replace(query, departments=())
    if query.expert:
        yield texts.filter_said(Query(what=query.what, op=Op.LIST, expert=query.expert)), replace(query, expert="")
    if query.function:
        yield (
            texts.filter_said(Query(what=query.what, op=Op.LIST, function=query.function)),
            replace(query, function=""),
        )
    if query.wave is not None:
        yield texts.filter_said(Query(what=query.what, op=Op.LIST, wave=query.wave)), replace(query, wave=None)
    if query.older_than_days is not None:
        aged = Query(what=query.what, op=Op.LIST, older_than_days=query.older_than_days)
        yield texts.filter_said(aged), replace(query, older_than_days=None)
    if query.period:
        yield texts.filter_said(Query(what=query.what, op=Op.LIST, period=query.period)), replace(query, period=None)


def everything(query: Query) -> Query:
    """Return the query without any filter."""
    return Query(what=query.what, op=query.op, group_by=query.group_by, sort=query.sort)


def chips(query: Query) -> ActionSet | None:
    """Return the row of buttons that take filters off one by one, or all; None where nothing narrows."""
    filters = taken_off(query)
    if not filters:
        return None
    row: list[Action] = [
        _asks(texts.WITHOUT_FILTER.format(filter=shortened(name, _LONGEST)), without)
        for name, without in filters[:_MOST]
    ]
    if len(filters) > 1:
        row.append(_asks(texts.WITHOUT_FILTERS, everything(query)))
    return el.buttons(*row)


def _asks(title: str, query: Query) -> Action:
    return el.asks(title, "status.show", {"query": query.meaning(), "uai": query.uai, "skip": 0})
