"""How a question is asked, and what it names: «Oui», «Non», a sum or a day can then open the answer that its fact gives.

Which fact answers is decided elsewhere. Here its ``[[fact.asked]]`` are tried in turn: the form of the question, words
that must be said, a thing that must be named (a day, a sum, a place, a choice of the application). A «oui» is said only
where nothing else is said besides, for one word more may ask another thing: «la formation est-elle obligatoire ?».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache, partial

from knowledge.call import Call, Fact, QuestionForm, ThingNamed, WayAsked, texts_of
from knowledge.call_form import FieldKind, Wordings
from knowledge.call_heading import Heading, sums_of
from knowledge.french import NBSP, PARIS, capitalised, counted, euros
from knowledge.time.points import MONTH, any_of
from knowledge.understanding.answer_fit import GIVEN_NAMES
from knowledge.understanding.choices import (
    ALLOWS,
    MAY,
    NOT,
    OBLIGES,
    PLAIN,
    TOO_LATE,
    goes_with,
    named_options,
    of_entry,
    sends,
    stem,
    whom_of,
)
from knowledge.understanding.towns import places
from knowledge.understanding.words import evened, letters, number_of

_WORD = re.compile(r"[a-z0-9]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# «1 800 €», «1.800», «42,50», «42.5 euros», «42€50»: the whole, what stands before the cents, the cents, what says euros.
_SUM = re.compile(
    r"(?<![\d/,.])(\d{1,3}(?:[ .]\d{3})+(?!\d)|\d{1,6}(?!\d))(?:(,|\.| ?(?:€|euros?|e) ?)(\d{1,2})(?![\d/,.]*\d))?( ?(?:€|euros?\b|e\b))?(?! ?%)"
)
_EUROS = re.compile("€|euro")
_CENTS = 2  # Figures of them.
_LEAST = 100  # A smaller whole number is a sum only where it is said with euros: «42 € de l'heure».
_DAY = re.compile(rf"\b(\d{{1,2}})(?:er)? ?({any_of(MONTH)})[a-z]*\.?(?: (\d{{4}}))?|\b(\d{{1,2}})/(\d{{1,2}})\b")
_YEARS = re.compile(rf"\b(\d|{letters(1, 5)}) an(?:nee)?s?\b")
_INVERTED = re.compile(r"[a-z]-(?:t-)?(?:il|elle|on|ils|elles|je|tu|vous|nous|ce)\b")
_ASKS = re.compile(
    r"\best[- ]ce qu|\by a[- ]t[- ']?il\b|\b(?:faut|peut|doit|peux|dois|puis|sont|est|a|ont)[ -](?:t )?(?:il|on|je|tu|ils|elles?)\b"
)
# What asks for something else than yes or no, by form. «qui» and «quand» also join: they ask first, or last.
_ANYWHERE = (
    (QuestionForm.HOW_MUCH, frozenset(("combien", "cmb", "combiens"))),
    (QuestionForm.WHY, frozenset(("pourquoi", "pk", "pkoi", "pq"))),
    (QuestionForm.HOW, frozenset(("comment", "cmt", "kommen"))),
    (QuestionForm.WHAT, frozenset(("quel", "quelle", "quels", "quelles", "quoi", "koi", "lequel", "laquelle"))),
)
_AT_ENDS = ((QuestionForm.WHEN, frozenset(("quand", "kan", "qd"))), (QuestionForm.WHO, frozenset(("qui", "ki"))))
# One of these makes a sentence of the words before «?».
_SUBJECTS = frozenset((
    "c", "ca", "est", "sont", "ont", "a", "sera", "seront", "on", "je", "j", "il", "elle", "ils", "elles", "vous",
    "nous", "faut", "y", "peut", "peuvent", "peux", "dois", "dure", "durent", "commence", "finit", "termine", "donne",
    "recoit", "recoivent", "prend", "va", "vont", "doit", "doivent", "existe",
))  # fmt: skip
_NEAR = 3  # Words from the beginning, or the end, within which «qui» and «quand» ask.
_LONGEST = 30  # Words of a message that asks one thing: a story asks in its own way.
_TIMES = frozenset(("date", "heure", "jour", "moment", "delai"))


@dataclass(frozen=True, slots=True)
class Thing:
    """What a question names: as the answer may say it again, what it is to the call, and which words say it."""

    shown: str
    kinds: frozenset[ThingNamed]
    words: frozenset[int]
    of: str = ""  # The field of the application whose answer it is.


@dataclass(frozen=True)
class Question:
    """A question taken apart; ``look`` finds what it names, where somebody wants to know: most answers do not."""

    form: QuestionForm
    words: tuple[str, ...]
    look: Callable[[], Iterator[Thing]] = field(repr=False, compare=False)
    years: int = 0
    marked: bool = False  # With «?».
    spaced: str = field(default="", repr=False)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """What it names: to find it takes a third of an answer."""
        return tuple(self.look())

    def names(self, named: ThingNamed, of: str = "") -> Thing | None:
        """Return what it names of this kind, with the words of all of it; None where it names several things of which one is not.

        Choices are of the field ``of``, or of any: what several fields say is addressed if each is, and is not if one is not.
        """
        of_sort = [one for one in self.things if one.kinds & _SORTS[named] and of in ("", one.of)]
        by_field: dict[str, list[Thing]] = {}
        for one in of_sort:
            by_field.setdefault(one.of, []).append(one)
        such = [held for held in by_field.values() if all(named in one.kinds for one in held)]
        if not such or (len(such) < len(by_field) and named is not ThingNamed.NOT_ADDRESSED):
            return None
        return replace(such[0][0], words=frozenset().union(*(one.words for one in of_sort)))


_SORTS: Mapping[ThingNamed, frozenset[ThingNamed]] = {
    one: frozenset(sort)
    for sort in (
        (ThingNamed.IN_TIME, ThingNamed.LATE, ThingNamed.LAST_DAY, ThingNamed.OTHER_DAY),
        (ThingNamed.SUM, ThingNamed.OTHER_SUM),
        (ThingNamed.HERE, ThingNamed.ELSEWHERE),
        (ThingNamed.ADDRESSED, ThingNamed.NOT_ADDRESSED),
        (ThingNamed.MAIL, ThingNamed.OTHER_MAIL),
    )
    for one in sort
}


def form_of(text: str) -> QuestionForm:
    """Return what a question asks for; WORDS where it asks nothing in so many words («l’indemnité ?»)."""
    plain = evened(text)
    said = _WORD.findall(plain)
    for form, words in _ANYWHERE:
        if not words.isdisjoint(said):
            return QuestionForm.WHEN if form is QuestionForm.WHAT and not _TIMES.isdisjoint(said) else form
    ends = {*said[:_NEAR], *said[-2:]}
    opens = said[:2] == ["est", "ce"] or bool(_ASKS.match(plain))
    for form, words in _AT_ENDS:
        if not opens and not words.isdisjoint(ends):
            return form
    accented = [word.lower() for word in re.findall(r"\w+", text)]
    if "où" in (*accented[:_NEAR], *accented[-2:]) or said[:1] == ["ou"]:
        return QuestionForm.WHERE
    if said[:1] in (["que"], ["qu"]) or "qu est ce" in " ".join(said[:3]):
        return QuestionForm.WHAT
    if opens or _ASKS.search(plain) or _INVERTED.search(plain):
        return QuestionForm.YES_NO
    asks = text.rstrip().endswith("?") and not _SUBJECTS.isdisjoint(said)
    return QuestionForm.YES_NO if asks else QuestionForm.WORDS


def taken_apart(text: str, call: Call, today: date) -> Question:
    """Return the form of a question, its words, and what it names."""
    plain = evened(text)
    spans = [(match[0], match.start(), match.end()) for match in _WORD.finditer(plain)]
    words = tuple(word for word, _, _ in spans)
    years = _YEARS.search(plain)
    count = number_of(years[1]) if years else 0
    marked = text.rstrip().endswith("?")
    look = partial(_things, text, plain, spans, call, today)
    return Question(form_of(text), words, look, count, marked, f" {' '.join(words)} ")


def _things(text: str, plain: str, spans: list[tuple[str, int, int]], call: Call, today: date) -> Iterator[Thing]:
    def at(start: int, end: int) -> frozenset[int]:
        return frozenset(number for number, (_, first, last) in enumerate(spans) if first < end and last > start)

    taken: set[int] = set()
    for match in _MAIL.finditer(text.lower()):
        same = match[0] == call.call.deposit_mail.lower()
        yield Thing(
            match[0], frozenset([ThingNamed.MAIL if same else ThingNamed.OTHER_MAIL]), held := at(*match.span())
        )
        taken |= held
    for day, start, end in _days(plain, call, today):
        hour = _HOUR.match(plain, end)
        before = _BEFORE_DAY.search(plain, 0, start)
        first, last = before.start() if before else start, hour.end() if hour else end
        kinds = _kinds_of(day, before and before["side"], hour, call.call)
        yield Thing(text[start:last].rstrip(), kinds, held := at(first, last))
        taken |= held
    sums = frozenset(sums_of(call.values.values()))
    for match in _SUM.finditer(plain):
        value, held = _sum(match, sums), at(*match.span())
        if value is not None and not held & taken:
            yield Thing(euros(value), frozenset([ThingNamed.SUM if value in sums else ThingNamed.OTHER_SUM]), held)
    yield from _towns(text, spans, call)
    yield from _choices(text, spans, call)


# «le», and on which side of the day: «avant le 6 juin», «après le 5».
_BEFORE_DAY = re.compile(
    r"(?:\b(?P<side>avant|apres) )?(?:\b(?:le|du|au) )?(?:\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?$"
)
_HOUR = re.compile(
    r",? ?(?:\b(?P<side>avant|apres|vers|a|jusqu'a) )?(?:(?P<hour>[01]?\d|2[0-4]) ?(?:h(?:eures?)?|:) ?(?P<minute>[0-5]\d)?\b|(?P<named>midi|minuit)\b)"
)
_NAMED_HOURS = {"midi": 12, "minuit": 24}


def _kinds_of(day: date, side: str | None, hour: re.Match[str] | None, heading: Heading) -> frozenset[ThingNamed]:
    """Return what a day is to the call, before or after it (``side``), or at an hour of it."""
    day += timedelta(days=side == "apres") - timedelta(days=side == "avant")
    same, late = day == heading.closes, day > heading.closes
    if hour and same:
        hours = _NAMED_HOURS[hour["named"]] if hour["named"] else int(hour["hour"])
        minutes = 60 * hours + int(hour["minute"] or 0)
        told = datetime.combine(day, time(0), PARIS) + timedelta(minutes=minutes)
        same = told == heading.closes_at
        late = told > heading.closes_at or (same and hour["side"] == "apres")
        same = (same and not late) or heading.closes_hour is None
    return frozenset((
        ThingNamed.LATE if late else ThingNamed.IN_TIME,
        ThingNamed.LAST_DAY if same else ThingNamed.OTHER_DAY,
    ))  # fmt: skip


def _sum(found: re.Match[str], sums: Collection[int | Decimal]) -> Decimal | None:
    """Return the sum that figures are; None for a year, a number of hours, a day or a share."""
    whole, point, cents, mark = found.groups(default="")
    value = Decimal(f"{re.sub(r'[ .]', '', whole)}.{cents or 0}")
    if value in sums or _EUROS.search(f"{point} {mark}"):
        return value
    if cents:  # «12.02» may be a day, «1,5» hours.
        return value if mark or point.strip() == "e" or (point == "," and len(cents) == _CENTS) else None
    year = not mark and whole.isdigit() and 2000 <= value <= 2100
    return value if value >= _LEAST and not year else None


def days_typed(text: str, call: Call) -> Iterator[tuple[str, date]]:
    """Yield the days written out in a text of the call's, «29 avril», with those; without a year, that of the closing."""
    for day, start, end in _written_out(evened(text), call):
        yield text[start:end], day


