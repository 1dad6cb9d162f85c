"""Files that people send with a request or an application: what they really are, told from their bytes, and which are refused.

A name and a declared type are only what a client says. What is kept is one of a few kinds that carry no program, whole and
nothing but itself; it is kept under a name that means nothing to any system.
"""

from __future__ import annotations

import io
import itertools
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

MAX_FILE = 4 * 1024 * 1024  # Bytes: as much as Teams gives back in one piece.
MAX_IN_MESSAGE = 5
MAX_IN_REQUEST = 20
_MAX_NAME = 80
_MAX_SIDE, _MAX_PIXELS = 12_000, 40_000_000
_MAX_ENTRIES, _MAX_UNPACKED, _MAX_RATIO = 2_000, 40 * 1024 * 1024, 120
_MAX_LINE = 100_000


class Fault(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    KIND = "kind"  # None of the kinds that are kept.
    DAMAGED = "damaged"  # Begins like one of them, and is not whole, or not it alone.
    PROGRAM = "program"  # Carries a program, or another file.
    UNPACKS = "unpacks"  # Takes far more room than it says.
    LOCKED = "locked"  # Nobody could read it without a password.
    UNREACHED = "unreached"  # It could not be fetched, or stands where nothing is fetched from.


class AttachmentRefused(Exception):
    """A file is not kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that may be kept: a harmless name with the ending of what it is, its media type, its bytes."""

    name: str
    type: str
    content: bytes

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.content)


def kept_as(number: int, name: str) -> str:
    """Return how a form keeps a file that answers a field: by the number of its row, and its name."""
    return f"{number}/{name}"


def named_by(kept: str) -> str:
    """Return the name of the file that an answer keeps."""
    return kept.partition("/")[2]


def number_of(kept: str) -> int | None:
    """Return the row of the file that an answer keeps; None for what is no such answer."""
    number, slash, _ = kept.partition("/")
    return int(number) if slash and number.isdecimal() else None


def inspected(name: str, content: bytes) -> Attached:
    """Return the file as it may be kept. Raises AttachmentRefused."""
    if not content:
        raise AttachmentRefused(Fault.EMPTY)
    if len(content) > MAX_FILE:
        raise AttachmentRefused(Fault.TOO_LARGE)
    for begins, reads in _KINDS.items():
        if content.startswith(begins):
            ending = reads(content)
            return Attached(_named(name, ending), _TYPES[ending], content)
    ending = _text(name, content)
    return Attached(_named(name, ending), _TYPES[ending], content)


def _named(name: str, ending: str) -> str:
    """Return a name without folders, controls and tricks, that ends as what the file is."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in plain if one.isalnum() or one in " -_.,()'’")
    stem = re.sub(r"\.{2,}", ".", plain).strip(" .")
    stem = re.sub(r"(?i)\.(?:" + "|".join(_TYPES) + r"|jpeg|log)$", "", stem).replace(".", " ").strip()
    return f"{stem[: _MAX_NAME - len(ending) - 1].strip() or 'fichier'}.{ending}"


# Images


def _sized(width: int, height: int) -> None:
    if not (0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and width * height <= _MAX_PIXELS):
        raise AttachmentRefused(Fault.UNPACKS)


def _png(content: bytes) -> str:
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


def _jpeg(content: bytes) -> str:
    if not content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        raise AttachmentRefused(Fault.DAMAGED)
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            _sized(width, height)
            return "jpg"
        if marker == 0xDA:
            break
        at += 1 if marker == 0xFF else 2 + struct.unpack_from(">H", content, at + 2)[0]
    raise AttachmentRefused(Fault.DAMAGED)


def _gif(content: bytes) -> str:
    if len(content) < 14 or content[3:6] not in (b"87a", b"89a") or not content.endswith(b"\x3b"):
        raise AttachmentRefused(Fault.DAMAGED)
    _sized(*struct.unpack_from("<HH", content, 6))
    return "gif"


def _webp(content: bytes) -> str:
    if content[8:12] != b"WEBP" or struct.unpack_from("<I", content, 4)[0] + 8 not in (len(content), len(content) - 1):
        raise AttachmentRefused(Fault.DAMAGED if content[8:12] == b"WEBP" else Fault.KIND)
    kind, data = content[12:16], content[20:]
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
    return "webp"


# Documents

# What a page does by itself, or carries. A name may be written with «#» codes: such names are refused too.
_PDF_ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|OpenAction|AA|XFA|SubmitForm|ImportData|GoToE)\b"
)
_PDF_HIDES = re.compile(rb"/\w*#[0-9A-Fa-f]{2}")


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-1024:]:
        raise AttachmentRefused(Fault.DAMAGED)
    if b"/Encrypt" in content:
        raise AttachmentRefused(Fault.LOCKED)
    if _PDF_ACTS.search(content) or _PDF_HIDES.search(content):
        raise AttachmentRefused(Fault.PROGRAM)
    if content.count(b"PK\x03\x04") > 1:
        raise AttachmentRefused(Fault.DAMAGED)  # An archive behind the pages.
    return "pdf"


_OFFICE: Mapping[str, str] = MappingProxyType({"word/document.xml": "docx", "xl/workbook.xml": "xlsx"})
_CARRIED = re.compile(
    r"(?i)vbaproject|/embeddings/|/activex/|/ctrlprops/|oleobject|externallinks/|\.(?:exe|dll|js|vbs|bat|cmd|ps1|zip|bin)$"
)
_SAFE_BIN = re.compile(r"(?i)^(?:xl|word)/printersettings/")


def _office(content: bytes) -> str:
    """Look into a document: no more than a document, and no larger than it should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(one.flag_bits & 1 for one in entries):
                raise AttachmentRefused(Fault.LOCKED)
            _room(entries)
            names = {one.filename for one in entries}
            ending = next((found for name, found in _OFFICE.items() if name in names), "")
            if not ending or "[Content_Types].xml" not in names:
                raise AttachmentRefused(Fault.KIND)
            _harmless(archive, names)
            if archive.testzip() is not None:
                raise AttachmentRefused(Fault.DAMAGED)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error) as error:
        raise AttachmentRefused(Fault.DAMAGED) from error
    return ending


