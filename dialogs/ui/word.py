"""Documents for Word, set as letters of an administration are: A4, French, with real headings; and models that are filled."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from knowledge.files import AttachmentRefused, Fault
from knowledge.french import quoted, typeset

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LANGUAGE = "fr-FR"
_FONT = "Arial"
_COLUMN = 5.0  # Centimetres, where what a label names begins.
# What XML 1.0 cannot hold, whatever a person has typed.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"[ \t\r\n]+")  # No-break spaces stay.
_BLANK = re.compile(r"\n[ \t\xa0]*\n\s*")


@dataclass(frozen=True, slots=True)
class Written:
    """What a document says: its title, labelled lines, a text under a heading, the lines of who signs, the name last, and a line at the foot."""

    title: str
    subtitle: str
    rows: Sequence[tuple[str, str]]  # Label, value.
    heading: str
    text: str  # A blank line begins a paragraph, a line end breaks one.
    signed: Sequence[str]
    foot: str
    at: datetime  # When it was written, aware: its date, whenever it is made.


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a typed text, without what XML cannot hold."""
    plain = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return [part.strip() for part in _BLANK.split(plain) if part.strip()]


def new_document(margin: float = 2.5) -> Any:
    """Return an empty document, set as the administration's are; ``margin``: in centimetres."""
    # Slow to import, and rarely used.
    from docx import Document  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    made = Document()
    for named in ("Normal", "Title", "Subtitle", "Heading 1", "Footer"):
        style = made.styles[named]
        style.font.name = _FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)  # A theme's font comes before the one that is named.
        for kind in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), _FONT)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    sizes = {"Normal": 11, "Title": 16, "Subtitle": 12, "Heading 1": 13, "Footer": 9}
    for named, size in sizes.items():
        made.styles[named].font.size = Pt(size)
    made.styles["Subtitle"].font.italic = False
    normal = made.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(8), 1.15
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(margin)
    return made


def saved(made: Any, *, title: str, subtitle: str, author: str, at: datetime) -> bytes:
    """Return the document's file, with what a reader sees of it before opening it; ``at`` is aware."""
    known = made.core_properties
    known.title, known.subject, known.author = plain(title), plain(subtitle), plain(author)
    known.language, known.comments, known.keywords = _LANGUAGE, "", ""
    known.created = known.modified = at.astimezone(UTC).replace(tzinfo=None)  # Which that library writes as UTC.
    known.last_modified_by = known.author
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def docx(written: Written) -> bytes:
    """Return the document's file."""
    # Slow to import, and rarely used.
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    made = new_document()
    made.add_paragraph(plain(written.title), style="Title")
    made.add_paragraph(plain(written.subtitle), style="Subtitle")
    for label, value in written.rows:
        row = made.add_paragraph()
        row.paragraph_format.left_indent, row.paragraph_format.first_line_indent = Cm(_COLUMN), Cm(-_COLUMN)
        row.paragraph_format.tab_stops.add_tab_stop(Cm(_COLUMN))
        row.paragraph_format.space_after = Pt(3)
        row.add_run(plain(label)).bold = True
        row.add_run(f"\t{plain(value)}")
    made.add_paragraph(plain(written.heading), style="Heading 1")
    for part in paragraphs(written.text):
        made.add_paragraph(part)
    for number, line in enumerate(written.signed):
        signed = made.add_paragraph(plain(line))
        signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        signed.paragraph_format.space_before, signed.paragraph_format.space_after = Pt(0 if number else 18), Pt(0)
    made.sections[0].footer.paragraphs[0].text = plain(written.foot)
    return saved(made, title=written.title, subtitle=written.subtitle, author=written.signed[-1], at=written.at)


def plain(line: str) -> str:
    """Return a line without what XML cannot hold."""
    return _SPACES.sub(" ", _UNWRITABLE.sub("", line)).strip()


_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_STRAY = re.compile(r"\{\{|\}\}")
_AROUND = 30  # Characters of a text that say where a fault is.
_UNREADABLE: Mapping[Fault, str] = {
    Fault.PROGRAM: "le document contient une macro ou va chercher quelque chose ailleurs : enregistrez-le en .docx simple",
    Fault.LOCKED: "le document est protégé par un mot de passe : retirez-le",
}
_NO_DOCUMENT = "ce n'est pas un document Word (.docx)"


