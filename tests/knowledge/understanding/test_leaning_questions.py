"""Whole chats of two questions: the second leans on the first, takes some of it back, or has nothing to do with it."""

from __future__ import annotations

from typing import Any

import pytest

from storage.calls import status_reader
from tests.knowledge.understanding.test_status_reader import DIRECTORY, TODAY

JANUARY = {"field": "created", "from": "2024-01-01", "to": "2024-01-31"}
OF_ELISE = {"expert": "Élise Perrot"}
OF_DOMINIQUE = {"expert": "Dominique Ferrand"}


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ("séances d'Élise Perrot demain", "et l'autre ?",
         {"what": "sessions", "op": "list", "filters": OF_DOMINIQUE,
          "period": {"field": "planned", "from": "2024-01-26", "to": "2024-01-26"}}),
        ("demandes ouvertes de Ferrand", "ses dossiers en attente",
         {"what": "demandes", "op": "list", "filters": {"state": ["en attente"], **OF_DOMINIQUE}}),
        ("demandes ouvertes du 13", "sauf Aubagne",
         {"what": "demandes", "op": "list", "filters": {"state": ["ouvertes"], "department": "13", "not_place": ["Aubagne"]}}),
        ("demandes ouvertes du 84", "ôtez le Vaucluse", {"what": "demandes", "op": "list", "filters": {"state": ["ouvertes"]}}),
        ("demandes urgentes à Gap", "toutes communes confondues", {"what": "demandes", "op": "list", "filters": {"urgent": True}}),
        ("demandes urgentes du 13 créées en janvier", "enlève la date",
         {"what": "demandes", "op": "list", "filters": {"urgent": True, "department": "13"}}),
        ("demandes ouvertes par département", "combien en tout ?",
         {"what": "demandes", "op": "count", "filters": {"state": ["ouvertes"]}}),
        ("où en est la candidature 7 ?", "et la 11 ?",
         {"what": "candidatures", "op": "one", "filters": {"reference": "CA-2024-0011"}}),
        ("DA-2024-0012", "par qui ?", {"what": "demandes", "op": "who", "filters": {"reference": "DA-2024-0012"}}),
        ("séances de mardi", "rajoute mercredi",
         {"what": "sessions", "op": "list", "period": {"field": "planned", "from": "2024-01-30", "to": "2024-01-31"}}),
        ("séances du 29 janvier", "et le lendemain ?",
         {"what": "sessions", "op": "list", "period": {"field": "planned", "from": "2024-01-30", "to": "2024-01-30"}}),
        ("demandes closes en janvier", "celles en attente",
         {"what": "demandes", "op": "list", "filters": {"state": ["en attente"]}}),
        # What names something else starts anew.
        ("demandes urgentes de Gap", "les candidatures de la vague 2",
         {"what": "candidatures", "op": "list", "filters": {"wave": 2}}),
        ("candidatures de la vague 2", "quelles demandes sont en retard dans le 84 ?",
         {"what": "demandes", "op": "list", "filters": {"state": ["en retard"], "department": "84"}}),
    ],
)  # fmt: skip
def test_the_second_question_is_read_with_the_first(first: str, then: str, asked: dict[str, Any]) -> None:
    before = status_reader().read(first, TODAY, DIRECTORY).query
    assert before is not None
    found = status_reader().read(then, TODAY, DIRECTORY, before).query
    assert found is not None
    assert found.meaning() == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("rdv perrot demain",
         {"what": "sessions", "op": "list", "filters": OF_ELISE,
          "period": {"field": "planned", "from": "2024-01-26", "to": "2024-01-26"}}),
        ("demandes non prises à Gap, euh non à Orange",
         {"what": "demandes", "op": "list", "filters": {"state": ["non prises"], "place": "Orange"}}),
        ("lé demende ouverte a oranje", {"what": "demandes", "op": "list", "filters": {"state": ["ouvertes"], "place": "Orange"}}),
        ("séances de la semaine du 22",
         {"what": "sessions", "op": "list", "period": {"field": "planned", "from": "2024-01-22", "to": "2024-01-28"}}),
        ("quelles séances vendredi prochain, le 2 février ?",
         {"what": "sessions", "op": "list", "period": {"field": "planned", "from": "2024-02-02", "to": "2024-02-02"}}),
        ("combien de candidatures par fonction ?", {"what": "candidatures", "op": "count", "group_by": "function"}),
    ],
)  # fmt: skip
def test_nothing_that_is_said_is_lost(text: str, asked: dict[str, Any]) -> None:
    found = status_reader().read(text, TODAY, DIRECTORY).query
    assert found is not None
    assert found.meaning() == asked
