"""The register of schools takes those of the académie of the call in force."""

from __future__ import annotations

from pathlib import Path

from bot.schools_import import read
from knowledge.call_heading import Academy
from storage.calls import find

HERE = Path(__file__).parent


def test_the_register_takes_the_schools_of_its_academie(tmp_path: Path) -> None:
    csv = tmp_path / "annuaire.csv"
    heads = (
        "identifiant_de_l_etablissement;nom_etablissement;type_etablissement;statut_public_prive;adresse_1;code_postal;"
        "code_commune;nom_commune;code_departement;code_academie;code_region;libelle_departement;libelle_academie;"
        "libelle_region;latitude;longitude;etat;code_nature;libelle_nature;date_ouverture;appellation_officielle;type_de_lycee"
    )
    line = "{0};{1};Collège;Public;RUE;{2}000;{2}001;{3};0{2};10;84;Dep;Aca;Reg;45.7;4.8;OUVERT;340;COLLEGE;1965-05-01;{1};"
    places = (("0690042W", "Collège A", "69", "Lyon"), ("0440001M", "Collège B", "44", "Nantes"),
              ("0130001F", "Collège C", "13", "Aix"))  # fmt: skip
    csv.write_text("\n".join([heads, *(line.format(*one) for one in places)]) + "\n", "utf-8")
    served = find("2025-referents-bassin", HERE).read().academy
    assert isinstance(served, Academy)
    taken = {school.uai for school in read(csv, [served]).schools}
    assert taken == {"0690042W"}
