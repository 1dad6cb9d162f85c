"""``python -m bot.inspection_child``: looks at one file, and says what it is. Started by ``bot.inspection`` alone.

In: a line with the file's name in JSON, then the file. Out: one line, ``{"name", "type"}`` or ``{"fault"}``.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys

from knowledge.files import AttachmentRefused, Fault
from knowledge.files.kinds import inspected

CPU = 5  # Seconds of the processor; the costliest file known takes one.
MEMORY = 256 * 1024 * 1024  # Bytes of addresses: 20 MiB before the look, some 110 for the largest document.


def main() -> int:
    """Set the limits, then look. The exit code is 0 where it came to its end, whatever was found."""
    for number in (signal.SIGTERM, signal.SIGINT):  # Sent to all of the service: the turn in hand is to end first.
        signal.signal(number, signal.SIG_IGN)
    for kind, most in ((resource.RLIMIT_CPU, CPU), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0),
                       (resource.RLIMIT_CORE, 0)):  # fmt: skip
        resource.setrlimit(kind, (most, most))
    os.nice(5)
    name = json.loads(sys.stdin.buffer.readline())
    try:
        found = inspected(name, sys.stdin.buffer.read())
        said = {"name": found.name, "type": found.type}
    except AttachmentRefused as refused:
        said = {"fault": refused.fault.value}
    except MemoryError:
        said = {"fault": Fault.UNPACKS.value}
    print(json.dumps(said))  # noqa: T201 - the answer.
    return 0


if __name__ == "__main__":
    sys.exit(main())
