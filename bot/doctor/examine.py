"""All checks in order: ``python -m bot doctor``, and what ``serve`` warns of at its start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import aiohttp

from bot.clock import Clock
from bot.doctor import local, network
from bot.doctor.finding import Check, Deployment, Grade, Line, broken, good
from bot.refusals import told
from bot.settings import Settings, SettingsError, load_settings
from storage.engine import Storage
from storage.failures import StorageUnavailable

CHECKS = (
    Check("application", local.application),
    Check("locataire", network.tenant),
    Check("jeton", network.token, after=("application", "locataire")),
    Check("clés de signature", network.keys),
    Check("horloge", network.clock, after=("clés de signature",)),
    Check("adresse publique", network.public_address),
    Check("base de données", local.database),
    Check("registre", local.register, after=("base de données",)),
    Check("appel", local.call),
    Check("formulations", local.weights, after=("appel",)),
    Check("courriel", network.mail),
    Check("membres", local.members, after=("base de données",)),
    Check("experts", local.experts, after=("base de données", "membres")),
    Check("notifications", local.notices, after=("base de données",)),
    Check("données personnelles", local.personal_data),
    Check("disque", local.disk),
)


async def examine(deployment: Deployment) -> AsyncIterator[Line]:
    """Yield the line of each check that applies."""
    failed: set[str] = set()
    for check in CHECKS:
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
        yield Line(check.name, finding)


async def doctor(environ: Mapping[str, str] | None = None, clock: Clock | None = None) -> AsyncIterator[Line]:
    """Yield the lines for the deployment that the settings describe, those of the settings themselves first."""
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        yield Line("réglages", broken(str(error), "la liste : README.md, « Réglages »"))
        return
    yield Line("réglages", good("lus"))
    try:
        storage = Storage.open(settings.database_url)
    except StorageUnavailable as error:
        yield Line("base de données", broken(told(error), ""))
        return
    try:
        async with aiohttp.ClientSession(trust_env=not settings.local_cloud) as session:
            async for line in examine(Deployment(settings, storage, (clock or Clock(settings.now)).now, session)):
                yield line
    finally:
        await storage.close()


async def warnings(settings: Settings, storage: Storage, clock: Clock) -> AsyncIterator[str]:
    """Yield what ``serve`` warns of at its start: the same lines, nothing asked of the network; none in local use."""
    if not settings.anonymous:
        async for line in examine(Deployment(settings, storage, clock.now)):
            if line.finding.grade is not Grade.GOOD:
                yield line.text
