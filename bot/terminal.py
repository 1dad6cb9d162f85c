"""A conversation in the terminal: cards as text, buttons as numbers. The seats at which one can sit come first."""

from __future__ import annotations

import asyncio
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from string import ascii_lowercase
from typing import Any, TextIO

from bot.log import new_incident
from bot.teams.connector import Fate, Outcome
from bot.teams.envelope import Handler
from bot.teams.render import card as drawn
from bot.teams.tokens import TryAgain
from dialogs.core import form_texts, texts
from dialogs.core.exchange import ACCEPT, DECLINE, Address, Enclosed, Happening, Incoming, Message, OfferedFile, Reply
from dialogs.core.form import AnswerRefused, Choice, one_of
from knowledge.french import typeset
from knowledge.people import PersonKey, Role
from storage.engine import OWNER_ALONE

# --- The seats of the demonstration and of the terminal: these people exist in anonymous mode only.

# In anonymous mode every tenant is this one: local clients make up theirs.
LOCAL_TENANT = "local"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person of the demonstration."""

    label: str
    key: PersonKey
    name: str
    role: Role | None

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that the seat holds."""
        return frozenset((self.role,)) if self.role else frozenset()


SEATS = {
    "agent": Seat("agent", PersonKey(LOCAL_TENANT, "22222222-2222-4222-8222-222222222222"), "Camille Roux", None),
    "expert": Seat(
        "expert", PersonKey(LOCAL_TENANT, "55555555-5555-4555-8555-555555555555"), "Dominique Ferrand", Role.EXPERT
    ),
    "saeple": Seat(
        "saeple", PersonKey(LOCAL_TENANT, "33333333-3333-4333-8333-333333333333"), "Alix Meyer", Role.SA_EPLE
    ),
}


def seat_roles() -> list[tuple[PersonKey, Role]]:
    """Return the roles that the demonstration gives."""
    return [(seat.key, seat.role) for seat in SEATS.values() if seat.role]


def in_local_tenant(handler: Handler) -> Handler:
    """Return ``handler`` for anonymous mode: whatever tenant a local client names, it is the local one."""

    async def local(incoming: Incoming) -> Reply:
        return await handler(replace(incoming, person=PersonKey(LOCAL_TENANT, incoming.person.oid)))

    return local


# --- The conversation: notices to the other seats are printed with their name.

WIDTH = 96
FILES = Path("var/files")
_UNSAFE = re.compile(r"[^\w.-]+")
HELP = "/as agent|expert|saeple : changer de place · /fin : quitter · [1] ou [a] : taper 1 ou a appuie sur ce bouton"

BOXES = typeset("▢ Tapez la réponse ; à plusieurs cases, la lettre d'un bouton, puis une réponse par case.")
LEAVE_BOX = typeset("(« / » : ne pas répondre.)")


