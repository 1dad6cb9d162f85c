"""Who may ask what of requests, applications and experts: every kind of question by every seat, on both databases."""

from __future__ import annotations

import json

import pytest

from bot.understanding import Known, understood
from dialogs.application import steering_texts as examination
from dialogs.assistance import texts as handling
from dialogs.core import texts as general
from dialogs.steering import texts
from tests.conftest import NOW
from tests.dialogs.applying import deposit
from tests.dialogs.steering import EXPERTS, REGISTER, REQUESTER, fill
from tests.talk import Office, worded

pytestmark = pytest.mark.both

# What is asked, and whether an expert may ask it; the SA EPLE may ask everything, others nothing of it.
QUESTIONS = {
    "demandes ouvertes": True,
    "demandes urgentes non prises": True,
    "demandes en retard": True,
    "demandes du lycée Thiers": True,
    "demandes du 13": True,
    "demandes à Marseille": True,
    "demandes de l'expert Dupont": True,
    "demandes closes en janvier": True,
    "sessions de demain": True,
    "les 3 plus anciennes demandes ouvertes": True,
    "qui s'occupe du lycée Thiers ?": True,
    "statut DA-2024-0001": True,
    "statut demandes": True,
    "statut": True,
    "combien de demandes ouvertes ?": False,
    "combien de demandes ouvertes dans le 13 ?": False,
    "combien de sessions la semaine passée ?": False,
    "demandes ouvertes par expert": False,
    "demandes par département": False,
    "demandes par mois": False,
    "demandes par sujet": False,
    "top 3 des établissements": False,
    "quels experts ont le plus de demandes ?": False,
    "bilan des demandes de janvier": False,
    "candidatures": False,
    "statut candidatures": False,
    "liste des candidatures en instruction": False,
    "combien de candidatures ?": False,
    "candidatures déposées hier": False,
    "candidatures par département": False,
    "statut CA-2024-0001": False,
    "qui instruit la candidature CA-2024-0001 ?": False,
    "liste des experts": False,
}
REFUSALS = (worded(general.NOT_STAFF), worded(worded(general.NOT_YOURS)), handling.NO_SUCH, examination.NO_SUCH)


async def test_each_seat_gets_what_its_role_allows(offices: Office) -> None:
    await fill(offices)
    await deposit(offices.talk())
    pilot, expert, stranger = offices.talk("saeple"), offices.talk("expert"), offices.stranger("nobody")
    requester = offices.stranger(REQUESTER.oid, "Claire Petit")
    for talk in (pilot, expert, stranger, requester):
        await talk.opens()
    wrong = []
    for question, experts in QUESTIONS.items():
        answers = {
            "saeple": (await pilot.says(question), True),
            "expert": (await expert.says(question), experts),
            "stranger": (await stranger.says(question), False),
            "requester": (await requester.says(question), False),
        }
        wrong += [f"{who}: {question} → {said}" for who, (said, may) in answers.items() if (said in REFUSALS) is may]
    assert wrong == []


async def test_a_requester_opens_their_own_and_nobody_elses(offices: Office) -> None:
    await fill(offices)
    requester = offices.stranger(REQUESTER.oid, "Claire Petit")
    await requester.opens()
    await requester.says("mes demandes")
    own = requester.listed
    assert len(own) == 2
    assert f"Demande {own[0]}" in await requester.says(f"statut {own[0]}")


@pytest.mark.parametrize("typed", ["statut {}", "où en est la demande {} ?", "{}", "qui s’occupe de la demande {} ?",
                                   "{} ça avance ?"])  # fmt: skip
async def test_a_refusal_is_the_same_whether_the_number_exists_or_not(offices: Office, typed: str) -> None:
    await fill(offices)
    await deposit(offices.talk())
    stranger, expert = offices.stranger("nobody"), offices.talk("expert")
    await stranger.opens()
    await expert.opens()
    for there, not_there in (("DA-2024-0001", "DA-2024-0999"), ("CA-2024-0001", "CA-2024-0999")):
        assert await stranger.says(typed.format(there)) == await stranger.says(typed.format(not_there))
    said = await expert.says(typed.format("CA-2024-0001"))
    assert said == await expert.says(typed.format("CA-2024-0999"))
    assert "ROUX" not in said


async def test_understanding_says_the_same_of_every_number(office: Office) -> None:
    known = Known(office.base, REGISTER, lambda: NOW)
    for seat, typed in (
        ("agent", "statut DA-2024-{}"),
        ("agent", "statut CA-2024-{}"),
        ("expert", "statut CA-2024-{}"),
    ):
        told = [json.loads(understood(known, {"q": typed.format(number), "as": seat})) for number in ("0001", "0999")]
        assert [one["decision"] for one in told] == ["refuse", "refuse"]
        # Scores and what else it may mean are told from the message's letters alone.
        assert all(one["entry"] is None and "query" not in one for one in told)
        assert told[0]["intent"] == told[1]["intent"]


async def test_a_forged_or_kept_button_shows_no_more_than_the_words_would(offices: Office) -> None:
    await fill(offices)
    pilot, expert, stranger = offices.talk("saeple"), offices.talk("expert"), offices.stranger("nobody")
    for talk in (pilot, expert, stranger):
        await talk.opens()

    def press(query: object) -> dict[str, object]:
        return {"type": "Action.Submit", "data": {"verb": "status.show", "query": query, "uai": "", "skip": 0}}

    lists, totals = {"what": "demandes", "op": "list"}, {"what": "demandes", "op": "count", "group_by": "expert"}
    assert "28" in await pilot.sends(press(lists))
    await expert.sends(press(lists))
    assert expert.listed
    assert await expert.sends(press(totals)) == worded(worded(general.NOT_YOURS))
    assert await expert.sends(press({"what": "candidatures", "op": "list"})) == worded(worded(general.NOT_YOURS))
    assert await stranger.sends(press(lists)) == worded(worded(general.NOT_STAFF))
    for broken in ({}, {"what": "rien", "op": "list"}, {"what": "demandes", "op": "list", "limit": "dix"},
                   {"what": "demandes", "op": "list", "filters": {"state": "x" * 300}},
                   {"what": "demandes", "op": "list", "filters": []},
                   {"what": "demandes", "op": "list", "filters": {"subject": ["RIEN"]}},
                   {"what": "demandes", "op": "list", "filters": {"state": ["inconnu"]}}):  # fmt: skip
        assert await pilot.sends(press(broken)) == general.UNKNOWN_BUTTON, broken


async def test_an_expert_who_is_no_more_sees_nothing_by_an_old_button(offices: Office) -> None:
    await fill(offices)
    key, name = EXPERTS["lopez"]
    lopez, pilot = offices.stranger(key.oid, name), offices.talk("saeple")
    await lopez.opens()
    await lopez.says("demandes")
    await pilot.opens()
    await pilot.says("retirer expert Lopez")
    await pilot.presses(pilot.buttons[0])
    offices.restart()
    assert await lopez.presses(texts.BUTTON_NEXT) == worded(worded(general.NOT_STAFF))
    assert "DA-" not in await lopez.says("suite")
