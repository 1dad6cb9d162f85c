"""Lines annotated word by word: «<D:84> <S=np:non prises> ? | demandes list», and what each mark teaches.

Marks: W noun, S state, P period, A age, L place, D department, B school, E expert, T subject, U urgent, V wave, F function,
R reference, N limit, G group, Z sort, K a filter taken off, X not kept. Behind the bar: what, op, and where it applies
«cont» (continues a question), «unkept», «own», «action», «call», «off».
"""

from __future__ import annotations

import re
from typing import Any

from knowledge.training.lines import Line
from knowledge.understanding.intent.normalise import folded

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


def _labels(words: list[str], marks: list[tuple[str, str, int, int, str]], *, follows: bool) -> dict[str, Any]:
    states = [_STATES.get(code) for mark, code, *_ in marks if mark == "S"]
    done = any(code == "fi" for mark, code, *_ in marks if mark == "S")
    applied = any(code[:1] == "c" and code != "cl" for mark, code, *_ in marks if mark == "S") or any(
        mark in "VF" for mark, *_ in marks
    )
    what, op = words[0], words[1] if len(words) > 1 else "-"
    if what == "-":
        what = (
            "same"
            if follows
            else "candidatures"
            if applied
            else "tout"
            if op == "summary" and not marks
            else "demandes"
        )
    if op == "-":
        op = "same" if follows else "list"
    groups = [group_of(text) for mark, _, _, _, text in marks if mark == "G"]
    urgent = [code for mark, code, *_ in marks if mark == "U"]
    sort = [code for mark, code, *_ in marks if mark == "Z"]
    group = frozenset(groups[:1] if op in ("count", "top", "same") else ())
    out: dict[str, Any] = {
        "gate": "status",
        "ask": frozenset(),
        "continues": "yes" if follows else "no",
        "what": what,
        "op": op,
        "group": group,
        "state": frozenset([state for state in states if state] + (["résolue", "close"] if done else [])),
        "subject": frozenset(code for mark, code, *_ in marks if mark == "T"),
        "function": frozenset(_function(text) for mark, _, _, _, text in marks if mark == "F"),
        "urgent": frozenset(urgent[:1]),
        "sort": frozenset(f"created {one}" for one in sort[:1]),
    }
    if any(mark == "K" for mark, *_ in marks):
        out |= {"edit": "drop"}
    elif follows:
        out |= {"edit": "change", "drop": frozenset()}
    if groups and not group:
        del out["group"]
    return out
