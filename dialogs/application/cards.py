"""Cards for those who apply: what is deposited, where it stands, whom the call addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import Field

from dialogs.application import texts
from dialogs.application.fields import files_held, said_apart, said_rows
from dialogs.application.moves import OWN, ROWS, journal_line
from dialogs.core import texts as general
from dialogs.core.dispatch import one_file_of, to_do
from dialogs.core.exchange import CardPart, Message, Pressed, _plain, filled, notes, of_file, told, words
from dialogs.core.request_line import APPLICATION_REFERENCE, state_mark
from dialogs.core.request_line import shown as school_shown
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action, CardElement
from knowledge.application import DECIDED, ApplicationMove, ApplicationStatus, Candidature
from knowledge.call import Call, Dispatch
from knowledge.french import instant, listed, long_date, quoted, typeset
from knowledge.lifecycle import Relation
from knowledge.schools.register import EMPTY, Register
from knowledge.time.delays import paris_day
from storage.actions.sayings import NOTE
from storage.outbox import NoticeState
from storage.queries.applications import ApplicationFile, Sent, writable
from storage.queries.journal import JournalLine

LONGEST_REASON = 240  # Characters of a reason in the history: whole, it stands where it matters.
SHOWN_LINES = 8  # Lines of history in a card.
DECISIONS = frozenset({ApplicationMove.ACCEPT, ApplicationMove.REJECT, ApplicationMove.DROP})
_DEPOSITS = (
    ApplicationMove.DEPOSIT,
    ApplicationMove.RECORD,
    ApplicationMove.MODIFY,
    ApplicationMove.ADD_PIECES,
    ApplicationMove.COMPLETE,
)


def edition_at(history: Sequence[JournalLine], candidature: Candidature) -> datetime | None:
    """Return when the present version was deposited."""
    made = [line.at for line in history if line.move in _DEPOSITS and line.role != Relation.SYSTEM]
    return made[-1] if made else candidature.deposited_at


def texts_apart(call: Call, candidature: Candidature) -> list[CardElement]:
    """Return the texts of several lines that an application holds, each below its label."""
    said = said_apart(call, candidature)
    return [element for label, text in said for element in (el.strong(label), el.said(text))]


def rows_of(call: Call, candidature: Candidature, register: Register) -> list[tuple[str, str]]:
    """Return what an application says, labelled, its school by its name."""
    return [(label, school_shown(register, value)) for label, value in said_rows(call, candidature)]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. ``again``: it was deposited before, and nothing was sent a second time."""

    file: ApplicationFile
    move: ApplicationMove
    at: datetime
    closed: bool
    server: bool
    copied: bool
    again: bool = False
    register: Register = EMPTY  # Where the school's name is found.


def receipt_lines(call: Call, receipt: Receipt) -> list[str]:
    """Return the sentences of a receipt, by card or by mail."""
    candidature = receipt.file.candidature
    said = {
        ApplicationMove.MODIFY: texts.RECEIPT_CHANGED,
        ApplicationMove.ADD_PIECES: texts.RECEIPT_PIECES,
        ApplicationMove.COMPLETE: texts.RECEIPT_COMPLETED,
    }.get(receipt.move, texts.RECEIPTS.get(call.dispatch, texts.RECEIPT))
    again = texts.RECEIPT_AGAIN if call.dispatch.is_done else texts.RECEIPT_AGAIN_KEPT
    values = {"reference": candidature.reference, "edition": candidature.edition, "when": instant(receipt.at)}
    lines = [(again if receipt.again else said).format(**values)]
    if call.dispatch is not Dispatch.HERE and not (receipt.again and call.dispatch is Dispatch.SENT):
        # What the person has to do comes before what needs nothing of them.
        lines.append(_mail_said(call, receipt))
    lines += pieces_line(call, candidature)
    if candidature.deposited_at and (receipt.again or receipt.move is not ApplicationMove.DEPOSIT):
        lines.append(texts.RECEIPT_FIRST.format(when=instant(candidature.deposited_at)))
    day = call.call.results
    results = texts.NEXT_RESULTS.format(day=long_date(day)) if day else ""
    open_next = texts.NEXT_OPEN if call.dispatch.is_done else texts.NEXT_KEPT
    lines.append(filled(call, texts.NEXT_CLOSED if receipt.closed else open_next, results=results))
    lines.append(filled(call, texts.CONTACT))
    return lines


