"""What is drawn for the braces of a template, how made stretches meet, and the noise of those who type: slips, SMS, dictation."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from knowledge.french import NBSP
from knowledge.understanding.directory import Directory
from knowledge.understanding.words import folded

_ENDINGS = (
    ("ées", "és"),
    ("ées", "er"),
    ("ée", "é"),
    ("és", "er"),
    ("é", "er"),
    ("é", "ai"),
    ("er", "é"),
    ("s", ""),
    ("e", "es"),
    ("ent", "e"),
    ("x", ""),
)
_SOUNDS = (("qu", "k"), ("ss", "s"), ("eau", "o"), ("au", "o"), ("ph", "f"), ("en", "an"), ("ai", "é"), ("mm", "m"), ("nn", "n"), ("tt", "t"),
           ("ll", "l"), ("h", ""), ("y", "i"), ("è", "ai"), ("ç", "ss"), ("ain", "in"), ("oi", "oa"), ("c", "ss"), ("m", "mm"))  # fmt: skip
_ARTICLE = re.compile(r"^(les|le|l'|la) ?", re.IGNORECASE)
_MEETS = re.compile(r"(?:^|(?<=[ ']))(à|de|a|du|au|des|aux|le|les|la|d'|dans le|en|le) ?$")


@dataclass(slots=True)
class Piece:
    """A stretch of text under one mark; ``value`` where the mark has several."""

    text: str
    mark: str = ""
    value: str = ""
    out: bool = False  # Meant to be left out.


@dataclass(slots=True)
class WrittenLine:
    """A line as typed: its marks with their values and characters, and the characters of what is meant to be left out."""

    text: str
    marks: list[tuple[str, str, int, int]]
    gone: set[tuple[int, int]]


class Noise:
    """Writes pieces as people type them."""

    def __init__(self, chance: random.Random, noise: Mapping[str, Any]) -> None:
        self._random = chance
        self._sms, self._heard = ([tuple(pair.split("=", 1)) for pair in noise[kind]] for kind in ("sms", "dictation"))

    def written(self, pieces: Sequence[Piece]) -> WrittenLine:
        """Return pieces in one of the five manners: clean, plain, SMS, slips, voice."""
        chance = self._random
        style = chance.choices(("clean", "plain", "sms", "slips", "voice"), (34, 20, 18, 22, 6))[0]
        out = WrittenLine("", [], set())
        for piece in pieces:
            _append(out, piece, self._noisy(piece, style))
        if style in ("sms", "plain", "slips") and chance.random() < 0.7:
            flat = folded(out.text)
            out.text = flat if len(flat) == len(out.text) else out.text.lower()
        out.text = out.text.replace(NBSP, " ")
        return out

    def _noisy(self, piece: Piece, style: str) -> str:
        text, chance = piece.text, self._random
        if style == "clean" or piece.mark == "R":
            return text
        if style in ("sms", "voice"):
            for right, wrong in self._sms if style == "sms" else self._heard:
                if right in text and chance.random() < 0.5:
                    text = re.sub(rf"(?<![^\W_]){re.escape(right)}(?![^\W_])", wrong, text)
        rate = {"plain": 0.05, "sms": 0.15, "slips": 0.4, "voice": 0.0}[style] * (
            0.5 if piece.mark in "EBL" and piece.mark else 1
        )
        return "".join(
            self._slip(word) if len(word) > 3 and chance.random() < rate else word for word in re.split(r"(\s+)", text)
        )

    def _slip(self, word: str) -> str:
        chance = self._random
        kind, place = chance.random(), chance.randrange(1, len(word) - 1)
        if kind < 0.35:
            for right, wrong in chance.sample(_ENDINGS, len(_ENDINGS)):
                if word.endswith(right):
                    return word[: -len(right)] + wrong
        if kind < 0.65:
            for right, wrong in chance.sample(_SOUNDS, len(_SOUNDS)):
                if right in word[1:]:
                    return word[0] + word[1:].replace(right, wrong, 1)
        if kind < 0.8:
            return word[:place] + word[place + 1 :]
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _append(out: WrittenLine, piece: Piece, said: str) -> None:
    """Append a piece with the space and the mark that it needs."""
    apart = out.text.endswith((" ", "'", "/", ":")) or said.startswith((" ", ",", ".", "/", "?"))
    if out.text and said and not apart:
        out.text += " "
    start = len(out.text) + len(said) - len(said.lstrip())
    out.text += said
    if piece.mark and said.strip():
        out.marks.append((piece.mark, piece.value, start, len(out.text)))
        if piece.out:
            out.gone.add((start, len(out.text)))


def contracted(pieces: Sequence[Piece]) -> list[Piece]:
    """Say «aux bourses», «du Vaucluse», «d'Arles» where two pieces meet, as French does."""
    out: list[Piece] = []
    for piece in pieces:
        text = piece.text
        if out and not out[-1].mark and piece.mark:
            before = out[-1].text
            joint, article = _MEETS.search(before), _ARTICLE.match(text)
            word = joint[1] if joint else ""
            if article and joint and word in ("à", "de", "a"):
                said = {"les": {"à": "aux", "a": "aux", "de": "des"}, "le": {"à": "au", "a": "au", "de": "du"}}.get(
                    article[1].lower(), {}
                ).get(word)
                if said:
                    out[-1] = Piece(before[: joint.start(1)] + said + " ")
                    text = text[article.end() :]
            elif article and word in ("du", "au", "des", "aux", "le", "les", "la", "dans le", "en"):
                text = text[article.end() :]
            elif joint and word == "de" and text[:1].lower() in "aeiouyéèêàâîôh":
                out[-1] = Piece(before[: joint.start(1)] + "d'")
        out.append(Piece(text, piece.mark, piece.value))
    return out


