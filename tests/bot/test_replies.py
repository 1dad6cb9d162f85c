"""Answers by mail: a real conversation through files and an IMAP server; hostile mails are refused, and none is kept."""

from __future__ import annotations

import asyncio
import re
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from bot.mail import FileMailer, mail_key
from bot.mail_in import (
    MOST_BYTES,
    FetchedMail,
    ImapInbox,
    Inbox,
    InboxUnavailable,
    MaildirInbox,
    Unfit,
    inbox_at,
    read_mail,
)
from bot.replies import Replies
from bot.serving import _mail
from dialogs.core.context import Post
from dialogs.core.exchange import Letter, Mailbox
from dialogs.core.texts import MANY_MAILS
from storage.tables import application, event
from storage.transaction import transaction
from tests.dialogs.applying import MAIL, deposit
from tests.dialogs.asking import SCHOOL, does, log, moves, rows
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk

ADDRESS = "assistance@example.org"
CONTACT = "blanc@example.org"
TOKEN = "0123456789abcdef01234567"


def maildir(folder: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def written(to: str, text: str, sender: str = CONTACT, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Mme Blanc <{sender}>", to, headers.pop("Subject", "Re: Demande")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def drop(folder: Path, mail: EmailMessage | bytes, name: str = "1.eml") -> None:
    (folder / "new" / name).write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())


def box(office: Office, inbox: Inbox) -> Replies:
    return Replies(office.storage, inbox, ADDRESS, lambda: office.services.delays, office.clock.now, checked=True)


async def letters(office: Office, folder: Path) -> list[EmailMessage]:
    """Send what is due; return the mails as a reader gets them."""
    office.services = replace(office.services, post=Post(replies=ADDRESS))
    mailer = FileMailer(folder, Mailbox("assistant@example.org"), office.clock.now)
    for row, shown in await delivered(office):
        if isinstance(shown, Letter):
            await mailer.send(_mail(shown), mail_key(row.id, row.notice.key))
    return emptied(folder)


def emptied(folder: Path) -> list[EmailMessage]:
    """Return the mails of a folder, which has none then."""
    paths = sorted(folder.glob("*.eml"))
    found = [message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default) for path in paths]
    for path in paths:
        path.unlink()
    return found


async def asked(office: Office, folder: Path) -> tuple[Talk, str]:
    """Return the expert of a request whose contact has an address alone, and the address that answers it."""
    expert = office.talk("expert")
    await expert.opens()
    await log(expert, SCHOOL, "TRESO", "Bloqué.", "Mme Blanc", "gestionnaire", CONTACT, "non", "passer", "passer",
              send="enregistrer et prendre en charge")  # fmt: skip
    mails = await letters(office, folder / "sent")
    (to,) = {re.search(r"assistance\+\w+@[\w.]+", str(mail["Reply-To"]))[0] for mail in mails}  # type: ignore[index]
    return expert, to


async def test_a_contact_answers_by_mail_and_the_expert_reads_it(offices: Office, tmp_path: Path) -> None:
    expert, to = await asked(offices, tmp_path)
    folder = maildir(tmp_path / "box")
    assert re.fullmatch(r"assistance\+[0-9a-f]{24}@example\.org", to)
    await does(expert, "put_on_hold", "De l’établissement", "lundi", "Le numéro du flux")
    (awaited,) = [one for one in await letters(offices, tmp_path / "sent") if "attend" in one["Subject"]]
    assert "Pour répondre, écrivez au-dessus" in awaited.get_content()
    quoted = "\n".join(f"> {line}" for line in awaited.get_content().splitlines())
    text = f"Bonjour,\n\nLe flux rejeté est le 4512.\n\nCordialement,\nMme Blanc\ngestionnaire\n\nLe jeu. 25 janv. 2024 à 10:00, Assistant a écrit :\n{quoted}\n"
    drop(folder, written(to, text, Message_ID="<1@example.org>"))
    replies = box(offices, MaildirInbox(folder))
    assert await replies.look() == {"taken": 1}
    assert list(folder.rglob("*.eml*")) == [], "what the request has is removed"
    assert (await rows(offices))[0]["status"] == "assigned", "what waited for the school goes on"
    told = [
        shown.text
        for row, shown in await delivered(offices)
        if row.notice.to == expert.key and not isinstance(shown, Letter)
    ]
    assert any("Mme Blanc vous écrit" in one and "Le flux rejeté est le 4512." in one for one in told), told
    assert not any("Cordialement" in one or ">" in one for one in told)
    # The same mail once more, by another replica: one effect.
    drop(folder, written(to, text, Message_ID="<1@example.org>"))
    before = await moves(offices)
    assert await replies.look() == {"taken": 1}
    assert await moves(offices) == before
    assert before.count("message") == 1


