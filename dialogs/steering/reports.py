"""Visits to schools, and reports for Word and as a page: the yearly statement of an expert, the steering committee's; offered, then made anew when accepted."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import CardPart, Enclosed, Message, OfferedFile, Reply, notes, titled, told, words
from dialogs.core.files import ONESELF, Maker
from dialogs.core.persons import rest_of
from dialogs.core.request_line import request_row
from dialogs.steering import cards, plan
from dialogs.steering import document_texts as texts
from dialogs.steering.cards import cells, earlier, group_label
from dialogs.steering.cards import said as cards_said
from dialogs.steering.school_sheets import reasons_said
from dialogs.ui import report as written
from dialogs.ui.elements import SAYS
from dialogs.ui.patterns import ListRow, opened_by
from dialogs.ui.report import HTML_TYPE, BarChart, Block, Grid, LargeFigures, PartTitle, Words, WrittenReport
from dialogs.ui.word import MEDIA_TYPE
from knowledge.batch import PlannedAction
from knowledge.french import bare_date, brief_school, counted, duration, listed, number, shortened, typeset
from knowledge.meeting import Meeting, MeetingKind
from knowledge.people import PersonKey, Role
from knowledge.request import HELD, RequestStatus
from knowledge.rights import may_see_request
from knowledge.time.delays import at_paris, end_of_day, paris_day
from knowledge.time.moments import moments
from knowledge.understanding.measures import MEASURES
from knowledge.understanding.query import AskBack, Compare, Gauge, Group, Moment, Op, Period, Query, What
from knowledge.understanding.status import StatusEar
from knowledge.understanding.words import folded
from storage.actions.meetings import held_between
from storage.actions.plan import plan as kept_plan
from storage.actions.plan import proposals as kept_proposals
from storage.calls import status_reader
from storage.queries import measures, people
from storage.queries import requests as queries
from storage.queries import status as run
from storage.queries.measures import Looking, MeasuredGroup, SchoolToCall, Statement, statement
from storage.queries.people import Someone
from storage.queries.requests import RequestFile, Visit
from storage.queries.status import BoundQuery

Asked = TypeVar("Asked", bound=BaseModel)
_FORMATS = {
    "docx": (MEDIA_TYPE, written.docx, texts.OFFER_WORD),
    "html": (HTML_TYPE, written.html, texts.OFFER_HTML),
}


@dataclass(frozen=True, slots=True)
class ReportFile(Generic[Asked]):
    """A report as files. ``asked``: what an offer was about, which comes back from outside.

    ``make`` returns its name and what it says; None where this person may not have it.
    """

    kind: str
    asked: type[Asked]
    make: Callable[[Turn, Asked], Awaitable[tuple[str, WrittenReport] | None]]

    def offers(self, name: str, report: WrittenReport, asked: Asked, title: str) -> list[Message]:
        """Return the offer of each format."""
        made = ((form, _file(name, report, form), offer) for form, (_, _, offer) in _FORMATS.items())
        about = {"reference": ONESELF, "query": asked.model_dump_json()}
        return [
            Message(
                offer.format(title=title),
                offers=OfferedFile(file.name, len(file.content), {"file": f"{self.kind}_{form}", **about}),
            )
            for form, file, offer in made
        ]

    @property
    def files(self) -> Mapping[str, Maker]:
        """Return what makes each format anew."""
        return MappingProxyType({f"{self.kind}_{form}": self._maker(form) for form in _FORMATS})

    def _maker(self, form: str) -> Maker:
        async def make(turn: Turn, _reference: str) -> Enclosed | None:
            try:
                asked = self.asked.model_validate_json(str(turn.incoming.value.get("query", "")))
            except ValidationError:
                return None
            made = await self.make(turn, asked)
            return _file(*made, form) if made else None

        return make


def _file(name: str, report: WrittenReport, form: str) -> Enclosed:
    type_, write, _ = _FORMATS[form]
    return Enclosed(f"{name}.{form}", type_, write(report))


# --- The yearly statement: for oneself, or by the SA EPLE for any expert.

WORDS = (
    "mon releve", "mon releve annuel", "mon releve d activite", "mon bilan annuel", "releve annuel", "releve d activite",
    "releve annuel de", "releve de", "releve d activite de", "releve",
)  # fmt: skip
_YEAR = re.compile(r"\b(20\d\d)\b")
_LITTLE = frozenset(("de", "d", "du", "pour", "m", "m.", "mme", "monsieur", "madame", "annuel", "l", "annee", "en"))


async def offer(turn: Turn) -> Reply:
    """Offer the statement of the person, or of the expert who is named, in both formats."""
    rest = rest_of(turn.incoming.text, WORDS)
    named = _YEAR.search(rest)
    year = int(named[1]) if named else paris_day(turn.now).year
    words = {word for word in re.split(r"[\s'’-]+", folded(_YEAR.sub(" ", rest))) if word} - _LITTLE
    whom = await _whom(turn, words)
    if isinstance(whom, str):
        return Reply.text(whom)
    found = await statement(turn.storage, whom.key, year)
    name = whom.name or turn.person.name
    if not found.requests:
        return Reply.text(texts.STATEMENT_NONE.format(year=year, name=name))
    report = _report(turn, name, year, found)
    said = texts.STATEMENT_SAID.format(
        requests=counted(found.requests, "demande"),
        sessions=texts.STATEMENT_SESSIONS.format(
            count=counted(found.sessions, "séance"), minutes=duration(found.minutes)
        )
        if found.sessions
        else texts.STATEMENT_NO_SESSION,
        schools=counted(len(found.schools), "établissement"),
    )
    asked, named_ = StatementAsked(expert=whom.key.oid, year=year), texts.STATEMENT_NAME.format(year=year)
    return Reply.of(Message(f"{report.title}. {said}"), *REPORT.offers(named_, report, asked, report.title))


async def _whom(turn: Turn, words: set[str]) -> Someone | str:
    """Return who the statement is about, or why it is not given."""
    own = Someone(turn.person.key, turn.person.name)
    if not words:
        return own if turn.person.has(Role.EXPERT) else texts.STATEMENT_WHO.format(name="")
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = [one for one in experts if words <= set(folded(one.name).replace("-", " ").split())]
    if turn.person.has(Role.SA_EPLE):
        return found[0] if len(found) == 1 else texts.STATEMENT_WHO.format(name=" ".join(sorted(words)))
    return own if [one.key for one in found] == [own.key] else turn.worded(general.NOT_YOURS)


def _report(turn: Turn, name: str, year: int, found: Statement) -> WrittenReport:
    months = list(zip(texts.MONTHS, found.months, strict=True))
    held = [place for place, count in enumerate(found.months) if count]
    months = months[held[0] : held[-1] + 1] if held else []  # A month without requests between two others is shown.
    lines = [
        (
            one.school or one.uai,
            number(one.requests),
            number(one.sessions),
            duration(one.minutes) if one.sessions else texts.NO_TIME,
        )
        for one in found.schools
    ]
    shown: list[Block] = [
        LargeFigures(
            [
                (number(found.requests), texts.REQUESTS, ""),
                (number(found.sessions), texts.SESSIONS, ""),
                (duration(found.minutes), texts.MINUTES, ""),
                (number(len(found.schools)), texts.SCHOOLS, ""),
                (number(found.open), texts.OPEN, ""),
                *([(number(found.visits), texts.VISITS_MADE, "")] if found.visits else []),
                *([(number(found.trainings), texts.TRAININGS_MADE, "")] if found.trainings else []),
            ]
        ),
        Words(texts.STATEMENT_RULE),
        PartTitle(texts.BY_MONTH),
        BarChart(texts.BY_MONTH, months),
        PartTitle(texts.BY_SCHOOL),
        Grid(texts.SCHOOL_HEADS, lines, (1, 2, 3), (9.2, 2.6, 2.6, 3.0)),
    ]
    day = bare_date(paris_day(turn.now))
    title = texts.STATEMENT_TITLE.format(year=year, name=name)
    return WrittenReport(title, texts.STATEMENT_SUBTITLE, shown, texts.FOOT.format(day=day), texts.SERVICE, at=turn.now)


class StatementAsked(BaseModel):
    """Whose year an offer was about. It comes back from outside: the rights are those of whoever accepts."""

    model_config = ConfigDict(extra="forbid")

    expert: str = Field(max_length=64)
    year: int = Field(ge=2000, le=2099)


async def _made(turn: Turn, asked: StatementAsked) -> tuple[str, WrittenReport] | None:
    """Return the statement, for whoever may have it now: oneself, or the SA EPLE for an expert."""
    key = PersonKey(turn.person.key.tenant, asked.expert)
    own = key == turn.person.key and turn.person.has(Role.EXPERT)
    if not (own or turn.person.has(Role.SA_EPLE)):
        return None
    found = await statement(turn.storage, key, asked.year)
    if not found.requests:
        return None
    someone = await people.someone(turn.storage, key)
    report = _report(turn, someone.name or turn.person.name, asked.year, found)
    return texts.STATEMENT_NAME.format(year=asked.year), report


REPORT = ReportFile("statement", StatementAsked, _made)


COPIL_WORDS = (
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
    proposals: Sequence[PlannedAction] = ()
    visits: int = 0
    meetings: Sequence[Meeting] = ()


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
        proposals=await kept_proposals(turn.storage),
        visits=len(await queries.visits(turn.storage, *_bounds(period))),
        meetings=await held_between(turn.storage, *_bounds(period)),
    )


def _bounds(period: Period) -> tuple[datetime, datetime]:
    start, end = period.start or date(2000, 1, 1), period.end or date(2099, 1, 1)
    return at_paris(start, time.min), end_of_day(end)


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


async def offer_copil(turn: Turn) -> Reply:
    """Offer the report in both formats, of the period that is said, else of the last ninety days."""
    rest = folded(rest_of(turn.incoming.text, COPIL_WORDS))
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
    return Reply.of(Message("\n".join(lines)), *COPIL.offers(_name(turn), report, asked, title))


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
        *_committee(figures),
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
    trainings = [one for one in figures.meetings if one.kind is MeetingKind.TRAINING]
    trained = len({other.key for one in trainings for other in one.people if other.present})
    extra = (
        (figures.visits, texts.COPIL_VISITS),
        (len(trainings), texts.COPIL_TRAININGS),
        (trained, texts.COPIL_TRAINED),
    )
    shown += [(number(value), label, "") for value, label in extra if value]
    for gauge, label, what in _GAUGES:
        now, earlier_ = (_value(gauge, one.get(gauge)) for one in (figures.measured, figures.before))
        found = figures.measured[gauge]
        said_ = label.format(count=counted(found.count if found else 0, what))
        shown.append((now or texts.NOT_MEASURED, said_, _before(earlier_)))
    return shown


def _value(gauge: Gauge, found: MeasuredGroup | None) -> str:
    return cards_said(cells(MEASURES[gauge].kind, found)[0]) if found else ""


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


def _committee(figures: CopilFigures) -> list[Block]:
    """Return the committee's meetings, and what experts propose to it; nothing where there is neither."""
    held = [one for one in figures.meetings if one.kind is MeetingKind.COMMITTEE]
    blocks: list[Block] = []
    if held:
        lines = [
            (bare_date(paris_day(one.at)), number(sum(bool(other.present) for other in one.people)), one.report)
            for one in held
        ]
        blocks += [PartTitle(texts.COPIL_MEETINGS), Grid(texts.COPIL_MEETING_HEADS, lines, (1,))]
    if figures.proposals:
        said_ = [(number(one.number), one.text) for one in figures.proposals]
        blocks += [PartTitle(texts.COPIL_PROPOSALS), Grid(texts.COPIL_PROPOSAL_HEADS, said_)]
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


