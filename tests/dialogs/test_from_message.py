"""A request made of a message in Teams: said back in a window, logged once, on both databases."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from dialogs.assistance import texts as asking
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.exchange import Happening, Message, Quoted, Scope
from knowledge.people import Role
from knowledge.sensitive import Secret
from storage.actions import people
from storage.queries.people import someone
from storage.tables import address, draft, focus, outbox, request
from storage.transaction import ActivityKey
from tests.dialogs.asking import FIRST, log, rows
from tests.dialogs.delivering import delivered
from tests.knowledge.test_schools import DUPIN, DUPIN_84, REGISTER
from tests.talk import Office, Talk, buttons, worded

OPEN, SEND = "assistance.window", "assistance.send_window"
TEXT = f"Bonjour, Chorus Pro rejette nos factures au {DUPIN.uai}, c'est urgent, appelez le 04 42 91 70 00. Camille"
TYPED = {
    "school": DUPIN.uai, "topic": "DEPENSE", "details": "Chorus Pro rejette nos factures.", "name": "Mme Blanc",
    "function": "gestionnaire", "reach": "04 42 91 70 00", "urgent": "yes", "slots": "",
}  # fmt: skip


def inputs_of(talk: Talk) -> dict[str, Any]:
    """Return what the inputs of the window hold, by id."""
    assert talk.seen[-1].card is not None
    return {one["id"]: one.get("value") for one in talk.seen[-1].card["body"] if one["type"].startswith("Input.")}


def shown_by(talk: Talk) -> str:
    """Return the card that is shown, with the titles of its choices."""
    return json.dumps(talk.seen[-1].card, ensure_ascii=False)


async def count(office: Office, table: sa.Table) -> int:
    async with office.storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def known(office: Office, seat: str) -> Talk:
    """Return somebody who has opened the assistant's chat."""
    talk = office.talk(seat)
    await talk.opens()
    await office.behind.flush()
    return talk


async def test_a_colleagues_message_becomes_the_agents_own_request(offices: Office) -> None:
    offices.register = REGISTER
    author = offices.stranger("88888888-8888-4888-8888-888888888888", "Alex Martin")
    talk = offices.talk("agent", Scope.WINDOW)
    shown = await talk.chooses(OPEN, TEXT, author)
    assert asking.WRITTEN_BY.format(name="Alex Martin") in shown
    assert TEXT in shown
    assert "Collège Aurore Dupin" in shown
    assert asking.IN_YOUR_NAME in shown
    assert asking.WHO not in shown_by(talk)
    assert talk.buttons == [asking.SEND_HELP]
    held = inputs_of(talk)
    assert (held["school"], held["topic"], held["urgent"]) == (DUPIN.uai, "DEPENSE", "yes")
    assert held["name"] == talk.name
    assert "0442917000" in held["reach"].replace(" ", "")
    assert [await count(offices, table) for table in (request, draft, focus, address)] == [0, 0, 0, 0]

    done = await talk.presses(asking.SEND_HELP, {**held, **TYPED})
    assert asking.DONE.format(reference=FIRST) in done
    assert asking.FOLLOW in done
    assert asking.DONE_NEXT_THERE in done
    (row,) = await rows(offices)
    assert (row["uai"], row["urgent"], row["requester_oid"], row["author_oid"]) == (
        DUPIN.uai, True, talk.key.oid, talk.key.oid,
    )  # fmt: skip
    await offices.behind.flush()
    assert (await someone(offices.storage, talk.key)).name == talk.name
    # The window is no chat: nothing will ever be posted there.
    assert [await count(offices, table) for table in (draft, focus, address)] == [0, 0, 0]


