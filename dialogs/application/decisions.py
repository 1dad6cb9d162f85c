"""What the SA EPLE does with an application: examine, ask for a complement, decide, announce.

A decision's draft keeps the version of the application that was looked at, so that a colleague who has decided
meanwhile is not overruled unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.application import steering_texts as texts
from dialogs.application.lists import open_file
from dialogs.application.moves import MOVES, ROWS, ApplicationMoveRow, StaffForm
from dialogs.application.notices import decision_lines
from dialogs.application.own import of_application, on_file
from dialogs.core import application_texts, person_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.filling import accepted, place, start
from dialogs.core.form import FieldRefused, Form, Way
from dialogs.core.plain import filled
from dialogs.core.pressed import PRESSED
from dialogs.core.references import APPLICATION_REFERENCE
from dialogs.core.turn import Reply
from knowledge.application import ApplicationGiven, ApplicationMove, ApplicationRefusal, ApplicationStatus, Lack
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.call import Call
from knowledge.lifecycle import (
    ForbiddenTransition,
    GuardRefused,
    MoveRefused,
    NotAllowed,
    OwnFile,
    StaleVersion,
    moves_for,
)
from knowledge.people import Role
from knowledge.time.delays import end_of_day
from storage.actions import applications as actions
from storage.actions import drafts
from storage.actions.drafts import Draft
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile

_S, _M = ApplicationStatus, ApplicationMove
CallOf = Callable[[str], Call]
OF_CALL = "_call"  # Under it, a decision's draft keeps the call of its application.


def form_name(move: ApplicationMove) -> str:
    """Return the name of the form of a move."""
    return f"examine_{move.value}"


def _form(call: Call, call_of: CallOf, row: ApplicationMoveRow, asked: StaffForm) -> Form:
    """Return the form of a move; that of a decision shows what the person will read, and may hold it back."""

    def preview(draft: Draft) -> list[str]:
        if row.outcome is None:
            return []
        reason = draft.answers.get("reason", "")
        of = call_of(draft.proposals.get(OF_CALL, call.id))
        return [texts.PREVIEW, *decision_lines(of, draft.subject, row.outcome, reason)]

    def send(*, hold: bool) -> Callable[[Turn, Draft], Awaitable[Reply]]:
        async def decide(turn: Turn, draft: Draft) -> Reply:
            given = given_by(draft, hold=hold)
            return await make_move(turn, row.move, draft.subject, draft.subject_version, given=given, draft=draft)

        return decide

    later = Way("hold", send(hold=True), texts.DECIDE_HOLD, ("retenir l annonce", "annoncer plus tard"))
    return Form(
        name=form_name(row.move),
        title=asked.title,
        about=of_application(asked.title),
        fields=asked.fields,
        send=send(hold=False),
        ways=(later,) if row.outcome else (),
        again=_show_stale,
        send_title=asked.send,
        review=asked.review,
        aside=texts.ASIDE,
        notes=preview,
        forgets=True,
    )


def given_by(draft: Draft, *, hold: bool = False) -> ApplicationGiven:
    """Return what a filled form gives to its move."""
    answers = draft.answers
    lack, due = answers.get("lack"), answers.get("due")
    return ApplicationGiven(
        reason=answers.get("reason") or answers.get("text", ""),
        lack=Lack(lack) if lack else None,
        due=end_of_day(date.fromisoformat(due)) if due else None,
        hold=hold,
    )


async def _show_stale(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press from the present state."""
    file = await queries.by_reference(turn.storage, subject)
    if file is None or not turn.person.has(Role.SA_EPLE):
        return None
    return Reply.text(state_said(texts.REFUSED_STALE, file))


def forms(call: Call, call_of: CallOf) -> tuple[Form, ...]:
    """Return the forms of those who examine; ``call_of`` gives a call by its id."""
    return tuple(_form(call, call_of, row, row.form) for row in MOVES if row.form)


class ApplicationPress(BaseModel):
    """The application that a button is about, and the version shown; 0, where a button carries none, is stale for any move."""

    model_config = PRESSED

    reference: str = Field_(pattern=rf"^{APPLICATION_REFERENCE}$")
    version: int = Field_(0, ge=0, le=2**31 - 1)
    said: dict[str, str] = Field_({}, max_length=8)  # What was typed with the act, by the field that it answers.


