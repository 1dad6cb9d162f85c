"""Status questions in the chat: what was understood is said above what is shown, and what was not is asked back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from dialogs import examination, handling, people_admin
from dialogs.cards import elements as el
from dialogs.cards import examination as examination_cards
from dialogs.cards.request import holder_of, named, opening, school_of, topic_of
from dialogs.context import Turn
from dialogs.texts import candidature as candidature_texts
from dialogs.texts import status as texts
from dialogs.texts.topics import STATES, TOPICS
from dialogs.turn import Message, Reply
from knowledge.application import ApplicationStatus
from knowledge.delays import paris_day
from knowledge.french import PARIS, counted, instant, listed, long_date
from knowledge.language.normalise import words
from knowledge.language.topics import Decision
from knowledge.people import Role
from knowledge.request import RequestStatus, Topic
from knowledge.status.names import names_of
from knowledge.status.query import AskBack, Group, Op, Query, Refusal, Sort, What
from knowledge.status_query import about_the_call, needed
from storage.queries import applications, people
from storage.queries import status as run
from storage.queries.requests import File
from storage.queries.status import Asked

PAGE, BUTTONS = 10, 5
EVERY = 2_000  # Applications to a call that are looked through for their day.
CALL_WAVES = 4
_S = ApplicationStatus
APPLICATION_STATES = {
    "déposée": _S.SUBMITTED, "à compléter": _S.INCOMPLETE, "en instruction": _S.UNDER_REVIEW, "retenue": _S.ACCEPTED,
    "non retenue": _S.REJECTED, "sans suite": _S.DROPPED, "retirée": _S.WITHDRAWN,
}  # fmt: skip
OPEN_APPLICATIONS = (_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW)
FUNCTIONS = {"secrétaire général": "sg", "secrétaire général agent comptable": "sgac", "fondé de pouvoir": "fonde"}


async def answer(turn: Turn, decision: Decision) -> Reply | None:
    """Answer a status question; None when the message asks none."""
    if not turn.personal:
        return None
    before = turn.services.acquaintances.question(turn.person.key, turn.incoming.address.conversation, turn.now)
    stranger = not turn.person.roles
    if before is None and about_the_call(turn.incoming.text, decision, stranger=stranger):
        return None
    need = needed(decision, stranger=stranger)
    names = names_of(turn.register)
    found = turn.base.status.read(turn.incoming.text, turn.now, names, before, turn.person.roles, need=need)
    if found is None:
        return None
    if isinstance(found, Refusal):
        return await _refused(turn)
    if isinstance(found, AskBack):
        return Reply.text(_asked_back(turn, found))
    turn.services.acquaintances.asked(turn.person.key, turn.incoming.address.conversation, found, turn.now)
    return await _shown(turn, found)


async def _refused(turn: Turn) -> Reply:
    """Refuse, unless it is about a request of the person's own; what exists is not said."""
    reference = handling.reference_in(turn.incoming.text, paris_day(turn.now).year)
    if reference:
        return await handling.open_request(turn, reference)
    return Reply.text(texts.REFUSED)


def _asked_back(turn: Turn, asked: AskBack) -> str:
    schools = [school.label for uai in asked.schools if (school := turn.register.get(uai))]
    return texts.ASK[asked.why].format(words=asked.words, schools=listed(schools[:PAGE]))


async def _shown(turn: Turn, query: Query) -> Reply:
    if query.what is What.APPLICATIONS:
        return await _applications(turn, query)
    if query.what is What.EXPERTS:
        return await _experts(turn, query)
    if query.reference:
        return await handling.open_request(turn, query.reference)
    holders = None
    if query.expert:
        wanted = set(words(query.expert))
        holders = [
            one.key for one in await people.with_role(turn.storage, Role.EXPERT) if wanted <= set(words(one.name))
        ]
        if not holders:
            return Reply.text(texts.NO_EXPERT.format(name=query.expert))
    asked = Asked(query, turn.now, _schools(turn, query), holders)
    totals = turn.person.has(Role.SA_EPLE)
    group = query.group_by or (Group.STATE if query.op is Op.SUMMARY and totals else None)
    if group and totals:
        shown = await _counts(turn, asked, group)
        if query.what is What.ALL and not query.departments and not query.period:
            call = turn.base.call
            counts = await applications.counts(turn.storage, call.id)
            return Reply.of(*shown.messages, examination_cards.counts_message(call, counts))
        return shown
    if query.op is Op.COUNT and totals:
        total, _ = await run.listed(turn.storage, asked, limit=1)
        return _card(query, [texts.COUNT.format(count=counted(total, "demande"))], [])
    return await _list(turn, asked)


async def _experts(turn: Turn, query: Query) -> Reply:
    if query != Query(what=What.EXPERTS, op=query.op):
        return Reply.text(texts.CANNOT.format(said=texts.said(query)))  # Nothing else is known of experts.
    if query.op is Op.COUNT:
        known = await people.with_role(turn.storage, Role.EXPERT)
        return _card(query, [texts.COUNT.format(count=counted(len(known), "expert"))], [])
    return await people_admin.show_experts(turn)


