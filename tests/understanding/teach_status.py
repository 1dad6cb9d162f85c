"""Teach the reader of status questions, and measure it voice by voice: ``python -m tests.understanding.teach_status``.

Voices are left out in turn (three folds); what the reader makes of lines of voices that it never saw gives the figures
printed, and teaches how far a reading can be trusted. Then everything is learnt, and the weights are written.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

import knowledge
from knowledge.people import Role
from knowledge.schools.register import read_file
from knowledge.training.generate import Generator
from knowledge.training.lines import TODAY, Line, LineNames, names_of, phrases, read_marked, read_meanings
from knowledge.training.reader import Taught, arrays_of, teach, trusted
from knowledge.understanding.directory import Directory
from knowledge.understanding.heads import Heads
from knowledge.understanding.query import Query, Zone
from knowledge.understanding.status import StatusReader, StatusReading, chance_of, zone_of
from tests.understanding import data, taught
from tests.understanding.meanings import lacks, right
from tests.understanding.spoken import Speaker

FOLDER = Path(knowledge.__file__).parent
LINES = FOLDER / "training" / "lines"
LEXICON = FOLDER / "understanding" / "intent" / "lexicon"
WEIGHTS = FOLDER / "understanding" / "status.npz"
ROLES = {"saeple": (Role.SA_EPLE,), "expert": (Role.EXPERT,), "agent": ()}
MADE, MADE_WEIGHT = 3_000, 0.3
OTHERS = 2_500
SAID = 700
_STATUS_KINDS = frozenset(("status", "own"))  # Lines of which only the domain is told: they are status questions.
FOLDS = 3
_ALIKE = 70  # How alike, in percent, a question must be to the one said to come before.


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def strings(value: Any, but: Iterable[str] = ()) -> list[str]:
    """Return every text within a TOML value, those of intents ``but`` left out."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        if value.get("id") in but:
            return []
        return [one for key, inner in value.items() if key not in but for one in strings(inner, but)]
    return [one for inner in value for one in strings(inner, but)] if isinstance(value, list) else []


def others() -> list[Line]:
    """Return messages that are no status questions: of the call, acts, troubles, other matters."""
    chosen = random.Random(5)
    said = []
    for path, count in (
        (FOLDER / "calls" / "2024-experts-opale.wordings.toml", 1200),
        (LEXICON / "intents.toml", 600),
        (LEXICON / "elsewhere.toml", 600),
    ):
        found = [one for one in strings(tomllib.loads(text(path)), ("statut_pilotage", "lister_experts")) if " " in one]
        said += [(one, "saeple") for one in chosen.sample(found, min(count, len(found)))]
    for name in ("acte", "difficulte", "proche", "autre", "eligibilite", "demande"):
        path = LINES / f"{name}.jsonl"
        if path.exists():
            rows = map(json.loads, text(path).splitlines())
            said += [(row["q"], row.get("as", "agent")) for row in rows if row.get("kind") not in _STATUS_KINDS]
    chosen.shuffle(said)
    return [Line(q, role=role, group=f"other{at % FOLDS}", other=True) for at, (q, role) in enumerate(said)]


