"""A table as a file: a workbook whose columns have types, or text that a French Excel opens; no cell is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dialogs.core.exchange import Enclosed
from dialogs.steering import document_texts as texts
from knowledge.french import PARIS

if TYPE_CHECKING:  # It is loaded when a workbook is made.
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 10  # Characters of a column.


class Share(float):
    """A part of 1, shown in hundredths."""


Cell = str | int | float | Share | datetime | date | timedelta | None
"""What a cell holds: aware instants, shown in Paris; None: nothing is known."""


@dataclass(frozen=True, slots=True)
class ExportTable:
    """What is exported: the question in words, when it was asked, its lines, and what is counted of them.

    ``tallies``: what is counted by, and how many there are of each; ``notes``: what is to be known of the columns.
    """

    name: str  # Of the file, without its kind.
    tab: str
    question: str
    made: datetime
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    tallies: Sequence[tuple[str, Sequence[tuple[str, int]]]] = ()
    notes: Sequence[str] = ()


def as_csv(table: ExportTable) -> Enclosed:
    """Return the lines as text, with the mark by which Excel knows UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(_plain(cell)) for cell in row] for row in (table.heads, *table.rows))
    return Enclosed(f"{table.name}.csv", "text/csv", written.getvalue().encode("utf-8-sig"))


def as_xlsx(table: ExportTable) -> Enclosed:
    """Return a workbook: what was asked and what it counts, then the lines, with a head that stays and filters."""
    import xlsxwriter  # noqa: PLC0415 - used rarely.

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties(
            {"title": table.question[:255], "created": table.made.astimezone(PARIS).replace(tzinfo=None)}
        )
        formats = {name: book.add_format(given) for name, given in _FORMATS.items()}
        formats["defused"].set_quote_prefix()
        _write_summary(book.add_worksheet(texts.SUMMARY), table, formats)
        _write_lines(book.add_worksheet(table.tab), table, formats)
    return Enclosed(f"{table.name}.xlsx", _XLSX, written.getvalue())


MAKERS: Mapping[str, Callable[[ExportTable], Enclosed]] = MappingProxyType({"xlsx": as_xlsx, "csv": as_csv})
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "head": {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True},
        "title": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
        "wrapped": {"text_wrap": True, "valign": "top"},
        "text": {},
        "defused": {"num_format": "@"},
        "instant": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
        "day": {"num_format": "dd/mm/yyyy", "align": "left"},
        "length": {"num_format": '[h]" h "mm'},
        "share": {"num_format": "0.0%"},
        "mean": {"num_format": "0.0"},
        "whole": {"num_format": "#,##0"},
    }
)


def _write_summary(sheet: Worksheet, table: ExportTable, formats: Mapping[str, Format]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 50)
    told: tuple[tuple[str, Cell], ...] = (
        (texts.QUESTION, table.question),
        (texts.MADE, table.made),
        (texts.LINES, len(table.rows)),
    )
    for at, (label, value) in enumerate(told):
        sheet.write_string(at, 0, label, formats["head"])
        _write(sheet, (at, 1), value, formats)
    at = 4
    for by, counts in table.tallies:
        sheet.write_string(at, 0, by, formats["head"])
        sheet.write_string(at, 1, texts.COUNTED, formats["head"])
        for label, count in counts:
            at += 1
            _write(sheet, (at, 0), label, formats)
            sheet.write_number(at, 1, count, formats["whole"])
        at += 2
    for note in table.notes:
        sheet.merge_range(at, 0, at, 1, "", formats["wrapped"])
        sheet.write_string(at, 0, note, formats["wrapped"])
        sheet.set_row(at, 30)
        at += 1


def _write_lines(sheet: Worksheet, table: ExportTable, formats: Mapping[str, Format]) -> None:
    for place, head in enumerate(table.heads):
        sheet.write_string(0, place, head, formats["head"])
        sampled = [head, *(_plain(row[place]) for row in table.rows[:500])]
        sheet.set_column(place, place, min(max(map(len, sampled)) + 2, _WIDEST) if sampled else _NARROWEST)
    for at, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            _write(sheet, (at, place), cell, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.heads) - 1)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, formats: Mapping[str, Format]) -> None:
    """Write a cell by its own type: a text stays one, whatever it begins with."""
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(*place, cell, formats["defused" if cell.startswith(_FORMULA) else "text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(*place, cell.astimezone(PARIS).replace(tzinfo=None), formats["instant"])
    elif isinstance(cell, date):
        sheet.write_datetime(*place, datetime.combine(cell, time()), formats["day"])
    elif isinstance(cell, timedelta):
        sheet.write_number(*place, cell / timedelta(days=1), formats["length"])
    else:
        name = "share" if isinstance(cell, Share) else "whole" if isinstance(cell, int) else "mean"
        sheet.write_number(*place, cell, formats[name])


def _plain(cell: Cell) -> str:
    """Return a cell as a French Excel reads it in text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(PARIS).strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(cell, Share):
        return f"{100 * cell:.1f} %".replace(".", ",")
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else str(cell)


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
