"""From activity to Incoming: mentions, kinds of event, odd values."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams import envelope
from bot.teams.envelope import Gate
from bot.teams.tokens import Caller, HttpRefusal, ServiceHosts
from dialogs.core.exchange import Address, Happening, Incoming, Mention, Scope
from knowledge.people import PersonKey
from tests.bot.wire import BOT, NOW, OID, PERSON, message
from tests.keyserver import TENANT

URL = "https://smba.trafficmanager.net/emea/"
GATE = Gate(ServiceHosts(microsoft=True, loopback=False), frozenset({TENANT}), anonymous=False)
LOCAL = Gate(ServiceHosts(microsoft=False, loopback=True), frozenset(), anonymous=True)


def read(gate: Any = GATE, **change: Any) -> Incoming:
    return envelope.read(message(URL, **change), gate, NOW)


def mention(name: str = "Aide", who: str = BOT, text: str | None = None) -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": who, "name": name}, "text": text or f"<at>{name}</at>"}


def test_a_message_is_read_whole() -> None:
    assert read(text="Quel est le montant ?", replyToId="17") == Incoming(
        happening=Happening.MESSAGE,
        person=PersonKey(TENANT, OID),
        address=Address("msteams", URL.rstrip("/"), "a:1", BOT, PERSON, Scope.PERSONAL),
        activity_id="1485983408511",
        received=NOW,
        name="Camille Durand",
        text="Quel est le montant ?",
        reply_to="17",
        sent=NOW,
    )


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2024-01-25T09:00:00.1234567Z", datetime(2024, 1, 25, 9, 0, 0, 123456, UTC)),
        ("2024-01-25T10:00:00+01:00", datetime(2024, 1, 25, 9, tzinfo=UTC)),
        ("2024-01-25T10:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("hier", None),
        (17, None),
    ],
)
def test_the_channels_time_is_read_where_it_is_one(given: object, sent: datetime | None) -> None:
    assert read(timestamp=given).sent == sent


def test_who_else_is_mentioned_is_told_once_and_the_assistant_is_not() -> None:
    marie = mention("Marie\u202e", "29:marie")
    found = read(text="<at>Aide</at> nommer <at>Marie</at>", entities=[mention(), marie, marie, mention("x", who="")])
    assert found.mentions == (Mention("29:marie", "Marie"),)
    assert len(read(text="x", entities=[mention("M", f"29:{n}") for n in range(30)]).mentions) == 20


AIDE = [mention()]
MENTIONS: dict[str, tuple[str, list[Any], str, bool]] = {
    "before the question": ("<at>Aide</at> quel montant ?", AIDE, "quel montant ?", True),
    "the name is a word of the question": (
        "<at>Aide</at> Aide moi pour le poste",
        AIDE,
        "Aide moi pour le poste",
        True,
    ),
    "in the middle": ("Bonjour <at>Aide</at> quel montant ?", AIDE, "Bonjour quel montant ?", True),
    "twice": ("<at>Aide</at> <at>Aide</at> aide", [mention(), mention()], "aide", True),
    "followed by a reference to a space": ("<at>Aide</at>&nbsp;aide", AIDE, "aide", True),
    "of somebody else": (
        "attribuer 12 à <at>Marie</at>",
        [mention("Marie", "29:marie")],
        "attribuer 12 à Marie",
        False,
    ),
    "of both": ("<at>Aide</at> dis à <at>Marie</at>", [mention(), mention("Marie", "29:m")], "dis à Marie", True),
    "none": ("Aide", [], "Aide", False),
    "typed, not made": ("&lt;at&gt;Aide&lt;/at&gt; oui", [], "<at>Aide</at> oui", False),
    "without its span in the text": ("aide", [mention(text="<at>Autre</at>")], "aide", True),
    "odd entities": (
        "aide",
        [7, None, {"type": "mention"}, {"type": "mention", "mentioned": 3, "text": 4}],
        "aide",
        False,
    ),
}


@pytest.mark.parametrize("case", MENTIONS)
def test_mentions(case: str) -> None:
    text, entities, expected, mentioned = MENTIONS[case]
    incoming = read(text=text, entities=entities)
    assert (incoming.text, incoming.mentioned) == (expected, mentioned)


TEXTS = {
    "spaces\xa0 and\t tabs": "spaces and tabs",
    "deux\r\nlignes\u2028trois": "deux\nlignes\ntrois",
    "à l\u202eenvers\u202c": "à lenvers",
    "vi\u200bde\ufeff": "vide",
    "nul\x00 \x1b[31m": "nul [31m",
    "seul \ud800 !": "seul !",
    "a &lt; b &amp;&amp; c &quot;d&quot; &#39;e&#39; &copy;": "a < b && c \"d\" 'e' &copy;",
    "&amp;lt;": "&lt;",
    "x" * 9_000: "x" * 8_000,
}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_text_is_cleaned(text: str) -> None:
    assert read(text=text).text == TEXTS[text]


@pytest.mark.parametrize("text", [None, 7, [], {}, True])
def test_no_text_is_an_empty_message(text: Any) -> None:
    incoming = read(text=text)
    assert (incoming.happening, incoming.text) == (Happening.MESSAGE, "")


def test_a_name_cannot_hide_anything() -> None:
    assert (
        read(**{"from": {"id": PERSON, "aadObjectId": OID, "name": "Eve\u202e" + "x" * 500}}).name == "Eve" + "x" * 197
    )


# What a button sends.


def test_submit_carries_its_verb_in_its_data() -> None:
    value = {"verb": "request.take", "reference": "DA-2024-0001", "msteams": {"type": "x"}, "note": "a\u200bb\x00"}
    incoming = read(text=None, value=value, replyToId="42")
    assert (incoming.happening, incoming.verb, incoming.reply_to) == (Happening.SUBMIT, "request.take", "42")
    assert incoming.value == {"reference": "DA-2024-0001", "note": "ab"}


def test_a_typed_text_with_a_value_stays_a_message() -> None:
    incoming = read(text="oui", value={"verb": "x.y"})
    assert (incoming.happening, incoming.text, incoming.verb) == (Happening.MESSAGE, "oui", "x.y")


def test_a_button_without_data_is_a_button() -> None:
    assert read(text=None, value={}).happening is Happening.SUBMIT


@pytest.mark.parametrize("value", [None, 7, "x", [], [{"verb": "x"}]])
def test_a_value_that_is_none(value: Any) -> None:
    incoming = read(text=None, value=value)
    assert (incoming.happening, incoming.value, incoming.verb) == (Happening.MESSAGE, {}, "")


def test_execute_carries_verb_and_inputs() -> None:
    action = {"type": "Action.Execute", "verb": "draft.answer", "data": {"draft": 3, "field": "school"}}
    incoming = read(type="invoke", name="adaptiveCard/action", text=None, value={"action": action})
    assert (incoming.happening, incoming.verb) == (Happening.EXECUTE, "draft.answer")
    assert incoming.value == {"draft": 3, "field": "school"}


ODD_EXECUTES: list[Any] = [
    None, 7, "x", [], {}, {"action": None}, {"action": 3}, {"action": {}}, {"action": {"verb": 3}},
    {"action": {"type": "Action.Submit", "verb": "a"}}, {"action": {"type": ["Action.Execute"], "verb": "a"}},
]  # fmt: skip


@pytest.mark.parametrize("value", ODD_EXECUTES)
def test_an_odd_execute_is_told_apart(value: Any) -> None:
    activity = message(URL, type="invoke", name="adaptiveCard/action", value=value)
    assert not envelope.executes(activity)
    assert envelope.read(activity, GATE, NOW).happening is Happening.EXECUTE


def test_data_is_bounded_and_finite() -> None:
    deep: Any = "x"
    for _ in range(50):
        deep = [deep]
    activity = json.loads(json.dumps(message(URL, None)).replace('"text": null', '"value": {"n": 1e999, "ok": 1.5}'))
    activity["value"]["deep"] = deep
    value = envelope.read(activity, GATE, NOW).value
    assert (value["n"], value["ok"]) == (None, 1.5)
    assert json.dumps(value["deep"]).count("[") == 11


# What happens to a conversation.

ME, THEM = {"id": BOT}, {"id": PERSON, "aadObjectId": OID}
PERSONAL = {"id": "a:1", "conversationType": "personal"}
TEAM = {"id": "19:x@thread.tacv2", "conversationType": "channel"}

EVENTS: dict[str, tuple[dict[str, Any], Happening]] = {
    "app added": ({"type": "installationUpdate", "action": "add"}, Happening.INSTALLED),
    "app updated": ({"type": "installationUpdate", "action": "add-upgrade"}, Happening.INSTALLED),
    "app removed": ({"type": "installationUpdate", "action": "remove"}, Happening.REMOVED),
    "app about to be updated": ({"type": "installationUpdate", "action": "remove-upgrade"}, Happening.OTHER),
    "an unknown action": ({"type": "installationUpdate", "action": "sing"}, Happening.OTHER),
    "no action": ({"type": "installationUpdate"}, Happening.OTHER),
    "an odd action": ({"type": "installationUpdate", "action": ["add"]}, Happening.OTHER),
    "assistant added": ({"type": "conversationUpdate", "membersAdded": [ME], "conversation": TEAM}, Happening.INSTALLED),
    "person added to a team": ({"type": "conversationUpdate", "membersAdded": [THEM], "conversation": TEAM}, Happening.OTHER),
    "both added": ({"type": "conversationUpdate", "membersAdded": [THEM, ME], "conversation": TEAM}, Happening.INSTALLED),
    "person opens the chat": ({"type": "conversationUpdate", "membersAdded": [THEM]}, Happening.INSTALLED),
    "assistant removed": ({"type": "conversationUpdate", "membersRemoved": [ME]}, Happening.REMOVED),
    "person removed": ({"type": "conversationUpdate", "membersRemoved": [THEM]}, Happening.OTHER),
    "channel renamed": ({"type": "conversationUpdate", "channelData": {"eventType": "channelRenamed"}}, Happening.OTHER),
    "odd members": ({"type": "conversationUpdate", "membersAdded": [3, {}, {"id": []}], "conversation": TEAM}, Happening.OTHER),
    "members that are none": ({"type": "conversationUpdate", "membersAdded": "x", "membersRemoved": {}}, Happening.OTHER),
    "message edited": ({"type": "messageUpdate", "text": "autre"}, Happening.OTHER),
    "message deleted": ({"type": "messageDelete"}, Happening.OTHER),
    "reaction": ({"type": "messageReaction", "reactionsAdded": [{"type": "like"}]}, Happening.OTHER),
    "typing": ({"type": "typing"}, Happening.OTHER),
    "event": ({"type": "event", "name": "application/vnd.microsoft.meetingStart"}, Happening.OTHER),
    "end of conversation": ({"type": "endOfConversation"}, Happening.OTHER),
    "another invoke": ({"type": "invoke", "name": "task/fetch"}, Happening.OTHER),
    "a command on a message": ({"type": "invoke", "name": "composeExtension/fetchTask"}, Happening.OPENED),
    "its window sent": ({"type": "invoke", "name": "composeExtension/submitAction"}, Happening.SENT),
    "the app's search": ({"type": "invoke", "name": "composeExtension/query"}, Happening.LOOKUP),
    "a result chosen": ({"type": "invoke", "name": "composeExtension/selectItem"}, Happening.OTHER),
    "an invoke without name": ({"type": "invoke"}, Happening.OTHER),
    "what nobody knows": ({"type": "quelqueChose"}, Happening.OTHER),
}  # fmt: skip


@pytest.mark.parametrize("case", EVENTS)
def test_events(case: str) -> None:
    change, expected = EVENTS[case]
    assert read(**{"conversation": PERSONAL, "text": None, **change}).happening is expected


def test_an_event_without_sender_takes_the_one_member_who_came() -> None:
    came = {
        "type": "conversationUpdate",
        "from": {"id": BOT},
        "membersAdded": [ME, {"id": "29:x", "aadObjectId": "OID"}],
    }
    assert read(**came).person.oid == "oid"
    came["membersAdded"] = [ME, {"id": "29:x", "aadObjectId": "a"}, {"id": "29:y", "aadObjectId": "b"}]
    assert read(**came).person.oid == ""


@pytest.mark.parametrize(
    ("conversation", "gate", "scope"),
    [
        (PERSONAL, GATE, Scope.PERSONAL),
        ({"id": "x", "conversationType": "groupChat"}, GATE, Scope.GROUP),
        (TEAM, GATE, Scope.CHANNEL),
        ({"id": "x"}, GATE, Scope.GROUP),
        ({"id": "x", "conversationType": "meeting"}, GATE, Scope.GROUP),
        ({"id": "x", "conversationType": ["personal"]}, GATE, Scope.GROUP),
        ({"id": "x"}, LOCAL, Scope.PERSONAL),
        ({"id": "x", "isGroup": True}, LOCAL, Scope.GROUP),
    ],
)
def test_what_is_not_surely_personal_is_a_group(conversation: dict[str, Any], gate: Gate, scope: Scope) -> None:
    assert read(gate, conversation=conversation).address.scope is scope


NAMES = (
    "type", "id", "name", "value", "text", "from", "recipient", "conversation", "channelData", "tenant", "tenantId",
    "entities", "mentioned", "membersAdded", "membersRemoved", "action", "verb", "data", "aadObjectId", "serviceUrl",
    "channelId", "conversationType", "locale", "replyToId", "msteams",
)  # fmt: skip
KINDS = ("message", "invoke", "conversationUpdate", "installationUpdate", "mention", "adaptiveCard/action", "add", BOT)
TEXT = st.text(max_size=8) | st.sampled_from(["\ud800", "a\x00b", "\u202e", "<at>Aide</at>", "x" * 2000, URL])
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(KINDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | TEXT, inner),
    max_leaves=25,
)


@pytest.mark.parametrize("gate", [GATE, LOCAL], ids=["registered", "anonymous"])
@given(change=st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=8))
def test_nothing_odd_breaks_it(gate: Gate, change: dict[str, Any]) -> None:
    url = "http://localhost:1/" if gate.anonymous else URL
    caller = None if gate.anonymous else Caller(URL.rstrip("/"), frozenset({"msteams"}), 0.0, "k")
    try:
        activity = envelope.loads(json.dumps({**message(url), **change}).encode())
        envelope.check(activity, caller, gate)
    except HttpRefusal:
        return
    incoming = envelope.read(activity, gate, NOW)
    envelope.executes(activity)
    # All of it can be stored and sent.
    address = dataclasses.astuple(incoming.address)
    kept = [incoming.value, incoming.text, incoming.name, incoming.activity_id, *incoming.person, *address]
    json.dumps(kept, allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"null", b'"x"', b"{}", b'{"type": ""}', b'{"type":"a"', b"\xff"])
def test_what_is_no_activity_is_refused(body: bytes) -> None:
    with pytest.raises(HttpRefusal) as refused:
        envelope.loads(body)
    assert refused.value.status == 400
