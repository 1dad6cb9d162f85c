"""What the SA EPLE does with an application: examine, ask for a complement, decide, announce.

A decision's form has for subject the application and the version that was looked at, so that a colleague who has
decided meanwhile is not overruled unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Field_

from dialogs.application import steering_texts as texts
from dialogs.application.fields import parse_day, shown_day
from dialogs.application.lists import open_file
from dialogs.application.notices import decision_lines
from dialogs.core import application_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.filling import accepted, place, start
from dialogs.core.form import Choice, Field, FieldRefused, Form, Way, free_text, one_of
from dialogs.core.turn import Reply
from knowledge.application import (
    APPLICATION_CYCLE,
    ApplicationGiven,
    ApplicationMove,
    ApplicationRefusal,
    ApplicationStatus,
    Lack,
)
from knowledge.call import Call
from knowledge.lifecycle import ForbiddenTransition, GuardRefused, NotAllowed, OwnFile, Refused, StaleVersion, moves_for
from knowledge.people import Role
from knowledge.time.delays import end_of_day
from storage.actions import applications as actions
from storage.actions import drafts
from storage.actions.drafts import Draft
from storage.queries import applications as queries
from storage.queries.applications import File

REASON_CHARACTERS = 1_000

_S, _M = ApplicationStatus, ApplicationMove


def _subject(draft: Draft) -> tuple[str, int]:
    reference, _, version = draft.subject.partition("@")
    return reference, int(version or 0)


def _reason(*, optional: bool) -> Field:
    ask = texts.ASK_REASON_ACCEPT if optional else texts.ASK_REASON
    return Field("reason", texts.REASON, ask, free_text, hint=texts.REASON_HINT, optional=optional, multiline=True,
                 longest=REASON_CHARACTERS, free=True, questions=True)  # fmt: skip


_OUTCOMES: Mapping[ApplicationMove, ApplicationStatus] = MappingProxyType(
    {_M.ACCEPT: _S.ACCEPTED, _M.REJECT: _S.REJECTED, _M.DROP: _S.DROPPED}
)

_LACKS = (
    Choice(Lack.INCOMPLETE, texts.LACK_INCOMPLETE, ("incomplet",)),
    Choice(Lack.INCORRECT, texts.LACK_INCORRECT, ("incorrect", "corriger")),
    Choice(Lack.OUTDATED, texts.LACK_OUTDATED, ("perime", "mettre a jour")),
)


def form_name(move: ApplicationMove) -> str:
    """Return the name of the form of a move."""
    return f"examine_{move.value}"


def _decision(call: Call, move: ApplicationMove) -> Form:
    """Return the form of a decision: a reason, and the preview of what the person will read."""

    def preview(draft: Draft) -> list[str]:
        outcome = _OUTCOMES.get(move)
        if outcome is None:
            return []
        reason = draft.answers.get("reason", "")
        return [texts.PREVIEW, *decision_lines(call, _subject(draft)[0], outcome, reason)]

    def send(*, hold: bool) -> Callable[[Turn, Draft], Awaitable[Reply]]:
        async def decide(turn: Turn, draft: Draft) -> Reply:
            return await _make(turn, move, draft, ApplicationGiven(reason=draft.answers.get("reason", ""), hold=hold))

        return decide

    later = Way("hold", send(hold=True), texts.DECIDE_HOLD, ("retenir l annonce", "annoncer plus tard"))
    return Form(
        name=form_name(move),
        title=texts.FORM_TITLES[move],
        fields=(_reason(optional=move is _M.ACCEPT),),
        send=send(hold=False),
        ways=(later,) if move in _OUTCOMES else (),
        again=_again,
        send_title=texts.DECIDE_SEND,
        review=texts.DECIDE_REVIEW,
        aside=texts.ASIDE,
        notes=preview,
    )


async def _send_complement(turn: Turn, draft: Draft) -> Reply:
    given = ApplicationGiven(
        reason=draft.answers["text"],
        lack=Lack(draft.answers["lack"]),
        due=end_of_day(date.fromisoformat(draft.answers["due"])),
    )
    return await _make(turn, _M.ASK_COMPLEMENT, draft, given)


async def _again(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press from the present state."""
    file = await queries.by_reference(turn.storage, subject.partition("@")[0])
    if file is None or not turn.person.has(Role.SA_EPLE):
        return None
    return Reply.text(state_said(texts.REFUSED_STALE, file))


