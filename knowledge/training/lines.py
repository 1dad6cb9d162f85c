"""Lines that teach the reader of status questions, their annotations, and lines made of the lexicon."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zlib import crc32

from knowledge.request import Topic
from knowledge.understanding.directory import DEPARTMENTS, Directory, Listed
from knowledge.understanding.query import APPLICATION_STATES, FINAL_STATES, OPEN_STATES, single_states
from knowledge.understanding.words import folded

TODAY = date(2024, 1, 25)  # When the lines were asked.
EXPERTS = ("Dominique Ferrand", "Élise Perrot")
LEFT_OUT = (
    "not_subject",
    "not_department",
    "not_place",
    "not_school",
    "not_expert",
    "not_state",
    "not_function",
    "not_wave",
)
_STATES_OF: Mapping[str, Sequence[str]] = {"candidatures": APPLICATION_STATES}
_TURNS = 4  # One line in so many is read as if nobody was known.
_GIVEN = ("Maud", "Cyril", "Agnès", "Denis", "Solène", "Rémi", "Odile", "Jérôme")
_TITLE = re.compile(r"^(?:m\.?|mme|mlle|madame|monsieur) ", re.IGNORECASE)
_SHORT = {"classée sans suite": "sans suite"}
# First letters of the hands of writers who were told of the experts of the demonstration.
_STAFFED = frozenset("vwdefk")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it means. ``labels``, ``marks``: given where it was annotated word by word; ``other``: no status question."""

    text: str
    meaning: Mapping[str, Any] = field(default_factory=dict)
    also: Sequence[Mapping[str, Any]] = ()
    before: Mapping[str, Any] | None = None  # The meaning of the question before.
    role: str = "saeple"
    group: str = ""
    other: bool = False
    labels: Mapping[str, Any] | None = None
    marks: Sequence[tuple[str, int, int]] | None = None  # Kind, first and last character.
    weight: float = 1.0
    before_text: str = ""  # The question before.
    left_out: frozenset[tuple[int, int]] = frozenset()  # The marks that are meant to be left out, by their characters.
    marked_words: Sequence[tuple[str, str, int, int]] = ()  # Head, label and characters of other things that are said.
    staffed: bool = False  # Written for the experts of the demonstration.

    @property
    def asks_back(self) -> bool:
        """Whether a question back is right."""
        return bool(self.meaning.get("ask_back"))

    @property
    def refused(self) -> bool:
        """Whether a refusal is right."""
        return bool(self.meaning.get("refuse"))


@dataclass(frozen=True, slots=True)
class LineNames:
    """The names that lines were written for: of nobody, of the experts of the demonstration, of those whom lines name too."""

    bare: Directory
    demonstration: Directory
    staffed: Directory

    def of(self, line: Line) -> Directory:
        """Return the names that a line is read with: each line always the same."""
        if line.staffed:
            return self.demonstration
        return self.bare if crc32(line.text.encode()) % _TURNS == 0 else self.staffed


def names_of(schools: Iterable[Listed], lines: Iterable[Line]) -> LineNames:
    """Return the names of a register's schools, with the experts whom lines name as they could be called in full."""
    said = sorted({str(one) for line in lines for one in many(line.meaning.get("filters", {}).get("expert"))})
    people = [_TITLE.sub("", one) for one in said if one != "moi"]
    full = [one if " " in one else f"{_GIVEN[at % len(_GIVEN)]} {one}" for at, one in enumerate(people)]
    listed = list(schools)
    return LineNames(Directory(listed), Directory(listed, EXPERTS), Directory(listed, (*EXPERTS, *full)))


def plain(text: str) -> str:
    """Return a name as it is compared."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("’", "'").replace("-", " "))
    out = "".join(part for part in parts if not unicodedata.combining(part))
    return out.removeprefix("l'").removeprefix("la ").removeprefix("le ").strip()


def many(value: Any) -> list[Any]:
    """Return one value or several as a list."""
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def even_filters(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters of a meaning as a query says them: «no_slot» is a slot denied, states left out are those that stay."""
    out = dict(_evened(meaning).get("filters", {}))
    if "not_state" in out:
        states = _STATES_OF.get(str(meaning.get("what")), (*OPEN_STATES, *FINAL_STATES))
        gone = {state for name in many(out.pop("not_state")) for state in single_states(str(name))}
        left = [state for state in states if state not in gone]
        out["state"] = ["ouvertes"] if tuple(left) == OPEN_STATES else left
    for name, every in (("department", DEPARTMENTS), ("subject", tuple(Topic))):
        if f"not_{name}" in out:
            gone = set(many(out.pop(f"not_{name}")))
            out[name] = [one for one in every if one not in gone]
    return out


