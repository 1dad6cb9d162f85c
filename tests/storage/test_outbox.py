from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from knowledge.people import PersonKey, Role
from storage import outbox
from storage.actions.people import Whereabouts, keep_contacts, lost_touch, seed_roles, whereabouts
from storage.engine import Storage, StorageUnavailable
from storage.outbox import Medium, Notice, NoticeState, Room, Row, notify
from storage.queries import outgoing
from storage.queries.people import PersonalChat, PersonContact
from storage.tables import event, metadata, person
from storage.tables import outbox as table
from storage.transaction import ActivityKey, Event, Repeated, Transaction, transaction

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=120)
CAMILLE = PersonKey("t", "camille")
DENIS = PersonKey("t", "denis")


async def leave(storage: Storage, *notices: Notice, now: datetime = NOW) -> int:
    async with transaction(storage, now) as tx:
        new = await notify(tx, *notices)
        await tx.commit()
    return new


async def claim(
    storage: Storage, now: datetime = NOW, *, owner: str = "one", limit: int = 10, quiet: bool = False
) -> list[Row]:
    return await outbox.claim(storage, owner, now, limit=limit, lease=LEASE, urgent_only=quiet)


def kinds(rows: Iterable[Row]) -> list[str]:
    return [row.notice.kind for row in rows]


async def test_the_migrations_make_what_the_tables_say(storage: Storage) -> None:
    async with storage.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert differences == []


async def test_a_notice_is_kept_with_its_change_and_found_whole(storage: Storage) -> None:
    notice = Notice(
        "request_taken", CAMILLE, mail="camille@ac-normandie.fr", reference="DA-2024-0001", version=3,
        data={"by": "Denis", "slots": [1, 2]}, urgent=True, dedupe="DA-2024-0001:3",
    )  # fmt: skip
    async with transaction(storage, NOW) as tx:
        await tx.record(Event("request", "DA-2024-0001", "take", by=DENIS))
        assert await notify(tx, notice) == 1
        await tx.commit()
    (row,) = await claim(storage)
    assert row == Row(
        id=row.id, notice=replace(notice, not_before=NOW), medium=Medium.TEAMS, state=NoticeState.LEASED, created_at=NOW,
        not_before=NOW, attempts=0, owner=row.owner,
    )  # fmt: skip


async def test_a_change_undone_leaves_no_notice(storage: Storage) -> None:
    rung = []
    storage.bells.append(lambda: rung.append("no"))
    async with transaction(storage, NOW) as tx:
        await tx.record(Event("request", "DA-2024-0001", "take"))
        assert await notify(tx, Notice("request_taken", CAMILLE)) == 1
        # No commit: the rule refused.
    assert await claim(storage) == []
    assert rung == []
    async with storage.reading() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(event))).scalar() == 0


async def test_the_commit_rings_when_it_leaves_something_new(storage: Storage) -> None:
    rung = []
    storage.bells.append(lambda: rung.append("ring"))
    await leave(storage)
    assert rung == []
    await leave(storage, Notice("a", CAMILLE))
    await leave(storage, Notice("a", CAMILLE))  # Known already.
    assert rung == ["ring"]


async def test_one_fact_is_left_once(storage: Storage) -> None:
    fact = Notice("request_taken", CAMILLE, reference="DA-2024-0001", version=3)
    assert await leave(storage, fact, fact) == 1
    assert await leave(storage, fact, replace(fact, version=4), replace(fact, to=DENIS)) == 2
    named = replace(fact, dedupe="my name for it")
    assert await leave(storage, named, replace(named, to=DENIS)) == 1


async def test_a_repeated_activity_leaves_its_notice_once(storage: Storage) -> None:
    async def press(number: int) -> bool:
        try:
            async with transaction(storage, NOW, ActivityKey("t", "a:1", "17")) as tx:
                await notify(tx, Notice("receipt", CAMILLE, dedupe=f"press {number}"))
                await tx.commit()
        except Repeated:
            return False
        return True

    assert sorted(await asyncio.gather(*(press(number) for number in range(5)))) == [False] * 4 + [True]
    assert len(await claim(storage)) == 1


