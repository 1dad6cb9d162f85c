"""The decision which domain a message is about, and which entry on the assistant itself.

The learnt head reads words and situation; the call's recogniser knows thirty thousand wordings. Their chances are
joined by weights learnt on lines that neither has seen, so that what comes out is about the chance to be right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from knowledge.people import Role
from knowledge.understanding.act import KEEP, REFUSE, verdict_said
from knowledge.understanding.heads import Array, Chances, Features, Heads
from knowledge.understanding.intent.subjects import NONE
from knowledge.understanding.intent.topics import DOMAINS, Decision, Domain, Verdict
from knowledge.understanding.profile import signs_of
from knowledge.understanding.references import OF_OTHER_LETTERS, in_usual_letters, references
from knowledge.understanding.short import leans
from knowledge.understanding.words import evened, letters, words

# The first that matches wins: numbers of files before plain ones.
_VALUES = re.compile(
    r"(?P<da>\bda[ -]{0,3}(?:n°? ?)?(?:\d{4}[ /-]{1,3})?\d{1,6}\b)|(?P<ca>\bca[ -]{1,3}(?:n°? ?)?(?:\d{4}[ /-]{1,3})?\d{1,6}\b|\bca-?\d{4}-\d{1,6}\b"
    rf"|{OF_OTHER_LETTERS})|(?P<mail>(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+)|(?P<phone>(?:\+33 ?|\b0)[1-9](?:[ .-]?\d{2}){4}\b)"
    r"|(?P<uai>\b0\d{6}[a-z]\b)|(?P<clock>\b\d{1,2} ?(?:h|heures?)(?: ?\d{2})?\b|\b\d{1,2}:\d{2}\b)|(?P<date>\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b)"
    r"|(?P<nth>\bn ?[°o] ?\d{1,4}\b|\bla \d{1,3}\b(?! ?(?:e|eme|er|euros?|%)))|(?P<money>\b\d[\d  .,]*(?:€|euros?\b))|(?P<num>\b\d+\b)"
)
_MAY_BE_VALUE = re.compile(r"[\d@]")  # Each of them holds one: nine messages in ten have none, and 50 µs are saved.
_LENGTHS = (4, 8, 16, 32, 64)
_FIRST = re.compile(r"\b(?:je|j'|me|m'|mon|ma|mes|moi|nous|notre|nos|on)\b")


_FILE_SAID = re.compile(
    rf"\b(?:la|demande|dossier|candidature|ticket|numero)\s(?:{letters()})\b(?! (?:heures?|fois|jours?|mois|ans))|^\s*\d{{1,3}}(?=\s(?!(?:h|heures?|jours?|euros?|eleves?|fois|mois|ans)\b)|\s?[:=,→>])"
)


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` as heads read them: «la DA-2024-0012 à 14h» gives la, <da>, a, <clock>."""
    said: list[str] = []
    while True:
        plain = evened(text)
        numbered = _FILE_SAID.search(plain)
        if not numbered or numbered[0] in ("la une", "la un"):
            break
        said += [*tokens(text[: numbered.start()]), "<nth>"]
        text = text[numbered.end() :]
    at = 0
    for found in _VALUES.finditer(plain) if _MAY_BE_VALUE.search(plain) else ():
        said += [*words(text[at : found.start()]), f"<{found.lastgroup}>"]
        at = found.end()
    return [*said, *words(text[at:])]


def extras(
    text: str, said: list[str], roles: Iterable[Role] = (), asked: str | None = None, *, register: bool = False
) -> list[str]:
    """Return what is known of a message besides its words. ``register``: it names a school."""
    roles = frozenset(roles)
    role = "saeple" if Role.SA_EPLE in roles else "expert" if Role.EXPERT in roles else "agent"
    found = [f"role:{role}", f"size:{sum(len(said) > size for size in _LENGTHS)}"]
    found += [f"has:{one}" for one in ("<da>", "<ca>", "<nth>", "<clock>", "<phone>") if one in said]
    if asked:
        found += [f"asked:{asked}", "asked"]
    if text.rstrip().endswith("?"):
        found.append("asks")
    if _FIRST.search(evened(text)):
        found.append("first")
    if register:
        found.append("school")
    return found


