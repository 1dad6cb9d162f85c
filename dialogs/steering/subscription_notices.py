"""The notice by which a subscription is answered: its text is the answer, read when it leaves, with the rights of then."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one
from dialogs.core.turn import Letter, Message
from dialogs.steering import subscription_texts as texts
from dialogs.steering import subscriptions
from knowledge.people import Person
from storage.actions.notices import SUBSCRIPTION
from storage.outbox import Medium, Row
from storage.queries import subscriptions as queries
from storage.queries.people import roles_of


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """The answer as it is now."""

    answer: Message

    @property
    def to_owner(self) -> bool:
        """Tell that it goes to who has subscribed."""
        return True

    def fill(self, template: str) -> str:
        """Return ``template``: it has no values."""
        return template


async def _view(services: Services, row: Row) -> SubscriptionView | None:
    one = await queries.by_number(services.storage, int(row.notice.reference or 0))
    if one is None or one.key != row.notice.to:
        return None
    person = Person(one.key, "", await roles_of(services.storage, one.key))
    answer = await subscriptions.answered(services, person, one, services.now())
    return SubscriptionView(answer) if answer else None


def _message(view: SubscriptionView, _text: NoticeText) -> Message:
    return view.answer


def _letter(_view: SubscriptionView, _text: NoticeText) -> Letter | None:
    return None


NOTICES = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=SUBSCRIPTION,
            owner=Wording(texts.LIST),
            media=frozenset({Medium.TEAMS}),
            label=texts.LABEL,
            summary=True,
        )
    ),
    views=one_by_one(_view),
    message=_message,
    letter=_letter,
)
