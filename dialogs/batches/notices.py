"""The message of the SA EPLE to several people, as each reads it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.batches import texts
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from knowledge.batch import Audience
from knowledge.people import Role
from storage.actions.notices import ANNOUNCEMENT
from storage.notice_data import BatchData, from_json
from storage.outbox import Row
from storage.queries import batches, people


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """The message, and the address it goes to where it is a mail. ``meant``: its reader is still one of those it is for."""

    services: Services
    text: str
    mail: str
    meant: bool
    to_owner: bool = True

    def fill(self, template: str) -> str:
        """Return ``template`` with the office's name; what a person has written is no template."""
        return self.services.worded(template)


async def _view(services: Services, row: Row) -> AnnouncementView | None:
    kept = await batches.get(services.storage, from_json(BatchData, row.notice.data).batch)
    if kept is None:
        return None
    to, experts = row.notice.to, kept.given.audience is Audience.EXPERTS
    meant = not experts or (to is not None and Role.EXPERT in await people.roles_of(services.storage, to))
    return AnnouncementView(services, kept.given.text, row.notice.mail or "", meant)


def _message(_view: AnnouncementView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines)


def _letter(view: AnnouncementView, text: NoticeText) -> Letter:
    return plain_letter(view.services, view.mail, text.first_line, text.lines)


NOTICES: NoticeFeature[AnnouncementView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(
            kind=ANNOUNCEMENT,
            label=texts.ANNOUNCEMENT_KIND,
            still_true=lambda view: view.meant,
            owner=Wording(texts.ANNOUNCEMENT_TITLE, more=lambda view: [view.text]),
        )
    ),
    views=one_by_one(_view),
    message=_message,
    letter=_letter,
)