async def _made_copil(turn: Turn, asked: ReportAsked) -> tuple[str, WrittenReport] | None:
    """Return the report of a period, for the SA EPLE alone."""
    if not turn.person.has(Role.SA_EPLE):
        return None
    period = Period(Moment.CREATED, asked.start, asked.end)
    return _name(turn), report_of(turn, period, await figures_of(turn, period), named=asked.named)


def _name(turn: Turn) -> str:
    return texts.COPIL_NAME.format(day=paris_day(turn.now).isoformat())


COPIL = ReportFile("copil", ReportAsked, _made_copil)
FILES: Mapping[str, Maker] = MappingProxyType({**REPORT.files, **COPIL.files})


VISIT_WORDS = (
    "visites", "les visites", "visites prevues", "mes visites", "deplacements", "visites faites", "ou les experts se sont ils deplaces",
)  # fmt: skip
_VISITS_BACK = timedelta(days=90)
_VISITS_SHOWN = 8


async def show_visits(turn: Turn) -> Reply:
    """Show the visits to come, and those of the last ninety days with the line of their report.

    Where a sentence names a school or a town, only what is there, and before it the open requests there: «je passe à Arles
    mardi» tells of a visit, which is planned or reported on a request.
    """
    own = None if turn.person.has(Role.SA_EPLE) else turn.person.key
    coming = await queries.visits_to_come(turn.storage, own)
    held = await queries.visits(turn.storage, turn.now - _VISITS_BACK, turn.now, own)
    there = _named_schools(turn)
    parts = await _requests_there(turn, there) if there else []
    if there:
        coming, held = [one for one in coming if one.request.uai in there], [one for one in held if one.uai in there]
        parts += [] if coming or held else [words(texts.VISITS_NONE_THERE)]
    if coming:
        parts.append(
            titled(texts.VISITS_COMING, exchange.rows([request_row(file, turn.now) for file in coming[:_VISITS_SHOWN]]))
        )
    if held:
        schools = len({one.uai for one in held})
        count = texts.VISITS_COUNT.format(
            visits=counted(len(held), "visite"), schools=counted(schools, "établissement")
        )
        parts.append(titled(texts.VISITS_HELD, words(count), notes(*_visit_lines(held[:_VISITS_SHOWN]))))
    return Reply.of(told(texts.VISITS, *(parts or [words(texts.VISITS_NONE)])))


