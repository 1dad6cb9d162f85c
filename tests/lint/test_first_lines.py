"""The first line of a notice says the news, and the page that lists them is up to date."""

from __future__ import annotations

import pytest

from dialogs.assistance.notices import SPECS
from tests.lint.first_lines import PAGE, lines, page

REQUESTS = [(kind, owner, staff) for kind, owner, staff, _ in lines() if kind in SPECS]


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(("kind", "owner", "staff"), REQUESTS, ids=[kind for kind, *_ in REQUESTS])
def test_the_news_comes_before_the_number_and_is_short(kind: str, owner: str, staff: str) -> None:
    for line in (owner, staff):
        if line == "–":
            continue
        news, _, about = line.partition(" – DA-2024-0012")
        assert about, f"{kind}: which request it is stands at the end"
        assert news[0].isupper()
        assert len(news) <= 90, f"{kind}: {len(news)} characters before the number"
        assert "DA-" not in news
