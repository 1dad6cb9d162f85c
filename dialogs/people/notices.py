"""The notices of roles: given, taken away."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core import person_texts as texts
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from knowledge.people import Role
from storage.actions.notices import ROLE_GIVEN, ROLE_TAKEN
from storage.notice_data import RoleData, from_json
from storage.outbox import Row


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role that a person was given, or that was taken away."""

    services: Services
    role: Role
    mail: str
    to_owner: bool = True

    def fill(self, template: str) -> str:
        """Return ``template`` with the role and the call's names."""
        return self.services.worded(template, role=self.services.worded(texts.ROLES[self.role]))


async def _view(services: Services, row: Row) -> RoleView | None:
    role = from_json(RoleData, row.notice.data).role
    return RoleView(services, role, row.notice.mail or "")


def _message(_view: RoleView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, text.actions)


def _letter(view: RoleView, text: NoticeText) -> Letter:
    return plain_letter(view.services, view.mail, text.first_line, text.lines)


NOTICES: NoticeFeature[RoleView] = NoticeFeature(
    specs=by_kind(
        NoticeSpec(kind=ROLE_GIVEN, owner=Wording(texts.ROLE_GIVEN_TITLE, texts.ROLE_GIVEN)),
        NoticeSpec(kind=ROLE_TAKEN, owner=Wording(texts.ROLE_TAKEN_TITLE, texts.ROLE_TAKEN)),
    ),
    views=one_by_one(_view),
    message=_message,
    letter=_letter,
)
