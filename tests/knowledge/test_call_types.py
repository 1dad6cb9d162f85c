"""Questions asked of every call: their names in French, what a call inherits, what it leaves open by itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from knowledge.call_file import read_call
from knowledge.call_heading import named, read_types
from storage.calls import read_base, types
from tests.calls import measure
from tests.understanding import data

HEADING = """
[call]
id = "essai"
title = "Essai"
reference = "R"
issued = 2026-01-05
closes = 2026-02-05
authority = "académie d’essai"
service = "Service"
role = "{role}"
deposit_mail = "depot@exemple.fr"
contact = {{ name = "Nom", mail = "nom@exemple.fr" }}
[parts]
tout = "texte"
"""
TYPES = """
[date_limite]
title = "Date limite"
question = "Quand ?"
sentence = "L’appel ne précise pas de date."
[cv]
title = "CV"
question = "Un CV ?"
sentence = "L’appel ne mentionne pas de CV."
closest = "date_limite"
"""
SAID = """
date_limite = ["jusqu'à quand ?", "un {role} a jusqu'à quand ?"]
cv = ["le CV de l'{role} ?"]
[suite.date_limite]
cv = ["et un CV ?"]
"""


@pytest.mark.parametrize(
    ("text", "role", "said"),
    [
        ("combien gagne l'{role} ?", "expert", "combien gagne l'expert ?"),
        ("combien gagne l'{role} ?", "référent", "combien gagne le référent ?"),
        ("le rôle d’{role}", "référent", "le rôle de référent"),
        ("le rôle de l'{role}", "tuteur", "le rôle du tuteur"),
        ("L'{role} est-il payé ?", "tuteur", "Le tuteur est-il payé ?"),
        ("les {roles}", "relais", "les relais"),
        ("les {roles}", "animateur", "les animateurs"),
    ],
)
def test_a_wording_names_those_whom_the_call_looks_for(text: str, role: str, said: str) -> None:
    assert named(text, role) == said


def test_a_type_brings_its_words_and_one_left_out_is_a_silence() -> None:
    text = HEADING.format(role="référent") + (
        '[[fact]]\ntype = "date_limite"\nanswer = "Le {closes}."\nparts = ["tout"]\n'
    )
    call = read_call(text, 'date_limite = ["dl ?"]', read_types(TYPES, SAID))
    fact = call.fact[0]
    assert (fact.id, fact.title, fact.question, fact.short) == ("date_limite", "Date limite", "Quand ?", "Le {closes}.")
    assert fact.asks == ("dl ?", "jusqu'à quand ?", "un référent a jusqu'à quand ?")
    silence = call.silent[0]
    assert (silence.id, silence.sentence, silence.closest) == ("cv", "L’appel ne mentionne pas de CV.", "date_limite")
    assert silence.asks == ("le CV du référent ?",)
    assert silence.button == "Un CV ?"
    assert call.suite == {"date_limite": {"cv": ("et un CV ?",)}}


@pytest.mark.parametrize(
    ("question", "button"), [("", "Un CV ?"), ('question = "Faut-il un CV ?"\n', "Faut-il un CV ?")]
)
def test_an_open_point_of_a_type_is_asked_with_its_question(question: str, button: str) -> None:
    text = HEADING.format(role="référent") + f'[[silent]]\ntype = "cv"\nsentence = "Aucun CV."\n{question}'
    assert read_call(text, "", read_types(TYPES, SAID)).silent_points()["cv"].button == button


def test_what_stands_for_a_short_answer_follows_the_tense() -> None:
    fact = '[[fact]]\ntype = "date_limite"\nanswer = "Le {closes}."\nparts = ["tout"]\n'
    after = '[fact.after]\nanswer = "C’était le {closes}."\n'

    def short(text: str, *came: str) -> str:
        call = read_call(HEADING.format(role="référent") + text, "", read_types(TYPES, SAID))
        return call.fact[0].at(*came).short

    assert short(fact + after, "before") == "Le {closes}."
    assert short(fact + after, "after") == "C’était le {closes}."
    assert short(fact + after + 'short = "C’est clos."\n', "after") == "C’est clos."
    written = fact.replace("parts", 'short = "Vite."\nparts')
    assert short(written + after, "after") == "Vite."  # A text left out stays as it was.


def test_an_answer_may_answer_further_types() -> None:
    text = HEADING.format(role="référent") + (
        '[[fact]]\ntype = "date_limite"\nalso = ["cv"]\nanswer = "Le {closes}, avec un CV."\nparts = ["tout"]\n'
    )
    call = read_call(text, "", read_types(TYPES, SAID))
    assert call.silent == ()
    assert "le CV du référent ?" in call.fact[0].asks


def test_the_call_delivered_leaves_no_type_to_a_silence_of_its_own() -> None:
    assert not [point.id for point in data.call().silent if point.by_itself]
    assert len(types().types) >= 80


@pytest.mark.timeout(300)
def test_a_new_call_is_understood_from_five_wordings_an_entry() -> None:
    name = measure.CALLS[1]
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        base = read_base(measure.files_with(name, 5, Path(folder)))
    found = measure.measure(base, measure.sets(name), missed)
    assert 100 * (found["right"] + found["offered"]) >= 80 * found["questions"], missed
    assert found["off_topic"] >= 28, missed
    assert found["silent"] >= 14, missed
