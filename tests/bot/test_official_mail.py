"""The mail that the call asks for, as a real server receives it; and as a file where there is none."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

import bot.serving
from bot.serving import Assistant, assistant, running
from bot.settings import load_settings
from bot.teams.connector import Fate, Outcome
from dialogs.core.exchange import Address, Happening, Incoming, Message
from dialogs.ui.word import MEDIA_TYPE
from knowledge.people import PersonKey
from tests.bot.test_mail import Post, serving
from tests.dialogs.applying import ANSWERS, MAIL, MOTIVATION

KEY = PersonKey("local", "22222222-2222-4222-8222-222222222222")


class Nobody:
    """Sends nothing in Teams."""

    async def send(self, _address: Address, _message: Message) -> Outcome:
        return Outcome(Fate.OK)


async def says(one: Assistant, count: int, text: str) -> str:
    incoming = Incoming(
        happening=Happening.MESSAGE,
        person=KEY,
        address=Address("msteams", "https://smba.trafficmanager.net/emea", "chat", "28:bot", "29:x"),
        activity_id=f"a{count}",
        received=one.clock.now(),
        name="Camille Roux",
        text=text,
    )
    return "\n".join(message.text for message in (await one.router.answer(incoming)).messages)


@asynccontextmanager
async def applied(tmp_path: Path, **settings: str) -> AsyncIterator[tuple[Assistant, str]]:
    """Run the assistant with these settings, and apply."""
    read = load_settings(
        {
            "ALLOW_ANONYMOUS": "true",
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'test.db'}",
            "ASSISTANT_NOW": "2024-01-25T10:00+01:00",
            **settings,
        }
    )
    async with assistant(read, migrates=True) as one, running(read, one, Nobody()):
        receipt = ""
        for count, text in enumerate(("candidater", *ANSWERS, "envoyer")):
            receipt = await says(one, count, text)
        yield one, receipt


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not condition():  # noqa: ASYNC110 - a server in its own thread gives no event.
            await asyncio.sleep(0.05)


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def test_the_calls_mail_arrives_whole(tmp_path: Path) -> None:
    post = Post()
    async with (
        serving(post) as port,
        applied(
            tmp_path,
            SMTP_URL=f"smtp://127.0.0.1:{port}",
            MAIL_FROM="assistant@example.org",
            COPY_EMAIL="diepat@example.org",
        ) as (one, receipt),
    ):
        assert "avec la DIEPAT et vous en copie" in receipt
        await until(lambda: len(post.mails) == 2)
        official = next(one for one in post.mails if "refacadopale@ac-aix-marseille.fr" in one[0])
        own = next(one for one in post.mails if one is not official)
        await asyncio.sleep(0.2)
        assert "Le courriel de candidature est parti le jeudi 25 janvier 2024" in await says(one, 99, "ma candidature")
    assert sorted(official[0]) == sorted(["refacadopale@ac-aix-marseille.fr", "diepat@example.org", MAIL])
    message = parsed(official[1])
    assert message["Subject"] == "Candidature – expert Op@le académique – SAEPL/24-995-42 – ROUX Camille – 0130001F"
    assert [box.addr_spec for box in message["To"].addresses] == ["refacadopale@ac-aix-marseille.fr"]
    assert [box.addr_spec for box in message["Cc"].addresses] == ["diepat@example.org", MAIL]
    assert [(box.addr_spec, box.display_name) for box in message["Reply-To"].addresses] == [(MAIL, "ROUX Camille")]
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    assert text.startswith(
        "Madame, Monsieur,\n\nEn réponse à l’appel à candidatures SAEPL/24-995-42 du 22 janvier 2024, "
    )
    assert MOTIVATION in text
    assert (
        "Je vous prie d’agréer, Madame, Monsieur, l’expression de mes sentiments respectueux.\n\nROUX Camille" in text
    )
    assert "La DIEPAT est destinataire d’une copie." in text
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "motivation-CA-2024-0001.docx"
    assert attached.get_content_type() == MEDIA_TYPE
    assert MOTIVATION in [part.text for part in Document(BytesIO(attached.get_payload(decode=True))).paragraphs]
    assert parsed(own[1])["Subject"] == "[Op@le] Accusé de réception CA-2024-0001"
    assert own[0] == [MAIL]


async def test_without_a_server_both_mails_are_files_and_the_person_gets_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mail"
    monkeypatch.setattr(bot.serving, "MAIL_FOLDER", folder)
    async with applied(tmp_path) as (one, receipt):
        assert "À faire\u00a0: envoyez vous-même" in receipt
        await until(lambda: len(list(folder.glob("*.eml"))) == 2)
        await asyncio.sleep(0.2)
        assert "n’est pas parti\u00a0: envoyez-le" in await says(one, 99, "ma candidature")
    mails = [parsed(path.read_bytes()) for path in folder.glob("*.eml")]
    official = next(one for one in mails if "refacadopale" in one["To"])
    assert [box.addr_spec for box in official["Cc"].addresses] == [MAIL]
    assert "DIEPAT est destinataire" not in official.get_body(("plain",)).get_content()
    (attached,) = official.iter_attachments()
    assert MOTIVATION in [part.text for part in Document(BytesIO(attached.get_payload(decode=True))).paragraphs]


async def test_without_the_copys_address_the_receipt_says_that_it_has_not_gone_in_full(tmp_path: Path) -> None:
    post = Post()
    async with (
        serving(post) as port,
        applied(tmp_path, SMTP_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM="a@example.org") as (one, receipt),
    ):
        assert "Je n’ai pas l’adresse de la DIEPAT" in receipt
        await until(lambda: len(post.mails) == 2)
        await asyncio.sleep(0.2)
        assert "n’est pas en copie" in await says(one, 99, "ma candidature")
    official = next(one for one in post.mails if "refacadopale@ac-aix-marseille.fr" in one[0])
    assert sorted(official[0]) == sorted(["refacadopale@ac-aix-marseille.fr", MAIL])
