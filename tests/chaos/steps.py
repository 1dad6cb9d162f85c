"""An application whose process is killed with -9 at each boundary of its steps, one after the other, then started again.

    python -m tests.chaos.steps [--database sqlite|postgresql|both]

Nothing is left to chance: a run without a kill lists its moments (before and after each commit, when a turn is
answered, when its answer has arrived, before and after each mail), and then each moment is the last of a process of
its own. A helper that has everything imported forks these processes, so that a kill and a start cost little.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import email.policy
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.delivery import Delivery
from bot.leaving import Quiet
from bot.mail import Mail, build
from bot.serving import _mail
from bot.teams.connector import Fate, Outcome
from bot.terminal import SEATS
from dialogs import features
from dialogs.core.context import Post
from dialogs.core.exchange import Address, Happening, Incoming, Letter, Mailbox, Message
from dialogs.core.texts import NOTICE_LINE
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from storage import tables
from storage.actions.notices import to_phone
from storage.calls import find, read_base
from storage.engine import Storage
from storage.outbox import NoticeState, Room, Row
from storage.queries import outgoing
from storage.schema import migrate
from storage.transaction import Transaction
from tests.chaos.run import database
from tests.dialogs.applying import ANSWERS, MOTIVATION
from tests.talk import Office

ROOT = Path(__file__).parents[2]
NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
LATER = timedelta(minutes=10)  # After a restart: what the dead process had in hand is free again.
DELIVER = "(delivery)"  # A step in which the outbox is emptied.
RESUME = "reprendre"
APPLYING = ("candidater", *ANSWERS, "envoyer", DELIVER)
CHANGING = (*APPLYING, "modifier ma candidature", "téléphone", "04 42 91 70 00", "envoyer", DELIVER)
ANSWERED, ARRIVED = "answered", "its answer has arrived"


# The process that is killed.


class Moments:
    """Writes down each moment and, when it is the last, ends the process as ``kill -9`` does."""

    def __init__(self, log: Path, last: str) -> None:
        self._file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._last = last
        self._step = ""
        self._commits = 0

    def step(self, name: str) -> None:
        self._step, self._commits = name, 0

    def says(self, **what: Any) -> None:
        os.write(self._file, json.dumps(what).encode() + b"\n")

    def at(self, what: str) -> None:
        if not self._step:
            return  # The process starts or ends.
        name = f"{self._step} {what}"
        self.says(moment=name)
        if name == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Stand before and after each commit of a change."""
        commit = Transaction.commit

        async def watched(tx: Transaction, answer: Any = None) -> None:
            self._commits += 1
            count = self._commits
            self.at(f"before commit {count}")
            await commit(tx, answer)
            self.at(f"after commit {count}")

        Transaction.commit = watched  # type: ignore[method-assign]


class MailServer:
    """The mail server: what it has accepted is in the log."""

    def __init__(self, moments: Moments) -> None:
        self._moments = moments

    async def send(self, mail: Mail, key: str) -> Outcome:
        content = build(mail, Mailbox("assistant@example.org"), key, NOW).content
        read = email.message_from_bytes(content, policy=email.policy.default)
        kind = "official mail" if "Candidature" in read["Subject"] else "receipt"
        self._moments.at(f"before the {kind}")
        self._moments.says(mail=kind, id=read["Message-ID"], subject=read["Subject"])
        self._moments.at(f"after the {kind}")
        return Outcome(Fate.OK)


class Nobody:
    async def send(self, _address: Address, _message: Message) -> Outcome:
        return Outcome(Fate.OK)


