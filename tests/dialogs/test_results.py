"""Results held back, then announced together: preview, one transaction, counts, nobody's own."""

from __future__ import annotations

import asyncio

import pytest

from dialogs.application import steering_texts as texts
from dialogs.application import texts as words
from dialogs.application.moves import ROWS
from dialogs.core import texts as general
from knowledge.people import Role
from storage.actions.people import seed_roles
from tests.dialogs.applying import ANSWERS, deposit, in_words, kinds, moves, rows, sent, take_in
from tests.scene import scene
from tests.talk import Office, Talk, worded

pytestmark = pytest.mark.both

REASON = "Le réseau est complet."


async def hold(member: Talk, move: str, reason: str, reference: str) -> str:
    """Decide on an application in instruction, its result held back."""
    await take_in(member, reference)
    await member.says(f"statut {reference}")
    await member.presses(ROWS[move].button)
    await member.says(reason)
    return await member.presses(texts.DECIDE_HOLD)


@scene
async def two_held(office: Office) -> tuple[Talk, Talk, Talk]:
    """Return a member, and two candidates: one accepted, one not, neither knowing."""
    first = office.talk()
    other = office.stranger("77777777-7777-4777-8777-777777777777", "Noé Petit")
    await deposit(first)
    await deposit(other, "PETIT Noé", *ANSWERS[1:])
    member = office.talk("saeple")
    await member.opens()
    assert texts.DONE_HELD.format(reference="CA-2024-0001") in await hold(member, "accept", "passer", "CA-2024-0001")
    await hold(member, "reject", REASON, "CA-2024-0002")
    await sent(office)
    return member, first, other


async def test_a_result_held_back_is_not_seen_by_its_candidate(offices: Office) -> None:
    member, first, _ = await two_held(offices)
    shown = await first.says("ma candidature")
    assert general.STATES["under_review"] in shown
    assert ROWS["accept"].journal not in shown
    assert texts.FILE_HELD in await member.says("statut CA-2024-0001")
    assert "n’est pas encore annoncé" in await member.says("nommer CA-2024-0001")


async def test_results_are_read_again_and_announced_together(offices: Office) -> None:
    member, first, other = await two_held(offices)
    shown = await member.says("annoncer les résultats")
    assert "1 retenue · 1 non retenue" in shown
    assert in_words(words.DECISIONS["rejected"], reference="CA-2024-0002") in shown
    assert REASON in shown
    before = list(member.seen)
    shown = await member.presses(texts.ANNOUNCE.format(count=2))
    assert "2\u00a0résultats annoncés" in shown
    assert texts.ANNOUNCED_SENT.format(sent=0, coming=2, failed=0) in shown
    told = await sent(offices)
    assert kinds(told) == ["application_decision"] * 2
    assert {row.notice.to for row, _ in told} == {first.key, other.key}
    updated = await member.presses(texts.UPDATE)
    assert texts.ANNOUNCED_SENT.format(sent=2, coming=0, failed=0) in updated
    assert texts.UPDATE not in member.buttons, "nothing is on its way any more"
    assert texts.HELD_NONE in await Talk(offices, member.key, member.name, seen=before).presses(
        texts.ANNOUNCE.format(count=2)
    )
    assert await sent(offices) == []
    assert [move for _, move, _ in await moves(offices)].count("announce") == 2
    assert general.STATES["accepted"] in await first.says("ma candidature")


async def test_twenty_presses_announce_once(offices: Office) -> None:
    member, _, _ = await two_held(offices)
    await member.says("annoncer les résultats")
    title = texts.ANNOUNCE.format(count=2)
    said = await asyncio.gather(
        *(Talk(offices, member.key, member.name, seen=list(member.seen)).presses(title) for _ in range(20))
    )
    assert sum("2\u00a0résultats annoncés" in one for one in said) == 1
    assert len(await sent(offices)) == 2
    again = Talk(offices, member.key, member.name, seen=list(member.seen))
    assert texts.HELD_CHANGED in await again.presses(title, activity="x")


async def test_a_press_delivered_again_says_the_same_and_tells_nobody_twice(offices: Office) -> None:
    member, _, _ = await two_held(offices)
    await member.says("annoncer les résultats")
    before = list(member.seen)
    for _ in range(2):
        talk = Talk(offices, member.key, member.name, seen=list(before))
        assert "2\u00a0résultats annoncés" in await talk.presses(texts.ANNOUNCE.format(count=2), activity="one")
        offices.restart()
    assert len(await sent(offices)) == 2


async def test_what_changed_since_is_read_again_before_anything_is_announced(office: Office) -> None:
    member, _, _ = await two_held(office)
    await member.says("annoncer les résultats")
    before = list(member.seen)
    await member.says("statut CA-2024-0002")
    await member.presses(ROWS["announce"].button)
    assert kinds(await sent(office)) == ["application_decision"]
    shown = await Talk(office, member.key, member.name, seen=before).presses(texts.ANNOUNCE.format(count=2))
    assert texts.HELD_CHANGED in shown
    assert await sent(office) == []
    assert [row["announced"] for row in await rows(office)] == [False, True]


async def test_ones_own_result_is_left_to_a_colleague(office: Office) -> None:
    _, first, _ = await two_held(office)
    await seed_roles(office.storage, [(first.key, Role.SA_EPLE)], office.clock.now())
    office.restart()
    await first.says("annoncer les résultats")
    shown = first.seen[-1].text
    assert "CA-2024-0001" not in shown
    shown = await first.presses(texts.ANNOUNCE.format(count=1))
    assert "1\u00a0résultat annoncé" in shown
    assert [row["announced"] for row in await rows(office)] == [False, True]


@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_others_neither_see_nor_announce(office: Office, seat: str) -> None:
    member, _, _ = await two_held(office)
    other = office.talk(seat)
    assert worded(worded(general.NOT_YOURS)) in await other.says("annoncer les résultats")
    await member.says("annoncer les résultats")
    other.seen = member.seen
    assert await other.presses(texts.ANNOUNCE.format(count=2)) == worded(worded(general.NOT_YOURS))
    assert not any(row["announced"] for row in await rows(office))
