"""What a move asks: the forms of a reason, a moment or a report, whom it goes to, and what is said once it is made.

A draft keeps the version of the request that was looked at, so that what somebody else has done meanwhile is not undone
unseen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from dialogs.assistance import texts
from dialogs.assistance.fields import ON_SITE, REASON_CHARACTERS, Now, contact_in
from dialogs.assistance.moves import MOVES, ROWS, MoveForm
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import CardPart, Message, Reply, notes, plain_message, titled, told, words
from dialogs.core.exchange import rows as listed_rows
from dialogs.core.form import Field, Form
from dialogs.core.form_texts import TOPICS
from dialogs.core.request_line import named, request_row, state_of
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, Choice, ChoiceSetInput, TextInput
from knowledge.french import PARIS, brief_person, counted, days_said, instant, listed, long_date, shortened
from knowledge.lifecycle import Recipient
from knowledge.people import Person, PersonKey, Role
from knowledge.request import CancelReason, RequestGiven, RequestMove, RequestRefusal, WaitingFor
from knowledge.team import Absence
from knowledge.time.delays import Delays
from storage.actions.drafts import Draft
from storage.actions.notices import REQUEST_BY_PHONE
from storage.actions.requests import RequestResult
from storage.queries.people import Someone
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
        RequestRefusal.TICKET_SAME: "ticket",
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
        on_site=answers.get("where") == ON_SITE,
        waiting_for=WaitingFor(waiting) if waiting else None,
        resume_at=datetime.fromisoformat(resume) if resume else None,
        report=answers.get("report", ""),
        minutes=int(minutes) if minutes else None,
        cancel_as=CancelReason(cancelled) if cancelled else None,
        duplicate_of=answers.get("duplicate", "") if doubled else "",
        contact=contact_in(answers) if answers.get("name") else None,
        ticket=answers.get("ticket", ""),
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
        send_title=asked.send or ROWS[move].button,
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
        ticket=request.ticket,
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


PAGE = 6  # Of either kind.


def receipt_note(done: RequestResult, by: PersonKey, *, in_chat: bool = True) -> str:
    """Return what is said above a request that has just been stored; ``in_chat``: where its steps will be told too."""
    file = done.file
    if done.again:
        return texts.DONE_AGAIN.format(reference=file.reference)
    own = file.request.requester == by
    if own and in_chat:
        return texts.DONE_TITLE  # The card says the rest, and goes on saying it.
    said = [
        texts.DONE_TITLE_LOG.format(reference=file.reference),
        texts.DONE_TAKEN
        if done.move is RequestMove.LOG_AND_TAKE
        else texts.DONE_NEXT_THERE
        if own
        else texts.DONE_NEXT_LOG,
    ]
    if file.request.urgent:
        said.append(texts.DONE_NEXT_URGENT)
    return " ".join(said)


def mine_message(
    person: Person, held: Sequence[RequestFile], made: Sequence[RequestFile], now: datetime, stands: str = ""
) -> Message:
    """Return the requests a person holds and those they have made, each opened by a press; ``stands``: what is said first."""
    parts = [(texts.MINE_HELD, held)] if person.has(Role.EXPERT) else []
    parts.append((texts.MINE_MADE, [file for file in made if file not in held]))
    shown: list[CardPart] = [words(stands)] if stands else []
    for title, files in parts:
        if not files:
            continue
        said = title.format(count=len(files))
        more = [texts.MINE_MORE.format(count=counted(len(files) - PAGE, "autre"))] if len(files) > PAGE else []
        own = title == texts.MINE_HELD
        rows = [request_row(file, now, own=own) for file in files[:PAGE]]
        shown.append(titled(said, listed_rows(rows, [line(file, now) for file in files[:PAGE]]), notes(*more)))
    if not shown:
        shown.append(words(texts.MINE_NONE_EXPERT if person.has(Role.EXPERT) else texts.MINE_NONE))
    logs = person.handles_requests
    title, verb = (
        (general.BUTTON_LOG_REQUEST, "assistance.log") if logs else (general.BUTTON_ASK_ASSISTANCE, "assistance.start")
    )
    return told(texts.MINE_TITLE, *shown, actions=[el.asks(title, verb)])


def line(file: RequestFile, now: datetime) -> str:
    """Return a request on one line."""
    request = file.request
    since = request.status_since or file.logged_at
    said = texts.MINE_LINE.format(
        reference=file.reference,
        school=shortened(file.school, 60) or request.uai,
        topic=TOPICS[request.topic] if request.topic else "",
        state=state_of(request, now).word,
        since=long_date(since.astimezone(PARIS).date()),
    )
    if request.urgent:
        said = f"{said} — {texts.URGENT_MARK}"
    return said


def target_message(
    reference: str,
    version: int,
    move: RequestMove,
    experts: Sequence[Someone],
    said: str = "",
    *,
    notes: Mapping[PersonKey, str] = MappingProxyType({}),
    meant: str = "",
) -> Message:
    """Ask to which expert a request is given, and why where that is needed. ``said``: what was missing; ``meant``: who was named.

    ``notes``: what helps to choose, beside a name: away, knows the subject, holds so many.
    """
    choice = ROWS[move].experts
    if choice is None:
        raise ValueError(f"{move} is not made by the choice of an expert")
    title = choice.title.format(reference=reference)
    reason = TextInput(
        id="reason",
        label=texts.REASON,
        is_multiline=True,
        max_length=REASON_CHARACTERS,
        is_required=True,
        error_message=choice.ask_reason,
    )
    shown = el.card(
        el.heading(title),
        el.paragraph(said) if said else None,
        ChoiceSetInput(
            id="oid",
            label=texts.TARGET,
            choices=[Choice(title=_choice(one, notes.get(one.key, "")), value=one.key.oid) for one in experts],
            style="compact",
            value=meant or None,
            is_required=True,
            error_message=texts.TARGET_NEEDED,
        ),
        reason if choice.ask_reason else None,
        actions=[
            el.acts(
                texts.ASSIGN_CONFIRM,
                f"request.{move}_to",
                {"reference": reference, "version": version},
                style="positive",
            )
        ],
    )
    names = listed([one.name for one in experts if one.name])
    return Message(" ".join(filter(None, (f"{title}.", said, texts.TARGETS.format(names=names)))), shown)


def _choice(one: Someone, note: str) -> str:
    return shortened(" – ".join(filter(None, (one.name or one.key.oid, note))), 100)


def _on_a_button(name: str) -> str:
    return shortened(brief_person(name), 17)


def away_message(file: RequestFile, move: RequestMove, absence: Absence, reason: str) -> Message:
    """Say that the expert who was chosen is away, and ask whether it is given all the same, or to who stands in."""
    name = absence.name or texts.TARGET
    lines = [texts.TARGET_AWAY.format(name=name, days=days_said(absence.days.first, absence.days.last))]
    data = {"reference": file.reference, "version": file.request.version, "reason": reason}
    verb = f"request.{move}_to"
    actions: list[Action] = []
    if absence.cover and absence.cover != file.request.holder:
        lines.append(texts.TARGET_AWAY_COVER.format(name=absence.cover_name))
        instead = texts.TARGET_INSTEAD.format(name=_on_a_button(absence.cover_name))
        actions.append(el.acts(instead, verb, {**data, "oid": absence.cover.oid}, style="positive"))
    anyway = texts.TARGET_ANYWAY.format(name=_on_a_button(name))
    actions.append(el.acts(anyway, verb, {**data, "oid": absence.key.oid, "anyway": True}))
    other = {"reference": file.reference, "version": file.request.version}
    actions.append(el.asks(texts.TARGET_OTHER, f"request.{move}", other))
    return plain_message(lines[0], lines[1:], actions)


def rating_message(reference: str, title: str = "", said: str = "", *more: Action) -> Message:
    """Ask the requester how satisfied they are; ``title`` and what is ``said`` where it comes as a notice."""
    title = title or texts.RATE_TITLE.format(reference=reference)
    asked = " ".join(filter(None, (said, texts.RATE_ASK)))
    shown = el.card(
        el.heading(title),
        el.paragraph(asked),
        ChoiceSetInput(
            id="score",
            label=texts.SCORE,
            choices=[Choice(title=said, value=str(number)) for number, said in enumerate(texts.SCORES, 1)],
            style="expanded",
            is_required=True,
            error_message=texts.REFUSALS[RequestRefusal.SCORE_OUT_OF_RANGE],
        ),
        TextInput(id="comment", label=texts.COMMENT, is_multiline=True, max_length=REASON_CHARACTERS),
        actions=[el.acts(texts.RATE_SEND, "request.rate", {"reference": reference}, style="positive"), *more],
    )
    return Message(f"{title}. {asked}", shown)
