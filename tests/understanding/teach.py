"""Teach the one decision: which domain a message is about, the subject of a difficulty, the act, what is asked of the assistant.

``python -m tests.understanding.teach`` reads ``knowledge/training/lines`` and the wordings of the call, and writes
``knowledge/understanding/arbiter.npz``. Deterministic: the same lines give the same file.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.training.call import mistyped
from knowledge.training.heads import Example, Learning, fit
from knowledge.understanding.act import NO_ACT, OF_APPLICATIONS, WITHDRAW_APPLICATION
from knowledge.understanding.arbiter import (
    ANSWER,
    ASIDE,
    EVIDENCE,
    OF_OTHERS,
    OF_THE_FILE,
    asked_for_extras,
    evidence,
    known,
    part,
    seen,
    tokens,
)
from knowledge.understanding.care import decide
from knowledge.understanding.heads import Array, Features, Head, Heads
from knowledge.understanding.intent.subjects import NONE
from knowledge.understanding.intent.topics import DOMAINS, INTENT_DOMAINS, Domain, TopicKind
from knowledge.understanding.profile import Profile, signs_of
from knowledge.understanding.utterance import utterance
from storage.calls import ARBITER, SERVICE, entries, find, general, read_base, subject_words
from tests.understanding import data, taught

LINES = data.ROOT / "knowledge" / "training" / "lines"
SEED = 20240125
ROLES: Mapping[str, frozenset[Role]] = {
    "agent": frozenset(),
    "expert": frozenset((Role.EXPERT,)),
    "saeple": frozenset((Role.SA_EPLE,)),
}
_ABOUT = {
    "about the call": Domain.CALL,
    "paie": Domain.CALL,
    "procedure question": Domain.ASSISTANT,
    "hypothetical": Domain.ASSISTANT,
    "story": Domain.STORY,
    "opinion": Domain.STORY,
    "solved": Domain.STORY,
    "somebody else's trouble": Domain.STORY,
    "GFC memories": Domain.STORY,
    "negation": Domain.STORY,
    "hesitation": Domain.STORY,
    "intention for later": Domain.STORY,
    "past trouble solved": Domain.STORY,
    "past story": Domain.STORY,
    "story about somebody": Domain.STORY,
    "later intention": Domain.STORY,
    "somebody else's matter": Domain.STORY,
    "hypothesis": Domain.ASSISTANT,
    "general question": Domain.ASSISTANT,
    "question about an act": Domain.ASSISTANT,
    "how it works": Domain.ASSISTANT,
    "somebody else": Domain.STORY,
    "later": Domain.STORY,
    "remark": Domain.STORY,
    "compliment": Domain.THANKS,
    "thanks": Domain.THANKS,
    "small talk": Domain.TALK,
    "other software": Domain.ELSEWHERE,
    "call": Domain.CALL,
    "command": Domain.COMMAND,  # Ruled by its own words: what is said otherwise begins nothing.
    "assistant": Domain.ASSISTANT,
    "complaint": Domain.COMPLAINT,
    "other matter": Domain.ELSEWHERE,
    "own": Domain.OWN,
    "status": Domain.STEERING,
    "trouble": Domain.DIFFICULTY,
}
# What is said of a file without asking for anything to be done with it.
_NO_ACTS = frozenset((Domain.STORY, Domain.ASSISTANT, Domain.OWN, Domain.STEERING, Domain.COMPLAINT, Domain.THANKS))
_MAILS = {"answer": Domain.CALL, "request": Domain.DIFFICULTY, "status": Domain.STEERING, "act": Domain.ACT}
_SAMPLED = {Domain.CALL: 4000, Domain.ELSEWHERE: 5000}  # Wordings of the call that the domain is learnt from.
_OF_SAMPLED, _MISTYPED = 0.25, 0.4  # What they count, and what a mistyped line does beside the line.
_OF_WHOLE = 0.6  # What all that a mail says counts, beside the part that asks.
_OF_NONE = 0.4  # What a sentence that tells no subject counts.
# Trust in the weights that join the readings, and how much a rare domain counts beside its lines (0: no more than they
# are, 1: as much as any other): chosen on voices left out.
_STACK, _RARE = 0.01, 0.3
_SAMPLED_INTENT, _OF_INTENT = 150, 0.4  # Ways of asking for each action, and what each counts, said by each who may.
_ASKERS = ("agent", "saeple", "agent", "expert", "agent")  # The call is asked by people of each role.
# Voices left out together, so that what is learnt is weighed on strangers; those named nowhere are shared out.
# What is done with a file that is no move of its life cycle: the command that does it.
_FILE_COMMANDS = {"write": "message pour", "note": "note pour", "remind": "rappel", "urgent": "passer en urgent"}
_VOICES = (("t3", "t4"), ("t7", "x1"), ("t8", "a1", "m1", "m2", "m3"))
_AT_ONCE = 2  # Parts that are learnt at the same time, in a process each.
_LAST_WAVE = 4  # The call's.
DOMAIN_LEARNING = Learning(rarest=2, most=24_000, c=20.0, apart=True)
DETAIL_LEARNING = Learning(rarest=2, most=16_000, c=30.0, apart=True)


@dataclass(frozen=True, slots=True)
class Sample:
    """A line to learn from, or to be measured on. Absent labels are None."""

    q: str
    domain: Domain
    role: str = "agent"
    asked: str | None = None
    subjects: tuple[str, ...] = ()
    act: str | None = None
    profile: Profile | None = None
    hand: str = ""
    weight: float = 1.0
    after: bool = False  # A status question was just answered.
    whole: bool = False  # All that a mail says is read, as it is beside what it asks.
    command: str | None = None
    viewed: str = ""  # The letters of the one file that was shown last.
    about: str | None = None  # Whether it is said of that file.
    fact: str | None = None  # What it asks of that file.

    @property
    def voice(self) -> str:
        """Return who wrote it, whatever the part they played."""
        return self.hand.partition(".")[0]

    @property
    def example(self) -> Example:
        """Return what the heads are given of it."""
        return _example(self)


@lru_cache(maxsize=60_000)
def _example(one: Sample) -> Example:
    cut = utterance(one.q)
    said = cut.whole if one.whole else cut.asks
    read = tokens(said)
    labels: dict[str, str | frozenset[str]] = {"domain": one.domain.value}
    more = known(said, read, ROLES[one.role], one.asked, after=one.after)
    return Example(read, labels, more, one.hand, one.weight, said)


def act_label(row: Mapping[str, Any]) -> str:
    """Return the label of an act: the file's kind where both life cycles have the move."""
    act = str(row["act"])
    if act != "withdraw":
        return act
    of = str(row.get("reference") or "")
    said = row["q"].lower()
    about = of.startswith("CA") or (not of and ("candidat" in said or "expert" in said or "postul" in said))
    return "withdraw_application" if about else act


