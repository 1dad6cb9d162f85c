"""Learning from use: what people think of answers, what found none, what the SA EPLE teaches."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from bot.duties import BadAnswers
from bot.knowing import Knowing
from bot.terminal import SEATS
from bot.timers import Timers
from dialogs.core import texts as general
from dialogs.core.exchange import Message, Scope
from dialogs.questions import texts as questions
from knowledge.cases import groups
from storage.actions.notices import BADLY_ANSWERED
from storage.actions.questions import Lesson, keep
from storage.calls import find
from storage.engine import Storage
from storage.queries.questions import lessons, unanswered
from storage.tables import question_log, taught
from storage.transaction import transaction
from tests.conftest import NOW
from tests.dialogs.delivering import delivered
from tests.dialogs.test_questions import SILENT
from tests.talk import Office, Talk, worded

BESIDE = "ce n’est pas ma question"
STRANGE = "Les zygomars du pantographe sont-ils éligibles ?"


async def log(office: Office) -> list[tuple[str, str | None, str | None]]:
    await office.behind.flush()
    async with office.storage.reading() as connection:
        rows = await connection.execute(
            sa.select(question_log.c.decision, question_log.c.entry, question_log.c.text).order_by(question_log.c.id)
        )
        return [tuple(row) for row in rows]


async def test_a_useful_answer_is_counted_without_identity(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    assert await talk.says("réponse utile") == questions.THANKS
    assert await log(office) == [("answer", "indemnite", None), ("good", "indemnite", None)]


async def test_an_answer_beside_the_point_keeps_the_question_and_offers_to_pass_it_on(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    assert questions.SORRY in await talk.says(BESIDE)
    assert await log(office) == [("answer", "indemnite", None), ("bad", "indemnite", "Quelle est l’indemnité ?")]
    assert questions.ASK_SCHOOL in await talk.presses(worded(questions.BUTTON_PASS))


async def test_said_otherwise_what_was_not_understood_is_tied_to_the_answer_found(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    await talk.says(BESIDE)
    await talk.says("Quelle est la date limite ?")
    assert (await log(office))[-2:] == [
        ("reformulated", "date_limite", "Quelle est l’indemnité ?"),
        ("answer", "date_limite", None),
    ] or (await log(office))[-1] == ("reformulated", "date_limite", "Quelle est l’indemnité ?")


async def test_after_three_minutes_it_is_another_question(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    await talk.says(BESIDE)
    office.clock.forward(minutes=4)
    await talk.says("Quelle est la date limite ?")
    assert "reformulated" not in [row[0] for row in await log(office)]


async def test_in_a_channel_feedback_is_taken_without_offering_to_pass_on(office: Office) -> None:
    talk = office.talk(scope=Scope.CHANNEL)
    await talk.says("Quelle est l’indemnité ?")
    assert await talk.says(BESIDE) == questions.SORRY_GROUP


@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_only_the_sa_eple_sees_and_teaches(office: Office, seat: str) -> None:
    talk = office.talk(seat)
    assert worded(worded(general.NOT_YOURS)) in await talk.says("questions sans réponse")
    forged = {"type": "Action.Submit", "data": {"verb": "learning.teach", "text": "x", "entry": ""}}
    assert worded(worded(general.NOT_YOURS)) in await talk.sends(forged)


async def test_unanswered_questions_are_shown_alike_together(office: Office) -> None:
    member = office.talk("saeple")
    assert questions.NONE.format(days=90) in await member.says("questions sans réponse")
    agent = office.talk()
    for text in ("Quelle est l’indemnité ?", "quelle est l'indemnité", "Qui a signé l’appel ?"):
        await agent.says(text)
        await agent.says(BESIDE)
    await office.behind.flush()
    shown = await member.says("questions sans réponse")
    assert "uelle est l" in shown
    assert "(2\u00a0fois)" in shown
    assert "Camille" not in shown


async def test_a_wording_taught_is_known_at_once_and_after_a_restart(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await agent.says("Quelle est l’indemnité ?")
    await agent.says(BESIDE)
    await offices.behind.flush()
    await member.says("questions sans réponse")
    await member.presses(questions.TEACH_BUTTON.format(number=1))
    await member.says("retour")
    await member.says(STRANGE)
    await member.says("Fonctions concernées")
    await member.says("passer")
    assert questions.TAUGHT in await member.says("envoyer")
    await offices.learn()
    assert "trois fonctions" in await agent.says(STRANGE)
    offices.restart()
    assert "trois fonctions" in await agent.says("les zygomars du pantographe sont ils éligibles")


async def test_nothing_is_taught_without_an_answer(office: Office) -> None:
    member = office.talk("saeple")
    await member.sends({"type": "Action.Submit", "data": {"verb": "learning.teach", "text": STRANGE, "entry": ""}})
    await member.says("passer")
    await member.says("passer")
    assert questions.NOTHING_TAUGHT in await member.says("envoyer")
    async with office.storage.reading() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(taught))).scalar_one() == 0


async def test_an_answer_shared_by_the_sa_eple_serves_whoever_asks_next(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await agent.says("transmettre une question au SA EPLE")
    await agent.says(STRANGE)
    await agent.says("passer")
    await agent.says("envoyer")
    await member.says("questions")
    await member.presses(questions.BUTTON_ANSWER.format(number=1))
    await member.says("Non, les zygomars relèvent d’un autre appel.")
    await member.says(STRANGE)
    assert questions.ANSWERED.format(number=1) in await member.says("envoyer")
    await offices.learn()
    shown = await offices.talk("expert").says("Les zygomars du pantographe, ils sont éligibles ?")
    assert "Non, les zygomars relèvent d’un autre appel." in shown
    assert worded(questions.LEARNING_SOURCE, date="jeudi 25 janvier 2024") in shown


async def test_an_answer_that_is_not_shared_stays_between_them(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.says("transmettre une question au SA EPLE")
    for step in (SILENT, "passer", "envoyer"):
        await agent.says(step)
    await member.says("questions")
    await member.presses(questions.BUTTON_ANSWER.format(number=1))
    for step in ("Non.", "passer", "envoyer"):
        await member.says(step)
    assert await lessons(office.storage, office.base.call.id) == []


async def test_twenty_presses_teach_once(offices: Office) -> None:
    member = offices.talk("saeple")
    await member.sends(
        {"type": "Action.Submit", "data": {"verb": "learning.teach", "text": STRANGE, "entry": "fonctions"}}
    )
    await member.says("passer")
    twins = [Talk(offices, member.key, member.name, seen=list(member.seen)) for _ in range(20)]
    said = await asyncio.gather(*(twin.presses(questions.LEARNING_SEND) for twin in twins))
    assert sum(questions.TAUGHT in one for one in said) == 1
    assert len(await lessons(offices.storage, offices.base.call.id)) == 1


async def test_a_replica_that_hears_of_a_lesson_takes_it_into_force(storage: Storage) -> None:
    knowing = Knowing(storage, find("2024-experts-opale"))
    await knowing.start()
    before = knowing.base()
    async with transaction(storage, NOW) as tx:
        await keep(tx, Lesson("2024-experts-opale", STRANGE, "fonctions"), by=SEATS["saeple"].key, nonce="n")
        await tx.commit()
    for _ in range(100):
        if knowing.base() is not before:
            break
        await asyncio.sleep(0.05)
    await knowing.stop()
    assert knowing.base().decide(STRANGE).topics == ("fonctions",)


def test_alike_means_nearly_the_same_words() -> None:
    held = groups(["c'est payé ?", "C'est payé", "payé c'est ???", "quand ça ferme", "🙂"])
    assert [(group.count, len(group.texts)) for group in held] == [(3, 3), (1, 1)]


async def test_texts_kept_name_nobody(office: Office) -> None:
    talk = office.talk()
    await talk.sends(
        {"type": "Action.Submit", "data": {"verb": "feedback.bad", "entry": "indemnite",
                                            "text": "Je suis Jean Dupont, 06 11 22 33 44, du 0130001F"}}
    )  # fmt: skip
    await office.behind.flush()
    (kept,) = await unanswered(office.storage, office.base.call.id, office.clock.now().date())
    assert "Dupont" not in kept
    assert "44" not in kept
    assert "0130001F" not in kept


# --- What the office teaches wins over what the assistant thought; what people think of answers comes back each month.


async def test_a_typed_answer_wins_over_the_one_that_was_chosen_ahead(offices: Office) -> None:
    """The next message of somebody had led to an entry of the call, which the form proposes."""
    agent, member = offices.talk(), offices.talk("saeple")
    await agent.says("Quelle est l’indemnité ?")
    await agent.says(BESIDE)
    await agent.says("Quelle est la date limite ?")
    await offices.behind.flush()
    await member.says("questions sans réponse")
    await member.presses(questions.TEACH_BUTTON.format(number=1))
    await member.says("retour")
    await member.says("retour")
    await member.says("Y a-t-il un parking pour le comité ?")
    shown = await member.says("Oui, cour d’honneur, sur réservation.")
    assert questions.ANSWER_WINS in shown
    assert questions.TAUGHT in await member.says("envoyer")
    await offices.learn()
    assert "cour d’honneur" in await agent.says("y a-t-il un parking pour le comité ?")


async def test_a_lesson_corrected_by_an_entry_of_the_call_says_that_entry(offices: Office) -> None:
    member, agent = offices.talk("saeple"), offices.talk()
    async with transaction(offices.storage, NOW) as tx:
        lesson = Lesson(offices.base.call.id, STRANGE, answer="Une réponse du service.")
        await keep(tx, lesson, by=SEATS["saeple"].key, nonce="un")
        await tx.commit()
    await offices.learn()
    await member.says("ce qui est appris")
    await member.presses(questions.BUTTON_CORRECT.format(number=1))
    await member.says("retour")
    await member.says("retour")
    await member.says("Fonctions concernées")
    assert questions.TAUGHT in await member.says("envoyer")
    await offices.learn()
    assert "trois fonctions" in await agent.says(STRANGE)


async def test_what_the_assistant_had_answered_stands_beside_the_question(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await member.opens()
    await agent.says("Quelle est l’indemnité ?")
    await agent.says(BESIDE)
    await agent.presses(worded(questions.BUTTON_PASS))
    await agent.says("passer")
    await agent.says("envoyer")
    shown = await member.says("questions")
    assert "avait répondu «\u00a0Indemnité" in shown
    assert "1\u00a0800\u00a0€" in shown


async def test_a_remark_on_an_answer_is_kept_without_who_and_read_with_it(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await agent.says("Quelle est l’indemnité ?")
    await agent.says("réponse utile")
    await agent.presses(questions.SAY_WHY)
    assert "Dites aussi" in await agent.says("Dites aussi quand elle est versée, demande Camille Roux")
    sent = await agent.says("envoyer")
    assert worded(questions.OPINION_NOTED) in sent
    await agent.says("Quelle est l’indemnité ?")
    await agent.says(BESIDE)
    shown = await member.says("ce qui a été mal répondu")
    await offices.behind.flush()
    shown = await member.says("ce qui a été mal répondu")
    assert "Indemnité annuelle\u00a0: 1\u00a0fois à côté, 1\u00a0fois utile" in shown
    assert "quand elle est versée" in shown
    assert "Roux" not in shown
    assert worded(general.NOT_YOURS) in await agent.says("ce qui a été mal répondu")


async def test_each_month_the_service_is_told_once_what_was_badly_answered(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await agent.says("Quelle est l’indemnité ?")
    await agent.says(BESIDE)
    await offices.behind.flush()
    duty = Timers(offices.storage, [BadAnswers(offices.services)], offices.clock.now)
    await duty.look()
    assert await delivered(offices, member) == []
    offices.clock.forward(days=7)  # Thursday the 1st of February.
    for _ in range(2):
        await duty.look()
    ((row, shown),) = await delivered(offices, member)
    assert row.notice.kind == BADLY_ANSWERED
    assert isinstance(shown, Message)
    assert shown.text == "Le mois dernier\u00a0: 1\u00a0réponse à revoir"
    assert questions.BAD not in shown.text
    offices.clock.forward(days=29)  # Nothing was judged in February.
    await duty.look()
    assert await delivered(offices, member) == []
