"""What in a text names a person or a school, and the same text without it: what everybody reads names nobody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from knowledge.schools.register import Register
from knowledge.schools.words import COMMON, FILLER, GLUE, TALK
from knowledge.sensitive import Secret, concerns
from knowledge.understanding.answer_fit import GIVEN_NAMES
from knowledge.understanding.contact import mails, phones
from knowledge.understanding.words import plain_words

# --- Text kept to improve the answers, without names.

# Kept questions are short; what is longer is a story, and stories name people.
KEPT_CHARACTERS = 300
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){5,}")
_TITLE_AND_NAME = re.compile(r"\b((?i:m\.|mr|mme|mlle|monsieur|madame|mademoiselle))\s+(?:[A-ZÀ-Þ][\w’'-]*\s*){1,3}")
_NAMED = re.compile(r"\b((?i:je m[’']appelle|je suis|mon nom est))\s+(?:[A-ZÀ-Þ][\w’'-]+\s*){1,3}")
_FIGURE = re.compile(r"\d")
_UAI = re.compile(r"\b\d{6,7}[A-Za-z]\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# «Zéphirine Quatrebarbes», «QUATREBARBES Zéphirine»: capitalised words side by side.
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?:\s+[A-ZÀ-Þ][\w’'-]+)+")
# What a sentence begins with, and what is written with capitals and is nobody's name.
_NO_NAMES_SAID = (
    "le la les l un une des du de d mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces quel quelle "
    "quels quelles qui que quoi ou comment combien pourquoi quand est sont puis peut peux pouvez faut dois doit ai a avez avons "
    "je j tu il elle on nous vous ils elles bonjour bonsoir merci madame monsieur pour dans si et mais avec sans par sur en y "
    "oui non stp svp supprimer effacer donner montrer envoyer college lycee ecole cite erea legt lpo lp clg lyc opale op chorus "
    "pro sa eple diepat dgfip rectorat academie aix marseille avignon nice paris provence alpes bouches rhone vaucluse education "
    "nationale dsden cpe drh rgpd cnil teams microsoft word excel outlook ent pronote siecle janvier fevrier mars avril mai juin "
    "juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche noel etat gfc gfe sgac "
    "tic faq pdf urgent"
)
NO_NAMES = frozenset(_NO_NAMES_SAID.split())
_NEVER_NAMES = NO_NAMES | frozenset(
    {"de", "du", "des", "la", "le", "les", "van", "von", "el", "al", "mme", "madame", "monsieur"}
)


def without_identity(text: str) -> str:
    """Return ``text`` cut short, with mail addresses, numbers, UAI, secrets and what looks like a name masked by «…»."""
    text = text[:KEPT_CHARACTERS]
    for found in reversed(concerns(text)):
        text = f"{text[: found.start]}…{text[found.end :]}"
    masked = _MAIL.sub("…", text) if "@" in text else text
    if _FIGURE.search(masked):
        masked = _NUMBER.sub("…", _UAI.sub("…", masked))
    masked = _TITLE_AND_NAME.sub(r"\1 … ", masked)
    masked = _NAMED.sub(r"\1 … ", masked)
    return " ".join(_CAPITALISED.sub(_without_pair, masked).split())


def _without_pair(found: re.Match[str]) -> str:
    """Return capitalised words with those masked that stand two by two and are no words of a sentence or of the field."""
    words = list(_WORD.finditer(found[0]))
    nobody = [NO_NAMES.issuperset(plain_words(word[0]).split()) for word in words]
    named = [
        not nobody[at] and ((at > 0 and not nobody[at - 1]) or (at + 1 < len(words) and not nobody[at + 1]))
        for at in range(len(words))
    ]
    return _masked(found[0], [word for word, is_named in zip(words, named, strict=True) if is_named])


def name_parts(names: Iterable[str]) -> frozenset[str]:
    """Return the words that people's names are made of, as plain words; short ones and particles are no names."""
    words = (word for name in names for word in plain_words(name).split())
    return frozenset(word for word in words if len(word) > 2 and word not in _NEVER_NAMES)


