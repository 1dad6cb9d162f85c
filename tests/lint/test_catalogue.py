"""Every card that the program can emit, read by our linter and, where Node is present, by Microsoft's parser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from microsoft_teams.cards.core import AdaptiveCard

from tests.conftest import missing
from tests.lint.cards import CHARTS, lint
from tests.lint.catalogue import SHOWN, card_functions, drawn
from tests.lint.test_cards import FIGURES, GOOD, card, chart, text

ROOT = Path(__file__).parents[2]
# Teams' own additions, which the parser cannot know; our linter asks for their fallbacks.
TEAMS_OWN = {
    *(f"element {kind}" for kind in (*CHARTS, "Badge", "ProgressBar")),
    "property Input.ChoiceSet.choices.data",
    'UnsupportedProperty Property "choices.data" is supported in version 1.6, but you are using version 1.5.',
    "CollectionCantBeEmpty An Input.ChoiceSet must have at least one choice defined.",  # They are searched for.
}


def test_every_card_is_without_fault() -> None:
    assert {name: faults for name, sent in drawn().items() if (faults := lint(sent))} == {}


def test_every_card_is_what_the_library_of_types_would_have_built() -> None:
    def built(sent: dict[str, Any]) -> dict[str, Any]:
        return AdaptiveCard.model_validate(sent).model_dump(mode="json", by_alias=True, exclude_none=True)

    assert [name for name, sent in drawn().items() if built(sent) != sent] == []


def test_no_card_function_is_left_out() -> None:
    assert set(card_functions()) - SHOWN == set()


def test_every_card_is_understood_by_the_parser() -> None:
    found = opinions(drawn())
    assert {name: said for name, said in found.items() if said} == {}


def test_the_parser_agrees_on_good_cards() -> None:
    assert {name: said for name, said in opinions(GOOD).items() if said} == {}


LATER = {
    "an element": card({"type": "Carousel", "pages": []}),
    "an element of Teams": card({"type": "Icon", "name": "Star"}),
    "a property": card(text("Texte", targetWidth="wide")),
    "a property of 1.6": card({"type": "Input.Text", "id": "a", "label": "Motif", "labelPosition": "inline"}),
    "an action's property": card(actions=[{"type": "Action.Submit", "title": "Envoyer la demande", "role": "button"}]),
    "a value": card(text("Texte", size="Huge")),
    "a required input without message": card({"type": "Input.Text", "id": "a", "label": "Motif", "isRequired": True}),
    "a nested property": card({"type": "Container", "items": [{"type": "Container", "items": [], "layouts": []}]}),
}


def test_the_parser_and_the_linter_know_what_is_later_than_1_5() -> None:
    found = opinions(LATER)
    assert [name for name, node in LATER.items() if not found[name] or not lint(node)] == []


def test_teams_own_elements_are_let_through() -> None:
    node = card(text("Quatre demandes sont nouvelles."), chart(), FIGURES)
    assert opinions({"chart": node}) == {"chart": []}


def opinions(cards: dict[str, Any]) -> dict[str, list[str]]:
    """Return what Microsoft's parser says of each card, Teams' own additions left out."""
    node = shutil.which("node")
    if node is None:
        missing("node")
    if not (ROOT / "node_modules" / "adaptivecards").is_dir():
        missing("node_modules/adaptivecards (npm ci)")
    done = subprocess.run(
        [str(node), str(Path(__file__).parent / "parse_cards.mjs")],
        input=json.dumps(cards),
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, list[str]] = json.loads(done.stdout)
    return {name: [line for line in lines if line not in TEAMS_OWN] for name, lines in said.items()}


def test_beside_what_must_be_filled_in_one_button_waits_for_it_and_the_others_do_not() -> None:
    blocked = {}
    for name, sent in drawn().items():
        parts = list(_parts(sent))
        waiting = {part["verb"] for part in parts if part.get("type") == "Action.Execute" and _waits(part)}
        waiting |= {
            part["data"]["verb"]
            for part in parts
            if part.get("type") == "Action.Submit" and _waits(part) and part["data"]["verb"] not in waiting
        }
        if any(part.get("isRequired") for part in parts) and len(waiting) > 1:
            blocked[name] = waiting
    assert blocked == {}


def test_no_button_of_a_summary_waits_for_anything() -> None:
    """«Déposer ma candidature» sends the answers as they are."""
    held = {
        (name, str(part["verb"]))
        for name, sent in drawn().items()
        if ".review." in name
        for part in _parts(sent)
        if part.get("type") == "Action.Execute" and _waits(part)
    }
    assert held == set()


def _waits(action: dict[str, Any]) -> bool:
    return action.get("associatedInputs") != "none"


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every part of a card; what it asks by itself when somebody looks at it is no button."""
    if isinstance(node, dict):
        yield node
    inner = [value for key, value in node.items() if key != "refresh"] if isinstance(node, dict) else node
    for value in inner if isinstance(inner, list) else []:
        yield from _parts(value)
