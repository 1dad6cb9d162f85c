"""A request that is named by its school or by what is said of it; what is on the screen is not meant then."""

from __future__ import annotations

import pytest

from bot.demo.seed import FILE
from dialogs.assistance import texts
from knowledge.request import RequestStatus
from knowledge.schools.register import Register, read_file
from tests.dialogs.asking import LOGGED, log, rows
from tests.talk import Office, Talk

PASSEDAT, PAGNOL = "0132974M", "0130037V"


@pytest.fixture
async def expert(office: Office) -> Talk:
    """Return the chat of an expert who has noted requests of three schools, the first of which is on the screen."""
    office.register = Register(read_file(FILE.read_text("utf-8")).schools)
    talk = office.talk("expert")
    await talk.opens()
    for uai in (PASSEDAT, PAGNOL):
        await log(talk, uai, *LOGGED[1:])
    await talk.says("DA-2024-0001")
    return talk


async def states(office: Office) -> list[str]:
    return [row["status"] for row in await rows(office)]


@pytest.mark.parametrize("said", ["je prends celle de Pagnol", "je prends la demande du lycée pagnol"])
async def test_an_act_is_done_on_the_request_of_the_school(expert: Talk, office: Office, said: str) -> None:
    assert "DA-2024-0002" in await expert.says(said)
    assert await states(office) == [RequestStatus.NEW, RequestStatus.ASSIGNED]


async def test_a_school_that_the_reason_names_is_not_meant(expert: Talk) -> None:
    shown = await expert.says("je la prends, parce que je connais Pagnol")
    assert "DA-2024-0001" in shown
    assert "DA-2024-0002" not in shown


async def test_where_none_is_open_there_nothing_is_done_on_another(expert: Talk, office: Office) -> None:
    shown = await expert.says("je prends celle du lycée Thiers")
    assert texts.NONE_OPEN_THERE.partition("{")[0] in shown
    assert await states(office) == [RequestStatus.NEW, RequestStatus.NEW]


async def test_of_several_that_are_open_there_one_is_chosen(expert: Talk, office: Office) -> None:
    await log(expert, PAGNOL, "BUDGET", *LOGGED[2:])
    shown = await expert.says("je prends celle de Pagnol")
    assert texts.WHICH_THERE in shown
    assert await states(office) == [RequestStatus.NEW] * 3
    await expert.says("la deuxième")
    await expert.says("je la prends")
    assert (await states(office))[2] == RequestStatus.ASSIGNED


async def test_a_request_is_opened_by_its_school(expert: Talk) -> None:
    assert "Demande DA-2024-0002" in await expert.says("ouvre la demande de Pagnol")


async def test_an_expert_is_no_school(office: Office, expert: Talk) -> None:
    chief = office.talk("saeple")
    await chief.opens()
    await chief.says("donne Passedat à Ferrand")
    assert [row["holder_oid"] for row in await rows(office)] == [expert.key.oid, None]


async def test_requests_are_listed_by_the_name_alone(expert: Talk) -> None:
    shown = await expert.says("demandes de Passedat")
    assert "1\u00a0demande au total" in shown
    assert expert.listed == ["DA-2024-0001"]


@pytest.fixture
async def two(office: Office, expert: Talk) -> Talk:
    """Return the chat of a head of office: requests on the budget, not urgent, and on takings that somebody follows."""
    await log(expert, "0050008G", "BUDGET", "La DBM est refusée.", *LOGGED[3:6], "non", *LOGGED[7:])
    await log(expert, "0130001F", "REGIE", "La régie ne se clôt pas.", *LOGGED[3:6], "non", *LOGGED[7:])
    chief = office.talk("saeple")
    await chief.opens()
    return chief


@pytest.mark.parametrize("said", ["donne celle sur la régie à Ferrand", "attribue la demande de régie à Ferrand"])
async def test_an_act_is_done_on_the_one_that_is_described(two: Talk, office: Office, said: str) -> None:
    await two.says(said)
    assert await states(office) == [*[RequestStatus.NEW] * 3, RequestStatus.ASSIGNED]


async def test_of_several_that_are_described_nothing_is_done(two: Talk, office: Office) -> None:
    assert texts.WHICH_THERE in await two.says("donne l'urgente à Ferrand")
    assert await states(office) == [RequestStatus.NEW] * 4


async def test_where_one_stands_is_asked_by_what_is_said_of_it(two: Talk) -> None:
    assert "DA-2024-0004" in await two.says("où en est celle sur la régie ?")
    assert "DA-2024-0003" in await two.says("où en est la demande de budget ?")


async def test_what_is_told_to_somebody_keeps_its_words(two: Talk) -> None:
    shown = await two.says("préviens Ferrand que celle sur la régie attend")
    assert "elle sur la régie attend" in shown


async def test_the_school_is_told_about_its_one_request(two: Talk) -> None:
    shown = await two.says("préviens le lycée Passedat que l'expert les appelle demain")
    assert "Écrire au sujet de DA-2024-0001" in shown
    assert "L'expert les appelle demain" in str(two.seen[-1].card)


async def test_a_list_stays_a_list(two: Talk) -> None:
    assert "demandes au total" in (await two.says("demandes urgentes")).replace("\u00a0", " ")
    assert two.listed == ["DA-2024-0001", "DA-2024-0002"]
