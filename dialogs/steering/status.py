"""Status questions in the chat, and the app's search box: what was understood is said above what is shown.

What was not understood is asked back. Rights: ``knowledge.understanding.query.allowed`` for what is asked,
``knowledge.rights`` for one request; both are read anew at each press, since a button only carries the query.

In the search box, every word that is typed, even unfinished, must be of the request or of the case. What is chosen is put
into a conversation that others read: of a request it shows no person and nothing of what was written; a case names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pydantic import Field

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import CardPart, Message, Preview, Reply, StrictlyPressed, told
from dialogs.core.form_texts import STATES, TOPICS, URGENT
from dialogs.core.next_steps import going_on
from dialogs.core.request_line import (
    case_part,
    marks_of,
    names_answer,
    place_of,
    request_in,
    request_row,
    state_of,
    title_of,
    topic_of,
    topic_of_case,
    without_request,
)
from dialogs.core.route import SA_EPLE, STAFF, not_offered, open_by_name, reserved
from dialogs.steering import applications as status_applications
from dialogs.steering import cards, texts
from dialogs.steering import summary as status_summary
from dialogs.ui import elements as el
from knowledge.cases import CaseState, SolvedCase, may_read
from knowledge.french import PARIS, counted, listed, long_date, number, shortened
from knowledge.people import Role
from knowledge.request import RequestStatus
from knowledge.rights import may_see_request
from knowledge.time.delays import paris_day
from knowledge.understanding.act import names_file
from knowledge.understanding.meaning import Understanding
from knowledge.understanding.query import (
    COUNTED_APART,
    AskBack,
    Compare,
    Group,
    Op,
    Or,
    Query,
    Reading,
    What,
    Why,
    Zone,
    allowed,
    read_query,
)
from knowledge.understanding.references import APPLICATION, REQUEST, references
from knowledge.understanding.status import StatusEar
from knowledge.understanding.tickets import ticket_in
from knowledge.understanding.words import evened, plain_words
from knowledge.understanding.words import words as words_of
from storage.calls import status_reader
from storage.queries import applications
from storage.queries import requests as queries
from storage.queries import status as run
from storage.queries.requests import RequestFile
from storage.queries.status import BoundQuery

PAGE = cards.PAGE


async def overview(turn: Turn) -> Reply:
    """Answer «statut», «demandes» and what else asks how things stand."""
    if turn.understood and turn.understood.reading:
        return await answer(turn)
    return await open_by_name(turn, "application.steer")


async def answer(turn: Turn) -> Reply:
    """Answer the status question that was understood, or its next page."""
    meant = turn.understood
    if meant is None or meant.reading is None:
        return Reply.text(_reserved(turn))
    skip = 0
    if meant.goes_on:
        skip = max(turn.remembered.shown, 0)
    instead = await _otherwise(turn, meant)
    if instead:
        return instead
    query, unread = _with_school(turn, _counted_apart(meant.reading), _unread(meant, turn.incoming.text))
    if isinstance(query, Query) and meant.doubt is Zone.ASK and not _only_looks(query, unread):
        return Reply.of(cards.understood(query, unread))  # Until it is confirmed, nothing leans on it.
    if isinstance(query, Query) and query.what is What.APPLICATIONS and names_answer(turn.call, unread):
        return await open_by_name(turn, "application.list", text=plain_words(turn.incoming.text))
    reply = await _of(turn, query, skip=skip)
    if isinstance(query, Query) and unread:
        return replace(reply, messages=(*reply.messages, Message(texts.UNREAD.format(words=unread))))
    return reply


async def _otherwise(turn: Turn, meant: Understanding) -> Reply | None:
    """Answer what is no single question: one file by its bare number, what is not offered here, several questions at once."""
    found = meant.reading
    only = await _only_one_of(turn, found)
    if only:
        return await open_by_name(turn, _OPENED_BY[only[:2]], reference=only)
    if not offered(turn.services, found):
        return await _unoffered(turn, found)
    apart = _counted_apart(found) != found  # «Combien de closes, et combien d'ouvertes ?»: one table.
    in_turn = () if meant.goes_on or apart else _asked_in_turn(turn)
    replies = [await _of(turn, one) for one in in_turn]
    if not replies:
        return None
    return replace(replies[-1], messages=tuple(message for one in replies for message in one.messages))


# Where a question follows another: «combien à Marseille, et combien chez Ferrand parmi celles-là ?».
_NEXT = re.compile(
    r"\s*(?:[,;?]\s*(?:et\s+)?|\bet\s+)(?=(?:combien|cb|cmb|chez qui|avec qui|lesquel\w*|laquelle|qui|quel\w*|où|depuis quand)\b)",
    re.IGNORECASE,
)
_MOST_AT_ONCE = 3  # Questions of one message that are answered.


def _asked_in_turn(turn: Turn) -> Sequence[Query]:
    """Return the questions of a message that asks several, each leaning on the one before; () where it asks one, or one is unclear."""
    parts = [part for part in _NEXT.split(turn.incoming.text) if part.strip(" ?.!")]
    if not 1 < len(parts) <= _MOST_AT_ONCE:
        return ()
    ear, situation, found = StatusEar(status_reader), turn.situation, list[Query]()
    for part in parts:
        read = ear.read(part, situation)
        if read is None or read.zone is Zone.ASK or read.leftover or not isinstance(read.reading, Query):
            return ()
        asked = allowed(read.reading, turn.person.roles)
        if not isinstance(asked, Query) or asked.op is Op.ONE:
            return ()
        found.append(asked)
        situation = replace(situation, query=asked)
    return found if len(set(found)) == len(found) else ()


# What is left of a question on one file says nothing else of it: «la 9, ils ont toujours pas répondu ?».
_SAID_BY_THE_WAY = frozenset(
    ("pas", "ne", "n'ont", "n'a", "plus", "rien", "encore", "toujours", "tjs", "alors", "donc")
)


def _only_looks(query: Query, unread: str) -> bool:
    """Tell whether a question is of one file by its number and says nothing else: to look at it costs nothing."""
    return query.op is Op.ONE and bool(query.value("reference")) and _SAID_BY_THE_WAY.issuperset(unread.split())


_OPENED_BY = MappingProxyType({REQUEST: "request.open", APPLICATION: "application.open"})


async def _only_one_of(turn: Turn, found: Reading) -> str:
    """Return the one file that has a number which was said without its letters, where it is not the one that was read; else ""."""
    read = str(found.value("reference") or "") if isinstance(found, Query) else ""
    if isinstance(found, AskBack) and found.why is Why.WHICH_SERIES:
        read = f"{APPLICATION}-{paris_day(turn.now).year}-{int(found.words):04}"
    if not read or names_file(turn.incoming.text) or not turn.person.has(Role.SA_EPLE):
        return ""
    number = read.partition("-")[2]
    exists = {
        REQUEST: await queries.by_reference(turn.storage, f"{REQUEST}-{number}") is not None,
        APPLICATION: await applications.by_reference(turn.storage, f"{APPLICATION}-{number}") is not None,
    }
    there = [f"{letters}-{number}" for letters, one in exists.items() if one]
    return there[0] if len(there) == 1 and (not isinstance(found, Query) or there[0] != read) else ""


def _counted_apart(found: Reading) -> Reading:
    """Return a count of what has one of several values as a count of each."""
    if not isinstance(found, Query) or found.op is not Op.COUNT or found.group_by:
        return found
    several = [COUNTED_APART.get(one.field) for one in found.where if isinstance(one, Compare) and len(one.values) > 1]
    return replace(found, group_by=several[0]) if len(several) == 1 and several[0] else found


def _with_school(turn: Turn, found: Reading, unread: str) -> tuple[Reading, str]:
    """Return a question of requests with the school that its unread words name: «les demandes de Passedat»; and what is unread."""
    text = turn.incoming.text
    if not unread or not isinstance(found, Query) or found.what is not What.REQUESTS or found.value("school"):
        return found, unread
    for one in turn.register.mentions(text):
        if not one.placed and set(unread.split()) <= set(text[one.start : one.end].split()):
            return replace(found, where=(*found.where, Compare("school", (text[one.start : one.end],)))), ""
    return found, unread


def offered(services: Services, found: Reading | None) -> bool:
    """Tell whether what is asked may be told here, None for one's day: of requests nothing is, where none are taken."""
    of_requests = found is None or (isinstance(found, Query) and found.what is not What.APPLICATIONS)
    return services.assistance or not of_requests


