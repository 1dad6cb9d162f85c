"""What is known of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.people import PersonKey, Role
from storage.engine import Storage
from storage.tables import address, application, draft, event, focus, person, question, request, role


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as the assistant knows them: roles, whether the notice was shown, what was last spoken of here."""

    roles: frozenset[Role]
    noticed: bool
    topic: str | None = None
    topic_at: datetime | None = None
    focused: bool = False  # A form waits for what is typed here.


async def known(storage: Storage, key: PersonKey, conversation: str) -> KnownPerson:
    """Return what a first turn needs to know of a person in a conversation; nobody is unknown, only new."""
    # One statement: half of the cost of a person's first turn is asking the database.
    nothing = sa.null()
    asked = sa.union_all(
        sa.select(sa.literal("role").label("what"), role.c.role.label("text"), role.c.since.label("at"),
                  sa.cast(nothing, sa.BigInteger).label("draft")).where(_is(role, key), role.c.active),
        sa.select(sa.literal("person"), sa.cast(nothing, sa.String), person.c.noticed_at,
                  sa.cast(nothing, sa.BigInteger)).where(_is(person, key), person.c.noticed_at.is_not(None)),
        sa.select(sa.literal("focus"), focus.c.topic, focus.c.at, focus.c.draft)
        .where(_is(focus, key), focus.c.conversation == conversation),
    )  # fmt: skip
    async with storage.reading() as connection:
        rows = (await connection.execute(asked)).all()
    spoken = next((row for row in rows if row.what == "focus"), None)
    return KnownPerson(
        roles=frozenset(Role(row.text) for row in rows if row.what == "role"),
        noticed=any(row.what == "person" for row in rows),
        topic=spoken.text if spoken else None,
        topic_at=spoken.at if spoken else None,
        focused=spoken is not None and spoken.draft is not None,
    )


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question as its author sees it in what is kept about them."""

    number: int
    text: str
    state: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class KeptApplication:
    """An application as its candidate sees it in what is kept about them; the texts themselves are in «ma candidature»."""

    reference: str  # Empty for a draft that expired.
    at: datetime
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A request that a person made, with what it says of the contact; the texts themselves are in «mes demandes»."""

    reference: str
    at: datetime
    school: str
    contact: tuple[str, ...]  # Name, function, mail, phone: those that are known.


@dataclass(frozen=True, slots=True)
class PersonalData:
    """All that is kept about one person."""

    name: str
    mail: str | None
    first_seen: datetime | None
    last_seen: datetime | None
    noticed_at: datetime | None
    erasure_asked_at: datetime | None
    roles: tuple[tuple[Role, datetime], ...]
    has_chat: bool
    questions: tuple[KeptQuestion, ...]
    events: int
    applications: tuple[KeptApplication, ...] = ()
    drafts: int = 0  # Forms begun and not sent.
    requests: tuple[KeptRequest, ...] = ()  # Asked by the person, or typed for somebody.
    held: int = 0  # Requests that the person holds or held last, as an expert.


async def kept_about(storage: Storage, key: PersonKey) -> PersonalData:
    """Return all that is kept about a person; empty fields when nothing is."""
    async with storage.reading() as connection:
        found = (await connection.execute(sa.select(person).where(_is(person, key)))).mappings().first()
        who: Mapping[str, Any] = dict(found) if found else {}
        roles = await connection.execute(
            sa.select(role.c.role, role.c.since).where(_is(role, key), role.c.active).order_by(role.c.role)
        )
        chat = await connection.execute(sa.select(address.c.conversation).where(_is(address, key)))
        questions = await connection.execute(
            sa.select(question.c.id, question.c.text, question.c.state, question.c.asked_at)
            .where(_is(question, key))
            .order_by(question.c.id)
        )
        events = await connection.execute(sa.select(sa.func.count()).select_from(event).where(_is(event, key)))
        applications = await connection.execute(
            sa.select(application.c.reference, application.c.touched_at, application.c.answers)
            .where(_is(application, key))
            .order_by(application.c.id)
        )
        made = sa.or_(_is(request, key, "requester_"), _is(request, key, "author_"))
        requests = await connection.execute(sa.select(request).where(made).order_by(request.c.id))
        held = await connection.execute(
            sa.select(sa.func.count()).select_from(request).where(_is(request, key, "holder_"))
        )
        drafts = await connection.execute(sa.select(sa.func.count()).select_from(draft).where(_is(draft, key)))
        return PersonalData(
            name=who.get("name", ""),
            mail=who.get("mail"),
            first_seen=who.get("first_seen"),
            last_seen=who.get("last_seen"),
            noticed_at=who.get("noticed_at"),
            erasure_asked_at=who.get("erasure_asked_at"),
            roles=tuple((Role(row.role), row.since) for row in roles),
            has_chat=chat.first() is not None,
            questions=tuple(KeptQuestion(row.id, row.text, row.state, row.asked_at) for row in questions),
            events=events.scalar_one(),
            applications=tuple(
                KeptApplication(row.reference or "", row.touched_at, row.answers) for row in applications
            ),
            drafts=drafts.scalar_one(),
            requests=tuple(
                KeptRequest(
                    row.reference,
                    row.logged_at,
                    row.school or row.uai,
                    tuple(filter(None, (row.contact_name, row.contact_function, row.contact_mail, row.contact_phone))),
                )
                for row in requests
            ),
            held=held.scalar_one(),
        )


