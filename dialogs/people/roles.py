"""Roles, by the SA EPLE: who are the experts and the members, naming one, removing one."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from dialogs.application import steering_texts as texts
from dialogs.application.cards import plain_message
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.turn import Address, Message, Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement, Choice, ChoiceSetInput
from knowledge.application import ApplicationMove, ApplicationStatus
from knowledge.french import PARIS, long_date
from knowledge.lifecycle import Refused
from knowledge.people import PersonKey, Role
from knowledge.understanding.words import plain_words
from storage.actions import roles
from storage.actions.applications import make
from storage.outbox import whereabouts
from storage.queries import applications
from storage.queries import people as queries
from storage.queries.people import Someone

_OID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SHOWN = 25  # People in one card.


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
    oid = _OID.search(said)
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
    chat = (await whereabouts(turn.storage, key)).chat
    if chat is None:
        return False
    address = Address(chat.channel, chat.service_url, chat.conversation, chat.bot_id, chat.user_id)
    found = await turn.services.roster.find(address, chat.user_id)
    return found is not None and found.guest


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
        *(el.paragraph(el.escaped(line)) for line in lines),
        ChoiceSetInput(id="oid", label=texts.PERSON_WHICH, choices=choices, style="compact"),
        actions=[el.asks(texts.PERSON_CHOOSE, verb, {"role": role.value})],
    )
    return Reply.of(Message(plain, shown))


def named(someone: Someone) -> str:
    """Return how a person is called in a sentence."""
    return someone.name or texts.UNNAMED.format(oid=someone.key.oid)


async def show_experts(turn: Turn) -> Reply:
    """List the experts, with a way to remove one."""
    return await _list(turn, Role.EXPERT)


async def show_members(turn: Turn) -> Reply:
    """List the members of the SA EPLE, with a way to remove one."""
    return await _list(turn, Role.SA_EPLE)


async def _list(turn: Turn, role: Role) -> Reply:
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    return Reply.of(people_message(role, await queries.with_role(turn.storage, role)))


def people_message(role: Role, holders: Sequence[Someone]) -> Message:
    """Return who holds a role."""
    title, usage = (
        (texts.EXPERTS_TITLE, texts.EXPERTS_HELP) if role is Role.EXPERT else (texts.MEMBERS_TITLE, texts.MEMBERS_HELP)
    )
    page = holders[:SHOWN]
    lines = [_line(one) for one in page] or [texts.NOBODY]
    if len(holders) > SHOWN:
        lines.append(texts.PEOPLE_MORE.format(count=len(holders) - SHOWN))
    body: list[CardElement] = [el.heading(title), *(el.paragraph(el.escaped(line)) for line in lines), el.subtle(usage)]
    actions: list[Action] = []
    if page:
        choices = [Choice(title=named(one)[:100], value=one.key.oid) for one in page]
        body.append(ChoiceSetInput(id="oid", label=texts.TAKE_WHOM, choices=choices, style="compact"))
        actions.append(el.asks(texts.TAKE_BUTTON, "people.ask_take", {"role": role.value}))
    return Message("\n".join([title, *lines, usage]), el.card(*body, actions=actions))


def _line(one: Someone) -> str:
    since = long_date(one.since.astimezone(PARIS).date()) if one.since else ""
    return texts.PERSON_LINE.format(name=named(one), since=since)


def _ask(verb: str, title: str, ask: str, confirm: str) -> Callable[[Turn, Someone, Role], Reply]:
    def confirm_it(_turn: Turn, someone: Someone, role: Role) -> Reply:
        said = ask.format(name=named(someone), role=texts.ROLES[role])
        data = {"oid": someone.key.oid, "role": role.value}
        return Reply.of(plain_message(title, [said], [el.acts(confirm, verb, data)]))

    return confirm_it


ask_give = _ask("people.give", texts.GIVE_TITLE, texts.GIVE_ASK, texts.GIVE_CONFIRM)
ask_take = _ask("people.take", texts.TAKE_TITLE, texts.TAKE_ASK, texts.TAKE_CONFIRM)


def about(
    ask: Callable[[Turn, Someone, Role], Reply], role: Role, *openings: str
) -> Callable[[Turn], Awaitable[Reply]]:
    """Return the command that asks to give or to take ``role``, said as one of ``openings`` and a person."""

    async def run(turn: Turn) -> Reply:
        if not turn.person.has(Role.SA_EPLE):
            return Reply.text(general.NOT_YOURS)
        verb = "people.ask_give" if ask is ask_give else "people.ask_take"
        try:
            someone = await resolve(turn, rest_of(turn.incoming.text, openings))
        except Unresolved as why:
            return unresolved(why, verb, role)
        return await asked(turn, someone, role, verb)

    return run


async def asked(turn: Turn, someone: Someone, role: Role, verb: str = "people.ask_give") -> Reply:
    """Ask to confirm that a role is given or taken."""
    if verb == "people.ask_take":
        return ask_take(turn, someone, role)
    return await _not_to_be_given(turn, someone.key) or ask_give(turn, someone, role)


async def _not_to_be_given(turn: Turn, key: PersonKey) -> Reply | None:
    """Say why a person is given no role by who asks: themself, or a guest; None where nothing stands against it."""
    if key == turn.person.key:
        return Reply.text(texts.OWN_ROLE)
    return Reply.text(texts.OUTSIDER) if await is_guest(turn, key) else None


def rest_of(text: str, openings: Sequence[str]) -> str:
    """Return what follows a command's words, which are compared as commands are."""
    words = text.split()
    for opening in sorted(openings, key=len, reverse=True):
        for count in range(1, len(words) + 1):
            if plain_words(" ".join(words[:count])) == opening:
                return " ".join(words[count:])
    return ""


