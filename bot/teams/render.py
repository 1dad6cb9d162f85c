"""From a :class:`Message` to an activity as JSON: how a sentence, a card and suggestions look in Teams."""

from __future__ import annotations

import html
import re
from typing import Any

from bot.teams.files import UploadPlace
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.exchange import Address, Happening, Message, OfferedFile, Preview, Reply
from dialogs.ui import elements as el
from dialogs.ui.elements import AdaptiveCard, as_json

CARD = "application/vnd.microsoft.card.adaptive"
TEXT = "application/vnd.microsoft.activity.message"
SEARCH = "application/vnd.microsoft.search.searchResponse"
ERROR = "application/vnd.microsoft.error"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"

_DRAW_CARDS = frozenset({"msteams", "emulator", "webchat", "directline"})
_MAX_SUMMARY = 200  # Characters: a notification shows no more.
_SUMMARY_LINES = 2  # The news; what follows, a name or a number, is not for a locked screen.
_SUGGESTIONS = 3  # Teams shows no more.
_MARKUP = str.maketrans({"<": "‹", ">": "›", "&": "＆"})


# A label beside what tells of an application: a shield, and these words when it is pointed at.
_OF_APPLICATIONS = re.compile(r"\bCA-\d{4}-\d{4}")
_SENSITIVE = {
    "type": "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "usageInfo": {
        "@type": "CreativeWork",
        "name": general.SENSITIVE,
        "description": general.SENSITIVE_WHY,
    },
}


def activity(message: Message, address: Address) -> dict[str, Any]:
    """Return the activity that shows ``message`` there.

    A card is said once: Teams draws text and card, so the sentence goes where only notifications and screen readers
    find it. Text is plain: nothing that a person typed or is named can become a link, a mention or a heading.
    """
    shown = _message(address)
    if message.rated is not None:
        shown["channelData"] = {"feedbackLoop": {"type": "default"}}
    if _OF_APPLICATIONS.search(message.text):
        shown["entities"] = [_SENSITIVE]
    if message.offers is not None and address.channel == "msteams":
        shown["summary"] = _summary(message.text)
        shown["attachments"] = [_consent(message.offers, message.text)]
        return shown
    if message.card is not None and address.channel in _DRAW_CARDS:
        shown["summary"] = _summary(message.text)
        shown["attachments"] = [{"contentType": CARD, "content": card(message.card, message.text)}]
        return shown
    if message.mentions:
        return _mentioning(shown, message)
    shown["text"] = message.text if message.offers is None else form_texts.NOT_OFFERED
    shown["textFormat"] = "plain"
    if message.suggestions:
        shown["suggestedActions"] = {
            "to": [address.user_id] if address.user_id else [],
            "actions": [
                {"type": "imBack", "title": answer, "value": answer} for answer in message.suggestions[:_SUGGESTIONS]
            ],
        }
    return shown


def _mentioning(shown: dict[str, Any], message: Message) -> dict[str, Any]:
    """Return a message that notifies people: all but the mentions is escaped, for Teams reads it as markup."""
    said = [f"<at>{html.escape(one.name)}</at>" for one in message.mentions]
    shown["text"] = f"{html.escape(message.text)} {', '.join(said)}"
    shown["textFormat"] = "xml"
    shown["entities"] = [
        {"type": "mention", "mentioned": {"id": one.user_id, "name": one.name}, "text": text}
        for one, text in zip(message.mentions, said, strict=True)
    ]
    return shown


def _summary(text: str) -> str:
    """Return what a notification shows of a message: its first lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:_SUMMARY_LINES])[:_MAX_SUMMARY]


def file_info(place: UploadPlace, name: str, address: Address) -> dict[str, Any]:
    """Return the activity that shows a file where the person keeps it; ``name``: where the place gives none."""
    shown = _message(address)
    named = place.name or name
    shown["summary"] = named
    shown["attachments"] = [
        {
            "contentType": FILE_INFO,
            "contentUrl": place.content_url,
            "name": named,
            "content": {"uniqueId": place.unique_id, "fileType": place.file_type or named.rpartition(".")[2]},
        }
    ]
    return shown


def _message(address: Address) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": "message",
        "from": {"id": address.bot_id},
        "conversation": {"id": address.conversation},
        "locale": "fr-FR",
    }
    if address.user_id:
        shown["recipient"] = {"id": address.user_id, **({"isTargeted": True} if address.private else {})}
    return shown


def _consent(offered: OfferedFile, text: str) -> dict[str, Any]:
    """Return the question whether the file may be put into the person's storage. It is Teams' own card, with its words."""
    content = {
        "description": text,
        "sizeInBytes": offered.size,
        "acceptContext": dict(offered.context),
        "declineContext": dict(offered.context),
    }
    return {"contentType": FILE_CONSENT, "name": offered.name, "content": content}


def typing(address: Address) -> dict[str, Any]:
    """Return the activity that shows the assistant as writing."""
    return {"type": "typing", "from": {"id": address.bot_id}, "conversation": {"id": address.conversation}}


def card(shown: AdaptiveCard, text: str) -> dict[str, Any]:
    """Return a card as JSON, with what every card of ours must say: version, language, its text equivalent."""
    drawn = {**as_json(shown), "version": "1.5", "lang": "fr"}  # The latest version that Teams draws.
    drawn.setdefault("fallbackText", text)
    return drawn


def execute_answer(reply: Reply) -> dict[str, Any]:
    """Return the body that answers an ``Action.Execute``: a card in the old one's place, a sentence, or an error.

    Silence leaves the card as it is, with an empty sentence.
    """
    if reply.error:
        return error_answer(400, "Refused", reply.error)
    first = reply.messages[0] if reply.messages else Message("")
    if first.card is not None:
        return {"statusCode": 200, "type": CARD, "value": card(first.card, first.text)}
    return {"statusCode": 200, "type": TEXT, "value": first.text}


def search_answer(reply: Reply) -> dict[str, Any]:
    """Return the body that answers what is typed into a card's list: the choices found, none where there is nothing."""
    results = [{"title": title, "value": value} for title, value in reply.found]
    return {"statusCode": 200, "type": SEARCH, "value": {"results": results}}


def window_answer(happening: Happening, reply: Reply) -> dict[str, Any]:
    """Return the body that answers an invoke of the message extension: what its window shows, or the results found."""
    said = reply.messages[0] if reply.messages else Message(reply.error or general.TRY_AGAIN)
    if happening is Happening.LOOKUP:
        if not reply.previews:
            return {"composeExtension": {"type": "message", "text": said.text}}
        found = [_result(one) for one in reply.previews]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}}
    shown = said.card if said.card is not None else el.card(el.paragraph(said.text))
    value = {
        "title": general.WINDOW_TITLE,
        "height": "large" if as_json(shown).get("actions") else "small",
        "width": "medium",
        "card": {"contentType": CARD, "content": card(shown, said.text)},
    }
    return {"task": {"type": "continue", "value": value}}


def _result(found: Preview) -> dict[str, Any]:
    """Return one result. Its preview is drawn by Teams, which may read markup in it: it holds none."""
    preview = {"title": found.title.translate(_MARKUP), "text": found.text.translate(_MARKUP)}
    return {
        "contentType": CARD,
        "content": card(found.card.card or el.card(el.paragraph(found.card.text)), found.card.text),
        "preview": {"contentType": THUMBNAIL, "content": preview},
    }


def error_answer(status: int, code: str, text: str) -> dict[str, Any]:
    """Return the body of an invoke's error, as Universal Actions have it; ``text`` is shown to the person."""
    return {"statusCode": status, "type": ERROR, "value": {"code": code, "message": text}}
