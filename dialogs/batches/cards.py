"""Acts on several at once: whom and what they name, and their cards: what is missing, the preview, the messages, what became of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogs.application.cards import decision_lines
from dialogs.batches import texts
from dialogs.core import exchange
from dialogs.core.context import Turn, applications_of
from dialogs.core.exchange import CardPart, Message, notes, titled, words
from dialogs.core.request_line import application_row, is_application, is_request, place_of, request_row, topic_of
from dialogs.steering import applications as steering_applications
from dialogs.steering import cards
from dialogs.steering.texts import said as query_said
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action, CardElement, Choice, ChoiceSetInput, TextInput
from dialogs.ui.patterns import ListRow
from knowledge.batch import (
    DECISIONS,
    MOST,
    Audience,
    Batch,
    BatchAct,
    BatchGiven,
    BatchLine,
    BatchState,
    LineState,
)
from knowledge.french import counted, listed, number, shortened
from knowledge.people import PersonKey, Role
from knowledge.request import CancelReason, RequestStatus
from knowledge.schools.register import School
from knowledge.time.delays import paris_day
from knowledge.understanding.query import DEPARTMENTS, AskBack, Op, Query, What, allowed
from knowledge.understanding.several import How, Picked
from knowledge.understanding.status import StatusEar, waves_in
from knowledge.understanding.words import folded
from storage.calls import status_reader
from storage.outbox import OPEN, NoticeState
from storage.queries import application_status, applications, batches, people, requests
from storage.queries import status as run
from storage.queries.applications import ApplicationFile
from storage.queries.batches import MessageFate
from storage.queries.people import Someone
from storage.queries.requests import RequestFile

PAGE = 8
PEOPLE = 14
_MESSAGES = 3  # Different ones on a card.
_NAMED = 40  # People named under a message.
REASON_CHARACTERS = 1_000
TEXT_CHARACTERS = 1_500
_A = BatchAct


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch with its lines and what they are about. ``shown``: lines of the list on the screen, 0 where all were seen."""

    batch: Batch
    lines: Sequence[BatchLine]
    about: BatchSubjects
    said: str = ""
    shown: int = 0

    @property
    def todo(self) -> list[BatchLine]:
        """Return the lines that are still to be carried out."""
        return [line for line in self.lines if line.state is LineState.PENDING]

    @property
    def refused(self) -> list[BatchLine]:
        """Return the lines that are not, or will not be, carried out."""
        return [line for line in self.lines if line.state is LineState.REFUSED]

    @property
    def act(self) -> BatchAct:
        """Return the act of the first line."""
        return self.lines[0].act


def title(one: Prepared) -> str:
    """Return what is asked: «Attribuer 12 demandes à Dominique Ferrand ?»."""
    count, act = len(one.todo), one.act
    nouns = {_A.APPOINT: ("expert",), _A.ANNOUNCE: ("destinataire",)}.get(act)
    noun = nouns or (("demande",) if act in (_A.ASSIGN, _A.REMIND, _A.CLOSE) else ("candidature",))
    target = one.batch.given.target
    name = one.about.names.get(target, "") if target else ""
    template = texts.DECIDE_TITLE if act in DECISIONS else texts.TITLES[act]
    return template.format(count=counted(count, *noun), name=name or texts.UNNAMED)


def preview(turn: Turn, one: Prepared) -> Message:
    """Return what will be done, to be confirmed by one press."""
    head = title(one)
    lines = _summary(one)
    listed_ = one.todo[:PAGE]
    said = [label(turn, line, one.about) for line in listed_]
    rows = CardPart([pt.rows([row(turn, line, one.about) for line in listed_])], said)
    more = [texts.AND_MORE.format(count=counted(len(one.todo) - PAGE, "autre"))] if len(one.todo) > PAGE else []
    left = _not_done(turn, one, texts.NOT_THESE)
    below = notes(*more, *left, texts.NOTHING_CHANGED)
    return exchange.told(head, words(*lines), rows, below, actions=_preview_buttons(one))


def _summary(one: Prepared) -> list[str]:
    given, lines = one.batch.given, [texts.ASKED.format(said=one.said)] if one.said else []
    if one.shown and one.shown < len(one.todo):
        lines.append(texts.WHOLE_LIST.format(count=len(one.todo), shown=one.shown))
    if one.act in DECISIONS:
        counts = {act: [line for line in one.todo if line.act is act] for act in texts.COUNTED}
        lines.append(listed([counted(len(found), *texts.COUNTED[act]) for act, found in counts.items() if found]) + ".")
        lines.append(texts.DECIDED)
    else:
        lines.append(texts.TOLD[one.act])
    if given.text:
        lines.append(texts.TEXT.format(text=given.text))
    if given.cancel_as:
        lines.append(_why(one))
    reasons = dict.fromkeys(line.reason for line in one.todo if line.reason)
    return [*lines, *(texts.WITH_REASON.format(reason=shortened(reason, 200)) for reason in list(reasons)[:3])]


