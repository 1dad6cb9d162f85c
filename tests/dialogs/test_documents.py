"""The document enclosed with the call's mail, read back as Word reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from dialogs.application import call_mail
from dialogs.ui.word import MEDIA_TYPE, Written, docx, paragraphs
from knowledge.application import ApplicationStatus, Candidature
from knowledge.base import KnowledgeBase

AT = datetime(2024, 1, 25, 23, 30, tzinfo=UTC)  # Already the 26th in Paris.
TEXT = "Trois ans d’Op@le,\ndans deux agences comptables.\n\n \nJe souhaite aider <les> autres & transmettre\x0b.\n"


def candidature() -> Candidature:
    given = {"mail": "eve@example.org", "function": "sgac", "school": "0130001F", "wave": "v2", "motivation": TEXT}
    return Candidature(
        call="2024-experts-opale", candidate=None, status=ApplicationStatus.SUBMITTED, reference="CA-2024-0007",
        name="MARTIN Ève", edition=2, answers=given,
    )  # fmt: skip


def test_the_motivation_is_a_document_in_french_with_headings_paragraphs_and_a_date(base: KnowledgeBase) -> None:
    (made,) = call_mail.enclosed(base.call, candidature(), at=AT)
    assert (made.name, made.type) == ("motivation-CA-2024-0007-v2.docx", MEDIA_TYPE)
    read = Document(BytesIO(made.content))
    assert [(part.style.name, part.text) for part in read.paragraphs] == [
        ("Title", "Candidature d’expert Op@le académique"),
        ("Subtitle", "Appel à candidatures SAEPL/24-995-42 du 22 janvier 2024"),
        ("Normal", "Nom et prénom :\tMARTIN Ève"),
        ("Normal", "Courriel :\teve@example.org"),
        ("Normal", "Fonction :\tsecrétariat général et agence comptable"),
        ("Normal", "Établissement :\t0130001F"),
        ("Normal", "Vague de déploiement d’Op@le :\t2"),
        ("Heading 1", "Présentation de ma motivation"),
        ("Normal", "Trois ans d’Op@le,\ndans deux agences comptables."),
        ("Normal", "Je souhaite aider <les> autres & transmettre."),
        ("Normal", "Fait le 26 janvier 2024"),
        ("Normal", "MARTIN Ève"),
    ]
    foot = read.sections[0].footer.paragraphs[0].text
    assert foot == (
        "Candidature n° CA-2024-0007, version 2, enregistrée le vendredi 26 janvier 2024 à 0 h 30 (heure de Paris)."
    )
    known = read.core_properties
    assert (known.author, known.language, known.title) == ("MARTIN Ève", "fr-FR", read.paragraphs[0].text)
    assert known.created == known.modified == AT
    languages = {one.get(qn("w:val")) for one in read.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    page = read.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_written_and_read_back(typed: str) -> None:
    written = Written("t", "s", [("Nom", typed)], "h", typed, (typed, ""), typed, AT)
    read = Document(BytesIO(docx(written)))
    assert [part.text for part in read.paragraphs[4:-2]] == paragraphs(typed)
