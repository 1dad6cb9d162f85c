"""Files that are kept, and forty that are not: told from their bytes, whatever they are called."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest

from knowledge.files import MAX_FILE, AttachmentRefused, Fault
from knowledge.files.kinds import inspected

F = Fault


def png(width: int = 2, height: int = 2, after: bytes = b"") -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0" * 14)) + part(b"IEND", b"") + after


def jpeg(width: int = 2, height: int = 2, after: bytes = b"") -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + frame + b"\xff\xda\0\x02\0\0\xff\xd9" + after


def gif(width: int = 2, height: int = 2) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HH", width, height)
        + b"\0\0\0"
        + b"\x2c\0\0\0\0\x02\0\x02\0\0\x02\x02\x4c\x01\0"
        + b"\x3b"
    )


def webp(width: int = 2) -> bytes:
    data = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + inside + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


TYPES = b'<?xml version="1.0"?><Types xmlns="x"><Default Extension="xml" ContentType="application/xml"/></Types>'


def office(more: Mapping[str, bytes] | None = None, *, main: str = "word/document.xml", types: bytes = TYPES) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": types, main: b"<x/>", **(more or {})}.items():
            if name:
                archive.writestr(name, content)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """Mark every entry as encrypted."""
    out = bytearray(content)
    for at in range(len(out) - 4):
        if out[at : at + 4] == b"PK\x03\x04":
            out[at + 6] |= 1
        if out[at : at + 4] == b"PK\x01\x02":
            out[at + 8] |= 1
    return bytes(out)


def relation(kind: str) -> bytes:
    return (
        f'<Relationships><Relationship Id="a" Type="http://x/{kind}" Target="https://x.example" TargetMode="External"/>'
        "</Relationships>"
    ).encode()


KEPT = {
    "capture.png": (png(), "capture.png", "image/png"),
    "photo.JPEG": (jpeg(), "photo.jpg", "image/jpeg"),
    "anim.gif": (gif(), "anim.gif", "image/gif"),
    "image.webp": (webp(), "image.webp", "image/webp"),
    "releve.pdf": (pdf(), "releve.pdf", "application/pdf"),
    "courrier.docx": (office(), "courrier.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "lien.docx": (office({"word/_rels/document.xml.rels": relation("hyperlink")}), "lien.docx",
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "compte.xlsx": (office(main="xl/workbook.xml"), "compte.xlsx",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "journal.log": ("10:02 flux rejeté\n".encode(), "journal.txt", "text/plain"),
    "liste.csv": ("nom;montant\nRoux;-12,50\n".encode("cp1252"), "liste.csv", "text/csv"),
}  # fmt: skip
# Names that mean something to a system, or deceive a reader: the file is kept under another.
NAMES = {
    "../../etc/passwd.png": "passwd.png",
    "C:\\Users\\x\\facture.png": "facture.png",
    "facture.png.exe": "facture png exe.png",
    "facture\u202egnp.exe": "facturegnp exe.png",
    "capture\r\nContent-Type: text-html": "captureContent-Type text-html.png",
    "": "fichier.png",
    "...": "fichier.png",
    "a" * 300 + ".png": "a" * 76 + ".png",
    "<script>alert(1)</script>.png": "script.png",
    "été n° 2.png": "été n 2.png",
}
HOSTILE: Mapping[str, tuple[str, bytes, Fault]] = {
    "empty": ("a.png", b"", F.EMPTY),
    "too large": ("a.png", png() + b"\0" * MAX_FILE, F.TOO_LARGE),
    "a program of Windows": ("facture.pdf", b"MZ\x90\0\x03\0\0\0" + b"\0" * 60, F.KIND),
    "a program of Linux": ("a.png", b"\x7fELF\x02\x01\x01\0" + b"\0" * 60, F.KIND),
    "a script of the shell": ("a.txt", b"#!/bin/sh\nrm -rf /\n", F.KIND),
    "a page": ("a.txt", b"<!DOCTYPE html><html><script>alert(1)</script></html>", F.PROGRAM),
    "a page called an image": ("a.png", b"<html><img src=x onerror=alert(1)></html>", F.PROGRAM),
    "a drawing with a script": ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", F.PROGRAM),
    "a drawing called an image": ("logo.png", b"<?xml version='1.0'?><svg><script>1</script></svg>", F.PROGRAM),
    "a drawing after blanks": ("logo.txt", b"\n\n   <svg/onload=alert(1)>", F.PROGRAM),
    "a document of XML with entities": ("a.txt", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>', F.PROGRAM),
    "a sheet that computes": ("a.csv", b"nom;total\n=cmd|' /C calc'!A0;1\n", F.PROGRAM),
    "a sheet that calls": ("a.csv", b'"=HYPERLINK(""http://x"";""a"")"\n', F.PROGRAM),
    "a script": ("a.js", b"alert(1)\n", F.KIND),
    "a macro": ("a.vbs", b"MsgBox 1\n", F.KIND),
    "an archive": ("a.zip", office({"": b""}, main="a.txt"), F.KIND),
    "an archive called a document": ("a.docx", office(main="a.txt"), F.KIND),
    "a document with macros": ("a.docx", office({"word/vbaProject.bin": b"x"}), F.PROGRAM),
    "a document that says macros": ("a.docx", office(types=TYPES.replace(b"application/xml", b"application/vnd.ms-word.document.macroEnabled.main+xml")), F.PROGRAM),
    "a document with a file in it": ("a.docx", office({"word/embeddings/oleObject1.bin": b"x"}), F.PROGRAM),
    "a document with a program in it": ("a.xlsx", office({"xl/media/a.exe": b"MZ"}, main="xl/workbook.xml"), F.PROGRAM),
    "a document with an archive in it": ("a.docx", office({"word/media/a.zip": b"PK"}), F.PROGRAM),
    "a document that fetches a template": ("a.docx", office({"word/_rels/settings.xml.rels": relation("attachedTemplate")}), F.PROGRAM),
    "a document with entities": ("a.docx", office(types=b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + TYPES), F.PROGRAM),
    "a document that climbs": ("a.docx", office({"../../x": b"x"}), F.DAMAGED),
    "a document at the root": ("a.docx", office({"/etc/x": b"x"}), F.DAMAGED),
    "a document with a password": ("a.docx", locked(office()), F.LOCKED),
    "a bomb": ("a.docx", office({"word/a.xml": b"\0" * (20 * 1024 * 1024)}), F.UNPACKS),
    "a bomb of many": ("a.docx", office({f"word/{n}.xml": b"x" for n in range(2_100)}), F.UNPACKS),
    "a bomb in three": ("a.docx", office({f"word/{n}.xml": b"\0" * (15 * 1024 * 1024) for n in range(3)}), F.UNPACKS),
    "a document cut off": ("a.docx", office()[:-30], F.DAMAGED),
    "an image cut off": ("a.png", png()[:-6], F.DAMAGED),
    "an image with an archive behind": ("a.png", png(after=office()), F.DAMAGED),
    "an image with a page behind": ("a.jpg", jpeg(after=b"<script>alert(1)</script>"), F.DAMAGED),
    "an image of a billion points": ("a.png", png(65_000, 65_000), F.UNPACKS),
    "a wide image": ("a.jpg", jpeg(60_000, 10), F.UNPACKS),
    "a huge animation": ("a.gif", gif(65_000, 65_000), F.UNPACKS),
    "an animation cut off": ("a.gif", gif()[:-1], F.DAMAGED),
    "a huge picture": ("a.webp", webp(16_000_000), F.UNPACKS),
    "a sound called a picture": ("a.webp", b"RIFF\x24\0\0\0WAVEfmt ", F.KIND),
    "a page with a script": ("a.pdf", pdf(b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"), F.PROGRAM),
    "a page that launches": ("a.pdf", pdf(b"<</S/Launch/F(calc.exe)>>"), F.PROGRAM),
    "a page that hides its script": ("a.pdf", pdf(b"<</S/J#61vaScript>>"), F.PROGRAM),
    "a page with a file in it": ("a.pdf", pdf(b"<</EmbeddedFiles 3 0 R>>"), F.PROGRAM),
    "a page with a password": ("a.pdf", pdf(b"<</Encrypt 4 0 R>>"), F.LOCKED),
    "a page cut off": ("a.pdf", pdf()[:-8], F.DAMAGED),
    "a page with an archive behind": ("a.pdf", pdf(office()), F.DAMAGED),
    "text of another kind": ("a.txt", b"abc\x00def", F.KIND),
    "text with controls": ("a.txt", b"abc\x1b[2Jdef\x07", F.KIND),
    "a letter of RTF": ("a.txt", b"{\\rtf1 \\object x}", F.KIND),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept(name: str) -> None:
    content, kept_as, kind = KEPT[name]
    found = inspected(name, content)
    assert (found.name, found.type, found.content) == (kept_as, kind, content)


@pytest.mark.parametrize("name", NAMES)
def test_what_it_is_called_means_nothing_to_any_system(name: str) -> None:
    assert inspected(name, png()).name == NAMES[name]


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_refused(what: str) -> None:
    name, content, fault = HOSTILE[what]
    with pytest.raises(AttachmentRefused) as refused:
        inspected(name, content)
    assert refused.value.fault == fault


def test_there_are_forty_of_them() -> None:
    assert len(HOSTILE) >= 40
