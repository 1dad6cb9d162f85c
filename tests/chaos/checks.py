"""What must hold at the end, whatever happened: read from the database, held against what people and channel know."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from dialogs.features import MAY_REPEAT
from storage import tables
from storage.actions.questions import ANSWERED
from storage.engine import Storage
from storage.outbox import OPEN, NoticeState
from storage.queries.applications import FORM, OFFICIAL_MAIL
from tests.chaos.channel import Channel
from tests.chaos.helping import NOT_KEPT, Act, Actor, marked
from tests.chaos.people import Attempt, Person

Rows = Sequence[sa.RowMapping]
WRITTEN = ("message", "note", "refuse_solution")  # Acts whose text stands in the journal.
ALSO = {"refuse_solution": ("reopen",)}  # What an act is once its request is closed.


class Findings:
    """Violations, each in a line, and counts."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.counts: dict[str, Any] = {}

    def expect(self, holds: bool, said: str) -> None:
        if not holds:
            self.violations.append(said)


def told_numbers(person: Person) -> list[int]:
    """Return the numbers by which what a person sent was acknowledged."""
    return [attempt.number for attempt in person.attempts if attempt.number is not None]


async def read_tables(storage: Storage) -> dict[str, Rows]:
    """Return the tables that people's doings are held against."""
    async with storage.reading() as connection:
        return {
            table.name: (await connection.execute(sa.select(table))).mappings().all()
            for table in (
                tables.question,
                tables.event,
                tables.outbox,
                tables.draft,
                tables.focus,
                tables.address,
                tables.application,
                tables.request,
                tables.attached,
            )
        }


