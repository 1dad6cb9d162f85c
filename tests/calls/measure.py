"""Measure how well a new call is understood: ``python -m tests.calls.measure [--baselines] [--missed] [NAME]``.

Calls that are not the one delivered, written as official texts; their sets of questions were written before any wording,
by somebody else where the set has a table ``entries``, which tells by what entries of the file each label of the set is
answered. Each call is read with five and with fifteen wordings an entry, without weights of its own. An answer on who may
apply, which is told of the person's own case, counts as offered where that is what is asked.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dialogs.features import ROUTES
from knowledge.base import KnowledgeBase
from knowledge.call import types_of
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.meaning import Sense, Situation
from knowledge.understanding.understand import Listener
from storage.calls import CallFiles, arbiter, read_base, status_reader, subjects
from tests.conftest import NOW

HERE = Path(__file__).parent
CALLS = (
    "2025-referents-bassin", "2026-professeurs-relais", "2026-jardins", "2026-formateurs", "2026-accompagnateurs-vae",
    "2026-assistants-prevention", "2026-mediateurs-allophones", "2027-referents-mobilite", "2027-tuteurs-contractuels",
    "2026-referents-cyber", "2027-evaluateurs",
)  # fmt: skip
Decide = Callable[[str, str | None], Decision]
_TOLD = (Verdict.ANSWER, Verdict.SILENT)
# What does each thing that somebody may want done, by its label in the sets: where one thing alone is followed, either does it.
_DONE = {
    "candidater": ("candidater", "start"), "suivre": ("statut_candidature", "statut_demande"), "retirer": ("retirer_candidature", "withdraw"),
    "aide": ("aide", "service"), "contact": ("parler_humain",),
}  # fmt: skip


def files_with(name: str, wordings: int, folder: Path) -> CallFiles:
    """Return the files of a call copied into ``folder`` with only the first so many wordings an entry."""
    told = tomllib.loads((HERE / f"{name}.wordings.toml").read_text("utf-8"))
    lines = [
        f"{id_} = {json.dumps(texts[:wordings], ensure_ascii=False)}"
        for id_, texts in told.items()
        if isinstance(texts, list)  # What follows another question («suite») has no five and fifteen.
    ]
    path = folder / f"{name}.toml"
    path.write_text((HERE / path.name).read_text("utf-8"), "utf-8")
    text = HERE / f"{name}.txt"
    if text.exists():
        (folder / text.name).write_text(text.read_text("utf-8"), "utf-8")
    shutil.copytree(HERE / "academies", folder / "academies", dirs_exist_ok=True)
    path.with_suffix(".wordings.toml").write_text("\n".join(lines), "utf-8")
    return CallFiles(path)


def sets(name: str) -> Mapping[str, Any]:
    """Return the sets of a call."""
    return tomllib.loads((HERE / f"{name}.sets.toml").read_text("utf-8"))


def deciding(base: KnowledgeBase) -> Decide:
    """Return what decides on a message by the one way in, after the entry spoken of before."""
    listener = Listener(base, ROUTES.words, subjects, arbiter, status_reader)

    def decide(text: str, topic: str | None) -> Decision:
        meant = listener.understand(text, replace(Situation(NOW), topic=topic))
        if meant.sense is Sense.ELIGIBILITY and not (meant.decision and meant.decision.verdict in _TOLD):
            beside = meant.decision.topics if meant.decision and meant.decision.verdict is Verdict.CHOOSE else ()
            return Decision(Verdict.CHOOSE, (*sorted(base.on_eligibility), *beside))
        if meant.decision and meant.sense in (Sense.CALL, Sense.ELIGIBILITY):
            return meant.decision
        done = meant.command.intent if meant.command else meant.decision.intent if meant.decision else None
        return Decision(Verdict.ACTION, intent=done or (meant.act.act if meant.act else meant.sense.value))

    return decide


def measure(base: KnowledgeBase, told: Mapping[str, Any], missed: list[str]) -> Counter[str]:
    """Return how often each thing was found."""
    decide, found = deciding(base), Counter[str]()
    also = {type_: entry.id for entry in base.call.entries for type_ in types_of(entry)}
    closest = {point.id: point.closest for point in base.call.silent if point.tells_closest}
    chance, facts = random.Random(3), sorted(base.call.facts())

    def answers(label: str, topics: Iterable[str | None]) -> bool:
        return not set(told.get("entries", {}).get(label, [also.get(label, label)])).isdisjoint(topics)

    for label, text in told["questions"]:
        decision = decide(text, None)
        found["questions"] += 1
        if decision.verdict in _TOLD and answers(label, decision.topics):
            found["right"] += 1
        elif answers(label, decision.topics) or (
            decision.verdict is Verdict.SILENT and answers(label, [closest.get(topic) for topic in decision.topics])
        ):
            found["offered"] += 1  # In a choice, or told beside a point that the call leaves open.
        else:
            found["wrong"] += decision.verdict in (*_TOLD, Verdict.ACTION)
            missed.append(f"{label}: {text} -> {_shown(decision)}")
        after = decide(text, chance.choice(facts))  # As in a conversation: something else was just answered.
        found["right_after"] += after.verdict in _TOLD and answers(label, after.topics)
    for text in told["silent"]:
        decision = decide(text, None)
        found["silent"] += decision.verdict is Verdict.SILENT
        found["silent_offered"] += decision.verdict in (Verdict.SILENT, Verdict.CHOOSE) and any(
            topic in base.silent for topic in decision.topics
        )
        if decision.verdict is not Verdict.SILENT:
            missed.append(f"silent: {text} -> {_shown(decision)}")
    for text in told["off_topic"]:
        decision = decide(text, None)
        told_fact = decision.verdict in (*_TOLD, Verdict.CHOOSE)
        found["off_topic"] += not told_fact
        if told_fact:
            missed.append(f"off: {text} -> {_shown(decision)}")
    for before, text, label in told["follow_ups"]:
        topics = decide(before, None).topics
        decision = decide(text, topics[0] if topics else None)
        found["follow_ups"] += decision.verdict in _TOLD and answers(label, decision.topics)
        if not answers(label, decision.topics):
            missed.append(f"after {before}: {text} -> {_shown(decision)}, {label} expected")
    for label, text in told.get("actions", ()):
        decision = decide(text, None)
        found["actions"] += decision.intent in _DONE[label] or answers(label, decision.topics)
        if decision.intent not in _DONE[label]:
            missed.append(f"to do {label}: {text} -> {_shown(decision)}")
    return found


def _shown(decision: Decision) -> str:
    what = decision.intent or ", ".join(decision.topics) or ("elsewhere" if decision.elsewhere else "unknown")
    return f"{decision.verdict.value} {what} ({decision.score})"


def baselines(base: KnowledgeBase, told: Mapping[str, Any]) -> dict[str, float]:
    """Return the share of questions whose entry comes first by two plain methods, with the call's own wordings."""
    from rapidfuzz import fuzz
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pairs = [(text, entry.id) for entry in base.call.entries for text in (*entry.asks, entry.title)]
    texts, owners = [text for text, _ in pairs], [owner for _, owner in pairs]
    asked = [text for _, text in told["questions"]]
    names = told.get("entries", {})
    right = [names.get(label, [label]) for label, _ in told["questions"]]
    nearest = [max(pairs, key=lambda pair: fuzz.token_set_ratio(text.lower(), pair[0].lower()))[1] for text in asked]
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)), LogisticRegression(C=10, max_iter=300)
    )
    learnt = model.fit(texts, owners).predict(asked).tolist()
    return {"token_set_ratio": _share(nearest, right), "tf-idf + regression": _share(learnt, right)}


