"""How a request finds its expert: taken in the experts' channel, or given to somebody, by the button or in words.

The channel is declared by «ici»; it has a card of waiting requests. All who are in it read it: a request shows its
school, subject and state there, never a person.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialogs.assistance import card_texts, move_forms, texts
from dialogs.assistance.handling import (
    RequestPress,
    TargetPress,
    answer,
    make,
    moves,
    refusal_of,
    seen,
    where_it_stands,
)
from dialogs.assistance.moves import ROWS, journal_line
from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import Mention, Message, Reply, Scope
from dialogs.core.fields import secret_in
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, NoticeView, Wording, by_kind, one_by_one
from dialogs.core.request_line import brief_topic_of, place_of, request_in, request_row, without_request
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import as_json
from dialogs.ui.patterns import ListRow
from knowledge.french import NBSP, brief_school, counted, days_said, listed
from knowledge.lifecycle import MoveRefused
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestGiven, RequestMove, RequestStatus
from knowledge.team import NotOfTheTeam
from knowledge.time.delays import paris_day
from storage import rooms
from storage.actions import requests as actions
from storage.actions.people import whereabouts
from storage.notice_data import MoveData, from_json
from storage.outbox import Medium, Room, Row
from storage.queries import people, team
from storage.queries import requests as queries
from storage.queries.requests import RequestFile
from storage.rooms import ExpertsRoom
from storage.transaction import Repeated

_SHOWN = 10


async def declare(turn: Turn) -> Reply:
    """Make this channel the experts'."""
    address = turn.incoming.address
    if address.scope is not Scope.CHANNEL:
        return Reply.text(card_texts.CHANNEL_NOT_HERE)
    place = Room(turn.person.key.tenant, address.conversation.partition(";messageid=")[0])
    wanted = ExpertsRoom(place, address.channel, address.service_url, address.bot_id)
    try:
        await rooms.declare(turn.storage, wanted, by=turn.person.key, now=turn.now, activity=turn.shown)
    except NotOfTheTeam:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except Repeated:
        pass
    return Reply.text(card_texts.DECLARED)


async def give_up(turn: Turn) -> Reply:
    """Have no channel of experts any more."""
    key = turn.person.key
    try:
        done = await rooms.give_up(turn.storage, key.tenant, by=key, now=turn.now, activity=turn.shown)
    except NotOfTheTeam:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except Repeated:
        done = True
    return Reply.text(card_texts.GIVEN_UP if done else card_texts.NONE)


def _to_take(file: RequestFile, now: datetime) -> ListRow:
    """Return a request of the channel, which a press takes."""
    row = replace(request_row(file, now, own=True), state=None, does=card_texts.TAKE)
    title = f"{card_texts.BUTTON_TAKE.format(reference=file.reference)}{NBSP}: {pt.spoken(row)}"
    named = {"reference": file.reference, "version": file.request.version}
    return replace(row, action=el.acts(title, "channel.take", named))


def board_message(
    waiting: Sequence[RequestFile], counts: Mapping[RequestStatus, int], now: datetime, *, replaces: str = ""
) -> Message:
    """Return the card of the channel: what nobody has taken, with a button each, and how many are in hand."""
    title = (
        card_texts.CHANNEL_TITLE.format(requests=counted(len(waiting), "demande")) if waiting else card_texts.TITLE_NONE
    )
    rows = [_to_take(file, now) for file in waiting[:_SHOWN]]
    left = len(waiting) - _SHOWN
    more = [card_texts.MORE.format(count=counted(left, "autre"))] if left > 0 else []
    states = [counted(counts[state], *words) for state, words in card_texts.IN_STATE.items() if counts.get(state)]
    below = [
        *more,
        card_texts.STATES.format(states=listed(states)) if states else card_texts.STATES_NONE,
        card_texts.HELP,
    ]
    shown = el.card(el.heading(title), pt.rows(rows) if rows else None, *map(el.subtle, below))
    hashed = hashlib.sha256(json.dumps(as_json(shown)).encode()).hexdigest()[:16]
    return Message(
        "\n".join([title, *(pt.spoken(replace(row, does="")) for row in rows), *below]),
        shown,
        replaces=replaces,
        board=hashed,
    )


async def press_take(turn: Turn, pressed: RequestPress) -> Reply:
    """Take a request from the channel's card, which is redrawn for all."""
    return await _take(turn, pressed.reference, pressed.version)


