"""Notices as data: one row per kind says whom it addresses, what it says, when it still holds and how it travels.

Each feature lists its rows in its ``notices.py`` as a :class:`NoticeFeature`; all of them together are :class:`Notices`,
which put any stored notice in words. Who gets a notice is decided with the change that causes it, in ``storage.actions.notices``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dialogs.core import texts
from dialogs.core.exchange import Enclosed, Letter, Message, plain_message
from dialogs.ui.elements import Action
from storage.outbox import Medium, Row

if TYPE_CHECKING:  # A turn and its services know all that is registered, notices too.
    from dialogs.core.context import PrivacyNotice, Services

EVERY_WAY = frozenset(Medium)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """The present state that the notice in ``row`` speaks of, as its recipient may see it."""

    services: Services
    row: Row

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the person whose request, application or question it is about."""
        return True

    @property
    def values(self) -> Mapping[str, object]:
        """Return what templates may name of the present state."""
        return {}

    def fill(self, template: str) -> str:
        """Return ``template`` with the values of the present state put in, and the call's names."""
        return self.services.worded(template, **self.values)


V = TypeVar("V", bound=NoticeView)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says, before it takes the shape of a card or of a mail."""

    first_line: str
    lines: Sequence[str]
    below: Sequence[str] = ()  # The lines that the first one does not say already.
    actions: Sequence[Action] = ()
    enclosed: tuple[Enclosed, ...] = ()


def _nothing(_view: NoticeView) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Wording(Generic[V]):
    """What a kind says to one audience; templates are filled from the view. ``more``: lines after ``text``.

    ``adds``: the first line does not say what ``text`` does; else a letter alone needs both.
    """

    first_line: str | Callable[[V], str]
    text: str = ""
    more: Callable[[V], Sequence[str]] = _nothing
    actions: Callable[[V], Sequence[Action]] = _nothing
    adds: bool = False

    def filled(self, view: V) -> NoticeText:
        """Return what it says of ``view``."""
        text = [view.fill(self.text)] if self.text else []
        more = self.more(view)
        below = [*(text if self.adds else []), *more]
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
    still_true: Callable[[V], bool] = lambda _view: True
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


def usual_message(_view: NoticeView, text: NoticeText) -> Message:
    """Return a notice in Teams: its first line, what it says, its buttons."""
    return plain_message(text.first_line, text.lines, text.actions)


def rights_lines(notice: PrivacyNotice) -> list[str]:
    """Return what somebody may ask about their data, and who answers for them: of mails, for who never saw the notice here."""
    controller = [texts.CONTROLLER.format(controller=notice.controller)] if notice.controller else []
    officer = [texts.DPO.format(dpo=notice.dpo)] if notice.dpo else []
    return [texts.RIGHTS, *controller, *officer]


def plain_letter(view: NoticeView, title: str, paragraphs: Iterable[str]) -> Letter:
    """Return the mail of a notice that nobody answers by mail: a greeting, what it says, and who writes."""
    services = view.services
    parts = [texts.HELLO, *paragraphs, texts.REGARDS, services.worded(texts.SIGNATURE)]
    return Letter(view.row.notice.mail or "", services.worded(texts.SUBJECT, title=title), "\n\n".join(parts) + "\n")


def usual_letter(view: NoticeView, text: NoticeText) -> Letter:
    """Return the same by mail, where the subject says the first line."""
    return plain_letter(view, text.first_line, text.lines)


def whole_letter(view: NoticeView, text: NoticeText) -> Letter:
    """Return the same by mail, the first line said once more as a sentence."""
    return plain_letter(view, text.first_line, [f"{text.first_line}.", *text.lines])


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFeature(Generic[V]):
    """The notices of one feature. ``views``: reads the present state of each, None when it is gone; then how texts are shaped.

    ``opens``: the verb of the button that opens what a notice is about, by its reference; empty where there is none.
    """

    specs: Mapping[str, NoticeSpec[V]]  # By kind.
    views: Callable[[Services, Sequence[Row]], Awaitable[Sequence[V | None]]]
    message: Callable[[V, NoticeText], Message | None] = usual_message
    letter: Callable[[V, NoticeText], Letter | None] = usual_letter
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
        text = wording.filled(view)
        own = view.services.rules.first_line(wording.first_line) if isinstance(wording.first_line, str) else ""
        if own:
            text = replace(text, first_line=view.fill(own))
        if medium is Medium.MAIL:
            return (spec.letter or self.letter)(view, text)
        return (spec.message or self.message)(view, text)


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of all features by their kinds. ``told``: those that people are told here; of the others nothing is said."""

    known: Mapping[str, NoticeFeature[Any]]
    told: Mapping[str, NoticeFeature[Any]]

    def kinds(self, which: Callable[[NoticeSpec[Any]], bool]) -> frozenset[str]:
        """Return the kinds of which ``which`` holds."""
        return frozenset(kind for kind, feature in self.known.items() if which(feature.specs[kind]))

    def label(self, kind: str) -> str:
        """Return how the list of what could not be told names a kind; empty where it is simply a notice."""
        feature = self.told.get(kind)
        return feature.specs[kind].label if feature else ""

    async def render(self, services: Services, rows: Sequence[Row]) -> list[Message | Letter | None]:
        """Return what each of several notices says now, as :meth:`NoticeFeature.render`; those of one feature are read together."""
        said: list[Message | Letter | None] = [None] * len(rows)
        of: dict[int, list[int]] = {}
        for place, row in enumerate(rows):
            if row.notice.kind in self.told:
                of.setdefault(id(self.told[row.notice.kind]), []).append(place)
        for places in of.values():
            feature = self.told[rows[places[0]].notice.kind]
            for place, message in zip(places, await feature.render(services, [rows[at] for at in places]), strict=True):
                said[place] = message
        return said


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
