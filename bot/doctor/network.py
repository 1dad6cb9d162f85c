"""Checks that ask others: Microsoft's servers, our own public address, the mail server."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.doctor import Deployment, Finding, broken, good, warning
from bot.groups import Graph, GroupsUnreadable
from bot.mail import greets
from bot.mail_in import Hurdle, InboxUnavailable, inbox_at
from bot.settings import AppType, Server, is_loopback
from bot.teams.tokens import HttpRefusal, SigningKeys, TryAgain, ask_token
from knowledge.french import counted, listed
from knowledge.people import Role

_LIMIT = aiohttp.ClientTimeout(total=10, connect=5)
_SKEW = 60, 300  # Seconds: worth a word; beyond what the check of a token allows.
_EXPIRES = 21  # Days before its end when a certificate is spoken of.

_OUT = "ouvrez les sorties en https (docs/exploitation.md, « Sorties du réseau »), ou réglez HTTPS_PROXY"

# The usual codes of the login server: what each means, and what is to be done.
_TOKEN_ERRORS = {
    7000215: (
        "le secret de l’application est refusé",
        "recopiez dans MicrosoftAppPassword la valeur du secret, non son identifiant ; si elle est perdue, créez-en un autre",
    ),
    7000222: ("le secret de l’application a expiré", "créez-en un autre dans Entra et réglez MicrosoftAppPassword"),
    700016: (
        "l’application n’est pas inscrite dans ce locataire",
        "vérifiez MicrosoftAppId et MicrosoftAppTenantId (Entra, « Inscriptions d’applications »)",
    ),
    7000229: (
        "l’application n’a pas de principal de service dans ce locataire",
        "créez-le : « az ad sp create --id MicrosoftAppId »",
    ),
}


async def tenant(d: Deployment) -> Finding | None:
    """Ask the login server whether it knows the app's tenant."""
    s = d.settings
    if d.session is None or s.anonymous:
        return None
    url = f"{s.login_url}/{s.app_tenant}/v2.0/.well-known/openid-configuration"
    try:
        async with d.session.get(url, timeout=_LIMIT, allow_redirects=False) as response:
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return broken(f"{urlsplit(s.login_url).hostname} ne répond pas ({type(error).__name__})", _OUT)
    if status != 200:
        return broken(
            f"inconnu de {urlsplit(s.login_url).hostname} (réponse {status})",
            "vérifiez MicrosoftAppTenantId (Entra, « Vue d’ensemble », « ID de locataire »)",
        )
    if s.app_tenant not in s.tenants:
        return warning(
            "ALLOWED_TENANTS ne contient pas celui de l’application",
            "ajoutez-le, sauf si seuls d’autres locataires doivent être servis",
        )
    return good(f"connu, {counted(len(s.tenants), 'locataire servi', 'locataires servis')}")


async def token(d: Deployment) -> Finding | None:
    """Ask for the token that answers are sent with."""
    if d.session is None or d.settings.anonymous:
        return None
    try:
        answer = await asyncio.to_thread(ask_token, d.settings)
    except Exception as error:  # MSAL and requests raise many kinds.
        answer = {"error": type(error).__name__}
    if answer.get("access_token"):
        return good("obtenu")
    if d.settings.app_type is AppType.USER_ASSIGNED_MSI:
        return broken(
            f"aucun par identité gérée ({answer.get('error', 'réponse inattendue')})",
            "une identité gérée ne sert que sur un hôte Azure auquel elle est affectée ; ailleurs, inscrivez une"
            " application SingleTenant",
        )
    return _token_refused(answer)


def _token_refused(answer: dict[str, Any]) -> Finding:
    codes = [code for code in answer.get("error_codes") or [] if code in _TOKEN_ERRORS]
    if codes:
        found, remedy = _TOKEN_ERRORS[codes[0]]
        return broken(f"{found} (AADSTS{codes[0]})", remedy)
    known = [f"AADSTS{code}" for code in answer.get("error_codes") or []]
    return broken(
        f"refusé ({', '.join(known) or answer.get('error', 'réponse inattendue')})",
        "vérifiez MicrosoftAppId, MicrosoftAppPassword et MicrosoftAppTenantId",
    )


# By the status of Graph's answer.
_GROUPS = {
    403: ("Graph le refuse (403)", "donnez à l’application la permission GroupMember.Read.All, de type Application, avec le"
                                   " consentement d’un administrateur (Entra, « Autorisations d’API »)"),
    404: ("un identifiant n’est pas celui d’un groupe (404)", "vérifiez SAEPLE_GROUPS et EXPERT_GROUPS (Entra, « Groupes », « ID d’objet »)"),
}  # fmt: skip


async def groups(d: Deployment) -> Finding | None:
    """Read who holds a role by an Entra group."""
    if d.session is None or not d.settings.role_groups:
        return None
    try:
        members = await Graph(d.settings, d.session).members()
    except GroupsUnreadable as error:
        return broken(
            *_GROUPS.get(
                error.status, (f"{urlsplit(d.settings.graph_url).hostname} ne répond pas ({error.status})", _OUT)
            )
        )
    told = {Role.SA_EPLE: ("membre", "membres"), Role.EXPERT: ("expert", "experts")}
    if not all(members.values()):
        return warning("un groupe est vide", "mettez-y quelqu’un, ou retirez-le du réglage")
    return good(listed([counted(len(held), *told[role]) for role, held in members.items()]))


