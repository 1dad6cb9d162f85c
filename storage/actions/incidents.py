"""Troubles of several schools at once: noticed when a request is logged, announced, joined."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from knowledge.incident import LEAST, Incident, IncidentRefused, IncidentState
from knowledge.lifecycle import NotAllowed
from knowledge.people import Person, PersonKey, Role
from knowledge.request import AssistanceRequest, Topic
from knowledge.time.delays import paris_day
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import INCIDENT
from storage.engine import Storage
from storage.outbox import Notice, notify
from storage.queries.incidents import incident_of, schools_of
from storage.queries.team import reachable
from storage.tables import incident, incident_joined
from storage.transaction import Event, Repeated, Shown, Transaction, insert, transaction

SUBJECT = "incident"
_STAFF = (Role.SA_EPLE, Role.EXPERT)


async def notice(tx: Transaction, logged: AssistanceRequest) -> None:
    """Notice, in the transaction that logs a request, that enough schools have the same trouble today; its staff is told once.

    Who logs meanwhile waits for the number of this request: of several, the last one sees all.
    """
    if logged.topic is None or logged.topic is Topic.ORIENTER:
        return
    tenant, today = logged.author.tenant, paris_day(tx.now)
    if await schools_of(tx.connection, tenant, logged.topic, today, today) < LEAST:
        return
    number = await _made(tx, tenant, logged.topic)
    if number is not None:
        await tx.record(Event(SUBJECT, str(number), "notice", to_state=IncidentState.OPEN))
        await _tell_staff(tx, number, None)


async def _made(tx: Transaction, tenant: str, topic: Topic, text: str = "", by: PersonKey | None = None) -> int | None:
    """Keep one more; None where there is one of that subject and day."""
    row = {
        "tenant": tenant,
        "topic": topic.value,
        "since": paris_day(tx.now),
        "text": text,
        "state": IncidentState.OPEN.value,
    }
    made = await tx.connection.execute(
        insert(tx.connection, incident)
        .values(**row, by_tenant=by and by.tenant, by_oid=by and by.oid, answer="", made_at=tx.now, version=1)
        .on_conflict_do_nothing(index_elements=["tenant", "topic", "since"])
        .returning(incident.c.id)
    )
    found = made.scalar()
    return None if found is None else int(found)


async def _tell_staff(tx: Transaction, number: int, by: PersonKey | None) -> None:
    people = dict.fromkeys([one for role in _STAFF for one in await reachable(tx.connection, role)])
    await notify(tx, *(Notice(INCIDENT, to=one, reference=str(number), version=1) for one in people if one != by))


async def announce(
    storage: Storage, place: Place, kept: Draft, topic: Topic, text: str, *, now: datetime, activity: Shown
) -> int:
    """Announce a trouble, from its draft; one that was noticed today is the same. Raises NotAllowed, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            person = await staff_of(tx, place.key)
            number = await _made(tx, person.key.tenant, topic, text, person.key)
            if number is None:
                same = sa.and_(
                    incident.c.tenant == person.key.tenant, incident.c.topic == topic.value,
                    incident.c.since == paris_day(now),
                )  # fmt: skip
                changed = await tx.connection.execute(
                    sa.update(incident)
                    .where(same)
                    .values(
                        text=text, state=IncidentState.OPEN.value, ended_on=None, by_tenant=person.key.tenant,
                        by_oid=person.key.oid, version=incident.c.version + 1,
                    )
                    .returning(incident.c.id)
                )  # fmt: skip
                number = int(changed.scalar_one())
            await tx.record(event_of(number, "announce", person))
            await _tell_staff(tx, number, person.key)
            await tx.commit({"number": number})
            return number
    except Repeated as repeated:
        return int(repeated.answer["number"])


async def join(storage: Storage, number: int, *, by: PersonKey, now: datetime) -> bool:
    """Note that somebody has the same trouble, and is to be told; False where they had said so. Raises IncidentRefused."""
    async with transaction(storage, now) as tx:
        found = await locked(tx, number, by.tenant)
        if not found.current(paris_day(now)):
            raise IncidentRefused(number)
        joined = await tx.connection.execute(
            insert(tx.connection, incident_joined)
            .values(number=number, **by._asdict(), at=now)
            .on_conflict_do_nothing()
            .returning(incident_joined.c.number)
        )
        first = joined.first() is not None
        await tx.commit()
        return first


def event_of(number: int, move: str, person: Person) -> Event:
    """Return the line of the journal of what one of the staff has done."""
    role = Role.SA_EPLE if person.has(Role.SA_EPLE) else Role.EXPERT
    return Event(SUBJECT, str(number), move, by=person.key, role=role)


async def staff_of(tx: Transaction, key: PersonKey) -> Person:
    """Return the person, who is an expert or of the SA EPLE. Raises NotAllowed."""
    person = await tx.person(key, keep=True)
    if not person.handles_requests:
        raise NotAllowed(SUBJECT, "", IncidentState.OPEN)
    return person


async def locked(tx: Transaction, number: int, tenant: str) -> Incident:
    """Return a trouble, locked until the transaction ends. Raises IncidentRefused."""
    asked = sa.select(incident).where(incident.c.id == number, incident.c.tenant == tenant).with_for_update()
    row = (await tx.connection.execute(asked)).mappings().first()
    if row is None:
        raise IncidentRefused(number)
    return incident_of(row)
