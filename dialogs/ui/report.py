"""Reports of a page or two, written once and set twice: HTML with charts drawn as SVG, and a document for Word.

In Word the bars are shaded cells beside their numbers: they are read aloud, copied and corrected as any table, stay sharp
when printed, and need no library of pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from dialogs.ui.word import new_document, plain, saved
from knowledge.french import agreed, number

HTML_TYPE = "text/html"
_BLUE = "1F4E79"
_PALE = "DCE6F1"
_LINE, _BAR, _LETTER = 26, 340, 7.6  # Of a chart: a line, its longest bar, a letter of a name.
_MARKS = 24  # Blocks of the longest bar in Word.
_NUMBER = "Nombre"
_FIVE = 5  # Figures that stand on one line; more of them stand four by four.


@dataclass(frozen=True, slots=True)
class PartTitle:
    """The title of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; ``quiet``: a note in small letters."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class LargeFigures:
    """Figures side by side: value, what it is, and what it was before."""

    shown: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines under their heads; ``right``: the columns of numbers; ``widths``: of all columns in centimetres."""

    head: Sequence[str]
    lines: Sequence[Sequence[str]]
    right: Sequence[int] = ()
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class BarChart:
    """Counted things, each with a bar in proportion to the largest; ``title`` says what is counted."""

    title: str
    counts: Sequence[tuple[str, int]]


Block = PartTitle | Words | LargeFigures | Grid | BarChart


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report. ``at``: when it was made, aware; ``author``: who answers for it."""

    title: str
    subtitle: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    foot: str = ""
    author: str = ""
    at: datetime = field(kw_only=True)


_STYLE = """
@page { size: A4; margin: 15mm; }
body { font: 10.5pt/1.35 Arial, sans-serif; color: #111; max-width: 180mm; margin: 8mm auto; }
h1 { font-size: 17pt; margin: 0 0 1mm; } .under { margin: 0 0 4mm; font-size: 11pt; }
h2 { font-size: 12pt; margin: 5mm 0 1.5mm; break-after: avoid; } p { margin: 0 0 2mm; } .quiet { font-size: 9pt; color: #444; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3mm; margin: 0 0 3mm; padding: 0; list-style: none; }
.five { grid-template-columns: repeat(5, 1fr); }
.figures li { background: #dce6f1; padding: 2.5mm 3mm; border-radius: 1mm; }
.figures b { display: block; font-size: 15pt; } .figures span { display: block; font-size: 9pt; color: #333; }
table { border-collapse: collapse; width: 100%; margin: 0 0 3mm; } tr { break-inside: avoid; }
th, td { text-align: left; padding: 1mm 2mm; border-bottom: 0.2mm solid #bbb; vertical-align: top; }
th { font-size: 9pt; color: #333; } .right { text-align: right; white-space: nowrap; }
svg { display: block; max-width: 100%; height: auto; margin: 0 0 3mm; break-inside: avoid; } footer { font-size: 9pt; color: #444; margin-top: 5mm; }
@media screen and (max-width: 640px) { body { margin: 4mm; } .figures { grid-template-columns: repeat(2, 1fr); }
  table { font-size: 9pt; } .right { white-space: normal; } th, td { padding: 1mm; } th { font-size: 7.5pt; } }
"""


def html(report: WrittenReport) -> bytes:
    """Return the report as one HTML file that loads nothing."""
    parts = [
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head><body><main>",
        f'<h1>{escape(report.title)}</h1><p class="under">{escape(report.subtitle)}</p>',
        *(_html(block) for block in report.blocks),
        f"</main><footer>{escape(report.foot)}</footer></body></html>\n",
    ]
    return "\n".join(parts).encode()


def _html(block: Block) -> str:
    if isinstance(block, PartTitle):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Words):
        return f'<p class="quiet">{escape(block.text)}</p>' if block.quiet else f"<p>{escape(block.text)}</p>"
    if isinstance(block, LargeFigures):
        items = (
            f"<li><b>{escape(value)}</b>{escape(agreed(value, label))}{f'<span>{escape(before)}</span>' if before else ''}</li>"
            for value, label, before in block.shown
        )
        wide = "figures five" if len(block.shown) == _FIVE else "figures"
        return f'<ul class="{wide}">{"".join(items)}</ul>'
    if isinstance(block, Grid):
        marks = [' class="right"' if place in block.right else "" for place in range(len(block.head))]
        head = "".join(
            f'<th scope="col"{mark}>{escape(cell)}</th>' for cell, mark in zip(block.head, marks, strict=True)
        )
        lines = (
            "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(line, marks, strict=True)) + "</tr>"
            for line in block.lines
        )
        whole = sum(block.widths)
        wide = "".join(f'<col style="width:{100 * one / whole:.0f}%">' for one in block.widths)
        return f"<table>{wide}<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    return _svg(block)


