"""``call check``, what deserves a look: few ways of asking, words taken already, what would be denied, what is misread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time

import numpy as np

from bot.understanding import untriggered
from knowledge.base import topics_of
from knowledge.call import Call, Entry, Fact, texts_of, types_of
from knowledge.call_heading import MIDNIGHT
from knowledge.french import counted, listed, quoted, shortened
from knowledge.understanding.asked import capital_kept, days_typed
from knowledge.understanding.choices import PLAIN
from knowledge.understanding.intent.passages import TextIndex
from knowledge.understanding.intent.recogniser import near_duplicates
from knowledge.understanding.intent.topics import CallTopic, TopicKind
from knowledge.understanding.words import words
from storage.calls import CallFiles, confused, general, lexicon, types

# Fewer ways of asking, and people are not understood (docs/comprehension.md).
ENOUGH = 10  # Of an entry without a type, which brings its own.

_SHOWN = 10  # Entries told of at most, of one kind of advice: who mends these looks again.
_WORST = 5  # Wordings that are told of as misread.
_SAYS, _CHARACTERS = 0.3, 60  # The likeness from which an answer says a sentence; of a sentence that is named.

# What the assistant keeps for itself, by what it then does.
RESERVED: Mapping[str, str] = {
    "candidater": "ouvre la candidature",
    "reprendre_brouillon": "rouvre la saisie en cours",
    "statut_candidature": "montre sa candidature à la personne",
    "retirer_candidature": "retire la candidature",
    "modifier_candidature": "rouvre la candidature déposée",
    "demander_assistance": "ouvre une demande d’aide",
    "enregistrer_demande": "enregistre une demande d’aide",
    "statut_demande": "montre où en est une demande d’aide",
    "annuler": "arrête ce qui est en cours",
    "aide": "dit ce qu’il sait faire",
    "parler_humain": "dit qui joindre",
    "mes_donnees": "montre ce qu’il garde de la personne",
    "confidentialite": "dit sa notice sur les données",
    "transmettre_question": "transmet la question au service",
    "eligibilite": "pose les questions de l’éligibilité",
    "questions_posees": "montre les questions transmises",
    "statut_pilotage": "montre le suivi au service",
    "retour": "revient à la question précédente",
    "passer": "passe la question d’un formulaire",
}


# The names of the kinds of advice, by which a file's «seen» says that one is meant so.
KINDS = (
    "peu", "nie", "titre", "heure", "ouverture", "court", "autre_type", "semblable", "reserve", "ailleurs", "mal_compris",
    "minuit", "passe", "majuscule", "texte",
)  # fmt: skip
_Advice = Iterator[tuple[str, str]]  # The kind, and what is said.


def advice(call: Call, files: CallFiles, *, fits: bool, whole: bool, progress: Callable[[str], object]) -> _Advice:
    """Yield each warning about a call, with its kind. Pass a call that was read without the wordings of its types.

    ``fits``: what would be misread is looked for, which takes some seconds; ``whole``: all of it is told. What the file's
    «seen» names is left out.
    """
    complete = files.read()
    yield from _few(call, whole=whole)
    yield from _denied(call)
    yield from _of_title(call, whole=whole)
    yield from _hourless(call, whole=whole)
    yield from _nearly_midnight(call)
    yield from _passing(call, whole=whole)
    yield from _untriggered(complete, whole=whole)
    yield from _capital(call, whole=whole)
    yield from _bare(call, whole=whole)
    yield from _said_of_types(call, whole=whole)
    others = general()
    progress("Formulations semblables…")
    yield from _near(call, others, whole=whole)
    yield from _untaken(call, files, whole=whole)
    if fits and "mal_compris" not in call.seen:
        progress("Formulations relues une à une, comme si vous ne les aviez pas écrites (une dizaine de secondes)…")
        for told in _confused(call, files):
            yield "mal_compris", told


def _untaken(call: Call, files: CallFiles, *, whole: bool) -> _Advice:
    """Yield the sentences of the published text that no answer says."""
    passages = files.passages()
    if not passages or "texte" in call.seen:
        return
    index, taken = TextIndex([f"{one.heading} {one.text}" for one in passages]), np.zeros(len(passages))
    for fact in call.fact:
        for text in {fact.answer, fact.short}:
            taken = np.maximum(taken, index.pieces(text if any(call.names(text)) else call.filled(text)))
    left = [quoted(shortened(one.text, _CHARACTERS)) for one, like in zip(passages, taken, strict=True) if like < _SAYS]
    if left:
        yield "texte", f"{counted(len(left), 'phrase')} de l’appel qu’aucune réponse ne dit : {_some(left, whole)}"


def _unseen(call: Call, kind: str, entry: str) -> bool:
    """Tell whether an advice is to be given of an entry: the file may say that it is meant so."""
    return kind not in call.seen and f"{kind}:{entry}" not in call.seen


def by_itself(call: Call) -> Iterator[str]:
    """Yield what will be said of each type that the call leaves out."""
    facts = call.facts()
    for point in call.silent:
        if point.by_itself:
            below = facts[point.closest].short if point.tells_closest else ""
            said = f"{point.sentence} {below}".strip()
            yield f"{point.id:24} {said if any(call.names(said)) else call.filled(said)}"


def _some(told: Iterable[str], whole: bool) -> str:
    """Return the first of what is told, and how many more there are; all of it for the ``whole``."""
    every = list(told)
    shown = every if whole else every[:_SHOWN]
    more = len(every) - len(shown)
    return ", ".join(shown) + (f" et {counted(more, 'autre')} (--all les montre)" if more else "")


def _few(call: Call, *, whole: bool) -> _Advice:
    few = [
        f"{quoted(entry.id)} ({len(entry.asks)})"
        for entry in call.entries
        if not entry.type and len(entry.asks) < ENOUGH and _unseen(call, "peu", entry.id)
    ]
    if few:
        entries = counted(len(few), "entrée sans type a", "entrées sans type ont")
        yield "peu", f"{entries} moins des {ENOUGH} formulations conseillées : {_some(few, whole)}"


# What [call] says, and the point of which the assistant would say that the call does not tell it.
_SAID: tuple[tuple[str, str], ...] = (
    ("deposit_mail", "depot"),
    ("deposit_platform", "depot"),
    ("deposit_platform", "depot_teams"),
    ("deposit_post", "depot"),
    ("deposit_post", "adresse_postale"),
    ("copies", "copie"),
    ("contact", "contact"),
    ("closes", "date_limite"),
    ("closes_hour", "heure_limite"),
    ("results", "resultats_date"),
    ("reference", "reference"),
    ("issued", "publication"),
)


def _denied(call: Call) -> _Advice:
    """Yield the points that are left open although [call] settles them: they want a fact of their own."""
    left_open = {point.id for point in call.silent if _unseen(call, "nie", point.id)}
    for point in dict.fromkeys(point for key, point in _SAID if getattr(call.call, key) and point in left_open):
        key = next(key for key, of in _SAID if of == point and getattr(call.call, key))
        yield (
            "nie",
            f"« {point} » sera dit non précisé, alors que [call] le dit (« {key} ») : ajoutez un [[fact]] de type « {point} »",
        )


_LONG = 3  # Letters of a word of the title that tells the call from others.
_OF_ANY_CALL = PLAIN | {
    "appel", "appels", "candidature", "candidatures", "mission", "academie", "academique", "academiques", "afin", "ainsi",
    "apres", "avant", "dont", "hors", "lors", "ni", "pendant", "sans", "selon", "sous", "sur", "vers",
}  # fmt: skip


def _of_title(call: Call, *, whole: bool) -> _Advice:
    """Yield the types left out whose own title, or sentence, denies what the call is about: «ni de VAE» in a call on it."""
    heading = call.call
    about = {
        word
        for text in (heading.title, heading.role, *heading.names)
        for word in _words(text)
        if len(word) >= _LONG and word not in _BARE and word not in _OF_ANY_CALL
    }
    found = [
        f"{quoted(point.id)} ({', '.join(sorted(held))})"
        for point in call.silent
        if point.by_itself and _unseen(call, "titre", point.id)
        if (held := about & {*_words(point.title), *_words(point.sentence)})
    ]
    if found:
        yield (
            "titre",
            "dit absent de l'appel avec un mot de son titre (écrivez-en un [[fact]], ou un [[silent]] avec votre « sentence ») : "
            f"{_some(found, whole)}",
        )


_HOURS = ("{until}", "{closing}", "midi", "heure", " h ", "\N{NO-BREAK SPACE}h")


def _hourless(call: Call, *, whole: bool) -> _Advice:
    """Yield the facts that tell the last day of a call that closes at an hour, without that hour."""
    if call.call.closes_hour is None:
        return
    found = [
        f"{quoted(fact.id)} ({key})"
        for fact in call.fact
        for key, text in texts_of(fact).items()
        if "{closes}" in text and not key.startswith("after.") and not any(hour in f"{text} " for hour in _HOURS)
        if not (key == "short" and text == fact.answer) and _unseen(call, "heure", fact.id)
    ]
    if found:
        yield "heure", f"le dernier jour y est dit sans l'heure (« {{closing}} » dit les deux) : {_some(found, whole)}"


def _nearly_midnight(call: Call) -> _Advice:
    """Yield what an hour a minute before midnight reads like."""
    hour = call.call.closes_hour
    if isinstance(hour, time) and (hour.hour, hour.minute) == (23, 59) and "minuit" not in call.seen:
        yield (
            "minuit",
            f"l'assistant dira « {call.call.until} » ; si l'appel dit « à minuit », écrivez closes_hour = \"{MIDNIGHT}\"",
        )


def _passing(call: Call, *, whole: bool) -> _Advice:
    """Yield the facts that tell a day before the closing, and nothing else once it is over."""
    named, typed = [], []
    for fact in [one for one in call.fact if _unseen(call, "passe", one.id)]:
        said = " ".join((fact.answer, fact.short))
        answered = {name for name, then in fact.past.items() if then.answer}
        passes = [
            name
            for name, day in call.days.items()
            if name != "issued" and day < call.call.closes and f"{{{name}}}" in said and name not in answered
        ]
        named += [f"{quoted(fact.id)} ([fact.past.{name}])" for name in passes]
        days = [] if answered else days_typed(said, call)
        typed += [f"{quoted(fact.id)} ({text})" for text, day in days if call.call.issued < day < call.call.closes]
    if named:
        yield "passe", f"la date passe avant la clôture, et rien n'y est dit pour la suite : {_some(named, whole)}"
    if typed:
        yield (
            "passe",
            (
                "la date passe avant la clôture : donnez-lui un nom dans [values], et dites la suite dans [fact.past.NOM] : "
                f"{_some(dict.fromkeys(typed), whole)}"
            ),
        )


def _untriggered(call: Call, *, whole: bool) -> _Advice:
    """Yield the openings that no wording of their fact triggers, of a call with all its wordings."""
    found = [
        f"{quoted(fact.id)} n° {listed(list(map(str, numbers)))}"
        for fact in call.fact
        if fact.asked and _unseen(call, "ouverture", fact.id) and (numbers := untriggered(call, fact))
    ]
    if found:
        yield (
            "ouverture",
            "[[fact.asked]] qu'aucune formulation de son entrée ne déclenche (écrivez-en une, `call try` dit ce qui l'écarte ; "
            f"ou retirez la table) : {_some(found, whole)}",
        )


def _capital(call: Call, *, whole: bool) -> _Advice:
    """Yield the facts whose answer keeps a capital after «Oui :», where it may be no name."""
    found = [
        f"{quoted(fact.id)} ({word})"
        for fact in call.fact
        if _unseen(call, "majuscule", fact.id) and (word := capital_kept(fact, call))
    ]
    if found:
        yield (
            "majuscule",
            "ce mot garde sa majuscule après « Oui : » ; si ce n'est pas un nom propre, commencez par un autre mot, ou écrivez "
            f"« begins » avec un point : {_some(found, whole)}",
        )


# Words that ask, and say nothing of what.
_BARE = frozenset((
    "a", "ai", "as", "au", "aux", "c", "ca", "ce", "cela", "combien", "comment", "d", "date", "dates", "de", "depuis",
    "des", "dit", "du", "duree", "en", "encore", "est", "et", "etre", "faire", "faut", "il", "jour", "jusqu",
    "jusque", "l", "la", "le", "les", "lieu", "moi", "moment", "on", "ou", "oui", "ouvert", "par", "partir", "pour",
    "pourquoi", "qu", "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "s", "se", "sera", "si",
    "temps", "y",
))  # fmt: skip


def _bare(call: Call, *, whole: bool) -> _Advice:
    """Yield the wordings that say nothing of what they are about: «jusqu'à quand ?» may ask three things."""
    found = [
        f"{quoted(wording)} ({entry.id})"
        for entry in call.entries
        for wording in entry.asks
        if _BARE.issuperset(_words(wording)) and _unseen(call, "court", entry.id)
    ]
    if found:
        yield (
            "court",
            f"trop court pour une seule question, dites de quoi (« jusqu'à quand dure la mission ») : {_some(found, whole)}",
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word != "?")


