"""The forms of moves that need a reason, a moment or a report, and what is said once a move is made.

A draft keeps the version of the request that was looked at, so that what somebody else has done meanwhile is not undone
unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from dialogs.assistance import texts
from dialogs.assistance.fields import Now, contact_in
from dialogs.assistance.moves import MOVES, ROWS, MoveForm
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply
from dialogs.core.form import Field, Form
from dialogs.core.request_line import named
from knowledge.french import PARIS, counted, instant, listed, long_date
from knowledge.lifecycle import Recipient
from knowledge.people import PersonKey
from knowledge.request import CancelReason, RequestGiven, RequestMove, RequestRefusal, WaitingFor
from knowledge.time.delays import Delays
from storage.actions.drafts import Draft
from storage.actions.notices import REQUEST_BY_PHONE
from storage.queries.requests import RequestFile

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


# --- What is said to whoever made a move: what was done, who is told, who has to be phoned.

_M = RequestMove


def answer_to_move(file: RequestFile, move: RequestMove, by: PersonKey, delays: Delays) -> str:
    """Return what is said to ``by``, who has just made ``move``: what was done, and who hears of it."""
    request = file.request
    said = ROWS[move].done.format(
        reference=file.reference,
        holder=file.holder_name,
        contact=named(request.contact.name),
        slot=instant(request.slot) if request.slot else "",
        proposed=listed([instant(one) for one in request.proposed], "ou"),
        resume=long_date(request.resume_at.astimezone(PARIS).date()) if request.resume_at else "",
    )
    return " ".join(filter(None, (said, say_who_hears(file, move, by, delays))))


def say_who_hears(file: RequestFile, move: RequestMove, by: PersonKey, delays: Delays) -> str:
    """Return the sentences that say who hears of ``move``, just made by ``by``; empty if nobody else does."""
    request, row = file.request, ROWS[move]
    if not row.names_who_hears:
        return ""
    hears = row.tells(Recipient.REQUESTER) and request.requester != by
    if move is _M.PUT_ON_HOLD and request.waiting_for is not WaitingFor.SCHOOL:
        hears = False
    in_teams = []
    if row.tells(Recipient.HOLDER) and file.holder_active and request.holder not in (None, by):
        just_named = row.experts is not None  # The sentence before names the expert.
        in_teams.append(texts.THE_EXPERT if just_named else named(file.holder_name) or texts.SOMEBODY)
    if hears and request.requester:
        in_teams.append(texts.THE_REQUESTER)
    said = []
    if in_teams:
        who = listed(in_teams)
        template = texts.GETS_MESSAGE if len(in_teams) == 1 else texts.GET_MESSAGE
        said.append(template.format(who=who[0].upper() + who[1:]))
    if hears and request.requester is None and row.kinds(Recipient.REQUESTER) & REQUEST_BY_PHONE:
        said.append(_outside(file, by))
    if hears and move is _M.RESOLVE:
        said.append(texts.CLOSES_ALONE.format(days=counted(delays.confirm_days, "jour ouvré", "jours ouvrés")))
    return " ".join(said)


def _outside(file: RequestFile, by: PersonKey) -> str:
    """Say how a contact who is not known in Teams hears of it: as the outbox will have it done."""
    contact, holder = file.request.contact, file.request.holder
    if contact.mail:
        return texts.GETS_MAIL
    if holder in (None, by) or not file.holder_active:
        return texts.TO_BE_PHONED.format(contact=named(contact.name), phone=contact.phone)
    return texts.PHONED_BY.format(holder=named(file.holder_name) or texts.SOMEBODY, contact=named(contact.name))
