"""How many words the cards that answer a question have, before the closing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dialogs.questions import answers
from dialogs.ui.elements import as_json
from knowledge.understanding.intent.topics import Decision, Verdict
from storage.calls import find, read_base
from tests.talk import words

CALL = "2024-experts-opale"
_OPEN = datetime(2024, 1, 25, 9, tzinfo=UTC)
_WORD = re.compile(r"\w[\w’'@.-]*")


def answer_words() -> list[int]:
    """Return the number of words of each answer's card: its title, text and source; not its buttons."""
    base = read_base(find(CALL))
    asked = [(Verdict.ANSWER, id_) for id_ in base.facts] + [(Verdict.SILENT, id_) for id_ in base.silent]
    cards = [
        answers.answer_card(answers.compose(base, Decision(kind, (id_,), 100), _OPEN), asked="?") for kind, id_ in asked
    ]
    return [len(_WORD.findall("\n".join(words(card["body"])))) for card in map(as_json, cards)]
