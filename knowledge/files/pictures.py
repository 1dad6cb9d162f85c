"""Pictures and PDF pages, checked: a picture is read to its last marker, a page has nothing that acts by itself."""

from __future__ import annotations

import re
import struct
import zlib

from knowledge.files import AttachmentRefused, Fault

_MAX_SIDE, _MAX_PIXELS = 12_000, 40_000_000
_MAX_SEGMENTS = 5_000  # Of a picture; a large one has some hundreds.
_MAX_PICTURES = 16  # One behind the other.


def _sized(width: int, height: int) -> None:
    if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and width * height <= _MAX_PIXELS):
        raise AttachmentRefused(Fault.UNPACKS)


def read_png(content: bytes) -> str:
    """Walk through the parts: the image ends where the file ends."""
    at, first = 8, True
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if first:
            if kind != b"IHDR" or length != 13 or at + 25 > len(content):
                break
            _sized(*struct.unpack_from(">II", content, at + 8))
            first = False
        at += 12 + length
        if kind == b"IEND":
            if at == len(content):
                return "png"
            break
    raise AttachmentRefused(Fault.DAMAGED)


_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_LONE = frozenset((0x01, *range(0xD0, 0xD8)))  # Markers without a length.
_SCAN, _END = 0xDA, 0xD9
_FILL = re.compile(rb"\xff*")
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PADDING = re.compile(rb"\x00*")


def read_jpeg(content: bytes) -> str:
    """Walk through the segments of the picture, and of those that phones put behind it.

    A phone may write further whole pictures after the first, such as a preview (Multi-Picture Format). Whatever else
    stands there, a film or a maker's own records, is no picture, and is refused.
    """
    at = pictures = 0
    while at < len(content):
        pictures += 1
        if not content.startswith(b"\xff\xd8\xff", at) or pictures > _MAX_PICTURES:
            raise AttachmentRefused(Fault.DAMAGED)
        at = _jpeg_end(content, at + 2)
        at = _filled(_PADDING, content, at)
    return "jpg"


def _filled(filling: re.Pattern[bytes], content: bytes, at: int) -> int:
    """Return where the bytes that fill room end."""
    found = filling.match(content, at)
    return found.end() if found else at


def _jpeg_end(content: bytes, at: int) -> int:
    """Return where the picture ends whose first segment is at ``at``."""
    framed = False
    for _ in range(_MAX_SEGMENTS):
        if content[at : at + 1] != b"\xff":
            break
        at = _filled(_FILL, content, at)
        marker = content[at] if at < len(content) else 0
        at += 1
        if marker == _END and framed:
            return at
        if marker in _LONE:
            continue
        if at + 2 > len(content):
            break
        if marker in _FRAMES and at + 7 <= len(content):
            height, width = struct.unpack_from(">HH", content, at + 3)
            _sized(width, height)
            framed = True
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2 or marker == _END:
            break
        at += length
        if marker == _SCAN:
            found = _AFTER_SCAN.search(content, at)
            at = found.start() if found else len(content)
    raise AttachmentRefused(Fault.DAMAGED)


def read_gif(content: bytes) -> str:
    """Walk through the blocks: the animation ends where the file ends."""
    if len(content) < 14 or content[3:6] not in (b"87a", b"89a"):
        raise AttachmentRefused(Fault.DAMAGED)
    _sized(*struct.unpack_from("<HH", content, 6))
    at = 13 + _colours(content[10])
    while at < len(content):
        kind = content[at]
        if kind == 0x3B and not content[at + 1 :].strip(b"\x00"):
            return "gif"
        if kind == 0x21:
            at += 2
        elif kind == 0x2C and at + 10 <= len(content):
            at += 11 + _colours(content[at + 9])
        else:
            break
        while at < len(content) and content[at]:
            at += content[at] + 1
        at += 1
    raise AttachmentRefused(Fault.DAMAGED)