async def test_the_author_is_the_one_who_asks_only_when_that_is_said(offices: Office) -> None:
    offices.register = REGISTER
    author = await known(offices, "agent")
    talk = offices.talk("expert", Scope.WINDOW)
    shown = await talk.chooses(OPEN, TEXT, author)
    assert inputs_of(talk)["who"] is None
    assert asking.THE_AUTHOR.format(name=author.name) in shown_by(talk)
    assert asking.IN_YOUR_NAME not in shown
    assert talk.buttons == [asking.SEND_LOG, asking.SEND_TAKE]

    unsaid = {**TYPED, "name": ""}
    assert asking.WHO_NEEDED in await talk.presses(asking.SEND_LOG, unsaid)
    assert await rows(offices) == []
    assert inputs_of(talk)["details"] == TYPED["details"]
    assert form_texts.NEEDED in await talk.presses(asking.SEND_LOG, {**unsaid, "who": "other"})
    assert await rows(offices) == []
    await talk.presses(asking.SEND_LOG, {**unsaid, "who": "author"})
    (row,) = await rows(offices)
    assert (row["requester_oid"], row["author_oid"], row["contact_name"]) == (
        author.key.oid, talk.key.oid, author.name,
    )  # fmt: skip
    async with offices.storage.reading() as connection:
        told = (
            (await connection.execute(sa.select(outbox.c.oid).where(outbox.c.kind == "request_receipt")))
            .scalars()
            .all()
        )
    assert sorted(told) == sorted([author.key.oid, talk.key.oid])


async def test_the_card_of_what_was_made_is_sent_to_its_maker_in_their_own_chat(office: Office) -> None:
    office.register = REGISTER
    for seat, send in (("agent", asking.SEND_HELP), ("expert", asking.SEND_TAKE)):
        chat = await known(office, seat)
        window = office.talk(seat, Scope.WINDOW)
        await window.chooses(OPEN, TEXT)
        await window.presses(send, {**TYPED, "topic": "DEPENSE" if seat == "agent" else "TRESO"})
        reference = (await rows(office))[-1]["reference"]
        shown = [said for row, said in await delivered(office) if row.notice.to == chat.key]
        assert [one.living.reference for one in shown if isinstance(one, Message) and one.living] == [reference]


async def test_somebody_else_is_named_and_the_author_learns_nothing(offices: Office) -> None:
    offices.register = REGISTER
    author = await known(offices, "agent")
    talk = offices.talk("expert", Scope.WINDOW)
    await talk.chooses(OPEN, TEXT, author)
    done = await talk.presses(asking.SEND_TAKE, {**TYPED, "who": "other"})
    assert asking.DONE_TAKEN in done
    (row,) = await rows(offices)
    assert (row["requester_oid"], row["contact_name"], row["holder_oid"]) == (None, "Mme Blanc", talk.key.oid)
    async with offices.storage.reading() as connection:
        told = (await connection.execute(sa.select(outbox.c.oid))).scalars().all()
    assert author.key.oid not in told


async def test_an_author_who_never_spoke_to_the_assistant_is_a_name_alone(office: Office) -> None:
    office.register = REGISTER
    author = office.stranger("88888888-8888-4888-8888-888888888888", "Alex Martin")
    talk = office.talk("saeple", Scope.WINDOW)
    await talk.chooses(OPEN, TEXT, author)
    assert asking.THE_AUTHOR_UNKNOWN.format(name="Alex Martin") in shown_by(talk)
    assert talk.buttons == [asking.SEND_LOG]
    await talk.presses(asking.SEND_LOG, {**TYPED, "name": "", "who": "author"})
    (row,) = await rows(office)
    assert (row["requester_oid"], row["contact_name"]) == (None, "Alex Martin")


@pytest.mark.parametrize("seat", ["agent", "expert", "saeple"])
async def test_a_forged_identifier_does_not_tell_whose_it_is(office: Office, seat: str) -> None:
    office.register = REGISTER
    victim = office.stranger("88888888-8888-4888-8888-888888888888", "Zéphirine Quatrebarbes")
    await victim.says("bonjour")
    await office.behind.flush()
    talk = office.talk(seat, Scope.WINDOW)
    await talk.chooses(OPEN, TEXT, replace(victim, name="Nom Inventé"))
    assert asking.WRITTEN_BY.format(name="Nom Inventé") in talk.seen[-1].text
    assert "Quatrebarbes" not in shown_by(talk)
    if seat == "agent":  # Nor, for one's own request, whether somebody has ever spoken to the assistant.
        shown = talk.seen[-1].text
        assert (
            await talk.chooses(OPEN, TEXT, office.stranger("77777777-7777-4777-8777-777777777777", "Nom Inventé"))
            == shown
        )


