"""A request said in one sentence, as an expert types it on the phone: what was understood, and what is to be asked.

Nothing is guessed: homonymous schools are all kept, a field that was not said is empty, a subject that nothing speaks
for is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.request import Topic
from knowledge.schools.register import Register
from knowledge.understanding.contact import (
    REGISSEUR,
    chosen,
    is_urgent,
    mails,
    mentions,
    phones,
    slot_of,
    to_call_back,
)
from knowledge.understanding.intent.subjects import Subjects
from knowledge.understanding.words import MAX_CHARS, evened

SCHOOL, SUBJECT = "school", "subject"


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What one sentence says of a request. Absent fields are None or empty.

    ``uai``: one school taken, or several that fit equally well, to be chosen from; ``outside``: the one taken is not in
    the register. ``subjects``: the likeliest first, others about as likely after it. ``phone``: E.164. ``placed``: of the
    school only the town was said. ``slot``: the start, Paris time. ``details``: the sentence without the command before it and without how to reach the contact.
    """

    uai: tuple[str, ...] = ()
    outside: bool = False
    subjects: tuple[Topic, ...] = ()
    urgent: bool = False
    phone: str | None = None
    email: str | None = None
    contact_role: str | None = None
    contact_name: str | None = None
    slot: datetime | None = None
    details: str = ""
    placed: bool = False

    @property
    def subject(self) -> Topic | None:
        """The likeliest subject."""
        return self.subjects[0] if self.subjects else None

    @property
    def says_something(self) -> bool:
        """Tell whether any school, subject or contact was understood."""
        return bool(self.uai or self.subjects or self.phone or self.email or self.contact_role)

    @property
    def reads_as_request(self) -> bool:
        """Tell whether the sentence is a request by itself, no word such as «demande» being needed.

        It names a school and what it is about, or whom to reach there; or a subject and whom to reach.
        """
        reach = bool(self.phone or self.email or self.contact_role)
        return bool(self.uai and not self.placed and (self.subjects or reach or self.slot)) or bool(
            self.subjects and (self.phone or self.email)
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be asked before the request can be logged: «school», «subject»; homonyms are chosen from."""
        return tuple(name for name, there in ((SCHOOL, bool(self.uai)), (SUBJECT, bool(self.subjects))) if not there)


_COMMAND = re.compile(
    r"^\s*(?:(?:bonjour|bonsoir|salut|slt|hello|coucou|bjr|bsr)\b(?: a tous)?[ ,.!]*)?"
    r"(?:(?:peux[- ]tu|pouvez[- ]vous|tu peux|vous pouvez|peut[- ]on|pourrais[- ]tu|pourriez[- ]vous|merci d[e'] ?|stp|svp|il faut|je voudrais|je veux|j'ai besoin d[e'] ?)[ ,]*)*"
    r"(?:(?:creer|cree|enregistrer|enregistre|j'enregistre|demander|noter|note|ouvrir|ouvre|saisir|loguer|ajouter|logger)\b[ ,]*(?:stp|svp|ca|moi|pour moi)?[ ,]*)?"
    r"(?:une |un |la |ma )?(?:nouvelle |nvelle )?(?:(?:demande|appel|dossier|ticket|assistance|aide)\b)?(?: d'assistance)?(?: pour| de| du)?\s*[:,;-]*\s*"
)
# «au 04…», «tél. : 04…»: what leads to a number says nothing once it is gone.
_LEAD = 60  # Characters in which what leads to a number is looked for.
_LEADING = re.compile(
    r"(?:\b(?:ou|et|au|à|sur|via|par|mail|mél|courriel|email|tel|tél|téléphone|portable|fixe)\b[\s.:]*)+\Z",
    re.IGNORECASE,
)
# «le nouveau, pas Clovis Hugues»: a school that is not meant.
_NOT_THAT = re.compile(
    r"\b(?:pas|et non|surtout pas)\s((?:(?:celui|celle) de\s)?(?:le\s|la\s|les\s|l['’])?(?!Op@le\b|OP@LE\b)[A-ZÀ-Þ][\w@’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+)*)"
)
_CAPITAL = r"[A-ZÀ-Þ][\w’'-]+"
_PARTICLES = r"(?:(?:de|du|des|da|di|la|le|El|Ben)\s+){0,2}"
_TITLED = re.compile(
    rf"\b(?:M\.?|Mr|MM\.|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|mme|mr|mlle)\s+({_PARTICLES}{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
)
# «voir avec Karim», «rappeler Élise Martin»: who follows a word that says whom to reach.
_REACHED = re.compile(
    rf"\b(?:[Vv]oir avec|[Rr]?[Aa]ppeler|[Rr]appelle[rz]?|[Cc]ontacter|[Jj]oindre|[Cc]ontact|[Dd]emander|[Ii]nterlocut(?:eur|rice))\s*:?\s+({_CAPITAL}(?:\s+{_CAPITAL})?)"
)
_NO_NAME = frozenset((
    "la", "le", "les", "l", "une", "sg", "ac", "fdp", "gestionnaire", "intendante", "principale", "proviseure",
    "agent",
))  # fmt: skip


def read_request(text: str, register: Register, now: datetime, subjects: Subjects) -> RequestDraft:
    """Return what ``text`` says of a request; ``now`` is aware. Never raises: what is not understood is not there."""
    text = text[:MAX_CHARS]
    reached = (*phones(text), *mails(text))
    numbers = [one for one in reached if one.value.startswith("+")]
    addresses = [one for one in reached if not one.value.startswith("+")]
    phone, email = chosen(text, numbers), chosen(text, addresses)
    aside = [(one.start, one.end) for one in reached]
    within = _masked(text, aside)
    spotted = register.spot(_masked(within, (found.span(1) for found in _NOT_THAT.finditer(within))))
    roles = mentions(text, aside)
    named = to_call_back(roles)
    slot = slot_of(within, now)
    plain = _masked(within, spotted.spans)
    # Functions say who calls, not what about; only a régisseur calls about a régie.
    told = _masked(plain, [*((one.start, one.end) for one in roles if one.role != REGISSEUR), *slot.spans])
    return RequestDraft(
        uai=tuple(one.uai for one in spotted.schools) or ((spotted.outside,) if spotted.outside else ()),
        outside=not spotted.schools and spotted.outside is not None,
        subjects=subjects.found(told) or subjects.found(plain),
        urgent=is_urgent(plain),
        phone=phone.value if phone else None,
        email=email.value if email else None,
        contact_role=named.role if named else None,
        contact_name=_name(text, spotted.spans),
        slot=slot.start,
        details=_details(text, aside),
        placed=spotted.placed,
    )


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with the ``spans`` blanked, so that places stay what they were."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _name(text: str, spotted: Sequence[tuple[int, int]]) -> str | None:
    """Return the name that follows the first «Mme» or «M», or a word such as «voir avec»; a school's is none."""
    for pattern, part in ((_TITLED, 0), (_REACHED, 1)):
        for found in pattern.finditer(text):
            start, end = found.span(1)
            school = any(start < last and first < end for first, last in spotted)
            if evened(found[1]).split()[0] not in _NO_NAME and (part == 0 or not school):
                return found[part]
    return None


def _details(text: str, aside: Iterable[tuple[int, int]]) -> str:
    """Return what is left to tell: the text without greeting and command, without numbers and addresses."""
    left = text
    for begin, end in aside:
        leading = _LEADING.search(text, max(0, begin - _LEAD), begin)
        left = _masked(left, ((leading.start() if leading else begin, end),))
    start = _COMMAND.match(evened(left))
    left = left[start.end() if start else 0 :]
    left = re.sub(r"\(\s*\)", " ", left)
    left = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(left.split()))
    left = re.sub(r",(?:\s*,)+", ",", left)
    return left.strip(" ,;:/-–—|")