def _mail_said(call: Call, receipt: Receipt) -> str:
    """Return what becomes of the application now, and what the person has to do."""
    if call.dispatch is not Dispatch.SENT:
        return to_do(call)
    sent = texts.MAIL_NOT_SENT if not receipt.server else texts.MAIL_GOES if receipt.copied else texts.MAIL_NOT_COPIED
    return filled(call, sent)


def shows(candidature: Candidature) -> Action:
    """Return the button that shows their application to its candidate, who may have others."""
    return el.asks(texts.BUTTON_SHOW, "candidature.show", {"reference": candidature.reference})


def receipt_message(call: Call, receipt: Receipt) -> Message:
    """Return the receipt: number, date and hour in Paris, content, what comes next, whom to ask."""
    candidature = receipt.file.candidature
    head = texts.RECEIPT_TITLES.get(call.dispatch, texts.RECEIPT_TITLE).format(reference=candidature.reference)
    lines = receipt_lines(call, receipt)
    rows = rows_of(call, candidature, receipt.register)
    named = {"reference": candidature.reference}
    actions: list[Action] = [shows(candidature)]
    if call.dispatch is Dispatch.ELSEWHERE:
        actions += _letter_button(call, named)
    elif call.dispatch is Dispatch.BY_HAND or (
        call.dispatch is Dispatch.SENT and not (receipt.server and receipt.copied)
    ):
        actions.append(el.asks(texts.BUTTON_MAIL, "candidature.mail", named))
        actions.append(el.asks(texts.BUTTON_DRAFT, "candidature.eml", named))
        actions += _letter_button(call, named) if one_file_of(call) else []
    said = [f"{label} : {value}" for label, value in rows]
    answers = (texts.SHOW_SAID, [el.facts(rows), *texts_apart(call, candidature)])
    end = CardPart(pt.choices(actions, [], "", answers), said)
    *first, contact = lines
    done = texts.DEPOSITED if call.dispatch.is_done else texts.KEPT_STATE
    pill = CardPart([pt.pills(pt.Mark(done, pt.Tone.GOOD))])
    if call.dispatch.is_done and receipt.move is ApplicationMove.DEPOSIT and not receipt.again:
        dated = texts.RECEIPT_DATED.format(receipt=head, when=instant(receipt.at))
        return told(texts.RECEIPT_HEAD, notes(dated), pill, words(*first[1:]), notes(contact), end)
    return told(head, pill, words(*first), notes(contact), end)


def _letter_button(call: Call, named: Mapping[str, str]) -> list[Action]:
    """Return the button that gives the letter as a document, where the call wants one; ``named``: the application's number."""
    written = call.application is not None and call.application.letter is not None
    return [el.asks(texts.BUTTON_LETTER, "candidature.letter", named)] if written else []


def to_be_sent_by_hand(call: Call, file: ApplicationFile, sent: Sent | None) -> bool:
    """Tell whether the call's mail has not left in full, or not surely, while it may still serve."""
    if call.dispatch is Dispatch.BY_HAND:
        return file.candidature.status in _IN_COURSE and not file.candidature.mailed_on
    if sent is None or file.candidature.status not in _IN_COURSE:
        return False
    on_its_way = sent.state in (NoticeState.PENDING, NoticeState.LEASED, NoticeState.SENT)
    return not (sent.server and sent.copied and on_its_way)


def mail_line(call: Call, sent: Sent | None, *, own: bool = True) -> list[str]:
    """Return the sentences that tell what became of the call's mail; ``own``: to the candidate, who may send it."""
    if sent is None:
        return []
    if not sent.server:
        return [texts.MAIL_STATE_FILE if own else texts.MAIL_STATE_FILE_STAFF]
    lines = [texts.MAIL_STATES[sent.state].format(when=instant(sent.at) if sent.at else "")]
    if not sent.copied and sent.state is NoticeState.SENT:
        lines.append(filled(call, texts.MAIL_STATE_PARTIAL))
    return lines


