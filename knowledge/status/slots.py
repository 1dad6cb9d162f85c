"""Which words of a message say what: each stretch of words is explained by one slot, or left over."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.status.names import PARTICLES, TYPES, Named, Names, qualifier, spelled
from knowledge.status.periods import NUMBERS, Age, Calendar, Said, count_of
from knowledge.status.query import DEPARTMENTS as OURS
from knowledge.status.query import AskBack, Group, Op, What, Why
from knowledge.status.tokens import Token, root
from knowledge.status.vocabulary import Sense, Vocabulary
from knowledge.understanding.intent.normalise import words

_BEFORE_PERSON = frozenset(
    ("de", "d", "par", "chez", "pour", "a", "expert", "experte", "mme", "m", "mr", "madame", "monsieur", "mlle",
     "avec", "attributaire", "et", "que", "l", "aupres", "mr", "instruction", "traite", "dossiers")
)  # fmt: skip
_TITLES = frozenset(("expert", "experte", "mme", "m", "mr", "madame", "monsieur", "mlle", "attributaire"))
_DEPARTMENT_BEFORE = frozenset(
    ("le", "dans", "du", "departement", "dep", "dpt", "au", "sur", "des", "en", "et", "pour")
)
_REFERENCE = re.compile(r"(da|ca)\D*?(20\d\d)\D+(\d{1,6})")
_SERIES = {"da": What.REQUESTS, "ca": What.APPLICATIONS}
_WEAK = frozenset(("dossier", "truc", "affaire", "cas", "appel", "histoire", "assistance", "intervention", "probleme"))
_LARGEST_LIMIT = 100
_FILLERS = frozenset(("encore", "ete", "toujours", "vraiment", "bien", "du", "tout", "etaient", "sont", "ni"))
# What a state's contrary is called.
NOT = {
    "attribuée": "non prises", "résolue": "ouvertes", "close": "ouvertes", "fini": "ouvertes", "ouvertes": "fini",
    "déposée": "brouillon", "retenue": "non retenue", "en instruction": "déposée",
}  # fmt: skip
_OVERVIEW = frozenset(map(root, ("statut", "bilan", "stat", "synthese", "recap", "recapitulatif", "tableau")))
_ASKING = frozenset(("je", "veux", "voudrais", "souhaite", "peux", "tu", "pouvez", "vous", "bonjour", "merci", "de", "d", "j",
                     "aimerais", "il", "faut", "me"))  # fmt: skip
_MEETINGS = frozenset(map(root, ("reunion", "copil", "comite", "conseil", "seminaire")))
_MADE = frozenset(map(root, ("cree", "creees", "enregistree", "enregistrees", "saisies", "arrivees")))
_ORDINALS = {"premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4}


@dataclass(frozen=True, slots=True)
class State:
    """A phrase that names a state, with its senses by what it may be said of («demandes», «candidatures»)."""

    senses: tuple[tuple[str, str], ...]
    raw: str

    def of(self, domain: str) -> list[str]:
        """Return the states of ``domain`` that the phrase names."""
        return [state for said_of, state in self.senses if said_of == domain]

    @property
    def domains(self) -> frozenset[str]:
        """Return what the phrase may be said of."""
        return frozenset(said_of for said_of, _ in self.senses)


@dataclass(slots=True)
class Slots:
    """What was found in a message. ``unknown``: words that nothing explains."""

    whats: list[What] = field(default_factory=list)
    weak: list[What] = field(default_factory=list)  # Said by a word that says other things too.
    ops: list[Op] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    schools: list[tuple[list[Named], list[str], str]] = field(default_factory=list)  # Candidates, words, article.
    uai: str = ""
    school_words: str = ""
    experts: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    urgent: bool | None = None
    wave: int | None = None
    function: str = ""
    references: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # «n° 12», of a series not said.
    period: Said | None = None
    age: int | None = None
    groups: list[Group] = field(default_factory=list)  # After «par», «chaque»…
    nouns: list[Group] = field(default_factory=list)  # Said alone.
    asked: list[Group] = field(default_factory=list)  # «quels sujets»
    bare: list[tuple[Group, str]] = field(default_factory=list)  # Nouns that say nothing else, as typed.
    sort: str = ""
    limit: int | None = None
    coming: bool = False  # «prochaines»
    latest: bool = False  # «dernières», without a unit of time
    follows: bool = False
    others: bool = False
    own: bool = False
    acts: bool = False
    explicit: bool = False  # A number with its letters, «DA-2024-0012».
    asks: bool = False  # Ends with a question mark.
    length: int = 0  # Words and figures.
    one: bool = False  # «demande», in the singular.
    planned: bool = False  # «prévues»
    made: bool = False  # «créées»: the days said are those of the creation.
    held: bool = False  # «ont eu lieu»
    the: bool = False  # Begins with «la», «cette»…
    who: bool = False
    overview: bool = False  # «bilan», «statut»: a word that asks for it all by itself.
    trouble: AskBack | None = None
    unknown: list[str] = field(default_factory=list)
    guessed: int = 0  # Names taken from words that may be something else.

    @property
    def weight(self) -> int:
        """Return how much of the message tells that it is about status: one for each thing said, two for what is listed."""
        if self.references:
            return 9
        told = (self.states, self.departments, self.places, self.schools or self.uai, self.experts, self.subjects,
                self.urgent is not None, self.wave, self.function, self.period, self.age is not None, self.groups,
                self.sort or self.limit, self.ops)  # fmt: skip
        many = What.APPLICATIONS in self.whats and not self.one
        plain = (
            1 + many
            if set(self.whats) == {What.APPLICATIONS}
            else 2 * bool(self.whats and set(self.whats) - {What.EXPERTS, What.APPLICATIONS}) or int(bool(self.whats))
        )
        asked = int(Op.COUNT in self.ops or Op.TOP in self.ops or self.overview) + (
            Op.TOP in self.ops and bool(self.asked or self.nouns)
        )
        asked += 2 * bool(self.numbers and self.weak)
        if Op.WHO in self.ops:
            asked += 2 * bool(self.schools or self.uai or Op.TOP in self.ops)
        return plain + asked + sum(map(bool, told)) + (len(self.states) > 1) - self.guessed

    @property
    def named(self) -> bool:
        """Tell whether what is looked for is called by its name."""
        return bool(self.references or set(self.whats) - {What.EXPERTS})

    @property
    def foreign(self) -> bool:
        """Tell whether more words are left than explained ones tell anything."""
        return len(self.unknown) > self.weight

    @property
    def narrows(self) -> bool:
        """Tell whether something is narrowed."""
        return bool(
            self.states or self.departments or self.places or self.schools or self.uai or self.experts or self.subjects
            or self.urgent is not None or self.wave or self.function or self.references or self.period or self.age
            or self.school_words
        )  # fmt: skip

    @property
    def speaks(self) -> bool:
        """Tell whether the message can stand alone as a status question."""
        if self.references or self.whats or self.overview:
            return True
        if self.numbers and (self.weak or Op.SUMMARY in self.ops):
            return True
        telling = bool(self.states or self.urgent is not None or self.subjects or self.schools or self.uai)
        if Op.SUMMARY in self.ops and (telling or self.narrows or self.groups):
            return True
        if Op.TOP in self.ops and (self.nouns or self.groups or self.asked or self.who or Op.WHO in self.ops):
            return True
        if self.experts and Op.LIST in self.ops:
            return True
        if (self.schools or self.uai) and self.subjects and self.asks:
            return True
        if (self.weak or self.ops) and (self.narrows or self.groups):
            return bool(self.states or self.urgent is not None or self.age is not None or self.weak or self.schools
                        or self.uai or (self.subjects and Op.COUNT not in self.ops) or Op.WHO in self.ops or self.groups)  # fmt: skip
        return bool(
            (self.states and (self.narrowed_twice or self.definite)) or (self.urgent is not None and self.narrowed_twice)
            or (self.urgent is not None and not self.follows)
        )  # fmt: skip

    @property
    def definite(self) -> bool:
        """Tell whether states of requests only are said, and nothing else is."""
        return bool(self.states) and not self.follows

    @property
    def narrowed_twice(self) -> bool:
        """Tell whether two things at least narrow the question."""
        return sum(
            map(bool, (self.states, self.departments, self.places, self.schools or self.uai, self.experts, self.subjects,
                       self.urgent is not None, self.wave, self.function, self.period, self.age))
        ) > 1 or len(self.states) > 1  # fmt: skip

    @property
    def sure(self) -> bool:
        """Tell whether the message is plainly about status although words are left."""
        if self.references or (self.trouble and self.trouble.why is Why.INCOMPLETE_REFERENCE):
            return True
        about = bool(self.whats and self.whats not in ([What.EXPERTS], [What.APPLICATIONS]))
        asked = bool(self.ops) or self.follows
        placed = bool(self.schools or self.uai or self.departments or self.places or self.states or self.experts
                      or self.period or self.urgent is not None)  # fmt: skip
        return (about and asked and placed) or bool(self.trouble and asked and (self.schools or about))

    @property
    def continues(self) -> bool:
        """Tell whether the message is to be read with the question before."""
        if self.references:
            return False
        if self.follows and not (self.whats and Op.SUMMARY in self.ops):
            return True
        if self.whats:
            return False
        if Op.SUMMARY in self.ops and self.narrows:
            return False
        if Op.TOP in self.ops and (self.nouns or self.groups or self.asked):
            return False  # «top 3 des établissements»: a question by itself.
        if Op.WHO in self.ops and (self.schools or self.uai):
            return False  # «qui s'occupe du lycée Thiers ?» too.
        return bool(self.narrows or self.ops or self.groups or self.sort or self.numbers or self.limit or self.nouns)


class Spotter:
    """Explains messages on one day, with the names of one register."""

    def __init__(self, vocabulary: Vocabulary, names: Names, today: date, common: Container[str] = ()) -> None:
        """Read with ``common``: words of the language, which are no names by themselves."""
        self._vocabulary = vocabulary
        self._names = names
        self._calendar = Calendar(today)
        self._common = common

    def slots(self, tokens: Sequence[Token]) -> Slots:
        """Return the slots of a message."""
        run = _Run(self._vocabulary, self._names, self._calendar, list(tokens), self._common)
        return run.done()


class _Run:
    """One reading, from the first token to the last."""

    def __init__(
        self, vocabulary: Vocabulary, names: Names, calendar: Calendar, tokens: list[Token], common: Container[str]
    ) -> None:
        self.common = common
        self.v, self.names, self.calendar, self.tokens = vocabulary, names, calendar, tokens
        self.out = Slots()
        self.at = 0
        self.left: list[int] = []  # Tokens not explained yet.
        self.by = False  # The token before announces a grouping.

    def done(self) -> Slots:
        self.out.acts = self._acts()
        self.out.the = self.word(0) in ("la", "cette", "le", "ce")
        self.out.asks = bool(self.tokens) and self.tokens[-1].text == "?"
        self.out.length = sum(token.kind != "sign" for token in self.tokens) + (
            self.tokens[-1:] != [] and self.tokens[-1].text == "?"
        )
        while self.at < len(self.tokens):
            self.at += self._step()
        self._names_left()
        return self.out

    def _acts(self) -> bool:
        """Tell whether the message asks for something to be done: «enregistre…», «je veux retirer…»."""
        said = [word for token in self.tokens[:5] for word in words(token.raw)]
        while said and said[0] in _ASKING:
            said.pop(0)
        return bool(said) and said[0] in self.v.acts

    def word(self, offset: int) -> str:
        place = self.at + offset
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def _step(self) -> int:
        token = self.tokens[self.at]
        if token.kind == "sign":
            aged = self.calendar.spot(self.tokens, self.at) if token.text in "<>" else None
            if aged:
                self._timed(aged[1])
            return aged[0] if aged else 1
        if token.kind == "stub":
            self.out.trouble = AskBack(Why.INCOMPLETE_REFERENCE, token.raw)
            return 1
        if token.kind == "uai":
            self.out.uai = token.text.upper()
            return 1
        if token.kind == "reference":
            found = _REFERENCE.match(token.text)
            if found:
                self.out.explicit = True
                self.out.references.append(f"{found[1].upper()}-{found[2]}-{int(found[3]):04}")
            return 1
        own = self._own()
        if own:
            return own
        for step in (self._reference, self._series, self._wave, self._school):
            length = step()
            if length:
                return length
        return self._longest()

    # One thing after the other

    def _own(self) -> int:
        if self.word(0) in self.v.own and self.at + 1 < len(self.tokens):
            ahead = self.tokens[self.at + 1]
            if ahead.root in self.v.own_things:
                self.out.own = True
                return 2
        if self.word(0) in ("j", "on") and self.word(1) in ("ai", "a") and self.word(2) in (
            "fait", "faite", "depose", "envoye", "envoyee", "deposee", "cree", "faites"):  # fmt: skip
            self.out.own = True
            return 3
        return 0

    def _reference(self) -> int:
        """«DA-2024», whose number is missing."""
        raw = self.tokens[self.at].raw.lower()
        if raw in ("da", "ca") and re.fullmatch(r"20\d\d", self.word(1)) and not self.word(2).isdecimal():
            if raw == "ca" and self.tokens[self.at].raw != "CA":
                return 0
            self.out.trouble = AskBack(Why.INCOMPLETE_REFERENCE, f"{raw.upper()}-{self.word(1)}")
            return 2
        return 0

    def _series(self) -> int:
        """«demande n° 12», «DA 12», «dossier 12», «n° 12», «la 12»."""
        offset, series = 0, ""
        raw = self.tokens[self.at].raw
        word = self.tokens[self.at].root
        if raw.lower() in ("da", "ca") and (raw.isupper() or raw.lower() == "da"):
            series = raw.lower()
        elif word in ("demand", "ticket", "sollicitation"):
            series = "da"
        elif word == "candidatur":
            series = "ca"
        elif self.word(0) in ("dossier", "numero") or (word == "n" and self.word(1).isdecimal()):
            series = "?"
        if not series:
            return 0
        offset = 1
        while self.word(offset) in ("n", "numero", "no"):
            offset += 1
        number = self.word(offset)
        if not number.isdecimal() or len(number) > 6:
            return 0
        behind = self.word(offset + 1)
        if behind in ("jour", "jours", "j", "semaine", "mois", "plus", "derniere", "dernier", "dernieres"):
            return 0
        if number in OURS and offset == 1:
            return 0  # «demandes 84»: the department.
        if re.fullmatch(r"20\d\d", number) and offset == 1 and series != "?":
            following = self.word(2)
            if following.isdecimal():
                self.out.references.append(f"{series.upper()}-{number}-{int(following):04}")
                return 3
            return 0
        if series == "?":
            self.out.numbers.append(int(number))
            self.out.weak.append(What.REQUESTS)
        else:
            year = self.calendar.today.year
            self.out.references.append(f"{series.upper()}-{year}-{int(number):04}")
        return offset + 1

    def _wave(self) -> int:
        if self.word(0) in ("vague", "vagues", "v") and self.word(1).isdecimal():
            self.out.wave = int(self.word(1))
            return 2
        if self.tokens[self.at].kind == "ordinal" and self.word(1) == "vague":
            self.out.wave = int(re.sub(r"\D", "", self.word(0)))
            return 2
        if self.word(0) in _ORDINALS and self.word(1) == "vague":
            self.out.wave = _ORDINALS[self.word(0)]
            return 2
        return 0

    def _school(self) -> int:
        """Take a kind of school and the words of a name behind it."""
        raw = self.tokens[self.at].raw.lower()
        if (self.word(0) not in TYPES and raw not in TYPES) or self.by:
            return 0
        kind = TYPES.get(raw, TYPES.get(self.word(0), ""))
        begin = self.at + 1
        while begin < len(self.tokens) and qualifier(self.tokens[begin].text):
            begin += 1
        typed: list[str] = []
        place, best, article = begin, 0, ""
        found: list[Named] = []
        while place < len(self.tokens) and place - begin < 8:
            token = self.tokens[place]
            if token.kind in ("sign", "uai", "reference"):
                break
            plain = "".join(token.text) if token.known else token.text
            one = token.raw.lower() if not plain.isalpha() else plain
            if one in PARTICLES:
                if not typed:
                    article = one if one in ("l", "la", "le", "les") else article
                place += 1
                continue
            candidates = self.names.candidates([*typed, _folded_raw(token)], kind) or self.names.candidates(
                [*typed, token.text], kind
            )
            if not candidates:
                break
            typed.append(
                _folded_raw(token) if self.names.candidates([*typed, _folded_raw(token)], kind) else token.text
            )
            found, best = candidates, place + 1
            place += 1
        if found:
            self.out.schools.append((found, typed, article))
            return best - self.at
        town = self.names.commune_at(self.tokens, self._skip(begin))
        if town and not self.names.schools:
            town = None
        if town and kind:
            self.out.places.append(town[1])
            return self._skip(begin) + town[0] - self.at
        if kind and not self.names.schools:
            return self._unregistered(begin)
        if kind and begin < len(self.tokens) and not self.tokens[begin].known and self.tokens[begin].kind == "word":
            self.out.trouble = AskBack(Why.NO_SUCH_SCHOOL, self.tokens[begin].raw)
            return begin + 1 - self.at
        return 0

    def _unregistered(self, begin: int) -> int:
        """Without a register, take the words behind as they stand."""
        place, said = begin, []
        while place < len(self.tokens) and (self.tokens[place].text in PARTICLES or not self.tokens[place].known):
            if self.tokens[place].kind != "word":
                break
            if self.tokens[place].text not in PARTICLES:
                said.append(self.tokens[place].raw)
            place += 1
        if not said:
            return 0
        self.out.school_words = " ".join(word[0].upper() + word[1:] for word in said)
        return place - self.at

    def _skip(self, place: int) -> int:
        while place < len(self.tokens) and self.tokens[place].text in ("de", "d", "a", "du"):
            place += 1
        return place

    def _longest(self) -> int:
        """Take the longest of a time, a commune and a phrase of the vocabulary; else a number, a courtesy, or nothing."""
        by, self.by = self.by, False
        time = self.calendar.spot(self.tokens, self.at)
        town = self.names.commune_at(self.tokens, self.at)
        phrase = self.v.spot(self.tokens, self.at)
        if not phrase or phrase[0] == 1:
            negated = self._negated()
            if negated:
                return negated
        sizes = (time[0] if time else 0, phrase[0] if phrase else 0, town[0] if town else 0)
        most = max(sizes)
        if time and sizes[0] == most and not (by and sizes[0] == 1 and phrase):
            self._timed(time[1])
            return most
        if town and sizes[2] == most and not (phrase and sizes[1] == most):
            return most + self._placed(town[1], most)
        if phrase and sizes[1] == most and self._meant(phrase[1], most, by):
            return most
        return self._small()

    def _timed(self, said: Said | Age) -> None:
        before = [token.root for token in self.tokens[max(0, self.at - 2) : self.at]]
        if any(word in _MEETINGS for word in before):
            return  # «pour la réunion de demain» tells why it is asked.
        if isinstance(said, Age):
            self.out.age = said.days
        elif said.days[1] is None and said.days[0] == self.calendar.today:
            self.out.coming = True
        else:
            self.out.period = said

    def _placed(self, name: str, size: int) -> int:
        """Note a commune; return how many tokens behind it say Marseille's arrondissement."""
        ahead = self.at + size
        more = 0
        if name == "Marseille" and ahead < len(self.tokens):
            token = self.tokens[ahead]
            digits = re.sub(r"\D", "", token.text)
            if token.kind in ("ordinal", "number") and digits and 1 <= int(digits) <= 16:
                name, more = f"Marseille {int(digits)}{'er' if int(digits) == 1 else 'e'}", 1
                if ahead + 1 < len(self.tokens) and self.tokens[ahead + 1].text.startswith("arr"):
                    more = 2
        if name not in self.out.places:
            self.out.places.append(name)
        return more

    def _meant(self, senses: list[Sense], size: int, by: bool) -> bool:
        """Note what a phrase stands for; False when it means nothing here."""
        slots = {sense.slot: sense.value for sense in senses}
        if "stop" in slots:
            said = [token.text for token in self.tokens[self.at : self.at + size]]
            self.out.held = self.out.held or said[-2:] == ["eu", "lieu"]
            if Op.TOP in self.out.ops and said[-1].startswith("etablissement"):
                self.out.nouns.append(Group.SCHOOL)  # «top 3 des établissements»
            return True
        if "by" in slots:
            return self._announces(size)
        if "group" in slots and self._grouped(slots, by):
            return True
        states = tuple(sense for sense in senses if sense.slot.startswith("state."))
        if states and not self._wondered():
            self._stated(states, size)
        if "what" in slots and size == 1 and self._verb():
            return True
        if "what" in slots and not (states and size == 1):
            self._looked_for(What(slots["what"]), size)
        self._narrowed(slots, size)
        if "follow" in slots:
            self.out.follows = self.out.follows or self._opens(size)
            self.out.others = self.out.others or "autre" in self.word(size - 1) or "autre" in self.word(size)
        return True

    def _announces(self, size: int) -> bool:
        """Tell whether «par», «chaque»… is followed by what is counted by; if not, whether it says nothing else."""
        ahead = self.at + size
        if self.tokens[ahead : ahead + 1] and self.tokens[ahead].text in ("le", "la", "l", "les"):
            ahead += 1
        noun = self.v.spot(self.tokens, ahead) if ahead < len(self.tokens) else None
        self.by = bool(noun and any(sense.slot == "group" for sense in noun[1]))
        return self.by or size > 1 or self.tokens[self.at].root in self.v.stop

    def _grouped(self, slots: dict[str, str], by: bool) -> bool:
        """Note a noun that things can be counted by; True when the phrase says no more."""
        out, group = self.out, Group(slots["group"])
        asked = self.word(-1) == "quel" and "what" not in slots and self.word(1) not in ("n", "a", "d")
        if by or asked:
            (out.groups if by else out.asked).append(group)
            return True
        if "op" not in slots:
            out.nouns.append(group)
        if len(slots) == 1:
            if group is not Group.SCHOOL:
                out.bare.append((group, self.tokens[self.at].raw))
            return True
        return "op" in slots and self._state_label()

    def _looked_for(self, what: What, size: int) -> None:
        said = " ".join(token.text for token in self.tokens[self.at : self.at + size])
        self.out.one = self.tokens[self.at].raw[-1] not in "sSxX"
        weak = self.tokens[self.at].root in _WEAK or said in _WEAK
        (self.out.weak if weak else self.out.whats).append(what)

    def _narrowed(self, slots: dict[str, str], size: int) -> None:
        out = self.out
        if "op" in slots:
            out.ops.append(Op(slots["op"]))
            strong = self.tokens[self.at].root in _OVERVIEW or size > 2
            out.overview = out.overview or (slots["op"] == Op.SUMMARY and strong)
        for name, many in (("subject", out.subjects), ("department", out.departments)):
            if name in slots and slots[name] not in many:
                many.append(slots[name])
        out.function = slots.get("function", out.function)
        if "urgent" in slots:
            out.urgent = slots["urgent"] == "yes"
        if "sort" in slots:
            out.sort = slots["sort"]
            if self.word(-1) in ("la", "le", "l") and self.tokens[self.at + size - 1].raw[-1] not in "sx":
                out.limit = out.limit or 1
        if "unkept" in slots:
            out.trouble = AskBack(Why.NOT_KEPT, " ".join(token.raw for token in self.tokens[self.at : self.at + size]))

    def _verb(self) -> bool:
        """Tell whether a word is the verb «demander», «appeler»."""
        raw = self.tokens[self.at].raw.lower()
        pronouns = ("me", "m", "te", "nous", "vous", "lui", "on", "je", "il", "elle", "se", "ne")
        return raw.endswith(("er", "ez", "é", "ée")) or (self.word(0) == "demande" and self.word(-1) in pronouns)

    def _wondered(self) -> bool:
        """Tell whether the state is what the person wants to know («c'est réglé ?»), not what is looked for."""
        asked = (self.word(-1) == "c" or (self.word(-2), self.word(-1)) == ("c", "est")) and self.tokens[-1].text == "?"
        return asked or self.word(-1) in ("elle", "elles")

    def _stated(self, senses: Sequence[Sense], size: int, *, negated: bool = False) -> None:
        pairs = [(sense.slot.removeprefix("state."), sense.value) for sense in senses]
        if negated:
            pairs = [(domain, NOT[state]) for domain, state in pairs if state in NOT]
        if ("candidatures", "déposée") in pairs and self.word(-1) in ("ont", "a", "avons", "as"):
            return  # «Combien ont déposé une candidature ?»
        raw = " ".join(token.raw for token in self.tokens[self.at : self.at + size])
        self.out.guessed += size == 1 and self.tokens[self.at].slip
        self.out.states.append(State(tuple(pairs), raw))

    def _negated(self) -> int:
        """«pas encore été prises»: what a state's contrary is called."""
        if self.word(0) not in ("pas", "non", "jamais", "ni"):
            return 0
        ahead = self.at + 1
        while ahead < len(self.tokens) and self.tokens[ahead].text in _FILLERS:
            ahead += 1
        found = self.v.spot(self.tokens, ahead) if ahead < len(self.tokens) else None
        if found is None:
            return 0
        size, senses = found
        length = ahead + size - self.at
        states = [sense for sense in senses if sense.slot.startswith("state.") and sense.value in NOT]
        if states:
            self._stated(states, length, negated=True)
            return length
        if any(sense.slot == "urgent" for sense in senses):
            self.out.urgent = False
            return length
        return 0

    def _opens(self, size: int) -> bool:
        """Tell whether the phrase at hand continues something: at the beginning, or as a word that stands for it."""
        first = all(token.kind == "sign" for token in self.tokens[: self.at])
        if self.word(0) in ("en", "ca"):
            return self.word(0) == "ca" or self.word(1) in ("fait", "fais", "a") or first
        if self.word(0) in ("et", "ok", "alors", "juste", "seulement", "puis", "ensuite", "dont", "uniquement"):
            return first
        if self.word(0) in ("elles", "ils", "eux", "maintenant"):
            return first or self.at + size >= len(self.tokens)
        return True

    def _state_label(self) -> bool:
        """«état:attribuée», «à l'état close»: the word only announces the state."""
        ahead = self.at + 1
        while ahead < len(self.tokens) and self.tokens[ahead].kind == "sign":
            ahead += 1
        found = self.v.spot(self.tokens, ahead) if ahead < len(self.tokens) else None
        return bool(found and any(sense.slot.startswith("state.") for sense in found[1]))

    def _small(self) -> int:
        """Take a number, an ordinal, a word of no importance; what is left is kept for names."""
        token, out = self.tokens[self.at], self.out
        text = token.text
        if token.kind == "number" or text in NUMBERS:
            return self._number()
        if self._ranked(text):
            return 1
        if token.kind == "ordinal" and int(re.sub(r"\D", "", text)) == 1:
            return 1
        if token.root in ("prevu", "programm"):
            out.planned = True
        if text == "qui":
            out.who = True
        if token.root in _MADE:
            out.made = True
        if token.root.startswith("autre"):
            out.others = True
            out.follows = True
        denied = self.word(-1) in ("non", "pas") and token.slip
        if (token.root in self.v.stop or text in self.v.stop) and not denied:
            return 1
        if text in TYPES or token.raw.lower() in TYPES:
            return 1
        self.left.append(self.at)
        return 1

    def _ranked(self, text: str) -> bool:
        """Note «dernières», «prochaines», «la première»; False when the word says none of them."""
        out = self.out
        if text in ("dernier", "derniers", "dernieres", "derniere"):
            out.latest = True
        elif text in ("prochain", "prochaine", "prochains", "prochaines"):
            out.coming = True
        elif text.startswith("premier") and (out.limit is not None or self.word(-1) == "la"):
            out.limit = out.limit or 1  # «les 3 premières», «la première»
        else:
            return False
        return True

    def _number(self) -> int:
        """Take a department, a limit, or a number on its own."""
        text, out = self.word(0), self.out
        before = self.word(-1)
        value = count_of(text)
        two = f"{value:02}"
        if self._limits(before) and value <= _LARGEST_LIMIT and (text not in OURS or before in ("top", "les")):
            out.limit = value
            return 1
        if before == "la" and text.isdecimal():
            out.numbers.append(value)  # «et la 13 ?»: a request's number, or a wave; a department is masculine.
            return 1
        if text.isdecimal() and (
            text in OURS or (two in OURS and before in ("departement", "dep", "le", "dans", "du"))
        ):
            if two not in out.departments:
                out.departments.append(two)
            return 1
        if before in ("departement", "dep", "dans") and text.isdecimal() and len(text) == 2:
            out.trouble = AskBack(Why.OUTSIDE, text)
            return 1
        if before in ("la", "le", "et") and text.isdecimal():
            out.numbers.append(value)
            return 1
        if not text.isdecimal():
            return 1  # «une», «un» in letters.
        self.left.append(self.at)
        return 1

    def _limits(self, before: str) -> bool:
        """Tell whether the number at hand is how many are wanted: «top 3», «les 5 plus anciennes»."""
        behind = self.word(1)
        if before == "top":
            return True
        if behind in ("plus", "derniere", "dernieres", "dernier", "derniers", "premiers", "premieres", "premier", "+"):
            return True
        return (
            before in ("les", "quels", "ces", "quel", "donne")
            and self.tokens[self.at + 1 : self.at + 2] != []
            and any(sense.slot in ("what", "group") for sense in (self.v.spot(self.tokens, self.at + 1) or (0, []))[1])
        )

    # Names

    def _names_left(self) -> None:
        """Explain what is left by names: a commune with a slip, a school, a person; the rest is unknown."""
        for group in self._runs():
            typed = [self.tokens[place].text for place in group]
            raw = [self.tokens[place].raw for place in group]
            before = self._before(group[0])
            if not self._named(typed, raw, before, group):
                self.out.unknown += raw

    def _before(self, place: int) -> str:
        """Return the word before a name, past «:» and the point of «M.»."""
        place -= 1
        while place >= 0 and self.tokens[place].kind == "sign" and self.tokens[place].text in ".:=":
            place -= 1
        return self.tokens[place].text if place >= 0 and self.tokens[place].kind != "sign" else ""

    def _runs(self) -> list[list[int]]:
        """Return the stretches of tokens not explained; particles between two of them do not part them."""
        runs: list[list[int]] = []
        for place in self.left:
            if runs and place == runs[-1][-1] + 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        return runs

    def _named(self, typed: list[str], raw: list[str], before: str, group: list[int]) -> bool:  # noqa: PLR0911
        out, names = self.out, self.names
        if any(self.tokens[place].kind != "word" for place in group):
            return False
        known = names.expert_like(typed)
        plain = all(word in self.common for word in typed) and raw[0].islower() and typed[-1] not in self.v.surnames
        if known or (before in _TITLES and not plain):
            out.experts.append(_person(raw))
            return True
        person = before in _BEFORE_PERSON and len(typed) <= 3
        surname = typed[-1] in self.v.surnames and len(typed) <= 2
        usual = all(word in self.common for word in typed) and not surname
        town = "" if usual else names.commune_like(typed)
        if town:
            out.guessed += 1
            if town not in out.places:
                out.places.append(town)
            return True
        candidates = names.candidates(typed)
        if candidates and not all(any(one in school.words for school in candidates) for one in typed):
            out.guessed += 1
            candidates = [] if usual else candidates
        last = any(school.words and school.words[-1] == typed[-1] for school in candidates) and not (person and surname)
        if candidates and (last or not person):
            out.schools.append((candidates, typed, ""))
            return True
        if len(typed) > 1:
            for cut in range(1, len(typed)):
                if self._named(typed[:cut], raw[:cut], before, group[:cut]) and self._named(
                    typed[cut:], raw[cut:], raw[cut - 1].lower(), group[cut:]
                ):
                    return True
        loud = all(one[0].isupper() for one in raw) and not (usual and group[0] == 0)
        if usual and not loud:
            return False
        if surname and not person:
            person = True
        if (person or loud) and len(typed) <= 3 and all(len(one) > 2 for one in typed):
            if not surname and not loud and before in ("a", "et", "que", "l", "pour", "avec", "par", "d"):
                return False
            out.guessed += not surname
            out.experts.append(_person(raw))
            return True
        return False


def _folded_raw(token: Token) -> str:
    return "".join(words(token.raw))


def _person(raw: Sequence[str]) -> str:
    return " ".join(part if part[0].isupper() and not part.isupper() else part.capitalize() for part in raw)


def settle(slots: Slots) -> tuple[str, str, AskBack | None]:
    """Return the school's words, its UAI, and the question to ask where several fit."""
    if slots.uai:
        return slots.uai, slots.uai, None
    if not slots.schools:
        return slots.school_words, "", None
    candidates, typed, article = slots.schools[0]
    narrowed = [
        school
        for school in candidates
        if (not slots.departments or school.department in slots.departments)
        and (not slots.places or any(_in_place(school, place) for place in slots.places))
    ]
    found = narrowed or candidates
    if len(found) > 1:
        return "", "", AskBack(Why.WHICH_SCHOOL, " ".join(typed), tuple(school.uai for school in found))
    return spelled(found[0], typed, article), found[0].uai, None


def _in_place(school: Named, place: str) -> bool:
    said = words(place)
    if said[0] == "marseille" and len(said) > 1:
        return school.town == "marseille" and school.district == re.sub(r"\D", "", said[1])
    return school.town == " ".join(said)
