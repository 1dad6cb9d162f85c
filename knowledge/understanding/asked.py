"""How a question is asked, and what it names: «Oui», «Non», a sum or a day can then open the answer that its fact gives.

Which fact answers is decided elsewhere. Here its ``[[fact.asked]]`` are tried in turn: the form of the question, words
that must be said, a thing that must be named (a day, a sum, a place, a choice of the application). A «oui» is said only
where nothing else is said besides, for one word more may ask another thing: «la formation est-elle obligatoire ?».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache, partial

from knowledge.call import Call, Fact, QuestionForm, ThingNamed, WayAsked
from knowledge.call_form import FieldKind, Option
from knowledge.call_values import sums_of
from knowledge.french import NBSP, capitalised, counted, euros
from knowledge.understanding.entities.towns import places
from knowledge.understanding.intent.normalise import evened

_WORD = re.compile(r"[a-z0-9]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# «1 800 €», «1.800», «42,50», «42.5 euros», «42€50»: the whole, what stands before the cents, the cents, what says euros.
_SUM = re.compile(
    r"(?<![\d/,.])(\d{1,3}(?:[ .]\d{3})+(?!\d)|\d{1,6}(?!\d))(?:(,|\.| ?(?:€|euros?|e) ?)(\d{1,2})(?![\d/,.]*\d))?( ?(?:€|euros?\b|e\b))?(?! ?%)"
)
_EUROS = re.compile("€|euro")
_CENTS = 2  # Figures of them.
_LEAST = 100  # A smaller whole number is a sum only where it is said with euros: «42 € de l'heure».
_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_DAY = re.compile(rf"\b(\d{{1,2}})(?:er)? ?({'|'.join(_MONTHS)})[a-z]*\.?(?: (\d{{4}}))?|\b(\d{{1,2}})/(\d{{1,2}})\b")
_YEARS = re.compile(r"\b(\d|un|deux|trois|quatre|cinq) an(?:nee)?s?\b")
_NUMBERS = {"un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
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
_NOT = frozenset(["ne", "n", "pas", "sans", "jamais", "aucun", "aucune", "rien", "non", "ni", "sauf", "moins"])
# Words that change nothing of what is asked.
_PLAIN = frozenset((
    "a", "academique", "academiques", "agent", "agents", "ai", "allez", "allons", "alors", "appel", "as", "au", "aura",
    "aurai", "auraient", "aurait", "aurez", "auriez", "aurons", "auront", "aux", "avec", "avoir", "bel", "bien", "bjr",
    "bon", "bonjour", "c", "ca", "candidat", "candidate", "candidates", "candidats", "ce", "ceci", "cela", "celle",
    "celui", "ces", "cet", "cette", "ceux", "chez", "comme", "confirmer", "confirmez", "d", "dans", "de", "demande",
    "demander", "des", "devra", "devrai", "devrons", "dire", "dis", "dites", "dois", "doit", "doivent", "donc", "donne",
    "donnez", "du", "elle", "elles", "en", "entre", "es", "est", "et", "etait", "etes", "etre", "eu", "eux", "exact",
    "exactement", "existe", "expert", "experts", "faire", "fait", "faudra", "faudrait", "faut", "fera", "ferai", "gens",
    "grace", "hein", "il", "ils", "info", "information", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "m",
    "ma", "madame", "mais", "me", "merci", "mes", "mission", "missions", "mme", "moi", "mon", "monsieur", "mr", "n",
    "nos", "notre", "nous", "on", "ont", "op", "opale", "oui", "par", "personnes", "peut", "peuvent", "peux", "plait",
    "possible", "pour", "pourra", "pourrai", "pourrais", "pourrait", "pourrons", "pourront", "pouvez", "pr", "prevu",
    "prevue", "prevus", "puis", "qu", "que", "question", "qui", "renseignement", "retenu", "retenue", "retenues",
    "retenus", "s", "sa", "savoir", "se", "sera", "serai", "seraient", "serait", "serons", "seront", "ses", "soient",
    "soit", "sommes", "son", "sont", "stp", "suis", "svp", "t", "ta", "tant", "te", "tes", "ton", "tous", "tout",
    "toute", "toutes", "tu", "un", "une", "va", "vais", "veut", "veux", "voila", "voir", "vont", "vos", "votre",
    "voudrais", "vous", "vraiment", "y", "ya",
))  # fmt: skip


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
        """Return what it names of this kind; None where it names several things of which one is not."""
        of_sort = [one for one in self.things if one.kinds & _SORTS[named] and one.of == of]
        return of_sort[0] if of_sort and all(named in one.kinds for one in of_sort) else None


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
    count = (_NUMBERS.get(years[1]) or int(years[1])) if years else 0
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
        before = plain[:start].rstrip().removesuffix(" le").rstrip()
        told = day + timedelta(days=before.endswith("apres")) - timedelta(days=before.endswith("avant"))
        kinds = {ThingNamed.IN_TIME if told <= call.call.closes else ThingNamed.LATE}
        kinds.add(ThingNamed.LAST_DAY if told == call.call.closes else ThingNamed.OTHER_DAY)
        yield Thing(text[start:end], frozenset(kinds), held := at(start, end))
        taken |= held
    sums = frozenset(sums_of(call.values.values()))
    for match in _SUM.finditer(plain):
        value, held = _sum(match, sums), at(*match.span())
        if value is not None and not held & taken:
            yield Thing(euros(value), frozenset([ThingNamed.SUM if value in sums else ThingNamed.OTHER_SUM]), held)
    yield from _towns(text, spans, call)
    yield from _choices(text, spans, call)


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
        of_year = _MONTHS.index(month) + 1 if month else int(in_figures)
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
    singles = tuple(map(_single, words))
    standing: dict[str, list[int]] = {}
    for at, word in enumerate(singles):
        standing.setdefault(word, []).append(at)
    for one in call.application.field:
        if one.kind is not FieldKind.CHOICE or not one.addressed:
            continue
        named = one.label.lower().split()[0]  # «vague», before a bare number.
        held: set[int] = set()
        for phrase, option in _phrases(one.options):
            if phrase[0] not in standing:
                continue
            for first in standing[phrase[0]]:
                place = set(range(first, first + len(phrase)))
                bare = len(phrase) == 1 and phrase[0].isdigit()
                led = bare and first > 0 and singles[first - 1] == named
                if singles[first : first + len(phrase)] != phrase or held & place or (bare and not led):
                    continue
                held |= place
                start = spans[first - 1][1] if led else spans[first][1]
                said = text[start : spans[first + len(phrase) - 1][2]]
                kind = ThingNamed.ADDRESSED if option.addressed else ThingNamed.NOT_ADDRESSED
                yield Thing(
                    capitalised(said), frozenset([kind]), frozenset(place | ({first - 1} if led else set())), one.id
                )


@lru_cache(maxsize=32)
def _phrases(options: tuple[Option, ...]) -> tuple[tuple[tuple[str, ...], Option], ...]:
    """Return the words by which each answer of a list is named, the longest first."""
    phrases = [
        (tuple(map(_single, _WORD.findall(evened(said)))), option)
        for option in options
        for said in (option.title, *option.says)
    ]
    named = [one for one in phrases if one[0] and one[0][0] not in _NOT_NAMES]
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


_NOT_NAMES = ("autre", "aucune")


def _single(word: str) -> str:
    return word.rstrip("s") or word


def said_of(fact: Fact, question: Question, call: Call) -> str:
    """Return what a fact, as it is told today, answers to the question as it is asked: its answer, opened or told otherwise."""
    for one in fact.asked:
        thing = question.names(one.named, one.of) if one.named and _in_form(one, question) else None
        if _asks(one, question, thing):
            return _opened(one, fact.answer, _values(question, thing, call))
    return fact.answer


def answers_what_is_named(fact: Fact, question: Question) -> bool:
    """Tell whether a fact answers by yes or no on what a question names, which says nothing else."""
    return any(
        one.named is not None
        and one.form is QuestionForm.YES_NO
        and _in_form(one, question)
        and _asks(one, question, question.names(one.named, one.of))
        for one in fact.asked
    )


def _in_form(one: WayAsked, question: Question) -> bool:
    """Tell whether a question is asked in that form."""
    # «Et la vague 6 ?» asks yes or no.
    alone = one.named is not None and question.marked and question.form is QuestionForm.WORDS
    return one.form is (QuestionForm.YES_NO if alone else question.form)


def _asks(one: WayAsked, question: Question, thing: Thing | None) -> bool:
    if not _in_form(one, question):
        return False
    if (one.named and thing is None) or (one.years and not question.years) or len(question.words) > _LONGEST:
        return False
    if (one.says and not _any(one.says, question)) or _any(one.unless, question):
        return False
    return one.form is not QuestionForm.YES_NO or _nothing_else(one, question, thing)


def _any(stems: Collection[str], question: Question) -> bool:
    """Tell whether a question says one of these words, or words that follow one another; «*» stands for any ending."""
    return any(_pattern(stem).search(question.spaced) for stem in stems)


@lru_cache(maxsize=2048)
def _pattern(stem: str) -> re.Pattern[str]:
    return re.compile(f" {re.escape(stem)} ".replace(r"\*", "[a-z0-9]*"))


def _nothing_else(one: WayAsked, question: Question, thing: Thing | None) -> bool:
    """Tell whether a question says no more than what the opening answers."""
    known = frozenset(one.besides.split())
    stems: Collection[str] = [word for said in (*one.says, *known) for word in said.split()]
    exact = {stem for stem in stems if not stem.endswith("*")} | _PLAIN
    begun = tuple(stem[:-1] for stem in stems if stem.endswith("*"))
    held = thing.words if thing else frozenset()
    return all(
        number in held or word in exact or (word not in _NOT and begun and word.startswith(begun))
        for number, word in enumerate(question.words)
    )


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


def _opened(one: WayAsked, answer: str, values: Mapping[str, str]) -> str:
    if one.answer:
        return _put(one.answer, values)
    begins = _put(one.begins, values)
    alike = _SAYS.get(begins.rstrip(f" {NBSP}:.,"))
    if alike and alike.match(answer):
        return answer
    if begins.endswith(":") and ":" in answer.partition(". ")[0]:  # One colon a sentence.
        begins = f"{begins[:-1].rstrip()}."
    return f"{begins} {_lowered(answer) if begins.endswith(':') else answer}"


# What an answer begins with that says as much as a bare «Oui» or «Non» before it.
_SAYS = {"Oui": re.compile(r"Oui\b"), "Non": re.compile(r"(?:Non|Aucune?|Ni|Pas|Jamais|Rien|Personne)\b")}


def _put(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


_LOWERED = re.compile(
    r"(?:À|Au|Aux|Aider|Avec|Ces?|Dans|De|Des|Du|En|Il|Jusqu’|L’|La|Le|Les|Par|Pour|Tous|Toutes?|Trois|Une?|Un"
    r"|Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche)(?=[ ’]|(?<=’))"
)


def _lowered(answer: str) -> str:
    """Return an answer as it stands after a colon: a name keeps its capital."""
    return answer[:1].lower() + answer[1:] if _LOWERED.match(answer) else answer