def may_name(text: str) -> bool:
    """Tell whether ``text`` has a word written as names are: with a capital, after the first word."""
    return any(_is_written_as_name(word) for word in _WORD.finditer(text))


def _is_written_as_name(word: re.Match[str]) -> bool:
    return word.start() > 0 and word[0][:1].isupper()


def without_names(text: str, parts: Collection[str], *, capitals: bool = True) -> str:
    """Return ``text`` with the words of ``parts`` masked. ``capitals``: only where they are written as names are.

    «petit» is a word; «Petit», after the first word, is a colleague.
    """
    found = [
        word
        for word in _WORD.finditer(text)
        if (not capitals or _is_written_as_name(word)) and any(part in parts for part in plain_words(word[0]).split())
    ]
    return _masked(text, found) if found else text


def _masked(text: str, words: Iterable[re.Match[str]]) -> str:
    for word in reversed(list(words)):
        text = f"{text[: word.start()]}…{text[word.end() :]}"
    return re.sub(r"…(?:\s+…)+", "…", text)


# --- Lower-case words that name nobody: talk, the field's words, surnames that are words too.

# Surnames that are words of the language too: «Petit» is a colleague, «petit» is not.
_SURNAMES = """
ange ami baron beau bel belle berger blanc blanche bois bon bonnet boucher boulanger brun brune carre carpentier cerf champ
champion charpentier chat chevalier clair clerc comte coq cordier cousin dur faure fleur fontaine forestier fort franc garde gay
germain grand gros guerin hardi hiver jardin jeune joly jolie jour lacroix lion long loup macon maire maitre marchand marechal
marin marquis meme mercier merle meunier moine mont montagne moulin mouton muller neveu noel noir noire page parent pasteur
petit pigeon poisson potier poulain pre prince printemps renard roche rocher roi rouge rousse roux sage sauvage savoie seigneur
tisserand val vallee verdier vert vidal vigne voisin
"""
SURNAMES = frozenset(_SURNAMES.split())
# What is said of a pupil, a school or a screen, and of what an office does, besides.
_OTHERS = """
absente absents academique administrateur administratrice annexe automatique boursiere centime choisir code codes concerne
concernee corriger creer de demissionnaire demi des differe du editer effet en entrant entrante entre espace est et externe
fiche flux format generer gerer handicape iban importer incorrect incorrecte integre interne la lancer le les majeur majeure
mineur mineure nouveau onglet operation pensionnaire present presente quelques rechercher scolarise scolarisee signale sorti
sortie souhaite tableau tableur un une veut vide vient
"""
TALKED = frozenset((NO_NAMES | TALK | COMMON | FILLER | GLUE | frozenset(_OTHERS.split())) - SURNAMES - GIVEN_NAMES)
"""Words that follow «madame» and are no name: «madame attend», «monsieur le principal»."""
ORDINARY = TALKED | SURNAMES | GIVEN_NAMES
"""Words that lead to nobody alone, and only with a capital or beside the rest of a name."""


# --- People who are known, however they are written: «zephirine quatrebarbes», «zquatrebarbes», «z.quatrebarbes».

_BESIDE = re.compile(r"[\s._-]{1,3}")  # What stands between two words of one name, or of an account.
_SHORTEST = 4  # Letters of a name that is told written small.
_ACCOUNT = 3  # Letters of a name that an account is made of, with an initial.


@dataclass(frozen=True, slots=True)
class _Name:
    """The words of one person's name. ``accounts``: what a login may be made of them."""

    parts: frozenset[str]
    accounts: frozenset[str]

    @classmethod
    def of(cls, name: str) -> _Name:
        parts = name_parts([name])
        others = [(one, two) for one in parts for two in parts if one != two]
        logins = [login for one, two in others if len(two) >= _ACCOUNT for login in (one[0] + two, two + one[0])]
        return cls(parts, frozenset([*logins, *(one + two for one, two in others)]) - ORDINARY)


