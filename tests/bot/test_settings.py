"""Settings: what is refused, in which words; and that no secret is ever shown."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from tests.keyserver import APP_ID, TENANT

LOCAL = {"ALLOW_ANONYMOUS": "true"}
APP = {
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppId": APP_ID,
    "MicrosoftAppPassword": "s3cret",
    "MicrosoftAppTenantId": TENANT,
}


def test_local_use_needs_one_setting() -> None:
    settings = load_settings(LOCAL)
    assert (settings.host, settings.port, settings.metrics_port) == ("127.0.0.1", 3978, None)
    assert settings.anonymous
    assert not settings.local_cloud
    assert settings.database_url == "sqlite+aiosqlite:///var/assistant.db"
    assert (settings.workday_start, settings.workday_end) == (time(8), time(18))
    assert settings.closing_reminder_days == (7, 2, 0)


def test_an_app_registration_serves_its_own_tenant() -> None:
    settings = load_settings({**APP, "EXPERTS": f" {APP_ID.upper()} ,, {TENANT}"})
    assert not settings.anonymous
    assert settings.tenants == (TENANT,)
    assert settings.experts == (APP_ID, TENANT)
    assert "s3cret" not in repr(settings)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "application"
    file.write_text("s3cret\n", encoding="utf-8")
    given = {name: value for name, value in APP.items() if name != "MicrosoftAppPassword"}
    settings = load_settings({**given, "MicrosoftAppPassword_FILE": str(file), "DATABASE_URL": "", "PORT_FILE": "x"})
    assert settings.app_password is not None
    assert settings.app_password.get_secret_value() == "s3cret"
    assert settings.port == 3978  # What holds no password has no file.


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b" \n"])
def test_a_file_without_a_secret_is_told_by_its_name(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "adresse"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"^DATABASE_URL_FILE.*adresse.*un fichier lisible"):
        load_settings({**LOCAL, "DATABASE_URL_FILE": str(file)})


def test_a_secret_is_given_in_one_way(tmp_path: Path) -> None:
    file = tmp_path / "application"
    file.write_text("s3cret", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^MicrosoftAppPassword_FILE.*rien, puisque") as refused:
        load_settings({**APP, "MicrosoftAppPassword_FILE": str(file)})
    assert "s3cret" not in str(refused.value)


def test_tenants_may_be_others() -> None:
    assert load_settings({**APP, "ALLOWED_TENANTS": APP_ID}).tenants == (APP_ID,)


def test_a_managed_identity_has_no_password() -> None:
    settings = {**APP, "MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppPassword": ""}
    assert load_settings(settings).app_password is None


def test_the_clock_may_start_elsewhere() -> None:
    assert load_settings({**LOCAL, "ASSISTANT_NOW": "2024-01-25T10:00+01:00"}).now == datetime(
        2024, 1, 25, 9, tzinfo=UTC
    )


def test_an_env_file_completes_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("ALLOW_ANONYMOUS=true\nPORT=4000\nHOST=::1\nUNKNOWN=1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in [field.alias for field in Settings.model_fields.values()]:
        monkeypatch.delenv(str(name), raising=False)
    monkeypatch.setenv("PORT", "5000")
    assert (load_settings().host, load_settings().port) == ("::1", 5000)


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "MicrosoftAppId : absent ; attendu : un identifiant de la forme"),
    "not on the loopback": ({**LOCAL, "HOST": "0.0.0.0"}, "HOST : « 0.0.0.0 » trouvé ; attendu : une adresse de la boucle locale"),
    "both": ({**APP, **LOCAL}, "ALLOW_ANONYMOUS : « true » trouvé ; attendu : false"),
    "no type": ({**APP, "MicrosoftAppType": ""}, "MicrosoftAppType : absent ; attendu : SingleTenant ou UserAssignedMSI"),
    "multi-tenant": ({**APP, "MicrosoftAppType": "MultiTenant"}, "MicrosoftAppType : « MultiTenant » trouvé"),
    "a typing error": ({**APP, "MicrosoftAppType": "singletenant"}, "MicrosoftAppType : « singletenant » trouvé"),
    "no tenant": ({**APP, "MicrosoftAppTenantId": ""}, "MicrosoftAppTenantId : absent"),
    "odd tenant": ({**APP, "MicrosoftAppTenantId": "contoso"}, "MicrosoftAppTenantId : valeur refusée (non affichée)"),
    "no password": ({**APP, "MicrosoftAppPassword": " "}, "MicrosoftAppPassword : absent"),
    "odd app id": ({**APP, "MicrosoftAppId": "s3cret"}, "MicrosoftAppId : valeur refusée (non affichée)"),
    "odd tenants": ({**APP, "ALLOWED_TENANTS": f"{TENANT},x"}, "ALLOWED_TENANTS : «"),
    "odd members": ({**LOCAL, "SAEPLE_MEMBERS": "marie"}, "SAEPLE_MEMBERS : « marie » trouvé"),
    "clock with an app": ({**APP, "ASSISTANT_NOW": "2024-01-25T10:00+01:00"}, "ASSISTANT_NOW : « 2024-01-25T10:00:00+01:00 » trouvé"),
    "clock without offset": ({**LOCAL, "ASSISTANT_NOW": "2024-01-25T10:00"}, "ASSISTANT_NOW : « 2024-01-25T10:00 » trouvé"),
    "clock that is none": ({**LOCAL, "ASSISTANT_NOW": "demain"}, "ASSISTANT_NOW : « demain » trouvé"),
    "keys over http": ({**APP, "OPENID_METADATA_URL": "http://keys.example/"}, "OPENID_METADATA_URL : « http://keys.example/ » trouvé"),
    "login over http": ({**APP, "LOGIN_URL": "http://10.0.0.1"}, "LOGIN_URL : « http://10.0.0.1 » trouvé"),
    "login that is no address": ({**APP, "LOGIN_URL": "login"}, "LOGIN_URL : « login » trouvé"),
    "port": ({**LOCAL, "PORT": "70000"}, "PORT : « 70000 » trouvé ; attendu : un entier de 1 à 65535."),
    "metrics on the same port": ({**LOCAL, "METRICS_PORT": "3978"}, "METRICS_PORT : « 3978 » trouvé"),
    "database": ({**LOCAL, "DATABASE_URL": "mysql://u:s3cret@h/d"}, "DATABASE_URL : valeur refusée (non affichée)"),
    "yes or no": ({"ALLOW_ANONYMOUS": "peut-être"}, "ALLOW_ANONYMOUS : « peut-être » trouvé ; attendu : true ou false."),
    "level": ({**LOCAL, "LOG_LEVEL": "loud"}, "LOG_LEVEL : « loud » trouvé"),
    "format": ({**LOCAL, "LOG_FORMAT": "xml"}, "LOG_FORMAT : « xml » trouvé"),
    "mail server": ({**LOCAL, "SMTP_URL": "http://u:s3cret@h"}, "SMTP_URL : valeur refusée (non affichée)"),
    "mail without sender": ({**LOCAL, "SMTP_URL": "smtp://u:s3cret@h"}, "MAIL_FROM : absent"),
    "sender": ({**LOCAL, "MAIL_FROM": "x"}, "MAIL_FROM : « x » trouvé"),
    "folder": ({**LOCAL, "CALLS_DIR": "/nulle/part"}, "CALLS_DIR : « /nulle/part » trouvé ; attendu : un dossier existant."),
    "call": ({**LOCAL, "CALL": "../x"}, "CALL : « ../x » trouvé"),
    "two calls": (
        {**LOCAL, "CALL": "2024-a, 2025-b"},
        "CALL : « 2024-a, 2025-b » trouvé ; attendu : le nom d’un seul fichier d’appel, sans .toml (pour un autre appel, une autre instance).",
    ),
    "delay": ({**LOCAL, "REOPEN_DAYS": "0"}, "REOPEN_DAYS : « 0 » trouvé"),
    "hour": ({**LOCAL, "WORKDAY_START": "8h"}, "WORKDAY_START : « 8h » trouvé"),
    "day that ends first": ({**LOCAL, "WORKDAY_END": "07:00"}, "WORKDAY_END : « 07:00 » trouvé"),
    "day that starts at night": ({**LOCAL, "WORKDAY_START": "02:30"}, "WORKDAY_START : « 02:30 » trouvé"),
    "no quiet night": ({**LOCAL, "QUIET_START": "00:00", "QUIET_END": "00:00"}, "QUIET_END : « 00:00 » trouvé"),
    "reminders": ({**LOCAL, "CLOSING_REMINDER_DAYS": "7,deux"}, "CLOSING_REMINDER_DAYS : « 7,deux » trouvé"),
    "many lines": ({**LOCAL, "CALL": "a\nb" * 90}, "CALL : « a ba b"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_said_in_one_line(case: str) -> None:
    environ, expected = REFUSED[case]
    with pytest.raises(SettingsError) as refused:
        load_settings(environ)
    line = str(refused.value)
    assert line.replace("\u00a0", " ").startswith(expected)
    assert "\n" not in line
    assert len(line) < 300
    assert "s3cret" not in line
    assert refused.value.name == expected.partition(" ")[0]


def test_every_setting_says_what_it_expects() -> None:
    for name, field in Settings.model_fields.items():
        assert field.alias, name
        assert field.description, name
