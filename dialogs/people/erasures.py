"""Requests of erasure, by the SA EPLE: which wait, the decision, carried out by the same press, their notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.exchange import (
    CardPart,
    Letter,
    Message,
    NumberPress,
    Reply,
    notes,
    plain_message,
    told,
    words,
)
from dialogs.core.filling import place, start
from dialogs.core.form import Choice, Field, Form, free_text, one_of
from dialogs.core.notice import (
    NoticeFeature,
    NoticeSpec,
    NoticeText,
    NoticeView,
    Wording,
    by_kind,
    one_by_one,
    plain_letter,
)
from dialogs.people import texts
from dialogs.people.privacy import said_in_the_way
from dialogs.ui import elements as el
from dialogs.ui.elements import Action
from knowledge.batch import ErasureStatus, answer_due
from knowledge.french import PARIS, counted, long_date
from knowledge.french import typeset as _
from knowledge.people import PersonKey, Role
from knowledge.understanding.answer_fit import WORDS
from knowledge.understanding.matter import ANYTHING
from storage.actions import erasures as decisions
from storage.actions.drafts import Draft
from storage.actions.notices import ERASURE_ASKED, ERASURE_DECIDED, ERASURE_DUE
from storage.outbox import Row
from storage.queries import erasures as queries
from storage.queries.erasures import ErasureRequest, InTheWay

PAGE = 5
_ACCEPT = "accept"
_DECISIONS = (
    Choice(_ACCEPT, texts.ACCEPT, ("effacer", "accepter", "oui")),
    Choice("refuse", texts.REFUSE, ("refuser", "garder", "non")),
)


async def show_waiting(turn: Turn) -> Reply:
    """List the requests of erasure that wait."""
    found = await queries.waiting(turn.storage)
    page = [(one, await queries.in_the_way(turn.storage, one.by)) for one in found[:PAGE]]
    return Reply.of(waiting_message(turn.services, page, len(found), viewer=turn.person.key))


async def say_who_asks(turn: Turn) -> Reply:
    """Tell who names somebody, or a part of their own data, that each person asks for themselves."""
    actions = [el.asks(texts.BUTTON_ERASE, "privacy.erase")]
    if turn.person.has(Role.SA_EPLE):
        actions.insert(0, el.asks(texts.BUTTON_LIST, "erasure.list"))
    return Reply.of(plain_message(texts.LIST_TITLE, [texts.ON_BEHALF], actions))


def waiting_message(
    services: Services, page: list[tuple[ErasureRequest, InTheWay]], total: int, *, viewer: PersonKey
) -> Message:
    """Return the requests that wait, the oldest first, with what stands in the way of each and a button to answer."""
    if not total:
        return Message(texts.LIST_NONE, el.card(el.heading(texts.LIST_TITLE), el.paragraph(texts.LIST_NONE)))
    lines = [texts.LIST_COUNT.format(count=counted(total, "demande attend", "demandes attendent"))]
    shown, buttons = [words(*lines)], list[Action]()
    for one, standing in page:
        line = texts.LIST_LINE.format(
            number=one.number, name=one.name or texts.NO_NAME, date=day(one.asked_at), due=day(answer_due(one.asked_at))
        )
        shown.append(CardPart([el.said(line)], [line]))
        if standing:
            shown.append(notes(texts.LIST_WAY.format(what=said_in_the_way(services, standing, own=False))))
        if one.by == viewer:
            shown.append(notes(services.worded(texts.LIST_OWN)))
        else:
            title = texts.BUTTON_ANSWER.format(number=one.number)
            buttons.append(el.asks(title, "erasure.answer", {"number": one.number}))
    more = [texts.LIST_MORE.format(count=total - len(page))] if total > len(page) else []
    return told(texts.LIST_TITLE, *shown, notes(*more, texts.LIST_HOW), actions=buttons)


def day(moment: datetime) -> str:
    """Return the day of ``moment``, as it is read."""
    return long_date(moment.astimezone(PARIS).date())


async def answer(turn: Turn, asked: NumberPress) -> Reply:
    """Begin to decide on a request that waits."""
    found = await queries.get(turn.storage, asked.number)
    if found is None:
        return Reply.text(texts.NO_SUCH)
    if found.status is not ErasureStatus.WAITING:
        return Reply.text(texts.DECIDED_ALREADY.format(number=asked.number))
    if found.by == turn.person.key:
        return Reply.text(turn.worded(texts.NOT_OWN))
    return await start(turn, FORM.name, subject=str(asked.number))


async def _send(turn: Turn, draft: Draft) -> Reply:
    accept = draft.answers["decision"] == _ACCEPT
    try:
        await decisions.decide(
            turn.storage,
            place(turn),
            draft,
            accept=accept,
            reason=draft.answers["reason"],
            now=turn.now,
            activity=turn.shown,
        )
    except decisions.NotTheirs:
        return Reply.text(turn.worded(texts.NOT_OWN if turn.person.has(Role.SA_EPLE) else general.NOT_YOURS))
    except decisions.DecidedAlready:
        return Reply.text(texts.DECIDED_ALREADY.format(number=draft.subject))
    except decisions.StillInTheWay as standing:
        return Reply.text(texts.IN_THE_WAY.format(what=said_in_the_way(turn.services, standing.what, own=False)))
    return _say_decided(ErasureStatus.ACCEPTED if accept else ErasureStatus.REFUSED, draft.subject)


def _say_decided(status: ErasureStatus, number: str) -> Reply:
    said = texts.DONE[status].format(number=number)
    shown = el.card(el.heading(texts.FORM_ABOUT.format(number=number)), el.paragraph(said))
    return Reply.of(Message(said, shown))


async def _answer_second_press(turn: Turn, _nonce: str, subject: str) -> Reply | None:
    """Say what was decided, to the member who did; to others, that it is."""
    if not subject.isdecimal() or not turn.person.has(Role.SA_EPLE):
        return None
    found = await queries.get(turn.storage, int(subject[:15]))
    if found is None or found.status is ErasureStatus.WAITING:
        return None
    if found.decided_by == turn.person.key:
        return _say_decided(found.status, subject)
    return Reply.text(texts.DECIDED_ALREADY.format(number=subject))


FORM = Form(
    name="erasure",
    title=texts.FORM_TITLE,
    about=lambda draft: texts.FORM_ABOUT.format(number=draft.subject),
    fields=(
        Field("decision", texts.DECISION, texts.ASK_DECISION, one_of(_DECISIONS), choices=_DECISIONS),
        Field("reason", texts.REASON, texts.ASK_REASON, free_text, hint=texts.REASON_HINT, multiline=True, longest=1_000,
              free=True, alone=WORDS, tells=ANYTHING),
    ),
    send=_send,
    again=_answer_second_press,
    send_title=texts.SEND,
    review=texts.FORM_REVIEW,
)  # fmt: skip


def forms(_services: Services) -> Iterator[Form]:
    """Return the form that answers a request of erasure."""
    yield FORM


# --- Notices: to the SA EPLE and to the data controller, then to the person who asked.


@dataclass(frozen=True, slots=True)
class ErasureView(NoticeView):
    """A request of erasure as it stands, for the notice in ``row``."""

    request: ErasureRequest

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the person who asked."""
        return self.row.notice.kind == ERASURE_DECIDED

    @property
    def values(self) -> Mapping[str, object]:
        """Return the request's values."""
        one = self.request
        return {
            "number": one.number,
            "name": one.name or texts.NO_NAME,
            "date": day(one.asked_at),
            "due": day(answer_due(one.asked_at)),
            "decided": day(one.decided_at or one.asked_at),
            "reason": one.reason,
        }


