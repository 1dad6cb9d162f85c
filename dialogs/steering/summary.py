"""«statut»: how things stand on one card, for the SA EPLE of everything, for an expert of what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from dialogs.core.application_texts import STATES as APPLICATION_STATES
from dialogs.core.context import Turn
from dialogs.core.parts import CardPart, joined, notes, titled
from dialogs.core.parts import rows as listed_rows
from dialogs.core.past_calls import past_calls
from dialogs.core.request_line import is_late, marks_of, named, place_of, topic_of
from dialogs.core.topic_texts import BUTTON_OPEN, STATES
from dialogs.core.turn import Reply
from dialogs.steering import cards, texts
from dialogs.steering import summary_texts as says
from dialogs.steering.figures import duration
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import CardElement
from dialogs.ui.patterns import Figure, ListRow
from knowledge.application import ApplicationStatus
from knowledge.french import capitalised, counted, listed, number, shortened
from knowledge.people import Role
from knowledge.request import RequestStatus
from knowledge.time.brief import age, brief_day, brief_hour
from knowledge.time.delays import paris_day
from knowledge.understanding.fields import What
from knowledge.understanding.measures import MEASURES
from knowledge.understanding.query import ME, Compare, Condition, Gauge, Group, Moment, Op, Period, Query
from storage.queries import applications
from storage.queries import status as run
from storage.queries.measures import MeasuredGroup, two_weeks
from storage.queries.pulse import Pulse, pulse
from storage.queries.requests import RequestFile
from storage.queries.status import BoundQuery

_MOST, _WEEKS, _LONGEST = 2, 8, 44
_R, _L = What.REQUESTS, Op.LIST
_OPEN, _UNTAKEN, _LATE = (Compare("state", (name,)) for name in ("ouvertes", "non prises", "en retard"))
_URGENT, _MINE = Compare("urgent", (True,)), Compare("expert", (ME,))
# The colour of each state in the bar, whose sentence says the same.
_STYLES: Mapping[RequestStatus, str] = MappingProxyType(
    {
        RequestStatus.NEW: "attention",
        RequestStatus.ASSIGNED: "accent",
        RequestStatus.PLANNED: "good",
        RequestStatus.WAITING: "warning",
        RequestStatus.RESOLVED: "emphasis",
    }
)
_UNDECIDED = (ApplicationStatus.SUBMITTED, ApplicationStatus.INCOMPLETE, ApplicationStatus.UNDER_REVIEW)


def fits(query: Query) -> bool:
    """Tell whether the whole state of things is asked for, narrowed to a department at most."""
    if query == Query(_R, Op.SUMMARY):
        return True
    departments = (Compare("department", query.values("department")),) if query.values("department") else ()
    return query == Query(What.ALL, Op.SUMMARY, departments)


async def show(turn: Turn, query: Query) -> Reply:
    """Show the summary of the SA EPLE, or the expert's own."""
    whole = turn.person.has(Role.SA_EPLE)
    where: tuple[Condition, ...] = query.where if whole else (_MINE,)
    bare = _bound(turn, Query(_R, _L, where))
    now = await pulse(turn.storage, bare, paris_day(turn.now))
    figures = await _figures(turn, bare, now, own=not whole)
    sessions = await _sessions(turn, where)
    if not whole:
        parts, last = await _of_expert(turn)
        return Reply.of(cards.summary(texts.said(query), figures, [*parts, sessions], last))
    parts = [await _first(turn, where), sessions, _states(now)]
    if query.what is What.ALL and not query.where:
        parts += await _applications(turn)
    return Reply.of(cards.summary(texts.said(query), figures, parts, await _weeks(turn, where)))


async def _figures(turn: Turn, bare: BoundQuery, now: Pulse, *, own: bool) -> list[tuple[Figure, str]]:
    """Return what is open, what came and ended in seven days, and how long it took to be taken; each opens its list."""
    today, where = paris_day(turn.now), bare.query.where
    taken, before = await two_weeks(turn.storage, bare, MEASURES[Gauge.TAKE], today)
    came = replace(bare.query, period=Period(Moment.CREATED, today - timedelta(days=6), today))
    ended = replace(came, period=Period(Moment.CLOSED, today - timedelta(days=6), today))
    return [
        _counted(says.OWN_OPEN if own else says.OPEN, now.open, now.open_before, Query(_R, _L, (_OPEN, *where))),
        _counted(says.CAME, now.came, now.came_before, came),
        _counted(says.ENDED, now.ended, now.ended_before, ended),
        _delay(taken, before, replace(came, measure=Gauge.TAKE)),
    ]


