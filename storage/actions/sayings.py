"""What is said about a request or an application once it was sent: kept in the journal with it, taken back at once or never.

No state and no version changes, so that no card grows old. Those about an application are written here too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from knowledge.application_cycle import application_relations
from knowledge.french import DomainError
from knowledge.lifecycle import Relation
from knowledge.people import Person, PersonKey, Role
from storage.actions.applications import UnknownApplication
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import APPLICATION_MAIL_REFUSED, APPLICATION_MESSAGE, MESSAGE, redrawn
from storage.actions.requests import reply_token
from storage.engine import Storage
from storage.notice_data import ApplicationMessageData, MoveData, to_json
from storage.outbox import Notice, NoticeState, notify
from storage.queries import applications as queries
from storage.queries.applications import SAYINGS, SILENT_STATES, ApplicationFile, file_of
from storage.queries.requests import read
from storage.queries.team import reachable
from storage.tables import application, attached, event, is_person, outbox
from storage.transaction import Event, Repeated, Shown, Transaction, transaction

SAID, NOTE = SAYINGS
BY_MAIL = {"by_mail": True}  # What the journal keeps of a message that came so.
MOST_TOLD = 10  # Answers by mail about one file within an hour that are told; the rest is kept with it.
_WITHIN = timedelta(hours=1)
_TAKEN_BACK = timedelta(minutes=15)  # So long what was taken for a message may be taken back.


File = TypeVar("File")  # A request's or an application's.


@dataclass(frozen=True, slots=True)
class Saying(Generic[File]):
    """What was said, stored as the event ``number`` of ``file``. ``reaches``: somebody is told of it now; ``files``: how many came with it."""

    file: File
    number: int
    reaches: bool
    files: int = 0

    def answer(self, reference: str) -> dict[str, Any]:
        """Return what is kept of it for the same activity sent again."""
        return {"reference": reference, "said": self.number, "reaches": self.reaches, "files": self.files}


async def said_before(repeated: Repeated, find: Callable[[str], Awaitable[File | None]]) -> Saying[File]:
    """Return what the same activity said the first time; ``find``: the file of a reference. Raises ``repeated`` for another act."""
    file = await find(str(repeated.answer.get("reference", "")))
    if file is None or "said" not in repeated.answer:
        raise repeated
    return Saying(
        file, int(repeated.answer["said"]), bool(repeated.answer["reaches"]), int(repeated.answer.get("files", 0))
    )


def notices_of(kind: str, to: Iterable[tuple[PersonKey | None, str | None]], number: int, **more: Any) -> list[Notice]:
    """Return a notice of what was said as that event to each of ``to``, in Teams or by mail; ``more``: what else it says."""
    return [
        Notice(kind, to=key, mail=mail, dedupe=f"{dedupe_of(number)}{key.oid if key else 'mail'}", **more)
        for key, mail in to
    ]


class MailOutcome(StrEnum):
    """What became of an answer by mail."""

    TAKEN = "taken"
    UNKNOWN = "unknown"  # No such token, or it is not the contact who writes.
    ENDED = "ended"  # The request is over.


async def mails_told(tx: Transaction, subject: str, reference: str) -> int:
    """Return how many answers by mail about one file were kept in the last hour."""
    found = await tx.connection.execute(
        sa.select(event.c.data).where(
            event.c.subject == subject,
            event.c.reference == reference,
            event.c.move == SAID,
            event.c.at > sa.literal(tx.now - _WITHIN, type_=event.c.at.type),
        )
    )
    return sum(data == BY_MAIL for data in found.scalars())


async def tell_refusal(tx: Transaction, told: Notice) -> None:
    """Leave word to a contact that what they answered by mail was not taken, so often within an hour at most."""
    found = await tx.connection.execute(
        sa.select(sa.func.count()).where(
            outbox.c.kind == told.kind,
            outbox.c.reference == told.reference,
            outbox.c.created_at > sa.literal(tx.now - _WITHIN, type_=outbox.c.created_at.type),
        )
    )
    if found.scalar_one() < MOST_TOLD:
        await notify(tx, told)
        await tx.commit()


async def journal(tx: Transaction, said: Event) -> int:
    """Keep what was said; return the number of its event."""
    await tx.record(said)
    this = sa.and_(event.c.subject == said.subject, event.c.reference == said.reference)
    return int((await tx.connection.execute(sa.select(sa.func.max(event.c.id)).where(this))).scalar_one())


def dedupe_of(number: int) -> str:
    """Return how the notices of what was said as that event are named."""
    return f"{MESSAGE}:{number}:"


async def take_back(storage: Storage, number: int, *, by: PersonKey, now: datetime) -> bool:
    """Remove what was said, and its notices that have not left.

    Return False, with nothing removed, when it is not theirs, is older than a quarter of an hour, or is gone.
    """
    async with transaction(storage, now) as tx:
        found = await tx.connection.execute(
            sa.delete(event)
            .where(
                event.c.id == number,
                event.c.subject.in_(("request", "application")),
                event.c.move.in_((SAID, NOTE)),
                is_person(event, by),
                event.c.at > sa.literal(now - _TAKEN_BACK, type_=event.c.at.type),
            )
            .returning(event.c.reference)
        )
        reference = found.scalar()
        if reference is None:
            return False
        await tx.connection.execute(
            sa.delete(attached).where(attached.c.said == number, attached.c.reference == reference)
        )
        await tx.connection.execute(
            sa.delete(outbox).where(
                outbox.c.dedupe.startswith(dedupe_of(number), autoescape=True),
                outbox.c.state == NoticeState.PENDING.value,
            )
        )
        file = await read(tx.connection, reference)  # None where it is an application: no card of it is redrawn.
        if file:
            await notify(tx, *(await redrawn(tx, file, MoveData(move=SAID, at=now))))
        tx.erased = True
        await tx.commit()
        return True


class SayingRefused(DomainError):
    """Nothing can be written about the application (any more), or not by this person. ``own``: it is their own."""

    def __init__(self, file: ApplicationFile, *, own: bool) -> None:
        super().__init__("saying refused")
        self.file = file
        self.own = own


async def send(
    storage: Storage,
    reference: str,
    text: str,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    note: bool = False,
    form: tuple[Place, Draft] | None = None,
) -> Saying[ApplicationFile]:
    """Store what is said of an application and tell the other side; a ``note`` is told to nobody.

    ``form``: the draft that gave it, consumed with it. Raises UnknownApplication and SayingRefused, the draft stays then.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            person = await tx.person(by, keep=True)
            found = await tx.connection.execute(
                sa.select(application).where(application.c.reference == reference).with_for_update()
            )
            row = found.mappings().first()
            file = file_of(row) if row else None
            if file is None or not application_relations(file.candidature, person):
                raise UnknownApplication(reference)
            may_say(file, person, note=note)
            own = file.candidature.candidate == by
            if not own and not note and not file.reply_token:
                given = sa.update(application).where(application.c.id == file.number).values(reply_token=reply_token())
                await tx.connection.execute(given)
            role = Relation.CANDIDATE if own else Relation.SA_EPLE
            number = await journal(tx, Event("application", reference, NOTE if note else SAID, by, role, reason=text))
            told = [] if note else await _told(tx, file, number, text, by, own=own)
            await notify(tx, *told)
            saying = Saying(file, number, bool(told))
            await tx.commit(saying.answer(reference))
            return saying
    except Repeated as repeated:
        return await said_before(repeated, partial(queries.by_reference, storage))


