"""Asking for assistance: one's own request, one logged for a school, what is open already, one's own list."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from dialogs.assistance import card_texts, texts
from dialogs.assistance.fields import parse_contact, parse_reach, phone_and_mail
from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from dialogs.core.form import AnswerRefused
from dialogs.questions import texts as care_texts
from dialogs.router import Router
from knowledge.french import unbroken
from knowledge.schools.register import Register, School
from knowledge.sensitive import Secret
from storage.tables import draft
from tests.dialogs.asking import ASK_LOGGED, ASK_OWN, FIRST, LOGGED, OWN, ask, log, moves, rows
from tests.talk import Office


@pytest.mark.parametrize(
    ("answer", "kept", "parts"),
    [
        ("04.42.91.70.00", "04 42 91 70 00", ("04 42 91 70 00", "")),
        ("+33 4 42 91 70 00", "04 42 91 70 00", ("04 42 91 70 00", "")),
        ("ce.0130001f@ac-aix-marseille.fr", "ce.0130001f@ac-aix-marseille.fr", ("", "ce.0130001f@ac-aix-marseille.fr")),
        (
            "au 0639980033 ou sg@ac-aix-marseille.fr, merci",
            "06 39 98 00 33 ; sg@ac-aix-marseille.fr",
            ("06 39 98 00 33", "sg@ac-aix-marseille.fr"),
        ),
    ],
)
def test_a_number_an_address_or_both_are_found(answer: str, kept: str, parts: tuple[str, str]) -> None:
    assert parse_reach(answer) == kept
    assert phone_and_mail(kept) == parts


@pytest.mark.parametrize("answer", ["au bureau", "12 34", "nom@", "compte 443 du 30/01"])
def test_what_reaches_nobody_is_refused(answer: str) -> None:
    with pytest.raises(AnswerRefused):
        parse_reach(answer)


def test_a_name_is_one_line_with_letters() -> None:
    assert parse_contact(" Mme \n Blanc ") == "Mme Blanc"
    with pytest.raises(AnswerRefused):
        parse_contact("?")


# One's own


async def test_a_staff_member_asks_for_assistance_by_messages(offices: Office) -> None:
    talk = offices.talk()
    shown = await talk.says("demander une assistance")
    assert texts.HELP_INTRO in shown
    assert ASK_OWN["school"] in shown
    for answer in OWN[:-1]:
        shown = await talk.says(answer)
    assert ASK_OWN["slots"] in shown
    review = await talk.says(OWN[-1])
    for said in (
        "Dépenses, Chorus Pro",
        "Le flux Chorus Pro est rejeté.",
        "Camille Roux",
        texts.URGENT_NO,
        "jeudi matin",
    ):
        assert said in review
    assert texts.NOTE_KEPT in review
    done = await talk.says("envoyer")
    assert FIRST in done
    assert "vous recevrez ici un message à chaque étape" in done
    assert card_texts.STANDS_LOGGED[False] in done
    (row,) = await rows(offices)
    assert (row["uai"], row["topic"], row["urgent"], row["status"]) == ("0130001F", "DEPENSE", False, "new")
    assert row["requester_oid"] == row["author_oid"] == talk.key.oid
    assert await moves(offices) == ["log"]


async def test_yes_takes_the_one_topic_that_is_named(office: Office) -> None:
    talk = office.talk()
    for said in ("demander une assistance", "0130001F"):
        await talk.says(said)
    asked = await talk.says("je n'arrive pas à payer un fournisseur")
    assert "Répondez « oui »".replace(" »", "\u00a0»").replace("« ", "«\u00a0") in asked
    assert "Erreur" not in asked
    assert "Que se passe-t-il" in await talk.says("oui")


@pytest.mark.both
async def test_a_second_press_and_a_repeated_delivery_make_one_request(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("demander une assistance")
    for answer in OWN:
        await talk.says(answer)
    first, second = await asyncio.gather(talk.presses(texts.SEND_HELP), talk.presses(texts.SEND_HELP))
    assert FIRST in first
    assert FIRST in second
    assert len(await rows(offices)) == 1


async def test_without_a_number_teams_is_enough_for_oneself(office: Office) -> None:
    talk = office.talk()
    done = await ask(talk, *(answer if answer != "04 42 91 70 00" else "passer" for answer in OWN))
    assert FIRST in done


async def test_one_sees_ones_own_requests_in_any_wording_and_nobody_elses(offices: Office) -> None:
    talk, other = offices.talk(), offices.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre")
    assert texts.MINE_NONE in await talk.says("mes demandes")
    await ask(talk)
    for wording in ("mes demandes", "ou en est ma demande ?", "elle en est où ma demande d'assistance"):
        await talk.says(wording)
        assert talk.listed == [FIRST], wording
    assert texts.MINE_NONE in await other.says("mes demandes")
    assert texts.NO_SUCH in await other.says(f"où en est la demande {FIRST} ?")
    assert texts.NO_SUCH in await other.says("où en est la demande DA-2024-9999 ?")


async def test_a_request_is_made_in_private(office: Office) -> None:
    group = office.talk(scope=Scope.GROUP)
    assert general.PERSONAL_ONLY in await group.says("demander une assistance")
    assert general.PERSONAL_ONLY in await group.says("mes demandes")


# For a school


async def test_an_expert_on_the_phone_logs_and_takes_in_one_press(offices: Office) -> None:
    expert = offices.talk("expert")
    await expert.says("nouvelle demande")
    review = ""
    for answer in LOGGED:
        review = await expert.says(answer)
    assert texts.NOTE_TELL in review
    assert {texts.SEND_LOG, texts.SEND_TAKE} <= set(expert.buttons)
    done = await expert.presses(texts.SEND_TAKE)
    assert texts.DONE_TAKEN in done
    (row,) = await rows(offices)
    assert (row["status"], row["holder_oid"], row["requester_oid"]) == ("assigned", expert.key.oid, None)
    assert (row["contact_name"], row["contact_function"], row["urgent"]) == ("Mme Blanc", "gestionnaire", True)
    assert await moves(offices) == ["log_and_take"]


async def test_the_words_prendre_send_it_too(office: Office) -> None:
    assert texts.DONE_TAKEN in await log(office.talk("expert"), send="enregistrer et prendre")


async def test_the_sa_eple_logs_without_taking(office: Office) -> None:
    member = office.talk("saeple")
    await member.says("nouvelle demande")
    for answer in LOGGED:
        await member.says(answer)
    assert texts.SEND_TAKE not in member.buttons
    assert FIRST in await member.says("envoyer")


async def test_nouvelle_demande_from_someone_else_starts_their_own(office: Office) -> None:
    assert texts.HELP_INTRO in await office.talk().says("nouvelle demande")


async def test_a_colleague_known_in_teams_follows_the_request(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await agent.says("bonjour")
    await offices.behind.flush()
    done = await log(expert, *LOGGED[:-1], "Camille Roux")
    assert FIRST in done
    await agent.says("mes demandes")
    assert agent.listed == [FIRST]
    (row,) = await rows(offices)
    assert row["requester_oid"] == agent.key.oid


async def test_a_name_that_nobody_has_is_asked_again_and_nothing_is_lost(office: Office) -> None:
    expert = office.talk("expert")
    assert texts.COLLEAGUE_NONE in await log(expert, *LOGGED[:-1], "Zoé Inconnue")
    await expert.says("passer")
    assert FIRST in await expert.says("envoyer")


async def test_what_is_open_is_proposed_and_may_be_doubled_knowingly(offices: Office) -> None:
    expert = offices.talk("expert")
    await log(expert)
    said = await log(expert)
    assert texts.ALREADY_TITLE in said
    assert FIRST in said
    assert len(await rows(offices)) == 1
    assert FIRST in await expert.presses(general.BUTTON_OPEN.format(reference=FIRST))
    assert "DA-2024-0002" in await expert.presses(texts.ANYWAY)
    assert len(await rows(offices)) == 2


async def test_somebody_elses_open_request_is_not_told_to_staff(office: Office) -> None:
    await ask(office.talk())
    other = office.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre")
    done = await ask(other)
    assert "DA-2024-0002" in done
    assert FIRST not in done


async def test_a_restart_in_the_middle_loses_nothing(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("demander une assistance")
    for answer in OWN[:4]:
        await talk.says(answer)
    offices.restart()
    assert "Camille Roux" not in await talk.says(OWN[4])
    for answer in OWN[5:]:
        shown = await talk.says(answer)
    assert "Le flux Chorus Pro est rejeté." in shown
    assert FIRST in await talk.says("envoyer")


# In one sentence

SCHOOLS = (
    School("0132568W", "Collège Mignet", "Collège", "Aix-en-Provence", "13"),
    School("0132208E", "Collège Marcel Pagnol", "Collège", "Martigues", "13"),
    School("0840029A", "Collège Marcel Pagnol", "Collège", "Pertuis", "84"),
)


@pytest.fixture
def registered(offices: Office) -> Office:
    """Give the assistant a register of three schools."""
    known = Register(SCHOOLS)
    offices.services = replace(offices.services, register=lambda: known)
    offices.router = Router(offices.services)
    return offices


async def test_a_request_in_one_sentence_is_shown_back_and_only_what_is_missing_is_asked(registered: Office) -> None:
    expert = registered.talk("expert")
    await expert.says("bonjour")
    said = await expert.says(
        "nouvelle demande collège Mignet, rapprochement bancaire bloqué, urgent, rappeler Mme Blanc au 04 42 91 70 00 vendredi à 9h"
    )
    for part in ("Collège Mignet, Aix-en-Provence", unbroken("04 42 91 70 00"), "Mme Blanc", texts.URGENT_YES,
                 "vendredi 26 janvier 2024 à 9\u00a0h\u00a000", "rapprochement bancaire"):  # fmt: skip
        assert part in said
    assert texts.SEND_TAKE in expert.buttons
    assert FIRST in await expert.presses(texts.SEND_TAKE)
    (row,) = await rows(registered)
    assert (row["uai"], row["school"], row["urgent"]) == ("0132568W", "Collège Mignet, Aix-en-Provence", True)


async def test_homonyms_are_offered_and_none_is_chosen(registered: Office) -> None:
    expert = registered.talk("expert")
    said = await expert.says("nouvelle demande collège Marcel Pagnol, régie d'avances, rappeler M. Petit au 0442917000")
    assert "Martigues" in said
    assert "Pertuis" in said
    review = await expert.says("Pertuis")
    assert "Collège Marcel Pagnol, Pertuis" in review
    assert FIRST in await expert.says("envoyer")


async def test_a_school_that_is_not_in_the_register_is_asked_for_with_those_that_come_near(registered: Office) -> None:
    expert = registered.talk("expert")
    said = await expert.says(
        "nouvelle demande collège Marcel Pagnol à Draguignan, régie d'avances, rappeler M. Petit au 0442917000"
    )
    assert "Le registre n'a pas d'établissement" in said.replace("’", "'")
    review = await expert.says("Martigues")
    assert "Collège Marcel Pagnol, Martigues" in review


@pytest.mark.parametrize(
    "text",
    [
        "note pour Marcel Pagnol de Pertuis : mme Vial, 0490917000, doublon de fournisseur",
        "Enregistre : De : Odile Ferrat <o.ferrat@example.org> Objet : régie, collège Mignet. Merci, Odile Ferrat 0442917000",
        "Peux-tu noter ceci stp ? Collège Mignet, Odile Ferrat, régisseuse, la régie est bloquée, jeudi 1er février 16h",
        "[10:02] Ferrat Odile : collège Mignet, la régie est bloquée\n[10:03] Ferrat Odile : mon tel 0442917000",
    ],
)
async def test_a_mail_or_a_note_that_is_to_be_written_down_opens_the_form(registered: Office, text: str) -> None:
    said = await registered.talk("expert").says(text)
    assert texts.LOG_TITLE in said


async def test_one_of_the_listed_schools_is_chosen_by_its_number_and_no_number_names_one_otherwise(
    registered: Office,
) -> None:
    expert = registered.talk("expert")
    await expert.says("nouvelle demande collège Marcel Pagnol, régie d'avances, rappeler M. Petit au 0442917000")
    review = await expert.says("2")
    assert "Collège Marcel Pagnol, Pertuis" in review
    await expert.says("annuler")
    await expert.says("nouvelle demande")
    for number in ("2", "04.42.91.70.00", "0132568"):
        assert ASK_LOGGED["school"] in await expert.says(number)
    await expert.says("collège Marcel Pagnol")
    assert ASK_LOGGED["topic"] in await expert.says("1")
    assert texts.TOPIC_BAD.split(" :")[0] not in await expert.says("cantine")
    # The first of the list that was just given, not of the usual one.
    await expert.says("1")
    async with registered.storage.reading() as connection:
        kept = (await connection.execute(sa.select(draft.c.answers).order_by(draft.c.id.desc()))).scalars().first()
    assert kept is not None
    assert (kept["school"], kept["topic"]) == ("0132208E", "DROITS")


async def test_half_a_number_is_asked_again_and_is_no_question(registered: Office) -> None:
    expert = registered.talk("expert")
    said = await expert.says("nouvelle demande collège Mignet, régie d'avances, rappeler M. Petit")
    assert ASK_LOGGED["reach"] in said
    said = await expert.says("04 42")
    assert texts.REACH_BAD in said
    assert "RAFONI" not in said


async def test_a_sentence_without_the_word_demande_is_read_too(registered: Office) -> None:
    expert = registered.talk("expert")
    said = await expert.says("Mignet Aix, flux chorus rejeté siret inconnu, gestionnaire 0442917000")
    assert "Collège Mignet" in said
    assert ASK_LOGGED["name"] in said


async def test_two_sentences_are_two_requests_and_one_delivered_twice_is_one(registered: Office) -> None:
    expert = registered.talk("expert")
    first = "nouvelle demande collège Mignet, bourses non versées, rappeler Mme Blanc au 0442917000"
    await expert.says(first, activity="a-1")
    await expert.says(first, activity="a-1")
    await expert.says("nouvelle demande collège Mignet, régie bloquée, rappeler Mme Noir au 0442917001")
    assert FIRST in await expert.says("envoyer")
    (row,) = await rows(registered)
    assert row["contact_name"] == "Mme Noir"
    await expert.says("reprendre")
    assert "DA-2024-0002" in await expert.says("envoyer")


async def test_a_staff_member_says_it_in_one_sentence_too(registered: Office) -> None:
    talk = registered.talk()
    said = await talk.says("j'ai besoin d'assistance au collège Mignet, un titre de recette est bloqué")
    assert "Collège Mignet" in said
    assert ASK_LOGGED["name"] in said or "Camille Roux" in said


@pytest.mark.parametrize(
    ("secret", "kind"),
    [
        ("mot de passe : Opale2024!", Secret.PASSWORD),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", Secret.ACCOUNT),
        ("code OTP 482913", Secret.CODE),
    ],
)
async def test_secrets_are_refused_in_a_sentence_and_in_a_field(office: Office, secret: str, kind: Secret) -> None:
    expert = office.talk("expert")
    assert care_texts.SECRETS[kind] in await expert.says(f"nouvelle demande collège Mignet chorus bloqué {secret}")
    await expert.says("nouvelle demande")
    for answer in LOGGED[:2]:
        await expert.says(answer)
    said = await expert.says(f"Voici {secret}")
    assert general.SECRETS[kind] in said or care_texts.SECRETS[kind] in said
    async with office.storage.reading() as connection:
        kept = (await connection.execute(sa.select(draft.c.answers))).scalars().all()
    assert not any(secret in str(answers) for answers in kept)


async def test_what_may_name_a_pupil_is_warned_of(office: Office) -> None:
    expert = office.talk("expert")
    review = await log(
        expert, *LOGGED[:2], "La bourse de l'élève Dupont Marie est bloquée.", *LOGGED[3:], send="retour"
    )
    assert ASK_LOGGED["colleague"] in review
    assert texts.NOTE_PUPIL in await expert.says("passer")