async def check(
    storage: Storage,
    channel: Channel,
    askers: Sequence[Person],
    members: Sequence[Person],
    kills: Sequence[float],
    applicants: Sequence[Person] = (),
    actors: Sequence[Actor] = (),
) -> Findings:
    """Check everything; the program has stopped."""
    rows, found = await read_tables(storage), Findings()
    _questions(rows, found, [a for one in askers for a in one.attempts])
    _answers(rows, found, [a for one in members for a in one.attempts])
    _events(rows, found)
    _outbox(rows, found, len(members))
    _told(rows, found, channel, kills)
    _applications(rows, found, applicants)
    _requests(rows, found, actors)
    _drafts(rows, found, [*askers, *members, *applicants, *actors])
    found.expect(not channel.refused, f"refused with 4xx: {channel.refused[:3]}")
    if storage.is_sqlite:
        async with storage.reading() as connection:
            for pragma in ("integrity_check", "foreign_key_check"):
                said = (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalars().all()
                found.expect(said in ([], ["ok"]), f"{pragma}: {said[:3]}")
    return found


def _questions(rows: Mapping[str, Rows], found: Findings, attempts: Iterable[Attempt]) -> None:
    stored: dict[str, list[sa.RowMapping]] = defaultdict(list)
    for row in rows["question"]:
        stored[row["text"].partition(" ")[0]].append(row)
    by_marker = {attempt.marker: attempt for attempt in attempts}
    for marker, kept in stored.items():
        attempt = by_marker.get(marker)
        found.expect(len(kept) == 1, f"{marker} is stored {len(kept)} times")
        found.expect(attempt is not None and attempt.tried, f"{marker} was never submitted")
        for row in kept if attempt else ():
            found.expect(row["text"] in attempt.texts, f"{marker}: stored text was never given")
            # A text typed below a card that was shown late answers what is asked by then: the school.
            given = attempt.extras | attempt.texts
            found.expect(row["school"] in given, f"{marker}: stored school was never given: {row['school']!r}")
    acknowledged = [attempt for attempt in by_marker.values() if attempt.number is not None]
    for attempt in acknowledged:
        ids = [row["id"] for row in stored.get(attempt.marker, ())]
        found.expect(ids == [attempt.number], f"{attempt.marker} was acknowledged as {attempt.number}, stored as {ids}")
    concluded = [attempt for attempt in by_marker.values() if attempt.concluded and attempt.number is None]
    for attempt in concluded:
        found.expect(
            attempt.marker in stored, f"{attempt.marker} was sent, nothing is left to send, no question has its text"
        )
    found.counts["questions: acknowledged, the answer lost on its way"] = len(concluded)
    found.counts["questions: forms begun"] = len(by_marker)
    found.counts["questions: submitted"] = sum(attempt.tried for attempt in by_marker.values())
    found.counts["questions: acknowledged"] = len(acknowledged)
    found.counts["questions: stored"] = len(rows["question"])


def _answers(rows: Mapping[str, Rows], found: Findings, attempts: Iterable[Attempt]) -> None:
    by_marker = {attempt.marker: attempt for attempt in attempts}
    answered = {row["id"]: row for row in rows["question"] if row["state"] == ANSWERED}
    for number, row in answered.items():
        attempt = by_marker.get(row["answer"].partition(" ")[0])
        found.expect(
            attempt is not None and attempt.tried and attempt.subject == str(number) and row["answer"] in attempt.texts,
            f"question {number} has an answer that was never sent: {row['answer']!r}",
        )
    acknowledged = [attempt for attempt in by_marker.values() if attempt.number is not None]
    for attempt in acknowledged:
        kept = answered.get(attempt.number or 0)
        # A late repetition of their own earlier answer to the same question is acknowledged too.
        own = attempt.marker.partition("-")[0]
        found.expect(
            kept is not None and kept["answer"].startswith(own),
            f"{attempt.marker} was acknowledged for {attempt.number}, which says {kept['answer'] if kept else None!r}",
        )
    found.counts["answers: submitted"] = sum(attempt.tried for attempt in by_marker.values())
    found.counts["answers: acknowledged"] = len(acknowledged)
    found.counts["answers: stored"] = len(answered)


def _applications(rows: Mapping[str, Rows], found: Findings, applicants: Iterable[Person]) -> None:
    """Hold applications against their candidates: one each, every version once, two mails for each version."""
    stored: dict[str, list[sa.RowMapping]] = defaultdict(list)
    for row in rows["application"]:
        stored[row["oid"]].append(row)
    moves: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows["event"], key=lambda row: row["id"]):
        if row["subject"] == "application":
            moves[row["reference"]].append(row["move"])
    mails = Counter((row["kind"], row["reference"]) for row in rows["outbox"])
    for one in applicants:
        kept, tried = stored.pop(one.oid, []), [a for a in one.attempts if a.tried]
        ended = [a for a in tried if a.number is not None or a.concluded]
        name = f"the application of {one.number}"
        found.expect(len(kept) == bool(ended) or (not ended and len(kept) <= 1), f"{name} is stored {len(kept)} times")
        for row in kept:
            edition, reference = row["edition"], row["reference"]
            found.expect(len(ended) <= edition <= len(tried), f"{name}: {edition} versions of {len(tried)} tried")
            found.expect(moves[reference] == ["deposit", *["modify"] * (edition - 1)], f"{name}: {moves[reference]}")
            text = row["answers"]["motivation"]
            last = (ended or tried)[-1]
            found.expect(any(text in a.texts for a in tried), f"{name}: a text that was never sent")
            found.expect(text.partition(" ")[0] >= last.marker, f"{name} says {text!r} after {last.marker}")
            for kind in ("application_receipt", OFFICIAL_MAIL):
                found.expect(mails[kind, reference] == edition, f"{name}: {mails[kind, reference]} of {kind}")
    found.expect(not stored, f"applications of people who never applied: {list(stored)[:3]}")
    found.counts["applications: stored"] = len(rows["application"])
    found.counts["applications: versions"] = sum(row["edition"] for row in rows["application"])