def history_lines(history: Sequence[JournalLine], candidature: Candidature, *, own: bool) -> list[str]:
    """Return the end of an application's history; to its candidate (``own``), a decision held back is not told."""
    lines = []
    for line in history:
        if own and candidature.held_back and line.move in DECISIONS:
            continue
        what = journal_line(line.move, by_program=line.role == Relation.SYSTEM)
        edition = line.data.get("edition")
        template = texts.LINE_VERSION if edition else texts.LINE
        said = template.format(what=what, when=instant(line.at), edition=edition)
        told = own and line.move in DECISIONS  # The reason of a decision stands above.
        reason = (
            "" if told else line.reason if len(line.reason) <= LONGEST_REASON else f"{line.reason[:LONGEST_REASON]}…"
        )
        lines.append(texts.LINE_REASON.format(line=said, reason=reason) if reason else said)
    return lines[-SHOWN_LINES:]


def thread_lines(thread: Sequence[JournalLine], *, own: bool) -> list[str]:
    """Return what was written about an application, and noted, the last of it; ``own``: as its candidate reads it."""
    lines = []
    for line in thread[-SHOWN_LINES:]:
        mine = own and line.role == Relation.CANDIDATE
        template = texts.LINE_OWN if mine else texts.MESSAGE_LINE
        template = texts.LINE_NOTE if line.move == NOTE else template
        lines.append(template.format(name=line.by or texts.NOBODY, when=instant(line.at), text=line.reason))
    return lines


def thread_block(thread: Sequence[JournalLine], write: Action | None, *, own: bool) -> list[CardElement]:
    """Return what was written about an application, folded, with the button that ``write``s; the button where nothing was."""
    button: list[CardElement] = [el.buttons(write)] if write else []
    if not thread:
        return button
    said = [el.said(line) for line in thread_lines(thread, own=own)]
    return pt.folded("thread", texts.SHOW_THREAD.format(count=len(thread)), *said, *button)


@dataclass(frozen=True, slots=True)
class Mine:
    """What the person sees of their application. ``moves``: what they may do; ``drafted``: something is begun."""

    file: ApplicationFile | None
    moves: tuple[str, ...] = ()
    history: tuple[JournalLine, ...] = ()
    sent: Sent | None = None
    drafted: bool = False
    early: bool = False  # Applications are not taken yet.
    closed: bool = False
    server: bool = False  # Mails leave by one now.
    register: Register = EMPTY  # Where the school's name is found.
    others: tuple[ApplicationFile, ...] = ()  # The person's applications to other calls, with the titles of these.
    titles: Mapping[str, str] = field(default_factory=dict)
    past: bool = False  # Another call is in force instead.
    thread: tuple[JournalLine, ...] = ()  # What was written about it.

    @property
    def may_send_mail(self) -> bool:
        """Tell whether the call's mail, kept as a file, may leave now."""
        return (
            self.sent is not None
            and not self.sent.server
            and self.server
            and self.file is not None
            and (self.file.candidature.status in _NOT_AGAIN)
        )


