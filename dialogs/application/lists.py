"""Applications as the SA EPLE looks at them: counts, lists, and one with what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel, Field

from dialogs.application import own as candidature
from dialogs.application import steering_cards as cards
from dialogs.application import steering_texts as texts
from dialogs.application.fields import rows_of_call
from dialogs.application.moves import OFFERED
from dialogs.application.steering_cards import Listing, Opened
from dialogs.core.application_line import FUNCTION_IDS
from dialogs.core.application_texts import STATES
from dialogs.core.context import Turn
from dialogs.core.past_calls import past_calls
from dialogs.core.plain import of_file
from dialogs.core.pressed import PRESSED
from dialogs.core.references import APPLICATION_REFERENCE, application_in
from dialogs.core.turn import Reply
from knowledge.application import ApplicationMove, ApplicationStatus
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.call import Call
from knowledge.call_form import Option
from knowledge.french import listed, typeset
from knowledge.lifecycle import moves_for
from knowledge.people import Role
from knowledge.rights import may_see_application
from knowledge.time.delays import paris_day
from knowledge.understanding.fields import What
from knowledge.understanding.query import Compare, Op, Query
from knowledge.understanding.words import plain_words
from storage.actions import applications as actions
from storage.queries import applications as queries
from storage.queries.applications import Filters

_S, _M = ApplicationStatus, ApplicationMove

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


class ListPage(BaseModel):
    """The page of a list that a button asks for: what was typed for it, and how many are before."""

    model_config = PRESSED

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
    return Reply.of(cards.counts_message(call, counts, cards.OtherCalls(left, held, others, over=over)))


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
        turn.remember(turn.remembered.asking(question, turn.now, shown=skip + cards.PAGE))
    total, files = await queries.listed(turn.storage, call.id, filters, skip=skip, limit=cards.PAGE)
    listing = Listing(text, said, total, skip, files, over=bool(turn.services.spoken))
    return Reply.of(cards.list_message(call, listing, turn.register, turn.now))


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


class ApplicationToOpen(BaseModel):
    """The application that a button opens; empty where its number is typed."""

    model_config = PRESSED

    reference: str = Field("", pattern=rf"^({APPLICATION_REFERENCE})?$")


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
    facts = turn.services.terms.facts(opened=file.opened)
    moves = moves_for(APPLICATION_CYCLE, file.candidature, turn.person, turn.now, facts=facts, available=OFFERED)
    history = await queries.history(turn.storage, reference)
    sent = await queries.official_mail(turn.storage, reference, server=turn.services.terms.server)
    thread = await queries.thread(turn.storage, reference, notes=not own)
    shown = Opened(file, moves if not own else (), history, sent, note, own, thread)
    return Reply.of(cards.file_message(turn.call, shown, turn.register, turn.now))
