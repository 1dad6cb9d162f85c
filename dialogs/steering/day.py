"""«Ma journée»: sessions, what is to be come back to, who is on call and away; asked for, or each morning by subscription."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.core.context import Turn
from dialogs.core.parts import CardPart, notes, rows, titled, told, words
from dialogs.core.request_line import named, request_row
from dialogs.core.turn import Message, Reply
from dialogs.steering import day_texts as texts
from dialogs.ui import elements as el
from knowledge.french import counted, days_said, listed, long_date
from knowledge.people import Role
from knowledge.request import RequestStatus
from knowledge.time.delays import paris_day
from storage.queries import requests as queries
from storage.queries import team
from storage.queries.requests import RequestFile

_SHOWN = 6  # Requests of one part.


async def show(turn: Turn) -> Reply:
    """Show the person's day."""
    return Reply.of(await message(turn))


async def message(turn: Turn) -> Message:
    """Return the person's day: an expert's own sessions and requests, for the SA EPLE alone the sessions of all."""
    today = paris_day(turn.now)
    expert = turn.person.has(Role.EXPERT)
    held = await queries.held_by(turn.storage, turn.person.key) if expert else []
    of_all = await queries.sessions_on(turn.storage, turn.person.key.tenant, today)
    sessions = [file for file in of_all if not expert or file.request.holder == turn.person.key]
    back = [file for file in held if _comes_back(file, today)]
    without = [file for file in held if file.request.status is RequestStatus.ASSIGNED]
    every = [
        (texts.SESSIONS.format(count=len(sessions)), sessions),
        (texts.BACK.format(count=len(back)), back),
        (texts.WITHOUT.format(count=len(without)), without),
    ]
    shown = [_part(turn, title, files, own=expert) for title, files in every if files]
    none = words("" if sessions else texts.SESSIONS_NONE)
    mine = [el.asks(texts.BUTTON_MINE, "assistance.mine", {})] if expert else []
    return told(
        texts.TITLE.format(day=long_date(today)), none, *shown, notes(*await _around(turn, today)), actions=mine
    )


def _comes_back(file: RequestFile, today: date) -> bool:
    resume = file.request.resume_at
    return file.request.status is RequestStatus.WAITING and resume is not None and paris_day(resume) <= today


def _part(turn: Turn, title: str, files: Sequence[RequestFile], *, own: bool) -> CardPart:
    left = [el.subtle(texts.MORE.format(count=counted(len(files) - _SHOWN, "autre")))] if len(files) > _SHOWN else []
    return titled(title, rows([request_row(file, turn.now, own=own) for file in files[:_SHOWN]]), CardPart(left))


async def _around(turn: Turn, today: date) -> list[str]:
    """Return what waits for somebody, who is on call and who is away."""
    waiting, _ = await queries.waiting_in(turn.storage, turn.person.key.tenant)
    lines = []
    if waiting:
        urgent = sum(file.request.urgent for file in waiting)
        lines.append(texts.WAITING.format(count=counted(len(waiting), *texts.WAITS), urgent=urgent))
    calls = [named(one.name) or texts.UNNAMED for one in await team.on_calls(turn.storage, today, today)]
    away = [named(one.name) or texts.UNNAMED for one in await team.absences(turn.storage, today, today)]
    own = [one.days for one in await team.own_absences(turn.storage, turn.person.key, today)]
    lines += [texts.ON_CALL.format(names=listed(calls))] if calls else []
    lines += [texts.AWAY.format(names=listed(away))] if away else []
    lines += [texts.OWN_AWAY.format(days=listed([days_said(one.first, one.last) for one in own]))] if own else []
    return [*lines, *([texts.DAILY] if turn.incoming.text else [])]
