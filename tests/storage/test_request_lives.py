"""Random lives of requests on a real database: what is kept is what the rules alone would have made of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knowledge.files import MAX_IN_REQUEST, Attached, AttachmentRefused
from knowledge.lifecycle import MoveRefused, Relation, apply, due_moves, next_due
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    FINAL,
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
from knowledge.request_cycle import REQUEST_CYCLE, REQUEST_TABLE, request_relations
from knowledge.rights import may_see_request
from knowledge.team import Stretch
from knowledge.time.delays import DEFAULT_DELAYS, paris_day
from storage.actions import people, plan, team
from storage.actions import requests as actions
from storage.actions.people import seed_roles
from storage.actions.requests import NewRequest
from storage.actions.sayings import NOTE, SAID, SayingRefused, send
from storage.engine import Storage
from storage.queries import requests as queries
from storage.queries.accesses import files_of
from storage.queries.team import away
from storage.queries.team import of_person as reminders_of
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


PEOPLE = (AGENT, EXPERT, OTHER, MEMBER)
PICTURE = Attached("capture.png", "image/png", b"\x89PNG")
SAYINGS = (SAID, NOTE)
WRITERS = {Relation.REQUESTER, Relation.HOLDER, Relation.SA_EPLE}
NOTERS = {Relation.EXPERT, Relation.SA_EPLE}


@cache
def template() -> Path:
    """Return an empty database at the current schema: migrating costs more than a life."""
    path = Path(tempfile.mkdtemp()) / "template.db"

    async def make() -> None:
        storage = Storage.open(f"sqlite+aiosqlite:///{path}")
        await migrate(storage)
        await storage.close()

    asyncio.run(make())
    return path


class Lives(RuleBasedStateMachine):
    """Presses by anybody, messages, notes, files, reminders, absences, time, roles taken and given.

    Beside it, the rules on a plain record: what is said about a request makes no card stale and is in its journal.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        shutil.copy(template(), self.folder / "lives.db")
        self.storage = Storage.open(f"sqlite+aiosqlite:///{self.folder / 'lives.db'}")
        self.now = NOW
        self.pressed = 0
        self.events = 0
        self.experts = set(EXPERTS)
        self.released = False
        self.away: set[PersonKey] = set()
        self.files = 0
        self.reminders: set[tuple[PersonKey, datetime]] = set()
        self.model: AssistanceRequest

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(what)

    def teardown(self) -> None:
        self.run(self.storage.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    @initialize()
    def log(self) -> None:
        self.run(seed_roles(self.storage, [(EXPERT, Role.EXPERT), (OTHER, Role.EXPERT), (MEMBER, Role.SA_EPLE)], NOW))
        done = self.run(
            actions.log(self.storage, WANTED, DEFAULT_DELAYS, by=AGENT, now=NOW, activity=ActivityKey("t", "c", "log"))
        )
        self.model, self.events = done.file.request, 1

    def facts(self, *, target_away: bool = False) -> RequestFacts:
        holder = self.model.holder
        return RequestFacts(holder_active=holder is None or holder in self.experts, target_away=target_away)

    @property
    def activity(self) -> ActivityKey:
        return ActivityKey("t", "c", str(self.pressed))

    def person(self, key: PersonKey) -> Person:
        held = {Role.EXPERT} if key in self.experts else {Role.SA_EPLE} if key == MEMBER else set()
        return Person(key, roles=frozenset(held))

    @rule(move=st.sampled_from(BY_PEOPLE), by=st.sampled_from((AGENT, EXPERT, OTHER, MEMBER)), stale=st.booleans(),
          whom=st.sampled_from(EXPERTS), again=st.booleans(), anyway=st.booleans())  # fmt: skip
    def press(self, move: RequestMove, by: PersonKey, stale: bool, whom: PersonKey, again: bool, anyway: bool) -> None:
        self.pressed += 1
        later = self.now + timedelta(days=2)
        proposed = self.model.slots_to_choose(self.now) if move is RequestMove.CHOOSE_SLOT else ()
        given = RequestGiven(
            reason="Absence", target=self.person(whom), slot=proposed[0] if proposed else later, slots=(later, later), waiting_for=WaitingFor.SCHOOL,
            resume_at=self.now + timedelta(days=3), report="Fait.", cancel_as=CancelReason.OUT_OF_SCOPE, score=4, anyway=anyway,
        )  # fmt: skip
        version = self.model.version - stale
        expected: Any
        try:
            expected = apply(REQUEST_CYCLE, self.model, move, by=self.person(by), now=self.now,
                             facts=self.facts(target_away=whom in self.away), given=given, version=version)  # fmt: skip
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

    @rule(by=st.sampled_from(PEOPLE), note=st.booleans(), files=st.integers(0, 2), again=st.booleans())
    def say(self, by: PersonKey, note: bool, files: int, again: bool) -> None:
        self.pressed += 1
        person = self.person(by)
        relations, may = request_relations(self.model, person), True
        for _ in range(1 + again):
            try:
                self.run(send(self.storage, self.model.reference, "Bonjour.", DEFAULT_DELAYS, by=by, now=self.now,
                              activity=self.activity, note=note, files=[PICTURE] * files))  # fmt: skip
            except (SayingRefused, actions.UnknownRequest, AttachmentRefused):
                may = False
        allowed = relations & (NOTERS if note else WRITERS) and (note or self.model.status not in FINAL)
        assert may == (bool(allowed) and self.files + files <= MAX_IN_REQUEST)
        if may:
            self.events += 1
            self.files += files
            if not note:
                self.model = replace(self.model, touched_at=self.now, alerts=0)
                self.released = False

    @rule(by=st.sampled_from(PEOPLE), hours=st.integers(1, 48))
    def remind(self, by: PersonKey, hours: int) -> None:
        self.pressed += 1
        at = self.now + timedelta(hours=hours)
        may = may_see_request(self.person(by), self.model)
        try:
            self.run(plan.remind(self.storage, self.model.reference, at, "", by=by, now=self.now,
                                      activity=self.activity, exact=True))  # fmt: skip
        except actions.UnknownRequest:
            assert not may
        else:
            assert may
            self.reminders.add((by, at))

    @rule(key=st.sampled_from(EXPERTS), days=st.integers(0, 3))
    def absent(self, key: PersonKey, days: int) -> None:
        if key not in self.experts:
            return
        self.pressed += 1
        today = paris_day(self.now)
        if key in self.away:
            self.run(team.end_absence(self.storage, key, by=key, now=self.now, activity=self.activity))
        else:
            stretch = Stretch(today, today + timedelta(days=days))
            self.run(team.note_absence(self.storage, key, [stretch], None, by=MEMBER, now=self.now, activity=self.activity))  # fmt: skip
        self.know_who_is_away()

    def know_who_is_away(self) -> None:
        self.away = set(self.run(away(self.storage, paris_day(self.now))))

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
        self.know_who_is_away()

    @rule(key=st.sampled_from(EXPERTS))
    def change_role(self, key: PersonKey) -> None:
        self.pressed += 1
        change = people.take if key in self.experts else people.give
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
        lines = self.run(queries.timeline(self.storage, self.model.reference, seen_by=self.person(MEMBER)))
        beside = [line for line in lines if line.move in (*REMINDERS, *SAYINGS)]
        assert len(lines) == self.events == self.model.version + len(beside)
        assert next(line for line in reversed(lines) if line.move not in SAYINGS).to_state == self.model.status
        if self.model.holder is None:
            assert self.model.status in (RequestStatus.NEW, RequestStatus.CANCELLED)
        elif self.model.status in HELD:
            assert self.model.holder in self.experts

    @invariant()
    def what_stands_beside_it_is_kept(self) -> None:
        if not self.pressed:
            return
        seen = self.run(queries.timeline(self.storage, self.model.reference, seen_by=self.person(AGENT)))
        assert NOTE not in [line.move for line in seen]
        assert len(self.run(files_of(self.storage, self.model.reference))) == self.files
        kept = {(key, one.at) for key in PEOPLE for one in self.run(reminders_of(self.storage, key))}
        assert kept == self.reminders

    @invariant()
    def what_falls_due_is_known(self) -> None:
        if not self.pressed:
            return
        due = self.run(queries.due(self.storage, self.now + timedelta(days=400)))
        # What was released with a role is looked at again at once, and then computed.
        owed = self.now if self.released else next_due(REQUEST_CYCLE, self.model, facts=self.facts())
        assert [one.at for one in due] == ([owed] if owed else [])


TestLives = Lives.TestCase
TestLives.settings = settings()