def _requests(rows: Mapping[str, Rows], found: Findings, actors: Sequence[Actor]) -> None:
    """Hold requests against who asked and acted: each stored once, its journal a path, each thing written there once."""
    stored = {row["reference"]: row for row in rows["request"]}
    by_marker: dict[str, list[str]] = defaultdict(list)
    for reference, row in stored.items():
        by_marker[row["details"].partition(" ")[0]].append(reference)
    attempts = {attempt.marker: attempt for one in actors for attempt in one.attempts}
    for marker, references in by_marker.items():
        attempt = attempts.get(marker)
        found.expect(len(references) == 1, f"{marker} is stored as {references}")
        found.expect(attempt is not None and attempt.tried, f"{marker} was never submitted, {references} has its text")
    for attempt in attempts.values():
        told = [] if attempt.number is None else [f"DA-2024-{attempt.number:04}"]
        kept = by_marker.get(attempt.marker, [])
        if told:
            found.expect(kept == told, f"{attempt.marker} was acknowledged as {told}, requests with its text: {kept}")
        elif attempt.concluded:
            found.expect(bool(kept), f"{attempt.marker} was sent, nothing is left to send, no request has its text")
    journal: dict[str, list[sa.RowMapping]] = defaultdict(list)
    for row in sorted(rows["event"], key=lambda row: row["id"]):
        if row["subject"] == "request":
            journal[row["reference"]].append(row)
    for reference, row in stored.items():
        moved = [event for event in journal[reference] if event["to_state"]]
        path = [None, *(event["to_state"] for event in moved)]
        found.expect(
            [e["from_state"] for e in moved] == path[:-1],
            f"{reference}: {[(e['move'], e['from_state']) for e in moved]}",
        )
        found.expect(path[-1] == row["status"], f"{reference} is {row['status']}, its journal says {path[-1]}")
        people = sum(event["oid"] is not None for event in moved)  # What a timer does raises no version.
        found.expect(
            row["version"] == people, f"{reference} has version {row['version']} after {people} people's moves"
        )
    acts = [act for one in actors for act in one.acts]
    _acts(found, acts, journal)
    _files(rows, found, acts, journal)
    found.counts["requests: acknowledged"] = sum(attempt.number is not None for attempt in attempts.values())
    found.counts["requests: stored"] = len(stored)
    found.counts["requests: moves"] = sum(bool(e["to_state"]) for events in journal.values() for e in events)


def _acts(found: Findings, acts: Sequence[Act], journal: Mapping[str, Sequence[sa.RowMapping]]) -> None:
    """Hold what was done and written on requests against their journals: what is acknowledged is there, once."""
    words = Counter(marked(event["reason"]) for events in journal.values() for event in events)
    for act in acts:
        moves = (act.move, *ALSO.get(act.move, ()))
        here = [event for event in journal[act.reference] if event["move"] in moves and event["oid"] == act.by]
        there = f"the journal of {act.reference} has {[(e['move'], (e['oid'] or '')[-4:], e['reason'][:12]) for e in journal[act.reference]]}"
        found.expect(bool(here) or not act.done, f"{act} is not done: {there}")
        if act.move in WRITTEN:
            times = sum(marked(event["reason"]) == act.marker for event in here)
            found.expect(
                times == words[act.marker] <= 1, f"{act} is written {times} times there, {words[act.marker]} in all"
            )
            found.expect(times == 1 or not act.done, f"{act} is not written: {there}")
            found.expect(
                times == 1 or not _taken_for_sure(act, journal[act.reference]), f"{act} had to be taken: {there}"
            )
    written = [act for act in acts if act.move in WRITTEN]
    found.counts["requests: done, acknowledged"] = sum(act.done for act in acts)
    found.counts["requests: written, acknowledged"] = sum(act.done for act in written)
    found.counts["requests: written, stored"] = sum(words[act.marker] for act in written)


def _files(
    rows: Mapping[str, Rows], found: Findings, acts: Sequence[Act], journal: Mapping[str, Sequence[sa.RowMapping]]
) -> None:
    """Hold files against what they came with: each is there once, unless it was said not to be kept."""
    kept = Counter(row["said"] for row in rows["attached"])
    for events in journal.values():
        for event in events:
            promised = event["data"].get("files", 0)
            said = (
                f"{event['reason']!r} on {event['reference']} came with {promised} files, {kept[event['id']]} are kept"
            )
            found.expect(kept.pop(event["id"], 0) == promised, said)
    found.expect(not kept, f"files of nothing that was said: {kept}")
    pictures = [act for act in acts if act.picture and act.done]
    with_file = {
        marked(event["reason"]) for events in journal.values() for event in events if event["data"].get("files")
    }
    for act in pictures:
        there = act.marker in with_file
        found.expect(there or NOT_KEPT.search(act.said) is not None, f"{act} has no file, which is not said")
    found.counts["requests: files"] = len(rows["attached"])
    found.counts["requests: pictures acknowledged, not kept and said so"] = sum(
        act.marker not in with_file for act in pictures
    )


def _taken_for_sure(act: Act, journal: Rows) -> bool:
    """Tell whether a message had to be taken: who wrote it said yes to it, and nothing had ended its request, ever."""
    return (
        act.move == "message"
        and act.agreed
        and not any(event["to_state"] in ("closed", "cancelled") for event in journal)
    )


