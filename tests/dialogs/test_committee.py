"""The committee's report and its plan of action: figures against SQL written apart, names only where asked, an action followed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from statistics import median_low
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document

from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from dialogs.steering import document_texts as texts
from dialogs.steering.reports import figures_of
from knowledge.batch import PLAN_TABLE, PlanMove, PlannedAction, PlanRefused, PlanState, moved, moves_of
from knowledge.understanding.query import Gauge, Moment, Period
from storage.tables import event, plan_action, request
from tests.dialogs.batching import rows_of
from tests.dialogs.steering import REGISTER, fill
from tests.talk import Office, Talk, worded

pytestmark = pytest.mark.both

START, END = date(2023, 10, 28), date(2024, 1, 25)  # The last ninety days.
SAID = "action : appeler le lycée Zola, Ferrand, pour le 15 mars"


async def asked(office: Office, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    if office.storage.is_sqlite:
        values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    async with office.storage.reading() as connection:
        return [tuple(row) for row in await connection.execute(sa.text(statement), values)]


async def changed(office: Office, reference: str, **values: Any) -> None:
    async with office.storage.writing() as connection:
        await connection.execute(sa.update(request).where(request.c.reference == reference).values(**values))
        await connection.commit()


async def test_every_figure_of_the_report_is_that_of_the_table(offices: Office) -> None:
    await fill(offices)
    await changed(offices, "DA-2023-0004", score=2, reopened=1)
    await changed(offices, "DA-2023-0005", score=4)
    turn = Standing(offices)
    found = await figures_of(turn, Period(Moment.CREATED, START, END))  # type: ignore[arg-type]
    days = {"start": START, "end": END}
    within = "logged_on BETWEEN :start AND :end"
    (counts,) = await asked(
        offices,
        f"SELECT (SELECT COUNT(*) FROM request WHERE {within}),"
        " (SELECT COUNT(*) FROM request WHERE status IN ('closed', 'cancelled') AND since_on BETWEEN :start AND :end),"
        " (SELECT COUNT(*) FROM request WHERE status NOT IN ('closed', 'cancelled'))",
        **days,
    )
    assert (found.created, found.ended, found.open) == tuple(counts)
    earlier = {"start": START - timedelta(90), "end": START - timedelta(1)}
    assert [(found.created_before,)] == await asked(offices, f"SELECT COUNT(*) FROM request WHERE {within}", **earlier)
    for gauge, column in ((Gauge.TAKE, "taken_minutes"), (Gauge.SOLVE, "solved_minutes")):
        rows = await asked(offices, f"SELECT {column} FROM request WHERE {within} AND {column} IS NOT NULL", **days)
        measured = found.measured[gauge]
        assert measured is not None
        assert measured.value == median_low(row[0] for row in rows)
    (sums,) = await asked(
        offices,
        f"SELECT AVG(score * 1.0), COUNT(score), SUM(session_minutes), COUNT(session_minutes) FROM request WHERE {within}",
        **days,
    )
    score, sessions = found.measured[Gauge.SATISFACTION], found.measured[Gauge.SESSIONS]
    assert score is not None
    assert sessions is not None
    assert (score.value, score.count, sessions.value, sessions.count) == tuple(map(float, sums))
    for key, pairs in (("substr(uai, 2, 2)", found.departments),):
        rows = await asked(offices, f"SELECT {key}, COUNT(*) FROM request WHERE {within} GROUP BY {key}", **days)
        assert sorted(pairs) == sorted(rows)
    assert sum(count for _, count in found.months) == found.created
    topics = await asked(
        offices,
        f"SELECT topic, COUNT(*), SUM(CASE WHEN reopened > 0 THEN 1 ELSE 0 END) FROM request WHERE {within} GROUP BY topic"
        " HAVING COUNT(*) >= 3",
        **days,
    )
    assert sorted((one.topic, one.count, one.reopened) for one in found.subjects) == sorted(topics)


class Standing:
    """What the figures are counted with: no conversation is needed for them."""

    def __init__(self, office: Office) -> None:
        self.storage, self.services, self.now, self.register = (
            office.storage,
            office.services,
            office.clock.now(),
            REGISTER,
        )


async def reports(talk: Talk, said: str) -> tuple[str, str, str]:
    """Return what is said, the words of the document, and the page."""
    shown = await talk.says(said)
    offers = [message.offers for message in talk.reply.messages if message.offers]
    await talk.consents(offers[0].context)
    assert talk.reply.file is not None
    read = Document(BytesIO(talk.reply.file.content))
    words = [paragraph.text for paragraph in read.paragraphs]
    words += [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    await talk.consents(offers[1].context)
    assert talk.reply.file is not None
    return shown, "\n".join(words), talk.reply.file.content.decode()


async def test_the_report_is_made_in_two_formats_and_names_schools_only_when_asked(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    await pilot.says(SAID)
    await pilot.says("envoyer")
    shown, document, page = await reports(pilot, "bilan pour le COPIL")
    assert texts.NAMES_HINT in shown
    for made in (document, page):
        for wanted in (texts.COPIL_TITLE, texts.COPIL_SUBJECTS, texts.COPIL_PLAN, "Ferrand", "15 mars 2024"):
            assert wanted in made, wanted
        assert "Zola, Aix" not in made
        assert "Thiers" not in made
    assert page.count('<svg role="img"') == 2
    assert "http" not in page.replace("http://www.w3.org/2000/svg", ""), "nothing is loaded"
    _, document, page = await reports(pilot, "bilan pour le COPIL de janvier avec les noms")
    for made in (document, page):
        assert "du 1er janvier 2024 au 25 janvier 2024" in made
        assert "Lycée Thiers, Marseille 1er (0130040Y)" in made
    assert texts.COPIL_PERIOD.format(words="zorglub") in await pilot.says("bilan pour le COPIL zorglub")


@pytest.mark.parametrize("seat", ["expert", "agent"])
async def test_the_report_and_the_plan_are_the_sa_eples(office: Office, seat: str) -> None:
    pilot, other = office.talk("saeple"), office.talk(seat)
    await pilot.says("bilan pour le COPIL")
    context = next(message.offers.context for message in pilot.reply.messages if message.offers)
    for said in ("bilan pour le COPIL", "plan d'action", SAID):
        await other.says(said)
        assert not any(seen.message.offers for seen in other.seen)
    await other.consents(context)
    assert other.reply.file is None
    for verb in ("show", "open", "add", "finish", "drop", "reopen"):
        button = {"type": "Action.Submit", "data": {"verb": f"plan.{verb}", "action": 1, "version": 1}}
        assert worded(worded(general.NOT_YOURS)) in await other.sends(button)
    assert general.PERSONAL_ONLY in await office.talk("saeple", Scope.CHANNEL).says("plan d'action")
    await pilot.consents({**context, "query": json.dumps({"start": "2024-01-01"})})
    assert pilot.reply.file is None, "what comes back from outside is checked"


async def test_an_action_is_noted_in_a_sentence_followed_and_ended(offices: Office) -> None:
    pilot = offices.talk("saeple")
    assert texts.EMPTY in await pilot.says("où en est le plan d'action ?")
    shown = await pilot.says(SAID)
    assert "appeler le lycée Zola" in shown
    assert "Ferrand" in shown
    assert await rows_of(offices, plan_action, "id") == [], "it is said back first"
    assert texts.ADDED.format(number=1) in await pilot.says("envoyer")
    assert await rows_of(offices, plan_action, "text", "owner", "due", "state") == [
        ("appeler le lycée Zola", "Ferrand", date(2024, 3, 15), "open")
    ]
    offices.clock.forward(days=60)
    shown = await pilot.says("où en est le plan d'action ?")
    assert texts.PLAN_COUNTS.format(open="1\u00a0action en cours", late=1, done="0\u00a0faite") in shown
    assert texts.LATE in shown
    await pilot.presses(texts.OPEN_ONE)
    before = list(pilot.seen)
    assert texts.DONE[PlanMove.FINISH].format(number=1) in await pilot.presses(texts.PLAN_BUTTONS[PlanMove.FINISH])
    again = Talk(offices, pilot.key, pilot.name, seen=before)
    assert texts.REFUSED.format(number=1) in await again.presses(texts.PLAN_BUTTONS[PlanMove.FINISH])
    assert texts.DONE[PlanMove.REOPEN].format(number=1) in await pilot.says("action 1 rouverte")
    assert texts.DONE[PlanMove.DROP].format(number=1) in await pilot.says("action n° 1 abandonnée")
    assert texts.NO_SUCH.format(number=7) in await pilot.says("action 7 faite")
    moves = [row for row in await rows_of(offices, event, "subject", "move", "to_state") if row[0] == "plan"]
    assert [row[1:] for row in moves] == [("add", "open"), ("finish", "done"), ("reopen", "open"), ("drop", "dropped")]


async def test_what_a_sentence_does_not_say_of_an_action_is_asked(office: Office) -> None:
    pilot = office.talk("saeple")
    assert texts.ASK_OWNER in await pilot.says("nouvelle action : former les régisseurs du 13")
    assert texts.ASK_DUE in await pilot.says("Mme Perrot")
    await pilot.says("passer")
    await pilot.says("envoyer")
    assert await rows_of(office, plan_action, "text", "owner", "due") == [
        ("former les régisseurs du 13", "Mme Perrot", None)
    ]


@pytest.mark.parametrize(
    ("said", "owner", "due"),
    [
        ("action : Sandrine Roux rédige le mode opératoire des extournes avant le 15 mars", "Sandrine Roux", date(2024, 3, 15)),
        ("action : relancer les lycées muets, M. Vidal, pour le 10 septembre", "M. Vidal", date(2024, 9, 10)),
        ("action : c'est Mme Blanc qui refait l'annuaire, à rendre le 5 octobre", "Mme Blanc", date(2024, 10, 5)),
        ("action : revoir la convocation, les experts", "les experts", None),
        ("action : chiffrer les frais de route à Marseille", None, None),
    ],
)  # fmt: skip
async def test_who_answers_for_an_action_is_read_wherever_it_is_said(
    office: Office, said: str, owner: str | None, due: date | None
) -> None:
    pilot = office.talk("saeple")
    await pilot.opens()
    await pilot.says(said)
    for _ in range(2):
        if texts.SEND not in pilot.buttons:
            await pilot.says("passer")
    await pilot.says("envoyer")
    (row,) = await rows_of(office, plan_action, "owner", "due")
    assert (row[0] or None, row[1]) == (owner, due)


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("move", PlanMove)
def test_an_action_moves_as_the_table_says(state: PlanState, move: PlanMove) -> None:
    action = PlannedAction(number=1, text="x", state=state, decided_on=END)
    allowed = state in PLAN_TABLE[move][0]
    assert (move in moves_of(action)) == allowed
    if not allowed:
        with pytest.raises(PlanRefused):
            moved(action, move, 1, END)
        return
    after = moved(action, move, 1, END)
    assert (after.state, after.version) == (PLAN_TABLE[move][1], 2)
    assert (after.ended_on is None) == (after.state is PlanState.OPEN)
    with pytest.raises(PlanRefused):
        moved(action, move, 2, END)