def profile_of(row: Mapping[str, Any]) -> Profile | None:
    """Return what somebody is for the call, from the answer and from what else it may come from; None where that hides it."""
    inside = row.get("wave") is None or 1 <= row["wave"] <= _LAST_WAVE
    if row["answer"] == "oui":
        return Profile.ADDRESSED
    if row["answer"] == "non":
        return Profile.OTHER if inside and row.get("academie") != "autre" else None
    if row.get("wave") is None and row.get("function") and "who:function:other" not in signs_of(row["function"]):
        return Profile.ADDRESSED if not {"who:clouded", "who:waves"} & set(signs_of(row["q"])) else Profile.UNCLEAR
    return Profile.UNCLEAR


def lines(hands: Iterable[str] = ()) -> Iterator[Sample]:
    """Yield the lines of the repository; of some ``hands`` alone, if any are given."""
    only = frozenset(hands)
    files = {
        kind: kind
        for kind in (
            *("difficulte", "proche", "acte", "eligibilite", "autre", "courriel", "demande", "statut"),
            *("fichier", "commande"),
        )
    }
    # What is read as lines of another file: the reader of status questions has not learnt from these.
    for file, kind in {**files, "remarque": "proche", "ordre": "acte"}.items():
        for at, row in enumerate(data.lines(LINES / f"{file}.jsonl")):
            if not only or row["hand"] in only:
                found = replace(line(kind, row), after=bool(row.get("previous")))
                yield (found := said_after(found, at))
                if (
                    found.command and found.act == NO_ACT
                ):  # What is written on the file that is shown is said with a number too.
                    number = _NUMBERS[at % len(_NUMBERS)]
                    said = f"{found.q} ({number})" if at % 2 else f"pour {number}, {found.q}"
                    yield replace(found, q=said, viewed="", about=None, weight=_OF_WHOLE)
                if kind == "courriel":
                    yield replace(found, whole=True, weight=_OF_WHOLE)