def _named_schools(turn: Turn) -> frozenset[str]:
    """Return the UAI of the schools that a typed sentence names, all those of a town where it names a town alone."""
    found = turn.register.spot(turn.incoming.text)
    towns = {school.place for school in found.schools} if found.placed else set()
    return frozenset(
        school.uai for school in (turn.register if towns else found.schools) if not towns or school.place in towns
    )


async def _requests_there(turn: Turn, uais: frozenset[str]) -> list[CardPart]:
    """Return the open requests of some schools on which a visit is planned or reported; one's own go straight to the form."""
    found = await queries.open_at(turn.storage, turn.person.key.tenant, sorted(uais))
    files = [file for file in found if may_see_request(turn.person, file.request)][:_VISITS_SHOWN]
    if not files:
        return [words(texts.VISITS_NO_REQUEST)]
    rows = [_visited(turn, file) for file in files]
    return [titled(texts.VISITS_WHICH, exchange.rows(rows), notes(texts.VISITS_HOW))]


def _visited(turn: Turn, file: RequestFile) -> ListRow:
    """Return the row of a request, which says the visit of it for its expert, and opens it for others."""
    row, request = request_row(file, turn.now), file.request
    if request.holder != turn.person.key or request.status not in HELD:
        return row
    text = turn.incoming.text
    if request.status is RequestStatus.PLANNED:
        said = texts.VISIT_WAS_MADE.format(reference=file.reference, report=text.partition(":")[2].strip())
        return opened_by(row, texts.VISIT_REPORT, SAYS, text=said) if request.on_site else row
    at = next((one for one in moments(text, turn.now) if one.day), None)
    day = f"{at.day:%d/%m/%Y}" if at else ""
    hour = f"à {at.hour:%Hh%M}" if at and at.hour else ""
    said = texts.VISIT_IS_PLANNED.format(reference=file.reference, day=day, hour=hour)
    return opened_by(row, texts.VISIT_PLAN, SAYS, text=" ".join(said.split()))


def _visit_lines(held: Sequence[Visit]) -> list[str]:
    return [
        texts.VISIT_LINE.format(
            day=bare_date(paris_day(one.at)), school=shortened(brief_school(one.school), 60) or one.uai, who=one.by,
            report=shortened(" ".join(one.report.split()), 160),
        )
        for one in held
    ]  # fmt: skip