def _why(one: Prepared) -> str:
    given = one.batch.given
    resolved = any(
        file.request.status is RequestStatus.RESOLVED
        for line in one.todo
        if (file := one.about.requests.get(line.reference))
    )
    duplicates = given.cancel_as is CancelReason.DUPLICATE
    said = (
        texts.DUPLICATE_OF.format(reference=given.duplicate_of) if duplicates else texts.WHYS[CancelReason.OUT_OF_SCOPE]
    )
    return f"{said}. {texts.RESOLVED_TOO}" if resolved else f"{said}."


def _preview_buttons(one: Prepared) -> list[Action]:
    data, count = {"nonce": one.batch.nonce}, len(one.todo)
    actions: list[Action] = [el.acts(_confirm(one.act, count), "batch.confirm", data, style="positive")]
    if one.act in DECISIONS:
        actions.append(el.asks(texts.READ_MESSAGES, "batch.messages", {**data, "skip": 0}))
    if one.shown and one.shown < count:
        actions.append(el.asks(texts.ONLY_SHOWN.format(count=one.shown), "batch.only", {**data, "first": one.shown}))
    return [*actions, el.acts(texts.GIVE_UP, "batch.give_up", data)]


def _confirm(act: BatchAct, count: int) -> str:
    if act is _A.ANNOUNCE:
        return texts.SEND_MANY.format(count=number(count)) if count > 1 else texts.SEND_ONE
    verb = texts.DECIDE if act in DECISIONS else texts.CONFIRMS[act]
    return (
        texts.CONFIRM_MANY.format(verb=verb, count=number(count)) if count > 1 else texts.CONFIRM_ONE.format(verb=verb)
    )


def _not_done(turn: Turn, one: Prepared, head: str) -> list[str]:
    lines = [
        texts.REFUSED_LINE.format(label=label(turn, line, one.about), why=texts.why(line.error))
        for line in one.refused[:PAGE]
    ]
    more = [texts.AND_MORE.format(count=counted(len(one.refused) - PAGE, "autre"))] if len(one.refused) > PAGE else []
    return [head, *lines, *more] if lines else []


def none_possible(turn: Turn, one: Prepared) -> Message:
    """Return why nothing of what was asked can be done."""
    lines = _not_done(turn, one, texts.NOT_THESE)
    return exchange.told(texts.NONE_POSSIBLE, words(*lines))


def asks_more(one: Prepared, missing: Sequence[str], experts: Sequence[Someone]) -> Message:
    """Return the questions that are still to be answered: why, which request is kept, the reason, the expert."""
    head = title(one).removesuffix("\u00a0?").rstrip()
    open_ = sum(
        1 for line in one.todo
        if (file := one.about.requests.get(line.reference)) and file.request.status is not RequestStatus.RESOLVED
    )  # fmt: skip
    asked = {
        "why": texts.ASK_WHY.format(count=open_) if open_ > 1 else texts.ASK_WHY_ONE,
        "duplicate": texts.ASK_DUPLICATE,
        "reason": texts.ASK_REASON,
        "target": texts.ASK_TARGET,
    }
    inputs: Mapping[str, CardElement] = {
        "why": ChoiceSetInput(
            id="why", label=texts.WHY, style="compact", value=CancelReason.OUT_OF_SCOPE.value,
            choices=[Choice(title=words, value=why.value) for why, words in texts.WHYS.items()],
        ),
        "duplicate": TextInput(id="duplicate", label=texts.DUPLICATE, max_length=20, placeholder=texts.DUPLICATE_HINT),
        "reason": TextInput(
            id="reason", label=texts.REASON, is_multiline=True, max_length=REASON_CHARACTERS, placeholder=texts.REASON_HINT
        ),
        "target": ChoiceSetInput(
            id="target", label=texts.TARGET, style="compact",
            choices=[Choice(title=one_.name, value=one_.key.oid) for one_ in experts if one_.name],
        ),
    }  # fmt: skip
    said = [asked[name] for name in missing]
    wanted = [*missing, *(["duplicate"] if "why" in missing and "duplicate" not in missing else [])]
    data = {"nonce": one.batch.nonce}
    actions = [
        el.asks(texts.CONTINUE, "batch.complete", data, style="positive"),
        el.acts(texts.GIVE_UP, "batch.give_up", data, inputs=False),
    ]
    return exchange.told(head, words(*said), CardPart([inputs[name] for name in wanted]), actions=actions)