async def live(base: KnowledgeBase, job: dict[str, Any]) -> None:
    """Take the steps that are left, up to the last moment."""
    moments = Moments(Path(job["log"]), job["last"])
    moments.watch()
    storage = Storage.open(job["url"])
    now = datetime.fromisoformat(job["now"])
    async with Office.open(storage, base, now) as office:
        office.services = replace(office.services, post=Post(True, "diepat@example.org"))
        office.router = Router(office.services)
        for number, text in job["steps"]:
            moments.step(f"{number}")
            if text == DELIVER:
                await deliver(office, moments)
                continue
            seat = SEATS["agent"]
            where = Address("msteams", "https://smba.trafficmanager.net/emea", "chat", "28:bot", "29:x")
            incoming = Incoming(
                Happening.MESSAGE, seat.key, where, f"activity {number}", office.clock.now(), seat.name, text
            )
            reply = await office.router.answer(incoming)
            # Who is new to a process is pointed to the notice: not the matter here.
            said = "\n".join(message.text for message in reply.messages if message.text != NOTICE_LINE)
            moments.at(ANSWERED)
            moments.says(step=number, said=said)
            moments.at(ARRIVED)
        moments.step("")
    await storage.close()


async def deliver(office: Office, moments: Moments) -> None:
    """Deliver until nothing is left, as the program does."""

    async def render(row: Row) -> Message | Mail | None:
        shown = await features.render(office.services, row)
        return _mail(shown) if isinstance(shown, Letter) else shown

    async def nowhere(_room: Room) -> Address | None:
        return None

    delivery = Delivery(
        office.storage, sender=Nobody(), mailer=MailServer(moments), render=render, in_charge=to_phone,
        find_room=nowhere, clock=office.clock.now, may_repeat=features.MAY_REPEAT, quiet=Quiet(start=Quiet().end),
        workers=1, poll=0.02,
    )  # fmt: skip
    delivery.start()
    async with asyncio.timeout(20):
        # The database gives no event.
        while (await outgoing.health(office.storage, office.clock.now())).waiting_since:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await delivery.stop()


def help_out() -> None:
    """Fork a process for each job that comes in, and say how it ended."""
    base = read_base(find("2024-experts-opale"))
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                asyncio.run(live(base, json.loads(line)))
            except BaseException as error:
                sys.stderr.write(f"{error!r}\n")
                sys.stderr.flush()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


# Whoever kills it.


@dataclass
class Lives:
    """What the processes of one case have done."""

    moments: list[str] = field(default_factory=list)
    said: dict[int, str] = field(default_factory=dict)
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)  # Of (kind, Message-ID).

    @classmethod
    def read(cls, log: Path) -> Lives:
        found = cls()
        for line in log.read_text().splitlines():
            what = json.loads(line)
            if "moment" in what:
                found.moments.append(what["moment"])
            elif "mail" in what:
                found.mails[what["mail"], what["id"]] += 1
            else:
                found.said[what["step"]] = what["said"]
        return found


class Helper:
    """The process that forks; used one job after the other."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._cases = 0

    async def case(self, url: str, steps: Sequence[str], lasts: Sequence[str] = ()) -> Lives:
        """Take the steps on an empty database, a process ending at each of ``lasts``; return what was done."""
        self._cases += 1
        log, now = self._folder / f"{self._cases}.log", NOW
        left = list(enumerate(steps))
        for last in lasts:
            code = await self._live(url, log, left, now, last)
            assert code == -signal.SIGKILL, f"{last}: the process ended with {code}"
            now += LATER
            number, where = at(last)
            left = list(enumerate(steps))[number + (where == ARRIVED) :]
            if where == ARRIVED and left[0][1] != DELIVER:
                left.insert(0, (len(steps) + number, RESUME))  # The person, not knowing what has happened.
        assert await self._live(url, log, left, now, "") == 0, f"{lasts}: not after a restart"
        return Lives.read(log)

    async def _live(self, url: str, log: Path, steps: list[tuple[int, str]], now: datetime, last: str) -> int:
        job = {"url": url, "log": str(log), "steps": steps, "now": now.isoformat(), "last": last}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(await asyncio.to_thread(self._process.stdout.readline))


@contextmanager
def helper(folder: Path) -> Iterator[Helper]:
    """Run the process that forks."""
    environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.steps", "--fork"], cwd=ROOT, env=environ, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield Helper(process, folder)
        finally:
            assert process.stdin
            process.stdin.close()


def at(last: str) -> tuple[int, str]:
    """Return the step of a moment, and what happens in it."""
    step, _, where = last.partition(" ")
    return int(step), where


def every_boundary(steps: Sequence[str]) -> list[str]:
    """Return four moments of each step, for one way on which they all are a process's last."""
    found: list[str] = []
    for number, text in enumerate(steps):
        if text == DELIVER:
            found += [f"{number} {when} the {kind}" for kind in ("receipt", "official mail")
                      for when in ("before", "after")]  # fmt: skip
        else:
            found += [f"{number} {where}" for where in ("before commit 1", "after commit 1", ANSWERED, ARRIVED)]
    return found


