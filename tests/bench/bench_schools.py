"""Speed of finding a school: ``python -m tests.bench.bench_schools``.

Processor time: median and 95th percentile of a search and of a spotting, on the public register and on 8,000
schools, copies with altered names; against rapidfuzz's WRatio over all names in the same run.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from knowledge.schools.register import Register, School
from knowledge.schools.words import key_of
from tests.understanding import data
from tests.understanding.schools import FILE, register

MANY = 8_000


def made_up(count: int, chance: random.Random) -> list[School]:
    """Return schools of no place, where the official file is not there."""
    return [
        School(_uai(number), f"Collège {_word(chance)} {_word(chance)}", "Collège", _word(chance), "13")
        for number in range(count)
    ]


def enlarged(schools: Sequence[School], count: int, chance: random.Random) -> list[School]:
    """Return ``count`` schools: those given, then copies with other codes and one word of the name altered."""
    made = list(schools)
    while len(made) < count:
        school = chance.choice(schools)
        words = school.name.split()
        at = chance.randrange(1, len(words)) if len(words) > 1 else 0
        words[at] = _altered(words[at], chance)
        made.append(replace(school, uai=_uai(len(made) + 1_000_000), name=" ".join(words), former=()))
    return made


def _uai(number: int) -> str:
    digits = f"{number % 10_000_000:07}"
    return digits + key_of(digits)


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(3)).title()


def _altered(word: str, chance: random.Random) -> str:
    letters = list(word)
    for _ in range(2):
        letters[chance.randrange(len(letters))] = chance.choice("aeioulnrst")
    return "".join(letters)


def timed(ask: Callable[[str], object], typed: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of one call, in milliseconds."""
    spent = []
    for text in typed:
        start = time.process_time()
        ask(text)
        spent.append(1_000 * (time.process_time() - start))
    return median(spent), quantiles(spent, n=20)[-1]


def main() -> None:
    """Print the lines of the table."""
    chance = random.Random(8)
    schools = list(register())
    sets = [data.HELD_OUT, data.SHARED]
    typed = [line["q"] for one in sets for line in data.lines(one / FILE)]
    sentences = [
        f"nouvelle demande {text}, rapprochement bancaire bloqué, urgent, rappeler au 04 65 71 94 94" for text in typed
    ]
    print(f"{'un établissement, ms de processeur':44}{'médiane':>9}{'95e c.':>9}{'WRatio':>9}{'rapport':>9}")
    for name, known in (
        (f"registre, {len(schools)} établissements", schools),
        (f"copies altérées, {MANY} établissements", enlarged(schools, MANY, chance)),
    ):
        start = time.process_time()
        found = Register(known)
        built = time.process_time() - start
        names = [f"{school.name} {school.town}" for school in known]

        def fuzzy(text: str, names: list[str] = names) -> object:
            return process.extract(text, names, scorer=fuzz.WRatio, limit=5)

        own, late = timed(found.search, typed)
        base, _ = timed(fuzzy, typed[:100])
        print(f"{'chercher : ' + name:44}{own:9.2f}{late:9.2f}{base:9.2f}{base / own:8.0f}×")
        own, late = timed(found.spot, sentences)
        print(f"{'dans une phrase : ' + name:44}{own:9.2f}{late:9.2f}")
        print(f"{'construire le registre, en s':44}{built:9.2f}")


if __name__ == "__main__":
    main()
