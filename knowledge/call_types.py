"""What is asked of every call: types of questions, with their ways of being asked and the sentence for a silence.

A call's file names a type and gives the answer; the wordings come from here. Of a type that the call does not answer,
it says so by itself. Texts of files are handed to :func:`read_types`; nothing is opened here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Wordings = tuple[str, ...]

_ROLE = re.compile(
    r"\b(?P<elided>[Dd]e l|[ÀAàa] l|[Ll]|[Dd]|[Qq]u|[Jj]|[Cc])(?P<mark>['’])\{role(?P<many>s?)\}|\{role(?P<plain>s?)\}"
)
# What stands before a name that does not begin with a vowel.
_UNELIDED = {"l": "le", "d": "de", "de l": "du", "à l": "au", "a l": "au", "qu": "que", "j": "je", "c": "ce"}
_VOWELS = "aeiouyhàâéèêëîïôöù"


@dataclass(frozen=True, slots=True)
class CallType:
    """One question asked of every call: its card's title, its button, what is said where a call does not answer it.

    ``closest``: the type whose answer is nearest in meaning, "" for none; ``apart``: it is offered as a button and not told,
    for it says nothing of what is asked. ``theme``: under which it is listed.
    """

    id: str
    title: str
    question: str
    sentence: str
    closest: str = ""
    theme: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class CallTypes:
    """The types by id; ``asks``: type → ways of asking, with {role}; ``suite``: type answered → type asked → ways."""

    types: Mapping[str, CallType] = field(default_factory=dict)
    asks: Mapping[str, Wordings] = field(default_factory=dict)
    suite: Mapping[str, Mapping[str, Wordings]] = field(default_factory=dict)

    def by_theme(self) -> Mapping[str, tuple[CallType, ...]]:
        """Return the types by theme, in the order in which they stand."""
        found: dict[str, list[CallType]] = {}
        for one in self.types.values():
            found.setdefault(one.theme, []).append(one)
        return {theme: tuple(held) for theme, held in found.items()}

    def joined(self, others: CallTypes) -> CallTypes:
        """Return the same types with the ways of asking of ``others`` behind their own."""
        return replace(self, asks={id_: (*texts, *others.asks.get(id_, ())) for id_, texts in self.asks.items()})

    def first(self, count: int) -> CallTypes:
        """Return the same types with the first ``count`` of their ways of asking, and none of those that follow others."""
        return replace(self, asks={id_: texts[:count] for id_, texts in self.asks.items()}, suite={})

    def said_of(self, role: str) -> CallTypes:
        """Return the same types with the wordings of a call that looks for a ``role``."""
        return replace(
            self,
            asks={id_: tuple(named(text, role) for text in texts) for id_, texts in self.asks.items()},
            suite={
                after: {asked: tuple(named(text, role) for text in texts) for asked, texts in every.items()}
                for after, every in self.suite.items()
            },
        )


def read_types(text: str, wordings: str = "") -> CallTypes:
    """Return the types that ``text`` (TOML) describes, with their ``wordings`` (TOML), which may be left unread."""
    said: dict[str, Any] = tomllib.loads(wordings)
    suite = said.pop("suite", {})
    return CallTypes(
        {id_: CallType(id_, **told) for id_, told in tomllib.loads(text).items()},
        {id_: tuple(texts) for id_, texts in said.items()},
        {after: {asked: tuple(texts) for asked, texts in every.items()} for after, every in suite.items()},
    )


def named(text: str, role: str) -> str:
    """Return ``text`` with {role} and {roles} replaced by a name of those whom a call looks for, its elisions set right."""
    many = role if role[-1:] in "sxz" else f"{role}s"

    def name(found: re.Match[str]) -> str:
        said = many if found["many"] or found["plain"] == "s" else role
        if found["elided"] is None:
            return said
        before = found["elided"]
        if said[:1].lower() in _VOWELS:
            return f"{before}{found['mark']}{said}"
        full = _UNELIDED[before.lower()]
        return f"{full.capitalize() if before[0].isupper() else full} {said}"

    return _ROLE.sub(name, text)


def complete(data: Mapping[str, Any], types: CallTypes) -> dict[str, Any]:
    """Return a call's ``data`` as its file gives it, with what its types add.

    An entry of a type may leave out its id, title, question or sentence; any fact, its ``short``, which is then its answer. Types that no entry
    has, nor answers ``also``, become points that the call leaves open, behind the others.
    """
    facts = [_entry(one, types) for one in _tables(data, "fact")]
    silent = [_entry(one, types) for one in _tables(data, "silent")]
    entries = [one for one in (*facts, *silent) if isinstance(one, dict)]
    if not types.types:
        return {**data, "fact": facts, "silent": silent}
    taken = {type_ for one in entries for type_ in _types_of(one)} | {one.get("id") for one in entries}
    owners = {type_: one.get("id") for one in facts if isinstance(one, dict) for type_ in _types_of(one)}
    silent.extend(
        {
            "id": type_.id,
            "type": type_.id,
            "title": type_.title,
            "sentence": type_.sentence,
            "of_type": type_.question,
            "closest": owners.get(type_.closest) or "",
            "tells_closest": type_.closest in owners and not type_.apart,
            "related": [owners[type_.closest]] if type_.apart and type_.closest in owners else [],
            "by_itself": True,
        }
        for type_ in types.types.values()
        if type_.id not in taken
    )
    return {**data, "fact": facts, "silent": silent}


def _tables(data: Mapping[str, Any], name: str) -> Iterable[Any]:
    found = data.get(name, ())
    return found if isinstance(found, list | tuple) else (found,)


def _types_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    also = entry.get("also", ())
    return (str(entry.get("type", "")), *(also if isinstance(also, list | tuple) else ()))


def _entry(entry: Any, types: CallTypes) -> Any:
    """Return an entry with what its type gives it; one whose id is a type's is of that type."""
    if not isinstance(entry, dict):
        return entry
    type_ = types.types.get(str(entry.get("type") or entry.get("id", "")))
    short = {"short": entry["answer"]} if "answer" in entry else {}
    if type_ is None:
        return {**short, **entry}
    given = {"id": type_.id, "type": type_.id, "title": type_.title}
    if "sentence" in entry or "answer" not in entry:
        return {**given, "sentence": type_.sentence, "of_type": type_.question, **entry}
    return {**given, **short, "question": type_.question, **entry}