def _timed(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters of a meaning, its period among them."""
    return {**meaning.get("filters", {}), **({"period": meaning["period"]} if "period" in meaning else {})}


def said_now(meaning: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the filters, and the period, that a line says itself: those that the question before did not have."""
    now = _timed(meaning)
    if before is None:
        return now
    then = _timed(before)
    out = {}
    for key, value in now.items():
        if key in then and value == then[key]:
            continue
        kept = [one for one in many(value) if one not in many(then.get(key))]
        out[key] = kept if kept and isinstance(value, list) else value
    return out


def said_itself(line: Line) -> dict[str, Any]:
    """Return what a line says itself, the question before being taken away where the line goes on from it."""
    return said_now(line.meaning, line.before if continues(line.meaning, line.before) is not False else None)


_KEPT = ("period", "group_by", "sort", "limit")


def _standing(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a meaning can be kept by the next question."""
    return {**meaning.get("filters", {}), **{key: meaning[key] for key in _KEPT if key in meaning}}


def _same(left: Any, right: Any) -> bool:
    return bool(left == right or set(map(str, many(left))) & set(map(str, many(right))))


def continues(meaning: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool | None:
    """Tell whether a meaning keeps something of the question before; None where nothing tells."""
    if before is None:
        return False
    if "what" not in meaning:
        return None
    kept, have = _standing(before), _standing(meaning)
    if not kept:
        return True if meaning["what"] == before["what"] else None
    if any(key in have and _same(value, have[key]) for key, value in kept.items()):
        return True
    if meaning["what"] != before["what"] or meaning["op"] != before["op"]:
        return False
    return None if set(kept) - set(have) else True


def mentioned(now: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters with what is left out among what is said."""
    out = dict(now)
    for key, value in now.items():
        if key in LEFT_OUT:
            del out[key]
            name = key.removeprefix("not_")
            out[name] = [*many(out.get(name)), *many(value)] if name != "school" or name in out else value
    return out


def _evened(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meaning with a slot as the fields tell it."""
    filters = dict(meaning.get("filters", {}))
    if filters.pop("no_slot", None):
        filters["slot"] = False
    if filters.pop("not_urgent", None):
        filters["urgent"] = False
    for key in ("state", "not_state"):
        if key in filters:
            filters[key] = [_SHORT.get(one, one) for one in many(filters[key])]
    return {**meaning, "filters": filters} if filters else dict(meaning)


def read_meanings(text: str) -> list[Line]:
    """Return the lines of a JSON-lines text in the format of the evaluation; «hand»: the voice that wrote it."""
    return [
        Line(
            row["q"],
            _evened(row["meaning"]),
            tuple(row.get("also", ())),
            _evened(before) if (before := row.get("previous_meaning")) and "what" in before else None,
            row.get("as", "saeple"),
            row["hand"],
            before_text=row.get("previous", ""),
            staffed=row["hand"][0] in _STAFFED,
        )
        for row in map(json.loads, filter(None, map(str.strip, text.splitlines())))
    ]


# --- Annotations word by word: «<D:84> <S=np:non prises> ? | demandes list», and what each mark teaches.

Mark = tuple[str, str, int, int, str]  # Letter, code, first and last character, words.
_MARK = re.compile(r"<([A-Z])(?:=([^:>]*))?:([^>]*)>")
KINDS = {
    "P": "time",
    "A": "age",
    "L": "place",
    "D": "dept",
    "B": "school",
    "E": "expert",
    "R": "ref",
    "N": "limit",
    "V": "wave",
}
_STATES = {
    "o": "ouvertes", "np": "non prises", "at": "attribuée", "pl": "planifiée", "ea": "en attente", "re": "résolue", "cl": "close",
    "an": "annulée", "rt": "en retard", "nv": "non prises", "cb": "brouillon", "cd": "déposée", "cc": "à compléter",
    "ci": "en instruction", "cr": "retenue", "cn": "non retenue", "cs": "sans suite", "ct": "retirée", "cx": "expirée", "co": "ouvertes",
}  # fmt: skip
_GROUPS = (
    ("department", r"dep|dpt|dept|^ou$|ou$"), ("expert", r"expert|attributaire|intervenant|tete|personne|\bqui|\bki|collegue|chacun"),
    ("week", "sem|hebdo"), ("month", "mois|mensuel"), ("school", "etab|ecole|college|lycee|bahut|eple|structure"),
    ("state", "etat|statut|etape|stade|avancement|situation"),
)  # fmt: skip


def group_of(said: str) -> str:
    """Return what the words of a grouping count by."""
    plain = folded(said)
    return next((group for group, roots in _GROUPS if re.search(rf"\b(?:{roots})", plain)), "subject")


def _function(said: str) -> str:
    plain = folded(said)
    if "fond" in plain or "fdp" in plain:
        return "fondé de pouvoir"
    return (
        "secrétaire général agent comptable" if "compta" in plain or plain in ("sgac", "ac") else "secrétaire général"
    )


def read_marked(text: str, group: str) -> list[Line]:
    """Return the lines of a text in this notation; each heading («# 3. …») is a voice."""
    out: list[Line] = []
    voice = "0"
    for row in map(str.strip, text.splitlines()):
        heading = re.match(r"# (\d+)\.", row)
        if heading:
            voice = heading[1]
        if row and row[0] != "#":
            line = _line(row, f"{group}.{voice}")
            if line:
                out.append(line)
    return out


def _line(row: str, group: str) -> Line | None:
    said, _, asked = row.rpartition(" | ")
    words = asked.split()
    text, marks = "", []
    at = 0
    for found in _MARK.finditer(said):
        text += said[at : found.start()]
        marks.append((found[1], found[2] or "", len(text), len(text) + len(found[3]), found[3]))
        text += found[3]
        at = found.end()
    text += said[at:]
    if set(words) & {"own", "action", "call", "off"}:
        return Line(text, group=group, other=True)
    spans = [(KINDS[mark], start, end) for mark, _, start, end, _ in marks if mark in KINDS]
    follows = "cont" in words
    before = {"what": "demandes", "op": "list", "filters": {}} if follows else None
    if "unkept" in words:
        labels: dict[str, Any] = {"gate": "status", "ask": frozenset({"yes"})}
        return Line(text, before=before, group=group, labels=labels, marks=spans)
    return Line(text, before=before, group=group, labels=_labels(words, marks, follows=follows), marks=spans)


def states_of(said: str) -> tuple[str, ...]:
    """Return the states that a state's mark stands for: what is finished is solved or closed."""
    return ("résolue", "close") if said == "fini" else (said,)


def group_label(groups: Sequence[str], op: str) -> dict[str, frozenset[str]]:
    """Return the label of the grouping; none where what is said of one teaches nothing."""
    if "day" in groups[:1] or (groups and op not in ("count", "top", "same")):
        return {}
    return {"group": frozenset(groups[:1] if op in ("count", "top", "same") else ())}


def _looked_for(op: str, marks: Sequence[Mark], *, follows: bool) -> str:
    """Return what a line looks for that does not name it."""
    if follows:
        return "same"
    if any((mark == "S" and code[:1] == "c" and code != "cl") or mark in "VF" for mark, code, *_ in marks):
        return "candidatures"
    return "tout" if op == "summary" and not marks else "demandes"


def _labels(words: Sequence[str], marks: Sequence[Mark], *, follows: bool) -> dict[str, Any]:
    what, op = words[0], words[1] if len(words) > 1 else "-"
    if what == "-":
        what = _looked_for(op, marks, follows=follows)
    if op == "-":
        op = "same" if follows else "list"
    codes: dict[str, list[str]] = {}
    for mark, code, _, _, said in marks:
        codes.setdefault(mark, []).append({"G": group_of, "F": _function}[mark](said) if mark in "GF" else code)
    states = [
        one for code in codes.get("S", ()) for one in ((_STATES.get(code),) if code != "fi" else states_of("fini"))
    ]
    out: dict[str, Any] = {
        "gate": "status",
        "ask": frozenset(),
        "continues": "yes" if follows else "no",
        "what": what,
        "op": op,
        "state": frozenset(filter(None, states)),
        "subject": frozenset(codes.get("T", ())),
        "function": frozenset(codes.get("F", ())),
        "urgent": frozenset(codes.get("U", ())[:1]),
        "sort": frozenset(f"created {one}" for one in codes.get("Z", ())[:1]),
        **group_label(codes.get("G", []), op),
    }
    if "K" in codes:
        return {**out, "edit": "drop"}
    return {**out, "edit": "change", "drop": frozenset()} if follows else out


# --- The values of ``lexicon.toml``, each said alone, as lines that teach the heads of several labels.

_BY = ("par", "selon le", "/", "pour chaque", "by", "per")
_WEIGHT = 0.5


def phrases(lexicon: Mapping[str, Any], subjects: Mapping[str, Any]) -> list[Line]:
    """Return a line for each phrase; ``subjects``: the wordings and cues of ``subjects.toml``."""
    return [
        Line(text, group="phrase", labels={head: frozenset(labels)}, weight=weight)
        for head, labels, text, weight in _said(lexicon, subjects)
    ]


def _said(lexicon: Mapping[str, Any], subjects: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], str, float]]:
    for states in lexicon["state"].values():
        for state, forms in states.items():
            labels = ("résolue", "close") if state == "fini" else (state,)
            yield from (("state", labels, text, _WEIGHT) for texts in forms.values() for text in texts)
    for head in ("subject", "function", "urgent"):
        for value, texts in lexicon[head].items():
            yield from ((head, (value,), text, _WEIGHT) for text in texts)
    for value, texts in lexicon["group"].items():
        yield from (("group", (value,), f"{by} {text}", _WEIGHT / 2) for text in texts for by in _BY)
    for head in ("sort", "superlative"):
        for value, texts in lexicon[head].items():
            before = "" if head == "sort" else "les "
            yield from (("sort", (f"created {value}",), before + text, _WEIGHT) for text in texts)
    yield from (("ask", ("yes",), text, _WEIGHT) for text in lexicon["unkept"]["things"])
    for code, told in subjects["topics"].items():
        texts = (*told.get("wordings", ()), *told.get("cues", ()))
        yield from (("subject", (code,), text, _WEIGHT) for text in texts)
