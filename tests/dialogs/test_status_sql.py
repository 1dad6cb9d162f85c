"""Sixty status questions through the chat against SQL written by hand: what is shown is what the rows hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.french import PARIS
from storage.tables import Instant
from tests.conftest import NOW
from tests.dialogs.steering import EXPERTS, fill
from tests.dialogs.test_status_tables import every, plain, welcomed
from tests.talk import Office

pytestmark = pytest.mark.both

OPEN = "status in ('new', 'assigned', 'planned', 'waiting', 'resolved')"
HELD = "holder_oid = '77777777-7777-4777-8777-77777777777{}'"
DUPONT, LOPEZ, BENALI = (HELD.format(number) for number in (1, 2, 3))
NOT_LOPEZ = f"(holder_oid is null or not {LOPEZ})"
MARSEILLE = "uai in ('0130037V', '0130040Y')"
WAVE = "coalesce((select wave from school where school.uai = request.uai), '')"
KIND = "(select case when type = 'LP' then 'LP' else kind end from school where school.uai = request.uai)"
DONE = "status in ('closed', 'cancelled')"
REOPENED = (
    "exists (select 1 from event where subject = 'request' and event.reference = request.reference and move = 'reopen')"
)
# Instants that the conditions name: midnights of Paris.
DAYS = {
    "yesterday": datetime(2024, 1, 24, tzinfo=PARIS), "today": datetime(2024, 1, 25, tzinfo=PARIS),
    "tomorrow": datetime(2024, 1, 26, tzinfo=PARIS), "after": datetime(2024, 1, 27, tzinfo=PARIS),
    "monday": datetime(2024, 1, 22, tzinfo=PARIS), "next_monday": datetime(2024, 1, 29, tzinfo=PARIS),
    "monday_on": datetime(2024, 2, 5, tzinfo=PARIS), "january": datetime(2024, 1, 1, tzinfo=PARIS),
    "february": datetime(2024, 2, 1, tzinfo=PARIS), "december": datetime(2023, 12, 1, tzinfo=PARIS),
    "now": NOW, "week_ago": NOW - timedelta(days=7), "ten_days": NOW - timedelta(days=10),
    "thirty_days": NOW - timedelta(days=30), "two_days": NOW - timedelta(days=2), "hours_48": NOW - timedelta(hours=48),
}  # fmt: skip
LISTS: Mapping[str, str] = {
    "demandes de la vague 3": f"{WAVE} = '3'",
    "demandes ouvertes des établissements de la vague 2": f"{OPEN} and {WAVE} = '2'",
    "demandes de la vague 2 et de la vague 4": f"{WAVE} in ('2', '4')",
    "urgentes non prises de la vague 2": f"urgent and status = 'new' and {WAVE} = '2'",
    "demandes vague 2 dans le 05": f"{WAVE} = '2' and uai like '005%'",
    "demandes ouvertes sauf la vague 2": f"{OPEN} and {WAVE} <> '2'",
    "demandes de la vague 4 ou du 05": f"({WAVE} = '4' or uai like '005%')",
    "séances de la semaine prochaine pour la vague 4": f"slot >= :next_monday and slot < :monday_on and {WAVE} = '4'",
    "demandes ouvertes": OPEN,
    "montre-moi les demandes en cours": OPEN,
    "demandes non prises": "status = 'new'",
    "quelles demandes n'ont pas encore été prises ?": "status = 'new'",
    "demandes en attente": "status = 'waiting'",
    "les demandes résolues": "status = 'resolved'",
    "demandes closes": "status = 'closed'",
    "les demandes annulées": "status = 'cancelled'",
    "demandes planifiées": "status = 'planned'",
    "demandes du 13": "uai like '013%'",
    "demandes ouvertes du Vaucluse": f"{OPEN} and uai like '084%'",
    "demandes ouvertes dans les Hautes-Alpes": f"{OPEN} and uai like '005%'",
    "demandes du 04 et du 05": "(uai like '004%' or uai like '005%')",
    "demandes à Marseille": MARSEILLE,
    "demandes ouvertes à Gap": f"{OPEN} and uai = '0050008G'",
    "demandes du lycée Thiers": "uai = '0130040Y'",
    "demandes ouvertes du lycée Zola": f"{OPEN} and uai = '0130001F'",
    "demandes urgentes": "urgent",
    "urgentes non prises": "urgent and status = 'new'",
    "demandes non urgentes ouvertes": f"{OPEN} and not urgent",
    "demandes de Dupont": DUPONT,
    "demandes ouvertes de Lopez": f"{OPEN} and {LOPEZ}",
    "les demandes en attente de Benali": f"status = 'waiting' and {BENALI}",
    "demandes sur la trésorerie": "topic = 'TRESO'",
    "demandes ouvertes sur les bourses": f"{OPEN} and topic = 'BOURSES'",
    "demandes régie closes": "topic = 'REGIE' and status = 'closed'",
    "demandes ouvertes depuis plus de 10 jours": f"{OPEN} and logged_at < :ten_days",
    "demandes vieilles de plus de 30 jours": "logged_at < :thirty_days",
    "demandes de plus de 48 heures non prises": "status = 'new' and status_since < :hours_48",
    "demandes créées hier": "logged_at >= :yesterday and logged_at < :today",
    "demandes créées aujourd'hui": "logged_at >= :today and logged_at < :tomorrow",
    "demandes reçues cette semaine": "logged_at >= :monday and logged_at < :next_monday",
    "demandes de décembre": "logged_at >= :december and logged_at < :january",
    "demandes closes en janvier": "status = 'closed' and status_since >= :january and status_since < :february",
    "rendez-vous de demain": "slot >= :tomorrow and slot < :after",
    "séances d'aujourd'hui": "slot >= :today and slot < :tomorrow",
    "séances de la semaine prochaine": "slot >= :next_monday and slot < :monday_on",
    "demandes ouvertes sans rendez-vous": f"{OPEN} and slot is null",
    "demandes sans rendez-vous": "slot is null",
    "demandes ouvertes sauf Marseille": f"{OPEN} and not ({MARSEILLE})",
    "demandes ouvertes sauf le 13": f"{OPEN} and uai not like '013%'",
    "demandes ouvertes hors bourses": f"{OPEN} and topic <> 'BOURSES'",
    "toutes les demandes sauf celles de Lopez": NOT_LOPEZ,
    "demandes rouvertes": REOPENED,
}  # fmt: skip
COUNTS: Mapping[str, str] = {
    "combien de demandes urgentes pour la deuxième vague ?": f"urgent and {WAVE} = '2'",
    "la vague 3 a combien de demandes ouvertes ?": f"{OPEN} and {WAVE} = '3'",
    "combien de demandes ouvertes ?": OPEN,
    "combien de demandes urgentes ouvertes ?": f"{OPEN} and urgent",
    "nombre de demandes closes": "status = 'closed'",
    "combien de demandes non prises dans le 84 ?": "status = 'new' and uai like '084%'",
    "combien de demandes en attente ?": "status = 'waiting'",
    "combien de demandes à Marseille ?": MARSEILLE,
    "combien de demandes Dupont a-t-il en cours ?": f"{OPEN} and {DUPONT}",
    "combien de demandes créées en janvier ?": "logged_at >= :january and logged_at < :february",
    "combien de rendez-vous la semaine prochaine ?": "slot >= :next_monday and slot < :monday_on",
    "combien de demandes sans rendez-vous ?": "slot is null",
}
TABLES: Mapping[str, tuple[str, str]] = {
    "demandes par vague": (WAVE, "1 = 1"),
    "combien de demandes ouvertes par vague ?": (WAVE, OPEN),
    "répartition des demandes closes selon la vague": (WAVE, "status = 'closed'"),
    "demandes du 13 par vague": (WAVE, "uai like '013%'"),
    "demandes de la vague 2 par sujet": ("topic", f"{WAVE} = '2'"),
    "demandes par type d'établissement": (KIND, "1 = 1"),
    "elles sont de quel type d'établissement, plutôt collèges ou lycées ?": (KIND, "1 = 1"),
    "demandes ouvertes par type d'établissement": (KIND, OPEN),
    "demandes par état": ("status", "1 = 1"),
    "demandes ouvertes par département": ("substr(uai, 2, 2)", OPEN),
    "demandes ouvertes par expert": ("coalesce(holder_oid, '')", OPEN),
    "répartition des demandes par sujet": ("topic", "1 = 1"),
    "demandes closes par expert": ("coalesce(holder_oid, '')", "status = 'closed'"),
    "nombre de demandes par établissement": ("uai", "1 = 1"),
}


async def asked(office: Office, sql: str) -> Sequence[Any]:
    """Return the rows of a statement whose named instants are those of DAYS."""
    names = [name for name in DAYS if re.search(rf":{name}\b", sql)]
    statement = sa.text(sql).bindparams(*(sa.bindparam(name, DAYS[name], Instant()) for name in names))
    async with office.storage.reading() as connection:
        return (await connection.execute(statement)).all()


async def test_lists_are_those_of_the_rows(offices: Office) -> None:
    await fill(offices)
    assert len(LISTS) + len(COUNTS) + len(TABLES) >= 60
    pilot = await welcomed(offices, "saeple")
    wrong = {}
    for question, where in LISTS.items():
        right = {row[0] for row in await asked(offices, f"select reference from request where {where}")}
        first, found = await every(pilot, question)
        if set(found) != right or len(found) != len(right):
            wrong[question] = (first[:300], sorted(set(found) ^ right))
    assert wrong == {}


async def test_counts_and_tables_are_those_of_the_rows(offices: Office) -> None:
    await fill(offices)
    pilot = await welcomed(offices, "saeple")
    wrong: dict[str, Any] = {}
    for question, where in COUNTS.items():
        [(count,)] = await asked(offices, f"select count(*) from request where {where}")
        said = plain(await pilot.says(question))
        if not re.search(rf"^{count} (?:demande|séance)s? au total", said, re.MULTILINE):
            wrong[question] = (said, count)
    for question, (column, where) in TABLES.items():
        rows = await asked(offices, f"select {column}, count(*) from request where {where} group by {column}")
        said = plain(await pilot.says(question))
        shown = sorted(int(found[1]) for found in re.finditer(r" (?::|·) (\d+)$", said, re.MULTILINE))
        if shown != sorted(row[1] for row in rows):
            wrong[question] = (said, rows)
    assert wrong == {}


async def test_whose_most_is_is_told_with_the_name(offices: Office) -> None:
    await fill(offices)
    pilot = await welcomed(offices, "saeple")
    rows = await asked(
        offices, f"select holder_oid, count(*) from request where {OPEN} and holder_oid is not null group by holder_oid"
    )
    said = plain(await pilot.says("demandes ouvertes par expert"))
    names = {key.oid: name for key, name in EXPERTS.values()}
    assert all(re.search(rf"{names[oid]} (?::|·) {count}$", said, re.MULTILINE) for oid, count in rows)