def with_before(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with the meaning of the question before, where another row of the same hand asks it or nearly so."""
    known: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        known[row["hand"]].append(row)
    out = []
    for row in rows:
        before = row.get("previous")
        found = [one for one in known[row["hand"]] if before and "what" in one["meaning"] and one is not row]
        best = max(found, key=lambda one: fuzz.token_set_ratio(one["q"], before), default=None)
        told = "previous_meaning" not in row and best is not None and fuzz.token_set_ratio(best["q"], before) >= _ALIKE
        out.append({**row, "previous_meaning": best["meaning"]} if told and best else dict(row))
    return out


def read(reader: StatusReader, directory: Directory, line: Line, before: Query | None) -> StatusReading:
    return reader.read(line.text, TODAY, directory, before, ROLES[line.role])


def reader_of(taught: Taught, trust: Mapping[str, float] | None = None) -> StatusReader:
    return StatusReader(Heads(taught.spans), Heads(taught.frames), Heads(taught.polarity), taught.usual, trust)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learnt from. ``always``: known to every fold; ``other``: messages that are no status questions."""

    lines: Sequence[Line]
    always: Sequence[Line]
    other: Sequence[Line]
    names: LineNames

    def fold_of(self, line: Line) -> int:
        """Return the fold in which a line's voice is left out."""
        return sorted({one.group for one in self.lines}).index(line.group) % FOLDS


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading by heads that never saw its voice: whose it was, its signs, whether it was right.

    ``residue``: words were left over; ``lacks``: something that narrows the question was not read.
    """

    voice: str
    signs: Mapping[str, float]
    right: bool
    residue: bool = False
    lacks: bool = False


_LESSON: list[Lesson] = []  # Where the processes that fork find it: names are not sent.


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, default=WEIGHTS)
    chosen = options.parse_args()
    lines = read_meanings(text(LINES / "statut.jsonl"))
    names = names_of(read_file(text(data.REGISTER)).schools, lines)
    lexicon = tomllib.loads(text(LINES / "lexicon.toml"))
    made = Generator(tomllib.loads(text(LINES / "templates.toml")), lexicon, names.bare).lines(MADE)
    always = [
        *read_marked(text(LINES / "statut.txt"), "marked"),
        *(replace(one, weight=MADE_WEIGHT) for one in made),
        *phrases(lexicon, tomllib.loads(text(LEXICON / "subjects.toml"))),
        *Speaker(names.bare).lines(SAID),
    ]
    _LESSON.append(Lesson(lines, always, others(), names))
    with ProcessPoolExecutor(FOLDS + 1, get_context("fork")) as pool:
        whole = pool.submit(_whole)
        found = [one for judged in pool.map(_left_out, range(FOLDS)) for one in judged]
        trust = _trust(found)
        taught.save(chosen.out, arrays_of(whole.result(), trust), taught.STATUS)


def _whole() -> Taught:
    lesson = _LESSON[0]
    return teach([*lesson.lines, *lesson.always, *lesson.other[:OTHERS]], lesson.names, calibrated=False)


def _left_out(number: int) -> list[Judged]:
    """Return what heads make of the voices of one fold, which they never saw."""
    lesson = _LESSON[0]
    known = [one for one in lesson.lines if lesson.fold_of(one) != number]
    elsewhere = [one for one in lesson.other if one.group != f"other{number}"][:OTHERS]
    reader = reader_of(teach([*known, *lesson.always, *elsewhere], lesson.names, calibrated=False))
    out = []
    for line in (one for one in lesson.lines if lesson.fold_of(one) == number):
        directory = lesson.names.demonstration if line.staffed else lesson.names.bare
        before = read(reader, directory, Line(line.before_text), None).query if line.before_text else None
        reading = read(reader, directory, line, before)
        good = right(line, reading, directory)
        out.append(Judged(line.group, reading.signs, good, bool(reading.leftover), not good and lacks(line, reading)))
    strangers = [one for one in lesson.other if one.group == f"other{number}"][:200]
    out += [Judged("", read(reader, lesson.names.demonstration, one, None).signs, False) for one in strangers]
    return out


def _trust(found: Sequence[Judged]) -> dict[str, float]:
    """Print what is right of the lines of voices left out; return how far readings can be trusted."""
    by_voice: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in found:
        by_voice[one.voice][one.right] += 1
    del by_voice[""]
    for voice, count in [*sorted(by_voice.items()), ("all", sum(by_voice.values(), Counter()))]:
        print(f"{voice:16} {count[True]:4} of {count.total():4}  {100 * count[True] / count.total():5.1f} %")
    signs = [(one.signs, one.right) for one in found]
    trust = trusted(signs)
    _print_zones(signs, trust)
    _print_residue([one for one in found if one.voice])
    return trust


def _print_residue(found: Sequence[Judged]) -> None:
    """Print how often words left over stood for something that was not read, and how often what was not read left words."""
    told, lacking = [one for one in found if one.residue], [one for one in found if one.lacks]
    both = sum(one.lacks for one in told)
    wrong = sum(not one.right for one in told)
    print(
        f"residue    {len(told):5} lines, {100 * both / len(told):5.1f} % lack what narrows, {100 * wrong / len(told):5.1f} % are not"
        f" right; of {len(lacking)} lines that lack it, {100 * both / len(lacking):5.1f} % have a residue"
    )


def _print_zones(found: Sequence[tuple[Mapping[str, float], bool]], trust: Mapping[str, float]) -> None:
    """Print how many readings are run, said back and asked about, and how many of each are right."""
    zones: dict[Zone, Counter[bool]] = defaultdict(Counter)
    for told, good in found:
        zones[zone_of(chance_of(told, trust))][good] += 1
    for zone, count in zones.items():
        print(f"{zone:10} {count.total():5} lines, right {100 * count[True] / count.total():5.1f} %")


if __name__ == "__main__":
    main()
