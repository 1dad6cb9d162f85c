"""The guide to a call's file: what it shows works as it is printed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.call_advice import KINDS
from knowledge.call import Call, Fact, FactThen, SilentPoint, SilentThen, Tense, WayAsked
from knowledge.call_file import read_call
from knowledge.call_form import (
    ApplicationForm,
    EligibilityWords,
    FormField,
    MailWords,
    MandateTerms,
    Option,
    StaffWords,
    Where,
)
from knowledge.call_heading import Academy, Contact, Copy, Heading, Platform, SubjectContact, read_academy
from knowledge.french import NBSP
from knowledge.understanding.asked import said_of, taken_apart
from storage.calls import types

GUIDE = (Path(__file__).parents[2] / "docs" / "appel.md").read_text("utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
# The call of which the guide's examples are facts.
HEADING = """
[call]
id = "essai"
title = "Clubs de lecture"
reference = "R"
issued = 2026-03-02
closes = 2026-04-10
closes_hour = 17:00:00
authority = "académie d’essai"
service = "Service"
contact = { name = "Nom", mail = "nom@exemple.fr" }
deposit_here = true
[application]
conditions = "Je confirme."
[[application.field]]
id = "fonction"
kind = "choice"
label = "Fonction"
options = [
  { id = "prof", title = "Professeur", says = ["prof"], addressed = true },
  { id = "cpe", title = "CPE", addressed = true },
  { id = "autre", title = "Une autre fonction", says = ["AESH", "AED"] },
]
[values]
indemnite = 900
[parts]
moyens = "a"
depot = "b"
public = "c"
"""
ASKED = next(block for block in BLOCKS if block.count("[[fact.asked]]") > 1)


def asked() -> Iterator[tuple[str, int, str, str]]:
    """Yield what the guide says is typed, with the type of its fact, the number of the table and how the answer begins."""
    type_, number = "", 0
    for line in ASKED.splitlines():
        if line.startswith("type"):
            type_, number = tomllib.loads(line)["type"], 0
        number += line.startswith("[[fact.asked]]")
        if line.startswith("#> "):
            text, _, begins = line.removeprefix("#> ").partition(" → ")
            yield type_, number, text, begins


@pytest.fixture(scope="module")
def call() -> Call:
    return read_call(HEADING + ASKED, types=types(wordings=False))


@pytest.mark.parametrize(("type_", "number", "text", "begins"), list(asked()))
def test_an_answer_opens_as_the_guide_says(call: Call, type_: str, number: int, text: str, begins: str) -> None:
    fact = call.facts()[type_].at(Tense.BEFORE)
    filled = fact.model_copy(
        update={
            "answer": call.filled(fact.answer),
            "asked": tuple(
                one.model_copy(update={"begins": call.filled(one.begins), "answer": call.filled(one.answer)})
                for one in fact.asked
            ),
        }
    )
    question = taken_apart(text, call, date(2026, 4, 1))
    assert said_of(filled, question, call).replace(NBSP, " ").startswith(begins)
    alone = filled.model_copy(update={"asked": filled.asked[number - 1 : number]})
    assert said_of(alone, question, call) != filled.answer, f"the table n° {number} does not hold by itself"


@pytest.mark.parametrize(
    ("answer", "opened"),
    [
        ("Remboursés sur justificatif.", "Oui : remboursés sur justificatif."),  # «remboursés», as the title has it.
        ("Deux ans, renouvelables.", "Oui : deux ans, renouvelables."),
        ("Cinq.", "Oui : cinq."),
        ("Aujourd’hui encore.", "Oui : aujourd’hui encore."),
        ("D’abord un entretien.", "Oui : d’abord un entretien."),
        ("DRANE de Lyon.", "Oui : DRANE de Lyon."),
        ("M. Roux.", "Oui : M. Roux."),
        ("Mme Roux.", "Oui : Mme Roux."),
        ("Claire, du service.", "Oui : Claire, du service."),
        ("Frais Pro, le site.", "Oui : Frais Pro, le site."),
        ("Colibris, le site.", "Oui : Colibris, le site."),
    ],
)
def test_after_a_colon_a_word_that_is_no_name_begins_small(answer: str, opened: str) -> None:
    text = (
        HEADING
        + f'''[[fact]]
id = "frais"
title = "Frais claire et remboursés"
question = "Quels frais ?"
answer = "{answer}"
parts = ["moyens"]
[[fact.asked]]
says = ["frais"]
begins = "Oui :"
'''
    )
    call = read_call(text, types=types(wordings=False))
    assert said_of(call.fact[0], taken_apart("y a-t-il des frais ?", call, date(2026, 4, 1)), call) == opened


def test_the_guide_shows_each_table_at_work() -> None:
    shown = {(type_, number) for type_, number, _, _ in asked()}
    assert len(shown) == ASKED.count("[[fact.asked]]")


# What each table of a file is read into; keys that a file does not give: these are the program's own.
TABLES: dict[str, type[BaseModel]] = {
    "[call]": Heading,
    "[call.contact]": Contact,
    "[[contact]]": SubjectContact,
    "copies": Copy,
    "deposit_platform": Platform,
    "[application]": ApplicationForm,
    "[[application.field]]": FormField,
    "[[application.field.where]]": Where,
    "options": Option,
    "[application.field.check]": EligibilityWords,
    "[application.field.staff]": StaffWords,
    "[application.mail]": MailWords,
    "[application.mandate]": MandateTerms,
    "[[fact]]": Fact,
    "[fact.last_day], [fact.after]": FactThen,
    "[[fact.asked]]": WayAsked,
    "[[silent]]": SilentPoint,
    "[silent.last_day], [silent.after]": SilentThen,
    "academies/NOM.toml": Academy,
}
NOT_OF_A_FILE = frozenset(("by_itself", "of_type"))
OMITTED = frozenset(("short",))  # It is then the answer.


def keys_of(model: type[BaseModel]) -> tuple[list[str], list[str]]:
    """Return the keys that a table needs, and those that it may leave out, as the program reads it."""
    fields = {name: field for name, field in model.model_fields.items() if name not in NOT_OF_A_FILE}
    needed = [name for name, field in fields.items() if field.is_required() and name not in OMITTED]
    return needed, [name for name in fields if name not in needed]


def row_of(table: str) -> str:
    """Return the guide's line on a table."""
    needed, others = (", ".join(f"`{key}`" for key in keys) or "aucune" for keys in keys_of(TABLES[table]))
    return f"| `{table}` | {needed} | {others} |"