def _room(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to far more than its size. Read before anything is unpacked."""
    unpacked = sum(one.file_size for one in entries)
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED:
        raise AttachmentRefused(Fault.UNPACKS)
    if any(one.file_size > 1024 * 1024 and one.file_size > _MAX_RATIO * max(one.compress_size, 1) for one in entries):
        raise AttachmentRefused(Fault.UNPACKS)
    starts = sorted((one.header_offset, one.compress_size) for one in entries)
    if any(at + size > after for (at, size), (after, _) in itertools.pairwise(starts)):
        raise AttachmentRefused(Fault.UNPACKS)  # Entries that share their bytes.


def _harmless(archive: zipfile.ZipFile, names: set[str]) -> None:
    for name in names:
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
            raise AttachmentRefused(Fault.DAMAGED)
        if _CARRIED.search(name) and not _SAFE_BIN.match(name):
            raise AttachmentRefused(Fault.PROGRAM)
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or b"<!ENTITY" in types or b"<!DOCTYPE" in types:
        raise AttachmentRefused(Fault.PROGRAM)
    for name in names:
        if name.endswith(".rels") and _leads_out(archive.read(name)):
            raise AttachmentRefused(Fault.PROGRAM)


def _leads_out(relations: bytes) -> bool:
    """Tell whether a document fetches something by itself when it is opened; a link to press is none."""
    for one in re.findall(rb"<Relationship\b[^>]*>", relations):
        if b'TargetMode="External"' in one and not re.search(rb'Type="[^"]*/hyperlink"', one):
            return True
    return b"<!ENTITY" in relations or b"<!DOCTYPE" in relations


# Text

_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|svg|script|\?xml|iframe|object|embed|body|head|img|link|meta|math)\b", re.IGNORECASE
)
_FORMULA = re.compile(r"(?:^|[\n;,\t])\s*\"?(?:[=@]|[+-]\s*[A-Za-z(])\s*[\w(]*.*?[(|!]", re.MULTILINE)


def _text(name: str, content: bytes) -> str:
    """Return the ending of plain text; what looks like markup or a program is refused."""
    if b"\x00" in content:
        raise AttachmentRefused(Fault.KIND)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if _MARKUP.search(text) or text.startswith(("#!", "MZ", "{\\rtf", "%!PS")):
        raise AttachmentRefused(Fault.PROGRAM if _MARKUP.search(text) else Fault.KIND)
    control = sum(1 for one in text if one < " " and one not in "\n\r\t")
    if control or "�" in text or max(map(len, text.splitlines() or [""])) > _MAX_LINE:
        raise AttachmentRefused(Fault.KIND)
    ending = name.lower().rpartition(".")[2]
    if ending not in ("txt", "csv", "log"):
        raise AttachmentRefused(Fault.KIND)
    if ending == "csv" and _FORMULA.search(text):
        raise AttachmentRefused(Fault.PROGRAM)  # A sheet would compute it.
    return "csv" if ending == "csv" else "txt"


_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "png": "image/png",
        "jpg": "image/jpeg",
        "gif": "image/gif",
        "webp": "image/webp",
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv",
        "txt": "text/plain",
    }
)
# By their first bytes; each reads the whole and returns its ending.
_KINDS: Mapping[bytes, Callable[[bytes], str]] = MappingProxyType(
    {
        b"\x89PNG\r\n\x1a\n": _png,
        b"\xff\xd8\xff": _jpeg,
        b"GIF8": _gif,
        b"RIFF": _webp,
        b"%PDF-": _pdf,
        b"PK\x03\x04": _office,
    }
)
