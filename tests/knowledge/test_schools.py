"""The register: answers to «Quel établissement ?», and schools named inside a sentence. The schools here are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.schools.register import Found, Register, School
from knowledge.schools.uai import key_of
from knowledge.schools.words import GENERIC
from knowledge.understanding.intent.normalise import folded
from tests.understanding.schools import register


def uai(digits: str) -> str:
    return digits + key_of(digits)


DUPIN = School(uai("0139001"), "Collège Aurore Dupin", "Collège", "Marseille 8e Arrondissement", "13", postcode="13008")
DUPIN_84 = School(uai("0849002"), "Collège Aurore Dupin", "Collège", "Apt", "84")
RIVIERE = School(
    uai("0139003"),
    "Lycée professionnel Jean-Marie Rivière",
    "Lycée",
    "Arles",
    "13",
    ("Lycée du Vieux Moulin - Lycée des métiers de la mode",),
    "LP",
)
HAUTES_TERRES = School(uai("0049004"), "Collège des Hautes Terres", "Collège", "Saint-André-les-Alpes", "04")
REGISTER = Register((DUPIN, DUPIN_84, RIVIERE, HAUTES_TERRES))


@pytest.mark.parametrize("typed", ["2", "13", "13008", "le 2e", "04.42.91.70.00", "0442917000", "0139001", "collège 2"])
def test_numbers_alone_name_no_school(typed: str) -> None:
    assert REGISTER.search(typed) == Found()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (RIVIERE.uai, RIVIERE),
        (HAUTES_TERRES.uai.lstrip("0").lower(), HAUTES_TERRES),
        (f"UAI : {RIVIERE.uai[:-1]} {RIVIERE.uai[-1]}", RIVIERE),
        ("lp rivière arles", RIVIERE),
        ("le lycée de la mode", RIVIERE),
        ("Vieux Moulin", RIVIERE),
        ("JM Riviere", RIVIERE),
        ("collège St André", HAUTES_TERRES),
        ("htes terres", HAUTES_TERRES),
        ("haute terre", HAUTES_TERRES),
        ("c'est pour le collège Dupin à Apt, merci", DUPIN_84),
        ("dupin mrs 8", DUPIN),
        ("collegeauroredupin 13008", DUPIN),
    ],
)
def test_a_school_is_taken(typed: str, expected: School) -> None:
    assert REGISTER.search(typed).taken == expected


@pytest.mark.parametrize("typed", ["dupin", "clg A. Dupin", "aurore dupain"])
def test_homonyms_are_offered_and_none_is_taken(typed: str) -> None:
    found = REGISTER.search(typed)
    assert (set(found.schools), found.taken) == ({DUPIN, DUPIN_84}, None)


@pytest.mark.parametrize(
    "typed", ["", "collège", "lycée militaire", "Dupin Gap", "lycée Dupin", "Aurore Boréale", "?", "🙂"]
)
def test_nothing_is_taken_of_what_names_no_school(typed: str) -> None:
    assert REGISTER.search(typed).taken is None


def test_a_right_uai_outside_the_register_is_said() -> None:
    outside = uai("0750654")
    assert REGISTER.search(f"le {outside} svp").outside == outside


def test_a_wrong_key_is_said() -> None:
    assert REGISTER.search("0139001Z").wrong_key


def test_an_empty_register_finds_nothing_and_reads_codes() -> None:
    empty = Register()
    assert (empty.search("collège Dupin").taken, empty.search(DUPIN.uai).outside) == (None, DUPIN.uai)
    assert empty.spot("collège Dupin").schools == ()


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        (
            "nouvelle demande lycée Rivière Arles, rapprochement bancaire bloqué, urgent, rappeler au 04 65 71 94 94",
            [RIVIERE],
            "nouvelle demande  , rapprochement bancaire bloqué, urgent, rappeler au 04 65 71 94 94",
        ),
        ("la caution et les bourses, Mme Dupin au 0639985005", [], None),
        ("dupin encore, la régie (Apt)", [DUPIN_84], "  encore, la régie ( )"),
        ("le tiers du collège Dupin est faux", {DUPIN, DUPIN_84}, "le tiers du   est faux"),
        ("lp Rivière Arles chorus pro", [RIVIERE], "  chorus pro"),
        ("il faut durpin et rivère au plus vite", [], None),
        ("un collège d'Apt", [DUPIN_84], "un  "),
        (f"pb {RIVIERE.uai} fichier refusé", [RIVIERE], "pb   fichier refusé"),
    ],
)
def test_a_school_is_spotted_in_a_sentence(text: str, expected: list[School] | set[School], rest: str | None) -> None:
    found = REGISTER.spot(text)
    assert set(found.schools) == set(expected)
    assert (found.taken is not None) is (len(expected) == 1)
    assert found.cut_from(text) == (text if rest is None else rest)


# On the official register, where the file REGISTER_CSV is there.


@pytest.fixture(scope="module")
def official() -> Register:
    """Return the official register."""
    found = register()
    if found is None:
        pytest.skip("REGISTER_CSV is not here")
    return found


def _offers(found: Found, school: School) -> bool:
    """Tell whether this school is taken, or is one of several that fit equally well."""
    return found.taken == school or (found.taken is None and school in found.schools)


def test_every_schools_own_name_and_town_take_it(official: Register) -> None:
    typed = {school.uai: f"{school.name.split(' (')[0]}, {school.place}" for school in official}
    assert [text for uai, text in typed.items() if official.search(text).taken != official.get(uai)] == []
    assert [text for uai, text in typed.items() if official.search(folded(text)).taken != official.get(uai)] == []


def test_every_schools_name_alone_takes_it_or_offers_it_among_its_homonyms(official: Register) -> None:
    for school in official:
        name = school.name.split(" (")[0]
        for text in (name, folded(name).upper(), f"bonjour, c'est pour le {name} merci"):
            assert _offers(official.search(text), school), text


def test_every_code_takes_its_school_however_typed(official: Register) -> None:
    for school in official:
        for text in (school.uai.lower(), school.uai.lstrip("0"), f"UAI : {school.uai[:-1]} {school.uai[-1]} ?"):
            assert official.search(text).taken == school, text


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_slip_in_the_longest_word_loses_no_school(data: st.DataObject, official: Register) -> None:
    school = data.draw(st.sampled_from(list(official)))
    name = school.name.split(" (")[0]
    longest = max((word for word in name.split() if word.isalpha() and folded(word) not in GENERIC), key=len)
    if len(longest) < 7 or folded(longest) in ("college", "etablissement", "internationale"):
        return
    at = data.draw(st.integers(2, len(longest) - 2))
    slipped = longest[:at] + longest[at + 1 :]
    assert _offers(official.search(f"{name.replace(longest, slipped)} {school.place}"), school)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_and_a_school_taken_is_the_first_offered(text: str) -> None:
    found = REGISTER.search(text)
    assert found.taken is None or found.schools == (found.taken,)
    spotted = REGISTER.spot(text)
    assert all(0 <= start < end <= len(text) for start, end in spotted.spans)
    assert bool(spotted.schools) <= bool(spotted.spans)
