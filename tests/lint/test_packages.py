"""The picture of the packages is the code's, and the features stand apart."""

from __future__ import annotations

from tests.lint import packages


def test_the_picture_is_up_to_date() -> None:
    text = packages.PAGE.read_text(encoding="utf-8")
    assert text == packages.page(text), "run: python -m tests.lint.packages"


def test_features_are_apart() -> None:
    features = {"dialogs.questions", "dialogs.application", "dialogs.assistance", "dialogs.steering", "dialogs.people"}
    assert {room: others & features for room, others in packages.arrows().items() if room in features} == dict.fromkeys(
        features, frozenset()
    )
