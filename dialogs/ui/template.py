"""Documents for Word made from a model: each «{{ field }}» of it is replaced, wherever Word has cut it into pieces.

What people typed is put in as text and never read again: it names no field, and a document does nothing by itself.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from dialogs.ui.word import new_document, plain, saved
from knowledge.files import AttachmentRefused, Fault
from knowledge.french import quoted, typeset

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
