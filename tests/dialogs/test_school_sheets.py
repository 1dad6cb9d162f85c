"""A school's sheet and the schools to be called: every figure against SQL written apart, and who may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from dialogs.steering import document_texts as texts
from knowledge.schools.register import Register
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions.schools import import_schools
from storage.queries.measures import RULES, Looking, school_figures, to_call
from storage.tables import request
from tests.dialogs.steering import REGISTER, fill
from tests.talk import Office, worded

pytestmark = pytest.mark.both

ZOLA = "0130001F"


async def asked(office: Office, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    async with office.storage.reading() as connection:
        return [tuple(row) for row in await connection.execute(sa.text(statement), values)]


async def test_the_figures_of_a_school_are_those_of_the_table(offices: Office) -> None:
    await fill(offices)
    await changed(offices, "DA-2023-0006", reopened=2, refused=1)
    for uai in ("0130001F", "0130040Y", "0050008G"):
        found = await school_figures(offices.storage, uai)
        open_ = "status NOT IN ('closed', 'cancelled')"
        counts = await asked(
            offices,
            f"SELECT (SELECT COUNT(*) FROM request WHERE uai = :uai),"
            f" (SELECT COUNT(*) FROM request WHERE uai = :uai AND {open_}),"
            f" (SELECT COUNT(*) FROM request WHERE uai = :uai AND {open_} AND urgent),"
            f" (SELECT COUNT(*) FROM request WHERE uai = :uai AND reopened > 0),"
            f" (SELECT COUNT(*) FROM request WHERE uai = :uai AND refused > 0),"
            f" (SELECT COUNT(*) FROM request WHERE uai = :uai AND session_minutes IS NOT NULL),"
            f" (SELECT COALESCE(SUM(session_minutes), 0) FROM request WHERE uai = :uai)",
            uai=uai,
        )
        shown = (found.total, found.open, found.urgent, found.reopened, found.refused, found.sessions, found.minutes)
        assert shown == tuple(counts[0])
        for name, pairs in (("status", found.states), ("topic", found.subjects)):
            rows = await asked(
                offices, f"SELECT {name}, COUNT(*) FROM request WHERE uai = :uai GROUP BY {name}", uai=uai
            )
            assert sorted(pairs) == sorted(rows)
        assert [(one.name, one.count) for one in found.askers] == [("Claire Petit", found.total)]


async def changed(office: Office, reference: str, **values: Any) -> None:
    async with office.storage.writing() as connection:
        await connection.execute(sa.update(request).where(request.c.reference == reference).values(**values))
        await connection.commit()


async def test_a_sheet_says_where_the_school_stands(office: Office) -> None:
    await fill(office)
    office.register = Register(
        tuple(replace(one, wave="2", accounting_group="Aix Zola", switched_on=date(2023, 9, 1)) for one in REGISTER)
    )
    pilot = office.talk("saeple")
    await pilot.opens()
    shown = await pilot.says("fiche lycée Zola")
    assert texts.SCHOOL_TITLE.format(school="Lycée polyvalent Émile Zola, Aix-en-Provence (0130001F)") in shown
    assert "Aix Zola" in shown
    assert f"{texts.WAVE}\u00a0: 2" in shown
    assert texts.ASKER_AS.format(name="Claire Petit", function="SG", count="6\u00a0demandes",
                                 day="25 janvier 2024") in shown  # fmt: skip
    assert "Ouvrir DA-2024-0021" in pilot.buttons, "its requests are opened by a press"
    listed = await pilot.presses(texts.BUTTON_ALL)
    assert "6\u00a0demandes au total" in listed
    assert texts.SCHOOL_TITLE.format(school=REGISTER.get("0840015K").label) in await pilot.says("fiche 0840015K")  # type: ignore[union-attr]


async def test_which_school_is_asked_where_several_or_none_are_named(office: Office) -> None:
    office.register = REGISTER
    pilot = office.talk("saeple")
    assert texts.SCHOOL_WHICH in await pilot.says("fiche")
    assert "zorglub" in await pilot.says("fiche lycée zorglub")
    shown = await pilot.says("fiche lycée de Marseille")
    assert texts.SEVERAL.format(words="lycée de Marseille") in shown
    assert texts.SCHOOL_TITLE.format(school="Lycée Thiers, Marseille 1er (0130040Y)") in await pilot.says("la deuxième")


async def test_each_rule_finds_the_schools_that_it_is_for(offices: Office) -> None:
    await fill(offices)
    now = offices.clock.now()
    await import_schools(offices.storage, [replace(one, switched_on=date(2023, 12, 1)) for one in REGISTER], now)
    await changed(offices, "DA-2024-0001", reopened=1, refused=1)
    await changed(offices, "DA-2024-0010", score=1)
    found = {one.uai: dict(one.reasons) for one in await to_call(offices.storage, Looking(now, DEFAULT_DELAYS))}
    apart = {
        "returned": "SELECT uai, SUM(reopened + refused) FROM request WHERE logged_on > :half GROUP BY uai"
        " HAVING SUM(reopened + refused) >= 2",
        "unhappy": "SELECT uai, COUNT(*) FROM request WHERE score <= 2 AND logged_on > :quarter GROUP BY uai",
        "many": "SELECT uai, COUNT(*) FROM request WHERE logged_on > :month GROUP BY uai HAVING COUNT(*) >= 5",
        "old": "SELECT uai, MIN(logged_on) FROM request WHERE status NOT IN ('closed', 'cancelled')"
        " AND logged_on <= :month GROUP BY uai",
        "silent": "SELECT s.uai, s.switched_on FROM school s LEFT JOIN request r ON r.uai = s.uai AND r.logged_on >="
        " s.switched_on WHERE r.uai IS NULL",
    }
    today = date(2024, 1, 25)
    days = {"half": today - timedelta(180), "quarter": today - timedelta(90), "month": today - timedelta(30)}
    for name, statement in apart.items():
        used = {
            key: day if not offices.storage.is_sqlite else day.isoformat()
            for key, day in days.items()
            if f":{key}" in statement
        }
        rows = {row[0]: str(row[1]) for row in await asked(offices, statement, **used)}
        assert {uai: str(reasons[name]) for uai, reasons in found.items() if name in reasons} == rows, name
    assert found["0130040Y"]["urgent"] == 1, "urgent, new for five days"
    assert set(apart) | {"urgent", "awaited"} == set(RULES)


async def test_the_schools_to_be_called_are_listed_with_their_reasons(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    shown = await pilot.says("les établissements à appeler")
    first = next(line for line in shown.splitlines() if "(0" in line)
    assert "urgente non prise dans le délai" in shown
    assert first.startswith(("Lycée Thiers", "Lycée polyvalent Émile Zola"))
    assert texts.SILENT_UNKNOWN in shown
    assert "Fiche" in await pilot.presses(texts.SCHOOL_OPEN)


@pytest.mark.parametrize(
    "said", ["quels établissements n'ont rien demandé depuis trois mois ?", "silence depuis la bascule"]
)
async def test_the_silent_schools_are_listed_and_no_others(office: Office, said: str) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    assert texts.SILENT_NONE in await pilot.says(said)
    moved = [replace(one, switched_on=date(2023, 12, 22)) for one in REGISTER]
    await import_schools(office.storage, moved, office.clock.now())
    office.register = Register(tuple(moved))
    long_ago = sa.update(request).where(request.c.uai == "0040014U").values(logged_on=date(2023, 11, 1))
    async with office.storage.writing() as connection:
        await connection.execute(long_ago)
        await connection.commit()
    shown = await pilot.says(said)
    assert {one.uai for one in REGISTER if one.uai in shown} == {"0040014U"}


@pytest.mark.parametrize("said", ["fiche lycée Zola", "fiche 0130001F", "les établissements à appeler"])
async def test_sheets_are_the_sa_eples_and_for_its_eyes_alone(office: Office, said: str) -> None:
    await fill(office)
    for seat in ("expert", "agent"):
        shown = await office.talk(seat).says(said)
        assert "Claire Petit" not in shown
        assert "urgente non prise" not in shown
    assert general.PERSONAL_ONLY in await office.talk("saeple", Scope.CHANNEL).says(said)
    for verb in ("school.sheet", "school.calls"):
        button = {"type": "Action.Submit", "data": {"verb": verb, "uai": ZOLA}}
        assert await office.talk("expert").sends(button) == worded(worded(general.NOT_YOURS))
