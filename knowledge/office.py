"""What the office changes itself, without a new deployment: one table says what, and what is accepted.

A value is kept as JSON has it and takes the place of the setting, of the name of a subject, or of the first line of a notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum
from typing import Any
from zlib import crc32

from knowledge.french import clock, counted, typeset
from knowledge.request import Topic
from knowledge.time.delays import DEFAULT_DELAYS, Delays

_NAMES = re.compile(r"\{(\w+)\}")
# What notices put in their first lines, as people read and type it, between square brackets.
_WORDS = {
    "holder": "expert", "slot_brief": "rendez-vous", "former_brief": "ancien rendez-vous", "proposed_brief": "horaires",
    "name": "nom", "contact": "contact", "reached": "personne à joindre", "days": "jours", "day": "jour", "number": "numéro",
    "reference": "référence", "of_service": "du service", "The_service": "le service", "count": "nombre",
    "cancelled": "motif", "since_brief": "depuis quand", "touched_brief": "dernier geste", "resume": "jour de reprise",
    "what": "objet", "when": "date", "year": "année",
}  # fmt: skip
_LONGEST = 100  # Characters of a text: more does not fit the first line of a notification.
_MOST = 365


class RuleFault(StrEnum):
    """Why a value is not accepted."""

    NUMBER = "number"
    CLOCK = "clock"
    ORDER = "order"  # The day would end before it starts, or the night begin after it ends.
    TEXT = "text"
    NAMES = "names"  # It names, in braces, what its notice does not know.


class RuleRefused(ValueError):
    """A value is not accepted; ``why`` says so."""

    def __init__(self, why: RuleFault) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that may be changed. ``reads``: makes what is kept of what was typed; ``says``: the words of what is kept."""

    name: str
    title: str
    reads: Callable[[str], Any]
    says: Callable[[Any], str] = str
    names: tuple[str, ...] = ()  # Of a notice: what its first line may put between square brackets.


def _number(typed: str) -> int:
    found = re.fullmatch(r"\s*(\d{1,3})\b.*", typed)
    if not found or not 1 <= int(found[1]) <= _MOST:
        raise RuleRefused(RuleFault.NUMBER)
    return int(found[1])


def _clock(typed: str) -> str:
    found = re.fullmatch(r"\s*([01]?\d|2[0-3])\s*(?:h|:|heures?)?\s*([0-5]\d)?\s*", typed.lower())
    if not found:
        raise RuleRefused(RuleFault.CLOCK)
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _text(typed: str) -> str:
    text = typeset(" ".join(typed.split()))
    if not 3 <= len(text) <= _LONGEST or any(mark in text for mark in "<>[]|`*_"):
        raise RuleRefused(RuleFault.TEXT)
    return text


def _hours(value: int) -> str:
    return counted(value, "heure ouvrée", "heures ouvrées")


def _days(value: int) -> str:
    return counted(value, "jour ouvré", "jours ouvrés")


def _time(value: str) -> str:
    return clock(time.fromisoformat(value))


# By the name of what each changes in ``Delays``, or of the quiet hours.
DELAYS = (
    Rule("take_hours", typeset("Heures avant l'alerte d'une demande à prendre"), _number, _hours),
    Rule("take_hours_urgent", typeset("Heures avant l'alerte, urgence"), _number, _hours),
    Rule("idle_days", typeset("Jours avant l'alerte, sans suite"), _number, _days),
    Rule("confirm_days", typeset("Jours avant la clôture, sans réponse"), _number, _days),
    Rule("reopen_days", typeset("Jours pour rouvrir"), _number, lambda value: counted(value, "jour")),
)
HOURS = (
    Rule("day_starts", typeset("Début de la journée de travail"), _clock, _time),
    Rule("day_ends", typeset("Fin de la journée de travail"), _clock, _time),
    Rule("quiet_start", typeset("Début des heures sans notification"), _clock, _time),
    Rule("quiet_end", typeset("Fin des heures sans notification"), _clock, _time),
)
TOPIC, NOTICE = "topic.", "notice."


def topic_rules(titles: Mapping[Topic, str]) -> tuple[Rule, ...]:
    """Return the rules of the subjects of requests: their names, whose parts between commas are what people type."""
    return tuple(Rule(f"{TOPIC}{topic.value}", typeset(f"Objet « {title} »"), _text) for topic, title in titles.items())


def notice_rule(first_line: str) -> Rule:
    """Return the rule of a first line of notices, which may name what that line names; those that begin alike change alike."""
    known = {_WORDS[name]: name for name in _NAMES.findall(first_line)}

    def says(kept: str) -> str:
        return _NAMES.sub(lambda name: f"[{_WORDS[name[1]]}]", kept)

    def reads(typed: str) -> str:
        text = " ".join(typed.split())
        if any(mark in text for mark in "{}"):
            raise RuleRefused(RuleFault.NAMES)
        for word, name in known.items():
            text = text.replace(f"[{word}]", f"{{{name}}}")
        if any(mark in text for mark in "[]"):
            raise RuleRefused(RuleFault.NAMES)
        return _text(text)

    return Rule(notice_name(first_line), typeset(f"Notification « {says(first_line)} »"), reads, says, tuple(known))


def notice_name(first_line: str) -> str:
    """Return the name of the rule of a first line."""
    return f"{NOTICE}{crc32(first_line.encode()):08x}"


@dataclass(slots=True)
class OfficeRules:
    """What is in force: the settings, with what the office has put in their place. Everybody holds the same one.

    ``take`` changes it between two turns; ``edition`` tells what is built of it that it has changed.
    """

    given: Delays = DEFAULT_DELAYS
    given_quiet: tuple[time, time] = (time(19), time(7, 30))
    changed: Mapping[str, Any] = field(default_factory=dict)
    delays: Delays = field(init=False)
    quiet: tuple[time, time] = field(init=False)
    edition: int = 0

    def __post_init__(self) -> None:
        """Begin with the settings."""
        self.take(self.changed)

    def take(self, changed: Mapping[str, Any]) -> None:
        """Put what the office has changed into force. Raises RuleRefused for hours that are in no order."""
        whole: dict[str, Any] = {rule.name: changed[rule.name] for rule in DELAYS if rule.name in changed}
        whole |= {name: time.fromisoformat(changed[name]) for name in ("day_starts", "day_ends") if name in changed}
        start, end = (
            time.fromisoformat(changed[name]) if name in changed else given
            for name, given in zip(("quiet_start", "quiet_end"), self.given_quiet, strict=True)
        )
        try:
            delays = replace(self.given, **whole)
        except ValueError as error:
            raise RuleRefused(RuleFault.ORDER) from error
        if end >= start:
            raise RuleRefused(RuleFault.ORDER)
        self.changed, self.delays, self.quiet = dict(changed), delays, (start, end)
        self.edition += 1

    def value(self, rule: Rule) -> Any:
        """Return what is in force of a delay or an hour, as it is kept."""
        if rule.name in ("quiet_start", "quiet_end"):
            return self.quiet[rule.name == "quiet_end"].isoformat("minutes")
        now = getattr(self.delays, rule.name)
        return now.isoformat("minutes") if isinstance(now, time) else int(now)

    def first_line(self, own: str) -> str:
        """Return what the office has put in the place of the first line of a notice; "" where nothing."""
        return str(self.changed.get(notice_name(own), "")) if self.changed else ""
