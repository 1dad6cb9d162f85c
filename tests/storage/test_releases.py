"""From one version to the next and back, on both databases, with what people had entered; and the command that tags one."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import asyncpg
import pytest

from bot.refusals import told
from storage.engine import Storage
from storage.schema import SchemaUnknown, check, first, head, migrate
from storage.tables import metadata
from tests.conftest import POSTGRES, missing
from tests.release import NotReleasable, released
from tests.storage.test_backup import held
from tests.storage.test_migrations import of_first

ROOT = Path(__file__).parents[2]
OLD = "751b70d"  # Long before the first version: schema 0009.
# The last commit whose migrations begin at 0001: the tables were made anew after it, at schema 0031.
BRIDGE = "ddf14d30"
# What people did in the old program, one line each, seat by seat.
SAID = """/as expert
nouvelle demande
0130001F
Trésorerie
Le relevé ne passe pas.
Mme Blanc
Gestionnaire
04 42 91 70 00
non
passer
passer
envoyer
/as agent
candidater
/fin
"""
__all__ = ["of_first"]


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def last_tag() -> str:
    """Return the last version's tag; before the first one, the commit that has the first version's tables."""
    tags = git("tag", "--list", "v*", "--sort=-version:refname", "--merged").decode().split()
    return tags[0] if tags else "905fa9fe"


def laid(commit: str, folder: Path) -> Path:
    """Lay a version's program out into a folder."""
    try:
        packed = git("archive", commit, "bot", "dialogs", "knowledge", "storage")
    except subprocess.CalledProcessError:
        missing(f"the history up to {commit}")
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder / commit, filter="data")
    return folder / commit


def run(program: Path, url: str, *arguments: str, given: str = "", fails: bool = False) -> str:
    environ: Mapping[str, str] = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(program), "DATABASE_URL": url, "ALLOW_ANONYMOUS": "true",
        "ASSISTANT_NOW": "2024-01-25T10:00+01:00", "PYTHONUTF8": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=given, capture_output=True, text=True, cwd=program, check=False, env=environ, timeout=200,
    )  # fmt: skip
    assert (done.returncode != 0) is fails, done.stderr[-2_000:]
    return done.stderr if fails else done.stdout


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/a.db"
        return
    made = f"{request.getfixturevalue('postgres_url')}_chain"

    async def order(statement: str) -> None:
        connection = await asyncpg.connect(POSTGRES)
        await connection.execute(statement)
        await connection.close()

    name = made.rpartition("/")[2]
    asyncio.run(order(f"CREATE DATABASE {name}"))
    yield made
    asyncio.run(order(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.mark.night
@pytest.mark.timeout(900)
def test_from_long_before_to_the_last_version_to_this_one_and_back(url: str, tmp_path: Path) -> None:
    old, bridge, last = (laid(one, tmp_path) for one in (OLD, BRIDGE, last_tag()))
    run(old, url, "migrate")
    assert "DA-2024-0001" in run(old, url, "chat", given=SAID)
    # This program says which schema it takes over, and changes nothing.
    assert "0009" in run(ROOT, url, "migrate", fails=True)
    run(bridge, url, "migrate")
    run(last, url, "migrate")
    assert "DA-2024-0001" in run(last, url, "chat", given="/as expert\nmes demandes\nles demandes\n/fin\n")
    before = asyncio.run(read(url))
    run(ROOT, url, "migrate")
    here = run(
        ROOT,
        url,
        "chat",
        given="/as expert\nstatut DA-2024-0001\n/as agent\nmon établissement\n0130001F\nenvoyer\n/fin\n",
    )
    assert "relevé" in here
    refused = run(last, url, "serve", fails=True)
    assert head() in refused
    (schema,) = re.findall(r"ce programme est (\d{4})", refused)
    assert "reprenez le programme" in run(ROOT, url, "migrate", "--to", schema)
    assert "relevé" in run(last, url, "chat", given="/as expert\nstatut DA-2024-0001\n/fin\n")
    after = asyncio.run(read(url))
    assert after["request"] == before["request"]
    assert [one.id for one in before["event"]] == [one.id for one in after["event"]][: len(before["event"])]
    run(ROOT, url, "migrate")


async def read(url: str) -> dict[str, list[object]]:
    storage = Storage.open(url)
    try:
        return await held(storage)  # type: ignore[return-value]
    finally:
        await storage.close()


def test_a_database_goes_back_to_each_earlier_schema_with_all_that_has_a_place_there(of_first: str) -> None:
    asyncio.run(forth_and_back(of_first))


async def forth_and_back(url: str) -> None:
    storage = Storage.open(url)
    rows = await held(storage)
    schemas = [f"{number:04}" for number in range(int(first()), int(head()))]
    assert schemas
    for schema in reversed(schemas):
        await migrate(storage)
        await check(storage)
        await migrate(storage, schema)
        assert await held(storage) == rows, schema
    await migrate(storage)
    assert set(await held(storage)) == {table.name for table in metadata.sorted_tables}
    with pytest.raises(SchemaUnknown) as unknown:
        await migrate(storage, "0007")
    assert told(unknown.value).startswith("Ce programme n’a pas de schéma «\u00a00007\u00a0»")
    await storage.close()


# --- The command that makes a version: its number, its journal, its tag.

JOURNAL = "# Journal\n\n## [{number}] — en préparation\n\nSchéma {schema}.\n\n- **Une chose** nouvelle.\n\n## [0.0.9] — 1er janvier 2024\n\nRien.\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a repository as ours is, as far as a version is concerned."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "settings.py").write_text('VERSION = "0.1.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(JOURNAL.format(number="0.2.0", schema=head()))
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "one")):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=tmp_path, check=True
        )
    subprocess.run(["git", "config", "user.name", "a"], cwd=tmp_path, check=True)
    subprocess.run(["git", "config", "user.email", "a@example.org"], cwd=tmp_path, check=True)
    return tmp_path


