"""The papers say what the program goes by: its times of keeping, the addresses it calls, its settings; and what is left to write."""

from __future__ import annotations

import asyncio
import re
from dataclasses import fields
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from bot.backup import BACKUP, KEPT_NIGHTS, Rehearsal, every_night, is_missed, nightly
from bot.papers import _HELD, _ONLY_WITH, HERE, TABLES, VALUES, Facts, criteria, gathered, papers, word, write
from bot.serving import KEPT_BY
from bot.settings import _SECRET, Settings, load_settings
from bot.teams.tokens import MICROSOFT_HOSTS, STORAGE_HOSTS
from knowledge.french import PARIS, typeset
from storage.actions.erasures import NAMED, THEIRS, Retention
from storage.backup import DamagedBackup
from storage.engine import Storage
from storage.kept import KINDS
from storage.tables import metadata
from storage.transaction import last_done
from tests.bot.test_commands import bot
from tests.conftest import NOW
from tests.lint.licences import ROOT

GUID = "11111111-1111-4111-8111-111111111111"
# A deployment in which every address and every secret is given, each with a word that is nowhere else.
WHOLE = {
    "MicrosoftAppType": "SingleTenant", "MicrosoftAppId": GUID, "MicrosoftAppPassword": "motdepasseapplication",
    "MicrosoftAppTenantId": GUID, "DATABASE_URL": "postgresql+asyncpg://compte:motdepassebase@base.exemple.fr:5499/assistant",
    "SMTP_URL": "smtps://courrier:motdepassecourriel@relais.exemple.fr", "MAIL_FROM": "assistant@ac-exemple.fr",
    "REPLY_ADDRESS": "reponses@ac-exemple.fr", "REPLY_INBOX": "imaps://boite:motdepasseboite@imap.exemple.fr/Reponses",
    "DATA_CONTROLLER": "La rectrice", "DATA_CONTROLLER_EMAIL": "rgpd@ac-exemple.fr", "DPO_CONTACT": "dpd@ac-exemple.fr",
    "PUBLIC_URL": "https://assistant.ac-exemple.fr", "WEBSITE_URL": "https://www.ac-exemple.fr/assistant",
    "TICKETS_URL": "https://tickets.ac-exemple.fr", "SAEPLE_MEMBERS": GUID, "EXPERTS": GUID, "SAEPLE_GROUPS": GUID,
    "EXPERT_GROUPS": GUID, "METRICS_PORT": "9464",
    **{name: str(number) for number, name in enumerate(
        ("KEEP_INBOX_DAYS", "KEEP_DRAFTS_DAYS", "KEEP_REFUSED_DAYS", "KEEP_REQUESTS_DAYS", "KEEP_QUESTIONS_DAYS", "KEEP_MAILS_DAYS"), 201)},
}  # fmt: skip


def facts(**environ: str) -> Facts:
    return Facts(load_settings(environ or WHOLE), NOW, "Experts Op@le académiques", Rehearsal(4_321, 90_000, 0.4, 1.2))


def texts(of: Facts) -> dict[str, str]:
    return {paper.name: paper.markdown for paper in papers(of)}


def said(document: bytes) -> str:
    made = Document(BytesIO(document))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def test_every_table_that_holds_people_is_in_the_register_and_only_those_there_are() -> None:
    """A person's key, or a marked column, makes a table one of personal data: it has a purpose and a time."""
    told = {table for kind in KINDS for table in kind.tables}
    keyed = {*(table.name for table in THEIRS), *(table.name for table, _ in NAMED)}
    marked = {column.table.name for table in metadata.sorted_tables for column in table.c if column.info.get("holds")}
    assert keyed | marked == told - {"var/mail"}


def test_each_time_of_keeping_is_told_and_comes_from_its_setting() -> None:
    used = {term for kind in KINDS for term in kind.terms}
    assert used == {field.name for field in fields(Retention)} - {"marks"}  # Of timed work, which is nobody's.
    register = texts(facts())["1-registre"]
    keep = [name for name in Settings.model_fields if name.startswith("keep_")]
    assert {*KEPT_BY.values()} == {*keep}
    for name in keep:
        alias = Settings.model_fields[name].alias
        assert f"{WHOLE[str(alias)]}\u00a0jours" in register, alias
        assert f"`{alias}`" in register
    for kind in KINDS:
        assert register.count(f"| {typeset(kind.what)} |") == 1, kind.what


def test_the_page_on_personal_data_has_the_same_table() -> None:
    head, rows = TABLES["retention"](facts(ALLOW_ANONYMOUS="true"))
    page = (ROOT / "docs" / "donnees.md").read_text(encoding="utf-8")
    written = [
        [cell.strip() for cell in line.strip("| ").split(" | ")] for line in page.splitlines() if line.startswith("| ")
    ]
    assert [row for row in written if len(row) == len(head) and row[0] != "---"] == [
        [*map(typeset, row)] for row in (head, *rows)
    ]