async def _unoffered(turn: Turn, found: Reading) -> Reply:
    """Say where the applications stand to who asks how all stands; of anything else, that it is not there."""
    if isinstance(found, Query) and found.what is What.ALL:
        return await open_by_name(turn, "application.counts")
    return await not_offered(turn)


# What asks for the chart that is drawn anyway.
_DRAWN = frozenset(
    ("donut", "camembert", "graphique", "graphe", "courbe", "histogramme", "barres", "diagramme", "tableau")
)
_BY: Mapping[str, Group] = MappingProxyType(
    {
        "état": Group.STATE, "département": Group.DEPARTMENT, "expert": Group.EXPERT, "sujet": Group.SUBJECT,
        "objet": Group.SUBJECT, "semaine": Group.WEEK, "mois": Group.MONTH, "établissement": Group.SCHOOL,
        "vague": Group.WAVE, "fonction": Group.FUNCTION, "type d'établissement": Group.KIND,
    }
)  # fmt: skip


def _unread(meant: Understanding, text: str) -> str:
    """Return the words of a message that the answer takes no account of; it is grouped by one thing at a time."""
    said = () if meant.doubt is Zone.RUN else meant.leftover
    words = [word for word in said if plain_words(word) not in _DRAWN]
    by = meant.reading.group_by if isinstance(meant.reading, Query) else None
    flat = f" {plain_words(text)} "
    if by is None and " par fonction " in flat:  # Who asks for help has no function that is kept.
        words.append("par fonction")
    if by:
        words += [f"par {one}" for one, group in _BY.items() if group is not by and f" par {plain_words(one)} " in flat]
    return " ".join(words)


