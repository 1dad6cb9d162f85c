"""Subscriptions: said back, confirmed, answered once at their time on one replica, stopped, erased; with the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bot.duties import Subscriptions
from bot.timers import Timers
from dialogs.core import texts as general
from dialogs.steering import texts
from knowledge.people import PersonKey
from storage.actions.erasures import erase
from storage.queries.erasures import dossier
from storage.queries.status import of_person
from storage.tables import outbox, request, subscription
from storage.transaction import transaction
from tests.dialogs.applying import sent
from tests.dialogs.steering import fill
from tests.talk import Office, Talk, buttons

LATE = "chaque lundi à 8 h les demandes en retard"


def paris(day: int, hour: int, minute: int = 0, month: int = 1) -> datetime:
    """Return an hour of Paris in winter 2024, as UTC."""
    return datetime(2024, month, day, hour - 1, minute, tzinfo=UTC)


async def subscribed(talk: Talk, words: str) -> str:
    said = await talk.says(words)
    await talk.presses(texts.BUTTON_YES)
    return said


def _yes(talk: Talk) -> dict[str, Any]:
    """Return the button that was offered last to confirm."""
    return next(
        one for seen in reversed(talk.seen) for one in buttons(seen.card or {}) if one["title"] == texts.BUTTON_YES
    )


async def looks(office: Office, *, replicas: int = 2) -> None:
    """Have the timers of so many replicas look at once."""
    await asyncio.gather(
        *(Timers(office.storage, [Subscriptions(office.services)], office.clock.now).look() for _ in range(replicas))
    )


async def told(office: Office) -> int:
    """Return how many answers were left."""
    async with office.storage.reading() as connection:
        asked = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == "subscription")
        return int((await connection.execute(asked)).scalar_one())


async def test_it_is_said_back_and_made_by_one_press(offices: Office) -> None:
    await fill(offices)
    pilot = offices.talk("saeple")
    said = (await pilot.says(LATE)).replace("\u00a0", " ")
    assert "Vous abonner à « Demandes en retard », chaque lundi à 8 h ?" in said
    assert texts.OPEN_DAYS in said
    assert await of_person(offices.storage, pilot.key) == []
    action = _yes(pilot)
    await pilot.sends(action)
    await pilot.sends(action)  # Pressed twice: one subscription.
    (one,) = await of_person(offices.storage, pilot.key)
    assert one.schedule is not None
    assert sorted(one.schedule.days) == [0]
    listed = await pilot.says("mes abonnements")
    assert "lundi 29 janvier 2024" in listed
    await pilot.presses(texts.BUTTON_STOP.format(number=one.number))
    assert texts.SUBSCRIPTION_NONE[True] in await pilot.says("mes abonnements")


async def test_it_is_answered_once_at_its_hour_on_one_replica_and_as_things_stand_then(offices: Office) -> None:
    await fill(offices)
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, LATE)
    for at, count in (
        (paris(27, 12), 0),
        (paris(29, 7, 59), 0),
        (paris(29, 8), 1),
        (paris(29, 8), 1),
        (paris(30, 9), 1),
    ):
        offices.clock.time = at
        await looks(offices)
        assert await told(offices) == count, at
    (answer,) = [message for row, message in await sent(offices) if row.notice.kind == "subscription"]
    assert answer is not None
    assert "Demandes en retard" in answer.text
    assert "chaque lundi à 8" in answer.text


async def test_after_a_stop_one_answer_comes_for_all_that_has_passed(offices: Office) -> None:
    await fill(offices)
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, "tous les jours à 9 h les demandes non prises")
    offices.clock.time = paris(26, 10)
    await looks(offices)
    assert await told(offices) == 1
    offices.clock.time = paris(31, 15)  # Stopped since Friday: Monday's, Tuesday's and Wednesday's are one.
    offices.restart()
    await looks(offices)
    await looks(offices)
    assert await told(offices) == 2


async def test_nothing_leaves_on_closed_days_unless_it_was_asked_for(offices: Office) -> None:
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, "tous les matins les demandes non prises")
    await subscribed(pilot, "tous les matins à 9 h les demandes en retard même le week-end")
    for day, count in ((26, 2), (27, 3), (28, 4), (29, 6)):
        offices.clock.time = paris(day, 10)
        await looks(offices, replicas=1)
        assert await told(offices) == count, day


async def _untake(office: Office, count: int) -> None:
    """Make so many requests new, and the others closed."""
    async with office.storage.writing() as connection:
        await connection.execute(sa.update(request).values(status="closed"))
        numbers = sa.select(request.c.id).order_by(request.c.id).limit(count)
        await connection.execute(sa.update(request).where(request.c.id.in_(numbers)).values(status="new"))
        await connection.commit()


async def test_a_number_is_told_once_for_each_time_it_is_passed(offices: Office) -> None:
    await fill(offices)
    await _untake(offices, 3)
    pilot = offices.talk("saeple")
    await pilot.opens()
    said = await subscribed(pilot, "préviens-moi au-delà de 5 demandes non prises")
    assert "au-delà de 5" in said
    offices.clock.time = paris(25, 11)
    for count, answers in ((3, 0), (5, 0), (6, 1), (7, 1), (6, 1), (5, 1), (8, 2)):
        await _untake(offices, count)
        await looks(offices)
        assert await told(offices) == answers, count
    assert texts.PASSED in await pilot.says("mes abonnements")


async def test_a_number_passed_on_a_week_end_is_told_when_work_begins(offices: Office) -> None:
    await fill(offices)
    await _untake(offices, 3)
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, "préviens-moi au-delà de 5 demandes non prises")
    await _untake(offices, 9)
    for at, answers in ((paris(27, 11), 0), (paris(29, 7, 30), 0), (paris(29, 8, 1), 1)):
        offices.clock.time = at
        await looks(offices)
        assert await told(offices) == answers


async def test_who_has_lost_the_role_is_told_nothing(offices: Office) -> None:
    await fill(offices)
    expert = offices.talk("expert")
    await expert.opens()
    await subscribed(expert, "tous les matins mes demandes")
    await _lose(offices, expert.key)
    offices.clock.time = paris(26, 9)
    await looks(offices)
    assert await told(offices) == 0


async def _lose(office: Office, key: PersonKey) -> None:
    from storage.tables import role

    async with office.storage.writing() as connection:
        await connection.execute(sa.update(role).where(role.c.oid == key.oid).values(active=False))
        await connection.commit()


async def test_an_answer_on_its_way_is_dropped_when_the_role_is_gone(offices: Office) -> None:
    await fill(offices)
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, LATE)
    offices.clock.time = paris(29, 9)
    await looks(offices)
    await _lose(offices, pilot.key)
    assert [message for row, message in await sent(offices) if row.notice.kind == "subscription"] == [None]


async def test_an_expert_subscribes_to_what_is_theirs_and_others_to_nothing(offices: Office) -> None:
    await fill(offices)
    expert, agent = offices.talk("expert"), offices.talk("agent")
    assert texts.BUTTON_YES not in (await expert.says("chaque lundi les candidatures") and expert.buttons)
    assert texts.BUTTON_YES not in (await expert.says("chaque lundi les délais par département") and expert.buttons)
    await expert.says("tous les matins mes séances")
    assert texts.BUTTON_YES in expert.buttons
    yes = _yes(expert)
    await agent.says(LATE)
    assert texts.BUTTON_YES not in agent.buttons
    await agent.sends(yes)
    assert await of_person(offices.storage, agent.key) == []


@pytest.mark.parametrize(
    "changed",
    [{"schedule": None}, {"above": 3}, {"lasting": {}}, {"schedule": {"days": [9], "at": "08:00", "closed": False}},
     {"nonce": ""}, {"above": "5"}, {"lasting": {"query": {"what": "experts", "op": "list"}, "schools": [], "period": None}}],
)  # fmt: skip
async def test_a_forged_press_makes_nothing(office: Office, changed: dict[str, Any]) -> None:
    pilot = office.talk("saeple")
    await pilot.says(LATE)
    yes = _yes(pilot)
    await pilot.sends({**yes, "data": {**yes["data"], **changed}})
    assert await of_person(office.storage, pilot.key) == []
    assert pilot.reply.error == general.UNKNOWN_BUTTON


async def test_the_question_keeps_its_days(offices: Office) -> None:
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, "chaque lundi à 8 h les demandes de la semaine dernière")
    (one,) = await of_person(offices.storage, pilot.key)
    monday = one.query.on(paris(29, 9).date())
    assert monday.period is not None
    assert (str(monday.period.start), str(monday.period.end)) == ("2024-01-22", "2024-01-28")


async def test_what_is_not_understood_or_not_countable_is_said(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    assert texts.WHAT[True] in await pilot.says("tous les lundis à 8h")
    assert texts.NOT_SO in await pilot.says("chaque lundi la liste des experts")
    assert texts.NOT_COUNTED in await pilot.says("préviens-moi au-delà de 5 demandes par département")
    await pilot.says("demandes du 84")
    assert "Demandes du 84" in await pilot.says("tous les lundis à 8h")
    assert texts.DECLINED in await pilot.presses(texts.BUTTON_NO)


async def test_all_are_stopped_and_one_by_its_number(offices: Office) -> None:
    pilot = offices.talk("saeple")
    for words in (LATE, "tous les matins les demandes non prises", "chaque mardi les demandes urgentes"):
        await subscribed(pilot, words)
    first, *_ = await of_person(offices.storage, pilot.key)
    assert texts.SUBSCRIPTION_WHICH in await pilot.says("arrête l'abonnement")
    assert texts.STOPPED.format(number=first.number) in await pilot.says(f"arrête l'abonnement {first.number}")
    assert texts.NOT_THERE in await pilot.says(f"arrête l'abonnement {first.number}")
    other = offices.talk("expert")
    await other.says(f"arrête l'abonnement {first.number + 1}")
    assert len(await of_person(offices.storage, pilot.key)) == 2
    assert texts.STOPPED_ALL.format(count=2) in await pilot.says("arrêter tous mes abonnements")


async def test_it_is_in_ones_data_and_goes_with_the_person(offices: Office) -> None:
    pilot = offices.talk("saeple")
    await pilot.opens()
    await subscribed(pilot, LATE)
    assert len((await dossier(offices.storage, pilot.key))["subscriptions"]) == 1
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await erase(tx, pilot.key)
        await tx.commit()
    async with offices.storage.reading() as connection:
        assert (await connection.execute(sa.select(subscription))).first() is None
