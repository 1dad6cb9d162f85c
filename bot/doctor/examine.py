"""The checks of ``python -m bot doctor``, run at the start of ``serve`` too, and the message that tests a sending."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

import aiohttp
from rapidfuzz import fuzz, process

from bot.app import open_connector
from bot.backup import BACKUP, LATE
from bot.call_new import model_faults
from bot.doctor import Deployment, DoctorCheck, DoctorLine, Finding, Grade, broken, good, network, warning
from bot.health import Metrics
from bot.leaving import OfficeQuiet
from bot.refusals import told
from bot.settings import AppType, Settings, SettingsError, load_settings, office_rules, settings_given
from bot.teams import render
from bot.teams.connector import Fate, Outcome
from bot.terminal import LOCAL_TENANT
from bot.timers import WallClock
from dialogs.core.exchange import Address, Message
from dialogs.core.persons import OID
from knowledge.call_file import CallFault
from knowledge.french import counted, listed, long_date, quoted, typeset
from knowledge.people import PersonKey, Role
from knowledge.understanding.words import plain_words
from storage.actions.people import whereabouts
from storage.calls import UnknownCall, find, source
from storage.engine import Storage, StorageUnavailable
from storage.outbox import PROBLEMS
from storage.queries import outgoing, people
from storage.queries.people import Someone, all_schools
from storage.queries.questions import changed_rules
from storage.queries.requests import counted_open
from storage.queries.team import in_chat
from storage.schema import SchemaNewer, SchemaOutdated, head, in_clear, probe
from storage.transaction import last_done

_PARIS = ZoneInfo("Europe/Paris")
_SLIP = 88  # Of 100: how alike a name and a setting's are, from which a letter or an ending is a slip.
_LEFT = 1_000, 100  # Megabytes: worth a word; too few to go on.
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


async def names(d: Deployment) -> Finding | None:
    """Look for settings whose name is misspelt: they are given and change nothing."""
    known = [field.alias or "" for field in Settings.model_fields.values()]
    strange = sorted(name for name in settings_given(d.environ) if name.removesuffix("_FILE") not in known)
    nearest = [
        (name, process.extractOne(name, known, scorer=fuzz.ratio, processor=str.upper, score_cutoff=_SLIP))
        for name in strange
    ]
    meant = [f"{quoted(name)} (pour {found[0]} ?)" for name, found in nearest if found]
    if not meant:
        return None
    return warning(
        f"sans effet, car aucun réglage n’a ce nom : {listed(meant)}", "corrigez le nom ; la liste : docs/reglages.md"
    )


async def application(d: Deployment) -> Finding | None:
    """Look at the app's registration as the settings give it."""
    s = d.settings
    if s.anonymous:
        return warning(
            "aucune inscription, usage local sans Teams",
            "inscrivez l’application (docs/installation.md) et réglez MicrosoftApp…",
        )
    if s.app_type is AppType.SINGLE_TENANT and s.app_password and _GUID.fullmatch(s.app_password.get_secret_value()):
        return broken(
            "MicrosoftAppPassword a la forme d’un identifiant, celui du secret et non sa valeur",
            "créez un secret et copiez sa valeur, montrée une seule fois",
        )
    return good(f"{s.app_type}, {s.app_id}")


async def database(d: Deployment) -> Finding | None:
    """Write to the database as a change would."""
    path = d.storage.path
    if path is not None and not path.exists():
        return broken(f"le fichier {path} n’existe pas", "lancez « python -m bot migrate », ou corrigez DATABASE_URL")
    try:
        await probe(d.storage)
        clear = await in_clear(d.storage)
    except (StorageUnavailable, SchemaOutdated, SchemaNewer) as error:
        found, _, remedy = told(error).partition("\u00a0: ")
        return broken(found, remedy)
    if clear:
        return warning(
            "la connexion à PostgreSQL n’est pas chiffrée",
            "ajoutez « ?ssl=verify-full » à DATABASE_URL, ou gardez-la sur un réseau sûr",
        )
    return good(f"répond, schéma {head()}")


async def register(d: Deployment) -> Finding | None:
    """Count the schools."""
    count = len(await all_schools(d.storage))
    if not count:
        return warning(
            "vide, aucun établissement ne sera reconnu",
            "importez l’annuaire officiel, « python -m bot schools import annuaire.csv » (docs/exploitation.md)",
        )
    return good(counted(count, "établissement"))


