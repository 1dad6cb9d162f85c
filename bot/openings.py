"""Why a fact's answer was opened as it was, or not: each of its ``[[fact.asked]]``, by its number in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from knowledge.base import KnowledgeBase
from knowledge.call import Call, Fact, QuestionForm, Tense, ThingNamed, WayAsked
from knowledge.french import listed, quoted, typeset
from knowledge.understanding.asked import Misfit, OpeningFit, Question, fit_of, taken_apart

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
