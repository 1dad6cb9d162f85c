"""Calls on disk: their files, lexicon, learned weights and models of documents, read into the knowledge in force."""

from __future__ import annotations

import logging
import lzma
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, BadZipFile, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

import knowledge
from knowledge.base import KnowledgeBase, TaughtAnswer, topics_of
from knowledge.call import NO_FORM, Call, Dispatch, Fact, SilentPoint, types_of
from knowledge.call_file import CallFault, read_call
from knowledge.call_heading import Academy, CallType, CallTypes, read_academy, read_types
from knowledge.french import NBSP, DomainError, quoted, typeset
from knowledge.understanding.arbiter import Arbiter, EntryReader
from knowledge.understanding.heads import Heads
from knowledge.understanding.intent.adaptation import Material, adapted, misread
from knowledge.understanding.intent.evidence import EntryTexts, Models, Weigher, read_models, texts_of_entry
from knowledge.understanding.intent.lexicon import Lexicon, read_lexicon
from knowledge.understanding.intent.passages import Passage, cut
from knowledge.understanding.intent.scoring import UnreadableWeights, Weights, read_weights, source_of
from knowledge.understanding.intent.subjects import Subjects, SubjectWords, read_subjects
from knowledge.understanding.intent.topics import CallTopic, TopicKind, read_intents
from knowledge.understanding.status import StatusReader
from knowledge.understanding.vectors import vector_of

# --- Learned numbers: ordinary ``.npz`` files, which ``numpy.load`` reads, compressed with LZMA as ZIP allows.


class TooLarge(DomainError):
    """The numbers learned make files that a repository cannot keep; the message names them."""


Arrays = Mapping[str, npt.NDArray[Any]]
_EPOCH = (1980, 1, 1, 0, 0, 0)