@pytest.mark.parametrize("oid", ["", "me", "pas un identifiant", "88888888-8888-4888-8888-88888888888", "' OR 1=1"])
async def test_ones_own_message_and_an_odd_author_ask_who_it_is_as_any_form(office: Office, oid: str) -> None:
    talk = office.talk("expert", Scope.WINDOW)
    quoted = Quoted("ligne", talk.key.oid if oid == "me" else oid, "Quelqu’un")
    await talk._turn(Happening.OPENED, verb=OPEN, quoted=quoted)
    assert "who" not in inputs_of(talk)
    assert "colleague" in inputs_of(talk)


async def test_a_request_that_is_open_already_is_proposed_and_sent_all_the_same(offices: Office) -> None:
    offices.register = REGISTER
    talk = offices.talk("expert", Scope.WINDOW)
    await log(offices.talk("expert"), DUPIN.uai, "DEPENSE", "Rejet.", "Mme Blanc", "gestionnaire", "04 42 91 70 01",
              "non", "passer", "passer")  # fmt: skip
    await talk.chooses(OPEN, TEXT)
    shown = await talk.presses(asking.SEND_TAKE, TYPED)
    assert FIRST in shown
    assert "Rien n’a été enregistré" in shown
    assert talk.buttons == [asking.ANYWAY_TAKE]
    assert {**inputs_of(talk), **TYPED} == inputs_of(talk) | TYPED
    assert len(await rows(offices)) == 1
    await talk.presses(asking.ANYWAY_TAKE, TYPED)
    _, second = await rows(offices)
    assert second["holder_oid"] == talk.key.oid


async def test_however_often_the_window_is_sent_it_makes_one_request(offices: Office) -> None:
    offices.register = REGISTER
    talk = offices.talk("agent", Scope.WINDOW)
    await talk.chooses(OPEN, TEXT)
    action = buttons(talk.seen[-1].card or {})[0]
    await asyncio.gather(
        *(talk.sends(action, TYPED) for _ in range(3)),
        talk.sends(action, TYPED, activity="f:same"),
        talk.sends(action, TYPED, activity="f:same"),
    )
    again = await talk.sends(action, {**TYPED, "topic": "TRESO", "way": "anyway"})
    assert asking.DONE_AGAIN.format(reference=FIRST) in again
    assert [row["reference"] for row in await rows(offices)] == [FIRST]
    # It was this person's card: for anybody else it makes nothing, and tells nothing.
    other = offices.talk("expert", Scope.WINDOW)
    assert await other.sends(action, TYPED) == general.UNKNOWN_BUTTON
    assert len(await rows(offices)) == 1


async def test_a_role_that_was_taken_meanwhile_is_missed_in_the_transaction(offices: Office) -> None:
    offices.register = REGISTER
    talk, member = offices.talk("expert", Scope.WINDOW), offices.talk("saeple")
    await talk.chooses(OPEN, TEXT)
    forget = offices.storage.forgetters[:]
    offices.storage.forgetters.clear()  # As at another replica, before it has heard.
    await people.take(
        offices.storage, talk.key, Role.EXPERT, by=member.key, now=offices.clock.now(),
        activity=ActivityKey("local", "a", "b"),
    )  # fmt: skip
    offices.storage.forgetters.extend(forget)
    assert await talk.presses(asking.SEND_TAKE, TYPED) == worded(worded(general.NOT_YOURS))
    assert await rows(offices) == []


async def test_a_secret_is_neither_shown_again_nor_kept(office: Office) -> None:
    talk = office.talk("agent", Scope.WINDOW)
    secret = "mon mot de passe Op@le est Tr0ub4dor!"
    assert await talk.chooses(OPEN, secret) == general.SECRETS[Secret.PASSWORD]
    await talk.chooses(OPEN, "bonjour")
    shown = await talk.presses(asking.SEND_HELP, {**TYPED, "details": secret})
    assert general.SECRETS[Secret.PASSWORD] in shown
    assert await rows(office) == []


