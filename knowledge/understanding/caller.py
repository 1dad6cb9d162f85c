"""Who is to be called back, as a sentence, a pasted mail or a chat names them; never a school, a town, a word of the work."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.identities import TALKED, name_parts
from knowledge.schools.words import GENERIC, KINDS, TYPES
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
_TITLE = r"\b(?:M\.?|MM\.|(?i:m\.|mr\b\.?|mme\b\.?|mlle\b\.?|monsieur|madame|mademoiselle))\s+"
_TITLED = re.compile(rf"{_TITLE}(?P<name>{_PARTICLES}(?:{_NAME}|{_SMALL}(?:{_GAP}{_SMALL})?))")
# «voir avec Karim», «rappeler Élise Martin», «rappeler luc meunier»: who follows a word that says whom to reach.
_REACHED = re.compile(
    r"\b(?i:voir avec|r?appele[rz]|r?appelle[rz]?|recontacter|contacter|joindre|contact|demander|interlocut(?:eur|rice))"
    rf"\s*:?\s+(?P<name>{_NAME}|{_SMALL}(?:{_GAP}{_SMALL})?)"
)
# «demande de Samir Haddad», «de la part de Luc Roux»: who has asked.
_ASKED = re.compile(
    r"\b(?i:(?:demande|appel|message|mail|courriel|mot|sms|coup de fil|question|relance|part)\s(?:de\s|d[’']|par\s)"
    rf"|(?:signalée?|transmise?|demandée?|appelée?)\spar\s)(?P<name>{_NAME})"
)
# «[10:02] Delmas Florence :», «De : Karim Benali <…>», «Florence Delmas 10:02»: who has written.
_WRITTEN = re.compile(
    rf"(?:^|\n)\s*[\[(]?\d{{1,2}}\s?[:hH]\s?\d{{2}}(?::\d{{2}})?[\])]?\s*[-–—]?\s*(?P<name>{_NAME})\s*(?::|\n)"
    rf"|(?:^|\n)\s*(?P<before>{_NAME}),?\s+(?:à\s)?[\[(]?\d{{1,2}}\s?[:h]\s?\d{{2}}[\])]?\s*(?::|\n)"
    rf"|(?:^|[\s:])(?:De|DE|From|Expéditeur)\s?:\s*[\"«]?\s*(?P<sender>{_NAME})(?=\s*[\"»]?\s*(?:[<(\[\n]|$|Objet|À\s?:|Envoyé))"
)
_SPEAKER = re.compile(rf"(?:^|\n)\s*(?P<name>{_NAME})\s?:\s")
_CLOSING = re.compile(
    r"\b(?:(?:bien )?cordialement|bien à (?:vous|toi)|cd?l?t|salutations|respectueusement|sincèrement|bonne (?:journée|soirée)"
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
_GREETED = re.compile(r"\b(?:bonjour|bonsoir|salut|hello|coucou|merci|chère?|bjr|slt)\s*,?\s*\Z", re.IGNORECASE)
_REACH = 60  # Characters before a function in which its holder's name is looked for.
_NO_PERSON = TALKED | KINDS.keys() | GENERIC | TYPES.keys()
_PARTICLE = 3  # Letters of a particle, at most.
_ACRONYM = 4  # Letters of a word in capitals, alone, that is rather a thing's name: «DFT», «COFI».
_CALLED, _SAID, _WROTE, _SIGNER = range(4)  # Of several people, the first of these is to be called back.


@dataclass(frozen=True, slots=True)
class Person:
    """A name as it is said, its title with it, from ``start`` to ``end`` of the text; ``role``: the mention beside it."""

    name: str
    start: int
    end: int
    role: RoleMention | None = None
    rank: int = _SAID
    closing: int = MAX_CHARS  # Where the signature of the text begins.

    @property
    def wrote(self) -> bool:
        """Tell whether the text is theirs: «mon numéro» is that of whoever wrote it."""
        return self.rank in (_WROTE, _SIGNER)

    def signs_not(self, role: RoleMention) -> bool:
        """Tell whether a function stands in a signature that is somebody else's."""
        return not self.wrote and role.start > self.closing > self.start


def person(
    text: str,
    schools: Sequence[tuple[int, int]],
    roles: Sequence[RoleMention],
    *,
    towns: Collection[str] = (),
    staff: Collection[str] = (),
) -> Person | None:
    """Return who is to be called back, None where nobody is named.

    ``schools``: where the text names a school; ``staff``: those who write such requests down, and are never called back.
    """
    closing = next(iter(_CLOSING.finditer(text)), None)
    signed = closing.start() if closing else len(text)
    ours = [name_parts([one]) for one in staff]
    found: list[Person] = []
    for one in _people(text, schools, roles, closing):
        words = frozenset(plain_words(one.name).split())
        school = any(one.start < last and first < one.end for first, last in schools)
        titled = _TITLED.match(text, one.start) is not None
        town = evened(one.name) in towns or bool(department(plain_words(one.name).split()))
        if any(parts and parts <= words for parts in ours) or _GREETED.search(text[: one.start]):
            continue
        if titled or not (school or town):
            rank = _SIGNER if one.start >= signed and one.rank > _CALLED else one.rank
            found.append(replace(one, rank=rank, closing=signed))
    best = min(found, key=lambda one: (one.rank, one.start), default=None)
    if best is None or best.role:
        return best
    return next((one for one in found if one.role and one.start <= best.start < one.end), best)


