"""Lists what the program runs with and under which licences, in THIRD_PARTY.md: ``python -m tests.lint.licences``.

Names and versions come from the locks, licences from what the packages installed here say of themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "THIRD_PARTY.md"

# What may be distributed with a program under EUPL-1.2 without a further look.
KNOWN = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Unlicense",
    "Zlib",
}  # fmt: skip

# The same licences as packages of before SPDX write them.
_SAID = {
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "MIT License": "MIT",
    "MIT, BSD": "MIT AND BSD-3-Clause",
}

HEAD = """# Logiciels tiers

Ce que le programme en marche utilise, dans la version du verrou, et sous quelle licence. Cette page est écrite par
`make licences` d’après `requirements.txt`, `package-lock.json` et ce que chaque paquet dit de lui-même ; un test la compare.
Ce qui ne sert qu’à développer et à vérifier n’est pas distribué et n’y figure pas.
"""

TAIL = """
## Données et schémas

| quoi | licence | où |
|---|---|---|
| Schémas du manifeste de Teams, Microsoft | MIT | `tests/teamsapp/schema` |
| Établissements publics de l’académie, Ministère de l’Éducation nationale – data.education.gouv.fr | Licence Ouverte 2.0 | `bot/demo/schools.csv` |
"""


class Package(NamedTuple):
    """A package of a lock."""

    name: str
    version: str
    licence: str
    site: str


def python_packages() -> Iterator[Package]:
    """Yield the packages of ``requirements.txt``. Raises ValueError for one installed here in another version."""
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.MULTILINE):
        told = metadata.metadata(name)
        if told["Version"] != version:
            raise ValueError(f"{name} {told['Version']} is installed, {version} is locked")
        yield Package(name, version, _licence(told), f"https://pypi.org/project/{name}/")


def _licence(told: metadata.PackageMetadata) -> str:
    said = told.get("License-Expression") or told.get("License") or ""
    if not said or "\n" in said or len(said) > 60:
        found = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
        said = found[0] if found else ""
    return _SAID.get(said, said)


def page_packages() -> Iterator[Package]:
    """Yield what the demonstration's page is sent, from ``package-lock.json``."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for path, held in lock["packages"].items():
        if path and not held.get("dev"):
            name = path.removeprefix("node_modules/")
            yield Package(name, held["version"], held["license"], f"https://www.npmjs.com/package/{name}")


def unknown() -> list[Package]:
    """Return the packages whose licences need a look."""
    return [
        one
        for one in (*python_packages(), *page_packages())
        if not set(re.split(r" AND | OR ", re.sub(r"[()]", "", one.licence))) <= KNOWN
    ]


def page() -> str:
    """Return THIRD_PARTY.md."""
    tables = (("Python", python_packages()), ("Page de démonstration (JavaScript)", page_packages()))
    parts = [HEAD]
    for title, packages in tables:
        rows = "".join(f"| [{one.name}]({one.site}) | {one.version} | {one.licence} |\n" for one in packages)
        parts.append(f"\n## {title}\n\n| paquet | version | licence |\n|---|---|---|\n{rows}")
    return "".join(parts) + TAIL


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
