"""Reading a workbook back as a spreadsheet does: each cell with its type and the format that shows it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_PLACE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class ReadCell:
    value: str | float
    shown: str = ""  # The number format.
    quoted: bool = False  # What is typed begins with an apostrophe: it never becomes a formula.


@dataclass
class ReadSheet:
    rows: list[list[ReadCell | None]] = field(default_factory=list)
    filters: str = ""
    frozen: str = ""
    formulas: int = 0

    def texts(self) -> list[list[str]]:
        return [["" if cell is None else str(cell.value) for cell in row] for row in self.rows]


def read_workbook(content: bytes) -> dict[str, ReadSheet]:
    """Return the sheets by name. Raises on what is no workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()

        def part(name: str) -> ElementTree.Element:
            return ElementTree.fromstring(packed.read(name))

        shared = [
            "".join(text.text or "" for text in item.iter(f"{{{_NS['m']}}}t"))
            for item in (part("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else [])
        ]
        styles = part("xl/styles.xml")
        codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind(".//m:numFmt", _NS)}
        shown = [
            (codes.get(one.get("numFmtId"), one.get("numFmtId", "")), one.get("quotePrefix") == "1")
            for one in styles.iterfind("m:cellXfs/m:xf", _NS)
        ]
        titles = [str(one.get("name")) for one in part("xl/workbook.xml").iterfind(".//m:sheet", _NS)]
        return {
            title: _sheet(part(f"xl/worksheets/sheet{number}.xml"), shared, shown)
            for number, title in enumerate(titles, 1)
        }


def _sheet(root: ElementTree.Element, shared: list[str], shown: list[tuple[str, bool]]) -> ReadSheet:
    sheet = ReadSheet()
    found = root.find("m:autoFilter", _NS)
    sheet.filters = found.get("ref", "") if found is not None else ""
    pane = root.find(".//m:pane", _NS)
    sheet.frozen = f"{pane.get('xSplit')},{pane.get('ySplit')},{pane.get('state')}" if pane is not None else ""
    sheet.formulas = len(root.findall(".//m:f", _NS))
    for row in root.iterfind(".//m:row", _NS):
        number = int(str(row.get("r")))
        sheet.rows += [[] for _ in range(number - len(sheet.rows))]
        for cell in row.iterfind("m:c", _NS):
            value = cell.find("m:v", _NS)
            if value is None or value.text is None:
                continue
            place = _PLACE.fullmatch(str(cell.get("r")))
            assert place
            column = 0
            for letter in place[1]:
                column = 26 * column + ord(letter) - 64
            line = sheet.rows[number - 1]
            line += [None] * (column - len(line))
            style, quoted = shown[int(cell.get("s", 0))]
            told = shared[int(value.text)] if cell.get("t") == "s" else float(value.text)
            line[column - 1] = ReadCell(told, style, quoted)
    return sheet
