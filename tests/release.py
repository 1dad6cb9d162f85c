"""Make a version: ``python -m tests.release X.Y.Z`` (``make release``): its number, the date in the journal, a commit, a tag.

Nothing is pushed. The journal's part becomes the tag's message; it has to name the schema, which whoever goes back needs.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from knowledge.french import PARIS, long_date
from storage.schema import head

ROOT = Path(__file__).parents[1]
_WAITING = "en préparation"


class NotReleasable(Exception):
    """Something is not ready; the text says what, in French."""


def released(root: Path, number: str, day: str) -> str:
    """Make version ``number`` in the repository at ``root``, dated ``day``; return its tag. Raises NotReleasable."""
    settings, journal = root / "bot" / "settings.py", root / "CHANGELOG.md"
    found = re.search(r'^VERSION = "([\d.]+)"$', settings.read_text("utf-8"), re.MULTILINE)
    now = found[1] if found else "0"
    if not re.fullmatch(r"\d+\.\d+\.\d+", number) or _parts(number) < _parts(now):
        raise NotReleasable(f"« {number} » n’est pas un numéro de version après {now}.")
    if _git(root, "status", "--porcelain"):
        raise NotReleasable("Tout n’est pas enregistré : « git status » dit quoi.")
    tag = f"v{number}"
    if _git(root, "tag", "--list", tag):
        raise NotReleasable(f"L’étiquette {tag} existe déjà.")
    text = journal.read_text("utf-8")
    part = re.search(rf"^## \[{re.escape(number)}\] — {_WAITING}\n(.*?)(?=^## \[|\Z)", text, re.MULTILINE | re.DOTALL)
    if part is None or not part[1].strip():
        raise NotReleasable(f"CHANGELOG.md n’a pas de partie « [{number}] — {_WAITING} », ou elle est vide.")
    if f"Schéma {head()}" not in part[1]:
        raise NotReleasable(f"La partie de cette version ne dit pas le schéma : « Schéma {head()} ».")
    settings.write_text(settings.read_text("utf-8").replace(f'VERSION = "{now}"', f'VERSION = "{number}"'), "utf-8")
    journal.write_text(text.replace(f"## [{number}] — {_WAITING}", f"## [{number}] — {day}"), "utf-8")
    _git(root, "commit", "--quiet", "--all", "--message", f"Version {number}")
    _git(root, "tag", "--annotate", tag, "--message", f"Version {number}\n\n{part[1].strip()}", "--cleanup=verbatim")
    return tag


def _parts(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    try:
        made = released(ROOT, sys.argv[1], long_date(datetime.now(PARIS).date()))
    except NotReleasable as why:
        sys.exit(str(why))
    print(f"{made} est prête. Poussez-la : git push --follow-tags")
