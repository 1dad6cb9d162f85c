"""The message extension on the wire: what Teams sends, what it is answered, and what nobody of ours would send.

Shapes are those of Microsoft's pages on message extensions: ``composeExtension/fetchTask``, ``submitAction``, ``query``.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa

from bot.teams import turn
from bot.teams.envelope import MAX_HTML, plain
from bot.teams.tokens import TryAgain
from bot.teams.turn import Allowance, Inflow
from dialogs.core import texts
from dialogs.core.exchange import Incoming, Message, Preview, Reply, Scope
from dialogs.steering import texts as lookup_texts
from dialogs.ui import elements as el
from storage.tables import solved_case
from tests.bot.wire import OID, Wire, wire
from tests.keyserver import TENANT, KeyServer
from tests.talk import Office, Talk, worded, words

CARD = "application/vnd.microsoft.card.adaptive"
NAMES = ("composeExtension/fetchTask", "composeExtension/submitAction", "composeExtension/query")
AUTHOR = "b130c271-d2eb-45f9-83ab-9eb3fe3788bc"


def invoke(served: Wire, name: str, value: Any, **more: Any) -> dict[str, Any]:
    return served.message(None, type="invoke", name=name, value=value, id="f:7f7d22ef", **more)


def on_message(html: Any = "<div>Chorus <b>rejeté</b></div>", **more: Any) -> dict[str, Any]:
    user = {"userIdentityType": "aadUser", "id": AUTHOR, "displayName": "Olo Brockhouse"}
    payload = {
        "id": "1611060744833", "replyToId": None, "createdDateTime": "2021-01-19T12:52:24.833Z",
        "body": {"contentType": "html", "content": html}, "from": {"device": None, "user": user, "application": None},
        "attachments": [], "mentions": [], "reactions": [], **more,
    }  # fmt: skip
    return {
        "commandId": "assistance.window", "commandContext": "message", "messagePayload": payload,
        "context": {"theme": "default"},
    }  # fmt: skip


PICTURE = (
    '<p>Voici</p><img src="https://graph.microsoft.com/v1.0/chats/a/messages/b/hostedContents/c/$value" alt="image">'
)
A_CARD = {"contentType": "application/vnd.microsoft.card.adaptive", "content": "{}"}


def looked_up(text: Any = "mignet", skip: Any = 0) -> dict[str, Any]:
    return {
        "commandId": "requests.lookup",
        "parameters": [{"name": "text", "value": text}],
        "queryOptions": {"skip": skip, "count": 25},
    }


def shown(body: Any) -> str:
    """Return the words of the window."""
    assert body["task"]["type"] == "continue"
    assert body["task"]["value"]["card"]["contentType"] == CARD
    return "\n".join(words(body["task"]["value"]["card"]["content"]["body"]))


def answers(*messages: Message, **more: Any) -> Any:
    async def handler(_incoming: Incoming) -> Reply:
        return Reply(messages, **more)

    return handler


# What arrives.


@pytest.mark.parametrize(
    "conversation",
    [
        {"id": "19:a_b@unq.gbl.spaces", "conversationType": "personal", "tenantId": TENANT},
        {"id": "19:x@thread.v2", "conversationType": "groupChat", "tenantId": TENANT},
        {"id": "19:x@thread.tacv2", "conversationType": "channel", "tenantId": TENANT},
        None,
        {},
    ],
)
async def test_a_command_on_a_message_is_read_wherever_it_was_chosen(conversation: Any) -> None:
    async with wire(answers(Message("Lu.", el.card(el.paragraph("Lu."))))) as served:
        body = invoke(served, NAMES[0], on_message(), conversation=conversation)
        if conversation is None:
            del body["conversation"]
        status, answer = await served.post(body)
        assert (status, shown(answer)) == (200, "Lu.")
        (seen,) = served.seen
        assert seen.quoted is not None
        assert (seen.happening, seen.verb, seen.quoted.text) == ("opened", "assistance.window", "Chorus rejeté")
        assert (seen.quoted.author_oid, seen.quoted.author_name) == (AUTHOR, "Olo Brockhouse")
        # Nothing is remembered of, nor sent to, the conversation between others that the window was opened over.
        assert (seen.address.conversation, seen.address.scope) == (f"window:{OID}", Scope.WINDOW)
        assert served.connector.calls == []


async def test_the_window_comes_back_with_its_inputs_and_its_buttons_verb() -> None:
    async with wire(answers(Message("Fait."))) as served:
        data = {"verb": "assistance.send_window", "nonce": "n", "school": "0130040Y\u202e"}
        value = {"commandId": "assistance.window", "commandContext": "message", "data": data}
        assert shown((await served.post(invoke(served, NAMES[1], value)))[1]) == "Fait."
        (seen,) = served.seen
        assert (seen.happening, seen.verb) == ("sent", "assistance.send_window")
        assert seen.value == {"nonce": "n", "school": "0130040Y"}
        assert served.connector.calls == []


async def test_what_is_typed_into_the_search_is_answered_by_results() -> None:
    card = el.card(el.heading("Demande <b>1</b>"))
    async with wire(answers(previews=(Preview("DA-1 <b>&", "nouvelle", Message("Demande", card)),))) as served:
        status, body = await served.post(invoke(served, NAMES[2], looked_up("mignet\u202e", 15)))
        (result,) = body["composeExtension"].pop("attachments")
        assert (status, body) == (200, {"composeExtension": {"type": "result", "attachmentLayout": "list"}})
        assert result["preview"] == {
            "contentType": "application/vnd.microsoft.card.thumbnail",
            "content": {"title": "DA-1 ‹b›＆", "text": "nouvelle"},
        }
        assert (result["contentType"], result["content"]["version"]) == (CARD, "1.5")
        (seen,) = served.seen
        assert (seen.happening, seen.verb, seen.text, seen.skip) == ("lookup", "requests.lookup", "mignet", 15)


async def test_the_search_that_has_just_been_opened_asks_for_nothing() -> None:
    async with wire(answers(Message("Rien."))) as served:
        value = {"commandId": "requests.lookup", "parameters": [{"name": "initialRun", "value": "true"}]}
        status, body = await served.post(invoke(served, NAMES[2], value))
        assert (status, body) == (200, {"composeExtension": {"type": "message", "text": "Rien."}})
        assert served.seen[0].text == ""


MESSAGES: dict[str, tuple[Any, str]] = {
    "bold, a break, an entity": ("<div>Bonjour&nbsp;<b>Chorus</b><br>est &lt;rejeté&gt;</div>", "Bonjour Chorus\nest <rejeté>"),
    "a mention and an emoji": ('<p><at id="0">Aide</at> vu <emoji alt="👍"></emoji></p>', "Aide vu 👍"),
    "an answer": ("<blockquote><p>Rejet ?</p></blockquote><p>oui</p>", "> Rejet ?\noui"),
    "a script": ("<script>alert('1')</script>a<style>b{}</style><!-- c -->", "a"),
    "a script without an end": ("a<script>alert(1)", "a"),
    "an attachment": ('<attachment id="1"></attachment>', ""),
    "a link": ('<a href="javascript:alert(1)">ici</a>', "ici"),
    "what is no tag": ("1 < 2 et 3 > 2", "1 < 2 et 3 > 2"),
    "a tag without an end": ("avant <img src=x", "avant"),
    "a number too long to be one": (f"x&#{'9' * 9_000};", f"x&#{'9' * 9_000};"),
    "nothing": (None, ""),
    "a list": (["<b>"], ""),
}  # fmt: skip


@pytest.mark.parametrize("case", MESSAGES)
async def test_the_words_of_a_message_come_through_and_its_markup_does_not(case: str) -> None:
    html, expected = MESSAGES[case]
    async with wire(answers(Message("Lu."))) as served:
        await served.post(invoke(served, NAMES[0], on_message(html)))
        quoted = served.seen[0].quoted
        assert quoted is not None
        assert quoted.text == expected[:8_000]


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<div>", "<![CDATA[", "&#", '<a b="', "<?", "</", "<script>", '<img alt="', "<img alt=", "&#9"]
)  # fmt: skip
@pytest.mark.timeout(20)
def test_no_text_takes_long_to_read(piece: str) -> None:
    plain(piece * (4 * MAX_HTML // len(piece)))


async def test_plain_text_is_taken_as_it_is() -> None:
    async with wire(answers(Message("Lu."))) as served:
        body = {"contentType": "text", "content": "a <b> &amp;"}
        await served.post(invoke(served, NAMES[0], on_message(body=body)))
        assert served.seen[0].quoted is not None
        assert served.seen[0].quoted.text == "a <b> &amp;"


@pytest.mark.parametrize(
    "sender",
    [
        None,
        {},
        {"user": None, "application": {"id": "x", "displayName": "Robot", "applicationIdentityType": "bot"}},
        {"user": {"userIdentityType": "anonymousGuest", "id": AUTHOR, "displayName": "Invité"}},
        {"user": {"userIdentityType": "federatedUser", "id": AUTHOR, "displayName": "D’ailleurs"}},
        {"user": {"id": 7, "displayName": ["x"]}},
        [1],
    ],
)
async def test_only_an_account_of_the_organisation_is_told_as_the_author(sender: Any) -> None:
    async with wire(answers(Message("Lu."))) as served:
        await served.post(invoke(served, NAMES[0], on_message(**{"from": sender})))
        quoted = served.seen[0].quoted
        assert quoted is not None
        assert (quoted.author_oid, quoted.author_name) == ("", "")


ODD: list[Any] = [
    None, 7, "x", [], {}, {"commandId": None}, {"commandId": 7, "data": 3}, {"messagePayload": []},
    {"messagePayload": {"body": {"content": 7}}}, {"data": [1]}, {"data": {"verb": ["x"]}}, {"parameters": "x"},
    {"parameters": [7, {"name": "text", "value": {"a": 1}}]}, {"queryOptions": {"skip": "1e9"}},
    {"queryOptions": {"skip": -1}}, {"queryOptions": {"skip": 10**30}},
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ODD)
async def test_odd_values_count_as_nothing(name: str, value: Any) -> None:
    async with wire(answers(Message("Rien."))) as served:
        status, body = await served.post(invoke(served, name, value))
        assert status == 200
        assert "Rien." in json.dumps(body)
        assert 0 <= served.seen[0].skip <= 10_000


# Whom it is not for.


@pytest.mark.parametrize("name", NAMES)
async def test_another_tenant_no_token_and_no_account_get_nothing(name: str) -> None:
    async with KeyServer() as keys, wire(keyserver=keys) as served:
        elsewhere = {"id": "77777777-7777-4777-8777-777777777777"}
        for change in (
            {"channelData": {"tenant": elsewhere}, "conversation": {"id": "a", "tenantId": elsewhere["id"]}},
            {"channelData": {}, "conversation": None},
            {"channelId": "webchat"},
        ):
            assert (await served.post(invoke(served, name, on_message(), **change)))[0] == 403
        assert (await served.post(invoke(served, name, on_message()), token=None))[0] == 401
        assert served.seen == []
        nobody = {"id": "29:x", "name": "Anonyme"}
        status, body = await served.post(invoke(served, name, on_message(), **{"from": nobody}))
        assert (status, served.seen) == (200, [])
        assert "compte professionnel" in json.dumps(body, ensure_ascii=False)


async def test_too_large_a_message_is_refused_at_the_door() -> None:
    async with wire() as served:
        assert (await served.post(invoke(served, NAMES[0], on_message("x" * 300_000))))[0] == 413


async def test_a_conversation_is_still_asked_of_everything_else() -> None:
    async with wire() as served:
        for body in (served.message(conversation=None), invoke(served, "adaptiveCard/action", {}, conversation={})):
            assert (await served.post(body))[0] == 400


# In time, and when something fails.


@pytest.mark.parametrize("name", NAMES)
async def test_a_sentence_comes_in_time_where_the_answer_does_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert turn._WINDOW_FOR < 5
    monkeypatch.setattr(turn, "_WINDOW_FOR", 0.05)
    cancelled = asyncio.Event()

    async def slow(_incoming: Incoming) -> Reply:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()
        return Reply.text("trop tard")

    async with wire(slow) as served:
        status, body = await served.post(invoke(served, name, on_message()))
        assert status == 200
        assert texts.WINDOW_LATE in json.dumps(body, ensure_ascii=False).replace("\\u00a0", "\u00a0")
        assert cancelled.is_set()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("error", "said"), [(TryAgain("database"), texts.WINDOW_LATE), (ValueError(), "Désolé, incident")]
)
async def test_what_fails_is_said_in_the_window(name: str, error: Exception, said: str) -> None:
    async def fails(_incoming: Incoming) -> Reply:
        raise error

    async with wire(fails) as served:
        status, body = await served.post(invoke(served, name, on_message()))
        assert status == 200
        assert said in json.dumps(body, ensure_ascii=False)
        assert served.connector.calls == []


@pytest.mark.parametrize("name", NAMES)
async def test_too_much_of_one_person_is_said_in_the_window(name: str) -> None:
    async with wire(answers(Message("Fait.")), inflow=Inflow(Allowance(in_hand=0))) as served:
        status, body = await served.post(invoke(served, name, on_message()))
        assert (status, served.seen) == (200, [])
        assert texts.TOO_FAST in json.dumps(body, ensure_ascii=False)


# The whole way, on both databases.


def of(talk: Talk, body: dict[str, Any]) -> dict[str, Any]:
    """Return an invoke as that person sends it, from no conversation that the assistant is in."""
    sender = {"id": "29:x", "name": talk.name, "aadObjectId": talk.key.oid}
    return {**body, "from": sender, "conversation": None, "channelData": {}, "channelId": "emulator"}


BUTTONS = {
    "agent": ["Envoyer ma demande"],
    "expert": ["Enregistrer la demande", "Enregistrer et prendre en charge"],
    "saeple": ["Enregistrer la demande"],
}


@pytest.mark.parametrize("seat", BUTTONS)
async def test_each_invoke_is_answered_as_the_role_allows(offices: Office, seat: str) -> None:
    talk = offices.talk(seat)
    async with wire(offices.router.answer) as served:

        async def sent(value: dict[str, Any], name: str = NAMES[1]) -> Any:
            return (await served.post(of(talk, invoke(served, name, value))))[1]

        opened = await sent(on_message(), NAMES[0])
        content = opened["task"]["value"]["card"]["content"]
        assert [action["title"] for action in content["actions"]] == BUTTONS[seat]
        assert {action["type"] for action in content["actions"]} == {"Action.Submit"}
        # A way to send that is not offered, a button of elsewhere, a form that does not exist: a sentence, nothing done.
        asked = {
            "verb": "assistance.send_window", "nonce": "n" * 22, "school": "0130001F", "topic": "DEPENSE", "details": "Rejet.",
            "name": "Mme Blanc", "function": "SG", "reach": "04 42 91 70 00", "urgent": "no", "who": "other", "author": AUTHOR,
            "author_name": "Olo", "way": "take",
        }  # fmt: skip
        taken = shown(await sent({"commandId": "assistance.window", "data": asked}))
        assert ("DA-2024-0001" in taken) is (seat == "expert")
        assert (taken == worded(worded(texts.NOT_YOURS))) is (seat != "expert")
        for verb in ("request.take", "form.send", "people.give", "nothing.such"):
            refused = await sent({"commandId": verb, "data": {"verb": verb, "reference": "DA-2024-0001"}})
            assert shown(refused) in (texts.UNKNOWN_BUTTON, *map(worded, texts.RESERVED.values()))
        found = (await sent(looked_up(""), NAMES[2]))["composeExtension"]
        assert (found["type"], found.get("text")) == {
            "agent": ("message", worded(worded(texts.NOT_STAFF))),
            "expert": ("result", None),
            "saeple": ("message", lookup_texts.LOOKUP_NONE),
        }[seat]
        assert served.connector.calls == []


async def test_a_request_is_made_of_a_message_once_and_found_by_who_may(offices: Office) -> None:
    agent, expert = offices.talk("agent"), offices.talk("expert")
    async with wire(offices.router.answer) as served:
        opened = invoke(served, NAMES[0], on_message("Chorus <b>rejeté</b> au 0130001F, rappeler le 04 42 91 70 00"))
        _, body = await served.post(of(agent, opened))
        content = body["task"]["value"]["card"]["content"]
        data = {one["id"]: one.get("value", "") for one in content["body"] if one["type"].startswith("Input.")}
        data |= content["actions"][0]["data"] | {"function": "SG"}
        assert (data["school"], data["topic"]) == ("0130001F", "DEPENSE")
        for number in range(3):  # The client asks twice again where it waited too long.
            sent = invoke(served, NAMES[1], {"commandId": "assistance.window", "data": data})
            _, body = await served.post({**of(agent, sent), "id": f"f:{number // 2}"})
            assert "DA-2024-0001" in shown(body)
        _, body = await served.post(of(expert, invoke(served, NAMES[2], looked_up("0130001F"))))
        (found,) = body["composeExtension"]["attachments"]
        assert found["preview"]["content"]["title"].startswith("DA-2024-0001")
        assert "04 42" not in json.dumps(found)
        _, body = await served.post(of(agent, invoke(served, NAMES[2], looked_up("0130001F"))))
        assert body == {"composeExtension": {"type": "message", "text": worded(worded(texts.NOT_STAFF))}}
        assert served.connector.calls == []


@pytest.mark.parametrize("seat", BUTTONS)
async def test_published_cases_are_found_with_their_preview_by_who_may(offices: Office, seat: str) -> None:
    row = {"reference": "DA-2024-0001", "topic": "REGIE", "problem": "L'avance est refusée.", "solution": "Rattacher.",
           "since": offices.clock.now(), "helped": 0, "version": 1}  # fmt: skip
    async with offices.storage.writing() as connection:
        states = [{**row, "state": state} for state in ("published", "proposed", "withdrawn")]
        await connection.execute(sa.insert(solved_case), states)
        await connection.commit()
    async with wire(offices.router.answer) as served:
        for typed in ("cas", "cas avance", "régie rattach"):
            _, body = await served.post(of(offices.talk(seat), invoke(served, NAMES[2], looked_up(typed))))
            if seat == "agent":
                assert body == {"composeExtension": {"type": "message", "text": worded(worded(texts.NOT_STAFF))}}
                continue
            (found,) = body["composeExtension"]["attachments"]
            assert found["preview"]["content"]["title"] == "Cas résolu n°\u00a01, Régies"
            assert found["preview"]["content"]["text"] == "L'avance est refusée."
            shown_ = json.dumps(found, ensure_ascii=False)
            assert "Rattacher." in shown_
            assert "DA-2024" not in shown_
        assert served.connector.calls == []


@pytest.mark.parametrize(
    ("html", "enclosed", "with_files"),
    [
        ("<p>Voici</p>", [], False),
        ('<p>Voici <emoji alt="😀"></emoji></p>', [A_CARD, {"contentType": "messageReference"}, 7], False),
        (PICTURE, [], True),
        (
            "<p>Voici</p>",
            [A_CARD, {"contentType": "reference", "name": "a.pdf", "contentUrl": "https://x/a.pdf"}],
            True,
        ),
        ("<p>Voici</p>", [{"contentType": "image/png"}], True),
    ],
)
async def test_what_comes_with_a_message_is_noticed(html: str, enclosed: list[Any], with_files: bool) -> None:
    async with wire(answers(Message("Lu.", el.card(el.paragraph("Lu."))))) as served:
        await served.post(invoke(served, NAMES[0], on_message(html, attachments=enclosed)))
        assert served.seen[0].quoted is not None
        assert served.seen[0].quoted.with_files is with_files
