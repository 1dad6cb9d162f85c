"""How big and how intricate the program is: ``make size``, or ``python -m tests.size [--json]``.

For five things that people do, the modules that they enter are counted by ``sys.setprofile`` in conversations on a
database of their own; the rest is read from the files.
"""

from __future__ import annotations

import ast
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Iterator
from functools import cache, partial
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

from bot.delivery import Delivery
from bot.teams.connector import Fate, Outcome
from dialogs import features
from storage.actions.notices import to_phone
from storage.calls import find, read_base
from storage.engine import Storage
from storage.schema import migrate
from tests.conftest import NOW
from tests.dialogs import applying, asking
from tests.dialogs.delivering import delivered
from tests.talk import Office

ROOT = Path(__file__).parents[1]
PROGRAM = ("bot", "dialogs", "storage", "knowledge")
KINDS = ("code", "docstrings", "comments", "blank", "imports")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**/*.md")
WIRE = "bot.teams"  # What Microsoft's SDK and the network ask for: no part of a walk.
COMPLEX = 21  # Ways through a function: grade D begins here.
_WAYS = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.comprehension, ast.ExceptHandler, ast.Assert)


def modules(top: str) -> dict[str, Path]:
    """Return the modules of a package by their dotted name."""
    found = {path.relative_to(ROOT).with_suffix("").parts: path for path in sorted((ROOT / top).rglob("*.py"))}
    return {".".join(name[:-1] if name[-1] == "__init__" else name): path for name, path in found.items()}


@cache
def tree(path: Path) -> ast.Module:
    """Return what a module says."""
    return ast.parse(path.read_text("utf-8"))


def lines(path: Path) -> Counter[str]:
    """Count a module's lines by kind."""
    rows = [line.strip() for line in path.read_text("utf-8").splitlines()]
    kinds = ["comments" if row.startswith("#") else "code" if row else "blank" for row in rows]
    for node in ast.walk(tree(path)):
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if isinstance(node, ast.stmt) and (told or isinstance(node, (ast.Import, ast.ImportFrom))):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                kinds[number] = "docstrings" if told else "imports"
    return Counter([*kinds, "modules"])


def at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a node, but for what is under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from (child, *at_run_time(child))


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules of the program that a module imports."""
    found: set[str] = set()
    for node in at_run_time(tree(path)):
        for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
            source = getattr(node, "module", alias.name)
            found.add(whole if (whole := f"{source}.{alias.name}") in known else source)
    return found & known.keys()


def longest(arrows: dict[str, set[str]]) -> list[str]:
    """Return the longest chain of imports; one that comes back to a module of its own ends before it."""
    known: dict[str, list[str]] = {}

    def chain(name: str, above: tuple[str, ...]) -> list[str]:
        if name not in known:
            below = [chain(one, (*above, name)) for one in sorted(arrows[name]) if one not in (*above, name)]
            known[name] = [name, *max(below, key=len, default=[])]
        return known[name]

    return max((chain(name, ()) for name in arrows), key=len)


def complexity(function: ast.AST) -> int:
    """Count the ways through a function, nearly as radon does."""
    nodes = list(ast.walk(function))
    choices = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    filters = sum(len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    return 1 + choices + filters + sum(isinstance(node, _WAYS) for node in nodes)


def complex_functions(known: dict[str, Path]) -> dict[str, int]:
    """Return the functions of grade D or worse, the worst first."""
    nodes = [(name, node) for name, path in known.items() for node in ast.walk(tree(path))]
    functions = [(name, node) for name, node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    found = Counter({f"{name}.{node.name}": complexity(node) for name, node in functions})
    return {name: ways for name, ways in found.most_common() if ways >= COMPLEX}


async def entered(doing: Awaitable[Any]) -> set[str]:
    """Do something; return the modules of the program in which a function ran meanwhile, those of the wire left out."""
    found = set()

    def note(frame: FrameType, happened: str, _given: object) -> None:
        if happened == "call" and frame.f_code.co_name != "<module>":
            found.add(frame.f_globals.get("__name__", ""))

    sys.setprofile(note)
    try:
        await doing
    finally:
        sys.setprofile(None)
    return {name for name in found if name.split(".")[0] in PROGRAM and not name.startswith(WIRE)}


async def deliver(office: Office) -> None:
    """Deliver what is due, as the service does, to a conversation that takes everything."""
    said = asyncio.Event()

    async def send(*_given: object) -> Outcome:
        said.set()
        return Outcome(Fate.OK, id="message", status=201)

    taker, render = SimpleNamespace(send=send), partial(features.render, office.services)
    settings: Any = {"sender": taker, "mailer": taker, "render": render, "in_charge": to_phone, "find_room": None}
    delivery = Delivery(office.storage, clock=office.clock.now, silent=features.SILENT, **settings)
    delivery.start()
    await asyncio.wait_for(said.wait(), 20)
    await delivery.stop()


async def walks() -> dict[str, set[str]]:
    """Do five things that people do; return the modules that each enters, once what is read from files is there."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"sqlite+aiosqlite:///{folder}/size.db")
        await migrate(storage)
        async with Office.open(storage, read_base(find("2024-experts-opale")), NOW) as office:
            agent, expert, saeple = (office.talk(seat) for seat in ("agent", "expert", "saeple"))
            for talk, first in ((agent, "faut-il un CV ?"), (expert, "aide"), (saeple, "combien de demandes ?")):
                await talk.opens()
                await talk.says(first)
            found["question"] = await entered(agent.says("c'est payé combien ?"))
            found["status"] = await entered(saeple.says("combien de demandes urgentes non prises dans le 84 ?"))
            await asking.ask(agent)
            await delivered(office, expert)
            found["press"] = await entered(expert.presses("Prendre en charge"))
            found["notice"] = await entered(deliver(office))
            await applying.fill(agent)
            found["deposit"] = await entered(agent.says("envoyer"))
            assert len(await asking.rows(office)) == len(await applying.rows(office)) == 1, "a walk did not arrive"
        await storage.close()
    return found


def measured() -> dict[str, Any]:
    """Return all that is measured, by name."""
    known = {name: path for top in PROGRAM for name, path in modules(top).items()}
    arrows = {name: imported(path, known) - {name} for name, path in known.items()}
    per = {top: sum(map(lines, modules(top).values()), Counter[str]()) for top in (*PROGRAM, "tests")}
    pages = [page for pattern in PAGES for page in sorted(ROOT.glob(pattern))]
    return {
        "packages": {"program": sum((per[top] for top in PROGRAM), Counter[str]()), **per},
        "arrows": sum(map(len, arrows.values())),
        "longest_chain": longest(arrows),
        "walks": {walk: sorted(found) for walk, found in asyncio.run(walks()).items()},
        "complex": complex_functions(known),
        "tests": sum(path.read_text("utf-8").count("def test_") for path in ROOT.glob("tests/**/test_*.py")),
        "words": {str(page.relative_to(ROOT)): len(page.read_text("utf-8").split()) for page in pages},
    }


def report(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of what is printed for people."""
    yield f"{'':<10}" + "".join(f"{head:>12}" for head in ("modules", "lines", *KINDS))
    for top, per in found["packages"].items():
        numbers = [per["modules"], sum(per[kind] for kind in KINDS), *(per[kind] for kind in KINDS)]
        yield f"{top:<10}" + "".join(f"{number:>12,}" for number in numbers)
    yield f"imports between modules: {found['arrows']:,}; longest chain: {len(found['longest_chain']) - 1}"
    yield "modules entered: " + ", ".join(f"{walk} {len(names)}" for walk, names in found["walks"].items())
    yield f"functions with {COMPLEX} ways through them or more: {len(found['complex'])}"
    yield from (f"  {ways:>3} {name}" for name, ways in found["complex"].items())
    yield f"test functions: {found['tests']:,}; words of the documents: {sum(found['words'].values()):,}"


if __name__ == "__main__":
    figures = measured()
    print(json.dumps(figures, indent=1) if "--json" in sys.argv else "\n".join(report(figures)))