async def _of(turn: Turn, found: Reading, *, skip: int = 0) -> Reply:
    if isinstance(found, Query):
        found = status_applications.kept_with_call(turn, found)
        before = turn.remembered
        turn.remember(before.asking(found, turn.now, shown=skip + PAGE))
        reply = going_on(turn, found, await show_found(turn, found, skip))
        if not any(message.card for message in reply.messages):
            turn.remember(before)  # It could not be answered, as of an expert nobody knows: nothing goes on from it.
        return reply
    if isinstance(found, AskBack):
        return await _asked_back(turn, found)
    return await _refused(turn)


_OFFERED = 3  # Questions that are offered to be pressed.


async def _asked_back(turn: Turn, asked: AskBack) -> Reply:
    """Ask what is meant. Of schools with one name, the only one that has requests is meant; else each may be pressed."""
    text, words = turn.incoming.text, asked.words
    at = evened(text).find(evened(words)) if words else -1
    if asked.why is not Why.WHICH_SCHOOL or at < 0:
        return Reply.text(cards.asked_back(turn, asked))
    known = {uai for uai, _ in await run.schools(turn.storage)}
    there = [uai for uai in asked.schools if uai in known]
    meant = [f"{text[:at]}{uai}{text[at + len(words) :]}" for uai in (there or asked.schools)[:_OFFERED]]
    if len(there) == 1:
        read = StatusEar(status_reader).read(meant[0], turn.situation)
        found = allowed(read.reading, turn.person.roles) if read and isinstance(read.reading, Query) else None
        if isinstance(found, Query):
            return await _of(turn, found)
    return Reply.text(cards.asked_back(turn, asked), *meant)


async def _refused(turn: Turn) -> Reply:
    """Refuse, unless it is about a request of the person's own; what exists is not said."""
    named = [one for one in references(turn.incoming.text) if one.kind != APPLICATION]
    if named:
        return await open_by_name(turn, "request.open", reference=named[0].whole(paris_day(turn.now).year))
    return Reply.text(_reserved(turn))


def _reserved(turn: Turn) -> str:
    """Return who may see what this person may not: an expert sees requests, totals are the SA EPLE's."""
    return reserved(turn, SA_EPLE if Role.EXPERT in turn.person.roles else STAFF)


async def clear_filters(turn: Turn) -> Reply:
    """Answer the last status question again without what narrowed it: «efface les filtres»."""
    last = turn.remembered.query_now(turn.now)
    if last is None or not cards.taken_off(last):
        turn.remember(turn.remembered.cleared(turn.now))
        return Reply.text(texts.NO_FILTER)
    return await _of(turn, allowed(cards.everything(last), turn.person.roles))


class StatusPress(StrictlyPressed):
    """The question that a button asks again, and from which line on."""

    query: dict[str, Any]
    schools: list[str] = Field(default_factory=list, max_length=40)
    uai: str = Field("", max_length=8)  # Of buttons shown before several schools could be meant.
    skip: int = Field(0, ge=0, le=100_000)


async def show(turn: Turn, pressed: StatusPress) -> Reply:
    """Answer the question of a button; the rights are those of now."""
    try:
        query = read_query(pressed.query, pressed.schools or [pressed.uai] * bool(pressed.uai))
    except ValueError:
        return Reply.text(general.UNKNOWN_BUTTON)
    if not offered(turn.services, query):
        return await not_offered(turn)
    return await _of(turn, allowed(query, turn.person.roles), skip=pressed.skip)


