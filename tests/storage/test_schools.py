"""Importing the register, on both databases: added, changed, gone, and heard of by this process."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.knowing import Knowing
from knowledge.schools.register import School
from storage.actions.schools import NothingToImport, TooManyGone, import_schools
from storage.calls import find
from storage.engine import Storage
from storage.queries.people import all_schools
from storage.tables import event
from tests.knowledge.test_schools import DUPIN, HAUTES_TERRES, RIVIERE

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


async def _moves(storage: Storage) -> list[dict[str, int]]:
    async with storage.reading() as connection:
        rows = await connection.execute(sa.select(event.c.data).where(event.c.subject == "schools"))
        return list(rows.scalars())


async def test_the_first_import_adds_and_the_same_again_changes_nothing(storage: Storage) -> None:
    assert await all_schools(storage) == ()
    first = await import_schools(storage, [RIVIERE, DUPIN], NOW)
    assert (first.added, first.changed, first.gone, first.unchanged) == ((DUPIN, RIVIERE), (), (), 0)
    again = await import_schools(storage, [RIVIERE, DUPIN], NOW)
    assert (again.added, again.changed, again.gone, again.unchanged) == ((), (), (), 2)
    assert await all_schools(storage) == (DUPIN, RIVIERE)
    assert await _moves(storage) == [{"added": 2, "changed": 0, "gone": 0}]


async def test_a_new_name_keeps_the_former_and_a_school_left_out_stays_unlisted(storage: Storage) -> None:
    await import_schools(storage, [RIVIERE, DUPIN], NOW)
    renamed = replace(DUPIN, name="Collège Simone Bouquet")
    done = await import_schools(storage, [renamed, HAUTES_TERRES], NOW)
    changed = replace(renamed, former=(DUPIN.name,))
    gone = replace(RIVIERE, listed=False)
    assert (done.added, done.changed, done.gone, done.unchanged) == ((HAUTES_TERRES,), (changed,), (gone,), 0)
    assert await all_schools(storage) == (HAUTES_TERRES, changed, gone)
    back = await import_schools(storage, [renamed, RIVIERE, HAUTES_TERRES], NOW)
    assert (back.changed, back.unchanged) == ((RIVIERE,), 2)


async def test_an_empty_import_leaves_the_register(storage: Storage) -> None:
    await import_schools(storage, [DUPIN], NOW)
    with pytest.raises(NothingToImport):
        await import_schools(storage, [], NOW)
    assert await all_schools(storage) == (DUPIN,)


async def test_a_part_of_the_register_retires_the_rest_only_when_that_is_meant(storage: Storage) -> None:
    many = [School(f"{number:07}A", f"Collège {number}", "Collège", "Arles", "13") for number in range(50)]
    await import_schools(storage, many, NOW)
    with pytest.raises(TooManyGone) as refused:
        await import_schools(storage, many[:44], NOW)
    assert (refused.value.gone, refused.value.listed) == (6, 50)
    assert await all_schools(storage) == tuple(many), "nothing was changed"
    assert len((await import_schools(storage, many[:45], NOW)).gone) == 5, "a year's closings are no mistake"
    assert len((await import_schools(storage, many[:1], NOW, retires=True)).gone) == 44


async def test_thousands_are_imported_at_once(storage: Storage) -> None:
    many = [School(f"{number:07}A", f"Collège {number}", "Collège", "Arles", "13") for number in range(1_300)]
    assert len((await import_schools(storage, many, NOW)).added) == 1_300
    assert len(await all_schools(storage)) == 1_300


async def test_the_register_in_force_is_read_when_imported(storage: Storage) -> None:
    knowing = Knowing(storage, find("2024-experts-opale"))
    await knowing.learn()
    assert knowing.register().search("rivière").taken is None
    await import_schools(storage, [RIVIERE], NOW)
    await knowing.learn()
    assert knowing.register().search("rivière").taken == RIVIERE
