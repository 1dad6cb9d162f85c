"""A request said in one sentence, as an expert types it on the phone: what was understood, and what is to be asked.

Nothing is guessed: homonymous schools are all kept, a field that was not said is empty, a subject that nothing speaks
for is missing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from knowledge.request import Topic
from knowledge.schools.register import Register
from knowledge.understanding.caller import ReachedPerson, person
from knowledge.understanding.contact import (
    REGISSEUR,
    ReachFound,
    RoleMention,
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
    the register. ``unknown``: how a school is said that is not found, ``near``: those that it may be. ``subjects``: the likeliest first, others about as likely after it. ``phone``: E.164. ``placed``: of the
    school only the town was said. ``slot``: the start, Paris time; ``wished``: a moment that is no one hour, in words. ``details``: the sentence without the command before it and without how to reach
    the contact. ``told``: what may say the subject, the names of schools and people left out.
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
    wished: str = ""
    details: str = ""
    placed: bool = False
    unknown: str = ""
    near: tuple[str, ...] = ()
    told: str = field(default="", compare=False)

    @property
    def subject(self) -> Topic | None:
        """The likeliest subject."""
        return self.subjects[0] if self.subjects else None

    @property
    def says_something(self) -> bool:
        """Tell whether any school, subject or contact was understood."""
        return bool(self.uai or self.unknown or self.subjects or self.phone or self.email or self.contact_role)

    @property
    def reads_as_request(self) -> bool:
        """Tell whether the sentence is a request by itself, no word such as «demande» being needed.

        It names a school and what it is about, or whom to reach there; or a subject and whom to reach.
        """
        reach = bool(self.phone or self.email or self.contact_role)
        return bool((self.uai or self.unknown) and not self.placed and (self.subjects or reach or self.slot)) or bool(
            self.subjects and (self.phone or self.email)
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be asked before the request can be logged: «school», «subject»; homonyms are chosen from."""
        return tuple(name for name, there in ((SCHOOL, bool(self.uai)), (SUBJECT, bool(self.subjects))) if not there)


