"""What those concerned are told and may answer: on the phone, while the expert waits, once it is closed."""

from __future__ import annotations

import pytest

from dialogs.assistance import card_texts, texts
from dialogs.assistance.fields import parse_topic
from dialogs.assistance.moves import ROWS
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.core.exchange import Letter, Scope
from dialogs.core.form import AnswerRefused
from dialogs.core.form_texts import FUNCTIONS, TOPICS
from knowledge.french import NBSP
from knowledge.request import RequestNotice, Topic
from storage.actions.erasures import Retention, purge
from storage.outbox import NoticeState
from storage.queries import outgoing
from storage.queries import requests as queries
from storage.transaction import transaction
from tests.dialogs.asking import (
    ASK_OWN,
    FIRST,
    LOGGED,
    OWN,
    appointed,
    ask,
    does,
    log,
    moves,
    press,
    rows,
    verbs,
)
from tests.dialogs.delivering import delivered
from tests.talk import Office

SECRET = "mon mot de passe : Opale2024!"


# On the phone


async def test_the_holder_phones_and_notes_it_by_the_notices_button(offices: Office) -> None:
    expert = offices.talk("expert")
    await log(expert, send="enregistrer et prendre")
    said = await does(expert, "resolve", "Le relevé est importé.")
    assert texts.TO_BE_PHONED.format(contact="Mme Blanc", phone="04 42 91 70 01") in said
    ((row, _),) = [one for one in await delivered(offices, expert) if one[0].notice.kind == "request_phone"]
    call = expert.seen[-1].text
    # All that is to be read out: what was done, and what follows.
    assert "Le relevé est importé." in call
    assert "la demande sera close" in call
    assert "04 42 91 70 01" in call
    assert ROWS["tell_by_phone"].done in await expert.presses(general.BUTTON_TOLD)
    kept = await outgoing.get(offices.storage, row.notice.data["row"])
    assert kept
    assert (kept.state, (await moves(offices))[-1]) == (NoticeState.TOLD, "tell_by_phone")
    # A second press does no harm, and says how things stand.
    assert FIRST in await expert.presses(general.BUTTON_TOLD)


async def test_the_phone_notice_says_why(office: Office) -> None:
    expert, member = office.talk("expert"), office.talk("saeple")
    await log(expert, send="enregistrer et prendre")
    await appointed(office, 1)
    said = await does(member, "release", "Congé de maladie")
    assert "Mme Blanc" in said
    await delivered(office, expert, member)
    told = "\n".join(seen.text for talk in (expert, member) for seen in talk.seen)
    assert card_texts.WITH_REASON.format(reason="Congé de maladie") in told


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        ("04 42 91 70 01", texts.TO_BE_PHONED.format(contact="Mme Blanc", phone="04 42 91 70 01")),
        ("blanc@example.org", texts.GETS_MAIL),
    ],
)
async def test_what_is_said_of_who_hears_is_true(office: Office, reach: str, told: str) -> None:
    expert = office.talk("expert")
    await log(expert, *(reach if answer == LOGGED[5] else answer for answer in LOGGED), send="enregistrer et prendre")
    assert told in await does(expert, "plan", "jeudi 1er février à 14 h 30")
    letters = [shown for _, shown in await delivered(office) if isinstance(shown, Letter)]
    assert bool(letters) == ("@" in reach)


async def test_in_teams_all_who_get_a_message_are_named(office: Office) -> None:
    agent, expert, member = office.talk(), office.talk("expert"), office.talk("saeple")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "plan", "jeudi 1er février à 14 h 30")
    await office.behind.flush()
    said = await does(member, "cancel_slot", "Panne")
    assert f"{expert.name} et l’établissement reçoivent un message." in said


async def test_the_sa_eple_hears_of_an_urgent_request_taken_at_once(office: Office) -> None:
    expert, member = office.talk("expert"), office.talk("saeple")
    await member.opens()
    assert texts.DONE_NEXT_URGENT in await log(expert, send="enregistrer et prendre")
    assert RequestNotice.URGENT in {row.notice.kind for row, _ in await delivered(office, member)}