def _days(plain: str, call: Call, today: date) -> Iterator[tuple[date, int, int]]:
    yield from _written_out(plain, call)
    for word, later in (("apres-demain", 2), ("aujourd'hui", 0), ("ce soir", 0), ("demain", 1)):
        place = plain.find(word)
        if place >= 0:
            yield today + timedelta(days=later), place, place + len(word)
            return


def _written_out(plain: str, call: Call) -> Iterator[tuple[date, int, int]]:
    for match in _DAY.finditer(plain):
        number, month, year, other, in_figures = match.groups()
        of_year = MONTH[month] if month else int(in_figures)
        try:
            yield (
                date(int(year or call.call.closes.year), of_year, int(number or other)),
                match.start(),
                match.end(),
            )
        except ValueError:
            continue


def _towns(text: str, spans: list[tuple[str, int, int]], call: Call) -> Iterator[Thing]:
    if call.academy is None:
        return
    for first, last, number in places([word for word, _, _ in spans]):
        shown = _as_a_name(text[spans[first][1] : spans[last - 1][2]])
        kind = ThingNamed.HERE if number in call.academy.departments else ThingNamed.ELSEWHERE
        yield Thing(shown, frozenset([kind]), frozenset(range(first, last)))


_SMALL = frozenset(("en", "de", "la", "le", "les", "sur", "du", "des", "et", "d", "l"))


