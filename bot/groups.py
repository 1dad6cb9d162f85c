"""Roles that Entra groups give: who is in them, read from Microsoft Graph with ``GroupMember.Read.All`` and nothing else.

The groups are read again before a turn when they were last read some seconds ago, and by the timers: who has left has no
role any more at their next turn. What cannot be read changes nothing, and is said in the log.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import aiohttp

from bot.settings import Settings
from bot.teams.tokens import AppCredentials, Credentials, TokenUnavailable
from bot.timers import Item
from knowledge.people import Role
from storage.actions.people import follow_groups
from storage.engine import Storage
from storage.transaction import Transaction

LOG = logging.getLogger(__name__)

_FRESH = 15.0  # Seconds for which what was read holds.
_AGAIN = 5.0  # Seconds after a failure.
_LIMIT = aiohttp.ClientTimeout(total=4, connect=2)
_PAGES = 50  # Of 999 people each: more is no group of experts.


class GroupsUnreadable(Exception):
    """Graph does not say who is in a group. ``status``: of its answer; 0 when it did not answer."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(f"graph {status}" if status else "graph")
        self.status = status


class Graph:
    """Reads who is in the groups of the settings, those in groups within them included."""

    def __init__(
        self, settings: Settings, session: aiohttp.ClientSession, credentials: Credentials | None = None
    ) -> None:
        self._base = f"{settings.graph_url}/v1.0/"
        self._groups = {Role.SA_EPLE: settings.saeple_groups, Role.EXPERT: settings.expert_groups}
        self._session = session
        self._credentials = credentials or AppCredentials.of(settings, audience=settings.graph_url)

    async def members(self) -> Mapping[Role, frozenset[str]]:
        """Return the object ids of those who hold each role by a group, of all groups or not at all. Raises GroupsUnreadable."""
        held: dict[Role, frozenset[str]] = {}
        for role, groups in self._groups.items():
            if groups:
                held[role] = frozenset([one for group in groups for one in await self._people(group)])
        return held

    async def _people(self, group: str) -> list[str]:
        url = f"{self._base}groups/{group}/transitiveMembers/microsoft.graph.user?$select=id&$top=999"
        found: list[str] = []
        for _ in range(_PAGES):
            page = await self._page(url)
            found += [str(one["id"]).lower() for one in page.get("value", ())]
            url = str(page.get("@odata.nextLink", ""))
            if not url:
                return found
            if not url.startswith(self._base):  # Our token goes nowhere else.
                break
        raise GroupsUnreadable

    async def _page(self, url: str) -> Mapping[str, list[Mapping[str, str]]]:
        try:
            headers = {"Authorization": await self._credentials.header()}
            async with self._session.get(url, headers=headers, timeout=_LIMIT, allow_redirects=False) as response:
                if response.status == 401:
                    self._credentials.refused()
                if response.status != 200:
                    raise GroupsUnreadable(response.status)
                page: Mapping[str, list[Mapping[str, str]]] = await response.json(content_type=None)
                return page
        except (aiohttp.ClientError, TimeoutError, ValueError, TokenUnavailable) as error:
            raise GroupsUnreadable from error


class GroupRoles:
    """Keeps the roles as the groups are. It is a duty of the timers too, which has nothing of its own to do."""

    name = "groups"

    def __init__(
        self,
        graph: Graph,
        storage: Storage,
        tenant: str,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._graph = graph
        self._storage = storage
        self._tenant = tenant
        self._clock = clock
        self._monotonic = monotonic
        self._next = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    async def follow(self) -> None:
        """Have the roles be those of the groups now; at once where they were read some seconds ago. Raises StorageUnavailable."""
        if self._reading is None:
            if self._monotonic() < self._next:
                return
            self._reading = asyncio.create_task(self._read(), name="groups")
            self._reading.add_done_callback(self._done)
        await asyncio.shield(self._reading)

    def _done(self, _task: asyncio.Task[None]) -> None:
        self._reading = None

    async def _read(self) -> None:
        self._next = self._monotonic() + _AGAIN
        try:
            members = await self._graph.members()
        except GroupsUnreadable as error:
            LOG.error("the groups cannot be read, roles stay as they are: %s", error)
            return
        changed = await follow_groups(self._storage, self._tenant, members, self._clock())
        self._next = self._monotonic() + _FRESH
        if changed:
            LOG.info("%d roles changed with the groups", changed)

    async def due(self, now: datetime) -> Iterable[Item]:  # noqa: ARG002
        """Read the groups; nothing else is due."""
        await self.follow()
        return []

    async def do(self, tx: Transaction, item: Item) -> None:
        """Do nothing: no item is ever due."""