async def call(d: Deployment) -> Finding | None:
    """Read the call in force and look whether one can still apply."""
    name = d.settings.call
    try:
        closes = find(name, d.settings.calls_dir).read().call.closes
    except (UnknownCall, CallFault) as error:
        return broken(told(error).splitlines()[0], "donnez dans CALL le nom d’un fichier sans faute (« call check »)")
    if d.now().astimezone(_PARIS).date() > closes:
        return warning(
            f"« {name} » est clos depuis le {long_date(closes)}, plus personne ne peut candidater",
            "écrivez le vôtre, « python -m bot call new appels/NOM.toml --text appel.txt », et réglez CALLS_DIR et CALL (docs/appel.md)",
        )
    return good(f"« {name} », ouvert jusqu’au {long_date(closes)}")


async def weights(d: Deployment) -> Finding | None:
    """Look whether the weights of the call in force were learnt from the wordings as they are."""
    files = find(d.settings.call, d.settings.calls_dir)
    remedy = f"lancez « python -m bot call train {files.call} » (extra « training »), puis livrez les fichiers écrits"
    known = files.read_weights()
    if known is None and files.weights.exists() and files.taught.exists():
        return warning("ce qui a été appris de cet appel ne peut pas être lu, et ne sert pas", remedy)
    if known is None:
        return good("rien n’a été appris de cet appel : il se lit par ses formulations et son texte")
    if known.source != source(files):
        return warning("l’appel ou ses formulations ont changé depuis l’apprentissage", remedy)
    return good("à jour")


async def models(d: Deployment) -> Finding | None:
    """Read the models of documents that the office has put in the place of the program's; nothing where it has none."""
    folder = d.settings.templates_dir
    if folder is None:
        return None
    found = model_faults(find(d.settings.call, d.settings.calls_dir).read(), folder)
    if found:
        return broken(
            found[0], "corrigez le document dans TEMPLATES_DIR (« call check --templates » dit chaque défaut)"
        )
    return good("lisibles")


async def members(d: Deployment) -> Finding | None:
    """Look whether somebody steers: members alone appoint others."""
    async with d.storage.reading() as connection:
        reached, silent = await in_chat(connection, Role.SA_EPLE)
    if reached or silent:
        return good(counted(len(reached) + len(silent), "membre"))
    if d.settings.saeple_groups:
        return good("donnés par les groupes de SAEPLE_GROUPS")
    if d.settings.saeple_members:
        return good(f"{counted(len(d.settings.saeple_members), 'membre')} au premier démarrage (SAEPLE_MEMBERS)")
    return broken(
        "personne ne peut devenir membre du service",
        "donnez dans SAEPLE_MEMBERS l’identifiant Entra d’au moins une personne",
    )


async def experts(d: Deployment) -> Finding | None:
    """Look whether requests find somebody, and whether the experts can be told."""
    async with d.storage.reading() as connection:
        reached, silent = await in_chat(connection, Role.EXPERT)
    if not d.settings.assistance:
        return await _left_of_requests(d, len(reached) + len(silent))
    if not (reached or silent or d.settings.experts or d.settings.expert_groups):
        return warning(
            "aucun, personne ne sera prévenu d’une demande",
            "réglez EXPERTS, ou nommez-en (« nommer »)",
        )
    if silent:
        return warning(
            f"{counted(len(silent), 'expert')} sur {len(reached) + len(silent)} sans conversation ouverte,"
            " l’assistant ne peut pas leur écrire",
            "installez-leur l’application par une stratégie (docs/installation.md), ou faites-leur écrire « aide »",
        )
    return good(counted(len(reached) or len(d.settings.experts), "expert"))


async def _left_of_requests(d: Deployment, experts: int) -> Finding | None:
    """Look at what nobody can end any more where no requests are taken; it stands in the way of an erasure."""
    left = await counted_open(d.storage)
    if not (experts or left):
        return None
    return warning(
        f"ASSISTANCE=false, mais il reste {counted(left, 'demande ouverte', 'demandes ouvertes')} et"
        f" {counted(experts, 'expert')}",
        "terminez-les et retirez-les avec ASSISTANCE=true, puis revenez à false",
    )


