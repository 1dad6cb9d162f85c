"""How often a turn of each kind asks the database: a bound for each, whatever the number of rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.schools.register import Register
from storage.engine import Storage
from tests.bench.bench_schools import made_up
from tests.bench.seeding import seed
from tests.dialogs.asking import FIRST, OWN, appointed, ask, press
from tests.dialogs.delivering import delivered
from tests.talk import Office

pytestmark = pytest.mark.both

MANY = 6


@contextmanager
def counted(storage: Storage) -> Iterator[list[str]]:
    """Collect the statements that are run while the block lasts."""
    engine, run = storage.engine.sync_engine, []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        run.append(" ".join(statement.split()))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


async def test_a_question_of_somebody_known_asks_nothing_and_writes_behind(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("jusqu'à quand peut-on candidater à cet appel à candidatures ?")
    await offices.behind.flush()
    with counted(offices.storage) as run:
        await talk.says("quelle est l'indemnité annuelle versée aux experts académiques ?")
    assert run == []
    with counted(offices.storage) as run:
        await offices.behind.flush()
    told = 0 if offices.storage.is_sqlite else 1
    assert len(run) == 2 + told, run


async def test_a_few_words_of_somebody_who_was_told_nothing_ask_nothing(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("jusqu'à quand peut-on candidater à cet appel à candidatures ?")
    with counted(offices.storage) as run:
        await talk.says("prime annuelle ?")
    again = 0 if offices.storage.is_sqlite else 1  # What another replica has just heard.
    assert len(run) == again, run


async def test_a_first_contact_asks_once(offices: Office) -> None:
    talk = offices.stranger("88888888-8888-4888-8888-888888888888", "Élise Autre")
    with counted(offices.storage) as run:
        await talk.says("jusqu'à quand peut-on candidater à cet appel à candidatures ?")
    assert len(run) == 1, run


async def test_a_step_of_a_form_asks_what_it_must(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("demander une assistance")
    told = 0 if offices.storage.is_sqlite else 1
    for answer in OWN:
        with counted(offices.storage) as run:
            await talk.says(answer)
        # Who it is, the draft; then the claim of the activity, the draft, its change, the focus, what is kept; in the
        # end, what was done about a case like it.
        alike = 1 if answer == OWN[-1] else 0
        assert len(run) <= 7 + told + alike, run


@pytest.mark.parametrize(
    ("said", "most"),
    [("statut", 15), ("les 5 plus anciennes", 4), ("combien de demandes par objet ?", 2), ("mes demandes", 3)],
)
async def test_what_a_status_turn_asks_does_not_grow_with_the_rows(offices: Office, said: str, most: int) -> None:
    await seed(offices.storage, Register(made_up(20, random.Random(8))), 80, experts=9)
    member = offices.talk("saeple")
    await member.says("combien de demandes par mois ?")
    with counted(offices.storage) as run:
        await member.says(said)
    again = 0 if offices.storage.is_sqlite else 1  # A short message may lean on what another replica has just heard.
    assert 0 < len(run) <= most + again, run


async def test_a_few_words_under_several_notices_read_them_together(offices: Office) -> None:
    [expert] = await appointed(offices, 1)
    for topic in ("DEPENSE", "TRESO", "BUDGET", "REGIE"):
        await ask(offices.talk(), OWN[0], topic, *OWN[2:])
    rows = await delivered(offices, expert)
    assert len([row for row, _ in rows if row.notice.to == expert.key]) == 4
    await expert.says("bonjour")
    with counted(offices.storage) as run:
        await expert.says("merci beaucoup")
    again = 0 if offices.storage.is_sqlite else 1
    # The notices; their requests, the person's roles, the cards, the journals; what is asked of the person.
    assert 2 <= len(run) <= 6 + again, run


async def test_a_press_asks_so_often_whatever_the_number_of_experts(offices: Office) -> None:
    experts = await appointed(offices, MANY)
    await ask(offices.talk())
    await experts[0].says(f"où en est la demande {FIRST} ?")
    with counted(offices.storage) as run:
        await press(experts[0], "request.take")
    told = 0 if offices.storage.is_sqlite else 1
    assert len(run) <= 18 + told, run


async def test_a_notice_is_drawn_by_few_statements(offices: Office) -> None:
    await appointed(offices, MANY)
    await ask(offices.talk())
    with counted(offices.storage) as run:
        rows = await delivered(offices)
    assert len(rows) >= MANY
    assert len(run) <= 12 * len(rows), (len(run), len(rows))
