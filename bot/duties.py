"""Timed work by subject: applications, batches, erasures, reminders, requests, subscriptions, the team."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import platform
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from bot.mail import remove_before, remove_of
from bot.timers import Item
from dialogs.core.context import Services
from dialogs.steering.subscriptions import count_of
from knowledge.application import Terms
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.batch import REMINDED_AFTER
from knowledge.french import PARIS
from knowledge.lifecycle import next_due
from knowledge.people import Person, PersonKey
from knowledge.time.delays import (
    at_paris,
    is_working_day,
    next_working_day,
    office_moment,
    office_moment_before,
    paris_day,
)
from storage.actions import applications as actions
from storage.actions import erasures as erasures_actions
from storage.actions import meetings, people, questions
from storage.actions import plan as plan_actions
from storage.actions import requests as requests_actions
from storage.actions import team as team_actions
from storage.actions.batches import Rules, carry_out
from storage.actions.erasures import Retention, purge
from storage.actions.requests import measure_missing
from storage.calls import UnknownCall
from storage.engine import Storage
from storage.queries import applications as queries
from storage.queries import batches as batches_queries
from storage.queries import erasures as erasures_queries
from storage.queries import people as people_queries
from storage.queries import requests as requests_queries
from storage.queries import status as status_queries
from storage.queries import team as team_queries
from storage.queries.people import roles_of
from storage.queries.status import Subscription
from storage.transaction import Transaction

# When nobody is there, and after the backups of the night have begun.
_HOUR = time(3, 30)


class Purge:
    """Once a day, remove what has been kept long enough."""

    name = "purge"

    def __init__(self, keep: Retention) -> None:
        self._keep = keep

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return today's purge and tomorrow's; a day on which the program was stopped needs none of its own."""
        today = now.astimezone(PARIS).date()
        days = (today, today + timedelta(days=1))
        return [Item(day.isoformat(), datetime.combine(day, _HOUR, PARIS)) for day in days]

    async def do(self, tx: Transaction, item: Item) -> None:  # noqa: ARG002 — one purge is like another.
        """Remove it."""
        await purge(tx, self._keep)


# --- Applications: reminders, the end of drafts, closing and due dates, the digest of the day.

LOG = logging.getLogger(__name__)

_MISSING: set[str] = set()
_DIGEST_AT = time(17, 30)
_MONTHLY_AT = time(9)
_DAYS_BACK = 7  # A digest that a stop has held up is still worth sending that long.


def _terms(services: Services, call: str) -> Terms | None:
    """Return what holds for a call; None, with one line for the operator, where nothing describes it any more."""
    try:
        return services.terms_of(call)
    except UnknownCall:
        if call not in _MISSING:
            _MISSING.add(call)
            LOG.error("the call «%s» has applications and no file: put it back into CALLS_DIR", call)
        return None


class Drafts:
    """Reminders to those who hold a draft, and its end at closing."""

    name = "application_drafts"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what each draft is owed: the last reminder that has passed since it was begun, the next one, its end.

        After a stop, several reminders have passed: one is enough.
        """
        items = []
        for begun in await queries.all_begun(self._services.storage):
            terms = _terms(self._services, begun.call)
            if terms is None:
                continue
            closes, reminders = terms.closes_at, list(enumerate(actions.reminders(terms)))
            items.append(Item(f"{begun.draft} end {closes.isoformat()}", closes, {"draft": begun.draft}))
            if now >= closes:
                continue
            past = [(number, at) for number, at in reminders if begun.since < at <= now]
            coming = [(number, at) for number, at in reminders if at > now]
            items += [
                Item(f"{begun.draft} reminder {at.isoformat()}", at, {"draft": begun.draft, "reminder": number})
                for number, at in (*past[-1:], *coming[:1])
            ]
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Remind, or end."""
        if "reminder" in item.data:
            await actions.remind_draft(tx, item.data["draft"], item.data["reminder"], self._services.terms_of)
        else:
            await actions.expire_draft(tx, item.data["draft"], self._services.terms_of)