def mine_message(call: Call, mine: Mine) -> Message:
    """Return the person's own application: state, history, whether the call's mail has left, what they may do."""
    file = mine.file
    actions: list[Action] = []
    above: list[CardElement] = []
    body: list[CardElement] = []
    head = texts.MINE_TITLE
    if file is None:
        lines = [filled(call, texts.MINE_DRAFT if mine.drafted else texts.MINE_NONE)]
        when = texts.CLOSED if mine.closed else texts.EARLY if mine.early else texts.DEADLINE
        lines.append(filled(call, when))
    else:
        lines = _state_lines(call, file, mine)
        if mine.past:
            lines.append(filled(call, texts.PAST_CALL))
        if file.candidature.edition:
            head = texts.MINE_TITLE_OF.format(reference=file.candidature.reference)
            mark = state_mark(file.candidature.status_for_candidate)
            # What the candidate sends or deposits is but kept here, until somebody examines it.
            kept = not call.dispatch.is_done and file.candidature.status_for_candidate == "submitted"
            above = [pt.pills(replace(mark, word=texts.KEPT_STATE) if kept else mark)]
            body = _deposited(call, file, mine)
    if mine.drafted:
        actions.append(el.asks(texts.BUTTON_RESUME, "candidature.resume"))
    elif (file is None or file.candidature.status not in _NOT_AGAIN) and not (mine.early or mine.closed):
        actions.append(el.asks(texts.BUTTON_START, "candidature.start"))
    if file:
        names = {"reference": file.candidature.reference}
        actions += [el.asks(ROWS[move].own_button, f"candidature.{move}", names) for move in OWN if move in mine.moves]
        actions += _texts_of(call, file, mine)
    for other in mine.others[:1]:
        candidature = other.candidature
        state = general.STATES[candidature.status_for_candidate]
        title = mine.titles.get(candidature.call, "")
        lines.append(texts.OTHER_CALL.format(title=title, reference=candidature.reference, state=state))
        opens = general.BUTTON_OPEN.format(reference=candidature.reference)
        actions.append(el.asks(opens, "application.open", {"reference": candidature.reference}))
    shown = el.card(el.heading(head), *above, *map(_plain, lines), *body, actions=actions)
    return Message("\n".join([head, *lines]), shown)


# With these, another application is not possible, or of no use.
_NOT_AGAIN = frozenset({"submitted", "incomplete", "under_review", "accepted"})
_IN_COURSE = _NOT_AGAIN - {"accepted"}


def pieces_line(call: Call, candidature: Candidature) -> list[str]:
    """Return which files may still be added, and until when; nothing where the call takes none later, or all are there."""
    form = call.application
    if form is None or form.pieces_until is None:
        return []
    held = {one.id for one, _ in files_held(call, candidature)}
    left = [quoted(typeset(one.label)) for one in form.files if one.id not in held]
    return [texts.PIECES_LEFT.format(labels=listed(left), day=long_date(form.pieces_until))] if left else []


def pieces_button(call: Call, candidature: Candidature) -> list[Action]:
    """Return the button that shows the files of an application, where it has any."""
    count = len(files_held(call, candidature))
    data = {"reference": candidature.reference}
    return [el.asks(texts.BUTTON_PIECES.format(count=count), "application.files", data)] if count else []


def _texts_of(call: Call, file: ApplicationFile, mine: Mine) -> list[Action]:
    actions: list[Action] = []
    named = {"reference": file.candidature.reference}
    by_hand = to_be_sent_by_hand(call, file, mine.sent) and not mine.may_send_mail
    # There is room for five: what is being changed is shown by the form.
    if by_hand and one_file_of(call):  # The letter is no part of the mail's draft then.
        actions += [] if mine.drafted else _letter_button(call, named)
    elif said_apart(call, file.candidature) and not (by_hand and mine.drafted):
        actions.append(el.asks(texts.BUTTON_TEXT, "candidature.text", named))
    if mine.may_send_mail:
        actions.append(el.asks(texts.BUTTON_SEND_MAIL, "candidature.send_mail", named))
    elif call.dispatch is Dispatch.ELSEWHERE and file.candidature.edition:
        actions += _letter_button(call, named)
    elif call.dispatch is not Dispatch.HERE and file.candidature.edition and not file.candidature.mailed_on:
        actions.append(el.asks(texts.BUTTON_MAIL, "candidature.mail", named))
    if by_hand:
        actions.append(el.asks(texts.BUTTON_DRAFT, "candidature.eml", named))
    return actions


def _decision_lines(call: Call, candidature: Candidature, mine: Mine) -> list[str]:
    status, reason = candidature.status_for_candidate, decision_reason(mine.history)
    if status not in DECIDED:
        return []
    said = filled(call, texts.DECISIONS[status], reference=candidature.reference)
    return [said, texts.DECISION_REASON.format(reason=reason)] if reason else [said]


