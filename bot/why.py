"""Why a reading won, as ``python -m bot try`` tells it: what is done, what was weighed, what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.openings import BY_THE_FORM, openings
from bot.understanding import Known, decided
from knowledge.understanding.intent.recogniser import Explanation
from knowledge.understanding.intent.topics import Decision
from knowledge.understanding.mail import utterance
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.situation import Situation

_SHOWN = 0.02  # Chances below are not told.
_TELLS = 0.05  # A word that gives the entry less than that is left over.
_SENSES = {
    Sense.CALL: "une question sur l’appel",
    Sense.ELIGIBILITY: "qui peut candidater",
    Sense.ACTION: "une action",
    Sense.COMMAND: "une commande",
    Sense.STATUS: "une question d’état",
    Sense.REQUEST: "une demande à commencer",
    Sense.OFFER: "une demande, proposée",
    Sense.ACT: "un geste sur un dossier",
    Sense.SERVICE: "une question sur l’assistant",
    Sense.HEARD: "rien à faire : entendu",
}


def explained(known: Known, text: str) -> str:
    """Return why a reading of ``text`` won, in lines: first what is done in the end."""
    meant = known.listener.understand(text, Situation(known.now(), register=known.register))
    why = known.base.recogniser.explain(text)
    rows = [
        ("choix final", _final(meant)),
        ("écarté", _overruled(meant, why.decision)),
        ("reste", _left_over(meant, why)),
        *_weighed(text, meant),
        ("l’appel seul", _told(why.decision)),
        ("· phrase retenue", why.asking),
        ("· mots compris", " ".join(why.understood)),
        ("· corrections", ", ".join(f"{typed} → {right}" for typed, right in why.corrections) or "aucune"),
        ("· mots décisifs", ", ".join(f"{word} {weight:+.2f}" for word, weight in why.matched) or "aucun"),
        ("· classement", ", ".join(f"{entry} {score} %" for entry, score in why.scores)),
    ]
    if why.nearest:
        wording, entry, likeness = why.nearest
        rows.append(("· formulation proche", f"«\u00a0{wording}\u00a0» ({entry}, {likeness} %)"))
    rows += [("ouverture", told) for told in _openings(known, meant, text)]
    return "\n".join(f"{label:20} {value}" for label, value in rows)


def _openings(known: Known, meant: Understanding, text: str) -> Iterator[str]:
    """Yield why the answers of the facts begin as they do."""
    if meant.sense is Sense.ELIGIBILITY:
        yield BY_THE_FORM
        return
    for topic in meant.decision.topics if meant.decision and meant.sense is Sense.CALL else ():
        if topic in known.base.facts:
            yield from openings(known.base, topic, text, known.now())


def _final(meant: Understanding) -> str:
    """Return what is done with the message, after all readers."""
    told = decided(meant, logs=False)
    what = told.get("entry") or " ou ".join(told.get("entries", ())) or told["intent"] or ""
    return f"{_SENSES.get(meant.sense, meant.sense.value)} : {' '.join((told['decision'], what)).strip()}"


def _overruled(meant: Understanding, decision: Decision) -> str:
    """Return what the call's reader decided by itself where something else is done."""
    same = meant.decision is not None and (meant.decision.verdict, meant.decision.topics) == (
        decision.verdict,
        decision.topics,
    )
    return "rien" if same and meant.sense in (Sense.CALL, Sense.ACTION, Sense.ELIGIBILITY) else _told(decision)


def _left_over(meant: Understanding, why: Explanation) -> str:
    """Return the words that the reading chosen does not explain."""
    told = why.matched if meant.sense is Sense.CALL else ()
    idle = [word for word, weight in told if weight < _TELLS]
    return " ".join((*meant.leftover, *idle)) or "rien"


def _told(decision: Decision) -> str:
    what = decision.intent or " + ".join(decision.topics) or ("autre affaire" if decision.elsewhere else "")
    return f"{decision.verdict.value} {what} ({decision.score} %)"


def _weighed(text: str, meant: Understanding) -> list[tuple[str, str]]:
    """Return what the domains were weighed by; nothing for the words of a command or a button."""
    weighed = meant.weighed
    if weighed is None:
        return []
    cut = utterance(text)
    return [
        ("partie qui demande", " ".join(cut.asks.split())),
        ("laissé de côté", " ".join(cut.aside.split()) or "rien"),
        ("domaines", _chances((domain.value, chance) for domain, chance in weighed.ranked() if chance >= _SHOWN)),
        ("· par les mots", _chances((one.value, chance) for one, chance in weighed.alone(0, _SHOWN))),
        ("· l’appel seul", _chances((one.value, chance) for one, chance in weighed.alone(1, _SHOWN))),
        ("objet", _chances(weighed.subject.ranked()[:3])),
        ("geste", _chances(weighed.act.ranked()[:3])),
        ("sur l’assistant", _chances(weighed.service.ranked()[:3])),
        ("pour l’appel, qui", _chances(weighed.profile.ranked()[:3])),
    ]


def _chances(ranked: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{label} {round(100 * chance)} %" for label, chance in ranked)
