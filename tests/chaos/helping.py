"""Schools that ask for help and experts who give it, in words: a request from its form to its end, with what is written."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.chaos.people import Attempt, Filler, Person

_REFERENCE = re.compile(r"DA-\d{4}-\d{4,}")
# What says that an act is done, for who did it; with a request's number where a notice of another could say the same.
DONE = {
    "message": r"Ajouté à {reference}\b|Transmis à .*{reference}\b",
    "note": r"Noté sur {reference}\b",
    "take": r"Vous prenez en charge {reference}\b",
    "plan": r"Le rendez-vous est fixé au",
    "resolve": r"{reference} est notée comme résolue",
    "confirm": r"{reference} est close",
    "refuse_solution": r"{reference} est rouverte, avec",
}
NOT_KEPT = re.compile(r"n’est pas gardé|Aucun fichier n’a été gardé")
SCHOOL = "0130001F"
_MARK = re.compile(r"\[\d+-\d{4}\]")


def marked(reason: str) -> str:
    """Return the marker of what was typed; a whole sentence may be kept, where a form waited for just that."""
    found = _MARK.search(reason)
    return found[0] if found else ""


@dataclass(eq=False)
class Act:
    """Something typed about a request, and what was seen of it."""

    move: str
    reference: str
    by: str
    marker: str  # Part of the text, unlike any other; empty where the act has no text.
    picture: bool = False  # One came with it.
    agreed: bool = False  # The person has seen the words and said yes: a card lost on its way is never agreed to.
    done: bool = False  # The person has read that it is done.
    said: str = ""  # What was shown then.

    def __str__(self) -> str:
        with_it = " with a picture" if self.picture else ""
        return f"«{self.move}» {self.marker}{with_it} on {self.reference} by {self.by[-4:]}, answered {self.said!r},"


class Requesting(Filler):
    """«Demander une assistance»."""

    first = "details"
    done = (
        re.compile(r"Votre demande DA-\d{4}-(\d+) a été enregistrée"),
        re.compile(
            r"Cette demande est déjà enregistrée\s: DA-\d{4}-(\d+)"
        ),  # Sent once more, because the first answer was lost.
    )
    given: ClassVar = {
        "school": SCHOOL,
        "topic": "DEPENSE",
        "function": "SG",
        "reach": "04 42 91 70 00",
        "urgent": "no",
    }

    def _mine(self, number: int) -> bool:
        return self.attempt.tried and number not in {one.number for one in self.person.attempts if one != self.attempt}

    async def begin(self) -> None:
        await self.person.types("demander une assistance")

    async def _at_step(self, actions: dict[str, dict[str, Any]]) -> bool:
        person, action, chance = self.person, actions["form.answer"], self.dice.random()
        name = action["data"]["field"]
        if chance < 0.05:
            return await person.types(self.dice.choice(("annuler", "aide", "retour")))
        if chance < 0.1 and "form.screen" in actions:
            return await person.presses(actions["form.screen"])
        if name == self.first:
            value = self.text()
        elif name in self.given:
            value = self.given[name]
        elif "form.skip" in actions:
            return await person.presses(actions["form.skip"])
        else:
            value = f"Camille Durand-{person.number}"
        return await person.types(value) if chance < 0.5 else await person.presses(action, {name: value})

    async def _at_review(self, actions: dict[str, dict[str, Any]], shown: Any) -> bool:
        if actions["form.send"]["data"].get("way"):
            # One of this school and subject is open: this is another, which the card's own button sends.
            return await self._press_send(actions)
        if not any(text in shown.text for text in self.attempt.texts):
            return await self.person.types("modifier description")
        if self.dice.random() < 0.4:
            return await self._send(self.person.types("envoyer"))
        return await self._press_send(actions)

    def _screen(self) -> dict[str, str]:
        return {**self.given, "name": f"Camille Durand-{self.person.number}", self.first: self.text()}


@dataclass(repr=False)
class Actor(Person):
    """A person who acts on requests in words."""

    acts: list[Act] = field(default_factory=list)
    _marks: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def mark(self) -> str:
        return f"[{self.number}-{next(self._marks):04}]"

    async def act(self, move: str, reference: str, text: str, *, marker: str = "", **more: Any) -> bool:
        """Type it; tell whether it is seen to be done."""
        act = Act(move, reference, self.oid, marker, picture="attachments" in more)
        self.acts.append(act)
        before = len(self.view)
        self.counts[f"act: {move}"] += 1
        self.did.append(text)
        await self.channel.deliver(self.activity("message", text=text, **more))
        if self.form(before):  # Words that somebody else reads are shown first.
            act.agreed = True
            await self.types("oui")
        shown = self.view[before:]
        act.said = " / ".join(one.text[:120] for one in shown)
        act.done = any(re.search(DONE[move].format(reference=reference), one.text) for one in shown)
        if self.form(before):
            await self.types("annuler")
        return act.done

    async def writes(self, reference: str, *, note: bool = False, picture: bool = False) -> None:
        """Write a message on a request, or a note among experts; with a picture, where asked."""
        marker = self.mark()
        what, move = ("note sur", "note") if note else ("message pour", "message")
        more: dict[str, Any] = {"attachments": [self.channel.picture()]} if picture else {}
        await self.act(move, reference, f"{what} {reference} : {marker} le flux 4512", marker=marker, **more)


@dataclass(repr=False)
class Requester(Actor):
    """Asks for help again and again, adds to what was asked, answers «Est-ce résolu ?», withdraws now and then."""

    async def live(self, stopping: asyncio.Event) -> None:
        await self.installs()
        mine: list[str] = []
        for round_ in itertools.count(1):
            if stopping.is_set() and round_ > 1:
                break
            if not mine or self.dice.random() < 0.25:
                attempt = Attempt(f"[D{self.number}-{round_:03}]")
                self.attempts.append(attempt)
                await Requesting(self, attempt).fill()
                if attempt.number is not None:
                    mine.append(f"DA-2024-{attempt.number:04}")
            self.seen = len(self.view)
            if mine:
                await self._goes_on(self.dice.choice(mine[-3:]))
            await self.pause(1.0)

    async def _goes_on(self, reference: str) -> None:
        chance = self.dice.random()
        if chance < 0.45:
            await self.writes(reference, picture=chance < 0.15)
        elif chance < 0.7:
            await self.act("confirm", reference, f"je confirme que {reference} est résolue")
        elif chance < 0.85:
            marker = self.mark()
            await self.act("refuse_solution", reference, f"{reference} n'est pas résolue : {marker} encore rejeté",
                           marker=marker)  # fmt: skip
        else:
            await self.types(f"où en est {reference} ?")


@dataclass(repr=False)
class Helper(Actor):
    """An expert: takes what waits, writes, plans, solves."""

    async def live(self, stopping: asyncio.Event) -> None:
        await self.installs()
        mine: list[str] = []
        while not stopping.is_set():
            self.seen = len(self.view)
            if len(mine) < 3 or self.dice.random() < 0.2:
                before = len(self.view)
                await self.types("demandes non prises")
                waiting = [one for shown in self.view[before:] for one in _REFERENCE.findall(shown.text)]
                if waiting:
                    reference = self.dice.choice(waiting)
                    if await self.act("take", reference, f"je prends {reference}"):
                        mine.append(reference)
            if mine:
                await self._goes_on(mine)
            await self.pause(1.0)

    async def _goes_on(self, mine: list[str]) -> None:
        reference, chance = self.dice.choice(mine), self.dice.random()
        if chance < 0.3:
            await self.writes(reference)
        elif chance < 0.45:
            await self.writes(reference, note=True)
        elif chance < 0.65:
            await self.act("plan", reference, f"planifie {reference} jeudi 1er février à 14h30")
        else:
            marker = self.mark()
            done = await self.act("resolve", reference, f"résous {reference} : {marker} le flux est renvoyé",
                                  marker=marker)  # fmt: skip
            if done:
                mine.remove(reference)
