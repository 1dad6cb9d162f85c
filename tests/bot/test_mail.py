from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import logging
import ssl
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from bot.mail import (
    FileMailer,
    Mail,
    Server,
    SmtpMailer,
    build,
    open_mailer,
)
from bot.teams.connector import Fate, Outcome
from dialogs.core.dispatch import BadAddress, checked
from dialogs.core.exchange import Enclosed, Mailbox

NOW = dt.datetime(2024, 1, 25, 9, 0, tzinfo=dt.UTC)
SENDER = Mailbox("assistant@ac-normandie.fr", "Assistant « Op@le »")
LETTER = Mail(
    to=(Mailbox("camille.durand@ac-normandie.fr", "Camille Durand-Lefèvre, gestionnaire"),),
    cc=(Mailbox("diepat@education.gouv.fr", "DIEPAT"), Mailbox("denis@ac-normandie.fr")),
    reply_to=(Mailbox("sa-eple@ac-normandie.fr", "SA EPLE"),),
    subject="Votre demande DA-2024-0001 est prise en charge — rendez-vous le 1er février à 10 h",
    text="Bonjour,\n\nVotre demande est prise en charge : Élodie vous appelle.\n.\n.une ligne qui commence par un point\n",
    attachments=(Enclosed("rendez-vous été.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),),
)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def shown(content: bytes, header: str) -> list[tuple[str, str]]:
    """Names and addresses, as a plain reader of RFC 2047 sees them (the newer one puts spaces into long names)."""
    raw = message_from_bytes(content)[header]
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([raw])]


def check_letter(content: bytes) -> None:
    message = read(content)
    assert shown(content, "From") == [("Assistant « Op@le »", "assistant@ac-normandie.fr")]
    assert shown(content, "To") == [("Camille Durand-Lefèvre, gestionnaire", "camille.durand@ac-normandie.fr")]
    assert shown(content, "Cc") == [("DIEPAT", "diepat@education.gouv.fr"), ("", "denis@ac-normandie.fr")]
    assert shown(content, "Reply-To") == [("SA EPLE", "sa-eple@ac-normandie.fr")]
    assert message["Subject"] == LETTER.subject
    assert message["Message-ID"] == "<17.abc@ac-normandie.fr>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == LETTER.text
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "rendez-vous été.ics"
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_payload(decode=True) == LETTER.attachments[0].content


def test_a_mail_is_built_whole_with_its_envelope() -> None:
    built = build(LETTER, SENDER, "17.abc", NOW)
    check_letter(built.content)
    assert built.recipients == ("camille.durand@ac-normandie.fr", "diepat@education.gouv.fr", "denis@ac-normandie.fr")
    assert built.main == 1
    assert all(len(line) <= 78 for line in built.content.split(b"\r\n"))


@given(st.text(max_size=120), st.text(max_size=200), st.text(max_size=40))
def test_no_name_or_subject_can_add_a_header_or_a_recipient(name: str, subject: str, file: str) -> None:
    mail = Mail(
        (Mailbox("camille@ac-normandie.fr", name), Mailbox("denis@ac-normandie.fr", name)), subject, "x",
        reply_to=(Mailbox("r@ac-normandie.fr", name),), attachments=(Enclosed(file, "text/plain", b"x"),),
    )  # fmt: skip
    content = build(mail, SENDER, "1", NOW).content
    message = message_from_bytes(content)
    assert message.keys() == [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "Content-Language", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert [address for _, address in shown(content, "To")] == ["camille@ac-normandie.fr", "denis@ac-normandie.fr"]
    assert len(message.get_payload()) == 2
    for value in (message["Subject"], message["To"]):
        assert "\r" not in str(make_header(decode_header(value.replace("\r\n ", " "))))


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=120))
def test_names_and_subjects_are_read_as_they_were(text: str) -> None:
    content = build(Mail((Mailbox("c@ac-normandie.fr", text),), text, "x"), SENDER, "1", NOW).content
    assert str(make_header(decode_header(message_from_bytes(content)["Subject"]))) == text
    assert read(content)["Subject"] == text
    assert shown(content, "To") == [(text, "c@ac-normandie.fr")]


