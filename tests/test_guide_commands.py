"""Every command line of the guides: those of the program are run here, the others name what there is."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import _parser
from tests.bot.test_commands import bot
from tests.test_image import PACKAGED

ROOT = Path(__file__).parents[1]
PAGES = ("docs/installation.md", "docs/exploitation.md", "README.md")
# What needs Azure, Docker's engine, another machine's system, or this repository as a whole.
ELSEWHERE = ("az ", "APP=$(az", "docker ", "git ", "useradd ", "set -a", "cp ", "sed ", "chmod ", "chown ", "make ", "VERSION=", "-v ", "-c ", "--appid ",
             "python3 -m venv", "agent>", "expert>", "ASSISTANT_NOW=", "──", "[", "…", "L’appel", "Voici", "Objet", "Téléphone")  # fmt: skip
SERVICES = {"assistant", "base", "sauvegarde"}


def lines(page: str) -> list[str]:
    """Return the lines of the blocks of a page, those that go on joined."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line.split("  #")[0].strip() for line in joined.splitlines() if line.strip()]


ALL = [(page, line) for page in PAGES for line in lines(page)]
OURS = sorted({found.strip() for _, line in ALL for found in re.findall(r"python -m bot ([^&|;]+)", line)})


@pytest.mark.parametrize(("page", "line"), ALL)
def test_a_line_is_ours_a_setting_or_of_another_machine(page: str, line: str) -> None:
    setting = re.fullmatch(r"[A-Za-z_]+=\S*.*", line)
    assert "python -m bot" in line or setting or line.startswith(ELSEWHERE), page
    for service in re.findall(
        r"docker compose (?:exec|stop|cp --index \d|run --rm(?: -v \S+| --no-deps)*) (\w+)", line
    ):
        assert service in SERVICES


@pytest.mark.parametrize("said", OURS)
def test_each_command_of_ours_is_one_with_these_arguments(said: str) -> None:
    assert _parser().parse_args(shlex.split(said.replace("FICHIER", "f").replace("DOSSIER", "d")))


def test_the_version_is_changed_by_the_line_that_says_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=3978\nVERSION=1.2.3\nHOST=::1\n", encoding="utf-8")
    told = {found for page, line in ALL for found in re.findall(r"sed -i '[^']+' \.env", line)}
    assert told
    for line in told:
        subprocess.run(shlex.split(line.replace("ANCIENNE", "X.Y.Z")), cwd=tmp_path, check=True)
    assert (tmp_path / ".env").read_text(encoding="utf-8") == "PORT=3978\nVERSION=X.Y.Z\nHOST=::1\n"


@pytest.mark.timeout(400)
def test_the_way_through_the_guide_is_walked(tmp_path: Path) -> None:
    """Migrate, import, examine, package, back up, go back a schema, come again, put the backup into another base."""
    given = {"ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1", "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/a.db",
             "SAEPLE_MEMBERS": "33333333-3333-4333-8333-333333333333"}  # fmt: skip
    register = ROOT / "bot" / "demo" / "schools.csv"
    for arguments, expected in (
        (("migrate",), "schéma courant"),
        (("schools", "import", str(register)), "ajouté"),
        (("doctor",), "✓ base de données"),
        (("backup", "avant.gz"), "Sauvegarde écrite"),
        (("backups", "nuits"), "remise à l’essai"),
        (("papers", "papiers"), "à écrire"),
        (("migrate", "--to", "0033"), "schéma 0033"),
        (("migrate",), "schéma courant"),
    ):
        done = bot(*arguments, folder=tmp_path, **given)
        assert done.returncode == 0, (arguments, done.stderr, done.stdout)
        assert expected in done.stdout, arguments
    other = {**given, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/b.db"}
    assert "Sauvegarde remise" in bot("restore", "avant.gz", folder=tmp_path, **other).stdout
    packed = bot("teams-app", "--out", "a.zip", folder=tmp_path, ASSISTANT_NOW="", **PACKAGED)
    assert packed.returncode == 0, packed.stderr
