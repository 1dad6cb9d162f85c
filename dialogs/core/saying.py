"""What people write in their own words about a request or an application: read as an answer, refused where a secret is in it."""

from __future__ import annotations

import re

from dialogs.core.context import Turn
from dialogs.core.form import AnswerRefused
from dialogs.core.saying_texts import SECRETS
from knowledge.sensitive import concerns
from knowledge.understanding.domains import Domain
from knowledge.understanding.intent.topics import Verdict
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.ruling import OWN_APPLICATION
from knowledge.understanding.short import bare, says_no, says_yes

CHARACTERS = 1_000  # Of a message or a note.
_LONGEST_IMPLIED = 600


def parse_details(answer: str) -> str:
    """Return what somebody writes in their own words. Raises AnswerRefused where a secret is in it, beyond doubt."""
    secret = secret_in(answer)
    if secret:
        raise AnswerRefused(secret)
    return answer.strip()


def secret_in(text: str) -> str:
    """Return what is said of a secret that is in ``text`` beyond doubt; empty if there is none."""
    found = next((concern for concern in concerns(text) if concern.sure), None)
    return SECRETS[found.kind] if found else ""


def fits(text: str) -> bool:
    """Tell whether what is typed has the shape of something said to somebody: neither a word, nor a question, nor a page."""
    return len(text) <= _LONGEST_IMPLIED and len(text.split()) >= 2 and not text.rstrip().endswith("?")


def tells(meant: Understanding) -> bool:
    """Tell whether a message may be meant for somebody: it tells, or asks for nothing that is known."""
    if meant.sense is Sense.OFFER or (meant.sense is Sense.HEARD and meant.domain in (Domain.STORY, Domain.COMPLAINT)):
        return True
    return unknown(meant)


# Words by which people speak to each other, of themselves and of the other: nobody says them in a list's request.
_TO_SOMEBODY = re.compile(
    r"(?<![\w-])(?:je|j['’]|nous|vous|me|m['’]|votre|vos|notre|nos|mon|ma|mes|merci|bonjour)(?![\w-])", re.IGNORECASE
)
# What a sentence to somebody may be taken for, by what it is about. What asks the assistant to do something is none of it.
_KIND = frozenset({"merci", "bonjour", "compliment", "au_revoir"})  # With more said: «parfait, je vous attends lundi».
_FEW = 3  # Words of a mere thanks.
_TAKEN_FOR = frozenset({Sense.STATUS, Sense.CALL, Sense.HEARD, Sense.ELIGIBILITY, Sense.SERVICE})


def replies(meant: Understanding, text: str) -> bool:
    """Tell whether what is typed right under what somebody wrote is said to them: «nous avons reçu votre diplôme»."""
    if not fits(text):
        return False
    act = meant.sense is Sense.ACT and meant.act and meant.act.reference is None and not meant.act.of_application
    thanks = meant.decision is not None and meant.decision.intent in _KIND and len(text.split()) > _FEW
    return unknown(meant) or ((act or thanks or meant.sense in _TAKEN_FOR) and bool(_TO_SOMEBODY.search(text)))


def unknown(meant: Understanding) -> bool:
    """Tell whether nothing is known that a message asks for: «ça recommence» begins no application, if none is spoken of."""
    if meant.act and meant.act.of_application:
        named = meant.act.reference or meant.act.who
        return not (meant.act.mine or named) and not (meant.decision and meant.decision.intent in OWN_APPLICATION)
    heard = meant.decision is not None and meant.decision.verdict is not Verdict.UNKNOWN
    return meant.sense is Sense.CALL and not heard


def answers(turn: Turn) -> bool:
    """Tell whether a message answers what somebody has asked right above it: a yes, a no, a word."""
    text, above = turn.incoming.text, turn.under
    if above is None or not above.asks or not turn.personal:
        return False
    one = (
        len(bare(text).split()) == 1 and not turn.registry.routes.words.exact(text) and not text.rstrip().endswith("?")
    )
    return one or says_yes(text) or says_no(text)