class Terminal:
    """One person at a time at the keyboard; every seat has its own private chat."""

    def __init__(
        self,
        handler: Handler,
        now: Callable[[], datetime],
        seat: str,
        out: TextIO = sys.stdout,
        *,
        files: Path = FILES,
        remarks: Callable[[str, Reply], Iterable[str]] = lambda _text, _reply: (),
    ) -> None:
        """Sit at ``seat``; files that are accepted are written to the folder ``files``, which is made at need.

        ``remarks``: what is said besides of a typed message and its reply.
        """
        self._remarks = remarks
        self._handler = handler
        self._now = now
        self._seat = SEATS[seat]
        self._out = out
        self._files = files
        self._count = 0
        self._told_boxes = False  # Of a card with one box, how it is filled in is said once.
        # (action, the card's inputs), by what is typed for it.
        self._buttons: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {}

    async def run(self, lines: TextIO) -> None:
        """Converse until the end of ``lines`` or «/fin»."""
        self._print(HELP)
        await self._turn(Happening.INSTALLED)
        while True:
            self._out.write(f"\n{self._seat.label}> ")
            self._out.flush()
            line = await asyncio.to_thread(lines.readline)
            if not line or line.strip() in ("/fin", "/quit", "/exit"):
                self._print("")
                return
            if not lines.isatty():
                self._print(line.rstrip("\n"))
            await self.type(line.strip(), lines)

    async def type(self, line: str, lines: TextIO) -> None:
        """Do what one typed line says."""
        if line.startswith("/as"):
            self._sit(line.removeprefix("/as").strip())
            if self._seat:
                await self._turn(Happening.INSTALLED)
        elif line.startswith("/"):
            self._print(HELP)
        elif line in self._buttons:
            await self._press(line, lines)
        else:
            await self._turn(Happening.MESSAGE, text=line)

    async def send(self, address: Address, message: Message) -> Outcome:
        """Show what a seat is told, with its name; buttons count only for who sits there."""
        seat = next((seat for seat in SEATS.values() if _conversation(seat) == address.conversation), None)
        if seat is None:
            return Outcome(Fate.BLOCKED)
        self._print(f"\n[pour {seat.label}]")
        self._show_all([message], buttons=seat == self._seat)
        return Outcome(Fate.OK)

    def _sit(self, name: str) -> None:
        seat = SEATS.get(name)
        if seat is None:
            self._print(f"Place inconnue. Places : {', '.join(SEATS)}.")
            return
        self._seat, self._buttons = seat, {}

    async def _press(self, key: str, lines: TextIO) -> None:
        action, inputs = self._buttons[key]
        if action["type"] == "Action.OpenUrl":
            self._print(f"→ {action['url']}")
            return
        value = dict(action.get("data") or {})
        for field in inputs if bool(action.get("associatedInputs") != "none") else ():
            given = await self._fill(field, lines)
            if given is None:
                return
            value[field["id"]] = given
        await self._turn(_HAPPENINGS[action["type"]], value=value, verb=action.get("verb", ""))

    async def _fill(self, field: Mapping[str, Any], lines: TextIO) -> str | None:
        """Return what is typed into one box; one that takes no such answer is asked again. None for «/», or no more ``lines``."""
        while True:
            self._out.write(f"{_boxed(field)} : ")
            self._out.flush()
            line = await asyncio.to_thread(lines.readline)
            if not lines.isatty():
                self._print(line.rstrip("\n") or " ")
            if not line or line.startswith("/"):
                return None
            try:
                return _taken(field, line.strip())
            except AnswerRefused as refused:
                self._print(f"{refused.why} {LEAVE_BOX}")

    async def _turn(
        self, happening: Happening, *, text: str = "", value: Mapping[str, Any] | None = None, verb: str = ""
    ) -> None:
        self._count += 1
        seat = self._seat
        incoming = Incoming(
            happening=happening,
            person=seat.key,
            address=Address("terminal", "http://127.0.0.1", _conversation(seat), "assistant", seat.key.oid),
            activity_id=f"{self._now().timestamp()}-{self._count}",
            received=self._now(),
            name=seat.name,
            text=text,
            value=value or {},
            verb=verb,
        )
        try:
            reply = await self._handler(incoming)
        except TryAgain:
            self._print(texts.TRY_AGAIN)
            return
        except Exception:
            incident = new_incident()
            self._print(texts.APOLOGY.format(incident=incident))
            raise
        if reply.error:
            self._print(reply.error)
        if reply.file:
            self._print(form_texts.WRITTEN.format(path=await asyncio.to_thread(self._write, reply.file)))
            return
        self._show_all(reply.messages, buttons=True)
        for remark in self._remarks(text, reply) if text else ():
            self._print(textwrap.fill(remark, WIDTH, initial_indent="  · ", subsequent_indent="    "))

    def _write(self, file: Enclosed) -> Path:
        """Write an accepted file; one of the same name is replaced, as it is made anew each time."""
        self._files.mkdir(parents=True, exist_ok=True)
        path = self._files / (_UNSAFE.sub("-", file.name).lstrip(".") or "fichier")
        path.touch(mode=OWNER_ALONE)
        path.write_bytes(file.content)
        return path

    def _show_all(self, messages: Sequence[Message], *, buttons: bool) -> None:
        """Show messages that come together: their buttons do not take one another's letter or number."""
        before, self._buttons = self._buttons, {}
        cards = [drawn(one.card, one.text) for one in messages if one.card is not None]
        letters = any(True for card in cards for _ in _inputs(card.get("body", [])))
        for message in messages:
            self._show(message, buttons=buttons, letters=letters)
        self._buttons = self._buttons or before

    def _show(self, message: Message, *, buttons: bool, letters: bool) -> None:
        if message.card is None:
            self._print(_wrapped(message.text))
            if message.offers:
                self._offer(message.offers, buttons=buttons, letters=letters)
            self._print("".join(f"\n  · {suggestion}" for suggestion in message.suggestions))
            return
        shown = drawn(message.card, message.text)
        body = shown.get("body", [])
        found = [one for one in _actions(shown) if one[0]["type"] != "Action.ShowCard"] if buttons else []
        inputs = list(_inputs(body))
        keys = _keys(len(found), letters=letters, after=len(self._buttons))
        # What is pressed where it stands has its number there, and is not said again below; the lines of a list come first.
        found.sort(key=lambda one: one[1] is None)
        marks = {id(element): key for key, (_, element) in zip(keys, found, strict=True) if element is not None}
        self._print("\n".join(_lines(body, marks)))
        if found:
            self._buttons |= {key: (action, inputs) for key, (action, _) in zip(keys, found, strict=True)}
            self._list(key for key, (_, element) in zip(keys, found, strict=True) if element is None)
            if inputs and not (self._told_boxes and len(inputs) == 1):
                self._told_boxes = True
                self._print(_wrapped(BOXES, "  "))

    def _offer(self, offered: OfferedFile, *, buttons: bool, letters: bool) -> None:
        self._print(f"  ▤ {offered.name} ({max(1, round(offered.size / 1000))} ko)")
        if buttons:
            answers = ((ACCEPT, form_texts.ACCEPT), (DECLINE, form_texts.DECLINE))
            keys = _keys(len(answers), letters=letters, after=len(self._buttons))
            self._buttons |= {
                key: ({"type": _OFFER, "title": title, "verb": verb, "data": offered.context}, [])
                for key, (verb, title) in zip(keys, answers, strict=True)
            }
            self._list(keys)

    def _list(self, keys: Iterable[str]) -> None:
        """Show buttons by what presses them."""
        self._print("\n".join(f"  [{key}] {self._buttons[key][0]['title']}" for key in keys))

    def _print(self, text: str) -> None:
        if text:
            self._out.write(text + "\n")


