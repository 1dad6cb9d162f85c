"""The notices of the team: absences, with what is to be handed over, and who is on call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dialogs.core.context import Services
from dialogs.core.notice import NoticeFeature, NoticeSpec, NoticeText, Wording, by_kind, one_by_one, plain_letter
from dialogs.core.plain import plain_message
from dialogs.core.turn import Letter, Message
from dialogs.team import texts
from dialogs.team.handing import handing_message
from dialogs.team.names import all_said, name_of, said
from knowledge.french import counted
from knowledge.french import typeset as _
from knowledge.people import PersonKey
from knowledge.team import Absence, OnCall
from storage.actions.notices import (
    ABSENCE,
    ABSENCE_BEGINS,
    ABSENCE_EVE,
    ABSENCE_NOTED,
    ON_CALL_DAY,
    ON_CALL_GIVEN,
)
from storage.notice_data import TeamData, from_json
from storage.outbox import Row
from storage.queries import team as queries
from storage.queries.requests import RequestFile

_OF_CALLS = frozenset({ON_CALL_GIVEN, ON_CALL_DAY})


@dataclass(frozen=True, slots=True)
class TeamView:
    """An absence or a stretch on call as it is noted now; ``held``: what who is away holds, ``calls``: on these days."""

    services: Services
    row: Row
    one: Absence | OnCall
    held: Sequence[RequestFile] = field(default_factory=tuple)
    calls: Sequence[OnCall] = field(default_factory=tuple)

    @property
    def to_owner(self) -> bool:
        """Tell whether it goes to the expert whose absence or turn it is."""
        return self.row.notice.to == self.one.key

    @property
    def absence(self) -> Absence | None:
        """Return the absence; None for a stretch on call."""
        return self.one if isinstance(self.one, Absence) else None

    def fill(self, template: str) -> str:
        """Return ``template`` with what is noted."""
        return template.format(name=name_of(self.one.name), days=said(self.one.days))


async def _view(services: Services, row: Row) -> TeamView | None:
    number = from_json(TeamData, row.notice.data).number
    if row.notice.kind in _OF_CALLS:
        call = await queries.on_call_by_number(services.storage, number)
        return TeamView(services, row, call) if call else None
    away = await queries.absence_by_number(services.storage, number)
    if away is None:
        return None
    held = await queries.held_by(services.storage, away.key)
    ends = [away.days.last] if away.days.last else []
    calls = [one for one in await queries.on_calls(services.storage, away.days.first, *ends) if one.key == away.key]
    return TeamView(services, row, away, held, calls)


def _absence_lines(view: TeamView) -> list[str]:
    away = view.absence
    if away is None:
        return []
    within = queries.sessions_within(view.held, away.days)
    cover = texts.NOTICE_COVERED_BY.format(cover=name_of(away.cover_name)) if away.cover else texts.NOTICE_NO_COVER
    calls = [texts.NOTICE_ON_CALL.format(calls=all_said([one.days for one in view.calls]))] if view.calls else []
    return [texts.NOTICE_ABSENCE_LINE.format(held=len(view.held), sessions=len(within)), cover, *calls]


def _noted(view: TeamView) -> str:
    """Return the first line to who stands in; the expert away has words of their own."""
    return view.fill(texts.NOTICE_COVERS)


def _is_cover(view: TeamView) -> bool:
    return view.to_owner or (view.absence is not None and view.absence.cover == _recipient(view))


def _recipient(view: TeamView) -> PersonKey | None:
    return view.row.notice.to


def _holds(view: TeamView) -> bool:
    return bool(view.held)


def _as_handing(view: TeamView, text: NoticeText) -> Message:
    """Return the absence with what is held, to be handed over by a press."""
    away = view.absence
    if away is None:
        return _message(view, text)
    return handing_message(text.first_line, text.lines, away, view.held, view.services.now())


def _message(_view: TeamView, text: NoticeText) -> Message:
    return plain_message(text.first_line, text.lines, text.actions)


def _letter(view: TeamView, text: NoticeText) -> Letter:
    lines = [f"{text.first_line}.", *text.lines, *_held_lines(view)]
    return plain_letter(view.services, view.row.notice.mail or "", text.first_line, lines)


def _held_lines(view: TeamView) -> list[str]:
    held = [file.reference for file in view.held]
    return [f"{texts.HELD.format(count=counted(len(held), 'demande'))}\u00a0: {', '.join(held)}."] if held else []


SPECS = by_kind(
    NoticeSpec(
        kind=ABSENCE,
        label=_("absence d'un expert"),
        staff=Wording(texts.NOTICE_ABSENCE, more=_absence_lines),
        message=_as_handing,
    ),
    NoticeSpec(
        kind=ABSENCE_NOTED,
        owner=Wording(texts.NOTICE_YOURS),
        staff=Wording(_noted, texts.NOTICE_COVERS_LINE),
        still_true=_is_cover,
    ),
    NoticeSpec(
        kind=ABSENCE_EVE, reminder=True, still_true=_holds, owner=Wording(texts.NOTICE_EVE), message=_as_handing
    ),
    NoticeSpec(
        kind=ABSENCE_BEGINS,
        reminder=True,
        still_true=_holds,
        staff=Wording(texts.NOTICE_BEGINS, more=_absence_lines),
        message=_as_handing,
    ),
    NoticeSpec(kind=ON_CALL_GIVEN, owner=Wording(texts.NOTICE_ON_CALL_GIVEN, texts.NOTICE_ON_CALL_EFFECT)),
    NoticeSpec(kind=ON_CALL_DAY, reminder=True, owner=Wording(texts.NOTICE_ON_CALL_TODAY, texts.NOTICE_ON_CALL_EFFECT)),
)
NOTICES: NoticeFeature[TeamView] = NoticeFeature(specs=SPECS, views=one_by_one(_view), message=_message, letter=_letter)
