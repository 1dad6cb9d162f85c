"""Checks of what is here: settings, database, knowledge, people, disk."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.backup import BACKUP, LATE
from bot.call_new import model_faults
from bot.doctor import Deployment, Finding, broken, good, warning
from bot.leaving import OfficeQuiet
from bot.refusals import told
from bot.settings import AppType, office_rules
from knowledge.call_file import CallFault
from knowledge.french import counted, listed, long_date
from knowledge.people import Role
from storage.calls import UnknownCall, find, source
from storage.engine import StorageUnavailable
from storage.outbox import PROBLEMS
from storage.queries import outgoing
from storage.queries.office import changed_rules
from storage.queries.people import all_schools
from storage.queries.requests import counted_open
from storage.queries.team import in_chat
from storage.schema import SchemaNewer, SchemaOutdated, head, in_clear, probe
from storage.transaction import last_done

_PARIS = ZoneInfo("Europe/Paris")
_LEFT = 1_000, 100  # Megabytes: worth a word; too few to go on.
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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
