"""The app's search box in Teams: requests by number, school, subject or state, for experts and the SA EPLE.

Every word that is typed, even unfinished, must be of the request. What is chosen is put into a conversation that others
read: it shows no person and nothing of what was written.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.context import Turn
from dialogs.core.references import request_in, without_request
from dialogs.core.request_line import marks_of, place_of, state_of, topic_of
from dialogs.core.topic_texts import STATES as TITLES
from dialogs.core.topic_texts import TOPICS, URGENT
from dialogs.core.turn import Message, Preview, Reply
from dialogs.steering import lookup_texts as texts
from dialogs.ui import elements as el
from knowledge.french import PARIS, long_date
from knowledge.rights import may_see_request
from knowledge.time.delays import paris_day
from knowledge.understanding.fields import What
from knowledge.understanding.intent.normalise import words
from knowledge.understanding.query import Compare, Op, Or, Query
from storage.queries import status as run
from storage.queries.requests import RequestFile
from storage.queries.status import STATES, BoundQuery

PAGE = 15
_LONGEST = 120  # Characters read of what is typed.
_UNSAID = frozenset(
    ("a", "au", "aux", "d", "de", "demande", "demandes", "des", "du", "en", "et", "l", "la", "le", "les")
)


async def look_up(turn: Turn) -> Reply:
    """Return the requests that what is typed may mean; with nothing typed, those that are open."""
    schools = await run.schools(turn.storage)
    asked = _bound(turn, turn.incoming.text[:_LONGEST], schools)
    if asked is None:
        return Reply.text(texts.NONE)
    _, files = await run.listed(turn.storage, asked, skip=turn.incoming.skip, limit=PAGE)
    shown = [_preview(file, turn) for file in files if may_see_request(turn.person, file.request)]
    return Reply(previews=tuple(shown)) if shown else Reply.text(texts.NO_MORE if turn.incoming.skip else texts.NONE)


def _bound(turn: Turn, typed: str, schools: Sequence[tuple[str, str]]) -> BoundQuery | None:
    """Return what is typed as a query; None where a word is of no request."""
    reference = request_in(typed, paris_day(turn.now).year)
    where: list[Compare | Or] = [Compare("reference", (reference,))] if reference else []
    uais: dict[tuple[str, str], list[str]] = {}
    for word in dict.fromkeys(words(without_request(typed))):
        if word in _UNSAID:
            continue
        found = _meant(word)
        uais["school", word] = [uai for uai, name in schools if _begins(word, f"{name} {uai}")]
        if uais["school", word]:
            found.append(Compare("school", (word,)))
        if not found:
            return None
        where.append(Or(tuple(found)))
    return BoundQuery(Query(What.REQUESTS, Op.LIST, tuple(where) or _OPEN), turn.now, uais, delays=turn.services.delays)


_OPEN = (Compare("state", ("ouvertes",)),)


def _meant(word: str) -> list[Compare]:
    """Return what a word may mean besides a school: a subject, a state, that it is urgent."""
    topics = tuple(topic.value for topic, title in TOPICS.items() if _begins(word, title))
    states = tuple(
        name
        for name, of in STATES.items()
        if name != "non prises" and (_begins(word, name) or (len(of) == 1 and _begins(word, TITLES[of[0]])))
    )  # fmt: skip
    found = [Compare("subject", topics)] * bool(topics) + [Compare("state", states)] * bool(states)
    return [*found, Compare("urgent", (True,))] if _begins(word, URGENT) else found


def _begins(word: str, of: str) -> bool:
    return any(one.startswith(word) for one in words(of))


def _preview(file: RequestFile, turn: Turn) -> Preview:
    request = file.request
    since = long_date((request.status_since or file.logged_at).astimezone(PARIS).date())
    marks = [mark.word for mark in marks_of(file, late=False)]
    state = texts.STATE.format(state=state_of(request, turn.now).word, since=since)
    rows = [
        (texts.SCHOOL, place_of(file)),
        (texts.SUBJECT, topic_of(request)),
        (texts.STANDS, ", ".join([state, *marks])),
    ]
    title = texts.TITLE.format(reference=file.reference)
    said = "\n".join([title, *(texts.ROW.format(label=label, value=value) for label, value in rows)])
    shown = el.card(
        el.heading(title), el.facts(rows), el.subtle(texts.AS_OF.format(day=long_date(paris_day(turn.now))))
    )
    short = texts.PREVIEW.format(reference=file.reference, school=place_of(file))
    return Preview(short, ", ".join([topic_of(request), state, *marks]), Message(said, shown))
