"""Applying: the form, the receipt, «ma candidature», changing, completing, withdrawing.

The form's draft is the application while it is not deposited: one per person and call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from datetime import datetime
from types import MappingProxyType
from typing import Any

from dialogs.application import cards, texts
from dialogs.application.cards import Mine, Receipt
from dialogs.application.fields import (
    CONFIRMATION,
    ApplicationField,
    file_fields,
    files_held,
    judged,
    own_fields,
    said_apart,
)
from dialogs.application.moves import MOVES, OWN, DecisionForm
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.dispatch import enclosures, ways_of
from dialogs.core.exchange import Happening, Reply, filled, plain_message
from dialogs.core.filling import place, start
from dialogs.core.form import SENT_BEFORE, FieldRefused, Form
from dialogs.core.request_line import application_in
from dialogs.core.route import open_by_name
from dialogs.ui import elements as el
from knowledge.application import (
    ApplicationGiven,
    ApplicationMove,
    ApplicationRefusal,
    ApplicationStatus,
    Candidature,
)
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.call import Call, Dispatch
from knowledge.call_form import ApplicationForm, FieldKind
from knowledge.french import listed, typeset
from knowledge.lifecycle import ForbiddenTransition, GuardRefused, MoveRefused, moves_for
from knowledge.time.delays import paris_day
from knowledge.understanding.answer_fit import is_name
from knowledge.understanding.contact import mails, phones
from knowledge.understanding.profile import OTHER, read_candidate
from knowledge.understanding.words import folded
from storage.actions import applications as actions
from storage.actions.applications import ApplicationResult
from storage.actions.drafts import Draft, drafts_of
from storage.queries import applications as queries
from storage.queries import requests
from storage.queries.applications import FORM, ApplicationFile

_LONGEST = 16  # Characters of a number.
_SEVERAL = 4  # Applications of one person that are named.
_CHANGING = frozenset({ApplicationMove.MODIFY, ApplicationMove.COMPLETE, ApplicationMove.ADD_PIECES})
_REACHED = {FieldKind.MAIL: mails, FieldKind.PHONE: phones}
_LETTER, _TELLS = 10, 0.7  # Words of a motivation that is told while another field waits, and how surely it is one.
_PIECES = ApplicationMove.ADD_PIECES.value  # The form of those who add a file after the closing.


def forms(call: Call) -> tuple[Form, ...]:
    """Return the forms of those who apply; none for a call that takes applications by mail alone."""
    if call.application is None:
        return ()
    later = (_pieces(call),) if call.application.pieces_until else ()
    return (_application(call, call.application), *later, *_LEAVING.values())


# What the fields accept


def _application(call: Call, form: ApplicationForm) -> Form:
    def notes(draft: Draft) -> list[str]:
        return [*judged(call, draft.answers), _what_follows(call)]

    return Form(
        name=FORM,
        begun_by=frozenset({"candidater", "reprendre_brouillon", "modifier_candidature"}),
        of_call=call.id,
        title=typeset(form.title) or filled(call, texts.TITLE),
        intro=filled(call, texts.INTRO),
        fields=own_fields(call),
        send=_send,
        again=_repeat_receipt,
        send_title=texts.SEND,
        review=texts.REVIEW,
        review_changes=texts.REVIEW_CHANGES,
        send_changes=texts.SEND_CHANGES,
        aside=filled(call, texts.ASIDE),
        discarded=texts.DISCARDED,
        notes=notes,
        says=_says(form),
    )


def _says(form: ApplicationForm) -> Callable[[Turn, Mapping[str, str], str], dict[str, str]]:
    """Return what reads in a sentence what it plainly says of an application's fields; what the call does not settle is none."""

    def says(turn: Turn, given: Mapping[str, str], text: str) -> dict[str, str]:
        said = read_candidate(text, form)
        schools = turn.register.spot(text).schools
        found: dict[str, str] = {}
        for field in form.field:
            if field.kind is FieldKind.CHOICE and (not said.clouded or field.heard == "wave"):
                found[field.id] = said.answer(field).replace(OTHER, "")
            elif field.kind is FieldKind.SCHOOL and len(schools) == 1:
                found[field.id] = schools[0].uai
            elif field.kind in _REACHED:
                values = _REACHED[field.kind](text)
                found[field.id] = values[0].value if len(values) == 1 else ""
            elif field.kind is FieldKind.NAME and is_name(first := text.partition(",")[0]):
                found[field.id] = first
        listener, letter = turn.registry.listener(turn.base), form.letter
        if letter and len(text.split()) >= _LETTER and listener.fits(text, letter.id, turn.situation) >= _TELLS:
            found[letter.id] = text
        return {id_: value for id_, value in found.items() if value and not given.get(id_)}

    return says


