"""How long sixty status questions take through the wire, beside their SQL alone: ``python -m tests.bench.steering URL…``.

Each database is filled (50,000 requests, 2,000 applications, 200 experts) unless it already is, the program is started on
it as in production, and a member of the SA EPLE asks each question so many times over HTTP; a turn lasts from its request
to the later of its HTTP answer and its reply's arrival at the connector. The statements that the same turn runs are then
run alone. Milliseconds follow the machine's mood: where others use it, read the processor time that the turn takes of the
program and of the database (PostgreSQL's own processes, where they run here), which is what it would take alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp
import psutil
import sqlalchemy as sa
from aiohttp import web

from bot.terminal import SEATS
from dialogs.core.exchange import Happening
from storage.calls import find, read_base
from storage.engine import Storage
from storage.notice_data import MoveData, to_json
from storage.outbox import OPEN, Notice, NoticeState, notify
from storage.schema import migrate
from storage.tables import application, outbox, request
from storage.transaction import transaction
from tests.bench.seeding import NOW, bench_register, seed
from tests.bench.turn import free_port
from tests.talk import Office

CALL = "2024-experts-opale"
QUESTIONS: Sequence[str] = (
    "statut", "statut demandes", "statut demandes 84",
    # Lists.
    "demandes", "demandes ouvertes", "demandes en retard", "urgentes non prises", "demandes non prises",
    "demandes du 13", "demandes closes du 84", "demandes en attente", "demandes planifiées", "demandes rouvertes",
    "demandes au sujet trésorerie", "demandes créées hier", "demandes de la semaine dernière", "demandes de janvier 2023",
    "demandes closes la semaine dernière", "demandes vieilles de plus de 10 jours", "les 5 demandes les plus anciennes",
    "demandes de Belver", "demandes ouvertes de Dorgar", "séances de demain", "séances de la semaine prochaine",
    "demandes de la vague 3", "demandes ouvertes de la vague 2",
    # Numbers.
    "combien de demandes", "combien de demandes ouvertes", "combien de demandes closes en 2023",
    "combien de demandes urgentes dans le 84", "combien de demandes en retard",
    # Groups: each of them.
    "demandes par état", "demandes par département", "demandes par sujet", "demandes par expert", "demandes par semaine",
    "demandes par mois", "demandes par établissement", "demandes closes par établissement", "demandes ouvertes par expert",
    "demandes de 2023 par mois", "demandes par vague", "demandes ouvertes par vague", "demandes closes en 2023 par sujet",
    # Measures: each of them, and by each group.
    "délais", "délais de résolution", "satisfaction", "taux de réouverture", "solutions refusées", "durée des séances",
    "charge", "délais par département en 2023", "délais par sujet en 2023", "délais par mois en 2023",
    "délais par semaine ce trimestre", "délais par expert en 2023", "délais de résolution par établissement en 2023",
    "délais par vague en 2023", "satisfaction par sujet en 2023", "charge par expert",
    # Applications and experts.
    "candidatures", "candidatures déposées", "candidatures par département", "candidatures de la vague 2",
    "combien d'experts", "exporter les demandes ouvertes du 84",
)  # fmt: skip
MEMBER = SEATS["saeple"]
_MUST = 50  # Milliseconds.
_TOLD = 40  # Alerts of the last two weeks.
_LOOK, _LOST = 3.0, 400  # Seconds between two looks, and how often at most, at what is left of the lost time.


async def fill(storage: Storage, requests: int, applications: int, experts: int) -> None:
    """Write requests, applications and experts, unless they are there."""
    await migrate(storage)
    async with storage.reading() as connection:
        there = (await connection.execute(sa.select(sa.func.count()).select_from(request))).scalar_one()
    if not there:
        await seed(storage, bench_register(), requests, experts=experts)
    async with storage.reading() as connection:
        known = (await connection.execute(sa.select(sa.func.count()).select_from(application))).scalar_one()
    chance, schools = random.Random(5), [school.uai for school in bench_register()]
    rows = [
        {
            "reference": f"CA-2024-{number:05}", "call": CALL, "tenant": "local", "oid": f"c{number}",
            "name": f"NOM{number} Prénom", "flags": [], "status": chance.choice(("submitted", "under_review", "incomplete")),
            "answers": {"function": chance.choice(("sg", "sgac")), "wave": f"v{chance.randrange(1, 5)}", "school": chance.choice(schools)},
            "status_since": NOW, "touched_at": NOW, "version": 1, "edition": 1,
            "deposited_at": NOW - timedelta(hours=chance.random() * 300),
        }
        for number in range(known + 1, applications + 1)
    ]  # fmt: skip
    async with storage.writing() as connection:
        if rows:
            await connection.execute(sa.insert(application), rows)
        await connection.commit()
    await tell(storage)


async def tell(storage: Storage) -> None:
    """Leave the member the alerts of two weeks, as work goes on: what is typed under the last ones is heard as their answer."""
    async with storage.reading() as connection:
        there = await connection.execute(sa.select(sa.func.count()).select_from(outbox))
        idle = sa.select(request.c.reference, request.c.version, request.c.touched_at).where(
            request.c.status == "assigned"
        )
        told = (await connection.execute(idle.order_by(request.c.touched_at).limit(_TOLD))).all()
    if there.scalar_one():
        return
    async with transaction(storage, NOW) as tx:
        alerts = [
            Notice("request_idle", to=MEMBER.key, reference=row.reference, version=row.version, data=to_json(MoveData(move="alert_idle")))
            for row in told
        ]  # fmt: skip
        await notify(tx, *alerts)
        ended = [
            {"of": alert.key, "at": NOW - timedelta(hours=8 * number)} for number, alert in enumerate(reversed(alerts))
        ]
        sent = sa.update(outbox).where(outbox.c.dedupe == sa.bindparam("of"))
        await tx.connection.execute(sent.values(state=NoticeState.SENT, ended_at=sa.bindparam("at")), ended)
        await tx.commit()


async def rested(url: str) -> None:
    """Do what PostgreSQL does of itself where it may: look at the changed pages again, so that an index is enough to count."""
    storage = Storage.open(url)
    if not storage.is_sqlite:
        async with storage.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.exec_driver_sql("VACUUM ANALYZE")
    await storage.close()


class Wire:
    """A person in Teams: asks over HTTP, and hears the replies at a connector of their own."""

    def __init__(self, url: str, session: aiohttp.ClientSession, service: str) -> None:
        self._url, self._session, self._service = url, session, service
        self._count = int(time.time() * 1000)
        self.heard: asyncio.Event = asyncio.Event()

    async def take(self, asked: web.Request) -> web.Response:
        await asked.read()
        if asked.method == "POST" and b'"typing"' not in await asked.read():
            self.heard.set()
        return web.json_response({"id": str(self._count)})

    async def ask(self, text: str) -> float:
        """Return how long the turn took, in milliseconds."""
        self._count += 1
        self.heard.clear()
        sent = {
            "type": "message", "id": str(self._count), "timestamp": "2024-01-25T09:00:00Z", "channelId": "msteams",
            "serviceUrl": self._service, "text": text, "textFormat": "plain", "locale": "fr-FR",
            "from": {"id": "29:member", "name": MEMBER.name, "aadObjectId": MEMBER.key.oid},
            "recipient": {"id": "28:bot"}, "conversation": {"id": "a:bench", "conversationType": "personal", "tenantId": "local"},
            "channelData": {"tenant": {"id": "local"}},
        }  # fmt: skip
        start = time.perf_counter()
        async with self._session.post(self._url, json=sent) as answer:
            await answer.read()
        await asyncio.wait_for(self.heard.wait(), 30)
        return 1000 * (time.perf_counter() - start)


async def statements(storage: Storage) -> dict[str, list[tuple[str, Any]]]:
    """Return the reads that the turn of each question does."""
    noted: list[tuple[str, Any]] = []
    found = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            noted.append((statement, parameters))

    async with Office.open(storage, read_base(find(CALL)), NOW) as office:
        office.register = bench_register()
        talk = office.talk("saeple")
        await office.router.answer(talk.incoming(Happening.MESSAGE, text="bonjour"))
        sa.event.listen(storage.engine.sync_engine, "before_cursor_execute", note)
        for text in QUESTIONS:
            noted.clear()
            await office.router.answer(talk.incoming(Happening.MESSAGE, text=text))
            found[text] = list(noted)
        sa.event.remove(storage.engine.sync_engine, "before_cursor_execute", note)
    return found


async def alone(storage: Storage, reads: Sequence[tuple[str, Any]]) -> float:
    """Return how long these reads take by themselves, in milliseconds."""
    start = time.perf_counter()
    async with storage.reading() as connection:
        for statement, parameters in reads:
            (await connection.exec_driver_sql(statement, parameters)).all()
    return 1000 * (time.perf_counter() - start)


async def measure(url: str, given: argparse.Namespace) -> None:
    """Print the questions of one database, the slowest last."""
    storage = Storage.open(url)
    await fill(storage, given.requests, given.applications, given.experts)
    sqls = {}
    for text, reads in (await statements(storage)).items():
        await alone(storage, reads)
        sqls[text] = median([await alone(storage, reads) for _ in range(given.times)])
    await storage.close()
    found = await asked(url, given)
    print(
        f"\n{'SQLite' if 'sqlite' in url else 'PostgreSQL'}, {given.requests} requests, load {psutil.getloadavg()[0]:.1f}"
    )
    print(f"{'question, in ms (must: 50)':52}{'p50':>8}{'p95':>8}{'SQL':>8}{'CPU p50':>9}{'p95':>8}")
    for text, spent in sorted(found.items(), key=lambda one: median(cpu for _, cpu in one[1])):
        taken, cpu = ([one[part] for one in spent] for part in (0, 1))
        print(
            f"{text:52}{median(taken):8.1f}{quantiles(taken, n=20)[-1]:8.1f}{sqls[text]:8.1f}"
            f"{median(cpu):9.1f}{quantiles(cpu, n=20)[-1]:8.1f}"
        )
    every, spent = ([one[part] for some in found.values() for one in some] for part in (0, 1))
    print(
        f"{'all of them':52}{median(every):8.1f}{quantiles(every, n=20)[-1]:8.1f}{'':8}"
        f"{median(spent):9.1f}{quantiles(spent, n=20)[-1]:8.1f}"
    )
    over = [text for text, some in found.items() if quantiles([cpu for _, cpu in some], n=20)[-1] >= _MUST]
    print(f"of {_MUST} ms of processor or more, p95: {', '.join(over) or 'none'}")


async def backends(url: str) -> list[int]:
    """Return the processes that work for this database: none of SQLite's, and none where PostgreSQL runs elsewhere."""
    if "sqlite" in url:
        return []
    storage = Storage.open(url)
    async with storage.reading() as connection:
        found = await connection.execute(
            sa.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )
        pids = [int(pid) for pid in found.scalars()]
    await storage.close()
    return [pid for pid in pids if "postgres" in _named(pid)]


