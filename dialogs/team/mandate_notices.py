"""The notices of mandates: its end comes, it was renewed, a training was noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from dialogs.team import mandate_texts as texts
from dialogs.team.names import name_of
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.french import long_date
from knowledge.mandate import Mandate
from storage.actions.notices import MANDATE_ENDS, MANDATE_RENEWED, MANDATE_TRAINED
from storage.notice_data import MandateData, from_json
from storage.outbox import Row
from storage.queries import mandates as queries


@dataclass(frozen=True, slots=True)
class MandateView:
    """A mandate as it is now, and the day that the notice is about."""

    services: Services
    row: Row
    one: Mandate
    day: date | None

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the expert whose mandate it is."""
        return self.row.notice.to == self.one.key

    def fill(self, template: str) -> str:
        """Return ``template`` with the expert and the day."""
        return template.format(name=name_of(self.one.name), day=long_date(self.day) if self.day else "")


async def _view(services: Services, row: Row) -> MandateView | None:
    about = from_json(MandateData, row.notice.data)
    one = await queries.mandate_of(services.storage, about.key)
    return MandateView(services, row, one, about.day) if one else None


def _actions(view: MandateView) -> Sequence[Action]:
    data = {"oid": view.one.key.oid}
    return (
        el.asks(texts.BUTTON_RENEW, "mandate.renew", data),
        el.asks(texts.BUTTON_END, "mandate.end", data),
        el.asks(texts.BUTTON_SHOW, "mandate.open", data),
    )


def _reach(view: MandateView) -> Sequence[str]:
    reach = view.one.may_reach
    return [texts.MAY_REACH.format(day=long_date(reach))] if reach and view.day and reach > view.day else []


def _trained(view: MandateView) -> str:
    return texts.TRAINED_OWN if view.day else texts.UNTRAINED_OWN


def _trained_line(view: MandateView) -> Sequence[str]:
    return [texts.TRAINED_OWN_LINE if view.day else texts.UNTRAINED_OWN_LINE]


def _message(_view: MandateView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, text.actions)


def _letter(view: MandateView, text: NoticeText) -> Letter:
    return plain_letter(
        view.services, view.row.notice.mail or "", text.first_line, [f"{text.first_line}.", *text.lines]
    )


SPECS = by_kind(
    NoticeSpec(
        kind=MANDATE_ENDS,
        label=texts.LABEL,
        reminder=True,
        still_true=lambda view: view.one.ends == view.day,
        owner=Wording(texts.ENDS_OWN, texts.ENDS_OWN_LINE),
        staff=Wording(texts.ENDS_STAFF, more=_reach, actions=_actions),
    ),
    NoticeSpec(
        kind=MANDATE_RENEWED, still_true=lambda view: view.one.ends == view.day, owner=Wording(texts.RENEWED_OWN)
    ),
    NoticeSpec(
        kind=MANDATE_TRAINED,
        still_true=lambda view: view.one.trained_on == view.day,
        owner=Wording(_trained, more=_trained_line),
    ),
)
NOTICES: NoticeFeature[MandateView] = NoticeFeature(
    specs=SPECS, views=one_by_one(_view), message=_message, letter=_letter
)
