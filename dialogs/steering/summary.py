"""How things stand, on one card: «statut», «ma journée», and the health of the service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pydantic import Field

from dialogs.core import texts as general
from dialogs.core.context import Turn, past_calls
from dialogs.core.exchange import CardPart, Message, Reply, StrictlyPressed, notes, titled, told, words
from dialogs.core.exchange import rows as listed_rows
from dialogs.core.form_texts import BUTTON_OPEN, STATES
from dialogs.core.request_line import TONES, is_late, marks_of, named, place_of, request_row, topic_of
from dialogs.core.texts import STATES as APPLICATION_STATES
from dialogs.steering import cards, texts
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import CardElement
from dialogs.ui.patterns import Figure, ListRow
from knowledge.application import ApplicationStatus
from knowledge.french import (
    brief_school,
    capitalised,
    counted,
    days_said,
    duration,
    instant,
    listed,
    long_date,
    number,
    shortened,
)
from knowledge.people import Role
from knowledge.request import RequestStatus
from knowledge.time.delays import paris_day
from knowledge.time.moments import age, brief_day, brief_hour
from knowledge.understanding.measures import MEASURES
from knowledge.understanding.query import ME, Compare, Condition, Gauge, Group, Moment, Op, Period, Query, What
from storage.actions import notices as actions
from storage.outbox import OPEN, Row
from storage.queries import applications, outgoing, team
from storage.queries import requests as queries
from storage.queries import status as run
from storage.queries.measures import MeasuredGroup, Pulse, pulse, two_weeks
from storage.queries.outgoing import OutboxHealth
from storage.queries.requests import RequestFile
from storage.queries.status import BoundQuery

_MOST, _WEEKS, _LONGEST = 2, 8, 44
_R, _L = What.REQUESTS, Op.LIST
_OPEN, _UNTAKEN, _LATE = (Compare("state", (name,)) for name in ("ouvertes", "non prises", "en retard"))
_URGENT, _MINE = Compare("urgent", (True,)), Compare("expert", (ME,))
# The colour of each state in the bar, whose sentence says the same.
_ABREAST = 3  # Pills that stand side by side on a phone.
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
        return Reply.of(cards.summary(texts.said(query), (), figures, [*parts, sessions], last))
    parts = [sessions, _states(now)]
    if query.what is What.ALL and not query.where:
        parts += await _applications(turn)
    return Reply.of(
        cards.summary(texts.said(query), [await _first(turn, where)], figures, parts, await _weeks(turn, where))
    )


async def _figures(turn: Turn, bare: BoundQuery, now: Pulse, *, own: bool) -> list[tuple[Figure, str]]:
    """Return what is open, what came and ended in seven days, and how long it took to be taken; each opens its list."""
    today, where = paris_day(turn.now), bare.query.where
    taken, before = await two_weeks(turn.storage, bare, MEASURES[Gauge.TAKE], today)
    came = replace(bare.query, period=Period(Moment.CREATED, today - timedelta(days=6), today))
    ended = replace(came, period=Period(Moment.CLOSED, today - timedelta(days=6), today))
    return [
        _counted(texts.OWN_OPEN if own else texts.OPEN, now.open, now.open_before, Query(_R, _L, (_OPEN, *where))),
        _counted(texts.CAME, now.came, now.came_before, came),
        _counted(texts.SUMMARY_ENDED, now.ended, now.ended_before, ended),
        _delay(taken, before, replace(came, measure=Gauge.TAKE)),
    ]


def _counted(label: str, value: int, before: int, query: Query) -> tuple[Figure, str]:
    spoken = texts.SPOKEN.format(label=texts.ALOUD[label], value=number(value), before=number(before))
    shown = Figure(
        number(value),
        label,
        action=cards.again(spoken, query),
        trend=_moved(value - before, number) if before or not value else "",
    )
    return shown, spoken


def _delay(now: MeasuredGroup | None, before: MeasuredGroup | None, query: Query) -> tuple[Figure, str]:
    value = _rounded(now.value) if now else texts.NONE_TAKEN
    spoken = texts.SPOKEN_ALONE.format(label=texts.ALOUD[texts.TAKEN], value=value)
    moved = ""
    if now and before:
        spoken = texts.SPOKEN.format(label=texts.ALOUD[texts.TAKEN], value=value, before=_rounded(before.value))
        moved = _moved(round(now.value - before.value), _rounded)
    return Figure(value, texts.TAKEN, action=cards.again(spoken, query), trend=moved), spoken


def _rounded(minutes: float) -> str:
    """Return a duration that stands in large figures: from ten hours on, hours alone."""
    return duration(minutes if minutes < 600 else round(minutes / 60) * 60)


def _moved(by: int, said: Callable[[int], str]) -> str:
    if not by:
        return texts.SAME
    return (texts.SUMMARY_MORE if by > 0 else texts.LESS).format(by=said(abs(by)))


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
        return titled(texts.FIRST, notes(texts.NOTHING_FIRST))
    told = ((texts.SUMMARY_URGENT, pressing), (texts.UNTAKEN, untaken), (texts.IDLE, idle))
    line = capitalised(" · ".join(text.format(count=number(count)) for text, count in told if count))
    rows = [_row(turn, file, late=file.reference not in known) for file in shown]
    all_of_them = cards.again(line, late if untaken + idle else urgent)
    more = pressing + untaken + idle > len(rows)  # What is shown whole is not counted besides.
    above = CardPart([el.pressed(line, all_of_them)] if more else [], [line])
    return titled(texts.FIRST, above, listed_rows(rows))


def _row(turn: Turn, file: RequestFile, *, late: bool) -> ListRow:
    request = file.request
    late = late or is_late(file, turn.now, turn.services.delays)
    row = ListRow(
        shortened(brief_school(place_of(file)), _LONGEST),
        [STATES[request.status], age(request.status_since or file.logged_at, turn.now)],
        marks=marks_of(file, late=late),
    )
    return pt.opened_by(row, BUTTON_OPEN.format(reference=file.reference), "request.open", reference=file.reference)


async def _sessions(turn: Turn, where: Sequence[Condition]) -> CardPart:
    today = paris_day(turn.now)
    query = Query(What.SESSIONS, _L, tuple(where), Period(Moment.PLANNED, today, today))
    total, files = await run.listed(turn.storage, _bound(turn, query), limit=_MOST)
    if not files:
        return titled(texts.TODAY, notes(texts.NO_SESSION))
    if total > len(files):  # Those to come, while there are any.
        _, coming = await run.listed(turn.storage, _bound(turn, replace(query, period=None)), limit=_MOST)
        files = [file for file in coming if file.request.slot and paris_day(file.request.slot) == today] or files
    return titled(_some(texts.TODAY, len(files), total), listed_rows([_session(file) for file in files]))


def _some(head: str, shown: int, total: int) -> str:
    return texts.SOME.format(head=head, shown=shown, total=number(total)) if total > shown else head


def _session(file: RequestFile) -> ListRow:
    slot = file.request.slot
    hour = brief_hour(slot) if slot else ""
    title = texts.SESSION.format(hour=hour, place=shortened(brief_school(place_of(file)), _LONGEST - 8))
    row = ListRow(title, [topic_of(file.request), named(file.holder_name)])
    opened = pt.opened_by(row, BUTTON_OPEN.format(reference=file.reference), "request.open", reference=file.reference)
    return replace(opened, details=[])  # Read aloud, and on the request's own card.


def _states(now: Pulse) -> CardPart:
    """Return how many are in each state: a pill each, in the colour that it has in lists."""
    held = [state for state in RequestStatus if now.states.get(state)]
    if not held:
        return notes(texts.NONE_OPEN)
    counts = [f"{STATES[state]} {number(now.states[state])}" for state in held]
    marks = [pt.Mark(said, TONES.get(state, pt.Tone.PLAIN)) for said, state in zip(counts, held, strict=True)]
    rows = [pt.pills(*marks[at : at + _ABREAST]) for at in range(0, len(marks), _ABREAST)]
    return titled(texts.BY_STATE_HEAD, CardPart(rows, [texts.BY_STATE.format(counts=listed(counts))]))


async def _applications(turn: Turn) -> list[CardPart]:
    """Return where applications to the call in force stand, then those to past calls that are undecided."""
    calls = [turn.base.call, *await past_calls(turn)]
    rows = [row for call in calls for row in await _of_call(turn.on(call.id))]
    return [titled(texts.APPLICATIONS_HEAD, listed_rows(rows))] if rows else []


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
    when = texts.CLOSES.format(when=last) if opened else texts.CLOSED
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
    said = texts.WEEKS.format(first=first, last=last, count=len(values), most=most)
    head = (texts.SUMMARY_WEEK_OF, texts.THINGS[_R])
    drawn = pt.trend(texts.WEEKS_TITLE, head, counts)
    return [
        *pt.folded("weeks", texts.BUTTON_WEEKS, el.paragraph(said), *drawn, light=True),
    ]


async def _of_expert(turn: Turn) -> tuple[list[CardPart], list[CardElement]]:
    """Return what the expert holds, and what nobody has taken: lists, no totals of others; then the button of the rest."""
    mine, untaken = Query(_R, _L, (_OPEN, _MINE)), Query(_R, _L, (_UNTAKEN,))
    held, own = await run.listed(turn.storage, _bound(turn, mine), limit=_MOST)
    waiting, free = await run.listed(turn.storage, _bound(turn, untaken), limit=_MOST)
    parts = [
        _part(turn, texts.MINE, own or texts.NONE_HELD, held),
        _part(turn, texts.FREE, free or texts.NONE_FREE, waiting),
    ]
    actions = [cards.again(texts.SUMMARY_BUTTON_MINE, mine)] if held > len(own) else []
    actions += [cards.again(texts.BUTTON_UNTAKEN, untaken)] if waiting > len(free) else []
    return parts, [el.buttons(*actions)] if actions else []


def _part(turn: Turn, head: str, found: Sequence[RequestFile] | str, total: int) -> CardPart:
    if isinstance(found, str):
        return titled(head, notes(found))
    rows = [_row(turn, file, late=False) for file in found]
    return titled(_some(head, len(found), total), listed_rows(rows))


def _bound(turn: Turn, query: Query) -> BoundQuery:
    return BoundQuery(query, turn.now, holders={ME: [turn.person.key]}, delays=turn.services.delays)


# --- «Ma journée»: sessions, what is to be taken up again, who is on call and away; asked for, or sent each morning.

_SHOWN = 6  # Requests of one part.


async def show_day(turn: Turn) -> Reply:
    """Show the person's day."""
    return Reply.of(await message(turn))