def _events(rows: Mapping[str, Rows], found: Findings) -> None:
    moves: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows["event"], key=lambda row: row["id"]):
        if row["subject"] == "question":
            moves[row["reference"]].append(row["move"])
    for row in rows["question"]:
        expected = ["pass_on", "answer"] if row["state"] == ANSWERED else ["pass_on"]
        had = moves.pop(str(row["id"]), [])
        found.expect(had == expected, f"question {row['id']} has events {had}")
        found.expect(row["version"] == len(expected), f"question {row['id']} has version {row['version']}")
    found.expect(not moves, f"events of questions that do not exist: {dict(moves)}")


def _outbox(rows: Mapping[str, Rows], found: Findings, members: int) -> None:
    states: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    for row in rows["outbox"]:
        states[row["state"]] += 1
        kinds[row["kind"], row["reference"]] += 1
        found.expect(row["state"] not in OPEN, f"notice {row['id']} ({row['kind']}) has not ended: {row['state']}")
    for row in rows["question"]:
        number, answered = str(row["id"]), int(row["state"] == ANSWERED)
        found.expect(kinds["question_asked", number] == members, f"question {number} is not told to all members")
        found.expect(kinds["question_answered", number] == answered, f"question {number}: notices of its answer")
    for state, count in sorted(states.items()):
        found.counts[f"notices: {state}"] = count
    found.counts["notices: all"] = len(rows["outbox"])
    late = sorted(
        (row["ended_at"] - max(row["created_at"], row["not_before"])).total_seconds()
        for row in rows["outbox"]
        if row["state"] == NoticeState.SENT
    )
    found.counts["notices: p95 of the delay (s)"] = round(late[int(len(late) * 0.95)]) if late else 0


def _told(rows: Mapping[str, Rows], found: Findings, channel: Channel, kills: Sequence[float]) -> None:
    """Hold what arrived against the rows: SENT has arrived, and twice only if harmless and for a reason."""
    chats = {row["oid"]: row["conversation"] for row in rows["address"]}
    doubled: Counter[str] = Counter()
    for row in rows["outbox"]:
        if row["medium"] != "teams" or row["oid"] not in chats or not row["reference"].isdecimal():
            continue
        # What was held up on its way was noted after what came meanwhile.
        heard = channel.notices.pop((row["kind"], chats[row["oid"]], int(row["reference"])), [])
        heard.sort(key=lambda one: one.at)
        name = f"notice {row['id']} ({row['kind']}, {row['state']})"
        found.expect(bool(heard) or row["state"] != NoticeState.SENT, f"{name} never arrived")
        if row["kind"] not in MAY_REPEAT:
            found.expect(len(heard) <= 1, f"{name} arrived {len(heard)} times")
        doubled[row["kind"]] += max(0, len(heard) - 1)
        for earlier, later in itertools.pairwise(heard):
            # What a killed process had written to its socket may still arrive a little later.
            excused = not earlier.clean or any(earlier.at - 0.5 <= at <= later.at for at in kills)
            since = earlier.at - max((at for at in kills if at <= earlier.at), default=-1.0)
            found.expect(
                excused,
                f"{name} arrived again {later.at - earlier.at:.2f} s later although its arrival was acknowledged, {since:.2f} s"
                " after a kill",
            )
    found.expect(not channel.notices, f"arrived without a row: {list(channel.notices)[:3]}")
    for kind, count in sorted(doubled.items()):
        found.counts[f"doubled: {kind}"] = count


def _drafts(rows: Mapping[str, Rows], found: Findings, people: Iterable[Person]) -> None:
    drafts = {row["id"]: row for row in rows["draft"]}
    nonces = {row["nonce"] for row in rows["question"]}
    ended = {a.marker for one in people for a in one.attempts if a.number is not None or a.gone or a.concluded}
    for row in rows["focus"]:
        if row["draft"] is None:
            found.expect(row["form"] is None and row["field"] is None, "a focus without draft names a field")
            continue
        kept = drafts.get(row["draft"])
        found.expect(kept is not None and kept["oid"] == row["oid"], f"a focus dangles: draft {row['draft']}")
    for row in drafts.values():
        found.expect(row["nonce"] not in nonces, f"draft {row['id']} was sent and is still there")
        text = next(
            (row["answers"][name] for name in ("question", "answer", "motivation") if row["answers"].get(name)), ""
        )
        if row["form"] == FORM:
            continue  # Changes begun of what is deposited start from its text.
        found.expect(text.partition(" ")[0] not in ended, f"draft {row['id']} is left of {text.partition(' ')[0]}")
    found.counts["drafts left (forms that somebody else ended)"] = len(drafts)
