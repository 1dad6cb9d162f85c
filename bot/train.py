"""Learning ahead: ``python -m bot call train`` writes what the start then reads. It needs the extra «training»."""

from __future__ import annotations

from pathlib import Path

from knowledge.base import topics_of
from knowledge.training.call import arrays_of, learn
from knowledge.understanding.intent.scoring import Weights
from knowledge.understanding.intent.subjects import learnable
from storage.calls import (
    SUBJECT_TAUGHT,
    SUBJECT_WEIGHTS,
    TYPES,
    CallFiles,
    TooLarge,
    bytes_of,
    general,
    lexicon,
    source,
    subject_words,
    type_topics,
)

_MOST = 950 * 1024  # Bytes of each file, so that a repository can keep them.


def train_call(file: Path) -> list[str]:
    """Learn the weights of a call's file and write them beside it; return a line for each file. Raises CallFault, TooLarge."""
    files = CallFiles(file)
    topics = topics_of(files.read(), general())
    return _write(learn(topics, lexicon(), source=source(files)), files.weights, files.taught)


def train_types() -> list[str]:
    """Learn the weights of what is asked of every call and write them; return a line for each file. Raises TooLarge."""
    files = CallFiles(TYPES)
    return _write(learn(type_topics(), lexicon()), files.weights, files.taught)


def train_subjects() -> list[str]:
    """Learn the weights of the subjects of requests and write them; return a line for each file. Raises TooLarge."""
    told = subject_words()
    return _write(learn(learnable(told), told.lexicon), SUBJECT_WEIGHTS, SUBJECT_TAUGHT)


def _write(weights: Weights, *files: Path) -> list[str]:
    made = [bytes_of(arrays) for arrays in arrays_of(weights)]
    large = [file.name for file, data in zip(files, made, strict=True) if len(data) > _MOST]
    if large:
        raise TooLarge(f"{', '.join(large)} : plus de {_MOST // 1024} Kio")
    beside = [file.with_name(f".{file.name}.new") for file in files]
    try:
        for file, data in zip(beside, made, strict=True):
            file.write_bytes(data)
        for new, file in zip(beside, files, strict=True):
            new.replace(file)
    finally:
        for file in beside:
            file.unlink(missing_ok=True)
    return [f"{file.name} : {len(data) / 1024:.0f} Kio" for file, data in zip(files, made, strict=True)]
