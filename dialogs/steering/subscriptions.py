"""Subscriptions to status questions: asked for in words, confirmed by a press, listed, stopped, and sent as notices."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from pydantic import Field

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import (
    Address,
    Happening,
    Incoming,
    Message,
    Reply,
    StrictlyPressed,
    offered,
    plain_message,
    told,
)
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeView, Wording, by_kind, one_by_one, whole_letter
from dialogs.core.route import STAFF, not_offered, of_requests, reserved
from dialogs.steering import applications, cards, status, summary, texts
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, as_json
from knowledge.french import capitalised, clock, instant, listed, number, shortened
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestStatus
from knowledge.subscription import DAY, MOST, LastingQuery, Schedule, lasting, read_lasting, read_schedule
from knowledge.time.delays import at_paris, paris_day
from knowledge.understanding.query import ME, AskBack, Compare, Group, Op, Query, Refusal, What, allowed
from knowledge.understanding.wishes import SubscriptionWish, read_subscription
from storage.actions import plan as actions
from storage.actions.notices import BACKLOG, SUBSCRIPTION
from storage.actions.plan import NoRole, TooManySubscriptions
from storage.outbox import Medium, Row
from storage.queries import status as run
from storage.queries.people import roles_of
from storage.queries.status import BoundQuery, Subscription, grouped

_NUMBER = re.compile(r"\d{1,9}")
_NOON = time(12)
_LONGEST = 200  # Characters of a question in the list.
_COUNTED = (What.REQUESTS, What.SESSIONS, What.APPLICATIONS)


async def propose(turn: Turn) -> Reply:
    """Say back what was understood, to be confirmed by one press."""
    said = turn.understood.wish if turn.understood else None
    wish = said if isinstance(said, SubscriptionWish) else read_subscription(turn.incoming.text)
    if wish is None:
        return Reply.text(turn.worded(texts.WHAT))
    if wish.whole_day:
        return await _whole_day(turn, wish)
    found = _asked(turn, wish, paris_day(turn.now)) if wish.rest else turn.remembered.query_shown(turn.now)
    if isinstance(found, AskBack):
        return Reply.text(cards.asked_back(turn, found))
    if found is None:
        return Reply.text(turn.worded(texts.WHAT))
    query = found if isinstance(found, Refusal) else allowed(found, turn.person.roles)
    if not isinstance(query, Query):
        return Reply.text(turn.worded(general.NOT_YOURS))
    if not status.offered(turn.services, query):
        return await not_offered(turn)
    return await _proposed(turn, wish, query)


@of_requests
async def _whole_day(turn: Turn, wish: SubscriptionWish) -> Reply:
    return Reply.of(confirmation(turn.now, DAY, wish))


async def _proposed(turn: Turn, wish: SubscriptionWish, query: Query) -> Reply:
    """Say back a question that may be asked, where it can be answered of itself."""
    refused = _unfit(query, wish)
    if refused:
        return Reply.text(refused)

    def again(day: date) -> Query | None:
        read = _asked(turn, wish, day)
        return read if isinstance(read, Query) else None

    lasts = (
        lasting(query, paris_day(turn.now), again)
        if wish.rest
        else lasting(query, paris_day(turn.now), lambda _day: query)
    )
    if lasts is None:
        return Reply.text(texts.NOT_LASTING)
    bound = await cards.bind(turn, query)
    return Reply.text(bound) if isinstance(bound, str) else Reply.of(confirmation(turn.now, lasts, wish))


def _unfit(query: Query, wish: SubscriptionWish) -> str:
    """Return why there can be no such subscription; "" where there can."""
    if query.what is What.EXPERTS or query.value("reference"):
        return texts.NOT_SO
    counts = query.what in _COUNTED and not query.measure and not query.group_by
    return texts.NOT_COUNTED if wish.above is not None and not counts else ""


def _asked(turn: Turn, wish: SubscriptionWish, day: date) -> Query | AskBack | Refusal | None:
    """Return the question that the words ask on a day."""
    then = replace(turn, now=at_paris(day, _NOON))
    measured = cards.asked(then, wish.named)
    if measured is not None:
        return measured
    return next((found for words in wish.readings if (found := cards.read_words(then, words)) is not None), None)


def confirmation(now: datetime, lasts: LastingQuery, wish: SubscriptionWish) -> Message:
    """Return what was understood, with the button that makes it."""
    when = said_when(wish.schedule, wish.above)
    head = texts.SUBSCRIPTION_ASK.format(said=named(lasts, now), when=when)
    lines = [_rest_days(wish.schedule, closed=wish.closed)]
    if wish.above is not None:
        lines.append(texts.ONCE.format(above=wish.above))
    schedule = wish.schedule.as_kept() if wish.schedule else None
    data = {"lasting": lasts.as_kept(), "schedule": schedule, "above": wish.above, "closed": wish.closed,
            "nonce": secrets.token_urlsafe(16)}  # fmt: skip
    chosen = [
        el.acts(texts.BUTTON_YES, "subscription.make", data, style="positive"),
        el.acts(texts.BUTTON_NO, "subscription.decline"),
    ]
    return plain_message(head, lines, chosen)


def named(lasts: LastingQuery, now: datetime) -> str:
    """Return what is subscribed to, as sentences say it."""
    return texts.DAY if lasts.whole_day else cards.question(lasts.on(paris_day(now)))


def _rest_days(schedule: Schedule | None, *, closed: bool) -> str:
    if closed or (schedule and schedule.closed):
        return texts.CLOSED_TOO
    return texts.OPEN_DAYS if schedule else texts.OPEN_HOURS


def said_when(schedule: Schedule | None, above: int | None) -> str:
    """Return «chaque lundi à 8 h», «au-delà de 5»."""
    if schedule is None:
        return texts.ABOVE.format(above=above)
    if not schedule.days:
        return texts.EACH_DAY.format(at=clock(schedule.at))
    return texts.EACH.format(days=listed([texts.DAYS[day] for day in sorted(schedule.days)]), at=clock(schedule.at))


class SubscriptionPress(StrictlyPressed):
    """What is subscribed to, as it was said back."""

    lasting: dict[str, Any]
    schedule: dict[str, Any] | None = None
    above: int | None = Field(None, ge=0, le=10_000)
    closed: bool = False
    nonce: str = Field(min_length=8, max_length=64)


async def make(turn: Turn, press: SubscriptionPress) -> Reply:
    """Make the subscription that was confirmed, if the person may still ask that question."""
    try:
        lasts = read_lasting(press.lasting)
        schedule = read_schedule(press.schedule) if press.schedule else None
    except ValueError:
        return Reply(error=general.UNKNOWN_BUTTON)
    query = lasts.on(paris_day(turn.now))
    if not _told_here(turn.services, lasts, query):
        return await not_offered(turn)
    if (schedule is None) is (press.above is None) or not isinstance(allowed(query, turn.person.roles), Query):
        return Reply(error=general.UNKNOWN_BUTTON)
    if _unfit(query, SubscriptionWish("", schedule, press.above)):
        return Reply(error=general.UNKNOWN_BUTTON)
    when: Schedule | int = schedule if schedule is not None else press.above or 0
    try:
        number = await actions.subscribe(
            turn.storage, turn.person.key, lasts, when, nonce=press.nonce, now=turn.now, activity=turn.activity, closed=press.closed,
        )  # fmt: skip
    except TooManySubscriptions:
        return Reply.text(texts.TOO_MANY.format(most=MOST))
    except NoRole:
        return Reply(error=reserved(turn, STAFF))
    said = texts.DONE.format(said=named(lasts, turn.now), when=said_when(schedule, press.above))
    return Reply.of(plain_message(said, [], [_stops(number)]))


def _told_here(services: Services, lasts: LastingQuery, query: Query) -> bool:
    return status.offered(services, None if lasts.whole_day else query)


async def decline(turn: Turn) -> Reply:  # noqa: ARG001
    """Take note that none is wanted."""
    return Reply.of(plain_message(texts.DECLINED, []))


async def show_list(turn: Turn) -> Reply:
    """List the person's subscriptions, each with its stop."""
    own = await run.of_person(turn.storage, turn.person.key)
    return (
        Reply.of(listed_message(turn.now, texts.LIST, own)) if own else Reply.text(turn.worded(texts.SUBSCRIPTION_NONE))
    )


