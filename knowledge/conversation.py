"""What is remembered of a conversation, so that a short message can lean on it, and the season of the call."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from knowledge.call_heading import Heading
from knowledge.time.delays import paris_day
from knowledge.understanding.query import Query, read_query

# A topic, a query and a list are leant on for that long; a question that the assistant asked stands until it is answered.
SPOKEN_OF = timedelta(minutes=10)
LISTED = timedelta(hours=1)
# What is kept of one card: buttons, characters of a title, characters of all of it as JSON.
_MOST, _TITLE, _SIZE = 24, 160, 6_000
_JSON = json.JSONEncoder(default=str).encode  # Made once: three in a turn cost more than what they write.
NOTHING_FOUND = -1  # Lines shown of an answer that found none.
_TYPED = frozenset(("text",))  # Data of buttons that carry what the person typed.


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that a card lets be chosen: the words it shows, and the verb and the data of the button that chooses it.

    ``entry``: it is a line of a list, which has a place in it; else a button.
    """

    title: str
    verb: str
    value: Mapping[str, Any] = field(default_factory=dict)
    entry: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a card asked. ``kind``: the verb that «oui» presses; ``subject``: the reference it is about, or nothing.

    ``yes``, ``no``: which of ``offered`` these words choose; None: no button does it. ``asks``: in so many
    words; else only its first button says so.
    """

    kind: str
    subject: str = ""
    offered: tuple[Offered, ...] = ()
    yes: int | None = None
    no: int | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """A conversation as it stands, each part with the instant (aware) at which it was said.

    ``topic``: the entry of the call last answered. ``query``: the last status question, ``shown`` lines of whose answer
    were seen (NOTHING_FOUND: there were none). ``asked``: what the assistant last asked outside of a form. ``listed``: what the last card let be chosen.
    ``file``: the reference of the one request or application that was shown or acted on last; ``act``: what was last to be
    done in words, as ``SaidAct.act`` names it.
    """

    topic: str | None = None
    topic_at: datetime | None = None
    query: Query | None = None
    query_at: datetime | None = None
    shown: int = 0
    asked: Asked | None = None
    asked_at: datetime | None = None
    listed: tuple[Offered, ...] = ()
    listed_at: datetime | None = None
    file: str = ""
    file_at: datetime | None = None
    act: str = ""
    at: datetime | None = None  # When any of it last changed.

    def topic_now(self, now: datetime) -> str | None:
        """Return the last topic while it is still being spoken of."""
        return self.topic if _within(self.topic_at, now, SPOKEN_OF) else None

    def query_now(self, now: datetime) -> Query | None:
        """Return the last status question while it is still being spoken of."""
        return self.query if _within(self.query_at, now, SPOKEN_OF) else None

    def query_shown(self, now: datetime) -> Query | None:
        """Return the status question whose answer is on the screen."""
        return self.query if _within(self.query_at, now, LISTED) else None

    def listed_now(self, now: datetime) -> tuple[Offered, ...]:
        """Return what the last card let be chosen, while it may be meant."""
        return self.listed if _within(self.listed_at, now, LISTED) else ()

    def file_now(self, now: datetime) -> str:
        """Return the file that is being spoken of; "" where none is."""
        return self.file if _within(self.file_at, now, SPOKEN_OF) else ""

    def viewing(self, file: str, now: datetime, act: str = "") -> Remembered:
        """Return it once one file was shown, or acted on: an act ends the question that was asked before."""
        query = None if act else self.query
        return replace(self, query=query, file=file, file_at=now, act=act or self.act, at=now)

    @property
    def file_last(self) -> bool:
        """Tell whether nothing was shown since the one file."""
        return bool(self.file) and self.file_at == self.at

    @property
    def listed_last(self) -> bool:
        """Tell whether nothing was shown since the card that let something be chosen."""
        return bool(self.listed) and self.listed_at == self.at

    def about(self, topic: str, now: datetime) -> Remembered:
        """Return it once ``topic`` was answered."""
        return replace(self, topic=topic, topic_at=now, at=now)

    def of_no_call(self) -> Remembered:
        """Return it with the last status question asked of the call in force."""
        return replace(self, query=replace(self.query, call="")) if self.query else self

    def asking(self, query: Query | None, now: datetime, *, shown: int = 0) -> Remembered:
        """Return it once a status question was answered with its first ``shown`` lines: a topic of the call is left."""
        return replace(self, query=query, query_at=now, shown=shown, topic=None, topic_at=None, at=now)

    def cleared(self, now: datetime) -> Remembered:
        """Return it once the person has begun anew: nothing is leant on, a question that was asked still stands."""
        return Remembered(asked=self.asked, asked_at=self.asked_at, at=now)


NOTHING = Remembered()


def kept(one: Remembered) -> dict[str, Any]:
    """Return what is stored of it, by column."""
    return {
        **{each.name: getattr(one, each.name) for each in fields(one) if each.name not in ("query", "asked", "listed")},
        "query": {"meaning": one.query.meaning(), "schools": list(one.query.schools)} if one.query else None,
        "asked": _asked_as_kept(one.asked) if one.asked else None,
        "listed": _fitting(one.listed) or None,
    }


def read(row: Mapping[str, Any]) -> Remembered:
    """Return what :func:`kept` stored; what a later version no longer understands is forgotten."""
    parts = {each.name: row[each.name] for each in fields(Remembered)}
    try:
        query, asked = row["query"], row["asked"]
        return Remembered(
            **{
                **parts,
                "query": read_query(query["meaning"], query["schools"]) if query else None,
                "asked": _read_asked(asked) if asked else None,
                "listed": tuple(Offered(**one) for one in row["listed"] or ()),
                "shown": row["shown"] or 0,
                "file": row["file"] or "",
                "act": row["act"] or "",
            }
        )
    except (KeyError, TypeError, ValueError):
        return Remembered(topic=parts["topic"], topic_at=parts["topic_at"], at=parts["at"])


def bounded(offered: Sequence[Offered]) -> tuple[Offered, ...]:
    """Return what is remembered of a card's choices: the first ones, as long as they are small."""
    most, size = [], 0
    for one in offered[:_MOST]:
        size += len(one.title) + len(_JSON(dict(one.value)))
        if size > _SIZE:
            break
        most.append(one if len(one.title) <= _TITLE else replace(one, title=one.title[:_TITLE]))
    return tuple(most)


