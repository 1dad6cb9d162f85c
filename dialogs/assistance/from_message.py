"""A request made of any message in Teams: read as if it had been typed, shown in a window, then logged as any other.

Nothing is kept before the button is pressed: all answers are in the window, with a nonce that makes one request of
them. Whoever wrote the message is taken as the one who asks only when that is said.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dialogs.assistance import card_texts, case_cards, texts
from dialogs.assistance import new_request as asking
from dialogs.assistance.card import OtherSide, chat_link, chat_title, chats_with, meeting_link
from dialogs.assistance.fields import DETAILS_CHARACTERS, answers_of
from dialogs.assistance.handling import RequestPress, seen
from dialogs.assistance.move_forms import receipt_note
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Quoted, Reply, plain_message
from dialogs.core.fields import secret_in
from dialogs.core.form import Choice, FieldRefused, Form, read_screen
from dialogs.core.form import Field as FormField
from dialogs.core.form_cards import input_of
from dialogs.core.persons import OID, mail_in_teams
from dialogs.core.request_line import named, opening
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, CardElement, ChoiceSetInput, OpenUrlAction
from dialogs.ui.elements import Choice as ShownChoice
from knowledge.french import listed, shortened
from knowledge.lifecycle import NotAllowed
from knowledge.people import PersonKey, Role
from knowledge.understanding.request_phrase import read_request
from storage.actions import requests as actions
from storage.actions.drafts import Draft
from storage.actions.requests import AlreadyOpen, UnknownRequest
from storage.calls import subjects
from storage.queries import people
from storage.queries.requests import RequestFile

# --- A chat with the other side of a request: its address is asked of Teams each time, and not kept.

_MEMBERS = 2  # Of the SA EPLE, in a chat of several.


async def press(turn: Turn, pressed: RequestPress) -> Reply:
    """Give the link that opens the chat; where Teams does not tell the address, offer to write here."""
    file = await seen(turn, pressed.reference)
    other = chats_with(file, turn.person) if file else None
    if file is None or other is None:
        return Reply.text(texts.NO_SUCH if file is None else texts.REFUSED_RIGHT)
    name = other.name or card_texts.THE_PERSON
    mail = await mail_in_teams(turn, other.key)
    if not mail:
        write = el.asks(card_texts.BUTTON_WRITE, "message.write", {"reference": file.reference})
        return Reply.of(plain_message(texts.NO_CHAT.format(name=name), [texts.NO_CHAT_LINE], [write, opening(file)]))
    links = [OpenUrlAction(title=chat_title(name), url=chat_link(file, mail))]
    lines = [texts.CHAT_LINE]
    if file.request.slot and file.request.holder == turn.person.key:
        links.append(OpenUrlAction(title=card_texts.BUTTON_MEETING, url=meeting_link(file, mail)))
        lines.append(texts.MEETING_LINE)
    several = await _several(turn, file) if file.request.escalated else []
    if len(several) > 1:
        names = listed([one.name or card_texts.THE_PERSON for one, _ in several])
        links.append(OpenUrlAction(title=card_texts.BUTTON_GROUP, url=chat_link(file, *(mail for _, mail in several))))
        lines.append(texts.GROUP_LINE.format(names=names))
    return Reply.of(plain_message(texts.CHAT.format(name=name), lines, [*links, opening(file)]))


async def _several(turn: Turn, file: RequestFile) -> list[tuple[OtherSide, str]]:
    """Return those who settle an escalated request together, whose address Teams tells: who asked, its expert, the SA EPLE."""
    members = await people.with_role(turn.storage, Role.SA_EPLE)
    sides = [
        OtherSide(file.request.requester, named(file.asker)) if file.request.requester else None,
        OtherSide(file.request.holder, named(file.holder_name)) if file.request.holder else None,
        *(OtherSide(one.key, named(one.name)) for one in members[:_MEMBERS]),
    ]
    others = {one.key: one for one in sides if one and one.key != turn.person.key}
    found = [(one, await mail_in_teams(turn, one.key)) for one in others.values()]
    return [(one, mail) for one, mail in found if mail]


# --- The cards of the window.

AUTHOR, OTHER = "author", "other"
SEND = "assistance.send_window"
_SHOWN = 600  # Characters of the message that are shown again.


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """The message that the window was opened over. ``known``: its author has spoken to the assistant."""

    text: str = ""
    oid: str = ""
    name: str = ""
    known: bool = False

    @property
    def author(self) -> str:
        """Return the choice that names its author."""
        return (texts.THE_AUTHOR if self.known else texts.THE_AUTHOR_UNKNOWN).format(name=self.name)


@dataclass(frozen=True, slots=True)
class Window:
    """What the window shows: fields with their values, what is said above, what is refused, the ways to send it.

    ``asks_who``: whose request it is has to be said; ``who`` has been.
    """

    fields: Sequence[FormField]
    values: Mapping[str, str]
    data: Mapping[str, str]
    ways: Sequence[tuple[str, str]]  # Names and titles, the usual one first.
    written: ChosenMessage = ChosenMessage()
    said: Sequence[str] = ()
    warned: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    asks_who: bool = False
    who: str = ""


def window_message(shown: Window) -> Message:
    """Return the request as it was understood, every answer of it to be corrected before it is sent."""
    written = shown.written
    title = texts.WRITTEN_BY.format(name=written.name) if written.name else texts.WRITTEN
    body: list[CardElement | None] = [
        el.heading(texts.WINDOW_TITLE),
        *(el.warning(line) for line in shown.warned),
        *([el.subtle(title), el.quote(shortened(written.text, _SHOWN))] if written.text else []),
        *(el.paragraph(line) for line in shown.said),
    ]
    if shown.asks_who:
        body += [_who(shown), el.warning(shown.errors[WHO]) if WHO in shown.errors else None]
    for one in shown.fields:
        body += input_of(one, shown.values.get(one.id, ""))
        if one.id in shown.errors:
            body.append(el.warning(shown.errors[one.id]))
        if one.hint:
            body.append(el.subtle(one.hint))
    actions: list[Action] = [
        el.asks(title, SEND, {**shown.data, "way": way}, style=None if number else "positive")
        for number, (way, title) in enumerate(shown.ways)
    ]
    return Message("\n".join([texts.WINDOW_TITLE, *shown.warned, *shown.said]), el.card(*body, actions=actions))


WHO = "who"


def _who(shown: Window) -> CardElement:
    choices = (Choice(AUTHOR, shown.written.author), Choice(OTHER, texts.SOMEBODY_ELSE))
    return ChoiceSetInput(
        id=WHO, label=texts.WHO, style="expanded", value=shown.who or None, is_required=True, wrap=True,
        error_message=texts.WHO_NEEDED, choices=[ShownChoice(title=one.title, value=one.value) for one in choices],
    )  # fmt: skip


def done_message(reference: str, note: str) -> Message:
    """Say that the request is stored, and where it goes on."""
    return plain_message(texts.DONE.format(reference=reference), [note, texts.FOLLOW])


def ways_of(*, own: bool, takes: bool, taking: bool = False, anyway: bool = False) -> list[tuple[str, str]]:
    """Return the ways to send: for oneself, to log, to log and take; ``anyway``: although one is open already."""
    if anyway:
        return [("anyway_take", texts.ANYWAY_TAKE)] if taking else [("anyway", texts.ANYWAY)]
    if own:
        return [("", texts.SEND_HELP)]
    return [("", texts.SEND_LOG), *([("take", texts.SEND_TAKE)] if takes else [])]


# --- The window.


class WindowPress(BaseModel):
    """What the window's button carries; the inputs that come with it are read by the fields."""

    model_config = ConfigDict(extra="allow")

    nonce: str = Field(min_length=8, max_length=64)
    author: str = Field("", max_length=64)
    author_name: str = Field("", max_length=200)
    way: str = Field("", max_length=16)
    who: str = Field("", max_length=16)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the window asks of this person about this message."""

    form: Form
    written: ChosenMessage
    nonce: str

    @property
    def own(self) -> bool:
        """Tell whether it is the person's own request."""
        return self.form.name == asking.OWN

    @property
    def asks_who(self) -> bool:
        """Tell whether the message's author may be the one who asks, which has to be said."""
        return not self.own and bool(self.written.oid)

    @property
    def fields(self) -> Sequence[FormField]:
        """Return the fields of the window: where its author may be the one who asks, that choice names them."""
        if not self.asks_who:
            return self.form.fields
        return [
            replace(one, optional=True, hint=texts.NAME_HINT) if one.id == "name" else one
            for one in self.form.fields
            if one.id != "colleague"
        ]

    @property
    def takes(self) -> bool:
        """Tell whether the person may hold the request at once."""
        return self.form.name == asking.LOGGED_BY_EXPERT

    def draft(self, turn: Turn, answers: Mapping[str, str]) -> Draft:
        """Return the answers as a form sends them; this draft is kept nowhere."""
        return Draft(0, self.form.name, "", answers, 1, self.nonce, turn.now)

    def window(self, values: Mapping[str, str], who: str = "", **more: Any) -> Reply:
        """Return the window with these values."""
        named = {"author": self.written.oid, "author_name": self.written.name}
        shown = Window(
            fields=self.fields, values=values, written=self.written, asks_who=self.asks_who, who=who,
            data={"nonce": self.nonce, **(named if self.written.oid else {})},
            **{"ways": ways_of(own=self.own, takes=self.takes), **more},
        )  # fmt: skip
        return Reply.of(window_message(shown))