def listed_message(now: datetime, head: str, own: list[Subscription]) -> Message:
    """Return subscriptions, each with its stop."""
    said = [offered(_line(now, one), _stops(one.number)) for one in own]
    actions_ = [el.acts(texts.BUTTON_STOP_ALL, "subscription.stop", {"number": 0})] if len(own) > 1 else []
    return told(head, *said, actions=actions_)


def _line(now: datetime, one: Subscription) -> str:
    said = shortened(named(one.query, now), _LONGEST)
    line = texts.SUBSCRIPTION_LINE.format(number=one.number, said=said, when=said_when(one.schedule, one.above))
    coming = one.schedule.coming(now) if one.schedule else None
    more = texts.NEXT.format(when=instant(coming)) if coming else texts.PASSED if one.passed else ""
    return f"{line}, {more}." if more else f"{line}."


def _stops(number: int) -> Action:
    return el.acts(texts.BUTTON_STOP.format(number=number), "subscription.stop", {"number": number})


class SubscriptionStop(StrictlyPressed):
    """The number of a subscription; 0: all."""

    number: int = Field(ge=0, le=10**12)


async def stop(turn: Turn, press: SubscriptionStop) -> Reply:
    """Stop one, or all."""
    gone = await actions.stop(turn.storage, turn.person.key, press.number or None, turn.now, turn.activity)
    if not press.number:
        said = texts.STOPPED_ALL.format(count=gone)
    else:
        said = texts.STOPPED.format(number=press.number) if gone else texts.NOT_THERE
    return Reply.of(plain_message(said, []))


