"""The store of applications: one transaction per move, numbers, one active per person, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from knowledge.application import ApplicationGiven, ApplicationMove, ApplicationRefusal, ApplicationStatus, Lack, Terms
from knowledge.base import KnowledgeBase
from knowledge.lifecycle import GuardRefused, NotAllowed, StaleVersion
from knowledge.people import PersonKey, Role
from storage.actions import applications as actions
from storage.actions.applications import UnknownApplication
from storage.actions.drafts import DraftChanged, DraftGone, Place, begin, get
from storage.actions.people import seed_roles
from storage.engine import Storage
from storage.queries import applications as queries
from storage.queries.applications import FORM, Filters
from storage.tables import application, draft, event, outbox
from storage.transaction import ActivityKey, allot, transaction

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
AGENT, MEMBER = PersonKey("t", "agent"), PersonKey("t", "member")
ANSWERS = {"name": "ROUX Camille", "mail": "c@example.org", "function": "sg", "school": "0130001F", "wave": "v1",
           "motivation": "Aider.", "phone": "", "confirmation": "yes"}  # fmt: skip


@pytest.fixture
def terms(base: KnowledgeBase) -> Terms:
    return Terms(base.call, server=True, copied=True)


def place(key: PersonKey = AGENT) -> Place:
    return Place(key, "chat")


def activity(name: str) -> ActivityKey:
    return ActivityKey("t", "chat", name)


async def deposit(storage: Storage, terms: Terms, key: PersonKey = AGENT, name: str = "1", now: datetime = NOW) -> str:
    kept, _ = await begin(storage, place(key), form=FORM, subject=terms.call.id, answers=ANSWERS,
                          proposals={"mail": "proposed@example.org"}, first="name", now=now)  # fmt: skip
    done = await actions.send(storage, place(key), kept, terms, now=now, activity=activity(name + key.oid))
    return done.file.candidature.reference


async def count(storage: Storage, table: sa.Table) -> int:
    async with storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def test_a_deposit_is_one_row_one_event_two_mails_and_no_draft(storage: Storage, terms: Terms) -> None:
    assert await deposit(storage, terms) == "CA-2024-0001"
    counts = [await count(storage, table) for table in (application, event, outbox, draft)]
    assert counts == [1, 1, 2, 0]
    found = await queries.by_reference(storage, "CA-2024-0001")
    assert found is not None
    assert found.candidature.answers == ANSWERS
    assert found.candidature.deposited_at == NOW


async def test_a_refused_deposit_leaves_the_draft_and_no_number(storage: Storage, terms: Terms) -> None:
    kept, _ = await begin(
        storage,
        place(),
        form=FORM,
        subject=terms.call.id,
        answers={**ANSWERS, "confirmation": ""},
        first="name",
        now=NOW,
    )
    with pytest.raises(GuardRefused) as refused:
        await actions.send(storage, place(), kept, terms, now=NOW, activity=activity("a"))
    assert refused.value.code is ApplicationRefusal.NOT_CONFIRMED
    assert [await count(storage, table) for table in (application, event, outbox, draft)] == [0, 0, 0, 1]
    other = PersonKey("t", "other")
    assert await deposit(storage, terms, other) == "CA-2024-0001"  # What was rolled back has left no gap.


async def test_a_draft_that_has_changed_is_not_deposited(storage: Storage, terms: Terms) -> None:
    kept, _ = await begin(storage, place(), form=FORM, subject=terms.call.id, answers=ANSWERS, first="name", now=NOW)
    with pytest.raises(DraftChanged):
        await actions.send(storage, place(), replace(kept, version=9), terms, now=NOW, activity=activity("a"))
    assert (await get(storage, AGENT, kept.nonce)).answers == ANSWERS


async def test_an_activity_that_comes_again_is_answered_from_what_it_did(storage: Storage, terms: Terms) -> None:
    kept, _ = await begin(storage, place(), form=FORM, subject=terms.call.id, answers=ANSWERS, first="name", now=NOW)
    first = await actions.send(storage, place(), kept, terms, now=NOW, activity=activity("a"))
    again = await actions.send(storage, place(), kept, terms, now=NOW, activity=activity("a"))
    assert (first.again, again.again, again.file.number) == (False, True, first.file.number)
    with pytest.raises(DraftGone):
        await actions.send(storage, place(), kept, terms, now=NOW, activity=activity("b"))


async def test_the_year_of_a_number_is_that_of_paris(storage: Storage) -> None:
    given = []
    for now in (datetime(2024, 12, 31, 22, 59, tzinfo=UTC), datetime(2024, 12, 31, 23, tzinfo=UTC)):
        async with transaction(storage, now) as tx:
            given.append(await allot(tx, "CA"))
            await tx.commit()
    assert given == ["CA-2024-0001", "CA-2025-0001"]


async def test_what_is_rolled_back_leaves_no_gap_and_many_at_once_get_each_their_own(storage: Storage) -> None:
    async with transaction(storage, NOW) as tx:
        await allot(tx, "CA")

    async def take() -> str:
        async with transaction(storage, NOW) as tx:
            number = await allot(tx, "CA")
            await tx.commit()
            return number

    assert sorted(await asyncio.gather(*(take() for _ in range(10)))) == [f"CA-2024-{n:04}" for n in range(1, 11)]


async def test_the_database_refuses_a_second_active_application(storage: Storage, terms: Terms) -> None:
    await deposit(storage, terms)
    async with storage.reading() as connection:
        row = dict((await connection.execute(sa.select(application))).mappings().one())
    row |= {"id": 99, "reference": "CA-2024-0099"}
    with pytest.raises(sa.exc.IntegrityError):
        async with storage.engine.begin() as connection:
            await connection.execute(sa.insert(application).values(**row))
    async with storage.engine.begin() as connection:
        await connection.execute(sa.insert(application).values(**{**row, "status": "withdrawn"}))


async def test_rights_are_reread_and_versions_compared_in_the_transaction(storage: Storage, terms: Terms) -> None:
    reference = await deposit(storage, terms)

    async def examine(version: int | None = None) -> None:
        await actions.make(storage, reference, ApplicationMove.EXAMINE, lambda _call: terms, by=MEMBER, now=NOW,
                           activity=activity(f"e{version}"), version=version)  # fmt: skip

    with pytest.raises(NotAllowed):
        await examine()
    await seed_roles(storage, [(MEMBER, Role.SA_EPLE)], NOW)
    with pytest.raises(StaleVersion):
        await examine(99)
    await examine(2)
    with pytest.raises(UnknownApplication):
        await actions.make(storage, "CA-2024-0999", ApplicationMove.EXAMINE, lambda _call: terms, by=MEMBER, now=NOW,
                           activity=activity("x"))  # fmt: skip


async def test_a_complement_and_all_else_come_back_as_they_were_stored(storage: Storage, terms: Terms) -> None:
    reference = await deposit(storage, terms)
    await seed_roles(storage, [(MEMBER, Role.SA_EPLE)], NOW)
    due = NOW + timedelta(days=5)
    given = ApplicationGiven(reason="Précisez.", lack=Lack.OUTDATED, due=due)
    done = await actions.make(storage, reference, ApplicationMove.ASK_COMPLEMENT, lambda _call: terms, by=MEMBER, now=NOW,
                              activity=activity("c"), given=given)  # fmt: skip
    found = await queries.by_reference(storage, reference)
    assert found == done.file
    assert found is not None
    assert found.candidature.complement is not None
    assert found.candidature.complement.due == due
    assert [line.move for line in await queries.history(storage, reference)] == ["deposit", "ask_complement"]


async def test_lists_are_filtered_and_counted(storage: Storage, terms: Terms) -> None:
    for number in range(5):
        await deposit(storage, terms, PersonKey("t", f"p{number}"))
    call = terms.call.id
    total, page = await queries.listed(storage, call, Filters(), skip=3, limit=10)
    assert (total, [file.candidature.reference for file in page]) == (5, ["CA-2024-0004", "CA-2024-0005"])
    for filters, expected in (
        (Filters(answers={"function": "sg"}), 5), (Filters(answers={"function": "sgac"}), 0), (Filters(answers={"wave": "v1"}), 5), (Filters(answers={"wave": "v2"}), 0),
        (Filters(states=(ApplicationStatus.SUBMITTED,)), 5), (Filters(states=(ApplicationStatus.ACCEPTED,)), 0),
    ):  # fmt: skip
        assert (await queries.listed(storage, call, filters, skip=0, limit=1))[0] == expected
    assert await queries.counts(storage, call) == {ApplicationStatus.SUBMITTED: 5}
    assert await queries.counts(storage, "another-call") == {}


async def test_one_recorded_by_two_members_at_once_is_two_files_but_one_person_has_one(
    storage: Storage, terms: Terms
) -> None:
    await seed_roles(storage, [(MEMBER, Role.SA_EPLE), (PersonKey("t", "second"), Role.SA_EPLE)], NOW)

    async def record(key: PersonKey, candidate: PersonKey | None) -> str:
        where = place(key)
        kept, _ = await begin(
            storage, where, form="record", subject=terms.call.id, answers=ANSWERS, first="name", now=NOW
        )
        try:
            done = await actions.record(storage, where, kept, terms, candidate=candidate, recorded=("name",), mailed_on=date(2024, 1, 24),
                                        now=NOW, activity=activity(f"r{key.oid}{candidate}"))  # fmt: skip
        except (GuardRefused, sa.exc.IntegrityError) as refused:
            return type(refused).__name__
        return done.file.candidature.reference

    keys = (MEMBER, PersonKey("t", "second"))
    said = await asyncio.gather(*(record(key, AGENT) for key in keys))
    assert len([one for one in said if one.startswith("CA-")]) == 1
    assert (await queries.listed(storage, terms.call.id, Filters(), skip=0, limit=9))[0] == 1


async def test_a_card_of_before_the_reminder_of_a_complement_still_acts(storage: Storage, terms: Terms) -> None:
    reference = await deposit(storage, terms)
    await seed_roles(storage, [(MEMBER, Role.SA_EPLE)], NOW)
    given = ApplicationGiven(reason="Précisez.", lack=Lack.OUTDATED, due=NOW + timedelta(days=5))
    asked = await actions.make(storage, reference, ApplicationMove.ASK_COMPLEMENT, lambda _call: terms, by=MEMBER, now=NOW,
                               activity=activity("c"), given=given)  # fmt: skip
    now = NOW + timedelta(days=4)
    async with transaction(storage, now) as tx:
        await actions.pass_time(tx, asked.file.number, lambda _call: terms)
        await tx.commit()
    assert "remind_complement" in [line.move for line in await queries.history(storage, reference)]
    done = await actions.make(storage, reference, ApplicationMove.WITHDRAW, lambda _call: terms, by=AGENT, now=now,
                              activity=activity("w"), given=ApplicationGiven(confirmed=True),
                              version=asked.file.candidature.version)  # fmt: skip
    assert done.file.candidature.status is ApplicationStatus.WITHDRAWN
