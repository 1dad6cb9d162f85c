"""``call check``: the faults of a call's file, each with the entry and its line; what deserves a look is said after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.call_advice import KINDS, advice, by_itself
from bot.call_new import model_faults
from dialogs.core.exchange import names_of_file
from knowledge.call import LEFT, OF_THE_QUESTION, Call, Entry, Fact, SilentPoint, texts_of, types_of
from knowledge.call_file import CallFault, Place, line_of, lines_of, read_call
from knowledge.call_form import ApplicationForm
from knowledge.french import counted, listed, quoted, typeset
from knowledge.understanding.choices import alike
from storage.calls import CallFiles, academies, types


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is examined and printed besides: the models of documents of a folder, all silences, all that is misread."""

    templates: Path | None = None
    silences: bool = False
    whole: bool = False


def check_file(
    path: Path, options: CheckOptions = CheckOptions(), progress: Callable[[str], object] = lambda _text: None
) -> tuple[bool, str]:
    """Return whether the file has faults, or the models of documents, and the report to print."""
    try:
        files = CallFiles(path)
        text, further = files.texts()
        call = read_call(text, further, types(wordings=False), academies(path.parent))
    except CallFault as fault:
        return True, "\n".join([*fault.faults, _LATER, _conclusion(len(fault.faults))])
    lines = lines_of(text)
    faults = [*_faults(call, lines)]
    if path.stem != call.id:
        at = _at(lines, ("call", "id"))
        faults.append(typeset(f"{at}[call], clé « id » : « {call.id} » n'est pas le nom du fichier, « {path.stem} »"))
    faults += model_faults(call, options.templates) if options.templates else []
    looks = advice(call, files, fits=not faults and not files.weights.exists(), whole=options.whole, progress=progress)
    told = [*faults, *(typeset(f"à voir ({kind}) : {one}") for kind, one in looks)]
    if faults and not files.weights.exists():
        told.append(
            typeset("à voir ensuite : les formulations mal comprises, comptées quand il n'y aura plus de défaut.")
        )
    wordings = sum(len(entry.asks) for entry in call.entries)
    silences = [*by_itself(call)]
    left = counted(len(silences), "type laissé de côté", "types laissés de côté")
    summary = (
        f"{counted(len(call.fact), 'fait')}, {counted(len(call.silent) - len(silences), 'point')} que l’appel ne précise "
        f"pas, {counted(wordings, 'formulation')} à vous. {left}"
    )
    if options.silences:
        told += ["", *silences, ""]
        summary += "."
    else:
        summary += typeset(" : l'assistant dira que l'appel n'en parle pas (--silences les montre).")
    return bool(faults), "\n".join([*told, summary, _conclusion(len(faults))])


_LATER = typeset(
    "D'autres défauts (renvois, valeurs, accolades) et les conseils ne seront cherchés que lorsque le fichier se lira."
)


def _conclusion(count: int) -> str:
    return f"{counted(count, 'défaut')} à corriger." if count else "Aucun défaut."


def _at(lines: dict[Place, int], place: Place) -> str:
    line = line_of(lines, place)
    return f"ligne {line}, " if line else ""


@dataclass(frozen=True, slots=True)
class _EntryInFile:
    """An entry of the call, with the lines at which its file has it."""

    entry: Entry
    kind: str
    place: Place
    lines: dict[Place, int]

    def at(self, key: str = "") -> str:
        """Return «ligne 12, fait «indemnite»», with a key «ligne 14, fait «indemnite», clé «after.answer»»."""
        parts = tuple(int(part) - 1 if part.isdigit() else part for part in key.split(".")) if key else ()
        where = f"{_at(self.lines, (*self.place, *parts))}{self.kind} {quoted(self.entry.id)}"
        return typeset(f"{where}, clé « {key} »" if key else where)


def _told(call: Call, lines: dict[Place, int]) -> Iterator[_EntryInFile]:
    for number, fact in enumerate(call.fact):
        yield _EntryInFile(fact, "fait", ("fact", number), lines)
    for number, point in enumerate(call.silent):
        yield _EntryInFile(point, "point non précisé", ("silent", number), lines)


