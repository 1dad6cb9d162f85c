"""What is offered first follows the calendar of the call in force."""

from __future__ import annotations

from datetime import datetime

import pytest

from dialogs.core import texts as general
from dialogs.core.route import Theme
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from storage.engine import Storage
from tests.talk import Office

START, MINE, HELP_ME = general.BUTTON_START_APPLICATION, general.BUTTON_MY_APPLICATION, general.BUTTON_ASK_ASSISTANCE


@pytest.mark.parametrize(
    ("day", "said", "first"),
    [
        (
            datetime(2025, 3, 20, 10, tzinfo=PARIS),
            "candidatez avec moi jusqu’au vendredi 11 avril 2025",
            [HELP_ME, START],
        ),
        (datetime(2025, 4, 9, 10, tzinfo=PARIS), "plus que 2\u00a0jours pour candidater", [START, HELP_ME]),
        (datetime(2025, 4, 11, 10, tzinfo=PARIS), "dernier jour pour candidater, jusqu’à midi", [START, HELP_ME]),
        (datetime(2025, 4, 11, 12, tzinfo=PARIS), "attendues au plus tard le vendredi 6 juin 2025", [HELP_ME, MINE]),
        (datetime(2025, 6, 10, 10, tzinfo=PARIS), "les résultats sont connus", [MINE, HELP_ME]),
        (datetime(2026, 1, 10, 10, tzinfo=PARIS), "Aucun appel à candidatures n’est ouvert", [HELP_ME, MINE]),
    ],
)
async def test_the_greeting_follows_the_year(
    sqlite: Storage, bassin: KnowledgeBase, day: datetime, said: str, first: list[str]
) -> None:
    async with Office.open(sqlite, bassin, day) as office:
        talk = office.talk()
        assert said in await talk.says("bonjour")
        assert talk.seen[0].buttons[:2] == first


async def test_the_help_offers_to_apply_while_one_may(sqlite: Storage, bassin: KnowledgeBase) -> None:
    async with Office.open(sqlite, bassin, datetime(2025, 4, 11, 11, tzinfo=PARIS)) as office:
        talk = office.talk()
        for closed in (False, True):
            await talk.says("aide")
            shown = await talk.presses(general.HELP_THEMES[Theme.APPLICATION])
            assert ("«\u00a0candidater\u00a0»" in shown) is not closed
            assert ("«\u00a0suis-je éligible\u00a0»" in shown) is not closed
            assert "«\u00a0ma candidature\u00a0»" in shown
            office.clock.forward(hours=1)
