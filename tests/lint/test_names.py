"""A class name stands in one module: what is searched for is found once."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ("bot", "dialogs", "storage", "knowledge")


def test_no_class_name_stands_in_two_modules() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for package in PROGRAM:
        for path in (ROOT / package).rglob("*.py"):
            module = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places[node.name].add(module)
    assert {name: sorted(modules) for name, modules in places.items() if len(modules) > 1} == {}
