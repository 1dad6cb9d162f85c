"""A request made of any message in Teams: read as if it had been typed, said back in a window, then logged as any other.

Nothing is kept before the button is pressed: all answers are in the window, with a nonce that makes one request of
them. Whoever wrote the message is taken as the one who asks only when that is said.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dialogs.assistance import case_offer
from dialogs.assistance import new_request as asking
from dialogs.assistance import window_cards as cards
from dialogs.assistance import window_texts as texts
from dialogs.assistance.asking_cards import receipt_note
from dialogs.assistance.fields import DETAILS_CHARACTERS, answers_of
from dialogs.assistance.window_cards import AUTHOR, OTHER, WHO, ChosenMessage, Window
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.form import Field as FormField
from dialogs.core.form import FieldRefused, Form, read_screen
from dialogs.core.persons import OID
from dialogs.core.saying import secret_in
from dialogs.core.school_field import several
from dialogs.core.topic_texts import STATES, TOPICS
from dialogs.core.turn import Quoted, Reply
from knowledge.french import shortened
from knowledge.lifecycle import NotAllowed
from knowledge.people import PersonKey
from knowledge.understanding.request_phrase import read_request
from storage.actions import requests as actions
from storage.actions.drafts import Draft
from storage.actions.requests import AlreadyOpen, UnknownRequest
from storage.calls import subjects
from storage.queries import people
from storage.queries.requests import RequestFile


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
            **{"ways": cards.ways_of(own=self.own, takes=self.takes), **more},
        )  # fmt: skip
        return Reply.of(cards.window_message(shown))


async def open_window(turn: Turn) -> Reply:
    """Show the request that the chosen message makes."""
    quoted = turn.incoming.quoted or Quoted("")
    secret = secret_in(quoted.text)
    if secret:
        return Reply.text(secret)
    turn.services.notebook.contact(turn.contact())  # Their name is theirs in what they log.
    asked = await _asked(turn, secrets.token_urlsafe(16), quoted.author_oid, quoted.author_name, quoted.text)
    said = read_request(quoted.text, turn.register, turn.now, subjects())
    values = {name: value for name, value in answers_of(said, own=asked.own).items() if value}
    lines = [asking.understood(turn, asked.form.name, values) if quoted.text else texts.NO_WORDS]
    if len(said.uai) > 1:
        lines.append(several(tuple(one for uai in said.uai if (one := turn.register.get(uai)))).why)
    if len(quoted.text) > DETAILS_CHARACTERS:  # The reader takes no more.
        lines.append(texts.SHORTENED)
    if quoted.with_files:
        lines.append(texts.FILES_LEFT)
    solved = await case_offer.noted(turn, quoted.text, said.subjects)
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
        ways = cards.ways_of(own=asked.own, takes=asked.takes, taking=take, anyway=True)
        return asked.window(values, pressed.who, ways=ways, warned=[_already(refused.open)])
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except UnknownRequest:
        return Reply.text(general.UNKNOWN_BUTTON)
    return Reply.of(cards.done_message(done.file.reference, receipt_note(done, turn.person.key, in_chat=False)))


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


def _already(found: RequestFile) -> str:
    request = found.request
    return texts.ALREADY.format(
        reference=found.reference,
        school=shortened(found.school, 120) or request.uai,
        topic=TOPICS[request.topic] if request.topic else "",
        state=STATES[request.status],
    )
