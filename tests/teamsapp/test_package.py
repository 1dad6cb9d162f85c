"""The package for Teams: by Microsoft's own schema, then by what Teams refuses although the schema takes it."""

from __future__ import annotations

import io
import json
import re
import struct
import tomllib
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from bot.settings import VERSION, Settings, SettingsError, load_settings
from bot.teamsapp import package as icons
from bot.teamsapp.package import FULL_NAME, SCHEMA, english, manifest, package
from dialogs.core.exchange import filled
from dialogs.core.help import first_topics
from dialogs.features import ROUTES
from knowledge.french import typeset
from storage.calls import find

SCHEMAS = Path(__file__).with_name("schema")
ROOT = Path(__file__).parents[2]
CALL = find("2024-experts-opale").read()
APP_ID = "11111111-1111-4111-8111-111111111111"
GIVEN = {
    "MicrosoftAppId": APP_ID,
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "99999999-9999-4999-8999-999999999999",
    "PUBLIC_URL": "https://assistant.example.fr/",
    "WEBSITE_URL": "https://www.example.fr/assistant",
}


def settings(**more: str) -> Settings:
    return load_settings({**GIVEN, **more})


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(settings(), CALL))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def found(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(files["manifest.json"])


@pytest.mark.parametrize(
    ("schema", "file"), [("MicrosoftTeams", "manifest.json"), ("MicrosoftTeams.Localization", "en.json")]
)
def test_microsofts_schema_takes_it(files: dict[str, bytes], schema: str, file: str) -> None:
    rules = json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8"))
    content = json.loads(files[file])
    judge = jsonschema.Draft4Validator(rules)
    assert [error.message for error in judge.iter_errors(content)] == []
    assert content["$schema"] == f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/{schema}.schema.json"
    # The judge is one: it refuses what is not of the schema.
    assert not judge.is_valid({**content, "unknown": 1})


def test_the_zip_holds_its_files_at_the_root_and_all_that_the_manifest_names(
    files: dict[str, bytes], found: dict[str, Any]
) -> None:
    named = [*found["icons"].values(), *(one["file"] for one in found["localizationInfo"]["additionalLanguages"])]
    assert set(files) == {"manifest.json", *named}


def test_ids_version_and_addresses_are_those_of_the_settings(found: dict[str, Any]) -> None:
    assert (found["id"], found["bots"][0]["botId"]) == (APP_ID, APP_ID)
    assert found["manifestVersion"] == SCHEMA
    assert found["version"] == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)  # Teams refuses «1.0.0-beta».
    assert found["validDomains"] == ["assistant.example.fr"]
    assert found["developer"] == {
        "name": "Académie d’Aix-Marseille",
        "websiteUrl": "https://www.example.fr/assistant",
        "privacyUrl": "https://www.example.fr/assistant",
        "termsOfUseUrl": "https://www.example.fr/assistant",
    }
    more = manifest(settings(PUBLISHER="Rectorat", PRIVACY_URL="https://a.fr/p", TERMS_URL="https://a.fr/t"), CALL)
    assert list(more["developer"].values())[::2] == ["Rectorat", "https://a.fr/p"]
    assert more["developer"]["termsOfUseUrl"] == "https://a.fr/t"


def test_the_bot_is_where_people_are_and_takes_files(found: dict[str, Any]) -> None:
    bot = found["bots"][0]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert bot["supportsFiles"] is True
    assert [one["scopes"] for one in bot["commandLists"]] == [["personal"], ["team"], ["groupChat"]]


def test_commands_are_the_routes_own_within_what_every_client_shows(found: dict[str, Any]) -> None:
    every = found["bots"][0]["commandLists"]
    lists = {one["scopes"][0]: [c["title"] for c in one["commands"] if "prompt" not in c] for one in every}
    assert lists["team"] == lists["groupChat"] == ["parler à quelqu’un", "suis-je éligible", "confidentialité", "aide"]
    assert set(lists["team"]) < set(lists["personal"])
    assert {"demander une assistance", "candidater", "mes données"} < set(lists["personal"])
    for listed in found["bots"][0]["commandLists"]:
        basic = [one for one in listed["commands"] if "prompt" not in one]
        assert 1 <= len(basic) <= 10
        assert len(listed["commands"]) <= 12
        for command in basic:
            assert ROUTES.exact(command["title"])
            assert len(command["title"]) <= 32
            assert len(command["description"]) <= 128


