"""The days that a status question is about: which ones are meant of those that may be, and of what they are days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from knowledge.understanding.candidates import Span
from knowledge.understanding.follow_up import shifted, stretch
from knowledge.understanding.frames import SpanReading
from knowledge.understanding.heads import Chances
from knowledge.understanding.query import Moment, Op, Period, Query, What
from knowledge.understanding.times import Age, Days, Said

_SAID_AGAIN = frozenset((",", "(", "le", "soit", "donc"))  # Between a day and its date.
_SURELY_PAST, _NEARLY_SURE = 0.7, 0.95
_SURE_OF_MOMENT = 0.85  # Chance under which days are of what they were of in the question before.
# Words that say of what days are: of the arrival, of the appointment, of the end.
_TELLS_OF = re.compile(
    r"(?:clo[st]|cloture|ferm|termin|resol|annul|recu|arriv|cree|enregistr|depos|tomb|rdv|rendez|prevu|planif|seance|session)"
)
_REQUEST_MOMENTS = ("created", "planned", "closed")
_MOMENTS = {What.APPLICATIONS: ("deposited",), What.SESSIONS: ("planned",), What.EXPERTS: ("deposited",)}
_FAR = 200  # Days ahead from which a day said is rather the last one of that name.
# States in which a request stands; and words that say that it came.
_STANDING = frozenset(("ouvertes", "non prises", "en retard", "en attente", "attribuée", "planifiée"))
_ARRIVES = frozenset(
    f"{word}{end}"
    for word in ("recu", "arrive", "cree", "enregistre", "depose", "tombe", "remonte", "saisi", "entre", "fait")
    for end in ("", "e", "s", "es")
)


class Periods:
    """Reads the period of one message. ``certain``: where the chance of each choice made is noted, by its head."""

    def __init__(
        self,
        reading: SpanReading,
        spans: Mapping[str, Sequence[Span]],
        choices: Mapping[str, Chances],
        before: Query | None,
        today: date,
    ) -> None:
        self._reading, self._spans, self._choices, self._today = reading, spans, choices, today
        self._before = before
        self.certain: dict[str, float] = {}

    def of(self, what: What, states: Sequence[str], op: Op) -> Period | None:
        """Return the period of a question about ``what`` in such ``states``; None where none is said."""
        spans = self._spans.get("time", ())
        ages = [span for span in self._spans.get("age", ()) if self.are_since(span.value)]
        if what is What.EXPERTS or not (spans or ages):
            return None
        moment = self._moment(what, states)
        if what is What.REQUESTS and spans and all(_to_come(span.value, self._today) for span in spans):
            moment = Moment.PLANNED  # Of what is to come, only appointments are known.
        if moved := self._moved(spans):
            return moved
        days = [self._days(span.value, moment) for span in self._dated(spans)]
        days += [(self._today - timedelta(days=span.value.days), self._today) for span in ages]
        days = [one for one in days if one != (None, None)]
        found = Period(moment, *stretch(days)) if days else None
        return None if found and self._is_now(found, states, op) else found

    def _moved(self, spans: Sequence[Span]) -> Period | None:
        """Return the period of the question before, moved: «la semaine d’après»."""
        before = self._before.period if self._before else None
        relative = next((span.value.relative for span in spans if span.value.relative), 0)
        if relative and before and before.start and before.end:
            return Period(before.moment, *shifted(before.start, before.end, relative))
        return None

    def are_since(self, age: Age) -> bool:
        """Tell whether «depuis 3 jours» means what happened within them, not what is older."""
        if not age.plain:
            return False
        self.certain["age"] = self._choices["age"].chance
        return self._choices["age"].best == "since"

    def _dated(self, spans: Sequence[Span]) -> list[Span]:
        """Return the times that are said, one that is said again with its date once: «vendredi prochain, le 2 février»."""

        def numbered(span: Span) -> bool:
            return any(token.kind in ("number", "day") for token in self._reading.tokens[span.start : span.end])

        def again(one: Span, after: Span) -> bool:
            between = {token.word for token in self._reading.tokens[one.end : after.start]}
            alone = one.value.days[0] == one.value.days[1] and after.value.days[0] == after.value.days[1]
            return alone and between <= _SAID_AGAIN and numbered(after) and not numbered(one)

        return [one for one, after in zip_longest(spans, spans[1:]) if after is None or not again(one, after)]

    def _is_now(self, period: Period, states: Sequence[str], op: Op) -> bool:
        """Tell whether «ce matin» says when it is asked: «les demandes ouvertes ce matin» are not those of this morning."""
        today = period.start == period.end == self._today and period.moment is Moment.CREATED
        stands = op is Op.SUMMARY or not _STANDING.isdisjoint(states)
        return today and stands and _ARRIVES.isdisjoint(one.word for one in self._reading.tokens)

    def _moment(self, what: What, states: Sequence[str]) -> Moment:
        """Return what the days said are days of: a request's creation, its appointment, or its end."""
        choice = self._choices["field"]
        chances = {label: choice.of(label) for label in _MOMENTS.get(what, _REQUEST_MOMENTS)}
        if len(chances) > 1:
            final = bool(states) and set(states) <= {"close", "annulée", "résolue"}
            weights = {"planned": 0.6, "closed": 3 if final else 0.4}
            chances = {label: chance * weights.get(label, 1) for label, chance in chances.items()}
        label = max(chances, key=lambda one: chances[one])
        self.certain["field"] = chances[label] / max(sum(chances.values()), 1e-9)
        before = self._before
        if before and before.period and before.what is what:
            told = any(_TELLS_OF.match(token.word) for token in self._reading.tokens)
            if self.certain["field"] < _SURE_OF_MOMENT or not (told or states):
                return before.period.moment
        return Moment(label)

    def _days(self, said: Said, moment: Moment) -> Days:
        if not said.future or moment is not Moment.PLANNED or said.since:
            return said.days
        tense, first = self._choices["tense"], said.future[0]
        far = first is not None and (first - self._today).days > _FAR
        if far and tense.best == "future" and said.days != said.future:
            return said.days
        if not far and said.days[0] is not None and (self._today - said.days[0]).days > _FAR:
            return said.future  # «le 2 février», said in January: nobody means the one of last year.
        self.certain["tense"] = tense.chance if said.future != said.days else 1.0
        # An appointment is rather one to come, all the more where those to come were asked about.
        asked = self._before.period if self._before else None
        ahead = asked is not None and asked.start is not None and asked.start > self._today
        least = _NEARLY_SURE if ahead or _is_nearer(said.days, said.future, self._today) else _SURELY_PAST
        return said.days if tense.of("past") >= least else said.future


def _is_nearer(past: Days, future: Days, today: date) -> bool:
    """Tell whether the days to come that a time may mean are much nearer than those that are past: «du 29 au 31», on the 25th."""
    if past[1] is None or future[0] is None:
        return False
    return 2 * (future[0] - today) < today - past[1]


def _to_come(said: Said, today: date) -> bool:
    """Tell whether a time that is said can be nothing but days to come."""
    return said.days[0] is not None and said.days[0] > today
