"""Lines made from templates crossed with what each value is called, with noise: slips, SMS, dictation.

``templates.toml`` holds sentences as pieces: {W} the noun looked for; {adj}, {rel}, {verb} a state; {mods} any narrowing;
«<G:sujets>» a mark as in ``marked.py``; every other name is a list of fillers. ``lexicon.toml`` holds the words of values.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.french import NBSP
from knowledge.training.lines import Line
from knowledge.training.marked import KINDS, group_of
from knowledge.understanding.directory import Directory
from knowledge.understanding.intent.normalise import folded


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
_HEADS_OF = {"S": "state", "T": "subject"}
_NARROWINGS = {
    "demandes": "OUT OUT PLACE DEPT SCHOOLPRE EXP SUBJP SUBJP URGM PASTM AGE ADJ PLACE DEPT PASTM ADJ ADJ",
    "candidatures": "OUT PASTM DEPT PLACE WAVE FUNC ADJ ADJ PASTM",
    "experts": "DEPT PLACE WAVE FUNC DEPT",
    "sessions": "OUT PLACE DEPT SCHOOLPRE EXP SUBJP FUTM PASTM",
}
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
_KIND_WORDS = {
    "college": ("collège", "collège", "clg", "coll", "college"),
    "lycee": ("lycée", "lycée", "lyc", "LP", "lycée pro"),
    "erea": ("EREA",),
}


@dataclass(slots=True)
class Piece:
    """A stretch of text under one mark; ``value`` where the mark has several."""

    text: str
    mark: str = ""
    value: str = ""
    out: bool = False  # Meant to be left out.


class Generator:
    """Makes lines. The same seed gives the same lines."""

    def __init__(
        self, templates: Mapping[str, Any], lexicon: Mapping[str, Any], directory: Directory, seed: int = 1
    ) -> None:
        self._random = random.Random(seed)
        self._lexicon, self._grammar, self._directory = lexicon, templates, directory
        towns = (directory.commune(school.town.split()) for school in directory.schools)
        self._towns = sorted({found[0] for found in towns if found})
        self._frames = templates["frame"]
        self._weights = [frame["weight"] * (0.5 + len(frame["t"]) ** 0.5 / 6) for frame in self._frames]
        self._sms, self._heard = (
            [tuple(pair.split("=", 1)) for pair in templates["noise"][kind]] for kind in ("sms", "dictation")
        )

    def lines(self, count: int) -> list[Line]:
        """Return ``count`` lines."""
        return [self._line(self._random.choices(self._frames, self._weights)[0]) for _ in range(count)]

    def _line(self, frame: Mapping[str, Any]) -> Line:
        chance, filler = self._random, self._grammar["filler"]
        follows = bool(frame.get("cont"))
        self._what = {"-": "demandes", "ref": "demandes", "tout": "demandes"}.get(frame["what"], frame["what"])
        if frame["what"] == "-" and not follows and frame["op"] in ("list", "count") and chance.random() < 0.22:
            self._what = "candidatures"
        if follows and chance.random() < 0.3:
            self._what = chance.choice(("candidatures", "sessions", "experts"))
        self._said: set[str] = set()
        pieces = self._expanded(chance.choice(frame["t"]))
        if chance.random() < (0.08 if follows else 0.2):
            pieces.insert(0, Piece(chance.choice(filler["intro"])))
        if not follows and chance.random() < 0.08:
            pieces.insert(chance.choice([0, len(pieces)]), Piece(chance.choice(filler["story"])))
        if chance.random() < (0.08 if follows else 0.2):
            pieces.append(Piece(chance.choice(filler["outro"])))
        text, marks = self._written(_contracted(pieces))
        spans = [(KINDS[mark], start, end) for mark, _, start, end in marks if mark in KINDS]
        before = (
            {"what": self._what, "op": chance.choice(("list", "list", "count", "summary")), "filters": {}}
            if follows
            else None
        )
        gate = frame.get("gate", "status")
        if gate in ("own", "action"):
            return Line(text, group="made", other=True, weight=0.5)
        if gate == "unkept":
            return Line(
                text,
                before=before,
                group="made",
                labels={"gate": "status", "ask": frozenset({"yes"})},
                marks=spans,
                weight=0.5,
            )
        return Line(
            text,
            before=before,
            group="made",
            labels=self._labels(frame, marks, text, follows=follows),
            marks=spans,
            weight=0.5,
            left_out=frozenset(self._gone),
            marked_words=[
                (_HEADS_OF[mark], value, start, end) for mark, value, start, end in marks if mark in _HEADS_OF
            ],
        )

    def _labels(
        self, frame: Mapping[str, Any], marks: Sequence[tuple[str, str, int, int]], text: str, *, follows: bool
    ) -> dict[str, Any]:
        values: dict[str, list[str]] = {}
        for mark, value, start, end in marks:
            values.setdefault(mark, []).append(value or (group_of(text[start:end]) if mark == "G" else ""))
        states = [value.partition(":")[2] for value in values.get("S", ())]
        op = frame["op"] if frame["op"] != "-" else "same" if follows else "list"
        what = frame["what"]
        if what in ("-", "ref"):
            what = "same" if follows else "tout" if op == "summary" and not set(values) - {"P", "D"} else self._what
        groups = values.get("G", [])
        labels: dict[str, Any] = {
            "gate": "status", "ask": frozenset(), "continues": "yes" if follows else "no", "what": what, "op": op,
            "state": frozenset(one for state in states for one in (("résolue", "close") if state == "fini" else (state,))),
            "subject": frozenset(values.get("T", ())),
            "function": frozenset(values.get("F", ())),
            "urgent": frozenset(values.get("U", ())[:1]),
            "sort": frozenset(f"created {one}" for one in values.get("Z", ())[:1]),
            "group": frozenset(groups[:1] if op in ("count", "top", "same") else ()),
        }  # fmt: skip
        if "day" in labels["group"] or (groups and not labels["group"]):
            del labels["group"]
        if what == "-" or frame["what"] == "ref":
            del labels["what"]
        if follows:
            labels["edit"] = "drop" if "K" in values else "change"
        return labels

    # Pieces

    def _expanded(self, template: str) -> list[Piece]:
        out: list[Piece] = []
        for part in filter(None, re.split(r"(\{[^}]+\}|<[A-Z]:(?:[^>{}]|\{[^}]+\})*>)", template)):
            if part[0] == "{":
                out += self._named(part[1:-1])
            elif part[0] == "<":
                text = re.sub(
                    r"\{([^}]+)\}", lambda found: "".join(piece.text for piece in self._named(found[1])), part[3:-1]
                )
                value = ("asc" if "anc" in text or "viei" in text else "desc") if part[1] == "Z" else ""
                out.append(Piece(text, part[1], value))
            else:
                out.append(Piece(part))
        return out

    def _named(self, name: str) -> list[Piece]:  # noqa: PLR0911, PLR0912 - One branch a name of the templates.
        chance, lexicon = self._random, self._lexicon
        filler, lead, period = self._grammar["filler"], self._grammar["pre"], self._grammar["period"]
        if name in filler:
            return [Piece(chance.choice(filler[name]))]
        if name in ("who0", "leplus2"):
            return [Piece(chance.choice(_WHO if name == "who0" else _MOST))]
        if name == "W" or name.startswith("W:") or name == "W1":
            what = name[2:] if name.startswith("W:") else self._what
            said = chance.choice(lexicon["what"][what.rstrip("1")][: chance.choice([2, 6, None])])
            if what.endswith("1") or name == "W1":
                head, _, tail = said.partition(" ")
                said = f"{re.sub('x$|s$', '', head)} {tail}".strip()
            return [Piece(said, "W")]
        if name == "G0":
            return [Piece(chance.choice(("établissements", "collèges", "lycées", "bahuts")))]
        if name in ("adj", "adj2", "rel", "relv", "verb", "verbs", "state0", "noun", "noun1", "act"):
            return [self._state(name)]
        if name in ("mods", "mods1"):
            return self._mods(
                chance.choices([0, 1, 2], [5, 4, 1])[0] if name == "mods" else chance.choices([1, 2, 3], [6, 4, 1])[0]
            )
        if name in ("PAST", "FUT"):
            return [Piece(self._when(chance.choice(period["past" if name == "PAST" else "future"])), "P")]
        if name in ("AGE", "AGES"):
            return [
                Piece(
                    self._when(chance.choice(period["age"] + (period["ageafterstate"] if name == "AGES" else []))), "A"
                )
            ]
        if name == "PLACENAME":
            return [Piece(self._town(), "L")]
        if name == "PLACE":
            out = [Piece(chance.choice(lead["place"]) + " "), Piece(self._town(), "L")]
            return out + ([Piece(" et "), Piece(self._town(), "L")] if chance.random() < 0.08 else [])
        if name == "DEPTNAME":
            return [Piece(chance.choice(lexicon["department"][chance.choice(list(lexicon["department"]))]), "D")]
        if name == "DEPT":
            out = [Piece(chance.choice(lead["department"]) + " "), *self._named("DEPTNAME")]
            return out + (
                [
                    Piece(chance.choice((" et le ", " et ", ", ", "/", " + ", " ou le ", " et du "))),
                    *self._named("DEPTNAME"),
                ]
                if chance.random() < 0.12
                else []
            )
        if name == "SCHOOL":
            return self._school()
        if name in ("SCHOOLPRE", "SCHOOLP"):
            return [
                Piece(
                    chance.choice(
                        lead["school"] if name == "SCHOOLPRE" else ("du", "le", "au", "de", "pour le", "", "chez")
                    )
                    + " "
                ),
                *self._school(),
            ]
        if name in ("EXPNAME", "EXP"):
            return [
                *([Piece(chance.choice(lead["expert"]) + " ")] if name == "EXP" else []),
                Piece(self._person(), "E"),
            ]
        if name in ("SUBJ", "SUBJP"):
            value = chance.choice(list(lexicon["subject"]))
            before = "" if name == "SUBJ" else chance.choice(lead["subject"]) + " "
            said = Piece(chance.choice(lexicon["subject"][value]), "T", value)
            return [Piece(before), said] if before else [said]
        if name == "URG":
            value = "yes" if chance.random() < 0.85 else "no"
            return [Piece(self._often(lexicon["urgent"][value]), "U", value)]
        if name == "WAVENUM":
            return [Piece(chance.choice("12345678"))]
        if name == "WAVE":
            number = chance.choice("12345678")
            forms = (
                f"vague {number}",
                f"vague {number}",
                f"v{number}",
                f"{number}e vague",
                f"vague n° {number}",
                f"V{number}",
                "vague deux",
                "première vague",
                "vague un",
            )
            return [Piece(chance.choice(lead["wave"]) + " "), Piece(chance.choice(forms), "V")]
        if name in ("FUNC", "FUNC1"):
            value = chance.choice(list(lexicon["function"]))
            before = chance.choice(lead["function"]) + " " if name == "FUNC" else ""
            return [Piece(before), Piece(chance.choice(lexicon["function"][value]), "F", value)]
        if name == "REF":
            return [Piece(self._reference(), "R")]
        if name == "GROUP":
            value = chance.choices(list(lexicon["group"]), [4, 2, 4, 4, 3, 4, 2])[0]
            return [Piece(f"{chance.choice(filler['par'])} {chance.choice(lexicon['group'][value])}", "G", value)]
        if name in ("SORTA", "SORTD"):
            value = "asc" if name[-1] == "A" else "desc"
            return [Piece(chance.choice(lexicon["sort"][value]), "Z", value)]
        if name.startswith("SUP"):
            value = "asc" if name[3] == "A" else "desc"
            pool = (
                ["plus ancienne", "plus vieille", "plus vieux", "première"]
                if name == "SUPA1"
                else lexicon["superlative"][value]
            )
            return [Piece(chance.choice(pool), "Z", value)]
        if name == "N":
            return [Piece(chance.choice([*_NUMBERS[:14], "deux", "trois", "cinq", "dix"]), "N")]
        if name == "X":
            return [Piece(chance.choice(lexicon["unkept"]["things"]), "X")]
        if name == "dm0":
            return [Piece(self._when("{dm}"))]
        raise KeyError(name)

    def _often(self, pool: Sequence[str]) -> str:
        """Return one of ``pool``; the first ones are said most."""
        return self._random.choices(pool, [1 / (2 + at) ** 0.7 for at in range(len(pool))])[0]

    def _state(self, form: str) -> Piece:
        chance = self._random
        domain = "candidatures" if self._what == "candidatures" else "demandes"
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
            kind = self._random.choice(_NARROWINGS[self._what].split())
            if kind in self._said:
                continue
            self._said.add(kind)
            if kind == "OUT":
                out += self._left_out()
            elif kind == "PASTM":
                before = (
                    f" {self._random.choice(self._grammar['filler']['recues'])}" if self._random.random() < 0.4 else ""
                )
                out += [Piece(before + " "), *self._named("PAST")]
            elif kind == "ADJ":
                out += [Piece(" "), self._state(self._random.choice(("adj", "adj", "rel")))]
            else:
                out += [Piece(" "), *self._named({"FUTM": "FUT", "URGM": "URG"}.get(kind, kind))]
        return out

    def _left_out(self) -> list[Piece]:
        """Return «sauf Gap», «hors bourses et régie»: things that are meant to be left out."""
        chance, filler = self._random, self._grammar["filler"]
        kinds = ("SUBJ", "SUBJ", "SUBJ", "PLACENAME", "DEPTNAME", "SCHOOL", "EXPNAME", "adj")
        kind = chance.choice(
            kinds if self._what in ("demandes", "sessions") else ("PLACENAME", "DEPTNAME", "adj", "adj")
        )
        if kind in self._said or self._what == "experts":
            return []
        self._said |= {kind, "ADJ" if kind == "adj" else kind}
        pieces = [Piece(f" {chance.choice(filler['sauf'])} "), *self._named(kind)]
        if kind in ("SUBJ", "DEPTNAME", "PLACENAME") and chance.random() < 0.3:
            pieces += [Piece(chance.choice((" et ", ", ", " ni ", " ou "))), *self._named(kind)]
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

    # Noise

    def _written(self, pieces: Sequence[Piece]) -> tuple[str, list[tuple[str, str, int, int]]]:
        chance = self._random
        style = chance.choices(("clean", "plain", "sms", "slips", "voice"), (34, 20, 18, 22, 6))[0]
        text, marks = "", []
        self._gone: set[tuple[int, int]] = set()
        for piece in pieces:
            said = self._noisy(piece, style)
            if (
                text
                and said
                and not text.endswith((" ", "'", "/", ":"))
                and not said.startswith((" ", ",", ".", "/", "?"))
            ):
                text += " "
            start = len(text) + len(said) - len(said.lstrip())
            text += said
            if piece.mark and said.strip():
                marks.append((piece.mark, piece.value, start, len(text)))
                if piece.out:
                    self._gone.add((start, len(text)))
        if style in ("sms", "plain", "slips") and chance.random() < 0.7:
            flat = folded(text)
            text = flat if len(flat) == len(text) else text.lower()
        return text.replace(NBSP, " "), marks

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


def _contracted(pieces: Sequence[Piece]) -> list[Piece]:
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
