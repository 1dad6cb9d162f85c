"""What a forged button cannot do: skip the version it must carry, tell whether a number exists, give oneself a role."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.application import steering_texts as steering
from dialogs.assistance import texts as handling
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.context import Colleague
from knowledge.people import Role
from storage.queries.people import with_role
from tests.dialogs import applying, asking
from tests.dialogs.applying import decide, deposit, take_in
from tests.dialogs.test_naming import JEAN, experts, knowing
from tests.dialogs.test_notice_owners import second_member
from tests.talk import Office, Talk, worded

CA, DA = "CA-2024-0001", "DA-2024-0001"
EXAMINED = ("examine", "announce", "appoint", "appoint_confirmed", "ask_complement", "accept", "reject", "drop",
            "review_again", "stand_down", "open")  # fmt: skip


async def press(talk: Talk, verb: str, **data: object) -> str:
    return await talk.sends({"type": "Action.Execute", "verb": verb, "data": data})


@pytest.mark.parametrize("seat", ["agent", "expert", "stranger"])
@pytest.mark.parametrize("verb", EXAMINED)
async def test_who_does_not_examine_is_not_told_whether_a_number_exists(office: Office, verb: str, seat: str) -> None:
    await deposit(office.stranger("92222222-2222-4222-8222-222222222222", "Noé Petit"))
    talk = office.stranger("91111111-1111-4111-8111-111111111111", "Zoé") if seat == "stranger" else office.talk(seat)
    await talk.opens()
    said = [await press(talk, f"application.{verb}", reference=reference, version=version)
            for reference in (CA, "CA-2024-0002") for version in (0, 1, 9)]  # fmt: skip
    assert set(said) == {steering.NO_SUCH if verb == "open" else worded(worded(general.NOT_YOURS))}


async def test_nor_is_who_was_of_the_sa_eple_until_a_moment_ago(offices: Office) -> None:
    colleague = await second_member(offices)
    await deposit(offices.talk())
    assert "ROUX Camille" in await colleague.says(f"statut {CA}")
    await press(offices.talk("saeple"), "people.take", oid=colleague.key.oid, role="saeple")
    for verb in EXAMINED[:-1]:
        said = {await press(colleague, f"application.{verb}", reference=one, version=1) for one in (CA, "CA-2024-0002")}
        assert said == {worded(worded(general.NOT_YOURS))}, verb


@pytest.mark.parametrize("version", [{}, {"version": 0}])
async def test_a_move_of_a_request_without_its_version_is_refused_as_outdated(
    offices: Office, version: dict[str, int]
) -> None:
    expert, member = offices.talk("expert"), offices.talk("saeple")
    await asking.log(expert)
    stale = handling.REFUSED_STALE.format(reference=DA)
    assert stale in await press(expert, "request.take", reference=DA, **version)
    assert stale in await press(member, "request.assign", reference=DA, **version)
    assert stale in await press(member, "request.assign_to", reference=DA, oid=expert.key.oid, **version)
    await expert.says(f"prendre {DA}")
    before = await asking.rows(offices)
    for move in ("plan", "resolve", "release", "agree", "agreed", "put_on_hold"):
        said = await press(expert, f"request.{move}", reference=DA, **version)
        assert stale in said or f"{DA} est prise en charge depuis" in said, move
    assert await asking.rows(offices) == before


@pytest.mark.parametrize("version", [{}, {"version": 0}])
async def test_a_move_of_an_application_without_its_version_is_refused_as_outdated(
    offices: Office, version: dict[str, int]
) -> None:
    member = offices.talk("saeple")
    await deposit(offices.talk())

    async def outdated(*verbs: str) -> None:
        before = await applying.rows(offices)
        for verb in verbs:
            said = await press(member, f"application.{verb}", reference=CA, **version)
            assert "a changé depuis l’affichage de cette carte" in said, verb
        assert await applying.rows(offices) == before

    await outdated("examine", "ask_complement")
    await take_in(member)
    await outdated("accept", "reject", "drop")
    await decide(member, "accept", "passer")
    await outdated("appoint", "appoint_confirmed", "review_again")


async def holders(office: Office, role: Role) -> set[Any]:
    return {one.key for one in await with_role(office.storage, role)}


@pytest.mark.parametrize("spelling", [str.lower, str.upper])
async def test_a_member_gives_herself_no_role(offices: Office, spelling: Any) -> None:
    member = offices.talk("saeple")
    await deposit(member)
    oid = spelling(member.key.oid)
    for verb in ("people.ask_give", "people.give"):
        assert await press(member, verb, oid=oid, role="expert") == worded(form_texts.OWN_ROLE)
    assert await member.says(f"nommer {oid}") == worded(form_texts.OWN_ROLE)
    assert member.key not in await holders(offices, Role.EXPERT)
    assert not (await applying.rows(offices))[0]["appointed"]


async def test_a_member_does_not_appoint_herself_once_she_is_accepted(offices: Office) -> None:
    member, colleague = offices.talk("saeple"), await second_member(offices)
    await deposit(member)
    await take_in(colleague)
    await decide(colleague, "accept", "passer")
    assert await press(member, "people.give", oid=member.key.oid, role="expert") == worded(form_texts.OWN_ROLE)
    (row,) = await applying.rows(offices)
    for verb in ("appoint", "appoint_confirmed"):
        said = await press(member, f"application.{verb}", reference=CA, version=row["version"])
        assert said == general.REFUSED_OWN
    assert member.key not in await holders(offices, Role.EXPERT)
    await press(colleague, "people.give", oid=member.key.oid, role="expert")
    assert member.key in await holders(offices, Role.EXPERT)


async def test_a_guest_is_refused_when_the_role_is_given_too(office: Office) -> None:
    await office.stranger(JEAN.oid, "Jean Dupont").opens()
    knowing(office, **{JEAN.oid: Colleague(JEAN, "Jean Dupont", guest=True)})
    member = office.talk("saeple")
    assert await press(member, "people.give", oid=JEAN.oid, role="expert") == form_texts.OUTSIDER
    assert JEAN.oid not in await experts(office)


async def test_a_guest_is_refused_when_the_appointment_is_confirmed_too(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await talk.opens()
    await deposit(talk)
    await take_in(member)
    await decide(member, "accept", "passer")
    await member.says(f"nommer {CA}")
    knowing(office, **{talk.key.oid: Colleague(talk.key, talk.name, guest=True)})
    assert await member.presses(steering.APPOINT_CONFIRM) == form_texts.OUTSIDER
    assert talk.key.oid not in await experts(office)
