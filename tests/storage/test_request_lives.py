"""Random lives of requests on a real database: what is kept is what the rules alone would have made of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knowledge.lifecycle import MoveRefused, apply, due_moves, next_due
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    HELD,
    AssistanceRequest,
    CancelReason,
    RequestFacts,
    RequestGiven,
    RequestMove,
    RequestStatus,
    SchoolContact,
    Topic,
    WaitingFor,
)
from knowledge.request_cycle import REQUEST_CYCLE, REQUEST_TABLE
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import requests as actions
from storage.actions import roles
from storage.actions.people import seed_roles
from storage.actions.requests import NewRequest
from storage.engine import Storage
from storage.queries import requests as queries
from storage.schema import migrate
from storage.transaction import ActivityKey, transaction

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
AGENT, EXPERT, OTHER, MEMBER = (PersonKey("t", name) for name in ("agent", "expert", "other", "member"))
EXPERTS = (EXPERT, OTHER)
REMINDERS = {line.move.value for line in REQUEST_TABLE if line.reminds}
BY_PEOPLE = [move for move in RequestMove if not move.value.startswith(("alert", "remind", "log"))]
WANTED = NewRequest(
    uai="0130001F", school="", contact=SchoolContact(name="A", phone="1"), topic=Topic.BOURSES, requester=AGENT
)


class Lives(RuleBasedStateMachine):
    """Presses by anybody, time, roles taken and given; beside it, the rules on a plain record."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.storage = Storage.open(f"sqlite+aiosqlite:///{self.folder / 'lives.db'}")
        self.now = NOW
        self.pressed = 0
        self.events = 0
        self.experts = set(EXPERTS)
        self.released = False
        self.model: AssistanceRequest

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(what)

    def teardown(self) -> None:
        self.run(self.storage.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    @initialize()
    def log(self) -> None:
        self.run(migrate(self.storage))
        self.run(seed_roles(self.storage, [(EXPERT, Role.EXPERT), (OTHER, Role.EXPERT), (MEMBER, Role.SA_EPLE)], NOW))
        done = self.run(
            actions.log(self.storage, WANTED, DEFAULT_DELAYS, by=AGENT, now=NOW, activity=ActivityKey("t", "c", "log"))
        )
        self.model, self.events = done.file.request, 1

    def facts(self) -> RequestFacts:
        holder = self.model.holder
        return RequestFacts(holder_active=holder is None or holder in self.experts)

    def person(self, key: PersonKey) -> Person:
        held = {Role.EXPERT} if key in self.experts else {Role.SA_EPLE} if key == MEMBER else set()
        return Person(key, roles=frozenset(held))

    @rule(move=st.sampled_from(BY_PEOPLE), by=st.sampled_from((AGENT, EXPERT, OTHER, MEMBER)), stale=st.booleans(),
          whom=st.sampled_from(EXPERTS), again=st.booleans())  # fmt: skip
    def press(self, move: RequestMove, by: PersonKey, stale: bool, whom: PersonKey, again: bool) -> None:
        self.pressed += 1
        given = RequestGiven(
            reason="Absence", target=self.person(whom), slot=self.now + timedelta(days=2), waiting_for=WaitingFor.SCHOOL,
            resume_at=self.now + timedelta(days=3), report="Fait.", cancel_as=CancelReason.OUT_OF_SCOPE, score=4,
        )  # fmt: skip
        version = self.model.version - stale
        expected: Any
        try:
            expected = apply(REQUEST_CYCLE, self.model, move, by=self.person(by), now=self.now, facts=self.facts(),
                             given=given, version=version)  # fmt: skip
        except MoveRefused as refused:
            expected = type(refused)
        for _ in range(1 + again):
            try:
                done = self.run(
                    actions.make(self.storage, self.model.reference, move, DEFAULT_DELAYS, by=by, now=self.now,
                                 activity=ActivityKey("t", "c", str(self.pressed)), given=given, version=version)
                )  # fmt: skip
            except MoveRefused as refused:
                assert type(refused) is expected  # noqa: PT017 - whether it is refused is what is compared.
            else:
                assert done.file.request == expected.subject
        if not isinstance(expected, type):
            self.model = expected.subject
            self.events += 1
            self.released = False

    @rule(hours=st.integers(1, 120))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.released = False

        async def passes() -> None:
            async with transaction(self.storage, self.now) as tx:
                await actions.pass_time(tx, self.model.reference, DEFAULT_DELAYS)
                await tx.commit()

        self.run(passes())
        while owed := due_moves(REQUEST_CYCLE, self.model, self.now, facts=self.facts()):
            self.model = apply(REQUEST_CYCLE, self.model, owed[0], by=None, now=self.now, facts=self.facts()).subject
            self.events += 1

    @rule(key=st.sampled_from(EXPERTS))
    def change_role(self, key: PersonKey) -> None:
        self.pressed += 1
        change = roles.take if key in self.experts else roles.give
        self.run(change(self.storage, key, Role.EXPERT, by=MEMBER, now=self.now,
                        activity=ActivityKey("t", "c", str(self.pressed))))  # fmt: skip
        self.experts ^= {key}
        if key not in self.experts and self.model.holder == key and self.model.status in HELD:
            self.model = apply(
                REQUEST_CYCLE, self.model, RequestMove.RELEASE, by=None, now=self.now, facts=self.facts()
            ).subject
            self.events += 1
            self.released = True

    @invariant()
    def what_is_kept_is_what_the_rules_made(self) -> None:
        if not self.pressed:
            return
        file = self.run(queries.by_reference(self.storage, self.model.reference))
        assert file.request == self.model
        lines = self.run(queries.timeline(self.storage, self.model.reference))
        assert len(lines) == self.events == self.model.version + sum(line.move in REMINDERS for line in lines)
        assert lines[-1].to_state is self.model.status
        if self.model.holder is None:
            assert self.model.status in (RequestStatus.NEW, RequestStatus.CANCELLED)
        elif self.model.status in HELD:
            assert self.model.holder in self.experts

    @invariant()
    def what_falls_due_is_known(self) -> None:
        if not self.pressed:
            return
        due = self.run(queries.due(self.storage, self.now + timedelta(days=400)))
        # What was released with a role is looked at again at once, and then computed.
        owed = self.now if self.released else next_due(REQUEST_CYCLE, self.model, facts=self.facts())
        assert [one.at for one in due] == ([owed] if owed else [])


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
