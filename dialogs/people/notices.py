"""The notices of roles: given, taken away."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.application import texts as mail_texts
from dialogs.application.cards import filled, plain_message
from dialogs.application.steering_texts import ROLE_GIVEN as GIVEN
from dialogs.application.steering_texts import ROLE_GIVEN_TITLE, ROLE_TAKEN_TITLE, ROLES
from dialogs.application.steering_texts import ROLE_TAKEN as TAKEN
from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording
from dialogs.core.turn import Letter, Message
from knowledge.call import Call
from knowledge.people import Role
from storage.actions.notices import ROLE_GIVEN, ROLE_TAKEN
from storage.notice_data import RoleData, from_json
from storage.outbox import Row


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role that a person was given, or that was taken away."""

    call: Call
    role: Role
    mail: str
    to_owner: bool = True

    def fill(self, template: str) -> str:
        """Return ``template`` with the role and the call's names."""
        return filled(self.call, template, role=ROLES[self.role])


async def _view(services: Services, row: Row) -> RoleView | None:
    role = from_json(RoleData, row.notice.data).role
    return RoleView(services.knowledge().call, role, row.notice.mail or "")


def _message(_view: RoleView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, text.actions)


def _letter(view: RoleView, text: NoticeText) -> Letter:
    body = "\n\n".join([mail_texts.HELLO, *text.lines, mail_texts.REGARDS, mail_texts.SIGNATURE]) + "\n"
    return Letter(view.mail, mail_texts.MAIL_SUBJECT_PLAIN.format(title=text.first_line), body)


NOTICES: NoticeFeature[RoleView] = NoticeFeature(
    specs=(
        NoticeSpec(kind=ROLE_GIVEN, owner=Wording(ROLE_GIVEN_TITLE, GIVEN)),
        NoticeSpec(kind=ROLE_TAKEN, owner=Wording(ROLE_TAKEN_TITLE, TAKEN)),
    ),
    view=_view,
    message=_message,
    letter=_letter,
)