def _what_follows(call: Call) -> str:
    """Return what the assistant does at the deposit, and what is left to do."""
    if call.dispatch is Dispatch.SENT:
        return texts.NOTE_MAIL
    if call.dispatch is Dispatch.HERE:
        return filled(call, texts.NOTE_HERE)
    if call.dispatch is Dispatch.ELSEWHERE:
        written = call.application is not None and call.application.letter is not None
        return filled(call, texts.NOTE_ELSEWHERE if written else texts.NOTE_NO_LETTER, ways=ways_of(call))
    return filled(call, texts.NOTE_BY_HAND, documents=enclosures(call))


# Beginning, changing, completing


async def begin(turn: Turn) -> Reply:
    """Begin an application or take it up again; say so where one is deposited, or the call is closed."""
    call = turn.call
    if call.application is None or not turn.personal:
        if not call.call.takes(turn.now):
            return _not_now(turn, None)
        lines = [_how_to_apply(call), *([texts.IN_PRIVATE] if call.application else [])]
        return Reply.of(plain_message(texts.BY_MAIL_TITLE, lines))
    file = await queries.latest_of(turn.storage, call.id, turn.person.key)
    active = file is not None and file.candidature.status in _DEPOSITED
    subject = Candidature(call=call.id, candidate=turn.person.key)
    facts = turn.services.terms.facts(other_active=active)
    if not moves_for(APPLICATION_CYCLE, subject, turn.person, turn.now, facts=facts, available={ApplicationMove.START}):
        return _not_now(turn, file) if file is None or not active else await show_mine(turn)
    proposed = {"name": turn.person.name} if turn.person.name else {}
    said = _said_before(turn, call.application)
    note = texts.TAKEN_FROM_BEFORE.format(said=listed([*said.values()])) if said else ""
    answers = {id_: value for id_, value in _told_before(turn).items() if id_ in said}
    return await start(turn, FORM, subject=call.id, answers=answers, proposals=proposed, note=note)


def _told_before(turn: Turn) -> Mapping[str, Any]:
    """Return what somebody told when they asked whether they may apply: it is in the button of that answer."""
    pressed = turn.incoming.value.get("said")
    shown = (one.value.get("said") for one in turn.remembered.listed_now(turn.now) if one.verb == "candidature.start")
    told = pressed or next(shown, None)
    return told if isinstance(told, Mapping) else {}


def _said_before(turn: Turn, form: ApplicationForm) -> dict[str, str]:
    """Return what was told then that the form takes, by field, as it is shown."""
    said: dict[str, str] = {}
    for field in form.field:
        value = str(_told_before(turn).get(field.id, ""))
        option = field.option(value) if field.options else None
        school = turn.register.get(value) if field.kind is FieldKind.SCHOOL else None
        bound = value if field.kind in (FieldKind.NUMBER, FieldKind.DATE) and not field.check_only else ""
        if option or school or bound:
            shown = ApplicationField(field)
            told = typeset(option.title) if option else school.label if school else shown.shown(bound)
            said[field.id] = texts.TOLD_PART.format(label=shown.label.lower(), value=told)
    return said


async def resume(turn: Turn) -> Reply:
    """Take up what was begun: an application, or changes of a deposited one."""
    turn, _file = await mine(turn)
    if turn.call.application and await _has_draft(turn) and turn.now < turn.services.terms.closes_at:
        return await start(turn, FORM, subject=turn.call.id)
    return await begin(turn)


async def modify(turn: Turn) -> Reply:
    """Open the form again with what was deposited, to change or to complete it."""
    found = await _mine_to(turn, _CHANGING, "candidature.modify")
    if isinstance(found, Reply):
        return found
    turn, file = found
    call = turn.call
    if call.application is None or file is None or not file.candidature.edition:
        return await nothing_deposited(turn)
    candidature = file.candidature
    possible = moves(turn, file)
    if not _CHANGING & set(possible):
        if candidature.status is ApplicationStatus.SUBMITTED:
            return _closed(turn, file)
        return Reply.text(_state(texts.NOT_CHANGEABLE, candidature))
    answers = {name: str(value) for name, value in candidature.answers.items()}
    if ApplicationMove.ADD_PIECES in possible:
        held = {one.id: answers[one.id] for one, _ in files_held(call, candidature)}
        return await start(turn, _PIECES, subject=candidature.reference, answers=held)
    begun = await start(turn, FORM, subject=call.id, answers=answers, proposals={SENT_BEFORE: "yes"})
    if candidature.status is not ApplicationStatus.INCOMPLETE:
        return begun
    asked = plain_message(texts.COMPLEMENT_TITLE, [cards.complement_line(call, candidature)])
    return Reply((asked, *begun.messages))


