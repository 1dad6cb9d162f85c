"""Applications as the SA EPLE looks at them: counts, lists, and one with what may be done or asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from pydantic import Field

from dialogs.application import own as candidature
from dialogs.application import steering_texts as texts
from dialogs.application import texts as words
from dialogs.application.cards import (
    ApplicationToOpen,
    complement_line,
    history_lines,
    mail_line,
    opening,
    pieces_button,
    rows_of,
    texts_apart,
    thread_block,
)
from dialogs.application.fields import flag_words, rows_of_call, said_apart
from dialogs.application.moves import MOVES, OFFERED
from dialogs.core import exchange, form_texts
from dialogs.core import texts as application_texts
from dialogs.core.context import Turn, past_calls
from dialogs.core.exchange import CardPart, Message, Pressed, Reply, of_file
from dialogs.core.file_facts import FileFact, answer, last_lines
from dialogs.core.next_steps import going_on
from dialogs.core.request_line import (
    application_in,
    application_row,
    list_line,
    of_call_button,
    state_mark,
)
from dialogs.core.texts import STATES
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action
from dialogs.ui.patterns import Mark, Tone
from knowledge.application import ApplicationMove, ApplicationStatus, Candidature
from knowledge.call import Call
from knowledge.call_form import Option
from knowledge.french import capitalised, counted, instant, listed, long_date, number, quoted, shortened, typeset
from knowledge.french import typeset as _
from knowledge.people import Role
from knowledge.rights import may_see_application
from knowledge.schools.register import Register
from knowledge.time.delays import paris_day
from knowledge.time.moments import brief
from knowledge.understanding.query import Compare, Op, Query, What
from knowledge.understanding.words import plain_words
from storage.actions import applications as actions
from storage.actions.sayings import NOTE, SAID
from storage.queries import applications as queries
from storage.queries.application_status import FUNCTION_IDS
from storage.queries.applications import ApplicationFile, Filters, Sent, writable
from storage.queries.journal import JournalLine

# --- Cards for those who examine applications.

PAGE = 10
_LONGEST_NAME = 80
_S, _M = ApplicationStatus, ApplicationMove
# What the SA EPLE does with most applications; the rest is behind a button.
_OFTEN = frozenset(
    {
        _M.EXAMINE,
        _M.ACCEPT,
        _M.REJECT,
        _M.ASK_COMPLEMENT,
        _M.ANNOUNCE,
        _M.APPOINT,
    }
)


_PAST = 4  # Applications to past calls that are named.
_CALLS = 3  # Calls to whose applications a button leads.


@dataclass(frozen=True, slots=True)
class OtherCalls:
    """What is said of other calls where the applications to one are counted.

    ``left``: applications to past calls still to decide, with the call's title; ``held``: the titles of those of which results
    are to be announced; ``calls``: those to whose applications a button leads. ``over``: the one counted is past itself.
    """

    left: Sequence[tuple[str, str]] = ()
    held: Sequence[str] = ()
    calls: Sequence[Call] = ()
    over: bool = False


def _said_of_others(others: OtherCalls) -> list[str]:
    """Return what is left of other calls: the applications to decide, and the results to announce."""
    lines = []
    if past := others.left:
        named = [texts.PAST_ONE.format(reference=reference, title=title) for reference, title in past[:_PAST]]
        more = [texts.PAST_MORE.format(count=len(past) - _PAST)] if len(past) > _PAST else []
        lines.append(texts.PAST_LEFT.format(applications=listed([*named, *more])))
    if others.held:
        lines.append(texts.PAST_HELD.format(calls=listed([quoted(one) for one in others.held])))
    return lines


def counts_message(call: Call, counts: Mapping[ApplicationStatus, int], others: OtherCalls | None = None) -> Message:
    """Return how many applications stand where; ``others``: what other calls there are, and what is left of them."""
    others = others or OtherCalls()
    title = texts.COUNTS_TITLE.format(reference=call.call.known_as)
    deposited = {state: counts[state] for state in ApplicationStatus if state is not _S.EXPIRED and counts.get(state)}
    shown = [(capitalised(texts.STATES_MANY[state]), count) for state, count in deposited.items()]
    total = sum(deposited.values())
    lines = [texts.COUNTS_TOTAL.format(count=counted(total, "candidature")) if total else texts.COUNTS_NONE]
    if counts.get(ApplicationStatus.EXPIRED):
        lines.append(texts.COUNTS_EXPIRED.format(count=counts[ApplicationStatus.EXPIRED]))
    lines += _said_of_others(others)
    if others.over:
        lines.insert(0, application_texts.OF_PAST_CALL.format(title=call.call.title))
    given = call.application.examples if call.application else ()
    examples = listed([quoted(typeset(one)) for one in given or texts.COUNTS_EXAMPLES])
    help_ = texts.COUNTS_HELP.format(examples=examples)
    of = {"call": call.id} if others.over else {}
    actions: list[Action] = (
        [el.asks(texts.BUTTON_LIST, "application.list", {"text": "", "skip": 0, **of})] if total else []
    )
    actions += [opening(reference) for reference, _ in others.left[:_PAST]]
    actions += [
        el.asks(of_call_button(one.call.title), "application.counts", {"call": one.id}) for one in others.calls[:_CALLS]
    ]
    said = CardPart(said=[texts.COUNTS_LINE.format(state=state, count=count) for state, count in shown])
    drawn = CardPart(pt.bars((texts.STATE, texts.APPLICATIONS), shown) if shown else [])
    return exchange.told(title, said, exchange.words(*lines), drawn, exchange.notes(help_), actions=actions)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list: ``text`` is what was asked for, ``filters`` how it was understood."""

    text: str
    filters: str
    total: int
    skip: int
    files: Sequence[ApplicationFile]
    over: bool = False  # The call is no longer in force.