async def open_window(turn: Turn) -> Reply:
    """Show the request that the chosen message makes."""
    quoted = turn.incoming.quoted or Quoted("")
    secret = secret_in(quoted.text)
    if secret:
        return Reply.text(secret)
    turn.services.notebook.contact(turn.contact())  # Their name is theirs in what they log.
    asked = await _asked(turn, secrets.token_urlsafe(16), quoted.author_oid, quoted.author_name, quoted.text)
    writer = () if asked.own else (turn.person.name,)
    said = read_request(quoted.text, turn.register, turn.now, subjects(), writer)
    values = {name: value for name, value in answers_of(said, own=asked.own).items() if value}
    lines = [asking.understood(turn, asked.form.name, values) if quoted.text else texts.NO_WORDS]
    doubtful = asking.school_doubt(turn, said)
    if doubtful:
        lines.append(doubtful.why)
    if len(quoted.text) > DETAILS_CHARACTERS:  # The reader takes no more.
        lines.append(texts.SHORTENED)
    if quoted.with_files:
        lines.append(texts.FILES_LEFT)
    solved = await case_cards.noted(turn, quoted.text, said.subjects)
    lines += [
        *([solved] if solved else []),
        texts.READ_AGAIN,
        *([texts.IN_YOUR_NAME] if asked.own and asked.written.oid else []),
    ]
    lines += asked.form.notes(asked.draft(turn, values))
    if asked.own and turn.person.name:
        values.setdefault("name", turn.person.name)
    return asked.window(values, said=lines)


