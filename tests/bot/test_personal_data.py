"""One person's data, word by word: where they are before and after erasure, and after their time; in database, files, log."""

from __future__ import annotations

import io
import logging
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.duties import ErasedMails, OldMails
from bot.mail import FileMailer, mail_key
from bot.serving import _mail, notice, retention
from bot.timers import Timers
from dialogs.assistance.texts import BUTTON_HELPED, SHARE_SEND
from dialogs.core.exchange import Letter, Mailbox
from dialogs.people import texts as privacy
from storage.actions.erasures import Retention, erase, purge
from storage.engine import Storage
from storage.tables import batch, batch_line, metadata, plan_action, question_log, solved_case
from storage.transaction import transaction
from tests.dialogs.applying import decide, deposit, take_in
from tests.dialogs.asking import appointed, ask, does
from tests.dialogs.delivering import delivered
from tests.dialogs.test_erasure import answer, request
from tests.dialogs.test_handover import pass_on
from tests.talk import Office, Talk

pytestmark = pytest.mark.both

OID = "7a7a7a7a-7a7a-4a7a-8a7a-7a7a7a7a7a7a"
MAIL = "zephirine.quatrebarbes@example.org"
OTHER = "DA-2024-0002"  # The request of somebody else, where the person is named.
# What is planted, by the word that is searched for. Words that others write about the person are among them.
WORDS = {
    "identifiant": OID,
    "nom": "Quatrebarbes",
    "courriel": MAIL,
    "téléphone": "04 42 91 70 77",
    "motivation": "MOTIVATIONUNIQUE",
    "motif du retrait": "RETRAITUNIQUE",
    "motif de la décision": "DECISIONUNIQUE",
    "précisions": "PRECISIONSUNIQUES",
    "compte rendu": "COMPTERENDUUNIQUE",
    "avis": "AVISUNIQUE",
    "question répondue": "QUESTIONUNIQUE",
    "question en attente": "ATTENTEUNIQUE",
    "brouillon": "BROUILLONUNIQUE",
    "question non comprise": "Zéphirine",
    "cas non publié": "CASUNIQUE",
}
Places = Mapping[str, frozenset[str]]


@dataclass
class House:
    """The assistant with its folder of mails, its log and, on SQLite, its files."""

    office: Office
    mails: Path
    log: pytest.LogCaptureFixture

    async def deliver(self) -> None:
        """Send what is due: mails to the folder, as without a mail server."""
        mailer = FileMailer(self.mails, Mailbox("assistant@example.org"), self.office.clock.now)
        for row, shown in await delivered(self.office):
            if isinstance(shown, Letter):
                await mailer.send(_mail(shown), mail_key(row.id, row.notice.key))

    async def pass_time(self, **by: float) -> None:
        """Let time pass, and do what the nights in between do."""
        self.office.clock.forward(**by)
        storage, clock = self.office.storage, self.office.clock.now
        async with transaction(storage, clock()) as tx:
            await purge(tx, Retention())
            await tx.commit()
        await Timers(storage, [ErasedMails(storage, self.mails), OldMails(self.mails, Retention().mails)], clock).look()

    async def places(self) -> Places:
        """Return where each word is: tables by name, «fichier» for the database's own files, «courriels», «journal»."""
        found: dict[str, set[str]] = {name: set() for name in WORDS}
        for place, text in await self._texts():
            for name, word in WORDS.items():
                if word.casefold() in text.casefold():
                    found[name].add(place)
        return {name: frozenset(places) for name, places in found.items()}

    async def _texts(self) -> list[tuple[str, str]]:
        texts = [("journal", self.log.text)]
        async with self.office.storage.reading() as connection:
            for table in metadata.sorted_tables:
                columns = [sa.cast(column, sa.Text) for column in table.c]
                rows = await connection.execute(sa.select(*columns))
                texts += [(table.name, "\n".join(str(value) for value in row)) for row in rows]
                # SQLite keeps JSON with its escapes.
                kept = await connection.execute(sa.select(table))
                texts += [(table.name, "\n".join(str(value) for value in row)) for row in kept]
        texts += [("courriels", _content(path)) for path in self.mails.iterdir()]
        if self.office.storage.path:
            base = self.office.storage.path
            for path in base.parent.glob(f"{base.name}*"):
                raw = path.read_bytes()
                texts += [("fichier", raw.decode(errors="replace"))]
                texts += [("fichier", word) for word in WORDS.values() if _escaped(word) in raw]
        return texts


