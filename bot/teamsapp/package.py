"""The package itself: one zip with the manifest, the English strings and the icons at its root."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.settings import Settings, SettingsError, is_loopback
from bot.teamsapp import icons
from bot.version import VERSION
from dialogs import features
from dialogs.core.plain import filled
from dialogs.core.route import Route, Routes, commands_for
from dialogs.core.texts import PRODUCT
from dialogs.core.turn import Scope
from knowledge.call import Call
from knowledge.french import typeset

# The newest schema that Microsoft has released for every tenant; a later one adds nothing that this app uses.
SCHEMA = "1.29"
_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}"
_ENGLISH = Path(__file__).with_name("en.toml")

# Where the assistant can be, as the manifest names it.
SCOPES = {Scope.PERSONAL: "personal", Scope.CHANNEL: "team", Scope.GROUP: "groupChat"}

# By whether requests for assistance are taken.
FULL_NAME = {
    True: typeset("Assistant Op@le : appel à experts, candidature, assistance"),
    False: typeset("Assistant des candidatures : questions sur l’appel, dépôt, suivi"),
}
SHORT = {
    True: typeset("Questions sur l’appel à experts Op@le, candidature et demandes d’assistance."),
    False: typeset("Questions sur un appel à candidatures, dépôt et suivi de la sienne."),
}
FULL = {
    True: typeset(
        "L’assistant répond aux questions sur l’appel à candidatures « experts Op@le académiques », en citant le paragraphe. Il"
        " guide une candidature de la première question à la décision, et reçoit les demandes d’assistance des établissements :"
        " les experts sont prévenus, le premier prend la demande, fixe un rendez-vous et en rend compte. Ses réponses sont"
        " écrites à l’avance à partir du texte officiel : rien n’est engendré, aucun service de langage n’est appelé."
    ),
    False: typeset(
        "L’assistant répond aux questions sur un appel à candidatures, en citant le paragraphe, et guide une candidature de la"
        " première question à la décision. Ses réponses sont écrites à l’avance à partir du texte officiel : rien n’est"
        " engendré, aucun service de langage n’est appelé."
    ),
}


def package(settings: Settings, call: Call) -> bytes:
    """Return the zip; the same settings give the same bytes. Raises SettingsError for what the manifest must say.

    ``call``: the first in force, whose names the commands say.
    """
    found = manifest(settings, call)
    files: dict[str, str | bytes] = {
        "manifest.json": _json(found),
        "en.json": _json(english(found, assistance=settings.assistance)),
        "color.png": icons.color_icon(),
        "outline.png": icons.outline_icon(),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # Dated 1980.
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return held.getvalue()


def manifest(settings: Settings, call: Call) -> dict[str, Any]:
    """Return the manifest, in French; its commands are those that the routes list for everyone."""
    assistance = settings.assistance
    routes = features.routes(assistance=assistance)
    if settings.app_id is None:
        raise SettingsError("MicrosoftAppId", "l’identifiant de l’application inscrite dans Azure")
    host = urlsplit(_https(settings, "public_url")).hostname
    website = _https(settings, "website_url")
    return {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": VERSION,
        "id": settings.app_id,
        "localizationInfo": {
            "defaultLanguageTag": "fr",
            "additionalLanguages": [{"languageTag": "en", "file": "en.json"}],
        },
        "developer": {
            "name": settings.publisher,
            "websiteUrl": website,
            "privacyUrl": settings.privacy_url or website,
            "termsOfUseUrl": settings.terms_url or website,
        },
        "name": {"short": PRODUCT[assistance], "full": FULL_NAME[assistance]},
        "description": {"short": SHORT[assistance], "full": FULL[assistance]},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [
            {
                "botId": settings.app_id,
                "scopes": list(SCOPES.values()),
                "supportsFiles": True,
                "isNotificationOnly": False,
                "commandLists": [
                    {
                        "scopes": [name],
                        "commands": [
                            {"title": one.title, "description": filled(call, one.description)}
                            for one in commands_for(routes, scope)
                        ],
                    }
                    for scope, name in SCOPES.items()
                ],
            }
        ],
        **_extensions(settings, routes),
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
    }


def _extensions(settings: Settings, routes: Routes) -> dict[str, Any]:
    """Return the message extension; Teams takes none without a command."""
    commands = [_extension(one) for one in extensions(routes)]
    return {"composeExtensions": [{"botId": settings.app_id, "commands": commands}]} if commands else {}


def extensions(routes: Routes) -> list[Route]:
    """Return the routes that Teams offers on messages, and in its search."""
    return [route for route in routes.all if route.extension]


def _extension(route: Route) -> dict[str, Any]:
    """Return a command of the message extension: an action on a message, or a search that begins with what is open."""
    shown = route.extension
    if shown is None:
        raise ValueError(route.name)
    named = {"id": route.verbs[0], "title": shown.title, "description": shown.description}
    if shown.box is None:
        return {**named, "type": "action", "context": ["message"], "fetchTask": True}
    label, example = shown.box
    box = {"name": "text", "title": label, "description": example, "inputType": "text"}
    return {**named, "type": "query", "context": ["compose", "commandBox"], "initialRun": True, "parameters": [box]}


def english(found: dict[str, Any], *, assistance: bool = True) -> dict[str, str]:
    """Return the strings of ``en.toml`` as Teams wants them; a command that is not there keeps its French line."""
    words = tomllib.loads(_ENGLISH.read_text(encoding="utf-8"))
    said = words if assistance else words["alone"]
    strings = {"$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json"}
    for what in ("name", "description"):
        strings.update({f"{what}.{which}": said[what][which].strip() for which in ("short", "full")})
    for number, listed in enumerate(found["bots"][0]["commandLists"]):
        for place, command in enumerate(listed["commands"]):
            line = words["commands"].get(command["title"])
            if line:
                strings[f"bots[0].commandLists[{number}].commands[{place}].description"] = line["en"]
    offered = found.get("composeExtensions", [{"commands": ()}])
    for place, command in enumerate(offered[0]["commands"]):
        named = words["extension"][command["id"]]
        at = f"composeExtensions[0].commands[{place}]"
        strings |= {f"{at}.title": named["title"], f"{at}.description": named["description"]}
        if "parameters" in command:
            strings |= {f"{at}.parameters[0].{what}": named["box"][what] for what in ("title", "description")}
    return strings


def _https(settings: Settings, name: str) -> str:
    """Return a setting that Teams will open from elsewhere. Raises SettingsError."""
    field = Settings.model_fields[name]
    value: str | None = getattr(settings, name)
    if value is None or is_loopback(urlsplit(value).hostname or ""):
        raise SettingsError(field.alias or "", field.description or "", value)
    return value


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