def test_a_conversation_opens_with_what_may_be_asked_there(found: dict[str, Any]) -> None:
    lists = {one["scopes"][0]: one for one in found["bots"][0]["commandLists"]}
    said = {scope: [one["prompt"] for one in listed["commands"] if "prompt" in one] for scope, listed in lists.items()}
    questions = [question for _, question in first_topics(CALL)]
    assert said == {
        "personal": ["Je n’arrive pas à payer un fournisseur", questions[0]], "team": questions[:2], "groupChat": questions[:2],
    }  # fmt: skip


def test_slash_commands_and_private_answers_are_there_where_they_are_set(found: dict[str, Any]) -> None:
    assert "supportsTargetedMessages" not in found["bots"][0]
    (bot,) = manifest(settings(SLASH_COMMANDS="true"), CALL)["bots"]
    assert bot["supportsTargetedMessages"] is True
    assert {tuple(one["triggers"]) for one in bot["commandLists"]} == {("mention", "slash")}


def test_the_message_extension_is_what_the_routes_offer(found: dict[str, Any]) -> None:
    (extension,) = found["composeExtensions"]
    offered = {route.verbs[0]: route for route in ROUTES.all if route.extension}
    commands = {one["id"]: one for one in extension["commands"]}
    assert extension["botId"] == APP_ID
    assert set(commands) == set(offered) == {"assistance.window", "requests.lookup"}
    assert len(commands) <= 10
    for command in commands.values():
        assert len(command["title"]) <= 32
        assert len(command["description"]) <= 128
        assert command["title"] == typeset(command["title"])
    action, search = commands["assistance.window"], commands["requests.lookup"]
    assert (action["type"], action["context"], action["fetchTask"]) == ("action", ["message"], True)
    assert (search["type"], search["initialRun"], len(search["parameters"])) == ("query", True, 1)
    assert len(search["parameters"][0]["title"]) <= 32
    # No link is unfolded: the assistant has no page of its own to link to.
    assert "messageHandlers" not in extension


def test_the_extension_is_said_in_english_whole(found: dict[str, Any]) -> None:
    strings = {key: text for key, text in english(found).items() if key.startswith("composeExtensions")}
    assert len(strings) == 6
    for key, text in strings.items():
        assert 1 <= len(text) <= (32 if key.endswith("title") else 128)
    words = tomllib.loads((ROOT / "bot" / "teamsapp" / "en.toml").read_text("utf-8"))["extension"]
    assert set(words) == {command["id"] for command in found["composeExtensions"][0]["commands"]}


def test_texts_are_typeset_and_each_is_short_enough_in_both_languages(found: dict[str, Any]) -> None:
    limits = {"name.short": 30, "name.full": 100, "description.short": 80, "description.full": 4000}
    strings = english(found)
    for key, limit in limits.items():
        what, which = key.split(".")
        assert 1 <= len(found[what][which]) <= limit
        assert 1 <= len(strings[key]) <= limit
        assert found[what][which] == typeset(found[what][which])
    assert found["name"]["full"] == FULL_NAME[True]


def test_every_command_has_its_english_line_in_the_strings_file(found: dict[str, Any]) -> None:
    words = tomllib.loads((ROOT / "bot" / "teamsapp" / "en.toml").read_text("utf-8"))["commands"]
    shown = {
        c["title"]: c["description"]
        for one in found["bots"][0]["commandLists"]
        for c in one["commands"]
        if "prompt" not in c
    }
    french = {title: filled(CALL, typeset(said["fr"])) for title, said in words.items()}
    assert french == shown, "bot/teamsapp/en.toml says in English the commands that Teams shows, as they are now"
    assert english(found)["bots[0].commandLists[2].commands[3].description"] == "see what I can do"


