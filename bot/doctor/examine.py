"""The checks of ``python -m bot doctor``, run at the start of ``serve`` too, and the message that tests a sending."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from types import MappingProxyType
from uuid import UUID

import aiohttp

from bot.app import open_connector
from bot.doctor import Deployment, DoctorCheck, DoctorLine, Finding, Grade, broken, good, local, network, warning
from bot.health import Metrics
from bot.refusals import told
from bot.settings import Settings, SettingsError, load_settings
from bot.teams import render
from bot.teams.connector import Fate, Outcome
from bot.terminal import LOCAL_TENANT
from bot.timers import WallClock
from dialogs.core.exchange import Address, Message
from dialogs.core.persons import OID
from knowledge.french import counted, listed, typeset
from knowledge.people import PersonKey
from knowledge.understanding.words import plain_words
from storage.actions.people import whereabouts
from storage.engine import Storage, StorageUnavailable
from storage.queries import people
from storage.queries.people import Someone

# --- The test message, sent to a person who expects it.

TEXT = typeset(
    "Message d'essai de l'installation : l'assistant peut vous écrire ici. Il n'y a rien à faire. Tapez « aide » pour voir ce "
    "qu'il sait faire."
)
_NAMED = 5  # People named where several are meant.
_OPENS = (
    "faites-lui ouvrir l’application dans Teams et écrire « aide » (docs/installation.md, étape 8), puis recommencez"
)


async def to_person(d: Deployment, said: str) -> Finding:
    """Send the message to the person whose Entra id or name is ``said``, and tell what became of it."""
    tenant = d.settings.app_tenant or LOCAL_TENANT
    found = await _meant(d, tenant, said)
    if not found:
        return broken("personne de connu sous ce nom", f"{_OPENS}, ou donnez son identifiant Entra")
    if len(found) > 1:
        names = listed([one.name for one in found[:_NAMED]], "ou")
        return broken(
            f"{counted(len(found), 'personne')} de ce nom ({names})", "donnez l’identifiant Entra de l’une d’elles"
        )
    chat = (await whereabouts(d.storage, found[0].key)).chat
    if chat is None:
        return broken("cette personne n’a pas de conversation ouverte avec l’assistant", _OPENS)
    address = Address(chat.channel, chat.service_url, chat.conversation, chat.bot_id, chat.user_id)
    async with open_connector(d.settings, Metrics()) as (connector, _):
        outcome = await connector.post(address, render.activity(Message(TEXT), address))
    return judged(outcome, found[0].name or found[0].key.oid)


async def _meant(d: Deployment, tenant: str, said: str) -> list[Someone]:
    if OID.fullmatch(said.strip()):
        return [await people.someone(d.storage, PersonKey(tenant, str(UUID(said.strip()))))]
    words = set(plain_words(said).split())
    known = await people.all_known(d.storage, tenant)
    return [one for one in known if words and words <= set(plain_words(one.name).split())]


_ACCOUNT = "le type « Locataire unique » du bot Azure, son identifiant (MicrosoftAppId), son locataire et le secret"
# What each refusal means, by the status of HTTP.
_REFUSED: Mapping[int, Finding] = MappingProxyType(
    {
        400: broken("Teams refuse l’envoi (400)", "faites écrire « aide » à cette personne : l’adresse gardée est à renouveler"),
        401: broken("Teams refuse le jeton (401)", f"comparez avec Azure {_ACCOUNT}"),
        403: broken("Teams interdit l’envoi (403)", f"vérifiez que le canal Microsoft Teams du bot Azure est en marche, et {_ACCOUNT}"),
    }
)  # fmt: skip
_BLOCKED: Mapping[int, Finding] = MappingProxyType(
    {
        404: broken("Teams ne connaît plus cette conversation (404)", f"l’application a été retirée ; {_OPENS}"),
        403: broken("cette personne a bloqué ou retiré l’application (403)", f"débloquez-la ou réinstallez-la ; {_OPENS}"),
    }
)  # fmt: skip
_MAYBE = "regardez dans Teams s’il est arrivé, et recommencez dans une minute ; sinon voyez l’état de Microsoft 365"
_BY_FATE: Mapping[Fate, Callable[[Outcome], Finding]] = MappingProxyType(
    {
        Fate.THROTTLED: lambda outcome: warning(
            f"Teams demande d’attendre ({outcome.status})", "recommencez dans une minute"
        ),
        Fate.UNREACHABLE: lambda _: broken(
            "le connecteur de Teams n’est pas joignable, ou le jeton n’a pas été obtenu",
            "voyez la ligne « jeton », et ouvrez les sorties en https (docs/exploitation.md, « Sorties du réseau »)",
        ),
        Fate.BLOCKED: lambda outcome: _BLOCKED[outcome.status],
        Fate.AMBIGUOUS: lambda outcome: warning(
            f"Teams a répondu {outcome.status}, le message est peut-être parti"
            if outcome.status
            else "pas de réponse de Teams en 10 s, le message est peut-être parti",
            _MAYBE,
        ),
    }
)


def judged(outcome: Outcome, name: str) -> Finding:
    """Return what became of the message, and what is to be done."""
    if outcome.ok:
        return good(f"envoyé à {name}, regardez dans Teams")
    if outcome.fate in _BY_FATE:
        return _BY_FATE[outcome.fate](outcome)
    if not outcome.status:
        return broken("l’adresse gardée n’est pas d’un connecteur de Microsoft", f"rien ne lui a été envoyé ; {_OPENS}")
    return _REFUSED.get(outcome.status) or broken(f"Teams refuse l’envoi ({outcome.status})", f"vérifiez {_ACCOUNT}")


# --- All checks, in order.

CHECKS = (
    DoctorCheck("application", local.application),
    DoctorCheck("locataire", network.tenant),
    DoctorCheck("jeton", network.token, after=("application", "locataire")),
    DoctorCheck("groupes", network.groups, after=("jeton",)),
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
    DoctorCheck("sauvegardes", local.backups, after=("base de données",)),
    DoctorCheck("données personnelles", local.personal_data),
    DoctorCheck("disque", local.disk),
)


async def examine(deployment: Deployment, to: str = "") -> AsyncIterator[DoctorLine]:
    """Yield the line of each check that applies; ``to``: the person who is sent a message at the end, if any."""
    failed: set[str] = set()
    sent = DoctorCheck("message", partial(to_person, said=to), after=("jeton", "base de données"))
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
        yield DoctorLine("réglages", broken(str(error), "la liste : docs/reglages.md"))
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
