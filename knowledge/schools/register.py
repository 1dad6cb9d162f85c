"""The register of schools: found by UAI, by name, by town, however these are typed; and read from the official file."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from knowledge.french import DomainError
from knowledge.schools.index import Index, joined, take_apart
from knowledge.schools.match import Fit, Matcher, equal_best, narrowed
from knowledge.schools.names import SchoolEntry, Token, entry_of, expanded, read_names, tokens
from knowledge.schools.spotting import SchoolSpotter
from knowledge.schools.words import (
    AND,
    BESIDE,
    COLLEGE,
    CORRECTED,
    DEPARTMENTS,
    EREA,
    FILLER,
    FOREIGN,
    KINDS,
    LYCEE,
    WrongKey,
    read_uai,
)
from knowledge.understanding.words import dictated, evened, folded, visible

_UAI = re.compile(r"(?<![\w@])([\doO](?:[\s.\u00a0-]?[\doO]){4,6})[\s.\u00a0-]?([A-Za-z])(?![\w@])")
_DISTRICT = re.compile(r"^(.*?)\s+(\d{1,2}(?:er|e))\s+arrondissement$", re.IGNORECASE)
_AND = re.compile(r"[,;/+&]")
_LONGEST = 80  # Words of an answer that are read.
_CUTS = 8  # Places at most where an answer may go on to another school.
_WHOLE = 0.92  # Share of an answer from which it names one school, and not several.
MOST = 60  # Schools given at most for one answer.


@dataclass(frozen=True, slots=True)
class School:
    """A school of the register («EPLE»).

    ``kind``: «Collège», «Lycée», «EREA». ``department``: «04», «13». ``former``: its other names, the official one of
    another year among them. ``type``: «LEGT», «LP», «LPO», «» when it is no lycée or nobody says. ``postcode`` and
    ``street``: «» when unknown. Not ``listed``: the register last imported has it no more; it keeps its name where its
    code stands, and is not found any more. ``mail``, ``wave`` («3»), ``accounting_group`` and ``switched_on``, the day from
    which it works with Op@le: what the SA EPLE adds to the official file, empty where it has not.
    """

    uai: str
    name: str
    kind: str
    town: str
    department: str
    former: tuple[str, ...] = ()
    type: str = ""
    postcode: str = ""
    street: str = ""
    listed: bool = True
    mail: str = ""
    wave: str = ""
    accounting_group: str = ""
    switched_on: date | None = None

    @property
    def place(self) -> str:
        """The town, short: «Marseille 8e»."""
        found = _DISTRICT.match(self.town)
        return f"{found[1]} {found[2]}" if found else self.town

    @property
    def label(self) -> str:
        """«Collège Thiers, Marseille 1er (0131931D)», straight apostrophes as in the register."""
        return f"{self.name}, {self.place} ({self.uai})"


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer to «Quel établissement ?» names.

    ``schools``: those that fit, best first; all homonyms. ``taken``: the one chosen without doubt, else None.
    ``near``: when none fits, some that come near, to be suggested as a question. ``outside``: a right UAI that the
    register does not have. ``wrong_key``: what looks like a UAI, but with a letter that does not go with its digits.
    """

    schools: tuple[School, ...] = ()
    taken: School | None = None
    near: tuple[School, ...] = ()
    outside: str | None = None
    wrong_key: bool = False


@dataclass(frozen=True, slots=True)
class Spotted:
    """The school that a longer text names.

    ``spans``: the places of the text that were used, in order, start and end. ``placed``: only towns were said.
    ``near``: where the one that is named is not found, those to propose; ``unknown``: how it is said.
    """

    schools: tuple[School, ...] = ()
    taken: School | None = None
    spans: tuple[tuple[int, int], ...] = ()
    outside: str | None = None
    placed: bool = False
    near: tuple[School, ...] = ()
    unknown: str = ""

    def cut_from(self, text: str) -> str:
        """Return ``text`` without what names the school, each piece replaced by a space."""
        for start, end in reversed(self.spans):
            text = f"{text[:start]} {text[end:]}"
        return text


@dataclass(frozen=True, slots=True)
class SchoolMention:
    """Schools that one part of a sentence names, from ``start`` to ``end`` of it; homonyms are all there, best first.

    ``score``: 0 to 100, how sure it is that a school is named there. ``placed``: only a town is said there, which may
    not stand for its schools; ``signed``: it stands below «cordialement».
    """

    start: int
    end: int
    schools: tuple[School, ...]
    score: float
    placed: bool = False
    signed: bool = False