def _faults(call: Call, lines: dict[Place, int]) -> Iterator[str]:
    seen: set[str] = set()
    yield from _of_the_whole(call, lines)
    yield from _of_application(call, lines)
    for told in _told(call, lines):
        if told.entry.id in seen:
            yield typeset(f"{told.at()} : cet identifiant sert déjà à une autre entrée")
        seen.add(told.entry.id)
        yield from _of_entry(call, told)


def _of_the_whole(call: Call, lines: dict[Place, int]) -> Iterator[str]:
    if not call.fact:
        yield typeset("fichier : aucun fait, il faut au moins une entrée [[fact]]")
    for one in call.seen:
        kind, _, entry = one.partition(":")
        if kind not in KINDS or (entry and all(entry != held.id for held in call.entries)):
            at = _at(lines, ("seen",))
            yield typeset(
                f"{at}clé « seen » : « {one} » n'est ni une sorte de conseil ({', '.join(KINDS)}), ni « sorte:entrée »"
            )
    for name in sorted({LEFT, *OF_THE_QUESTION} & set(call.values)):
        yield typeset(f"{_at(lines, ('values', name))}[values] : {quoted(name)} est un nom réservé, donnez-en un autre")
    known = {one for entry in call.entries for one in (entry.id, *types_of(entry))}
    for number, contact in enumerate(call.contact):
        for one in [one for one in contact.on if one not in known]:
            yield typeset(
                f"{_at(lines, ('contact', number, 'on'))}[[contact]] : {quoted(one)} n'est ni une entrée ni un type"
            )


def _of_entry(call: Call, told: _EntryInFile) -> Iterator[str]:
    yield from _links(call, call.facts(), told)
    for key, name in call.undated(told.entry):
        after = "c'est [fact.after] qui dit l'après-clôture"
        instead = after if name == "closes" else "il faut une date de [values] ou de [call]"
        yield typeset(f"{told.at(key)} : {quoted(name)} n'y convient pas, {instead}")
    texts = texts_of(told.entry)
    if texts.get("short") == texts.get("answer"):  # Of a fact that leaves it out.
        texts.pop("short", None)
    for name, template in texts.items():
        for fault in _text(call, name, template):
            yield typeset(f"{told.at(name)} : {fault}")
    for wording in _repeated(told.entry):
        yield typeset(f"{told.at('asks')} : {quoted(wording)} y est deux fois")


def _links(call: Call, facts: Collection[str], told: _EntryInFile) -> Iterator[str]:
    """Yield the names of other entries, and of parts of the text, that nothing bears."""
    entry = told.entry
    named: list[tuple[str, str]] = []
    if isinstance(entry, Fact | SilentPoint):
        named = [("related", one) for one in entry.related]
    if isinstance(entry, Fact):
        for part in entry.parts:
            if part not in call.parts:
                yield typeset(f"{told.at('parts')} : {quoted(part)} n'est pas dans [parts]")
    elif isinstance(entry, SilentPoint):
        named += [("closest", entry.closest)] if entry.closest else []
        if entry.tells_closest and not entry.closest:
            yield typeset(f"{told.at('tells_closest')} : il faut un « closest » à montrer")
    points = call.silent_points()
    for key, other in named:
        if key == "related" and other in points:
            if points[other].by_itself:
                yield typeset(f"{told.at(key)} : {quoted(other)} est un type laissé de côté, écrivez-en un [[silent]]")
        elif other not in facts:
            what = "aucune entrée" if key == "related" else "aucun fait"
            yield typeset(f"{told.at(key)} : {quoted(other)} n'est l'identifiant d'{what}")


# The texts of the application in which names stand in braces, by key; those of its mail, and of «check», do too.
_NAMING = frozenset(("conditions", "addresses", "next", "sending", "ask", "hint", "kept", "flag"))
# What else these may name.
_OF_AN_ANSWER = ("label", "addressed", "answer")
_ALSO_NAMED: Mapping[str, Sequence[str]] = {
    "subject": ("name", "school", "reference"),
    **dict.fromkeys(("yes", "no", "unknown", "said_yes"), _OF_AN_ANSWER),
    **dict.fromkeys(("provided", "needs", "early"), _OF_AN_ANSWER[:2]),
}


