"""«fiche lycée Zola», «les établissements à appeler»: what is known of a school's work with Op@le, for the SA EPLE."""

from __future__ import annotations

import re
from datetime import date, datetime

from pydantic import Field

from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import CardPart, Message, Pressed, Reply, notes, titled, words
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.core.persons import rest_of
from dialogs.core.request_line import named, request_row
from dialogs.core.route import open_by_name
from dialogs.steering import cards
from dialogs.steering import document_texts as texts
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action
from dialogs.ui.patterns import Figure, ListRow, Tone
from knowledge.french import bare_date, counted, duration, listed, long_date, number
from knowledge.request import RequestStatus, Topic
from knowledge.schools.register import School
from knowledge.time.delays import paris_day
from knowledge.understanding.measures import MEASURES
from knowledge.understanding.query import Compare, Gauge, Op, Query, What
from knowledge.understanding.references import REQUEST, references
from storage.queries import measures
from storage.queries.measures import Looking, SchoolFigures, SchoolToCall, school_figures
from storage.queries.status import BoundQuery

SHEET = (
    "fiche",
    "fiche de l etablissement",
    "fiche etablissement",
    "la fiche du",
    "la fiche de",
    "fiche du",
    "fiche de",
)
CALLS = (
    "etablissements a appeler", "les etablissements a appeler", "quels etablissements appeler", "qui appeler",
    "qui faut il appeler", "ecoles a appeler", "etablissements en difficulte", "les etablissements en difficulte",
)  # fmt: skip
SILENT = (
    "etablissements silencieux", "les etablissements silencieux", "quels etablissements sont silencieux", "silence depuis la bascule",
    "quels etablissements n ont rien demande", "etablissements qui n ont rien demande", "les etablissements qui n ont rien demande",
)  # fmt: skip
_FOUR_FIGURES = re.compile(r"\b0\d{3}\b")  # As the number of a request is written: «fiche 0012».
_PAGE, _CHOICES, _SUBJECTS = 10, 8, 6


class SchoolPress(Pressed):
    """The school that a button is about."""

    uai: str = Field("", pattern=r"^(\d{7}[A-Z])?$")


class CallsPage(Pressed):
    """From which line on the schools to be called are shown; ``only``: for one reason."""

    skip: int = Field(0, ge=0, le=10_000)
    only: str = Field("", max_length=16)


async def show(turn: Turn, pressed: SchoolPress) -> Reply:
    """Show the sheet of the school that is named; ask which where several are."""
    if pressed.uai:
        return await _sheet(turn, pressed.uai)
    file = references(turn.incoming.text, bare=_FOUR_FIGURES.search(turn.incoming.text) is not None)
    if file and file[0].kind in ("", REQUEST):  # «Fiche de la 12».
        return await open_by_name(turn, "page.show", reference=file[0].whole(turn.now.year))
    named_ = rest_of(turn.incoming.text, SHEET)
    if not named_:
        return Reply.text(texts.SCHOOL_WHICH)
    found = turn.register.search(named_)
    if found.taken:
        return await _sheet(turn, found.taken.uai)
    if found.outside:
        return await _sheet(turn, found.outside)
    schools = (found.schools or found.near)[:_CHOICES]
    if not schools:
        return Reply.text(texts.NONE.format(words=named_))
    rows = [_opened(ListRow(school.label), school.uai) for school in schools]
    return Reply.of(exchange.told(texts.SEVERAL.format(words=named_), exchange.rows(rows)))


def _opened(row: ListRow, uai: str) -> ListRow:
    return pt.opened_by(row, texts.SCHOOL_OPEN, "school.sheet", uai=uai)


async def _sheet(turn: Turn, uai: str) -> Reply:
    figures = await school_figures(turn.storage, uai)
    look = Looking(turn.now, turn.services.delays)
    calls = await measures.to_call(turn.storage, look, uai)
    facts = _facts(turn, turn.register.get(uai), figures, await _delays(turn, uai))
    return Reply.of(_message(turn, uai, figures, facts, calls))


async def _delays(turn: Turn, uai: str) -> tuple[str, str]:
    """Return the median delays of a school, in words."""
    asked = BoundQuery(Query(What.REQUESTS, Op.LIST, _of(uai), schools=(uai,)), turn.now, {("school", uai): [uai]})
    found = [await measures.measured(turn.storage, asked, MEASURES[name]) for name in (Gauge.TAKE, Gauge.SOLVE)]
    taken, solved = (texts.DELAY.format(value=duration(one[0].value)) if one else texts.NO_DELAY for one in found)
    return taken, solved


def _of(uai: str) -> tuple[Compare, ...]:
    return (Compare("school", (uai,)),)


