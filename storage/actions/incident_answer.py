"""The one answer to a trouble of several schools: to every request that is open, and to who joined without one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.incident import IncidentRefused, IncidentState
from knowledge.people import PersonKey
from knowledge.request import FINAL
from knowledge.time.delays import Delays, paris_day
from storage.actions.drafts import Draft, Place, consume
from storage.actions.incidents import event_of, locked, staff_of
from storage.actions.notices import INCIDENT_TOLD
from storage.actions.sayings import say_to_all
from storage.engine import Storage
from storage.notice_data import IncidentData, to_json
from storage.outbox import Notice, notify
from storage.queries.incidents import their_requests
from storage.tables import incident, incident_joined
from storage.transaction import Repeated, Shown, transaction


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an answer to all went to: the ``requests`` it is written on, of which so many people are told here, and ``others``."""

    requests: int
    reached: int
    others: int


async def answer(
    storage: Storage,
    place: Place,
    kept: Draft,
    text: str,
    delays: Delays,
    *,
    ends: bool,
    now: datetime,
    activity: Shown,
) -> Told:
    """Tell all whose trouble it is, from its draft, whose subject is its number; ``ends``: it is over.

    Raises NotAllowed, IncidentRefused, DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            person = await staff_of(tx, place.key)
            found = await locked(tx, int(kept.subject), person.key.tenant)
            if found.state is not IncidentState.OPEN or found.version != kept.subject_version:
                raise IncidentRefused(found.number)
            files = await their_requests(tx.connection, person.key.tenant, found, lock=True)
            open_ones = [one for one in files if one.request.status not in FINAL]
            reached = await say_to_all(tx, open_ones, text, person, delays)
            rows = await tx.connection.execute(
                sa.select(incident_joined.c.tenant, incident_joined.c.oid)
                .where(incident_joined.c.number == found.number)
                .order_by(incident_joined.c.at, incident_joined.c.oid)
            )
            asked = {one.request.requester for one in files}
            others = [key for key in (PersonKey(*row) for row in rows) if key not in asked]
            version, data = found.version + 1, to_json(IncidentData(text=text, ends=ends, at=now))
            number = str(found.number)
            await notify(
                tx, *(Notice(INCIDENT_TOLD, to=one, reference=number, version=version, data=data) for one in others)
            )
            values = {"state": IncidentState.ENDED.value, "ended_on": paris_day(now)} if ends else {}
            await tx.connection.execute(
                sa.update(incident).where(incident.c.id == found.number).values(answer=text, version=version, **values)
            )
            await tx.record(event_of(found.number, "end" if ends else "answer", person))
            told = Told(len(open_ones), reached, len(others))
            await tx.commit(asdict(told))
            return told
    except Repeated as repeated:
        return Told(**{name: int(repeated.answer[name]) for name in Told.__slots__})
