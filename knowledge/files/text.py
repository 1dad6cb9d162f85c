"""Plain text and tables of it: no markup that a browser would run, no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import re

from knowledge.attached import AttachmentRefused, Fault

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
