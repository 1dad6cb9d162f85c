"""The SDK can be replaced: the wire's own tests pass on a stand-in of a few dozen lines (``tests/standin``)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STANDIN = ROOT / "tests" / "standin"
WIRE = ("test_door.py", "test_turn.py", "test_extension.py")  # What goes through the SDK's pipeline.
IMPORTERS = {"adapter.py", "turn.py"}


def test_two_files_know_the_sdk() -> None:
    found = {
        file.name
        for file in (ROOT / "bot").rglob("*.py")
        if any(
            line.startswith(("from botbuilder", "import botbuilder", "from botframework", "import botframework"))
            for line in file.read_text().splitlines()
        )
    }
    assert found == IMPORTERS


@pytest.mark.night
@pytest.mark.timeout(300)
def test_the_wire_stands_without_the_sdk() -> None:
    probe = "import botbuilder.core, sys; print(botbuilder.core.__file__)"
    environment = {**os.environ, "PYTHONPATH": f"{STANDIN}{os.pathsep}{ROOT}"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    environment.pop("PYTEST_CURRENT_TEST", None)
    where = subprocess.run([sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True)
    assert str(STANDIN) in where.stdout
    files = [f"tests/bot/{name}" for name in WIRE]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-x", *files]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert run.returncode == 0, run.stdout[-3000:]
    assert " passed" in run.stdout
    assert "skipped" not in run.stdout