async def test_only_the_oldest_of_each_recipient_leaves(storage: Storage) -> None:
    await leave(
        storage,
        Notice("a1", CAMILLE), Notice("b1", DENIS), Notice("a2", CAMILLE), Notice("c1", mail="X@y.fr"),
        Notice("c2", mail="x@Y.fr"), Notice("d1", room=Room("t", "19:x")), Notice("d2", room=Room("t", "19:x")),
        Notice("e1", reference="DA-1"),
    )  # fmt: skip
    first = await claim(storage)
    assert kinds(first) == ["a1", "b1", "c1", "d1", "e1"]
    assert [row.medium for row in first] == [Medium.TEAMS, Medium.TEAMS, Medium.MAIL, Medium.TEAMS, Medium.MAIL]
    assert await claim(storage, owner="two") == []
    await outbox.finish(storage, first[0], NoticeState.SENT, NOW, activity="m1")
    await outbox.finish(storage, first[3], NoticeState.DEAD, NOW, error="refused 400")
    assert kinds(await claim(storage)) == ["a2", "d2"]


async def test_a_failed_attempt_holds_up_its_lane_until_it_is_due(storage: Storage) -> None:
    await leave(storage, Notice("a1", CAMILLE), Notice("a2", CAMILLE, urgent=True))
    urgent_first = await claim(storage)
    assert kinds(urgent_first) == ["a1"]  # Order in a lane comes before urgency.
    assert await outbox.later(storage, urgent_first[0], NOW + timedelta(seconds=30), NOW, error="throttled 429")
    assert await claim(storage) == []
    (again,) = await claim(storage, NOW + timedelta(seconds=30))
    assert (again.notice.kind, again.attempts, again.error) == ("a1", 1, "throttled 429")


async def test_a_notice_for_later_does_not_hold_up_its_lane(storage: Storage) -> None:
    await leave(storage, Notice("decision", CAMILLE, not_before=NOW + timedelta(days=3)), Notice("a", CAMILLE))
    assert kinds(await claim(storage)) == ["a"]
    assert kinds(await claim(storage, NOW + timedelta(days=3))) == ["decision"]


async def test_in_quiet_hours_only_urgent_notices_leave(storage: Storage) -> None:
    await leave(storage, Notice("a1", CAMILLE), Notice("b1", DENIS))
    a1, _b1 = await claim(storage)
    await outbox.later(storage, a1, NOW + timedelta(minutes=5), NOW, error="unreachable")
    await leave(storage, Notice("a2", CAMILLE, urgent=True), Notice("b2", DENIS, urgent=True))
    assert kinds(await claim(storage, quiet=True)) == ["a2"]  # b1 is just being sent.
    # Its process died: b1 waits for the morning, and no longer holds up what is urgent.
    assert kinds(await claim(storage, NOW + LEASE, quiet=True)) == ["a2", "b2"]


async def test_urgent_ones_go_first_among_recipients(storage: Storage) -> None:
    await leave(storage, Notice("a", CAMILLE), Notice("b", DENIS, urgent=True))
    assert kinds(await claim(storage, limit=1)) == ["b"]


async def test_who_has_one_thing_to_learn_goes_before_who_has_many(storage: Storage) -> None:
    many = [Notice(f"a{n}", CAMILLE) for n in range(5)]
    await leave(storage, *many, Notice("b1", DENIS), Notice("b2", DENIS), Notice("c1", mail="x@y.fr"))
    taken = []
    for number in range(8):
        (row,) = await claim(storage, owner=str(number), limit=1)
        await outbox.finish(storage, row, NoticeState.SENT, NOW)
        taken.append(row.notice.kind)
    assert taken == ["c1", "b1", "b2", "a0", "a1", "a2", "a3", "a4"]


async def test_a_lease_that_ran_out_is_taken_over_and_its_first_holder_is_out(storage: Storage) -> None:
    await leave(storage, Notice("a1", CAMILLE), Notice("a2", CAMILLE))
    (dead,) = await claim(storage)
    assert await outbox.begin(storage, dead, NOW)
    assert await claim(storage, NOW + LEASE - timedelta(seconds=1), owner="two") == []
    (taken,) = await claim(storage, NOW + LEASE, owner="two")
    assert (taken.id, taken.begun_at, taken.attempts) == (dead.id, NOW, 1)
    assert (taken.owner or "").startswith("two.")
    assert not await outbox.begin(storage, dead, NOW + LEASE)
    assert not await outbox.finish(storage, dead, NoticeState.SENT, NOW + LEASE)
    assert not await outbox.later(storage, dead, NOW, NOW, error="x")
    assert not await outbox.release(storage, dead, NOW)
    assert await outbox.finish(storage, taken, NoticeState.UNCERTAIN, NOW + LEASE, error="abandoned")
    assert kinds(await claim(storage, NOW + LEASE)) == ["a2"]


