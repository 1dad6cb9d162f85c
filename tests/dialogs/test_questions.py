"""Conversations about the call: what a person types and sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest
import sqlalchemy as sa

from bot.teams.render import card as drawn
from dialogs.core import texts as general
from dialogs.core.exchange import Happening, Scope
from dialogs.questions import about
from dialogs.questions import texts as questions
from dialogs.questions.answers import answer_card, compose
from knowledge.base import KnowledgeBase
from knowledge.understanding.intent.topics import Decision, Verdict
from storage.tables import conversation, question_log
from tests.conftest import NOW
from tests.lint.cards import lint
from tests.talk import Office, worded

# A point on which the call is silent.
SILENT = "Le CV est-il obligatoire pour cette candidature ?"


async def test_a_question_is_answered_with_its_source_and_two_further_questions(office: Office) -> None:
    talk = office.talk()
    shown = await talk.says("Quelle est l’indemnité ?")
    assert shown.splitlines()[:4] == [
        "Indemnité annuelle",
        "1\u00a0800\u00a0€ par an. La part variable du complément indemnitaire annuel (CIA), majorée, s’y ajoute.",
        "L’appel ne précise ni la date de versement, ni le montant net.",
        "Source\u00a0: appel SAEPL/24-995-42 du 22/01/2024, «\u00a0Pour accomplir leur mission\u00a0»",
    ]
    assert talk.seen[0].buttons == ["Et le CIA\u00a0?", "Quels sont les avantages\u00a0?"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2024, 1, 25, 9, tzinfo=UTC), "il reste 11\u00a0jours"),
        (datetime(2024, 2, 4, 22, 59, tzinfo=UTC), "il reste 1\u00a0jour."),
        (
            datetime(2024, 2, 4, 23, 0, tzinfo=UTC),
            "Jusqu’à ce soir\u00a0: le lundi 5 février 2024 est le dernier jour.",
        ),
        (datetime(2024, 2, 5, 22, 59, 59, tzinfo=UTC), "Jusqu’à ce soir"),
        (
            datetime(2024, 2, 5, 23, 0, tzinfo=UTC),
            "Les candidatures sont closes\u00a0: la date limite était le lundi 5 février 2024.",
        ),
    ],
)
async def test_the_deadline_says_what_it_means_today(office: Office, now: datetime, said: str) -> None:
    office.clock.time = now
    assert said in await office.talk().says("Quelle est la date limite ?")


@pytest.mark.parametrize("asked", ["résume l'appel", "Les grandes lignes de l’appel"])
async def test_the_call_is_told_in_brief(office: Office, asked: str) -> None:
    shown = await office.talk().says(asked)
    for fact in ("Trois fonctions", "1\u00a0800\u00a0€", "lundi 5 février 2024"):
        assert fact in shown


async def test_a_function_that_the_call_cites_is_not_taken_for_another(office: Office) -> None:
    shown = await office.talk().says("je suis gestionnaire, je peux postuler ?")
    assert "L’appel cite votre fonction\u00a0: secrétaire générale ou général d’EPLE." in shown
    assert "n’est pas citée" not in shown


async def test_what_is_kept_is_answered_before_the_notice(office: Office) -> None:
    talk = office.talk()
    assert "deux ans au plus" in await talk.says("tu gardes mes messages combien de temps")
    assert "Ni votre chef d’établissement" in await talk.says("mon chef peut voir ce que j'écris ici ?")
    assert "RGPD" in await talk.presses("Lire la notice")


@pytest.mark.parametrize("question", ["Comment candidater ?", "Où envoyer ma candidature ?", "faut-il un formulaire ?"])
async def test_an_application_can_be_begun_from_an_answer_until_the_closing(office: Office, question: str) -> None:
    talk = office.talk()
    await talk.says(question)
    assert talk.seen[0].buttons[0] == general.BUTTON_START_APPLICATION
    assert len(talk.seen[0].buttons) == 2
    office.clock.time = datetime(2024, 2, 6, 9, tzinfo=UTC)
    shown = await talk.says(question)
    assert general.BUTTON_START_APPLICATION not in talk.buttons
    assert "Avec moi, répondez" not in shown


async def test_whether_an_answer_helps_is_asked_now_and_then(office: Office) -> None:
    talk = office.talk()
    talk.channel = "emulator"
    asked = []
    for _ in range(10):
        await talk.says("Quelle est l’indemnité ?")
        asked.append(questions.GOOD in talk.buttons)
    assert asked == [False, False, True, False, False] * 2


async def test_the_press_of_a_related_question_answers_it(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    assert "coefficient 3" in await talk.presses("Et le CIA\u00a0?")


async def test_two_questions_in_one_message_get_two_answers(office: Office) -> None:
    shown = await office.talk().says("Comment candidater et qui contacter ?")
    assert "refacadopale@ac-aix-marseille.fr" in shown
    assert "Mme RAFONI" in shown


async def test_where_the_call_is_silent_the_answer_says_so_and_gives_the_closest_point(office: Office) -> None:
    shown = await office.talk().says(SILENT)
    assert "L’appel ne mentionne ni ne demande de CV" in shown
    assert "présentation succincte de la motivation" in shown
    assert "ingrid.rafoni@ac-aix-marseille.fr" in shown


async def test_three_questions_in_one_message_get_three_answers(office: Office) -> None:
    shown = await office.talk().says("1) Quelle est la date limite ? 2) Quelle est l'indemnité ? 3) Qui contacter ?")
    assert questions.THREE_TITLE in shown
    assert all(fact in shown for fact in ("5 février 2024", "1\u00a0800", "RAFONI"))


async def test_a_silence_that_may_be_beside_the_call_tells_no_fact(base: KnowledgeBase) -> None:
    decision = Decision(Verdict.SILENT, ("logement",), 60)
    assert "1\u00a0800" in compose(base, decision, NOW).text
    doubted = compose(base, replace(decision, doubtful=True), NOW)
    assert worded(questions.SILENT_DOUBT) in doubted.text
    assert "1\u00a0800" not in doubted.text
    assert "RAFONI" not in doubted.text


async def test_another_matter_gets_no_fact_of_the_call(office: Office) -> None:
    shown = await office.talk().says("Quelle est la recette de la ratatouille ?")
    assert questions.ELSEWHERE.format(title="Experts Op@le académiques", more=questions.ELSEWHERE_AGENT[True]) in shown
    assert "RAFONI" not in shown


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060", "🙂🙂"])
async def test_an_empty_message_is_answered_without_a_fact(office: Office, text: str) -> None:
    shown = await office.talk().says(text)
    assert shown
    assert "1\u00a0800" not in shown


async def test_what_is_not_understood_gets_no_address_but_the_way_to_someone(office: Office) -> None:
    talk = office.talk()
    shown = await talk.says("🙂🙂")
    assert worded(questions.UNKNOWN_NEXT) in shown
    assert "RAFONI" not in shown
    assert "RAFONI" in await talk.presses(questions.BUTTON_HUMAN)


async def test_a_follow_up_is_understood_after_a_restart(office: Office) -> None:
    talk = office.talk()
    await talk.says("Où envoyer sa candidature ?")
    await office.behind.flush()
    office.restart()
    assert "DIEPAT" in await talk.says("et en copie ?")


async def test_in_a_channel_nothing_can_be_passed_on(office: Office) -> None:
    talk = office.talk(scope=Scope.CHANNEL)
    await talk.says(SILENT)
    assert worded(questions.BUTTON_PASS) not in talk.buttons
    forged = {"type": "Action.Submit", "data": {"verb": "question.pass", "text": "x"}}
    assert await talk.sends(forged) == general.PERSONAL_ONLY


async def test_the_log_keeps_no_identity_and_no_text_of_what_was_answered(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    await talk.says("Je suis Jean Dupont, 06 11 22 33 44 : xyzzy plugh frobnicate ?")
    await office.behind.flush()
    async with office.storage.reading() as connection:
        rows = (await connection.execute(sa.select(question_log).order_by(question_log.c.id))).mappings().all()
        topics = (await connection.execute(sa.select(conversation.c.topic))).scalars().all()
    assert [(row["decision"], row["entry"], row["text"]) for row in rows][0] == ("answer", "indemnite", None)
    assert all("Dupont" not in (row["text"] or "") and "44" not in (row["text"] or "") for row in rows)
    assert topics[0] is not None


async def test_events_that_mean_nothing_are_met_with_silence(office: Office) -> None:
    talk = office.talk()
    reply = await office.router.answer(talk.incoming(Happening.OTHER))
    assert reply.messages == ()


@pytest.mark.parametrize("now", [NOW, datetime(2024, 2, 5, 9, tzinfo=UTC), datetime(2024, 2, 6, 9, tzinfo=UTC)])
@pytest.mark.parametrize("verdict", [Verdict.ANSWER, Verdict.CHOOSE])
def test_two_answers_together_say_nothing_twice(base: KnowledgeBase, now: datetime, verdict: Verdict) -> None:
    twice = {}
    for pair in combinations(base.facts, 2):
        answer = compose(base, Decision(verdict, pair, 100), now)
        shown = drawn(answer_card(answer), answer.text)
        faults = lint(shown, answer.text)
        if faults:
            twice[pair] = faults
    assert twice == {}


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("les agents comptables sont concernés ?", "fonctions"),
        ("je peux déposer samedi 3 février ?", "date_limite"),
        ("faut-il aller à Gap ?", "deplacements"),
        (
            "les agents comptables contractuels sont concernés ?",
            "autres_structures",
        ),  # A word more: it is another thing.
        ("on déjeune à Gap ?", "autres_structures"),
    ],
)
def test_a_doubt_gives_way_to_the_one_fact_that_answers_what_is_named(
    base: KnowledgeBase, asked: str, entry: str
) -> None:
    decision = Decision(Verdict.SILENT, ("autres_structures",), 40)
    assert compose(base, decision, NOW, asked=asked).entry == entry


def test_what_is_named_goes_before_what_was_spoken_of_before(base: KnowledgeBase) -> None:
    decision = Decision(Verdict.ANSWER, ("formation",), 80)
    assert compose(base, decision, NOW, asked="je peux déposer samedi 3 février ?").entry == "date_limite"
    assert compose(base, decision, NOW, asked="et en février ?").entry == "formation"


def test_each_of_two_questions_is_opened_as_it_is_asked(base: KnowledgeBase) -> None:
    decision = Decision(Verdict.ANSWER, ("deplacements", "formation"), 90)
    first, second = compose(base, decision, NOW, asked="faut-il aller à Gap et y a-t-il une formation ?").parts
    assert first.text.startswith("Gap\u00a0: oui")
    assert second.text.startswith("Oui")


async def test_of_several_entries_on_the_assistant_each_says_its_gist(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about, "_ONE", 1.1)  # As if no entry were likely enough to be told alone,
    monkeypatch.setattr(about, "_RIVAL", 0.0)  # and its neighbours nearly as likely.
    talk = office.talk()
    await talk.opens()  # The notice on personal data is not the last thing said, then.
    shown = await talk.says("tu travailles le week-end ?")
    assert shown.startswith(questions.CHOOSE_TITLE)
    assert "Moi, à toute heure" in shown
    assert len(talk.seen[-1].buttons) == 3


async def test_a_question_that_is_not_by_yes_or_no_is_not_answered_by_yes(office: Office) -> None:
    assert "Oui" in await office.talk().says("je peux envoyer un message à mon expert ?")
    assert "Oui" not in await office.talk().says("comment écrire à l'expert qui me suit")
