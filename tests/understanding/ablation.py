"""What each part of the one decision earns: ``python -m tests.understanding.ablation [FOLDER [ONE_IN]]``.

Voices left out in turn, as in :mod:`tests.understanding.voices`. A row is the table with one part taken away: a reading that the
arbiter weighs (its columns are left out and the weights learnt anew), or a step of the way in that is made to do nothing.
ONE_IN: one line in so many is measured, for want of time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from knowledge.understanding import arbiter, understand
from knowledge.understanding.domains import DOMAINS
from knowledge.understanding.mail import Utterance
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
    "sans la manière de dire": range(2 * _SIZE + 7, arbiter.EVIDENCE - 4),
    "sans l'objet, le geste, l'entrée": range(arbiter.EVIDENCE - 4, arbiter.EVIDENCE),
}


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _whole(text: str) -> Utterance:
    return Utterance(text, text.strip(), text.strip())


def _never(*_given: object) -> bool:
    return False


STEPS: Mapping[str, Callable[[], object]] = {
    "sans découper les courriels": lambda: patch.object(understand, "utterance", _whole),
    "sans « pas encore », « n'annulez pas »": lambda: patch.object(understand, "undecided", _never),
    "sans la demande derrière un geste": lambda: patch.object(understand.Listener, "_logged", lambda *_: None),
    "sans les mots révélateurs des objets": lambda: patch.object(understand, "_TELLING", 0.0),
    "sans redire un geste douteux": lambda: patch.object(understand, "is_doubtful", _never),
    "sans proposer une aide à qui raconte": lambda: patch.object(understand.Listener, "_helped", lambda *_: None),
    "sans le profil appris du candidat": lambda: patch.object(understand, "judged", lambda said, *_: said),
}


def main() -> None:
    """Print a row a part."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else voices.FOLDER
    one_in = int(sys.argv[2]) if sys.argv[2:] else 1
    voices.learn(folder)
    every = voices.left(folder, read_base(find(data.CALL)))
    print(f"{'':44}" + "".join(f"{name:>12}" for name in SHOWN.values()))
    parts: list[tuple[str, Sequence[int], Callable[[], object]]] = [("tout", (), _nothing)]
    parts += [(name, columns, _nothing) for name, columns in READINGS.items()]
    parts += [(name, (), step) for name, step in STEPS.items()]
    for name, columns, step in parts:
        with step():  # type: ignore[attr-defined]
            table = voices.measure(every, dropped=columns, one_in=one_in)
        print(f"{name:44}" + "".join(f"{voices.share(table, what):12.1f}" for what in SHOWN), flush=True)


if __name__ == "__main__":
    main()
