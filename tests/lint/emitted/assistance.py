"""Asking for assistance and handling requests: every form, one's own list, giving to an expert, rating."""

from __future__ import annotations

from dataclasses import replace

from dialogs.assistance import from_message as window
from dialogs.assistance import new_request as assistance
from dialogs.assistance.fields import request_fields
from dialogs.assistance.move_forms import away_message, mine_message, move_forms, rating_message, target_message
from dialogs.core.exchange import Message, Reply
from knowledge.people import PersonKey
from knowledge.request import RequestMove, RequestStatus
from knowledge.team import Absence, Stretch
from storage.queries.people import Someone
from storage.queries.requests import RequestFile
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.forms import _step, _whole
from tests.lint.emitted.requests import AT, PEOPLE, SERVICES, file_in


async def _nothing(*_args: object) -> Reply:
    return Reply()


for _form in (*assistance.forms(), *move_forms(SERVICES.now, _nothing, _nothing).values()):
    for _value in ("", "*é "):
        if not _value or all(not field.show for field in _form.fields):
            _whole(_form, _value)
        for _field in _form.fields:
            if not _value or not _field.show:
                _step(_form, _field, _value, refused=False)
    for _field in _form.fields:
        _step(_form, _field, "*é ", refused=True)


def _numbered(first: int) -> list[RequestFile]:
    files = [file_in(status) for status in RequestStatus] * 2
    return [
        replace(file, number=number, request=replace(file.request, reference=f"DA-2024-{number}"))
        for number, file in enumerate(files, first)
    ]


for _who in PEOPLE:

    @emits(f"assistance.mine.{_who}", mine_message)
    def _(who: str = _who) -> Message:
        held, made = (_numbered(first) for first in (100_000, 200_000))
        return mine_message(PEOPLE[who], held, made, AT)

    @emits(f"assistance.mine.{_who}.none", mine_message)
    def _(who: str = _who) -> Message:
        return mine_message(PEOPLE[who], [], [], AT)


_EXPERTS = [Someone(PersonKey("t" * 64, f"{number:036}"), worst.LONG_NAME, AT) for number in range(30)]
for _move in (RequestMove.ASSIGN, RequestMove.REASSIGN):

    @emits(f"request.target.{_move}", target_message)
    def _(move: RequestMove = _move) -> Message:
        return target_message("DA-2024-123456", 2**30, move, _EXPERTS, worst.LONG_TEXT[:200])

    @emits(f"request.target.away.{_move}", away_message)
    def _(move: RequestMove = _move) -> Message:
        away = Absence(1, _EXPERTS[0].key, Stretch(AT.date()), worst.LONG_NAME, _EXPERTS[1].key, worst.LONG_NAME)
        return away_message(file_in(RequestStatus.ASSIGNED), move, away, worst.LONG_TEXT[:500])


@emits("request.rating", rating_message)
def _rating() -> Message:
    return rating_message("DA-2024-123456")


_WRITTEN = window.ChosenMessage(worst.LONG_TEXT, "9" * 36, worst.LONG_NAME, known=True)
for _own in (False, True):

    @emits(f"assistance.window.{'own' if _own else 'logged'}", window.window_message)
    def _(own: bool = _own) -> Message:
        fields = request_fields(own=own)
        shown = window.Window(
            fields=fields, values={one.id: worst.LONG_TEXT[:200] for one in fields}, data={"nonce": "n" * 22},
            ways=window.ways_of(own=own, takes=True), written=_WRITTEN, said=[worst.LONG_TEXT[:400]],
            warned=[worst.LONG_TEXT[400:700]], asks_who=not own,
            errors={one.id: f"Réponse refusée : {one.label}." for one in fields} | ({} if own else {window.WHO: "Dites qui."}),
        )  # fmt: skip
        return window.window_message(shown)


@emits("assistance.window.done", window.done_message)
def _() -> Message:
    return window.done_message(
        "DA-2024-123456", "La demande DA-2024-123456 a été enregistrée. Les experts sont prévenus."
    )
