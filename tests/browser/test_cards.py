"""What the page does with what the assistant may send: played by a hand in the assistant's place, answers included."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import aiohttp
from playwright.async_api import Route, expect

from bot.demo.rooms import GROUP, user_id
from bot.terminal import SEATS
from tests.browser.desk import Desk, private, violations

CARD = "application/vnd.microsoft.card.adaptive"
AGENT = SEATS["agent"].key.oid


def card(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "lang": "fr", "body": list(body), **more}


def message(shown: dict[str, Any]) -> dict[str, Any]:
    return {"type": "message", "summary": "carte", "attachments": [{"contentType": CARD, "content": shown}]}


def text(said: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": said, "wrap": True}


def execute(title: str, verb: str, **more: Any) -> dict[str, Any]:
    return {"type": "Action.Execute", "title": title, "verb": verb, **more}


class Answers:
    """Stands where the assistant does: keeps what the page sends, answers as told.

    The assistant's own cards, there from the beginning, go on asking the assistant for what they are.
    """

    def __init__(self, answer: Callable[[dict[str, Any]], tuple[int, Any]] = lambda _sent: (200, None)) -> None:
        self.answer = answer
        self.sent: list[dict[str, Any]] = []

    async def stand_in(self, desk: Desk) -> None:
        await desk.page.route("**/api/messages", self._take)

    async def one(self) -> dict[str, Any]:
        """Return the only thing sent, once it has come: the page says what was pressed before it sends it."""
        for _ in range(100):
            if self.sent:
                break
            await asyncio.sleep(0.05)
        (sent,) = self.sent
        return sent

    async def _take(self, route: Route) -> None:
        activity = route.request.post_data_json
        if activity.get("name") == "adaptiveCard/action" and activity["value"]["action"]["verb"] == "request.refresh":
            await route.continue_()
            return
        self.sent.append(activity)
        status, body = self.answer(activity)
        if status == 200 and body is not None:
            await route.fulfill(status=200, json=body)
        else:
            await route.fulfill(status=status, body="")


INPUTS = (
    {"type": "Input.Text", "id": "words", "label": "Mots"},
    {"type": "Input.Text", "id": "lines", "label": "Lignes", "isMultiline": True},
    {"type": "Input.Number", "id": "count", "label": "Nombre"},
    {"type": "Input.Date", "id": "day", "label": "Jour"},
    {"type": "Input.Time", "id": "hour", "label": "Heure"},
    {"type": "Input.Toggle", "id": "agreed", "label": "Accord", "title": "Je suis d’accord"},
    {"type": "Input.ChoiceSet", "id": "one", "label": "Un choix", "style": "compact",
     "choices": [{"title": "Rouge", "value": "r"}, {"title": "Vert", "value": "v"}]},
    {"type": "Input.ChoiceSet", "id": "many", "label": "Plusieurs", "style": "expanded", "isMultiSelect": True,
     "choices": [{"title": "Nord", "value": "n"}, {"title": "Sud", "value": "s"}]},
)  # fmt: skip


async def test_every_input_of_1_5_is_filled_in_and_sent_as_teams_sends_it(desk: Desk) -> None:
    answers, agent = Answers(), desk.seat("agent")
    await answers.stand_in(desk)
    sends = {"type": "Action.Submit", "title": "Envoyer tout", "data": {"verb": "a.b", "version": 7}}
    number = await desk.hears(private("agent"), message(card(*INPUTS, actions=[sends])))
    for label, value in (
        ("Mots", "Ève"),
        ("Lignes", "a\nb"),
        ("Nombre", "3"),
        ("Jour", "2024-02-05"),
        ("Heure", "14:30"),
    ):
        await agent.log.get_by_label(label, exact=True).fill(value)
    await agent.log.get_by_role("checkbox", name="Je suis d’accord").check()
    await agent.log.get_by_role("combobox", name="Un choix").select_option(label="Vert")
    for title in ("Nord", "Sud"):
        await agent.log.get_by_role("checkbox", name=title).check()
    await agent.presses("Envoyer tout")
    await expect(agent.log.locator(".frame").last).to_have_attribute("aria-busy", "false")
    (sent,) = answers.sent
    assert (sent["type"], sent["replyToId"], "text" in sent) == ("message", number, False)
    many = sent["value"].pop("many")
    assert sorted(many.split(",")) == ["n", "s"]
    assert sent["value"] == {
        "verb": "a.b", "version": 7, "words": "Ève", "lines": "a\nb", "count": "3", "day": "2024-02-05",
        "hour": "14:30", "agreed": "true", "one": "v",
    }  # fmt: skip


async def test_a_required_input_left_empty_holds_the_card_back(desk: Desk) -> None:
    answers, agent = Answers(), desk.seat("agent")
    await answers.stand_in(desk)
    needed = {"type": "Input.Text", "id": "a", "label": "Motif", "isRequired": True, "errorMessage": "Dites pourquoi."}
    await desk.hears(private("agent"), message(card(needed, actions=[execute("Continuer", "a.b")])))
    await agent.presses("Continuer")
    await agent.sees("Dites pourquoi.")
    assert answers.sent == []


async def test_an_execute_is_answered_by_a_card_a_sentence_or_an_error(desk: Desk) -> None:
    agent = desk.seat("agent")
    kinds = {
        "a.card": {
            "statusCode": 200,
            "type": CARD,
            "value": card(text("Nouvelle carte"), actions=[execute("Suite", "a.say")]),
        },
        "a.say": {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "C’est fait."},
        "a.fail": {
            "statusCode": 400,
            "type": "application/vnd.microsoft.error",
            "value": {"code": "x", "message": "Refusé."},
        },
    }
    answers = Answers(lambda sent: (200, kinds[sent["value"]["action"]["verb"]]))
    await answers.stand_in(desk)
    shown = card(
        text("Ancienne carte"), actions=[execute("Refus", "a.fail"), execute("Remplacer", "a.card", data={"n": 1})]
    )
    await desk.hears(private("agent"), message(shown))
    await agent.presses("Refus")
    await expect(agent.log.locator(".note.wrong")).to_have_text("Refusé.")
    await agent.presses("Remplacer")
    await agent.sees("Nouvelle carte")
    await agent.does_not_see("Ancienne carte")
    await agent.presses("Suite")
    await expect(agent.log.locator(".note")).to_have_text("C’est fait.")
    last = answers.sent[1]
    assert (last["type"], last["name"], last["value"]["trigger"]) == ("invoke", "adaptiveCard/action", "manual")
    assert last["value"]["action"] == {"type": "Action.Execute", "verb": "a.card", "data": {"n": 1}}
    assert last["from"] == {"id": user_id(AGENT), "name": "Camille Roux", "aadObjectId": AGENT}


async def test_what_is_not_answered_is_sent_again_with_the_same_id_then_said(desk: Desk) -> None:
    answers, agent = Answers(lambda _sent: (503, None)), desk.seat("agent")
    await answers.stand_in(desk)
    await desk.hears(private("agent"), message(card(text("Carte"), actions=[execute("Agir", "a.b")])))
    await agent.presses("Agir")
    await agent.sees("n’a pas répondu à temps")
    assert len(answers.sent) == 3
    assert len({sent["id"] for sent in answers.sent}) == 1
    answers.sent.clear()
    await agent.says("bonjour")
    await expect(agent.element.get_by_role("alert")).to_contain_text("n’est pas parti")
    answers.answer = lambda _sent: (200, None)
    await agent.element.get_by_role("button", name="Renvoyer").click()
    await expect(agent.element.get_by_role("alert")).to_be_hidden()
    desk.faults = [fault for fault in desk.faults if "503" not in fault]  # Chromium tells of each.


async def test_a_card_is_redrawn_in_place_and_a_message_taken_back(desk: Desk) -> None:
    agent = desk.seat("agent")
    number = await desk.hears(private("agent"), message(card(text("Demande nouvelle"))))
    await agent.sees("Demande nouvelle")
    count = await agent.log.locator(".message").count()
    await desk.hears(private("agent"), message(card(text("Demande prise en charge"))), update=number)
    await agent.sees("Demande prise en charge")
    await agent.does_not_see("Demande nouvelle")
    assert await agent.log.locator(".message").count() == count
    base = f"{desk.url}/connector/v3/conversations/{private('agent')}/activities/{number}"
    async with aiohttp.ClientSession() as session, session.delete(base) as response:
        assert response.status == 200
    await agent.does_not_see("Demande prise en charge")


async def test_a_card_is_refreshed_for_those_it_names_alone(desk: Desk) -> None:
    own = {"statusCode": 200, "type": CARD, "value": card(text("Votre vue"), refresh={"action": execute("r", "a.see")})}
    answers = Answers(lambda _sent: (200, own))
    seats = {name: desk.seat(name) for name in ("agent", "expert", "saeple")}
    for seat in seats.values():
        await seat.looks_at("Groupe")
    await answers.stand_in(desk)
    refresh = {"action": execute("r", "a.see", data={"n": 1}), "userIds": [user_id(AGENT)]}
    await desk.hears(GROUP, message(card(text("Vue de tous"), refresh=refresh)))
    await seats["agent"].sees("Votre vue")
    for name in ("expert", "saeple"):
        await seats[name].sees("Vue de tous")
    (sent,) = answers.sent
    assert sent["value"] == {
        "action": {"type": "Action.Execute", "verb": "a.see", "data": {"n": 1}},
        "trigger": "automatic",
    }


async def test_a_choice_is_looked_for_while_it_is_typed(desk: Desk) -> None:
    found = {"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse",
             "value": {"results": [{"title": "Lycée Thiers, Marseille 1er", "value": "0130040Y"}]}}  # fmt: skip
    answers = Answers(lambda sent: (200, found if sent.get("name") == "application/search" else None))
    agent = desk.seat("agent")
    await answers.stand_in(desk)
    schools = {"type": "Input.ChoiceSet", "id": "school", "label": "Établissement", "style": "filtered", "choices": [],
               "choices.data": {"type": "Data.Query", "dataset": "schools"}}  # fmt: skip
    sends = {"type": "Action.Submit", "title": "Envoyer"}
    await desk.hears(private("agent"), message(card(schools, actions=[sends])))
    box = agent.log.get_by_role("combobox", name="Établissement")
    await box.press_sequentially("le thi", delay=20)
    await expect(agent.log.get_by_role("option")).to_have_text(["Lycée Thiers, Marseille 1er"])
    assert await violations(desk.page) == []
    await box.press("ArrowDown")
    await box.press("Enter")
    await expect(box).to_have_value("Lycée Thiers, Marseille 1er")
    await expect(agent.log.get_by_role("option")).to_have_count(0)
    await agent.presses("Envoyer")
    await expect(agent.log.locator(".frame").last).to_have_attribute("aria-busy", "false")
    search = [sent for sent in answers.sent if sent.get("name") == "application/search"][-1]
    assert search["value"] == {"queryText": "le thi", "queryOptions": {"skip": 0, "top": 10}, "dataset": "schools"}
    assert answers.sent[-1]["value"] == {"school": "0130040Y"}


async def test_a_chart_is_read_in_its_table(desk: Desk) -> None:
    cells = [
        [{"type": "TableCell", "items": [text(said)]} for said in row]
        for row in (("État", "Nombre"), ("Nouvelles", "4"))
    ]
    table = {"type": "Table", "firstRowAsHeaders": True, "columns": [{"width": 2}, {"width": 1}],
             "rows": [{"type": "TableRow", "cells": row} for row in cells]}  # fmt: skip
    # The page draws rings; what it does not draw, the table says in its place.
    drawn = {"type": "Chart.Donut", "title": "États", "data": [{"legend": "Nouvelles", "value": 4}], "fallback": "drop"}
    unknown = {"type": "Chart.Gauge", "title": "États", "value": 4, "fallback": table}
    agent = desk.seat("agent")
    await desk.hears(private("agent"), message(card(text("Quatre demandes"), drawn, table)))
    await expect(agent.log.get_by_role("img", name="États")).to_have_count(1)
    await expect(agent.log.get_by_role("table")).to_have_count(1)
    await expect(agent.log.get_by_role("cell", name="Nouvelles")).to_have_count(1)
    await desk.hears(private("agent"), message(card(text("Les mêmes"), unknown)))
    await agent.sees("Les mêmes")
    await expect(agent.log.get_by_role("table")).to_have_count(2)


async def test_a_file_is_offered_agreed_to_put_and_downloaded(desk: Desk) -> None:
    answers, agent = Answers(), desk.seat("agent")
    await answers.stand_in(desk)
    offer = {"contentType": "application/vnd.microsoft.teams.card.file.consent", "name": "état.csv",
             "content": {"description": "Les demandes", "sizeInBytes": 3, "acceptContext": {"n": 1}}}  # fmt: skip
    await desk.hears(private("agent"), {"type": "message", "attachments": [offer]})
    await agent.presses("Enregistrer le fichier")
    await agent.sees("Vous avez accepté ce fichier.")
    sent = await answers.one()
    assert (sent["name"], sent["value"]["action"], sent["value"]["context"]) == (
        "fileConsent/invoke",
        "accept",
        {"n": 1},
    )
    place = sent["value"]["uploadInfo"]
    async with aiohttp.ClientSession() as session, session.put(place["uploadUrl"], data=b"a;b") as response:
        assert response.status == 201
    info = {"contentType": "application/vnd.microsoft.teams.card.file.info", "name": place["name"],
            "contentUrl": place["contentUrl"], "content": {"uniqueId": place["uniqueId"], "fileType": "csv"}}  # fmt: skip
    await desk.hears(private("agent"), {"type": "message", "attachments": [info]})
    async with desk.page.expect_download() as downloading:
        await agent.log.get_by_role("link", name="Télécharger état.csv").click()
    download = await downloading.value
    assert (download.suggested_filename, (await download.path()).read_bytes()) == ("état.csv", b"a;b")


async def test_suggestions_are_pressed_and_gone_and_typing_is_seen(desk: Desk) -> None:
    answers, agent = Answers(), desk.seat("agent")
    await answers.stand_in(desk)
    actions = [{"type": "imBack", "title": f"Choix {number}", "value": f"choix {number}"} for number in range(4)]
    await desk.hears(private("agent"), {"type": "typing"})
    await expect(agent.log.get_by_text("L’assistant écrit…")).to_be_visible()
    await desk.hears(
        private("agent"), {"type": "message", "text": "Lequel ?", "suggestedActions": {"actions": actions}}
    )
    await expect(agent.log.get_by_text("L’assistant écrit…")).to_be_hidden()
    offered = agent.element.get_by_role("group", name="Réponses proposées").get_by_role("button")
    await expect(offered).to_have_text(["Choix 0", "Choix 1", "Choix 2"])  # Teams shows three.
    await offered.nth(1).click()
    await agent.sees("choix 1")
    await expect(offered).to_have_count(0)
    for _ in range(50):  # The page shows what is typed before it is sent.
        if answers.sent:
            break
        await asyncio.sleep(0.1)
    assert [sent["text"] for sent in answers.sent] == ["choix 1"]


async def test_nothing_that_is_said_becomes_markup(desk: Desk) -> None:
    agent = desk.seat("agent")
    evil = "<img src=x onerror=alert(1)> [clic](javascript:alert(1)) **gras**"
    await desk.hears(private("agent"), {"type": "message", "text": evil})
    await desk.hears(private("agent"), message(card(text(evil), {"type": "RichTextBlock", "inlines": [evil]})))
    messages = agent.log.locator(".message")
    await expect(messages.last).to_have_text(re.compile("gras.*gras", re.DOTALL))  # The card, which comes second.
    assert await messages.locator("img").count() == 0
    assert await messages.locator("a[href^='javascript']").count() == 0


async def test_how_things_stand_fits_a_phone_and_each_figure_opens_its_list(phone: Desk) -> None:
    for name in ("expert", "saeple"):
        seat = phone.seat(name)
        await phone.show(seat)
        await seat.says("statut")
        shown = seat.log.locator(".card").filter(has_text="Bilan des demandes").last
        await expect(shown).to_be_visible()
        box = await shown.bounding_box()
        assert box is not None
        assert box["width"] <= 375
        assert box["height"] <= 650, name
    await shown.get_by_role("button", name="Voir les semaines").click()
    await expect(shown.get_by_text("Demandes reçues par semaine")).to_be_visible()
    await shown.get_by_role("button", name="Demandes ouvertes").click()
    await seat.sees("Demandes ouvertes")
