"""The first line of a notice says the news."""

from __future__ import annotations

import pytest

from dialogs.assistance.notices import SPECS
from tests.lint.first_lines import lines

REQUESTS = [(kind, owner, staff) for kind, owner, staff, _ in lines() if kind in SPECS]


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
