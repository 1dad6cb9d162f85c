"""Notices as data: one row per kind says whom it addresses, what it says, when it still holds and how it travels.

Each feature lists its rows in its ``notices.py`` as a :class:`NoticeFeature`; ``dialogs.heeding`` renders any stored
notice through them. Who gets a notice is decided with the change that causes it, in ``storage.actions.notices``.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from dialogs.core import texts
from dialogs.core.context import Services
from dialogs.core.exchange import Enclosed, Letter, Mailbox, Message
from dialogs.ui.elements import Action
from storage.outbox import Medium, Row

EVERY_WAY = frozenset(Medium)


class NoticeView(Protocol):
    """The present state that a notice speaks of, as its recipient may see it."""

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the person whose request, application or question it is about."""
        ...

    def fill(self, template: str) -> str:
        """Return ``template`` with the values of the present state put in."""
        ...


V = TypeVar("V", bound=NoticeView)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says, before it takes the shape of a card or of a mail."""

    first_line: str
    lines: Sequence[str]
    below: Sequence[str] = ()  # The lines that the first one does not say already.
    actions: Sequence[Action] = ()
    enclosed: tuple[Enclosed, ...] = ()


def _always(_view: NoticeView) -> bool:
    return True


def _nothing(_view: NoticeView) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Wording(Generic[V]):
    """What a kind says to one audience; templates are filled from the view. ``more``: lines after ``text``.

    ``says_all``: the first line says what ``text`` does, so that only a letter needs both.
    """

    first_line: str | Callable[[V], str]
    text: str = ""
    more: Callable[[V], Sequence[str]] = _nothing
    actions: Callable[[V], Sequence[Action]] = _nothing
    says_all: bool = False

    def filled(self, view: V) -> NoticeText:
        """Return what it says of ``view``."""
        text = [view.fill(self.text)] if self.text else []
        more = self.more(view)
        below = [*([] if self.says_all else text), *more]
        return NoticeText(self.title(view), [*text, *more], below, self.actions(view))

    def title(self, view: V) -> str:
        """Return its first line."""
        return view.fill(self.first_line) if isinstance(self.first_line, str) else self.first_line(view)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSpec(Generic[V]):
    """One kind of notice.

    ``owner``: what it says to the person whose request, application or question it is; ``staff``: to experts and the SA
    EPLE; None: it says nothing to them, and is dropped. ``still_true``: whether it still holds when it is sent.
    ``media``: the ways it travels. ``may_repeat``: a send whose outcome is unknown is tried again (three times at most),
    so that it may arrive twice: False for what must not, and is listed as perhaps sent instead. A mail that comes twice
    has the same Message-ID. ``label``: how the list of what could not be told names it. ``subject``: what it is about, in a call that
    takes its place. ``reminder``: it comes of itself, so it leaves in office hours only, and several for one person that
    are due together come as one message. ``silent``: it redraws what is there, and is nothing to those who are out of reach.
    ``summary``: it is a table or a list that is read anew each time, so that it is heard right under it alone.
    ``message``, ``letter``: how it looks in Teams and by mail, where that is not as the feature's others.
    """

    kind: str
    owner: Wording[V] | None = None
    staff: Wording[V] | None = None
    still_true: Callable[[V], bool] = _always
    media: frozenset[Medium] = EVERY_WAY
    may_repeat: bool = True
    reminder: bool = False
    silent: bool = False
    summary: bool = False
    label: str = ""
    subject: str = ""
    message: Callable[[V, NoticeText], Message | None] | None = None
    letter: Callable[[V, NoticeText], Letter | None] | None = None

    def wording(self, view: V) -> Wording[V] | None:
        """Return what it says to the recipient."""
        return self.owner if view.to_owner else self.staff


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFeature(Generic[V]):
    """The notices of one feature. ``views``: reads the present state of each, None when it is gone; then how texts are shaped.

    ``opens``: the verb of the button that opens what a notice is about, by its reference; empty where there is none.
    """

    specs: Mapping[str, NoticeSpec[V]]  # By kind.
    views: Callable[[Services, Sequence[Row]], Awaitable[Sequence[V | None]]]
    message: Callable[[V, NoticeText], Message | None]
    letter: Callable[[V, NoticeText], Letter | None]
    opens: str = ""

    async def render(self, services: Services, rows: Sequence[Row]) -> list[Message | Letter | None]:
        """Return what each notice says now; None when it is no longer true, or says nothing to that person by that way."""
        said: list[Message | Letter | None] = [None] * len(rows)
        told = [
            (place, row, spec)
            for place, row in enumerate(rows)
            if (spec := self.specs.get(row.notice.kind)) and row.medium in spec.media
        ]
        views = await self.views(services, [row for _, row, _ in told])
        for (place, row, spec), view in zip(told, views, strict=True):
            said[place] = None if view is None else self.say(spec, view, row.medium)
        return said

    def say(self, spec: NoticeSpec[V], view: V, medium: Medium) -> Message | Letter | None:
        """Return what a kind says of a view."""
        wording = spec.wording(view)
        if wording is None or not spec.still_true(view):
            return None
        if medium is Medium.MAIL:
            return (spec.letter or self.letter)(view, wording.filled(view))
        return (spec.message or self.message)(view, wording.filled(view))


def plain_letter(services: Services, to: str, title: str, paragraphs: Iterable[str]) -> Letter:
    """Return the mail of a notice that nobody answers by mail: a greeting, what it says, and who writes."""
    parts = [texts.HELLO, *paragraphs, texts.REGARDS, services.worded(texts.SIGNATURE)]
    return Letter(to, services.worded(texts.SUBJECT, title=title), "\n\n".join(parts) + "\n")


def one_by_one(
    view: Callable[[Services, Row], Awaitable[V | None]],
) -> Callable[[Services, Sequence[Row]], Awaitable[Sequence[V | None]]]:
    """Return what reads the states of several notices, each by itself."""

    async def views(services: Services, rows: Sequence[Row]) -> Sequence[V | None]:
        return [await view(services, row) for row in rows]

    return views


def by_kind(*specs: NoticeSpec[V]) -> Mapping[str, NoticeSpec[V]]:
    """Return the rows of a feature by their kind. Raises ValueError where a kind has two."""
    found = {spec.kind: spec for spec in specs}
    if len(found) != len(specs):
        raise ValueError("a kind of notice has two rows")
    return MappingProxyType(found)


# --- A move of a life cycle: what the rows of requests and of applications have in common.

MoveT = TypeVar("MoveT", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow(Generic[MoveT]):
    """One move. A row without buttons is never offered on a card: a form of its own makes it, or the program.

    ``journal``: how the history names it, ``journal_of_program``: where the program made it, if that differs.
    ``button``: on the card of those who handle the file; ``own_button``: on that of the person whose file it is.
    ``done``: what is said to whoever made the move.
    """

    move: MoveT
    journal: str = ""
    journal_of_program: str = ""
    button: str = ""
    own_button: str = ""
    done: str = ""


def offered(rows: Iterable[MoveRow[MoveT]]) -> tuple[MoveT, ...]:
    """Return the moves that have a button for those who handle the file, in the order of their buttons."""
    return tuple(row.move for row in rows if row.button)


def journal_of(rows: Sequence[MoveRow[MoveT]], move: str, *, by_program: bool = False) -> str:
    """Return how the history names a move; as it is stored where it has no name."""
    row = next((row for row in rows if row.move == move), None)
    if row is None:
        return move
    return (by_program and row.journal_of_program) or row.journal or move


# --- Mails (RFC 5322): header lines, then the parts of the body.

MAX_NAME, MAX_SUBJECT = 128, 250  # Characters.
_WORD = 39  # Bytes in one encoded word: with any header's name, the line stays under the 76 of RFC 2047.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class BadAddress(ValueError):
    """This is no address that a mail can be sent to."""


def checked(address: str) -> str:
    """Return an address in the plain ASCII form that every server takes. Raises BadAddress."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow to import, rarely used

    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadAddress("not an address") from error
    if found.ascii_email is None:
        raise BadAddress("an address whose name part is not ASCII")
    return found.ascii_email


