"""``doctor``: a deployment in order, then each of its parts broken; whatever breaks is one line, with its remedy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections import namedtuple
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web

from bot.backup import BACKUP
from bot.demo.seed import seed_schools
from bot.doctor import examine
from bot.doctor.examine import doctor, warnings
from bot.settings import load_settings
from bot.teams import connector
from bot.timers import WallClock
from knowledge.people import PersonKey, Role
from storage.actions.people import keep_contacts, seed_roles
from storage.calls import OWN_CALLS
from storage.engine import Storage
from storage.outbox import Notice, notify
from storage.queries.people import PersonalChat, PersonContact
from storage.schema import first
from storage.tables import office_setting, timer_done
from storage.transaction import transaction
from tests.bot.test_commands import bot, free_port
from tests.bot.test_mail import Post, certificate, serving  # noqa: F401 - a fixture.
from tests.bot.test_replies import imap
from tests.conftest import NOW
from tests.connector import FakeConnector, Fault
from tests.database import REFUSALS, account
from tests.keyserver import APP_ID, TENANT, KeyServer

MEMBER, EXPERT, SILENT = (PersonKey(TENANT, f"{number}" * 8 + "-0000-4000-8000-000000000000") for number in (3, 5, 6))
Usage = namedtuple("Usage", "total used free")
NAMES = (
    "réglages", "application", "locataire", "jeton", "clés de signature", "horloge", "adresse publique",
    "base de données", "registre", "appel", "formulations", "courriel", "membres", "experts", "notifications",
    "sauvegardes", "données personnelles", "disque",
)  # fmt: skip


@dataclass
class World:
    """A deployment in order, its parts at hand to be broken."""

    environ: dict[str, str]
    keys: KeyServer
    storage: Storage
    folder: Path
    stack: contextlib.AsyncExitStack
    patch: pytest.MonkeyPatch
    request: pytest.FixtureRequest
    answers: int = 401  # What the public address answers without a token.
    now: Any = NOW

    async def lines(self, to: str = "") -> list[str]:
        """Return what the doctor prints, no-break spaces made plain."""
        return [str(line).replace("\u00a0", " ") async for line in doctor(self.environ, WallClock(self.now), to=to)]

    async def faults(self, to: str = "") -> list[str]:
        return [line for line in await self.lines(to) if not line.startswith("✓")]

    async def listen(self, trust: ssl.SSLContext | None = None) -> int:
        """Serve the public address; return its port."""

        async def messages(_request: web.Request) -> web.Response:
            return web.Response(status=self.answers)

        app = web.Application()
        app.router.add_post("/api/messages", messages)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=trust)
        await site.start()
        return int(runner.addresses[0][1])


async def _saved(storage: Storage, at: datetime) -> None:
    """Mark a backup as one that came back whole then."""
    async with storage.writing() as connection:
        await connection.execute(sa.insert(timer_done).values(duty=BACKUP, occurrence=at.isoformat(), at=at))
        await connection.commit()


@pytest.fixture
async def world(
    sqlite: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    async with contextlib.AsyncExitStack() as stack:
        keys = await stack.enter_async_context(KeyServer())
        keys.date = format_datetime(NOW)
        made = World({}, keys, sqlite, tmp_path, stack, monkeypatch, request)
        made.environ.update(
            {
                "MicrosoftAppType": "SingleTenant",
                "MicrosoftAppId": APP_ID,
                "MicrosoftAppPassword": "secret",
                "MicrosoftAppTenantId": TENANT,
                "OPENID_METADATA_URL": keys.metadata_url,
                "LOGIN_URL": keys.url,
                "PUBLIC_URL": f"http://127.0.0.1:{await made.listen()}",
                "DATABASE_URL": f"sqlite+aiosqlite:///{sqlite.path}",
                "SMTP_URL": f"smtp://127.0.0.1:{await stack.enter_async_context(serving(Post()))}",
                "MAIL_FROM": "assistant@ac-normandie.fr",
                "COPY_EMAIL": "diepat@education.gouv.fr",
                "DATA_CONTROLLER": "le recteur",
                "DPO_CONTACT": "dpo@ac-normandie.fr",
            }
        )
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(9**12, 0, 50_000_000_000))
        await seed_schools(sqlite, NOW)
        await seed_roles(sqlite, [(MEMBER, Role.SA_EPLE), (EXPERT, Role.EXPERT)], NOW)
        chat = PersonalChat("msteams", "https://smba.trafficmanager.net/emea", "a:1", "28:a", "29:b")
        await keep_contacts(sqlite, [PersonContact(key, "Camille", NOW, chat) for key in (MEMBER, EXPERT)], NOW)
        await _saved(sqlite, NOW)
        yield made


async def test_a_setting_whose_name_is_misspelt_is_named_with_the_one_that_was_meant(world: World) -> None:
    world.environ |= {"ALLOWED_TENANT": TENANT, "Smtp_url": "smtp://courriel", "POSTGRES_PASSWORD": "x", "LANG": "fr"}
    (line,) = [one for one in await world.faults() if one.startswith("! noms")]
    assert "« ALLOWED_TENANT » (pour ALLOWED_TENANTS ?)" in line
    assert "« Smtp_url » (pour SMTP_URL ?)" in line
    assert "POSTGRES" not in line


async def test_a_deployment_in_order_has_a_line_for_each_check(world: World) -> None:
    lines = await world.lines()
    assert [line.split(" : ")[0] for line in lines] == [f"✓ {name}" for name in NAMES]
    assert "✓ appel : « 2024-experts-opale », ouvert jusqu’au lundi 5 février 2024" in lines
    assert "✓ courriel : le serveur répond" in lines
    assert not any("secret" in line for line in lines)


async def _settings(world: World, **changed: str) -> None:
    world.environ.update(changed)


def _inbox(url: str) -> Callable[[World], Awaitable[None]]:
    """Return what has answers by mail read there; PORT: of a server that knows one password."""

    async def breaks(world: World) -> None:
        port, _ = world.stack.enter_context(imap([]))
        await _settings(world, REPLY_ADDRESS="opale@ac-normandie.fr", REPLY_INBOX=url.replace("PORT", str(port)))

    return breaks


async def test_the_folder_of_answers_by_mail_is_looked_into_and_left_as_it_is(world: World) -> None:
    port, server = world.stack.enter_context(imap([b"Subject: a\n\nUn.", b"Subject: b\n\nDeux."]))
    url = f"imap://opale:secret@127.0.0.1:{port}/Assistance"
    await _settings(world, REPLY_ADDRESS="opale@ac-normandie.fr", REPLY_INBOX=url)
    assert "✓ réponses par courriel : le dossier s’ouvre, 2 courriels non lus" in await world.lines()
    assert not [said for said in server.said if said.startswith(("UID STORE", "EXPUNGE", "UID FETCH"))]
    assert not any(server.flags.values())
    for place in ("new", "cur"):
        (world.folder / "boite" / place).mkdir(parents=True)
    await _settings(world, REPLY_INBOX=f"maildir://{world.folder / 'boite'}")
    assert "✓ réponses par courriel : le dossier s’ouvre, 0 courriel non lu" in await world.lines()


async def _old_schema(world: World) -> None:
    async with world.storage.writing() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        await connection.commit()


async def _empty(world: World, *tables: str) -> None:
    async with world.storage.writing() as connection:
        for table in tables:
            await connection.exec_driver_sql(f"DELETE FROM {table}")
        await connection.commit()


async def _without_experts(world: World) -> None:
    async with world.storage.writing() as connection:
        await connection.exec_driver_sql("DELETE FROM role WHERE role = 'expert'")
        await connection.commit()


async def _silent_expert(world: World) -> None:
    await seed_roles(world.storage, [(SILENT, Role.EXPERT)], NOW)


async def _stuck_notice(world: World) -> None:
    async with transaction(world.storage, NOW - timedelta(minutes=61)) as tx:
        await notify(tx, Notice("request.new", EXPERT, reference="DA-2024-0001"))
        await tx.commit()


async def _problem_notice(world: World) -> None:
    await _stuck_notice(world)
    async with world.storage.writing() as connection:
        await connection.exec_driver_sql("UPDATE outbox SET state = 'dead'")
        await connection.commit()


async def _refusing_database(world: World) -> None:
    url = await asyncio.to_thread(world.request.getfixturevalue, "postgres_url")
    own = await world.stack.enter_async_context(account(url))
    await world.stack.enter_async_context(own.refused(REFUSALS["28000"]))
    world.environ["DATABASE_URL"] = own.url


async def _self_signed(world: World) -> None:
    theirs, _ = world.request.getfixturevalue("certificate")
    await _settings(world, PUBLIC_URL=f"https://localhost:{await world.listen(theirs)}")


async def _damaged_weights(world: World) -> None:
    for path in OWN_CALLS.glob("2024-experts-opale*"):
        shutil.copy(path, world.folder)
    path = world.folder / "2024-experts-opale.taught.npz"
    path.write_bytes(path.read_bytes()[:1_000])
    await _settings(world, CALLS_DIR=str(world.folder))


async def _stale_weights(world: World) -> None:
    for path in OWN_CALLS.glob("2024-experts-opale*"):
        shutil.copy(path, world.folder)
    path = world.folder / "2024-experts-opale.wordings.toml"
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n# changed\n", "utf-8")
    await _settings(world, CALLS_DIR=str(world.folder))


async def _spoilt_model(world: World) -> None:
    (world.folder / "lettre-de-mission.docx").write_bytes(b"Cher {{ nom }}")
    await _settings(world, TEMPLATES_DIR=str(world.folder))


async def _years_later(world: World) -> None:
    world.now = NOW + timedelta(days=700)
    world.keys.date = format_datetime(world.now)
    await _saved(world.storage, world.now)


def _set(name: str, value: Any) -> Callable[[World], Awaitable[None]]:
    async def change(world: World) -> None:
        setattr(world.keys if hasattr(world.keys, name) else world, name, value)

    return change


def _nights(at: datetime | None) -> Callable[[World], Awaitable[None]]:
    async def apply(world: World) -> None:
        await _empty(world, "timer_done")
        if at:
            await _saved(world.storage, at)

    return apply


def _disk(megabytes: int) -> Callable[[World], Awaitable[None]]:
    async def fill(world: World) -> None:
        usage = Usage(9**12, 0, megabytes * 1_000_000)
        world.patch.setattr(shutil, "disk_usage", lambda _: usage)

    return fill


def _with(**changed: str) -> Callable[[World], Awaitable[None]]:
    return lambda world: _settings(world, **changed)


class Case(NamedTuple):
    """A way in which a deployment is broken, and the one line that tells it."""

    breaks: Callable[[World], Awaitable[None]]
    line: str


CLOSED = f"http://127.0.0.1:{free_port()}"
BROKEN = {
    "setting": Case(
        _with(MicrosoftAppTenantId="ac-normandie.fr"),
        "✗ réglages : MicrosoftAppTenantId : valeur refusée (non affichée) ; attendu : un identifiant de la forme"
        " 00000000-0000-0000-0000-000000000000. → la liste : docs/reglages.md",
    ),
    "identifier in the place of the secret": Case(
        _with(MicrosoftAppPassword="0f8fad5b-d9cb-469f-a165-70867728950e"),
        "✗ application : MicrosoftAppPassword a la forme d’un identifiant, celui du secret et non sa valeur → créez un"
        " secret et copiez sa valeur, montrée une seule fois",
    ),
    "tenant": Case(
        _set("tenants", ()),
        "✗ locataire : inconnu de 127.0.0.1 (réponse 400) → vérifiez MicrosoftAppTenantId (Entra, « Vue d’ensemble »,"
        " « ID de locataire »)",
    ),
    "own tenant not served": Case(
        _with(ALLOWED_TENANTS=APP_ID),
        "! locataire : ALLOWED_TENANTS ne contient pas celui de l’application → ajoutez-le, sauf si seuls d’autres"
        " locataires doivent être servis",
    ),
    "login server out of reach": Case(
        _with(LOGIN_URL=CLOSED),
        "✗ locataire : 127.0.0.1 ne répond pas (ClientConnectorError) → ouvrez les sorties en https (docs/exploitation.md,"
        " « Sorties du réseau »), ou réglez HTTPS_PROXY",
    ),
    "expired secret": Case(
        _set("refuses", 7000222),
        "✗ jeton : le secret de l’application a expiré (AADSTS7000222) → créez-en un autre dans Entra et réglez"
        " MicrosoftAppPassword",
    ),
    "unknown refusal": Case(
        _set("refuses", 53003),
        "✗ jeton : refusé (AADSTS53003) → vérifiez MicrosoftAppId, MicrosoftAppPassword et MicrosoftAppTenantId",
    ),
    "keys out of reach": Case(
        _with(OPENID_METADATA_URL=f"{CLOSED}/metadata"),
        "✗ clés de signature : 127.0.0.1 ne les donne pas, personne ne serait cru → ouvrez les sorties en https"
        " (docs/exploitation.md, « Sorties du réseau »), ou réglez HTTPS_PROXY",
    ),
    "clock": Case(
        _set("date", format_datetime(NOW + timedelta(minutes=10))),
        "✗ horloge : 600 secondes d’écart avec Microsoft → mettez le serveur à l’heure (NTP, chrony) : des jetons valides"
        " seraient refusés",
    ),
    "no public address": Case(
        _with(PUBLIC_URL=""),
        "! adresse publique : PUBLIC_URL n’est pas réglé, ni elle ni son certificat ne sont vérifiés → donnez"
        " l’adresse https où Teams joint le service",
    ),
    "public address out of reach": Case(
        _with(PUBLIC_URL=CLOSED),
        f"✗ adresse publique : {CLOSED} ne répond pas (ClientConnectorError) → vérifiez le nom, le pare-feu, le mandataire,"
        " et que « serve » tourne ; HOST est la boucle locale : le mandataire doit être sur cette machine",
    ),
    "certificate": Case(
        _self_signed,
        "✗ adresse publique : certificat refusé (self-signed certificate) → installez la chaîne complète d’un certificat"
        " public : Teams n’en croit pas d’autre",
    ),
    "proxy that leads elsewhere": Case(
        _set("answers", 404),
        "✗ adresse publique : PUBLIC/api/messages répond 404, non 401 → le mandataire doit transmettre /api/messages, tel"
        " quel, à « serve » en marche",
    ),
    "schema of before the first version": Case(
        _old_schema,
        f"✗ base de données : La base est d’avant la première version (schéma 0001, le plus ancien repris est {first()}) →"
        " visez une base vide, ou amenez-la d’abord à ce schéma avec le programme qui l’avait pour dernier.",
    ),
    "schema": Case(
        lambda world: _empty(world, "alembic_version"),
        "✗ base de données : La base n’est pas au schéma de ce programme → lancez « python -m bot migrate », puis"
        " recommencez.",
    ),
    "no database file": Case(
        _with(DATABASE_URL="sqlite+aiosqlite:///var/absent.db"),
        "✗ base de données : le fichier var/absent.db n’existe pas → lancez « python -m bot migrate », ou corrigez"
        " DATABASE_URL",
    ),
    "database that refuses the account": Case(
        _refusing_database,
        "✗ base de données : La base de données refuse le compte → vérifiez le nom et le mot de passe de DATABASE_URL,"
        " et s’il lui faut « ?ssl= ». (référence : 28000)",
    ),
    "register": Case(
        lambda world: _empty(world, "school"),
        "! registre : vide, aucun établissement ne sera reconnu → importez l’annuaire officiel, « python -m bot schools"
        " import annuaire.csv » (docs/exploitation.md)",
    ),
    "call closed": Case(
        _years_later,
        "! appel : « 2024-experts-opale » est clos depuis le lundi 5 février 2024, plus personne ne peut candidater →"
        " écrivez le vôtre, « python -m bot call new appels/NOM.toml --text appel.txt », et réglez CALLS_DIR et CALL"
        " (docs/appel.md)",
    ),
    "no such call": Case(
        _with(CALL="2025"),
        "✗ appel : CALL : aucun fichier d’appel « 2025.toml », ni dans CALLS_DIR, ni parmi ceux du programme. → donnez dans"
        " CALL le nom d’un fichier sans faute (« call check »)",
    ),
    "weights": Case(
        _stale_weights,
        "! formulations : l’appel ou ses formulations ont changé depuis l’apprentissage → lancez « python -m bot call train"
        " FOLDER/2024-experts-opale.toml » (extra « training »), puis livrez les fichiers écrits",
    ),
    "damaged weights": Case(
        _damaged_weights,
        "! formulations : ce qui a été appris de cet appel ne peut pas être lu, et ne sert pas → lancez « python -m bot call"
        " train FOLDER/2024-experts-opale.toml » (extra « training »), puis livrez les fichiers écrits",
    ),
    "spoilt model": Case(
        _spoilt_model,
        "✗ modèles : modèle « lettre-de-mission.docx », ce n’est pas un document Word (.docx) → corrigez le document dans"
        " TEMPLATES_DIR (« call check --templates » dit chaque défaut)",
    ),
    "no mail": Case(
        _with(SMTP_URL="", MAIL_FROM=""),
        "! courriel : SMTP_URL n’est pas réglé, les courriels restent en fichiers, et qui n’a pas Teams n’est pas prévenu →"
        " réglez SMTP_URL et MAIL_FROM",
    ),
    "mail server down": Case(
        _with(SMTP_URL=CLOSED.replace("http", "smtp")),
        "✗ courriel : le serveur de SMTP_URL ne sert pas (unreachable) → vérifiez machine, port, compte, mot de passe et TLS",
    ),
    "no copy": Case(
        _with(COPY_EMAIL=""),
        "! courriel : COPY_EMAIL n’est pas réglé, les candidatures partent sans la copie que l’appel demande → donnez"
        " l’adresse de qui l’appel met en copie",
    ),
    "answers by mail: nobody there": Case(
        _inbox(CLOSED.replace("http", "imap").replace("//", "//opale:secret@") + "/Assistance"),
        "✗ réponses par courriel : le serveur de REPLY_INBOX ne répond pas → vérifiez machine, port et certificat, et ouvrez"
        " la sortie vers lui (imaps, port 993)",
    ),
    "answers by mail: not let in": Case(
        _inbox("imap://opale:faux@127.0.0.1:PORT/Assistance"),
        "✗ réponses par courriel : le serveur de REPLY_INBOX refuse l’identification → vérifiez le compte et son mot de"
        " passe, et que l’accès IMAP lui est ouvert",
    ),
    "answers by mail: no such folder": Case(
        _inbox("maildir:///absent"),
        "✗ réponses par courriel : le dossier de REPLY_INBOX ne s’ouvre pas en lecture et en écriture → vérifiez son nom,"
        " qu’il existe, et que le compte peut y supprimer",
    ),
    "members": Case(
        lambda world: _empty(world, "role"),
        "✗ membres : personne ne peut devenir membre du service → donnez dans SAEPLE_MEMBERS l’identifiant Entra d’au moins"
        " une personne",
    ),
    "experts": Case(
        _without_experts,
        "! experts : aucun, personne ne sera prévenu d’une demande → réglez EXPERTS, ou nommez-en (« nommer »)",
    ),
    "expert whom nobody can write to": Case(
        _silent_expert,
        "! experts : 1 expert sur 2 sans conversation ouverte, l’assistant ne peut pas leur écrire → installez-leur"
        " l’application par une stratégie (docs/installation.md), ou faites-leur écrire « aide »",
    ),
    "experts where no requests are taken": Case(
        _with(ASSISTANCE="false"),
        "! experts : ASSISTANCE=false, mais il reste 0 demande ouverte et 1 expert → terminez-les et retirez-les avec"
        " ASSISTANCE=true, puis revenez à false",
    ),
    "notices stuck": Case(
        _stuck_notice,
        "✗ notifications : 1 notification en attente depuis plus d’une heure → voyez que « serve » tourne, et dans son"
        " journal pourquoi Teams ou le courriel les refuse",
    ),
    "notices for somebody": Case(
        _problem_notice,
        "! notifications : 1 notification à traiter → un membre du service les voit avec « santé du service »",
    ),
    "no night saved yet": Case(
        _nights(None),
        "! sauvegardes : aucune sauvegarde de nuit n’a encore été remise à l’essai → voyez le service"
        " « sauvegarde » (docs/exploitation.md, « Sauvegarder »)",
    ),
    "a night missed": Case(
        _nights(NOW - timedelta(hours=27)),
        "✗ sauvegardes : dernière sauvegarde remise à l’essai le mercredi 24 janvier 2024"
        " → voyez le service « sauvegarde » (docs/exploitation.md, « Sauvegarder »)",
    ),
    "notice on personal data": Case(
        _with(DPO_CONTACT=""),
        "! données personnelles : la notice ne nomme pas tout ce qu’elle doit → réglez DPO_CONTACT",
    ),
    "disk": Case(
        _disk(12),
        "✗ disque : 12 mégaoctets libres sous FOLDER → libérez de la place",
    ),
}


async def test_notices_wait_in_the_hours_that_the_office_has_made_quiet(world: World) -> None:
    await _stuck_notice(world)
    assert any("notifications" in line for line in await world.faults())
    async with transaction(world.storage, NOW) as tx:
        await tx.connection.execute(sa.insert(office_setting).values(name="quiet_end", value="18:30", at=NOW))
        await tx.commit()
    assert not any("notifications" in line for line in await world.faults())


@pytest.mark.parametrize("how", BROKEN)
async def test_whatever_is_broken_is_one_line_with_its_remedy(world: World, how: str) -> None:
    case = BROKEN[how]
    await case.breaks(world)
    expected = case.line.replace("PUBLIC/", world.environ["PUBLIC_URL"] + "/").replace("FOLDER", str(world.folder))
    assert await world.faults() == [expected]


# A message to somebody.
AZURE = "le type « Locataire unique » du bot Azure, son identifiant (MicrosoftAppId), son locataire et le secret"
OPENS = (
    "faites-lui ouvrir l’application dans Teams et écrire « aide » (docs/installation.md, étape 8), puis recommencez"
)
MAYBE = "regardez dans Teams s’il est arrivé, et recommencez dans une minute ; sinon voyez l’état de Microsoft 365"
OUTCOMES = {
    "sent": ([], "✓ message : envoyé à Camille, regardez dans Teams"),
    "401, and again with a new token": (
        [Fault(status=401), Fault(status=401)],
        f"✗ message : Teams refuse le jeton (401) → comparez avec Azure {AZURE}",
    ),
    "401 once": ([Fault(status=401)], "✓ message : envoyé à Camille, regardez dans Teams"),
    "403": (
        [Fault(status=403, code="Forbidden")],
        f"✗ message : Teams interdit l’envoi (403) → vérifiez que le canal Microsoft Teams du bot Azure est en marche, et {AZURE}",
    ),
    "403, blocked": (
        [Fault(status=403, code="MessageWritesBlocked")],
        "✗ message : cette personne a bloqué ou retiré l’application (403) → débloquez-la ou réinstallez-la ; " + OPENS,
    ),
    "404": (
        [Fault(status=404, code="ConversationNotFound")],
        f"✗ message : Teams ne connaît plus cette conversation (404) → l’application a été retirée ; {OPENS}",
    ),
    "400": (
        [Fault(status=400)],
        "✗ message : Teams refuse l’envoi (400) → faites écrire « aide » à cette personne : l’adresse gardée est à renouveler",
    ),
    "413": ([Fault(status=413)], f"✗ message : Teams refuse l’envoi (413) → vérifiez {AZURE}"),
    "429": (
        [Fault(status=429, retry_after="60")],
        "! message : Teams demande d’attendre (429) → recommencez dans une minute",
    ),
    "502": ([Fault(status=502)], f"! message : Teams a répondu 502, le message est peut-être parti → {MAYBE}"),
    "500, and it is there": (
        [Fault(status=500, accepted=True)],
        f"! message : Teams a répondu 500, le message est peut-être parti → {MAYBE}",
    ),
    "cut off": (
        [Fault(reset=True)],
        f"! message : pas de réponse de Teams en 10 s, le message est peut-être parti → {MAYBE}",
    ),
    "too late": (
        [Fault(hang=5)],
        f"! message : pas de réponse de Teams en 10 s, le message est peut-être parti → {MAYBE}",
    ),
}


async def _chat(world: World, service_url: str, *, name: str = "Camille") -> None:
    chat = PersonalChat("msteams", service_url, "a:1", "28:a", "29:b")
    await keep_contacts(world.storage, [PersonContact(MEMBER, name, NOW, chat)], NOW)


@pytest.mark.parametrize("how", OUTCOMES)
async def test_what_becomes_of_a_message_to_somebody_is_one_line_with_its_remedy(world: World, how: str) -> None:
    faults, expected = OUTCOMES[how]
    world.patch.setattr(connector, "_TIMEOUT", aiohttp.ClientTimeout(total=0.5))
    async with FakeConnector() as teams:
        await _chat(world, teams.url)
        teams.faults.extend(faults)
        lines = await world.lines(to=MEMBER.oid)
        assert lines[-1] == expected
        assert [line.split(" : ")[0] for line in lines[:-1]] == [f"✓ {name}" for name in NAMES]
        if expected.startswith("✓"):
            assert [call.conversation for call in teams.calls] == ["a:1"]
            assert teams.texts == [examine.TEXT]
        assert len(teams.calls) + len(teams.refused) <= 2


async def test_whom_a_message_is_for_is_known_by_id_or_by_name(world: World) -> None:
    camille = "✓ message : envoyé à Camille Roux, regardez dans Teams"
    async with FakeConnector() as teams:
        await _chat(world, teams.url, name="Camille Roux")
        for said, line in (
            ("roux", camille),
            ("Camille ROUX", camille),
            (MEMBER.oid.upper(), camille),
            (
                "camille",
                "✗ message : 2 personnes de ce nom (Camille Roux ou Camille) → donnez l’identifiant Entra de l’une d’elles",
            ),
            ("Durand", f"✗ message : personne de connu sous ce nom → {OPENS}, ou donnez son identifiant Entra"),
            (SILENT.oid, f"✗ message : cette personne n’a pas de conversation ouverte avec l’assistant → {OPENS}"),
        ):
            assert (await world.lines(to=said))[-1] == line
        assert len(teams.calls) == 3


async def test_no_message_leaves_for_elsewhere_nor_without_a_token(world: World) -> None:
    await _chat(world, "https://connector.example.org")
    told = (await world.lines(to=MEMBER.oid))[-1]
    assert told == (
        "✗ message : l’adresse gardée n’est pas d’un connecteur de Microsoft → rien ne lui a été envoyé ; " + OPENS
    )
    await _chat(world, CLOSED)
    told = (await world.lines(to=MEMBER.oid))[-1]
    assert told == (
        "✗ message : le connecteur de Teams n’est pas joignable, ou le jeton n’a pas été obtenu → voyez la ligne « jeton »,"
        " et ouvrez les sorties en https (docs/exploitation.md, « Sorties du réseau »)"
    )
    world.keys.refuses = 7000222
    assert (await world.faults(to=MEMBER.oid))[-1].startswith("✗ jeton")


async def test_serve_warns_of_the_same_without_asking_the_network(world: World) -> None:
    await _empty(world, "school")
    await _settings(world, COPY_EMAIL="", SMTP_URL=CLOSED.replace("http", "smtp"), LOGIN_URL=CLOSED)
    settings = load_settings(world.environ)
    said = [line.replace("\u00a0", " ") async for line in warnings(settings, world.storage, WallClock(NOW))]
    assert [line.partition(" : ")[0] for line in said] == ["registre", "courriel"]
    local = load_settings({"ALLOW_ANONYMOUS": "true"})
    assert [line async for line in warnings(local, world.storage, WallClock(NOW))] == []


# Serves until it has begun to.
SERVE = """
import asyncio
from bot.serving import serve
from bot.settings import load_settings

