"""The appointment as a calendar file: for who asked and who holds the request, as it stands when the file is accepted."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from dialogs.assistance import texts as handling
from dialogs.assistance.card_texts import BUTTON_CALENDAR
from dialogs.core import form_texts as files
from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from tests.dialogs.asking import FIRST, ask, does, press
from tests.scene import scene
from tests.talk import Office, Talk

CONTEXT = {"file": "appointment.ics", "reference": FIRST}


@scene
async def planned(office: Office) -> tuple[Talk, Talk]:
    """Return who asked and who holds the request, which is planned."""
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)
    await does(expert, "take")
    await does(expert, "plan", "demain à 10 h")
    return agent, expert


def event(talk: Talk) -> Any:
    assert talk.reply.file
    [found] = Calendar.from_ical(talk.reply.file.content).walk("VEVENT")
    return found


@pytest.mark.parametrize("who", [0, 1])
async def test_those_who_meet_get_it(office: Office, who: int) -> None:
    talk = (await planned(office))[who]
    await talk.says(f"où en est la demande {FIRST} ?")
    said = await press(talk, "appointment.ics")
    assert "Rendez-vous du vendredi 26 janvier 2024 à 10\u00a0h\u00a000 pour la demande n°\u00a0DA-2024-0001" in said
    await talk.accepts(reply_to="7")
    assert talk.reply.file
    assert (talk.reply.file.name, talk.reply.file.type) == ("DA-2024-0001.ics", "text/calendar")
    assert talk.reply.messages[0].replaces == "7"
    assert event(talk)["DTSTART"].dt.isoformat() == "2024-01-26T10:00:00+01:00"


async def test_the_file_is_of_the_appointment_as_it_stands(office: Office) -> None:
    agent, expert = await planned(office)
    await agent.consents(CONTEXT)
    before = event(agent)
    await does(expert, "move_slot", "lundi à 14 h", "Empêchement.")
    await agent.consents(CONTEXT)
    after = event(agent)
    assert after["DTSTART"].dt.isoformat() == "2024-01-29T14:00:00+01:00"
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)
    await does(expert, "cancel_slot", "Maladie.")
    assert await agent.consents(CONTEXT) == files.FILE_GONE
    gone = {"type": "Action.Submit", "data": {"verb": "appointment.ics", "reference": FIRST}}
    assert await agent.sends(gone) == files.NO_APPOINTMENT.format(reference=FIRST)
    assert agent.reply.file is None


async def test_nobody_else_gets_it(office: Office) -> None:
    await planned(office)
    steering, stranger = office.talk("saeple"), office.stranger("77777777-7777-4777-8777-777777777777", "Quelqu’un")
    pressed = {"type": "Action.Submit", "data": {"verb": "appointment.ics", "reference": FIRST}}
    for talk, said in ((steering, files.NO_APPOINTMENT.format(reference=FIRST)), (stranger, handling.NO_SUCH)):
        await talk.opens()
        assert await talk.sends(pressed) == said
        assert await talk.consents(CONTEXT) == files.FILE_GONE
        assert talk.reply.file is None
    await steering.says(f"où en est la demande {FIRST} ?")
    assert BUTTON_CALENDAR not in steering.buttons
    group = office.talk(scope=Scope.GROUP)
    assert await group.consents(CONTEXT) == await group.sends(pressed) == general.PERSONAL_ONLY


async def test_a_reference_of_another_kind_gives_nothing(office: Office) -> None:
    agent, _ = await planned(office)
    for context in ({**CONTEXT, "reference": "CA-2024-0001"}, {**CONTEXT, "file": "candidature.eml"}):
        assert await agent.consents(context) == files.FILE_GONE
        assert agent.reply.file is None
