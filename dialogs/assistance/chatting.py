"""A chat in Teams with the other side of a request: its address is asked of Teams when it is wanted, and not kept."""

from __future__ import annotations

from dialogs.assistance import card_texts, handling_texts
from dialogs.assistance import message_texts as texts
from dialogs.assistance.card import chat_link, chat_title, chats_with
from dialogs.assistance.handling import RequestPress, seen
from dialogs.core.context import Turn
from dialogs.core.persons import mail_in_teams
from dialogs.core.plain import plain_message
from dialogs.core.request_line import opening
from dialogs.core.turn import Reply
from dialogs.ui import elements as el
from dialogs.ui.kit import OpenUrlAction


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
    link = OpenUrlAction(title=chat_title(name), url=chat_link(file, mail))
    return Reply.of(plain_message(texts.CHAT.format(name=name), [texts.CHAT_LINE], [link, opening(file)]))
