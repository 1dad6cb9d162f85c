"""Reminders and alerts: what they count is not what a card compares, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from knowledge.french import PARIS
from knowledge.people import PersonKey
from knowledge.request import RequestGiven, RequestMove, RequestStatus, WaitingFor
from knowledge.request_cycle import REQUEST_TABLE
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import requests as actions
from storage.engine import Storage
from storage.queries import requests as queries
from storage.queries.requests import RequestFile
from storage.tables import outbox
from storage.transaction import transaction
from tests.storage.test_requests import AGENT, EXPERT, NOW, OTHER, log, make, staffed

__all__ = ["staffed"]

M, S = RequestMove, RequestStatus
SLOT = NOW + timedelta(days=5)
PLAN = (M.PLAN, EXPERT, RequestGiven(slot=SLOT))
WAIT = (M.PUT_ON_HOLD, EXPERT, RequestGiven(waiting_for=WaitingFor.SCHOOL, resume_at=NOW + timedelta(days=1)))
REPORT = RequestGiven(report="Fait.")

# For each move that a timer makes: what leads to its state, and what was offered then and must still be possible.
Step = tuple[RequestMove, PersonKey, RequestGiven | None]
CASES: dict[RequestMove, tuple[list[Step], list[Step]]] = {
    M.ALERT_UNTAKEN: ([], [(M.TAKE, OTHER, None), (M.WITHDRAW, AGENT, None)]),
    M.ALERT_IDLE: ([(M.TAKE, EXPERT, None)], [PLAN, (M.RESOLVE, EXPERT, REPORT), (M.AGREE, AGENT, None)]),
    M.REMIND_SLOT: (
        [(M.TAKE, EXPERT, None), PLAN],
        [(M.AGREE, AGENT, None), (M.AGREE, EXPERT, None), (M.ASK_OTHER_SLOT, AGENT, RequestGiven(reason="Absence"))],
    ),
    M.ASK_OUTCOME: (
        [(M.TAKE, EXPERT, None), PLAN],
        [
            (M.SLOT_HELD, EXPERT, None),
            (M.SLOT_MISSED, EXPERT, None),
            (M.MOVE_SLOT, EXPERT, RequestGiven(slot=SLOT + timedelta(days=9), reason="Absence")),
        ],
    ),
    M.REMIND_WAITING: (
        [(M.TAKE, EXPERT, None), WAIT],
        [(M.REPLY, AGENT, RequestGiven(reason="Voici.")), (M.RESUME, EXPERT, None)],
    ),
}  # fmt: skip


def test_every_move_of_a_timer_is_tried() -> None:
    assert set(CASES) == {line.move for line in REQUEST_TABLE if line.timer}


async def shown(storage: Storage) -> RequestFile:
    file = await queries.by_reference(storage, "DA-2024-0001")
    assert file is not None
    return file


async def pass_all_reminders(storage: Storage, until: datetime = SLOT) -> datetime:
    """Make all that the timers owe before a moment, each when it is due; return the last moment."""
    now = NOW
    while coming := [one.at for one in await queries.due(storage, now) if one.at < until]:
        now = min(coming)
        async with transaction(storage, now) as tx:
            await actions.pass_time(tx, "DA-2024-0001", DEFAULT_DELAYS)
            await tx.commit()
    return now


@pytest.mark.parametrize(
    ("reminder", "step"), [(move, step) for move, (_, steps) in CASES.items() for step in steps], ids=str
)
async def test_a_card_of_before_a_reminder_still_acts(staffed: Storage, reminder: RequestMove, step: Step) -> None:
    await log(staffed)
    for number, (move, by, given) in enumerate(CASES[reminder][0]):
        await make(staffed, move, by, name=f"before-{number}", given=given)
    before = await shown(staffed)
    now = await pass_all_reminders(staffed, SLOT + timedelta(days=1) if reminder is M.ASK_OUTCOME else SLOT)
    lines = [line.move for line in await queries.timeline(staffed, before.reference)]
    assert reminder in lines, "the timer did act"
    assert (await shown(staffed)).request.version == before.request.version
    move, by, given = step
    done = await make(staffed, move, by, given=given, version=before.request.version, now=now)
    assert done.file.request.version == before.request.version + 1


async def test_each_reminder_of_one_version_is_a_notice_of_its_own(staffed: Storage) -> None:
    await log(staffed)
    await make(staffed, M.TAKE)
    await make(staffed, M.PLAN, given=RequestGiven(slot=SLOT))
    await pass_all_reminders(staffed)
    reminded = [row for row in await rows(staffed) if row[0] == "request_slot_reminder"]
    assert sorted(reminded) == sorted(
        ("request_slot_reminder", key.oid) for key in (AGENT, EXPERT) for _ in DEFAULT_DELAYS.slot_reminders
    )


async def rows(storage: Storage) -> list[tuple[str, str]]:
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(outbox.c.kind, outbox.c.oid).order_by(outbox.c.id))
        return [(row.kind, row.oid) for row in found]


WEEKENDS = {  # Sessions on the first working day after: a week-end, a holiday, both changes of the clock.
    "week-end": ("2024-01-29T10:00", {"2024-01-26T10:00", "2024-01-29T09:00"}),
    "early on Monday": ("2024-01-29T08:30", {"2024-01-26T08:30", "2024-01-29T08:00"}),
    "8 May and Ascension day": ("2024-05-10T10:00", {"2024-05-07T10:00", "2024-05-10T09:00"}),
    "the clock goes forward, Easter": ("2024-04-02T10:00", {"2024-03-29T10:00", "2024-04-02T09:00"}),
    "the clock goes back": ("2024-10-28T10:00", {"2024-10-25T10:00", "2024-10-28T09:00"}),
    "a session on a Saturday": ("2024-01-27T10:00", {"2024-01-26T10:00"}),
}


@pytest.mark.parametrize(("slot", "leaves"), WEEKENDS.values(), ids=WEEKENDS)
async def test_a_session_is_reminded_of_on_working_days(staffed: Storage, slot: str, leaves: set[str]) -> None:
    begun = at_paris_time(slot) - timedelta(days=14)
    await log(staffed, now=begun)
    await make(staffed, M.TAKE, now=begun)
    await make(staffed, M.PLAN, now=begun, given=RequestGiven(slot=at_paris_time(slot)))
    now, moments = begun, set()
    while coming := [one.at for one in await queries.due(staffed, now) if one.at < at_paris_time(slot)]:
        now = min(coming)
        moments.add(now.astimezone(PARIS).isoformat()[:16])
        async with transaction(staffed, now) as tx:
            await actions.pass_time(tx, "DA-2024-0001", DEFAULT_DELAYS)
            await tx.commit()
    assert moments == leaves


def at_paris_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)