def test_every_address_that_may_be_called_is_in_the_matrix_of_flows() -> None:
    matrix = texts(facts())["5-dat"]
    page = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    for host in (*MICROSOFT_HOSTS, *STORAGE_HOSTS):
        named = f"`{'*' if host[0] == '.' else ''}{host}`"
        assert named in matrix
        assert named in page
    # Each setting that is an address, when given, is a line: nothing else is called.
    for host in ("base.exemple.fr", "relais.exemple.fr", "imap.exemple.fr", "login.microsoftonline.com", "graph.microsoft.com",
                 "login.botframework.com", "assistant.ac-exemple.fr"):  # fmt: skip
        assert host in matrix
    assert "5499" in matrix
    assert "9464" in matrix
    local = texts(facts(ALLOW_ANONYMOUS="true"))["5-dat"]
    assert "| assistant | `graph.microsoft.com` |" not in local
    assert "relais.exemple.fr" not in local


def test_every_setting_is_told_as_it_is_and_no_secret_nor_person() -> None:
    of = facts()
    told = texts(of)
    in_force = told["5-dat"].partition("réglages en vigueur")[2]
    for name, field in Settings.model_fields.items():
        line = re.search(rf"^\| `{field.alias}` \| (.+) \|$", in_force, re.MULTILINE)
        assert line, field.alias
        value = getattr(of.settings, name)
        if field.alias in _SECRET:
            assert line[1] == ("réglé" if value else "absent")
        elif isinstance(value, int) and not isinstance(value, bool):
            assert line[1] == str(value)
    everywhere = "\n".join([*told.values(), *(said(word(paper, NOW, "x")) for paper in papers(of))])
    for hidden in ("motdepasse", "compte:", "courrier:", "boite:", GUID):
        assert hidden not in everywhere
    assert {*_HELD} | {"MicrosoftAppId", "MicrosoftAppTenantId"} == {*_SECRET}


def test_the_homologation_has_every_threat_and_every_residual_risk() -> None:
    told = texts(facts())["4-homologation"]
    page = (ROOT / "docs" / "securite.md").read_text(encoding="utf-8")
    threats = [
        line.split(" | ")[0].removeprefix("| ")
        for line in page.splitlines()
        if line.startswith("| ") and "menace" not in line
    ]
    assert len(threats) > 20
    assert [one for one in threats if f"| {one} |" not in told] == []
    left = page.partition("## Ce qui reste ouvert")[2]
    assert told.count("accepté / à réduire") == left.count("\n- ")


