"""The image's steps, run by hand: no container engine is needed to know that they work."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from bot.app import _DRAIN
from bot.settings import _SECRET, VERSION, Settings
from tests.bot.test_commands import free_port
from tests.conftest import missing

ROOT = Path(__file__).parents[1]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_is_made_in_two_stages_locked_unprivileged_and_watched() -> None:
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert re.search(r"^ARG BASE=python:3\.13-slim@sha256:[0-9a-f]{64}$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE


def test_nothing_can_be_installed_into_the_image() -> None:
    first, _, last = DOCKERFILE.rpartition("FROM ${BASE}")
    assert "venv --without-pip /opt/venv" in first
    assert "pip uninstall --yes --quiet pip" in last
    assert "pip install" not in last


def test_it_says_what_it_is() -> None:
    labels = re.findall(r"org\.opencontainers\.image\.([\w.]+)=", DOCKERFILE)
    assert labels == ["title", "description", "version", "licenses", "base.name"]


def test_it_is_watched_alike_where_its_own_healthcheck_is_lost() -> None:
    own = re.search(r'CMD (\["python", "-c", ".*"\])$', DOCKERFILE, re.MULTILINE)
    composed = re.search(r'test: (\["CMD", "python", .*\])$', COMPOSE, re.MULTILINE)
    assert own
    assert composed
    assert json.loads(composed[1])[1:] == json.loads(own[1])


def test_what_is_compiled_is_what_will_be_loaded() -> None:
    """The level is told before the program is compiled, and the libraries are compiled at that level too."""
    build, _, served = DOCKERFILE.rpartition("FROM ${BASE}")
    assert "install --no-cache-dir --no-compile" in build
    assert "python -OO -m compileall -q -x '/tests?/' /opt/venv/lib" in build
    assert served.index("PYTHONOPTIMIZE=2") < served.index("compileall")
    assert 'get_path("stdlib")' in served


def test_all_that_the_image_copies_is_compiled_in_it() -> None:
    copied = re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE)
    assert compiled() == ["-m", "compileall", "-q", *copied]


def test_what_the_image_copies_is_enough_for_the_papers(tmp_path: Path) -> None:
    """They quote pages and files of the repository: the guide has them written where the service runs."""
    kept = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }
    copied = re.findall(r"^COPY (?!--)(.+) (\S+)$", DOCKERFILE, re.MULTILINE)
    for what, where in copied:
        for one in what.split():
            assert one in kept
            target = tmp_path / where / ("" if where == one else Path(one).name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(ROOT / one)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "papers", "papiers"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len([*(tmp_path / "papiers").glob("*.md")]) == 8


# What the package for Teams must say, besides what is set already.
PACKAGED = {
    "ALLOW_ANONYMOUS": "false",
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppId": "11111111-1111-4111-8111-111111111111",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "99999999-9999-4999-8999-999999999999",
    "PUBLIC_URL": "https://assistant.example.fr",
    "WEBSITE_URL": "https://www.example.fr",
}


def compiled() -> list[str]:
    """Return what Python is told by the step that compiles."""
    found = re.search(r"^RUN python (-m compileall -q bot .*)$", DOCKERFILE, re.MULTILINE)
    assert found
    return found[1].split()


@pytest.mark.night
@pytest.mark.timeout(300)
def test_its_steps_in_a_clean_environment_serve_as_an_unprivileged_user(tmp_path: Path) -> None:
    """Install the lock into a new virtual environment, copy what the image copies, start it as «nobody»."""
    if os.name != "posix" or os.geteuid() != 0:
        missing("root, to become an unprivileged user")
    nobody = pwd.getpwnam("nobody")
    home = Path(f"/tmp/assistant-image-{os.getpid()}")
    try:
        home.mkdir(mode=0o755)
        subprocess.run([sys.executable, "-m", "venv", "--copies", "--without-pip", home / "venv"], check=True)
        python = home / "venv" / "bin" / "python"
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r",
             ROOT / "requirements.txt"], check=True,
        )  # fmt: skip
        for what in re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE):
            shutil.copytree(ROOT / what, home / what, ignore=shutil.ignore_patterns("__pycache__"))
        assert subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 1
        subprocess.run([python, *compiled()], cwd=home, check=True, env={**os.environ, "PYTHONOPTIMIZE": "2"})
        assert list((home / "bot" / "__pycache__").glob("serving.*.opt-2.pyc"))
        (home / "var").mkdir()
        os.chown(home / "var", nobody.pw_uid, nobody.pw_gid)
        port = free_port()
        environ = {
            "PATH": os.environ["PATH"],
            "ALLOW_ANONYMOUS": "true",
            "PORT": str(port),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONOPTIMIZE": "2",
        }

        def run(*arguments: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [python, "-m", "bot", *arguments], cwd=home, env=environ, user=nobody.pw_uid, group=nobody.pw_gid,
                extra_groups=[],
            )  # fmt: skip

        assert run("migrate").wait(30) == 0
        # What the guide has an operator do in it: all that is written goes into «var».
        told = subprocess.run(
            [python, "-m", "bot", "--version"], cwd=home, env=environ, capture_output=True, check=True
        )
        assert told.stdout.decode().strip() == VERSION
        assert run("backup", "var/before.gz").wait(60) == 0
        assert stat.S_IMODE((home / "var" / "before.gz").stat().st_mode) == 0o600
        environ |= PACKAGED
        assert run("teams-app").wait(60) == 0
        assert zipfile.is_zipfile(home / "var" / "assistant-opale.zip")
        for name in PACKAGED:
            del environ[name]
        environ["ALLOW_ANONYMOUS"] = "true"
        environ["DATABASE_URL"] = "sqlite+aiosqlite:///var/again.db"
        assert run("restore", "var/before.gz").wait(60) == 0
        del environ["DATABASE_URL"]
        server = run("serve")
        try:
            check = re.search(r'CMD \["python", "-c", "(.*)"\]$', DOCKERFILE, re.MULTILINE)
            assert check
            healthy = json.loads(f'"{check[1]}"')
            for _ in range(100):
                done = subprocess.run([python, "-c", healthy], env=environ, capture_output=True, check=False)
                if done.returncode == 0:
                    break
                time.sleep(0.2)
            assert done.returncode == 0, done.stderr
            assert urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").status == 200
        finally:
            server.terminate()
            assert server.wait(30) == 0
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_a_database_elsewhere_takes_the_place_of_the_one_that_compose_makes() -> None:
    elsewhere = (ROOT / "deploy" / "compose.base-ailleurs.yaml").read_text(encoding="utf-8")
    services = set(
        re.findall(r"^  (\w+):", COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:")[0], re.MULTILINE)
    )
    replaced = set(
        re.findall(r"^  (\w+):", elsewhere.partition("\nservices:\n")[2].partition("\nvolumes:")[0], re.MULTILINE)
    )
    assert replaced < services
    assert re.search(r"^  base: !reset null$", elsewhere, re.MULTILINE)
    # Whoever gives DATABASE_URL is heard, in both files: it is not hidden by one that is written there.
    assert "DATABASE_URL: ${DATABASE_URL:-postgresql+asyncpg://" in COMPOSE
    assert "DATABASE_URL: ${DATABASE_URL:?" in elsewhere


def test_secrets_may_be_files() -> None:
    """Each secret that is mounted is one that a setting, or the base, reads; none is left in the environment."""
    files = (ROOT / "deploy" / "compose.secrets.yaml").read_text(encoding="utf-8")
    read = dict(re.findall(r"^ +(\w+)_FILE: /run/secrets/(\w+)$", files, re.MULTILINE))
    assert set(read) == {"DATABASE_URL", "MicrosoftAppPassword", "SMTP_URL", "POSTGRES_PASSWORD"}
    assert set(read) - set(_SECRET) == {"POSTGRES_PASSWORD"}
    mounted = dict(re.findall(r"^  (\w+): \{ file: \./secrets/(\w+) \}$", files, re.MULTILINE))
    assert mounted == {name: name for name in read.values()}
    given = {name for name in ("DATABASE_URL", "POSTGRES_PASSWORD") if f"{name}: ${{" in COMPOSE}
    assert given == set(re.findall(r'^ +(\w+): ""$', files, re.MULTILINE))
    assert "secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_base_and_the_proxy_have_no_more_than_they_need() -> None:
    for service, granted in (
        ("base", "CHOWN, DAC_OVERRIDE, FOWNER, SETGID, SETUID"),
        ("mandataire", "NET_BIND_SERVICE"),
    ):
        block = re.search(rf"^  {service}:\n((?:    .*\n|\n)+)", COMPOSE, re.MULTILINE)
        assert block
        for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
            assert f"    {line}\n" in block[1]
        assert re.findall(r"cap_add: \[(.*)\]", block[1]) == [granted]


def test_the_unit_without_docker_runs_what_the_image_runs_and_lets_turns_end() -> None:
    unit = (ROOT / "deploy" / "assistant-opale.service").read_text(encoding="utf-8")
    command = json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])
    assert re.search(rf"^ExecStart=\S+/{' '.join(command)}$", unit, re.MULTILINE)
    assert re.search(r"^User=(?!root)\w+$", unit, re.MULTILINE)
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[1]) > _DRAIN  # type: ignore[index]
    assert int(re.search(r"stop_grace_period: (\d+)s", COMPOSE)[1]) > _DRAIN  # type: ignore[index]


def test_the_version_stands_in_one_place_and_in_the_journal_of_versions() -> None:
    assert 'org.opencontainers.image.version="${VERSION}"' in DOCKERFILE
    assert VERSION not in COMPOSE + DOCKERFILE
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?([\d.]+)", changes, re.MULTILINE)[1] == VERSION


def test_compose_names_settings_and_files_that_there_are() -> None:
    settings = {field.alias for field in Settings.model_fields.values()}
    block = COMPOSE.partition("&reglages\n")[2].partition("  volumes:")[0]
    named = set(re.findall(r"^    ([A-Z_]+):", block, re.MULTILINE))
    assert (
        named == {"HOST", "PORT", "METRICS_PORT", "LOG_FORMAT", "DATABASE_URL", "CALLS_DIR", "TEMPLATES_DIR"} & settings
    )
    assert all((ROOT / path).exists() for path in re.findall(r"- \./(deploy/\S+?):", COMPOSE))
    # The base is on the inner network alone; the proxy reaches the assistant by its service's name and port.
    assert re.search(r"^  interne: \{ internal: true \}$", COMPOSE, re.MULTILINE)
    proxy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert "dynamic a assistant 3978" in proxy
    assert 'PORT: "3978"' in block
