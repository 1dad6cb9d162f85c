"""From an activity as JSON to :class:`Incoming`, with the text of a message that Teams keeps as HTML.

Nothing here trusts a shape: ids, values and events are whatever a channel or a local client sends, and the worst that
odd content can do is to be refused with a 4xx or to count as nothing.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.teams.tokens import Caller, HttpRefusal, ServiceHosts
from dialogs.core.exchange import Address, Happening, Incoming, Mention, Quoted, Reply, Scope, SentFile
from knowledge.people import PersonKey

# --- The text of a message in HTML, without its markup.

Handler = Callable[[Incoming], Awaitable[Reply]]
"""Does what was asked and returns what to say. Raises ``TryAgain`` when nothing could be done for now."""


MAX_HTML = 32_000  # Characters: four times what is read of a message.

_BREAKS = frozenset({"br", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"})
_UNSAID = frozenset({"script", "style", "template", "title"})
_QUOTE = "blockquote"  # What the message answers: it is set apart as in a mail.
_PICTURES = frozenset({"emoji", "img"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_SAID = re.compile(r"""\balt\s*=\s*(?:"([^"]{0,100})"|'([^']{0,100})')""")


def plain(text: str) -> str:
    """Return what a reader sees of a message in HTML, one paragraph a line; of a picture, what it is said to show.

    Lines of what is answered begin with «> ».
    """
    parts: list[str] = []
    quoted = 0
    for words, name, ends in _cut(text[:MAX_HTML]):
        parts.append(_words(words, quoted))
        if name == _QUOTE:
            quoted = max(0, quoted + (-1 if ends else 1))
        if name in _BREAKS or name == _QUOTE:
            parts.append("\n> " if quoted else "\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line.strip("> "))


def _cut(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield words with the name of the tag behind them, "" without one, and whether that tag ends something."""
    at = 0
    while at < len(text):
        opening = text.find("<", at)
        if opening < 0:
            yield text[at:], "", False
            return
        tag = _TAG.match(text, opening)
        if tag is None and not text.startswith(("<!", "<?", "</"), opening):
            yield text[at:opening] + "<", "", False
            at = opening + 1
            continue
        closing = text.find("-->" if text.startswith("<!--", opening) else ">", opening)
        said = text[at:opening]
        if closing < 0:  # A tag without an end: what follows is none of the message's words.
            yield said, "", False
            return
        at = text.index(">", closing) + 1
        ends, name = (bool(tag[1]), tag[2].lower()) if tag else (False, "")
        yield said, name, ends
        if tag and name in _UNSAID and not ends:
            at = _after(text, re.compile(f"</{name}", re.IGNORECASE), at)
        elif tag and name in _PICTURES:
            shown = _SAID.search(text, tag.end(), at)
            yield (shown[1] or shown[2] or "") if shown else "", "", False


def _words(text: str, quoted: int) -> str:
    """Return text between two tags; line ends mean nothing in HTML but where text is kept as typed."""
    try:
        said = html.unescape(text)
    except ValueError:  # A character's number of thousands of digits.
        said = text
    return said.replace("\n", "\n> ") if quoted else said


def _after(text: str, ending: re.Pattern[str], at: int) -> int:
    """Return where the text goes on after what is not shown; its end where that has none."""
    found = ending.search(text, at)
    return text.find(">", found.end()) + 1 or len(text) if found else len(text)


# --- The activity.

MAX_BODY = 256 * 1024  # Bytes.
MAX_TEXT = 8_000  # Characters: several times the longest answer that a form takes.
_MAX_ID = 1_024
_MAX_MENTIONS = 20
_MAX_DEPTH = 12  # Of a card's value.

# Controls that turn the reading order round, or that nobody sees: a name or a number could be made to look like
# another. Tab and line feed stay. Lone surrogates cannot be written as UTF-8 at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LINES = re.compile("\r\n?|\u2028|\u2029")
_REFERENCES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}
_REFERENCE = re.compile("|".join(_REFERENCES))
_SPACES = re.compile(r"[ \t\xa0]+")

_INSTALL = {"add": Happening.INSTALLED, "add-upgrade": Happening.INSTALLED, "remove": Happening.REMOVED}
# «remove-upgrade» is the first half of an update: the assistant stays, so nothing must be forgotten.
_INVOKE = {
    "adaptiveCard/action": Happening.EXECUTE,
    "fileConsent/invoke": Happening.CONSENT,
    "application/search": Happening.SEARCH,
    "message/submitAction": Happening.RATED,
    "composeExtension/fetchTask": Happening.OPENED,
    "composeExtension/submitAction": Happening.SENT,
    "composeExtension/query": Happening.LOOKUP,
}
_THUMBS = {"like": "feedback.good", "dislike": "feedback.bad"}  # What is typed into Teams' own form is not read.
IN_WINDOW = frozenset({Happening.OPENED, Happening.SENT, Happening.LOOKUP})
_DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
_MAX_ATTACHMENTS = 20
_HOSTED = re.compile(r"hostedContents|AMSImage")  # A picture that stands in a message's own markup; a smiley does not.
_MAX_NAME, _MAX_URL = 200, 8 * 1024  # Characters; such addresses carry their permission with them.
_MAX_SKIP = 10_000


@dataclass(frozen=True, slots=True)
class Gate:
    """Whose activities are served. ``tenants`` is not looked at in anonymous mode."""

    hosts: ServiceHosts
    tenants: frozenset[str]
    anonymous: bool


def loads(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a request's body. Raises ``HttpRefusal`` (400) for anything else."""
    try:
        activity = orjson.loads(body)  # A fifth of the time; it is stricter than JSON on halves of characters.
    except ValueError:
        activity = _decoded(body)
    if not isinstance(activity, dict):
        raise HttpRefusal(400, "not an object")
    kind = activity.get("type")
    if not isinstance(kind, str) or not kind:
        raise HttpRefusal(400, "no type")
    return activity


def _decoded(body: bytes) -> Any:
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        raise HttpRefusal(400, "bad JSON") from None


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON.


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def check(activity: Mapping[str, Any], caller: Caller | None, gate: Gate) -> None:
    """Hold the envelope against the token. Raises ``HttpRefusal`` (400, 403). Without a caller: anonymous mode."""
    service_url = activity.get("serviceUrl")
    if not isinstance(service_url, str) or not service_url:
        raise HttpRefusal(400, "no serviceUrl")
    if not _id(_object(activity.get("conversation")).get("id")) and not _in_window(activity):
        raise HttpRefusal(400, "no conversation")
    if not gate.hosts.allows(service_url):
        raise HttpRefusal(403, "service host")
    if caller is None:
        if not gate.anonymous:
            raise HttpRefusal(401, "no token")
        return
    if activity.get("channelId") != "msteams" or "msteams" not in caller.endorsed:
        raise HttpRefusal(403, "channel")
    if service_url.rstrip("/") != caller.service_url:
        raise HttpRefusal(403, "serviceUrl")
    named = _tenants(activity)
    if len(named) != 1 or not named <= gate.tenants:
        raise HttpRefusal(403, "tenant")


def _tenants(activity: Mapping[str, Any]) -> set[str]:
    """Return the tenants that the activity names; a real one names one, in one or both of two places."""
    tenant = _object(_object(activity.get("channelData")).get("tenant")).get("id")
    there = _object(activity.get("conversation")).get("tenantId")
    return {_id(value).lower() for value in (tenant, there) if _id(value)}


def _in_window(activity: Mapping[str, Any]) -> bool:
    """Tell whether it is of the message extension: such an activity may come from no conversation of ours, or from none."""
    return activity.get("type") == "invoke" and _INVOKE.get(_id(activity.get("name"))) in IN_WINDOW


def read(activity: Mapping[str, Any], gate: Gate, received: datetime) -> Incoming:
    """Return what happened, of a checked activity. Without an object id, ``person.oid`` is empty."""
    sender = _object(activity.get("from"))
    recipient = _object(activity.get("recipient"))
    conversation = _object(activity.get("conversation"))
    bot_id = _id(recipient.get("id"))
    happening = _happening(activity, bot_id)
    text, mentioned, mentions = _text(activity, bot_id)
    value, verb = _value(activity, happening)
    if happening is Happening.SEARCH:
        text = clean(_object(activity.get("value")).get("queryText"))[:MAX_TEXT]
    if happening is Happening.LOOKUP:
        text = _looked_up(activity)
    if happening is Happening.MESSAGE and not text and isinstance(activity.get("value"), dict):
        happening = Happening.SUBMIT
    tenant = min(_tenants(activity), default="")
    oid = _id(sender.get("aadObjectId")).lower()
    if not oid and happening in (Happening.INSTALLED, Happening.REMOVED):
        oid = _only_member(activity, bot_id)
    if gate.anonymous:
        # Local clients may give neither: their own ids will do.
        tenant, oid = tenant or "local", oid or _id(sender.get("id"))
    window = happening in IN_WINDOW
    return Incoming(
        happening=happening,
        person=PersonKey(tenant, oid),
        address=Address(
            channel=_id(activity.get("channelId")) or "emulator",
            service_url=str(activity["serviceUrl"]).rstrip("/"),
            # The conversation that the window was opened over is not one to write to, nor where anything is remembered.
            conversation=f"window:{oid}" if window else _id(conversation.get("id")),
            bot_id=bot_id,
            user_id=_id(sender.get("id")),
            scope=Scope.WINDOW if window else _scope(conversation, gate),
            private=recipient.get("isTargeted") is True,
        ),
        activity_id=_id(activity.get("id")),
        received=received,
        name=clean(sender.get("name"))[:200],
        text=text,
        value=value,
        verb=verb,
        reply_to=_id(activity.get("replyToId")),
        locale=_id(activity.get("locale"))[:35] or "fr-FR",
        sent=_instant(activity.get("timestamp")),
        mentioned=mentioned,
        mentions=mentions,
        quoted=_quoted(activity) if happening is Happening.OPENED else None,
        files=_files(activity) if happening is Happening.MESSAGE else (),
        skip=_skip(activity) if happening is Happening.LOOKUP else 0,
    )


def _files(activity: Mapping[str, Any]) -> tuple[SentFile, ...]:
    """Return the pictures and files of a message; what else Teams encloses (its own markup, cards) is none."""
    found: list[SentFile] = []
    for one in _objects(activity.get("attachments"))[:_MAX_ATTACHMENTS]:
        kind = clean(one.get("contentType")).lower()
        name = " ".join(clean(one.get("name")).split())[:_MAX_NAME]
        content = _object(one.get("content"))
        picture = kind.startswith("image/")
        if not picture and kind != _DOWNLOAD:
            continue
        url = one.get("contentUrl") if picture else content.get("downloadUrl")
        # One without an address that can be asked is a file all the same: its person is told that it was not handed over.
        found.append(SentFile(name, url if isinstance(url, str) and len(url) <= _MAX_URL else "", at_connector=picture))
    return tuple(found)


def _looked_up(activity: Mapping[str, Any]) -> str:
    """Return what is typed into the app's search box; empty when it has just been opened."""
    parameters = _objects(_object(activity.get("value")).get("parameters"))
    typed = next((one.get("value") for one in parameters if one.get("name") != "initialRun"), "")
    return _SPACES.sub(" ", clean(typed)).strip()[:MAX_TEXT]


def _skip(activity: Mapping[str, Any]) -> int:
    skip = _object(_object(activity.get("value")).get("queryOptions")).get("skip")
    return min(max(skip, 0), _MAX_SKIP) if isinstance(skip, int) else 0


def _quoted(activity: Mapping[str, Any]) -> Quoted:
    """Return the message on which the command was chosen. Only an account of the organisation is told as its author."""
    message = _object(_object(activity.get("value")).get("messagePayload"))
    body, user = _object(message.get("body")), _object(_object(message.get("from")).get("user"))
    content = body.get("content")
    written = content if isinstance(content, str) else ""
    text = clean(plain(written) if body.get("contentType") != "text" else written)
    known = user.get("userIdentityType") in (None, "aadUser")
    return Quoted(
        _SPACES.sub(" ", text).strip()[:MAX_TEXT],
        _id(user.get("id")).lower() if known else "",
        " ".join(clean(user.get("displayName")).split())[:200] if known else "",
        with_files=_HOSTED.search(written) is not None
        or any(_is_file(one) for one in _objects(message.get("attachments"))),
    )


def _is_file(enclosed: Mapping[str, Any]) -> bool:
    """Tell whether what comes with a chosen message is a file or a picture, and no card or answered message."""
    kind = clean(enclosed.get("contentType")).lower()
    return kind in ("reference", _DOWNLOAD) or kind.startswith("image/")


def _happening(activity: Mapping[str, Any], bot_id: str) -> Happening:
    match activity["type"]:
        case "message":
            return Happening.MESSAGE
        case "invoke":
            return _INVOKE.get(_id(activity.get("name")), Happening.OTHER)
        case "installationUpdate":
            return _INSTALL.get(_id(activity.get("action")), Happening.OTHER)
        case "conversationUpdate":
            added = [_id(member.get("id")) for member in _objects(activity.get("membersAdded"))]
            removed = [_id(member.get("id")) for member in _objects(activity.get("membersRemoved"))]
            if bot_id and bot_id in removed:
                return Happening.REMOVED
            # In a personal chat, the person's own coming is the beginning too; in a group, only the assistant's is.
            personal = activity["conversation"].get("conversationType") == "personal"
            came = bot_id in added if bot_id else False
            return Happening.INSTALLED if came or (personal and added) else Happening.OTHER
        case _:
            return Happening.OTHER


def _text(activity: Mapping[str, Any], bot_id: str) -> tuple[str, bool, tuple[Mention, ...]]:
    """Return what was typed, whether the assistant was mentioned, and who else was, each once.

    Only the span of a mention is taken out, once per mention: «<at>Aide</at> Aide-moi» means «Aide-moi». A mention of
    somebody else leaves their name.
    """
    text = activity.get("text")
    if not isinstance(text, str):
        return "", False, ()
    text = text[: 4 * MAX_TEXT]
    mentioned = False
    others: dict[str, Mention] = {}
    for entity in _objects(activity.get("entities")):
        if entity.get("type") != "mention":
            continue
        who, span = _object(entity.get("mentioned")), entity.get("text")
        ours = bool(bot_id) and who.get("id") == bot_id
        mentioned = mentioned or ours
        user_id = _id(who.get("id"))
        if user_id and not ours and len(others) < _MAX_MENTIONS:
            others.setdefault(user_id, Mention(user_id, clean(who.get("name"))[:200]))
        if isinstance(span, str) and span:
            text = text.replace(span, " " if ours else str(who.get("name") or ""), 1)
    text = _SPACES.sub(" ", clean(_REFERENCE.sub(lambda found: _REFERENCES[found[0]], text)))
    return text.strip()[:MAX_TEXT], mentioned, tuple(others.values())


def _value(activity: Mapping[str, Any], happening: Happening) -> tuple[dict[str, object], str]:
    """Return a card's data and its verb, or an offered file's context and what was answered.

    ``Action.Submit`` has no verb of its own: it is the data's «verb».
    """
    value = _object(activity.get("value"))
    if happening is Happening.EXECUTE:
        action = _object(value.get("action"))
        return _clean_object(action.get("data")), clean(action.get("verb"))[:100]
    if happening is Happening.RATED:
        given = _object(value.get("actionValue"))
        return {}, _THUMBS.get(_id(given.get("reaction")), "")
    if happening is Happening.CONSENT:
        return _clean_object(value.get("context")), clean(value.get("action"))[:100]
    if happening is Happening.SEARCH:
        return {}, clean(value.get("dataset"))[:100]
    if happening in IN_WINDOW:
        data = _clean_object(value.get("data")) if happening is Happening.SENT else {}
        verb = data.pop("verb", "") or clean(value.get("commandId"))
        return data, verb[:100] if isinstance(verb, str) else ""
    if happening is not Happening.MESSAGE:
        return {}, ""
    data = _clean_object(value)
    data.pop("msteams", None)  # The client's own instructions.
    verb = data.pop("verb", "")
    return data, verb[:100] if isinstance(verb, str) else ""


def executes(activity: Mapping[str, Any]) -> bool:
    """Tell whether an ``adaptiveCard/action`` invoke has the shape of an ``Action.Execute``."""
    action = _object(_object(activity.get("value")).get("action"))
    return action.get("type", "Action.Execute") == "Action.Execute" and isinstance(action.get("verb"), str)


def clean(value: object) -> str:
    """Return a string without unseen controls, its line ends as line feeds; "" for anything but a string."""
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isprintable():
        return value
    return _UNSEEN.sub("", _LINES.sub("\n", value))


def _clean_object(value: object) -> dict[str, object]:
    return {clean(key): _clean_value(item, 1) for key, item in _object(value).items()}


def _clean_value(value: object, depth: int) -> object:
    """Return a card's value with its strings cleaned, so that whoever stores it meets nothing unstorable."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None  # 1e999 is JSON, and infinite.
    if isinstance(value, dict | list) and depth >= _MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {clean(key): _clean_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean_value(item, depth + 1) for item in value]
    return value


def _scope(conversation: Mapping[str, Any], gate: Gate) -> Scope:
    """Return where this is. What is not surely personal counts as a group, where nothing personal is said."""
    kind = conversation.get("conversationType")
    if kind == Scope.PERSONAL or (kind is None and gate.anonymous and not conversation.get("isGroup")):
        return Scope.PERSONAL
    return Scope.CHANNEL if kind == Scope.CHANNEL else Scope.GROUP


def _only_member(activity: Mapping[str, Any], bot_id: str) -> str:
    """Return the object id of the one person who came or went, else ""."""
    members = _objects(activity.get("membersAdded")) + _objects(activity.get("membersRemoved"))
    oids = {_id(member.get("aadObjectId")).lower() for member in members if member.get("id") != bot_id}
    return oids.pop() if len(oids) == 1 else ""


def _id(value: object) -> str:
    """Return an id as it is, or "" for what cannot be one. Nothing more is asked of its form."""
    if not isinstance(value, str) or len(value) > _MAX_ID:
        return ""
    return value if value.isascii() and value.isprintable() else _UNSEEN.sub("", value)


def _instant(value: object) -> datetime | None:
    """Return an instant of ISO 8601 in UTC; None for anything else."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