class Applications:
    """What the program owes deposited applications: instruction at closing, reminders and ends of complements."""

    name = "applications"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:  # noqa: ARG002 - computed from the state alone.
        """Return the next move of each open application, whatever call it is to."""
        items = []
        for file in await queries.open_files(self._services.storage):
            terms = _terms(self._services, file.candidature.call)
            if terms is None:
                continue
            at = next_due(APPLICATION_CYCLE, file.candidature, facts=terms.facts(opened=file.opened))
            if at is not None:
                key = f"{file.candidature.reference} v{file.candidature.version} {at.isoformat()}"
                items.append(Item(key, at, {"number": file.number}))
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Make the moves that are due."""
        await actions.pass_time(tx, item.data["number"], self._services.terms_of)


class Digest:
    """Once each working day, tell the SA EPLE of what was deposited since the one before."""

    name = "application_digest"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return the digests of the last days and the next one."""
        today = paris_day(now)
        days = [today + timedelta(days=ahead) for ahead in range(-_DAYS_BACK, 5)]
        working = [day for day in days if is_working_day(day)]
        return [
            Item(
                day.isoformat(),
                at_paris(day, _DIGEST_AT),
                {"since": at_paris(before, _DIGEST_AT).isoformat(), "until": at_paris(day, _DIGEST_AT).isoformat()},
            )
            for before, day in pairwise(working)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave one notice to each member, if anything was deposited."""
        since, until = (datetime.fromisoformat(item.data[name]) for name in ("since", "until"))
        await actions.digest(tx, since, until)


class BadAnswers:
    """On the first working day of each month, tell the SA EPLE what was badly answered in the month before."""

    name = "bad_answers"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return that of this month and of the next one."""
        first = paris_day(now).replace(day=1)
        return [self._item(day) for day in (first, (first + timedelta(days=32)).replace(day=1))]

    def _item(self, first: date) -> Item:
        last = first - timedelta(days=1)
        month = {"first": last.replace(day=1).isoformat(), "last": last.isoformat()}
        return Item(f"{last:%Y-%m}", at_paris(next_working_day(last), _MONTHLY_AT), month)

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave one notice to each member, if anything was."""
        first, last = (date.fromisoformat(item.data[name]) for name in ("first", "last"))
        await questions.tell_month(tx, self._services.knowledge().call.id, first, last)


# --- Batches: what is left of one is carried out, after a stop too.

_AGAIN = timedelta(milliseconds=50)
_LINES = 100  # Of one batch at one look, so that no other duty waits long.


class Batches:
    """Each line is a transaction of its own, named for ever: nothing is scheduled, and two replicas do no harm."""

    name = "batches"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Go on with what is running; return a next look at once while anything is left."""
        services = self._services
        rules = Rules(services.terms_of, services.delays)
        for one in await batches_queries.running(services.storage):
            await carry_out(services.storage, one, rules, services.now, most=_LINES)
        left = await batches_queries.running(services.storage)
        return [Item("left", now + _AGAIN)] if left else []

    async def do(self, tx: Transaction, item: Item) -> None:
        """Do nothing: the lines have been carried out when the duty was asked for what is due."""


# --- Personal data: reminders of requests of erasure, and mails in files that are to be deleted.

_ERASURE_HOUR = time(3, 40)
_IN_HAND = timedelta(minutes=2)  # A mail that was being written when its row was erased is then written.


class Erasures:
    """The SA EPLE is told again of a request of erasure before the month in which it must be answered is over."""

    name = "erasures"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return, of each request that waits, the last reminder that has passed and the next."""
        items = []
        for one in await erasures_queries.waiting(self._services.storage):
            reminders = [(count, one.asked_at + after) for count, after in enumerate(REMINDED_AFTER, 1)]
            past = [reminder for reminder in reminders if reminder[1] <= now]
            coming = reminders[len(past) :]
            items += [
                Item(f"{one.number} {count}", at, {"number": one.number, "count": count})
                for count, at in (*past[-1:], *coming[:1])
            ]
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Tell of it, if it still waits."""
        mail = self._services.notice.controller_mail
        await erasures_actions.remind(tx, item.data["number"], item.data["count"], mail)


class ErasedMails:
    """What was erased from the database goes from the folder of mails too, once a mail in hand has ended."""

    name = "erased_mails"

    def __init__(self, storage: Storage, folder: Path) -> None:
        self._storage = storage
        self._folder = folder

    async def due(self, now: datetime) -> Iterable[Item]:  # noqa: ARG002 - computed from the state alone.
        """Return the erasures whose mails are still to be removed."""
        return [
            Item(str(one.number), one.decided_at + _IN_HAND, {"rows": one.rows})
            for one in await erasures_actions.mails_left(self._storage)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Remove them, then note it: a process that dies in between does it again."""
        await asyncio.to_thread(remove_of, self._folder, item.data["rows"])
        await erasures_actions.mails_removed(tx, int(item.key))


class OldMails:
    """Once a day, each machine removes the mails that it has kept as files long enough."""

    name = "old_mails"

    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._days = days

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return today's removal and tomorrow's."""
        today = now.astimezone(PARIS).date()
        days = (today, today + timedelta(days=1))
        return [Item(f"{day} {platform.node()}", datetime.combine(day, _ERASURE_HOUR, PARIS)) for day in days]

    async def do(self, tx: Transaction, item: Item) -> None:  # noqa: ARG002 — one day is like another.
        """Remove them."""
        await asyncio.to_thread(remove_before, self._folder, tx.now - timedelta(days=self._days))


# --- Reminders that people set for themselves.


class PersonalReminders:
    """Tells each reminder once, when it is due; after a stop, as soon as the program runs again."""

    name = "reminders"

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return those that are due, and the next."""
        return [
            Item(f"{one.number} {one.at.isoformat()}", one.at, {"number": one.number})
            for one in await team_queries.due(self._storage, now)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave the notice."""
        await plan_actions.tell(tx, item.data["number"])


# --- Requests: alerts, reminders of sessions and of waiting, closing without an answer.


class Requests:
    """What the program owes requests, each at the moment kept with it. Quiet hours are the delivery's business."""

    name = "requests"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._renewed = -1  # The edition of the rules for which it was computed when requests fall due.

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what falls due, and the next; at the first look of a process, and when the office has changed the delays, for those in force."""
        storage = self._services.storage
        edition = self._services.rules.edition
        if self._renewed != edition:
            await requests_actions.renew_due(storage, self._services.delays, now)
            await measure_missing(storage, self._services.delays, now)
            self._renewed = edition
        return [
            Item(f"{one.reference} v{one.version} {one.at.isoformat()}", one.at, {"reference": one.reference})
            for one in await requests_queries.due(storage, now)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Make the moves that are due."""
        await requests_actions.pass_time(tx, item.data["reference"], self._services.delays)


# --- Subscriptions: answers at set times, and when a count passes a number.

_BACK = timedelta(days=7)  # An answer that a stop has held up is still worth giving that long.


class Subscriptions:
    """Answers each subscription when it falls due; after a stop, once for all that has passed meanwhile."""

    name = "subscriptions"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return the last occurrence of each that has passed, the next, and the numbers that are passed or no longer."""
        items: list[Item] = []
        for one in await status_queries.all_of_them(self._services.storage):
            if one.schedule:
                found = (one.schedule.last(now, max(one.created_at, now - _BACK)), one.schedule.coming(now))
                items += [Item(f"{one.number} {at.isoformat()}", at, {"number": one.number}) for at in found if at]
            else:
                items += await self._crossing(one, now)
        return items

    async def _crossing(self, one: Subscription, now: datetime) -> list[Item]:
        open_now = one.closed or office_moment(now, self._services.delays) == now
        if not one.passed and not open_now:
            return []
        person = Person(one.key, "", await roles_of(self._services.storage, one.key))
        count = await count_of(self._services, one, person, now)
        over = count is not None and count > (one.above or 0)
        if over is one.passed:
            return []
        key = f"{one.number} {'over' if over else 'under'} {one.crossings}"
        return [Item(key, now, {"number": one.number, "crossings": one.crossings, "up": over})]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Queue the notice of a subscription; of one that watches a number, record only that it was passed."""
        number = item.data["number"]
        if "up" in item.data:
            await plan_actions.cross(tx, number, item.data["crossings"], up=item.data["up"])
        else:
            await plan_actions.answer(tx, number, item.key)


# --- The team: what is to be handed over before and when an absence begins, who is on call today.

_AHEAD = timedelta(days=10)  # The eve of an absence lies within that of its first day.
_EVE_HOURS = 4  # Before work ends on the eve: there is time to hand over.


class Team:
    """Tells, once on one replica and on working days, what absences leave behind and who is on call."""

    name = "team"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what is to be told today and what comes next."""
        storage, today, delays = self._services.storage, paris_day(now), self._services.delays
        items: list[Item] = []
        for one in await team_queries.absences(storage, today, today + _AHEAD):
            for mark, day in team_actions.marks_of(one):
                at = at_paris(day, delays.day_starts)
                if mark == "eve":
                    at = at_paris(day, delays.day_ends) - timedelta(hours=_EVE_HOURS)
                # What was noted later than that was said back with the same buttons.
                if paris_day(at) >= today and (one.noted_at is None or one.noted_at < at):
                    key = f"{mark} {one.number} {one.days.first} {day}"
                    items.append(Item(key, at, {"absence": one.number, "mark": mark}))
        for call in await team_queries.on_calls(storage, today, today + _AHEAD):
            day = today if call.days.covers(today) else call.days.first
            if is_working_day(day):
                key = f"call {call.number} {day}"
                items.append(Item(key, at_paris(day, delays.day_starts), {"call": call.number, "day": day.isoformat()}))
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave what is to be told; what is gone meanwhile is told to nobody."""
        await team_actions.tell_due(tx, item.data)


_LATE = timedelta(days=5)  # A reminder that falls on days on which nothing runs is still told so much later.


class Mandates:
    """Tells the SA EPLE, and the expert, that a mandate comes to its end: long before, a fortnight before, on its last day."""

    name = "mandates"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what is to be told from today on."""
        delays, today, items = self._services.delays, paris_day(now), []
        for one in await people_queries.mandates(self._services.storage):
            for day in one.reminders():
                if day >= today - _LATE and one.ends:
                    data = {**one.key._asdict(), "ends": one.ends.isoformat()}
                    items.append(Item(f"{_mark(one.key)} {one.ends} {day}", at_paris(day, delays.day_starts), data))
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave what is to be told."""
        await people.tell_mandate_end(tx, item.data)


class Meetings:
    """Reminds those who come of a meeting, the working day before."""

    name = "meetings"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return the reminders of the meetings of the coming days."""
        items = []
        for one in await meetings.to_come(self._services.storage, now + _AHEAD, now):
            at = office_moment_before(one.at - timedelta(days=1), one.at, self._services.delays)
            items.append(Item(f"{one.number} {one.at.isoformat()}", at, {"number": one.number}))
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave the notices."""
        await meetings.remind(tx, item.data["number"])


class Papers:
    """Once a year, on its first working day, reminds the SA EPLE of the experts' letters and travel orders."""

    name = "papers"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return this year's reminder, if it is to come or just past, and the next."""
        today = paris_day(now)
        days = [(year, next_working_day(date(year, 1, 1))) for year in (today.year, today.year + 1)]
        starts = self._services.delays.day_starts
        return [Item(str(year), at_paris(day, starts), {"year": year}) for year, day in days if day >= today - _LATE]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave the notices; they say nothing where all is made."""
        await people.tell_papers(tx, item.data["year"])


def _mark(key: PersonKey) -> str:
    """Return what names a person in what is kept for years: it leads back to nobody who was erased."""
    return hashlib.sha256(f"{key.tenant}/{key.oid}".encode()).hexdigest()[:16]
