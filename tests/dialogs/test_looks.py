"""What cards are drawn of: no backslash, and what a heading does to what markdown would read."""

from __future__ import annotations

import pytest

from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.patterns import ListRow, Mark, Tone
from tests.lint import worst
from tests.lint.cards import lint


@pytest.mark.parametrize("name", worst.NAMES)
def test_what_people_write_is_shown_as_it_is_outside_of_headings(name: str) -> None:
    shown = el.card(
        el.heading("Titre"), el.facts([("Nom", name or "–")]), el.paragraph(name or "–"), el.quote(name or "–")
    )
    assert str(shown).count("\\\\") == str(name).count("\\") * 3


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            "Demande DA-2024-0001, Aix-en-Provence (0132568W), Op@le",
            "Demande DA-2024-0001, Aix-en-Provence (0132568W), Op@le",
        ),
        ("**gras** _a_ [b](c)", "∗∗gras∗∗ ＿a＿ ［b］(c)"),
        ("- Marie", "– Marie"),
        ("# Marie", "＃ Marie"),
        ("1. Marie", "1․ Marie"),
        ("1 800 €", "1 800 €"),
        ("25.01", "25.01"),
    ],
)
def test_a_heading_has_nothing_that_markdown_reads(given: str, shown: str) -> None:
    assert el.unmarked(given) == shown
    assert lint(dict(el.card(el.heading(given)), fallbackText="a")) == []


def test_a_row_says_all_of_itself_to_who_does_not_see_it() -> None:
    row = ListRow(
        "Lycée Thiers, Marseille", ["Bourses", "", "hier 14 h"], Mark("nouvelle", Tone.NEWS), [Mark("urgente")]
    )
    assert pt.spoken(row) == "Lycée Thiers, Marseille, urgente, nouvelle, Bourses, hier 14 h"


def test_few_buttons_are_not_folded() -> None:
    one, two, three = (el.asks(title, "a.b") for title in ("Un", "Deux", "Trois"))
    assert len(pt.choices([one], [two], "Autres actions")) == 1
    shown = ["ActionSet", "ColumnSet", "Container"]
    assert [part["type"] for part in pt.choices([one], [two, three], "Autres actions")] == shown
