"""Several calls in force: the one that is meant is named, spoken of, known by one alone, or asked; each has its own of all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings
from dialogs.application import texts as application_texts
from dialogs.core import texts
from dialogs.core.turn import Letter, Scope
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from knowledge.understanding.naming import CallNames
from storage.calls import find
from storage.engine import Storage
from storage.past_calls import PastCalls
from tests.calls.test_two_calls import BASSIN, LETTER
from tests.dialogs.applying import deposit, pass_time, rows, sent
from tests.talk import Office, Talk

HERE = Path(__file__).parent
NOW = datetime(2025, 4, 3, 10, tzinfo=PARIS)
REFERENTS, RELAIS = "Référents numériques de bassin", "Professeurs relais dans les structures…"
GIVEN = (
    "ROUX Camille", "camille.roux@ac-nantes.fr", "certifiée", "Histoire-géographie", "0440001M", "Musée du Mans", LETTER, "oui",
)  # fmt: skip


def serve(office: Office, bases: Sequence[KnowledgeBase], now: datetime) -> None:
    """Restart the assistant with several calls in force."""
    office.base, office.clock.time = bases[0], now
    office.services = replace(office.services, calls=PastCalls(HERE), in_force=lambda: bases)
    office.router = Router(office.services)


@pytest.fixture
async def two(storage: Storage, bassin: KnowledgeBase, relais_now: KnowledgeBase) -> AsyncIterator[Office]:
    """Give an assistant that serves two open calls."""
    async with Office.open(storage, bassin, NOW) as office:
        serve(office, [bassin, relais_now], NOW)
        yield office


async def fill(talk: Talk, answers: tuple[str, ...]) -> str:
    said = ""
    for answer in answers:
        said = await talk.says(answer)
    return said


async def test_a_question_that_both_answer_is_asked_of_which_then_remembered(two: Office) -> None:
    talk = two.talk()
    asked = await talk.says("quelle est la date limite ?")
    assert texts.WHICH_CALL in asked
    assert "Référents numériques de bassin\u00a0: on peut candidater jusqu’au vendredi 11 avril 2025 à midi." in asked
    assert talk.seen[0].buttons == [REFERENTS, RELAIS]
    told = await talk.presses(REFERENTS)
    assert "vendredi 11 avril 2025" in told
    assert "Réponse sur l’appel «\u00a0Référents numériques de bassin\u00a0»." in told
    assert "Un CV est demandé." in await talk.says("faut-il un CV ?")  # Nothing is asked again: that call is spoken of.
    other = await talk.says("et pour les professeurs relais ?")  # The same question of the other call.
    assert "Réponse sur l’appel «\u00a0Professeurs relais dans les structures culturelles\u00a0»." in other
    assert "jeudi 22 mai 2025" in await talk.says("et la date limite ?")


async def test_words_name_the_call(two: Office) -> None:
    talk = two.talk()
    assert "jeudi 22 mai 2025" in await talk.says("quelle est la date limite de l’appel professeurs relais ?")
    assert "vendredi 11 avril 2025" in await talk.says("jusqu’à quand pour être référent numérique ?")
    assert "vendredi 11 avril 2025" in await talk.says("quelle est la date limite ?")


async def test_what_one_call_alone_answers_needs_no_question(two: Office) -> None:
    talk = two.talk()
    told = await talk.says("quels sont les bassins concernés ?")
    assert texts.WHICH_CALL not in told
    assert "Réponse sur l’appel «\u00a0Référents numériques de bassin\u00a0»." in told


async def test_the_answer_may_be_typed(two: Office) -> None:
    talk = two.talk()
    await talk.says("quelle est la date limite ?")
    assert "jeudi 22 mai 2025" in await talk.says("les professeurs relais")
    talk = two.stranger("44444444-4444-4444-8444-444444444444", "Autre Personne")
    await talk.says("quelle est la date limite ?")
    assert "vendredi 11 avril 2025" in await talk.says("la première")


async def test_the_call_that_is_spoken_of_outlives_the_process(two: Office) -> None:
    talk = two.talk()
    await talk.says("quelle est la date limite de l’appel professeurs relais ?")
    await two.behind.flush()
    bases = two.services.bases
    two.restart()
    serve(two, bases, NOW)
    assert "jeudi 22 mai 2025" in await talk.says("quelle est la date limite ?")


async def test_what_is_about_no_call_asks_nothing(two: Office) -> None:
    talk, member = two.talk(), two.talk("saeple")
    for said in ("bonjour", "aide", "merci", "mes demandes", "qui es-tu ?"):
        assert texts.WHICH_CALL not in await talk.says(said)
    assert texts.WHICH_CALL not in await member.says("statut")
    greeting = await talk.says("bonjour")
    assert "vendredi 11 avril 2025" in greeting
    assert "jeudi 22 mai 2025" in greeting


async def test_one_applies_to_both_each_with_its_own_form_receipt_and_letter(two: Office) -> None:
    talk = two.talk()
    assert texts.WHICH_CALL in await talk.says("je veux candidater")
    assert "Candidature de référent numérique de bassin" in await talk.presses(REFERENTS)
    receipt = await _send(talk, BASSIN)
    assert "Colibris" in receipt
    assert "relais" not in receipt
    assert "Candidature de professeur relais" in await talk.says("candidater à l’appel professeurs relais")
    receipt = await _send(talk, GIVEN)
    assert "daac@ac-nantes.fr" in receipt
    assert "DRANE" not in receipt
    assert [(row["call"], row["reference"]) for row in await rows(two)] == [
        ("2025-referents-bassin", "CA-2025-0001"), ("2025-professeurs-relais", "CA-2025-0002"),
    ]  # fmt: skip
    letters = [letter for _, letter in await sent(two) if isinstance(letter, Letter)]
    assert ["Colibris" in letter.text for letter in letters] == [True, False]
    assert ["daac@ac-nantes.fr" in letter.text for letter in letters] == [False, True]


async def _send(talk: Talk, answers: tuple[str, ...]) -> str:
    await fill(talk, answers)
    return await talk.says("envoyer")


async def test_two_drafts_are_reminded_resumed_and_ended_each_by_its_call(two: Office) -> None:
    talk = two.talk()
    await talk.opens()
    await talk.says("candidater à l’appel professeurs relais")
    await fill(talk, GIVEN[:4])
    await talk.says("candidater à l’appel référents numériques")
    await fill(talk, BASSIN[:3])
    two.clock.time = datetime(2025, 4, 9, 9, tzinfo=PARIS)
    await pass_time(two)
    reminders = [one.text for _, one in await sent(two) if one]
    assert len(reminders) == 1  # The other call closes much later.
    assert "11 avril 2025" in reminders[0]
    assert "Candidature de professeur relais" in await talk.says("candidater à l’appel professeurs relais")
    two.clock.time = datetime(2025, 4, 11, 12, 1, tzinfo=PARIS)
    await pass_time(two)
    assert [(row["call"], row["status"]) for row in await rows(two)] == [("2025-referents-bassin", "expired")]
    await talk.says("modifier school")
    await fill(talk, GIVEN[4:])
    assert "CA-2025-0001" in await talk.says("envoyer")


async def test_who_has_applied_to_both_says_which_to_withdraw(two: Office) -> None:
    talk = two.talk()
    await talk.says("candidater à l’appel référents numériques")
    await _send(talk, BASSIN)
    await talk.says("candidater à l’appel professeurs relais")
    await _send(talk, GIVEN)
    two.clock.forward(hours=3)  # Of which call was spoken is forgotten.
    assert texts.WHICH_CALL in await talk.says("retirer ma candidature")
    await talk.presses(REFERENTS)
    await talk.says("passer")
    assert "CA-2025-0001 est retirée" in await talk.says("envoyer")
    assert [row["status"] for row in await rows(two)] == ["withdrawn", "submitted"]


async def test_the_service_steers_each_call_by_its_name(two: Office) -> None:
    talk, member = two.talk(), two.talk("saeple")
    await talk.says("candidater à l’appel référents numériques")
    await _send(talk, BASSIN)
    await talk.says("candidater à l’appel professeurs relais")
    await _send(talk, GIVEN)
    assert texts.WHICH_CALL in await member.says("candidatures")
    counts = await member.presses(RELAIS)
    assert "DAAC-2025-14" in counts
    listed = await member.says("liste des candidatures de l’appel référents numériques")
    assert "CA-2025-0001" in listed
    assert "CA-2025-0002" not in listed
    assert "CA-2025-0001" in await member.says("candidatures Gex")
    assert "Professeurs relais" in await member.says("statut")


async def test_a_question_passed_on_keeps_its_call(two: Office) -> None:
    talk, member = two.talk(), two.talk("saeple")
    await talk.says("y a-t-il une cantine, pour l’appel professeurs relais ?")
    await talk.says("transmettre ma question")
    await talk.says("Peut-on manger au musée ?")
    await talk.says("passer")
    await talk.says("envoyer")
    assert "Sur l’appel «\u00a0Professeurs relais dans les structures culturelles\u00a0»." in await member.says(
        "questions"
    )


async def test_in_a_group_too_the_call_is_asked(two: Office) -> None:
    talk = two.talk(scope=Scope.GROUP)
    assert texts.WHICH_CALL in await talk.says("quelle est la date limite ?")
    assert "vendredi 11 avril 2025" in await talk.presses(REFERENTS)


async def test_the_old_call_beside_the_new_one_is_readable_and_goes_to_its_end(
    offices: Office, base: KnowledgeBase, bassin: KnowledgeBase
) -> None:
    talk = offices.talk()
    await deposit(talk)
    serve(offices, [bassin, base], datetime(2025, 3, 20, 10, tzinfo=PARIS))
    # Both answer: the one that is not over is meant, and named.
    assert "vendredi 11 avril 2025" in await talk.says("quelle est la date limite ?")
    assert "1\u00a0800\u00a0€" in await talk.says("combien étaient payés les experts Op@le ?")
    offices.clock.forward(hours=3)
    assert "Candidature de référent numérique de bassin" in await talk.says("candidater")
    await talk.says("annuler")
    await pass_time(offices)
    assert [(row["call"], row["status"]) for row in await rows(offices)] == [("2024-experts-opale", "under_review")]
    assert "Elle répond à l’appel «\u00a0Experts Op@le académiques\u00a0»" in await talk.says("ma candidature")
    assert application_texts.MINE_TITLE in await talk.says("ma candidature")


def test_naming_reads_titles_roles_references_and_years(bassin: KnowledgeBase, base: KnowledgeBase) -> None:
    naming = CallNames([bassin.call, base.call])
    for said, id_ in (
        ("et les référentes ?", bassin.call.id),
        ("DRANE/2025-031", bassin.call.id),
        ("l’appel de 2024", base.call.id),
        ("devenir expert opale", base.call.id),
        ("quelle est la date limite ?", None),
    ):
        assert naming.named(said) == id_, said
    assert (
        naming.without("combien de candidatures pour l’appel référents numériques de bassin ?")
        == "combien de candidatures ?"
    )
    assert naming.only("et pour l’appel experts Op@le ?", base.call.id)
    assert not naming.only("l’indemnité des experts ?", base.call.id)


def test_the_settings_name_several_calls() -> None:
    given = {"ALLOW_ANONYMOUS": "true"}
    assert load_settings(given).call_names == ("2024-experts-opale",)
    assert load_settings({**given, "CALL": "a, b"}).call_names == ("a", "b")
    for wrong in ("a,a", "a/b", ","):
        with pytest.raises(SettingsError, match="séparés par des virgules"):
            load_settings({**given, "CALL": wrong})
    assert find("2024-experts-opale").call.name == "2024-experts-opale.toml"


def test_a_call_is_named_by_a_word_that_others_only_say_in_passing(bassin: KnowledgeBase) -> None:
    """«Formateurs» is in the title of one call alone, though another speaks of a «formateur»."""
    formateurs = find("2026-formateurs", HERE).read()
    naming = CallNames([find("2026-jardins", HERE).read(), formateurs, bassin.call])
    for said, id_, left in (
        ("candidater à l’appel formateurs", formateurs.id, "candidater"),
        ("candidater aux formateurs", formateurs.id, "candidater"),
        ("liste des candidatures des formateurs", formateurs.id, "liste des candidatures"),
        ("liste des candidatures jardins", "2026-jardins", "liste des candidatures"),
        ("candidatures retenues", None, "candidatures retenues"),
        ("candidatures de 2025", None, "candidatures de 2025"),
    ):
        assert (naming.named(said), naming.without(said)) == (id_, left), said
    assert not naming.only("candidatures formateurs", formateurs.id)


async def test_a_receipt_says_the_day_of_the_answers_once(two: Office) -> None:
    talk = two.talk()
    await talk.says("candidater à l’appel référents numériques")
    assert "au plus tard le vendredi 6 juin 2025" in await _send(talk, BASSIN)
