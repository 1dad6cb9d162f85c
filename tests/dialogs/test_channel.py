"""The experts' channel: declared, its one card, the lines and mentions in its thread, and nothing personal there."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot.teams.render import activity
from bot.teams.render import card as drawn
from dialogs.assistance import card_texts as texts
from dialogs.core.exchange import Address, Mention, Message, Scope
from storage import rooms
from storage.tables import outbox
from tests.dialogs.asking import FIRST, LOGGED, ask, log, rows
from tests.dialogs.delivering import delivered
from tests.dialogs.test_team import team
from tests.lint.cards import lint
from tests.scene import scene
from tests.talk import Office, Talk, buttons

URGENT = ("0130001F", "DEPENSE", "Le flux de M. Durand est rejeté.", "oui", "SG", "04 42 91 70 00", "oui", "passer")


def channel_of(office: Office, seat: str) -> Talk:
    """Return a person's words in the channel."""
    return office.talk(seat, Scope.CHANNEL)


@scene
async def declared(office: Office) -> tuple[Talk, Talk, Talk, Talk]:
    """Return an agent, two experts and a member of the SA EPLE, who has declared the channel."""
    talks = await team(office)
    assert texts.DECLARED in await channel_of(office, "saeple").says("ici")
    return talks


async def posted(office: Office, *talks: Talk) -> list[Message]:
    """Return what is sent to the channel, in order."""
    sent = [(row, shown) for row, shown in await delivered(office, *talks) if row.notice.room]
    return [shown for _, shown in sent if isinstance(shown, Message)]


async def test_it_is_declared_by_the_sa_eple_in_the_channel_alone(offices: Office) -> None:
    await team(offices)
    for seat in ("agent", "expert"):
        said = await channel_of(offices, seat).says("ici")
        assert texts.DECLARED not in said
    assert texts.CHANNEL_NOT_HERE in await offices.talk("saeple").says("ici")
    assert await rooms.find(offices.storage, "local") is None
    await channel_of(offices, "saeple").says("ici")
    found = await rooms.find(offices.storage, "local")
    assert found is not None
    (board,) = await posted(offices)
    assert board.text.startswith(texts.TITLE_NONE)
    assert texts.GIVEN_UP in await channel_of(offices, "saeple").says("plus ici")
    assert texts.NONE in await channel_of(offices, "saeple").says("plus ici")


async def test_one_card_is_posted_then_redrawn_in_place_with_a_line_for_what_matters(offices: Office) -> None:
    agent, expert, _, _ = await declared(offices)
    (board,) = await posted(offices)
    assert board.replaces == ""
    await ask(agent)
    again, line = await posted(offices)
    assert again.replaces != ""
    assert texts.BUTTON_TAKE.format(reference=FIRST) in [one["title"] for one in buttons(drawn(again.card, again.text))]
    assert line.thread == again.replaces
    assert "nouvelle demande à prendre en charge" in line.text
    await expert.says(f"prendre {FIRST}")
    redrawn, taken = await posted(offices)
    assert (redrawn.replaces, redrawn.text.splitlines()[0]) == (again.replaces, texts.TITLE_NONE)
    assert "prise en charge" in taken.text
    assert taken.thread == again.replaces


async def test_experts_are_told_in_the_channel_and_no_longer_one_by_one(offices: Office) -> None:
    agent, *_ = await declared(offices)
    await ask(agent)
    kinds = [row.notice.kind for row, _ in await delivered(offices)]
    assert "request_card" not in kinds
    assert "request_unreached" not in kinds
    await channel_of(offices, "saeple").says("plus ici")
    await ask(agent, "0130001F", "BUDGET", "Une DBM.", "oui", "SG", "04 42 91 70 00", "non", "passer")
    assert "request_card" in [row.notice.kind for row, _ in await delivered(offices)]


async def test_what_is_urgent_mentions_who_is_on_call_and_reaches_them_in_their_chat_too(offices: Office) -> None:
    agent, expert, _, member = await declared(offices)
    await member.says("Ferrand est de permanence aujourd'hui")
    await delivered(offices)
    await ask(agent, *URGENT)
    sent = await delivered(offices)
    (line,) = [shown for row, shown in sent if row.notice.kind == rooms.LINE and isinstance(shown, Message)]
    assert line.mentions == (Mention(f"29:{expert.key.oid}", "Dominique Ferrand"),)
    assert "urgente" in line.text
    assert [row.notice.to for row, _ in sent if row.notice.kind == "request_card"] == [expert.key]
    await expert.says(f"prendre {FIRST}")
    assert all(one.mentions == () for one in await posted(offices))


