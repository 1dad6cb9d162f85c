"""What others are told of is agreed to first: a press, a firm yes to what was shown last, or an act that says nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dialogs import texts
from dialogs.assistance.texts import FORM_REVIEW
from dialogs.core.form_texts import YES_TO_WHAT
from knowledge.request import RequestStatus
from tests.dialogs.asking import FIRST, ask, moves, rows
from tests.scene import scene
from tests.talk import Office, Talk
from tests.understanding import data, harm

ROOT = Path(__file__).parents[2]
LINES = data.lines(ROOT / "tests" / "phrases" / "changes" / "harm.jsonl")


@scene
async def taken(office: Office) -> tuple[Talk, Talk]:
    """Return a requester and the expert who holds their request."""
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)
    await expert.says(f"prendre {FIRST}")
    assert (await rows(office))[0]["status"] == RequestStatus.ASSIGNED
    return agent, expert


def test_only_the_turn_says_that_somebody_agreed() -> None:
    makers = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "dialogs").rglob("*.py"))
        if re.search(r"\bShown\(", file.read_text("utf-8"))
    ]
    assert makers == ["dialogs/core/context.py", "dialogs/team/absences.py"]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a database with the demonstration's life."""
    return asyncio.run(harm.made(tmp_path_factory.mktemp("life")))


@pytest.mark.parametrize("line", LINES[::30], ids=lambda line: str(line["q"])[:40])
async def test_what_is_no_act_changes_nothing_for_others(life: Path, tmp_path: Path, line: Mapping[str, Any]) -> None:
    found = await harm.outcome(life, tmp_path, line)
    if line["want"] == "nothing":
        assert not found.changed, found.said


@pytest.mark.parametrize(
    "said",
    [
        f"{FIRST} est urgente aussi pour nous ?",
        "la 1 est incomplète",
        "la 1 est résolue ?",
        "je ne libère pas la 1",
        "si le collège répond je clos la 1",
        "Perrot a résolu la 1",
        "le bordereau 1 est rejeté",
        "ok",
        "d’accord",
        "merci",
        "oui",
        "annuler",
    ],
)
async def test_a_remark_a_question_or_a_stray_word_does_no_act(office: Office, said: str) -> None:
    _, expert = await taken(office)
    before = await moves(office)
    await expert.says(said)
    assert await moves(office) == before


async def test_a_report_is_shown_word_for_word_and_leaves_with_a_yes(office: Office) -> None:
    _, expert = await taken(office)
    report = "le RIB du fournisseur était clos, on a recréé la coordonnée bancaire et relancé le mandatement"
    said = await expert.says(f"résoudre la 1 : {report}")
    assert FORM_REVIEW in said
    assert (await rows(office))[0]["status"] == RequestStatus.ASSIGNED
    await expert.says("oui")
    (row,) = await rows(office)
    assert (row["status"], row["report"]) == (RequestStatus.RESOLVED, report)


@pytest.mark.parametrize("said", ["finalement non", "attends, je me suis trompé", "non je la garde", "annuler"])
async def test_a_second_thought_leaves_the_form_and_nothing_is_kept(office: Office, said: str) -> None:
    _, expert = await taken(office)
    await expert.says("libérer la 1")
    await expert.says(said)
    assert await moves(office) == ["log", "take"]
    assert "Pourquoi la libérer" in await expert.says("libérer la 1")


async def test_what_corrects_itself_is_shown_for_the_file_said_last(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)
    await ask(office.stranger("99999999-9999-4999-8999-000000000077", "Camille Dupuis"))
    said = await expert.says("je prends la 1, non pardon, la 2")
    assert "DA-2024-0002" in said
    assert [row["status"] for row in await rows(office)] == [RequestStatus.NEW, RequestStatus.NEW]
    await expert.says("oui")
    assert [row["status"] for row in await rows(office)] == [RequestStatus.NEW, RequestStatus.ASSIGNED]


@pytest.mark.parametrize(
    "said", ["je prends la 1", "ok je prends la 1 merci", "la 1 c’est pour moi", "je m’occupe de la 1"]
)
async def test_an_act_that_says_nothing_else_is_done_at_once(office: Office, said: str) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)
    await expert.says(said)
    assert (await rows(office))[0]["status"] == RequestStatus.ASSIGNED


async def test_urgency_is_said_in_a_sentence_and_a_remark_is_asked_about(office: Office) -> None:
    _, expert = await taken(office)
    await expert.says("la 1 est urgente")
    assert (await rows(office))[0]["urgent"] in (False, 0)
    await expert.says("passe la 1 en urgent")
    assert (await rows(office))[0]["urgent"] in (True, 1)


async def test_a_sentence_that_nothing_shows_is_said_back_and_done_by_a_press(office: Office) -> None:
    saeple = office.talk("saeple")
    await saeple.opens()
    said = await saeple.says("si Ferrand est absent demain, note-le")
    if texts.TITLE in said:
        assert texts.DO in saeple.buttons


async def test_a_yes_after_words_that_were_not_understood_sends_nothing(office: Office) -> None:
    _, expert = await taken(office)
    await expert.says("résoudre la 1 : flux relancé")
    before = await moves(office)
    await expert.says("et la tarte aux pommes de tante Agathe")
    assert YES_TO_WHAT in await expert.says("oui")
    assert await moves(office) == before
    await expert.says("envoyer")
    assert await moves(office) != before


@pytest.mark.parametrize("said", ["bon je résous pas, on laisse", "je la clos pas finalement"])
async def test_who_will_not_do_it_after_all_leaves(office: Office, said: str) -> None:
    _, expert = await taken(office)
    before = await moves(office)
    await expert.says("résoudre la 1 : flux relancé")
    await expert.says(said)
    await expert.says("oui")
    assert await moves(office) == before


async def test_what_is_said_again_of_the_same_file_is_what_leaves(office: Office) -> None:
    _, expert = await taken(office)
    await expert.says("note pour la 1 : rappeler jeudi")
    await expert.says("note pour la 1 : rappeler vendredi")
    shown = expert.seen[-1].message.text
    assert "rappeler vendredi" in shown
    assert "rappeler jeudi" not in shown
