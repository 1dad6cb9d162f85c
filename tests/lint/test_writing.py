"""The writing rules: over every text, every button and every card."""

from __future__ import annotations

from types import ModuleType

import pytest

from dialogs.application.moves import MOVES as APPLICATION_MOVES
from dialogs.assistance.moves import MOVES as REQUEST_MOVES
from knowledge.base import texts_of
from storage.calls import OWN_CALLS, CallFiles, service
from tests.lint import modules
from tests.lint.test_typography import said
from tests.lint.writing import button_faults, card_faults, faults


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Envoyez un mail.", True),
        ("Écrivez à a.b@mail.fr par courriel.", False),
        ("Secrétaire général(e)", True),
        ("Secrétaire générale ou général (SG)", False),
        ("L’appel n’en parle pas", True),
        ("Le SA EPLE appréciera.", True),
        ("Cliquez ici", True),
        ("Répondez « oui »", False),
        ("Une adresse électronique", True),
        ("Le demandeur lira ce motif.", True),
    ],
)
def test_the_rules_find_what_they_are_for(text: str, wrong: bool) -> None:
    assert bool(faults(text)) is wrong


@pytest.mark.parametrize(
    ("title", "long"),
    [("Commencer ma candidature", False), ("Revenir à l’étape précédente", True), ("Ouvrir {reference}", False),
     ("Quels sont les avantages de la mission ?", False)],
)  # fmt: skip
def test_a_button_has_a_verb_and_its_object_in_25_characters(title: str, long: bool) -> None:
    assert bool(button_faults(title)) is long


def test_a_card_says_something_first_and_nothing_twice() -> None:
    def card(*texts: str) -> dict[str, object]:
        return {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": text} for text in texts]}

    assert card_faults(card("DA-2024-0001", "Une demande attend un expert.")) != []
    assert card_faults(card("Nouvelle demande DA-2024-0001", "Une demande attend un expert.")) == []
    assert (
        card_faults(card("Titre", "Rien n’a été modifié par ce bouton.", "Rien n’a été modifié par ce bouton.")) != []
    )


@pytest.mark.parametrize("module", modules.texts(), ids=lambda module: module.__name__)
def test_what_the_assistant_says_keeps_the_rules(module: ModuleType) -> None:
    assert {where: found for where, text in said(module) if " " in text and (found := faults(text))} == {}


def test_what_the_calls_and_the_assistant_say_of_themselves_keeps_the_rules() -> None:
    call = CallFiles(next(OWN_CALLS.glob("*-opale.toml"))).read()
    texts = {f"{one.id}.{key}": text for one in call.entries for key, text in texts_of(one).items()}
    texts |= {f"{one.id}.title": one.title for one in call.entries}
    texts |= {
        f"service.{id_}.{number}": f"{entry.title}. {text}"
        for id_, entry in service().items()
        for number, text in enumerate(entry.texts)
    }
    if call.application:
        options = [option for field in call.application.field for option in field.options]
        texts |= {f"option.{one.id}": f"{one.title}. {one.in_letter or ''}" for one in options}
    assert {where: found for where, text in texts.items() if (found := faults(text))} == {}


@pytest.mark.parametrize("module", modules.texts(), ids=lambda module: module.__name__)
def test_buttons_are_short(module: ModuleType) -> None:
    named = {where: text for where, text in said(module) if where.startswith("BUTTON_")}
    assert {where: found for where, text in named.items() if (found := button_faults(text))} == {}


def test_buttons_of_moves_are_short() -> None:
    rows = (*APPLICATION_MOVES, *REQUEST_MOVES)
    titles = [title for row in rows for title in (row.button, row.own_button) if title]
    assert [found for title in titles for found in button_faults(title)] == []


def test_the_assistant_answers_about_itself_in_a_few_words_the_answer_first() -> None:
    told = [(id_, text) for id_, entry in service().items() for text in entry.texts]
    assert [(id_, text) for id_, text in told if len(text.split()) > 55] == []
    lengths = sorted(len(entry.answer.split()) for entry in service().values())
    assert lengths[len(lengths) // 2] <= 40