async def test_a_process_held_up_too_long_has_no_hold_on_its_rows_though_it_claims_them_again(storage: Storage) -> None:
    await leave(storage, Notice("a", CAMILLE))
    (before,) = await claim(storage)
    (after,) = await claim(storage, NOW + LEASE)
    assert not await outbox.begin(storage, before, NOW + LEASE)
    assert await outbox.begin(storage, after, NOW + LEASE)


async def test_a_row_given_back_counts_no_attempt(storage: Storage) -> None:
    await leave(storage, Notice("a", CAMILLE))
    (row,) = await claim(storage)
    assert await outbox.release(storage, row, NOW)
    (again,) = await claim(storage, owner="two")
    assert again.attempts == 0


async def test_problems_are_listed_and_sent_again_by_decision(storage: Storage) -> None:
    await leave(
        storage, *(Notice(k, PersonKey("t", k), reference=f"DA-{k}") for k in ("dead", "doubt", "sent", "phone"))
    )
    dead, doubt, sent, phone = await claim(storage)
    await outbox.finish(storage, dead, NoticeState.DEAD, NOW, error="refused 400")
    await outbox.finish(storage, doubt, NoticeState.UNCERTAIN, NOW, error="ambiguous 500")
    await outbox.finish(storage, sent, NoticeState.SENT, NOW, activity="m7")
    await outbox.block(storage, phone, NOW, nobody, error="blocked 403")
    assert [(r.notice.kind, r.state, r.error) for r in await outgoing.problems(storage)] == [
        ("phone", NoticeState.BLOCKED, "blocked 403"), ("doubt", NoticeState.UNCERTAIN, "ambiguous 500"), ("dead", NoticeState.DEAD, "refused 400"),
    ]  # fmt: skip
    assert kinds(await outgoing.problems(storage, reference="DA-doubt")) == ["doubt"]
    assert kinds(await outgoing.problems(storage, limit=1)) == ["phone"]
    assert kinds(await outgoing.posted(storage, "DA-sent", ["sent"])) == ["sent"]
    assert (await outgoing.health(storage, NOW)).counts == {
        NoticeState.DEAD: 1, NoticeState.UNCERTAIN: 1, NoticeState.SENT: 1, NoticeState.BLOCKED: 1,
    }  # fmt: skip
    rung = []
    storage.bells.append(lambda: rung.append("ring"))
    async with transaction(storage, NOW) as tx:
        assert await outbox.retry(tx, dead.id, DENIS, "saeple")
        assert not await outbox.retry(tx, dead.id, DENIS, "saeple")
        assert not await outbox.retry(tx, sent.id, DENIS, "saeple")
        assert await outbox.mark_told(tx, phone.id, DENIS, "expert")
        assert not await outbox.mark_told(tx, doubt.id, DENIS, "expert")
        await tx.commit()
    assert rung == ["ring"]
    (again,) = await claim(storage)
    assert (again.notice.kind, again.attempts, again.begun_at) == ("dead", 0, None)
    assert (await outgoing.health(storage, NOW)).waiting_since == NOW
    async with storage.reading() as connection:
        events = await connection.execute(
            sa.select(event.c.reference, event.c.move, event.c.from_state, event.c.to_state, event.c.oid)
        )
        assert [tuple(found) for found in events] == [
            (str(dead.id), "retry", "dead", "pending", "denis"), (str(phone.id), "told", "blocked", "told", "denis"),
        ]  # fmt: skip


async def test_what_ended_is_forgotten_after_its_time_told_or_given_up(storage: Storage) -> None:
    await leave(storage, Notice("sent", CAMILLE), Notice("dead", DENIS))
    sent, dead = await claim(storage)
    await outbox.finish(storage, sent, NoticeState.SENT, NOW)
    await outbox.finish(storage, dead, NoticeState.DEAD, NOW)
    for before, gone in ((NOW, 0), (NOW + timedelta(days=1), 2)):
        async with transaction(storage, NOW) as tx:
            assert await outbox.forget(tx, before) == gone
            await tx.commit()
    assert await outgoing.get(storage, sent.id) is None
    assert await outgoing.get(storage, dead.id) is None


async def nobody(tx: Transaction, row: Row) -> list[Notice]:
    return []


