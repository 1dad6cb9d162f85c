"""Short questions that name nothing: «c'est pour quand ?», «qui s'en occupe ?». They are about the request at hand."""

from __future__ import annotations

from dialogs.assistance import message_texts as texts
from dialogs.assistance.handling import open_request, seen
from dialogs.core.context import Turn
from dialogs.core.saying import unknown
from dialogs.core.turn import Reply
from knowledge.request import FINAL
from knowledge.understanding.leaning import asks_of_it
from storage.queries import requests


async def asked(turn: Turn) -> Reply | None:
    """Show the request that a short question is about: of the notice right above, else the one open request of who asks."""
    if not (turn.personal and asks_of_it(turn.incoming.text)):
        return None
    reference = turn.under.reference if turn.under else await _only_one(turn)
    if reference is None or await seen(turn, reference) is None:
        return None
    return await open_request(turn, reference)


async def unclear(turn: Turn) -> Reply | None:
    """Say that what was typed right under a notice was not understood, and show the request; None for what is understood."""
    meant, under = turn.understood, turn.under
    if meant is None or under is None or not unknown(meant) or await seen(turn, under.reference) is None:
        return None
    return await open_request(turn, under.reference, texts.NOT_UNDERSTOOD)


async def _only_one(turn: Turn) -> str | None:
    # Those who handle several say which; a topic of the call may be meant.
    if turn.person.roles or turn.topic or not turn.involved:
        return None
    made = await requests.made_by(turn.storage, turn.person)
    files = [one for one in made if one.request.requester == turn.person.key and one.request.status not in FINAL]
    return files[0].reference if len(files) == 1 else None
