"""The steps of the Playground's windows, replayed through the code: what they type, press and wait for is still said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo.rooms import roles_given
from bot.demo.seed import FILE, seed
from bot.teams.render import card as drawn
from dialogs.core.exchange import Message, Scope
from knowledge.schools.register import Register, read_file
from storage.actions.people import seed_roles
from tests.dialogs.delivering import delivered
from tests.talk import Office, Seen, Talk, buttons

HERE = Path(__file__).parent
BEGINS = datetime(2024, 1, 25, 9, tzinfo=UTC)  # As the demonstration does.
WAYS = {
    "question": ("agent", "saeple", "reponse"),
    "candidature": ("candidature", "decision", "nomination"),
    "assistance": ("assistance", "prise", "accord", "seance", "renseignement", "resolution", "avis"),
}
SEATS = {"saeple": "saeple", "decision": "saeple", "prise": "expert", "seance": "expert", "resolution": "expert"}
PLACES = {"Personal Chat": Scope.PERSONAL, "Group Chat": Scope.GROUP, "My Team - General": Scope.CHANNEL}


@pytest.fixture
async def demonstration(office: Office) -> Office:
    """Return an office in which the demonstration has just begun."""
    office.register = Register(read_file(FILE.read_text("utf-8")).schools)
    await seed_roles(office.storage, roles_given(), BEGINS)
    await seed(office.services, "http://127.0.0.1")
    return office


@dataclass
class Window:
    """Somebody's window: where they are, what they see in it, and what they have filled in."""

    talks: Mapping[Scope, Talk]
    scope: Scope = Scope.PERSONAL
    mark: int = 0

    @property
    def talk(self) -> Talk:
        return self.talks[self.scope]

    def shown(self, since: int = 0) -> str:
        """Return all that stands in the messages since then, their cards and the lists in them included."""
        seen = self.talk.seen[since:]
        return _flat("\n".join(one.text + json.dumps(one.card, ensure_ascii=False) for one in seen))

    async def does(self, verb: str, rest: str, inputs: dict[str, str]) -> None:
        """Take one step; raises AssertionError where what is waited for is not there."""
        if verb in ("say", "mention", "click"):
            self.mark = len(self.talk.seen)
            await (self._presses(rest, inputs) if verb == "click" else self.talk.says(rest))
            inputs.clear()
        elif verb == "open":
            self.scope, self.mark = PLACES[rest], 0
        elif verb == "fill":
            label, value = rest.split(" = ", 1)
            inputs.update([_filled(self.talk, label, value)])
        elif verb == "refute":
            assert _flat(rest) not in self.shown(self.mark), rest
        elif verb in ("expect", "see"):
            pattern = _flat(rest[1:-1]) if rest.startswith("/") else re.escape(_flat(rest))
            assert re.search(pattern, self.shown(self.mark if verb == "expect" else 0)), (rest, self.talk.seen[-1].text)
        else:
            assert verb == "shot", verb

    async def _presses(self, title: str, inputs: Mapping[str, str]) -> None:
        """Press the last button of that title, with what its card's inputs hold; one that unfolds its card asks nobody."""
        for seen in reversed(self.talk.seen):
            for action in buttons(seen.card or {}):
                if _flat(action["title"]) == _flat(title):
                    held = {one["id"]: str(one["value"]) for one in _inputs(seen.card) if one.get("value")}
                    await self.talk.sends(action, held | dict(inputs))
                    return
            if _flat(json.dumps(seen.card, ensure_ascii=False)).find(f'"title": "{_flat(title)}"') >= 0:
                return
        raise AssertionError(title)


def _flat(text: str) -> str:
    return " ".join(text.replace("’", "'").replace('\\"', '"').split())


def _filled(talk: Talk, label: str, value: str) -> tuple[str, str]:
    """Return the input of that label in the last card, and what is sent of it: of a choice, its value."""
    [*_, found] = [
        one for seen in talk.seen for one in _inputs(seen.card) if _flat(one.get("label", "")).startswith(_flat(label))
    ]
    chosen = [one["value"] for one in found.get("choices", ()) if _flat(one["title"]) == _flat(value)]
    return str(found["id"]), str(chosen[0] if chosen else value)


def _inputs(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if str(part.get("type", "")).startswith("Input."):
            yield part
        for value in part.values():
            yield from _inputs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _inputs(value)


async def _delivered(office: Office, talks: Sequence[Talk]) -> None:
    """Deliver what is due; a card that is redrawn is seen again, as it is in its place."""
    for row, shown in await delivered(office, *talks):
        if isinstance(shown, Message) and shown.replaces and shown.card:
            for talk in talks:
                if talk.key == row.notice.to:
                    talk.seen.append(Seen(shown, drawn(shown.card, shown.text)))


@pytest.mark.parametrize("way", WAYS)
async def test_each_step_of_the_playground_goes_to_its_end(demonstration: Office, way: str) -> None:
    windows = {
        seat: Window({scope: demonstration.talk(seat, scope) for scope in Scope if scope is not Scope.WINDOW})
        for seat in ("agent", "expert", "saeple")
    }
    for window in windows.values():
        await window.talk.opens()
    for name in WAYS[way]:
        window = windows[SEATS.get(name, "agent")]
        window.mark = 0
        inputs: dict[str, str] = {}
        for number, line in enumerate((HERE / f"{name}.steps").read_text("utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                verb, _, rest = line.partition(" ")
                try:
                    await window.does(verb, rest, inputs)
                except Exception as error:
                    error.add_note(f"{name}.steps, {number}: {line}")
                    raise
                await _delivered(demonstration, [one.talks[Scope.PERSONAL] for one in windows.values()])


def test_no_step_is_left_out() -> None:
    assert {path.stem for path in HERE.glob("*.steps")} == {name for names in WAYS.values() for name in names}