class KnownNames:
    """People whose names may stand in texts.

    Found are, whatever the case, their full names, the accounts made of them, and those of their words that are neither
    French words nor given names: «petit» and «dominique» lead to nobody, «dominique petit» does.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Know the people of these full names."""
        self._names = [name for one in {*names} if (name := _Name.of(one)).parts]
        parts = frozenset(part for name in self._names for part in name.parts)
        self._alone = frozenset(part for part in parts - ORDINARY if len(part) >= _SHORTEST)
        self._accounts = frozenset(account for name in self._names for account in name.accounts)
        self._parts = parts

    def found(self, text: str) -> list[tuple[int, int]]:
        """Return where somebody is named, from where to where, in order and apart."""
        if not self._names:
            return []
        words = [(word.start(), word.end(), plain_words(word[0])) for word in _WORD.finditer(text)]
        return _apart([*self._single(words), *self._whole(text, words)])

    def without(self, text: str, mask: str = "…") -> str:
        """Return ``text`` with a mask where somebody is named."""
        for start, end in reversed(self.found(text)):
            text = f"{text[:start]}{mask}{text[end:]}"
        return text

    def _single(self, words: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
        for start, end, plain in words:
            if plain in self._accounts or any(part in self._alone for part in plain.split()):
                yield start, end

    def _whole(self, text: str, words: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
        """Return where two words of one name stand side by side, or an initial and a word."""
        for (start, end, one), (next_start, next_end, two) in pairwise(words):
            if not (one in self._parts or two in self._parts) or not _BESIDE.fullmatch(text, end, next_start):
                continue
            first, second = frozenset(one.split()), frozenset(two.split())
            initials = "." in text[end:next_start] and len(one) == 1
            if any(
                (first <= name.parts and second <= name.parts and first != second)
                or (initials and second <= name.parts and any(part[0] == one for part in name.parts - second))
                for name in self._names
            ):
                yield start, next_end


def _apart(found: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# --- Everything that names somebody.

MASK = "…"  # Stands where a name was.
_REFERENCE = re.compile(r"\b[CD]A[ -]\d{4}[ -]\d{1,6}\b", re.IGNORECASE)
# «Mme Blanc», «madame q.», «élève kévin dupont»; whether a word written small is a name, ``_titled`` tells.
_TITLED = re.compile(
    r"(?<!\d )\b(?:m\.|(?:mr|mme|mlle|monsieur|madame|mademoiselle|[ée]l[èe]ve)\b\.?)\s+"
    r"(?P<article>(?:de la|de|du|le|la)\s+)?(?P<name>[^\W\d_](?:\.|[\w’'-]*))(?:\s+(?P<more>[^\W\d_][\w’'-]*))?",
    re.IGNORECASE,
)
_MASK = re.compile(rf"(?<![\w,.;]){MASK}(?!\w)")
_SURE = 60  # The least score of what the register says is a school.


class Naming(StrEnum):
    """What kind of thing names somebody."""

    PERSON = "person"
    SCHOOL = "school"
    CODE = "code"  # A UAI.
    PUPIL = "pupil"
    PHONE = "phone"
    MAIL = "mail"
    ACCOUNT = "account"  # A bank's.
    MASKED = "masked"  # A name was taken out, and the sentence is to be written again.
    REQUEST = "request"  # The number of a request or of an application leads to who made it.


NEVER_PUBLISHED = frozenset({Naming.PUPIL, Naming.PHONE, Naming.MAIL, Naming.ACCOUNT})
"""What is taken for what it is without a doubt: it is to be taken out, where other names are only warned of."""
_OF_SECRETS = {Secret.PUPIL: Naming.PUPIL, Secret.ACCOUNT: Naming.ACCOUNT}


@dataclass(frozen=True, slots=True)
class Identity:
    """Something that names somebody: its words as they stand in the text."""

    kind: Naming
    said: str


def identities(text: str, register: Register, names: Collection[str] = ()) -> tuple[Identity, ...]:
    """Return what names somebody in ``text``, each once, in its order.

    ``names``: people who may be meant, experts and those of the request. It warns: a word may look like a name and be none.
    """
    kept: dict[str, Identity] = {}
    for start, end, kind in _found(text, register, names):
        said = " ".join(text[start:end].split())
        kept.setdefault(plain_words(said), Identity(kind, said))
    return tuple(kept.values())


def without_identities(text: str, register: Register, names: Collection[str] = ()) -> str:
    """Return ``text`` with «…» wherever it names somebody."""
    for start, end, _ in reversed(_found(text, register, names)):
        text = f"{text[:start]}{MASK}{text[end:]}"
    return text


def _found(text: str, register: Register, names: Collection[str]) -> list[tuple[int, int, Naming]]:
    """Return where ``text`` names somebody, in its order."""
    found: list[tuple[int, int, Naming]] = []
    found += [(one.start, one.end, Naming.MAIL) for one in mails(text)]
    found += [(one.start, one.end, Naming.PHONE) for one in phones(text)]
    found += [(one.start, one.end, _OF_SECRETS[one.kind]) for one in concerns(text) if one.kind in _OF_SECRETS]
    found += [(*one.span(), Naming.CODE) for one in _UAI.finditer(text)]
    found += _titled(text)
    found += [(*one.span(), Naming.MASKED) for one in _MASK.finditer(text)]
    found += [(*one.span(), Naming.REQUEST) for one in _REFERENCE.finditer(text)]
    found += _people(text, names)
    found += [
        (one.start, one.end, Naming.SCHOOL)
        for one in register.mentions(text)
        if one.schools and not one.placed and one.score >= _SURE
    ]
    return _joined(text, found)


def _joined(text: str, found: Collection[tuple[int, int, Naming]]) -> list[tuple[int, int, Naming]]:
    """Return what was found in its order: of what overlaps, what may not be published, else the first; a name's words as one."""
    joined: list[tuple[int, int, Naming]] = []
    for start, end, kind in sorted(found, key=lambda one: (one[2] not in NEVER_PUBLISHED, one[0], -one[1])):
        if text[start:end].strip() and all(end <= other[0] or other[1] <= start for other in joined):
            joined.append((start, end, kind))
    kept: list[tuple[int, int, Naming]] = []
    for start, end, kind in sorted(joined):
        if kept and kind is kept[-1][2] is Naming.PERSON and not text[kept[-1][1] : start].strip():
            kept[-1] = (kept[-1][0], end, kind)
        else:
            kept.append((start, end, kind))
    return kept


def _titled(text: str) -> list[tuple[int, int, Naming]]:
    """Return the titles with the name behind them: any word but those of a sentence or a function, «madame la principale»."""
    found = []
    for one in _TITLED.finditer(text):
        capital = one["name"][0].isupper() and not one["article"]
        words = plain_words(one["name"]).split()
        if not capital and TALKED.issuperset(words):
            continue
        end = one.end("name")
        more = one["more"] or ""
        if more and (more[0].isupper() or (GIVEN_NAMES.issuperset(words) and not _is_talk(more))):
            end = one.end("more")
        found.append((one.start(), end, Naming.PERSON))
    return found


def _is_talk(word: str) -> bool:
    return TALKED.issuperset(plain_words(word).split())


def _people(text: str, names: Collection[str]) -> list[tuple[int, int, Naming]]:
    """Return where the people of ``names`` are named: «petit» is a word, «Petit» and «anne petit» are a colleague."""
    parts = name_parts(names)
    capitals = [
        word.span()
        for word in _WORD.finditer(text)
        if word[0][:1].isupper() and any(part in parts for part in plain_words(word[0]).split())
    ]
    return [(*span, Naming.PERSON) for span in (*capitals, *KnownNames(names).found(text))]
