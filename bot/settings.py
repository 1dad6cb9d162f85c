"""Settings, read once from the environment (and ``.env``) into one frozen object.

A wrong or missing setting raises :class:`SettingsError`: one French line that names the setting, what was found
(never a secret) and what is expected. Each field's ``description`` is that expectation.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import ipaddress
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.mail_in import inbox_at
from dialogs.core.dispatch import checked
from knowledge.office import OfficeRules
from knowledge.time.delays import Delays

# --- The product's version: the number of the command ``--version``, of the Teams package and of the changelog.

VERSION = "0.1.0"


# --- Where mails are handed in, as ``SMTP_URL`` says.


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. ``tls``: from the first byte, else as soon as the server offers it (STARTTLS)."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = ""

    @classmethod
    def at(cls, url: str) -> Server:
        """Read ``smtp://`` or ``smtps://user:password@host:port``, percent-decoded. Raises ValueError, url not told.

        Ports when none is given: 465 with ``smtps``, 587 with a user, else 25.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("not a mail server's address") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("not a mail server's address")
        tls = parts.scheme == "smtps"
        usual = 465 if tls else 587 if parts.username else 25
        return cls(parts.hostname, port or usual, tls, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def is_loopback(self) -> bool:
        """Tell whether the server is on this very machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


# --- Settings, read once from the environment (and ``.env``) into one frozen object.

NBSP = "\u00a0"
# Their values may hold a password, or one pasted into the wrong line: never shown.
_SECRET = ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId", "SMTP_URL", "REPLY_INBOX", "DATABASE_URL")

_DATABASE = "sqlite+aiosqlite:///var/assistant.db"
_GUID = "un identifiant de la forme 00000000-0000-0000-0000-000000000000"
_GUIDS = f"des identifiants Entra séparés par des virgules, chacun {_GUID}"
# A hundred years, in days: what is further off is a slip of the hand, and beyond what a date can hold.
_MOST = 36_500
_TURNS = "un nombre entier de messages, de 1 à 1000000"
_DAYS = f"un nombre entier de jours, de 1 à {_MOST}"
_HOURS = f"un nombre entier d’heures ouvrées, de 1 à {_MOST}"
_MAIL = "une adresse électronique où l’on peut écrire"
_CLOCK = "une heure de la forme 08:00"
_WATCHDOG = "un nombre entier de secondes, au moins 5"
_PORT = "un entier de 1 à 65535"
_URL = "une adresse https (http seulement sur la boucle locale)"


class SettingsError(Exception):
    """A setting is wrong or missing; the text is the one French line to print."""

    def __init__(self, name: str, expected: str, found: object = None) -> None:
        if found is None or found == "":
            what = "absent"
        elif name in _SECRET:
            what = "valeur refusée (non affichée)"
        else:
            what = f"«{NBSP}{' '.join(str(found).split())[:80]}{NBSP}» trouvé"
        super().__init__(f"{name}{NBSP}: {what}{NBSP}; attendu{NBSP}: {expected}.")
        self.name = name


class AppType(StrEnum):
    """Kinds of app registration that a bot may have; multi-tenant ones can no longer be made, nor are they safe."""

    SINGLE_TENANT = "SingleTenant"
    USER_ASSIGNED_MSI = "UserAssignedMSI"


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


@functools.lru_cache(maxsize=256)  # Asked several times a turn, of the same few names.
def is_loopback(host: str) -> bool:
    """Tell whether ``host`` (a name or an address, without port) is this machine's loopback."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _guid(value: object) -> str:
    return str(uuid.UUID(str(value).strip())) if re.fullmatch(r"[0-9a-fA-F-]{36}", str(value).strip()) else _refuse()


def _refuse() -> str:
    raise ValueError("not in the expected form")


def _guids(value: object) -> object:
    return tuple(_guid(part) for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _parts(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _url(value: object) -> str:
    parts = urlsplit(str(value).strip())
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    named = parts.hostname and parts.port != 0  # Asking for a port that is none raises ValueError.
    return str(value).strip().rstrip("/") if allowed and named else _refuse()


def _mail(value: str) -> str:
    checked(value)
    return value


def _database(value: str) -> str:
    from storage.engine import Storage  # noqa: PLC0415 - commands that need no database are spared what it loads.

    return value if value == _DATABASE or Storage.can_be_at(value) else _refuse()


def _now(value: object) -> object:
    moment = datetime.fromisoformat(str(value)) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None or not 2000 <= moment.year < 2100:
        _refuse()
    return moment


def _clock(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{1,2}:\d{2}", value):
        _refuse()
    return time.fromisoformat(value.zfill(5)) if isinstance(value, str) else value


Guid = Annotated[str, BeforeValidator(_guid)]
Guids = Annotated[tuple[str, ...], BeforeValidator(_guids)]
Url = Annotated[str, BeforeValidator(_url)]
MailAddress = Annotated[str, AfterValidator(_mail)]
Count = Annotated[int, Field(ge=1, le=_MOST)]
Port = Annotated[int, Field(ge=1, le=65535)]
Clock = Annotated[time, BeforeValidator(_clock)]
CallName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class Settings(BaseModel):
    """All settings. Attribute names are Python's; each ``alias`` is the exact name in the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True)

    # Where it listens.
    host: str = Field("127.0.0.1", alias="HOST", pattern=r"^[0-9A-Za-z.:\[\]-]+$", description="une adresse d’écoute")
    port: Port = Field(3978, alias="PORT", description=_PORT)
    metrics_port: Port | None = Field(None, alias="METRICS_PORT", description=f"{_PORT}, autre que PORT")

    watchdog_seconds: int = Field(60, ge=5, alias="WATCHDOG_SECONDS", description=_WATCHDOG)

    traces_url: Url | None = Field(None, alias="OTEL_EXPORTER_OTLP_ENDPOINT", description=_URL)

    # What it stands on.
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        _DATABASE,
        alias="DATABASE_URL",
        pattern=r"^(sqlite\+aiosqlite:///|postgresql\+asyncpg://)",
        description="sqlite+aiosqlite:///fichier.db ou postgresql+asyncpg://utilisateur@machine/base",
    )

    # Who it is, for Microsoft. The names are those of Azure and of Microsoft's tools.
    app_type: AppType | None = Field(
        None, alias="MicrosoftAppType", description="SingleTenant ou UserAssignedMSI, selon l’inscription dans Azure"
    )
    app_id: Guid | None = Field(None, alias="MicrosoftAppId", description=_GUID)
    app_password: SecretStr | None = Field(
        None, alias="MicrosoftAppPassword", description="le secret de l’application (type SingleTenant)"
    )
    app_tenant: Guid | None = Field(None, alias="MicrosoftAppTenantId", description=_GUID)
    allow_anonymous: bool = Field(False, alias="ALLOW_ANONYMOUS", description="true ou false")
    tenants: Guids = Field((), alias="ALLOWED_TENANTS", description=_GUIDS)
    openid_metadata_url: Url = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        alias="OPENID_METADATA_URL",
        description=_URL,
    )
    login_url: Url = Field("https://login.microsoftonline.com", alias="LOGIN_URL", description=_URL)

    # Whom and what it serves.
    saeple_members: Guids = Field((), alias="SAEPLE_MEMBERS", description=_GUIDS)
    experts: Guids = Field((), alias="EXPERTS", description=_GUIDS)
    saeple_groups: Guids = Field((), alias="SAEPLE_GROUPS", description=_GUIDS)
    expert_groups: Guids = Field((), alias="EXPERT_GROUPS", description=_GUIDS)
    graph_url: Url = Field("https://graph.microsoft.com", alias="GRAPH_URL", description=_URL)
    assistance: bool = Field(True, alias="ASSISTANCE", description="true ou false")
    slash_commands: bool = Field(False, alias="SLASH_COMMANDS", description="true ou false")
    call: CallName = Field(
        "2024-experts-opale",
        alias="CALL",
        description="le nom d’un seul fichier d’appel, sans .toml (pour un autre appel, une autre instance)",
    )
    calls_dir: Path | None = Field(None, alias="CALLS_DIR", description="un dossier existant")
    templates_dir: Path | None = Field(None, alias="TEMPLATES_DIR", description="un dossier existant")
    now: Annotated[datetime, BeforeValidator(_now)] | None = Field(
        None, alias="ASSISTANT_NOW", description="un instant ISO 8601 avec décalage, comme 2024-01-25T10:00+01:00"
    )

    # Mail, and what is named in texts.
    smtp_url: SecretStr | None = Field(
        None, alias="SMTP_URL", description="smtp://machine:port ou smtps://machine:port"
    )
    mail_from: MailAddress | None = Field(None, alias="MAIL_FROM", description=_MAIL)
    reply_address: MailAddress | None = Field(
        None, alias="REPLY_ADDRESS", pattern=r"^[^+]+$", description=f"{_MAIL}, sans « + »"
    )
    reply_inbox: SecretStr | None = Field(
        None, alias="REPLY_INBOX", description="imaps://utilisateur:motdepasse@machine/DOSSIER ou maildir:///dossier"
    )
    reply_senders_checked: bool = Field(False, alias="REPLY_SENDERS_CHECKED", description="true ou false")
    copy_email: MailAddress | None = Field(None, alias="COPY_EMAIL", description=_MAIL)
    data_controller: str | None = Field(None, alias="DATA_CONTROLLER", description="le responsable du traitement")
    data_controller_email: MailAddress | None = Field(None, alias="DATA_CONTROLLER_EMAIL", description=_MAIL)
    dpo_contact: str | None = Field(None, alias="DPO_CONTACT", description="comment joindre le délégué")
    tickets_url: Url | None = Field(None, alias="TICKETS_URL", description=_URL)

    # What the Teams package says of the service and of who runs it.
    public_url: Url | None = Field(
        None, alias="PUBLIC_URL", description="l’adresse https où Teams joint le service, sans /api/messages"
    )
    publisher: str = Field(
        "Académie d’Aix-Marseille",
        alias="PUBLISHER",
        max_length=32,
        description="le nom de l’organisation, 32 caractères au plus",
    )
    website_url: Url | None = Field(
        None, alias="WEBSITE_URL", description="l’adresse https d’une page de l’organisation sur le service"
    )
    privacy_url: Url | None = Field(None, alias="PRIVACY_URL", description=_URL)
    terms_url: Url | None = Field(None, alias="TERMS_URL", description=_URL)

    log_level: str = Field(
        "info",
        alias="LOG_LEVEL",
        pattern=r"^(debug|info|warning|error)$",
        description="debug, info, warning ou error",
    )
    log_format: LogFormat = Field(LogFormat.TEXT, alias="LOG_FORMAT", description="text ou json")

    # Delays of the life cycles. Working hours and days: Monday to Friday, less the public holidays.
    untaken_alert_hours: Count = Field(4, alias="UNTAKEN_ALERT_HOURS", description=_HOURS)  # T1
    urgent_alert_hours: Count = Field(1, alias="URGENT_ALERT_HOURS", description=_HOURS)  # T1, urgent
    idle_alert_days: Count = Field(2, alias="IDLE_ALERT_DAYS", description=_DAYS)  # T2, working days
    auto_close_days: Count = Field(5, alias="AUTO_CLOSE_DAYS", description=_DAYS)  # N, working days
    reopen_days: Count = Field(30, alias="REOPEN_DAYS", description=_DAYS)  # M, calendar days
    workday_start: Clock = Field(time(8), alias="WORKDAY_START", description=_CLOCK)
    workday_end: Clock = Field(time(18), alias="WORKDAY_END", description=f"{_CLOCK}, après WORKDAY_START")
    quiet_start: Clock = Field(time(19), alias="QUIET_START", description=_CLOCK)
    quiet_end: Clock = Field(time(7, 30), alias="QUIET_END", description=_CLOCK)
    closing_reminder_days: Annotated[tuple[Annotated[int, Field(ge=0, le=_MOST)], ...], BeforeValidator(_parts)] = (
        Field((7, 2, 0), alias="CLOSING_REMINDER_DAYS", description="des nombres de jours séparés par des virgules")
    )
    session_reminder_minutes: Annotated[tuple[Count, ...], BeforeValidator(_parts)] = Field(
        (1440, 15), alias="SESSION_REMINDER_MINUTES", description="des nombres de minutes séparés par des virgules"
    )

    # How long things are kept, in calendar days.
    person_turns: Annotated[int, Field(ge=1, le=1_000_000)] = Field(120, alias="PERSON_TURNS", description=_TURNS)
    keep_inbox_days: Count = Field(7, alias="KEEP_INBOX_DAYS", description=_DAYS)
    keep_drafts_days: Count = Field(90, alias="KEEP_DRAFTS_DAYS", description=_DAYS)  # After the closing.
    keep_refused_days: Count = Field(365, alias="KEEP_REFUSED_DAYS", description=_DAYS)  # After the decision.
    keep_requests_days: Count = Field(730, alias="KEEP_REQUESTS_DAYS", description=_DAYS)  # After their end.
    keep_questions_days: Count = Field(365, alias="KEEP_QUESTIONS_DAYS", description=_DAYS)
    keep_mails_days: Count = Field(90, alias="KEEP_MAILS_DAYS", description=_DAYS)  # Kept as files.

    @property
    def role_groups(self) -> tuple[str, ...]:
        """The Entra groups whose members hold a role; empty: roles are given one by one."""
        return (*self.saeple_groups, *self.expert_groups)

    @property
    def anonymous(self) -> bool:
        """Local use: no app id, any caller on the loopback is served."""
        return self.app_id is None

    @property
    def local_cloud(self) -> bool:
        """Keys come from this very machine (tests): connectors on the loopback are accepted too."""
        return is_loopback(urlsplit(self.openid_metadata_url).hostname or "")


def described(alias: str) -> str:
    """Return what is expected of the setting of that name."""
    return next(field.description or "" for field in Settings.model_fields.values() if field.alias == alias)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of ``environ``, or of the process's environment completed by ``.env`` when none is given.

    Empty values count as absent. What may hold a password may stand in a file that ``NAME_FILE`` names, as container
    engines hand secrets over. Raises :class:`SettingsError`, also for settings that contradict each other.
    """
    source = settings_given(environ)
    given: dict[str, Any] = {}
    for field in Settings.model_fields.values():
        name = field.alias or ""
        if value := _given(source, name):
            given[name] = value.lower() if name in ("LOG_LEVEL", "LOG_FORMAT") else value
    try:
        settings = Settings(**given)
    except ValidationError as error:
        name = str(error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"][0])
        # The cause is dropped: pydantic's message would repeat the value, secret or not.
        raise SettingsError(name, described(name), given.get(name)) from None
    _check_identity(settings)
    _check_rest(settings)
    if settings.app_tenant and not settings.tenants:
        return settings.model_copy(update={"tenants": (settings.app_tenant,)})
    return settings


def settings_given(environ: Mapping[str, str] | None) -> Mapping[str, str | None]:
    """Return ``environ``, or what the process is given: its environment, completed by ``.env``."""
    if environ is not None:
        return environ
    return {**dotenv_values(".env"), **{name: value for name, value in os.environ.items() if value}}


def _given(source: Mapping[str, str | None], name: str) -> str:
    """Return what is given for a setting, by itself or in a file; empty where nothing is."""
    value = (source.get(name) or "").strip()
    file = (source.get(f"{name}_FILE") or "").strip() if name in _SECRET else ""
    if file and value:
        raise SettingsError(f"{name}_FILE", f"rien, puisque {name} est donné", file)
    return _of_file(name, file) if file else value


def _of_file(name: str, path: str) -> str:
    """Return the secret that stands in a file; its last line feed is none of it."""
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        value = ""
    if not value:
        raise SettingsError(f"{name}_FILE", "un fichier lisible par le programme, et non vide", path)
    return value


def _check_identity(s: Settings) -> None:
    """Fail closed: either a whole app registration, or anonymous use asked for by name, on the loopback."""
    if s.app_id is None:
        if not s.allow_anonymous:
            raise SettingsError(
                "MicrosoftAppId", f"{_GUID}, ou ALLOW_ANONYMOUS=true pour un usage local sans inscription"
            )
        if not is_loopback(s.host):
            raise SettingsError("HOST", "une adresse de la boucle locale, puisque ALLOW_ANONYMOUS=true", s.host)
        return
    if s.allow_anonymous:
        raise SettingsError("ALLOW_ANONYMOUS", "false, puisque MicrosoftAppId est donné", "true")
    if s.now is not None:
        raise SettingsError("ASSISTANT_NOW", "rien, puisque MicrosoftAppId est donné", s.now.isoformat())
    for name in ("app_type", "app_tenant"):
        if getattr(s, name) is None:
            field = Settings.model_fields[name]
            raise SettingsError(field.alias or "", field.description or "")
    if s.app_type is AppType.SINGLE_TENANT and s.app_password is None:
        raise SettingsError("MicrosoftAppPassword", "le secret de l’application, puisque le type est SingleTenant")


def _check_rest(s: Settings) -> None:
    group_ids = "SAEPLE_GROUPS" if s.saeple_groups else "EXPERT_GROUPS"
    # (what must not be, the setting, what it may be, what is shown of it)
    for fault, name, wanted, given in (
        # They would wait for requests that nobody can make.
        (s.experts and not s.assistance, "EXPERTS", "rien, puisque ASSISTANCE=false", ",".join(s.experts)),
        (s.role_groups and s.app_id is None, group_ids,
         "rien, sans MicrosoftAppId : les groupes se lisent au nom de l’application", "…"),
        (s.expert_groups and not s.assistance, "EXPERT_GROUPS", "rien, puisque ASSISTANCE=false", ",".join(s.expert_groups)),
        (s.metrics_port == s.port, "METRICS_PORT", f"{_PORT}, autre que PORT", s.metrics_port),
        (s.workday_end <= s.workday_start, "WORKDAY_END", f"{_CLOCK}, après WORKDAY_START",
         s.workday_end.isoformat("minutes")),
        # What the delays of the life cycles refuse too, but there without the setting's name.
        (s.workday_start < time(3), "WORKDAY_START", f"{_CLOCK}, 03:00 ou plus tard", s.workday_start.isoformat("minutes")),
        (s.quiet_end >= s.quiet_start, "QUIET_END", f"{_CLOCK}, avant QUIET_START", s.quiet_end.isoformat("minutes")),
        (_is_no_folder(s.calls_dir), "CALLS_DIR", "un dossier existant", s.calls_dir),
        (_is_no_folder(s.templates_dir), "TEMPLATES_DIR", "un dossier existant", s.templates_dir),
        (s.traces_url is not None and not _can_trace(), "OTEL_EXPORTER_OTLP_ENDPOINT",
         "rien, ou l’extra « tracing » installé", s.traces_url),
    ):  # fmt: skip
        if fault:
            raise SettingsError(name, wanted, given)
    _check_replies(s)
    _check_post(s)


def _is_no_folder(path: Path | None) -> bool:
    return path is not None and not path.is_dir()


def _check_post(s: Settings) -> None:
    if s.smtp_url is not None:
        try:
            Server.at(s.smtp_url.get_secret_value())
        except ValueError:
            raise SettingsError("SMTP_URL", "smtp://machine:port ou smtps://machine:port", "…") from None
        if s.mail_from is None:
            raise SettingsError("MAIL_FROM", "une adresse électronique, puisque SMTP_URL est donné")


def _can_trace() -> bool:
    """Tell whether the extra «tracing» is installed, without loading it."""
    with contextlib.suppress(ModuleNotFoundError):  # A package that this one is part of is not there.
        return importlib.util.find_spec("opentelemetry.exporter.otlp.proto.http.trace_exporter") is not None
    return False


def _check_replies(s: Settings) -> None:
    """Both or none: an address that nobody reads would lose what people answer."""
    if (s.reply_address is None) is not (s.reply_inbox is None):
        name, other = "REPLY_INBOX", "REPLY_ADDRESS"
        if s.reply_inbox is not None:
            name, other = other, name
        raise SettingsError(name, f"{described(name)}, avec {other}")
    if s.reply_inbox is not None:
        try:
            inbox_at(s.reply_inbox.get_secret_value())
        except ValueError:
            expected = "imaps://utilisateur:motdepasse@machine/DOSSIER ou maildir:///dossier"
            raise SettingsError("REPLY_INBOX", expected, "…") from None


def office_rules(settings: Settings, changed: Mapping[str, Any] = MappingProxyType({})) -> OfficeRules:
    """Return the delays and hours in force: those of the settings, with what the office has ``changed`` in their place."""
    delays = Delays(
        take_hours=settings.untaken_alert_hours,
        take_hours_urgent=settings.urgent_alert_hours,
        idle_days=settings.idle_alert_days,
        confirm_days=settings.auto_close_days,
        reopen_days=settings.reopen_days,
        day_starts=settings.workday_start,
        day_ends=settings.workday_end,
        slot_reminders=tuple(timedelta(minutes=minutes) for minutes in settings.session_reminder_minutes),
        draft_reminder_days=settings.closing_reminder_days,
    )
    return OfficeRules(delays, (settings.quiet_start, settings.quiet_end), changed)
