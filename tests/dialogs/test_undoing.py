"""What one has just done for oneself is taken back in a word, or done again with another day or hour."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage.tables import absence, reminder, subscription
from tests.dialogs import asking
from tests.talk import Office, Talk


async def expert_with_a_request(office: Office) -> Talk:
    """Return the chat of an expert who has taken a request."""
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    return expert


async def count(office: Office, table: sa.Table) -> int:
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(sa.func.count()).select_from(table))
        return int(found.scalar_one())


@pytest.mark.parametrize("said", ["finalement non", "annule", "oups, non", "stop"])
async def test_a_reminder_is_taken_off_in_a_word(office: Office, said: str) -> None:
    expert = await expert_with_a_request(office)
    await expert.says("rappelle-moi la 1 demain 9h")
    assert await count(office, reminder) == 1
    await expert.says(said)
    assert await count(office, reminder) == 0


async def test_a_reminder_is_moved_by_another_hour_and_the_appointments_stay(office: Office) -> None:
    expert = await expert_with_a_request(office)
    await expert.says("rappelle-moi la 1 demain 9h")
    shown = await expert.says("plutôt 10h30")
    assert "10 h 30" in shown.replace("\u00a0", " ")
    assert await count(office, reminder) == 1
    assert [row["slot"] for row in await asking.rows(office)] == [None]


async def test_a_subscription_is_asked_for_again_with_another_day(office: Office) -> None:
    saeple = office.talk("saeple")
    await saeple.opens()
    await saeple.says("chaque lundi à 8 h les demandes en retard")
    await saeple.says("oui")
    shown = await saeple.says("Finalement, je préférerais le mardi.")
    assert "chaque mardi" in shown
    assert await count(office, subscription) == 0
    await saeple.says("oui")
    assert await count(office, subscription) == 1


async def test_an_absence_is_taken_back(office: Office) -> None:
    expert = await expert_with_a_request(office)
    await expert.says("je suis absent vendredi")
    await expert.says("finalement non")
    assert await count(office, absence) == 0


async def test_once_something_else_was_shown_nothing_is_taken_back(office: Office) -> None:
    expert = await expert_with_a_request(office)
    await expert.says("rappelle-moi la 1 demain 9h")
    office.clock.forward(seconds=20)
    await expert.says("mes demandes")
    office.clock.forward(seconds=20)
    await expert.says("finalement non")
    assert await count(office, reminder) == 1


async def test_a_restart_leaves_the_button_to_take_it_off(office: Office) -> None:
    expert = await expert_with_a_request(office)
    await expert.says("rappelle-moi la 1 demain 9h")
    await office.behind.flush()
    office.restart()
    await expert.says("finalement non")
    assert await count(office, reminder) == 0