async def main():
    stop = asyncio.Event()
    await serve(load_settings(), started=stop.set, stop=stop)

asyncio.run(main())
"""


async def test_the_journal_of_a_start_has_these_lines(world: World) -> None:
    await _empty(world, "school")
    await world.storage.close()
    environ = {**os.environ, **world.environ, "PORT": str(free_port()), "SAEPLE_MEMBERS": MEMBER.oid}
    serving = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVE, env=environ, stderr=subprocess.PIPE)
    _, journal = await serving.communicate()
    assert serving.returncode == 0
    warned = [line for line in journal.decode().replace("\u00a0", " ").splitlines() if "WARNING" in line]
    # The register is empty; what the call says depends on today, which is after its closing.
    assert [re.search("(registre|appel|sauvegardes) : ", line)[1] for line in warned] == [
        "registre",
        "appel",
        "sauvegardes",
    ]


def test_the_command_prints_the_lines_and_its_code_says_whether_something_is_broken(tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    lacking = bot("doctor", folder=tmp_path)
    assert (lacking.returncode, lacking.stdout.count("\n"), lacking.stderr) == (1, 1, "")
    assert lacking.stdout.startswith("✗ réglages\u00a0: MicrosoftAppId")
    assert bot("migrate", folder=tmp_path, DATABASE_URL=database).returncode == 0
    local = {"ALLOW_ANONYMOUS": "true", "DATABASE_URL": database}
    nobody = bot("doctor", folder=tmp_path, **local)
    assert (nobody.returncode, nobody.stderr) == (1, "")
    sound = bot("doctor", folder=tmp_path, SAEPLE_MEMBERS=MEMBER.oid, **local)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "! application\u00a0: aucune inscription" in sound.stdout