async def show_found(turn: Turn, query: Query, skip: int = 0) -> Reply:
    """Answer a question, from the line ``skip`` on."""
    if query.what is What.APPLICATIONS:
        return await status_applications.show(turn, query, skip)
    if query.what is What.EXPERTS:
        return await status_applications.show_experts(turn, query, skip)
    if query.value("reference"):
        return await open_by_name(turn, "request.open", reference=query.value("reference"))
    async with turn.storage.together():
        return await _found(turn, query, skip)


async def _found(turn: Turn, query: Query, skip: int) -> Reply:
    if status_summary.fits(query):
        return await status_summary.show(turn, query)
    if query.measure:
        return await cards.show(turn, query)
    asked = await cards.bind(turn, query)
    return Reply.text(asked) if isinstance(asked, str) else await _of_requests(turn, asked, skip)


async def _of_requests(turn: Turn, asked: BoundQuery, skip: int) -> Reply:
    query = asked.query
    if query.group_by:
        return await _counts(turn, asked, query.group_by)
    if query.op is Op.COUNT:
        total = await run.counted(turn.storage, asked)
        actions = [cards.again(texts.BUTTON_LIST, query.as_list())] if total else []
        if not total:
            cards.note_nothing_found(turn, query)
        return Reply.of(cards.plain(query, [texts.COUNT.format(count=_things(query, total)), *_notes(query)], actions))
    return await _list(turn, asked, skip)


async def _list(turn: Turn, asked: BoundQuery, skip: int) -> Reply:
    query = asked.query
    most = max(min(PAGE, (query.limit or skip + PAGE) - skip), 0)
    total, files = await run.listed(turn.storage, asked, skip=skip, limit=most)
    total = min(total, query.limit or total)
    if not files:
        cards.note_nothing_found(turn, query)
        return Reply.of(cards.plain(query, [texts.NO_MORE if skip else texts.NONE, *_notes(query)]))
    above = [texts.COUNT.format(count=_things(query, total)), *_notes(query)]
    if query.op is Op.SUMMARY and turn.person.has(Role.SA_EPLE):
        states = await run.grouped(turn.storage, asked, Group.STATE)
        above.append(
            texts.BY_STATE.format(counts=listed([f"{STATES[RequestStatus(key)]} {number(n)}" for key, n in states]))
        )
    lines = [cards.line(file, sessions=query.what is What.SESSIONS) for file in files]
    late = "en retard" in query.values("state")
    rows = [request_row(file, turn.now, late=late) for file in files]
    return Reply.of(cards.paged(cards.Page(query, total, skip, lines, rows, above)))


def _things(query: Query, total: int) -> str:
    return counted(total, "séance" if query.what is What.SESSIONS else "demande")


def _notes(query: Query) -> list[str]:
    return [texts.UPCOMING] if query.upcoming else []


async def _counts(turn: Turn, asked: BoundQuery, group: Group) -> Reply:
    query = asked.query
    rows = await run.grouped(turn.storage, asked, group)
    if not rows:
        cards.note_nothing_found(turn, query)
        return Reply.of(cards.plain(query, [texts.NONE, *_notes(query)]))
    kept = cards.shown_of(rows, group, query.limit)
    found = [(cards.key_label(turn, group, key), count) for key, count in kept]
    total = sum(count for _, count in rows)
    lines = [texts.COUNT.format(count=_things(query, total))]
    if not query.limit:
        lines += cards.more_of(len(found), len(rows), group)
    days = [key for key, _ in kept]
    return Reply.of(cards.counts(query, texts.THINGS[query.what], found, [*lines, *_notes(query)], days))


LOOKUP_PAGE, CASES = 15, 5  # Of all, and of cases among them.
_CASE_WORDS = frozenset(("cas", "resolu", "resolus"))
_SHOWN = 120  # Characters of a case's difficulty, in the list.
_LONGEST = 120  # Characters read of what is typed.
_UNSAID = frozenset(
    ("a", "au", "aux", "d", "de", "demande", "demandes", "des", "du", "en", "et", "l", "la", "le", "les")
)