def _escaped(word: str) -> bytes:
    return word.encode("unicode_escape").replace(b"\\x", b"\\u00")


def _content(path: Path) -> str:
    """Return all that a mail says: headers, texts, and what its documents hold."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        content = part.get_content() if not part.is_multipart() else ""
        if isinstance(content, str):
            parts.append(content)
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as held:
                parts += [held.read(name).decode(errors="replace") for name in held.namelist()]
    return "\n".join(parts)


async def live(house: House) -> Talk:
    """Have the person do everything that leaves something; all that is under way is ended."""
    office = house.office
    talk = office.stranger(OID, "Zéphirine Quatrebarbes")
    expert, member = office.talk("expert"), office.talk("saeple")
    for one in (talk, expert, member):
        await one.opens()
    await deposit(
        talk, "QUATREBARBES Zéphirine", MAIL, "sgac", "0130001F", "v2", "MOTIVATIONUNIQUE", "04 42 91 70 77", "oui"
    )
    await talk.says("retirer ma candidature")
    await talk.says("RETRAITUNIQUE")
    await talk.says("envoyer")
    await deposit(
        talk, "QUATREBARBES Zéphirine", MAIL, "sgac", "0130001F", "v2", "MOTIVATIONUNIQUE", "04 42 91 70 77", "oui"
    )
    await house.deliver()
    await take_in(member, "CA-2024-0002")
    await decide(member, "reject", "DECISIONUNIQUE", "CA-2024-0002")
    await ask(talk, "0130001F", "DEPENSE", "PRECISIONSUNIQUES", "oui", "SG", MAIL, "non", "jeudi matin")
    await does(expert, "take")
    await does(expert, "resolve", "COMPTERENDUUNIQUE")
    await expert.says("partager la 1")
    await expert.presses(SHARE_SEND, {"problem": "CASUNIQUE", "solution": "COMPTERENDUUNIQUE", "topic": "DEPENSE"})
    await expert.says("où en est la demande DA-2024-0001 ?")  # Its card has a button that names the person.
    await solved(office, talk)
    await does(talk, "confirm")
    await does(talk, "rate", inputs={"score": "4", "comment": "AVISUNIQUE"})
    for number, text in enumerate(("QUESTIONUNIQUE ?", "ATTENTEUNIQUE ?"), 1):
        await pass_on(talk, text)
        if number == 1:
            await house.deliver()
            await member.says("questions")
            await member.presses("Répondre à la n°\u00a01")
            for said in ("Oui.", "passer", "envoyer"):
                await member.says(said)
    await talk.says("transmettre une question")
    await talk.says("BROUILLONUNIQUE ?")
    await talk.says("annuler")
    await talk.says("Le zygomar pantographe de Zéphirine Quatrebarbes est-il éligible ?")
    await office.behind.flush()
    # As an earlier version kept it.
    async with office.storage.engine.begin() as connection:
        text = "Que fait Zéphirine QUATREBARBES ?"
        row = {"day": office.clock.now().date(), "call": "x", "decision": "unknown", "score": 0, "text": text}
        await connection.execute(sa.insert(question_log).values(**row))
        await named_by_others(connection, office.clock.now())
    await house.deliver()
    await told_of_by_others(house)
    return talk


async def told_of_by_others(house: House) -> None:
    """Have somebody else's request name the person, as people write: what was told of it, and what is still to be told."""
    office = house.office
    other = office.talk()
    (expert,) = await appointed(office, 1)
    await ask(other, "0130001F", "TRESO", "rappeler mme quatrebarbes, compte zquatrebarbes", "oui", "SG", "04 42 91 70 00", "non", "jeudi")  # fmt: skip
    await does(expert, "take", on=OTHER)
    await expert.says(f"message pour {OTHER} : j’ai vu zéphirine quatrebarbes, petit souci réglé")
    await expert.says("oui")
    await house.deliver()
    await does(
        expert, "resolve", "Le fournisseur était en double : fusionné en séance avec ZEPHIRINE QUATREBARBES.", on=OTHER
    )
    await expert.says(f"message pour {OTHER} : quatrebarbes zephirine est prévenue")
    await expert.says("oui")
    await expert.says(f"note sur {OTHER} : z.quatrebarbes rappelle lundi")
    await expert.says("oui")
    await does(other, "confirm", on=OTHER)
    await office.behind.flush()


