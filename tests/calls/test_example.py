"""The small call of the guide: it has no fault, nothing to be denied, and answers in its three tenses."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from bot.call_check import CheckOptions, check_file
from dialogs.core.dispatch import documents_of, to_do, ways_of
from dialogs.questions.answers import compose
from knowledge.base import KnowledgeBase
from knowledge.french import NBSP, PARIS
from knowledge.understanding.intent.topics import Verdict
from storage.calls import CallFiles, read_base

FILE = Path(__file__).parents[2] / "docs" / "exemples" / "2026-lecture.toml"
BEFORE, LAST_DAY, AFTER = (
    datetime.combine(date(2026, 4, day), datetime.min.time(), PARIS).replace(hour=10) for day in (1, 10, 11)
)


@pytest.fixture(scope="module")
def lecture() -> KnowledgeBase:
    """Return the knowledge of the example."""
    return read_base(CallFiles(FILE))


@pytest.mark.night
def test_the_example_has_no_fault_and_denies_nothing_that_it_says() -> None:
    faulty, report = check_file(FILE, CheckOptions(silences=True))
    assert not faulty, report
    assert "sera dit non précisé" not in report
    assert "formulations conseillées" not in report
    assert "réservé à l’assistant" not in report


@pytest.mark.parametrize(
    ("asked", "now", "said"),
    [
        ("quelle est la date limite ?", BEFORE, "Jusqu’au vendredi 10 avril 2026 à 17 h : il reste 9 jours."),
        ("quelle est la date limite ?", LAST_DAY, "Aujourd’hui, jusqu’à 17 h."),
        ("quelle est la date limite ?", AFTER, "Les candidatures sont closes : la date limite était le vendredi 10 avril 2026 à 17 h."),
        ("c'est du bénévolat ?", BEFORE, "Non, la mission est indemnisée : 900 € brut par an."),
        ("y a-t-il une décharge ?", BEFORE, "Aucune décharge n’est accordée."),
        ("combien de livres pour le club ?", BEFORE, "24 livres par club."),
        ("et en lycée ?", BEFORE, "L’appel ne parle pas des lycées."),
        ("faut-il un CV ?", BEFORE, "L’appel ne mentionne pas de CV."),
    ],
)  # fmt: skip
def test_the_example_answers_in_its_three_tenses(lecture: KnowledgeBase, asked: str, now: datetime, said: str) -> None:
    decision = lecture.decide(asked)
    assert compose(lecture, decision, now, asked=asked).text.replace(NBSP, " ").split("\n")[0] == said


def test_a_point_left_open_is_proposed_and_asked_by_its_button(lecture: KnowledgeBase) -> None:
    whom = compose(lecture, lecture.decide("Qui peut candidater ?"), BEFORE)
    assert whom.related == (("lycees", "Et en lycée ?"), ("anciennete", lecture.facts["anciennete"].question))
    pressed = lecture.decide("Et en lycée ?")
    assert (pressed.verdict, pressed.topics) == (Verdict.SILENT, ("lycees",))


def test_the_hour_is_said_with_the_day_and_a_site_s_pieces_are_those_of_the_list(lecture: KnowledgeBase) -> None:
    call = lecture.call
    assert documents_of(call) == ["lettre de motivation", "avis du principal"]
    assert ways_of(call) == "déposez votre dossier dans Colibris"
    assert "vendredi 10 avril 2026 à 17 h" in to_do(call).replace(NBSP, " ")
