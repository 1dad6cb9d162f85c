"""Letters and travel orders of all experts: who lacks what, all in one file, again each year; nobody makes their own."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.duties import Papers
from bot.timers import Timers
from dialogs.application import steering_texts as texts
from dialogs.core import texts as general
from dialogs.core.route import SA_EPLE
from knowledge.people import Role
from storage.actions.people import seed_roles
from storage.tables import expert_paper
from tests.dialogs.asking import appointed
from tests.dialogs.delivering import delivered
from tests.dialogs.test_letters import text_of
from tests.dialogs.test_mandates import named
from tests.talk import Office, Talk, worded


async def made(office: Office) -> list[tuple[object, ...]]:
    async with office.storage.reading() as connection:
        columns = (expert_paper.c.oid, expert_paper.c.kind, expert_paper.c.year)
        return [tuple(row) for row in await connection.execute(sa.select(*columns).order_by(*columns))]


async def office_of(office: Office) -> Talk:
    """Return the chat of a member of the SA EPLE; the expert of the settings and one more are in office."""
    member = office.talk("saeple")
    await member.opens()
    await office.talk("expert").opens()
    await appointed(office, 1)
    return member


def taken(talk: Talk) -> dict[str, bytes]:
    assert talk.reply.file
    with zipfile.ZipFile(io.BytesIO(talk.reply.file.content)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.parametrize(
    "said",
    [
        "Quels experts sont encore sans lettre de mission, s'il vous plaît ?",
        "papiers des experts stp",
        "la lettre de Ferrand est faite ?",
        "L'ordre de mission de Ferrand a-t-il été établi ?",
        "Le contrôle approche et j'aimerais m'assurer que tous nos experts ont bien leur lettre et leur ordre de mission",
    ],
)
async def test_who_lacks_what_is_listed(office: Office, said: str) -> None:
    member = await office_of(office)
    shown = await member.says(said)
    assert texts.PAPERS_TITLE.format(year=2024) in shown
    assert texts.PAPERS_LACKING.format(count="4\u00a0documents") in shown
    assert "Dominique Ferrand" in shown
    assert "Nadège0" in shown


async def test_another_year_is_told_not_to_be_the_one_shown(office: Office) -> None:
    member = await office_of(office)
    told = texts.PAPERS_OTHER_YEAR.format(asked=2025, year=2024)
    assert told in await member.says("renouvelle les lettres de mission pour 2025")
    assert "Vous parlez de" not in await member.says("les lettres de mission de 2024")


@pytest.mark.both
async def test_all_are_made_in_one_go_for_those_named_without_an_application_too(offices: Office) -> None:
    _, member = await named(offices)
    await offices.talk("expert").opens()
    await offices.behind.flush()
    await member.says("papiers des experts")
    shown = await member.presses(texts.PAPERS_MISSING)
    assert "4\u00a0documents pour 2\u00a0experts" in shown
    assert await made(offices) == [], "nothing is noted before it is taken"
    await member.accepts()
    files = taken(member)
    assert sorted(files) == [
        "lettre-de-mission-camille-roux.docx", "lettre-de-mission-dominique-ferrand.docx",
        "ordre-de-mission-camille-roux.docx", "ordre-de-mission-dominique-ferrand.docx",
    ]  # fmt: skip
    letter = text_of(files["lettre-de-mission-dominique-ferrand.docx"])
    assert "Dominique Ferrand" in letter
    assert texts.BLANK in letter
    assert "{{" not in letter
    assert "31 décembre 2025" in text_of(files["lettre-de-mission-camille-roux.docx"])
    assert len(await made(offices)) == 4
    shown = await member.says("papiers des experts")
    assert texts.PAPERS_ALL_THERE in shown
    assert texts.PAPERS_MISSING not in member.buttons
    await member.accepts()  # A second press gives nothing that is not missing.
    assert len(await made(offices)) == 4
    await member.says("papiers des experts")
    await member.presses(texts.PAPERS_EVERY)
    await member.accepts()
    assert len(taken(member)) == 4


async def test_a_new_year_is_reminded_of_and_begins_anew(office: Office) -> None:
    member = await office_of(office)
    await member.says("papiers des experts")
    await member.presses(texts.PAPERS_MISSING)
    await member.accepts()
    office.clock.time = datetime(2025, 1, 2, 9, 0, tzinfo=UTC)
    for _ in range(2):
        await Timers(office.storage, [Papers(office.services)], office.clock.now).look()
    told = [row.notice.to for row, _ in await delivered(office, member) if row.notice.kind == "papers_due"]
    assert told == [member.key], "once"
    shown = await member.presses(texts.PAPERS_OPEN)
    assert texts.PAPERS_TITLE.format(year=2025) in shown
    assert texts.PAPERS_LACKING.format(count="4\u00a0documents") in shown
    await member.presses(texts.PAPERS_MISSING)
    await member.accepts()
    office.clock.time = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
    await Timers(office.storage, [Papers(office.services)], office.clock.now).look()
    assert not [row for row, _ in await delivered(office, member) if row.notice.kind == "papers_due"]


async def test_one_is_made_by_name_and_an_expert_has_their_own_order_alone(office: Office) -> None:
    member = await office_of(office)
    assert "Dominique Ferrand" in await member.says("lettre de mission de Ferrand")
    await member.accepts()
    assert member.reply.file
    assert "Dominique Ferrand" in text_of(member.reply.file.content)
    assert [row[1] for row in await made(office)] == ["mission_letter"]


async def test_nobody_makes_their_own_and_nobody_else_makes_any(office: Office) -> None:
    member = await office_of(office)
    await seed_roles(office.storage, [(member.key, Role.EXPERT)], office.clock.now())
    office.restart()
    assert texts.PAPERS_LACKING.format(count="4\u00a0documents") in await member.says("papiers des experts")
    await member.presses(texts.PAPERS_MISSING)
    offer = next(seen.message.offers for seen in reversed(member.seen) if seen.message.offers)
    for seat in ("expert", "agent"):
        talk = office.talk(seat)
        await talk.consents(offer.context)
        assert talk.reply.file is None
        await talk.consents({**offer.context, "file": "expert_paper", "query": f"mission_letter/{member.key.oid}"})
        assert talk.reply.file is None
        press = {"type": "Action.Submit", "data": {"verb": "papers.make", "every": True}}
        assert await talk.sends(press) == worded(general.RESERVED[SA_EPLE])
    await member.consents({**offer.context, "file": "expert_paper", "query": f"mission_letter/{member.key.oid}"})
    assert member.reply.file is None
    assert await made(office) == []
