"""The official register as a file: the columns of ``fr-en-annuaire-education``, line by line into schools."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from knowledge.french import DomainError
from knowledge.schools.register import School
from knowledge.schools.words import COLLEGE, DEPARTMENTS, EREA, LYCEE, WrongKey, read_uai
from knowledge.understanding.intent.normalise import folded

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
_LONGEST = 200


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
                {name: " ".join(cell.split())[:_LONGEST] for name, cell in zip(columns, padded, strict=False)},
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