@pytest.mark.parametrize("named", ["<same@example.org>", "<>", "< >", " "])
async def test_mails_of_the_same_name_are_each_stored_and_only_then_removed(
    offices: Office, tmp_path: Path, named: str
) -> None:
    expert, to = await asked(offices, tmp_path)
    folder = maildir(tmp_path / "box")
    first, second = (
        f"Message-ID: {named}\n".encode() + written(to, text).as_bytes()
        for text in ("Le flux est le 4512.", "Et le 4513.")
    )
    drop(folder, first, "1.eml")
    drop(folder, second, "2.eml")
    replies = box(offices, MaildirInbox(folder))
    assert await replies.look() == {"taken": 2}
    said = await expert.says("où en est la demande DA-2024-0001 ?")
    assert "Le flux est le 4512." in said
    assert "Et le 4513." in said
    drop(folder, first, "3.eml")  # Fetched once more, as after a stop.
    assert await replies.look() == {"taken": 1}
    assert (await moves(offices)).count("message") == 2
    assert list(folder.rglob("*.eml*")) == []


async def test_the_same_words_on_another_day_are_another_mail(office: Office, tmp_path: Path) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    for day in (24, 25):
        date = f"Wed, {day} Jan 2024 10:00:00 +0100"
        drop(folder, written(to, "Oui.", Message_ID="<same@example.org>", Date=date), f"{day}.eml")
    assert await box(office, MaildirInbox(folder)).look() == {"taken": 2}
    assert (await moves(office)).count("message") == 2


async def test_only_the_contact_is_heard_and_the_former_one_no_more(office: Office, tmp_path: Path) -> None:
    expert, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    drop(folder, written(to, "Annulez tout.", sender="autre@example.org"))
    replies = box(office, MaildirInbox(folder))
    assert await replies.look() == {"unknown": 1}
    assert [path.name for path in (folder / "cur").iterdir()] == ["1.eml:2,S"], "it stays for somebody to look at"
    assert await replies.look() == {}
    await expert.says("pour la 1 c'est Mme Lamy qu'il faut appeler au 04 42 91 70 13, lamy@example.org")
    await expert.says("oui")
    drop(folder, written(to, "Je suis encore là ?"), "2.eml")
    drop(folder, written(to, "Je suis la nouvelle.", sender="lamy@example.org"), "3.eml")
    assert await replies.look() == {"unknown": 2}, "the token of before is nobody's"
    assert "message" not in await moves(office)
    (new,) = [mail for mail in await letters(office, tmp_path / "sent") if "lamy" in mail["To"]]
    drop(folder, written(str(new["Reply-To"]), "Je suis la nouvelle."), "4.eml")
    assert await replies.look() == {"unknown": 1}
    drop(folder, written(str(new["Reply-To"]), "Je suis la nouvelle.", sender="LAMY@example.org"), "5.eml")
    assert await replies.look() == {"taken": 1}


def html_only(to: str) -> EmailMessage:
    mail = written(to, "")
    mail.set_content("<p>Bonjour <script>alert(1)</script></p>", subtype="html")
    return mail


