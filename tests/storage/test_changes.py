"""What another replica changes is heard, however the database is reached."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.engine import make_url

from knowledge.people import PersonKey
from storage.engine import Storage
from storage.schema import Changes
from storage.transaction import transaction
from tests.conftest import NOW

SOMEBODY = PersonKey("local", "77777777-7777-4777-8777-777777777777")


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("asked", ["", "ssl=prefer", "prepared_statement_cache_size=0&ssl=allow"])
async def test_what_the_address_asks_of_the_connection_is_asked_of_the_one_that_listens(
    storage: Storage, storage_url: str, asked: str
) -> None:
    listening, heard = asyncio.Event(), asyncio.Event()
    there = Storage.open(f"{storage_url}{'&' if make_url(storage_url).query else '?'}{asked}" if asked else storage_url)
    changes = Changes(
        there,
        forget=lambda key: heard.set() if key == SOMEBODY else None,
        forget_all=listening.set,
        learn=lambda: None,
    )
    changes.start()
    try:
        await asyncio.wait_for(listening.wait(), 10)
        async with transaction(storage, NOW) as tx:
            tx.changed(SOMEBODY)
            await tx.commit()
        await asyncio.wait_for(heard.wait(), 10)
    finally:
        await changes.stop()
        await there.close()