async def named_by_others(connection: AsyncConnection, now: datetime) -> None:
    """Have the SA EPLE name the person in its plan of action and in what it does on several at once."""
    action = {"text": "Rappeler Mme Quatrebarbes.", "owner": "Zéphirine Quatrebarbes", "state": "done", "decided_on": now.date(),
              "ended_on": now.date(), "version": 1}  # fmt: skip
    await connection.execute(sa.insert(plan_action).values(**action))
    several = {
        "nonce": "n",
        "given": {"text": "Quatrebarbes part.", "act": "x"},
        "state": "done",
        "made_at": now,
        "ended_at": now,
    }
    made = await connection.execute(sa.insert(batch).values(**several).returning(batch.c.id))
    line = {
        "batch": made.scalar_one(),
        "place": 0,
        "act": "announce",
        "reason": "Vu avec Mme Quatrebarbes.",
        "state": "done",
    }
    await connection.execute(sa.insert(batch_line).values(**line))


async def solved(office: Office, talk: Talk) -> None:
    """Have a case published that names the person by mistake, and helps them."""
    async with office.storage.engine.begin() as connection:
        row = {"reference": "", "topic": "DEPENSE", "problem": "Le flux.", "solution": "Comme pour Mme Quatrebarbes.",
               "state": "published", "since": office.clock.now(), "helped": 0, "version": 1}  # fmt: skip
        await connection.execute(sa.insert(solved_case).values(**row))
    await talk.says("cas 2")
    await talk.presses(BUTTON_HELPED)


def said(places: Places) -> str:
    """Return the table as lines, for whoever reads the test's output."""
    return "\n".join(f"{name:22} {', '.join(sorted(where)) or '–'}" for name, where in places.items())


