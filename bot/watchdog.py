"""Ends the process when its event loop has stood still for too long: whoever started it starts it anew.

The timer is one of the interpreter's own, without its lock: it runs also while a library written in C holds that lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
from collections.abc import AsyncIterator


@contextlib.asynccontextmanager
async def watched(seconds: float) -> AsyncIterator[None]:
    """Watch the running loop while the block lasts; once it has stood still, write where each thread stands, and exit with 1."""
    beating = asyncio.create_task(_beat(seconds))
    try:
        yield
    finally:
        beating.cancel()
        faulthandler.cancel_dump_traceback_later()


async def _beat(seconds: float) -> None:
    while True:
        faulthandler.dump_traceback_later(seconds, exit=True)
        await asyncio.sleep(seconds / 4)