class Register:
    """The schools of the académie; immutable. Built once from all of them (0.1 s for 314, about 2 s for 8,000)."""

    __slots__ = ("_by_uai", "_index", "_matcher", "_schools", "_spotter", "towns")

    def __init__(self, schools: Iterable[School] = ()) -> None:
        known = sorted(schools, key=lambda school: school.uai)
        self._by_uai = {school.uai: school for school in known}
        self._schools = tuple(school for school in known if school.listed)
        self._index = Index([_entry(row, school) for row, school in enumerate(self._schools)])
        self._matcher = Matcher(self._index)
        self._spotter = SchoolSpotter(self._index, self._matcher)
        self.towns = frozenset(evened(school.place) for school in self._schools)  # As they stand in evened sentences.

    def __len__(self) -> int:
        return len(self._schools)

    def __iter__(self) -> Iterator[School]:
        return iter(self._schools)

    def get(self, uai: str) -> School | None:
        """Return the school with this UAI, listed or not; None when the register never had it."""
        return self._by_uai.get(uai)

    def search(self, text: str) -> Found:
        """Return the schools that ``text`` names, read as an answer to «Quel établissement ?»."""
        shown = visible(text)
        coded = self._by_code(shown) or self._by_code(dictated(shown).text)
        if coded is not None and not coded[0].wrong_key:
            return coded[0]
        named = self._by_name(shown) if self._schools else Found()
        if coded is not None:  # A mistyped code beside a name: the name may be right, the person says which.
            return Found((), None, named.schools or named.near, wrong_key=True)
        return named

    def spot(self, text: str) -> Spotted:
        """Return the school named inside ``text``, a sentence that says other things too; empty when there is none."""
        coded = self._by_code(text)
        found = self._spotter.spot(text) if self._schools else None
        if coded is not None and not coded[0].wrong_key:
            spans = [coded[1]]
            if found and coded[0].taken and any(self._schools[row] == coded[0].taken for row in found.rows):
                spans += found.spans
            return Spotted(coded[0].schools, coded[0].taken, tuple(sorted(spans)), coded[0].outside)
        if found is None:
            return Spotted()
        schools, near = (tuple(self._schools[row] for row in rows[:MOST]) for rows in (found.rows, found.near))
        if not schools:
            ((start, end),) = found.spans
            return Spotted(spans=found.spans, near=near, unknown=" ".join(text[start:end].split()))
        return Spotted(schools, schools[0] if len(schools) == 1 else None, found.spans, placed=found.placed)

    def mentions(self, text: str) -> tuple[SchoolMention, ...]:
        """Return all that names a school inside ``text``, in its order, codes among them."""
        made = [
            SchoolMention(
                *piece.span,
                tuple(self._schools[fit.row] for fit in piece.fits[:MOST]),
                piece.score,
                piece.placed,
                piece.signed,
            )
            for piece in (self._spotter.pieces(text) if self._schools else ())
            if piece.fits
        ]
        for match in _UAI.finditer(text):
            coded = self._by_code(match[0])
            if coded and coded[0].taken:
                made = [one for one in made if one.end <= match.start() or match.end() <= one.start]
                made.append(SchoolMention(*match.span(), coded[0].schools, 100.0))
        return tuple(sorted(made, key=lambda one: one.start))

    def _by_code(self, text: str) -> tuple[Found, tuple[int, int]] | None:
        wrong: tuple[int, int] | None = None
        for match in _UAI.finditer(text):
            try:
                uai = read_uai(re.sub("[oO]", "0", match[1]) + match[2])
            except WrongKey:
                wrong = match.span()
                continue
            if uai is not None:
                school = self.get(uai)
                listed = school is not None and school.listed
                return (Found((school,), school) if school and listed else Found(outside=uai)), match.span()
        return (Found(wrong_key=True), wrong) if wrong else None

    def _by_name(self, text: str) -> Found:
        read = joined(self._index, expanded(tokens(text)))[:_LONGEST]
        fits, held = self._held(read)
        held = held or self._corrected(read)
        if not held or max(fit.share for fit in held) < _WHOLE:
            parts = self._parts(text, read)
            held = parts if len(parts) > 1 or not held else held
        held = held or self._from_kind(read)
        if not held and not any(token.word in FOREIGN for token in read):
            held = self._matcher.by_ear(read)
        return self._found(fits, held)

    def _corrected(self, read: Sequence[Token]) -> list[Fit]:
        """Return the schools of what is said after a correction: «Zola, pardon, Mignet»."""
        meant = max((at + 1 for at, token in enumerate(read) if token.word in CORRECTED), default=0)
        return self._held(read[meant:])[1] if 0 < meant < len(read) else []

    def _from_kind(self, read: Sequence[Token]) -> list[Fit]:
        """Return the schools of what is said from «collège» or the like on."""
        start = next((at for at, token in enumerate(read) if token.word in KINDS), 0)
        return self._held(read[start:])[1] if start else []

    def _found(self, fits: Sequence[Fit], held: Sequence[Fit]) -> Found:
        schools = tuple(self._schools[fit.row] for fit in held[:MOST])
        if schools:
            return Found(schools, schools[0] if len(held) == 1 else None)
        near = [fit for fit in fits if fit.named and fit.share >= 0.4][:3]
        return Found(near=tuple(self._schools[fit.row] for fit in near))

    def _held(self, read: Sequence[Token]) -> tuple[list[Fit], list[Fit]]:
        """Return the schools that fit some of the words, and those that fit them all equally well."""
        asked = take_apart(self._index, read, FILLER)
        fits = self._matcher.fits(asked) if asked.telling or asked.kinds or not asked.foreign else []
        return fits, equal_best(fits, asked)

    def _parts(self, text: str, read: Sequence[Token]) -> list[Fit]:
        """Return the schools of an answer that names several: «Riez et le Mont d'Or Manosque», «vernet + tavan»."""
        cuts = _cuts(text, read)
        found: list[list[Fit]] = []
        if not 0 < len(cuts) <= _CUTS:
            return []
        for start, end in zip((0, *cuts), (*cuts, len(read)), strict=True):
            asked = take_apart(self._index, read[start:end], FILLER)
            if not asked.telling:
                continue
            held = equal_best(self._matcher.fits(asked), asked)
            if any(fit.named or fit.in_town or fit.in_street for fit in held):
                _add(found, narrowed(self._index, self._matcher, held, read[start:end], read)[0])
            elif max(asked.lost) >= 1:
                return []
        return [fit for group in found for fit in group]


