"""What a file really is, told from its bytes, and whether it may be kept: texts, tables, documents of Word and Excel.

A name and a declared type are only what a client says. What is kept is one of a few kinds that carry no program, whole and
nothing but itself; it is kept under a name that means nothing to any system. Whatever the bytes, a look takes time in
proportion to their number; the service looks in a process of its own all the same (``bot.inspection``).
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from knowledge.attached import MAX_FILE, Attached, AttachmentRefused, Fault
from knowledge.files.markup import Markup
from knowledge.files.pictures import read_gif, read_jpeg, read_pdf, read_png, read_webp

# --- Plain text and tables: no markup that a browser would run, no cell that a spreadsheet would compute.

_MAX_LINE, _MAX_LINES = 100_000, 1_048_576  # Characters; as many rows as Excel has.
_MARKUP = re.compile(
    r"(?i)<\s*(?=[!?a-z])(?:!doctype|html|svg|script|\?xml|iframe|object|embed|body|head|img|link|meta|math|form|base|style|video|audio)\b"
    r"|<a\s|(?:java|vb)script\s*:|data:text/html"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_BLANKS = " \t\r\n\x0b\x0c\u00a0\u202f\u2009\ufeff"
_COMPUTES, _SIGNS = frozenset("=@＝＠"), frozenset("+-＋－")
_CALLS = re.compile(r"[(|!]")
_LETTER = re.compile(r"[^\W\d_]")


def read_text(name: str, content: bytes) -> str:
    """Return the ending of plain text; what looks like markup or a program is refused."""
    if b"\x00" in content:
        raise AttachmentRefused(Fault.KIND)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if _MARKUP.search(text):
        raise AttachmentRefused(Fault.PROGRAM)
    if text.startswith(("#!", "MZ", "{\\rtf", "%!PS")) or _CONTROL.search(text):
        raise AttachmentRefused(Fault.KIND)
    lines = text.splitlines()
    if len(lines) > _MAX_LINES:
        raise AttachmentRefused(Fault.UNPACKS)
    if max(map(len, lines), default=0) > _MAX_LINE:
        raise AttachmentRefused(Fault.KIND)
    ending = name.lower().rpartition(".")[2]
    if ending not in ("txt", "csv", "log"):
        raise AttachmentRefused(Fault.KIND)
    if ending == "csv" and _computes(text):
        raise AttachmentRefused(Fault.PROGRAM)
    return "csv" if ending == "csv" else "txt"


def _computes(text: str) -> bool:
    """Tell whether a spreadsheet would compute a cell of a table, whichever of the usual signs separates them."""
    separators = {";", ",", "\t", "|"}
    if text[:4].lower() == "sep=" and text[4:5].strip():  # Excel takes the separator that the first line names.
        separators.add(text[4])
        text = text.partition("\n")[2]
    if '"' in separators:
        raise AttachmentRefused(Fault.KIND)
    lines = text.splitlines(keepends=True)
    for separator in separators:
        if separator not in text and separator != ";":
            continue  # The same cells as with another that is not there.
        try:
            if any(_computed(cell) for row in csv.reader(lines, delimiter=separator) for cell in row if cell):
                return True
        except csv.Error as error:
            raise AttachmentRefused(Fault.KIND) from error
    return False


def _computed(cell: str) -> bool:
    """Tell whether a cell is a formula. A sign before a number, a phone or words is none, unless something is called."""
    first = cell[0]
    if first in _BLANKS:
        cell = cell.lstrip(_BLANKS)
        first = cell[:1]
    if first in _COMPUTES:
        return True
    return first in _SIGNS and _CALLS.search(cell) is not None and _LETTER.search(cell) is not None


# --- Word and Excel: an archive of XML parts and pictures, which runs and fetches nothing.

_MAX_ENTRIES, _MAX_UNPACKED, _MAX_RATIO = 2_000, 40 * 1024 * 1024, 120
_OFFICE: Mapping[str, str] = MappingProxyType({"word/document.xml": "docx", "xl/workbook.xml": "xlsx"})
_TYPES = "[content_types].xml"
_CARRIED = re.compile(
    r"vbaproject|/embeddings/|/activex/|/ctrlprops/|/macrosheets/|/dialogsheets/|/querytables/|oleobject|externallinks/"
    r"|/connections\.|\.(?:exe|dll|js|vbs|bat|cmd|ps1|zip|bin)$"
)
_SAFE_BIN = re.compile(r"(?:xl|word)/printersettings/")
_BINARY = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".webp", ".odttf", ".ttf", ".bin")  # fmt: skip


def read_office(content: bytes) -> str:
    """Look into a document: no more than a document, and no larger than it should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(one.flag_bits & 1 for one in entries):
                raise AttachmentRefused(Fault.LOCKED)
            _room(entries)
            names = [one.filename.lower() for one in entries]
            ending = next((found for name, found in _OFFICE.items() if name in names), "")
            if not ending or _TYPES not in names:
                raise AttachmentRefused(Fault.KIND)
            if len(set(names)) < len(names):
                raise AttachmentRefused(Fault.DAMAGED)  # Programs differ on which of two is read.
            for name in names:
                _named_well(name)
            markup = Markup()
            for entry in entries:
                _read(markup, entry.filename.lower(), archive.read(entry))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error, zlib.error) as error:
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


