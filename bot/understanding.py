"""What a message means (``understand``), why that reading won (``try``), a chat on a call's file (``call try``).

Why a fact's answer was opened as it was, or not: each of its ``[[fact.asked]]``, by its number in the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.settings import SettingsError
from bot.terminal import SEATS
from dialogs import features
from knowledge.application import ApplicationMove
from knowledge.base import KnowledgeBase
from knowledge.call import Call, Fact, QuestionForm, Tense, ThingNamed, WayAsked
from knowledge.french import listed, quoted, typeset
from knowledge.request import RequestMove
from knowledge.schools.register import Register
from knowledge.understanding.act import NO_ACT, SaidAct
from knowledge.understanding.arbiter import Arbiter
from knowledge.understanding.asked import Misfit, OpeningFit, Question, fit_of, taken_apart
from knowledge.understanding.intent.recogniser import Explanation
from knowledge.understanding.intent.topics import Decision, Domain, Verdict
from knowledge.understanding.meaning import ASKED, Sense, Situation, Understanding
from knowledge.understanding.profile import Opening
from knowledge.understanding.query import AskBack, Query, Refusal, Zone
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.understand import REQUEST_INTENTS, Listener
from knowledge.understanding.utterance import utterance
from storage.calls import arbiter, status_reader, subjects

_INTENTS: Mapping[tuple[bool, str], str] = MappingProxyType(
    {
        (False, RequestMove.TAKE): "prendre_demande",
        (False, RequestMove.ASSIGN): "attribuer_demande",
        (True, ApplicationMove.START): "candidater",
        (True, ApplicationMove.DEPOSIT): "reprendre_brouillon",
        (True, ApplicationMove.MODIFY): "modifier_candidature",
        (True, ApplicationMove.WITHDRAW): "retirer_candidature",
        (True, ApplicationMove.APPOINT): "nommer_expert",
        (True, ApplicationMove.RECORD): "consigner_candidature",
        (True, ApplicationMove.ANNOUNCE): "annoncer_resultats",
    }
)
_ANSWERS: Mapping[Opening, str] = MappingProxyType({Opening.YES: "oui", Opening.NO: "non", Opening.DEPENDS: "depend"})
_HEARD: Mapping[Domain, str] = MappingProxyType({Domain.THANKS: "merci", Domain.COMPLAINT: "reproche"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a message is understood with."""

    base: KnowledgeBase
    register: Register
    now: Callable[[], datetime]
    experts: tuple[str, ...] = ()  # The names of those in office.
    arbiter: Callable[[], Arbiter] = arbiter

    @property
    def listener(self) -> Listener:
        """Return what understands, as the bot does."""
        return Listener(self.base, features.ROUTES.words, subjects, self.arbiter, status_reader)


def understood(known: Known, asked: Mapping[str, Any]) -> str:
    """Return what a message means as one JSON object: what is decided, then what it says read as answers.

    ``asked``: «q», the message, and where they apply «as», «at», «after» or «previous» (the message before), «asked»
    (what the assistant last asked), «form» and «field». Raises SettingsError for an unknown seat, instant or question.
    """
    text, seat, at = str(asked["q"]), asked.get("as") or "agent", asked.get("at")
    if seat not in SEATS:
        raise SettingsError("--as", "agent, expert ou saeple", seat)
    question = asked.get("asked")
    if question is not None and question not in ASKED:
        raise SettingsError("--asked", ", ".join(ASKED), str(question))
    now = _instant(at) if at else known.now()
    situation = Situation(
        now, SEATS[seat].roles, known.register, experts=known.experts, form=asked.get("form"), field=asked.get("field")
    )
    listener = known.listener
    before = asked.get("after") or asked.get("previous")
    if before:
        situation = _continued(situation, listener.understand(before, situation))
    meant = listener.understand(text, replace(situation, asked=question))
    told = {**decided(meant, logs=SEATS[seat].role is not None), **_schools(known.register, text)}
    form = known.base.call.application
    if meant.candidate and form:
        told["candidate"]["answer"] = _ANSWERS[meant.candidate.verdict(form)]
    draft = meant.request or listener.request(text, situation)
    unsure = told["decision"] not in ("answer", "action", "query", "refuse")
    if told["intent"] in REQUEST_INTENTS or draft.reads_as_request or (unsure and draft.says_something):
        told["request"] = _request(draft)
    return json.dumps(told, ensure_ascii=False)


def _continued(situation: Situation, before: Understanding) -> Situation:
    """Return the situation after the answer to a message that meant ``before``."""
    query = before.reading if isinstance(before.reading, Query) else None
    topics = before.decision.topics if before.decision and query is None else ()
    return replace(situation, query=query, topic=topics[-1] if topics else None)