def _cuts(text: str, read: Sequence[Token]) -> list[int]:
    """Return the words before which another school may begin."""
    return [
        at
        for at, token in enumerate(read)
        if at
        and (token.word in AND or _AND.search(text, read[at - 1].end, token.start))
        and all(before.word not in BESIDE for before in read[max(0, at - 3) : at])
    ]


def _add(found: list[list[Fit]], held: list[Fit]) -> None:
    """Add the schools of a part to those of the parts before it; «Jean Brunet, Avignon» is one, said more precisely."""
    rows = {fit.row for fit in held}
    for place, group in enumerate(found):
        common = [fit for fit in group if fit.row in rows]
        if common:
            found[place] = common
            return
    found.append(held)


def _entry(row: int, school: School) -> SchoolEntry:
    names = read_names((school.name, *school.former))
    return entry_of(
        row,
        school.uai,
        replace(names, types=names.types | ({school.type} if school.type else set())),
        kind=school.kind,
        town=school.town,
        department=school.department,
        postcode=school.postcode,
        street=school.street,
    )


EMPTY = Register()  # Before the first import: codes are read, no name is found.


# --- The official register as a file: the columns of ``fr-en-annuaire-education``, line by line into schools.

NEEDED = (
    "identifiant_de_l_etablissement",
    "nom_etablissement",
    "type_etablissement",
    "statut_public_prive",
    "nom_commune",
)
# What the SA EPLE may add to the official columns, or give in a file of its own, by the field of a school.
ADDED = {
    "mail": ("mail", "courriel"),
    "wave": ("vague",),
    "accounting_group": ("groupement_comptable", "groupement", "agence_comptable"),
    "switched_on": ("date_bascule", "bascule"),
}
_CODE = ("identifiant_de_l_etablissement", "uai")
_KINDS = {"college": COLLEGE, "lycee": LYCEE, "erea": EREA}
_SEPARATORS = (";", ",", "\t")
_LONGEST_WRITTEN = 200


class Reason(StrEnum):
    """Why a line is not taken into the register."""

    NO_UAI = "no uai"
    WRONG_KEY = "wrong key"
    NO_NAME = "no name"
    PRIVATE = "private"
    OTHER_KIND = "other kind"
    CLOSED = "closed"
    OTHER_MINISTRY = "other ministry"
    ELSEWHERE = "elsewhere"
    TWICE = "twice"


