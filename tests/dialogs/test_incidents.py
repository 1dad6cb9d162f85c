"""A trouble of several schools: noticed by counting, told to who comes next without naming anybody, answered once for all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.assistance import service_texts as texts
from dialogs.assistance.incidents import text_announced
from dialogs.core import texts as general
from dialogs.core.route import STAFF
from knowledge.french import capitalised
from knowledge.incident import usual_wait
from storage.tables import incident, incident_joined, request
from tests.conftest import NOW
from tests.dialogs.asking import OWN, ask
from tests.dialogs.delivering import delivered
from tests.dialogs.steering import REGISTER
from tests.talk import Office, Talk, worded

SCHOOLS = ("0130001F", "0840015K", "0130040Y")
TROUBLE = "Mon flux Chorus Pro est rejeté, la demande de paiement ne part pas."


async def stored(office: Office, table: sa.Table, *columns: str) -> list[tuple[object, ...]]:
    async with office.storage.reading() as connection:
        asked = sa.select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
        return [tuple(row) for row in await connection.execute(asked)]


async def same_trouble(office: Office, count: int = 3) -> list[Talk]:
    """Return the chats of people of as many schools who ask about the same today; expert and SA EPLE have theirs open."""
    office.register = REGISTER
    for seat in ("expert", "saeple"):
        await office.talk(seat).opens()
    talks = []
    for number, uai in enumerate(SCHOOLS[:count]):
        talk = office.stranger(f"77777777-7777-4777-8777-{number:012}", f"Agent Dupin{number}")
        await talk.opens()
        await ask(talk, uai, "DEPENSE", *OWN[2:])
        talks.append(talk)
    return talks


async def newcomer(office: Office, number: int = 0) -> Talk:
    talk = office.stranger(f"88888888-8888-4888-8888-{number:012}", f"Agent Noir{number}")
    await talk.opens()
    return talk


@pytest.mark.both
async def test_the_third_school_is_noticed_and_the_staff_told_once(offices: Office) -> None:
    await same_trouble(offices, 2)
    assert await stored(offices, incident, "id") == []
    third = await newcomer(offices)
    await ask(third, SCHOOLS[2], "DEPENSE", *OWN[2:])
    assert await stored(offices, incident, "topic", "text", "state") == [("DEPENSE", "", "open")]
    fourth = await newcomer(offices, 1)
    await ask(fourth, "0050008G", "DEPENSE", *OWN[2:])
    assert len(await stored(offices, incident, "id")) == 1
    staff = [offices.talk(seat) for seat in ("expert", "saeple")]
    told = [row.notice.to for row, _ in await delivered(offices, *staff) if row.notice.kind == "incident"]
    assert sorted(told) == sorted(talk.key for talk in staff)
    for talk in staff:
        assert "4\u00a0établissements ont la même difficulté" in "\n".join(seen.text for seen in talk.seen)


@pytest.mark.parametrize(
    "said",
    [
        "Impossible d'éditer le bon de commande, le pdf sort tout blanc",
        "j'ai saisi un engagement sur le mauvais service, comment l'annuler",
        "Je n'ose plus relancer ma demande de paiement, Chorus Pro me la renvoie à chaque fois depuis ce matin",
    ],
)
async def test_another_trouble_of_the_subject_is_a_request_of_its_own_that_tells_of_the_others(
    office: Office, said: str
) -> None:
    await same_trouble(office)
    fourth = await newcomer(office)
    shown = await fourth.says(said)
    assert texts.NOT_ALONE not in shown
    assert "tapez « moi aussi »" in shown.replace("\u00a0", " ")


async def test_the_same_school_twice_or_other_subjects_are_no_shared_trouble(office: Office) -> None:
    office.register = REGISTER
    for number, topic in enumerate(("DEPENSE", "REGIE", "TRESO")):
        await ask(await newcomer(office, number), SCHOOLS[0], topic, *OWN[2:])
        await ask(await newcomer(office, 10 + number), SCHOOLS[1], topic, *OWN[2:])
    assert await stored(office, incident, "id") == []


@pytest.mark.parametrize(
    "said",
    [
        "Bonjour, le flux Chorus Pro de notre collège est rejeté et la demande de paiement ne part pas.",
        "pb chorus, DP rejetee",
    ],
)
async def test_who_comes_next_is_told_without_a_name_and_joins_by_a_press(office: Office, said: str) -> None:
    await same_trouble(office)
    talk = await newcomer(office)
    shown = await talk.says(said)
    assert shown.splitlines()[0] == texts.NOT_ALONE
    assert "3\u00a0établissements" in shown
    assert texts.NOT_ALONE_FREE in shown
    for name in ("Thiers", "Zola", "Dupin", *SCHOOLS):
        assert name not in shown + str(talk.seen[-1].card), name
    before = list(talk.seen)
    assert await talk.presses(texts.BUTTON_ME_TOO) == texts.JOINED
    talk.seen = before
    assert await talk.presses(texts.BUTTON_ME_TOO) == texts.JOINED_AGAIN
    assert await stored(office, incident_joined, "oid") == [(talk.key.oid,)]
    assert len(await stored(office, request, "id")) == 3, "no request is made"


async def test_a_request_of_ones_own_may_be_made_all_the_same(office: Office) -> None:
    await same_trouble(office)
    talk = await newcomer(office)
    await talk.says(TROUBLE)
    shown = await talk.presses(texts.BUTTON_OWN)
    assert texts.NOT_ALONE not in shown
    assert "établissement" in shown


@pytest.mark.parametrize(
    "said",
    [
        "suis-je la seule à avoir ce souci ?",
        "c 1 panne generale ou pas ??",
        "On me dit que d'autres collèges seraient touchés aussi, est-ce exact ?",
    ],
)
async def test_whether_one_is_alone_is_answered(office: Office, said: str) -> None:
    talk = await newcomer(office)
    assert texts.NONE_TODAY in await talk.says(said)
    await same_trouble(office)
    shown = await talk.says(said)
    assert texts.NOT_ALONE in shown
    assert "3\u00a0établissements" in shown


@pytest.mark.both
async def test_one_answer_tells_all(offices: Office) -> None:
    talks = await same_trouble(offices)
    joined = await newcomer(offices)
    await joined.says(TROUBLE)
    await joined.presses(texts.BUTTON_ME_TOO)
    expert = offices.talk("expert")
    await expert.says("plusieurs établissements nous signalent la même chose, non ?")
    await expert.presses(texts.BUTTON_OPEN.format(number=1))
    shown = await expert.presses(texts.BUTTON_ANSWER_ALL)
    assert texts.ASK_ANSWER in shown
    await expert.says("Le flux du lycée Thiers est rejeté par l'éditeur, relancez demain.")
    assert "un établissement" in await expert.says("envoyer"), "a school is never named to another"
    await expert.says("Chorus Pro rejette les flux jusqu'à midi : relancez cet après-midi.")
    before = list(expert.seen)
    done = await expert.presses(texts.SEND_ENDS)
    assert texts.ANSWERED.format(requests="3\u00a0demandes") in done
    assert texts.ANSWERED_TOO.format(others=f"1\u00a0{texts.ANSWERED_OTHERS[0]}") in done
    await delivered(offices, *talks, joined)
    for talk in (*talks, joined):
        assert "relancez cet après-midi" in "\n".join(seen.text for seen in talk.seen)
    assert await stored(offices, incident, "state") == [("ended",)]
    expert.seen = before
    await expert.presses(texts.SEND_ENDS)
    assert not [row for row, _ in await delivered(offices, *talks) if row.notice.kind == "request_message"], "told once"
    later = await newcomer(offices, 5)
    assert texts.NOT_ALONE not in await later.says(TROUBLE)
    assert texts.INCIDENT_GONE in await later.sends(
        {"type": "Action.Execute", "verb": "incident.join", "data": {"incident": 1}}
    )


@pytest.mark.parametrize(
    ("said", "announced"),
    [
        ("annonce une panne des demandes de paiement, préviens les établissements", "Panne des demandes de paiement"),
        ("Op@le HS niveau national, préviens les EPLE qu'on est au courant", "Op@le HS niveau national"),
        (
            "Pouvez-vous afficher un bandeau indiquant que l'édition des bordereaux est indisponible ? Merci beaucoup.",
            "L'édition des bordereaux est indisponible",
        ),
        ("annonce une panne : Chorus Pro à l'arrêt, préviens la DNE si ça dure", "Chorus Pro à l'arrêt, préviens la DNE si ça dure"),
    ],
)  # fmt: skip
def test_the_order_is_no_part_of_what_is_announced(said: str, announced: str) -> None:
    assert capitalised(text_announced(said)) == announced


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        ("saeple", "Veuillez annoncer une panne : Chorus Pro est indisponible jusqu'à 14 h."),
        ("expert", "annonce une panne : chorus pro indispo jusqu'à 14 h"),
        (
            "saeple",
            "L'éditeur vient de nous le dire, autant l'annoncer à ceux qui écriront : Chorus Pro est arrêté jusqu'à 14 h",
        ),
    ],
)
async def test_a_known_outage_is_said_first(office: Office, seat: str, said: str) -> None:
    office.register = REGISTER
    staff = office.talk(seat)
    await staff.opens()
    await staff.says(said)
    assert await stored(office, incident, "id") == [], "it is shown first"
    if texts.ASK_ANNOUNCE in staff.seen[-1].text:  # It was told as a story: what is to be said is asked.
        await staff.says("Chorus Pro est indisponible jusqu'à 14 h.")
    if texts.ASK_ANNOUNCE_TOPIC in staff.seen[-1].text:
        await staff.says("DEPENSE")
    assert texts.ANNOUNCED in await staff.says("envoyer")
    talk = await newcomer(office)
    shown = await talk.says(TROUBLE)
    assert "Difficulté connue" in shown
    assert "14" in shown
    office.clock.forward(days=8)
    assert texts.NOT_ALONE not in await talk.says(TROUBLE)


async def test_what_is_counted_is_for_the_day(office: Office) -> None:
    await same_trouble(office)
    office.clock.forward(days=1)
    talk = await newcomer(office)
    assert texts.NOT_ALONE not in await talk.says(TROUBLE)


async def test_who_handles_no_requests_neither_opens_nor_answers_nor_announces(office: Office) -> None:
    await same_trouble(office)
    talk = await newcomer(office)
    for verb in ("incident.open", "incident.answer", "incident.announce"):
        said = await talk.sends({"type": "Action.Submit", "data": {"verb": verb, "incident": 1, "version": 1}})
        assert said == worded(general.RESERVED[STAFF])
    assert await stored(office, incident, "version") == [(1,)]
    elsewhere = office.stranger("88888888-8888-4888-8888-000000000009", "Loin", tenant="autre")
    await elsewhere.opens()
    assert texts.NOT_ALONE not in await elsewhere.says(TROUBLE), "another tenant's troubles are its own"


# The usual wait


async def past(office: Office, minutes: list[int]) -> None:
    """Keep requests of former Thursday mornings, each taken after so many working minutes."""
    await ask(await newcomer(office, 70))
    async with office.storage.writing() as connection:
        row = dict((await connection.execute(sa.select(request))).mappings().one())
        for number, taken in enumerate(minutes):
            at = NOW.replace(day=4) if number % 2 else NOW.replace(day=11)
            more = {"id": 100 + number, "reference": f"DA-2024-{100 + number:04}", "nonce": None, "reply_token": None}
            kept = {**row, **more, "logged_at": at, "logged_on": at.date(), "taken_minutes": taken, "status": "closed"}
            await connection.execute(sa.insert(request).values(**kept))
        await connection.commit()


@pytest.mark.both
async def test_the_usual_wait_is_said_with_its_sample(offices: Office) -> None:
    await past(offices, [30, 40, 50] * 4)
    talk = await newcomer(offices)
    shown = await ask(talk, "0840015K", "REGIE", *OWN[2:])
    assert "prise en charge en 40 min un jeudi matin (d’après 12\u00a0demandes)" in shown
    assert texts.WAIT_PRESENT[0] in shown
    assert "40 min" in await talk.says("au bout de combien de temps un expert rappelle, d'habitude ?")


async def test_under_ten_nothing_is_promised(office: Office) -> None:
    await past(office, [30] * 9)
    talk = await newcomer(office)
    shown = await ask(talk, "0840015K", "REGIE", *OWN[2:])
    assert "prise en charge en" not in shown
    office.clock.forward(hours=12)
    other = await newcomer(office, 1)
    assert "reprennent demain à 8\u00a0h" in (await ask(other, "0130040Y", "REGIE", *OWN[2:])).replace(
        "8\u00a0h\u00a000", "8\u00a0h"
    )


def test_the_usual_wait_is_of_the_same_half_day_or_of_none() -> None:
    def logged(day: int, hour: int, minutes: int) -> tuple[object, int]:
        return NOW.replace(day=day, hour=hour), minutes

    assert usual_wait([logged(11, 9, 5)] * 9, NOW) is None  # type: ignore[list-item]
    same = usual_wait([logged(11, 9, 5)] * 10, NOW)  # type: ignore[list-item]
    assert same
    assert (same.minutes, same.count, same.weekday, same.morning) == (5, 10, True, True)
    any_day = usual_wait([logged(10, 9, 7)] * 10 + [logged(11, 9, 5)] * 3, NOW)  # type: ignore[list-item]
    assert any_day
    assert (any_day.minutes, any_day.count, any_day.weekday) == (7, 13, False)
    assert usual_wait([logged(11, 14, 5)] * 50, NOW) is None  # type: ignore[list-item]


async def test_who_types_moi_aussi_joins_what_was_shown(office: Office) -> None:
    await same_trouble(office)
    talk = await newcomer(office)
    await talk.says(TROUBLE)
    assert texts.JOINED in await talk.says("moi aussi")
    assert len(await stored(office, incident_joined, "oid")) == 1


async def test_what_was_announced_on_another_day_is_dated(office: Office) -> None:
    office.register = REGISTER
    saeple = office.talk("saeple")
    await saeple.says("annonce une panne : Chorus Pro, maintenance demain de 8 h à 10 h")
    assert "C’est annoncé" in await saeple.says("envoyer")
    office.clock.forward(days=1)
    said = await (await newcomer(office)).says("pannes")
    assert "Annoncé le jeudi 25 janvier 2024" in said
    assert "aujourd’hui" not in said


@pytest.mark.parametrize(
    "said",
    [
        "Je souhaite envoyer la même réponse à tous les établissements touchés par le blocage des dépenses : videz le cache.",
        "dis à tous ceux qui sont bloqués sur les dépenses que c'est réparé",
    ],
)
async def test_what_a_sentence_tells_to_all_is_shown_before_it_leaves(office: Office, said: str) -> None:
    await same_trouble(office)
    expert = office.talk("expert")
    shown = await expert.says(said)
    assert "Rien n’est encore fait" in shown
    assert "réparé" in shown or "Videz le cache" in shown
    assert await stored(office, incident, "answer") == [("",)]


async def test_a_question_on_shared_troubles_answers_nobody(office: Office) -> None:
    await same_trouble(office)
    shown = await office.talk("saeple").says(
        "est-ce qu'il y a un truc qui tombe chez plusieurs lycées en même temps aujourd'hui ?"
    )
    assert texts.INCIDENTS in shown


async def test_an_announcement_keeps_the_sentence_and_its_subject(office: Office) -> None:
    expert = office.talk("expert")
    await expert.opens()
    shown = await expert.says("panne chorus pro signalée par le ministère, retour prévu à 16h, à annoncer")
    assert "signalée par le ministère" in shown
    assert "Dépenses, Chorus Pro, paiements" in shown
    assert await stored(office, incident, "id") == []


async def test_what_is_told_to_be_over_answers_the_trouble_that_is_open(office: Office) -> None:
    await same_trouble(office)
    shown = await office.talk("saeple").says("c'est réglé la panne des mandats, préviens tout le monde")
    assert texts.ANSWER_TITLE.format(number=1) in shown
    assert texts.ANNOUNCE_TITLE not in shown
