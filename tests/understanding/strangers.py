"""Measure what strangers type, kind by kind: ``python -m tests.understanding.strangers FOLDER [START] [--missed]``.

FOLDER holds files named «….KIND.jsonl» of the kinds below; START keeps those whose name begins so. Every line goes through
the command ``understand``, as the bot hears it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bot.understanding import Known, understood
from knowledge.understanding.contact import phones
from knowledge.understanding.directory import Directory
from knowledge.understanding.status import directory_of
from tests.understanding import data, requests, status
from tests.understanding.requests import FIELDS, MISSING

Line = Mapping[str, Any]
Verdicts = Iterator[tuple[str, bool]]
Judge = Callable[[Line, Line], Verdicts]

REQUESTS = frozenset(("demander_assistance", "enregistrer_demande"))
_ASSISTANT = frozenset(("aide", "identite", "parler_humain", "mes_donnees", "confidentialite"))
_COMPLAINTS = frozenset(("reproche", "negatif", "parler_humain"))
_THANKS = frozenset(("merci", "compliment", "au_revoir"))
# What writers call the questions of the assistant.
ASKED_AS = {"resolu": "est_ce_resolu", "accord_ecran": "accord_seance", "note": "avis"}


def begun(got: Line) -> bool:
    """Tell whether a request for assistance is begun."""
    return got["decision"] == "action" and got.get("intent") in REQUESTS and not got.get("act")


def offered(got: Line) -> bool:
    """Tell whether help is offered."""
    return "demander_assistance" in got.get("offers", ())


def acted(got: Line) -> bool:
    """Tell whether an act is done, or its form opened; one that is said back with a button waits for the press."""
    return got["decision"] == "action" and bool(got.get("act")) and not got.get("said_back")


def told(got: Line) -> bool:
    """Tell whether a fact of the call is answered, or several are offered."""
    return got["decision"] in ("answer", "silent") or (got["decision"] == "choose" and not offered(got))


def readings(line: Line) -> Iterator[Line]:
    """Yield the line, then the other readings that are as good, each with what it changes."""
    yield line
    for other in line.get("also", ()):
        yield {**line, **(other if isinstance(other, dict) else {"answer": other})}


def judge_status(line: Line, got: Line, directory: Directory) -> Verdicts:
    """Whole meaning; wrong figures shown; said not to be ours."""
    right = status.right(line, got, directory)
    yield "statut, sens entier", right
    nothing = "ask_back" in line["meaning"] or "refuse" in line["meaning"]
    yield "statut, juste ou redit (zone « redire »)", right or bool(got.get("said_back"))
    yield "statut, faux montré comme juste", got["decision"] == "query" and not right and not got.get("said_back")
    if line.get("as", "saeple") != "agent" and not nothing:
        yield (
            "statut, dit étranger ou pris pour l'appel",
            got["decision"] != "query" and got.get("domain") != "steering",
        )


def judge_difficulty(line: Line, got: Line) -> Verdicts:
    """A request is begun or offered, with the right subject."""
    led = begun(got) or offered(got)
    subjects = line["subject"] if isinstance(line["subject"], list) else [line["subject"]]
    yield "difficultés, demande commencée ou proposée", led
    yield "difficultés, commencée ou proposée avec le bon objet", led and got.get("difficulty") in subjects


def judge_near(_line: Line, got: Line) -> Verdicts:
    """No form and no act."""
    yield "proches, ni formulaire ni geste", not begun(got) and not acted(got)


def _names(act: str | None, line: Line, said: str | None) -> bool:
    """Tell whether ``said`` is the act of a line: who asked for help «cancels» it by withdrawing it."""
    own = act == "cancel" and line.get("as", "agent") == "agent"
    return act in (None, said) or (own and said == "withdraw")


def _same_act(line: Line, got: Line) -> bool:
    who, said = (str(one.get("who") or "").casefold() for one in (line, got))
    same_person = who == said or (bool(who) and bool(said) and (who in said or said in who))
    return (
        _names(line["act"], line, got.get("act"))
        and got.get("reference") == line.get("reference")
        and got.get("when") == line.get("when")
        and same_person
    )


def judge_act(line: Line, got: Line) -> Verdicts:
    """The right act; on the right reference; whole, the reason's words left out."""
    act = got.get("act") or {}
    if not act and begun(got):
        act = {"act": "log"}
    every = list(readings(line))
    name = act.get("act")
    yield "gestes, le bon geste", any(_names(one["act"], one, name) for one in every)
    yield (
        "gestes, sur la bonne référence",
        any(_names(one["act"], one, name) and act.get("reference") == one.get("reference") for one in every),
    )
    yield "gestes, entiers", any(_same_act(one, act) for one in every)


def judge_eligibility(line: Line, got: Line) -> Verdicts:
    """The answer begins with yes, no, or it depends."""
    answer = (got.get("candidate") or {}).get("answer")
    # Some writers say «cela dépend» in full.
    yield (
        "éligibilité, la bonne réponse",
        any(
            answer == one["answer"].removeprefix("cela ").replace("é", "e").removesuffix("s") for one in readings(line)
        ),
    )


