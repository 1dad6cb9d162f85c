"""A call's file, read and checked.

A call is one TOML file, readable and written by people who do not program (``docs/appel.md`` tells how). Longer lists
of ways of asking may stand beside it in ``NAME.wordings.toml``: one array of strings per entry's id, and tables
``[suite.ID]`` of what is asked just after the answer on that entry. Texts of files are handed to :func:`read_call`;
nothing is opened here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from knowledge.call import Call, Entry, types_of
from knowledge.call_form import CALL_SHAPE, FILE_SHAPE, ID_SHAPE, PREFIX_SHAPE, VALUE_SHAPE, Wordings
from knowledge.call_heading import Academy, CallTypes, complete
from knowledge.french import NBSP, DomainError, listed, quoted, typeset

NO_TYPES = CallTypes()
NO_ACADEMIES: Mapping[str, Academy] = MappingProxyType({})


class CallFault(DomainError):
    """A call's file cannot be used; ``faults`` says why, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_call(
    text: str, wordings: str = "", types: CallTypes = NO_TYPES, academies: Mapping[str, Academy] = NO_ACADEMIES
) -> Call:
    """Return the call that ``text`` (TOML) describes, with the further ``wordings`` (TOML) and what ``types`` add.

    ``academies``: those whose files are known, by name. Raises CallFault.
    """
    data = complete(_parsed(text, "le fichier de l’appel"), types)
    academy = _academy(data, academies)
    data = _with_academy(data, academy)
    more = _parsed(wordings, "le fichier des formulations")
    lines = lines_of(wordings)
    suites = more.pop("suite", {})
    try:
        call = Call.model_validate(
            _tuples(data if not suites else {**data, "suite": {**data.get("suite", {}), **suites}})
        )
    except ValidationError as error:
        known = {one.get("id") for kind in ("fact", "silent") for one in data[kind] if isinstance(one, dict)}
        faults = [*(_fault(text, data, one) for one in error.errors()), *_unknown(more, known, lines)]
        raise CallFault(list(dict.fromkeys(faults))) from error
    known = {*call.facts(), *call.silent_points()}
    named = (*more, *call.suite, *(asked for entries in call.suite.values() for asked in entries))
    if unknown := [*_misnamed(call, types, lines_of(text)), *_unknown(named, known, lines)]:
        raise CallFault(unknown)

    said = types.said_of(call.call.role)

    def asks(entry: Entry) -> dict[str, Wordings]:
        of_types = (text for type_ in types_of(entry) for text in said.asks.get(type_, ()))
        return {"asks": (*entry.asks, *more.get(entry.id, ()), *of_types)}

    return call.model_copy(
        update={
            "academy": academy,
            "fact": tuple(fact.model_copy(update=asks(fact)) for fact in call.fact),
            "silent": tuple(point.model_copy(update=asks(point)) for point in call.silent),
            "suite": _suite(call, said),
        }
    )


def _unknown(named: Iterable[str], known: Collection[Any], lines: Mapping[Place, int]) -> list[str]:
    """Return the faults of what stands beside the call for entries that it does not have."""
    return [
        f"formulations, ligne {line_of(lines, (id_,)) or '?'}{NBSP}: {quoted(id_)} n’est l’identifiant d’aucune entrée"
        for id_ in dict.fromkeys(named)
        if id_ not in known
    ]


def _misnamed(call: Call, types: CallTypes, lines: Mapping[Place, int]) -> Iterable[str]:
    """Yield the faults of entries that are named as a type which they are not: what is asked of the one is not of the other."""
    for kind, entries in (("fact", call.fact), ("silent", call.silent)):
        for number, entry in enumerate(entries):
            if entry.id in types.types and entry.type != entry.id:
                line = line_of(lines, (kind, number, "id"))
                told = f"{quoted(entry.id)} est le nom d’un type, et l’entrée est d’un autre ({quoted(str(entry.type))}) : donnez un autre « id »"
                yield typeset(f"ligne {line}, {told}" if line else told)


def _academy(data: Mapping[str, Any], academies: Mapping[str, Academy]) -> Academy | None:
    """Return the académie that a call names. Raises CallFault where no file describes it."""
    heading = data.get("call")
    named = heading.get("academy", "") if isinstance(heading, dict) else ""
    if not named or not academies:
        return None
    if named not in academies:
        known = listed([quoted(one) for one in sorted(academies)], "ou")
        raise CallFault([f"call, clé « academy »{NBSP}: {quoted(str(named))} n’a pas de fichier ; {known} est attendu"])
    return academies[named]


def _with_academy(data: dict[str, Any], academy: Academy | None) -> dict[str, Any]:
    """Return a call's data with what its académie says, where the call itself says nothing else."""
    heading = data.get("call")
    if academy is None or not isinstance(heading, dict):
        return data
    given: dict[str, str] = {"authority": academy.name}
    if academy.service and "service" not in heading:
        given |= {"service": academy.service, "service_article": academy.service_article}
    return {**data, "call": {**given, **heading}}


def _suite(call: Call, types: CallTypes) -> dict[str, dict[str, Wordings]]:
    """Return what is typed after an answer, the call's own wordings before those of the types."""
    suite = {after: dict(every) for after, every in call.suite.items()}
    owners = {type_: entry.id for entry in call.entries for type_ in types_of(entry)}
    for after, every in types.suite.items():
        for asked, texts in every.items():
            if after in owners and asked in owners:
                held = suite.setdefault(owners[after], {})
                held[owners[asked]] = (*held.get(owners[asked], ()), *texts)
    return suite


