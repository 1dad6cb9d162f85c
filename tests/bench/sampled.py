"""The program, with a look now and then at what it does: ``python -m tests.bench.sampled FILE serve``.

From SIGUSR1 to SIGUSR2 the stack of the event loop's thread is looked at every half millisecond, and weighed by the
processor time that the thread has used since the last look; waiting weighs nothing. FILE then has a line for each
stack met, outermost first: «module:function;module:function microseconds», as flame graphs are drawn from.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

import greenlet

from bot.__main__ import main

_EVERY = 0.0005  # Seconds.
_ROOT = str(Path(__file__).resolve().parents[2])
_LIBRARIES = ("/site-packages/", "/lib/python3")


class Sampler:
    """Collects stacks. For the main thread, which alone is given signals."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._spent: Counter[tuple[CodeType, ...]] = Counter()
        self._last = 0
        self._woken = -1  # Where signals are written to, to wake the loop.

    def begin(self, _number: int, _frame: FrameType | None) -> None:
        """Begin to look."""
        self._spent.clear()
        self._woken = signal.set_wakeup_fd(-1)  # Else the loop would wake at every look, and do nothing else when idle.
        self._last = time.thread_time_ns()
        signal.setitimer(signal.ITIMER_REAL, _EVERY, _EVERY)

    def look(self, _number: int, frame: FrameType | None) -> None:
        """Add what was used since the last look to the stack that is there now; looking itself is not counted."""
        used = time.thread_time_ns() - self._last
        self._spent[_stack(frame)] += used
        self._last = time.thread_time_ns()

    def end(self, _number: int, _frame: FrameType | None) -> None:
        """Write what was found."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.set_wakeup_fd(self._woken)
        lines = [f"{';'.join(map(_name, stack))} {used // 1000}" for stack, used in self._spent.items()]
        partial = self._file.with_suffix(".part")
        partial.write_text("\n".join(lines), "utf-8")
        partial.rename(self._file)  # Whoever waits for the file finds it whole.


def _stack(frame: FrameType | None) -> tuple[CodeType, ...]:
    """Return the functions that are being run, outermost first; SQLAlchemy's run in greenlets, whose parents go on them."""
    found: list[CodeType] = []
    place = greenlet.getcurrent()
    while frame is not None:
        found.append(frame.f_code)
        frame = frame.f_back
        if frame is None and place.parent is not None:
            place = place.parent
            frame = place.gr_frame
    return tuple(reversed(found))


def _name(code: CodeType) -> str:
    path = code.co_filename.removeprefix(f"{_ROOT}/")
    for library in _LIBRARIES:
        path = path.rpartition(library)[2]
    return f"{path.removesuffix('.py')}:{code.co_qualname}".replace(";", ",").replace(" ", "_")


if __name__ == "__main__":
    sampler = Sampler(Path(sys.argv[1]))
    signal.signal(signal.SIGUSR1, sampler.begin)
    signal.signal(signal.SIGALRM, sampler.look)
    signal.signal(signal.SIGUSR2, sampler.end)
    sys.exit(main(sys.argv[2:]))
