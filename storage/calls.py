"""Calls on disk: their files, the lexicon and the learned weights, read into the knowledge in force."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

import knowledge
from knowledge.base import KnowledgeBase, TaughtAnswer
from knowledge.call import Call, Fact, read_call
from knowledge.errors import DomainError
from knowledge.french import typeset
from knowledge.understanding.arbiter import Arbiter
from knowledge.understanding.intent.lexicon import Lexicon, read_lexicon
from knowledge.understanding.intent.subjects import Subjects, SubjectWords, read_subjects
from knowledge.understanding.intent.topics import CallTopic, TopicKind, read_intents
from knowledge.understanding.intent.weights import Weights, read_weights, source_of
from knowledge.understanding.status import StatusReader
from storage.arrays import read_arrays

_KNOWLEDGE = Path(knowledge.__file__).parent
OWN_CALLS = _KNOWLEDGE / "calls"
_LEXICON = _KNOWLEDGE / "understanding" / "intent" / "lexicon"


class UnknownCall(DomainError):
    """No file of that name, neither in the folder given nor among our own."""


@dataclass(frozen=True, slots=True)
class CallFiles:
    """The files of one call: the call itself, further wordings, weights trained ahead; all but the first may be absent."""

    call: Path

    @property
    def wordings(self) -> Path:
        """Return where further wordings stand."""
        return self.call.with_suffix(".wordings.toml")

    @property
    def weights(self) -> Path:
        """Return where the weights trained ahead stand: which features speak for which topics."""
        return self.call.with_suffix(".weights.npz")

    @property
    def taught(self) -> Path:
        """Return where their values stand, and what they were trained with."""
        return self.call.with_suffix(".taught.npz")

    def texts(self) -> tuple[str, str]:
        """Return the text of the call, and that of the further wordings."""
        further = self.wordings.read_text(encoding="utf-8") if self.wordings.exists() else ""
        return self.call.read_text(encoding="utf-8"), further

    def read(self) -> Call:
        """Return the call. Raises CallFault."""
        return read_call(*self.texts())

    def read_weights(self) -> Weights | None:
        """Return the weights trained ahead, None when there are none. Raises UnreadableWeights."""
        if not (self.weights.exists() and self.taught.exists()):
            return None
        return read_weights(read_arrays(self.weights), read_arrays(self.taught))


def find(name: str, folder: Path | None = None) -> CallFiles:
    """Return the files of the call ``name``; those in ``folder`` win over our own. Raises UnknownCall."""
    for place in (folder, OWN_CALLS):
        if place and (place / f"{name}.toml").is_file():
            return CallFiles(place / f"{name}.toml")
    raise UnknownCall(name)


def _text(name: str) -> str:
    return (_LEXICON / f"{name}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return what is known of the language besides the wordings."""
    return read_lexicon(_text("general"), _text("domain"))


def general() -> tuple[CallTopic, ...]:
    """Return the topics that do not depend on a call: actions, small talk and other matters."""
    return read_intents(_text("intents"), _text("elsewhere"))


def source(files: CallFiles) -> int:
    """Return a number that tells the wordings of the files, and what names them, from those of another time."""
    text, further = files.texts()
    return _source(read_call(text), further)


def _source(own: Call, further: str) -> int:
    """``own``: the call as its first file alone has it, ``further``: the text of the second."""
    named = [(one.id, one.title, one.question if isinstance(one, Fact) else "", one.asks) for one in own.entries]
    return source_of(repr(named), repr(own.suite), further, _text("intents"), _text("elsewhere"))


ARBITER = _KNOWLEDGE / "understanding" / "arbiter.npz"
STATUS = _KNOWLEDGE / "understanding" / "status.npz"
SERVICE = _KNOWLEDGE / "understanding" / "service.toml"
SUBJECT_WEIGHTS = _LEXICON / "subjects.weights.npz"
SUBJECT_TAUGHT = _LEXICON / "subjects.taught.npz"


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """What is said of the assistant itself, with settings in braces."""

    title: str
    answer: str


@lru_cache(maxsize=1)
def service() -> Mapping[str, ServiceEntry]:
    """Return what is said of the assistant itself, by entry."""
    read = tomllib.loads(SERVICE.read_text(encoding="utf-8"))
    return {id_: ServiceEntry(typeset(one["title"]), typeset(one["answer"])) for id_, one in read.items()}


@lru_cache(maxsize=1)
def arbiter() -> Arbiter:
    """Return what weighs which domain a message is about. Read once, then kept."""
    with np.load(ARBITER) as arrays:
        return Arbiter(dict(arrays))


@lru_cache(maxsize=1)
def status_reader() -> StatusReader:
    """Return what reads status questions. Read once, then kept."""
    return StatusReader.of(read_arrays(STATUS))


@lru_cache(maxsize=1)
def subject_words() -> SubjectWords:
    """Return how the subjects of requests are said."""
    return read_subjects(_text("general"), _text("subjects"))


@lru_cache(maxsize=1)
def subjects() -> Subjects:
    """Return what tells the subjects of requests. Read at the first request, then kept."""
    return Subjects(subject_words(), read_weights(read_arrays(SUBJECT_WEIGHTS), read_arrays(SUBJECT_TAUGHT)))


def read_base(files: CallFiles, taught: Iterable[TaughtAnswer] = (), *, explains: bool = False) -> KnowledgeBase:
    """Return the knowledge of one call, with what was taught in use; ``explains``: it can tell the nearest wording.

    Where the weights were trained with the files as they are, the wordings are not read: thirty thousand sentences
    would take a third of the start and of the knowledge's memory, to say what the weights know. Raises CallFault.
    """
    weights = files.read_weights()
    text, further = files.texts()
    call = read_call(text)
    known = weights is not None and not explains and weights.source == _source(call, further)
    if weights is not None and known:
        intents = tuple(
            CallTopic(id_, kind, id_, ())
            for id_, kind in weights.topics.items()
            if kind not in (TopicKind.FACT, TopicKind.SILENT)
        )
    else:
        call, intents = read_call(text, further), general()
    return KnowledgeBase.of(call, intents, lexicon(), weights, taught, known=known)