class ColumnsMissing(DomainError):
    """The file is not the register: ``columns`` are not there."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(f"missing columns: {', '.join(columns)}")
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is not taken. ``line``: from 1, the header included; ``what``: its code, else its name."""

    line: int
    what: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a file holds."""

    schools: tuple[School, ...]
    refused: tuple[Refused, ...]


def read_file(text: str, departments: Collection[str] = tuple(DEPARTMENTS)) -> RegisterFile:
    """Return the public schools of these ``departments`` («04», «13») that ``text`` lists. Raises ColumnsMissing.

    The separator is «;», «,» or a tab; names of columns are compared without case and accents.
    """
    schools: dict[str, School] = {}
    refused: list[Refused] = []
    for line, row in _rows(text.removeprefix("\ufeff"), NEEDED):
        school = _school(row, departments)
        if isinstance(school, School) and school.uai in schools:
            school = Reason.TWICE
        if isinstance(school, School):
            schools[school.uai] = school
        else:
            what = row["identifiant_de_l_etablissement"] or row["nom_etablissement"]
            refused.append(Refused(line, what[:60], school))
    return RegisterFile(tuple(schools.values()), tuple(refused))


@dataclass(frozen=True, slots=True)
class Additions:
    """What a file adds to schools, by UAI; ``refused``: its lines without a right code."""

    told: Mapping[str, Mapping[str, str | date | None]]
    refused: tuple[Refused, ...]


def read_additions(text: str) -> Additions | None:
    """Return what a file without the official columns adds to schools by their code; None where it is no such file."""
    plain = text.removeprefix("\ufeff")
    try:
        rows = list(_rows(plain, ()))
    except ColumnsMissing:
        return None
    columns = set(rows[0][1]) if rows else set()
    code = next((name for name in _CODE if name in columns), "")
    if not code or set(NEEDED) <= columns or not any(name in columns for names in ADDED.values() for name in names):
        return None
    told: dict[str, Mapping[str, str | date | None]] = {}
    refused = []
    for line, row in rows:
        try:
            uai = read_uai(row[code])
        except WrongKey:
            uai = None
        if uai:
            told[uai] = _added(row)
        else:
            refused.append(Refused(line, row[code][:60], Reason.NO_UAI))
    return Additions(told, tuple(refused))


def _added(row: Mapping[str, str]) -> dict[str, Any]:
    """Return what a line says of a school beyond the official columns; a date is «2024-01-31» or «31/01/2024»."""
    found: dict[str, Any] = {
        field: next((row[name] for name in names if row.get(name)), "") for field, names in ADDED.items()
    }
    found["wave"] = found["wave"].lower().removeprefix("vague").strip(" v")[:8]
    found["switched_on"] = _day(found["switched_on"])
    return found


def _day(written: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone.
        except ValueError:
            continue
    return None


def _rows(text: str, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each line's number and its cells by column, trimmed. Raises ColumnsMissing."""
    first = text.split("\n", 1)[0]
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=max(_SEPARATORS, key=first.count))
    header = next(reader, [])
    columns = [folded(name).strip().replace(" ", "_").strip('"') for name in header]
    missing = tuple(name for name in needed if name not in columns)
    if missing:
        raise ColumnsMissing(missing)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            yield (
                reader.line_num,
                {name: " ".join(cell.split())[:_LONGEST_WRITTEN] for name, cell in zip(columns, padded, strict=False)},
            )


def _school(row: Mapping[str, str], departments: Collection[str]) -> School | Reason:
    """Return the school of a line, or why it is not one of ours."""
    try:
        uai = read_uai(row["identifiant_de_l_etablissement"])
    except WrongKey:
        return Reason.WRONG_KEY
    if uai is None:
        return Reason.NO_UAI
    name, town, ministry = row["nom_etablissement"], row["nom_commune"], folded(row.get("ministere_tutelle", ""))
    kind = _KINDS.get(folded(row["type_etablissement"]), "")
    department = _department(row, uai)
    obstacles = (
        (not name or not town, Reason.NO_NAME),
        (not kind, Reason.OTHER_KIND),
        (not folded(row["statut_public_prive"]).startswith("public"), Reason.PRIVATE),
        (bool(ministry) and "education" not in ministry, Reason.OTHER_MINISTRY),
        (folded(row.get("etat", "")).startswith("ferme"), Reason.CLOSED),
        (department not in departments, Reason.ELSEWHERE),
    )
    for stands, reason in obstacles:
        if stands:
            return reason
    official = row.get("appellation_officielle", "")
    return School(
        uai=uai,
        name=name,
        kind=kind,
        town=town,
        department=department,
        former=(official,) if official and official != name else (),
        type=_type(row) if kind == LYCEE else "",
        postcode=row.get("code_postal", "").zfill(5) if row.get("code_postal", "").isdigit() else "",
        street=row.get("adresse_1", ""),
        **_added(row),
    )


def _department(row: Mapping[str, str], uai: str) -> str:
    """Return «04», «13» of «004», «4», «13»: spreadsheets drop zeros."""
    code = row.get("code_departement", "")
    return (code or uai[:3]).lstrip("0").zfill(2)


def _type(row: Mapping[str, str]) -> str:
    """Return the type of a lycée, from its own column or from the tracks that it has."""
    given = row.get("type_de_lycee", "").upper()
    if given:
        return given[:8]
    general = "1" in (row.get("voie_generale"), row.get("voie_technologique"))
    trade = row.get("voie_professionnelle") == "1"
    if general:
        return "LPO" if trade else "LEGT"
    return "LP" if trade else ""
