"""Where no requests for assistance are taken: another call's people hear of none, nor of the software and the service of the
first call, whoever they are and whatever they ask."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import cast

import pytest

from bot.serving import Assistant, duties
from bot.settings import SettingsError, load_settings
from bot.terminal import SEATS
from dialogs import features
from dialogs.core import texts
from dialogs.core.exchange import Letter, Message, Scope
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from knowledge.people import Role
from storage.engine import Storage
from tests.calls.test_two_calls import RELAIS, fill
from tests.dialogs.applying import decide, pass_time, sent
from tests.dialogs.asking import ask
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk, buttons, words

NOW = datetime(2026, 2, 2, 10, tzinfo=PARIS)
OF_2024 = datetime(2024, 1, 25, 10, tzinfo=PARIS)
FOREIGN = re.compile(r"Op@le|SA EPLE|DIEPAT|RAFONI|\bexpert", re.IGNORECASE)
# What people type anywhere, then what is asked of requests, of a trouble, of those who handle them.
ASKED = (
    "bonjour", "aide", "merci", "qui es-tu ?", "à quoi tu sers ?", "que sais-tu faire ?", "qui t'a fait ?", "quelles sont tes limites ?",
    "tu as accès à mes comptes ?", "qui lit ce que j'écris ?", "combien de temps gardez-vous mes données ?", "confidentialité",
    "mes données", "supprimer mes données", "parler à quelqu'un", "transmettre une question", "annuler",
    "c'est payé combien ?", "qui peut répondre à l'appel ?", "comment candidater ?", "jusqu'à quand ?", "l'appel en bref",
    "suis-je éligible", "candidater", "annuler", "ma candidature", "mes candidatures", "modifier ma candidature",
    "faut-il un permis bateau ?", "quel temps fait-il à Dijon ?", "ma paye est fausse", "la cantine est fermée ?", "blorgle fnu",
    "je n'arrive pas à mandater dans Op@le", "mon certificat OTP ne marche plus", "besoin d'aide sur Chorus Pro, c'est urgent",
    "demander une assistance", "mes demandes", "nouvelle demande clg Mignet, régie bloquée", "prendre DA-2026-0001", "DA-2026-0001",
    "statut", "statut demandes", "demandes urgentes non prises", "combien de demandes ce mois-ci ?", "ma journée", "mes rappels",
    "candidatures", "statut candidatures", "combien de candidatures ?", "exporter", "mes abonnements", "chaque lundi à 8 h les demandes",
    "questions", "questions sans réponse", "membres", "experts", "nommer Jean Dupont", "mandats des experts", "santé du service",
    "attribue-les à Ferrand", "message aux experts : réunion jeudi", "rapport", "décider", "demandes d'effacement", "cas résolus",
    "bilan pour le COPIL", "fiche lycée Zola", "je suis absent lundi", "qui est de permanence ?", "c'est nul, tu ne m'aides pas",
    "je n'en peux plus, je suis à bout", "hier j'ai passé la journée sur un titre de recette", "au revoir",
)  # fmt: skip


OWN_DATA = ("mes données", "supprimer mes données")


def without(office: Office) -> None:
    """Restart the assistant as one that takes no requests."""
    office.services = replace(office.services, assistance=False)
    office.router = Router(office.services)


@pytest.fixture
async def dijon(storage: Storage, jardins: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, jardins, NOW) as office:
        without(office)
        yield office


def shown(talk: Talk, since: int) -> str:
    """Return all that is shown since: the words of cards, the texts of messages, the titles of buttons."""
    said = []
    for seen in talk.seen[since:]:
        said += [
            seen.message.text,
            *words((seen.card or {}).get("body", [])),
            *(one["title"] for one in buttons(seen.card or {})),
        ]
    return "\n".join([*said, talk.reply.error])


def foreign(said: str, typed: str = "") -> list[str]:
    """Return the lines that name what is not of this call; the person's own words may be quoted."""
    said = re.sub(r"«\s([^»]*)\s»", lambda quoted: "" if quoted[1] in typed else quoted[0], said)
    return [line for line in said.split("\n") if FOREIGN.search(line)]


@pytest.mark.parametrize("scope", [Scope.PERSONAL, Scope.GROUP])
@pytest.mark.parametrize("seat", list(SEATS))
async def test_nothing_that_is_said_is_of_the_first_call(dijon: Office, seat: str, scope: Scope) -> None:
    talk = dijon.talk(seat, scope)
    found = {}
    await talk.opens()
    if lines := foreign(shown(talk, 0)):
        found["opens"] = lines
    for typed in ASKED:
        if seat == "expert" and typed in OWN_DATA:
            continue  # The role is still kept, and told as it is.
        since = len(talk.seen)
        await talk.says(typed)
        if lines := foreign(shown(talk, since), typed):
            found[typed] = lines
    assert found == {}


@pytest.mark.parametrize("seat", list(SEATS))
async def test_no_button_of_the_greeting_nor_of_the_help_begins_a_request(dijon: Office, seat: str) -> None:
    talk = dijon.talk(seat)
    await talk.says("bonjour")
    await talk.says("aide")
    begun = [one for seen in talk.seen for one in buttons(seen.card or {})]
    themes = [one["title"] for one in begun if one["data"].get("verb") == "help.theme"]
    for title in themes:
        await talk.says("aide")
        await talk.presses(title)
        assert foreign(shown(talk, 0)) == []
    begun = [one for seen in talk.seen for one in buttons(seen.card or {})]
    withdrawn = {verb for route in features.routes(assistance=False).all if route.withdrawn for verb in route.verbs}
    assert {one["data"].get("verb") for one in begun} & withdrawn == set()
    assert texts.BUTTON_ASK_ASSISTANCE not in [one["title"] for one in begun]


