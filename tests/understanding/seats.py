"""Whether the call is answered to whoever asks: ``python -m tests.understanding.seats``.

Our held-out questions on the call, each asked by an agent, an expert and a member of the SA EPLE, and by this member right
after a status question; a question is right where its fact is told or among those offered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.understanding import Known, understood
from tests.understanding import data, strangers

WHOM = frozenset(("fonctions", "vagues", "academie"))  # What the answer to who may apply tells.
SEATS: Mapping[str, Mapping[str, str]] = {
    "un agent": {"as": "agent"},
    "un expert": {"as": "expert"},
    "le SA EPLE": {"as": "saeple"},
    "le SA EPLE, après une question de suivi": {"as": "saeple", "previous": "les demandes ouvertes du 84"},
}


def is_told(known: Known, row: Mapping[str, Any], seat: Mapping[str, str]) -> bool:
    """Tell whether who sits there is told what the question of a row asks."""
    got = json.loads(understood(known, {"q": row["q"], **seat}))
    if got.get("candidate") and WHOM & set(row["expect"]):
        return True
    return got["decision"] in ("answer", "choose", "silent") and bool(
        {got.get("entry"), *got.get("entries", ())} & set(row["expect"])
    )


def main() -> None:
    """Print the share of questions that each is told the answer of."""
    known = strangers.knows()
    rows = [row for folder in (data.HELD_OUT, data.FRESH, data.LAST) for row in data.lines(folder / "questions.jsonl")]
    for name, seat in SEATS.items():
        right = sum(is_told(known, row, seat) for row in rows)
        print(f"{name:42} {100 * right / len(rows):6.1f} % ({right}/{len(rows)})")


if __name__ == "__main__":
    main()
