"""Why a command was refused, in one French line: what was found, what to do."""

from __future__ import annotations

from bot.lock import Held
from bot.schools_import import FileRefused
from bot.settings import SettingsError
from knowledge.call import CallFault
from knowledge.french import typeset
from storage.calls import UnknownCall
from storage.engine import StorageUnavailable
from storage.schema import SchemaOutdated


def told(error: Exception) -> str:
    """Return the line for an error that stops a command."""
    match error:
        case SettingsError():
            return str(error)
        case FileRefused():
            return error.why
        case CallFault():
            return "\n".join(error.faults)
        case SchemaOutdated():
            return typeset(
                "La base n'est pas au schéma de ce programme : lancez « python -m bot migrate », puis recommencez."
            )
        case UnknownCall():
            return typeset(
                f"CALL : aucun fichier d'appel « {error}.toml », ni dans CALLS_DIR, ni parmi ceux du programme."
            )
        case Held():
            return typeset(
                "Un autre processus utilise déjà cette base SQLite : arrêtez-le, ou choisissez un autre DATABASE_URL."
            )
        case StorageUnavailable():
            return typeset("La base de données ne répond pas : vérifiez DATABASE_URL et qu'elle est démarrée.")
        case _:
            return typeset(f"La commande a été refusée : {type(error).__name__}.")