def said_after(one: Sample, at: int) -> Sample:
    """Return the sample ``at`` that place, said after a status question or not: who asks these says all else after them too."""
    return replace(one, after=True) if one.role != "agent" and at % 2 == 0 else one


def line(kind: str, row: Mapping[str, Any]) -> Sample:
    """Return a row of the file ``kind`` as a line."""
    q, hand, role = row["q"], row.get("hand", kind), row.get("as", "agent")
    subject = row.get("subject") or row.get("expect", {}).get("subject") or ()
    subjects = tuple(subject) if isinstance(subject, list | tuple) else (subject,)
    if kind == "difficulte":
        return Sample(q, Domain.DIFFICULTY, role, subjects=subjects, hand=hand)
    if kind == "demande":
        if "subject" in row["expect"].get("missing", ()) and not subjects:
            subjects = (NONE,)
        return Sample(q, Domain.DIFFICULTY, "expert", subjects=subjects, hand=hand)
    if kind == "acte":
        begins = row["act"] in ("log", "log_and_take")
        domain = Domain.DIFFICULTY if begins else Domain.ACT
        return Sample(q, domain, role, row.get("asked"), act=act_label(row), hand=hand)
    if kind == "eligibilite":
        return Sample(q, Domain.ELIGIBILITY, role, profile=profile_of(row), hand=hand)
    if kind == "statut":
        own = row.get("as") == "agent" and not row["meaning"].get("refuse")
        return Sample(q, Domain.OWN if own else Domain.STEERING, row.get("as", "saeple"), hand=hand)
    if kind == "fichier":
        return said_of_a_file(row)
    if kind == "commande":
        near = row["command"] == NONE  # It has the words of a command, and is none: of which domain is not said.
        return Sample(q, Domain.COMMAND, role, command=row["command"], weight=0.0 if near else 1.0, hand=hand)
    if kind == "courriel":
        domain = _MAILS.get(row["right"]) or _ABOUT.get(row.get("kind", ""), Domain.ELSEWHERE)
        if domain is Domain.STEERING and role == "agent":
            domain = Domain.OWN
        act = act_label(row) if row.get("act") else None
        return Sample(q, domain, role, subjects=subjects, act=act, hand=hand)
    return Sample(q, _ABOUT.get(row.get("what") or row.get("kind") or "", Domain.ELSEWHERE), role, hand=hand)


def said_of_a_file(row: Mapping[str, Any]) -> Sample:
    """Return what was said while one file was shown: of that file, as something to be done with it, or of other matters."""
    said = Sample(row["q"], Domain.STEERING, row["as"], viewed=row["viewed"], about=row["about"], hand=row["hand"])
    if row["about"] == OF_THE_FILE or row.get("look"):  # «Ouvrez celle de Mme Salvi» does nothing with it.
        return replace(said, act=NO_ACT, fact=row.get("fact", NONE))
    if row["about"] == OF_OTHERS and not row.get("look"):
        return replace(said, weight=0.0)  # Which domain it is of is not said.
    command = _FILE_COMMANDS.get(row["act"])
    return replace(said, domain=Domain.COMMAND, command=command, act=NO_ACT) if command else replace(
        said, domain=Domain.ACT, act=row["act"]
    )  # fmt: skip


