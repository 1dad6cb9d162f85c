"""Documents of Word and Excel: an archive of parts in XML and of pictures, nothing that runs or fetches by itself.

Every part is read, whatever its name: pictures and fonts by their first bytes, all others by an XML parser that takes no
entity and no document type.
"""

from __future__ import annotations

import io
import itertools
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from types import MappingProxyType

from knowledge.attached import AttachmentRefused, Fault
from knowledge.files.markup import Markup

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
