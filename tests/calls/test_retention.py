"""After a change of call: the old call's files are kept to their end and purged when due, with what was said; the new call's stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from storage.actions.erasures import Retention, purge
from storage.tables import application, attached, event, outbox
from storage.transaction import transaction
from tests.calls.test_past_calls import come_into_force
from tests.calls.test_two_calls import BASSIN, fill
from tests.dialogs.applying import decide, deposit, rows, sent, take_in
from tests.talk import Office

pytestmark = pytest.mark.both

OLD, NEW = "CA-2024-0001", "CA-2025-0001"
KEPT = Retention()
# Of a text that stands nowhere else.
OLD_MESSAGE, OLD_NOTE, NEW_MESSAGE = (
    "le relevé de mes services suit",
    "à rappeler après Pâques",
    "mon chef de service est d'accord",
)


async def purged(office: Office) -> None:
    async with transaction(office.storage, office.clock.now()) as tx:
        await purge(tx, KEPT)
        await tx.commit()


async def _column(office: Office, asked: sa.Select[Any]) -> list[Any]:
    async with office.storage.reading() as connection:
        return list((await connection.execute(asked)).scalars())


async def words(office: Office, reference: str) -> list[str]:
    """Return what the journal still holds of an application in people's own words."""
    asked = sa.select(event.c.reason).where(event.c.reference == reference, event.c.reason != "").order_by(event.c.id)
    return await _column(office, asked)


async def attach(office: Office, reference: str) -> None:
    """Have an application hold a file."""
    async with transaction(office.storage, office.clock.now()) as tx:
        values = {"reference": reference, "said": 0, "name": "cv.pdf", "type": "application/pdf", "size": 4}
        await tx.connection.execute(sa.insert(attached).values(**values, content=b"%PDF", at=office.clock.now()))
        await tx.commit()


async def references(office: Office) -> list[str]:
    return [row["reference"] for row in await rows(office)]


async def test_an_old_file_is_purged_when_due_and_the_new_call_s_is_not(offices: Office, bassin: KnowledgeBase) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await deposit(agent)
    await agent.says(f"message pour {OLD} : {OLD_MESSAGE}")
    await agent.says("oui")
    await chief.says(f"note sur {OLD} : {OLD_NOTE}")
    await chief.says("oui")
    await attach(offices, OLD)
    await take_in(chief)
    come_into_force(offices, bassin, datetime(2024, 4, 2, 10, tzinfo=PARIS))
    await decide(chief, "reject", "Le réseau est complet.", OLD)
    await sent(offices)
    decided = offices.clock.now()

    offices.clock.time = datetime(2025, 3, 27, 10, tzinfo=PARIS)
    other = offices.stranger("77777777-7777-4777-8777-777777777777", "Lou Martin")
    await fill(other, BASSIN)
    await other.says("envoyer")
    await other.says(f"message pour {NEW} : {NEW_MESSAGE}")
    await other.says("oui")
    await attach(offices, NEW)

    offices.clock.time = decided + timedelta(days=KEPT.applications - 1)
    await purged(offices)
    assert await references(offices) == [OLD, NEW], "kept to its end, and a year after"
    assert {OLD_MESSAGE, OLD_NOTE} <= set(await words(offices, OLD))

    offices.clock.time = decided + timedelta(days=KEPT.applications, hours=1)
    await purged(offices)
    assert await references(offices) == [NEW]
    assert await words(offices, OLD) == [], "the journal keeps the number and the moves, and nobody's words"
    moves = await _column(
        offices, sa.select(event.c.move).where(event.c.reference == OLD, event.c.subject == "application")
    )
    assert {"deposit", "message", "note", "reject"} <= set(moves)
    assert await _column(offices, sa.select(outbox.c.id).where(outbox.c.reference == OLD)) == []
    assert await _column(offices, sa.select(attached.c.reference)) == [NEW]
    assert NEW_MESSAGE in await words(offices, NEW)
    assert "CA-2025-0001" in await other.says("ma candidature")
    assert "CA-2024-0001" not in await agent.says("ma candidature")


async def test_an_old_file_that_is_not_decided_stays_whatever_the_time(offices: Office, bassin: KnowledgeBase) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await deposit(agent)
    await take_in(chief)
    come_into_force(offices, bassin, datetime(2026, 4, 2, 10, tzinfo=PARIS))
    await purged(offices)
    assert await references(offices) == [OLD]
    await decide(chief, "drop", "Dossier incomplet, et sans réponse depuis deux ans.", OLD)
    await purged(offices)
    assert await references(offices) == [OLD]
    offices.clock.forward(days=KEPT.applications, hours=1)
    await purged(offices)
    assert await references(offices) == []


async def test_the_file_of_an_expert_in_office_stays_and_goes_with_the_mandate(
    offices: Office, bassin: KnowledgeBase
) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await agent.opens()
    await offices.behind.flush()
    await deposit(agent)
    await take_in(chief)
    await decide(chief, "accept", "passer")
    await chief.says(f"nommer {OLD}")
    await chief.presses("Confirmer la nomination")
    come_into_force(offices, bassin, datetime(2026, 4, 2, 10, tzinfo=PARIS))
    await purged(offices)
    assert await references(offices) == [OLD]
    await chief.says("mettre fin au mandat de Roux")
    await chief.presses("Confirmer la fin du mandat")
    await purged(offices)
    assert await references(offices) == []
    assert await _column(offices, sa.select(application.c.id)) == []
