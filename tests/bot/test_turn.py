"""One turn on the wire: what is said, how it is sent, and what happens when something breaks."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import Any

import pytest

from bot import log
from bot.settings import LogFormat
from bot.teams import turn
from bot.teams.tokens import TryAgain
from dialogs.core.exchange import SILENCE, Incoming, Message, Reply
from dialogs.ui.elements import acts, card, paragraph
from tests.bot.wire import BOT, OID, PERSON, anonymous, registered, wire
from tests.connector import Fault
from tests.keyserver import KeyServer

CARD = card(paragraph("Titre"), actions=[acts("Prendre en charge", "request.take", {"reference": "DA-2024-0001"})])
GROUP = {"id": "19:g@thread.v2", "conversationType": "groupChat"}


def answers(*messages: Message, error: str = "") -> Any:
    async def handler(_incoming: Incoming) -> Reply:
        return Reply(messages, error)

    return handler


async def test_a_sentence_is_posted_as_an_answer_with_our_token() -> None:
    async with KeyServer() as keyserver, wire(keyserver=keyserver) as served:
        assert await served.post(served.message("Bonjour")) == (200, None)
        [call] = served.connector.calls
        assert (call.conversation, call.activity, call.authorization) == ("a:1", "1485983408511", "Bearer app-token-1")
        assert call.body == {
            "type": "message",
            "from": {"id": BOT},
            "recipient": {"id": PERSON},
            "conversation": {"id": "a:1"},
            "locale": "fr-FR",
            "text": "Vous dites : Bonjour",
            "textFormat": "plain",
        }


async def test_the_token_is_asked_for_once() -> None:
    async with KeyServer() as keyserver, wire(keyserver=keyserver) as served:
        for _ in range(5):
            await served.post(served.message())
        assert keyserver.logins == 1


async def test_a_token_turned_down_is_renewed_once() -> None:
    async with KeyServer() as keyserver, wire(keyserver=keyserver) as served:
        await served.post(served.message())
        credentials: Any = served.adapter._connector._credentials
        credentials._next_try = 0.0
        served.connector.faults.append(Fault(status=401))
        await served.post(served.message())
        assert [call.authorization for call in served.connector.calls] == ["Bearer app-token-1", "Bearer app-token-2"]


async def test_without_a_token_of_ours_the_channel_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "_SEND_FOR", 0.0)
    async with (
        KeyServer() as keyserver,
        wire(keyserver=keyserver, settings=registered(keyserver, MicrosoftAppPassword="wrong")) as served,
    ):
        assert (await served.post(served.message()))[0] == 503


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "_SEND_FOR", 2.0)
    monkeypatch.setattr(turn, "_TYPING_AFTER", 0.05)
    monkeypatch.setattr(turn, "_TYPING_EVERY", 0.05)


async def test_a_card_is_said_once_and_suggestions_stay_away_from_it() -> None:
    async with wire(answers(Message("Une demande vous attend.", CARD, suggestions=("oui",)))) as served:
        await served.post(served.message())
        [message] = served.connector.messages
        assert "text" not in message
        assert "suggestedActions" not in message
        assert message["summary"] == "Une demande vous attend."
        [attachment] = message["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        card = attachment["content"]
        assert {key: card[key] for key in ("type", "version", "lang", "fallbackText")} == {
            "type": "AdaptiveCard",
            "version": "1.5",
            "lang": "fr",
            "fallbackText": "Une demande vous attend.",
        }
        assert card["actions"][0]["fallback"] == {
            "type": "Action.Submit",
            "title": "Prendre en charge",
            "data": {"reference": "DA-2024-0001", "verb": "request.take"},
        }


def thumb(served: Any, reaction: Any, reply_to: str) -> dict[str, Any]:
    value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": "{}"}}
    return served.message(None, type="invoke", name="message/submitAction", value=value, replyToId=reply_to, id="i1")


async def test_a_thumb_below_an_answer_is_the_button_that_judges_it() -> None:
    async with wire(answers(Message("1 800 €.", rated=("indemnite", "c’est payé ?")))) as served:
        await served.post(served.message())
        (sent,) = served.connector.messages
        assert sent["channelData"] == {"feedbackLoop": {"type": "default"}}
        for reaction, verb in (("like", "feedback.good"), ("dislike", "feedback.bad")):
            assert await served.post(thumb(served, reaction, "m1")) == (200, {})
            heard = served.seen[-1]
            assert (heard.happening, heard.verb) == ("submit", verb)
            assert heard.value == {"entry": "indemnite", "text": "c’est payé ?"}


@pytest.mark.parametrize(("reaction", "message"), [("like", "m9"), ("love", "m1"), (None, "m1"), ({}, "m1")])
async def test_a_thumb_that_is_of_no_answer_of_ours_judges_none(reaction: Any, message: str) -> None:
    async with wire(answers(Message("1 800 €.", rated=("indemnite", "")))) as served:
        await served.post(served.message())
        assert await served.post(thumb(served, reaction, message)) == (200, {})
        assert len(served.seen) == 1


async def test_what_tells_of_an_application_is_labelled() -> None:
    async with wire(answers(Message("La candidature CA-2024-0001 est déposée.", CARD), Message("Bonjour."))) as served:
        await served.post(served.message())
        first, second = served.connector.messages
        assert first["entities"][0]["usageInfo"]["name"] == "Données de candidature"
        assert "entities" not in second


async def test_what_is_said_privately_in_a_channel_is_answered_privately() -> None:
    async with wire(answers(Message("Le 5 février."))) as served:
        heard = {"id": BOT, "name": "Aide", "isTargeted": True}
        mention = {"type": "mention", "mentioned": {"id": BOT}, "text": "<at>Aide</at>"}
        await served.post(
            served.message("<at>Aide</at> jusqu’à quand ?", conversation=GROUP, recipient=heard, entities=[mention])
        )
        await served.post(
            served.message("<at>Aide</at> jusqu’à quand ?", conversation=GROUP, entities=[mention], id="2")
        )
        private, public = served.connector.calls
        assert (private.targeted, private.body["recipient"]) == (True, {"id": PERSON, "isTargeted": True})
        assert (public.targeted, public.body["recipient"]) == (False, {"id": PERSON})


async def test_a_channel_without_cards_gets_the_sentence() -> None:
    async with wire(answers(Message("Une demande vous attend.", CARD))) as served:
        await served.post(served.message(channelId="sms"))
        assert served.connector.messages[0]["text"] == "Une demande vous attend."
        assert "attachments" not in served.connector.messages[0]


async def test_three_suggestions_at_most() -> None:
    async with wire(answers(Message("Et maintenant ?", suggestions=("a", "b", "c", "d")))) as served:
        await served.post(served.message())
        actions = served.connector.messages[0]["suggestedActions"]["actions"]
        assert [(a["type"], a["title"], a["value"]) for a in actions] == [("imBack", x, x) for x in "abc"]


async def test_messages_keep_their_order_and_one_redraws_another() -> None:
    async with wire(answers(Message("un"), Message("deux", replaces="m7"), Message("trois"))) as served:
        await served.post(served.message())
        assert [(c.method, c.activity, c.body["text"]) for c in served.connector.calls] == [
            ("POST", "1485983408511", "un"),
            ("PUT", "m7", "deux"),
            ("POST", "1485983408511", "trois"),
        ]


@pytest.mark.parametrize("status", [404, 400, 501])
async def test_what_cannot_be_redrawn_is_said_anew(status: int) -> None:
    async with wire(answers(Message("deux", replaces="m7"))) as served:
        served.connector.faults.append(Fault(status=status))
        await served.post(served.message())
        assert served.connector.texts == ["deux"]


async def test_a_card_that_is_refused_is_said_as_text() -> None:
    async with wire(answers(Message("Une demande vous attend.", CARD))) as served:
        served.connector.faults.append(Fault(status=413))
        assert (await served.post(served.message()))[0] == 200
        assert [message["text"] for message in served.connector.messages] == ["Une demande vous attend."]


async def test_a_refusal_is_said_to_who_pressed_a_submit() -> None:
    async with wire(answers(error="Déjà prise en charge.")) as served:
        await served.post(served.message(None, value={"verb": "request.take"}))
        assert served.connector.texts == ["Déjà prise en charge."]


# In company.


async def test_in_a_group_it_answers_when_mentioned() -> None:
    async with wire() as served:
        await served.post(served.message("bonjour", conversation=GROUP))
        assert served.seen == []
        mention = {"type": "mention", "mentioned": {"id": BOT, "name": "Aide"}, "text": "<at>Aide</at>"}
        await served.post(served.message("<at>Aide</at> bonjour", conversation=GROUP, entities=[mention]))
        assert served.connector.texts == ["Vous dites : bonjour"]


async def test_in_a_group_buttons_always_count() -> None:
    async with wire() as served:
        await served.post(served.message(None, conversation=GROUP, value={"verb": "a.b"}))
        assert [incoming.verb for incoming in served.seen] == ["a.b"]


async def test_an_account_without_object_id_is_refused_politely() -> None:
    async with KeyServer() as keyserver, wire(keyserver=keyserver) as served:
        sender: dict[str, Any] = {"from": {"id": PERSON, "name": "Invité"}}
        assert (await served.post(served.message(**sender)))[0] == 200
        assert served.connector.texts == [
            "Je ne peux répondre qu’aux personnes connectées avec leur compte professionnel."
        ]
        status, body = await served.post(execute(served, **sender))
        assert (status, body["statusCode"], body["type"]) == (200, 403, "application/vnd.microsoft.error")
        assert (await served.post(served.message(None, type="installationUpdate", action="add", **sender)))[0] == 200
        assert served.seen == []
        await served.post(served.message(None, type="installationUpdate", action="remove", **sender))
        assert [incoming.person.oid for incoming in served.seen] == [""]


async def test_a_welcome_is_posted_to_the_conversation_and_a_farewell_is_not() -> None:
    async with wire(answers(Message("Bienvenue"))) as served:
        await served.post(served.message(None, type="installationUpdate", action="add", id="f:1"))
        await served.post(served.message(None, type="installationUpdate", action="remove", id="f:2"))
        assert [(call.activity, call.body["text"]) for call in served.connector.calls] == [("", "Bienvenue")]
        assert len(served.seen) == 2


@pytest.mark.parametrize("kind", ["messageUpdate", "messageDelete", "messageReaction", "event", "typing", "inconnu"])
async def test_events_that_mean_nothing_are_accepted(kind: str) -> None:
    async with wire() as served:
        assert await served.post(served.message(type=kind)) == (200, None)
        assert (served.seen, served.connector.calls) == ([], [])


# Invokes.


def execute(served: Any, value: Any = None, **more: Any) -> dict[str, Any]:
    value = value or {"action": {"type": "Action.Execute", "verb": "request.take", "data": {"reference": "x"}}}
    return dict(served.message(None, type="invoke", name="adaptiveCard/action", id="f:9", value=value, **more))


async def test_execute_is_answered_by_a_card_in_place() -> None:
    async with wire(answers(Message("Prise en charge.", CARD), Message("Et après ?"))) as served:
        status, body = await served.post(execute(served))
        assert (status, body["statusCode"], body["type"]) == (200, 200, "application/vnd.microsoft.card.adaptive")
        assert body["value"]["type"] == "AdaptiveCard"
        assert [(call.activity, call.body["text"]) for call in served.connector.calls] == [("", "Et après ?")]


async def test_execute_is_answered_by_a_sentence() -> None:
    async with wire(answers(Message("C’est fait."))) as served:
        assert await served.post(execute(served)) == (
            200,
            {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "C’est fait."},
        )


async def test_execute_is_refused_by_an_error() -> None:
    async with wire(answers(error="Déjà prise en charge.")) as served:
        status, body = await served.post(execute(served))
        assert (status, body["type"], body["value"]["message"]) == (
            200,
            "application/vnd.microsoft.error",
            "Déjà prise en charge.",
        )


async def test_silence_answers_an_execute_too() -> None:
    async with wire(answers()) as served:
        assert (await served.post(execute(served)))[1]["statusCode"] == 200


@pytest.mark.parametrize("value", [7, "x", [1], {"action": None}, {"action": 3}, {"action": {"verb": None}}, {"a": 1}])
async def test_an_odd_execute_is_an_error_in_the_body(value: Any) -> None:
    async with wire() as served:
        status, body = await served.post(execute(served, value))
        assert (status, body["statusCode"], body["type"]) == (200, 400, "application/vnd.microsoft.error")
        assert served.seen == []


@pytest.mark.parametrize(
    "name",
    ["composeExtension/selectItem", "composeExtension/queryLink", "task/fetch", "signin/verifyState", "", None, 7],
)
async def test_other_invokes_are_not_implemented(name: Any) -> None:
    async with wire() as served:
        status, body = await served.post(served.message(None, type="invoke", name=name, value={"x": 1}))
        assert (status, body["statusCode"]) == (501, 501)


def search(served: Any, value: Any) -> dict[str, Any]:
    return dict(served.message(None, type="invoke", name="application/search", value=value))


async def test_what_is_typed_into_a_list_is_answered_by_choices() -> None:
    async def found(_incoming: Incoming) -> Reply:
        return Reply(found=(("Lycée Thiers, Marseille 1er", "0130040Y"),))

    asked = {"queryText": "le thi", "queryOptions": {"skip": 0, "top": 15}, "dataset": "schools"}
    async with wire(found) as served:
        assert await served.post(search(served, asked)) == (
            200,
            {
                "statusCode": 200,
                "type": "application/vnd.microsoft.search.searchResponse",
                "value": {"results": [{"title": "Lycée Thiers, Marseille 1er", "value": "0130040Y"}]},
            },
        )
        (seen,) = served.seen
        assert (seen.happening, seen.text, seen.verb, served.connector.calls) == ("search", "le thi", "schools", [])


@pytest.mark.parametrize("value", [None, 7, [], {}, {"queryText": 7, "dataset": None}, {"queryText": ["a"]}])
async def test_an_odd_search_finds_nothing(value: Any) -> None:
    async with wire(answers()) as served:
        status, body = await served.post(search(served, value))
        assert (status, body["value"]) == (200, {"results": []})


# Slow, failing, stopping.


async def test_typing_shows_after_a_while_and_always_ends() -> None:
    async def slow(incoming: Incoming) -> Reply:
        await asyncio.sleep(0.18)
        if incoming.text == "casse":
            raise RuntimeError
        return Reply.text("voilà")

    async with wire(slow) as served:
        for text in ("bonjour", "casse"):
            served.connector.calls.clear()
            await served.post(served.message(text))
            kinds = [call.body["type"] for call in served.connector.calls]
            assert kinds in (["typing"] * n + ["message"] for n in (2, 3))
            await asyncio.sleep(0.15)
            assert len(served.connector.calls) == len(kinds)


async def test_a_quick_turn_shows_no_typing() -> None:
    async with wire() as served:
        await served.post(served.message())
        await asyncio.sleep(0.1)
        assert [call.body["type"] for call in served.connector.calls] == ["message"]


async def test_throttling_is_waited_for() -> None:
    async with wire() as served:
        served.connector.faults.extend([Fault(status=429, retry_after="1"), Fault(status=412)])
        assert (await served.post(served.message()))[0] == 200
        assert served.connector.texts == ["Vous dites : bonjour"]


async def test_throttling_beyond_the_turn_is_put_off() -> None:
    async with wire() as served:
        served.connector.faults.append(Fault(status=429, retry_after="60"))
        assert (await served.post(served.message()))[0] == 503
        assert served.connector.calls == []


AMBIGUOUS = [Fault(status=500, accepted=True), Fault(status=502), Fault(reset=True), Fault(status=504)]
SURELY_NOT = [Fault(status=400), Fault(status=413), Fault(status=403, code="MessageWritesBlocked"), Fault(status=404)]


@pytest.mark.parametrize("fault", AMBIGUOUS + SURELY_NOT)
async def test_what_may_have_been_said_is_not_said_twice(fault: Fault) -> None:
    async with wire() as served:
        served.connector.faults.append(fault)
        assert (await served.post(served.message()))[0] == 200
        assert len(served.connector.calls) == fault.accepted


async def test_a_redirect_is_not_followed() -> None:
    async with wire() as served:
        served.connector.faults.append(
            Fault(status=307, location=f"{served.connector.url}/v3/conversations/b/activities")
        )
        assert (await served.post(served.message()))[0] == 200
        assert served.connector.calls == []


async def test_an_unreachable_connector_puts_the_turn_off(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "_SEND_FOR", 0.3)
    async with wire() as served:
        body = served.message(serviceUrl=f"http://127.0.0.1:{unused_tcp_port}/")
        assert (await served.post(body))[0] == 503


async def test_a_handler_that_cannot_puts_the_turn_off() -> None:
    async def closed(_incoming: Incoming) -> Reply:
        raise TryAgain("database")

    async with wire(closed) as served:
        assert (await served.post(served.message()))[0] == 503
        assert (await served.post(execute(served)))[0] == 503
        assert served.connector.calls == []


async def test_a_stopping_server_takes_no_new_turn() -> None:
    async with wire() as served:
        served.health.stopping = True
        assert (await served.post(served.message()))[0] == 503


# One error path, and what it tells whom.

PERSONAL_DATA = ("Camille", "Durand", OID, PERSON, "mon numéro est le 06", "a:1", "1485983408511")


async def broken(incoming: Incoming) -> Reply:
    try:
        raise ValueError(f"{incoming.name} {incoming.person.oid} {incoming.text}")
    except ValueError as error:
        raise LookupError(incoming.address.user_id, incoming.address.conversation, incoming.activity_id) from error


@pytest.mark.parametrize("style", LogFormat)
async def test_a_bug_is_apologised_for_and_logged_without_anything_personal(style: LogFormat) -> None:
    written = io.StringIO()
    before = logging.root.handlers[:], logging.root.level
    log.configure("debug", style, written)
    try:
        async with wire(broken) as served:
            assert await served.post(served.message("mon numéro est le 06")) == (200, None)
            [text] = served.connector.texts
            status, body = await served.post(execute(served))
    finally:
        logging.root.handlers[:], logging.root.level = before
    lines = [line for line in written.getvalue().splitlines() if "turn failed" in line]
    assert len(lines) == 2
    incident = text.removeprefix("Désolé, incident ").removesuffix(".")
    assert incident in lines[0]
    assert (status, body["type"]) == (200, "application/vnd.microsoft.error")
    assert body["value"]["message"].removeprefix("Désolé, incident ").removesuffix(".") in lines[1]
    assert "tests/bot/test_turn.py" in lines[0]
    assert "builtins.LookupError" in lines[0]
    assert "builtins.ValueError" in lines[0]
    for personal in PERSONAL_DATA:
        assert personal not in written.getvalue()


async def test_even_an_apology_may_fail() -> None:
    async with wire(broken) as served:
        served.connector.faults.append(Fault(status=500))
        assert (await served.post(served.message()))[0] == 200
        served.adapter._apology = lambda _incident: 1 / 0  # type: ignore[assignment,return-value]
        assert (await served.post(served.message()))[0] == 200
        assert (await served.post(execute(served)))[0] == 200


async def test_anonymous_settings_send_no_token() -> None:
    async with wire(settings=anonymous()) as served:
        await served.post(served.message())
        assert served.connector.calls[0].authorization == ""


async def test_silence_sends_nothing() -> None:
    async with wire(answers(*SILENCE.messages)) as served:
        assert (await served.post(served.message()))[0] == 200
        assert served.connector.calls == []