def _words(text: str) -> list[str]:
    return text.split()


_SURNAMES = _words("""Martin Bernard Dubois Robert Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia David Bertrand Roux Vincent
Fournier Morel Girard Andre Mercier Dupont Lambert Bonnet Martinez Legrand Garnier Faure Rousseau Blanc Guerin Muller Henry Nicolas Perrin
Mathieu Clement Gauthier Dumont Lopez Fontaine Chevalier Robin Masson Sanchez Gerard Nguyen Boyer Denis Lemaire Roger Brun Meunier Blanchard
Barbier Arnaud Rolland Roche Renard Gaillard Brunet Vidal Aubert Leclerc Renaud Colin Picard Dumas Benali Haddad Khelifi Bouchard Santini
Agostini Colonna Ferrero Rossi Esposito Benoit Jourdan Pascal Isnard Reynaud Audibert Imbert Blache Chabot Escoffier Michelet Ollivier
Giordano Mariani Delmas Tessier Bouvier Cohen Diallo Traore Fernandes Pereira Bensaid Kaci Lacroix Poulain Guichard Maurel Pellegrin Morin
Daumas Aubanel Roumanille Sicard Teissier Ripert Constant Honorat Chaix Eyraud Bremond Combe Rey Gros Long Grand Noel Jean Pons Serre""")
_FIRST = _words(
    "Claire Nadia Paul Sophie Karim Julie Hélène Marc Fatima Luc Anne Pierre Chloé Yann Sylvie Dominique Élise Manu Marion"
)
_HEADS = _words(
    "Bar Cas Del Fer Gar Lam Mar Mon Per Ros Sal Ver Vi Tre Bel Cha Dub Esp Gui Bou Cor Fab Jac Lau Mau Nav Ort Pel Quin Rav Sab Tos Val"
)
_TAILS = _words(
    "tin elli ier ard ois eau in et on ino etti ez as el and ic ane ouille adi oui ani ert aud anne ouet iani eri ow ska"
)
_MONTHS = _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
_SHORT_MONTHS = _words("janv fév mars avr juin juil sept oct nov déc")
_DAYS = _words("lundi mardi mercredi jeudi vendredi samedi dimanche")
_NUMBERS = _words("2 3 4 5 6 7 8 10 12 14 15 20 30 deux trois quatre cinq six sept huit dix quinze vingt trente")
_WHO = (
    "qui s'en occupe",
    "c'est qui",
    "qui suit",
    "qui gère",
    "qui est dessus",
    "qui a pris",
    "qui s'y colle",
    "chez qui c'est",
    "quel expert",
    "qui s'en charge",
    "qui l'a",
)
_MOST = (
    "a le plus de",
    "traite le plus de",
    "cumule le plus de",
    "gère le plus de",
    "croule sous les",
    "prend le plus de",
    "se coltine le plus de",
)
_USUAL = {
    "demandes": ("ouvertes", "non prises", "en retard", "close"),
    "candidatures": ("retenue", "en instruction", "non retenue", "à compléter"),
}
_NARROWINGS = {
    "demandes": "OUT OUT PLACE DEPT SCHOOLPRE EXP SUBJP SUBJP URGM PASTM AGE ADJ PLACE DEPT PASTM ADJ ADJ",
    "candidatures": "OUT PASTM DEPT PLACE WAVE FUNC ADJ ADJ PASTM",
    "experts": "DEPT PLACE WAVE FUNC DEPT",
    "sessions": "OUT PLACE DEPT SCHOOLPRE EXP SUBJP FUTM PASTM",
}
_KIND_WORDS = {
    "college": ("collège", "collège", "clg", "coll", "college"),
    "lycee": ("lycée", "lycée", "lyc", "LP", "lycée pro"),
    "erea": ("EREA",),
}


