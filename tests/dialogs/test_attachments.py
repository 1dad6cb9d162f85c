"""Files on a request, in conversations: kept with it, given to who may see it, gone with it; refused ones are told why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
import sqlalchemy as sa

from dialogs.assistance import card_texts as texts
from dialogs.assistance import texts as message_texts
from dialogs.core.exchange import SentFile
from dialogs.core.form_texts import FAULTS
from knowledge.files import MAX_IN_MESSAGE, MAX_IN_REQUEST, AttachmentRefused, Fault
from storage.actions import erasures
from storage.actions.erasures import Retention, purge
from storage.tables import attached, event
from storage.transaction import transaction
from tests.conftest import mostly_at_night
from tests.dialogs.asking import FIRST, appointed, ask, does, log, moves, press, verbs
from tests.knowledge.test_attached import HOSTILE, jpeg, pdf, png
from tests.talk import Office, Talk


@dataclass
class Shelf:
    """What stands where people say their files are."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    async def fetch(self, file: SentFile) -> bytes:
        if file.url not in self.files:
            raise AttachmentRefused(Fault.UNREACHED)
        return self.files[file.url]


def shelved(office: Office, **files: bytes) -> None:
    office.services = replace(
        office.services, downloads=Shelf({name.replace("_", "."): one for name, one in files.items()})
    )
    office.router = type(office.router)(office.services, office.registry)


async def sends(talk: Talk, *names: str, text: str = "") -> str:
    return await talk.says(text, files=tuple(SentFile(name, name) for name in names))


async def kept(office: Office) -> list[str]:
    async with office.storage.reading() as connection:
        return list((await connection.execute(sa.select(attached.c.name).order_by(attached.c.id))).scalars())


async def taken(offices: Office) -> tuple[Talk, Talk]:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    shelved(offices, capture_png=png(), releve_pdf=pdf(), photo_jpg=jpeg())
    return agent, expert


async def test_a_screenshot_is_kept_with_the_request_and_given_to_the_expert(offices: Office) -> None:
    agent, expert = await taken(offices)
    said = await sends(agent, "capture.png", text="voici le message d’erreur")
    assert "Transmis à" in said
    assert await kept(offices) == ["capture.png"]
    assert (await moves(offices))[-1] == "message"
    shown = await expert.says(f"où en est la demande {FIRST} ?")
    assert "voici le message d’erreur" in shown
    assert "capture.png" in shown
    await press(expert, "file.list")
    await expert.accepts(reply_to="7")
    assert expert.reply.file
    assert (expert.reply.file.name, expert.reply.file.type) == ("capture.png", "image/png")
    assert expert.reply.file.content == png()


async def test_several_are_listed_each_with_its_button(office: Office) -> None:
    agent, expert = await taken(office)
    await sends(agent, "capture.png", "releve.pdf")
    await sends(expert, "photo.jpg")
    await agent.says(f"où en est la demande {FIRST} ?")
    listed = await press(agent, "file.list")
    assert [name in listed for name in ("capture.png", "releve.pdf", "photo.jpg")] == [True] * 3
    await agent.presses(texts.BUTTON_GET.format(name="releve.pdf"))
    await agent.accepts()
    assert agent.reply.file
    assert agent.reply.file.content == pdf()


async def test_who_may_not_see_the_request_gets_nothing(offices: Office) -> None:
    agent, expert = await taken(offices)
    await sends(agent, "capture.png")
    await expert.says(f"où en est la demande {FIRST} ?")
    await press(expert, "file.list")
    context = expert.seen[-1].message.offers
    assert context
    stranger = offices.stranger("88888888-8888-4888-8888-000000000001")
    await stranger.consents(context.context)
    assert stranger.reply.file is None
    there = await stranger.sends(
        {"type": "Action.Submit", "data": {"verb": "file.send", "reference": FIRST, "number": 1}}
    )
    absent = await stranger.sends(
        {"type": "Action.Submit", "data": {"verb": "file.send", "reference": "DA-2024-0099", "number": 1}}
    )
    assert there.split("\n")[0] == absent.split("\n")[0] == texts.GONE
    other = (await appointed(offices, 1))[0]  # Any expert may see any request.
    await other.consents(context.context)
    assert other.reply.file
    # But who does not handle it sends nothing to the school.
    assert "Seuls l’établissement" in await sends(other, "photo.jpg", text="pour DA-2024-0001")
    assert await kept(offices) == ["capture.png"]


@pytest.mark.parametrize("what", mostly_at_night(HOSTILE, lambda what: HOSTILE[what][2]))
async def test_a_hostile_file_is_refused_in_words_and_nothing_of_it_is_kept(office: Office, what: str) -> None:
    agent, _ = await taken(office)
    name, content, fault = HOSTILE[what]
    office.services = replace(office.services, downloads=Shelf({name: content, "capture.png": png()}))
    office.router = type(office.router)(office.services, office.registry)
    said = await sends(agent, name)
    assert texts.NONE_KEPT in said
    assert FAULTS[fault] in said
    assert await kept(office) == []
    assert "message" not in await moves(office)
    said = await sends(agent, name, "capture.png")
    assert FAULTS[fault] in said
    assert await kept(office) == ["capture.png"]


