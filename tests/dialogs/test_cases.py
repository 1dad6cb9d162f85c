"""Solved cases: proposed by who solved them, reviewed by the SA EPLE, offered before a request is made, counted, withdrawn."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.assistance import texts
from dialogs.core import texts as general
from knowledge.cases import CaseMove, CaseState
from knowledge.people import Role
from storage.tables import case_helped, event, solved_case
from tests.dialogs.asking import FIRST, ask, does, log, rows, verb_of
from tests.dialogs.delivering import delivered
from tests.knowledge.test_schools import REGISTER
from tests.scene import scene
from tests.talk import Office, Seen, Talk, buttons, worded

DETAILS = "Le flux Chorus Pro de Mme Blanc est rejeté : la facture n'arrive pas dans Op@le."
REPORT = (
    "Vérifier le code service dans Chorus Pro, puis relancer l'intégration. Mme Blanc, 04 42 91 70 00, le confirme."
)
PROBLEM = "Une facture déposée sur Chorus Pro n'arrive pas dans Op@le."
SOLUTION = "Vérifier le code service dans Chorus Pro, puis relancer l'intégration des flux."
SAME = "la facture du fournisseur est dans chorus pro et n'arrive pas dans opale"
OTHER = "je n'arrive pas à créer un tiers fournisseur"


@scene
async def solved(office: Office, *, by: str = "expert") -> Talk:
    """Have the expert solve a request; return their chat."""
    expert = office.talk(by)
    await expert.opens()
    await log(expert, "0130001F", "DEPENSE", DETAILS, "Mme Blanc", "gestionnaire", "04 42 91 70 00", "non", "passer", "passer",
              send="enregistrer et prendre en charge")  # fmt: skip
    await does(expert, "resolve", REPORT)
    return expert


@scene
async def propose(office: Office, problem: str = PROBLEM, solution: str = SOLUTION) -> Talk:
    """Have the expert propose what solved it; return their chat."""
    expert = await solved(office)
    await expert.says("partager la 1")
    await expert.presses(texts.SHARE_SEND, {"problem": problem, "solution": solution, "topic": "DEPENSE"})
    return expert


async def publish(office: Office, problem: str = PROBLEM, solution: str = SOLUTION) -> None:
    """Have a case published, as if it had been proposed and reviewed."""
    row = {"reference": FIRST, "topic": "DEPENSE", "problem": problem, "solution": solution, "state": "published",
           "since": office.clock.now(), "helped": 0, "version": 1}  # fmt: skip
    async with office.storage.writing() as connection:
        await connection.execute(sa.insert(solved_case), row)
        await connection.commit()


def card_of(talk: Talk) -> Seen:
    """Return the last card that was seen."""
    return next(seen for seen in reversed(talk.seen) if seen.card)


def row_of(talk: Talk, verb: str = "case.open") -> dict[str, object]:
    """Return the first line of the last list."""
    return next(one for one in buttons(card_of(talk).card or {}) if verb_of(one) == verb)


async def kept(office: Office) -> list[tuple[object, ...]]:
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(solved_case.c.problem, solved_case.c.state, solved_case.c.helped).order_by(solved_case.c.id)
        )
        return [tuple(row) for row in found]


async def journal(office: Office) -> list[str]:
    async with office.storage.reading() as connection:
        found = await connection.execute(sa.select(event.c.move).where(event.c.subject == "case").order_by(event.c.id))
        return list(found.scalars())


# Proposed


async def test_a_solved_request_is_proposed_with_its_names_masked(offices: Office) -> None:
    expert = await solved(offices)
    assert texts.BUTTON_SHARE in expert.buttons or texts.BUTTON_SHARE in [
        title for seen in expert.seen for title in seen.buttons
    ]
    await expert.says("partager la 1")
    inputs = {one["id"]: one.get("value", "") for one in expert.seen[-1].card["body"] if "id" in one}  # type: ignore[index]
    assert inputs["topic"] == "DEPENSE"
    assert "Chorus Pro" in inputs["problem"]
    assert "Blanc" not in inputs["problem"] + inputs["solution"]
    assert "04 42" not in inputs["solution"]
    said = await expert.says("envoyer")
    assert texts.PROPOSED.format(number=1) in said
    assert await journal(offices) == ["propose"]
    assert texts.PROPOSED_ALREADY.format(reference=FIRST, number=1, state="à relire") in await expert.says(
        "partager la 1"
    )
    assert len(await kept(offices)) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Appeler Mme Blanc.", "« Mme Blanc » (une personne)"),
        ("Vu avec mme blanc.", "« mme blanc » (une personne)"),
        ("Le compte dferrand est à débloquer.", "« dferrand » (une personne)"),
        ("dominique ferrand a pris la main.", "« dominique ferrand » (une personne)"),
        ("C'est le cas au 0130001F.", "« 0130001F » (un UAI)"),
        ("Comme au lycée professionnel Jean-Marie Rivière.", "(un établissement)"),
        ("Voir avec Dominique Ferrand.", "« Dominique Ferrand » (une personne)"),
        ("Comme pour DA-2024-0001.", "(le numéro d’une demande)"),
    ],
)
async def test_what_names_somebody_is_warned_of_to_both_and_published_only_in_so_many_words(
    office: Office, text: str, named: str
) -> None:
    office.register = REGISTER
    expert = await propose(office, solution=text)
    assert (
        named.replace(" ", "\u00a0", 1).replace(" »", "\u00a0»") in expert.seen[-1].text
        or named in expert.seen[-1].text
    )
    assert texts.BUTTONS[CaseMove.CORRECT] in expert.buttons
    member = office.talk("saeple")
    await member.says("publie le cas 1")
    assert (await kept(office))[0][1] == CaseState.PROPOSED
    assert texts.PUBLISH_ANYWAY in card_of(member).buttons
    await member.presses(texts.PUBLISH_ANYWAY)
    assert (await kept(office))[0][1] == CaseState.PUBLISHED


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Le relancer au 04 42 91 70 00.", "« 04 42 91 70 00 » (un téléphone)"),
        ("Écrire à compta@example.org.", "« compta@example.org » (un courriel)"),
        ("Le compte FR12 3000 6000 0112 3456 7890 189.", "(un compte bancaire)"),
        ("L'élève kévin dupont de 3eB a payé.", "« kévin dupont » (un élève)"),
    ],
)
async def test_what_leads_to_somebody_without_a_doubt_is_never_published(office: Office, text: str, named: str) -> None:
    await propose(office, solution=text)
    member = office.talk("saeple")
    for say in (member.says, member.says):
        said = (await say("publie le cas 1")).replace("\u00a0", " ")
        assert "Avant de publier, retirez du texte" in said
        assert named in said
    assert not {texts.PUBLISH_ANYWAY, texts.BUTTONS[CaseMove.PUBLISH]} & {*card_of(member).buttons}
    await member.sends({"type": "Action.Submit", "data": {"verb": "case.publish", "case": 1, "version": 1}})
    assert (await kept(office))[0][1] == CaseState.PROPOSED
    await member.presses(texts.BUTTONS[CaseMove.CORRECT])
    await member.presses(texts.CORRECT_SEND, {"problem": PROBLEM, "solution": SOLUTION, "topic": "DEPENSE"})
    await member.presses(texts.BUTTONS[CaseMove.PUBLISH])
    assert (await kept(office))[0][1] == CaseState.PUBLISHED
    await member.presses(texts.BUTTONS[CaseMove.CORRECT])  # Nor does it come in by a correction of what is published.
    await member.presses(texts.CORRECT_SEND, {"problem": PROBLEM, "solution": text, "topic": "DEPENSE"})
    async with office.storage.reading() as connection:
        assert (await connection.execute(sa.select(solved_case.c.solution))).scalar_one() == SOLUTION


async def test_names_written_small_are_masked_in_what_is_proposed(office: Office) -> None:
    expert = office.talk("expert")
    await expert.opens()
    await log(expert, "0130001F", "DEPENSE", "mme quatrebarbes ne voit pas sa facture, compte zquatrebarbes.", "Zéphirine Quatrebarbes",
              "gestionnaire", "04 42 91 70 00", "non", "passer", "passer", send="enregistrer et prendre en charge")  # fmt: skip
    await does(expert, "resolve", "Vu avec zephirine quatrebarbes, puis dominique ferrand a pris la main.")
    await expert.says("partager la 1")
    inputs = {one["id"]: one.get("value", "") for one in expert.seen[-1].card["body"] if "id" in one}  # type: ignore[index]
    assert inputs["problem"] == "… ne voit pas sa facture, compte …."
    assert inputs["solution"] == "Vu avec …, puis … a pris la main."


async def test_a_secret_is_refused_and_nothing_of_it_kept(office: Office) -> None:
    expert = await propose(office, solution="Le mot de passe : Azerty12345!")
    assert await kept(office) == []
    assert "mot de passe" in expert.seen[-1].text


async def test_only_what_is_solved_is_shared_and_by_those_who_handle_requests(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    assert texts.NOT_SHAREABLE.format(reference=FIRST) in await expert.says("partager DA-2024-0001")
    assert worded(worded(general.NOT_STAFF)) in await agent.says("partager la 1")
    assert texts.NO_REQUEST in await expert.says("partager la 99")
    forged = {"type": "Action.Submit", "data": {"verb": "case.propose", "reference": FIRST}}
    assert worded(worded(general.NOT_STAFF)) in await agent.sends(forged)
    assert await kept(offices) == []


# Reviewed


async def test_the_sa_eple_reviews_one_at_a_time_corrects_publishes_and_withdraws(offices: Office) -> None:
    await propose(offices)
    member = offices.talk("saeple")
    assert "1 cas à relire" in (await member.says("cas à relire")).replace("\u00a0", " ")
    await member.sends(row_of(member))
    await member.presses(texts.BUTTONS[CaseMove.CORRECT])
    await member.presses(texts.CORRECT_SEND, {"problem": "Corrigé.", "solution": SOLUTION, "topic": "DEPENSE"})
    assert texts.CORRECTED.format(number=1) in member.seen[-1].text
    await member.presses(texts.BUTTONS[CaseMove.PUBLISH])
    assert await kept(offices) == [("Corrigé.", "published", 0)]
    assert texts.REFUSED.format(number=1) in await member.says("publie le cas 1")
    assert texts.CASE_DONE[CaseMove.WITHDRAW].format(number=1) in await member.says("retire le cas n° 1")
    assert "Corrigé." in await member.says("cas retirés")
    await member.says("publie le cas 1")
    assert await journal(offices) == ["propose", "correct", "publish", "withdraw", "publish"]


async def test_after_one_the_next_that_waits_is_shown(office: Office) -> None:
    await propose(office)
    expert = office.talk("expert")
    await log(expert, "0130001F", "TRESO", "Le rapprochement DFT-Net ne tombe pas juste.", "Mme Blanc", "SG", "04 42 91 70 00",
              "non", "passer", "passer", send="enregistrer et prendre en charge")  # fmt: skip
    await does(expert, "resolve", "Supprimer le relevé intégré deux fois.", on="DA-2024-0002")
    await expert.says("partager la 2")
    await expert.says("envoyer")
    member = office.talk("saeple")
    said = await member.says("publie le cas 1")
    assert texts.CASE_DONE[CaseMove.PUBLISH].format(number=1) in said
    assert "rapprochement" in said
    await member.presses(texts.BUTTONS[CaseMove.SET_ASIDE])
    assert [row[1] for row in await kept(office)] == ["published", "withdrawn"]


async def test_two_who_decide_at_once_make_one_decision(offices: Office) -> None:
    await propose(offices)
    one, other = offices.talk("saeple"), offices.talk("saeple")
    for talk in (one, other):
        await talk.says("cas à relire")
        await talk.sends(row_of(talk))
    await one.presses(texts.BUTTONS[CaseMove.PUBLISH])
    await other.presses(texts.BUTTONS[CaseMove.SET_ASIDE])
    assert texts.REFUSED.format(number=1) in other.seen[-1].text
    assert [row[1] for row in await kept(offices)] == ["published"]


@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_who_is_not_of_the_sa_eple_decides_nothing(offices: Office, seat: str) -> None:
    await propose(offices)
    talk = offices.talk(seat) if seat == "agent" else offices.stranger("9" * 8 + "-9999-4999-8999-" + "9" * 12)
    for words in ("publie le cas 1", "retire le cas 1", "écarte le cas 1", "cas à relire", "cas retirés"):
        assert worded(general.RESERVED[frozenset({Role.SA_EPLE})]) in await talk.says(words)
    for verb in ("case.publish", "case.withdraw", "case.set_aside", "case.correct", "case.review"):
        await talk.sends({"type": "Action.Submit", "data": {"verb": verb, "case": 1, "version": 1}})
    assert await kept(offices) == [(PROBLEM, "proposed", 0)]
    assert texts.CASE_NO_SUCH.format(number=1) in await talk.says("cas 1")


async def test_who_proposed_is_told_and_may_correct_until_then(offices: Office) -> None:
    expert = await propose(offices)
    await offices.talk("saeple").opens()
    await expert.presses(texts.BUTTONS[CaseMove.CORRECT])
    await expert.presses(texts.CORRECT_SEND, {"problem": "Mieux dit.", "solution": SOLUTION, "topic": "DEPENSE"})
    assert (await kept(offices))[0][0] == "Mieux dit."
    await offices.talk("saeple").says("publie le cas 1")
    told = [shown.text for row, shown in await delivered(offices) if row.notice.kind == "case_decided"]
    assert len(told) == 1
    assert texts.PUBLISHED_NOTICE in told[0]
    forged = {"type": "Action.Submit", "data": {"verb": "case.correct", "case": 1, "version": 3}}
    assert texts.CASE_NO_SUCH.format(number=1) in await expert.sends(forged)


async def test_the_sa_eple_is_told_of_what_waits(offices: Office) -> None:
    member = offices.talk("saeple")
    await member.opens()
    await offices.behind.flush()
    await propose(offices)
    told = [shown.text for row, shown in await delivered(offices) if row.notice.kind == "case_proposed"]
    assert len(told) == 1
    assert PROBLEM in told[0]


# Offered


async def test_a_difficulty_of_the_same_kind_is_offered_the_case_before_a_request(offices: Office) -> None:
    await publish(offices)
    agent = offices.talk()
    said = await agent.says(SAME)
    assert texts.OFFER_TITLE in said
    assert SOLUTION in said
    assert card_of(agent).buttons == [texts.BUTTON_HELPED, texts.BUTTON_ASSIST]
    assert await rows(offices) == [], "no request was made"
    said = await agent.presses(texts.BUTTON_HELPED)
    assert texts.HELPED_NOTED in said
    assert SOLUTION in said
    assert (await kept(offices))[0][2] == 1
    await agent.says(SAME)
    assert texts.HELPED_AGAIN in await agent.says("ça m'a aidé")
    assert (await kept(offices))[0][2] == 1, "once for each person"


@pytest.mark.parametrize("no", ["press", "non", "demander une assistance"])
async def test_a_request_goes_on_with_what_was_typed(offices: Office, no: str) -> None:
    await publish(offices)
    agent = offices.talk()
    typed = f"{SAME}, rappeler le 04 42 91 70 55, c'est urgent"
    await agent.says(typed)
    await (agent.presses(texts.BUTTON_ASSIST) if no == "press" else agent.says(no))
    await agent.says("0130001F")
    said = await agent.says("Camille Roux")
    assert texts.BESIDE_TITLE not in said, "it was offered, and did not help"
    await agent.says("envoyer")
    made = (await rows(offices))[-1]
    assert made["details"].startswith(SAME.removeprefix("la "))
    assert (made["contact_phone"], made["urgent"], made["topic"]) == ("04 42 91 70 55", True, "DEPENSE")


async def test_what_is_unlike_is_offered_none(offices: Office) -> None:
    await publish(offices)
    for said in (OTHER, "aide chorus pro", "c'est payé ou bénévole ?", "le rapprochement DFT-Net ne tombe pas juste"):
        assert texts.OFFER_TITLE not in await offices.talk().says(said), said


async def test_what_is_not_published_is_offered_to_nobody(office: Office) -> None:
    await propose(office)
    assert texts.OFFER_TITLE not in await office.talk().says(SAME)


async def test_who_fills_the_form_in_is_shown_the_case_under_the_summary_once(offices: Office) -> None:
    await publish(offices)
    agent = offices.talk()
    await agent.says("demander une assistance")
    for answer in ("0130001F", "DEPENSE", SAME, "oui", "SG", "04 42 91 70 00", "non", "jeudi"):
        await agent.says(answer)
    assert texts.BESIDE_TITLE in agent.seen[-1].text
    assert texts.BESIDE_HELPED in await agent.presses(texts.BUTTON_HELPED)
    assert (await kept(offices))[0][2] == 1
    assert texts.BESIDE_TITLE not in await agent.says("modifier urgence")
    await agent.says("oui")
    await agent.says("envoyer")
    assert (await rows(offices))[-1]["details"] == SAME


async def test_an_expert_on_the_phone_is_told_of_the_case_and_goes_on(office: Office) -> None:
    await publish(office)
    expert = office.talk("expert")
    said = await expert.says(f"nouvelle demande 0130001F {SAME}, rappeler Mme Roche au 04 42 91 70 00")
    assert texts.OFFER_ASK not in said
    assert "n° 1" in said.replace("\u00a0", " ")
    assert SOLUTION in said


async def test_who_is_at_the_end_of_their_tether_is_given_a_human_first(office: Office) -> None:
    await publish(office)
    assert texts.OFFER_TITLE not in await office.talk().says(f"je n'en peux plus, {SAME}, je craque")


async def test_a_case_that_was_withdrawn_meanwhile_counts_nothing(offices: Office) -> None:
    await publish(offices)
    agent = offices.talk()
    await agent.says(SAME)
    await offices.talk("saeple").says("retire le cas 1")
    assert texts.GONE in await agent.presses(texts.BUTTON_HELPED)
    async with offices.storage.reading() as connection:
        assert list(await connection.execute(sa.select(case_helped))) == []


# Read and looked for


@pytest.mark.parametrize("seat", ["agent", "expert", "saeple"])
async def test_everybody_reads_what_is_published_and_the_sa_eple_counts(offices: Office, seat: str) -> None:
    await publish(offices)
    agent = offices.talk()
    await agent.says("cas 1")
    await agent.presses(texts.BUTTON_HELPED)
    talk = offices.talk(seat)
    said = (await talk.says("cas résolus")).replace("\u00a0", " ")
    assert "Une facture déposée sur Chorus Pro" in said
    assert ("1 personne" in said) is (seat == "saeple")
    for words in ("chercher un cas sur chorus", "cas résolus sur les factures chorus", "cas n° 1", "le cas 1", "cas 1"):
        assert "Chorus Pro" in await talk.says(words), words
    said = await talk.says("cas 1")
    assert SOLUTION in said
    assert (FIRST in said) is (seat == "saeple")
    assert texts.FOUND_NONE.format(said="le voyage à Rome") in await talk.says("chercher un cas sur le voyage à Rome")
    assert texts.WHAT_TO_FIND in await talk.says("chercher un cas")


@pytest.mark.parametrize(
    "said",
    [
        "cherche dans les cas : facture chorus",
        "on n'avait pas déjà eu une facture Chorus rejetée, comment on l'avait réglé ?",
        "Existe-t-il un cas déjà résolu pour une facture déposée sur Chorus ?",
    ],
)
async def test_a_case_is_looked_for_by_the_words_of_the_sentence(office: Office, said: str) -> None:
    await publish(office)
    assert "Une facture déposée sur Chorus Pro" in await office.talk("expert").says(said)


async def test_many_are_shown_page_by_page(office: Office) -> None:
    await publish(office)
    async with office.storage.writing() as connection:
        row = {"reference": "", "topic": "REGIE", "solution": "Voir l'acte.", "state": "published", "since": office.clock.now(),
               "helped": 0, "version": 1}  # fmt: skip
        await connection.execute(
            sa.insert(solved_case), [{**row, "problem": f"La régie {number} est bloquée."} for number in range(12)]
        )
        await connection.commit()
    talk = office.talk("expert")
    await talk.says("cas résolus")
    await talk.presses(texts.BUTTON_MORE)
    assert "La régie 11" in talk.seen[-1].text
    await talk.says("chercher un cas sur la régie")
    await talk.presses(texts.BUTTON_MORE)
    assert "La régie" in talk.seen[-1].text
