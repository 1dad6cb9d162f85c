"""``call check``: the faults of a call's file, each with the entry and its line, and what deserves a look."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from bot.call_models import model_faults
from knowledge.call import LEFT, Call, Entry, Fact, QuestionForm, SilentPoint, texts_of
from knowledge.call_file import CallFault, entry_line, read_call
from knowledge.french import counted, quoted, typeset
from knowledge.understanding.asked import form_of
from knowledge.understanding.intent.duplicates import near_duplicates
from knowledge.understanding.intent.topics import topics_of
from storage.calls import CallFiles, academies, confused, general, lexicon, types

ELSEWHERE = "hors_sujet"

# Fewer ways of asking, and people are not understood (docs/comprehension.md).
ENOUGH = 20
ENOUGH_OF_A_TYPE = 5  # Its type brings others.


def check_file(path: Path, templates: Path | None = None) -> tuple[bool, str]:
    """Return whether the file has faults, or the models of documents in ``templates``, and the report to print."""
    try:
        text = path.read_text(encoding="utf-8")
        files = CallFiles(path)
        call = read_call(*files.texts(), types(wordings=False), academies(path.parent))
    except OSError:
        return True, typeset(f"Le fichier « {path.name} » ne peut pas être lu.")
    except UnicodeDecodeError:
        return True, typeset(f"Le fichier « {path.name} » n'est pas en UTF-8 : enregistrez-le dans cet encodage.")
    except CallFault as fault:
        return True, "\n".join([*fault.faults, _conclusion(len(fault.faults))])
    faults = [*_faults(call, text)]
    if path.stem != call.id:
        faults.append(typeset(f"appel, clé « id » : « {call.id} » n'est pas le nom du fichier, « {path.stem} »"))
    faults += model_faults(call, templates) if templates else []
    warnings = [
        *_few(call, text),
        *_denied(call),
        *_unopened(call, text),
        *_near(call),
        *([] if faults or files.weights.exists() else _confused(files)),
    ]
    lines = [*faults, *(typeset(f"à voir : {warning}") for warning in warnings)]
    wordings = sum(len(entry.asks) for entry, _ in _entries(call, text))
    summary = (
        f"{counted(len(call.fact), 'fait')}, {counted(len(call.silent), 'point non précisé', 'points non précisés')}, "
        f"{counted(wordings, 'formulation')}."
    )
    return bool(faults), "\n".join([*lines, summary, _conclusion(len(faults))])


def _conclusion(count: int) -> str:
    return f"{counted(count, 'défaut')} à corriger." if count else "Aucun défaut."


def _entries(call: Call, text: str) -> Iterator[tuple[Entry, str]]:
    """Yield each entry with «ligne 12, fait «indemnite»»."""
    tables: tuple[tuple[str, str, tuple[Entry, ...]], ...] = (
        ("fact", "fait", call.fact),
        ("silent", "point non précisé", call.silent),
    )
    for table, name, entries in tables:
        for index, entry in enumerate(entries):
            line = entry_line(text, table, index)
            yield entry, typeset(f"{f'ligne {line}, ' if line else ''}{name} {quoted(entry.id)}")


# What [call] says, and the point of which the assistant would say that the call does not tell it.
_SAID: tuple[tuple[str, str], ...] = (
    ("deposit_mail", "depot"),
    ("deposit_platform", "depot"),
    ("deposit_post", "depot"),
    ("copies", "copie"),
    ("contact", "contact"),
    ("closes", "date_limite"),
)


def _denied(call: Call) -> Iterator[str]:
    """Yield the points that are left open although [call] settles them: they want a fact of their own."""
    left_open = {point.id for point in call.silent}
    for point in dict.fromkeys(point for key, point in _SAID if getattr(call.call, key) and point in left_open):
        key = next(key for key, of in _SAID if of == point and getattr(call.call, key))
        yield typeset(
            f"« {point} » sera dit non précisé, alors que [call] le dit (« {key} ») : ajoutez un [[fact]] de type « {point} »"
        )


def _faults(call: Call, text: str) -> Iterator[str]:
    facts = call.facts()
    seen: set[str] = set()
    if not call.fact:
        yield typeset("fichier : aucun fait, il faut au moins une entrée [[fact]]")
    for entry, where in _entries(call, text):
        if entry.id in seen:
            yield typeset(f"{where} : cet identifiant sert déjà à une autre entrée")
        seen.add(entry.id)
        yield from _links(call, facts, entry, where)
        for name, template in texts_of(entry).items():
            yield from _text(call, name, template, where)
        yield from _repeated(entry, where)


def _links(call: Call, facts: Collection[str], entry: Entry, where: str) -> Iterator[str]:
    """Yield the names of other entries, and of parts of the text, that nothing bears."""
    named: tuple[str, ...] = ()
    key = "related"
    if isinstance(entry, Fact):
        named = entry.related
        for part in entry.parts:
            if part not in call.parts:
                yield typeset(f"{where}, clé « parts » : {quoted(part)} n'est pas dans [parts]")
    elif isinstance(entry, SilentPoint):
        key, named = "closest", (entry.closest,) if entry.closest else ()
        if entry.tells_closest and not entry.closest:
            yield typeset(f"{where}, clé « tells_closest » : il faut un « closest » à montrer")
    for other in named:
        if other not in facts:
            yield typeset(f"{where}, clé « {key} » : {quoted(other)} n'est l'identifiant d'aucun fait")


def _text(call: Call, name: str, template: str, where: str) -> Iterator[str]:
    """Yield the faults of one text of an entry."""
    for unknown in call.names(template):
        yield typeset(f"{where}, clé « {name} » : {{{unknown}}} n'est le nom d'aucune valeur de l'appel")
    if re.search(r"\{[^a-z_]|\{[a-z_]*[^a-z_}]", template):
        yield typeset(f"{where}, clé « {name} » : accolade mal formée, le nom d'une valeur est attendu")
    if name.startswith("after.") and f"{{{LEFT}}}" in template:
        yield typeset(f"{where}, clé « {name} » : après la clôture, il ne reste aucun jour ({{{LEFT}}})")
    if "(e" in template:
        yield typeset(f"{where}, clé « {name} » : pas de parenthèses pour le féminin, écrivez les deux formes")


def _repeated(entry: Entry, where: str) -> Iterator[str]:
    seen: set[str] = set()
    for wording in entry.asks:
        if wording.casefold() in seen:
            yield typeset(f"{where}, clé « asks » : {quoted(wording)} y est deux fois")
        seen.add(wording.casefold())


def _few(call: Call, text: str) -> Iterator[str]:
    for entry, where in _entries(call, text):
        enough = ENOUGH_OF_A_TYPE if entry.type else ENOUGH
        if len(entry.asks) < enough and not (isinstance(entry, SilentPoint) and entry.by_itself):
            yield f"{where} : {counted(len(entry.asks), 'formulation')}, {enough} au moins sont conseillées"


def _unopened(call: Call, text: str) -> Iterator[str]:
    """Yield the facts that people ask by yes or no, and whose answer never begins so."""
    for entry, where in _entries(call, text):
        if not isinstance(entry, Fact) or any(one.form is QuestionForm.YES_NO for one in entry.asked):
            continue
        asking = sum(form_of(wording) is QuestionForm.YES_NO for wording in entry.asks)
        if asking >= ENOUGH:
            yield f"{where} : {counted(asking, 'formulation')} demandent oui ou non, et aucun [[fact.asked]] n'y répond"


def _near(call: Call) -> Iterator[str]:
    """Yield the wordings that stand, nearly the same, under two entries: people who say so will be misread."""
    for topic, wording, other_topic, other in near_duplicates(topics_of(call, ()), lexicon(), general()):
        yield f"{quoted(wording)} ({topic}) et {quoted(other)} ({other_topic}) se ressemblent"


_SHOWN = 12  # Entries told of at most: who mends these looks again.


def _confused(files: CallFiles) -> Iterator[str]:
    """Yield the entries whose wordings the others would not have understood, the worst first, with what to add."""
    taken: dict[str, dict[str, list[str]]] = {}
    missed = 0
    for wording, entry, other in confused(files):
        taken.setdefault(entry, {}).setdefault(other, []).append(wording)
        missed += 1
    if not taken:
        return
    yield (
        f"{counted(missed, 'formulation')} {'serait comprise' if missed == 1 else 'seraient comprises'} autrement si vous ne "
        "l'aviez pas écrite : ce qui leur ressemble le sera. Ajoutez-en de semblables, les pires d'abord ; « also » si la "
        "réponse à l'autre question est la même :"
    )
    ranked = sorted(taken.items(), key=lambda one: -sum(map(len, one[1].values())))
    for entry, others in ranked[:_SHOWN]:
        worst = sorted(others.items(), key=lambda one: -len(one[1]))[:_OTHERS]
        told = ", ".join(
            f"{counted(len(texts), 'fois', 'fois')} {_taken_for(id_)} ({quoted(texts[0])})" for id_, texts in worst
        )
        yield f"{quoted(entry)} : {told}"
    if len(ranked) > _SHOWN:
        yield f"et {counted(len(ranked) - _SHOWN, 'autre entrée', 'autres entrées')}, moins souvent"


_OTHERS = 3


def _taken_for(id_: str) -> str:
    return "pour une autre affaire" if id_ == ELSEWHERE else f"pour {quoted(id_)}"