def _as_a_name(said: str) -> str:
    """Return a place with its capitals: «aix-en-provence» gives «Aix-en-Provence»."""
    parts = re.split(r"([\s'’-]+)", said)
    return "".join(
        part if number and part.lower() in _SMALL else part[:1].upper() + part[1:] for number, part in enumerate(parts)
    )


def _choices(text: str, spans: list[tuple[str, int, int]], call: Call) -> Iterator[Thing]:
    """Yield the answers of the application's lists that a question names: «la vague 3», «un fondé de pouvoir»."""
    if call.application is None:
        return
    words = [word for word, _, _ in spans]
    for one in call.application.field:
        if one.kind is not FieldKind.CHOICE or not one.addressed:
            continue
        for found in named_options(one, words):
            said = text[spans[found.start][1] : spans[found.end - 1][2]]
            kind = ThingNamed.ADDRESSED if found.option.addressed else ThingNamed.NOT_ADDRESSED
            yield Thing(capitalised(said), frozenset([kind]), frozenset(range(found.start, found.end)), one.id)


class Misfit(StrEnum):
    """Why an opening does not hold for a question."""

    FORM = "form"
    THING = "thing"  # Nothing is named of the kind, or several things of which one is not.
    YEARS = "years"
    LONG = "long"
    SAYS = "says"
    UNLESS = "unless"
    BESIDES = "besides"
    TURNED = "turned"  # «C’est trop tard ?», where the words to turn begin neither with yes nor with no.
    ITSELF = "itself"  # Whether the last day is that one, not whether something may be sent on it.