# While the expert waits


async def test_the_requester_answers_from_the_notice_and_the_request_goes_on(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "put_on_hold", texts.WAITING_FOR["school"], "lundi 29", "Le numéro du flux")
    await delivered(offices, agent, expert)
    assert card_texts.WHAT_IS_AWAITED.format(reason="Le numéro du flux") in agent.seen[-1].text
    assert agent.seen[-1].buttons[0] == ROWS["reply"].button
    await agent.presses(ROWS["reply"].button)
    answer = "C’est le flux n° 4512, déposé mardi. " + "é" * 800
    assert texts.FORM_REVIEW in await agent.says(answer)
    assert ROWS["reply"].done.format(reference=FIRST) in await agent.says("oui")
    (row,) = await rows(offices)
    assert (row["status"], row["waiting_for"], row["holder_oid"]) == ("assigned", None, expert.key.oid)
    await delivered(offices, agent, expert)
    told = expert.seen[-1].text
    assert "Camille Roux a répondu" in told
    assert "déposé mardi. " + "é" * 800 in told
    # It stays with the request, whoever opens it.
    shown = await expert.says(f"où en est la demande {FIRST} ?")
    assert card_texts.REPLY in shown
    assert "C’est le flux n° 4512" in shown


async def test_who_is_not_waited_for_has_no_answer_to_give(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "put_on_hold", texts.WAITING_FOR["publisher"], "lundi 29", "Un correctif")
    assert "request.reply" not in await verbs(agent)
    forged = {"type": "Action.Submit", "data": {"verb": "request.reply", "reference": FIRST, "version": 3}}
    assert texts.REFUSALS["not_awaited"] in await agent.sends(forged)


async def test_the_answer_outlives_a_restart_and_a_second_sending(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "put_on_hold", texts.WAITING_FOR["school"], "lundi 29", "Le numéro du flux")
    await verbs(agent)
    await press(agent, "request.reply")
    said = {"reason": "Le 4512"}
    offices.restart()
    await press(agent, "form.fill", said)
    agent.seen.pop()
    assert FIRST in await press(agent, "form.fill", said)
    assert (await moves(offices)).count("reply") == 1


async def test_the_answer_is_erased_with_the_request(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "put_on_hold", texts.WAITING_FOR["school"], "lundi 29", "Le numéro du flux")
    await does(agent, "reply", "Le 4512")
    await does(agent, "withdraw", "passer")
    offices.clock.forward(days=Retention().requests, seconds=1)
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await purge(tx, Retention())
        await tx.commit()
    assert await rows(offices) == []
    history = await queries.timeline(offices.storage, FIRST)
    assert [(line.move, line.reason) for line in history if line.move in ("put_on_hold", "reply")] == [
        ("put_on_hold", ""), ("reply", ""),
    ]  # fmt: skip


# Secrets, wherever words are free


@pytest.mark.parametrize("move", ["release", "resolve", "cancel_slot"])
async def test_a_secret_is_refused_in_every_form(office: Office, move: str) -> None:
    expert = office.talk("expert")
    await log(expert, send="enregistrer et prendre")
    if move == "cancel_slot":
        await does(expert, "plan", "jeudi 1er février à 14 h 30")
    await verbs(expert)
    await press(expert, f"request.{move}")
    assert "mot de passe" in await expert.says(SECRET)
    assert move not in await moves(office)


async def test_a_secret_is_refused_in_an_opinion_and_in_a_reason(office: Office) -> None:
    agent, expert, member = office.talk(), office.talk("expert"), office.talk("saeple")
    await ask(agent)
    await does(expert, "take")
    other = (await appointed(office, 1))[0]
    await does(member, "reassign")
    assert "mot de passe" in await press(member, "request.reassign_to", {"oid": other.key.oid, "reason": SECRET})
    await does(expert, "resolve", "Renvoyé.")
    await does(agent, "confirm")
    assert "mot de passe" in await does(agent, "rate", inputs={"score": "5", "comment": SECRET})
    assert not {"reassign", "rate"} & set(await moves(office))


