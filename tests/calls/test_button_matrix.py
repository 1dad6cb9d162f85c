"""The buttons that most calls and a private chat do not have, pressed by everybody else: nothing changes that should not.

The files of an application, a lesson that was withdrawn, a request in the experts' channel.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.teams.render import card as drawn
from dialogs.core.exchange import Message, Scope
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from storage.calls import find, read_base
from storage.queries import people
from tests.calls.test_past_calls import come_into_force
from tests.calls.test_pieces import FIELDS, FIRST, Cloud, sends
from tests.dialogs import test_button_matrix as matrix
from tests.dialogs.asking import appointed, ask, press
from tests.dialogs.delivering import delivered
from tests.dialogs.test_button_matrix import Actor, Button, Watch
from tests.dialogs.test_lessons import teach
from tests.dialogs.test_notice_owners import second_member
from tests.talk import Office, Seen, Talk

HERE = Path(__file__).parent
NOW = datetime(2025, 4, 3, 10, tzinfo=PARIS)
WANTED = {"application.files", "lesson.put_back", "channel.take"}


@pytest.fixture(scope="session")
def pieces_now(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return a call that takes files."""
    folder = tmp_path_factory.mktemp("pieces")
    (folder / "academies").mkdir()
    for file in (*HERE.glob("2026-professeurs-relais*.toml"), *HERE.glob("academies/*.toml")):
        text = file.read_text("utf-8").replace("2026", "2025").replace("2025-04-20", "2025-03-01")
        if file.name == "2026-professeurs-relais.toml":
            text = text.replace('documents = ["curriculum vitae", "avis du chef d’établissement"]\n', 'prefix = "PR"\n')
            text = text.replace("[values]", FIELDS + "[values]", 1)
        place = folder / "academies" if file.parent != HERE else folder
        (place / file.name.replace("2026", "2025")).write_text(text, "utf-8")
    return read_base(find("2025-professeurs-relais", folder))


async def a_day(office: Office, pieces: KnowledgeBase) -> dict[str, Talk]:
    """Let people do what brings these buttons."""
    come_into_force(office, pieces, NOW)
    talks = {
        "agent": office.talk(), "holder": office.talk("expert"), "expert": (await appointed(office, 1))[0],
        "member": office.talk("saeple"), "colleague": await second_member(office),
        "stranger": office.stranger("91111111-1111-4111-8111-111111111111", "Zoé Blanc"),
    }  # fmt: skip
    for talk in talks.values():
        await talk.opens()
    await office.behind.flush()
    agent, member = talks["agent"], talks["member"]
    await teach(member)
    await member.says("ce qui est appris")
    await press(member, "lesson.withdraw")
    await member.says("ce qui est appris")
    office.services = replace(office.services, downloads=Cloud())
    office.router = Router(office.services)
    await agent.says("candidater")
    for answer in FIRST:
        await agent.says(answer)
    await sends(agent, "cv.pdf", "avis.png")
    for said in ("oui", "envoyer", "ma candidature"):
        await agent.says(said)
    await member.says("statut PR-2025-0001")
    channel = office.talk("saeple", Scope.CHANNEL)
    await channel.says("ici")
    await ask(agent)
    for row, shown in await delivered(office):
        if row.notice.room and isinstance(shown, Message) and shown.card:
            channel.seen.append(Seen(shown, drawn(shown.card, shown.text)))
    talks["channel"] = channel
    return talks


@pytest.mark.timeout(300)
async def test_no_button_of_calls_files_lessons_and_the_channel_changes_what_its_presser_may_not(
    offices: Office, pieces_now: KnowledgeBase
) -> None:
    office = offices
    matrix._hurry(office)
    talks = await a_day(office, pieces_now)
    found = [one for one in matrix.collected(talks) if one.verb in WANTED]
    assert {one.verb for one in found} == WANTED
    del talks["channel"]
    actors = [Actor(name, talk, await people.roles_of(office.storage, talk.key)) for name, talk in talks.items()]
    watch = Watch(office)
    with closing(watch.connection):
        rows, before = watch.rows(), watch.look()
        wrong: list[object] = []
        changes: dict[str, set[str]] = {verb: set() for verb in WANTED}
        for button, owners in matrix.once(found).values():
            for actor in actors:
                for talk in (actor.talk, replace(actor.talk, scope=Scope.CHANNEL, seen=[])):
                    for one, allowed in _pressed(button, await matrix.permitted(office, actor, button)):
                        assert await talk.sends(one.action, matrix.INPUTS), (actor.name, one)
                        changed = matrix.difference(before, watch.look())
                        if not changed:
                            continue
                        changes[button.verb].add(actor.name)
                        left = matrix.foreign(actor, one, changed, allowed)
                        if left and actor.name not in owners:
                            wrong.append((actor.name, one, left))
                        watch.put_back(rows, changed)
        assert not wrong, wrong[:3]
        assert changes["lesson.put_back"] == {"member", "colleague"}
        assert changes["channel.take"] == {"holder", "expert"}
        assert changes["application.files"] <= {"member", "colleague"}


def _pressed(button: Button, allowed: set[str]) -> list[tuple[Button, set[str]]]:
    """Return the button, and those made up from it, each with the tables that it may change."""
    made_up = [{name: value} for name in button.data for value in (None, "x", 10**9)]
    return [(button, allowed), *((button.tampered(**one), set[str]()) for one in made_up)]
