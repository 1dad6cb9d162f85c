"""What a question costs, by what can be counted whatever the machine does besides: calls of functions.

Milliseconds grow fourfold without anybody noticing, one small thing after the other; this grows with them, and is exact.
"""

from __future__ import annotations

import sys
from statistics import median
from types import FrameType

from dialogs.core.exchange import Happening
from tests.bench.kinds import questions
from tests.talk import Office

WARM, ASKED = 40, 40
# Calls of a question that nobody has asked in these very characters, in the median: some 450 cut it up for its vector.
MOST = 2_250
# Of a question that was asked before: what it means, and its answer, are kept.
MOST_AGAIN = 750


async def test_a_question_calls_few_functions(office: Office) -> None:
    talk = office.talk()
    router, wordings = office.router, questions("standard", "familier", "mots-cles")[: WARM + ASKED]
    calls = 0

    def count(_frame: FrameType, happened: str, _given: object) -> None:
        nonlocal calls
        calls += happened in ("call", "c_call")

    async def cost(text: str) -> int:
        incoming = talk.incoming(Happening.MESSAGE, text=text)
        before = calls
        sys.setprofile(count)
        await router.answer(incoming)
        sys.setprofile(None)
        return calls - before

    otherwise, again = [], []
    for wording in wordings:
        await talk.says(wording)  # Its words are met for the first time, and cost more.
        otherwise.append(await cost(wording.swapcase()))
        again.append(await cost(wording.swapcase()))
    assert median(otherwise[WARM:]) <= MOST
    assert median(again[WARM:]) <= MOST_AGAIN