async def test_nothing_personal_stands_in_the_channel(offices: Office) -> None:
    agent, expert, _, _ = await declared(offices)
    await ask(agent, *URGENT)
    await log(expert, *LOGGED)
    shown = await posted(offices)
    await expert.says(f"prendre {FIRST}")
    await expert.says(f"passe {FIRST} à Perrot, elle connaît M. Durand")
    shown += await posted(offices)
    for message in shown:
        said = message.text + str(drawn(message.card, message.text) if message.card else "")
        for word in (
            "Durand",
            "Blanc",
            "04 42",
            "Camille",
            "Roux",
            "Ferrand",
            "Perrot",
            "Rapprochement bloqué",
            "flux",
        ):
            assert word not in said, (word, said)
        if message.card:
            assert lint(drawn(message.card, message.text), message.text) == []


@pytest.mark.parametrize("seat", ["agent", "saeple"])
async def test_only_an_expert_takes_from_the_channel(offices: Office, seat: str) -> None:
    agent, *_ = await declared(offices)
    await ask(agent)
    talk = channel_of(offices, seat)
    said = await talk.says(f"prendre {FIRST}")
    assert texts.TAKEN.format(reference=FIRST) not in said
    assert (await rows(offices))[0]["holder_oid"] is None


async def test_a_request_is_taken_from_the_channel_by_a_press_once(offices: Office) -> None:
    agent, expert, other, _ = await declared(offices)
    await ask(agent)
    board = next(one for one in reversed(await posted(offices)) if one.board)
    action = buttons(drawn(board.card, board.text))[0]
    first, second = channel_of(offices, "expert"), Talk(offices, other.key, other.name, Scope.CHANNEL)
    said = await first.sends(action)
    assert texts.TAKEN.format(reference=FIRST) in said
    assert (await rows(offices))[0]["holder_oid"] == expert.key.oid
    assert texts.TAKEN_ALREADY.format(reference=FIRST) in await second.sends(action)
    assert (await rows(offices))[0]["holder_oid"] == expert.key.oid
    assert texts.TAKEN_ALREADY.format(reference=FIRST) in await second.says(f"prendre {FIRST}")
    assert texts.USAGE in await second.says("prendre")


async def test_a_channel_that_is_gone_is_given_up_and_the_sa_eple_is_told(offices: Office) -> None:
    agent, _, _, member = await declared(offices)
    await delivered(offices)
    found = await rooms.find(offices.storage, "local")
    assert found is not None
    await rooms.lost(offices.storage, found.place, offices.clock.now())
    await rooms.lost(offices.storage, found.place, offices.clock.now())
    assert await rooms.find(offices.storage, "local") is None
    await delivered(offices, member)
    assert texts.LOST_TITLE in member.seen[-1].text
    async with offices.storage.reading() as connection:
        told = await connection.execute(
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == rooms.LOST)
        )
        assert told.scalar_one() == 1
    await ask(agent)
    assert "request_card" in [row.notice.kind for row, _ in await delivered(offices)]


async def test_the_assistant_taken_out_of_the_channel_gives_it_up(offices: Office) -> None:
    await declared(offices)
    await channel_of(offices, "saeple").leaves()
    assert await rooms.find(offices.storage, "local") is None


async def test_thirty_events_redraw_one_card_and_post_a_line_for_those_that_matter(offices: Office) -> None:
    agent, expert, _, _ = await declared(offices)
    await ask(agent)
    for _ in range(9):
        await expert.says(f"prendre {FIRST}")
        await expert.says(f"note sur {FIRST} : vu")
        await expert.says("oui")
        await expert.says(f"libère {FIRST}, je ne peux pas continuer")
        await expert.says("oui")
    shown = await posted(offices)
    boards = [one for one in shown if one.board]
    assert len([one for one in boards if not one.replaces]) == 1
    assert len(boards) - 1 <= 19  # The same is not drawn twice; a note changes nothing of it.
    assert len(shown) - len(boards) == 19


def test_a_mention_is_an_entity_and_all_else_is_escaped() -> None:
    address = Address(
        "msteams", "https://smba.trafficmanager.net/emea", "19:x@thread.tacv2", "28:bot", "", Scope.CHANNEL
    )
    said = Message("DA, <b>Lycée</b> & co", mentions=(Mention("29:a", "A <B>"),))
    shown: dict[str, Any] = activity(said, address)
    assert shown["text"] == "DA, &lt;b&gt;Lycée&lt;/b&gt; &amp; co <at>A &lt;B&gt;</at>"
    assert shown["entities"] == [
        {"type": "mention", "mentioned": {"id": "29:a", "name": "A <B>"}, "text": "<at>A &lt;B&gt;</at>"}
    ]
