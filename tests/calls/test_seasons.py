"""What is offered first follows the calendar of the call in force."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dialogs.application import texts as application
from dialogs.core import texts as general
from dialogs.core.exchange import Scope
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


OPENING = datetime(2026, 3, 16, 0, tzinfo=PARIS)
CLOSING = datetime(2026, 4, 11, 0, tzinfo=PARIS)
# Whoever asks these is invited to apply, while one may.
INVITING = (
    "je veux candidater", "comment candidater ?", "combien on touche ?", "quelle est la date limite ?", "suis-je éligible ?",
    "je suis prof de lettres, je peux candidater ?", "ma candidature", "résume l'appel",
)  # fmt: skip
INVITES = ("écrivez-moi «\u00a0candidater\u00a0»", "préparez votre lettre", START, application.BUTTON_START)


async def invited(office: Office, scope: Scope) -> list[tuple[str, str]]:
    """Return what invites to apply, by what was said."""
    found = []
    for said in INVITING:
        talk = office.talk(scope=scope)
        shown = "\n".join((await talk.says(said), *(button for seen in talk.seen for button in seen.buttons)))
        found += [(said, one) for one in INVITES if one in shown]
    return found


@pytest.mark.parametrize("scope", [Scope.PERSONAL, Scope.CHANNEL])
@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (OPENING - timedelta(seconds=1), False),
        (OPENING, True),
        (CLOSING - timedelta(seconds=1), True),
        (CLOSING, False),
        (CLOSING + timedelta(days=90), False),
    ],
)
async def test_nothing_invites_to_apply_while_one_may_not(
    sqlite: Storage, sober: KnowledgeBase, now: datetime, scope: Scope, open_: bool
) -> None:
    async with Office.open(sqlite, sober, now) as office:
        assert bool(await invited(office, scope)) is open_


@pytest.mark.parametrize("scope", [Scope.PERSONAL, Scope.CHANNEL])
async def test_before_the_opening_one_learns_from_when_on_one_may_apply(
    sqlite: Storage, sober: KnowledgeBase, scope: Scope
) -> None:
    async with Office.open(sqlite, sober, OPENING - timedelta(days=1)) as office:
        talk, day = office.talk(scope=scope), "lundi 16 mars 2026"
        not_yet = general.NOT_YET.format(opens=day)
        assert not_yet in await talk.says("Quelle est l’indemnité ?")
        said = await talk.says("je veux candidater")
        assert application.EARLY_TITLE in said
        assert f"Vous pourrez candidater à partir du {day}, jusqu’au vendredi 10 avril 2026 à minuit." in said
        if scope is Scope.PERSONAL:
            assert not_yet in await talk.says("suis-je éligible ?")
            pressed = {"type": "Action.Execute", "verb": "about.show", "data": {"entry": "motivation_aide"}}
            assert not_yet in await talk.sends(pressed)
            assert START not in talk.buttons
            assert f"Vous pourrez candidater à partir du {day}" in await talk.says("ma candidature")


@pytest.mark.parametrize(("minutes", "early"), [(-1, True), (0, False)])
async def test_a_call_that_gives_no_opening_opens_on_its_own_day(
    sqlite: Storage, bassin: KnowledgeBase, minutes: int, early: bool
) -> None:
    async with Office.open(
        sqlite, bassin, datetime(2025, 3, 10, 0, tzinfo=PARIS) + timedelta(minutes=minutes)
    ) as office:
        talk = office.talk()
        assert ("vous pourrez candidater du lundi 10 mars 2025" in await talk.says("bonjour")) is early
        assert (application.EARLY_TITLE in await talk.says("candidater")) is early


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
