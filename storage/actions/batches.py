"""Acts on several at once: prepared, confirmed once, then carried out line by line.

Each line is a transaction of its own, named by batch and place (``storage.transaction.batch_key``): a stop, a second
press and another replica find what is done already, and go on with the rest.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.application import ApplicationGiven
from knowledge.batch import (
    OF_APPLICATIONS,
    OF_REQUESTS,
    Audience,
    Batch,
    BatchAct,
    BatchGiven,
    BatchLine,
    BatchState,
    LineRefusal,
    LineState,
    application_move,
    request_move,
)
from knowledge.french import DomainError
from knowledge.lifecycle import (
    ForbiddenTransition,
    GuardRefused,
    NotAllowed,
    OwnFile,
    ReasonMissing,
    StaleVersion,
)
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestGiven, RequestMove
from knowledge.time.delays import Delays
from storage.actions import applications, requests
from storage.actions.notices import ANNOUNCEMENT
from storage.engine import Storage, StorageUnavailable
from storage.notice_data import BatchData, to_json
from storage.outbox import Notice, notify
from storage.queries import batches as queries
from storage.queries.applications import file_of as application_of
from storage.queries.requests import by_reference
from storage.tables import application, batch, batch_line, school
from storage.transaction import Event, Repeated, Transaction, batch_key, transaction

LOG = logging.getLogger(__name__)
SERIES = "LOT"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the life cycles need: what holds for each call, and the delays."""

    terms_of: applications.TermsOf
    delays: Delays


class NotPrepared(DomainError):
    """No batch of this person waits under that name."""


async def prepare(
    storage: Storage, by: PersonKey, given: BatchGiven, lines: Sequence[BatchLine], now: datetime
) -> Batch:
    """Keep what is to be done, for one confirmation; nothing is changed by it. Raises NotAllowed."""
    nonce = secrets.token_urlsafe(18)
    async with transaction(storage, now) as tx:
        await _member(tx, by)
        made = await tx.connection.execute(
            sa.insert(batch)
            .values(
                nonce=nonce, tenant=by.tenant, oid=by.oid, given=queries.given_as_kept(given),
                state=BatchState.PREPARED.value, made_at=now,
            )
            .returning(batch.c.id)
        )  # fmt: skip
        number = made.scalar_one()
        await tx.connection.execute(
            sa.insert(batch_line),
            [
                {
                    "batch": number, "place": one.place, "act": one.act.value, "reference": one.reference,
                    "tenant": one.person and one.person.tenant, "oid": one.person and one.person.oid,
                    "reason": one.reason, "version": one.version, "state": one.state.value, "error": one.error,
                }
                for one in lines
            ],
        )  # fmt: skip
        await tx.commit()
    return Batch(id=number, nonce=nonce, by=by, given=given, state=BatchState.PREPARED, made_at=now)


async def confirm(storage: Storage, nonce: str, by: PersonKey, now: datetime) -> Batch:
    """Begin a batch that was prepared; a second press finds it begun. Raises NotAllowed, NotPrepared."""
    return await _turn(storage, nonce, by, now, BatchState.RUNNING)


async def give_up(storage: Storage, nonce: str, by: PersonKey, now: datetime) -> Batch:
    """Leave what was prepared; what has begun goes on. Raises NotAllowed, NotPrepared."""
    return await _turn(storage, nonce, by, now, BatchState.GIVEN_UP)


async def _turn(storage: Storage, nonce: str, by: PersonKey, now: datetime, to: BatchState) -> Batch:
    async with transaction(storage, now) as tx:
        person = await _member(tx, by)
        found = await tx.connection.execute(sa.select(batch).where(batch.c.nonce == nonce).with_for_update())
        row = found.mappings().first()
        if row is None or PersonKey(row["tenant"], row["oid"]) != by:
            raise NotPrepared(nonce)
        if row["state"] == BatchState.PREPARED:
            begun = {"confirmed_at": now} if to is BatchState.RUNNING else {"ended_at": now}
            await tx.connection.execute(sa.update(batch).where(batch.c.id == row["id"]).values(state=to.value, **begun))
            if to is BatchState.RUNNING:
                await tx.record(Event("batch", str(row["id"]), "confirm", by=person.key, role=Role.SA_EPLE))
        kept = await tx.connection.execute(sa.select(batch).where(batch.c.id == row["id"]))
        turned = queries.batch_of(kept.mappings().one())
        await tx.commit()
    return turned


async def carry_out(storage: Storage, what: Batch, rules: Rules, clock: Callable[[], datetime], *, most: int) -> None:
    """Carry out up to ``most`` lines that are left. Raises StorageUnavailable; whoever comes next goes on then."""
    for line in await queries.lines(storage, what.id, (LineState.PENDING,), most):
        refused = await _line(storage, what, line, rules, clock())
        async with transaction(storage, clock()) as tx:
            state = LineState.REFUSED if refused else LineState.DONE
            await tx.connection.execute(
                sa.update(batch_line)
                .where(
                    batch_line.c.batch == what.id,
                    batch_line.c.place == line.place,
                    batch_line.c.state == LineState.PENDING.value,
                )
                .values(state=state.value, error=refused)
            )
            left = sa.exists().where(batch_line.c.batch == what.id, batch_line.c.state == LineState.PENDING.value)
            await tx.connection.execute(
                sa.update(batch)
                .where(batch.c.id == what.id, batch.c.state == BatchState.RUNNING.value, ~left)
                .values(state=BatchState.DONE.value, ended_at=tx.now)
            )
            await tx.commit()


