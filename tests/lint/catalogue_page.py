"""``make catalogue``: every card and sentence of the assistant on one page, drawn as the demonstration draws them.

The page is one file that opens without a server: scripts and styles are put into it.
"""

from __future__ import annotations

import html
import json
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.demo.site import CARDS as LIBRARY
from bot.demo.site import PAGE, ROOT
from tests.lint import modules
from tests.lint.catalogue import CARDS, as_sent
from tests.lint.typography import texts_of

TARGET = ROOT / "var" / "catalogue.html"
CALLS = ROOT / "knowledge" / "calls"
# What of a call's entries is said.
SAID = ("title", "question", "answer", "short", "open", "with_me", "sentence")
# Who sees the cards whose names begin so; the longest beginning counts.
SEEN_BY = {
    "": "Tous",
    "application.": "SA EPLE",
    "candidature.": "Agent (candidature)",
    "form.answer.": "SA EPLE",
    "form.candidature.": "Agent (candidature)",
    "form.examine_": "SA EPLE",
    "form.question.": "Agent (question transmise)",
    "form.record.": "SA EPLE",
    "form.stand_down.": "Agent (candidature)",
    "form.withdraw.": "Agent (candidature)",
    "people.": "SA EPLE",
    "request.": "Demandes d’assistance, selon le rôle",
    "form.assistance": "Demandes d’assistance, selon le rôle",
    "form.request": "Demandes d’assistance, selon le rôle",
    "session.": "Demandes d’assistance, selon le rôle",
    "service.": "SA EPLE",
    "status.": "SA EPLE",
}
_SCRIPTS = ("dom", "words", "extras", "look", "markdown", "typeahead", "card")  # In the order of what they need.


def seen_by(name: str) -> str:
    """Return who sees a card of that name."""
    return SEEN_BY[max((start for start in SEEN_BY if name.startswith(start)), key=len)]


def sentences() -> Iterator[tuple[str, str, str]]:
    """Yield module, name and text of all that is said, once a module: the texts' constants, then the calls' entries."""
    for module in modules.texts():
        found = module.__name__.removeprefix("dialogs.")
        known = {""}
        for name, value in vars(module).items():
            if not name.startswith("_") and not isinstance(value, ModuleType | Enum) and not isinstance(value, type):
                for where, text in texts_of(value, name):
                    if text not in known:
                        known.add(text)
                        yield found, where, text
    for path in sorted(CALLS.glob("*.toml")):
        if ".wordings." not in path.name:
            call = tomllib.loads(path.read_text("utf-8"))
            for entry in (*call.get("fact", []), *call.get("silent", [])):
                for key in SAID:
                    if isinstance(entry.get(key), str):
                        yield path.stem, f"{entry['id']}.{key}", entry[key]


def bundle() -> str:
    """Return the page's modules that draw a card as one plain script: a file cannot import another one."""
    parts = ["const modules = {};"]
    for name in _SCRIPTS:
        source = (PAGE / f"{name}.js").read_text("utf-8")
        exported = re.findall(r"^export (?:async )?(?:const|function) (\w+)", source, re.MULTILINE)
        source = re.sub(
            r"^import (\{[^}]*\}) from '\./(\w+)\.js';", r"const \1 = modules.\2;", source, flags=re.MULTILINE
        )
        source = re.sub(r"^import '[^']*';$|^export ", "", source, flags=re.MULTILINE)
        parts.append(f"modules.{name} = (() => {{\n{source}\nreturn {{ {', '.join(exported)} }};\n}})();")
    return "\n".join(parts)


_DRAW = """
const { draw } = modules.card;
for (const place of document.querySelectorAll('[data-card]')) {
  const search = async () => [];
  place.append(draw(CARDS[place.dataset.card], { press: () => {}, search }));
}
document.getElementById('dark')?.addEventListener('click', event => {
  const dark = document.documentElement.dataset.theme !== 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  event.currentTarget.setAttribute('aria-pressed', String(dark));
});
"""

_STYLE = """
body { display: block; height: auto; padding: 16px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 16px; align-items: start; }
.cards h3, table caption { font-size: 13px; font-weight: 400; color: var(--quiet); margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { margin: 28px 0 10px; }
table { border-collapse: collapse; width: 100%; margin-bottom: 20px; table-layout: fixed; }
.said th { text-align: left; font-weight: 400; color: var(--quiet); width: 34%; }
.said th, .said td { border-top: 1px solid var(--line); padding: 4px 8px; vertical-align: top; overflow-wrap: anywhere; white-space: pre-wrap; }
caption { text-align: left; }
@media (max-width: 400px) { .cards { grid-template-columns: minmax(0, 1fr); } body { padding: 8px; } }
"""


def page(names: Collection[str] = CARDS, *, spoken: bool = True) -> tuple[str, int, int]:
    """Return the page of the cards of those names, with the sentences or without; how many of each it shows."""
    cards = {name: as_sent(name) for name in sorted(names)}
    groups: dict[str, list[str]] = {}
    for name in cards:
        groups.setdefault(seen_by(name), []).append(name)
    said: dict[str, list[tuple[str, str]]] = {}
    for module, name, text in sentences() if spoken else ():
        said.setdefault(module, []).append((name, text))
    count = sum(map(len, said.values()))
    drawn = "".join(
        f'<section><h2>{html.escape(group)} : {len(names)} cartes</h2><div class="cards">'
        + "".join(f'<div data-card="{name}"><h3>{name}</h3></div>' for name in names)
        + "</div></section>"
        for group, names in sorted(groups.items())
    )
    told = "".join(
        f'<table class="said"><caption>{module}</caption>'
        + "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(text)}</td></tr>' for name, text in texts
        )
        + "</table>"
        for module, texts in said.items()
    )
    body = f"""<header><h1>Catalogue : {len(cards)} cartes, {count} phrases</h1>
<p>Chaque carte est dessinée avec les pires données qu’elle puisse rencontrer.</p>
<button type="button" id="dark" aria-pressed="false">Thème sombre</button></header>
<main>{drawn}<section><h2>Phrases</h2>{told}</section></main>"""
    return sheet("Catalogue des cartes et des phrases", body, cards), len(cards), count


def sheet(title: str, body: str, cards: Mapping[str, Any] | Sequence[Any], style: str = "") -> str:
    """Return a page that opens without a server; ``[data-card="name"]`` in its ``body`` are where ``cards`` are drawn."""
    styles = "\n".join(
        path.read_text("utf-8") for path in (LIBRARY / "adaptivecards.css", PAGE / "page.css", PAGE / "cards.css")
    )
    library = (LIBRARY / "adaptivecards.min.js").read_text("utf-8")
    data = json.dumps(cards, ensure_ascii=False).replace("</", "<\\/")
    return f"""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title><style>{styles}{_STYLE}{style}</style></head>
<body>{body}
<script>{library}</script><script>const CARDS = {data};
{bundle()}
{_DRAW}</script></body></html>
"""


def write(target: Path = TARGET, names: Collection[str] = CARDS, *, spoken: bool = True) -> tuple[int, int]:
    """Write the page; return how many cards and sentences it shows."""
    made, cards, said = page(names, spoken=spoken)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(made, "utf-8")
    return cards, said


if __name__ == "__main__":
    if not LIBRARY.is_dir():
        sys.exit("Il manque ce qui dessine les cartes : npm ci.")
    cards, said = write()
    print(f"{TARGET.relative_to(ROOT)} : {cards} cartes, {said} phrases")
