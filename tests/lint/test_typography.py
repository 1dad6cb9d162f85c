"""The typography linter, then all that people read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

from tests.lint import modules
from tests.lint.typography import faults, texts_of

ROOT = Path(__file__).parents[2]
N = "\u00a0"

GOOD = [
    "",
    "Bonjour.",
    f"Quelle est l’indemnité{N}?",
    f"Attention{N}! Il reste 3{N}jours{N}; déposez votre dossier.",
    f"L’appel dit{N}: «{N}Les candidatures sont à retourner{N}».",
    f"Une indemnité de 1{N}800{N}€ par an, soit 100{N}%.",
    f"Demande n°{N}12 du 5 février 2024 à 10{N}h{N}05.",
    f"N°{N}{{number}}, le {{date:%d/%m/%Y}}, de {{name}}",
    f"Source{N}: {{source}}, §{N}7",
    f"§§{N}7 et 9",
    "Écrivez à ingrid.rafoni@ac-aix-marseille.fr, ou voyez https://example.org/a?b=c:d;e!",
    "Voir [la page](https://example.org/?q=1;2) et `a \"b\" 'c' : d`.",
    "SAEPL/24-995-42, DA-2024-0001, CA-2024-0012, 0130001F",
    "04 42 91 72 88 ou 06 29 16 25 21",
    "État, Élève, École, À bientôt, Ça marche, Être ou ne pas être",
    "EPLE, En attente, Et, Elle, Est, Entre, Expert, Erreur, Envoyer, Effacer, Exporter, Entra, Espace, Elles, Essai",
    "A été déposée. A reçu une réponse. Vitamine A ou B.",
    "Le groupe A est complet",
    f"Quoi{N}?! Vraiment{N}!",
    f"Pas sûr (?), et «{N}?{N}»",
    "Pommes, poires, etc.",
    "Et ensuite…",
    "À 10:00, le 25/01/2024.",
    "| a | b |\n|:---|---:|\n| c | d |",
    "- une ligne\n- une autre",
    f"**Objet{N}:** bourses",
    "Op@le, 3,5 ou 2.5, 12.04",
    "Le 1er février 2024, de 2020 à 2026",
    "?",
    f"{{count}}{N}: {{name}}",
]

BAD = [
    ("no-break space before", "Quelle est l’indemnité ?"),
    ("no-break space before", "Quelle est l’indemnité?"),
    ("no-break space before", "Attention !"),
    ("no-break space before", "Source : l’appel"),
    ("no-break space before", "Source: l’appel"),
    ("no-break space before", "Un ; deux"),
    ("no-break space before", "{name} : {value}"),
    ("no-break space before", "100 %"),
    ("no-break space before", "100%"),
    ("no-break space before", f"1{N}800 €"),
    ("no-break space before", "12€ par an"),
    ("no-break space before", f"«{N}mot »"),
    ("no-break space before", f"«{N}mot»"),
    ("narrow no-break space", "Vraiment\u202f?"),
    ("no-break space after «", f"« mot{N}»"),
    ("no-break space after «", f"«mot{N}»"),
    ("no-break space after n°", "Demande n° 12"),
    ("no-break space after n°", "Demande n°12"),
    ("no-break space after n°", "N°{number}"),
    ("no-break space after §", "Voir § 7"),
    ("no-break space after §", "Voir §7"),
    ("typographic apostrophe", "L'appel"),
    ("typographic apostrophe", "L‘appel"),
    ("straight double quotes", 'Dites "oui"'),
    ("double space", "Deux  espaces"),
    ("double space", f"Deux {N}espaces"),
    ("space before a comma or a point", "Un mot , puis un autre"),
    ("space before a comma or a point", "Un mot ."),
    ("thousands", f"1 800{N}€"),
    ("thousands", f"1800{N}€"),
    ("thousands", "25000 caractères"),
    ("three dots as one character", "Et ensuite..."),
    ("etc. ends with one point", "Pommes, etc…"),
    ("accent on a capital", "Etat de la demande"),
    ("accent on a capital", "Les Etats, les Eleves"),
    ("accent on a capital", "Ecrivez votre question"),
    ("accent on a capital", "Etablissement, ETABLISSEMENT"),
    ("accent on a capital", f"Etes-vous sûr{N}?"),
    ("accent on a capital", "A bientôt"),
    ("accent on a capital", "C’est noté. A partir de lundi"),
    ("accent on a capital", "- A compléter"),
    ("accent on a capital", "Ca marche"),
]


@pytest.mark.parametrize("text", GOOD)
def test_good_typography_is_accepted(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_bad_typography_is_found(rule: str, text: str) -> None:
    assert {fault.split(":")[0] for fault in faults(text)} == {rule}


def test_dots_after_etc_have_both_faults() -> None:
    assert len(faults("Pommes, etc...")) == 2


def test_a_fault_shows_its_surroundings() -> None:
    assert faults("Quelle est l’indemnité ?") == ["no-break space before: …st l’indemnité ?…"]


@dataclass(frozen=True)
class _Example:
    title: str
    lines: tuple[str, ...]


def test_texts_are_found_in_whatever_holds_them() -> None:
    value = {"key": ("a", ["b"]), "other": _Example("c", ("d",)), "number": 3, "none": None}
    assert sorted(text for _, text in texts_of(value, "X")) == ["a", "b", "c", "d"]
    assert ("X['other'].lines[0]", "d") in list(texts_of(value, "X"))


# All that people read


def said(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield the texts of a module: its public constants."""
    for name, value in vars(module).items():
        if not name.startswith("_") and not isinstance(value, ModuleType | Enum) and not isinstance(value, type):
            yield from texts_of(value, name)


@pytest.mark.parametrize("module", modules.texts(), ids=lambda module: module.__name__)
def test_what_the_assistant_says_is_well_set(module: ModuleType) -> None:
    assert {where: found for where, text in said(module) if (found := faults(text))} == {}


CALLS = sorted(path for path in (ROOT / "knowledge" / "calls").glob("*.toml") if path.name.count(".") == 1)
READ = ("title", "answer", "short", "open", "with_me", "question", "sentence")


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.stem)
def test_what_the_calls_say_is_well_set(path: Path) -> None:
    call = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = [*call.get("fact", []), *call.get("silent", [])]
    if not entries:  # The types that all calls share.
        entries = [{"id": name, **of} for name, of in call.items()]
    texts = {
        f"{entry['id']}.{tense}.{key}": said[key]
        for entry in entries
        for tense, said in {"": entry, **{one: entry[one] for one in ("last_day", "after") if one in entry}}.items()
        for key in READ
        if key in said
    }
    assert texts
    assert {where: found for where, text in texts.items() if (found := faults(text))} == {}