async def look_up(turn: Turn) -> Reply:
    """Return the cases and requests that what is typed may mean, a few cases first; with nothing typed, open requests."""
    typed, skip = turn.incoming.text[:_LONGEST], turn.incoming.skip
    solved = await _cases(turn, typed)
    shown = [_case_preview(case) for case in solved[skip:]]
    ticket = ticket_in(typed, alone=True)
    of_ticket = await queries.by_ticket(turn.storage, ticket, turn.person) if ticket and not skip else []
    shown += [_preview(file, turn) for file in of_ticket]
    asked = None if of_ticket or _only_cases(typed) else _bound(turn, typed, await run.schools(turn.storage))
    if asked is not None:
        _, files = await run.listed(
            turn.storage, asked, skip=max(skip - len(solved), 0), limit=max(LOOKUP_PAGE - len(shown), 1)
        )
        shown += [_preview(file, turn) for file in files if may_see_request(turn.person, file.request)]
    return Reply(previews=tuple(shown)) if shown else Reply.text(texts.LOOKUP_NO_MORE if skip else texts.LOOKUP_NONE)


async def _cases(turn: Turn, typed: str) -> list[SolvedCase]:
    """Return the published cases that have every word of what is typed, those that helped most first: at most CASES."""
    asked = [word for word in words_of(typed) if word not in _UNSAID | _CASE_WORDS]
    if not asked and not _only_cases(typed):
        return []
    kept = await queries.in_state(turn.storage, CaseState.PUBLISHED)
    found = [one for one in kept if all(_begins(word, _words_of(one)) for word in asked)]
    return [one for one in found if may_read(turn.person, one)][:CASES]


def _words_of(case: SolvedCase) -> str:
    return f"{case.number} {topic_of_case(case)} {case.text.problem} {case.text.solution}"


def _only_cases(typed: str) -> bool:
    """Tell whether cases alone are asked for: «cas régie»."""
    return not _CASE_WORDS.isdisjoint(words_of(typed))


def _bound(turn: Turn, typed: str, schools: Sequence[tuple[str, str]]) -> BoundQuery | None:
    """Return what is typed as a query; None where a word is of no request."""
    reference = request_in(typed, paris_day(turn.now).year)
    where: list[Compare | Or] = [Compare("reference", (reference,))] if reference else []
    uais: dict[tuple[str, str], list[str]] = {}
    for word in dict.fromkeys(words_of(without_request(typed))):
        if word in _UNSAID:
            continue
        found = _meant(word)
        uais["school", word] = [uai for uai, name in schools if _begins(word, f"{name} {uai}")]
        if uais["school", word]:
            found.append(Compare("school", (word,)))
        if not found:
            return None
        where.append(Or(tuple(found)))
    return BoundQuery(Query(What.REQUESTS, Op.LIST, tuple(where) or _OPEN), turn.now, uais, delays=turn.services.delays)


_OPEN = (Compare("state", ("ouvertes",)),)


def _meant(word: str) -> list[Compare]:
    """Return what a word may mean besides a school: a subject, a state, that it is urgent."""
    topics = tuple(topic.value for topic, title in TOPICS.items() if _begins(word, title))
    states = tuple(
        name
        for name, of in run.STATES.items()
        if name != "non prises" and (_begins(word, name) or (len(of) == 1 and _begins(word, STATES[of[0]])))
    )  # fmt: skip
    found = [Compare("subject", topics)] * bool(topics) + [Compare("state", states)] * bool(states)
    return [*found, Compare("urgent", (True,))] if _begins(word, URGENT) else found


def _begins(word: str, of: str) -> bool:
    return any(one.startswith(word) for one in words_of(of))


def _case_preview(case: SolvedCase) -> Preview:
    title, topic = title_of(case), topic_of_case(case)
    shown = told(title, case_part(case), CardPart([el.subtle(topic)]))
    short = texts.CASE_PREVIEW.format(title=title, topic=topic)
    return Preview(short, shortened(case.text.problem, _SHOWN), shown)


def _preview(file: RequestFile, turn: Turn) -> Preview:
    request = file.request
    since = long_date((request.status_since or file.logged_at).astimezone(PARIS).date())
    marks = [mark.word for mark in marks_of(file, late=False)]
    state = texts.STATE.format(state=state_of(request, turn.now).word, since=since)
    rows = [
        (texts.SCHOOL, place_of(file)),
        (texts.SUBJECT, topic_of(request)),
        (texts.STANDS, ", ".join([state, *marks])),
    ]
    title = texts.LOOKUP_TITLE.format(reference=file.reference)
    said = "\n".join([title, *(texts.LOOKUP_ROW.format(label=label, value=value) for label, value in rows)])
    shown = el.card(
        el.heading(title), el.facts(rows), el.subtle(texts.AS_OF.format(day=long_date(paris_day(turn.now))))
    )
    short = texts.PREVIEW.format(reference=file.reference, school=place_of(file))
    return Preview(short, ", ".join([topic_of(request), state, *marks]), Message(said, shown))
