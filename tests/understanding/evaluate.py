"""Measure understanding: ``python -m tests.understanding.evaluate``, which ``make eval`` calls.

The sets are the shared sample and our own held-out ones, from which nothing is learned. Where replies are
handed in (:func:`evaluate`), what counts is the reply's text, as a person gets it; else the topics decided.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dialogs.features import ROUTES
from knowledge.base import KnowledgeBase
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.meaning import Sense, Situation, Understanding
from knowledge.understanding.understand import Listener
from storage.calls import arbiter, find, read_base, status_reader, subjects
from tests.conftest import NOW
from tests.understanding import data, requests, schools, status
from tests.understanding.replies import replies

Reply = Callable[[str, Sequence[str]], str]
Line = Mapping[str, Any]
Table = dict[str, list[bool]]

MOST_CHARS, MOST_CHARS_DOUBLE = 900, 1_800
ALIKE = ({"candidater", "reprendre_brouillon"}, {"enregistrer_demande", "demander_assistance"})
SILENT = re.compile(
    r"(?:ne|n[’'])\s?(?:le |la |les |l[’'])?(?:précis|indiqu|donn|fix|mentionn|prévoi|parl|dit|évoqu)\w*|n[’']en parle pas"
    r"|pas (?:mentionné|précisé|indiqué)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Results:
    """Right or wrong, by file, by style and by fact; ``missed`` says what went wrong."""

    files: Table = field(default_factory=dict)
    styles: Table = field(default_factory=dict)
    facts: Table = field(default_factory=dict)
    requests: Table = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def add(self, table: Table, name: str, right: bool) -> None:
        """Count one line."""
        table.setdefault(name, []).append(right)

    def miss(self, file: str, asked: str, expected: object, decision: Decision) -> None:
        """Remember what went wrong."""
        found = decision.intent or ", ".join(decision.topics) or ("ailleurs" if decision.elsewhere else "rien")
        self.missed.append(
            f"{file}: {asked} — attendu {expected}, décidé {decision.verdict} {found} ({decision.score})"
        )


class Judge:
    """Tells whether what is decided, or replied, is right."""

    def __init__(self, base: KnowledgeBase, patterns: Mapping[str, Sequence[str]], reply: Reply | None) -> None:
        """``patterns``: fact → patterns that a reply holding it matches, each of them."""
        self._listener = Listener(base, ROUTES.words, subjects, arbiter, status_reader)
        self._situation = Situation(NOW, register=requests.register())
        self._reply = reply
        self._patterns = {fact: [re.compile(one, re.IGNORECASE) for one in many] for fact, many in patterns.items()}
        self._closest = {topic.id: topic.closest for topic in base.recogniser.topics}

    def understood(self, turns: Sequence[str]) -> Understanding:
        """Return what the last of ``turns`` means to somebody without a role, after those before."""
        situation = self._situation
        meant = Understanding(Sense.CALL)
        for turn in turns:
            meant = self._listener.understand(turn, situation)
            topics = meant.decision.topics if meant.decision else ()
            situation = replace(situation, topic=topics[0] if topics else situation.topic)
        return meant

    def decided(self, turns: Sequence[str]) -> Decision:
        """Return what is decided on the last of ``turns`` as a question on the call; unknown where it is none."""
        meant = self.understood(turns)
        if meant.decision and meant.sense in (Sense.CALL, Sense.ACTION):
            return meant.decision
        return Decision(Verdict.UNKNOWN, intent=intent_of(meant))

    def told(self, turns: Sequence[str], decision: Decision, *, most: int = MOST_CHARS) -> set[str]:
        """Return the facts that the answer holds; a silent point is answered with its closest fact."""
        if self._reply is None or not self._patterns:
            if decision.verdict is Verdict.SILENT:
                return {*decision.topics, *(self._closest[topic] for topic in decision.topics)}
            return set(decision.topics)
        text = self._reply(turns[-1], turns[:-1])
        if len(text) > most:
            return set()
        return {fact for fact, many in self._patterns.items() if all(one.search(text) for one in many)}

    def says_silent(self, turns: Sequence[str], decision: Decision) -> bool:
        """Tell whether the answer says that the call does not say."""
        if self._reply is None:
            return decision.verdict is Verdict.SILENT
        return bool(SILENT.search(self._reply(turns[-1], turns[:-1])))


def intent_of(meant: Understanding) -> str | None:
    """Return the label of the action that is asked for, None where none is."""
    if meant.sense is Sense.REQUEST:
        return "demander_assistance"
    return meant.command.intent if meant.command else meant.decision.intent if meant.decision else None


def evaluate(folder: Path, judge: Judge) -> Results:
    """Return the results on the sets of one folder; a set that is not there is left out."""
    results = Results()
    for line in data.lines(folder / "questions.jsonl"):
        _question(line, judge, results)
    for line in data.lines(folder / "suivi.jsonl"):
        decision = judge.decided(line["turns"])
        right = bool(judge.told(line["turns"], decision) & set(line["expect_last"]))
        results.add(results.files, "suivi", right)
        if not right:
            results.miss("suivi", " / ".join(line["turns"]), line["expect_last"], decision)
    for line in data.lines(folder / "non_precise.jsonl"):
        decision = judge.decided([line["q"]])
        right = judge.says_silent([line["q"]], decision)
        results.add(results.files, "non_precise", right)
        results.add(
            results.files, "fait donné avec assurance à la place (non_precise)", decision.verdict is Verdict.ANSWER
        )
        if not right:
            results.miss("non_precise", line["q"], line["why"], decision)
    for line in data.lines(folder / "hors_sujet.jsonl"):
        _elsewhere(line, judge, results)
    for line in data.lines(folder / "pieges.jsonl"):
        decision = judge.decided([line["q"]])
        text = judge._reply(line["q"], []) if judge._reply else ""
        bad = [one for one in line["must_not"] if re.search(one, text, re.IGNORECASE | re.MULTILINE)]
        results.add(results.files, "pieges", not bad)
        if bad:
            results.miss("pieges", line["q"], f"pas {bad}", decision)
    for line in data.lines(folder / "intentions.jsonl"):
        decision = judge.decided([line["q"]])
        intent = decision.intent
        right = intent == line["intent"] or {intent, line["intent"]} in ALIKE
        results.add(results.files, "intentions", right)
        results.add(results.styles, f"intention {line['intent']}", right)
        if not right:
            results.miss("intentions", line["q"], line["intent"], decision)
    for one in schools.judged(folder):
        results.add(results.files, "recherche_etablissement", one.right)
        results.add(results.styles, f"établissement ({one.kind})", one.right)
        if not one.right:
            results.missed.append(f"recherche_etablissement: {one.typed} — attendu {one.expected}, trouvé {one.given}")
    for line in status.judged(folder, schools.register()):
        results.add(results.files, "statut", line.right)
        results.add(results.styles, f"statut ({line.style})", line.right)
        if line.style in ("impossible", "interdit"):
            results.add(results.files, "statut : répondu là où il faut refuser ou demander", line.answered)
        if not line.right:
            results.missed.append(f"statut: {line.asked} — attendu {line.expected}, lu {line.given}")
    return results


def _question(line: Line, judge: Judge, results: Results) -> None:
    expected = set(line["expect"])
    decision = judge.decided([line["q"]])
    if line.get("all"):
        right = expected <= judge.told([line["q"]], decision, most=MOST_CHARS_DOUBLE)
        results.add(results.files, "questions doubles, les deux répondues", right)
    else:
        told = judge.told([line["q"]], decision)
        right = bool(told & expected)
        results.add(results.files, "questions simples", right)
        sure = decision.verdict is Verdict.ANSWER
        results.add(
            results.files, "questions, première réponse directe et juste", sure and decision.topics[0] in expected
        )
        results.add(results.files, "faux avec assurance (questions)", sure and not set(decision.topics) & expected)
        if decision.verdict is Verdict.CHOOSE:
            results.add(results.files, "choix offerts : le bon en est", bool(set(decision.topics) & expected))
        for fact in line["expect"][:1]:
            results.add(results.facts, fact, right)
    results.add(results.styles, line["style"], right)
    if not right:
        results.miss(f"questions ({line['style']})", line["q"], line["expect"], decision)


def _elsewhere(line: Line, judge: Judge, results: Results) -> None:
    decision = judge.decided([line["q"]])
    if judge._reply is None:
        right = decision.verdict in (Verdict.UNKNOWN, Verdict.ACTION)
    else:
        right = not judge.told([line["q"]], decision)
    results.add(results.files, "hors_sujet", right)
    results.add(results.files, "hors_sujet : fait donné avec assurance", decision.verdict is Verdict.ANSWER)
    if not right:
        results.miss("hors_sujet", line["q"], "rien", decision)


def table(title: str, counted: Table, columns: Mapping[str, Results], pick: Callable[[Results], Table]) -> str:
    """Return one table: a row per name of ``counted``, a column per folder, in percent with the number of lines."""
    width = max(len(name) for name in (*counted, title)) + 2
    lines = [f"{title:{width}}" + "".join(f"{name:>22}" for name in columns)]
    for name in counted:
        cells = []
        for results in columns.values():
            values = pick(results).get(name, [])
            cells.append(f"{100 * sum(values) / len(values):6.1f} % ({len(values)})" if values else "–")
        lines.append(f"{name:{width}}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def report(reply: Reply | None = None, *, missed: bool = False) -> str:
    """Return all tables; ``reply``: message and those before → the text a person gets."""
    columns: dict[str, Results] = {}
    base = read_base(find(data.CALL), explains=True)
    schools = requests.register()
    for name, folder in data.sets().items():
        facts = folder / "facts.json"
        patterns = (
            {id_: one["must"] for id_, one in json.loads(facts.read_text("utf-8")).items()} if facts.exists() else {}
        )
        columns[name] = evaluate(folder, Judge(base, patterns or _shared_patterns(), reply))
        if schools is not None:
            columns[name].requests, further = requests.measure(folder, schools)
            columns[name].missed += further
    parts = []
    for title, pick in (
        ("par fichier", lambda one: one.files),
        ("par style", lambda one: one.styles),
        ("par fait", lambda one: one.facts),
        ("demandes en une phrase", lambda one: one.requests),
    ):
        rows: Table = {}
        for results in columns.values():
            rows |= pick(results)
        parts.append(table(title, rows, columns, pick))
    if missed:
        parts += [f"manqués, {name} :\n  " + "\n  ".join(results.missed) for name, results in columns.items()]
    return "\n\n".join(parts)


def _shared_patterns() -> dict[str, Sequence[str]]:
    facts = next((folder / "facts.json" for folder in data.sets().values() if (folder / "facts.json").exists()), None)
    return {id_: one["must"] for id_, one in json.loads(facts.read_text("utf-8")).items()} if facts else {}


def main() -> None:
    """Print the tables, judged by the real replies; by the topics decided with ``--topics``; lines with ``--missed``."""
    missed = "--missed" in sys.argv[1:]
    if "--topics" in sys.argv[1:]:
        print(report(missed=missed))
        return
    with replies() as reply:
        print(report(reply, missed=missed))


if __name__ == "__main__":
    main()