async def stop_said(turn: Turn) -> Reply:
    """Stop the one that is named, the only one, or all where that is said; else ask which."""
    own = await run.of_person(turn.storage, turn.person.key)
    numbered = _NUMBER.search(turn.incoming.text)
    if numbered:
        return await stop(turn, SubscriptionStop(number=int(numbered[0])))
    if not own:
        return Reply.text(turn.worded(texts.SUBSCRIPTION_NONE))
    if len(own) == 1 or re.search(r"\b(?:tous|tout|toutes)\b", turn.incoming.text.casefold()):
        return await stop(turn, SubscriptionStop(number=0 if len(own) > 1 else own[0].number))
    return Reply.of(listed_message(turn.now, texts.SUBSCRIPTION_WHICH, own))


# Answers that come of themselves


def turn_for(services: Services, person: Person, now: datetime) -> Turn:
    """Return a turn in which nobody said anything, to answer a person's subscription."""
    address = Address("", "", f"subscription-{person.key.oid}", "", "")
    return Turn(Incoming(Happening.OTHER, person.key, address, "", now), person, services, now)


async def answered(services: Services, person: Person, one: Subscription, now: datetime) -> Message | None:
    """Return the answer to a subscription as it is now; None where the person may not ask that question any more."""
    turn = turn_for(services, person, now)
    query = allowed(as_listed(one.query.on(paris_day(now))), person.roles)
    if not isinstance(query, Query) or not _told_here(services, one.query, query):
        return None
    reply = Reply.of(await summary.message(turn)) if one.query.whole_day else await status.show_found(turn, query)
    told = next(iter(reply.messages), None)
    if told is None:
        return None
    head = [texts.HEAD.format(number=one.number, when=said_when(one.schedule, one.above))]
    if one.above is not None:
        head.append(texts.OVER.format(above=one.above))
    stops = el.buttons(_stops(one.number))
    card = as_json(told.card) if told.card is not None else {"body": [el.paragraph(told.text)]}
    body, pressed = card["body"], card.get("actions") or []
    shown = el.card(
        el.heading(head[0]),
        *(el.subtle(line) for line in head[1:]),
        *body,
        *([el.buttons(*pressed)] if pressed else []),
        stops,
    )
    return Message("\n".join([*head, told.text]), shown)


