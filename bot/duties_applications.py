"""Timed work about applications: reminders and the end of drafts, what closing and due dates bring, the day's digest."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import pairwise

from bot.timers import Item
from dialogs.core.context import Services
from knowledge.application import Terms
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.lifecycle import next_due
from knowledge.time.delays import at_paris, is_working_day, paris_day
from storage.actions import applications as actions
from storage.calls import UnknownCall
from storage.queries import applications as queries
from storage.transaction import Transaction

LOG = logging.getLogger(__name__)

_MISSING: set[str] = set()
_DIGEST_AT = time(17, 30)
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