_HELLO = r"^\s*(?:(?:bonjour|bonsoir|salut|slt|hello|coucou|bjr|bsr)\b(?: a tous)?[ ,.!]*)?"
_PLEASE = (
    r"(?:(?:peux[- ]tu|pouvez[- ]vous|tu peux|vous pouvez|peut[- ]on|pourrais[- ]tu|pourriez[- ]vous|merci d[e'] ?|stp|svp|il faut"
    r"|je voudrais|je veux|j'ai besoin d[e'] ?|tu|vous|a(?= not| enreg| saisir| ajout))[ ,]*)*(?:(?:me|m'|nous) ?)?"
)
_WRITE = (
    r"(?:(?:creer|cree[rz]?|(?:j')?enregistre[rsz]?|demander|note[rz]?(?! (?:de|d'|n|interne|du)\b)|(?<=tu )notes|(?<=tu me )notes|prends note|ouvrir|ouvre|saisir|saisis|loguer"
    r"|ajoute[rsz]?|logger)\b(?:[- ]moi\b)?[ ,]*(?:(?:stp|svp|ca|ceci|cela|cet appel|moi|pour moi)\b[ ,]*)*)"
)
_COMMAND = re.compile(
    rf"{_HELLO}{_PLEASE}{_WRITE}?"
    r"(?:une |un |la |ma )?(?:nouvelle |nvelle )?(?:(?:demande|appel|dossier|ticket|assistance|aide)\b)?(?: d'assistance)?(?: (?:stp|svp)\b)?(?: pour| de| du)?\s*[:,;.?!-]*\s*"
)
_ORDER = re.compile(
    rf"{_HELLO}{_PLEASE}{_WRITE}(?!\s*(?:(?:une?|la|le|les|l'|ma|mon|sa|son|ta|cette) ?)?(?:action|candidature|seance|session|creneau|visio|compte[- ]rendu|question|idee|reponse))"
    r"(?:\s*(?:une |un )?(?:nouvelle )?(?:demande|ticket|appel|dossier)(?=\s*(?:[:,.?-]|stp|svp|pour|du|au|\Z)))?"
)
_CHAT = re.compile(r"\s*\[\d{1,2}[:h]\d{2}(?::\d{2})?\]\s")
# «au 04…», «tél. : 04…», «Son numéro : 04…»: what leads to a number says nothing once it is gone.
_LEAD = 60  # Characters in which what leads to a number is looked for.
_LEADING = re.compile(
    r"(?:(?:\b(?:ou|et|au|à|sur|via|par|mail|mél|courriel|e-?mail|adresse|tel|tél|téléphone|portable|port|mobile|fixe|numéro|numero|num|ligne|directe?"
    r"|joignable|son|sa|leur|mon|ma|c['’]est(?: le)?)\b|\bn°)[\s.:]*)+\Z",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\b(?:De|From|À|Cc)\s?:\s*[^<>:\n]{0,60}<\s*>[\s;,]*")  # Of a mail, once its address is gone.
# «le nouveau, pas Clovis Hugues»: a school that is not meant.
_NOT_THAT = re.compile(
    r"\b(?:pas|et non|surtout pas)\s((?:(?:celui|celle) de\s)?(?:le\s|la\s|les\s|l['’])?(?!Op@le\b|OP@LE\b)[A-ZÀ-Þ][\w@’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+)*)"
)


def read_request(
    text: str, register: Register, now: datetime, subjects: Subjects, staff: Collection[str] = ()
) -> RequestDraft:
    """Return what ``text`` says of a request; ``now`` is aware. Never raises: what is not understood is not there.

    ``staff``: those who write requests down: they are nobody to call back.
    """
    text = text[:MAX_CHARS]
    numbers, addresses = phones(text), mails(text)
    reach = [*numbers, *addresses]
    aside = _spans(reach)
    within = _masked(text, aside)
    spotted = register.spot(_masked(within, (found.span(1) for found in _NOT_THAT.finditer(within))))
    roles = mentions(text, aside)
    called = person(text, spotted.spans, roles, towns=register.towns, staff=staff)
    wrote = called is not None and called.wrote
    phone, email = _value(chosen(text, numbers, own=wrote)), _value(chosen(text, addresses, own=wrote))
    slot = slot_of(within, now)
    order = _ORDER.match(evened(within))
    plain = _masked(within, [*spotted.spans, *_spans([called] if called else ()), (0, order.end() if order else 0)])
    # Functions say who calls, not what about; only a régisseur calls about a régie.
    told = _masked(plain, [*_spans(one for one in roles if one.role != REGISSEUR), *slot.spans])
    return RequestDraft(
        uai=(spotted.outside,) if spotted.outside else tuple(one.uai for one in spotted.schools),
        outside=spotted.outside is not None,
        subjects=subjects.found(told) or subjects.found(plain),
        urgent=is_urgent(plain),
        phone=phone,
        email=email,
        contact_role=_role(called, roles),
        contact_name=called.name if called else None,
        slot=slot.start,
        wished=slot.wished,
        details=_details(text, _spans(one for one in reach if one.value in (phone, email))),
        placed=spotted.placed,
        unknown=spotted.unknown,
        near=tuple(one.uai for one in spotted.near),
        told=told,
    )


def _value(found: ReachFound | None) -> str | None:
    return found.value if found else None


def _role(called: ReachedPerson | None, roles: Iterable[RoleMention]) -> str | None:
    """Return the function of who is to be called back: the one said beside their name, else one that is nobody else's."""
    named = called and called.role
    if not named:
        named = to_call_back([one for one in roles if not (called and called.signs_not(one))])
    return named.role if named else None


def _spans(found: Iterable[ReachFound | RoleMention | ReachedPerson]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in found]


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with the ``spans`` blanked, so that places stay what they were."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def orders_a_note(text: str) -> bool:
    """Tell whether a message orders a request to be written down («note : …»), or is a pasted chat («[10:02] …»)."""
    return _ORDER.match(evened(text[:MAX_CHARS])) is not None or _CHAT.match(text) is not None


def lent_by(signature: RequestDraft, draft: RequestDraft) -> dict[str, Any]:
    """Return what the signature of a mail tells of who writes, where the mail itself says nothing of it.

    Whom the mail names to be called back is not given the name or the function of who signs it.
    """
    lent = {name: getattr(signature, name) for name in ("phone", "email") if not getattr(draft, name)}
    if not draft.uai and not draft.unknown:
        lent |= {name: getattr(signature, name) for name in ("uai", "unknown", "near")}
    if not draft.contact_name and draft.contact_role in (None, signature.contact_role):
        lent |= {name: getattr(signature, name) or getattr(draft, name) for name in ("contact_name", "contact_role")}
    return lent


def _details(text: str, aside: Iterable[tuple[int, int]]) -> str:
    """Return what is left to tell: the text without greeting and command, without numbers and addresses."""
    left = text
    for begin, end in aside:
        leading = _LEADING.search(text, max(0, begin - _LEAD), begin)
        left = _masked(left, ((leading.start() if leading else begin, end),))
    start = _COMMAND.match(evened(left))
    left = left[start.end() if start else 0 :]
    left = re.sub(r"\(\s*\)|<\s*>|\[\s*\]", " ", _HEADER.sub("", left))
    left = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(left.split()))
    left = re.sub(r",\s*(?=[.!?])", "", left)
    left = re.sub(r"([.!?])(?:\s*[.,;:/|])+", r"\1", re.sub(r",(?:\s*[,/|])+", ",", left))
    return left.strip(" ,;:/-–—|")