def by_form(move: ApplicationMove) -> Callable[[Turn, ApplicationPress], Awaitable[Reply]]:
    """Return the button that opens the form of a move, where the move is possible."""

    async def press(turn: Turn, pressed: ApplicationPress) -> Reply:
        refused = await impossible(turn, pressed.reference, move, pressed.version)
        if refused:
            return refused
        answers = accepted(turn, form_name(move), pressed.said)
        dealt = await on_file(turn, pressed.reference)
        return await start(
            turn, form_name(move), subject=pressed.reference, subject_version=pressed.version, answers=answers,
            proposals={OF_CALL: dealt.call.id},
        )  # fmt: skip

    return press


async def impossible(turn: Turn, reference: str, move: ApplicationMove, version: int | None) -> Reply | None:
    """Say why a move is not possible now, with the ``version`` that a button carries; None where it is typed.

    The transaction that makes the move asks again.
    """
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    turn = turn.on(file.candidature.call)
    if file.candidature.candidate == turn.person.key:
        return Reply.text(application_texts.REFUSED_OWN)
    facts = turn.services.terms.facts(opened=file.opened)
    if move not in moves_for(APPLICATION_CYCLE, file.candidature, turn.person, turn.now, facts=facts, available=[move]):
        return Reply.text(state_said(_not_appointed(file) if move is _M.APPOINT else texts.REFUSED_STATE, file))
    if version is not None and version != file.candidature.version:
        return Reply.text(state_said(texts.REFUSED_STALE, file))
    return None


def _not_appointed(file: ApplicationFile) -> str:
    """Return the sentence that says why the person of an application cannot be appointed by it."""
    if file.candidature.held_back:
        return texts.REFUSED_HELD
    if file.candidature.appointed:
        return texts.REFUSED_APPOINTED
    accepted = file.candidature.status is _S.ACCEPTED
    return texts.REFUSED_UNKNOWN if accepted and file.candidature.candidate is None else texts.REFUSED_STATE


def at_once(move: ApplicationMove) -> Callable[[Turn, ApplicationPress], Awaitable[Reply]]:
    """Return the button that makes a move."""

    async def press(turn: Turn, pressed: ApplicationPress) -> Reply:
        return await make_move(turn, move, pressed.reference, pressed.version)

    return press


async def make_move(
    turn: Turn,
    move: ApplicationMove,
    reference: str,
    version: int,
    *,
    given: ApplicationGiven | None = None,
    draft: Draft | None = None,
) -> Reply:
    """Make a move and show the application as it has become; refused, say why and leave the rest as it is."""
    turn = await on_file(turn, reference)
    try:
        done = await actions.make(
            turn.storage,
            reference,
            move,
            turn.services.terms_of,
            by=turn.person.key,
            now=turn.now,
            activity=turn.shown,
            given=given,
            version=version,
            form=(place(turn), draft) if draft else None,
        )
    except (MoveRefused, actions.UnknownApplication) as refused:
        if isinstance(refused, GuardRefused) and refused.code is ApplicationRefusal.DUE_NOT_FUTURE:
            raise FieldRefused("due", texts.REFUSED_DUE) from refused
        if draft:
            await drafts.discard(turn.storage, place(turn), draft.nonce, turn.now)
        return await _explain_refusal(turn, reference, move, refused)
    said = texts.DONE_HELD if done.file.candidature.held_back else ROWS[move].done
    note = filled(turn.call, said, reference=done.file.candidature.reference, role=person_texts.ROLES[Role.EXPERT])
    return await open_file(turn, reference, note)


async def _explain_refusal(turn: Turn, reference: str, move: ApplicationMove, refused: Exception) -> Reply:
    if isinstance(refused, OwnFile):
        return Reply.text(application_texts.REFUSED_OWN)
    if isinstance(refused, NotAllowed):
        return Reply.text(turn.worded(general.NOT_YOURS))
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if isinstance(refused, StaleVersion):
        return Reply.text(state_said(texts.REFUSED_STALE, file))
    if isinstance(refused, ForbiddenTransition):
        return Reply.text(state_said(texts.REFUSED_STATE, file))
    return await impossible(turn, reference, move, None) or Reply.text(state_said(texts.REFUSED_STATE, file))


def state_said(template: str, file: ApplicationFile) -> str:
    """Return ``template`` with the application's number and where it stands."""
    kept = file.candidature
    return template.format(reference=kept.reference, state=application_texts.STATES[kept.status])