async def take_said(turn: Turn) -> Reply:
    """Take a request by words, in the channel."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    return await _take(turn, reference, None) if reference else Reply.text(card_texts.USAGE)


async def _take(turn: Turn, reference: str, version: int | None) -> Reply:
    """Make the move; in the channel, nobody's name and nothing of what was written is said."""
    try:
        await actions.make(
            turn.storage, reference, RequestMove.TAKE, turn.services.delays, by=turn.person.key, now=turn.now,
            activity=turn.shown, version=version,
        )  # fmt: skip
    except (MoveRefused, actions.UnknownRequest):
        return Reply.text(card_texts.TAKEN_ALREADY.format(reference=reference))
    said = card_texts.TAKEN.format(reference=reference)
    waiting, counts = await queries.waiting_in(turn.storage, turn.person.key.tenant)
    board = board_message(waiting, counts, turn.now)
    card = el.below_heading(board.card, said) if board.card else None
    return Reply.of(Message(f"{said}\n{board.text}", card) if turn.incoming.verb else Message(said))


# --- What is posted: the card, redrawn in place, and a line in its thread for what matters to all.

_BEGINS = frozenset({RequestMove.LOG, RequestMove.LOG_AND_TAKE})
_IN_TEAMS = frozenset({Medium.TEAMS})


@dataclass(frozen=True, slots=True)
class ChannelView(NoticeView):
    """The channel as it is; ``file``: the request of a line, ``first``: who is on call, to be mentioned."""

    room: ExpertsRoom | None
    waiting: Sequence[RequestFile] = ()
    counts: Mapping[RequestStatus, int] = field(default_factory=dict)
    file: RequestFile | None = None
    first: Sequence[Mention] = ()

    @property
    def to_owner(self) -> bool:
        """Tell that it is nobody's own request."""
        return False


async def _view(services: Services, row: Row) -> ChannelView | None:
    place = row.notice.room
    if row.notice.kind == rooms.LOST:
        return ChannelView(services, row, None)
    room = await rooms.find(services.storage, place.tenant) if place else None
    if room is None or place != room.place:
        return None
    view = ChannelView(services, row, room)
    if row.notice.kind == rooms.BOARD:
        waiting, counts = await queries.waiting_in(services.storage, room.place.tenant)
        return replace(view, waiting=waiting, counts=counts)
    file = await queries.by_reference(services.storage, row.notice.reference)
    if file is None:
        return None
    waits = file.request.urgent and file.request.status is RequestStatus.NEW
    first = await _on_call(services) if waits or _move(row) == RequestMove.ALERT_UNTAKEN else ()
    return replace(view, file=file, first=first)


async def _on_call(services: Services) -> list[Mention]:
    """Return who is on call today, as the channel mentions them; who never opened a chat has no id there."""
    found: list[Mention] = []
    for key in await _keys(services):
        chat = (await whereabouts(services.storage, key)).chat
        if chat and chat.user_id:
            found.append(Mention(chat.user_id, (await people.someone(services.storage, key)).name))
    return found


async def _keys(services: Services) -> list[PersonKey]:
    async with services.storage.reading() as connection:
        return await team.on_call_now(connection, paris_day(services.now()))


def _move(row: Row) -> str:
    return from_json(MoveData, row.notice.data).move


def _board(view: ChannelView, _text: NoticeText) -> Message | None:
    """Return the card in the place of the one that is there; None where it shows the same already."""
    if view.room is None:
        return None
    shown = board_message(view.waiting, view.counts, view.services.now(), replaces=view.room.activity)
    return None if view.room.activity and shown.board == view.room.shown else shown


def _line(view: ChannelView, _text: NoticeText) -> Message | None:
    """Return what has happened to a request, in the thread of the card; None once it calls for nobody any more."""
    file, move = view.file, _move(view.row)
    if file is None or view.room is None:
        return None
    urgent, new = file.request.urgent, file.request.status is RequestStatus.NEW
    if (
        move in (*_BEGINS, RequestMove.ALERT_UNTAKEN, RequestMove.NUDGE)
        and not new
        and move != RequestMove.LOG_AND_TAKE
    ):
        return None
    if move == RequestMove.LOG:
        news = card_texts.NEWS.format(urgent=card_texts.NOTICE_URGENT if urgent else "")
    elif move in (RequestMove.ALERT_UNTAKEN, RequestMove.NUDGE):
        news = card_texts.UNTAKEN
    elif new:
        news = card_texts.FREE.format(urgent=card_texts.URGENT_FREE if urgent else "")
    else:
        news = journal_line(move)
    said = card_texts.LINE.format(
        reference=file.reference, school=brief_school(place_of(file)), topic=brief_topic_of(file.request), news=news
    )
    return Message(said, thread=view.room.activity, mentions=tuple(view.first))