@dataclass(frozen=True, slots=True)
class OpeningFit:
    """Whether an opening holds for a question: the thing it names, and where it does not, why and by which words."""

    thing: Thing | None = None
    misfit: Misfit | None = None
    words: tuple[str, ...] = ()
    turned: bool = False  # Yes is said for no: the day that is named is asked to be too late.


def said_of(fact: Fact, question: Question, call: Call) -> str:
    """Return what a fact, as it is told today, answers to the question as it is asked: its answer, opened or told otherwise."""
    for one in fact.asked:
        fit = fit_of(one, fact, question, call)
        if fit.misfit is None:
            return _opened(one, fact.answer, _values(question, fit.thing, call), call, turned=fit.turned)
    return fact.answer


def answers_what_is_named(fact: Fact, question: Question, call: Call) -> bool:
    """Tell whether a fact answers by yes or no on what a question names, which says nothing else."""
    return any(
        one.named is not None and one.form is QuestionForm.YES_NO and fit_of(one, fact, question, call).misfit is None
        for one in fact.asked
    )


def asks_of_a_choice(question: Question, call: Call) -> bool:
    """Tell whether a question asks by yes or no of a choice of the application, and says nothing else."""
    yes_no = question.form is QuestionForm.YES_NO or (question.form is QuestionForm.WORDS and question.marked)
    if not yes_no or len(question.words) > _LONGEST:
        return False
    choices = [one for one in question.things if one.of]
    held = frozenset().union(*(one.words for one in choices))
    return bool(choices) and not _left(_WHO, None, question, held, call)


