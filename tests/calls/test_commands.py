"""The commands of the terminal where several calls are in force: each call is read, and the one that is meant is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot import offline
from bot.doctor import local
from bot.schools_import import read
from bot.settings import load_settings
from knowledge.academy import Academy
from knowledge.base import KnowledgeBase
from storage.calls import CallFiles, find

HERE = Path(__file__).parent
A, B = "2025-referents-bassin", "2026-professeurs-relais"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bassin: KnowledgeBase, relais: KnowledgeBase) -> Any:
    """Return the settings of a service with two calls, each learnt once for all tests."""
    known = {A: bassin, B: relais}

    def read_base(files: CallFiles, **_more: object) -> KnowledgeBase:
        return known[files.call.stem]

    monkeypatch.setattr(offline, "read_base", read_base)
    return load_settings(
        {"CALLS_DIR": str(HERE), "CALL": f"{A},{B}", "ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1",
         "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/none.db", "ASSISTANT_NOW": "2025-04-03T10:00+02:00"}
    )  # fmt: skip


def test_a_named_call_is_answered_alone(settings: Any) -> None:
    said = offline.ask(settings, "quelle est la date limite de l'appel professeurs relais ?", as_json=False)
    assert "[Professeurs relais" in said
    assert "Référents" not in said
    told = json.loads(offline.ask(settings, "jusqu'à quand pour être référent numérique ?", as_json=True))
    assert told["call"] == A


def test_what_both_may_answer_is_answered_of_both(settings: Any) -> None:
    said = offline.ask(settings, "quelle est la date limite ?", as_json=False)
    assert "[Référents numériques" in said
    assert "[Professeurs relais" in said
    told = json.loads(offline.ask(settings, "quelle est la date limite ?", as_json=True))
    assert told["decision"] == "choose_call"
    assert [one["call"] for one in told["calls"]] == [A, B]


def test_what_is_meant_is_told_with_its_calls(settings: Any) -> None:
    told = json.loads(offline.understand(settings, {"q": "quelle est la date limite de l'appel professeurs relais ?"}))
    assert told["calls"] == [B]
    told = json.loads(offline.understand(settings, {"q": "quelle est la date limite ?"}))
    assert told["calls"] == [A, B]
    (line,) = offline.understand_lines(settings, ['{"q": "jusqu\'à quand pour être référent numérique ?"}'])
    assert json.loads(line)["calls"] == [A]


def test_why_an_answer_wins_is_told_of_each_call(settings: Any) -> None:
    why = offline.explain(settings, "quelle est la date limite ?")
    assert why.count("appel  ") == 2
    assert why.count("choix final") == 2
    assert (
        offline.explain(settings, "quelle est la date limite de l'appel professeurs relais ?").count("choix final") == 1
    )


async def test_the_doctor_looks_at_the_weights_of_each(settings: Any) -> None:
    deployment = type("Deployment", (), {"settings": settings})()
    found = await local.weights(deployment)
    assert found is not None
    assert f"« {A} »" in found.found.replace("\u00a0", " ")


def test_the_register_takes_the_schools_of_every_academie(tmp_path: Path) -> None:
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
    served = [one for one in (find(name, HERE).read().academy for name in (A, B)) if isinstance(one, Academy)]
    assert len(served) == 2
    taken = {school.uai for school in read(csv, served).schools}
    assert {"0690042W", "0440001M"} <= taken
    assert "0130001F" not in taken
