"""Alerts that come late: after a long stop or an import, one notice to each person stands for all of them.

Nobody is helped by a thousand messages about what was due last month: the lists say it, and the notice says how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from knowledge.people import PersonKey
from knowledge.request import RequestNotice
from knowledge.time.delays import Delays, add_working_days, paris_day
from storage import rooms
from storage.actions.notices import BACKLOG
from storage.outbox import Notice

_ALERTS = frozenset((RequestNotice.UNTAKEN, RequestNotice.IDLE))
_LATE_DAYS = 1  # Working days after which an alert is no news of its own any more.


def is_late(due: datetime | None, now: datetime, delays: Delays) -> bool:
    """Tell whether what was due then comes so late that it is told with all that is."""
    return due is not None and add_working_days(due, _LATE_DAYS, delays) <= now


def folded(notices: Iterable[Notice], now: datetime) -> Iterator[Notice]:
    """Give the notices of a late move: its alerts are one notice for each person and day, and no line of the channel.

    The board of the channel says what is open, whatever the moment.
    """
    for one in notices:
        if one.kind in _ALERTS and one.to:
            yield Notice(BACKLOG, to=one.to, dedupe=_once(one.to, now))
        elif one.kind != rooms.LINE:
            yield one


def _once(to: PersonKey, now: datetime) -> str:
    return f"{BACKLOG}:{to.tenant}/{to.oid}:{paris_day(now)}"
