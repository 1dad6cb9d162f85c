"""What a file really is, told from its bytes, and whether it may be kept.

A name and a declared type are only what a client says. What is kept is one of a few kinds that carry no program, whole and
nothing but itself; it is kept under a name that means nothing to any system. Whatever the bytes, a look takes time in
proportion to their number; the service looks in a process of its own all the same (``bot.looking``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from knowledge.attached import MAX_FILE, Attached, AttachmentRefused, Fault
from knowledge.files.office import read_office
from knowledge.files.pdf import read_pdf
from knowledge.files.pictures import read_gif, read_jpeg, read_png, read_webp
from knowledge.files.text import read_text

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