@pytest.mark.parametrize("table", TABLES)
def test_the_guide_says_which_keys_a_table_needs(table: str) -> None:
    assert row_of(table) in GUIDE.splitlines()


def limits_of(table: str) -> dict[str, int]:
    """Return how many characters each text of a table may have, where there is a limit."""
    found = {}
    for name, told in TABLES[table].model_json_schema()["properties"].items():
        for one in (told, *told.get("anyOf", ())):
            if "maxLength" in one:
                found[name] = one["maxLength"]
    return found


@pytest.mark.parametrize("table", [table for table in TABLES if limits_of(table)])
def test_the_guide_says_how_long_texts_may_be(table: str) -> None:
    said = ", ".join(f"`{key}` {most}" for key, most in limits_of(table).items())
    assert f"| `{table}` | {said} |" in GUIDE.splitlines()


def test_the_guide_says_what_each_word_of_the_check_is_for() -> None:
    rows = GUIDE[GUIDE.index("| clé de `check`") : GUIDE.index("**Les accolades dans `[application]`.**")]
    named = {
        key for row in rows.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert named == set(EligibilityWords.model_fields)


def test_a_part_may_be_a_numbered_paragraph(call: Call) -> None:
    numbered = read_call(
        HEADING + 'frais = "§ 10.3"\n' + ASKED.replace('["moyens"]', '["frais"]'), types=types(wordings=False)
    )
    assert numbered.named_parts(numbered.facts()["indemnite"].parts) == f"§{NBSP}10.3"


def test_what_the_guide_shows_of_a_file_can_be_read() -> None:
    for block in BLOCKS:
        tomllib.loads(block)
    read_academy(next(block for block in BLOCKS if "[departments]" in block))
    kinds = next(block for block in BLOCKS if block.startswith("seen"))
    assert {one.partition(":")[0] for one in tomllib.loads(kinds)["seen"]} <= set(KINDS)
