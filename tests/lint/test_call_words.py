"""The words of a call and of its académie stand in their files, not in code nor in what is shared by all calls.

What is about Op@le itself, the software that the assistance is for, and the service that steers it, is named below with
its reason; whatever else names them is a fault.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.teamsapp import package
from dialogs.core import texts
from dialogs.features import routes
from storage.calls import TYPES, find, service

ROOT = Path(__file__).parents[2]
CALL = find("2024-experts-opale").read()
# Folder or file → why its words may name Op@le, the SA EPLE, or places of the académie.
REASONS = {
    "dialogs/assistance": "the assistance is about Op@le, and its experts answer to the SA EPLE",
    "dialogs/batches": "messages to the experts of the assistance, by the SA EPLE",
    "dialogs/steering": "what is steered is the assistance about Op@le, by the SA EPLE",
    "dialogs/people": "roles and rights of the assistance",
    "dialogs/team": "the experts of the assistance about Op@le answer to the SA EPLE",
    "dialogs/questions": "what the assistant says of itself: it is also there for difficulties on Op@le",
    "dialogs/core": "greeting, help, roles: the assistant's name, and the assistance about Op@le",
    "bot/demo": "the demonstration plays the 2024 call",
    "bot/teamsapp": "the package names the assistant",
    "bot/settings.py": "the settings' defaults: the call and the publisher of the first deployment",
    "bot/__main__.py": "the command's description",
    "knowledge/schools": "how people name the schools and towns of the register that is delivered",
    "knowledge/training": "sentences that the readers were taught with",
    "knowledge/understanding": "how people name Op@le's subjects, and the places of the register; the heads were taught with them",
    "knowledge/identities.py": "names of places that are no names of persons",
    "knowledge/sensitive.py": "passwords of Op@le, and places that are no names of persons",
}
SHARED = (TYPES, TYPES.with_suffix(".wordings.toml"))


def words() -> re.Pattern[str]:
    """Return what names this call or this académie: taken from their files."""
    heading, academy = CALL.call, CALL.academy
    assert academy is not None
    surname = heading.contact.name.split()[-1]
    named = [
        heading.reference, heading.deposit_mail, heading.contact.mail, surname, *(one.bare for one in heading.copies),
        academy.name.removeprefix("académie d’"), academy.mail_example.partition("@")[2], *academy.departments.values(),
        "Marseille", academy.service, "Op@le", str(CALL.values["signataire"]),
    ]  # fmt: skip
    return re.compile("|".join(re.escape(one) for one in named), re.IGNORECASE)


def modules() -> list[Path]:
    """Return the modules of the program whose words have no reason to name the call."""
    found = (path for part in ("bot", "dialogs", "storage", "knowledge") for path in (ROOT / part).rglob("*.py"))
    return [path for path in found if not any(str(path.relative_to(ROOT)).startswith(reason) for reason in REASONS)]


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every string of a module but its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_no_word_of_the_call_or_of_its_academie_is_in_code() -> None:
    named = words()
    found = [
        f"{path.relative_to(ROOT)}:{line} {text[:60]}"
        for path in modules()
        for line, text in strings(path)
        if named.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("file", SHARED, ids=lambda file: file.name)
def test_no_word_of_the_call_is_in_what_all_calls_share(file: Path) -> None:
    named = words()
    assert [line for line in file.read_text("utf-8").splitlines() if named.search(line)] == []


def test_where_no_requests_are_taken_nothing_that_is_said_of_the_assistant_names_the_call() -> None:
    named = words()
    said = [text for one in service(assistance=False).values() for text in (one.title, *one.texts)]
    said += [*texts.SAID_OF_ASSISTANT[False].values(), texts.NOT_YOURS, texts.PRODUCT[False]]
    said += [one[False] for one in texts.RESERVED.values() if not isinstance(one, str)]
    said += [line.usage for route in routes(assistance=False).all for line in route.help]
    said += [package.FULL_NAME[False], package.SHORT[False], package.FULL[False]]
    assert len(said) > 100
    assert [text for text in said if named.search(text) or "expert" in text.lower()] == []


def test_every_reason_is_still_one() -> None:
    named = words()
    unused = []
    for place in REASONS:
        paths = [path for path in (ROOT / place).parent.rglob("*.py") if str(path.relative_to(ROOT)).startswith(place)]
        if not any(named.search(text) for path in paths for _, text in strings(path)):
            unused.append(place)
    assert unused == []


def test_what_is_said_of_applications_has_no_reason() -> None:
    assert not any(place.startswith(("dialogs/application", "storage/actions")) for place in REASONS)
