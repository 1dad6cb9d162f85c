"""Measure the arbiter on voices that it has not learnt from: ``python -m tests.understanding.voices [FOLDER] [KIND…]``.

Each voice of ``knowledge/training/lines`` is left out in turn. What is learnt without it is kept in FOLDER (var/voices) and
learnt again only where it is not there: delete the folder after changing the lines. Learning takes ten minutes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from knowledge.base import KnowledgeBase
from knowledge.understanding.arbiter import Arbiter
from knowledge.understanding.heads import Array
from storage.calls import entries, find, read_base, waiting
from tests.understanding import data, teach
from tests.understanding.strangers import Line, judged, knows

FOLDER = data.ROOT / "var" / "voices"
KINDS = ("difficulte", "proche", "acte", "eligibilite", "demande", "autre", "courriel")
SHOWN = ("t3", "t7", "t8", "v1", "v2", "v4", "l1", "p1", "p2")  # Voices that wrote lines of these kinds.
Table = dict[str, dict[str, list[bool]]]  # What is judged → voice → right or wrong.


@dataclass(frozen=True)
class Left:
    """What was learnt without some voices: the arrays of the heads, and what they make of the lines of those voices."""

    voices: frozenset[str]
    arrays: Mapping[str, Array]
    evidence: Array
    right: Array


def learn(folder: Path) -> None:
    """Write what is learnt without each part of the voices, then from all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    own, shared = list(teach.lines()), teach.common()
    parts: Sequence[Sequence[teach.Sample]] = [*teach.folds(own), []]
    for at, lines in enumerate(parts):
        file = folder / f"{at if lines else 'all'}.npz"
        if not file.exists():
            held = {one.voice for one in lines}
            seen = [one for one in own if one.voice not in held]
            np.savez(file, allow_pickle=False, **teach.learnt(seen, shared))


def left(folder: Path, base: KnowledgeBase) -> list[Left]:
    """Return what was learnt without each part of the voices; the phrases of the call are learnt from by none."""
    own = list(teach.lines())
    found = []
    for at, lines in enumerate([*teach.folds(own), list(teach.phrases())]):
        file = folder / f"{at}.npz"
        arrays = dict(np.load(file if file.exists() else folder / "all.npz"))
        evidence, right = teach.evidence_of(base, arrays, lines), teach.right_of(lines)
        found.append(Left(frozenset(one.voice for one in lines), arrays, evidence, right))
    return found


def arbiters(every: Sequence[Left], dropped: Sequence[int] = ()) -> Iterator[tuple[frozenset[str], Arbiter]]:
    """Yield the voices left out and the arbiter that has not learnt from them; ``dropped``: columns of the evidence left out."""
    for one in every[:-1]:
        others = [other for other in every if other is not one]
        rows = np.concatenate([other.evidence for other in others])
        rows[:, list(dropped)] = 0
        stack, bias = teach.weighed(rows, np.concatenate([other.right for other in others]))
        stack[:, list(dropped)] = 0
        yield one.voices, Arbiter({**one.arrays, "stack": stack, "bias": bias}, entries(), waiting())


def measure(
    every: Sequence[Left],
    kinds: Sequence[str] = KINDS,
    dropped: Sequence[int] = (),
    missed: list[str] | None = None,
    *,
    one_in: int = 1,
) -> Table:
    """Return what is right of the lines of each voice, by the arbiter that has not learnt from it; of one line in so many."""
    known, table = knows(), Table()
    files: dict[str, list[Line]] = {kind: [*data.lines(teach.LINES / f"{kind}.jsonl")][::one_in] for kind in kinds}
    for voices, arbiter in arbiters(every, dropped):
        understands = replace(known, arbiter=partial(_itself, arbiter))
        for kind, lines in files.items():
            for line in lines:
                voice = line["hand"].partition(".")[0]
                if voice not in voices or voice not in SHOWN:
                    continue
                got, verdicts = judged(understands, kind, line)
                for what, right in verdicts:
                    table.setdefault(what, {}).setdefault(voice, []).append(right)
                    if missed is not None and not right:
                        missed.append(
                            f"{what} ({voice}): {json.dumps(line, ensure_ascii=False)}\n      {json.dumps(got, ensure_ascii=False)}"
                        )
    return table


def _itself(arbiter: Arbiter) -> Arbiter:
    return arbiter


def share(table: Table, what: str) -> float:
    """Return what is right of all voices, in percent."""
    every = [right for rights in table[what].values() for right in rights]
    return 100 * sum(every) / len(every)


def main() -> None:
    """Print the table, and the lines missed with ``--missed``."""
    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    folder = Path(given[0]) if given else FOLDER
    learn(folder)
    missed: list[str] = []
    table = measure(left(folder, read_base(find(data.CALL))), given[1:] or KINDS, missed=missed)
    print(f"{'':52}" + "".join(f"{voice:>7}" for voice in SHOWN) + "   tous")
    for what, by in table.items():
        cells = [f"{100 * sum(by[voice]) / len(by[voice]):7.1f}" if voice in by else f"{'–':>7}" for voice in SHOWN]
        print(f"{what:52}{''.join(cells)}{share(table, what):7.1f}")
    if "--missed" in sys.argv:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