_COMPLEMENT = Form(
    name=form_name(_M.ASK_COMPLEMENT),
    title=texts.COMPLEMENT_TITLE,
    fields=(
        Field("lack", texts.LACK, texts.ASK_LACK, one_of(_LACKS), choices=_LACKS),
        Field("text", texts.WHAT, texts.ASK_TEXT, free_text, hint=texts.REASON_HINT, multiline=True,
              longest=REASON_CHARACTERS, free=True, questions=True),
        Field("due", texts.DUE, texts.ASK_DUE, parse_day, hint=texts.DUE_HINT, show=shown_day),
    ),
    send=_send_complement,
    again=_again,
    send_title=texts.COMPLEMENT_SEND,
    review=texts.COMPLEMENT_REVIEW,
    aside=texts.ASIDE,
)  # fmt: skip


def forms(call: Call) -> tuple[Form, ...]:
    """Return the forms of those who examine."""
    moves = (_M.ACCEPT, _M.REJECT, _M.DROP, _M.REVIEW_AGAIN, _M.STAND_DOWN)
    return (*(_decision(call, move) for move in moves), _COMPLEMENT) if call.application else ()


class ApplicationPress(BaseModel):
    """The application that a button is about, and the version that was looked at; 0: whatever it is now."""

    model_config = ConfigDict(extra="ignore")

    reference: str = Field_(pattern=r"^CA-\d{4}-\d{4,6}$")
    version: int = Field_(0, ge=0, le=2**31 - 1)
    said: dict[str, str] = Field_({}, max_length=8)  # What was typed with the act, by the field that it answers.


def by_form(move: ApplicationMove) -> Callable[[Turn, ApplicationPress], Awaitable[Reply]]:
    """Return the button that opens the form of a move, where the move is possible."""

    async def press(turn: Turn, pressed: ApplicationPress) -> Reply:
        refused = await impossible(turn, pressed.reference, move, pressed.version)
        if refused:
            return refused
        answers = accepted(turn, form_name(move), pressed.said)
        return await start(turn, form_name(move), subject=f"{pressed.reference}@{pressed.version}", answers=answers)

    return press


async def impossible(turn: Turn, reference: str, move: ApplicationMove, version: int) -> Reply | None:
    """Say why a move is not possible now; the transaction that makes it asks again."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if file.candidature.candidate == turn.person.key:
        return Reply.text(application_texts.REFUSED_OWN)
    facts = turn.services.terms.facts(file)
    if move not in moves_for(APPLICATION_CYCLE, file.candidature, turn.person, turn.now, facts=facts, available=[move]):
        return Reply.text(state_said(_not_appointed(file) if move is _M.APPOINT else texts.REFUSED_STATE, file))
    if version and version != file.candidature.version:
        return Reply.text(state_said(texts.REFUSED_STALE, file))
    return None


def _not_appointed(file: File) -> str:
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


async def _make(turn: Turn, move: ApplicationMove, draft: Draft, given: ApplicationGiven) -> Reply:
    reference, version = _subject(draft)
    return await make_move(turn, move, reference, version, given=given, draft=draft)


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
    try:
        done = await actions.make(
            turn.storage,
            reference,
            move,
            turn.services.terms,
            by=turn.person.key,
            now=turn.now,
            activity=turn.activity,
            given=given,
            version=version or None,
            form=(place(turn), draft) if draft else None,
        )
    except (Refused, actions.UnknownApplication) as refused:
        if isinstance(refused, GuardRefused) and refused.code is ApplicationRefusal.DUE_NOT_FUTURE:
            raise FieldRefused("due", texts.REFUSED_DUE) from refused
        if draft:
            await drafts.discard(turn.storage, place(turn), draft.id, turn.now)
        return await _refused(turn, reference, move, refused)
    said = texts.DONE_HELD if done.file.candidature.held_back else texts.DONE[move]
    note = said.format(reference=done.file.candidature.reference)
    return await open_file(turn, reference, note)


async def _refused(turn: Turn, reference: str, move: ApplicationMove, refused: Exception) -> Reply:
    if isinstance(refused, OwnFile):
        return Reply.text(application_texts.REFUSED_OWN)
    if isinstance(refused, NotAllowed):
        return Reply.text(general.NOT_YOURS)
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    if isinstance(refused, StaleVersion):
        return Reply.text(state_said(texts.REFUSED_STALE, file))
    if isinstance(refused, ForbiddenTransition):
        return Reply.text(state_said(texts.REFUSED_STATE, file))
    return await impossible(turn, reference, move, 0) or Reply.text(state_said(texts.REFUSED_STATE, file))


def state_said(template: str, file: File) -> str:
    """Return ``template`` with the application's number and where it stands."""
    kept = file.candidature
    return template.format(reference=kept.reference, state=application_texts.STATES[kept.status])