def _said_of_types(call: Call, *, whole: bool) -> _Advice:
    """Yield the wordings that stand, word for word, under the type of another question."""
    said = types().said_of(call.call.role).asks
    owners: dict[tuple[str, ...], set[str]] = {}
    for type_, wordings in said.items():
        for wording in wordings:
            owners.setdefault(_words(wording), set()).add(type_)
    found = []
    for entry in call.entries:
        mine = {entry.id, *types_of(entry)}
        for wording in entry.asks:
            others = owners.get(_words(wording), set())
            if others and mine.isdisjoint(others) and _unseen(call, "autre_type", entry.id):
                found.append(f"{quoted(wording)} ({entry.id}, et {listed(sorted(others))})")
    if found:
        yield (
            "autre_type",
            f"se dit aussi, mot pour mot, d'un autre type : gardez-la sous un seul : {_some(found, whole)}",
        )


def _near(call: Call, others: Iterable[CallTopic], *, whole: bool) -> _Advice:
    """Yield the wordings that stand, nearly the same, under two entries, or that the assistant keeps for itself."""
    kinds = {topic.id: topic.kind for topic in others}
    entries = {entry.id: entry for entry in call.entries}
    reserved, elsewhere = [], []
    for topic, wording, other_topic, other in near_duplicates(topics_of(call, ()), lexicon(), general()):
        if topic in entries and other_topic in entries:
            if _unseen(call, "semblable", topic) and _unseen(call, "semblable", other_topic):
                alike = f"{quoted(wording)} ({topic}) et {quoted(other)} ({other_topic})"
                yield "semblable", f"{alike} se ressemblent : gardez l'une des deux"
            continue
        mine, said, theirs = (topic, wording, other_topic) if topic in entries else (other_topic, other, topic)
        if not _own(entries[mine], said):
            continue
        if kinds.get(theirs) is TopicKind.ELSEWHERE:
            if _unseen(call, "ailleurs", mine):
                elsewhere.append(f"{quoted(said)} ({mine})")
        elif _unseen(call, "reserve", mine):
            reserved.append(f"{quoted(said)} ({mine} ; l’assistant {RESERVED.get(theirs, 'répond lui-même')})")
    if reserved:
        yield (
            "reserve",
            "réservé à l'assistant, qui fait alors autre chose : nommez la chose (« abandonner la mission »), ou retirez : "
            f"{_some(dict.fromkeys(reserved), whole)}",
        )
    if elsewhere:
        told = f"se dit aussi d'une autre affaire que l'appel : ajoutez-y un mot de l'appel : {_some(elsewhere, whole)}"
        yield "ailleurs", told


def _own(entry: Entry, said: str) -> bool:
    """Tell whether the file's writer wrote these words, and did not get them with a type."""
    type_ = types(wordings=False).types.get(entry.type or "")
    return said in entry.asks or (
        isinstance(entry, Fact) and said == entry.question and not (type_ and said == type_.question)
    )


def _confused(call: Call, files: CallFiles) -> Iterator[str]:
    """Yield the wordings that matter the most of those that the others would not have understood."""
    own = {entry.id: set(entry.asks) for entry in call.entries}
    every = [(wording, id_, other) for wording, id_, other in confused(files) if wording in own.get(id_, ())]
    often = Counter((id_, other) for _, id_, other in every)
    first = {(id_, other): wording for wording, id_, other in reversed(every) if _unseen(call, "mal_compris", id_)}
    worst = sorted(first, key=lambda pair: -often[pair])[:_WORST]
    if worst:
        told = [f"{quoted(first[mine, other])} ({mine}), comprise « {other} »" for mine, other in worst]
        yield (
            "sans vous, ces formulations seraient prises pour autre chose, et ce qui leur ressemble le sera ; dites ce qui les "
            f"distingue, ou répondez aux deux d’une entrée (« also ») : {', '.join(told)}"
        )
