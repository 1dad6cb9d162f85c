"""Status questions on filled tables: what is shown against what plain Python finds in the rows, on both databases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from dialogs.core import texts as general
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.steering import texts
from knowledge.french import PARIS, bare_date, brief_school, duration
from knowledge.request import RequestStatus, Topic
from knowledge.time.delays import add_working_days, add_working_hours
from tests.conftest import NOW
from tests.dialogs import asking
from tests.dialogs.steering import EXPERTS, REGISTER, fill
from tests.talk import Office, Talk, buttons

pytestmark = pytest.mark.both

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
    return texts.WEEK_OF.format(day=bare_date(found - timedelta(days=found.weekday())))


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


_GOES_ON = (general.NEXT_BY_DEPARTMENT, general.NEXT_URGENT, general.DO_EXPORT, general.DO_SUBSCRIBE)


async def every(talk: Talk, question: str) -> tuple[str, list[str]]:
    """Ask, and go on to the end of the list; return the first page and the references of all pages."""
    first = await talk.says(question)
    found = talk.listed
    while texts.BUTTON_NEXT in talk.buttons:
        await talk.presses(texts.BUTTON_NEXT)
        found += talk.listed
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
        title, total, *lines = said.split("\n")
        if re.search("par (état|semaine|mois)$", question):  # What is drawn has a sentence.
            assert re.search(rf"(au plus|Le plus grand nombre : \D+) ?{max(table.values())}\b", plain(lines.pop(0)))
        if set(lines[1:]) != {f"{name} · {count}" for name, count in table.items()} or plain(total) != (
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


async def test_what_a_second_grouping_says_is_not_dropped_in_silence(office: Office) -> None:
    await fill(office)
    pilot = office.talk("saeple")
    assert "de «\xa0par état\xa0»." in await pilot.says("demandes par département et par état")
    assert "Je n’ai pas tenu compte" not in await pilot.says("donut des demandes ouvertes par état")


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
    assert [one for one in pilot.buttons if one.startswith("Ouvrir")] == pilot.buttons[:10]
    assert pilot.buttons[10:] == [texts.BUTTON_NEXT, *(title for title, _ in _GOES_ON)]
    second = await pilot.says("suite")
    assert "Lignes 11 à 20, sur 28." in plain(second)
    assert "Lignes 21 à 28, sur 28." in plain(await pilot.says("la suite"))
    assert texts.NO_MORE in await pilot.says("suite")
    await pilot.says("demandes en attente")
    opening = [title for title in pilot.buttons if title.startswith("Ouvrir DA-")]
    assert opening[0].removeprefix("Ouvrir ") in (await pilot.presses(opening[0])).splitlines()[1]


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
    assert re.search(
        r"Carpentras · n° \d+ ›\nurgente · en attente · Connexion · depuis 2 jours · N\.\sBenali$", said, re.MULTILINE
    )
    said = plain(await pilot.says("demandes non prises à Gap"))
    assert re.search(r"nouvelle · [^·]+ · depuis [^·]+$", said, re.MULTILINE)  # Whom a new one is with, its state says.
    assert texts.NONE in await pilot.says("demandes en attente à Gap")


def _week(field: str, last: str, rows: list[Row]) -> int:
    """Count what falls into the seven days that end on ``last``."""
    first = (date.fromisoformat(last) - timedelta(days=6)).isoformat()
    return sum(between(row[field], first, last) for row in rows)


def _ended(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not is_open(row)]


def _open_on(rows: list[Row], last: date) -> int:
    """Count what was logged by the end of a day and had not ended then."""
    return sum(
        (day(row["logged_at"]) or last) <= last and (is_open(row) or (day(row["status_since"]) or last) > last)
        for row in rows
    )


def _moved(by: int) -> str:
    return "stable" if not by else f"+{by}" if by > 0 else f"−{-by}"


def _figures(rows: list[Row], opened: str) -> str:
    """Return the line of figures as the card says it, counted from the rows."""
    open_, ended = sum(map(is_open, rows)), _ended(rows)
    was = _open_on(rows, date(2024, 1, 18))
    came, came_before = _week("logged_at", "2024-01-25", rows), _week("logged_at", "2024-01-18", rows)
    done, done_before = _week("status_since", "2024-01-25", ended), _week("status_since", "2024-01-18", ended)
    return (
        f"{open_} {opened} {_moved(open_ - was)} · {came} reçue{'s' * (came > 1)} {_moved(came - came_before)} · "
        f"{done} terminée{'s' * (done > 1)} {_moved(done - done_before)} · "
    )


async def test_the_summary_counts_the_week_names_what_is_late_and_opens_each_list(offices: Office) -> None:
    await fill(offices)
    rows, pilot = await asking.rows(offices), await welcomed(offices, "saeple")
    said = plain(await pilot.says("statut"))
    assert len(pilot.reply.messages) == 1
    assert _figures(rows, "ouvertes") in said
    medians = [row["taken_minutes"] for row in rows if between(row["logged_at"], "2024-01-19", "2024-01-25")]
    taken = sorted(one for one in medians if one is not None)
    assert plain(f" · {duration(round(median(taken)))} attente") in said
    untaken = sum(late(row) for row in rows if state(row) == "nouvelle")
    idle = sum(late(row) for row in rows if state(row) == "attribuée")
    hot = [row for row in rows if state(row) == "nouvelle" and urgent(row)]
    assert f"Urgentes non prises : {len(hot)} · non prises à temps : {untaken} · sans nouvelle : {idle}" in said
    assert said.count("en retard · ") + said.count("urgente · ") >= 2
    states = Counter(label(row) for row in rows if is_open(row))
    assert all(f"{name} {count}" in said for name, count in states.items())
    assert "0 candidature · clôture lun. 5 févr." in said
    names = [row["school"] for row in rows if between(row["slot"], "2024-01-25", "2024-01-25")]
    assert names
    assert all(brief_school(name)[:20] in said for name in names for row in rows[:1])
    card = pilot.seen[-1].card or {}
    listed = [action for action in buttons(card) if action["data"]["verb"] == "status.show"]
    pressed = [action for action in listed if not action["title"].startswith("Urgentes")]  # What is first is no figure.
    counts = [
        sum(map(is_open, rows)),
        _week("logged_at", "2024-01-25", rows),
        _week("status_since", "2024-01-25", _ended(rows)),
    ]
    for action, count in zip(pressed[:3], counts, strict=True):
        assert f"{count} demande" in plain(await pilot.sends(action)) or not count
    assert plain(await pilot.sends(pressed[3])).startswith("Délai de prise en charge")
    await pilot.says("statut")
    late_ones = next(one for one in buttons(pilot.seen[-1].card or {}) if one["title"].startswith("Urgentes"))
    await pilot.sends(late_ones)
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
    mine = [row for row in rows if row["holder_oid"] == key.oid]
    assert _figures(mine, "en cours") in said
    held, free = sum(map(is_open, mine)), sum(map(of("nouvelle"), rows))
    assert f"Vos demandes en cours : 2 sur {held}\n" in said
    assert f"Demandes libres : 2 sur {free}\n" in said
    assert not re.search(r"\d+ ouvertes|candidature", said)
    shown = plain(await lopez.presses(texts.SUMMARY_BUTTON_MINE))
    assert f"{held} demandes au total." in shown
    assert plain(await lopez.says("statut")).startswith("Bilan")
    action = buttons(lopez.seen[-1].card or {})[3]
    assert plain(await lopez.sends(action)).startswith("Délai de prise en charge : Demandes que vous suivez")


async def test_where_there_is_nothing_the_summary_says_so(offices: Office) -> None:
    pilot = await welcomed(offices, "saeple")
    said = plain(await pilot.says("statut"))
    for line in (texts.NOTHING_FIRST, texts.NO_SESSION, texts.NONE_OPEN):
        assert plain(line) in said
    assert "0 ouverte stable · 0 reçue stable · 0 terminée stable · – attente" in said
    expert = await welcomed(offices, "expert")
    said = plain(await expert.says("statut"))
    for line in (texts.NONE_HELD, texts.NONE_FREE, texts.NO_SESSION):
        assert plain(line) in said


async def test_after_the_call_the_summary_speaks_of_requests_alone(offices: Office) -> None:
    pilot = await welcomed(offices, "saeple")
    offices.clock.forward(days=30)
    assert "candidature" not in plain(await pilot.says("statut")).partition("\n")[2]