def judge_school(line: Line, got: Line) -> Verdicts:
    """One school: alone taken; several: all offered; none: none taken."""
    expected = sorted(line["expect"])
    if len(expected) == 1:
        right = got["taken"] and got["schools"][:1] == expected
    elif expected:
        right = not got["taken"] and set(expected) <= set(got["schools"])
    else:
        right = not got["taken"]
    yield "établissements", bool(right)


def judge_request(line: Line, got: Line) -> Verdicts:
    """Every field of a request said in one sentence."""
    request = {"urgent": False, MISSING: [], **got.get("request", {})}
    for name in FIELDS:
        request.setdefault(name, None)
    if isinstance(request["uai"], list):
        request["uai"] = sorted(request["uai"]) or None

    def whole(expected: Mapping[str, Any]) -> bool:
        wanted = dict(expected)
        if wanted.get("phone"):
            wanted["phone"] = next((one.value for one in phones(str(wanted["phone"]))), wanted["phone"])
        wanted.setdefault("urgent", False)
        return all(requests.right(name, request[name], wanted) for name in FIELDS)

    others = [{**line["expect"], **one.get("expect", one)} for one in line.get("also", ()) if isinstance(one, dict)]
    yield "demandes en une phrase, entières", whole(line["expect"]) or any(map(whole, others))


def judge_other(line: Line, got: Line) -> Verdicts:
    """Other matters are left alone, small talk, thanks and complaints are heard, the assistant speaks of itself."""
    kind, intent = line["kind"], got.get("intent")
    if kind == "other matter":
        yield "autres sujets, ni fait ni formulaire", not told(got) and not begun(got) and not acted(got)
    elif kind == "assistant":
        yield "sur l'assistant, répondu", got.get("domain") == "assistant" or intent in _ASSISTANT
    elif kind == "complaint":
        yield "reproches entendus", intent in _COMPLAINTS or offered(got) or got.get("domain") == "complaint"
    elif kind == "thanks":
        yield "remerciements entendus", intent in _THANKS or got.get("domain") == "thanks"


def _first(line: Line, got: Line) -> bool:
    """Tell whether the first answer is the one asked for, where the line says which."""
    entries = [*got.get("entries", ()), got.get("entry"), *(one["entry"] for one in got["alternatives"][:1])]
    first = next((one for one in entries if one), None)
    whom = got.get("candidate") and {"fonctions", "vagues", "academie"} & set(line.get("expect", ()))
    return "expect" not in line or first in line["expect"] or bool(whom)


def judge_mail(line: Line, got: Line) -> Verdicts:
    """A pasted mail, or a long message, leads where its asking part does."""
    right = {
        "answer": lambda: (told(got) or got.get("domain") == "assistant") and _first(line, got),
        "request": lambda: begun(got) or offered(got),
        "status": lambda: (
            got["decision"] in ("query", "refuse") or got.get("intent") in ("statut_demande", "statut_candidature")
        ),
        "act": lambda: bool(got.get("act")) and _names(line.get("act"), line, got["act"]["act"]),
        "other": lambda: not told(got) and not begun(got) and not acted(got),
    }[line["right"]]()
    yield "courriels collés", bool(right)


JUDGES: Mapping[str, Judge] = {
    "difficulte": judge_difficulty,
    "proche": judge_near,
    "acte": judge_act,
    "eligibilite": judge_eligibility,
    "etablissement": judge_school,
    "demande": judge_request,
    "autre": judge_other,
    "courriel": judge_mail,
}
_SEATS = {"statut": "saeple", "demande": "expert"}


def judged(known: Known, kind: str, line: Line) -> tuple[Line, Sequence[tuple[str, bool]]]:
    """Return what a line of the file ``kind`` is understood as, and what is right of it."""
    asked = {name: line[name] for name in ("q", "as", "asked", "previous") if line.get(name)}
    if "asked" in asked:
        asked["asked"] = ASKED_AS.get(asked["asked"], asked["asked"])
    got = json.loads(understood(known, {"as": _SEATS.get(kind, "agent"), **asked}))
    directory = directory_of(known.register, status.EXPERTS)
    judge = partial(judge_status, directory=directory) if kind == "statut" else JUDGES[kind]
    return got, list(judge(line, got))


def knows() -> Known:
    """Return what lines are understood with."""
    return status.known(requests.register())


def measure(folder: Path, start: str = "") -> tuple[Counter[str], Counter[str], list[str]]:
    """Return the lines judged and those right, by what is judged, and the lines missed."""
    known = knows()
    count: Counter[str] = Counter()
    good: Counter[str] = Counter()
    missed: list[str] = []
    for kind in ("statut", *JUDGES):
        for file in sorted(folder.glob(f"{start}*.{kind}.jsonl")):
            for line in data.lines(file):
                got, verdicts = judged(known, kind, line)
                for what, right in verdicts:
                    count[what] += 1
                    good[what] += right
                    if not right and "faux" not in what and "étranger" not in what:
                        missed.append(
                            f"{what}: {json.dumps(line, ensure_ascii=False)}\n      {json.dumps(got, ensure_ascii=False)}"
                        )
    return count, good, missed


def main() -> None:
    """Print the table, and the lines missed with ``--missed``."""
    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    count, good, missed = measure(Path(given[0]), given[1] if len(given) > 1 else "")
    for what in count:
        print(f"{what:55} {100 * good[what] / count[what]:6.1f} % ({good[what]}/{count[what]})")
    if "--missed" in sys.argv:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
