"""After another call has come into force, the files of the old one go to their end in its own words, dates, addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.knowing import PastCalls
from dialogs.application import texts
from dialogs.application.moves import ROWS
from dialogs.core.exchange import Letter
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from knowledge.people import Role
from storage.calls import UnknownCall, find
from storage.engine import Storage
from storage.queries.people import with_role
from tests.calls.test_two_calls import BASSIN, fill
from tests.dialogs.applying import ANSWERS, decide, deposit, pass_time, rows, sent, take_in
from tests.talk import Office

HERE = Path(__file__).parent
LATER = datetime(2025, 3, 20, 10, tzinfo=PARIS)


def come_into_force(office: Office, base: KnowledgeBase, now: datetime = LATER) -> None:
    """Restart the assistant with another call."""
    office.base, office.clock.time = base, now
    office.services = replace(office.services, calls=PastCalls(HERE))
    office.router = Router(office.services)


async def test_the_old_candidate_is_answered_of_the_old_call(offices: Office, bassin: KnowledgeBase) -> None:
    talk = offices.talk()
    await deposit(talk)
    come_into_force(offices, bassin)
    for asked in ("ma candidature", "où en est ma candidature ?"):
        shown = await talk.says(asked)
        assert "Ma candidature CA-2024-0001" in shown
        assert "Elle répond à l’appel «\u00a0Experts Op@le académiques\u00a0» (SAEPL/24-995-42)" in shown
        assert "Vague de déploiement" in shown
        for other in ("11 avril 2025", "DRANE", "Colibris", "DELORME"):
            assert other not in shown


async def test_a_receipt_left_under_the_old_call_names_its_own_deadline(offices: Office, bassin: KnowledgeBase) -> None:
    await deposit(offices.talk())
    come_into_force(offices, bassin)
    letters = [letter for _, letter in await sent(offices) if isinstance(letter, Letter)]
    assert [letter.to for letter in letters] == ["camille.roux@ac-aix-marseille.fr", "refacadopale@ac-aix-marseille.fr"]
    for letter in letters:
        said = f"{letter.subject}\n{letter.text}"
        for other in ("2025", "DRANE", "Colibris", "Lyon", "DELORME"):
            assert other not in said
    assert "lundi 5 février 2024" in letters[0].text
    assert "La DIEPAT" not in letters[1].text  # Its address is not known of a call that is past.


async def test_the_old_file_goes_to_its_end(offices: Office, bassin: KnowledgeBase) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await talk.opens()
    await deposit(talk)
    come_into_force(offices, bassin)
    await pass_time(offices)  # The closing of 2024 brings the old file, and no other, to its examination.
    assert [row["status"] for row in await rows(offices)] == ["under_review"]
    preview = await member.says("statut CA-2024-0001")
    assert "Secrétaire générale ou général agent comptable" in preview
    await member.presses(ROWS["accept"].button)
    asked = await member.says("passer")
    assert "à la mission d’expert Op@le est retenue. Le SA EPLE vous en félicite" in asked
    await member.says("envoyer")
    told = "\n".join(one.text for _, one in await sent(offices) if one)
    assert "Mme RAFONI" in told
    assert "DRANE" not in told
    assert "retenue" in await talk.says("ma candidature")
    await member.says("statut CA-2024-0001")
    await member.presses(ROWS["appoint"].button)
    await member.presses("Confirmer la nomination")
    assert [one.name for one in await with_role(offices.storage, Role.EXPERT)].count("Camille Roux") == 1


async def test_a_complement_to_the_old_file_is_given_in_the_old_form(offices: Office, bassin: KnowledgeBase) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await deposit(talk)
    await take_in(member)
    come_into_force(offices, bassin)
    await member.says("statut CA-2024-0001")
    await member.presses(ROWS["ask_complement"].button)
    for answer in ("incomplet", "Précisez vos domaines.", "30/03/2025"):
        await member.says(answer)
    await member.says("envoyer")
    asked = await talk.says("compléter ma candidature")
    assert "Candidature d’expert Op@le" in asked
    assert "Vague de déploiement" in asked
    await talk.says("modifier motivation")
    await talk.says("Comptabilité et trésorerie, depuis la vague 1, dans deux agences comptables de Marseille.")
    receipt = await talk.says("envoyer")
    assert "version 2" in receipt
    assert "le SA EPLE l’instruit" in receipt
    (file,) = await rows(offices)
    assert (file["call"], file["edition"], file["status"]) == ("2024-experts-opale", 2, "under_review")


async def test_who_applies_to_both_sees_both_and_acts_on_the_one_named(offices: Office, bassin: KnowledgeBase) -> None:
    talk = offices.talk()
    await deposit(talk)
    come_into_force(offices, bassin)
    await fill(talk, BASSIN)
    await talk.says("envoyer")
    shown = await talk.says("ma candidature")
    assert "Ma candidature CA-2025-0001" in shown
    assert (
        "Vous avez aussi une candidature à l’appel «\u00a0Experts Op@le académiques\u00a0»\u00a0: CA-2024-0001, déposée."
        in shown
    )
    old = await talk.presses("Ouvrir CA-2024-0001")
    assert "Ma candidature CA-2024-0001" in old
    await talk.presses("Retirer ma candidature")
    await talk.says("passer")
    assert "CA-2024-0001 est retirée. Le SA EPLE" in await talk.says("envoyer")
    assert [(row["reference"], row["status"]) for row in await rows(offices)] == [
        ("CA-2024-0001", "withdrawn"), ("CA-2025-0001", "submitted"),
    ]  # fmt: skip


async def test_a_draft_of_the_old_call_ends_by_its_own_closing(offices: Office, bassin: KnowledgeBase) -> None:
    talk = offices.talk()
    await talk.says("candidater")
    for answer in ANSWERS[:4]:
        await talk.says(answer)
    come_into_force(offices, bassin)
    await pass_time(offices)
    told = "\n".join(one.text for _, one in await sent(offices) if one)
    assert "close depuis la fin du lundi 5 février 2024" in told
    assert "2025" not in told
    assert "Quel est votre corps" in await fill(talk, BASSIN[:2])


async def test_a_call_whose_file_is_gone_is_read_from_what_was_kept(storage: Storage, tmp_path: Path) -> None:
    own = tmp_path / "2025-referents-bassin.toml"
    own.write_text((HERE / own.name).read_text("utf-8"), "utf-8")
    (tmp_path / "academies").mkdir()
    (tmp_path / "academies" / "lyon.toml").write_text((HERE / "academies" / "lyon.toml").read_text("utf-8"), "utf-8")
    calls = PastCalls(tmp_path)
    name = "2025-referents-bassin"
    await calls.start(storage, find(name, tmp_path), calls.get(name), LATER)
    own.unlink()
    (tmp_path / "academies" / "lyon.toml").unlink()
    again = PastCalls(tmp_path)
    own_call = "2024-experts-opale"
    await again.start(storage, find(own_call), again.get(own_call), LATER)
    call = again.get("2025-referents-bassin")
    assert (call.call.authority, call.call.until, len(call.academy.departments if call.academy else {})) == (
        "académie de Lyon", "midi", 3,
    )  # fmt: skip
    assert [one.id for one in again.all()] == ["2025-referents-bassin", "2024-experts-opale"]
    with pytest.raises(UnknownCall):
        again.get("jamais-vu")


async def test_what_is_decided_in_advance_reads_the_same_under_the_old_call(
    offices: Office, bassin: KnowledgeBase
) -> None:
    talk, member = offices.talk(), offices.talk("saeple")
    await deposit(talk)
    await take_in(member)
    come_into_force(offices, bassin)
    said = await decide(member, "reject", "Le réseau est complet.")
    assert "n’est pas retenue" in said
    assert texts.DECISION_TITLES["rejected"] in "\n".join(one.text for _, one in await sent(offices) if one)


async def test_the_service_is_told_what_is_left_to_decide_of_the_old_call(
    offices: Office, bassin: KnowledgeBase
) -> None:
    member = offices.talk("saeple")
    await deposit(offices.talk())
    await take_in(member)
    left = "D’un appel qui n’est plus en vigueur, il reste à décider"
    assert left not in await member.says("statut candidatures")
    come_into_force(offices, bassin)
    shown = await member.says("statut candidatures")
    assert "DRANE/2025-031" in shown
    assert f"{left}\u00a0: CA-2024-0001 («\u00a0Experts Op@le académiques\u00a0»)." in shown
    assert "Secrétaire générale" in await member.presses("Ouvrir CA-2024-0001")
    await decide(member, "reject", "Le réseau est complet.")
    assert left not in await member.says("statut candidatures")
