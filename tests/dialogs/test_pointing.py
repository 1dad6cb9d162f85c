"""A line of the list just shown, pointed at within a sentence, is what the sentence is about."""

from __future__ import annotations

import pytest

from dialogs.core.form_texts import REVIEW
from knowledge.understanding.references import pointed
from storage.actions.sayings import NOTE
from tests.dialogs.asking import LOGGED, log, moves, rows
from tests.dialogs.steering import REGISTER
from tests.scene import scene
from tests.talk import Office, Talk

LINES = (
    "DA-2024-0003 Collège Mignet, Aix",
    "DA-2024-0005 Lycée Thiers, Marseille",
    "DA-2024-0007 Collège Coin Joli, Marseille",
)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("je prends la dernière", 2), ("prends la première stp", 0), ("attribue la deuxième à Durand", 1),
        ("passe celle de Mignet à Durand, il connaît", 0), ("celle du lycée Thiers est résolue", 1), ("la dernière est résolue", 2),
        ("note sur la dernière : vu à Gap", 2), ("mets la 2e en attente jusqu'à lundi", 1), ("je prends la dernière de la liste", 2),
        ("celle de Marseille est résolue", None), ("la première fois que ça arrive", None), ("la dernière facture est rejetée", None),
        ("c'est la dernière fois", None), ("annule la première et la dernière", None), ("je prends la neuvième", None),
    ],
)  # fmt: skip
def test_words_point_at_one_line_or_at_none(text: str, at: int | None) -> None:
    found = pointed(text, LINES)
    assert (found and found.at) == at


@scene
async def listed(office: Office) -> tuple[Talk, list[str]]:
    """Show an expert the requests that nobody has; return their numbers in the order of the list."""
    office.register = REGISTER
    expert = office.talk("expert")
    for topic in ("TRESO", "BUDGET", "REGIE"):
        await log(expert, *(topic if one == "TRESO" else one for one in LOGGED))
    await expert.says("demandes non prises")
    return expert, [one.split()[-1] for one in expert.buttons if one.startswith("Ouvrir DA-")]


@pytest.mark.parametrize(("said", "at"), [("je prends la dernière", -1), ("prendre la première", 0), ("je prends la deuxième stp", 1)])  # fmt: skip
async def test_one_of_a_list_is_taken(office: Office, said: str, at: int) -> None:
    expert, references = await listed(office)
    assert len(references) == 3
    await expert.says(said)
    taken = [row["reference"] for row in await rows(office) if row["holder_oid"]]
    assert taken == [references[at]], expert.seen[-1].text


async def test_what_follows_is_about_it_too(office: Office) -> None:
    expert, references = await listed(office)
    await expert.says("je prends la dernière")
    await expert.says("demandes non prises")
    assert REVIEW in await expert.says("note sur la dernière : vu à Gap")  # The other experts read it.
    await expert.says("oui")
    others = [one for one in references if one != references[-1]]
    assert [one for one in others if NOTE in await moves(office, one)] == [others[-1]]


async def test_without_a_list_the_last_is_the_one_that_came_last(office: Office) -> None:
    expert, references = await listed(office)
    await expert.says("jusqu'à quand peut-on candidater ?")
    await expert.says("je prends la dernière")
    assert [row["reference"] for row in await rows(office) if row["holder_oid"]] == [max(references)]


async def test_who_may_not_still_may_not(office: Office) -> None:
    await listed(office)
    member = office.talk("saeple")
    await member.says("demandes non prises")
    assert "réservé aux experts" in await member.says("je prends la dernière")
    assert not any(row["holder_oid"] for row in await rows(office))


async def test_alone_it_opens_the_line(office: Office) -> None:
    expert, references = await listed(office)
    assert references[-1] in await expert.says("la dernière")
