"""Naming somebody: by a mention that the connector resolves, or by a name, homonyms offered and never chosen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.context import Colleague
from dialogs.core.exchange import Address, Mention, Scope
from dialogs.router import Router
from knowledge.people import PersonKey, Role
from storage.queries.people import with_role
from tests.dialogs.applying import decide, deposit, kinds, rows, sent, take_in
from tests.talk import Office, worded

JEAN = PersonKey("local", "77777777-7777-4777-8777-777777777777")
MENTION = (Mention("29:jean", "Jean Dupont"),)


@dataclass
class Roster:
    people: dict[str, Colleague] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def find(self, address: Address, user_id: str) -> Colleague | None:
        self.asked.append((address.conversation, user_id))
        return self.people.get(user_id)


def knowing(office: Office, **people: Colleague) -> Roster:
    """Give the office a connector that knows these people by the second part of their id."""
    roster = Roster({f"29:{name}": one for name, one in people.items()})
    office.services = replace(office.services, roster=roster)
    office.router = Router(office.services)
    return roster


async def experts(office: Office) -> set[str]:
    return {one.key.oid for one in await with_role(office.storage, Role.EXPERT)}


@pytest.mark.parametrize("scope", [Scope.PERSONAL, Scope.CHANNEL])
async def test_who_is_mentioned_is_named_after_confirmation(offices: Office, scope: Scope) -> None:
    roster = knowing(offices, jean=Colleague(JEAN, "Jean Dupont"))
    member = offices.talk("saeple", scope)
    shown = await member.says("nommer Jean Dupont", mentions=MENTION)
    assert "Donner à Jean Dupont le rôle" in shown
    assert roster.asked[0][1] == "29:jean"
    assert JEAN.oid not in await experts(offices)
    assert "Jean Dupont" in await member.says("nommer expert Jean Dupont", mentions=MENTION)
    await member.presses(form_texts.GIVE_CONFIRM)
    assert JEAN.oid in await experts(offices)
    assert kinds(await sent(offices)) == ["role_given"]


async def test_without_a_mention_nobody_is_named_in_a_channel(office: Office) -> None:
    member = office.talk("saeple", Scope.CHANNEL)
    assert await member.says("nommer Jean Dupont") == general.PERSONAL_ONLY
    assert await member.says("nommer CA-2024-0001") == general.PERSONAL_ONLY


async def test_others_name_nobody_by_a_mention(office: Office) -> None:
    roster = knowing(office, jean=Colleague(JEAN, "Jean Dupont"))
    assert worded(worded(general.NOT_YOURS)) in await office.talk("expert").says("nommer Jean Dupont", mentions=MENTION)
    member = office.talk("saeple", Scope.CHANNEL)
    await member.says("nommer Jean Dupont", mentions=MENTION)
    passer_by = office.talk("agent", Scope.CHANNEL)
    passer_by.seen = member.seen
    assert await passer_by.presses(form_texts.GIVE_CONFIRM) == worded(worded(general.NOT_YOURS))
    assert JEAN.oid not in await experts(office)
    assert len(roster.asked) == 1


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, form_texts.MENTION_UNKNOWN),
        (Colleague(JEAN, "Jean Dupont", guest=True), form_texts.OUTSIDER),
        (Colleague(PersonKey("elsewhere", JEAN.oid), "Jean Dupont"), form_texts.OUTSIDER),
    ],
)
async def test_who_is_not_of_the_academie_is_not_named(office: Office, found: Colleague | None, said: str) -> None:
    knowing(office, **({"jean": found} if found else {}))
    assert said in await office.talk("saeple").says("nommer Jean Dupont", mentions=MENTION)


async def test_one_person_at_a_time(office: Office) -> None:
    knowing(office, jean=Colleague(JEAN, "Jean Dupont"))
    two = (*MENTION, Mention("29:eve", "Ève Martin"))
    assert form_texts.MENTION_SEVERAL in await office.talk("saeple").says("nommer Jean et Ève", mentions=two)


async def test_a_guest_known_by_name_is_not_named_either_but_may_be_removed(office: Office) -> None:
    guest = office.stranger(JEAN.oid, "Jean Dupont")
    await guest.opens()
    member = office.talk("saeple")
    await member.says("nommer Jean Dupont")
    await member.presses(form_texts.GIVE_CONFIRM)
    knowing(office, **{JEAN.oid: Colleague(JEAN, "Jean Dupont", guest=True)})
    assert await member.says("nommer Jean Dupont") == form_texts.OUTSIDER
    assert await member.says(f"ajouter membre {JEAN.oid}") == form_texts.OUTSIDER
    await member.says("retirer expert Jean Dupont")
    assert "n’a plus le rôle" in await member.presses(form_texts.TAKE_CONFIRM)


async def test_a_guest_who_was_accepted_is_not_appointed(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await talk.opens()
    await deposit(talk)
    await take_in(member)
    await decide(member, "accept", "passer")
    knowing(office, **{talk.key.oid: Colleague(talk.key, talk.name, guest=True)})
    assert await member.says("nommer CA-2024-0001") == form_texts.OUTSIDER


async def test_homonyms_are_offered_and_none_is_chosen(office: Office) -> None:
    member = office.talk("saeple")
    oids = [f"{number:08}-2222-4222-8222-222222222222" for number in range(2)]
    for oid in oids:
        await office.stranger(oid, "Noé Petit").opens()
    shown = await member.says("nommer Noé Petit")
    assert form_texts.PERSON_SEVERAL in shown
    assert all(oid in shown for oid in oids)
    assert await member.presses(form_texts.PERSON_CHOOSE) == form_texts.WHO
    assert "Donner à Noé Petit le rôle" in await member.presses(form_texts.PERSON_CHOOSE, {"oid": oids[1]})
    assert oids[1] not in await experts(office)
    await member.presses(form_texts.GIVE_CONFIRM)
    assert await experts(office) & set(oids) == {oids[1]}


async def test_who_was_accepted_is_appointed_by_their_application_even_from_a_channel(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await deposit(talk)
    await take_in(member)
    await decide(member, "accept", "passer")
    knowing(offices, jean=Colleague(talk.key, talk.name))
    there = offices.talk("saeple", Scope.CHANNEL)
    shown = await there.says("nommer Camille Roux", mentions=MENTION)
    assert "CA-2024" not in shown
    assert "CA-2024" not in await there.presses(form_texts.GIVE_CONFIRM)
    assert (await rows(offices))[0]["appointed"]
    assert talk.key.oid in await experts(offices)
    assert "a déjà le rôle" in await there.presses(form_texts.GIVE_CONFIRM)