def list_message(call: Call, page: Listing, register: Register, now: datetime) -> Message:
    """Return a page of applications, each opened by a press on it, with a way to go on."""
    title = texts.LIST_TITLE.format(filters=page.filters or texts.LIST_ALL)
    above = [application_texts.OF_PAST_CALL.format(title=call.call.title)] if page.over else []
    above.append(texts.LIST_COUNT.format(count=counted(page.total, "candidature")) if page.total else texts.LIST_NONE)
    last = page.skip + len(page.files)
    if page.files and page.total > len(page.files):
        above.append(texts.LIST_PAGE.format(first=number(page.skip + 1), last=number(last), total=number(page.total)))
    rows = [application_row(call, file, register, now) for file in page.files]
    actions = []
    if last < page.total:
        of = {"call": call.id} if page.over else {}
        actions.append(el.asks(texts.BUTTON_NEXT, "application.list", {"text": page.text, "skip": last, **of}))
    listed_ = exchange.rows(rows, [list_line(call, file) for file in page.files])
    return exchange.told(title, exchange.notes(*above), listed_, actions=actions)


@dataclass(frozen=True, slots=True)
class Opened:
    """An application as the SA EPLE sees it; ``note``: what has just been done; ``own``: it is the viewer's."""

    file: ApplicationFile
    moves: Sequence[str]
    history: Sequence[JournalLine]
    sent: Sent | None = None
    note: str = ""
    own: bool = False
    thread: Sequence[JournalLine] = ()  # What was written about it; with the notes, but to its candidate.


