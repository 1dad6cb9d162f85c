"""A request «sur place»: planned in words, its travel order, its line of report, counted; and who may take control of a screen."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from dialogs.assistance import card_texts, texts
from dialogs.assistance.moves import ROWS
from dialogs.steering import document_texts as steering
from dialogs.steering.reports import figures_of
from knowledge.request import RequestMove
from knowledge.understanding.query import Moment, Period
from storage.queries.measures import statement
from storage.tables import mandate
from tests.dialogs.asking import FIRST, ask, does, moves, press, rows, trained, verbs
from tests.dialogs.delivering import delivered
from tests.dialogs.test_committee import Standing
from tests.talk import Office, Talk

HELD = ROWS[RequestMove.VISIT_HELD]
REPORT = "La régie est à jour ; le fonds social reste à paramétrer."


async def taken(office: Office) -> tuple[Talk, Talk]:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)
    await expert.says(f"prendre {FIRST}")
    return agent, expert


async def planned(office: Office, said: str = "planifie la 1 sur place jeudi 1er février à 14h") -> tuple[Talk, Talk]:
    agent, expert = await taken(office)
    await expert.says(said)
    if (await rows(office))[0]["slot"] is None:
        await expert.says("oui")
    return agent, expert


@pytest.mark.parametrize(
    "said",
    [
        "Veuillez planifier la 1 sur place jeudi 1er février à 14 heures.",
        "planifie la 1 sur place jeudi 1er février 14h",
    ],
)
async def test_a_visit_is_planned_in_words_and_the_school_told_where(office: Office, said: str) -> None:
    agent, expert = await planned(office, said)
    (row,) = await rows(office)
    assert row["on_site"] is True
    assert "sur place" in (await expert.says(FIRST))
    await delivered(office, agent)
    told = "\n".join(seen.text for seen in agent.seen)
    assert "sur place" in told
    assert card_texts.CONSENT_ASKED not in told, "nothing is shared on a screen"


async def test_at_a_distance_nothing_says_otherwise(office: Office) -> None:
    _, expert = await planned(office, "planifie la 1 jeudi 1er février à 14h")
    assert not (await rows(office))[0]["on_site"]
    office.clock.forward(days=8)
    assert "request.visit_held" not in await verbs(expert)
    assert "request.slot_held" in await verbs(expert)


@pytest.mark.both
async def test_a_visit_is_noted_with_a_line_and_counted_everywhere(offices: Office) -> None:
    _, expert = await planned(offices)
    member = offices.talk("saeple")
    await member.opens()
    assert steering.VISITS_COMING in await member.says("quelles visites sont prévues ?")
    assert "request.visit_held" not in await verbs(expert)
    offices.clock.forward(days=7, hours=6)
    assert "request.slot_held" not in await verbs(expert)
    before = list(expert.seen)
    assert HELD.done in await does(expert, "visit_held", REPORT)
    (row,) = await rows(offices)
    assert (row["status"], row["visits"], row["on_site"], row["slot"]) == ("assigned", 1, False, None)
    assert (await moves(offices))[-1] == "visit_held"
    expert.seen = before
    await press(expert, "request.visit_held")
    assert (await rows(offices))[0]["visits"] == 1, "an old button notes nothing twice"
    shown = await expert.says("mes visites")
    assert REPORT in shown
    assert "Dominique Ferrand" in shown
    for said in (
        "où les experts se sont-ils déplacés ?",
        "visites faites stp",
        "Il me faudrait la liste des établissements que nous avons visités",
    ):
        assert REPORT in await member.says(said), said
    found = await statement(offices.storage, expert.key, 2024)
    assert (found.visits, found.requests) == (1, 1)
    figures = await figures_of(Standing(offices), Period(Moment.CREATED, date(2024, 1, 1), date(2024, 2, 28)))  # type: ignore[arg-type]
    assert figures.visits == 1


async def test_the_expert_has_their_travel_order_and_nobody_else_that_way(office: Office) -> None:
    agent, expert = await planned(office)
    await expert.says(FIRST)
    assert "Dominique Ferrand" in await expert.presses(card_texts.BUTTON_ORDER)
    await expert.accepts()
    assert expert.reply.file
    assert expert.reply.file.name == "ordre-de-mission-dominique-ferrand.docx"
    await agent.says("mon ordre de mission")
    assert not [seen for seen in agent.seen if seen.message.offers]


async def test_visits_are_for_those_who_handle_requests(office: Office) -> None:
    agent, expert = await planned(office)
    assert steering.VISITS_COMING in await expert.says("visites")
    other = office.stranger("99999999-9999-4999-8999-000000000001", "Alix Noir")
    await other.opens()
    for talk in (agent, other):
        assert "Zola" not in await talk.says("visites prévues")
    press_ = {"type": "Action.Submit", "data": {"verb": "request.visit_held", "reference": FIRST, "version": 3}}
    assert texts.NO_SUCH in await other.sends(press_)


async def test_an_empty_list_says_how_one_is_planned(office: Office) -> None:
    expert = office.talk("expert")
    await expert.opens()
    assert steering.VISITS_NONE in await expert.says("visites")


# Who takes control of a screen


async def agreed(office: Office) -> Talk:
    agent, expert = await taken(office)
    await does(agent, "agree")
    await press(agent, "request.agreed")
    return expert


async def test_who_is_not_trained_starts_without_control_once_that_is_said(office: Office) -> None:
    expert = await agreed(office)
    shown = await does(expert, "start_session")
    assert texts.UNTRAINED_TITLE in shown
    assert "start_session" not in await moves(office)
    assert ROWS[RequestMove.START_SESSION].done in await expert.presses(texts.UNTRAINED_START)
    assert "start_session" in await moves(office)


async def test_who_is_trained_starts_at_once(office: Office) -> None:
    expert = await agreed(office)
    await trained(office, expert)
    assert ROWS[RequestMove.START_SESSION].done in await does(expert, "start_session")
    async with office.storage.writing() as connection:
        await connection.execute(sa.delete(mandate))
        await connection.commit()
