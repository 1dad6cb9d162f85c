"""What is refused at the door, and what is put off: each becomes one HTTP status, never 500."""

from __future__ import annotations


class HttpRefusal(Exception):
    """The request is not served. ``status`` is the HTTP answer; ``reason`` is for the log and the metrics.

    A reason is one of a few fixed words: nothing of what was sent.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class TryAgain(Exception):
    """Nothing was done, for want of something that will come back (database, key server): 503, to be redelivered.

    ``says`` is told to the person, once in a while: the channel may not send the activity again.
    """

    def __init__(self, what: str, *, says: str = "") -> None:
        super().__init__(what)
        self.says = says