def decided(meant: Understanding, *, logs: bool) -> dict[str, Any]:
    """Return what was understood as plain values; ``logs``: the person logs the requests of schools."""
    decision, reading = meant.decision, meant.reading
    told: dict[str, Any] = {
        "decision": Verdict.ACTION.value,
        "entry": None,
        "score": decision.score if decision else 100,
        "alternatives": [],
        "intent": decision.intent if decision else meant.command.intent if meant.command else None,
    }
    if reading is not None:
        told |= _of_reading(meant, reading)
    elif meant.sense in _OF_SENSE:
        told |= _OF_SENSE[meant.sense](meant, logs)
    return told | _more(meant)


def _of_reading(meant: Understanding, reading: Query | AskBack | Refusal) -> dict[str, Any]:
    if isinstance(reading, Refusal):
        return {"decision": "refuse"}
    if not isinstance(reading, Query):
        return {"decision": "choose" if reading.schools else "unknown"}
    told = {"decision": "unknown" if meant.doubt is Zone.ASK else "query", "query": reading.meaning()}
    return told if meant.doubt is Zone.RUN else {**told, "said_back": True}


def _of_several(meant: Understanding, _logs: bool) -> dict[str, Any]:
    parts = meant.several.parts if meant.several else ()
    return {"intent": "agir_sur_plusieurs", "acts": [part.act.value for part in parts]}


def _of_decision(meant: Understanding, _logs: bool) -> dict[str, Any]:
    """Return what the call's recogniser decided."""
    decision = meant.decision
    if decision is None:
        return {}
    answered = decision.verdict in (Verdict.ANSWER, Verdict.SILENT) and decision.topics
    told = {
        "decision": decision.verdict.value,
        "entry": decision.topics[0] if answered else None,
        "alternatives": [{"entry": entry, "score": score} for entry, score in decision.alternatives],
    }
    return {**told, "entries": list(decision.topics)} if len(decision.topics) > 1 else told


def _of_entry(meant: Understanding, _logs: bool) -> dict[str, Any]:
    return {"decision": Verdict.ANSWER.value, "entry": meant.service or "eligibilite", "intent": None}


_OFFERED = {"decision": Verdict.CHOOSE.value, "intent": None, "offers": ["demander_assistance", "parler_humain"]}
# What each sense says; ``logs``: the person logs the requests of schools.
_OF_SENSE: Mapping[Sense, Callable[[Understanding, bool], dict[str, Any]]] = {
    Sense.REQUEST: lambda _, logs: {"intent": "enregistrer_demande" if logs else "demander_assistance"},
    Sense.OFFER: lambda *_: _OFFERED,
    Sense.SEVERAL: _of_several,
    Sense.ACT: lambda meant, _: {"intent": _intent_of(meant.act)} if meant.act else {},
    Sense.ELIGIBILITY: _of_entry,
    Sense.SERVICE: _of_entry,
    Sense.HEARD: lambda meant, _: {"intent": _HEARD.get(meant.domain)} if meant.domain else {},
    Sense.CALL: _of_decision,
    Sense.ACTION: _of_decision,
}


def _more(meant: Understanding) -> dict[str, Any]:
    """Return what else was read, where there is any: act, difficulty, candidate, domain, and words left over."""
    told: dict[str, Any] = {}
    if meant.domain:
        told["domain"] = meant.domain.value
    if meant.act and meant.act.act != NO_ACT:
        act, when = meant.act, meant.act.when
        told["act"] = {
            "act": act.act,
            "of": "candidature" if act.of_application else "demande",
            "reference": act.reference,
            "mine": act.mine,
            "who": act.who,
            "when": None if when is None else f"{when:%Y-%m-%d}" if act.day_only else f"{when:%Y-%m-%dT%H:%M}",
            "text": act.text,
        }
        if meant.doubt is Zone.SAY_BACK:
            told["said_back"] = True
    if meant.difficulty:
        told["difficulty"] = meant.difficulty.value
    if meant.candidate:
        told["candidate"] = {"function": meant.candidate.function, "wave": meant.candidate.number,
                             "here": meant.candidate.here}  # fmt: skip
    if meant.leftover:
        told["leftover"] = list(meant.leftover)
    return told


def _intent_of(act: SaidAct) -> str | None:
    """Return the label under which the call's recogniser knows an act, None for those that it does not know."""
    return _INTENTS.get((act.of_application, act.act))


def _request(draft: RequestDraft) -> dict[str, Any]:
    """Return what was read of a request: a school is a text, several to choose from a list; absent fields are left out."""
    told = {
        "uai": draft.uai[0] if len(draft.uai) == 1 else list(draft.uai),
        "subject": draft.subject,
        "phone": draft.phone,
        "email": draft.email,
        "contact_role": draft.contact_role,
        "slot": draft.slot.strftime("%Y-%m-%dT%H:%M") if draft.slot else None,
        "missing": list(draft.missing),
    }
    return {"urgent": draft.urgent, **{name: value for name, value in told.items() if value}}


def _schools(register: Register, text: str) -> dict[str, Any]:
    """Return what ``text`` names, read as an answer to «Quel établissement ?»."""
    found = register.search(text)
    return {"schools": [school.uai for school in found.schools], "taken": found.taken is not None}


