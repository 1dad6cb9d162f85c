"""Applying: the check, the form, the receipt, changing, withdrawing, the closing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from docx import Document

from dialogs.application import texts
from dialogs.application.fields import flag_words, own_fields
from dialogs.application.moves import ROWS
from dialogs.assistance import texts as assistance
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.core.context import Post
from dialogs.core.exchange import Letter, Message, Scope
from dialogs.core.fields import parse_mail, parse_phone
from dialogs.core.form import AnswerRefused
from dialogs.core.form_texts import NOT_LISTED
from dialogs.people import texts as dossier_texts
from dialogs.router import Router
from storage import outbox as outboxes
from storage.actions.applications import mail_now
from storage.actions.erasures import Retention, purge
from storage.outbox import NoticeState
from storage.tables import application, draft, outbox
from storage.transaction import transaction
from tests.dialogs.applying import (
    ANSWERS,
    ASK,
    CALL,
    CLOSES,
    MAIL,
    MOTIVATION,
    decide,
    deposit,
    fill,
    in_words,
    kinds,
    moves,
    pass_time,
    rows,
    sent,
    take_in,
)
from tests.dialogs.asking import ask
from tests.talk import Office, Talk

REFERENCE = "CA-2024-0001"


async def drafts(office: Office) -> int:
    async with office.storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(draft))).scalar_one()


# Eligibility


async def test_the_check_says_what_is_certain_and_what_will_be_judged_and_leads_to_the_form(office: Office) -> None:
    talk = office.talk()
    assert in_words(texts.CHECK_INTRO) in await talk.says("suis-je éligible ?")
    shown = await talk.presses(texts.CHECK_BUTTON, {"function": "sgac", "wave": "v2", "authority": "yes"})
    assert texts.RESULT_MEANT in shown
    await talk.presses(texts.CHECK_AGAIN)
    shown = await talk.presses(texts.CHECK_BUTTON, {"function": "other", "wave": "unknown", "authority": "no"})
    assert texts.RESULT_JUDGED in shown
    assert "Le SA EPLE vérifiera" in shown
    assert forms.ASK_NAME in await talk.presses(texts.BUTTON_START)


async def test_the_check_asks_again_when_something_is_left_out_and_is_said_in_words_in_a_group(office: Office) -> None:
    talk = office.talk()
    await talk.says("éligibilité")
    assert in_words(texts.CHECK_INTRO) in await talk.presses(texts.CHECK_BUTTON, {"function": "sgac"})
    group = office.talk(scope=Scope.GROUP)
    assert "vagues 1, 2, 3 et 4" in await group.says("suis-je éligible ?")


# The form


async def test_from_the_first_word_to_the_receipt_by_messages(offices: Office) -> None:
    talk = offices.talk()
    await talk.opens()
    shown = await talk.says("je veux postuler maintenant")
    assert texts.INTRO.partition(" Clôture")[0] in shown
    assert "lundi 5 février 2024, jusqu’à minuit" in shown
    assert "Camille Roux" in talk.seen[-1].message.text
    review = ""
    for answer in ("oui", *ANSWERS[1:]):
        review = await talk.says(answer)
    assert texts.REVIEW in review
    assert MOTIVATION in review
    assert await rows(offices) == []
    receipt = await talk.says("envoyer")
    assert REFERENCE in receipt
    assert "Votre candidature est déposée" in receipt
    assert "jeudi 25 janvier 2024 à 10\u00a0h\u00a000, heure de Paris" in receipt
    assert "ingrid.rafoni@ac-aix-marseille.fr" in receipt
    assert MOTIVATION in receipt
    (row,) = await rows(offices)
    assert (row["reference"], row["status"], row["name"], row["flags"]) == (REFERENCE, "submitted", "Camille Roux", [])
    assert await moves(offices) == [(REFERENCE, "deposit", "submitted")]
    assert await drafts(offices) == 0


async def test_on_one_screen(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    await talk.presses(forms.WHOLE)
    fields = {"name": "ROUX Camille", "mail": MAIL, "function": "sg", "school": "0130001F", "wave": "v1",
              "motivation": MOTIVATION, "phone": "", "confirmation": "yes"}  # fmt: skip
    shown = await talk.presses(forms.SAVE, {**fields, "mail": "camille.roux@"})
    assert forms.MAIL_BAD in shown
    await talk.presses(forms.SAVE, fields)
    assert REFERENCE in await talk.presses(texts.SEND)


@pytest.mark.parametrize(
    "typed", ["0442917000", "04 42 91 70 00", "+33 4 42 91 70 00", "0033442917000", "+33 (0)4-42-91-70-00"]
)
def test_french_phone_numbers_are_written_alike(typed: str) -> None:
    assert parse_phone(typed) == "04 42 91 70 00"


@pytest.mark.parametrize("typed", ["04 42", "+44 20 7946 0958", "zéro", "00 42 91 70 00"])
def test_other_numbers_are_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused):
        parse_phone(typed)


@pytest.mark.parametrize(
    "typed", ["camille", "a@b", "a b@example.org", "a@example.org, b@example.org", "é@example.org"]
)
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused):
        parse_mail(typed)


@pytest.mark.parametrize(
    ("field", "wrong"), [(1, "camille@"), (2, "professeur"), (3, "0130001G"), (4, "bleue"), (6, "12")]
)
async def test_each_wrong_answer_is_explained_and_the_field_asked_again(office: Office, field: int, wrong: str) -> None:
    talk = office.talk()
    await talk.says("candidater")
    for answer in ANSWERS[:field]:
        await talk.says(answer)
    asked = talk.seen[-1].text
    shown = await talk.says(wrong)
    asked = asked.replace(NOT_LISTED, "")  # What is not in the list is written in the open now.
    assert set(asked.splitlines()) - {""} < set(shown.splitlines()), "nothing is explained"


async def test_what_the_call_does_not_name_is_flagged_and_blocks_nothing(office: Office) -> None:
    talk = office.talk()
    shown = await fill(
        talk, "ROUX Camille", MAIL, "autre", "attachée", "Lycée Ampère, Lyon", "v6", MOTIVATION, "passer", "oui"
    )
    assert flag_words(CALL, "function") in shown
    assert flag_words(CALL, "wave") in shown
    assert flag_words(CALL, "school_unchecked") in shown
    assert REFERENCE in await talk.says("envoyer")
    assert (await rows(office))[0]["flags"] == ["function", "school_unchecked", "wave"]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("secrétaire général d'EPLE", "sg"),
        ("je suis secrétaire générale dans un collège", "sg"),
        ("intendante", "sg"),
        ("SGAC au lycée", "sgac"),
        ("fondée de pouvoir de l'agence comptable", "fonde"),
    ],
)
def test_a_function_is_heard_in_a_sentence(office: Office, typed: str, taken: str) -> None:
    functions = next(one for one in own_fields(office.base.call) if one.id == "function")
    assert functions.taken(typed) == taken


@pytest.mark.parametrize("typed", ["je suis prof", "je fais fonction de gestionnaire", "lycée Jean Perrin", "vague 2"])
def test_a_function_that_the_call_does_not_name_is_left_to_the_list(office: Office, typed: str) -> None:
    functions = next(one for one in own_fields(office.base.call) if one.id == "function")
    with pytest.raises(AnswerRefused):
        functions.taken(typed)


async def test_a_school_of_another_academie_is_flagged(office: Office) -> None:
    talk = office.talk()
    shown = await fill(talk, "ROUX Camille", MAIL, "sg", "0750001U", "je ne sais pas", MOTIVATION, "passer", "oui")
    assert flag_words(CALL, "school_elsewhere") in shown
    assert flag_words(CALL, "wave_unknown") in shown


async def test_a_question_is_answered_in_the_middle_and_the_form_goes_on(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    await talk.says("oui")
    shown = await talk.says("Quelle est l’indemnité ?")
    assert "1\u00a0800" in shown
    assert ASK["mail"] in shown


async def test_three_thousand_characters_are_taken_and_one_more_is_not(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    for answer in ANSWERS[:5]:
        await talk.says(answer)
    assert "le maximum est de 3\u00a0000\u00a0caractères" in await talk.says("é" * 3001)
    await talk.says("é" * 3000)
    await talk.says("passer")
    await talk.says("oui")
    await talk.says("envoyer")
    assert (await rows(office))[0]["answers"]["motivation"] == "é" * 3000


async def test_without_confirmation_nothing_is_deposited(office: Office) -> None:
    talk = office.talk()
    await fill(talk, *ANSWERS[:-1])
    assert "Choisissez parmi" in await talk.says("non")
    assert texts.ASK_CONFIRMATION.partition("{")[0] in await talk.says("envoyer")
    assert await rows(office) == []


# The draft


async def test_a_draft_says_that_it_is_not_deposited_and_is_taken_up_again(offices: Office) -> None:
    talk = offices.talk()
    await fill(talk, *ANSWERS[:3])
    shown = await talk.says("annuler")
    assert "Une candidature déjà déposée reste valable telle quelle. Date limite\u00a0: lundi 5 février 2024" in shown
    assert texts.MINE_DRAFT in await talk.says("ma candidature")
    offices.restart()
    assert ASK["school"] in await talk.says("reprendre mon brouillon")
    for answer in ANSWERS[3:]:
        await talk.says(answer)
    assert REFERENCE in await talk.says("envoyer")


@pytest.mark.parametrize("said", ["mes candidatures", "Où en sont mes candidatures ?", "où en est ma candidature"])
async def test_ones_own_file_asked_for_is_no_name(office: Office, said: str) -> None:
    talk = office.talk()
    await talk.says("candidater")
    assert texts.MINE_DRAFT in await talk.says(said)
    assert ASK["name"] in await talk.says("reprendre")


@pytest.mark.parametrize("said", ["qui regarde mon dossier en ce moment", "ça fait dix jours que j'ai tout envoyé"])
async def test_what_names_no_file_is_of_the_one_that_the_person_has(office: Office, said: str) -> None:
    nobody, candidate, asker = (
        office.talk(),
        office.talk(),
        office.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre"),
    )
    assert assistance.MINE_NEITHER in await nobody.says(said)
    await deposit(candidate)
    assert REFERENCE in await candidate.says(said)
    await asker.opens()
    await ask(asker)
    assert "Sans expert" in await asker.says(said)


async def test_who_decides_on_applications_sees_them_all(office: Office) -> None:
    assert texts.MINE_NONE not in await office.talk("saeple").says("mes candidatures")


async def test_there_is_one_draft_per_person_and_call(office: Office) -> None:
    talk = office.talk()
    await fill(talk, *ANSWERS[:2])
    assert forms.RESUMED in await talk.says("candidater")
    assert await drafts(office) == 1


async def test_a_draft_is_abandoned_on_demand(office: Office) -> None:
    talk = office.talk()
    await fill(talk, *ANSWERS[:2])
    await talk.says("annuler")
    assert await talk.presses(forms.DISCARD) == texts.DISCARDED
    assert in_words(texts.MINE_NONE) in await talk.says("ma candidature")


async def test_a_draft_is_seen_by_nobody_else(office: Office) -> None:
    await fill(office.talk(), *ANSWERS[:6])
    member = office.talk("saeple")
    assert MOTIVATION not in await member.says("candidatures")
    assert "Aucune candidature n’est déposée." in await member.says("statut candidatures")


# The deposit


@pytest.mark.both
async def test_twenty_presses_and_two_tabs_make_one_application(offices: Office) -> None:
    talk = offices.talk()
    await fill(talk)
    said = await asyncio.gather(*(Talk(offices, talk.key, talk.name, seen=list(talk.seen)).presses(texts.SEND)
                                  for _ in range(20)))  # fmt: skip
    assert len(await rows(offices)) == 1
    assert sum(texts.RECEIPT_HEAD in one for one in said) == 1
    assert sum("rien n’a été envoyé une seconde fois" in one for one in said) == 19
    assert await moves(offices) == [(REFERENCE, "deposit", "submitted")]


async def test_a_redelivered_press_gets_the_receipt_again_and_changes_nothing(offices: Office) -> None:
    talk = offices.talk()
    await fill(talk)
    await talk.presses(texts.SEND, activity="f:1")
    offices.restart()
    assert REFERENCE in await talk.presses(texts.SEND, activity="f:1")
    assert len(await rows(offices)) == 1


async def test_a_restart_between_every_two_steps_loses_nothing(offices: Office) -> None:
    talk = offices.talk()
    for step in ("candidater", *ANSWERS, "envoyer"):
        said = await talk.says(step)
        offices.restart()
    assert REFERENCE in said
    assert len(await rows(offices)) == 1


async def test_numbers_rise_by_year_and_a_gap_is_never_refilled(offices: Office) -> None:
    for number in range(3):
        talk = offices.stranger(f"{number}2222222-2222-4222-8222-222222222222", f"Personne {number}")
        await deposit(talk)
    async with offices.storage.engine.begin() as connection:
        await connection.execute(sa.delete(application).where(application.c.reference == "CA-2024-0003"))
    await deposit(offices.stranger("92222222-2222-4222-8222-222222222222", "Personne 9"))
    assert [row["reference"] for row in await rows(offices)] == [REFERENCE, "CA-2024-0002", "CA-2024-0004"]


@pytest.mark.both
async def test_many_people_at_once_get_numbers_of_their_own(offices: Office) -> None:
    talks = [offices.stranger(f"{number:08}-2222-4222-8222-222222222222", "Personne") for number in range(12)]
    for talk in talks:
        await fill(talk)
    await asyncio.gather(*(talk.presses(texts.SEND) for talk in talks))
    assert sorted(row["reference"] for row in await rows(offices)) == [f"CA-2024-{n:04}" for n in range(1, 13)]


async def test_the_receipt_and_the_calls_mail_leave_by_mail(offices: Office) -> None:
    offices.services = replace(offices.services, post=Post(server=True, copy_to="diepat@example.org"))
    offices.router = Router(offices.services)
    receipt = await deposit(offices.talk())
    assert "part vers refacadopale@ac-aix-marseille.fr, avec la DIEPAT et vous en copie" in receipt
    assert "Le courriel de candidature est en cours d’envoi." in await offices.talk().says("ma candidature")
    told = await sent(offices)
    assert kinds(told) == ["application_receipt", "application_mail"]
    own, official = (shown for _, shown in told)
    assert isinstance(own, Letter)
    assert own.to == MAIL
    assert MOTIVATION in own.text
    assert isinstance(official, Letter)
    assert official.to == "refacadopale@ac-aix-marseille.fr"
    assert [box.address for box in official.cc] == ["diepat@example.org", MAIL]
    assert [box.address for box in official.reply_to] == [MAIL]
    assert official.subject == "Candidature – expert Op@le académique – SAEPL/24-995-42 – ROUX Camille – 0130001F"
    assert MOTIVATION in official.text
    document = Document(BytesIO(official.enclosed[0].content))
    assert MOTIVATION in [part.text for part in document.paragraphs]
    shown = await offices.talk().says("ma candidature")
    assert "Le courriel de candidature est parti le jeudi 25 janvier 2024" in shown


@pytest.mark.parametrize(
    ("post", "said"),
    [
        (Post(), "À faire\u00a0: envoyez vous-même"),
        (Post(copy_to="diepat@example.org"), "À faire\u00a0: envoyez vous-même"),
        (Post(server=True), "Je n’ai pas l’adresse de la DIEPAT"),
    ],
)
async def test_where_mail_is_not_set_up_the_receipt_says_so_and_gives_the_text(
    office: Office, post: Post, said: str
) -> None:
    office.services = replace(office.services, post=post)
    office.router = Router(office.services)
    talk = office.talk()
    assert said in await deposit(talk)
    ready = await talk.presses(texts.BUTTON_MAIL)
    assert "À\u00a0: refacadopale@ac-aix-marseille.fr" in ready
    assert "Copie\u00a0: DIEPAT" in ready
    assert "Je vous prie d’agréer, Madame, Monsieur, l’expression de mes sentiments respectueux." in ready
    assert MOTIVATION in ready
    assert "joint" not in ready


@pytest.mark.parametrize("state", ["dead", "blocked", "uncertain"])
async def test_a_mail_that_fails_after_closing_leaves_the_receipt_its_date(office: Office, state: str) -> None:
    office.services = replace(office.services, post=Post(server=True, copy_to="diepat@example.org"))
    office.router = Router(office.services)
    talk = office.talk()
    await deposit(talk)
    office.clock.time = CLOSES + timedelta(hours=10)
    async with office.storage.engine.begin() as connection:
        await connection.execute(sa.update(outbox).where(outbox.c.kind == "application_mail").values(state=state))
    shown = await talk.says("ma candidature")
    assert texts.MAIL_STATES[state] in shown
    assert "déposée le jeudi 25 janvier 2024 à 10\u00a0h\u00a000" in shown


# Changing, withdrawing


async def test_a_change_gives_a_new_version_and_a_new_receipt_and_keeps_the_date(offices: Office) -> None:
    talk = offices.talk()
    await deposit(talk)
    await sent(offices)
    offices.clock.forward(hours=26)
    shown = await talk.says("modifier ma candidature")
    assert MOTIVATION in shown
    await talk.says("modifier motivation")
    await talk.says("Je connais bien Op@le et j’aime aider mes collègues.")
    shown = await talk.says("envoyer")
    assert "la version 2 remplace la précédente, le vendredi 26 janvier 2024 à 12\u00a0h\u00a000" in shown
    assert "La date de dépôt reste le jeudi 25 janvier 2024 à 10\u00a0h\u00a000" in shown
    (row,) = await rows(offices)
    assert (row["edition"], row["answers"]["motivation"], row["status"]) == (
        2,
        "Je connais bien Op@le et j’aime aider mes collègues.",
        "submitted",
    )
    assert (await moves(offices))[-1] == (REFERENCE, "modify", "submitted")
    told = await sent(offices)
    assert kinds(told) == ["application_receipt", "application_mail"]
    official = told[1][1]
    assert isinstance(official, Letter)
    assert official.subject.endswith("0130001F – version 2")
    assert "il remplace le précédent" in official.text


async def test_a_mail_that_had_not_left_is_left_to_that_of_the_next_version(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    await talk.says("modifier ma candidature")
    await talk.says("modifier motivation")
    await talk.says("Je connais bien Op@le et j’aime aider mes collègues.")
    await talk.says("envoyer")
    told = await sent(office)
    assert kinds(told) == ["application_receipt", "application_mail"]
    assert {row.notice.data["edition"] for row, shown in told if shown} == {2}


async def test_once_in_instruction_nothing_is_changed_any_more(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await deposit(talk)
    await talk.says("modifier ma candidature")
    await take_in(member)
    assert "est en instruction\u00a0: elle ne peut plus être modifiée" in await talk.says("envoyer")
    await talk.says("annuler")
    assert "est en instruction\u00a0: elle ne peut plus être modifiée" in await talk.says("modifier ma candidature")
    assert (await rows(office))[0]["edition"] == 1


async def test_withdrawing_asks_to_confirm_and_tells_the_sa_eple(offices: Office) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await deposit(talk)
    await sent(offices)
    await talk.says("je veux retirer ma candidature")
    shown = await talk.says("passer")
    assert ROWS["withdraw"].own_form.review in shown
    assert (await rows(offices))[0]["status"] == "submitted"
    assert "est retirée. Le SA EPLE en reçoit l’avis." in await talk.presses(ROWS["withdraw"].own_form.send)
    assert (await rows(offices))[0]["status"] == "withdrawn"
    told = await sent(offices)
    assert kinds(told) == ["application_withdrawn"]
    assert told[0][0].notice.to == member.key
    assert texts.BUTTON_START in (await talk.says("ma candidature"), talk.buttons)[1]
    assert "CA-2024-0002" in await deposit(talk)


async def test_not_confirming_leaves_the_application_as_it_was(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    await talk.says("retirer ma candidature")
    await talk.says("annuler")
    assert (await rows(office))[0]["status"] == "submitted"


async def test_who_was_accepted_may_stand_down_with_a_reason(office: Office) -> None:
    talk, member = office.talk(), office.talk("saeple")
    await deposit(talk)
    await take_in(member)
    await decide(member, "accept", "passer")
    await talk.says("retirer ma candidature")
    assert forms.NEEDED in await talk.says("passer")
    await talk.says("Je change d’académie.")
    assert "désistement est enregistré" in await talk.says("envoyer")
    assert (await rows(office))[0]["status"] == "withdrawn"


@pytest.mark.parametrize("typed", ["modifier ma candidature", "retirer ma candidature"])
async def test_without_an_application_there_is_nothing_to_change(office: Office, typed: str) -> None:
    assert await office.talk("expert").says(typed) == "\n".join(
        [in_words(texts.NOTHING_TO_CHANGE), general.NOTICE_LINE]
    )


async def test_one_active_application_per_person(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    assert REFERENCE in await talk.says("candidater")
    assert await drafts(office) == 0


# The closing


async def test_the_last_second_counts_and_the_next_does_not(offices: Office) -> None:
    assert datetime(2024, 2, 5, 23, 0, tzinfo=UTC) == CLOSES  # Midnight in Paris.
    early, late = offices.talk(), offices.talk("expert")
    await fill(early)
    await fill(late)
    offices.clock.time = CLOSES - timedelta(seconds=1)
    assert "lundi 5 février 2024 à 23\u00a0h\u00a059" in await early.presses(texts.SEND)
    offices.clock.time = CLOSES
    shown = await late.presses(texts.SEND)
    assert "closes depuis la fin du lundi 5 février 2024" in shown
    assert "refacadopale@ac-aix-marseille.fr" in shown
    assert [row["oid"] for row in await rows(offices)] == [early.key.oid]


@pytest.mark.parametrize("typed", ["candidater", "je veux postuler", "reprendre mon brouillon de candidature"])
async def test_after_the_closing_the_refusal_is_clear_and_gives_the_way_by_mail(office: Office, typed: str) -> None:
    office.clock.time = CLOSES
    shown = await office.talk().says(typed)
    assert "je ne peux plus en enregistrer" in shown
    assert "refacadopale@ac-aix-marseille.fr" in shown


async def test_after_the_closing_a_deposited_one_is_not_changed_but_may_be_withdrawn(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    office.clock.time = CLOSES
    assert "closes depuis la fin" in await talk.says("modifier ma candidature")
    await talk.says("retirer ma candidature")
    await talk.says("passer")
    assert "est retirée" in await talk.says("envoyer")


@pytest.mark.night
@pytest.mark.timeout(240)  # Two hundred reminders, three times.
async def test_two_hundred_drafts_at_closing_are_each_told_once(offices: Office) -> None:
    people = [offices.stranger(f"{number:08}-2222-4222-8222-222222222222", "Personne") for number in range(200)]
    async with offices.storage.engine.begin() as connection:
        await connection.execute(
            sa.insert(draft),
            [
                {"tenant": one.key.tenant, "oid": one.key.oid, "form": "candidature", "subject": offices.base.call.id,
                 "answers": {"motivation": MOTIVATION}, "proposals": {"name": "x"}, "version": 1, "nonce": one.key.oid,
                 "created_at": offices.clock.now(), "updated_at": offices.clock.now()}
                for one in people
            ],
        )  # fmt: skip
    await deposit(offices.talk())
    reminded = {"J-7": datetime(2024, 1, 29, 8, tzinfo=UTC), "J-2": datetime(2024, 2, 3, 8, tzinfo=UTC),
                "J-0": datetime(2024, 2, 5, 8, tzinfo=UTC)}  # fmt: skip
    said: dict[str, set[str]] = {}
    for name, at in reminded.items():
        for moment in (at - timedelta(minutes=1), at, at + timedelta(hours=1)):
            offices.clock.time = moment
            await pass_time(offices)
            offices.restart()
        told = [one for one in await sent(offices) if one[0].notice.kind == "application_draft_reminder"]
        assert len(told) == len({row.notice.to for row, _ in told}) == 200
        said[name] = {shown.text for _, shown in told if isinstance(shown, Message)}
    assert all(len(texts_) == 1 for texts_ in said.values())
    assert "Il reste 7\u00a0jours" in said["J-7"].pop()
    assert "Il reste 2\u00a0jours" in said["J-2"].pop()
    assert "C’est le dernier jour" in said["J-0"].pop()
    offices.clock.time = CLOSES - timedelta(seconds=1)
    await pass_time(offices)
    assert await drafts(offices) == 200
    for moment in (CLOSES, CLOSES + timedelta(minutes=1)):
        offices.clock.time = moment
        await asyncio.gather(pass_time(offices), pass_time(offices))  # Two replicas.
    told = [one for one in await sent(offices) if one[0].notice.kind == "application_expired"]
    assert len(told) == len({row.notice.to for row, _ in told}) == 200
    assert isinstance(told[0][1], Message)
    assert "rien n’a été déposé" in told[0][1].text
    assert "ingrid.rafoni@ac-aix-marseille.fr" in told[0][1].text
    assert await drafts(offices) == 0
    states = [row["status"] for row in await rows(offices)]
    assert (states.count("expired"), states.count("under_review")) == (200, 1)
    shown = await people[0].says("ma candidature")
    assert "Votre brouillon n’a pas été déposé" in shown
    assert MOTIVATION in await people[0].presses(texts.BUTTON_TEXT)
    assert "Brouillons expirés sans dépôt\u00a0: 200." in await offices.talk("saeple").says("statut candidatures")


async def test_after_a_stop_one_reminder_is_enough(office: Office) -> None:
    await fill(office.talk(), *ANSWERS[:2])
    office.clock.time = datetime(2024, 2, 5, 9, tzinfo=UTC)
    await pass_time(office)
    assert kinds(await sent(office)) == ["application_draft_reminder"]


async def test_changes_begun_are_dropped_at_closing_and_the_person_is_told(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    await talk.says("modifier ma candidature")
    await talk.says("modifier motivation")
    await talk.says("Jamais déposé.")
    await sent(office)
    office.clock.time = datetime(2024, 2, 5, 9, tzinfo=UTC)
    await pass_time(office)
    assert "application_draft_reminder" not in kinds(await sent(office))
    office.clock.time = CLOSES
    await pass_time(office)
    told = await sent(office)
    assert sorted(kinds(told)) == ["application_changes_lost", "application_under_review"]
    (row,) = await rows(office)
    assert (row["edition"], row["answers"]["motivation"], row["status"]) == (1, MOTIVATION, "under_review")


# Personal data


async def test_nobody_else_learns_that_an_application_exists(office: Office) -> None:
    await deposit(office.talk())
    stranger = office.talk("expert")
    await stranger.says("bonjour")
    seen = await stranger.says(f"statut {REFERENCE}")
    assert seen == await stranger.says("statut CA-2024-0999")
    group = office.talk(scope=Scope.GROUP)
    assert await group.says("ma candidature") == general.PERSONAL_ONLY
    for verb in ("candidature.show", "candidature.mail", "application.open"):
        said = await group.sends({"type": "Action.Submit", "data": {"verb": verb, "reference": REFERENCE}})
        assert said == general.PERSONAL_ONLY


async def test_what_is_kept_of_an_application_is_told_to_its_candidate(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    shown = await talk.says("mes données")
    for line in (REFERENCE, "ROUX Camille", MAIL, "0130001F", MOTIVATION.replace("\n", " ")):
        assert line in shown
    assert "votre candidature" in await talk.says("confidentialité")
    assert dossier_texts.PARTS["drafts"] not in shown


async def test_an_application_is_erased_after_its_time_and_the_journal_stays(offices: Office) -> None:
    talk = offices.talk()
    await deposit(talk)
    await talk.says("retirer ma candidature")
    await talk.says("passer")
    await talk.says("envoyer")
    for days, left in ((364, 1), (366, 0)):
        async with transaction(offices.storage, offices.clock.now() + timedelta(days=days)) as tx:
            await purge(tx, Retention())
            await tx.commit()
        assert len(await rows(offices)) == left
    assert [move for _, move, _ in await moves(offices)] == ["deposit", "withdraw"]


# The call's mail, where a server comes later


async def _ends(office: Office, how: str) -> None:
    """End all that waits as left that way."""
    while claimed := await outboxes.claim(
        office.storage, "t", office.clock.now(), limit=50, lease=timedelta(minutes=1)
    ):
        for row in claimed:
            await outboxes.finish(office.storage, row, NoticeState.SENT, office.clock.now(), activity=how)


def _with_server(office: Office) -> None:
    office.services = replace(office.services, post=Post(server=True, copy_to="diepat@example.org"))
    office.router = Router(office.services)


async def test_a_mail_kept_as_a_file_may_leave_once_there_is_a_server(offices: Office) -> None:
    talk = offices.talk()
    await deposit(talk)
    await _ends(offices, outboxes.AS_FILE)
    assert texts.MAIL_STATE_FILE in await talk.says("ma candidature")
    assert texts.BUTTON_SEND_MAIL not in talk.buttons
    _with_server(offices)
    assert texts.MAIL_STATE_NOW in await talk.says("ma candidature")
    assert texts.MAIL_STATES["pending"] in await talk.presses(texts.BUTTON_SEND_MAIL)
    told = await sent(offices)
    assert kinds(told) == ["application_mail"]
    letter = told[0][1]
    assert isinstance(letter, Letter)
    assert [box.address for box in letter.cc] == ["diepat@example.org", MAIL]
    await talk.presses(texts.BUTTON_SEND_MAIL)
    assert await sent(offices) == []
    assert "est parti le jeudi 25 janvier 2024" in await talk.says("ma candidature")


async def test_a_mail_that_waited_for_the_server_is_said_to_have_left(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    assert texts.MAIL_STATE_FILE in await talk.says("ma candidature")
    _with_server(office)
    assert texts.MAIL_STATES["pending"] in await talk.says("ma candidature")
    await _ends(office, outboxes.BY_SERVER)
    assert "est parti le jeudi 25 janvier 2024" in await talk.says("ma candidature")


async def test_nobody_elses_mail_is_sent(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    await _ends(office, outboxes.AS_FILE)
    _with_server(office)
    assert not await mail_now(
        office.storage, 1, office.services.terms, by=office.talk("expert").key, now=office.clock.now()
    )


# Asked for in the middle of the form


@pytest.mark.parametrize("typed", ["laisse tomber", "en fait non, on arrête là"])
async def test_at_a_field_that_refuses_it_a_demand_is_done(office: Office, typed: str) -> None:
    talk = office.talk()
    await talk.says("candidater")
    await talk.says("ROUX Camille")
    assert office.base.call.filled(texts.ASIDE) in await talk.says(typed)
    assert ASK["mail"] in await talk.says("reprendre")


async def test_other_demands_are_done_and_the_field_is_asked_again(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("candidater")
    await talk.says("ROUX Camille")
    for typed, said in (
        ("je voudrais parler à quelqu’un", "ingrid.rafoni@ac-aix-marseille.fr"),
        ("où en est ma candidature ?", texts.MINE_DRAFT),
        ("je veux postuler", forms.RESUMED),
    ):
        shown = await talk.says(typed)
        assert said in shown
        assert shown.count(ASK["mail"]) == 1
    assert ASK["function"] in await talk.says(MAIL)


@pytest.mark.parametrize("how", ["typed", "pressed"])
async def test_at_a_field_that_takes_anything_a_demand_is_asked_about(offices: Office, how: str) -> None:
    talk = offices.talk()
    await talk.says("candidater")
    shown = await talk.says("je veux postuler")
    assert forms.RESUMED in shown, "it is no name"
    assert forms.ASK_NAME in shown
    for answer in ANSWERS[:5]:
        await talk.says(answer)
    assert forms.DEMAND_OR_ANSWER.format(label="Motivation") in await talk.says("je veux postuler maintenant")
    shown = await (talk.says("c’est une demande") if how == "typed" else talk.presses(forms.IS_DEMAND))
    assert forms.RESUMED in shown
    assert ASK["motivation"] in shown
    assert offices.base.call.filled(texts.ASIDE) in await talk.says("en fait non, on arrête là")
    assert ASK["motivation"] in await talk.says("reprendre")
    assert ASK["phone"] in await talk.says(MOTIVATION)


async def test_a_demand_may_be_the_answer_all_the_same(office: Office) -> None:
    talk = office.talk()
    await fill(talk, *ANSWERS[:5])
    await talk.says("je veux postuler")
    assert ASK["phone"] in await talk.says("c’est ma réponse")


async def test_sending_too_early_says_what_is_missing(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    for answer, asked in ((ANSWERS[0], ASK["mail"]), (ANSWERS[1], ASK["function"])):
        await talk.says(answer)
        shown = await talk.says("envoyer")
        assert "Motivation" in shown
        assert asked in shown


async def test_a_single_word_at_a_field_is_a_wrong_answer_rather_than_more_of_what_was_asked(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    await talk.says(ANSWERS[0])
    await talk.says("quelle est l’indemnité ?")
    assert forms.MAIL_BAD in await talk.says("budget")