def _of_application(call: Call, lines: dict[Place, int]) -> Iterator[str]:
    """Yield what is wrong in the texts of the application: names in braces, two answers that are said alike."""
    form = call.application
    if form is None:
        return
    usual = names_of_file(call)
    # The name and the address stand first where the file leaves them out.
    added = len(form.field) - sum(place[:2] == ("application", "field") and len(place) == _OF_FIELD for place in lines)
    for place, text in _strings(form.model_dump()):
        key = str(place[-1])
        names = {*usual, *_ALSO_NAMED.get(key, ()), *(one.id for one in form.deciding if key == "addresses")}
        takes = key in _NAMING or place[0] == "mail" or "check" in place
        where = _where(form, place, lines, added)
        if takes and "{reference}" in text and "reference" not in names:
            yield typeset(f"{where} : l'appel n'a pas de référence ({{reference}})")
            names.add("reference")
        faults = _braces(text, names) if takes else [_NO_BRACES] if "{" in text or "}" in text else []
        for fault in faults:
            yield typeset(f"{where} : {fault}")
    for number, field in enumerate(form.field):
        for said, places in alike(field.options).items():
            where = _where(form, ("field", number, "options"), lines, added)
            which = listed([f"n° {place}" for place in places])
            yield typeset(f"{where} : {quoted(said)} désigne plusieurs choix ({which}), dites ce qui les distingue")


_OF_FIELD = 3  # Parts of the place of a field: («application», «field», 2).
_NO_BRACES = "les accolades n'y sont pas remplacées, écrivez la valeur"


def _strings(value: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a table and of those in it, each with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _strings(one, (*place, key))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _strings(one, (*place, number))


def _where(form: ApplicationForm, place: Place, lines: dict[Place, int], added: int) -> str:
    """Return «ligne 12, champ « statut », choix n° 2, clé « flag »» of a text of the application."""
    if place[0] != "field":
        at = _at(lines, ("application", *place))
        *tables, key = map(str, [one for one in place if isinstance(one, str)])
        return typeset(f"{at}[{'.'.join(['application', *tables])}], clé « {key} »")
    number = int(place[1])
    at = _at(lines, ("application", "field", number - added, *place[2:]))
    said, rest = f"champ {quoted(form.field[number].id)}", list(place[2:])
    if rest[:1] == ["options"] and len(rest) > 1:
        said, rest = f"{said}, choix n° {int(rest[1]) + 1}", rest[2:]
    keys = ".".join(str(one) for one in rest if isinstance(one, str))
    return typeset(f"{at}{said}, clé « {keys} »")


_BRACED = re.compile(r"\{([^{}]*)(\}?)|\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


_FEMININE = re.compile(r"[^\W\d_]\((?:e|es|ne|nes|le|les|ère|ères|rice|trice|euse|ve|s)\)", re.IGNORECASE)


def _text(call: Call, name: str, template: str) -> Iterator[str]:
    """Yield the faults of one text of an entry."""
    yield from _braces(template, {*call.named, LEFT, *OF_THE_QUESTION})
    if name.startswith("after.") and f"{{{LEFT}}}" in template:
        yield f"après la clôture, il ne reste aucun jour ({{{LEFT}}})"
    if _FEMININE.search(template):
        yield "pas de parenthèses pour le féminin, écrivez les deux formes"


def _braces(template: str, names: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the braces of a text that may hold these ``names``."""
    for found in _BRACED.finditer(template):
        if found[1] is None:
            yield "accolade fermée sans avoir été ouverte"
        elif not found[2]:
            yield f"accolade ouverte et jamais fermée : « {found[0][:20]} »"
        elif found[1] in names:
            continue
        elif not _NAME.fullmatch(found[1]):
            yield f"{found[0]} n'est pas un nom de valeur : une minuscule, puis minuscules sans accent, chiffres et _"
        else:
            yield f"{found[0]} n'est le nom d'aucune valeur : ni de [values], ni de [call]"


def _repeated(entry: Entry) -> Iterator[str]:
    seen: set[str] = set()
    for wording in entry.asks:
        if wording.casefold() in seen:
            yield wording
        seen.add(wording.casefold())
