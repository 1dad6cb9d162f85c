"""Writing a call's file question by question: what is typed is read, refused in French, and makes a call."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.call_check import check_file
from bot.call_new import BACK, STOP, held_by, new_call
from knowledge.french import quoted, typeset
from storage.calls import CallFiles

ANSWERS = {
    "Titre": ["Référents numériques"],
    "Sa référence": ["R-12"],
    "Date de l": ["demain", "5/1/2026"],
    "Dernier jour": ["30/2/2026", "6/2/2026"],
    "Se dépose-t-elle": [""],
    "À quelle heure": ["25 h", "0 h", "12 h"],
    "Quel jour": [""],
    "Qui publie": ["", "académie de Lyon"],
    "Quel service": ["DRANE"],
    "Son article": ["du", "la"],
    "Sur quel site": ["Colibris"],
    "À quelle adresse postale": [""],
    "Que confirme": ["J'ai lu l'appel."],
    "Pièces à joindre": ["curriculum vitae ; avis du chef"],
    "Réponse à demander": ["Corps", "Années d'exercice", ""],
    "  Sorte": ["liste", "choix", "nombre"],
    "  La question": ["Quel est votre corps ?", ""],
    "  Les choix": ["Enseignant ; CPE ; Autre"],
    "  Ceux à qui": ["enseignant ; cpe"],
    "  Le moins": ["3"],
    "  Facultative": ["", ""],
    "Texte à rédiger": ["Lettre de motivation"],
    "Comment s": ["référent"],
    "À quelle adresse électronique": ["rectorat", "depot@exemple.fr"],
    "Qui mettre": ["la DRANE"],
    "Qui contacter": ["Mme Blanc"],
    "Son adresse": ["blanc@exemple.fr"],
    "Son téléphone (": [""],
    "Indemnité —": ["1 250 € par an."],
    "  Où le dit-il": ["« La mission »", "« Date limite »"],
    "Tout ce que": [""],
    "Date limite de": ["Jusqu'au {closes}, {until}."],
    "Personnes concernées": [STOP],
}


def test_a_call_is_written_question_by_question(tmp_path: Path) -> None:
    file = tmp_path / "2026-referents.toml"
    answers, said = {start: list(typed) for start, typed in ANSWERS.items()}, list[str]()

    def ask(question: str) -> str:
        return next(typed for start, typed in answers.items() if question.startswith(start)).pop(0)

    new_call(file, ask, said.append)
    assert not any(answers.values())
    assert said.count("Une date avec l’année est attendue, comme 5/2/2026 ou 5 février 2026.") == 2
    assert {"Cette réponse est nécessaire.", "Une adresse est attendue."} <= set(said)
    call = CallFiles(file).read()
    assert [fact.id for fact in call.fact] == ["indemnite", "date_limite"]
    assert call.filled(call.fact[1].answer) == "Jusqu’au vendredi 6 février 2026, midi."
    assert call.silent[0].by_itself
    assert call.application is not None
    assert [(one.id, one.kind) for one in call.application.field] == [
        ("name", "name"), ("mail", "mail"), ("corps", "choice"), ("annees_d_exercice", "number"),
        ("lettre_de_motivation", "text"),
    ]  # fmt: skip
    assert [one.cited for one in call.application.deciding] == [
        f"{quoted('Enseignant')} ou {quoted('CPE')}",
        "au moins 3",
    ]
    assert call.call.to_service == "à la DRANE"
    faults, report = check_file(file)
    assert not faults, report
    # What [call] says already would be denied by the points that were not told.
    assert [line.split("\N{NO-BREAK SPACE}")[2] for line in report.split("\n") if "sera dit" in line] == [
        "depot", "depot_teams", "copie", "contact", "heure_limite", "reference", "publication",
    ]  # fmt: skip


def test_midnight_ends_the_day_that_is_typed(tmp_path: Path) -> None:
    file = tmp_path / "2026-referents.toml"
    answers = {start: list(typed) for start, typed in ANSWERS.items()} | {"À quelle heure": ["Minuit"]}
    new_call(
        file, lambda question: next(t for s, t in answers.items() if question.startswith(s)).pop(0), lambda _said: None
    )
    assert CallFiles(file).read().call.closing == "vendredi 6 février 2026 à minuit"


def test_a_reference_and_an_address_may_be_left_out_and_a_telephone_not_then(tmp_path: Path) -> None:
    file, said = tmp_path / "2026-referents.toml", list[str]()
    answers = {start: list(typed) for start, typed in ANSWERS.items()}
    answers |= {"Sa référence": [""], "Son adresse": [""], "Son téléphone ?": ["", "04 00 00 00 00"]}
    new_call(file, lambda question: next(t for s, t in answers.items() if question.startswith(s)).pop(0), said.append)
    call = CallFiles(file).read()
    assert (call.call.reference, call.call.contact.ways) == ("", ("04 00 00 00 00",))
    assert said.count("Cette réponse est nécessaire.") == 2  # «Qui publie» is, too.


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "appel.toml"
    file.write_text("à moi", encoding="utf-8")
    with pytest.raises(FileExistsError):
        new_call(file, lambda _question: "", lambda _said: None)
    assert file.read_text("utf-8") == "à moi"


def answering(answers: dict[str, list[str]], most: int) -> Callable[[str], str]:
    """Return who answers so many questions, then leaves."""
    left = {start: list(typed) for start, typed in answers.items()}
    count = 0

    def ask(question: str) -> str:
        nonlocal count
        if count == most:
            raise EOFError
        count += 1
        return next(typed for start, typed in left.items() if question.startswith(start)).pop(0)

    return ask


def test_an_answer_that_cannot_be_read_is_not_kept_and_what_is_taken_back_is_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "2026-referents.toml"
    with suppress(EOFError):
        new_call(file, answering(ANSWERS | {"Titre": ["", "", "Référents"]}, 5), lambda _said: None)
    assert [answer for _, answer in json.loads(file.with_suffix(".brouillon.json").read_text("utf-8"))] == [
        "Référents", "R-12", "demain",
    ]  # fmt: skip
    with suppress(EOFError):  # The last one, not read either, is asked again.
        new_call(file, answering(ANSWERS | {"Date de l": ["5/1/2026"], "Dernier jour": [BACK]}, 2), lambda _said: None)
    assert [answer for _, answer in json.loads(file.with_suffix(".brouillon.json").read_text("utf-8"))] == [
        "Référents", "R-12",
    ]  # fmt: skip


def test_who_leaves_resumes_where_they_were(tmp_path: Path) -> None:
    whole, broken = tmp_path / "a" / "2026-referents.toml", tmp_path / "b" / "2026-referents.toml"
    for file in (whole, broken):
        file.parent.mkdir()
    new_call(whole, answering(ANSWERS, 1_000), lambda _said: None)
    left = {start: list(typed) for start, typed in ANSWERS.items()}
    sittings = 0
    while not broken.exists():
        said: list[str] = []
        asked = 0

        def ask(question: str) -> str:
            nonlocal asked
            if asked == 7:
                raise EOFError
            asked += 1
            return next(typed for start, typed in left.items() if question.startswith(start)).pop(0)

        with suppress(EOFError):
            new_call(broken, ask, said.append)
        assert ("réponses gardées" in typeset(said[0])) == bool(sittings)
        sittings += 1
    assert sittings > 5
    assert not any(left.values())  # Nothing was asked twice.
    assert broken.read_text("utf-8") == whole.read_text("utf-8")
    assert [one.name for one in broken.parent.iterdir()] == [broken.name]


def test_the_answer_before_can_be_changed(tmp_path: Path) -> None:
    file = tmp_path / "2026-referents.toml"
    changed = {**ANSWERS, "Titre": [BACK, "Référent numérique", "Référents numériques"], "Sa référence": [BACK, "R-12"]}
    said: list[str] = []
    new_call(file, answering(changed, 1_000), said.append)
    assert said.count("C’est la première question.") == 1
    assert CallFiles(file).read().call.title == "Référents numériques"


TEXT = (Path(__file__).parents[2] / "docs" / "exemples" / "2026-lecture.txt").read_text("utf-8")
_HELD = {
    "title": "Correspondants lecture, année scolaire 2026-2027",
    "reference": "DAL/2026-03",
    "issued": "2 mars 2026",
    "closes": "10 avril 2026",
    "closes_hour": "17 heures",
    "results": "22 mai 2026",
    "authority": "Académie de Lyon",
    "name": "Mme Anne Besson",
    "mail": "anne.besson@exemple.fr",
    "phones": "04 65 71 10 10",
    "service": "",
}


@pytest.mark.parametrize(("key", "held"), _HELD.items(), ids=_HELD)
def test_the_text_holds_what_the_heading_asks_for(key: str, held: str) -> None:
    assert held_by(TEXT, key) == held


def test_what_stands_in_capitals_at_the_head_of_a_letter_is_set_as_a_name() -> None:
    assert held_by("RECTORAT DE L’ACADÉMIE D’AIX-MARSEILLE\nLe 3 mai 2026", "authority") == "académie d’Aix-Marseille"
    assert held_by("", "authority") == held_by("Rien d’utile ici.", "closes") == ""


def test_a_heading_is_written_by_saying_yes_to_what_its_text_holds(tmp_path: Path) -> None:
    """Eleven questions of the heading are asked with their answer; what cannot be found is asked as before."""
    file, answers = tmp_path / "2026-lecture.toml", {start: list(typed) for start, typed in ANSWERS.items()}
    answers |= {"Qui publie": [""], "Sur quel site": ["Colibris"], "Son adresse": ["besson@exemple.fr"]}
    yes = 0

    def ask(question: str) -> str:
        nonlocal yes
        if question.startswith("Indemnité"):
            return STOP
        if "oui : c’est cela" in question and not question.startswith(("Son adresse", "À quelle adresse")):
            yes += 1
            return "oui"
        return next(typed for start, typed in answers.items() if question.startswith(start)).pop(0)

    new_call(file, ask, lambda _said: None, TEXT)
    heading = CallFiles(file).read().call
    assert yes == 9
    assert (heading.reference, heading.closing) == ("DAL/2026-03", "vendredi 10 avril 2026 à 17\N{NO-BREAK SPACE}h")
    assert (heading.contact.name, heading.contact.mail) == ("Mme Anne Besson", "besson@exemple.fr")


def test_the_published_text_proposes_the_sentence_of_each_question_and_names_those_that_nothing_took(
    tmp_path: Path,
) -> None:
    file, said, proposed = tmp_path / "2026-lecture.toml", list[str](), dict[str, str]()
    answers = {start: list(typed) for start, typed in ANSWERS.items()}
    answers |= {
        "Se dépose-t-elle": ["peut-être", "oui"],
        "À quelle adresse électronique": [""],
        "Sur quel site": [""],
        "Durée": [""],
    }

    def ask(question: str) -> str:
        if " —" in question and "L’appel dit :" in question.replace(chr(160), " "):
            proposed[question.partition(" —")[0]] = question
            return "oui" if question.startswith("Durée de la mission") else ""
        if "—" in question and not question.startswith("Réponse"):
            return ""
        return next(typed for start, typed in answers.items() if question.startswith(start)).pop(0)

    new_call(file, ask, said.append, TEXT)
    assert "La mission dure un an" in proposed["Durée de la mission"]
    files = CallFiles(file)
    call = files.read()
    assert call.call.deposit_here
    assert (
        [one.id for one in call.application.files] == ["curriculum_vitae", "avis_du_chef"]
        if call.application
        else False
    )
    duration = call.facts()["duree"]
    assert duration.answer.startswith("La mission dure un an, du 1")
    left = [line for line in said if line.startswith("  – ")]
    assert any("Chaque club reçoit 24 livres" in line for line in left)
    assert not any("La mission dure un an" in line for line in left)
    assert [one.text for one in files.passages()][-1].startswith("Contact")
