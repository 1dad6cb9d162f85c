"""A chat in Teams with the other side of a request: its address is asked of Teams when it is wanted, and not kept."""

from __future__ import annotations

from dialogs.assistance import card_texts, handling_texts
from dialogs.assistance import message_texts as texts
from dialogs.assistance.card import OtherSide, chat_link, chat_title, chats_with, group_link, meeting_link
from dialogs.assistance.handling import RequestPress, seen
from dialogs.core.context import Turn
from dialogs.core.persons import mail_in_teams
from dialogs.core.plain import plain_message
from dialogs.core.request_line import named, opening
from dialogs.core.turn import Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import OpenUrlAction
from knowledge.french import listed
from knowledge.people import Role
from storage.queries import people
from storage.queries.requests import RequestFile

_MEMBERS = 2  # Of the SA EPLE, in a chat of several.


async def press(turn: Turn, pressed: RequestPress) -> Reply:
    """Give the link that opens the chat; where Teams does not tell the address, offer to write here."""
    file = await seen(turn, pressed.reference)
    other = chats_with(file, turn.person) if file else None
    if file is None or other is None:
        return Reply.text(handling_texts.NO_SUCH if file is None else handling_texts.REFUSED_RIGHT)
    name = other.name or card_texts.THE_PERSON
    mail = await mail_in_teams(turn, other.key)
    if not mail:
        write = el.asks(card_texts.BUTTON_WRITE, "message.write", {"reference": file.reference})
        return Reply.of(plain_message(texts.NO_CHAT.format(name=name), [texts.NO_CHAT_LINE], [write, opening(file)]))
    links = [OpenUrlAction(title=chat_title(name), url=chat_link(file, mail))]
    lines = [texts.CHAT_LINE]
    if file.request.slot and file.request.holder == turn.person.key:
        links.append(OpenUrlAction(title=card_texts.BUTTON_MEETING, url=meeting_link(file, mail)))
        lines.append(texts.MEETING_LINE)
    several = await _several(turn, file) if file.request.escalated else []
    if len(several) > 1:
        names = listed([one.name or card_texts.THE_PERSON for one, _ in several])
        links.append(OpenUrlAction(title=card_texts.BUTTON_GROUP, url=group_link(file, [mail for _, mail in several])))
        lines.append(texts.GROUP_LINE.format(names=names))
    return Reply.of(plain_message(texts.CHAT.format(name=name), lines, [*links, opening(file)]))


async def _several(turn: Turn, file: RequestFile) -> list[tuple[OtherSide, str]]:
    """Return those who settle an escalated request together, whose address Teams tells: who asked, its expert, the SA EPLE."""
    members = await people.with_role(turn.storage, Role.SA_EPLE)
    sides = [
        OtherSide(file.request.requester, named(file.asker)) if file.request.requester else None,
        OtherSide(file.request.holder, named(file.holder_name)) if file.request.holder else None,
        *(OtherSide(one.key, named(one.name)) for one in members[:_MEMBERS]),
    ]
    others = {one.key: one for one in sides if one and one.key != turn.person.key}
    found = [(one, await mail_in_teams(turn, one.key)) for one in others.values()]
    return [(one, mail) for one, mail in found if mail]