SPECS: Mapping[str, NoticeSpec[ChannelView]] = by_kind(
    NoticeSpec(kind=rooms.BOARD, silent=True, staff=Wording(card_texts.TITLE_NONE), media=_IN_TEAMS, message=_board),
    NoticeSpec(kind=rooms.LINE, silent=True, staff=Wording(card_texts.UNTAKEN), media=_IN_TEAMS, message=_line),
    NoticeSpec(kind=rooms.LOST, staff=Wording(card_texts.LOST_TITLE, card_texts.LOST)),
)
NOTICES: NoticeFeature[ChannelView] = NoticeFeature(specs=SPECS, views=one_by_one(_view))


_M = RequestMove


async def ask_target(move: RequestMove, turn: Turn, pressed: RequestPress) -> Reply:
    """Ask which expert shall have the request."""
    refused = await refusal_of(turn, pressed, move)
    meant = pressed.said.get("expert", "")
    return refused or await _show_experts(turn, pressed.reference, pressed.version, move, meant=meant)


async def _show_experts(
    turn: Turn, reference: str, version: int, move: RequestMove, said: str = "", *, meant: str = ""
) -> Reply:
    file = await seen(turn, reference)
    holder = file.request.holder if file else None
    experts = [one for one in await people.with_role(turn.storage, Role.EXPERT) if one.key != holder]
    if not experts:
        return Reply.text(texts.NO_EXPERT)
    notes = await _notes(turn, file) if file else {}
    return Reply.of(move_forms.target_message(reference, version, move, experts, said, notes=notes, meant=meant))


async def _notes(turn: Turn, file: RequestFile) -> dict[PersonKey, str]:
    """Return what helps to choose an expert: away, knows the subject and, for the SA EPLE, how many requests are held."""
    topics = frozenset({file.request.topic} if file.request.topic else ())
    totals, notes = turn.person.has(Role.SA_EPLE), {}
    for one in await team.members(turn.storage, paris_day(turn.now)):
        away = [texts.NOTE_AWAY.format(days=days_said(one.away.days.first, one.away.days.last))] if one.away else []
        knows = [texts.NOTE_KNOWS] if one.knows(topics) else []
        load = [counted(one.load, *texts.NOTE_LOAD)] if totals and one.load else []
        notes[one.key] = ", ".join([*away, *knows, *load])
    return notes


async def give_to(move: RequestMove, turn: Turn, meant: TargetPress) -> Reply:
    """Give the request to the expert who was chosen."""
    secret = secret_in(meant.reason)
    if secret:
        return await _show_experts(turn, meant.reference, meant.version, move, secret, meant=meant.oid)
    choice = ROWS[move].experts
    if not meant.oid:
        return await _show_experts(turn, meant.reference, meant.version, move, texts.TARGET_NEEDED)
    if choice and choice.ask_reason and not meant.reason.strip():
        return await _show_experts(turn, meant.reference, meant.version, move, choice.ask_reason, meant=meant.oid)
    target = PersonKey(turn.person.key.tenant, meant.oid)
    return await give(turn, move, meant, target, meant.reason, anyway=meant.anyway)


async def give(
    turn: Turn, move: RequestMove, of: RequestPress, target: PersonKey, reason: str = "", *, anyway: bool = False
) -> Reply:
    """Give a request to an expert, ``anyway`` to one who is away; the transaction reads roles and absences of both."""
    away = None if anyway else (await team.away(turn.storage, paris_day(turn.now))).get(target)
    file = await seen(turn, of.reference) if away else None
    if away and file and move in moves(turn, file):
        return Reply.of(move_forms.away_message(file, move, away, reason))
    given = RequestGiven(target=Person(target), reason=reason, anyway=anyway)
    return await make(turn, move, of.reference, of.version, given=given)


async def assign(turn: Turn) -> Reply:
    """Assign by words: «attribuer DA-2024-0003 à Durand»."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    file = await seen(turn, reference) if reference else None
    if file is None:
        return Reply.text(texts.NO_SUCH if reference else texts.ASSIGN_USAGE)
    move = _M.ASSIGN if _M.ASSIGN in moves(turn, file) else _M.REASSIGN
    if move not in moves(turn, file):
        return Reply.of(await answer(turn, file, where_it_stands(turn, file, RequestMove.ASSIGN)))
    words = set(re.findall(r"\w{2,}", without_request(turn.incoming.text).casefold())) - {"attribuer", "confier"}
    experts = await people.with_role(turn.storage, Role.EXPERT)
    found = [one for one in experts if words and words <= set(re.findall(r"\w{2,}", one.name.casefold()))]
    if move is _M.ASSIGN and len(found) == 1:
        shown = RequestPress(reference=file.reference, version=file.request.version)
        return await give(turn, move, shown, found[0].key)
    return await _show_experts(turn, file.reference, file.request.version, move)
