"""People who fill forms in, by messages and by cards, and act on what they see: they know nothing of the program."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
from collections import Counter, deque
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from dialogs.core import form_texts as forms
from dialogs.questions import texts as questions
from tests.chaos.channel import BOT, Channel, Shown
from tests.talk import buttons, worded

TENANT = "99999999-9999-4999-8999-999999999999"
SEND, STEP, SCREEN, ASIDE, WHICH = "form.send", "form.answer", "form.fill", "form.resume", "form.is_answer"
_FORM = (SEND, STEP, SCREEN, ASIDE, WHICH)
ASKED = (
    "Quelle est l’indemnité ?",
    "Quelle est la date limite pour candidater ?",
    "Combien d’experts sont recherchés ?",
)
LATE = 6.0  # Seconds.
_SCREENS = 5  # Screens sent in vain, after which a form is given up.
_MOST_ACTIONS = 120  # Beyond, a person has been sent round in circles.
_TRAIL = 8  # Last things done and shown that are told of somebody who was.


def _number(template: str) -> re.Pattern[str]:
    before, after = template.split("{number}", maxsplit=1)
    return re.compile(re.escape(before) + r"(\d+)" + re.escape(after[:12]))


PASSED = (_number(worded(questions.PASSED, number="{number}")),)
ANSWERED = (_number(questions.ANSWERED),)
ANSWERED_ALREADY = (_number(questions.ANSWERED_ALREADY),)


class Lost(Exception):
    """A person cannot bring a form to its end any more."""


@dataclass(eq=False)
class Attempt:
    """One form that a person wants to send, and what became of it as far as they know."""

    marker: str  # Part of the text, unlike any other.
    subject: str = ""  # Of an answer: the question's number.
    texts: set[str] = field(default_factory=set)  # All that was ever given as the text.
    extras: set[str] = field(default_factory=lambda: {""})  # And as the school.
    tried: bool = False  # Sending was tried: the program may have heard of it.
    number: int | None = None  # As the program has acknowledged it.
    unheard: bool = False  # Sending was acknowledged to the channel, and the person saw no answer.
    concluded: bool = False  # Every answer was lost, but nothing is left to be sent: it must be there.
    gone: bool = False  # Thrown away, or a colleague was first.


@dataclass(repr=False)
class Person:
    """Somebody in their personal chat."""

    channel: Channel
    number: int
    dice: random.Random
    haste: float = 1.0  # Pauses are multiplied by it.
    counts: Counter[str] = field(default_factory=Counter)
    attempts: list[Attempt] = field(default_factory=list)
    seen: int = 0  # How much of the chat was there before this form.
    did: deque[str] = field(default_factory=lambda: deque(maxlen=_TRAIL))  # What was last typed and pressed.

    @property
    def oid(self) -> str:
        return f"00000000-0000-4000-8000-{self.number:012}"

    @property
    def chat(self) -> str:
        return f"a:chat-{self.number}"

    @property
    def view(self) -> list[Shown]:
        return self.channel.views[self.chat]

    @property
    def fresh(self) -> list[Shown]:
        """What was shown since this form was begun."""
        return self.view[self.seen :]

    def activity(self, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "channelId": "msteams",
            "from": {"id": f"29:{self.number}", "name": f"Personne {self.number:02}", "aadObjectId": self.oid},
            "recipient": {"id": BOT, "name": "Assistant"},
            "conversation": {"id": self.chat, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "fr-FR",
            **more,
        }

    async def live(self, stopping: asyncio.Event) -> None:
        """Act until that is said. Raises Lost."""
        raise NotImplementedError

    async def pause(self, most: float = 0.4) -> None:
        await asyncio.sleep(self.haste * self.dice.uniform(0.02, most))

    async def installs(self) -> None:
        await self.channel.deliver(self.activity("installationUpdate", action="add"))

    async def types(self, text: str) -> bool:
        """Type; tell whether a form was shown then."""
        before = len(self.view)
        self.did.append(text)
        self.counts["typed"] += 1
        await self.channel.deliver(self.activity("message", text=text))
        return self.form(before) is not None

    async def presses(self, action: dict[str, Any], inputs: dict[str, str] | None = None) -> bool:
        """Press a button; tell whether a form was shown then.

        An Execute goes as an invoke, or as the Submit it falls back to on an older client. An invoke that fails is
        pressed again, or repeated by the channel.
        """
        before = len(self.view)
        data = {**(action.get("data") or {}), **(inputs or {})}
        self.did.append(f"<{action.get('verb') or data.get('verb')} {data.get('field', '')}>")
        if action["type"] == "Action.Execute" and self.dice.random() < 0.7:
            self.counts["pressed, execute"] += 1
            value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}}
            invoke = self.activity("invoke", name="adaptiveCard/action", value=value)
            again = self.dice.random() < 0.5
            body = await self.channel.deliver(invoke, again=again)
            while body is None and not again:
                self.channel.counts["pressed again"] += 1
                await self.pause()
                body = await self.channel.deliver(invoke, again=False)
            if body is not None:
                self._shown(body)
        else:
            self.counts["pressed, submit"] += 1
            verb = {"verb": action["verb"]} if "verb" in action else {}
            await self.channel.deliver(self.activity("message", value={**data, **verb}))
        return self.form(before) is not None

    def _shown(self, body: dict[str, Any]) -> None:
        value = body.get("value")
        if isinstance(value, dict) and value.get("type") == "AdaptiveCard":
            self.view.append(Shown(value.get("fallbackText", ""), value))
        elif isinstance(value, dict):
            self.view.append(Shown(str(value.get("message", ""))))
        elif value:
            self.view.append(Shown(str(value)))

    def form(self, since: int = 0) -> tuple[str, dict[str, dict[str, Any]], Shown] | None:
        """Return the last card of a form that was shown: what it is for, its buttons by verb, all of it."""
        for shown in reversed(self.view[max(since, self.seen) :]):
            actions = {action.get("verb", ""): action for action in buttons(shown.card or {})}
            for verb in _FORM:
                if verb in actions:
                    return verb, actions, shown
        return None

    def change_button(self, shown: Shown, field_id: str) -> dict[str, Any] | None:
        return next(
            (a for a in buttons(shown.card or {}) if a.get("verb") == "form.change" and a["data"]["field"] == field_id),
            None,
        )

    def trail(self, marker: str) -> str:
        """Return what was last done and shown, of somebody who gets nowhere."""
        shown = [one.text[:80].replace("\n", " / ") for one in self.fresh[-_TRAIL:]]
        return f"{marker} did {[*self.did]} and was shown {shown}"

    def told(self, patterns: tuple[re.Pattern[str], ...]) -> list[int]:
        """Return the numbers in the messages since this form was begun that say one of ``patterns``, in order."""
        found = (pattern.search(shown.text) for shown in self.fresh for pattern in patterns)
        return [int(one[1]) for one in found if one]


class Filler:
    """Brings one form to its end. Subclasses say how it begins and what its fields take."""

    first = ""  # The field whose text is the form's matter.
    extras = True  # Whether the other field is ever filled in.
    done: tuple[re.Pattern[str], ...] = ()
    too_late: tuple[re.Pattern[str], ...] = ()

    def __init__(self, person: Person, attempt: Attempt) -> None:
        self.person = person
        self.attempt = attempt
        self.dice = person.dice
        self._revisions = itertools.count(1)
        self._screens = 0  # How often a whole form was sent on one screen.

    async def begin(self) -> None:
        raise NotImplementedError

    async def fill(self) -> None:
        """Act until the end is seen. Raises Lost."""
        person = self.person
        sure = await self._begin()  # The last thing done was answered: what is shown is how it stands.
        for _ in range(_MOST_ACTIONS):
            if self._ended():
                return
            await person.pause()
            found = person.form()
            if not sure or found is None:
                sure = await self._find_out()
                continue
            verb, actions, shown = found
            if verb == SEND:
                sure = await self._at_review(actions, shown)
            elif verb == STEP:
                sure = await self._at_step(actions)
            elif verb == SCREEN:
                self._screens += 1
                # It is another form than this one, and lacks what is not known here: a person gives it up.
                away = self._screens % _SCREENS == 0
                sure = await (person.types("annuler") if away else person.presses(actions[SCREEN], self._screen()))
            elif verb == ASIDE:
                sure = await self._aside(actions)
            else:
                chosen = self.dice.choice(("form.is_answer", "form.is_question"))
                self.attempt.extras.update(ASKED)
                sure = await person.presses(actions[chosen])
        raise Lost(person.trail(self.attempt.marker))

    def _ended(self) -> bool:
        self.attempt.number = next(filter(self._mine, self.person.told(self.done)), None)
        self.attempt.gone = self.attempt.number is None and any(map(self._mine, self.person.told(self.too_late)))
        return self.attempt.number is not None or self.attempt.gone or self.attempt.concluded

    def _mine(self, number: int) -> bool:
        """Tell whether a number can be of this form: what was sent before may still be answered again."""
        raise NotImplementedError

    async def _find_out(self) -> bool:
        """Nothing was shown, or nothing that helps: ask where things stand, as a person would."""
        person = self.person
        person.counts["at a loss"] += 1
        found = person.form()
        if self.attempt.unheard and found and found[0] == SEND:
            # «Envoyer» was not answered: the button of the summary tells what became of it.
            self.attempt.unheard = False
            return await self._press_send(found[1])
        before = len(person.view)
        if await person.types("aide"):
            return True
        if len(person.view) == before:
            return False  # Not even that was answered: again.
        before = len(person.view)
        if await person.types("reprendre"):
            return True
        if any(forms.NOTHING_TO_RESUME in shown.text for shown in person.view[before:]):
            if self.attempt.tried:
                self.attempt.concluded = True
                return True
            return await self._begin()
        return False

    async def _begin(self) -> bool:
        """Begin, from what is shown then only: older cards are of forms that are gone."""
        self.person.seen = len(self.person.view)
        await self.begin()
        return self.person.form() is not None

    async def _at_step(self, actions: dict[str, dict[str, Any]]) -> bool:
        person, action = self.person, actions[STEP]
        field_id = action["data"]["field"]
        chance = self.dice.random()
        if chance < 0.06:
            return await person.types("annuler") if chance < 0.03 else await person.presses(actions["form.cancel"])
        if chance < 0.10:
            return await person.types("aide")
        if chance < 0.16:
            return await person.types("retour")
        if chance < 0.22 and "form.screen" in actions:
            return await person.presses(actions["form.screen"])
        if field_id == self.first:
            text = self.text()
            return (
                await person.types(text)
                if self.dice.random() < 0.5
                else await person.presses(action, {self.first: text})
            )
        if chance < 0.34 and self.extras:
            self.attempt.extras.update(ASKED)
            return await person.types(self.dice.choice(ASKED))
        if chance < 0.55 or not self.extras:
            typed = chance < 0.45 or "form.skip" not in actions  # What has to be answered has no button to pass it.
            return await person.types("passer") if typed else await person.presses(actions["form.skip"])
        school = self.extra()
        return (
            await person.types(school) if self.dice.random() < 0.5 else await person.presses(action, {field_id: school})
        )

    async def _at_review(self, actions: dict[str, dict[str, Any]], shown: Shown) -> bool:
        person, chance = self.person, self.dice.random()
        if not any(text in shown.text for text in self.attempt.texts):
            # Something else was taken as the text: put it right.
            change = person.change_button(shown, self.first)
            assert change
            return await person.presses(change)
        if chance < 0.08:
            return await person.types("retour")
        if chance < 0.14:
            return await person.types("annuler") if chance < 0.11 else await person.presses(actions["form.cancel"])
        if chance < 0.22:
            change = person.change_button(shown, self.first)
            assert change
            return await person.presses(change)
        if chance < 0.55:
            return await self._send(person.types(self.dice.choice(("envoyer", "Oui", "je confirme"))))
        if chance < 0.62:
            # Impatient: pressed twice at once.
            self.attempt.tried = True
            return any(await asyncio.gather(*(self._send(person.presses(actions[SEND])) for _ in range(2))))
        return await self._press_send(actions)

    async def _press_send(self, actions: dict[str, dict[str, Any]]) -> bool:
        return await self._send(self.person.presses(actions[SEND]))

    async def _send(self, sending: Awaitable[bool]) -> bool:
        self.attempt.tried = True
        before = len(self.person.view)
        shown: bool = await sending
        self.attempt.unheard = len(self.person.view) == before
        return shown

    async def _aside(self, actions: dict[str, dict[str, Any]]) -> bool:
        if self.dice.random() < 0.4:
            return await self.person.types("reprendre")
        return await self.person.presses(actions[ASIDE])

    def text(self) -> str:
        text = f"{self.attempt.marker} rédaction {next(self._revisions)}"
        self.attempt.texts.add(text)
        return text

    def extra(self) -> str:
        school = f"Collège {self.attempt.marker} {next(self._revisions)}"
        self.attempt.extras.add(school)
        return school

    def _screen(self) -> dict[str, str]:
        return {self.first: self.text()}


class Asking(Filler):
    """«Transmettre ma question au SA EPLE»."""

    first = "question"
    done = PASSED

    def _mine(self, number: int) -> bool:
        return self.attempt.tried and number not in {one.number for one in self.person.attempts if one != self.attempt}

    async def begin(self) -> None:
        if self.dice.random() < 0.5:
            await self.person.types("transmettre une question au SA EPLE")
        else:
            data = {"verb": "question.pass", "text": self.text(), "entry": ""}
            await self.person.presses({"type": "Action.Submit", "data": data})

    def _screen(self) -> dict[str, str]:
        return {self.first: self.text(), "school": self.dice.choice(("", self.extra()))}


class Answering(Filler):
    """«Répondre à une question», by a member of the SA EPLE."""

    first = "answer"
    extras = False  # What is shared with all changes what the assistant knows: not the matter here.
    done = ANSWERED
    too_late = ANSWERED_ALREADY

    def _mine(self, number: int) -> bool:
        return str(number) == self.attempt.subject

    async def begin(self) -> None:
        data = {"verb": "answer.write", "number": int(self.attempt.subject)}
        await self.person.presses({"type": "Action.Submit", "data": data})


@dataclass(repr=False)
class Asker(Person):
    """Passes one question on after the other; ``blocks`` the assistant now and then, or for good at the end."""

    blocks: bool = False

    async def live(self, stopping: asyncio.Event) -> None:
        await self.installs()
        for round_ in itertools.count(1):
            if stopping.is_set() and round_ > 1:
                break
            if self.dice.random() < 0.2:
                await self.types(self.dice.choice(ASKED))
            attempt = Attempt(f"[Q{self.number:02}-{round_:03}]")
            self.attempts.append(attempt)
            await Asking(self, attempt).fill()
            if attempt.concluded:
                await asyncio.sleep(LATE)  # So that no late answer is taken for one to the next question.
            if self.blocks and self.dice.random() < 0.5:
                self.channel.blocked.add(self.chat)
                await asyncio.sleep(self.haste * self.dice.uniform(1, 4))
                if stopping.is_set():
                    break  # For good: what is still to be told must be told by phone.
                self.channel.blocked.discard(self.chat)
            await self.pause(1.0)


@dataclass(repr=False)
class Member(Person):
    """Of the SA EPLE: answers what waits, and notes who was phoned. ``leave``: as many stay unanswered at the end."""

    leave: int = 6

    async def live(self, stopping: asyncio.Event) -> None:
        for round_ in itertools.count(1):
            self.seen = len(self.view)
            await self.types("questions")
            waiting, left = self._waiting()
            if stopping.is_set() and left <= self.leave:
                break
            if waiting:
                attempt = Attempt(f"[R{self.number:02}-{round_:03}]", self.dice.choice(waiting))
                self.attempts.append(attempt)
                await Answering(self, attempt).fill()
            await self._phone()
            await self.pause(0.4 if waiting else 1.5)

    def _waiting(self) -> tuple[list[str], int]:
        """Return the questions that the list offers to answer, and how many wait in all; enough, when it is not seen."""
        for shown in reversed(self.fresh):
            offered = [str(a["data"]["number"]) for a in buttons(shown.card or {})
                       if (a.get("data") or {}).get("verb") == "answer.write"]  # fmt: skip
            count = re.search(r"(\d+)\squestions?\satten", shown.text)
            if offered and count:
                return offered, int(count[1])
            if questions.WAITING_NONE in shown.text:
                return [], 0
        return [], 10**6

    async def _phone(self) -> None:
        if self.dice.random() < 0.3:
            for shown in reversed(self.view[-40:]):
                told = [a for a in buttons(shown.card or {}) if a.get("verb") == "notice.told"]
                if told:
                    await self.presses(told[0])
                    return
