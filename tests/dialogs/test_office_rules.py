"""What the office changes itself: in force at once and everywhere, journalled with what it was, kept by a backup, put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.backup import backup, restore
from bot.duties import Requests
from bot.leaving import OfficeQuiet
from bot.timers import Timers
from dialogs.assistance.fields import topic_choices
from dialogs.core import texts as general
from dialogs.core.form_texts import name_topics
from dialogs.people import texts
from dialogs.questions import texts as questions
from knowledge.office import DELAYS, HOURS, OfficeRules, RuleFault, RuleRefused, notice_rule
from knowledge.time.delays import DEFAULT_DELAYS, Delays, at_paris, paris_day
from storage.actions.notices import QUESTION_ANSWERED
from storage.engine import Storage
from storage.queries.questions import changed_rules
from storage.tables import event
from tests.dialogs.asking import OWN, ask
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk, worded


@pytest.fixture(autouse=True)
def _names() -> Iterator[None]:
    """Name the subjects as they were: a process has one office."""
    yield
    name_topics({})


async def change(office: Office, talk: Talk, what: str, value: str) -> str:
    """Change one rule in words, and have the replicas hear of it."""
    await talk.says("changer un réglage")
    await talk.says(what)
    await talk.says(value)
    said = await talk.says("envoyer")
    await office.learn()
    return said


async def test_a_delay_is_changed_in_words_and_holds_at_once_for_what_waits(offices: Office) -> None:
    agent, expert, member = offices.talk(), offices.talk("expert"), offices.talk("saeple")
    for one in (agent, expert, member):
        await one.opens()
    await ask(agent, *OWN)
    await delivered(offices, expert, member)
    requests = Timers(offices.storage, [Requests(offices.services)], offices.clock.now)
    await requests.look()
    shown = await member.says("réglages")
    assert "Heures avant l’alerte d’une demande à prendre\u00a0: 4\u00a0heures ouvrées" in shown
    offices.clock.forward(hours=2.5)
    await requests.look()
    assert await delivered(offices, expert, member) == []  # Four hours are not over.
    said = await change(offices, member, "Heures avant l’alerte d’une demande à prendre", "2 heures")
    assert "C’est changé" in said
    await requests.look()
    assert [row.notice.kind for row, _ in await delivered(offices, expert, member)] != []
    shown = await member.says("réglages")
    assert "2\u00a0heures ouvrées" in shown
    assert "réglage d’origine → 2\u00a0heures ouvrées" in shown
    await change(offices, member, "Heures avant l’alerte d’une demande à prendre", "d'origine")
    assert offices.services.delays == DEFAULT_DELAYS
    async with offices.storage.reading() as connection:
        journal = sa.select(event.c.reference, event.c.data).where(event.c.subject == "setting").order_by(event.c.id)
        kept = [tuple(row) for row in await connection.execute(journal)]
    assert kept == [("take_hours", {"from": None, "to": 2}), ("take_hours", {"from": 2, "to": None})]


async def test_hours_move_the_quiet_ones_and_those_in_no_order_are_refused(office: Office) -> None:
    member = office.talk("saeple")
    evening = at_paris(paris_day(office.clock.now()), time(18, 15))
    quiet = OfficeQuiet(office.services.rules)
    assert not quiet.at(evening)
    assert "18\u00a0h" in await change(office, member, "Début des heures sans notification", "18 h")
    assert quiet.at(evening)
    await member.says("changer un réglage")
    await member.says("Fin de la journée de travail")
    await member.says("7 h")
    assert texts.RULE_BAD[RuleFault.ORDER] in await member.says("envoyer")
    assert office.services.delays.day_ends == time(18)


async def test_a_subject_is_named_anew_wherever_it_is_said_and_by_its_words(office: Office) -> None:
    member, agent = office.talk("saeple"), office.talk()
    await change(office, member, "Objet « Trésorerie, DFT-Net, rapprochement »", "Banque et trésorerie, virements")
    assert [one.title for one in topic_choices()].count("Banque et trésorerie, virements") == 1
    await ask(agent, OWN[0], "virements", *OWN[2:])
    assert "Banque et trésorerie, virements" in await agent.says("statut DA-2024-0001")


async def test_a_notice_begins_as_the_office_says_and_names_only_what_it_knows(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    rule = notice_rule(questions.ANSWERED_NOTICE)
    assert rule.names == ("du service", "numéro")
    await member.says("changer un réglage")
    await member.says(rule.title)
    await member.says("Votre réponse, [prénom]")
    assert "[numéro]" in await member.says("envoyer")
    await member.says("Une réponse à la n° [numéro] vous attend")
    await member.says("envoyer")
    await office.learn()
    await agent.says("transmettre une question")
    await agent.says("Où me garer ?")
    await agent.says("passer")
    await agent.says("envoyer")
    await member.says("questions")
    await member.presses("Répondre à la n°\u00a01")
    await member.says("Dans la cour d’honneur.")
    await member.says("passer")
    await member.says("envoyer")
    told = [shown.text for row, shown in await delivered(office) if row.notice.kind == QUESTION_ANSWERED]  # type: ignore[union-attr]
    assert [text.partition("\n")[0] for text in told] == ["Une réponse à la n°\u00a01 vous attend"]


@pytest.mark.parametrize("seat", ["agent", "expert"])
async def test_others_neither_see_nor_change_it(office: Office, seat: str) -> None:
    talk = office.talk(seat)
    for said in ("réglages du service", "changer un réglage"):
        assert worded(general.NOT_YOURS) in await talk.says(said)
    forged = {"type": "Action.Submit", "data": {"verb": "office.change", "name": "take_hours"}}
    assert worded(general.NOT_YOURS) in await talk.sends(forged)
    assert await changed_rules(office.storage) == {}


async def test_a_backup_keeps_it(office: Office, tmp_path: Path) -> None:
    await change(office, office.talk("saeple"), "Jours pour rouvrir", "45")
    url = str(office.storage.engine.url.render_as_string(hide_password=False))
    await backup(url, tmp_path / "a.gz", office.clock.now())
    other = f"sqlite+aiosqlite:///{tmp_path}/b.db"
    await restore(other, tmp_path / "a.gz")
    storage = Storage.open(other)
    assert await changed_rules(storage) == {"reopen_days": 45}
    await storage.close()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("6", 6), ("6 heures", 6), ("0", RuleFault.NUMBER), ("-3", RuleFault.NUMBER), ("9999", RuleFault.NUMBER), ("six", RuleFault.NUMBER)],
)  # fmt: skip
def test_numbers(typed: str, kept: object) -> None:
    assert _read(DELAYS[0].reads, typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("8 h", "08:00"), ("18h30", "18:30"), ("7:45", "07:45"), ("24 h", RuleFault.CLOCK), ("8 h 75", RuleFault.CLOCK), ("midi", RuleFault.CLOCK)],
)  # fmt: skip
def test_clocks(typed: str, kept: object) -> None:
    assert _read(HOURS[0].reads, typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Réponse n° [numéro]", "Réponse n°\u00a0{number}"), ("Réponse [nom]", RuleFault.NAMES), ("Réponse {number}", RuleFault.NAMES),
     ("Réponse {", RuleFault.NAMES), ("<b>x</b>", RuleFault.TEXT), ("[lien](http://x)", RuleFault.NAMES), ("ab", RuleFault.TEXT),
     ("a" * 101, RuleFault.TEXT)],
)  # fmt: skip
def test_texts(typed: str, kept: object) -> None:
    assert _read(notice_rule("Question n° {number}").reads, typed) == kept


def _read(reads: object, typed: str) -> object:
    try:
        return reads(typed)  # type: ignore[operator]
    except RuleRefused as refused:
        return refused.why


def test_every_delay_that_may_be_changed_is_one_and_takes_the_place_of_the_setting() -> None:
    rules = OfficeRules(Delays(take_hours=7), (time(20), time(6)))
    assert rules.value(DELAYS[0]) == 7
    rules.take({"take_hours": 3, "quiet_end": "07:00"})
    assert (rules.delays.take_hours, rules.quiet) == (3, (time(20), time(7)))
    rules.take({})
    assert (rules.delays.take_hours, rules.quiet) == (7, (time(20), time(6)))