def file_message(call: Call, opened: Opened, register: Register, now: datetime) -> Message:
    """Return one application: who, its state, what is to be weighed, content; history and rare moves are folded."""
    candidature = opened.file.candidature
    name = shortened(candidature.name, _LONGEST_NAME)
    title = texts.FILE_TITLE.format(reference=candidature.reference, name=name)
    state = candidature.status_for_candidate if opened.own else candidature.status
    since = texts.FILE_SINCE.format(when=brief(candidature.status_since, now)) if candidature.status_since else ""
    lines = _weighed(call, opened)
    rows = rows_of(call, candidature, register)
    often, rarely = _move_buttons(candidature, opened.moves)
    rarely += _of_the_file(candidature, own=opened.own)
    said = history_lines(opened.history, candidature, own=opened.own)
    shown = el.card(
        el.heading(name),
        el.subtle(texts.FILE_OVER.format(reference=candidature.reference)),
        pt.pills(
            state_mark(state),
            *([Mark(texts.HELD_MARK, Tone.WAITS)] if candidature.held_back and not opened.own else []),
        ),
        el.subtle(since) if since else None,
        *(el.paragraph(line) for line in lines),
        el.facts([row for row in rows if row[1] != candidature.name]),
        *texts_apart(call, candidature),
        *(el.buttons(one) for one in pieces_button(call, candidature)),
        *(el.subtle(line) for line in mail_line(call, opened.sent, own=opened.own)),
        *thread_block(opened.thread, None, own=opened.own),
        *pt.choices(often, rarely, texts.OTHER_MOVES, (words.SHOW_HISTORY, [el.subtle(line) for line in said])),
    )
    told = [f"{label} : {value}" for label, value in rows]
    states = texts.FILE_STATE.format(state=application_texts.STATES[state], since=since)
    return Message("\n".join([title, states, *lines, *mail_line(call, opened.sent, own=opened.own), *told]), shown)


def _move_buttons(candidature: Candidature, moves: Sequence[str]) -> tuple[list[Action], list[Action]]:
    """Return the buttons of the moves that are possible: those of every day, and those that are folded."""
    data = {"reference": candidature.reference, "version": candidature.version}
    offered = [row for row in MOVES if row.button and row.move in moves]
    often: list[Action] = []
    rarely: list[Action] = []
    for place, row in enumerate(offered):
        button = el.acts(row.button, f"application.{row.move}", data, style=None if place else "positive")
        (often if row.move in _OFTEN else rarely).append(button)
    return often, rarely


def _of_the_file(candidature: Candidature, *, own: bool) -> list[Action]:
    """Return the buttons that change nothing of an application: writing to its candidate, noting."""
    about = {"reference": candidature.reference}
    write = el.asks(words.BUTTON_WRITE, "application.message", about)
    note = el.asks(words.BUTTON_NOTE, "application.note", about)
    if own:
        return []
    whole = el.asks(texts.BUTTON_DOSSIER, "application.dossier", about)
    letters = (
        [
            el.asks(texts.BUTTON_LETTER, "application.mission_letter", about),
            el.asks(texts.BUTTON_ORDER, "application.travel_order", about),
        ]
        if candidature.appointed
        else []
    )
    return [*([write] if writable(candidature) else []), note, whole, *letters]


def _weighed(call: Call, opened: Opened) -> list[str]:
    """Return what is said above an application's content: what was just done, what is to be weighed."""
    candidature = opened.file.candidature
    lines = [opened.note] if opened.note else []
    if opened.own:
        lines.append(texts.FILE_OWN)
    if candidature.mailed_on:
        lines.append(texts.FILE_MAILED.format(when=long_date(candidature.mailed_on)))
    if candidature.flags:
        lines += [texts.FILE_JUDGE, *(capitalised(flag_words(call, flag)) + "." for flag in candidature.flags)]
    if candidature.status is ApplicationStatus.INCOMPLETE:
        lines.append(complement_line(call, candidature))
    if candidature.held_back and not opened.own:
        lines.append(texts.FILE_HELD)
    if candidature.appointed:
        lines.append(texts.FILE_APPOINTED.format(role=form_texts.ROLES["expert"]))
    return lines


# --- Applications as the SA EPLE looks at them: counts, lists, and one with what may be done with it.


