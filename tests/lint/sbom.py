"""The bill of materials of what the program runs with, as CycloneDX 1.6: ``python -m tests.lint.sbom [FILE]``.

It is made from the lock files alone (names, versions, hashes) and what packages say of their licences; the same locks
give the same document.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.settings import VERSION
from tests.lint.licences import ROOT, Package, page_packages, python_packages

_SHA = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


def bill() -> dict[str, Any]:
    """Return the document."""
    components = [*_python(), *_javascript()]
    seed = json.dumps(components, sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{VERSION} {seed}')}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "assistant-opale",
                "name": "assistant-opale",
                "version": VERSION,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": components,
        "dependencies": [
            {"ref": "assistant-opale", "dependsOn": [one["bom-ref"] for one in components]},
            *({"ref": one["bom-ref"]} for one in components),
        ],
    }


def _python() -> Iterator[dict[str, Any]]:
    hashes = locked_hashes((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    for one in python_packages():
        # A lock holds the hash of each file that the package is published as: they are told as such.
        told = [{"name": "lock:sha256", "value": value} for value in hashes[one.name]]
        yield {**_component(one, f"pkg:pypi/{one.name.lower().replace('_', '-')}@{one.version}"), "properties": told}


def locked_hashes(lock: str) -> dict[str, list[str]]:
    """Return the SHA-256 sums of each package of a lock of pip's."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        begun = re.match(r"([A-Za-z0-9._-]+)==", line)
        name = begun[1] if begun else name
        found.setdefault(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def _javascript() -> Iterator[dict[str, Any]]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for one in page_packages():
        kind, _, sum64 = lock[f"node_modules/{one.name}"]["integrity"].partition("-")
        named = quote(one.name, safe="/")
        yield {
            **_component(one, f"pkg:npm/{named}@{one.version}"),
            "hashes": [{"alg": _SHA[kind], "content": base64.b64decode(sum64).hex()}],
        }


def _component(one: Package, purl: str) -> dict[str, Any]:
    simple = re.fullmatch(r"[\w.+-]+", one.licence)
    licence = {"license": {"id": one.licence}} if simple else {"expression": one.licence}
    return {"type": "library", "bom-ref": purl, "name": one.name, "version": one.version, "purl": purl,
            "licenses": [licence]}  # fmt: skip


if __name__ == "__main__":
    written = json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        target = Path(sys.argv[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(written, encoding="utf-8")
    else:
        sys.stdout.write(written)
