"""Every thing that a person can do, for everybody, everywhere, typed or pressed: generated from the routes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.terminal import SEATS
from dialogs import features
from dialogs.core import form_texts, texts
from dialogs.core import route as route_module
from dialogs.core.exchange import Reply, Scope
from dialogs.core.registry import Registry
from dialogs.core.route import (
    EXPERTS,
    SA_EPLE,
    STAFF,
    Handler,
    Route,
    Routes,
    Taking,
    Theme,
    commands_for,
)
from dialogs.features import FORMS, ROUTES
from dialogs.questions.answers import respond
from dialogs.steering import texts as summary_texts
from knowledge.french import typeset
from knowledge.understanding.intent import lexicon
from tests.dialogs.applying import ASK, deposit
from tests.dialogs.asking import ask
from tests.dialogs.test_questions import SILENT
from tests.lint import catalogue
from tests.talk import Office, Talk, buttons, worded

# Who alone may follow a route; the others are for everyone. Written by hand: it is what the routes are held against.
NEEDS = {
    **dict.fromkeys(
        ("ma journée", "statut", "status.show", "enlever les filtres", "exporter", "status.export", "m’abonner", "mes abonnements",
                     "arrêter l’abonnement", "subscription.make", "subscription.decline", "subscription.stop", "requests.lookup"), STAFF
    ),
    **dict.fromkeys(
        ("absent", "de retour", "annuler une absence", "remplacement", "qui est absent", "permanence", "retirer une permanence",
         "qui est de permanence", "qui est libre", "mes sujets", "retirer un sujet", "team.cancel_absence", "team.hand_all",
         "team.forget_topic"), STAFF
    ),
    "team.off_call": SA_EPLE,
    **dict.fromkeys(("rappel", "passer en urgent"), STAFF),
    "message aux experts": SA_EPLE,
    "prendre": EXPERTS,
    "mon ordre de mission": EXPERTS,
    "mes papiers": EXPERTS,
    "proposer au comité": EXPERTS,
    "je propose": EXPERTS,
    "mon mandat": EXPERTS,
    "channel.take": EXPERTS,
    **dict.fromkeys(("canal des experts", "plus de canal"), SA_EPLE),
    **dict.fromkeys(("note", "message.note", "relevé", "partager", "case.propose", "case.correct"), STAFF),
    **dict.fromkeys(("annoncer une panne", "incident.open", "incident.answer", "préparer une réponse", "prepared.begin", "formations", "comité", "meeting.open",
                     "meeting.comes", "meeting.declines", "propositions", "visites"), STAFF),
    **dict.fromkeys(
        (
            "answer.write", "questions", "questions sans réponse", "ce qui a été mal répondu", "réglages du service", "changer un réglage", "apprendre une question", "ce qui est appris", "lesson.withdraw",
            "lesson.put_back", "lesson.correct",
            "statut candidatures", "application.list", "application.counts", "application.steer",
            "application.examine", "application.announce", "application.ask_complement", "application.accept",
            "application.reject", "application.drop", "application.review_again", "application.stand_down",
            "application.appoint", "application.appoint_confirmed", "application.announce_all",
            "application.note", "dossier word", "application.mission_letter", "application.travel_order",
            "mandats des experts", "mandat de l’expert", "renouveler un mandat", "mettre fin à un mandat", "formation d’un expert",
            "papiers des experts", "papers.make", "papier d’un expert", "plan.keep", "annoncer une formation", "convoquer le comité",
            "meeting.hold", "meeting.held", "meeting.cancel", "mandate.open", "mandate.renew", "mandate.train", "mandate.untrain", "mandate.end", "mandate.ended",
            "enregistrer une candidature", "annoncer les résultats", "nommer",
            "délais", "attribuer", "santé du service", "service.retry",
            "experts", "membres", "ajouter membre", "retirer membre", "retirer expert",
            "people.ask_give", "people.ask_take", "people.give", "people.take",
            "demandes d’effacement", "erasure.answer",
            "agir sur plusieurs", "rapport", "décider", "batch.decide", "batch.confirm", "batch.give_up", "batch.messages",
            "batch.only", "batch.complete", "batch.report", "fiche", "établissements à appeler", "établissements silencieux",
            "cas à relire", "cas retirés", "case.publish", "case.set_aside", "case.withdraw", "bilan pour le COPIL", "plan d’action", "action", "plan.add", "plan.open", "plan.finish", "plan.drop", "plan.reopen",
        ),
        SA_EPLE,
    ),
}  # fmt: skip
# What can be done elsewhere than in the private chat too.
ANYWHERE = {
    "question.ask", "l’appel en bref", "réponse utile", "feedback.bad", "talk.negatif", "parler à quelqu’un", "suis-je éligible",
    "candidater", "nommer", "people.give", "confidentialité", "aide", "talk.bonjour", "talk.merci", "talk.au_revoir",
    "talk.ca_va", "talk.identite", "talk.compliment", "talk.reproche", "talk.annuler", "talk.oui", "talk.non",
    "talk.retour", "talk.passer", "about.show", "help.theme", "exporter", "canal des experts", "plus de canal", "said.do",
}  # fmt: skip
# What is done in the window that the app opens in Teams, and nowhere else.
# What is done in a channel too: taking a request, of which nothing more is said there.
IN_CHANNEL = {"prendre", "channel.take"}
IN_WINDOW = {"assistance.window", "assistance.send_window", "requests.lookup"}
# What may be asked for in the middle of a form.
IN_FORM = {
    "l’appel en bref", "candidater", "candidature.resume", "ma candidature", "mes candidatures", "retirer ma candidature", "mes demandes",
    "parler à quelqu’un", "mes données", "confidentialité", "aide", "talk.annuler",
}  # fmt: skip
# Intents that the lexicon has no wordings for: they name what a command is about.
UNTAUGHT = {
    "prendre_demande", "attribuer_demande", "sans_reponse", "consigner_candidature", "annoncer_resultats",
    "nommer_expert", "lister_experts", "lister_membres", "agir_sur_plusieurs", "gerer_roles", "sante_service", "appel_en_bref",
}  # fmt: skip
WORDS = [(route, words) for route in ROUTES.all for words in route.says]
VERBS = [(route, verb) for route in ROUTES.all for verb in route.verbs]
PEOPLE = [(seat, scope) for seat in SEATS for scope in sorted(route_module.ANYWHERE)]


def test_who_alone_may_do_what() -> None:
    assert {route.name: route.needs for route in ROUTES.all if route.needs} == NEEDS


def test_what_can_be_done_elsewhere_than_in_private() -> None:
    where = {route.name: route.where for route in ROUTES.all}
    assert {name for name, scopes in where.items() if scopes == route_module.ANYWHERE} == ANYWHERE
    assert {name for name, scopes in where.items() if scopes == route_module.WINDOW} == IN_WINDOW
    assert {name for name, scopes in where.items() if scopes == route_module.IN_CHANNEL} == IN_CHANNEL
    assert set(where.values()) == {
        route_module.ANYWHERE,
        route_module.PRIVATE,
        route_module.WINDOW,
        route_module.IN_CHANNEL,
    }
    assert set(Scope) == route_module.ANYWHERE | route_module.WINDOW


def test_what_may_be_asked_for_within_a_form() -> None:
    assert {route.name for route in ROUTES.all if route.in_form} == IN_FORM
    assert set(ROUTES.within_forms()) == {route.intent for route in ROUTES.all if route.in_form and route.intent}


def refusal(name: str, seat: str, scope: Scope) -> str:
    """Return what a person is told of a route that is not for them or not for there; "" when they may follow it."""
    needs, role = NEEDS.get(name), SEATS[seat].role
    own = next((route.instead for route in ROUTES.all if route.name == name), "")
    if needs and role not in needs and own and role in NEEDS[own] and scope is Scope.PERSONAL:
        return f"« {own} »"  # What is one's own of the same matter.
    if needs and role not in needs:
        return worded(texts.RESERVED[needs])
    if name in IN_WINDOW:
        return texts.UNKNOWN_BUTTON
    if scope is Scope.CHANNEL and name in IN_CHANNEL:
        return ""
    return "" if scope is Scope.PERSONAL or name in ANYWHERE else texts.PERSONAL_ONLY


def _typed(seat: str) -> list[tuple[Route, str]]:
    """Return what may be typed to ask for a route; words that yield mean something else to those whom they are not for."""
    role = SEATS[seat].role
    return [(route, words) for route, words in WORDS if not route.yields or role in route.needs]


def _says_its_name(name: str) -> Handler:
    async def run(_turn: Any) -> Reply:
        return Reply.text(f"« {name} »")

    return run


@pytest.fixture
def stage(office: Office) -> Office:
    """Give an assistant whose every route says its name instead of doing its work."""
    routes = Routes(replace(route, run=_says_its_name(route.name)) for route in ROUTES.all)
    office.registry = Registry(
        routes, FORMS, files=features.FILES, respond=respond, notices=features.notices(assistance=True)
    )
    office.restart()
    return office


async def _said(talk: Talk, text: str) -> str:
    await talk.says(text)
    return talk.reply.messages[0].text  # The first reply to a person points to the notice below.


async def _pressed(talk: Talk, verb: str, *, execute: bool) -> str:
    action = {"type": "Action.Execute", "verb": verb} if execute else {"type": "Action.Submit", "data": {"verb": verb}}
    await talk.sends(action)
    return talk.reply.messages[0].text


@pytest.mark.parametrize(("seat", "scope"), PEOPLE)
async def test_each_is_done_or_refused_in_the_same_words_typed_or_pressed(
    stage: Office, seat: str, scope: Scope
) -> None:
    talk = stage.talk(seat, scope)
    asked = [
        *[(route.name, await _said(talk, words)) for route, words in _typed(seat)],
        *[(route.name, await _said(talk, f"{words.upper()} !")) for route, words in _typed(seat) if words != "?"],
        *[
            (route.name, await _pressed(talk, verb, execute=execute))
            for route, verb in VERBS
            for execute in (False, True)
        ],
    ]
    assert asked == [(name, refusal(name, seat, scope) or f"« {name} »") for name, _ in asked]


@pytest.mark.parametrize("seat", SEATS)
async def test_a_window_does_what_is_its_own_and_nothing_else(stage: Office, seat: str) -> None:
    talk = stage.talk(seat, Scope.WINDOW)
    for route, verb in VERBS:
        needs, role = NEEDS.get(route.name), SEATS[seat].role
        refused = worded(texts.RESERVED[needs]) if needs and role not in needs else texts.UNKNOWN_BUTTON
        mine = route.name in IN_WINDOW and not (needs and role not in needs)
        assert await _pressed(talk, verb, execute=False) == (f"« {route.name} »" if mine else refused), verb


@pytest.mark.parametrize(("seat", "scope"), PEOPLE)
async def test_more_words_after_a_command_change_nothing_of_who_may(stage: Office, seat: str, scope: Scope) -> None:
    talk = stage.talk(seat, scope)
    # Those that ask how things stand are read whole first, and so is what is done with a request whose number is not given.
    whole = {"statut_pilotage"} if refusal("prendre", seat, scope) else {"statut_pilotage", "prendre_demande"}
    whole |= set() if refusal("attribuer", seat, scope) else {"attribuer_demande"}
    taking = [(route, words) for route, words in _typed(seat) if route.takes and route.intent not in whole]
    asked = [
        (route.name, await _said(talk, f"{words} {12 if route.numbered else ''} Jean Dupont"))
        for route, words in taking
    ]
    assert asked == [(name, refusal(name, seat, scope) or f"« {name} »") for name, _ in asked]


@pytest.mark.parametrize(("seat", "scope"), PEOPLE)
async def test_help_lists_exactly_what_the_person_can_do_there(office: Office, seat: str, scope: Scope) -> None:
    role = SEATS[seat].role
    lines = [
        worded(line.usage)
        for theme in Theme
        for route in ROUTES.all
        for line in route.help
        if line.theme == theme and line.role in (None, role) and scope in line.where
        and not refusal(route.name, seat, scope)
    ]  # fmt: skip
    talk = office.talk(seat, scope)
    said = [await talk.says("aide")]
    titles = talk.seen[0].buttons
    if texts.BUTTON_THEMES in titles:
        await talk.presses(texts.BUTTON_THEMES)
        titles += talk.buttons
    for title in titles:
        if title in set(map(worded, texts.HELP_THEMES.values())):
            await talk.presses(title)
            said.append(talk.seen[-1].message.text)
            while texts.BUTTON_MORE_HELP in talk.buttons:
                await talk.presses(texts.BUTTON_MORE_HELP)
                said.append(talk.seen[-1].message.text)
    shown = [line.partition("\u00a0»\u00a0: ")[2] for one in said for line in one.split("\n") if line.startswith("«")]
    assert sorted(shown) == sorted(lines)


async def test_five_examples_of_the_help_are_pressed_to_be_said(office: Office) -> None:
    pilot = office.talk("saeple")
    await pilot.says("aide")
    await pilot.presses(worded(texts.HELP_THEMES["saeple_requests"]))
    card = pilot.seen[-1].card
    assert card
    pressed = [one["selectAction"] for one in card["body"] if "selectAction" in one]
    assert len(pressed) == 5
    assert {one["data"]["verb"] for one in pressed} == {"help.say"}
    await pilot.sends(pressed[0])
    assert pilot.seen[-1].text.startswith("Bilan des demandes")


@pytest.mark.parametrize(("seat", "scope"), PEOPLE)
async def test_what_the_help_lists_is_done_as_it_is_written(stage: Office, seat: str, scope: Scope) -> None:
    talk, role = stage.talk(seat, scope), SEATS[seat].role
    for route in ROUTES.all:
        for line in route.help:
            if line.role not in (None, role) or scope not in line.where or refusal(route.name, seat, scope):
                continue
            typed = re.sub(r" …$| à …$", "", line.title or route.name).replace("A-…", "A-2024-0001")
            opens = "request.open" if typed.startswith("statut DA") else route.name
            assert await _said(talk, typed) == f"« {opens} »", typed


REFERRING = [
    (route, verb)
    for route, verb in VERBS
    if isinstance(route.run, Taking) and {"reference", "number"} & set(route.run.value.model_fields)
]


async def _told(talk: Talk, verb: str, reference: str, number: int) -> str:
    said = await talk.sends(
        {"type": "Action.Submit", "data": {"verb": verb, "reference": reference, "number": number, "row": number}}
    )
    return said.replace(reference, "…").replace(texts.NOTICE_LINE, "").strip()


async def test_whoever_may_not_see_a_thing_cannot_tell_from_a_button_whether_it_exists(office: Office) -> None:
    owner = office.talk()
    await deposit(owner)
    await ask(owner)
    await owner.says(SILENT)
    await owner.presses("Transmettre au SA EPLE")
    await owner.says("passer")
    await owner.says("envoyer")
    stranger = office.stranger("77777777-7777-4777-8777-777777777777")
    for route, verb in REFERRING:
        for kind in ("DA", "CA"):
            there = await _told(stranger, verb, f"{kind}-2024-0001", 1)
            absent = await _told(stranger, verb, f"{kind}-2024-0099", 99)
            assert there == absent, verb
            assert not route.needs or there == worded(texts.RESERVED[route.needs]), verb


async def test_how_things_stand_is_answered_in_the_middle_of_a_form(office: Office) -> None:
    member = office.talk("saeple")
    await member.says("consigner")
    shown = await member.says("statut")
    assert shown.startswith("Bilan des demandes et candidatures")
    assert "nom et prénom de la personne" in shown.split(summary_texts.TODAY)[1]


@pytest.mark.parametrize("word", ["envoyer", "passer", "Passe.", "retour"])
@pytest.mark.parametrize("seat", ["agent", "expert", "saeple"])
async def test_a_word_that_steers_a_form_asks_for_nothing_where_there_is_none(
    office: Office, seat: str, word: str
) -> None:
    assert (await office.talk(seat).says(word)).startswith(texts.NOTHING_PENDING)


async def test_a_question_about_the_assistant_is_answered_in_the_middle_of_a_form(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    await talk.says("oui")
    asked = await talk.says("L’expert voit-il tout mon écran ?")
    assert "écran" in asked
    assert form_texts.MAIL_BAD not in asked
    assert "» attend" in asked
    assert ASK["function"] in await talk.says("camille.roux@ac-aix-marseille.fr")


# Said of an answer just given, or found by «demandes d'effacement».
# Said under another command, or by a button of the card.
WITHOUT_HELP = {
    *("mes candidatures", "réponse utile", "retirer un rappel", "effacer les données de quelqu’un"),
    *("rappel", "passer en urgent", "message aux experts"),
}


def test_what_can_be_typed_is_in_the_help() -> None:
    assert {route.name for route in ROUTES.all if route.says and not route.help} == WITHOUT_HELP


def test_two_routes_cannot_claim_the_same() -> None:
    one = Route("one", ROUTES.named("aide").run, says=("dire",), intent="i", verbs=("a.b",))
    for other in (
        replace(one, says=(), intent="", verbs=()),
        replace(one, name="two", intent="", verbs=()),
        replace(one, name="two", says=(), verbs=()),
        replace(one, name="two", says=(), intent=""),
    ):
        with pytest.raises(ValueError, match="one and"):
            Routes((one, other))
    Routes((one, replace(one, name="two", says=(), verbs=(), hears=False)))


def test_every_intent_of_the_lexicon_is_heard_and_no_other() -> None:
    taught = tomllib.loads((Path(lexicon.__file__).parent / "intents.toml").read_text())
    known = {*taught["intent"], *taught["talk"]}
    assert {intent for intent in known if ROUTES.hearing(intent) is None} == set()
    assert {route.intent for route in ROUTES.all if route.intent} - known == UNTAUGHT


def test_every_button_of_a_card_has_its_route() -> None:
    verbs = {
        action.get("verb") or (action.get("data") or {}).get("verb")
        for sent in catalogue.drawn().values()
        for action in buttons(sent)
        if action["type"] in ("Action.Execute", "Action.Submit")
    }
    assert len(verbs) > 50
    assert {verb for verb in verbs if ROUTES.pressed(str(verb)) is None} == set()


@pytest.mark.parametrize("scope", sorted(route_module.ANYWHERE))
def test_teams_lists_commands_that_everyone_may_say_there(scope: Scope) -> None:
    listed = commands_for(ROUTES, scope)
    assert 1 <= len(listed) <= 10
    for command in listed:
        assert len(command.title) <= 32
        assert len(command.description) <= 128
        route = ROUTES.exact(command.title)
        assert route is not None
        assert refusal(route.name, "agent", scope) == ""


def test_words_are_plain_and_lines_of_the_help_typeset() -> None:
    lines = [line for route in ROUTES.all for line in route.help]
    assert [
        words for _, words in WORDS if words != "?" and re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", words) is None
    ] == []
    assert [line for line in lines if typeset(line.usage) != line.usage] == []
