"""What is wrong in the application of a call's file is said in French, with the field and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.call_file import CallFault, read_call
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
