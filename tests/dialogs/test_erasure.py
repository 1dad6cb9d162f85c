"""«Supprimer mes données»: asked, told at once and again, decided with a reason, carried out, answered; taken away as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.duties import Erasures
from bot.offline import HEAD, accesses
from bot.terminal import SEATS
from bot.timers import Timers
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.exchange import Letter
from dialogs.people import texts as dossier_texts
from dialogs.people.privacy import wants_erasure
from dialogs.router import Router
from storage.actions.erasures import Retention, purge
from storage.queries.erasures import _LEFT_OUT, _Own, _sections
from storage.tables import erasure, event, metadata, outbox
from storage.transaction import transaction
from tests.dialogs.applying import ANSWERS, MOTIVATION, decide, deposit, take_in
from tests.dialogs.asking import ask, does
from tests.dialogs.delivering import delivered
from tests.dialogs.test_notice_owners import second_member
from tests.talk import Office, Talk, worded

pytestmark = pytest.mark.both

REASON = "Rien n’oblige à garder ces données."
ASKED_ON, DUE_ON = "jeudi 25 janvier 2024", "jeudi 22 février 2024"


async def request(talk: Talk) -> str:
    """Ask for erasure, after one confirmation."""
    await talk.says("supprimer mes données")
    return await talk.presses(dossier_texts.BUTTON_ERASE_CONFIRM)


async def answer(member: Talk, decision: str, reason: str = REASON, number: int = 1) -> str:
    """Decide from the list."""
    await member.says("demandes d’effacement")
    await member.presses(dossier_texts.BUTTON_ANSWER.format(number=number))
    await member.says(decision)
    await member.says(reason)
    return await member.says("envoyer")


async def erasures(office: Office) -> list[Any]:
    async with office.storage.reading() as connection:
        return list((await connection.execute(sa.select(erasure).order_by(erasure.c.id))).mappings())


def told(sent: list[Any], kind: str) -> list[Any]:
    return [(row, shown) for row, shown in sent if row.notice.kind == kind]


async def remind(office: Office) -> None:
    await Timers(office.storage, [Erasures(office.services)], office.clock.now).look()


@pytest.mark.parametrize(
    ("text", "erases"),
    [
        ("supprimez tout ce qui est à mon nom", True),
        ("RGPD : effacez tout ce qui me concerne", True),
        ("jveu kon efface mes infos", True),
        ("suprimer mes donné perso", True),
        ("droit à l’oubli", True),
        ("delete my data", True),
        ("vire tout ce que tu sais sur moi", True),
        ("je ne veux laisser aucune trace ici", True),
        ("mes données", False),
        ("quelles traces de moi avez-vous", False),
        ("copie de mes données", False),
        ("I want a copy of everything you hold about me", False),
        ("accéder à mes données", False),
    ],
)
def test_the_wordings_of_one_intent_are_told_apart(text: str, erases: bool) -> None:
    assert wants_erasure(text) is erases


@pytest.mark.parametrize(
    "typed", ["supprimer mes données", "effacez tout ce qui me concerne", "j’exerce mon droit à l’effacement RGPD"]
)
async def test_what_says_erase_is_asked_after_one_confirmation(offices: Office, typed: str) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await talk.opens()
    await member.opens()
    assert worded(dossier_texts.ERASE_CONFIRM, **dossier_texts.OF_REQUESTS) in await talk.says(typed)
    assert await erasures(offices) == []
    asked = worded(dossier_texts.ERASE_ASKED, number=1, date=ASKED_ON, due=DUE_ON)
    assert asked in await talk.presses(dossier_texts.BUTTON_ERASE_CONFIRM)
    ((row, _),) = told(await delivered(offices, member), "erasure_asked")
    assert row.notice.to == member.key
    assert dossier_texts.ASKED.format(name="Camille Roux", date=ASKED_ON, due=DUE_ON) in member.seen[-1].text
    offices.clock.forward(days=2)
    assert asked in await talk.presses(dossier_texts.BUTTON_ERASE_CONFIRM)
    assert asked in await talk.says(typed)
    assert dossier_texts.BUTTON_ERASE not in talk.buttons
    assert await delivered(offices) == []
    assert [(one["oid"], one["status"]) for one in await erasures(offices)] == [(talk.key.oid, "waiting")]


async def test_who_answers_for_the_data_is_written_to_where_an_address_is_set(office: Office) -> None:
    office.services = replace(
        office.services, notice=replace(office.services.notice, controller_mail="responsable@example.org")
    )
    office.router = Router(office.services)
    await office.talk("saeple").opens()
    await request(office.talk())
    letters = [shown for _, shown in told(await delivered(office), "erasure_asked") if isinstance(shown, Letter)]
    assert [letter.to for letter in letters] == ["responsable@example.org"]
    assert "Camille Roux" in letters[0].text
    assert worded(dossier_texts.HOW) in letters[0].text


async def test_the_sa_eple_is_told_again_before_the_month_is_over_and_no_more_once_decided(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await request(talk)
    await delivered(offices)
    for days, count in ((17, 0), (1.01, 1), (3, 0), (4, 1), (30, 0)):
        offices.clock.forward(days=days)
        for _ in range(2):
            await remind(offices)
        assert (days, len(told(await delivered(offices, member), "erasure_due"))) == (days, count)
    assert dossier_texts.DUE_TITLE.format(number=1) in member.seen[-1].text
    await answer(member, "refuser")
    await request(talk)
    offices.clock.forward(days=19)
    await remind(offices)
    assert len(told(await delivered(offices), "erasure_due")) == 1  # Of the second one.


async def test_a_refusal_is_answered_with_its_reason_and_keeps_all(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await talk.opens()
    await request(talk)
    listed = await member.says("demandes d’effacement")
    assert dossier_texts.LIST_LINE.format(number=1, name="Camille Roux", date=ASKED_ON, due=DUE_ON) in listed
    assert dossier_texts.DONE["refused"].format(number=1) in await answer(member, "refuser")
    assert len(told(await delivered(offices, talk), "erasure_decided")) == 1
    assert dossier_texts.DECIDED_REASON.format(reason=REASON) in talk.seen[-1].text
    assert "Nom affiché\u00a0: Camille Roux" in await talk.says("mes données")
    assert dossier_texts.LIST_NONE in await member.says("demandes d’effacement")


async def test_an_acceptance_erases_in_one_transaction_and_is_answered(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await talk.opens()
    await request(talk)
    assert dossier_texts.DONE["accepted"].format(number=1) in await answer(member, "effacer")
    assert len(told(await delivered(offices, talk), "erasure_decided")) == 1
    assert REASON in talk.seen[-1].text
    (one,) = await erasures(offices)
    assert (one["status"], one["oid"][:7], one["decided_by_oid"]) == ("accepted", "efface-", member.key.oid)
    assert dossier_texts.DONE["accepted"].format(number=1) in await member.presses(dossier_texts.SEND)
    assert [row["status"] for row in await erasures(offices)] == ["accepted"]


async def test_what_is_under_way_must_end_first_and_is_named_to_both(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await talk.opens()
    await deposit(talk)
    await ask(talk)
    shown = await talk.says("supprimer mes données")
    assert "CA-2024-0001" in shown
    assert "DA-2024-0001" in shown
    await talk.presses(dossier_texts.BUTTON_ERASE_CONFIRM)
    way = "CA-2024-0001 et DA-2024-0001"
    assert dossier_texts.LIST_WAY.format(what=way) in await member.says("demandes d’effacement")
    assert dossier_texts.IN_THE_WAY.format(what=way) in await answer(member, "effacer")
    assert [one["status"] for one in await erasures(offices)] == ["waiting"]
    await does(talk, "withdraw", "passer")
    await take_in(member)
    await decide(member, "reject", "Le réseau est complet.")
    await member.says("annuler")
    await member.says("reprendre")
    assert dossier_texts.DONE["accepted"].format(number=1) in await member.says("envoyer")


async def test_a_role_is_taken_away_first(office: Office) -> None:
    expert, member = office.talk("expert"), office.talk("saeple")
    await request(expert)
    assert "le rôle «\u00a0expert Op@le\u00a0»" in await answer(member, "effacer")
    assert [one["status"] for one in await erasures(office)] == ["waiting"]


async def test_a_member_does_not_decide_on_their_own_data(office: Office) -> None:
    member, colleague = office.talk("saeple"), await second_member(office)
    await request(member)
    assert worded(dossier_texts.LIST_OWN) in await member.says("demandes d’effacement")
    press = {"type": "Action.Submit", "data": {"verb": "erasure.answer", "number": 1}}
    assert worded(dossier_texts.NOT_OWN) in await member.sends(press)
    assert worded(worded(general.NOT_YOURS)) in await office.talk().sends(press)
    assert dossier_texts.DONE["refused"].format(number=1) in await answer(colleague, "refuser")
    assert dossier_texts.DECIDED_ALREADY.format(number=1) in await colleague.sends(press)


@pytest.mark.parametrize("typed", ["demandes d'effacement", "effacements", "Qui a demandé l’effacement ?"])
async def test_the_list_is_the_sa_eples(office: Office, typed: str) -> None:
    assert dossier_texts.LIST_NONE in await office.talk("saeple").says(typed)
    assert worded(worded(general.NOT_YOURS)) in await office.talk().says(typed)


async def test_who_names_somebody_elses_data_is_told_who_asks(office: Office) -> None:
    for seat, buttons in (
        ("saeple", [dossier_texts.BUTTON_LIST, dossier_texts.BUTTON_ERASE]),
        ("agent", [dossier_texts.BUTTON_ERASE]),
    ):
        talk = office.talk(seat)
        await talk.opens()
        assert dossier_texts.ON_BEHALF in await talk.says("effacer les données de Zéphirine Quatrebarbes")
        assert talk.buttons == buttons
        assert worded(dossier_texts.ERASE_CONFIRM, **dossier_texts.OF_REQUESTS) in await talk.presses(
            dossier_texts.BUTTON_ERASE
        )


# What is kept, to be read and taken away


async def files(talk: Talk) -> tuple[str, Mapping[str, Any]]:
    """Accept both files that «mes données» offers; return the text and what the JSON holds."""
    await talk.says("mes données")
    await talk.presses(dossier_texts.BUTTON_FILES)
    text, made = (seen.message.offers for seen in talk.seen[-2:])
    assert text is not None
    assert made is not None
    contents = []
    for offered in (text, made):
        assert form_texts.SAVED.format(name=offered.name) in await talk.consents(offered.context)
        assert talk.reply.file is not None
        contents.append(talk.reply.file.content)
    return contents[0].decode("utf-8-sig"), json.loads(contents[1])


async def test_all_that_is_kept_is_in_both_files_and_nobody_elses(offices: Office) -> None:
    talk, expert, member = offices.talk(), offices.talk("expert"), offices.talk("saeple")
    for one in (talk, expert, member):
        await one.opens()
    await deposit(talk)
    await ask(talk)
    await does(expert, "take")
    await does(expert, "resolve", "Le flux a été relancé.")
    await take_in(member)
    await decide(member, "reject", "D’autres établissements d’abord.")
    await delivered(offices)
    text, kept = await files(talk)
    planted = (ANSWERS[1], MOTIVATION.splitlines()[1], "Le flux Chorus Pro est rejeté.", "04 42 91 70 00",
               "Le flux a été relancé.", "D’autres établissements d’abord.", "Camille Roux", talk.key.oid)  # fmt: skip
    for word in planted:
        assert word in text, word
        assert word in json.dumps(kept, ensure_ascii=False), word
    assert [one["status"] for one in kept["applications"]] == ["rejected"]
    assert {one["move"] for one in kept["events"]} >= {"deposit", "examine", "reject", "log", "take", "resolve"}
    assert len(kept["openings"]) == 1
    for other in (expert, member):
        assert other.key.oid not in text + json.dumps(kept)
    assert "Le flux Chorus Pro" not in json.dumps((await files(expert))[1], ensure_ascii=False)


async def test_a_decision_held_back_is_not_told_by_the_files(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await deposit(talk)
    await take_in(member)
    await member.says("statut CA-2024-0001")
    await decide(member, "reject", "MOTIFTENU")
    async with office.storage.engine.begin() as connection:
        await connection.execute(sa.text("UPDATE application SET announced = 0"))
    text, kept = await files(talk)
    assert "MOTIFTENU" not in text + json.dumps(kept)
    assert [one["status"] for one in kept["applications"]] == ["under_review"]
    assert "reject" not in {one["move"] for one in kept["events"]}


async def test_the_files_are_ones_own_whoever_accepts(office: Office) -> None:
    await deposit(office.talk())
    other = office.talk("expert")
    await other.consents({"file": dossier_texts.JSON_NAME, "reference": "me"})
    assert other.reply.file is not None
    assert ANSWERS[1] not in other.reply.file.content.decode()


def test_every_column_and_part_that_is_shown_has_a_name() -> None:
    empty = sa.select(sa.literal(""))
    parts = _sections(_Own(SEATS["agent"].key, empty, empty, empty))
    assert set(parts) == set(dossier_texts.PARTS)
    columns = {
        column.name for table, _ in parts.values() for column in table.c if not column.name.endswith(("tenant", "oid"))
    }
    assert columns - _LEFT_OUT - set(dossier_texts.COLUMNS) == set()
    of_people = {
        table.name for table in metadata.sorted_tables if any(column.name.endswith("oid") for column in table.c)
    }
    assert {table.name for table, _ in parts.values()} == of_people


async def test_who_answers_for_data_reads_who_opened_what_as_long_as_it_is_kept(offices: Office) -> None:
    talk, member, other = offices.talk(), offices.talk("saeple"), await second_member(offices)
    await deposit(talk)
    await member.says("statut CA-2024-0001")
    offices.clock.forward(days=40)
    await other.says("statut CA-2024-0001")
    url, now = offices.storage.engine.url.render_as_string(hide_password=False), offices.clock.now()
    await offices.behind.flush()
    first, second = (await accesses(url, now)).splitlines()[1:]
    assert (first.split("\t")[2], first.split("\t")[4]) == ("CA-2024-0001", member.key.oid)
    assert second.split("\t")[3:] == [other.name, other.key.oid, "dossier"]
    assert (await accesses(url, now, days=30)).splitlines() == [HEAD, second]
    assert (await accesses(url, now, reference="ca-2024-0001")).splitlines() == [HEAD, first, second]
    assert (await accesses(url, now, reference="CA-2024-0002")) == HEAD
    async with transaction(offices.storage, now) as tx:
        await purge(tx, Retention(accesses=39))
        await tx.commit()
    assert (await accesses(url, now)).splitlines() == [HEAD, second]
    await talk.says("retirer ma candidature")
    await talk.says("Je suis mutée dans une autre académie.")
    await talk.says("oui")
    offices.clock.forward(days=366)
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await purge(tx, Retention(accesses=10_000))
        await tx.commit()
    assert await accesses(url, offices.clock.now()) == HEAD


async def test_who_opened_an_application_is_in_the_journal_once_a_day(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await deposit(talk)
    for _ in range(3):
        await member.says("statut CA-2024-0001")
    await talk.says("statut CA-2024-0001")
    offices.clock.forward(days=1)
    await member.says("statut CA-2024-0001")
    async with offices.storage.reading() as connection:
        rows = await connection.execute(
            sa.select(event.c.reference, event.c.oid, event.c.move).where(event.c.subject == "access")
        )
        assert [tuple(row) for row in rows] == [("CA-2024-0001", member.key.oid, "open")] * 2
        assert (await connection.execute(sa.select(outbox.c.id).where(outbox.c.reference == "access"))).all() == []
