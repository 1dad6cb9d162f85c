"""Status questions: what is asked, what is asked back, what is left alone, for every seat."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.schools.register import Register, School
from knowledge.status.names import names_of
from knowledge.status.query import AskBack, Group, Op, Period, PeriodField, Query, Reading, Refusal, Sort, What, Why
from knowledge.status_query import needed
from storage.calls import find, read_base
from tests.conftest import NOW
from tests.understanding import data

REGISTER = Register(
    (
        School("0840026X", "Lycée de l'Arc", "Lycée", "Orange", "84"),
        School("0050006E", "Lycée Aristide Briand", "Lycée", "Gap", "05"),
        School("0130010D", "Collège Frédéric Mistral", "Collège", "Arles", "13"),
        School("0840011A", "Lycée Frédéric Mistral", "Lycée", "Avignon", "84"),
        School("0131935H", "Collège Jules Ferry", "Collège", "Marseille 15e Arrondissement", "13"),
    )
)
BASE = read_base(find("2024-experts-opale"))
SEATS = {"saeple": frozenset({Role.SA_EPLE}), "expert": frozenset({Role.EXPERT}), "agent": frozenset[Role]()}


def read(text: str, before: str = "", seat: str = "saeple") -> Reading:
    previous = read(before, seat=seat) if before else None
    return BASE.status.read(
        text, NOW, names_of(REGISTER), previous if isinstance(previous, Query) else None, SEATS[seat],
        need=needed(BASE.decide(text), stranger=seat == "agent"),
    )  # fmt: skip


def test_a_command_a_sentence_and_a_hurried_message_say_the_same() -> None:
    asked = Query(what=What.REQUESTS, op=Op.LIST, states=("ouvertes",), departments=("84",))
    assert read("demandes ouvertes 84") == asked
    assert read("Bonjour, pourriez-vous m'afficher les demandes ouvertes dans le Vaucluse, s'il vous plaît ?") == asked
    assert read("dem ouvertes ds le 84 svp") == asked


def test_who_looks_after_a_school_is_a_question_by_itself() -> None:
    alone = read("qui s'occupe du lycée de l'Arc ?")
    assert isinstance(alone, Query)
    assert alone.op is Op.WHO
    assert read("qui s'occupe du lycée de l'Arc ?", before="demandes urgentes non prises") == alone
    narrowed = read("et au lycée de l'Arc ?", before="demandes urgentes non prises")
    assert isinstance(narrowed, Query)
    assert narrowed.urgent


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("demandes créées hier", (date(2024, 1, 24), date(2024, 1, 24))),
        ("demandes de la semaine dernière", (date(2024, 1, 15), date(2024, 1, 21))),
        ("demandes reçues depuis lundi", (date(2024, 1, 22), date(2024, 1, 25))),
        ("demandes de ces 7 derniers jours", (date(2024, 1, 19), date(2024, 1, 25))),
        ("demandes de décembre", (date(2023, 12, 1), date(2023, 12, 31))),
        ("demandes entre le 10 et le 20 janvier", (date(2024, 1, 10), date(2024, 1, 20))),
        ("demandes du 4e trimestre 2023", (date(2023, 10, 1), date(2023, 12, 31))),
        ("demandes d'avant le 15 janvier", (None, date(2024, 1, 14))),
    ],
)
def test_days_are_those_of_paris_weeks_and_months_whole(text: str, days: tuple[date | None, date | None]) -> None:
    found = read(text)
    assert isinstance(found, Query)
    assert found.period == Period(PeriodField.CREATED, *days)


def test_sessions_are_to_come_and_requests_past() -> None:
    coming, past = read("sessions de lundi"), read("demandes créées lundi")
    assert isinstance(coming, Query)
    assert isinstance(past, Query)
    assert coming.period == Period(PeriodField.PLANNED, date(2024, 1, 29), date(2024, 1, 29))
    assert past.period == Period(PeriodField.CREATED, date(2024, 1, 22), date(2024, 1, 22))


@pytest.mark.parametrize(
    ("before", "text", "query"),
    [
        ("demandes ouvertes du 13", "et dans le 84 ?",
         Query(what=What.REQUESTS, op=Op.LIST, states=("ouvertes",), departments=("84",))),
        ("demandes ouvertes du 13", "par sujet ?",
         Query(what=What.REQUESTS, op=Op.COUNT, states=("ouvertes",), departments=("13",), group_by=Group.SUBJECT)),
        ("demandes de Durand", "les urgentes", Query(what=What.REQUESTS, op=Op.LIST, expert="Durand", urgent=True)),
        ("demandes ouvertes", "trie par date",
         Query(what=What.REQUESTS, op=Op.LIST, states=("ouvertes",), sort=Sort.OLDEST)),
        ("candidatures vague 2", "la 3 ?", Query(what=What.APPLICATIONS, op=Op.LIST, wave=3)),
    ],
)  # fmt: skip
def test_a_continuation_changes_the_question_before(before: str, text: str, query: Query) -> None:
    assert read(text, before) == query


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("statut Mistral", Why.WHICH_SCHOOL),
        ("DA-2024", Why.INCOMPLETE_REFERENCE),
        ("demandes ouvertes qui plaisent au recteur", Why.WORDS),
        ("où en est le dossier 12", Why.WHICH_SERIES),
        ("demandes urgentes vague 2", Why.WORDS),
    ],
)
def test_what_nothing_explains_is_asked_back(text: str, why: Why) -> None:
    found = BASE.status.read(text, NOW, names_of(REGISTER))
    assert isinstance(found, AskBack)
    assert found.why is why


def test_a_place_tells_homonyms_apart() -> None:
    found = read("demandes du lycée Mistral d'Avignon")
    assert isinstance(found, Query)
    assert (found.uai, found.school) == ("0840011A", "Mistral")


@pytest.mark.parametrize("seat", ["agent", "expert"])
def test_totals_and_applications_are_the_sa_eples(seat: str) -> None:
    assert read("combien de demandes closes en décembre par expert", seat=seat) == Refusal()
    assert read("statut CA-2024-0003", seat=seat) == Refusal()


def test_experts_see_single_requests_and_lists() -> None:
    assert isinstance(read("demandes urgentes non prises", seat="expert"), Query)
    assert isinstance(read("statut DA-2024-0042", seat="expert"), Query)
    assert read("statut DA-2024-0042", seat="agent") == Refusal()


UNREAD = (data.FRESH, data.LAST)


def _elsewhere(*folders: Path) -> Iterator[tuple[str, str]]:
    """Every message of the sets that asks for something else, with its set."""
    for folder in folders:
        for name in ("questions", "hors_sujet", "non_precise", "pieges", "suivi"):
            for line in data.lines(folder / f"{name}.jsonl"):
                for text in line.get("turns", [line.get("q", "")]):
                    yield name, text


def _taken(seat: str, *folders: Path) -> list[str]:
    """What is read as a status question without being one. Asked by the SA EPLE, an order in a trap is one like another."""
    return [
        text
        for name, text in _elsewhere(*folders)
        if name != "pieges" and isinstance(found := read(text, seat=seat), Query | Refusal) and found
    ]


@pytest.mark.parametrize("seat", sorted(SEATS))
def test_questions_about_the_call_are_left_alone(seat: str) -> None:
    assert _taken(seat, *(folder for folder in data.sets().values() if folder not in UNREAD)) == []


@pytest.mark.parametrize(("seat", "most"), [("agent", 0), ("expert", 12), ("saeple", 12)])
def test_hardly_a_question_that_nobody_here_has_read_is_taken(seat: str, most: int) -> None:
    assert len(list(_elsewhere(*UNREAD))) > 2_400
    assert len(_taken(seat, *UNREAD)) <= most  # «Combien d’établissements par expert ?» may be asked of both.


def test_own_requests_are_left_to_their_action() -> None:
    for text in ("ma demande", "où en est ma demande ?", "mes demandes", "ma candidature"):
        assert read(text, seat="agent") is None


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    BASE.status.read(text, NOW, names_of(REGISTER))


def test_reading_is_quick(base: KnowledgeBase) -> None:
    texts = [line["q"] for line in data.lines(data.HELD_OUT / "statut.jsonl")]
    times = []
    for text in texts:
        begun = time.perf_counter()
        base.status.read(text, NOW, names_of(REGISTER))
        times.append(time.perf_counter() - begun)
    assert sorted(times)[len(times) // 2] < 0.003


def test_the_held_out_set_is_of_its_kinds() -> None:
    lines = data.lines(Path(data.HELD_OUT) / "statut.jsonl")
    assert len(lines) >= 150
    assert all(json.dumps(line["meaning"]) for line in lines)