def _named(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def used(pids: Sequence[int]) -> float:
    """Return the milliseconds of processor time that these processes have used so far."""
    spent = 0
    for thread in (one for pid in pids for one in Path(f"/proc/{pid}/task").iterdir()):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # It has ended meanwhile.
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e6


async def at_rest(url: str) -> None:
    """Wait until the program has made up for the lost time of a new database: moves that are due, notices that may leave."""
    storage = Storage.open(url)
    due, open_ = request.c.due_at, sa.and_(outbox.c.state.in_(OPEN), outbox.c.not_before <= NOW)
    left = sa.select(
        sa.select(sa.func.count(due)).scalar_subquery() == 0,  # It has not begun.
        sa.exists().where(due <= NOW),
        sa.exists().where(open_),
    )
    for _ in range(_LOST):
        async with storage.reading() as connection:
            owed = (await connection.execute(left)).one()
        if not any(owed):
            break
        await asyncio.sleep(_LOOK)
    await storage.close()


async def asked(url: str, given: argparse.Namespace) -> dict[str, list[tuple[float, float]]]:
    """Start the program on the database, ask every question so many times, and stop it.

    Return how long each turn took, and the processor time in it, in milliseconds.
    """
    port, heard = free_port(), free_port()
    env = {
        **os.environ, "ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1", "PORT": str(port), "DATABASE_URL": url,
        "LOG_LEVEL": "error", "ASSISTANT_NOW": "2024-01-25T10:00+01:00", "SAEPLE_MEMBERS": MEMBER.key.oid, "PERSON_TURNS": "100000", "KEEP_REQUESTS_DAYS": "3650",
    }  # fmt: skip
    program = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "serve", env=env)
    found: dict[str, list[tuple[float, float]]] = {text: [] for text in QUESTIONS}
    try:
        async with aiohttp.ClientSession() as session:
            wire = Wire(f"http://127.0.0.1:{port}/api/messages", session, f"http://127.0.0.1:{heard}")
            app = web.Application()
            app.router.add_route("*", "/{rest:.*}", wire.take)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", heard).start()
            for _ in range(300):
                try:
                    await wire.ask("bonjour")
                    break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.2)
            await at_rest(url)
            await rested(url)
            pids = [program.pid]
            for number in range(given.times + 1):
                for text in QUESTIONS:
                    before = used(pids)
                    spent = await wire.ask(text)
                    if number:  # The first time warms the program up.
                        found[text].append((spent, used(pids) - before))
                if not number:
                    pids += await backends(url)
            await runner.cleanup()
    finally:
        program.send_signal(signal.SIGTERM)
        await program.wait()
    return found


async def _main(given: argparse.Namespace) -> None:
    for url in given.urls:
        await measure(url, given)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--applications", type=int, default=2_000)
    parser.add_argument("--experts", type=int, default=200)
    parser.add_argument("--times", type=int, default=10)
    asyncio.run(_main(parser.parse_args()))