# How a message is said, which tells an act from a question on it, a story, a plan, a supposition.
_MANNERS: Mapping[str, re.Pattern[str]] = {
    "inverted": re.compile(
        r"\b(?:peu[tx]?|puis|doi[st]|faut|fau|a|ont|est|sont|vaut|va|sera|seront|fait|suffit|existe|etes|avez|pouvez|peuvent|doivent|auriez|aurait)[- ](?:t[- ]?)?(?:ils?|elles?|on|ce|je|vous|y)\b"
    ),
    "wonders": re.compile(
        r"\b(?:est[- ]ce qu|c'?est quoi|c koi|kes|qu'est[- ]ce|comment|coment|combien|pourquoi|qui (?:a|est|peut|doit|decide)|quel\w*|quand (?:on|un|une|le|la|les)|que se passe|a quoi|le droit|ou pas?\s*\??$|ou non\s*\??$)"
    ),
    "supposes": re.compile(
        r"\b(?:si (?:je|j'|on|l'|un|une|le|la|quelqu'un|jamais|d'aventure)|mettons|imagin\w+|suppos\w+|admettons|en cas d|au cas ou|une fois (?:que|qu'))"
    ),
    "past": re.compile(
        r"\b(?:l'an (?:passe|dernier)|l'annee derniere|hier|avant[- ]hier|autrefois|a l'epoque|jadis|la semaine derniere|le mois dernier|en 20(?:1\d|2[0-3])|(?:j'|n')?avai[ts]?|avions|aviez|etai[ts]|etaient)\b"
    ),
    "later": re.compile(
        r"\b(?:plus tard|un jour|bientot|des que|quand je|je pense|je compte|j'envisage|je verrai|[a-z]{3,}(?:erai|irai|drai)|on verra|la semaine prochaine|apres les vacances)\b"
    ),
    "denies": re.compile(r"\b(?:n'|ne |pas |jamais |rien |aucune? |sans )"),
    "orders": re.compile(
        r"\b(?:veuillez|merci de|prie\w* de|je (?:vous|te) (?:prie|demande|laisse)|[a-z]{2,}ez(?:-(?:moi|la|le|les|nous|lui|leur))?|[a-z]+e-(?:la|le|moi|les)|mets|met|passe|annule|ferme|note|colle|file|refile)\b(?<!chez)(?<!assez)(?<!avez)"
    ),
    "decides": re.compile(r"\b(?:je|j'|on|jme|jla|j) ?(?:la |le |les |l'|m'|me |en |y |vous )*[a-z]+e?s?\b"),
    "somebody else": re.compile(
        r"\b(?:ma|mon|un|une|notre|mes|des) (?:collegues?|copine|copain|amie?|voisine?|chef\w*|adjointe?|cousine?|soeur|frere|beau[- ]\w+)|\bl'intendante\b|\bd'un etablissement\b"
    ),
    "compares": re.compile(r"\b(?:moins|plus|mieux|pire|autant) (?:que|de|qu')"),
}  # fmt: skip


def manners(text: str) -> list[str]:
    """Return how ``text`` is said, as extras."""
    plain = evened(text)
    return [f"says:{name}" for name, pattern in _MANNERS.items() if pattern.search(plain)]


# --- The entry on the assistant itself that a message asks for: learnt apart from its domain.

ENTRY = "entry"
NO_ENTRY = "none"
PENDING = "pending"


class PendingWord(StrEnum):
    """What a message does to what waits to be sent: a form, a card that asks for a yes."""

    SEND = "send"
    STOP = "stop"
    LATER = "later"
    STATE = "state"  # Asks whether it is done, where it is, who will read it.
    CHANGE = "change"
    NONE = NO_ENTRY  # It is about something else, or answers what is asked.


@dataclass(frozen=True)
class AskedEntry:
    """What a message asks of the assistant: a chance for each entry, and that it asks for none of them."""

    every: Chances

    @cached_property
    def entries(self) -> Chances:
        """The chances of the entries, if the message asks for one."""
        at = self.every.labels.index(NO_ENTRY)
        labels = (*self.every.labels[:at], *self.every.labels[at + 1 :])
        kept = [self.every.chances[:at], self.every.chances[at + 1 :]]
        left = max(1.0 - self.every.of(NO_ENTRY), 1e-6)
        return Chances(labels, np.concatenate(kept) / left)

    @property
    def some(self) -> float:
        """The chance that one is asked for, whichever."""
        return 1.0 - self.every.of(NO_ENTRY)


class EntryReader:
    """Reads which entry is asked for."""

    __slots__ = ("_heads",)

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """``arrays``: what ``tests.understanding.teach_entries`` has learnt."""
        self._heads = Heads(arrays)

    @property
    def labels(self) -> Sequence[str]:
        """The entries, and that none is asked for."""
        return self._heads.heads[ENTRY].labels

    def read(self, told: Features) -> AskedEntry:
        """Return what a message, given as its features, asks of the assistant."""
        return AskedEntry(self._heads.weigh_features(told)[ENTRY])


# --- The domain.

