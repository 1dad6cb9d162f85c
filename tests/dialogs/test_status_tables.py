"""Status questions on filled tables: what is shown against what plain Python finds in the rows, on both databases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dialogs.core.topic_texts import STATES, TOPICS
from dialogs.steering import texts
from knowledge.french import PARIS, long_date
from knowledge.request import RequestStatus, Topic
from knowledge.time.delays import add_working_days, add_working_hours
from tests.conftest import NOW
from tests.dialogs import asking
from tests.dialogs.steering import EXPERTS, REGISTER, fill
from tests.talk import Office, Talk

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
OPEN = {"nouvelle", "attribuée", "planifiée", "en attente", "résolue"}
NAMES = {key.oid: name for key, name in EXPERTS.values()}
FRENCH = {"new": "nouvelle", "assigned": "attribuée", "planned": "planifiée", "waiting": "en attente",
          "resolved": "résolue", "closed": "close", "cancelled": "annulée"}  # fmt: skip


def state(row: Row) -> str:
    return FRENCH[row["status"]]


def is_open(row: Row) -> bool:
    return state(row) in OPEN


def aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def day(at: datetime | None) -> date | None:
    return aware(at).astimezone(PARIS).date() if at else None


def late(row: Row) -> bool:
    """Not taken within 4 working hours, 1 where urgent; or taken and without event for 2 working days."""
    if state(row) == "nouvelle":
        return add_working_hours(aware(row["status_since"]), 1 if row["urgent"] else 4) <= NOW
    return state(row) == "attribuée" and add_working_days(aware(row["touched_at"]), 2) <= NOW


def between(at: datetime | None, first: str, last: str) -> bool:
    found = day(at)
    return found is not None and date.fromisoformat(first) <= found <= date.fromisoformat(last)


def created(first: str, last: str = "2024-01-25") -> Test:
    return lambda row: between(row["logged_at"], first, last)


def planned(first: str, last: str) -> Test:
    return lambda row: between(row["slot"], first, last)


def closed(first: str, last: str) -> Test:
    return lambda row: state(row) in ("close", "annulée") and between(row["status_since"], first, last)


def older(days: int, field: str = "logged_at") -> Test:
    return lambda row: aware(row[field]) < NOW - timedelta(days=days)


def dep(number: str) -> Test:
    return lambda row: row["uai"][1:3] == number


def town(name: str) -> Test:
    return lambda row: (REGISTER.get(row["uai"]) or REGISTER.search("")).town.startswith(name)  # type: ignore[union-attr]


def of(*states: str) -> Test:
    return lambda row: state(row) in states


def by(name: str) -> Test:
    return lambda row: name in NAMES.get(row["holder_oid"] or "", "")


def about(topic: str) -> Test:
    return lambda row: row["topic"] == topic


def urgent(row: Row) -> bool:
    return bool(row["urgent"])


def anything(_row: Row) -> bool:
    return True


def both(*tests: Test) -> Test:
    return lambda row: all(test(row) for test in tests)


LISTS: Mapping[str, Test] = {
    "demandes": anything,
    "demandes ouvertes": is_open,
    "nouvelles demandes": of("nouvelle"),
    "demandes attribuées": of("attribuée"),
    "demandes planifiées": of("planifiée"),
    "demandes en attente": of("en attente"),
    "résolues non confirmées": of("résolue"),
    "demandes closes": of("close"),
    "demandes annulées": of("annulée"),
    "demandes non prises": of("nouvelle"),
    "demandes en retard": late,
    "demandes en retard du 84": both(late, dep("84")),
    "demandes en retard urgentes": both(late, urgent),
    "demandes résolues et closes": of("résolue", "close"),
    "demandes du 13": dep("13"),
    "demandes du 04 et du 05": lambda row: row["uai"][1:3] in ("04", "05"),
    "demandes ouvertes dans le Vaucluse": both(is_open, dep("84")),
    "demandes à Marseille": town("Marseille"),
    "demandes ouvertes à Marseille": both(town("Marseille"), is_open),
    "demandes à Gap": town("Gap"),
    "demandes du lycée Thiers": lambda row: row["uai"] == "0130040Y",
    "demandes 0840015K": lambda row: row["uai"] == "0840015K",
    "demandes de l'expert Lopez": by("Lopez"),
    "demandes ouvertes de Dupont": both(by("Dupont"), is_open),
    "demandes sur la trésorerie": about("TRESO"),
    "demandes régie ouvertes": both(about("REGIE"), is_open),
    "demandes urgentes": urgent,
    "urgentes non prises": both(urgent, of("nouvelle")),
    "demandes non urgentes ouvertes": both(is_open, lambda row: not row["urgent"]),
    "demandes vieilles de plus de 30 jours": older(30),
    "demandes ouvertes de plus de 7 jours": both(is_open, older(7)),
    "demandes en attente depuis plus de 10 jours": both(of("en attente"), older(10, "status_since")),
    "demandes non prises depuis plus de 2 jours": both(of("nouvelle"), older(2, "status_since")),
    "demandes créées hier": created("2024-01-24", "2024-01-24"),
    "demandes créées cette semaine": created("2024-01-22", "2024-01-28"),
    "demandes de décembre": created("2023-12-01", "2023-12-31"),
    "demandes closes ou annulées en janvier": closed("2024-01-01", "2024-01-31"),
    "demandes closes en décembre": both(of("close"), closed("2023-12-01", "2023-12-31")),
    "sessions d'aujourd'hui": planned("2024-01-25", "2024-01-25"),
    "sessions de demain": planned("2024-01-26", "2024-01-26"),
    "sessions de la semaine prochaine": planned("2024-01-29", "2024-02-04"),
    "sessions de la semaine passée": planned("2024-01-15", "2024-01-21"),
    "sessions de janvier dans le 13": both(planned("2024-01-01", "2024-01-31"), dep("13")),
    "sessions": lambda row: row["slot"] is not None and aware(row["slot"]) >= NOW,
}  # fmt: skip


def week(row: Row) -> str:
    found = day(row["logged_at"])
    assert found
    return texts.WEEK_OF.format(day=long_date(found - timedelta(days=found.weekday())))


def month(row: Row) -> str:
    found = day(row["logged_at"])
    assert found
    return texts.month(found.replace(day=1))


def holder(row: Row) -> str:
    return NAMES.get(row["holder_oid"] or "", texts.WITHOUT)


def school(row: Row) -> str:
    found = REGISTER.get(row["uai"])
    assert found
    return found.label


def topic(row: Row) -> str:
    return TOPICS[Topic(row["topic"])]


def department(row: Row) -> str:
    return texts.DEPARTMENTS[row["uai"][1:3]]


def label(row: Row) -> str:
    return STATES[RequestStatus(row["status"])]


TABLES: Mapping[str, tuple[Test, Callable[[Row], str]]] = {
    "demandes par état": (anything, label),
    "demandes par département": (anything, department),
    "demandes ouvertes par département": (is_open, department),
    "demandes ouvertes par expert": (is_open, holder),
    "demandes closes par expert": (of("close"), holder),
    "demandes par sujet": (anything, topic),
    "demandes par établissement": (anything, school),
    "demandes de janvier par semaine": (created("2024-01-01", "2024-01-31"), week),
    "demandes par mois": (anything, month),
    "demandes closes en décembre par sujet": (both(of("close"), closed("2023-12-01", "2023-12-31")), topic),
    "demandes en retard par département": (late, department),
}
TOPS: Mapping[str, tuple[Test, Callable[[Row], str], int]] = {
    "top 3 des établissements": (anything, school, 3),
    "top 2 des sujets de janvier": (created("2024-01-01", "2024-01-31"), topic, 2),
    "quels experts ont le plus de demandes ouvertes": (is_open, holder, 99),
}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


async def welcomed(office: Office, seat: str) -> Talk:
    """Return the chat of a seat that has been welcomed: nothing is added to its answers."""
    talk = office.talk(seat)
    await talk.opens()
    return talk


async def every(talk: Talk, question: str) -> tuple[str, list[str]]:
    """Ask, and go on to the end of the list; return the first page and the references of all pages."""
    first = said = await talk.says(question)
    found = re.findall(r" · (DA-\d{4}-\d{4})$", said, re.MULTILINE)
    while texts.BUTTON_NEXT in talk.buttons:
        said = await talk.presses(texts.BUTTON_NEXT)
        found += re.findall(r" · (DA-\d{4}-\d{4})$", said, re.MULTILINE)
    return plain(first), found


async def test_lists_are_what_the_rows_say_whatever_narrows_them(offices: Office) -> None:
    await fill(offices)
    rows = await asking.rows(offices)
    pilot, expert = await welcomed(offices, "saeple"), await welcomed(offices, "expert")
    assert {state(row) for row in rows} == set(FRENCH.values())
    wrong = {}
    for question, wanted in LISTS.items():
        right = {row["reference"] for row in rows if wanted(row)}
        for talk in (pilot, expert):
            first, found = await every(talk, question)
            if len(found) != len(set(found)) or set(found) != right:
                wrong[f"{question} ({talk.name})"] = (first[:200], sorted(found), sorted(right))
            elif right and not re.search(rf"^{len(right)} (?:demande|séance)s? au total", first, re.MULTILINE):
                wrong[question] = (first, [], [])
    assert wrong == {}


async def test_counts_are_those_of_the_rows(offices: Office) -> None:
    await fill(offices)
    rows, pilot = await asking.rows(offices), await welcomed(offices, "saeple")
    wrong = {}
    for question, wanted in LISTS.items():
        asked = f"combien de {question}" if question.startswith(("demandes", "sessions")) else ""
        right = sum(map(wanted, rows))
        said = plain(await pilot.says(asked)) if asked else ""
        if asked and not re.search(rf"^{right} \w+ au total", said, re.MULTILINE):
            wrong[asked] = (said, right)
    for question, (wanted, key) in TABLES.items():
        table = Counter(key(row) for row in rows if wanted(row))
        said = await pilot.says(question)
        title, total, _heads, *lines = said.split("\n")
        if set(lines) != {f"{name} · {count}" for name, count in table.items()} or plain(total) != (
            f"{table.total()} demande{'s' * (table.total() > 1)} au total."
        ):
            wrong[question] = (title, total, lines)
    for question, (wanted, key, most) in TOPS.items():
        table = Counter(key(row) for row in rows if wanted(row))
        said = await pilot.says(question)
        counts = [int(line.rpartition(" ")[2]) for line in said.split("\n")[3:]]
        if counts != sorted(table.values(), reverse=True)[:most]:
            wrong[question] = (said, sorted(table.values()))
    assert wrong == {}


async def test_orders_and_limits(offices: Office) -> None:
    await fill(offices)
    rows, pilot = await asking.rows(offices), await welcomed(offices, "saeple")
    opened = sorted((row for row in rows if is_open(row)), key=lambda row: (row["logged_at"], row["id"]))
    names = [row["reference"] for row in opened]
    assert (await every(pilot, "les 3 plus anciennes demandes ouvertes"))[1] == names[:3]
    assert (await every(pilot, "demandes ouvertes des plus anciennes aux plus récentes"))[1] == names
    assert (await every(pilot, "demandes ouvertes des plus récentes aux plus anciennes"))[1] == names[::-1]
    assert (await every(pilot, "les 12 plus récentes demandes ouvertes"))[1] == names[::-1][:12]
    slots = sorted((row for row in rows if planned("2024-01-22", "2024-02-04")(row)), key=lambda row: row["slot"])
    assert (await every(pilot, "sessions du 22 janvier au 4 février"))[1] == [row["reference"] for row in slots]


async def test_more_than_a_page_goes_on_by_a_button_or_a_word_and_each_line_opens(offices: Office) -> None:
    await fill(offices)
    pilot = await welcomed(offices, "saeple")
    said = await pilot.says("demandes")
    assert plain(said).startswith("Demandes\n28 demandes au total.")
    assert "Lignes 1 à 10, sur 28." in plain(said)
    assert len(pilot.buttons) == 11
    assert pilot.buttons[-1] == texts.BUTTON_NEXT
    second = await pilot.says("suite")
    assert "Lignes 11 à 20, sur 28." in plain(second)
    assert "Lignes 21 à 28, sur 28." in plain(await pilot.says("la suite"))
    assert texts.NO_MORE in await pilot.says("suite")
    await pilot.says("demandes en attente")
    opening = [title for title in pilot.buttons if not title.startswith("Enlever")]
    assert all(title.startswith("Ouvrir DA-") for title in opening)
    assert "Demande d’assistance" in await pilot.presses(opening[0])


async def test_a_question_goes_on_from_the_one_before(offices: Office) -> None:
    await fill(offices)
    rows, pilot = await asking.rows(offices), await welcomed(offices, "saeple")
    wanted: list[tuple[str, Test]] = [
        ("demandes ouvertes du 13", both(is_open, dep("13"))),
        ("et dans le 84 ?", both(is_open, dep("84"))),
        ("les urgentes", both(is_open, dep("84"), urgent)),
        ("et à Marseille ?", both(is_open, town("Marseille"), urgent)),
    ]
    for question, test in wanted:
        _, found = await every(pilot, question)
        assert set(found) == {row["reference"] for row in rows if test(row)}, question
    said = plain(await pilot.says("combien ?"))
    assert f"{sum(map(wanted[-1][1], rows))} demande" in said
    await pilot.says("demandes ouvertes du 13")
    count = sum(map(wanted[0][1], rows))
    assert f"{count} demandes au total." in plain(await pilot.says("par sujet ?"))


async def test_the_line_says_where_since_when_and_with_whom(offices: Office) -> None:
    await fill(offices)
    pilot = await welcomed(offices, "saeple")
    said = plain(await pilot.says("demandes en attente à Carpentras"))
    assert "Demandes en attente à Carpentras" in said
    assert "Lycée polyvalent Jean-Henri Fabre, Carpentras · en attente" in said
    assert re.search(
        r"^urgente · Connexion, clé OTP, lenteur · depuis 2 jours · Nadia Benali · DA-2024-\d{4}$", said, re.MULTILINE
    )
    said = plain(await pilot.says("demandes non prises à Gap"))
    assert "sans expert" in said
    assert texts.NONE in await pilot.says("demandes en attente à Gap")


async def test_the_summary_counts_what_is_late_today_and_this_week(offices: Office) -> None:
    await fill(offices)
    rows, pilot = await asking.rows(offices), await welcomed(offices, "saeple")
    said = plain(await pilot.says("statut"))
    opened = [row for row in rows if is_open(row)]
    untaken = sum(late(row) for row in rows if state(row) == "nouvelle")
    idle = sum(late(row) for row in rows if state(row) == "attribuée")
    assert untaken >= 2
    assert idle >= 1
    assert untaken < sum(map(of("nouvelle"), rows)), "some new ones are within the delay"
    states = Counter(label(row) for row in opened)
    assert all(f"{name} {count}" in said for name, count in states.items())
    today, this_week = planned("2024-01-25", "2024-01-25"), planned("2024-01-22", "2024-01-28")
    figures = f"{len(opened)} ouvertes · {untaken} non prises à temps · {idle} sans nouvelle"
    assert f"{figures} · {sum(map(today, rows))} séances aujourd'hui" in said
    assert f"Séances de la semaine : {sum(map(this_week, rows))}." in said
    oldest = min(opened, key=lambda row: row["logged_at"])
    assert said.partition("Les plus anciennes\n")[2].split("\n")[1].endswith(oldest["reference"])
    assert "candidature" in said
    await pilot.presses(texts.BUTTON_LATE)
    assert "Demandes en retard" in pilot.seen[-1].text
    assert "candidature" not in plain(await pilot.says("statut demandes"))
    of_vaucluse = plain(await pilot.says("statut demandes 84"))
    assert f"{sum(map(dep('84'), rows))} demandes au total." in of_vaucluse


async def test_an_expert_sees_theirs_and_what_nobody_has_taken(offices: Office) -> None:
    await fill(offices)
    key, name = EXPERTS["lopez"]
    rows, lopez = await asking.rows(offices), offices.stranger(key.oid, name)
    await lopez.opens()
    said = plain(await lopez.says("statut"))
    mine = [
        row["reference"] for row in rows if is_open(row) and row["holder_oid"] == key.oid and state(row) != "résolue"
    ]
    assert all(reference in said for reference in mine)
    assert "Non prises" in said
    assert not re.search(r"\d+ ouvertes|candidature", said)
