"""Pages: nothing in them that acts by itself, in the open or packed into an object stream.

Fonts, pictures and what is drawn stay packed: an action is an object, and objects stand in the open or in object streams.
"""

from __future__ import annotations

import re
import zlib

from knowledge.attached import AttachmentRefused, Fault

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
