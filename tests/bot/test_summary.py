"""What a notification shows of a card: the news, and nobody's number."""

from __future__ import annotations

from bot.teams.render import activity
from dialogs.core.exchange import Address, plain_message


def test_a_locked_screen_shows_the_first_two_lines_alone() -> None:
    message = plain_message("Urgent – Dépenses", ["Cette demande attend un expert.", "Téléphone : 04 42 91 70 00"])
    shown = activity(message, Address("msteams", "https://example.org", "chat", "28:bot", "29:x"))
    assert shown["summary"] == "Urgent – Dépenses\nCette demande attend un expert."
    assert "04 42" in str(shown["attachments"])