async def test_no_button_of_the_first_words_begins_a_request(dijon: Office) -> None:
    talk = dijon.talk()
    await talk.opens()
    assert talk.buttons
    assert not [title for title in talk.buttons if "assistance" in title.lower()]


@pytest.mark.parametrize("typed", ["demander une assistance", "je n'arrive pas à mandater dans Op@le", "mes demandes"])
async def test_who_asks_for_help_is_told_what_the_assistant_is_for_and_nothing_is_begun(
    dijon: Office, typed: str
) -> None:
    talk = dijon.talk()
    said = await talk.says(typed)
    assert texts.NO_ASSISTANCE.format(title="Jardins pédagogiques") in said
    assert talk.buttons == []


async def test_a_button_of_an_old_card_says_that_it_is_over(storage: Storage, base: KnowledgeBase) -> None:
    async with Office.open(storage, base, OF_2024) as office:
        agent, expert = office.talk(), office.talk("expert")
        await ask(agent)
        await agent.says("mes demandes")
        old = [
            one
            for seen in agent.seen
            for one in buttons(seen.card or {})
            if one["data"].get("verb", "").startswith("request.")
        ]
        assert old
        without(office)
        for button in old:
            assert await agent.sends(button) == texts.NO_LONGER_OFFERED
        assert texts.NO_LONGER_OFFERED in await expert.sends(
            {"type": "Action.Execute", "verb": "request.take", "data": {"reference": "DA-2024-0001", "version": 1}}
        )


async def test_the_office_is_the_calls_own_where_requests_are_taken_too(
    storage: Storage, relais: KnowledgeBase
) -> None:
    async with Office.open(storage, relais, datetime(2026, 5, 4, 10, tzinfo=PARIS)) as office:
        talk, member = office.talk(), office.talk("saeple")
        assert "transmettez-la à la DAAC" in await talk.says("quelle est la capitale du Pérou ?")
        await talk.says("transmettre une question")
        await talk.says("faut-il un CV ?")
        await talk.says("passer")
        assert "est transmise à la DAAC" in await talk.says("envoyer")
        assert "Questions transmises à la DAAC" in await member.says("questions")
        assert "Membres de la DAAC" in await member.says("membres")
        assert "C’est réservé à la DAAC" in await talk.says("membres")


async def test_an_application_from_its_deposit_to_its_standing_down_names_nothing_foreign(
    storage: Storage, relais: KnowledgeBase
) -> None:
    async with Office.open(storage, relais, datetime(2026, 5, 4, 10, tzinfo=PARIS)) as office:
        without(office)
        talk, member = office.talk(), office.talk("saeple")
        await member.opens()
        await fill(talk, RELAIS)
        await talk.says("envoyer")
        told = await sent(office)
        office.clock.time = datetime(2026, 5, 25, 10, tzinfo=PARIS)
        await pass_time(office)
        told += await sent(office)
        await member.says("candidatures")
        await decide(member, "accept", "Bon dossier.", "CA-2026-0001")
        told += await sent(office)
        await member.says("statut CA-2026-0001")
        assert "Nommer expert" not in member.buttons
        await talk.says("me désister")
        letters = [f"{one.subject}\n{one.text}" for _, one in told if isinstance(one, Letter)]
        messages = [one.text for _, one in told if isinstance(one, Message)]
        assert letters
        assert "[Candidatures]" in letters[-1]
        assert "L’assistant des candidatures, pour la DAAC" in letters[-1]
        for said in (*letters, *messages, shown(talk, 0), shown(member, 0)):
            assert foreign(said) == []


@pytest.mark.parametrize("assistance", [True, False])
async def test_only_where_requests_are_taken_are_they_told_of(
    storage: Storage, base: KnowledgeBase, assistance: bool
) -> None:
    async with Office.open(storage, base, OF_2024) as office:
        await office.talk("expert").opens()
        await office.behind.flush()
        await ask(office.talk())
        if not assistance:
            without(office)
        assert bool(await delivered(office)) is assistance


@pytest.mark.parametrize("assistance", [True, False])
async def test_only_where_requests_are_taken_is_time_kept_for_them(dijon: Office, assistance: bool) -> None:
    settings = load_settings({"ALLOW_ANONYMOUS": "true", "ASSISTANCE": str(assistance).lower()})
    names = {
        duty.name for duty in duties(settings, cast("Assistant", SimpleNamespace(services=dijon.services, groups=None)))
    }
    assert ({"requests", "reminders", "team", "mandates"} <= names) is assistance
    assert {"applications", "application_drafts", "erasures", "purge"} <= names


def test_the_role_of_who_takes_requests_does_not_count(dijon: Office) -> None:
    both = frozenset(Role)
    assert dijon.services.held(both) == {Role.SA_EPLE}
    assert replace(dijon.services, assistance=True).held(both) == both


def test_experts_without_requests_are_refused() -> None:
    given = {"ALLOW_ANONYMOUS": "true", "ASSISTANCE": "false"}
    assert not load_settings(given).assistance
    with pytest.raises(SettingsError, match=r"EXPERTS.*ASSISTANCE=false"):
        load_settings({**given, "EXPERTS": "11111111-1111-4111-8111-111111111111"})