def phrases() -> Iterator[Sample]:
    """Yield our phrases for the call, which the recogniser has not learnt from: how far each is to be trusted."""
    for folder in (data.HELD_OUT, data.FRESH, data.LAST):
        for name, domain in (
            ("questions", Domain.CALL),
            ("non_precise", Domain.CALL),
            ("pieges", None),
            ("hors_sujet", Domain.ELSEWHERE),
            ("statut", Domain.STEERING),
        ):
            for at, row in enumerate(data.lines(folder / f"{name}.jsonl")):
                if domain:
                    role = "saeple" if name == "statut" else _ASKERS[at % len(_ASKERS)]
                    yield Sample(row["q"], domain, row.get("as", role), hand=name)
        for row in data.lines(folder / "intentions.jsonl"):
            domain = INTENT_DOMAINS.get(row["intent"], Domain.COMMAND)
            yield Sample(row["q"], domain, "saeple" if domain is Domain.STEERING else "agent", hand="intentions")
        for row in data.lines(folder / "demande_phrase.jsonl"):
            yield line("demande", row)


def wordings() -> Iterator[Sample]:
    """Yield some of what the recogniser has learnt from, said by people of each role."""
    chance = random.Random(SEED)
    pools: dict[Domain, list[str]] = {Domain.CALL: [], Domain.ELSEWHERE: []}
    for topic in data.topics():
        if topic.kind in (TopicKind.FACT, TopicKind.SILENT):
            pools[Domain.CALL] += topic.wordings
        elif topic.kind is TopicKind.ELSEWHERE:
            pools[Domain.ELSEWHERE] += [one for one in topic.wordings if "op@le" not in one.lower()]
        else:
            domain = INTENT_DOMAINS.get(topic.id, Domain.COMMAND)
            for text in chance.sample(topic.wordings, min(_SAMPLED_INTENT, len(topic.wordings))):
                for role in _asked_by(topic.id, domain):
                    yield Sample(text, domain, role, act=_INTENT_ACTS.get(topic.id), hand="wordings", weight=_OF_INTENT)
    for domain, pool in pools.items():
        for text in chance.sample(pool, _SAMPLED[domain]):
            role = chance.choices(("agent", "expert", "saeple"), (5, 2, 3))[0]
            yield Sample(text, domain, role, hand="wordings", weight=_OF_SAMPLED)


def _asked_by(intent: str, domain: Domain) -> tuple[str, ...]:
    """Return who asks for an action: staff who ask where requests stand ask of all of them."""
    if domain is Domain.OWN:
        return ("agent",)
    if intent == "questions_posees":
        return ("saeple",)
    return ("expert", "saeple") if domain is Domain.STEERING else tuple(ROLES)


_NUMBERS = (
    "la 12",
    "la 9",
    "DA-2024-0031",
    "la 47",
    "n°8",
    "la demande 15",
    "DA 22",
    "le dossier 6",
    "la dernière",
    "la plus ancienne",
    "celle du lycée Zola",
    "la trente-deux",
    "la dix-sept",
    "63",
    "la n°104",
    "DA-2024-0112",
    "DA-2024-0007",
    "la plus récente",
)
_APPLICATIONS = (
    "la 3",
    "CA-2024-0012",
    "n°7",
    "la candidature 15",
    "CA 4",
    "le dossier 21",
    "la douze",
    "la n°18",
    "22",
    "CA-2024-0005",
    "CA-2024-0031",
    "CA-2023-0008",
)
_PEOPLE = (
    "Mme Roux",
    "Durand",
    "M. Ferrero",
    "Élise",
    "karim",
    "Mme Vidal",
    "Lopez",
    "Sophie",
    "garnier",
    "Jean-Marc Olive",
    "Nadia",
)
_TIMES = (
    "demain 14h",
    "mardi 10h",
    "jeudi 1er février à 9h30",
    "lundi à 11 h",
    "le 30 à 16h",
    "vendredi aprem",
    "mercredi 8h45",
)
_DAYS = ("lundi", "2 février", "5", "12 février", "mardi", "la semaine prochaine")
_REASONS = (
    "je suis en formation", "trop chargé en ce moment", "ils n'ont pas répondu", "le fichier est faux", "panne de réseau",
    "j'attends le RIB", "elle est absente", "la vague est fausse", "le tiers était bloqué", "c'est l'exercice 2023",
    "le message est revenu", "pas assez d'ancienneté", "mutation", "changement de situation",
)  # fmt: skip
_OF_APPLICATIONS = OF_APPLICATIONS | {WITHDRAW_APPLICATION}
_EACH = 4  # Sentences made of each way of saying an act.
INTRODUCTIONS = LINES / "presentations.txt"
_JOINTS = (", ", ". ", " : ", "\n", " – ", " et ", ", alors ", ". Bonjour, ", " ")
_EVERY = 2  # Of so many questions of other matters one is said while a file is shown.
_OTHER_MATTERS = frozenset((Domain.STEERING, Domain.CALL, Domain.ELIGIBILITY, Domain.ASSISTANT, Domain.DIFFICULTY))
_OF_FILES = frozenset(("v1", "v2", "v3", "v4", "v5", "v6"))  # Who wrote what is said of a file.
_ASKED_EACH, _OF_MADE = 6, 0.5  # Questions asked after each introduction, and what each counts.


