"""``papers``: what a DSI, a RSSI and a DPO ask for before opening, filled from the settings and from the product's own tables.

A paper is a Markdown file beside this one. ``{{NAME}}`` is a setting or one of ``VALUES``; a line ``{{table:name}}`` is one
of ``TABLES`` (``bot.papers.tables``); ``[[…]]`` is what the office has to write. These, and the settings that are not given,
are listed at the paper's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.papers.tables import TABLES, VALUES, Facts
from bot.settings import Settings
from dialogs.ui.report import Block, Grid, PartTitle, Words, WrittenReport, docx
from knowledge.french import long_date, quoted, typeset
from knowledge.time.delays import paris_day

HERE = Path(__file__).parent
_TABLE = re.compile(r"\{\{table:(\w+)\}\}")
_MARK = re.compile(r"\{\{(\w+)\}\}|\[\[(.+?)\]\]", re.DOTALL)
_LEFT = "## Ce qu'il reste au service à écrire"
_LOCAL = (
    "\n\n**Écrit hors du déploiement, avec des réglages d'essai : ces valeurs ne sont pas celles de la production, ne pas signer. "
    "Relancer là où le service tourne : docker compose run --rm assistant python -m bot papers var/papiers**"
)
# What a setting is, for who has to give it.
_ASKED = {
    "PUBLIC_URL": "adresse publique de l'assistant", "WEBSITE_URL": "adresse de la page du service",
    "TICKETS_URL": "adresse du portail de tickets officiel", "PUBLISHER": "service qui met l'assistant en œuvre",
    "DATA_CONTROLLER": "responsable du traitement", "DATA_CONTROLLER_EMAIL": "courriel du responsable",
    "DPO_CONTACT": "délégué à la protection des données, et comment le joindre",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it was filled. ``left``: what the office has still to write."""

    name: str
    markdown: str
    left: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return its title."""
        return self.markdown.partition("\n")[0].removeprefix("# ")


def papers(facts: Facts) -> list[Paper]:
    """Return every paper, filled."""
    return [_filled(path, facts) for path in sorted(HERE.glob("*.md"))]


def _filled(path: Path, facts: Facts) -> Paper:
    left: list[str] = []

    def put(mark: re.Match[str]) -> str:
        name, asked = mark[1], mark[2]
        if name in VALUES:
            return VALUES[name](facts)
        given = _given(facts.settings, name) if name else ""
        if given:
            return given
        what = _ASKED[name] if name else " ".join(asked.split())
        left.append(f"{what} (réglage {name})" if name else what)
        return f"**[à écrire : {what}]**"

    with_tables = _TABLE.sub(lambda mark: _table(*TABLES[mark[1]](facts)), path.read_text(encoding="utf-8"))
    text = _MARK.sub(put, with_tables).rstrip()
    said = list(dict.fromkeys(left))
    tail = [f"- ☐ {one}" for one in said] or ["Rien : relisez, datez, signez."]
    day = f"*État au {long_date(paris_day(facts.now))}, version {VALUES['version'](facts)}. Projet à relire et à signer par le service.*"
    if facts.settings.anonymous:
        day += _LOCAL
    head, _, rest = text.partition("\n")
    whole = "\n".join([head, "", day, rest, "", _LEFT, "", *tail, ""])
    return Paper(path.stem, "\n".join(typeset(line) for line in whole.split("\n")), tuple(map(typeset, said)))


def _given(settings: Settings, alias: str) -> str:
    """Return a setting in words, "" where it is not given. A setting that may be a secret is never in a paper."""
    name = next(name for name, field in Settings.model_fields.items() if field.alias == alias)
    value = getattr(settings, name)
    return "" if value in (None, "", ()) else str(value)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def word(paper: Paper, at: datetime, author: str) -> bytes:
    """Return a paper as a document for Word."""
    return docx(
        WrittenReport(
            paper.title, "Dossier d’ouverture de l’assistant", tuple(_blocks(paper.markdown)), author=author, at=at
        )
    )


def _blocks(markdown: str) -> Iterator[Block]:
    """Yield what a report is made of: its parts, paragraphs, lines of lists and tables."""
    for part in re.split(r"\n\s*\n", markdown.partition("\n")[2].strip()):
        lines = [_bare(line) for line in part.split("\n")]
        if part.startswith("## "):
            yield PartTitle(lines[0].removeprefix("## "))
        elif part.startswith("|"):
            head, _, *rows = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines)
            yield Grid(head, [row + [""] * (len(head) - len(row)) for row in rows])
        elif part.startswith("- "):
            yield from (Words(f"• {one}") for one in " ".join(lines).removeprefix("- ").split(" - "))
        else:
            yield Words(" ".join(lines))


def _bare(line: str) -> str:
    return re.sub(r"[*`]", "", line)


def write(facts: Facts, folder: Path) -> list[str]:
    """Write each paper into ``folder``, as Markdown and for Word; return a line on each."""
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    for paper in papers(facts):
        (folder / f"{paper.name}.md").write_text(paper.markdown, encoding="utf-8")
        author = facts.settings.data_controller or facts.settings.publisher
        (folder / f"{paper.name}.docx").write_bytes(word(paper, facts.now, author))
        said.append(typeset(f"{paper.name} : {quoted(paper.title)}, {len(paper.left)} à écrire"))
    return said