def _counted(label: str, value: int, before: int, query: Query) -> tuple[Figure, str]:
    spoken = says.SPOKEN.format(label=says.ALOUD[label], value=number(value), before=number(before))
    shown = Figure(number(value), label, action=cards.again(spoken, query), trend=_moved(value - before, number))
    return shown, spoken


def _delay(now: MeasuredGroup | None, before: MeasuredGroup | None, query: Query) -> tuple[Figure, str]:
    value = _rounded(now.value) if now else says.NONE_TAKEN
    spoken = says.SPOKEN_ALONE.format(label=says.ALOUD[says.TAKEN], value=value)
    moved = ""
    if now and before:
        spoken = says.SPOKEN.format(label=says.ALOUD[says.TAKEN], value=value, before=_rounded(before.value))
        moved = _moved(round(now.value - before.value), _rounded)
    return Figure(value, says.TAKEN, action=cards.again(spoken, query), trend=moved), spoken


def _rounded(minutes: float) -> str:
    """Return a duration that stands in large figures: from ten hours on, hours alone."""
    return duration(minutes if minutes < 600 else round(minutes / 60) * 60)


def _moved(by: int, said: Callable[[int], str]) -> str:
    if not by:
        return says.SAME
    return (says.MORE if by > 0 else says.LESS).format(by=said(abs(by)))


async def _first(turn: Turn, where: Sequence[Condition]) -> CardPart:
    """Return how much is urgent or late, which a press lists, and by name what is urgent and not taken, then what is late."""
    urgent, late = Query(_R, _L, (_UNTAKEN, _URGENT, *where)), Query(_R, _L, (_LATE, *where))
    pressing, hot = await run.listed(turn.storage, _bound(turn, urgent), limit=_MOST)
    states = dict(await run.grouped(turn.storage, _bound(turn, late), Group.STATE))
    untaken, idle = states.get(RequestStatus.NEW, 0), states.get(RequestStatus.ASSIGNED, 0)
    cold: list[RequestFile] = []
    if untaken + idle and len(hot) < _MOST:
        _, cold = await run.listed(turn.storage, _bound(turn, late), limit=_MOST)
    known = {file.reference for file in hot}
    shown = [*hot, *(file for file in cold if file.reference not in known)][:_MOST]
    if not shown:
        return titled(says.FIRST, notes(says.NOTHING_FIRST))
    told = ((says.URGENT, pressing), (says.UNTAKEN, untaken), (says.IDLE, idle))
    line = capitalised(" · ".join(text.format(count=number(count)) for text, count in told if count))
    rows = [_row(turn, file, late=file.reference not in known) for file in shown]
    all_of_them = cards.again(line, late if untaken + idle else urgent)
    return titled(says.FIRST, CardPart([el.pressed(line, all_of_them)], [line]), listed_rows(rows))


def _row(turn: Turn, file: RequestFile, *, late: bool) -> ListRow:
    request = file.request
    late = late or is_late(file, turn.now, turn.services.delays)
    row = ListRow(
        shortened(place_of(file), _LONGEST),
        [STATES[request.status], age(request.status_since or file.logged_at, turn.now)],
        marks=marks_of(file, late=late),
    )
    return pt.opened_by(row, BUTTON_OPEN.format(reference=file.reference), "request.open", reference=file.reference)


async def _sessions(turn: Turn, where: Sequence[Condition]) -> CardPart:
    today = paris_day(turn.now)
    query = Query(What.SESSIONS, _L, tuple(where), Period(Moment.PLANNED, today, today))
    total, files = await run.listed(turn.storage, _bound(turn, query), limit=_MOST)
    if not files:
        return titled(says.TODAY, notes(says.NO_SESSION))
    if total > len(files):  # Those to come, while there are any.
        _, coming = await run.listed(turn.storage, _bound(turn, replace(query, period=None)), limit=_MOST)
        files = [file for file in coming if file.request.slot and paris_day(file.request.slot) == today] or files
    return titled(_some(says.TODAY, len(files), total), listed_rows([_session(file) for file in files]))


def _some(head: str, shown: int, total: int) -> str:
    return says.SOME.format(head=head, shown=shown, total=number(total)) if total > shown else head


def _session(file: RequestFile) -> ListRow:
    slot = file.request.slot
    hour = brief_hour(slot) if slot else ""
    title = says.SESSION.format(hour=hour, place=shortened(place_of(file), _LONGEST - 8))
    row = ListRow(title, [topic_of(file.request), named(file.holder_name)])
    opened = pt.opened_by(row, BUTTON_OPEN.format(reference=file.reference), "request.open", reference=file.reference)
    return replace(opened, details=[])  # Read aloud, and on the request's own card.