@pytest.mark.parametrize(
    "address",
    ["", "camille", "camille@", "a@b@c.fr", "a@b.fr\r\nBcc: x@y.fr", "a b@c.fr", "a@localhost", "a,b@c.fr", "é@c.fr"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        checked(address)


def test_an_address_is_written_in_the_form_that_servers_take() -> None:
    assert checked("Camille@Académie.FR") == "Camille@xn--acadmie-eya.fr"


def test_a_mail_to_nobody_is_refused() -> None:
    with pytest.raises(BadAddress):
        build(Mail((), "x", "x"), SENDER, "1", NOW)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://relais.ac-normandie.fr", Server("relais.ac-normandie.fr", 25, False)),
        ("smtp://u:p@mail.fr", Server("mail.fr", 587, False, "u", "p")),
        ("smtps://a%40b.fr:p%3A%2F%C3%A9@mail.fr", Server("mail.fr", 465, True, "a@b.fr", "p:/é")),
        ("smtps://mail.fr:2465", Server("mail.fr", 2465, True)),
        ("smtp://[::1]:2525", Server("::1", 2525, False)),
    ],
)
def test_the_servers_address_is_read(url: str, server: Server) -> None:
    assert Server.at(url) == server


@pytest.mark.parametrize("url", ["http://mail.fr", "smtp://", "smtp://u:secret@mail.fr:port", "mail.fr"])
def test_a_wrong_address_of_a_server_is_refused_without_being_told(url: str) -> None:
    with pytest.raises(ValueError, match="not a mail server's address") as refused:
        Server.at(url)
    assert "secret" not in repr(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


async def test_without_a_server_each_mail_is_a_file_whole_and_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mailer = open_mailer(None, SENDER.address, lambda: NOW, name=SENDER.name, folder=tmp_path / "mail")
    assert isinstance(mailer, FileMailer)
    with caplog.at_level(logging.INFO, "bot"):
        assert (await mailer.send(LETTER, "17.abc")).ok
        assert (await mailer.send(LETTER, "17.abc")).ok
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "17.abc.eml"
    check_letter(file.read_bytes())
    assert "17.abc" in caplog.text
    assert "durand" not in caplog.text.lower()


async def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    mailer = FileMailer(tmp_path / "mail", SENDER, lambda: NOW)
    assert await mailer.send(LETTER, "1") == Outcome(Fate.UNREACHABLE)


async def test_a_bad_address_is_for_the_telephone(tmp_path: Path) -> None:
    mail = Mail((Mailbox("camille"),), "x", "x")
    assert await FileMailer(tmp_path, SENDER, lambda: NOW).send(mail, "1") == Outcome(Fate.BLOCKED)
    assert await SmtpMailer(Server("127.0.0.1", 9, False), SENDER, lambda: NOW).send(mail, "1") == Outcome(Fate.BLOCKED)


class Post:
    """A mail server's handler: keeps what it is sent, and answers as told."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes, bool]] = []
        self.answers: dict[str, str] = {}  # By address, «MAIL» or «DATA».
        self.hang = 0.0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.mails.append((envelope.rcpt_tos, envelope.content, session.ssl is not None))
        if self.hang:
            await asyncio.sleep(self.hang)
        return answer


@contextlib.asynccontextmanager
async def serving(post: Post, port: int = 0, **options: Any) -> AsyncIterator[int]:
    """Run a real SMTP server on the loopback and give its port."""
    implicit = options.pop("implicit", None)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(post, hostname="mail.test", loop=asyncio.get_running_loop(), **options), "127.0.0.1", port,
        ssl=implicit,
    )  # fmt: skip
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0.05)  # The server's own tasks see their connections end.


def mailer_to(port: int, **options: Any) -> SmtpMailer:
    user, password = options.pop("login", ("", ""))
    server = Server(options.pop("host", "127.0.0.1"), port, options.pop("tls", False), user, password)
    return SmtpMailer(server, SENDER, lambda: NOW, timeout=options.pop("seconds", 5.0), **options)


async def test_a_real_server_gets_the_mail_whole() -> None:
    post = Post()
    async with serving(post) as port:
        assert (await mailer_to(port).send(LETTER, "17.abc")).ok
    ((recipients, content, _),) = post.mails
    assert recipients == ["camille.durand@ac-normandie.fr", "diepat@education.gouv.fr", "denis@ac-normandie.fr"]
    check_letter(content)


async def test_a_server_that_is_down_loses_nothing_and_gets_it_when_back() -> None:
    post = Post()
    async with serving(post) as port:
        pass
    mailer = mailer_to(port)
    assert (await mailer.send(LETTER, "17.abc")).fate is Fate.UNREACHABLE
    async with serving(post, port):
        assert (await mailer.send(LETTER, "17.abc")).ok
    ((_, content, _),) = post.mails
    check_letter(content)


CAMILLE = "camille.durand@ac-normandie.fr"


@pytest.mark.parametrize(
    ("answers", "fate", "status"),
    [
        ({"MAIL": "451 later"}, Fate.THROTTLED, 451),
        ({"MAIL": "550 who are you"}, Fate.REFUSED, 550),
        ({CAMILLE: "450 grey list"}, Fate.THROTTLED, 450),
        ({CAMILLE: "550 no such user"}, Fate.BLOCKED, 550),
        ({"denis@ac-normandie.fr": "450 grey list"}, Fate.THROTTLED, 450),
        ({"denis@ac-normandie.fr": "550 no such user"}, Fate.OK, 250),
        ({"DATA": "452 disk full"}, Fate.THROTTLED, 452),
        ({"DATA": "554 looks like spam"}, Fate.REFUSED, 554),
    ],
)
async def test_what_the_server_says_is_understood(answers: dict[str, str], fate: Fate, status: int) -> None:
    post = Post()
    post.answers = answers
    async with serving(post) as port:
        outcome = await mailer_to(port).send(LETTER, "17.abc")
    assert (outcome.fate, outcome.status) == (fate, status)
    assert len(post.mails) == (fate is Fate.OK)


async def test_an_answer_lost_after_the_message_is_in_doubt() -> None:
    post = Post()
    post.hang = 0.6
    async with serving(post) as port:
        assert await mailer_to(port, seconds=0.2).send(LETTER, "17.abc") == Outcome(Fate.AMBIGUOUS)
        await asyncio.sleep(0.6)
    assert len(post.mails) == 1


async def test_a_server_that_never_answers_is_not_waited_for() -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        outcome = await mailer_to(server.sockets[0].getsockname()[1], seconds=0.2).send(LETTER, "1")
        await asyncio.sleep(0.6)
    assert outcome.fate is Fate.UNREACHABLE


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context for «localhost», and a client's that trusts it."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


async def test_tls_is_used_as_soon_as_offered_and_a_strangers_certificate_is_not_believed(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, trust = certificate
    post = Post()
    async with serving(post, tls_context=server, require_starttls=True) as port:
        assert (await mailer_to(port, host="localhost", trust=trust).send(LETTER, "17.abc")).ok
        assert (await mailer_to(port, host="localhost").send(LETTER, "17.abc")).fate is Fate.UNREACHABLE
    async with serving(post, implicit=server) as port:
        assert (await mailer_to(port, host="localhost", tls=True, trust=trust).send(LETTER, "17.abc")).ok
    assert [encrypted for *_, encrypted in post.mails][0] is True
    assert len(post.mails) == 2


async def test_the_password_is_given_and_a_wrong_one_can_be_put_right(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, trust = certificate
    post = Post()
    asked: list[tuple[bytes, bytes]] = []

    def authenticator(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        asked.append((data.login, data.password))
        return AuthResult(success=data.password == "clé".encode(), handled=False)

    async with serving(post, tls_context=server, authenticator=authenticator, auth_required=True) as port:
        good = mailer_to(port, host="localhost", trust=trust, login=("moi", "clé"))
        assert (await good.send(LETTER, "17.abc")).ok
        wrong = mailer_to(port, host="localhost", trust=trust, login=("moi", "faux"))
        outcome = await wrong.send(LETTER, "17.abc")
    assert (outcome.fate, outcome.status) == (Fate.UNREACHABLE, 535)
    assert len(post.mails) == 1
    assert (b"moi", "clé".encode()) in asked


async def test_a_password_does_not_leave_this_machine_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    asked: list[Any] = []

    def authenticator(*data: Any) -> AuthResult:
        asked.append(data)
        return AuthResult(success=True)

    async with serving(post, authenticator=authenticator, auth_require_tls=False) as port:
        assert (await mailer_to(port, login=("moi", "mot")).send(LETTER, "1")).ok  # The loopback is this machine.
        monkeypatch.setattr(Server, "is_loopback", property(lambda _: False))
        outcome = await mailer_to(port, login=("moi", "mot")).send(LETTER, "1")
    assert outcome.fate is Fate.UNREACHABLE
    assert len(asked) == 1
    assert base64.b64encode(b"mot") not in b"".join(content for _, content, _ in post.mails)
