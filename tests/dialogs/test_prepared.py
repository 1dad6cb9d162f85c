"""A prepared answer: from the nearest solved case, corrected before it leaves, counted by what was kept of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.assistance import service_texts as texts
from dialogs.assistance import texts as case_texts
from dialogs.core.texts import WRITE_SEND
from knowledge.cases import kept_of
from storage.tables import solved_case
from tests.dialogs.asking import FIRST, OWN, ask, does
from tests.dialogs.delivering import delivered
from tests.dialogs.test_cases import PROBLEM, SOLUTION, publish
from tests.talk import Office, Talk

DETAILS = "Une facture déposée sur Chorus Pro n'arrive pas dans Op@le depuis hier."


async def held(office: Office, details: str = DETAILS) -> tuple[Talk, Talk]:
    """Return who asked and the expert who holds the request."""
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent, *OWN[:2], details, *OWN[3:])
    await expert.says(f"prendre {FIRST}")
    return agent, expert


async def counted(office: Office) -> tuple[object, ...]:
    async with office.storage.reading() as connection:
        return tuple((await connection.execute(sa.select(solved_case.c.used, solved_case.c.kept))).one())


@pytest.mark.parametrize(
    "said",
    [
        "Pourriez-vous me préparer une réponse pour la demande 1 ?",
        "prepare 1 reponse pr la 1",
        "Je n'ai pas le temps d'écrire à la gestionnaire de la 1, rédigez-moi donc un projet de réponse que je relirai",
    ],
)
async def test_an_answer_is_prepared_and_nothing_leaves(office: Office, said: str) -> None:
    agent, expert = await held(office)
    await publish(office)
    await delivered(office, agent)
    shown = await expert.says(said)
    assert texts.PREPARED_FROM.format(number=1, problem=PROBLEM) in shown
    assert SOLUTION in str(expert.seen[-1].card).replace("’", "'")
    assert await delivered(office, agent) == []
    assert await counted(office) == (None, None)


@pytest.mark.both
async def test_what_is_corrected_is_sent_and_what_was_kept_counted(offices: Office) -> None:
    agent, expert = await held(offices)
    await publish(offices)
    await delivered(offices, agent)
    await expert.says("prépare une réponse")
    before = list(expert.seen)
    text = "Bonjour, vérifiez le code service dans Chorus Pro, puis relancez l'intégration des flux."
    await expert.presses(WRITE_SEND, {"reason": text})
    await delivered(offices, agent)
    assert "vérifiez le code service" in "\n".join(seen.text for seen in agent.seen)
    used, kept = await counted(offices)
    assert used == 1
    assert 30 < int(str(kept)) < 100
    expert.seen = before
    await expert.presses(WRITE_SEND, {"reason": text})
    assert await counted(offices) == (1, kept), "a second press counts and sends nothing"
    assert not [row for row, _ in await delivered(offices, agent) if row.notice.kind == "request_message"]
    member = offices.talk("saeple")
    await member.opens()
    assert f"gardé à {kept}\u00a0% en moyenne" in (await member.says("cas 1")).replace(" %", "\u00a0%")
    assert "en moyenne" not in await agent.says("cas 1")


async def test_without_a_case_near_enough_it_is_said(office: Office) -> None:
    _, expert = await held(office, "Comment clôturer la régie de recettes du voyage ?")
    assert texts.PREPARED_NONE.format(reference=FIRST) in await expert.says("prépare une réponse pour la 1")
    await publish(office)
    assert texts.PREPARED_NONE.format(reference=FIRST) in await expert.says("prépare une réponse pour la 1")
    office.restart()
    await expert.says(FIRST)
    assert texts.PREPARED_NONE.format(reference=FIRST) in await expert.presses(texts.BUTTON_PREPARE)


async def test_who_may_not_write_prepares_nothing(office: Office) -> None:
    agent, _ = await held(office)
    await publish(office)
    other = office.stranger("99999999-9999-4999-8999-000000000001", "Alix Noir")
    await other.opens()
    press = {"type": "Action.Submit", "data": {"verb": "prepared.begin", "reference": FIRST}}
    for talk in (agent, other):
        shown = await talk.sends(press)
        assert SOLUTION not in shown
        assert "experts" in shown
    assert SOLUTION not in await agent.says("prépare une réponse pour la 1")


@pytest.mark.parametrize("known", [False, True])
async def test_a_new_solution_is_proposed_for_all_when_the_request_is_solved(office: Office, known: bool) -> None:
    _, expert = await held(office)
    if known:
        await publish(office)
    shown = await does(expert, "resolve", "Code service corrigé, flux relancé.")
    assert (texts.SHARE_HINT in shown) is not known
    if not known:
        assert case_texts.SHARE_TITLE.format(reference=FIRST) in await expert.presses(case_texts.BUTTON_SHARE)


def test_what_is_kept_goes_from_nothing_to_all() -> None:
    assert kept_of("Relancer le flux.", "Relancer  le flux.") == 100
    assert kept_of("Relancer le flux.", "") == 0
    assert 0 < kept_of("Relancer le flux.", "Relancez le flux demain.") < 100
