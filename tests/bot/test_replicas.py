"""The real program in several processes: killed while people fill forms in, and side by side on one database."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from dialogs.core import form_texts as forms
from dialogs.questions import texts as questions
from knowledge.base import KnowledgeBase
from storage.actions.schools import import_schools
from storage.engine import Storage
from storage.outbox import OPEN, NoticeState
from storage.tables import outbox, question, request
from storage.transaction import transaction
from tests.chaos.channel import Channel
from tests.chaos.people import Person
from tests.chaos.program import Clock, Program
from tests.chaos.run import chaos
from tests.conftest import NOW
from tests.dialogs.steering import REGISTER, fill
from tests.talk import Office, worded, words

BEGIN = "transmettre une question au SA EPLE"


@pytest.mark.night
@pytest.mark.timeout(300)
@pytest.mark.parametrize("storage_url", ["sqlite", "postgresql"], indirect=True)
async def test_killed_three_times_while_people_and_operators_work_nothing_is_lost_nor_doubled(storage_url: str) -> None:
    kind = storage_url.partition("+")[0]
    replicas = 1 if kind == "sqlite" else 2
    result = await chaos(kind, kills=3, seed=1, people=8, replicas=replicas, haste=0.5, forks=True)
    assert result.violations == [], result.table()
    assert result.kills == 3
    assert (
        result.findings.counts["questions: acknowledged"] >= 4
    )  # Of eight people; some answers are lost on their way.
    assert result.operator.counts["backups restored"] >= 1
    assert result.operator.counts["things held against a backup"] >= 4


@dataclass
class Pair:
    """Two replicas on one database, and the channel between them and people."""

    channel: Channel
    replicas: tuple[Program, Program]

    def at(self, which: int) -> None:
        """Have the next activities go to that replica alone."""
        self.channel.addresses[:] = [self.replicas[which % 2].url]

    def person(self, number: int) -> Person:
        return Person(self.channel, number, random.Random(number))

    async def says(self, which: int, person: Person, text: str) -> str:
        """Type at that replica; return what was shown then."""
        self.at(which)
        before = len(person.view)
        await person.types(text)
        return "\n".join(
            "\n".join(words(shown.card["body"])) if shown.card else shown.text for shown in person.view[before:]
        )


@contextlib.asynccontextmanager
async def pair(storage: Storage, folder: Path, member: int) -> AsyncIterator[Pair]:
    async with Channel(random.Random(1), stormy=False) as channel:
        environ = {
            "ALLOW_ANONYMOUS": "true",
            "DATABASE_URL": storage.engine.url.render_as_string(hide_password=False),
            "SAEPLE_MEMBERS": Person(channel, member, random.Random(1)).oid,
        }
        clock = Clock(NOW)
        one, other = (Program(folder, environ, clock, channel.opened, channel.closed) for _ in range(2))
        try:
            await asyncio.gather(one.start(), other.start())
            await asyncio.gather(one.wait_ready(), other.wait_ready())
            yield Pair(channel, (one, other))
        finally:
            codes = await asyncio.gather(one.stop(), other.stop())
        assert codes == [0, 0]


async def ended(storage: Storage) -> dict[NoticeState, int]:
    """Return the notices by state once all have ended."""
    async with asyncio.timeout(120):
        while True:
            async with storage.reading() as connection:
                rows = await connection.execute(sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state))
                states = {NoticeState(state): count for state, count in rows}
            if not set(states) & set(OPEN):
                return states
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_two_replicas_tell_each_notice_once(storage: Storage, tmp_path: Path) -> None:
    async with pair(storage, tmp_path, member=90) as both:
        member = both.person(90)
        await member.installs()

        async def ask(number: int) -> None:
            person = both.person(number)
            # The whole pair, at random: what each person does is in order, the replicas are not.
            for text in (BEGIN, f"Question de {number}", "passer", "envoyer"):
                await person.types(text)

        both.channel.addresses[:] = [replica.url for replica in both.replicas]
        await asyncio.gather(*(ask(number) for number in range(1, 9)))
        states = await ended(storage)
        async with storage.reading() as connection:
            numbers = set((await connection.execute(sa.select(question.c.id))).scalars())
    assert len(numbers) == 8
    assert states == {NoticeState.SENT: 8}
    told = {number: len(heard) for (_, _, number), heard in both.channel.notices.items()}
    assert told == dict.fromkeys(numbers, 1)
    assert {chat for _, chat, _ in both.channel.notices} == {member.chat}


@pytest.mark.night
@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_a_form_begun_at_one_replica_goes_on_at_the_other_at_once(storage: Storage, tmp_path: Path) -> None:
    async with pair(storage, tmp_path, member=90) as both:
        for number in range(1, 6):
            person = both.person(number)
            for which in (0, 1):  # Both know the person, and that no form is being filled in.
                await both.says(which, person, "bonjour")
            assert questions.ASK_QUESTION in await both.says(number, person, BEGIN)
            assert questions.ASK_SCHOOL in await both.says(number + 1, person, "Ma question")
            assert questions.ASK_QUESTION in await both.says(number, person, "retour")
            assert forms.ASIDE.format(title=worded(questions.TITLE)) in await both.says(number + 1, person, "annuler")
            assert "1\u00a0800" in await both.says(number, person, "Quelle est l’indemnité ?")
            assert questions.ASK_SCHOOL in await both.says(number + 1, person, "reprendre")
            assert forms.REVIEW in await both.says(number, person, "Lycée Thiers")
            assert worded(questions.PASSED, number=number) in await both.says(number + 1, person, "envoyer")
            assert "1\u00a0800" in await both.says(number, person, "Quelle est l’indemnité ?")


@pytest.mark.night
@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_what_was_said_asked_and_listed_at_one_replica_is_known_at_the_other(
    storage: Storage, base: KnowledgeBase, tmp_path: Path
) -> None:
    async with Office.open(storage, base, NOW) as office:
        await fill(office)  # Before the replicas start: it fills the tables.
    await import_schools(storage, tuple(REGISTER), NOW)
    async with transaction(storage, NOW) as tx:
        await tx.connection.execute(sa.delete(outbox))  # Nothing comes between what is said.
        found = await tx.connection.execute(sa.select(request.c.reference).where(request.c.status == "resolved"))
        resolved = list(found.scalars())
        await tx.commit()
    async with pair(storage, tmp_path, member=90) as both:
        member = both.person(90)
        for which in (0, 1):  # Both know the person already.
            await both.says(which, member, "bonjour")
        for first in (0, 1):
            second = first + 1
            assert f"{21 - first}\u00a0demandes au total" in await both.says(first, member, "demandes ouvertes")
            assert "Lignes 11 à 20" in (await both.says(second, member, "suite")).replace("\u00a0", " ")
            assert "Lignes 11 à 20" not in (await both.says(first, member, "suite")).replace("\u00a0", " ")
            assert "Demandes ouvertes du 84" in await both.says(second, member, "demandes ouvertes du 84")
            shown = await both.says(first, member, "et à Gap ?")
            assert "Demandes ouvertes à Gap" in shown
            reference = re.findall(r"DA-\d{4}-\d{4}", shown)[0]
            assert reference in (await both.says(second, member, "le premier")).splitlines()[0]
            asked = await both.says(first, member, f"confirmer la résolution de {resolved[first]}")
            assert f"{resolved[first]} : confirmer" in asked.replace("\u00a0", " ")
            assert f"{resolved[first]} est close" in await both.says(second, member, "oui")
