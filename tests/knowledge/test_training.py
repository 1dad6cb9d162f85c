"""Learning ahead gives the files of this repository: the same wordings, the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.train
from bot.__main__ import main
from storage.calls import SUBJECT_TAUGHT, SUBJECT_WEIGHTS


def test_the_subjects_are_learnt_by_a_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bot.train, "SUBJECT_WEIGHTS", tmp_path / "weights.npz")
    monkeypatch.setattr(bot.train, "SUBJECT_TAUGHT", tmp_path / "taught.npz")
    assert main(["subjects", "train"]) == 0
    assert "weights.npz" in capsys.readouterr().out
    assert (tmp_path / "weights.npz").read_bytes() == SUBJECT_WEIGHTS.read_bytes()
    assert (tmp_path / "taught.npz").read_bytes() == SUBJECT_TAUGHT.read_bytes()


def test_weights_that_a_repository_cannot_keep_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bot.train, "_MOST", 10)
    monkeypatch.setattr(bot.train, "SUBJECT_WEIGHTS", tmp_path / "weights.npz")
    assert main(["subjects", "train"]) == 1
    assert "weights.npz" in capsys.readouterr().err
    assert not (tmp_path / "weights.npz").exists()
