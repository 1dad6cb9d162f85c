"""The call's mail as a file: offered where it has not gone in full, made anew when accepted, for the candidate alone."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document

from dialogs.application import texts
from dialogs.application.moves import ROWS
from dialogs.core import form_texts as files
from dialogs.core import texts as general
from dialogs.core.context import Post
from dialogs.core.exchange import OfferedFile, Scope
from dialogs.router import Router
from storage.tables import outbox
from tests.dialogs.applying import MOTIVATION, deposit, in_words, sent
from tests.talk import Office, Talk

REFERENCE = "CA-2024-0001"
CONTEXT = {"file": "candidature.eml", "reference": REFERENCE}
OFFER = "activity-of-the-offer"
FULL = Post(server=True, copy_to="diepat@example.org")


def set_up(office: Office, post: Post) -> None:
    office.services = replace(office.services, post=post)
    office.router = Router(office.services)


def read(talk: Talk) -> EmailMessage:
    """Return the mail that was given."""
    assert talk.reply.file
    message = message_from_bytes(talk.reply.file.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


async def offered(talk: Talk) -> str:
    await deposit(talk)
    return await talk.presses(texts.BUTTON_DRAFT)


async def test_the_mail_that_has_not_gone_is_offered_and_given_whole(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    assert talk.buttons == [texts.BUTTON_SHOW, texts.BUTTON_MAIL, texts.BUTTON_DRAFT]
    said = await talk.presses(texts.BUTTON_DRAFT)
    assert "Courriel prêt pour refacadopale@ac-aix-marseille.fr" in said
    assert "La DIEPAT n’est pas en copie" in said
    offers = talk.seen[-1].message.offers
    assert offers
    assert await talk.accepts(reply_to=OFFER) == "Le fichier «\u00a0candidature-CA-2024-0001.eml\u00a0» est enregistré."
    assert [message.replaces for message in talk.reply.messages] == [OFFER]
    file = talk.reply.file
    assert file
    assert offers == OfferedFile(file.name, len(file.content), CONTEXT)
    mail = read(talk)
    assert {name: str(mail[name]) for name in mail if name not in ("Content-Type", "MIME-Version")} == {
        "X-Unsent": "1",
        "To": f"{office.base.call.call.service} <refacadopale@ac-aix-marseille.fr>",
        "Subject": "Candidature – expert Op@le académique – SAEPL/24-995-42 – ROUX Camille – 0130001F",
        "Content-Language": "fr",
    }
    body = text_of(mail)
    assert MOTIVATION in body
    assert "jointe à ce message (motivation-CA-2024-0001.docx)" in body
    assert "Message envoyé par l’assistant" not in body
    assert "DIEPAT" not in body
    (document,) = mail.iter_attachments()
    assert document.get_filename() == "motivation-CA-2024-0001.docx"
    content = document.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert MOTIVATION in [part.text for part in Document(BytesIO(content)).paragraphs]
    content = talk.reply.file.content if talk.reply.file else b""
    assert content.count(b"\n") == content.count(b"\r\n")


async def test_a_known_copy_is_in_copy(office: Office) -> None:
    set_up(office, Post(copy_to="diepat@example.org"))
    talk = office.talk()
    assert "La DIEPAT y est en copie." in await offered(talk)
    await talk.accepts()
    mail = read(talk)
    assert mail["Cc"] == "DIEPAT <diepat@example.org>"
    assert "La DIEPAT est destinataire d’une copie." in text_of(mail)


async def test_a_mail_that_went_without_its_copy_is_offered(office: Office) -> None:
    set_up(office, Post(server=True))
    talk = office.talk()
    await offered(talk)
    await sent(office)
    await talk.says("ma candidature")
    assert texts.BUTTON_DRAFT in talk.buttons
    await talk.accepts()
    assert talk.reply.file


async def test_a_mail_that_goes_in_full_is_not_offered(office: Office) -> None:
    set_up(office, FULL)
    talk = office.talk()
    await deposit(talk)
    assert talk.buttons == [texts.BUTTON_SHOW]
    for _ in ("on its way", "gone"):
        await talk.says("ma candidature")
        assert texts.BUTTON_DRAFT not in talk.buttons
        pressed = {"type": "Action.Submit", "data": {"verb": "candidature.eml"}}
        assert await talk.sends(pressed) == files.NOT_NEEDED
        await sent(office)
    assert await talk.consents(CONTEXT) == files.FILE_GONE
    assert talk.reply.file is None


@pytest.mark.parametrize("state", ["dead", "blocked", "told", "uncertain"])
async def test_a_mail_that_failed_is_offered(office: Office, state: str) -> None:
    set_up(office, FULL)
    talk = office.talk()
    await deposit(talk)
    async with office.storage.engine.begin() as connection:
        await connection.execute(sa.update(outbox).where(outbox.c.kind == "application_mail").values(state=state))
    await talk.says("ma candidature")
    assert texts.BUTTON_DRAFT in talk.buttons
    await talk.presses(texts.BUTTON_DRAFT)
    await talk.accepts()
    assert talk.reply.file


async def test_the_file_says_what_is_deposited_when_it_is_accepted(office: Office) -> None:
    talk = office.talk()
    await offered(talk)
    for said in (
        "modifier ma candidature",
        "modifier motivation",
        "Je connais bien Op@le et j’aime aider mes collègues.",
        "envoyer",
    ):
        await talk.says(said)
    await talk.accepts()
    mail = read(talk)
    assert str(mail["Subject"]).endswith("0130001F – version 2")
    assert "Je connais bien Op@le et j’aime aider mes collègues." in text_of(mail)
    assert MOTIVATION not in text_of(mail)


async def test_what_was_withdrawn_meanwhile_is_not_given(office: Office) -> None:
    talk = office.talk()
    await offered(talk)
    for said in ("retirer ma candidature", "passer", "envoyer"):
        await talk.says(said)
    assert await talk.accepts(reply_to=OFFER) == files.FILE_GONE
    assert (talk.reply.file, talk.reply.messages[0].replaces) == (None, OFFER)


async def test_declining_is_taken_politely_and_the_file_can_be_had_later(office: Office) -> None:
    talk = office.talk()
    await offered(talk)
    assert await talk.declines(reply_to=OFFER) == files.DECLINED
    assert (talk.reply.file, talk.reply.messages[0].replaces) == (None, OFFER)
    await talk.accepts()
    assert talk.reply.file
    await talk.accepts()
    assert talk.reply.file


async def test_nobody_else_gets_the_file_or_learns_that_it_exists(office: Office) -> None:
    await offered(office.talk())
    for seat in ("expert", "saeple"):
        other = office.talk(seat)
        await other.opens()
        said = await other.consents(CONTEXT)
        assert other.reply.file is None
        assert said == await other.consents({**CONTEXT, "reference": "CA-2024-0999"}) == files.FILE_GONE


async def test_outside_of_the_private_chat_no_file_is_given(office: Office) -> None:
    await offered(office.talk())
    group = office.talk(scope=Scope.GROUP)
    assert await group.consents(CONTEXT) == general.PERSONAL_ONLY
    pressed = {"type": "Action.Submit", "data": {"verb": "candidature.eml"}}
    assert await group.sends(pressed) == general.PERSONAL_ONLY
    assert group.reply.file is None


@pytest.mark.parametrize(
    ("context", "verb"),
    [
        ({}, "accept"),
        ({"file": "candidature.eml"}, "accept"),
        ({"reference": REFERENCE}, "accept"),
        ({**CONTEXT, "file": "other.eml"}, "accept"),
        ({**CONTEXT, "file": ["candidature.eml"]}, "accept"),
        ({**CONTEXT, "file": "x" * 10_000}, "decline"),
        ({**CONTEXT, "reference": "../../etc/passwd"}, "accept"),
        ({**CONTEXT, "reference": 7}, "accept"),
        ({**CONTEXT, "reference": None}, "accept"),
        (CONTEXT, ""),
        (CONTEXT, "Accept"),
        (CONTEXT, "delete"),
    ],
)
async def test_an_answer_that_is_not_of_our_offers_is_refused(
    office: Office, context: dict[str, Any], verb: str
) -> None:
    talk = office.talk()
    await offered(talk)
    assert await talk.consents(context, verb) == general.UNKNOWN_BUTTON
    assert talk.reply.file is None


async def test_who_has_deposited_nothing_is_told_so(office: Office) -> None:
    talk = office.talk()
    await talk.opens()
    pressed = {"type": "Action.Submit", "data": {"verb": "candidature.eml"}}
    assert await talk.sends(pressed) == in_words(texts.NOTHING_TO_CHANGE)
    assert await talk.consents(CONTEXT) == files.FILE_GONE


async def test_with_changes_begun_there_are_still_five_buttons(office: Office) -> None:
    talk = office.talk()
    await deposit(talk)
    await talk.says("modifier ma candidature")
    await talk.sends({"type": "Action.Submit", "data": {"verb": "candidature.show"}})
    assert talk.buttons[-5:] == [  # Below what stands in the card.
        texts.BUTTON_RESUME,
        ROWS["modify"].own_button,
        ROWS["withdraw"].own_button,
        texts.BUTTON_MAIL,
        texts.BUTTON_DRAFT,
    ]
