"""What the tests of applications share: filling the form, the outbox, the passing of time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from bot.duties import Applications, Digest, Drafts
from bot.timers import Timers
from dialogs.application.fields import rows_of_call
from dialogs.application.moves import ROWS
from dialogs.core.exchange import Letter, Message, filled
from dialogs.features import render
from knowledge.time.delays import end_of_day
from storage import outbox
from storage.calls import find
from storage.outbox import NoticeState, Row
from storage.tables import application, event
from tests.scene import scene
from tests.talk import Office, Talk

CALL = find("2024-experts-opale").read()
FIELDS = rows_of_call(CALL)
ASKED = tuple(row for row in FIELDS if not row.of.when)  # Of everybody, whatever they answered before.
# What the form asks for each field.
ASK = {row.id: row.ask for row in FIELDS}
MOTIVATION = "Trois ans d’Op@le.\nJe souhaite aider les autres établissements."
CLOSES = end_of_day(date(2024, 2, 5))
MAIL = "camille.roux@ac-aix-marseille.fr"
GIVEN = {
    "name": "ROUX Camille",
    "mail": MAIL,
    "function": "sgac",
    "school": "0130001F",
    "wave": "v2",
    "motivation": MOTIVATION,
}


def answers(**given: str) -> tuple[str, ...]:
    """Return what is answered to each field in its order, and the yes; ``given``: instead of the usual, by field."""
    return (*({**GIVEN, **given}.get(row.id, "passer") for row in FIELDS if not row.of.when), "oui")


ANSWERS = answers()


def in_words(template: str, **values: object) -> str:
    """Return a template as the assistant says it of the call."""
    return filled(CALL, template, **values)


@scene
async def fill(talk: Talk, *answers: str) -> str:
    """Fill the form in up to its summary, which is returned."""
    await talk.says("candidater")
    said = ""
    for answer in answers or ANSWERS:
        said = await talk.says(answer)
    return said


@scene
async def deposit(talk: Talk, *answers: str) -> str:
    """Fill the form in and deposit it; the receipt is returned."""
    await fill(talk, *answers)
    return await talk.says("envoyer")


async def rows(office: Office) -> list[Any]:
    """Return the applications as they are stored, in order."""
    async with office.storage.reading() as connection:
        return list((await connection.execute(sa.select(application).order_by(application.c.id))).mappings())


async def moves(office: Office) -> list[tuple[str, str, str | None]]:
    """Return the journal of applications: reference, move, state."""
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.reference, event.c.move, event.c.to_state)
            .where(event.c.subject == "application")
            .order_by(event.c.id)
        )
        return [tuple(row) for row in found]


async def sent(office: Office) -> list[tuple[Row, Message | Letter | None]]:
    """Take all that the outbox holds, render it, and end it as sent."""
    found: list[tuple[Row, Message | Letter | None]] = []
    while claimed := await outbox.claim(
        office.storage, "test", office.clock.now(), limit=100, lease=timedelta(minutes=1)
    ):
        for row in claimed:
            shown = await render(office.services, row)
            await outbox.finish(
                office.storage, row, NoticeState.SENT if shown else NoticeState.DROPPED, office.clock.now()
            )
            found.append((row, shown))
    return sorted(found, key=lambda one: one[0].id)


def kinds(found: list[tuple[Row, Message | Letter | None]]) -> list[str]:
    """Return the kinds of what was rendered."""
    return [row.notice.kind for row, shown in found if shown]


async def pass_time(office: Office) -> None:
    """Do all that is due now."""
    duties = [Drafts(office.services), Applications(office.services), Digest(office.services)]
    await Timers(office.storage, duties, office.clock.now).look()


@scene
async def take_in(member: Talk, reference: str = "CA-2024-0001") -> None:
    """Take an application into instruction."""
    await member.says(f"statut {reference}")
    await member.presses(ROWS["examine"].button)


@scene
async def decide(member: Talk, move: str, reason: str, reference: str = "CA-2024-0001") -> str:
    """Take the present version of an application and decide."""
    await member.says(f"statut {reference}")
    await member.presses(ROWS[move].button)
    await member.says(reason)
    return await member.says("envoyer")
