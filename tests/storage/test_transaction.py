"""One change, one transaction: nothing half done, nothing twice, nothing lost when many write at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from knowledge.people import PersonKey, Role
from storage.actions.drafts import Draft, DraftGone, Place, begin
from storage.actions.erasures import Retention, purge
from storage.actions.people import keep_contacts, seed_roles
from storage.actions.questions import PassedOn, log_questions, pass_on
from storage.engine import Storage
from storage.queries.people import PersonalChat, PersonContact, known
from storage.queries.questions import LoggedQuestion
from storage.tables import address, event, inbox, person, question, question_log, role
from storage.tables import draft as draft_table
from storage.transaction import ActivityKey, Event, Repeated, transaction

NOW = datetime(2024, 1, 25, 9, tzinfo=UTC)
KEY = PersonKey("tenant", "22222222-2222-4222-8222-222222222222")


async def count(storage: Storage, table: sa.Table) -> int:
    async with storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def test_leaving_without_commit_keeps_nothing(storage: Storage) -> None:
    async with transaction(storage, NOW, ActivityKey("t", "c", "a")) as tx:
        await tx.record(Event("question", "1", "pass_on"))
    with pytest.raises(RuntimeError):  # noqa: PT012
        async with transaction(storage, NOW) as tx:
            await tx.record(Event("question", "2", "pass_on"))
            raise RuntimeError
    assert (await count(storage, event), await count(storage, inbox)) == (0, 0)


async def test_a_repeated_activity_finds_the_stored_answer(storage: Storage) -> None:
    key = ActivityKey("t", "c", "a")
    async with transaction(storage, NOW, key) as tx:
        await tx.commit({"number": 7})
    with pytest.raises(Repeated) as repeated:
        async with transaction(storage, NOW, key) as tx:
            pytest.fail("the effect would be doubled")
    assert repeated.value.answer == {"number": 7}


PLACE = Place(KEY, "chat")


async def a_draft(storage: Storage) -> Draft:
    answers = {"question": "?", "school": ""}
    draft, _ = await begin(storage, PLACE, form="question", subject="", answers=answers, first="review", now=NOW)
    return draft


async def test_of_twenty_deliveries_at_once_one_has_an_effect(storage: Storage) -> None:
    draft = await a_draft(storage)

    async def deliver() -> PassedOn:
        activity = ActivityKey("t", "c", "a")
        return await pass_on(storage, PLACE, draft, name="", entry=None, call="2024-call", now=NOW, activity=activity)

    passed = await asyncio.gather(*(deliver() for _ in range(20)))
    assert {one.number for one in passed} == {1}
    assert sum(not one.again for one in passed) == 1
    assert (await count(storage, question), await count(storage, event)) == (1, 1)


async def test_of_twenty_presses_of_one_card_one_has_an_effect(storage: Storage) -> None:
    draft = await a_draft(storage)

    async def press(number: int) -> PassedOn | None:
        activity = ActivityKey("t", "c", f"a{number}")
        try:
            return await pass_on(
                storage, PLACE, draft, name="", entry=None, call="2024-call", now=NOW, activity=activity
            )
        except DraftGone:
            return None

    passed = await asyncio.gather(*(press(number) for number in range(20)))
    assert sum(one is not None for one in passed) == 1
    assert await count(storage, question) == 1


async def test_thirty_increments_at_once_lose_none(storage: Storage) -> None:
    draft = await a_draft(storage)
    await pass_on(
        storage, PLACE, draft, name="", entry=None, call="2024-call", now=NOW, activity=ActivityKey("t", "c", "a")
    )

    async def increment() -> None:
        async with transaction(storage, NOW) as tx:
            row = await tx.connection.execute(sa.select(question.c.version).with_for_update())
            await tx.connection.execute(sa.update(question).values(version=row.scalar_one() + 1))
            await tx.commit()

    await asyncio.gather(*(increment() for _ in range(30)))
    async with storage.reading() as connection:
        assert (await connection.execute(sa.select(question.c.version))).scalar_one() == 31


async def test_what_is_kept_long_enough_is_removed_and_what_is_needed_stays(storage: Storage) -> None:
    draft = await a_draft(storage)
    await pass_on(
        storage, PLACE, draft, name="", entry=None, call="2024-call", now=NOW, activity=ActivityKey("t", "c", "a")
    )
    await a_draft(storage)
    await seed_roles(storage, [(KEY, Role.EXPERT)], NOW)
    other = PersonKey("tenant", "99999999-9999-4999-8999-999999999999")
    chat = PersonalChat("msteams", "https://smba.trafficmanager.net/emea", "c", "28:bot", "29:user")
    await keep_contacts(storage, [PersonContact(KEY, "", NOW, chat), PersonContact(other, "", NOW, chat)], NOW)
    for days, left in (
        (6, (1, 1, 1, 2, 2)),
        (8, (0, 1, 1, 2, 2)),
        (91, (0, 0, 1, 2, 2)),
        (364, (0, 0, 1, 2, 2)),
        (400, (0, 0, 0, 1, 1)),
    ):
        async with transaction(storage, NOW + timedelta(days=days)) as tx:
            await purge(tx, Retention())
            await tx.commit()
        kept = [await count(storage, table) for table in (inbox, draft_table, question, person, address)]
        assert (days, tuple(kept)) == (days, left)


async def test_a_seed_gives_a_role_once_and_never_revives_a_removed_one(storage: Storage) -> None:
    seeds = [(KEY, Role.SA_EPLE)]
    assert await seed_roles(storage, seeds, NOW) == 1
    assert (await known(storage, KEY, "c")).roles == {Role.SA_EPLE}
    async with transaction(storage, NOW) as tx:
        await tx.connection.execute(sa.update(role).values(active=False))
        await tx.commit()
    assert await seed_roles(storage, seeds, NOW) == 0
    assert (await known(storage, KEY, "c")).roles == frozenset()
    async with transaction(storage, NOW) as tx:
        assert (await tx.person(KEY)).roles == frozenset()


async def test_a_contact_renews_the_address_and_never_unsays_the_notice(storage: Storage) -> None:
    def chat(conversation: str) -> PersonalChat:
        return PersonalChat("msteams", "https://smba.trafficmanager.net/emea", conversation, "28:bot", "29:user")

    later = NOW + timedelta(days=1)
    await keep_contacts(storage, [PersonContact(KEY, "Camille Roux", NOW, chat("one"), noticed=True)], NOW)
    await keep_contacts(storage, [PersonContact(KEY, "", later, chat("two"))], later)
    async with storage.reading() as connection:
        row = (await connection.execute(sa.select(person))).mappings().one()
    assert (row["name"], row["first_seen"], row["last_seen"], row["noticed_at"]) == ("Camille Roux", NOW, later, NOW)


async def test_a_naive_datetime_is_refused(storage: Storage) -> None:
    with pytest.raises(sa.exc.StatementError):
        async with transaction(storage, datetime(2024, 1, 25)) as tx:  # noqa: DTZ001
            await tx.record(Event("x", "1", "y"))


async def test_a_batch_is_written_whole_a_portion_at_a_time(storage: Storage) -> None:
    """A batch of hundreds would keep every turn waiting until it is made and handed over."""
    portions: list[int] = []

    @sa.event.listens_for(storage.engine.sync_engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        if "INTO person" in statement:
            portions.append(len(given) if isinstance(given, list) else 1)

    met = [PersonContact(PersonKey("t", f"{number}"), f"Personne {number}", NOW) for number in range(187)]
    await keep_contacts(storage, met, NOW)
    assert await count(storage, person) == 187
    assert sum(portions) == 187
    assert max(portions) <= 50


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("il faut demander à Quatrebarbes", "il faut demander à …"),
        ("il faut demander à quatrebarbes", "il faut demander à quatrebarbes"),
        ("Quatrebarbes a-t-il répondu ?", "Quatrebarbes a-t-il répondu ?"),
        ("combien de temps", "combien de temps"),
        (None, None),
    ],
)
async def test_names_that_are_known_are_masked_in_the_log(
    storage: Storage, typed: str | None, kept: str | None
) -> None:
    await keep_contacts(storage, [PersonContact(KEY, "Zéphirine Quatrebarbes", NOW)], NOW)
    await log_questions(storage, [LoggedQuestion(NOW.date(), "call", "unknown", None, 10, typed)], NOW)
    async with storage.reading() as connection:
        assert (await connection.execute(sa.select(question_log.c.text))).scalars().all() == [kept]
