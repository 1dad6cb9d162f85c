"""Status questions about applications and experts on a filled table, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.steering import texts
from dialogs.steering.cards import LINES
from storage.tables import application
from tests.dialogs.applying import MOTIVATION, deposit, take_in
from tests.dialogs.steering import REGISTER
from tests.scene import scene
from tests.talk import Office, Talk

pytestmark = pytest.mark.both

# Name, function, school as typed, wave.
PEOPLE = (
    ("ROUX Camille", "sgac", "0130001F", "v2"),
    ("PETIT Noé", "sg", "Lycée Thiers Marseille", "v1"),
    ("BLANC Ève", "fonde", "0840015K", "v3"),
    ("NOIR Luc", "sg", "Paul Héraud Gap", "v2"),
)


@scene
async def filled(office: Office) -> Talk:
    """Fill the table, the last application a day later; return the chat of the SA EPLE."""
    office.register = REGISTER
    for number, (name, function, school, wave) in enumerate(PEOPLE):
        if number == len(PEOPLE) - 1:
            office.clock.forward(days=1)
        one = office.stranger(f"{number:08}-2222-4222-8222-222222222222", name.title())
        await deposit(one, name, f"p{number}@example.org", function, school, wave, MOTIVATION, "passer", "oui")
    member = office.talk("saeple")
    await member.opens()
    await take_in(member, "CA-2024-0003")
    return member


async def test_applications_are_found_by_state_place_function_wave_and_day(offices: Office) -> None:
    member = await filled(offices)
    wanted = {
        "candidatures déposées": {0, 1, 3},
        "candidatures en instruction": {2},
        "candidatures retenues": set(),
        "candidatures du 13": {0, 1},
        "candidatures à Marseille": {1},
        "candidatures à Gap": {3},
        "candidatures du lycée Thiers": {1},
        "candidatures des secrétaires généraux": {1, 3},
        "candidatures vague 2": {0, 3},
        "candidatures déposées hier": {0, 1, 2},
        "candidatures déposées aujourd'hui": {3},
        "candidatures du 84 en instruction": {2},
    }
    wrong = {}
    for question, numbers in wanted.items():
        said = await member.says(question)
        found = {number for number, (name, *_) in enumerate(PEOPLE) if name in said}
        counted = await member.says(f"combien de {question}")
        count = texts.COUNT.format(count=f"{len(numbers)}\u00a0candidature{'s' * (len(numbers) > 1)}")
        if found != numbers or count not in counted:
            wrong[question] = (said, counted)
    assert wrong == {}


@pytest.mark.parametrize(
    ("question", "head", "lines"),
    [
        ("candidatures par département", "Département",
         {"Bouches-du-Rhône (13)": 2, "Vaucluse (84)": 1, "Hautes-Alpes (05)": 1}),
        ("candidatures par état", "État", {"déposée": 3, "en instruction": 1}),
        ("candidatures du 13 par établissement", "Établissement",
         {"Lycée polyvalent Émile Zola, Aix-en-Provence (0130001F)": 1, "Lycée Thiers, Marseille 1er (0130040Y)": 1}),
    ],
)  # fmt: skip
async def test_applications_are_counted_by_what_is_kept(
    office: Office, question: str, head: str, lines: dict[str, int]
) -> None:
    member = await filled(office)
    said = (await member.says(question)).split("\n")
    rows = said[said.index(f"{head} · Candidatures") + 1 :]
    assert set(rows) == {f"{key} · {count}" for key, count in lines.items()}


async def test_of_many_weeks_the_last_are_shown_and_it_is_said(office: Office) -> None:
    member = await filled(office)
    before = LINES + 2
    async with office.storage.engine.begin() as connection:
        (kept,) = (await connection.execute(sa.select(application).limit(1))).mappings()
        older = [
            {**kept, "id": 100 + week, "reference": f"CA-2023-{week:04}", "oid": f"older{week}",
             "deposited_at": kept["deposited_at"] - timedelta(weeks=week + 1)}
            for week in range(before)
        ]  # fmt: skip
        await connection.execute(sa.insert(application), older)
    said = (await member.says("candidatures par semaine")).split("\n")
    rows = said[said.index("Semaine · Candidatures") + 1 :]
    assert len(rows) == LINES
    assert rows[-1].endswith(f" · {len(PEOPLE)}")  # All of this week; of the weeks before, one each.
    assert texts.MORE_LAST.format(shown=LINES, total=before + 1) in said


async def test_what_is_not_kept_is_said_so_and_drafts_are_only_counted(office: Office) -> None:
    member = await filled(office)
    await office.stranger("drafting").says("candidater")
    said = await member.says("combien de candidatures en brouillon ?")
    assert texts.DRAFTS_PRIVATE in said
    assert "cela n’est pas enregistré pour les experts" in await member.says("experts par mois")
    assert "sans établissement connu" in await member.says("experts du 13")


async def test_applications_are_counted_by_function_and_by_wave(offices: Office) -> None:
    member = await filled(offices)
    by_function = await member.says("combien de candidatures par fonction ?")
    assert "par fonction" in by_function
    assert "Secrétaire générale ou général d’EPLE" in by_function
    assert "par vague" in await member.says("et réparties entre les vagues ?")
    assert "par fonction" in await member.says("candidatures du 13 par fonction")
    for by in ("état", "département", "établissement", "semaine", "mois"):
        assert f"par {by}" in await member.says(f"candidatures par {by}")
