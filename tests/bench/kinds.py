"""The kinds of turns that are measured: who speaks, and what they say."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

_HELD_OUT = Path(__file__).parents[1] / "phrases" / "heldout"
PEOPLE = 1000  # More than speak at once, so that no limit per person is met.
_PLAIN_STYLES = ("standard", "familier", "mots-cles")
# Whose oids are these have the roles that a kind needs.
_FEW = 24


def person_oid(number: int) -> str:
    """Return the Entra id of the person of that number."""
    return f"22222222-2222-4222-8222-{number:012}"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of turn. ``people``: how many speak, one after the other; None: everybody is new.

    ``in_order``: each person says all of ``lines`` in turn, and begins again; else the lines go round among them.
    ``unseen``: no message twice, each with a slip of the fingers: what is kept of earlier ones helps nobody.
    ``settings``: what the program is told, so that these people may say it.
    """

    lines: Callable[[], list[str]]
    people: int | None = PEOPLE
    in_order: bool = False
    unseen: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


class Script:
    """What is said at each turn of a kind."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._lines = kind.lines()
        self._said: Counter[int] = Counter()

    def person(self, number: int) -> int:
        """Return who speaks at the ``number``-th turn."""
        return number % self._kind.people if self._kind.people else number

    def says(self, number: int) -> str:
        """Return what is said then; to be asked once a turn."""
        if self._kind.unseen:
            times, place = divmod(number, len(self._lines))
            return slipped(self._lines[place], times)
        if not self._kind.in_order:
            return asked(self._lines, number)
        person = self.person(number)
        self._said[person] += 1
        return self._lines[(self._said[person] - 1) % len(self._lines)]


def questions(*styles: str) -> list[str]:
    """Return what people ask about the call, in many voices, mixed; of the ``styles`` given, or of all."""
    files = (_HELD_OUT / f"{name}.jsonl" for name in ("questions", "non_precise"))
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    wordings = [line["q"] for line in lines if not styles or line.get("style") in styles]
    random.Random(len(wordings)).shuffle(wordings)
    return wordings


def asked(wordings: list[str], number: int) -> str:
    """Return the text of the ``number``-th turn: all wordings in turn, then all with two letters swapped somewhere."""
    times, place = divmod(number, len(wordings))
    return slipped(wordings[place], number) if times % 2 else wordings[place]


def slipped(text: str, number: int) -> str:
    """Return ``text`` with two letters swapped, at another place for another number."""
    letters = [at for at in range(1, len(text) - 1) if text[at : at + 2].isalpha() and text[at] != text[at + 1]]
    if not letters:
        return text
    at = letters[number % len(letters)]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _plain() -> list[str]:
    return questions(*_PLAIN_STYLES)


def _status() -> list[str]:
    return [
        "statut", "urgentes non prises dans le 13", "les 5 plus anciennes", "combien de demandes par objet depuis janvier ?",
        "les demandes en attente depuis plus de 5 jours", "combien de demandes closes en décembre ?",
    ]  # fmt: skip


def _form() -> list[str]:
    answers = (
        "0130001F",
        "DEPENSE",
        "Le flux Chorus Pro est rejeté.",
        "oui",
        "SG",
        "04 42 91 70 00",
        "non",
        "jeudi matin",
    )
    return ["demander une assistance", *answers, "annuler", "oui"]


_MEMBERS = ",".join(map(person_oid, range(_FEW)))
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "plain": Kind(_plain),
        "all": Kind(questions),
        "question": Kind(_plain, _FEW),
        "unseen": Kind(_plain, unseen=True),
        "chats": Kind(_plain, 200),
        "first": Kind(_plain, None),
        "status": Kind(_status, _FEW, settings={"SAEPLE_MEMBERS": _MEMBERS}),
        "form": Kind(_form, _FEW, in_order=True),
    }
)