def _share(found: Sequence[str], right: Sequence[Sequence[str]]) -> float:
    return round(100 * sum(one in other for one, other in zip(found, right, strict=True)) / len(right), 1)


def report(name: str, counts: Sequence[int]) -> None:
    """Print the figures of a call, read with so many wordings an entry."""
    told = sets(name)
    for wordings in counts:
        missed: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            base = read_base(files_with(name, wordings, Path(folder)))
            spent = time.process_time() - start
        found = measure(base, told, missed)
        size = found["questions"]
        print(
            f"{name}, {wordings} wordings: right {100 * found['right'] / size:.1f} %, "
            f"after another answer {100 * found['right_after'] / size:.1f} %, "
            f"or offered {100 * (found['right'] + found['offered']) / size:.1f} %, "
            f"wrong and sure {100 * found['wrong'] / size:.1f} %, silent {found['silent']}/{len(told['silent'])}"
            f" (or offered {found['silent_offered']}), "
            f"off topic {found['off_topic']}/{len(told['off_topic'])}, "
            f"follow-ups {found['follow_ups']}/{len(told['follow_ups'])}, "
            f"actions {found['actions']}/{len(told.get('actions', ()))}, start {spent:.1f} s of CPU",
            flush=True,
        )
        if "--baselines" in sys.argv:
            print("   ", baselines(base, told))
        if "--missed" in sys.argv:
            print("\n".join(f"    {one}" for one in missed))


def main() -> None:
    """Print the figures of each call, with no, five and fifteen wordings an entry."""
    for name in [one for one in CALLS if not sys.argv[1:] or sys.argv[-1].startswith("--") or one == sys.argv[-1]]:
        report(name, (0, 5, 15))


if __name__ == "__main__":
    main()