def _facts(turn: Turn, school: School | None, figures: SchoolFigures, delays: tuple[str, str]) -> list[tuple[str, str]]:
    switched = school.switched_on if school else None
    return [
        (texts.WAVE, (school.wave if school else "") or texts.UNKNOWN),
        (texts.GROUP, (school.accounting_group if school else "") or texts.UNKNOWN),
        *([(texts.SWITCHED, bare_date(switched))] if switched else []),
        (texts.TAKEN, delays[0]),
        (texts.SOLVED, delays[1]),
        *([(texts.URGENT, number(figures.urgent))] if figures.urgent else []),
        (texts.SCHOOL_REFUSED, number(figures.refused)),
        (texts.SCHOOL_MINUTES, duration(figures.minutes)),
        *([(texts.SILENCE, _silence(figures.heard, turn.now))] if figures.heard else []),
    ]


def _silence(heard: datetime, now: datetime) -> str:
    day = paris_day(heard)
    days = (paris_day(now) - day).days
    return texts.SILENT_SINCE.format(day=long_date(day), days=counted(days, "jour")) if days else texts.TODAY


def _message(
    turn: Turn, uai: str, figures: SchoolFigures, facts: list[tuple[str, str]], calls: list[SchoolToCall]
) -> Message:
    why = [texts.TO_CALL.format(why=listed(reasons_said(calls[0])))] if calls else []
    shown = [
        Figure(number(figures.open), texts.FIGURE_OPEN),
        Figure(number(figures.total), texts.FIGURE_TOTAL),
        Figure(number(figures.reopened), texts.FIGURE_BACK, Tone.ALERT if figures.reopened else Tone.PLAIN),
        Figure(number(figures.sessions), texts.FIGURE_SESSIONS),
    ]
    said = [
        CardPart([*map(el.warning, why)], why),
        words(*([] if figures.total else [texts.SCHOOL_NOTHING])),
        exchange.figures(shown),
        exchange.facts(facts),
    ]
    actions: list[Action] = [el.asks(texts.BUTTON_CALLS, "school.calls", {"skip": 0})]
    if figures.total:
        states = [f"{STATES[RequestStatus(state)]} {number(count)}" for state, count in figures.states]
        subjects = [(TOPICS[Topic(topic)], count) for topic, count in figures.subjects[:_SUBJECTS]]
        counts = [f"{name}\u00a0: {count}" for name, count in subjects]
        said += [
            words(texts.BY_STATE.format(counts=listed(states))),
            CardPart(pt.bars(texts.SUBJECT_HEADS, subjects), counts),
        ]
        actions.insert(0, cards.again(texts.BUTTON_ALL, Query(What.REQUESTS, Op.LIST, _of(uai), schools=(uai,))))
    if askers := _askers(figures):
        said.append(titled(texts.ASKERS, words(*askers)))
    if latest := figures.latest:
        rows = exchange.rows([request_row(file, turn.now) for file in latest], [cards.line(file) for file in latest])
        said.append(titled(texts.LATEST, rows))
    return exchange.told(texts.SCHOOL_TITLE.format(school=_name(turn, uai)), *said, actions=actions)


def _askers(figures: SchoolFigures) -> list[str]:
    return [
        (texts.ASKER_AS if one.function else texts.ASKER).format(
            name=named(one.name),
            function=one.function,
            count=counted(one.count, "demande"),
            day=bare_date(paris_day(one.last)),
        )
        for one in figures.askers
    ]


def reasons_said(one: SchoolToCall) -> list[str]:
    """Return why a school should be called, in words."""
    out = []
    for name, value in one.reasons:
        single, several = texts.REASONS[name]
        if isinstance(value, date):
            out.append(single.format(value=bare_date(value)))
        else:
            out.append((several if value > 1 else single).format(value=number(value)))
    return out


async def show_calls(turn: Turn, asked: CallsPage) -> Reply:
    """Show the schools to be called, each with its reasons."""
    found = await measures.to_call(turn.storage, Looking(turn.now, turn.services.delays))
    if asked.only:
        found = [one for one in found if asked.only in dict(one.reasons)]
    page = found[asked.skip : asked.skip + _PAGE]
    unknown = [] if any(school.switched_on for school in turn.register) else [texts.SILENT_UNKNOWN]
    if not page:
        none = texts.SILENT_NONE if asked.only else texts.CALLS_NONE
        return Reply.of(exchange.told(texts.CALLS_TITLE, words(none, *unknown)))
    last = asked.skip + len(page)
    lines = [texts.CALLS_COUNT.format(count=counted(len(found), "établissement"))]
    if len(found) > len(page):
        lines.append(texts.CALLS_PAGE.format(first=number(asked.skip + 1), last=number(last), total=number(len(found))))
    rows = [_opened(ListRow(_name(turn, one.uai), reasons_said(one)), one.uai) for one in page]
    actions = [el.asks(texts.NEXT, "school.calls", {"skip": last, "only": asked.only})] if last < len(found) else []
    said = [f"{row.title}\u00a0: {listed(list(row.details))}" for row in rows]
    told = exchange.told(texts.CALLS_TITLE, notes(*lines), exchange.rows(rows, said), notes(*unknown), actions=actions)
    return Reply.of(told)


async def show_silent(turn: Turn) -> Reply:
    """Show the schools of which nothing was heard since they work with Op@le."""
    return await show_calls(turn, CallsPage(only="silent"))


def _name(turn: Turn, uai: str) -> str:
    school = turn.register.get(uai)
    return school.label if school else uai
