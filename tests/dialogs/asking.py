"""What the tests of requests share: experts, filling the forms, the journal, the passing of time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from dialogs.assistance.fields import FIELDS
from dialogs.assistance.texts import FORM_REVIEW
from dialogs.core.form_texts import REVIEW
from knowledge.people import Role
from storage.actions.people import seed_roles
from storage.tables import event, mandate, request
from tests.scene import scene
from tests.talk import Office, Talk, buttons

# What the form of one's own request, and that of a school's, ask for each field.
ASK_OWN = {row.id: row.form_field(own=True).ask for row in FIELDS}
ASK_LOGGED = {row.id: row.form_field(own=False).ask for row in FIELDS}
SCHOOL = "0130001F"
OWN = (SCHOOL, "DEPENSE", "Le flux Chorus Pro est rejeté.", "oui", "SG", "04 42 91 70 00", "non", "jeudi matin")
LOGGED = (
    SCHOOL,
    "TRESO",
    "Rapprochement bloqué.",
    "Mme Blanc",
    "gestionnaire",
    "04 42 91 70 01",
    "oui",
    "passer",
    "passer",
)
FIRST = "DA-2024-0001"


@scene
async def ask(talk: Talk, *answers: str) -> str:
    """Fill in and send one's own request; what is shown then is returned."""
    await talk.says("demander une assistance")
    for answer in answers or OWN:
        await talk.says(answer)
    return await talk.says("envoyer")


@scene
async def log(talk: Talk, *answers: str, send: str = "envoyer") -> str:
    """Fill in and send a school's request; what is shown then is returned."""
    await talk.says("nouvelle demande")
    for answer in answers or LOGGED:
        await talk.says(answer)
    return await talk.says(send)


@scene
async def appointed(office: Office, count: int) -> list[Talk]:
    """Return the chats of new experts, who have opened one."""
    talks = [
        office.stranger(f"99999999-9999-4999-8999-{number:012}", f"Expert Nadège{number}") for number in range(count)
    ]
    await seed_roles(office.storage, [(talk.key, Role.EXPERT) for talk in talks], office.clock.now())
    for talk in talks:
        await talk.opens()
    await office.behind.flush()
    return talks


async def trained(office: Office, *talks: Talk) -> None:
    """Note that experts followed the training, as the SA EPLE does: they may take control of a screen."""
    day = office.clock.now().date()
    async with office.storage.writing() as connection:
        for talk in talks:
            row = {"tenant": talk.key.tenant, "oid": talk.key.oid, "begins_on": day, "trained_on": day}
            await connection.execute(sa.insert(mandate).values(**row, reference="", since=office.clock.now()))
        await connection.commit()


async def rows(office: Office) -> list[Any]:
    """Return the requests as they are stored, in order."""
    async with office.storage.reading() as connection:
        return list((await connection.execute(sa.select(request).order_by(request.c.id))).mappings())


async def moves(office: Office, reference: str = FIRST) -> list[str]:
    """Return the journal of a request."""
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.move)
            .where(event.c.subject == "request", event.c.reference == reference)
            .order_by(event.c.id)
        )
        return list(found.scalars())


async def press(talk: Talk, verb: str, inputs: Mapping[str, str] | None = None) -> str:
    """Press the last seen button of that verb, behind «Autres actions» if it is there."""
    action = _button(talk, verb)
    while action is None:
        more = _button(talk, "request.more")
        assert more is not None, f"no button does {verb}"
        await talk.sends(more)
        action = _button(talk, verb)
    return await talk.sends(action, inputs)


def _button(talk: Talk, verb: str) -> dict[str, Any] | None:
    return next((action for action in buttons(_card(talk)) if verb_of(action) == verb), None)


def _card(talk: Talk) -> Mapping[str, Any]:
    """Return the last card that was seen."""
    return next((seen.card for seen in reversed(talk.seen) if seen.card), {})


def verb_of(action: Mapping[str, Any]) -> str:
    """Return what a button does."""
    return str(action.get("verb") or (action.get("data") or {}).get("verb", ""))


async def verbs(talk: Talk, reference: str = FIRST) -> set[str]:
    """Open a request and return what its buttons do, those behind «Autres actions» too; the card is seen last."""
    found: set[str] = set()
    await talk.says(f"où en est la demande {reference} ?")
    first = len(talk.seen) - 1
    while True:
        shown = {verb_of(action) for action in buttons(_card(talk))}
        found |= shown
        if "request.more" not in shown:
            del talk.seen[first + 1 :]
            return found - {"request.more", "request.history"}
        await press(talk, "request.more")


@scene
async def does(talk: Talk, move: str, *answers: str, inputs: Mapping[str, str] | None = None, on: str = FIRST) -> str:
    """Open a request, press a move's button, and answer what its card asks; the last words are returned."""
    await talk.says(f"où en est la demande {on} ?")
    said = await press(talk, f"request.{move}", inputs)
    for answer in answers:
        said = await talk.says(answer)
    if answers and FORM_REVIEW in said:  # Words that somebody else reads are shown before they leave.
        said = await talk.says("oui")
    return said


async def sends(talk: Talk, text: str) -> str:
    """Type what somebody else shall read: it is shown, leaves by a yes, and what is said then is returned."""
    shown = await talk.says(text)
    assert REVIEW in shown or FORM_REVIEW in shown, shown
    return await talk.says("oui")