async def _applications(turn: Turn, query: Query) -> Reply:
    """Answer about applications by state, function, wave and day of deposit; say so where it is about more."""
    if query.reference:
        return await examination.open_file(turn, query.reference)
    call = turn.base.call
    plain = Query(what=query.what, op=query.op, states=query.states, function=query.function, wave=query.wave,
                  period=query.period, sort=query.sort, limit=query.limit)  # fmt: skip
    states = tuple(APPLICATION_STATES[state] for state in query.states if state in APPLICATION_STATES)
    open_ = OPEN_APPLICATIONS if "ouvertes" in query.states else ()
    unknown = set(query.states) - set(APPLICATION_STATES) - {"ouvertes"}
    if query != plain or unknown or (query.wave or 0) > CALL_WAVES or query.limit or query.sort is Sort.NEWEST:
        return Reply.text(texts.CANNOT.format(said=texts.said(query)))
    if query == Query(what=query.what, op=Op.SUMMARY):
        return Reply.of(examination_cards.counts_message(call, await applications.counts(turn.storage, call.id)))
    wave = f"v{query.wave}" if query.wave else ""
    filters = applications.Filters((*states, *open_), FUNCTIONS.get(query.function, ""), wave)
    total, files = await applications.listed(
        turn.storage, call.id, filters, skip=0, limit=EVERY if query.period else PAGE
    )
    if query.period:
        start, end = run.instants(query.period)
        files = [
            file
            for file in files
            if (at := file.candidature.deposited_at) and (not start or at >= start) and (not end or at < end)
        ]
        total = len(files)
    if query.op is Op.COUNT:
        return _card(query, [texts.COUNT.format(count=counted(total, "candidature"))], [])
    lines = [
        texts.APPLICATION_LINE.format(
            reference=file.candidature.reference,
            name=file.candidature.name,
            state=candidature_texts.STATES[file.candidature.status],
        )
        for file in files[:PAGE]
    ]
    if total > len(lines):
        lines.append(texts.MORE.format(shown=len(lines), total=total))
    return _card(query, lines or [texts.NONE], [])


def _schools(turn: Turn, query: Query) -> Collection[str] | None:
    """Return the UAIs of the places and the school that are meant; None where none is."""
    if query.uai:
        return [query.uai]
    if not query.places and not query.school:
        return None
    wanted = [words(place) for place in query.places]
    named_ = set(words(query.school))
    return [
        school.uai
        for school in turn.register
        if (not wanted or any(words(school.place)[: len(place)] == place for place in wanted))
        and named_ <= {*words(school.name), *words(school.uai)}
    ]


async def _list(turn: Turn, asked: Asked) -> Reply:
    most = min(asked.query.limit or PAGE, PAGE)
    total, files = await run.listed(turn.storage, asked, limit=most)
    if not files:
        return _card(asked.query, [texts.NONE], [])
    lines = [_line(file, sessions=asked.query.what is What.SESSIONS) for file in files]
    if min(total, asked.query.limit or total) > len(files):
        lines.append(texts.MORE.format(shown=len(files), total=total))
    return _card(asked.query, lines, files)


def _line(file: File, *, sessions: bool) -> str:
    request = file.request
    said = {
        "reference": file.reference,
        "school": school_of(file),
        "topic": topic_of(request),
        "holder": holder_of(file),
    }
    if sessions and request.slot:
        return texts.LINE_SLOT.format(**said, slot=instant(request.slot))
    since = long_date((request.status_since or file.logged_at).astimezone(PARIS).date())
    state = f"{texts.URGENT}, {STATES[request.status]}" if request.urgent else STATES[request.status]
    return texts.LINE.format(**said, state=state, since=since)


async def _counts(turn: Turn, asked: Asked, group: Group) -> Reply:
    rows = await run.grouped(turn.storage, asked, group)
    total = sum(count for _, count in rows)
    experts = {f"{one.key.tenant} {one.key.oid}": one.name for one in await people.with_role(turn.storage, Role.EXPERT)}
    most = asked.query.limit or len(rows)
    lines = [
        texts.GROUP_LINE.format(key=_key(group, key, experts), count=count) for key, count in rows[: min(most, 30)]
    ]
    return _card(
        asked.query,
        [*(lines or [texts.NONE]), *([texts.COUNT.format(count=counted(total, "demande"))] * bool(rows))],
        [],
    )


def _key(group: Group, key: str, experts: dict[str, str]) -> str:
    if group is Group.STATE:
        return STATES[RequestStatus(key)]
    if group is Group.SUBJECT:
        return TOPICS[Topic(key)]
    if group is Group.EXPERT:
        return named(experts.get(key, "")) or texts.WITHOUT
    if group in (Group.WEEK, Group.MONTH):
        return long_date(date.fromisoformat(key))
    return key


def _card(query: Query, lines: list[str], files: list[File]) -> Reply:
    head = texts.said(query)
    shown = el.card(
        el.heading(head),
        *(el.paragraph(el.escaped(line)) for line in lines),
        actions=[opening(file) for file in files[:BUTTONS]],
    )
    return Reply.of(Message("\n".join([head, *lines]), shown))
