"""Asking for assistance: one's own request, or one that an expert logs for a school on the phone; and one's own list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from dialogs import handling
from dialogs.assistance_fields import phone_and_mail, request_fields
from dialogs.cards import assistance as cards
from dialogs.cards import elements as el
from dialogs.cards.candidature import plain_message
from dialogs.cards.forms import sending
from dialogs.context import Turn
from dialogs.filling import place, start
from dialogs.form import FieldRefused, Form, Way, proposal
from dialogs.people_admin import Unresolved, resolve
from dialogs.schools import called
from dialogs.texts import assistance as texts
from dialogs.texts import general
from dialogs.texts.topics import STATES, TOPICS
from dialogs.turn import Reply
from knowledge.delays import paris_day
from knowledge.french import shortened
from knowledge.lifecycle import NotAllowed
from knowledge.people import PersonKey, Role
from knowledge.request import SchoolContact, Topic
from knowledge.rights import may_see_request
from storage.actions import requests as actions
from storage.actions.drafts import Draft
from storage.actions.requests import AlreadyOpen, Wanted
from storage.queries import requests as queries

OWN, LOGGED, LOGGED_BY_EXPERT = "assistance", "request", "request_taken"
_TAKE, _ANYWAY, _ANYWAY_TAKE = "take", "anyway", "anyway_take"


def _is_logger(turn: Turn) -> bool:
    return turn.person.has(Role.EXPERT) or turn.person.has(Role.SA_EPLE)


# The forms


def _notes(*, own: bool) -> Callable[[Draft], list[str]]:
    def notes(draft: Draft) -> list[str]:
        found = [texts.NOTE_ORIENT] if draft.answers.get("topic") == Topic.ORIENTER else []
        if own:
            return [*found, texts.NOTE_KEPT]
        if not draft.answers.get("colleague"):
            _, mail = phone_and_mail(draft.answers.get("reach", ""))
            found.append(texts.NOTE_TOLD_BY_MAIL if mail else texts.NOTE_TELL)
        return found

    return notes


def _send(*, take: bool = False, anyway: bool = False) -> Callable[[Turn, Draft], Awaitable[Reply]]:
    async def send(turn: Turn, draft: Draft) -> Reply:
        return await _log(turn, draft, take=take, anyway=anyway)

    return send


def _form(name: str) -> Form:
    own, takes = name == OWN, name == LOGGED_BY_EXPERT
    ways = [Way(_ANYWAY, _send(anyway=True))]
    if takes:
        ways = [
            Way(
                _TAKE,
                _send(take=True),
                texts.SEND_TAKE,
                ("envoyer et prendre", "enregistrer et prendre", "enregistrer et prendre en charge"),
            ),
            *ways,
            Way(_ANYWAY_TAKE, _send(take=True, anyway=True)),
        ]
    return Form(
        name=name,
        title=texts.HELP_TITLE if own else texts.LOG_TITLE,
        intro=texts.HELP_INTRO if own else texts.LOG_INTRO,
        fields=request_fields(own=own),
        send=_send(),
        again=_again,
        send_title=texts.SEND_HELP if own else texts.SEND_LOG,
        review=texts.REVIEW,
        aside=texts.ASIDE,
        discarded=texts.DISCARDED,
        notes=_notes(own=own),
        ways=tuple(ways),
    )


def forms() -> tuple[Form, ...]:
    """Return the forms of requests."""
    return tuple(_form(name) for name in (OWN, LOGGED, LOGGED_BY_EXPERT))


# Beginning


async def begin(turn: Turn) -> Reply:
    """Begin a request: for a school, by those who handle them; else the person's own."""
    if not turn.personal:
        return Reply.text(general.PERSONAL_ONLY)
    return await (_begin_for_school(turn) if _is_logger(turn) else begin_own(turn))


async def begin_own(turn: Turn) -> Reply:
    """Begin the person's own request."""
    if not turn.personal:
        return Reply.text(general.PERSONAL_ONLY)
    answers = {proposal("name"): turn.person.name} if turn.person.name else {}
    return await start(turn, _form(OWN), answers=answers)


async def _begin_for_school(turn: Turn) -> Reply:
    return await start(turn, _form(LOGGED_BY_EXPERT if turn.person.has(Role.EXPERT) else LOGGED))