async def send_window(turn: Turn, pressed: WindowPress) -> Reply:
    """Log the request of the window, once however often it is sent; else show the window again, and why."""
    inputs = pressed.model_extra or {}
    asked = await _asked(turn, pressed.nonce, pressed.author, pressed.author_name)
    read = read_screen(asked.fields, inputs)
    answers, errors = dict(read.accepted), dict(read.errors)
    if asked.asks_who:
        if pressed.who not in (AUTHOR, OTHER):
            errors[WHO] = texts.WHO_NEEDED
        elif pressed.who == AUTHOR:
            answers["name"] = answers.get("name") or asked.written.name
            answers["colleague"] = asked.written.oid if asked.written.known else ""
        if pressed.who == OTHER and not answers.get("name"):
            errors.setdefault("name", form_texts.NEEDED)
    values = {**answers, **read.written}
    if errors:
        return asked.window(values, pressed.who, errors=errors, said=[texts.READ_AGAIN])
    take, anyway = pressed.way in _TAKING, pressed.way in _ANYWAY
    try:
        done = await actions.log(
            turn.storage,
            await asking.request_of(turn, asked.draft(turn, answers)),
            turn.services.delays,
            by=turn.person.key,
            now=turn.now,
            activity=turn.shown,
            nonce=pressed.nonce,
            apart=True,
            take=take,
            anyway=anyway,
        )
    except FieldRefused as refused:
        return asked.window(values, pressed.who, errors={refused.field: refused.why})
    except AlreadyOpen as refused:
        ways = ways_of(own=asked.own, takes=asked.takes, taking=take, anyway=True)
        warned = [asking.already_said(texts.WINDOW_ALREADY, refused.open)]
        return asked.window(values, pressed.who, ways=ways, warned=warned)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except UnknownRequest:
        return Reply.text(general.UNKNOWN_BUTTON)
    return Reply.of(done_message(done.file.reference, receipt_note(done, turn.person.key, in_chat=False)))


_TAKING, _ANYWAY = frozenset({"take", "anyway_take"}), frozenset({"anyway", "anyway_take"})


async def _asked(turn: Turn, nonce: str, oid: str, name: str, text: str = "") -> _Asked:
    """Return what is asked of this person; a message of their own, or of nobody that is told, has no author to ask about."""
    form_name = asking.form_for(turn)
    form = turn.forms.named(form_name)
    if form is None:
        raise KeyError(form_name)
    if not OID.fullmatch(oid) or not name or oid == turn.person.key.oid:
        return _Asked(form, ChosenMessage(text), nonce)
    # The identifier is what a client says: the name is the one that came with it, never one that is kept of that person.
    # Whether they can be told of the request matters to who logs it for them, and to nobody else.
    met = form_name != asking.OWN and await people.someone(turn.storage, PersonKey(turn.person.key.tenant, oid))
    return _Asked(form, ChosenMessage(text, oid, name, known=bool(met and met.name)), nonce)
