"""What the SA EPLE does with an application: examine, complete, decide, announce, appoint.

A decision's draft keeps the version of the application that was looked at, so that a colleague who has decided
meanwhile is not overruled unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pydantic import Field

from dialogs.application import steering_texts as texts
from dialogs.application.cards import ApplicationPress, decision_lines, decision_reason
from dialogs.application.documents import offered_at_appointment
from dialogs.application.lists import open_file
from dialogs.application.moves import MOVES, ROWS, ApplicationMoveRow, DecisionForm
from dialogs.application.own import made, moves, of_application, on_file
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Happening, Message, Pressed, Reply, filled, plain_message
from dialogs.core.filling import accepted, place, start
from dialogs.core.form import FieldRefused, Form, Way
from dialogs.core.persons import Unresolved, asked, is_guest, resolve, rest_of, unresolved
from dialogs.core.request_line import application_in, state_mark
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import CardElement
from dialogs.ui.patterns import Figure, ListRow, opened_by
from knowledge.application import ApplicationGiven, ApplicationMove, ApplicationRefusal, ApplicationStatus, Lack
from knowledge.call import Call
from knowledge.french import counted, number, shortened
from knowledge.lifecycle import (
    ForbiddenTransition,
    GuardRefused,
    MoveRefused,
    NotAllowed,
    OwnFile,
    StaleVersion,
)
from knowledge.people import Role
from knowledge.time.delays import end_of_day, paris_day
from storage.actions import applications as actions
from storage.actions import drafts
from storage.actions.applications import ResultsChanged, announce_all
from storage.actions.drafts import Draft
from storage.outbox import OPEN, NoticeState
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile

_S, _M = ApplicationStatus, ApplicationMove
CallOf = Callable[[str], Call]
OF_CALL = "_call"  # Under it, a decision's draft keeps the call of its application.


def form_name(move: ApplicationMove) -> str:
    """Return the name of the form of a move."""
    return f"examine_{move.value}"


def _form(call: Call, call_of: CallOf, row: ApplicationMoveRow, asked: DecisionForm) -> Form:
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
        shows=preview,
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


async def press_form(move: ApplicationMove, turn: Turn, pressed: ApplicationPress) -> Reply:
    """Open the form of a move by its button, where the move is possible."""
    refused = await impossible(turn, pressed.reference, move, pressed.version)
    if refused:
        return refused
    answers = accepted(turn, form_name(move), pressed.said)
    dealt = await on_file(turn, pressed.reference)
    return await start(
        turn, form_name(move), subject=pressed.reference, subject_version=pressed.version, answers=answers,
        proposals={OF_CALL: dealt.call.id},
    )  # fmt: skip


_DECIDES = frozenset((_M.ACCEPT, _M.REJECT))


async def impossible(turn: Turn, reference: str, move: ApplicationMove, version: int | None) -> Reply | None:
    """Say why a move is not possible now; None where it is. Who typed it is shown the application, with what is possible.

    ``version``: that which a button, or an act in words, was meant of; None where none was shown.
    The transaction that makes the move asks again.
    """
    file = await queries.by_reference(turn.storage, reference)
    if file is None:
        return Reply.text(texts.NO_SUCH)
    turn = turn.on(file.candidature.call)
    if file.candidature.candidate == turn.person.key:
        return Reply.text(general.REFUSED_OWN)
    if move not in moves(turn, file, [move]):
        said = state_said(_not_appointed(file) if move is _M.APPOINT else texts.REFUSED_STATE, file)
        if turn.incoming.happening is not Happening.MESSAGE:
            return Reply.text(said)  # The card is there already.
        first = move in _DECIDES and _M.EXAMINE in moves(turn, file, [_M.EXAMINE])
        return await open_file(turn, reference, f"{said} {texts.EXAMINE_FIRST}" if first else said)
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


async def press_move(move: ApplicationMove, turn: Turn, pressed: ApplicationPress) -> Reply:
    """Make a move by its button."""
    return await make_move(turn, move, pressed.reference, pressed.version)


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
        done = await made(turn, move, reference, version, given=given, draft=draft)
    except (MoveRefused, actions.UnknownApplication) as refused:
        if isinstance(refused, GuardRefused) and refused.code is ApplicationRefusal.DUE_NOT_FUTURE:
            raise FieldRefused("due", texts.REFUSED_DUE) from refused
        if draft:
            await drafts.discard(turn.storage, place(turn), draft.nonce, turn.now)
        return await _explain_refusal(turn, reference, move, refused)
    said = texts.DONE_HELD if done.file.candidature.held_back else ROWS[move].done
    note = filled(turn.call, said, reference=done.file.candidature.reference, role=form_texts.ROLES[Role.EXPERT])
    return await open_file(turn, reference, note)


async def _explain_refusal(turn: Turn, reference: str, move: ApplicationMove, refused: Exception) -> Reply:
    if isinstance(refused, OwnFile):
        return Reply.text(general.REFUSED_OWN)
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
    return template.format(reference=kept.reference, state=general.STATES[kept.status])


# --- Appointing an expert: by an application, or a person by mention, name or id.


async def ask_to_appoint(turn: Turn, pressed: ApplicationPress) -> Reply:
    """Ask to confirm that the person of an accepted application becomes an expert."""
    return await _ask_appointment(turn, pressed.reference, pressed.version)


async def appoint_confirmed(turn: Turn, pressed: ApplicationPress) -> Reply:
    """Make the person of an accepted application an expert."""
    file = await _to_appoint(turn, pressed.reference, pressed.version)
    if isinstance(file, Reply):
        return file
    done = await make_move(turn, ApplicationMove.APPOINT, pressed.reference, pressed.version)
    return replace(done, messages=(*done.messages, *(await offered_at_appointment(turn, pressed.reference))))


async def _to_appoint(turn: Turn, reference: str, version: int | None) -> ApplicationFile | Reply:
    """Return the application whose candidate may be appointed by this person now, else why not."""
    refused = await impossible(turn, reference, ApplicationMove.APPOINT, version)
    file = await queries.by_reference(turn.storage, reference)
    if refused or file is None:
        return refused or Reply.text(texts.NO_SUCH)
    candidate = file.candidature.candidate
    if candidate and await is_guest(turn, candidate):
        return Reply.text(form_texts.OUTSIDER)
    return file


async def _ask_appointment(turn: Turn, reference: str, version: int | None = None) -> Reply:
    file = await _to_appoint(turn, reference, version)
    if isinstance(file, Reply):
        return file
    role = form_texts.ROLES[Role.EXPERT]
    said = texts.APPOINT_ASK.format(name=file.candidature.name, role=role, reference=reference)
    data = {"reference": reference, "version": file.candidature.version}
    confirm = el.acts(texts.APPOINT_CONFIRM, "application.appoint_confirmed", data)
    return Reply.of(plain_message(texts.APPOINT_TITLE, [said], [confirm]))


async def appoint(turn: Turn) -> Reply:
    """Name an expert: by application, or a person by mention, name or object id; elsewhere than in private, by mention."""
    if not turn.personal and not turn.incoming.mentions:
        return Reply.text(general.PERSONAL_ONLY)
    said = rest_of(turn.incoming.text, ("nommer", "nommer expert"))
    if not said:
        return Reply.text(texts.APPOINT_USAGE)
    reference = application_in(said, paris_day(turn.now).year)
    if reference and turn.personal:
        return await _ask_appointment(turn, reference)
    try:
        someone = await resolve(turn, said)
    except Unresolved as why:
        return unresolved(why, "people.ask_give", Role.EXPERT)
    file = await queries.to_appoint(turn.storage, someone.key)
    if turn.personal and file and turn.services.terms_of(file.candidature.call).facts().appoints:
        return await _ask_appointment(turn, file.candidature.reference)
    return await asked(turn, someone, Role.EXPERT)


# --- Results held back and announced together: what waits, what each will read, what became of it.

SHOWN = 8  # Applications named in one card; the others are counted.
_REASON, _NAME = 200, 80  # Characters, so that a page fits a card: the whole reason is in the application.


async def show_held(turn: Turn, note: str = "") -> Reply:
    """Show the results that are held back with what each person will read, and a button that announces them.

    Those of the call in force come first; where it has none, those of another call.
    """
    turn = await _with_results(turn)
    call = turn.call
    held = await queries.held_back(turn.storage, call.id, but=turn.person.key)
    reasons = {
        file.number: decision_reason(await queries.history(turn.storage, file.candidature.reference))
        for file in held[:SHOWN]
    }
    told = await queries.told_decisions(turn.storage, call.id)
    return Reply.of(held_message(call, held, reasons, told, note))


async def _with_results(turn: Turn) -> Turn:
    """Return the turn that deals with the call whose results wait."""
    calls = await queries.calls_held_back(turn.storage, but=turn.person.key)
    return turn if turn.call.id in calls or not calls else turn.on(calls[0])


def held_message(
    call: Call,
    held: Sequence[ApplicationFile],
    reasons: Mapping[int, str],
    told: Mapping[NoticeState, int],
    note: str = "",
) -> Message:
    """Return the preview: the results by state, then the words of each; and what became of those announced."""
    states = Counter(file.candidature.status for file in held)
    counts = [
        (texts.STATES_MANY[state] if many > 1 else general.STATES[state], many, state_mark(state).tone)
        for state, many in ((state, states[state]) for state in ApplicationStatus)
        if many
    ]
    above = [
        filled(call, texts.HELD, count=counted(len(held), "résultat")) if held else texts.HELD_NONE,
        *_told_lines(told),
    ]
    counted_lines = [texts.COUNTS_LINE.format(state=state, count=count) for state, count, _tone in counts]
    lines = [*([note] if note else []), *counted_lines, *above]
    body: list[CardElement] = [el.heading(texts.HELD_TITLE), *([el.paragraph(note)] if note else [])]
    if len(held) > 1:
        body.append(pt.figures([Figure(number(count), label, tone) for label, count, tone in counts]))
    body += map(el.paragraph, above)
    for file in held[:SHOWN]:
        candidature = file.candidature
        name = texts.HELD_NAME.format(reference=candidature.reference, name=shortened(candidature.name, _NAME))
        reason = shortened(reasons.get(file.number, ""), _REASON)
        said = decision_lines(call, candidature.reference, candidature.status, reason)
        row = ListRow(shortened(candidature.name, _NAME), state=state_mark(candidature.status))
        title = general.BUTTON_OPEN.format(reference=candidature.reference)
        body += [
            pt.rows([opened_by(row, title, "application.open", reference=candidature.reference)]),
            el.quote(*said[:-1]),
        ]
        lines += [name, *said[:-1]]
    if len(held) > SHOWN:
        lines.append(texts.HELD_MORE.format(count=len(held) - SHOWN))
        body.append(el.subtle(lines[-1]))
    actions = []
    if held:
        data = {"seen": queries.seen(held), "call": call.id}
        actions.append(
            el.acts(texts.ANNOUNCE.format(count=len(held)), "application.announce_all", data, style="positive")
        )
    # What is on its way changes by itself: the card asks for it when somebody looks, and by a button.
    coming = any(told.get(state, 0) for state in OPEN)
    update = el.acts(texts.UPDATE, "application.held", {"call": call.id}) if coming else None
    if update:
        actions.append(update)
    return Message("\n".join([texts.HELD_TITLE, *lines]), el.card(*body, actions=actions, refresh=update))


def _told_lines(told: Mapping[NoticeState, int]) -> list[str]:
    """Return how many of the messages have left, how many are on their way, how many have failed."""
    if not sum(told.values()):
        return []
    sent = told.get(NoticeState.SENT, 0)
    coming = sum(told.get(state, 0) for state in OPEN)
    failed = sum(told.values()) - sent - coming - told.get(NoticeState.DROPPED, 0)
    return [texts.ANNOUNCED_SENT.format(sent=sent, coming=coming, failed=failed)]


class ResultsSeen(Pressed):
    """The results that somebody has read before announcing them: none has changed since."""

    seen: str = Field(pattern="^[0-9a-f]{64}$")


async def announce(turn: Turn, pressed: ResultsSeen) -> Reply:
    """Announce the results that were read, all together."""
    turn = await _with_results(turn)
    try:
        done = await announce_all(
            turn.storage, turn.services.terms, pressed.seen, by=turn.person.key, now=turn.now, activity=turn.shown
        )
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except ResultsChanged:
        return await show_held(turn, texts.HELD_CHANGED)
    note = texts.ANNOUNCED.format(count=counted(done, "résultat annoncé", "résultats annoncés"))
    return await show_held(turn, note)