def may_say(file: ApplicationFile, person: Person, *, note: bool) -> None:
    """Raise SayingRefused where this person may not write about the application, or not any more."""
    own = file.candidature.candidate == person.key
    if own and note:
        raise SayingRefused(file, own=True)
    if file.candidature.status in SILENT_STATES and not note:
        raise SayingRefused(file, own=False)
    if not own and not person.has(Role.SA_EPLE):
        raise SayingRefused(file, own=False)


async def _told(
    tx: Transaction,
    file: ApplicationFile,
    number: int,
    text: str,
    by: PersonKey | None,
    *,
    own: bool,
    last: bool = False,
) -> list[Notice]:
    """Return the notices to the other side: each member of the SA EPLE, or the candidate, in Teams or else by mail.

    ``last``: what comes by mail after it within the hour is not told.
    """
    kept = file.candidature
    to: list[tuple[PersonKey | None, str | None]]
    if own:
        to = [(member, None) for member in await reachable(tx.connection, Role.SA_EPLE) if member != by]
    else:
        to = [(kept.candidate, file.mail or None)] if kept.candidate or file.mail else []
    facts = ApplicationMessageData(id=file.number, edition=kept.edition, by=by, text=text, at=tx.now, last_told=last)
    data = to_json(facts)
    return notices_of(APPLICATION_MESSAGE, to, number, reference=kept.reference, version=kept.version, data=data)


# Answers by mail


async def answered_by_mail(
    storage: Storage, token: str, sender: str, text: str, *, key: str, now: datetime
) -> MailOutcome:
    """Store what a candidate answers by mail, and tell the SA EPLE.

    ``token``: of the application; ``key``: what names the mail, taken once however often it is fetched.
    """
    try:
        async with transaction(storage, now, Shown("", "mail", key)) as tx:
            file = await _by_token(tx, token, sender)
            if file is None:
                return MailOutcome.UNKNOWN
            kept = file.candidature
            if kept.status in SILENT_STATES:
                return MailOutcome.ENDED
            by, role = kept.candidate, Relation.CANDIDATE
            number = await journal(tx, Event("application", kept.reference, SAID, by, role, reason=text, data=BY_MAIL))
            count = await mails_told(tx, "application", kept.reference)
            if count <= MOST_TOLD:
                last = count == MOST_TOLD
                await notify(tx, *(await _told(tx, file, number, text, kept.candidate, own=True, last=last)))
            await tx.commit({"reference": kept.reference})
            return MailOutcome.TAKEN
    except Repeated:
        return MailOutcome.TAKEN


async def refuse_mail(storage: Storage, token: str, sender: str, why: str, *, key: str, now: datetime) -> bool:
    """Leave word for a candidate that what they answered by mail was not taken; False for anybody else."""
    async with transaction(storage, now) as tx:
        file = await _by_token(tx, token, sender)
        if file is None:
            return False
        kept = file.candidature
        data = to_json(ApplicationMessageData(id=file.number, edition=kept.edition, text=why, at=now))
        kind = APPLICATION_MAIL_REFUSED
        told = Notice(kind, mail=file.mail, reference=kept.reference, data=data, dedupe=f"{kind}:{key}")
        await tell_refusal(tx, told)
        return True


async def _by_token(tx: Transaction, token: str, sender: str) -> ApplicationFile | None:
    """Return the application of a token, if it is its candidate who writes."""
    found = await tx.connection.execute(
        sa.select(application).where(application.c.reply_token == token).with_for_update()
    )
    row = found.mappings().first()
    file = file_of(row) if row else None
    return file if file and sender and file.mail.lower() == sender else None