def _svg(chart: BarChart) -> str:
    """Return bars with their names and numbers, as a drawing that says in words what it shows."""
    most = max((count for _, count in chart.counts), default=0) or 1
    spoken = ", ".join(f"{name} {number(count)}" for name, count in chart.counts)
    height = _LINE * len(chart.counts)
    left = round(10 + _LETTER * max((len(_cut(name)) for name, _ in chart.counts), default=0))
    width = left + _BAR + 60
    rows = []
    for place, (name, count) in enumerate(chart.counts):
        y, wide = place * _LINE, round(_BAR * count / most)
        rows.append(
            f'<text x="0" y="{y + 17}" font-size="13">{escape(_cut(name))}</text>'
            f'<rect x="{left}" y="{y + 5}" width="{max(wide, 1) if count else 0}" height="15" fill="#{_BLUE}"/>'
            f'<text x="{left + 6 + wide}" y="{y + 17}" font-size="13">{number(count)}</text>'
        )
    return (
        f'<svg role="img" width="{width}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="Arial, sans-serif">'
        f"<title>{escape(chart.title)}</title><desc>{escape(spoken)}</desc>{''.join(rows)}</svg>"
    )


def _cut(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39].rstrip()}…"


def docx(report: WrittenReport) -> bytes:
    """Return the report as a document for Word."""
    from docx.shared import Pt  # noqa: PLC0415 - slow to import, and rarely used.

    made = new_document(margin=1.8)
    made.styles["Normal"].font.size = Pt(10)
    made.styles["Normal"].paragraph_format.space_after = Pt(4)
    made.styles["Heading 1"].font.size = Pt(12)
    made.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    made.add_paragraph(plain(report.title), style="Title")
    made.add_paragraph(plain(report.subtitle), style="Subtitle")
    for block in report.blocks:
        _word(made, block)
    made.sections[0].footer.paragraphs[0].text = plain(report.foot)
    return saved(made, title=report.title, subtitle=report.subtitle, author=report.author, at=report.at)


def _word(made: Any, block: Block) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    if isinstance(block, PartTitle):
        made.add_paragraph(plain(block.text), style="Heading 1")
    elif isinstance(block, Words):
        run = made.add_paragraph().add_run(plain(block.text))
        run.font.size = Pt(9 if block.quiet else 10)
    elif isinstance(block, LargeFigures):
        _word_figures(made, block)
    elif isinstance(block, Grid):
        table = _word_grid(made, block.head, block.lines, block.right)
        if block.widths:
            _widths(table, block.widths)
    else:
        most = max((count for _, count in block.counts), default=0) or 1
        table = _word_grid(
            made, (block.title, "", _NUMBER), [(name, "", number(count)) for name, count in block.counts], (2,)
        )
        _widths(table, (6.0, 9.0, 2.4))
        for row, (_, count) in zip(table.rows[1:], block.counts, strict=True):
            # A bar of full blocks: it is text, which Word draws in the colour of the chart.
            run = row.cells[1].paragraphs[0].add_run("█" * max(round(_MARKS * count / most), 1 if count else 0))
            run.font.size, run.font.color.rgb = Pt(9), _colour(_BLUE)


def _word_figures(made: Any, block: LargeFigures) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    wide = _FIVE if len(block.shown) == _FIVE else 4
    for start in range(0, len(block.shown), wide):
        some = block.shown[start : start + wide]
        table = made.add_table(rows=1, cols=len(some))
        for cell, (value, label, before) in zip(table.rows[0].cells, some, strict=True):
            _shade(cell, _PALE)
            cell.paragraphs[0].add_run(plain(value)).bold = True
            cell.paragraphs[0].runs[0].font.size = Pt(15)
            cell.add_paragraph(plain(agreed(value, label)))
            if before:
                cell.add_paragraph().add_run(plain(before)).font.size = Pt(8)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
        made.add_paragraph().paragraph_format.space_after = Pt(0)


def _word_grid(made: Any, head: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[int]) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    table = made.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for line in (head, *lines):
        cells = table.rows[0].cells if line is head else table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, line, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(plain(text))
            run.font.size, run.bold = Pt(9), line is head
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
            if place in right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if line is head:
                _shade(cell, _PALE)
    _repeated_head(table)
    made.add_paragraph().paragraph_format.space_after = Pt(0)
    return table


def _repeated_head(table: Any) -> None:
    """Have the heads repeated on each page, and read as heads."""
    _mark(table.rows[0]._tr.get_or_add_trPr(), "tblHeader", val="true")  # noqa: SLF001 - that library has no other way.


def _shade(cell: Any, colour: str) -> None:
    _mark(cell._tc.get_or_add_tcPr(), "shd", val="clear", color="auto", fill=colour)  # noqa: SLF001


def _mark(parent: Any, name: str, **given: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    mark = OxmlElement(f"w:{name}")
    for attribute, value in given.items():
        mark.set(qn(f"w:{attribute}"), value)
    parent.append(mark)


def _widths(table: Any, centimetres: Sequence[float]) -> None:
    from docx.shared import Cm  # noqa: PLC0415

    table.autofit = False
    for column, width in zip(table.columns, centimetres, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, centimetres, strict=True):
            cell.width = Cm(width)


def _colour(code: str) -> Any:
    from docx.shared import RGBColor  # noqa: PLC0415

    return RGBColor.from_string(code)
