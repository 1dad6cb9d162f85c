"""Each rule of the card linter: what it accepts, what it finds."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.lint.cards import CHARTS, MAX_CHARACTERS, lint

Node = dict[str, Any]


def heading(text: str = "Demande DA-2024-0001") -> Node:
    return {"type": "TextBlock", "text": text, "style": "heading", "wrap": True}


def text(words: str, **more: Any) -> Node:
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def card(*body: Node, **more: Any) -> Node:
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "fr",
        "fallbackText": "Demande DA-2024-0001, nouvelle.",
        "body": [heading(), *body],
        **more,
    }


def execute(title: str = "Prendre en charge", verb: str = "request.take", **more: Any) -> Node:
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": verb,
        "data": {"reference": "DA-2024-0001", "version": 3},
        "fallback": {"type": "Action.Submit", "title": title, "data": {"verb": verb}},
        **more,
    }


def entry(**more: Any) -> Node:
    return {"type": "Input.Text", "id": "reason", "label": "Motif", **more}


def table(*rows: tuple[str, ...], **more: Any) -> Node:
    return {
        "type": "Table",
        "firstRowAsHeaders": True,
        "columns": [{"width": 1} for _ in rows[0]],
        "rows": [
            {"type": "TableRow", "cells": [{"type": "TableCell", "items": [text(cell)]} for cell in row]}
            for row in rows
        ],
        **more,
    }


FIGURES = table(("État", "Nombre"), ("Nouvelles", "4"))


def chart(**more: Any) -> Node:
    return {
        "type": "Chart.Donut",
        "title": "Demandes par état",
        "data": [{"legend": "Nouvelles", "value": 4, "color": "categoricalBlue"}],
        "fallback": "drop",
        **more,
    }


def without(node: Node, *names: str) -> Node:
    return {name: value for name, value in node.items() if name not in names}


def rules(node: Node, **more: Any) -> set[str]:
    return {fault.split(":")[0] for fault in lint(node, **more)}


GOOD: dict[str, Node] = {
    "plain": card(text("Elle attend un expert.")),
    "button": card(actions=[execute()]),
    "submit": card(actions=[{"type": "Action.Submit", "title": "Voir mes données", "data": {"verb": "privacy.mine"}}]),
    "link": card(actions=[{"type": "Action.OpenUrl", "title": "Ouvrir les tickets", "url": "https://example.org"}]),
    "input": card(
        entry(isRequired=True, errorMessage="Indiquez un motif."),
        actions=[execute(verb="form.answer", fallback={"type": "Action.Submit", "title": "Prendre en charge", "data": {"verb": "form.answer"}}),
                 execute("Passer cette étape", "form.skip", associatedInputs="none")],
    ),
    "choices": card(
        {"type": "Input.ChoiceSet", "id": "topic", "label": "Objet", "choices": [{"title": "Bourses", "value": "BOURSES"}]}
    ),
    "searched choices": card(
        {
            "type": "Input.ChoiceSet", "id": "school", "label": "Établissement", "style": "filtered", "choices": [],
            "choices.data": {"type": "Data.Query", "dataset": "schools"},
        }
    ),
    "toggle": card({"type": "Input.Toggle", "id": "agreed", "label": "Accord", "title": "J’accepte le partage d’écran"}),
    "table": card(FIGURES),
    "chart": card(text("Quatre demandes sont nouvelles."), chart(), FIGURES),
    "chart with a table as fallback": card(text("Quatre demandes."), chart(fallback=table(("a", "b"))), FIGURES),
    "badge": card({"type": "Badge", "text": "nouvelle", "style": "Accent", "fallback": text("nouvelle")}),
    "bar": card({"type": "ColumnSet", "columns": [{"type": "Column", "width": 3, "style": "accent"}]}),
    "row": card({"type": "Container", "items": [text("Lycée Thiers")],
                 "selectAction": execute("Ouvrir DA-2024-0001 : Lycée Thiers, Marseille 1er, nouvelle")}),
    "columns": card(
        {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "auto", "items": [text("État")]},
                {"width": "stretch", "items": [{"type": "Image", "url": "https://example.org/a.png", "altText": ""}]},
            ],
        }
    ),
    "heading in a container": {**card(), "body": [{"type": "Container", "items": [heading()]}]},
    "coloured words": card(text("Urgente", color="Attention")),
    "coloured box with words": card({"type": "Container", "style": "warning", "items": [text("En retard")]}),
    "rich text": card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Dit par une personne *"}]}),
    "show card": card(
        actions=[
            {
                "type": "Action.ShowCard", "title": "Motiver le refus",
                "card": {"type": "AdaptiveCard", "body": [entry()], "actions": [execute("Refuser la solution", "request.refuse_solution")]},
            }
        ]
    ),
    "refresh": card(refresh={"action": {"type": "Action.Execute", "verb": "request.show"}, "userIds": ["29:a"]}),
    "wide": card(msteams={"width": "Full"}),
    "a reference that looks like a colour": card(text("Le #abc"), actions=[execute(data={"reference": "#abcdef"})]),
    "toggle visibility": card(
        text("Détails", id="details", isVisible=False),
        actions=[
            {"type": "Action.ToggleVisibility", "title": "Afficher les détails", "targetElements": ["details"]},
            {
                "type": "Action.ToggleVisibility", "title": "Masquer les détails",
                "targetElements": [{"elementId": "details", "isVisible": False}],
            },
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_good_cards_have_no_fault(name: str) -> None:
    node = copy.deepcopy(GOOD[name])
    assert lint(node) == []
    assert node == GOOD[name], "linting changes nothing"


BAD: list[tuple[str, Node]] = [
    ("element", {"type": "Message"}),
    ("element", card({"type": "Carousel"})),
    ("element", card({"type": "Icon", "name": "Star"})),
    ("element", card({"text": "sans type"})),
    ("element", card({"type": "Container", "items": [{"type": "CodeBlock", "text": "x"}]})),
    ("element", card(text("x", fallback={"type": "Rating"}))),
    ("element", card({"type": "Container", "items": ["du texte"]})),
    ("property", card(text("Texte", targetWidth="wide"))),
    ("property", card(text("Texte", lang="fr"))),
    ("property", card(actions=[execute(role="button")])),
    ("property", card(metadata={})),
    ("property", card(entry(labelPosition="inline"))),
    ("property", card({"type": "ImageSet", "images": [{"title": "a", "url": "https://example.org/a.png", "altText": ""}]})),
    ("value", card(text("Texte", size="Huge"))),
    ("value", card(text("Texte", style="title"))),
    ("value", card(actions=[execute(style="danger")])),
    ("markdown", card(text("DA\\-2024\\-0001"))),
    ("markdown", card(text("**Urgent**"))),
    ("markdown", card(text("- Marie"))),
    ("markdown", card(text("1. Marie"))),
    ("markdown", card(text("Voir [ici](https://example.org)"))),
    ("markdown", card({"type": "FactSet", "facts": [{"title": "État", "value": "nouvelle"}]})),
    ("badge-fallback", card({"type": "Badge", "text": "nouvelle"})),
    ("badge-fallback", card({"type": "Badge", "text": "nouvelle", "fallback": "drop"})),
    ("primary", card(actions=[execute(style="positive"), execute("Planifier la séance", style="positive")])),
    ("code", card(text("0130040Y"))),
    ("code", card(text("Établissement : 0130040Y"))),
    ("code", card(text("État après : waiting"))),
    ("gender", card(text("Secrétaire général(e) d’EPLE"))),
    ("twice", card(text("Votre demande est prise en charge."), text("Bonne nouvelle. Votre demande est prise en charge."))),
    ("part-heading", card(text("Historique", weight="Bolder"))),
    ("inputs", card(entry(isRequired=True, errorMessage="Dites-le."), actions=[execute()])),
    ("version", {**card(), "version": "1.6"}),
    ("version", without(card(), "version")),
    ("lang", without(card(), "lang")),
    ("lang", {**card(), "lang": "en"}),
    ("heading", {**card(), "body": []}),
    ("heading", {**card(), "body": [text("Sans titre")]}),
    ("heading", {**card(), "body": [text("Avant"), heading()]}),
    ("heading", {**card(), "body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Avant"}]}, heading()]}),
    ("input-id", card(without(entry(), "id"))),
    ("input-label", card(without(entry(), "label"))),
    ("input-label", card(entry(label=" "))),
    ("input-error", card(entry(isRequired=True))),
    ("input-choices", card({"type": "Input.ChoiceSet", "id": "a", "label": "Objet", "choices": []})),
    ("alt-text", card({"type": "Image", "url": "https://example.org/a.png"})),
    ("alt-text", card({"type": "ImageSet", "images": [{"type": "Image", "url": "https://example.org/a.png"}]})),
    ("button-title", card(actions=[execute("")])),
    ("button-title", card(actions=[execute("OK")])),
    ("button-title", card(actions=[execute("Cliquez ici !")])),
    ("button-title", card({"type": "Container", "items": [], "selectAction": {"type": "Action.Submit"}})),
    ("button-length", card(actions=[execute("P" * 41)])),
    ("button-twice", card(actions=[execute(), execute("prendre en charge", "request.log")])),
    ("button-twice", card({"type": "ActionSet", "actions": [execute()]}, actions=[execute()])),
    ("table-headers", card(without(FIGURES, "firstRowAsHeaders"))),
    ("table-headers", card({**FIGURES, "firstRowAsHeaders": False})),
    ("bar-fallback", card(text("Quatre demandes sont nouvelles."), {"type": "ProgressBar", "value": 40})),
    ("chart", card(text("Quatre demandes sont nouvelles."), chart())),
    ("chart", {**card(chart(), FIGURES)}),
    ("chart", card(text("Quatre demandes."), without(chart(), "fallback"), FIGURES)),
    ("chart", card(text("Quatre demandes."), without(chart(), "title"), FIGURES)),
    ("chart", card(text("Quatre demandes."), chart(fallback=FIGURES))),
    ("hex-colour", card(text("Texte", color="#ff0000"))),
    ("hex-colour", card({"type": "Image", "url": "https://a.fr/b.png", "altText": "", "backgroundColor": "#FFF"})),
    ("hex-colour", card(text("Quatre demandes."), chart(data=[{"legend": "a", "value": 1, "color": "#12ab34"}]), FIGURES)),
    ("colour-alone", card(text("🔴", color="attention"))),
    ("colour-alone", card(text("●", color="Good"))),
    ("colour-alone", card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "!", "color": "warning"}]})),
    ("colour-alone", card({"type": "Container", "style": "attention", "items": []})),
    ("wrap", card(without(text("Texte"), "wrap"))),
    ("wrap", card({"type": "Container", "items": [text("Texte", wrap=False)]})),
    ("empty-text", card(text(" "))),
    ("fallback-text", without(card(), "fallbackText")),
    ("fallback-text", {**card(), "fallbackText": "  "}),
    ("size", card(text("a" * MAX_CHARACTERS))),
    ("verb", card(actions=[execute(verb="take")])),
    ("verb", card(actions=[execute(verb="request.Take")])),
    ("verb", card(refresh={"action": {"type": "Action.Execute"}})),
    ("execute-fallback", card(actions=[without(execute(), "fallback")])),
    ("execute-fallback", card(actions=[execute(fallback="drop")])),
    ("execute-fallback", card(actions=[execute(fallback={"type": "Action.Submit", "title": "Autre", "data": {"verb": "request.take"}})])),
    ("execute-fallback", card(actions=[execute(fallback={"type": "Action.Submit", "title": "Prendre en charge"})])),
    ("id", card(entry(), entry())),
    ("id", card(text("Texte", id="a"), {"type": "Container", "id": "a", "items": []})),
    ("refresh", card(refresh={"action": {"type": "Action.Execute", "verb": "a.b"}, "userIds": ["29:a"] * 61})),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "node"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_bad_cards_have_exactly_this_fault(rule: str, node: Node) -> None:
    assert rules(node) >= {rule}
    also = {"value"} if rule == "hex-colour" else set()
    assert rules(node) <= {rule} | also, "examples show one fault each"


def test_every_rule_has_a_bad_example() -> None:
    from pathlib import Path

    source = (Path(__file__).parent / "cards.py").read_text()
    named = {part.split('"')[1] for part in source.split("self.fault(")[1:] if part.startswith('"')}
    assert named == {rule for rule, _ in BAD}


def test_a_text_sent_beside_the_card_is_its_equivalent() -> None:
    assert lint(without(card(), "fallbackText"), text_equivalent="Demande nouvelle.") == []


def test_ids_and_titles_of_a_fallback_are_those_of_what_it_replaces() -> None:
    action = execute(id="take")
    action["fallback"]["id"] = "take"
    assert lint(card(actions=[action])) == []


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_every_chart_of_teams_is_known(kind: str) -> None:
    assert lint(card(text("Quatre demandes sont nouvelles."), chart(type=kind), FIGURES)) == []


def test_a_line_is_cut_only_where_the_row_s_button_says_all_of_it() -> None:
    row = {"type": "Container", "items": [text("Lycée Thiers · hier", wrap=False)]}
    press = {"type": "Action.Submit", "title": "Ouvrir DA-2024-0001 : Lycée Thiers, hier", "data": {"verb": "a.b"}}
    assert lint(card({**row, "selectAction": press})) == []
    assert rules(card({**row, "selectAction": {**press, "title": "Ouvrir : Lycée, hier"}})) == {"wrap"}


def test_a_fault_says_where() -> None:
    node = card({"type": "Container", "items": [text("Texte"), without(text("Autre"), "wrap")]})
    assert lint(node) == ["wrap: card.body[1].items[1]: TextBlock without wrap"]


def test_the_sdks_cards_are_read_as_they_are_sent() -> None:
    from microsoft_teams.cards.core import AdaptiveCard, ChoiceSetInput, TextBlock

    built = AdaptiveCard(
        version="1.5",
        lang="fr",
        body=[
            TextBlock(text="Titre", style="heading", wrap=True),
            ChoiceSetInput(id="a", label="Objet", choices=[], unknown="x"),  # type: ignore[call-arg]
        ],
    ).model_dump(by_alias=True, exclude_none=True)
    assert rules(built, text_equivalent="Titre") == {"input-choices", "property"}
