"""«Ma journée»: what it shows to whom, and each morning by subscription."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs.core import texts as general
from dialogs.steering import texts
from storage.queries.status import of_person
from tests.dialogs.applying import sent
from tests.dialogs.asking import ask, does
from tests.dialogs.test_subscriptions import looks
from tests.dialogs.test_team import plain, team
from tests.talk import Office, worded

pytestmark = pytest.mark.both


async def test_it_shows_the_sessions_what_is_to_come_back_to_and_who_is_there(offices: Office) -> None:
    agent, expert, other, member = await team(offices)
    await ask(agent)
    await does(expert, "take")
    await does(expert, "plan", "25/01/2024 à 16h")
    await member.says("Ferrand est de permanence aujourd'hui")
    await other.says("je suis absente aujourd'hui")
    shown = plain(await expert.says("ma journée"))
    assert "Votre journée du jeudi 25 janvier 2024" in shown
    assert "Rendez-vous : 1" in shown
    assert "De permanence : Dominique Ferrand." in shown
    assert "Absences aujourd’hui : Élise Perrot." in shown
    assert texts.NO_SESSION in await other.says("ma journée")
    assert "Rendez-vous : 1" in plain(await member.says("ma journée"))
    assert (
        worded(worded(general.NOT_STAFF)) in await agent.says("ma journée") or "Rendez-vous" not in agent.seen[-1].text
    )


async def test_it_comes_each_working_morning_by_subscription(offices: Office) -> None:
    _, expert, _, _ = await team(offices)
    said = plain(await expert.says("ma journée chaque matin à 8 h"))
    assert "Vous abonner à « votre journée », chaque jour à 8 h ?" in said
    await expert.presses(texts.BUTTON_YES)
    (one,) = await of_person(offices.storage, expert.key)
    assert one.query.whole_day
    assert "votre journée" in await expert.says("mes abonnements")
    count = []
    for day in (26, 27, 28, 29):
        offices.clock.time = datetime(2024, 1, day, 8, tzinfo=UTC)
        await looks(offices)
        told = [message for row, message in await sent(offices) if row.notice.kind == "subscription" and message]
        count.append(len(told))
        if told:
            assert "Votre journée du" in told[0].text
    assert count == [1, 0, 0, 1]
