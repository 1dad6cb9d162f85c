"""Why a command was refused, in one French line: what was found, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from bot.backup import FileExists, FileMissing
from bot.process import AddressRefused, LockHeld
from bot.schools_import import FileRefused
from bot.settings import SettingsError
from knowledge.call_file import CallFault
from knowledge.french import typeset
from storage.backup import DamagedBackup, NewerBackup, NotEmpty
from storage.calls import TooLarge, UnknownCall
from storage.engine import StorageUnavailable, Trouble
from storage.schema import SchemaNewer, SchemaOutdated, SchemaTooOld, SchemaUnknown, first, head

DATABASE = {
    Trouble.AWAY: "La base de données ne répond pas : vérifiez DATABASE_URL et qu'elle est démarrée.",
    Trouble.STARTING: "La base de données démarre, s'arrête ou se rétablit : recommencez dans un instant.",
    Trouble.CROWDED: "La base de données n'a plus de connexion libre : relevez max_connections ou la limite du compte.",
    Trouble.LOGIN: "La base de données refuse le compte : vérifiez le nom et le mot de passe de DATABASE_URL, et s'il lui faut « ?ssl= ».",
    Trouble.TRUST: "Le certificat de la base de données n'est pas cru : vérifiez PGSSLROOTCERT, et le nom et « ?ssl= » dans DATABASE_URL.",
    Trouble.NO_DATABASE: "Le serveur n'a pas de base de ce nom : créez-la, ou corrigez DATABASE_URL.",
    Trouble.CLOSED: "La base de données n'accepte pas de connexion : demandez à son administrateur pourquoi.",
    Trouble.RIGHTS: "Le compte de DATABASE_URL n'a pas les droits voulus sur la base : il doit en être propriétaire.",
    Trouble.OTHER_SCHEMA: "La base n'a pas les tables de ce programme : lancez « python -m bot migrate ».",
    Trouble.READ_ONLY: "La base de données est en lecture seule : visez le serveur principal, ou rendez-la accessible en écriture.",
    Trouble.FULL: "La base de données n'a plus de place : libérez de l'espace disque ou de la mémoire.",
    Trouble.LOCKED: "La base de données est verrouillée par un autre programme : arrêtez-le, puis recommencez.",
    Trouble.NO_FILE: "Le fichier de la base ne peut pas être ouvert : vérifiez le chemin de DATABASE_URL et les droits.",
    Trouble.DAMAGED: "Le fichier de la base est abîmé, ou n'est pas une base : remettez une sauvegarde, ou visez un autre fichier.",
    Trouble.OTHER: "La base de données ne peut pas servir en ce moment : voyez son journal.",
}
BACKUP: Mapping[type[Exception], str] = {
    FileExists: "Le fichier {} existe déjà : choisissez un autre nom, une sauvegarde n'en remplace pas une autre.",
    FileMissing: "Le fichier {} ne peut pas être ouvert : vérifiez son chemin et ses droits.",
    NotEmpty: "La base contient déjà des données (table {}) : visez une base vide ; rien n'a été changé.",
    NewerBackup: "La sauvegarde vient d'une version plus récente (schéma {}) : restaurez-la avec cette version.",
    DamagedBackup: "Ce fichier n'est pas une sauvegarde entière de ce programme : prenez-en une autre ; rien n'a été changé.",
}


def told(error: Exception) -> str:
    """Return the line for an error that stops a command."""
    match error:
        case SettingsError():
            return str(error)
        case FileRefused():
            return error.why
        case CallFault():
            return "\n".join(error.faults)
        case StorageUnavailable():
            return typeset(f"{DATABASE[error.trouble]}{f' (référence : {error.code})' if error.code else ''}")
        case AddressRefused():
            return typeset(_address(error))
        case _ if type(error) in BACKUP:
            return typeset(BACKUP[type(error)].format(error))
        case _:
            return typeset(_other(error))


def _address(error: AddressRefused) -> str:
    if error.taken:
        return (
            f"Le port {error.port} est déjà pris : arrêtez le programme qui l'occupe, ou choisissez un autre port"
            " (PORT, METRICS_PORT)."
        )
    return f"L'adresse {error.host}, port {error.port}, ne peut pas être ouverte : vérifiez HOST et PORT."


def _other(error: Exception) -> str:
    match error:
        case SchemaTooOld():
            return (
                f"La base est d'avant la première version (schéma {error}, le plus ancien repris est {first()}) : visez une"
                " base vide, ou amenez-la d'abord à ce schéma avec le programme qui l'avait pour dernier."
            )
        case SchemaOutdated():
            return "La base n'est pas au schéma de ce programme : lancez « python -m bot migrate », puis recommencez."
        case SchemaUnknown():
            asked, oldest, newest = error.args
            return f"Ce programme n'a pas de schéma « {asked} » : il va de {oldest} à {newest}."
        case SchemaNewer():
            return (
                f"La base vient d'une version plus récente (schéma {error}, celui de ce programme est {head()}) : reprenez"
                f" cette version, ramenez la base avec elle (« migrate --to {head()} »), ou remettez dans une base vide la"
                " sauvegarde d'avant la mise à jour (« restore »)."
            )
        case UnknownCall():
            return f"CALL : aucun fichier d'appel « {error}.toml », ni dans CALLS_DIR, ni parmi ceux du programme."
        case TooLarge():
            return typeset(f"Le résultat de l'apprentissage est trop lourd : {error}.")
        case LockHeld():
            return (
                "Un autre processus utilise déjà cette base SQLite : arrêtez-le, ou choisissez un autre DATABASE_URL."
            )
        case _:
            return f"La commande a été refusée : {type(error).__name__}."
