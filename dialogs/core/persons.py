"""People named by a mention, a name or an id, and the confirmation of a change of role."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from dialogs.core import form_texts as texts
from dialogs.core.context import Colleague, Turn
from dialogs.core.exchange import Address, Message, Reply, plain_message
from dialogs.ui import elements as el
from dialogs.ui.elements import Choice, ChoiceSetInput
from knowledge.people import PersonKey, Role
from knowledge.understanding.words import plain_words
from storage.actions.people import whereabouts
from storage.engine import Storage
from storage.queries import people as queries
from storage.queries.people import Someone

OID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SHOWN = 25  # People in one card.
_SHORT = 2  # Letters of a word that is nobody's name: «de», «Le».


class Unresolved(Exception):
    """No single person was meant; ``why`` is the sentence to say, ``found`` those who may be."""

    def __init__(self, why: str, found: Sequence[Someone] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.found = tuple(found)


async def resolve(turn: Turn, said: str) -> Someone:
    """Return the person meant by a mention, an object id, or a name among those who have written. Raises Unresolved."""
    if turn.incoming.mentions:
        return await _mentioned(turn)
    oid = OID.search(said)
    if oid:
        return await queries.someone(turn.storage, PersonKey(turn.person.key.tenant, str(UUID(oid[0]))))
    words = set(plain_words(said).split())
    if not words:
        raise Unresolved(texts.WHO)
    known = await queries.all_known(turn.storage, turn.person.key.tenant)
    found = [one for one in known if words <= set(plain_words(one.name).split())]
    if not found:
        raise Unresolved(texts.PERSON_NONE)
    if len(found) > 1:
        raise Unresolved(texts.PERSON_SEVERAL, found)
    return found[0]


async def _mentioned(turn: Turn) -> Someone:
    """Return who is mentioned, as the connector knows them: a mention itself gives only an id of the conversation."""
    if len(turn.incoming.mentions) > 1:
        raise Unresolved(texts.MENTION_SEVERAL)
    mention = turn.incoming.mentions[0]
    found = await turn.services.roster.find(turn.incoming.address, mention.user_id)
    if found is None:
        raise Unresolved(texts.MENTION_UNKNOWN)
    if found.key.tenant != turn.person.key.tenant or found.guest:
        raise Unresolved(texts.OUTSIDER)
    known = await queries.someone(turn.storage, found.key)
    return known if known.name else replace(known, name=found.name or mention.name)


async def is_guest(turn: Turn, key: PersonKey) -> bool:
    """Tell whether Teams has somebody who may be asked about, because they have a chat here, as a guest."""
    found = await _in_teams(turn, key)
    return found is not None and found.guest


async def mail_in_teams(turn: Turn, key: PersonKey) -> str:
    """Return the address by which Teams opens a chat with somebody; "" where it does not tell."""
    found = await _in_teams(turn, key)
    return found.mail if found and found.key == key else ""


async def _in_teams(turn: Turn, key: PersonKey) -> Colleague | None:
    chat = (await whereabouts(turn.storage, key)).chat
    if chat is None:
        return None
    address = Address(chat.channel, chat.service_url, chat.conversation, chat.bot_id, chat.user_id)
    return await turn.services.roster.find(address, chat.user_id)


def unresolved(why: Unresolved, verb: str = "", role: Role | None = None) -> Reply:
    """Say who may be meant; ``verb`` and ``role``: what to ask about the one who is chosen. Nobody is chosen for them."""
    page = why.found[:SHOWN]
    lines = [texts.PERSON_CHOICE.format(name=one.name, oid=one.key.oid) for one in page]
    plain = "\n".join([why.why, *lines])
    if not page or role is None:
        return Reply.text(plain)
    choices = [Choice(title=line, value=one.key.oid) for line, one in zip(lines, page, strict=True)]
    shown = el.card(
        el.heading(texts.PERSON_TITLE),
        el.paragraph(why.why),
        *(el.paragraph(line) for line in lines),
        ChoiceSetInput(id="oid", label=texts.PERSON_WHICH, choices=choices, style="compact"),
        actions=[el.asks(texts.PERSON_CHOOSE, verb, {"role": role.value})],
    )
    return Reply.of(Message(plain, shown))


def named(someone: Someone) -> str:
    """Return how a person is called in a sentence."""
    return someone.name or texts.UNNAMED.format(oid=someone.key.oid)


def _ask(verb: str, title: str, ask: str, confirm: str) -> Callable[[Turn, Someone, Role], Reply]:
    def confirm_it(turn: Turn, someone: Someone, role: Role) -> Reply:
        said = ask.format(name=named(someone), role=turn.worded(texts.ROLES[role]))
        data = {"oid": someone.key.oid, "role": role.value}
        return Reply.of(plain_message(title, [said], [el.acts(confirm, verb, data)]))

    return confirm_it


ask_give = _ask("people.give", texts.GIVE_TITLE, texts.GIVE_ASK, texts.GIVE_CONFIRM)
ask_take = _ask("people.take", texts.TAKE_TITLE, texts.TAKE_ASK, texts.TAKE_CONFIRM)


async def asked(turn: Turn, someone: Someone, role: Role, verb: str = "people.ask_give") -> Reply:
    """Ask to confirm that a role is given or taken."""
    if verb == "people.ask_take":
        return ask_take(turn, someone, role)
    return await not_to_be_given(turn, someone.key) or ask_give(turn, someone, role)


async def not_to_be_given(turn: Turn, key: PersonKey) -> Reply | None:
    """Say why a person is given no role by who asks: themself, or a guest; None where nothing stands against it."""
    if key == turn.person.key:
        return Reply.text(turn.worded(texts.OWN_ROLE))
    return Reply.text(texts.OUTSIDER) if await is_guest(turn, key) else None


def rest_of(text: str, openings: Sequence[str]) -> str:
    """Return what follows a command's words, which are compared as commands are."""
    words = text.split()
    for opening in sorted(openings, key=len, reverse=True):
        for count in range(1, len(words) + 1):
            if plain_words(" ".join(words[:count])) == opening:
                return " ".join(words[count:])
    return ""


async def experts_in(storage: Storage, text: str) -> list[Someone]:
    """Return the experts of whom a sentence says the most words of the name; none where it names no expert."""
    said = frozenset(word for word in plain_words(text).split() if len(word) > _SHORT)
    experts = await queries.with_role(storage, Role.EXPERT)
    named = [(len(said & frozenset(plain_words(one.name).split())), one) for one in experts]
    most = max((count for count, _ in named), default=0)
    return [one for count, one in named if count == most and most]
