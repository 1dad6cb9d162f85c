"""The app's search box in Teams, for experts and the SA EPLE: published cases by their words, requests by what they are.

Every word that is typed, even unfinished, must be of the request or of the case. What is chosen is put into a
conversation that others read: of a request it shows no person and nothing of what was written; a case names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.context import Turn
from dialogs.core.form_texts import STATES as TITLES
from dialogs.core.form_texts import TOPICS, URGENT
from dialogs.core.persons import request_in, without_request
from dialogs.core.plain import CardPart, told
from dialogs.core.request_line import case_part, marks_of, place_of, state_of, title_of, topic_of, topic_of_case
from dialogs.core.turn import Message, Preview, Reply
from dialogs.steering import texts
from dialogs.ui import elements as el
from knowledge.cases import CaseState, SolvedCase, may_read
from knowledge.french import PARIS, long_date, shortened
from knowledge.rights import may_see_request
from knowledge.time.delays import paris_day
from knowledge.understanding.query import Compare, Op, Or, Query, What
from knowledge.understanding.words import words
from storage.queries import requests as queries
from storage.queries import status as run
from storage.queries.requests import RequestFile
from storage.queries.status import STATES, BoundQuery

PAGE, CASES = 15, 5  # Of all, and of cases among them.
_CASE_WORDS = frozenset(("cas", "resolu", "resolus"))
_SHOWN = 120  # Characters of a case's difficulty, in the list.
_LONGEST = 120  # Characters read of what is typed.
_UNSAID = frozenset(
    ("a", "au", "aux", "d", "de", "demande", "demandes", "des", "du", "en", "et", "l", "la", "le", "les")
)


async def look_up(turn: Turn) -> Reply:
    """Return the cases and the requests that what is typed may mean, a few cases first; with nothing typed, open requests."""
    typed, skip = turn.incoming.text[:_LONGEST], turn.incoming.skip
    solved = await _cases(turn, typed)
    shown = [_case_preview(case) for case in solved[skip:]]
    asked = None if _only_cases(typed) else _bound(turn, typed, await run.schools(turn.storage))
    if asked is not None:
        _, files = await run.listed(
            turn.storage, asked, skip=max(skip - len(solved), 0), limit=max(PAGE - len(shown), 1)
        )
        shown += [_preview(file, turn) for file in files if may_see_request(turn.person, file.request)]
    return Reply(previews=tuple(shown)) if shown else Reply.text(texts.LOOKUP_NO_MORE if skip else texts.LOOKUP_NONE)


async def _cases(turn: Turn, typed: str) -> list[SolvedCase]:
    """Return the published cases that have every word of what is typed, those that helped most first: at most CASES."""
    asked = [word for word in words(typed) if word not in _UNSAID | _CASE_WORDS]
    if not asked and not _only_cases(typed):
        return []
    kept = await queries.in_state(turn.storage, CaseState.PUBLISHED)
    found = [one for one in kept if all(_begins(word, _words_of(one)) for word in asked)]
    return [one for one in found if may_read(turn.person, one)][:CASES]


def _words_of(case: SolvedCase) -> str:
    return f"{case.number} {topic_of_case(case)} {case.text.problem} {case.text.solution}"


def _only_cases(typed: str) -> bool:
    """Tell whether cases alone are asked for: «cas régie»."""
    return not _CASE_WORDS.isdisjoint(words(typed))


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


def _case_preview(case: SolvedCase) -> Preview:
    title, topic = title_of(case), topic_of_case(case)
    shown = told(title, case_part(case), CardPart([el.subtle(topic)]))
    short = texts.CASE_PREVIEW.format(title=title, topic=topic)
    return Preview(short, shortened(case.text.problem, _SHOWN), shown)


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
    title = texts.LOOKUP_TITLE.format(reference=file.reference)
    said = "\n".join([title, *(texts.LOOKUP_ROW.format(label=label, value=value) for label, value in rows)])
    shown = el.card(
        el.heading(title), el.facts(rows), el.subtle(texts.AS_OF.format(day=long_date(paris_day(turn.now))))
    )
    short = texts.PREVIEW.format(reference=file.reference, school=place_of(file))
    return Preview(short, ", ".join([topic_of(request), state, *marks]), Message(said, shown))