_POOLS: Mapping[str, tuple[Sequence[str], str]] = {
    "who0": (_WHO, ""),
    "leplus2": (_MOST, ""),
    "G0": (("établissements", "collèges", "lycées", "bahuts"), ""),
    "WAVENUM": ("12345678", ""),
    "N": ((*_NUMBERS[:14], "deux", "trois", "cinq", "dix"), "N"),
}


class Fillers:
    """Draws what the names of templates stand for. ``what``: what the present line looks for; ``said``: how it is narrowed."""

    def __init__(
        self, chance: random.Random, grammar: Mapping[str, Any], lexicon: Mapping[str, Any], directory: Directory
    ) -> None:
        self._random, self._grammar, self._lexicon, self._directory = chance, grammar, lexicon, directory
        towns = (directory.commune(school.town.split()) for school in directory.schools)
        self._towns = sorted({found[0] for found in towns if found})
        self.what = "demandes"
        self.said: set[str] = set()

    def named(self, name: str) -> list[Piece]:
        """Return what stands for ``name``. Raises KeyError for one that no row tells."""
        plain = self._grammar["filler"].get(name)
        if plain:
            return self._pick(plain)
        if name in _POOLS:
            return self._pick(*_POOLS[name])
        key, _, given = name.partition(":")
        return self._DRAWN[key](self, given or name)

    def _pick(self, pool: Sequence[str], mark: str = "", value: str = "") -> list[Piece]:
        return [Piece(self._random.choice(pool), mark, value)]

    def _lead(self, kind: str) -> Piece:
        return Piece(self._random.choice(self._grammar["pre"][kind]) + " ")

    def _noun(self, name: str) -> list[Piece]:
        """Return «demandes», «demande» (W1), or the noun of what is named (W:sessions1)."""
        what = self.what if name in ("W", "W1") else name
        said = self._random.choice(self._lexicon["what"][what.rstrip("1")][: self._random.choice([2, 6, None])])
        if name.endswith("1"):
            head, _, tail = said.partition(" ")
            said = f"{re.sub('x$|s$', '', head)} {tail}".strip()
        return [Piece(said, "W")]

    def _narrowed(self, name: str) -> list[Piece]:
        counts, weights = ([0, 1, 2], [5, 4, 1]) if name == "mods" else ([1, 2, 3], [6, 4, 1])
        return self._mods(self._random.choices(counts, weights)[0])

    def _times(self, name: str) -> list[Piece]:
        period = self._grammar["period"]
        pool = period["age"] + (period["ageafterstate"] if name == "AGES" else [])
        if name in ("PAST", "FUT"):
            pool = period["past" if name == "PAST" else "future"]
        return [Piece(self._when(self._random.choice(pool)), "A" if name.startswith("AGE") else "P")]

    def _towns_named(self, name: str) -> list[Piece]:
        if name == "PLACENAME":
            return [Piece(self._town(), "L")]
        out = [self._lead("place"), Piece(self._town(), "L")]
        return out + ([Piece(" et "), Piece(self._town(), "L")] if self._random.random() < 0.08 else [])

    def _departments(self, name: str) -> list[Piece]:
        lexicon = self._lexicon["department"]
        if name == "DEPTNAME":
            return self._pick(lexicon[self._random.choice(list(lexicon))], "D")
        out = [self._lead("department"), *self._departments("DEPTNAME")]
        if self._random.random() >= 0.12:
            return out
        joined = self._pick((" et le ", " et ", ", ", "/", " + ", " ou le ", " et du "))
        return [*out, *joined, *self._departments("DEPTNAME")]

    def _schools(self, name: str) -> list[Piece]:
        if name == "SCHOOL":
            return self._school()
        short = ("du", "le", "au", "de", "pour le", "", "chez")
        before = self._lead("school") if name == "SCHOOLPRE" else Piece(self._random.choice(short) + " ")
        return [before, *self._school()]

    def _experts(self, name: str) -> list[Piece]:
        before = [self._lead("expert")] if name == "EXP" else []
        return [*before, Piece(self._person(), "E")]

    def _subjects(self, name: str) -> list[Piece]:
        value = self._random.choice(list(self._lexicon["subject"]))
        before = [] if name == "SUBJ" else [self._lead("subject")]
        return [*before, *self._pick(self._lexicon["subject"][value], "T", value)]

    def _urgencies(self, _name: str) -> list[Piece]:
        value = "yes" if self._random.random() < 0.85 else "no"
        return [Piece(self._often(self._lexicon["urgent"][value]), "U", value)]

    def _waves(self, _name: str) -> list[Piece]:
        number = self._random.choice("12345678")
        forms = (
            f"vague {number}", f"vague {number}", f"v{number}", f"{number}e vague", f"vague n° {number}", f"V{number}",
            "vague deux", "première vague", "vague un",
        )  # fmt: skip
        return [self._lead("wave"), *self._pick(forms, "V")]

    def _functions(self, name: str) -> list[Piece]:
        value = self._random.choice(list(self._lexicon["function"]))
        before = self._lead("function") if name == "FUNC" else Piece("")
        return [before, *self._pick(self._lexicon["function"][value], "F", value)]

    def _groups(self, _name: str) -> list[Piece]:
        groups = self._lexicon["group"]
        value = self._random.choices(list(groups), [4, 2, 4, 4, 3, 4, 2])[0]
        by = self._random.choice(self._grammar["filler"]["par"])
        return [Piece(f"{by} {self._random.choice(groups[value])}", "G", value)]

    def _orders(self, name: str) -> list[Piece]:
        """Return «par ancienneté» (SORTA, SORTD), «les plus anciennes» (SUPA…), «la plus ancienne» (SUPA1)."""
        kind, value = ("sort", name[-1]) if name.startswith("SORT") else ("superlative", name[3])
        way = "asc" if value == "A" else "desc"
        single = ["plus ancienne", "plus vieille", "plus vieux", "première"]
        return self._pick(single if name == "SUPA1" else self._lexicon[kind][way], "Z", way)

    def _often(self, pool: Sequence[str]) -> str:
        """Return one of ``pool``; the first ones are said most."""
        return self._random.choices(pool, [1 / (2 + at) ** 0.7 for at in range(len(pool))])[0]

    def _states(self, form: str) -> list[Piece]:
        return [self._state(form)]

    def _state(self, form: str) -> Piece:
        chance = self._random
        domain = "candidatures" if self.what == "candidatures" else "demandes"
        states = self._lexicon["state"][domain]
        for _ in range(60):
            value = chance.choice(_USUAL[domain]) if chance.random() < 0.3 else chance.choice(list(states))
            key = {"noun": "noun", "noun1": "noun", "act": "act"}.get(form) or (
                "rel" if form.startswith("rel") else "verb" if form.startswith("verb") else "adj"
            )
            pool = states[value][key]
            if not pool:
                continue
            said = self._often(pool)
            if form == "act" and chance.random() < 0.3:
                said += chance.choice(("e", "s", "es"))
            if form == "relv":
                if not said.startswith("qui "):
                    continue
                said = chance.choice(
                    (re.sub(r"ent\b", "e", said[4:].replace("ont ", "a ").replace("sont", "est")), said[4:])
                )
            if (form == "verbs" and not re.match(r"(s'est|a) ", said)) or (
                form == "state0" and not said.startswith("en ")
            ):
                continue
            return Piece(said[3:] if form == "state0" else said, "S", f"{domain}:{value}")
        return Piece("en retard", "S", "demandes:en retard")

    def _mods(self, count: int) -> list[Piece]:
        out: list[Piece] = []
        for _ in range(count):
            kind = self._random.choice(_NARROWINGS[self.what].split())
            if kind in self.said:
                continue
            self.said.add(kind)
            if kind == "OUT":
                out += self._left_out()
            elif kind == "PASTM":
                before = (
                    f" {self._random.choice(self._grammar['filler']['recues'])}" if self._random.random() < 0.4 else ""
                )
                out += [Piece(before + " "), *self.named("PAST")]
            elif kind == "ADJ":
                out += [Piece(" "), self._state(self._random.choice(("adj", "adj", "rel")))]
            else:
                out += [Piece(" "), *self.named({"FUTM": "FUT", "URGM": "URG"}.get(kind, kind))]
        return out

    def _left_out(self) -> list[Piece]:
        """Return «sauf Gap», «hors bourses et régie»: things that are meant to be left out."""
        chance, filler = self._random, self._grammar["filler"]
        kinds = ("SUBJ", "SUBJ", "SUBJ", "PLACENAME", "DEPTNAME", "SCHOOL", "EXPNAME", "adj")
        kind = chance.choice(
            kinds if self.what in ("demandes", "sessions") else ("PLACENAME", "DEPTNAME", "adj", "adj")
        )
        if kind in self.said or self.what == "experts":
            return []
        self.said |= {kind, "ADJ" if kind == "adj" else kind}
        pieces = [Piece(f" {chance.choice(filler['sauf'])} "), *self.named(kind)]
        if kind in ("SUBJ", "DEPTNAME", "PLACENAME") and chance.random() < 0.3:
            pieces += [Piece(chance.choice((" et ", ", ", " ni ", " ou "))), *self.named(kind)]
        for piece in pieces:
            piece.out = bool(piece.mark)
        return pieces

    def _reference(self) -> str:
        chance = self._random
        series, number = chance.choice(("DA", "DA", "CA")), chance.randint(1, 900)
        noun = "demande" if series == "DA" else "candidature"
        return chance.choice((
            f"{series}-2024-{number:04}", f"{series}-2024-{number:04}", f"{series} 2024 {number:04}", f"{series.lower()}-2024-{number}", f"{series}-{number:04}",
            f"{noun} {number}", f"{series} {number}", f"{noun} n° {number}", f"{series.lower()}2024-{number:04}", f"la {number}", f"{noun} numéro {number}",
        ))  # fmt: skip

    def _town(self) -> str:
        chance = self._random
        if chance.random() < 0.12:
            return chance.choice(
                (
                    "Marseille",
                    "Aix",
                    "Avignon",
                    f"Marseille {chance.randint(1, 16)}e",
                    f"Marseille {chance.randint(1, 16)}",
                )
            )
        town = chance.choice(self._towns)
        if chance.random() < 0.3:
            town = re.split(r"[-' ](?:en|de|les|sur|la|le|du|sous|des|l)[-' ]", town)[0]
        return town.replace("-", " ") if chance.random() < 0.4 else town

    def _person(self) -> str:
        chance = self._random
        name = chance.choice(_SURNAMES) if chance.random() < 0.5 else chance.choice(_HEADS) + chance.choice(_TAILS)
        if chance.random() < 0.2:
            name = chance.choice(_FIRST) if chance.random() < 0.5 else f"{chance.choice(_FIRST)} {name}"
        return name.lower() if chance.random() < 0.3 else name.upper() if chance.random() < 0.05 else name

    def _school(self) -> list[Piece]:
        chance = self._random
        school = chance.choice(self._directory.schools)
        kinds = _KIND_WORDS.get(school.kind, ("établissement",))
        name = re.sub(r"^(?:Collège|Lycée|EREA|Cité scolaire|Ecole)\b\s*", "", school.name)
        for _ in range(3):
            name = re.sub(
                r"^(?:polyvalent|professionnel|général|technologique|et|régional|général et technologique)\b\s*",
                "",
                name,
                flags=re.IGNORECASE,
            )
        name = name.split("(")[0].strip() or school.name
        town, last, form = school.town.title(), name.split()[-1], chance.random()
        short = last if len(last) > 3 else name
        if form > 0.86 and form < 0.93:
            return [
                Piece(chance.choice((*kinds, "bahut"))),
                Piece(chance.choice((" de ", " d'", " à ", " "))),
                Piece(town, "L"),
            ]
        said = (
            f"{chance.choice(kinds)} {name}" if form < 0.45 else f"{chance.choice(kinds)} {short}" if form < 0.7
            else short if form < 0.82 else name if form < 0.87 else school.uai if form > 0.97 else f"{chance.choice(('bahut', 'étab', 'cité'))} {short}"
        )  # fmt: skip
        out = [Piece(said.lower() if chance.random() < 0.15 and form < 0.9 else said, "B")]
        if form < 0.85 and chance.random() < 0.22:
            out += [Piece(chance.choice((" à ", " de ", " ", " d'", ", "))), Piece(town, "L")]
        return out

    def _when(self, pattern: str) -> str:
        chance = self._random
        day, month = chance.randint(1, 27), chance.randrange(12)
        values = {
            "weekday": chance.choice(_DAYS), "weekday2": chance.choice(_DAYS), "month": _MONTHS[month], "month2": _MONTHS[(month + chance.randint(1, 4)) % 12],
            "year": chance.choice(("2022", "2023", "2023", "2024")), "d": str(day), "d2": str(min(28, day + chance.randint(1, 9))), "d3": str(chance.randint(26, 31)),
            "dm": f"{day}/{chance.choice(('01', '12', '1', '11'))}", "n": chance.choice(_NUMBERS), "q": chance.choice(("premier", "deuxième", "1er", "2e", "3e", "dernier")),
            "q1": chance.choice("1234"), "q2": chance.choice(("premier", "second", "1er", "2e")), "w": str(chance.randint(1, 52)),
            "fmonth": chance.choice(("février", "mars", "avril", "mai")), "dm2": f"{min(28, day + 4)}/{chance.choice(('01', '12'))}", "fdm2": f"{min(28, day + 4)}/02",
            "fdm": f"{day}/02", "m3": chance.choice(_SHORT_MONTHS),
        }  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)

    def _plain(self, name: str) -> list[Piece]:
        if name == "X":
            return self._pick(self._lexicon["unkept"]["things"], "X")
        return [Piece(self._reference(), "R") if name == "REF" else Piece(self._when("{dm}"))]

    _DRAWN: ClassVar[Mapping[str, Callable[[Fillers, str], list[Piece]]]] = {
        **dict.fromkeys(("X", "REF", "dm0"), _plain),
        **dict.fromkeys(("W", "W1"), _noun),
        **dict.fromkeys(("adj", "adj2", "rel", "relv", "verb", "verbs", "state0", "noun", "noun1", "act"), _states),
        **dict.fromkeys(("mods", "mods1"), _narrowed),
        **dict.fromkeys(("PAST", "FUT", "AGE", "AGES"), _times),
        **dict.fromkeys(("PLACE", "PLACENAME"), _towns_named),
        **dict.fromkeys(("DEPT", "DEPTNAME"), _departments),
        **dict.fromkeys(("SCHOOL", "SCHOOLPRE", "SCHOOLP"), _schools),
        **dict.fromkeys(("EXP", "EXPNAME"), _experts),
        **dict.fromkeys(("SUBJ", "SUBJP"), _subjects),
        **dict.fromkeys(("FUNC", "FUNC1"), _functions),
        **dict.fromkeys(("SORTA", "SORTD", "SUPA", "SUPD", "SUPA1", "SUPDZ"), _orders),
        "URG": _urgencies,
        "WAVE": _waves,
        "GROUP": _groups,
    }