def _people(
    text: str, schools: Sequence[tuple[int, int]], roles: Sequence[RoleMention], closing: re.Match[str] | None
) -> Iterator[Person]:
    for found in _REACHED.finditer(text):
        yield from _named(text, *found.span("name"), rank=_CALLED)
    for found in _TITLED.finditer(text):
        start, end = found.span("name")
        for one in _named(text, start, end, titled=True):
            called = _REACHED.match(text, max(0, text.rfind("\n", 0, start)))
            yield Person(
                text[found.start() : one.end],
                found.start(),
                one.end,
                _beside(one, roles, text),
                _CALLED if called else _SAID,
            )
    for found in _ASKED.finditer(text):
        yield from _named(text, *found.span("name"), whole=True)
    for role in roles:
        before, after = (
            _BEFORE_ROLE.search(text[max(0, role.start - _REACH) : role.start]),
            _AFTER_ROLE.match(text, role.end),
        )
        if before:
            shift = max(0, role.start - _REACH)
            yield from _named(text, before.start("name") + shift, before.end("name") + shift, role=role)
        if after:
            yield from _named(text, *after.span("name"), role=role)
    for first, _ in schools:
        shift = max(0, first - _REACH)
        before = _AT_SCHOOL.search(text[shift:first])
        if before:
            yield from _named(text, before.start("name") + shift, before.end("name") + shift, given=True)
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


def _beside(one: Person, roles: Sequence[RoleMention], text: str) -> RoleMention | None:
    """Return the function said right before or after a name: «Mme Blanc, gestionnaire», «la SG, Mme Blanc»."""
    for role in roles:
        between = text[role.end : one.start] if role.end <= one.start else text[one.end : role.start]
        if (
            re.fullmatch(rf"(?:[\s,:(–—-]|{_TITLE}|\b(?:la|le|notre|son|sa)\b|\bl[’'])*", between)
            and len(between) < _REACH
        ):
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
) -> Iterator[Person]:
    """Yield the person whose name begins at ``start``, cut before the first word that is in no name.

    ``whole``: a name and a given name, or a given name; ``given``: a given name is one of its words.
    """
    kept: list[re.Match[str]] = []
    for word in re.finditer(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?", text[start:end]):
        folded = plain_words(word[0]).split()
        small = not word[0][0].isupper()
        particle = re.fullmatch(_PARTICLES, word[0].lower()) is not None
        if small and not particle and not _small_name(folded, kept, titled=titled):
            break
        first = titled and not small and not any(len(plain_words(one[0])) > _PARTICLE for one in kept)
        if not particle and _NO_PERSON.issuperset(folded) and not (first and folded[0] not in _FUNCTIONS):
            break
        kept.append(word)
    while kept and re.fullmatch(_PARTICLES, kept[-1][0].lower()):
        kept.pop()
    words = [part for word in kept for part in plain_words(word[0]).split()]
    if not words or sum(map(len, words)) < 3:
        return
    has_given = any(word in GIVEN_NAMES for word in words)
    alone = len(words) == 1
    if (given or (whole and alone)) and not has_given:
        return
    if alone and not titled and kept[0][0].isupper() and len(words[0]) <= _ACRONYM and not has_given:
        return
    yield Person(
        text[start + kept[0].start() : start + kept[-1].end()],
        start + kept[0].start(),
        start + kept[-1].end(),
        role,
        rank,
    )


_FUNCTIONS = frozenset((
    "gestionnaire", "intendante", "principale", "principal", "proviseure", "proviseur", "agent", "secretaire", "comptable",
    "directrice", "directeur", "adjointe", "adjoint",
))  # fmt: skip


def _small_name(folded: Sequence[str], kept: Sequence[re.Match[str]], *, titled: bool) -> bool:
    """Tell whether a word without a capital goes on with a name: «mme vidal», «luc meunier»."""
    if _NO_PERSON.issuperset(folded):
        return False
    before = [part for word in kept for part in plain_words(word[0]).split()]
    return (
        (titled and not any(len(part) > 2 for part in before))
        or folded[0] in GIVEN_NAMES
        or (bool(before) and before[-1] in GIVEN_NAMES)
    )
