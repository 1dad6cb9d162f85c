"""Status questions through the reader as it is delivered: its weights, a small register, experts by name."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest

from knowledge.people import Role
from knowledge.understanding.directory import Directory
from knowledge.understanding.query import Compare, Op, Query, Refusal, What, Why
from storage.calls import status_reader

TODAY = date(2024, 1, 25)


class Place(NamedTuple):
    """A school as the register lists it."""

    uai: str
    name: str
    town: str
    department: str


DIRECTORY = Directory(
    (
        Place("0130037U", "Collège Lakanal", "Aubagne", "013"),
        Place("0840026X", "Lycée polyvalent de l'Arc", "Orange", "084"),
        Place("0050006F", "Lycée Dominique Villars", "Gap", "005"),
        Place("0132212J", "Collège Frédéric Mistral", "Port-de-Bouc", "013"),
        Place("0840583C", "Collège Frédéric Mistral", "Avignon", "084"),
        Place("0131704G", "Collège Anatole France", "Marseille 6e Arrondissement", "013"),
    ),
    ("Élise Perrot", "Dominique Ferrand"),
)
SAEPLE, EXPERT = (Role.SA_EPLE,), (Role.EXPERT,)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("combien de demandes closes en janvier dans le 13 ?",
         {"what": "demandes", "op": "count", "filters": {"state": ["close"], "department": "13"},
          "period": {"field": "closed", "from": "2024-01-01", "to": "2024-01-31"}}),
        ("combien de demandes depuis deux semaines, à Gap uniquement ?",  # A time that may be an age, and no other.
         {"what": "demandes", "op": "count", "filters": {"place": "Gap"},
          "period": {"field": "created", "from": "2024-01-11", "to": "2024-01-25"}}),
        ("les demandes urgentes à Gap", {"what": "demandes", "op": "list", "filters": {"place": "Gap", "urgent": True}}),
        ("dem non urgentes du vaucluse", {"what": "demandes", "op": "list", "filters": {"department": "84", "urgent": False}}),
        ("qui s'occupe du collège lakanale ?", {"what": "demandes", "op": "who", "filters": {"school": "Lakanal"}}),
        ("séances de la semaine prochaine",
         {"what": "sessions", "op": "list", "period": {"field": "planned", "from": "2024-01-29", "to": "2024-02-04"}}),
        ("DA-2024-0012", {"what": "demandes", "op": "one", "filters": {"reference": "DA-2024-0012"}}),
        ("les 5 plus anciennes demandes ouvertes",
         {"what": "demandes", "op": "list", "filters": {"state": ["ouvertes"]}, "sort": "created asc", "limit": 5}),
        ("candidatures retenues vague 2", {"what": "candidatures", "op": "list", "filters": {"state": ["retenue"], "wave": 2}}),
        # A town keeps its name whatever small word follows it.
        ("les demandes de Gap et d'Orange", {"what": "demandes", "op": "list", "filters": {"place": ["Gap", "Orange"]}}),
        ("les demandes urgentes à aubagne s'il te plaît",
         {"what": "demandes", "op": "list", "filters": {"place": "Aubagne", "urgent": True}}),
        ("toutes les demandes annulées hors Gap",
         {"what": "demandes", "op": "list", "filters": {"state": ["annulée"], "not_place": ["Gap"]}}),
        ("les demandes ouvertes, Orange excepté",
         {"what": "demandes", "op": "list", "filters": {"state": ["ouvertes"], "not_place": ["Orange"]}}),
        ("les demandes urgentes prises par perrot",
         {"what": "demandes", "op": "list", "filters": {"expert": "Élise Perrot", "urgent": True}}),
        ("demandes de trésorerie et de bourses",
         {"what": "demandes", "op": "list", "filters": {"subject": ["BOURSES", "TRESO"]}}),
        ("candidatures en instruction vague 2 et 3",
         {"what": "candidatures", "op": "list", "filters": {"state": ["en instruction"], "wave": [2, 3]}}),
        ("demandes arrivées entre le 8 et le 19 janvier et toujours ouvertes",
         {"what": "demandes", "op": "list", "filters": {"state": ["ouvertes"]},
          "period": {"field": "created", "from": "2024-01-08", "to": "2024-01-19"}}),
        ("les demandes non prises du Vaucluse, de la plus vieille à la plus récente",
         {"what": "demandes", "op": "list", "filters": {"state": ["non prises"], "department": "84"},
          "sort": "created asc"}),
        ("combien d'experts avons-nous à ce jour ?", {"what": "experts", "op": "count"}),
        # Experts have no age: where they are still counts.
        ("les experts du 13 depuis plus de 3 jours", {"what": "experts", "op": "list", "filters": {"department": "13"}}),
        ("demandes > 7 jours", {"what": "demandes", "op": "list", "filters": {"older_than_days": 7}}),
    ],
)  # fmt: skip
def test_questions_are_read(text: str, meaning: dict[str, Any]) -> None:
    query = status_reader().read(text, TODAY, DIRECTORY).query
    assert query
    assert query.meaning() == meaning


def test_an_expert_of_the_directory_is_told_by_the_whole_name() -> None:
    query = status_reader().read("les demandes de Perrot", TODAY, DIRECTORY).query
    assert query
    assert query.values("expert") == ("Élise Perrot",)


def test_a_name_of_two_schools_is_asked_about_and_a_town_tells_them_apart() -> None:
    reader = status_reader()
    asked = reader.read("demandes du collège Mistral", TODAY, DIRECTORY).ask_back
    assert asked
    assert (asked.why, asked.schools) == (Why.WHICH_SCHOOL, ("0132212J", "0840583C"))
    told = reader.read("demandes du collège Mistral à Avignon", TODAY, DIRECTORY).query
    assert told
    assert told.schools == ("0840583C",)


def test_a_follow_up_changes_what_it_says_and_a_new_question_begins_anew() -> None:
    reader = status_reader()
    before = Query(What.REQUESTS, Op.COUNT, (Compare("state", ("ouvertes",)), Compare("department", ("13",))))
    leaning = reader.read("et dans le 84 ?", TODAY, DIRECTORY, before).query
    assert leaning
    assert leaning.meaning() == {
        "what": "demandes",
        "op": "count",
        "filters": {"state": ["ouvertes"], "department": "84"},
    }
    anew = reader.read("liste des candidatures déposées hier", TODAY, DIRECTORY, before).query
    assert anew
    assert "department" not in anew.meaning().get("filters", {})


@pytest.mark.parametrize("text", ["combien de demandes par département ?", "candidatures retenues"])
def test_an_expert_is_refused_totals_and_applications(text: str) -> None:
    assert status_reader().read(text, TODAY, DIRECTORY, roles=EXPERT).refusal == Refusal()


def test_words_that_nothing_explains_are_left_over() -> None:
    reading = status_reader().read("demandes closes du 13 zygomorphes 777", TODAY, DIRECTORY, roles=SAEPLE)
    assert set(reading.leftover) == {"zygomorphes", "777"}