def pixels(png: bytes) -> np.ndarray:
    """Return a PNG's pixels, each row being unfiltered, as the program writes them; every checksum is checked."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, size = 8, b"", (0, 0)
    while at < len(png):
        (length,), kind = struct.unpack_from(">I", png, at), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
            assert body[8:] == bytes((8, 6, 0, 0, 0))
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(size[1], 1 + size[0] * 4)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(size[1], size[0], 4)


def test_the_colour_icon_is_a_full_square_with_its_drawing_in_the_safe_middle(files: dict[str, bytes]) -> None:
    shown = pixels(files["color.png"])
    assert shown.shape == (192, 192, 4)
    assert (shown[..., 3] == 255).all()
    drawn = (shown[..., :3] != icons.BRAND).any(axis=2)
    assert drawn.sum() == drawn[36:-36, 36:-36].sum()
    assert 0.1 < drawn.mean() < 0.3
    assert (shown[..., :3] == 255).all(axis=2).any()
    assert "#{:02X}{:02X}{:02X}".format(*icons.BRAND) == icons.ACCENT


def test_the_outline_icon_is_pure_white_on_nothing(files: dict[str, bytes]) -> None:
    shown = pixels(files["outline.png"])
    assert shown.shape == (32, 32, 4)
    assert (shown[..., :3] == 255).all()
    alpha = shown[..., 3]
    assert alpha[0, 0] == alpha[0, -1] == alpha[-1, -1] == 0
    assert (alpha == 255).any()
    assert 0.15 < (alpha > 0).mean() < 0.6


def test_a_drawing_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        icons.paint('<svg viewBox="0 0 9 9"><circle r="3"/></svg>', 9, margin=0)
    with pytest.raises(ValueError, match="A3"):
        list(icons.pieces("M0 0 A3 3 0 0 1 6 6"))


def test_the_same_settings_give_the_same_bytes() -> None:
    assert package(settings(), CALL) == package(settings(), CALL)


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"PUBLIC_URL": ""}, "PUBLIC_URL : absent ; attendu : l’adresse https où Teams joint le service"),
        ({"PUBLIC_URL": "http://127.0.0.1:3978"}, "PUBLIC_URL : « http://127.0.0.1:3978 » trouvé ; attendu"),
        ({"WEBSITE_URL": ""}, "WEBSITE_URL : absent"),
    ],
)
def test_what_the_manifest_must_say_is_asked_for_by_its_setting(lacking: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        package(settings(**lacking), CALL)
    assert str(refused.value).replace("\u00a0", " ").startswith(said)


def test_a_name_too_long_for_teams_is_refused_with_the_settings() -> None:
    with pytest.raises(SettingsError, match="32 caractères"):
        settings(PUBLISHER="Direction des services départementaux")


def test_without_assistance_the_package_offers_none_and_names_no_software() -> None:
    call = find("2026-jardins", ROOT / "tests" / "calls").read()
    with zipfile.ZipFile(io.BytesIO(package(settings(ASSISTANCE="false"), call))) as archive:
        files = {name: archive.read(name).decode() for name in ("manifest.json", "en.json")}
    found = json.loads(files["manifest.json"])
    rules = json.loads((SCHEMAS / "MicrosoftTeams.schema.json").read_text("utf-8"))
    assert list(jsonschema.Draft4Validator(rules).iter_errors(found)) == []
    assert "composeExtensions" not in found
    every = [one for listed in found["bots"][0]["commandLists"] for one in listed["commands"]]
    assert {one["title"] for one in every if "prompt" not in one} == {
        "aide", "candidater", "confidentialité", "ma candidature", "mes données", "parler à quelqu’un", "suis-je éligible",
        "transmettre une question",
    }  # fmt: skip
    for text in files.values():
        assert not re.search(r"Op@le|SA EPLE|assistance", text)
