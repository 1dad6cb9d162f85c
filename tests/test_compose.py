"""compose.yaml and what is laid over it, as ``docker compose config`` reads them: no engine is needed for that."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import _parser
from bot.backup import KEPT_NIGHTS, NIGHT
from bot.settings import _SECRET, Settings
from tests.conftest import missing

ROOT = Path(__file__).parents[1]
OURS = {"assistant", "migration", "sauvegarde"}
OVERLAYS = {
    "alone": (),
    "secrets": ("deploy/compose.secrets.yaml",),
    "elsewhere": ("deploy/compose.base-ailleurs.yaml",),
    "both": ("deploy/compose.secrets-ailleurs.yaml",),
}
ENV = {
    "PUBLIC_HOST": "assistant.exemple.fr", "VERSION": "1.2.3", "POSTGRES_PASSWORD": "motdepassebase", "AUTORITE_BASE": "/ca.pem",
    "DATABASE_URL": "postgresql+asyncpg://assistant:x@base.exemple.fr/assistant",
}  # fmt: skip


def compose() -> list[str]:
    """Return how compose is called here: DOCKER_COMPOSE, or what is installed."""
    if given := os.environ.get("DOCKER_COMPOSE"):
        return shlex.split(given)
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    missing("docker-compose")
    raise AssertionError


@pytest.fixture(params=OVERLAYS, scope="module")
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what compose makes of the files, every profile included."""
    folder = tmp_path_factory.mktemp("compose")
    shutil.copy(ROOT / "compose.yaml", folder)
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    given = {name: value for name, value in ENV.items() if name != "DATABASE_URL" or request.param == "elsewhere"}
    if request.param == "both":
        given.pop("POSTGRES_PASSWORD")
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    files = [part for one in ("compose.yaml", *OVERLAYS[request.param]) for part in ("-f", one)]
    done = subprocess.run(
        [*compose(), *files, "--profile", "*", "config", "--format", "json"],
        cwd=folder, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr  # No variable is missing, nothing is obsolete.
    return {"overlay": request.param, **json.loads(done.stdout)}


def test_each_service_has_a_pinned_image_little_rights_a_bounded_log_and_memory(read: dict[str, Any]) -> None:
    expected = (
        OURS
        | {"mandataire", "courriel", "supervision"}
        | ({"base"} if read["overlay"] in ("alone", "secrets") else set())
    )
    assert set(read["services"]) == expected
    for name, service in read["services"].items():
        if name not in OURS:
            assert re.search(r":v?\d+\.\d+(\.\d+)?@sha256:[0-9a-f]{64}$", service["image"]), name
        assert int(service["mem_limit"]) <= 1 << 30, name
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}, name
        if name != "courriel":
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
    private = {port["host_ip"] for name in ("courriel", "supervision") for port in read["services"][name]["ports"]}
    assert private == {"127.0.0.1"}


def test_the_program_finds_its_folders_its_base_and_its_commands(read: dict[str, Any]) -> None:
    known = {field.alias for field in Settings.model_fields.values()}
    for name in OURS:
        service = read["services"][name]
        targets = {one["target"] for one in service["volumes"]}
        environment = service["environment"]
        for folder in ("CALLS_DIR", "TEMPLATES_DIR"):
            assert not environment[folder] or environment[folder] in targets, name
        ours = {one.removesuffix("_FILE") for one in environment} - {*ENV, "PGSSLROOTCERT"}
        assert ours <= known, ours - known
        if read["overlay"] in ("secrets", "both"):
            assert not environment["DATABASE_URL"]
            assert environment["DATABASE_URL_FILE"] in {f"/run/secrets/{one['source']}" for one in service["secrets"]}
        else:
            assert environment["DATABASE_URL"].startswith("postgresql+asyncpg://")
        command = service.get("command")
        if command:
            assert command[:3] == ["python", "-m", "bot"]
            assert _parser().parse_args(command[3:])
    mounted = {one["target"] for one in read["services"]["assistant"]["volumes"] if one.get("read_only")}
    assert {"/app/appels", "/app/modeles"} <= mounted
    assert all(one in _SECRET for one in ("DATABASE_URL", "SMTP_URL", "MicrosoftAppPassword"))


def test_nights_are_saved_where_the_base_is_reached_and_kept_as_the_papers_say(read: dict[str, Any]) -> None:
    night = read["services"]["sauvegarde"]
    given = _parser().parse_args(night["command"][3:])
    assert given.every_night
    assert given.keep == KEPT_NIGHTS
    assert f"{NIGHT.hour} h {NIGHT.minute}" in (ROOT / "compose.yaml").read_text(encoding="utf-8")
    (volume,) = (one for one in night["volumes"] if one["type"] == "volume")
    assert str(given.folder) == volume["target"]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert volume["target"].removeprefix("/app/") in dockerfile  # A volume takes its owner from the image's folder.
    assert ("sortie" in night["networks"]) is (read["overlay"] in ("elsewhere", "both"))


def test_every_replica_is_measured_and_only_there(read: dict[str, Any]) -> None:
    scraped = (ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
    assistant = read["services"]["assistant"]
    assert assistant["deploy"]["replicas"] == 2
    assert f"port: {assistant['environment']['METRICS_PORT']}" in scraped
    assert "names: [assistant]" in scraped
    assert "type: A" in scraped
    assert "ports" not in assistant
    assert set(read["services"]["supervision"]["networks"]) & set(assistant["networks"])
    (rules,) = re.findall(r"rule_files: \[(\S+)\]", scraped)
    assert (ROOT / "deploy" / "prometheus" / rules).exists()
