"""An expert's yearly statement: its figures against SQL written apart, its two formats, and for whom it is."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document

from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from dialogs.steering import document_texts as texts
from knowledge.french import duration
from storage.queries.measures import statement
from tests.dialogs.steering import EXPERTS, fill
from tests.talk import Office, Talk, worded

pytestmark = pytest.mark.both


async def asked(office: Office, statement_: str, **values: Any) -> list[tuple[Any, ...]]:
    async with office.storage.reading() as connection:
        return [tuple(row) for row in await connection.execute(sa.text(statement_), values)]


def expert(office: Office, name: str) -> Talk:
    key, shown = EXPERTS[name]
    return Talk(office, key, shown)


async def test_the_figures_of_a_year_are_those_of_the_table(offices: Office) -> None:
    await fill(offices)
    for name, (key, _) in EXPERTS.items():
        for year in (2023, 2024):
            found = await statement(offices.storage, key, year)
            of_year = "CAST(logged_on AS CHAR(4))" if not offices.storage.is_sqlite else "substr(logged_on, 1, 4)"
            rows = await asked(
                offices,
                f"SELECT uai, COUNT(*), SUM(CASE WHEN session_minutes IS NULL THEN 0 ELSE 1 END),"
                f" COALESCE(SUM(session_minutes), 0) FROM request WHERE holder_oid = :oid AND {of_year} = :year GROUP BY uai",
                oid=key.oid, year=str(year),
            )  # fmt: skip
            shown = [(one.uai, one.requests, one.sessions, one.minutes) for one in found.schools]
            assert sorted(shown) == sorted(rows), name
            assert found.requests == sum(row[1] for row in rows) == sum(found.months)
            assert found.minutes == sum(row[3] for row in rows)


async def test_an_expert_gets_their_own_as_a_document_and_as_a_page(office: Office) -> None:
    await fill(office)
    talk = expert(office, "lopez")
    found = await statement(office.storage, talk.key, 2024)
    said = await talk.says("mon relevé 2024")
    assert texts.STATEMENT_TITLE.format(year=2024, name="Marc Lopez") in said
    assert duration(found.minutes) in said
    offers = [message.offers for message in talk.reply.messages if message.offers]
    assert [offer.name for offer in offers] == ["releve-2024.docx", "releve-2024.html"]
    await talk.consents(offers[0].context)
    assert talk.reply.file is not None
    read = Document(BytesIO(talk.reply.file.content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    assert any(str(found.requests) in cell for cell in cells)
    assert any("Lycée Thiers" in cell for cell in cells)
    await talk.consents(offers[1].context)
    assert talk.reply.file is not None
    page = talk.reply.file.content.decode()
    assert '<svg role="img"' in page
    assert "Marc Lopez" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", ""), "nothing is loaded"


async def test_the_sa_eple_gets_that_of_anyone_and_an_expert_nobody_elses(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    assert "Anne Dupont" in await pilot.says("relevé de Mme Dupont 2024")
    context = next(message.offers.context for message in pilot.reply.messages if message.offers)
    assert texts.STATEMENT_WHO.format(name="zorglub") in await pilot.says("relevé de Zorglub")
    assert texts.STATEMENT_WHO.format(name="") in await pilot.says("relevé")
    other = expert(office, "lopez")
    assert worded(worded(general.NOT_YOURS)) in await other.says("relevé de Dupont 2024")
    await other.consents(context)
    assert other.reply.file is None
    await other.consents({**context, "query": json.dumps({"expert": other.key.oid, "year": "2024"})})
    assert other.reply.file is not None
    assert texts.STATEMENT_NONE.format(year=2019, name="Marc Lopez") in await other.says("mon relevé 2019")


@pytest.mark.parametrize("said", ["mon relevé 2024", "relevé de Dupont 2024"])
async def test_a_statement_is_nothing_to_others_nor_for_a_channel(office: Office, said: str) -> None:
    await fill(office)
    agent = office.talk()
    assert "Dupont" not in await agent.says(said)
    assert not any(seen.message.offers for seen in agent.seen)
    key, name = EXPERTS["dupont"]
    there = Talk(office, key, name, Scope.CHANNEL)
    assert general.PERSONAL_ONLY in await there.says(said)
