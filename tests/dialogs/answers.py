"""Write reponses.md beside it from conversations: what is typed under each notice, and what follows («python -m tests.dialogs.answers»).

Each situation is played by people who type; then every answer is typed in it, by who was told and by the other side, and what it
changed is put back.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.duties import Requests
from bot.timers import Timers
from dialogs.assistance.moves import journal_line
from dialogs.assistance.texts import FORM_REVIEW, ONE_PRESS
from dialogs.core.exchange import Letter, Message
from dialogs.core.form_texts import REVIEW
from knowledge.french import NBSP, shortened
from storage.calls import find, read_base
from storage.engine import Storage
from storage.outbox import Row
from storage.schema import migrate
from tests.dialogs.asking import appointed, ask, moves
from tests.dialogs.delivering import delivered
from tests.dialogs.test_button_matrix import Watch, difference
from tests.scene import scene
from tests.talk import Office, Talk

PAGE = Path(__file__).parent / "reponses.md"
NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
HEAD = """<!-- Page engendrée par « python -m tests.dialogs.answers » à partir de conversations : ne pas la corriger ici. -->

# Ce que l’on tape sous une notification, et ce qui suit

Chaque situation est jouée par trois personnes, puis chaque réponse y est tapée, par la personne prévenue et par l’autre côté.
« Fait » : ce qui paraît dans l’historique de la demande. Le reste est la première phrase de la réponse.
"""
# What people answer, whatever they were asked.
WORDS = (
    "oui", "non", "ok", "merci", "d'accord", "ok pour moi", "pas maintenant", "c'est résolu", "oui c'est bon merci ça marche",
    "ça ne marche toujours pas", "non ça recommence", "5 très bien", "4", "très satisfait, merci", "plutôt lundi",
    "lundi 14h ça me va", "je ne pourrai pas venir", "j'accepte", "je prends", "je m'en occupe", "je ne peux pas la suivre",
    "le numéro du flux est 4512", "c'est fait", "elle a bien eu lieu", "personne n'est venu", "annulez ma demande",
    "c'est pour quand ?", "qui s'en occupe ?",
)  # fmt: skip
# Who is who in the page.
NAMES: Mapping[str, str] = {
    "agent": "le demandeur", "expert": "l’expert qui suit la demande", "other": "un autre expert", "saeple": "le SA EPLE",
}  # fmt: skip
_LONGEST = 130

# One step of a situation: who types what; «tell» delivers what is due; «days» and «hours» let time pass, with its timers.
Step = tuple[str, str]
_TAKE: tuple[Step, ...] = (("expert", "je prends la 1"), ("tell", ""))
_PLAN: tuple[Step, ...] = (*_TAKE, ("expert", "planifie la 1 demain à 14h"), ("tell", ""))
_OFFER: tuple[Step, ...] = (*_TAKE, ("expert", "propose lundi 14h ou mardi 10h pour la 1"), ("tell", ""))
_HOLD: tuple[Step, ...] = (
    *_TAKE, ("expert", "mets la 1 en attente jusqu'à lundi, j'attends le relevé de l'établissement"), ("tell", ""),
)  # fmt: skip
_RESOLVE: tuple[Step, ...] = (*_TAKE, ("expert", "la 1 est résolue, le flux est renvoyé"), ("tell", ""))
_CLOSE: tuple[Step, ...] = (*_RESOLVE, ("agent", "la 1 est résolue, merci"), ("tell", ""))


@dataclass(frozen=True, slots=True)
class Situation:
    """A notice that somebody has before their eyes. ``told``: who has it; ``beside``: who has none of their own, and types."""

    name: str
    path: tuple[Step, ...]
    told: tuple[str, ...]
    beside: tuple[str, ...] = ()


SITUATIONS: Mapping[str, Situation] = {
    "new": Situation("Une demande attend un expert", (("tell", ""),), ("other", "agent"), ("saeple",)),
    "untaken": Situation("Personne n’a pris la demande", (("tell", ""), ("hours", "5")), ("other",), ("agent",)),
    "taken": Situation("La demande est prise en charge", _TAKE, ("agent",), ("expert",)),
    "assigned": Situation(
        "La demande vous est attribuée", (("tell", ""), ("saeple", "attribue la 1 à Ferrand"), ("tell", "")), ("expert", "agent")
    ),
    "planned": Situation("Un rendez-vous est fixé", _PLAN, ("agent",), ("expert",)),
    "other_slot": Situation(
        "Un autre rendez-vous est demandé",
        (*_PLAN, ("agent", "je ne pourrai pas pour la 1, plutôt lundi"), ("tell", "")),
        ("expert",),
        ("agent",),
    ),
    "slots": Situation("Des horaires sont proposés", _OFFER, ("agent",), ("expert",)),
    "one_slot": Situation(
        "Un seul horaire est proposé", (*_TAKE, ("expert", "propose lundi 14h pour la 1"), ("tell", "")), ("agent",), ("expert",)
    ),
    "no_slot_fits": Situation(
        "Aucun horaire ne convient", (*_OFFER, ("agent", "aucun ne me va"), ("tell", "")), ("expert",), ("agent",)
    ),
    "agreed": Situation("L’accord est donné", (*_PLAN, ("agent", "j'accepte le partage d'écran pour la 1"), ("agent", "oui"), ("tell", "")), ("expert",), ("agent",)),
    "reminded": Situation("Rappel du rendez-vous", (*_PLAN, ("hours", "5")), ("agent", "expert")),
    "passed": Situation("La séance a-t-elle eu lieu ?", (*_PLAN, ("hours", "30")), ("expert",), ("agent",)),
    "missed": Situation(
        "La séance n’a pas eu lieu", (*_PLAN, ("hours", "30"), ("expert", "elle n'a pas eu lieu"), ("tell", "")), ("agent",), ("expert",)
    ),
    "awaited": Situation("L’expert attend une réponse", _HOLD, ("agent",), ("expert",)),
    "awaited_still": Situation("L’expert attend toujours", (*_HOLD, ("days", "5")), ("agent", "expert")),
    "replied": Situation("Le demandeur a répondu", (*_HOLD, ("agent", "réponse pour la 1 : le 4512"), ("tell", "")), ("expert",), ("agent",)),
    "resolved": Situation("Est-ce résolu ?", _RESOLVE, ("agent",), ("expert", "saeple")),
    "refused": Situation(
        "Ce n’est pas résolu", (*_RESOLVE, ("agent", "la 1 n'est pas résolue, toujours rejeté"), ("tell", "")), ("expert",), ("agent",)
    ),
    "rating": Situation("Votre avis", _CLOSE, ("agent",), ("expert",)),
    "message": Situation(
        "L’expert écrit", (*_TAKE, ("expert", "message pour la 1 : quel est le numéro du flux ?"), ("tell", "")), ("agent",), ("expert",)
    ),
    "written": Situation(
        "Le demandeur écrit", (*_TAKE, ("agent", "message pour la 1 : c'est le flux 4512"), ("tell", "")), ("expert",), ("agent",)
    ),
    "idle": Situation("Rien n’avance", (*_TAKE, ("days", "5")), ("expert", "saeple")),
}  # fmt: skip


@scene
async def seated(office: Office) -> dict[str, Talk]:
    """Return the chats of those who play, once a request was made."""
    talks = {"agent": office.talk(), "expert": office.talk("expert"), "saeple": office.talk("saeple")}
    talks["other"] = (await appointed(office, 1))[0]
    for talk in talks.values():
        await talk.opens()
    await office.behind.flush()
    await ask(talks["agent"])
    return talks


async def play(office: Office, talks: Mapping[str, Talk], path: Sequence[Step]) -> list[tuple[Row, Message | Letter]]:
    """Play a situation, and flush what is written behind; return what was delivered last."""
    told: list[tuple[Row, Message | Letter]] = []
    for who, what in path:
        office.clock.forward(minutes=1)
        if who in talks:
            said = await talks[who].says(what)
            if any(
                one in said for one in (REVIEW, FORM_REVIEW, ONE_PRESS)
            ):  # Words that somebody else reads are shown before they leave.
                await talks[who].says("oui")
            continue
        if who in ("days", "hours"):
            office.clock.forward(**{who: float(what)})
            await Timers(office.storage, [Requests(office.services)], office.clock.now).look()
        told = await delivered(office, *talks.values())
    office.clock.forward(minutes=1)
    await office.behind.flush()
    return told


@dataclass(frozen=True, slots=True)
class Answered:
    """What followed a word: the moves that were journaled, what is asked, and all that was said."""

    who: str
    word: str
    made: tuple[str, ...]
    said: str
    line: str

    @property
    def told(self) -> str:
        """Return it in one line."""
        if self.made:
            return "fait : " + ", ".join(journal_line(move) for move in self.made)
        return self.line


async def answered(office: Office, situation: Situation, words: Sequence[str] = WORDS) -> AsyncIterator[Answered]:
    """Play a situation, then type every word in it, as each of those who are there."""
    talks = await seated(office)
    await play(office, talks, situation.path)
    watch, now = Watch(office), office.clock.now()
    with closing(watch.connection):
        rows, before, journal = watch.rows(), watch.look(), await moves(office)
        for who in (*situation.told, *situation.beside):
            for word in words:
                said = await talks[who].says(word)
                made = tuple((await moves(office))[len(journal) :])
                yield Answered(who, word, made, said, _line(talks[who]))
                await office.behind.flush()
                office.clock.time = now
                changed = difference(before, watch.look())
                watch.put_back(rows, {**changed, "focus": set()})


def _line(talk: Talk) -> str:
    """Return the one sentence that tells best what was answered: what is asked last, else the first one."""
    lines = [line for message in talk.reply.messages for line in message.text.splitlines() if line.strip()]
    asks = next((line for line in lines if line.endswith("?")), None)
    return shortened(asks or (lines[0] if lines else talk.reply.error or ""), _LONGEST)


@asynccontextmanager
async def opened() -> AsyncIterator[Office]:
    """Give an assistant on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite+aiosqlite:///{folder}/answers.db")
        await migrate(storage)
        async with Office.open(storage, read_base(find("2024-experts-opale")), NOW) as office:
            yield office
        await storage.close()


def section(situation: Situation, found: Sequence[Answered]) -> str:
    """Return the part of the page on a situation."""
    parts = [f"## {situation.name}"]
    for who in (*situation.told, *situation.beside):
        groups: dict[str, list[str]] = {}
        for one in found:
            if one.who == who:
                groups.setdefault(one.told, []).append(f"« {one.word} »")
        head = NAMES[who] if who in situation.told else f"{NAMES[who]}, à qui rien n’est demandé"
        rows = [f"| {', '.join(words)} | {told} |" for told, words in groups.items()]
        parts.append("\n".join([f"Tapé par {head} :", "", "| ce qui est tapé | ce qui suit |", "|---|---|", *rows]))
    return "\n\n".join(parts).replace(NBSP, " ")


async def page() -> str:
    """Return the page."""
    parts = [HEAD.rstrip()]
    for situation in SITUATIONS.values():
        async with opened() as office:
            parts.append(section(situation, [one async for one in answered(office, situation)]))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(page()), encoding="utf-8")
    print(PAGE)
