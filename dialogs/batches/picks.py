"""Which requests or applications a batch is about, or which people it writes to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogs.batches import texts
from dialogs.core.context import Turn, applications_of
from dialogs.core.request_line import application_row, is_application, place_of, request_row, topic_of
from dialogs.steering import applications as steering_applications
from dialogs.steering import cards
from dialogs.steering.texts import said as query_said
from dialogs.ui.patterns import ListRow
from knowledge.batch import (
    MOST,
    Audience,
    BatchAct,
    BatchGiven,
    BatchLine,
)
from knowledge.french import listed, shortened
from knowledge.people import PersonKey, Role
from knowledge.schools.register import School
from knowledge.time.delays import paris_day
from knowledge.understanding.query import DEPARTMENTS, AskBack, Op, Query, What, allowed
from knowledge.understanding.several import How, Picked
from knowledge.understanding.status import StatusEar, waves_in
from knowledge.understanding.words import folded
from storage.calls import status_reader
from storage.queries import application_status, applications, batches, people, requests
from storage.queries import status as run
from storage.queries.applications import ApplicationFile
from storage.queries.requests import RequestFile

_NOUNS = re.compile(
    r"^(?:tou(?:te)?s\s+)?(?:(?:les|des|ces|celles|ceux)\s+)?(?:experts?\s+(?:des|de|qui suivent)\s+(?:les\s+)?)?"
    r"(?:demandes|candidatures|candidats|candidates|dossiers)?\s*",
    re.IGNORECASE,
)
_WORDS = {"retenus": "retenues", "deposes": "deposees", "refuses": "non retenues", "refusees": "non retenues"}


class Unpicked(Exception):
    """What is meant is not clear, or nothing; ``why`` is the sentence to say."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class ShownList:
    """The list that was shown last: the references on the card, and all that its question finds. ``said``: the question."""

    shown: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is meant, in order; ``said``: the question that finds it, "" where numbers or the screen say it."""

    references: tuple[str, ...]
    said: str = ""


async def on_screen(turn: Turn, *, of_requests: bool) -> ShownList:
    """Return the list that was shown last, where it is one of requests, or of applications."""
    found = [str(one.value.get("reference", "")) for one in turn.remembered.listed_now(turn.now) if one.entry]
    shown = tuple(dict.fromkeys(one for one in found if one and one.startswith("DA-") is of_requests))
    query = turn.remembered.query_now(turn.now)
    if query is None or query.op is Op.SUMMARY or not _is_of(query, of_requests):
        return ShownList(shown, shown)
    whole = await _found_by(turn, query)
    # A list that was shown since is another one.
    return ShownList(shown, whole, query_said(query)) if set(shown) <= set(whole) else ShownList(shown, shown)


def _is_of(query: Query, of_requests: bool) -> bool:
    return query.what in (What.REQUESTS, What.SESSIONS) if of_requests else query.what is What.APPLICATIONS


async def chosen(turn: Turn, picked: Picked, screen: ShownList, taken: Collection[str], *, of_requests: bool) -> Chosen:
    """Return what is meant; ``taken``: what other parts of the sentence are about. Raises Unpicked."""
    found = await _chosen(turn, picked, screen, taken, of_requests=of_requests)
    but = _numbered(turn, picked.but, found.references or screen.whole, of_requests=of_requests) if picked.but else ()
    left = tuple(one for one in found.references if one not in but)
    if not left:
        raise Unpicked(texts.NOTHING.format(said=found.said or picked.words or "…"))
    if len(left) > MOST:
        raise Unpicked(texts.TOO_MANY.format(said=found.said or picked.words, most=MOST))
    return Chosen(left, found.said)


async def _chosen(
    turn: Turn, picked: Picked, screen: ShownList, taken: Collection[str], *, of_requests: bool
) -> Chosen:
    if picked.how is How.NUMBERS:
        return Chosen(_numbered(turn, picked.numbers, screen.whole, of_requests=of_requests))
    if picked.how is How.QUERY:
        query = _read(turn, picked.words, of_requests=of_requests)
        return Chosen(await _found_by(turn, query), query_said(query))
    if picked.how is How.NAMES:
        return Chosen(await _named(turn, picked.words))
    if not screen.whole:
        raise Unpicked(texts.NO_LIST.format(example=texts.EXAMPLES[of_requests]))
    if picked.how is How.OTHERS:
        return Chosen(tuple(one for one in screen.whole if one not in taken), screen.said)
    return _of_screen(screen, picked.count)


def _of_screen(screen: ShownList, count: int) -> Chosen:
    if not count:
        return Chosen(screen.whole, screen.said)
    if count == len(screen.shown):  # «ces trois», of a longer list of which three are shown.
        return Chosen(screen.shown)
    if abs(count) > len(screen.whole):
        raise Unpicked(texts.FEWER.format(said=abs(count), found=len(screen.whole)))
    return Chosen(screen.whole[:count] if count > 0 else screen.whole[count:])


def _numbered(turn: Turn, numbers: Sequence[str], among: Sequence[str], *, of_requests: bool) -> tuple[str, ...]:
    """Return the references of numbers, all read alike: of the list by their ends, by their places, else of this year.

    Raises Unpicked for those of another kind.
    """
    kind, year = "DA" if of_requests else "CA", paris_day(turn.now).year
    tails = {int(one.rpartition("-")[2]): one for one in among}
    bare = {number: int(number.rpartition("-")[2]) for number in numbers}
    whole = {number: number if number.count("-") == 2 else f"{kind}-{year}-{bare[number]:04}" for number in numbers}
    said = [number for number in numbers if number.count("-") < 2]
    if all(bare[number] in tails for number in said):
        whole |= {number: tails[bare[number]] for number in said}
    elif all(number.isdecimal() and 0 < bare[number] <= len(among) for number in said):
        whole |= {number: among[bare[number] - 1] for number in said}
    wrong = [one for one in (*whole, *whole.values()) if "-" in one and one.startswith("DA-") is not of_requests]
    if wrong:
        raise Unpicked(texts.NO_SUCH.format(numbers=listed(wrong)))
    return tuple(dict.fromkeys(whole.values()))


def _read(turn: Turn, words: str, *, of_requests: bool) -> Query:
    """Return the question that ``words`` ask. Raises Unpicked for one that is not read whole: it decides what is changed."""
    example = texts.EXAMPLES[of_requests]
    rest = _NOUNS.sub("", words, count=1)
    rest = " ".join(_WORDS.get(folded(word), word) for word in rest.split())
    noun = "demandes" if of_requests else "candidatures"
    read = StatusEar(status_reader).read(f"{noun} {rest}", replace(turn.situation, query=None, topic=None))
    found = read.reading if read else None
    if isinstance(found, AskBack):
        raise Unpicked(cards.asked_back(turn, found))
    if read is None or not isinstance(found, Query) or read.leftover or not _is_of(found, of_requests):
        left = " ".join(read.leftover) if read else ""
        raise Unpicked(texts.NOT_READ.format(words=left or words, example=example))
    query = allowed(found, turn.person.roles)
    if not isinstance(query, Query):
        raise Unpicked(texts.NOT_READ.format(words=words, example=example))
    return replace(query, op=Op.LIST, group_by=None)


async def _found_by(turn: Turn, query: Query) -> tuple[str, ...]:
    """Return the references of what a question finds, at most one more than a batch may hold."""
    most = min(query.limit or MOST + 1, MOST + 1)
    if query.what is What.APPLICATIONS:
        asked = await steering_applications.bind(turn, query)
        _, found = await application_status.listed(turn.storage, asked, limit=most)
        return tuple(file.reference for file in found)
    bound = await cards.bind(turn, replace(query, op=Op.LIST))
    if isinstance(bound, str):
        raise Unpicked(bound)
    _, files = await run.listed(turn.storage, bound, limit=most)
    return tuple(file.reference for file in files)


async def _named(turn: Turn, words: str) -> tuple[str, ...]:
    """Return the applications of the people who are named: «Garcin et Salvi». Raises Unpicked."""
    out: list[str] = []
    for name in re.split(r"\s*,\s*|\s+et\s+", words):
        found = await applications_of(turn, name)
        if len(found) != 1:
            raise Unpicked(texts.NO_NAME.format(name=name))
        out.append(found[0].candidature.reference)
    return tuple(dict.fromkeys(out))


# --- The people to write to: the experts, the candidates of a state, the schools of a wave, a department, a group.

_DEPARTMENT = re.compile(r"\b(?:du|dans le|departement)\s+(\d{2})\b")
_KIND = re.compile(r"^(colleges?|lycees?)\b")
_ALL_SCHOOLS = re.compile(r"^(?:etablissements?|eple|colleges?|lycees?)(?:\s+de l'academie)?$")


async def addressees(turn: Turn, audience: Audience, whom: str) -> tuple[list[BatchLine], str]:
    """Return a line for each who is meant, and how that is said. Raises Unpicked."""
    lines, said = await _FIND[audience](turn, whom)
    if not lines:
        raise Unpicked(texts.NOBODY.format(whom=whom))
    return lines, said


async def _experts(turn: Turn, whom: str) -> tuple[list[BatchLine], str]:
    found = await people.with_role(turn.storage, Role.EXPERT)
    named = [one for one in found if one.name and folded(one.name) in folded(whom)]
    every = len(folded(whom).split()) == 1 or folded(whom) in ("experts op@le", "experts opale", "experts academiques")
    if not (named or every):
        raise Unpicked(turn.worded(texts.AUDIENCE_UNREAD, whom=whom))
    found = named or found
    return [_line(person=one.key) for one in found if one.key != turn.person.key], whom


async def _candidates(turn: Turn, whom: str) -> tuple[list[BatchLine], str]:
    screen = await on_screen(turn, of_requests=False)
    picked = Picked(How.QUERY, words=whom)
    found = await chosen(turn, picked, screen, (), of_requests=False)
    return [_line(reference=one) for one in found.references], found.said


async def _schools(turn: Turn, whom: str) -> tuple[list[BatchLine], str]:
    plain = folded(whom)
    schools = [one for one in turn.register if one.listed]
    kind = _KIND.match(plain)
    if kind:
        schools = [one for one in schools if folded(one.kind).startswith(kind[1].rstrip("s"))]
    waves, department = [str(number) for number in waves_in(whom)], _DEPARTMENT.search(plain)
    if waves:
        if not any(one.wave for one in schools):
            raise Unpicked(texts.NO_WAVES)
        schools = [one for one in schools if one.wave in waves]
    if department and department[1] in DEPARTMENTS:
        schools = [one for one in schools if one.department == department[1]]
    if not waves and not department:
        schools = _of_group(turn, schools, plain, whom)
    return [_line(reference=one.uai) for one in schools], whom


def _of_group(turn: Turn, schools: list[School], plain: str, whom: str) -> list[School]:
    """Return the schools of the accounting group that is named; all of them where none is. Raises Unpicked."""
    if _ALL_SCHOOLS.match(plain):
        return schools
    named = plain.partition("groupement")[2].replace("comptable", " ")
    words = set(re.split(r"[\s'’-]+", named.strip())) - {"de", "du", "la", "le", "des", "l", "d", ""}
    found = [one for one in schools if words and words <= set(folded(one.accounting_group).replace("-", " ").split())]
    if not found:
        raise Unpicked(turn.worded(texts.AUDIENCE_UNREAD, whom=whom))
    return found


def _line(**about: object) -> BatchLine:
    return BatchLine(place=0, act=BatchAct.ANNOUNCE, **about)  # type: ignore[arg-type]


_FIND = {Audience.EXPERTS: _experts, Audience.CANDIDATES: _candidates, Audience.SCHOOLS: _schools}


# --- The lines of a batch, read together, with what stands in the way of each.

_NAME = 60


@dataclass(frozen=True, slots=True)
class BatchSubjects:
    """The files and the names of a batch, by reference and by key."""

    requests: Mapping[str, RequestFile] = field(default_factory=dict)
    applications: Mapping[str, ApplicationFile] = field(default_factory=dict)
    names: Mapping[PersonKey, str] = field(default_factory=dict)


async def read(turn: Turn, lines: Sequence[BatchLine], given: BatchGiven) -> BatchSubjects:
    """Return what the lines are about."""
    keys = [line.person for line in lines if line.person]
    named = [line.reference for line in lines if line.reference]
    return BatchSubjects(
        await requests.by_references(turn.storage, [one for one in named if one.startswith("DA-")]),
        await applications.by_references(turn.storage, [one for one in named if is_application(one)]),
        await batches.names_of(turn.storage, [*keys, *([given.target] if given.target else [])]),
    )


def label(turn: Turn, line: BatchLine, about: BatchSubjects) -> str:
    """Return how a line is named: «DA-2024-0003, Lycée Zola, Trésorerie», «CA-2024-0003, GARCIN Thomas», a name, a school."""
    if line.person:
        return about.names.get(line.person, "") or line.person.oid[:8]
    request, application = about.requests.get(line.reference), about.applications.get(line.reference)
    if request:
        return ", ".join(filter(None, [line.reference, place_of(request), topic_of(request.request)]))
    if application:
        return f"{line.reference}, {shortened(application.candidature.name, _NAME)}"
    school = turn.register.get(line.reference)
    return school.label if school else line.reference


def row(turn: Turn, line: BatchLine, about: BatchSubjects) -> ListRow:
    """Return a line as a row, opened by a press where it is a file."""
    request, application = about.requests.get(line.reference), about.applications.get(line.reference)
    if request:
        return request_row(request, turn.now)
    if application:
        return application_row(
            turn.services.call_of(application.candidature.call), application, turn.register, turn.now
        )
    return ListRow(label(turn, line, about))