async def wrong(
    storage: Storage, steps: Sequence[str], whole: Lives, lives: Lives, lasts: Sequence[str] = ()
) -> list[str]:
    """Return what does not hold after a case; ``whole``: what is done when nobody is killed."""
    found: list[str] = []
    editions = steps.count("envoyer")
    async with storage.reading() as connection:
        read = {
            table.name: list((await connection.execute(sa.select(table))).mappings())
            for table in (tables.application, tables.event, tables.draft, tables.outbox, tables.focus)
        }
    kept = [(row["reference"], row["edition"], row["status"], row["answers"]["motivation"], row["answers"]["phone"])
            for row in read["application"]]  # fmt: skip
    phone = "04 42 91 70 00" if editions == 2 else ""
    if kept != [("CA-2024-0001", editions, "submitted", MOTIVATION, phone)]:
        found.append(f"stored: {kept}")
    moves = [row["move"] for row in read["event"] if row["subject"] == "application"]
    if moves != ["deposit", "modify"][:editions]:
        found.append(f"journal: {moves}")
    if read["draft"] or any(row["draft"] for row in read["focus"]):
        found.append("a draft is left")
    ended = [(row["kind"], row["state"]) for row in read["outbox"]]
    if len(ended) != 2 * editions or {state for _, state in ended} != {NoticeState.SENT}:
        found.append(f"notices: {ended}")
    if len(lives.mails) != 2 * editions:
        found.append(f"mails: {lives.mails}")
    for (kind, name), count in lives.mails.items():
        if count > 1 + sum(last.endswith(f" after the {kind}") for last in lasts):
            found.append(f"{kind} {name} was sent {count} times")
    for number, text in enumerate(steps):
        if text == DELIVER:
            continue
        said = whole.said[number]
        expected = "CA-2024-0001" if text == "envoyer" else said  # The receipt, or that it is deposited.
        if expected not in lives.said[number]:
            found.append(f"step {number}: {lives.said[number]!r} instead of {expected!r}")
        resumed = lives.said.get(len(steps) + number)
        if resumed is not None and text != "envoyer" and said not in resumed:
            found.append(f"resumed after {number} with {resumed!r}")
    return [f"{', '.join(lasts)}: {one}" for one in found]


async def empty(storage: Storage) -> None:
    """Empty the database before a case."""
    async with storage.writing() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            await connection.execute(table.delete())
        await connection.commit()


async def all_moments(kind: str) -> tuple[int, list[str]]:
    """Kill at each moment of both ways; return how often, and what did not hold."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steps-")))
        url = await stack.enter_async_context(database(kind, folder))
        forking = stack.enter_context(helper(folder))
        storage = Storage.open(url)
        stack.push_async_callback(storage.close)
        await migrate(storage)
        kills, found = 0, list[str]()
        whole = await forking.case(url, CHANGING)
        found += await wrong(storage, CHANGING, whole, whole)
        for last in whole.moments:
            if CHANGING[at(last)[0]] == DELIVER and "commit" in last:
                continue  # How often the outbox is looked at is left to chance.
            await empty(storage)
            lives = await forking.case(url, CHANGING, [last])
            found += await wrong(storage, CHANGING, whole, lives, [last])
            kills += 1
        return kills, found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.steps")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--fork", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fork:
        help_out()
        return 0
    bad = False
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        kills, found = asyncio.run(all_moments(kind))
        print(f"{kind}: killed at each of {kills} moments of an application and its change, {len(found)} violations")
        print("\n".join(f"  VIOLATED: {line}" for line in found[:40]), end="\n" if found else "")
        bad = bad or bool(found)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