_WHO = WayAsked(named=ThingNamed.ADDRESSED, besides=("ou",), begins="Oui :")  # As a file would ask it.


def _in_form(one: WayAsked, question: Question) -> bool:
    """Tell whether a question is asked in that form."""
    # «Et la vague 6 ?» asks yes or no.
    alone = one.named is not None and question.marked and question.form is QuestionForm.WORDS
    return one.form is (QuestionForm.YES_NO if alone else question.form)


def fit_of(one: WayAsked, fact: Fact, question: Question, call: Call) -> OpeningFit:
    """Return whether an opening of a fact holds for a question."""
    if not _in_form(one, question):
        return OpeningFit(None, Misfit.FORM)
    if one.named in _TOLD:
        question = replace(question, look=partial(_as_told, question.things, fact))
    thing = question.names(one.named, one.of) if one.named else None
    for misfit, found in _told_apart(one, question, thing):
        if found:
            return OpeningFit(thing, misfit, found if isinstance(found, tuple) else ())
    if one.form is not QuestionForm.YES_NO:
        return OpeningFit(thing)
    late = one.named in _TURNED and any(_said(TOO_LATE, question))
    turned = late and not _says_too_late(one.says)
    if left := _left(one, fact, question, thing.words if thing else frozenset(), call, late=late):
        return OpeningFit(thing, Misfit.BESIDES, left)
    if turned and not _BEGINS.match(one.begins or one.answer):
        return OpeningFit(thing, Misfit.TURNED)
    if one.named is ThingNamed.IN_TIME and not (one.says or turned or _sends(question)):
        return OpeningFit(thing, Misfit.ITSELF)
    return OpeningFit(thing, turned=turned)


_TOLD = frozenset((ThingNamed.SUM, ThingNamed.OTHER_SUM, ThingNamed.MAIL, ThingNamed.OTHER_MAIL))


def _as_told(things: Sequence[Thing], fact: Fact) -> Iterator[Thing]:
    """Yield the things that a question names, a sum and an address compared with those of the fact's own answer, if it has any.

    «20 €» is a sum of the call where meals are, and not where the pay is.
    """
    for thing in things:
        for sort, mark in ((ThingNamed.SUM, "€"), (ThingNamed.MAIL, "@")):
            if thing.kinds & _SORTS[sort] and mark in fact.answer:
                same = re.search(rf"(?<![\w.{NBSP}]){re.escape(thing.shown.lower())}(?![\w-])", fact.answer.lower())
                other = next(iter(_SORTS[sort] - {sort}))
                thing = replace(thing, kinds=frozenset([sort if same else other]))  # noqa: PLW2901
        yield thing


