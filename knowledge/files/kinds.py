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
from typing import NoReturn
from xml.parsers import expat

from knowledge.files import MAX_FILE, Attached, AttachmentRefused, Fault
from knowledge.files.pictures import read_gif, read_jpeg, read_pdf, read_png, read_webp

# Parts and relations that carry or fetch a program, by the last word of their type.
_CARRIES = re.compile(
    r"(?i)(?:macro|vbaproject|activex|oleobject|afchunk|externallink|connections|querytable|attachedtemplate|subdocument"
    r"|/control$|/package$|dialogsheet)"
)
_BAD = frozenset(
    ("OLEObject", "oleObject", "oleLink", "ddeLink", "webPr", "dbPr", "altChunk", "subDoc", "control", "macrosheet",
     "connections", "script", "attachedTemplate")
)  # fmt: skip
_ELSEWHERE = re.compile(r"(?i)^\s*(?:[a-z][a-z0-9+.-]*:|\\\\|//)")  # An address, and no part of the document.
# Fields of Word that fetch or call something, by their names.
_FIELDS = re.compile(
    r"(?i)\s*(?:dde|ddeauto|include|includepicture|includetext|import|link|database|rd|macrobutton|control|htmlactivex|embed)\b"
)
_QUOTED = re.compile(r'"[^"]*"')
# Of a formula, outside of its texts: a call to another program, another file, or the network.
_FETCHES = re.compile(
    r"(?i)\||://|\\\\|\b(?:webservice|image|rtd|call|register(?:\.id)?|exec|evaluate|sql\.request|dde\w{0,9}|stockhistory)\s{0,9}\("
)
_FORMULAS = frozenset(("f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"))  # fmt: skip
_INSTRUCTIONS = frozenset(("instrText", "delInstrText"))
_PICTURES = frozenset(("imagedata", "fill", "stroke", "image", "img"))  # They may name an address themselves.
_WATCHED = (
    _FORMULAS | _INSTRUCTIONS | _BAD | _PICTURES | {"Relationship", "Override", "Default", "fldChar", "fldSimple"}
)
_MAX_FORMULA = 100_000  # Characters; Excel's own limit is 8,192.
_MAX_TAG_NAME = 64  # Characters of a field that are kept: its name stands first.
# Of a whole document: tags and attributes, of which a cell has six, and elements that are looked at.
_MAX_TAGS, _MAX_WATCHED = 2_500_000, 200_000


class Markup:
    """Reads the parts of one document, one after the other."""

    def __init__(self) -> None:
        self._left, self._left_watched = _MAX_TAGS, _MAX_WATCHED
        self._plain: set[str] = set()  # Names that are met and need no look.
        self._fields: list[str] = []  # What is typed in each field that is open, the innermost last.
        self._heard: list[str] = []  # What the formula, or the field's name, says that is open.

    def check(self, part: bytes) -> None:
        """Refuse a part that does something by itself, or is no XML. Raises AttachmentRefused."""
        self._left -= part.count(b"<") + part.count(b"=")
        if self._left < 0:
            raise AttachmentRefused(Fault.UNPACKS)
        self._fields = []
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = self._start
        try:
            parser.Parse(part, True)
        except expat.ExpatError as error:
            raise AttachmentRefused(Fault.DAMAGED) from error
        for field in self._fields:
            _check_field(field)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in self._plain:
            return
        name = tag[tag.rfind(" ") + 1 :]
        if name in _WATCHED:
            self._watch(name, attributes)
        else:
            self._plain.add(tag)

    def _watch(self, name: str, attributes: dict[str, str]) -> None:
        self._left_watched -= 1
        if self._left_watched < 0:
            raise AttachmentRefused(Fault.UNPACKS)
        if name in _BAD:
            _refuse()
        if name in _FORMULAS or name in _INSTRUCTIONS:
            self._heard = []
            self._parser.StartElementHandler = _broken  # Text alone stands there.
            self._parser.CharacterDataHandler = self._heard.append
            self._parser.EndElementHandler = self._end
        elif name == "Relationship":
            _check_relation(attributes)
        elif name in ("Override", "Default"):
            if _CARRIES.search(attributes.get("ContentType", "")):
                _refuse()
        elif name in _PICTURES:
            if _ELSEWHERE.search(attributes.get("src", "")):
                _refuse()
        elif name == "fldSimple":
            _check_field(_valued(attributes, "instr"))
        else:
            self._field(_valued(attributes, "fldCharType"))

    def _field(self, kind: str) -> None:
        """Note where a field begins, and look at its name where it ends: it may be written in several pieces."""
        if kind == "begin":
            if self._fields and not self._fields[-1]:
                _refuse()  # Another field would compute its name.
            self._fields.append("")
        elif self._fields:
            _check_field(self._fields[-1])
            self._fields[-1] += "?"  # Named, or without a name.
            if kind == "end":
                self._fields.pop()

    def _end(self, tag: str) -> None:
        said = "".join(self._heard)
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None
        if tag[tag.rfind(" ") + 1 :] in _FORMULAS:
            if len(said) > _MAX_FORMULA or _FETCHES.search(_QUOTED.sub("", said)):
                _refuse()
        elif self._fields:
            self._fields[-1] = (self._fields[-1] + said).lstrip()[:_MAX_TAG_NAME]
        else:
            self._fields.append(said.lstrip()[:_MAX_TAG_NAME])


def _refuse(*_: object) -> NoReturn:
    raise AttachmentRefused(Fault.PROGRAM)


def _broken(*_: object) -> NoReturn:
    raise AttachmentRefused(Fault.DAMAGED)


def _valued(attributes: dict[str, str], name: str) -> str:
    """Return the value of the attribute of that name, whatever its namespace; "" if there is none."""
    return next((value for key, value in attributes.items() if key[key.rfind(" ") + 1 :] == name), "")


def _check_field(said: str) -> None:
    if _FIELDS.match(said):
        _refuse()


def _check_relation(attributes: dict[str, str]) -> None:
    """Refuse what a document fetches by itself when it is opened; a link to press is none."""
    kind = attributes.get("Type", "")
    if _CARRIES.search(kind):
        _refuse()
    outside = attributes.get("TargetMode", "Internal") != "Internal" or _ELSEWHERE.search(attributes.get("Target", ""))
    if outside and not kind.endswith("/hyperlink"):
        _refuse()


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
