"""What is wrong in the application of a call's file is said in French, with the field and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.application.cards import decision_lines
from dialogs.application.fields import flag_words, own_fields
from knowledge.application import ApplicationStatus
from knowledge.call_file import CallFault, read_call
from knowledge.call_form import FieldKind, FormField
from storage.calls import academies, types

HERE = Path(__file__).parent
TEXT = (HERE / "2026-professeurs-relais.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "choice"\nlabel = "Situation"', 'kind = "liste"\nlabel = "Situation"', "champ «\u00a0statut\u00a0», clé «\u00a0kind\u00a0»"),
        ('label = "Discipline"\n', "", "champ «\u00a0discipline\u00a0»\u00a0: un intitulé est attendu (label)"),
        ('academy = "nantes"', 'academy = "nulle-part"', "«\u00a0nulle-part\u00a0» n’a pas de fichier"),
        ('id = "discipline"', 'id = "school"', "deux champs portent le même nom"),
        ('title = "Professeur titulaire du second degré"', f'title = "{61 * "x"}"', "champ «\u00a0statut\u00a0», choix n°\u00a01, clé «\u00a0title\u00a0»\u00a0: texte trop long"),
        ('letter_name = "projet"', 'letter_nom = "projet"', "clé inconnue"),
    ],
)  # fmt: skip
def test_faults_of_an_application_are_said_in_french(before: str, after: str, said: str) -> None:
    assert before in TEXT
    with pytest.raises(CallFault) as fault:
        read_call(TEXT.replace(before, after, 1), "", types(wordings=False), academies(HERE))
    told = "\n".join(fault.value.faults)
    assert said in told
    assert "Value error" not in told
    assert "Input should" not in told


@pytest.mark.parametrize("kind", ["name", "mail", "phone", "school"])
def test_a_field_without_a_kind_is_of_the_one_that_its_id_names(kind: str) -> None:
    assert FormField.model_validate({"id": kind}) == FormField(id=kind, kind=FieldKind(kind))
    assert FormField.model_validate({"id": kind, "kind": "text", "label": "Autre"}).kind is FieldKind.TEXT
    assert FormField.model_validate({"id": "discipline", "label": "Discipline"}).kind is FieldKind.TEXT


def test_texts_of_the_application_name_the_values_and_the_names_of_the_call() -> None:
    """An accepted candidate reads {formation}; a form asks with {closes}, and a flag may name it too."""
    text = TEXT.replace("[values]", "[values]\nformation = 2026-09-14", 1)
    text = text.replace(
        "[application]", '[application]\nnext = "{formation}, au rectorat. {The_service} vous écrira."', 1
    )
    text = text.replace(
        'label = "Discipline"', 'label = "Discipline"\nhint = "Avant le {closes}."\nflag = "après le {formation}"', 1
    )
    call = read_call(text, "", types(wordings=False), academies(HERE))
    said = decision_lines(call, "CA-2026-0001", ApplicationStatus.ACCEPTED, "")
    assert "Lundi 14 septembre 2026, au rectorat. L" in said[1]
    assert flag_words(call, "discipline") == "après le lundi 14 septembre 2026"
    hints = [field.hint for field in own_fields(call)]
    assert "Avant le vendredi 22 mai 2026." in hints
