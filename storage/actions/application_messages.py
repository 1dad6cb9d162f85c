"""What candidate and SA EPLE write to each other about an application, and what the SA EPLE notes for itself."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import sqlalchemy as sa

from knowledge.application import ApplicationStatus, Candidature
from knowledge.application_cycle import application_relations
from knowledge.french import DomainError
from knowledge.lifecycle import Relation
from knowledge.people import Person, PersonKey, Role
from storage.actions.applications import UnknownApplication
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import APPLICATION_MAIL_REFUSED, APPLICATION_MESSAGE
from storage.actions.requests import reply_token
from storage.actions.said import (
    BY_MAIL,
    MOST_TOLD,
    NOTE,
    SAID,
    MailOutcome,
    Saying,
    journal,
    mails_told,
    notices_of,
    said_before,
    tell_refusal,
)
from storage.engine import Storage
from storage.notice_data import ApplicationMessageData, to_json
from storage.outbox import Notice, notify
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile, file_of
from storage.queries.people import reachable
from storage.tables import application
from storage.transaction import Event, Repeated, Shown, Transaction, transaction

# Of these, nobody has anything more to say to the other side.
_SILENT = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED})


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
    if file.candidature.status in _SILENT and not note:
        raise SayingRefused(file, own=False)
    if not own and not person.has(Role.SA_EPLE):
        raise SayingRefused(file, own=False)


def writable(candidature: Candidature) -> bool:
    """Tell whether anything may still be written to the other side."""
    return candidature.status not in _SILENT


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
            if kept.status in _SILENT:
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