async def keys(d: Deployment) -> Finding | None:
    """Fetch the keys that the channel signs with."""
    if d.session is None or d.settings.anonymous:
        return None
    try:
        await SigningKeys(d.settings.openid_metadata_url, d.session).get("")
    except TryAgain:
        return broken(
            f"{urlsplit(d.settings.openid_metadata_url).hostname} ne les donne pas, personne ne serait cru", _OUT
        )
    except HttpRefusal:
        pass  # The keys are here; none is called «».
    return good("reçues")


async def clock(d: Deployment) -> Finding | None:
    """Compare our clock with Microsoft's."""
    if d.session is None or d.settings.anonymous:
        return None
    try:
        async with d.session.get(d.settings.openid_metadata_url, timeout=_LIMIT, allow_redirects=False) as response:
            theirs = parsedate_to_datetime(response.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    off = abs((d.now() - theirs).total_seconds())
    remedy = "mettez le serveur à l’heure (NTP, chrony) : des jetons valides seraient refusés"
    found = f"{counted(round(off), 'seconde')} d’écart avec Microsoft"
    if off > _SKEW[1]:
        return broken(found, remedy)
    return warning(found, remedy) if off > _SKEW[0] else good("à l’heure")


async def public_address(d: Deployment) -> Finding | None:
    """Knock at our own public address without a token: the program turns such a call away with 401."""
    s = d.settings
    if s.anonymous:
        return None
    if s.public_url is None:
        return warning(
            "PUBLIC_URL n’est pas réglé, ni elle ni son certificat ne sont vérifiés",
            "donnez l’adresse https où Teams joint le service",
        )
    if d.session is None:
        return None
    url = f"{s.public_url}/api/messages"
    try:
        async with d.session.post(url, json={}, timeout=_LIMIT, allow_redirects=False) as response:
            status = response.status
    except aiohttp.ClientConnectorCertificateError as error:
        why = getattr(error.certificate_error, "verify_message", "") or type(error.certificate_error).__name__
        return broken(
            f"certificat refusé ({why})",
            "installez la chaîne complète d’un certificat public : Teams n’en croit pas d’autre",
        )
    except (aiohttp.ClientError, TimeoutError) as error:
        listens = (
            " ; HOST est la boucle locale : le mandataire doit être sur cette machine" if is_loopback(s.host) else ""
        )
        return broken(
            f"{s.public_url} ne répond pas ({type(error).__name__})",
            f"vérifiez le nom, le pare-feu, le mandataire, et que « serve » tourne{listens}",
        )
    if status != 401:
        return broken(
            f"{url} répond {status}, non 401",
            "le mandataire doit transmettre /api/messages, tel quel, à « serve » en marche",
        )
    ends = await _certificate_ends(s.public_url)
    if ends and (days := (ends - d.now()).days) < _EXPIRES:
        return warning(
            f"le certificat finit dans {counted(days, 'jour')}", "renouvelez-le, et voyez pourquoi il ne l’est pas seul"
        )
    return good("répond, et refuse qui n’est pas Teams")


async def _certificate_ends(url: str) -> datetime | None:
    """Return when the certificate ends; None without TLS, and where a proxy stands in the way."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return None
    with contextlib.suppress(OSError, TimeoutError, KeyError):
        async with asyncio.timeout(5):
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or 443, ssl=ssl.create_default_context()
            )
        ends = writer.get_extra_info("peercert")["notAfter"]
        writer.close()
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)
    return None


async def mail(d: Deployment) -> Finding | None:
    """Look at the settings of the mail, then connect and log in; nothing is sent."""
    s = d.settings
    if s.smtp_url is None:
        return warning(
            "SMTP_URL n’est pas réglé, les courriels restent en fichiers, et qui n’a pas Teams n’est pas prévenu",
            "réglez SMTP_URL et MAIL_FROM",
        )
    if d.session is not None and (refused := await greets(Server.at(s.smtp_url.get_secret_value()))):
        status = f", réponse {refused.status}" if refused.status else ""
        return broken(
            f"le serveur de SMTP_URL ne sert pas ({refused.fate}{status})",
            "vérifiez machine, port, compte, mot de passe et TLS",
        )
    if s.copy_email is None:
        return warning(
            "COPY_EMAIL n’est pas réglé, les candidatures partent sans la copie que l’appel demande",
            "donnez l’adresse de qui l’appel met en copie",
        )
    return good("réglé" if d.session is None else "le serveur répond")


# What stands in the way of the answers by mail, and what is to be done.
_HURDLES = {
    Hurdle.REACH: (
        "le serveur de REPLY_INBOX ne répond pas",
        "vérifiez machine, port et certificat, et ouvrez la sortie vers lui (imaps, port 993)",
    ),
    Hurdle.LOGIN: (
        "le serveur de REPLY_INBOX refuse l’identification",
        "vérifiez le compte et son mot de passe, et que l’accès IMAP lui est ouvert",
    ),
    Hurdle.FOLDER: (
        "le dossier de REPLY_INBOX ne s’ouvre pas en lecture et en écriture",
        "vérifiez son nom, qu’il existe, et que le compte peut y supprimer",
    ),
}


async def replies(d: Deployment) -> Finding | None:
    """Look into the folder of the answers by mail; nothing is taken. None where they are not read."""
    s = d.settings
    if s.reply_inbox is None:
        return None
    if d.session is None:
        return good("réglées")
    try:
        waiting = await asyncio.to_thread(inbox_at(s.reply_inbox.get_secret_value()).look)
    except InboxUnavailable as error:
        return broken(*_HURDLES[error.hurdle])
    return good(f"le dossier s’ouvre, {counted(waiting, 'courriel non lu', 'courriels non lus')}")
