"""Lines annotated word by word: «<D:84> <S=np:non prises> ? | demandes list», and what each mark teaches.

Marks: W noun, S state, P period, A age, L place, D department, B school, E expert, T subject, U urgent, V wave, F function,
R reference, N limit, G group, Z sort, K a filter taken off, X not kept. Behind the bar: what, op, and where it applies
«cont» (continues a question), «unkept», «own», «action», «call», «off».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from knowledge.training.lines import Line
from knowledge.understanding.intent.normalise import folded

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