def _fitting(offered: Sequence[Offered]) -> list[dict[str, Any]]:
    """Return choices as they are stored, without what the person had typed: that is never kept with who typed it."""
    return [
        {
            "title": one.title,
            "verb": one.verb,
            "value": {name: value for name, value in one.value.items() if name not in _TYPED},
            "entry": one.entry,
        }
        for one in bounded(offered)
    ]


def _asked_as_kept(asked: Asked) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "subject": asked.subject,
        "offered": _fitting(asked.offered),
        "yes": asked.yes,
        "no": asked.no,
        "asks": asked.asks,
    }


def _read_asked(kept_: Mapping[str, Any]) -> Asked:
    offered = tuple(Offered(**one) for one in kept_["offered"])
    places = [at if isinstance(at, int) and at < len(offered) else None for at in (kept_["yes"], kept_["no"])]
    return Asked(kept_["kind"], kept_["subject"], offered, places[0], places[1], bool(kept_.get("asks")))


def _within(at: datetime | None, now: datetime, span: timedelta) -> bool:
    return at is not None and now - at < span


# --- Where a call stands in its year: what the assistant offers first depends on it.

LAST_DAYS = 3  # So many days before the closing, and on the last, the days are counted.
_TOLD = timedelta(days=60)  # So long after their day, results are news.
_EXAMINED = timedelta(days=180)  # So long after the closing a call that gives no day of results is spoken of.


class Season(StrEnum):
    """What a call allows on a day."""

    BEFORE = "before"
    OPEN = "open"
    LAST_DAYS = "last_days"
    LAST_DAY = "last_day"
    EXAMINED = "examined"
    RESULTS = "results"
    OVER = "over"


def season_at(heading: Heading, now: datetime) -> Season:
    """Return the season of ``now`` (aware)."""
    today = paris_day(now)
    if now < heading.opens_at:
        return Season.BEFORE
    if now >= heading.closes_at:
        return _closed(heading, now)
    left = (heading.closes - today).days
    if left == 0:
        return Season.LAST_DAY
    return Season.LAST_DAYS if left <= LAST_DAYS else Season.OPEN


def _closed(heading: Heading, now: datetime) -> Season:
    today = paris_day(now)
    if heading.results is None:
        return Season.EXAMINED if today < heading.closes + _EXAMINED else Season.OVER
    if today < heading.results:
        return Season.EXAMINED
    return Season.RESULTS if today < heading.results + _TOLD else Season.OVER