async def message(turn: Turn) -> Message:
    """Return the person's day: an expert's own sessions and requests, for the SA EPLE alone the sessions of all."""
    today = paris_day(turn.now)
    expert = turn.person.has(Role.EXPERT)
    held = await queries.held_by(turn.storage, turn.person.key) if expert else []
    of_all = await queries.sessions_on(turn.storage, turn.person.key.tenant, today)
    sessions = [file for file in of_all if not expert or file.request.holder == turn.person.key]
    back = [file for file in held if _comes_back(file, today)]
    without = [file for file in held if file.request.status is RequestStatus.ASSIGNED]
    # Who gives requests to experts sees which wait; an expert is told how many do.
    waiting = [] if expert else (await queries.waiting_in(turn.storage, turn.person.key.tenant))[0]
    every = [
        (texts.TO_GIVE.format(count=len(waiting)), waiting),
        (texts.SESSIONS.format(count=len(sessions)), sessions),
        (texts.BACK.format(count=len(back)), back),
        (texts.DAY_WITHOUT.format(count=len(without)), without),
    ]
    shown = [_day_part(turn, title, files, own=expert) for title, files in every if files]
    none = words("" if sessions else texts.NO_SESSION)
    mine = [el.asks(texts.BUTTON_MINE, "assistance.mine", {})] if expert else []
    return told(
        texts.TITLE.format(day=long_date(today)), none, *shown, notes(*await _around(turn, today)), actions=mine
    )


