"""The register's file: its two spellings of columns, lost zeros, and what is not taken."""

from __future__ import annotations

import pytest

from knowledge.schools.register import ColumnsMissing, Reason, Refused, School, read_file
from knowledge.schools.words import key_of

COLUMNS = (
    "identifiant_de_l_etablissement;nom_etablissement;type_etablissement;statut_public_prive;adresse_1;code_postal;"
    "nom_commune;code_departement;etat;ministere_tutelle;appellation_officielle;type_de_lycee"
)


def uai(digits: str) -> str:
    return digits + key_of(digits)


RIVIERE = uai("0139003")
LINE = f"{RIVIERE};Lycée Rivière;Lycée;Public;2 rue Haute;13200;Arles;013;OUVERT;;Lycée des métiers Rivière;LP"
SCHOOL = School(
    RIVIERE, "Lycée Rivière", "Lycée", "Arles", "13", ("Lycée des métiers Rivière",), "LP", "13200", "2 rue Haute"
)


@pytest.mark.parametrize(
    "text",
    [
        f"{COLUMNS}\n{LINE}\n",
        f"\ufeff{COLUMNS}\r\n{LINE}\r\n",
        f"{COLUMNS.title()}\n{LINE}",
        f"{COLUMNS.replace(';', ',')}\n{LINE.replace(';', ',')}",
        f"{COLUMNS}\n{LINE.replace(RIVIERE, RIVIERE[1:]).replace('013;', '13;')}",
        f"{COLUMNS}\n\n" + LINE.replace("2 rue Haute", '"2 rue Haute"'),
    ],
)
def test_a_school_is_read_from_either_export(text: str) -> None:
    assert read_file(text).schools == (SCHOOL,)


def test_zeros_that_a_spreadsheet_dropped_are_put_back() -> None:
    code = uai("0049004")
    line = f"{code.lstrip('0')};Collège Haut;Collège;Public;;4140;Seyne;4;;;;"
    assert read_file(f"{COLUMNS}\n{line}").schools == (
        School(code, "Collège Haut", "Collège", "Seyne", "04", postcode="04140"),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE.replace("Public", "Privé"), Reason.PRIVATE),
        (LINE.replace("OUVERT", "FERME"), Reason.CLOSED),
        (LINE.replace(";Lycée;", ";Ecole;"), Reason.OTHER_KIND),
        (LINE.replace("OUVERT;", "OUVERT;MINISTERE DE L'AGRICULTURE"), Reason.OTHER_MINISTRY),
        (LINE.replace(";013;", ";069;"), Reason.ELSEWHERE),
        (LINE.replace(RIVIERE, RIVIERE[:-1] + ("A" if RIVIERE[-1] != "A" else "B")), Reason.WRONG_KEY),
        (LINE.replace(RIVIERE, "rien"), Reason.NO_UAI),
        (LINE.replace("Arles", " "), Reason.NO_NAME),
    ],
)
def test_a_line_that_is_not_taken_says_why(line: str, reason: Reason) -> None:
    reading = read_file(f"{COLUMNS}\n{line}")
    assert (reading.schools, [(one.line, one.reason) for one in reading.refused]) == ((), [(2, reason)])


def test_the_second_of_two_lines_with_one_code_is_refused() -> None:
    reading = read_file(f"{COLUMNS}\n{LINE}\n{LINE.replace('Rivière', 'Ruisseau')}")
    assert (reading.schools, reading.refused) == ((SCHOOL,), (Refused(3, RIVIERE, Reason.TWICE),))


@pytest.mark.parametrize("text", ["", "a;b;c\n1;2;3", COLUMNS.replace("nom_commune", "ville")])
def test_another_file_is_refused_with_the_columns_it_lacks(text: str) -> None:
    with pytest.raises(ColumnsMissing) as refused:
        read_file(text)
    assert "nom_commune" in refused.value.columns
