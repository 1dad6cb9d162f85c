"""What is said in each season, as a table: what must be read, and what must not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs.core import texts as general
from tests.talk import Office

OPEN, LAST_DAY, CLOSED, YEARS_LATER = (
    datetime(2024, 1, 25, 9, tzinfo=UTC), datetime(2024, 2, 5, 9, tzinfo=UTC), datetime(2024, 2, 6, 9, tzinfo=UTC),
    datetime(2026, 11, 26, 9, tzinfo=UTC),
)  # fmt: skip
APPLY = general.BUTTON_START_APPLICATION


@pytest.mark.parametrize(
    ("now", "typed", "said", "never"),
    [
        (OPEN, "je suis SG de collège depuis 2 ans, en vague 2, je peux candidater ?", "L’appel s’adresse à vous", "pas de réponse sûre"),
        (OPEN, "je suis gestionnaire de collège en vague 1, je peux candidater ?", "L’appel s’adresse à vous", "domaine"),
        (OPEN, "je suis prof de maths, je peux candidater ?", "L’appel ne s’adresse pas à vous", "Oui"),
        (OPEN, "combien on touche ?", "1\u00a0800\u00a0€ par an", "donne droit"),
        (OPEN, "jusqu'à quand ?", "Jusqu’au lundi 5 février 2024", "peuvent être envoyées"),
        (OPEN, "Faut-il un formulaire ?", "Avec moi", "écrivez à Mme"),
        (OPEN, "Quelle est la fonction de Mme RAFONI ?", "04 42 91 72 88", "À qui le demander"),
        (OPEN, "j'ai envoyé ma candidature hier par mail, vous l'avez reçue ?", "SA EPLE", "Vous n’avez ni"),
        (OPEN, "Comment retirer une candidature envoyée ?", "candidature", "il n’y a rien à modifier ni à retirer."),
        (OPEN, "comment créer un tiers dans op@le ?", "", "Je ne réponds qu’aux"),
        (LAST_DAY, "Quelle est la date limite ?", "Jusqu’à ce soir", "il reste"),
        (LAST_DAY, "Comment candidater ?", "c’est le dernier jour", "il reste"),
        (CLOSED, "c'est trop tard pour candidater ?", "closes", "peuvent être envoyées"),
        (CLOSED, "Où envoyer ma candidature ?", "closes depuis la fin du lundi 5 février 2024", "Envoyez"),
        (CLOSED, "Comment candidater ?", "closes depuis", "Avec moi, répondez"),
        (CLOSED, "candidater", "closes depuis la fin du lundi 5 février 2024", "Étape"),
        (CLOSED, "suis-je éligible ?", "closes depuis", "rien ne vous empêche"),
        (YEARS_LATER, "Combien de temps dure la mission ?", "L’appel prévoyait", "va jusqu’en"),
        (YEARS_LATER, "Quelle est la date limite ?", "la date limite était", "il reste"),
    ],
)  # fmt: skip
async def test_what_is_said_holds_on_that_day(office: Office, now: datetime, typed: str, said: str, never: str) -> None:
    office.clock.time = now
    talk = office.talk()
    shown = await talk.says(typed)
    assert said in shown
    assert never not in shown
    if now > LAST_DAY:
        assert not any(APPLY in seen.buttons for seen in talk.seen)


@pytest.mark.parametrize("entry", ["Quelle est l’indemnité ?", "Comment candidater ?", "faut-il un CV ?", "décharge ?"])
async def test_an_answer_has_three_lines_a_source_and_two_buttons(office: Office, entry: str) -> None:
    talk = office.talk()
    await talk.says(entry)
    shown = talk.seen[0]
    lines = shown.text.splitlines()
    assert len(lines) <= 5, "title, three lines, source"
    assert lines[-1].startswith("Source")
    assert len(shown.buttons) <= 2
    assert "§" not in shown.text
