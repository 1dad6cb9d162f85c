"""What is said in one's own words: troubles, acts, eligibility, questions on the assistant, complaints."""

from __future__ import annotations

import pytest

from tests.talk import Office


async def test_a_trouble_in_plain_words_begins_or_offers_a_request(office: Office) -> None:
    seen = await office.talk().says("op@le refuse de payer mes bourses, le lot est rejeté")
    assert "assistance" in seen.casefold()
    assert "Ce n’est pas mon domaine" not in seen


async def test_who_is_at_the_end_of_their_tether_is_told_whom_to_call_first(office: Office) -> None:
    seen = await office.talk().says("j'en peux plus d'opale, tout bloque et personne ne répond, je suis à bout")
    assert "RAFONI" in seen


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("je suis SGAC, vague 3, puis-je candidater ?", "L’appel s’adresse à vous"),
        ("Je suis SG, vague 3, dans l'académie depuis 2015, puis-je candidater ?", "L’appel s’adresse à vous"),
        ("SG en vague 6, je peux candidater ?", "L’appel ne s’adresse pas à vous"),
        (
            "je suis fondée de pouvoir, puis-je candidater ?",
            "L’appel s’adresse à vous si votre établissement est de l’une des vagues",
        ),
    ],
)
async def test_eligibility_is_answered_first(office: Office, said: str, begins: str) -> None:
    talk = office.talk()
    await talk.says(said)
    assert talk.reply.messages[0].text.startswith(begins)
    # Whom the call does not address may still apply, but is not urged to.
    assert ("Commencer ma candidature" in talk.seen[0].buttons) is not begins.startswith("L’appel ne")


async def test_an_unknown_number_changes_nothing(office: Office) -> None:
    seen = await office.talk("expert").says("je libère la 999, trop chargé")
    assert "DA-2024-0999" in seen


async def test_a_question_on_the_screen_is_answered(office: Office) -> None:
    seen = await office.talk().says("l'expert voit-il tout mon écran ?")
    assert "la seule fenêtre" in seen


async def test_a_complaint_is_no_thanks(office: Office) -> None:
    seen = await office.talk().says("ça ne m'a pas aidé du tout")
    assert "Avec plaisir" not in seen
