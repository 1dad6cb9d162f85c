"""A message cut up at the door: what is said, what asks, what only surrounds it."""

from __future__ import annotations

import pytest

from knowledge.understanding.utterance import utterance

MAIL = """Objet : RE: appel à candidatures

Madame,

Une question toute simple : l'indemnité est-elle de 1 800 € par an ?

Bien cordialement,
P. Santucci
SG – LP Jean Moulin, Port-de-Bouc
04 65 71 20 34

> De : ce.0130150t
> Veuillez trouver ci-joint l'appel."""


def test_a_mail_says_its_body_and_lends_its_signature() -> None:
    cut = utterance(MAIL)
    assert cut.said == "Une question toute simple : l'indemnité est-elle de 1 800 € par an ?"
    assert "04 65 71 20 34" in cut.aside
    assert "Jean Moulin" not in cut.said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("je prends la 12", "je prends la 12"),
        ("Bonjour, je prends la 12. Cordialement", "je prends la 12."),
        ("c'est résolu merci", "c'est résolu merci"),
        ("Bonjour", "Bonjour"),
        ("Cordialement", "Cordialement"),
    ],
)
def test_courtesy_is_put_aside_and_nothing_else(typed: str, said: str) -> None:
    assert utterance(typed).said == said


def test_of_a_long_message_what_asks_is_kept() -> None:
    story = "Je suis arrivée en septembre et je découvre tout. " * 4
    assert utterance(f"{story}Comment candidater ?").asks == "Comment candidater ?"