async def count_of(services: Services, one: Subscription, person: Person, now: datetime) -> int | None:
    """Return how many there are of what a threshold is about; None where that cannot be counted for this person."""
    turn = turn_for(services, person, now)
    query = allowed(as_listed(one.query.on(paris_day(now))), person.roles)
    if not isinstance(query, Query) or not _told_here(services, one.query, query):
        return None
    if query.what is What.APPLICATIONS:
        return await applications.numbered(turn, query)
    bound = await cards.bind(turn, query)
    return None if isinstance(bound, str) else await run.counted(turn.storage, bound)


def as_listed(query: Query) -> Query:
    """Return the question as it is answered of itself: applications as a list."""
    return replace(query, op=Op.LIST) if query.what is What.APPLICATIONS and query.op is Op.SUMMARY else query


# --- The notice of a subscription: its text is read when it leaves, with the rights of that moment.


@dataclass(frozen=True, slots=True)
class SubscriptionView(NoticeView):
    """The answer as it is now, to who has subscribed."""

    answer: Message


async def _view(services: Services, row: Row) -> SubscriptionView | None:
    one = await run.by_number(services.storage, int(row.notice.reference or 0))
    if one is None or one.key != row.notice.to:
        return None
    person = Person(one.key, "", await roles_of(services.storage, one.key))
    answer = await answered(services, person, one, services.now())
    return SubscriptionView(services, row, answer) if answer else None


NOTICES: NoticeFeature[SubscriptionView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=SUBSCRIPTION,
            owner=Wording(texts.LIST),
            media=frozenset({Medium.TEAMS}),
            label=texts.LABEL,
            summary=True,
        )
    ),
    views=one_by_one(_view),
    message=lambda view, _text: view.answer,
)


# --- The notice that stands for all late alerts: it counts the requests when it leaves.

_LATE, _MINE = Compare("state", ("en retard",)), Compare("expert", (ME,))


@dataclass(frozen=True, slots=True)
class BacklogView(NoticeView):
    """What is late that the person answers for: of the SA EPLE all, of an expert their own and what nobody has taken."""

    untaken: int
    idle: int
    query: Query

    @property
    def to_owner(self) -> bool:
        """Tell that it goes to who handles requests."""
        return False

    @property
    def values(self) -> Mapping[str, object]:
        """Return how many they are."""
        return {"count": number(self.untaken + self.idle)}


async def _backlog_view(services: Services, row: Row) -> BacklogView | None:
    to = row.notice.to
    roles = await roles_of(services.storage, to) if to else frozenset()
    if to is None or not roles & {Role.SA_EPLE, Role.EXPERT}:
        return None
    late = Query(What.REQUESTS, Op.LIST, (_LATE,))
    states = await _states(services, to, late)
    untaken = states.get(RequestStatus.NEW, 0)
    if Role.SA_EPLE in roles:
        return BacklogView(services, row, untaken, states.get(RequestStatus.ASSIGNED, 0), late)
    own = Query(What.REQUESTS, Op.LIST, (_LATE, _MINE))
    idle = (await _states(services, to, own)).get(RequestStatus.ASSIGNED, 0)
    return BacklogView(services, row, untaken, idle, own if idle else late)


async def _states(services: Services, to: PersonKey, query: Query) -> dict[str, int]:
    asked = BoundQuery(query, services.now(), holders={ME: [to]}, delays=services.delays)
    return dict(await grouped(services.storage, asked, Group.STATE))


def _told(view: BacklogView) -> list[str]:
    told = ((texts.UNTAKEN, view.untaken), (texts.IDLE, view.idle))
    line = capitalised(" · ".join(text.format(count=number(count)) for text, count in told if count))
    return [line, texts.BACKLOG_MORE]


BACKLOG_NOTICES: NoticeFeature[BacklogView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=BACKLOG,
            staff=Wording(texts.BACKLOG, more=_told, actions=lambda view: [cards.again(texts.BUTTON_LATE, view.query)]),
            still_true=lambda view: view.untaken + view.idle > 0,
            reminder=True,
            summary=True,
            label=texts.BACKLOG_LABEL,
        )
    ),
    views=one_by_one(_backlog_view),
    letter=whole_letter,
)