def _told_apart(
    one: WayAsked, question: Question, thing: Thing | None
) -> Iterator[tuple[Misfit, bool | tuple[str, ...]]]:
    """Yield what keeps an opening from a question in its form, whatever else that says, and whether it does."""
    yield Misfit.LONG, len(question.words) > _LONGEST
    yield Misfit.THING, one.named is not None and thing is None
    yield Misfit.YEARS, one.years and not question.years
    yield Misfit.SAYS, bool(one.says) and not any(_said(one.says, question))
    yield Misfit.UNLESS, tuple(_said(one.unless, question))


_TURNED = frozenset((ThingNamed.IN_TIME, ThingNamed.LATE, ThingNamed.LAST_DAY))


@lru_cache(maxsize=512)
def _says_too_late(says: Wordings) -> bool:
    """Tell whether an opening's own words ask whether it is too late: its answer is not turned round then."""
    return any(_pattern(one).search(f" {late} ") for one in says for late in TOO_LATE)


_BEGINS = re.compile(r"(Oui|Non)(?=[\s\u00a0]*[:.])")


def _sends(question: Question) -> bool:
    """Tell whether something may be sent on the day that is named: «c’est bien le 20 mai ?» asks for the last day itself."""
    alone = question.form is QuestionForm.WORDS
    return alone or not MAY.isdisjoint(question.words) or any(_said(sends(), question))


def _said(stems: Collection[str], question: Question) -> Iterator[str]:
    """Yield those of these words, or words that follow one another, that a question says; «*» stands for any ending."""
    return (one for one in stems if _pattern(one).search(question.spaced))


@lru_cache(maxsize=4096)
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(f" {re.escape(_said_words(said))} ".replace(r"\*", "[a-z0-9]*"))


_STEM = re.compile(r"[a-z0-9*]+")


@lru_cache(maxsize=4096)
def _said_words(said: str) -> str:
    """Return words of a file as those of a question are compared to them: «y a-t-il» gives «y a t il»."""
    return " ".join(_STEM.findall(evened(said)))


def _left(
    one: WayAsked, fact: Fact | None, question: Question, held: frozenset[int], call: Call, *, late: bool = False
) -> tuple[str, ...]:
    """Return the words of a question that say more than what the opening answers, of those that are not ``held``."""
    exact, begun = _known_words(one.says, one.besides, one.named, late)
    own = of_entry(fact, call, one.named) if one.named else whom_of(call)
    left = [
        word
        for number, word in enumerate(question.words)
        if number not in held
        and word not in exact
        and (word in NOT or not (word.startswith(begun) or stem(word) in own))
    ]
    if (
        one.named in ALLOWS
        and (only := _ONLY.search(question.spaced))
        and not {"que", *only[1].split()} <= exact - PLAIN
    ):
        left.append(only[0].strip())
    return tuple(dict.fromkeys(left))


_ONLY = re.compile(r" (?<! ce )(?<!quoi )que ((?:les?|la|des|aux?|l) )")  # «Il n’y a que les CPE ?»