@pytest.mark.parametrize(
    ("mail", "outcome", "told"),
    [
        (lambda to: written(to, "Absente", Auto_Submitted="auto-replied"), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Absente", Precedence="bulk"), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Absente", Subject="Réponse automatique : Demande"), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Liste", List_Id="<liste.example.org>"), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Rebond", Return_Path="<>"), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Boucle", X_Auto_Response_Suppress="All"), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Boucle", sender=ADDRESS), Unfit.AUTOMATIC, False),
        (lambda to: written(to, "Forgé", Authentication_Results="mx.example.org; dmarc=fail"), Unfit.BROKEN, False),
        (lambda to: written(to.replace("+", "-"), "Sans jeton"), Unfit.STRANGER, False),
        (lambda to: written(re.sub(r"\+\w+@", f"+{TOKEN}@", to), "Jeton deviné"), "unknown", False),
        (lambda to: written(to, "x" * (MOST_BYTES + 10)), Unfit.TOO_LARGE, True),
        (html_only, Unfit.NO_TEXT, True),
        (lambda to: written(to, "> rien que du texte cité\n> et rien d'autre"), Unfit.NO_TEXT, True),
        (lambda to: written(to, "mon mot de passe est Toto1234!"), "secret", True),
    ],
)  # fmt: skip
async def test_hostile_and_empty_mails_are_refused(
    office: Office, tmp_path: Path, mail: object, outcome: str, told: bool
) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    drop(folder, mail(to))  # type: ignore[operator]
    before = await moves(office)
    assert await box(office, MaildirInbox(folder)).look() == {str(outcome): 1}
    assert await moves(office) == before
    refused = [one for one in await letters(office, tmp_path / "sent") if "pas été prise" in one["Subject"]]
    assert [CONTACT in one["To"] for one in refused] == [True] * told


@pytest.mark.parametrize(
    ("finding", "unfit"),
    [
        ("mx.example.org; dmarc=pass header.from=example.org", None),
        ("mx.example.org; spf=fail; dkim=pass; dmarc = pass", None),
        ("mx.example.org; dmarc=none; spf=pass smtp.mailfrom=example.org", None),
        ("mx.example.org; dmarc=none; spf=softfail; dkim=pass", None),
        ("mx.example.org; dmarc=fail", Unfit.BROKEN),
        ("mx.example.org; dmarc = fail", Unfit.BROKEN),
        ("mx.example.org; DMARC\t=\tFail (p=none)", Unfit.BROKEN),
        ("mx.example.org; spf=pass; dmarc=fail", Unfit.BROKEN),
        ("mx.example.org; (dmarc=pass) dmarc=fail", Unfit.BROKEN),
        ("mx.example.org; dmarc=none; spf=fail", Unfit.BROKEN),
        ("mx.example.org; dmarc=none", Unfit.BROKEN),
        ("mx.example.org; none", Unfit.BROKEN),
        ("mx.example.org; dmarc=temperror; spf=fail; x-dkim=pass", Unfit.BROKEN),
        (None, Unfit.UNCHECKED),
    ],
)
def test_a_sender_is_believed_as_the_server_found_it(finding: str | None, unfit: Unfit | None) -> None:
    headers = {"Authentication_Results": finding} if finding else {}
    mail = written(f"assistance+{TOKEN}@example.org", "Bonjour, le flux est le 4512.", **headers).as_bytes()
    assert read_mail(mail, ADDRESS).unfit is unfit
    assert read_mail(mail, ADDRESS, checked=True).unfit is (unfit if finding else None)