def _comes_back(file: RequestFile, today: date) -> bool:
    resume = file.request.resume_at
    return file.request.status is RequestStatus.WAITING and resume is not None and paris_day(resume) <= today


def _day_part(turn: Turn, title: str, files: Sequence[RequestFile], *, own: bool) -> CardPart:
    left = (
        [el.subtle(texts.DAY_MORE.format(count=counted(len(files) - _SHOWN, "autre")))] if len(files) > _SHOWN else []
    )
    return titled(title, listed_rows([request_row(file, turn.now, own=own) for file in files[:_SHOWN]]), CardPart(left))


async def _around(turn: Turn, today: date) -> list[str]:
    """Return what waits for somebody, who is on call and who is away."""
    waiting, _ = await queries.waiting_in(turn.storage, turn.person.key.tenant)
    lines = []
    if turn.person.has(Role.SA_EPLE):
        counts = await applications.counts(turn.storage, turn.call.id)
        left = sum(counts.get(state, 0) for state in (ApplicationStatus.SUBMITTED, ApplicationStatus.UNDER_REVIEW))
        lines += [texts.TO_EXAMINE.format(count=counted(left, "candidature"))] if left else []
    if waiting and turn.person.has(Role.EXPERT):
        urgent = sum(file.request.urgent for file in waiting)
        lines.append(texts.WAITING.format(count=counted(len(waiting), *texts.WAITS), urgent=urgent))
    calls = [named(one.name) or texts.DAY_UNNAMED for one in await team.on_calls(turn.storage, today, today)]
    away = [named(one.name) or texts.DAY_UNNAMED for one in await team.absences(turn.storage, today, today)]
    own = [one.days for one in await team.own_absences(turn.storage, turn.person.key, today)]
    lines += [texts.ON_CALL.format(names=listed(calls))] if calls else []
    lines += [texts.AWAY.format(names=listed(away))] if away else []
    lines += [texts.OWN_AWAY.format(days=listed([days_said(one.first, one.last) for one in own]))] if own else []
    return [*lines, *([texts.DAILY] if turn.incoming.text else [])]


