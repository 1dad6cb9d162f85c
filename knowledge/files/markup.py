"""One part of a document, read by an XML parser: what it would fetch, call or run by itself."""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

from knowledge.attached import AttachmentRefused, Fault

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
_MAX_NAME = 64  # Characters of a field that are kept: its name stands first.
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
            self._fields[-1] = (self._fields[-1] + said).lstrip()[:_MAX_NAME]
        else:
            self._fields.append(said.lstrip()[:_MAX_NAME])


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