def _parsed(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise CallFault([f"{what} n’est pas du TOML lisible{NBSP}: {_of_toml(str(error))}"]) from error


# What the reader of TOML says, by how it begins.
_TOML = {
    "Expected '=' after a key": "« = » est attendu après la clé, qui s’écrit sans accent ni espace",
    "Invalid initial character for a key": "une clé est attendue, qui commence par une lettre sans accent",
    "Invalid value": "une valeur est attendue : un texte entre guillemets, un nombre, une date, une liste entre crochets",
    "Invalid initial character": "une valeur est attendue : un texte entre guillemets, un nombre, une date",
    "Unterminated string": "des guillemets ne sont pas fermés",
    "Illegal character": "des guillemets ne sont pas fermés à la fin de la ligne, ou un caractère n’est pas admis",
    "Unescaped": "une barre oblique inversée s’écrit deux fois",
    "Unclosed array": "un crochet n’est pas fermé, ou une virgule manque dans la liste",
    "Unclosed inline table": "une accolade n’est pas fermée, ou une virgule manque",
    "Cannot overwrite a value": "cette clé est donnée deux fois",
    "Cannot declare": "cette table est donnée deux fois",
    "Expected newline or end of document": "il y a quelque chose de trop après la valeur",
    "Expected ']'": "un crochet n’est pas fermé",
}


def _of_toml(said: str) -> str:
    """Return in French why a text is no TOML, with its line; what we have no words for stays as it is."""
    reason, _, place = said.partition(" (at ")
    at = re.match(r"line (\d+), column (\d+)", place)
    told = next((text for begins, text in _TOML.items() if reason.startswith(begins)), reason)
    return f"ligne {at[1]}, colonne {at[2]}{NBSP}: {told}" if at else f"{told}, à la fin du fichier" if place else told


def _tuples(value: Any) -> Any:
    """Strict models want tuples where TOML has arrays."""
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


_MESSAGES = {
    "missing": "clé obligatoire absente",
    "extra_forbidden": "clé inconnue",
    "string_too_long": "texte trop long (maximum {max_length} caractères)",
    "string_too_short": "texte vide",
    "string_type": "un texte entre guillemets est attendu",
    "date_type": "une date sans guillemets est attendue (2024-02-05)",
    "int_type": "un nombre entier est attendu",
    "bool_type": "true ou false est attendu",
    "tuple_type": "une liste entre crochets est attendue",
    "too_short": "liste vide",
    "literal_error": "valeur inconnue, {expected} est attendu",
    "value_error": "{error}",
}


# What is said of a name that is not formed as it has to be.
_SHAPES = {
    ID_SHAPE: "identifiant mal formé (une minuscule, puis minuscules sans accent, chiffres et _)",
    VALUE_SHAPE: "nom mal formé (une minuscule, puis minuscules sans accent, chiffres et _)",
    FILE_SHAPE: "nom de fichier mal formé (lettres sans accent, chiffres, - et _, sans .docx)",
    PREFIX_SHAPE: "deux majuscules sont attendues, autres que DA",
    CALL_SHAPE: "nom mal formé (minuscules sans accent, chiffres et tirets)",
}
_OF_VALUE = (
    "une somme (900 ou 42.50), une date sans guillemets, deux dates entre crochets, la première d’abord, ou un texte entre "
    "guillemets est attendu"
)


def _message(error: Any) -> str:
    """Return what is wrong, in French."""
    path, kind = error["loc"], error["type"]
    if path[:1] == ("values",) and path[-1] != "[key]":
        return _OF_VALUE
    if kind == "string_pattern_mismatch":
        return _SHAPES.get(error["ctx"]["pattern"], "texte mal formé")
    return str(_MESSAGES.get(kind, error["msg"])).format(**error.get("ctx", {}))


def _fault(text: str, data: Mapping[str, Any], error: Any) -> str:
    """Return one fault as «ligne 12, fait «indemnite», clé «title» : …»."""
    loc = tuple(error["loc"])
    path: list[Any] = list(loc[:2]) if loc[:1] == ("values",) else list(loc)
    message = _message(error)
    line = line_of(lines_of(text), loc)
    where = (
        {"call": "[call]", "values": "[values]", "parts": "[parts]"}.get(str(loc[0]), str(loc[0])) if loc else "fichier"
    )
    if len(path) >= 2 and path[0] in ("fact", "silent") and isinstance(path[1], int):
        where = f"{'fait' if path[0] == 'fact' else 'point non précisé'} {_named(data[path[0]], path[1])}"
        path = path[2:]
    elif path[:2] == ["application", "field"] and path[2:] and isinstance(path[2], int):
        where, path = f"champ {_named(data['application']['field'], path[2])}", path[3:]
        if path[:1] == ["options"] and path[1:] and isinstance(path[1], int):
            where, path = f"{where}, choix n°{NBSP}{path[1] + 1}", path[2:]
    else:
        path = path[1:]
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path if part != "[key]")
    if key:
        where += f", clé {quoted(key)}"
    if line:
        where = f"ligne {line}, {where}"
    return f"{where}{NBSP}: {message}"


def _named(tables: Any, index: int) -> str:
    """Return the name of a table: its id, its type where it has none, else its place."""
    one = tables[index]
    name = (one.get("id") or one.get("type")) if isinstance(one, dict) else None
    return quoted(str(name)) if name else f"n° {index + 1}"


Place = tuple[str | int, ...]
_HEAD = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")


def lines_of(text: str) -> dict[Place, int]:
    """Return where each table and key of a TOML file begins (from 1), by its place: ("fact", 3, "after", "answer")."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            table = ()
            *before, last = head[2].split(".")
            for name in before:
                table = (*table, name)
                if table in counts:  # A table of the last of these.
                    table = (*table, counts[table] - 1)
            table = (*table, last)
            if head[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *key[1].split(".")), number)
    return found


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """Return the line of a place, or of the nearest thing that holds it; 0 where the file holds none."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 0)
