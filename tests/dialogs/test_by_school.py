"""A request that is named by its school, where it is open; what is on the screen is not meant then."""

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
