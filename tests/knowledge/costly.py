"""The costliest file of each kind: what each reader looks for, or walks over, as often as 4 MiB hold it, packed or not."""

from __future__ import annotations

import functools
import struct
import zlib
from collections.abc import Callable, Mapping

from knowledge.files import MAX_FILE
from tests.knowledge.test_attached import gif, jpeg, office, pdf, png

_UNPACKED = 38 * 1024 * 1024


def _full(piece: bytes, before: bytes = b"", after: bytes = b"", size: int = MAX_FILE) -> bytes:
    """Return as many of the pieces as there is room for, between what stands before and behind them."""
    return before + piece * ((size - len(before) - len(after)) // len(piece)) + after


def _packed(piece: bytes, part: str = "word/x.xml", root: bytes = b"<x>", end: bytes = b"</x>", size: int = _UNPACKED) -> bytes:  # fmt: skip
    """Return a document with a part that holds as many of the pieces as a document may hold, in entries of a ratio that is allowed."""
    return office({part.replace(".", f"{number}."): _noisy(_full(piece, root, end, size // 8)) for number in range(8)})


def _noisy(part: bytes) -> bytes:
    """Return the part with enough noise in a comment to be packed no better than a document may be."""
    noise = b"".join(b"%08x" % (zlib.crc32(struct.pack(">I", one)),) for one in range(len(part) // 450))
    return part + b"<!--" + noise + b"-->"


def _objects(piece: bytes, size: int) -> bytes:
    packed = zlib.compress(_full(piece, size=size))
    return b"2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj\n"


def _png_part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + b"\0\0\0\0"


_JPEG_HEAD, _JPEG_SCAN = jpeg()[:-2], b"\xff\xd9"
_INSTR = b'<x xmlns:w="w">'
TEXTS = (
    "\n",
    ";",
    "\t",
    " ",
    '"',
    ",=a",
    ";-(",
    "-",
    "<",
    "< ",
    "<a",
    "javascript ",
    "\r",
    '\n"',
    "=",
    "|",
    "+a",
    "é;",
    "sep=",
)
PAGES = (b"/", b"/JavaScrip", b"#41", b"/#4a", b"/OpenAction [", b"/OpenAction   ", b"/AA 1 0 ", b"stream\n", b"endstream ", b"/First ", b"obj ",
         b"<</ObjStm/FlateDecode>>stream\n", b"<</ObjStm/Filter/FlateDecode>>stream\n" + zlib.compress(b""), b"/First/FlateDecode stream\nx\n", b" ", b"\n",
         b"/aDecode", b"/" + b"a" * 29, b"1 ")  # fmt: skip
PARTS: Mapping[str, bytes] = {
    "elements": b"<a/>", "cells": b'<c r="A1"><v>1</v></c>', "texts": b"a ", "attributes": b'<a src="a" b="c"/>', "nested": b"<a>",
    "relations": b"<Relationship ", "relations that are whole": b'<Relationship Type="a" Target="b"/>', "formulas": b"<f>a</f>", "quotes": b'<f>"</f>',
    "fields": b'<fldChar fldCharType="begin"/><instrText>a</instrText>', "instructions": b"<instrText>a</instrText>", "types": b'<Override ContentType="a"/>',
    "comments": b"<!---->", "names of spaces": b'<a xmlns:b="c"/>', "entities": b"&amp;", "instructions to programs": b"<?a?>", "sections": b"<![CDATA[]]>",
}  # fmt: skip
_Made = tuple[str, bytes]


def _webp() -> _Made:
    parts = _full(b"EXIF\0\0\0\0", b"WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4 + b"\1\0\0\1\0\0", size=MAX_FILE - 8)
    return "a.webp", b"RIFF" + struct.pack("<I", len(parts)) + parts


COSTLY: Mapping[str, Callable[[], _Made]] = {
    **{f"csv of {piece!r}": functools.partial(lambda piece: ("a.csv", _full(piece.encode())), piece) for piece in TEXTS},
    "csv in quotes": lambda: ("a.csv", _full(b"a;", b'"', b'"')),
    "csv of long formulas": lambda: ("a.csv", _full(b"+" + b"a" * 90_000 + b"\n")),
    **{f"pdf of {piece!r}": functools.partial(lambda piece: ("a.pdf", _full(piece, pdf()[:-7], b"\n%%EOF\n")), piece) for piece in PAGES},
    **{f"objects of {piece!r}": functools.partial(lambda piece: ("a.pdf", pdf(_objects(piece, 8_000_000))), piece) for piece in PAGES[:7]},
    "pdf of object streams": lambda: ("a.pdf", _full(_objects(b"a", 100), pdf()[:-7], b"\n%%EOF\n")),
    "pdf of a bomb": lambda: ("a.pdf", pdf(_objects(b"/", 40_000_000))),
    **{f"document of {name}": functools.partial(lambda piece: ("a.docx", _packed(piece)), piece) for name, piece in PARTS.items()},
    "document of one word": lambda: ("a.docx", _packed(b"a", root=b"<f>", end=b"</f>")),
    "document of a long name": lambda: ("a.docx", _packed(b"a", root=b"<", end=b"/>")),
    "document of one relation": lambda: ("a.docx", _packed(b" ", part="word/x.rels", root=b"<Relationship", end=b"/>")),
    "document of one part of cells": lambda: ("a.xlsx", office({"xl/a.xml": _noisy(_full(b'<c r="A1"><v>1</v></c>', b"<x>", b"</x>", 36 * 1024 * 1024))}, main="xl/workbook.xml")),
    "document of entries": lambda: ("a.docx", office({f"word/{n}.xml": b"<x/>" for n in range(1_990)})),
    "png of parts": lambda: ("a.png", _full(_png_part(b"tEXt", b""), png()[:33], png()[-12:])),
    "jpeg of FF": lambda: ("a.jpg", _full(b"\xff", b"\xff\xd8\xff", b"\xff\xd9")),
    "jpeg of FF in its scan": lambda: ("a.jpg", _full(b"\xff", _JPEG_HEAD, b"\xff\xd9")),
    "jpeg of restarts": lambda: ("a.jpg", _full(b"\xff\xd0", _JPEG_HEAD, b"\xff\xd9")),
    "jpeg of lone markers": lambda: ("a.jpg", _full(b"\xff\x01", b"\xff\xd8", b"\xff\xd9")),
    "jpeg of frames": lambda: ("a.jpg", _full(b"\xff\xc0\0\x08\x08\0\x02\0\x02\x03", b"\xff\xd8", b"\xff\xd9")),
    "jpeg of scans": lambda: ("a.jpg", _full(b"\xff\xda\0\x02", _JPEG_HEAD, b"\xff\xd9")),
    "jpeg of pictures": lambda: ("a.jpg", _full(jpeg())),
    "gif of blocks": lambda: ("a.gif", _full(b"\x01a", gif()[:-1][:24], b"\0\x3b")),
    "gif of extensions": lambda: ("a.gif", _full(b"\x21\xfe\0", gif()[:13], b"\x3b")),
    "webp of parts": _webp,
}  # fmt: skip