def _instant(text: str) -> datetime:
    expected = "un instant ISO 8601 avec décalage, comme 2024-01-25T10:00+01:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError("--at", expected, text) from None
    if moment.tzinfo is None:
        raise SettingsError("--at", expected, text)
    return moment


# --- ``try``: what is done, what was weighed, what is left over.

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


# --- ``call try``: a private chat on the file of a call, with its own database for as long as it lasts.


_FORMS = {
    QuestionForm.YES_NO: "oui ou non",
    QuestionForm.HOW_MUCH: "combien",
    QuestionForm.WHEN: "quand",
    QuestionForm.WHO: "qui",
    QuestionForm.WHERE: "où",
    QuestionForm.WHY: "pourquoi",
    QuestionForm.HOW: "comment",
    QuestionForm.WHAT: "quel ou quoi",
    QuestionForm.WORDS: "rien en toutes lettres",
}
BY_THE_FORM = typeset("le formulaire répond à qui demande s'il peut candidater : les [[fact.asked]] ne servent pas")
_BY_THE_FORM = (ThingNamed.ADDRESSED, ThingNamed.NOT_ADDRESSED)
_TENSES = {Tense.BEFORE: "avant la clôture", Tense.LAST_DAY: "le dernier jour", Tense.AFTER: "après la clôture"}


def openings(base: KnowledgeBase, id_: str, text: str, now: datetime) -> Iterator[str]:
    """Yield which opening of a fact holds for a question, or why each does not; those set aside for one reason together."""
    fact, question, came = base.fact(id_, now), base.taken_apart(text, now), base.call.came(now)
    reasons: dict[str, list[int]] = {}
    for number, one in enumerate(base.facts[id_].asked, 1):
        if not one.holds(came):
            reasons.setdefault(f"vaut {listed(list(_when(one)))}", []).append(number)
            continue
        fit = fit_of(one, fact, question, base.call)
        if fit.misfit is None:
            turned = " (« trop tard » : oui et non retournés)" if fit.turned else ""
            yield typeset(f"ouverture n° {number} de {quoted(id_)} retenue{turned}")
            return
        reasons.setdefault(_REASONS[fit.misfit](one, fit, question), []).append(number)
    for reason, numbers in reasons.items():
        places = f"ouverture n° {numbers[0]} de {quoted(id_)} écartée"
        if len(numbers) > 1:
            places = f"ouvertures n° {listed(list(map(str, numbers)))} de {quoted(id_)} écartées"
        yield typeset(f"{places} : {reason}")


def _when(one: WayAsked) -> Iterator[str]:
    """Yield when an opening holds, as its file says it."""
    yield from (_TENSES[held] for held in one.tenses)
    if one.until:
        yield f"jusqu'à la fin du jour {quoted(one.until)}"
    if one.past:
        yield f"après le jour {quoted(one.past)}"


def _form(form: QuestionForm) -> str:
    return f"de forme « {form} » ({_FORMS[form]})"


def _thing(one: WayAsked, _fit: OpeningFit, question: Question) -> str:
    named = [f"{quoted(thing.shown)} est {listed(sorted(thing.kinds), 'et')}" for thing in question.things]
    return f"rien de nommé qui soit {quoted(str(one.named))}" + (f" ({' ; '.join(named)})" if named else "")


def _besides(_one: WayAsked, fit: OpeningFit, _question: Question) -> str:
    words = listed(list(map(quoted, fit.words)))
    return f"mot {words} en trop" if len(fit.words) == 1 else f"mots {words} en trop"


_REASONS: Mapping[Misfit, Callable[[WayAsked, OpeningFit, Question], str]] = {
    Misfit.FORM: lambda one, _, question: f"la question est {_form(question.form)}, l'ouverture {_form(one.form)}",
    Misfit.LONG: lambda *_: "la question est trop longue",
    Misfit.THING: _thing,
    Misfit.YEARS: lambda *_: "aucun nombre d'années",
    Misfit.SAYS: lambda *_: "aucun mot de « says »",
    Misfit.UNLESS: lambda _one, fit, _question: f"{listed(list(map(quoted, fit.words)))} est dans « unless »",
    Misfit.BESIDES: _besides,
    Misfit.TURNED: lambda *_: (
        "« trop tard » retourne oui et non, et le texte ne commence ni par « Oui : » ni par « Non : »"
    ),
    Misfit.ITSELF: lambda *_: "ce jour est donné pour la clôture (« last_day », « other_day »)",
}


def untriggered(call: Call, fact: Fact) -> list[int]:
    """Return the numbers of the openings of a fact that none of its wordings triggers, whatever the tense.

    Those on whom the call addresses are left out: the form answers first, so that few wordings would tell.
    """
    left = {number: one for number, one in enumerate(fact.asked, 1) if one.named not in _BY_THE_FORM}
    for wording in fact.asks:
        if not left:
            break
        question = taken_apart(wording, call, call.call.issued)
        for number in [one for one in left if fit_of(left[one], fact, question, call).misfit is None]:
            del left[number]
    return list(left)
