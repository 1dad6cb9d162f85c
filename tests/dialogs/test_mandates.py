"""Mandates of experts: their dates from the call, training, reminders, renewal, their end with what is held."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.duties import Mandates
from bot.timers import Timers
from dialogs.application import steering_texts as examination
from dialogs.core import texts as general
from dialogs.team import texts
from knowledge.people import MandateRefusal, Role
from storage.queries.people import mandate_of, mandates
from storage.tables import event
from tests.dialogs.applying import decide, deposit, take_in
from tests.dialogs.asking import FIRST, appointed, ask, does, rows
from tests.dialogs.delivering import delivered
from tests.scene import scene
from tests.talk import Office, Talk, worded


@scene
async def named(office: Office) -> tuple[Talk, Talk]:
    """Return a candidate who was appointed, and the member of the SA EPLE who did it."""
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await agent.opens()
    await deposit(agent)
    await take_in(chief)
    await decide(chief, "accept", "passer")
    await chief.says("nommer CA-2024-0001")
    await chief.presses(examination.APPOINT_CONFIRM)
    return agent, chief


async def journal(office: Office) -> list[tuple[str, dict[str, str]]]:
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.move, event.c.data).where(event.c.subject == "mandate").order_by(event.c.id)
        )
        return [(row.move, dict(row.data or {})) for row in found]


async def told(office: Office, *talks: Talk) -> list[tuple[str | None, str]]:
    """Have the duties done and what is due delivered; return to whom, and the first line."""
    await Timers(office.storage, [Mandates(office.services)], office.clock.now).look()
    sent = await delivered(office, *talks)
    return [(row.notice.to and row.notice.to.oid, shown.text) for row, shown in sent if "mandate" in row.notice.kind]


async def test_an_appointment_begins_a_mandate_with_the_dates_of_the_call(offices: Office) -> None:
    agent, chief = await named(offices)
    one = await mandate_of(offices.storage, agent.key)
    assert one is not None
    assert (str(one.begins), str(one.ends), str(one.may_reach), one.reference, one.trained) == (
        "2024-01-25", "2025-12-31", "2027-12-31", "CA-2024-0001", False,
    )  # fmt: skip
    said = await chief.says("mandat de l'expert Roux")
    assert "mercredi 31 décembre 2025" in said
    assert "ne prend pas la main" in said
    assert "Roux" in await chief.says("mandats des experts")
    assert "mercredi 31 décembre 2025" in await agent.says("mon mandat")
    assert texts.BUTTON_RENEW not in agent.seen[-1].buttons


async def test_training_is_noted_in_words_and_by_press(offices: Office) -> None:
    agent, chief = await named(offices)
    said = await chief.says("formation suivie par Roux le 15/01/2024")
    assert "lundi 15 janvier 2024" in said
    assert await journal(offices) == [("trained", {"day": "2024-01-15"})]
    assert texts.TRAINED_OWN in [line.split("\n")[0] for oid, line in await told(offices) if oid == agent.key.oid]
    await chief.says("mandat de l'expert Roux")
    await chief.presses(texts.BUTTON_UNTRAINED)
    await chief.presses(texts.BUTTON_TRAINED)
    assert texts.REFUSED[MandateRefusal.FUTURE] in await chief.says("01/02/2031")
    assert "mercredi 24 janvier 2024" in await chief.says("24/01/2024")
    assert [move for move, _ in await journal(offices)] == ["trained"] * 3


async def test_its_end_is_told_before_it_comes_and_renewed_in_words(offices: Office) -> None:
    agent, chief = await named(offices)
    await told(offices)
    assert await told(offices) == []
    offices.clock.time = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)  # The first working day after 60 days before.
    found = await told(offices, chief)
    assert {oid for oid, _ in found} == {agent.key.oid, chief.key.oid}
    assert any("Le mandat de Camille Roux se termine le" in line for _, line in found)
    assert await told(offices) == [], "once"
    said = await chief.says("renouveler le mandat de Roux jusqu'au 31/12/2026")
    assert "jeudi 31 décembre 2026" in said
    assert (await journal(offices))[-1] == ("renewed", {"day": "2026-12-31"})
    assert [oid for oid, _ in await told(offices)] == [agent.key.oid]
    offices.clock.time = datetime(2025, 12, 31, 9, 0, tzinfo=UTC)
    assert await told(offices) == [], "it ends no more then"
    offices.clock.time = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
    assert {oid for oid, _ in await told(offices, chief)} == {agent.key.oid, chief.key.oid}
    assert texts.REFUSED[MandateRefusal.PAST] in await chief.says("renouveler le mandat de Roux jusqu'au 31/12/2025")
    await chief.presses(texts.BUTTON_RENEW)
    assert "2027" in await chief.says("31/12/2027")


@pytest.mark.parametrize("said", ["prolonge camille roux 1 an", "renouvelle le mandat de Mme Roux"])
async def test_an_expert_named_in_free_words_is_found(office: Office, said: str) -> None:
    _, chief = await named(office)
    assert texts.ASK_UNTIL in await chief.says(said)


async def test_what_is_held_is_handed_over_at_its_end(offices: Office) -> None:
    agent, expert, chief = offices.talk(), offices.talk("expert"), offices.talk("saeple")
    await chief.opens()
    await expert.opens()
    await offices.behind.flush()
    (other,) = await appointed(offices, 1)
    await ask(agent)
    await does(expert, "take")
    said = await chief.says(f"mettre fin au mandat de {expert.name.split()[-1]}")
    assert "1\u00a0demande" in said
    said = await chief.presses(texts.END_CONFIRM, {"to": other.key.oid})
    assert "1\u00a0demande confiée à" in said
    assert (await rows(offices))[0]["holder_oid"] == other.key.oid
    assert expert.key not in [one.key for one in await mandates(offices.storage)]
    assert worded(general.RESERVED[frozenset({Role.EXPERT})]) == await expert.says("mon mandat")
    assert texts.REFUSED[MandateRefusal.NONE] in await chief.presses(texts.END_CONFIRM)


async def test_without_anybody_named_it_is_free_again(office: Office) -> None:
    agent, expert, chief = office.talk(), office.talk("expert"), office.talk("saeple")
    await chief.opens()
    await expert.opens()
    await office.behind.flush()
    await ask(agent)
    await does(expert, "take")
    await chief.says(f"fin de mandat de {expert.name.split()[-1]}")
    assert "1\u00a0demande redevenue libre" in await chief.presses(texts.END_CONFIRM)
    row = (await rows(office))[0]
    assert (row["reference"], row["status"], row["holder_oid"]) == (FIRST, "new", None)


@pytest.mark.parametrize(
    "words",
    ["mandat de l'expert Roux", "renouveler le mandat de Roux jusqu'au 31/12/2026",
     "mettre fin au mandat de Roux", "formation suivie par Roux le 10/01/2024"],
)  # fmt: skip
async def test_others_may_not(office: Office, words: str) -> None:
    agent, _ = await named(office)
    before = await journal(office)
    for talk in (agent, office.talk("expert"), office.stranger("99999999-9999-4999-8999-999999999999", "Ada Noir")):
        said = await talk.says(words)
        assert said.startswith(worded(general.NOT_YOURS)), said
    assert await journal(office) == before


async def test_nobody_decides_on_their_own(office: Office) -> None:
    _, chief = await named(office)
    from storage.actions.people import seed_roles

    await seed_roles(office.storage, [(chief.key, Role.EXPERT)], office.clock.now())
    office.clock.forward(minutes=2)
    name = chief.name.split()[-1]
    for words in (f"renouveler le mandat de {name} jusqu'au 31/12/2026", f"mettre fin au mandat de {name}"):
        assert texts.REFUSED[MandateRefusal.NOT_YOURS] in await chief.says(words)
    assert "Depuis le" in await chief.says("mon mandat")
    assert await journal(office) == []


async def test_who_may_not_see_all_mandates_is_shown_their_own(office: Office) -> None:
    agent, _ = await named(office)
    shown = await agent.says("mandats des experts")
    assert texts.OWN_TITLE in shown
    assert "Ferrand" not in shown
    stranger = office.stranger("99999999-9999-4999-8999-999999999999", "Ada Noir")
    assert (await stranger.says("mandats des experts")).startswith(worded(general.NOT_YOURS))


async def test_a_renewal_of_nobody_shows_the_mandates(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    await office.talk("expert").opens()
    shown = await member.says("tu prolonges le mandat de tout le monde pour un an")
    assert texts.WHO in shown
    assert texts.TITLE in shown