_STATE_WORDS: Mapping[str, ApplicationStatus] = MappingProxyType(
    {
        "non retenues": _S.REJECTED, "non retenue": _S.REJECTED, "refusees": _S.REJECTED, "refusee": _S.REJECTED,
        "retenues": _S.ACCEPTED, "retenue": _S.ACCEPTED, "acceptees": _S.ACCEPTED,
        "deposees": _S.SUBMITTED, "deposee": _S.SUBMITTED, "a completer": _S.INCOMPLETE,
        "en instruction": _S.UNDER_REVIEW, "instruction": _S.UNDER_REVIEW, "sans suite": _S.DROPPED,
        "retirees": _S.WITHDRAWN, "retiree": _S.WITHDRAWN,
    }
)  # fmt: skip

_EMPTY = frozenset(
    {"statut", "candidatures", "candidature", "liste", "etat", "de", "des", "du", "les", "la", "le",
     "l", "d", "et", "en", "toutes", "tous", "dossiers", "par", "pour", "avec", "voir", "moi", "combien", "quelles"}
)  # fmt: skip


class ListPage(Pressed):
    """The page of a list that a button asks for: what was typed for it, and how many are before."""

    text: str = Field("", max_length=200)
    skip: int = Field(0, ge=0, le=100_000)


async def show_list(turn: Turn) -> Reply:
    """Count by state, or list what passes the filters that were typed."""
    text = plain_words(turn.incoming.text)
    call = turn.call
    filters, said, unknown = read_filters(call, text)
    if unknown:
        kept = [of_file(call, row.kept) for row in rows_of_call(call) if row.of.listed]
        return Reply.text(texts.LIST_UNKNOWN.format(words=unknown, filters=listed([texts.FILTER_STATE, *kept])))
    if not said and "liste" not in text.split():
        return await show_counts(turn)
    return await _page(turn, text, filters, said, 0)


def _named_call(turn: Turn) -> str:
    """Return the id of the past call that is dealt with; "" for that in force."""
    return turn.call.id if turn.services.spoken else ""


async def show_own(turn: Turn) -> Reply:
    """Show the person's own application; to a member of the SA EPLE who has none, where those received stand."""
    turn, file = await candidature.mine(turn)
    if file is None and turn.person.has(Role.SA_EPLE):
        return await show_counts(turn)
    return await candidature.show_file(turn, file)


async def show_counts(turn: Turn) -> Reply:
    """Show how many applications to a call stand where; of past calls, those that wait for a decision, and the ways there."""
    call = turn.call
    turn.remember(turn.remembered.asking(Query(What.APPLICATIONS, Op.SUMMARY, call=_named_call(turn)), turn.now))
    past = {one.id: one for one in await past_calls(turn) if one.id != call.id}
    left = [
        (file.candidature.reference, past[file.candidature.call].call.title)
        for file in await queries.open_files(turn.storage)
        if file.candidature.call in past and may_see_application(turn.person, file.candidature)
    ]
    held = [
        past[id_].call.title for id_ in await queries.calls_held_back(turn.storage, but=turn.person.key) if id_ in past
    ]
    others = [*([turn.base.call] if turn.services.spoken else []), *past.values()]
    counts = await queries.counts(turn.storage, call.id)
    over = bool(turn.services.spoken)
    return Reply.of(counts_message(call, counts, OtherCalls(left, held, others, over=over)))


async def steer(turn: Turn) -> Reply:
    """Answer a sentence about applications as a list or as counts; another one with what can be asked."""
    text = plain_words(turn.incoming.text)
    if "candidat" not in text:
        return Reply.text(texts.STEERING)
    reference = application_in(turn.incoming.text, paris_day(turn.now).year)
    if reference:
        return await open_file(turn, reference)
    filters, said, _ = read_filters(turn.call, text)
    return await _page(turn, text, filters, said, 0) if said else await show_counts(turn)