# The end


async def test_the_opinion_is_asked_once(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "resolve", "Renvoyé.")
    said = await does(agent, "confirm")
    assert texts.CONFIRMED_OWN.format(reference=FIRST) in said
    assert ROWS["rate"].button not in agent.buttons
    await delivered(offices, agent)
    assert texts.RATE_ASK in agent.seen[-1].text
    assert ROWS["rate"].done in await agent.presses(texts.RATE_SEND, {"score": "4", "comment": "Bien"})
    # Later, it is at hand for who did not answer then; given, it is not asked again.
    assert "request.rate" not in await verbs(agent)


async def test_too_late_to_reopen_a_new_request_goes_on_from_the_old(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await does(expert, "resolve", "Renvoyé.")
    await does(agent, "confirm")
    assert "assistance.follow" not in await verbs(agent)
    offices.clock.forward(days=40)
    said = await agent.presses(ROWS["reopen"].button)
    assert texts.REFUSALS["too_late_to_reopen"] in said
    said = await agent.presses(card_texts.BUTTON_FOLLOW)
    assert texts.FOLLOWS_TITLE.format(reference=FIRST) in said
    # The school, the subject and the contact are known: what happens now is asked.
    assert ASK_OWN["details"] in said
    await agent.says("Cela recommence.")
    await agent.says("non")
    review = await agent.says("passer")
    for kept in (TOPICS[Topic.DEPENSE], "Camille Roux", "SG", "04 42 91 70 00".replace(" ", NBSP)):
        assert kept in review
    assert "DA-2024-0002" in await agent.says("envoyer")
    second = (await rows(offices))[1]
    assert (second["linked_to"], second["uai"], second["details"]) == (FIRST, "0130001F", "Cela recommence.")
    assert f"{card_texts.LINKED}{NBSP}: {FIRST}" in await agent.says("où en est la demande DA-2024-0002 ?")


async def test_an_expert_goes_on_from_a_school_request_and_strangers_do_not(office: Office) -> None:
    expert, member, agent = office.talk("expert"), office.talk("saeple"), office.talk()
    await log(expert, send="enregistrer et prendre")
    await does(expert, "resolve", "Fait.")
    await does(member, "confirm")
    office.clock.forward(days=40)
    await verbs(expert)
    assert ASK_OWN["details"] in await press(expert, "assistance.follow")
    assert "assistance.follow" not in await verbs(member), "the SA EPLE may still reopen it"
    forged = {"type": "Action.Submit", "data": {"verb": "assistance.follow", "reference": FIRST}}
    await agent.says("bonjour")
    assert await agent.sends(forged) == texts.NO_SUCH


async def test_no_number_is_asked_of_what_is_no_duplicate(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await ask(agent)
    await verbs(member)
    await press(member, "request.cancel")
    assert texts.ASK_DUPLICATE in await member.says(texts.CANCEL_REASONS["duplicate"])
    assert texts.ASK_CANCEL in await member.says("retour")
    assert ROWS["cancel"].done.format(reference=FIRST) in await member.says(texts.CANCEL_REASONS["out_of_scope"])


# What is asked


@pytest.mark.parametrize(
    ("answer", "topic"),
    [("chorus", "DEPENSE"), ("Bourses", "BOURSES"), ("demi-pension", "DROITS"), ("4", "DEPENSE"), ("DFT-Net", "TRESO")],
)
def test_a_topic_is_taken_by_its_own_words(answer: str, topic: str) -> None:
    assert parse_topic(answer) == topic


def test_a_topic_that_words_make_likely_is_offered_first_and_never_taken() -> None:
    with pytest.raises(AnswerRefused) as refused:
        parse_topic("rapprochement bancaire en écart")
    assert refused.value.choices[0].value == "TRESO"
    assert {choice.value for choice in refused.value.choices} == set(Topic)
    with pytest.raises(AnswerRefused) as refused:
        parse_topic("?")
    assert refused.value.why == texts.TOPIC_BAD


@pytest.mark.parametrize("function", ["chef d'établissement", "chef d’établissement", "chef d'établissement adjoint"])
async def test_a_function_read_in_a_sentence_is_one_of_the_forms(office: Office, function: str) -> None:
    expert = office.talk("expert")
    said = await expert.says(f"nouvelle demande {OWN[0]}, chorus rejeté, rappeler Mme Blanc, {function}, au 0442917001")
    shown = next(title for title in sorted(FUNCTIONS, key=len, reverse=True) if title == function.replace("'", "’"))
    assert shown in said
    await expert.presses("Fonction")
    card = expert.seen[-1].card
    assert card
    (field,) = [one for one in card["body"] if one.get("id") == "function"]
    assert field["value"] in {choice["value"] for choice in field["choices"]}
    await expert.presses(forms.NEXT, {"function": field["value"]})
    assert FIRST in await expert.says("envoyer")
    (row,) = await rows(office)
    assert row["contact_function"] == shown


async def test_what_is_written_keeps_its_accents_and_its_length(office: Office) -> None:
    details = " ".join(f"À l’écran {n}, « œuvre » : l’état n’est pas à jour 😀." for n in range(50))[:2000].strip()
    await ask(office.talk(), *(details if answer == OWN[2] else answer for answer in OWN))
    (row,) = await rows(office)
    assert row["details"] == details
    shown = await office.talk("expert").says(f"où en est la demande {FIRST} ?")
    assert details[:500] in shown


async def test_in_a_group_nothing_of_a_request_is_told(office: Office) -> None:
    await ask(office.talk())
    group = office.talk("expert", scope=Scope.GROUP)
    for said in ("prendre DA-2024-0001", f"où en est la demande {FIRST} ?", FIRST, "mes demandes"):
        shown = await group.says(said)
        for personal in ("Camille Roux", "04 42 91 70 00", "Chorus", f"04{NBSP}42"):
            assert personal not in shown


async def test_a_card_redrawn_just_after_a_press_goes_on_saying_what_was_done(offices: Office) -> None:
    agent, expert, other = offices.talk(), offices.talk("expert"), (await appointed(offices, 1))[0]
    await expert.opens()
    await ask(agent)
    await delivered(offices, expert, other)
    said = await press(expert, "request.take")
    redrawn = {
        row.notice.to: shown.text
        for row, shown in await delivered(offices, expert, other)
        if not isinstance(shown, Letter) and shown.replaces
    }
    note = ROWS["take"].done.format(reference=FIRST)
    assert note in said
    assert note in redrawn[expert.key]
    assert ROWS["take"].journal in redrawn[expert.key]
    assert note not in redrawn[other.key]


async def test_the_whole_history_is_a_press_away_page_by_page(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await does(expert, "take")
    for _ in range(11):
        await does(agent, "agree")
        await press(agent, "request.agreed")
        await does(agent, "take_back")
    shown = await agent.presses(card_texts.BUTTON_HISTORY)
    assert shown.count(ROWS["agree"].journal) == 10
    assert f"{ROWS['log'].journal}," not in shown
    older = await agent.presses(card_texts.BUTTON_OLDER)
    assert ROWS["log"].journal in older
    assert older.count(ROWS["agree"].journal) == 1
    # The holder has it behind the further moves.
    await verbs(expert)
    await press(expert, "request.history")
    stranger = office.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre")
    await stranger.says("bonjour")
    forged = {"type": "Action.Submit", "data": {"verb": "request.history", "reference": FIRST}}
    assert await stranger.sends(forged) == texts.NO_SUCH
