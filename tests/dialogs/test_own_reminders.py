"""Reminders that people ask of themselves: in words, by a button, told once at the time, listed, taken off, erased."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.duties import PersonalReminders
from bot.timers import Timers
from dialogs.assistance import texts
from knowledge.french import PARIS
from storage.actions.erasures import Retention, erase, purge
from storage.queries.erasures import dossier
from storage.tables import outbox, reminder
from storage.transaction import transaction
from tests.dialogs.asking import FIRST, ask, does, press, rows
from tests.dialogs.delivering import delivered
from tests.talk import Office

pytestmark = pytest.mark.both


async def kept(office: Office) -> list[tuple[str, datetime, str]]:
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(reminder).order_by(reminder.c.id))
        return [(row.reference, row.at.astimezone(PARIS), row.text) for row in found]


async def tick(office: Office, replicas: int = 1) -> None:
    for _ in range(replicas):
        await Timers(office.storage, [PersonalReminders(office.storage)], office.clock.now).look()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("said", "when", "what"),
    [
        ("rappelle-moi lundi", "2024-01-29T08:00", ""),
        ("rappelle-moi la 1 demain 9h", "2024-01-26T09:00", ""),
        ("Rappelle moi la DA-2024-0001 dans 2 heures de relancer l'éditeur", "2024-01-25T12:00", "relancer l'éditeur"),
        ("fais-moi penser à la 1 samedi à 7h15", "2024-01-27T07:15", ""),
        ("rappelle-moi dimanche", "2024-01-29T08:00", ""),  # A day alone is one on which people work.
        ("mets un rappel sur la 1 le 2 février à 14h30 : vérifier le flux", "2024-02-02T14:30", "vérifier le flux"),
    ],
)
async def test_a_reminder_is_asked_in_one_message(office: Office, said: str, when: str, what: str) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await does(expert, "take")
    answer = await expert.says(said)
    assert "je vous rappellerai DA-2024-0001" in answer
    assert await kept(office) == [(FIRST, at(when), what)]


async def test_it_is_told_once_at_its_hour_whatever_the_hour(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await expert.opens()
    await ask(agent)
    await does(expert, "take")
    await delivered(offices)
    await expert.says("rappelle-moi la 1 samedi à 7h15 de relancer l'éditeur")  # A Saturday, before work begins.
    offices.clock.forward(seconds=(at("2024-01-27T07:14") - offices.clock.now()).total_seconds())
    await tick(offices, replicas=2)
    assert await delivered(offices) == []
    offices.clock.forward(minutes=1)
    await tick(offices, replicas=3)
    ((row, shown),) = await delivered(offices)
    assert row.notice.to == expert.key
    assert row.notice.urgent
    assert shown.text.startswith("Rappel que vous avez demandé")
    assert "relancer l’éditeur" in shown.text.replace("'", "’")
    await tick(offices, replicas=2)
    assert await delivered(offices) == []
    assert await kept(offices) == []


async def test_a_day_alone_waits_for_office_hours(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    await agent.says("rappelle-moi vendredi 29 mars")
    await agent.says("rappelle-moi lundi 1er avril")  # Easter Monday: told on the Tuesday, after the clock's change.
    assert [when for _, when, _ in await kept(office)] == [at("2024-03-29T08:00"), at("2024-04-02T08:00")]


@pytest.mark.parametrize(("day", "utc"), [("31/03/2024", "2024-03-31T01:30"), ("27/10/2024", "2024-10-27T00:30")])
async def test_both_changes_of_the_clock(office: Office, day: str, utc: str) -> None:
    agent = office.talk()
    await ask(agent)
    await agent.says(f"rappelle-moi la 1 le {day} à 2h30")  # An hour that does not exist, or exists twice.
    (one,) = await kept(office)
    assert one[1].timestamp() == datetime.fromisoformat(f"{utc}+00:00").timestamp()


async def test_without_a_moment_it_is_asked_for_and_by_the_button_too(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    assert texts.ASK_WHEN in await agent.says("rappelle-moi la 1")
    await agent.says("demain à 9h")
    await agent.says(f"où en est la demande {FIRST} ?")
    assert texts.ASK_WHEN in await press(agent, "reminder.ask")
    await agent.says("lundi")
    assert [when for _, when, _ in await kept(office)] == [at("2024-01-26T09:00"), at("2024-01-29T08:00")]


async def test_listed_and_taken_off(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    await agent.says("rappelle-moi la 1 demain 9h")
    await agent.says("rappelle-moi la 1 lundi de rappeler l'expert")
    said = await agent.says("mes rappels")
    assert "N° 1" in said.replace("\xa0", " ")
    assert "rappeler l’expert" in said.replace("'", "’")
    await agent.presses(agent.buttons[0])
    assert [when for _, when, _ in await kept(office)] == [at("2024-01-29T08:00")]
    await agent.says("retire mon rappel")
    assert await kept(office) == []
    assert "aucun rappel" in await agent.says("mes rappels")


async def test_the_same_twice_is_one_and_a_past_moment_is_none(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    await agent.says("rappelle-moi la 1 demain 9h")
    await agent.says("rappelle-moi la 1 demain 9h")
    assert len(await kept(office)) == 1
    assert "est passé" in await agent.says("rappelle-moi la 1 aujourd'hui à 8h")
    assert len(await kept(office)) == 1


async def test_nobody_keeps_a_reminder_of_what_they_may_not_see(office: Office) -> None:
    await ask(office.talk())
    stranger = office.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre")
    await stranger.says("rappelle-moi la 1 demain 9h")
    assert await kept(office) == []


@pytest.mark.parametrize(
    "said", ["rappelez-moi demain au 06 12 34 56 78", "rappelle-moi la date limite", "rappelez-moi lundi matin svp"]
)
async def test_what_asks_for_something_else_is_no_reminder(office: Office, said: str) -> None:
    agent = office.talk()
    await ask(agent)
    await agent.says(said)
    assert await kept(office) == []


async def test_erasure_and_retention_take_reminders_too(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await agent.says("rappelle-moi la 1 demain 9h MOTUNIQUE")
    await expert.says("rappelle-moi la 1 demain 9h de rappeler Camille")
    assert "MOTUNIQUE" in str((await dossier(office.storage, agent.key))["reminders"])
    async with transaction(office.storage, office.clock.now()) as tx:
        await erase(tx, agent.key)
        await tx.commit()
    assert [text for _, _, text in await kept(office)] == [""], "what others noted of it names nobody any more"
    async with office.storage.engine.begin() as connection:
        await connection.execute(sa.text("UPDATE request SET status = 'closed'"))
    office.clock.forward(days=1000)
    async with transaction(office.storage, office.clock.now()) as tx:
        await purge(tx, Retention())
        await tx.commit()
    assert await kept(office) == []
    assert await rows(office) == []
    async with office.storage.reading() as connection:
        left = await connection.execute(sa.select(outbox.c.id).where(outbox.c.kind == "request_own_reminder"))
        assert left.first() is None
