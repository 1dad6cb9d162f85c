"""The notices of requests of erasure: to the SA EPLE and to who answers for the data, then to the person who asked."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from dialogs.people import erasure_texts as texts
from dialogs.people.erasures import day
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.erasure import ErasureStatus, answer_due
from knowledge.french import typeset as _
from storage.actions.notices import ERASURE_ASKED, ERASURE_DECIDED, ERASURE_DUE
from storage.outbox import Row
from storage.queries import erasures as queries
from storage.queries.erasures import ErasureRequest


@dataclass(frozen=True, slots=True)
class ErasureView:
    """A request of erasure as it stands, for the notice in ``row``."""

    services: Services
    row: Row
    request: ErasureRequest

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the person who asked."""
        return self.row.notice.kind == ERASURE_DECIDED

    def fill(self, template: str) -> str:
        """Return ``template`` with the request's values."""
        one = self.request
        return self.services.worded(
            template,
            number=one.number,
            name=one.name or texts.NO_NAME,
            date=day(one.asked_at),
            due=day(answer_due(one.asked_at)),
            decided=day(one.decided_at or one.asked_at),
            reason=one.reason,
        )


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


def _message(_view: ErasureView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, text.actions)


def _letter(view: ErasureView, text: NoticeText) -> Letter:
    how = [] if view.to_owner else [view.services.worded(texts.HOW)]
    return plain_letter(view.services, view.row.notice.mail or "", text.first_line, [*text.lines, *how])


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
    message=_message,
    letter=_letter,
)
