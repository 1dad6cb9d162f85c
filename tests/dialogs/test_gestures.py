"""How many gestures (messages and presses) each task on a request costs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.dialogs.asking import FIRST, ask, moves, press
from tests.dialogs.test_attachments import sends, shelved
from tests.knowledge.test_attached import png
from tests.talk import Office, Talk

SENTENCE = (
    "le flux Chorus Pro est rejeté au 0130001F, Camille Roux SG 04 42 91 70 00, c'est urgent, demander une assistance"
)


@dataclass
class Hand:
    """Somebody whose gestures are counted: what they type, and what they press."""

    talk: Talk
    count: int = 0

    async def says(self, text: str) -> str:
        self.count += 1
        return await self.talk.says(text)

    async def presses(self, verb: str, **inputs: Any) -> str:
        self.count += 1
        return await press(self.talk, verb, inputs)


async def _held(office: Office) -> Hand:
    """Return the expert who holds a request, and looks at its card."""
    await ask(office.talk())
    expert = office.talk("expert")
    await expert.says("je prends la 1")
    await expert.says(f"où en est la demande {FIRST} ?")
    return Hand(expert)


async def _ask_help(office: Office) -> tuple[int, str]:
    hand = Hand(office.talk())
    await hand.says(SENTENCE)
    await hand.says("envoyer")
    return hand.count, "log"


async def _log_and_take(office: Office) -> tuple[int, str]:
    hand = Hand(office.talk("expert"))
    await hand.says(
        "nouvelle demande 0130001F, rapprochement bancaire bloqué, Mme Blanc gestionnaire 04 42 91 70 01, urgent"
    )
    await hand.says("envoyer et prendre")
    return hand.count, "log_and_take"


async def _plan(office: Office) -> tuple[int, str]:
    hand = await _held(office)
    await hand.presses("request.plan")
    await hand.presses("form.fill", slot="2024-02-01", slot_hour="14:30")
    return hand.count, "plan"


async def _plan_in_words(office: Office) -> tuple[int, str]:
    hand = await _held(office)
    await hand.says("planifie la 1 jeudi 1er février à 14h30")
    return hand.count, "plan"


async def _offer_slots(office: Office) -> tuple[int, str]:
    expert = await _held(office)
    await expert.says("propose lundi 10h ou mardi 14h pour la 1")
    return expert.count, "offer_slots"


async def _choose_slot(office: Office) -> tuple[int, str]:
    expert = await _held(office)
    await expert.says("propose lundi 10h ou mardi 14h pour la 1")
    agent = Hand(office.talk())
    await agent.talk.says(FIRST)
    await agent.presses("request.choose_slot")
    return agent.count, "choose_slot"


async def _hold(office: Office) -> tuple[int, str]:
    hand = await _held(office)
    await hand.presses("request.put_on_hold")
    await hand.presses("form.fill", waiting="school", resume="2024-02-01", reason="Le relevé")
    return hand.count, "put_on_hold"


async def _answer(office: Office) -> tuple[int, str]:
    await _hold(office)
    hand = Hand(office.talk())
    await hand.says("voici : le flux 4512")
    await hand.says("oui")  # The expert reads these words: they are shown before they leave.
    return hand.count, "reply"


async def _resolve(office: Office) -> tuple[int, str]:
    hand = await _held(office)
    await hand.presses("request.resolve")
    await hand.presses("form.fill", report="Le flux est renvoyé.")
    return hand.count, "resolve"


async def _confirm_and_rate(office: Office) -> tuple[int, str]:
    await _resolve(office)
    hand = Hand(office.talk())
    await hand.says("c'est résolu, merci")
    await hand.says("5, très bien")
    return hand.count, "rate"


async def _refuse(office: Office) -> tuple[int, str]:
    await _resolve(office)
    hand = Hand(office.talk())
    await hand.says("non, ça recommence, le flux est encore rejeté")
    await hand.says("oui")
    return hand.count, "refuse_solution"


async def _take(office: Office) -> tuple[int, str]:
    await ask(office.talk())
    expert = office.talk("expert")
    await expert.says(f"où en est la demande {FIRST} ?")
    hand = Hand(expert)
    await hand.presses("request.take")
    return hand.count, "take"


async def _screenshot(office: Office) -> tuple[int, str]:
    await _held(office)
    shelved(office, capture_png=png())
    await sends(office.talk(), "capture.png", text="voici l'écran")
    return 1, "message"


async def _share(office: Office) -> tuple[int, str]:
    await _resolve(office)
    hand = Hand(office.talk("expert"))
    await hand.says("partager la 1")
    await hand.presses("form.fill", problem="Le flux est rejeté.", solution="Le renvoyer.", topic="DEPENSE")
    assert "cas n° 1" in hand.talk.seen[-1].text.replace("\u00a0", " ")
    return hand.count, "resolve"


async def _remind(office: Office) -> tuple[int, str]:
    hand = await _held(office)
    assert "je vous rappellerai DA-2024-0001" in await hand.says("rappelle-moi la 1 demain 9 h de relancer l'éditeur")
    return hand.count, "take"


async def _be_away(office: Office) -> tuple[int, str]:
    hand = await _held(office)
    assert "absence" in (await hand.says("je suis absent la semaine prochaine")).lower()
    return hand.count, "take"


# The task, how many gestures it costs, and how it is played.
TASKS: tuple[tuple[str, int, Callable[[Office], Awaitable[tuple[int, str]]]], ...] = (
    ("demander de l’aide, en une phrase", 2, _ask_help),
    ("enregistrer et prendre, en une phrase", 2, _log_and_take),
    ("planifier, par la carte", 2, _plan),
    ("planifier, en une phrase", 1, _plan_in_words),
    ("proposer des horaires, en une phrase", 1, _offer_slots),
    ("choisir un horaire proposé", 1, _choose_slot),
    ("mettre en attente", 2, _hold),
    ("répondre à l’expert", 2, _answer),
    ("résoudre", 2, _resolve),
    ("confirmer et donner son avis", 2, _confirm_and_rate),
    ("dire que ce n’est pas résolu", 2, _refuse),
    ("prendre, par la carte", 1, _take),
    ("envoyer une capture sur sa demande", 1, _screenshot),
    ("me le rappeler, en une phrase", 1, _remind),
    ("noter son absence, en une phrase", 1, _be_away),
    ("partager une solution", 2, _share),
)


@pytest.mark.parametrize(("task", "gestures", "play"), TASKS, ids=[play.__name__ for _, _, play in TASKS])
async def test_a_task_costs_so_many_gestures(
    office: Office, task: str, gestures: int, play: Callable[[Office], Awaitable[tuple[int, str]]]
) -> None:
    count, made = await play(office)
    assert (await moves(office))[-1] == made
    assert count == gestures
