"""The knowledge of the two other calls, learnt once for all tests: it takes some seconds of a processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from storage.calls import CallFiles, find, read_base

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "docs" / "exemples" / "2026-lecture.toml"
# What the example becomes where its text says less, or otherwise: each of these is something that calls do.
SOBER = (
    ('reference = "DAL/2026-03"\n', ""),
    ("closes_hour = 17:00:00", 'closes_hour = "minuit"'),
    ('deposit_platform = { name = "Colibris" }', 'deposit_platform = { name = "Colibris" }\ndeposit_mail = "lecture@exemple.fr"'),
    ('mail = "anne.besson@exemple.fr"\n', ""),
    ("{contact_name}, au {contact_phones} ou à {contact_mail}.", "{contact_name}, au {contact_phones}."),
    ("indemnite = 900  ", "entretiens = [2026-05-11, 2026-05-13]\nindemnite = 42.50  "),
    ('answer = "{indemnite} brut par an."', 'answer = "{indemnite} brut de l’heure."'),
    ('begins = "Non, la mission est indemnisée :"', 'begins = "Non, la mission est indemnisée :"\n'
     '[[fact.asked]]\nnamed = "sum"\nbesides = "brut heure* indemnite"\nbegins = "Oui :"\n'
     '[[fact.asked]]\nnamed = "other_sum"\nbesides = "brut heure* indemnite"\nbegins = "Non :"'),
    ('also = ["entretien"]\nanswer = "Une commission, sur dossier."', 'answer = "Une commission, après un entretien."'),
    ('[[fact]]\ntype = "nombre_postes"', '[[fact]]\ntype = "entretien"\nanswer = "{entretiens}, au rectorat."\nparts = ["dossier"]\n'
     '[[fact.asked]]\nform = "when"\nbegins = "C’est prévu :"\n[[fact]]\ntype = "nombre_postes"'),
    ("indemnite = 42.50", "reunion = 2026-03-25\nindemnite = 42.50"),
    ("[[silent]]\nid = \"choix_livres\"", '[[fact]]\nid = "reunion"\ntitle = "Réunion d’information"\nquestion = "Quand est la réunion ?"\n'
     'answer = "Le {reunion}, en ligne."\nparts = ["dossier"]\nasks = ["réunion d\'information", "quand est la réunion", "y a-t-il une visio"]\n'
     '[fact.past.reunion]\nanswer = "La réunion a eu lieu le {reunion}."\n[[silent]]\nid = "choix_livres"'),
    ("closes = 2026-04-10", "opens = 2026-03-16\ncloses = 2026-04-10"),
    ('["lettre de motivation", "avis du principal"]', '["curriculum vitae", "avis du principal"]\none_file = "PDF"'),
    ('[[fact]]\ntype = "reference"\nalso = ["publication"]\nanswer = "{reference}, du {issued}."', '[[fact]]\ntype = "publication"\nanswer = "Du {issued}."'),
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the first tests here the time that learning a call takes on a busy machine."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def bassin() -> KnowledgeBase:
    """Return the knowledge of the call that is deposited on a site or by post."""
    return read_base(find("2025-referents-bassin", HERE))


@pytest.fixture(scope="session")
def jardins() -> KnowledgeBase:
    """Return the knowledge of the call for projects, whose applications have letters of their own: «JP-2026-0001»."""
    return read_base(find("2026-jardins", HERE))


@pytest.fixture(scope="session")
def relais() -> KnowledgeBase:
    """Return the knowledge of the call whose mail the candidate sends, with documents."""
    return read_base(find("2026-professeurs-relais", HERE))


@pytest.fixture(scope="session")
def sober_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the example, changed as SOBER says."""
    file = tmp_path_factory.mktemp("sober") / EXAMPLE.name
    text = EXAMPLE.read_text("utf-8")
    for before, after in SOBER:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    file.write_text(text, "utf-8")
    wordings = EXAMPLE.with_suffix(".wordings.toml").read_text("utf-8")
    wordings = wordings.replace("\nreference = [", "\npublication = [")
    for asks_reference in (
        "référence de l'appel lecture",
        "DAL/2026-03 c'est quoi",
        "numéro de l'appel correspondants",
    ):
        wordings = wordings.replace(f'  "{asks_reference}",\n', "")
    file.with_suffix(".wordings.toml").write_text(wordings, "utf-8")
    return file


@pytest.fixture(scope="session")
def sober(sober_file: Path) -> KnowledgeBase:
    """Return the knowledge of that call."""
    return read_base(CallFiles(sober_file))
