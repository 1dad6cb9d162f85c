"""Files that people send are looked at in a process of its own, which can be stopped: the one way to ``inspected``.

Whatever a file makes the look do, the service goes on: the process has little memory, few seconds, no environment of ours,
and a lower priority. A file whose look does not come to its end is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from pathlib import Path

from bot.log import new_incident
from knowledge.files import Attached, AttachmentRefused, Fault

LOG = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent
_AT_ONCE = 2
_WAIT = 6.0  # Seconds that a file waits for its look; the channel gives a turn 15.
_LOOK = 8.0  # Seconds that a look may take, by the clock.
# Without the site's packages, which a look does not need. Of the environment, only how the interpreter is to run.
_COMMAND = (sys.executable, "-s", "-S", "-m", "bot.inspection_child")
_KEPT = (
    "PYTHONOPTIMIZE",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
)


class Inspection:
    """Looks at files, so many at once."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def inspect(self, name: str, content: bytes) -> Attached:
        """Return the file as it may be kept. Raises AttachmentRefused."""
        try:
            await asyncio.wait_for(self._places.acquire(), _WAIT)
        except TimeoutError as error:
            LOG.warning("a file was not looked at: %d others are", _AT_ONCE)
            raise AttachmentRefused(Fault.BUSY) from error
        try:
            said = await _asked(json.dumps(name).encode() + b"\n" + content)
        finally:
            self._places.release()
        if said is None:
            raise AttachmentRefused(Fault.UNREAD)
        if "fault" in said:
            raise AttachmentRefused(Fault(said["fault"]))
        return Attached(said["name"], said["type"], content)


async def _asked(question: bytes) -> dict[str, str] | None:
    """Return what the other process says; None, and a line in the log, where it does not come to its end."""
    environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, cwd=_ROOT, env=environ
        )
    except OSError as error:
        _log(type(error).__name__)
        return None
    try:
        answer, _ = await asyncio.wait_for(process.communicate(question), _LOOK)
        if process.returncode == 0:
            said: dict[str, str] = json.loads(answer)
            return said
        _log(f"status {process.returncode}")
    except (TimeoutError, ValueError) as error:
        _log(type(error).__name__)
    finally:
        if process.returncode is None:  # It takes too long, or this turn was given up.
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return None


def _log(why: str) -> None:
    LOG.error("a file could not be looked at: %s", why, extra={"incident": new_incident()})
