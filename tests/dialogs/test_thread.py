"""The thread of an application: either side writes and the other is told; notes stay with the SA EPLE; all of it is erased."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.application import steering_texts as staff
from dialogs.application import texts
from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.core.exchange import Letter, Message
from storage.outbox import Medium, Row
from storage.tables import application, event, outbox
from storage.transaction import transaction
from tests.dialogs.applying import MAIL, decide, deposit, in_words, rows
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk, worded

pytestmark = pytest.mark.both

FIRST = "CA-2024-0001"


async def said(office: Office) -> list[tuple[str, str]]:
    """Return what the journal keeps of the thread: move and words."""
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.move, event.c.reason)
            .where(event.c.subject == "application", event.c.move.in_(("message", "note")))
            .order_by(event.c.id)
        )
        return [(row.move, row.reason) for row in found]


async def to_tell(office: Office) -> list[tuple[str | None, str | None, str]]:
    """Return to whom what was written is to be told, by chat and by mail."""
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(outbox.c.oid, outbox.c.mail, outbox.c.data)
            .where(outbox.c.kind == "application_message")
            .order_by(outbox.c.id)
        )
        return [(row.oid, row.mail, row.data["text"]) for row in found]


async def writes(talk: Talk, text: str) -> str:
    """Type what somebody else will read, and agree to what is shown of it."""
    assert forms.REVIEW in await talk.says(text)
    return await talk.says("oui")


async def test_each_side_writes_and_the_other_is_told(offices: Office) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await deposit(agent)
    version = (await rows(offices))[0]["version"]
    assert "Transmis à ROUX Camille" in await writes(chief, "message pour CA-2024-0001 : êtes-vous disponible le 15 ?")
    assert "Transmis au SA EPLE" in await writes(agent, "message pour ma candidature : oui, le 15 me convient")
    assert [(oid, text) for oid, _, text in await to_tell(offices)] == [
        (agent.key.oid, "êtes-vous disponible le 15 ?"), (chief.key.oid, "oui, le 15 me convient"),
    ]  # fmt: skip
    assert (await rows(offices))[0]["version"] == version, "no card grows old by what is said"
    for talk, words in ((chief, f"statut {FIRST}"), (agent, "ma candidature")):
        shown = await talk.says(words)
        assert "êtes-vous disponible le 15 ?" in shown
        assert "oui, le 15 me convient" in shown


async def test_it_is_told_with_what_answers_it(office: Office) -> None:
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await agent.opens()
    await deposit(agent)
    await told(office, agent, chief)
    await writes(chief, f"message pour {FIRST} : pouvez-vous venir le 15 ?")
    ((row, message),) = await told(office, agent)
    assert (row.medium, row.notice.mail) == (Medium.TEAMS, MAIL)
    assert in_words(texts.OWNER_TITLE, reference=FIRST) in message.text
    assert "pouvez-vous venir le 15 ?" in message.text
    assert "Transmis au SA EPLE" in await writes(agent, "oui"), "a yes typed right under it is the answer"
    await told(office, chief)
    assert "Transmis à ROUX Camille" in await writes(
        chief, "nous avons bien reçu votre diplôme, il est joint au dossier"
    )
    assert [text for _, text in await said(office)][1:] == [
        "oui",
        "nous avons bien reçu votre diplôme, il est joint au dossier",
    ]


async def told(office: Office, *talks: Talk) -> list[tuple[Row, Message | Letter]]:
    """Have what is due delivered, after what was said."""
    office.clock.forward(minutes=1)
    found = await delivered(office, *talks)
    office.clock.forward(minutes=1)
    return found


async def test_by_mail_where_there_is_no_chat(office: Office) -> None:
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await deposit(agent)
    async with transaction(office.storage, office.clock.now()) as tx:
        await tx.connection.execute(sa.update(application).values(tenant=None, oid=None))  # As one that came by mail.
        await tx.commit()
    await told(office)
    await chief.says(f"message pour {FIRST} : bonjour à vous")
    ((_, letter),) = await told(office)
    assert isinstance(letter, Letter)
    assert letter.to == MAIL
    assert "bonjour à vous" in letter.text


async def test_by_the_cards(office: Office) -> None:
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await deposit(agent)
    await agent.says("ma candidature")
    await agent.presses(in_words(texts.BUTTON_WRITE_OWN))
    assert forms.QUESTION_OR_ANSWER.format(label="Message") in await agent.says("Quand saurai-je si je suis retenu ?")
    assert forms.REVIEW in await agent.says("oui")
    assert "Transmis au SA EPLE" in await agent.says("oui")
    await chief.says(f"statut {FIRST}")
    await chief.presses(texts.BUTTON_NOTE)
    assert texts.NOTED.format(reference=FIRST) in await writes(chief, "à rappeler, très motivé")
    assert await said(office) == [
        ("message", "Quand saurai-je si je suis retenu ?"), ("note", "à rappeler, très motivé"),
    ]  # fmt: skip
    assert texts_back(await chief.presses(texts.NOT_THIS_NOTE))
    assert [move for move, _ in await said(office)] == ["message"]


def texts_back(shown: str) -> bool:
    return FIRST in shown and "retiré" in shown


async def test_a_note_is_never_shown_and_stands_among_ones_data_once_answered(offices: Office) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await deposit(agent)
    assert texts.NOTED.format(reference=FIRST) in await writes(
        chief, f"note sur {FIRST} : a changé d'académie deux fois"
    )
    assert await to_tell(offices) == []
    assert "académie deux fois" in await chief.says(f"statut {FIRST}")
    for words in ("ma candidature", f"statut {FIRST}", "mes données"):
        assert "académie deux fois" not in await agent.says(words)
    await chief.says(f"statut {FIRST}")
    await chief.presses("Prendre en instruction")
    await decide(chief, "reject", "Le réseau est complet.")
    assert "académie deux fois" not in await agent.says("ma candidature")
    await agent.says("mes données")
    assert "académie deux fois" in await agent.says("mes données")


@pytest.mark.parametrize("seat", ["expert", "agent"])
async def test_others_learn_nothing(office: Office, seat: str) -> None:
    agent, chief, other = office.talk(), office.talk("saeple"), office.talk("expert")
    await chief.opens()
    await deposit(agent)
    talk = other if seat == "expert" else office.stranger("99999999-9999-4999-8999-999999999999", "Ada Noir")
    for words in (f"message pour {FIRST} : bonjour", "message pour CA-2024-0999 : bonjour"):
        assert staff.NO_SUCH in await talk.says(words)
    assert await talk.says(f"note sur {FIRST} : x y") in set(map(worded, general.RESERVED.values()))
    assert await said(office) == []


async def test_a_member_takes_no_note_on_their_own_file(office: Office) -> None:
    chief = office.talk("saeple")
    await deposit(chief)
    assert texts.OWN_NOTE in await chief.says(f"note sur {FIRST} : je suis le meilleur")
    assert await said(office) == []


async def test_nothing_is_written_on_what_is_withdrawn_and_no_secret_is_kept(office: Office) -> None:
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await deposit(agent)
    assert "mot de passe" in await agent.says("message pour ma candidature : mon mot de passe est Soleil2024!")
    await agent.says("retirer ma candidature")
    await agent.says("passer")
    await agent.says("envoyer")
    assert "plus rien ne s’y écrit" in await chief.says(f"message pour {FIRST} : dommage, au revoir")
    assert await said(office) == []


@pytest.mark.parametrize(
    ("seat", "text", "is_a_reply"),
    [
        ("saeple", "nous avons bien reçu votre diplôme, il est joint au dossier", True),
        ("saeple", "parfait, je vous attends au rectorat le 15", True),
        ("saeple", "merci, votre rendez-vous est confirmé", True),
        ("saeple", "demandes du 13", False),
        ("saeple", "les candidatures en instruction", False),
        ("agent", "je préfère le 16, si cela vous va", True),
        ("agent", "mon diplôme est celui de 2012", True),
        ("agent", "je veux retirer ma candidature", False),
        ("agent", "quelle est l’indemnité ?", False),
        ("agent", "date limite de dépôt", False),
    ],
)
async def test_what_is_typed_under_a_message_is_a_reply_where_it_speaks_to_somebody(
    office: Office, seat: str, text: str, *, is_a_reply: bool
) -> None:
    agent, chief = office.talk(), office.talk("saeple")
    await chief.opens()
    await agent.opens()
    await deposit(agent)
    await told(office, agent, chief)
    if seat == "saeple":
        await writes(agent, "message pour ma candidature : j'ai retrouvé mon diplôme")
    else:
        await writes(chief, f"message pour {FIRST} : avez-vous votre diplôme")
    await told(office, agent, chief)
    before = len(await said(office))
    talk = chief if seat == "saeple" else agent
    shown = await talk.says(text)
    assert (forms.REVIEW in shown) is is_a_reply, shown
    assert len(await said(office)) == before, "it is shown before it leaves"
    shown = await talk.says("oui")
    assert (len(await said(office)) > before) is is_a_reply, shown