async def _page(turn: Turn, text: str, filters: Filters, said: str, skip: int) -> Reply:
    call, question = turn.call, _as_question(filters, _named_call(turn))
    if question:
        turn.remember(turn.remembered.asking(question, turn.now, shown=skip + PAGE))
    total, files = await queries.listed(turn.storage, call.id, filters, skip=skip, limit=PAGE)
    listing = Listing(text, said, total, skip, files, over=bool(turn.services.spoken))
    reply = Reply.of(list_message(call, listing, turn.register, turn.now))
    return going_on(turn, question, reply) if question and files else reply


def _as_question(filters: Filters, call: str) -> Query | None:
    """Return the status question that a list answers, to be gone on from and exported; None where none can ask it."""
    if set(filters.answers) - {"function", "wave"}:
        return None
    function, wave = filters.answers.get("function"), filters.answers.get("wave", "")
    named = {
        "state": tuple(STATES[state] for state in filters.states),
        "function": tuple(name for name, id_ in FUNCTION_IDS.items() if id_ == function),
        "wave": (int(wave[1:]),) if wave[1:].isdigit() else (),
    }
    where = tuple(Compare(name, values) for name, values in named.items() if values)
    return Query(What.APPLICATIONS, Op.LIST, where, call=call)


def read_filters(call: Call, text: str) -> tuple[Filters, str, str]:
    """Return the filters that plain ``text`` asks for, how they read, and the words that were not understood."""
    left = f" {text} "
    states: list[ApplicationStatus] = []
    for phrase, state in _STATE_WORDS.items():
        if f" {phrase} " in left:
            left = left.replace(f" {phrase} ", " ")
            states.append(state)
    said = [texts.STATES_MANY[state] for state in states]
    chosen: dict[str, str] = {}
    empty = set(_EMPTY)
    for field in call.application.listed if call.application else ():
        empty |= set(plain_words(f"{field.label} {field.kept}").split())
        option, left = _option(field.options, left)
        if option:
            chosen[field.id] = option.id
            said.append(typeset(option.title))
    unknown = " ".join(word for word in left.split() if word not in empty)
    return Filters(tuple(states), chosen), listed(said), unknown


def _option(options: tuple[Option, ...], text: str) -> tuple[Option | None, str]:
    """Return the option whose words stand in ``text``, the longest first, and what is left of it; a number is no word."""
    phrases = {plain_words(said): one for one in options for said in (one.title, *one.says)}
    phrases = {said: one for said, one in phrases.items() if not said.isdecimal()}
    for said in sorted(phrases, key=len, reverse=True):
        if f" {said} " in text:
            return phrases[said], text.replace(f" {said} ", " ")
    return None, text


async def show_page(turn: Turn, asked: ListPage) -> Reply:
    """Show another page of a list."""
    filters, said, _ = read_filters(turn.call, plain_words(asked.text))
    return await _page(turn, asked.text, filters, said, asked.skip)


async def show_one(turn: Turn, asked: ApplicationToOpen) -> Reply:
    """Show one application to those whose business it is; others are not told whether it exists."""
    year = paris_day(turn.now).year
    reference = asked.reference or application_in(turn.incoming.text, year)
    if not reference:
        return Reply.text(texts.WHICH.format(example=f"statut CA-{year}-0001"))
    return await open_file(turn, reference)