def _named_well(name: str) -> None:
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
        raise AttachmentRefused(Fault.DAMAGED)
    if _CARRIED.search(name) and not _SAFE_BIN.match(name):
        raise AttachmentRefused(Fault.PROGRAM)


def _read(markup: Markup, name: str, part: bytes) -> None:
    """Read one part. A picture that is XML is none: another part may be called one."""
    if not name.endswith(_BINARY):
        if part:
            markup.check(part)
    elif part.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        raise AttachmentRefused(Fault.PROGRAM)


# --- All kinds.

_MAX_NAME = 80
TYPES: Mapping[str, str] = MappingProxyType(
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
_ARCHIVE = b"PK\x03\x04"
# By their first bytes; each reads the whole and returns its ending.
_KINDS: Mapping[bytes, Callable[[bytes], str]] = MappingProxyType(
    {
        b"\x89PNG\r\n\x1a\n": read_png,
        b"\xff\xd8\xff": read_jpeg,
        b"GIF8": read_gif,
        b"RIFF": read_webp,
        b"%PDF-": read_pdf,
        _ARCHIVE: read_office,
    }
)
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def inspected(name: str, content: bytes) -> Attached:
    """Return the file as it may be kept. Raises AttachmentRefused."""
    if not content:
        raise AttachmentRefused(Fault.EMPTY)
    if len(content) > MAX_FILE:
        raise AttachmentRefused(Fault.TOO_LARGE)
    for begins, reads in _KINDS.items():
        if content.startswith(begins):
            ending = reads(content)
            break
    else:
        ending = read_text(name, content)
    if not content.startswith(_ARCHIVE) and _is_archive_too(content):
        raise AttachmentRefused(Fault.DAMAGED)
    return Attached(_named(name, ending), TYPES[ending], content)


def _is_archive_too(content: bytes) -> bool:
    """Tell whether a program that opens archives would find one in a file of another kind.

    Looked for anywhere: behind the file, in a comment of a picture. A zip has both an entry and the end of its list.
    """
    return (_ARCHIVE in content and b"PK\x05\x06" in content) or any(one in content for one in _ARCHIVES)


def _named(name: str, ending: str) -> str:
    """Return a name without folders, controls and tricks, that ends as what the file is."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in plain if one.isalnum() or one in " -_.,()'’")
    stem = re.sub(r"\.{2,}", ".", plain).strip(" .")
    stem = re.sub(r"(?i)\.(?:" + "|".join(TYPES) + r"|jpeg|log)$", "", stem).replace(".", " ").strip()
    return f"{stem[: _MAX_NAME - len(ending) - 1].strip() or 'fichier'}.{ending}"