def _colours(flags: int) -> int:
    """Return how many bytes a table of colours takes, if there is one."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def read_webp(content: bytes) -> str:
    """Read the size in the first part, and walk to the end of the last one."""
    if content[8:12] != b"WEBP" or struct.unpack_from("<I", content, 4)[0] + 8 not in (len(content), len(content) - 1):
        raise AttachmentRefused(Fault.DAMAGED if content[8:12] == b"WEBP" else Fault.KIND)
    kind, data = content[12:16], content[20:30]
    if kind == b"VP8X" and len(data) >= 10:
        _sized(1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little"))
    elif kind == b"VP8 " and len(data) >= 10 and data[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 6)
        _sized(width & 0x3FFF, height & 0x3FFF)
    elif kind == b"VP8L" and len(data) >= 5 and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        _sized((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
    else:
        raise AttachmentRefused(Fault.DAMAGED)
    at = 12
    while at + 8 <= len(content):
        length = struct.unpack_from("<I", content, at + 4)[0]
        at += 8 + length + length % 2
    if at not in (len(content), len(content) + 1):
        raise AttachmentRefused(Fault.DAMAGED)
    return "webp"


# --- PDF: nothing acts by itself, in the open or packed into an object stream.

_MAX_PACKED = 8 * 1024 * 1024  # Bytes of all object streams, unpacked.
_MAX_STREAMS = 50_000  # Of any kind.
_PIECE = 16 * 1024

_ENDS = rb"(?=[\x00\t\n\x0c\r /<>\[\]({}%])"  # Of a name; a path in a text may end with «)».
# What a page does by itself, or carries. To open at a place is harmless: «/OpenAction [».
_ACTS = re.compile(
    rb"/(?:(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|XFA|SubmitForm|ImportData|GoToE)"
    + _ENDS
    + rb"|OpenAction(?!\s{0,8}\[)|AA\s{0,8}(?:<<|\d{1,10}\s{1,8}\d{1,5}\s{1,8}R))"
)
_LOCKS = re.compile(rb"/Encrypt" + _ENDS)
# A character of a name may be written as «#» and its code: those of the names above.
_CODES = [
    (code, letter.encode())
    for letter in sorted(
        set(
            "JavaScriptLaunchEmbeddedFilesRichMediaRenditionXFASubmitFormImportDataGoToEOpenActionEncryptObjStmFilterFlateDecodePredictor"
        )
    )
    for code in {b"#%02x" % ord(letter), b"#%02X" % ord(letter)}
]
_STREAM = re.compile(rb"(?<!end)stream[ \t]{0,8}(?:\r\n|\n|\r)")
_OBJECTS = re.compile(rb"/(?:ObjStm|First)" + _ENDS)
# How a stream is packed, and that its bytes are rearranged besides.
_PACKED = re.compile(rb"/(\w{1,30}Decode|Fl|LZW|A85|AHx|RL|CCF|DCT|Crypt|Predictor)" + _ENDS)
_DEFLATED = ([b"FlateDecode"], [b"Fl"])


def read_pdf(content: bytes) -> str:
    """Search what is in the open, then what object streams hold."""
    if b"%%EOF" not in content[-1024:]:
        raise AttachmentRefused(Fault.DAMAGED)
    _search(content)
    room, ended = _MAX_PACKED, 0
    for number, stream in enumerate(_STREAM.finditer(content)):
        if number == _MAX_STREAMS:
            raise AttachmentRefused(Fault.UNPACKS)
        about, ended = _spelt(content[ended : stream.start()]), stream.end()
        if _OBJECTS.search(about):
            unpacked = _unpacked(content, ended, about, room)
            room -= len(unpacked)
            _search(unpacked)
    return "pdf"


def _search(content: bytes) -> None:
    content = _spelt(content)
    if _LOCKS.search(content):
        raise AttachmentRefused(Fault.LOCKED)
    if _ACTS.search(content):
        raise AttachmentRefused(Fault.PROGRAM)


def _spelt(content: bytes) -> bytes:
    """Return the names as they are read."""
    for code, letter in _CODES if b"#" in content else ():
        content = content.replace(code, letter)
    return content


def _unpacked(content: bytes, at: int, about: bytes, room: int) -> bytes:
    """Return what an object stream holds; ``about``: what stands between the stream before and this one.

    A stream that says that it holds objects, and cannot be read to its end in the usual way, is refused.
    """
    packed, sure = _PACKED.findall(about), b"/ObjStm" in about
    if not packed and b"/Filter" not in about:
        return b""  # In the open: searched already.
    try:
        if packed not in _DEFLATED:
            raise zlib.error
        return _inflated(content, at, room)
    except zlib.error as error:
        if sure:
            raise AttachmentRefused(Fault.UNREAD) from error
        return b""


def _inflated(content: bytes, at: int, room: int) -> bytes:
    """Return what is packed at ``at``, at most ``room`` bytes. Raises zlib.error, AttachmentRefused."""
    unpacking, parts, size = zlib.decompressobj(), [], 0
    while not unpacking.eof:
        if at >= len(content):
            raise zlib.error
        parts.append(unpacking.decompress(content[at : at + _PIECE], room - size + 1))
        at += _PIECE
        size += len(parts[-1])
        if size > room:
            raise AttachmentRefused(Fault.UNPACKS)
    return b"".join(parts)