async def _view(services: Services, row: Row) -> ErasureView | None:
    found = await queries.get(services.storage, int(row.notice.reference or 0))
    return ErasureView(services, row, found) if found else None


def _waits(view: ErasureView) -> bool:
    return view.request.status is ErasureStatus.WAITING


def _answer(view: ErasureView) -> list[Action]:
    title = texts.BUTTON_ANSWER.format(number=view.request.number)
    return [el.asks(title, "erasure.answer", {"number": view.request.number})]


def _decision(view: ErasureView) -> list[str]:
    status = view.request.status
    templates = (texts.DECIDED[status], texts.DECIDED_REASON, texts.DECIDED_NEXT[status])
    return [view.fill(template) for template in templates]


def _letter(view: ErasureView, text: NoticeText) -> Letter:
    how = [] if view.to_owner else [view.services.worded(texts.HOW)]
    return plain_letter(view, text.first_line, [*text.lines, *how])


NOTICES: NoticeFeature[ErasureView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=ERASURE_ASKED,
            label=_("demande d'effacement"),
            still_true=_waits,
            staff=Wording(texts.ASKED_TITLE, texts.ASKED, actions=_answer),
        ),
        NoticeSpec(
            kind=ERASURE_DUE,
            reminder=True,
            label=_("rappel d'une demande d'effacement"),
            still_true=_waits,
            staff=Wording(texts.DUE_TITLE, texts.ASKED, actions=_answer),
        ),
        NoticeSpec(
            kind=ERASURE_DECIDED,
            label=_("réponse à une demande d'effacement"),
            still_true=lambda view: not _waits(view),
            owner=Wording(texts.DECIDED_TITLE, more=_decision),
        ),
    ),
    views=one_by_one(_view),
    letter=_letter,
)
