"""The register: answers to «Quel établissement ?», and schools named inside a sentence. The schools here are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.schools.register import Found, Register, School
from knowledge.schools.words import GENERIC, key_of
from knowledge.understanding.words import folded
from tests.understanding import data
from tests.understanding.schools import FILE, register, right


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
_LILAS = replace(DUPIN, street="12 RUE DES LILAS")
STREETS = Register((_LILAS, DUPIN_84, RIVIERE, replace(HAUTES_TERRES, street="Avenue Jean Marie Rivière")))
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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # By ear, cut in two, glued.
        ("college oror dupein apt", DUPIN_84),
        ("lycée ri vière", RIVIERE),
        ("colège des ôtes taires", HAUTES_TERRES),
        ("hot terres", HAUTES_TERRES),
        # Sentences around the name.
        ("c'est pour le collège de Saint-André, au bout de la vallée", HAUTES_TERRES),
        ("lp Rivière à coté de la gare, arles", RIVIERE),
        ("mon bahut c'est Rivière, pas Dupin", RIVIERE),
        ("Dupin à Apt, hein, pas celui de Marseille", DUPIN_84),
        ("collège Aurore… non, Rivière, à Arles", RIVIERE),
        ("je remplace la gestionnaire du lycée Rivière depuis lundi", RIVIERE),
        # By its street, with its number or not.
        ("collège 12 rue des Lilas", DUPIN),
        ("rue des lilas, Dupin", DUPIN),
        ("le collège avenue Jean-Marie Rivière", HAUTES_TERRES),
        # A code dictated.
        ("zéro treize quatre-vingt-dix zéro un " + DUPIN.uai[-1], DUPIN),
    ],
)
def test_a_school_is_taken_as_strangers_type_it(typed: str, expected: School) -> None:
    found = STREETS.search(typed).taken
    assert found is not None
    assert found.uai == expected.uai


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Rivière et Hautes Terres", {RIVIERE, HAUTES_TERRES}),
        ("rivière/hautes terres", {RIVIERE, HAUTES_TERRES}),
        ("je gère Rivière à Arles puis Dupin à Apt", {RIVIERE, DUPIN_84}),
    ],
)
def test_two_schools_in_a_line_are_both_offered(typed: str, expected: set[School]) -> None:
    found = REGISTER.search(typed)
    assert (set(found.schools), found.taken) == (expected, None)


@pytest.mark.parametrize(
    "typed",
    [
        "collège Dupin à Toulon",
        "Aurore Boréale",
        "collège Kylian",
        "école primaire Dupin",
        "lycée des Hautes Terres à Lyon",
    ],
)
def test_what_is_elsewhere_or_another_is_never_taken(typed: str) -> None:
    assert REGISTER.search(typed).taken is None


def test_mentions_tell_where_schools_are_named_and_how_surely() -> None:
    text = "Le collège Dupin attend.\nCordialement,\nMme X, LP Rivière, Arles"
    found = REGISTER.mentions(text)
    assert [(text[one.start : one.end], set(one.schools), one.signed, one.placed) for one in found] == [
        ("collège Dupin", {DUPIN, DUPIN_84}, False, False),
        ("LP Rivière, Arles", {RIVIERE}, True, False),
    ]
    assert [one.placed for one in REGISTER.mentions("il neige à Apt")] == [True]
    assert [one.score for one in REGISTER.mentions(f"le {RIVIERE.uai} svp")] == [100.0]
    assert found[0].score > REGISTER.mentions("il neige à Apt")[0].score


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
        ("la SG de Rivière appelle", [RIVIERE], "la SG de   appelle"),
        ("coup de fil d'Arles, régie bloquée", [RIVIERE], "coup de fil d' , régie bloquée"),
        ("Rivière et Hautes Terres, même souci", {RIVIERE, HAUTES_TERRES}, "  et  , même souci"),
        # Words, courtesies and persons that only look like a name.
        ("un expert au riverain, merci. Cdt", [], None),
        ("voir avec mme rivière", [], None),
        ("la facture de rivages est bloquée", [], None),
        ("le 1er mars", [], None),
    ],
)
def test_a_school_is_spotted_in_a_sentence(text: str, expected: list[School] | set[School], rest: str | None) -> None:
    found = REGISTER.spot(text)
    assert set(found.schools) == set(expected)
    assert (found.taken is not None) is (len(expected) == 1)
    assert found.cut_from(text) == (text if rest is None else rest)


# On the official register.


@pytest.fixture(scope="module")
def official() -> Register:
    """Return the official register."""
    return register()


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


@given(st.text(max_size=120))
def test_any_text_is_read_and_a_school_taken_is_the_first_offered(text: str) -> None:
    found = REGISTER.search(text)
    assert found.taken is None or found.schools == (found.taken,)
    spotted = REGISTER.spot(text)
    assert all(0 <= start < end <= len(text) for start, end in spotted.spans)
    assert bool(spotted.schools) <= bool(spotted.spans)


def test_lines_once_read_are_still_found_and_none_is_taken_wrongly(official: Register) -> None:
    lines = data.lines(data.READ / FILE)
    wrong = [
        line["q"] for line in lines if (taken := official.search(line["q"]).taken) and taken.uai not in line["expect"]
    ]
    missed = [line["q"] for line in lines if not right(line, official)]
    assert (wrong, len(missed) <= 0.05 * len(lines)) == ([], True), missed


_AROUND = (
    "je suis affectée depuis septembre au {}", "euh attends je cherche… {} voilà", "{}, si je me trompe pas",
    "pour ma collègue qui travaille au {}", "on dépend du {} pour la compta", "ben le {}, comme d'habitude",
    "bonjour, adjointe gestionnaire au {}, j'ai besoin d'aide", "le principal du {} m'a demandé de vous contacter",
    "{}, même si le courrier arrive encore à l'ancienne adresse", "la cheffe du {} vient d'appeler", "c le {} mdr",
    "SG titulaire du {} depuis 2019", "il faudrait choisir {} dans la liste", "figure-toi que je suis encore au {}",
)  # fmt: skip


@pytest.mark.parametrize("around", _AROUND)
def test_a_sentence_around_its_name_and_town_loses_no_school(official: Register, around: str) -> None:
    for school in list(official)[::9]:
        name = school.name.split(" (")[0]
        text = around.format(f"{name[0].lower()}{name[1:]} de {school.place}")
        assert official.search(text).taken == school, text


@pytest.mark.parametrize(
    ("text", "unknown", "near"),
    [
        # A name that no school of the town bears; a town, then a kind, that the school of that name has not.
        ("collège Verlaine à Trets, mandat rejeté", "collège Verlaine à Trets", "0130166K"),
        ("clg Verlaine de Trets régie bloquée", "clg Verlaine de Trets", "0130166K"),
        ("le lycée Victor Hugo de Barcelonnette appelle", "lycée Victor Hugo de Barcelonnette", "0130043B"),
        ("lycée cocteau briancon, otp perdue", "lycée cocteau briancon", "0133195C"),
        ("collège Gambetta à Aix, budget refusé", "collège Gambetta à Aix", "0130006L"),
        ("lycée Zola (Toulon) : titres", "lycée Zola (Toulon", "0130001F"),
        # Whoever signs from another school does not make it that one.
        ("collège Verlaine : bourses\nCordialement,\nCollège Mignet, Aix", "collège Verlaine", "0132568W"),
    ],
)
def test_a_school_that_is_not_in_the_register_is_never_taken_for_another(
    official: Register, text: str, unknown: str, near: str
) -> None:
    found = official.spot(text)
    assert (found.schools, found.unknown) == ((), unknown)
    assert near in {school.uai for school in found.near}


@pytest.mark.parametrize(
    ("text", "uai"),
    [
        ("collège Simone Veil à Tallard... non, La Bâtie-Neuve, tiers", "0050639T"),
        ("lycée Pagnol à Saint-Loup, bourses", "0130037V"),
        ("lycée Cocteau Mme Dupont de Toulon", "0133195C"),
        ("lycée Cocteau Dupont Karine 0490000000", "0133195C"),
        ("collège de Riez, à Marseille on me dit que c'est bloqué", "0040017X"),
        ("Mme Martin du Lycée Cocteau, Budget refusé", "0133195C"),
        ("M. de La Tour, lycée Aristide Briand à Gap", "0050007F"),
    ],
)
def test_what_stands_beside_its_name_and_says_no_other_loses_no_school(official: Register, text: str, uai: str) -> None:
    found = official.spot(text)
    assert found.taken == official.get(uai)


def test_of_a_register_without_it_no_other_is_taken_for_a_school_with_its_town(official: Register) -> None:
    wrong = []
    for school in list(official)[::15]:
        left = Register(one for one in official if one != school)
        place = school.place.split(" ")[0] if school.place.startswith("Marseille") else school.place
        text = f"note pour le {school.name[0].lower()}{school.name[1:]} à {place} : mandat rejeté"
        taken = left.spot(text).taken
        wrong += [(text, taken.label)] if taken else []
    assert len(wrong) <= 1, wrong  # «le Chatelier» is heard as «l'hôtelier».