async def test_to_be_told_by_phone_leaves_one_notice_for_those_in_charge_and_no_chain(storage: Storage) -> None:
    async def in_charge(tx: Transaction, row: Row) -> list[Notice]:
        return [Notice("by_phone", DENIS, reference=row.notice.reference, data={"kind": row.notice.kind})]

    await leave(storage, Notice("a", CAMILLE, reference="DA-1"))
    (row,) = await claim(storage)
    assert await outbox.block(storage, row, NOW, in_charge, error="blocked 403")
    assert not await outbox.block(storage, row, NOW, in_charge, error="blocked 403")
    (follow,) = await claim(storage)
    assert (follow.notice.kind, follow.notice.to, follow.notice.data) == ("by_phone", DENIS, {"kind": "a"})
    await outbox.block(storage, follow, NOW, in_charge, error="blocked 403")
    assert await claim(storage) == []


CHAT = PersonalChat("msteams", "https://smba.trafficmanager.net/emea/", "a:1", "28:bot", "29:camille")


async def test_whereabouts_follow_the_last_contact(storage: Storage) -> None:
    assert await whereabouts(storage, CAMILLE) == Whereabouts()
    await keep_contacts(storage, [PersonContact(CAMILLE, "Camille", NOW, CHAT)], NOW)
    async with storage.writing() as connection:
        await connection.execute(sa.update(person).values(mail="camille@ac-normandie.fr"))
        await connection.commit()
    assert await whereabouts(storage, CAMILLE) == Whereabouts(CHAT, NOW, "camille@ac-normandie.fr")
    # They came back between our failure and its record.
    await lost_touch(storage, CAMILLE, CHAT, NOW - timedelta(seconds=1), NOW)
    assert (await whereabouts(storage, CAMILLE)).chat == CHAT
    await lost_touch(storage, CAMILLE, CHAT, NOW, NOW)
    assert await whereabouts(storage, CAMILLE) == Whereabouts(None, None, "camille@ac-normandie.fr")
    await keep_contacts(storage, [PersonContact(CAMILLE, "Camille", NOW, CHAT)], NOW)
    assert (await whereabouts(storage, CAMILLE)).chat == CHAT


async def test_four_processes_claim_each_row_once(storage: Storage) -> None:
    people = [PersonKey("t", f"p{n}") for n in range(400)]
    await leave(storage, *(Notice("a", key) for key in people))
    claimed: list[int] = []

    async def work(owner: str) -> None:
        while rows := await claim(storage, owner=owner, limit=7):
            claimed.extend(row.id for row in rows)
            for row in rows:
                assert await outbox.finish(storage, row, NoticeState.SENT, NOW)

    await asyncio.gather(*(work(f"w{n}") for n in range(4)))
    assert len(claimed) == 400
    assert set(Counter(claimed).values()) == {1}


async def test_order_holds_in_each_lane_whoever_sends(storage: Storage) -> None:
    lanes = [PersonKey("t", f"p{n}") for n in range(5)]
    for number in range(12):
        await leave(storage, *(Notice("a", key, version=number) for key in lanes))
    told: dict[str, list[int]] = {key.oid: [] for key in lanes}

    async def work(owner: str) -> None:
        while sum(map(len, told.values())) < 60:
            for row in await claim(storage, owner=owner, limit=2):
                assert row.notice.to is not None
                told[row.notice.to.oid].append(row.notice.version)
                await asyncio.sleep(0)
                await outbox.finish(storage, row, NoticeState.SENT, NOW)

    async with asyncio.timeout(120):
        await asyncio.gather(*(work(f"w{n}") for n in range(4)))
    assert told == {key.oid: list(range(12)) for key in lanes}


async def test_roles_and_notices_share_a_transaction(storage: Storage) -> None:
    await seed_roles(storage, [(DENIS, Role.EXPERT)], NOW)
    async with transaction(storage, NOW) as tx:
        assert (await tx.person(DENIS)).has(Role.EXPERT)
        await notify(tx, Notice("a", CAMILLE))
        await tx.commit()
    async with storage.reading() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar() == 1


async def test_writers_of_one_process_go_in_the_order_they_came(storage: Storage) -> None:
    if not storage.is_sqlite:
        return  # PostgreSQL has them side by side.
    went: list[int] = []

    async def write(number: int) -> None:
        async with storage.writing():
            went.append(number)
            await asyncio.sleep(0.01)

    await asyncio.gather(*(write(number) for number in range(30)))
    assert went == list(range(30))


async def test_a_writer_that_does_not_end_is_not_waited_for_for_ever(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not storage.is_sqlite:
        return
    monkeypatch.setattr("storage.engine.BUSY_SECONDS", 0.1)
    async with storage.writing():
        with pytest.raises(StorageUnavailable):
            await leave(storage, Notice("a", CAMILLE))
    assert await leave(storage, Notice("a", CAMILLE)) == 1
