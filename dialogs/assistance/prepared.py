"""A prepared answer: the solution of the nearest solved case, for the expert to correct before it leaves."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.assistance import case_cards, messages
from dialogs.assistance import service_texts as texts
from dialogs.assistance.handling import RequestPress, open_request, seen
from dialogs.assistance.messages import spoken_of
from dialogs.assistance.texts import MESSAGE_WHICH, NO_SUCH, REASON_HINT
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply, plain_message
from dialogs.core.fields import CHARACTERS, parse_details
from dialogs.core.filling import start
from dialogs.core.form import Field, Form
from dialogs.core.request_line import named, opening
from dialogs.core.texts import WRITE_LABEL, WRITE_SEND
from dialogs.ui import elements as el
from knowledge.cases import PreparedAnswer, kept_of
from knowledge.french import shortened
from knowledge.people import Role
from knowledge.understanding.answer_fit import EVERY
from knowledge.understanding.matter import ANYTHING
from storage.actions.drafts import Draft
from storage.queries import requests as queries

FORM = "request_prepared"
WORDS = (
    "preparer une reponse", "prepare une reponse", "preparez une reponse", "prepare moi une reponse", "reponse preparee",
    "brouillon de reponse", "projet de reponse",
)  # fmt: skip
_CASE, _TEXT = "case", "prepared"  # Among what a draft proposes: whence it comes, and as it was prepared.


async def prepare(turn: Turn) -> Reply:
    """Prepare an answer for the request that is named, or spoken of; else for the one that the expert holds."""
    reference = spoken_of(turn)
    if not reference and turn.person.has(Role.EXPERT):
        held = await queries.held_by(turn.storage, turn.person.key)
        reference = held[0].reference if len(held) == 1 else ""
    return await _begin(turn, reference) if reference else Reply.text(MESSAGE_WHICH)


async def press(turn: Turn, pressed: RequestPress) -> Reply:
    """Prepare an answer for the request of a button."""
    return await _begin(turn, pressed.reference)


async def _begin(turn: Turn, reference: str) -> Reply:
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(NO_SUCH)
    refused = messages.refusal(turn, file)
    if refused:
        return refused
    request = file.request
    case = await case_cards.near(turn, request.details, [request.topic] if request.topic else [])
    if case is None:
        buttons = [el.asks(texts.BUTTON_WRITE_ONESELF, "message.write", {"reference": reference}), opening(file)]
        return Reply.of(
            plain_message(texts.PREPARED_NONE.format(reference=reference), [texts.PREPARED_NONE_LINE], buttons)
        )
    contact = named(file.asker if request.requester else request.contact.name)
    text = shortened(texts.PREPARED_TEXT.format(contact=contact, solution=case.text.solution), CHARACTERS)
    return await start(
        turn, FORM, subject=reference, answers={"reason": text}, proposals={_CASE: str(case.number), _TEXT: text},
        note=texts.PREPARED_FROM.format(number=case.number, problem=shortened(case.text.problem, 120)),
    )  # fmt: skip


def forms() -> Iterator[Form]:
    """Return the form in which what was prepared is corrected, and sent."""
    field = Field("reason", WRITE_LABEL, texts.PREPARED_ASK, parse_details, hint=REASON_HINT, multiline=True, longest=CHARACTERS,
                  free=True, tells=ANYTHING, alone=EVERY, holds="message")  # fmt: skip
    yield Form(
        name=FORM, title=texts.PREPARED_TITLE, about=lambda draft: texts.PREPARED_TITLE_OF.format(reference=draft.subject),
        fields=(field,), send=_send, again=_sent_before, send_title=WRITE_SEND, direct=True, forgets=True,
    )  # fmt: skip


async def _send(turn: Turn, draft: Draft) -> Reply:
    text, number = draft.answers["reason"], draft.proposals.get(_CASE, "")
    kept = PreparedAnswer(int(number), kept_of(draft.proposals.get(_TEXT, ""), text)) if number.isdecimal() else None
    return await messages.send(turn, draft.subject, text, draft=draft, prepared=kept)


async def _sent_before(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    return await open_request(turn, subject)