_OFFER = "file"
_Marks = Mapping[int, str]  # What presses an element, by the element's identity.
_HAPPENINGS = {"Action.Execute": Happening.EXECUTE, "Action.Submit": Happening.SUBMIT, _OFFER: Happening.CONSENT}


def _conversation(seat: Seat) -> str:
    return f"terminal-{seat.label}"


def _keys(count: int, *, letters: bool, after: int = 0) -> Sequence[str]:
    """Return what presses so many buttons, ``after`` others: where a question waits, a number answers it, so they have letters."""
    if letters and after + count <= len(ascii_lowercase):
        return ascii_lowercase[after : after + count]
    return [str(after + at + 1) for at in range(count)]


def _boxed(field: Mapping[str, Any]) -> str:
    """Return the words of a box that is to be filled in: its label, its choices or what ticking it says, what it holds already."""
    titles = [str(one["title"]) for one in field.get("choices", [])]
    # A score says its own number.
    several = ", ".join(one if one.split()[:1] == [str(at)] else f"{at} {one}" for at, one in enumerate(titles, 1))
    choices = several or field.get("title", "")
    given = f" [{field['value']}]" if field.get("value") else ""
    return f"{field.get('label', field['id'])}{given}{f' ({choices})' if choices else ''}"


def _taken(field: Mapping[str, Any], typed: str) -> str:
    """Return the value of what is typed into a box, empty for what it holds already. Raises AnswerRefused."""
    if not typed:
        if field.get("isRequired") and not field.get("value"):
            raise AnswerRefused(str(field.get("errorMessage", form_texts.NEEDED)))
        return str(field.get("value") or "")
    choices = [Choice(str(one["value"]), one["title"]) for one in field.get("choices", [])]
    searched = "choices.data" in field  # Its list is but what was found before.
    return one_of(choices)(typed) if choices and not searched else typed


