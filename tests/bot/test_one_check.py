"""What ``doctor`` accepts of the settings, ``serve`` serves, and what the one refuses the other refuses in the same line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.doctor.examine import doctor
from bot.refusals import told
from bot.serving import serve
from bot.settings import SettingsError, load_settings
from knowledge.french import DomainError
from storage.engine import Storage
from tests.bot.test_commands import free_port

pytestmark = pytest.mark.both

POSTGRES = "postgresql+asyncpg://u@127.0.0.1:1"
SENT = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "assistant@ac-aix-marseille.fr"}
REFUSED = (
    {**SENT, "MAIL_FROM": "assistant@rectorat.local"},
    {**SENT, "MAIL_FROM": "assistant@rectorat"},
    {**SENT, "MAIL_FROM": "émile@ac-aix-marseille.fr"},
    {"MAIL_FROM": "a..b@ac-aix-marseille.fr"},
    {"COPY_EMAIL": "copie@rectorat.local"},
    {"REPLY_ADDRESS": "reponses@rectorat.local", "REPLY_INBOX": "maildir:///tmp"},
    {"DATA_CONTROLLER_EMAIL": "recteur@rectorat.local"},
    {**SENT, "SMTP_URL": "smtp://machine:99999"},
    {**SENT, "SMTP_URL": "smtp://machine:abc"},
    {**SENT, "SMTP_URL": "smtp://[::1"},
    {"DATABASE_URL": "postgresql+asyncpg://u@machine:abc/base"},
    {"DATABASE_URL": f"{POSTGRES}/base?sslmode=require"},
    {"DATABASE_URL": POSTGRES},
    {"DATABASE_URL": "sqlite+aiosqlite:///:memory:"},
    {"DATABASE_URL": "sqlite+aiosqlite:///"},
    {"PUBLIC_URL": "https://machine:abc"},
    {"PUBLIC_URL": "https://[::1"},
    {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://machine:99999"},
    {"KEEP_INBOX_DAYS": "1000000"},
    {"REOPEN_DAYS": "99999999999999999999"},
    {"SESSION_REMINDER_MINUTES": "100000000000000"},
    {"CLOSING_REMINDER_DAYS": "100000000000000"},
    {"ASSISTANT_NOW": "9999-12-31T23:59+00:00"},
    {"ASSISTANT_NOW": "0001-01-01T00:00+00:00"},
    {"METRICS_PORT": "0"},
    {"CALL": "inconnu"},
    {"CALL": "2024-experts-opale,inconnu"},
)
SERVED: tuple[dict[str, str], ...] = (
    {},
    SENT,
    {**SENT, "SMTP_URL": "smtps://u:mot%40passe@[::1]:465"},
    {"COPY_EMAIL": "copie@ac-aix-marseille.fr", "DATA_CONTROLLER_EMAIL": "recteur@ac-aix-marseille.fr"},
    {"REPLY_ADDRESS": "reponses@ac-aix-marseille.fr", "REPLY_INBOX": "imaps://u:p@127.0.0.1:1/INBOX"},
    {"PUBLIC_URL": "https://assistant.ac-aix-marseille.fr:8443", "PUBLISHER": "Rectorat"},
    {"KEEP_INBOX_DAYS": "36500", "REOPEN_DAYS": "36500", "UNTAKEN_ALERT_HOURS": "36500", "PERSON_TURNS": "1000000"},
    {"SESSION_REMINDER_MINUTES": "1,36500", "CLOSING_REMINDER_DAYS": "0,36500"},
    {"ASSISTANT_NOW": "2099-12-31T23:59+00:00"},
    {"HOST": "[::1]", "ASSISTANCE": "false"},
)


async def served(environ: dict[str, str]) -> str:
    """Start and stop; return the line that a start is refused with."""
    stop = asyncio.Event()
    try:
        await serve(load_settings(environ), started=stop.set, stop=stop)
    except (SettingsError, DomainError) as error:
        return told(error)
    return ""


async def judged(environ: dict[str, str]) -> str:
    """Return what the doctor says of the settings and of the calls they name, where it is a fault."""
    found = [line async for line in doctor(environ) if line.name in ("réglages", "appel")]
    return "".join(str(line) for line in found if str(line).startswith("✗"))


@pytest.fixture
def environ(sqlite: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    port = str(free_port())
    return {"ALLOW_ANONYMOUS": "true", "DATABASE_URL": f"sqlite+aiosqlite:///{sqlite.path}", "PORT": port}


@pytest.mark.parametrize("given", REFUSED, ids=str)
async def test_what_serve_refuses_doctor_refuses_alike(environ: dict[str, str], given: dict[str, str]) -> None:
    environ |= {"LOG_LEVEL": "error", **given}
    line = await served(environ)
    assert line
    assert "\n" not in line

    assert any(name in line for name in given)
    assert line.partition("\u00a0;")[0].removesuffix(".") in await judged(environ)


@pytest.mark.parametrize("given", SERVED, ids=str)
async def test_what_doctor_accepts_serve_serves(environ: dict[str, str], given: dict[str, str]) -> None:
    environ |= {"LOG_LEVEL": "error", **given}
    assert (await served(environ), await judged(environ)) == ("", "")