async def notices(d: Deployment) -> Finding | None:
    """Look whether notices leave, and whether some wait for a person."""
    now = d.now()
    quiet = OfficeQuiet(office_rules(d.settings, await changed_rules(d.storage)))
    late = timedelta(hours=1)
    stuck = 0 if quiet.at(now) or quiet.at(now - late) else await outgoing.stuck(d.storage, now - late)
    if stuck:
        return broken(
            f"{counted(stuck, 'notification')} en attente depuis plus d’une heure",
            "voyez que « serve » tourne, et dans son journal pourquoi Teams ou le courriel les refuse",
        )
    counts = (await outgoing.health(d.storage, now)).counts
    problems = sum(counts.get(state, 0) for state in PROBLEMS)
    if problems:
        return warning(
            f"{counted(problems, 'notification')} à traiter", "un membre du service les voit avec « santé du service »"
        )
    return good("aucune en souffrance")


async def backups(d: Deployment) -> Finding | None:
    """Look how old the last backup is that came back whole."""
    if d.settings.anonymous:
        return None
    at = await last_done(d.storage, BACKUP)
    remedy = "voyez le service « sauvegarde » (docs/exploitation.md, « Sauvegarder »)"
    if at is None:
        return warning("aucune sauvegarde de nuit n’a encore été remise à l’essai", remedy)
    found = f"dernière sauvegarde remise à l’essai le {long_date(at.astimezone(_PARIS).date())}"
    return broken(found, remedy) if d.now() - at > LATE else good(found)


async def personal_data(d: Deployment) -> Finding | None:
    """Look at what the notice on personal data must name."""
    lacking = [
        name
        for name, value in (("DATA_CONTROLLER", d.settings.data_controller), ("DPO_CONTACT", d.settings.dpo_contact))
        if not value
    ]
    if d.settings.anonymous or not lacking:
        return None if d.settings.anonymous else good("la notice nomme le responsable et le délégué")
    return warning(
        f"la notice ne nomme pas {'le responsable ni le délégué' if len(lacking) == 2 else 'tout ce qu’elle doit'}",
        f"réglez {listed(lacking)}",
    )


async def disk(d: Deployment) -> Finding | None:
    """Look at the room where the program writes: the SQLite file, mails kept."""
    folder = (d.storage.path or Path("var/-")).absolute().parent
    while not folder.exists():
        folder = folder.parent
    left = shutil.disk_usage(folder).free // 1_000_000
    found, remedy = f"{counted(left, 'mégaoctet libre', 'mégaoctets libres')} sous {folder}", "libérez de la place"
    if left < _LEFT[1]:
        return broken(found, remedy)
    return warning(found, remedy) if left < _LEFT[0] else good(found)


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
    DoctorCheck("noms des réglages", names),
    DoctorCheck("application", application),
    DoctorCheck("locataire", network.tenant),
    DoctorCheck("jeton", network.token, after=("application", "locataire")),
    DoctorCheck("groupes", network.groups, after=("jeton",)),
    DoctorCheck("clés de signature", network.keys),
    DoctorCheck("horloge", network.clock, after=("clés de signature",)),
    DoctorCheck("adresse publique", network.public_address),
    DoctorCheck("base de données", database),
    DoctorCheck("registre", register, after=("base de données",)),
    DoctorCheck("appel", call),
    DoctorCheck("formulations", weights, after=("appel",)),
    DoctorCheck("modèles", models, after=("appel",)),
    DoctorCheck("courriel", network.mail),
    DoctorCheck("réponses par courriel", network.replies),
    DoctorCheck("membres", members, after=("base de données",)),
    DoctorCheck("experts", experts, after=("base de données", "membres")),
    DoctorCheck("notifications", notices, after=("base de données",)),
    DoctorCheck("sauvegardes", backups, after=("base de données",)),
    DoctorCheck("données personnelles", personal_data),
    DoctorCheck("disque", disk),
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
            async for line in examine(Deployment(settings, storage, now, session, environ), to):
                yield line
    finally:
        await storage.close()


async def warnings(settings: Settings, storage: Storage, clock: WallClock) -> AsyncIterator[str]:
    """Yield what ``serve`` warns of at its start: the same lines, nothing asked of the network; none in local use."""
    if not settings.anonymous:
        async for line in examine(Deployment(settings, storage, clock.now)):
            if line.finding.grade is not Grade.GOOD:
                yield line.text