# Sending


async def _log(turn: Turn, draft: Draft, *, take: bool, anyway: bool) -> Reply:
    try:
        done = await actions.log(
            turn.storage,
            await _wanted(turn, draft),
            turn.services.delays,
            by=turn.person.key,
            now=turn.now,
            activity=turn.activity,
            form=(place(turn), draft),
            take=take,
            anyway=anyway,
        )
    except AlreadyOpen as refused:
        return _already(draft, refused.open, take=take)
    except NotAllowed:
        return Reply.text(general.NOT_YOURS)
    return await _receipt(turn, done)


async def _wanted(turn: Turn, draft: Draft) -> Wanted:
    answers = draft.answers
    phone, mail = phone_and_mail(answers.get("reach", ""))
    return Wanted(
        uai=answers["school"],
        school=called(turn.register, answers["school"]),
        contact=SchoolContact(name=answers["name"], function=answers.get("function", ""), mail=mail, phone=phone),
        topic=Topic(answers["topic"]),
        details=answers.get("details", ""),
        urgent=answers.get("urgent") == "yes",
        wished_slots=answers.get("slots", ""),
        requester=turn.person.key if draft.form == OWN else await _colleague(turn, answers.get("colleague", "")),
    )


async def _colleague(turn: Turn, said: str) -> PersonKey | None:
    """Return the person of Teams whose request it is. Raises FieldRefused where no single one is meant."""
    if not said:
        return None
    try:
        return (await resolve(turn, said)).key
    except Unresolved as why:
        raise FieldRefused("colleague", texts.COLLEAGUE_SEVERAL if why.found else texts.COLLEAGUE_NONE) from why


def _already(draft: Draft, found: queries.File, *, take: bool) -> Reply:
    """Propose what is open already; what was filled in stays as it is."""
    request = found.request
    said = texts.ALREADY.format(
        reference=found.reference,
        school=shortened(found.school, 120) or request.uai,
        topic=TOPICS[request.topic] if request.topic else "",
        state=STATES[request.status],
    )
    data = {**sending(_form(draft.form), draft), "way": _ANYWAY_TAKE if take else _ANYWAY}
    return Reply.of(
        plain_message(
            texts.ALREADY_TITLE,
            [said],
            [
                el.asks(
                    texts.OPEN_ONE.format(reference=found.reference), "request.open", {"reference": found.reference}
                ),
                el.acts(texts.ANYWAY_TAKE if take else texts.ANYWAY, "form.send", data),
            ],
        )
    )


async def _receipt(turn: Turn, done: actions.Done) -> Reply:
    return Reply.of(await handling.message(turn, done.file, cards.receipt_note(done, turn.person.key)))


async def _again(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    """Answer a second press from the request that the first one has made."""
    file = await queries.made_with(turn.storage, nonce)
    if file is None or not may_see_request(turn.person, file.request):
        return None
    return Reply.of(await handling.message(turn, file, texts.DONE_AGAIN.format(reference=file.reference)))


# The person's own


async def show_mine(turn: Turn) -> Reply:
    """Show the requests that the person holds, and those they have made."""
    if not turn.personal:
        return Reply.text(general.PERSONAL_ONLY)
    held = await queries.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    made = await queries.made_by(turn.storage, turn.person)
    return Reply.of(cards.mine_message(turn.person, held, made))


async def show_status(turn: Turn) -> Reply:
    """Show the request whose number was typed, else the person's own."""
    reference = handling.reference_in(turn.incoming.text, paris_day(turn.now).year)
    if reference and turn.personal:
        return await handling.open_request(turn, reference)
    return await show_mine(turn)


def _plain(run: Callable[[Turn], Awaitable[Reply]]) -> Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]:
    async def pressed(turn: Turn, _value: Mapping[str, Any]) -> Reply:
        return await run(turn)

    return pressed


BUTTONS: Mapping[str, Callable[[Turn, Mapping[str, Any]], Awaitable[Reply]]] = MappingProxyType(
    {
        "assistance.start": _plain(begin_own),
        "assistance.log": _plain(begin),
        "assistance.mine": _plain(show_mine),
    }
)