@pytest.fixture
async def house(offices: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> House:
    for name in ("bot", "dialogs", "storage", "knowledge"):
        caplog.set_level(logging.DEBUG, name)
    return House(offices, tmp_path / "mail", caplog)


OUTSIDE = ("courriels", "fichier", "journal")


def tables(places: Places) -> dict[str, list[str]]:
    """Return the tables of each word alone, those without one left out."""
    held = {name: sorted(where.difference(OUTSIDE)) for name, where in places.items()}
    return {name: where for name, where in held.items() if where}


BEFORE = {
    "identifiant": [
        "address",
        "application",
        "case_helped",
        "conversation",
        "draft",
        "event",
        "focus",
        "inbox",
        "outbox",
        "person",
        "question",
        "request",
    ],
    # The last card that the expert saw has a button that names the person: «Discuter avec …».
    "nom": [
        "application",
        "batch",
        "batch_line",
        "conversation",
        "event",
        "outbox",
        "person",
        "plan_action",
        "question",
        "question_log",
        "request",
        "solved_case",
    ],
    "courriel": ["application", "outbox", "request"],
    "téléphone": ["application"],
    "motivation": ["application"],
    "motif du retrait": ["event"],
    "motif de la décision": ["event"],
    "précisions": ["request"],
    "compte rendu": ["request", "solved_case"],
    "cas non publié": ["solved_case"],
    "avis": ["request"],
    "question répondue": ["question"],
    "question en attente": ["question"],
    "brouillon": ["draft"],
    "question non comprise": [
        "application",
        "conversation",
        "event",
        "outbox",
        "person",
        "plan_action",
        "question",
        "question_log",
        "request",
    ],
}


# What is in mails kept as files, what is left right after erasure, and what time alone leaves.
MAILED = {
    "nom",
    "courriel",
    "motivation",
    "téléphone",
    "question non comprise",
}  # The last one is planted as the first name.
ERASED = {"identifiant": ["address", "outbox"]}
AGED = {"nom": ["solved_case"]}


def written() -> str:
    """Return the table of the page."""
    rows = ["| donnée | avant | après l’effacement | la nuit d’après | sans effacement |", "|---|---|---|---|---|"]
    for name in WORDS:
        before = [*(f"`{table}`" for table in BEFORE.get(name, [])), *(["courriels"] if name in MAILED else [])]
        after, aged = ([f"`{table}`" for table in places.get(name, [])] for places in (ERASED, AGED))
        rows.append(f"| {name} | {', '.join(before)} | {', '.join(after) or '–'} | – | {', '.join(aged) or '–'} |")
    return "\n".join(rows)


def test_the_page_tells_it_as_the_tests_find_it() -> None:
    page = Path("docs/donnees.md").read_text(encoding="utf-8")
    assert page.partition("<!-- données : début -->\n")[2].partition("\n<!-- données : fin -->")[0] == written()


async def test_what_is_erased_is_nowhere_and_the_last_traces_go_with_the_answer(house: House) -> None:
    talk = await live(house)
    before = await house.places()
    assert tables(before) == BEFORE, said(before)
    assert {name for name, where in before.items() if "courriels" in where} == MAILED
    assert not any("journal" in where for where in before.values())
    await request(talk)
    done = await answer(house.office.talk("saeple"), "effacer")
    assert "effacées" in done
    after = await house.places()
    assert tables(after) == ERASED, said(after)
    if house.office.storage.is_sqlite:
        assert {name for name, where in after.items() if "fichier" in where} == {"identifiant"}, said(after)
    await house.deliver()  # The person reads the answer; then comes the night.
    await house.pass_time(hours=12)
    night = await house.places()
    assert {name: where for name, where in night.items() if where} == {}, said(night)
    print(f"\navant\n{said(before)}\n\naprès l’effacement\n{said(after)}\n\nla nuit d’après\n{said(night)}")


async def test_a_person_s_words_stand_in_columns_that_are_marked_and_in_no_other(house: House) -> None:
    """The register, and the masking of names, are made of these marks: a column without one would be in neither."""
    await live(house)
    found = set()
    async with house.office.storage.reading() as connection:
        for table in metadata.sorted_tables:
            for column in table.c:
                values = (await connection.execute(sa.select(column).where(column.is_not(None)))).scalars()
                text = "\n".join(map(str, values)).casefold()
                if any(word.casefold() in text for word in WORDS.values()):
                    found.add(str(column))
    marked = {str(column) for table in metadata.sorted_tables for column in table.c if column.info.get("holds")}
    # The journal of roles and people names them by their key.
    assert {one for one in found - marked if not one.endswith("oid")} == {"event.reference"} & found


async def test_records_that_stay_are_whole_and_lead_to_nobody(house: House) -> None:
    talk = await live(house)
    await request(talk)
    await answer(house.office.talk("saeple"), "effacer")
    async with house.office.storage.reading() as connection:
        cases = (await connection.execute(sa.select(solved_case.c.solution, solved_case.c.helped))).all()
        table = metadata.tables["application"]
        applications = (await connection.execute(sa.select(table).order_by(table.c.reference))).mappings().all()
        request_ = metadata.tables["request"]
        requests = (await connection.execute(sa.select(request_).order_by(request_.c.reference))).mappings().all()
        events = (
            (await connection.execute(sa.select(metadata.tables["event"]).order_by(metadata.tables["event"].c.id)))
            .mappings()
            .all()
        )
        actions = (await connection.execute(sa.select(plan_action.c.text, plan_action.c.owner))).all()
        several = (
            await connection.execute(
                sa.select(batch.c.given, batch_line.c.reason).join(batch_line, batch_line.c.batch == batch.c.id)
            )
        ).all()
    assert [tuple(one) for one in cases] == [("Comme pour Mme ….", 1)]
    assert [tuple(one) for one in actions] == [("Rappeler Mme ….", "Personne effacée")]
    assert [tuple(one) for one in several] == [({"text": "… part.", "act": "x"}, "Vu avec Mme ….")]
    kept = [(one["reference"], one["name"], one["status"], one["answers"]) for one in applications]
    counted = {"function": "sgac", "wave": "v2"}
    assert kept == [
        ("CA-2024-0001", "Personne effacée", "withdrawn", counted),
        ("CA-2024-0002", "Personne effacée", "rejected", counted),
    ]
    assert [(one["reference"], one["contact_name"], one["status"], one["uai"], one["score"]) for one in requests] == [
        ("DA-2024-0001", "Personne effacée", "closed", "0130001F", 4),
        (OTHER, "Camille Roux", "closed", "0130001F", None),
    ]
    others = requests[1]
    assert others["details"] == "rappeler mme …, compte …"
    assert others["report"] == "Le fournisseur était en double : fusionné en séance avec …."
    reasons = [one["reason"] for one in events if one["reference"] == OTHER and one["move"] in ("message", "note")]
    assert reasons == ["j’ai vu …, petit souci réglé", "… est prévenue", "… rappelle lundi"]
    pseudonyms = {one["oid"] for one in (*applications, *events) if str(one["oid"]).startswith("efface-")}
    assert len(pseudonyms) == 1
    assert requests[0]["requester_oid"] in pseudonyms
    moves = [one["move"] for one in events if one["subject"] == "application" and one["reference"] == "CA-2024-0001"]
    assert moves == ["deposit", "withdraw"]
    member = house.office.talk("saeple")
    assert "Personne effacée" in await member.says("statut CA-2024-0002")
    assert "Personne effacée" in await member.says("où en est la demande DA-2024-0001 ?")


@pytest.mark.parametrize(
    ("name", "text", "kept", "contact", "called"),
    [
        ("Anne Petit", "Un petit souci, vu avec anne petit, Mme Petit et apetit.", "Un petit souci, vu avec …, Mme Petit et ….",
         "Anne Petit", "Personne effacée"),
        ("Anne Petit", "Petit souci d’Anne.", "Petit souci d’Anne.", "Paul Petit", "Paul Petit"),
        ("QUATREBARBES Zéphirine", "zephirine a rappelé", "… a rappelé", "Mme Quatrebarbes", "Personne effacée"),
        ("QUATREBARBES Zéphirine", "Voir Paul Quatrebarbes.", "Voir Paul ….", "Paul Quatrebarbes", "Paul Quatrebarbes"),
    ],
)  # fmt: skip
async def test_words_of_the_language_and_the_family_of_who_is_erased_stay(
    office: Office, name: str, text: str, kept: str, contact: str, called: str
) -> None:
    talk, other = office.stranger(OID, name), office.talk()
    await talk.opens()
    await ask(other)
    await office.behind.flush()
    table = metadata.tables["request"]
    async with transaction(office.storage, office.clock.now()) as tx:
        await tx.connection.execute(sa.update(table).values(details=text, contact_name=contact, more={"a": [text]}))
        await erase(tx, talk.key)
        row = (await tx.connection.execute(sa.select(table.c.details, table.c.contact_name, table.c.more))).one()
    assert tuple(row) == (kept, called, {"a": [kept]})


async def test_without_erasure_time_alone_removes_all_but_a_published_case(house: House) -> None:
    await live(house)
    for _ in range(3):
        await house.pass_time(days=Retention().requests + 1)
    after = await house.places()
    outside = {
        name: sorted(where & {"courriels", "journal"}) for name, where in after.items() if where & set(OUTSIDE[::2])
    }
    assert (tables(after), outside) == (AGED, {}), said(after)
    if house.office.storage.is_sqlite:
        assert {name for name, where in after.items() if "fichier" in where} == {"nom"}, said(after)


async def test_mails_and_database_are_their_owners_alone(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.touch(mode=0o644)
    for path in (old, tmp_path / "new" / "fresh.db"):
        storage = Storage.open(f"sqlite+aiosqlite:///{path}")
        async with storage.writing() as connection:
            await connection.exec_driver_sql("CREATE TABLE t (a)")
            await connection.commit()
            for one in path.parent.glob(f"{path.name}*"):
                assert stat.S_IMODE(one.stat().st_mode) == 0o600, one
        await storage.close()


async def test_a_mail_that_is_old_enough_goes_and_a_fresh_one_stays(house: House) -> None:
    await live(house)
    assert stat.S_IMODE(house.mails.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in house.mails.iterdir()} == {0o600}
    count = len(list(house.mails.iterdir()))
    assert count == 2  # The receipt, and the mail that the call asks for; those of what was withdrawn are dropped.
    await house.pass_time(days=Retention().mails - 1)
    assert len(list(house.mails.iterdir())) == count
    await house.pass_time(days=2)
    assert list(house.mails.iterdir()) == []


async def test_only_the_mails_of_who_is_erased_go(house: House) -> None:
    talk = await live(house)
    other = house.office.talk()
    await deposit(other)
    await house.deliver()
    await request(talk)
    await answer(house.office.talk("saeple"), "effacer")
    house.office.clock.forward(minutes=3)
    await Timers(house.office.storage, [ErasedMails(house.office.storage, house.mails)], house.office.clock.now).look()
    left = "\n".join(_content(path) for path in house.mails.iterdir())
    assert "ROUX Camille" in left
    assert "Quatrebarbes".casefold() not in left.casefold()


# The notice, sentence by sentence


@dataclass(frozen=True)
class Promise:
    """What keeps a sentence of the notice: tables, a file of the program, who acts, a test."""

    begins: str
    tables: tuple[str, ...]
    file: str
    who: str
    test: str


ERASURE = "tests/dialogs/test_erasure.py"
HERE = "tests/bot/test_personal_data.py"
PROMISES = (
    Promise("Vous répondre sur l’appel", ("question", "application", "request"), "dialogs/features.py", "programme",
            "tests/dialogs/test_routes.py::test_every_intent_of_the_lexicon_is_heard_and_no_other"),
    Promise("Votre identifiant et votre nom Teams", ("person", "address", "role", "question", "draft", "application", "event"),
            "storage/queries/erasures.py", "personne", f"{ERASURE}::test_all_that_is_kept_is_in_both_files_and_nobody_elses"),
    Promise("Pour une demande d’assistance", ("request",), "storage/queries/erasures.py", "personne",
            f"{ERASURE}::test_all_that_is_kept_is_in_both_files_and_nobody_elses"),
    Promise("Les courriels partent", ("outbox",), "bot/mail.py", "programme",
            f"{HERE}::test_a_mail_that_is_old_enough_goes_and_a_fresh_one_stays"),
    Promise("Les autres questions sont comptées", ("question_log",), "knowledge/identities.py", "programme",
            f"{HERE}::test_what_is_erased_is_nowhere_and_the_last_traces_go_with_the_answer"),
    Promise("{The_service} pour les questions transmises", ("question", "erasure", "application", "request"),
            "dialogs/people/routes.py", "SA EPLE", f"{ERASURE}::test_the_list_is_the_sa_eples"),
    Promise("Un brouillon n’est vu que de vous", ("draft",), "storage/actions/drafts.py", "personne",
            "tests/dialogs/test_button_matrix.py::"),
    Promise("Microsoft achemine", ("address",), "bot/teams/connector.py", "Microsoft",
            "tests/dialogs/test_people.py::test_the_personal_chat_is_learnt_and_lost"),
    Promise("{kept}", ("question", "question_log", "person", "application", "request", "draft"), "storage/actions/erasures.py",
            "programme", f"{HERE}::test_without_erasure_time_alone_removes_all_but_a_published_case"),
    Promise("Le journal garde ensuite", ("event",), "storage/actions/erasures.py", "programme",
            f"{HERE}::test_records_that_stay_are_whole_and_lead_to_nobody"),
    Promise("Vous pouvez voir et télécharger", ("erasure", "outbox"), "dialogs/people/erasures.py", "SA EPLE",
            f"{ERASURE}::test_an_acceptance_erases_in_one_transaction_and_is_answered"),
    Promise("Vous pouvez aussi les faire rectifier", ("person",), "dialogs/people/texts.py", "responsable",
            "tests/dialogs/test_people.py::test_the_notice_names_the_controller_and_the_rights"),
)  # fmt: skip


def test_every_sentence_of_the_notice_has_what_keeps_it() -> None:
    root = Path(__file__).parents[2]
    sentences = [
        sentence.strip()
        for _, text in privacy.SECTIONS
        for sentence in re.split(
            r"\. |\n+",
            text.replace("{for_requests}", privacy.OF_REQUESTS["for_requests"])
            .replace("6.1.e).", "6.1.e)")
            .replace("(www.cnil.fr)", "")
            .strip(),
        )
    ]
    assert [sentence for sentence in sentences if sum(sentence.startswith(one.begins) for one in PROMISES) != 1] == []
    assert len(sentences) == len(PROMISES)
    for one in PROMISES:
        assert set(one.tables) <= set(metadata.tables), one.begins
        assert (root / one.file).is_file(), one.begins
        module, _, name = one.test.partition("::")
        assert f"def {name}" in (root / module).read_text(encoding="utf-8"), one.begins
        assert one.who, one.begins


@pytest.mark.parametrize("name", privacy.PERIODS)
def test_every_period_of_the_notice_is_the_purges(name: str) -> None:
    of: dict[str, Any] = {"question_days": "questions", "log_days": "log", "person_days": "people", "mail_days": "mails",
                          "application_days": "applications", "request_days": "requests", "draft_days": "drafts"}  # fmt: skip
    from bot.settings import load_settings

    settings = load_settings({"ALLOW_ANONYMOUS": "true", "KEEP_QUESTIONS_DAYS": "11", "KEEP_REFUSED_DAYS": "12",
                              "KEEP_REQUESTS_DAYS": "13", "KEEP_DRAFTS_DAYS": "14", "KEEP_MAILS_DAYS": "15"})  # fmt: skip
    assert getattr(notice(settings), name) == getattr(retention(settings), of[name])
    assert timedelta(days=getattr(notice(settings), name)) < timedelta(days=16)