def _states(now: Pulse) -> CardPart:
    """Return how many are in each state: a bar, and the sentence that says it."""
    held = [state for state in RequestStatus if now.states.get(state)]
    if not held:
        return notes(says.NONE_OPEN)
    said = says.STATES.format(counts=listed([f"{STATES[state]} {number(now.states[state])}" for state in held]))
    return joined([CardPart([pt.stacked([(now.states[state], _STYLES[state]) for state in held])]), notes(said)])


async def _applications(turn: Turn) -> list[CardPart]:
    """Return where applications to the call in force stand, then those to past calls that are undecided."""
    calls = [turn.base.call, *await past_calls(turn)]
    rows = [row for call in calls for row in await _of_call(turn.on(call.id))]
    return [listed_rows(rows)]


async def _of_call(turn: Turn) -> list[ListRow]:
    """Return where applications to a call stand, while it is open or some are undecided."""
    call, closes = turn.call, turn.services.terms.closes_at
    counts = await applications.counts(turn.storage, call.id)
    opened = turn.now < closes
    if not opened and not any(counts.get(state) for state in _UNDECIDED):
        return []
    deposited = [state for state in ApplicationStatus if state is not ApplicationStatus.EXPIRED and counts.get(state)]
    total = sum(counts[state] for state in deposited)
    last = brief_day(paris_day(closes - timedelta(seconds=1)), paris_day(turn.now))
    if call.call.closes_hour:
        last += f" à {call.call.until}"
    when = says.CLOSES.format(when=last) if opened else says.CLOSED
    details = [f"{APPLICATION_STATES[state]} {number(counts[state])}" for state in deposited]
    title = [call.call.title] if turn.services.spoken else []
    row = ListRow(" · ".join((*title, counted(total, "candidature"), when)), details)
    asked = Query(What.APPLICATIONS, Op.SUMMARY, call=call.id if turn.services.spoken else "")
    action = cards.again(pt.spoken(row), asked, call=asked.call)
    return [replace(row, action=action)]


async def _weeks(turn: Turn, where: Sequence[Condition]) -> list[CardElement]:
    """Return the chart of the last weeks behind a button, with its sentence and its table."""
    today = paris_day(turn.now)
    monday = today - timedelta(days=today.weekday())
    firsts = [monday - timedelta(weeks=back) for back in reversed(range(_WEEKS))]
    query = Query(_R, Op.COUNT, tuple(where), Period(Moment.CREATED, firsts[0], today), Group.WEEK)
    found = dict(await run.grouped(turn.storage, _bound(turn, query), Group.WEEK))
    counts = [(first.strftime("%d/%m"), found.get(first.isoformat(), 0)) for first in firsts]
    if not found:
        return []
    values = [count for _, count in counts]
    first, last, most = map(number, (values[0], values[-1], max(values)))
    said = says.WEEKS.format(first=first, last=last, count=len(values), most=most)
    head = (says.WEEK_OF, texts.THINGS[_R])
    drawn = pt.trend(says.WEEKS_TITLE, head, counts)
    return [
        el.buttons(el.unfolds(says.BUTTON_WEEKS, "weeks")),
        el.folded("weeks", el.paragraph(said), *drawn),
    ]


async def _of_expert(turn: Turn) -> tuple[list[CardPart], list[CardElement]]:
    """Return what the expert holds, and what nobody has taken: lists, no totals of others; then the button of the rest."""
    mine, untaken = Query(_R, _L, (_OPEN, _MINE)), Query(_R, _L, (_UNTAKEN,))
    held, own = await run.listed(turn.storage, _bound(turn, mine), limit=_MOST)
    waiting, free = await run.listed(turn.storage, _bound(turn, untaken), limit=_MOST)
    parts = [
        _part(turn, says.MINE, own or says.NONE_HELD, held),
        _part(turn, says.FREE, free or says.NONE_FREE, waiting),
    ]
    actions = [cards.again(says.BUTTON_MINE, mine)] if held > len(own) else []
    actions += [cards.again(says.BUTTON_UNTAKEN, untaken)] if waiting > len(free) else []
    return parts, [el.buttons(*actions)] if actions else []


def _part(turn: Turn, head: str, found: Sequence[RequestFile] | str, total: int) -> CardPart:
    if isinstance(found, str):
        return titled(head, notes(found))
    rows = [_row(turn, file, late=False) for file in found]
    return titled(_some(head, len(found), total), listed_rows(rows))


def _bound(turn: Turn, query: Query) -> BoundQuery:
    return BoundQuery(query, turn.now, holders={ME: [turn.person.key]}, delays=turn.services.delays)