async def test_a_mail_whose_sender_nobody_checked_stays_in_the_folder(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    drop(folder, written(to, "Le flux est le 4512."))
    strict = Replies(office.storage, MaildirInbox(folder), ADDRESS, lambda: office.services.delays, office.clock.now)
    assert await strict.look() == {"unchecked": 1}
    assert [path.name for path in (folder / "cur").iterdir()] == ["1.eml:2,S"]
    assert "REPLY_SENDERS_CHECKED" in caplog.text
    assert "message" not in await moves(office)


@pytest.mark.parametrize(
    ("text", "kind"), [("Le flux {number}.", "request_message"), ("> {number}", "request_mail_refused")]
)
async def test_many_mails_of_one_contact_are_kept_and_ten_an_hour_are_told(
    office: Office, tmp_path: Path, text: str, kind: str
) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    for number in range(13):
        drop(folder, written(to, text.format(number=number), Message_ID=f"<{number}@example.org>"), f"{number:02}.eml")
    await box(office, MaildirInbox(folder)).look()
    kept, refused = (await moves(office)).count("message"), kind == "request_mail_refused"
    assert kept == (0 if refused else 13)
    told = [shown for row, shown in await delivered(office) if row.notice.kind == kind]
    assert len(told) == 10
    assert sum(MANY_MAILS in shown.text for shown in told) == (0 if refused else 1)
    office.clock.forward(hours=1.1)
    drop(folder, written(to, text.format(number=99), Message_ID="<99@example.org>"))
    await box(office, MaildirInbox(folder)).look()
    assert len([row for row, _ in await delivered(office) if row.notice.kind == kind]) == 1


class Faulty(MaildirInbox):
    """A folder that cannot be read so many times, whatever the fault; ``bad``: a mail that cannot be handled."""

    def __init__(self, folder: Path, faults: int, *, bad: bool = False) -> None:
        super().__init__(folder)
        self.faults, self.bad = faults, bad

    def fetch(self) -> list[FetchedMail]:
        self.faults -= 1
        if self.faults >= 0:
            raise RuntimeError("anything")
        bad = [FetchedMail("bad.eml", None)] if self.bad else []  # type: ignore[arg-type]
        return [*bad, *super().fetch()]


async def test_the_loop_goes_on_after_any_fault_with_longer_pauses(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    drop(folder, written(to, "Le flux est le 4512."))
    registry = CollectorRegistry()
    replies = Replies(office.storage, Faulty(folder, 3), ADDRESS, lambda: office.services.delays, office.clock.now, checked=True,
                      poll=60, registry=registry)  # fmt: skip
    assert [await replies.look_safely() for _ in range(3)] == [120, 240, 480]
    assert registry.get_sample_value("assistant_replies_failing") == 3
    assert len(re.findall(r"INC-\w{8} answers by mail cannot be read", caplog.text)) == 3
    assert await replies.look_safely() == 60
    assert registry.get_sample_value("assistant_replies_failing") == 0
    assert (await moves(office)).count("message") == 1
    assert [await Replies(office.storage, Faulty(folder, 99), ADDRESS, lambda: office.services.delays, office.clock.now,
                          poll=600).look_safely()] == [900]  # fmt: skip


async def test_the_loop_itself_takes_what_has_come_once_the_fault_is_over(office: Office, tmp_path: Path) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    drop(folder, written(to, "Le flux est le 4512."))
    inbox = Faulty(folder, 2)
    replies = Replies(
        office.storage, inbox, ADDRESS, lambda: office.services.delays, office.clock.now, checked=True, poll=0.01
    )
    replies.start()
    async with asyncio.timeout(120):
        while list((folder / "new").iterdir()):  # noqa: ASYNC110 - a folder tells nobody that it has changed
            await asyncio.sleep(0.01)
    await replies.stop()
    assert (await moves(office)).count("message") == 1


async def test_a_mail_that_cannot_be_handled_holds_up_no_other(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    drop(folder, written(to, "Le flux est le 4512."))
    assert await box(office, Faulty(folder, 0, bad=True)).look() == {"failed": 1, "taken": 1}
    assert re.search(r"INC-\w{8} an answer by mail cannot be handled", caplog.text)
    assert (await moves(office)).count("message") == 1


def test_a_folder_that_cannot_be_written_is_unavailable_and_no_bug(tmp_path: Path) -> None:
    folder = maildir(tmp_path / "box")
    (folder / "new" / "1.eml").mkdir()
    with pytest.raises(InboxUnavailable):
        MaildirInbox(folder).settle(["1.eml"], [])


async def test_files_are_left_aside_and_it_is_said(office: Office, tmp_path: Path) -> None:
    expert, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    mail = written(to, "Voici la capture demandée.")
    mail.add_alternative("<p>Voici <img src='https://example.org/x'></p>", subtype="html")
    mail.add_attachment(b"MZ\x00", maintype="application", subtype="octet-stream", filename="facture.exe")
    drop(folder, mail)
    assert await box(office, MaildirInbox(folder)).look() == {"taken": 1}
    said = await expert.says("où en est la demande DA-2024-0001 ?")
    assert "Voici la capture demandée." in said
    assert "Fichiers joints non repris" in said
    assert "<p>" not in said


async def test_what_is_over_takes_nothing_more(office: Office, tmp_path: Path) -> None:
    expert, to = await asked(office, tmp_path)
    folder = maildir(tmp_path / "box")
    await does(expert, "cancel", "Hors du périmètre des experts", "passer")
    await letters(office, tmp_path / "sent")
    drop(folder, written(to, "Et ma demande ?"))
    assert await box(office, MaildirInbox(folder)).look() == {"ended": 1}
    (mail,) = await letters(office, tmp_path / "sent")
    assert "terminée" in mail.get_content()
    assert mail["Reply-To"] is None


@pytest.mark.parametrize("raw", [b"", b"\x00" * 100, b"From: \xff\xfe\r\n\r\n", b"From: a@b\r\nFrom: c@d\r\nTo: x\r\n\r\nx",
                                 b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 10_000,
                                 b"From: <a@b>\r\nTo: " + b"a@b," * 50_000 + b"\r\n\r\nx"])  # fmt: skip
def test_what_is_no_mail_is_read_without_harm(raw: bytes) -> None:
    assert read_mail(raw, ADDRESS).unfit is not None


def test_without_the_setting_a_mail_says_to_write_to_the_service() -> None:
    assert Post().reply_address(TOKEN) == ""
    assert Post(replies=ADDRESS).reply_address("") == ""


# An IMAP server with one folder, of which the client asks what any server would be asked.


class Server(socketserver.StreamRequestHandler):
    mails: dict[int, bytes]
    flags: dict[int, set[str]]
    said: list[str]

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self.said.append(command)
            for part in self._answers(command):
                self.wfile.write(part)
            done = b"BAD" if command.startswith("LOGIN") and "secret" not in command else b"OK"
            self.wfile.write(tag.encode() + b" " + done + b" done\r\n")
            if command == "LOGOUT":
                return

    def _answers(self, command: str) -> Iterator[bytes]:
        if command == "CAPABILITY":
            yield b"* CAPABILITY IMAP4REV1\r\n"
        elif command.startswith("SELECT"):
            yield f"* {len(self.mails)} EXISTS\r\n".encode()
        elif command == "UID SEARCH UNSEEN":
            unseen = [str(uid) for uid in self.mails if r"\Seen" not in self.flags[uid]]
            yield f"* SEARCH {' '.join(unseen)}\r\n".encode()
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0\.(\d+)>\)", command):
            raw = self.mails[int(found[1])][: int(found[2])]
            yield f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        elif found := re.fullmatch(r"UID STORE ([\d,]+) \+FLAGS \((.+)\)", command):
            for uid in found[1].split(","):
                self.flags[int(uid)] |= set(found[2].split())
        elif command == "EXPUNGE":
            for uid in [uid for uid in self.mails if r"\Deleted" in self.flags[uid]]:
                del self.mails[uid]


@contextmanager
def imap(mails: Sequence[bytes]) -> Iterator[tuple[int, type[Server]]]:
    kept = dict(enumerate(mails, 1))
    handler = type("One", (Server,), {"mails": kept, "flags": {uid: set() for uid in kept}, "said": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], handler
        finally:
            server.shutdown()


async def test_the_same_conversation_through_an_imap_server(office: Office, tmp_path: Path) -> None:
    expert, to = await asked(office, tmp_path)
    mails = [written(to, "Le flux est le 4512.").as_bytes(), written(to, "Spam", sender="autre@example.org").as_bytes(),
             written(to, "x" * (2 * MOST_BYTES)).as_bytes()]  # fmt: skip
    with imap(mails) as (port, server):
        inbox = inbox_at(f"imap://opale:secret@127.0.0.1:{port}/Assistance")
        assert isinstance(inbox, ImapInbox)
        assert await box(office, inbox).look() == {"taken": 1, "unknown": 1, "too_large": 1}
        assert sorted(server.mails) == [2, 3], "what was taken is gone, what was not is left"
        assert await box(office, inbox).look() == {}
        assert 'SELECT "Assistance"' in server.said
        with pytest.raises(InboxUnavailable):
            await box(office, inbox_at(f"imap://opale:faux@127.0.0.1:{port}/")).look()
    with pytest.raises(InboxUnavailable):
        await box(office, inbox_at(f"imap://opale:secret@127.0.0.1:{port}/")).look()
    assert "Le flux est le 4512." in await expert.says("où en est la demande DA-2024-0001 ?")


@pytest.mark.parametrize(
    "url",
    ["imap://a:b@example.org", "imaps://example.org", "http://a:b@example.org", "maildir://x/y", 'imaps://a:b@h/x"y'],
)
def test_where_mails_are_read_is_a_safe_place(url: str) -> None:
    with pytest.raises(ValueError, match="not a mail folder's address"):
        inbox_at(url)


async def test_a_candidate_answers_by_mail_and_the_sa_eple_reads_it(offices: Office, tmp_path: Path) -> None:
    agent, chief = offices.talk(), offices.talk("saeple")
    await chief.opens()
    await deposit(agent)
    async with transaction(offices.storage, offices.clock.now()) as tx:
        await tx.connection.execute(sa.update(application).values(tenant=None, oid=None))  # As one that came by mail.
        await tx.commit()
    await letters(offices, tmp_path / "sent")
    await chief.says("message pour CA-2024-0001 : quel est votre diplôme ?")
    await chief.says("oui")
    (asked_for,) = await letters(offices, tmp_path / "sent")
    assert "Pour répondre, écrivez au-dessus" in asked_for.get_content()
    to = str(asked_for["Reply-To"].addresses[0].addr_spec)
    folder = maildir(tmp_path / "box")
    drop(folder, written(to, "Un master.", sender=MAIL, Message_ID="<1@example.org>"))
    drop(folder, written(to, "C'est moi.", sender="mallory@example.org", Message_ID="<2@example.org>"), "2.eml")
    assert await box(offices, MaildirInbox(folder)).look() == {"taken": 1, "unknown": 1}
    told = [shown.text for row, shown in await delivered(offices) if row.notice.to == chief.key]
    assert any("Un master." in one for one in told), told
    assert "Un master." in await chief.says("statut CA-2024-0001")
    drop(folder, written(to, "Un master.", sender=MAIL, Message_ID="<1@example.org>"))
    drop(folder, written(to, "mon mot de passe est Soleil2024!", sender=MAIL, Message_ID="<3@example.org>"), "3.eml")
    assert await box(offices, MaildirInbox(folder)).look() == {"taken": 1, "secret": 1}
    (refused,) = await letters(offices, tmp_path / "sent")
    assert "mot de passe" in refused.get_content()
    async with offices.storage.reading() as connection:
        said = (await connection.execute(sa.select(event.c.reason).where(event.c.move == "message"))).scalars().all()
    assert list(said) == ["quel est votre diplôme ?", "Un master."]
