"""Who speaks: what is known of a person when they do, and that their contact is kept."""

from __future__ import annotations

from dataclasses import replace

from dialogs.core import texts
from dialogs.core.acquaintances import RENEWED, Acquaintance
from dialogs.core.context import Services, Turn
from dialogs.core.turn import Happening, Incoming, Message, Reply
from knowledge.understanding.leaning import is_short
from storage.queries.people import known


async def meet(services: Services, incoming: Incoming) -> Acquaintance:
    """Return what is known of the person; read at most once a minute, and again where the message is but a few words."""
    acquaintances, notebook, now = services.acquaintances, services.notebook, services.now()
    conversation = incoming.address.conversation
    found = acquaintances.get(incoming.person, conversation)
    # What another replica has just heard is told to this one in some milliseconds: a short message may come sooner.
    leaning = incoming.happening is Happening.MESSAGE and is_short(incoming.text)
    if found and found.is_fresh(now) and (services.storage.is_sqlite or not leaning):
        return found
    read = await known(services.storage, incoming.person, conversation)
    found = found or Acquaintance(roles=read.roles, noticed=False, read_at=now)
    fresh = replace(
        found,
        roles=read.roles,
        noticed=read.noticed or found.noticed,
        read_at=now,
        fresh=True,
        focused=read.focused,
        involved=read.involved,
        # What is stored is what was said last, here or at another replica, once it has been written.
        remembered=found.remembered if notebook.holds(incoming.person, conversation) else read.remembered,
    )
    return acquaintances.put(incoming.person, conversation, fresh)


def noticed(turn: Turn, acquaintance: Acquaintance, reply: Reply) -> Reply:
    """Renew the contact, and point to the notice under the first reply where no welcome could be said."""
    if not turn.personal:
        return reply
    first = not acquaintance.noticed
    stale = acquaintance.kept_at is None or turn.now - acquaintance.kept_at > RENEWED
    if first or stale:
        turn.services.notebook.contact(turn.contact(noticed=first))
        current = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
        if current:
            kept = replace(current, noticed=True, kept_at=turn.now)
            turn.services.acquaintances.put(turn.person.key, turn.incoming.address.conversation, kept)
    if first and turn.incoming.happening is not Happening.EXECUTE and not reply.error:
        return replace(reply, messages=(*reply.messages, Message(texts.NOTICE_LINE)))
    return reply