def acts_said() -> Iterator[Sample]:
    """Yield the ways of saying each act, with numbers, people and moments put in."""
    chance = random.Random(SEED)
    label, roles, asked = "", [""], None
    for row in (LINES / "gestes.txt").read_text("utf-8").splitlines():
        if row.startswith("= "):
            label, of = row[2:].split()
            roles, asked = of.split("|"), None
        elif row.startswith("? "):
            asked = row[2:]
        elif row and not row.startswith("#"):
            numbers = _APPLICATIONS if label in _OF_APPLICATIONS else _NUMBERS
            for text in dict.fromkeys(_filled(row, numbers, chance) for _ in range(_EACH if "{" in row else 1)):
                domain = Domain.DIFFICULTY if label in ("log", "log_and_take") else Domain.ACT
                yield Sample(text, domain, chance.choice(roles), asked, act=label, hand="gestes", weight=0.5)


def _filled(row: str, numbers: Sequence[str], chance: random.Random) -> str:
    slots = {"{n}": numbers, "{w}": _PEOPLE, "{t}": _TIMES, "{d}": _DAYS, "{y}": _REASONS}
    for slot, values in slots.items():
        while slot in row:
            row = row.replace(slot, chance.choice(values), 1)
    return row


def introduced() -> Iterator[Sample]:
    """Yield questions on the call by people who first say who they are, which is not what they ask."""
    chance, base = random.Random(SEED), read_base(find(data.CALL))
    facts = [
        topic.wordings
        for topic in data.topics()
        if topic.kind in (TopicKind.FACT, TopicKind.SILENT) and topic.id not in base.on_eligibility
    ]
    rows = [row for row in INTRODUCTIONS.read_text("utf-8").splitlines() if row and not row.startswith("#")]
    for at, row in enumerate(rows):
        for wordings_ in chance.sample(facts, _ASKED_EACH):
            joint, asked = chance.choice(_JOINTS), chance.choice(wordings_)
            yield Sample(f"{row}{joint}{asked}", Domain.CALL, hand=f"introduced{at % 3}", weight=_OF_MADE)


def troubles_said() -> Iterator[Sample]:
    """Yield the ways of telling a trouble in everyday words."""
    subject = ""
    for row in (LINES / "difficultes.txt").read_text("utf-8").splitlines():
        if row.startswith("= "):
            subject = row[2:].strip()
        elif row and not row.startswith("#"):
            yield Sample(row, Domain.DIFFICULTY, "agent", subjects=(subject,), hand="difficultes", weight=0.7)


_INTENT_ACTS = {
    "candidater": "start",
    "reprendre_brouillon": "start",
    "retirer_candidature": "withdraw_application",
    "modifier_candidature": "modify",
}


def fragments() -> Iterator[Sample]:
    """Yield the telling fragments of each subject: «clé OTP perdue»."""
    for topic, texts in subject_words().wordings.items():
        for text in texts:
            yield Sample(text, Domain.DIFFICULTY, "agent", subjects=(topic.value,), hand="fragments", weight=0.4)


def service_lines() -> Iterator[tuple[str, str]]:
    """Yield (question, entry) of what is asked about the assistant itself."""
    for id_, entry in tomllib.loads(SERVICE.read_text("utf-8")).items():
        for text in entry.get("asks", ()):
            yield text, id_
    for topic in general():
        if topic.id in ("aide", "identite", "parler_humain", "mes_donnees", "confidentialite"):
            for text in topic.wordings[:120]:
                yield text, topic.id


