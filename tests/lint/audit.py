"""``make audit``: known vulnerabilities and licences of what is locked, and plainly what could not be looked at.

    python -m tests.lint.audit PIP_AUDIT [NPM]

Ends with 1 for a known vulnerability or a licence that needs a look, with 3 when something could not be audited.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tests.lint.licences import ROOT, unknown

LOCKS = tuple(sorted(path.name for path in ROOT.glob("requirements*.txt")))
FOUND, NOT_AUDITED = 1, 3

Run = Callable[[Sequence[str]], str]
"""Runs a command in the project's folder and returns what it prints, whatever its exit code."""


class Audit(NamedTuple):
    """What was found of one lock. ``faults``: one line each; ``missed``: packages that could not be looked at, and why."""

    lock: str
    audited: int
    faults: tuple[str, ...] = ()
    missed: int = 0
    why: str = ""

    @property
    def line(self) -> str:
        """Return the row of the table."""
        missed = f"{self.missed} NON AUDITÉS ({self.why})" if self.missed or self.why else "0 non audité"
        return f"{self.lock:24} {self.audited:4} audités  {len(self.faults):3} vulnérabilités  {missed}"


def of_python(lock: str, printed: str) -> Audit:
    """Read what pip-audit says of a lock, as JSON."""
    try:
        held = json.loads(printed[printed.index("{") :])["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit(lock, 0, why="pip-audit n’a rien répondu de lisible")
    skipped = [one for one in held if "skip_reason" in one]
    faults = tuple(
        f"{one['name']} {one['version']} : {found['id']}, corrigé en {', '.join(found.get('fix_versions') or ['—'])}"
        for one in held
        for found in one.get("vulns", ())
    )
    why = "le registre ne sert pas d’avis de sécurité" if skipped else ""
    return Audit(lock, len(held) - len(skipped), faults, len(skipped), why)


def of_javascript(lock: str, printed: str, packages: int) -> Audit:
    """Read what ``npm audit --json`` says; ``packages``: how many the lock holds."""
    try:
        told: Mapping[str, Any] = json.loads(printed[printed.index("{") :])
    except ValueError:
        told = {}
    if "vulnerabilities" not in told:
        return Audit(lock, 0, missed=packages, why="le registre ne sert pas d’avis de sécurité")
    faults = tuple(f"{name} : {one['severity']}" for name, one in told["vulnerabilities"].items())
    return Audit(lock, packages, faults)


def audits(pip_audit: str, npm: Sequence[str], run: Run) -> list[Audit]:
    """Audit every lock."""
    made = [
        of_python(
            lock,
            run((pip_audit, "--disable-pip", "--require-hashes", "--progress-spinner=off", "-f", "json", "-r", lock)),
        )
        for lock in LOCKS
    ]
    held = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    made.append(
        of_javascript("package-lock.json", run((*npm, "audit", "--package-lock-only", "--json")), len(held) - 1)
    )
    return made


def report(made: Sequence[Audit], licences: Sequence[str]) -> tuple[str, int]:
    """Return what is printed, and the exit code."""
    lines = [one.line for one in made]
    lines += [f"  {fault}" for one in made for fault in one.faults]
    lines += [f"licences à regarder : {', '.join(licences) or 'aucune'}"]
    missed = sum(one.missed for one in made)
    if missed or any(one.why for one in made):
        lines.append(
            f"{missed} paquets n’ont pas pu être audités : recommencez là où les avis de sécurité sont servis."
        )
    if licences or any(one.faults for one in made):
        return "\n".join(lines), FOUND
    return "\n".join(lines), NOT_AUDITED if any(one.why for one in made) else 0


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


if __name__ == "__main__":
    printed, code = report(
        audits(sys.argv[1], sys.argv[2:] or ["npm"], _run), [f"{one.name} ({one.licence})" for one in unknown()]
    )
    print(printed)
    raise SystemExit(code)