class _Person(BaseModel):
    model_config = ConfigDict(extra="ignore")

    # In lower case, as keys are: one's own id in capitals is no other person's.
    oid: Annotated[str, StringConstraints(pattern=f"^{_OID.pattern}$", to_lower=True)]
    role: Role


def _press_ask(verb: str) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    async def press(turn: Turn, value: Mapping[str, Any]) -> Reply:
        if not turn.person.has(Role.SA_EPLE):
            return Reply.text(general.NOT_YOURS)
        if not value.get("oid"):
            return Reply.text(texts.WHO)
        meant = _Person.model_validate(value)
        someone = await queries.someone(turn.storage, PersonKey(turn.person.key.tenant, meant.oid))
        return await asked(turn, someone, meant.role, verb)

    return press


async def _press_give(turn: Turn, value: Mapping[str, Any]) -> Reply:
    meant = _Person.model_validate(value)
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    key = PersonKey(turn.person.key.tenant, meant.oid)
    refused = await _not_to_be_given(turn, key)
    if refused:
        return refused
    if meant.role is Role.EXPERT:
        appointed = await _appointed(turn, key)
        if appointed:
            return appointed
    return await _changed(turn, value, roles.give, texts.GIVEN, texts.GIVEN_ALREADY)


async def _appointed(turn: Turn, key: PersonKey) -> Reply | None:
    """Appoint who has an accepted application by that application, so that it says so; None where there is none."""
    file = await applications.latest_of(turn.storage, turn.base.call.id, key)
    if file is None or file.candidature.status is not ApplicationStatus.ACCEPTED or file.candidature.appointed:
        return None
    try:
        await make(
            turn.storage,
            file.candidature.reference,
            ApplicationMove.APPOINT,
            turn.services.terms,
            by=turn.person.key,
            now=turn.now,
            activity=turn.activity,
            version=file.candidature.version,
        )
    except Refused:
        return None
    return Reply.text(texts.GIVEN.format(name=file.candidature.name, role=texts.ROLES[Role.EXPERT]))


async def _press_take(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await _changed(turn, value, roles.take, texts.TAKEN, texts.TAKEN_ALREADY)


async def _changed(
    turn: Turn, value: Mapping[str, Any], change: Callable[..., Awaitable[bool]], said: str, already: str
) -> Reply:
    meant = _Person.model_validate(value)
    key = PersonKey(turn.person.key.tenant, meant.oid)
    try:
        done = await change(turn.storage, key, meant.role, by=turn.person.key, now=turn.now, activity=turn.activity)
    except roles.NotAllowed:
        return Reply.text(general.NOT_YOURS)
    except roles.OwnRole:
        return Reply.text(texts.OWN_ROLE)
    except roles.LastMember:
        return Reply.text(texts.LAST_MEMBER)
    name = named(await queries.someone(turn.storage, key))
    return Reply.text((said if done else already).format(name=name, role=texts.ROLES[meant.role]))


BUTTONS: Mapping[str, Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {
        "people.ask_give": _press_ask("people.ask_give"),
        "people.ask_take": _press_ask("people.ask_take"),
        "people.take": _press_take,
    }
)
# Where somebody can be mentioned: the answer says a role and a name, nothing of an application.
ANYWHERE: Mapping[str, Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {"people.give": _press_give}
)
