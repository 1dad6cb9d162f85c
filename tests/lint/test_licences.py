"""What runs with the program is listed, and nothing hinders its own licence."""

from __future__ import annotations

from tests.lint.licences import PAGE, page, unknown


def test_the_page_lists_what_the_locks_hold() -> None:
    assert PAGE.read_text("utf-8") == page(), "make licences"


def test_every_licence_is_one_that_goes_with_ours() -> None:
    assert unknown() == []
