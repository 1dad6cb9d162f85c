"""Measures in the chat: what is said, and to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.steering import texts as status_texts
from knowledge.french import duration
from knowledge.schools.register import Register
from tests.dialogs.steering import REGISTER, fill
from tests.dialogs.test_status_tables import plain
from tests.talk import Office


async def test_a_measure_is_said_with_its_period_its_groups_and_the_period_before(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    said = await pilot.says("délais par département en janvier 2024")
    assert "Délai de prise en charge" in said
    assert "par département" in said
    assert "Bouches-du-Rhône (13)" in said
    assert status_texts.WORKING in said
    assert "Sur la période d’avant" in said or "Rien à comparer" in said
    assert status_texts.LAST_DAYS.format(days=90) not in said
    assert status_texts.LAST_DAYS.format(days=90) in await pilot.says("délai médian de prise en charge")
    assert "En cours" in await pilot.says("charge par expert")


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ("quel est le délai médian de prise en charge par département ce trimestre, comparé au précédent ?", "Délai de prise en charge"),
        ("combien de temps les écoles attendent avant qu'on les prenne, par vague ?", "Délai de prise en charge"),
        ("temps pour résoudre par sujet en 2024", "Délai de résolution"),
        ("délai moyen de traitement dans le 13", "Délai de résolution"),
        ("taux de demandes rouvertes par mois", "Part des demandes rouvertes"),
        ("quelle est la part des demandes rouvertes ce mois-ci par rapport au mois dernier ?", "Part des demandes rouvertes"),
        ("quelles solutions ont été refusées le plus, par sujet ?", "Part des solutions refusées"),
        ("durée totale des séances par mois", "Séances et leur durée"),
        ("donne-moi la satisfaction par établissement", "Satisfaction"),
    ],
)  # fmt: skip
async def test_a_measure_is_asked_for_in_ones_own_words(office: Office, asked: str, head: str) -> None:
    await fill(office)
    said = await office.talk("saeple").says(asked)
    assert said.startswith(f"{head} : ".replace(" :", "\xa0:"))
    assert "Je n’ai pas tenu compte" not in said


async def test_a_delay_that_is_the_calls_is_no_measure(office: Office) -> None:
    await fill(office)
    assert "médiane" not in await office.talk("saeple").says("quel est le délai pour candidater ?")


async def test_opinions_never_rank_persons(office: Office) -> None:
    await fill(office)
    said = await office.talk("saeple").says("satisfaction par expert")
    assert status_texts.NOT_BY_PERSON.format(measure="Satisfaction") in said
    assert "Nadia" not in said


@pytest.mark.parametrize("asked", ["délais", "satisfaction par mois"])
@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_figures_are_the_sa_eples_alone(office: Office, seat: str, asked: str) -> None:
    await fill(office)
    said = await office.talk(seat).says(asked)
    assert "médiane" not in said


async def test_a_measure_stays_on_the_screen_it_is_narrowed_and_shown_by_something_else(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says("délais de résolution par mois en 2024")
    said = await pilot.says("et dans le 13 ?")
    assert said.startswith("Délai de résolution")
    assert "du 13" in said
    assert "par mois" in said
    assert (await pilot.says("par établissement")).startswith("Délai de résolution")
    assert "Enlever" in " ".join(pilot.buttons)
    assert (await pilot.presses("Enlever tous les filtres")).startswith("Délai de résolution")
    assert not (await pilot.says("demandes du 84")).startswith("Délai")


async def test_waves_group_and_narrow_what_is_measured_and_what_was_asked_before(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.opens()
    said = await pilot.says("délais par vague")
    assert said.startswith("Délai de prise en charge")
    assert {line.split(" · ")[0] for line in said.split("\n")[-4:]} == {
        "vague 2", "vague 3", "vague 4", "sans vague connue"
    }  # fmt: skip
    assert "Demandes de la vague 2" in await pilot.says("et la vague 2 ?")
    said = await pilot.says("demandes ouvertes de la vague 3")
    assert "Demandes ouvertes de la vague 3" in said
    assert "Demandes ouvertes de la vague 4" in await pilot.says("et la vague 4 ?")
    assert "Demandes ouvertes sauf celles de la vague 2" in await pilot.says("sans la vague 2")
    assert "par vague" in await pilot.says("et par vague ?")
    assert "Charge : Demandes par expert" in plain(await pilot.says("charge des experts"))


async def test_waves_that_nobody_has_told_are_said_so(office: Office) -> None:
    await fill(office)
    office.register = Register(tuple(replace(one, wave="") for one in REGISTER))
    pilot = office.talk("saeple")
    for asked in ("demandes de la vague 3", "demandes par vague", "délais par vague"):
        assert status_texts.NO_WAVES in await pilot.says(asked)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (65, "1 h 05"), (1500, "25 h")]
)
def test_minutes_are_said_as_people_say_them(minutes: int, said: str) -> None:
    assert duration(minutes).replace("\u00a0", " ").replace("\u202f", " ") == said


async def test_after_one_delay_another_is_asked_in_few_words(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.opens()
    assert "Délai de prise en charge" in await pilot.says("combien de temps pour prendre les demandes du 13 ?")
    shown = await pilot.says("et pour les résoudre ?")
    assert "Délai de résolution" in shown
    assert "du 13" in shown
