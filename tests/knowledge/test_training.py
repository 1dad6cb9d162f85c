"""Learning ahead gives the files of this repository: the same wordings, the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import train
from bot.__main__ import main
from storage.calls import SUBJECT_TAUGHT, SUBJECT_WEIGHTS, CallFiles, read_base


def test_the_subjects_are_learnt_by_a_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "SUBJECT_WEIGHTS", tmp_path / "weights.npz")
    monkeypatch.setattr(train, "SUBJECT_TAUGHT", tmp_path / "taught.npz")
    assert main(["subjects", "train"]) == 0
    assert "weights.npz" in capsys.readouterr().out
    assert (tmp_path / "weights.npz").read_bytes() == SUBJECT_WEIGHTS.read_bytes()
    assert (tmp_path / "taught.npz").read_bytes() == SUBJECT_TAUGHT.read_bytes()


def test_weights_that_a_repository_cannot_keep_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train, "_MOST", 10)
    monkeypatch.setattr(train, "SUBJECT_WEIGHTS", tmp_path / "weights.npz")
    assert main(["subjects", "train"]) == 1
    assert "weights.npz" in capsys.readouterr().err
    assert not (tmp_path / "weights.npz").exists()


def test_what_is_interrupted_leaves_the_files_as_they_were(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = [tmp_path / "weights.npz", tmp_path / "taught.npz"]
    monkeypatch.setattr(train, "SUBJECT_WEIGHTS", files[0])
    monkeypatch.setattr(train, "SUBJECT_TAUGHT", files[1])
    for file in files:
        file.write_bytes(b"before")
    written: list[Path] = []

    def write(path: Path, data: bytes) -> int:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        with path.open("wb") as opened:
            return opened.write(data)

    monkeypatch.setattr(Path, "write_bytes", write)
    assert main(["subjects", "train"]) == 130
    assert [file.read_bytes() for file in files] == [b"before", b"before"]
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_a_call_whose_weights_are_damaged_is_understood_all_the_same(tmp_path: Path) -> None:
    calls = Path(__file__).parent.parent / "calls"
    shutil.copytree(calls / "academies", tmp_path / "academies")
    for file in calls.glob("2026-formateurs*.toml"):
        shutil.copy(file, tmp_path)
    files = CallFiles(tmp_path / "2026-formateurs.toml")
    files.weights.write_bytes(b"PK damaged")
    files.taught.write_bytes(b"PK damaged")
    assert read_base(files).decide("quelle est la date limite ?").topics[0] == "date_limite"