def read_arrays(file: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file by their name. Raises UnreadableWeights for anything else."""
    return arrays_of(file.read_bytes())


def arrays_of(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file's bytes by their name. Raises UnreadableWeights for anything else."""
    try:
        loaded = np.load(BytesIO(data), allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise UnreadableWeights("not an .npz file")
        with loaded:
            return dict(loaded)
    except (ValueError, OSError, EOFError, BadZipFile, lzma.LZMAError, NotImplementedError) as error:
        raise UnreadableWeights(str(error)) from error


def bytes_of(arrays: Arrays) -> bytes:
    """Return the bytes of a file that holds ``arrays``: the same for the same arrays, whenever they are written."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, array in arrays.items():
            entry = ZipInfo(f"{name}.npy", _EPOCH)
            entry.compress_type = ZIP_LZMA
            with archive.open(entry, "w") as member:
                np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
    return written.getvalue()


# --- Calls.

LOG = logging.getLogger(__name__)
_KNOWLEDGE = Path(knowledge.__file__).parent
OWN_CALLS = _KNOWLEDGE / "calls"
TYPES = OWN_CALLS / "types.toml"
LEXICON = _KNOWLEDGE / "understanding" / "intent" / "lexicon"


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
    def published(self) -> Path:
        """Return where the call's text stands as it was published."""
        return self.call.with_suffix(".txt")

    def passages(self) -> tuple[Passage, ...]:
        """Return the passages of the published text; none where it is not there. Raises CallFault."""
        return cut(_text_of(self.published)) if self.published.exists() else ()

    @property
    def weights(self) -> Path:
        """Return where the weights trained ahead stand: which features speak for which topics."""
        return self.call.with_suffix(".weights.npz")

    @property
    def taught(self) -> Path:
        """Return where their values stand, and what they were trained with."""
        return self.call.with_suffix(".taught.npz")

    def texts(self) -> tuple[str, str]:
        """Return the text of the call, and that of the further wordings. Raises CallFault where one cannot be read."""
        return _text_of(self.call), _text_of(self.wordings) if self.wordings.exists() else ""

    def read(self) -> Call:
        """Return the call. Raises CallFault."""
        return read_call(*self.texts(), types(), academies(self.call.parent))

    def read_weights(self) -> Weights | None:
        """Return the weights trained ahead, None when there are none, or none that can be read: a call does without."""
        if not (self.weights.exists() and self.taught.exists()):
            return None
        try:
            return read_weights(read_arrays(self.weights), read_arrays(self.taught))
        except UnreadableWeights as error:
            LOG.warning("the weights of %s are not used: %s", self.call.name, error)
            return None


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CallFault([typeset(f"Le fichier « {file.name} » ne peut pas être lu.")]) from error
    except UnicodeDecodeError as error:
        told = typeset(f"Le fichier « {file.name} » n'est pas en UTF-8 : enregistrez-le dans cet encodage.")
        raise CallFault([told]) from error


OWN_ACADEMIES = _KNOWLEDGE / "academies"


@lru_cache(maxsize=8)
def academies(folder: Path | None = None) -> Mapping[str, Academy]:
    """Return the académies that files describe, by name: those in ``academies/`` beside the calls of ``folder`` win.

    Raises CallFault.
    """
    found: dict[str, Academy] = {}
    for place in (OWN_ACADEMIES, *([folder / "academies"] if folder else [])):
        for file in sorted(place.glob("*.toml")):
            try:
                found[file.stem] = read_academy(file.read_text(encoding="utf-8"))
            except ValueError as error:  # TOML that cannot be read, and what the model refuses, are both.
                raise CallFault(
                    [f"le fichier d’académie {quoted(file.name)} ne peut pas être lu{NBSP}: {error}"]
                ) from error
    return found


def academy_text(name: str, folder: Path | None = None) -> str:
    """Return the text of the file that describes an académie; "" for none of that name."""
    places = (*([folder / "academies"] if folder else []), OWN_ACADEMIES)
    found = next((place / f"{name}.toml" for place in places if name and (place / f"{name}.toml").is_file()), None)
    return found.read_text(encoding="utf-8") if found else ""


@lru_cache(maxsize=2)
def types(*, wordings: bool = True) -> CallTypes:
    """Return the questions asked of every call; without their ``wordings``, which are long, where these are not needed."""
    named, said = (TYPES.with_suffix(suffix) for suffix in (".toml", ".wordings.toml"))
    return read_types(named.read_text(encoding="utf-8"), said.read_text(encoding="utf-8") if wordings else "")


def find(name: str, folder: Path | None = None) -> CallFiles:
    """Return the files of the call ``name``; those in ``folder`` win over our own. Raises UnknownCall."""
    for place in (folder, OWN_CALLS):
        if place and (place / f"{name}.toml").is_file():
            return CallFiles(place / f"{name}.toml")
    raise UnknownCall(name)


def _text(name: str) -> str:
    return (LEXICON / f"{name}.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return what is known of the language besides the wordings."""
    return read_lexicon(_text("general"), _text("domain"))


@lru_cache(maxsize=1)
def models() -> Models:
    """Return what decides by the texts of a call without weights of its own."""
    return read_models(_text("evidence"))


def general() -> tuple[CallTopic, ...]:
    """Return the topics that do not depend on a call: actions, small talk and other matters."""
    return read_intents(_text("intents"), _text("elsewhere"))


def source(files: CallFiles) -> int:
    """Return a number that tells the wordings of the files, and what names them, from those of another time."""
    text, further = files.texts()
    return _source(read_call(text, types=types(wordings=False), academies=academies(files.call.parent)), further)


def _source(own: Call, further: str) -> int:
    """``own``: the call as its first file alone has it, ``further``: the text of the second."""
    named = [(one.id, one.title, one.question if isinstance(one, Fact) else "", one.asks) for one in own.entries]
    shared = TYPES.with_suffix(".wordings.toml").read_text(encoding="utf-8")
    return source_of(repr(named), own.call.role, repr(own.suite), further, shared, _text("intents"), _text("elsewhere"))


_ROLES = (
    "expert", "référent", "correspondant", "formateur", "chargé de mission", "conseiller", "coordonnateur", "animateur",
    "ambassadeur", "tuteur",
)  # fmt: skip
_OTHER_MATTERS = 4_000  # More of them, and a call that has few wordings of its own is held for another matter.


def type_topics() -> tuple[CallTopic, ...]:
    """Return what calls have in common, as topics: the types, said of people of many names, then what else may be asked."""
    others = read_types("", TYPES.with_suffix(".others.toml").read_text(encoding="utf-8"))
    known = types().joined(others)
    said = [known.said_of(role) for role in _ROLES]

    def mixed(texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
        return tuple(texts[place % len(texts)][place] for place in range(len(texts[0])))

    def topic(type_: CallType) -> CallTopic:
        follows = tuple(
            (text, known.types[after].title)
            for after, every in known.suite.items()
            if type_.id in every
            for text in mixed([one.suite[after][type_.id] for one in said])
        )
        asks = (type_.question, *mixed([one.asks.get(type_.id, ()) for one in said]))
        return CallTopic(type_.id, TopicKind.FACT, type_.title, asks, type_.closest, follows=follows)

    return (*map(topic, known.types.values()), *(_fewer(one) for one in general()))


def _fewer(topic: CallTopic) -> CallTopic:
    """Return other matters with fewer wordings, taken evenly; any other topic as it is."""
    if topic.kind is not TopicKind.ELSEWHERE or len(topic.wordings) <= _OTHER_MATTERS:
        return topic
    step = len(topic.wordings) / _OTHER_MATTERS
    return replace(topic, wordings=tuple(topic.wordings[int(place * step)] for place in range(_OTHER_MATTERS)))


def type_weights() -> Weights:
    """Return the weights learnt ahead for what calls have in common."""
    files = CallFiles(TYPES)
    return read_weights(read_arrays(files.weights), read_arrays(files.taught))


ARBITER = _KNOWLEDGE / "understanding" / "arbiter.npz"
STATUS = _KNOWLEDGE / "understanding" / "status.npz"
SERVICE = _KNOWLEDGE / "understanding" / "service.toml"
SERVICE_WORDINGS = _KNOWLEDGE / "understanding" / "service.wordings.toml"
ENTRIES = _KNOWLEDGE / "understanding" / "entries.npz"
WAITING = _KNOWLEDGE / "understanding" / "pending.npz"
SUBJECT_WEIGHTS = LEXICON / "subjects.weights.npz"
SUBJECT_TAUGHT = LEXICON / "subjects.taught.npz"


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """What is said of the assistant itself, with settings in braces; ``after``: once the call is closed, where it differs.

    ``otherwise``: by how applications reach the service, where that makes a difference. ``type``: the
    question which the call may answer too.
    """

    title: str
    answer: str
    after: str = ""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    type: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every answer that may be told."""
        return (self.answer, *self.otherwise.values(), *filter(None, [self.after]))


# How applications reach the service where the assistant does not send them, as ``service.toml`` names it.
_WAYS = (Dispatch.HERE, Dispatch.BY_HAND, Dispatch.ELSEWHERE, NO_FORM)


@lru_cache(maxsize=2)
def service(*, assistance: bool = True) -> Mapping[str, ServiceEntry]:
    """Return what is said of the assistant itself, by entry; those without an answer of their own are actions.

    ``assistance``: requests for it are taken; where none are, the entries on them are not there.
    """
    read = tomllib.loads(SERVICE.read_text(encoding="utf-8"))
    found = {id_: one for id_, one in read.items() if one["answer"]}
    if not assistance:
        found = {id_: {**one, **one.get("alone", {})} for id_, one in found.items() if not one.get("assistance")}
    return {
        id_: ServiceEntry(
            **{key: typeset(one.get(key, "")) for key in ("title", "answer", "after")},
            otherwise={how: typeset(one[how]["answer"]) for how in _WAYS if how in one},
            type=one.get("type", ""),
        )
        for id_, one in found.items()
    }


@lru_cache(maxsize=1)
def entries() -> EntryReader:
    """Return what tells which entry on the assistant is asked for. Read once, then kept."""
    return EntryReader(read_arrays(ENTRIES))


@lru_cache(maxsize=1)
def waiting() -> Heads:
    """Return what tells what a message does to what waits to be sent. Read once, then kept."""
    return Heads(read_arrays(WAITING))


@lru_cache(maxsize=1)
def arbiter() -> Arbiter:
    """Return what weighs which domain a message is about. Read once, then kept."""
    with np.load(ARBITER) as arrays:
        return Arbiter(dict(arrays), entries(), waiting())


def read_all() -> None:
    """Read all that messages are understood with, so that no first message waits for it: a second or two."""
    arbiter()
    status_reader()
    vector_of("bonjour")


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
    if weights is None:
        return _adapted_base(files, taught)
    text, further = files.texts()
    known_academies = academies(files.call.parent)
    call = read_call(text, types=types(wordings=False), academies=known_academies)
    known = weights is not None and not explains and weights.source == _source(call, further)
    if weights is not None and known:
        intents = tuple(
            CallTopic(id_, kind, id_, ())
            for id_, kind in weights.topics.items()
            if kind not in (TopicKind.FACT, TopicKind.SILENT)
        )
    else:
        call, intents = read_call(text, further, types(), known_academies), general()
    return KnowledgeBase.of(call, intents, lexicon(), weights, taught, known=known)


_REPLAYED, _REPLAYED_OTHER = 5, 2_000  # Wordings of each topic that are fitted again, so that what is known is kept.
_TRIED = 300  # Other matters that are not, to see how many would pass for questions on the call.
_MOST_OWN = 2_500  # Of a call with more wordings, some are fitted: all of them are for weights learnt ahead.


_NAMED = re.compile(r"\{\w+\}")


def _bare(answer: str) -> str:
    """Return the words of an answer, without the values that it names."""
    return _NAMED.sub(" ", answer)


def spread(texts: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return at most so many of ``texts``, evenly spread, the first among them."""
    return texts if len(texts) <= most else tuple(texts[number * len(texts) // most] for number in range(most))


@dataclass(frozen=True, slots=True)
class _Fitting:
    """What a call without weights of its own is fitted with."""

    call: Call  # With its own wordings alone.
    shared: Weights
    intents: Sequence[CallTopic]
    replayed: Mapping[str, Sequence[str]]
    tried: Sequence[str]

    @classmethod
    def of(cls, files: CallFiles) -> _Fitting:
        call = read_call(*files.texts(), types(wordings=False), academies(files.call.parent))
        shared, intents = type_weights(), general()
        entries = {entry.type: entry.id for entry in call.entries if entry.type}
        said = types().first(_REPLAYED).said_of(call.call.role).asks
        replayed = {entries.get(id_, id_): texts for id_, texts in said.items()}
        tried: tuple[str, ...] = ()
        for topic in intents:
            most = _REPLAYED_OTHER if topic.kind is TopicKind.ELSEWHERE else _REPLAYED
            step = max(1, len(topic.wordings) // most)
            replayed[topic.id] = topic.wordings[::step]
            if topic.kind is TopicKind.ELSEWHERE and step > 1:
                beside = topic.wordings[step // 2 :: step]
                tried = beside[:: max(1, len(beside) // _TRIED)]
        named = replace(shared, topics={entries.get(id_, id_): kind for id_, kind in shared.topics.items()})
        return cls(call, named, tuple(replace(topic, wordings=()) for topic in intents), replayed, tried)

    def material(self, topics: Sequence[CallTopic]) -> Material:
        said = {fact.id: tuple(dict.fromkeys(map(_bare, (fact.answer, fact.short)))) for fact in self.call.fact}
        own = {
            topic.id: (*topic.taught, topic.title, *said.get(topic.id, ()))
            for topic in topics
            if topic.wordings or topic.follows
        }
        most = max(1, _MOST_OWN // max(1, len(own)))
        if sum(map(len, own.values())) > _MOST_OWN:
            own = {id_: spread(texts, most) for id_, texts in own.items()}
        return Material(own, (self.call.call.title, self.call.call.role), self.replayed, self.tried)

    def texts(self) -> list[EntryTexts]:
        """Return what stands in the call for each entry."""

        def told(entry: Fact | SilentPoint) -> EntryTexts:
            asks = [text for type_ in types_of(entry) for text in self.replayed.get(type_, ())]
            asks = [*entry.asks, entry.title, entry.question, *self.replayed.get(entry.id, ()), *asks]
            said = (entry.answer, entry.short) if isinstance(entry, Fact) else (entry.sentence,)
            by_itself = isinstance(entry, SilentPoint) and entry.by_itself
            filled = [entry.title, *(text if any(self.call.names(text)) else self.call.filled(text) for text in said)]
            return texts_of_entry(entry.id, asks, filled, is_fact=isinstance(entry, Fact), by_itself=by_itself)

        return [*map(told, self.call.fact), *map(told, self.call.silent)]

    def learn(self, topics: Sequence[CallTopic]) -> Weights:
        return adapted(self.shared, topics, lexicon(), self.material(topics))


def _adapted_base(files: CallFiles, taught: Iterable[TaughtAnswer]) -> KnowledgeBase:
    """Return the knowledge of a call without weights of its own: those that calls share, moved by its own wordings."""
    fitting = _Fitting.of(files)
    passages = files.passages()
    weigher = Weigher(fitting.texts(), passages, models())
    return KnowledgeBase.of(
        fitting.call, fitting.intents, lexicon(), None, taught, learn=fitting.learn, weigher=weigher, passages=passages
    )


def confused(files: CallFiles) -> list[tuple[str, str, str]]:
    """Return the call's own wordings that its others would not have it understand: wording, entry, entry understood."""
    fitting = _Fitting.of(files)
    topics = topics_of(fitting.call, fitting.intents, further=True)
    return misread(fitting.shared, topics, lexicon(), fitting.material(topics))


# --- Models of documents that an office has put in place of the program's, read when they are used.

_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Templates:
    """The folder of models; None: there is none. A folder within, named as a call, holds the models of that call alone."""

    folder: Path | None = None

    def path(self, call: str, name: str) -> Path | None:
        """Return the file of a model, as that call has it; None where the office has none."""
        if self.folder is None:
            return None
        return next((one for one in (self.folder / call / name, self.folder / name) if one.is_file()), None)

    def read(self, call: str, name: str) -> bytes | None:
        """Return the bytes of a model; None where the office has none. Raises OSError: it cannot be read, or is too large."""
        found = self.path(call, name)
        if found is None:
            return None
        if found.stat().st_size > _LARGEST:
            raise OSError(f"{found.name}: too large")
        return found.read_bytes()


NO_TEMPLATES = Templates()
