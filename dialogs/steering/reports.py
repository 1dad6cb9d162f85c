"""Reports for Word and as a page, and the yearly statement of an expert: offered, then made anew when accepted."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.files import ONESELF, Maker
from dialogs.core.persons import rest_of
from dialogs.core.turn import Enclosed, Message, OfferedFile, Reply
from dialogs.steering import document_texts as texts
from dialogs.steering.figures import duration
from dialogs.ui import report as written
from dialogs.ui.report import HTML_TYPE, BarChart, Block, Grid, LargeFigures, PartTitle, Words, WrittenReport
from dialogs.ui.word import MEDIA_TYPE
from knowledge.french import bare_date, counted, number
from knowledge.people import PersonKey, Role
from knowledge.time.delays import paris_day
from knowledge.understanding.words import folded
from storage.queries import people
from storage.queries.measures import Statement, statement
from storage.queries.people import Someone

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
FILES = REPORT.files
