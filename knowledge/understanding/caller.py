"""The person whom a sentence, a pasted mail or a chat asks to call back. A school or a town bears such names too."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.identities import TALKED, name_parts
from knowledge.schools.words import COURTESIES, GENERIC, KINDS, TYPES
from knowledge.understanding.answer_fit import GIVEN_NAMES
from knowledge.understanding.contact import RoleMention
from knowledge.understanding.towns import department
from knowledge.understanding.words import MAX_CHARS, evened, plain_words

# A word of a name, as it is written with a capital: «Haddad», «DELMAS», «N'Diaye», «Le», «Da».
_CAPITAL = r"[A-ZÀ-Þ][^\W\d_]*(?:[’'-][^\W\d_]+)*"
_PARTICLES = r"(?:(?:de|du|des|da|di|d[’']|la|le|el|ben|van|von)\s?\b){0,2}"
_GAP = r"[ \t]+"
_NAME = rf"(?:[A-Z]\.[ -]?)?{_CAPITAL}(?:{_GAP}{_PARTICLES}(?:[A-Z]\.[ ]?)?{_CAPITAL}){{0,3}}"
_SMALL = r"[^\W\d_]{2,}(?:[’'-][^\W\d_]+)*"  # The same without its capital.
_ANY_CASE = rf"(?:{_NAME}|{_SMALL}(?:{_GAP}{_SMALL})?)"
_TITLE = r"\b(?:M\.?|MM\.|(?i:m\.|mr\b\.?|mme\b\.?|mlle\b\.?|monsieur|madame|mademoiselle))\s+"
_TITLED = re.compile(rf"{_TITLE}(?P<name>{_PARTICLES}{_ANY_CASE})")
# Whom to reach: «voir avec Karim», «rappeler Élise Martin», «rappeler luc meunier».
_REACHED = re.compile(
    r"\b(?i:voir avec|r?appele[rz]|r?appelle[rz]?|recontacter|contacter|joindre|contact|demander|interlocut(?:eur|rice))"
    rf"\s*:?\s+(?P<name>{_ANY_CASE})"
)
# Who asked: «demande de Samir Haddad», «de la part de Luc Roux».
_ASKED = re.compile(
    r"\b(?i:(?:demande|appel|message|mail|courriel|mot|sms|coup de fil|question|relance|part)\s(?:de\s|d[’']|par\s)"
    rf"|(?:signalée?|transmise?|demandée?|appelée?)\spar\s)(?P<name>{_NAME})"
)
# Who wrote: «[10:02] Delmas Florence :», «Florence Delmas 10:02», «De : Karim Benali <…>».
_WRITTEN = re.compile(
    rf"(?:^|\n)\s*[\[(]?\d{{1,2}}\s?[:hH]\s?\d{{2}}(?::\d{{2}})?[\])]?\s*[-–—]?\s*(?P<name>{_NAME})\s*(?::|\n)"
    rf"|(?:^|\n)\s*(?P<before>{_NAME}),?\s+(?:à\s)?[\[(]?\d{{1,2}}\s?[:h]\s?\d{{2}}[\])]?\s*(?::|\n)"
    rf"|(?:^|[\s:])(?:De|DE|From|Expéditeur)\s?:\s*[\"«]?\s*(?P<sender>{_NAME})(?=\s*[\"»]?\s*(?:[<(\[\n]|$|Objet|À\s?:|Envoyé))"
)
_SPEAKER = re.compile(rf"(?:^|\n)\s*(?P<name>{_NAME})\s?:\s")
_CLOSING = re.compile(
    rf"\b(?:{COURTESIES}|sincèrement|bonne (?:journée|soirée)"
    r"|merci(?=\s*[,.!]?\s*\n)|d[’']avance)\b[\s,.!-]*",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?:\A|[\n,.!-])\s*(?P<name>{_NAME})\s*(?=\n|,|\Z| [-–—])")
_LAST = re.compile(rf"\n[ \t]*(?P<name>{_NAME})\s*\Z")
_BEFORE_ROLE = re.compile(rf"(?P<name>{_NAME})\s*(?:[,(\n–—-]\s*)?(?:(?:la|le|notre|son|sa)\s|l[’'])?\s*\Z")
_AFTER_ROLE = re.compile(rf"\s*[,:(]?\s*(?P<name>{_NAME})")
_AT_SCHOOL = re.compile(
    rf"(?P<name>{_NAME})\s*(?:[,(–-]\s*)?(?:(?:du|de la|de|des|au|à la|à)\s|(?:de\s|à\s|d)?l[’'])?\s*\Z"
)
_BETWEEN = re.compile(rf"(?:[\s,:(–—-]|{_TITLE}|\b(?:la|le|notre|son|sa)\b|\bl[’'])*")  # A name and a function.
_GREETED = re.compile(r"\b(?:bonjour|bonsoir|salut|hello|coucou|merci|chère?|bjr|slt)\s*,?\s*\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?")
_REACH = 60  # Characters before a function in which its holder's name is looked for.
_NO_PERSON = TALKED | KINDS.keys() | GENERIC | TYPES.keys()
_FUNCTIONS = frozenset((
    "gestionnaire", "intendante", "principale", "principal", "proviseure", "proviseur", "agent", "secretaire", "comptable",
    "directrice", "directeur", "adjointe", "adjoint",
))  # fmt: skip
_SHORTEST = 3  # Letters of a whole name, at least.
_INITIAL = 2  # Letters of an initial or a short particle, at most: the surname is still to come.
_ACRONYM = 4  # Letters, at most, of a lone word in capitals that names a thing: «DFT», «COFI».
_CALLED, _SAID, _WROTE, _SIGNER = range(4)  # How a text names somebody; of several, the lowest is called back.


@dataclass(frozen=True, slots=True)
class ReachedPerson:
    """A person named from ``start`` to ``end`` of a text, title included; ``role``: the function said beside the name."""

    name: str
    start: int
    end: int
    role: RoleMention | None = None
    rank: int = _SAID
    closing: int = MAX_CHARS  # Where the signature of the text begins.

    @property
    def wrote(self) -> bool:
        """Tell whether this person wrote the text: «mon numéro» is then theirs."""
        return self.rank in (_WROTE, _SIGNER)

    def signs_not(self, role: RoleMention) -> bool:
        """Tell whether ``role`` is in the signature of somebody else, who writes for this person."""
        return not self.wrote and role.start > self.closing > self.start


def person(
    text: str,
    schools: Sequence[tuple[int, int]],
    roles: Sequence[RoleMention],
    *,
    towns: Collection[str] = (),
    staff: Collection[str] = (),
) -> ReachedPerson | None:
    """Return who is to be called back, None where nobody is named.

    ``schools``: where the text names a school; ``staff``: those who note requests, and are never called back.
    """
    closing = _CLOSING.search(text)
    signed = closing.start() if closing else len(text)
    ours = [parts for one in staff if (parts := name_parts([one]))]
    found: list[ReachedPerson] = []
    for one in _people(text, schools, roles, closing):
        if not (_is_place(one, text, schools, towns) or _is_addressed(one, text, ours)):
            rank = _SIGNER if one.start >= signed and one.rank > _CALLED else one.rank
            found.append(replace(one, rank=rank, closing=signed))
    best = min(found, key=lambda one: (one.rank, one.start), default=None)
    return best and next((one for one in found if one.role and one.start <= best.start < one.end), best)


def _is_place(one: ReachedPerson, text: str, schools: Sequence[tuple[int, int]], towns: Collection[str]) -> bool:
    """Tell whether a name without a title is a school's or a town's: «voir avec Clovis Hugues»."""
    if _TITLED.match(text, one.start):
        return False
    within = any(one.start < last and first < one.end for first, last in schools)
    return within or evened(one.name) in towns or bool(department(plain_words(one.name).split()))


def _is_addressed(one: ReachedPerson, text: str, ours: Iterable[frozenset[str]]) -> bool:
    """Tell whether the text is written to this person: one of the staff, or somebody greeted («Bonjour Karim»)."""
    words = set(plain_words(one.name).split())
    return any(parts <= words for parts in ours) or _GREETED.search(text, 0, one.start) is not None


def _people(
    text: str, schools: Sequence[tuple[int, int]], roles: Sequence[RoleMention], closing: re.Match[str] | None
) -> Iterator[ReachedPerson]:
    """Yield everybody whom the text may name, those to reach first."""
    for found in _REACHED.finditer(text):
        yield from _named(text, *found.span("name"), rank=_CALLED)
    for found in _TITLED.finditer(text):
        for one in _named(text, *found.span("name"), titled=True):
            name, role = text[found.start() : one.end], _beside(one, roles, text)
            called = _REACHED.match(text, max(0, text.rfind("\n", 0, one.start)))
            yield replace(one, name=name, start=found.start(), role=role, rank=_CALLED if called else _SAID)
    for found in _ASKED.finditer(text):
        yield from _named(text, *found.span("name"), whole=True)
    for role in roles:
        before = _BEFORE_ROLE.search(text, max(0, role.start - _REACH), role.start)
        for beside in (before, _AFTER_ROLE.match(text, role.end)):
            if beside:
                yield from _named(text, *beside.span("name"), role=role)
    for first, _ in schools:
        before = _AT_SCHOOL.search(text, max(0, first - _REACH), first)
        if before:
            yield from _named(text, *before.span("name"), given=True)
    for found in _WRITTEN.finditer(text):
        yield from _named(text, *found.span(found.lastgroup or "name"), rank=_WROTE)
    for found in _SPEAKER.finditer(text):
        yield from _named(text, *found.span("name"), rank=_WROTE, given=True)
    below = _SIGNED.match(text, closing.end()) if closing else None
    if below:
        yield from _named(text, *below.span("name"), rank=_SIGNER)
    last = _LAST.search(text)
    if last:
        yield from _named(text, *last.span("name"), rank=_SIGNER, given=True)


def _beside(one: ReachedPerson, roles: Sequence[RoleMention], text: str) -> RoleMention | None:
    """Return the function right before or after a name: «Mme Blanc, gestionnaire», «la SG, Mme Blanc»."""
    for role in roles:
        between = text[role.end : one.start] if role.end <= one.start else text[one.end : role.start]
        if len(between) < _REACH and _BETWEEN.fullmatch(between):
            return role
    return None


def _named(
    text: str,
    start: int,
    end: int,
    *,
    rank: int = _SAID,
    role: RoleMention | None = None,
    titled: bool = False,
    whole: bool = False,
    given: bool = False,
) -> Iterator[ReachedPerson]:
    """Yield the person whose name begins at ``start``; nobody where the words there are no name.

    ``whole``: a lone word must be a given name; ``given``: one of the words must be.
    """
    kept = _words_of_name(text, start, end, titled=titled)
    words = [part for word in kept for part in plain_words(word[0]).split()]
    if sum(map(len, words)) < _SHORTEST:
        return
    alone = len(words) == 1
    acronym = not titled and kept[0][0].isupper() and len(words[0]) <= _ACRONYM
    if (given or (alone and (whole or acronym))) and GIVEN_NAMES.isdisjoint(words):
        return
    start, end = kept[0].start(), kept[-1].end()
    yield ReachedPerson(text[start:end], start, end, role, rank)


def _words_of_name(text: str, start: int, end: int, *, titled: bool) -> list[re.Match[str]]:
    """Return the words of a name up to the first that is of none, without a last «de» or «la»: «Mme Martin du …»."""
    kept: list[re.Match[str]] = []
    for word in _WORD.finditer(text, start, end):
        if not (_is_particle(word[0]) or _is_of_name(word[0], [one[0] for one in kept], titled=titled)):
            break
        kept.append(word)
    while kept and _is_particle(kept[-1][0]):
        kept.pop()
    return kept


def _is_particle(word: str) -> bool:
    return re.fullmatch(_PARTICLES, word.lower()) is not None


def _is_of_name(word: str, before: Sequence[str], *, titled: bool) -> bool:
    """Tell whether a word goes on with the name that begins with ``before``: «mme vidal», «luc meunier», «Mme Port».

    A word of the work, such as «Port», is a surname only with a capital and right after a title.
    """
    folded = plain_words(word).split()
    parts = [part for one in before for part in plain_words(one).split()]
    first = titled and all(len(part) <= _INITIAL for part in parts)
    if _NO_PERSON.issuperset(folded):
        return word[0].isupper() and first and folded[0] not in _FUNCTIONS
    if word[0].isupper():
        return True
    return first or folded[0] in GIVEN_NAMES or (bool(parts) and parts[-1] in GIVEN_NAMES)
