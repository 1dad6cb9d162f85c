"""What messages mean that are typed again and again: a turn need not find out anew what half of its time goes into."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from knowledge.schools.register import EMPTY
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.situation import Situation

CAPACITY = 512  # Meanings, of some five kilobytes each.
_LONGEST = 200  # Characters: what is longer is hardly typed twice.
# What these tell does not depend on the day.
_TIMELESS = frozenset((Sense.CALL, Sense.ELIGIBILITY, Sense.SERVICE, Sense.HEARD))


class KeptMeanings:
    """The meanings of the messages last typed by people without a role, of whom nothing is asked; the oldest go first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._register = EMPTY
        self._found: OrderedDict[tuple[str, bool, str | None], Understanding] = OrderedDict()

    def meaning(
        self, text: str, situation: Situation, find_out: Callable[[str, Situation], Understanding]
    ) -> Understanding:
        """Return what a message means, found out where the same has not been said of late."""
        # Of the others, more than the words and the topic tells what they mean.
        if situation.roles or situation.asked or situation.query or len(text) > _LONGEST:
            return find_out(text, situation)
        if situation.register is not self._register:
            self._register = situation.register
            self._found.clear()
        key = (text, situation.personal, situation.topic)
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
            return found
        found = find_out(text, situation)
        if found.sense in _TIMELESS:
            self._found[key] = found
            if len(self._found) > self._capacity:
                self._found.popitem(last=False)
        return found