async def _send(turn: Turn, draft: Draft) -> Reply:
    turn = turn.on(draft.subject)
    call, terms = turn.call, turn.services.terms
    try:
        done = await actions.send(turn.storage, place(turn), draft, terms, now=turn.now, activity=turn.shown)
    except GuardRefused as refused:
        if refused.code is ApplicationRefusal.MOTIVATION_MISSING:
            letter = call.application.letter if call.application else None
            why = texts.NO_LETTER.format(label=typeset(letter.label).lower() if letter else "")
            raise FieldRefused(letter.id if letter else "", why) from refused
        if refused.code is ApplicationRefusal.NOT_CONFIRMED:
            raise FieldRefused(CONFIRMATION, texts.NOT_CONFIRMED) from refused
        return _closed(turn, None)
    except ForbiddenTransition:
        file = await queries.latest_of(turn.storage, call.id, turn.person.key)
        return Reply.text(_state(texts.NOT_CHANGEABLE, file.candidature)) if file else _closed(turn, None)
    history = await queries.history(turn.storage, done.file.candidature.reference)
    return _receipt(turn, done, cards.edition_at(history, done.file.candidature) or turn.now)


async def _repeat_receipt(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press from what is deposited."""
    turn = turn.on(subject)
    file = await queries.latest_of(turn.storage, subject, turn.person.key)
    if file is None or not file.candidature.edition:
        return None
    deposited = ApplicationResult(file, ApplicationMove.DEPOSIT, again=True)
    return _receipt(turn, deposited, file.candidature.deposited_at or turn.now)


def _pieces(call: Call) -> Form:
    """Return the form of those who add a file after the closing, where the call lets them."""
    return Form(
        name=_PIECES,
        title=texts.PIECES_TITLE_OWN,
        about=of_application(texts.PIECES_TITLE_OWN),
        fields=file_fields(call),
        send=_send_pieces,
        again=_left_already,
        send_title=texts.PIECES_SEND,
        review=texts.PIECES_REVIEW,
        aside=texts.PIECES_ASIDE,
    )


async def _send_pieces(turn: Turn, draft: Draft) -> Reply:
    turn = await on_file(turn, draft.subject)
    given = ApplicationGiven(answers={name: value for name, value in draft.answers.items() if value})
    try:
        done = await made(turn, ApplicationMove.ADD_PIECES, draft.subject, given=given, draft=draft)
    except (MoveRefused, actions.UnknownApplication):
        _, file = await mine(turn)
        return _closed(turn, file)
    return _receipt(turn, done, turn.now)


def _receipt(turn: Turn, done: ApplicationResult, at: datetime) -> Reply:
    """Return the receipt of what was done; ``at``: when the version was deposited."""
    terms = turn.services.terms
    closed = turn.now >= terms.closes_at
    receipt = Receipt(done.file, done.move, at, closed, terms.server, terms.copied, done.again, turn.register)
    return Reply.of(cards.receipt_message(turn.call, receipt))


# Looking


async def show_mine(turn: Turn) -> Reply:
    """Show the person's own application, that to the call in force first; others are named.

    Words that name somebody else's are answered as its number alone: who may not see it learns nothing.
    """
    named = _named(turn) if turn.incoming.happening is Happening.MESSAGE else ""
    turn, file = await mine(turn)
    if named and (file is None or file.candidature.reference != named):
        return await open_by_name(turn, "application.open", reference=named)
    if file is None and await _has_requests_alone(turn):
        return await open_by_name(turn, "mes demandes")
    return await show_file(turn, file)


async def _has_requests_alone(turn: Turn) -> bool:
    """Tell whether a typed question that names no application can only be about the requests that the person made."""
    typed = turn.incoming.happening is Happening.MESSAGE and "candidat" not in folded(turn.incoming.text)
    if not typed or turn.person.roles or await _has_draft(turn):
        return False
    return bool(await requests.made_by(turn.storage, turn.person))


async def show_file(turn: Turn, file: ApplicationFile | None) -> Reply:
    """Show an application to its candidate; None: there is none to the call that is dealt with."""
    call, others = turn.call, await _others(turn)
    reference = file.candidature.reference if file else ""
    terms = turn.services.terms
    mine = Mine(
        file=file,
        moves=tuple(moves(turn, file)) if file else (),
        history=tuple(await queries.history(turn.storage, reference)) if reference else (),
        sent=await queries.official_mail(turn.storage, reference, server=terms.server) if reference else None,
        drafted=await _has_draft(turn),
        early=turn.now < call.call.opens_at,
        closed=turn.now >= terms.closes_at,
        server=terms.server,
        register=turn.register,
        others=tuple(others),
        titles={one.candidature.call: turn.services.call_of(one.candidature.call).call.title for one in others},
        past=call.id != turn.base.call.id,
        thread=tuple(await queries.thread(turn.storage, reference, notes=False)) if reference else (),
    )
    return Reply.of(cards.mine_message(call, mine))


async def send_mail(turn: Turn) -> Reply:
    """Send the call's mail, kept as a file when there was no server, now that there is one."""
    turn, file = await mine(turn)
    if file is None or not file.candidature.edition:
        return await nothing_deposited(turn)
    await actions.mail_now(turn.storage, file.number, turn.services.terms, by=turn.person.key, now=turn.now)
    return await show_mine(turn)


async def show_text(turn: Turn) -> Reply:
    """Show the motivation, and every other text of several lines, as it was written, ready to be copied."""
    turn, file = await mine(turn)
    said = said_apart(turn.call, file.candidature) if file else []
    if not said:
        return Reply.text(texts.TEXT_NONE)
    return Reply.text("\n\n".join([texts.TEXT_TITLE, *(part for label, text in said for part in (label, text))]))


# Withdrawing


async def withdraw(turn: Turn) -> Reply:
    """Begin to withdraw; once accepted, to stand down."""
    found = await _mine_to(turn, frozenset(_LEAVING), "candidature.withdraw")
    if isinstance(found, Reply):
        return found
    turn, file = found
    if file is None or not file.candidature.edition:
        return await nothing_deposited(turn)
    possible = moves(turn, file)
    reference = file.candidature.reference
    form = next((form for move, form in _LEAVING.items() if move in possible), None)
    if form:
        return await start(turn, form.name, subject=reference)
    return Reply.text(_state(texts.NOT_WITHDRAWABLE, file.candidature))


async def _leave(turn: Turn, draft: Draft, move: ApplicationMove, said: str) -> Reply:
    given = ApplicationGiven(reason=draft.answers.get("reason", ""), confirmed=True)
    turn = await on_file(turn, draft.subject)
    try:
        done = await made(turn, move, draft.subject, given=given, draft=draft)
    except (MoveRefused, actions.UnknownApplication):
        turn, file = await mine(turn)
        return Reply.text(_state(texts.NOT_WITHDRAWABLE, file.candidature)) if file else await nothing_deposited(turn)
    lines = [filled(turn.call, said, reference=done.file.candidature.reference)]
    if move is ApplicationMove.WITHDRAW and not turn.call.dispatch.is_done:
        lines.append(filled(turn.call, texts.WITHDRAWN_HERE))
    return Reply.of(plain_message(texts.MINE_TITLE, lines, [cards.shows(done.file.candidature)]))


async def made(
    turn: Turn,
    move: ApplicationMove,
    reference: str,
    version: int | None = None,
    *,
    given: ApplicationGiven | None,
    draft: Draft | None,
) -> actions.ApplicationResult:
    """Make a move, with what a form has given. Raises as ``actions.make`` does."""
    return await actions.make(
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


async def _left_already(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Answer a second press once it is done."""
    file = await queries.by_reference(turn.storage, subject)
    if file is None or file.candidature.candidate != turn.person.key:
        return None
    return Reply.text(_state(texts.STATE_CHANGED, file.candidature))


def of_application(title: str) -> Callable[[Draft], str]:
    """Return what titles a form on an application: ``title``, and the number."""
    return lambda draft: general.FORM_OF.format(title=title, reference=draft.subject)


def _leaving(move: ApplicationMove, asked: DecisionForm) -> Form:
    async def send(turn: Turn, draft: Draft) -> Reply:
        return await _leave(turn, draft, move, asked.done)

    return Form(
        name=move.value,
        title=asked.title,
        about=of_application(asked.title),
        fields=asked.fields,
        send=send,
        again=_left_already,
        send_title=asked.send,
        review=asked.review,
        aside=texts.WITHDRAW_ASIDE,
    )


_LEAVING: Mapping[ApplicationMove, Form] = MappingProxyType(
    {row.move: _leaving(row.move, row.own_form) for row in MOVES if row.own_form}
)

_DEPOSITED: Collection[ApplicationStatus] = frozenset(
    {ApplicationStatus.SUBMITTED, ApplicationStatus.INCOMPLETE, ApplicationStatus.UNDER_REVIEW}
)


async def mine(turn: Turn) -> tuple[Turn, ApplicationFile | None]:
    """Return the person's application that is meant, and the turn that deals with its call.

    It is that which a button names, or the words typed; else that to the call that is dealt with; without any there, nor a
    draft of one, the last to another call.
    """
    named = _named(turn)
    if named:
        meant = await queries.by_reference(turn.storage, named)
        if meant and meant.candidature.candidate == turn.person.key:
            return turn.on(meant.candidature.call), meant
    file = await queries.latest_of(turn.storage, turn.call.id, turn.person.key)
    if file is not None or await _has_draft(turn):
        return turn, file
    other = next(iter(await queries.all_of(turn.storage, turn.person.key)), None)
    if other is None:
        return turn, None
    return turn.on(other.candidature.call), other


def _named(turn: Turn) -> str:
    """Return the number of the application that the words or the button name; "" for none."""
    if turn.incoming.happening is Happening.MESSAGE:
        return application_in(turn.incoming.text, paris_day(turn.now).year) or ""
    return str(turn.incoming.value.get("reference", ""))[:_LONGEST]


async def _mine_to(turn: Turn, wanted: Set[ApplicationMove], verb: str) -> tuple[Turn, ApplicationFile | None] | Reply:
    """Return the person's application with which one of these moves is meant; where it may be several, the question which.

    One that is named is meant, whatever may be done with it.
    """
    if _named(turn):
        return await mine(turn)
    possible = [
        file
        for file in await queries.all_of(turn.storage, turn.person.key)
        if file.candidature.reference and wanted & set(moves(turn.on(file.candidature.call), file))
    ]
    here = [file for file in possible if file.candidature.call == turn.call.id]
    if len(possible) == 1:
        return turn.on(possible[0].candidature.call), possible[0]
    if not possible or here[1:]:
        return await mine(turn)
    buttons, lines = [], []
    for file in possible[:_SEVERAL]:
        named = {"reference": file.candidature.reference}
        title = turn.services.call_of(file.candidature.call).call.title
        state = general.STATES[file.candidature.status_for_candidate]
        lines.append(texts.WHICH_LINE.format(**named, state=state, title=title))
        buttons.append(el.asks(file.candidature.reference, verb, named))
    return Reply.of(plain_message(texts.WHICH_OF_MINE, lines, buttons))


async def on_file(turn: Turn, reference: str) -> Turn:
    """Return the turn that deals with the call of an application."""
    file = await queries.by_reference(turn.storage, reference)
    return turn.on(file.candidature.call) if file else turn


async def _others(turn: Turn) -> list[ApplicationFile]:
    """Return the person's applications to other calls than that which is dealt with."""
    every = await queries.all_of(turn.storage, turn.person.key)
    return [one for one in every if one.candidature.call != turn.call.id and one.candidature.reference]


async def _has_draft(turn: Turn) -> bool:
    kept = await drafts_of(turn.storage, turn.person.key)
    return any(one.form == FORM and one.subject == turn.call.id for one in kept)


def moves(turn: Turn, file: ApplicationFile, available: Sequence[ApplicationMove] = OWN) -> tuple[str, ...]:
    """Return what the person may do now with an application, of what is ``available``: for their own, unless said otherwise."""
    facts = turn.services.terms.facts(opened=file.opened)
    return moves_for(APPLICATION_CYCLE, file.candidature, turn.person, turn.now, facts=facts, available=available)


def _state(template: str, candidature: Candidature) -> str:
    state = general.STATES[candidature.status_for_candidate]
    return template.format(reference=candidature.reference, state=state)


def _not_now(turn: Turn, file: ApplicationFile | None) -> Reply:
    """Refuse what is too early, or too late."""
    if turn.now < turn.call.call.opens_at:
        return Reply.of(plain_message(texts.EARLY_TITLE, [filled(turn.call, texts.EARLY)]))
    return _closed(turn, file)


def _how_to_apply(call: Call) -> str:
    documents = enclosures(call)
    said = filled(call, texts.BY_MAIL, ways=ways_of(call))
    return f"{said} {texts.TO_ENCLOSE.format(documents=documents)}" if documents else said


def _closed(turn: Turn, file: ApplicationFile | None) -> Reply:
    """Refuse clearly after the closing, with what remains possible."""
    call = turn.call
    buttons = [cards.shows(file.candidature)] if file else []
    return Reply.of(plain_message(texts.EXPIRED_TITLE, [filled(call, texts.CLOSED)], buttons))


async def nothing_deposited(turn: Turn) -> Reply:
    """Say that nothing is deposited; a draft is pointed to."""
    if await _has_draft(turn):
        return await show_mine(turn)
    return Reply.text(filled(turn.call, texts.NOTHING_TO_CHANGE))
