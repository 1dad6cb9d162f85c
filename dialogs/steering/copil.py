"""«bilan pour le COPIL»: two pages of figures, charts, difficulties and the plan of action, as a page and as a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from dialogs.core.context import Turn
from dialogs.core.persons import rest_of
from dialogs.core.turn import Message, Reply
from dialogs.steering import cards, plan
from dialogs.steering import document_texts as texts
from dialogs.steering.cards import group_label
from dialogs.steering.figures import cells, duration, earlier, said
from dialogs.steering.reports import ReportFile
from dialogs.steering.school_sheets import reasons_said
from dialogs.ui.report import BarChart, Block, Grid, LargeFigures, PartTitle, Words, WrittenReport
from knowledge.batch import PlannedAction
from knowledge.french import bare_date, counted, listed, number, typeset
from knowledge.people import Role
from knowledge.time.delays import paris_day
from knowledge.understanding.measures import MEASURES
from knowledge.understanding.query import AskBack, Compare, Gauge, Group, Moment, Op, Period, Query, What
from knowledge.understanding.status import StatusEar
from knowledge.understanding.words import folded
from storage.actions.plan import plan as kept_plan
from storage.calls import status_reader
from storage.queries import measures
from storage.queries import status as run
from storage.queries.measures import Looking, MeasuredGroup, SchoolToCall
from storage.queries.status import BoundQuery

WORDS = (
    "bilan pour le copil", "bilan copil", "bilan du copil", "rapport pour le copil", "rapport copil",
    "bilan pour le comite de pilotage", "bilan du comite de pilotage", "rapport pour le comite de pilotage",
)  # fmt: skip
_NAMED = re.compile(r"\b(?:avec|en)\s+(?:les\s+)?(?:noms?|nommant)(?:\s+(?:des|les)\s+etablissements)?\b")
_DAYS, _SUBJECTS, _SCHOOLS, _PLAN, _LEAST = 90, 8, 10, 12, 3
# What is measured, how it is called, and what it is counted of.
_GAUGES = (
    (Gauge.TAKE, texts.COPIL_TAKEN, "demande"),
    (Gauge.SOLVE, texts.COPIL_SOLVED, "demande"),
    (Gauge.SATISFACTION, texts.COPIL_SCORE, "réponse"),
    (Gauge.SESSIONS, texts.COPIL_SESSIONS, "séance"),
)


@dataclass(frozen=True, slots=True)
class SubjectDifficulty:
    """A subject: requests created, minutes until they were solved (median, None if none was), those that came back."""

    topic: str
    count: int
    solved: float | None
    reopened: int


@dataclass(frozen=True, slots=True)
class CopilFigures:
    """What the report counts. ``measured``, ``before``: by gauge, of the period and of the one before."""

    created: int
    created_before: int | None
    ended: int
    open: int
    late: int
    measured: Mapping[Gauge, MeasuredGroup | None]
    before: Mapping[Gauge, MeasuredGroup | None]
    months: Sequence[tuple[str, int]]
    departments: Sequence[tuple[str, int]]
    subjects: Sequence[SubjectDifficulty]
    calls: Sequence[SchoolToCall]
    plan: Sequence[PlannedAction]


async def figures_of(turn: Turn, period: Period) -> CopilFigures:
    """Return the figures of a period, its two days included."""
    created = Query(What.REQUESTS, Op.LIST, period=period)
    previous = earlier(period)
    ended = replace(created, period=Period(Moment.CLOSED, period.start, period.end))
    before = replace(created, period=previous) if previous else None

    def bound(query: Query) -> BoundQuery:
        return BoundQuery(query, turn.now, delays=turn.services.delays)

    async def counted_(query: Query) -> int:
        return await run.counted(turn.storage, bound(query))

    async def measure(query: Query | None, gauge: Gauge) -> MeasuredGroup | None:
        found = await measures.measured(turn.storage, bound(query), MEASURES[gauge]) if query else []
        return found[0] if found else None

    async def stand(state: str) -> int:
        return await counted_(Query(What.REQUESTS, Op.LIST, (Compare("state", (state,)),)))

    return CopilFigures(
        created=await counted_(created),
        created_before=await counted_(before) if before else None,
        ended=await counted_(ended),
        open=await stand("ouvertes"),
        late=await stand("en retard"),
        measured={gauge: await measure(created, gauge) for gauge, *_ in _GAUGES},
        before={gauge: await measure(before, gauge) for gauge, *_ in _GAUGES},
        months=await run.grouped(turn.storage, bound(created), Group.MONTH),
        departments=await run.grouped(turn.storage, bound(created), Group.DEPARTMENT),
        subjects=await _subjects(turn, bound(created)),
        calls=await measures.to_call(turn.storage, Looking(turn.now, turn.services.delays)),
        plan=await kept_plan(turn.storage),
    )


async def _subjects(turn: Turn, asked: BoundQuery) -> list[SubjectDifficulty]:
    """Return the subjects that take longest to solve, of those with three requests; of all where none has so many."""
    counts = await run.grouped(turn.storage, asked, Group.SUBJECT)
    solved = {
        one.key: one.value for one in await measures.measured(turn.storage, asked, MEASURES[Gauge.SOLVE], Group.SUBJECT)
    }
    back = {
        one.key: round(one.value * one.count)
        for one in await measures.measured(turn.storage, asked, MEASURES[Gauge.REOPENED], Group.SUBJECT)
    }
    found = [SubjectDifficulty(topic, count, solved.get(topic), back.get(topic, 0)) for topic, count in counts]
    many = [one for one in found if one.count >= _LEAST] or found
    return sorted(many, key=lambda one: (-(one.solved or 0), -one.count, one.topic))[:_SUBJECTS]


async def offer(turn: Turn) -> Reply:
    """Offer the report in both formats, of the period that is said, else of the last ninety days."""
    rest = folded(rest_of(turn.incoming.text, WORDS))
    named = _NAMED.search(rest) is not None
    found = _period(turn, _NAMED.sub(" ", rest).strip(" ,:"))
    if isinstance(found, str):
        return Reply.text(found)
    figures = await figures_of(turn, found)
    report = report_of(turn, found, figures, named=named)
    gist = texts.COPIL_SAID.format(
        created=counted(figures.created, "demande"), open=number(figures.open), late=number(figures.late)
    )
    asked = ReportAsked.model_validate({"start": found.start, "end": found.end, "named": named})
    title = typeset(f"{report.title}, {report.subtitle}")
    lines = [f"{report.title}, {report.subtitle}. {gist}", *([] if named else [texts.NAMES_HINT])]
    return Reply.of(Message("\n".join(lines)), *REPORT.offers(_name(turn), report, asked, title))


def _period(turn: Turn, words: str) -> Period | str:
    """Return the period that is said, in whole days; the sentence to say where it is not understood."""
    today = paris_day(turn.now)
    usual = Period(Moment.CREATED, today - timedelta(days=_DAYS - 1), today)
    if not words:
        return usual
    read = StatusEar(status_reader).read(f"demandes {words}", replace(turn.situation, query=None, topic=None))
    found = read.reading if read else None
    if isinstance(found, AskBack):
        return cards.asked_back(turn, found)
    if isinstance(found, Query) and found.where:
        return texts.COPIL_WHOLE
    if not isinstance(found, Query) or (read and read.leftover) or found.period is None:
        return texts.COPIL_PERIOD.format(words=words)
    start, end = found.period.start, found.period.end
    return Period(Moment.CREATED, start or date(2000, 1, 1), min(end or today, today))


def report_of(turn: Turn, period: Period, figures: CopilFigures, *, named: bool) -> WrittenReport:
    """Return the report; schools are named only where that was asked for."""
    today = paris_day(turn.now)
    start, end = period.start or today, period.end or today
    months = [(group_label(turn.register, Group.MONTH, key), count) for key, count in figures.months[-12:]]
    departments = [(cards.key_label(turn, Group.DEPARTMENT, key), count) for key, count in figures.departments]
    blocks: list[Block] = [
        LargeFigures(_shown(figures)),
        Words(texts.COPIL_DELAYS, quiet=True),
        *_chart(texts.COPIL_MONTHS, months),
        *_chart(texts.COPIL_DEPARTMENTS, departments),
        PartTitle(texts.COPIL_SUBJECTS),
        Words(texts.COPIL_SUBJECTS_RULE, quiet=True),
        Grid(
            texts.COPIL_SUBJECT_HEADS,
            [_subject(turn, one) for one in figures.subjects],
            (1, 2, 3),
            (8.0, 2.8, 3.8, 2.8),
        ),
        PartTitle(texts.COPIL_SCHOOLS),
        *_schools(turn, figures.calls, named=named),
        PartTitle(texts.COPIL_PLAN),
        *_plan(figures.plan, today),
    ]
    subtitle = texts.COPIL_SUBTITLE.format(start=bare_date(start), end=bare_date(end))
    foot = texts.FOOT.format(day=bare_date(today))
    return WrittenReport(texts.COPIL_TITLE, subtitle, blocks, foot, texts.SERVICE, at=turn.now)


def _shown(figures: CopilFigures) -> list[tuple[str, str, str]]:
    before = figures.created_before
    shown = [
        (number(figures.created), texts.COPIL_CREATED, _before("" if before is None else number(before))),
        (number(figures.ended), texts.COPIL_ENDED, ""),
        (number(figures.open), texts.COPIL_OPEN, ""),
        (number(figures.late), texts.COPIL_LATE, ""),
    ]
    for gauge, label, what in _GAUGES:
        now, earlier_ = (_value(gauge, one.get(gauge)) for one in (figures.measured, figures.before))
        found = figures.measured[gauge]
        said_ = label.format(count=counted(found.count if found else 0, what))
        shown.append((now or texts.NOT_MEASURED, said_, _before(earlier_)))
    return shown


def _value(gauge: Gauge, found: MeasuredGroup | None) -> str:
    return said(cells(MEASURES[gauge].kind, found)[0]) if found else ""


def _before(value: str) -> str:
    return texts.COPIL_BEFORE.format(value=value) if value else ""


def _chart(title: str, counts: Sequence[tuple[str, int]]) -> list[Block]:
    return [PartTitle(title), BarChart(title, counts)] if counts else []


def _subject(turn: Turn, one: SubjectDifficulty) -> list[str]:
    solved = texts.NOT_MEASURED if one.solved is None else duration(one.solved)
    return [cards.key_label(turn, Group.SUBJECT, one.topic), number(one.count), solved, number(one.reopened)]


def _schools(turn: Turn, calls: Sequence[SchoolToCall], *, named: bool) -> list[Block]:
    if not calls:
        return [Words(texts.COPIL_SCHOOLS_NONE)]
    by_reason = {name: sum(name in dict(one.reasons) for one in calls) for name in texts.REASON_NAMES}
    count = counted(len(calls), "établissement")
    blocks: list[Block] = [
        Words((texts.COPIL_SCHOOLS_NAMED if named else texts.COPIL_SCHOOLS_COUNT).format(count=count)),
        Grid(
            texts.COPIL_REASON_HEADS,
            [(texts.REASON_NAMES[name], number(found)) for name, found in by_reason.items() if found],
            right=(1,),
        ),
    ]
    if named:
        lines = []
        for one in calls[:_SCHOOLS]:
            school = turn.register.get(one.uai)
            lines.append((school.label if school else one.uai, listed(reasons_said(one))))
        blocks.append(Grid(texts.COPIL_SCHOOL_HEADS, lines))
    return blocks


def _plan(actions: Sequence[PlannedAction], today: date) -> list[Block]:
    if not actions:
        return [Words(texts.COPIL_PLAN_NONE)]
    lines = [
        (
            number(one.number),
            one.text,
            one.owner or texts.NO_OWNER,
            bare_date(one.due) if one.due else texts.NO_DUE,
            plan.state_said(one, today),
        )
        for one in actions[:_PLAN]
    ]
    return [Grid(texts.COPIL_PLAN_HEADS, lines, widths=(1.2, 6.6, 3.6, 3.4, 2.6))]


class ReportAsked(BaseModel):
    """The period of an offer. It comes back from outside: the rights are those of whoever accepts."""

    model_config = ConfigDict(extra="forbid")

    start: date
    end: date
    named: bool = Field(default=False)


async def _made(turn: Turn, asked: ReportAsked) -> tuple[str, WrittenReport] | None:
    """Return the report of a period, for the SA EPLE alone."""
    if not turn.person.has(Role.SA_EPLE):
        return None
    period = Period(Moment.CREATED, asked.start, asked.end)
    return _name(turn), report_of(turn, period, await figures_of(turn, period), named=asked.named)


def _name(turn: Turn) -> str:
    return texts.COPIL_NAME.format(day=paris_day(turn.now).isoformat())


REPORT = ReportFile("copil", ReportAsked, _made)
FILES = REPORT.files