def asked_of_service() -> Iterator[Sample]:
    """Yield what is asked about the assistant itself, as what tells its domain."""
    for text, _ in service_lines():
        yield Sample(text, Domain.ASSISTANT, hand="service", weight=0.25)


def detail_examples(every: Sequence[Sample]) -> tuple[list[Head], list[Example]]:
    """Return the heads that tell more of a domain, and what they learn from."""
    examples: list[Example] = []
    for one in every:
        made = one.example
        share = one.weight / max(1, len(one.subjects))
        examples += [replace(made, labels={"subject": subject}, extras=(), weight=share) for subject in one.subjects]
        if one.about:
            examples.append(
                replace(made, labels={"about": one.about}, extras=(*made.extras, seen(one.viewed)), weight=1.0)
            )
        if one.fact:
            examples.append(replace(made, labels={"fact": one.fact}, weight=1.0))
        if one.command:
            examples.append(replace(made, labels={"command": one.command}, weight=1.0))
        if one.profile:
            examples.append(replace(made, labels={"profile": one.profile.value}))
        # A remark on a file is no act: without lines that say so, any sentence that names one would be.
        act = one.act or (NO_ACT if one.domain in _NO_ACTS and "names a file" in made.extras else None)
        if act:
            examples.append(replace(made, labels={"act": act}))
    examples += answers_and_asides()
    examples += of_other_matters(every)
    examples += [
        Example(tokens(text), {"subject": NONE}, (), "fragments", _OF_NONE, text) for text in subject_words().none
    ]
    for text, id_ in service_lines():
        examples.append(Example(tokens(text), {"service": id_}, (), "service", text=text))
    heads = []
    for name in ("subject", "act", "service", "profile", "fits", "command", "about", "fact"):
        labels = sorted({str(one.labels[name]) for one in examples if name in one.labels})
        heads.append(Head(name, tuple(labels)))
    return heads, examples


def of_other_matters(every: Sequence[Sample]) -> list[Example]:
    """Return questions that say all they mean, as they are asked while a file is shown: they are not of that file."""
    whole = [one for one in every if one.role != "agent" and not one.after and one.hand not in _OF_FILES]
    asked = [one for one in whole if one.domain in _OTHER_MATTERS and not one.about]
    found = []
    for at, one in enumerate(asked[::_EVERY]):
        made = one.example
        if "names a file" not in made.extras:
            more = (*made.extras, seen("DA" if at % 2 else "CA"))
            found.append(replace(made, labels={"about": OF_OTHERS}, extras=more, weight=_OF_MADE))
    return found


def answers_and_asides() -> list[Example]:
    """Return what people typed while a form waited: its answers, and asides which answer nothing."""
    found = []
    for row in data.lines(LINES / "reponse.jsonl"):
        read = tokens(row["q"])
        more = asked_for_extras(row["q"], read, row["field"], ROLES[row["as"]])
        found.append(Example(read, {"fits": ANSWER if row["fits"] else ASIDE}, more, row["hand"], text=row["q"]))
    return found


def domain_heads(every: Sequence[Sample]) -> dict[str, Array]:
    """Return the arrays of the domain's head."""
    chance = random.Random(SEED)
    made = [replace(one, q=mistyped(one.q, chance), weight=_MISTYPED) for one in every if one.weight == 1.0]
    found = [one.example for one in (*every, *made) if one.weight]
    examples = [replace(one, group="") for one in found]
    return fit((Head("domain", tuple(DOMAINS)),), examples, DOMAIN_LEARNING)


def weighed(evidence: Array, right: Array) -> tuple[Array, Array]:
    """Return the weights that join what the head and the recogniser make of lines that neither has seen."""
    counts = np.bincount(right, minlength=len(DOMAINS))
    shares = (counts.mean() / np.maximum(counts, 1)) ** _RARE
    model = LogisticRegression(C=_STACK, max_iter=300, tol=1e-3).fit(evidence, right, shares[right])
    weights, bias = np.zeros((len(DOMAINS), EVIDENCE)), np.full(len(DOMAINS), -9.0)
    weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weights.astype(np.float32), bias.astype(np.float32)


