"""The two icons of the package, painted from ``icon.svg``: nothing but text is kept in the repository.

The drawing is an «@», as in Op@le, whose outer stroke is a speech bubble. It is written in a small part of SVG: paths of
absolute M, L, C and Z, stroked with round ends; :func:`paint` refuses the rest rather than draw something else.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

SOURCE = Path(__file__).with_name("icon.svg")
BRAND = (0x4F, 0x52, 0xB2)
ACCENT = "#4F52B2"  # The same, as the manifest writes it.

_PATH = "{http://www.w3.org/2000/svg}path"
_TAKES = {"M": 2, "L": 2, "C": 6, "Z": 0}  # Numbers after each command.
_STEPS = 24  # Straight pieces that a curve is drawn with.
_FINE = 4  # Samples along each side of a pixel.

Points = NDArray[np.float64]


def color_icon() -> bytes:
    """Return the PNG of 192 × 192 pixels: the drawing in white on the product's colour, within the middle 120."""
    covered = paint(SOURCE.read_text(encoding="utf-8"), 192, margin=36)
    ground = np.array(BRAND, np.float64)
    pixels = np.empty((192, 192, 4), np.uint8)
    pixels[..., :3] = np.rint(ground + (255 - ground) * covered[..., None])
    pixels[..., 3] = 255
    return png(pixels)


def outline_icon() -> bytes:
    """Return the PNG of 32 × 32 pixels: the drawing in pure white on nothing, as Teams asks."""
    pixels = np.full((32, 32, 4), 255, np.uint8)
    pixels[..., 3] = np.rint(paint(SOURCE.read_text(encoding="utf-8"), 32, margin=1) * 255)
    return png(pixels)


def paint(svg: str, size: int, *, margin: int) -> Points:
    """Return how much of each pixel the drawing covers, 0 to 1. Raises ValueError for what is not understood.

    The drawing's square is put into a picture of ``size`` pixels, ``margin`` pixels from each side.
    """
    # Our own file; nothing from outside is ever parsed.
    root = ET.fromstring(svg)  # noqa: S314
    _, _, width, _ = (float(number) for number in root.attrib["viewBox"].split())
    along = ((np.arange(size * _FINE) + 0.5) / _FINE - margin) * width / (size - 2 * margin)
    inside = np.zeros((len(along), len(along)))
    for shape in root:
        if shape.tag != _PATH or shape.attrib.get("fill") != "none":
            raise ValueError(f"«{shape.tag}» is not drawn here")
        half = float(shape.attrib["stroke-width"]) / 2
        for start, end in pieces(shape.attrib["d"]):
            # Only the samples around the piece are looked at.
            (left, top), (right, bottom) = np.searchsorted(
                along, [np.minimum(start, end) - half, np.maximum(start, end) + half]
            )
            around = inside[top:bottom, left:right]
            around[_squared(along[left:right], along[top:bottom, None], start, end) <= half**2] = 1.0
    covered: Points = inside.reshape(size, _FINE, size, _FINE).mean(axis=(1, 3))
    return covered


def pieces(path: str) -> Iterator[tuple[Points, Points]]:
    """Yield the straight pieces of a path, curves cut up. Raises ValueError for a command that is not understood."""
    here = first = np.zeros(2)
    for command, tail in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = np.array([float(number) for number in re.findall(r"-?[0-9.]+", tail)])
        if len(numbers) != _TAKES.get(command, -1):
            raise ValueError(f"«{command}{tail}» is not drawn here")
        if command == "M":
            here = first = numbers
            continue
        points = _curve(here, numbers.reshape(3, 2)) if command == "C" else [first if command == "Z" else numbers]
        for point in points:
            yield here, point
            here = point


def _curve(start: Points, rest: Points) -> list[Points]:
    a, b, end = rest
    along = (step / _STEPS for step in range(1, _STEPS + 1))
    return [
        (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b + t**3 * end
        for t in along
    ]  # fmt: skip


def _squared(x: Points, y: Points, start: Points, end: Points) -> Points:
    """Return the squared distance to a straight piece, for each of the columns ``x`` and rows ``y``."""
    (ax, ay), (dx, dy) = start, end - start
    length = float(dx * dx + dy * dy) or 1.0
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / length, 0.0, 1.0)
    distance: Points = (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2
    return distance


def png(pixels: NDArray[Any]) -> bytes:
    """Return a PNG of these pixels (rows, columns, red green blue alpha)."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
