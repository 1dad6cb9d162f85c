"""The experts as a team: an absence with all that is to be handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogs.assistance.assignment import board_message
from dialogs.core.exchange import Message
from dialogs.team import texts
from dialogs.team.absences import handing_message
from knowledge.people import PersonKey
from knowledge.request import RequestStatus
from knowledge.team import Absence, Stretch
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.requests import AT, file_in

_KEY = PersonKey("t" * 64, "9" * 36)
for _cover in (None, _KEY):

    @emits(f"team.absence.{'covered' if _cover else 'bare'}", handing_message)
    def _(cover: PersonKey | None = _cover) -> Message:
        files = [file_in(RequestStatus.PLANNED, slot=AT + timedelta(days=one)) for one in range(1, 10)]
        held = [
            replace(file, request=replace(file.request, reference=f"DA-2024-{number}"))
            for number, file in enumerate(files, 100_000)
        ]
        one = Absence(
            2**30, _KEY, Stretch(AT.date(), AT.date() + timedelta(days=300)), worst.LONG_NAME, cover, worst.LONG_NAME
        )
        head = texts.NOTICE_BEGINS.format(name=worst.LONG_NAME, days="du lundi 5 au vendredi 9 février 2024")
        return handing_message(head, [texts.ABSENCE_TOLD], one, held, AT, undo=True, told=True)


@emits("channel.board", board_message)
def _board() -> Message:
    files = [file_in(RequestStatus.NEW, urgent=number < 3) for number in range(14)]
    waiting = [
        replace(file, request=replace(file.request, reference=f"DA-2024-{number}"))
        for number, file in enumerate(files, 100_000)
    ]
    return board_message(waiting, dict.fromkeys(RequestStatus, 1_000), AT, replaces="message-1")


@emits("channel.board.none", board_message)
def _board_none() -> Message:
    return board_message([], {}, AT)
