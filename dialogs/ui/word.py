"""Documents for Word, set as letters of an administration are: A4, French, with real headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

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
