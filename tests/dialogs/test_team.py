"""The experts as a team, in conversations: absences, standing in, who is on call, who knows what; who may, and the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bot.duties import Team
from bot.timers import Timers
from dialogs.core import form_texts
from dialogs.core.exchange import Message
from dialogs.team import texts
from knowledge.people import Role
from storage.actions.erasures import Retention, erase, purge
from storage.actions.people import seed_roles
from storage.queries.erasures import dossier
from storage.tables import absence, known_topic, on_call, outbox
from storage.transaction import transaction
from tests.dialogs.asking import FIRST, ask, does, rows
from tests.dialogs.delivering import delivered
from tests.scene import scene
from tests.talk import Office, Talk, buttons

PERROT = "99999999-9999-4999-8999-000000000001"


async def second(office: Office, name: str = "Élise Perrot", oid: str = PERROT) -> Talk:
    """Return the chat of another expert, who has opened one."""
    talk = office.stranger(oid, name)
    await seed_roles(office.storage, [(talk.key, Role.EXPERT)], office.clock.now())
    await talk.opens()
    await office.behind.flush()
    return talk


@scene
async def team(office: Office) -> tuple[Talk, Talk, Talk, Talk]:
    """Return the chats of an agent, two experts and a member of the SA EPLE."""
    talks = office.talk(), office.talk("expert"), office.talk("saeple")
    for one in talks:
        await one.opens()
    await office.behind.flush()
    other = await second(office)
    return talks[0], talks[1], other, talks[2]


async def noted(office: Office) -> list[tuple[str, date, date | None, bool]]:
    """Return the absences as they are kept: whose, from, to, whether somebody stands in."""
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(absence).order_by(absence.c.id))
        return [(row.oid, row.first_day, row.last_day, row.cover_oid is not None) for row in found]


async def kinds(office: Office, *wanted: str) -> list[tuple[str, str | None]]:
    """Return what was left to be told of these kinds, with whom it is for."""
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(outbox.c.kind, outbox.c.oid).order_by(outbox.c.id))
        return [(kind, oid) for kind, oid in found if kind in wanted]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# Absences


@pytest.mark.parametrize("said", ["mon absence", "mes absences"])
async def test_to_look_at_ones_absences_notes_none(office: Office, said: str) -> None:
    _, expert, _, _ = await team(office)
    assert texts.AWAY_NONE in await expert.says(said)
    await expert.says("absent demain")
    assert "vendredi 26 janvier" in plain(await expert.says(said))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("je suis absente la semaine prochaine", (date(2024, 1, 29), date(2024, 2, 2))),
        ("absent du 5 au 9 février", (date(2024, 2, 5), date(2024, 2, 9))),
        ("je ne serai pas là demain", (date(2024, 1, 26), date(2024, 1, 26))),
        ("je suis en congé pendant 3 jours à partir de vendredi", (date(2024, 1, 26), date(2024, 1, 30))),
        ("je suis absent jusqu'à nouvel ordre", (date(2024, 1, 25), None)),
        ("mardi à 14 h je serai absente", (date(2024, 1, 30), date(2024, 1, 30))),
        ("absent dès lundi", (date(2024, 1, 29), None)),
        ("je suis malade", (date(2024, 1, 25), date(2024, 1, 25))),
        ("en formation mardi", (date(2024, 1, 30), date(2024, 1, 30))),
        ("du 5 au 9 février je serai en vacances", (date(2024, 2, 5), date(2024, 2, 9))),
    ],
)
async def test_an_absence_is_noted_at_once_and_said_back(
    offices: Office, said: str, days: tuple[date, date | None]
) -> None:
    expert = offices.talk("expert")
    await expert.opens()
    shown = plain(await expert.says(said))
    assert shown.startswith("Absence notée"), shown
    assert await noted(offices) == [(expert.key.oid, *days, False)]
    await expert.presses(texts.BUTTON_CANCEL)
    assert await noted(offices) == []


async def test_what_is_held_is_offered_and_handed_over_one_by_one_or_whole(offices: Office) -> None:
    agent, expert, other, member = await team(offices)
    for _ in range(3):
        await ask(agent)
        await agent.says("oui") if "déjà" in agent.seen[-1].text else None
    held = await rows(offices)
    for row in held:
        await expert.says(f"prendre {row['reference']}")
    shown = plain(await expert.says("je suis absent la semaine prochaine, Perrot me remplace"))
    assert "Remplacement : Élise Perrot." in shown
    assert f"À confier avant le départ : {len(held)} demande" in shown
    await expert.presses(texts.BUTTON_GIVE.format(reference=FIRST))
    assert (await rows(offices))[0]["holder_oid"] == other.key.oid
    await delivered(offices, member)
    await expert.says("je suis absent la semaine prochaine")  # Said again: one absence, the same who stands in.
    assert len(await noted(offices)) == 1
    if len(held) > 1:
        await expert.presses(texts.BUTTON_GIVE_ALL.format(name="É. Perrot"))
    assert {row["holder_oid"] for row in await rows(offices)} == {other.key.oid}
    again = await expert.says("je suis absent la semaine prochaine")
    assert texts.HELD_NONE in again


async def test_without_anybody_standing_in_all_is_free_again(offices: Office) -> None:
    agent, expert, _, _ = await team(offices)
    await ask(agent)
    await does(expert, "take")
    await expert.says("absent demain")
    await expert.presses(texts.BUTTON_FREE_ALL)
    (row,) = await rows(offices)
    assert (row["status"], row["holder_oid"]) == ("new", None)


async def test_a_school_whose_session_falls_into_it_is_told_unless_that_has_changed_within_the_hour(
    offices: Office,
) -> None:
    agent, expert, _, _ = await team(offices)
    await ask(agent)
    await does(expert, "take")
    await does(expert, "plan", "30/01/2024 à 10h")
    await delivered(offices)
    said = plain(await expert.says("je suis absente la semaine prochaine"))
    assert "rendez-vous pendant l’absence" in said
    assert [row for row, _ in await delivered(offices) if row.notice.kind == "request_slot_away"] == []
    offices.clock.forward(hours=1, minutes=1)
    told = [shown for row, shown in await delivered(offices, agent) if row.notice.kind == "request_slot_away"]
    assert len(told) == 1
    assert "une absence est annoncée" in told[0].text
    # Noted anew for other days, then moved within the hour: nobody is told.
    await expert.says("je suis de retour")


async def test_a_session_that_was_handed_over_in_time_is_not_told_of(offices: Office) -> None:
    agent, expert, other, _ = await team(offices)
    await ask(agent)
    await does(expert, "take")
    await does(expert, "plan", "30/01/2024 à 10h")
    await expert.says("je suis absente la semaine prochaine, remplacée par Élise Perrot")
    await expert.presses(texts.BUTTON_GIVE_ALL.format(name="É. Perrot"))
    offices.clock.forward(hours=2)
    assert "request_slot_away" not in [row.notice.kind for row, _ in await delivered(offices)]
    assert (await rows(offices))[0]["holder_oid"] == other.key.oid


async def test_the_sa_eple_sees_absences_and_notes_them_for_others(offices: Office) -> None:
    _, expert, other, member = await team(offices)
    shown = plain(await member.says("Perrot est absente du 5 au 9 février"))
    assert "Absence de Élise Perrot notée, du lundi 5 au vendredi 9 février 2024" in shown
    assert await kinds(offices, "team_absence_noted") == [("team_absence_noted", other.key.oid)]
    await expert.says("je suis absent lundi, Perrot me remplace")
    await delivered(offices, member)
    assert "Absence de Dominique Ferrand, le lundi 29 janvier 2024" in plain(member.seen[-1].text)
    every = plain(await member.says("qui est absent ?"))
    assert "Dominique Ferrand · le lundi 29 janvier 2024 · Élise Perrot" in every
    assert "Élise Perrot · du lundi 5 au vendredi 9 février 2024 · –" in every
    assert texts.AWAY_NONE in await member.says("qui est absent demain ?")
    assert "Dominique Ferrand" in await other.says("qui est absent la semaine prochaine")


async def test_who_is_back_is_told_of_new_requests_again(offices: Office) -> None:
    agent, expert, other, _ = await team(offices)
    await expert.says("je suis absent aujourd'hui")
    await ask(agent)
    told = {oid for _, oid in await kinds(offices, "request_card")}
    assert told == {other.key.oid}
    assert texts.BACK in await expert.says("je suis de retour")
    assert await noted(offices) == []
    assert texts.BACK_NONE in await expert.says("je suis de retour")


async def test_where_all_are_away_all_are_told(offices: Office) -> None:
    agent, expert, other, _ = await team(offices)
    for one in (expert, other):
        await one.says("je suis absent aujourd'hui")
    await ask(agent)
    assert {oid for _, oid in await kinds(offices, "request_card")} == {expert.key.oid, other.key.oid}


async def test_nothing_is_given_to_who_is_away_without_a_word(offices: Office) -> None:
    agent, expert, other, member = await team(offices)
    await ask(agent)
    await other.says("absente du 25 au 31 janvier, Ferrand me remplace")
    said = plain(await member.says(f"attribuer {FIRST} à Perrot"))
    assert "absence" in said
    assert "mercredi 31 janvier 2024" in said
    assert (await rows(offices))[0]["holder_oid"] is None
    assert "Attribuer à D. Ferrand" in member.buttons
    await member.presses("Attribuer quand même à É. Perrot")
    assert (await rows(offices))[0]["holder_oid"] == other.key.oid
    await expert.says("mes demandes")


# Who may


@pytest.mark.parametrize(
    "said",
    [
        "je suis absent demain",
        "qui est absent ?",
        "Ferrand est de permanence lundi",
        "qui connaît la régie ?",
        "je connais la régie",
    ],
)
async def test_others_learn_and_change_nothing(offices: Office, said: str) -> None:
    agent, *_ = await team(offices)
    shown = await agent.says(said)
    assert "Ferrand" not in shown
    assert await noted(offices) == []


async def test_an_expert_notes_nothing_of_another_and_puts_nobody_on_call(offices: Office) -> None:
    _, expert, _, member = await team(offices)
    assert texts.ONLY_SA_EPLE in await expert.says("Perrot est absente demain")
    assert texts.ONLY_SA_EPLE in await expert.says("Perrot est de permanence lundi")
    assert texts.NOT_EXPERT in await member.says("je suis absent demain")
    assert await noted(offices) == []


async def test_a_button_of_somebody_elses_absence_does_nothing(offices: Office) -> None:
    _, expert, other, _ = await team(offices)
    await expert.says("je suis absent demain")
    action = next(one for one in buttons(expert.seen[-1].card or {}) if one["title"] == texts.BUTTON_CANCEL)
    assert texts.ONLY_SA_EPLE in await other.sends(action)
    assert len(await noted(offices)) == 1
    await expert.sends(action)
    assert texts.CANCELLED_ALREADY in await expert.sends(action)  # A second press.


async def test_delivered_twice_it_is_noted_and_told_once(offices: Office) -> None:
    _, expert, _, _ = await team(offices)
    first = await expert.says("je suis absent demain", activity="same")
    assert await expert.says("je suis absent demain", activity="same") == first
    assert len(await noted(offices)) == 1
    assert len(await kinds(offices, "team_absence")) == 1


# On call


async def test_who_is_on_call_is_told_first_of_what_is_urgent(offices: Office) -> None:
    agent, expert, other, member = await team(offices)
    said = plain(await member.says("Ferrand est de permanence aujourd'hui et demain"))
    assert "Permanence notée : Dominique Ferrand" in said
    assert await kinds(offices, "team_on_call") == [("team_on_call", expert.key.oid)]
    await delivered(offices)
    assert "Aujourd’hui : Dominique Ferrand." in plain(await other.says("qui est de permanence ?"))
    assert "Aujourd’hui : Dominique Ferrand." in plain(await member.says("il est de permanence quand Ferrand ?"))
    urgent = ("0130001F", "DEPENSE", "Le flux est rejeté.", "oui", "SG", "04 42 91 70 00", "oui", "passer")
    await ask(agent, *urgent)
    first = [(row.notice.to, shown) for row, shown in await delivered(offices) if row.notice.kind == "request_card"]
    assert [to for to, _ in first] == [expert.key]
    assert "permanence" in first[0][1].text.splitlines()[0]
    offices.clock.forward(minutes=16)
    later = [row.notice.to for row, _ in await delivered(offices) if row.notice.kind == "request_card"]
    assert later == [other.key]


async def test_once_the_one_on_call_has_taken_it_nobody_else_is_told(offices: Office) -> None:
    agent, expert, _, member = await team(offices)
    await member.says("Ferrand est de permanence aujourd'hui")
    urgent = ("0130001F", "DEPENSE", "Le flux est rejeté.", "oui", "SG", "04 42 91 70 00", "oui", "passer")
    await ask(agent, *urgent)
    await delivered(offices)
    await expert.says(f"prendre {FIRST}")
    offices.clock.forward(minutes=16)
    assert "request_card" not in [row.notice.kind for row, _ in await delivered(offices)]


async def test_on_call_is_taken_back_by_words_or_a_press(offices: Office) -> None:
    _, _, _, member = await team(offices)
    await member.says("Ferrand et Perrot de permanence du 5 au 9 février")
    assert "retirée" in await member.says("Perrot n'est plus de permanence")
    shown = await member.says("permanences")
    assert "Perrot" not in shown
    await member.presses(next(title for title in member.buttons if title.startswith("Retirer D")))
    async with offices.storage.reading() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(on_call))).scalar_one() == 0


# Who knows


async def test_who_knows_a_subject_is_found_with_load_and_presence_and_nobody_is_ranked(offices: Office) -> None:
    agent, expert, other, member = await team(offices)
    assert "Régies" in await other.says("je connais la trésorerie et les régies")
    await ask(agent)
    await does(expert, "take")
    shown = plain(await member.says("qui est libre et connaît la régie ?"))
    assert "Qui connaît « Régies » ?" in shown
    assert shown.index("Élise Perrot") < shown.index("Dominique Ferrand")
    assert "1 demande en cours" in shown
    assert "demande en cours" not in await other.says("qui connaît la régie ?")  # No totals for experts.
    await other.says("je suis absente aujourd'hui")
    shown = plain(await member.says("qui connaît la régie ?"))
    assert texts.WHO_NOBODY in shown
    assert "absence le jeudi 25 janvier 2024" in shown
    await other.says("je ne connais plus les régies")
    assert "Régies" not in await other.says("mes sujets")


async def test_from_a_request_the_expert_is_chosen_by_a_press(offices: Office) -> None:
    agent, _, other, member = await team(offices)
    await ask(agent)
    await other.says("je connais les dépenses")
    shown = plain(await member.says("qui peut prendre la 1 ?"))
    assert f"Pour {FIRST}" in shown
    await member.presses("Attribuer à É. Perrot")
    assert (await rows(offices))[0]["holder_oid"] == other.key.oid


# The clock


async def looks(office: Office) -> None:
    """Have the timers of two replicas look at once."""
    await asyncio.gather(*(Timers(office.storage, [Team(office.services)], office.clock.now).look() for _ in range(2)))


async def test_on_the_eve_and_when_it_begins_what_is_still_held_is_told_once_on_working_days(offices: Office) -> None:
    agent, expert, _, member = await team(offices)
    await ask(agent)
    await does(expert, "take")
    await expert.says("absent du 29 janvier au 2 février")  # A Monday: the eve is Friday.
    told: list[tuple[str, Sequence[Any]]] = []
    for day, hour in ((25, 15), (26, 12), (26, 14), (27, 14), (28, 9), (29, 7), (29, 8), (30, 8)):
        offices.clock.time = datetime(2024, 1, day, hour - 1, tzinfo=UTC)
        await looks(offices)
        told.append((f"{day} {hour}", await kinds(offices, "team_eve", "team_begins")))
    eve, begins = ("team_eve", expert.key.oid), ("team_begins", member.key.oid)
    assert told == [("25 15", []), ("26 12", []), ("26 14", [eve]), ("27 14", [eve]), ("28 9", [eve]), ("29 7", [eve]),
                    ("29 8", [eve, begins]), ("30 8", [eve, begins])]  # fmt: skip
    shown = [shown for row, shown in await delivered(offices) if row.notice.kind == "team_begins"]
    assert len(shown) == 1
    assert isinstance(shown[0], Message)
    assert "des demandes restent à confier" in shown[0].text


async def test_who_is_on_call_is_reminded_on_the_morning_of_each_working_day(offices: Office) -> None:
    _, _, _, member = await team(offices)
    await member.says("Ferrand est de permanence du 26 au 29 janvier")
    count = []
    for day in (25, 26, 27, 28, 29, 30):
        offices.clock.time = datetime(2024, 1, day, 8, tzinfo=UTC)
        await looks(offices)
        count.append(len(await kinds(offices, "team_on_call_day")))
    assert count == [0, 1, 1, 1, 2, 2]


# What is kept


async def test_all_of_it_is_shown_erased_and_purged(offices: Office) -> None:
    _, expert, other, member = await team(offices)
    await expert.says("absent du 5 au 9 février, Perrot me remplace")
    await member.says("Ferrand est de permanence lundi")
    await expert.says("je connais la trésorerie")
    kept = await dossier(offices.storage, expert.key)
    assert [len(kept[part]) for part in ("absences", "on_call", "known", "covers")] == [1, 1, 1, 0]
    assert len((await dossier(offices.storage, other.key))["covers"]) == 1
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await erase(tx, other.key)
        await tx.commit()
    assert [one[3] for one in await noted(offices)] == [False]
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await erase(tx, expert.key)
        await tx.commit()
    async with offices.storage.reading() as connection:
        for table in (absence, on_call, known_topic):
            assert (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() == 0


async def test_days_that_are_long_past_and_those_of_former_experts_go(offices: Office) -> None:
    _, expert, other, member = await team(offices)
    await expert.says("absent demain")
    await other.says("je suis absente jusqu'à nouvel ordre")
    await other.says("je connais la trésorerie")
    await member.says("Ferrand est de permanence lundi")
    await member.says("retirer expert Perrot")
    await member.presses(form_texts.TAKE_CONFIRM)
    offices.clock.forward(days=Retention().notices + 6)
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await purge(tx, Retention())
        await tx.commit()
    async with offices.storage.reading() as connection:
        for table in (absence, on_call, known_topic):
            assert (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one() == 0
