"""``python -m tests.lint.facts``: each fact of the call in its tenses, in var/faits.md, to be read beside the call."""

from __future__ import annotations

from pathlib import Path

from knowledge.call import Call, Fact, SilentPoint, Tense, texts_of
from storage.calls import find

CALL = "2024-experts-opale"
PAGE = Path(__file__).parents[2] / "var" / "faits.md"
_HEAD = """# Les faits de l’appel, dans leurs trois temps

Page écrite par `python -m tests.lint.facts` d’après `knowledge/calls/{id}.toml` ; un test vérifie que
chaque fait tient en chaque temps ce que l’appel dit, et qu’aucun nombre, aucune date, aucune adresse ne vient d’ailleurs.
« = » : comme avant la clôture. {{left}} : les jours qui restent.

| fait | où dans l’appel | avant la clôture | le dernier jour | après la clôture | avec l’assistant |
|---|---|---|---|---|---|
"""
_MIDDLE = """
## Ce que l’appel laisse ouvert et que l’assistant fait

| point | ce que dit l’appel | avec l’assistant | après la clôture |
|---|---|---|---|
"""


def page(call: Call) -> str:
    """Return the page: a row for each fact, then for each open point that the assistant has a word on."""
    rows = [_row(call, fact) for fact in call.fact]
    further = [_open_row(call, point) for point in call.silent if point.with_me]
    return _HEAD.format(id=call.id) + "\n".join(rows) + "\n" + _MIDDLE + "\n".join(further) + "\n"


def _row(call: Call, fact: Fact) -> str:
    before, last, after = (fact.at(tense) for tense in Tense)
    said = [_lines(call, one.answer, one.open) for one in (before, last, after)]
    with_me = " / ".join(dict.fromkeys(one.with_me for one in (before, last, after) if one.with_me)) or "–"
    cells = [
        fact.title,
        call.named_parts(fact.parts),
        said[0],
        *("=" if one == said[0] else one for one in said[1:]),
        call.filled(with_me),
    ]
    return f"| {' | '.join(cells)} |"


def _open_row(call: Call, point: SilentPoint) -> str:
    after = point.at(Tense.AFTER).with_me
    cells = [
        point.title,
        call.filled(point.sentence),
        call.filled(point.with_me),
        "=" if after == point.with_me else call.filled(after) or "–",
    ]
    return f"| {' | '.join(cells)} |"


def _lines(call: Call, *lines: str) -> str:
    return call.filled(" ".join(filter(None, lines)))


def said_of(call: Call) -> dict[str, str]:
    """Return all that the facts and the open points say, by entry and key."""
    return {f"{entry.id}.{key}": call.filled(text) for entry in call.entries for key, text in texts_of(entry).items()}


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(find(CALL).read()), encoding="utf-8")


if __name__ == "__main__":
    main()