def messages(turn: Turn, one: Prepared, skip: int) -> Message:
    """Return what each person will read: one message for those who read the same, with their names; a page of these."""
    groups: dict[tuple[BatchAct, str], list[BatchLine]] = {}
    for line in one.todo:
        groups.setdefault((line.act, line.reason), []).append(line)
    page = list(groups.items())[skip : skip + _MESSAGES]
    shown, contacts = list[CardPart](), list[str]()
    for place, ((act, reason), found) in enumerate(page, skip + 1):
        head = texts.MESSAGES_HEAD.format(place=place, count=counted(len(found), *texts.COUNTED[act]))
        call = turn.services.call_of(one.about.applications[found[0].reference].candidature.call)
        *said, contact = decision_lines(call, found[0].reference, DECISIONS[act], reason)
        contacts.append(contact)
        names = [shortened(one.about.applications[line.reference].candidature.name, 40) for line in found]
        more = [counted(len(names) - _NAMED, "autre")] if len(names) > _NAMED else []
        to = texts.MESSAGES_TO.format(names=listed([*names[:_NAMED], *more]))
        shown.append(titled(head, CardPart([el.said(" ".join(said))], said), notes(to)))
    closing = texts.MESSAGES_ALL.format(contact=" ".join(dict.fromkeys(contacts)))
    data = {"nonce": one.batch.nonce}
    actions: list[Action] = [el.acts(_confirm(one.act, len(one.todo)), "batch.confirm", data, style="positive")]
    if skip + _MESSAGES < len(groups):
        actions.append(el.asks(texts.SEE_MORE, "batch.messages", {**data, "skip": skip + _MESSAGES}))
    actions.append(el.acts(texts.GIVE_UP, "batch.give_up", data))
    return exchange.told(texts.MESSAGES_TITLE, *shown, notes(closing), actions=actions)


@dataclass(frozen=True, slots=True)
class Report:
    """What has become of a batch: lines by state, messages by state, and some of them by person."""

    progress: Mapping[LineState, int]
    delivered: Mapping[NoticeState, int]
    people: Sequence[MessageFate]
    skip: int = 0


def report(turn: Turn, one: Prepared, told: Report, note: str = "") -> Message:
    """Return what was done, what was not and why, and who has been told."""
    total, done = sum(told.progress.values()), told.progress.get(LineState.DONE, 0)
    running = one.batch.state is BatchState.RUNNING
    head = (texts.RUNNING_TITLE if running else texts.DONE_TITLE).format(done=number(done), total=number(total))
    lines = [*([note] if note else []), *([texts.GOES_ON] if running else [])]
    counts = counts_of(told.delivered)
    lines.append(texts.DELIVERY.format(counts=counts) if counts else texts.NO_MESSAGES)
    refused = _not_done(turn, one, texts.REFUSED_TITLE)
    table = [(shortened(one_.name, 60) or texts.UNNAMED, _about(one_), fate(one_.state)) for one_ in told.people]
    shown = [words(*lines), titled(refused[0], words(*refused[1:])) if refused else CardPart()]
    if table:
        said = [" · ".join(filter(None, cells)) for cells in table]
        shown.append(CardPart([el.strong(texts.DELIVERY_TITLE), pt.table(texts.HEADS, table)], said))
    failed = any(
        told.delivered.get(state, 0) for state in (NoticeState.DEAD, NoticeState.BLOCKED, NoticeState.UNCERTAIN)
    )
    shown += [notes(texts.ABOUT_FAILED)] if failed else []
    data = {"nonce": one.batch.nonce}
    coming = running or any(told.delivered.get(state, 0) for state in OPEN)
    update = el.acts(texts.UPDATE, "batch.report", data) if coming else None
    seen = told.skip + len(told.people)
    more = sum(told.delivered.values()) > seen
    actions: list[Action] = [update] if update else []
    if more:
        actions.append(el.asks(texts.SEE_MORE, "batch.people", {**data, "skip": seen}))
    return exchange.told(head, *shown, actions=actions, refresh=update)


def _about(one: MessageFate) -> str:
    return one.reference if is_request(one.reference) or is_application(one.reference) else ""


def counts_of(delivered: Mapping[NoticeState, int]) -> str:
    """Return «12 remis, 1 en cours et 1 en échec»."""
    counts: dict[NoticeState, int] = {}
    for state, count in delivered.items():
        merged = NoticeState.PENDING if state in OPEN else state
        counts[merged] = counts.get(merged, 0) + count
    return listed([counted(counts[state], *texts.FATES[state]) for state in texts.FATES if counts.get(state)])


def fate(state: NoticeState) -> str:
    """Return what has become of one message."""
    return texts.FATES[NoticeState.PENDING if state in OPEN else state][0]


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
