"""Answers to notices: an answer typed under one does what its button does.

Nothing is kept for it: a notice that was sent is rendered anew, and says what holds now, or nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.core import shown
from dialogs.core.context import Turn, Under
from dialogs.core.exchange import Message, Reply
from knowledge.conversation import NOTHING, Offered, Remembered
from knowledge.understanding.intent.topics import Domain, Verdict
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.references import references
from knowledge.understanding.ruling import OWN_APPLICATION
from knowledge.understanding.short import asks_us, bare, says_no, says_yes
from storage.actions.notices import APPLICATION_MESSAGE, MESSAGE
from storage.outbox import Row
from storage.queries import outgoing

STANDS = timedelta(days=14)  # What was told longer ago is opened anew before it is answered.
_MOST = 4  # Notices looked at, the newest first.
_WRITTEN = frozenset((MESSAGE, APPLICATION_MESSAGE))  # Kinds that say what a person wrote.
_PLAINLY = re.compile(r"^(?:oui|ouais|je confirme|confirmer)\b")  # «ok» or «entendu» may only say that it was read.


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice that still holds: what it is about, when it came, what its card asks and lets be pressed.

    ``asks``: a person asks something in it.
    """

    kind: str
    reference: str
    at: datetime
    card: Remembered
    asks: bool = False


async def standing(turn: Turn) -> list[Standing]:
    """Return the notices sent to the person which still hold and have buttons, the newest first.

    A summary is read anew where it is the last thing said: a SA EPLE that gets some every morning would wait for them at
    each message.
    """
    if not turn.involved:
        return []
    async with turn.storage.together():
        return await _standing(turn)


async def _standing(turn: Turn) -> list[Standing]:
    found: list[Standing] = []
    before, now = turn.remembered.at, turn.now
    notices = turn.registry.notices
    silent = notices.kinds(lambda spec: spec.silent)  # They redraw a message where it is.
    # What another clock says is still to come stands above nothing: a replica may be ahead, a demonstration begun anew.
    rows = await outgoing.sent_to(turn.storage, turn.person.key, but=silent, since=now - STANDS, until=now, most=_MOST)
    last = 0 if rows and (before is None or _came(rows[0]) > before) else None
    summaries = notices.kinds(lambda spec: spec.summary)  # They cost a question to say anew.
    rows = [row for place, row in enumerate(rows) if row.notice.kind not in summaries or place == last]
    for row, message in zip(rows, await notices.render(turn.services, rows), strict=True):
        if isinstance(message, Message) and message.card and not message.replaces:
            card = shown.after(Reply.of(message), NOTHING, turn.now)
            written = str(row.notice.data.get("reason") or row.notice.data.get("text", ""))
            asks = row.notice.kind in _WRITTEN and "?" in written
            found.append(Standing(row.notice.kind, row.notice.reference, _came(row), card, asks))
    return found


def _came(row: Row) -> datetime:
    return row.ended_at or row.created_at


def right_above(told: Sequence[Standing], before: Remembered) -> Standing | None:
    """Return the notice that came after all that was said and shown in the chat."""
    return told[0] if told and (before.at is None or told[0].at > before.at) else None


def titled(turn: Turn, told: Sequence[Standing]) -> Offered | None:
    """Return the button of a notice whose title the message is."""
    found = (shown.titled(turn.incoming.text, one.card.listed) for one in told)
    return next(filter(None, found), None)


def meant(turn: Turn, told: Sequence[Standing]) -> Offered | Reply | None:
    """Return the button of a notice that the message presses: by its title, or by what is said right under the last one."""
    text = turn.incoming.text
    named = titled(turn, told)
    if named:
        return named
    last = right_above(told, turn.remembered)
    if last is None:
        return None
    asked = last.card.asked
    if says_yes(text) and not (asked and (asked.asks or _PLAINLY.match(bare(text)))):
        return None
    return shown.meant(text, turn.now, last.card)


def about(told: Sequence[Standing], before: Remembered) -> tuple[str, ...]:
    """Return the references that an act without one may be about: of the notice right above, else of all that stand."""
    last = right_above(told, before)
    return tuple(dict.fromkeys(one.reference for one in ([last] if last else told) if one.reference))


def under(told: Sequence[Standing], before: Remembered) -> Under | None:
    """Return the notice right above what is typed."""
    last = right_above(told, before)
    return Under(last.kind, last.reference, last.asks) if last and last.reference else None


def heard(before: Remembered, now: datetime) -> Remembered:
    """Return what is remembered once a notice was answered: it is no longer the last thing said."""
    return replace(before, asked=None, asked_at=None, at=now)


def answers(turn: Turn) -> bool:
    """Tell whether a message answers what somebody has asked right above it: a yes, a no, a word."""
    text, above = turn.incoming.text, turn.under
    if above is None or not above.asks or not turn.personal:
        return False
    one = (
        len(bare(text).split()) == 1 and not turn.registry.routes.words.exact(text) and not text.rstrip().endswith("?")
    )
    return one or says_yes(text) or says_no(text)


_LONGEST_IMPLIED = 600


def fits(text: str) -> bool:
    """Tell whether what is typed has the shape of something said to somebody: neither a word, nor a question, nor a page."""
    return len(text) <= _LONGEST_IMPLIED and len(text.split()) >= 2 and not asks_us(text)


def asks_elsewhere(meant: Understanding, text: str, *, told: bool) -> bool:
    """Tell whether a message asks the assistant for something that is known, and answers nobody (``asks_us``)."""
    return asks_us(text, told=told) and (not unknown(meant) or bool(references(text)))


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