def _is(table: sa.Table, key: PersonKey, prefix: str = "") -> sa.ColumnElement[bool]:
    return sa.and_(table.c[f"{prefix}tenant"] == key.tenant, table.c[f"{prefix}oid"] == key.oid)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person among others: ``name`` empty when they never wrote; ``since``: from when on they hold the role asked for."""

    key: PersonKey
    name: str
    since: datetime | None = None


async def with_role(storage: Storage, what: Role) -> list[Someone]:
    """Return who holds a role, the longest first."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(role.c.tenant, role.c.oid, role.c.since, person.c.name)
            .outerjoin(person, sa.and_(person.c.tenant == role.c.tenant, person.c.oid == role.c.oid))
            .where(role.c.role == what.value, role.c.active)
            .order_by(role.c.since, role.c.oid)
        )
        return [Someone(PersonKey(row.tenant, row.oid), row.name or "", row.since) for row in rows]


async def reachable(connection: AsyncConnection, what: Role) -> list[PersonKey]:
    """Return who holds a role and can be told something, the longest first.

    Whoever has neither a chat with the assistant nor a mail address finds everything in the lists.
    """
    rows = await connection.execute(
        sa.select(role.c.tenant, role.c.oid)
        .outerjoin(address, sa.and_(address.c.tenant == role.c.tenant, address.c.oid == role.c.oid))
        .outerjoin(person, sa.and_(person.c.tenant == role.c.tenant, person.c.oid == role.c.oid))
        .where(role.c.role == what.value, role.c.active, sa.or_(address.c.reachable, person.c.mail.is_not(None)))
        .order_by(role.c.since, role.c.oid)
    )
    return [PersonKey(row.tenant, row.oid) for row in rows]


async def in_chat(connection: AsyncConnection, what: Role) -> tuple[list[PersonKey], list[PersonKey]]:
    """Return who holds a role and has opened a chat with the assistant, and who has none (any more)."""
    rows = await connection.execute(
        sa.select(role.c.tenant, role.c.oid, address.c.reachable)
        .outerjoin(address, sa.and_(address.c.tenant == role.c.tenant, address.c.oid == role.c.oid))
        .where(role.c.role == what.value, role.c.active)
        .order_by(role.c.since, role.c.oid)
    )
    found = [(PersonKey(row.tenant, row.oid), bool(row.reachable)) for row in rows]
    return [key for key, reached in found if reached], [key for key, reached in found if not reached]


async def all_known(storage: Storage, tenant: str) -> list[Someone]:
    """Return the people of a tenant who have written and whose name is known."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(person.c.tenant, person.c.oid, person.c.name).where(
                person.c.tenant == tenant, person.c.name != ""
            )
        )
        return [Someone(PersonKey(row.tenant, row.oid), row.name) for row in rows]


async def roles_of(storage: Storage, key: PersonKey) -> frozenset[Role]:
    """Return the roles that a person holds now."""
    async with storage.reading() as connection:
        rows = await connection.execute(sa.select(role.c.role).where(_is(role, key), role.c.active))
        return frozenset(Role(value) for value in rows.scalars())


async def someone(storage: Storage, key: PersonKey) -> Someone:
    """Return a person by their key; without a name when they never wrote."""
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(person.c.name).where(_is(person, key)))
        return Someone(key, found.scalar() or "")
