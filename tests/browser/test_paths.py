"""The main paths, end to end, by the people of the three seats side by side."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy

from playwright.async_api import expect

from dialogs.application.texts import BUTTON_DRAFT
from dialogs.application.texts import SEND as DEPOSIT
from dialogs.assistance import texts as assistance
from dialogs.assistance.card_texts import BUTTON_DETAILS
from dialogs.assistance.moves import ROWS
from dialogs.core.form_texts import SCREEN
from dialogs.questions.texts import ANSWERED
from knowledge.request import RequestMove
from tests.browser.desk import Desk
from tests.knowledge.test_attached import pdf, png


async def test_a_question_is_asked_answered_followed_and_found_useful(desk: Desk) -> None:
    agent = desk.seat("agent")
    await agent.says("combien est payé un expert ?")
    await agent.sees("1 800 €")
    await agent.sees("Pour accomplir leur mission")
    await agent.presses("Réponse utile")  # The thumb in the foot of the answer.
    await agent.sees("Votre avis est transmis.")
    await agent.says("et en copie ?")
    await agent.sees("DIEPAT")
    await desk.seat("expert").does_not_see("1 800 €")


async def test_a_question_the_call_leaves_open_goes_to_the_sa_eple_and_back(desk: Desk) -> None:
    agent, saeple = desk.seat("agent"), desk.seat("saeple")
    await agent.says("faut-il un CV ?")
    await agent.sees("L’appel ne mentionne ni ne demande de CV")
    await agent.presses("Transmettre au SA EPLE")
    await agent.sees("Étape 2 sur 2")
    await agent.presses("Passer cette étape")
    await agent.sees("Rien n’est encore")
    await agent.presses("Transmettre la question")
    await agent.sees("Votre question n° 1 est transmise")
    await saeple.sees("Nouvelle question n° 1 de Camille Roux")
    await saeple.asks("questions")
    await saeple.presses("Répondre à la n° 1")
    await saeple.fills("Votre réponse", "Aucun CV n’est demandé.")
    await saeple.presses("Continuer")
    await saeple.sees("Cette réponse peut-elle servir")
    await saeple.presses("Passer cette étape")
    await saeple.presses("Envoyer la réponse")
    await saeple.sees(ANSWERED.format(number=1))
    await agent.sees("Réponse du SA EPLE à votre question n° 1")
    await agent.sees("Aucun CV n’est demandé.")


async def fill_application(desk: Desk) -> None:
    """Fill the form in on one screen, as far as its summary."""
    agent = desk.seat("agent")
    await agent.says("candidater")
    await agent.sees("Étape 1 sur 8")
    await agent.presses("Tout remplir ici")
    await agent.sees(SCREEN)
    await agent.fills("Nom et prénom", "ROUX Camille")
    await agent.fills("Courriel professionnel", "camille.roux@ac-aix-marseille.fr")
    await agent.chooses("Fonction", "Secrétaire générale ou général agent comptable")
    await agent.looks_for("Établissement", "zola aix", "Lycée polyvalent Émile Zola, Aix-en-Provence (0130001F)")
    await agent.chooses("Vague de déploiement", "Vague 2")
    await agent.fills("Motivation", "Trois ans d’Op@le.\nJe souhaite aider les autres établissements.")
    await agent.log.get_by_role("checkbox", name="Je confirme").last.check()
    await agent.presses("Passer à la relecture")
    await agent.sees("Rien n’est encore")


async def test_the_calls_mail_is_accepted_as_a_file_and_downloaded(desk: Desk) -> None:
    agent = desk.seat("agent")
    await fill_application(desk)
    await agent.presses("Déposer ma candidature")
    await agent.sees("CA-2024-0006")
    await agent.presses(BUTTON_DRAFT)
    await agent.presses("Enregistrer le fichier")
    await agent.sees("Le fichier « candidature-CA-2024-0006.eml » est enregistré.")
    await expect(agent.log.get_by_role("button", name="Enregistrer le fichier")).to_have_count(0)
    async with desk.page.expect_download() as downloading:
        await agent.log.get_by_role("link", name="Télécharger candidature-CA-2024-0006.eml").click()
    download = await downloading.value
    mail = message_from_bytes((await download.path()).read_bytes(), policy=policy.default)
    assert (mail["X-Unsent"], mail["From"]) == ("1", None)
    assert "refacadopale@ac-aix-marseille.fr" in str(mail["To"])
    assert [part.get_filename() for part in mail.iter_attachments()] == ["motivation-CA-2024-0006.docx"]
    await agent.says("ma candidature")
    await agent.sees("Version 1, déposée le")  # Until then, the button that is last is the receipt's.
    await agent.presses(BUTTON_DRAFT)
    await agent.presses("Ne pas l’enregistrer")
    await agent.sees("ce fichier n’est pas enregistré")


async def test_an_application_is_deposited_examined_and_accepted(desk: Desk) -> None:
    agent, saeple = desk.seat("agent"), desk.seat("saeple")
    await fill_application(desk)
    await agent.presses(DEPOSIT)
    await agent.sees("CA-2024-0006")
    await expect(desk.page.get_by_role("status")).to_contain_text("Un courriel est parti.")
    await desk.button("Courriels").click()
    box = desk.page.get_by_role("dialog")
    mail = box.locator("details").filter(has_text="Trois ans d’Op@le.").first
    await expect(mail).to_contain_text("refacadopale@ac-aix-marseille.fr")
    await box.get_by_role("button", name="Fermer").click()
    await saeple.says("statut CA-2024-0006")
    await saeple.sees("ROUX Camille")
    await saeple.presses("Prendre en instruction")
    await saeple.sees("La candidature n° CA-2024-0006 est en instruction")
    await agent.sees("en instruction")
    await saeple.asks("statut CA-2024-0006")
    await saeple.presses("Retenir le dossier")
    await saeple.sees("Étape 1 sur")
    await saeple.log.get_by_role("textbox").last.fill("Une pratique solide.")
    await saeple.presses("Continuer")
    await saeple.sees("Rien n’est encore")
    await saeple.presses("Décider et prévenir")
    await agent.sees("retenue")
    await saeple.asks("statut CA-2024-0006")
    await saeple.presses("Nommer expert")
    await saeple.presses("Confirmer la nomination")
    await agent.sees("Bienvenue")


REQUEST = (
    "je suis au lycée Thiers, nos demandes de paiement sont bloquées, c’est urgent, camille.roux@ac-aix-marseille.fr"
)


async def send_request(desk: Desk) -> None:
    """Ask for assistance in one sentence, keep what was understood, and send it."""
    agent = desk.seat("agent")
    await agent.says(REQUEST)
    await agent.sees("Lycée Thiers, Marseille 1er")
    await agent.sees("Rien n’est encore")
    await agent.presses(assistance.SEND_HELP)
    await agent.sees("DA-2024-0015")


async def test_a_request_goes_from_the_school_to_the_expert_and_the_sa_eple_and_is_solved(desk: Desk) -> None:
    agent, expert = desk.seat("agent"), desk.seat("expert")
    await send_request(desk)
    await expert.says("DA-2024-0015")  # The experts' channel tells of it.
    await expert.sees("DA-2024-0015")
    await asyncio.sleep(2)  # What else comes with a new request has come.
    seen = await expert.log.locator(".message").count()
    await expert.presses(ROWS[RequestMove.TAKE].button)
    await expert.sees("prise en charge, depuis")
    assert await expert.log.locator(".message").count() == seen  # Redrawn in its place.
    await agent.sees("Dominique Ferrand")
    await expert.presses(BUTTON_DETAILS)
    assert await expert.log.locator(".message").count() == seen  # What unfolds in place is told to nobody.
    await expert.presses(ROWS[RequestMove.RESOLVE].button)
    await expert.fills("Compte rendu", "Le service fait manquait : saisi ensemble.")
    await expert.presses(ROWS[RequestMove.RESOLVE].form.send)
    await agent.sees("Le service fait manquait : saisi ensemble.")
    await agent.presses(ROWS[RequestMove.CONFIRM].own_button)
    await agent.sees("close")


async def test_a_screenshot_is_sent_kept_with_the_request_and_received_by_the_expert(desk: Desk) -> None:
    agent, expert = desk.seat("agent"), desk.seat("expert")
    await send_request(desk)
    await expert.says("DA-2024-0015")
    await expert.sees("DA-2024-0015")
    await expert.presses(ROWS[RequestMove.TAKE].button)
    await agent.sees("Dominique Ferrand")
    await agent.element.locator("input[type=file]").set_input_files(
        [{"name": "écran bloqué.png", "mimeType": "image/png", "buffer": png()},
         {"name": "relevé.pdf", "mimeType": "application/pdf", "buffer": pdf()},
         {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"}]
    )  # fmt: skip
    await agent.says("voici l’écran, pour DA-2024-0015")
    await agent.sees("Transmis à Dominique Ferrand")
    await agent.sees("« logo.svg » n’est pas gardé.")
    await expert.sees("écran bloqué.png")
    await expert.presses("Voir les fichiers (2)")
    await expert.presses("Recevoir écran bloqué.png")
    await expert.presses("Enregistrer le fichier")
    async with desk.page.expect_download() as downloading:
        await expert.log.get_by_role("link", name="Télécharger écran bloqué.png").click()
    assert (await (await downloading.value).path()).read_bytes() == png()


async def test_the_experts_channel_mentions_who_is_on_call_and_its_card_is_redrawn(desk: Desk) -> None:
    expert, saeple = desk.seat("expert"), desk.seat("saeple")
    await saeple.says("Ferrand est de permanence aujourd'hui")
    await expert.sees("Vous êtes de permanence")
    for seat in (expert, saeple):
        await seat.looks_at("Canal")
    await saeple.sees("3 demandes à prendre en charge")  # The channel of the demonstration is declared.
    await send_request(desk)
    await expert.sees("@Dominique Ferrand")
    await expert.log.get_by_role("button", name="Prendre DA-2024-0015").last.click()
    for seat in (expert, saeple):
        await seat.sees("DA-2024-0015, Lycée Thiers, Marseille 1er, Dépenses : prise en charge.")
        await seat.sees("3 demandes à prendre en charge")
        await seat.does_not_see("<at>")


async def test_in_a_group_the_assistant_answers_when_mentioned_and_says_nothing_personal(desk: Desk) -> None:
    agent, expert = desk.seat("agent"), desk.seat("expert")
    for seat in (agent, expert):
        await seat.looks_at("Groupe")
    await agent.says("combien est payé un expert ?")
    for seat in (agent, expert):
        await seat.sees("@Assistant Op@le combien est payé un expert ?")
        await seat.sees("1 800 €")
    await agent.says("mes données")
    await expert.sees("notre conversation privée")
    await expert.element.get_by_label("Mentionner l’assistant").uncheck()
    await expert.says("on déjeune ?")
    await agent.sees("on déjeune ?")
    await agent.says("faut-il un CV ?")
    await agent.sees("L’appel ne mentionne ni ne demande de CV")
    await expect(agent.log.locator(".message.bot")).to_have_count(3)  # None for who was not speaking to it.


async def test_in_the_channel_an_answer_stays_in_its_thread(desk: Desk) -> None:
    agent = desk.seat("agent")
    await agent.looks_at("Canal")
    await agent.says("faut-il un CV ?")
    await agent.sees("L’appel ne mentionne ni ne demande de CV")
    await agent.says("combien est payé un expert ?")
    await agent.sees("1 800 €")
    threads = agent.log.locator(".thread").filter(has_not_text="à prendre en charge")
    await expect(threads).to_have_count(2)
    await threads.first.get_by_role("button", name="Répondre dans ce fil").click()
    await agent.says("qui peut candidater ?")
    await expect(threads.first.locator(".message")).to_have_count(4)
    await expect(threads).to_have_count(2)


async def test_the_hand_of_the_clock_brings_reminders_and_the_closing(desk: Desk) -> None:
    agent = desk.seat("agent")
    await agent.says("candidater")
    await agent.says("ROUX Camille")
    await agent.sees("Étape 2 sur 8")
    await desk.goes_to("Lundi 29 janvier, 9 h")
    await agent.sees("5 février")
    await desk.goes_to("Lundi 5 février, 23 h 58")
    await expect(desk.page.locator("#now")).to_contain_text("lundi 5 février 2024")
    await desk.button("Avancer d’une heure").click()
    await desk.goes_to("Mardi 6 février, 9 h")
    await agent.sees("rien n’a été déposé")
    await agent.says("candidater")
    await agent.sees("close")
    await desk.goes_to("Lundi 29 janvier, 9 h")
    await expect(desk.page.get_by_role("alert").first).to_contain_text("ne revient pas en arrière")


async def test_recommencer_begins_another_life(desk: Desk) -> None:
    agent = desk.seat("agent")
    await agent.says("combien est payé un expert ?")
    await agent.sees("1 800 €")
    await desk.button("Avancer d’un jour").click()
    await expect(desk.page.locator("#now")).to_contain_text("vendredi 26 janvier")
    await desk.button("Recommencer").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name="Recommencer").click()
    await agent.does_not_see("1 800 €")
    await agent.sees("je suis l’assistant")
    await expect(desk.page.locator("#now")).to_contain_text("jeudi 25 janvier")
    await expect(desk.page.locator("#banner")).to_be_hidden()
    # Between two lives nobody listens, and the page asks again until somebody does.
    desk.faults[:] = [fault for fault in desk.faults if "ERR_CONNECTION_REFUSED" not in fault]


async def test_anybody_may_take_a_seat(desk: Desk) -> None:
    first = desk.page.locator(".seat").first
    await first.get_by_label("Qui est à cette place ?").select_option(label="Nadia Benali (agent)")
    nadia = desk.seat("nadia")
    await nadia.sees("je suis l’assistant")
    await nadia.says("ma candidature")
    await nadia.sees("CA-2024-0001")
    # Who takes a seat that is taken changes places with them.
    await first.get_by_label("Qui est à cette place ?").select_option(label="Alix Meyer (SA EPLE)")
    seats = desk.page.locator(".seat")
    await expect(seats.first).to_have_attribute("data-role", "saeple")
    await expect(seats.last).to_have_attribute("data-role", "nadia")
    await nadia.sees("CA-2024-0001")


async def test_the_same_on_a_phone_one_seat_at_a_time(phone: Desk) -> None:
    agent, saeple = phone.seat("agent"), phone.seat("saeple")
    await expect(saeple.element).to_be_hidden()
    await fill_application(phone)
    await agent.presses(DEPOSIT)
    await agent.sees("CA-2024-0006")
    await phone.page.get_by_role("navigation").get_by_role("button", name="SA EPLE").click()
    await expect(agent.element).to_be_hidden()
    await saeple.says("statut CA-2024-0006")
    await saeple.sees("ROUX Camille")
    await phone.button("Réglages").click()
    await phone.button("Avancer d’un jour").click()
    await expect(phone.page.locator("#now")).to_contain_text("vendredi 26 janvier")
