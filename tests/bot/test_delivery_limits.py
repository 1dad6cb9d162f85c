from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import leaving
from bot.delivery import PER_CONVERSATION
from bot.leaving import Backoff, Limit, Limiter, Quiet


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def gone(limiter: Limiter, clock: Seconds, count: int) -> list[float]:
    """Let ``count`` go as soon as each may, and return when."""
    times = []
    for _ in range(count):
        clock.now += limiter.wait("a")
        assert limiter.wait("a") == 0
        limiter.take("a")
        times.append(clock.now)
    return times


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(start <= moment < start + seconds - 1e-6 for moment in times) for start in times)


def test_what_teams_allows_a_conversation_is_never_passed() -> None:
    clock = Seconds()
    times = gone(Limiter(*PER_CONVERSATION, clock=clock), clock, 2500)
    for limit in PER_CONVERSATION:
        assert most_within(times, limit.seconds) <= limit.count
    assert times[3] == times[0]  # Four may go at once.


@given(
    st.lists(st.builds(Limit, st.integers(1, 9), st.floats(0.5, 20)), min_size=1, max_size=3),
    st.lists(st.floats(0, 10), min_size=1, max_size=40),
)
def test_no_window_holds_more_than_its_limit(allowed: list[Limit], pauses: list[float]) -> None:
    clock = Seconds()
    limiter = Limiter(*allowed, clock=clock)
    times = []
    for pause in pauses:
        clock.now += pause
        times += gone(limiter, clock, 1)
    for limit in allowed:
        assert most_within(times, limit.seconds) <= limit.count


def test_keys_are_apart_and_a_pause_holds_one() -> None:
    clock = Seconds()
    limiter = Limiter(Limit(2, 10), clock=clock)
    limiter.take("a")
    assert limiter.wait("a") == 10
    assert limiter.wait("b") == 0
    limiter.pause("b", 3)
    limiter.pause("b", 1)  # A shorter one does not shorten it.
    assert limiter.wait("b") == 3
    clock.now += 3
    assert limiter.wait("b") == 0


def test_keys_at_rest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "MAX_KEYS", 3)
    clock = Seconds()
    limiter = Limiter(Limit(2, 10), clock=clock)
    limiter.take("busy")
    for number in range(50):
        limiter.wait(f"k{number}")
    assert limiter.wait("busy") > 0
    assert len(limiter._buckets) <= 4


def paris(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("now", "quiet"),
    [
        (paris(2024, 1, 25, 18, 59), False),
        (paris(2024, 1, 25, 19, 0), True),
        (paris(2024, 1, 26, 0, 0), True),
        (paris(2024, 1, 26, 7, 29), True),
        (paris(2024, 1, 26, 7, 30), False),
        (paris(2024, 7, 1, 18, 59), False),  # Summer time.
        (paris(2024, 7, 1, 19, 0), True),
        (paris(2024, 3, 31, 7, 30), False),  # The day on which 2:30 does not exist.
        (paris(2024, 10, 27, 2, 30), True),  # The day on which it exists twice.
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(now: datetime, quiet: bool) -> None:
    assert Quiet().at(now) is quiet


def test_quiet_hours_may_lie_within_a_day_or_not_be() -> None:
    noon = Quiet(time(12), time(14))
    assert [noon.at(paris(2024, 1, 25, hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]
    assert not Quiet(time(8), time(8)).at(paris(2024, 1, 25, 8))


def test_pauses_grow_to_the_longest_and_are_never_alike() -> None:
    backoff = Backoff(first=2, longest=900)
    assert all(1 <= backoff.pause(0) <= 2 for _ in range(50))
    assert all(8 <= backoff.pause(3) <= 16 for _ in range(50))
    assert all(450 <= backoff.pause(199) <= 900 for _ in range(50))
    assert len({backoff.pause(5) for _ in range(20)}) > 1