class TemplateFault(Exception):
    """A model cannot be used; ``why`` says so in French."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = typeset(why)


@dataclass(frozen=True, slots=True)
class Filled:
    """A document made from a model. ``unknown``: the fields that the model names and nobody knows; they stand as they were."""

    content: bytes
    unknown: tuple[str, ...] = ()


def opened(content: bytes) -> Any:
    """Return the document of a model. Raises TemplateFault."""
    from docx import Document  # noqa: PLC0415 - Slow to import, and rarely used.

    from knowledge.files.kinds import inspected  # noqa: PLC0415 - The same.

    try:
        kind = inspected("modele.docx", content)
    except AttachmentRefused as refused:
        raise TemplateFault(_UNREADABLE.get(refused.fault, _NO_DOCUMENT)) from refused
    if not kind.name.endswith(".docx"):
        raise TemplateFault(_NO_DOCUMENT)
    try:
        return Document(BytesIO(content))
    except Exception as error:  # That library says in many ways that a file is none of its.
        raise TemplateFault(_NO_DOCUMENT) from error


def faults(content: bytes, known: Collection[str]) -> list[str]:
    """Return what is wrong with a model whose fields are ``known``, each with where it stands."""
    try:
        document = opened(content)
    except TemplateFault as fault:
        return [fault.why]
    found = []
    for place, nodes in enumerate(_paragraphs(document), 1):
        text = "".join(node.text or "" for node in nodes)
        for one in _FIELD.finditer(text):
            if one[1] not in known:
                near = difflib.get_close_matches(one[1].lower(), sorted(known), n=1)
                hint = f" ; vouliez-vous dire {quoted(f'{{{{ {near[0]} }}}}')} ?" if near else ""
                found.append(f"paragraphe {place}, {quoted(one[0])} : ce champ n'existe pas{hint}")
        if _STRAY.search(_FIELD.sub("", text)):
            about = text.strip()[:_AROUND]
            found.append(f"paragraphe {place}, {quoted(about)} : accolades ouvertes sans être fermées, ou l'inverse")
    return [typeset(one) for one in found]


def fill(content: bytes, values: Mapping[str, str], *, blank: str) -> Filled:
    """Return a model with its fields filled in; ``blank`` stands for a value that is not known. Raises TemplateFault."""
    document = opened(content)
    unknown: list[str] = []
    for nodes in _paragraphs(document):
        _fill(nodes, values, blank, unknown)
    file = BytesIO()
    document.save(file)
    return Filled(file.getvalue(), tuple(dict.fromkeys(unknown)))


def _paragraphs(document: Any) -> Iterator[list[Any]]:
    """Yield the pieces of text of each paragraph: of the page, tables and frames, headers and footers."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    parts = [document.part]
    parts += [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith(("/header", "/footer"))]
    for part in parts:
        for paragraph in part.element.iter(qn("w:p")):
            nodes = [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]
            if nodes:
                yield nodes


def _fill(nodes: Sequence[Any], values: Mapping[str, str], blank: str, unknown: list[str]) -> None:
    text = "".join(node.text or "" for node in nodes)
    for one in reversed(list(_FIELD.finditer(text))):
        if one[1] not in values:
            unknown.insert(0, one[0])
            continue
        _put(nodes, one.start(), one.end(), values[one[1]] or blank)


def _put(nodes: Sequence[Any], start: int, end: int, value: str) -> None:
    """Put a value where the field stood: in the piece in which it began, without the rest of it in those that follow."""
    at, first = 0, True
    for node in nodes:
        held = node.text or ""
        begin, stop = max(start - at, 0), min(end - at, len(held))
        at += len(held)
        if begin >= stop or begin > len(held):
            continue
        _write(node, held[:begin] + (value if first else "") + held[stop:])
        first = False


def _write(node: Any, text: str) -> None:
    """Write a text into a piece; its line ends are those of Word."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    head, *rest = [plain_inside(line) for line in text.split("\n")]
    node.text = head
    node.set(qn("xml:space"), "preserve")
    after = node
    for line in rest:
        broken, following = OxmlElement("w:br"), OxmlElement("w:t")
        following.text = line
        following.set(qn("xml:space"), "preserve")
        after.addnext(broken)
        broken.addnext(following)
        after = following


def plain_inside(line: str) -> str:
    """Return a line without what XML cannot hold, its spaces at both ends kept."""
    lead = line[: len(line) - len(line.lstrip(" "))]
    trail = line[len(line.rstrip(" ")) :] if line.strip(" ") else ""
    return f"{lead}{plain(line)}{trail}"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it is shipped. ``lines``: its paragraphs, one that begins with «# » being a heading."""

    title: str
    lines: Sequence[str]


def written(model: Model, *, author: str, at: Any) -> bytes:
    """Return a shipped model as a document that an office can change."""
    made = new_document()
    made.add_paragraph(model.title, style="Title")
    for line in model.lines:
        heading = line.startswith("# ")
        made.add_paragraph(line.removeprefix("# "), style="Heading 1" if heading else "Normal")
    return saved(made, title=model.title, subtitle="", author=author, at=at)


def fields_of(content: bytes) -> tuple[str, ...]:
    """Return the fields that a model names. Raises TemplateFault."""
    texts = ("".join(node.text or "" for node in nodes) for nodes in _paragraphs(opened(content)))
    return tuple(dict.fromkeys(one[1] for text in texts for one in _FIELD.finditer(text)))
