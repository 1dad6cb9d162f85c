"""Pictures made small: a screenshot of a card has few colours, and its documentation should weigh little."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_HEAD = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
_STEP = 0b1111_0000  # Of a channel, where there are more colours than a palette has.


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_HEAD)
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _rows(data: bytes, width: int, height: int, channels: int) -> Iterator[bytearray]:
    """Yield the lines of pixels, their filters undone."""
    wide = width * channels
    above = bytearray(wide)
    for number in range(height):
        at = number * (wide + 1)
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + wide])
        for place in range(wide):
            left = row[place - channels] if place >= channels else 0
            up, corner = above[place], above[place - channels] if place >= channels else 0
            row[place] = (row[place] + _predicted(kind, left, up, corner)) & 0xFF
        yield row
        above = row


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    towards = left + up - corner
    return min((left, up, corner), key=lambda one: abs(towards - one))


def small(picture: bytes) -> bytes:
    """Return a screenshot, of eight bits a channel and opaque, with a palette of its colours."""
    chunks = list(_chunks(picture))
    width, height, _depth, kind = struct.unpack_from(">IIBB", chunks[0][1])
    channels = {2: 3, 6: 4}[kind]
    data = zlib.decompress(b"".join(part for name, part in chunks if name == b"IDAT"))
    rows = list(_rows(data, width, height, channels))
    pixels = [[bytes(row[at : at + 3]) for at in range(0, len(row), channels)] for row in rows]
    if len({pixel for row in pixels for pixel in row}) > _COLOURS:
        pixels = [[bytes(one & _STEP | one >> 4 for one in pixel) for pixel in row] for row in pixels]
    palette = [pixel for pixel, _ in Counter(pixel for row in pixels for pixel in row).most_common(_COLOURS)]
    places = {pixel: place for place, pixel in enumerate(palette)}
    packed = b"".join(b"\0" + bytes(places.get(pixel, 0) for pixel in row) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(packed, 9)), (b"IEND", b""))
    return _HEAD + b"".join(_chunk(*part) for part in parts)
