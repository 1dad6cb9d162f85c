"""The Teams package: one zip with the manifest, the English strings and the icons at its root."""

from __future__ import annotations

import io
import json
import re
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from bot.settings import VERSION, Settings, SettingsError, is_loopback
from dialogs import features
from dialogs.core.exchange import Scope, filled
from dialogs.core.help import first_topics
from dialogs.core.route import Route, Routes, commands_for
from dialogs.core.texts import PRODUCT
from knowledge.call import Call
from knowledge.french import typeset

# --- The two icons, painted from ``icon.svg``: the repository keeps text only.

SOURCE = Path(__file__).with_name("icon.svg")
BRAND = (0x4F, 0x52, 0xB2)
ACCENT = "#4F52B2"  # The same, as the manifest writes it.

_PATH = "{http://www.w3.org/2000/svg}path"
_TAKES = {"M": 2, "L": 2, "C": 6, "Z": 0}  # Numbers after each command.
_STEPS = 24  # Straight pieces that a curve is drawn with.
_FINE = 4  # Samples along each side of a pixel.

Points = NDArray[np.float64]


def color_icon() -> bytes:
    """Return the PNG of 192 × 192 pixels: the drawing in white on the product's colour, within the middle 120."""
    covered = paint(SOURCE.read_text(encoding="utf-8"), 192, margin=36)
    ground = np.array(BRAND, np.float64)
    pixels = np.empty((192, 192, 4), np.uint8)
    pixels[..., :3] = np.rint(ground + (255 - ground) * covered[..., None])
    pixels[..., 3] = 255
    return png(pixels)


def outline_icon() -> bytes:
    """Return the PNG of 32 × 32 pixels: the drawing in pure white on nothing, as Teams asks."""
    pixels = np.full((32, 32, 4), 255, np.uint8)
    pixels[..., 3] = np.rint(paint(SOURCE.read_text(encoding="utf-8"), 32, margin=1) * 255)
    return png(pixels)


def paint(svg: str, size: int, *, margin: int) -> Points:
    """Return how much of each pixel the drawing covers, 0 to 1. Raises ValueError for what is not understood.

    The drawing's square is put into a picture of ``size`` pixels, ``margin`` pixels from each side.
    """
    # Our own file; nothing from outside is ever parsed.
    root = ET.fromstring(svg)  # noqa: S314
    _, _, width, _ = (float(number) for number in root.attrib["viewBox"].split())
    along = ((np.arange(size * _FINE) + 0.5) / _FINE - margin) * width / (size - 2 * margin)
    inside = np.zeros((len(along), len(along)))
    for shape in root:
        if shape.tag != _PATH or shape.attrib.get("fill") != "none":
            raise ValueError(f"«{shape.tag}» is not drawn here")
        half = float(shape.attrib["stroke-width"]) / 2
        for start, end in pieces(shape.attrib["d"]):
            # Only the samples around the piece are looked at.
            (left, top), (right, bottom) = np.searchsorted(
                along, [np.minimum(start, end) - half, np.maximum(start, end) + half]
            )
            around = inside[top:bottom, left:right]
            around[_squared(along[left:right], along[top:bottom, None], start, end) <= half**2] = 1.0
    covered: Points = inside.reshape(size, _FINE, size, _FINE).mean(axis=(1, 3))
    return covered


def pieces(path: str) -> Iterator[tuple[Points, Points]]:
    """Yield the straight pieces of a path, curves cut up. Raises ValueError for a command that is not understood."""
    here = first = np.zeros(2)
    for command, tail in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = np.array([float(number) for number in re.findall(r"-?[0-9.]+", tail)])
        if len(numbers) != _TAKES.get(command, -1):
            raise ValueError(f"«{command}{tail}» is not drawn here")
        if command == "M":
            here = first = numbers
            continue
        points = _curve(here, numbers.reshape(3, 2)) if command == "C" else [first if command == "Z" else numbers]
        for point in points:
            yield here, point
            here = point


def _curve(start: Points, rest: Points) -> list[Points]:
    a, b, end = rest
    along = (step / _STEPS for step in range(1, _STEPS + 1))
    return [
        (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b + t**3 * end
        for t in along
    ]  # fmt: skip


def _squared(x: Points, y: Points, start: Points, end: Points) -> Points:
    """Return the squared distance to a straight piece, for each of the columns ``x`` and rows ``y``."""
    (ax, ay), (dx, dy) = start, end - start
    length = float(dx * dx + dy * dy) or 1.0
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / length, 0.0, 1.0)
    distance: Points = (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2
    return distance


def png(pixels: NDArray[Any]) -> bytes:
    """Return a PNG of these pixels (rows, columns, red green blue alpha)."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


# --- The zip.

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
        "color.png": color_icon(),
        "outline.png": outline_icon(),
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
        "accentColor": ACCENT,
        "bots": [
            {
                "botId": settings.app_id,
                "scopes": list(SCOPES.values()),
                "supportsFiles": True,
                **({"supportsTargetedMessages": True} if settings.slash_commands else {}),
                "isNotificationOnly": False,
                "commandLists": [
                    {
                        "scopes": [name],
                        **({"triggers": ["mention", "slash"]} if settings.slash_commands else {}),
                        "commands": [
                            *(
                                {"title": one.title, "description": filled(call, one.description)}
                                for one in commands_for(routes, scope)
                            ),
                            *(
                                {"type": "prompt", "title": one, "prompt": one}
                                for one in starters(call, scope, assistance=assistance)
                            ),
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


_STARTERS = 2  # Beside the commands: a list holds twelve of both.
_ASKS_HELP = typeset("Je n'arrive pas à payer un fournisseur")


def starters(call: Call, scope: Scope, *, assistance: bool) -> list[str]:
    """Return what Teams offers to say when a conversation opens; in a group, nothing of anybody's own."""
    questions = [question for _, question in first_topics(call)]
    own = [_ASKS_HELP] if assistance and scope is Scope.PERSONAL else []
    return [*own, *questions][:_STARTERS]


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
