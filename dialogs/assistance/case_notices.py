"""The notices of solved cases: one waits for the SA EPLE, one was published or not."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.assistance import case_texts as texts
from dialogs.core.case_line import case_lines, title_of
from dialogs.core.case_texts import OPEN_ONE
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.turn import Letter, Message
from dialogs.ui import elements as el
from knowledge.cases import CaseState, SolvedCase
from knowledge.french import shortened
from knowledge.french import typeset as _
from storage.actions.notices import CASE_DECIDED, CASE_PROPOSED
from storage.outbox import Row
from storage.queries import cases as queries

_SHOWN = 200  # Characters of the difficulty.


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as it stands, for the notice in ``row``."""

    services: Services
    row: Row
    case: SolvedCase

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to who proposed it."""
        return self.row.notice.kind == CASE_DECIDED

    def fill(self, template: str) -> str:
        """Return ``template`` with the case's values."""
        return template.format(number=self.case.number)


async def _view(services: Services, row: Row) -> CaseView | None:
    case = await queries.get(services.storage, int(row.notice.reference or 0))
    return CaseView(services, row, case) if case else None


def _published(view: CaseView) -> bool:
    return view.case.state is CaseState.PUBLISHED


def _message(view: CaseView, text: NoticeText) -> Message:
    case = view.case
    lines = [title_of(case), *text.below]
    problem = shortened(case.text.problem, _SHOWN)
    shown = el.card(
        el.heading(text.first_line),
        *map(el.paragraph, lines),
        el.quote(problem),
        actions=[el.asks(OPEN_ONE.format(number=case.number), "case.open", {"case": case.number})],
    )
    return Message("\n".join([text.first_line, *lines, problem]), shown)


def _letter(view: CaseView, text: NoticeText) -> Letter:
    said = [text.first_line, *text.lines, *case_lines(view.case)]
    return plain_letter(view.services, view.row.notice.mail or "", text.first_line, said)


NOTICES: NoticeFeature[CaseView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=CASE_PROPOSED,
            label=_("cas résolu à relire"),
            still_true=lambda view: view.case.state is CaseState.PROPOSED,
            staff=Wording(texts.PROPOSED_NOTICE),
        ),
        NoticeSpec(
            kind=CASE_DECIDED,
            label=_("suite donnée à un cas proposé"),
            owner=Wording(
                lambda view: texts.PUBLISHED_NOTICE if _published(view) else texts.SET_ASIDE_NOTICE,
                more=lambda view: [texts.PUBLISHED_TEXT if _published(view) else texts.SET_ASIDE_TEXT],
            ),
        ),
    ),
    views=one_by_one(_view),
    message=_message,
    letter=_letter,
)