def _wrapped(text: str, indent: str = "") -> str:
    return "\n".join(
        textwrap.fill(line, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False,
                      break_long_words=False) for line in text.splitlines()
    )  # fmt: skip


def _lines(elements: Iterable[dict[str, Any]], marks: _Marks) -> Iterator[str]:
    """Yield the text of card elements, top to bottom; what can be pressed begins with what presses it."""
    for element in elements:
        kind = str(element.get("type"))
        shows = _SHOWS.get("Input" if kind.startswith("Input.") else kind)
        if shows:
            lines = list(shows(element, marks))
            if lines and id(element) in marks:
                lines[0] = _marked(lines[0], marks[id(element)])
            yield from lines


def _marked(line: str, key: str) -> str:
    bare = line.lstrip(" ─")
    return f"{line[: len(line) - len(bare)]}[{key}] {bare}"


def _runs(element: dict[str, Any], _marks: _Marks) -> Iterator[str]:
    runs = (run if isinstance(run, str) else run["text"] for run in element["inlines"])
    yield _wrapped("".join(runs), "  ")


def _rows(table: dict[str, Any], marks: _Marks) -> Iterator[str]:
    for row in table["rows"]:
        yield "  " + " | ".join(" ".join(_lines(cell["items"], marks)).strip() for cell in row["cells"])


def _columns(element: dict[str, Any], marks: _Marks) -> Iterator[str]:
    """Yield columns side by side where they fit into a line, else one below the other: a figure stays beside its words."""
    columns = [
        (list(_lines(column.get("items", []), marks)), marks.get(id(column), "")) for column in element["columns"]
    ]
    cells = [
        f"[{key}] " * bool(key) + " ".join(line.strip(" ─") for line in lines) if lines else ""
        for lines, key in columns
    ]
    beside = " | ".join(filter(None, cells))
    if len(beside) <= WIDTH - 2:
        yield from [f"  {beside}"] if beside else []
        return
    for (lines, key), cell in zip(columns, cells, strict=True):
        apart = [_marked(lines[0], key), *lines[1:]] if lines and key else lines
        yield from [f"  {cell}"] if len(lines) > 1 and len(cell) <= WIDTH - 2 else apart


def _input(element: dict[str, Any], _marks: _Marks) -> Iterator[str]:
    yield _wrapped(_boxed(element), "  ▢ ")


# How each kind of element is shown; what is not here shows no text.
_SHOWS: Mapping[str, Callable[[dict[str, Any], _Marks], Iterator[str]]] = {
    "TextBlock": lambda element, _marks: iter([f"── {element['text']} ──"]),
    "RichTextBlock": _runs,
    "Badge": lambda element, _marks: iter([f"  ({element['text']})"]),
    "Table": _rows,
    "ColumnSet": _columns,
    "Container": lambda element, marks: _lines(element.get("items", []), marks),
    "Input": _input,
}


_UNFOLDS = "Action.ToggleVisibility"


def _actions(shown: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield what can be pressed, top to bottom, with the element that is pressed where it is no button.

    What unfolds a part of the card has nothing to do here, where all of it is shown.
    """
    for element in shown.get("body", []):
        if element.get("type") == "ActionSet":
            yield from ((one, None) for one in element["actions"] if one["type"] != _UNFOLDS)
        if element.get("selectAction", {"type": _UNFOLDS})["type"] != _UNFOLDS:
            yield element["selectAction"], element
        for inner in ("items", "columns"):
            yield from _actions({"body": element.get(inner, [])})
    yield from ((one, None) for one in shown.get("actions", []) if one["type"] != _UNFOLDS)


def _inputs(elements: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for element in elements:
        if str(element.get("type", "")).startswith("Input."):
            yield element
        for inner in ("items", "columns"):
            yield from _inputs(element.get(inner, []))