async def open_file(turn: Turn, reference: str, note: str = "") -> Reply:
    """Show an application as the viewer may see it."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return Reply.text(texts.NO_SUCH)
    turn = turn.on(file.candidature.call)
    if not turn.person.has(Role.SA_EPLE):
        return await candidature.show_file(turn, file)
    own = file.candidature.candidate == turn.person.key
    if not own:
        await actions.note_opened(turn.storage, file.number, reference, turn.person.key, turn.now)
    moves = candidature.moves(turn, file, OFFERED)
    history = await queries.history(turn.storage, reference)
    sent = await queries.official_mail(turn.storage, reference, server=turn.services.terms.server)
    thread = await queries.thread(turn.storage, reference, notes=not own)
    note = note or ("" if own else fact_of(turn, file.candidature, [*history, *thread]))
    shown = Opened(file, moves if not own else (), history, sent, note, own, thread)
    return Reply.of(file_message(turn.call, shown, turn.register, turn.now))


_DEPOSITED, _COMPLEMENT, _STATE_SINCE = _("Déposée"), _("Complément"), _("{state}, depuis le {when}")
_MAILED = _("le {when}, par courriel")
_AT = _("le {when}")
_STEPS = frozenset(_M) - {_M.START, _M.ANSWER, _M.REMIND_DRAFT, _M.REMIND_COMPLEMENT}
_STATE = texts.STATE

FACTS: Mapping[str, FileFact] = MappingProxyType(
    {
        "state": FileFact((_STATE,)),
        "since": FileFact((_STATE,)),
        "holder": FileFact(moves=(_M.EXAMINE,), none=_("Personne ne l'a encore mise en instruction.")),
        "waits": FileFact((_COMPLEMENT, _STATE)),
        "author": FileFact(("name", "function", "school")),
        "contact": FileFact(("mail", "phone")),
        "school": FileFact(("school",)),
        "function": FileFact(("function",)),
        "wave": FileFact(("wave",)),
        "motivation": FileFact(("motivation",)),
        "trouble": FileFact(("motivation",)),
        "logged": FileFact((_DEPOSITED,)),
        "last": last_lines(_STEPS | {SAID}),
        "by": FileFact(moves=_STEPS),
        "why": FileFact(moves=_STEPS, reasoned=True, none=_("Aucun motif n'a été écrit.")),
        "complement": FileFact((_COMPLEMENT,), moves=(_M.ASK_COMPLEMENT, _M.COMPLETE), none=_("Aucun complément n'a été demandé.")),
        "told": FileFact(moves=(_M.ANNOUNCE,), none=_("Aucun résultat ne lui a été annoncé.")),
        "version": FileFact(moves=(_M.MODIFY, _M.COMPLETE), none=_("Le dossier n'a pas été modifié depuis le dépôt.")),
        "said": FileFact(moves=(SAID,), none=_("Aucun message n'a été échangé ici.")),
        "notes": FileFact(moves=(NOTE,), none=_("Aucune note n'a été laissée.")),
    }
)  # fmt: skip


def fact_of(turn: Turn, candidature: Candidature, journal: Sequence[JournalLine]) -> str:
    """Return what answers the question of a member of the SA EPLE on one application; "" where it asks for no fact."""
    call = turn.call
    labels = {row.id: row.label for row in rows_of_call(call)}
    said = [*rows_of(call, candidature, turn.register), *said_apart(call, candidature)]
    facts = {name: _labelled(fact, labels) for name, fact in FACTS.items()}

    def told(line: JournalLine) -> str:
        if line.move in (SAID, NOTE):
            return f"{line.by} : {line.reason}"
        return history_lines([line], candidature, own=False)[0]

    return answer(turn, facts, [*_standing(turn, candidature), *said], journal, told)


def _labelled(fact: FileFact, labels: Mapping[str, str]) -> FileFact:
    """Return a fact whose fields of the form are named by the labels that this call gives them."""
    return replace(fact, rows=tuple(labels.get(one, one) for one in fact.rows))


def _standing(turn: Turn, candidature: Candidature) -> list[tuple[str, str]]:
    """Return the rows that stand elsewhere on the card than among its facts."""
    since, rows = candidature.status_since, []
    state = STATES[candidature.status]
    rows.append((_STATE, _STATE_SINCE.format(state=state, when=instant(since)) if since else state))
    if candidature.mailed_on:
        rows.append((_DEPOSITED, _MAILED.format(when=long_date(candidature.mailed_on))))
    elif candidature.deposited_at:
        rows.append((_DEPOSITED, _AT.format(when=instant(candidature.deposited_at))))
    if candidature.status is ApplicationStatus.INCOMPLETE:
        rows.append((_COMPLEMENT, complement_line(turn.call, candidature)))
    return rows