async def test_what_cannot_be_fetched_is_said(office: Office) -> None:
    agent, _ = await taken(office)
    assert FAULTS[Fault.UNREACHED] in await sends(agent, "ailleurs.png")


async def test_not_too_many_at_once_nor_in_all(office: Office) -> None:
    agent, _ = await taken(office)
    said = await sends(agent, *["capture.png"] * (MAX_IN_MESSAGE + 2))
    assert FAULTS[Fault.TOO_MANY] in said
    assert len(await kept(office)) == MAX_IN_MESSAGE
    for _ in range(MAX_IN_REQUEST // MAX_IN_MESSAGE - 1):
        await sends(agent, *["capture.png"] * MAX_IN_MESSAGE)
    assert FAULTS[Fault.TOO_MANY] in await sends(agent, "capture.png")
    assert len(await kept(office)) == MAX_IN_REQUEST


async def test_it_is_asked_for_which_request_where_that_is_not_plain(office: Office) -> None:
    agent = office.talk()
    shelved(office, capture_png=png())
    assert texts.NO_REQUEST_LINE in await sends(agent, "capture.png")
    await ask(agent)
    await ask(agent, "0130001F", "BUDGET", "DBM bloquée.", "oui", "SG", "04 42 91 70 00", "non", "passer")
    assert texts.WHICH_FILE in await sends(agent, "capture.png")
    assert await kept(office) == []
    assert "DA-2024-0002" in await sends(agent, "capture.png", text="pour la 2")
    assert await kept(office) == ["capture.png"]


async def test_a_secret_typed_with_it_keeps_nothing(office: Office) -> None:
    agent, _ = await taken(office)
    await sends(agent, "capture.png", text="mon mot de passe est Azerty123!")
    assert await kept(office) == []


async def test_it_is_taken_back_with_its_message(offices: Office) -> None:
    agent, _ = await taken(offices)
    await sends(agent, "capture.png")
    await agent.presses(message_texts.NOT_THIS)
    assert await kept(offices) == []


async def test_an_activity_delivered_again_keeps_it_once(offices: Office) -> None:
    agent, _ = await taken(offices)
    for _ in range(2):
        await agent.says("", files=(SentFile("capture.png", "capture.png"),), activity="same")
    assert await kept(offices) == ["capture.png"]


async def test_it_is_told_in_ones_data_and_gone_with_them(offices: Office) -> None:
    agent, _ = await taken(offices)
    await sends(agent, "capture.png")
    await agent.says("mes données")
    assert "capture.png" in "\n".join(seen.text for seen in agent.seen)
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await erasures.erase(tx, agent.key)
        await tx.commit({})
    assert await kept(offices) == []
    async with offices.storage.reading() as connection:
        reasons = (await connection.execute(sa.select(event.c.reason).where(event.c.move == "message"))).scalars().all()
    assert set(reasons) == {""}


async def test_it_goes_with_the_request_when_its_time_is_over(offices: Office) -> None:
    agent, expert = await taken(offices)
    await sends(agent, "capture.png")
    await does(expert, "resolve", "Fait.")
    await does(agent, "confirm")
    offices.clock.forward(days=800)
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await purge(tx, Retention())
        await tx.commit({})
    assert await kept(offices) == []


async def test_the_card_has_the_button_only_where_there_are_files(office: Office) -> None:
    agent, expert = await taken(office)
    assert "file.list" not in await verbs(expert)
    await sends(agent, "capture.png")
    assert "file.list" in await verbs(expert)
    assert "file.list" in await verbs(office.talk("saeple"))


async def test_a_form_is_not_disturbed(office: Office) -> None:
    agent, expert = await taken(office)
    await log(expert, send="envoyer et prendre")
    await agent.says("demander une assistance")
    said = await sends(agent, "capture.png")
    assert await kept(office) == ["capture.png"], said


async def test_a_picture_that_comes_again_after_its_words_were_kept_alone_is_said_not_to_be(office: Office) -> None:
    agent, _ = await taken(office)
    shelved(office)  # It cannot be fetched the first time.
    await agent.says("le flux 4512", files=(SentFile("capture.png", "capture.png"),), activity="same")
    shelved(office, capture_png=png())
    said = await agent.says("le flux 4512", files=(SentFile("capture.png", "capture.png"),), activity="same")
    assert await kept(office) == []
    assert texts.NONE_KEPT in said
    assert (await moves(office)).count("message") == 1


async def test_where_one_of_two_was_kept_the_first_time_nobody_says_that_none_was(office: Office) -> None:
    agent, _ = await taken(office)
    both = (SentFile("capture.png", "capture.png"), SentFile("photo.jpg", "photo.jpg"))
    shelved(office, capture_png=png())
    await agent.says("le flux 4512", files=both, activity="same")
    shelved(office, capture_png=png(), photo_jpg=jpeg())
    said = await agent.says("le flux 4512", files=both, activity="same")
    assert await kept(office) == ["capture.png"]
    assert texts.NONE_KEPT not in said
