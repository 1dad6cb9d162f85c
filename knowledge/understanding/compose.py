"""From the choices learnt and the things named to one query: what fits together, and what must be asked back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from knowledge.understanding.candidates import Schools, Span
from knowledge.understanding.directory import Named
from knowledge.understanding.follow_up import (
    NOTHING_ASKED,
    Past,
    adds,
    agreed,
    asks_altogether,
    expert_recalled,
    functions_said,
    less,
    merged,
    names_of,
    no_more_narrowed,
    school_recalled,
    takes_off_the_last,
    with_number,
    without_the_last,
)
from knowledge.understanding.frames import SpanReading, may_deny
from knowledge.understanding.heads import DENIED, Chances
from knowledge.understanding.periods import Periods
from knowledge.understanding.query import (
    APPLICATION_STATES,
    COUNTED_APART,
    DEPARTMENTS,
    FIELDS,
    ME,
    REQUEST_STATES,
    TRACES,
    AskBack,
    Compare,
    Condition,
    Family,
    Group,
    Moment,
    Not,
    Op,
    Or,
    Period,
    Query,
    Sort,
    What,
    Why,
)
from knowledge.understanding.short import names_its_thing
from knowledge.understanding.words import evened, words

_SURE, _SEVERAL = 0.5, 0.5
_TAKES_BACK = frozenset((
    "non", "pardon", "plutot", "nan", "heu", "euh", "oups", "attends", "attendez", "erreur", "finalement",
))  # fmt: skip
_FIRST_PERSON = frozenset((
    "mes", "mon", "ma", "moi", "mien", "miens", "mienne", "miennes", "j", "je", "m", "me", "my", "mine", "nos", "notre", "nous", "i",
))  # fmt: skip
_ORDERS = re.compile(
    r"\b(?:en (?:premier|tete|premiere)|d abord|comm?enc\w+ par|(?:plus|moins) \w+ (?:a|au|aux|vers) (?:la |le |les )?(?:plus|moins))\b"
)
# Both ends of an order: «du plus récent au plus vieux».
_FROM_TO = re.compile(r"\b(?:du|de la|des) plus (recent|nouve|jeune|ancien|vie)\w* (?:a la|au|aux|a|vers) ")
# What a number may count that is not listed: «les 2 experts», asked of appointments.
_OTHER_THINGS = re.compile(r"(?:experts?|villes?|communes?|departements?|depts?|vagues?|jours?|semaines?|mois)$")
_SURE_OF_WHAT = 0.85  # Chance from which what is looked for is said, and not taken from the question before.
# What asks for a person, of a file that is named: «qui a la 12 ?».
_ASKS_WHO = re.compile(r"\b(?:qui|quel\w* expert\w*|chez|noms?|responsable|charge)\b")
_LISTED = re.compile(r"\b(?:lesquel(?:le)?s|laquelle|lequel|affich|montr|list|enumer|show)")
_COUNTED = re.compile(r"\b(?:combien|cb|cmb|nombre|compte|total)\b")
# A short message with one number: its words at most, what the number may have been read as, the greatest that is one.
_FEW, _NUMBERS, _MOST = 7, frozenset(("ref", "limit", "wave")), 2000
_FEW_WORDS = 5  # Of a message that asks more of the one file that was shown.
_BESIDE = 4  # Words between «ou» and what it joins, at most.
_CLOSE = 6  # Words between what is said and what takes its place, at most.
# Chances from which what is asked is surely not recorded, and from which it may be: the reading is then to be confirmed.
_ASKED, _MAYBE_ASKED = 0.97, 0.65
_APPLICATION, _REQUEST = frozenset(APPLICATION_STATES), frozenset(REQUEST_STATES)
_SHARED = frozenset(("ouvertes",))  # Said of both.
_STATES_OF: Mapping[What, frozenset[str]] = {What.APPLICATIONS: _APPLICATION | _SHARED, What.EXPERTS: frozenset()}
# Which ways of asking go with a grouping: a ranking needs one, a list has none.
_WHAT_WAITS = re.compile(r"\b(?:qu'est[- ]ce qui|ce qui|quoi(?: qui)?) (?:nous |m')?attend\b|^qui attend\W*$")
_GROUPED = {Op.TOP: True, Op.LIST: False, Op.ONE: False, Op.SUMMARY: False, Op.WHO: False}


@dataclass(frozen=True, slots=True)
class SaidThing:
    """Where a thing is said, among the words of a reading, and the chance that it is meant to be left out."""

    at: int
    out: float


@dataclass(frozen=True, slots=True)
class Composed:
    """What a message comes to. ``certainties``: the chance of each choice that was made, by its head."""

    found: Query | AskBack
    certainties: Mapping[str, float]
    ignored: tuple[str, ...] = ()  # What was said and cannot be asked of the thing.
    doubtful: bool = False  # What is asked may not be recorded.


def compose(
    reading: SpanReading,
    choices: Mapping[str, Chances],
    before: Query | None,
    today: date,
    said: Mapping[tuple[str, Any], SaidThing] | None = None,
    *,
    past: Past = NOTHING_ASKED,
) -> Composed:
    """Return the query that a message asks, or the question back; ``before``: the query that it may continue.

    ``said``: where each (field, value) is said, and whether it is meant to be left out. ``past``: what was asked just
    before, continued or not: after an application, «la 11» is one; after an expert, «elle» may be her.
    """
    return _Composer(reading, choices, before, today, said or {}, past=past).composed()


# The kinds of schools, said of several: one alone is a school's name.
_KINDS = MappingProxyType(
    {
        "collège": re.compile(r"\b(?:colleges|clgs)\b"),
        "lycée": re.compile(r"\blycees\b(?! (?:pro\b|pros\b|profession))"),
        "lycée professionnel": re.compile(r"\b(?:lycees (?:pros?\b|profession\w+)|lps)\b"),
    }
)
# Words of waiting, and whose answer is waited for.
_WAITS = re.compile(r"\b(?:atten\w+|train\w+|dor(?:t|men)\w*|patient\w+|reponses? d[eu]|retours? d[eu]|bloque\w*)\b")
_WAITED_FOR = MappingProxyType(
    {
        "school": re.compile(
            r"\b(?:des|de l|les|l|un|aux?|de leur) (?:etablissements?|eple|lycees?|colleges?|ecoles?|gestionnaires?|demandeurs?|intendants?)\b"
        ),
        "publisher": re.compile(r"\b(?:editeur\w*|fournisseur du logiciel)\b"),
        "saeple": re.compile(
            r"\b(?:du sa eple|de nous|notre (?:reponse|retour)|du rectorat|du bureau|nous attend\w*)\b"
        ),
    }
)
# Words of what is in hand now, and those that compare.
_AT_PRESENT = re.compile(
    r"\b(?:a present|actuellement|en ce moment|en cours|a ce jour|suit|suivent|traitent?|gere(?:nt)?|sur les bras|en main"
    r"|reste\w*|pas (?:encore )?(?:traite|regle|termine|fini|solde|boucle)\w*)\b"
)
_COMPARES = re.compile(r"\b(?:compar\w+|vs|versus|contre|entre|plus de|moins de|plutot dans|le plus|le moins)\b")


class _Composer:
    """One message on its way to a query."""

    def __init__(
        self,
        reading: SpanReading,
        choices: Mapping[str, Chances],
        before: Query | None,
        today: date,
        said: Mapping[tuple[str, Any], SaidThing],
        *,
        past: Past,
    ) -> None:
        self.reading, self.choices, self.today, self.said = reading, choices, today, said
        self.before, self.past = before, past
        self.last = past.last or before
        self.ignored: list[str] = []
        self.spans: dict[str, list[Span]] = {}
        for span in reading.spans:
            self.spans.setdefault(span.kind, []).append(span)
        for kind, spans in self.spans.items():
            self.spans[kind] = [
                one for one, after in zip(spans, [*spans[1:], None], strict=True) if not self._taken_back(one, after)
            ]
        if not (before and (before.values("wave") or before.group_by is Group.WAVE)):
            # A number alone is a wave where waves are spoken of: «la 5» is a file.
            self.spans["wave"] = [one for one in self.spans.get("wave", ()) if "bare" not in one.marks]
        self.periods = Periods(reading, self.spans, choices, before, today)
        self.certain = self.periods.certain
        self.certain["continues"] = choices["continues"].chance if before else 1.0
        self.plain = " ".join(
            word.lstrip(DENIED) for word in reading.words if word[0].isalnum() or word[0] in f"<{DENIED}"
        )
        self.no_more = no_more_narrowed(self.plain)

    def _taken_back(self, one: Span, after: Span | None) -> bool:
        """Tell whether what is said next takes the place of what was said: «de Gap, non pardon, de Digne»."""
        if after is None:
            return False
        between = [token.word for token in self.reading.tokens[one.end : after.start]]
        return len(between) <= _CLOSE and not _TAKES_BACK.isdisjoint(between)

    def _standing(self, head: str, labels: Sequence[str]) -> list[str]:
        """Return the labels without those that another one takes the place of: «régie, oups, trésorerie»."""
        at = {label: self.said[head, label].at for label in labels if (head, label) in self.said}
        words = [word.lstrip(DENIED) for word in self.reading.words]

        def gone(label: str) -> bool:
            here = at.get(label)
            return here is not None and any(
                here < there <= here + _CLOSE and not _TAKES_BACK.isdisjoint(words[here + 1 : there])
                for there in at.values()
            )

        return [label for label in labels if not gone(label)]

    def composed(self) -> Composed:
        trouble = self._trouble()
        what, states = self._what_and_states()
        if what is What.ALL and self._waited_for(What.REQUESTS, states):
            what = What.REQUESTS  # Applications wait for nobody's answer.
        settled = trouble or self._numbered_anew() or self._of_files()
        new = settled or self._asked(what, states)
        if settled or isinstance(new, AskBack):
            return Composed(new, self.certain)
        if self.before is None:
            return self._told(self._from_nothing(new))
        if self._asks_of_the_file(new):
            return self._told(replace(self.before, op=Op.WHO if "qui" in self.plain.split() else Op.ONE))
        return self._told(self._continued(self.before, new))

    def _of_files(self) -> Query | AskBack | None:
        """Return what is asked of the files whose references are said."""
        reference = self._reference()
        if reference is None or isinstance(reference, AskBack):
            return reference
        what = What.REQUESTS if reference[0].startswith("DA") else What.APPLICATIONS
        ops = self.choices["op"]
        asks_who = _ASKS_WHO.search(self.plain) and ops.of("who") > max(ops.of("one"), ops.of("list"))
        op = Op.WHO if asks_who else Op.ONE
        if ops.best == "same" and self.before:
            op = self.before.op
        self.certain["op"] = ops.of(op.value)
        return Query(what, op, (Compare("reference", tuple(reference)),))

    def _asked(self, what: What, states: Sequence[str]) -> Query | AskBack:
        """Return what the message asks by itself."""
        op, group = self._op_and_group()
        if op is Op.COUNT and self._lists():
            op, group = Op.LIST, None
        group = None if self.no_more else group
        conditions, schools, asked = self._conditions(what, states)
        if asked:
            return asked
        period = self.periods.of(what, states, op)
        if what is What.APPLICATIONS and period:  # «déposées hier» says when, not where they stand now.
            conditions = [one for one in conditions if one != Compare("state", ("déposée",))]
        sort, limit = self._sort(what), self._limit()
        if sort is Sort.SOONEST and period is None and not (self.before and self.before.period):
            period = Period(Moment.PLANNED, self.today)
        op = Op.TOP if op is Op.COUNT and group and limit else op
        if op is Op.SUMMARY and period == Period(Moment.PLANNED, self.today, self.today) and not conditions:
            period = None  # «Où en est-on ce matin ?» says when it is asked.
        return self._of_all(Query(what, op, tuple(conditions), period, group, sort, limit, schools))

    def _of_all(self, asked: Query) -> Query:
        """Return the summary where what waits is asked with nothing that narrows it: its «ce matin» says when it is asked."""
        narrowed = asked.where or asked.schools or asked.group_by
        waits = not narrowed and _WHAT_WAITS.search(evened(self.reading.text))
        return Query(What.ALL, Op.SUMMARY) if waits else asked

    def _lists(self) -> bool:
        """Tell whether what was counted is now to be listed: «combien ?», then «lesquelles dans le 84 ?»."""
        text = self.reading.text
        return self.before is not None and _LISTED.search(text) is not None and _COUNTED.search(text) is None

    def _from_nothing(self, new: Query) -> Query:
        """Return the question of a message that continues none; «elle en est à quel stade ?» is of what was last asked about."""
        last, asks_of_one = self.last, new.op in (Op.ONE, Op.WHO) and not (new.where or new.period)
        if last and asks_of_one and (last.value("reference") or (new.op is Op.WHO and last.where)):
            return replace(last, op=new.op, group_by=None, sort=None, limit=None)
        return replace(new, where=self._either(new.where))

    def _continued(self, before: Query, new: Query) -> Query:
        """Return the question before, changed as the message says."""
        edit, gone = self.choices["edit"], self._several("drop")
        self.certain["edit"] = edit.chance
        kind = "add" if adds(self.plain) else edit.best
        if before.measure and new.op is Op.COUNT and not _COUNTED.search(self.reading.text):
            new = replace(new, op=Op.LIST)  # No number is asked for: the measure goes on.
        before = without_the_last(before) if takes_off_the_last(self.plain) else before
        found = merged(before, new, kind, gone, self.no_more)
        together = found.group_by and not new.group_by and (self.no_more or asks_altogether(self.plain))
        return replace(found, group_by=None) if together else found

    def _numbered_anew(self) -> Query | None:
        """Return the question before with the one number that is said, and nothing beside it, in the place of its own."""
        numbers = [token for token in self.reading.tokens if token.kind == "number"]
        alone = len(numbers) == 1 and len(self.reading.words) <= _FEW and set(self.spans) <= _NUMBERS
        said = any("said" in span.marks for span in self.spans.get("wave", ()))
        if (
            self.before is None
            or said
            or names_its_thing(self.reading.text)
            or not alone
            or not 0 < int(numbers[0].word) < _MOST
        ):
            return None
        return with_number(self.before, int(numbers[0].word))

    def _asks_of_the_file(self, new: Query) -> bool:
        """Tell whether a few words that narrow nothing ask more of the one file that was shown: «par qui ?», «depuis quand ?»."""
        of_file = self.before is not None and self.before.value("reference") is not None
        few = len(self.reading.words) <= _FEW_WORDS and not names_its_thing(self.plain)
        return of_file and few and not new.where and new.period is None and new.group_by in (None, Group.EXPERT)

    def _told(self, found: Query) -> Composed:
        found = self._compared(self._at_present(found))
        # What is asked with the name of an expert in office is recorded.
        known = any("known1" in span.marks for span in self.spans.get("expert", ()))
        doubtful = not known and self.choices["ask"].of("yes") >= _MAYBE_ASKED
        return Composed(found, self.certain, tuple(self.ignored), doubtful)

    def _at_present(self, found: Query) -> Query:
        """Return a question of what is in hand now as one of what is open: «combien en suit-elle ?», «qui attend depuis longtemps ?»."""
        plain = not found.values("state") and found.period is None and found.measure is None
        now = _AT_PRESENT.search(self.plain) or (found.sort is Sort.OLDEST and _WAITS.search(self.plain))
        if found.what is not What.REQUESTS or not plain or not now or found.values("waiting"):
            return found
        return found.with_condition(Compare("state", ("ouvertes",)))

    def _compared(self, found: Query) -> Query:
        """Return a comparison of several values of one field as a count of each: «plus dans le 13 ou dans le 84 ?»."""
        if found.group_by or found.measure or not _COMPARES.search(self.plain):
            return found
        lists = [one for one in found.where if isinstance(one, Compare) and len(one.values) > 1]
        several = [COUNTED_APART[one.field] for one in lists if one.field in COUNTED_APART]
        return replace(found, op=Op.COUNT, group_by=several[0], limit=None, sort=None) if len(several) == 1 else found

    def _trouble(self) -> AskBack | None:
        asked = self.choices["ask"].of("yes")
        self.certain["ask"] = max(asked, 1 - asked)
        if asked >= _ASKED and not self.past.all_known:
            lonely = self.before is None and self.choices["continues"].of("yes") > _SURE
            return AskBack(Why.NO_PREVIOUS if lonely else Why.NOT_KEPT)
        outside = [span for span in self.spans.get("dept", ()) if not set(span.value.split()) <= set(DEPARTMENTS)]
        if outside:
            return AskBack(Why.OUTSIDE, self._said(outside[0]))
        return None

    def _said(self, span: Span) -> str:
        return " ".join(token.raw for token in self.reading.tokens[span.start : span.end])

    def _values(self, kind: str) -> list[Any]:
        return [span.value for span in self.spans.get(kind, ())]

    def _several(self, head: str) -> list[str]:
        choice = self.choices[head]
        self.certain[head] = math.prod(max(float(chance), 1 - float(chance)) for chance in choice.chances)
        return [label for label, chance in zip(choice.labels, choice.chances, strict=True) if chance >= _SEVERAL]

    def _at_most_one(self, head: str) -> str:
        """Return the likeliest label of a head, "" when none is likely."""
        choice = self.choices[head]
        self.certain[head] = max(choice.chance, 1 - choice.chance)
        return choice.best if choice.chance >= _SEVERAL else ""

    def _what_and_states(self) -> tuple[What, list[str]]:
        """Return what is looked for with the states said of it: weighed together, for each thing has its own states."""
        state = self.choices["state"]
        chances = dict(zip(state.labels, map(float, state.chances), strict=True))
        said = [name for name, one in chances.items() if one >= _SEVERAL]
        scores: dict[str, float] = {}
        for label, chance in self.choices["what"].ranked():
            if label != "same" or self.before:
                allowed = _STATES_OF.get(self._what_of(label), _REQUEST)
                scores[label] = chance * math.prod(1 - chances[name] for name in said if name not in allowed)
        if not scores:
            return What.REQUESTS, []
        best = max(scores, key=lambda label: scores[label])
        what = self._what_of(best)
        if self.last and self._is_of_the_last(scores[best] / max(sum(scores.values()), 1e-9), said):
            what = self.last.what
        self.certain["what"] = scores[best] / max(sum(scores.values()), 1e-9)
        self.certain["state"] = math.prod(max(one, 1 - one) for one in chances.values())
        states = self._standing("state", [name for name in said if name in _STATES_OF.get(what, _REQUEST)])
        gone = [name for name in states if self._is_out("state", name)]
        if len(gone) > 1 and "ouvertes" in gone:  # «Ni annulées, ni closes»: what is open is no state that was said.
            gone.remove("ouvertes")
            states.remove("ouvertes")
        return what, [*agreed([name for name in states if name not in gone], chances), *gone]

    def _is_of_the_last(self, chance: float, states: Sequence[str]) -> bool:
        """Tell whether a message that surely names nothing else is about what was asked about."""
        named = names_its_thing(self.plain) or set(self.spans) & {"ref", "expert", "school"}
        of_requests = states or self.choices["urgent"].above(_SURE) or self.choices["subject"].above(_SURE)
        return self.before is None and not named and not of_requests and chance < _SURE_OF_WHAT

    def _what_of(self, label: str) -> What:
        return self.before.what if label == "same" and self.before else What(label)

    def _op_and_group(self) -> tuple[Op, Group | None]:
        ops, groups = self.choices["op"], self.choices["group"]
        best: tuple[float, Op, str] | None = None
        total = 0.0
        for label, chance in ops.ranked():
            if label == "same" and self.before is None:
                continue
            op = self.before.op if label == "same" and self.before else Op(label)
            kept = self.before.group_by if self.before else None
            none = math.prod(1 - float(one) for one in groups.chances)
            for group, other in [*groups.ranked(), ("none", none)]:
                grouped = group != "none" or (kept is not None and label == "same")
                if op in _GROUPED and _GROUPED[op] is not grouped:
                    continue
                total += chance * other
                if best is None or chance * other > best[0]:
                    best = chance * other, op, group
        if best is None:
            return (self.before.op if self.before else Op.LIST), None
        self.certain["op"] = best[0] / max(total, 1e-9)
        return best[1], None if best[2] == "none" else Group(best[2])

    def _reference(self) -> list[str] | AskBack | None:
        out = []
        for span in self.spans.get("ref", ()):
            series, _, number = span.value.partition("-")
            if number.endswith("?"):
                return AskBack(Why.INCOMPLETE_REFERENCE, self._said(span))
            earlier = self.last.value("reference") if self.last else None
            if "-" not in number:
                number = f"{earlier[3:7] if earlier else self.today.year}-{number}"
            if series == "?":
                named = {word for word in self.reading.words if word.startswith(("demande", "candidat", "ticket"))}
                if earlier:
                    series = earlier[:2]
                elif named and not all(word.startswith("candidat") for word in named):
                    series = "DA"
                elif named:
                    series = "CA"
                elif "lead:la" in span.marks:  # «la 12» is a demande, as it is in every act, but after applications.
                    series = "CA" if self.last and self.last.what is What.APPLICATIONS else "DA"
                else:
                    return AskBack(Why.WHICH_SERIES, str(int(number.rpartition("-")[2])))
            out.append(f"{series}-{number}")
        return out or None

    def _conditions(self, what: What, states: Sequence[str]) -> tuple[list[Condition], tuple[str, ...], AskBack | None]:
        if what is What.SESSIONS:  # All that are listed are planned.
            states = [one for one in states if one != "planifiée"]
        waiting = self._waited_for(what, states)
        states = [one for one in states if one != "en attente"] if waiting else states
        out = self._narrowed(what, "state", states)
        where, schools, asked = self._where(what)
        if asked:
            return out, (), asked
        more = self._more(what)
        people = self._people(more)
        urgent = "" if "urgent" in self.no_more else self._at_most_one("urgent")
        rows: list[tuple[str, Iterable[Any]]] = [
            ("expert", [one for one in people if one not in self.past.askers]),
            ("person", [one for one in people if one in self.past.askers]),
            ("waiting", waiting),
            ("subject", self._standing("subject", self._several("subject"))),
            ("urgent", {"yes": [True], "no": [False]}.get(urgent, [])),
            ("wave", self._values("wave")),
            ("function", functions_said(self._several("function"), self.reading.words)),
            *(("age", [age.days, age.hours]) for age in self._values("age") if not self.periods.are_since(age)),
            *((field, [value]) for name, (field, value) in TRACES.items() if name in more),
            ("kind", self._kinds()),
        ]
        out += where
        for field, values in rows:
            out += self._narrowed(what, field, values)
        return out, schools, None

    def _waited_for(self, what: What, states: Sequence[str]) -> list[str]:
        """Return whose answers are waited for, where that is said of requests that wait: «on attend quoi de l'éditeur ?»."""
        before = self.before
        earlier = before is not None and bool(before.values("waiting") or before.values("state") == ("en attente",))
        waits = earlier or "en attente" in states or _WAITS.search(self.plain) is not None
        if what is not What.REQUESTS or not waits:
            return []
        return [whom for whom, words in _WAITED_FOR.items() if words.search(self.plain)]

    def _kinds(self) -> list[str]:
        """Return the kind of schools that is named; none where a school is, or where all kinds are."""
        said = [] if self.spans.get("school") else [kind for kind, words in _KINDS.items() if words.search(self.plain)]
        return said[:1] if len(said) == 1 else []

    def _narrowed(self, what: What, field: str, values: Iterable[Any]) -> list[Condition]:
        """Return the conditions that values of a field make; what cannot be asked of the thing is ignored."""
        held = tuple(values if field == "age" else dict.fromkeys(values))  # An age is days and hours, maybe as many.
        if what not in FIELDS[field].of:
            self.ignored += [str(value) for value in held]
            return []
        gone = tuple(value for value in held if self._is_left_out(field, value))
        kept = tuple(value for value in held if value not in gone)
        if field == "state":
            kept, gone = less(kept, gone), () if kept else gone
        return [*([Compare(field, kept)] if kept else []), *([Not(Compare(field, gone))] if gone else [])]

    def _where(self, what: What) -> tuple[list[Condition], tuple[str, ...], AskBack | None]:
        """Return where, with the codes of the school that is said, or of the one before that «cet établissement» recalls."""
        out = self._narrowed(what, "department", sorted(self._departments()))
        out += self._narrowed(what, "place", self._values("place"))
        said, schools, asked = self._school()
        out += self._narrowed(what, "school", [said] if said else ())
        recalled = None if asked or out else school_recalled(self.plain, self.past)
        if recalled:
            return [one for one in recalled.where if Family.WHERE in one.families], recalled.schools, None
        return out, schools, asked

    def _more(self, what: What) -> list[str]:
        """Return what else is said of the things, as that they are the person's or have an appointment."""
        more = self._several("more")
        if "without slot" in more and not may_deny(self.reading.words):
            more[more.index("without slot")] = "with slot"
        gone = {"mine"} if _FIRST_PERSON.isdisjoint(self.reading.words) else set()
        gone |= {"with slot"} if what is What.SESSIONS else set()
        return [one for one in more if one not in gone]

    def _people(self, more: Sequence[str]) -> list[Any]:
        people = self._values("expert")
        if not people and (them := expert_recalled(self.plain, self.past)):
            people = [them]
        return people or [ME] * ("mine" in more)

    def _departments(self) -> set[str]:
        return {number for span in self.spans.get("dept", ()) for number in span.value.split()}

    def _is_left_out(self, field: str, value: object) -> bool:
        chance = self.said[field, value].out if (field, value) in self.said else 0.0
        self.certain["left out"] = self.certain.get("left out", 1.0) * max(chance, 1 - chance)
        return chance >= _SURE

    def _is_out(self, field: str, value: object) -> bool:
        return (field, value) in self.said and self.said[field, value].out >= _SURE

    def _either(self, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
        """Return the conditions, two of different fields with «ou» between them as one: «urgentes ou en retard»."""
        held: list[Condition] = list(conditions)
        for at, word in enumerate(self.reading.words):
            if word not in ("ou", "or"):
                continue
            near = [(one.at, field) for (field, _), one in self.said.items() if 0 < abs(one.at - at) <= _BESIDE]
            before = max((one for one in near if one[0] < at), default=None)
            after = min((one for one in near if one[0] > at), default=None)
            if before is None or after is None or before[1] == after[1]:
                continue
            pair = [one for one in held if not isinstance(one, Or) and names_of(one)[0] in (before[1], after[1])]
            if len(pair) == 2:
                held = [one for one in held if one not in pair]
                held.append(Or(tuple(pair)))
        return tuple(held)

    def _school(self) -> tuple[str, tuple[str, ...], AskBack | None]:
        span = next(iter(self.spans.get("school", ())), None)
        if span is None:
            return "", (), None
        value: Schools = span.value
        fits = self._fitting(value.fits)
        if len(fits) == 1:
            return value.said or fits[0].uai, (fits[0].uai,), None
        among = tuple(fit.uai for fit in fits or value.fits)
        return "", (), AskBack(Why.WHICH_SCHOOL if among else Why.NO_SUCH_SCHOOL, self._said(span), among)

    def _fitting(self, fits: Sequence[Named]) -> Sequence[Named]:
        """Return the schools of a name that are in the towns and the departments said, or in the town asked about before."""
        towns, departments = self._values("place"), self._departments()
        if len(fits) > 1 and towns:
            fits = _in_towns(fits, towns)
        if len(fits) > 1 and self.before:
            known = _in_towns(fits, self.before.values("place"))
            fits = known if len(known) == 1 else fits
        if len(fits) > 1 and departments:
            fits = [fit for fit in fits if fit.department in departments] or fits
        return fits

    def _sort(self, what: What) -> Sort | None:
        if found := _FROM_TO.search(self.plain):  # «du plus récent au plus vieux» names both ends.
            return Sort.NEWEST if found[1].startswith(("recent", "nouve", "jeune")) else Sort.OLDEST
        best = self._at_most_one("sort")
        if not best or (best == "planned asc" and what not in (What.SESSIONS, What.REQUESTS)):
            return None
        return Sort(best)

    def _counts_others(self, span: Span) -> bool:
        """Tell whether a number is of things that are not listed: «les 2 experts», asked of appointments."""
        after = self.reading.tokens[span.end].word if span.end < len(self.reading.tokens) else ""
        return _OTHER_THINGS.match(after) is not None

    def _limit(self) -> int | None:
        spans = [span for span in self.spans.get("limit", ()) if not self._counts_others(span)]
        if spans:
            return int(spans[0].value)
        # «de la plus vieille à la plus récente», «la plus vieille d'abord» put all in order.
        return 1 if self._at_most_one("single") and not _ORDERS.search(self.reading.text) else None


def _in_towns(fits: Iterable[Named], towns: Sequence[object]) -> list[Named]:
    return [fit for fit in fits if any(_in_town(fit, str(town)) for town in towns)]


def _in_town(fit: Named, place: str) -> bool:
    plain = place.lower().replace("-", " ")
    name, _, district = plain.partition(" ") if plain.startswith("marseille ") else (plain, "", "")
    if fit.district and name == "marseille":
        return not district or district.rstrip("er") == fit.district
    return " ".join(words(place)) == fit.town