def evidence_of(base: KnowledgeBase, arrays: Mapping[str, Array], every: Iterable[Sample]) -> Array:
    """Return what the decision on each line is taken on, a row a line."""
    domain, details = Heads(part(arrays, "domain_")), Heads(part(arrays, "detail_"))
    reader = entries()

    def row(one: Sample) -> npt.NDArray[np.float32]:
        example = one.example
        told = Features.of(example.words, example.extras, example.text)
        domains = domain.weigh_features(told)["domain"].chances
        decision = decide(base, utterance(one.q).asks)
        return evidence(
            domains,
            details.weigh_features(told),
            reader.read(told),
            decision,
            example.extras,
            roles=ROLES[one.role],
            asked=one.asked,
        )

    return np.array([row(one) for one in every])


def right_of(every: Iterable[Sample]) -> Array:
    """Return the place of the right domain of each line."""
    return np.array([DOMAINS.index(one.domain) for one in every])


def folds(own: Sequence[Sample]) -> list[list[Sample]]:
    """Return ``own`` in parts, each line in one, each voice in one."""
    place = {voice: at for at, voices in enumerate(_VOICES) for voice in voices}
    for at, voice in enumerate(sorted({one.voice for one in own} - set(place))):
        place[voice] = at % len(_VOICES)
    parts = [[one for one in own if place[one.voice] == at] for at in range(len(_VOICES))]
    return [part for part in parts if part]


def common() -> list[Sample]:
    """Return what is learnt from besides the lines of the voices."""
    return [*wordings(), *fragments(), *acts_said(), *troubles_said(), *asked_of_service()]


def detail_heads(own: Sequence[Sample], shared: Sequence[Sample]) -> dict[str, Array]:
    """Return the arrays of the heads that tell more of a domain."""
    heads, examples = detail_examples([*own, *phrases(), *shared])
    return fit(heads, [replace(one, group="") for one in examples], DETAIL_LEARNING)


def broad(shared: Sequence[Sample]) -> list[Sample]:
    """Return what the domain is learnt from of what all voices share."""
    return [one for one in shared if one.hand != "fragments" or "ORIENTER" not in one.subjects]


def learnt(seen: Sequence[Sample], shared: Sequence[Sample]) -> dict[str, Array]:
    """Return the arrays of the heads learnt from the lines of some voices and from what all share."""
    domain, details = domain_heads([*seen, *broad(shared)]), detail_heads(seen, shared)
    return {**{f"domain_{name}": value for name, value in domain.items()},
            **{f"detail_{name}": value for name, value in details.items()}}  # fmt: skip


def teach(base: KnowledgeBase, own: Sequence[Sample]) -> dict[str, Array]:
    """Return the arrays of the arbiter: domain, details, and the weights that join domain and recogniser."""
    shared, foreign = ([said_after(one, at) for at, one in enumerate(every)] for every in (common(), phrases()))
    parts = folds(own)
    voices = [frozenset(one.voice for one in fold) for fold in parts]
    seen = [[one for one in own if one.voice not in left_out] for left_out in voices]
    with ProcessPoolExecutor(_AT_ONCE) as pool:
        whole, *without = pool.map(learnt, [own, *seen], [shared] * (1 + len(parts)))
    rows, right = [evidence_of(base, whole, foreign)], [right_of(foreign)]
    for fold, apart in zip(parts, without, strict=True):
        told = [one for one in fold if one.weight]
        rows.append(evidence_of(base, apart, told))
        right.append(right_of(told))
    stack, bias = weighed(np.concatenate(rows), np.concatenate(right))
    return {**whole, "stack": stack, "bias": bias}


def main() -> None:
    """Write the arrays; ``hands`` given as arguments are left out, and another file is written."""
    left_out = frozenset(sys.argv[2:])
    own = [*(one for one in lines() if one.hand not in left_out), *introduced()]
    arrays = teach(read_base(find(data.CALL)), own)
    target = Path(sys.argv[1]) if sys.argv[1:] else ARBITER
    taught.save(target, arrays, taught.ARBITER)


if __name__ == "__main__":
    main()
