"""Candidates of the storm: an application, deposited and changed again and again."""

from __future__ import annotations

import asyncio
import itertools
import re
import types
from dataclasses import dataclass
from typing import Any

from tests.chaos.channel import Shown
from tests.chaos.people import LATE, STEP, Attempt, Filler, Person


class Applying(Filler):
    """A candidature, deposited or changed; the number it is acknowledged by is the version's."""

    first = "motivation"
    done = (re.compile(r"candidature n°\sCA-\d{4}-\d+\s[^.]*?version (\d+)"),)
    given = types.MappingProxyType(
        {"mail": "candidat@example.org", "function": "sgac", "school": "0130001F", "wave": "v2", "confirmation": "yes"}
    )

    def __init__(self, person: Person, attempt: Attempt, *, again: bool) -> None:
        super().__init__(person, attempt)
        self._again = again

    def _mine(self, number: int) -> bool:
        earlier = [one.number for one in self.person.attempts if one != self.attempt and one.number is not None]
        return self.attempt.tried and number > max(earlier, default=0)

    async def begin(self) -> None:
        await self.person.types("modifier ma candidature" if self._again else "candidater")

    async def _at_step(self, actions: dict[str, dict[str, Any]]) -> bool:
        person, action, chance = self.person, actions[STEP], self.dice.random()
        field_id = action["data"]["field"]
        if chance < 0.04:
            return await person.types(self.dice.choice(("annuler", "aide", "retour")))
        if field_id == "phone":
            return await person.types("passer") if chance < 0.5 else await person.presses(actions["form.skip"])
        name = f"ROUX Camille-{self.person.number}"
        value = self.text() if field_id == self.first else self.given.get(field_id, name)
        if chance < 0.5 and field_id == "confirmation":
            self.attempt.tried = True  # Where the summary stands by now, which they have not seen, a yes sends it.
            return await person.types("oui")
        if chance < 0.5:
            return await person.types(value)
        return await person.presses(action, {field_id: value})

    async def _at_review(self, actions: dict[str, dict[str, Any]], shown: Shown) -> bool:
        if not any(text in shown.text for text in self.attempt.texts):
            return await self.person.types("modifier motivation")
        if self.dice.random() < 0.3:
            return await self._send(self.person.types("envoyer"))
        return await self._press_send(actions)

    def _screen(self) -> dict[str, str]:
        name = f"ROUX Camille-{self.person.number}"
        return {**self.given, "name": name, self.first: self.text()}


@dataclass(repr=False)
class Applicant(Person):
    """Deposits an application, then changes it again and again."""

    async def live(self, stopping: asyncio.Event) -> None:
        await self.installs()
        for round_ in itertools.count(1):
            if stopping.is_set() and round_ > 1:
                break
            attempt = Attempt(f"[C{self.number:02}-{round_:03}]")
            self.attempts.append(attempt)
            again = any(one.number is not None or one.concluded for one in self.attempts)
            await Applying(self, attempt, again=again).fill()
            if attempt.concluded:
                await asyncio.sleep(LATE)
            await self.pause(1.0)
