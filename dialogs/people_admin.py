"""Roles, by the SA EPLE: who are the experts and the members, naming one, removing one."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from microsoft_teams.cards.core import Action, CardElement, Choice, ChoiceSetInput
from pydantic import BaseModel, ConfigDict, Field

from dialogs.cards import elements as el
from dialogs.cards.candidature import plain_message
from dialogs.context import Turn
from dialogs.texts import examination as texts
from dialogs.texts import general
from dialogs.turn import Message, Reply
from dialogs.words import plain_words
from knowledge.french import PARIS, long_date
from knowledge.people import PersonKey, Role
from storage.actions import roles
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
    """Return the person meant by an object id, or by a name among those who have written. Raises Unresolved."""
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


def unresolved(why: Unresolved) -> Reply:
    """Say who may be meant."""
    lines = [texts.PERSON_CHOICE.format(name=one.name, oid=one.key.oid) for one in why.found[:SHOWN]]
    return Reply.text("\n".join([why.why, *lines]))


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
    def asked(_turn: Turn, someone: Someone, role: Role) -> Reply:
        said = ask.format(name=named(someone), role=texts.ROLES[role])
        data = {"oid": someone.key.oid, "role": role.value}
        return Reply.of(plain_message(title, [said], [el.acts(confirm, verb, data)]))

    return asked


ask_give = _ask("people.give", texts.GIVE_TITLE, texts.GIVE_ASK, texts.GIVE_CONFIRM)
ask_take = _ask("people.take", texts.TAKE_TITLE, texts.TAKE_ASK, texts.TAKE_CONFIRM)


def about(
    ask: Callable[[Turn, Someone, Role], Reply], role: Role, *openings: str
) -> Callable[[Turn], Awaitable[Reply]]:
    """Return the command that asks to give or to take ``role``, said as one of ``openings`` and a person."""

    async def run(turn: Turn) -> Reply:
        if not turn.person.has(Role.SA_EPLE):
            return Reply.text(general.NOT_YOURS)
        try:
            return ask(turn, await resolve(turn, rest_of(turn.incoming.text, openings)), role)
        except Unresolved as why:
            return unresolved(why)

    return run


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

    oid: str = Field(pattern=f"^{_OID.pattern}$")
    role: Role


async def _press_ask_take(turn: Turn, value: Mapping[str, Any]) -> Reply:
    if not turn.person.has(Role.SA_EPLE):
        return Reply.text(general.NOT_YOURS)
    if not value.get("oid"):
        return Reply.text(texts.WHO)
    meant = _Person.model_validate(value)
    someone = await queries.someone(turn.storage, PersonKey(turn.person.key.tenant, meant.oid))
    return ask_take(turn, someone, meant.role)


async def _press_give(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await _changed(turn, value, roles.give, texts.GIVEN, texts.GIVEN_ALREADY)


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
    except roles.LastMember:
        return Reply.text(texts.LAST_MEMBER)
    name = named(await queries.someone(turn.storage, key))
    return Reply.text((said if done else already).format(name=name, role=texts.ROLES[meant.role]))


BUTTONS: Mapping[str, Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {"people.ask_take": _press_ask_take, "people.give": _press_give, "people.take": _press_take}
)