@pytest.mark.parametrize("text", ["", "   "])
async def test_a_message_without_words_opens_an_empty_window(office: Office, text: str) -> None:
    talk = office.talk("agent", Scope.WINDOW)
    assert asking.NO_WORDS in await talk.chooses(OPEN, text.strip())
    assert not inputs_of(talk)["details"]


async def test_a_long_message_is_cut_and_that_is_said(office: Office) -> None:
    talk = office.talk("agent", Scope.WINDOW)
    assert asking.SHORTENED in await talk.chooses(OPEN, "Le rapprochement est bloqué. " * 270)
    assert len(inputs_of(talk)["details"]) <= 2_000


async def test_schools_of_one_name_are_named_and_none_is_taken(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk("agent", Scope.WINDOW)
    shown = await talk.chooses(OPEN, "Chorus rejeté au collège Aurore Dupin")
    assert DUPIN_84.uai in shown
    assert inputs_of(talk)["school"] is None


HOSTILE: list[dict[str, Any]] = [
    {"nonce": ""},
    {"nonce": None},
    {"nonce": "x" * 65},
    {"nonce": ["a"]},
    {"author": {"oid": "x"}},
    {"author_name": 7},
    {"way": "x" * 17},
    {"who": ["author"]},
]
ODD: list[dict[str, Any]] = [
    {"way": "delete"},
    {"school": ["0130040Y"]},
    {"school": "x" * 5_000},
    {"topic": "DROP TABLE"},
    {"topic": None},
    {"details": "x" * 50_000},
    {"details": {"$gt": ""}},
    {"name": ""},
    {"reach": "javascript:alert(1)"},
    {"urgent": True},
]


@pytest.mark.parametrize("change", HOSTILE)
async def test_a_forged_window_is_refused(office: Office, change: dict[str, Any]) -> None:
    office.register = REGISTER
    talk = office.talk("expert", Scope.WINDOW)
    value = {"verb": SEND, "nonce": "n" * 22, **TYPED, **change}
    assert await talk.sends({"type": "Action.Submit", "data": value}) == general.UNKNOWN_BUTTON
    assert await rows(office) == []


@pytest.mark.parametrize("change", ODD)
async def test_an_odd_answer_is_refused_where_it_stands_or_does_nothing_more(
    office: Office, change: dict[str, Any]
) -> None:
    office.register = REGISTER
    talk = office.talk("expert", Scope.WINDOW)
    value = {"verb": SEND, "nonce": "n" * 22, **TYPED, **change}
    await talk.sends({"type": "Action.Submit", "data": value})
    made = await rows(office)
    assert len(made) == (1 if "way" in change else 0)
    assert all(row["holder_oid"] is None for row in made)


async def test_a_forged_way_takes_nothing_for_who_may_not(offices: Office) -> None:
    offices.register = REGISTER
    for seat in ("agent", "saeple"):
        talk = offices.talk(seat, Scope.WINDOW)
        value = {"verb": SEND, "nonce": f"{seat}-nonce", **TYPED, "way": "take"}
        assert await talk.sends({"type": "Action.Submit", "data": value}) == worded(worded(general.NOT_YOURS))
    assert await rows(offices) == []


async def test_a_forged_author_of_elsewhere_is_nobody(office: Office) -> None:
    office.register = REGISTER
    outsider = office.stranger("88888888-8888-4888-8888-888888888888", "Alex Martin", tenant="ailleurs")
    await outsider.opens()
    await office.behind.flush()
    talk = office.talk("expert", Scope.WINDOW)
    await talk.chooses(OPEN, TEXT, outsider)
    await talk.presses(asking.SEND_LOG, {**TYPED, "who": "author"})
    (row,) = await rows(office)
    assert row["requester_oid"] is None


@pytest.mark.parametrize("with_files", [True, False])
async def test_what_came_with_the_message_is_said_not_to_be_taken(office: Office, with_files: bool) -> None:
    shown = await office.talk("agent", Scope.WINDOW).chooses(OPEN, TEXT, with_files=with_files)
    assert (asking.FILES_LEFT in shown) is with_files
