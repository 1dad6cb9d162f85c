"""All checks in order: ``python -m bot doctor``, and what ``serve`` warns of at its start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial

import aiohttp

from bot.clock import WallClock
from bot.doctor import local, message, network
from bot.doctor.finding import Deployment, DoctorCheck, DoctorLine, Grade, broken, good
from bot.refusals import told
from bot.settings import Settings, SettingsError, load_settings
from storage.engine import Storage
from storage.failures import StorageUnavailable

CHECKS = (
    DoctorCheck("application", local.application),
    DoctorCheck("locataire", network.tenant),
    DoctorCheck("jeton", network.token, after=("application", "locataire")),
    DoctorCheck("clés de signature", network.keys),
    DoctorCheck("horloge", network.clock, after=("clés de signature",)),
    DoctorCheck("adresse publique", network.public_address),
    DoctorCheck("base de données", local.database),
    DoctorCheck("registre", local.register, after=("base de données",)),
    DoctorCheck("appel", local.call),
    DoctorCheck("formulations", local.weights, after=("appel",)),
    DoctorCheck("modèles", local.models, after=("appel",)),
    DoctorCheck("courriel", network.mail),
    DoctorCheck("réponses par courriel", network.replies),
    DoctorCheck("membres", local.members, after=("base de données",)),
    DoctorCheck("experts", local.experts, after=("base de données", "membres")),
    DoctorCheck("notifications", local.notices, after=("base de données",)),
    DoctorCheck("données personnelles", local.personal_data),
    DoctorCheck("disque", local.disk),
)


async def examine(deployment: Deployment, to: str = "") -> AsyncIterator[DoctorLine]:
    """Yield the line of each check that applies; ``to``: the person who is sent a message at the end, if any."""
    failed: set[str] = set()
    sent = DoctorCheck("message", partial(message.to_person, said=to), after=("jeton", "base de données"))
    for check in (*CHECKS, *([sent] if to else [])):
        if failed.intersection(check.after):
            continue
        try:
            finding = await check.run(deployment)
        except StorageUnavailable as error:
            finding = broken(told(error), "")
        if finding is None:
            continue
        if finding.grade is Grade.BROKEN:
            failed.add(check.name)
        yield DoctorLine(check.name, finding)


async def doctor(
    environ: Mapping[str, str] | None = None, clock: WallClock | None = None, *, to: str = ""
) -> AsyncIterator[DoctorLine]:
    """Yield the lines for the deployment that the settings describe, those of the settings themselves first.

    ``to``: the Entra id or the name of somebody who is sent a message at the end.
    """
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        yield DoctorLine("réglages", broken(str(error), "la liste : README.md, « Réglages »"))
        return
    yield DoctorLine("réglages", good("lus"))
    try:
        storage = Storage.open(settings.database_url)
    except StorageUnavailable as error:
        yield DoctorLine("base de données", broken(told(error), ""))
        return
    try:
        async with aiohttp.ClientSession(trust_env=not settings.local_cloud) as session:
            now = (clock or WallClock(settings.now)).now
            async for line in examine(Deployment(settings, storage, now, session), to):
                yield line
    finally:
        await storage.close()


async def warnings(settings: Settings, storage: Storage, clock: WallClock) -> AsyncIterator[str]:
    """Yield what ``serve`` warns of at its start: the same lines, nothing asked of the network; none in local use."""
    if not settings.anonymous:
        async for line in examine(Deployment(settings, storage, clock.now)):
            if line.finding.grade is not Grade.GOOD:
                yield line.text
