"""What each part of the one decision earns: ``python -m tests.understanding.ablation [FOLDER [ONE_IN]]``.

Voices left out in turn, as in :mod:`tests.understanding.voices`. A row is the table without one reading that the arbiter weighs:
its columns are left out and the weights learnt anew. ONE_IN: one line in so many is measured, for want of time.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.understanding import arbiter
from knowledge.understanding.intent.topics import DOMAINS
from storage.calls import find, read_base
from tests.understanding import data, voices

SHOWN: Mapping[str, str] = {
    "difficultés, commencée ou proposée avec le bon objet": "difficultés",
    "proches, ni formulaire ni geste": "proches",
    "gestes, sur la bonne référence": "gestes",
    "reproches entendus": "reproches",
    "éligibilité, la bonne réponse": "éligib.",
    "demandes en une phrase, entières": "phrase",
    "autres sujets, ni fait ni formulaire": "autres",
    "sur l'assistant, répondu": "assistant",
    "courriels collés": "courriels",
}
_SIZE = len(DOMAINS)
READINGS: Mapping[str, Sequence[int]] = {
    "sans le lecteur appris": range(_SIZE),
    "sans le lecteur de l'appel": [*range(_SIZE, 2 * _SIZE), *range(2 * _SIZE, 2 * _SIZE + 4)],
    "sans la situation": range(2 * _SIZE + 4, 2 * _SIZE + 7),
    "sans la manière de dire": range(2 * _SIZE + 7, arbiter.EVIDENCE - 6),
    "sans l'objet, le geste, l'entrée": range(arbiter.EVIDENCE - 6, arbiter.EVIDENCE),
}


def main() -> None:
    """Print a row a part."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else voices.FOLDER
    one_in = int(sys.argv[2]) if sys.argv[2:] else 1
    voices.learn(folder)
    every = voices.left(folder, read_base(find(data.CALL)))
    print(f"{'':44}" + "".join(f"{name:>12}" for name in SHOWN.values()))
    for name, columns in {"tout": (), **READINGS}.items():
        table = voices.measure(every, dropped=columns, one_in=one_in)
        print(f"{name:44}" + "".join(f"{voices.share(table, what):12.1f}" for what in SHOWN), flush=True)


if __name__ == "__main__":
    main()
