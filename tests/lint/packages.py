"""Draws the packages and their imports into docs/architecture.md: ``python -m tests.lint.packages``.

The picture is made of the code's own import statements: a room is a package, an arrow says that one imports another.
Between two top-level packages one arrow stands for all.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- paquets : début -->", "<!-- paquets : fin -->"
PROGRAM = ("bot", "dialogs", "storage", "knowledge")
_LEFT_OUT = ("storage.migrations", "knowledge.calls")


def modules() -> dict[str, Path]:
    """Return the program's modules by their dotted name."""
    found = {}
    for top in PROGRAM:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: path for name, path in found.items() if not name.startswith(_LEFT_OUT)}


def room_of(module: str) -> str:
    """Return the package that a module stands in: «dialogs.core.form» in «dialogs.core», «bot.app» in «bot»."""
    parts = module.split(".")
    inner = len(parts) > 2 or (ROOT.joinpath(*parts[:2]) / "__init__.py").exists()
    return ".".join(parts[:2]) if inner and len(parts) > 1 else parts[0]


def imports_of(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """Yield the program's modules that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                if name in known or node.module in known:
                    yield name if name in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)


def arrows() -> dict[str, frozenset[str]]:
    """Return, for each room, the rooms it imports from."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, path in known.items():
        room = room_of(name)
        found.setdefault(room, set()).update(room_of(one) for one in imports_of(path, known))
    return {room: frozenset(others - {room}) for room, others in found.items()}


def picture() -> str:
    """Return the packages and their imports as a Mermaid diagram."""
    drawn = {_arrow(room, other) for room, others in arrows().items() for other in others}
    lines = ["```mermaid", "flowchart TD"]
    for top in PROGRAM:
        rooms = sorted(room for room in arrows() if room.split(".")[0] == top)
        lines.append(f"  subgraph {top}")
        lines += [f'    {_id(room)}["{room.removeprefix(f"{top}.")}"]' for room in rooms]
        lines.append("  end")
    return "\n".join([*lines, *(f"  {one} --> {other}" for one, other in sorted(drawn)), "```"])


def _arrow(room: str, other: str) -> tuple[str, str]:
    tops = (room.split(".", maxsplit=1)[0], other.split(".", maxsplit=1)[0])
    return (_id(room), _id(other)) if tops[0] == tops[1] else tops


def _id(room: str) -> str:
    """Return a name for a room that no subgraph has."""
    return room.replace(".", "_") if "." in room else f"{room}_"


def page(text: str) -> str:
    """Return the page ``text`` with the picture as the code is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{picture()}\n{END}{after}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
