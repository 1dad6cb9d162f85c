"""What a turn means, for this person, now: the one door from the wire, the terminal and the tests to the dialogs."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from weakref import WeakValueDictionary

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogs import commands
from dialogs.actions import ACTIONS
from dialogs.application import examination, ready_mail, results
from dialogs.application import own as candidature
from dialogs.assistance import appointments, handling
from dialogs.assistance import new_request as assistance
from dialogs.core import files, filling, texts
from dialogs.core.acquaintances import RENEWED, Acquaintance
from dialogs.core.context import Services, Turn
from dialogs.core.turn import SILENCE, Happening, Incoming, Message, Reply, Scope
from dialogs.forms import forms_of
from dialogs.people import privacy, welcome
from dialogs.people import roles as people_admin
from dialogs.questions import answers as questions
from dialogs.questions import handover, learning
from dialogs.steering import health as service
from dialogs.steering import status
from knowledge.people import Person
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.understand import Listener, Sense
from knowledge.understanding.words import plain_words
from storage.actions import drafts
from storage.actions.drafts import REVIEW, DraftGone
from storage.actions.people import lost
from storage.calls import arbiter, subjects
from storage.queries.people import known
from storage.transaction import Repeated, RepeatedStep
from storage.transaction import repeated as kept_of

# No row's number comes near: what is larger was never ours.
_ID = 2**53


class _Value(BaseModel):
    """Data of a card's button, which come from outside."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Ask(_Value):
    entry: str = Field(max_length=48)


class _PassOn(_Value):
    text: str = Field("", max_length=questions.PASSED_CHARACTERS)
    entry: str = Field("", max_length=48)


class _Feedback(_Value):
    entry: str = Field("", max_length=48)
    text: str = Field("", max_length=questions.PASSED_CHARACTERS)


class _Number(_Value):
    number: int = Field(ge=1, le=_ID)


class _Row(_Value):
    row: int = Field(ge=1, le=_ID)


async def _ask(turn: Turn, value: Mapping[str, Any]) -> Reply:
    reply = await questions.ask(turn, _Ask.model_validate(value).entry)
    return reply or Reply.text(texts.UNKNOWN_BUTTON)


async def _pass_on(turn: Turn, value: Mapping[str, Any]) -> Reply:
    if not turn.personal:
        return Reply.text(texts.PERSONAL_ONLY)
    asked = _PassOn.model_validate(value)
    return await handover.pass_on(turn, asked.text, asked.entry)


async def _good(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await learning.said_good(turn, _Feedback.model_validate(value).entry)


async def _bad(turn: Turn, value: Mapping[str, Any]) -> Reply:
    said = _Feedback.model_validate(value)
    return await learning.said_bad(turn, said.entry, said.text)


async def _teach(turn: Turn, value: Mapping[str, Any]) -> Reply:
    if not turn.personal:
        return Reply.text(texts.PERSONAL_ONLY)
    said = _Feedback.model_validate(value)
    return await learning.begin_teaching(turn, said.text, said.entry)


async def _write_answer(turn: Turn, value: Mapping[str, Any]) -> Reply:
    if not turn.personal:
        return Reply.text(texts.PERSONAL_ONLY)
    return await handover.answer(turn, _Number.model_validate(value).number)


async def _send_again(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await service.send_again(turn, _Row.model_validate(value).row)


async def _told(turn: Turn, value: Mapping[str, Any]) -> Reply:
    return await service.mark_told(turn, _Row.model_validate(value).row)


def _personal(run: Callable[[Turn], Awaitable[Reply]]) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    async def pressed(turn: Turn, _value: Mapping[str, Any]) -> Reply:
        return await run(turn) if turn.personal else Reply.text(texts.PERSONAL_ONLY)

    return pressed


def _private(
    run: Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]],
) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    async def pressed(turn: Turn, value: Mapping[str, Any]) -> Reply:
        return await run(turn, value) if turn.personal else Reply.text(texts.PERSONAL_ONLY)

    return pressed


def _anywhere(run: Callable[[Turn], Awaitable[Reply]]) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    async def pressed(turn: Turn, _value: Mapping[str, Any]) -> Reply:
        return await run(turn)

    return pressed