@lru_cache(maxsize=512)
def _known_words(
    says: Wordings, besides: Wordings, named: ThingNamed | None, late: bool
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words that say nothing more, and how others that do not begin."""
    own = [word for said in (*says, *besides) for word in _said_words(said).split()]
    stems = [
        *own,
        *(goes_with(named) if named else ()),
        *(word for said in TOO_LATE if late for word in said.split()),
    ]
    plain = PLAIN - OBLIGES if named in ALLOWS else PLAIN
    exact = plain.union(word for word in stems if not word.endswith("*"))
    return exact, tuple(word[:-1] for word in stems if word.endswith("*"))


def _values(question: Question, thing: Thing | None, call: Call) -> Mapping[str, str]:
    found = {"named": thing.shown if thing else ""}
    sums = sums_of(call.values.values())
    if len(sums) == 1:
        month = Decimal(sums[0]) / 12
        exact = month == round(month, 2)
        found["monthly"] = euros(month) if exact else f"environ{NBSP}{euros(round(month))}"
        found["in_years"] = euros(sums[0] * question.years)
        found["years"] = counted(question.years, "an")
    return found


# How an opening for a day begins where it is asked whether that is too late.
_TOO_LATE = {"Non": "Oui, c’est trop tard", "Oui": "Non, ce n’est pas trop tard"}


def _opened(one: WayAsked, answer: str, values: Mapping[str, str], call: Call, *, turned: bool = False) -> str:
    def put(text: str) -> str:
        said = _put(text, values)
        return _BEGINS.sub(lambda found: _TOO_LATE[found[1]], said, count=1) if turned else said

    if one.answer:
        return put(one.answer)
    begins = put(one.begins)
    alike = _SAYS.get(begins.rstrip(f" {NBSP}:.,"))
    if alike and alike.match(answer):
        return answer
    if begins.endswith(":") and ":" in answer.partition(". ")[0]:  # One colon a sentence.
        begins = f"{begins[:-1].rstrip()}."
    return f"{begins} {_lowered(answer, call) if begins.endswith(':') else answer}"


# What an answer begins with that says as much as a bare «Oui» or «Non» before it.
_SAYS = {"Oui": re.compile(r"Oui\b"), "Non": re.compile(r"(?:Non|Aucune?|Ni|Pas|Jamais|Rien|Personne)\b")}


def _put(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


_FIRST = re.compile(r"[^\W\d_]+(?=[\s,.;’)-]|$)")
_NEXT_LETTER = re.compile(r"[\s-]([^\W\d_])")
# Words that begin many answers, whether or not the call writes them in lower case elsewhere.
_LOWERED = frozenset((
    "à", "au", "aux", "aider", "aucun", "aucune", "aujourd", "avec", "ce", "ces", "ceux", "celles", "chacun", "chacune", "chaque", "chez", "dans",
    "de", "des", "du", "elle", "elles", "en", "entre", "environ", "il", "ils", "jusqu", "la", "le", "les", "on", "par",
    "pendant", "pour", "sans", "selon", "sous", "sur", "tous", "tout", "toute", "toutes", "un", "une", "deux", "trois",
    "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "quinze", "vingt", "trente", "quarante",
    "cinquante", "soixante", "cent", "mille", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
))  # fmt: skip


def _lowered(answer: str, call: Call) -> str:
    """Return an answer as it stands after a colon: a name, an acronym and a word that the call nowhere writes small keep a capital."""
    first = _FIRST.match(answer)
    if first is None or not first[0].istitle():
        return answer
    word, elided = first[0].lower(), answer[first.end() : first.end() + 1] == "’"
    small = word in _LOWERED or elided  # «M. Roux» is neither.
    usual = small or (len(word) > 1 and word in call.usual_words and not _is_name(answer, first))
    return answer[:1].lower() + answer[1:] if usual else answer


def _is_name(answer: str, first: re.Match[str]) -> bool:
    """Tell whether an answer begins with somebody's name, as far as can be told: «Claire Roux»."""
    then = _NEXT_LETTER.match(answer, first.end())
    return evened(first[0]) in GIVEN_NAMES or bool(then and then[1].isupper())


def capital_kept(fact: Fact, call: Call) -> str:
    """Return the word that keeps its capital after the «:» of an opening, though nothing tells that it is a name; "" for none."""
    if not any(one.begins.endswith(":") for one in fact.asked):
        return ""
    for key, text in texts_of(fact).items():
        answer = "" if any(call.names(text)) else call.filled(text)
        first = _FIRST.match(answer)
        if not key.endswith("answer") or first is None or ":" in answer.partition(". ")[0]:
            continue
        word = first[0]
        if (
            word[1:].islower()
            and word not in _CIVIL
            and not _is_name(answer, first)
            and _lowered(answer, call) == answer
        ):
            return word
    return ""


_CIVIL = frozenset(("Mme", "Mmes", "MM", "Mlle"))
