"""Nothing that is typed is answered by the very card that is there already, without a word on what was not understood."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core import texts
from dialogs.core.shown import asks_for_something
from knowledge.base import KnowledgeBase
from knowledge.understanding.short import asks_of_it, says_no, says_yes
from storage.engine import Storage
from storage.schema import migrate
from tests.conftest import NOW
from tests.dialogs.answers import SITUATIONS, WORDS, play, seated
from tests.dialogs.asking import moves
from tests.dialogs.test_button_matrix import Watch, difference
from tests.talk import Office, Talk

# What begins a form or moves within one, what asks to see something, what means nothing.
BEGINS = ("demander une assistance", "candidater", "planifie la 1", "mets la 1 en attente", "la 1 est résolue", "message pour la 1",
          "retirer ma demande", "transmettre une question au SA EPLE")  # fmt: skip
STEERS = ("retour", "passer", "annuler", "tout", "envoyer", "modifier", "modifier le téléphone", "aide", "reprendre")
SHOWS = ("mes demandes", "DA-2024-0001", "où en est ma demande ?")
ANSWERS = (
    "collège Mignet",
    "Trésorerie",
    "le flux est rejeté",
    "Camille Roux",
    "SG",
    "04 42 91 70 00",
    "demain à 10 h",
    "vendredi",
)
NOISE = ("bof", "???", "je verrai ça demain", "asdf qsdf", "ok tu peux envoyer", "il faut changer l'établissement, c'est le lycée Thiers",
         "ils ont reçu ?", "👍", "12345", "pourquoi pas", "attendez", "hein", "c'est quoi ça")  # fmt: skip
TYPED = st.sampled_from((*WORDS, *BEGINS, *STEERS, *SHOWS, *ANSWERS, *NOISE))
WALKS = st.lists(st.tuples(st.sampled_from(("agent", "expert")), TYPED), min_size=2, max_size=8)


def mute(talk: Talk, shown: Sequence[str]) -> bool:
    """Tell whether what was just answered is, word for word, the last card that the person has before their eyes."""
    last = [seen.text for seen in talk.seen[len(shown) :]]
    if len(talk.seen) > 1 and talk.seen[-1].card != talk.seen[-2].card:
        return False  # The same form, with what was just said in it.
    if len(last) != 1 or not asks_for_something(talk.seen[-1].message) or last != list(shown[-1:]):
        return False
    return texts.SAME_AGAIN.partition("«")[0] not in last[0]


def asked_for(text: str) -> bool:
    """Tell whether a message asks for what it shows: the same card is its answer."""
    return text in (*SHOWS, *STEERS, *BEGINS) or asks_of_it(text) or says_yes(text) or says_no(text)


@pytest.mark.parametrize("name", ["new", "planned", "resolved", "rating", "awaited"])
def test_no_message_is_answered_by_a_mute_wall(base: KnowledgeBase, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:

        async def prepared() -> tuple[Office, dict[str, Talk], Watch]:
            storage = Storage.open(f"sqlite+aiosqlite:///{Path(folder) / 'walk.db'}")
            await migrate(storage)
            office = await Office.open(storage, base, NOW).__aenter__()
            talks = await seated(office)
            await play(office, talks, SITUATIONS[name].path)
            return office, talks, Watch(office)

        office, talks, watch = runner.run(prepared())
        rows, before, now = watch.rows(), watch.look(), office.clock.now()
        seen = {who: list(talk.seen) for who, talk in talks.items()}

        async def walk(steps: Sequence[tuple[str, str]]) -> None:
            office.clock.time = now
            for who, talk in talks.items():
                talk.seen[:] = seen[who]
            try:
                for who, text in steps:
                    office.clock.forward(seconds=30)
                    shown = [one.text for one in talks[who].seen]
                    done = len(await moves(office))
                    await talks[who].says(text)
                    made = len(await moves(office)) > done
                    assert made or asked_for(text) or not mute(talks[who], shown), (who, text, shown[-1])
            finally:
                await office.behind.flush()
                watch.put_back(rows, {**difference(before, watch.look()), "focus": set()})

        @given(WALKS)
        def walks(steps: list[tuple[str, str]]) -> None:
            runner.run(walk(steps))

        try:
            walks()
        finally:
            watch.connection.close()
            runner.run(office.behind.close())
            runner.run(office.storage.close())