_HAS_FIGURE = re.compile(r"\d")
_LEAST = 0.002  # Chances below are all alike.
_SITUATION = 7  # What the situation adds to the two readings.
# How a message is said, which the two readings are weighed with: a question, a story, an order are read with unequal skill.
_TOLD = (
    *("asks", "first", "says:inverted", "says:wonders", "says:supposes", "says:past", "says:later", "says:denies"),
    *("says:orders", "says:decides", "says:somebody else", *(f"size:{number}" for number in range(6))),
    *("names a file", "after query"),
)
# What the heads that tell more of a domain find likely: a message that says no subject of Op@le is hardly a difficulty.
_SURE_OF = ("subject", "act", "service")
_SPEAKS = 1.0  # How much a word speaks for an act, from which it belongs to it.
_OF_ENTRIES = 2  # That an entry on the assistant is asked for, and how sure it is which.
EVIDENCE = 2 * len(DOMAINS) + _SITUATION + len(_TOLD) + 1 + len(_SURE_OF) + _OF_ENTRIES
_NONE = tuple(1 / len(DOMAINS) for _ in DOMAINS)
NO_FACT = "none"  # What is said of a file, and asks nothing of it.
OF_THE_FILE, ON_THE_FILE, OF_OTHERS = "file", "act", "other"  # What is said while one file is shown.


def known(
    text: str, read: list[str], roles: Iterable[Role], asked: str | None = None, *, after: bool = False
) -> list[str]:
    """Return what the heads are told of a message besides its words; ``after``: a status question was just answered."""
    named = ("names a file",) if _HAS_FIGURE.search(text) and references(text) else ()
    leant = ("after query", f"after query:{leans(text)}") if after else ()
    return [*extras(text, read, roles, asked), *signs_of(text), *manners(text), *named, *leant]


def seen(viewed: str) -> str:
    """Return what the head that tells of what a message is said is told besides; ``viewed``: the letters of the file shown last."""
    return f"viewed:{viewed}"


def evidence(
    domains: npt.NDArray[np.float32],
    details: Mapping[str, Chances],
    entry: AskedEntry,
    decision: Decision,
    more: Collection[str],
    *,
    roles: frozenset[Role],
    asked: str | None,
) -> npt.NDArray[np.float32]:
    """Return what is decided on: the logarithms of both readings' chances, the situation, how it is said (``more``), its details.

    ``entry``: what the reader of the entries on the assistant, which judges apart, makes of the message.
    """
    sure = decision.score / 100
    told = decision.verdict in (Verdict.ANSWER, Verdict.SILENT)
    # One by one: for so few numbers, numpy takes three times as long.
    found = [math.log(max(chance, _LEAST)) for chance in (*domains.tolist(), *(decision.shares or _NONE))]
    found += (
        sure if told else 0,
        decision.verdict is Verdict.CHOOSE,
        sure if decision.elsewhere else 0,
        decision.doubtful,
        Role.EXPERT in roles,
        Role.SA_EPLE in roles,
        asked is not None,
    )
    found += (one in more for one in _TOLD)
    told_of = (
        details["subject"].of(NONE),
        *(details[name].chance for name in _SURE_OF),
        entry.some,
        entry.entries.chance,
    )
    found += (math.log(max(chance, _LEAST)) for chance in told_of)
    return np.array(found, np.float32)


@dataclass(frozen=True)
class Weighed:
    """What a message is about: a chance (0–1) for each domain, and what the heads tell more of it.

    ``asked``: what is asked of the assistant itself; ``about``: what is said while one file is shown: something of that file,
    an act on it, or another matter; None where none is; ``apart``: the chances of each domain as the learnt head and the call's recogniser read it alone.
    """

    chances: Mapping[Domain, float]
    details: Mapping[str, Chances] = field(repr=False, compare=False)
    asked: AskedEntry = field(repr=False, compare=False)
    about: Chances | None = field(repr=False, compare=False, default=None)
    apart: tuple[Sequence[float], Sequence[float]] = field(repr=False, compare=False, default=((), ()))

    def alone(self, reader: int, least: float) -> Sequence[tuple[Domain, float]]:
        """Return the domains that reader 0 (the head) or 1 (the recogniser) finds likely enough, the likeliest first."""
        found = [(domain, float(chance)) for domain, chance in zip(DOMAINS, self.apart[reader], strict=False)]
        return sorted((one for one in found if one[1] >= least), key=lambda one: -one[1])

    @property
    def subject(self) -> Chances:
        """What a difficulty is about."""
        return self.details["subject"]

    @property
    def act(self) -> Chances:
        """What is to be done."""
        return self.details["act"]

    @property
    def service(self) -> Chances:
        """What is asked of the assistant itself, if something is."""
        return self.asked.entries

    @property
    def command(self) -> Chances:
        """Which command is given, if one is: each is named by its own words."""
        return self.details["command"]

    @property
    def fact(self) -> Chances:
        """What is asked of a file, if it is spoken of: a key of the tables of facts, or NO_FACT."""
        return self.details["fact"]

    def is_about(self, label: str) -> float:
        """Return the chance that a message is said of the file that is shown (0 where none is): ``label`` tells how."""
        return self.about.of(label) if self.about else 0.0

    @property
    def profile(self) -> Chances:
        """What somebody who asks whether they may apply is for the call."""
        return self.details["profile"]

    def joined(self, other: Weighed) -> Weighed:
        """Return what this and another reading of the same message make of it together; the details are this one's."""
        products = {domain: math.sqrt(chance * other.chances[domain]) for domain, chance in self.chances.items()}
        total = sum(products.values())
        return replace(self, chances={domain: product / total for domain, product in products.items()})

    @cached_property
    def best(self) -> Domain:
        """The likeliest domain."""
        return max(self.chances, key=self.chances.__getitem__)

    @property
    def chance(self) -> float:
        """The chance of the likeliest domain."""
        return self.chances[self.best]

    def ranked(self) -> Sequence[tuple[Domain, float]]:
        """Return the domains, the likeliest first."""
        return sorted(self.chances.items(), key=lambda one: -one[1])


