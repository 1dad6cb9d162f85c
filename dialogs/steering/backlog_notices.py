"""The notice that stands for all alerts that come late: how many requests are, counted when it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from dialogs.steering import cards
from dialogs.steering import summary_texts as texts
from knowledge.french import capitalised, number
from knowledge.people import PersonKey, Role
from knowledge.request import RequestStatus
from knowledge.understanding.fields import What
from knowledge.understanding.query import ME, Compare, Group, Op, Query
from storage.actions.notices import BACKLOG
from storage.outbox import Row
from storage.queries.people import roles_of
from storage.queries.status import BoundQuery, grouped

_LATE, _MINE = Compare("state", ("en retard",)), Compare("expert", (ME,))


@dataclass(frozen=True, slots=True)
class BacklogView:
    """What is late that the person answers for: of the SA EPLE all, of an expert their own and what nobody has taken."""

    services: Services
    untaken: int
    idle: int
    query: Query
    row: Row

    @property
    def to_owner(self) -> bool:
        """Tell that it goes to who handles requests."""
        return False

    def fill(self, template: str) -> str:
        """Return ``template`` with the numbers."""
        return template.format(count=number(self.untaken + self.idle))


async def _view(services: Services, row: Row) -> BacklogView | None:
    to = row.notice.to
    roles = await roles_of(services.storage, to) if to else frozenset()
    if to is None or not roles & {Role.SA_EPLE, Role.EXPERT}:
        return None
    late = Query(What.REQUESTS, Op.LIST, (_LATE,))
    states = await _states(services, to, late)
    untaken = states.get(RequestStatus.NEW, 0)
    if Role.SA_EPLE in roles:
        return BacklogView(services, untaken, states.get(RequestStatus.ASSIGNED, 0), late, row)
    own = Query(What.REQUESTS, Op.LIST, (_LATE, _MINE))
    idle = (await _states(services, to, own)).get(RequestStatus.ASSIGNED, 0)
    return BacklogView(services, untaken, idle, own if idle else late, row)


async def _states(services: Services, to: PersonKey, query: Query) -> dict[str, int]:
    asked = BoundQuery(query, services.now(), holders={ME: [to]}, delays=services.delays)
    return dict(await grouped(services.storage, asked, Group.STATE))


def _some_are_late(view: BacklogView) -> bool:
    return view.untaken + view.idle > 0


def _told(view: BacklogView) -> list[str]:
    told = ((texts.UNTAKEN, view.untaken), (texts.IDLE, view.idle))
    line = capitalised(" · ".join(text.format(count=number(count)) for text, count in told if count))
    return [line, texts.BACKLOG_MORE]


def _message(view: BacklogView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, [cards.again(texts.BUTTON_LATE, view.query)])


def _letter(view: BacklogView, text: NoticeText) -> Letter:
    return plain_letter(
        view.services, view.row.notice.mail or "", text.first_line, [f"{text.first_line}.", *text.lines]
    )


NOTICES: NoticeFeature[BacklogView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=BACKLOG,
            staff=Wording(texts.BACKLOG, more=_told),
            still_true=_some_are_late,
            reminder=True,
            summary=True,
            label=texts.BACKLOG_LABEL,
        )
    ),
    views=one_by_one(_view),
    message=_message,
    letter=_letter,
)