def _state_lines(call: Call, file: ApplicationFile, mine: Mine) -> list[str]:
    candidature = file.candidature
    status = candidature.status_for_candidate
    since = instant(candidature.status_since) if candidature.status_since else ""
    if not candidature.edition:
        return [filled(call, texts.EXPIRED_TEXT), filled(call, texts.CONTACT)]
    # A decision that is held back must not show through the date of the state.
    when = texts.MINE_STATE_ONLY if candidature.held_back else texts.MINE_STATE
    at = edition_at(mine.history, candidature)
    # Deposited and no more: the version says it, with its date.
    said = status == "submitted" and at and not candidature.mailed_on
    lines = [] if said else [when.format(state=general.STATES[status], since=since)]
    if candidature.mailed_on:
        lines.append(texts.MINE_MAILED.format(when=long_date(candidature.mailed_on)))
    elif at:
        version = texts.MINE_VERSION if call.dispatch.is_done else texts.MINE_VERSION_KEPT
        lines.append(version.format(edition=candidature.edition, when=instant(at)))
    if candidature.complement and status == "incomplete":
        lines.append(complement_line(call, candidature))
    lines += _decision_lines(call, candidature, mine)
    if not call.dispatch.is_done and status in _IN_COURSE and not mine.closed and not candidature.mailed_on:
        lines.append(to_do(call, shown=True))
    if {ApplicationMove.MODIFY, ApplicationMove.ADD_PIECES} & set(mine.moves):
        lines += pieces_line(call, candidature)
    lines += [texts.MAIL_STATE_NOW] if mine.may_send_mail else mail_line(call, mine.sent)
    if mine.drafted:
        lines.append(texts.MINE_CHANGES)
    return lines


def decision_reason(history: Sequence[JournalLine]) -> str:
    """Return the reason of the last decision, empty when none was given."""
    return next((line.reason for line in reversed(history) if line.move in DECISIONS), "")


def complement_line(call: Call, candidature: Candidature) -> str:
    """Return what is asked of the candidate, and until when."""
    asked = candidature.complement
    if asked is None:
        raise ValueError("nothing is asked")
    due = long_date(paris_day(asked.due - timedelta(seconds=1)))  # The day counts whole.
    return filled(call, texts.COMPLEMENT_ASKED, lack=texts.LACKS[asked.lack], due=due, text=asked.text)


def _deposited(call: Call, file: ApplicationFile, mine: Mine) -> list[CardElement]:
    lines = history_lines(mine.history, file.candidature, own=True)
    write = el.asks(
        filled(call, texts.BUTTON_WRITE_OWN), "application.message", {"reference": file.candidature.reference}
    )
    may_write = writable(file.candidature)
    return [
        el.strong(texts.MINE_CONTENT if call.dispatch.is_done else texts.MINE_CONTENT_KEPT),
        el.facts(rows_of(call, file.candidature, mine.register)),
        *(el.buttons(one) for one in pieces_button(call, file.candidature)),
        *thread_block(mine.thread, write if may_write else None, own=True),
        *pt.folded("history", texts.SHOW_HISTORY, *(el.subtle(line) for line in lines)),
    ]


class ApplicationToOpen(Pressed):
    """The application that a button opens; empty where its number is typed."""

    reference: str = Field("", pattern=rf"^({APPLICATION_REFERENCE})?$")


class ApplicationPress(Pressed):
    """The application that a button is about, and the version shown; 0, where a button carries none, is stale for any move."""

    reference: str = Field(pattern=rf"^{APPLICATION_REFERENCE}$")
    version: int = Field(0, ge=0, le=2**31 - 1)
    said: dict[str, str] = Field({}, max_length=8)  # What was typed with the act, by the field that it answers.


def decision_lines(call: Call, reference: str, status: str, reason: str) -> list[str]:
    """Return what a decision says to the candidate: the same words in the preview and when it is sent."""
    lines = [filled(call, texts.DECISIONS[status], reference=reference)]
    if reason:
        lines.append(texts.DECISION_REASON.format(reason=reason))
    if status == ApplicationStatus.ACCEPTED and call.application and call.application.next:
        lines.append(of_file(call, call.application.next))
    return [*lines, filled(call, texts.DECISION_CONTACT)]


def opening(reference: str) -> Action:
    """Return the button that opens an application."""
    return el.asks(general.BUTTON_OPEN.format(reference=reference), "application.open", {"reference": reference})
