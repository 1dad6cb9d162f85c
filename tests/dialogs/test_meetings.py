"""Training sessions and the committee: called, answered, held; what experts propose and what the committee decides."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.duties import Meetings
from bot.timers import Timers
from dialogs.core import texts as general
from dialogs.core.route import SA_EPLE, STAFF
from dialogs.steering import document_texts as plan_texts
from dialogs.team import texts
from knowledge.batch import PlanMove
from knowledge.meeting import MeetingKind, MeetingRefusal
from storage.queries.people import mandate_of
from storage.tables import meeting, meeting_person, plan_action
from tests.dialogs.asking import appointed
from tests.dialogs.delivering import delivered
from tests.dialogs.steering import REGISTER
from tests.talk import Office, Talk, worded

T, C = MeetingKind.TRAINING, MeetingKind.COMMITTEE
CALL = {
    T: "annonce une formation le 15 février à 10 h, salle 12",
    C: "convoque le comité le 15 février à 10 h, salle 12",
}


async def kept(office: Office, table: sa.Table, *names: str) -> list[tuple[object, ...]]:
    async with office.storage.reading() as connection:
        asked = sa.select(*(table.c[name] for name in names)).order_by(*table.primary_key)
        return [tuple(row) for row in await connection.execute(asked)]


async def team(office: Office) -> tuple[Talk, Talk, Talk]:
    """Return a member of the SA EPLE, the expert and another one, who all have opened a chat."""
    member, expert = office.talk("saeple"), office.talk("expert")
    await member.opens()
    await expert.opens()
    return member, expert, (await appointed(office, 1))[0]


async def called(office: Office, kind: MeetingKind) -> tuple[Talk, Talk, Talk]:
    member, expert, other = await team(office)
    await member.says(CALL[kind])
    await member.says("passer")
    assert texts.CALLED[kind] in await member.says("envoyer")
    await delivered(office, expert, other)
    return member, expert, other


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (C, "Veuillez convoquer le comité de pilotage pour le jeudi 15 février à 10 heures, salle 12."),
        (C, "convok le copil le 15 fevrier 10h, salle 12"),
        (C, "Il serait temps que le comité se retrouve : réunissons-nous jeudi 15 février à 10 h, salle 12"),
        (T, "Veuillez organiser une session de formation le 15 février à 10 heures, salle 12."),
        (T, "met 1 formation le 15 fevrier 10h, salle 12"),
        (T, "Des experts débutent, proposons-leur donc une session de formation le 15 février à 10 h, salle 12"),
    ],
)
async def test_a_meeting_is_called_in_words_and_shown_first(office: Office, kind: MeetingKind, said: str) -> None:
    member, _, _ = await team(office)
    shown = await member.says(said)
    assert texts.CALL_TITLES[kind] in shown
    assert await kept(office, meeting, "id") == []
    await member.says("passer")
    assert texts.WHO_IS_TOLD[kind] in member.seen[-1].text
    await member.says("envoyer")
    assert await kept(office, meeting, "kind", "place", "state") == [(kind.value, "salle 12", "called")]
    assert len(await kept(office, meeting_person, "oid")) == (3 if kind is C else 2)


@pytest.mark.both
async def test_who_is_called_answers_by_a_press_and_may_change_their_mind(offices: Office) -> None:
    member, expert, other = await called(offices, C)
    assert "15 février" in expert.seen[-1].text
    assert texts.COMES_NOTED[C] in await expert.presses(texts.ANSWERS[C][0])
    assert texts.DECLINES_NOTED in await other.presses(texts.ANSWERS[C][1])
    for said in (
        "qui vient au comité ?",
        "le copil c kan",
        "Je voudrais savoir combien de personnes ont répondu à la convocation du comité",
    ):
        shown = await member.says(said)
        assert f"{texts.COMING}\u00a0: Dominique Ferrand" in shown.replace(" :", "\u00a0:"), said
        assert "Nadège0" in shown
    await expert.says("comité")
    assert texts.DECLINES_NOTED in await expert.presses(texts.ANSWERS[C][1])
    offices.clock.forward(days=30)
    old = {"type": "Action.Execute", "verb": "meeting.comes", "data": {"meeting": 1, "version": 1}}
    assert texts.MEETING_REFUSED[MeetingRefusal.GONE] in await expert.sends(old)
    assert {row[1] for row in await kept(offices, meeting_person, "oid", "comes")} == {False, None}


@pytest.mark.both
async def test_who_was_at_a_training_is_trained(offices: Office) -> None:
    member, expert, other = await called(offices, T)
    assert "formation" in expert.seen[-1].text
    await expert.presses(texts.ANSWERS[T][0])
    await member.says("formations")
    early = {"type": "Action.Submit", "data": {"verb": "meeting.hold", "meeting": 1, "version": 1}}
    assert texts.MEETING_REFUSED[MeetingRefusal.EARLY] in await member.sends(early)
    offices.clock.forward(days=22)
    await member.says("formations")
    shown = await member.presses(texts.BUTTON_HOLD)
    assert texts.ASK_PRESENT[T] in shown
    before = list(member.seen)
    done = await member.presses(texts.BUTTON_HELD, {"present": expert.key.oid, "report": "Bon groupe."})
    assert texts.HELD_NOTED[T] in done
    one, absent = await mandate_of(offices.storage, expert.key), await mandate_of(offices.storage, other.key)
    assert one
    assert absent
    assert (str(one.trained_on), absent.trained_on) == ("2024-02-15", None)
    assert [row.notice.to for row, _ in await delivered(offices) if row.notice.kind == "mandate_trained"] == [
        expert.key
    ]
    member.seen = before
    assert texts.MEETING_REFUSED[MeetingRefusal.GONE] in await member.presses(
        texts.BUTTON_HELD, {"present": other.key.oid}
    )
    absent = await mandate_of(offices.storage, other.key)
    assert absent
    assert absent.trained_on is None


async def test_a_meeting_is_recalled_the_day_before_and_cancelled_with_a_reason(office: Office) -> None:
    member, expert, other = await called(office, C)
    await other.presses(texts.ANSWERS[C][1])
    office.clock.forward(days=20)
    for _ in range(2):
        await Timers(office.storage, [Meetings(office.services)], office.clock.now).look()
    told = [row.notice.to for row, _ in await delivered(office, expert, member) if row.notice.kind == "meeting_eve"]
    assert sorted(told) == sorted([expert.key, member.key]), "who stays away is not"
    await member.says("comité")
    await member.presses(texts.BUTTON_CANCEL_MEETING)
    await member.says("Grève des transports.")
    if await kept(office, meeting, "state") != [("cancelled",)]:
        await member.says("oui")
    assert await kept(office, meeting, "state") == [("cancelled",)]
    await delivered(office, expert, other)
    for talk in (expert, other):
        assert "Grève des transports." in talk.seen[-1].text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "annonce une formation « compte financier » le 6 mars à 9 h à Aix, quinze places",
            ("à Aix", "compte financier"),
        ),
        (
            "annonce une formation sur les régies le 12 mars à 14 h, salle 204, pour huit personnes",
            ("salle 204", "régies"),
        ),
        ("annonce une formation le 12 octobre à 10 h, en visio, prévenez-les", ("en visio", "samedi 12 octobre 2024")),
    ],
)
async def test_the_place_and_the_theme_are_read_where_they_are_said(
    office: Office, said: str, shown: tuple[str, ...]
) -> None:
    member, _, _ = await team(office)
    await member.says(said)
    if texts.SEND[T] not in member.buttons:
        await member.says("passer")
    recap = member.seen[-1].text
    assert all(one in recap for one in shown), recap
    assert not any(one in recap for one in ("places", "personnes", "prévenez"))


async def test_without_any_the_lists_say_so(office: Office) -> None:
    member, expert, _ = await team(office)
    assert texts.NO_MEETING[C] in await member.says("comité")
    assert texts.BUTTON_CALL[C] in member.buttons
    assert texts.NO_MEETING[T] in await expert.says("formations")
    assert texts.BUTTON_CALL[T] not in expert.buttons
    assert texts.AT_BAD in await member_says_a_bad_moment(member)


async def member_says_a_bad_moment(member: Talk) -> str:
    await member.says("convoquer le comité")
    return await member.says("bientôt")


async def test_the_past_is_no_moment_for_a_meeting(office: Office) -> None:
    member, _, _ = await team(office)
    await member.says("convoque le comité le 3 janvier 2024 à 10 h, salle 12")
    await member.says("passer")
    assert texts.MEETING_REFUSED[MeetingRefusal.PAST] in await member.says("envoyer")
    assert await kept(office, meeting, "id") == []


async def test_others_neither_see_nor_call_nor_answer(office: Office) -> None:
    _, expert, _ = await called(office, C)
    agent = office.talk()
    await agent.opens()
    for verb, needs in (
        ("open", STAFF), ("comes", STAFF), ("declines", STAFF), ("hold", SA_EPLE), ("held", SA_EPLE), ("cancel", SA_EPLE),
        ("call_committee", SA_EPLE), ("list_committee", STAFF),
    ):  # fmt: skip
        press = {"type": "Action.Submit", "data": {"verb": f"meeting.{verb}", "meeting": 1, "version": 1}}
        assert await agent.sends(press) == worded(general.RESERVED[needs]), verb
        if needs is SA_EPLE:
            assert await expert.sends(press) == worded(general.RESERVED[needs]), verb
    assert await kept(office, meeting, "state", "version") == [("called", 1)]


# What experts propose, what the committee decides


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Je propose de rédiger un guide sur la régie.", "Rédiger un guide sur la régie."),
        ("idée pour le comité : un webinaire sur les bourses", "Un webinaire sur les bourses"),
        (
            "j'ai une idée pour le copil, un annuaire des gestionnaires débutants",
            "Un annuaire des gestionnaires débutants",
        ),
    ],
)
async def test_an_expert_proposes_in_words(office: Office, said: str, text: str) -> None:
    member, expert, _ = await team(office)
    shown = await expert.says(said)
    assert plan_texts.PROPOSAL_TITLE in shown
    assert await kept(office, plan_action, "id") == []
    assert plan_texts.PROPOSED.format(number=1) in await expert.says("oui")
    assert await kept(office, plan_action, "text", "state") == [(text, "proposed")]
    await delivered(office, member)
    assert text in member.seen[-1].text
    assert text in await expert.says("mes propositions")


@pytest.mark.both
async def test_the_committee_examines_and_the_author_learns_of_it(offices: Office) -> None:
    offices.register = REGISTER
    member, expert, other = await called(offices, C)
    for talk, said in (
        (expert, "proposition pour le comité : un guide pour le lycée Thiers"),
        (other, "idée pour le comité : un jeu"),
    ):
        await talk.says(said)
        await talk.says("oui")
    assert "un jeu".capitalize() not in await expert.says("mes propositions")
    offices.clock.forward(days=21, hours=2)  # The committee has begun.
    for said in (
        "propositions",
        "ki a propose koi",
        "Je prépare l'ordre du jour : montrez-moi donc ce que les experts nous ont suggéré",
    ):
        assert plan_texts.PROPOSALS_WAIT.format(count="2\u00a0propositions") in await member.says(said), said
    await member.sends({"type": "Action.Submit", "data": {"verb": "plan.open", "action": 1}})
    before = list(member.seen)
    assert plan_texts.DONE[PlanMove.KEEP].format(number=1) in await member.presses(
        plan_texts.PLAN_BUTTONS[PlanMove.KEEP]
    )
    assert "jeudi 15 février 2024" in member.seen[-1].text, "the committee that decided it"
    assert "Lycée Thiers" in member.seen[-1].text
    member.seen = before
    assert plan_texts.REFUSED.format(number=1) in await member.presses(plan_texts.PLAN_BUTTONS[PlanMove.KEEP])
    await member.sends({"type": "Action.Submit", "data": {"verb": "plan.open", "action": 2}})
    await member.presses(plan_texts.PLAN_BUTTONS[PlanMove.DROP])
    assert await kept(offices, plan_action, "state", "meeting", "uai") == [
        ("open", 1, "0130040Y"),
        ("dropped", None, None),
    ]
    told = {row.notice.to: shown for row, shown in await delivered(offices) if row.notice.kind == "proposal_decided"}
    assert plan_texts.PROPOSAL_KEPT in told[expert.key].text
    assert plan_texts.PROPOSAL_DROPPED in told[other.key].text
    assert "Un guide pour le lycée Thiers" in await member.says("plan d'action")


async def test_a_decision_noted_at_the_committee_is_tied_to_it(office: Office) -> None:
    office.register = REGISTER
    member, _, _ = await called(office, C)
    office.clock.forward(days=21, hours=1)
    await member.says("action : appeler le lycée Thiers, Ferrand, pour le 15 mars")
    await member.says("envoyer")
    office.clock.forward(days=30)
    await member.says("action : relire la charte, Ferrand, pour le 15 avril")
    await member.says("envoyer")
    assert await kept(office, plan_action, "meeting", "uai") == [(1, "0130040Y"), (None, None)]


async def test_a_proposal_is_the_experts_and_its_fate_the_sa_eples(office: Office) -> None:
    _, expert, _ = await team(office)
    agent = office.talk()
    await agent.opens()
    await agent.says("je propose de rédiger un guide")
    await expert.says("je propose de rédiger un guide")
    await expert.says("oui")
    assert await kept(office, plan_action, "id") == [(1,)]
    keep = {"type": "Action.Execute", "verb": "plan.keep", "data": {"action": 1, "version": 1}}
    for talk in (expert, agent):
        assert worded(general.RESERVED[SA_EPLE]) in await talk.sends(keep)
    assert await kept(office, plan_action, "state") == [("proposed",)]