def test_a_version_is_a_commit_and_a_tag_with_its_part_of_the_journal(repository: Path) -> None:
    assert released(repository, "0.2.0", "2 décembre 2026") == "v0.2.0"
    assert (repository / "bot" / "settings.py").read_text() == 'VERSION = "0.2.0"\n'
    assert "## [0.2.0] — 2 décembre 2026" in (repository / "CHANGELOG.md").read_text()
    told_ = subprocess.run(
        ["git", "tag", "-l", "-n99", "v0.2.0"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert "Une chose" in told_.stdout
    assert "Rien." not in told_.stdout
    clean = subprocess.run(["git", "status", "--porcelain"], cwd=repository, capture_output=True, check=True)
    assert clean.stdout == b""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda at: (at / "x").write_text("y"), "pas enregistré"),
        (lambda at: subprocess.run(["git", "tag", "v0.2.0"], cwd=at, check=True), "existe"),
        (lambda at: commit(at, JOURNAL.format(number="0.3.0", schema=head())), "CHANGELOG"),
        (lambda at: commit(at, JOURNAL.format(number="0.2.0", schema="0001")), "schéma"),
    ],
)  # fmt: skip
def test_what_is_not_ready_is_no_version(repository: Path, change: object, why: str) -> None:
    change(repository)  # type: ignore[operator]
    with pytest.raises(NotReleasable, match=why):
        released(repository, "0.2.0", "2 décembre 2026")
    with pytest.raises(NotReleasable, match="numéro"):
        released(repository, "0.0.1", "2 décembre 2026")


def commit(at: Path, journal: str) -> None:
    (at / "CHANGELOG.md").write_text(journal)
    subprocess.run(["git", "commit", "-qam", "two"], cwd=at, check=True)


def test_the_journal_of_this_version_names_its_schema() -> None:
    part = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## [")[2]
    assert f"Schéma {head()}" in part.partition("\n## [")[0]