async def _line(storage: Storage, what: Batch, line: BatchLine, rules: Rules, now: datetime) -> str:
    """Carry out one line; return why it was refused, "" where it is done."""
    try:
        if line.act in OF_REQUESTS:
            await _of_request(storage, what, line, rules.delays, now)
        elif line.act in OF_APPLICATIONS:
            await applications.make(
                storage, line.reference, application_move(line.act), rules.terms_of, by=what.by, now=now,
                activity=batch_key(what.by.tenant, what.id, line.place), given=ApplicationGiven(reason=line.reason),
                version=line.version,
            )  # fmt: skip
        else:
            await _tell(storage, what, line, now)
    except StorageUnavailable:
        raise
    except Exception as error:  # One line's bug must not hold up the others.
        code = code_of(error)
        if code == LineRefusal.FAULT:
            LOG.error("line %d of batch %d cannot be carried out", line.place, what.id, exc_info=error)
        return code
    return ""


async def _of_request(storage: Storage, what: Batch, line: BatchLine, delays: Delays, now: datetime) -> None:
    file = await by_reference(storage, line.reference)
    if file is None:
        raise requests.UnknownRequest(line.reference)
    move = request_move(line.act, file.request.status)
    given = what.given
    await requests.make(
        storage, line.reference, move, delays, by=what.by, now=now,
        activity=batch_key(what.by.tenant, what.id, line.place),
        given=RequestGiven(
            reason=line.reason, cancel_as=given.cancel_as if move is RequestMove.CANCEL else None,
            duplicate_of=given.duplicate_of, target=Person(given.target) if given.target else None,
        ),
        version=line.version,
    )  # fmt: skip


class Untold(DomainError):
    """A message that cannot be left for somebody; ``why`` says so."""

    def __init__(self, why: LineRefusal) -> None:
        super().__init__(why)
        self.why = why


async def _tell(storage: Storage, what: Batch, line: BatchLine, now: datetime) -> None:
    """Leave the message for one person or school."""
    try:
        async with transaction(storage, now, batch_key(what.by.tenant, what.id, line.place)) as tx:
            await _member(tx, what.by)
            to, mail = await _addressee(tx, what, line)
            await notify(
                tx,
                Notice(
                    ANNOUNCEMENT, to=to, mail=mail, reference=f"{SERIES}-{what.id}", data=to_json(BatchData(batch=what.id)),
                    dedupe=f"{ANNOUNCEMENT}:{what.id}:{line.place}",
                ),
            )  # fmt: skip
            await tx.commit({"batch": what.id})
    except Repeated:
        return


async def _addressee(tx: Transaction, what: Batch, line: BatchLine) -> tuple[PersonKey | None, str | None]:
    """Return who is written to and, in case Teams does not reach them, the mail address. Raises Untold."""
    if line.person:
        if what.given.audience is Audience.EXPERTS and not (await tx.person(line.person)).has(Role.EXPERT):
            raise Untold(LineRefusal.ROLE_LOST)
        return line.person, None
    if what.given.audience is Audience.CANDIDATES:
        found = await tx.connection.execute(sa.select(application).where(application.c.reference == line.reference))
        row = found.mappings().first()
        file = application_of(row) if row else None
        if file is None:
            raise Untold(LineRefusal.GONE)
        if file.candidature.held_back:
            raise Untold(LineRefusal.HELD_BACK)
        if file.candidature.candidate is None and not file.mail:
            raise Untold(LineRefusal.NO_ADDRESS)
        return file.candidature.candidate, file.mail or None
    mail = await tx.connection.execute(sa.select(school.c.mail).where(school.c.uai == line.reference))
    own = mail.scalar()
    if own:
        return None, own
    raise Untold(LineRefusal.NO_ADDRESS)  # Whoever asked for that school once may be anybody.


def code_of(error: Exception) -> str:
    """Return the code of a refusal: a guard's own, else what kind of refusal it is."""
    if isinstance(error, Untold):
        return error.why
    if isinstance(error, GuardRefused):
        return str(error.code)
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return LineRefusal.FAULT


_CODES: tuple[tuple[type[Exception], LineRefusal], ...] = (
    (OwnFile, LineRefusal.OWN),
    (NotAllowed, LineRefusal.RIGHT),
    (StaleVersion, LineRefusal.STALE),
    (ForbiddenTransition, LineRefusal.STATE),
    (ReasonMissing, LineRefusal.REASON),
    (requests.UnknownRequest, LineRefusal.GONE),
    (applications.UnknownApplication, LineRefusal.GONE),
)


async def _member(tx: Transaction, key: PersonKey) -> Person:
    person = await tx.person(key)
    if not person.has(Role.SA_EPLE):
        raise NotAllowed(SERIES, "", BatchAct.ANNOUNCE)
    return person