# Buttons by their verb. What is not here does nothing: cards never decide.
BUTTONS: Mapping[str, Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {
        "question.ask": _ask,
        "question.pass": _pass_on,
        "answer.write": _write_answer,
        "feedback.good": _good,
        "feedback.bad": _bad,
        "learning.teach": _teach,
        "service.retry": _send_again,
        "notice.told": _told,
        "help.show": _anywhere(commands.show_help),
        "contact.show": _anywhere(commands.show_contact),
        "privacy.notice": _anywhere(privacy.show_notice),
        "privacy.mine": _personal(privacy.show_mine),
        "privacy.erase": _personal(privacy.confirm_erasure),
        "privacy.erase_confirmed": _personal(privacy.erase),
        **people_admin.ANYWHERE,
        **{
            verb: _private(run)
            for module in (
                appointments,
                assistance,
                candidature,
                examination,
                handling,
                people_admin,
                ready_mail,
                results,
                status,
            )
            for verb, run in module.BUTTONS.items()
        },
    }
)

# Files that may be accepted, by their kind.
FILES: Mapping[str, files.Maker] = MappingProxyType({**appointments.FILES, **ready_mail.FILES})


class Router:
    """Answers turns. Holds nothing but its services: any replica may take any turn."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        # What changes about a person is read again at their next turn.
        services.storage.forgetters.append(services.acquaintances.forget)

    async def answer(self, incoming: Incoming) -> Reply:
        """Return what to say, one turn of a conversation after the other.

        Raises StorageUnavailable when the turn should be sent again.
        """
        lock = self._locks.setdefault(incoming.address.conversation, Lock())
        async with lock:
            return await self._answer(incoming)

    async def _answer(self, incoming: Incoming) -> Reply:
        if incoming.happening is Happening.OTHER:
            return SILENCE
        if not incoming.person.oid or not incoming.person.tenant:
            return Reply.text(texts.NO_IDENTITY)
        now = self._services.now()
        if incoming.happening is Happening.REMOVED:
            if incoming.address.scope is Scope.PERSONAL:
                await lost(self._services.storage, incoming.person, now)
                self._services.acquaintances.forget(incoming.person)
            return SILENCE
        acquaintance = await self._meet(incoming)
        person = Person(incoming.person, incoming.name, acquaintance.roles)
        turn = Turn(incoming, person, self._services, now, acquaintance.topic_now(now), acquaintance.focused)
        if incoming.happening is Happening.INSTALLED:
            return await welcome.installed(turn)
        try:
            reply = await self._said(turn)
        except (Repeated, RepeatedStep) as repeated:
            reply = await filling.repeated(turn, forms_of(turn.services), repeated.answer)
        return self._noticed(turn, acquaintance, reply)

    async def _said(self, turn: Turn) -> Reply:
        incoming = turn.incoming
        if incoming.happening is Happening.CONSENT:
            return await files.answer(turn, FILES)
        if incoming.happening in (Happening.SUBMIT, Happening.EXECUTE):
            return await self._pressed(turn)
        if not incoming.text.strip():
            return Reply.text(texts.EMPTY)
        if turn.focused:
            reply = await self._filled(turn)
            if reply:
                return reply
        elif turn.personal and filling.controls(incoming.text):
            kept = await kept_of(turn.storage, turn.activity)
            if kept is not None:
                return await filling.repeated(turn, forms_of(turn.services), kept)
        if plain_words(incoming.text) in filling.RESUME and turn.personal:
            return await filling.resume(turn, forms_of(turn.services))
        return await self._understood(turn)

    @staticmethod
    async def _understood(turn: Turn) -> Reply:
        """Do what the message means, where it is no answer to a form."""
        text = turn.incoming.text
        listener = Listener(turn.base, commands.WORDS, subjects, arbiter)
        meant = listener.understand(text, turn.situation)
        turn = replace(turn, understood=meant)
        if meant.sense is Sense.COMMAND and meant.command:
            return await commands.named(meant.command).run(turn)
        if meant.sense is Sense.STATUS:
            return await status.answer(turn)
        decision = meant.decision or Decision(Verdict.UNKNOWN)
        if meant.sense is Sense.ACTION and decision.intent and decision.intent in ACTIONS:
            return await ACTIONS[decision.intent](turn)
        if meant.sense is Sense.REQUEST:
            return await assistance.begin_unasked(turn)
        return await questions.respond(turn, text, decision)

    @staticmethod
    async def _filled(turn: Turn) -> Reply | None:
        """Take the message as the answer that a form waits for; None when the form is gone meanwhile."""
        focused = await drafts.focused(turn.storage, filling.place(turn))
        if not focused:
            return None
        kept = await kept_of(turn.storage, turn.activity)
        if kept is not None:  # Whatever it would mean now, it has been taken.
            return await filling.repeated(turn, forms_of(turn.services), kept)
        if not focused.takes(turn.incoming.sent):
            return None  # Typed before the form was begun, and delivered again: it says what it said then.
        try:
            text = turn.incoming.text
            # Before a summary, words that go on after a command are no answer.
            reviewed = focused.field == REVIEW
            said = commands.WORDS.meant(text, turn.person.roles) if reviewed else commands.WORDS.exact(text)
            command = commands.named(said).run if said else None
            reply = await filling.typed(turn, forms_of(turn.services), focused, command)
            await drafts.note(turn.storage, filling.place(turn), focused.draft.id, turn.now)
            return reply
        except DraftGone:
            return None

    async def _pressed(self, turn: Turn) -> Reply:
        value = turn.incoming.value
        verb = turn.incoming.verb or str(value.get("verb", ""))
        button = BUTTONS.get(verb)
        if not button and verb not in filling.VERBS:
            return self._refused(turn)
        try:
            if button:
                return await button(turn, value)
            if not turn.personal:
                return Reply.text(texts.PERSONAL_ONLY)
            return await filling.pressed(turn, forms_of(turn.services), verb, value)
        except ValidationError:
            # A forged or very old card: its data are not what we send today.
            return self._refused(turn)

    @staticmethod
    def _refused(turn: Turn) -> Reply:
        if turn.incoming.happening is Happening.EXECUTE:
            return Reply(error=texts.UNKNOWN_BUTTON)
        return Reply.text(texts.UNKNOWN_BUTTON)

    async def _meet(self, incoming: Incoming) -> Acquaintance:
        """Return what is known of the person; read at most once a minute."""
        acquaintances, now = self._services.acquaintances, self._services.now()
        conversation = incoming.address.conversation
        found = acquaintances.get(incoming.person, conversation)
        if found and found.is_fresh(now):
            return found
        read = await known(self._services.storage, incoming.person, conversation)
        fresh = Acquaintance(
            roles=read.roles,
            noticed=read.noticed or (found is not None and found.noticed),
            read_at=now,
            topic=found.topic if found and found.topic else read.topic,
            topic_at=found.topic_at if found and found.topic else read.topic_at,
            kept_at=found.kept_at if found else None,
            focused=read.focused,
            judged=found.judged if found else frozenset(),
            doubt=found.doubt if found else "",
            doubt_at=found.doubt_at if found else None,
            question=found.question if found else None,
            question_at=found.question_at if found else None,
            question_shown=found.question_shown if found else 0,
        )
        return acquaintances.put(incoming.person, conversation, fresh)

    def _noticed(self, turn: Turn, acquaintance: Acquaintance, reply: Reply) -> Reply:
        """Renew the contact, and point to the notice under the first reply where no welcome could be said."""
        if not turn.personal:
            return reply
        first = not acquaintance.noticed
        stale = acquaintance.kept_at is None or turn.now - acquaintance.kept_at > RENEWED
        if first or stale:
            turn.services.notebook.contact(turn.contact(noticed=first))
            current = turn.services.acquaintances.get(turn.person.key, turn.incoming.address.conversation)
            if current:
                kept = replace(current, noticed=True, kept_at=turn.now)
                turn.services.acquaintances.put(turn.person.key, turn.incoming.address.conversation, kept)
        if first and turn.incoming.happening is not Happening.EXECUTE and not reply.error:
            return replace(reply, messages=(*reply.messages, Message(texts.NOTICE_LINE)))
        return reply
