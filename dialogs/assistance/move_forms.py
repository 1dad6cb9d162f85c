"""The forms of the moves that need more than a press: a reason, a moment, a report.

A draft keeps the version of the request that was looked at, so that what somebody else has done meanwhile is not undone
unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from dialogs.assistance import handling_texts as texts
from dialogs.assistance.fields import contact_in
from dialogs.assistance.move_fields import Now
from dialogs.assistance.moves import MOVES, MoveForm
from dialogs.core.context import Turn
from dialogs.core.form import Field, Form
from dialogs.core.turn import Reply
from knowledge.request import CancelReason, RequestGiven, RequestMove, RequestRefusal, WaitingFor
from storage.actions.drafts import Draft

# The field to be asked again when the rules refuse what it gave.
REFUSED_FIELD: Mapping[RequestRefusal, str] = MappingProxyType(
    {
        RequestRefusal.SLOT_NOT_FUTURE: "slot",
        RequestRefusal.SLOTS_BAD: "slots",
        RequestRefusal.RESUME_NOT_FUTURE: "resume",
        RequestRefusal.REPORT_MISSING: "report",
        RequestRefusal.DUPLICATE_MISSING: "duplicate",
        RequestRefusal.CONTACT_MISSING: "reach",
    }
)


def form_name(move: RequestMove) -> str:
    """Return the name of the form of a move."""
    return f"handle_{move.value}"


def given_by(answers: Mapping[str, str], proposals: Mapping[str, str] = MappingProxyType({})) -> RequestGiven:
    """Return what the answers of a form give to its move; ``proposals`` stand where nothing was answered.

    Of another contact, nothing that was proposed for the former one holds.
    """
    another = answers.get("name", proposals.get("name")) != proposals.get("name")
    answers = {**({} if another else proposals), **answers}
    slot, resume, minutes = answers.get("slot"), answers.get("resume"), answers.get("minutes")
    waiting, cancelled = answers.get("waiting"), answers.get("cancel_as")
    # On one screen, the number of a duplicate may be left behind although another reason was chosen then.
    doubled = cancelled == CancelReason.DUPLICATE
    return RequestGiven(
        reason=answers.get("reason", ""),
        slot=datetime.fromisoformat(slot) if slot else None,
        slots=tuple(map(datetime.fromisoformat, answers.get("slots", "").split())),
        link=answers.get("link", ""),
        waiting_for=WaitingFor(waiting) if waiting else None,
        resume_at=datetime.fromisoformat(resume) if resume else None,
        report=answers.get("report", ""),
        minutes=int(minutes) if minutes else None,
        cancel_as=CancelReason(cancelled) if cancelled else None,
        duplicate_of=answers.get("duplicate", "") if doubled else "",
        contact=contact_in(answers) if answers.get("name") else None,
    )


Send = Callable[[Turn, RequestMove, Draft], Awaitable[Reply]]
Again = Callable[[Turn, str, str], Awaitable[Reply | None]]


def move_forms(now: Now, send: Send, again: Again) -> Mapping[RequestMove, Form]:
    """Return the forms of the moves that ask something; ``send`` makes the move of a filled one."""
    return {row.move: _form(row.move, row.form, now, send, again) for row in MOVES if row.form}


def _form(move: RequestMove, asked: MoveForm, now: Now, send: Send, again: Again) -> Form:
    async def sent(turn: Turn, draft: Draft) -> Reply:
        return await send(turn, move, draft)

    return Form(
        name=form_name(move),
        title=asked.name,
        about=lambda draft: asked.title.format(reference=draft.subject),
        fields=tuple(one if isinstance(one, Field) else one(now) for one in asked.fields),
        send=sent,
        again=again,
        send_title=asked.send,
        review=texts.FORM_REVIEW,
        aside=texts.FORM_ASIDE,
        direct=True,
        forgets=True,
    )
