"""A flame graph of stacks: the wider, the more processor time; what a function calls stands on it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from html import escape

_WIDTH, _ROW = 1200.0, 16  # Pixels.
_LEAST = 0.003  # Of the whole: narrower ones are left out.
_LETTER = 6.2  # Pixels.
_SKIP = ("bot/__main__", "tests/bench", "asyncio/runners", "<frozen", "tests.bench")


def flame(stacks: Mapping[str, int]) -> str:
    """Return the graph as SVG."""
    tree: dict[str, Node] = {}
    whole = sum(stacks.values()) or 1
    for stack, used in stacks.items():
        level = tree
        for name in (one for one in stack.split(";") if not one.startswith(_SKIP)):
            node = level.setdefault(name, Node())
            node.used += used
            level = node.calls
    rows: list[str] = []
    deepest = _draw(tree, 0.0, 0, whole, rows)
    height = (deepest + 1) * _ROW
    # Row 0 is at the bottom.
    flipped = f'<g transform="translate(0 {height})">{"".join(rows)}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height}" font-family="monospace" font-size="10">'
        f"{flipped}</svg>\n"
    )


class Node:
    """A function, where it was called from."""

    def __init__(self) -> None:
        self.used = 0
        self.calls: dict[str, Node] = {}


def _draw(level: Mapping[str, Node], left: float, depth: int, whole: int, rows: list[str]) -> int:
    deepest = depth
    for name, node in sorted(level.items()):
        width = _WIDTH * node.used / whole
        if node.used / whole >= _LEAST:
            colour = f"hsl({20 + zlib.crc32(name.partition('/')[0].encode()) % 200} 65% 75%)"
            at = -_ROW * (depth + 1)
            share = 100 * node.used / whole
            label = escape(name.rpartition(":")[2][: int(width / _LETTER)]) if width > 4 * _LETTER else ""
            rows.append(
                f'<g><title>{escape(name)} {share:.1f} %</title><rect x="{left:.1f}" y="{at}" width="{width:.1f}" '
                f'height="{_ROW - 1}" fill="{colour}"/><text x="{left + 2:.1f}" y="{at + 11}">{label}</text></g>'
            )
            deepest = max(deepest, _draw(node.calls, left, depth + 1, whole, rows))
        left += width
    return deepest