# --- The health of the service, for the SA EPLE: which notices could not be sent, and sending them again.

PAGE = 5  # A card shows so many buttons before it gets in the way.


async def show_health(turn: Turn) -> Reply:
    """Show what waits and what needs somebody, with a button to send each again."""
    health = await outgoing.health(turn.storage, turn.now)
    return Reply.of(health_message(health, await outgoing.problems(turn.storage), turn.registry.notices.label))


def health_message(health: OutboxHealth, problems: list[Row], label: Callable[[str], str]) -> Message:
    """Return the health as a card and as lines; ``label`` names a kind of notice."""
    lines = []
    waiting = sum(health.counts.get(state, 0) for state in OPEN)
    if waiting and health.waiting_since:
        since = instant(health.waiting_since)
        lines.append(texts.PENDING.format(count=counted(waiting, "notification"), since=since))
    if problems:
        lines.append(texts.PROBLEMS.format(count=counted(len(problems), "notification")))
    if not lines:
        lines.append(texts.ALL_WELL)
    page = problems[:PAGE]
    rows = [
        texts.ROW.format(
            id=row.id,
            kind=label(row.notice.kind) or texts.OTHER_KIND,
            state=texts.STATES.get(row.state, row.state),
            date=instant(row.ended_at or row.created_at),
        )
        for row in page
    ]
    more = [texts.HEALTH_MORE.format(count=len(problems) - len(page))] if len(problems) > len(page) else []
    actions_ = [el.acts(texts.RETRY.format(id=row.id), "service.retry", {"row": row.id}) for row in page]
    return told(texts.HEALTH_TITLE, words(*lines, *rows), notes(*more), actions=actions_)


class NoticeRow(StrictlyPressed):
    """The notice that a button is about, by its row in the outbox."""

    row: int = Field(ge=1, le=2**53)


async def send_again(turn: Turn, notice: NoticeRow) -> Reply:
    """Send a notice again."""
    again = await actions.retry(turn.storage, notice.row, turn.person.key, turn.now)
    return Reply.text((texts.RETRIED if again else texts.NOT_RETRIED).format(id=notice.row))


class NoticeTold(NoticeRow):
    """Also what the notice is about."""

    reference: str = Field(min_length=1, max_length=64)


async def mark_told(turn: Turn, notice: NoticeTold) -> Reply:
    """Note that the person of a notice, out of reach, was phoned."""
    done = await actions.mark_told(turn.storage, notice.row, notice.reference, by=turn.person.key, now=turn.now)
    return Reply.text(general.TOLD if done else general.TOLD_ALREADY)