def written(headers: Iterable[str], text: str, enclosed: Sequence[Enclosed]) -> bytes:
    """Return a mail with CRLF line ends: ready header lines, plain text whose lines end with a line feed, files."""
    body = EmailMessage(policy=SMTP_POLICY)
    body.set_content(text, cte="quoted-printable")
    for file in enclosed:
        main, _, sub = file.type.partition("/")
        name = _one_line(file.name, MAX_NAME).replace("/", "-").replace("\\", "-")
        body.add_attachment(file.content, maintype=main, subtype=sub, filename=name)
    return "\r\n".join(headers).encode("ascii") + b"\r\n" + body.as_bytes()


def draft(to: Iterable[Mailbox], cc: Iterable[Mailbox], subject: str, text: str, enclosed: Sequence[Enclosed]) -> bytes:
    """Return a mail not sent yet, which Outlook opens to be completed and sent. Raises BadAddress.

    It names neither sender nor date nor Message-ID: those are given by the program that sends it.
    """
    headers = [
        "X-Unsent: 1",
        *addresses("To", checked_all(to)),
        *addresses("Cc", checked_all(cc)),
        subject_line(subject),
        "Content-Language: fr",
    ]
    return written(headers, text, enclosed)


def checked_all(boxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    """Return mailboxes with their addresses in plain ASCII. Raises BadAddress."""
    return tuple(Mailbox(checked(box.address), box.name) for box in boxes)


def addresses(header: str, boxes: tuple[Mailbox, ...]) -> list[str]:
    """Return the header that names these mailboxes; nothing for none."""
    return [f"{header}: " + ",\r\n ".join(mailbox(box) for box in boxes)] if boxes else []


def subject_line(subject: str) -> str:
    """Return the subject's header: control and invisible characters become spaces."""
    return f"Subject: {_text(subject, MAX_SUBJECT)}"


def mailbox(box: Mailbox) -> str:
    """Return a mailbox as headers name it; whatever the name holds, a header stays one header."""
    name = _one_line(box.name, MAX_NAME)
    if not name:
        return f"<{box.address}>"
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{box.address}>'
    return f"{_encoded(name)}\r\n <{box.address}>"


def _text(text: str, longest: int) -> str:
    line = _one_line(text, longest)
    return line if line.isascii() and "=?" not in line and len(line) < 66 else _encoded(line)


def _one_line(text: str, longest: int) -> str:
    shown = "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in text)
    return " ".join(part for part in shown.split(" ") if part)[:longest].strip(" ")


def _encoded(text: str) -> str:
    """Return ``text`` as encoded words (RFC 2047), each of whole characters, on a line of its own."""
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in _parts(text))


def _parts(text: str) -> Iterator[bytes]:
    part = b""
    for char in text:
        encoded = char.encode()
        if len(part) + len(encoded) > _WORD:
            yield part
            part = b""
        part += encoded
    if part:
        yield part