@pytest.mark.parametrize("one", criteria()["criterion"], ids=lambda one: one["n"])
def test_each_criterion_of_accessibility_has_a_test_that_is_there_or_a_reason(one: dict[str, str]) -> None:
    assert ("test" in one) is not ("why" in one)
    if "test" in one:
        file, test = one["test"].split("::")
        assert re.search(rf"^(?:async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_is_not_in_force_here_is_said() -> None:
    threats = {row[0] for row in TABLES["threats"](facts())[1]}
    assert all(any(threat.startswith(begins) for threat in threats) for begins in _ONLY_WITH)
    alone = texts(facts(ALLOW_ANONYMOUS="true"))
    assert "la base PostgreSQL a les droits de son serveur" in texts(facts())["4-homologation"]
    assert "la base PostgreSQL a les droits" not in alone["4-homologation"]
    assert all("hors du déploiement" in one for one in alone.values())
    assert not any("hors du déploiement" in one for one in texts(facts()).values())


def test_what_is_not_given_is_left_to_write_and_what_is_given_is_not() -> None:
    bare, whole = papers(facts(ALLOW_ANONYMOUS="true")), papers(facts())
    assert len(bare) == len(whole) == 8
    for none, given in zip(bare, whole, strict=True):
        assert not re.search(r"\{\{|\}\}|\[\[|\]\]", none.markdown + given.markdown)
        tail = none.markdown.partition("## Ce qu’il reste au service à écrire")[2]
        assert [line.removeprefix("- ☐ ") for line in tail.strip().split("\n")] == list(none.left)
        assert none.markdown.count("[à écrire") >= len(none.left)
        assert not any("(réglage" in one for one in given.left)
    assert any("DPO_CONTACT" in one for one in bare[0].left)
    assert "dpd@ac-exemple.fr" in whole[0].markdown


def test_each_paper_says_the_same_for_word_and_every_table_is_used() -> None:
    used = {
        name
        for path in HERE.glob("*.md")
        for name in re.findall(r"\{\{table:(\w+)\}\}", path.read_text(encoding="utf-8"))
    }
    values = {
        name
        for path in HERE.glob("*.md")
        for name in re.findall(r"\{\{([a-z_]+)\}\}", path.read_text(encoding="utf-8"))
    }
    assert used == {*TABLES}
    assert values | {"version"} == {*VALUES}
    for paper in papers(facts()):
        shown = re.sub(r"\s", "", said(word(paper, NOW, "Académie")))
        plain = re.sub(r"[*`\s]", "", paper.markdown)
        for line in re.split(r"\n|\|", re.sub(r"[*`]", "", paper.markdown)):
            cell = re.sub(r"^#+|^- |\s|-{3,}", "", line)
            assert cell in shown or len(plain) == 0, cell


async def test_what_was_rehearsed_is_what_the_service_level_says(tmp_path: Path) -> None:
    base = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    assert bot("migrate", folder=tmp_path, DATABASE_URL=base).returncode == 0
    of = await gathered(load_settings({"ALLOW_ANONYMOUS": "true", "DATABASE_URL": base}), tmp_path)
    assert of.rehearsal
    assert f"{of.rehearsal.restored:.1f}".replace(".", ",") in texts(of)["6-niveau-de-service"]
    none = await gathered(load_settings({"ALLOW_ANONYMOUS": "true", "DATABASE_URL": f"{base}.none"}), tmp_path)
    assert none.rehearsal is None
    assert "non mesurée" in texts(none)["6-niveau-de-service"]
    assert len(write(of, tmp_path / "out")) == 8
    assert len([*(tmp_path / "out").iterdir()]) == 16


def test_the_command_writes_them_and_says_what_is_left(tmp_path: Path) -> None:
    done = bot("papers", str(tmp_path / "papiers"), folder=tmp_path, ALLOW_ANONYMOUS="true")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("à écrire") == 8
    assert (tmp_path / "papiers" / "2-aipd.docx").exists()


# --- A backup each night, put back at once, the old ones removed.


async def test_each_night_is_kept_put_back_and_the_old_ones_go(tmp_path: Path) -> None:
    base = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    assert bot("migrate", folder=tmp_path, DATABASE_URL=base).returncode == 0
    nights = tmp_path / "nuits"
    for day in range(4):
        assert "remise à l’essai" in await nightly(base, nights, NOW + timedelta(days=day), keep=2)
    first = NOW.astimezone(PARIS).date()
    assert sorted(one.name for one in nights.iterdir()) == [
        f"assistant-{first + timedelta(days=day)}.gz" for day in (2, 3)
    ]
    assert all(one.stat().st_mode & 0o077 == 0 for one in nights.iterdir())
    (nights / "autre.txt").write_text("gardé")
    await nightly(base, nights, NOW + timedelta(days=3), keep=KEPT_NIGHTS)
    assert (nights / "autre.txt").exists()


async def test_when_a_night_was_saved_is_known_to_all_and_a_missed_one_is_seen(tmp_path: Path) -> None:
    base, nights = f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path / "nuits"
    assert bot("migrate", folder=tmp_path, DATABASE_URL=base).returncode == 0
    assert is_missed(nights, NOW)
    await nightly(base, nights, NOW)
    storage = Storage.open(base)
    assert await last_done(storage, BACKUP) == NOW
    await storage.close()
    tonight = datetime.combine(NOW.astimezone(PARIS).date() + timedelta(days=1), time(2, 29), PARIS)
    assert not is_missed(nights, tonight)  # It is not due yet.
    assert is_missed(nights, tonight + timedelta(minutes=2))


async def test_a_night_that_does_not_come_back_whole_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    assert bot("migrate", folder=tmp_path, DATABASE_URL=base).returncode == 0
    await nightly(base, tmp_path / "nuits", NOW, keep=1)
    before = [one.name for one in (tmp_path / "nuits").iterdir()]

    monkeypatch.setattr("bot.backup._content", lambda file: [file.name])  # What came back is something else.
    with pytest.raises(DamagedBackup):
        await nightly(base, tmp_path / "nuits", NOW + timedelta(days=9), keep=1)
    assert [one for one in before if not (tmp_path / "nuits" / one).exists()] == []


async def test_it_waits_for_the_night_whatever_the_clock_does_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the night in which 2:30 is not, it is taken all the same, once."""
    at = datetime(2024, 3, 30, 20, 0, tzinfo=PARIS)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        nonlocal at
        slept.append(seconds)
        at += timedelta(seconds=seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError

    taken: list[datetime] = []

    async def once() -> None:
        taken.append(at)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await every_night(once, lambda: at)
    assert len({one.date() for one in taken}) == len(taken) == 2
    assert all(seconds > 0 for seconds in slept)
