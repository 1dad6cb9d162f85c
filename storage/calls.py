"""Calls on disk: their files, the lexicon and the learned weights, read into the knowledge in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import knowledge
from knowledge.base import KnowledgeBase, Taught
from knowledge.call import Call, read_call
from knowledge.errors import DomainError
from knowledge.language.lexicon import Lexicon, read_lexicon
from knowledge.language.subjects import Subjects, SubjectWords, read_subjects
from knowledge.language.topics import Topic, read_intents
from knowledge.language.weights import read_weights

_KNOWLEDGE = Path(knowledge.__file__).parent
OWN_CALLS = _KNOWLEDGE / "calls"
_LEXICON = _KNOWLEDGE / "language" / "lexicon"


class UnknownCall(DomainError):
    """No file of that name, neither in the folder given nor among our own."""


@dataclass(frozen=True, slots=True)
class CallFiles:
    """The files of one call: the call itself, further wordings, weights trained ahead; the last two may be absent."""

    call: Path

    @property
    def wordings(self) -> Path:
        """Return where further wordings stand."""
        return self.call.with_suffix(".wordings.toml")

    @property
    def weights(self) -> Path:
        """Return where the weights trained ahead stand."""
        return self.call.with_suffix(".weights.npz")

    def read(self) -> Call:
        """Return the call. Raises CallFault."""
        further = self.wordings.read_text(encoding="utf-8") if self.wordings.exists() else ""
        return read_call(self.call.read_text(encoding="utf-8"), further)


def find(name: str, folder: Path | None = None) -> CallFiles:
    """Return the files of the call ``name``; those in ``folder`` win over our own. Raises UnknownCall."""
    for place in (folder, OWN_CALLS):
        if place and (place / f"{name}.toml").is_file():
            return CallFiles(place / f"{name}.toml")
    raise UnknownCall(name)


@lru_cache(maxsize=1)
def general() -> tuple[Lexicon, tuple[Topic, ...]]:
    """Return what does not depend on a call: the lexicon, and actions, small talk and other matters."""

    def text(name: str) -> str:
        return (_LEXICON / name).read_text(encoding="utf-8")

    lexicon = read_lexicon(text("general.toml"), text("domain.toml"))
    return lexicon, read_intents(text("intents.toml"), text("elsewhere.toml"))


SUBJECT_WEIGHTS = _LEXICON / "subjects.weights.npz"


@lru_cache(maxsize=1)
def subject_words() -> SubjectWords:
    """Return how the subjects of requests are said."""
    return read_subjects(*((_LEXICON / name).read_text(encoding="utf-8") for name in ("general.toml", "subjects.toml")))


@lru_cache(maxsize=1)
def subjects() -> Subjects:
    """Return what tells the subjects of requests. Read at the first request, then kept."""
    return Subjects(subject_words(), read_weights(SUBJECT_WEIGHTS.read_bytes()))


def read_base(files: CallFiles, taught: Iterable[Taught] = ()) -> KnowledgeBase:
    """Return the knowledge of one call, with what was taught in use. Raises CallFault."""
    call = files.read()
    lexicon, intents = general()
    status = (_LEXICON / "status.toml").read_text(encoding="utf-8")
    weights = files.weights.read_bytes() if files.weights.exists() else None
    return KnowledgeBase.of(call, intents, lexicon, weights, taught, status=status)