class Arbiter:
    """Weighs what a message is about."""

    __slots__ = ("_bias", "_details", "_domains", "_entries", "_pending", "_stack")

    def __init__(self, arrays: Mapping[str, Array], entries: EntryReader, pending: Heads) -> None:
        """``arrays``: what ``tests.understanding.teach`` has learnt; ``entries``: what tells the entries on the assistant apart.

        ``pending``: what tells what is said of what waits to be sent.
        """
        self._entries, self._pending = entries, pending
        self._domains = Heads(part(arrays, "domain_"))
        self._details = Heads(part(arrays, "detail_"))
        self._stack, self._bias = arrays["stack"], arrays["bias"]

    @property
    def facts(self) -> Sequence[str]:
        """The facts of a file that may be asked for, and NO_FACT."""
        return self._details.heads["fact"].labels

    def weigh(
        self,
        text: str,
        decision: Decision,
        roles: frozenset[Role],
        asked: str | None = None,
        *,
        after: bool = False,
        viewed: str = "",
    ) -> Weighed:
        """Return what ``text`` is about; ``decision``: that of the call's recogniser; ``after``: see :func:`known`, ``viewed``: :func:`seen`."""
        text = in_usual_letters(text)
        read = tokens(text)
        more = known(text, read, roles, asked, after=after)
        told = Features.of(read, more, text)
        domains = self._domains.weigh_features(told)["domain"].chances
        details = self._details.weigh_features(told)
        verdict = verdict_said(text)
        if verdict:
            details.turn("act", verdict, REFUSE if verdict == KEEP else KEEP)
        entry = self._entries.read(told)
        scores = (
            self._stack @ evidence(domains, details, entry, decision, more, roles=roles, asked=asked) + self._bias
        ).tolist()
        most = max(scores)
        raised = [math.exp(score - most) for score in scores]
        whole = sum(raised)
        found = {domain: one / whole for domain, one in zip(DOMAINS, raised, strict=True)}
        about = self._details.weigh(read, [*more, seen(viewed)], text)["about"] if viewed else None
        return Weighed(found, details, entry, about, (domains.tolist(), decision.shares))

    def fits(self, text: str, field: str, roles: frozenset[Role]) -> float:
        """Return the chance that ``text`` answers a form that asks for such a thing, rather than being an aside.

        ``field``: what is asked for («reason», «report»…), as in ``knowledge/training/lines/reponse.jsonl``.
        """
        read = tokens(text)
        return self._details.weigh(read, asked_for_extras(text, read, field, roles), text)["fits"].of(ANSWER)

    def word(self, text: str) -> tuple[PendingWord, float]:
        """Return what ``text`` does to what waits to be sent, and how surely."""
        found = self._pending.weigh(tokens(text), text=text)[PENDING]
        return PendingWord(found.best), found.chance

    def act_chance(self, text: str, label: str, roles: frozenset[Role], asked: str | None = None) -> float:
        """Return the chance that ``text`` says the act ``label``."""
        read = tokens(text)
        return self._details.weigh(read, known(text, read, roles, asked), text)["act"].of(label)

    def beside(self, words: Iterable[str], label: str, other: str) -> tuple[str, ...]:
        """Return those of ``words`` that hardly speak for the act ``label`` rather than for ``other``: they may say more."""
        return tuple(word for word in words if self._details.speaks(word, "act", label, other) < _SPEAKS)


ANSWER, ASIDE = "answer", "aside"  # What a sentence may be to a form that waits.


def asked_for_extras(text: str, read: list[str], field: str, roles: frozenset[Role]) -> list[str]:
    """Return what the head that tells answers from asides is told of a sentence besides its words."""
    return [*known(text, read, roles), f"field:{field}", *(f"field:{field}:{role}" for role in sorted(roles))]


def part(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    """Return the arrays whose names begin with ``prefix``, without it."""
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
