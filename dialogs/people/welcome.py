"""The welcome: said once to each person, with what the assistant does for them and the notice on personal data."""

from __future__ import annotations

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.greeting import greeting
from dialogs.core.turn import SILENCE, Message, Reply, Scope
from storage.actions.people import welcome


async def installed(turn: Turn) -> Reply:
    """Welcome the person in their private chat, once whatever Teams repeats; in a group, say nothing unasked."""
    if turn.incoming.address.scope is not Scope.PERSONAL:
        return SILENCE
    first = await welcome(turn.storage, turn.contact(noticed=True), turn.activity)
    turn.services.acquaintances.forget(turn.person.key)
    return Reply.of(welcome_message(turn)) if first else SILENCE


def welcome_message(turn: Turn) -> Message:
    """Return the welcome: the greeting of this role and season, with the notice on personal data."""
    return greeting(turn, texts.WELCOME_TITLE, texts.NOTICE_SHORT)
